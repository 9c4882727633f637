//! Parts that must agree: in one unit, or as plain ratios.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::units::{Catalog, Unit};

use super::infer::{Expression, Infer, Kind};
use super::typed::Term;

/// What functions do that take one of several values as it is.
pub(super) const CHOOSE: &str = "choose between";

impl Infer<'_> {
    /// Turns a part into a plain ratio, or refuses it.
    pub(super) fn ratio(&mut self, part: Expression, what: &str) -> Option<Expression> {
        match &part.kind {
            Kind::Any => Some(part),
            Kind::Unknown => None,
            Kind::Number(unit) => match unit.factor_to(&Unit::ratio()) {
                Some(factor) => Some(Expression {
                    kind: Kind::Number(Unit::ratio()),
                    ..scaled(part, factor)
                }),
                None => {
                    let (unit, source) = (unit.clone(), self.operand(part.span));
                    let diagnostic = Diagnostic::error(
                        Code::NeedsRatio,
                        format!("{what} must be a ratio, and this is in `{unit}`"),
                    )
                    .label(part.span, unit.to_string())
                    .hint(format!("divide by the unit first: `{source} / 1 [{unit}]`"));
                    self.diagnostics.push(diagnostic);
                    None
                }
            },
            _ => {
                let found = self.describe(&part);
                let diagnostic = Diagnostic::error(
                    Code::KindMismatch,
                    format!("{what} must be a ratio, and this is {found}"),
                )
                .label(part.span, found)
                .hint(self.number_hint(&part));
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// Brings quantities into the unit of the first one that has a unit, or refuses them.
    ///
    /// Where one of them is taken as it is, they may be conditions or choices; nothing else may.
    pub(super) fn share_unit(&mut self, parts: &mut [Expression], verb: &str) -> Option<Kind> {
        if parts.iter().any(|part| part.kind == Kind::Unknown) {
            return None;
        }
        if verb == CHOOSE
            && parts
                .iter()
                .any(|part| matches!(part.kind, Kind::Choice(_)))
        {
            return self.share_options(parts);
        }
        let is_value = |part: &Expression| matches!(part.kind, Kind::Number(_) | Kind::Any);
        let is_free = |part: &Expression| part.kind == Kind::Any;
        if verb == CHOOSE
            && parts
                .iter()
                .all(|part| part.kind == Kind::Condition || is_free(part))
        {
            let conditions = parts.iter().any(|part| part.kind == Kind::Condition);
            return Some(if conditions {
                Kind::Condition
            } else {
                Kind::Any
            });
        }
        if let Some(odd) = parts.iter().find(|part| !is_value(part)) {
            self.odd_kind(verb, parts, odd);
            return None;
        }
        let (first, target) = parts
            .iter()
            .find_map(|part| match &part.kind {
                Kind::Number(unit) => Some((part.span, unit.clone())),
                _ => None,
            })
            .unwrap_or((Span::default(), Unit::ratio()));
        let mut sound = true;
        for part in parts.iter_mut() {
            let Kind::Number(unit) = &part.kind else {
                continue;
            };
            match unit.factor_to(&target) {
                Some(factor) => *part = scaled(part.clone(), factor),
                None => {
                    let unit = unit.clone();
                    self.mismatch(verb, (first, &target), (part.span, &unit));
                    sound = false;
                }
            }
        }
        let all_free = parts.iter().all(is_free);
        sound.then_some(if all_free {
            Kind::Any
        } else {
            Kind::Number(target)
        })
    }

    /// Choices that stand together must have the same options; `NA(…)` may stand beside them.
    fn share_options(&mut self, parts: &[Expression]) -> Option<Kind> {
        let is_choice = |part: &&Expression| matches!(part.kind, Kind::Choice(_));
        let first = parts.iter().find(is_choice)?;
        let fits = |part: &Expression| match part.kind {
            Kind::Choice(_) => self.options(&part.kind) == self.options(&first.kind),
            _ => gives_nothing(&part.term) || self.is_open(part),
        };
        let Some(odd) = parts.iter().find(|part| !fits(part)) else {
            return Some(first.kind.clone());
        };
        let (found, other) = (self.describe(odd), self.describe(first));
        let options = self.options(&first.kind).join(", ");
        let diagnostic = Diagnostic::error(
            Code::KindMismatch,
            format!("cannot choose between {other} and {found}"),
        )
        .label(odd.span, found)
        .label(first.span, other)
        .hint(format!("give it one of the same options: {options}"));
        self.diagnostics.push(diagnostic);
        None
    }

    /// Whether a part is a row of a circle of which it is not known yet what its values are.
    fn is_open(&self, part: &Expression) -> bool {
        matches!(&part.term, Term::Read { row, .. } if self.scope.open.contains(row))
    }

    /// Refuses a part that is no number, beside one that is where there is one.
    fn odd_kind(&mut self, verb: &str, parts: &[Expression], odd: &Expression) {
        let found = self.describe(odd);
        let other = parts
            .iter()
            .find(|part| part.span != odd.span && part.kind != odd.kind);
        let other = other.map(|part| (part.span, self.describe(part)));
        let message = match &other {
            Some((_, other)) => format!("cannot {verb} {found} and {other}"),
            None => format!("cannot {verb} {found}"),
        };
        let mut diagnostic = Diagnostic::error(Code::KindMismatch, message).label(odd.span, found);
        if let Some((span, other)) = other {
            diagnostic = diagnostic.label(span, other);
        }
        let hint = self.number_hint(odd);
        self.diagnostics.push(diagnostic.hint(hint));
    }

    fn mismatch(&mut self, verb: &str, first: (Span, &Unit), other: (Span, &Unit)) {
        let shown = |unit: &Unit| match unit.is_ratio() {
            true => "a ratio".to_owned(),
            false => format!("`{unit}`"),
        };
        let plain = |unit: &Unit| {
            if unit.is_ratio() {
                "ratio".into()
            } else {
                unit.to_string()
            }
        };
        let join = if verb == "compare" { "with" } else { "and" };
        let message = format!("cannot {verb} {} {join} {}", shown(first.1), shown(other.1));
        let literal = |span: Span| {
            let text = self.source(span);
            text.trim_start_matches('-')
                .starts_with(|c: char| c.is_ascii_digit())
                && text.parse::<f64>().is_ok()
        };
        let (code, hint) = if other.1.is_ratio() && literal(other.0) {
            let source = self.source(other.0);
            (
                Code::BareNumber,
                format!("write the unit: `{source} [{}]`", first.1),
            )
        } else if first.1.is_ratio() && literal(first.0) {
            let source = self.source(first.0);
            (
                Code::BareNumber,
                format!("write the unit: `{source} [{}]`", other.1),
            )
        } else {
            let need = self.needed(first.1, other.1);
            let source = self.source(other.0);
            (
                Code::UnitMismatch,
                format!("multiply `{source}` by a quantity in `{need}`"),
            )
        };
        let diagnostic = Diagnostic::error(code, message)
            .label(other.0, plain(other.1))
            .label(first.0, plain(first.1))
            .hint(hint);
        self.diagnostics.push(diagnostic);
    }
}

/// What a quantity must be multiplied by to get from one unit to another, in as few factors as
/// say it: seconds and hours cancel, since they convert by themselves.
pub(super) fn needed(to: &Unit, from: &Unit, catalog: &Catalog) -> String {
    let Some(whole) = to.over(from) else {
        return String::new();
    };
    let mut factors: Vec<_> = whole
        .factors()
        .filter_map(|(symbol, exponent)| Some((catalog.parse(symbol).ok()?, exponent)))
        .collect();
    for above in 0..factors.len() {
        for below in 0..factors.len() {
            let same = factors[above].0.same_dimension(&factors[below].0);
            let (a, b) = (factors[above].1, factors[below].1);
            if same && a > 0 && b < 0 {
                let common = a.min(-b);
                factors[above].1 -= common;
                factors[below].1 += common;
            }
        }
    }
    let product = factors
        .iter()
        .try_fold(Unit::ratio(), |all, (unit, exponent)| {
            all.times(&unit.power(*exponent)?)
        });
    product.unwrap_or(whole).to_string()
}

/// Whether a term has no value whichever branch is taken, as `NA(…)` has none.
fn gives_nothing(term: &Term) -> bool {
    match term {
        Term::Unavailable(_) => true,
        Term::If(_, then, otherwise) => gives_nothing(then) && gives_nothing(otherwise),
        Term::IfNa(value, otherwise) => gives_nothing(value) && gives_nothing(otherwise),
        Term::Choose(_, options) => options.iter().all(gives_nothing),
        _ => false,
    }
}

/// A part, converted by a factor where there is something to convert.
pub(super) fn scaled(part: Expression, factor: f64) -> Expression {
    if factor == 1.0 {
        return part;
    }
    Expression {
        term: Term::Scale(Box::new(part.term), factor),
        ..part
    }
}

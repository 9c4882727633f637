//! One formula from [`Ast`] to [`Term`]: names, kinds, units and axes.
//!
//! Nothing here fails as a whole. What cannot be understood becomes a [`Kind::Unknown`], which no
//! later rule complains about, and a diagnostic.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::formula::ast::{Ast, Node, Word};
use crate::units::Unit;

use super::agree::needed;
use super::scope::{Named, Scope};
use super::typed::{Axes, Binary, RowKind, Term};

/// What a part of a formula is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A quantity with a unit.
    Number(Unit),
    /// The literal `0` or `NA(…)`, which fit any unit.
    Any,
    /// True or false.
    Condition,
    /// One of some options.
    Choice(Options),
    /// The current element of an index.
    Element(Axes),
    /// A text in quotes.
    Text(String),
    /// Something that a diagnostic was already written about.
    Unknown,
}

/// Where the options of a choice are listed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Options {
    /// At a row.
    Row(usize),
    /// They are the elements of an index, or the periods.
    Axis(Axes),
}

/// A part of a formula, understood.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    pub(super) term: Term,
    pub(super) kind: Kind,
    pub(super) axes: Axes,
    pub(super) span: Span,
}

impl Expression {
    pub(super) fn unknown(span: Span) -> Self {
        Self {
            term: Term::Unavailable(Vec::new()),
            kind: Kind::Unknown,
            axes: Axes::NONE,
            span,
        }
    }
}

/// Understands the parts of one formula.
pub(super) struct Infer<'a> {
    pub(super) scope: &'a Scope<'a>,
    /// The formula's text, quoted in hints.
    pub(super) text: &'a str,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The rows read, in order of first mention.
    pub(super) reads: Vec<usize>,
}

impl<'a> Infer<'a> {
    /// What a quantity must be multiplied by to get from one unit to another.
    pub(super) fn needed(&self, to: &Unit, from: &Unit) -> String {
        needed(to, from, self.scope.catalog)
    }

    pub(super) fn new(scope: &'a Scope<'a>, text: &'a str) -> Self {
        Self {
            scope,
            text,
            diagnostics: Vec::new(),
            reads: Vec::new(),
        }
    }

    /// The text of a part, as the analyst wrote it.
    pub(super) fn source(&self, span: Span) -> &'a str {
        self.text.get(span.start..span.end).unwrap_or("x").trim()
    }

    /// The same, in parentheses where another operator may follow.
    pub(super) fn operand(&self, span: Span) -> String {
        let source = self.source(span);
        match source.contains(['+', '-', '<', '>', '=']) {
            true => format!("({source})"),
            false => source.to_owned(),
        }
    }

    /// A choice or the current element of an index, compared with its first option.
    pub(super) fn comparison_of(&self, part: &Expression) -> Option<String> {
        let first = self.options(&part.kind).first()?;
        Some(format!("{} = \"{first}\"", self.source(part.span)))
    }

    /// The options of a choice, or the elements of an index.
    pub(super) fn options(&self, kind: &Kind) -> &[String] {
        match kind {
            Kind::Choice(Options::Row(row)) => match &self.scope.rows[*row].kind {
                RowKind::Choice(options) => options,
                _ => &[],
            },
            Kind::Element(axis) | Kind::Choice(Options::Axis(axis)) => {
                self.scope.extents.labels(*axis)
            }
            _ => &[],
        }
    }

    /// What to do about a part that is no number.
    pub(super) fn number_hint(&self, part: &Expression) -> String {
        match (&part.kind, self.comparison_of(part)) {
            (_, Some(comparison)) => {
                format!("choose a number with it: `IF({comparison}, …, …)`")
            }
            (Kind::Condition, None) => {
                let source = self.source(part.span);
                let inside = source.strip_prefix('(').and_then(|s| s.strip_suffix(')'));
                let source = inside.unwrap_or(source);
                format!("choose a number with it: `IF({source}, 1, 0)`")
            }
            (Kind::Text(_), None) => {
                "use a number; a text is only an option or a reason".to_owned()
            }
            _ => "use a number here".to_owned(),
        }
    }

    /// Records a finding and carries on with an unknown.
    pub(super) fn refuse(&mut self, span: Span, diagnostic: Diagnostic) -> Expression {
        self.diagnostics.push(diagnostic);
        Expression::unknown(span)
    }

    /// Understands a part.
    pub(super) fn expression(&mut self, ast: &Ast) -> Expression {
        let span = ast.span;
        match &ast.node {
            Node::Number { value, unit } => self.number(*value, unit.as_ref(), span),
            Node::Text(text) => Expression {
                term: Term::Unavailable(Vec::new()),
                kind: Kind::Text(text.clone()),
                axes: Axes::NONE,
                span,
            },
            Node::Boolean(value) => Expression {
                term: Term::Constant(f64::from(u8::from(*value))),
                kind: Kind::Condition,
                axes: Axes::NONE,
                span,
            },
            Node::Name { name, at } => self.name(name, at, span),
            Node::Negate(inner) => {
                let inner = self.expression(inner);
                self.quantity(inner, "negate", |term| Term::Negate(Box::new(term)), span)
            }
            Node::Percent(inner) => {
                let inner = self.expression(inner);
                let percent = |term| {
                    Term::Binary(
                        Binary::Divide,
                        Box::new(term),
                        Box::new(Term::Constant(100.0)),
                    )
                };
                self.quantity(inner, "take percent of", percent, span)
            }
            Node::Binary {
                operator,
                left,
                right,
            } => self.binary(*operator, left, right, span),
            Node::Call {
                name,
                arguments,
                over,
            } => self.call(name, arguments, over, span),
            Node::Missing => Expression::unknown(span),
        }
    }

    fn number(&mut self, value: f64, unit: Option<&Word>, span: Span) -> Expression {
        let kind = match unit {
            None if value == 0.0 => Kind::Any,
            None => Kind::Number(Unit::ratio()),
            Some(word) => match self.scope.catalog.parse(&word.text) {
                Ok(unit) => Kind::Number(unit),
                Err(error) => {
                    let diagnostic = Diagnostic::error(Code::UnknownUnit, error.message)
                        .label(word.span, "")
                        .hint(error.hint);
                    return self.refuse(span, diagnostic);
                }
            },
        };
        Expression {
            term: Term::Constant(value),
            kind,
            axes: Axes::NONE,
            span,
        }
    }

    /// Applies an operation that keeps the unit and asks for a quantity.
    fn quantity(
        &mut self,
        inner: Expression,
        verb: &str,
        make: impl FnOnce(Term) -> Term,
        span: Span,
    ) -> Expression {
        match inner.kind {
            Kind::Number(_) | Kind::Any => Expression {
                term: make(inner.term),
                span,
                ..inner
            },
            Kind::Unknown => Expression::unknown(span),
            _ => {
                let found = self.describe(&inner);
                let diagnostic =
                    Diagnostic::error(Code::KindMismatch, format!("cannot {verb} {found}"))
                        .label(inner.span, found)
                        .hint(self.number_hint(&inner));
                self.refuse(span, diagnostic)
            }
        }
    }

    /// What a part is, in words: ``a quantity in `$/h` ``.
    pub(super) fn describe(&self, part: &Expression) -> String {
        match &part.kind {
            Kind::Number(unit) if unit.is_ratio() => "a ratio".into(),
            Kind::Number(unit) => format!("a quantity in `{unit}`"),
            Kind::Any => "0".into(),
            Kind::Condition => "a condition".into(),
            Kind::Choice(Options::Row(row)) => {
                format!("the choice `{}`", self.scope.rows[*row].id)
            }
            Kind::Choice(Options::Axis(axis)) => {
                format!("an element of `{}`", self.scope.extents.id(*axis))
            }
            Kind::Element(axis) => {
                format!("the current element of `{}`", self.scope.extents.id(*axis))
            }
            Kind::Text(text) => format!("the text \"{text}\""),
            Kind::Unknown => "something unknown".into(),
        }
    }

    fn name(&mut self, name: &str, at: &[Word], span: Span) -> Expression {
        match self.scope.named(name) {
            Some(Named::Row(row)) => self.row(row, at, span),
            Some(Named::Index(axis)) if at.is_empty() => Expression {
                term: Term::Constant(0.0),
                kind: Kind::Element(axis),
                axes: axis,
                span,
            },
            Some(Named::Year | Named::Period) if self.scope.extents.timeline.id.is_empty() => {
                let message = format!("`{name}` needs a timeline, and this workbook has none");
                let diagnostic = Diagnostic::error(Code::NeedsTimeline, message)
                    .label(span, "")
                    .hint("give the workbook a timeline, or leave the time out");
                self.refuse(span, diagnostic)
            }
            Some(Named::Year) => Expression {
                term: Term::Year,
                kind: Kind::Number(Unit::ratio()),
                axes: Axes::TIME,
                span,
            },
            Some(Named::Period) => Expression {
                term: Term::Constant(self.scope.extents.timeline.hours),
                kind: Kind::Number(self.scope.hour.clone()),
                axes: Axes::NONE,
                span,
            },
            found => {
                let diagnostic = match found {
                    Some(Named::Curve(_)) => Diagnostic::error(
                        Code::UnknownName,
                        format!("`{name}` is a curve and needs an argument"),
                    )
                    .hint(format!("write `{name}(…)`")),
                    Some(_) => Diagnostic::error(
                        Code::NotIndexed,
                        format!("`{name}` is an index and takes no brackets"),
                    )
                    .hint("put the brackets after a row"),
                    None => self.scope.unknown_name(name),
                };
                self.refuse(span, diagnostic.label(span, ""))
            }
        }
    }

    fn row(&mut self, row: usize, at: &[Word], span: Span) -> Expression {
        if !self.reads.contains(&row) {
            self.reads.push(row);
        }
        let target = &self.scope.rows[row];
        let mut fixed = Vec::new();
        let mut axes = target.axes;
        for word in at {
            match self.scope.element(target, axes, word) {
                Ok((axis, place)) => {
                    axes = axes.without(axis);
                    fixed.push((axis, place));
                }
                Err(diagnostic) => return self.refuse(span, *diagnostic),
            }
        }
        let kind = match &target.kind {
            RowKind::Number if self.scope.open.contains(&row) => Kind::Any,
            RowKind::Number => Kind::Number(target.unit.clone()),
            RowKind::Condition => Kind::Condition,
            RowKind::Choice(_) => Kind::Choice(Options::Row(row)),
        };
        Expression {
            term: Term::Read { row, fixed },
            kind,
            axes,
            span,
        }
    }
}

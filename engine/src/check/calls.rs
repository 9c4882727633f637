//! Calls of functions and curves.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::formula::ast::{Ast, Node, Word};
use crate::functions::{Evaluate, Form, Function, Outcome, Rule};
use crate::units::Unit;

use super::agree::{CHOOSE, scaled};
use super::infer::{Expression, Infer, Kind};
use super::reason;
use super::reduce::Reduction;
use super::scope::Named;
use super::typed::{Axes, Piece, Term};

impl Infer<'_> {
    /// `CRF(rate, 5)`, `SUM(x over tier)`, `gb200_frontier(interactivity)`.
    pub(super) fn call(
        &mut self,
        name: &Word,
        arguments: &[Ast],
        over: &[Word],
        span: Span,
    ) -> Expression {
        match Function::named(&name.text) {
            Some(function) => self.function(function, name, arguments, over, span),
            None => self.curve(name, arguments, span),
        }
    }

    fn curve(&mut self, name: &Word, arguments: &[Ast], span: Span) -> Expression {
        let Some(Named::Curve(position)) = self.scope.named(&name.text) else {
            let diagnostic = self.scope.unknown_function(&name.text).label(name.span, "");
            return self.refuse(span, diagnostic);
        };
        let curve = &self.scope.curves[position];
        let [argument] = arguments else {
            let diagnostic = Diagnostic::error(
                Code::WrongArguments,
                format!(
                    "`{}` takes 1 argument, found {}",
                    name.text,
                    arguments.len()
                ),
            )
            .label(name.span, "")
            .hint(format!(
                "write `{}(…)` with {}",
                name.text,
                value_in(&curve.input)
            ));
            return self.refuse(span, diagnostic);
        };
        let argument = self.expression(argument);
        let factor = match &argument.kind {
            Kind::Unknown => return Expression::unknown(span),
            Kind::Any => Some(1.0),
            Kind::Number(unit) => unit.factor_to(&curve.input),
            _ => None,
        };
        let Some(factor) = factor else {
            let found = self.describe(&argument);
            let diagnostic = Diagnostic::error(
                Code::UnitMismatch,
                format!(
                    "`{}` takes {}, found {found}",
                    name.text,
                    value_in(&curve.input)
                ),
            )
            .label(argument.span, found)
            .hint(format!("give it {}", value_in(&curve.input)));
            return self.refuse(span, diagnostic);
        };
        let kind = Kind::Number(curve.output.clone());
        let argument = scaled(argument, factor);
        Expression {
            term: Term::Curve(position, Box::new(argument.term)),
            kind,
            axes: argument.axes,
            span,
        }
    }

    fn function(
        &mut self,
        function: &'static Function,
        name: &Word,
        arguments: &[Ast],
        over: &[Word],
        span: Span,
    ) -> Expression {
        if let ([argument], Some(reduction)) = (arguments, Reduction::of(function)) {
            return self.reduce(function, reduction, argument, over, span);
        }
        if let Some(first) = over.first() {
            let diagnostic = misplaced_over(function, arguments.len()).label(first.span, "");
            return self.refuse(span, diagnostic);
        }
        if !function.accepts(arguments.len()) {
            let diagnostic =
                Diagnostic::error(Code::WrongArguments, wrong_count(function, arguments.len()))
                    .label(name.span, "")
                    .hint(format!("write `{}`", function.signature()));
            return self.refuse(span, diagnostic);
        }
        if let Evaluate::Form(Form::Power) = function.evaluate {
            let base = self.expression(&arguments[0]);
            return self.power(base, &arguments[1], span);
        }
        let literal = match self.literals(function, arguments) {
            Ok(literal) => literal,
            Err(diagnostic) => return self.refuse(span, *diagnostic),
        };
        match self.values(function, arguments) {
            Some((parts, kind)) => self.assemble(function, parts, kind, literal, span),
            None => Expression::unknown(span),
        }
    }

    /// The arguments that must be written in the formula itself.
    fn literals(
        &mut self,
        function: &'static Function,
        arguments: &[Ast],
    ) -> Result<Literal, Box<Diagnostic>> {
        for (position, argument) in arguments.iter().enumerate() {
            let Some(parameter) = function.parameter(position) else {
                continue;
            };
            match (parameter.rule, &argument.node) {
                (Rule::WholeNumber, Node::Number { value, unit: None })
                    if value.fract() == 0.0 && (1.0..=10_000.0).contains(value) =>
                {
                    return Ok(Literal::Count(*value as usize));
                }
                (Rule::Text, Node::Text(text)) => return Ok(Literal::Text(text.clone())),
                (Rule::WholeNumber, _) => {
                    let message = format!(
                        "`{}` of `{}` must be a whole number",
                        parameter.name, function.name
                    );
                    return Err(Box::new(
                        Diagnostic::error(Code::NotLiteral, message)
                            .label(argument.span, "")
                            .hint("write it as digits, 1 or more"),
                    ));
                }
                (Rule::Text, _) => {
                    let message =
                        format!("`{}` of `{}` must be a text", parameter.name, function.name);
                    return Err(Box::new(
                        Diagnostic::error(Code::NotLiteral, message)
                            .label(argument.span, "")
                            .hint(format!("write it in quotes: `{}(\"…\")`", function.name)),
                    ));
                }
                _ => {}
            }
        }
        Ok(Literal::None)
    }

    /// The arguments that are values, each as its rule wants it, and what the shared ones are.
    fn values(
        &mut self,
        function: &'static Function,
        arguments: &[Ast],
    ) -> Option<(Vec<Expression>, Kind)> {
        let mut parts = Vec::new();
        let mut shared = Vec::new();
        let mut sound = true;
        for (position, argument) in arguments.iter().enumerate() {
            let Some(parameter) = function.parameter(position) else {
                continue;
            };
            let what = format!("`{}` of `{}`", parameter.name, function.name);
            match parameter.rule {
                Rule::WholeNumber | Rule::Text => continue,
                Rule::Shared | Rule::Base => {
                    shared.push(parts.len());
                    parts.push(self.expression(argument));
                }
                Rule::Ratio | Rule::Exponent => {
                    let part = self.expression(argument);
                    let known = part.kind != Kind::Unknown;
                    match self.ratio(part, &what) {
                        Some(part) => parts.push(part),
                        None => {
                            self.show_rounding(function, argument, known);
                            sound = false;
                        }
                    }
                }
                Rule::Condition => {
                    let part = self.expression(argument);
                    sound &= self.condition(&part, &what);
                    parts.push(part);
                }
            }
        }
        if !sound {
            return None;
        }
        let mut same: Vec<_> = shared.iter().map(|place| parts[*place].clone()).collect();
        let verb = if takes_as_is(function) {
            CHOOSE
        } else {
            "combine"
        };
        let kind = self.share_unit(&mut same, verb)?;
        for (place, part) in shared.into_iter().zip(same) {
            parts[place] = part;
        }
        Some((parts, kind))
    }

    /// Rounding a quantity is asked for so often that its hint shows the whole way.
    fn show_rounding(&mut self, function: &Function, argument: &Ast, known: bool) {
        let rounds = function.name.starts_with("ROUND") || function.name == "INT";
        if !(rounds && known) {
            return;
        }
        let source = self.operand(argument.span);
        let Some(last) = self
            .diagnostics
            .last_mut()
            .filter(|last| last.code == Code::NeedsRatio)
        else {
            return;
        };
        let unit = last
            .labels
            .first()
            .map(|(_, unit)| unit.clone())
            .unwrap_or_default();
        let more = if function.name == "INT" { "" } else { ", 0" };
        last.hint = format!(
            "write `{}({source} / 1 [{unit}]{more}) * 1 [{unit}]`",
            function.name
        );
    }

    fn condition(&mut self, part: &Expression, what: &str) -> bool {
        if matches!(part.kind, Kind::Condition | Kind::Unknown) {
            return part.kind == Kind::Condition;
        }
        if part.kind == Kind::Any && !self.scope.open.is_empty() {
            return true;
        }
        let found = self.describe(part);
        let source = self.source(part.span);
        let diagnostic = Diagnostic::error(
            Code::KindMismatch,
            format!("{what} must be a condition, and this is {found}"),
        )
        .label(part.span, found)
        .hint(match self.comparison_of(part) {
            Some(comparison) => format!("compare it with an option: `{comparison}`"),
            None => format!("compare it with something: `{source} > 0`"),
        });
        self.diagnostics.push(diagnostic);
        false
    }

    fn assemble(
        &mut self,
        function: &'static Function,
        parts: Vec<Expression>,
        shared: Kind,
        literal: Literal,
        span: Span,
    ) -> Expression {
        let quoted = match &literal {
            Literal::Text(text) => self.quoted_axes(text),
            _ => Axes::NONE,
        };
        let kind = match function.result {
            Outcome::Shared => shared,
            Outcome::Ratio | Outcome::Power => Kind::Number(Unit::ratio()),
            Outcome::Condition => Kind::Condition,
            Outcome::Any => Kind::Any,
            // A call over an index, which is understood elsewhere.
            Outcome::Element => Kind::Unknown,
        };
        let mut axes = parts
            .iter()
            .fold(quoted, |axes, part| axes.union(part.axes));
        let spans: Vec<_> = parts.iter().map(|part| (part.span, part.axes)).collect();
        let terms: Vec<_> = parts.into_iter().map(|part| part.term).collect();
        let term = match function.evaluate {
            Evaluate::One(..) | Evaluate::Two(..) | Evaluate::Three(..) => {
                Term::Apply(function, terms)
            }
            Evaluate::Fold(fold) => Term::Fold(fold, terms),
            Evaluate::Element(_) => Term::Unavailable(Vec::new()),
            Evaluate::Form(form) => {
                match self.time(form, &spans) {
                    Ok(found) => axes = found.unwrap_or(axes),
                    Err(diagnostic) => return self.refuse(span, *diagnostic),
                }
                self.form(form, terms, literal)
            }
        };
        Expression {
            term,
            kind,
            axes,
            span,
        }
    }

    /// The axes of a function along the timeline; `None` for any other function.
    fn time(&self, form: Form, parts: &[(Span, Axes)]) -> Result<Option<Axes>, Box<Diagnostic>> {
        let all = parts
            .iter()
            .fold(Axes::NONE, |axes, part| axes.union(part.1));
        let (needs, along) = match form {
            Form::Prev | Form::Lag => (None, all.union(Axes::TIME)),
            Form::First | Form::Last | Form::Irr => (parts.first(), all.without(Axes::TIME)),
            Form::Cumulate => (parts.first(), all),
            Form::Npv => (parts.get(1), all.without(Axes::TIME)),
            _ => return Ok(None),
        };
        if self.scope.extents.timeline.id.is_empty() {
            return Err(Box::new(
                Diagnostic::error(
                    Code::NeedsTimeline,
                    "a function along the timeline in a workbook without periods",
                )
                .label(parts.first().map(|part| part.0).unwrap_or_default(), "")
                .hint("give the workbook a timeline"),
            ));
        }
        let settled = self.scope.settled;
        if let Some((span, axes)) = needs
            && settled
            && !axes.contains(Axes::TIME)
        {
            return Err(Box::new(self.same_in_every_period(form, *span)));
        }
        if let (Form::Npv, Some((span, axes))) = (form, parts.first())
            && axes.contains(Axes::TIME)
        {
            return Err(Box::new(
                Diagnostic::error(Code::SurplusIndex, "the rate of `NPV` varies by period")
                    .label(*span, "")
                    .hint(format!("use one rate: `FIRST({})`", self.source(*span))),
            ));
        }
        Ok(Some(along))
    }

    /// What is wrong with one value where a function needs one for every period.
    fn same_in_every_period(&self, form: Form, span: Span) -> Diagnostic {
        let source = self.source(span);
        let timeline = &self.scope.extents.timeline;
        let (year, id) = (timeline.years.first().unwrap_or(&0.0), &timeline.id);
        let name = match form {
            Form::Npv => "NPV",
            Form::Irr => "IRR",
            Form::Cumulate => "CUMULATE",
            _ => "",
        };
        let (message, hint) = match name {
            "" => (
                format!("`{source}` is the same in every period"),
                format!("use `{source}` alone, or give it values by period"),
            ),
            name => (
                format!("`{name}` needs a flow by period, and `{source}` is one value for all"),
                format!(
                    "say when it falls, as in `IF(year = {year}, {source}, 0)`, or let its row run \
                     over `{id}`"
                ),
            ),
        };
        let diagnostic = Diagnostic::error(Code::NeedsTimeline, message);
        diagnostic.label(span, "").hint(hint)
    }

    fn form(&mut self, form: Form, terms: Vec<Term>, literal: Literal) -> Term {
        let mut terms = terms.into_iter();
        let mut next = || Box::new(terms.next().unwrap_or(Term::Unavailable(Vec::new())));
        match form {
            Form::If => Term::If(next(), next(), next()),
            Form::Ifs => conditions(terms),
            Form::Choose => Term::Choose(next(), terms.collect()),
            Form::Not => Term::Not(next()),
            Form::Na => Term::Unavailable(self.pieces(literal)),
            Form::IfNa => Term::IfNa(next(), next()),
            Form::Prev => Term::Lag(next(), 1, next()),
            Form::Lag => {
                let count = if let Literal::Count(count) = literal {
                    count
                } else {
                    1
                };
                Term::Lag(next(), count, next())
            }
            Form::First => Term::First(next()),
            Form::Last => Term::Last(next()),
            Form::Cumulate => Term::Cumulate(next()),
            Form::Npv => Term::Npv(next(), next()),
            Form::Irr => Term::Irr(next()),
            Form::Power => Term::Unavailable(Vec::new()),
        }
    }

    /// The axes of the rows whose values a reason quotes: it reads them like any other operand.
    fn quoted_axes(&self, text: &str) -> Axes {
        reason::quoted_names(text)
            .filter_map(|name| self.scope.named(name))
            .fold(Axes::NONE, |axes, named| match named {
                Named::Row(row) => axes.union(self.scope.rows[row].axes),
                _ => axes,
            })
    }

    /// The words of a reason, and the rows whose values it quotes.
    fn pieces(&mut self, literal: Literal) -> Vec<Piece> {
        let Literal::Text(text) = literal else {
            return Vec::new();
        };
        let mut pieces = Vec::new();
        for (part, is_name) in reason::pieces(&text) {
            let row = match self.scope.named(part) {
                Some(Named::Row(row)) if is_name => Some(row),
                _ => None,
            };
            match row {
                Some(row) => {
                    if !self.reads.contains(&row) {
                        self.reads.push(row);
                    }
                    pieces.push(Piece::Value(row));
                }
                None if is_name => {
                    let at = self.text.find(&format!("{{{part}}}")).unwrap_or(0) + 1;
                    let diagnostic = self
                        .scope
                        .unknown_name(part)
                        .label(Span::new(at, at + part.len()), "quoted in a reason");
                    self.diagnostics.push(diagnostic);
                }
                None => pieces.push(Piece::Words(part.to_owned())),
            }
        }
        pieces
    }
}

/// ``a value in `tok/s` ``
fn value_in(unit: &Unit) -> String {
    match unit.is_ratio() {
        true => "a ratio".to_owned(),
        false => format!("a value in `{unit}`"),
    }
}

/// Whether a function gives one of its values as it is, which may be a condition or a choice.
fn takes_as_is(function: &Function) -> bool {
    use Form::{Choose, First, If, IfNa, Ifs, Lag, Last, Prev};
    matches!(
        function.evaluate,
        Evaluate::Form(If | Ifs | Choose | IfNa | Prev | Lag | First | Last)
    )
}

fn misplaced_over(function: &Function, count: usize) -> Diagnostic {
    let name = function.name;
    let (message, hint) = match function.evaluate {
        Evaluate::Fold(_) | Evaluate::Element(_) => (
            format!("`{name}` of {count} arguments takes no `over`"),
            format!("write one argument before `over`: `{name}(x over …)`"),
        ),
        _ => (
            format!("`{name}` takes no `over`"),
            "only SUM, AVERAGE, MIN, MAX, AND, OR, ARGMIN and ARGMAX run over an index".to_owned(),
        ),
    };
    Diagnostic::error(Code::WrongArguments, message).hint(hint)
}

fn wrong_count(function: &Function, found: usize) -> String {
    let (name, least) = (function.name, function.least());
    let plural = if least == 1 { "" } else { "s" };
    match function.repeat {
        0 => format!("`{name}` takes {least} argument{plural}, found {found}"),
        2 if found >= least => format!("`{name}` takes its arguments in pairs, found {found}"),
        _ => format!("`{name}` takes {least} argument{plural} or more, found {found}"),
    }
}

/// An argument that is written in the formula itself.
enum Literal {
    None,
    Count(usize),
    Text(String),
}

/// `IFS(condition, value, …)` as nested IFs; where none holds there is no value.
fn conditions(terms: impl Iterator<Item = Term>) -> Term {
    let all: Vec<_> = terms.collect();
    let none = Term::Unavailable(vec![Piece::Words("no condition of IFS holds".into())]);
    all.chunks_exact(2).rev().fold(none, |otherwise, pair| {
        Term::If(
            Box::new(pair[0].clone()),
            Box::new(pair[1].clone()),
            Box::new(otherwise),
        )
    })
}

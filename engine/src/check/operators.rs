//! Operators between two parts of a formula.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::formula::ast::{Ast, Node, Operator};
use crate::units::Unit;

use super::infer::{Expression, Infer, Kind};
use super::typed::{Axes, Binary, Term};

impl Infer<'_> {
    pub(super) fn binary(
        &mut self,
        operator: Operator,
        left: &Ast,
        right: &Ast,
        span: Span,
    ) -> Expression {
        if operator == Operator::Power {
            let base = self.expression(left);
            return self.power(base, right, span);
        }
        let (left, right) = (self.expression(left), self.expression(right));
        if left.kind == Kind::Unknown || right.kind == Kind::Unknown {
            return Expression::unknown(span);
        }
        if operator.is_comparison() {
            return self.comparison(operator, left, right, span);
        }
        match operator {
            Operator::Multiply | Operator::Divide => self.product(operator, left, right, span),
            _ => self.sum(operator, left, right, span),
        }
    }

    fn sum(
        &mut self,
        operator: Operator,
        left: Expression,
        right: Expression,
        span: Span,
    ) -> Expression {
        let verb = if operator == Operator::Add {
            "add"
        } else {
            "subtract"
        };
        let mut sides = vec![left, right];
        let Some(kind) = self.share_unit(&mut sides, verb) else {
            return Expression::unknown(span);
        };
        combine(operation(operator), sides, kind, span)
    }

    fn product(
        &mut self,
        operator: Operator,
        left: Expression,
        right: Expression,
        span: Span,
    ) -> Expression {
        let verb = if operator == Operator::Multiply {
            "multiply"
        } else {
            "divide"
        };
        let (Some(a), Some(b)) = (self.unit(&left, verb), self.unit(&right, verb)) else {
            return Expression::unknown(span);
        };
        let unit = if operator == Operator::Multiply {
            a.times(&b)
        } else {
            a.over(&b)
        };
        let Some(unit) = unit else {
            return self.too_large(span);
        };
        combine(
            operation(operator),
            vec![left, right],
            Kind::Number(unit),
            span,
        )
    }

    fn too_large(&mut self, span: Span) -> Expression {
        let message = format!(
            "the unit of `{}` leaves the range of exact scales",
            self.source(span)
        );
        let diagnostic = Diagnostic::error(Code::UnitTooLarge, message)
            .label(span, "")
            .hint("divide by a unit in between, so that the powers stay small");
        self.refuse(span, diagnostic)
    }

    /// The unit of a quantity; of `0` it is a ratio. Anything else is refused.
    fn unit(&mut self, part: &Expression, verb: &str) -> Option<Unit> {
        match &part.kind {
            Kind::Number(unit) => Some(unit.clone()),
            Kind::Any => Some(Unit::ratio()),
            Kind::Unknown => None,
            _ => {
                let found = self.describe(part);
                let diagnostic =
                    Diagnostic::error(Code::KindMismatch, format!("cannot {verb} {found}"))
                        .label(part.span, found)
                        .hint(self.number_hint(part));
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    fn comparison(
        &mut self,
        operator: Operator,
        left: Expression,
        right: Expression,
        span: Span,
    ) -> Expression {
        let (named, text) = match (&left.kind, &right.kind) {
            (Kind::Choice(_) | Kind::Element(_), Kind::Text(text)) => (&left, text.clone()),
            (Kind::Text(text), Kind::Choice(_) | Kind::Element(_)) => (&right, text.clone()),
            (Kind::Number(_) | Kind::Any, Kind::Number(_) | Kind::Any) => {
                let mut sides = vec![left, right];
                if self.share_unit(&mut sides, "compare").is_none() {
                    return Expression::unknown(span);
                }
                return combine(operation(operator), sides, Kind::Condition, span);
            }
            _ => {
                let (a, b) = (self.describe(&left), self.describe(&right));
                let diagnostic =
                    Diagnostic::error(Code::KindMismatch, format!("cannot compare {a} with {b}"))
                        .label(right.span, b)
                        .label(left.span, a)
                        .hint(
                            "compare numbers with numbers, and a choice with an option in quotes",
                        );
                return self.refuse(span, diagnostic);
            }
        };
        if !matches!(operator, Operator::Equal | Operator::NotEqual) {
            let found = self.describe(named);
            let diagnostic = Diagnostic::error(
                Code::KindMismatch,
                format!("cannot order {found} with `{}`", operator.symbol()),
            )
            .label(span, "")
            .hint("compare it with `=` or `<>`");
            return self.refuse(span, diagnostic);
        }
        let place = if named.span == left.span {
            right.span
        } else {
            left.span
        };
        let named = named.clone();
        self.named_option(operator, named, &text, place, span)
    }

    /// `throughput_method = "roofline"`, `use = "idle"`.
    fn named_option(
        &mut self,
        operator: Operator,
        named: Expression,
        text: &str,
        place: Span,
        span: Span,
    ) -> Expression {
        let options = self.options(&named.kind);
        let Some(position) = options.iter().position(|option| option == text) else {
            let found = self.describe(&named);
            let code = match named.kind {
                Kind::Choice(_) => Code::UnknownOption,
                _ => Code::UnknownElement,
            };
            let known = options
                .iter()
                .map(|o| format!("\"{o}\""))
                .collect::<Vec<_>>()
                .join(", ");
            let hint =
                match crate::workbook::names::suggest(text, options.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean \"{near}\"? It has {known}"),
                    None => format!("it has {known}"),
                };
            let diagnostic = Diagnostic::error(code, format!("{found} has no \"{text}\""))
                .label(place, "")
                .hint(hint);
            return self.refuse(span, diagnostic);
        };
        let term = match named.kind {
            Kind::Element(axis) => {
                let is = Term::ElementIs(axis, position);
                if operator == Operator::Equal {
                    is
                } else {
                    Term::Not(Box::new(is))
                }
            }
            _ => Term::Binary(
                operation(operator),
                Box::new(named.term),
                Box::new(Term::Constant(position as f64)),
            ),
        };
        Expression {
            term,
            kind: Kind::Condition,
            axes: named.axes,
            span,
        }
    }

    /// A power: of any unit by a whole number in the formula, of a ratio by anything.
    pub(super) fn power(&mut self, base: Expression, exponent: &Ast, span: Span) -> Expression {
        if base.kind == Kind::Unknown {
            return Expression::unknown(span);
        }
        if let Some(whole) = whole_number(exponent) {
            let Some(unit) = self.unit(&base, "raise") else {
                return Expression::unknown(span);
            };
            let Some(unit) = unit.power(whole) else {
                return self.too_large(span);
            };
            return Expression {
                term: Term::WholePower(Box::new(base.term), whole),
                kind: Kind::Number(unit),
                axes: base.axes,
                span,
            };
        }
        let exponent = self.expression(exponent);
        let (Some(base), Some(exponent)) = (
            self.ratio(base, "the base of a power"),
            self.ratio(exponent, "an exponent"),
        ) else {
            return Expression::unknown(span);
        };
        combine(
            Binary::Power,
            vec![base, exponent],
            Kind::Number(Unit::ratio()),
            span,
        )
    }
}

/// The operation of an operator other than a whole power.
fn operation(operator: Operator) -> Binary {
    match operator {
        Operator::Add => Binary::Add,
        Operator::Subtract => Binary::Subtract,
        Operator::Multiply => Binary::Multiply,
        Operator::Divide => Binary::Divide,
        Operator::Power => Binary::Power,
        Operator::Equal => Binary::Equal,
        Operator::NotEqual => Binary::NotEqual,
        Operator::Less => Binary::Less,
        Operator::LessOrEqual => Binary::LessOrEqual,
        Operator::Greater => Binary::Greater,
        Operator::GreaterOrEqual => Binary::GreaterOrEqual,
    }
}

/// A whole exponent written in the formula, at most 64 in size.
fn whole_number(ast: &Ast) -> Option<i32> {
    match &ast.node {
        Node::Number { value, unit: None } if value.fract() == 0.0 && *value <= 64.0 => {
            Some(*value as i32)
        }
        Node::Negate(inner) => whole_number(inner).map(|value| -value),
        _ => None,
    }
}

/// Two sides under an operator.
fn combine(operator: Binary, sides: Vec<Expression>, kind: Kind, span: Span) -> Expression {
    let axes = sides
        .iter()
        .fold(Axes::NONE, |axes, side| axes.union(side.axes));
    let mut terms = sides.into_iter().map(|side| Box::new(side.term));
    let term = match (terms.next(), terms.next()) {
        (Some(left), Some(right)) => Term::Binary(operator, left, right),
        _ => Term::Unavailable(Vec::new()),
    };
    Expression {
        term,
        kind,
        axes,
        span,
    }
}

//! One argument over indexes: `SUM(x over tier)`, `ARGMIN(x over tier)`.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::formula::ast::{Ast, Word};
use crate::functions::{Evaluate, Extreme, Fold, Function};

use super::infer::{Expression, Infer, Kind, Options};
use super::typed::{Axes, Term};

/// What becomes of the values along the indexes.
#[derive(Clone, Copy)]
pub(super) enum Reduction {
    /// They are folded from the left.
    Fold(Fold),
    /// The element of the least or greatest one is taken.
    Element(Extreme),
}

impl Reduction {
    /// What a function does to one argument over indexes, if anything.
    pub(super) fn of(function: &Function) -> Option<Self> {
        match function.evaluate {
            Evaluate::Fold(fold) => Some(Self::Fold(fold)),
            Evaluate::Element(extreme) => Some(Self::Element(extreme)),
            _ => None,
        }
    }

    fn takes_conditions(self) -> bool {
        matches!(self, Self::Fold(Fold::And | Fold::Or))
    }
}

impl Infer<'_> {
    /// One argument over indexes or the timeline.
    pub(super) fn reduce(
        &mut self,
        function: &'static Function,
        reduction: Reduction,
        argument: &Ast,
        over: &[Word],
        span: Span,
    ) -> Expression {
        let part = self.expression(argument);
        if part.kind == Kind::Unknown {
            return Expression::unknown(span);
        }
        let axes = self
            .reducible(function, reduction, &part)
            .or_else(|| self.says_over(function, &part, over, span))
            .map_or_else(|| self.reduced(&part, over), Err);
        let axes = match (axes, reduction) {
            (Ok(axes), Reduction::Element(_)) => self.only_axis(function, &part, axes, over),
            (axes, _) => axes,
        };
        let axes = match axes {
            Ok(axes) => axes,
            Err(diagnostic) => return self.refuse(span, *diagnostic),
        };
        let inner = Box::new(part.term);
        let (term, kind) = match reduction {
            Reduction::Fold(fold) => (Term::Reduce(fold, axes, inner), part.kind),
            Reduction::Element(extreme) => (
                Term::Element(extreme, axes, inner),
                Kind::Choice(Options::Axis(axes)),
            ),
        };
        Expression {
            axes: part.axes.without(axes),
            term,
            kind,
            span,
        }
    }

    /// What is wrong with a part that is to be reduced: a condition where numbers are needed.
    fn reducible(
        &self,
        function: &Function,
        reduction: Reduction,
        part: &Expression,
    ) -> Option<Box<Diagnostic>> {
        let conditions = reduction.takes_conditions();
        let fits = match part.kind {
            Kind::Condition => conditions,
            Kind::Number(_) | Kind::Any => !conditions,
            _ => false,
        };
        if fits {
            return None;
        }
        let found = self.describe(part);
        let needed = if conditions { "conditions" } else { "numbers" };
        let message = format!("`{}` takes {needed}, found {found}", function.name);
        let hint = match conditions {
            true => format!("give it {needed}"),
            false => self.number_hint(part),
        };
        let diagnostic = Diagnostic::error(Code::KindMismatch, message);
        Some(Box::new(diagnostic.label(part.span, found).hint(hint)))
    }

    /// What is wrong with a call that does not say over which index it runs.
    fn says_over(
        &self,
        function: &Function,
        part: &Expression,
        over: &[Word],
        span: Span,
    ) -> Option<Box<Diagnostic>> {
        if !over.is_empty() {
            return None;
        }
        let (name, source) = (function.name, self.source(part.span));
        let first = part.axes.iter().next();
        let hint = match (
            first.map(|axis| self.scope.extents.id(axis)),
            function.evaluate,
        ) {
            (Some(id), _) => format!("write `{name}({source} over {id})`"),
            (None, Evaluate::Element(_)) => {
                format!("give it a row that runs over an index: `{source}` has one value")
            }
            (None, _) => format!("write `{source}` alone: it has one value"),
        };
        let message = format!("`{name}` of one argument must say over which index");
        let diagnostic = Diagnostic::error(Code::NeedsOver, message);
        Some(Box::new(diagnostic.label(span, "").hint(hint)))
    }

    /// The axes that `over` names; each must be one of the reduced part's.
    fn reduced(&self, part: &Expression, over: &[Word]) -> Result<Axes, Box<Diagnostic>> {
        let extents = &self.scope.extents;
        let mut axes = Axes::NONE;
        for word in over {
            let named = extents.axis(&word.text);
            let Some(axis) = named.filter(|axis| part.axes.contains(*axis)) else {
                let known: Vec<_> = part.axes.iter().map(|axis| extents.id(axis)).collect();
                let source = self.source(part.span);
                let message = format!("`{source}` does not run over `{}`", word.text);
                let hint = match known.as_slice() {
                    [] => "it has one value; leave the function out".to_owned(),
                    ids => format!("it runs over {}", ids.join(", ")),
                };
                let diagnostic = Diagnostic::error(Code::NotIndexed, message);
                return Err(Box::new(diagnostic.label(word.span, "").hint(hint)));
            };
            axes = axes.union(axis);
        }
        Ok(axes)
    }

    /// An element stands in one index; of two there is none.
    fn only_axis(
        &self,
        function: &Function,
        part: &Expression,
        axes: Axes,
        over: &[Word],
    ) -> Result<Axes, Box<Diagnostic>> {
        let (Some(first), Some(second)) = (axes.iter().next(), axes.iter().nth(1)) else {
            return Ok(axes);
        };
        let name = function.name;
        let (inner, source) = (name.trim_start_matches("ARG"), self.source(part.span));
        let [first, second] = [first, second].map(|axis| self.scope.extents.id(axis));
        let message = format!("`{name}` gives an element of one index, and this runs over two");
        let diagnostic = Diagnostic::error(Code::WrongArguments, message)
            .label(over.last().map_or(part.span, |word| word.span), "")
            .hint(format!(
                "reduce the other one first: `{name}({inner}({source} over {second}) over {first})`"
            ));
        Err(Box::new(diagnostic))
    }
}

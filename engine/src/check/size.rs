//! How much a workbook may ask for: values that are kept, and steps to compute them.
//!
//! Six indexes of a hundred elements fit in a short file, and their product in no machine.

use crate::diagnostic::{Code, Diagnostic};

use super::typed::{Axes, Extents, RowRule, Term};

/// The most values of all rows together: a thousand rows of ten elements over forty years of months.
const MOST_VALUES: usize = 5_000_000;

/// The most operations of one case, counted as if every branch were taken.
const MOST_STEPS: usize = 200_000_000;

/// What the rows met so far leave for the others.
pub(super) struct Budget {
    values: usize,
    steps: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            values: MOST_VALUES,
            steps: MOST_STEPS,
        }
    }

    /// Takes what a row over these axes needs, or says that it is too much.
    pub(super) fn take(
        &mut self,
        extents: &Extents,
        axes: Axes,
        steps: usize,
    ) -> Result<(), Box<Diagnostic>> {
        let values = extents.slots(axes);
        let steps = values.saturating_mul(steps);
        let found = if self.values < values {
            format!("it has {values} values, and a workbook has {MOST_VALUES} at most")
        } else if self.steps < steps {
            format!("it takes {steps} steps, and a workbook {MOST_STEPS} at most")
        } else {
            self.values -= values;
            self.steps -= steps;
            return Ok(());
        };
        let hint = "let it run over fewer indexes, or shorten them";
        Err(Box::new(
            Diagnostic::error(Code::TooLarge, found).hint(hint),
        ))
    }
}

/// The steps to compute one value of a row.
pub(super) fn of_rule(rule: &RowRule, extents: &Extents) -> usize {
    match rule {
        RowRule::Formula(term) => of_term(term, extents),
        RowRule::Irregular(terms) => {
            let each = terms.iter().map(|term| of_term(term, extents));
            each.max().unwrap_or(1)
        }
        RowRule::Input | RowRule::Blocked(_) => 1,
    }
}

/// The steps to compute a term once, every branch counted.
pub(super) fn of_term(term: &Term, extents: &Extents) -> usize {
    let of = |term: &Term| of_term(term, extents);
    let all = |terms: &[Term]| terms.iter().map(of).fold(0, usize::saturating_add);
    let periods = extents.count(Axes::TIME);
    let inside = match term {
        Term::Constant(_)
        | Term::Unavailable(_)
        | Term::Read { .. }
        | Term::Year
        | Term::ElementIs(..) => 0,
        Term::Scale(inner, _)
        | Term::Negate(inner)
        | Term::Not(inner)
        | Term::WholePower(inner, _)
        | Term::First(inner)
        | Term::Last(inner)
        | Term::Curve(_, inner) => of(inner),
        Term::Binary(_, left, right) | Term::IfNa(left, right) | Term::Lag(left, _, right) => {
            of(left).saturating_add(of(right))
        }
        Term::If(condition, then, otherwise) => of(condition)
            .saturating_add(of(then))
            .saturating_add(of(otherwise)),
        Term::Apply(_, terms) | Term::Fold(_, terms) => all(terms),
        Term::Choose(position, terms) => of(position).saturating_add(all(terms)),
        Term::Reduce(_, axes, inner) | Term::Element(_, axes, inner) => {
            extents.slots(*axes).saturating_mul(of(inner))
        }
        // From the first period on, half of them on average.
        Term::Cumulate(inner) => periods.div_ceil(2).saturating_mul(of(inner)),
        Term::Irr(flows) => periods.saturating_mul(of(flows)),
        Term::Npv(rate, flows) => of(rate).saturating_add(periods.saturating_mul(of(flows))),
    };
    inside.saturating_add(1)
}

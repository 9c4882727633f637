//! What is worth a look about a value before it is applied.

use crate::workbook::{Assumption, Definition, Number, Quantity, Variable};

use super::Flag;

/// Factors that a scale read wrongly makes, and between what a change is taken for one.
const SCALES: [(u32, f64, f64); 3] = [
    (100, 50.0, 200.0),
    (1_000, 500.0, 2_000.0),
    (1_000_000, 5e5, 2e6),
];

/// Flags that follow from the old and the new value alone.
pub(super) fn between(old: Option<f64>, new: f64) -> Vec<Flag> {
    let Some(old) = old else {
        return vec![Flag::New];
    };
    if old == new {
        return vec![Flag::Unchanged];
    }
    let mut flags = vec![Flag::Changed];
    if old * new < 0.0 {
        flags.push(Flag::SignFlipped);
    }
    let factor = (new / old).abs();
    let factor = factor.max(factor.recip());
    let suspect = SCALES
        .iter()
        .find(|(_, least, most)| (*least..=*most).contains(&factor));
    flags.extend(suspect.map(|(factor, ..)| Flag::ScaleSuspect(*factor)));
    flags
}

/// What a value is to the range of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It lies inside, or there is no range.
    Inside,
    /// It lies outside what is plausible.
    Unlikely,
    /// It lies outside what makes sense.
    Impossible,
}

/// Where a value stands to the range of its row.
pub(super) fn standing(row: &Variable, value: f64) -> Standing {
    let Definition::Assumption(given) = &row.definition else {
        return Standing::Inside;
    };
    if let Some((Number(least), Number(most))) = given.valid
        && !(least..=most).contains(&value)
    {
        return Standing::Impossible;
    }
    let (least, most) = plausible(given);
    match (least..=most).contains(&value) {
        true => Standing::Inside,
        false => Standing::Unlikely,
    }
}

/// The range in which one number is plausible.
fn plausible(given: &Assumption) -> (f64, f64) {
    let end = |end: &Option<Quantity>, open: f64| match end {
        Some(Quantity::Constant(Number(end))) => *end,
        _ => open,
    };
    (
        end(&given.low, f64::NEG_INFINITY),
        end(&given.high, f64::INFINITY),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_that_looks_like_a_scale_is_a_suspect() {
        use Flag::{Changed, New, ScaleSuspect, SignFlipped, Unchanged};
        for (old, new, flags) in [
            (None, 1.0, vec![New]),
            (Some(2.0), 2.0, vec![Unchanged]),
            (Some(2.0), 3.0, vec![Changed]),
            (Some(2.0), -3.0, vec![Changed, SignFlipped]),
            (Some(0.65), 62.0, vec![Changed, ScaleSuspect(100)]),
            (Some(65.0), 0.62, vec![Changed, ScaleSuspect(100)]),
            (
                Some(3.0),
                -3100.0,
                vec![Changed, SignFlipped, ScaleSuspect(1000)],
            ),
            (Some(3e6), 3.2, vec![Changed, ScaleSuspect(1_000_000)]),
            (Some(1.0), 20.0, vec![Changed]),
            (Some(0.0), 20.0, vec![Changed]),
            (Some(20.0), 0.0, vec![Changed]),
        ] {
            assert_eq!(between(old, new), flags, "{old:?} {new}");
        }
    }
}

//! Where an input is sought, and at which places it is looked at first.

use crate::diagnostic::Diagnostic;
use crate::math;
use crate::workbook::key::Key;
use crate::workbook::{Assumption, AxisValues, Definition, Number, Quantity, Sought, Workbook};

use super::Move;
use super::grid::axis_values;
use super::words::{refuse, shown};

/// At how many places a range is looked at first.
const PLACES: usize = 257;

/// How many of them stand at fixed multiples of the base where the range is not logarithmic.
const MULTIPLES: i32 = 32;

/// The range in which an input is sought: what the study says; else what the row holds for valid;
/// all shares; else its low to high, widened by as much again on either side but not past zero;
/// else a hundredth of its base to a hundred times.
///
/// # Errors
///
/// No range is known, or it is reversed, without end or a single point.
pub(super) fn range(
    workbook: &Workbook,
    sought: &Sought,
    base: f64,
) -> Result<(f64, f64), Box<Diagnostic>> {
    let Sought { key, from, to } = sought;
    let usual = usual(workbook, key, Move::Set, base);
    let from = from.map(|from| from.0).or(usual.map(|usual| usual.0));
    let to = to.map(|to| to.0).or(usual.map(|usual| usual.1));
    let (Some(from), Some(to)) = (from, to) else {
        let message = format!("no range is known in which to look for `{key}`");
        return Err(refuse(
            message,
            "say from where to where, as in `from: 0, to: 10`",
        ));
    };
    check(key, from, to)?;
    Ok((from, to))
}

/// Refuses ends between which there is nothing to look at.
pub(super) fn check(key: &str, from: f64, to: f64) -> Result<(), Box<Diagnostic>> {
    let message = |fault: &str| format!("the range of `{key}` {fault}");
    let (start, end) = (shown(from, ""), shown(to, ""));
    if !from.is_finite() || !to.is_finite() || !(to - from).is_finite() {
        return Err(refuse(
            message("has no end"),
            "give both ends a finite number",
        ));
    }
    if from == to {
        let fault = message(&format!("is the single point {start}"));
        return Err(refuse(fault, "give it two different ends"));
    }
    if from > to {
        let fault = message(&format!("runs from {start} down to {end}"));
        return Err(refuse(
            fault,
            format!("turn it round: from {end} to {start}"),
        ));
    }
    Ok(())
}

/// The range that an input has by itself; none where nothing tells.
pub(super) fn usual(workbook: &Workbook, key: &str, by: Move, base: f64) -> Option<(f64, f64)> {
    let around = (base.is_finite() && base != 0.0).then(|| {
        let (one, other) = (0.01 * base, 100.0 * base);
        (one.min(other), one.max(other))
    });
    let parsed = Key::parse(key).ok()?;
    let mut variables = workbook.variables.iter();
    let variable = variables.find(|variable| variable.id == parsed.name)?;
    match (&variable.definition, by) {
        (Definition::Assumption(assumption), Move::Set) => {
            stated(assumption, &parsed.at, base).or(around)
        }
        _ => around,
    }
}

fn stated(assumption: &Assumption, at: &[String], base: f64) -> Option<(f64, f64)> {
    if let Some((least, most)) = assumption.valid {
        return Some((least.0, most.0));
    }
    if assumption.shares {
        return Some((0.0, 1.0));
    }
    let low = number(assumption.low.as_ref()?, at)?;
    let high = number(assumption.high.as_ref()?, at)?;
    let width = high - low;
    let (mut from, mut to) = (low - width, high + width);
    if low >= 0.0 {
        from = from.max(0.0);
    }
    if high <= 0.0 {
        to = to.min(0.0);
    }
    // A profile or scenario may stand outside of what the document calls plausible. `min` and
    // `max` pass over a base that is missing.
    (width > 0.0).then_some((from.min(base), to.max(base)))
}

/// The number that a quantity gives an element.
fn number(quantity: &Quantity, at: &[String]) -> Option<f64> {
    match quantity {
        Quantity::Constant(number) => Some(number.0),
        Quantity::Elements(pairs) => {
            let mut pairs = pairs.iter();
            let found = pairs.find(|(element, _)| at.contains(element));
            found.map(|(_, number)| number.0)
        }
        _ => None,
    }
}

/// The places at which a range is looked at first, rising: both ends, the base, and between them
/// evenly spaced ones, in the logarithm where the range lies on one side of zero and spans more
/// than three decades. A range that spans decades across zero gets multiples of the base as well.
pub(super) fn places((from, to): (f64, f64), base: f64) -> Vec<f64> {
    let mut places = match is_logarithmic((from, to)) {
        true => by_factor(from, to),
        false => {
            let mut places = evenly(from, to, PLACES - 2 * MULTIPLES as usize);
            let multiple = |power: i32| base * math::pow(10.0, f64::from(power) / 8.0);
            places.extend((-MULTIPLES..=MULTIPLES).map(multiple));
            places
        }
    };
    places.push(base);
    places.retain(|place| (from..=to).contains(place));
    places.sort_by(f64::total_cmp);
    places.dedup();
    places
}

/// Whether steps along a range are better equal factors than equal differences.
pub(super) fn is_logarithmic((from, to): (f64, f64)) -> bool {
    (from > 0.0 && to / from > 1e3) || (to < 0.0 && from / to > 1e3)
}

/// From one end to the other by equal differences.
fn evenly(from: f64, to: f64, count: usize) -> Vec<f64> {
    let (from, to) = (Number(from), Number(to));
    axis_values(&AxisValues::Linear { from, to, count })
}

/// From one end to the other, both on one side of zero, by equal factors.
fn by_factor(from: f64, to: f64) -> Vec<f64> {
    let along = |from, to| {
        axis_values(&AxisValues::Log {
            from: Number(from),
            to: Number(to),
            count: PLACES,
        })
    };
    match from > 0.0 {
        true => along(from, to),
        false => along(-to, -from).into_iter().map(|place| -place).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_rise_and_hold_both_ends_and_the_base() {
        for (range, base) in [
            ((0.0, 1.0), 0.61),
            ((0.01, 100.0), 7.0),
            ((-100.0, -0.01), -1.0),
            ((-1.0, 1e12), 3.0),
            ((2.0, 3.0), f64::NAN),
        ] {
            let places = places(range, base);
            assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
            assert_eq!((places[0], places[places.len() - 1]), range);
            assert!(base.is_nan() || places.contains(&base));
            assert!(places.len() > 190);
        }
    }
}

//! Several outputs that meet their targets together, by damped Newton steps.
//!
//! The base case is the first start; where it leads nowhere, points spread over the ranges follow,
//! the same ones every time. Inputs move in the measure in which their ranges are looked at: the
//! logarithm where a range spans decades.

use crate::math;
use crate::run::{Cancelled, Progress};
use crate::study::range::is_logarithmic;
use crate::study::root::Contact;
use crate::study::words::{range_shown, shown};
use crate::study::{Point, Probe};

use super::{NEAR, Root, Sought};

/// How many points are started from.
const STARTS: usize = 33;

/// How many steps are taken from each.
const STEPS: usize = 60;

/// How many lengths of each step are tried at once: whole, half, and so on.
const LENGTHS: usize = 16;

/// What is added where outputs move together and no place has all targets.
const DEPENDENT: &str = "; the targets do not move independently";

/// The first primes, whose reversed digits spread points evenly (J. H. Halton 1960).
const PRIMES: [usize; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];

/// Values of the inputs, of the outputs, and how far these are from their targets.
#[derive(Clone)]
struct Place {
    x: Vec<f64>,
    outputs: Vec<f64>,
    /// The distance of each output from its target in units of its size.
    off: Vec<f64>,
    /// The greatest of them; NaN where an output is unavailable.
    worst: f64,
}

/// The outputs as functions of the inputs, on the ranges.
struct Field<'a> {
    probe: &'a Probe<'a>,
    progress: &'a Progress,
    ranges: &'a [(f64, f64)],
    targets: &'a [f64],
    /// What a difference of each output is compared with.
    sizes: Vec<f64>,
}

/// Seeks one solution.
pub(super) fn seek(
    probe: &Probe<'_>,
    mut sought: Sought,
    progress: &Progress,
) -> Result<Sought, Cancelled> {
    let starts = starts(&sought);
    let mut field = Field {
        probe,
        progress,
        ranges: &sought.ranges,
        targets: &sought.targets,
        sizes: vec![1.0; sought.targets.len()],
    };
    let values = field.at(&starts)?;
    field.sizes = sizes(&sought.targets, &values);
    let mut nearest: Option<Place> = None;
    let (mut missing, all) = (0, starts.len());
    let mut first: Option<Place> = None;
    for start in field.at(&starts)? {
        if start.worst.is_nan() {
            missing += 1;
            continue;
        }
        first.get_or_insert_with(|| start.clone());
        let (place, is_root) = field.descend(start)?;
        if is_root {
            sought.roots = vec![Root {
                values: place.x,
                achieved: place.outputs,
                contact: Contact::Crosses,
            }];
            break;
        }
        if nearest
            .as_ref()
            .is_none_or(|nearest| place.worst < nearest.worst)
        {
            nearest = Some(place);
        }
    }
    sought.unavailable = (missing, all);
    if sought.roots.is_empty() {
        let is_dependent = match (&first, &nearest) {
            (Some(first), Some(nearest)) => {
                field.is_dependent(first)? && field.is_dependent(nearest)?
            }
            _ => false,
        };
        sought.infeasible = infeasible(&sought, nearest);
        if is_dependent {
            sought.infeasible.push_str(DEPENDENT);
        }
    }
    Ok(sought)
}

/// The base case, moved into the ranges, and points spread over them.
fn starts(sought: &Sought) -> Vec<Vec<f64>> {
    let inputs = sought.inputs.iter().zip(&sought.ranges);
    let base = inputs
        .clone()
        .map(|(input, (from, to))| match input.base.is_nan() {
            true => 0.5 * (from + to),
            false => input.base.clamp(*from, *to),
        });
    let mut starts = vec![base.collect::<Vec<_>>()];
    for point in 1..STARTS {
        let along = sought.ranges.iter().zip(PRIMES.iter().cycle());
        let along = along.map(|((from, to), prime)| {
            let part = reversed_digits(point, *prime);
            // Evenly in the logarithm where the range spans decades.
            match is_logarithmic((*from, *to)) {
                true => from * math::exp(part * math::ln(to / from)),
                false => from + part * (to - from),
            }
        });
        starts.push(along.collect());
    }
    starts
}

/// The digits of a number behind the point, last first: 6 is 110 in base 2 and gives 0.011.
fn reversed_digits(mut number: usize, base: usize) -> f64 {
    let (mut part, mut digit) = (0.0, 1.0 / base as f64);
    while number > 0 {
        part += digit * (number % base) as f64;
        digit /= base as f64;
        number /= base;
    }
    part
}

/// What a difference of each output is compared with: the target, or where that is zero, how
/// large the output is at the first start where it has a value.
fn sizes(targets: &[f64], starts: &[Place]) -> Vec<f64> {
    let size = |(place, target): (usize, &f64)| {
        let mut values = starts.iter().map(|start| start.outputs[place].abs());
        let first = values.find(|value| *value > 0.0);
        match target.abs() {
            size if size > 0.0 => size,
            _ => first.unwrap_or(1.0),
        }
    };
    targets.iter().enumerate().map(size).collect()
}

impl Field<'_> {
    /// The outputs at some values of the inputs, all at once.
    fn at(&self, places: &[Vec<f64>]) -> Result<Vec<Place>, Cancelled> {
        let point = |x: &Vec<f64>| -> Point { x.iter().copied().enumerate().collect() };
        let points: Vec<_> = places.iter().map(point).collect();
        let values = self.probe.at(&points, self.progress)?;
        let place = |(lane, x): (usize, &Vec<f64>)| {
            let outputs: Vec<_> = values.iter().map(|column| column[lane]).collect();
            let of = outputs.iter().zip(self.targets).zip(&self.sizes);
            let off: Vec<_> = of
                .map(|((value, target), size)| (value - target) / size)
                .collect();
            // `max` would pass over NaN.
            let is_known = off.iter().all(|off| !off.is_nan());
            let worst = off.iter().fold(0.0_f64, |worst, off| worst.max(off.abs()));
            Place {
                x: x.clone(),
                outputs,
                off,
                worst: if is_known { worst } else { f64::NAN },
            }
        };
        Ok(places.iter().enumerate().map(place).collect())
    }

    /// Steps from a place until nothing is gained, and whether the end is a root.
    fn descend(&self, start: Place) -> Result<(Place, bool), Cancelled> {
        let mut here = start;
        for _ in 0..STEPS {
            if here.worst == 0.0 {
                return Ok((here, true));
            }
            let Some(slopes) = self.slopes(&here)? else {
                return Ok((here, false));
            };
            let step = solve(slopes.clone(), &here.off);
            let (next, is_small) = self.best(&here, step)?;
            // Near a root the residual is all rounding, and no step makes it less.
            let is_root = here.worst <= 1e-12 || (is_small && here.worst <= NEAR);
            let (next, is_done) = match next {
                None if is_root => return Ok((here, true)),
                None => self.best(&here, damped(&slopes, &here.off, self.ranges))?,
                next => (next, is_small),
            };
            let Some(next) = next else {
                let is_root = is_done && here.worst <= NEAR;
                return Ok((here, is_root));
            };
            here = next;
            if is_done {
                let is_root = here.worst <= NEAR;
                return Ok((here, is_root));
            }
        }
        let is_root = here.worst <= 1e-12;
        Ok((here, is_root))
    }

    /// The best place along a step that is nearer to the targets, if any is, and whether the step
    /// is so small that nothing is gained beyond it.
    fn best(
        &self,
        here: &Place,
        step: Option<Vec<f64>>,
    ) -> Result<(Option<Place>, bool), Cancelled> {
        let Some(step) = step else {
            return Ok((None, false));
        };
        let tried = self.at(&self.lengths(&here.x, &step))?;
        let best = tried.into_iter().filter(|place| place.worst < here.worst);
        let best = best.min_by(|one, other| one.worst.total_cmp(&other.worst));
        let sizes = step.iter().zip(&here.x).zip(self.ranges);
        let is_small = sizes
            .map(|((step, x), range)| (step, x.abs().max(1e-3 * (range.1 - range.0))))
            .all(|(step, size)| step.abs() <= 1e-12 * size);
        Ok((best, is_small))
    }

    /// Whether some target follows the others at a place, however inputs move a little.
    fn is_dependent(&self, here: &Place) -> Result<bool, Cancelled> {
        let slopes = self.slopes(here)?;
        Ok(slopes.is_some_and(|slopes| is_dependent(slopes, self.ranges)))
    }

    /// A step in shorter and shorter lengths, kept inside the ranges.
    fn lengths(&self, x: &[f64], step: &[f64]) -> Vec<Vec<f64>> {
        let mut length = 2.0;
        let lengths = (0..LENGTHS).map(|_| {
            length *= 0.5;
            let moved = x.iter().zip(step).zip(self.ranges);
            moved
                .map(|((x, step), (from, to))| (x - length * step).clamp(*from, *to))
                .collect()
        });
        lengths.collect()
    }

    /// The slope of each output along each input, by central differences; by one-sided ones at an
    /// end of a range and beside a stretch without values. None where neither side has a value.
    fn slopes(&self, here: &Place) -> Result<Option<Vec<Vec<f64>>>, Cancelled> {
        let mut around = Vec::with_capacity(2 * here.x.len());
        for (input, (from, to)) in self.ranges.iter().enumerate() {
            // The cube root of the rounding balances it with the curvature.
            let width = 6e-6 * here.x[input].abs().max(1e-3 * (to - from));
            for side in [-width, width] {
                let mut x = here.x.clone();
                x[input] = (x[input] + side).clamp(*from, *to);
                around.push(x);
            }
        }
        let around = self.at(&around)?;
        let mut slopes = vec![vec![0.0; here.x.len()]; here.off.len()];
        for (input, pair) in around.chunks(2).enumerate() {
            let known = |place: usize| match pair[place].worst.is_nan() {
                true => here,
                false => &pair[place],
            };
            let (below, above) = (known(0), known(1));
            let width = above.x[input] - below.x[input];
            if width == 0.0 {
                return Ok(None);
            }
            for (output, slopes) in slopes.iter_mut().enumerate() {
                slopes[input] = (above.off[output] - below.off[output]) / width;
            }
        }
        Ok(Some(slopes))
    }
}

/// How much a step is held back along directions in which outputs hardly move, beside those in
/// which they move most.
const DAMPING: f64 = 1e-6;

/// The step of Levenberg (1944), in parts of the ranges: where outputs move together it goes the
/// shortest way on which they come nearer to their targets.
fn damped(slopes: &[Vec<f64>], off: &[f64], ranges: &[(f64, f64)]) -> Option<Vec<f64>> {
    let scaled = in_ranges(slopes, ranges);
    let inputs = 0..ranges.len();
    let product = |one: usize, other: usize| {
        let rows = scaled.iter().map(|row| row[one] * row[other]);
        rows.fold(0.0, |sum, part| sum + part)
    };
    let most = inputs.clone().map(|input| product(input, input));
    let most = most.fold(0.0, f64::max);
    let row = |one: usize| {
        let damping = |other| if one == other { DAMPING * most } else { 0.0 };
        let row = inputs.clone();
        row.map(|other| product(one, other) + damping(other))
            .collect()
    };
    let right = inputs.clone().map(|input| {
        let rows = scaled.iter().zip(off).map(|(row, off)| row[input] * off);
        rows.fold(0.0, |sum, part| sum + part)
    });
    let step = solve(
        inputs.clone().map(row).collect(),
        &right.collect::<Vec<_>>(),
    )?;
    let widths = ranges.iter().map(|(from, to)| to - from);
    Some(
        step.iter()
            .zip(widths)
            .map(|(part, width)| part * width)
            .collect(),
    )
}

/// Slopes per width of each range.
fn in_ranges(slopes: &[Vec<f64>], ranges: &[(f64, f64)]) -> Vec<Vec<f64>> {
    let scaled = |row: &Vec<f64>| {
        let row = row.iter().zip(ranges);
        row.map(|(slope, (from, to))| slope * (to - from)).collect()
    };
    slopes.iter().map(scaled).collect()
}

/// How much of an output's slopes must be its own to count: differences are rounded.
const OWN: f64 = 1e-7;

/// Whether the slopes of some output are those of others, combined. One without any slope does not
/// count: it is at rest.
fn is_dependent(slopes: Vec<Vec<f64>>, ranges: &[(f64, f64)]) -> bool {
    let length = |row: &[f64]| row.iter().fold(0.0, |sum, part| sum + part * part).sqrt();
    let mut own: Vec<Vec<f64>> = Vec::new();
    for mut row in in_ranges(&slopes, ranges) {
        let whole = length(&row);
        if !whole.is_finite() || whole == 0.0 {
            return false;
        }
        row.iter_mut().for_each(|part| *part /= whole);
        for other in &own {
            let along = row.iter().zip(other).map(|(one, other)| one * other);
            let along = along.fold(0.0, |sum, part| sum + part);
            let parts = row.iter_mut().zip(other);
            parts.for_each(|(one, other)| *one -= along * other);
        }
        let rest = length(&row);
        if rest <= OWN {
            return true;
        }
        row.iter_mut().for_each(|part| *part /= rest);
        own.push(row);
    }
    false
}

/// Solves linear equations by elimination, the largest pivot first; none where they are singular.
fn solve(mut rows: Vec<Vec<f64>>, right: &[f64]) -> Option<Vec<f64>> {
    let count = right.len();
    for (row, right) in rows.iter_mut().zip(right) {
        // Rows of one size, so that pivots can be compared.
        let size = row
            .iter()
            .fold(0.0_f64, |size, value| size.max(value.abs()));
        if size == 0.0 || !size.is_finite() {
            return None;
        }
        row.push(*right);
        row.iter_mut().for_each(|value| *value /= size);
    }
    for column in 0..count {
        let largest = |one: &usize, other: &usize| {
            rows[*one][column]
                .abs()
                .total_cmp(&rows[*other][column].abs())
        };
        let pivot = (column..count).max_by(largest)?;
        rows.swap(column, pivot);
        let pivot = rows[column].clone();
        if pivot[column] == 0.0 {
            return None;
        }
        for row in rows.iter_mut().skip(column + 1) {
            let factor = row[column] / pivot[column];
            for (value, above) in row.iter_mut().zip(&pivot).skip(column) {
                *value -= factor * above;
            }
        }
    }
    let mut solution = vec![0.0; count];
    for place in (0..count).rev() {
        let row = &rows[place];
        let known = (place + 1..count).map(|other| row[other] * solution[other]);
        let known = known.fold(0.0, |sum, part| sum + part);
        solution[place] = (row[count] - known) / row[place];
    }
    solution
        .iter()
        .all(|value| value.is_finite())
        .then_some(solution)
}

/// Why no values of the inputs meet all targets, and how near they come.
fn infeasible(sought: &Sought, nearest: Option<Place>) -> String {
    let ranges = sought.inputs.iter().zip(&sought.ranges);
    let ranges = ranges
        .map(|(input, range)| format!("{} from {}", input.key, range_shown(*range, &input.unit)));
    let within = ranges.collect::<Vec<_>>().join(" and ");
    let Some(nearest) = nearest else {
        return format!("an output has no value wherever it was tried, for {within}");
    };
    let outputs = sought.outputs.iter().zip(&nearest.outputs);
    let outputs =
        outputs.map(|(output, value)| format!("{} {}", output.key, shown(*value, &output.unit)));
    let outputs = outputs.collect::<Vec<_>>().join(", ");
    let inputs = sought.inputs.iter().zip(&nearest.x);
    let inputs = inputs.map(|(input, x)| format!("{} {}", input.key, shown(*x, &input.unit)));
    let inputs = inputs.collect::<Vec<_>>().join(", ");
    format!("no solution was found for {within}; the nearest found is {outputs} at {inputs}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_slopes_are_dependent_and_still_give_a_step() {
        let ranges = [(0.0, 10.0), (0.0, 10.0)];
        let slopes = vec![vec![1.0, 2.0], vec![2.0, 4.0]];
        assert_eq!(solve(slopes.clone(), &[1.0, 2.0]), None);
        let step = damped(&slopes, &[1.0, 2.0], &ranges).unwrap();
        assert!((step[0] + 2.0 * step[1] - 1.0).abs() <= 1e-5, "{step:?}");
        assert!(is_dependent(slopes, &ranges));
        assert!(!is_dependent(vec![vec![1.0, 2.0], vec![2.0, 1.0]], &ranges));
    }
}

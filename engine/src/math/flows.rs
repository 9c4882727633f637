//! What a series of flows is worth, and the rate at which it is worth nothing.
//!
//! The rate is sought in several series at once, lane by lane: a lane that has found its rate is
//! left as it is, so that each gives the bits it gives alone.

use super::{exp, ln};

/// The present value of flows of which the first comes one period from now.
///
/// ```
/// use rackhour_engine::math::npv;
/// assert_eq!(npv(0.25, &[125.0, 0.0]), 100.0);
/// ```
pub fn npv(rate: f64, flows: &[f64]) -> f64 {
    let (flows, _) = flows.as_chunks();
    let [value] = npv_of_each([rate], flows);
    value
}

/// The same for several series side by side, each with its rate.
#[inline(always)]
pub(crate) fn npv_of_each<const N: usize>(rates: [f64; N], flows: &[[f64; N]]) -> [f64; N] {
    let (mut sums, mut factors) = ([0.0; N], [1.0; N]);
    for flow in flows {
        for lane in 0..N {
            factors[lane] *= 1.0 + rates[lane];
            sums[lane] += flow[lane] / factors[lane];
        }
    }
    for lane in 0..N {
        if rates[lane] <= -1.0 {
            sums[lane] = f64::NAN;
        }
    }
    sums
}

/// What [`irr`] found, as a ratio per period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rate {
    /// The flows have one sign, or break even at no rate between −95 % and 1,000 %.
    None,
    /// The rate: the flows change sign once.
    One(f64),
    /// The only rate found, though the flows change sign more than once: worth a warning.
    OneOfSeveral(f64),
    /// The flows change sign more than once, and this many rates fit: none, or two or more.
    Several(usize),
}

/// The discount factors `1 / (1 + rate)` at 1,000 % and at −95 %, between which rates are sought.
const FACTORS: (f64, f64) = (1.0 / 11.0, 20.0);

/// How many rates are tried where flows change sign more than once.
const SCANNED: usize = 64;

/// The rate per period at which flows, the first of them now, are worth nothing.
///
/// ```
/// use rackhour_engine::math::{Rate, irr};
/// let Rate::One(rate) = irr(&[-1000.0, 230.0, 230.0, 230.0, 230.0, 330.0]) else { panic!() };
/// assert!((rate - 0.075_074_90).abs() < 1e-8);
/// ```
pub fn irr(flows: &[f64]) -> Rate {
    match sign_changes(flows) {
        _ if flows.iter().any(|flow| !flow.is_finite()) => Rate::None,
        0 => Rate::None,
        1 => root(flows, FACTORS).map_or(Rate::None, Rate::One),
        _ => match scan(flows).as_slice() {
            [only] => root(flows, *only).map_or(Rate::Several(0), Rate::OneOfSeveral),
            found => Rate::Several(found.len()),
        },
    }
}

/// How often consecutive flows differ in sign, zeros skipped.
pub fn sign_changes(flows: &[f64]) -> usize {
    let signs: Vec<bool> = flows
        .iter()
        .filter(|flow| **flow != 0.0)
        .map(|flow| *flow > 0.0)
        .collect();
    signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

/// The rate of each of several series side by side, NaN where there is none or more than one.
///
/// The room is for copies of single series and may hold anything.
#[inline(always)]
pub(crate) fn irr_of_each<const N: usize>(flows: &[[f64; N]], room: &mut Vec<f64>) -> [f64; N] {
    let changes = sign_changes_of_each(flows);
    let is_plain = changes.map(|changes| changes == 1.0);
    let mut rates = match is_plain.contains(&true) {
        true => roots(flows, [FACTORS.0; N], [FACTORS.1; N], is_plain),
        false => [f64::NAN; N],
    };
    for lane in 0..N {
        if changes[lane] > 1.0 {
            room.clear();
            room.extend(flows.iter().map(|flow| flow[lane]));
            rates[lane] = match irr(room) {
                Rate::One(rate) | Rate::OneOfSeveral(rate) => rate,
                Rate::None | Rate::Several(_) => f64::NAN,
            };
        }
    }
    rates
}

/// How often each series changes its sign; NaN where a flow is no number.
#[inline(always)]
fn sign_changes_of_each<const N: usize>(flows: &[[f64; N]]) -> [f64; N] {
    let (mut changes, mut last) = ([0.0; N], [0.0; N]);
    for flow in flows {
        for lane in 0..N {
            let sign = if flow[lane] == 0.0 {
                last[lane]
            } else {
                1.0_f64.copysign(flow[lane])
            };
            changes[lane] += if sign * last[lane] < 0.0 { 1.0 } else { 0.0 };
            // Zero for a number, NaN for what is none.
            changes[lane] += flow[lane] - flow[lane];
            last[lane] = sign;
        }
    }
    changes
}

/// The present value at a discount factor, and its derivative by the factor.
#[inline(always)]
fn values_and_slopes<const N: usize>(
    flows: &[[f64; N]],
    factors: [f64; N],
) -> ([f64; N], [f64; N]) {
    let (mut values, mut slopes) = ([0.0; N], [0.0; N]);
    for flow in flows.iter().rev() {
        for lane in 0..N {
            slopes[lane] = slopes[lane] * factors[lane] + values[lane];
            values[lane] = values[lane] * factors[lane] + flow[lane];
        }
    }
    (values, slopes)
}

fn value_at(flows: &[f64], factor: f64) -> f64 {
    let (flows, _) = flows.as_chunks();
    let ([value], _) = values_and_slopes(flows, [factor]);
    value
}

/// The brackets, as discount factors, between which the present value changes sign.
fn scan(flows: &[f64]) -> Vec<(f64, f64)> {
    let (low, high) = (ln(FACTORS.0), ln(FACTORS.1));
    let mut brackets = Vec::new();
    let mut last: Option<(f64, bool)> = None;
    for step in 0..SCANNED {
        let factor = exp(low + (high - low) * (step as f64 / (SCANNED - 1) as f64));
        let value = value_at(flows, factor);
        if value == 0.0 || value.is_nan() {
            continue;
        }
        if let Some((before, was_positive)) = last
            && was_positive != (value > 0.0)
        {
            brackets.push((before, factor));
        }
        last = Some((factor, value > 0.0));
    }
    brackets
}

/// The rate in a bracket of discount factors.
fn root(flows: &[f64], (low, high): (f64, f64)) -> Option<f64> {
    let (flows, _) = flows.as_chunks();
    let [rate] = roots(flows, [low], [high], [true]);
    (!rate.is_nan()).then_some(rate)
}

/// The rates in brackets of discount factors, by Newton's method kept inside by bisection; NaN
/// where none is wanted, or the present value has one sign at both ends.
///
/// Works on each series alone and always from the same start, so that the result does not depend
/// on how cases are grouped.
#[inline(always)]
fn roots<const N: usize>(
    flows: &[[f64; N]],
    mut low: [f64; N],
    mut high: [f64; N],
    wanted: [bool; N],
) -> [f64; N] {
    let (at_low, _) = values_and_slopes(flows, low);
    let (at_high, _) = values_and_slopes(flows, high);
    let mut open = [0.0; N];
    let (mut rises, mut factor, mut last_step) = ([0.0; N], [0.0; N], [0.0; N]);
    let start = 1.0 / 1.1;
    for lane in 0..N {
        let is_bracket = (at_low[lane] < 0.0 && 0.0 < at_high[lane])
            || (at_high[lane] < 0.0 && 0.0 < at_low[lane]);
        open[lane] = if is_bracket && wanted[lane] { 1.0 } else { 0.0 };
        rises[lane] = if 0.0 < at_high[lane] { 1.0 } else { 0.0 };
        factor[lane] = if low[lane] < start && start < high[lane] {
            start
        } else {
            (low[lane] + high[lane]) / 2.0
        };
        last_step[lane] = high[lane] - low[lane];
    }
    let mut rates = open.map(|open| if open == 0.0 { f64::NAN } else { 0.0 });
    for _ in 0..200 {
        if open.iter().all(|open| *open == 0.0) {
            return rates;
        }
        let (value, slope) = values_and_slopes(flows, factor);
        for lane in 0..N {
            let step = value[lane] / slope[lane];
            let next = factor[lane] - step;
            // Tested before the step is safeguarded: at rounding level the bracket would refuse
            // it. Beyond the range of numbers a slope says nothing, and its step would be none.
            let has_arrived =
                (slope[lane].abs() < f64::INFINITY) & (step.abs() <= 2e-15 * factor[lane]);
            let is_above = (if 0.0 < value[lane] { 1.0 } else { 0.0 }) == rises[lane];
            let top = if is_above { factor[lane] } else { high[lane] };
            let bottom = if is_above { low[lane] } else { factor[lane] };
            let is_narrow = top - bottom <= 1e-15 * top;
            // Far from the root of a long series, Newton's steps are a small part of the way.
            let is_quick = (bottom < next) & (next < top) & (step.abs() <= last_step[lane] / 2.0);
            let (to, by) = if is_quick {
                (next, step.abs())
            } else {
                ((bottom + top) / 2.0, (top - bottom) / 2.0)
            };
            let last = if has_arrived { next } else { factor[lane] };
            let rate = 1.0 / last - 1.0;
            let is_open = open[lane] == 1.0;
            let is_done = has_arrived | is_narrow;
            rates[lane] = if is_open & is_done { rate } else { rates[lane] };
            open[lane] = if is_done { 0.0 } else { open[lane] };
            low[lane] = bottom;
            high[lane] = top;
            last_step[lane] = by;
            factor[lane] = to;
        }
    }
    for lane in 0..N {
        if open[lane] == 1.0 {
            rates[lane] = 1.0 / factor[lane] - 1.0;
        }
    }
    rates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        let size = expected.abs().max(1.0);
        assert!(
            (found - expected).abs() <= 1e-9 * size,
            "{found} {expected}"
        );
    }

    #[test]
    fn several_signs_are_told_apart() {
        assert_eq!(irr(&[1.0, 2.0]), Rate::None);
        assert_eq!(irr(&[]), Rate::None);
        assert_eq!(irr(&[-1.0, 1000.0]), Rate::None);
        assert_eq!(irr(&[-1.0, f64::NAN, 2.0]), Rate::None);
        // 10 % and 20 % both fit.
        assert_eq!(irr(&[-1000.0, 2300.0, -1320.0]), Rate::Several(2));
        assert_eq!(irr(&[1.0, -1.0, 1.0]), Rate::Several(0));
        let Rate::OneOfSeveral(rate) = irr(&[-100.0, 150.0, -1.0]) else {
            panic!()
        };
        near(npv(rate, &[-100.0, 150.0, -1.0]), 0.0);
    }

    #[test]
    fn long_and_extreme_flows_converge() {
        let mut flows = vec![1.0; 1200];
        flows[0] = -100.0;
        let Rate::One(rate) = irr(&flows) else {
            panic!()
        };
        near(npv(rate, &flows), 0.0);
        let Rate::One(rate) = irr(&[-1.0, 10.99]) else {
            panic!()
        };
        near(rate, 9.99);
        let Rate::One(rate) = irr(&[-1.0, 0.0501]) else {
            panic!()
        };
        near(rate, -0.9499);
    }

    #[test]
    fn series_side_by_side_give_the_bits_they_give_alone() {
        let series: [[f64; 5]; 8] = [
            [-1000.0, 230.0, 430.0, 330.0, 330.0],
            [-1.0, 0.0, 0.0, 0.0, 14_000.0],
            [-1000.0, 2300.0, -1320.0, 0.0, 0.0],
            [-100.0, 150.0, -1.0, 0.0, 0.0],
            [1.0, 2.0, 3.0, 4.0, 5.0],
            [100.0, -30.0, -30.0, -30.0, -30.0],
            [-100.0, f64::INFINITY, 3.0, 4.0, 5.0],
            [0.0, -1e-300, 0.0, 1e-301, 0.0],
        ];
        let flows: Vec<[f64; 8]> = (0..5)
            .map(|time| std::array::from_fn(|lane| series[lane][time]))
            .collect();
        let rates = irr_of_each(&flows, &mut Vec::new());
        for (series, rate) in series.iter().zip(rates) {
            let alone = match irr(series) {
                Rate::One(rate) | Rate::OneOfSeveral(rate) => rate,
                Rate::None | Rate::Several(_) => f64::NAN,
            };
            assert_eq!(alone.to_bits(), rate.to_bits(), "{series:?}");
        }
    }
}

//! What a series of flows is worth, and the rate at which it is worth nothing.
//!
//! The rate is sought in several series at once, lane by lane: a lane that has found its rate is
//! left as it is, so that each gives the bits it gives alone.

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

/// How many of them are tried together: one need not wait for what the other comes to.
const TOGETHER: usize = 4;
const _: () = assert!(SCANNED.is_multiple_of(TOGETHER));

/// The ratio of one factor that is tried to the one before: 220^(1/63), so that the last is the
/// greatest.
const SPACING: f64 = 1.089384802637146;

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
        _ => one_of_several(flows),
    }
}

fn one_of_several(flows: &[f64]) -> Rate {
    let (lanes, _) = flows.as_chunks();
    let Brackets { count, low, high } = scan::<1>(lanes);
    match count[0] as usize {
        1 => root(flows, (low[0], high[0])).map_or(Rate::Several(0), Rate::OneOfSeveral),
        count => Rate::Several(count),
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
#[inline(always)]
pub(crate) fn irr_of_each<const N: usize>(flows: &[[f64; N]]) -> [f64; N] {
    let changes = sign_changes_of_each(flows);
    let is_plain = changes.map(|changes| changes == 1.0);
    let mut rates = match is_plain.contains(&true) {
        true => roots(flows, [FACTORS.0; N], [FACTORS.1; N], is_plain),
        false => [f64::NAN; N],
    };
    let has_several = changes.map(|changes| changes > 1.0);
    if has_several.contains(&true) {
        let found = scan(flows);
        let is_only = std::array::from_fn(|lane| has_several[lane] & (found.count[lane] == 1.0));
        let others = roots(flows, found.low, found.high, is_only);
        for lane in 0..N {
            rates[lane] = if is_plain[lane] {
                rates[lane]
            } else {
                others[lane]
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
        let sign = both(*flow, last, |flow, last| {
            if flow == 0.0 {
                last
            } else {
                1.0_f64.copysign(flow)
            }
        });
        let change = both(sign, last, |sign, last| flag(sign * last < 0.0));
        // Zero for a number, NaN for what is none.
        let change = both(change, *flow, |change, flow| change + flow * 0.0);
        changes = both(changes, change, |changes, change| changes + change);
        last = sign;
    }
    changes
}

/// The present value at a discount factor, its derivative by the factor, and half the derivative
/// of that.
#[inline(always)]
fn values_and_slopes<const N: usize>(
    flows: &[[f64; N]],
    factors: [f64; N],
) -> ([f64; N], [f64; N], [f64; N]) {
    let (mut values, mut slopes, mut bends) = ([0.0; N], [0.0; N], [0.0; N]);
    for flow in flows.iter().rev() {
        for lane in 0..N {
            bends[lane] = bends[lane] * factors[lane] + slopes[lane];
            slopes[lane] = slopes[lane] * factors[lane] + values[lane];
            values[lane] = values[lane] * factors[lane] + flow[lane];
        }
    }
    (values, slopes, bends)
}

/// Halley's steps, which see how a curve bends: `f f′ / (f′² − f f″ / 2)`.
#[inline(always)]
fn steps<const N: usize>(values: [f64; N], slopes: [f64; N], bends: [f64; N]) -> [f64; N] {
    let mut steps = [0.0; N];
    for lane in 0..N {
        let (value, slope) = (values[lane], slopes[lane]);
        steps[lane] = value * slope / (slope * slope - value * bends[lane]);
    }
    steps
}

/// The brackets, as discount factors, between which the present values change sign.
struct Brackets<const N: usize> {
    /// How many there are.
    count: [f64; N],
    /// The first of them.
    low: [f64; N],
    high: [f64; N],
}

#[inline(always)]
fn scan<const N: usize>(flows: &[[f64; N]]) -> Brackets<N> {
    let mut found = Brackets {
        count: [0.0; N],
        low: [FACTORS.0; N],
        high: [FACTORS.1; N],
    };
    // The last factor at which the value had a sign, and the sign, zero before there was one.
    let (mut last, mut sign) = ([0.0; N], [0.0; N]);
    let mut factors = [FACTORS.0; TOGETHER];
    for _ in 0..SCANNED / TOGETHER {
        for place in 1..TOGETHER {
            factors[place] = factors[place - 1] * SPACING;
        }
        for (values, factor) in values_at(flows, factors).into_iter().zip(factors) {
            let signs = values.map(|value| flag(0.0 < value) - flag(value < 0.0));
            let is_bracket = both(signs, sign, |now, before| flag(now * before < 0.0));
            let is_first = both(is_bracket, found.count, |is_bracket, count| {
                if count == 0.0 { is_bracket } else { 0.0 }
            });
            found.low = choose(is_first, last, found.low);
            found.high = choose(is_first, [factor; N], found.high);
            found.count = both(found.count, is_bracket, |count, is_bracket| {
                count + is_bracket
            });
            let has_none = signs.map(|sign| flag(sign == 0.0));
            last = choose(has_none, last, [factor; N]);
            sign = choose(has_none, sign, signs);
        }
        factors[0] = factors[TOGETHER - 1] * SPACING;
    }
    found
}

/// The present values at some discount factors.
#[inline(always)]
fn values_at<const N: usize>(flows: &[[f64; N]], factors: [f64; TOGETHER]) -> [[f64; N]; TOGETHER] {
    let mut values = [[0.0; N]; TOGETHER];
    for flow in flows.iter().rev() {
        for (values, factor) in values.iter_mut().zip(factors) {
            for lane in 0..N {
                values[lane] = values[lane] * factor + flow[lane];
            }
        }
    }
    values
}

/// The rate in a bracket of discount factors.
fn root(flows: &[f64], (low, high): (f64, f64)) -> Option<f64> {
    let (flows, _) = flows.as_chunks();
    let [rate] = roots(flows, [low], [high], [true]);
    (!rate.is_nan()).then_some(rate)
}

/// The rates in brackets of discount factors, by Halley's method kept inside by bisection; NaN
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
    let (at_low, ..) = values_and_slopes(flows, low);
    let (at_high, ..) = values_and_slopes(flows, high);
    let wanted = wanted.map(flag);
    let is_bracket = both(at_low, at_high, |low, high| {
        flag(((low < 0.0) & (0.0 < high)) | ((high < 0.0) & (0.0 < low)))
    });
    let mut open = both(wanted, is_bracket, |wanted, is_bracket| wanted * is_bracket);
    let rises = at_high.map(|high| flag(0.0 < high));
    let start = 1.0 / 1.1;
    let mut factor = both(low, high, |low, high| {
        let is_inside = (low < start) & (start < high);
        if is_inside { start } else { (low + high) / 2.0 }
    });
    let mut last_step = both(high, low, |high, low| high - low);
    let mut found = factor;
    let was_open = open;
    for _ in 0..200 {
        if total(open) == 0.0 {
            break;
        }
        let (value, slope, bend) = values_and_slopes(flows, factor);
        let step = steps(value, slope, bend);
        let next = both(factor, step, |factor, step| factor - step);
        // Tested before the step is safeguarded: at rounding level the bracket would refuse it.
        let is_small = both(step, factor, |step, factor| {
            flag(step.abs() <= 1e-7 * factor)
        });
        // Beyond the range of numbers a slope says nothing, and its step would be none.
        let arrived = both(is_small, slope, |is_small, slope| {
            if slope.abs() < f64::INFINITY {
                is_small
            } else {
                0.0
            }
        });
        let above = both(value, rises, |value, rises| {
            flag(flag(0.0 < value) == rises)
        });
        high = choose(above, factor, high);
        low = choose(above, low, factor);
        let narrow = both(high, low, |high, low| flag(high - low <= 1e-15 * high));
        // The rate is that of the last factor, or of the next one where the step has arrived.
        let last = choose(arrived, next, factor);
        found = choose(open, last, found);
        open = both(open, arrived, |open, arrived| open * (1.0 - arrived));
        open = both(open, narrow, |open, narrow| open * (1.0 - narrow));
        // Far from the root of a long series, a step is a small part of the way.
        let is_above = both(low, next, |low, next| flag(low < next));
        let is_below = both(next, high, |next, high| flag(next < high));
        let is_short = both(step, last_step, |step, last| flag(step.abs() <= last / 2.0));
        let quick = both(is_above, is_below, |above, below| above * below);
        let quick = both(quick, is_short, |quick, is_short| quick * is_short);
        let size = step.map(f64::abs);
        last_step = choose(quick, size, both(high, low, |high, low| (high - low) / 2.0));
        factor = choose(quick, next, both(low, high, |low, high| (low + high) / 2.0));
    }
    found = choose(open, factor, found);
    let rates = found.map(|factor| 1.0 / factor - 1.0);
    choose(was_open, rates, [f64::NAN; N])
}

/// A sum in four parts, of which none waits for another.
#[inline(always)]
fn total<const N: usize>(values: [f64; N]) -> f64 {
    let mut parts = [0.0; 4];
    for lane in 0..N {
        parts[lane % 4] += values[lane];
    }
    parts.iter().sum()
}

/// A condition as a number, which the compiler handles in many lanes at once.
#[inline(always)]
fn flag(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

#[inline(always)]
fn both<const N: usize>(a: [f64; N], b: [f64; N], of: impl Fn(f64, f64) -> f64) -> [f64; N] {
    let mut results = [0.0; N];
    for lane in 0..N {
        results[lane] = of(a[lane], b[lane]);
    }
    results
}

/// Lane by lane, one value where a flag is 1, else another.
#[inline(always)]
fn choose<const N: usize>(flags: [f64; N], then: [f64; N], otherwise: [f64; N]) -> [f64; N] {
    let mut results = [0.0; N];
    for lane in 0..N {
        results[lane] = if flags[lane] == 1.0 {
            then[lane]
        } else {
            otherwise[lane]
        };
    }
    results
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
        let rates = irr_of_each(&flows);
        for (series, rate) in series.iter().zip(rates) {
            let alone = match irr(series) {
                Rate::One(rate) | Rate::OneOfSeveral(rate) => rate,
                Rate::None | Rate::Several(_) => f64::NAN,
            };
            assert_eq!(alone.to_bits(), rate.to_bits(), "{series:?}");
        }
    }
}

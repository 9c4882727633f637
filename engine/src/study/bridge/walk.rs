//! Sums that come out: what each step of a walk from one value to another contributes.

/// What the changes on the way contribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Walk {
    /// The changes that moved the value, in order.
    pub(crate) strides: Vec<Stride>,
    /// How many changes left it as it was.
    pub(crate) neutral: usize,
    /// What is left over: the start, the strides in order and then this, added up from the left,
    /// give the end to the bit.
    pub(crate) residual: f64,
}

/// One or several changes, and what they contribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stride {
    /// The changes by position; several where there is no value in between.
    pub(crate) changes: Vec<usize>,
    /// What they contribute.
    pub(crate) delta: f64,
}

/// Walks through the values before and after each change; NaN where there is none. The first and
/// the last one must exist.
///
/// A stride is measured from where the sum stands, not from the value before: what rounding takes
/// from one stride the next one gives back, and nothing builds up.
pub(crate) fn walk(stages: &[f64]) -> Walk {
    let (start, end) = (stages[0], stages[stages.len() - 1]);
    let (mut sum, mut before, mut neutral) = (start, start, 0);
    let mut pending = Vec::new();
    let mut strides = Vec::new();
    for (change, value) in stages[1..].iter().enumerate() {
        pending.push(change);
        if value.is_nan() {
            continue;
        }
        let changes = std::mem::take(&mut pending);
        if *value == before {
            neutral += changes.len();
            continue;
        }
        let delta = value - sum;
        (sum, before) = (sum + delta, *value);
        strides.push(Stride { changes, delta });
    }
    let mut deltas: Vec<_> = strides.iter().map(|stride| stride.delta).collect();
    let residual = settle(start, end, &mut deltas);
    for (stride, delta) in strides.iter_mut().zip(deltas) {
        stride.delta = delta;
    }
    Walk {
        strides,
        neutral,
        residual,
    }
}

/// The residual that makes a sum come out: `start`, the deltas in order and the residual, added up
/// from the left, give `end` to the bit.
///
/// A difference of two floats is exact where neither is more than twice the other (Sterbenz 1974),
/// so nearly always the residual is all that is needed. Where the end is close to zero and rounding
/// along the way is greater than it, the last delta takes that rounding over: what then stands
/// before the residual is the end rounded once, or zero, and the difference is exact.
pub(crate) fn settle(start: f64, end: f64, deltas: &mut [f64]) -> f64 {
    let sum = |deltas: &[f64]| deltas.iter().fold(start, |sum, delta| sum + delta);
    let residual = end - sum(deltas);
    if sum(deltas) + residual == end {
        return residual;
    }
    let Some((last, others)) = deltas.split_last_mut() else {
        return residual;
    };
    *last = end - sum(others);
    end - sum(deltas)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strides_without_a_value_join_the_next() {
        let found = walk(&[1.0, f64::NAN, f64::NAN, 4.0, 4.0, 2.0]);
        let stride = |changes: &[usize], delta| Stride {
            changes: changes.to_vec(),
            delta,
        };
        let expected = [stride(&[0, 1, 2], 3.0), stride(&[4], -2.0)];
        assert_eq!(
            (found.strides.as_slice(), found.neutral),
            (&expected[..], 1)
        );
        assert_eq!(walk(&[3.0]).residual, 0.0);
    }

    #[test]
    fn sums_come_out_to_the_bit_whatever_the_sizes() {
        // Steps many orders of magnitude apart, ends near zero: where rounding bites.
        let mut state = 1_u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let size = [1e-20, 1e-9, 0.1, 1.0, 1e3, 1e12][(state >> 40) as usize % 6];
            ((state >> 11) as f64 / 9e15 - 0.5) * size
        };
        for round in 0..20_000 {
            let stages: Vec<_> = (0..2 + round % 7).map(|_| next()).collect();
            let Walk {
                strides, residual, ..
            } = walk(&stages);
            let sum = strides.iter().fold(stages[0], |sum, one| sum + one.delta);
            assert_eq!(
                (sum + residual).to_bits(),
                stages[stages.len() - 1].to_bits()
            );
            // Shares of the difference that were computed in another way, as averages are.
            let [start, end] = [stages[0], stages[1]];
            let mut deltas = [(end - start) / 3.0; 3];
            let residual = settle(start, end, &mut deltas);
            let sum = deltas.iter().fold(start, |sum, delta| sum + delta);
            assert_eq!((sum + residual).to_bits(), end.to_bits(), "{start} {end}");
        }
    }
}

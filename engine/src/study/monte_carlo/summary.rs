//! What the samples of one output say: mean, error, deviation, bars.
//!
//! Sums are taken over fixed chunks in the order of the samples, so the digits are the same on any
//! number of threads.

use crate::workbook::Sampling;

use super::Histogram;
use super::latin::PARTS;
use super::quantiles::Spread;

/// How many samples are summed together.
const CHUNK: usize = 4096;

/// How many sums run side by side in a chunk.
const LANES: usize = 16;

/// How many values there are besides NaN, and their sum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Total {
    count: usize,
    sum: f64,
}

impl Total {
    /// Adds up what `of` makes of each value.
    fn of(values: &[f64], of: impl Fn(f64) -> f64) -> Self {
        let mut total = Self::default();
        for chunk in values.chunks(CHUNK) {
            let (mut sums, mut counts) = ([0.0; LANES], [0_u64; LANES]);
            for lanes in chunk.chunks(LANES) {
                for (lane, value) in lanes.iter().enumerate() {
                    let is_missing = value.is_nan();
                    sums[lane] += if is_missing { 0.0 } else { of(*value) };
                    counts[lane] += u64::from(!is_missing);
                }
            }
            total.sum += sums.into_iter().sum::<f64>();
            total.count += counts.into_iter().sum::<u64>() as usize;
        }
        total
    }

    fn mean(self) -> f64 {
        self.sum / self.count as f64
    }
}

/// The mean of the values that are no NaN; NaN without any.
pub(super) fn mean(values: &[f64]) -> f64 {
    Total::of(values, |value| value).mean()
}

/// The standard deviation of a sample; NaN with fewer than two values.
pub(super) fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares = Total::of(values, |value| (value - mean) * (value - mean));
    (squares.sum / (squares.count as f64 - 1.0)).sqrt()
}

/// The mean, and how far it is off: one standard error.
///
/// For independent draws that is the deviation over the root of their number. Evenly spread samples
/// are closer than that: they are cut into sixteen parts, each evenly spread by itself, and the
/// spread of the parts' means is used. The whole is spread more evenly than its parts, so its true
/// error is usually smaller than the one told.
pub(super) fn mean_and_error(values: &[f64], sampling: Sampling) -> (f64, f64) {
    if sampling == Sampling::Plain {
        let count = Total::of(values, |value| value).count as f64;
        return (mean(values), deviation(values) / count.sqrt());
    }
    let parts: Vec<_> = parts(values)
        .map(|part| Total::of(part, |value| value))
        .filter(|part| part.count > 0)
        .collect();
    let count: usize = parts.iter().map(|part| part.count).sum();
    let mean = parts.iter().map(|part| part.sum).sum::<f64>() / count as f64;
    let squares = parts.iter().map(|part| {
        let away = (part.sum - part.count as f64 * mean) / count as f64;
        away * away
    });
    let freedom = parts.len() as f64 / (parts.len() as f64 - 1.0);
    (mean, (squares.sum::<f64>() * freedom).sqrt())
}

/// Consecutive parts of about the same length, as [`super::latin::part`] cuts them.
fn parts(values: &[f64]) -> impl Iterator<Item = &[f64]> {
    let (length, longer) = (values.len() / PARTS, values.len() % PARTS);
    let start = move |part: usize| part * length + part.min(longer);
    (0..PARTS).map(move |part| &values[start(part)..start(part + 1)])
}

/// The mean and its error after 1/16, 1/8, 1/4, 1/2 and all of the samples.
pub(super) fn convergence(values: &[f64], sampling: Sampling) -> Vec<(usize, f64, f64)> {
    let mut counts = [16, 8, 4, 2, 1].map(|share| values.len() / share).to_vec();
    counts.retain(|count| *count > 0);
    counts.dedup();
    let so_far = |count| {
        let (mean, error) = mean_and_error(&values[..count], sampling);
        (count, mean, error)
    };
    counts.into_iter().map(so_far).collect()
}

/// The share of all samples that reach a value; one without a value does not, and where none has
/// a value there is no share.
pub(super) fn share_of_at_least(values: &[f64], target: f64) -> f64 {
    if values.iter().all(|value| value.is_nan()) {
        return f64::NAN;
    }
    let reached = values.iter().filter(|value| **value >= target).count();
    reached as f64 / values.len() as f64
}

/// The fewest and the most bars.
const BARS: (f64, f64) = (10.0, 200.0);

/// Bars from the least value to the greatest, as wide as Freedman and Diaconis (1981) advise,
/// `2 (P75 − P25) / ∛n`, though 10 at least and 200 at most; a single one without width where all
/// values are equal.
pub(super) fn histogram(values: &[f64], quartiles: (f64, f64)) -> Histogram {
    let Spread {
        least,
        greatest,
        count,
    } = Spread::of(values);
    let range = greatest - least;
    if count == 0 {
        return Histogram::default();
    }
    if range <= 0.0 || !range.is_finite() {
        return Histogram {
            from: least,
            width: range,
            counts: vec![count],
        };
    }
    let advised = 2.0 * (quartiles.1 - quartiles.0) / libm::cbrt(count as f64);
    // A width of zero asks for endless bars, and gets the most.
    let bars = (range / advised).ceil().min(BARS.1).max(BARS.0);
    let mut counts = vec![0; bars as usize];
    let last = counts.len() - 1;
    for value in values.iter().filter(|value| !value.is_nan()) {
        let bar = (value - least) / range * bars;
        counts[(bar as usize).min(last)] += 1;
    }
    Histogram {
        from: least,
        width: range / bars,
        counts,
    }
}

#[cfg(test)]
mod tests {
    use super::super::latin::part;
    use super::*;

    #[test]
    fn moments_leave_out_what_is_missing() {
        let values = [2.0, f64::NAN, 4.0, 9.0];
        assert_eq!(mean(&values), 5.0);
        assert_eq!(deviation(&values), 13.0_f64.sqrt());
        assert!(mean(&[f64::NAN]).is_nan() && deviation(&[1.0]).is_nan());
    }

    #[test]
    fn independent_draws_have_the_error_of_the_textbook() {
        let (mean, error) = mean_and_error(&[2.0, 4.0, 9.0], Sampling::Plain);
        assert_eq!((mean, error), (5.0, 13.0_f64.sqrt() / 3.0_f64.sqrt()));
    }

    /// Sixteen parts with means 0 to 15: the error is the deviation of the means over the root of
    /// their number.
    #[test]
    fn even_samples_have_the_error_of_their_parts() {
        let values: Vec<_> = (0..320).map(|sample| f64::from(sample / 20)).collect();
        let (mean, error) = mean_and_error(&values, Sampling::Sobol);
        let means: Vec<_> = (0..16).map(f64::from).collect();
        assert_eq!(mean, 7.5);
        assert!((error - deviation(&means) / 4.0).abs() < 1e-14);
        let (_, single) = mean_and_error(&[1.0], Sampling::Sobol);
        assert!(single.is_nan());
    }

    #[test]
    fn parts_are_those_of_the_hypercube() {
        let values: Vec<_> = (0..1003).map(f64::from).collect();
        for (place, values) in parts(&values).enumerate() {
            assert!(
                values
                    .iter()
                    .all(|sample| part(1003, *sample as usize).0 == place)
            );
        }
    }

    #[test]
    fn every_sample_lies_in_a_bar() {
        let values: Vec<_> = (0..1000).map(|sample| f64::from(sample * sample)).collect();
        let found = histogram(&values, (62_000.0, 560_000.0));
        assert_eq!(found.counts.iter().sum::<usize>(), 1000);
        assert_eq!((found.from, found.counts.len()), (0.0, 11));
        assert_eq!(histogram(&[3.0, 3.0], (3.0, 3.0)).counts, [2]);
        assert_eq!(
            histogram(&[1.0, 3.0, 3.0, 3.0], (3.0, 3.0)).counts.len(),
            200
        );
        assert_eq!(histogram(&[f64::NAN], (0.0, 0.0)), Histogram::default());
    }

    #[test]
    fn a_sample_without_a_value_reaches_nothing() {
        assert_eq!(share_of_at_least(&[1.0, 2.0, f64::NAN, 3.0], 2.0), 0.5);
    }

    #[test]
    fn convergence_ends_with_all() {
        let values: Vec<_> = (0..32).map(f64::from).collect();
        let found = convergence(&values, Sampling::Plain);
        let counts: Vec<_> = found.iter().map(|(count, _, _)| *count).collect();
        assert_eq!(counts, [2, 4, 8, 16, 32]);
        assert_eq!(found[4].1, 15.5);
    }
}

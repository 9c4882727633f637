//! The beta distribution on 0 to 1: its distribution function and its quantiles.

use crate::math;

use super::normal;

/// The most terms of the continued fraction.
const TERMS: usize = 10_000;

/// The most steps towards a quantile.
const STEPS: usize = 200;

/// A step from where the probability is this near, in its logarithm, ends at the quantile: what
/// is left after it is of third order.
const NEAR: f64 = 3e-6;

/// A beta distribution, with what its density needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beta {
    a: f64,
    b: f64,
    /// The logarithm of the beta function of both.
    scale: f64,
    /// Where quantiles are no longer sought from the low end but from the high one, and the
    /// probability of at most that: up to it the continued fraction needs few terms.
    split: f64,
    at_split: f64,
}

impl Beta {
    pub(super) fn new(a: f64, b: f64) -> Self {
        let mut beta = Self {
            a,
            b,
            scale: libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b),
            split: (a + 1.0) / (a + b + 2.0),
            at_split: f64::NAN,
        };
        beta.at_split = beta.lower_tail(beta.split);
        beta
    }

    /// The distribution of one minus the variable.
    fn mirrored(self) -> Self {
        Self {
            a: self.b,
            b: self.a,
            scale: self.scale,
            split: 1.0 - self.split,
            at_split: 1.0 - self.at_split,
        }
    }

    /// `x^a (1 − x)^b / B(a, b)`: the density times x (1 − x).
    fn weight(self, x: f64) -> f64 {
        math::exp(self.a * math::ln(x) + self.b * libm::log1p(-x) - self.scale)
    }

    /// The probability of at most `x`, for an `x` up to the split.
    fn lower_tail(self, x: f64) -> f64 {
        self.weight(x) * fraction(self.a, self.b, x) / self.a
    }

    /// The probability of at most `x`: the regularised incomplete beta function.
    pub(super) fn cumulative(self, x: f64) -> f64 {
        if x <= 0.0 {
            0.0
        } else if 1.0 <= x {
            1.0
        } else if x < self.split {
            self.lower_tail(x)
        } else {
            1.0 - self.mirrored().lower_tail(1.0 - x)
        }
    }

    /// The value below which the variable lies with probability `p`.
    ///
    /// Sought from the end on whose side of the split it lies, so that neither end loses digits.
    pub(super) fn quantile(self, p: f64) -> f64 {
        if p <= 0.0 {
            0.0
        } else if 1.0 <= p {
            1.0
        } else if p <= self.at_split {
            self.lower(p)
        } else {
            1.0 - self.mirrored().lower(1.0 - p)
        }
    }

    /// A quantile up to the split.
    ///
    /// Halley's method on the logarithms of value and probability. In these the distribution
    /// function is concave and, towards zero, a line: from the left even Newton's steps cannot
    /// overshoot, and values too small for a number are no trouble.
    fn lower(self, p: f64) -> f64 {
        let Self { a, b, .. } = self;
        let leading = (math::ln(p) + math::ln(a) + self.scale) / a;
        let (mut low, mut high) = (f64::NEG_INFINITY, math::ln(self.split));
        if leading < high && leading + libm::log1p(b) < LINE {
            return math::exp(leading);
        }
        let mut at = self.guess(p, leading).min(high);
        for _ in 0..STEPS {
            let x = math::exp(at);
            let (weight, probability) = (self.weight(x), self.lower_tail(x));
            let off = math::ln(probability / p);
            *(if off < 0.0 { &mut low } else { &mut high }) = at;
            // How the logarithm of the probability rises, and how that falls.
            let slope = weight / ((1.0 - x) * probability);
            let step = off / slope;
            let bend = step * (a - (b - 1.0) * x / (1.0 - x) - slope);
            let next = at - step / (1.0 - 0.5 * bend.clamp(-1.0, 1.0));
            if off.abs() <= NEAR && next.is_finite() {
                return math::exp(next.min(0.0));
            }
            at = if low < next && next < high {
                next
            } else if low.is_finite() {
                0.5 * (low + high)
            } else {
                high - 1.0
            };
            if high - low <= f64::EPSILON * high.abs() {
                break;
            }
        }
        math::exp(at)
    }

    /// The logarithm of where to begin: the normal approximation of Abramowitz and Stegun 26.5.22,
    /// or the leading term where the density has a pole.
    fn guess(self, p: f64, leading: f64) -> f64 {
        let Self { a, b, .. } = self;
        if a < 1.0 || b < 1.0 {
            return leading;
        }
        let z = -normal::quantile(p);
        let (first, second) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
        let (harmonic, curve) = (2.0 / (first + second), (z * z - 3.0) / 6.0);
        let shift = (second - first) * (curve + 5.0 / 6.0 - 2.0 / (3.0 * harmonic));
        let root = math::sqrt((curve + harmonic).max(0.0));
        -libm::log1p(b / a * math::exp(2.0 * (z * root / harmonic - shift)))
    }
}

/// The logarithm below which a value makes no difference beside one: the distribution function is
/// then its leading term.
const LINE: f64 = -39.0;

/// The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let away = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut below = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let (mut above, mut value) = (1.0, below);
    for term in 1..TERMS {
        let m = term as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for numerator in [even, odd] {
            below = 1.0 / away(1.0 + numerator * below);
            above = away(1.0 + numerator / above);
            change = above * below;
            value *= change;
        }
        // Rounding may keep the last digit from coming to rest.
        if (change - 1.0).abs() <= 2.0 * f64::EPSILON {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where one parameter is 1, the distribution function is a power.
    #[test]
    fn powers_come_back() {
        for p in [1e-9, 0.01, 0.3, 0.5, 0.77, 0.999] {
            for a in [0.5, 1.0, 2.0, 7.5] {
                let found = Beta::new(a, 1.0).quantile(p);
                let expected = math::pow(p, 1.0 / a);
                assert!((found / expected - 1.0).abs() <= 1e-12, "{a} {p} {found}");
                // What is left of p after it was taken from one.
                let left = math::pow(1.0 - (1.0 - p), 1.0 / a);
                let mirrored = 1.0 - Beta::new(1.0, a).quantile(1.0 - p);
                assert!((mirrored - left).abs() <= 1e-12, "{a} {p} {mirrored}");
            }
        }
    }

    /// The arcsine distribution has a closed form, and two poles.
    #[test]
    fn the_arcsine_distribution_is_known() {
        let arcsine = Beta::new(0.5, 0.5);
        for p in [1e-6, 0.1, 0.4, 0.6, 0.95] {
            let sine = (std::f64::consts::FRAC_PI_2 * p).sin();
            assert!(
                (arcsine.quantile(p) / (sine * sine) - 1.0).abs() <= 1e-12,
                "{p}"
            );
        }
    }

    /// With whole parameters the distribution function is a binomial sum.
    #[test]
    fn whole_parameters_are_binomial_sums() {
        let (a, b) = (3_i32, 5_i32);
        let all = a + b - 1;
        let choose = |k: i32| (0..k).fold(1.0, |c, i| c * f64::from(all - i) / f64::from(i + 1));
        for x in [0.05, 0.3, 0.62, 0.97] {
            let term =
                |k| choose(k) * math::power_integer(x, k) * math::power_integer(1.0 - x, all - k);
            let sum: f64 = (a..=all).map(term).sum();
            let found = Beta::new(f64::from(a), f64::from(b)).cumulative(x);
            assert!((found - sum).abs() <= 1e-14, "{x} {found} {sum}");
        }
    }

    #[test]
    fn a_quantile_undoes_the_distribution_function() {
        for (a, b) in [
            (2.0, 5.0),
            (0.3, 4.0),
            (1.0, 1.0),
            (5.0, 0.7),
            (40.0, 60.0),
            (1000.0, 3.0),
            (200.0, 300.0),
            (0.7, 90.0),
            (90.0, 0.7),
        ] {
            let beta = Beta::new(a, b);
            for step in 1..200 {
                let p = f64::from(step) / 200.0;
                let again = beta.cumulative(beta.quantile(p));
                assert!((again - p).abs() <= 1e-11, "{a} {b} {p} {again}");
            }
        }
    }

    /// Poles so strong that most draws are nearer to an end than numbers can tell.
    #[test]
    fn strong_poles_have_finite_quantiles() {
        for (a, b) in [(0.01, 0.01), (0.05, 0.05), (1e-3, 50.0), (50.0, 1e-3)] {
            let beta = Beta::new(a, b);
            let probabilities = (1..500).map(|step| f64::from(step) / 500.0);
            let found: Vec<_> = probabilities.map(|p| beta.quantile(p)).collect();
            assert!(found.iter().all(|x| (0.0..=1.0).contains(x)), "{a} {b}");
            assert!(found.is_sorted(), "{a} {b}");
        }
        assert!((Beta::new(0.05, 0.05).quantile(0.5) - 0.5).abs() <= 1e-12);
    }

    /// A sharp peak is found by few looks at the distribution function, from wherever it is sought.
    #[test]
    fn sharp_peaks_keep_their_digits() {
        for (a, b) in [(1e4, 1e4), (2e4, 300.0), (300.0, 2e4)] {
            let beta = Beta::new(a, b);
            for p in [1e-12, 0.01, 0.3, 0.5, 0.9, 0.999] {
                let again = beta.cumulative(beta.quantile(p));
                assert!((again / p - 1.0).abs() <= 1e-9, "{a} {b} {p} {again}");
            }
        }
    }
}

//! The beta distribution on 0 to 1: its distribution function and its quantiles.

use crate::math;

use super::normal;

/// The most terms of the continued fraction, and the most steps towards a quantile.
const PATIENCE: usize = 10_000;

/// A beta distribution, with what its density needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beta {
    a: f64,
    b: f64,
    /// The logarithm of the beta function of both.
    scale: f64,
}

impl Beta {
    pub(super) fn new(a: f64, b: f64) -> Self {
        let scale = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
        Self { a, b, scale }
    }

    /// The distribution of one minus the variable.
    fn mirrored(self) -> Self {
        let Self { a, b, scale } = self;
        Self { a: b, b: a, scale }
    }

    /// `x^a (1 − x)^b / B(a, b)`: the density times x (1 − x).
    fn weight(self, x: f64) -> f64 {
        math::exp(self.a * math::ln(x) + self.b * libm::log1p(-x) - self.scale)
    }

    /// The probability of at most `x`: the regularised incomplete beta function.
    pub(super) fn cumulative(self, x: f64) -> f64 {
        if x <= 0.0 {
            0.0
        } else if 1.0 <= x {
            1.0
        } else if x < (self.a + 1.0) / (self.a + self.b + 2.0) {
            self.weight(x) * fraction(self.a, self.b, x) / self.a
        } else {
            1.0 - self.weight(x) * fraction(self.b, self.a, 1.0 - x) / self.b
        }
    }

    /// The value below which the variable lies with probability `p`.
    ///
    /// Sought from the nearer end, so that neither end loses digits.
    pub(super) fn quantile(self, p: f64) -> f64 {
        if p <= 0.5 {
            self.lower(p)
        } else {
            1.0 - self.mirrored().lower(1.0 - p)
        }
    }

    /// A quantile of at most one half: Halley's method, held between bounds.
    fn lower(self, p: f64) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        let mut x = self.guess(p);
        for _ in 0..PATIENCE {
            if !(low < x && x < high) {
                x = (low + high) / 2.0;
            }
            let error = self.cumulative(x) - p;
            if error < 0.0 {
                low = x;
            } else {
                high = x;
            }
            let step = error * x * (1.0 - x) / self.weight(x);
            let bend = step * ((self.a - 1.0) / x - (self.b - 1.0) / (1.0 - x));
            let next = x - step / (1.0 - 0.5 * bend.clamp(-1.0, 1.0));
            if (next - x).abs() <= 1e-15 * x || high - low <= 1e-16 * high {
                return next.clamp(low, high);
            }
            x = next;
        }
        x
    }

    /// Where to begin: the normal approximation of Abramowitz and Stegun 26.5.22, or the leading
    /// terms at both ends where the density has a pole.
    fn guess(self, p: f64) -> f64 {
        let Self { a, b, .. } = self;
        if 1.0 <= a && 1.0 <= b {
            let z = -normal::quantile(p);
            let (first, second) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
            let (harmonic, curve) = (2.0 / (first + second), (z * z - 3.0) / 6.0);
            let shift = (second - first) * (curve + 5.0 / 6.0 - 2.0 / (3.0 * harmonic));
            let root = math::sqrt((curve + harmonic).max(0.0));
            return a / (a + b * math::exp(2.0 * (z * root / harmonic - shift)));
        }
        let low = math::exp(a * math::ln(a / (a + b))) / a;
        let high = math::exp(b * math::ln(b / (a + b))) / b;
        let both = low + high;
        if p < low / both {
            math::pow(a * both * p, 1.0 / a)
        } else {
            1.0 - math::pow(b * both * (1.0 - p), 1.0 / b)
        }
    }
}

/// The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let away = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut below = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let (mut above, mut value) = (1.0, below);
    for term in 1..PATIENCE {
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
        if (change - 1.0).abs() <= 1e-16 {
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
        ] {
            let beta = Beta::new(a, b);
            for step in 1..200 {
                let p = f64::from(step) / 200.0;
                let again = beta.cumulative(beta.quantile(p));
                assert!((again - p).abs() <= 1e-11, "{a} {b} {p} {again}");
            }
        }
    }
}

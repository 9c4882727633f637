//! Distributions as they are drawn: probabilities turned into values.

use crate::math;
use crate::workbook::Shape;

use super::beta::Beta;
use super::normal;

/// The standard normal value that 95 % lie below: an interval's ends are this many deviations out.
const NINETY_FIVE: f64 = 1.644_853_626_951_472_2;

/// The least probability between the ends of a truncated distribution that can still be drawn
/// with enough digits.
pub(super) const LEAST_MASS: f64 = 1e-9;

/// The value below which a variable lies with probability `p`, in the unit of its shape.
///
/// NaN outside 0 to 1, and for a truncated distribution with next to nothing between its ends.
/// Where the distribution has no end, its quantile at 0 or 1 is infinite.
pub(crate) fn quantile(shape: &Shape, p: f64) -> f64 {
    let inverse = Inverse::of(shape);
    match (0.0..=1.0).contains(&p) && inverse.mass() >= LEAST_MASS {
        true => inverse.quantile(p),
        false => f64::NAN,
    }
}

/// A distribution, prepared to turn many probabilities into values.
#[derive(Clone, Debug)]
pub(super) enum Inverse {
    Uniform {
        low: f64,
        width: f64,
    },
    Triangular {
        low: f64,
        high: f64,
        /// The probability of at most the mode.
        at_mode: f64,
        /// The squared distance from the low end per probability.
        rising: f64,
        /// The squared distance from the high end per probability.
        falling: f64,
    },
    Normal {
        mean: f64,
        deviation: f64,
    },
    /// By mean and deviation of the logarithm.
    Lognormal {
        mean: f64,
        deviation: f64,
    },
    Beta {
        beta: Beta,
        low: f64,
        width: f64,
    },
    /// Rising values, each with the probability of at most it.
    Steps(Vec<(f64, f64)>),
    Truncated {
        of: Box<Inverse>,
        /// The probability below the low end, and that between the ends.
        below: f64,
        mass: f64,
        low: f64,
        high: f64,
    },
}

impl Inverse {
    pub(super) fn of(shape: &Shape) -> Self {
        match *shape {
            Shape::Uniform { low, high } => Self::Uniform {
                low,
                width: high - low,
            },
            Shape::Triangular { low, mode, high } => Self::Triangular {
                low,
                high,
                at_mode: (mode - low) / (high - low),
                rising: (high - low) * (mode - low),
                falling: (high - low) * (high - mode),
            },
            Shape::Pert { low, mode, high } => {
                let width = high - low;
                let a = 1.0 + 4.0 * ((mode - low) / width);
                let b = 1.0 + 4.0 * ((high - mode) / width);
                Self::beta((a, b), low, width)
            }
            Shape::Normal { mean, deviation } => Self::Normal { mean, deviation },
            Shape::Lognormal { mean, deviation } => lognormal(mean, deviation),
            Shape::Beta {
                alpha,
                beta,
                low,
                high,
            } => Self::beta((alpha, beta), low, high - low),
            Shape::Interval { low, high } => interval(low, high),
            Shape::Discrete(ref values) => steps(values.clone()),
            Shape::Data(ref values) => steps(values.iter().map(|value| (*value, 1.0)).collect()),
            Shape::Truncated { ref of, low, high } => truncated(Self::of(of), low, high),
        }
    }

    fn beta((a, b): (f64, f64), low: f64, width: f64) -> Self {
        let beta = Beta::new(a, b);
        Self::Beta { beta, low, width }
    }

    /// The probability that truncation leaves; 1 where there is none.
    pub(super) fn mass(&self) -> f64 {
        match self {
            Self::Truncated { of, mass, .. } => of.mass().min(*mass),
            _ => 1.0,
        }
    }

    /// Whether every draw is a finite number, drawn with the probability it should have. Only
    /// shapes near the end of what numbers can hold fail this.
    pub(super) fn is_finite(&self) -> bool {
        let are_whole = match self {
            // Weights whose sum is infinite leave shares of zero.
            Self::Steps(steps) => steps.last().is_some_and(|(_, upto)| *upto == 1.0),
            Self::Truncated { of, .. } => of.is_finite(),
            _ => true,
        };
        // Quantiles rise: what lies between finite ones is finite.
        let ends = [f64::MIN_POSITIVE, 0.5, 1.0 - f64::EPSILON / 2.0];
        are_whole && ends.iter().all(|p| self.quantile(*p).is_finite())
    }

    /// The value below which the variable lies with a probability between 0 and 1.
    pub(super) fn quantile(&self, p: f64) -> f64 {
        let mut value = [p];
        self.quantiles(&mut value);
        value[0]
    }

    /// Turns probabilities between 0 and 1 into values, in place.
    #[inline(always)]
    pub(super) fn quantiles(&self, values: &mut [f64]) {
        match self {
            Self::Uniform { low, width } => each(values, |p| low + width * p),
            Self::Triangular {
                low,
                high,
                at_mode,
                rising,
                falling,
            } => each(values, |p| {
                let rises = p < *at_mode;
                let square = if rises {
                    p * rising
                } else {
                    (1.0 - p) * falling
                };
                let root = square.sqrt();
                if rises { low + root } else { high - root }
            }),
            Self::Normal { mean, deviation } => {
                normal::quantiles(values);
                each(values, |z| mean + deviation * z);
            }
            Self::Lognormal { mean, deviation } => {
                normal::quantiles(values);
                each(values, |z| math::exp(mean + deviation * z));
            }
            Self::Beta { beta, low, width } => each(values, |p| low + width * beta.quantile(p)),
            Self::Steps(steps) => each(values, |p| {
                let place = steps.partition_point(|(_, upto)| *upto < p);
                steps[place.min(steps.len() - 1)].0
            }),
            Self::Truncated {
                of,
                below,
                mass,
                low,
                high,
            } => {
                each(values, |p| (below + mass * p).min(1.0));
                of.all_quantiles(values);
                each(values, |value| value.clamp(*low, *high));
            }
        }
    }

    /// The same without being written out where it is called, for what lies within another.
    fn all_quantiles(&self, values: &mut [f64]) {
        self.quantiles(values);
    }

    /// The probability of at most a value.
    pub(super) fn cumulative(&self, x: f64) -> f64 {
        match self {
            Self::Uniform { low, width } => ((x - low) / width).clamp(0.0, 1.0),
            Self::Triangular {
                low,
                high,
                at_mode,
                rising,
                falling,
            } => {
                let x = x.clamp(*low, *high);
                let p = (x - low) * (x - low) / rising;
                // A mode at an end leaves one side empty, and its quotient without a meaning.
                if p < *at_mode {
                    p
                } else if *falling > 0.0 {
                    1.0 - (high - x) * (high - x) / falling
                } else {
                    1.0
                }
            }
            Self::Normal { mean, deviation } => normal::cumulative((x - mean) / deviation),
            Self::Lognormal { mean, deviation } if x > 0.0 => {
                normal::cumulative((math::ln(x) - mean) / deviation)
            }
            Self::Lognormal { .. } => 0.0,
            Self::Beta { beta, low, width } => beta.cumulative((x - low) / width),
            Self::Steps(steps) => upto(steps, |value| value <= x),
            Self::Truncated { .. } => self.within(x, Self::cumulative),
        }
    }

    /// The probability of less than a value.
    fn under(&self, x: f64) -> f64 {
        match self {
            Self::Steps(steps) => upto(steps, |value| value < x),
            Self::Truncated { .. } => self.within(x, Self::under),
            _ => self.cumulative(x),
        }
    }

    /// A probability of what is truncated, as a share of what is left of it.
    fn within(&self, x: f64, of_all: impl Fn(&Self, f64) -> f64) -> f64 {
        match self {
            Self::Truncated {
                of, below, mass, ..
            } => ((of_all(of, x) - below) / mass).clamp(0.0, 1.0),
            _ => of_all(self, x),
        }
    }
}

#[inline(always)]
fn each(values: &mut [f64], of: impl Fn(f64) -> f64) {
    for value in values {
        *value = of(*value);
    }
}

/// The probability of all steps whose values fit.
fn upto(steps: &[(f64, f64)], fits: impl Fn(f64) -> bool) -> f64 {
    let count = steps.partition_point(|(value, _)| fits(*value));
    match count.checked_sub(1) {
        Some(last) => steps[last].1,
        None => 0.0,
    }
}

/// By the mean and deviation of the value itself.
fn lognormal(mean: f64, deviation: f64) -> Inverse {
    let ratio = deviation / mean;
    let variance = libm::log1p(ratio * ratio);
    Inverse::Lognormal {
        mean: math::ln(mean) - variance / 2.0,
        deviation: math::sqrt(variance),
    }
}

/// With 5 % to either side: lognormal where both ends are positive, normal otherwise.
fn interval(low: f64, high: f64) -> Inverse {
    if low > 0.0 {
        let (low, high) = (math::ln(low), math::ln(high));
        Inverse::Lognormal {
            mean: (low + high) / 2.0,
            deviation: (high - low) / (2.0 * NINETY_FIVE),
        }
    } else {
        Inverse::Normal {
            mean: (low + high) / 2.0,
            deviation: (high - low) / (2.0 * NINETY_FIVE),
        }
    }
}

/// Values with weights; those without weight are never drawn.
fn steps(mut values: Vec<(f64, f64)>) -> Inverse {
    values.retain(|(_, weight)| *weight > 0.0);
    values.sort_by(|(x, _), (y, _)| x.total_cmp(y));
    let total: f64 = values.iter().map(|(_, weight)| weight).sum();
    let mut sum = 0.0;
    for (_, weight) in &mut values {
        sum += *weight;
        *weight = sum / total;
    }
    Inverse::Steps(values)
}

fn truncated(of: Inverse, low: f64, high: f64) -> Inverse {
    let below = of.under(low);
    Inverse::Truncated {
        below,
        mass: of.cumulative(high) - below,
        of: Box::new(of),
        low,
        high,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::Distribution;

    fn inverse(text: &str) -> Inverse {
        Inverse::of(text.parse::<Distribution>().unwrap().shape())
    }

    /// Values that follow from the definitions.
    #[test]
    fn quantiles_are_known() {
        for (text, p, expected) in [
            ("uniform(2, 4)", 0.25, 2.5),
            ("triangular(0, 1, 2)", 0.125, 0.5),
            ("triangular(0, 1, 2)", 0.5, 1.0),
            ("triangular(40%, 60%, 90%)", 0.4, 0.6),
            ("triangular(0, 0, 1)", 0.75, 0.5),
            ("triangular(0, 1, 1)", 0.25, 0.5),
            ("normal(10, 2)", 0.975, 10.0 + 2.0 * 1.959_963_984_540_054),
            ("3 to 12", 0.05, 3.0),
            ("3 to 12", 0.5, 6.0),
            ("3 to 12", 0.95, 12.0),
            ("-1 to 3", 0.05, -1.0),
            ("-1 to 3", 0.5, 1.0),
            ("0 to 3", 0.95, 3.0),
            // The median of a lognormal with mean 5 and deviation 5 is 5 / √2.
            ("lognormal(5, 5)", 0.5, 3.535_533_905_932_738),
            // A PERT in the middle is beta(3, 3), symmetric about its mode.
            ("pert(0, 5, 10)", 0.5, 5.0),
            // Beta(1, 5): 1 − (1 − p)^(1/5).
            ("pert(0, 0, 1)", 0.5, 1.0 - 0.870_550_563_296_124_1),
            ("beta(2, 1)", 0.25, 0.5),
            ("beta(2, 1, 10, 20)", 0.25, 15.0),
            ("discrete(4: 0.2, 2: 0.5, 3: 0.3)", 0.5, 2.0),
            ("discrete(4: 0.2, 2: 0.5, 3: 0.3)", 0.500_001, 3.0),
            ("discrete(2: 1, 3: 0)", 1.0, 2.0),
            ("data(3, 1, 2, 4)", 0.5, 2.0),
            ("data(3, 1, 2, 4)", 0.51, 3.0),
            ("truncated(uniform(0, 10), 2, 4)", 0.5, 3.0),
            (
                "truncated(normal(0, 1), 0, 100)",
                0.5,
                0.674_489_750_196_081_7,
            ),
            (
                "truncated(discrete(1: 1, 2: 1, 3: 1, 4: 1), 2, 3)",
                0.5,
                2.0,
            ),
            (
                "truncated(discrete(1: 1, 2: 1, 3: 1, 4: 1), 2, 3)",
                0.6,
                3.0,
            ),
        ] {
            let shape = text.parse::<Distribution>().unwrap();
            let found = quantile(shape.shape(), p);
            assert!((found - expected).abs() <= 1e-12, "{text} at {p}: {found}");
        }
    }

    #[test]
    fn the_distribution_function_undoes_a_quantile() {
        for text in [
            "uniform(-2, 4)",
            "triangular(1, 2, 7)",
            "triangular(1, 1, 7)",
            "triangular(1, 7, 7)",
            "pert(1, 2, 7)",
            "normal(-3, 0.5)",
            "lognormal(10, 3)",
            "beta(2, 5, -1, 1)",
            "3 to 12",
            "truncated(normal(10, 3), 0, 11)",
            "truncated(truncated(3 to 12, 2, 20), 5, 6)",
        ] {
            let inverse = inverse(text);
            for step in 1..500 {
                let p = f64::from(step) / 500.0;
                let again = inverse.cumulative(inverse.quantile(p));
                assert!((again - p).abs() <= 1e-12, "{text} at {p}: {again}");
            }
        }
    }

    #[test]
    fn draws_stay_within_the_ends() {
        for text in [
            "truncated(0 to 30, 0, 20)",
            "triangular(0.1, 0.1, 0.3)",
            "pert(-3, 0, 9)",
        ] {
            let inverse = inverse(text);
            let (low, high) = (inverse.quantile(0.0), inverse.quantile(1.0));
            let mut draws: Vec<_> = (0..=1000).map(|step| f64::from(step) / 1000.0).collect();
            inverse.quantiles(&mut draws);
            assert!(
                draws.iter().all(|draw| (low..=high).contains(draw)),
                "{text}"
            );
            assert!(draws.is_sorted(), "{text}");
        }
    }

    #[test]
    fn shapes_that_numbers_cannot_hold_are_known() {
        for (text, expected) in [
            ("uniform(-1e308, 1e308)", false),
            ("uniform(0, 1e308)", true),
            ("triangular(-1e200, 0, 1e200)", false),
            ("pert(-1e308, 0, 1e308)", false),
            ("normal(0, 1e308)", false),
            ("lognormal(1e-200, 1e200)", false),
            ("discrete(1: 1e308, 2: 1e308)", false),
            ("truncated(discrete(1: 1e308, 2: 1e308), 0, 3)", false),
            ("discrete(1: 0.1, 2: 0.2, 3: 0.3)", true),
            ("beta(0.01, 0.01)", true),
            ("beta(0.001, 1000)", true),
            ("normal(0, 1)", true),
            ("3 to 12", true),
        ] {
            assert_eq!(inverse(text).is_finite(), expected, "{text}");
        }
    }

    #[test]
    fn an_empty_truncation_has_no_quantiles() {
        let far: Distribution = "truncated(uniform(0, 1), 5, 6)".parse().unwrap();
        assert!(quantile(far.shape(), 0.5).is_nan());
        let some: Distribution = "uniform(0, 1)".parse().unwrap();
        assert!(quantile(some.shape(), 1.5).is_nan() && quantile(some.shape(), f64::NAN).is_nan());
    }
}

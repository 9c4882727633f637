//! The few float functions, deterministic: the same bits on every machine and in every runner.
//!
//! The standard library leaves the last bits of `exp`, `ln` and `powf` to the platform, so these
//! come from `libm`. Square roots, `floor` and `ceil` are exact everywhere and are used as they
//! are. A value outside a function's domain gives NaN and an overflow an infinity; the caller turns
//! both into "unavailable".

mod flows;

use std::cmp::Ordering;

pub use flows::{Rate, irr, npv, sign_changes};
pub(crate) use flows::{irr_of_each, npv_of_each};

/// e^x.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// The natural logarithm; NaN unless `x` is positive.
pub fn ln(x: f64) -> f64 {
    if x > 0.0 { libm::log(x) } else { f64::NAN }
}

/// The decimal logarithm; NaN unless `x` is positive.
pub fn log10(x: f64) -> f64 {
    if x > 0.0 { libm::log10(x) } else { f64::NAN }
}

/// The square root; NaN where `x` is negative.
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// The distance from zero.
pub fn abs(x: f64) -> f64 {
    x.abs()
}

/// The lesser of two numbers; NaN if either is.
pub fn min(x: f64, y: f64) -> f64 {
    if y < x || y.is_nan() { y } else { x }
}

/// The greater of two numbers; NaN if either is.
pub fn max(x: f64, y: f64) -> f64 {
    if x < y || y.is_nan() { y } else { x }
}

/// `x` to the power `y`; NaN for a negative base with a fractional exponent.
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// `x` to a whole power, by squaring and multiplying.
///
/// Formulas with a literal exponent use this one. It is not [`pow`] to the last bit, which is why
/// the choice between them is made by syntax and never by value.
///
/// ```
/// use rackhour_engine::math::power_integer;
/// assert_eq!(power_integer(1.5, 3), 3.375);
/// assert_eq!(power_integer(2.0, -2), 0.25);
/// ```
pub fn power_integer(x: f64, n: i32) -> f64 {
    let mut rest = n.unsigned_abs();
    let (mut result, mut square) = (1.0, x);
    while rest > 0 {
        if rest & 1 == 1 {
            result *= square;
        }
        square *= square;
        rest >>= 1;
    }
    if n < 0 { 1.0 / result } else { result }
}

/// The remainder with the divisor's sign, `x − y·floor(x / y)` as spreadsheets have it.
///
/// ```
/// use rackhour_engine::math::modulo;
/// assert_eq!(modulo(5.0, -3.0), -1.0);
/// ```
pub fn modulo(x: f64, y: f64) -> f64 {
    x - y * (x / y).floor()
}

/// The greatest whole number that is not above `x`.
pub fn int(x: f64) -> f64 {
    x.floor()
}

/// `x` to so many decimals, halves away from zero; negative `digits` round to tens and hundreds.
///
/// Halves are decided on 15 significant digits, as spreadsheets do: 2.675 is a little less in
/// binary and still rounds up.
///
/// ```
/// use rackhour_engine::math::round;
/// assert_eq!(round(2.675, 2.0), 2.68);
/// assert_eq!(round(-2.5, 0.0), -3.0);
/// assert_eq!(round(1250.0, -2.0), 1300.0);
/// ```
pub fn round(x: f64, digits: f64) -> f64 {
    round_to(x, digits, Direction::Nearest)
}

/// `x` to so many decimals, away from zero, on 15 significant digits.
pub fn round_up(x: f64, digits: f64) -> f64 {
    round_to(x, digits, Direction::Up)
}

/// `x` to so many decimals, toward zero, on 15 significant digits.
pub fn round_down(x: f64, digits: f64) -> f64 {
    round_to(x, digits, Direction::Down)
}

/// Which neighbour a number is rounded to, seen from zero.
#[derive(Clone, Copy)]
enum Direction {
    Nearest,
    Up,
    Down,
}

impl Direction {
    /// Whether a remainder goes up, by how it compares with zero and with one half.
    fn is_up(self, with_zero: Ordering, with_half: Ordering) -> bool {
        match self {
            Self::Nearest => with_half.is_ge(),
            Self::Up => with_zero.is_gt(),
            Self::Down => false,
        }
    }

    /// The fraction at which the decision turns.
    fn turns_at(self, fraction: f64) -> f64 {
        match self {
            Self::Nearest => 0.5,
            Self::Up | Self::Down => fraction.round(),
        }
    }
}

/// Rounds by arithmetic where that decides safely, and by decimal digits where it is close.
fn round_to(x: f64, digits: f64, direction: Direction) -> f64 {
    // No float has digits further away than this.
    let digits = digits.trunc().clamp(-400.0, 400.0);
    if !x.is_finite() || digits.is_nan() {
        return f64::NAN;
    }
    let magnitude = x.abs();
    // Powers of ten are exact up to this exponent, so that one multiplication rounds once.
    let close_at = 1e-14;
    let rounded = if digits.abs() <= 22.0 {
        let ten = power_of_ten(digits.abs() as usize);
        let scaled = if digits < 0.0 {
            magnitude / ten
        } else {
            magnitude * ten
        };
        let whole = scaled.floor();
        let fraction = scaled - whole;
        let is_close = (fraction - direction.turns_at(fraction)).abs() <= scaled * close_at;
        if digits == 0.0 && fraction == 0.0 {
            magnitude
        } else if is_close || 1e15 <= scaled {
            round_decimal(magnitude, digits, direction)
        } else {
            let up = direction.is_up(order(fraction, 0.0), order(fraction, 0.5));
            let steps = whole + f64::from(u8::from(up));
            if digits < 0.0 {
                steps * ten
            } else {
                steps / ten
            }
        }
    } else {
        round_decimal(magnitude, digits, direction)
    };
    // Adding zero turns −0 into 0, which no analyst wants to read.
    rounded.copysign(x) + 0.0
}

fn order(x: f64, y: f64) -> Ordering {
    x.partial_cmp(&y).unwrap_or(Ordering::Less)
}

fn power_of_ten(exponent: usize) -> f64 {
    (0..exponent).fold(1.0, |ten, _| ten * 10.0)
}

/// Rounds a number that is not negative by its first 15 significant decimal digits.
fn round_decimal(magnitude: f64, digits: f64, direction: Direction) -> f64 {
    let text = format!("{magnitude:.14e}");
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return f64::NAN;
    };
    let all = mantissa.replace('.', "").parse::<u64>().unwrap_or(0);
    let exponent = exponent.parse::<i32>().unwrap_or(0);
    // How many of the 15 digits lie beyond the last one kept.
    let dropped = 14.0 - f64::from(exponent) - digits;
    if dropped <= 0.0 || all == 0 {
        return magnitude;
    }
    let unit = 10_u64.pow(dropped.min(17.0) as u32);
    let rest = all % unit;
    let up = direction.is_up(rest.cmp(&0), rest.cmp(&(unit / 2)));
    let steps = all / unit + u64::from(up);
    format!("{steps}e{}", -digits).parse().unwrap_or(f64::NAN)
}

/// What is left of one after discounting over `count` periods: `1 − (1 + rate)^−count`.
///
/// Written with `expm1` and `log1p` so that a rate near zero keeps its digits.
fn discounted(rate: f64, count: f64) -> f64 {
    -libm::expm1(-count * libm::log1p(rate))
}

/// The capital recovery factor: the level payment at each period's end that repays 1 over `count`
/// periods at `rate` per period, `rate / (1 − (1 + rate)^−count)`.
///
/// ```
/// use rackhour_engine::math::crf;
/// assert!((crf(0.07, 5.0) - 0.243_890_694).abs() < 1e-9);
/// assert_eq!(crf(0.0, 4.0), 0.25);
/// ```
pub fn crf(rate: f64, count: f64) -> f64 {
    if rate <= -1.0 || count <= 0.0 {
        f64::NAN
    } else if rate == 0.0 {
        1.0 / count
    } else {
        rate / discounted(rate, count)
    }
}

/// The level payment per period for a loan of `present`, with a spreadsheet's sign: negative for a
/// positive loan.
pub fn pmt(rate: f64, count: f64, present: f64) -> f64 {
    0.0 - present * crf(rate, count)
}

/// The present value of level payments, with a spreadsheet's sign: negative for positive payments.
pub fn pv(rate: f64, count: f64, payment: f64) -> f64 {
    if rate <= -1.0 || count < 0.0 {
        f64::NAN
    } else if rate == 0.0 {
        0.0 - payment * count
    } else {
        0.0 - payment * (discounted(rate, count) / rate)
    }
}

/// Straight-line depreciation per period.
pub fn sln(cost: f64, salvage: f64, life: f64) -> f64 {
    if life <= 0.0 {
        f64::NAN
    } else {
        (cost - salvage) / life
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!(
            (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
            "{found} {expected}"
        );
    }

    #[test]
    fn rounds_as_spreadsheets_do() {
        for (x, digits, nearest, up, down) in [
            (2.675, 2.0, 2.68, 2.68, 2.67),
            (1.005, 2.0, 1.01, 1.01, 1.0),
            (-2.5, 0.0, -3.0, -3.0, -2.0),
            (2.3, 1.0, 2.3, 2.3, 2.3),
            (0.1 + 0.2, 1.0, 0.3, 0.3, 0.3),
            (1388.888, 0.0, 1389.0, 1389.0, 1388.0),
            (1389.0, 0.0, 1389.0, 1389.0, 1389.0),
            (1250.0, -2.0, 1300.0, 1300.0, 1200.0),
            (49.0, -2.0, 0.0, 100.0, 0.0),
            (1e-20, 2.0, 0.0, 0.01, 0.0),
            (123.456, 40.0, 123.456, 123.456, 123.456),
            (1e300, 2.0, 1e300, 1e300, 1e300),
            (5.0, -30.0, 0.0, 1e30, 0.0),
        ] {
            assert_eq!(round(x, digits), nearest, "ROUND({x}, {digits})");
            assert_eq!(round_up(x, digits), up, "ROUNDUP({x}, {digits})");
            assert_eq!(round_down(x, digits), down, "ROUNDDOWN({x}, {digits})");
        }
        assert!(round(-0.2, 0.0).is_sign_positive());
        assert!(round(f64::NAN, 0.0).is_nan() && round(1.0, f64::NAN).is_nan());
        assert!(round(1.0, f64::INFINITY) == 1.0 && round(1.0, f64::NEG_INFINITY) == 0.0);
    }

    #[test]
    fn arithmetic_and_digits_decide_alike() {
        for i in 0..20_000_u32 {
            let x = f64::from(i) * 0.005 + f64::from(i % 7) * 1e-4;
            for direction in [Direction::Nearest, Direction::Up, Direction::Down] {
                assert_eq!(
                    round_to(x, 2.0, direction),
                    round_decimal(x, 2.0, direction),
                    "{x}"
                );
            }
        }
    }

    #[test]
    fn annuities_have_a_spreadsheets_sign() {
        near(pmt(0.09, 5.0, 600.0), -154.255_474_174_047);
        near(pv(0.09, 5.0, pmt(0.09, 5.0, 600.0)), 600.0);
        assert_eq!(pmt(0.0, 4.0, 100.0), -25.0);
        assert_eq!(pv(0.0, 4.0, 25.0), -100.0);
        assert_eq!(sln(100.0, 10.0, 5.0), 18.0);
        assert!(crf(-1.0, 3.0).is_nan() && crf(0.1, 0.0).is_nan() && sln(1.0, 0.0, 0.0).is_nan());
        near(crf(1e-13, 4.0), 0.25);
    }

    #[test]
    fn unavailable_operands_pass_through() {
        assert!(min(f64::NAN, 1.0).is_nan() && min(1.0, f64::NAN).is_nan());
        assert!(max(f64::NAN, 1.0).is_nan() && max(1.0, f64::NAN).is_nan());
        assert!(modulo(1.0, 0.0).is_nan() && ln(0.0).is_nan() && sqrt(-1.0).is_nan());
    }
}

//! Exact positive rationals: the scales of units, and the one rounding on the way to `f64`.

/// A positive rational in lowest terms. Arithmetic is exact, or `None` when it leaves 128 bits.
///
/// ```
/// use rackhour_engine::units::Ratio;
/// let hours_per_year = Ratio::new(8760, 1).unwrap();
/// let years_per_hour = Ratio::ONE.over(hours_per_year).unwrap();
/// assert_eq!(years_per_hour.to_f64(), 1.0 / 8760.0);
/// assert_eq!(hours_per_year.times(years_per_hour), Some(Ratio::ONE));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: u128,
    denominator: u128,
}

impl Ratio {
    /// One.
    pub const ONE: Self = Self {
        numerator: 1,
        denominator: 1,
    };

    /// The quotient in lowest terms; `None` when either part is zero.
    pub fn new(numerator: u128, denominator: u128) -> Option<Self> {
        if numerator == 0 || denominator == 0 {
            return None;
        }
        let common = greatest_common_divisor(numerator, denominator);
        Some(Self {
            numerator: numerator / common,
            denominator: denominator / common,
        })
    }

    /// The power of ten, positive or negative.
    pub fn power_of_ten(exponent: i32) -> Option<Self> {
        let power = 10u128.checked_pow(exponent.unsigned_abs())?;
        if exponent < 0 {
            Self::new(1, power)
        } else {
            Self::new(power, 1)
        }
    }

    /// The product. Common factors cancel first, so it overflows only when the result does.
    pub fn times(self, other: Self) -> Option<Self> {
        let left = Self::new(self.numerator, other.denominator)?;
        let right = Self::new(other.numerator, self.denominator)?;
        Some(Self {
            numerator: left.numerator.checked_mul(right.numerator)?,
            denominator: left.denominator.checked_mul(right.denominator)?,
        })
    }

    /// The quotient.
    pub fn over(self, other: Self) -> Option<Self> {
        self.times(other.inverse())
    }

    /// The integer power.
    pub fn power(self, exponent: i32) -> Option<Self> {
        let base = if exponent < 0 { self.inverse() } else { self };
        let exponent = exponent.unsigned_abs();
        Some(Self {
            numerator: base.numerator.checked_pow(exponent)?,
            denominator: base.denominator.checked_pow(exponent)?,
        })
    }

    /// The nearest `f64`; ties go to the even neighbour.
    ///
    /// Long division runs until more bits are known than an `f64` holds. What remains only decides
    /// whether a result exactly half-way between two neighbours really is.
    pub fn to_f64(self) -> f64 {
        const PRECISION: u32 = 53;
        let mut quotient = self.numerator / self.denominator;
        let mut rest = self.numerator % self.denominator;
        let mut exponent = 0;
        while quotient.leading_zeros() > 128 - (PRECISION + 3) {
            // Twice the remainder may not fit, so the comparison is made without doubling it.
            let bit = rest >= self.denominator - rest;
            rest = if bit {
                rest - (self.denominator - rest)
            } else {
                rest * 2
            };
            quotient = quotient * 2 + u128::from(bit);
            exponent -= 1;
        }
        let surplus = 128 - quotient.leading_zeros() - PRECISION;
        let dropped = quotient & ((1 << surplus) - 1);
        let half = 1 << (surplus - 1);
        let mut kept = quotient >> surplus;
        if dropped > half || (dropped == half && (rest != 0 || kept % 2 == 1)) {
            kept += 1;
        }
        kept as f64 * power_of_two(exponent + surplus as i32)
    }

    fn inverse(self) -> Self {
        Self {
            numerator: self.denominator,
            denominator: self.numerator,
        }
    }
}

/// Two to a power between -1022 and 1023, exactly.
fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((1023 + i64::from(exponent)) as u64) << 52)
}

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_once_to_the_nearest() {
        for (numerator, denominator) in [(1, 3), (7, 100), (8760, 1), (1, 8760), (2, 7), (1, 10)] {
            let ratio = Ratio::new(numerator, denominator).unwrap();
            assert_eq!(ratio.to_f64(), numerator as f64 / denominator as f64);
        }
        assert_eq!(
            Ratio::new(u128::MAX, 1).unwrap().to_f64(),
            crate::math::power_integer(2.0, 128)
        );
        assert_eq!(
            Ratio::new(1, u128::MAX).unwrap().to_f64(),
            crate::math::power_integer(2.0, -128)
        );
        assert_eq!(
            Ratio::new((1 << 53) + 1, 1).unwrap().to_f64(),
            9007199254740992.0
        );
        assert_eq!(
            Ratio::new((1 << 53) + 3, 1).unwrap().to_f64(),
            9007199254740996.0
        );
    }

    #[test]
    fn refuses_what_does_not_fit() {
        let large = Ratio::power_of_ten(30).unwrap();
        assert_eq!(large.times(large), None);
        assert_eq!(large.over(large), Some(Ratio::ONE));
        assert_eq!(large.power(2), None);
        assert_eq!(Ratio::new(0, 1), None);
    }
}

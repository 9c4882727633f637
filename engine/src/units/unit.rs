//! A unit: named factors such as `$`, `gpu` and `h` with their exponents, a dimension and a scale.

use std::fmt;
use std::sync::Arc;

use super::dimension::{Base, Dimension};
use super::ratio::Ratio;

/// What a value is counted in.
///
/// Factors of the same name cancel (`$/gpu/h` times `gpu` is `$/h`); factors that only measure the
/// same stay, because they carry a scale (`h/yr` is 1/8760). Factors keep the order in which they
/// were written, so that `tok/s/rack` and `$/gpu/h` both print the way analysts say them; two units
/// are equal when their factors are, in any order.
///
/// ```
/// use rackhour_engine::units::Catalog;
/// let catalog = Catalog::default();
/// let price = catalog.parse("$/gpu/h").unwrap();
/// let gpus = catalog.parse("gpu").unwrap();
/// let bill = price.times(&gpus).unwrap();
/// assert_eq!(bill.symbol(), "$/h");
/// assert_eq!(bill.factor_to(&catalog.parse("$/yr").unwrap()), Some(8760.0));
/// ```
#[derive(Clone, Debug)]
pub struct Unit {
    factors: Vec<Factor>,
    dimension: Dimension,
    scale: Ratio,
}

/// One named factor of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Factor {
    symbol: Arc<str>,
    exponent: i32,
}

impl Unit {
    /// The unit of a ratio, whose symbol is empty.
    pub const fn ratio() -> Self {
        Self {
            factors: Vec::new(),
            dimension: Dimension::NONE,
            scale: Ratio::ONE,
        }
    }

    /// One named unit of the catalogue.
    pub(super) fn named(symbol: &str, dimension: Dimension, scale: Ratio) -> Self {
        Self {
            factors: vec![Factor {
                symbol: symbol.into(),
                exponent: 1,
            }],
            dimension,
            scale,
        }
    }

    /// A base unit that a workbook declares.
    pub(super) fn declared(symbol: &Arc<str>) -> Option<Self> {
        let dimension = Dimension::of(&[(Base::Declared(symbol.clone()), 1)])?;
        Some(Self::named(symbol, dimension, Ratio::ONE))
    }

    /// Whether a value in it is a plain ratio: nothing is measured and nothing is scaled.
    pub fn is_ratio(&self) -> bool {
        self.dimension.is_none() && self.scale == Ratio::ONE
    }

    /// What it measures.
    pub fn dimension(&self) -> &Dimension {
        &self.dimension
    }

    /// How many coherent base units one of it is, exactly.
    pub fn scale(&self) -> Ratio {
        self.scale
    }

    /// Whether a value in one can be given in the other.
    pub fn same_dimension(&self, other: &Self) -> bool {
        self.dimension == other.dimension
    }

    /// The product; `None` when a scale or exponent leaves the exact range.
    pub fn times(&self, other: &Self) -> Option<Self> {
        Some(Self {
            factors: combine(&self.factors, &other.factors, 1)?,
            dimension: self.dimension.times(&other.dimension)?,
            scale: self.scale.times(other.scale)?,
        })
    }

    /// The quotient; `None` when a scale or exponent leaves the exact range.
    pub fn over(&self, other: &Self) -> Option<Self> {
        Some(Self {
            factors: combine(&self.factors, &other.factors, -1)?,
            dimension: self.dimension.over(&other.dimension)?,
            scale: self.scale.over(other.scale)?,
        })
    }

    /// The integer power; `None` when a scale or exponent leaves the exact range.
    pub fn power(&self, exponent: i32) -> Option<Self> {
        Some(Self {
            factors: combine(&[], &self.factors, exponent)?,
            dimension: self.dimension.power(exponent)?,
            scale: self.scale.power(exponent)?,
        })
    }

    /// How many of the other one of this is, exactly: what a value is multiplied by to change unit.
    ///
    /// `None` when they measure different things or the quotient leaves the exact range.
    pub fn ratio_to(&self, other: &Self) -> Option<Ratio> {
        self.same_dimension(other)
            .then(|| self.scale.over(other.scale))?
    }

    /// [`Self::ratio_to`], rounded once to the nearest `f64`: 1.0 when the scales are equal.
    pub fn factor_to(&self, other: &Self) -> Option<f64> {
        self.ratio_to(other).map(Ratio::to_f64)
    }

    /// How it is written: `$/gpu/h`, `rack*h/yr`, `1/yr`, and nothing for a ratio.
    pub fn symbol(&self) -> String {
        self.to_string()
    }

    /// The named factors and their exponents, in the order written.
    pub fn factors(&self) -> impl Iterator<Item = (&str, i32)> {
        self.factors
            .iter()
            .map(|factor| (&*factor.symbol, factor.exponent))
    }
}

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.scale == other.scale
            && self.dimension == other.dimension
            && self.factors.len() == other.factors.len()
            && self
                .factors
                .iter()
                .all(|factor| other.factors.contains(factor))
    }
}

impl Eq for Unit {}

impl Default for Unit {
    fn default() -> Self {
        Self::ratio()
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut above = self
            .factors
            .iter()
            .filter(|factor| factor.exponent > 0)
            .peekable();
        if above.peek().is_none() && !self.factors.is_empty() {
            f.write_str("1")?;
        }
        for (position, factor) in above.enumerate() {
            f.write_str(if position == 0 { "" } else { "*" })?;
            factor.write(f)?;
        }
        for factor in self.factors.iter().filter(|factor| factor.exponent < 0) {
            f.write_str("/")?;
            factor.write(f)?;
        }
        Ok(())
    }
}

impl Factor {
    /// Writes it without the sign of its exponent.
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.exponent.unsigned_abs() {
            1 => f.write_str(&self.symbol),
            exponent => write!(f, "{}^{exponent}", self.symbol),
        }
    }
}

/// The left factors times a power of the right ones; equal names add up and vanish at zero.
fn combine(left: &[Factor], right: &[Factor], power: i32) -> Option<Vec<Factor>> {
    let mut factors = left.to_vec();
    for Factor { symbol, exponent } in right {
        let added = exponent.checked_mul(power)?;
        match factors.iter_mut().find(|own| own.symbol == *symbol) {
            Some(own) => own.exponent = own.exponent.checked_add(added)?,
            None => factors.push(Factor {
                symbol: symbol.clone(),
                exponent: added,
            }),
        }
    }
    factors.retain(|factor| factor.exponent != 0);
    Some(factors)
}

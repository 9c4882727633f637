//! What a unit measures: a product of base dimensions, whatever the scale.

use std::fmt;
use std::sync::Arc;

/// A kind of thing that converts into nothing else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Base {
    /// A quantity of the catalogue: `time`, `money in $`.
    Measured(&'static str),
    /// A thing of the catalogue, in the singular: `token`.
    Counted(&'static str),
    /// One that a workbook declares, by its symbol: `site`.
    Declared(Arc<str>),
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Measured(word) | Self::Counted(word) => f.write_str(word),
            Self::Declared(symbol) => f.write_str(symbol),
        }
    }
}

/// Money in US dollars. Every currency is a base of its own, because nothing converts by itself.
pub(super) const DOLLARS: Base = Base::Measured("money in $");
/// Time, measured in seconds.
pub(super) const TIME: Base = Base::Measured("time");
/// Energy as the utility meters it, in joules.
pub(super) const ENERGY: Base = Base::Measured("energy");
/// Energy that reaches the IT equipment, in joules. Only a `pue` in `W/W_it` leads to [`ENERGY`].
pub(super) const IT_ENERGY: Base = Base::Measured("IT energy");

/// A product of base dimensions with integer exponents, in one canonical order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dimension(Vec<(Base, i32)>);

impl Dimension {
    /// That of a ratio: no base at all.
    pub const NONE: Self = Self(Vec::new());

    /// The product of bases with their exponents; equal bases add up.
    pub fn of(bases: &[(Base, i32)]) -> Option<Self> {
        bases
            .iter()
            .try_fold(Self::NONE, |product, (base, exponent)| {
                product.combine(&Self(vec![(base.clone(), *exponent)]), 1)
            })
    }

    /// The product; `None` when an exponent leaves the range.
    pub fn times(&self, other: &Self) -> Option<Self> {
        self.combine(other, 1)
    }

    /// The quotient; `None` when an exponent leaves the range.
    pub fn over(&self, other: &Self) -> Option<Self> {
        self.combine(other, -1)
    }

    /// The integer power; `None` when an exponent leaves the range.
    pub fn power(&self, exponent: i32) -> Option<Self> {
        Self::NONE.combine(self, exponent)
    }

    /// Whether it is that of a ratio.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The exponent of a base, 0 where it does not occur.
    pub fn exponent(&self, base: &Base) -> i32 {
        self.0
            .iter()
            .find(|(own, _)| own == base)
            .map_or(0, |(_, exponent)| *exponent)
    }

    /// This times the other's power.
    fn combine(&self, other: &Self, power: i32) -> Option<Self> {
        let mut bases = self.0.clone();
        for (base, exponent) in &other.0 {
            let added = exponent.checked_mul(power)?;
            match bases.binary_search_by(|(own, _)| own.cmp(base)) {
                Ok(at) => bases[at].1 = bases[at].1.checked_add(added)?,
                Err(at) => bases.insert(at, (base.clone(), added)),
            }
        }
        bases.retain(|(_, exponent)| *exponent != 0);
        Some(Self(bases))
    }
}

/// In words, for messages: `power`, `money in $ per time`, `a ratio`.
impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [] => return f.write_str("a ratio"),
            [(a, 1), (b, -1)] if *a == ENERGY && *b == TIME => return f.write_str("power"),
            [(a, 1), (b, -1)] if *a == IT_ENERGY && *b == TIME => return f.write_str("IT power"),
            _ => {}
        }
        let mut words = Vec::new();
        for (base, exponent) in self.0.iter().filter(|(_, exponent)| *exponent > 0) {
            let plural = matches!((base, exponent), (Base::Counted(_), 1));
            words.push(raised(base, *exponent) + if plural { "s" } else { "" });
        }
        let mut text = words.join(" × ");
        // Time comes last, as in "money per gpu per time".
        let (last, first): (Vec<_>, Vec<_>) = self.0.iter().partition(|(base, _)| *base == TIME);
        for (base, exponent) in first.into_iter().chain(last) {
            if *exponent < 0 {
                text = format!("{text} per {}", raised(base, exponent.saturating_neg()));
            }
        }
        f.write_str(text.trim_start())
    }
}

fn raised(base: &Base, exponent: i32) -> String {
    if exponent == 1 {
        base.to_string()
    } else {
        format!("{base}^{exponent}")
    }
}

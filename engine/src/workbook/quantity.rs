//! Given values: one number, one per element, one per period, or a choice.

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Id;

/// A finite number; NaN and infinities are refused when a file is read.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Number(pub f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        if value.is_finite() {
            Ok(Self(value))
        } else {
            Err(D::Error::custom(format!(
                "expected a finite number, found {value}"
            )))
        }
    }
}

/// A given value of a row, in the row's unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Quantity {
    /// The same for every element and period.
    Constant(Number),
    /// One option of a choice.
    Choice(Id),
    /// One number per element of the row's first index.
    Elements(#[serde(with = "ordered")] Vec<(Id, Number)>),
    /// One quantity per element of the row's first index: a further index, or a series.
    Table(#[serde(with = "ordered")] Vec<(Id, Quantity)>),
    /// One number per period.
    Series(Vec<Number>),
    /// `first · (1 + rate)^(year − first year)`.
    Growth {
        /// The value in the first period.
        first: Number,
        /// The growth per year, as a ratio.
        rate: Number,
    },
    /// Values that hold from a date on.
    Steps(Vec<Step>),
}

/// A value that holds from a date on, until the next step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The first day on which it holds: `2026-09-01`. The first step holds before its date as well.
    pub from: String,
    /// The value.
    pub value: Number,
}

/// Writes pairs as a map and keeps their order, which the author chose.
mod ordered {
    use super::*;

    pub(super) fn serialize<S: Serializer, T: Serialize>(
        pairs: &[(Id, T)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(pairs.iter().map(|(id, value)| (id, value)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
        deserializer: D,
    ) -> Result<Vec<(Id, T)>, D::Error> {
        struct Pairs<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
            type Value = Vec<(Id, T)>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map from element ids to values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs: Self::Value = Vec::new();
                while let Some((id, value)) = map.next_entry::<Id, T>()? {
                    if pairs.iter().any(|(other, _)| *other == id) {
                        return Err(A::Error::custom(format!("`{id}` is given twice")));
                    }
                    pairs.push((id, value));
                }
                Ok(pairs)
            }
        }

        deserializer.deserialize_map(Pairs(std::marker::PhantomData))
    }
}

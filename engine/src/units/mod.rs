//! Units: what a number is counted in, checked once and then gone.
//!
//! A [`Unit`] is a product of named factors with an exact scale. A [`Catalog`] knows the built-in
//! ones and those that a workbook declares, and reads unit texts such as `$/gpu/h`. [`entry`] reads
//! what a person types into a cell: `1.2m`, `45%`, `$6.67`.
//!
//! Scales are exact rationals, so a change of unit rounds once and `0.07` comes back as `0.07`.

mod catalog;
mod digits;
mod dimension;
pub mod entry;
mod ratio;
mod table;
mod unit;

pub use catalog::{Catalog, UnitError};
pub use dimension::{Base, Dimension};
pub use ratio::Ratio;
pub use unit::Unit;

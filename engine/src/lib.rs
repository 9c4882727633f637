//! The engine of Rackhour: unit-checked formulas, compiled once and run over many cases.
//!
//! The modules stand in reading order. [`workbook`] is the document, [`mod@check`] gives its formulas a
//! meaning, [`run`] computes a case and [`study`] computes many.
//!
//! ```
//! use rackhour_engine::{check::{Layers, check}, run::evaluate, workbook::file};
//!
//! let workbook = file::parse(
//!     r#"(format: 1, title: "Rent", sections: [(id: "rent", label: "Rent")], variables: [
//!         (id: "racks", label: "Racks", unit: "rack", section: "rent", definition:
//!             assumption((value: constant(1389), source: assumed("As many as 100,008 GPUs fill.")))),
//!         (id: "rent", label: "Rent", unit: "$/yr", section: "rent", definition:
//!             formula("racks * 216 [$/rack/h]")),
//!     ])"#,
//! )?;
//! let (typed, findings) = check(&workbook);
//! assert!(findings.is_empty());
//! let results = evaluate(&workbook, &typed, &Layers::default());
//! assert_eq!(results.rows[1].value(0), Ok(1389.0 * 216.0 * 8760.0));
//! # Ok::<(), rackhour_engine::workbook::file::LoadError>(())
//! ```

#![deny(unsafe_code)]

pub mod diagnostic;
pub mod math;

pub mod formula;
pub mod units;

pub mod functions;
pub mod workbook;

pub mod check;
pub mod compile;
pub mod run;

pub mod assist;
pub mod evidence;
pub mod excel;
pub mod explain;
pub mod figure;
pub mod study;

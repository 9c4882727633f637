//! Studies: questions that take many cases of one workbook.
//!
//! A study plans its cases, compiles one tape for them and summarises the results. The document
//! describes studies in [`crate::workbook::StudySpec`]; each kind has a module here.

pub mod grid;

//! Spreadsheets of others: reading what stands in them.
//!
//! [`read`](fn@read::read) takes the bytes of a file and gives a [`Book`]: sheets of cells as they
//! were found, with formats, formulas, notes and what is hidden. Nothing is trusted: a file from
//! elsewhere is hostile until it has been read. [`understand`](fn@understand::understand) guesses how
//! a sheet is laid out, for the analyst to correct. [`lines()`] are what may be bound then,
//! [`suggest`](fn@suggest::suggest) says to which rows, and
//! [`interpret`](fn@interpret::interpret) what a cell means there.
//!
//! *It opens no file and starts no thread or process: whoever calls it has the bytes, and decides
//! where it runs.*

pub mod book;
pub mod interpret;
pub mod line;
mod lines;
pub mod offer;
pub mod propose;
pub mod read;
pub mod refresh;
pub mod suggest;
pub mod understand;

pub use book::{
    Area, At, Book, Calculation, Cell, DataTable, DefinedName, Extras, Kind, SavedScenario, Sheet,
    Value, Visibility,
};
pub use line::{Held, Line, UnitFrom, WrittenUnit};
pub use lines::{lines, suggested_sheets};

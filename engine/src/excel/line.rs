//! Lines: what on a sheet may be bound to a row of the workbook.

use crate::excel::book::At;
use crate::excel::understand::{Column, Orientation, Scale};
use crate::units::entry::Decimal;

/// A line of a sheet that holds values under one label: a row, or a column where years run down.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The sheet's name.
    pub sheet: String,
    /// Along which direction its values run.
    pub orientation: Orientation,
    /// Its place among the lines of the sheet, from 0.
    pub line: u32,
    /// Its block among those of the sheet, from 0: questions are asked once per block.
    pub block: u32,
    /// Its label, as it is written.
    pub label: String,
    /// The headings under which it stands, the outermost first.
    pub section: Vec<String>,
    /// The unit that is written for it, and where.
    pub unit: Option<WrittenUnit>,
    /// Its note or source, as it is written.
    pub note: String,
    /// The scale of its block.
    pub scale: Option<Scale>,
    /// The decimal mark of most numbers that are written as text on its sheet; `None` where none of
    /// them tells.
    pub decimal: Option<Decimal>,
    /// Its values, in the order of the sheet.
    pub cells: Vec<Held>,
    /// Whether it sums up lines above it.
    pub is_total: bool,
    /// Whether the author of the sheet hides it.
    pub is_hidden: bool,
}

/// A unit as it is written on a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenUnit {
    /// The text: `MEUR/MW`, `%`, `$/GPU-hr`.
    pub text: String,
    /// Where it stands.
    pub from: UnitFrom,
}

/// Where a unit is written, the most certain first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitFrom {
    /// In a column of units.
    Column,
    /// In the label: `Lifetime (years)`.
    Label,
    /// In a heading above.
    Heading,
    /// In the number format: `0.0%`, `#,##0 "MWh"`.
    Format,
}

/// One value of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The cell.
    pub at: At,
    /// What its heading says that it is.
    pub column: Column,
    /// Its heading, as it is written, the upper lines first; empty where it has none.
    pub heading: String,
    /// Whether its row or its column is hidden.
    pub is_hidden: bool,
}

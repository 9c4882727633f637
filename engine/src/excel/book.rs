//! What a spreadsheet holds, as it was found. Plain data, which a child process can hand back.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The most rows that a sheet can have.
pub const ROWS: u32 = 1_048_576;
/// The most columns that a sheet can have.
pub const COLUMNS: u32 = 16_384;

/// A spreadsheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Book {
    /// The name of the file, without its folder.
    pub name: String,
    /// What kind of file it really is, whatever it is called.
    pub kind: Kind,
    /// The SHA-256 of its bytes, which is its identity wherever it is moved.
    pub hash: String,
    /// How many bytes it has.
    pub size: u64,
    /// Its sheets, in their order.
    pub sheets: Vec<Sheet>,
    /// Its defined names.
    pub names: Vec<DefinedName>,
    /// The number formats that its cells have, by position.
    pub formats: Vec<String>,
    /// Whether serial dates count from 1904.
    pub is_1904: bool,
    /// When its formulas are computed; `None` where that was not read.
    pub calculation: Option<Calculation>,
    /// What a reader should know about the file as a whole, as sentences.
    pub remarks: Vec<String>,
}

impl Book {
    /// A sheet by its name.
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }

    /// The number format of a cell; `General` where it has none or none was read.
    pub fn format(&self, cell: &Cell) -> &str {
        let found = cell.format.and_then(|at| self.formats.get(at as usize));
        found.map_or("General", String::as_str)
    }
}

/// What kind of spreadsheet a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Excel since 2007: `.xlsx`, `.xlsm`.
    Xlsx,
    /// Excel's binary workbooks: `.xlsb`.
    Xlsb,
    /// Excel 97 to 2003: `.xls`.
    Xls,
    /// OpenDocument: `.ods`.
    Ods,
    /// Text with a mark between its columns: `.csv`, `.tsv`.
    Text,
}

impl Kind {
    /// Whether reading it may take more memory than there is, whatever is done about it, so that it
    /// belongs into a process of its own that can be ended.
    pub fn needs_own_process(self) -> bool {
        matches!(self, Self::Xlsb | Self::Xls | Self::Ods)
    }
}

/// One sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether its author shows it.
    pub visibility: Visibility,
    /// The cells that are not empty, in reading order.
    pub cells: BTreeMap<At, Cell>,
    /// Merged cells; the value stands in the first one.
    pub merged: Vec<Area>,
    /// Notes and what is hidden; `None` where that was not read.
    pub extras: Option<Extras>,
    /// Why nothing of it could be read.
    pub skipped: Option<String>,
    /// What a reader should know about it, as sentences.
    pub remarks: Vec<String>,
}

impl Sheet {
    /// A sheet without cells.
    pub fn empty(name: impl Into<String>, visibility: Visibility) -> Self {
        Self {
            name: name.into(),
            visibility,
            cells: BTreeMap::new(),
            merged: Vec::new(),
            extras: None,
            skipped: None,
            remarks: Vec::new(),
        }
    }

    /// How many rows and columns there are up to the last cell that is not empty.
    pub fn extent(&self) -> (u32, u32) {
        let row = self.cells.keys().next_back().map_or(0, |at| at.row + 1);
        let column = self.cells.keys().map(|at| at.column + 1).max().unwrap_or(0);
        (row, column)
    }

    /// How many of its cells fulfil something.
    pub fn count(&self, is_one: impl Fn(&Cell) -> bool) -> usize {
        self.cells.values().filter(|cell| is_one(cell)).count()
    }
}

/// Whether the author of a sheet shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visibility {
    /// It has a tab.
    Visible,
    /// Its tab is hidden.
    Hidden,
    /// It is hidden where only a macro can show it.
    VeryHidden,
}

/// A position, counted from 0; shown as `B7`.
///
/// ```
/// use rackhour_engine::excel::At;
/// assert_eq!(At::new(6, 1).to_string(), "B7");
/// assert_eq!(At::read("XFD1048576"), Some(At::new(1_048_575, 16_383)));
/// assert_eq!(At::read("B"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct At {
    /// The row, from 0.
    pub row: u32,
    /// The column, from 0.
    pub column: u32,
}

impl At {
    /// A position from its row and column, both from 0.
    pub fn new(row: u32, column: u32) -> Self {
        Self { row, column }
    }

    /// Reads `B7` or `$B$7`; `None` where there is no such cell.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.replace('$', "");
        let digits = text.find(|c: char| c.is_ascii_digit())?;
        let (letters, digits) = text.split_at(digits);
        let mut column: u32 = 0;
        for letter in letters.bytes() {
            let letter = letter.to_ascii_uppercase();
            if !letter.is_ascii_uppercase() || column > COLUMNS {
                return None;
            }
            column = column * 26 + u32::from(letter - b'A') + 1;
        }
        let row: u32 = digits.parse().ok()?;
        let at = Self::new(row.checked_sub(1)?, column.checked_sub(1)?);
        at.is_inside().then_some(at)
    }

    /// Whether a sheet can have such a cell.
    pub fn is_inside(self) -> bool {
        self.row < ROWS && self.column < COLUMNS
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = Vec::new();
        let mut rest = self.column + 1;
        while rest > 0 {
            rest -= 1;
            letters.push(char::from(b'A' + (rest % 26) as u8));
            rest /= 26;
        }
        let letters: String = letters.into_iter().rev().collect();
        write!(f, "{letters}{}", self.row + 1)
    }
}

/// A rectangle of cells; shown as `B4:F9`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its first cell.
    pub first: At,
    /// Its last cell.
    pub last: At,
}

impl Area {
    /// Reads `B4:F9`, or `B4` alone; whole rows and columns, as in `4:9`, run to the end.
    pub fn read(text: &str) -> Option<Self> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        let (first, last) = match (At::read(first), At::read(last)) {
            (Some(first), Some(last)) => (first, last),
            _ => whole(&first.replace('$', ""), &last.replace('$', ""))?,
        };
        (first.row <= last.row && first.column <= last.column).then_some(Self { first, last })
    }

    /// Whether a cell lies in it.
    pub fn contains(&self, at: At) -> bool {
        (self.first.row..=self.last.row).contains(&at.row)
            && (self.first.column..=self.last.column).contains(&at.column)
    }
}

/// The ends of whole rows, `4:9`, or whole columns, `B:D`.
fn whole(first: &str, last: &str) -> Option<(At, At)> {
    if first.starts_with(|c: char| c.is_ascii_digit()) {
        let last = At::read(&format!("A{last}"))?;
        return Some((
            At::read(&format!("A{first}"))?,
            At::new(last.row, COLUMNS - 1),
        ));
    }
    let last = At::read(&format!("{last}1"))?;
    Some((
        At::read(&format!("{first}1"))?,
        At::new(ROWS - 1, last.column),
    ))
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.first, self.last)
    }
}

/// One cell that is not empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// What it holds; for a formula, what it gave when the file was saved.
    pub value: Value,
    /// The position of its number format in [`Book::formats`].
    pub format: Option<u32>,
    /// Its formula, without `=`.
    pub formula: Option<Box<str>>,
}

impl Cell {
    /// A cell with a value alone.
    pub fn of(value: Value) -> Self {
        Self {
            value,
            format: None,
            formula: None,
        }
    }
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// A formula without a stored result.
    NotComputed,
    /// A number.
    Number(f64),
    /// A text.
    Text(Box<str>),
    /// `TRUE` or `FALSE`.
    Truth(bool),
    /// A number with the format of a date: days since the start of the book's calendar.
    Date(f64),
    /// A number with the format of a time span, in days.
    Span(f64),
    /// An error, `#DIV/0!`.
    Error(Box<str>),
}

/// A name for a cell, a range or a formula.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefinedName {
    /// The name.
    pub name: String,
    /// The sheet in which alone it means this.
    pub sheet: Option<String>,
    /// What it means: `Inputs!$B$7`.
    pub meaning: String,
    /// Whether lists of names leave it out.
    pub is_hidden: bool,
}

/// When the formulas of a book are computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calculation {
    /// Only when asked, so that stored results may be older than what they are computed from.
    pub is_manual: bool,
    /// Formulas may read themselves, and are repeated.
    pub is_iterative: bool,
}

/// What a sheet holds besides its cells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extras {
    /// The notes at cells.
    pub notes: BTreeMap<At, String>,
    /// The rows that are hidden: the first and last of each run, in order.
    pub hidden_rows: Vec<(u32, u32)>,
    /// The columns that are hidden: the first and last of each run, in order.
    pub hidden_columns: Vec<(u32, u32)>,
    /// What-if tables.
    pub data_tables: Vec<DataTable>,
    /// Scenarios saved with the sheet.
    pub scenarios: Vec<SavedScenario>,
}

impl Extras {
    /// Whether a cell's row or column is hidden.
    pub fn hides(&self, at: At) -> bool {
        let within = |runs: &[(u32, u32)], at: u32| {
            let before = runs.partition_point(|(first, _)| *first <= at);
            before > 0 && runs[before - 1].1 >= at
        };
        within(&self.hidden_rows, at.row) || within(&self.hidden_columns, at.column)
    }
}

/// A what-if table: results over one or two inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataTable {
    /// The results.
    pub area: Area,
    /// The cell that the values above the table are put into.
    pub row_input: Option<At>,
    /// The cell that the values left of the table are put into.
    pub column_input: Option<At>,
}

/// A scenario saved with a sheet: values for some of its cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedScenario {
    /// Its name.
    pub name: String,
    /// The cells it changes, and to what, as it is written in the file.
    pub inputs: Vec<(At, String)>,
}

//! What a cell means as a value of a row: the number, its unit and scale, and what is open about it.
//!
//! Nothing is chosen in silence: what can be read in two ways is asked, once per block, and what
//! was taken for granted is a [`Remark`] beside the value.

mod answer;
mod format;
mod job;
pub(in crate::excel) mod label;
pub(in crate::excel) mod lexicon;
mod number;
mod percent;
mod scale;
mod term;
pub(in crate::excel) mod text;
pub(in crate::excel) mod unit;
mod words;

use crate::excel::book::{Book, Sheet, Value};
use crate::excel::line::{Held, Line};
use crate::units::{Catalog, Unit};
use crate::workbook::Variable;

pub use answer::{Answers, Choice, Kind, Question, Setting};
pub use format::shown;
pub(in crate::excel) use format::{Format, date, plain};

use answer::Place;
use job::Job;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The row.
    pub row: &'a Variable,
    /// Its unit.
    pub unit: &'a Unit,
    /// The units of the workbook.
    pub catalog: &'a Catalog,
}

/// A cell as a value of a row, and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What the cell holds; an empty text where there is no cell.
    pub raw: Value,
    /// Its number format.
    pub format: String,
    /// What the spreadsheet shows.
    pub shown: String,
    /// The unit that was read, as it is written; `None` where nothing is.
    pub unit: Option<String>,
    /// The power of ten of headings and words: 6 for `$ in millions`.
    pub scale: i32,
    /// What the number is multiplied by, all in all.
    pub factor: f64,
    /// What it comes to.
    pub outcome: Outcome,
    /// What an analyst should know about it.
    pub remarks: Vec<Remark>,
}

/// What a cell comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A value in the row's unit.
    Value(f64),
    /// A range in the row's unit.
    Range {
        /// Its low end.
        low: f64,
        /// Its high end.
        high: f64,
    },
    /// Nothing before this is answered.
    Asks(Question),
    /// No value, and why: `n/a`, blank. The row keeps the one it has.
    None(String),
    /// It cannot be one, and why: `#DIV/0!`, another currency, not stored.
    Refused(String),
}

/// What an analyst should know about a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// It was written as text.
    Text,
    /// It is likely in percent, and was divided by 100.
    LikelyPercent,
    /// A heading's scale was applied.
    Scaled(String),
    /// A heading's scale was not applied.
    NotScaled(String),
    /// The format shows it scaled; what is stored counts.
    Shown(String),
    /// No unit is written; it was taken to be the row's.
    NoUnit,
    /// It was taken to be per what the row is per.
    Per(String),
    /// It was taken for power or energy of the IT equipment.
    AtEquipment,
    /// It depends on another file.
    OtherFile,
    /// Formulas of the file are computed only when asked: it may be older than what it reads.
    MayBeStale,
    /// It belongs to a what-if table.
    WhatIf,
    /// A letter or word in the format was taken for a scale.
    FormatScale(i32),
    /// Its sign was turned around.
    Flipped,
    /// It is negative, and the row does not take negative values.
    Negative,
    /// Its row or column is hidden.
    Hidden,
}

impl std::fmt::Display for Remark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text => f.write_str("read from text"),
            Self::LikelyPercent => f.write_str("likely in percent, divided by 100"),
            Self::Scaled(word) => write!(f, "in `{word}`, as the heading says"),
            Self::NotScaled(word) => write!(f, "not in `{word}`, since it has a unit of its own"),
            Self::Shown(text) => write!(f, "shown as `{text}`; what is stored counts"),
            Self::NoUnit => f.write_str("no unit is written: taken in the unit of the row"),
            Self::Per(unit) => write!(f, "taken per `{unit}`"),
            Self::AtEquipment => f.write_str("taken as power at the IT equipment"),
            Self::OtherFile => f.write_str("depends on another file"),
            Self::MayBeStale => {
                f.write_str("computed only when asked: may be older than what it reads")
            }
            Self::WhatIf => f.write_str("a result of a what-if table"),
            Self::FormatScale(power) => write!(f, "times 1e{power}, as the format shows"),
            Self::Flipped => f.write_str("its sign was turned around"),
            Self::Negative => f.write_str("negative, which the row is not meant to be"),
            Self::Hidden => f.write_str("hidden in the file"),
        }
    }
}

/// Reads a cell of a line as a value of a row.
pub fn interpret(
    book: &Book,
    sheet: &Sheet,
    line: &Line,
    held: &Held,
    wanted: &Wanted<'_>,
    answers: &Answers,
) -> Reading {
    let place = Place {
        sheet: &sheet.name,
        block: line.block,
        at: held.at,
    };
    Job {
        book,
        sheet,
        line,
        held,
        wanted,
        answers,
        place,
    }
    .reading()
}

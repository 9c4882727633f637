//! Which rows of a workbook a line of a sheet may belong to.

use crate::check::Typed;
use crate::excel::line::Line;
use crate::workbook::{Id, Workbook};

/// How many rows are suggested for a line.
pub const MOST: usize = 3;

/// A row that a line may belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The row.
    pub row: Id,
    /// The element of the row's first index that the label names.
    pub element: Option<Id>,
    /// How well it fits, from 0 to 1.
    pub score: f64,
    /// What the score is made of.
    pub parts: Parts,
    /// Whether it is clear enough to be ticked before anybody looks.
    pub is_preticked: bool,
}

/// What a score is made of, each from 0 to 1, before it is weighed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parts {
    /// How many words are shared.
    pub words: f64,
    /// How many groups of three letters are shared.
    pub trigrams: f64,
    /// Whether the units measure the same.
    pub unit: f64,
    /// Whether the values lie where those of the row do.
    pub magnitude: f64,
    /// Whether the label was bound to the row before.
    pub learned: f64,
}

/// A label that was bound to a row before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// The label, as it is written or as [`normalised`] gives it.
    pub label: String,
    /// The row.
    pub row: Id,
}

/// A label in the words by which it is compared: small letters, without units and marks.
pub fn normalised(label: &str) -> String {
    label.to_lowercase()
}

/// The rows that each line may belong to, the best first, [`MOST`] at most.
pub fn suggest(
    _typed: &Typed,
    _workbook: &Workbook,
    lines: &[Line],
    _learned: &[Learned],
) -> Vec<Vec<Match>> {
    lines.iter().map(|_| Vec::new()).collect()
}

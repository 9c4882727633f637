//! Diff: what differs between two workbooks, and which change moves which output.
//!
//! Rows and all other items are aligned by id, so nothing is lost when they move. [`diff`] compares
//! the documents; [`outputs`] computes both and walks from one to the other row by row, as
//! [`super::bridge`] does between two cases of one workbook.

mod document;
mod headlines;
mod hybrid;
mod moved;
mod rows;
mod tokens;
mod written;

use crate::check::{Case, Typed};
use crate::workbook::{Id, Workbook};

pub use headlines::headlines;
pub use moved::{OutputChange, OutputStep, STRUCTURE, outputs};
pub use tokens::{Change as TokenChange, Token};

/// One of two workbooks that are compared, and the case in which it is looked at.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    /// The document.
    pub workbook: &'a Workbook,
    /// The document, checked.
    pub typed: &'a Typed,
    /// The profile and the scenario.
    pub case: Case,
}

/// What differs between two documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Differences {
    /// Values that were given otherwise, in the order of the second workbook.
    pub inputs: Vec<InputChange>,
    /// Rows that are computed otherwise, in the order of the second workbook.
    pub formulas: Vec<FormulaChange>,
    /// Rows that only the second workbook has.
    pub added: Vec<Id>,
    /// Rows that only the first workbook has.
    pub removed: Vec<Id>,
    /// Rows that stand under another section: the row and both sections.
    pub moved: Vec<(Id, Id, Id)>,
    /// Everything else: labels, units, ranges, sources, overlays, figures.
    pub other: Vec<Other>,
}

impl Differences {
    /// Whether the documents are the same.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A given value that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct InputChange {
    /// The row, or an element or period of it, as a key: `allocation[training]`.
    pub key: String,
    /// The unit of the row in the second workbook.
    pub unit: String,
    /// The value in the first workbook; none where only the second has it.
    pub from: Option<Written>,
    /// The value in the second workbook; none where only the first has it.
    pub to: Option<Written>,
    /// Where the value came from and comes from, where that differs as well.
    pub source: Option<(String, String)>,
}

/// A given value: a number, or what stands in its place.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// A number in the unit of the row.
    Number(f64),
    /// An option, a condition, or a whole series: `3 growing 0.1 a year`.
    Text(String),
}

/// A row that is computed otherwise, or that was given and is now computed, or the reverse.
#[derive(Clone, Debug, PartialEq)]
pub struct FormulaChange {
    /// The row.
    pub row: Id,
    /// What defined it in the first workbook.
    pub from: String,
    /// What defines it in the second workbook.
    pub to: String,
    /// Both, token by token.
    pub tokens: Vec<Token>,
}

/// Any other part that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Other {
    /// What kind of item it is a part of: `row`, `scenario`, `workbook`.
    pub kind: &'static str,
    /// The item's id; empty for the workbook itself.
    pub name: Id,
    /// Which part: `label`, or the key of an overlay; empty for an item that came or went.
    pub part: String,
    /// The part in the first workbook; none where only the second has it.
    pub from: Option<String>,
    /// The part in the second workbook; none where only the first has it.
    pub to: Option<String>,
}

/// What differs between two documents, from the first to the second.
///
/// ```
/// use rackhour_engine::study::diff::{Written, diff};
/// use rackhour_engine::workbook::edit::Edit;
/// use rackhour_engine::workbook::{Number, Quantity, file};
/// let from = file::parse(
///     r#"(format: 1, title: "t", sections: [(id: "s", label: "S")], variables: [
///         (id: "racks", label: "Racks", unit: "rack", section: "s",
///             definition: assumption((value: constant(2), source: assumed("a test")))),
///     ])"#,
/// ).unwrap();
/// let mut to = from.clone();
/// let quantity = Quantity::Constant(Number(3.0));
/// Edit::SetValue { key: "racks".into(), quantity }.apply(&mut to).unwrap();
/// let found = diff(&from, &to);
/// assert_eq!(found.inputs[0].key, "racks");
/// assert_eq!(found.inputs[0].to, Some(Written::Number(3.0)));
/// assert!(diff(&to, &to).is_empty());
/// ```
pub fn diff(from: &Workbook, to: &Workbook) -> Differences {
    let mut found = Differences::default();
    document::itself(from, to, &mut found.other);
    rows::rows(from, to, &mut found);
    document::items(from, to, &mut found.other);
    found
}

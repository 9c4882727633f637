//! From lines that are bound to rows to a proposal: what would change, what must be answered first,
//! and the edits that do it in one step.
//!
//! [`bind`] puts a line and a row together, [`create`] makes a row for one that has none, and
//! [`propose`] reads the values and lays them beside what the workbook has. Nothing is applied here.

mod bind;
mod create;
mod draft;
mod edits;
mod effects;
mod flags;
mod gaps;
mod record;
mod shares;
mod values;
pub(super) mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::check::{Checked, Layers, Typed};
use crate::excel::book::{At, Book};
use crate::excel::interpret::{Answers, Question};
use crate::excel::line::Line;
use crate::workbook::edit::{Edit, Overlay};
use crate::workbook::key::Key;
use crate::workbook::{Binding, ChosenBy, Gaps, Id, Import, Role, Variable, Workbook};

pub use bind::bind;
pub use create::{NewRow, create};
pub use values::reading;

use draft::Draft;

/// The workbook that values go into.
#[derive(Clone, Copy)]
pub struct Model<'a> {
    /// The document.
    pub workbook: &'a Workbook,
    /// The document, checked.
    pub checked: &'a Checked,
}

impl<'a> Model<'a> {
    /// What the rows mean.
    pub fn typed(&self) -> &'a Typed {
        self.checked.typed()
    }

    /// What a row is called on screen.
    pub(super) fn label(&self, row: &str) -> &'a str {
        let row = self.workbook.variable(row);
        row.map_or("a row that is gone", |row| &row.label)
    }

    fn index_label(&self, id: &str) -> String {
        let mut indexes = self.workbook.indexes.iter();
        let index = indexes.find(|index| index.id == id);
        index.map_or_else(|| id.to_owned(), |index| index.label.to_lowercase())
    }
}

/// A line that is bound to a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Bind {
    /// The position of the line among those that were found.
    pub line: usize,
    /// The row.
    pub row: Id,
    /// The element of the row's index that the line is about.
    pub element: Option<Id>,
    /// The row that is made for it, where the workbook has none.
    pub created: Option<Arc<Variable>>,
    /// What the periods get that the line says nothing about.
    pub gaps: Gaps,
    /// Who put the two together.
    pub chosen_by: ChosenBy,
    /// Where each value goes.
    pub cells: BTreeMap<At, Target>,
    /// What of the line finds no place, as sentences.
    pub remarks: Vec<String>,
}

impl Bind {
    fn of(line: usize, row: &str) -> Self {
        Self {
            line,
            row: row.to_owned(),
            element: None,
            created: None,
            gaps: Gaps::Leave,
            chosen_by: ChosenBy::User,
            cells: BTreeMap::new(),
            remarks: Vec::new(),
        }
    }

    /// A line that is bound as it was before, without its cells.
    pub(super) fn again(line: usize, binding: &Binding) -> Self {
        let keys = binding.cells.iter();
        let mut keys = keys.filter_map(|cell| Key::parse(&cell.key).ok());
        let is_element = |part: &String| !part.starts_with(|c: char| c.is_ascii_digit());
        let element = keys.find_map(|key| key.at.into_iter().find(is_element));
        Self {
            element,
            gaps: binding.gaps,
            chosen_by: binding.chosen_by,
            ..Self::of(line, &binding.row)
        }
    }
}

/// Where the value of a cell goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The row, or an element or period of it.
    pub key: String,
    /// The profile or scenario that changes; none for the workbook itself.
    pub layer: Option<Overlay>,
    /// Whether it is the value or an end of its range.
    pub role: Role,
}

impl Target {
    /// A value of the workbook itself.
    pub fn base(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            layer: None,
            role: Role::Value,
        }
    }
}

/// What was found in a file: the book, its lines and what was answered about them.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// The file.
    pub book: &'a Book,
    /// Its lines, of all sheets.
    pub lines: &'a [Line],
    /// How it is read where that could be done in several ways.
    pub answers: &'a Answers,
}

/// What a proposal depends on besides the workbook and the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct When {
    /// The day: `2026-11-21`.
    pub imported: String,
    /// When the file was changed last, as far as known.
    pub modified: String,
    /// The version of the program.
    pub program: String,
    /// Where the file is, seen from the workbook.
    pub path: String,
    /// What was corrected about how its sheets are laid out, sheet by sheet.
    pub corrections: BTreeMap<String, Vec<String>>,
    /// The case in which headline outputs are looked at.
    pub layers: Layers,
    /// Whether values that were changed by hand since the last import take those of the file.
    pub by_hand: ByHand,
    /// What the analyst leaves as it is.
    pub left: BTreeSet<Target>,
    /// The import that is done again; found by the name of the file where none is named.
    pub recipe: Option<Id>,
}

/// What happens to values that were changed by hand since they were imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ByHand {
    /// They stay.
    #[default]
    Keep,
    /// They take the value of the file.
    Replace,
}

/// What an import would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposal {
    /// Value by value, in the order of the lines.
    pub changes: Vec<Proposed>,
    /// What must be answered before anything is applied.
    pub questions: Vec<Asked>,
    /// What is not applied and needs the analyst, as sentences.
    pub problems: Vec<String>,
    /// What else the analyst should know, as sentences.
    pub remarks: Vec<String>,
    /// The edits, for one step; empty while there are questions or nothing to keep.
    pub edits: Vec<Edit>,
    /// What is kept about where the values came from.
    pub import: Option<Import>,
    /// What it does to the headline outputs.
    pub effects: Vec<Effect>,
}

/// One value that an import would set.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    /// The position of the line among those that were found.
    pub line: usize,
    /// Where the value goes.
    pub target: Target,
    /// What the row is called.
    pub label: String,
    /// Its unit; empty for a ratio.
    pub unit: String,
    /// The value before; none where there was no number of its own.
    pub old: Option<f64>,
    /// The value after.
    pub new: f64,
    /// The sheet.
    pub sheet: String,
    /// The cell.
    pub cell: At,
    /// What is worth a look.
    pub flags: Vec<Flag>,
    /// Whether it would be applied.
    pub is_applied: bool,
}

/// What is worth a look about a value that an import would set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// It is what the workbook has.
    Unchanged,
    /// It differs.
    Changed,
    /// There was none.
    New,
    /// It fills a period that the file does not have.
    Filled,
    /// It lies outside the range in which the row makes sense, or is plausible.
    OutOfRange,
    /// It was positive and becomes negative, or the reverse.
    SignFlipped,
    /// It differs by about this factor, as if a scale were read wrongly.
    ScaleSuspect(u32),
    /// It was changed by hand since it was imported.
    EditedByHand,
}

/// A question about a block of a sheet, and the cells that depend on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The position of the first line that it is about.
    pub line: usize,
    /// The question.
    pub question: Question,
    /// The key under which it is answered.
    pub key: String,
    /// The cells whose values depend on it.
    pub cells: Vec<At>,
}

/// What an import does to a headline output.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The row, or an element or period of it.
    pub key: String,
    /// What the row is called.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// The value before; none where it is unavailable.
    pub before: Option<f64>,
    /// The value after.
    pub after: Option<f64>,
}

/// What an import of the lines that are bound would do.
pub fn propose(model: &Model<'_>, found: &Found<'_>, binds: &[Bind], when: &When) -> Proposal {
    let mut draft = Draft::new(model, found, when);
    draft.begin(binds);
    for bind in binds {
        draft.take(bind);
    }
    draft.decide();
    draft.finish(binds)
}

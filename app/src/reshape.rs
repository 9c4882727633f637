//! What is asked before rows, sections and scenarios change, and what is answered.

use rackhour_engine::workbook::{Id, Provenance};

use crate::sheet::Cell;

/// What the window remembers of sections.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReshapeView {
    /// The section that was gone to, and what was selected then; it counts until something else is
    /// selected.
    pub section: Option<(Id, Option<Cell>)>,
}

/// A question or form that takes the whole window.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Whether a row goes although others read it.
    DeleteRow(Id),
    /// What a row is called, and what else is known about it.
    Row(RowForm),
    /// What a section or scenario is called.
    Name(NameForm),
    /// All scenarios, side by side.
    Scenarios(Summary),
}

/// The properties of a row, as they are being typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowForm {
    /// The row, by its name when the form was opened.
    pub row: Id,
    /// How much of it is asked.
    pub extent: Extent,
    /// What it is called on screen.
    pub label: String,
    /// Its name in formulas.
    pub name: String,
    /// Whether that name is made from the label, until it is typed.
    pub name_follows: bool,
    /// Its unit.
    pub unit: String,
    /// Its note.
    pub note: String,
    /// The low end, where it is one number or none.
    pub low: Option<String>,
    /// The high end.
    pub high: Option<String>,
    /// Both ends by element, where the row runs over indexes and its ends do not move with time.
    pub ends: Vec<Ends>,
    /// Where its value comes from; none where it is computed.
    pub source: Option<Provenance>,
    /// Why the form was not taken.
    pub refusal: Option<String>,
}

/// The ends of one element, as they are being typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ends {
    /// What the element is called.
    pub label: String,
    /// The low end; empty where there is none.
    pub low: String,
    /// The high end.
    pub high: String,
}

/// How much of a row a form asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// Its label and name.
    #[default]
    Names,
    /// Its label, name and unit: it is new.
    New,
    /// Everything.
    All,
}

/// A name that is being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct NameForm {
    /// What gets it.
    pub of: Named,
    /// The label.
    pub label: String,
    /// The note; of scenarios only.
    pub note: String,
    /// Why it was not taken.
    pub refusal: Option<String>,
    /// Whether all scenarios are shown again after it.
    pub back: bool,
}

/// What gets a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// The scenario that was recorded.
    Recording,
    /// A copy of a scenario.
    CopyOf(Id),
    /// A scenario.
    Scenario(Id),
    /// A new section after this one.
    NewSection(Option<Id>),
    /// A section.
    Section(Id),
}

impl Named {
    /// Whether it has a note as well.
    pub const fn has_note(&self) -> bool {
        matches!(self, Self::Recording | Self::CopyOf(_) | Self::Scenario(_))
    }
}

/// What is looked at among all scenarios.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The scenario that the buttons are about.
    pub scenario: Option<Id>,
    /// Why the last one was refused.
    pub refusal: Option<String>,
}

/// What is answered or done.
#[derive(Clone, Debug, PartialEq)]
pub enum Reshape {
    /// The form of a row reads otherwise.
    Row(RowForm),
    /// The form of a name reads otherwise.
    Name(NameForm),
    /// Takes what the form says, or deletes the row that was asked about.
    Take,
    /// Looks at another scenario among all.
    Look(Id),
    /// Does something with a scenario.
    Scenario(ScenarioAct, Id),
}

/// What can be done with a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScenarioAct {
    /// Shows its results.
    Show,
    /// Adds one that sets the same.
    Duplicate,
    /// Calls it something else.
    Rename,
    /// Makes its values those of the workbook.
    Promote,
    /// Removes it.
    Delete,
}

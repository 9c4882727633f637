//! The forms of sources, signals and what was seen, as they are being typed.

use rackhour_engine::workbook::{Basis, Direction, Evidence, Id, Provenance};

/// What a form is opened for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A new source.
    NewSource,
    /// Changing a source.
    EditSource(Id),
    /// Whether a source goes.
    DeleteSource(Id),
    /// A new signal.
    NewSignal,
    /// Changing a signal.
    EditSignal(Id),
    /// Whether a signal goes.
    DeleteSignal(Id),
    /// Something that was seen of a signal.
    NewObservation(Id),
    /// Whether the address of a source is opened in the browser.
    Link(String),
}

/// A form or question that takes the whole window.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// What is known of a source.
    Source(SourceForm),
    /// Whether a source goes although others cite it.
    DeleteSource(Id),
    /// What a signal watches.
    Signal(SignalForm),
    /// Whether a signal goes.
    DeleteSignal(Id),
    /// What was seen.
    Observation(ObservationForm),
    /// An address that would be opened in the browser.
    Link(String),
}

/// What is known of a source, as it is being typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceForm {
    /// The source; none for a new one.
    pub source: Option<Id>,
    /// The title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// When.
    pub date: String,
    /// Where it can be read.
    pub link: String,
    /// What kind of evidence it is; none until somebody has said.
    pub evidence: Option<Evidence>,
    /// What figures were measured on; all empty for none.
    pub basis: Basis,
    /// Caveats.
    pub note: String,
    /// Why it was not taken.
    pub refusal: Option<String>,
}

/// What a signal watches, as it is being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalForm {
    /// The signal; none for a new one.
    pub signal: Option<Id>,
    /// What it is called.
    pub label: String,
    /// The heading under which it stands.
    pub group: String,
    /// The row, or one value of it, as a key.
    pub row: String,
    /// In which direction the thesis breaks.
    pub breaks: Direction,
    /// The level from which it is watched.
    pub watch: String,
    /// The level from which the thesis is broken.
    pub broken: String,
    /// The date by which it should be confirmed.
    pub expected_by: String,
    /// The scenario that shows it broken.
    pub falsifier: Option<Id>,
    /// Why it matters.
    pub note: String,
    /// Why it was not taken.
    pub refusal: Option<String>,
}

/// What was seen of a signal, as it is being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservationForm {
    /// The signal.
    pub signal: Id,
    /// When.
    pub date: String,
    /// The value.
    pub value: String,
    /// Where it was seen.
    pub source: Provenance,
    /// Anything a reader should know.
    pub note: String,
    /// Why it was not taken.
    pub refusal: Option<String>,
}

impl Default for SignalForm {
    fn default() -> Self {
        Self {
            signal: None,
            label: String::new(),
            group: String::new(),
            row: String::new(),
            breaks: Direction::Lower,
            watch: String::new(),
            broken: String::new(),
            expected_by: String::new(),
            falsifier: None,
            note: String::new(),
            refusal: None,
        }
    }
}

//! The registers of a workbook on screen: signals, sources, problems, and the versions of its file.
//!
//! What each pane shows, the forms in which sources and signals are changed, and what is asked of
//! all of them.

pub mod dates;
mod forms;
mod report;
mod versions;

use std::path::PathBuf;

use rackhour_engine::run::Status;
use rackhour_engine::workbook::{Evidence, Id};

pub use forms::{Ask, Form, ObservationForm, SignalForm, SourceForm};
pub use report::{Changed, RowChange, Told, mark};
pub use versions::{Compared, End, Moves, Outcome, Reading, Request, Side, VersionsView};

use crate::difference::Difference;

/// What the panes of the registers show.
#[derive(Debug, Default)]
pub struct RegistersView {
    /// The pane of signals.
    pub signals: SignalsView,
    /// The pane of sources.
    pub sources: SourcesView,
    /// The list of problems and checks.
    pub problems: ProblemsView,
    /// The pane of versions.
    pub versions: VersionsView,
    /// Why two cases of the comparison differ, once somebody has asked.
    pub difference: Option<Difference>,
}

/// What the pane of signals shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignalsView {
    /// Which signals.
    pub only: Standing,
    /// In which order.
    pub order: Order,
    /// The signal in hand.
    pub selected: Option<Id>,
    /// Whether every profile has a column, and not the levels.
    pub across: bool,
}

/// How a signal stands, as far as a filter tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// However it stands.
    #[default]
    Any,
    /// As its status in the case says.
    Is(Status),
    /// It has no status in the case.
    Unavailable,
    /// Nothing seen confirms it in time.
    Overdue,
}

impl Standing {
    /// Every filter, in the order of the buttons.
    pub const ALL: [Self; 6] = [
        Self::Any,
        Self::Is(Status::Broken),
        Self::Is(Status::Watch),
        Self::Is(Status::Holds),
        Self::Unavailable,
        Self::Overdue,
    ];

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Any => "All",
            Self::Is(Status::Broken) => "Broken",
            Self::Is(Status::Watch) => "To watch",
            Self::Is(Status::Holds) => "Hold",
            Self::Unavailable => "Unavailable",
            Self::Overdue => "Overdue",
        }
    }
}

/// The order of signals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As the workbook has them.
    #[default]
    Workbook,
    /// The worst first.
    Status,
    /// By the date by which each is to be confirmed.
    Expected,
}

impl Order {
    /// Every order, as it is called.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Workbook, "As in the workbook"),
        (Self::Status, "Worst first"),
        (Self::Expected, "Expected first"),
    ];
}

/// What the pane of sources shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourcesView {
    /// Which sources.
    pub only: SourceFilter,
    /// A text that is looked for in them.
    pub find: String,
    /// The source in hand.
    pub selected: Option<Id>,
    /// The result whose vendor claims are traced; the first that has any where none was chosen.
    pub output: Option<Id>,
}

/// Which sources are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SourceFilter {
    /// All.
    #[default]
    All,
    /// Those of a kind of evidence.
    Kind(Evidence),
    /// Those without a date.
    NoDate,
    /// Those older than a year and a half.
    Stale,
    /// Those that nothing cites.
    Unused,
    /// Not sources, but what has none.
    Unsourced,
    /// Not sources, but what rests on vendors' claims.
    VendorTrace,
}

/// What the list of problems and checks shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProblemsView {
    /// Which of them.
    pub only: ProblemFilter,
    /// A text that is looked for in them.
    pub find: String,
    /// Whether the checks of every profile and scenario are shown.
    pub everywhere: bool,
}

/// Which problems and checks are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProblemFilter {
    /// All.
    #[default]
    All,
    /// Errors.
    Errors,
    /// Warnings.
    Warnings,
    /// Checks that failed.
    Failed,
    /// All checks.
    Checks,
}

/// What is asked of the registers.
#[derive(Clone, Debug, PartialEq)]
pub enum RegisterAct {
    /// The pane of signals shows something else.
    Signals(SignalsView),
    /// The pane of sources shows something else.
    Sources(SourcesView),
    /// The list of problems shows something else.
    Problems(ProblemsView),
    /// Opens a form, or asks first.
    Ask(Ask),
    /// The form that is open reads otherwise.
    Form(Box<Form>),
    /// Takes what the form says, or does what was asked about.
    Take,
    /// Forgets something that was seen of a signal, by its place.
    ForgetSeen(Id, usize),
    /// Goes to the place of a row's formula that a problem is about: bytes from and to.
    GoToSpan(Id, usize, usize),
    /// Shows another case.
    ShowCase(rackhour_engine::check::Case),
    /// Something in the pane of versions.
    Version(VersionAct),
    /// Ends that work, or puts its answer away.
    CloseDifference,
    /// Says what was copied.
    Copied(String),
}

/// What is asked in the pane of versions.
#[derive(Clone, Debug, PartialEq)]
pub enum VersionAct {
    /// Compares with another version: which side, and what stands there.
    Choose(Side, End),
    /// Asks for a file for a side.
    AskFile(Side),
    /// Takes a file for a side.
    File(Side, PathBuf),
    /// Takes one output apart.
    Output(String),
    /// Looks at another row as well.
    AddOutput(Id),
    /// Compares once more.
    Again,
    /// Ends the work.
    Cancel,
}

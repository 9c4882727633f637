//! What panels ask for: commands, and things that carry a value.

use std::path::PathBuf;

use rackhour_engine::check::Case;

use super::Command;
use crate::dock::DockAct;
use crate::documents::DocumentAct;
use crate::formula::FormulaAct;
use crate::help::HelpAct;
use crate::import::ImportAct;
use crate::palette::PaletteAct;
use crate::registers::RegisterAct;
use crate::reshape::Reshape;
use crate::settings::Preference;
use crate::sheet::{self, Cell, Step};
use crate::shelf::ShelfAct;
use crate::start::StartAct;
use crate::studies::studio::StudioAct;
use crate::trail::{Direction, Tree};
use crate::view::{Charting, Look, Mode};

/// What a panel asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A command of [`TABLE`](super::TABLE).
    Run(Command),
    /// Makes this the selected cell.
    Select(Cell),
    /// Selects a row by name, and scrolls to it.
    GoTo(String),
    /// Scrolls to a section.
    GoToSection(String),
    /// Moves the selection.
    Move(Step),
    /// Begins to edit the selected cell, with this text in place of its value.
    Type(String),
    /// A slider takes the keyboard: its cell becomes the selected one.
    Touch(Cell),
    /// Begins to type the value beside a slider, with this text in place of it.
    TypeBeside(Cell, Option<String>),
    /// The text in the edited cell has changed.
    Text(String),
    /// Something while a formula is typed.
    Formula(FormulaAct),
    /// Takes the text in the edited cell as its value, and moves on.
    Commit(Option<Step>),
    /// Leaves the edited cell as it was.
    Cancel,
    /// Sets a choice.
    Choose {
        /// The cell of the choice.
        cell: Cell,
        /// The option taken.
        option: String,
    },
    /// A slider moves: sets an input to a value in the row's unit, as one undo step until [`Self::EndDrag`].
    Drag {
        /// The input, as a key of an overlay.
        key: String,
        /// The value, in the row's unit.
        value: f64,
    },
    /// The slider was let go.
    EndDrag,
    /// Shows the results of this profile.
    Profile(Option<String>),
    /// Shows the results of this scenario.
    Scenario(Option<String>),
    /// Shows this figure, by its id.
    ShowFigure(String),
    /// Changes what the pane of comparisons shows.
    Compare(Compare),
    /// Something in the pane of studies.
    Study(StudyAct),
    /// Something while studies are made and changed.
    Studio(StudioAct),
    /// An answer to a question about rows, sections or scenarios.
    Reshape(Reshape),
    /// Something in the table of rows.
    Sheet(sheet::Act),
    /// A walk along references.
    Trace(TraceAct),
    /// Something in the dialog that sets a result.
    Seek(SeekAct),
    /// An answer to the question or message on screen.
    Answer(Answer),
    /// Something with files outside a dialog.
    Shelf(ShelfAct),
    /// Something in the box that finds everything.
    Palette(PaletteAct),
    /// Something with the panes of the centre.
    Dock(DockAct),
    /// Something with the tabs of documents.
    Document(DocumentAct),
    /// Something in the help.
    Help(HelpAct),
    /// Something is preferred.
    Prefer(Preference),
    /// Something on the start page.
    Start(StartAct),
    /// Something in the panes of signals, sources, problems and versions.
    Register(RegisterAct),
    /// Something in the pane of imports.
    Import(ImportAct),
}

/// What changes in the pane of comparisons.
#[derive(Clone, Debug, PartialEq)]
pub enum Compare {
    /// Shows a scenario's columns, or hides them; none stands for the base case.
    Toggle(Option<String>),
    /// Shows the columns of all scenarios, or of the base case alone.
    All(bool),
    /// Shows a profile's columns, or hides them, by its id.
    Profile(String),
    /// Shows the columns of all profiles.
    AllProfiles,
    /// Compares the columns with this case.
    Reference(Case),
    /// Shows values or differences.
    Mode(Mode),
    /// Selects the cell in this row and column.
    Select(usize, usize),
    /// Opens the selected cell's row in the table of rows, in its case.
    Open(String, Case),
    /// Shows or hides the profiles' cards.
    Cards(bool),
    /// Shows numbers, bars, or lines over time.
    Draw(Charting),
    /// Adds a row, by its key, or takes it out.
    Row(String, bool),
    /// Shows the rows that the workbook compares, and no others.
    OwnRows,
    /// Asks why the cell in this row and column differs from the reference.
    Why(usize, usize),
    /// Says what was copied.
    Copied,
}

/// What is done in the pane of studies.
#[derive(Clone, Debug, PartialEq)]
pub enum StudyAct {
    /// Shows a study, by its id.
    Show(String),
    /// Shows a study in another way.
    Look(String, Look),
    /// Sets inputs to values, each a key and a number in the row's unit, as one step to undo.
    Apply(Vec<(String, f64)>),
    /// Adds a scenario of this name that sets such values, as one step to undo.
    MakeScenario(String, Vec<(String, f64)>),
    /// Says what was copied.
    Copied(String),
}

/// What is done in the inspector.
#[derive(Clone, Debug, PartialEq)]
pub enum TraceAct {
    /// Selects a cell along a reference; from a tree, which then keeps the keyboard.
    Walk(Cell, Option<Direction>),
    /// Goes so many references on in the formula where the walk began.
    Beside(isize),
    /// Goes back by so many selections.
    Return(usize),
    /// Goes back by one selection; the tree keeps the keyboard.
    BackInTree(Direction),
    /// Leaves the formula where the walk began.
    Unpin,
    /// Changes what is open of the tree at a row, and where the keyboard is in it.
    Tree(Direction, String, Tree),
}

/// What is done in the dialog that sets a result.
#[derive(Clone, Debug, PartialEq)]
pub enum SeekAct {
    /// The text of the value wanted has changed.
    Text(String),
    /// Chooses the assumption to be changed, by its key.
    Choose(String),
    /// Chooses among several solutions.
    Root(usize),
    /// Ends the work; what was found stays.
    Stop,
    /// Sets the assumption, as one step to undo.
    Apply,
    /// Adds a scenario that sets it.
    MakeScenario,
    /// Closes the dialog; nothing is done.
    Cancel,
}

/// What a user answers to a dialog.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Closes it; nothing is done.
    Cancel,
    /// Saves first, then goes on.
    SaveFirst,
    /// Goes on without saving.
    Discard,
    /// Goes on although the file on disk would be replaced.
    Replace,
    /// Writes to another file instead.
    SaveAs,
    /// Tries the same once more.
    TryAgain,
    /// Types a path in place of the system's file dialog.
    TypePath,
    /// The text in the path box has changed.
    PathText(String),
    /// Shows another folder.
    Folder(PathBuf),
    /// Takes the path in the path box.
    TakePath,
}

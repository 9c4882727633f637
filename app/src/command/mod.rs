//! Everything a user can do: one table of commands, and the queue that carries them.
//!
//! A [`Command`] has one title, one tooltip and one shortcut, whether it is reached by menu, button
//! or key; a row is added to [`TABLE`] and nowhere else. An [`Action`] is what panels send: a
//! command, or something that carries a value. Only [`crate::apply`] carries them out.

mod action;
mod reasons;
mod table;

use std::cell::RefCell;

use egui::KeyboardShortcut;

pub use action::{Action, Answer, Compare, SeekAct, StudyAct, TraceAct};
pub use reasons::why_not;
pub use table::TABLE;

use crate::session::Session;
use crate::view::View;

/// Something that a user can do at any time, without a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Begins a new workbook.
    New,
    /// Puts the workbook away.
    Close,
    /// Opens the box that finds commands, rows and everything else.
    Palette,
    /// Shows or hides the help.
    Help,
    /// Shows the page of keys.
    HelpKeys,
    /// Shows the page of functions.
    HelpFunctions,
    /// Shows the page of terms.
    HelpGlossary,
    /// Shows the tour of the templates.
    HelpTour,
    /// Draws everything larger.
    ZoomIn,
    /// Draws everything smaller.
    ZoomOut,
    /// Draws everything in its usual size.
    ZoomReset,
    /// Opens another workbook.
    Open,
    /// Opens the workbook that comes with the program, as an unsaved copy.
    OpenBundled,
    /// Writes the workbook to its file.
    Save,
    /// Writes the workbook to another file.
    SaveAs,
    /// Takes back the last edit.
    Undo,
    /// Makes the edit again that was taken back.
    Redo,
    /// Begins to edit the selected cell.
    EditCell,
    /// Shows the table of rows.
    ShowModel,
    /// Shows the figures.
    ShowFigures,
    /// Shows the figure after the one on screen.
    NextFigure,
    /// Shows the figure before the one on screen.
    PreviousFigure,
    /// Shows figures whole again that were enlarged.
    WholeFigure,
    /// Shows the table and the figures side by side.
    ShowBoth,
    /// Shows profiles and scenarios side by side.
    ShowCompare,
    /// Shows what the studies found.
    ShowStudies,
    /// Shows the tab after this one.
    NextTab,
    /// Shows the tab before this one.
    PreviousTab,
    /// Shows the start page, or goes back from it.
    StartPage,
    /// Shows or hides what was said.
    ToggleMessages,
    /// Opens the dialog of preferences.
    Preferences,
    /// Takes the document after this one in hand.
    NextDocument,
    /// Takes the document before this one in hand.
    PreviousDocument,
    /// Closes the pane in front.
    CloseTab,
    /// Puts the panes back to where they were at first.
    ResetLayout,
    /// Shows or hides the list of sections.
    ToggleSections,
    /// Shows or hides what is known about the selected row.
    ToggleInspector,
    /// Shows or hides the list of problems and checks.
    ToggleProblems,
    /// Changes between light and dark.
    ToggleTheme,
    /// Runs the selected study.
    RunStudy,
    /// Ends the running study.
    CancelStudy,
    /// Runs tornado, grid, falsifiers and samples of what is selected.
    QuickStudy,
    /// Asks which study of what is selected.
    StudyOf,
    /// Asks which study to add to the workbook.
    NewStudy,
    /// Puts the study on screen into the workbook.
    KeepStudy,
    /// Puts all studies beside the workbook into it.
    KeepStudies,
    /// Adds a study that asks what the one on screen asks.
    CopyStudy,
    /// Removes the study on screen.
    DeleteStudy,
    /// Writes the samples of the study on screen to a file.
    SaveSamples,
    /// Adds a row below the selected one.
    InsertRow,
    /// Removes the selected row.
    DeleteRow,
    /// Moves the selected row up.
    MoveRowUp,
    /// Moves the selected row down.
    MoveRowDown,
    /// Changes what the selected row is called.
    RenameRow,
    /// Changes what is known about the selected row.
    RowProperties,
    /// Adds a section below the current one.
    InsertSection,
    /// Changes what the current section is called.
    RenameSection,
    /// Moves the current section up.
    MoveSectionUp,
    /// Moves the current section down.
    MoveSectionDown,
    /// Removes the current section.
    DeleteSection,
    /// Records changed values as a scenario.
    Record,
    /// Makes a scenario of what was recorded.
    StopRecording,
    /// Gives up what was recorded.
    DiscardRecording,
    /// Shows what all scenarios set, side by side.
    Scenarios,
    /// Adds a copy of the scenario on screen.
    DuplicateScenario,
    /// Calls the scenario on screen something else.
    RenameScenario,
    /// Makes the values of the scenario on screen those of the workbook.
    PromoteScenario,
    /// Removes the scenario on screen.
    DeleteScenario,
    /// Goes back to the row selected before.
    Back,
    /// Goes forward again.
    Forward,
    /// Goes to the first row that the selected one reads.
    FirstRead,
    /// Goes to the first row that reads the selected one.
    FirstReader,
    /// Hands the keyboard to the tree of what the selected row rests on.
    FocusTree,
    /// Hands the keyboard to the next pane.
    NextPane,
    /// Sets a result to a value by changing an assumption.
    SetTo,
    /// Ends the program.
    Quit,
    /// Copies the range, and takes out of it what a profile or scenario changes.
    Cut,
    /// Copies the range.
    Copy,
    /// Writes what was copied from the selected cell on.
    Paste,
    /// Adds a row that sums the selected ones.
    SumRows,
    /// Copies the first value of each line of the range over the line.
    FillRight,
    /// Copies the first value of each column of the range down it.
    FillDown,
    /// Takes what a profile or scenario changes in the range out of it.
    ClearOverride,
    /// Opens the bar that finds rows.
    Find,
    /// Opens the bar that replaces texts.
    Replace,
    /// Opens the box that leads to a row.
    GoToRow,
    /// Opens the list of number formats.
    PickFormat,
    /// Shows numbers, with another number of decimals at each call.
    FormatNumber,
    /// Shows money.
    FormatCurrency,
    /// Shows percent.
    FormatPercent,
    /// Shows multiples.
    FormatMultiple,
    /// Shows formulas in place of values.
    ShowFormulas,
    /// Folds or unfolds the section of the selected cell.
    FoldSection,
    /// Unfolds everything.
    UnfoldAll,
    /// Changes how given and computed values are told apart.
    ToggleConvention,
    /// Shows the signals to watch.
    ShowSignals,
    /// Shows where numbers come from.
    ShowSources,
    /// Shows what differs between versions of the workbook.
    ShowVersions,
    /// Shows the spreadsheet that is being imported.
    ShowImport,
    /// Asks for a spreadsheet whose values go into the workbook.
    ImportSpreadsheet,
    /// Adds a signal to watch.
    NewSignal,
    /// Adds something that was seen of the signal in hand.
    NewObservation,
    /// Adds a source.
    NewSource,
    /// Compares the workbook with its last save.
    CompareWithSave,
    /// Compares the workbook with the backup of its file.
    CompareWithBackup,
    /// Compares the workbook with another file.
    CompareWithFile,
    /// Asks why the selected cell of the comparison differs from its reference.
    WhyDiffer,
    /// Shows the checks of every profile and scenario.
    CheckEverywhere,
}

/// The menu under which a command stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// What concerns the file.
    File,
    /// What changes the workbook.
    Edit,
    /// What rows and sections there are.
    Rows,
    /// What is on screen.
    View,
    /// What may happen.
    Scenario,
    /// What takes many cases.
    Study,
    /// What the program says about itself.
    Help,
}

impl Menu {
    /// Every menu, in the order of the menu bar.
    pub const ALL: [Self; 7] = [
        Self::File,
        Self::Edit,
        Self::Rows,
        Self::View,
        Self::Scenario,
        Self::Study,
        Self::Help,
    ];

    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Rows => "Rows",
            Self::View => "View",
            Self::Scenario => "Scenario",
            Self::Study => "Study",
            Self::Help => "Help",
        }
    }
}

/// What the menus, buttons and shortcuts know about a [`Command`].
#[derive(Clone, Copy)]
pub struct Entry {
    /// The command.
    pub command: Command,
    /// The menu under which it stands.
    pub menu: Menu,
    /// What it is called.
    pub title: &'static str,
    /// What it does, as a sentence without a full stop.
    pub tooltip: &'static str,
    /// The keys that call it; the first is shown.
    pub shortcuts: &'static [KeyboardShortcut],
    /// Whether it can be done now.
    pub enabled: fn(&Session, &View) -> bool,
}

impl Command {
    /// Whether it changes where rows stand, what they are called, or which there are.
    pub const fn reshapes(self) -> bool {
        matches!(
            self,
            Self::InsertRow
                | Self::SumRows
                | Self::DeleteRow
                | Self::MoveRowUp
                | Self::MoveRowDown
                | Self::RenameRow
                | Self::RowProperties
        )
    }

    /// Whether it changes the selected cells, so that its keys belong to a text that is typed.
    const fn is_of_cells(self) -> bool {
        matches!(
            self,
            Self::Cut
                | Self::Copy
                | Self::Paste
                | Self::FillRight
                | Self::FillDown
                | Self::ClearOverride
                | Self::PickFormat
                | Self::FormatNumber
                | Self::FormatCurrency
                | Self::FormatPercent
                | Self::FormatMultiple
        )
    }

    /// Whether it does something with the document in hand, so that there must be one.
    pub const fn needs_document(self) -> bool {
        !matches!(
            self,
            Self::New
                | Self::Open
                | Self::OpenBundled
                | Self::StartPage
                | Self::NextDocument
                | Self::PreviousDocument
                | Self::Quit
                | Self::Palette
                | Self::Help
                | Self::HelpKeys
                | Self::HelpFunctions
                | Self::HelpGlossary
                | Self::HelpTour
                | Self::ToggleMessages
                | Self::Preferences
                | Self::ToggleTheme
                | Self::ToggleConvention
                | Self::ZoomIn
                | Self::ZoomOut
                | Self::ZoomReset
        )
    }

    /// Whether it can be done now.
    pub fn can_run(self, session: &Session, view: &View) -> bool {
        let missing = view.placeholder && self.needs_document();
        !missing && (self.entry().enabled)(session, view)
    }

    /// Its row of [`TABLE`].
    pub fn entry(self) -> &'static Entry {
        // Every command has a row, which a test holds; the first stands in to keep this total.
        TABLE
            .iter()
            .find(|entry| entry.command == self)
            .unwrap_or(&TABLE[0])
    }
}

/// Keys as they stand on a keyboard: `Ctrl+,` and not `Ctrl+Comma`.
pub fn keys_text(ctx: &egui::Context, keys: &KeyboardShortcut) -> String {
    const SIGNS: [(&str, &str); 9] = [
        ("Exclamationmark", "!"),
        ("OpenBracket", "["),
        ("CloseBracket", "]"),
        ("Backtick", "`"),
        ("Comma", ","),
        ("Equals", "="),
        ("Minus", "−"),
        ("Plus", "+"),
        ("Escape", "Esc"),
    ];
    let text = ctx.format_shortcut(keys);
    let sign = SIGNS.iter().find(|(name, _)| text.ends_with(name));
    sign.map_or_else(
        || text.clone(),
        |(name, sign)| text.trim_end_matches(name).to_owned() + sign,
    )
}

/// What panels have asked for in this frame.
#[derive(Default)]
pub struct Commands(RefCell<Vec<Action>>);

impl Commands {
    /// Asks for an action.
    pub fn send(&self, action: Action) {
        self.0.borrow_mut().push(action);
    }

    /// Asks for a command.
    pub fn run(&self, command: Command) {
        self.send(Action::Run(command));
    }

    /// Whether nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// Takes everything asked for, in order.
    pub fn take(&self) -> Vec<Action> {
        self.0.take()
    }
}

/// The commands whose keys were pressed, which are taken from the input.
///
/// Undo and redo are left to a text box that is being typed in, F9 to a formula, and Esc to whoever else waits for
/// it while no study runs.
pub fn pressed(ctx: &egui::Context, session: &Session, view: &View) -> Vec<Command> {
    let typing = ctx.text_edit_focused();
    let editing = view.editing.as_ref();
    let in_formula = editing.is_some_and(|editing| editing.formula.is_some());
    let left_alone = |entry: &Entry| match entry.command {
        // The box that finds everything has the keys of a text for itself.
        other if view.palette.is_some() => other != Command::Palette,
        Command::RunStudy => in_formula,
        Command::Undo | Command::Redo => typing,
        // The keys of rows are also those of a cursor, and of the size of the window.
        command if command.reshapes() => {
            let busy = typing || view.editing.is_some() || view.dialog.is_some();
            busy || !(entry.enabled)(session, view)
        }
        command if command.is_of_cells() => typing || view.dialog.is_some(),
        Command::CancelStudy => typing || view.dialog.is_some() || !(entry.enabled)(session, view),
        _ => false,
    };
    let mut all: Vec<_> = TABLE
        .iter()
        .filter(|entry| !left_alone(entry))
        .flat_map(|entry| {
            entry
                .shortcuts
                .iter()
                .map(move |keys| (keys, entry.command))
        })
        .collect();
    // The shortcut with more modifiers comes first: Ctrl+S would also take Ctrl+Shift+S.
    all.sort_by_key(|(keys, _)| !(keys.modifiers.shift || keys.modifiers.alt));
    ctx.input_mut(|input| {
        all.into_iter()
            .filter(|(keys, _)| input.consume_shortcut(keys))
            .map(|(_, command)| command)
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_calls_one_command() {
        let mut seen: Vec<KeyboardShortcut> = Vec::new();
        for entry in TABLE {
            assert_eq!(entry.command.entry().title, entry.title);
            for keys in entry.shortcuts {
                assert!(!seen.contains(keys), "{} shares its keys", entry.title);
                seen.push(*keys);
            }
        }
    }
}

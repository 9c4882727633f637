//! Everything a user can do: one table of commands, and the queue that carries them.
//!
//! A [`Command`] has one title, one tooltip and one shortcut, whether it is reached by menu, button
//! or key; a row is added to [`TABLE`] and nowhere else. An [`Action`] is what panels send: a
//! command, or something that carries a value. Only [`crate::apply`] carries them out.

use std::cell::RefCell;
use std::path::PathBuf;

use egui::{Key, KeyboardShortcut, Modifiers};
use rackhour_engine::check::Case;

use crate::session::Session;
use crate::sheet::{Cell, Step};
use crate::view::{Look, Mode, Tab, View};

/// Something that a user can do at any time, without a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
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
    /// Ends the program.
    Quit,
}

/// The menu under which a command stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// What concerns the file.
    File,
    /// What changes the workbook.
    Edit,
    /// What is on screen.
    View,
    /// What takes many cases.
    Study,
}

impl Menu {
    /// Every menu, in the order of the menu bar.
    pub const ALL: [Self; 4] = [Self::File, Self::Edit, Self::View, Self::Study];

    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Study => "Study",
        }
    }
}

/// What the menus, buttons and shortcuts know about a [`Command`].
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

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

const fn keys(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

const fn always(_: &Session, _: &View) -> bool {
    true
}

/// Every command, in the order of the menus.
pub const TABLE: &[Entry] = &[
    Entry {
        command: Command::Open,
        menu: Menu::File,
        title: "Open…",
        tooltip: "Open another workbook",
        shortcuts: &[keys(CTRL, Key::O)],
        enabled: always,
    },
    Entry {
        command: Command::OpenBundled,
        menu: Menu::File,
        title: "Open the example",
        tooltip: "Open the workbook that comes with the program, as an unsaved copy",
        shortcuts: &[],
        enabled: always,
    },
    Entry {
        command: Command::Save,
        menu: Menu::File,
        title: "Save",
        tooltip: "Write the workbook to its file",
        shortcuts: &[keys(CTRL, Key::S)],
        enabled: |session, _| !session.is_saved() || session.file().is_none(),
    },
    Entry {
        command: Command::SaveAs,
        menu: Menu::File,
        title: "Save as…",
        tooltip: "Write the workbook to another file",
        shortcuts: &[keys(CTRL_SHIFT, Key::S)],
        enabled: always,
    },
    Entry {
        command: Command::Quit,
        menu: Menu::File,
        title: "Quit",
        tooltip: "Close the window; unsaved changes are asked about first",
        shortcuts: &[keys(CTRL, Key::Q)],
        enabled: always,
    },
    Entry {
        command: Command::Undo,
        menu: Menu::Edit,
        title: "Undo",
        tooltip: "Take back the last edit",
        shortcuts: &[keys(CTRL, Key::Z)],
        enabled: |session, _| session.can_undo(),
    },
    Entry {
        command: Command::Redo,
        menu: Menu::Edit,
        title: "Redo",
        tooltip: "Make the edit again that was taken back",
        shortcuts: &[keys(CTRL, Key::Y), keys(CTRL_SHIFT, Key::Z)],
        enabled: |session, _| session.can_redo(),
    },
    Entry {
        command: Command::EditCell,
        menu: Menu::Edit,
        title: "Edit cell",
        tooltip: "Change the value of the selected assumption",
        shortcuts: &[keys(Modifiers::NONE, Key::F2)],
        enabled: |_, view| view.selected.is_some(),
    },
    Entry {
        command: Command::ShowModel,
        menu: Menu::View,
        title: Tab::Model.title(),
        tooltip: "Show the table of rows",
        shortcuts: &[],
        enabled: always,
    },
    Entry {
        command: Command::ShowFigures,
        menu: Menu::View,
        title: Tab::Figures.title(),
        tooltip: "Show the figures, and what moves them",
        shortcuts: &[],
        enabled: always,
    },
    Entry {
        command: Command::ShowBoth,
        menu: Menu::View,
        title: Tab::Both.title(),
        tooltip: "Show the table and the figures side by side",
        shortcuts: &[],
        enabled: always,
    },
    Entry {
        command: Command::ShowCompare,
        menu: Menu::View,
        title: Tab::Compare.title(),
        tooltip: "Show profiles and scenarios side by side, and the signals to watch",
        shortcuts: &[],
        enabled: always,
    },
    Entry {
        command: Command::ShowStudies,
        menu: Menu::View,
        title: Tab::Studies.title(),
        tooltip: "Show what the studies found: grids, break-evens, sensitivities, samples",
        shortcuts: &[keys(CTRL_SHIFT, Key::D)],
        enabled: always,
    },
    Entry {
        command: Command::NextTab,
        menu: Menu::View,
        title: "Next tab",
        tooltip: "Show the tab after this one",
        shortcuts: &[keys(CTRL, Key::PageDown)],
        enabled: always,
    },
    Entry {
        command: Command::PreviousTab,
        menu: Menu::View,
        title: "Previous tab",
        tooltip: "Show the tab before this one",
        shortcuts: &[keys(CTRL, Key::PageUp)],
        enabled: always,
    },
    Entry {
        command: Command::ToggleSections,
        menu: Menu::View,
        title: "Sections",
        tooltip: "Show or hide the list at the left: sections, or studies",
        shortcuts: &[keys(CTRL_SHIFT, Key::L)],
        enabled: always,
    },
    Entry {
        command: Command::ToggleInspector,
        menu: Menu::View,
        title: "Inspector",
        tooltip: "Show or hide what is known about the selected row",
        shortcuts: &[keys(CTRL_SHIFT, Key::I)],
        enabled: always,
    },
    Entry {
        command: Command::ToggleProblems,
        menu: Menu::View,
        title: "Problems and checks",
        tooltip: "Show or hide the list of problems and checks",
        shortcuts: &[keys(CTRL_SHIFT, Key::M)],
        enabled: always,
    },
    Entry {
        command: Command::ToggleTheme,
        menu: Menu::View,
        title: "Light or dark",
        tooltip: "Change between the light and the dark theme",
        shortcuts: &[keys(CTRL_SHIFT, Key::T)],
        enabled: always,
    },
    Entry {
        command: Command::RunStudy,
        menu: Menu::Study,
        title: "Run the study",
        tooltip: "Run the selected study again, in the case on screen",
        shortcuts: &[keys(Modifiers::NONE, Key::F9)],
        enabled: |session, _| !session.workbook().studies.is_empty(),
    },
    Entry {
        command: Command::CancelStudy,
        menu: Menu::Study,
        title: "Cancel the study",
        tooltip: "End the running study; what it found before stays",
        shortcuts: &[keys(Modifiers::NONE, Key::Escape)],
        enabled: |session, view| session.desk().is_busy() && view.editing.is_none(),
    },
];

impl Command {
    /// Its row of [`TABLE`].
    pub fn entry(self) -> &'static Entry {
        // Every command has a row, which a test holds; the first stands in to keep this total.
        TABLE
            .iter()
            .find(|entry| entry.command == self)
            .unwrap_or(&TABLE[0])
    }
}

/// What a panel asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A command of [`TABLE`].
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
    /// An answer to the question or message on screen.
    Answer(Answer),
}

/// What changes in the pane of comparisons.
#[derive(Clone, Debug, PartialEq)]
pub enum Compare {
    /// Shows a scenario's columns, or hides them; none stands for the base case.
    Toggle(Option<String>),
    /// Shows the columns of all scenarios, or of the base case alone.
    All(bool),
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
    /// Shows or hides the signals.
    Signals(bool),
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
    /// Types a path in place of the system's file dialog.
    TypePath,
    /// The text in the path box has changed.
    PathText(String),
    /// Shows another folder.
    Folder(PathBuf),
    /// Takes the path in the path box.
    TakePath,
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
/// Undo and redo are left to a text box that is being typed in, and Esc to whoever else waits for
/// it while no study runs.
pub fn pressed(ctx: &egui::Context, session: &Session, view: &View) -> Vec<Command> {
    let typing = ctx.text_edit_focused();
    let left_alone = |entry: &Entry| match entry.command {
        Command::Undo | Command::Redo => typing,
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
    all.sort_by_key(|(keys, _)| !keys.modifiers.shift);
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

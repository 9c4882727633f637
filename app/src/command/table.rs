//! The table of commands: the one place where a title, a tooltip and a shortcut stand.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::{Command, Entry, Menu};
use crate::session::Session;
use crate::view::{Tab, View};

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_ALT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT);
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
        command: Command::New,
        menu: Menu::File,
        title: "New",
        tooltip: "Begin a new workbook",
        shortcuts: &[keys(CTRL, Key::N)],
        enabled: always,
    },
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
        command: Command::Close,
        menu: Menu::File,
        title: "Close",
        tooltip: "Put the workbook away and show the example; unsaved changes are asked about first",
        shortcuts: &[keys(CTRL, Key::W)],
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
        command: Command::Palette,
        menu: Menu::View,
        title: "Find everything…",
        tooltip: "Find commands, rows, scenarios, figures, studies and sources by their names",
        shortcuts: &[keys(CTRL, Key::K), keys(CTRL_SHIFT, Key::P)],
        enabled: always,
    },
    Entry {
        command: Command::ZoomIn,
        menu: Menu::View,
        title: "Zoom in",
        tooltip: "Draw everything larger",
        shortcuts: &[keys(CTRL_ALT, Key::Plus), keys(CTRL_ALT, Key::Equals)],
        enabled: always,
    },
    Entry {
        command: Command::ZoomOut,
        menu: Menu::View,
        title: "Zoom out",
        tooltip: "Draw everything smaller",
        shortcuts: &[keys(CTRL_ALT, Key::Minus)],
        enabled: always,
    },
    Entry {
        command: Command::ZoomReset,
        menu: Menu::View,
        title: "Usual size",
        tooltip: "Draw everything in its usual size",
        shortcuts: &[],
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

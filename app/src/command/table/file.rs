//! The commands of the menu File: what concerns the file.

use egui::Key;

use super::{CTRL, CTRL_SHIFT, always, keys};
use crate::command::{Command, Entry, Menu};

/// The commands, in the order of the menu.
pub(super) const ENTRIES: &[Entry] = &[
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
        command: Command::ImportSpreadsheet,
        menu: Menu::File,
        title: "Import spreadsheet…",
        tooltip: "Take values over from an Excel, OpenDocument or CSV file, with their cells as sources",
        shortcuts: &[keys(CTRL_SHIFT, Key::O)],
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
        tooltip: "Close this workbook; unsaved changes are asked about first",
        shortcuts: &[keys(CTRL, Key::W)],
        enabled: always,
    },
    Entry {
        command: Command::StartPage,
        menu: Menu::File,
        title: "Start page",
        tooltip: "Show the templates, what was recovered and the files opened before; again goes back",
        shortcuts: &[],
        enabled: always,
    },
    Entry {
        command: Command::NextDocument,
        menu: Menu::File,
        title: "Next workbook",
        tooltip: "Go to the next of the workbooks that are open",
        shortcuts: &[keys(CTRL, Key::Tab)],
        enabled: |_, view| view.window.open.len() > 1,
    },
    Entry {
        command: Command::PreviousDocument,
        menu: Menu::File,
        title: "Previous workbook",
        tooltip: "Go to the previous of the workbooks that are open",
        shortcuts: &[keys(CTRL_SHIFT, Key::Tab)],
        enabled: |_, view| view.window.open.len() > 1,
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
        command: Command::CompareWithSave,
        menu: Menu::File,
        title: "Compare with the last save",
        tooltip: "Show what was changed since the workbook was opened or last saved",
        shortcuts: &[],
        enabled: always,
    },
    Entry {
        command: Command::CompareWithBackup,
        menu: Menu::File,
        title: "Compare with the backup",
        tooltip: "Show what was changed since the save before the last one",
        shortcuts: &[],
        enabled: |session, _| session.file().is_some(),
    },
    Entry {
        command: Command::CompareWithFile,
        menu: Menu::File,
        title: "Compare with a file…",
        tooltip: "Show what differs between another file and this workbook",
        shortcuts: &[],
        enabled: always,
    },
];

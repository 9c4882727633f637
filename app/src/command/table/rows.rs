//! The commands of the menu Rows: what rows and sections there are.

use egui::{Key, Modifiers};

use super::{ALT, ALT_SHIFT, CTRL, CTRL_SHIFT, in_section, keys, on_row, on_sheet};
use crate::command::{Command, Entry, Menu};

/// The commands, in the order of the menu.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        command: Command::InsertRow,
        menu: Menu::Rows,
        title: "Insert row below",
        tooltip: "Add an assumption below the selected row",
        shortcuts: &[keys(CTRL_SHIFT, Key::Plus)],
        enabled: on_sheet,
    },
    Entry {
        command: Command::DeleteRow,
        menu: Menu::Rows,
        title: "Delete row",
        tooltip: "Remove the selected row; what reads it is listed first",
        shortcuts: &[keys(CTRL, Key::Minus)],
        enabled: on_row,
    },
    Entry {
        command: Command::MoveRowUp,
        menu: Menu::Rows,
        title: "Move row up",
        tooltip: "Move the selected row up, over the edge of its section as well",
        shortcuts: &[keys(ALT_SHIFT, Key::ArrowUp)],
        enabled: on_row,
    },
    Entry {
        command: Command::MoveRowDown,
        menu: Menu::Rows,
        title: "Move row down",
        tooltip: "Move the selected row down, over the edge of its section as well",
        shortcuts: &[keys(ALT_SHIFT, Key::ArrowDown)],
        enabled: on_row,
    },
    Entry {
        command: Command::RenameRow,
        menu: Menu::Rows,
        title: "Rename row…",
        tooltip: "Change what the selected row is called, on screen and in formulas; all that refers to it follows",
        shortcuts: &[keys(Modifiers::SHIFT, Key::F6)],
        enabled: on_row,
    },
    Entry {
        command: Command::RowProperties,
        menu: Menu::Rows,
        title: "Row properties…",
        tooltip: "Change label, name, unit, note, range and source of the selected row",
        shortcuts: &[keys(ALT, Key::Enter)],
        enabled: on_row,
    },
    Entry {
        command: Command::InsertSection,
        menu: Menu::Rows,
        title: "Insert section…",
        tooltip: "Add a section below this one",
        shortcuts: &[],
        enabled: on_sheet,
    },
    Entry {
        command: Command::RenameSection,
        menu: Menu::Rows,
        title: "Rename section…",
        tooltip: "Change what this section is called",
        shortcuts: &[],
        enabled: in_section,
    },
    Entry {
        command: Command::MoveSectionUp,
        menu: Menu::Rows,
        title: "Move section up",
        tooltip: "Move this section with its rows up",
        shortcuts: &[],
        enabled: in_section,
    },
    Entry {
        command: Command::MoveSectionDown,
        menu: Menu::Rows,
        title: "Move section down",
        tooltip: "Move this section with its rows down",
        shortcuts: &[],
        enabled: in_section,
    },
    Entry {
        command: Command::DeleteSection,
        menu: Menu::Rows,
        title: "Delete section",
        tooltip: "Remove this section, once it has no rows",
        shortcuts: &[],
        enabled: in_section,
    },
    Entry {
        command: Command::SumRows,
        menu: Menu::Rows,
        title: "Sum rows",
        tooltip: "Add a row below that sums the selected rows; in an empty new row, those above it",
        shortcuts: &[keys(ALT, Key::Equals)],
        enabled: on_row,
    },
];

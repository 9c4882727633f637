//! The commands of the menu Edit: what changes the workbook.

use egui::{Key, Modifiers};

use super::{CTRL, CTRL_SHIFT, always, has_rows, in_table, keys};
use crate::command::{Command, Entry, Menu};

/// The commands, in the order of the menu.
pub(super) const ENTRIES: &[Entry] = &[
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
        tooltip: "Change the value or the formula of the selected row",
        shortcuts: &[keys(Modifiers::NONE, Key::F2)],
        enabled: |_, view| view.selected.is_some(),
    },
    Entry {
        command: Command::FillRight,
        menu: Menu::Edit,
        title: "Fill right",
        tooltip: "Copy the first value of each line of the range over the line",
        shortcuts: &[keys(CTRL, Key::R)],
        enabled: in_table,
    },
    Entry {
        command: Command::FillDown,
        menu: Menu::Edit,
        title: "Fill down",
        tooltip: "Copy the first value of each column of the range down it",
        shortcuts: &[keys(CTRL, Key::D)],
        enabled: in_table,
    },
    Entry {
        command: Command::ClearOverride,
        menu: Menu::Edit,
        title: "Clear override",
        tooltip: "Take what a profile or scenario changes in the range out of it",
        shortcuts: &[keys(CTRL_SHIFT, Key::Backspace)],
        enabled: in_table,
    },
    Entry {
        command: Command::Find,
        menu: Menu::Edit,
        title: "Find…",
        tooltip: "Find rows by label, name, formula, note or source",
        shortcuts: &[keys(CTRL, Key::F)],
        enabled: has_rows,
    },
    Entry {
        command: Command::Replace,
        menu: Menu::Edit,
        title: "Replace…",
        tooltip: "Replace a text in labels, notes and formulas",
        shortcuts: &[keys(CTRL, Key::H)],
        enabled: has_rows,
    },
    Entry {
        command: Command::GoToRow,
        menu: Menu::Edit,
        title: "Go to row…",
        tooltip: "Jump to a row by typing a part of its name",
        shortcuts: &[keys(CTRL, Key::G), keys(Modifiers::NONE, Key::F5)],
        enabled: has_rows,
    },
    Entry {
        command: Command::PickFormat,
        menu: Menu::Edit,
        title: "Number format…",
        tooltip: "Choose how the numbers of the selected rows are shown",
        shortcuts: &[keys(CTRL, Key::Num1)],
        enabled: in_table,
    },
    Entry {
        command: Command::FormatNumber,
        menu: Menu::Edit,
        title: "Format as number",
        tooltip: "Show numbers; again for another decimal",
        shortcuts: &[
            keys(CTRL_SHIFT, Key::Exclamationmark),
            keys(CTRL_SHIFT, Key::Num1),
        ],
        enabled: in_table,
    },
    Entry {
        command: Command::FormatCurrency,
        menu: Menu::Edit,
        title: "Format as money",
        tooltip: "Show money; again for other decimals",
        shortcuts: &[keys(CTRL_SHIFT, Key::Num4)],
        enabled: in_table,
    },
    Entry {
        command: Command::FormatPercent,
        menu: Menu::Edit,
        title: "Format as percent",
        tooltip: "Show ratios in percent; again for another decimal",
        shortcuts: &[keys(CTRL_SHIFT, Key::Num5)],
        enabled: in_table,
    },
    Entry {
        command: Command::FormatMultiple,
        menu: Menu::Edit,
        title: "Format as multiple",
        tooltip: "Show ratios as multiples, such as 1.3x; again for another decimal",
        shortcuts: &[keys(CTRL_SHIFT, Key::Num8)],
        enabled: in_table,
    },
    Entry {
        command: Command::Preferences,
        menu: Menu::Edit,
        title: "Preferences…",
        tooltip: "Choose theme, size, decimal mark, how given values are marked, and cores",
        shortcuts: &[keys(CTRL, Key::Comma)],
        enabled: always,
    },
];

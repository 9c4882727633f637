//! The commands of the menu Study: what takes many cases.

use egui::{Key, Modifiers};

use super::{CTRL_SHIFT, keys};
use crate::command::{Command, Entry, Menu};
use crate::view::Tab;

/// The commands, in the order of the menu.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        command: Command::SetTo,
        menu: Menu::Study,
        title: "Set to…",
        tooltip: "Set the selected result to a value by changing an assumption",
        shortcuts: &[keys(CTRL_SHIFT, Key::G)],
        enabled: |_, view| view.selected.is_some(),
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
    Entry {
        command: Command::WhyDiffer,
        menu: Menu::Study,
        title: "Why do these differ?",
        tooltip: "Share the difference of the selected cell from its reference out among the inputs that differ",
        shortcuts: &[],
        enabled: |session, view| view.tab == Tab::Compare && session.comparison().is_some(),
    },
];

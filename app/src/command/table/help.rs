//! The commands of the menu Help: what the program says about itself.

use egui::{Key, Modifiers};

use super::{always, keys};
use crate::command::{Command, Entry, Menu};

/// The commands, in the order of the menu.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        command: Command::Help,
        menu: Menu::Help,
        title: "Help",
        tooltip: "Show or hide the help beside the centre",
        shortcuts: &[keys(Modifiers::NONE, Key::F1)],
        enabled: always,
    },
    Entry {
        command: Command::HelpKeys,
        menu: Menu::Help,
        title: "All keys",
        tooltip: "Show the keys of all commands",
        shortcuts: &[],
        enabled: always,
    },
    Entry {
        command: Command::HelpFunctions,
        menu: Menu::Help,
        title: "Functions",
        tooltip: "Show the functions that formulas can call, with examples",
        shortcuts: &[],
        enabled: always,
    },
    Entry {
        command: Command::HelpGlossary,
        menu: Menu::Help,
        title: "Glossary",
        tooltip: "Show the terms of AI factories and of their finance",
        shortcuts: &[],
        enabled: always,
    },
    Entry {
        command: Command::HelpTour,
        menu: Menu::Help,
        title: "Tour of the templates",
        tooltip: "Show what each template answers, and three things to try in it",
        shortcuts: &[],
        enabled: always,
    },
];

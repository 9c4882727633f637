//! The commands of the menu Scenario: what may happen.

use egui::Key;

use super::{CTRL_SHIFT, in_scenario, keys};
use crate::command::{Command, Entry, Menu};

/// The commands, in the order of the menu.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        command: Command::Record,
        menu: Menu::Scenario,
        title: "Record",
        tooltip: "Record the values that are changed from now on as a scenario; the base case stays as it is",
        shortcuts: &[keys(CTRL_SHIFT, Key::R)],
        enabled: |session, _| !session.is_recording(),
    },
    Entry {
        command: Command::StopRecording,
        menu: Menu::Scenario,
        title: "Stop recording…",
        tooltip: "Give what was recorded a name",
        shortcuts: &[],
        enabled: |session, _| session.is_recording(),
    },
    Entry {
        command: Command::DiscardRecording,
        menu: Menu::Scenario,
        title: "Discard recording",
        tooltip: "Give up what was recorded",
        shortcuts: &[],
        enabled: |session, _| session.is_recording(),
    },
    Entry {
        command: Command::Scenarios,
        menu: Menu::Scenario,
        title: "Scenarios…",
        tooltip: "See what each scenario sets, side by side",
        shortcuts: &[],
        enabled: |session, _| !session.workbook().scenarios.is_empty(),
    },
    Entry {
        command: Command::DuplicateScenario,
        menu: Menu::Scenario,
        title: "Duplicate scenario…",
        tooltip: "Add a scenario that sets the same as the one on screen",
        shortcuts: &[],
        enabled: in_scenario,
    },
    Entry {
        command: Command::RenameScenario,
        menu: Menu::Scenario,
        title: "Rename scenario…",
        tooltip: "Change what the scenario on screen is called",
        shortcuts: &[],
        enabled: in_scenario,
    },
    Entry {
        command: Command::PromoteScenario,
        menu: Menu::Scenario,
        title: "Promote to base case",
        tooltip: "Make the values of the scenario on screen those of the workbook",
        shortcuts: &[],
        enabled: in_scenario,
    },
    Entry {
        command: Command::DeleteScenario,
        menu: Menu::Scenario,
        title: "Delete scenario",
        tooltip: "Remove the scenario on screen",
        shortcuts: &[],
        enabled: in_scenario,
    },
];

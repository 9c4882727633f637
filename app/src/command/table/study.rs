//! The commands of the menu Study: what takes many cases.

use egui::{Key, Modifiers};

use super::{CTRL_ALT, CTRL_SHIFT, has_rows, keys};
use crate::command::{Command, Entry, Menu};
use crate::session::Session;
use crate::view::{Tab, View};

fn on_study(session: &Session, view: &View) -> bool {
    view.tab == Tab::Studies && session.studies().next().is_some()
}

fn can_point(session: &Session, view: &View) -> bool {
    view.selected.is_some() || on_study(session, view)
}

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
        enabled: |session, _| session.studies().next().is_some(),
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
    Entry {
        command: Command::QuickStudy,
        menu: Menu::Study,
        title: "Quick study",
        tooltip: "Find what moves the selected result, what breaks it, and where it may lie",
        shortcuts: &[keys(CTRL_SHIFT, Key::Q)],
        enabled: can_point,
    },
    Entry {
        command: Command::StudyOf,
        menu: Menu::Study,
        title: "Study of the selection…",
        tooltip: "Choose a study of the selected result or assumption",
        shortcuts: &[keys(Modifiers::SHIFT, Key::F10)],
        enabled: can_point,
    },
    Entry {
        command: Command::NewStudy,
        menu: Menu::Study,
        title: "New study…",
        tooltip: "Add a study to the workbook, filled in from low, base and high values",
        shortcuts: &[keys(CTRL_ALT, Key::N)],
        enabled: has_rows,
    },
    Entry {
        command: Command::KeepStudy,
        menu: Menu::Study,
        title: "Keep the study",
        tooltip: "Put the study on screen into the workbook, to be saved with it",
        shortcuts: &[keys(CTRL_ALT, Key::K)],
        enabled: |session, view| {
            let study = session.study(view.studies.study.as_deref());
            view.tab == Tab::Studies && study.is_some_and(|study| session.is_beside(&study.id))
        },
    },
    Entry {
        command: Command::KeepStudies,
        menu: Menu::Study,
        title: "Keep all quick studies",
        tooltip: "Put every quick study into the workbook",
        shortcuts: &[],
        enabled: |session, _| !session.beside().is_empty(),
    },
    Entry {
        command: Command::CopyStudy,
        menu: Menu::Study,
        title: "Duplicate the study",
        tooltip: "Add a study that asks the same, to be changed",
        shortcuts: &[],
        enabled: on_study,
    },
    Entry {
        command: Command::DeleteStudy,
        menu: Menu::Study,
        title: "Delete the study",
        tooltip: "Remove the study on screen; undo brings back what was in the workbook",
        shortcuts: &[],
        enabled: on_study,
    },
    Entry {
        command: Command::SaveSamples,
        menu: Menu::Study,
        title: "Save the samples…",
        tooltip: "Write every sample of the study on screen to a file, as comma-separated values",
        shortcuts: &[],
        enabled: |session, view| {
            view.tab == Tab::Studies && session.has_samples(view.studies.study.as_deref())
        },
    },
];

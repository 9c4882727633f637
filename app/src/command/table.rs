//! The table of commands: the one place where a title, a tooltip and a shortcut stand.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::{Command, Entry, Menu};
use crate::session::Session;
use crate::view::{Tab, View};

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_ALT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT);
const ALT: Modifiers = Modifiers::ALT;
const ALT_SHIFT: Modifiers = Modifiers::ALT.plus(Modifiers::SHIFT);
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

const fn keys(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

const fn always(_: &Session, _: &View) -> bool {
    true
}

fn has_rows(session: &Session, _: &View) -> bool {
    !session.workbook().variables.is_empty()
}

fn on_sheet(_: &Session, view: &View) -> bool {
    view.tab.has_model()
}

fn on_row(session: &Session, view: &View) -> bool {
    let selected = view.selected.as_ref();
    on_sheet(session, view) && selected.is_some_and(|cell| session.variable(&cell.row).is_some())
}

fn in_section(session: &Session, view: &View) -> bool {
    on_sheet(session, view) && !session.workbook().sections.is_empty() && view.selected.is_some()
}

fn in_scenario(session: &Session, _: &View) -> bool {
    session.case().scenario.is_some() && !session.is_recording()
}

fn in_table(_: &Session, view: &View) -> bool {
    view.tab.has_model() && view.selected.is_some()
}

fn on_study(session: &Session, view: &View) -> bool {
    view.tab == Tab::Studies && session.studies().next().is_some()
}

fn can_point(session: &Session, view: &View) -> bool {
    view.selected.is_some() || on_study(session, view)
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
        tooltip: "Change the value or the formula of the selected row",
        shortcuts: &[keys(Modifiers::NONE, Key::F2)],
        enabled: |_, view| view.selected.is_some(),
    },
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
        command: Command::ToggleKeys,
        menu: Menu::View,
        title: "All keys",
        tooltip: "Show or hide the list of all keys",
        shortcuts: &[keys(Modifiers::NONE, Key::F1)],
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
        command: Command::Back,
        menu: Menu::View,
        title: "Back",
        tooltip: "Go back to the row that was selected before",
        shortcuts: &[keys(ALT, Key::ArrowLeft)],
        enabled: |_, view| view.trail.can_go_back(),
    },
    Entry {
        command: Command::Forward,
        menu: Menu::View,
        title: "Forward",
        tooltip: "Go forward again to the row selected after this one",
        shortcuts: &[keys(ALT, Key::ArrowRight)],
        enabled: |_, view| view.trail.can_go_forward(),
    },
    Entry {
        command: Command::FirstRead,
        menu: Menu::View,
        title: "Go to what it reads",
        tooltip: "Go to the first row that the selected one reads; again goes on from there",
        shortcuts: &[keys(CTRL, Key::OpenBracket)],
        enabled: |_, view| view.selected.is_some(),
    },
    Entry {
        command: Command::FirstReader,
        menu: Menu::View,
        title: "Go to what reads it",
        tooltip: "Go to the first row that reads the selected one; again goes on from there",
        shortcuts: &[keys(CTRL, Key::CloseBracket)],
        enabled: |_, view| view.selected.is_some(),
    },
    Entry {
        command: Command::FocusTree,
        menu: Menu::View,
        title: "Trace by keyboard",
        tooltip: "Move the keyboard to the tree of what the selected row rests on",
        shortcuts: &[keys(CTRL_SHIFT, Key::E)],
        enabled: |_, view| view.selected.is_some(),
    },
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
    Entry {
        command: Command::CancelStudy,
        menu: Menu::Study,
        title: "Cancel the study",
        tooltip: "End the running study; what it found before stays",
        shortcuts: &[keys(Modifiers::NONE, Key::Escape)],
        enabled: |session, view| session.desk().is_busy() && view.editing.is_none(),
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
        command: Command::ShowFormulas,
        menu: Menu::View,
        title: "Show formulas",
        tooltip: "Show formulas in place of values, or values again",
        shortcuts: &[keys(CTRL, Key::Backtick)],
        enabled: always,
    },
    Entry {
        command: Command::FoldSection,
        menu: Menu::View,
        title: "Fold or unfold the section",
        tooltip: "Hide the rows of the section of the selected cell, or show them again",
        shortcuts: &[],
        enabled: in_table,
    },
    Entry {
        command: Command::UnfoldAll,
        menu: Menu::View,
        title: "Unfold all",
        tooltip: "Show the rows of all sections",
        shortcuts: &[],
        enabled: |_, view| !view.sheet.folded.is_empty(),
    },
    Entry {
        command: Command::ToggleConvention,
        menu: Menu::View,
        title: "Mark inputs by colour or ground",
        tooltip: "Tell given values by blue digits, as banks do, or by a yellow ground (FAST)",
        shortcuts: &[],
        enabled: always,
    },
];

//! Carries out what commands, panels and jobs ask for: the only place where the document, the view
//! and the running jobs change.

mod cells;
mod clipboard;
mod compare;
mod files;
mod formula;
mod palette;
mod pane;
mod recording;
mod scenarios;
mod seek;
mod sheet;
mod shelf;
mod structure;
mod studies;
mod trace;

pub use shelf::first_shelf;

use egui::{Context, Theme};
use rackhour_engine::check::Case;

use crate::command::{Action, Command};
use crate::jobs::{Jobs, Report};
use crate::session::Session;
use crate::trail::Direction;
use crate::view::{Next, Purpose, Tab, View};

/// Everything that can change.
pub struct Hands<'a> {
    /// The window.
    pub ctx: &'a Context,
    /// The document.
    pub session: &'a mut Session,
    /// What is on screen.
    pub view: &'a mut View,
    /// The running jobs.
    pub jobs: &'a mut Jobs,
}

impl Hands<'_> {
    /// Carries out a command of the menu.
    pub fn run(&mut self, command: Command) {
        let can = (command.entry().enabled)(self.session, self.view);
        if self.view.dialog.is_some() || !can {
            return;
        }
        if command != Command::EditCell && !self.settle() {
            return;
        }
        match command {
            Command::New => self.leave(Next::New),
            Command::Close => self.leave(Next::Close),
            Command::Palette => self.toggle_palette(),
            Command::ToggleKeys => self.view.keys = !self.view.keys,
            Command::ZoomIn => self.zoom(Some(1.0)),
            Command::ZoomOut => self.zoom(Some(-1.0)),
            Command::ZoomReset => self.zoom(None),
            Command::Open => self.leave(Next::Open),
            Command::OpenBundled => self.leave(Next::OpenBundled),
            Command::Quit => self.leave(Next::Quit),
            Command::Save => self.save(),
            Command::SaveAs => self.ask(Purpose::Save),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::EditCell => self.edit(None),
            Command::ShowModel => self.show_tab(Tab::Model),
            Command::ShowFigures => self.show_tab(Tab::Figures),
            Command::ShowBoth => self.show_tab(Tab::Both),
            Command::ShowCompare => self.show_tab(Tab::Compare),
            Command::ShowStudies => self.show_tab(Tab::Studies),
            Command::NextTab => self.show_tab(self.view.tab.beside(1)),
            Command::PreviousTab => self.show_tab(self.view.tab.beside(Tab::ALL.len() - 1)),
            Command::ToggleSections => self.view.sections = !self.view.sections,
            Command::ToggleInspector => self.view.inspector = !self.view.inspector,
            Command::ToggleProblems => self.view.problems = !self.view.problems,
            Command::ToggleTheme => self.toggle_theme(),
            Command::RunStudy => self.run_study(),
            Command::CancelStudy => self.cancel_study(),
            Command::InsertRow
            | Command::SumRows
            | Command::DeleteRow
            | Command::MoveRowUp
            | Command::MoveRowDown
            | Command::RenameRow
            | Command::RowProperties
            | Command::InsertSection
            | Command::RenameSection
            | Command::MoveSectionUp
            | Command::MoveSectionDown
            | Command::DeleteSection => self.run_structure(command),
            Command::Record
            | Command::StopRecording
            | Command::DiscardRecording
            | Command::Scenarios
            | Command::DuplicateScenario
            | Command::RenameScenario
            | Command::PromoteScenario
            | Command::DeleteScenario => self.run_scenarios(command),
            Command::Cut
            | Command::Copy
            | Command::Paste
            | Command::FillRight
            | Command::FillDown
            | Command::ClearOverride
            | Command::Find
            | Command::Replace
            | Command::GoToRow
            | Command::PickFormat
            | Command::FormatNumber
            | Command::FormatCurrency
            | Command::FormatPercent
            | Command::FormatMultiple
            | Command::ShowFormulas
            | Command::FoldSection
            | Command::UnfoldAll
            | Command::ToggleConvention => self.run_in_table(command),
            Command::Back => self.walk_back(1),
            Command::Forward => self.walk_forward(),
            Command::FirstRead => self.walk_to_first(Direction::Reads),
            Command::FirstReader => self.walk_to_first(Direction::ReadBy),
            Command::FocusTree => self.focus_tree(),
            Command::NextPane => self.next_pane(),
            Command::SetTo => self.set_to(),
        }
    }

    /// Carries out what a panel asks for.
    pub fn act(&mut self, action: Action) {
        self.view.trail.stepping = matches!(action, Action::Move(_) | Action::Commit(_));
        match action {
            Action::Run(command) => self.run(command),
            Action::Answer(answer) => self.answer(answer),
            Action::Reshape(answer) => self.reshape(answer),
            Action::Shelf(act) => self.shelf(act),
            Action::Palette(act) => self.palette(act),
            Action::Select(cell) => self.select(cell),
            Action::GoTo(row) => self.go_to(&row),
            Action::GoToSection(section) => self.go_to_section(&section),
            Action::Move(step) => self.step(step),
            Action::Type(text) => self.edit(Some(text)),
            Action::Touch(cell) => {
                if self.settle() {
                    self.view.selected = Some(cell);
                }
            }
            Action::TypeBeside(cell, text) => self.type_beside(cell, text),
            Action::Text(text) => self.text(text),
            Action::Formula(act) => self.formula(act),
            Action::Commit(step) => self.commit(step),
            Action::Cancel => self.cancel(),
            Action::Choose { cell, option } => self.choose(&cell, option),
            Action::Drag { key, value } => self.drag(&key, value),
            Action::EndDrag => self.session.end_drag(),
            Action::ShowFigure(figure) => self.show_figure(figure),
            Action::Compare(change) => self.compare(change),
            Action::Study(act) => self.study(act),
            Action::Sheet(act) => self.act_in_table(act),
            Action::Trace(act) => self.trace(act),
            Action::Seek(act) => self.seek(act),
            Action::Profile(profile) => {
                self.show_case(Case {
                    profile,
                    ..self.session.case().clone()
                });
            }
            Action::Scenario(scenario) => {
                self.show_case(Case {
                    scenario,
                    ..self.session.case().clone()
                });
            }
        }
    }

    /// Takes what a job has found.
    pub fn receive(&mut self, report: Report) {
        match report {
            Report::File(report) => self.receive_file(report),
            Report::Computed(revision, figures) => self.session.take_figures(revision, *figures),
            Report::Evaluated(evaluated) => {
                if let Some(evaluated) = evaluated {
                    self.session.take_cases(evaluated);
                }
            }
            Report::Studied(outcome) => self.session.take_study(*outcome),
            Report::Sought(outcome) => self.take_sought(*outcome),
        }
    }

    /// Shows a tab; where it has a table, the keyboard goes there.
    fn show_tab(&mut self, tab: Tab) {
        self.view.tab = tab;
        self.view.focus_table = tab != Tab::Figures;
    }

    /// Makes results and figures fit the document.
    pub fn recompute(&mut self) {
        self.session.recompute(
            self.view.figure.as_deref(),
            self.view.tab.has_figures(),
            self.jobs,
        );
        self.view
            .sheet
            .follow(self.session, self.view.selected.as_ref());
        let now = self.ctx.input(|input| input.time);
        self.view.sheet.changed.follow(self.session, now);
        let wanted = self.wanted();
        self.session.want(&wanted, self.jobs);
        if self.view.tab == Tab::Compare {
            self.session.compare(&self.view.compare);
        }
        let shown = self.view.tab == Tab::Studies;
        let study = self.view.studies.study.as_deref();
        self.session.follow(study, shown, self.jobs);
        self.view.trail.note(self.view.selected.as_ref());
        seek::go_on(self.session, self.view, self.jobs);
    }

    fn undo(&mut self) {
        let rows = self.rows();
        if let Some(label) = self.session.undo() {
            self.select_what_changed(&rows);
            self.view.say(format!("Undone: {label}"));
        }
    }

    fn redo(&mut self) {
        let rows = self.rows();
        if let Some(label) = self.session.redo() {
            self.select_what_changed(&rows);
            self.view.say(format!("Redone: {label}"));
        }
    }

    fn show_case(&mut self, case: Case) {
        if self.session.is_recording() && case.scenario != self.session.case().scenario {
            let refusal = "Stop or discard the recording first; it is the case on screen";
            self.view.refuse(refusal);
        } else if self.settle() {
            self.session.set_case(case);
            self.view.notice = None;
        }
    }

    fn toggle_theme(&mut self) {
        let other = match self.ctx.theme() {
            Theme::Dark => Theme::Light,
            Theme::Light => Theme::Dark,
        };
        self.ctx.set_theme(other);
    }
}

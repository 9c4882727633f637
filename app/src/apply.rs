//! Carries out what commands, panels and jobs ask for: the only place where the document, the view
//! and the running jobs change.

mod cells;
mod clipboard;
mod compare;
mod dock;
mod documents;
mod figures;
mod files;
mod formula;
mod help;
mod import;
mod matching;
mod palette;
mod pane;
mod preferences;
mod quick;
mod recording;
mod registers;
mod samples;
mod scenarios;
mod seek;
mod sheet;
mod shelf;
mod start;
mod structure;
mod studies;
mod trace;
mod versions;

pub use preferences::take as take_preferences;
pub use shelf::first_shelf;

use egui::{Context, Theme};
use rackhour_engine::check::Case;

use crate::command::{Action, Command};
use crate::documents::Documents;
use crate::help::HelpPage;
use crate::jobs::{Jobs, Report};
use crate::session::Session;
use crate::settings::{Appearance, Preference};
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
    /// The documents that wait.
    pub documents: &'a mut Documents,
}

impl Hands<'_> {
    /// Carries out a command of the menu.
    pub fn run(&mut self, command: Command) {
        if self.view.dialog.is_some() || !command.can_run(self.session, self.view) {
            return;
        }
        if command.needs_document() {
            self.leave_start();
        }
        if command != Command::EditCell && !self.settle() {
            return;
        }
        match command {
            Command::New => self.new_document(),
            Command::Close => self.leave(Next::Close),
            Command::Palette => self.toggle_palette(),
            Command::Help => self.view.window.help.toggle(None),
            Command::HelpKeys => self.view.window.help.toggle(Some(HelpPage::Keys)),
            Command::HelpFunctions => self.view.window.help.toggle(Some(HelpPage::Functions)),
            Command::HelpGlossary => self.view.window.help.toggle(Some(HelpPage::Glossary)),
            Command::HelpTour => self.view.window.help.toggle(Some(HelpPage::Templates)),
            Command::ZoomIn => self.zoom(Some(1.0)),
            Command::ZoomOut => self.zoom(Some(-1.0)),
            Command::ZoomReset => self.zoom(None),
            Command::Open => self.ask(Purpose::Open),
            Command::OpenBundled => self.add_document(Session::bundled(), None),
            Command::NextDocument => self.take_in_hand(self.documents.beside(1)),
            Command::PreviousDocument => self.take_in_hand(self.documents.beside(-1)),
            Command::Quit => self.quit(),
            Command::Save => self.save(),
            Command::SaveAs => self.ask(Purpose::Save),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::EditCell => self.edit(None),
            Command::ShowModel => self.show_tab(Tab::Model),
            Command::ShowFigures => self.show_tab(Tab::Figures),
            Command::ShowBoth => self.show_both(),
            Command::NextFigure => self.step_figure(1),
            Command::PreviousFigure => self.step_figure(-1),
            Command::WholeFigure => self.whole_figure(),
            Command::ShowCompare => self.show_tab(Tab::Compare),
            Command::ShowStudies => self.show_tab(Tab::Studies),
            Command::NextTab => self.show_tab(self.view.dock.beside(1)),
            Command::PreviousTab => self.show_tab(self.view.dock.beside(-1)),
            Command::CloseTab => self.close_tab(self.view.dock.front()),
            Command::ResetLayout => self.reset_layout(),
            Command::ToggleSections => self.view.sections = !self.view.sections,
            Command::ToggleInspector => self.view.inspector = !self.view.inspector,
            Command::Preferences => self.show_preferences(),
            Command::StartPage => self.toggle_start(),
            Command::ToggleMessages => self.view.window.messages.toggle(),
            Command::ToggleProblems => self.view.problems = !self.view.problems,
            Command::ToggleTheme => self.toggle_theme(),
            Command::RunStudy => self.run_study(),
            Command::CancelStudy => self.cancel_study(),
            Command::SaveSamples => self.save_samples(),
            Command::QuickStudy
            | Command::StudyOf
            | Command::NewStudy
            | Command::KeepStudy
            | Command::KeepStudies
            | Command::CopyStudy
            | Command::DeleteStudy => self.run_studio(command),
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
            Command::ShowSignals => self.show_tab(Tab::Signals),
            Command::ShowSources => self.show_tab(Tab::Sources),
            Command::ShowVersions => self.show_tab(Tab::Versions),
            Command::ShowImport => self.show_tab(Tab::Import),
            Command::ImportSpreadsheet => self.ask_spreadsheet(),
            Command::WhyDiffer => {
                let (row, column) = self.view.compare.cell;
                self.why_differ(row, column);
            }
            Command::CheckEverywhere => {
                self.view.problems = true;
                self.view.registers.problems.everywhere = true;
            }
            Command::NewSignal
            | Command::NewObservation
            | Command::NewSource
            | Command::CompareWithSave
            | Command::CompareWithBackup
            | Command::CompareWithFile => self.run_register(command),
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
            Action::Dock(act) => self.dock(act),
            Action::Document(act) => self.document(act),
            Action::Start(act) => self.start(act),
            Action::Help(act) => self.help(act),
            Action::Prefer(preference) => self.prefer(preference),
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
            Action::Studio(act) => self.studio(act),
            Action::Sheet(act) => self.act_in_table(act),
            Action::Trace(act) => self.trace(act),
            Action::Seek(act) => self.seek(act),
            Action::Register(act) => self.register(act),
            Action::Import(act) => self.import(act),
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
            Report::LaidOut(laid_out) => self.session.take_tape(*laid_out),
            Report::Evaluated(evaluated) => {
                if let Some(evaluated) = evaluated {
                    self.session.take_cases(evaluated);
                }
            }
            Report::Studied(outcome) => self.session.take_study(*outcome),
            Report::Sought(outcome) => self.take_sought(*outcome),
            Report::Versions(outcome) => self.view.registers.versions.take(*outcome),
            Report::Differed(outcome) => {
                if let Some(difference) = &mut self.view.registers.difference {
                    difference.take(*outcome);
                }
            }
            Report::Written(path, result) => self.written(&path, result),
            Report::Filled(outcome) => self.take_filled(*outcome),
            Report::Spreadsheet(outcome) => self.take_spreadsheet(*outcome),
            Report::Considered(considered) => self.take_considered(*considered),
            Report::ImportsOnDisk(found) => self.view.import.on_disk = found.into_iter().collect(),
        }
    }

    /// Shows a tab; where it has a table, the keyboard goes there.
    fn show_tab(&mut self, tab: Tab) {
        self.view.tab = tab;
        self.view.focus_table = tab != Tab::Figures;
        self.arrange();
    }

    /// Makes results and figures fit the document.
    pub fn recompute(&mut self) {
        self.arrange();
        self.session.recompute(
            self.view.figure.as_deref(),
            self.view.dock.shows(Tab::Figures),
            self.jobs,
        );
        self.view
            .sheet
            .follow(self.session, self.view.selected.as_ref());
        let now = self.ctx.input(|input| input.time);
        self.view.sheet.changed.follow(self.session, now);
        let wanted = self.wanted();
        self.session.want(&wanted, self.jobs);
        if self.view.dock.shows(Tab::Compare) {
            self.session.compare(&self.view.compare);
        }
        let studies = self.followed_studies();
        self.session.follow(&studies, self.jobs);
        self.view.trail.note(self.view.selected.as_ref());
        seek::go_on(self.session, self.view, self.jobs);
        self.follow_versions();
        self.follow_difference();
        self.follow_import();
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
            Theme::Dark => Appearance::Light,
            Theme::Light => Appearance::Dark,
        };
        self.prefer(Preference::Appearance(other));
    }
}

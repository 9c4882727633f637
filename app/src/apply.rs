//! Carries out what commands, panels and jobs ask for: the only place where the document, the view
//! and the running jobs change.

mod compare;
mod files;
mod studies;

use egui::{Context, Theme};
use rackhour_engine::check::Case;
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{Distribution, Number, Quantity};

use crate::command::{Action, Command};
use crate::jobs::{Jobs, Report};
use crate::session::{self, Session};
use crate::sheet::{Cell, Step};
use crate::view::{Dialog, Editing, Next, Purpose, Tab, View};

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
        }
    }

    /// Carries out what a panel asks for.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::Run(command) => self.run(command),
            Action::Answer(answer) => self.answer(answer),
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
            Action::Commit(step) => self.commit(step),
            Action::Cancel => self.cancel(),
            Action::Choose { cell, option } => self.choose(&cell, option),
            Action::Drag { key, value } => self.drag(&key, value),
            Action::EndDrag => self.session.end_drag(),
            Action::ShowFigure(figure) => self.show_figure(figure),
            Action::Compare(change) => self.compare(change),
            Action::Study(act) => self.study(act),
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
            Report::Picked(purpose, path) => {
                let asked = matches!(self.view.dialog, Some(Dialog::System(_)));
                if asked {
                    self.view.dialog = None;
                    if let Some(path) = path {
                        self.take_path(purpose, path, true);
                    }
                }
            }
            Report::NoDialog(purpose) => self.own_dialog(purpose),
            Report::Loaded(path, Ok(workbook)) => {
                *self.session = Session::new(*workbook, Some(path)).in_place_of(self.session);
                self.forget_view();
            }
            Report::Loaded(path, Err(error)) => {
                self.view.dialog = Some(session::not_opened(&path, &error));
            }
            Report::Saved(path, version, Ok(())) => {
                self.view.say(format!("Saved to {}", path.display()));
                self.session.saved_as(path, &version);
                self.view.dialog = None;
                if let Some(next) = self.view.after_save.take() {
                    self.go_on(next);
                }
            }
            Report::Saved(path, _, Err(error)) => {
                self.view.after_save = None;
                self.view.dialog = Some(Dialog::Message {
                    title: "The workbook cannot be saved".to_owned(),
                    text: format!("{}\n\n{error}", path.display()),
                });
            }
            Report::Computed(revision, figures) => self.session.take_figures(revision, *figures),
            Report::Evaluated(evaluated) => {
                if let Some(evaluated) = evaluated {
                    self.session.take_cases(evaluated);
                }
            }
            Report::Studied(outcome) => self.session.take_study(*outcome),
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
        let wanted = self.wanted();
        self.session.want(&wanted, self.jobs);
        if self.view.tab == Tab::Compare {
            self.session.compare(&self.view.compare);
        }
        let shown = self.view.tab == Tab::Studies;
        let study = self.view.studies.study.as_deref();
        self.session.follow(study, shown, self.jobs);
    }

    // The selection and the edited cell.

    /// Takes the text of the edited cell, if any; whether nothing is being edited any more.
    fn settle(&mut self) -> bool {
        self.commit(None);
        self.view.editing.is_none()
    }

    fn select(&mut self, cell: Cell) {
        if self
            .view
            .editing
            .as_ref()
            .is_some_and(|editing| editing.cell == cell)
        {
            return;
        }
        if self.settle() {
            self.view.selected = Some(cell);
            self.view.focus_table = true;
        }
    }

    fn go_to(&mut self, row: &str) {
        let Some(result) = self.session.results().row(row) else {
            return;
        };
        let cell = self.session.sheet().first_cell(result);
        self.select(cell);
        if !self.view.tab.has_model() {
            self.view.tab = Tab::Model;
        }
        self.scroll_to_selected();
    }

    fn go_to_section(&mut self, section: &str) {
        if !self.view.tab.has_model() {
            self.view.tab = Tab::Model;
        }
        let sheet = self.session.sheet();
        self.view.scroll_to = sheet.line_of_section(self.session.workbook(), section);
        if let Some(line) = self.view.scroll_to
            && let Some(cell) = sheet.first_cell_after(self.session.workbook(), line)
        {
            self.select(cell);
        }
    }

    fn step(&mut self, step: Step) {
        let (workbook, sheet) = (self.session.workbook(), self.session.sheet());
        let cell = match &self.view.selected {
            Some(cell) => sheet.step(workbook, cell, step),
            None => match sheet.first_cell_after(workbook, 0) {
                Some(cell) => cell,
                None => return,
            },
        };
        self.view.selected = Some(cell);
        self.view.focus_table = true;
        self.scroll_to_selected();
    }

    fn scroll_to_selected(&mut self) {
        let Some(cell) = &self.view.selected else {
            return;
        };
        self.view.scroll_to = self.session.sheet().line_of(self.session.workbook(), cell);
    }

    /// Begins to edit the selected cell, with a text or with its value.
    fn edit(&mut self, typed: Option<String>) {
        if self.view.editing.is_some() {
            return;
        }
        let Some(cell) = self.view.selected.clone() else {
            return;
        };
        if let Err(refusal) = self.session.can_type_over(&cell) {
            self.view.refuse(refusal);
            return;
        }
        let beside_slider = match self.view.tab {
            Tab::Figures => self.session.has_slider(&cell),
            Tab::Studies => self
                .session
                .has_study_slider(self.view.studies.study.as_deref(), &cell),
            _ => false,
        };
        if !self.view.tab.has_model() && !beside_slider {
            self.view.tab = Tab::Model;
        }
        self.begin(cell, beside_slider, typed);
        self.scroll_to_selected();
    }

    /// Types the value beside a slider.
    fn type_beside(&mut self, cell: Cell, typed: Option<String>) {
        if !self.settle() {
            return;
        }
        match self.session.can_type_over(&cell) {
            Ok(()) => {
                self.view.selected = Some(cell.clone());
                self.begin(cell, true, typed);
            }
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    fn begin(&mut self, cell: Cell, beside_slider: bool, typed: Option<String>) {
        self.view.notice = None;
        let select_all = typed.is_none();
        let text = typed.unwrap_or_else(|| self.session.edit_text(&cell));
        self.view.editing = Some(Editing {
            cell,
            beside_slider,
            text,
            select_all,
            refusal: None,
        });
    }

    fn text(&mut self, text: String) {
        if let Some(editing) = &mut self.view.editing {
            editing.text = text;
            editing.refusal = None;
        }
    }

    fn commit(&mut self, step: Option<Step>) {
        let Some(editing) = self.view.editing.take() else {
            return;
        };
        let is_choice = !self.session.options(&editing.cell.row).is_empty();
        let changed = editing.text != self.session.edit_text(&editing.cell);
        if changed
            && !is_choice
            && let Err(refusal) = self.take(&editing.cell, &editing.text)
        {
            self.view.notice = None;
            self.view.editing = Some(Editing {
                refusal: Some(refusal),
                ..editing
            });
            return;
        }
        match step {
            Some(_) if editing.beside_slider => self.view.focus_slider = Some(editing.cell),
            Some(step) => self.step(step),
            None => self.view.focus_table = !editing.beside_slider,
        }
    }

    /// Takes over what was typed into a cell: a value, or a distribution around the one it has.
    fn take(&mut self, cell: &Cell, typed: &str) -> Result<(), String> {
        if Distribution::is_meant_by(typed) {
            let drawn = self.session.distribution(&cell.row, typed)?;
            return self.session.set_distribution(&cell.row, drawn);
        }
        let value = self.session.entered(&cell.row, typed)?;
        self.put(cell, Quantity::Constant(Number(value)))
    }

    fn cancel(&mut self) {
        let editing = self.view.editing.take();
        self.view.notice = None;
        match editing {
            Some(editing) if editing.beside_slider => self.view.focus_slider = Some(editing.cell),
            _ => self.view.focus_table = true,
        }
    }

    fn choose(&mut self, cell: &Cell, option: String) {
        self.view.editing = None;
        self.view.focus_table = true;
        if let Err(refusal) = self.put(cell, Quantity::Choice(option)) {
            self.view.refuse(refusal);
        }
    }

    /// Puts a value into a cell and says where it went if not into the workbook.
    fn put(&mut self, cell: &Cell, value: Quantity) -> Result<(), String> {
        let layer = self.session.type_over(cell, value)?;
        self.say_changed(&cell.row, layer);
        Ok(())
    }

    fn say_changed(&mut self, row: &str, layer: Option<String>) {
        match layer {
            Some(layer) => {
                let label = self.session.label(row);
                self.view
                    .say(format!("{label} changed in {layer}, which sets it"));
            }
            None => self.view.notice = None,
        }
    }

    fn drag(&mut self, key: &str, value: f64) {
        match self.session.drag(key, value) {
            Ok(layer) => {
                let row = Key::parse(key).map_or_else(|_| key.to_owned(), |key| key.name);
                self.say_changed(&row, layer);
            }
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    fn undo(&mut self) {
        if let Some(label) = self.session.undo() {
            self.view.say(format!("Undone: {label}"));
        }
    }

    fn redo(&mut self) {
        if let Some(label) = self.session.redo() {
            self.view.say(format!("Redone: {label}"));
        }
    }

    fn show_case(&mut self, case: Case) {
        if self.settle() {
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

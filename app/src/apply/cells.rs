//! The selected cell, and the text that is typed into it.

use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{Distribution, Number, Quantity};

use super::Hands;
use crate::sheet::{self, Cell, Selection, Step};
use crate::view::{Editing, Tab};

impl Hands<'_> {
    /// Takes the text of the edited cell, if any; whether nothing is being edited any more.
    pub(super) fn settle(&mut self) -> bool {
        self.commit(None);
        self.view.editing.is_none()
    }

    pub(super) fn select(&mut self, cell: Cell) {
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
            self.view.sheet.selection = Selection::default();
            self.view.sheet.run.end();
            self.view.focus_table = true;
        }
    }

    pub(super) fn go_to(&mut self, row: &str) {
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

    pub(super) fn go_to_section(&mut self, section: &str) {
        if !self.view.tab.has_model() {
            self.view.tab = Tab::Model;
        }
        let fold = sheet::Fold::Section(section.to_owned());
        self.view.sheet.folded.remove(&fold);
        let sheet = self.session.sheet();
        self.view.scroll_to = sheet.line_of_section(self.session.workbook(), section);
        self.view.sheet.in_sight = None;
        if let Some(line) = self.view.scroll_to
            && let Some(cell) = sheet.first_cell_after(self.session.workbook(), line)
        {
            self.select(cell);
        }
        self.remember_section(section);
    }

    pub(super) fn step(&mut self, step: Step) {
        if let Step::Enter(_) | Step::Tab(_) = step
            && let Some(active) = self.view.selected.clone()
        {
            let next = self.view.sheet.onward(self.session, &active, step);
            self.view.selected = Some(next);
            self.view.focus_table = true;
            return self.scroll_to_selected();
        }
        self.view.sheet.run.end();
        let walk = self.view.sheet.walk(self.session);
        let cell = match &self.view.selected {
            Some(cell) => walk.step(cell, step),
            None => match walk.cell((0, 0)) {
                Some(cell) => cell,
                None => return,
            },
        };
        self.view.selected = Some(cell);
        self.view.sheet.selection = Selection::default();
        self.view.focus_table = true;
        self.scroll_to_selected();
    }

    pub(super) fn scroll_to_selected(&mut self) {
        if let Some(cell) = self.view.selected.clone() {
            self.scroll_to(&cell);
        }
    }

    /// Unfolds what hides a cell, and scrolls to it.
    pub(super) fn scroll_to(&mut self, cell: &Cell) {
        self.view.sheet.reveal(self.session, cell);
        self.view.sheet.in_sight = Some(cell.clone());
        self.view.scroll_to = self.session.sheet().line_of(self.session.workbook(), cell);
    }

    /// Begins to edit the selected cell, with a text or with its value.
    pub(super) fn edit(&mut self, typed: Option<String>) {
        if self.turns_formula_mode() || self.view.editing.is_some() {
            return;
        }
        let Some(cell) = self.view.selected.clone() else {
            return;
        };
        if self.begins_formula(&cell, typed.as_deref()) {
            return;
        }
        if let Err(refusal) = self.session.can_type_over(&cell) {
            self.view.refuse(refusal);
            return;
        }
        let beside_slider = match self.view.tab {
            Tab::Figures => self
                .session
                .has_figure_slider(self.view.figure.as_deref(), &cell),
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
    pub(super) fn type_beside(&mut self, cell: Cell, typed: Option<String>) {
        if !self.settle() || self.begins_formula(&cell, typed.as_deref()) {
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

    pub(super) fn begin(&mut self, cell: Cell, beside_slider: bool, typed: Option<String>) {
        self.view.notice = None;
        let select_all = typed.is_none();
        let text = typed.unwrap_or_else(|| self.session.edit_text(&cell));
        let refusal = self.session.unrecordable(&text);
        self.view.editing = Some(Editing {
            cell,
            beside_slider,
            formula: None,
            text,
            select_all,
            refusal,
        });
    }

    pub(super) fn text(&mut self, text: String) {
        let cell = self
            .view
            .editing
            .as_ref()
            .map(|editing| editing.cell.clone());
        if cell.is_some_and(|cell| self.begins_formula(&cell, Some(&text))) {
            return;
        }
        if let Some(editing) = &mut self.view.editing {
            editing.refusal = self.session.unrecordable(&text);
            editing.text = text;
        }
    }

    pub(super) fn commit(&mut self, step: Option<Step>) {
        let Some(editing) = self.view.editing.take() else {
            return;
        };
        if editing.formula.is_some() {
            return self.commit_formula(editing, step);
        }
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
    pub(super) fn take(&mut self, cell: &Cell, typed: &str) -> Result<(), String> {
        if let Some(refusal) = self.session.unrecordable(typed) {
            return Err(refusal);
        }
        if Distribution::is_meant_by(typed) {
            let drawn = self.session.distribution(&cell.row, typed)?;
            return self.session.set_distribution(&cell.row, drawn);
        }
        let value = self.session.entered(&cell.row, typed)?;
        self.put(cell, Quantity::Constant(Number(value)))
    }

    pub(super) fn cancel(&mut self) {
        let editing = self.view.editing.take();
        self.view.notice = None;
        match editing {
            Some(editing) if editing.beside_slider => self.view.focus_slider = Some(editing.cell),
            _ => self.view.focus_table = true,
        }
    }

    pub(super) fn choose(&mut self, cell: &Cell, option: String) {
        self.view.editing = None;
        self.view.focus_table = true;
        if let Err(refusal) = self.put(cell, Quantity::Choice(option)) {
            self.view.refuse(refusal);
        }
    }

    /// Puts a value into a cell and says where it went if not into the workbook.
    pub(super) fn put(&mut self, cell: &Cell, value: Quantity) -> Result<(), String> {
        let overridden = self.session.is_recorded_over(cell);
        let had_formula = self.session.is_entry_formula(cell);
        let layer = self.session.type_over(cell, value)?;
        self.say_changed(&cell.row, layer);
        if overridden {
            self.say_recorded_over(cell);
        } else if had_formula && self.view.notice.is_none() {
            let label = self.session.cell_label(cell);
            self.view
                .say(format!("{label} is a number now, in place of its formula"));
        }
        Ok(())
    }

    pub(super) fn say_changed(&mut self, row: &str, layer: Option<String>) {
        match layer {
            Some(layer) => {
                let label = self.session.label(row);
                self.view
                    .say(format!("{label} changed in {layer}, which sets it"));
            }
            None => self.view.notice = None,
        }
    }

    pub(super) fn drag(&mut self, key: &str, value: f64) {
        match self.session.drag(key, value) {
            Ok(layer) => {
                let row = Key::parse(key).map_or_else(|_| key.to_owned(), |key| key.name);
                self.say_changed(&row, layer);
            }
            Err(refusal) => self.view.refuse(refusal),
        }
    }
}

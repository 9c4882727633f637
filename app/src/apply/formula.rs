//! A formula that is typed into the bar above the table.

use rackhour_engine::workbook::{Number, Quantity};

use super::Hands;
use crate::formula::{Finding, FormulaAct, FormulaEdit, Mode};
use crate::sheet::{Cell, Step};
use crate::text;
use crate::view::{Editing, Tab};

impl Hands<'_> {
    /// Begins with a formula where a row has one or `=` is typed; whether it did.
    pub(super) fn begins_formula(&mut self, cell: &Cell, typed: Option<&str>) -> bool {
        // While values are recorded a formula stays as it is, and what is typed goes over it.
        if self.session.is_recording() {
            return false;
        }
        let before = self.session.formula_in(cell).map(str::to_owned);
        let (text, mode) = match (typed, &before) {
            (None, Some(formula)) => (formula.clone(), Mode::Edit),
            (Some(typed), _) => match typed.trim_start().strip_prefix('=') {
                Some(rest) => (rest.trim_start().to_owned(), Mode::Enter),
                None => return false,
            },
            (None, None) => return false,
        };
        if !self.view.tab.has_model() {
            self.view.tab = Tab::Model;
        }
        self.view.notice = None;
        self.view.selected = Some(cell.clone());
        self.view.editing = Some(Editing {
            cell: cell.clone(),
            beside_slider: false,
            formula: Some(FormulaEdit::new(before, &text, mode)),
            text,
            select_all: false,
            refusal: None,
        });
        self.try_formula();
        self.scroll_to_selected();
        true
    }

    /// Carries out what is done while a formula is typed.
    pub(super) fn formula(&mut self, act: FormulaAct) {
        let Some(editing) = &mut self.view.editing else {
            return;
        };
        let Some(edit) = &mut editing.formula else {
            return;
        };
        match act {
            FormulaAct::Select(selection) => edit.select(selection),
            FormulaAct::Choose(entry) => edit.chosen = entry,
            FormulaAct::CloseList => edit.lists = false,
            FormulaAct::Text(text, selection) => {
                edit.type_over(selection);
                editing.text = text;
                self.try_formula();
            }
            FormulaAct::Accept(offer) => {
                edit.accept(&mut editing.text, &offer);
                self.try_formula();
            }
            FormulaAct::Point(name) => {
                edit.point(&mut editing.text, &name);
                self.try_formula();
            }
            FormulaAct::Evaluate => {
                let span = edit.selection.span();
                let part = editing.text.get(span.start..span.end).unwrap_or_default();
                let session = &*self.session;
                edit.part = Some(session.part_of_formula(&editing.cell, &editing.text, part));
            }
        }
    }

    /// Between the two meanings of the arrow keys; whether a formula is being typed.
    pub(super) fn turns_formula_mode(&mut self) -> bool {
        let editing = self.view.editing.as_mut();
        let Some(edit) = editing.and_then(|editing| editing.formula.as_mut()) else {
            return false;
        };
        edit.mode = match edit.mode {
            Mode::Enter => Mode::Edit,
            Mode::Edit => Mode::Enter,
        };
        true
    }

    /// Looks at what the formula would do.
    fn try_formula(&mut self) {
        if let Some(editing) = &mut self.view.editing
            && let Some(edit) = &mut editing.formula
        {
            edit.trial = self.session.try_formula(&editing.cell, &editing.text);
        }
    }

    /// Takes the formula over, if nothing is wrong with it, and moves on.
    pub(super) fn commit_formula(&mut self, mut editing: Editing, step: Option<Step>) {
        let Some(edit) = &mut editing.formula else {
            return;
        };
        let formula = editing.text.trim().trim_start_matches('=').trim();
        let cell = editing.cell.clone();
        if edit.before.as_deref() != Some(formula) {
            let had_values = edit.before.is_none();
            match self.give(&cell, formula, had_values) {
                Ok(()) => {}
                Err(found) => {
                    edit.trial.refused = Some(found);
                    edit.lists = false;
                    self.view.editing = Some(editing);
                    return;
                }
            }
        }
        match step {
            Some(step) => self.step(step),
            None => self.view.focus_table = true,
        }
    }

    /// Gives a cell the formula that was typed; in one period of an irregular series a number as
    /// well.
    fn give(&mut self, cell: &Cell, formula: &str, had_values: bool) -> Result<(), Finding> {
        if let Some(number) = self.session.entry_number(cell, formula) {
            let put = self.put(cell, Quantity::Constant(Number(number)));
            return put.map_err(|message| Finding {
                message,
                hint: String::new(),
                span: None,
            });
        }
        let elsewhere = self.session.set_formula(cell, formula)?;
        self.say_formula(cell, had_values, elsewhere);
        Ok(())
    }

    fn say_formula(&mut self, cell: &Cell, had_values: bool, elsewhere: usize) {
        let label = self.session.formula_owner(cell);
        let mut said = match had_values {
            true => format!("{label} is computed by a formula now, in place of what was given"),
            false => format!("{label} has a new formula"),
        };
        if elsewhere > 0 {
            let more = text::count(elsewhere, "more error", "more errors");
            said.push_str(&format!("; the rest of the workbook has {more} with it"));
        }
        self.view.say(said);
    }
}

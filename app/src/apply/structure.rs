//! Rows and sections: what is asked first, and what follows.

use rackhour_engine::workbook::Id;
use rackhour_engine::workbook::edit::Edit;

use super::Hands;
use crate::command::Command;
use crate::reshape::{Ask, Extent, NameForm, Named, Reshape, RowForm, Summary};
use crate::view::Dialog;

impl Hands<'_> {
    /// Carries out a command about rows and sections.
    pub(super) fn run_structure(&mut self, command: Command) {
        let row = self.selected_row();
        match (command, row) {
            (Command::InsertRow, _) => self.insert_row(),
            (Command::SumRows, _) => self.sum_rows(),
            (Command::DeleteRow, Some(row)) => self.delete_row(row),
            (Command::MoveRowUp, Some(row)) => self.move_row(&row, true),
            (Command::MoveRowDown, Some(row)) => self.move_row(&row, false),
            (Command::RenameRow, Some(row)) => self.ask_row(&row, Extent::Names),
            (Command::RowProperties, Some(row)) => self.ask_row(&row, Extent::All),
            (Command::InsertSection, _) => {
                let of = Named::NewSection(self.current_section());
                self.ask_name(of, String::new(), String::new(), false);
            }
            _ => self.run_section(command),
        }
    }

    fn run_section(&mut self, command: Command) {
        let Some(section) = self.current_section() else {
            return;
        };
        let label = self.session.section_label(&section);
        let edit = match command {
            Command::RenameSection => {
                self.ask_name(Named::Section(section), label, String::new(), false);
                return;
            }
            Command::MoveSectionUp => self.session.moved_section(&section, true),
            Command::MoveSectionDown => self.session.moved_section(&section, false),
            Command::DeleteSection => Some(Edit::RemoveSection {
                id: section.clone(),
            }),
            _ => return,
        };
        let deleted = command == Command::DeleteSection;
        let (verb, done) = match deleted {
            true => ("Delete", "Deleted"),
            false => ("Move", "Moved"),
        };
        let Some(edit) = edit else {
            self.view.refuse(format!("{label} cannot move further"));
            return;
        };
        match self
            .session
            .reshape(format!("{verb} the section {label}"), &[edit])
        {
            Ok(()) => {
                self.say_of_workbook(format!("{done} the section {label}"));
                if deleted {
                    self.view.reshape.section = None;
                }
                self.recompute();
                self.scroll_to_selected();
            }
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    fn selected_row(&self) -> Option<Id> {
        let cell = self.view.selected.as_ref()?;
        self.session.variable(&cell.row).map(|row| row.id.clone())
    }

    /// The section that was gone to, else that of the selected row, where it is declared.
    fn current_section(&self) -> Option<Id> {
        let gone_to = self.view.reshape.section.as_ref();
        let gone_to = gone_to.filter(|(_, cell)| *cell == self.view.selected);
        let section = gone_to.map(|(section, _)| section.clone()).or_else(|| {
            let row = self.selected_row()?;
            Some(self.session.variable(&row)?.section.clone())
        })?;
        let sections = &self.session.workbook().sections;
        let known = sections.iter().any(|other| other.id == section);
        known.then_some(section)
    }

    /// Remembers that a section was gone to, so that what follows is about it.
    pub(super) fn remember_section(&mut self, section: &str) {
        self.view.reshape.section = Some((section.to_owned(), self.view.selected.clone()));
    }

    /// Adds a row below the selected one, and asks what it is called.
    fn insert_row(&mut self) {
        let section = self.current_section();
        let row = self.selected_row().filter(|row| {
            let row = self.session.variable(row);
            row.is_some_and(|row| {
                section
                    .as_ref()
                    .is_none_or(|section| row.section == *section)
            })
        });
        let of_row = row.as_ref().and_then(|row| self.session.variable(row));
        let section = section.or_else(|| of_row.map(|row| row.section.clone()));
        let first = || self.session.workbook().sections.first();
        let section = section.or_else(|| first().map(|section| section.id.clone()));
        match self.session.insert_row(row.as_deref(), section.as_deref()) {
            Ok(id) => {
                self.recompute();
                self.go_to(&id);
                self.say_of_workbook("Inserted a row");
                self.ask_row(&id, Extent::New);
            }
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    /// Sums what is selected into an empty row, or into one that is added and then named.
    fn sum_rows(&mut self) {
        let Some(area) = self.area() else {
            return;
        };
        let sum = self.session.sum_of(self.view.sheet.stops(), &area);
        let taken = sum.and_then(|sum| Ok((self.session.take_sum(&sum)?, sum)));
        match taken {
            Ok((id, sum)) => {
                self.recompute();
                self.go_to(&id);
                let label = self.session.label(&id);
                self.say_of_workbook(format!("{label} adds {}", sum.parts));
                if sum.into.is_none() {
                    self.ask_row(&id, Extent::New);
                }
            }
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    fn delete_row(&mut self, row: Id) {
        if self.session.uses(&row).is_empty() {
            self.delete_anyway(&row);
        } else {
            self.ask_about(Ask::DeleteRow(row));
        }
    }

    fn delete_anyway(&mut self, row: &str) {
        let label = self.session.label(row);
        let rows = &self.session.workbook().variables;
        let at = rows.iter().position(|other| other.id == row).unwrap_or(0);
        match self.session.delete_row(row) {
            Ok(()) => {
                self.recompute();
                self.say_of_workbook(format!("Deleted {label}"));
                self.select_near(at);
            }
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    /// Selects the row at a place of the document, or the last one.
    fn select_near(&mut self, at: usize) {
        let rows = &self.session.workbook().variables;
        let row = rows.get(at).or(rows.last()).map(|row| row.id.clone());
        self.view.selected = None;
        if let Some(row) = row
            && let Some(result) = self.session.results().row(&row)
        {
            self.view.selected = Some(self.session.sheet().first_cell(result));
            self.view.focus_table = true;
            self.scroll_to_selected();
        }
    }

    /// The names of all rows.
    pub(super) fn rows(&self) -> Vec<Id> {
        let rows = self.session.workbook().variables.iter();
        rows.map(|row| row.id.clone()).collect()
    }

    /// After undo or redo: what came back is selected, and nothing that is gone.
    pub(super) fn select_what_changed(&mut self, before: &[Id]) {
        self.recompute();
        let rows = &self.session.workbook().variables;
        let back = rows.iter().position(|row| !before.contains(&row.id));
        let selected = self.view.selected.as_ref().map(|cell| cell.row.clone());
        let lost = selected.filter(|row| self.session.variable(row).is_none());
        match (back, lost) {
            (Some(at), _) => self.select_near(at),
            (None, Some(row)) => {
                let at = before.iter().position(|other| *other == row);
                self.select_near(at.unwrap_or(0));
            }
            (None, None) => {}
        }
    }

    fn move_row(&mut self, row: &str, up: bool) {
        let label = self.session.label(row);
        match self.session.move_row(row, up) {
            Ok(Some(section)) => {
                let way = if up { "up" } else { "down" };
                self.say_of_workbook(match section {
                    Some(section) => format!("Moved {label} to the section {section}"),
                    None => format!("Moved {label} {way}"),
                });
                self.recompute();
                self.view.focus_table = true;
                self.scroll_to_selected();
            }
            Ok(None) => self.view.refuse(format!("{label} cannot move further")),
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    /// Opens a question or form; the keyboard goes there.
    pub(super) fn ask_about(&mut self, ask: Ask) {
        self.ctx.memory_mut(|memory| {
            if let Some(focused) = memory.focused() {
                memory.surrender_focus(focused);
            }
        });
        self.view.focus_table = false;
        self.view.dialog = Some(Dialog::Reshape(Box::new(ask)));
    }

    fn ask_row(&mut self, row: &str, extent: Extent) {
        if let Some(form) = self.session.row_form(row, extent) {
            self.ask_about(Ask::Row(form));
        }
    }

    pub(super) fn ask_name(&mut self, of: Named, label: String, note: String, back: bool) {
        self.ask_about(Ask::Name(NameForm {
            of,
            label,
            note,
            refusal: None,
            back,
        }));
    }

    /// Takes what was answered in a question or form about rows, sections and scenarios.
    pub(super) fn reshape(&mut self, answer: Reshape) {
        let ask = match self.view.dialog.take() {
            Some(Dialog::Reshape(ask)) => ask,
            other => {
                self.view.dialog = other;
                return;
            }
        };
        match (*ask, answer) {
            (Ask::Row(old), Reshape::Row(form)) => {
                let form = self.named_after_label(&old, form);
                self.view.dialog = Some(Dialog::Reshape(Box::new(Ask::Row(form))));
            }
            (Ask::Name(_), Reshape::Name(form)) => {
                self.view.dialog = Some(Dialog::Reshape(Box::new(Ask::Name(form))));
            }
            (Ask::Scenarios(_), Reshape::Look(scenario)) => {
                let scenario = Some(scenario);
                let summary = Summary {
                    scenario,
                    refusal: None,
                };
                self.view.dialog = Some(Dialog::Reshape(Box::new(Ask::Scenarios(summary))));
            }
            (Ask::Scenarios(_), Reshape::Scenario(act, id)) => self.scenario_act(act, id, true),
            (Ask::DeleteRow(row), Reshape::Take) => self.delete_anyway(&row),
            (Ask::Row(form), Reshape::Take) => self.take_row(form),
            (Ask::Name(form), Reshape::Take) => self.take_name(form),
            (ask, _) => self.view.dialog = Some(Dialog::Reshape(Box::new(ask))),
        }
    }

    /// A form in which the name follows the label until it is typed itself.
    fn named_after_label(&self, old: &RowForm, mut form: RowForm) -> RowForm {
        form.refusal = None;
        if form.name != old.name {
            form.name_follows = false;
        } else if form.name_follows && form.label != old.label {
            let same = form.label.trim() == self.session.label(&form.row);
            form.name = match same {
                true => form.row.clone(),
                false => self.session.free_row_name(&form.label),
            };
        }
        form
    }

    fn take_row(&mut self, form: RowForm) {
        match self.session.take_row_form(&form) {
            Ok(name) => {
                let label = form.label.trim();
                self.say_of_workbook(match form.extent {
                    Extent::New => format!("Inserted {label}"),
                    Extent::Names => format!("Renamed to {label}; all that refers to it follows"),
                    Extent::All => format!("Changed {label}"),
                });
                if let Some(cell) = &mut self.view.selected
                    && cell.row == form.row
                {
                    cell.row = name;
                }
                self.view.focus_table = self.view.tab.has_model();
            }
            Err(refusal) => {
                let refusal = Some(refusal);
                self.view.dialog = Some(Dialog::Reshape(Box::new(Ask::Row(RowForm {
                    refusal,
                    ..form
                }))));
            }
        }
    }

    fn take_name(&mut self, form: NameForm) {
        let done = match &form.of {
            Named::NewSection(after) => self.insert_section(&form.label, after.clone()),
            Named::Section(id) => self.rename_section(id, &form.label),
            of => self.take_scenario_name(of, &form),
        };
        match done {
            Ok(said) => {
                match form.of {
                    Named::NewSection(_) | Named::Section(_) => self.say_of_workbook(said),
                    _ => self.view.say(said),
                }
                self.view.focus_table = self.view.tab.has_model();
                if form.back {
                    self.recompute();
                    self.show_summary(None);
                }
            }
            Err(refusal) => {
                let refusal = Some(refusal);
                self.view.dialog = Some(Dialog::Reshape(Box::new(Ask::Name(NameForm {
                    refusal,
                    ..form
                }))));
            }
        }
    }

    fn insert_section(&mut self, label: &str, after: Option<Id>) -> Result<String, String> {
        let (id, edit) = self.session.new_section(label, after);
        let label = label.trim();
        self.session
            .reshape(format!("Insert the section {label}"), &[edit])?;
        self.recompute();
        let sheet = self.session.sheet();
        self.view.scroll_to = sheet.line_of_section(self.session.workbook(), &id);
        self.remember_section(&id);
        Ok(format!(
            "Inserted the section {label}; rows are inserted there"
        ))
    }

    fn rename_section(&mut self, id: &str, label: &str) -> Result<String, String> {
        let edit = Edit::SetSectionLabel {
            id: id.to_owned(),
            text: label.trim().to_owned(),
        };
        let label = label.trim();
        self.session
            .reshape(format!("Rename the section {label}"), &[edit])?;
        Ok(format!("Renamed the section to {label}"))
    }
}

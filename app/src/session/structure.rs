//! Rows and sections as they are reshaped: new ones, their names, their order, and what is known
//! about them.

use std::sync::Arc;

use rackhour_engine::check;
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::{
    Assumption, Definition, Id, Number, Provenance, Quantity, Section, Use, Variable, Workbook,
};

use super::{Session, slug};
use crate::reshape::{Extent, RowForm};

/// What a new row is called until it has a name.
const NEW_ROW: &str = "New row";

/// Where the value of a new row comes from.
const NO_SOURCE: &str = "No source given yet";

impl Session {
    /// Makes edits as one step to undo.
    ///
    /// # Errors
    /// One of them is refused; none is made.
    pub fn reshape(&mut self, label: impl Into<String>, edits: &[Edit]) -> Result<(), String> {
        self.end_drag();
        let applied = self.history.apply_all(label, edits);
        applied.map_err(|refusal| self.refusal(&refusal.message, &refusal.hint))?;
        self.revision += 1;
        Ok(())
    }

    /// Forgets where the values of an import came from; the values stay. Gives what it is called.
    ///
    /// # Errors
    /// There is no such import.
    pub fn forget_import(&mut self, id: &str) -> Result<String, String> {
        let mut imports = self.workbook().imports.iter();
        let label = imports.find(|import| import.id == id);
        let label = label.map_or_else(|| id.to_owned(), |import| import.label.clone());
        let edit = Edit::RemoveImport { id: id.to_owned() };
        self.reshape(format!("Forget the import of {label}"), &[edit])?;
        Ok(label)
    }

    /// Makes edits as a part of the step that added a row.
    pub(super) fn reshape_new(&mut self, label: &str, edits: &[Edit]) -> Result<(), String> {
        let mut trial = Workbook::clone(self.history.current());
        let tried = edits.iter().try_for_each(|edit| edit.apply(&mut trial));
        tried.map_err(|refusal| self.refusal(&refusal.message, &refusal.hint))?;
        for edit in edits {
            let applied = self.history.apply_within(self.gesture, label, edit);
            applied.map_err(|refusal| self.refusal(&refusal.message, &refusal.hint))?;
        }
        self.revision += 1;
        Ok(())
    }

    /// Adds an assumption of zero after a row, or first in a section; gives its name.
    ///
    /// # Errors
    /// There is no place for it.
    pub fn insert_row(&mut self, after: Option<&str>, section: Option<&str>) -> Result<Id, String> {
        self.end_drag();
        let id = self.free_row_name(NEW_ROW);
        let mut edits = Vec::new();
        let section = match section {
            Some(section) => section.to_owned(),
            None => {
                let (id, edit) = self.new_section("Rows", None);
                edits.push(edit);
                id
            }
        };
        edits.push(Edit::InsertVariable {
            after: after.map(str::to_owned),
            variable: Arc::new(new_row(&id, section)),
        });
        self.gesture += 1;
        self.reshape_new("Insert row", &edits)?;
        Ok(id)
    }

    /// A name for a row of this label that nothing has yet.
    pub fn free_row_name(&self, label: &str) -> Id {
        let ascii: String = slug(label).replace('-', "_");
        let ascii: String = ascii.chars().filter(char::is_ascii).take(56).collect();
        let base = match ascii.trim_matches('_') {
            "" => "row".to_owned(),
            name if name.starts_with(|c: char| c.is_ascii_lowercase()) => name.to_owned(),
            name => format!("row_{name}"),
        };
        let names = (1..).map(|count| match count {
            1 => base.clone(),
            count => format!("{base}_{count}"),
        });
        let is_free = |name: &String| {
            let mut trial = Workbook::clone(self.history.current());
            let variable = Arc::new(new_row(name, String::new()));
            let insert = Edit::InsertVariable {
                after: None,
                variable,
            };
            insert.apply(&mut trial).is_ok() && trial.uses(name).is_empty()
        };
        names.take(1000).find(is_free).unwrap_or(base)
    }

    /// The edit that adds a section, and the id that it gets.
    pub fn new_section(&self, label: &str, after: Option<Id>) -> (Id, Edit) {
        let ascii: String = slug(label).replace('-', "_");
        let ascii: String = ascii.chars().filter(char::is_ascii).take(56).collect();
        let base = match ascii.starts_with(|c: char| c.is_ascii_lowercase()) {
            true => ascii,
            false => format!("section_{ascii}"),
        };
        let sections = &self.history.current().sections;
        let names = (1..).map(|count| match count {
            1 => base.clone(),
            count => format!("{base}_{count}"),
        });
        let is_free = |name: &String| !sections.iter().any(|other| other.id == *name);
        let id = names.take(1000).find(is_free).unwrap_or(base);
        let section = Section {
            id: id.clone(),
            label: label.trim().to_owned(),
        };
        let section = Arc::new(section);
        (id, Edit::InsertSection { after, section })
    }

    /// What refers to a row.
    pub fn uses(&self, row: &str) -> Vec<Use> {
        self.history.current().uses(row)
    }

    /// Removes a row.
    ///
    /// # Errors
    /// There is no such row.
    pub fn delete_row(&mut self, row: &str) -> Result<(), String> {
        let label = format!("Delete {}", self.label(row));
        let name = row.to_owned();
        self.reshape(label, &[Edit::RemoveVariable { name }])
    }

    /// Moves a row up or down, over the edge of its section into the next one; gives the section
    /// where that is another, by its label. None where there is no place to go.
    ///
    /// # Errors
    /// There is no such row.
    pub fn move_row(&mut self, row: &str, up: bool) -> Result<Option<Option<String>>, String> {
        let Some((section, after)) = self.place_beside(row, up) else {
            return Ok(None);
        };
        let from = self.variable(row).map(|row| row.section.clone());
        let label = format!("Move {}", self.label(row));
        let edit = Edit::MoveVariable {
            name: row.to_owned(),
            section: section.clone(),
            after,
        };
        self.reshape(label, &[edit])?;
        let other = (from.as_deref() != Some(&section)).then(|| self.section_label(&section));
        Ok(Some(other))
    }

    /// The place before or after a row: a section, and the row of it that comes before.
    fn place_beside(&self, row: &str, up: bool) -> Option<(Id, Option<Id>)> {
        let workbook = self.workbook();
        let section = &self.variable(row)?.section;
        let rows_of = |section: &str| {
            let rows = workbook.variables.iter();
            let rows = rows.filter(|row| row.section == section);
            rows.map(|row| row.id.clone()).collect::<Vec<_>>()
        };
        let rows = rows_of(section);
        let at = rows.iter().position(|id| id == row)?;
        match up {
            true if at > 0 => {
                let before = at.checked_sub(2).map(|place| rows[place].clone());
                return Some((section.clone(), before));
            }
            false if at + 1 < rows.len() => {
                return Some((section.clone(), Some(rows[at + 1].clone())));
            }
            _ => {}
        }
        let sections = &workbook.sections;
        // Rows whose section is missing stand below all others.
        let here = sections.iter().position(|other| other.id == *section);
        let here = here.unwrap_or(sections.len());
        let there = if up { here.checked_sub(1)? } else { here + 1 };
        let there = sections.get(there)?.id.clone();
        let last = rows_of(&there).pop().filter(|_| up);
        Some((there, last))
    }

    /// What a section is called.
    pub fn section_label(&self, id: &str) -> String {
        let sections = &self.history.current().sections;
        let found = sections.iter().find(|section| section.id == id);
        found.map_or_else(|| id.to_owned(), |section| section.label.clone())
    }

    /// The edit that moves a section up or down; none at the edge.
    pub fn moved_section(&self, id: &str, up: bool) -> Option<Edit> {
        let sections = &self.history.current().sections;
        let here = sections.iter().position(|section| section.id == id)?;
        let after = match up {
            true => here.checked_sub(1)?.checked_sub(1),
            false => Some(here + 1),
        };
        let after = match after {
            Some(place) => Some(sections.get(place)?.id.clone()),
            None => None,
        };
        let id = id.to_owned();
        Some(Edit::MoveSection { id, after })
    }

    /// The form that shows a row as it is.
    pub fn row_form(&self, id: &str, extent: Extent) -> Option<RowForm> {
        let row = self.variable(id)?;
        let mut form = RowForm {
            row: id.to_owned(),
            extent,
            label: row.label.clone(),
            name: id.to_owned(),
            name_follows: extent == Extent::New,
            unit: row.unit.clone(),
            note: row.note.clone(),
            ..RowForm::default()
        };
        if let Definition::Assumption(assumption) = &row.definition {
            form.source = Some(assumption.source.clone());
            self.show_ends(&mut form, row, assumption);
        }
        Some(form)
    }

    /// Why the name in a form cannot be given.
    pub fn name_refusal(&self, form: &RowForm) -> Option<String> {
        let mut trial = Workbook::clone(self.history.current());
        let (name, to) = (form.row.clone(), form.name.clone());
        let refused = Edit::RenameVariable { name, to }.apply(&mut trial).err()?;
        Some(self.refusal(&refused.message, &refused.hint))
    }

    /// Why the unit in a form cannot be read.
    pub fn unit_refusal(&self, form: &RowForm) -> Option<String> {
        let catalog = check::catalog(self.workbook());
        let refused = catalog.parse(form.unit.trim()).err()?;
        Some(self.refusal(&refused.message, &refused.hint))
    }

    /// Takes what a form says of a row, as one step to undo; gives the row's name after it.
    ///
    /// # Errors
    /// Something in it cannot be taken; the reason says what to do instead.
    pub fn take_row_form(&mut self, form: &RowForm) -> Result<Id, String> {
        if form.label.trim().is_empty() {
            return Err("A row needs a label. Write at least one word".to_owned());
        }
        let unit_changed = self
            .variable(&form.row)
            .is_some_and(|row| row.unit != form.unit.trim());
        if unit_changed && let Some(refusal) = self.unit_refusal(form) {
            return Err(refusal);
        }
        let edits = self.edits_of(form)?;
        match form.extent {
            Extent::New => self.reshape_new(&format!("Insert {}", form.label.trim()), &edits)?,
            Extent::Names => self.reshape(format!("Rename {}", self.label(&form.row)), &edits)?,
            Extent::All => self.reshape(format!("Change {}", self.label(&form.row)), &edits)?,
        }
        Ok(form.name.clone())
    }

    /// The edits of what a form says otherwise than the row; its name comes last.
    fn edits_of(&self, form: &RowForm) -> Result<Vec<Edit>, String> {
        let Some(row) = self.variable(&form.row) else {
            return Err("There is no such row any more. Cancel, and choose another".to_owned());
        };
        let (name, trimmed) = (form.row.clone(), |text: &str| text.trim().to_owned());
        let texts = [
            (trimmed(&form.label), &row.label),
            (trimmed(&form.unit), &row.unit),
            (trimmed(&form.note), &row.note),
        ];
        let mut edits = Vec::new();
        for (place, (text, old)) in texts.into_iter().enumerate() {
            if text != *old {
                let name = name.clone();
                edits.push(match place {
                    0 => Edit::SetLabel { name, text },
                    1 => Edit::SetUnit { name, text },
                    _ => Edit::SetNote { name, text },
                });
            }
        }
        if let Definition::Assumption(assumption) = &row.definition {
            edits.extend(self.ends_edit(form, row, assumption)?);
            if let Some(source) = form.source.clone().filter(|to| *to != assumption.source) {
                let name = name.clone();
                edits.push(Edit::SetSource { name, source });
            }
        }
        if form.name != form.row {
            let to = form.name.clone();
            edits.push(Edit::RenameVariable { name, to });
        }
        Ok(edits)
    }
}

/// An assumption of nothing yet.
pub(super) fn new_row(id: &str, section: Id) -> Variable {
    let assumption = Assumption {
        value: Quantity::Constant(Number(0.0)),
        low: None,
        high: None,
        distribution: None,
        valid: None,
        shares: false,
        options: Vec::new(),
        source: Provenance::Assumed(NO_SOURCE.to_owned()),
    };
    Variable {
        id: id.to_owned(),
        label: NEW_ROW.to_owned(),
        unit: String::new(),
        section,
        note: String::new(),
        format: None,
        over: None,
        definition: Definition::Assumption(assumption),
    }
}

//! The edits of a proposal, all of them for one step.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::check::Checked;
use crate::diagnostic::Diagnostic;
use crate::workbook::edit::{Edit, Overlay};
use crate::workbook::key::Key;
use crate::workbook::names::Refusal;
use crate::workbook::{
    Action, Assumption, Change, Definition, Number, Provenance, Quantity, Role, Variable, Workbook,
};

use super::draft::{Draft, Taken};
use super::effects::effects;
use super::{Bind, Proposal, shares};

impl Draft<'_> {
    /// Sets the values, the changes of layers and the ends of ranges in the draft.
    pub(super) fn set_values(&mut self) {
        self.set_shares();
        for position in 0..self.taken.len() {
            let taken = &self.taken[position];
            if !taken.is_applied || !self.moves(taken) {
                continue;
            }
            let (target, place) = (taken.target.clone(), taken.place());
            let value = Number(taken.value);
            let edit = match (&target.layer, target.role) {
                (None, Role::Value) => Ok(Edit::SetValue {
                    key: target.key.clone(),
                    quantity: Quantity::Constant(value),
                }),
                (None, role) => self.range(&target.key, role, value),
                (Some(layer), _) => Ok(self.overlay(layer, &target.key, value)),
            };
            let done = edit.and_then(|edit| {
                edit.apply(&mut self.workbook)?;
                Ok(edit)
            });
            match done {
                Ok(edit) => self.values.push(edit),
                Err(refusal) => {
                    let label = self.model.label(&self.taken[position].row);
                    let problem = format!("{place} does not go into {label}: {refusal}");
                    self.out.problems.push(problem);
                    let taken = &mut self.taken[position];
                    (taken.is_applied, taken.is_kept) = (false, false);
                }
            }
        }
    }

    /// Whether a value differs from what the draft has.
    fn moves(&self, taken: &Taken) -> bool {
        let target = &taken.target;
        let held = (self.workbook).held(&target.key, target.layer.as_ref(), target.role);
        held != Some(Number(taken.value))
    }

    /// Shares of one whole are set together.
    fn set_shares(&mut self) {
        let taken = self.taken.iter().enumerate();
        let base = taken.filter(|(_, taken)| {
            taken.is_applied && taken.target.layer.is_none() && taken.target.role == Role::Value
        });
        let values: Vec<_> = base
            .map(|(position, taken)| (position, taken.target.key.as_str(), taken.value))
            .collect();
        let (wholes, refused) = shares::wholes(&self.workbook, &values);
        for (parts, problem) in refused {
            self.leave_out(&parts, problem);
        }
        for whole in wholes {
            if !whole
                .parts
                .iter()
                .any(|part| self.moves(&self.taken[*part]))
            {
                continue;
            }
            let edit = Edit::SetValue {
                key: whole.key,
                quantity: whole.quantity,
            };
            match edit.apply(&mut self.workbook) {
                Ok(()) => self.values.push(edit),
                Err(refusal) => self.leave_out(&whole.parts, refusal.to_string()),
            }
        }
    }

    fn leave_out(&mut self, parts: &[usize], problem: String) {
        self.out.problems.push(problem);
        for part in parts {
            let taken = &mut self.taken[*part];
            (taken.is_applied, taken.is_kept) = (false, false);
        }
    }

    fn overlay(&self, layer: &Overlay, key: &str, value: Number) -> Edit {
        Edit::SetOverlay {
            layer: layer.clone(),
            change: Change {
                key: key.to_owned(),
                profile: None,
                action: Action::Set(Quantity::Constant(value)),
                source: Some(Provenance::From(self.source.id.clone())),
            },
        }
    }

    /// The edit that moves one end of a range, and with it the other where the file has both.
    fn range(&self, key: &str, role: Role, value: Number) -> Result<Edit, Refusal> {
        let name = Key::parse(key)?.name;
        let row = self.workbook.variable(&name);
        let given = row.and_then(|row| match &row.definition {
            Definition::Assumption(given) => Some(given),
            _ => None,
        });
        let (Some(row), Some(given)) = (row, given) else {
            let message = "only what is given has a range";
            return Err(Refusal::new(message, "bind it to an assumption"));
        };
        let end = |of: Role, old: &Option<Quantity>| {
            let mut others = self.taken.iter().filter(|taken| taken.is_applied);
            let other = others.find(|taken| taken.target.key == key && taken.target.role == of);
            let new = other.map(|taken| Number(taken.value));
            let Some(new) = new.or((of == role).then_some(value)) else {
                return Ok(old.clone());
            };
            let old = old.as_ref().unwrap_or(&given.value);
            with_part(&self.workbook, row, given, old, (key, new)).map(Some)
        };
        let (low, high) = (end(Role::Low, &given.low)?, end(Role::High, &given.high)?);
        Ok(Edit::SetRange { name, low, high })
    }

    /// Puts all edits in order, and finds out what they do.
    pub(super) fn finish(mut self, binds: &[Bind]) -> Proposal {
        if !self.out.questions.is_empty() {
            return self.out;
        }
        let Some(import) = self.record() else {
            return self.out;
        };
        let rows = self.rows(binds);
        let created: BTreeSet<_> = rows.iter().map(|(row, _)| row.clone()).collect();
        let is_old = |edit: &Edit| match edit {
            Edit::SetValue { key, .. } => {
                !Key::parse(key).is_ok_and(|key| created.contains(&key.name))
            }
            Edit::SetRange { name, .. } => !created.contains(name),
            _ => true,
        };
        let mut edits = std::mem::take(&mut self.first);
        edits.extend(rows.into_iter().map(|(_, edit)| edit));
        edits.extend(std::mem::take(&mut self.values).into_iter().filter(is_old));
        edits.extend(self.sources(&created));
        edits.extend(self.forget(&import));
        let put = Arc::new(import.clone());
        edits.push(Edit::PutImport { import: put });
        self.out.import = Some(import);
        self.try_out(edits);
        self.out
    }

    /// The new rows with the values that they got.
    fn rows(&self, binds: &[Bind]) -> Vec<(String, Edit)> {
        let mut after: BTreeMap<String, Option<String>> = BTreeMap::new();
        let mut edits = Vec::new();
        for created in binds.iter().filter_map(|bind| bind.created.as_ref()) {
            let mut taken = self.taken.iter();
            let has_value = taken.any(|taken| taken.row == created.id && taken.is_applied);
            let Some(row) = self.workbook.variable(&created.id).filter(|_| has_value) else {
                continue;
            };
            let mut row = Variable::clone(row);
            if let Definition::Assumption(given) = &mut row.definition {
                given.source = Provenance::From(self.source.id.clone());
            }
            let place = after
                .entry(row.section.clone())
                .or_insert_with(|| last_of(self.model.workbook, &row.section));
            let after = place.replace(row.id.clone());
            let variable = Arc::new(row);
            edits.push((
                variable.id.clone(),
                Edit::InsertVariable { after, variable },
            ));
        }
        edits
    }

    /// Rows whose values all come from the file have it for a source. Where the file says what the
    /// workbook says already, the source stays: a vendor's claim is one wherever it is repeated.
    fn sources(&mut self, created: &BTreeSet<String>) -> Vec<Edit> {
        let mut given: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        let mut moved: BTreeSet<&str> = BTreeSet::new();
        let typed = self.model.typed();
        for taken in self.taken.iter().filter(|taken| taken.is_kept) {
            let target = &taken.target;
            if target.layer.is_some() || target.role != Role::Value {
                continue;
            }
            let (Some(row), Ok(key)) = (typed.row(&taken.row), Key::parse(&target.key)) else {
                continue;
            };
            let Ok(places) = typed.extents.places(row.axes, &key.at) else {
                continue;
            };
            let slots = (0..typed.extents.slots(row.axes)).filter(|slot| {
                let position = typed.extents.position(row.axes, *slot);
                places.iter().all(|(axis, at)| position.along(*axis) == *at)
            });
            given.entry(taken.row.as_str()).or_default().extend(slots);
            let held = self.model.workbook.held(&target.key, None, Role::Value);
            if held.is_none_or(|held| held.0 != taken.value) {
                moved.insert(taken.row.as_str());
            }
        }
        let source = Provenance::From(self.source.id.clone());
        let mut edits = Vec::new();
        for (name, slots) in given {
            let Some(row) = self.workbook.variable(name) else {
                continue;
            };
            let Definition::Assumption(old) = &row.definition else {
                continue;
            };
            let all = typed.row(name).map(|row| typed.extents.slots(row.axes));
            let is_moved = moved.contains(name);
            if created.contains(name) || old.source == source || !is_moved {
                continue;
            }
            match all == Some(slots.len()) {
                true => edits.push(Edit::SetSource {
                    name: name.to_owned(),
                    source: source.clone(),
                }),
                false => self.out.remarks.push(format!(
                    "{} keeps its source, since the file gives only some of its values",
                    row.label
                )),
            }
        }
        edits
    }

    /// Carries the edits out on a copy: what they do to the outputs, and what they break.
    fn try_out(&mut self, edits: Vec<Edit>) {
        let mut after = self.model.workbook.clone();
        for edit in &edits {
            if let Err(refusal) = edit.apply(&mut after) {
                return self.out.problems.push(refusal.to_string());
            }
        }
        let after = Arc::new(after);
        let checked = self.model.checked.again(&after);
        let broken = new_errors(self.model.checked, &checked);
        if !broken.is_empty() {
            return self.out.problems.extend(broken);
        }
        let case = &self.when.layers;
        self.out.effects = effects(self.model, (&after, &checked), case);
        self.out.edits = edits;
    }
}

/// A quantity with the part that a key names replaced, as an edit of the value would do it.
fn with_part(
    workbook: &Workbook,
    row: &Variable,
    given: &Assumption,
    old: &Quantity,
    (key, value): (&str, Number),
) -> Result<Quantity, Refusal> {
    let mut scratch = workbook.clone();
    let row = Variable {
        definition: Definition::Assumption(Assumption {
            value: old.clone(),
            shares: false,
            ..given.clone()
        }),
        ..row.clone()
    };
    let mut rows = scratch.variables.iter_mut();
    if let Some(place) = rows.find(|other| other.id == row.id) {
        *place = Arc::new(row.clone());
    }
    let edit = Edit::SetValue {
        key: key.to_owned(),
        quantity: Quantity::Constant(value),
    };
    edit.apply(&mut scratch)?;
    match scratch.variable(&row.id).map(|row| &row.definition) {
        Some(Definition::Assumption(new)) => Ok(new.value.clone()),
        _ => Ok(old.clone()),
    }
}

/// The last row of a section; of the workbook where the section has none.
pub(super) fn last_of(workbook: &Workbook, section: &str) -> Option<String> {
    let rows = &workbook.variables;
    let inside = rows.iter().rfind(|row| row.section == section);
    inside.or(rows.last()).map(|row| row.id.clone())
}

/// The errors that a version has and the one before had not.
fn new_errors(before: &Checked, after: &Checked) -> Vec<String> {
    let known = before.findings();
    let is_new = |finding: &&Diagnostic| finding.is_error() && !known.contains(finding);
    let found = after.findings().iter().filter(is_new);
    found
        .map(|finding| format!("it would break the workbook: {}", finding.message))
        .collect()
}

//! What it takes to set a result: whether it is one, and the work for a job.

use std::sync::Arc;

use rackhour_engine::check::RowKind;
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::{Action, Change, Number, Quantity, Scenario};

use super::Session;
use crate::seek::{Request, Task};
use crate::sheet::Cell;
use crate::studies::Version;

impl Session {
    /// The key of a result that can be set by changing an assumption.
    ///
    /// # Errors
    /// The cell is no result; the reason says what to do instead.
    pub fn seekable(&self, cell: &Cell) -> Result<String, String> {
        let label = self.label(&cell.row);
        let Some((row, _)) = self.slot(cell) else {
            return Err(format!(
                "{label} has no value in this column; select one of its values"
            ));
        };
        if self.is_assumption(&cell.row) {
            return Err(format!(
                "{label} is an assumption; type its value, or select a result that it leads to"
            ));
        }
        if row.kind != RowKind::Number {
            return Err(format!(
                "{label} is not a number, so it has no value to be met; select a number"
            ));
        }
        if self.is_replaced(cell) {
            let layer = self.layer_of(cell).unwrap_or_default();
            return Err(format!(
                "{label} is set by {layer} and follows from nothing; type over its value"
            ));
        }
        let key = self.key(cell).map(|key| key.to_string());
        key.ok_or_else(|| format!("{label} has no value here"))
    }

    /// Work that finds out what would set a result.
    pub fn seek_request(&self, output: &str, task: Task) -> Request {
        Request {
            version: Version {
                workbook: Arc::clone(&self.computed.workbook),
                case: self.case.clone(),
            },
            typed: Arc::clone(&self.computed.typed),
            output: output.to_owned(),
            task,
            progress: Arc::default(),
        }
    }

    /// Adds a scenario that does what the one on screen does and sets an input, as one step to
    /// undo; gives the name that it got.
    ///
    /// # Errors
    /// The value cannot be set; the reason says what to do instead.
    pub fn scenario_of(&mut self, name: &str, change: (String, f64)) -> Result<String, String> {
        self.end_drag();
        let (id, name) = self.free_name(name);
        let note = format!("{}.", self.in_words(std::slice::from_ref(&change)));
        let (key, value) = change;
        let shown = self.case.scenario.as_ref();
        let mut scenarios = self.workbook().scenarios.iter();
        let shown = scenarios.find(|scenario| Some(&scenario.id) == shown);
        let kept = shown.into_iter().flat_map(|scenario| &scenario.changes);
        let mut changes: Vec<_> = kept.filter(|other| other.key != key).cloned().collect();
        changes.push(Change {
            key,
            profile: None,
            action: Action::Set(Quantity::Constant(Number(value))),
            source: None,
        });
        let edit = Edit::InsertScenario {
            scenario: Arc::new(Scenario {
                id,
                label: name.clone(),
                note,
                changes,
            }),
        };
        let applied = self
            .history
            .apply(format!("Add the scenario {name}"), &edit);
        applied.map_err(|refusal| self.refusal(&refusal.message, &refusal.hint))?;
        self.revision += 1;
        Ok(name)
    }
}

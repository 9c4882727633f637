//! What it takes to set a result: whether it is one, and the work for a job.

use std::sync::Arc;

use rackhour_engine::check::RowKind;

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
}

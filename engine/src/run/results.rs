//! What a case gives: a value or a reason for every slot of every row.

use crate::check::{Layer, RowKind};
use crate::diagnostic::Diagnostic;
use crate::workbook::Id;
use crate::workbook::key::Key;

/// One case of a workbook.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// Every row, in the workbook's order.
    pub rows: Vec<RowResult>,
    /// The workbook's own checks, in order.
    pub checks: Vec<CheckResult>,
    /// What is wrong with the layers, and what a reader should know about the values.
    pub findings: Vec<Diagnostic>,
}

impl Results {
    /// A row by its id.
    pub fn row(&self, id: &str) -> Option<&RowResult> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// The value of a key, at the first element and period of what it leaves open.
    pub fn at(&self, key: &str) -> Option<f64> {
        let key = Key::parse(key).ok()?;
        let row = self.row(&key.name)?;
        let slot = row.axes.iter().fold(0, |slot, axis| {
            let place = axis.labels.iter().position(|label| key.at.contains(label));
            slot * axis.labels.len() + place.unwrap_or(0)
        });
        row.value(slot).ok()
    }
}

/// One row in one case.
#[derive(Clone, Debug)]
pub struct RowResult {
    /// Its id.
    pub id: Id,
    /// The unit of its values.
    pub unit: String,
    /// What its values are.
    pub kind: RowKind,
    /// The axes it runs over, the last one fastest.
    pub axes: Vec<ResultAxis>,
    /// One value per slot: NaN where unavailable, 1 or 0 for a condition, the position of the
    /// option for a choice.
    pub values: Vec<f64>,
    /// Why slots are unavailable.
    pub reasons: Vec<(usize, String)>,
    /// The topmost layer that touched each slot.
    pub layers: Vec<Layer>,
    /// Whether an overlay changes the result of a formula.
    pub overridden: bool,
}

impl RowResult {
    /// The value of a slot, or the reason why there is none.
    pub fn value(&self, slot: usize) -> Result<f64, &str> {
        match self.values.get(slot) {
            Some(value) if !value.is_nan() => Ok(*value),
            _ => Err(self.reason(slot).unwrap_or("there is no such value")),
        }
    }

    /// The element and period of a slot, in the order of the axes.
    pub fn labels(&self, slot: usize) -> Vec<&str> {
        let mut rest = slot;
        let mut labels: Vec<_> = self
            .axes
            .iter()
            .rev()
            .map(|axis| {
                let label = axis.labels[rest % axis.labels.len()].as_str();
                rest /= axis.labels.len();
                label
            })
            .collect();
        labels.reverse();
        labels
    }

    /// Why a slot is unavailable.
    pub fn reason(&self, slot: usize) -> Option<&str> {
        self.reasons
            .iter()
            .find(|(at, _)| *at == slot)
            .map(|(_, reason)| reason.as_str())
    }
}

/// One axis of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultAxis {
    /// The id of the index, or `year`, `quarter`, `month`.
    pub id: Id,
    /// The element ids or period labels.
    pub labels: Vec<String>,
}

/// One of the workbook's own checks in one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckResult {
    /// Its id.
    pub id: Id,
    /// What it claims.
    pub label: String,
    /// Whether it holds everywhere.
    pub passed: bool,
    /// Where and by how much it fails; empty if it holds.
    pub detail: String,
}

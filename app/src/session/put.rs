//! Many values at once, as one step to undo.

use std::collections::BTreeMap;

use rackhour_engine::check::{Layer, RowKind};
use rackhour_engine::run::RowResult;
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{Assumption, Definition, Id, Number, Quantity};

use super::Session;
use crate::overtype;
use crate::sheet::{self, Cell};
use crate::text;

/// How far shares may be from a whole that were written with few decimals.
const ROUNDED: f64 = 1e-6;

/// A value for a cell, and the lowest layer that may take it.
pub(super) struct Put {
    pub(super) cell: Cell,
    pub(super) quantity: Quantity,
    pub(super) layer: Layer,
}

impl Session {
    pub(super) fn layer_at(&self, cell: &Cell) -> Layer {
        let layer = self
            .slot(cell)
            .and_then(|(row, slot)| row.layers.get(slot).copied());
        let recorded = self
            .variable(&cell.row)
            .and_then(|row| self.recorded_layer(row));
        recorded.or(layer).unwrap_or(Layer::Workbook)
    }

    /// Makes all changes as one step to undo, or none.
    pub(super) fn put_all(&mut self, label: String, puts: Vec<Put>) -> Result<(), String> {
        let edits = self.edits(puts)?;
        self.apply_edits(label, &edits)
    }

    /// Makes edits as one step to undo: all of them, or none if one is refused.
    ///
    /// # Errors
    /// One of them makes no sense for the document.
    pub(super) fn apply_edits(&mut self, label: String, edits: &[Edit]) -> Result<(), String> {
        self.end_drag();
        let applied = self.history.apply_all(label, edits);
        applied.map_err(|refusal| self.refusal(&refusal.message, &refusal.hint))?;
        self.revision += 1;
        Ok(())
    }

    /// The edits that give cells their values. Shares of one whole are given together, and so are
    /// all periods of a row.
    fn edits(&self, puts: Vec<Put>) -> Result<Vec<Edit>, String> {
        let mut shares: BTreeMap<(Id, Option<usize>), Vec<Put>> = BTreeMap::new();
        let mut others: BTreeMap<(Id, usize), Vec<Put>> = BTreeMap::new();
        for put in puts {
            let row = put.cell.row.clone();
            match self.is_shares(&row) {
                true => shares.entry((row, put.cell.period)).or_default().push(put),
                false => others.entry((row, put.cell.element)).or_default().push(put),
            }
        }
        let mut edits = Vec::new();
        for together in shares.into_values() {
            match together.as_slice() {
                [only] => edits.push(self.edit(only)?),
                _ => edits.push(self.all_shares(&together)?),
            }
        }
        for together in others.into_values() {
            match self.whole_series(&together) {
                Some(edit) => edits.push(edit),
                None => {
                    for put in &together {
                        edits.push(self.edit(put)?);
                    }
                }
            }
        }
        Ok(edits)
    }

    fn is_shares(&self, row: &str) -> bool {
        self.variable(row).is_some_and(|row| {
            matches!(
                &row.definition,
                Definition::Assumption(Assumption { shares: true, .. })
            )
        })
    }

    fn edit(&self, put: &Put) -> Result<Edit, String> {
        self.edit_at(&put.cell, self.key(&put.cell), put.layer, &put.quantity)
    }

    fn edit_at(
        &self,
        cell: &Cell,
        key: Option<Key>,
        least: Layer,
        quantity: &Quantity,
    ) -> Result<Edit, String> {
        let Some((key, row)) = key.zip(self.variable(&cell.row)) else {
            let label = self.cell_label(cell);
            return Err(format!("{label}: there is no value in this column"));
        };
        let layer = self.layer_at(cell).max(least);
        overtype::overtype(
            self.workbook(),
            &self.case,
            row,
            layer,
            &key,
            quantity.clone(),
        )
        .map_err(|reason| format!("{}: {reason}", self.cell_label(cell)))
    }

    /// The shares of a whole, given all at once.
    fn all_shares(&self, puts: &[Put]) -> Result<Edit, String> {
        let cell = &puts[0].cell;
        let label = self.label(&cell.row);
        let shares: Option<Vec<(Id, Number)>> = puts
            .iter()
            .map(|put| match (&put.quantity, self.key(&put.cell)) {
                (Quantity::Constant(share), Some(key)) => Some((key.at.first()?.clone(), *share)),
                _ => None,
            })
            .collect();
        let result = self.result(&cell.row);
        let count = result.map_or(0, |row| match sheet::periods(row) {
            Some(periods) => row.values.len() / periods.max(1),
            None => row.values.len(),
        });
        let Some(shares) = shares.filter(|shares| shares.len() == count) else {
            return Err(format!(
                "The shares of {label} sum to 100 %; give one of them, or all {count} together"
            ));
        };
        let sum: f64 = shares.iter().map(|(_, share)| share.0).sum();
        if (sum - 1.0).abs() > ROUNDED {
            let percent = text::exact_to(sum * 100.0, 6);
            return Err(format!(
                "The shares of {label} sum to {percent} % in place of 100 %; nothing was changed"
            ));
        }
        let key = self.key(cell).map(|key| Key {
            at: key.at.into_iter().skip(1).collect(),
            ..key
        });
        let layer = puts.iter().map(|put| put.layer).max();
        let layer = layer.unwrap_or(Layer::Workbook);
        self.edit_at(cell, key, layer, &Quantity::Elements(shares))
    }

    /// All periods of a row or of one of its elements at once, where the workbook sets them.
    fn whole_series(&self, puts: &[Put]) -> Option<Edit> {
        let cell = &puts.first()?.cell;
        let (row, _) = self.slot(cell)?;
        if sheet::periods(row) != Some(puts.len()) || !self.is_given(row) {
            return None;
        }
        let in_order = |(place, put): (usize, &Put)| match &put.quantity {
            Quantity::Constant(number) if put.cell.period == Some(place) => Some(*number),
            _ => None,
        };
        let series: Option<Vec<_>> = puts.iter().enumerate().map(in_order).collect();
        let of_workbook = |put: &Put| self.layer_at(&put.cell).max(put.layer) == Layer::Workbook;
        let series = series.filter(|_| puts.iter().all(of_workbook))?;
        let mut key = self.key(cell)?;
        key.at.pop();
        Some(Edit::SetValue {
            key: key.to_string(),
            quantity: Quantity::Series(series),
        })
    }

    fn is_given(&self, row: &RowResult) -> bool {
        matches!(row.kind, RowKind::Number) && self.is_assumption(&row.id)
    }
}

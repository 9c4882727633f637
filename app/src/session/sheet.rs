//! A range of cells as it is read: its texts for other programs, and what its numbers come to.

use std::sync::Arc;

use rackhour_engine::check::RowKind;
use rackhour_engine::figure;
use rackhour_engine::run::Results;
use rackhour_engine::workbook::Variable;

use super::Session;
use super::cells::Shown;
use crate::sheet::{self, Area, Cell, Walk};
use crate::text;

/// The most cells that are copied or pasted at once.
pub(super) const MOST: usize = 1_000_000;

impl Session {
    /// The revision of what is computed.
    pub fn revision(&self) -> u64 {
        self.computed.revision
    }

    /// The results of the case on screen, to be kept.
    pub fn shared_results(&self) -> Arc<Results> {
        Arc::clone(&self.computed.results)
    }

    /// Whether a cell has another value than it had.
    pub fn differs(&self, before: &Results, cell: &Cell) -> bool {
        let Some((row, slot)) = self.slot(cell) else {
            return false;
        };
        let old = before.row(&row.id);
        let old = old.filter(|old| old.values.len() == row.values.len());
        old.is_some_and(|old| old.values[slot].to_bits() != row.values[slot].to_bits())
    }

    /// Whether there is a place for a value in a cell.
    pub fn has_value(&self, cell: &Cell) -> bool {
        self.slot(cell).is_some()
    }

    /// A cell by its row, element and period, as it is called on screen.
    pub fn cell_label(&self, cell: &Cell) -> String {
        let (label, place) = (self.label(&cell.row), self.place_label(cell));
        match (place.is_empty(), cell.period) {
            (false, _) => format!("{label}, {}", place.replace(" · ", ", ")),
            (true, Some(period)) => match self.sheet().periods.get(period) {
                Some(period) => format!("{label}, {period}"),
                None => label,
            },
            (true, None) => label,
        }
    }

    /// The text of a cell from which another program, or this one, reads exactly its value.
    pub fn copy_text(&self, cell: &Cell) -> String {
        let shown = self.shown(cell);
        match (&shown, self.variable(&cell.row)) {
            (Shown::Number(value, _), Some(row)) => text::edit_text(*value, row.format),
            _ => sheet::field(&shown.exact()),
        }
    }

    /// A range as lines of cells that tabs part.
    ///
    /// # Errors
    /// There are too many.
    pub fn copied(&self, walk: Walk<'_>, area: &Area) -> Result<String, String> {
        can_copy(area)?;
        let line = |stop: usize| {
            let cells = area.columns.clone().map(|column| {
                let cell = walk.cell((stop, column));
                cell.map_or_else(String::new, |cell| self.copy_text(&cell))
            });
            cells.collect::<Vec<_>>().join("\t")
        };
        let lines: Vec<_> = area.stops.clone().map(line).collect();
        Ok(lines.join("\n"))
    }

    /// What the numbers of a range come to: `12 values · sum 1,250 MW · mean 104 MW`. There is no
    /// sum of numbers in several units.
    pub fn totals(&self, walk: Walk<'_>, area: &Area) -> String {
        let (mut count, mut sum, mut values) = (0_usize, 0.0, 0_usize);
        let mut kind: Option<&Variable> = None;
        let mut agree = true;
        for stop in area.stops.clone() {
            for column in area.columns.clone() {
                let Some(cell) = walk.cell((stop, column)) else {
                    continue;
                };
                let Some((row, slot)) = self.slot(&cell) else {
                    continue;
                };
                let Ok(value) = row.value(slot) else {
                    continue;
                };
                values += 1;
                if !matches!(row.kind, RowKind::Number) {
                    continue;
                }
                count += 1;
                sum += value;
                if let Some(variable) = self.variable(&row.id) {
                    let first = *kind.get_or_insert(variable);
                    agree &= first.unit == variable.unit
                        && figure::is_percent(first) == figure::is_percent(variable);
                }
            }
        }
        if values == 0 {
            return String::new();
        }
        let counted = text::count(values, "value", "values");
        match kind {
            Some(row) if agree && count > 1 => {
                let say = |value: f64| {
                    let number = self.plain_number(row, value);
                    let unit = text::unit_label(&row.unit);
                    format!("{number} {unit}").trim_end().to_owned()
                };
                let mean = say(sum / count as f64);
                format!("{counted} · sum {} · mean {mean}", say(sum))
            }
            Some(_) if !agree => format!("{counted} in different units"),
            _ => counted,
        }
    }
}

/// Whether a range is not too large to be copied.
///
/// # Errors
/// It is.
pub fn can_copy(area: &Area) -> Result<(), String> {
    let (lines, columns) = area.size();
    match lines.saturating_mul(columns) > MOST {
        true => Err(too_many()),
        false => Ok(()),
    }
}

pub(super) fn too_many() -> String {
    "More than 1,000,000 cells cannot be copied or pasted at once; take fewer".to_owned()
}

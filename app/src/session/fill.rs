//! What fills a range with its first values, and what clears it.

use rackhour_engine::check::RowKind;
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::{Number, Quantity, Variable};

use super::Session;
use super::put::Put;
use crate::sheet::{Area, Cell, Walk};
use crate::{overtype, text};

/// Into which direction a value is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// From the first column.
    Right,
    /// From the first line.
    Down,
}

impl Session {
    /// Copies the first value of each line of a range over the line, or of each column down it, as
    /// one step to undo. A value that a profile or scenario sets goes to the same place.
    ///
    /// # Errors
    /// A cell cannot take the value; nothing is changed.
    pub fn fill(&mut self, stops: &[usize], area: &Area, down: Fill) -> Result<String, String> {
        let puts = self.filled(stops, area, down)?;
        if puts.is_empty() {
            return Err("There is nothing to fill: select a value and the cells after it".into());
        }
        let count = text::count(puts.len(), "cell", "cells");
        let way = match down {
            Fill::Right => "right",
            Fill::Down => "down",
        };
        self.put_all(format!("Fill {way}"), puts)?;
        Ok(format!("Filled {count}"))
    }

    fn filled(&self, stops: &[usize], area: &Area, way: Fill) -> Result<Vec<Put>, String> {
        let walk = Walk {
            session: self,
            stops,
        };
        let (across, along) = match way {
            Fill::Right => (area.stops.clone(), area.columns.clone()),
            Fill::Down => (area.columns.clone(), area.stops.clone()),
        };
        // As in a spreadsheet, a single cell is filled from the one before it.
        let along = match along.start() == along.end() {
            true => along.start().saturating_sub(1)..=*along.end(),
            false => along,
        };
        let mut puts = Vec::new();
        for line in across {
            let place = |at: usize| match way {
                Fill::Right => (line, at),
                Fill::Down => (at, line),
            };
            let cells = along.clone().filter_map(|at| walk.cell(place(at)));
            let mut cells = cells.filter(|cell| self.has_value(cell));
            let Some(from) = cells.next() else {
                continue;
            };
            for to in cells {
                puts.push(self.filling(&from, to)?);
            }
        }
        Ok(puts)
    }

    /// One cell with the value of another.
    fn filling(&self, from: &Cell, to: Cell) -> Result<Put, String> {
        let refuse = |why: String| format!("{}: {why}; nothing was filled", self.cell_label(&to));
        let rows = self.variable(&from.row).zip(self.variable(&to.row));
        let (source, target) = rows.ok_or_else(|| refuse("there is no such row".to_owned()))?;
        if source.unit != target.unit {
            let unit = |row: &Variable| match text::unit_label(&row.unit) {
                unit if unit.is_empty() => "a ratio".to_owned(),
                unit => format!("in {unit}"),
            };
            return Err(refuse(format!(
                "it is {}, and {} is {}",
                unit(target),
                self.cell_label(from),
                unit(source)
            )));
        }
        let given = self.slot(from).map(|(row, slot)| (row, row.value(slot)));
        let Some((row, Ok(value))) = given else {
            let label = self.cell_label(from);
            return Err(refuse(format!("{label} has no value to fill with")));
        };
        let quantity = match &row.kind {
            RowKind::Choice(ids) => ids.get(value as usize).cloned().map(Quantity::Choice),
            RowKind::Number => Some(Quantity::Constant(Number(value))),
            RowKind::Condition => None,
        };
        let quantity = quantity.ok_or_else(|| refuse("it holds no number".to_owned()))?;
        self.fits_choice(target, &quantity).map_err(refuse)?;
        let layer = self.layer_at(from);
        Ok(Put {
            cell: to,
            quantity,
            layer,
        })
    }

    fn fits_choice(&self, row: &Variable, quantity: &Quantity) -> Result<(), String> {
        let options = self.options(&row.id);
        match quantity {
            Quantity::Choice(id) if !options.iter().any(|option| option.id == *id) => {
                Err("it does not have this option".to_owned())
            }
            Quantity::Constant(_) if !options.is_empty() => {
                Err("it is a choice between options".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// Takes the changes of the profile or scenario that set the cells of a range out of it, as one
    /// step to undo.
    ///
    /// # Errors
    /// No cell of the range is set by a profile or scenario.
    pub fn clear(&mut self, stops: &[usize], area: &Area, label: &str) -> Result<String, String> {
        let walk = Walk {
            session: self,
            stops,
        };
        let mut edits: Vec<Edit> = Vec::new();
        let mut layers: Vec<String> = Vec::new();
        let mut first = None;
        for stop in area.stops.clone() {
            for column in area.columns.clone() {
                let cell = walk.cell((stop, column));
                let Some(cell) = cell.filter(|cell| self.has_value(cell)) else {
                    continue;
                };
                if let Some((edit, layer)) = self.clearing(&cell)
                    && !edits.contains(&edit)
                {
                    edits.push(edit);
                    layers.push(layer);
                }
                first.get_or_insert(cell);
            }
        }
        if edits.is_empty() {
            return Err(self.nothing_to_clear(first.as_ref()));
        }
        layers.dedup();
        let count = text::count(edits.len(), "change", "changes");
        let said = match layers.as_slice() {
            [layer] => format!("{count} taken out of {layer}"),
            _ => format!("{count} taken out of the profile and the scenario"),
        };
        self.apply_edits(label.to_owned(), &edits)?;
        Ok(said)
    }

    fn nothing_to_clear(&self, cell: Option<&Cell>) -> String {
        let Some(cell) = cell else {
            return "There is no value here that could be cleared".to_owned();
        };
        let label = self.cell_label(cell);
        match self.is_assumption(&cell.row) {
            true => format!(
                "{label} is the workbook's own value, which no profile or scenario changes; type \
                 another one over it"
            ),
            false => format!("{label} is computed by a formula, and nothing overrides it"),
        }
    }

    /// The edit that takes out the change that sets a cell, and the layer's name.
    fn clearing(&self, cell: &Cell) -> Option<(Edit, String)> {
        let (key, row) = self.key(cell).zip(self.variable(&cell.row))?;
        let layer = self.layer_at(cell);
        let edit = overtype::clear(self.workbook(), &self.case, row, layer, &key)?;
        Some((edit, self.layer_of(cell)?))
    }
}

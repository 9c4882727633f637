//! What is done with a range of cells: copied, summed up, pasted, filled, cleared, formatted.

use std::collections::BTreeMap;

use rackhour_engine::check::{Layer, RowKind};
use rackhour_engine::figure;
use rackhour_engine::run::RowResult;
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{Assumption, Definition, Id, Number, Quantity, Variable};

use super::Session;
use super::cells::Shown;
use crate::sheet::{self, Area, Cell, Clip, Pasted, Walk};
use crate::{overtype, text};

/// The most cells that are copied or pasted at once.
const MOST: usize = 1_000_000;

/// How far shares may be from a whole that were written with few decimals.
const ROUNDED: f64 = 1e-6;

/// A value for a cell, and the lowest layer that may take it.
struct Put {
    cell: Cell,
    quantity: Quantity,
    layer: Layer,
}

impl Session {
    /// The revision of what is computed.
    pub fn revision(&self) -> u64 {
        self.computed.revision
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

    /// Writes what was copied elsewhere from the range's first cell on, or a single value into the
    /// whole range, as one step to undo: all of it, or nothing. Says what was done.
    ///
    /// # Errors
    /// A text does not fit its cell; the reason names the cell.
    pub fn paste(&mut self, walk: &[usize], area: &Area, pasted: &str) -> Result<String, String> {
        let clip = Clip::read(pasted);
        let (lines, columns) = match clip.single() {
            Some(_) => area.size(),
            None => clip.size(),
        };
        if lines.saturating_mul(columns) > MOST {
            return Err(too_many());
        }
        let (puts, empty) = self.pasted(walk, area, &clip, (lines, columns))?;
        let count = puts.len();
        if count == 0 {
            return Err("There is nothing to paste".to_owned());
        }
        let label = match puts.as_slice() {
            [only] => format!("Change {}", self.label(&only.cell.row)),
            _ => format!("Paste {}", text::count(count, "value", "values")),
        };
        self.put_all(label, puts)?;
        let said = format!("Pasted {}", text::count(count, "value", "values"));
        Ok(match empty {
            0 => said,
            1 => format!("{said}; an empty one left its cell as it was"),
            _ => format!("{said}; {empty} empty ones left their cells as they were"),
        })
    }

    /// What each cell is to be given, and how many texts were empty.
    fn pasted(
        &self,
        stops: &[usize],
        area: &Area,
        clip: &Clip,
        (lines, columns): (usize, usize),
    ) -> Result<(Vec<Put>, usize), String> {
        let walk = Walk {
            session: self,
            stops,
        };
        let (top, left) = (*area.stops.start(), *area.columns.start());
        let (last_stop, last_column) = walk.last();
        let room = (last_stop + 1 - top, last_column + 1 - left);
        if lines > room.0 || columns > room.1 {
            let count = |size: (usize, usize)| {
                let lines = text::count(size.0, "line", "lines");
                format!("{lines} and {}", text::count(size.1, "column", "columns"))
            };
            return Err(format!(
                "What was copied has {}, and from the selected cell on there are {}; nothing was \
                 pasted",
                count((lines, columns)),
                count(room)
            ));
        }
        let (mut puts, mut empty) = (Vec::new(), 0);
        for line in 0..lines {
            for column in 0..columns {
                let typed = clip.single().unwrap_or_else(|| clip.at(line, column));
                let cell = walk.cell((top + line, left + column));
                let Some(cell) = cell.filter(|_| !typed.is_empty()) else {
                    empty += usize::from(line < clip.lines.len());
                    continue;
                };
                let quantity = self.fitting(&cell, typed).map_err(|reason| {
                    let place = self.cell_label(&cell);
                    format!("{place}: {reason}; nothing was pasted")
                })?;
                puts.push(Put {
                    cell,
                    quantity,
                    layer: Layer::Workbook,
                });
            }
        }
        Ok((puts, empty))
    }

    /// A pasted text as a value of a cell.
    fn fitting(&self, cell: &Cell, typed: &str) -> Result<Quantity, String> {
        self.can_type_over(cell)?;
        let options = self.options(&cell.row);
        if !options.is_empty() {
            let word = typed.to_lowercase();
            let same = |text: &str| text.to_lowercase() == word;
            let option = options.iter().find(|o| same(&o.label) || same(&o.id));
            return option
                .map(|option| Quantity::Choice(option.id.clone()))
                .ok_or_else(|| {
                    let labels: Vec<_> = options.iter().map(|o| o.label.as_str()).collect();
                    format!(
                        "“{typed}” is none of the options; choose {}",
                        labels.join(" or ")
                    )
                });
        }
        let quoted = |what: &str| Err(format!("“{typed}” is {what}"));
        match Pasted::of(typed) {
            Pasted::Error => return quoted("what a spreadsheet shows in place of a value"),
            Pasted::Date => return quoted("a date, and the row holds numbers"),
            Pasted::Formula => return quoted("a formula; paste its value"),
            Pasted::Unavailable => return quoted("no value"),
            Pasted::Text | Pasted::Empty => {}
        }
        let row = self.variable(&cell.row).ok_or("there is no such row")?;
        if figure::is_percent(row)
            && let Ok(share) = typed.parse::<f64>()
            && share != 0.0
            && share.abs() <= 1.0
        {
            let percent = share * 100.0;
            return quoted(&format!(
                "either {percent} % or {share} %; write it with a percent sign"
            ));
        }
        let value = self.entered(&cell.row, typed).map_err(|reason| {
            match typed.chars().any(|c| c.is_ascii_digit()) {
                true => reason,
                false => format!("“{typed}” is a text, and the row holds numbers"),
            }
        })?;
        Ok(Quantity::Constant(Number(value)))
    }

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

    pub(super) fn layer_at(&self, cell: &Cell) -> Layer {
        let layer = self
            .slot(cell)
            .and_then(|(row, slot)| row.layers.get(slot).copied());
        layer.unwrap_or(Layer::Workbook)
    }

    /// Makes all changes as one step to undo, or none.
    fn put_all(&mut self, label: String, puts: Vec<Put>) -> Result<(), String> {
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

    /// Takes the changes of the profile or scenario that set the cells of a range out of it, as one
    /// step to undo.
    ///
    /// # Errors
    /// No cell of the range is set by a profile or scenario.
    pub fn clear(&mut self, stops: &[usize], area: &Area) -> Result<String, String> {
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
        self.apply_edits("Clear what was changed".to_owned(), &edits)?;
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

/// Into which direction a value is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// From the first column.
    Right,
    /// From the first line.
    Down,
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

fn too_many() -> String {
    "More than 1,000,000 cells cannot be copied or pasted at once; take fewer".to_owned()
}

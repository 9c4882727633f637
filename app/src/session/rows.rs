//! What is done with whole rows of a range: their formats, and the texts that are replaced in them.

use std::collections::BTreeSet;

use rackhour_engine::check::{self, Layer, RowKind};
use rackhour_engine::diagnostic::{Code, Diagnostic};
use rackhour_engine::formula;
use rackhour_engine::run::RowResult;
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::{Definition, Entry, Id, NumberFormat, Variable, Workbook};

use super::Session;
use super::scenarios::UNRECORDED;
use crate::sheet::find::replaced;
use crate::sheet::{Area, Cell, Family, Walk};
use crate::text;

impl Session {
    /// The first cell of a row that holds a value.
    pub fn first_cell_of(&self, row: &str) -> Option<Cell> {
        self.result(row).map(|row| self.sheet().first_cell(row))
    }

    /// The results of a row.
    pub fn row_result(&self, row: &str) -> Option<&RowResult> {
        self.result(row)
    }

    /// The formula of a cell, where the row has one of its own there: in the column of single
    /// values, or in a period of an irregular series.
    pub fn formula_at(&self, cell: &Cell) -> Option<&str> {
        match (&self.variable(&cell.row)?.definition, cell.period) {
            (Definition::Formula(text), None) if cell.element == 0 => Some(text),
            (Definition::Irregular(entries), Some(period)) => match entries.get(period)? {
                Entry::Formula(text) => Some(text),
                Entry::Value(_) => None,
            },
            _ => None,
        }
    }

    /// Whether the value of a cell was given: in an assumption, or as a number in a period.
    pub fn is_given(&self, cell: &Cell) -> bool {
        let definition = self.variable(&cell.row).map(|row| &row.definition);
        match definition {
            Some(Definition::Assumption(_)) => true,
            Some(Definition::Irregular(entries)) => {
                let entry = cell.period.and_then(|period| entries.get(period));
                matches!(entry, Some(Entry::Value(_)))
            }
            _ => false,
        }
    }

    /// Whether a row only repeats another one.
    pub fn is_reference(&self, row: &str) -> bool {
        let definition = self.variable(row).map(|row| &row.definition);
        matches!(definition, Some(Definition::Formula(text)) if self.position(text.trim()).is_some())
    }

    /// The profile and scenario that set some of the values of a row that has several.
    pub fn touched(&self, row: &str) -> Option<String> {
        let result = self.result(row).filter(|row| row.values.len() > 1)?;
        let sets = |layer: Layer| result.layers.contains(&layer);
        let layers = [Layer::Profile, Layer::Scenario].into_iter();
        let names: Vec<_> = layers
            .filter(|layer| sets(*layer))
            .filter_map(|layer| self.layer_label(layer))
            .collect();
        (!names.is_empty()).then(|| names.join(" and "))
    }

    /// The rows of a range, each once, in the order of the table.
    pub fn rows_of(&self, stops: &[usize], area: &Area) -> Vec<Id> {
        let walk = Walk {
            session: self,
            stops,
        };
        let mut rows: Vec<Id> = Vec::new();
        for stop in area.stops.clone() {
            if let Some(cell) = walk.cell((stop, 0))
                && rows.last() != Some(&cell.row)
            {
                rows.push(cell.row);
            }
        }
        rows
    }

    /// Replaces a text in the labels, notes and formulas of rows, as one step to undo; in how many
    /// texts it stood.
    ///
    /// # Errors
    /// It stands nowhere, a label would be empty, or a formula could not be read any more.
    pub fn replace(&mut self, rows: &[Id], what: &str, with: &str) -> Result<usize, String> {
        let mut edits = Vec::new();
        for id in rows {
            if let Some(row) = self.variable(id) {
                edits.extend(self.replacing(row, what, with)?);
            }
        }
        if edits.is_empty() {
            return Err(format!(
                "“{what}” stands in no label, note or formula here, and nothing else is replaced"
            ));
        }
        let of_formula = |edit: &Edit| matches!(edit, Edit::SetFormula { .. });
        if self.is_recording() && edits.iter().any(of_formula) {
            return Err(format!("{UNRECORDED}; nothing was replaced"));
        }
        self.names_nothing_new(&edits)?;
        let label = match rows {
            [only] => format!("Replace in {}", self.label(only)),
            _ => format!("Replace “{what}”"),
        };
        self.apply_edits(label, &edits)?;
        Ok(edits.len())
    }

    /// Refuses formulas that would name what the document does not have.
    fn names_nothing_new(&self, edits: &[Edit]) -> Result<(), String> {
        let formulas = edits.iter().filter_map(|edit| match edit {
            Edit::SetFormula { name, .. } => Some(name),
            _ => None,
        });
        let changed: BTreeSet<_> = formulas.collect();
        if changed.is_empty() {
            return Ok(());
        }
        let mut after = Workbook::clone(self.history.current());
        for edit in edits {
            edit.apply(&mut after)
                .map_err(|refusal| self.refusal(&refusal.message, &refusal.hint))?;
        }
        let (_, findings) = check::check(&after);
        let is_new = |finding: &&Diagnostic| {
            let code = matches!(finding.code, Code::UnknownName | Code::UnknownFunction);
            code && changed.contains(&finding.place.name) && !self.problems().contains(finding)
        };
        findings.iter().find(is_new).map_or(Ok(()), |finding| {
            let label = self.label(&finding.place.name);
            let reason = self.sentence(&finding.message);
            Err(format!(
                "The formula of {label} could not be computed: {reason}; nothing was replaced"
            ))
        })
    }

    fn replacing(&self, row: &Variable, what: &str, with: &str) -> Result<Vec<Edit>, String> {
        let name = || row.id.clone();
        let mut edits = Vec::new();
        if let Some(text) = replaced(&row.label, what, with) {
            if text.trim().is_empty() {
                let label = &row.label;
                return Err(format!("{label} would have no label; nothing was replaced"));
            }
            edits.push(Edit::SetLabel { name: name(), text });
        }
        if let Some(text) = replaced(&row.note, what, with) {
            edits.push(Edit::SetNote { name: name(), text });
        }
        if let Definition::Formula(formula) = &row.definition
            && let Some(text) = replaced(formula, what, with)
        {
            let (_, findings) = formula::parse(&text);
            if let Some(finding) = findings.iter().find(|finding| finding.is_error()) {
                let reason = self.sentence(&finding.message);
                return Err(format!(
                    "The formula of {} would read “{text}”: {reason}; nothing was replaced",
                    row.label
                ));
            }
            edits.push(Edit::SetFormula { name: name(), text });
        }
        Ok(edits)
    }

    /// Shows the numbers of rows in a format, as one step to undo.
    ///
    /// # Errors
    /// A row holds no numbers, or numbers with a unit that the format cannot show.
    pub fn set_format(
        &mut self,
        rows: &[Id],
        format: Option<NumberFormat>,
        family: Option<Family>,
    ) -> Result<(), String> {
        for id in rows {
            self.can_show(id, format, family)?;
        }
        let edits: Vec<_> = rows
            .iter()
            .map(|name| Edit::SetFormat {
                name: name.clone(),
                format,
            })
            .collect();
        let label = family.map_or("Change the number format", Family::label);
        self.apply_edits(label.to_owned(), &edits)
    }

    /// Whether the numbers of a row can be shown in a format.
    ///
    /// # Errors
    /// It holds no numbers, or numbers with a unit that the format cannot show.
    pub fn can_show(
        &self,
        id: &str,
        format: Option<NumberFormat>,
        family: Option<Family>,
    ) -> Result<(), String> {
        let Some((row, result)) = self.variable(id).zip(self.result(id)) else {
            return Err("There is no such row".to_owned());
        };
        let label = &row.label;
        if !matches!(result.kind, RowKind::Number) {
            return Err(format!("{label} holds words, which have no number format"));
        }
        let unit = text::unit_label(&row.unit);
        match format {
            Some(NumberFormat::Percent(_)) if !unit.is_empty() => Err(format!(
                "{label} is in {unit}; only ratios are shown in percent"
            )),
            Some(NumberFormat::Multiple(_)) if !unit.is_empty() => Err(format!(
                "{label} is in {unit}; only ratios are shown as multiples"
            )),
            Some(_) if family == Some(Family::Currency) && !text::is_money(&row.unit) => {
                let unit = match unit.as_str() {
                    "" => "a ratio".to_owned(),
                    unit => format!("in {unit}"),
                };
                Err(format!("{label} is {unit} and no money"))
            }
            _ => Ok(()),
        }
    }

    /// The formats that the rows of a cell can take, each with the cell's value in it.
    pub fn formats(&self, cell: &Cell) -> Vec<(Option<NumberFormat>, String)> {
        use NumberFormat::{Decimals, Multiple, Percent};
        let Some(row) = self.variable(&cell.row) else {
            return Vec::new();
        };
        let value = self
            .slot(cell)
            .and_then(|(row, slot)| row.value(slot).ok())
            .unwrap_or(1234.5);
        let ratios = [Percent(0), Percent(1), Percent(2), Multiple(1), Multiple(2)];
        let numbers = [Decimals(0), Decimals(1), Decimals(2), Decimals(3)];
        let ratios = ratios.into_iter().filter(|_| row.unit.is_empty());
        std::iter::once(None)
            .chain(numbers.into_iter().chain(ratios).map(Some))
            .map(|format| (format, text::number(value, &row.unit, format)))
            .collect()
    }
}

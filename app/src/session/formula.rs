//! Formulas that are being typed: what fits, what they would give, and taking them over.

use rackhour_engine::assist::{self, Attempt, Mention, Offer, Signature, Valued};
use rackhour_engine::check::{Layers, Position, RowKind};
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::{Definition, Entry, NumberFormat};

use super::scenarios::UNRECORDED;
use super::{Session, Shown};
use crate::formula::{Finding, Trial};
use crate::sheet::{self, Cell};
use crate::text;

impl Session {
    /// The formula of a row; none where it has values or an entry for each period.
    pub fn formula(&self, row: &str) -> Option<&str> {
        match &self.variable(row)?.definition {
            Definition::Formula(text) => Some(text),
            Definition::Assumption(_) | Definition::Irregular(_) => None,
        }
    }

    /// The formula that is edited in a cell: that of the row, or of one period of an irregular
    /// series.
    pub fn formula_in(&self, cell: &Cell) -> Option<&str> {
        match self.entry(cell) {
            Some((_, Entry::Formula(text))) => Some(text),
            Some((_, Entry::Value(_))) => None,
            None => self.formula(&cell.row),
        }
    }

    /// What the formula in a cell belongs to: a row, or one period of an irregular series.
    pub fn formula_owner(&self, cell: &Cell) -> String {
        match self.entry(cell) {
            Some(_) => self.cell_label(cell),
            None => self.label(&cell.row),
        }
    }

    /// The period of an irregular series in which a cell stands, and what stands there.
    fn entry(&self, cell: &Cell) -> Option<(&str, &Entry)> {
        let Definition::Irregular(entries) = &self.variable(&cell.row)?.definition else {
            return None;
        };
        let period = cell.period?;
        let label = self.sheet().periods.get(period)?;
        Some((label, entries.get(period)?))
    }

    /// Whether a formula stands in the period of an irregular series.
    pub fn is_entry_formula(&self, cell: &Cell) -> bool {
        matches!(self.entry(cell), Some((_, Entry::Formula(_))))
    }

    /// The number as which a text is taken in a period of an irregular series.
    pub fn entry_number(&self, cell: &Cell, typed: &str) -> Option<f64> {
        self.entry(cell)?;
        self.entered(&cell.row, typed).ok()
    }

    /// The rows that a formula names, from left to right.
    pub fn mentions(&self, formula: &str) -> Vec<Mention> {
        assist::mentions(&self.computed.typed, formula)
    }

    /// What could be typed at a byte of a formula.
    pub fn offers(&self, formula: &str, caret: usize) -> Vec<Offer> {
        assist::complete(self.workbook(), &self.computed.typed, formula, caret)
    }

    /// The call around a byte of a formula.
    pub fn signature(&self, formula: &str, caret: usize) -> Option<Signature> {
        assist::signature(self.workbook(), formula, caret)
    }

    /// How the formula of one row names a cell of another: by its elements where the row does not
    /// run over their indexes itself.
    pub fn named_in(&self, row: &str, cell: &Cell) -> String {
        let own = self.result(row).map(|row| &row.axes);
        let is_own = |index: &str| own.is_some_and(|axes| axes.iter().any(|axis| axis.id == index));
        let path = self.result(&cell.row).map(sheet::elements);
        let path = path.and_then(|paths| paths.into_iter().nth(cell.element));
        let elements = path.into_iter().flatten();
        let open: Vec<_> = elements
            .filter(|(index, _)| !is_own(index))
            .map(|(_, element)| element)
            .collect();
        match open.is_empty() {
            true => cell.row.clone(),
            false => format!("{}[{}]", cell.row, open.join(", ")),
        }
    }

    /// What a formula would do in a cell's row.
    pub fn try_formula(&self, cell: &Cell, formula: &str) -> Trial {
        if let Some((number, row)) =
            (self.entry_number(cell, formula)).zip(self.variable(&cell.row))
        {
            let value = text::with_unit(number, &row.unit, row.format);
            return Trial {
                gives: format!("= {value}, as a number"),
                ..Trial::default()
            };
        }
        let Some((attempt, at)) = self.attempt(cell, formula) else {
            return Trial::default();
        };
        let gives = match attempt.refused {
            Some(_) => String::new(),
            None => {
                let valued = attempt.value(&Layers::of(self.case().clone()), &at);
                let format = self.variable(&cell.row).and_then(|row| row.format);
                self.valued(&valued, format)
            }
        };
        Trial {
            refused: attempt.refused.map(|found| self.finding(&found)),
            warned: attempt.warned.map(|found| self.finding(&found)),
            gives,
            elsewhere: attempt.elsewhere,
        }
    }

    /// What a part of a formula gives in a cell: `gpus / 72 = 1,389 rack`.
    pub fn part_of_formula(&self, cell: &Cell, formula: &str, part: &str) -> String {
        let part = part.trim();
        if part.is_empty() {
            return "Select a part of the formula to see what it gives".to_owned();
        }
        let Some((attempt, at)) = self.attempt(cell, formula) else {
            return String::new();
        };
        let layers = Layers::of(self.case().clone());
        match assist::value_of(&attempt, &layers, part, &at) {
            Ok(Some(valued)) => format!("{part} {}", self.valued(&valued, None)),
            Ok(None) => format!("{part} has no value by itself"),
            Err(found) => {
                let message = self.sentence(&found.message);
                format!("{part} has no value by itself: {message}")
            }
        }
    }

    /// Gives a row, or one period of an irregular series, a formula, as one step to undo; how many
    /// more errors the rest of the workbook has with it.
    ///
    /// # Errors
    /// What is wrong with the formula.
    pub fn set_formula(&mut self, cell: &Cell, formula: &str) -> Result<usize, Finding> {
        self.end_drag();
        if self.is_recording() {
            return Err(Finding {
                message: UNRECORDED.to_owned(),
                hint: String::new(),
                span: None,
            });
        }
        let elsewhere = match self.attempt(cell, formula) {
            Some((
                Attempt {
                    refused: Some(found),
                    ..
                },
                _,
            )) => return Err(self.finding(&found)),
            Some((attempt, _)) => attempt.elsewhere,
            None => 0,
        };
        let owner = self.formula_owner(cell);
        let label = match self.formula_in(cell) {
            Some(_) => format!("Change the formula of {owner}"),
            None => format!("Give {owner} a formula"),
        };
        let (name, text) = (cell.row.clone(), formula.to_owned());
        let edit = match self.entry(cell) {
            Some((period, _)) => Edit::SetEntry {
                name,
                period: period.to_owned(),
                text,
            },
            None => Edit::SetFormula { name, text },
        };
        let applied = self.history.apply(label, &edit);
        applied.map_err(|refusal| Finding {
            message: self.sentence(&refusal.message),
            hint: self.advice(&refusal.hint),
            span: None,
        })?;
        self.revision += 1;
        Ok(elsewhere)
    }

    fn attempt(&self, cell: &Cell, formula: &str) -> Option<(Attempt, Position)> {
        let found = self.computed.checked.findings();
        let (workbook, row) = (self.workbook(), &cell.row);
        let attempt = match self.entry(cell) {
            Some((period, _)) => assist::attempt_entry(workbook, found, row, period, formula)?,
            None => assist::attempt(workbook, found, row, formula)?,
        };
        let slot = self.slot(cell).map_or(0, |(_, slot)| slot);
        let at = attempt.position(&self.computed.typed, slot);
        Some((attempt, at))
    }

    fn finding(&self, found: &Diagnostic) -> Finding {
        Finding {
            message: self.sentence(&found.message),
            hint: self.advice(&found.hint),
            span: found.span(),
        }
    }

    /// What to do about a formula: the names stay as they are to be typed.
    fn advice(&self, hint: &str) -> String {
        let mut quotes = 0;
        let quoted = hint.chars().map(|c| match c {
            '`' => {
                quotes += 1;
                if quotes % 2 == 1 { '“' } else { '”' }
            }
            c => c,
        });
        text::capital(&quoted.collect::<String>())
    }

    /// A value with its unit and where it holds: `= 2.19 $/Mtok (2028)`.
    fn valued(&self, valued: &Valued, format: Option<NumberFormat>) -> String {
        let value = match &valued.value {
            Err(reason) => return format!("= {}", self.not_available(reason)),
            Ok(value) => *value,
        };
        let value = match &valued.kind {
            RowKind::Number => {
                let unit = valued.unit.to_string();
                let number = text::number_or_zero(value, &unit, format);
                format!("{number} {}", text::unit_label(&unit))
                    .trim_end()
                    .to_owned()
            }
            RowKind::Condition => if value == 1.0 { "yes" } else { "no" }.to_owned(),
            RowKind::Choice(ids) => ids.get(value as usize).cloned().unwrap_or_default(),
        };
        let label =
            |(index, id): &(String, String)| sheet::element_label(self.workbook(), index, id);
        let at: Vec<_> = valued.at.iter().map(label).collect();
        match at.is_empty() {
            true => format!("= {value}"),
            false => format!("= {value} ({})", at.join(", ")),
        }
    }

    /// The value and unit of a row's first cell, in short.
    pub fn short_value(&self, id: &str) -> String {
        let Some(row) = self.result(id) else {
            return String::new();
        };
        if row.values.len() > 1 {
            return text::count(row.values.len(), "value", "values");
        }
        match (self.shown(&self.sheet().first_cell(row)), self.variable(id)) {
            (Shown::Number(value, _), Some(row)) => {
                let value = self.plain_number(row, value);
                let unit = text::unit_label(&row.unit);
                format!("{value} {unit}").trim_end().to_owned()
            }
            (shown, _) => shown.text(),
        }
    }
}

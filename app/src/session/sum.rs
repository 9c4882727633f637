//! Sums of rows, as a spreadsheet proposes them for what is selected.

use std::sync::Arc;

use rackhour_engine::check::{self, Row, RowKind};
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::{Definition, Id, NumberFormat, Variable, Workbook};

use super::Session;
use super::structure::new_row;
use crate::sheet::{self, Area, Walk};
use crate::text;

/// What a new row of a sum is called until it has a name.
const TOTAL: &str = "Total";

/// A sum that a selection asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum {
    /// The row that takes it: an empty one; none where a row is added.
    pub into: Option<Id>,
    /// The row below which one is added.
    after: Id,
    formula: String,
    unit: String,
    format: Option<NumberFormat>,
    /// What it adds: `A, B and C`.
    pub parts: String,
}

impl Session {
    /// The sum of the rows in a range. An empty row that is selected alone takes the sum of those
    /// above it; one at the end of the range takes the sum of the others.
    ///
    /// # Errors
    /// There is nothing to add, or units do not fit together.
    pub fn sum_of(&self, stops: &[usize], area: &Area) -> Result<Sum, String> {
        let mut rows = self.rows_of(stops, area);
        let into = rows.last().filter(|row| self.is_blank(row)).cloned();
        match (&into, rows.as_slice()) {
            (Some(row), [_]) => rows = self.rows_above(row)?,
            (Some(_), _) => drop(rows.pop()),
            (None, [only]) => return self.sum_of_elements(only, stops, area),
            (None, _) => {}
        }
        let Some(after) = rows.last().cloned() else {
            return Err(NOTHING.to_owned());
        };
        self.fit_together(&rows, into.as_deref())?;
        let formula = match rows.as_slice() {
            [only] => only.clone(),
            rows => format!("SUM({})", rows.join(", ")),
        };
        let labels: Vec<_> = rows.iter().map(|row| self.label(row)).collect();
        let first = rows.first().and_then(|row| self.variable(row));
        Ok(Sum {
            into,
            after,
            formula,
            unit: first.map_or_else(String::new, |row| row.unit.clone()),
            format: first.and_then(|row| row.format),
            parts: in_words(&labels),
        })
    }

    /// The sum of the elements of one row that are selected.
    fn sum_of_elements(&self, id: &str, stops: &[usize], area: &Area) -> Result<Sum, String> {
        let Some((row, result)) = self.variable(id).zip(self.result(id)) else {
            return Err(NOTHING.to_owned());
        };
        if area.stops.start() == area.stops.end() {
            return Err(NOTHING.to_owned());
        }
        self.fit_together(&[id.to_owned()], None)?;
        let walk = Walk {
            session: self,
            stops,
        };
        let cells = area.stops.clone().filter_map(|stop| walk.cell((stop, 0)));
        let elements: Vec<_> = cells.map(|cell| cell.element).collect();
        let axes = result.axes.iter().filter(|axis| !sheet::is_time(axis));
        let axes: Vec<_> = axes.collect();
        let all: usize = axes.iter().map(|axis| axis.labels.len()).product();
        let formula = if elements.len() == all {
            let indexes: Vec<_> = axes.iter().map(|axis| axis.id.as_str()).collect();
            format!("SUM({id} over {})", indexes.join(", "))
        } else {
            let named = elements.iter().map(|element| {
                let path = sheet::path(result, *element).into_iter();
                let ids: Vec<_> = path.map(|(_, element)| element).collect();
                format!("{id}[{}]", ids.join(", "))
            });
            format!("SUM({})", named.collect::<Vec<_>>().join(", "))
        };
        let count = text::count(elements.len(), "element", "elements");
        Ok(Sum {
            into: None,
            after: id.to_owned(),
            formula,
            unit: row.unit.clone(),
            format: row.format,
            parts: format!("{count} of {}", row.label),
        })
    }

    /// Whether a row is as it was inserted: nothing was typed into it, and nothing is known of it.
    fn is_blank(&self, id: &str) -> bool {
        let blank = new_row(id, String::new()).definition;
        self.variable(id).is_some_and(|row| row.definition == blank)
    }

    /// The rows above an empty one, up to its section's heading or the first whose unit does not
    /// fit the lowest of them.
    fn rows_above(&self, id: &str) -> Result<Vec<Id>, String> {
        let Some(row) = self.variable(id) else {
            return Err(NOTHING.to_owned());
        };
        let rows = self.workbook().variables.iter();
        let rows = rows.filter(|other| other.section == row.section);
        let mut above: Vec<_> = rows
            .take_while(|other| other.id != id)
            .map(|other| other.id.clone())
            .collect();
        let Some(lowest) = above.last().cloned() else {
            return Err(format!(
                "There is no row above {} in its section; select the rows to add",
                row.label
            ));
        };
        let fits = |other: &Id| {
            self.fit_together(&[lowest.clone(), other.clone()], None)
                .is_ok()
        };
        let misfit = above.iter().rposition(|other| !fits(other));
        if let Some(misfit) = misfit.filter(|misfit| misfit + 1 < above.len()) {
            above.drain(..=misfit);
        }
        Ok(above)
    }

    /// Whether rows hold numbers whose units can be added, and taken by a row that has a unit.
    fn fit_together(&self, rows: &[Id], into: Option<&str>) -> Result<(), String> {
        let typed = |id: &str| self.computed.typed.row(id);
        let has_unit = |id: &&str| typed(id).is_some_and(|row| !row.unit.is_ratio());
        let into = into.filter(has_unit).and_then(typed);
        let mut first: Option<&Row> = into;
        for row in rows.iter().filter_map(|id| typed(id)) {
            let label = self.label(&row.id);
            if row.kind != RowKind::Number {
                return Err(format!("{label} holds words, which cannot be added"));
            }
            let first = *first.get_or_insert(row);
            if !first.unit.same_dimension(&row.unit) {
                return Err(format!(
                    "{} is {} and {label} is {}; only rows of one kind of unit can be added",
                    self.label(&first.id),
                    self.unit_words(&first.id),
                    self.unit_words(&row.id),
                ));
            }
        }
        Ok(())
    }

    fn unit_words(&self, id: &str) -> String {
        let unit = self.variable(id).map_or("", |row| row.unit.as_str());
        match text::unit_label(unit) {
            unit if unit.is_empty() => "a ratio".to_owned(),
            unit => format!("in {unit}"),
        }
    }

    /// Adds a row with a sum, or gives it to the empty row that takes it; gives the row's name.
    ///
    /// # Errors
    /// The sum cannot be computed there; the reason says why.
    pub fn take_sum(&mut self, sum: &Sum) -> Result<Id, String> {
        self.end_drag();
        let name = || sum.into.clone().unwrap_or_default();
        let Some(row) = sum.into.as_deref().and_then(|id| self.variable(id)) else {
            return self.insert_sum(sum);
        };
        let mut edits = vec![Edit::SetFormula {
            name: name(),
            text: sum.formula.clone(),
        }];
        if row.unit.is_empty() {
            let text = sum.unit.clone();
            edits.push(Edit::SetUnit { name: name(), text });
            let (name, format) = (name(), row.format.or(sum.format));
            edits.push(Edit::SetFormat { name, format });
        }
        self.can_compute(&name(), &edits)?;
        self.reshape(format!("Sum into {}", self.label(&name())), &edits)?;
        Ok(name())
    }

    fn insert_sum(&mut self, sum: &Sum) -> Result<Id, String> {
        let section = self.variable(&sum.after).map(|row| row.section.clone());
        let id = self.free_row_name(TOTAL);
        let variable = Variable {
            label: TOTAL.to_owned(),
            unit: sum.unit.clone(),
            format: sum.format,
            definition: Definition::Formula(sum.formula.clone()),
            ..new_row(&id, section.unwrap_or_default())
        };
        let edits = [Edit::InsertVariable {
            after: Some(sum.after.clone()),
            variable: Arc::new(variable),
        }];
        self.can_compute(&id, &edits)?;
        self.gesture += 1;
        self.reshape_new("Insert a sum", &edits)?;
        Ok(id)
    }

    /// Whether the formula of a row has a meaning once edits are made.
    fn can_compute(&self, id: &str, edits: &[Edit]) -> Result<(), String> {
        let mut trial = Workbook::clone(self.history.current());
        let tried = edits.iter().try_for_each(|edit| edit.apply(&mut trial));
        tried.map_err(|refusal| self.refusal(&refusal.message, &refusal.hint))?;
        let (_, found) = check::check(&trial);
        let is_own = |finding: &&Diagnostic| finding.is_error() && finding.place.name == id;
        match found.iter().find(is_own) {
            Some(finding) => Err(self.refusal(&finding.message, &finding.hint)),
            None => Ok(()),
        }
    }
}

/// What to select for a sum.
const NOTHING: &str =
    "There is nothing to add: select several rows or elements, or an empty new row below them";

/// Labels as a sentence lists them; many of them by their count.
fn in_words(labels: &[String]) -> String {
    match labels {
        [only] => only.clone(),
        [before @ .., last] if before.len() < 4 => format!("{} and {last}", before.join(", ")),
        [first, .., last] => format!("{} rows, from {first} to {last}", labels.len()),
        [] => String::new(),
    }
}

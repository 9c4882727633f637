//! What else a file holds that a workbook has a word for: scenarios saved with a sheet, and what-if
//! tables as studies. They are offered, and nothing is taken unasked.

use std::sync::Arc;

use super::book::{At, DataTable, SavedScenario, Sheet, Value};
use super::interpret::Outcome;
use super::propose::words::{self, case};
use super::propose::{Bind, Found, Model, reading};
use crate::workbook::edit::{Edit, Overlay};
use crate::workbook::{
    Action, Axis, AxisValues, Change, Grid, Number, Quantity, Role, Scenario, Study, StudySpec,
};

/// Something that a file holds besides values.
#[derive(Clone, Debug, PartialEq)]
pub enum Offer {
    /// A scenario saved with a sheet.
    Scenario {
        /// Its name.
        label: String,
        /// The sheet.
        sheet: String,
        /// What it changes: the key, and the value in the unit of its row.
        changes: Vec<(String, f64)>,
        /// The cells that it changes as well and that are bound to nothing.
        left_out: Vec<At>,
    },
    /// A what-if table, all of whose inputs are bound.
    Grid {
        /// What it is called: `DCF.xlsx, Results!B10:F14`.
        label: String,
        /// The inputs and the values that they take, the slowest first.
        axes: Vec<(String, Vec<f64>)>,
    },
}

/// What a file holds besides values, and what would have to be bound for the rest, as sentences.
pub fn offers(model: &Model<'_>, found: &Found<'_>, binds: &[Bind]) -> (Vec<Offer>, Vec<String>) {
    let (mut offers, mut remarks) = (Vec::new(), Vec::new());
    for sheet in &found.book.sheets {
        let Some(extras) = &sheet.extras else {
            continue;
        };
        let bound = Bound {
            model,
            found,
            binds,
            sheet,
        };
        for saved in &extras.scenarios {
            match bound.scenario(saved) {
                Some(offer) => offers.push(offer),
                None => remarks.push(format!(
                    "{} has the scenario {}: bind the cells that it changes to take it",
                    sheet.name, saved.name
                )),
            }
        }
        for table in &extras.data_tables {
            match bound.grid(table) {
                Some(offer) => offers.push(offer),
                None => remarks.push(format!(
                    "{} has a what-if table at {}: bind the cells that it moves to take it as a study",
                    sheet.name, table.area
                )),
            }
        }
    }
    (offers, remarks)
}

/// A sheet whose cells are bound.
struct Bound<'a> {
    model: &'a Model<'a>,
    found: &'a Found<'a>,
    binds: &'a [Bind],
    sheet: &'a Sheet,
}

impl Bound<'_> {
    /// The key that a cell gives, and what a number in it is multiplied by.
    fn input(&self, at: At) -> Option<(String, f64)> {
        for bind in self.binds {
            let line = self.found.lines.get(bind.line)?;
            let target = bind.cells.get(&at).filter(|target| {
                line.sheet == self.sheet.name
                    && target.layer.is_none()
                    && target.role == Role::Value
            });
            let Some(target) = target else { continue };
            let held = line.cells.iter().find(|held| held.at == at)?;
            let row = self.model.workbook.variable(&bind.row)?;
            let reading = reading(self.model, self.found, (line, held), row)?;
            return matches!(reading.outcome, Outcome::Value(_))
                .then(|| (target.key.clone(), reading.factor));
        }
        None
    }

    fn scenario(&self, saved: &SavedScenario) -> Option<Offer> {
        let (mut changes, mut left_out) = (Vec::new(), Vec::new());
        for (at, text) in &saved.inputs {
            let number = text.trim().parse::<f64>().ok();
            let number = number.filter(|number| number.is_finite());
            match (self.input(*at), number) {
                (Some((key, factor)), Some(number)) => changes.push((key, number * factor)),
                _ => left_out.push(*at),
            }
        }
        (!changes.is_empty()).then(|| Offer::Scenario {
            label: saved.name.clone(),
            sheet: self.sheet.name.clone(),
            changes,
            left_out,
        })
    }

    /// The values left of a table move one input, those above it the other.
    fn grid(&self, table: &DataTable) -> Option<Offer> {
        let (first, last) = (table.area.first, table.area.last);
        let mut axes = Vec::new();
        if let Some(input) = table.column_input {
            let column = first.column.checked_sub(1)?;
            let cells = (first.row..=last.row).map(|row| At::new(row, column));
            axes.push(self.axis(input, cells)?);
        }
        if let Some(input) = table.row_input {
            let row = first.row.checked_sub(1)?;
            let cells = (first.column..=last.column).map(|column| At::new(row, column));
            axes.push(self.axis(input, cells)?);
        }
        let label = format!(
            "{}, {}!{}",
            self.found.book.name, self.sheet.name, table.area
        );
        (!axes.is_empty()).then_some(Offer::Grid { label, axes })
    }

    fn axis(&self, input: At, cells: impl Iterator<Item = At>) -> Option<(String, Vec<f64>)> {
        let (key, factor) = self.input(input)?;
        let number = |at: At| match self.sheet.cells.get(&at)?.value {
            Value::Number(number) => Some(number * factor),
            _ => None,
        };
        let values: Option<Vec<f64>> = cells.map(number).collect();
        Some((key, values?))
    }
}

impl Offer {
    /// The edits that take it: a scenario with its changes, or a grid study of an output.
    pub fn edits(&self, model: &Model<'_>, output: &str) -> Vec<Edit> {
        match self {
            Self::Scenario { label, changes, .. } => scenario(model, label, changes),
            Self::Grid { label, axes } => vec![study(model, label, axes, output)],
        }
    }
}

/// A new scenario, or changes of the one that has that name already.
fn scenario(model: &Model<'_>, label: &str, changes: &[(String, f64)]) -> Vec<Edit> {
    let scenarios = &model.workbook.scenarios;
    let known = scenarios
        .iter()
        .find(|scenario| case(&scenario.label) == case(label));
    let change = |(key, value): &(String, f64)| Change {
        key: key.clone(),
        profile: None,
        action: Action::Set(Quantity::Constant(Number(*value))),
        source: None,
    };
    let changes = changes.iter().map(change);
    if let Some(known) = known {
        let layer = Overlay::Scenario(known.id.clone());
        return changes
            .map(|change| Edit::SetOverlay {
                layer: layer.clone(),
                change,
            })
            .collect();
    }
    let is_taken = |id: &str| scenarios.iter().any(|scenario| scenario.id == id);
    let scenario = Arc::new(Scenario {
        id: words::free(&words::id(&case(label), "scenario"), is_taken),
        label: label.to_owned(),
        note: String::new(),
        changes: changes.collect(),
    });
    vec![Edit::InsertScenario { scenario }]
}

fn study(model: &Model<'_>, label: &str, axes: &[(String, Vec<f64>)], output: &str) -> Edit {
    let is_taken = |id: &str| {
        let mut studies = model.workbook.studies.iter();
        studies.any(|study| study.id == id)
    };
    let axis = |(key, values): &(String, Vec<f64>)| Axis {
        key: key.clone(),
        values: AxisValues::List(values.iter().copied().map(Number).collect()),
    };
    let grid = Grid {
        axes: axes.iter().map(axis).collect(),
        outputs: vec![output.to_owned()],
        ..Grid::default()
    };
    let study = Arc::new(Study {
        id: words::free("what_if", is_taken),
        label: label.to_owned(),
        note: String::new(),
        profile: None,
        scenario: None,
        spec: StudySpec::Grid(grid),
    });
    Edit::InsertStudy { study }
}

//! New rows for lines that the workbook has no row for.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::excel::line::Line;
use crate::excel::understand::Column;
use crate::workbook::{
    Assumption, Definition, Id, Number, NumberFormat, Provenance, Quantity, Variable,
};

use super::{Bind, Model, Target, words};

/// What a new row is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRow {
    /// What it is called on screen; its name in formulas follows from it.
    pub label: String,
    /// Its unit; empty for a ratio.
    pub unit: String,
    /// The section under which it stands.
    pub section: Id,
    /// Names that other new rows have already.
    pub taken: Vec<Id>,
}

/// Binds a line to a new assumption: one number, or one per period where the line has years.
pub fn create(model: &Model<'_>, (at, line): (usize, &Line), row: &NewRow) -> Bind {
    let workbook = model.workbook;
    let is_taken = |name: &str| {
        let mut rows = workbook.variables.iter();
        let mut indexes = workbook.indexes.iter();
        let mut curves = workbook.curves.iter();
        rows.any(|row| row.id == name)
            || indexes.any(|index| index.id == name)
            || curves.any(|curve| curve.id == name)
            || row.taken.iter().any(|other| other == name)
    };
    let id = words::free(&words::id(&row.label, "row"), is_taken);
    let periods = &model.typed().extents.timeline.labels;
    let label_of = |column: &Column| match column {
        Column::Year(year) => Some(year.to_string()),
        Column::Part(year, part) => Some(format!("{year}{part}")),
        _ => None,
    };
    let mut series = BTreeMap::new();
    for held in &line.cells {
        let label = label_of(&held.column).filter(|label| periods.contains(label));
        series.extend(label.map(|label| (held.at, Target::base(format!("{id}[{label}]")))));
    }
    let single = line.cells.iter().find(|held| is_single(&held.column));
    let single = single.map(|held| (held.at, Target::base(id.clone())));
    let is_series = series.len() > 1;
    let mut bound = Bind::of(at, &id);
    bound.cells = match is_series {
        true => series,
        false => single.into_iter().collect(),
    };
    if bound.cells.is_empty() {
        let remark = format!("{} has no value that a new row could take", line.label);
        bound.remarks.push(remark);
    }
    let over = is_series.then(|| vec![model.typed().extents.timeline.id.clone()]);
    bound.created = Some(Arc::new(variable(id, row, line, over)));
    bound
}

/// Whether a value may be that of a row that has one number: a plain one, or that of the base case.
fn is_single(column: &Column) -> bool {
    match column {
        Column::Value => true,
        Column::Scenario(name) => words::is_base(name),
        Column::Label
        | Column::Unit
        | Column::Note
        | Column::Year(_)
        | Column::Part(..)
        | Column::Low
        | Column::High => false,
    }
}

/// The row without its values, which come from the file.
fn variable(id: Id, row: &NewRow, line: &Line, over: Option<Vec<Id>>) -> Variable {
    let unit = line.unit.as_ref().map(|unit| unit.text.as_str());
    let is_percent = row.unit.is_empty() && unit.is_some_and(|unit| unit.contains('%'));
    Variable {
        id,
        label: row.label.clone(),
        unit: row.unit.clone(),
        section: row.section.clone(),
        note: line.note.clone(),
        format: is_percent.then_some(NumberFormat::Percent(1)),
        over,
        definition: Definition::Assumption(Assumption {
            value: Quantity::Constant(Number(0.0)),
            low: None,
            high: None,
            distribution: None,
            valid: None,
            shares: false,
            options: Vec::new(),
            source: Provenance::Assumed("not imported yet".to_owned()),
        }),
    }
}

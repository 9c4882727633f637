//! Outputs that moved, and which change moved them.

use std::collections::BTreeSet;

use crate::check::{Layers, Position, Row, RowKind, Typed, bad_key};
use crate::diagnostic::{Code, Diagnostic};
use crate::run::{Cancelled, Progress, Reference, Value, resolve_all};
use crate::study::Stop;
use crate::study::bridge::{Walk, walk};
use crate::workbook::key::Key;
use crate::workbook::{Id, Workbook};

use super::hybrid::{Hybrid, Way};
use super::rows::key;
use super::{Side, Written, headlines};

/// An output that is not what it was.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputChange {
    /// The row, or one value of it, as a key: `cost[2028]`.
    pub key: String,
    /// The row's unit in the second workbook.
    pub unit: String,
    /// Its value in the first workbook; none where it has none.
    pub from: Option<Written>,
    /// Its value in the second workbook; none where it has none.
    pub to: Option<Written>,
    /// What it moved by; NaN where that is not a number.
    pub delta: f64,
    /// Why it is not a number: a value is unavailable, or the unit changed. Empty where it is one.
    pub reason: String,
    /// What each change contributes, in the order of the second workbook, structure first.
    pub steps: Vec<OutputStep>,
    /// What the steps leave over, which is rounding. The first value, the steps in order and then
    /// this, added up from the left, give the second value to the bit.
    pub residual: f64,
}

/// What a change contributes to the move of an output.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputStep {
    /// The row that changed; the last of several after which the output had no value. Or
    /// [`STRUCTURE`].
    pub name: String,
    /// The others of several.
    pub with: Vec<String>,
    /// What it contributes, in the output's unit.
    pub delta: f64,
}

/// The name of the step in which periods, indexes, units, curves, and rows that came or went
/// change, all at once.
pub const STRUCTURE: &str = "(structure)";

/// One value of a row that both workbooks have.
struct Output {
    row: Id,
    /// An element or period of each of its axes.
    labels: Vec<String>,
}

impl Output {
    fn key(&self) -> String {
        key(&self.row, &self.labels)
    }

    /// Its row and slot in a workbook; none where the row has other axes there.
    fn place(&self, typed: &Typed) -> Option<(usize, usize)> {
        let row = typed.position(&self.row)?;
        let (extents, axes) = (&typed.extents, typed.rows[row].axes);
        let places = extents.places(axes, &self.labels).ok()?;
        if places.len() < axes.iter().count() {
            return None;
        }
        let mut at = Position::default();
        for (axis, place) in places {
            at.set(axis, place);
        }
        Some((row, extents.slot(axes, &at)))
    }
}

/// The outputs that moved from one workbook to another, each with what every change contributes.
///
/// `wanted` are keys of rows that both have; without any, the rows that nothing else reads and
/// those that figures and studies name are looked at. Single values come first, then those of
/// rows along indexes and periods.
///
/// # Errors
///
/// A wanted key that one of the workbooks lacks, or `progress` was asked to stop.
pub fn outputs(
    from: &Side<'_>,
    to: &Side<'_>,
    wanted: &[String],
    progress: &Progress,
) -> Result<Vec<OutputChange>, Stop> {
    for (side, which) in [(from, "first"), (to, "second")] {
        let mut bad = wanted.iter().filter_map(|key| bad_key(side.typed, key));
        if let Some(Diagnostic { message, hint, .. }) = bad.next() {
            let message = format!("in the {which} workbook {message}");
            let found = Diagnostic::error(Code::BadOverlay, message).hint(hint);
            return Err(Stop::Refused(Box::new(found)));
        }
    }
    let keys = match wanted {
        [] => headlines(to.workbook, to.typed),
        wanted => wanted.to_vec(),
    };
    let outputs = planned(from, to, &keys);
    let all: Vec<_> = outputs.iter().collect();
    let [before, after] = [from, to].map(|side| {
        let layers = Layers::of(side.case.clone());
        values(side.workbook, side.typed, &layers, &all)
    });
    let pairs = outputs.iter().zip(before.iter().zip(&after));
    let changes = pairs.filter_map(|(output, (before, after))| {
        let change = change([from, to], output, [before, after])?;
        let numbers = [before, after].map(|value| value.clone().unwrap_or(f64::NAN));
        Some((output, numbers, change))
    });
    let mut changes: Vec<_> = changes.collect();
    let numeric = || {
        changes
            .iter()
            .filter(|(_, _, change)| change.reason.is_empty())
    };
    let attributed: Vec<_> = numeric().map(|(output, ..)| *output).collect();
    let (names, mut stages) = stages([from, to], &attributed, progress)?;
    stages.insert(0, numeric().map(|(_, [before, _], _)| *before).collect());
    stages.push(numeric().map(|(_, [_, after], _)| *after).collect());
    let numeric = changes
        .iter_mut()
        .filter(|(_, _, change)| change.reason.is_empty());
    for (column, (_, _, change)) in numeric.enumerate() {
        let values: Vec<_> = stages.iter().map(|stage| stage[column]).collect();
        attribute(change, &names, &values);
    }
    Ok(changes.into_iter().map(|(_, _, change)| change).collect())
}

/// How an output moved; none where it did not.
fn change(sides: [&Side<'_>; 2], output: &Output, values: [&Value; 2]) -> Option<OutputChange> {
    let rows = sides.map(|side| side.typed.row(&output.row));
    let [Some(old), Some(new)] = rows else {
        return None;
    };
    let [from, to] = [(old, values[0]), (new, values[1])].map(|(row, value)| told(row, value));
    let units = [old, new].map(|row| row.unit.to_string());
    if from == to && units[0] == units[1] {
        return None;
    }
    let (delta, reason) = match (&from, &to, values) {
        _ if units[0] != units[1] => {
            let [was, is] = &units;
            (f64::NAN, format!("its unit changed from `{was}` to `{is}`"))
        }
        (_, _, [Err(reason), _]) => (f64::NAN, format!("n/a in the first: {reason}")),
        (_, _, [_, Err(reason)]) => (f64::NAN, format!("n/a in the second: {reason}")),
        (Some(Written::Number(from)), Some(Written::Number(to)), _) => (to - from, String::new()),
        _ => (f64::NAN, "it is not a number".to_owned()),
    };
    let [_, unit] = units;
    Some(OutputChange {
        key: output.key(),
        unit,
        from,
        to,
        delta,
        reason,
        steps: Vec::new(),
        residual: 0.0,
    })
}

/// A value as its row has it; none where it is unavailable.
fn told(row: &Row, value: &Value) -> Option<Written> {
    let value = *value.as_ref().ok()?;
    Some(match &row.kind {
        RowKind::Number => Written::Number(value),
        RowKind::Condition => Written::Text(if value == 0.0 { "no" } else { "yes" }.to_owned()),
        RowKind::Choice(options) => {
            let option = options.get(value as usize);
            Written::Text(option.cloned().unwrap_or_default())
        }
    })
}

/// What each of some changes contributes to one output, from its values before and after each.
fn attribute(change: &mut OutputChange, names: &[String], values: &[f64]) {
    let Walk {
        strides, residual, ..
    } = walk(values);
    change.residual = residual;
    let steps = strides.into_iter().filter_map(|mut stride| {
        let last = stride.changes.pop()?;
        let with = stride.changes.iter().map(|place| names[*place].clone());
        Some(OutputStep {
            name: names[last].clone(),
            with: with.collect(),
            delta: stride.delta,
        })
    });
    change.steps = steps.collect();
}

/// The values of rows that both workbooks have, under the same labels; single values first.
fn planned(from: &Side<'_>, to: &Side<'_>, keys: &[String]) -> Vec<Output> {
    let mut seen = BTreeSet::new();
    let (mut single, mut many) = (Vec::new(), Vec::new());
    for wanted in keys.iter().filter_map(|text| Key::parse(text).ok()) {
        let Some(row) = to.typed.position(&wanted.name) else {
            continue;
        };
        for labels in labels(to.typed, row) {
            let output = Output {
                row: wanted.name.clone(),
                labels,
            };
            let is_wanted = wanted.at.iter().all(|label| output.labels.contains(label));
            let is_common = [from, to]
                .iter()
                .all(|side| output.place(side.typed).is_some());
            if is_wanted && is_common && seen.insert(output.key()) {
                let list = match output.labels.is_empty() {
                    true => &mut single,
                    false => &mut many,
                };
                list.push(output);
            }
        }
    }
    single.append(&mut many);
    single
}

/// The labels of each slot of a row.
fn labels(typed: &Typed, row: usize) -> impl Iterator<Item = Vec<String>> {
    let (extents, axes) = (&typed.extents, typed.rows[row].axes);
    (0..extents.slots(axes)).map(move |slot| {
        let at = extents.position(axes, slot);
        let labels = axes
            .iter()
            .map(|axis| &extents.labels(axis)[at.along(axis)]);
        labels.cloned().collect()
    })
}

/// The value of each output; unavailable where there is no such row or place.
fn values(workbook: &Workbook, typed: &Typed, layers: &Layers, outputs: &[&Output]) -> Vec<Value> {
    let resolved = resolve_all(workbook, typed, layers).0;
    let mut reference = Reference::new(typed, &resolved);
    let places: Vec<_> = outputs.iter().map(|output| output.place(typed)).collect();
    let rows = places.iter().flatten().map(|(row, _)| *row);
    reference.prepare(rows.collect::<BTreeSet<_>>());
    let value = |place: Option<(usize, usize)>| match place {
        // Zero has no sign, so that sums can come out to the bit.
        Some((row, slot)) => reference.slot(row, slot).map(|value| value + 0.0),
        None => Err("there is no such value".into()),
    };
    places.into_iter().map(value).collect()
}

/// The changes on the way from one workbook to the other, and the outputs after each but the last.
fn stages(
    [from, to]: [&Side<'_>; 2],
    outputs: &[&Output],
    progress: &Progress,
) -> Result<(Vec<String>, Vec<Vec<f64>>), Cancelled> {
    let way = Way::new(from, to);
    // What moves an output although no row differs can only be the structure.
    let is_structural = way.is_structural || way.rows.is_empty();
    let mut names: Vec<_> = is_structural
        .then(|| STRUCTURE.to_owned())
        .into_iter()
        .collect();
    names.extend(way.rows.iter().cloned());
    let mut stages = Vec::new();
    if outputs.is_empty() || names.len() < 2 {
        return Ok((names, stages));
    }
    let mut hybrid = way.begin();
    let numbers = |hybrid: &Hybrid| -> Vec<f64> {
        let found = values(&hybrid.workbook, &hybrid.typed, &hybrid.layers, outputs);
        found
            .into_iter()
            .map(|value| value.unwrap_or(f64::NAN))
            .collect()
    };
    if is_structural {
        stages.push(numbers(&hybrid));
    }
    let mut taken = BTreeSet::new();
    for id in &way.rows[..way.rows.len() - 1] {
        if progress.is_cancelled() {
            return Err(Cancelled);
        }
        taken.insert(id);
        way.take(&mut hybrid, id, &taken);
        stages.push(numbers(&hybrid));
        progress.add(1);
    }
    Ok((names, stages))
}

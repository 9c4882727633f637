//! An axis of a grid or a frontier: its input and the values that it takes.

use egui::Ui;
use rackhour_engine::workbook::{Axis, AxisValues, Number};

use super::field::{Field, whole};
use super::pick::{self, Choice};
use super::{NUMBER, Strip, choice_ui, head_ui, lead_ui};
use crate::text;

/// The most values of an axis.
const MOST: u64 = 10_001;
/// How many values an axis gets that had none.
const STEPS: usize = 11;

/// How the values of an axis are given.
#[derive(Clone, Copy, PartialEq)]
enum Spacing {
    Even,
    Factors,
    These,
}

/// What can run along an axis of a grid: numbers, and what has elements.
pub(super) fn choices(strip: &Strip<'_>) -> Vec<Choice> {
    let session = strip.ctx.session;
    let names = session.names();
    let workbook = session.workbook();
    let mut choices = pick::inputs(session);
    choices.extend(pick::results(session));
    let mut of = |key: &str| choices.push((key.to_owned(), names.label(key)));
    if !session.sheet().periods.is_empty() && workbook.variable("year").is_none() {
        of("year");
    }
    if workbook.profiles.len() > 1 {
        of("profile");
    }
    if !workbook.scenarios.is_empty() {
        of("scenario");
    }
    workbook.indexes.iter().for_each(|index| of(&index.id));
    choices
}

/// An axis along a key, over its own range.
pub(super) fn axis_of(strip: &Strip<'_>, key: String) -> Result<Axis, String> {
    let session = strip.ctx.session;
    let names = session.names();
    let is_elements = names.row(&key).is_none();
    if is_elements {
        let values = AxisValues::Elements(Vec::new());
        return Ok(Axis { key, values });
    }
    let (from, to) = session.span(&key)?;
    Ok(Axis {
        key,
        values: AxisValues::Linear {
            from: Number(from),
            to: Number(to),
            count: STEPS,
        },
    })
}

/// Draws an axis; gives it as it should be.
pub(super) fn axis_ui(
    strip: &Strip<'_>,
    name: &str,
    axis: &Axis,
    choices: &dyn Fn() -> Vec<Choice>,
    ui: &mut Ui,
) -> Option<Axis> {
    if let Some(key) = strip.pick_ui(name, &axis.key, choices, ui) {
        return match axis_of(strip, key) {
            Ok(axis) => Some(axis),
            Err(refusal) => {
                strip.refuse(refusal);
                None
            }
        };
    }
    let values = values_ui(strip, name, axis, ui)?;
    Some(Axis {
        key: axis.key.clone(),
        values,
    })
}

fn values_ui(strip: &Strip<'_>, name: &str, axis: &Axis, ui: &mut Ui) -> Option<AxisValues> {
    let spacing = match &axis.values {
        AxisValues::Elements(ids) => {
            let count = text::count(ids.len(), "of them", "of them");
            ui.label(if ids.is_empty() { "all" } else { &count });
            return None;
        }
        AxisValues::Linear { .. } => Spacing::Even,
        AxisValues::Log { .. } => Spacing::Factors,
        AxisValues::List(_) => Spacing::These,
    };
    let changed = match &axis.values {
        AxisValues::List(numbers) => list_ui(strip, name, &axis.key, numbers, ui),
        other => ends_ui(strip, name, &axis.key, other, ui),
    };
    let options = [
        (Spacing::Even, "even steps".to_owned()),
        (Spacing::Factors, "equal factors".to_owned()),
        (Spacing::These, "these values".to_owned()),
    ];
    let picked = choice_ui(&format!("{name}: spacing"), &spacing, &options, ui);
    picked
        .map(|spacing| spaced(&axis.values, spacing))
        .or(changed)
}

/// Both ends and the number of values.
fn ends_ui(
    strip: &Strip<'_>,
    name: &str,
    key: &str,
    values: &AxisValues,
    ui: &mut Ui,
) -> Option<AxisValues> {
    let (from, to, count, is_log) = match *values {
        AxisValues::Linear { from, to, count } => (from, to, count, false),
        AxisValues::Log { from, to, count } => (from, to, count, true),
        _ => return None,
    };
    let made = |from, to, count| match is_log {
        true => AxisValues::Log { from, to, count },
        false => AxisValues::Linear { from, to, count },
    };
    lead_ui("from", ui);
    let first = strip.number_ui(&format!("{name}: from"), key, from.0, ui);
    lead_ui("to", ui);
    let last = strip.number_ui(&format!("{name}: to"), key, to.0, ui);
    head_ui(&text::unit_label(strip.ctx.session.names().unit(key)), ui);
    lead_ui("in", ui);
    let field = Field {
        strip,
        name: &format!("{name}: values"),
        shown: count.to_string(),
        width: 36.0,
    };
    let steps = field.show(ui, |text| whole(text, 2, MOST));
    match (first, last, steps) {
        (None, None, None) => None,
        (first, last, steps) => Some(made(
            first.map_or(from, Number),
            last.map_or(to, Number),
            steps.map_or(count, |steps| steps as usize),
        )),
    }
}

/// The values one by one.
fn list_ui(
    strip: &Strip<'_>,
    name: &str,
    key: &str,
    numbers: &[Number],
    ui: &mut Ui,
) -> Option<AxisValues> {
    let session = strip.ctx.session;
    let names = session.names();
    let shown: Vec<_> = numbers.iter().map(|one| names.typed(key, one.0)).collect();
    let field = Field {
        strip,
        name: &format!("{name}: list"),
        shown: shown.join("; "),
        width: 3.0 * NUMBER,
    };
    let row = names.row(key).map(|row| row.id.clone()).unwrap_or_default();
    let read = |text: &str| {
        let parts = text
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let numbers = parts.map(|part| session.entered(&row, part).map(Number));
        match numbers.collect::<Result<Vec<_>, _>>()? {
            none if none.is_empty() => Err("Write values with semicolons: 2; 4; 8".to_owned()),
            numbers => Ok(numbers),
        }
    };
    lead_ui("at", ui);
    field.show(ui, read).map(AxisValues::List)
}

/// The same range, spaced otherwise.
fn spaced(values: &AxisValues, spacing: Spacing) -> AxisValues {
    let all = match values {
        AxisValues::List(numbers) => numbers.clone(),
        AxisValues::Linear { from, to, .. } | AxisValues::Log { from, to, .. } => {
            vec![*from, *to]
        }
        AxisValues::Elements(_) => Vec::new(),
    };
    let count = match values {
        AxisValues::Linear { count, .. } | AxisValues::Log { count, .. } => *count,
        _ => all.len().max(2),
    };
    let from = all.first().copied().unwrap_or(Number(0.0));
    let to = all.last().copied().unwrap_or(Number(1.0));
    match spacing {
        Spacing::Even => AxisValues::Linear { from, to, count },
        Spacing::Factors => AxisValues::Log { from, to, count },
        Spacing::These => AxisValues::List(all),
    }
}

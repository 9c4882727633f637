//! The axes of a grid: their values, and what makes no sense.

use crate::check::{Axes, Layers, Typed};
use crate::diagnostic::{Code, Diagnostic};
use crate::math;
use crate::workbook::key::Key;
use crate::workbook::{Axis, AxisValues, Definition, Id, Workbook, names};

use super::GridAxis;

/// The most values along one axis.
const MOST_ALONG: usize = 10_000_000;

/// The values on an axis. The last one is exactly the end that was asked for; along elements the
/// values are their places.
///
/// ```
/// use rackhour_engine::{study::grid::axis_values, workbook::{AxisValues, Number}};
/// let axis = AxisValues::Linear { from: Number(0.1), to: Number(0.95), count: 3 };
/// assert_eq!(axis_values(&axis), [0.1, 0.525, 0.95]);
/// let axis = AxisValues::Log { from: Number(1.0), to: Number(100.0), count: 3 };
/// assert_eq!(axis_values(&axis), [1.0, 10.0, 100.0]);
/// ```
pub fn axis_values(values: &AxisValues) -> Vec<f64> {
    match values {
        AxisValues::List(numbers) => numbers.iter().map(|number| number.0).collect(),
        AxisValues::Linear { from, to, count } => evenly(from.0, to.0, *count),
        AxisValues::Log { from, to, count } => {
            let mut values = evenly(math::ln(from.0), math::ln(to.0), *count);
            for value in &mut values {
                *value = twelve_digits(math::exp(*value));
            }
            if let [first, .., last] = values.as_mut_slice() {
                (*first, *last) = (from.0, to.0);
            }
            values
        }
        AxisValues::Elements(ids) => places(ids.len()),
    }
}

fn evenly(from: f64, to: f64, count: usize) -> Vec<f64> {
    let value = |place: usize| match place {
        last if last + 1 == count => to,
        place => from + (to - from) * place as f64 / (count as f64 - 1.0),
    };
    (0..count).map(value).collect()
}

/// A value to twelve digits, so that decades on a logarithmic axis read 1, 10, 100.
fn twelve_digits(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

fn places(count: usize) -> Vec<f64> {
    (0..count).map(|place| place as f64).collect()
}

/// How many values an axis has, without making them.
pub(super) fn count(values: &AxisValues) -> usize {
    match values {
        AxisValues::Linear { count, .. } | AxisValues::Log { count, .. } => *count,
        AxisValues::List(numbers) => numbers.len(),
        AxisValues::Elements(ids) => ids.len(),
    }
}

/// What an axis of elements runs over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// The workbook's profiles.
    Profiles,
    /// The workbook's scenarios, the base case among them.
    Scenarios,
    /// An index, or the timeline.
    Labels(Axes),
}

/// An axis of elements.
#[derive(Clone, Debug)]
pub(super) struct ElementAxis {
    pub(super) over: Over,
    pub(super) ids: Vec<Id>,
}

impl ElementAxis {
    /// What an axis of elements runs over, and along which of them.
    ///
    /// # Errors
    ///
    /// There is no such index, or no such element.
    pub(super) fn new(
        workbook: &Workbook,
        typed: &Typed,
        key: &str,
        asked: &[Id],
    ) -> Result<Self, Box<Diagnostic>> {
        let (over, known): (Over, Vec<Id>) = match key {
            "profile" => {
                let ids = workbook.profiles.iter().map(|profile| profile.id.clone());
                (Over::Profiles, ids.collect())
            }
            "scenario" => {
                let ids = workbook
                    .scenarios
                    .iter()
                    .map(|scenario| scenario.id.clone());
                let ids = std::iter::once("base".to_owned()).chain(ids);
                (Over::Scenarios, ids.collect())
            }
            _ => match typed.extents.axis(key) {
                Some(axis) => (Over::Labels(axis), typed.extents.labels(axis).to_vec()),
                None => return Err(Box::new(no_index(typed, key))),
            },
        };
        if let Some(odd) = asked.iter().find(|id| !known.contains(id)) {
            let message = format!("`{key}` has no element `{odd}`");
            let hint = match names::suggest(odd, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("use some of {}", known.join(", ")),
            };
            let found = Diagnostic::error(Code::UnknownElement, message).hint(hint);
            return Err(Box::new(found));
        }
        let ids = match asked.is_empty() {
            true => known,
            false => asked.to_vec(),
        };
        Ok(Self { over, ids })
    }

    /// The axis as the result has it.
    pub(super) fn axis(&self, key: &str, layers: &Layers) -> GridAxis {
        let own = match self.over {
            Over::Profiles => layers.case.profile.as_deref(),
            Over::Scenarios => layers.case.scenario.as_deref().or(Some("base")),
            Over::Labels(_) => None,
        };
        let base = own.and_then(|own| self.ids.iter().position(|id| id == own));
        GridAxis {
            key: key.to_owned(),
            unit: String::new(),
            values: places(self.ids.len()),
            elements: self.ids.clone(),
            base: base.map_or(f64::NAN, |place| place as f64),
        }
    }
}

fn no_index(typed: &Typed, key: &str) -> Diagnostic {
    let extents = &typed.extents;
    let mut known: Vec<&str> = extents.ids.iter().map(String::as_str).collect();
    known.extend(["profile", "scenario", extents.timeline.id.as_str()]);
    known.retain(|id| !id.is_empty());
    let hint = match names::suggest(key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("use one of {}", known.join(", ")),
    };
    Diagnostic::error(Code::BadValue, format!("there is no index `{key}`")).hint(hint)
}

/// Refuses axes whose values make no sense, before any work.
pub(super) fn refuse(workbook: &Workbook, axes: &[Axis]) -> Result<(), Box<Diagnostic>> {
    if axes.is_empty() {
        return bad("a grid needs an axis", "give it an input and its values");
    }
    for (place, axis) in axes.iter().enumerate() {
        let same = |other: &Axis| overlap(&other.key, &axis.key);
        if axes[..place].iter().any(same) {
            let message = format!("`{}` is moved by two axes", axis.key);
            return bad(message, "let the other axis move something else");
        }
        values(&axis.key, &axis.values)?;
        reach(workbook, axis)?;
    }
    Ok(())
}

/// Whether two keys name something in common: the same place, or a row and a part of it.
fn overlap(first: &str, second: &str) -> bool {
    match (Key::parse(first), Key::parse(second)) {
        (Ok(first), Ok(second)) if first.name == second.name => {
            let within = |a: &Key, b: &Key| a.at.iter().all(|label| b.at.contains(label));
            within(&first, &second) || within(&second, &first)
        }
        _ => first == second,
    }
}

fn values(key: &str, values: &AxisValues) -> Result<(), Box<Diagnostic>> {
    if count(values) > MOST_ALONG {
        let message = format!("`{key}` has more than 10 million values");
        let found = Diagnostic::error(Code::TooLarge, message);
        return Err(Box::new(
            found.hint("give it fewer; the other axis may have as many"),
        ));
    }
    let (from, to, count, log) = match values {
        AxisValues::Linear { from, to, count } => (from.0, to.0, *count, false),
        AxisValues::Log { from, to, count } => (from.0, to.0, *count, true),
        AxisValues::List(list) if list.is_empty() => {
            let hint = "give it one value at least";
            return bad("an axis of the grid has no values", hint);
        }
        _ => return Ok(()),
    };
    if count < 2 {
        let message = format!("`{key}` from {from} to {to} needs two values at least, not {count}");
        bad(message, "give it a count of two or more, or a list of one")
    } else if !(to - from).is_finite() {
        let message = format!("`{key}` from {from} to {to} spans more than numbers can");
        bad(message, "bring the ends nearer to each other")
    } else if from == to {
        let message = format!("`{key}` runs from {from} to {to}, which is one value");
        bad(
            message,
            format!("give it two different ends, or list([{from}])"),
        )
    } else if from > to {
        let message = format!("`{key}` runs from {from} down to {to}");
        bad(message, format!("exchange the ends: from {to} to {from}"))
    } else if log && from <= 0.0 {
        let message = format!("`{key}` is even in the logarithm, and {from} has none");
        bad(message, "begin above 0, or space the values linearly")
    } else {
        Ok(())
    }
}

/// An axis of which no value lies in the row's valid range has nothing to show.
fn reach(workbook: &Workbook, axis: &Axis) -> Result<(), Box<Diagnostic>> {
    let name = axis.key.split('[').next().unwrap_or_default().trim();
    let row = workbook.variable(name).map(|row| &row.definition);
    let valid = match (row, &axis.values) {
        (_, AxisValues::Elements(_)) => None,
        (Some(Definition::Assumption(assumption)), _) => assumption.valid,
        _ => None,
    };
    let Some((least, most)) = valid else {
        return Ok(());
    };
    let values = match &axis.values {
        AxisValues::Linear { from, to, .. } | AxisValues::Log { from, to, .. } => {
            vec![from.0.max(least.0).min(to.0)]
        }
        other => axis_values(other),
    };
    if values
        .iter()
        .any(|value| (least.0..=most.0).contains(value))
    {
        return Ok(());
    }
    let (least, most) = (least.0, most.0);
    let message = format!(
        "every value of the axis `{}` lies outside {least} to {most}",
        axis.key
    );
    bad(message, format!("choose values from {least} to {most}"))
}

fn bad(message: impl Into<String>, hint: impl Into<String>) -> Result<(), Box<Diagnostic>> {
    let found = Diagnostic::error(Code::BadValue, message).hint(hint);
    Err(Box::new(found))
}

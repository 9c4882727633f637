//! What the keys of a study name: inputs that may be moved, and outputs of one value.

use crate::check::{Axes, Layer, Resolved, RowKind, Typed, bad_key};
use crate::diagnostic::{Code, Diagnostic};
use crate::run::Reference;
use crate::workbook::key::Key;
use crate::workbook::{Action, Change, Id, Number, Quantity, names};

/// An input or output of a study, and its value where nothing is moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// The row, or one element of it, as a key: `allocation[inference]`.
    pub key: String,
    /// Its unit.
    pub unit: String,
    /// Its value in the base case; NaN where it has none.
    pub base: f64,
}

/// What a value of an input stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The new value of all that the key names.
    Set,
    /// The multiple of what each element and period has; the base is 1, the unit `x`.
    Scale,
}

/// A change of what a key names.
pub(super) fn change(key: &str, by: Move, value: f64) -> Change {
    Change {
        key: key.to_owned(),
        profile: None,
        action: match by {
            Move::Set => Action::Set(Quantity::Constant(Number(value))),
            Move::Scale => Action::Scale(Number(value)),
        },
        source: None,
    }
}

/// Refuses a profile or scenario that does not exist.
pub(super) fn unknown(noun: &str, id: &str, known: &[Id]) -> Box<Diagnostic> {
    let near = names::suggest(id, known.iter().map(String::as_str));
    let hint = match (near, known) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => format!("the workbook has no {noun}s: leave it out"),
        (None, known) => format!("choose among {}", known.join(", ")),
    };
    let message = format!("there is no {noun} `{id}`");
    Box::new(Diagnostic::error(Code::UnknownReference, message).hint(hint))
}

/// Whether all that a key names is set by hand, on top of whatever a study sets.
pub(super) fn is_by_hand(typed: &Typed, given: &[Resolved], text: &str) -> bool {
    let key = parse(text);
    let Some(row) = typed.position(&key.name) else {
        return false;
    };
    let axes = typed.rows[row].axes;
    let fixed = typed.extents.places(axes, &key.at).unwrap_or_default();
    let is_named = |slot: &usize| {
        let at = typed.extents.position(axes, *slot);
        fixed.iter().all(|(axis, place)| at.along(*axis) == *place)
    };
    let mut named = (0..typed.slots(row)).filter(is_named);
    named.all(|slot| given[row].layers.get(slot) == Some(&Layer::Set))
}

/// An input that may be moved, and its row; the base of a series is that of a period, by default
/// the first.
pub(super) fn input(
    typed: &Typed,
    (given, at_rest): (&[Resolved], &mut Reference<'_>),
    (text, by): (&str, Move),
    period: Option<&str>,
) -> Result<(Measure, usize), Box<Diagnostic>> {
    if let Some(found) = bad_key(typed, text) {
        return Err(Box::new(found));
    }
    let key = parse(text);
    let row = typed.position(&key.name).unwrap_or_default();
    if typed.rows[row].kind != RowKind::Number {
        let message = format!("`{text}` is not a number, so it cannot be moved");
        let found = Diagnostic::error(Code::KindMismatch, message).hint("choose a number");
        return Err(Box::new(found));
    }
    if is_by_hand(typed, given, text) {
        let message = format!("`{text}` is set by hand, which no study changes");
        let hint = "take it out of what is set, or move something else";
        return Err(Box::new(
            Diagnostic::error(Code::BadValue, message).hint(hint),
        ));
    }
    let (unit, base) = match by {
        Move::Scale => ("x".to_owned(), 1.0),
        Move::Set => {
            at_rest.prepare([row]);
            let labels = &typed.extents.timeline.labels;
            let is_dated = key.at.iter().any(|label| labels.contains(label));
            let mut at = key.at;
            at.extend(period.filter(|_| !is_dated).map(str::to_owned));
            let slot = typed.slot_of(row, &at);
            let base = slot.and_then(|slot| at_rest.slot(row, slot).ok());
            (typed.rows[row].unit.to_string(), base.unwrap_or(f64::NAN))
        }
    };
    let key = text.to_owned();
    Ok((Measure { key, unit, base }, row))
}

/// An output as it is planned.
pub(super) struct Output {
    pub(super) measure: Measure,
    /// Its row and slot.
    pub(super) slot: (usize, usize),
}

/// A single value that a key names, a series at a period.
pub(super) fn output(
    typed: &Typed,
    text: &str,
    period: Option<&str>,
) -> Result<Output, Box<Diagnostic>> {
    output_at(typed, text, period, &[])
}

/// The same, at elements that the key leaves open; those of indexes that the row lacks are passed
/// over.
pub(super) fn output_at(
    typed: &Typed,
    text: &str,
    period: Option<&str>,
    elements: &[(Axes, String)],
) -> Result<Output, Box<Diagnostic>> {
    if let Some(found) = bad_key(typed, text) {
        return Err(Box::new(found));
    }
    let key = parse(text);
    let row = typed.position(&key.name).unwrap_or_default();
    let mut at = key.at;
    let labels = &typed.extents.timeline.labels;
    if let Some(period) = period.filter(|_| !at.iter().any(|label| labels.contains(label))) {
        if !labels.iter().any(|label| label == period) {
            let message = format!("there is no period `{period}`");
            let hint = "name a period of the workbook's timeline";
            let found = Diagnostic::error(Code::UnknownElement, message).hint(hint);
            return Err(Box::new(found));
        }
        at.push(period.to_owned());
    }
    for (axis, id) in elements {
        let named = |label: &String| typed.extents.labels(*axis).contains(label);
        if typed.rows[row].axes.contains(*axis) && !at.iter().any(named) {
            at.push(id.clone());
        }
    }
    let measure = Measure {
        key: text.to_owned(),
        unit: typed.rows[row].unit.to_string(),
        base: f64::NAN,
    };
    match typed.slot_of(row, &at) {
        Some(slot) => Ok(Output {
            measure,
            slot: (row, slot),
        }),
        None => Err(Box::new(several_values(typed, text, row))),
    }
}

fn several_values(typed: &Typed, text: &str, row: usize) -> Diagnostic {
    let axes = typed.rows[row].axes.iter();
    let axes: Vec<_> = axes.map(|axis| typed.extents.id(axis)).collect();
    let axes = axes.join(", ");
    let message = format!("`{text}` has several values: it runs over {axes}");
    let hint = format!("choose one, as in `{text}[element]`");
    Diagnostic::error(Code::NotIndexed, message).hint(hint)
}

/// A key as it is written, or the name of a row where it cannot be read.
pub(super) fn parse(text: &str) -> Key {
    Key::parse(text).unwrap_or_else(|_| Key {
        name: text.to_owned(),
        at: Vec::new(),
    })
}

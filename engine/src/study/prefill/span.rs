//! How far an input is moved where nobody says so.

use crate::check::{Typed, given};
use crate::run::{Reference, resolve_all};
use crate::study::Question;
use crate::study::keys::parse;
use crate::workbook::key::Key;
use crate::workbook::{Assumption, Definition, Workbook};

use super::{AROUND, Span};

/// The range over which an input is looked at, and where it is from: its low and high end, else
/// what is valid for it, else a tenth around its base. None where it has no such range.
pub fn span(question: &Question<'_>, key: &str) -> Option<([f64; 2], Span)> {
    let Question {
        workbook, typed, ..
    } = *question;
    let parsed = Key::parse(key).ok()?;
    let row = typed.position(&parsed.name)?;
    let base = value(question, row, &parsed)?;
    let around = || {
        let ends = [base - AROUND * base.abs(), base + AROUND * base.abs()];
        (base != 0.0).then_some((ends.map(round), Span::Around))
    };
    let Some(assumption) = assumption(workbook, key) else {
        return around();
    };
    let slot = slot(typed, row, &parsed)?;
    let end = |quantity: &Option<_>| {
        let slots = given(workbook, typed, row, quantity.as_ref()?);
        slots.get(slot).copied().flatten()
    };
    let stated = end(&assumption.low).zip(end(&assumption.high));
    let stated = stated.map(|(low, high)| [low.min(base), high.max(base)]);
    let valid = match assumption.valid {
        Some((least, most)) => Some([least.0, most.0]),
        None if assumption.shares => Some([0.0, 1.0]),
        None => None,
    };
    let runs = |ends: &[f64; 2]| ends[0] < ends[1] && ends.iter().all(|end| end.is_finite());
    let stated = stated.filter(runs).map(|ends| (ends, Span::Stated));
    let valid = valid.filter(runs).map(|ends| (ends, Span::Valid));
    stated.or(valid).or_else(around)
}

/// The slot that a key names, at the first of what it leaves open.
fn slot(typed: &Typed, row: usize, key: &Key) -> Option<usize> {
    let (extents, axes) = (&typed.extents, typed.rows[row].axes);
    let fixed = extents.places(axes, &key.at).unwrap_or_default();
    (0..extents.slots(axes)).find(|slot| {
        let at = extents.position(axes, *slot);
        fixed.iter().all(|(axis, place)| at.along(*axis) == *place)
    })
}

fn value(question: &Question<'_>, row: usize, key: &Key) -> Option<f64> {
    let typed = question.typed;
    let slot = slot(typed, row, key)?;
    let resolved = resolve_all(question.workbook, typed, &question.layers).0;
    let mut reference = Reference::new(typed, &resolved);
    reference.prepare([row]);
    reference.slot(row, slot).ok()
}

/// A number to four significant digits, as somebody would have typed it.
pub(super) fn round(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// The assumption that a key names.
pub(super) fn assumption<'a>(workbook: &'a Workbook, key: &str) -> Option<&'a Assumption> {
    match &workbook.variable(&parse(key).name)?.definition {
        Definition::Assumption(assumption) => Some(assumption),
        _ => None,
    }
}

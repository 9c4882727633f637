//! The workbook's signals, understood.

use crate::diagnostic::{Code, Diagnostic};
use crate::units::Catalog;
use crate::workbook::key::Key;
use crate::workbook::{Signal, Workbook};

use super::agree::scaled;
use super::claims::Sides;
use super::document::bad_key;
use super::drawn;
use super::infer::Kind;
use super::scope::Surroundings;
use super::typed::{RowKind, Term, Typed, TypedSignal};

/// The workbook's signals; the broken ones are left out with findings.
pub(super) fn signals(
    workbook: &Workbook,
    catalog: &Catalog,
    typed: &Typed,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<TypedSignal> {
    let surroundings = Surroundings::new(catalog, &typed.extents, &typed.curves, &typed.positions);
    let scope = surroundings.scope(&typed.rows, true);
    let mut understood = Vec::new();
    for signal in &workbook.signals {
        let mut sides = Sides {
            scope: &scope,
            path: format!("signals/{}", signal.id),
            name: &signal.id,
            findings: Vec::new(),
        };
        if let Some(of) = &signal.drawn {
            let found = drawn::percentile(workbook, of, &signal.row);
            let place = sides.place("");
            sides.findings.extend(found.map(|found| found.at(place)));
        }
        let typed = watched(typed, signal, &mut sides).and_then(|(row, slot)| {
            Some(TypedSignal {
                id: signal.id.clone(),
                row,
                slot,
                watch: level(typed, row, &signal.watch, &mut sides)?,
                broken: level(typed, row, &signal.broken, &mut sides)?,
            })
        });
        if !sides.findings.iter().any(Diagnostic::is_error) {
            understood.extend(typed);
        }
        diagnostics.append(&mut sides.findings);
    }
    understood
}

/// The one value that a signal watches.
fn watched(typed: &Typed, signal: &Signal, sides: &mut Sides<'_>) -> Option<(usize, usize)> {
    if let Some(found) = bad_key(typed, &signal.row) {
        return sides.refuse(found, "");
    }
    let key = Key::parse(&signal.row).ok()?;
    let row = typed.position(&key.name)?;
    let source = &typed.rows[row];
    if source.kind != RowKind::Number {
        let message = format!("`{}` is not a number, so it has no levels", key.name);
        let found = Diagnostic::error(Code::KindMismatch, message).hint("watch a row of numbers");
        return sides.refuse(found, "");
    }
    let Some(slot) = typed.slot_of(row, &key.at) else {
        let message = format!(
            "`{}` leaves open which of its values is watched",
            signal.row
        );
        let found = Diagnostic::error(Code::NotIndexed, message)
            .hint(format!("name an element: `{}[…]`", key.name));
        return sides.refuse(found, "");
    };
    Some((row, slot))
}

/// A level, in the unit of the row that it is compared with.
fn level(typed: &Typed, row: usize, text: &str, sides: &mut Sides<'_>) -> Option<Term> {
    let unit = &typed.rows[row].unit;
    let side = sides.side(text);
    if !side.axes.is_empty() {
        let message = "a level is one value, and this has one for each element or period";
        let found = Diagnostic::error(Code::SurplusIndex, message)
            .label(side.span, "several values")
            .hint("name the element or period: `price[2028]`");
        return sides.refuse(found, text);
    }
    match &side.kind {
        Kind::Unknown => None,
        Kind::Any => Some(side.term),
        Kind::Number(own) => match own.factor_to(unit) {
            Some(factor) => Some(scaled(side, factor).term),
            None => {
                let message = format!("the row is in `{unit}` and the level in `{own}`");
                let found = Diagnostic::error(Code::UnitMismatch, message)
                    .label(side.span, own.to_string())
                    .hint(format!("give the level in `{unit}`"));
                sides.refuse(found, text)
            }
        },
        _ => {
            let found = Diagnostic::error(Code::KindMismatch, "a level must be a number")
                .label(side.span, "not a number")
                .hint("write a formula that gives a number");
            sides.refuse(found, text)
        }
    }
}

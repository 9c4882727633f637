//! Edits of imports: what was taken from spreadsheets, and what is forgotten with a row.

use std::sync::Arc;

use super::{Overlay, check_said, find};
use crate::workbook::import::forget;
use crate::workbook::key::Key;
use crate::workbook::names::{Refusal, check_shape};
use crate::workbook::{Id, Import, Number, Raw, Workbook};

/// Keeps an import after the others, or in the place of the one with its id.
pub(super) fn put(workbook: &mut Workbook, import: &Arc<Import>) -> Result<(), Refusal> {
    check(import)?;
    let mut others = workbook.imports.iter_mut();
    match others.find(|other| other.id == import.id) {
        Some(other) => *other = Arc::clone(import),
        None => workbook.imports.push(Arc::clone(import)),
    }
    Ok(())
}

/// Forgets an import; the values stay.
pub(super) fn remove(workbook: &mut Workbook, id: &Id) -> Result<(), Refusal> {
    let position = find(&workbook.imports, id, "import", |import| &import.id)?;
    workbook.imports.remove(position);
    Ok(())
}

/// Forgets what went into a row that is gone.
pub(super) fn forget_row(workbook: &mut Workbook, name: &str) {
    forget(workbook, |binding, _| binding.row == name);
}

/// Forgets what went into a scenario that is gone.
pub(super) fn forget_scenario(workbook: &mut Workbook, id: &str) {
    let is_of = |layer: &Option<Overlay>| matches!(layer, Some(Overlay::Scenario(of)) if of == id);
    forget(workbook, |_, cell| is_of(&cell.layer));
}

/// Refuses an import that says nothing, or that no file could hold.
fn check(import: &Import) -> Result<(), Refusal> {
    check_shape(&import.id)?;
    check_said(&import.label, "an import needs a label")?;
    let cells = import.bindings.iter().flat_map(|binding| &binding.cells);
    for cell in cells {
        Key::parse(&cell.key)?;
        let is_finite = |Number(value): &Number| value.is_finite();
        let raw = match &cell.raw {
            Raw::Number(raw) => is_finite(raw),
            Raw::Text(_) => true,
        };
        if !raw || !is_finite(&cell.value) {
            let message = format!("{} of {} holds no number", cell.cell, import.label);
            return Err(Refusal::new(message, "leave the cell out"));
        }
    }
    Ok(())
}

//! Edits of sections: the headings under which rows stand.

use std::sync::Arc;

use super::{check_said, find};
use crate::workbook::names::{Refusal, check_shape};
use crate::workbook::{Section, Workbook};

const NEEDS_A_LABEL: &str = "a section needs a label";

/// Adds a section whose name is good and free.
pub(super) fn insert(
    workbook: &mut Workbook,
    after: Option<&str>,
    section: &Arc<Section>,
) -> Result<(), Refusal> {
    check_shape(&section.id)?;
    check_said(&section.label, NEEDS_A_LABEL)?;
    if workbook.sections.iter().any(|other| other.id == section.id) {
        let message = format!("there is a section `{}` already", section.id);
        return Err(Refusal::new(message, "choose another name"));
    }
    let at = place_after(workbook, after)?;
    workbook.sections.insert(at, Arc::clone(section));
    Ok(())
}

pub(super) fn set_label(workbook: &mut Workbook, id: &str, text: &str) -> Result<(), Refusal> {
    let position = position(workbook, id)?;
    check_said(text, NEEDS_A_LABEL)?;
    text.clone_into(&mut Arc::make_mut(&mut workbook.sections[position]).label);
    Ok(())
}

/// Puts a section after another one, or first.
pub(super) fn move_to(
    workbook: &mut Workbook,
    id: &str,
    after: Option<&str>,
) -> Result<(), Refusal> {
    let from = position(workbook, id)?;
    let mut at = place_after(workbook, after)?;
    if after == Some(id) {
        let message = format!("{} cannot follow itself", workbook.sections[from].label);
        return Err(Refusal::new(message, "choose another section"));
    }
    if from < at {
        at -= 1;
    }
    let section = workbook.sections.remove(from);
    workbook.sections.insert(at, section);
    Ok(())
}

/// Removes a section without rows.
pub(super) fn remove(workbook: &mut Workbook, id: &str) -> Result<(), Refusal> {
    let position = position(workbook, id)?;
    let count = (workbook.variables.iter())
        .filter(|row| row.section == id)
        .count();
    if count > 0 {
        let label = &workbook.sections[position].label;
        let rows = if count == 1 { "row" } else { "rows" };
        let message = format!("{label} still has {count} {rows}");
        return Err(Refusal::new(message, "move or delete them first"));
    }
    workbook.sections.remove(position);
    Ok(())
}

fn position(workbook: &Workbook, id: &str) -> Result<usize, Refusal> {
    find(&workbook.sections, id, "section", |section| &section.id)
}

fn place_after(workbook: &Workbook, after: Option<&str>) -> Result<usize, Refusal> {
    after.map_or(Ok(0), |after| Ok(position(workbook, after)? + 1))
}

//! Edits of rows: new ones, their names in formulas, and where they stand.

use std::sync::Arc;

use super::values::check_definition;
use super::{position, row_mut};
use crate::formula;
use crate::workbook::key::Key;
use crate::workbook::names::{Refusal, check_id, did_you_mean};
use crate::workbook::refer::{Holds, each_name};
use crate::workbook::{NumberFormat, Variable, Workbook};

/// Adds a row whose name is good and free.
pub(super) fn insert(
    workbook: &mut Workbook,
    after: Option<&str>,
    row: &Arc<Variable>,
) -> Result<(), Refusal> {
    check_free(workbook, &row.id)?;
    check_definition(&row.definition)?;
    let at = match after {
        Some(name) => position(workbook, name)? + 1,
        None => 0,
    };
    workbook.variables.insert(at, Arc::clone(row));
    Ok(())
}

/// Refuses a name that formulas cannot hold, or that means something already.
fn check_free(workbook: &Workbook, id: &str) -> Result<(), Refusal> {
    check_id(id)?;
    let mut taken = (workbook.variables.iter().map(|other| &other.id))
        .chain(workbook.indexes.iter().map(|index| &index.id))
        .chain(workbook.curves.iter().map(|curve| &curve.id));
    if taken.any(|other| other == id) {
        let message = format!("the name `{id}` is taken");
        return Err(Refusal::new(message, "choose another name"));
    }
    Ok(())
}

/// Gives a row another name, and everything that refers to it.
pub(super) fn rename(workbook: &mut Workbook, name: &str, to: &str) -> Result<(), Refusal> {
    let position = position(workbook, name)?;
    if name == to {
        return Ok(());
    }
    check_free(workbook, to)?;
    // Otherwise what reads a row that is missing would begin to read this one.
    if let Some(first) = workbook.uses(to).first() {
        let message = format!(
            "`{to}` is already read by the {} {}, although no row has that name",
            first.kind.noun(),
            first.label
        );
        return Err(Refusal::new(
            message,
            "choose another name, or mend that first",
        ));
    }
    each_name(workbook, &mut |holds, text| match holds {
        Holds::Formula => {
            if let Some(renamed) = formula::rename(text, name, to) {
                *text = renamed;
            }
        }
        Holds::Key => rename_key(text, name, to),
    });
    to.clone_into(&mut Arc::make_mut(&mut workbook.variables[position]).id);
    Ok(())
}

/// Renames the row that a key names; the rest of the key stays as it is written.
fn rename_key(text: &mut String, name: &str, to: &str) {
    if Key::parse(text).is_ok_and(|key| key.name == name) {
        let start = text.len() - text.trim_start().len();
        text.replace_range(start..start + name.len(), to);
    }
}

/// Puts a row after another one of a section, or first in it.
pub(super) fn move_to(
    workbook: &mut Workbook,
    name: &str,
    section: &str,
    after: Option<&str>,
) -> Result<(), Refusal> {
    let from = position(workbook, name)?;
    check_section(workbook, section)?;
    if let Some(after) = after {
        let other = &workbook.variables[position(workbook, after)?];
        if after == name || other.section != section {
            let message = format!("{} is not among the others of that section", other.label);
            return Err(Refusal::new(message, "choose another row of the section"));
        }
    }
    if workbook.variables[from].section != section {
        section.clone_into(&mut row_mut(workbook, name)?.section);
    }
    let row = workbook.variables.remove(from);
    let at = match after {
        Some(after) => position(workbook, after)? + 1,
        None => (workbook.variables.iter())
            .position(|other| other.section == section)
            .unwrap_or(from),
    };
    workbook.variables.insert(at, row);
    Ok(())
}

/// Refuses a section that is neither declared nor has rows.
fn check_section(workbook: &Workbook, section: &str) -> Result<(), Refusal> {
    let declared = workbook.sections.iter().map(|section| section.id.as_str());
    let named = workbook.variables.iter().map(|row| row.section.as_str());
    if declared.clone().chain(named).any(|id| id == section) {
        return Ok(());
    }
    let hint = did_you_mean(section, declared, "choose a section of this workbook");
    Err(Refusal::new(
        format!("there is no section `{section}`"),
        hint,
    ))
}

/// The most decimals that are shown.
const MOST_DECIMALS: u8 = 9;

/// Sets how a row's values are shown.
pub(super) fn set_format(
    workbook: &mut Workbook,
    name: &str,
    format: Option<NumberFormat>,
) -> Result<(), Refusal> {
    let row = row_mut(workbook, name)?;
    if let Some(
        NumberFormat::Decimals(count)
        | NumberFormat::Percent(count)
        | NumberFormat::Multiple(count),
    ) = format
        && MOST_DECIMALS < count
    {
        let message = format!("{} cannot show {count} decimals", row.label);
        let hint = format!("choose at most {MOST_DECIMALS}");
        return Err(Refusal::new(message, hint));
    }
    row.format = format;
    Ok(())
}

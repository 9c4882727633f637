//! Edits of what is given: values, distributions, ranges and where they come from.

use std::sync::Arc;

use super::{check_said, find, position, row_mut};
use crate::workbook::assign::{assign, check_finite};
use crate::workbook::key::Key;
use crate::workbook::names::Refusal;
use crate::workbook::{
    Assumption, Definition, Distribution, Entry, Provenance, Quantity, Workbook,
};

/// Says how likely the values around an assumption are.
pub(super) fn set_distribution(
    workbook: &mut Workbook,
    name: &str,
    distribution: Option<&Distribution>,
) -> Result<(), Refusal> {
    let row = row_mut(workbook, name)?;
    match &mut row.definition {
        Definition::Assumption(assumption) if assumption.options.is_empty() => {
            assumption.distribution = distribution.cloned();
            Ok(())
        }
        _ => Err(Refusal::new(
            format!("`{name}` is no number that is given, so it has no distribution"),
            "give one to an assumption that it reads",
        )),
    }
}

/// Sets a value of an assumption, or one period of an irregular series.
pub(super) fn set_value(
    workbook: &mut Workbook,
    key: &str,
    quantity: &Quantity,
) -> Result<(), Refusal> {
    let key = Key::parse(key)?;
    check_finite(quantity)?;
    let position = position(workbook, &key.name)?;
    let definition = match &workbook.variables[position].definition {
        Definition::Assumption(assumption) => {
            let value = assign(
                workbook,
                &workbook.variables[position],
                assumption,
                &key,
                quantity,
            )?;
            // Opening up growth or closing shares may overflow.
            check_finite(&value)?;
            Definition::Assumption(Assumption {
                value,
                ..assumption.clone()
            })
        }
        Definition::Irregular(entries) => {
            Definition::Irregular(set_entry(workbook, entries, &key, quantity)?)
        }
        Definition::Formula(_) => {
            return Err(Refusal::new(
                format!("`{}` is a formula, so it has no value to set", key.name),
                "change the formula, or override its result in a profile or scenario",
            ));
        }
    };
    Arc::make_mut(&mut workbook.variables[position]).definition = definition;
    Ok(())
}

/// An irregular series with one of its periods set to a number.
fn set_entry(
    workbook: &Workbook,
    entries: &[Entry],
    key: &Key,
    quantity: &Quantity,
) -> Result<Vec<Entry>, Refusal> {
    let ([label], Quantity::Constant(number)) = (key.at.as_slice(), quantity) else {
        return Err(Refusal::new(
            format!("`{}` has an entry of its own for each period", key.name),
            format!("set one period at a time: `{}[2028]`", key.name),
        ));
    };
    with_entry(workbook, entries, &key.name, label, Entry::Value(*number))
}

/// Gives one period of an irregular series a formula.
pub(super) fn set_entry_formula(
    workbook: &mut Workbook,
    name: &str,
    period: &str,
    text: &str,
) -> Result<(), Refusal> {
    let position = position(workbook, name)?;
    let Definition::Irregular(entries) = &workbook.variables[position].definition else {
        return Err(Refusal::new(
            format!("`{name}` has no entry of its own for each period"),
            "change the formula or the value of the whole row",
        ));
    };
    let entry = Entry::Formula(text.to_owned());
    let entries = with_entry(workbook, entries, name, period, entry)?;
    let row = Arc::make_mut(&mut workbook.variables[position]);
    row.definition = Definition::Irregular(entries);
    Ok(())
}

/// An irregular series with another entry in one of its periods.
fn with_entry(
    workbook: &Workbook,
    entries: &[Entry],
    name: &str,
    label: &str,
    new: Entry,
) -> Result<Vec<Entry>, Refusal> {
    let position = match &workbook.timeline {
        Some(timeline) => timeline.position(label)?,
        None => return Err(no_timeline(label)),
    };
    let mut entries = entries.to_vec();
    let count = entries.len();
    let entry = entries.get_mut(position).ok_or_else(|| {
        let message = format!("`{name}` has only {count} entries");
        Refusal::new(message, "give it one entry per period first")
    })?;
    *entry = new;
    Ok(entries)
}

/// The refusal of a period where there are none.
pub(in crate::workbook) fn no_timeline(label: &str) -> Refusal {
    let message = format!("`{label}` is a period, and the workbook has no timeline");
    Refusal::new(message, "leave the period out")
}

/// Refuses numbers that no file can hold, wherever they stand in a definition.
pub(super) fn check_definition(definition: &Definition) -> Result<(), Refusal> {
    match definition {
        Definition::Formula(_) => Ok(()),
        Definition::Irregular(entries) => entries.iter().try_for_each(|entry| match entry {
            Entry::Value(number) => check_finite(&Quantity::Constant(*number)),
            Entry::Formula(_) => Ok(()),
        }),
        Definition::Assumption(assumption) => {
            let Assumption {
                value,
                low,
                high,
                valid,
                ..
            } = assumption;
            let ends = valid.map(|(least, greatest)| Quantity::Series(vec![least, greatest]));
            [Some(value), low.as_ref(), high.as_ref(), ends.as_ref()]
                .into_iter()
                .flatten()
                .try_for_each(check_finite)
        }
    }
}

/// The assumption that a row is, or why it has no source or range of its own.
fn given<'a>(
    workbook: &'a mut Workbook,
    name: &str,
    what: &str,
) -> Result<&'a mut Assumption, Refusal> {
    let row = row_mut(workbook, name)?;
    match &mut row.definition {
        Definition::Assumption(assumption) => Ok(assumption),
        _ => Err(Refusal::new(
            format!("{} is computed, so it has no {what} of its own", row.label),
            "give one to an assumption that it reads",
        )),
    }
}

/// Sets where an assumption comes from.
pub(super) fn set_source(
    workbook: &mut Workbook,
    name: &str,
    source: &Provenance,
) -> Result<(), Refusal> {
    match source {
        Provenance::From(id) => {
            find(&workbook.sources, id, "source", |source| &source.id)?;
        }
        Provenance::Assumed(reason) => check_said(reason, "an assumption needs a reason")?,
    }
    given(workbook, name, "source")?.source = source.clone();
    Ok(())
}

/// Sets the range in which an assumption may plausibly lie.
pub(super) fn set_range(
    workbook: &mut Workbook,
    name: &str,
    low: Option<&Quantity>,
    high: Option<&Quantity>,
) -> Result<(), Refusal> {
    [low, high]
        .into_iter()
        .flatten()
        .try_for_each(check_finite)?;
    if let (Some(Quantity::Constant(low)), Some(Quantity::Constant(high))) = (low, high)
        && low.0 > high.0
    {
        let message = format!("the low end {} is above the high end {}", low.0, high.0);
        return Err(Refusal::new(message, "swap them, or change one"));
    }
    let assumption = given(workbook, name, "range")?;
    if !assumption.options.is_empty() {
        let message = "a choice among options has no range";
        return Err(Refusal::new(message, "leave both ends out"));
    }
    (assumption.low, assumption.high) = (low.cloned(), high.cloned());
    Ok(())
}

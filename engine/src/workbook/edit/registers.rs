//! Edits of the registers: the sources that numbers come from, and the signals to watch.

use std::sync::Arc;

use super::{check_said, find};
use crate::workbook::names::{Refusal, check_shape};
use crate::workbook::{Number, Signal, Source, Workbook};

const NEEDS_A_TITLE: &str = "a source needs a title";
const NEEDS_A_LABEL: &str = "a signal needs a label";

/// Adds a source after the others.
pub(super) fn insert_source(workbook: &mut Workbook, source: &Arc<Source>) -> Result<(), Refusal> {
    check_shape(&source.id)?;
    check_said(&source.title, NEEDS_A_TITLE)?;
    let mut others = workbook.sources.iter();
    if others.any(|other| other.id == source.id) {
        return Err(taken("source", &source.id));
    }
    workbook.sources.push(Arc::clone(source));
    Ok(())
}

/// Puts a source in the place of the one with its id.
pub(super) fn put_source(workbook: &mut Workbook, source: &Arc<Source>) -> Result<(), Refusal> {
    let position = position_of_source(workbook, &source.id)?;
    check_said(&source.title, NEEDS_A_TITLE)?;
    workbook.sources[position] = Arc::clone(source);
    Ok(())
}

/// Removes a source.
pub(super) fn remove_source(workbook: &mut Workbook, id: &str) -> Result<(), Refusal> {
    let position = position_of_source(workbook, id)?;
    workbook.sources.remove(position);
    Ok(())
}

/// Adds a signal after the others.
pub(super) fn insert_signal(workbook: &mut Workbook, signal: &Arc<Signal>) -> Result<(), Refusal> {
    check_shape(&signal.id)?;
    check_signal(signal)?;
    let mut others = workbook.signals.iter();
    if others.any(|other| other.id == signal.id) {
        return Err(taken("signal", &signal.id));
    }
    workbook.signals.push(Arc::clone(signal));
    Ok(())
}

/// Puts a signal in the place of the one with its id.
pub(super) fn put_signal(workbook: &mut Workbook, signal: &Arc<Signal>) -> Result<(), Refusal> {
    let position = position_of_signal(workbook, &signal.id)?;
    check_signal(signal)?;
    workbook.signals[position] = Arc::clone(signal);
    Ok(())
}

/// Removes a signal, with all that was seen.
pub(super) fn remove_signal(workbook: &mut Workbook, id: &str) -> Result<(), Refusal> {
    let position = position_of_signal(workbook, id)?;
    workbook.signals.remove(position);
    Ok(())
}

/// Refuses a signal that says nothing, or holds numbers that no file can hold.
fn check_signal(signal: &Signal) -> Result<(), Refusal> {
    check_said(&signal.label, NEEDS_A_LABEL)?;
    let seen = signal.observations.iter().map(|seen| seen.value);
    let percentile = signal.drawn.iter().map(|drawn| drawn.percentile);
    match seen
        .chain(percentile)
        .all(|Number(value)| value.is_finite())
    {
        true => Ok(()),
        false => {
            let message = format!("{} holds something that is not a number", signal.label);
            Err(Refusal::new(message, "give a finite number"))
        }
    }
}

fn taken(noun: &str, id: &str) -> Refusal {
    let message = format!("there is a {noun} `{id}` already");
    Refusal::new(message, "choose another name")
}

fn position_of_source(workbook: &Workbook, id: &str) -> Result<usize, Refusal> {
    find(&workbook.sources, id, "source", |source| &source.id)
}

fn position_of_signal(workbook: &Workbook, id: &str) -> Result<usize, Refusal> {
    find(&workbook.signals, id, "signal", |signal| &signal.id)
}

//! Tapes and programs that are kept from one question to the next.

use std::fmt;
use std::mem::{Discriminant, discriminant};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::check::{Resolved, SlotAction, Typed};
use crate::compile::{Tape, compile};

use super::program::{Class, Program};

/// The tapes of one meaning, for whoever asks again and again while only values change.
///
/// A tape follows from the meaning, the outputs, and where layers override formulas; the values are
/// its inputs. What is kept is a matter of speed alone.
#[derive(Debug)]
pub struct Tapes {
    typed: Arc<Typed>,
    known: Mutex<Vec<Known>>,
}

#[derive(Debug)]
struct Known {
    outputs: Vec<(usize, usize)>,
    overrides: Overrides,
    ready: Arc<Ready>,
}

/// A tape, and the programs that it was arranged as.
pub struct Ready {
    tape: Tape,
    programs: Mutex<Vec<(Vec<Class>, Arc<Program>)>>,
}

/// Operations that are kept in all: some megabytes.
const MOST: usize = 200_000;

/// Programs that are kept of one tape: it is asked for with the same axes again and again.
const MOST_PROGRAMS: usize = 4;

impl Tapes {
    /// None yet, for this meaning.
    pub fn new(typed: &Arc<Typed>) -> Self {
        Self {
            typed: Arc::clone(typed),
            known: Mutex::new(Vec::new()),
        }
    }

    /// The tape of some slots, as [`compile`] makes it. Another meaning is compiled and not kept.
    pub fn tape(
        &self,
        typed: &Typed,
        resolved: &[Resolved],
        outputs: &[(usize, usize)],
    ) -> Arc<Ready> {
        let new = || Arc::new(Ready::new(compile(typed, resolved, outputs)));
        if !std::ptr::eq(typed, Arc::as_ptr(&self.typed)) {
            return new();
        }
        let overrides = overrides(resolved);
        if let Some(kept) = found_again(&mut open(&self.known), |known| {
            known.outputs == outputs && known.overrides == overrides
        }) {
            return Arc::clone(&kept.ready);
        }
        let ready = new();
        let mut known = open(&self.known);
        known.push(Known {
            outputs: outputs.to_vec(),
            overrides,
            ready: Arc::clone(&ready),
        });
        let size = |known: &Known| known.ready.tape.operations.len();
        while known.len() > 1 && MOST < known.iter().map(size).sum() {
            known.remove(0);
        }
        ready
    }
}

impl Ready {
    /// A tape without programs yet.
    pub fn new(tape: Tape) -> Self {
        Self {
            tape,
            programs: Mutex::new(Vec::new()),
        }
    }

    /// The tape.
    pub fn tape(&self) -> &Tape {
        &self.tape
    }

    /// The tape, arranged for inputs of these classes as [`Program::new`] does.
    pub fn program(&self, classes: &[Class]) -> Arc<Program> {
        let mut programs = open(&self.programs);
        if let Some((_, kept)) = found_again(&mut programs, |(other, _)| other == classes) {
            return Arc::clone(kept);
        }
        let program = Arc::new(Program::new(&self.tape, classes));
        programs.push((classes.to_vec(), Arc::clone(&program)));
        if programs.len() > MOST_PROGRAMS {
            programs.remove(0);
        }
        program
    }
}

impl fmt::Debug for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut ready = f.debug_struct("Ready");
        ready.field("tape", &self.tape).finish_non_exhaustive()
    }
}

/// What is wanted among what is kept, moved to the end: there stands what was used last.
fn found_again<T>(kept: &mut Vec<T>, is_it: impl Fn(&T) -> bool) -> Option<&T> {
    let found = kept.remove(kept.iter().position(is_it)?);
    kept.push(found);
    kept.last()
}

/// A thread that panicked left what is kept whole.
fn open<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Which formulas layers override, by row and slot, and in which way; the numbers are inputs of the
/// tape.
pub(super) type Overrides = Vec<(usize, usize, Vec<Discriminant<SlotAction>>)>;

pub(super) fn overrides(resolved: &[Resolved]) -> Overrides {
    let rows = resolved.iter().enumerate();
    let slots = rows.flat_map(|(row, resolved)| {
        let slots = resolved.actions.iter().enumerate();
        slots.map(move |(slot, actions)| (row, slot, actions))
    });
    slots
        .filter(|(.., actions)| !actions.is_empty())
        .map(|(row, slot, actions)| (row, slot, actions.iter().map(discriminant).collect()))
        .collect()
}

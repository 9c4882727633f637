//! Tapes that are kept from one question to the next.

use std::mem::{Discriminant, discriminant};
use std::sync::{Arc, Mutex, PoisonError};

use super::lower::compile;
use super::tape::Tape;
use crate::check::{Resolved, SlotAction, Typed};

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
    shape: Shape,
    tape: Arc<Tape>,
}

/// Operations that are kept in all: some megabytes.
const MOST: usize = 200_000;

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
    ) -> Arc<Tape> {
        if !std::ptr::eq(typed, Arc::as_ptr(&self.typed)) {
            return Arc::new(compile(typed, resolved, outputs));
        }
        let shape = shape(resolved);
        let kept = self.with(|known| {
            let is_it = |known: &Known| known.outputs == outputs && known.shape == shape;
            let place = known.iter().position(is_it)?;
            // The one used last stands last.
            let found = known.remove(place);
            let tape = Arc::clone(&found.tape);
            known.push(found);
            Some(tape)
        });
        if let Some(tape) = kept {
            return tape;
        }
        let tape = Arc::new(compile(typed, resolved, outputs));
        self.with(|known| {
            known.push(Known {
                outputs: outputs.to_vec(),
                shape,
                tape: Arc::clone(&tape),
            });
            let size = |known: &[Known]| known.iter().map(|k| k.tape.operations.len()).sum();
            while known.len() > 1 && MOST < size(known) {
                known.remove(0);
            }
        });
        tape
    }

    fn with<T>(&self, act: impl FnOnce(&mut Vec<Known>) -> T) -> T {
        // A thread that panicked left whole tapes behind.
        act(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Which formulas layers override, by row and slot, and in which way.
type Shape = Vec<(usize, usize, Vec<Discriminant<SlotAction>>)>;

fn shape(resolved: &[Resolved]) -> Shape {
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

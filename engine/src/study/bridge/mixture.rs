//! Mixtures of two cases: some rows as one has them, the others as the other does.

use std::collections::BTreeMap;

use crate::check::{Resolved, SlotAction, Typed};
use crate::compile::{InputKey, compile};
use crate::run::{Cancelled, Column, Progress, Reference, Scratch, in_blocks, run_block};

/// Two cases of one workbook, and the rows in which they differ.
pub(super) struct Mixture<'a> {
    pub(super) typed: &'a Typed,
    /// What the layers of each case give every row.
    pub(super) cases: [Vec<Resolved>; 2],
    /// The rows that are mixed, in the order of the bridge.
    pub(super) rows: Vec<usize>,
    /// The row and slot of the output.
    pub(super) output: (usize, usize),
    pub(super) threads: usize,
}

impl Mixture<'_> {
    /// The output of so many mixtures; `takes` says whether a mixture has one of the rows, by its
    /// place among them, from the second case.
    ///
    /// Mixtures in which the same formulas are overridden in the same way share a tape.
    pub(super) fn values(
        &self,
        count: usize,
        takes: impl Fn(usize, usize) -> bool + Sync,
        progress: &Progress,
    ) -> Result<Vec<f64>, Cancelled> {
        let structural: Vec<_> = self.structural().collect();
        let mut groups: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
        for mixture in 0..count {
            let pattern = structural.iter().map(|place| takes(mixture, *place));
            groups.entry(pattern.collect()).or_default().push(mixture);
        }
        let mut values = vec![f64::NAN; count];
        for members in groups.into_values() {
            let found = self.run(&members, &takes, progress)?;
            for (mixture, value) in members.into_iter().zip(found) {
                // Zero has no sign, so that sums can come out to the bit.
                values[mixture] = value + 0.0;
            }
        }
        Ok(values)
    }

    /// Runs mixtures that share a tape.
    fn run(
        &self,
        members: &[usize],
        takes: &(impl Fn(usize, usize) -> bool + Sync),
        progress: &Progress,
    ) -> Result<Vec<f64>, Cancelled> {
        let one = self.resolved(|place| takes(members[0], place));
        let tape = compile(self.typed, &one, &[self.output]);
        let sources: Vec<_> = tape
            .inputs
            .iter()
            .map(|key| self.source(key, &one))
            .collect();
        let state = || (Scratch::default(), vec![Vec::new(); sources.len()]);
        let blocks = in_blocks(
            members.len(),
            self.threads,
            progress,
            state,
            |(scratch, columns): &mut (Scratch, Vec<Vec<f64>>), first, count| {
                let members = &members[first..first + count];
                let inputs: Vec<_> = sources
                    .iter()
                    .zip(columns)
                    .map(|(source, column)| match source {
                        Source::Same(value) => Column::Uniform(*value),
                        Source::Either(place, [a, b]) => {
                            let value = |one: &usize| if takes(*one, *place) { *b } else { *a };
                            column.clear();
                            column.extend(members.iter().map(value));
                            Column::Lanes(column)
                        }
                    })
                    .collect();
                let mut outputs = vec![Vec::with_capacity(count)];
                run_block(&tape, &inputs, count, scratch, &mut outputs);
                outputs.pop().unwrap_or_default()
            },
        )?;
        Ok(blocks.concat())
    }

    /// What an input of a tape is in a mixture.
    fn source(&self, key: &InputKey, one: &[Resolved]) -> Source {
        match self.rows.iter().position(|row| *row == key.row) {
            None => Source::Same(key.value(&one[key.row])),
            Some(place) => {
                let value = |case: &Vec<Resolved>| key.value(&case[key.row]);
                Source::Either(place, self.cases.each_ref().map(value))
            }
        }
    }

    /// Why the output has no value in a mixture; `None` where it has one.
    pub(super) fn reason(&self, takes: impl Fn(usize) -> bool) -> Option<String> {
        let resolved = self.resolved(takes);
        let mut reference = Reference::new(self.typed, &resolved);
        let (row, slot) = self.output;
        reference.prepare([row]);
        let reason = reference.slot(row, slot).err()?;
        Some(reason.to_string())
    }

    /// What the layers of a mixture give every row.
    fn resolved(&self, takes: impl Fn(usize) -> bool) -> Vec<Resolved> {
        let [from, to] = &self.cases;
        let mut mixed = from.clone();
        for (place, row) in self.rows.iter().enumerate() {
            if takes(place) {
                mixed[*row] = to[*row].clone();
            }
        }
        mixed
    }

    /// The places of the rows whose formulas the two cases override differently.
    pub(super) fn structural(&self) -> impl Iterator<Item = usize> {
        let [from, to] = &self.cases;
        let differs = |place: &usize| {
            let row = self.rows[*place];
            kinds(&from[row]) != kinds(&to[row])
        };
        (0..self.rows.len()).filter(differs)
    }
}

/// What an input of the tape is.
enum Source {
    /// The same in all mixtures.
    Same(f64),
    /// What the case gives from which a mixture has the row at this place.
    Either(usize, [f64; 2]),
}

/// How each slot of a formula is overridden, whatever the numbers.
fn kinds(resolved: &Resolved) -> Vec<Vec<u8>> {
    let kind = |action: &SlotAction| match action {
        SlotAction::Set(_) => 0,
        SlotAction::Scale(_) => 1,
        SlotAction::Add(_) => 2,
    };
    let slots = resolved.actions.iter();
    slots
        .map(|actions| actions.iter().map(kind).collect())
        .collect()
}

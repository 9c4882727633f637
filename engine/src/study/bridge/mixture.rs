//! Mixtures of two cases: some rows as one has them, the others as the other does.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::check::{Resolved, SlotAction, Typed};
use crate::compile::{InputKey, compile};
use crate::run::{Cancelled, Input, Program, Progress, Reference};

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
        let mut either = Vec::new();
        let inputs = tape.inputs.iter();
        let inputs: Vec<_> = inputs
            .map(|key| self.input(key, &one, &mut either))
            .collect();
        let fill = |cases: Range<usize>, _: &mut Vec<_>, columns: &mut [Vec<f64>]| {
            for (column, (place, [a, b])) in columns.iter_mut().zip(&either) {
                let value = |one: &usize| if takes(*one, *place) { *b } else { *a };
                for (to, one) in column.iter_mut().zip(&members[cases.clone()]) {
                    *to = value(one);
                }
            }
        };
        let program = Program::of_cases(&tape, &inputs);
        let mut planes = vec![Vec::new()];
        let how = (self.threads, progress);
        program.run_cases(&inputs, members.len(), fill, how, &mut planes)?;
        Ok(planes.concat())
    }

    /// What an input of a tape is in a mixture. One that differs is filled, and `either` notes the
    /// place of its row and what each case gives it.
    fn input(
        &self,
        key: &InputKey,
        one: &[Resolved],
        either: &mut Vec<(usize, [f64; 2])>,
    ) -> Input {
        match self.rows.iter().position(|row| *row == key.row) {
            None => Input::Fixed(key.value(&one[key.row])),
            Some(place) => {
                let value = |case: &Vec<Resolved>| key.value(&case[key.row]);
                either.push((place, self.cases.each_ref().map(value)));
                Input::Filled(either.len() - 1)
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

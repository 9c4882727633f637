//! The cells of a grid within one case: inputs along axes, outputs as columns.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::check::{Layers, Resolved, Typed, bad_key, resolve};
use crate::compile::{InputKey, Tape, compile, dependents};
use crate::diagnostic::Diagnostic;
use crate::run::{
    Cancelled, Column, Progress, Reference, Scratch, in_blocks, resolve_all, run_block,
};
use crate::study::probe::{self, Move, change};
use crate::workbook::Workbook;

use super::GridAxis;

/// Inputs along axes within one case, compiled.
pub(super) struct Sheet<'a> {
    workbook: &'a Workbook,
    typed: &'a Typed,
    layers: Layers,
    axes: Vec<InputAxis>,
    /// The row and slot of each output.
    slots: Vec<(usize, usize)>,
    base: Vec<Resolved>,
    tape: Tape,
    /// How each input of the tape changes from cell to cell.
    sources: Vec<Source>,
}

/// An input that takes values.
struct InputAxis {
    axis: GridAxis,
    row: usize,
}

impl<'a> Sheet<'a> {
    /// Compiles the outputs over inputs that take values, on top of some layers.
    ///
    /// # Errors
    ///
    /// A finding that names the input that cannot be moved, and what to do.
    pub(super) fn new(
        workbook: &'a Workbook,
        typed: &'a Typed,
        layers: &Layers,
        inputs: &[(&str, Vec<f64>)],
        slots: Vec<(usize, usize)>,
    ) -> Result<Self, Box<Diagnostic>> {
        let mut over = layers.axis.iter().chain(&layers.set);
        if let Some(found) = over.find_map(|change| bad_key(typed, &change.key)) {
            return Err(Box::new(found));
        }
        let mut moved = layers.clone();
        let firsts = inputs
            .iter()
            .map(|(key, values)| change(key, Move::Set, values[0]));
        moved.axis.extend(firsts);
        let at_rest = resolve_all(workbook, typed, layers).0;
        let axes = inputs
            .iter()
            .map(|(key, values)| InputAxis::new(typed, &at_rest, key, values))
            .collect::<Result<Vec<_>, _>>()?;
        let (base, _) = resolve_all(workbook, typed, &moved);
        let tape = compile(typed, &base, &slots);
        let mut sheet = Self {
            workbook,
            typed,
            layers: moved,
            axes,
            slots,
            base,
            tape,
            sources: Vec::new(),
        };
        sheet.sources = sheet.sources();
        Ok(sheet)
    }

    /// The axes, as the result has them.
    pub(super) fn axes(&self) -> impl Iterator<Item = &GridAxis> {
        self.axes.iter().map(|axis| &axis.axis)
    }

    /// The first axis on which no output depends.
    pub(super) fn idle_axis(&self) -> Option<&GridAxis> {
        let is_read = |row| self.tape.inputs.iter().any(|key| key.row == row);
        let idle = self.axes.iter().find(|axis| !is_read(axis.row))?;
        Some(&idle.axis)
    }

    /// The values of every output over some of the cells, one column per output.
    pub(super) fn run(
        &self,
        cells: Range<usize>,
        threads: usize,
        progress: &Progress,
    ) -> Result<Vec<Vec<f64>>, Cancelled> {
        let blocks = in_blocks(
            cells.len(),
            threads,
            progress,
            || (Scratch::default(), vec![Vec::new(); self.sources.len()]),
            |(scratch, columns), first, count| {
                let first = cells.start + first;
                let sources = self.sources.iter();
                let inputs: Vec<_> = sources
                    .zip(columns)
                    .map(|(source, column)| self.column(source, first..first + count, column))
                    .collect();
                let mut outputs = vec![Vec::with_capacity(count); self.slots.len()];
                run_block(&self.tape, &inputs, count, scratch, &mut outputs);
                outputs
            },
        )?;
        let mut values = vec![Vec::with_capacity(cells.len()); self.slots.len()];
        for block in blocks {
            for (all, part) in values.iter_mut().zip(block) {
                all.extend(part);
            }
        }
        Ok(values)
    }

    /// Why outputs have no value in some cells: for each output the reasons, and how many cells
    /// each holds for. `missing` names a cell and an output, cell by cell.
    pub(super) fn reasons(
        &self,
        missing: &[(usize, usize)],
        threads: usize,
        progress: &Progress,
    ) -> Result<Vec<BTreeMap<String, usize>>, Cancelled> {
        let rows = || self.axes.iter().map(|axis| axis.row);
        let followers = dependents(self.typed, rows());
        let state = || (Reference::unquoted(self.typed, &self.base), None);
        let look = |(reference, at): &mut (Reference<'_>, Option<usize>), first, count| {
            let mut reasons = vec![BTreeMap::new(); self.slots.len()];
            for (cell, output) in &missing[first..first + count] {
                if at.replace(*cell) != Some(*cell) {
                    let layers = self.cell(*cell);
                    let moved = |row| resolve(self.workbook, self.typed, &layers, row).0;
                    let changed = rows().map(|row| (row, moved(row)));
                    reference.move_on(changed.collect(), &followers);
                }
                let (row, slot) = self.slots[*output];
                reference.prepare([row]);
                if let Err(reason) = reference.slot(row, slot) {
                    *reasons[*output].entry(reason.to_string()).or_insert(0) += 1;
                }
            }
            reasons
        };
        let blocks = in_blocks(missing.len(), threads, progress, state, look)?;
        let mut total = vec![BTreeMap::new(); self.slots.len()];
        for (output, reasons) in blocks.into_iter().flat_map(|b| b.into_iter().enumerate()) {
            for (reason, count) in reasons {
                *total[output].entry(reason).or_insert(0) += count;
            }
        }
        Ok(total)
    }

    /// The layers of one cell, so that it can be looked at as a case of its own.
    pub(super) fn cell(&self, cell: usize) -> Layers {
        let mut layers = self.layers.clone();
        let own = layers.axis.len() - self.axes.len();
        for (place, axis) in self.axes.iter().enumerate() {
            let value = axis.axis.values[self.place(place, cell)];
            layers.axis[own + place] = change(&axis.axis.key, Move::Set, value);
        }
        layers
    }

    /// How many cells apart two neighbours along an axis are.
    fn stride(&self, axis: usize) -> usize {
        let faster = self.axes[axis + 1..].iter();
        faster.map(|axis| axis.axis.values.len()).product()
    }

    /// The place along an axis of a cell.
    fn place(&self, axis: usize, cell: usize) -> usize {
        cell / self.stride(axis) % self.axes[axis].axis.values.len()
    }

    /// How each input of the tape changes from cell to cell.
    fn sources(&self) -> Vec<Source> {
        let by_row = |key: &InputKey| {
            let mut axes = (0..self.axes.len()).filter(|place| self.axes[*place].row == key.row);
            match (axes.next(), axes.next()) {
                (None, _) => Source::Fixed(key.value(&self.base[key.row])),
                (Some(axis), None) => Source::Along {
                    values: Vec::new(),
                    stride: self.stride(axis),
                },
                _ => Source::ByCell(*key),
            }
        };
        let mut sources: Vec<_> = self.tape.inputs.iter().map(by_row).collect();
        for place in 0..self.axes.len() {
            self.walk(place, &mut sources);
        }
        sources
    }

    /// Notes what the layers give the inputs that follow one axis alone, value by value.
    fn walk(&self, place: usize, sources: &mut [Source]) {
        let InputAxis { axis, row } = &self.axes[place];
        let mut layers = self.layers.clone();
        let own = layers.axis.len() - self.axes.len() + place;
        for value in &axis.values {
            layers.axis[own] = change(&axis.key, Move::Set, *value);
            let resolved = resolve(self.workbook, self.typed, &layers, *row).0;
            for (key, source) in self.tape.inputs.iter().zip(sources.iter_mut()) {
                if let (true, Source::Along { values, .. }) = (key.row == *row, source) {
                    values.push(key.value(&resolved));
                }
            }
        }
    }

    /// The values of an input over a block of cells; `column` is room for them.
    fn column<'c>(
        &self,
        source: &Source,
        cells: Range<usize>,
        column: &'c mut Vec<f64>,
    ) -> Column<'c> {
        column.clear();
        match source {
            Source::Fixed(value) => return Column::Uniform(*value),
            Source::Along { values, stride } => {
                if cells.start / stride == (cells.end - 1) / stride {
                    return Column::Uniform(values[cells.start / stride % values.len()]);
                }
                column.extend(cells.map(|cell| values[cell / stride % values.len()]));
            }
            Source::ByCell(key) => column.extend(cells.map(|cell| {
                key.value(&resolve(self.workbook, self.typed, &self.cell(cell), key.row).0)
            })),
        }
        Column::Lanes(column)
    }
}

impl InputAxis {
    fn new(
        typed: &Typed,
        at_rest: &[Resolved],
        key: &str,
        values: &[f64],
    ) -> Result<Self, Box<Diagnostic>> {
        let (measure, row) =
            probe::input(typed, &mut Reference::new(typed, at_rest), key, Move::Set)?;
        let axis = GridAxis {
            key: measure.key,
            unit: measure.unit,
            values: values.to_vec(),
            elements: Vec::new(),
            base: measure.base,
        };
        Ok(Self { axis, row })
    }
}

/// How an input changes from cell to cell.
enum Source {
    /// Not at all.
    Fixed(f64),
    /// Along one axis, whose neighbours are this many cells apart.
    Along { values: Vec<f64>, stride: usize },
    /// With every cell: several axes set parts of one row, which closing shares ties together.
    ByCell(InputKey),
}

//! The cells of a grid within one case: inputs along axes, outputs as columns.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::check::{Layers, Resolved, Typed, bad_key, resolve, resolve_along, resolve_over};
use crate::compile::{InputKey, compile, dependents};
use crate::diagnostic::Diagnostic;
use crate::run::{Cancelled, Progress, Ready, Reference, Sheet, Source, Tapes, in_blocks};
use crate::study::keys::{self, Move, change};
use crate::study::probe::{plain, reads};
use crate::workbook::Workbook;

use super::GridAxis;

/// Inputs along axes within one case, compiled.
pub(super) struct Slice<'a> {
    workbook: &'a Workbook,
    typed: &'a Typed,
    layers: Layers,
    axes: Vec<InputAxis>,
    /// The row and slot of each output.
    slots: Vec<(usize, usize)>,
    base: Vec<Resolved>,
    tape: Arc<Ready>,
    /// How each input of the tape changes from cell to cell.
    moves: Vec<Moves>,
}

/// An input that takes values.
struct InputAxis {
    axis: GridAxis,
    row: usize,
}

impl<'a> Slice<'a> {
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
        (slots, period): (Vec<(usize, usize)>, Option<&str>),
        known: (&[Resolved], Option<&Tapes>),
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
        let (base, tapes) = known;
        let at_rest = resolve_over(base, workbook, typed, layers).0;
        let mut reference = Reference::new(typed, &at_rest);
        let axes = inputs
            .iter()
            .map(|(key, values)| {
                let given = (at_rest.as_slice(), &mut reference);
                InputAxis::new(typed, given, (key, values), period)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let (base, _) = resolve_over(base, workbook, typed, &moved);
        let tape = match tapes {
            Some(tapes) => tapes.tape(typed, &base, &slots),
            None => Arc::new(Ready::new(compile(typed, &base, &slots))),
        };
        let mut slice = Self {
            workbook,
            typed,
            layers: moved,
            axes,
            slots,
            base,
            tape,
            moves: Vec::new(),
        };
        slice.moves = slice.moves();
        Ok(slice)
    }

    /// The axes, as the result has them.
    pub(super) fn axes(&self) -> impl Iterator<Item = &GridAxis> {
        self.axes.iter().map(|axis| &axis.axis)
    }

    /// Whether any output depends on an axis, by its key.
    pub(super) fn follows(&self, key: &str) -> bool {
        let mut axes = self.axes.iter();
        let axis = axes.find(|axis| axis.axis.key == key);
        axis.is_none_or(|axis| reads((self.workbook, self.typed), self.tape.tape(), key, axis.row))
    }

    /// The values of every output over some of the cells, one column per output.
    pub(super) fn run(
        &self,
        cells: Range<usize>,
        threads: usize,
        progress: &Progress,
    ) -> Result<Vec<Vec<f64>>, Cancelled> {
        let mut all = vec![Vec::new(); self.slots.len()];
        for (rows, columns) in self.pieces(cells) {
            let mut planes = vec![Vec::new(); self.slots.len()];
            self.sheet(rows, columns, |sheet| {
                sheet.run(threads, progress, &mut planes)
            })?;
            for (all, part) in all.iter_mut().zip(planes) {
                match all.is_empty() {
                    true => *all = part,
                    false => all.extend(part),
                }
            }
        }
        Ok(all)
    }

    /// All cells, ready to run.
    pub(super) fn whole<T>(&self, run: impl FnOnce(Sheet<'_>) -> T) -> T {
        let columns = self.columns();
        let all = self.axes.iter().map(|axis| axis.axis.values.len());
        let cells: usize = all.product();
        self.sheet(0..cells / columns.max(1), 0..columns, run)
    }

    /// How many values the last axis has, which is the fast one.
    fn columns(&self) -> usize {
        self.axes.last().map_or(1, |axis| axis.axis.values.len())
    }

    /// A range of cells as rectangles, in order: the end of a row, whole rows, the beginning of one.
    fn pieces(&self, cells: Range<usize>) -> Vec<(Range<usize>, Range<usize>)> {
        let width = self.columns();
        let (mut at, mut pieces) = (cells.start, Vec::new());
        while at < cells.end {
            let (row, column) = (at / width, at % width);
            let whole = (cells.end - at) / width;
            let piece = match column {
                0 if whole > 0 => (row..row + whole, 0..width),
                _ => (row..row + 1, column..width.min(column + cells.end - at)),
            };
            at += piece.0.len() * piece.1.len();
            pieces.push(piece);
        }
        pieces
    }

    /// Hands a rectangle of cells, ready to run, to whoever runs it.
    fn sheet<T>(
        &self,
        rows: Range<usize>,
        columns: Range<usize>,
        run: impl FnOnce(Sheet<'_>) -> T,
    ) -> T {
        let width = self.columns();
        let cell = |place: usize| {
            let (row, column) = (place / columns.len(), place % columns.len());
            (rows.start + row) * width + columns.start + column
        };
        let by_cell = |key: InputKey| {
            move |first: usize, values: &mut [f64]| {
                for (place, value) in values.iter_mut().enumerate() {
                    let layers = self.cell(cell(first + place));
                    *value = key.value(&resolve(self.workbook, self.typed, &layers, key.row).0);
                }
            }
        };
        let fills: Vec<_> = self
            .tape
            .tape()
            .inputs
            .iter()
            .map(|key| by_cell(*key))
            .collect();
        let by_row = self.moves.iter().map(|moves| moves.by_row(&rows, width));
        let by_row: Vec<_> = by_row.collect();
        let inputs = self.moves.iter().zip(&by_row).zip(&fills);
        let sources = inputs.map(|((moves, by_row), fill)| match moves {
            Moves::Not(value) => Source::Value(*value),
            Moves::Fast(values) => Source::Lanes(&values[columns.clone()]),
            Moves::Slow { .. } => Source::Along {
                values: by_row,
                stride: 1,
            },
            Moves::ByCell => Source::Cells(fill),
        });
        let sources: Vec<_> = sources.collect();
        run(Sheet::new(
            &self.tape,
            (rows.len(), columns.len()),
            &sources,
        ))
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
    fn moves(&self) -> Vec<Moves> {
        let by_row = |key: &InputKey| {
            let mut axes = (0..self.axes.len()).filter(|place| self.axes[*place].row == key.row);
            match (axes.next(), axes.next()) {
                (None, _) => Moves::Not(key.value(&self.base[key.row])),
                (Some(axis), None) if axis + 1 == self.axes.len() => Moves::Fast(Vec::new()),
                (Some(axis), None) => Moves::Slow {
                    values: Vec::new(),
                    stride: self.stride(axis),
                },
                _ => Moves::ByCell,
            }
        };
        let mut moves: Vec<_> = self.tape.tape().inputs.iter().map(by_row).collect();
        for place in 0..self.axes.len() {
            self.walk(place, &mut moves);
        }
        moves
    }

    /// Notes what the layers give the inputs that follow one axis alone, value by value.
    fn walk(&self, place: usize, moves: &mut [Moves]) {
        let InputAxis { axis, row } = &self.axes[place];
        let mut along: Vec<_> = (self.tape.tape().inputs.iter().zip(moves))
            .filter(|(key, _)| key.row == *row)
            .filter_map(|(key, moves)| match moves {
                Moves::Fast(values) | Moves::Slow { values, .. } => Some((key, values)),
                _ => None,
            })
            .collect();
        let first = self.layers.axis.len() - self.axes.len();
        let mut below = self.layers.clone();
        below.axis.truncate(first);
        let whole = [(axis.key.as_str(), Move::Set)];
        if let Some((least, most)) = plain((self.workbook, &below), *row, &whole) {
            let is_valid = |value: &f64| least <= *value && *value <= most;
            let valid = |value: &f64| if is_valid(value) { *value } else { f64::NAN };
            for (_, values) in along {
                values.extend(axis.values.iter().map(valid));
            }
        } else if !along.is_empty() {
            let at = (*row, first + place);
            let layers = &self.layers;
            resolve_along(self.workbook, self.typed, layers, at, &axis.values, |row| {
                for (key, values) in &mut along {
                    values.push(key.value(row));
                }
            });
        }
    }
}

impl InputAxis {
    fn new(
        typed: &Typed,
        given: (&[Resolved], &mut Reference<'_>),
        (key, values): (&str, &[f64]),
        period: Option<&str>,
    ) -> Result<Self, Box<Diagnostic>> {
        let (measure, row) = keys::input(typed, given, (key, Move::Set), period)?;
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
enum Moves {
    /// Not at all.
    Not(f64),
    /// Along the last axis, which is the fast one.
    Fast(Vec<f64>),
    /// Along another, whose neighbours are this many cells apart.
    Slow { values: Vec<f64>, stride: usize },
    /// With every cell: several axes set parts of one row, which closing shares ties together.
    ByCell,
}

impl Moves {
    /// The values of some rows, of an input that follows a slow axis.
    fn by_row(&self, rows: &Range<usize>, width: usize) -> Vec<f64> {
        match self {
            Self::Slow { values, stride } => {
                let value = |row: usize| values[row * width / stride % values.len()];
                rows.clone().map(value).collect()
            }
            _ => Vec::new(),
        }
    }
}

//! A whole grid of cells through one program, in tiles, on some threads.

use std::sync::Arc;

use super::kept::Ready;
use super::level::Level;
use super::machine::{Area, Machine, Source};
use super::pool::{Cancelled, Progress, on_threads};
use super::program::{Class, Program};

/// Cells in rows and columns, ready to run.
///
/// Each input has a source: one value, [`Source::Lanes`] with a value per column,
/// [`Source::Along`] the rows, or [`Source::Cells`].
pub struct Sheet<'a> {
    program: Arc<Program>,
    sources: &'a [Source<'a>],
    rows: usize,
    columns: usize,
    /// Whether columns are few and rows many, so that the program runs along the rows.
    is_turned: bool,
    level: Level,
    block: Option<usize>,
    tile: Option<usize>,
}

/// Cells that a thread takes at a time, unless they take long.
const TILE: usize = 65_536;

/// Nanoseconds of work after which a thread asks whether to stop.
const PATIENCE: f64 = 1e6;

/// Nanoseconds of work that are not worth a second thread.
const ALONE: f64 = 150_000.0;

/// Bytes of streams of columns that stay near.
const NEAR: usize = 1 << 23;

/// Fewer columns than this are run along the rows, if those are more.
const FEW: usize = 128;

impl<'a> Sheet<'a> {
    /// Arranges a tape for so many rows and columns and the sources of its inputs.
    pub fn new(tape: &Ready, (rows, columns): (usize, usize), sources: &'a [Source<'a>]) -> Self {
        let has_cells = sources
            .iter()
            .any(|source| matches!(source, Source::Cells(_)));
        let is_turned = columns < FEW && columns * 2 < rows && !has_cells;
        let class = |source: &Source<'_>| match source {
            Source::Value(_) => Class::Fixed,
            Source::Cells(_) => Class::Lane,
            // A single row has nothing to compute but once per column.
            Source::Lanes(_) if rows == 1 => Class::Lane,
            Source::Lanes(_) if is_turned => Class::Row,
            Source::Along { .. } if is_turned && columns == 1 => Class::Lane,
            Source::Along { .. } if is_turned => Class::Column,
            Source::Lanes(_) => Class::Column,
            Source::Along { .. } => Class::Row,
        };
        let classes: Vec<_> = sources.iter().map(class).collect();
        Self {
            program: tape.program(&classes),
            sources,
            rows,
            columns,
            is_turned,
            level: Level::best(),
            block: None,
            tile: None,
        }
    }

    /// Another instruction set. Results do not depend on it, nor on the two that follow.
    #[must_use]
    pub fn at_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Another number of lanes that run together.
    #[must_use]
    pub fn with_block(mut self, lanes: usize) -> Self {
        self.block = Some(lanes);
        self
    }

    /// Another number of cells that a thread takes at a time.
    #[must_use]
    pub fn with_tile(mut self, cells: usize) -> Self {
        self.tile = Some(cells);
        self
    }

    /// How many loops run in every cell.
    pub fn steps(&self) -> usize {
        self.program.steps()
    }

    /// Runs every cell and writes the values of each output to its plane, row after row.
    ///
    /// Planes may have been used before; memory that is warm is written several times as fast.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if `progress` was asked to stop; the planes then hold parts of the result.
    pub fn run(
        &self,
        threads: usize,
        progress: &Progress,
        planes: &mut [Vec<f64>],
    ) -> Result<(), Cancelled> {
        let cells = self.rows * self.columns;
        for plane in planes.iter_mut() {
            plane.resize(cells, f64::NAN);
        }
        let quick = cells as f64 * self.program.predicted() <= ALONE;
        let threads = if quick && self.tile.is_none() {
            1
        } else {
            threads
        };
        let parts = self.parts(planes).into_iter();
        let state = || State {
            machine: self.machine(),
            turned: Vec::new(),
        };
        on_threads(parts, threads, progress, state, |state, mut part| {
            self.run_part(state, &mut part);
            progress.add(part.area.rows * part.area.columns);
        })
    }

    fn machine(&self) -> Machine<'_> {
        let machine = self.program.machine(self.level);
        match self.block {
            Some(lanes) => machine.with_block(lanes),
            None => machine,
        }
    }

    /// How many cells a thread takes at a time.
    fn tile(&self) -> usize {
        let quick = PATIENCE / self.program.predicted().max(1.0);
        self.tile.unwrap_or(TILE.min(quick as usize)).max(1)
    }

    /// How many columns run together: their streams stay near.
    fn strip(&self) -> usize {
        let near = NEAR / 8 / self.program.columns.streams().max(1);
        // What changes with the row alone is computed for each strip of it.
        let most = near.clamp(4096, TILE).min(self.tile().max(512));
        match self.columns <= most + most / 2 {
            true => self.columns,
            false => most,
        }
    }

    /// The parts of a run: whole rows, or parts of one row where rows are long.
    fn parts<'p>(&self, planes: &'p mut [Vec<f64>]) -> Vec<Part<'p>> {
        let strip = if self.is_turned {
            self.columns
        } else {
            self.strip()
        };
        let (width, tile) = (self.columns, self.tile());
        if width == 0 {
            return Vec::new();
        }
        let rows = if strip < width {
            1
        } else {
            tile.div_ceil(width)
        };
        let size = rows * width;
        let mut parts = Vec::new();
        for first_row in (0..self.rows).step_by(rows) {
            let rows = rows.min(self.rows - first_row);
            for first_column in (0..width).step_by(strip) {
                parts.push(Part {
                    area: Area {
                        first_row,
                        rows,
                        first_column,
                        columns: strip.min(width - first_column),
                        width,
                    },
                    outputs: Vec::with_capacity(planes.len()),
                });
            }
        }
        for plane in planes {
            let pieces = plane.chunks_mut(size).flat_map(|tile| match strip < width {
                true => tile.chunks_mut(strip),
                false => tile.chunks_mut(size),
            });
            for (part, piece) in parts.iter_mut().zip(pieces) {
                part.outputs.push(piece);
            }
        }
        // The streams of a strip are computed once for all its rows.
        parts.sort_by_key(|part| part.area.first_column);
        parts
    }

    fn run_part(&self, state: &mut State<'_>, part: &mut Part<'_>) {
        if !self.is_turned {
            state
                .machine
                .run_area(part.area, self.sources, &mut part.outputs);
            return;
        }
        let Area {
            first_row,
            rows,
            columns,
            ..
        } = part.area;
        let size = rows * columns;
        let turned = &mut state.turned;
        turned.resize(size * part.outputs.len(), 0.0);
        let mut outputs: Vec<_> = turned.chunks_exact_mut(size).collect();
        let area = Area {
            first_row: 0,
            rows: columns,
            first_column: first_row,
            columns: rows,
            width: self.rows,
        };
        state.machine.run_area(area, self.sources, &mut outputs);
        for (from, to) in outputs.iter().zip(&mut part.outputs) {
            for (column, values) in from.chunks_exact(rows).enumerate() {
                let places = to[column..].iter_mut().step_by(columns);
                for (to, value) in places.zip(values) {
                    *to = *value;
                }
            }
        }
    }
}

/// What a thread keeps from part to part.
struct State<'p> {
    machine: Machine<'p>,
    turned: Vec<f64>,
}

/// Cells that one thread runs at a time, and where their values go.
struct Part<'p> {
    area: Area,
    outputs: Vec<&'p mut [f64]>,
}

//! Many cases side by side, each with inputs of its own.

use std::ops::Range;

use super::level::Level;
use super::machine::{Machine, Source};
use super::pool::{Cancelled, Progress, on_threads};
use super::program::{Class, Program};
use crate::compile::Tape;

/// Cases that a thread takes at a time.
const TILE: usize = 4096;

/// An input of a program over many cases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// The same in all of them.
    Fixed(f64),
    /// Filled in case by case, as this one of the columns to be filled.
    Filled(usize),
}

/// A tile of cases, and where its outputs go.
struct Tile<'p> {
    first: usize,
    outputs: Vec<&'p mut [f64]>,
}

/// What a thread keeps from tile to tile.
struct State<'p> {
    machine: Machine<'p>,
    room: Vec<Vec<f64>>,
    columns: Vec<Vec<f64>>,
}

impl Program {
    /// A tape, arranged for cases of which each has its own value of the filled inputs.
    pub fn of_cases(tape: &Tape, inputs: &[Input]) -> Self {
        let class = |input: &Input| match input {
            Input::Fixed(_) => Class::Fixed,
            Input::Filled(_) => Class::Lane,
        };
        Self::new(tape, &inputs.iter().map(class).collect::<Vec<_>>())
    }

    /// Runs many cases and writes the values of each output to its plane, case after case.
    ///
    /// `inputs` are in the order of the tape's. `fill` writes the columns of some neighbouring
    /// cases, as many columns as there are filled inputs; it is called on several threads, each
    /// with room of its own that it may use as it likes.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if `progress` was asked to stop; the planes then hold parts of the result.
    pub fn run_cases(
        &self,
        inputs: &[Input],
        cases: usize,
        fill: impl Fn(Range<usize>, &mut Vec<Vec<f64>>, &mut [Vec<f64>]) + Sync,
        (threads, progress): (usize, &Progress),
        planes: &mut [Vec<f64>],
    ) -> Result<(), Cancelled> {
        let is_filled = |input: &&Input| matches!(input, Input::Filled(_));
        let filled = inputs.iter().filter(is_filled).count();
        let tiles = tiles(cases, planes);
        let threads = if tiles.len() < 2 { 1 } else { threads };
        let state = || State {
            machine: self.machine(Level::best()),
            room: Vec::new(),
            columns: vec![Vec::new(); filled],
        };
        on_threads(
            tiles.into_iter(),
            threads,
            progress,
            state,
            |state, mut tile| {
                let count = tile.outputs.first().map_or(0, |output| output.len());
                let columns = &mut state.columns;
                for column in columns.iter_mut() {
                    column.resize(count, f64::NAN);
                }
                fill(tile.first..tile.first + count, &mut state.room, columns);
                let source = |input: &Input| match input {
                    Input::Fixed(value) => Source::Value(*value),
                    Input::Filled(column) => Source::Lanes(&columns[*column]),
                };
                let sources: Vec<_> = inputs.iter().map(source).collect();
                state.machine.run(&sources, count, &mut tile.outputs);
                progress.add(count);
            },
        )
    }
}

fn tiles(cases: usize, planes: &mut [Vec<f64>]) -> Vec<Tile<'_>> {
    let firsts = (0..cases).step_by(TILE);
    let mut tiles: Vec<_> = firsts
        .map(|first| Tile {
            first,
            outputs: Vec::with_capacity(planes.len()),
        })
        .collect();
    for plane in planes {
        plane.resize(cases, f64::NAN);
        for (tile, part) in tiles.iter_mut().zip(plane.chunks_mut(TILE)) {
            tile.outputs.push(part);
        }
    }
    tiles
}

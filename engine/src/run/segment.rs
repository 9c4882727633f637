//! A part of a program in which every operation has a value per lane: its loops and registers.

use crate::check::PreparedCurve;
use crate::compile::Op;

use super::fuse::{Node, Tile, Value, tiles};
use super::kernels::{Lanes, Offsets, Place, Scalar, Step, Streams, run_series};
use super::level::Level;
use super::series::{Irr, Npv, Other};

/// Loops in order. Streams that are given come first, registers after them.
#[derive(Default)]
pub(super) struct Segment {
    works: Vec<Work>,
    /// How many registers it needs.
    pub(super) registers: usize,
}

enum Work {
    Step(Step),
    Series {
        op: Op,
        operands: Vec<Place>,
        to: u32,
    },
}

/// Room for the operands of a series, kept from block to block.
#[derive(Debug, Default)]
pub(super) struct Room {
    operands: Vec<Lanes>,
    values: Vec<f64>,
}

impl Segment {
    /// Fits nodes into loops and assigns registers by a linear scan over their lifetimes.
    ///
    /// A loop may write where it reads, so an operand's register is free for its result.
    pub(super) fn new(nodes: &[Node], streams: usize) -> Self {
        let tiles = tiles(nodes);
        let last_use = lifetimes(nodes, &tiles);
        let mut registers = Registers {
            first: streams as u32,
            free: Vec::new(),
            count: 0,
        };
        let mut places: Vec<Option<u32>> = nodes.iter().map(|node| node.kept).collect();
        let mut works = Vec::with_capacity(tiles.len());
        for (position, tile) in tiles.into_iter().enumerate() {
            let operands: Vec<_> = tile
                .leaves
                .iter()
                .map(|leaf| place(*leaf, &places))
                .collect();
            for leaf in &tile.leaves {
                if let Value::Node(node) = leaf
                    && last_use[*node as usize] == Some(position)
                    && let Some(register) = places[*node as usize]
                {
                    registers.release(register);
                }
            }
            let node = &nodes[tile.root];
            let to = node.kept.unwrap_or_else(|| registers.take());
            places[tile.root] = Some(to);
            let step = tile
                .kernel
                .and_then(|kernel| Step::new(kernel, &operands, to));
            works.push(match step {
                Some(step) => Work::Step(step),
                None => Work::Series {
                    op: node.op,
                    operands,
                    to,
                },
            });
            if last_use[tile.root].is_none() && node.kept.is_none() {
                registers.release(to);
            }
        }
        Self {
            works,
            registers: registers.count as usize,
        }
    }

    /// How many loops it has, and how many series among them.
    pub(super) fn size(&self) -> (usize, usize) {
        let is_series = |work: &&Work| matches!(work, Work::Series { .. });
        (
            self.works.len(),
            self.works.iter().filter(is_series).count(),
        )
    }

    /// Runs one block, whose lanes are a multiple of sixteen.
    pub(super) fn run(
        &self,
        level: Level,
        curves: &[PreparedCurve],
        (streams, scalars): (&Streams<'_>, &[Scalar]),
        (offsets, lanes): (Offsets, usize),
        room: &mut Room,
    ) {
        for work in &self.works {
            match work {
                Work::Step(step) => step.run(level, streams, scalars, offsets, lanes),
                Work::Series { op, operands, to } => {
                    let target = (operands.as_slice(), *to);
                    let (given, at) = ((streams, scalars), (offsets, lanes));
                    let kept = (&mut room.operands, &mut room.values);
                    match op {
                        Op::Npv => run_series(&Npv, target, level, given, at, kept),
                        Op::Irr => run_series(&Irr, target, level, given, at, kept),
                        op => {
                            let other = Other { op: *op, curves };
                            run_series(&other, target, level, given, at, kept);
                        }
                    }
                }
            }
        }
    }
}

fn place(value: Value, places: &[Option<u32>]) -> Place {
    match value {
        Value::Scalar(scalar) => Place::Scalar(scalar),
        Value::Stream(stream) => Place::Stream(stream),
        // Whatever is read has been computed before; no stream has the number that stands here.
        Value::Node(node) => Place::Stream(places[node as usize].unwrap_or(u32::MAX)),
    }
}

/// The last loop that reads each node's register.
fn lifetimes(nodes: &[Node], tiles: &[Tile]) -> Vec<Option<usize>> {
    let mut last_use = vec![None; nodes.len()];
    for (position, tile) in tiles.iter().enumerate() {
        for leaf in &tile.leaves {
            if let Value::Node(node) = leaf
                && nodes[*node as usize].kept.is_none()
            {
                last_use[*node as usize] = Some(position);
            }
        }
    }
    last_use
}

/// Registers in use and those that are free, the one freed last first: it is still near.
struct Registers {
    first: u32,
    free: Vec<u32>,
    count: u32,
}

impl Registers {
    fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.count += 1;
            self.first + self.count - 1
        })
    }

    fn release(&mut self, register: u32) {
        if !self.free.contains(&register) {
            self.free.push(register);
        }
    }
}

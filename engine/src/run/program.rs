//! A tape, arranged by what each of its operations changes with.
//!
//! What follows from fixed inputs alone is computed once, what changes along one axis only once
//! per place on that axis, and the rest in every cell. New values of inputs need no new program.

use crate::check::PreparedCurve;
use crate::compile::{Op, Operand, Tape};

use super::fuse::{Node, Value};
use super::kernels::LANES;
use super::level::Level;
use super::machine::Machine;
use super::segment::Segment;

/// What an input changes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Nothing: one value for the whole run.
    Fixed,
    /// The column alone, which is the fast axis of a grid.
    Column,
    /// The row alone: one or more slow axes.
    Row,
    /// Every case.
    Lane,
}

/// What a value changes with, a bit for each class.
type Mask = u8;

const COLUMN: Mask = 1;
const ROW: Mask = 2;

impl Class {
    const fn mask(self) -> Mask {
        match self {
            Self::Fixed => 0,
            Self::Column => COLUMN,
            Self::Row => ROW,
            Self::Lane => 4,
        }
    }
}

/// A tape that is ready to run over many cases.
///
/// ```
/// use rackhour_engine::{check::{Layers, check, resolve_base}, compile::compile, workbook::file};
/// use rackhour_engine::run::{Class, Level, Program, Source};
/// let text = r#"(format: 1, title: "t", sections: [(id: "s", label: "S")], variables: [
///     (id: "racks", label: "Racks", unit: "rack", section: "s",
///         definition: assumption((value: constant(2), source: assumed("a test")))),
///     (id: "gpus", label: "GPUs", unit: "gpu", section: "s",
///         definition: formula("racks * 72 [gpu/rack]")),
/// ])"#;
/// let workbook = file::parse(text).unwrap();
/// let typed = check(&workbook).0;
/// let tape = compile(&typed, &resolve_base(&workbook, &typed), &[(1, 0)]);
/// // The number of racks is the tape's only input; here each case has its own.
/// let program = Program::new(&tape, &[Class::Lane]);
/// let mut machine = program.machine(Level::best());
/// let mut gpus = [0.0; 3];
/// machine.run(&[Source::Lanes(&[1.0, 2.0, f64::NAN])], 3, &mut [&mut gpus]);
/// assert_eq!(gpus[..2], [72.0, 144.0]);
/// assert!(gpus[2].is_nan());
/// ```
pub struct Program {
    /// The constants, and room for all other scalars after them.
    pub(super) scalars: Vec<f64>,
    /// Fixed inputs, and the scalar that each is.
    pub(super) fixed: Vec<(usize, u32)>,
    pub(super) uniform: Vec<Uniform>,
    pub(super) columns: Part,
    pub(super) rows: Part,
    /// The scalars that loops read, in the order in which they stand after the values of a row.
    pub(super) read: Vec<u32>,
    /// Inputs that change with every case; their streams follow those of the columns.
    pub(super) lanes: Vec<usize>,
    /// What is computed in every cell; the streams of its results follow those of the lanes.
    pub(super) mixed: Segment,
    pub(super) outputs: Vec<Home>,
    /// The first output that each result of the mixed segment is.
    pub(super) first_outputs: Vec<usize>,
    /// How many outputs are results of the mixed segment, each counted once.
    pub(super) results: usize,
    pub(super) curves: Vec<PreparedCurve>,
}

/// An operation on values that are the same in all cases.
pub(super) struct Uniform {
    pub(super) op: Op,
    pub(super) operands: Box<[u32]>,
    pub(super) to: u32,
}

/// What changes along one axis alone: streams of inputs, then of values that others read.
#[derive(Default)]
pub(super) struct Part {
    pub(super) inputs: Vec<usize>,
    pub(super) kept: usize,
    pub(super) segment: Segment,
}

impl Part {
    pub(super) fn streams(&self) -> usize {
        self.inputs.len() + self.kept
    }
}

/// Where a value is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    Scalar(u32),
    /// A stream of the columns.
    Column(u32),
    /// A stream of the rows.
    Row(u32),
    /// An input with a value per case.
    Lane(u32),
    /// A result of the mixed segment that is an output.
    Result(u32),
    /// A result that is none.
    Inner,
}

impl Program {
    /// Arranges a tape for inputs of these classes, one for each of [`Tape::inputs`]; an input
    /// without a class changes with every case.
    pub fn new(tape: &Tape, classes: &[Class]) -> Self {
        Draft::new(tape, classes).program()
    }

    /// What runs the program on one thread.
    pub fn machine(&self, level: Level) -> Machine<'_> {
        Machine::new(self, level)
    }

    /// How many loops run in every cell, the work of a block.
    pub fn steps(&self) -> usize {
        self.mixed.size().0
    }

    /// How many lanes run together: in a short program what it reads and writes stays in the
    /// first-level cache, in a long one there is enough work to a loop.
    pub(super) fn block(&self) -> usize {
        let streams = self.columns.streams() + self.lanes.len() + self.results;
        let near = NEAREST / 8 / (streams + self.mixed.registers).max(1);
        match self.steps() < SHORT {
            true => near.clamp(128, 1024) / LANES * LANES,
            false => 512,
        }
    }

    /// How long one cell takes, in nanoseconds, as far as can be said without running it.
    pub(super) fn predicted(&self) -> f64 {
        let (steps, series) = self.mixed.size();
        0.15 * steps as f64 + 25.0 * series as f64 + 0.35 * self.outputs.len() as f64
    }
}

/// Below so many loops the outputs of a program weigh most.
const SHORT: usize = 24;

/// Bytes of the first-level cache that a block may fill.
const NEAREST: usize = 24 * 1024;

/// A program in the making.
struct Draft<'a> {
    tape: &'a Tape,
    masks: Vec<Mask>,
    classes: Vec<Class>,
    /// Where each input is found.
    inputs: Vec<Home>,
    /// Where each operation's result is found, and its position in its segment.
    homes: Vec<(Home, u32)>,
    fixed: Vec<(usize, u32)>,
    columns: Vec<usize>,
    rows: Vec<usize>,
    lanes: Vec<usize>,
    kept: [u32; 2],
    results: u32,
    scalars: u32,
    /// The scalars that loops read so far, and the place of each among them.
    read: Vec<u32>,
    places: Vec<u32>,
}

impl<'a> Draft<'a> {
    fn new(tape: &'a Tape, classes: &[Class]) -> Self {
        let class = |input: usize| classes.get(input).copied().unwrap_or(Class::Lane);
        let mut draft = Self {
            tape,
            masks: Vec::with_capacity(tape.operations.len()),
            classes: (0..tape.inputs.len()).map(class).collect(),
            inputs: Vec::with_capacity(tape.inputs.len()),
            homes: Vec::with_capacity(tape.operations.len()),
            fixed: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            lanes: Vec::new(),
            kept: [0; 2],
            results: 0,
            scalars: tape.constants.len() as u32,
            read: Vec::new(),
            places: Vec::new(),
        };
        for operation in &tape.operations {
            let operands = operation.operands.iter();
            let mask = operands.fold(0, |mask, operand| mask | draft.mask(*operand));
            draft.masks.push(mask);
        }
        draft.place_inputs();
        draft.place_operations();
        draft
    }

    fn mask(&self, operand: Operand) -> Mask {
        match operand {
            Operand::Operation(operation) => self.masks[operation],
            Operand::Constant(_) => 0,
            Operand::Input(input) => self.classes[input].mask(),
        }
    }

    fn scalar(&mut self) -> u32 {
        self.scalars += 1;
        self.scalars - 1
    }

    fn place_inputs(&mut self) {
        for input in 0..self.classes.len() {
            let next = |among: &mut Vec<usize>| {
                among.push(input);
                among.len() as u32 - 1
            };
            let home = match self.classes[input] {
                Class::Fixed => {
                    let scalar = self.scalar();
                    self.fixed.push((input, scalar));
                    Home::Scalar(scalar)
                }
                Class::Column => Home::Column(next(&mut self.columns)),
                Class::Row => Home::Row(next(&mut self.rows)),
                Class::Lane => Home::Lane(next(&mut self.lanes)),
            };
            self.inputs.push(home);
        }
    }

    /// Whether each operation is read outside its segment: by another segment, or as an output.
    fn leaves(&self) -> Vec<bool> {
        let mut leaves = vec![false; self.masks.len()];
        let mut mark = |operand: &Operand, mask: Option<Mask>| {
            if let Operand::Operation(operation) = operand {
                leaves[*operation] |= mask.is_none_or(|mask| mask != self.masks[*operation]);
            }
        };
        for (operation, mask) in self.tape.operations.iter().zip(&self.masks) {
            // The masks of the mixed segment are several, and none of them is read elsewhere.
            let operands = operation.operands.iter();
            operands.for_each(|operand| mark(operand, Some(*mask)));
        }
        self.tape
            .outputs
            .iter()
            .for_each(|output| mark(output, None));
        leaves
    }

    fn place_operations(&mut self) {
        let leaves = self.leaves();
        let mut is_output = vec![false; self.masks.len()];
        for output in &self.tape.outputs {
            if let Operand::Operation(operation) = output {
                is_output[*operation] = true;
            }
        }
        let mut counts = [0; 3];
        for operation in 0..self.masks.len() {
            let mut keep = |axis: usize, inputs: usize| {
                self.kept[axis] += 1;
                inputs as u32 + self.kept[axis] - 1
            };
            let (home, segment) = match self.masks[operation] {
                0 => {
                    let scalar = self.scalar();
                    self.homes.push((Home::Scalar(scalar), 0));
                    continue;
                }
                COLUMN if leaves[operation] => (Home::Column(keep(0, self.columns.len())), 0),
                COLUMN => (Home::Inner, 0),
                ROW if leaves[operation] => (Home::Row(keep(1, self.rows.len())), 1),
                ROW => (Home::Inner, 1),
                _ if is_output[operation] => {
                    self.results += 1;
                    (Home::Result(self.results - 1), 2)
                }
                _ => (Home::Inner, 2),
            };
            self.homes.push((home, counts[segment]));
            counts[segment] += 1;
        }
    }

    fn home(&self, operand: Operand) -> (Home, u32) {
        match operand {
            Operand::Operation(operation) => self.homes[operation],
            Operand::Constant(constant) => (Home::Scalar(constant as u32), 0),
            Operand::Input(input) => (self.inputs[input], 0),
        }
    }

    /// How many streams the columns, the rows, and the columns with the lanes have.
    fn streams(&self) -> [u32; 3] {
        let columns = self.kept[0] + self.columns.len() as u32;
        let rows = self.kept[1] + self.rows.len() as u32;
        [columns, rows, columns + self.lanes.len() as u32]
    }

    /// A scalar as loops see it: those of the row stand before the others.
    fn read(&mut self, scalar: u32) -> Value {
        let place = &mut self.places[scalar as usize];
        if *place == u32::MAX {
            *place = self.read.len() as u32;
            self.read.push(scalar);
        }
        Value::Scalar(self.rows.len() as u32 + self.kept[1] + *place)
    }

    /// An operand as the nodes of a segment see it: of the columns, of the rows, or mixed.
    fn value(&mut self, operand: Operand, segment: usize) -> Value {
        let (home, node) = self.home(operand);
        match home {
            Home::Scalar(scalar) => self.read(scalar),
            Home::Column(stream) if segment == 2 => Value::Stream(stream),
            // In a cell, a value of its row is a scalar.
            Home::Row(stream) if segment == 2 => Value::Scalar(stream),
            Home::Column(stream) if (stream as usize) < self.columns.len() => Value::Stream(stream),
            Home::Row(stream) if (stream as usize) < self.rows.len() => Value::Stream(stream),
            Home::Lane(stream) => Value::Stream(self.streams()[0] + stream),
            _ => Value::Node(node),
        }
    }

    /// The operations that each segment computes.
    fn nodes(&mut self) -> [Vec<Node>; 3] {
        let [_, _, lanes] = self.streams();
        self.places = vec![u32::MAX; self.scalars as usize];
        let tape = self.tape;
        let mut nodes = [Vec::new(), Vec::new(), Vec::new()];
        for (position, operation) in tape.operations.iter().enumerate() {
            let segment = match self.masks[position] {
                0 => continue,
                COLUMN => 0,
                ROW => 1,
                _ => 2,
            };
            let operands = operation.operands.iter();
            nodes[segment].push(Node {
                op: operation.op,
                operands: operands
                    .map(|operand| self.value(*operand, segment))
                    .collect(),
                kept: match self.homes[position].0 {
                    Home::Column(stream) | Home::Row(stream) => Some(stream),
                    Home::Result(result) => Some(lanes + result),
                    Home::Scalar(_) | Home::Lane(_) | Home::Inner => None,
                },
            });
        }
        nodes
    }

    /// The operations on values that are the same in all cases.
    fn uniform(&self) -> Vec<Uniform> {
        let scalar = |operand: &Operand| match self.home(*operand).0 {
            Home::Scalar(scalar) => Some(scalar),
            _ => None,
        };
        let operations = self.tape.operations.iter().zip(&self.homes);
        operations
            .filter_map(|(operation, (home, _))| match home {
                Home::Scalar(to) => Some(Uniform {
                    op: operation.op,
                    operands: operation.operands.iter().filter_map(scalar).collect(),
                    to: *to,
                }),
                _ => None,
            })
            .collect()
    }

    fn program(mut self) -> Program {
        let [columns, rows, lanes] = self.streams();
        let [of_columns, of_rows, mixed] = self.nodes();
        let part = |nodes: &[Node], inputs: &[usize], streams: u32| Part {
            kept: streams as usize - inputs.len(),
            inputs: inputs.to_vec(),
            segment: Segment::new(nodes, streams as usize),
        };
        let outputs = self.tape.outputs.iter().map(|output| self.home(*output).0);
        let outputs: Vec<_> = outputs.collect();
        let mut scalars = self.tape.constants.clone();
        scalars.resize(self.scalars as usize, f64::NAN);
        Program {
            scalars,
            uniform: self.uniform(),
            columns: part(&of_columns, &self.columns, columns),
            rows: part(&of_rows, &self.rows, rows),
            read: self.read,
            mixed: Segment::new(&mixed, (lanes + self.results) as usize),
            first_outputs: first_outputs(&outputs, self.results as usize),
            outputs,
            results: self.results as usize,
            curves: self.tape.curves.clone(),
            fixed: self.fixed,
            lanes: self.lanes,
        }
    }
}

/// The first output that each result of the mixed segment is.
fn first_outputs(outputs: &[Home], results: usize) -> Vec<usize> {
    let mut first = vec![usize::MAX; results];
    for (place, home) in outputs.iter().enumerate().rev() {
        if let Home::Result(result) = home {
            first[*result as usize] = place;
        }
    }
    first
}

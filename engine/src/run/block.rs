//! A tape over a block of cases: each operation is one tight loop over lanes.

use crate::compile::op::{self, Op};
use crate::compile::{Instruction, Operand, Tape};

/// The values of one input over a block: the same in every case, or one per case.
#[derive(Clone, Copy, Debug)]
pub enum Column<'a> {
    /// The same in every case.
    Uniform(f64),
    /// One per case.
    Lanes(&'a [f64]),
}

impl Column<'_> {
    #[inline]
    fn at(&self, lane: usize) -> f64 {
        match self {
            Self::Uniform(value) => *value,
            Self::Lanes(values) => values[lane],
        }
    }
}

/// The registers of a run, kept from block to block.
#[derive(Debug, Default)]
pub struct Scratch {
    registers: Vec<Register>,
}

/// A value over a block. What follows from uniform values alone is uniform and computed once.
#[derive(Debug, Default)]
struct Register {
    uniform: Option<f64>,
    lanes: Vec<f64>,
}

/// Runs a tape over a block of cases and appends each output's values to its column.
///
/// `inputs` are in the order of [`Tape::inputs`], `outputs` in that of [`Tape::outputs`].
pub fn run_block(
    tape: &Tape,
    inputs: &[Column<'_>],
    lanes: usize,
    scratch: &mut Scratch,
    outputs: &mut [Vec<f64>],
) {
    let count = tape.registers.max(scratch.registers.len());
    scratch.registers.resize_with(count, Register::default);
    for instruction in &tape.instructions {
        // The register is taken out while it is written; no instruction reads what it writes.
        let mut to = std::mem::take(&mut scratch.registers[instruction.to]);
        let view = View {
            tape,
            inputs,
            registers: &scratch.registers,
            lanes,
        };
        to.uniform = view.uniform(instruction);
        if to.uniform.is_none() {
            to.lanes.resize(lanes, 0.0);
            view.execute(instruction, &mut to.lanes);
        }
        scratch.registers[instruction.to] = to;
    }
    let view = View {
        tape,
        inputs,
        registers: &scratch.registers,
        lanes,
    };
    for (output, column) in tape.outputs.iter().zip(outputs) {
        match view.column(*output) {
            // An input is read as given; only here could a NaN with other bits come in.
            Column::Uniform(value) => column.extend(std::iter::repeat_n(quiet(value), lanes)),
            Column::Lanes(values) => column.extend(values[..lanes].iter().map(|v| quiet(*v))),
        }
    }
}

fn quiet(value: f64) -> f64 {
    if value.is_nan() { f64::NAN } else { value }
}

struct View<'a> {
    tape: &'a Tape,
    inputs: &'a [Column<'a>],
    registers: &'a [Register],
    lanes: usize,
}

impl<'a> View<'a> {
    fn column(&self, operand: Operand) -> Column<'a> {
        match operand {
            Operand::Register(register) => {
                let register = &self.registers[register];
                match register.uniform {
                    Some(value) => Column::Uniform(value),
                    None => Column::Lanes(&register.lanes),
                }
            }
            Operand::Constant(constant) => Column::Uniform(self.tape.constants[constant]),
            Operand::Input(input) => self.inputs[input],
        }
    }

    /// The result where all operands are the same in every case.
    fn uniform(&self, instruction: &Instruction) -> Option<f64> {
        let value = |operand: &Operand| match self.column(*operand) {
            Column::Uniform(value) => Some(value),
            Column::Lanes(_) => None,
        };
        // Nearly all operations have one to three operands, which need no memory of their own.
        let mut few = [0.0; 3];
        let operands = &instruction.operands;
        let (op, curves) = (&instruction.op, &self.tape.curves);
        if operands.len() <= few.len() {
            for (place, operand) in few.iter_mut().zip(operands) {
                *place = value(operand)?;
            }
            return Some(op.apply(&few[..operands.len()], curves));
        }
        let many: Vec<_> = operands.iter().map(value).collect::<Option<_>>()?;
        Some(op.apply(&many, curves))
    }

    /// The common operations have loops of their own; the others go case by case.
    fn execute(&self, instruction: &Instruction, to: &mut [f64]) {
        let columns = |place: usize| self.column(instruction.operands[place]);
        match (instruction.op, instruction.operands.len()) {
            (Op::Add, 2) => both(to, columns(0), columns(1), op::add),
            (Op::Subtract, 2) => both(to, columns(0), columns(1), op::subtract),
            (Op::Multiply, 2) => both(to, columns(0), columns(1), op::multiply),
            (Op::Divide, 2) => both(to, columns(0), columns(1), op::divide),
            (Op::Min, 2) => both(to, columns(0), columns(1), op::min),
            (Op::Max, 2) => both(to, columns(0), columns(1), op::max),
            (Op::Equal, 2) => {
                both(to, columns(0), columns(1), |a, b| op::compare(a, b, a == b));
            }
            (Op::Less, 2) => both(to, columns(0), columns(1), |a, b| op::compare(a, b, a < b)),
            (Op::LessOrEqual, 2) => {
                both(to, columns(0), columns(1), |a, b| op::compare(a, b, a <= b));
            }
            (Op::Greater, 2) => {
                both(to, columns(0), columns(1), |a, b| op::compare(a, b, a > b));
            }
            (Op::GreaterOrEqual, 2) => {
                both(to, columns(0), columns(1), |a, b| op::compare(a, b, a >= b));
            }
            (Op::IfNa, 2) => both(to, columns(0), columns(1), op::if_na),
            (Op::Select, 3) => {
                let (condition, then, otherwise) = (columns(0), columns(1), columns(2));
                for (lane, to) in to.iter_mut().enumerate() {
                    *to = op::select(condition.at(lane), then.at(lane), otherwise.at(lane));
                }
            }
            _ => self.one_by_one(instruction, to),
        }
    }

    fn one_by_one(&self, instruction: &Instruction, to: &mut [f64]) {
        let columns: Vec<_> = instruction
            .operands
            .iter()
            .map(|o| self.column(*o))
            .collect();
        let mut values = vec![0.0; columns.len()];
        for (lane, to) in to.iter_mut().enumerate().take(self.lanes) {
            for (value, column) in values.iter_mut().zip(&columns) {
                *value = column.at(lane);
            }
            *to = instruction.op.apply(&values, &self.tape.curves);
        }
    }
}

/// One loop per shape of operands, so that the compiler can vectorise each.
#[inline]
fn both(to: &mut [f64], a: Column<'_>, b: Column<'_>, of: impl Fn(f64, f64) -> f64) {
    match (a, b) {
        (Column::Lanes(a), Column::Lanes(b)) => {
            for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
                *to = of(*a, *b);
            }
        }
        (Column::Lanes(a), Column::Uniform(b)) => {
            for (to, a) in to.iter_mut().zip(a) {
                *to = of(*a, b);
            }
        }
        (Column::Uniform(a), Column::Lanes(b)) => {
            for (to, b) in to.iter_mut().zip(b) {
                *to = of(a, *b);
            }
        }
        (Column::Uniform(a), Column::Uniform(b)) => to.fill(of(a, b)),
    }
}

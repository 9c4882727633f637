//! Tests: whatever the instruction set, block, tile, class of inputs or number of threads, a
//! program gives the bits of its operations carried out one by one.

use crate::compile::{FunctionRef, InputKey, Op, Operand, Operation, Tape};
use crate::functions::{Extreme, Function};

use super::{Class, Level, Program, Progress, Ready, Sheet, Source};

/// Numbers that look random and are the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }

    /// Often a number with a trap in it.
    fn value(&mut self) -> f64 {
        const TRAPS: [f64; 16] = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            1e308,
            -1e308,
            1e-308,
            5e-324,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
            f64::from_bits(0x7ff8_0000_dead_beef),
            f64::from_bits(0xfff0_0000_0000_0001),
            3.0,
            2.0,
            1e200,
        ];
        match self.below(3) {
            0 => TRAPS[self.below(TRAPS.len())],
            _ => (self.below(2001) as f64 - 1000.0) / 64.0,
        }
    }

    fn op(&mut self) -> (Op, usize) {
        use Op::*;
        const TWO: [Op; 19] = [
            Add,
            Add,
            Add,
            Subtract,
            Subtract,
            Subtract,
            Multiply,
            Multiply,
            Multiply,
            Divide,
            Divide,
            Min,
            Max,
            Equal,
            NotEqual,
            Less,
            LessOrEqual,
            Greater,
            GreaterOrEqual,
        ];
        match self.below(12) {
            0 => (Select, 3),
            1 => (IfNa, 2),
            2 => ([And, Or, Power][self.below(3)], 2),
            3 => (
                [Negate, Not, WholePower(-2), WholePower(0)][self.below(4)],
                1,
            ),
            4 => match self.below(4) {
                0 => (Npv, 1 + self.below(5)),
                1 => (Irr, 2 + self.below(5)),
                2 => (Element(Extreme::Least), 1 + self.below(3)),
                _ => Function::named("EXP").map_or((Negate, 1), |exp| (Apply(FunctionRef(exp)), 1)),
            },
            _ => (TWO[self.below(TWO.len())], 2),
        }
    }

    fn tape(&mut self, inputs: usize, operations: usize) -> Tape {
        let mut tape = Tape {
            constants: (0..4).map(|_| quiet(self.value())).collect(),
            ..Tape::default()
        };
        tape.inputs = (0..inputs)
            .map(|slot| InputKey {
                row: 0,
                slot,
                action: None,
            })
            .collect();
        for position in 0..operations {
            let (op, count) = self.op();
            let operand = |random: &mut Self| match random.below(6) {
                0 => Operand::Constant(random.below(4)),
                1 => Operand::Input(random.below(inputs)),
                _ if position == 0 => Operand::Input(random.below(inputs)),
                // What was computed last is read most, so that operations stand in each other.
                _ => Operand::Operation(position - 1 - random.below(position.min(4))),
            };
            let operands = (0..count).map(|_| operand(self)).collect();
            tape.operations.push(Operation { op, operands });
        }
        tape.outputs = (0..4)
            .map(|_| Operand::Operation(self.below(operations)))
            .chain([Operand::Operation(operations - 1), Operand::Input(0)])
            .collect();
        tape
    }
}

fn quiet(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

/// The outputs of one case, operation by operation.
fn strictly(tape: &Tape, inputs: &[f64]) -> Vec<u64> {
    let mut results: Vec<f64> = Vec::new();
    let value = |results: &[f64], operand: &Operand| match operand {
        Operand::Operation(operation) => results[*operation],
        Operand::Constant(constant) => tape.constants[*constant],
        Operand::Input(input) => quiet(inputs[*input]),
    };
    for operation in &tape.operations {
        let operands = operation.operands.iter();
        let operands: Vec<_> = operands.map(|operand| value(&results, operand)).collect();
        results.push(operation.op.apply(&operands, &tape.curves));
    }
    let outputs = tape.outputs.iter();
    outputs
        .map(|output| value(&results, output).to_bits())
        .collect()
}

#[test]
fn cases_side_by_side_give_the_bits_of_operations_one_by_one() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..400 {
        let operations = 1 + random.below(60);
        let tape = random.tape(4, operations);
        let lanes = [1, 3, 16, 37, 128, 300][round % 6];
        let columns: Vec<Vec<f64>> = (0..4)
            .map(|_| (0..lanes).map(|_| random.value()).collect())
            .collect();
        let classes: Vec<_> = (0..4)
            .map(|_| [Class::Fixed, Class::Lane, Class::Lane, Class::Column][random.below(4)])
            .collect();
        let sources: Vec<_> = classes
            .iter()
            .zip(&columns)
            .map(|(class, column)| match class {
                Class::Fixed => Source::Value(column[0]),
                _ => Source::Lanes(column),
            })
            .collect();
        let program = Program::new(&tape, &classes);
        for level in Level::all() {
            for block in [16, 48, 512] {
                let mut machine = program.machine(level).with_block(block);
                let mut found = vec![vec![1.0; lanes]; tape.outputs.len()];
                let mut outputs: Vec<_> = found.iter_mut().map(Vec::as_mut_slice).collect();
                machine.run(&sources, lanes, &mut outputs);
                for lane in 0..lanes {
                    let inputs: Vec<_> = sources.iter().map(|source| source.at(lane)).collect();
                    let bits: Vec<_> = found.iter().map(|output| output[lane].to_bits()).collect();
                    let (name, expected) = (level.name(), strictly(&tape, &inputs));
                    assert_eq!(bits, expected, "{name} {block} {lane} {inputs:?} {tape:?}");
                }
            }
        }
    }
}

#[test]
fn a_sheet_gives_the_same_bits_in_any_shape_tile_and_number_of_threads() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for round in 0..120 {
        let operations = 1 + random.below(40);
        let tape = random.tape(4, operations);
        let (rows, columns) = [(7, 33), (300, 3), (1, 700), (40, 1), (5, 600), (2, 16)][round % 6];
        let along: Vec<f64> = (0..columns).map(|_| random.value()).collect();
        let slow: [Vec<f64>; 2] = [3, 5].map(|count| (0..count).map(|_| random.value()).collect());
        let (fixed, by_cell) = (random.value(), round % 4 == 0);
        let cells = |first: usize, to: &mut [f64]| {
            for (place, to) in to.iter_mut().enumerate() {
                *to = (first + place) as f64 / 7.0 - 3.0;
            }
        };
        let last = match by_cell {
            true => Source::Cells(&cells),
            false => Source::Value(fixed),
        };
        let slow =
            [(&slow[0], 2), (&slow[1], 1)].map(|(values, stride)| Source::Along { values, stride });
        let sources = [Source::Lanes(&along), slow[0], slow[1], last];
        let expected: Vec<Vec<u64>> = (0..rows * columns)
            .map(|cell| {
                let (row, column) = (cell / columns, cell % columns);
                let by_cell = if by_cell {
                    cell as f64 / 7.0 - 3.0
                } else {
                    fixed
                };
                let at = |source: usize| sources[source].at(row);
                strictly(&tape, &[along[column], at(1), at(2), by_cell])
            })
            .collect();
        for (block, tile, threads) in [(16, 40, 2), (64, 1000, 3), (512, 1 << 16, 1)] {
            let ready = Ready::new(tape.clone());
            let sheet = Sheet::new(&ready, (rows, columns), &sources);
            let sheet = sheet.with_block(block).with_tile(tile);
            let mut planes = vec![Vec::new(); tape.outputs.len()];
            let progress = Progress::default();
            assert_eq!(sheet.run(threads, &progress, &mut planes), Ok(()));
            assert_eq!(progress.done(), rows * columns);
            for (cell, expected) in expected.iter().enumerate() {
                let bits: Vec<_> = planes.iter().map(|plane| plane[cell].to_bits()).collect();
                assert_eq!(
                    bits, *expected,
                    "cell {cell} of {rows} x {columns}, {tape:?}"
                );
            }
        }
    }
}

#[test]
fn a_run_that_is_cancelled_says_so() {
    let tape = Ready::new(Random(7).tape(1, 20));
    let values: Vec<f64> = (0..500).map(f64::from).collect();
    let sources = [Source::Lanes(&values)];
    let progress = Progress::default();
    progress.cancel();
    let sheet = Sheet::new(&tape, (500, 500), &sources);
    let mut planes = vec![Vec::new(); tape.tape().outputs.len()];
    assert!(sheet.run(2, &progress, &mut planes).is_err());
    assert_eq!(progress.done(), 0);
}

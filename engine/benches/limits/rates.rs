//! Row I1: a rate of return in lanes beside the method of Brent.

use std::hint::black_box;

use rackhour_engine::compile::{InputKey, Op, Operand, Operation, Tape};
use rackhour_engine::run::{Class, Level, Program, Source};

use crate::harness::{Bar, Row, candidate, interleave};
use crate::rows::agree;

/// The rate at which flows are worth nothing, by the method of Brent (1973).
fn brent(flows: &[f64]) -> f64 {
    let worth = |factor: f64| {
        flows
            .iter()
            .rev()
            .fold(0.0, |sum, flow| sum * factor + flow)
    };
    let (mut a, mut b) = (1.0 / 11.0, 20.0);
    let (mut at_a, mut at_b) = (worth(a), worth(b));
    if at_a * at_b > 0.0 {
        return f64::NAN;
    }
    let (mut c, mut at_c) = (a, at_a);
    let (mut step, mut before) = (b - a, b - a);
    for _ in 0..100 {
        if at_b * at_c > 0.0 {
            (c, at_c) = (a, at_a);
            step = b - a;
            before = step;
        }
        if at_c.abs() < at_b.abs() {
            (a, b, c) = (b, c, b);
            (at_a, at_b, at_c) = (at_b, at_c, at_b);
        }
        let tolerance = 2e-15 * b.abs();
        let half = (c - b) / 2.0;
        if half.abs() <= tolerance || at_b == 0.0 {
            break;
        }
        if before.abs() >= tolerance && at_a.abs() > at_b.abs() {
            let s = at_b / at_a;
            let (mut p, mut q) = if a == c {
                (2.0 * half * s, 1.0 - s)
            } else {
                let (q, r) = (at_a / at_c, at_b / at_c);
                let p = s * (2.0 * half * q * (q - r) - (b - a) * (r - 1.0));
                (p, (q - 1.0) * (r - 1.0) * (s - 1.0))
            };
            q = if p > 0.0 { -q } else { q };
            p = p.abs();
            let least = (3.0 * half * q - (tolerance * q).abs()).min((before * q).abs());
            if 2.0 * p < least {
                before = step;
                step = p / q;
            } else {
                step = half;
                before = half;
            }
        } else {
            step = half;
            before = half;
        }
        (a, at_a) = (b, at_b);
        b += if step.abs() > tolerance {
            step
        } else {
            tolerance.copysign(half)
        };
        at_b = worth(b);
    }
    1.0 / b - 1.0
}

pub(crate) fn rates_of_return(rounds: usize) -> Vec<Row> {
    const LANES: usize = 4096;
    const FLOWS: usize = 11;
    let flows: Vec<Vec<f64>> = (0..FLOWS)
        .map(|time| {
            let flow = |lane: usize| match time {
                0 => -100.0,
                _ => 8.0 + (lane * 7 % 97) as f64 * 0.2 + time as f64 * (lane % 13) as f64 * 0.1,
            };
            (0..LANES).map(flow).collect()
        })
        .collect();
    let key = |slot| InputKey {
        row: 0,
        slot,
        action: None,
    };
    let tape = Tape {
        operations: vec![Operation {
            op: Op::Irr,
            operands: (0..FLOWS).map(Operand::Input).collect(),
        }],
        constants: Vec::new(),
        inputs: (0..FLOWS).map(key).collect(),
        outputs: vec![Operand::Operation(0)],
        curves: Vec::new(),
    };
    let program = Program::new(&tape, &[Class::Lane; FLOWS]);
    let mut machine = program.machine(Level::best());
    let sources: Vec<_> = flows.iter().map(|flow| Source::Lanes(flow)).collect();
    let (mut ours, mut theirs) = (vec![0.0; LANES], vec![0.0; LANES]);
    let times = interleave(
        rounds.max(31),
        &mut [
            candidate("lanes", || {
                machine.run(black_box(&sources), LANES, &mut [&mut ours]);
            }),
            candidate("Brent", || {
                let mut one = [0.0; FLOWS];
                for (lane, rate) in theirs.iter_mut().enumerate() {
                    for (to, flow) in one.iter_mut().zip(&flows) {
                        *to = flow[lane];
                    }
                    *rate = brent(black_box(&one));
                }
            }),
        ],
    );
    let per_rate = |candidate| times.median(candidate) / LANES as f64 * 1e9;
    let row = Row {
        id: "I1",
        what: "a rate of return in lanes / by Brent".into(),
        ratio: times.ratio((0, 1.0), (1, 1.0)),
        bar: Bar::AtMost(0.1),
        aim: "0.04",
        detail: format!("{:.1} and {:.1} ns", per_rate(0), per_rate(1)),
    };
    agree("I1", &[ours], &[theirs]);
    vec![row]
}

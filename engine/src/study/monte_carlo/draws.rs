//! Draws: for every sample a value of each input, as a function of the sample's number alone.

use std::ops::Range;

use crate::run::Level;
use crate::workbook::{Sampling, Shape};

use super::correlate::Mixing;
use super::distribution::Inverse;
use super::latin::Slices;
use super::philox::{self, Purpose, Stream};
use super::sobol::{self, Coordinate};

/// How the samples of a run are made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub(super) sampling: Sampling,
    pub(super) samples: usize,
    pub(super) seed: u64,
}

/// Where the probabilities of one input come from.
#[derive(Clone, Debug)]
enum Spread {
    Sobol(Box<Coordinate>),
    LatinHypercube(Box<Slices>),
    Plain(Stream),
}

impl Spread {
    /// For an input with a fixed number of its own, at a dimension of the sequence.
    fn new(of: Sample, input: u64, dimension: usize, purpose: Purpose) -> Self {
        match of.sampling {
            Sampling::Sobol => {
                let coordinate = Coordinate::new(dimension, of.seed, input, purpose);
                Self::Sobol(Box::new(coordinate))
            }
            Sampling::LatinHypercube => {
                let slices = Slices::new(of.seed, input, of.samples, purpose);
                Self::LatinHypercube(Box::new(slices))
            }
            Sampling::Plain => Self::Plain(Stream::new(of.seed, input, purpose)),
        }
    }

    /// The probabilities of some samples.
    #[inline(always)]
    fn fill(&self, samples: Range<usize>, values: &mut [f64]) {
        let (mut sample, mut rest) = (samples.start, values);
        while !rest.is_empty() {
            let group = sample / GROUP;
            let made = match self {
                Self::Sobol(coordinate) => coordinate.together(group),
                Self::LatinHypercube(slices) => slices.together(group),
                Self::Plain(stream) => stream.units(group),
            };
            // The first and last group may be cut.
            let from = sample % GROUP;
            let count = rest.len().min(GROUP - from);
            let (now, later) = rest.split_at_mut(count);
            now.copy_from_slice(&made[from..from + count]);
            (sample, rest) = (sample + count, later);
        }
    }
}

/// How many neighbouring samples are made together.
const GROUP: usize = 32;
const _: () = assert!(GROUP == philox::TOGETHER && GROUP == sobol::TOGETHER);

/// The draws of all inputs of a run.
#[derive(Clone, Debug)]
pub(super) struct Draws {
    inputs: Vec<(Spread, Inverse)>,
    mixing: Mixing,
    level: Level,
}

impl Draws {
    /// Draws by the fixed numbers and shapes of inputs. The n-th input takes the n-th dimension, so
    /// that further ones at the end leave it what it is.
    pub(super) fn new(of: Sample, inputs: &[(u64, &Shape)], mixing: Mixing) -> Self {
        Self::at(of, inputs, mixing, (0, Purpose::Draw))
    }

    /// A second sample of the same inputs, independent of the first.
    pub(super) fn second(of: Sample, inputs: &[(u64, &Shape)]) -> Self {
        let start = (inputs.len(), Purpose::Second);
        Self::at(of, inputs, Mixing::default(), start)
    }

    fn at(
        of: Sample,
        inputs: &[(u64, &Shape)],
        mixing: Mixing,
        (start, purpose): (usize, Purpose),
    ) -> Self {
        let one = |(place, (input, shape)): (usize, &(u64, &Shape))| {
            let spread = Spread::new(of, *input, start + place, purpose);
            (spread, Inverse::of(shape))
        };
        let inputs = inputs.iter().enumerate().map(one).collect();
        Self {
            inputs,
            mixing,
            level: Level::best(),
        }
    }

    /// The values of some samples: one column per input, each as long as the range.
    ///
    /// They do not depend on the instruction set at hand.
    pub(super) fn fill(&self, samples: Range<usize>, columns: &mut [Vec<f64>]) {
        self.fill_until(samples, columns, &|| false);
    }

    /// The same, unless it `stops` before the last input is done: then columns hold nothing of use.
    pub(super) fn fill_until(
        &self,
        samples: Range<usize>,
        columns: &mut [Vec<f64>],
        stops: &impl Fn() -> bool,
    ) {
        self.level.run(
            #[inline(always)]
            || self.fill_inline(samples, columns, stops),
        );
    }

    #[inline(always)]
    fn fill_inline(
        &self,
        samples: Range<usize>,
        columns: &mut [Vec<f64>],
        stops: &impl Fn() -> bool,
    ) {
        for ((spread, _), column) in self.inputs.iter().zip(columns.iter_mut()) {
            spread.fill(samples.clone(), column);
        }
        self.mixing.mix(columns);
        for ((_, inverse), column) in self.inputs.iter().zip(columns) {
            if stops() {
                return;
            }
            inverse.quantiles(column);
        }
    }

    /// The values of one input alone, where none are correlated.
    pub(super) fn fill_one(&self, input: usize, samples: Range<usize>, column: &mut [f64]) {
        let (spread, inverse) = &self.inputs[input];
        self.level.run(
            #[inline(always)]
            || {
                spread.fill(samples, column);
                inverse.quantiles(column);
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::Distribution;

    const DISTRIBUTIONS: [&str; 9] = [
        "normal(10, 2)",
        "triangular(0, 1, 4)",
        "uniform(-1, 1)",
        "3 to 12",
        "pert(1, 2, 7)",
        "discrete(4: 0.2, 2: 0.5, 3: 0.3)",
        "truncated(normal(0, 1), 0, 1)",
        "lognormal(5, 5)",
        "truncated(3 to 12, 2, 20)",
    ];

    #[test]
    fn every_instruction_set_draws_the_same() {
        let distributions = DISTRIBUTIONS.map(|text| text.parse::<Distribution>().unwrap());
        let inputs: Vec<_> = (0..)
            .zip(distributions.iter().map(Distribution::shape))
            .collect();
        for sampling in [Sampling::Sobol, Sampling::LatinHypercube, Sampling::Plain] {
            let of = Sample {
                sampling,
                samples: 5000,
                seed: 7,
            };
            let mixing = Mixing::new(&[(0, 1, 0.5), (1, 4, -0.3)]).unwrap();
            let mut draws = Draws::new(of, &inputs, mixing);
            let mut at = |level: Level| {
                draws.level = level;
                let mut columns = vec![vec![0.0; 4777]; inputs.len()];
                draws.fill(13..4790, &mut columns);
                let mut alone = vec![0.0; 100];
                draws.fill_one(3, 31..131, &mut alone);
                columns.push(alone);
                let bits = columns.into_iter().flatten().map(f64::to_bits);
                bits.collect::<Vec<_>>()
            };
            let baseline = at(Level::BASELINE);
            for level in Level::all() {
                assert!(at(level) == baseline, "{}, {sampling:?}", level.name());
            }
        }
    }
}

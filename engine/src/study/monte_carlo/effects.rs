//! Total effects: which share of an output's variance an input causes, alone and with others.
//!
//! Sobol's total index by Jansen's estimator (1999) on Saltelli's design (2002): two independent
//! samples A and B, and for each input the sample A with that input's column taken from B. The mean
//! squared difference that this makes is twice the variance that the input causes.

use std::ops::Range;

use crate::run::{Cancelled, Progress};
use crate::study::{Question, Stop};
use crate::workbook::{MonteCarlo, Sampling};

use super::draws::{Draws, Sample};
use super::plan::{Plan, shapes};
use super::sobol::DIMENSIONS;

/// The most samples in A and in B.
const MOST: usize = 2048;

/// The fewest: with less, estimates are off by more than the smaller effects.
const LEAST: usize = 256;

/// The total effect of each input of a run on each of its outputs: one row per input, in the
/// order of [`Plan::probe`]'s inputs, and one number per output, 0 for no effect and 1 for all.
///
/// An effect is NaN where the output does not vary or has no value. The answer is empty where
/// inputs are correlated, as the share of one alone then has no meaning, and where samples are too
/// few to estimate shares from.
///
/// # Errors
///
/// The run makes no sense as described, or `progress` was asked to stop.
pub fn effects(
    question: &Question<'_>,
    spec: &MonteCarlo,
    progress: &Progress,
) -> Result<Vec<Vec<f64>>, Stop> {
    let plan = Plan::new(question, spec)?;
    Ok(total_effects(&plan, progress)?)
}

/// Why the inputs of a run have no total effects; empty where they have.
pub(super) fn note(plan: &Plan<'_>) -> String {
    if !plan.pairs.is_empty() {
        return "inputs are correlated: the share that one alone causes has no meaning".to_owned();
    }
    match plan.sample.samples {
        few if few < LEAST => {
            format!("{few} samples are too few for total effects, which need {LEAST}")
        }
        _ => String::new(),
    }
}

/// How many samples are in A and in B; none where effects are not computed.
fn rows(plan: &Plan<'_>) -> usize {
    match note(plan).is_empty() {
        true => plan.sample.samples.min(MOST),
        false => 0,
    }
}

/// How many cases the effects need.
pub(super) fn cases(plan: &Plan<'_>) -> usize {
    rows(plan) * (plan.inputs.len() + 2)
}

pub(super) fn total_effects(
    plan: &Plan<'_>,
    progress: &Progress,
) -> Result<Vec<Vec<f64>>, Cancelled> {
    let rows = rows(plan);
    if rows == 0 {
        return Ok(Vec::new());
    }
    let design = Design::new(plan, rows);
    let fill = |cases: Range<usize>, columns: &mut [Vec<f64>]| {
        design.fill(cases, columns, &|| progress.is_cancelled());
    };
    let values = plan.probe.over(cases(plan), fill, progress)?;
    // Draws that were cut short are no draws.
    super::run::stopped(progress)?;
    let effects = |input: usize| {
        let outputs = values[..plan.outputs].iter();
        outputs.map(|values| effect(values, rows, input)).collect()
    };
    Ok((0..plan.inputs.len()).map(effects).collect())
}

/// Two independent samples of the same inputs.
struct Design {
    rows: usize,
    first: Draws,
    second: Draws,
}

impl Design {
    fn new(plan: &Plan<'_>, rows: usize) -> Self {
        let mut sample = Sample {
            samples: rows,
            ..plan.sample
        };
        // Both samples together need twice as many dimensions.
        if 2 * plan.inputs.len() > DIMENSIONS && sample.sampling == Sampling::Sobol {
            sample.sampling = Sampling::Plain;
        }
        let shapes = shapes(&plan.inputs);
        Self {
            rows,
            first: Draws::new(sample, &shapes, super::correlate::Mixing::default()),
            second: Draws::second(sample, &shapes),
        }
    }

    /// The cases are A, B, and then A with each input's column from B.
    fn fill(&self, cases: Range<usize>, columns: &mut [Vec<f64>], stops: &impl Fn() -> bool) {
        let mut from = cases.start;
        while from < cases.end {
            let (block, row) = (from / self.rows, from % self.rows);
            let count = (self.rows - row).min(cases.end - from);
            let place = from - cases.start;
            for (input, column) in columns.iter_mut().enumerate() {
                if stops() {
                    return;
                }
                let source = match block {
                    0 => &self.first,
                    1 => &self.second,
                    swapped if swapped == input + 2 => &self.second,
                    _ => &self.first,
                };
                source.fill_one(input, row..row + count, &mut column[place..place + count]);
            }
            from += count;
        }
    }
}

/// The total effect of an input from the values of all cases of one output.
fn effect(values: &[f64], rows: usize, input: usize) -> f64 {
    let swapped = &values[(input + 2) * rows..][..rows];
    let pairs = values[..rows].iter().zip(swapped);
    let squares = pairs.map(|(a, b)| (a - b) * (a - b));
    let known: Vec<_> = squares.filter(|square| !square.is_nan()).collect();
    let caused = known.iter().sum::<f64>() / (2.0 * known.len() as f64);
    let deviation = super::summary::deviation(&values[..2 * rows]);
    match deviation > 0.0 {
        true => caused / (deviation * deviation),
        false => f64::NAN,
    }
}

//! Monte Carlo: what outputs are when inputs are drawn from distributions.
mod beta;
mod correlate;
mod directions;
mod distribution;
mod draws;
mod effects;
mod latin;
mod matrix;
mod normal;
mod philox;
mod plan;
mod quantiles;
mod run;
#[cfg(test)]
mod search;
mod sobol;
mod summary;

use std::collections::BTreeMap;

use crate::run::Progress;
use crate::workbook::{MonteCarlo, Sampling};

use super::{Measure, Question, Stop};

pub(crate) use distribution::quantile;
pub use effects::effects;
pub use plan::{Plan, nearest};
pub(crate) use quantiles::percentile;
pub use quantiles::percentiles;

/// The percentiles that are always told.
pub const PERCENTILES: [u8; 9] = [1, 5, 10, 25, 50, 75, 90, 95, 99];

/// What a Monte Carlo run found.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampled {
    /// What the draws started from.
    pub seed: u64,
    /// How samples were spread.
    pub sampling: Sampling,
    /// How many were drawn.
    pub samples: usize,
    /// The inputs that were drawn.
    pub inputs: Vec<DrawnInput>,
    /// Why inputs have no total effects; empty where they have.
    pub effects_note: String,
    /// The outputs.
    pub outputs: Vec<Summary>,
    /// The correlations asked for, and those of the draws.
    pub correlations: Vec<AchievedCorrelation>,
    /// Series, period by period.
    pub fans: Vec<Fan>,
    /// The draws of each input, one column each.
    pub draws: Vec<Vec<f64>>,
    /// The values of each output, one column each; NaN where unavailable.
    pub values: Vec<Vec<f64>>,
}

/// An input that was drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnInput {
    /// The input, with its base value.
    pub input: Measure,
    /// Its distribution, as text.
    pub distribution: String,
    /// The mean of its draws.
    pub mean: f64,
    /// Percentiles of its draws, as in [`PERCENTILES`].
    pub percentiles: Vec<f64>,
    /// The share of the variance of each output that it causes together with all others: Sobol's
    /// total effect, one per output; empty where that was not computed.
    pub total_effects: Vec<f64>,
}

/// What is known of an output.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The output, with its value at the base case.
    pub output: Measure,
    /// The mean of the samples that have a value.
    pub mean: f64,
    /// The standard error of the mean.
    pub standard_error: f64,
    /// The standard deviation of the samples.
    pub deviation: f64,
    /// Percentiles, as in [`PERCENTILES`]; exact.
    pub percentiles: Vec<f64>,
    /// The probability of each target of this output: its value, and the share of all samples
    /// that reach at least it.
    pub targets: Vec<(f64, f64)>,
    /// Bars of equal width: the lower end of the first, the width, and how many samples lie in each.
    pub histogram: Histogram,
    /// The mean and its standard error after 1/16, 1/8, 1/4, 1/2 and all of the samples.
    pub convergence: Vec<(usize, f64, f64)>,
    /// Why samples have no value, and how many.
    pub unavailable: BTreeMap<String, usize>,
}

/// How many samples lie where.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    /// The lower end of the first bar.
    pub from: f64,
    /// How wide each bar is.
    pub width: f64,
    /// How many samples lie in each.
    pub counts: Vec<usize>,
}

/// A correlation asked for, and the one that the draws have.
#[derive(Clone, Debug, PartialEq)]
pub struct AchievedCorrelation {
    /// One input, as a key.
    pub first: String,
    /// The other.
    pub second: String,
    /// The rank correlation that was asked for.
    pub imposed: f64,
    /// The rank correlation of the draws.
    pub achieved: f64,
}

/// Percentiles of a series, period by period.
#[derive(Clone, Debug, PartialEq)]
pub struct Fan {
    /// The row.
    pub row: String,
    /// Its unit.
    pub unit: String,
    /// The periods.
    pub labels: Vec<String>,
    /// The base case.
    pub base: Vec<f64>,
    /// One series per percentile of [`PERCENTILES`].
    pub percentiles: Vec<Vec<f64>>,
    /// How many samples have no value, period by period.
    pub unavailable: Vec<usize>,
}

/// Draws and summarises.
///
/// # Errors
///
/// The study makes no sense as described, or `progress` was asked to stop.
pub fn run(
    question: &Question<'_>,
    spec: &MonteCarlo,
    progress: &Progress,
) -> Result<Sampled, Stop> {
    Ok(Plan::new(question, spec)?.run(progress)?)
}

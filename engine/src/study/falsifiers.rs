//! Falsifiers: how far each assumption may move before an output misses its target.

use crate::run::Progress;
use crate::workbook::Falsifiers;

use super::{Measure, Question, Stop};

/// What a falsifier study found.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The output, with its value at the base case.
    pub output: Measure,
    /// The value at which the thesis breaks.
    pub target: f64,
    /// The inputs, the one with the least headroom first, those that cannot break it last.
    pub falsifiers: Vec<Falsifier>,
}

/// How far one input may move.
#[derive(Clone, Debug, PartialEq)]
pub struct Falsifier {
    /// The input, with its base value.
    pub input: Measure,
    /// Where it was sought.
    pub range: (f64, f64),
    /// The value nearest to the base at which the output meets the target; none where no value
    /// in the range does.
    pub break_point: Option<f64>,
    /// How far that is, as a share of the base value: −0.3 for 30 % down. None without a break
    /// point, or with a base of zero.
    pub headroom: Option<f64>,
    /// Why it cannot break the thesis, in words; empty where it can.
    pub infeasible: String,
}

/// Finds and ranks the break points.
///
/// # Errors
///
/// The study makes no sense as described, or `progress` was asked to stop.
pub fn run(
    question: &Question<'_>,
    spec: &Falsifiers,
    progress: &Progress,
) -> Result<Ranking, Stop> {
    let _ = (question, spec, progress);
    Err(Stop::Cancelled)
}

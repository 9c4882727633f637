//! Frontier: where in the plane of two inputs an output meets a target.

use crate::run::Progress;
use crate::workbook::{Direction, Frontier};

use super::{Measure, Question, Stop};

/// What a frontier study found.
#[derive(Clone, Debug, PartialEq)]
pub struct Locus {
    /// The input to the right and the one upwards, with their base values.
    pub axes: [Measure; 2],
    /// The values of the first at which the locus was solved.
    pub x: Vec<f64>,
    /// Where the second was sought.
    pub range: (f64, f64),
    /// The output, with its value at the base case.
    pub output: Measure,
    /// The value it has on the locus.
    pub target: f64,
    /// The locus as lines: each a run of points from left to right. Where several values of the
    /// second input meet the target, there are several lines.
    pub lines: Vec<Vec<(f64, f64)>>,
    /// The values of `x` at which no value in the range meets the target.
    pub gaps: Vec<f64>,
    /// The side of the locus on which the output earns: at greater or at smaller values of the
    /// second input; none where that differs along the locus.
    pub earning_side: Option<Direction>,
    /// How far the second input's base value is from the locus at the base of the first, in
    /// percent of the base value; positive where the base case earns.
    pub headroom: Option<f64>,
}

/// Finds the locus.
///
/// # Errors
///
/// The study makes no sense as described, or `progress` was asked to stop.
pub fn run(question: &Question<'_>, spec: &Frontier, progress: &Progress) -> Result<Locus, Stop> {
    let _ = (question, spec, progress);
    Err(Stop::Cancelled)
}

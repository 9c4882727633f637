//! Tornado and spider: how far an output follows when inputs move one at a time.

use crate::run::Progress;
use crate::workbook::{Spider, Tornado};

use super::{Measure, Question, Stop};

/// What a tornado or a spider found.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// The output, with its value at the base case.
    pub output: Measure,
    /// The inputs, the one that moves the output most first.
    pub bars: Vec<Bar>,
    /// Inputs that were not moved, and why: no range is stated, or the output does not follow.
    pub left_out: Vec<(String, String)>,
    /// Who wins the contest at the base case, where one was asked for.
    pub winner: Option<String>,
}

/// How the output follows one input.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The input, with its base value.
    pub input: Measure,
    /// Values of the input, rising, and of the output there: both ends, the base, and the middles
    /// between. NaN where the output is unavailable.
    pub points: Vec<(f64, f64)>,
    /// How far apart the least and the greatest value of the output are.
    pub swing: f64,
    /// Whether the output only rises or only falls along the points.
    pub monotonic: bool,
    /// Whether the output crosses the threshold.
    pub flips_sign: bool,
    /// Who wins at either end where that is not who wins at the base.
    pub flips_winner: Vec<String>,
    /// Percent of output per percent of input between the ends (arc elasticity); none where a
    /// base is zero.
    pub elasticity: Option<f64>,
}

/// Moves each input through five points.
///
/// # Errors
///
/// The study makes no sense as described, or `progress` was asked to stop.
pub fn run(question: &Question<'_>, spec: &Tornado, progress: &Progress) -> Result<Bars, Stop> {
    let _ = (question, spec, progress);
    Err(Stop::Cancelled)
}

/// Moves each input through more points, to be drawn as lines.
///
/// # Errors
///
/// The study makes no sense as described, or `progress` was asked to stop.
pub fn spider(question: &Question<'_>, spec: &Spider, progress: &Progress) -> Result<Bars, Stop> {
    let _ = (question, spec, progress);
    Err(Stop::Cancelled)
}

//! Every combination of the values on one or more axes.

mod axes;
pub mod contour;
mod plan;
mod slice;
mod winner;

use crate::diagnostic::{Code, Diagnostic};
use crate::run::Progress;
use crate::workbook::{Contest, Direction, Grid, Id};

use super::{Question, Stop};

pub use crate::run::Tapes;
pub use axes::axis_values;
pub use plan::{Kept, Plan};

/// The most values that a grid keeps in memory.
const MOST_VALUES: usize = 100_000_000;

/// The values of a grid.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridResult {
    /// The axes, the slowest first.
    pub axes: Vec<GridAxis>,
    /// The outputs.
    pub outputs: Vec<GridOutput>,
    /// The period at which series were read.
    pub period: Option<String>,
    /// The lines asked for along which an output crosses a value; of grids over two inputs.
    pub contours: Vec<Contour>,
    /// Who is best in each cell, where that was asked for.
    pub winner: Option<WinnerMap>,
}

impl GridResult {
    /// How many cells there are.
    pub fn cells(&self) -> usize {
        self.axes.iter().map(|axis| axis.values.len()).product()
    }

    /// The value of each axis at a cell; the place of an element along an axis of elements.
    pub fn coordinates(&self, cell: usize) -> Vec<f64> {
        coordinates(&self.axes, cell)
    }
}

/// The value of each axis at a cell.
pub fn coordinates(axes: &[GridAxis], cell: usize) -> Vec<f64> {
    let mut rest = cell;
    let value = |axis: &GridAxis| {
        let place = rest % axis.values.len();
        rest /= axis.values.len();
        axis.values[place]
    };
    let mut values: Vec<_> = axes.iter().rev().map(value).collect();
    values.reverse();
    values
}

/// One axis of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct GridAxis {
    /// The input, as a key of an overlay; or what the elements are elements of.
    pub key: String,
    /// The unit of its values.
    pub unit: String,
    /// Its values; along an axis of elements, the places of the elements.
    pub values: Vec<f64>,
    /// The ids of the elements, of an axis of elements.
    pub elements: Vec<Id>,
    /// Its value where the study does not move it; NaN where there is none.
    pub base: f64,
}

/// One output of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct GridOutput {
    /// The row, or one element of it.
    pub id: Id,
    /// Its unit.
    pub unit: String,
    /// One value per cell, the last axis fastest; NaN where unavailable.
    pub values: Vec<f64>,
}

/// The lines along which an output crosses a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Contour {
    /// The output, as a key.
    pub output: String,
    /// The value.
    pub value: f64,
    /// Lines of points: the last axis to the right, the first one upwards; the output itself
    /// upwards where there is one axis.
    pub lines: Vec<Vec<(f64, f64)>>,
}

/// Who is best in each cell.
#[derive(Clone, Debug, PartialEq)]
pub struct WinnerMap {
    /// What is compared, as a key.
    pub output: String,
    /// What competes.
    pub among: Contest,
    /// Those that compete, by id.
    pub ids: Vec<Id>,
    /// Which values are better.
    pub best: Direction,
    /// The place of the winner among those that compete, cell by cell; of equals the first, and
    /// nobody where none of them has a value.
    pub winners: Vec<Option<usize>>,
}

/// Runs a grid and keeps all of its values.
///
/// # Errors
///
/// The grid makes no sense as described or is too large to be kept, or `progress` was asked to
/// stop.
pub fn run(question: &Question<'_>, spec: &Grid, progress: &Progress) -> Result<GridResult, Stop> {
    let plan = Plan::new(question.workbook, question.typed, &question.layers, spec)?;
    refuse(question, spec)?;
    let values = plan
        .size()
        .map(|cells| cells * spec.outputs.len().max(1) as f64);
    if !values.is_some_and(|values| values <= MOST_VALUES as f64) {
        return Err(Box::new(too_large()).into());
    }
    let mut result = plan.run(question.threads, progress)?;
    result.contours = contours(&result, spec);
    result.winner = winner(question, spec, progress)?;
    Ok(result)
}

/// The lines and the winners of a grid without its values.
///
/// # Errors
///
/// As for [`run`].
pub fn lines_and_winner(
    question: &Question<'_>,
    spec: &Grid,
    progress: &Progress,
) -> Result<(Vec<Contour>, Option<WinnerMap>), Stop> {
    let is_lined = |output: &&Id| spec.contours.iter().any(|line| line.output == **output);
    let lined = Grid {
        outputs: spec.outputs.iter().filter(is_lined).cloned().collect(),
        ..spec.clone()
    };
    let lines = match lined.outputs.is_empty() {
        true => Vec::new(),
        false => {
            let Question {
                workbook, typed, ..
            } = *question;
            let plan = Plan::of_part(workbook, typed, &question.layers, &lined)?;
            contours(&plan.run(question.threads, progress)?, spec)
        }
    };
    Ok((lines, winner(question, spec, progress)?))
}

fn winner(
    question: &Question<'_>,
    spec: &Grid,
    progress: &Progress,
) -> Result<Option<WinnerMap>, Stop> {
    let contest = spec.winner.as_ref();
    contest
        .map(|contest| winner::map(question, spec, contest, progress))
        .transpose()
}

/// Refuses contours and contests that make no sense, before any work.
///
/// # Errors
///
/// A finding that says what is wrong, and what to do.
pub fn refuse(question: &Question<'_>, spec: &Grid) -> Result<(), Box<Diagnostic>> {
    let unknown = spec
        .contours
        .iter()
        .find(|target| !spec.outputs.contains(&target.output));
    if let Some(target) = unknown {
        let message = format!(
            "a line is asked for of `{}`, which is no output",
            target.output
        );
        let hint = "add it to the outputs, or take the line out";
        return Err(Box::new(
            Diagnostic::error(Code::BadValue, message).hint(hint),
        ));
    }
    match &spec.winner {
        Some(contest) => winner::plan(question, spec, contest).map(|_| ()),
        None => Ok(()),
    }
}

fn too_large() -> Diagnostic {
    let message = "the grid has more than 100 million values";
    let hint =
        "give the axes fewer values, or let `rackhour run … --out FILE` write them as they come";
    Diagnostic::error(Code::TooLarge, message).hint(hint)
}

/// The lines asked for, of a grid over two inputs; over one input the places where the output
/// crosses the value, each as a line of one point.
fn contours(result: &GridResult, spec: &Grid) -> Vec<Contour> {
    let (y, x) = match result.axes.as_slice() {
        [x] if x.elements.is_empty() => return crossings(result, x, spec),
        [y, x] => (y, x),
        _ => return Vec::new(),
    };
    // Between two elements there is nothing that a line could cross.
    if !(y.elements.is_empty() && x.elements.is_empty()) {
        return Vec::new();
    }
    let wanted = spec.contours.iter().filter_map(|target| {
        let output = result.outputs.iter().find(|one| one.id == target.output)?;
        let level = target.value.0;
        Some(Contour {
            output: target.output.clone(),
            value: level,
            lines: contour::lines(&output.values, x.values.len(), &x.values, &y.values, level),
        })
    });
    wanted.collect()
}

fn crossings(result: &GridResult, x: &GridAxis, spec: &Grid) -> Vec<Contour> {
    let wanted = spec.contours.iter().filter_map(|target| {
        let output = result.outputs.iter().find(|one| one.id == target.output)?;
        let level = target.value.0;
        let pairs = x.values.windows(2).zip(output.values.windows(2));
        let crossed = pairs.filter_map(|(x, y)| {
            let is_crossed = (y[0] < level) != (y[1] < level) && !y[0].is_nan() && !y[1].is_nan();
            let share = (level - y[0]) / (y[1] - y[0]);
            is_crossed.then(|| vec![(x[0] + share * (x[1] - x[0]), level)])
        });
        Some(Contour {
            output: target.output.clone(),
            value: level,
            lines: crossed.collect(),
        })
    });
    wanted.collect()
}

//! Who is best, cell by cell.

use crate::check::{Case, Layers};
use crate::diagnostic::{Code, Diagnostic};
use crate::run::Progress;
use crate::study::keys::unknown;
use crate::study::{Question, Stop};
use crate::workbook::{AxisValues, Contest, Direction, Grid, Id, Winner};

use super::{Plan, WinnerMap};

/// The grid of each that competes.
///
/// # Errors
///
/// The contest makes no sense: fewer than two compete, one does not exist, or it is an axis.
pub(super) fn plan<'a>(
    question: &Question<'a>,
    spec: &Grid,
    contest: &Winner,
) -> Result<Vec<(Id, Plan<'a>)>, Box<Diagnostic>> {
    let ids = ids(question, contest);
    refuse(question, spec, contest, &ids)?;
    let grid = Grid {
        outputs: vec![contest.output.clone()],
        contours: Vec::new(),
        winner: None,
        ..spec.clone()
    };
    let plans = ids.into_iter().map(|id| {
        let layers = in_place_of(&question.layers, contest.among, &id);
        let plan = Plan::of_part(question.workbook, question.typed, &layers, &grid)?;
        Ok((id, plan))
    });
    plans.collect()
}

/// Runs the contest: the same cells for each that competes.
pub(super) fn map(
    question: &Question<'_>,
    spec: &Grid,
    contest: &Winner,
    progress: &Progress,
) -> Result<WinnerMap, Stop> {
    let plans = plan(question, spec, contest)?;
    let mut best: Vec<(Option<usize>, f64)> = Vec::new();
    for (place, (_, plan)) in plans.iter().enumerate() {
        let result = plan.run(question.threads, progress)?;
        best.resize(result.cells(), (None, f64::NAN));
        let values = result.outputs.iter().flat_map(|output| &output.values);
        for (best, value) in best.iter_mut().zip(values) {
            if beats(*value, best.1, contest.best) {
                *best = (Some(place), *value);
            }
        }
    }
    Ok(WinnerMap {
        output: contest.output.clone(),
        among: contest.among,
        best: contest.best,
        winners: best.into_iter().map(|(place, _)| place).collect(),
        ids: plans.into_iter().map(|(id, _)| id).collect(),
    })
}

/// Those that compete; all where the study names none.
fn ids(question: &Question<'_>, contest: &Winner) -> Vec<Id> {
    let workbook = question.workbook;
    match contest.among {
        _ if !contest.ids.is_empty() => contest.ids.clone(),
        Contest::Profile => workbook.profiles.iter().map(|p| p.id.clone()).collect(),
        Contest::Scenario => {
            let scenarios = workbook.scenarios.iter().map(|s| s.id.clone());
            std::iter::once("base".to_owned())
                .chain(scenarios)
                .collect()
        }
    }
}

/// The same layers with another profile or scenario.
pub(crate) fn in_place_of(layers: &Layers, among: Contest, id: &str) -> Layers {
    let case = match among {
        Contest::Profile => Case {
            profile: Some(id.to_owned()),
            scenario: layers.case.scenario.clone(),
        },
        Contest::Scenario => Case {
            profile: layers.case.profile.clone(),
            scenario: Some(id.to_owned()).filter(|id| id != "base"),
        },
    };
    Layers {
        case,
        ..layers.clone()
    }
}

/// Whether a value is better than the best so far; the first of equals stays.
fn beats(value: f64, best: f64, direction: Direction) -> bool {
    match direction {
        _ if value.is_nan() => false,
        _ if best.is_nan() => true,
        Direction::Higher => value > best,
        Direction::Lower => value < best,
    }
}

fn refuse(
    question: &Question<'_>,
    spec: &Grid,
    contest: &Winner,
    ids: &[Id],
) -> Result<(), Box<Diagnostic>> {
    let workbook = question.workbook;
    let (kind, mut known): (_, Vec<Id>) = match contest.among {
        Contest::Profile => {
            let ids = workbook.profiles.iter().map(|p| p.id.clone());
            ("profile", ids.collect())
        }
        Contest::Scenario => {
            let ids = workbook.scenarios.iter().map(|s| s.id.clone());
            ("scenario", ids.collect())
        }
    };
    if contest.among == Contest::Scenario {
        known.push("base".to_owned());
    }
    if let Some(odd) = ids.iter().find(|id| !known.contains(id)) {
        return Err(unknown(kind, odd, &known));
    }
    let is_axis = |axis: &crate::workbook::Axis| {
        matches!(axis.values, AxisValues::Elements(_)) && axis.key == kind
    };
    let (message, hint) = if spec.axes.iter().any(is_axis) {
        let message = format!("the {kind} is an axis of the grid, so it cannot compete in a cell");
        (message, "take the axis out, or let the others compete")
    } else if ids.len() < 2 {
        let message = format!("a contest needs two that compete, and there is one {kind} at most");
        (message, "name two, or take the contest out")
    } else {
        return Ok(());
    };
    Err(Box::new(
        Diagnostic::error(Code::BadValue, message).hint(hint),
    ))
}

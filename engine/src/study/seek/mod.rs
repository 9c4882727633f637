//! Goal seek: the values of inputs at which outputs meet their targets.
//!
//! One input is looked at over its whole range, and every root is listed. Several inputs, with as
//! many targets, give one solution by Newton's method.

mod newton;

use crate::diagnostic::Diagnostic;
use crate::run::{Cancelled, Progress};
use crate::workbook::GoalSeek;

use super::range::{places, range};
use super::root::{Contact, Found, solve};
use super::words::{check_follows, check_target, range_shown, reason, refuse, shown};
use super::{Measure, Point, Probe, Question, Stop};

/// What a goal seek found.
#[derive(Clone, Debug, PartialEq)]
pub struct Sought {
    /// What may move, each with its base value.
    pub inputs: Vec<Measure>,
    /// Where each input was sought.
    pub ranges: Vec<(f64, f64)>,
    /// The outputs, each with its value at the base case; NaN where it has none there, which
    /// keeps no root from being found.
    pub outputs: Vec<Measure>,
    /// The value that each output should have.
    pub targets: Vec<f64>,
    /// Every solution: a value for each input, in the order of the first. Of several inputs one.
    pub roots: Vec<Root>,
    /// Where a single output leaps over its target without having it.
    pub jumps: Vec<Jump>,
    /// The least and greatest value that a single output takes in the range, infinite where it
    /// grows without bound beside a pole; none where it has no value there, or where several are
    /// sought.
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
    /// How the output meets its target there; of several, that they do.
    pub contact: Contact,
}

/// How near an output must be to its target, in units of its size, for rounding alone to be
/// between them.
const NEAR: f64 = 1e-9;

impl Sought {
    /// How far an output is from its target at a solution; none where rounding alone is between
    /// them.
    pub fn off(&self, root: &Root, output: usize) -> Option<f64> {
        let (achieved, target) = (root.achieved.get(output)?, self.targets.get(output)?);
        let base = self.outputs.get(output).map_or(f64::NAN, |one| one.base);
        // The greatest of two numbers is the other where one is none.
        let size = target.abs().max(base.abs());
        let off = achieved - target;
        (off.abs() > NEAR * size).then_some(off)
    }
}

/// A place at which an output leaps over its target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jump {
    /// The value of the input, to the last digit.
    pub at: f64,
    /// The output just below it.
    pub from: f64,
    /// The output just above it.
    pub to: f64,
}

/// Seeks.
///
/// ```
/// use rackhour_engine::{check::{Layers, check}, run::Progress, study::{Question, seek}};
/// use rackhour_engine::workbook::{GoalSeek, Number, Sought, Target, file};
/// let workbook = file::parse(
///     r#"(format: 1, title: "t", sections: [(id: "s", label: "S")], variables: [
///         (id: "share", label: "Share", unit: "", section: "s",
///             definition: assumption((value: constant(0.5), source: assumed("a test")))),
///         (id: "cost", label: "Cost", unit: "$", section: "s", definition: formula("4 [$] / share")),
///     ])"#,
/// ).unwrap();
/// let typed = check(&workbook).0;
/// let question = Question { workbook: &workbook, typed: &typed, layers: Layers::default(), threads: 1 };
/// let spec = GoalSeek {
///     targets: vec![Target { output: "cost".into(), value: Number(5.0) }],
///     inputs: vec![Sought { key: "share".into(), from: Some(Number(0.1)), to: Some(Number(1.0)) }],
///     period: None,
/// };
/// let found = seek::run(&question, &spec, &Progress::default()).unwrap();
/// assert!((found.roots[0].values[0] - 0.8).abs() < 1e-15);
/// assert_eq!(found.attainable, Some((4.0, 40.0)));
/// ```
///
/// # Errors
///
/// The study makes no sense as described, or `progress` was asked to stop.
pub fn run(question: &Question<'_>, spec: &GoalSeek, progress: &Progress) -> Result<Sought, Stop> {
    check_counts(spec)?;
    for target in &spec.targets {
        check_target(question.typed, target)?;
    }
    let inputs: Vec<_> = spec.inputs.iter().map(|input| input.key.clone()).collect();
    let outputs: Vec<_> = spec
        .targets
        .iter()
        .map(|target| target.output.clone())
        .collect();
    let probe = Probe::new(question, &inputs, &outputs, spec.period.as_deref())?;
    let mut ranges = Vec::with_capacity(inputs.len());
    for (place, (sought, input)) in spec.inputs.iter().zip(probe.inputs()).enumerate() {
        check_follows(question.typed, &probe, place)?;
        ranges.push(range(question.workbook, sought, input.base)?);
    }
    let empty = Sought {
        inputs: probe.inputs().to_vec(),
        ranges,
        outputs: probe.outputs().to_vec(),
        targets: spec.targets.iter().map(|target| target.value.0).collect(),
        roots: Vec::new(),
        jumps: Vec::new(),
        attainable: None,
        unavailable: (0, 0),
        infeasible: String::new(),
    };
    Ok(match inputs.len() {
        1 => one(&probe, empty, progress)?,
        _ => newton::seek(&probe, empty, progress)?,
    })
}

/// Refuses a study whose inputs do not match its targets in number, or are named twice.
fn check_counts(spec: &GoalSeek) -> Result<(), Box<Diagnostic>> {
    let (inputs, targets) = (spec.inputs.len(), spec.targets.len());
    if inputs == 0 || targets == 0 {
        let missing = if targets == 0 { "a target" } else { "an input" };
        let hint = "name an output, the value it should have, and what may move";
        return Err(refuse(format!("a goal seek needs {missing}"), hint));
    }
    if inputs != targets {
        let message = format!("expected as many inputs as targets, found {inputs} and {targets}");
        let hint = match inputs < targets {
            true => "name more inputs, or leave targets out, until there are as many of both",
            false => "name fewer inputs, or more targets, until there are as many of both",
        };
        return Err(refuse(message, hint));
    }
    let mut keys = spec.inputs.iter().map(|input| &input.key).enumerate();
    let twice = keys.find(|(place, key)| spec.inputs[..*place].iter().any(|one| one.key == **key));
    match twice {
        None => Ok(()),
        Some((_, key)) => {
            let message = format!("`{key}` is named twice among the inputs");
            Err(refuse(message, "name each input once"))
        }
    }
}

/// Every root of one output along one input.
fn one(probe: &Probe<'_>, sought: Sought, progress: &Progress) -> Result<Sought, Cancelled> {
    let target = sought.targets[0];
    let lanes = [places(sought.ranges[0], sought.inputs[0].base)];
    let at = |asked: &[(usize, f64)]| {
        let points: Vec<Point> = asked.iter().map(|(_, x)| vec![(0, *x)]).collect();
        Ok(probe.at(&points, progress)?.swap_remove(0))
    };
    let found = solve(&lanes, target, &at)?.swap_remove(0);
    told(probe, 0, sought, &found, progress)
}

/// Adds to a goal seek along one input of a probe what was found there.
pub(super) fn told(
    probe: &Probe<'_>,
    input: usize,
    mut sought: Sought,
    found: &Found,
    progress: &Progress,
) -> Result<Sought, Cancelled> {
    for meeting in &found.meetings {
        match meeting.contact {
            Contact::Jumps => sought.jumps.push(Jump {
                at: meeting.at.x,
                from: meeting.at.value,
                to: meeting.beyond,
            }),
            contact => sought.roots.push(Root {
                values: vec![meeting.at.x],
                achieved: vec![meeting.at.value],
                contact,
            }),
        }
    }
    let missing = missing(input, found);
    sought.unavailable = (missing.len(), found.scan.len());
    sought.attainable = found.extent;
    if sought.roots.is_empty() {
        sought.infeasible = infeasible(probe, &sought, &missing, progress)?;
    }
    Ok(sought)
}

fn missing(input: usize, found: &Found) -> Vec<Point> {
    let missing = found.scan.iter().filter(|sample| sample.value.is_nan());
    missing.map(|sample| vec![(input, sample.x)]).collect()
}

/// Where an output lies, in words.
fn lies((least, most): (f64, f64), unit: &str) -> String {
    match (least.is_finite(), most.is_finite()) {
        (true, true) => format!(
            "lies between {} and {}",
            shown(least, ""),
            shown(most, unit)
        ),
        (true, false) => format!("lies above {}, without an upper bound", shown(least, unit)),
        (false, true) => format!("lies below {}, without a lower bound", shown(most, unit)),
        (false, false) => "has no bound, and the target was not found".to_owned(),
    }
}

/// Why no value of one input meets the target.
fn infeasible(
    probe: &Probe<'_>,
    sought: &Sought,
    missing: &[Point],
    progress: &Progress,
) -> Result<String, Cancelled> {
    let (input, output) = (&sought.inputs[0], &sought.outputs[0]);
    let within = format!(
        "for {} from {}",
        input.key,
        range_shown(sought.ranges[0], &input.unit)
    );
    let mut words = match (sought.attainable, sought.jumps.first()) {
        (_, Some(jump)) => {
            let (from, to) = (shown(jump.from, ""), shown(jump.to, &output.unit));
            let target = shown(sought.targets[0], &output.unit);
            let at = shown(jump.at, &input.unit);
            format!(
                "{} jumps over {target} at {} {at}, from {from} to {to}",
                output.key, input.key
            )
        }
        (Some(extent), None) => {
            format!("{} {} {within}", output.key, lies(extent, &output.unit))
        }
        (None, None) => format!("{} has no value {within}", output.key),
    };
    let is_unbounded = |(least, most): (f64, f64)| least.is_infinite() || most.is_infinite();
    if sought.attainable.is_some_and(is_unbounded) && !sought.jumps.is_empty() {
        words.push_str("; it grows without bound there");
    }
    if !missing.is_empty() {
        let reason = reason(probe, missing, progress)?;
        words.push_str(&match sought.attainable {
            None => format!(": {reason}"),
            Some(_) => {
                let (missing, all) = sought.unavailable;
                format!("; it has no value at {missing} of {all} places tried: {reason}")
            }
        });
    }
    Ok(words)
}

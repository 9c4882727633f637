//! Which assumptions could bring an output to another value, the ones that move it most first.

use crate::check::{Axes, Typed};
use crate::diagnostic::Diagnostic;
use crate::run::{Cancelled, Progress};
use crate::workbook::Target;
use crate::workbook::key::Key;

use super::keys::parse;
use super::range::{places, range};
use super::root;
use super::seek::{Sought, told};
use super::words::{check_target, drivers};
use super::{Measure, Point, Probe, Question, Stop};

/// The most elements of an assumption that are looked at one by one.
const MOST_ELEMENTS: usize = 12;

/// By which share of its base an input is moved to see what that does.
const NUDGE: f64 = 0.01;

/// The assumptions behind an output.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidates {
    /// The output, with its value in the case; NaN where it has none.
    pub output: Measure,
    /// What could be changed, the one that moves the output most first, those of which that is not
    /// known last.
    pub inputs: Vec<Candidate>,
    /// Rows that the output depends on and that are no single value: each would have to move as a
    /// whole.
    pub left_out: Vec<String>,
}

/// An assumption, and how strongly it moves an output.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The assumption, with its value in the case.
    pub input: Measure,
    /// By how much the output moves if the input grows by 1 %, in the output's unit; none where it
    /// has no value beside the base.
    pub push: Option<f64>,
}

impl Candidate {
    /// By how many percent an output of that value moves if the input grows by 1 %.
    pub fn elasticity(&self, output: f64) -> Option<f64> {
        let share = self.push? / (NUDGE * output.abs());
        Some(share).filter(|share| share.is_finite())
    }
}

/// Finds and ranks the candidates. A series is one at the period of the output.
///
/// # Errors
///
/// The output is no single number, or `progress` was asked to stop.
pub fn run(question: &Question<'_>, output: &str, progress: &Progress) -> Result<Candidates, Stop> {
    let typed = question.typed;
    let period = period(typed, output);
    let (mut keys, mut left_out) = (Vec::new(), Vec::new());
    for row in drivers(typed, output) {
        match values(typed, row, period) {
            Some(values) => keys.extend(values),
            None => left_out.push(typed.rows[row].id.clone()),
        }
    }
    let probe = Probe::new(question, &keys, &[output.to_owned()], None)?;
    let moving = (0..keys.len()).filter(|input| probe.depends_on(*input));
    let moving: Vec<_> = moving.collect();
    let mut inputs = pushes(&probe, &moving, progress)?;
    // Equal but for rounding is equal: then the order of the workbook stays.
    let strength = |one: &Candidate| -> f64 {
        let push = one.push.map_or(-1.0, f64::abs);
        format!("{push:.6e}").parse().unwrap_or(push)
    };
    inputs.sort_by(|one, other| strength(other).total_cmp(&strength(one)));
    Ok(Candidates {
        output: probe.outputs()[0].clone(),
        inputs,
        left_out,
    })
}

/// What a goal seek along an input gave, or why none can be made along it.
pub type Answer = Result<Sought, Box<Diagnostic>>;

/// Goal seeks along several inputs, one at a time while the others stay: the answers of as many
/// studies of one input, in their order, for about the work of one.
///
/// # Errors
///
/// The target or an input cannot be used, or `progress` was asked to stop.
pub fn solve(
    question: &Question<'_>,
    target: &Target,
    keys: &[String],
    progress: &Progress,
) -> Result<Vec<Answer>, Stop> {
    check_target(question.typed, target)?;
    let probe = Probe::new(question, keys, std::slice::from_ref(&target.output), None)?;
    let ranges = probe.inputs().iter().map(|input| {
        let whole = crate::workbook::Sought {
            key: input.key.clone(),
            from: None,
            to: None,
        };
        range(question.workbook, &whole, input.base)
    });
    let ranges: Vec<_> = ranges.collect();
    let known = ranges.iter().enumerate();
    let known = known.filter_map(|(input, range)| Some((input, *range.as_ref().ok()?)));
    let moved: Vec<_> = known.collect();
    let lanes = moved.iter();
    let lanes = lanes.map(|(input, range)| places(*range, probe.inputs()[*input].base));
    let lanes: Vec<_> = lanes.collect();
    let at = |asked: &[(usize, f64)]| {
        let point = |(lane, x): &(usize, f64)| -> Point { vec![(moved[*lane].0, *x)] };
        let points: Vec<_> = asked.iter().map(point).collect();
        Ok(probe.at(&points, progress)?.swap_remove(0))
    };
    let mut found = root::solve(&lanes, target.value.0, &at)?.into_iter();
    let mut answers = Vec::with_capacity(keys.len());
    for (input, range) in ranges.into_iter().enumerate() {
        answers.push(match range {
            Err(refusal) => Err(refusal),
            Ok(range) => {
                let found = found.next().unwrap_or_default();
                let sought = untold(&probe, input, range, target);
                Ok(told(&probe, input, sought, &found, progress)?)
            }
        });
    }
    Ok(answers)
}

/// A goal seek of which nothing is known yet.
fn untold(probe: &Probe<'_>, input: usize, range: (f64, f64), target: &Target) -> Sought {
    Sought {
        inputs: vec![probe.inputs()[input].clone()],
        ranges: vec![range],
        outputs: probe.outputs().to_vec(),
        targets: vec![target.value.0],
        roots: Vec::new(),
        jumps: Vec::new(),
        attainable: None,
        unavailable: (0, 0),
        infeasible: String::new(),
    }
}

/// The period that a key names.
fn period(typed: &Typed, key: &str) -> Option<usize> {
    let at = parse(key).at;
    let labels = &typed.extents.timeline.labels;
    labels.iter().position(|label| at.contains(label))
}

/// The single values of a row, as keys, a series at one period; none where there are too many.
fn values(typed: &Typed, row: usize, period: Option<usize>) -> Option<Vec<String>> {
    let (id, axes) = (&typed.rows[row].id, typed.rows[row].axes);
    let is_series = axes.contains(Axes::TIME);
    let elements = typed.extents.slots(axes.without(Axes::TIME));
    if elements > MOST_ELEMENTS || is_series && period.is_none() {
        return None;
    }
    let key = |slot| {
        let at = typed.extents.position(axes, slot);
        let labels = axes
            .iter()
            .map(|axis| typed.extents.labels(axis)[at.along(axis)].clone());
        let key = Key {
            name: id.clone(),
            at: labels.collect(),
        };
        (!is_series || Some(at.period) == period).then(|| key.to_string())
    };
    Some((0..typed.slots(row)).filter_map(key).collect())
}

/// What each input does to the output when it is moved a little, up and down.
fn pushes(
    probe: &Probe<'_>,
    inputs: &[usize],
    progress: &Progress,
) -> Result<Vec<Candidate>, Cancelled> {
    let beside = |input: &usize| {
        let base = probe.inputs()[*input].base;
        [1.0 + NUDGE, 1.0 - NUDGE].map(|share| -> Point { vec![(*input, base * share)] })
    };
    let points: Vec<_> = inputs.iter().flat_map(beside).collect();
    let values = probe.at(&points, progress)?.swap_remove(0);
    let base = probe.outputs()[0].base;
    let push = |pair: &[f64]| {
        // Where one side has no value, the other tells.
        let sides = [(pair[0] - pair[1]) / 2.0, pair[0] - base, base - pair[1]];
        sides.into_iter().find(|side| side.is_finite())
    };
    let each = inputs.iter().zip(values.chunks(2));
    let each = each.map(|(input, pair)| {
        let input = probe.inputs()[*input].clone();
        let push = push(pair).filter(|_| input.base != 0.0);
        Candidate { input, push }
    });
    Ok(each.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Layers, check};
    use crate::workbook::file;

    const TEXT: &str = r#"(
        format: 1, title: "t", timeline: (first: "2027", count: 2, step: year),
        indexes: [(id: "part", label: "Part", elements: [(id: "a", label: "A"), (id: "b", label: "B")])],
        sections: [(id: "s", label: "S")],
        variables: [
            (id: "weak", label: "W", unit: "", section: "s", definition: assumption((
                value: constant(1), source: assumed("a test")))),
            (id: "strong", label: "P", unit: "", section: "s", definition: assumption((
                value: constant(2), source: assumed("a test")))),
            (id: "part_of", label: "Q", unit: "", section: "s", over: ["part"], definition:
                assumption((value: elements({"a": 3, "b": 0}), source: assumed("a test")))),
            (id: "grown", label: "G", unit: "", section: "s", over: ["year"], definition:
                assumption((value: growth(first: 10, rate: 0.1), source: assumed("a test")))),
            (id: "idle", label: "I", unit: "", section: "s", definition: assumption((
                value: constant(5), source: assumed("a test")))),
            (id: "out", label: "O", unit: "", section: "s", over: ["year"], definition:
                formula("weak + strong ^ 3 + SUM(part_of over part) + grown")),
            (id: "whole", label: "L", unit: "", section: "s", definition: formula("LAST(out)")),
        ],
    )"#;

    fn asked<T>(ask: impl FnOnce(&Question<'_>) -> T) -> T {
        let workbook = file::parse(TEXT).unwrap();
        let (typed, _) = check(&workbook);
        ask(&Question {
            workbook: &workbook,
            typed: &typed,
            layers: Layers::default(),
            threads: 1,
        })
    }

    fn found(output: &str) -> Candidates {
        asked(|question| run(question, output, &Progress::default())).unwrap()
    }

    #[test]
    fn seeks_made_together_are_those_made_one_by_one() {
        let target = Target {
            output: "out[2028]".into(),
            value: crate::workbook::Number(30.0),
        };
        let keys = ["strong", "part_of[b]", "weak"].map(str::to_owned);
        let progress = Progress::default();
        let together = asked(|question| solve(question, &target, &keys, &progress)).unwrap();
        for (key, answer) in keys.iter().zip(together) {
            let spec = crate::workbook::GoalSeek {
                targets: vec![target.clone()],
                inputs: vec![crate::workbook::Sought {
                    key: key.clone(),
                    from: None,
                    to: None,
                }],
                period: None,
            };
            let alone = asked(|question| crate::study::seek::run(question, &spec, &progress));
            match (answer, alone) {
                (Ok(answer), Ok(alone)) => {
                    assert_eq!(answer, alone);
                    assert!(!answer.roots.is_empty());
                }
                (Err(refusal), Err(Stop::Refused(alone))) => {
                    assert_eq!(refusal, alone);
                    assert_eq!(key, "part_of[b]", "a base of zero has no range");
                }
                other => panic!("{key}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_moves_the_output_most_comes_first() {
        let found = found("out[2028]");
        let keys = found.inputs.iter().map(|one| one.input.key.as_str());
        let keys: Vec<_> = keys.collect();
        assert_eq!(
            keys,
            ["strong", "grown[2028]", "part_of[a]", "weak", "part_of[b]"]
        );
        assert_eq!(found.inputs[4].push, None, "its base is zero");
        // 1 + 8 + 3 + 11 = 23, of which 8 go with the third power.
        let strength = found.inputs[0].elasticity(found.output.base);
        assert!(
            (strength.unwrap() - 24.0 / 23.0).abs() < 1e-3,
            "{strength:?}"
        );
        assert!(found.left_out.is_empty());
    }

    #[test]
    fn a_series_behind_a_single_value_is_left_out() {
        let found = found("whole");
        assert_eq!(found.left_out, ["grown"]);
        assert!(found.inputs.iter().all(|one| one.input.key != "grown"));
    }
}

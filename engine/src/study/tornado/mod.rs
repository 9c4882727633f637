//! Tornado and spider: how far an output follows when inputs move one at a time.
//!
//! `moves` decides which inputs move and between which ends, this module runs them all at once and
//! sorts the bars, and `contest` looks at who wins at the ends.

mod contest;
mod moves;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::run::Progress;
use crate::workbook::{Spider, TestRange, Tornado, Winner};

use super::words::refuse;
use super::{Measure, Point, Probe, Question, Stop};
use contest::Contest;
use moves::{Move, Plan, plan};

/// What a tornado or a spider found.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// The output, with its value at the base case.
    pub output: Measure,
    /// The inputs, the one that moves the output most first.
    pub bars: Vec<Bar>,
    /// Inputs without a bar, and why: no range is stated, or the output does not follow.
    pub left_out: Vec<(String, String)>,
    /// The value of the output that [`Bar::flips_sign`] is about.
    pub threshold: f64,
    /// Who wins the contest at the base case, where one was asked for and has a winner.
    pub winner: Option<String>,
}

/// How the output follows one input.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The input, with its base value. A row of several values that differ moves as a whole: it is
    /// told in multiples of its base, with the unit `x` and the base 1, and as the mean of its
    /// values where they sum to zero.
    pub input: Measure,
    /// Values of the input, rising, and of the output there: as many below the base as above it,
    /// the base in the middle, both ends included. NaN where the output is unavailable.
    ///
    /// Where the base is an end of the range, points on that side coincide.
    pub points: Vec<(f64, f64)>,
    /// How far apart the least and the greatest value of the output are.
    pub swing: f64,
    /// The square of the swing as a share of the sum of all squares: what this input would explain
    /// of the output's variation if the ends of all ranges were equally unlikely.
    pub share: f64,
    /// The shares of this bar and all longer ones together.
    pub explained: f64,
    /// Whether the output only rises or only falls along the points.
    pub monotonic: bool,
    /// Whether the output is at or above the threshold at some points and below it at others.
    pub flips_sign: bool,
    /// Who wins at either end where that is not who wins at the base.
    pub flips_winner: Vec<String>,
    /// Percent of output per percent of input between the ends, both measured from the middle
    /// between them (Allen's arc elasticity). None where a middle is zero or an end has no value,
    /// and where the ends of the input or those of the output differ in sign: percent of a middle
    /// between gains and losses would mislead, even in its sign.
    pub elasticity: Option<f64>,
    /// Why the output has no value at some points, and at how many.
    pub unavailable: BTreeMap<String, usize>,
    /// What a reader should know about the range; empty where it is as asked for.
    pub note: String,
}

/// How many steps a tornado takes to either side of the base: five points find most inputs along
/// which the output turns around.
const TORNADO_STEPS: usize = 2;

/// How many steps a spider takes to either side of the base.
const SPIDER_STEPS: usize = 5;

/// Moves each input through five points.
///
/// ```
/// use rackhour_engine::check::{Layers, check};
/// use rackhour_engine::run::Progress;
/// use rackhour_engine::study::{Question, tornado};
/// use rackhour_engine::workbook::{Number, TestRange, Tornado, file};
/// let workbook = file::parse(
///     r#"(format: 1, title: "t", sections: [(id: "s", label: "S")], variables: [
///         (id: "price", label: "Price", unit: "$", section: "s", definition:
///             assumption((value: constant(5), low: constant(4), high: constant(8),
///             source: assumed("a test")))),
///         (id: "margin", label: "Margin", unit: "$", section: "s",
///             definition: formula("price - 4.5 [$]")),
///     ])"#,
/// ).unwrap();
/// let typed = check(&workbook).0;
/// let question = Question {
///     workbook: &workbook, typed: &typed, layers: Layers::default(), threads: 1,
/// };
/// let spec = Tornado {
///     output: "margin".into(), inputs: vec![], range: TestRange::Stated,
///     threshold: None, winner: None, period: None,
/// };
/// let bars = tornado::run(&question, &spec, &Progress::default()).unwrap().bars;
/// assert_eq!(bars[0].points, [(4.0, -0.5), (4.5, 0.0), (5.0, 0.5), (6.5, 2.0), (8.0, 3.5)]);
/// assert!(bars[0].flips_sign && bars[0].monotonic);
/// ```
///
/// # Errors
///
/// The study makes no sense as described, or `progress` was asked to stop.
pub fn run(question: &Question<'_>, spec: &Tornado, progress: &Progress) -> Result<Bars, Stop> {
    let asked = Asked {
        output: &spec.output,
        inputs: &spec.inputs,
        range: spec.range,
        threshold: spec.threshold.map_or(0.0, |number| number.0),
        winner: spec.winner.as_ref(),
        period: spec.period.as_deref(),
        steps: TORNADO_STEPS,
    };
    bars(question, &asked, progress)
}

/// Moves each input through eleven points, to be drawn as lines.
///
/// # Errors
///
/// The study makes no sense as described, or `progress` was asked to stop.
pub fn spider(question: &Question<'_>, spec: &Spider, progress: &Progress) -> Result<Bars, Stop> {
    let asked = Asked {
        output: &spec.output,
        inputs: &spec.inputs,
        range: spec.range,
        threshold: 0.0,
        winner: None,
        period: spec.period.as_deref(),
        steps: SPIDER_STEPS,
    };
    bars(question, &asked, progress)
}

/// What a tornado and a spider ask alike.
struct Asked<'a> {
    output: &'a str,
    inputs: &'a [String],
    range: TestRange,
    threshold: f64,
    winner: Option<&'a Winner>,
    period: Option<&'a str>,
    steps: usize,
}

fn bars(question: &Question<'_>, asked: &Asked<'_>, progress: &Progress) -> Result<Bars, Stop> {
    let output = vec![asked.output.to_owned()];
    let at_rest = Probe::new(question, &[], &output, asked.period)?;
    let Plan {
        groups,
        mut left_out,
    } = plan(question, asked.output, asked.inputs, asked.range)?;
    let contest = asked.winner.map(|winner| {
        let contest = Contest::new(question, winner, asked.period)?;
        let at_base = contest.at_base()?;
        Ok::<_, Stop>((contest, at_base))
    });
    let contest = contest.transpose()?;
    let mut bars = Vec::new();
    for group in &groups {
        let probe = Probe::new(question, &moves::keys(group), &output, asked.period)?;
        let mut found = followed(&probe, group, asked, progress)?;
        if let Some((contest, at_base)) = &contest {
            let ends = contest.at_ends(group, progress)?;
            for (bar, ends) in found.iter_mut().zip(ends) {
                bar.flips_winner = flips(at_base.as_deref(), ends);
            }
        }
        bars.extend(found);
    }
    bars.retain(|bar| match flat(bar) {
        None => true,
        Some(reason) => {
            left_out.push((bar.input.key.clone(), reason));
            false
        }
    });
    if bars.is_empty() {
        return Err(no_bar(asked.output, &left_out).into());
    }
    bars.sort_by(|a, b| b.swing.total_cmp(&a.swing));
    explain(&mut bars);
    Ok(Bars {
        output: at_rest.outputs()[0].clone(),
        bars,
        left_out,
        threshold: asked.threshold,
        winner: contest.and_then(|(_, at_base)| at_base),
    })
}

/// How many inputs a refusal gives the reasons of.
const REASONS: usize = 5;

/// Refuses a study in which nothing moves the output, and says why for the first inputs.
fn no_bar(output: &str, left_out: &[(String, String)]) -> Box<Diagnostic> {
    let told = left_out.iter().take(REASONS);
    let mut reasons: Vec<_> = told.map(|(key, why)| format!("`{key}`: {why}")).collect();
    if left_out.len() > REASONS {
        reasons.push(format!("{} more", left_out.len() - REASONS));
    }
    let hint = match reasons.is_empty() {
        true => "it depends on no number that is assumed: choose another output".to_owned(),
        false => reasons.join("; "),
    };
    refuse(format!("no input moves `{output}`"), hint)
}

/// How the output follows each of some inputs, all points of all of them in one run.
fn followed(
    probe: &Probe<'_>,
    group: &[Move],
    asked: &Asked<'_>,
    progress: &Progress,
) -> Result<Vec<Bar>, Stop> {
    let steps = asked.steps as i32;
    let mut first = 0;
    let mut points: Vec<Point> = Vec::new();
    for one in group {
        points.extend((-steps..=steps).map(|step| one.point(first, one.at(step, asked.steps))));
        first += one.slots.len();
    }
    let values = probe.at(&points, progress)?.pop().unwrap_or_default();
    let each = 2 * asked.steps + 1;
    let runs = points.chunks(each).zip(values.chunks(each));
    let bars = group.iter().zip(runs).map(|(one, (points, values))| {
        let missing = points.iter().zip(values).filter(|(_, y)| y.is_nan());
        let missing: Vec<_> = missing.map(|(point, _)| point.clone()).collect();
        let told = (-steps..=steps).map(|step| one.told(&one.at(step, asked.steps)));
        let points: Vec<_> = told.zip(values.iter().copied()).collect();
        let unavailable = probe.reasons(0, &missing, progress)?;
        Ok(bar(one, points, unavailable, asked.threshold))
    });
    bars.collect()
}

/// Puts a bar together; who wins, and what it explains, is found later.
fn bar(
    one: &Move,
    mut points: Vec<(f64, f64)>,
    unavailable: BTreeMap<String, usize>,
    threshold: f64,
) -> Bar {
    // Multiples of a negative base fall where its values rise.
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let known = || points.iter().map(|(_, y)| *y).filter(|y| !y.is_nan());
    let (least, most) = known().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), y| {
        (least.min(y), most.max(y))
    });
    let reaches = known().any(|y| y >= threshold);
    Bar {
        input: one.measure(),
        swing: if most >= least {
            most - least
        } else {
            f64::NAN
        },
        share: 0.0,
        explained: 0.0,
        monotonic: is_monotonic(&known().collect::<Vec<_>>()),
        flips_sign: reaches && known().any(|y| y < threshold),
        flips_winner: Vec::new(),
        elasticity: arc_elasticity(&points),
        unavailable,
        note: one.note.clone(),
        points,
    }
}

/// Neighbours this close, as a share of the greater one, count as equal: what is left of rounding.
const FLAT: f64 = 1e-12;

/// Whether values only rise or only fall.
///
/// ```text
/// 1 2 2 5 → yes    3 1 0 → yes    0 1 0 → no
/// ```
fn is_monotonic(values: &[f64]) -> bool {
    let differs = |pair: &[f64]| {
        let size = pair[0].abs().max(pair[1].abs());
        (pair[1] - pair[0]).abs() > FLAT * size
    };
    let steps = || values.windows(2).filter(|pair| differs(pair));
    !(steps().any(|pair| pair[1] > pair[0]) && steps().any(|pair| pair[1] < pair[0]))
}

/// Percent of output per percent of input between the ends, both measured from their middle
/// (Allen 1934); none between ends of different signs, whose middle says nothing about either.
fn arc_elasticity(points: &[(f64, f64)]) -> Option<f64> {
    let ((x, y), (u, v)) = (*points.first()?, *points.last()?);
    let relative = |from: f64, to: f64| {
        let is_one_sided = from.min(to) >= 0.0 || from.max(to) <= 0.0;
        let change = (to - from) / (from / 2.0 + to / 2.0);
        (is_one_sided && change.is_finite()).then_some(change)
    };
    let elasticity = relative(y, v)? / relative(x, u)?;
    elasticity.is_finite().then_some(elasticity)
}

/// Why an input gets no bar although it moved.
fn flat(bar: &Bar) -> Option<String> {
    if bar.swing.is_nan() {
        let reason = bar.unavailable.keys().next();
        let reason = reason.map_or("no reason is known", String::as_str);
        return Some(format!("the output has no value at any point: {reason}"));
    }
    let changes = bar.swing > 0.0 || !bar.unavailable.is_empty();
    (!changes).then(|| "the output does not move with it".to_owned())
}

/// The winners at the ends that are not the one at the base, each once.
fn flips(at_base: Option<&str>, ends: [Option<String>; 2]) -> Vec<String> {
    let others = ends.into_iter().flatten();
    let mut others: Vec<_> = others.filter(|id| Some(id.as_str()) != at_base).collect();
    others.dedup();
    others
}

/// Shares out the variation among the bars, which are sorted.
fn explain(bars: &mut [Bar]) {
    // Measured against the longest bar, the squares of great numbers stay finite.
    let longest = bars.first().map_or(0.0, |bar| bar.swing);
    if longest <= 0.0 {
        return;
    }
    let square = |bar: &Bar| (bar.swing / longest) * (bar.swing / longest);
    let total: f64 = bars.iter().map(square).sum();
    let mut explained = 0.0;
    for bar in bars {
        let square = square(bar);
        explained += square;
        bar.share = square / total;
        bar.explained = explained / total;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_does_not_star_an_input() {
        assert!(is_monotonic(&[1.0, 2.0, 2.0, 2.0 - 1e-15, 3.0]));
        assert!(is_monotonic(&[3.0, 1.0, -2.0]));
        assert!(is_monotonic(&[]) && is_monotonic(&[5.0, 5.0]));
        assert!(!is_monotonic(&[0.0, 1.0, 0.999]));
        assert!(!is_monotonic(&[1.0, 0.0, 0.0, 1e-13]));
    }

    #[test]
    fn elasticity_is_measured_from_the_middle() {
        // A proportional output follows percent by percent, an inverse one the other way.
        let line = |f: fn(f64) -> f64| [(9.0, f(9.0)), (11.0, f(11.0))];
        let near = |found: Option<f64>, wanted: f64| (found.unwrap() - wanted).abs() < 1e-12;
        assert!(near(arc_elasticity(&line(|x| 3.0 * x)), 1.0));
        assert!(near(arc_elasticity(&line(|x| 99.0 / x)), -1.0));
        assert!(near(arc_elasticity(&line(|_| 7.0)), 0.0));
        assert_eq!(arc_elasticity(&[(-1.0, 1.0), (1.0, 2.0)]), None);
        assert_eq!(arc_elasticity(&[(1.0, -2.0), (2.0, 2.0)]), None);
        // Both rise; the middle of the output is negative, and would turn the sign around.
        assert_eq!(arc_elasticity(&[(1.0, -3.0), (2.0, 1.0)]), None);
        assert_eq!(arc_elasticity(&[(-1.0, 1.0), (3.0, 2.0)]), None);
        assert!(near(arc_elasticity(&[(0.0, 0.0), (2.0, 5.0)]), 1.0));
        // Less of a loss for more of the input.
        assert!(arc_elasticity(&[(1.0, -3.0), (2.0, -1.0)]).unwrap() < 0.0);
        assert_eq!(arc_elasticity(&[(1.0, f64::NAN), (2.0, 2.0)]), None);
    }
}

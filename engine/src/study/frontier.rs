//! Frontier: where in the plane of two inputs an output meets a target.

use crate::diagnostic::Diagnostic;
use crate::run::{Cancelled, Progress};
use crate::workbook::{AxisValues, Direction, Frontier};

use super::grid::axis_values;
use super::range::{is_logarithmic, places, range};
use super::root::{Contact, Found, solve};
use super::words::{check_follows, check_target, refuse};
use super::{Measure, Point, Probe, Question, Stop};

/// The most values of the first input.
const MOST: usize = 10_001;

/// What a frontier study found.
#[derive(Clone, Debug, PartialEq)]
pub struct Locus {
    /// The input to the right and the one upwards, with their base values.
    pub axes: [Measure; 2],
    /// The values of the first at which the locus was solved, in the order of the study.
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
    /// How far the second input's base value is from the locus at the base of the first, as a
    /// share of the base value (0.55 is 55 %): positive where the base case earns, negative where
    /// it does not yet. None where there is no locus above or below the base case, or it has no
    /// output.
    pub headroom: Option<f64>,
}

/// Finds the locus.
///
/// The values of the first input are sorted, so that lines run from left to right.
///
/// # Errors
///
/// The study makes no sense as described, or `progress` was asked to stop.
pub fn run(question: &Question<'_>, spec: &Frontier, progress: &Progress) -> Result<Locus, Stop> {
    check_target(question.typed, &spec.target)?;
    let x = columns(spec)?;
    let keys = [spec.x.key.clone(), spec.y.key.clone()];
    let output = [spec.target.output.clone()];
    let probe = Probe::new(question, &keys, &output, spec.period.as_deref())?;
    for input in 0..keys.len() {
        check_follows(question.typed, &probe, input)?;
    }
    let range = range(question.workbook, &spec.y, probe.inputs()[1].base)?;
    let plane = Plane {
        probe: &probe,
        progress,
        target: spec.target.value.0,
        earns: spec.earns,
        range,
    };
    Ok(plane.locus(x)?)
}

/// The values of the first input, rising.
fn columns(spec: &Frontier) -> Result<Vec<f64>, Box<Diagnostic>> {
    let key = &spec.x.key;
    if *key == spec.y.key {
        let message = format!("`{key}` cannot run to the right and upwards at once");
        return Err(refuse(message, "choose another input for one of the two"));
    }
    let (count, is_positive) = match &spec.x.values {
        AxisValues::Elements(_) => {
            let message = format!("elements of `{key}` have no order along which a line could run");
            let hint = "give the axis numbers; for elements make a study for each";
            return Err(refuse(message, hint));
        }
        AxisValues::List(numbers) => (numbers.len(), true),
        AxisValues::Linear { count, .. } => (*count, true),
        AxisValues::Log { from, to, count } => (*count, from.0 > 0.0 && to.0 > 0.0),
    };
    if !is_positive {
        let message = format!("a logarithmic axis cannot run to where `{key}` is not positive");
        return Err(refuse(
            message,
            "make both ends positive, or the axis linear",
        ));
    }
    if count == 0 || count > MOST {
        let message = format!("the axis along `{key}` has {count} values");
        return Err(refuse(message, format!("give it 1 to {MOST}")));
    }
    let mut x = axis_values(&spec.x.values);
    if x.iter().any(|x| !x.is_finite()) {
        let message = format!("the axis along `{key}` has no end");
        return Err(refuse(message, "give both ends a finite number"));
    }
    x.sort_by(f64::total_cmp);
    x.dedup();
    Ok(x)
}

/// The plane of two inputs, and the output over it.
struct Plane<'a> {
    probe: &'a Probe<'a>,
    progress: &'a Progress,
    target: f64,
    earns: Direction,
    range: (f64, f64),
}

impl Plane<'_> {
    fn locus(&self, x: Vec<f64>) -> Result<Locus, Cancelled> {
        let (right, up) = (&self.probe.inputs()[0], &self.probe.inputs()[1]);
        let mut columns = x.clone();
        columns.push(right.base);
        let mut found = self.columns(&columns, up.base)?;
        let at_base = found.pop().unwrap_or_default();
        let roots = |found: &Found| found.roots().map(|root| root.at.x).collect::<Vec<_>>();
        let roots: Vec<Vec<f64>> = found.iter().map(roots).collect();
        let gaps = x.iter().zip(&roots).filter(|(_, roots)| roots.is_empty());
        let output = self.probe.outputs()[0].clone();
        Ok(Locus {
            gaps: gaps.map(|(x, _)| *x).collect(),
            lines: join(&x, &roots, self.range),
            earning_side: self.earning_side(&x, &found)?,
            headroom: self.headroom(&at_base, up.base, output.base),
            axes: [right.clone(), up.clone()],
            x,
            range: self.range,
            output,
            target: self.target,
        })
    }

    fn at(&self, points: &[(f64, f64)]) -> Result<Vec<f64>, Cancelled> {
        let point = |(x, y): &(f64, f64)| -> Point { vec![(0, *x), (1, *y)] };
        let points: Vec<_> = points.iter().map(point).collect();
        Ok(self.probe.at(&points, self.progress)?.swap_remove(0))
    }

    /// Where the second input meets the target, at each value of the first.
    fn columns(&self, x: &[f64], base: f64) -> Result<Vec<Found>, Cancelled> {
        let lanes = vec![places(self.range, base); x.len()];
        let at = |asked: &[(usize, f64)]| {
            let points: Vec<_> = asked.iter().map(|(lane, y)| (x[*lane], *y)).collect();
            self.at(&points)
        };
        solve(&lanes, self.target, &at)
    }

    /// Whether a value of the output earns; none where there is no value.
    fn earns(&self, value: f64) -> Option<bool> {
        let earns = match self.earns {
            Direction::Higher => value > self.target,
            Direction::Lower => value < self.target,
        };
        (!value.is_nan()).then_some(earns)
    }

    /// On which side of the locus the output earns, looked at a little above and below each point.
    fn earning_side(&self, x: &[f64], found: &[Found]) -> Result<Option<Direction>, Cancelled> {
        let (from, to) = self.range;
        let mut around = Vec::new();
        for (x, found) in x.iter().zip(found) {
            let crossings = found
                .roots()
                .filter(|root| root.contact != Contact::Touches);
            for root in crossings {
                let aside = 1e-6 * root.at.x.abs().max(1e-3 * (to - from));
                around.push((*x, root.at.x - aside));
                around.push((*x, root.at.x + aside));
            }
        }
        let mut sides = self.at(&around)?;
        let sides =
            sides
                .chunks_mut(2)
                .map(|pair| match (self.earns(pair[0]), self.earns(pair[1])) {
                    (Some(true), Some(false) | None) | (None, Some(false)) => {
                        Some(Direction::Lower)
                    }
                    (Some(false), Some(true) | None) | (None, Some(true)) => {
                        Some(Direction::Higher)
                    }
                    _ => None,
                });
        let sides: Vec<_> = sides.collect();
        let first = sides.first().copied().flatten();
        Ok(first.filter(|side| sides.iter().all(|other| *other == Some(*side))))
    }

    fn headroom(&self, found: &Found, base: f64, output: f64) -> Option<f64> {
        let earns = self.earns(output)?;
        let distances = found.roots().map(|root| (root.at.x - base).abs());
        let nearest = distances.min_by(f64::total_cmp)?;
        let share = nearest / base.abs();
        let signed = if earns { share } else { -share };
        // Nothing is a share of zero.
        signed.is_finite().then_some(signed)
    }
}

/// Joins the solutions of neighbouring columns to lines: each line goes on near where it points to
/// or near where it is, and ends where nothing is near. Lines come in the order in which they begin.
fn join(x: &[f64], roots: &[Vec<f64>], range: (f64, f64)) -> Vec<Vec<(f64, f64)>> {
    let mut lines: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (x, roots) in x.iter().zip(roots) {
        let mut pairs = Vec::new();
        for line in &open {
            let near = roots.iter().enumerate();
            let near = near.map(|(root, y)| (apart(&lines[*line], (*x, *y), range), *line, root));
            pairs.extend(near.filter_map(|(apart, line, root)| Some((apart?, line, root))));
        }
        pairs.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut taken = vec![None; roots.len()];
        for (_, line, root) in pairs {
            if taken[root].is_none() && !taken.contains(&Some(line)) {
                taken[root] = Some(line);
            }
        }
        open.clear();
        for (y, line) in roots.iter().zip(taken) {
            let line = line.unwrap_or_else(|| {
                lines.push(Vec::new());
                lines.len() - 1
            });
            lines[line].push((*x, *y));
            open.push(line);
        }
    }
    lines
}

/// How far, as a part of the range, a line may be from where it pointed to, or from its last point.
const FARTHEST: f64 = 0.25;

/// How far a place is from going on a line; none where it is too far.
///
/// A curve that bends much between columns points beside its next point, and even out of the range,
/// but does not leave its last one far behind. Where lines cross, what they point to decides.
fn apart(line: &[(f64, f64)], (x, y): (f64, f64), range: (f64, f64)) -> Option<f64> {
    let (_, last) = *line.last()?;
    let ahead = distance(heading(line, x), y, range).min(1.0);
    let behind = distance(last, y, range);
    // A single point does not say yet where its line goes.
    let farthest = if line.len() > 1 { FARTHEST } else { 1.0 };
    (ahead.min(behind) <= farthest).then_some(ahead + 0.5 * behind)
}

/// Where a line would be at a value of the first input if it ran straight on.
fn heading(line: &[(f64, f64)], x: f64) -> f64 {
    match line {
        [.., (x0, y0), (x1, y1)] => y1 + (y1 - y0) * ((x - x1) / (x1 - x0)),
        [.., (_, y)] => *y,
        [] => f64::NAN,
    }
}

/// The distance between two values of the second input as a part of its range, in the measure in
/// which that is looked at.
fn distance(one: f64, other: f64, (from, to): (f64, f64)) -> f64 {
    match is_logarithmic((from, to)) {
        // A line that points beyond zero is far from everything.
        true if one / other <= 0.0 => f64::INFINITY,
        true => (crate::math::ln(one / other) / crate::math::ln(to / from)).abs(),
        false => ((one - other) / (to - from)).abs(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_go_on_where_they_point_to() {
        let x: Vec<f64> = (0..5).map(f64::from).collect();
        // Two lines that cross between the third column and the fourth, and one that begins late.
        let rising = |x: f64| x;
        let falling = |x: f64| 5.0 - x;
        let roots: Vec<_> = x
            .iter()
            .map(|x| {
                let mut roots = vec![rising(*x), falling(*x)];
                roots.extend((*x >= 3.0).then_some(9.0));
                roots.sort_by(f64::total_cmp);
                roots
            })
            .collect();
        let lines = join(&x, &roots, (0.0, 10.0));
        assert_eq!(lines.len(), 3);
        assert_eq!(
            lines[0],
            x.iter().map(|x| (*x, rising(*x))).collect::<Vec<_>>()
        );
        assert_eq!(
            lines[1],
            x.iter().map(|x| (*x, falling(*x))).collect::<Vec<_>>()
        );
        assert_eq!(lines[2], [(3.0, 9.0), (4.0, 9.0)]);
    }

    #[test]
    fn a_curve_between_few_columns_is_one_line() {
        let x = [1.0, 2.0, 3.0, 4.0, 8.0, 16.0];
        for range in [(0.0, 24.0), (0.5, 50.0), (-30.0, 30.0)] {
            let one: Vec<_> = x.iter().map(|x| vec![24.0 / x]).collect();
            assert_eq!(join(&x, &one, range).len(), 1, "{range:?}");
            let two: Vec<_> = x.iter().map(|x| vec![2.0 / x, 24.0 / x]).collect();
            let lines = join(&x, &two, range);
            assert_eq!(lines.len(), 2, "{range:?}");
            assert!(lines[0].iter().all(|(x, y)| *y == 2.0 / x), "{lines:?}");
        }
    }
}

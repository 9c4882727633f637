//! Curves, ready to be read: sorted, thinned to the Pareto front where asked, slopes computed.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::math;
use crate::units::{Catalog, Unit};
use crate::workbook::{Curve, Id, Interpolation};

/// A curve that can be read at any value inside its measured range.
#[derive(Clone, Debug)]
pub struct PreparedCurve {
    /// Its id.
    pub id: Id,
    /// The unit of its argument.
    pub input: Unit,
    /// The unit of its result.
    pub output: Unit,
    interpolation: Interpolation,
    /// Arguments, rising.
    xs: Vec<f64>,
    /// Results.
    ys: Vec<f64>,
    /// Slopes at the points, for the monotone cubic.
    slopes: Vec<f64>,
}

impl PreparedCurve {
    /// The least and the greatest argument.
    pub fn range(&self) -> (f64, f64) {
        let end = |x: Option<&f64>| x.copied().unwrap_or(f64::NAN);
        (end(self.xs.first()), end(self.xs.last()))
    }

    /// The result at an argument; NaN outside the measured range, whose ends are inside.
    pub fn at(&self, x: f64) -> f64 {
        let after = self.xs.partition_point(|point| *point <= x);
        let (first, last) = self.range();
        if !(first <= x && x <= last) {
            return f64::NAN;
        }
        // At the last point there is no interval to the right.
        let left = after.saturating_sub(1).min(self.xs.len().saturating_sub(2));
        if self.xs[left] == x {
            return self.ys[left];
        }
        if self.xs[left + 1] == x {
            return self.ys[left + 1];
        }
        match self.interpolation {
            Interpolation::Linear => self.straight(left, x),
            Interpolation::LogLog => self.straight_in_logarithms(left, x),
            Interpolation::MonotoneCubic => self.cubic(left, x),
        }
    }

    fn straight(&self, left: usize, x: f64) -> f64 {
        let t = (x - self.xs[left]) / (self.xs[left + 1] - self.xs[left]);
        self.ys[left] + t * (self.ys[left + 1] - self.ys[left])
    }

    fn straight_in_logarithms(&self, left: usize, x: f64) -> f64 {
        let (x0, x1) = (math::ln(self.xs[left]), math::ln(self.xs[left + 1]));
        let (y0, y1) = (math::ln(self.ys[left]), math::ln(self.ys[left + 1]));
        math::exp(y0 + (math::ln(x) - x0) / (x1 - x0) * (y1 - y0))
    }

    /// Cubic Hermite polynomial on one interval.
    fn cubic(&self, left: usize, x: f64) -> f64 {
        let width = self.xs[left + 1] - self.xs[left];
        let t = (x - self.xs[left]) / width;
        let s = 1.0 - t;
        self.ys[left] * ((1.0 + 2.0 * t) * s * s)
            + self.slopes[left] * (width * t * s * s)
            + self.ys[left + 1] * (t * t * (3.0 - 2.0 * t))
            - self.slopes[left + 1] * (width * t * t * s)
    }
}

/// Prepares a curve. A curve that cannot be read is empty, and a finding says why.
pub(super) fn prepare(
    curve: &Curve,
    catalog: &Catalog,
    diagnostics: &mut Vec<Diagnostic>,
) -> PreparedCurve {
    let place = |field: &str| Place {
        path: format!("curves/{}/{field}", curve.id),
        name: curve.id.clone(),
        text: String::new(),
    };
    let mut unit = |text: &str, field: &str| match catalog.parse(text) {
        Ok(unit) => unit,
        Err(error) => {
            diagnostics.push(
                Diagnostic::error(Code::UnknownUnit, error.message)
                    .hint(error.hint)
                    .at(place(field)),
            );
            Unit::ratio()
        }
    };
    let (input, output) = (
        unit(&curve.input_unit, "input_unit"),
        unit(&curve.output_unit, "output_unit"),
    );
    let mut points: Vec<_> = curve.points.iter().map(|(x, y)| (x.0, y.0)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    if curve.pareto {
        points = pareto_front(&points);
    }
    if let Some((message, hint)) = fault(&points, curve.interpolation) {
        diagnostics.push(
            Diagnostic::error(Code::BadCurve, message)
                .hint(hint)
                .at(place("points")),
        );
        points.clear();
    }
    let (xs, ys): (Vec<_>, Vec<_>) = points.into_iter().unzip();
    let slopes = match curve.interpolation {
        Interpolation::MonotoneCubic => monotone_slopes(&xs, &ys),
        _ => Vec::new(),
    };
    let id = curve.id.clone();
    PreparedCurve {
        id,
        input,
        output,
        interpolation: curve.interpolation,
        xs,
        ys,
        slopes,
    }
}

/// Why points cannot be interpolated, and what to do.
fn fault(points: &[(f64, f64)], interpolation: Interpolation) -> Option<(String, &'static str)> {
    if points.len() < 2 {
        return Some(("a curve needs two points at least".into(), "add a point"));
    }
    if let Some(pair) = points.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let message = format!("two points stand at {}", pair[0].0);
        return Some((message, "keep one of them"));
    }
    let positive = points.iter().all(|(x, y)| *x > 0.0 && *y > 0.0);
    if interpolation == Interpolation::LogLog && !positive {
        let message = "logarithms need positive numbers".into();
        return Some((message, "use linear interpolation, or leave the point out"));
    }
    None
}

/// The points that no other point beats in both directions, from points with rising arguments.
fn pareto_front(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut front: Vec<(f64, f64)> = Vec::new();
    for &(x, y) in points.iter().rev() {
        if front.last().is_none_or(|(_, best)| y > *best) {
            front.push((x, y));
        }
    }
    front.reverse();
    front
}

/// Slopes with which a cubic never overshoots its points (Fritsch and Carlson 1980).
fn monotone_slopes(xs: &[f64], ys: &[f64]) -> Vec<f64> {
    let secants: Vec<_> = (1..xs.len())
        .map(|i| (ys[i] - ys[i - 1]) / (xs[i] - xs[i - 1]))
        .collect();
    let (Some(first), Some(last)) = (secants.first(), secants.last()) else {
        return Vec::new();
    };
    let mut slopes = vec![*first];
    slopes.extend(secants.windows(2).map(|pair| {
        if pair[0] * pair[1] <= 0.0 {
            0.0
        } else {
            (pair[0] + pair[1]) / 2.0
        }
    }));
    slopes.push(*last);
    for (i, secant) in secants.iter().enumerate() {
        if *secant == 0.0 {
            slopes[i] = 0.0;
            slopes[i + 1] = 0.0;
            continue;
        }
        let (a, b) = (slopes[i] / secant, slopes[i + 1] / secant);
        let size = a * a + b * b;
        if size > 9.0 {
            let shrink = 3.0 / size.sqrt();
            slopes[i] = shrink * a * secant;
            slopes[i + 1] = shrink * b * secant;
        }
    }
    slopes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cubic(points: &[(f64, f64)]) -> PreparedCurve {
        let (xs, ys): (Vec<_>, Vec<_>) = points.iter().copied().unzip();
        let slopes = monotone_slopes(&xs, &ys);
        PreparedCurve {
            id: "c".into(),
            input: Unit::ratio(),
            output: Unit::ratio(),
            interpolation: Interpolation::MonotoneCubic,
            xs,
            ys,
            slopes,
        }
    }

    #[test]
    fn a_monotone_cubic_meets_its_points_and_never_turns_between_them() {
        let points = [(20.0, 5000.0), (25.0, 3000.0), (28.0, 2900.0), (74.0, 30.0)];
        let curve = cubic(&points);
        for (x, y) in points {
            assert_eq!(curve.at(x), y);
        }
        let values: Vec<_> = (200..=740).map(|x| curve.at(f64::from(x) / 10.0)).collect();
        assert!(values.windows(2).all(|pair| pair[1] <= pair[0]));
    }

    #[test]
    fn outside_the_measured_range_there_is_no_value() {
        let curve = cubic(&[(1.0, 1.0), (2.0, 3.0)]);
        assert!(
            curve.at(0.999).is_nan() && curve.at(2.001).is_nan() && curve.at(f64::NAN).is_nan()
        );
        assert_eq!((curve.at(1.0), curve.at(2.0)), (1.0, 3.0));
    }

    #[test]
    fn the_pareto_front_drops_points_that_another_beats() {
        let points = [(1.0, 5.0), (2.0, 3.0), (3.0, 4.0), (4.0, 1.0)];
        assert_eq!(pareto_front(&points), [(1.0, 5.0), (3.0, 4.0), (4.0, 1.0)]);
    }
}

//! What a figure draws, free of any way to draw it.
//!
//! The window, a picture and a memo all draw from the same data. A number that is not available is
//! NaN in [`CurvesData`] and [`HeatmapData`], and is drawn as a gap; elsewhere it is its reason.

mod cases;
mod comparison;
mod draw;
mod funnel;
mod pareto;
mod stack;
mod timeline;
mod title;
mod waterfall;

pub use cases::evaluate_cases;
pub use comparison::{CellData, ComparisonData, MetricData, Rank, comparison};
pub use draw::{Stage, is_percent, key_label};
pub use funnel::{FunnelData, FunnelStage, funnel};
pub use pareto::{ParetoData, ParetoPoint, pareto, pareto_cases};
pub use stack::{StackBar, StackContent, StackData, stack, stack_cases};
pub use timeline::{TimelineData, TimelineEvent, TimelineSeries, timeline};
pub use title::{Scope, Wording, title};
pub use waterfall::{BarKind, WaterfallBar, WaterfallData, waterfall};

use timeline::is_time;

use crate::workbook::Scale;

/// An axis: what runs along it, and where the values lie.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AxisData {
    /// What is measured.
    pub label: String,
    /// The unit of the values; empty for a ratio.
    pub unit: String,
    /// Whether a ratio is shown in percent.
    pub percent: bool,
    /// The values, rising.
    pub values: Vec<f64>,
    /// What equal distances on it stand for.
    pub scale: Scale,
}

/// One output against one input, one curve per value of a second input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CurvesData {
    /// What the figure shows, as a sentence.
    pub title: String,
    /// The input along the horizontal axis.
    pub x: AxisData,
    /// What is measured on the vertical axis.
    pub y_label: String,
    /// Its unit.
    pub y_unit: String,
    /// The scale of the vertical axis.
    pub y_scale: Scale,
    /// The input that tells the curves apart.
    pub curve_axis: AxisData,
    /// The curves, in the order of the second input.
    pub curves: Vec<CurveData>,
    /// The line that the curves are compared with, in the case on screen.
    pub line: LineData,
    /// Where curves meet the line, each that of its own case.
    pub break_evens: Vec<BreakEven>,
    /// The case on screen, where it lies on the figure.
    pub here: Option<(f64, f64)>,
}

/// What tells one curve from the others.
#[derive(Clone, Debug, PartialEq)]
pub enum CurveKey {
    /// A value of the second input, in the unit of [`CurvesData::curve_axis`].
    Value(f64),
    /// A profile.
    Profile {
        /// Its id.
        id: String,
        /// What it is called.
        label: String,
    },
}

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveData {
    /// What tells it apart.
    pub key: CurveKey,
    /// One value per value of the horizontal axis, NaN where there is none.
    pub values: Vec<f64>,
    /// The line of its own case, where that is another one than [`CurvesData::line`].
    pub own_line: Option<Vec<f64>>,
    /// Whether it belongs to the case on screen.
    pub is_base: bool,
}

/// The line that curves are compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineData {
    /// What it is called, without its value: `Realised price`.
    pub label: String,
    /// One value per value of the horizontal axis, NaN where there is none.
    pub values: Vec<f64>,
}

/// Where a curve meets the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BreakEven {
    /// The position of the curve among the figure's curves.
    pub curve: usize,
    /// On the horizontal axis.
    pub x: f64,
    /// On the vertical axis.
    pub y: f64,
}

/// One output against two inputs, in colour.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatmapData {
    /// What the figure shows, as a sentence.
    pub title: String,
    /// The input along the horizontal axis.
    pub x: AxisData,
    /// The input along the vertical axis.
    pub y: AxisData,
    /// What is shown in colour.
    pub output_label: String,
    /// Its unit.
    pub unit: String,
    /// Whether it is shown in percent.
    pub percent: bool,
    /// The values, one row per value of `y`, NaN where there is none.
    pub values: Vec<f64>,
    /// Where the colour turns from losing to earning.
    pub contour_level: f64,
    /// The lines on which the output has that value.
    pub contours: Vec<Vec<(f64, f64)>>,
    /// The case on screen, where it lies on the figure.
    pub here: Option<(f64, f64)>,
}

/// Where a curve meets a line, by straight lines between the given values.
///
/// A curve that touches the line meets it, once per touch; one that runs along it meets it where
/// it comes to the line and where it leaves. Missing values (NaN) meet nothing.
///
/// ```
/// use rackhour_engine::figure::crossings;
///
/// assert_eq!(crossings(&[0.0, 1.0], &[2.0, 0.0], &[1.0, 1.0]), [(0.5, 1.0)]);
/// ```
pub fn crossings(xs: &[f64], curve: &[f64], line: &[f64]) -> Vec<(f64, f64)> {
    let points: Vec<[f64; 3]> = xs
        .iter()
        .zip(curve)
        .zip(line)
        .map(|((&x, &curve), &line)| [x, line, curve - line])
        .collect();
    let mut found = Vec::new();
    for (i, &[x, line, gap]) in points.iter().enumerate() {
        let before = i.checked_sub(1).map_or(f64::NAN, |i| points[i][2]);
        let after = points.get(i + 1).map_or(f64::NAN, |point| point[2]);
        if gap == 0.0 && !(before == 0.0 && after == 0.0) {
            found.push((x, line));
        }
        if gap * after < 0.0 {
            let [next_x, next_line, _] = points[i + 1];
            let share = gap / (gap - after);
            found.push((x + share * (next_x - x), line + share * (next_line - line)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn break_even_of_a_rack() {
        // Fixed cost per million tokens at 3 $/gpu/h, 72 gpu, 50 Mtok/h, against a price of 6.67.
        let xs: Vec<f64> = (10..=95)
            .map(|percent| f64::from(percent) / 100.0)
            .collect();
        let cost: Vec<f64> = xs.iter().map(|share| 3.0 * 72.0 / (50.0 * share)).collect();
        let found = crossings(&xs, &cost, &vec![6.67; xs.len()]);
        assert_eq!(found.len(), 1);
        assert!((found[0].0 - 0.647_676).abs() < 1e-4, "{found:?}");
        assert!((found[0].1 - 6.67).abs() < 1e-12);
    }

    #[test]
    fn crossings_of_every_kind() {
        let xs = [0.0, 1.0, 2.0, 3.0];
        let level = [1.0; 4];
        for (curve, expected) in [
            ([0.0, 2.0, 2.0, 0.0], vec![(0.5, 1.0), (2.5, 1.0)]),
            ([0.0, 1.0, 0.0, 0.0], vec![(1.0, 1.0)]),
            ([0.0, 1.0, 2.0, 2.0], vec![(1.0, 1.0)]),
            ([2.0, 1.0, 1.0, 2.0], vec![(1.0, 1.0), (2.0, 1.0)]),
            ([1.0, 1.0, 1.0, 1.0], vec![(0.0, 1.0), (3.0, 1.0)]),
            ([0.0, f64::NAN, 2.0, 0.0], vec![(2.5, 1.0)]),
            ([2.0, 2.0, 2.0, 2.0], vec![]),
        ] {
            assert_eq!(crossings(&xs, &curve, &level), expected, "{curve:?}");
        }
        assert_eq!(crossings(&[], &[], &[]), []);
        assert_eq!(
            crossings(&[0.0, 1.0], &[0.0, 2.0], &[2.0, 0.0]),
            [(0.5, 1.0)]
        );
    }
}

//! A line of values over the periods, as small as a word.

use egui::{Color32, Painter, Rect, Shape, Stroke, pos2};

/// Paints values as a line in `rect`, with a dot at the value in hand; where there is no value the
/// line is broken. A hairline marks zero where the values are on both sides of it.
pub fn sparkline(
    painter: &Painter,
    rect: Rect,
    values: &[f64],
    here: Option<usize>,
    color: Color32,
    zero: Color32,
) {
    let rect = rect.shrink(2.0);
    let Some(scale) = Scale::of(values) else {
        return;
    };
    let place = |at: usize| {
        let x = at as f32 / (values.len().max(2) - 1) as f32;
        let y = scale.share(values[at]);
        pos2(
            rect.left() + x * rect.width(),
            rect.bottom() - y * rect.height(),
        )
    };
    if scale.least < 0.0 && scale.most > 0.0 {
        let y = rect.bottom() - scale.share(0.0) * rect.height();
        painter.hline(rect.x_range(), y, Stroke::new(1.0, zero));
    }
    for run in runs(values) {
        match run.len() {
            1 => drop(painter.circle_filled(place(run.start), 1.0, color)),
            _ => {
                let points = run.map(place).collect();
                painter.add(Shape::line(points, Stroke::new(1.25, color)));
            }
        }
    }
    if let Some(here) = here.filter(|here| values.get(*here).is_some_and(|v| v.is_finite())) {
        painter.circle_filled(place(here), 2.0, color);
    }
}

/// Between which values a line runs.
struct Scale {
    least: f64,
    most: f64,
}

impl Scale {
    /// That of some values; none where none is finite.
    fn of(values: &[f64]) -> Option<Self> {
        let finite = values.iter().copied().filter(|value| value.is_finite());
        let [least, most] = finite.fold([f64::INFINITY, f64::NEG_INFINITY], |[least, most], v| {
            [least.min(v), most.max(v)]
        });
        (least <= most).then_some(Self { least, most })
    }

    /// How far up a value stands, from 0 to 1; what does not change stands in the middle.
    fn share(&self, value: f64) -> f32 {
        let width = self.most - self.least;
        match width > 0.0 && width.is_finite() {
            true => ((value - self.least) / width) as f32,
            false => 0.5,
        }
    }
}

/// The stretches of values that follow each other without a gap.
fn runs(values: &[f64]) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for at in (0..values.len()).filter(|at| values[*at].is_finite()) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_broken_where_there_is_no_value() {
        let nan = f64::NAN;
        assert_eq!(runs(&[1.0, 2.0, nan, 3.0, nan]), [0..2, 3..4]);
        assert!(runs(&[nan]).is_empty());
    }

    #[test]
    fn what_stays_the_same_stands_in_the_middle() {
        let scale = Scale::of(&[5.0, 5.0]).unwrap();
        assert_eq!(scale.share(5.0), 0.5);
        let scale = Scale::of(&[-1.0, f64::NAN, 3.0]).unwrap();
        assert_eq!(scale.share(0.0), 0.25);
        assert!(Scale::of(&[f64::NAN]).is_none());
    }
}

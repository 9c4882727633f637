//! The line on which an output in colour has its level, with the level on it.

use egui::{Pos2, Rect, Shape, Stroke, vec2};
use rackhour_engine::figure::HeatmapData;
use rackhour_engine::workbook::NumberFormat;

use super::labels::clip;
use super::{Canvas, text_on_patch};
use crate::text;
use crate::theme::Theme;

/// How far along its line the level stands: away from the middle, where the case often is.
const PLACE: f32 = 0.72;

/// Draws the contour, and dashed where it ran when a drag began.
pub(super) fn contours(
    canvas: &Canvas,
    theme: &Theme,
    data: &HeatmapData,
    ghost: Option<&HeatmapData>,
) {
    let painter = canvas.inside();
    let runs = |data: &HeatmapData| {
        let points = |line: &Vec<(f64, f64)>| {
            let points = line.iter().map(|&(x, y)| Some(canvas.at(x, y)));
            clip(points, canvas.area)
        };
        data.contours.iter().flat_map(points).collect::<Vec<_>>()
    };
    for run in ghost.map(runs).into_iter().flatten() {
        let stroke = Stroke::new(1.0, theme.text);
        painter.extend(Shape::dashed_line(&run, stroke, 4.0, 4.0));
    }
    let runs = runs(data);
    level(canvas, theme, data, &runs);
    for run in runs {
        painter.line(run, Stroke::new(theme.sizes.contour, theme.text));
    }
}

/// Writes the value of the contour above its longest part, where that has room for it.
fn level(canvas: &Canvas, theme: &Theme, data: &HeatmapData, runs: &[Vec<Pos2>]) {
    let longest = runs.iter().map(|run| (length(run), run));
    let Some((whole, run)) = longest.max_by(|(a, _), (b, _)| a.total_cmp(b)) else {
        return;
    };
    let format = data.percent.then_some(NumberFormat::Percent(0));
    let words = text::in_sentence(data.contour_level, &data.unit, format);
    let painter = canvas.inside();
    let galley = painter.layout_no_wrap(words, theme.label(), theme.text);
    let Some(at) = along(run, PLACE * whole).filter(|_| whole > 2.5 * galley.size().x) else {
        return;
    };
    let above = at - vec2(0.0, galley.size().y * 0.5 + 5.0);
    let rect = Rect::from_center_size(above, galley.size());
    if canvas.area.shrink(2.0).contains_rect(rect) {
        text_on_patch(&painter, rect, galley, theme.surface);
    }
}

fn length(run: &[Pos2]) -> f32 {
    run.windows(2)
        .map(|piece| piece[0].distance(piece[1]))
        .sum()
}

/// The point so far along a line.
fn along(run: &[Pos2], mut left: f32) -> Option<Pos2> {
    for piece in run.windows(2) {
        let step = piece[0].distance(piece[1]);
        if left <= step && step > 0.0 {
            return Some(piece[0].lerp(piece[1], left / step));
        }
        left -= step;
    }
    run.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn a_point_along_a_line() {
        let run = [pos2(0.0, 0.0), pos2(10.0, 0.0), pos2(10.0, 10.0)];
        assert_eq!(length(&run), 20.0);
        assert_eq!(along(&run, 15.0), Some(pos2(10.0, 5.0)));
        assert_eq!(along(&run, 99.0), Some(pos2(10.0, 10.0)));
        assert_eq!(along(&[], 1.0), None);
    }
}

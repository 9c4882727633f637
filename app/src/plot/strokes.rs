//! Lines and marks that several figures draw.

use egui::{Color32, Painter, Pos2, Shape, Stroke, vec2};

/// Draws a line, dashed where dashes and gaps are given.
pub(super) fn stroke_line(
    painter: &Painter,
    run: &[Pos2],
    stroke: Stroke,
    dash: Option<&(&[f32], &[f32])>,
) {
    match dash {
        None => {
            painter.line(run.to_vec(), stroke);
        }
        Some((dashes, gaps)) => {
            painter.extend(Shape::dashed_line_with_offset(
                run, stroke, dashes, gaps, 0.0,
            ));
        }
    }
}

/// Points along a line no further apart than a letter, for labels to keep away from.
pub(super) fn dense(run: &[Pos2]) -> Vec<Pos2> {
    let pieces = run.windows(2).flat_map(|piece| {
        let steps = ((piece[1] - piece[0]).length() / 6.0)
            .ceil()
            .clamp(1.0, 500.0) as usize;
        (0..steps).map(move |i| piece[0].lerp(piece[1], i as f32 / steps as f32))
    });
    pieces.collect()
}

/// Draws a mark at a place that is meant.
pub(super) fn diamond(painter: &Painter, centre: Pos2, color: Color32, fill: Color32) {
    let corners = [(0.0, -5.0), (5.0, 0.0), (0.0, 5.0), (-5.0, 0.0)];
    let points = corners.map(|(x, y)| centre + vec2(x, y)).to_vec();
    painter.add(Shape::convex_polygon(
        points,
        fill,
        Stroke::new(1.75, color),
    ));
}

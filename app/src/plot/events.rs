//! What happens when, above a figure over time.

use egui::{Align, Rangef, Rect, Shape, Stroke, pos2, vec2};

use super::bars::wrapped;
use super::{Canvas, text_on_patch};
use crate::theme::Theme;

/// The most lines of words; what does not fit is read under the pointer.
const LINES: usize = 3;
const HEIGHT: f32 = 15.0;
/// The widest words.
const WIDEST: f32 = 260.0;

/// The room that so many events take above the area.
pub(super) fn events_height(count: usize) -> f32 {
    HEIGHT * count.min(LINES) as f32
}

/// Draws a line at each value across, and its words above where they do not touch others.
pub(super) fn events(canvas: &Canvas, theme: &Theme, happenings: &[(f64, String)]) {
    let area = canvas.area;
    let painter = &canvas.painter;
    let (stroke, faint) = (Stroke::new(1.0, theme.muted), Stroke::new(1.0, theme.line));
    let mut taken = Vec::new();
    for (at, words) in happenings {
        let x = canvas.at(*at, 1.0).x;
        if !x.is_finite() || !area.x_range().contains(x) {
            continue;
        }
        let line = [pos2(x, area.top()), pos2(x, area.bottom())];
        painter.extend(Shape::dashed_line(&line, stroke, 2.0, 3.0));
        let tip = pos2(x, area.top());
        let corners = vec![tip, tip + vec2(-3.5, -5.0), tip + vec2(3.5, -5.0)];
        painter.add(Shape::convex_polygon(corners, theme.muted, Stroke::NONE));
        let (font, color) = (theme.label(), theme.text);
        let galley = wrapped(painter, words, font, color, WIDEST, 1, Align::LEFT);
        let left = (x - galley.size().x / 2.0)
            .min(canvas.below.max - galley.size().x)
            .max(area.left() - 20.0);
        let span = Rangef::new(left - 5.0, left + galley.size().x + 5.0);
        let Some(line) = free_line(&mut taken, span) else {
            continue;
        };
        let top = area.top() - 7.0 - HEIGHT * (line as f32 + 1.0);
        if line > 0 {
            let up = [pos2(x, area.top() - 5.0), pos2(x, top + HEIGHT)];
            painter.line_segment(up, faint);
        }
        let rect = Rect::from_min_size(pos2(left, top), galley.size());
        text_on_patch(painter, rect, galley, theme.surface);
    }
}

/// The lowest line with room for words of this span, which then is taken.
fn free_line(taken: &mut Vec<(usize, Rangef)>, span: Rangef) -> Option<usize> {
    let is_free = |line: &usize| {
        let mut others = taken.iter().filter(|(other, _)| other == line);
        !others.any(|(_, other)| other.min < span.max && span.min < other.max)
    };
    let line = (0..LINES).find(is_free)?;
    taken.push((line, span));
    Some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_would_touch_go_a_line_up_until_there_is_none() {
        let mut taken = Vec::new();
        let mut line = |from: f32| free_line(&mut taken, Rangef::new(from, from + 10.0));
        assert_eq!(line(0.0), Some(0));
        assert_eq!(line(5.0), Some(1));
        assert_eq!(line(10.0), Some(0));
        assert_eq!(line(8.0), Some(2));
        assert_eq!(line(9.0), None);
    }
}

//! Rows period by period: lines for what lasts, columns for what happens, and events above.

mod words;

use std::sync::Arc;

use egui::{Color32, Galley, Pos2, Rangef, Rect, RichText, Stroke, StrokeKind, Ui, pos2, vec2};
use rackhour_engine::figure::{AxisData, TimelineData, TimelineSeries};
use rackhour_engine::workbook::{Mark, Scale};

use self::words::{absent, event_words, first_reason, summary};
use super::axes::{Axis, Grid, label_width, paint};
use super::bars::{hatched, wrapped};
use super::canvas::Reading;
use super::events::{events, events_height};
use super::labels::{clip, spread_column};
use super::strokes::stroke_line;
use super::{
    Bounds, Canvas, FigureOutput, Margins, Words, extent, log_extent, lost_to_log, set_scales,
    spread, subtitle,
};
use crate::text;
use crate::theme::{Theme, mix};

/// The share of a period's room that its columns take.
const FILLED: f32 = 0.62;
/// The height of what stands for a missing value.
const MISSING: f32 = 8.0;
/// Dashes and gaps by the position of a line, so that grey print tells lines apart.
const DASHES: [Option<(&[f32], &[f32])>; 4] = [
    None,
    Some((&[8.0], &[4.0])),
    Some((&[2.5], &[3.0])),
    Some((&[10.0, 2.5], &[3.0, 3.0])),
];

/// How a timeline is shown.
#[derive(Clone, Copy)]
pub struct TimelineView<'a> {
    /// The case on screen, for the subtitle: `Frontier lab · Base`.
    pub case: &'a str,
    /// The rows as they were when a drag began, drawn behind.
    pub ghost: Option<&'a TimelineData>,
    /// The axes as they were when a drag began.
    pub frozen: Option<Bounds>,
    /// Words the reason why a value is missing.
    pub say: &'a dyn Fn(&str) -> String,
}

/// Draws the rows over the room there is.
pub fn timeline_ui(ui: &mut Ui, data: &TimelineData, view: TimelineView<'_>) -> FigureOutput {
    let theme = Theme::of(ui);
    let mut x = Axis::of_places(&AxisData::default(), &data.periods);
    let labels: Vec<_> = data.rows.iter().map(|row| row.label.as_str()).collect();
    let mut y = Axis::bare(&labels.join(", "), data.percent);
    let can = [false, values(data).any(|value| value > 0.0)];
    set_scales(ui, [&mut x, &mut y], [Scale::Linear, data.scale], can);
    let bounds = view.frozen.unwrap_or_else(|| bounds(data, y.log));
    let words = Words {
        title: &data.title,
        subtitle: subtitle("", &data.unit, view.case)
            + &absent(data, view)
            + lost_to_log(&y, values(data)),
        summary: summary(data, view),
        case: view.case,
    };
    let widest = (ui.available_width() * 0.26).clamp(80.0, 180.0);
    let names: Vec<_> = (0..data.rows.len())
        .map(|place| name(ui, theme, data, place, widest))
        .collect();
    let widths = names.iter().map(|name| name.size().x);
    let margins = Margins {
        left: label_width(ui, &y, bounds[1]),
        right: widths.fold(0.0, f32::max) + 30.0,
        top: 8.0 + events_height(data.events.len()),
        bottom: 40.0,
    };
    let axes = [&x, &y];
    let canvas = Canvas::new(ui, &words, margins, bounds, axes);
    paint(&canvas, theme, &x, &y, Grid::Lines);
    let drawing = Drawing {
        canvas: &canvas,
        theme,
        data,
        view,
        axes,
        log: y.log,
    };
    events(&canvas, theme, &drawing.happenings());
    drawing.ghost();
    drawing.zero();
    let ends = drawing.rows();
    drawing.missing();
    drawing.names(&ends, &names);
    drawing.nothing();
    let picked = drawing.pointer(ui);
    FigureOutput {
        bounds: canvas.bounds(),
        picked,
        response: canvas.response,
    }
}

fn values(data: &TimelineData) -> impl Iterator<Item = f64> {
    let all = data.rows.iter().flat_map(|row| &row.values);
    all.filter_map(|value| value.as_ref().ok().copied())
}

/// All periods with room for columns at both ends; upwards from zero where there are columns, or
/// where zero is near.
fn bounds(data: &TimelineData, log: bool) -> Bounds {
    let last = data.periods.len().saturating_sub(1) as f64;
    let x = [-0.5, last + 0.5];
    if log {
        return [x, log_extent(values(data)).unwrap_or([1.0, 10.0])];
    }
    let Some([low, high]) = extent(values(data)) else {
        return [x, [0.0, 1.0]];
    };
    let columns = data.rows.iter().any(|row| row.mark == Mark::Columns);
    let (low, high) = match columns || low > 0.0 && low < 0.4 * high {
        true => (low.min(0.0), high.max(0.0)),
        false => (low, high),
    };
    if low == 0.0 && high == 0.0 {
        return [x, [0.0, 1.0]];
    }
    let room = 0.06 * (high - low);
    let low = if low == 0.0 { 0.0 } else { low - room };
    let high = if high == 0.0 { 0.0 } else { high + room };
    [x, spread([low, high])]
}

fn name(ui: &Ui, theme: &Theme, data: &TimelineData, place: usize, widest: f32) -> Arc<Galley> {
    let label = &data.rows[place].label;
    let (font, color) = (theme.label(), theme.series(place));
    wrapped(
        ui.painter(),
        label,
        font,
        color,
        widest,
        3,
        egui::Align::LEFT,
    )
}

struct Drawing<'a> {
    canvas: &'a Canvas,
    theme: &'a Theme,
    data: &'a TimelineData,
    view: TimelineView<'a>,
    axes: [&'a Axis; 2],
    log: bool,
}

impl Drawing<'_> {
    fn at(&self, period: usize, value: f64) -> Option<Pos2> {
        let point = self.canvas.at(period as f64, value);
        (point.x.is_finite() && point.y.is_finite()).then_some(point)
    }

    /// How wide the room of one period is.
    fn slot(&self) -> f32 {
        (self.canvas.at(1.0, 1.0).x - self.canvas.at(0.0, 1.0).x).abs()
    }

    /// Where columns stand: on zero, or on the floor of a logarithm.
    fn floor(&self) -> f32 {
        let area = self.canvas.area;
        let zero = if self.log {
            f32::NAN
        } else {
            self.canvas.at(0.0, 0.0).y
        };
        match zero.is_finite() {
            true => zero.clamp(area.top(), area.bottom()),
            false => area.bottom(),
        }
    }

    fn zero(&self) {
        let floor = self.floor();
        let stroke = Stroke::new(self.theme.sizes.hairline, self.theme.muted);
        if floor < self.canvas.area.bottom() {
            self.canvas
                .inside()
                .hline(self.canvas.area.x_range(), floor, stroke);
        }
    }

    /// The place of a row among the rows of columns, and how many there are. One that is zero
    /// throughout takes no room.
    fn column(&self, place: usize) -> (usize, usize) {
        let is_column = |row: &&TimelineSeries| {
            let mut known = row.values.iter().flatten();
            row.mark == Mark::Columns && known.any(|value| *value != 0.0)
        };
        let before = self.data.rows[..place].iter().filter(is_column).count();
        let all = self.data.rows.iter().filter(is_column).count();
        (before.min(all.saturating_sub(1)), all)
    }

    /// The column of a value; nothing where it has no place.
    fn bar(&self, place: usize, period: usize, value: f64) -> Option<Rect> {
        let (before, all) = self.column(place);
        let top = self.at(period, value)?;
        let wide = self.slot() * FILLED;
        let each = wide / all.max(1) as f32;
        let left = top.x - wide / 2.0 + each * before as f32;
        let gap = if each > 6.0 { 1.0 } else { 0.0 };
        let right = (left + each - gap).max(left + 1.0);
        let rect = Rect::from_two_pos(pos2(left, top.y), pos2(right, self.floor()));
        // A value of nothing is still seen.
        Some(if rect.height() < 1.0 {
            rect.expand2(vec2(0.0, 0.5))
        } else {
            rect
        })
    }

    /// Draws the rows; gives where each one ends.
    fn rows(&self) -> Vec<Option<Pos2>> {
        let rows = self.data.rows.iter().enumerate();
        rows.map(|(place, row)| {
            match row.mark {
                Mark::Columns => self.columns(place, row),
                Mark::Line => self.line(place, row),
            }
            let known = row.values.iter().enumerate().rev();
            let mut known = known.filter_map(|(at, value)| Some((at, *value.as_ref().ok()?)));
            known.find_map(|(period, value)| {
                let end = self.at(period, value)?;
                Some(end.clamp(self.canvas.area.min, self.canvas.area.max))
            })
        })
        .collect()
    }

    fn columns(&self, place: usize, row: &TimelineSeries) {
        let painter = self.canvas.inside();
        let color = self.theme.series(place);
        for (period, value) in row.values.iter().enumerate() {
            let value = value.as_ref().ok();
            if let Some(rect) = value.and_then(|value| self.bar(place, period, *value)) {
                painter.rect_filled(rect, 0.0, color);
            }
        }
    }

    fn line(&self, place: usize, row: &TimelineSeries) {
        let painter = self.canvas.inside();
        let color = self.theme.series(place);
        let points: Vec<_> = (row.values.iter().enumerate())
            .map(|(period, value)| self.at(period, *value.as_ref().ok()?))
            .collect();
        for run in clip(points.iter().copied(), self.canvas.area) {
            let dash = DASHES[place % DASHES.len()];
            stroke_line(&painter, &run, Stroke::new(2.0, color), dash.as_ref());
        }
        if points.len() <= 24 {
            for point in points.into_iter().flatten() {
                painter.circle_filled(point, 2.5, color);
            }
        }
    }

    fn ghost(&self) {
        let Some(ghost) = self.view.ghost else { return };
        let painter = self.canvas.inside();
        let stroke = Stroke::new(1.0, mix(self.theme.surface, self.theme.muted, 0.6));
        let shown = ghost.rows.iter().take(self.data.rows.len()).enumerate();
        for (place, row) in shown {
            let known = row.values.iter().enumerate();
            let known = known.map(|(period, value)| Some((period, *value.as_ref().ok()?)));
            match row.mark {
                Mark::Line => {
                    let points = known.map(|at| at.and_then(|(period, v)| self.at(period, v)));
                    for run in clip(points, self.canvas.area) {
                        painter.line(run, stroke);
                    }
                }
                Mark::Columns => {
                    for (period, value) in known.flatten() {
                        if let Some(rect) = self.bar(place, period, value) {
                            painter.rect_stroke(rect, 0.0, stroke, StrokeKind::Outside);
                        }
                    }
                }
            }
        }
    }

    /// Hatches the foot of a period where a row has no value that it has elsewhere.
    fn missing(&self) {
        let painter = self.canvas.inside();
        let floor = self.floor();
        for (place, row) in self.data.rows.iter().enumerate() {
            let gaps = row
                .values
                .iter()
                .enumerate()
                .filter(|(_, value)| value.is_err());
            for (period, _) in gaps {
                let middle = self.canvas.at(period as f64, 1.0).x;
                let half = (self.slot() * FILLED / 2.0).max(2.0);
                let rect =
                    Rect::from_x_y_ranges(middle - half..=middle + half, floor - MISSING..=floor);
                hatched(&painter, rect, self.theme.series(place));
            }
        }
    }

    /// Says why there is nothing to be seen.
    fn nothing(&self) {
        if values(self.data).next().is_some() {
            if values(self.data).all(|value| value == 0.0) {
                self.canvas
                    .say(self.theme, "All of it is zero in this case");
            }
            return;
        }
        let reason = self.data.rows.iter().find_map(first_reason);
        let words = match reason {
            Some(reason) => (self.view.say)(reason),
            None => "These rows have no values".to_owned(),
        };
        self.canvas.say(self.theme, &words);
    }

    /// Names every row beside where it ends, with a swatch of its mark.
    fn names(&self, ends: &[Option<Pos2>], names: &[Arc<Galley>]) {
        let area = self.canvas.area;
        let bottom = pos2(area.right(), area.bottom());
        let ends: Vec<Pos2> = ends.iter().map(|end| end.unwrap_or(bottom)).collect();
        let wanted: Vec<f32> = ends.iter().map(|end| end.y).collect();
        let heights: Vec<f32> = names.iter().map(|name| name.size().y + 3.0).collect();
        let column = Rangef::new(area.top() - 6.0, area.bottom() + 6.0);
        let centres = spread_column(&wanted, &heights, column);
        let painter = &self.canvas.painter;
        for (place, centre) in centres.into_iter().enumerate() {
            let color = self.theme.series(place);
            let left = pos2(area.right() + 10.0, centre);
            let hairline = Stroke::new(self.theme.sizes.hairline, self.theme.line);
            let from = pos2(ends[place].x.min(area.right()) + 3.0, ends[place].y);
            painter.line_segment([from, left - vec2(2.0, 0.0)], hairline);
            match self.data.rows[place].mark {
                Mark::Line => {
                    let dash = DASHES[place % DASHES.len()];
                    let swatch = [left, left + vec2(12.0, 0.0)];
                    stroke_line(painter, &swatch, Stroke::new(2.0, color), dash.as_ref());
                }
                Mark::Columns => {
                    let swatch = Rect::from_center_size(left + vec2(6.0, 0.0), vec2(8.0, 10.0));
                    painter.rect_filled(swatch, 0.0, color);
                }
            }
            let corner = left + vec2(16.0, -names[place].size().y / 2.0);
            painter.galley(corner, Arc::clone(&names[place]), self.theme.text);
        }
    }

    /// What happens, each at its period.
    fn happenings(&self) -> Vec<(f64, String)> {
        let events = self.data.events.iter();
        events
            .map(|event| (event.period as f64, event_words(event)))
            .collect()
    }

    /// Reads all rows in the period under the pointer.
    fn pointer(&self, ui: &Ui) -> Option<(f64, f64)> {
        let at = self.canvas.pointed()?;
        let period = at.x.round().max(0.0) as usize;
        let label = self.data.periods.get(period)?;
        let crossing = Reading {
            x: period as f64,
            y: at.y,
        };
        self.canvas.crosshair(self.theme, self.axes, crossing);
        self.canvas.card(ui, |ui| {
            ui.label(RichText::new(label).font(self.theme.strong()));
            for (place, row) in self.data.rows.iter().enumerate() {
                self.row_ui(ui, row, period, self.theme.series(place));
            }
            let events = self.data.events.iter();
            for event in events.filter(|event| event.period == period) {
                ui.label(RichText::new(event_words(event)).font(self.theme.strong()));
            }
        });
        self.canvas
            .response
            .clicked()
            .then_some((period as f64, at.y))
    }

    fn row_ui(&self, ui: &mut Ui, row: &TimelineSeries, period: usize, color: Color32) {
        let value = match row.values.get(period) {
            Some(Ok(value)) => text::in_sentence(*value, &self.data.unit, self.data.format),
            Some(Err(reason)) => (self.view.say)(reason),
            None => text::UNAVAILABLE.to_owned(),
        };
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(8.0, 8.0), egui::Sense::hover());
            ui.painter().rect_filled(rect, 1.0, color);
            ui.label(format!("{} {value}", row.label));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(values: &[f64], mark: Mark) -> TimelineData {
        TimelineData {
            periods: (0..values.len())
                .map(|year| format!("{}", 2027 + year))
                .collect(),
            rows: vec![TimelineSeries {
                label: "Debt".to_owned(),
                row: "debt".to_owned(),
                mark,
                values: values.iter().copied().map(Ok).collect(),
            }],
            ..TimelineData::default()
        }
    }

    #[test]
    fn columns_stand_on_zero_and_lines_need_not() {
        assert_eq!(
            bounds(&data(&[100.0, 110.0], Mark::Columns), false)[1][0],
            0.0
        );
        assert!(bounds(&data(&[100.0, 110.0], Mark::Line), false)[1][0] > 90.0);
        let [low, high] = bounds(&data(&[-5.0, -1.0], Mark::Columns), false)[1];
        assert!(low < -5.0 && high == 0.0, "{low} {high}");
        assert_eq!(
            bounds(&data(&[], Mark::Line), false),
            [[-0.5, 0.5], [0.0, 1.0]]
        );
    }

    #[test]
    fn a_logarithm_holds_twelve_orders_of_magnitude() {
        let [low, high] = bounds(&data(&[1e-6, 0.0, 1e6], Mark::Line), true)[1];
        assert!(low > 0.0 && low < 1e-6 && high > 1e6, "{low} {high}");
    }
}

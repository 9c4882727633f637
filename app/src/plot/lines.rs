//! One output against one input, as lines that are named where they end.

use std::sync::Arc;

use egui::{Align2, Color32, Galley, Pos2, Rangef, RichText, Shape, Stroke, Ui, pos2, vec2};
use rackhour_engine::figure::AxisData;
use rackhour_engine::workbook::{NumberFormat, Scale};

use super::axes::{Axis, Grid, label_width, paint};
use super::canvas::Reading;
use super::labels::{clip, spread_column};
use super::{
    Bounds, Canvas, FigureOutput, Margins, Words, all_positive, extent, log_extent, lost_to_log,
    nearest, set_scales, spread, subtitle, text_on_patch,
};
use crate::text;
use crate::theme::{Theme, mix};

/// Dashes and gaps, in points, by the position of a line; one that stands out is never dashed.
const DASHES: [(f32, f32); 4] = [(8.0, 4.0), (2.5, 3.0), (14.0, 5.0), (4.0, 2.0)];

/// Lines over one axis.
#[derive(Clone, Debug, Default)]
pub struct LinesData {
    /// What a reader without the picture should know.
    pub summary: String,
    /// What runs across.
    pub x: AxisData,
    /// What stands across at 0, 1, 2 …; empty where positions are values.
    pub places: Vec<String>,
    /// What is measured upwards.
    pub y_label: String,
    /// Its unit.
    pub y_unit: String,
    /// How its values are shown.
    pub format: Option<NumberFormat>,
    /// Whether they are shown in percent.
    pub percent: bool,
    /// The lines.
    pub lines: Vec<Line>,
    /// What tells the lines apart.
    pub told_apart_by: Option<String>,
    /// Values with a line across the figure, each with its name.
    pub levels: Vec<(String, f64)>,
    /// Where the base case stands on the axis across.
    pub base_x: Option<f64>,
    /// The ends of a range around the first line, point by point.
    pub around: Vec<(f64, f64)>,
    /// Whether differences matter more than sizes, so that the axis need not begin at zero.
    pub tight: bool,
}

/// One line.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// What it is called at its end.
    pub label: String,
    /// From left to right; NaN where there is no value.
    pub points: Vec<(f64, f64)>,
    /// Whether it stands out.
    pub strong: bool,
    /// Its place among the series, for its colour; none where all lines have that of the figure.
    pub series: Option<usize>,
}

/// How lines are shown.
#[derive(Clone, Copy)]
pub struct LinesView<'a> {
    /// What the subtitle says of the case.
    pub case: &'a str,
    /// The colour of lines that have none of their own.
    pub color: Color32,
    /// The axes as they were when a drag began.
    pub frozen: Option<Bounds>,
}

/// Draws the lines over the room there is.
pub fn lines_ui(ui: &mut Ui, data: &LinesData, view: LinesView<'_>) -> FigureOutput {
    let theme = Theme::of(ui);
    let mut x = Axis::of_places(&data.x, &data.places);
    let mut y = Axis::bare(&data.y_label, data.percent);
    let xs = data.lines.iter().flat_map(|line| line.points.iter());
    let across = data.places.is_empty() && all_positive(xs.map(|(x, _)| *x));
    let can = [across, values(data).any(|value| value > 0.0)];
    set_scales(ui, [&mut x, &mut y], [data.x.scale, Scale::Linear], can);
    let bounds = view.frozen.unwrap_or_else(|| bounds(data, y.log));
    let widest = (ui.available_width() * 0.3).clamp(72.0, 200.0);
    let names: Vec<_> = data
        .lines
        .iter()
        .enumerate()
        .map(|(position, line)| name(ui, theme, line, color(theme, data, view, position), widest))
        .collect();
    let measure = match &data.told_apart_by {
        Some(other) => format!("{} by {other}", data.y_label),
        None => data.y_label.clone(),
    };
    let words = Words {
        title: "",
        subtitle: subtitle(&measure, &data.y_unit, view.case) + lost_to_log(&y, values(data)),
        summary: data.summary.clone(),
        case: view.case,
    };
    let widths = names.iter().map(|name| name.size().x);
    let margins = Margins {
        left: label_width(ui, &y, bounds[1]),
        right: widths.fold(0.0, f32::max) + 14.0,
        top: 6.0,
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
    };
    drawing.around();
    drawing.levels();
    drawing.base();
    let ends = drawing.lines();
    drawing.names(&ends, &names);
    let picked = drawing.pointer(ui);
    FigureOutput {
        bounds: canvas.bounds(),
        picked,
        response: canvas.response,
    }
}

fn name(ui: &Ui, theme: &Theme, line: &Line, color: Color32, widest: f32) -> Arc<Galley> {
    let font = match line.strong {
        true => theme.label_strong(),
        false => theme.label(),
    };
    ui.painter().layout(line.label.clone(), font, color, widest)
}

fn color(theme: &Theme, data: &LinesData, view: LinesView<'_>, position: usize) -> Color32 {
    let line = &data.lines[position];
    match line.series {
        Some(series) => theme.series(series),
        None if line.strong => view.color,
        None => mix(view.color, theme.muted, 0.35),
    }
}

/// Every value of every line.
fn values(data: &LinesData) -> impl Iterator<Item = f64> {
    let points = data.lines.iter().flat_map(|line| &line.points);
    points.map(|(_, y)| *y)
}

/// All of the values, and zero where they lie close to it.
fn bounds(data: &LinesData, log: bool) -> Bounds {
    let points = || data.lines.iter().flat_map(|line| &line.points);
    let x = extent(points().map(|(x, _)| *x)).unwrap_or([0.0, 1.0]);
    if log {
        return [spread(x), log_extent(values(data)).unwrap_or([1.0, 10.0])];
    }
    let around = data.around.iter().flat_map(|(low, high)| [*low, *high]);
    let levels = data.levels.iter().map(|(_, level)| *level);
    let ys = points().map(|(_, y)| *y).chain(around);
    let Some([low, high]) = extent(ys) else {
        return [spread(x), [0.0, 1.0]];
    };
    // A level far away would flatten the lines; one nearby is shown.
    let near = levels.filter(|level| {
        let room = high - low;
        *level > low - room && *level < high + room
    });
    let [low, high] = extent(near.chain([low, high])).unwrap_or([low, high]);
    let room = if high > low { 0.06 * (high - low) } else { 0.0 };
    let low = match low {
        low if low >= 0.0 && low < 0.4 * high && !data.tight => 0.0,
        low => low - room,
    };
    [spread(x), spread([low, high + room])]
}

struct Drawing<'a> {
    canvas: &'a Canvas,
    theme: &'a Theme,
    data: &'a LinesData,
    view: LinesView<'a>,
    axes: [&'a Axis; 2],
}

impl Drawing<'_> {
    fn at(&self, (x, y): (f64, f64)) -> Option<Pos2> {
        let point = self.canvas.at(x, y);
        (point.x.is_finite() && point.y.is_finite()).then_some(point)
    }

    fn color(&self, position: usize) -> Color32 {
        color(self.theme, self.data, self.view, position)
    }

    /// Tints the range around the first line.
    fn around(&self) {
        let Some(line) = self.data.lines.first() else {
            return;
        };
        let painter = self.canvas.inside();
        let ground = self.theme.tint(self.color(0));
        let points = line.points.iter().zip(&self.data.around);
        let ends: Vec<_> = points
            .filter_map(|((x, _), (low, high))| Some((self.at((*x, *low))?, self.at((*x, *high))?)))
            .collect();
        let (lower, upper): (Vec<_>, Vec<_>) = ends.into_iter().unzip();
        super::band(&painter, &lower, &upper, ground);
    }

    fn levels(&self) {
        let painter = self.canvas.inside();
        for (name, level) in &self.data.levels {
            let Some(left) = self.at((self.canvas.bounds()[0][0], *level)) else {
                continue;
            };
            let stroke = Stroke::new(1.0, self.theme.text);
            painter.hline(self.canvas.area.x_range(), left.y, stroke);
            let galley = painter.layout_no_wrap(name.clone(), self.theme.label(), self.theme.text);
            let corner = pos2(
                self.canvas.area.left() + 6.0,
                left.y - galley.size().y - 2.0,
            );
            let rect = egui::Rect::from_min_size(corner, galley.size());
            text_on_patch(&painter, rect, galley, self.theme.surface);
        }
    }

    fn base(&self) {
        let Some(x) = self.data.base_x else { return };
        let [_, [low, high]] = self.canvas.bounds();
        let (Some(from), Some(to)) = (self.at((x, low)), self.at((x, high))) else {
            return;
        };
        let painter = self.canvas.inside();
        let stroke = Stroke::new(1.0, self.theme.muted);
        painter.extend(Shape::dashed_line(&[from, to], stroke, 2.0, 3.0));
        painter.text(
            to + vec2(4.0, 0.0),
            Align2::LEFT_TOP,
            "base",
            self.theme.label(),
            self.theme.muted,
        );
    }

    /// Draws the lines; gives where each one ends.
    fn lines(&self) -> Vec<Option<Pos2>> {
        let painter = self.canvas.inside();
        let mut ends = Vec::new();
        let mut dashes = DASHES.iter().cycle();
        for (position, line) in self.data.lines.iter().enumerate() {
            let points = line.points.iter().map(|point| self.at(*point));
            let runs = clip(points, self.canvas.area);
            let width = if line.strong { 2.25 } else { 1.5 };
            let stroke = Stroke::new(width, self.color(position));
            let dash = dashes.next().filter(|_| !line.strong);
            for run in &runs {
                match dash {
                    Some((dash, gap)) => {
                        painter.extend(Shape::dashed_line(run, stroke, *dash, *gap));
                    }
                    None => {
                        painter.line(run.clone(), stroke);
                    }
                }
            }
            if line.points.len() <= 12 {
                for point in line.points.iter().filter_map(|point| self.at(*point)) {
                    painter.circle_filled(point, 2.5, self.color(position));
                }
            }
            ends.push(runs.last().and_then(|run| run.last()).copied());
        }
        ends
    }

    fn names(&self, ends: &[Option<Pos2>], names: &[Arc<Galley>]) {
        let area = self.canvas.area;
        let seen = ends.iter().zip(names);
        let seen: Vec<_> = seen
            .filter_map(|(end, name)| Some(((*end)?, name)))
            .collect();
        let wanted: Vec<f32> = seen.iter().map(|(end, _)| end.y).collect();
        let heights: Vec<f32> = seen.iter().map(|(_, name)| name.size().y + 2.0).collect();
        let column = Rangef::new(area.top() - 6.0, area.bottom() + 6.0);
        let centres = spread_column(&wanted, &heights, column);
        for ((end, name), centre) in seen.into_iter().zip(centres) {
            let left = pos2(area.right() + 10.0, centre);
            if (centre - end.y).abs() > 3.0 || end.x < area.right() - 3.0 {
                let hairline = Stroke::new(self.theme.sizes.hairline, self.theme.line);
                let ends = [end + vec2(2.0, 0.0), left - vec2(2.0, 0.0)];
                self.canvas.painter.line_segment(ends, hairline);
            }
            let corner = left - vec2(0.0, name.size().y / 2.0);
            self.canvas
                .painter
                .galley(corner, Arc::clone(name), self.theme.text);
        }
    }

    /// Reads the values above the pointer.
    fn pointer(&self, ui: &Ui) -> Option<(f64, f64)> {
        let at = self.canvas.pointed()?;
        let first = self.data.lines.first()?;
        let xs: Vec<f64> = first.points.iter().map(|(x, _)| *x).collect();
        let place = nearest(&xs, at.x)?;
        let x = xs[place];
        let crossing = Reading { x, y: at.y };
        self.canvas.crosshair(self.theme, self.axes, crossing);
        self.canvas.card(ui, |ui| self.card_ui(ui, x));
        self.canvas.response.clicked().then_some((x, at.y))
    }

    fn card_ui(&self, ui: &mut Ui, x: f64) {
        let axis = &self.data.x;
        let place = self.data.places.get(x.round() as usize);
        let value = match place {
            Some(place) => format!("{place} {}", text::unit_label(&axis.unit)),
            None => text::axis_value(x, &axis.unit, axis.percent),
        };
        ui.label(format!("{} {}", axis.label, value.trim_end()));
        for line in &self.data.lines {
            let near = line.points.iter().filter(|(_, y)| y.is_finite());
            let point = near.min_by(|a, b| (a.0 - x).abs().total_cmp(&(b.0 - x).abs()));
            let value = point.map_or_else(
                || text::UNAVAILABLE.to_owned(),
                |(_, y)| text::with_unit(*y, &self.data.y_unit, self.data.format),
            );
            let words = RichText::new(format!("{} {value}", line.label).trim_start().to_owned());
            ui.label(match line.strong {
                true => words.font(self.theme.strong()),
                false => words,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(values: &[f64], level: f64) -> LinesData {
        let points = values.iter().enumerate();
        LinesData {
            lines: vec![Line {
                points: points.map(|(x, y)| (x as f64, *y)).collect(),
                ..Line::default()
            }],
            levels: vec![(String::new(), level)],
            ..LinesData::default()
        }
    }

    #[test]
    fn a_level_nearby_is_shown_and_one_far_away_is_not() {
        let [x, [low, high]] = bounds(&data(&[100.0, 110.0], 105.0), false);
        assert_eq!(x, [0.0, 1.0]);
        assert!(low > 95.0 && high < 115.0);
        assert!(bounds(&data(&[100.0, 110.0], 92.0), false)[1][0] < 92.0);
        assert!(bounds(&data(&[100.0, 110.0], 0.0), false)[1][0] > 95.0);
    }

    #[test]
    fn values_near_zero_are_shown_from_zero() {
        assert_eq!(bounds(&data(&[1.0, 10.0], 5.0), false)[1][0], 0.0);
        assert_eq!(bounds(&data(&[f64::NAN], 5.0), false)[1], [0.0, 1.0]);
    }
}

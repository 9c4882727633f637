//! A cost against an input, one curve per value of a second input, and the price it must stay under.

use std::sync::Arc;

use egui::{
    Color32, Galley, Grid as Table, Pos2, Rangef, Rect, RichText, Shape, Stroke, Ui, pos2, vec2,
};
use rackhour_engine::figure::{BreakEven, CurveData, CurveKey, CurvesData};

use super::axes::{Axis, Grid, label_width, paint};
use super::canvas::Reading;
use super::labels::{Places, clip, spread_column};
use super::strokes::{dense, diamond, stroke_line};
use super::{
    Bounds, Canvas, FigureOutput, Margins, Words, all_positive, extent, log_extent, lost_to_log,
    nearest, set_scales, spread, subtitle, text_on_patch,
};
use crate::text;
use crate::theme::{Theme, mix};

/// How curves are shown.
#[derive(Clone, Copy)]
pub struct CurvesView<'a> {
    /// The case on screen, for the subtitle: `Frontier lab · Base`.
    pub case: &'a str,
    /// The colour of the profile on screen.
    pub color: Color32,
    /// The colour of a profile, by its id.
    pub profile: &'a dyn Fn(&str) -> Color32,
    /// The curves as they were when a drag began, drawn behind.
    pub ghost: Option<&'a CurvesData>,
    /// The axes as they were when a drag began.
    pub frozen: Option<Bounds>,
}

/// Dashes and gaps, in points, by the position of a curve. The case on screen is never dashed.
const DASHES: [(&[f32], &[f32]); 5] = [
    (&[8.0], &[4.0]),
    (&[2.5], &[3.0]),
    (&[10.0, 2.5], &[3.0, 3.0]),
    (&[4.0], &[2.0]),
    (&[14.0], &[5.0]),
];

/// The price of another profile than the one on screen.
const PRICE: &(&[f32], &[f32]) = &(&[1.5], &[4.0]);

/// How many times the price line the vertical axis reaches, where costs run away.
const REACH: f64 = 4.0;

/// Draws the curves over the room there is.
pub fn cost_curves_ui(ui: &mut Ui, data: &CurvesData, view: CurvesView<'_>) -> FigureOutput {
    let theme = Theme::of(ui);
    let mut x = Axis::of(&data.x);
    let mut y = Axis::bare(&data.y_label, false);
    let positive = costs(data).any(|value| value > 0.0);
    let can = [all_positive(data.x.values.iter().copied()), positive];
    set_scales(ui, [&mut x, &mut y], [data.x.scale, data.y_scale], can);
    let bounds = view.frozen.unwrap_or_else(|| bounds(data, y.log));
    let widest = (ui.available_width() * 0.24).clamp(72.0, 132.0);
    let ends = end_labels(ui, data, view, widest);
    let words = Words {
        title: &data.title,
        subtitle: subtitle(&data.y_label, &data.y_unit, view.case)
            + &absent(data)
            + lost_to_log(&y, costs(data)),
        summary: summary(data),
        case: view.case,
    };
    let margins = Margins {
        left: label_width(ui, &y, bounds[1]),
        right: ends
            .iter()
            .map(|galley| galley.size().x)
            .fold(0.0, f32::max)
            + 12.0,
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
    drawing.ghost();
    let lines = drawing.lines();
    drawing.ends(&lines, &ends);
    drawing.marks(&lines);
    let picked = drawing.pointer(ui);
    let bounds = canvas.bounds();
    FigureOutput {
        bounds,
        picked,
        response: canvas.response,
    }
}

/// Everything that has a place on the vertical axis.
fn costs(data: &CurvesData) -> impl Iterator<Item = f64> {
    let curves = data.curves.iter().flat_map(|curve| &curve.values);
    curves.chain(&data.line.values).copied()
}

/// The axes that the data ask for: all of the horizontal axis; on the vertical one everything from
/// zero on, but no more than four times the price line, which the curves then leave at the top.
fn bounds(data: &CurvesData, log: bool) -> Bounds {
    let x = extent(data.x.values.iter().copied()).unwrap_or([0.0, 1.0]);
    let all = extent(costs(data)).unwrap_or([0.0, 1.0]);
    if log {
        return [spread(x), log_extent(costs(data)).unwrap_or([1.0, 10.0])];
    }
    let line = extent(data.line.values.iter().copied()).map_or(f64::INFINITY, |[_, high]| high);
    let here = data.here.map_or(0.0, |(_, y)| 1.15 * y);
    let reach = if line > 0.0 {
        (REACH * line).max(here)
    } else {
        f64::INFINITY
    };
    let top = (1.05 * all[1]).min(reach);
    [spread(x), spread([all[0].min(0.0), top])]
}

/// The curves that have no values, which would else be missed in silence.
fn absent(data: &CurvesData) -> String {
    let curves = data.curves.iter();
    let empty = curves.filter(|curve| curve.values.iter().all(|value| value.is_nan()));
    let names: Vec<_> = empty.map(|curve| curve_label(data, curve)).collect();
    match names.is_empty() {
        true => String::new(),
        false => format!(" · none for {}", names.join(", ")),
    }
}

/// What the figure says, without the picture.
fn summary(data: &CurvesData) -> String {
    let x = &data.x;
    let found = data.break_evens.iter().filter_map(|at| {
        let curve = data.curves.get(at.curve)?;
        Some(format!(
            "{} breaks even at {}.",
            curve_label(data, curve),
            text::axis_value(at.x, &x.unit, x.percent)
        ))
    });
    found.collect::<Vec<_>>().join(" ")
}

/// What a curve is called at its end: the value that tells it apart.
fn curve_label(data: &CurvesData, curve: &CurveData) -> String {
    let axis = &data.curve_axis;
    match &curve.key {
        CurveKey::Value(value) => text::axis_value(*value, &axis.unit, axis.percent),
        CurveKey::Profile { label, .. } => label.clone(),
    }
}

/// The names of the curves and of the line, in this order, broken to fit beside the area.
fn end_labels(ui: &Ui, data: &CurvesData, view: CurvesView<'_>, widest: f32) -> Vec<Arc<Galley>> {
    let theme = Theme::of(ui);
    let layout =
        |text: &str, font, color| ui.painter().layout(text.to_owned(), font, color, widest);
    let mut labels: Vec<_> = data
        .curves
        .iter()
        .map(|curve| {
            let font = if curve.is_base {
                theme.label_strong()
            } else {
                theme.label()
            };
            layout(&curve_label(data, curve), font, shade(theme, view, curve))
        })
        .collect();
    labels.push(layout(&line_label(data), theme.label_strong(), theme.text));
    labels
}

/// The name of the line, with its value where it has but one.
fn line_label(data: &CurvesData) -> String {
    let label = &data.line.label;
    match extent(data.line.values.iter().copied()) {
        Some([low, high]) if low == high => {
            format!("{label}\n{}", text::with_unit(low, &data.y_unit, None))
        }
        _ => label.clone(),
    }
}

/// Curves of other values step back behind that of the case on screen; a profile has its colour.
fn shade(theme: &Theme, view: CurvesView<'_>, curve: &CurveData) -> Color32 {
    match &curve.key {
        CurveKey::Profile { id, .. } => (view.profile)(id),
        CurveKey::Value(_) if curve.is_base => view.color,
        CurveKey::Value(_) => mix(view.color, theme.muted, 0.35),
    }
}

struct Drawing<'a> {
    canvas: &'a Canvas,
    theme: &'a Theme,
    data: &'a CurvesData,
    view: CurvesView<'a>,
    axes: [&'a Axis; 2],
}

/// The visible parts of one line.
type Runs = Vec<Vec<Pos2>>;

impl Drawing<'_> {
    fn at(&self, x: f64, y: f64) -> Option<Pos2> {
        let point = self.canvas.at(x, y);
        (point.x.is_finite() && point.y.is_finite()).then_some(point)
    }

    fn runs(&self, xs: &[f64], values: &[f64]) -> Runs {
        clip(
            xs.iter().zip(values).map(|(&x, &y)| self.at(x, y)),
            self.canvas.area,
        )
    }

    fn ghost(&self) {
        let Some(ghost) = self.view.ghost else { return };
        let painter = self.canvas.inside();
        let stroke = Stroke::new(1.0, mix(self.theme.surface, self.theme.muted, 0.6));
        let values = ghost
            .curves
            .iter()
            .map(|curve| &curve.values)
            .chain([&ghost.line.values]);
        for run in values.flat_map(|values| self.runs(&ghost.x.values, values)) {
            painter.line(run, stroke);
        }
        if let Some(point) = ghost.here.and_then(|(x, y)| self.at(x, y)) {
            painter.circle_stroke(point, 4.0, stroke);
        }
    }

    /// Draws every curve and the line, and gives their visible parts in that order.
    fn lines(&self) -> Vec<Runs> {
        let painter = self.canvas.inside();
        let xs = &self.data.x.values;
        let mut lines: Vec<Runs> = Vec::new();
        let mut dashes = DASHES.iter().cycle();
        for curve in &self.data.curves {
            let runs = self.runs(xs, &curve.values);
            let width = if curve.is_base { 2.25 } else { 1.5 };
            let stroke = Stroke::new(width, shade(self.theme, self.view, curve));
            let dash = if curve.is_base { None } else { dashes.next() };
            runs.iter()
                .for_each(|run| stroke_line(&painter, run, stroke, dash));
            lines.push(runs);
            for run in curve.own_line.iter().flat_map(|own| self.runs(xs, own)) {
                let stroke = Stroke::new(1.0, stroke.color);
                stroke_line(&painter, &run, stroke, Some(PRICE));
            }
        }
        let runs = self.runs(xs, &self.data.line.values);
        let stroke = Stroke::new(1.25, self.theme.text);
        runs.iter()
            .for_each(|run| stroke_line(&painter, run, stroke, None));
        lines.push(runs);
        lines
    }

    /// Names every line where it ends.
    fn ends(&self, lines: &[Runs], labels: &[Arc<Galley>]) {
        let area = self.canvas.area;
        let seen: Vec<_> = lines
            .iter()
            .zip(labels)
            .filter_map(|(runs, label)| Some((*runs.last()?.last()?, label)))
            .collect();
        let wanted: Vec<f32> = seen.iter().map(|(end, _)| end.y).collect();
        let heights: Vec<f32> = seen.iter().map(|(_, label)| label.size().y + 2.0).collect();
        let column = Rangef::new(area.top() - 6.0, area.bottom() + 6.0);
        let centres = spread_column(&wanted, &heights, column);
        let painter = &self.canvas.painter;
        for ((end, label), centre) in seen.into_iter().zip(centres) {
            let left = pos2(area.right() + 10.0, centre);
            if (centre - end.y).abs() > 3.0 || end.x < area.right() - 3.0 {
                let hairline = Stroke::new(self.theme.sizes.hairline, self.theme.muted);
                painter.line_segment([end + vec2(2.0, 0.0), left - vec2(2.0, 0.0)], hairline);
            }
            painter.galley(
                left - vec2(0.0, label.size().y / 2.0),
                Arc::clone(label),
                self.theme.text,
            );
        }
    }

    /// Marks the break-evens and the case on screen, with labels beside them.
    fn marks(&self, lines: &[Runs]) {
        let Canvas { painter, area, .. } = self.canvas;
        let mut places = Places::new(
            *area,
            lines.iter().flatten().flat_map(|run| dense(run)).collect(),
        );
        let here = self
            .data
            .here
            .and_then(|(x, y)| self.at(x, y))
            .filter(|at| area.contains(*at));
        let marks: Vec<_> = self
            .data
            .break_evens
            .iter()
            .filter_map(|at| Some((at, self.data.curves.get(at.curve)?, self.at(at.x, at.y)?)))
            .filter(|(.., point)| area.contains(*point))
            .collect();
        for point in marks.iter().map(|(.., point)| *point).chain(here) {
            places.take(Rect::from_center_size(point, vec2(12.0, 12.0)));
        }
        let stepped = self.steps(&mut places, &marks);
        if let (Some(point), Some((x, y))) = (here, self.data.here) {
            self.here(&mut places, point, x, y);
        }
        for (at, curve, point) in marks {
            let color = shade(self.theme, self.view, curve);
            if curve.is_base {
                let down = [point, pos2(point.x, area.bottom())];
                let dots = Stroke::new(self.theme.sizes.hairline, self.theme.muted);
                painter.extend(Shape::dashed_line(&down, dots, 2.0, 3.0));
            }
            diamond(painter, point, color, self.theme.surface);
            if stepped {
                continue;
            }
            let font = if curve.is_base {
                self.theme.label_strong()
            } else {
                self.theme.label()
            };
            let x = text::axis_value(at.x, &self.data.x.unit, self.data.x.percent);
            let galley = painter.layout_no_wrap(x, font, self.theme.text);
            let rect = places.place(point, galley.size());
            text_on_patch(painter, rect, galley, self.theme.surface);
        }
    }

    /// Labels break-evens that lie close together on a flight of steps: a line up from each mark
    /// and across to its label. Whether there was room for it.
    fn steps(&self, places: &mut Places, marks: &[(&BreakEven, &CurveData, Pos2)]) -> bool {
        let Canvas { painter, area, .. } = self.canvas;
        let mut marks: Vec<_> = marks.iter().collect();
        marks.sort_by(|a, b| b.2.x.total_cmp(&a.2.x));
        let (Some(last), true) = (marks.first(), (2..=5).contains(&marks.len())) else {
            return false;
        };
        let labels: Vec<_> = marks
            .iter()
            .map(|(at, curve, _)| self.step(at, curve))
            .collect();
        let widest = labels
            .iter()
            .map(|label| label.size().x)
            .fold(0.0, f32::max);
        let highest = marks
            .iter()
            .map(|(.., at)| at.y)
            .fold(f32::INFINITY, f32::min);
        let rise = labels[0].size().y + 3.0;
        let left = last.2.x + 14.0;
        let top = highest - 8.0 - rise * labels.len() as f32;
        if left + widest > area.right() || top < area.top() {
            return false;
        }
        for (step, ((_, curve, point), label)) in marks.iter().zip(labels).enumerate() {
            let y = highest - 8.0 - rise * (step as f32 + 0.5);
            let stroke = Stroke::new(1.0, shade(self.theme, self.view, curve));
            let corner = pos2(point.x, y);
            painter.line(vec![*point, corner, pos2(left - 3.0, y)], stroke);
            let rect = Rect::from_min_size(pos2(left, y - label.size().y / 2.0), label.size());
            places.take(rect);
            text_on_patch(painter, rect, label, self.theme.surface);
        }
        true
    }

    /// What stands on a step: `18.0 % at 3.00 $/GPU/h`.
    fn step(&self, at: &BreakEven, curve: &CurveData) -> Arc<Galley> {
        let font = if curve.is_base {
            self.theme.label_strong()
        } else {
            self.theme.label()
        };
        let x = text::axis_value(at.x, &self.data.x.unit, self.data.x.percent);
        let label = format!("{x} at {}", curve_label(self.data, curve));
        self.canvas
            .painter
            .layout_no_wrap(label, font, self.theme.text)
    }

    fn here(&self, places: &mut Places, point: Pos2, x: f64, y: f64) {
        let painter = &self.canvas.painter;
        let theme = self.theme;
        painter.circle(point, 6.0, theme.surface, Stroke::new(2.0, self.view.color));
        painter.circle_filled(point, 2.75, self.view.color);
        let label = format!(
            "{} at {}",
            text::number(y, &self.data.y_unit, None),
            text::axis_value(x, &self.data.x.unit, self.data.x.percent),
        );
        let galley = painter.layout_no_wrap(label, theme.strong(), theme.text);
        let rect = places.place(point, galley.size());
        text_on_patch(painter, rect, galley, theme.surface);
    }

    /// Reads all lines at the value of the horizontal axis nearest to the pointer.
    fn pointer(&self, ui: &Ui) -> Option<(f64, f64)> {
        let pointed = self.canvas.pointed()?;
        let index = nearest(&self.data.x.values, pointed.x)?;
        let x = self.data.x.values[index];
        let painter = self.canvas.inside();
        let crossing = Reading { x, y: pointed.y };
        self.canvas.crosshair(self.theme, self.axes, crossing);
        for curve in &self.data.curves {
            let value = curve.values.get(index).copied().unwrap_or(f64::NAN);
            if let Some(point) = self.at(x, value) {
                let color = shade(self.theme, self.view, curve);
                painter.circle(point, 3.0, color, Stroke::new(1.0, self.theme.surface));
            }
        }
        self.canvas.card(ui, |ui| self.card_ui(ui, index, x));
        self.canvas.response.clicked().then_some((x, pointed.y))
    }

    fn card_ui(&self, ui: &mut Ui, index: usize, x: f64) {
        let data = self.data;
        let value = text::axis_value(x, &data.x.unit, data.x.percent);
        ui.label(RichText::new(format!("{} {value}", data.x.label)).font(self.theme.strong()));
        Table::new("values")
            .num_columns(2)
            .spacing(vec2(16.0, 2.0))
            .show(ui, |ui| {
                let curves = data.curves.iter();
                let rows = curves.map(|curve| (curve_label(data, curve), &curve.values));
                for (label, values) in rows.chain([(data.line.label.clone(), &data.line.values)]) {
                    let value = values.get(index).copied().unwrap_or(f64::NAN);
                    ui.label(label);
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        ui.label(text::with_unit(value, &data.y_unit, None));
                    });
                    ui.end_row();
                }
            });
    }
}

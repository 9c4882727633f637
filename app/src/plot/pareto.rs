//! Points on two scales: those that nothing beats are joined, the others step back.

use egui::{Align2, Color32, Pos2, Rect, RichText, Shape, Stroke, Ui, pos2, vec2};
use rackhour_engine::figure::{ParetoData, ParetoPoint};
use rackhour_engine::workbook::Direction;

use super::axes::{Axis, Grid, label_width, paint};
use super::bars::wrapped;
use super::labels::{Places, clip};
use super::strokes::dense;
use super::{
    Bounds, Canvas, FigureOutput, Margins, Words, all_positive, extent, log_extent, scope,
    set_scales, spread, text_on_patch,
};
use crate::text;
use crate::theme::Theme;

/// The pointer reads the point that is nearest within this distance.
const NEAR: f32 = 28.0;
/// The most points with a name beside them; the others are read under the pointer.
const MOST_NAMES: usize = 24;

/// How points are shown.
#[derive(Clone, Copy)]
pub struct ParetoView<'a> {
    /// The case on screen, for the subtitle.
    pub case: &'a str,
    /// The colour of the frontier and of the case on screen.
    pub color: Color32,
    /// The colour of a profile, by its id.
    pub profile: &'a dyn Fn(&str) -> Color32,
    /// The points as they were when a drag began, drawn behind.
    pub ghost: Option<&'a ParetoData>,
    /// The axes as they were when a drag began.
    pub frozen: Option<Bounds>,
    /// Words the reason why something is missing.
    pub say: &'a dyn Fn(&str) -> String,
}

/// Draws the points over the room there is.
pub fn pareto_ui(ui: &mut Ui, data: &ParetoData, view: ParetoView<'_>) -> FigureOutput {
    let theme = Theme::of(ui);
    let [mut x, mut y] = [&data.x, &data.y].map(Axis::of);
    let can = [all_positive(xs(data)), all_positive(ys(data))];
    set_scales(ui, [&mut x, &mut y], data.scales, can);
    let whole = [side(xs(data), x.log), side(ys(data), y.log)];
    let bounds = view.frozen.unwrap_or(whole);
    let words = Words {
        title: &data.title,
        subtitle: scope(view.case, data.period.as_deref()) + &absent(data, view),
        summary: summary(data, view),
        case: view.case,
    };
    let margins = Margins {
        left: label_width(ui, &y, bounds[1]),
        right: 24.0,
        top: 22.0,
        bottom: 40.0,
    };
    let axes = [&x, &y];
    let canvas = Canvas::new(ui, &words, margins, bounds, axes);
    paint(&canvas, theme, &x, &y, Grid::Lines);
    let above = canvas.area.left_top() - vec2(margins.left - 2.0, 18.0);
    let painter = &canvas.painter;
    painter.text(above, Align2::LEFT_TOP, &y.label, theme.label(), theme.text);
    let drawing = Drawing {
        canvas: &canvas,
        theme,
        data,
        view,
        axes,
    };
    drawing.ghost();
    let joined = drawing.frontier();
    drawing.points();
    drawing.names(&joined);
    drawing.nothing(ui);
    let picked = drawing.pointer(ui);
    FigureOutput {
        bounds: canvas.bounds(),
        picked,
        response: canvas.response,
    }
}

fn xs(data: &ParetoData) -> impl Iterator<Item = f64> {
    let here = data.here.iter().flatten().map(|(x, _)| *x);
    data.points.iter().map(|point| point.x).chain(here)
}

fn ys(data: &ParetoData) -> impl Iterator<Item = f64> {
    let here = data.here.iter().flatten().map(|(_, y)| *y);
    data.points.iter().map(|point| point.y).chain(here)
}

/// From where to where an axis goes: all values with some room, and zero where it is near.
fn side(values: impl Iterator<Item = f64>, log: bool) -> [f64; 2] {
    if log {
        return log_extent(values).unwrap_or([1.0, 10.0]);
    }
    let [low, high] = spread(extent(values).unwrap_or([0.0, 1.0]));
    let room = 0.08 * (high - low);
    let near_zero = low >= 0.0 && low < 0.4 * high;
    [if near_zero { 0.0 } else { low - room }, high + room]
}

/// What has no point, and why.
fn absent(data: &ParetoData, view: ParetoView<'_>) -> String {
    let missing = data.missing.iter();
    let missing = missing.map(|(label, reason)| format!(" · {label}: {}", (view.say)(reason)));
    let here = match &data.here {
        Some(Err(reason)) if data.missing.is_empty() => {
            format!(" · this case: {}", (view.say)(reason))
        }
        _ => String::new(),
    };
    missing.collect::<String>() + &here
}

/// What the figure says, without the picture.
fn summary(data: &ParetoData, view: ParetoView<'_>) -> String {
    let count = text::count(data.frontier.len(), "point is", "points are");
    let beaten = data.points.len() - data.frontier.len();
    let mut words = format!("{count} beaten by none, {beaten} by others.");
    let best = data.frontier.iter().map(|place| &data.points[*place]);
    let best: Vec<_> = best.map(|point| told(data, point)).collect();
    words.extend([" ", &best.join("; "), "."]);
    match &data.here {
        Some(Ok((x, y))) => words.extend([" This case: ", &place_words(data, *x, *y), "."]),
        Some(Err(reason)) => words.extend([" This case: ", &(view.say)(reason), "."]),
        None => {}
    }
    for (label, reason) in &data.missing {
        words.extend([" ", label, ": ", &(view.say)(reason), "."]);
    }
    words
}

fn told(data: &ParetoData, point: &ParetoPoint) -> String {
    let place = place_words(data, point.x, point.y);
    match point.label.as_str() {
        "" => place,
        label => format!("{label} {place}"),
    }
}

/// `24.4 tok/s/user, 3,148 tok/s/GPU`.
fn place_words(data: &ParetoData, x: f64, y: f64) -> String {
    let word = |axis: &rackhour_engine::figure::AxisData, value| {
        text::axis_value(value, &axis.unit, axis.percent)
    };
    format!("{}, {}", word(&data.x, x), word(&data.y, y))
}

/// Whether the first point is as good as the second on both scales, and better on one.
fn beats(data: &ParetoData, first: &ParetoPoint, second: &ParetoPoint) -> bool {
    let ahead = |direction, a: f64, b: f64| match direction {
        Direction::Higher => a - b,
        Direction::Lower => b - a,
    };
    let (x, y) = data.better;
    let by = [ahead(x, first.x, second.x), ahead(y, first.y, second.y)];
    by.iter().all(|by| *by >= 0.0) && by.iter().any(|by| *by > 0.0)
}

struct Drawing<'a> {
    canvas: &'a Canvas,
    theme: &'a Theme,
    data: &'a ParetoData,
    view: ParetoView<'a>,
    axes: [&'a Axis; 2],
}

impl Drawing<'_> {
    fn at(&self, x: f64, y: f64) -> Option<Pos2> {
        let point = self.canvas.at(x, y);
        (point.x.is_finite() && point.y.is_finite()).then_some(point)
    }

    fn is_best(&self, place: usize) -> bool {
        self.data.frontier.contains(&place)
    }

    fn color(&self, place: usize) -> Color32 {
        match (&self.data.points[place].profile, self.is_best(place)) {
            (Some(id), _) => (self.view.profile)(id),
            (None, true) => self.view.color,
            (None, false) => self.theme.muted,
        }
    }

    /// Joins the points that nothing beats.
    fn frontier(&self) -> Vec<Pos2> {
        let best = self.data.frontier.iter();
        let best = best.map(|place| &self.data.points[*place]);
        let painter = self.canvas.inside();
        let mut seen = Vec::new();
        for run in clip(
            best.map(|point| self.at(point.x, point.y)),
            self.canvas.area,
        ) {
            painter.line(run.clone(), Stroke::new(1.75, self.view.color));
            seen.extend(dense(&run));
        }
        seen
    }

    fn points(&self) {
        let painter = self.canvas.inside();
        for (place, point) in self.data.points.iter().enumerate() {
            let Some(at) = self.at(point.x, point.y) else {
                continue;
            };
            let color = self.color(place);
            match self.is_best(place) {
                true => painter.circle_filled(at, 4.5, color),
                false => painter.circle(at, 3.5, self.theme.surface, Stroke::new(1.5, color)),
            };
        }
    }

    fn ghost(&self) {
        let Some(ghost) = self.view.ghost else { return };
        let stroke = Stroke::new(1.0, self.theme.muted);
        let painter = self.canvas.inside();
        let points = ghost.points.iter().map(|point| (point.x, point.y));
        let here = ghost.here.iter().flatten().copied();
        for at in points.chain(here).filter_map(|(x, y)| self.at(x, y)) {
            painter.circle_stroke(at, 5.0, stroke);
        }
    }

    /// Names the points, and marks where the case on screen stands.
    fn names(&self, joined: &[Pos2]) {
        let (theme, area) = (self.theme, self.canvas.area);
        let painter = &self.canvas.painter;
        let mut places = Places::new(area, joined.to_vec());
        let points = || self.data.points.iter().enumerate();
        for (_, point) in points() {
            if let Some(at) = self.at(point.x, point.y) {
                places.take(Rect::from_center_size(at, vec2(11.0, 11.0)));
            }
        }
        self.here(&mut places);
        // Those that nothing beats are named first.
        let mut order: Vec<_> = points()
            .filter(|(_, point)| !point.label.is_empty())
            .collect();
        order.sort_by_key(|(place, _)| !self.is_best(*place));
        for (place, point) in order.into_iter().take(MOST_NAMES) {
            let Some(at) = self.at(point.x, point.y).filter(|at| area.contains(*at)) else {
                continue;
            };
            let (font, color) = match self.is_best(place) {
                true => (theme.label_strong(), theme.text),
                false => (theme.label(), theme.muted),
            };
            let widest = (area.width() * 0.3).clamp(60.0, 180.0);
            let name = wrapped(
                painter,
                &point.label,
                font,
                color,
                widest,
                2,
                egui::Align::LEFT,
            );
            let rect = places.place(at, name.size());
            text_on_patch(painter, rect, name, theme.surface);
        }
    }

    fn here(&self, places: &mut Places) {
        let Some(Ok((x, y))) = &self.data.here else {
            return;
        };
        let Some(at) = self.at(*x, *y) else { return };
        let (theme, painter) = (self.theme, self.canvas.inside());
        painter.circle_stroke(at, 8.0, Stroke::new(2.0, theme.text));
        let area = self.canvas.area;
        if !area.contains(at) {
            return;
        }
        let down = [at + vec2(0.0, 8.0), pos2(at.x, area.bottom())];
        let dots = Stroke::new(theme.sizes.hairline, theme.muted);
        painter.extend(Shape::dashed_line(&down, dots, 2.0, 3.0));
        places.take(Rect::from_center_size(at, vec2(18.0, 18.0)));
        let words = format!("This case: {}", place_words(self.data, *x, *y));
        let galley = painter.layout_no_wrap(words, theme.label_strong(), theme.text);
        let rect = places.place(at, galley.size());
        text_on_patch(&self.canvas.painter, rect, galley, theme.surface);
    }

    /// Says why there is nothing to be seen.
    fn nothing(&self, ui: &Ui) {
        if !self.data.points.is_empty() {
            return;
        }
        let reason = self.data.missing.first().map(|(_, reason)| reason.as_str());
        let words = match reason {
            Some(reason) => (self.view.say)(reason),
            None => "There are no points to compare".to_owned(),
        };
        let area = self.canvas.area;
        let (font, color) = (self.theme.body(), self.theme.muted);
        let galley = ui.painter().layout(words, font, color, area.width() - 24.0);
        let rect = Rect::from_center_size(area.center(), galley.size());
        text_on_patch(&self.canvas.painter, rect, galley, self.theme.surface);
    }

    /// Reads the point that is nearest to the pointer.
    fn pointer(&self, ui: &Ui) -> Option<(f64, f64)> {
        let at = self.canvas.pointed()?;
        self.canvas.crosshair(self.theme, self.axes, at);
        let pointer = self.canvas.response.hover_pos()?;
        let distances = self
            .data
            .points
            .iter()
            .filter_map(|point| Some((self.at(point.x, point.y)?.distance(pointer), point)));
        let near = distances.filter(|(distance, _)| *distance <= NEAR);
        let (_, point) = near.min_by(|(a, _), (b, _)| a.total_cmp(b))?;
        self.canvas.card(ui, |ui| self.card_ui(ui, point));
        let clicked = self.canvas.response.clicked();
        clicked.then_some((point.x, point.y))
    }

    fn card_ui(&self, ui: &mut Ui, point: &ParetoPoint) {
        if !point.label.is_empty() {
            ui.label(RichText::new(&point.label).font(self.theme.strong()));
        }
        for (axis, value) in [(&self.data.x, point.x), (&self.data.y, point.y)] {
            let value = text::axis_value(value, &axis.unit, axis.percent);
            ui.label(format!("{} {value}", axis.label).trim_start().to_owned());
        }
        let best = self.data.frontier.iter();
        let mut best = best.map(|place| &self.data.points[*place]);
        let words = match best.find(|other| beats(self.data, other, point)) {
            Some(other) => format!("Beaten by {}", told(self.data, other)),
            None => "Nothing beats it on both scales".to_owned(),
        };
        ui.label(RichText::new(words).color(self.theme.muted));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_point_gets_room_on_all_sides() {
        let [low, high] = side([5.0].into_iter(), false);
        assert!(low < 5.0 && high > 5.0);
        let [low, high] = side([5.0].into_iter(), true);
        assert!(low > 0.0 && low < 5.0 && high > 5.0);
        assert_eq!(side([].into_iter(), false)[0], 0.0);
    }

    #[test]
    fn a_point_is_beaten_by_one_that_is_as_good_and_once_better() {
        let point = |x, y| ParetoPoint {
            label: String::new(),
            profile: None,
            x,
            y,
        };
        let data = ParetoData {
            better: (Direction::Lower, Direction::Higher),
            ..ParetoData::default()
        };
        assert!(beats(&data, &point(1.0, 5.0), &point(2.0, 5.0)));
        assert!(!beats(&data, &point(2.0, 5.0), &point(2.0, 5.0)));
        assert!(!beats(&data, &point(1.0, 4.0), &point(2.0, 5.0)));
    }
}

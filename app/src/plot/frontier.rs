//! Where an output meets a target in the plane of two inputs: a line, and the side that earns.

use egui::{Align2, Color32, Pos2, RichText, Shape, Stroke, Ui, pos2, vec2};
use rackhour_engine::study::frontier::Locus;
use rackhour_engine::workbook::{Direction, Scale};

use super::axes::{Axis, Grid, label_width, paint};
use super::labels::clip;
use super::{
    Bounds, Canvas, FigureOutput, Margins, Words, all_positive, extent, set_scales, spread,
    text_on_patch,
};
use crate::studies::Names;
use crate::text;
use crate::theme::Theme;

/// How a frontier is shown.
#[derive(Clone, Copy)]
pub struct FrontierView<'a> {
    /// What the subtitle says of the case.
    pub case: &'a str,
    /// What keys are called.
    pub names: Names<'a>,
    /// The axes as they were when a drag began.
    pub frozen: Option<Bounds>,
}

/// Draws the frontier over the room there is.
pub fn frontier_ui(ui: &mut Ui, locus: &Locus, view: FrontierView<'_>) -> FigureOutput {
    let theme = Theme::of(ui);
    let names = view.names;
    let [mut x, mut y] =
        [&locus.axes[0], &locus.axes[1]].map(|axis| Axis::of(&names.axis(&axis.key, Vec::new())));
    let home = bounds(locus);
    let can = home.map(all_positive);
    set_scales(ui, [&mut x, &mut y], [Scale::Linear; 2], can);
    let bounds = view.frozen.unwrap_or(home);
    let target = names.value(&locus.output.key, locus.target);
    let output = names.label(&locus.output.key);
    let words = Words {
        title: "",
        subtitle: format!("{output} = {target} · {}", view.case),
        summary: summary(locus, names),
        case: view.case,
    };
    let margins = Margins {
        left: label_width(ui, &y, bounds[1]),
        right: 24.0,
        top: 20.0,
        bottom: 40.0,
    };
    let axes = [&x, &y];
    let canvas = Canvas::new(ui, &words, margins, bounds, axes);
    let drawing = Drawing {
        canvas: &canvas,
        theme,
        locus,
        names,
        axes,
    };
    drawing.sides();
    paint(&canvas, theme, &x, &y, Grid::Lines);
    let above = pos2(
        canvas.area.left() - margins.left + 2.0,
        canvas.area.top() - 18.0,
    );
    let font = theme.label();
    canvas
        .painter
        .text(above, Align2::LEFT_TOP, &y.label, font, theme.text);
    drawing.lines();
    drawing.side_names();
    drawing.base();
    drawing.pointer(ui);
    FigureOutput {
        bounds: canvas.bounds(),
        picked: None,
        response: canvas.response,
    }
}

/// All of the axis across and of the locus, the base case, and some room.
fn bounds(locus: &Locus) -> Bounds {
    let [x, y] = [&locus.axes[0], &locus.axes[1]];
    let xs = locus.x.iter().copied().chain([x.base]);
    let points = locus.lines.iter().flatten().map(|(_, y)| *y);
    let [low, high] = match extent(points.chain([y.base])) {
        Some([low, high]) if high > low => [low, high],
        _ => [locus.range.0, locus.range.1],
    };
    let room = 0.12 * (high - low);
    let within = |value: f64| value.clamp(locus.range.0.min(low), locus.range.1.max(high));
    [
        spread(extent(xs).unwrap_or([0.0, 1.0])),
        spread([within(low - room), within(high + room)]),
    ]
}

/// The value of the second input on the locus that is nearest to `y`, at a value of the first.
fn locus_at(lines: &[Vec<(f64, f64)>], x: f64, y: f64) -> Option<f64> {
    let found = lines.iter().filter_map(|line| {
        let after = line.partition_point(|(at, _)| *at < x);
        let (right, left) = (line.get(after)?, line.get(after.saturating_sub(1))?);
        if right.0 == x {
            return Some(right.1);
        }
        (after > 0).then(|| left.1 + (x - left.0) / (right.0 - left.0) * (right.1 - left.1))
    });
    found.min_by(|a, b| (a - y).abs().total_cmp(&(b - y).abs()))
}

fn summary(locus: &Locus, names: Names<'_>) -> String {
    let headroom = locus.headroom.map(|share| {
        let label = names.label(&locus.axes[1].key);
        let side = if share >= 0.0 { "earns" } else { "loses" };
        format!(
            "the base case {side}, {label} {:.1} % of it away",
            100.0 * share.abs()
        )
    });
    headroom.unwrap_or_else(|| "the locus does not cross the base case".to_owned())
}

struct Drawing<'a> {
    canvas: &'a Canvas,
    theme: &'a Theme,
    locus: &'a Locus,
    names: Names<'a>,
    axes: [&'a Axis; 2],
}

impl Drawing<'_> {
    fn at(&self, (x, y): (f64, f64)) -> Pos2 {
        self.canvas.at(x, y)
    }

    /// The colours above and below the locus.
    fn colors(&self) -> Option<[Color32; 2]> {
        let (earns, loses) = (self.theme.earns, self.theme.loses);
        Some(match self.locus.earning_side? {
            Direction::Higher => [earns, loses],
            Direction::Lower => [loses, earns],
        })
    }

    /// Tints what lies above and below a single locus.
    fn sides(&self) {
        let (Some([above, below]), [line]) = (self.colors(), self.locus.lines.as_slice()) else {
            return;
        };
        let painter = self.canvas.inside();
        let area = self.canvas.area;
        let on: Vec<_> = line
            .iter()
            .map(|point| self.at(*point))
            .map(|at| pos2(at.x, at.y.clamp(area.top(), area.bottom())))
            .collect();
        for (edge, color) in [(area.top(), above), (area.bottom(), below)] {
            let edge: Vec<_> = on.iter().map(|at| pos2(at.x, edge)).collect();
            super::band(&painter, &on, &edge, self.theme.tint(color));
        }
    }

    fn lines(&self) {
        let painter = self.canvas.inside();
        for line in &self.locus.lines {
            let points = line.iter().map(|point| Some(self.at(*point)));
            for run in clip(points, self.canvas.area) {
                painter.line(run, Stroke::new(2.0, self.theme.text));
            }
        }
    }

    /// Names the sides where there is most room above and below the locus.
    fn side_names(&self) {
        let (Some(colors), [line]) = (self.colors(), self.locus.lines.as_slice()) else {
            return;
        };
        let area = self.canvas.area;
        let names = match self.locus.earning_side {
            Some(Direction::Higher) => ["earns", "loses"],
            _ => ["loses", "earns"],
        };
        let points: Vec<_> = line.iter().map(|point| self.at(*point)).collect();
        let inner = points
            .iter()
            .filter(|point| (area.left() + 30.0..area.right() - 30.0).contains(&point.x));
        let inner: Vec<_> = inner.collect();
        let height = |point: &Pos2| point.y.clamp(area.top(), area.bottom());
        let above = inner
            .iter()
            .max_by(|a, b| height(a).total_cmp(&height(b)))
            .map(|point| pos2(point.x, (area.top() + height(point)) / 2.0));
        let below = inner
            .iter()
            .min_by(|a, b| height(a).total_cmp(&height(b)))
            .map(|point| pos2(point.x, (area.bottom() + height(point)) / 2.0));
        for ((place, name), color) in [above, below].into_iter().zip(names).zip(colors) {
            let Some(place) = place else { continue };
            let font = self.theme.heading();
            let painter = self.canvas.inside();
            painter.text(place, Align2::CENTER_CENTER, name, font, color);
        }
    }

    /// Marks the base case, and how far the locus is from it.
    fn base(&self) {
        let [x, y] = [&self.locus.axes[0], &self.locus.axes[1]];
        if x.base.is_nan() || y.base.is_nan() {
            return;
        }
        let here = self.at((x.base, y.base));
        let painter = self.canvas.inside();
        if let Some(on) = locus_at(&self.locus.lines, x.base, y.base) {
            let stroke = Stroke::new(1.0, self.theme.muted);
            let there = self.at((x.base, on));
            painter.extend(Shape::dashed_line(&[here, there], stroke, 2.0, 3.0));
            painter.circle_filled(there, 3.0, self.theme.text);
        }
        painter.circle_filled(here, 5.0, self.theme.surface);
        painter.circle_stroke(here, 5.0, Stroke::new(2.0, self.theme.accent));
        let galley = painter.layout_no_wrap("base".to_owned(), self.theme.label(), self.theme.text);
        let rect = egui::Rect::from_min_size(here + vec2(9.0, -7.0), galley.size());
        text_on_patch(&painter, rect, galley, self.theme.surface);
    }

    /// Reads the locus above the pointer, and how far it is from the base.
    fn pointer(&self, ui: &Ui) {
        let Some(at) = self.canvas.pointed() else {
            return;
        };
        self.canvas.crosshair(self.theme, self.axes, at);
        let [x, y] = [&self.locus.axes[0], &self.locus.axes[1]];
        let Some(on) = locus_at(&self.locus.lines, at.x, at.y) else {
            let words = "No value in the range meets the target here";
            self.canvas.card(ui, |ui| drop(ui.label(words)));
            return;
        };
        let painter = self.canvas.inside();
        painter.circle_filled(self.at((at.x, on)), 4.0, self.theme.text);
        let names = self.names;
        let word = |key: &str, value| format!("{} {}", names.label(key), names.value(key, value));
        let away = (on - y.base) / y.base.abs();
        self.canvas.card(ui, |ui| {
            ui.label(word(&x.key, at.x));
            ui.label(RichText::new(word(&y.key, on)).font(self.theme.strong()));
            if away.is_finite() {
                let away = text::relative_change(away);
                let words = format!("{away} from its base, {}", names.value(&y.key, y.base));
                ui.label(RichText::new(words).color(self.theme.muted));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::study::Measure;

    #[test]
    fn the_locus_is_read_between_its_points_and_nearest_to_the_pointer() {
        let lines = [
            vec![(1.0, 10.0), (2.0, 20.0)],
            vec![(1.0, 100.0), (3.0, 100.0)],
        ];
        assert_eq!(locus_at(&lines, 1.5, 0.0), Some(15.0));
        assert_eq!(locus_at(&lines, 1.5, 90.0), Some(100.0));
        assert_eq!(locus_at(&lines, 2.0, 0.0), Some(20.0));
        assert_eq!(locus_at(&lines, 2.5, 0.0), Some(100.0));
        assert_eq!(locus_at(&lines, 0.5, 0.0), None);
        assert_eq!(locus_at(&lines, 9.0, 0.0), None);
    }

    #[test]
    fn the_axes_hold_the_locus_and_the_base_and_stay_in_the_range() {
        let measure = |key: &str, base| Measure {
            key: key.to_owned(),
            unit: String::new(),
            base,
        };
        let locus = Locus {
            axes: [measure("x", 5.0), measure("y", 0.5)],
            x: vec![1.0, 4.0],
            range: (0.0, 1.0),
            output: measure("o", 1.0),
            target: 0.0,
            lines: vec![vec![(1.0, 0.95), (4.0, 0.6)]],
            gaps: Vec::new(),
            earning_side: None,
            headroom: None,
        };
        let [x, y] = bounds(&locus);
        assert_eq!(x, [1.0, 5.0]);
        assert!(y[0] < 0.5 && y[0] > 0.4 && y[1] == 1.0, "{y:?}");
    }
}

//! A fan chart: percentiles of a series period by period, with the median and the base case.

use std::sync::Arc;

use egui::{Color32, Rangef, RichText, Shape, Stroke, Ui, pos2, vec2};
use rackhour_engine::figure::AxisData;
use rackhour_engine::study::monte_carlo::{Fan, PERCENTILES};
use rackhour_engine::workbook::Scale;

use super::axes::{Axis, Grid, label_width, paint};
use super::canvas::Reading;
use super::labels::spread_column;
use super::{
    Bounds, Canvas, FigureOutput, Margins, Words, all_positive, extent, log_extent, set_scales,
    spread, subtitle,
};
use crate::studies::Names;
use crate::text;
use crate::theme::{Theme, mix};

/// The bands, the widest first: their ends as percentiles, and how dark they are.
const BANDS: [(u8, u8, f32); 2] = [(5, 95, 0.22), (25, 75, 0.45)];

/// How a fan is shown.
#[derive(Clone, Copy)]
pub struct FanView<'a> {
    /// What the subtitle says of the case.
    pub case: &'a str,
    /// What keys are called.
    pub names: Names<'a>,
    /// The axes as they were when a drag began.
    pub frozen: Option<Bounds>,
}

/// A percentile of a fan, period by period.
fn series(fan: &Fan, percent: u8) -> &[f64] {
    let place = PERCENTILES.iter().position(|other| *other == percent);
    let values = place.and_then(|place| fan.percentiles.get(place));
    values.map_or(&[], Vec::as_slice)
}

/// Draws the fan over the room there is.
pub fn fan_ui(ui: &mut Ui, fan: &Fan, view: FanView<'_>) -> FigureOutput {
    let theme = Theme::of(ui);
    let names = view.names;
    let periods = AxisData {
        label: "Period".to_owned(),
        ..AxisData::default()
    };
    let x = Axis::of_places(&periods, &fan.labels);
    let mut x = x;
    let mut y = Axis::bare(&fan.row, names.is_percent(&fan.row));
    let can = [false, all_positive(values(fan))];
    set_scales(ui, [&mut x, &mut y], [Scale::Linear; 2], can);
    let bounds = view.frozen.unwrap_or_else(|| bounds(fan, y.log));
    let words = Words {
        title: "",
        subtitle: subtitle(&names.label(&fan.row), &fan.unit, view.case),
        summary: summary(fan, names),
        case: view.case,
    };
    let margins = Margins {
        left: label_width(ui, &y, bounds[1]),
        right: 70.0,
        top: 6.0,
        bottom: 40.0,
    };
    let axes = [&x, &y];
    let canvas = Canvas::new(ui, &words, margins, bounds, axes);
    paint(&canvas, theme, &x, &y, Grid::Lines);
    let drawing = Drawing {
        canvas: &canvas,
        theme,
        fan,
        names,
        axes,
    };
    drawing.bands();
    drawing.lines();
    drawing.labels();
    drawing.pointer(ui);
    FigureOutput {
        bounds: canvas.bounds(),
        picked: None,
        response: canvas.response,
    }
}

/// What a reader without the picture should know: where the median begins and ends.
fn summary(fan: &Fan, names: Names<'_>) -> String {
    let median = series(fan, 50).iter().zip(&fan.labels);
    let mut known = median.filter(|(value, _)| value.is_finite());
    let told =
        |(value, period): (&f64, &String)| format!("{} in {period}", names.value(&fan.row, *value));
    let first = known.next().map(told);
    let last = known.next_back().map(told);
    let label = names.label(&fan.row);
    match (first, last) {
        (Some(first), Some(last)) => {
            format!("{label} by period, with percentiles; median {first}, {last}")
        }
        (Some(only), None) => format!("{label} by period, with percentiles; median {only}"),
        (None, _) => format!("{label} by period has no values"),
    }
}

/// The ends of the bands, and the base case.
fn values(fan: &Fan) -> impl Iterator<Item = f64> {
    let values = [5, 95].into_iter().flat_map(|percent| series(fan, percent));
    values.chain(&fan.base).copied()
}

fn bounds(fan: &Fan, log: bool) -> Bounds {
    let last = fan.labels.len().saturating_sub(1) as f64;
    if log {
        let all = log_extent(values(fan));
        return [spread([0.0, last]), all.unwrap_or([1.0, 10.0])];
    }
    let all = extent(values(fan));
    let [low, high] = spread(all.unwrap_or([0.0, 1.0]));
    let room = 0.06 * (high - low);
    let low = match low {
        low if low >= 0.0 && low < 0.4 * high => 0.0,
        low => low - room,
    };
    [spread([0.0, last]), [low, high + room]]
}

struct Drawing<'a> {
    canvas: &'a Canvas,
    theme: &'a Theme,
    fan: &'a Fan,
    names: Names<'a>,
    axes: [&'a Axis; 2],
}

impl Drawing<'_> {
    fn color(&self) -> Color32 {
        self.theme.hyperscaler
    }

    fn bands(&self) {
        let painter = self.canvas.inside();
        for (low, high, share) in BANDS {
            let color = mix(self.theme.surface, self.color(), share);
            let ends = series(self.fan, low).iter().zip(series(self.fan, high));
            let mut runs = vec![(Vec::new(), Vec::new())];
            for (place, (low, high)) in ends.enumerate() {
                // A period without a value interrupts the band.
                match (low.is_finite() && high.is_finite(), runs.last_mut()) {
                    (true, Some((lower, upper))) => {
                        lower.push(self.canvas.at(place as f64, *low));
                        upper.push(self.canvas.at(place as f64, *high));
                    }
                    _ => runs.push((Vec::new(), Vec::new())),
                }
            }
            for (lower, upper) in runs {
                super::band(&painter, &lower, &upper, color);
            }
        }
    }

    fn points(&self, values: &[f64]) -> Vec<egui::Pos2> {
        let points = values.iter().enumerate();
        let points = points.filter(|(_, value)| value.is_finite());
        points
            .map(|(place, value)| self.canvas.at(place as f64, *value))
            .collect()
    }

    /// The median, and the base case, which is something else.
    fn lines(&self) {
        let painter = self.canvas.inside();
        let median = self.points(series(self.fan, 50));
        painter.line(median, Stroke::new(2.25, self.color()));
        let base = self.points(&self.fan.base);
        let stroke = Stroke::new(1.75, self.theme.text);
        painter.extend(Shape::dashed_line(&base, stroke, 6.0, 4.0));
    }

    /// Names what ends at the right.
    fn labels(&self) {
        let area = self.canvas.area;
        // The last periods may have no value.
        let median = series(self.fan, 50);
        let last = median.iter().rposition(|value| value.is_finite());
        let last = last.unwrap_or(0);
        let percent = |percent: u8| (format!("P{percent}"), series(self.fan, percent));
        let all = [
            percent(95),
            percent(75),
            ("median".to_owned(), series(self.fan, 50)),
            percent(25),
            percent(5),
            ("base".to_owned(), self.fan.base.as_slice()),
        ];
        let seen: Vec<_> = all
            .into_iter()
            .filter_map(|(name, values)| {
                let value = values.get(last).filter(|value| value.is_finite())?;
                let color = match name.as_str() {
                    "base" => self.theme.text,
                    _ => self.color(),
                };
                let painter = &self.canvas.painter;
                let galley = painter.layout_no_wrap(name, self.theme.label(), color);
                Some((self.canvas.at(last as f64, *value), galley))
            })
            .collect();
        let wanted: Vec<f32> = seen.iter().map(|(end, _)| end.y).collect();
        let heights: Vec<f32> = seen.iter().map(|(_, name)| name.size().y).collect();
        let column = Rangef::new(area.top() - 6.0, area.bottom() + 6.0);
        let centres = spread_column(&wanted, &heights, column);
        for ((end, name), centre) in seen.into_iter().zip(centres) {
            let left = pos2(end.x + 12.0, centre);
            let hairline = Stroke::new(self.theme.sizes.hairline, self.theme.line);
            let line = [end + vec2(2.0, 0.0), left - vec2(2.0, 0.0)];
            self.canvas.painter.line_segment(line, hairline);
            let corner = left - vec2(0.0, name.size().y / 2.0);
            self.canvas
                .painter
                .galley(corner, Arc::clone(&name), self.theme.text);
        }
    }

    /// Reads the period under the pointer.
    fn pointer(&self, ui: &Ui) {
        let Some(at) = self.canvas.pointed() else {
            return;
        };
        let place = at.x.round().max(0.0) as usize;
        let Some(period) = self.fan.labels.get(place) else {
            return;
        };
        let crossing = Reading {
            x: place as f64,
            y: at.y,
        };
        self.canvas.crosshair(self.theme, self.axes, crossing);
        let value = |values: &[f64]| {
            let value = values.get(place).copied().unwrap_or(f64::NAN);
            self.names.value(&self.fan.row, value)
        };
        self.canvas.card(ui, |ui| {
            ui.label(RichText::new(period).font(self.theme.strong()));
            for percent in [95, 75, 50, 25, 5] {
                let name = match percent {
                    50 => "Median".to_owned(),
                    other => format!("P{other}"),
                };
                ui.label(format!("{name} {}", value(series(self.fan, percent))));
            }
            ui.label(format!("Base {}", value(&self.fan.base)));
            let missing = self.fan.unavailable.get(place).copied().unwrap_or(0);
            if missing > 0 {
                let words = text::count(missing, "sample has", "samples have");
                ui.label(RichText::new(format!("{words} no value")).color(self.theme.muted));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axes_hold_the_outer_band_and_the_base() {
        let fan = Fan {
            row: "margin".into(),
            unit: "$".into(),
            labels: vec!["2027".into(), "2028".into()],
            base: vec![10.0, 30.0],
            percentiles: PERCENTILES
                .iter()
                .map(|percent| vec![f64::from(*percent); 2])
                .collect(),
            unavailable: vec![0, 0],
        };
        assert_eq!(series(&fan, 95), [95.0, 95.0]);
        let [x, y] = bounds(&fan, false);
        assert_eq!((x, y[0]), ([0.0, 1.0], 0.0));
        assert!(y[1] > 95.0 && y[1] < 105.0);
    }
}

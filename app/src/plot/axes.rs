//! Axes: where the marks stand, and how they look.

use egui::{Align2, Stroke, pos2};
use rackhour_engine::figure::AxisData;
use rackhour_engine::math;

use super::Canvas;
use crate::text;
use crate::theme::Theme;

/// The room that a mark takes on the vertical axis, so that labels never touch.
pub(super) const Y_ROOM: f32 = 34.0;

/// The rooms tried for a mark on the horizontal axis, and the least gap between two labels.
const X_ROOMS: [f32; 6] = [36.0, 48.0, 60.0, 80.0, 104.0, 140.0];
const X_GAP: f32 = 16.0;

/// More marks than this are noise, however much room there is.
const MOST: f32 = 10.0;

/// How one axis reads.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    /// What stands beside it: `Price ($/Mtok)`.
    pub label: String,
    /// Whether marks are in percent.
    pub percent: bool,
    /// Whether positions are decimal logarithms of the values.
    pub log: bool,
    /// What stands at the positions 0, 1, 2 …; empty where positions are values.
    pub places: Vec<String>,
}

impl Axis {
    pub(super) fn of(data: &AxisData) -> Self {
        Self {
            label: text::axis_label(&data.label, &data.unit, data.percent),
            percent: data.percent,
            log: false,
            places: Vec::new(),
        }
    }

    /// An axis along which these things stand at equal distances.
    pub(super) fn of_places(data: &AxisData, places: &[String]) -> Self {
        Self {
            places: places.to_vec(),
            ..Self::of(data)
        }
    }

    /// The positions of the marks between two positions that are `points` apart, with their texts.
    pub(super) fn marks(
        &self,
        [low, high]: [f64; 2],
        points: f32,
        room: f32,
    ) -> Vec<(f64, String)> {
        let most = (points / room).floor().clamp(1.0, MOST) as usize;
        if !self.places.is_empty() {
            let every = self.places.len().div_ceil(most.max(1) + 1).max(1);
            let places = self.places.iter().enumerate().step_by(every);
            return places
                .map(|(place, name)| (place as f64, name.clone()))
                .filter(|(place, _)| (low..=high).contains(place))
                .collect();
        }
        if self.log {
            return decades([low, high], most)
                .into_iter()
                .map(|value| (math::log10(value), text::tick(value, value, self.percent)))
                .collect();
        }
        let step = round_step((high - low) / most as f64);
        multiples([low, high], step)
            .into_iter()
            .map(|value| (value, text::tick(value, step, self.percent)))
            .collect()
    }
}

impl Axis {
    /// The densest marks whose labels keep apart on a horizontal axis so many points wide.
    fn fitting(
        &self,
        painter: &egui::Painter,
        theme: &Theme,
        range: [f64; 2],
        points: f32,
    ) -> Vec<(f64, String)> {
        let width = |text: &String| {
            let galley = painter.layout_no_wrap(text.clone(), theme.label(), theme.muted);
            galley.size().x
        };
        let span = (range[1] - range[0]) as f32;
        let apart = |marks: &[(f64, String)]| {
            marks.windows(2).all(|pair| {
                let distance = (pair[1].0 - pair[0].0) as f32 / span * points;
                distance >= (width(&pair[0].1) + width(&pair[1].1)) / 2.0 + X_GAP
            })
        };
        let mut tried = X_ROOMS
            .map(|room| self.marks(range, points, room))
            .into_iter();
        tried.find(|marks| apart(marks)).unwrap_or_default()
    }
}

/// Whether lines run across the area at the marks of the vertical axis.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Grid {
    /// Hairlines, for reading values off curves.
    Lines,
    /// None: the area is filled.
    None,
}

/// The width that the labels of the vertical axis take, for marks within these positions.
pub(super) fn label_width(ui: &egui::Ui, y: &Axis, range: [f64; 2]) -> f32 {
    let theme = Theme::of(ui);
    let widths = y.marks(range, 400.0, Y_ROOM).into_iter().map(|(_, text)| {
        ui.painter()
            .layout_no_wrap(text, theme.label(), theme.muted)
            .size()
            .x
    });
    widths.fold(20.0, f32::max) + 10.0
}

/// Draws both axes: labels outside the area, lines within.
pub(super) fn paint(canvas: &Canvas, theme: &Theme, x: &Axis, y: &Axis, grid: Grid) {
    let Canvas { painter, area, .. } = canvas;
    let [x_range, y_range] = canvas.bounds();
    let line = Stroke::new(theme.sizes.hairline, theme.line);
    let axis = Stroke::new(theme.sizes.hairline, theme.muted);
    for (position, text) in y.marks(y_range, area.height(), Y_ROOM) {
        let height = canvas.at(x_range[0], position).y;
        if grid == Grid::Lines {
            painter.hline(area.x_range(), height, line);
        } else {
            painter.hline(area.left() - 4.0..=area.left(), height, axis);
        }
        let place = pos2(area.left() - 8.0, height);
        painter.text(
            place,
            Align2::RIGHT_CENTER,
            text,
            theme.label(),
            theme.muted,
        );
    }
    painter.hline(area.x_range(), area.bottom(), axis);
    for (position, text) in x.fitting(painter, theme, x_range, area.width()) {
        let across = canvas.at(position, y_range[0]).x;
        painter.vline(across, area.bottom()..=area.bottom() + 4.0, axis);
        let place = pos2(across, area.bottom() + 6.0);
        painter.text(place, Align2::CENTER_TOP, text, theme.label(), theme.muted);
    }
    let below = pos2(area.center().x, area.bottom() + 22.0);
    painter.text(
        below,
        Align2::CENTER_TOP,
        &x.label,
        theme.label(),
        theme.text,
    );
}

/// The smallest of 1, 2, 2.5 and 5 times a power of ten that is no less than `least`.
fn round_step(least: f64) -> f64 {
    if !(least > 0.0 && least.is_finite()) {
        return 1.0;
    }
    let power = math::pow(10.0, math::log10(least).floor());
    let digits = [1.0, 2.0, 2.5, 5.0, 10.0];
    digits
        .map(|digit| digit * power)
        .into_iter()
        .find(|&s| s >= least * 0.999_999)
        .unwrap_or(10.0 * power)
}

fn multiples([low, high]: [f64; 2], step: f64) -> Vec<f64> {
    let (first, last) = ((low / step - 1e-6).ceil(), (high / step + 1e-6).floor());
    if !(last - first).is_finite() || last - first > 1000.0 {
        return Vec::new();
    }
    (0..=(last - first) as i64)
        .map(|i| (first + i as f64) * step)
        .collect()
}

/// The values at which a logarithmic axis has marks, positions being given: powers of ten, with
/// their double and fivefold where `most` allows.
fn decades([low, high]: [f64; 2], most: usize) -> Vec<f64> {
    let powers: Vec<f64> = (low.floor() as i32..=high.ceil() as i32)
        .map(|n| math::power_integer(10.0, n))
        .collect();
    let marks = |digits: &[f64]| -> Vec<f64> {
        let all = powers
            .iter()
            .flat_map(|power| digits.iter().map(move |digit| digit * power));
        all.filter(|mark| (low - 1e-9..=high + 1e-9).contains(&math::log10(*mark)))
            .collect()
    };
    let dense = marks(&[1.0, 2.0, 5.0]);
    if dense.len() <= most {
        dense
    } else {
        marks(&[1.0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(axis: &Axis, range: [f64; 2], points: f32, room: f32) -> Vec<String> {
        axis.marks(range, points, room)
            .into_iter()
            .map(|(_, text)| text)
            .collect()
    }

    #[test]
    fn marks_are_round() {
        let plain = Axis {
            label: String::new(),
            percent: false,
            log: false,
            places: Vec::new(),
        };
        let percent = Axis {
            percent: true,
            ..plain.clone()
        };
        let log = Axis {
            log: true,
            ..plain.clone()
        };
        assert_eq!(
            texts(&plain, [0.0, 26.7], 300.0, 50.0),
            ["0", "5", "10", "15", "20", "25"]
        );
        assert_eq!(texts(&plain, [-1.0, 1.0], 100.0, 50.0), ["−1", "0", "1"]);
        assert_eq!(
            texts(&percent, [0.1, 0.95], 500.0, 100.0),
            ["20 %", "40 %", "60 %", "80 %"]
        );
        assert_eq!(
            texts(&percent, [0.6, 0.62], 300.0, 60.0),
            ["60.0 %", "60.5 %", "61.0 %", "61.5 %", "62.0 %"]
        );
        assert_eq!(
            texts(&log, [0.0, 2.0], 400.0, 40.0),
            ["1", "2", "5", "10", "20", "50", "100"]
        );
        assert_eq!(
            texts(&log, [-2.0, 2.0], 200.0, 40.0),
            ["0.01", "0.1", "1", "10", "100"]
        );
        assert_eq!(texts(&plain, [5.0, 5.0], 200.0, 40.0), ["5"]);
        assert!(texts(&plain, [0.0, f64::INFINITY], 200.0, 40.0).is_empty());
    }
}

//! Axes: where the marks stand, and how they look.

use egui::{Align, Align2, Stroke, pos2};
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
#[derive(Clone, Debug, Default)]
pub(super) struct Axis {
    /// What stands beside it: `Price ($/Mtok)`.
    pub label: String,
    /// Whether marks are in percent.
    pub percent: bool,
    /// Whether equal distances are equal ratios.
    pub log: bool,
    /// Whether it can be switched between the two.
    pub can_log: bool,
    /// What is measured, where no label stands beside it.
    pub name: String,
    /// What stands at the positions 0, 1, 2 …; empty where positions are values.
    pub places: Vec<String>,
}

impl Axis {
    pub(super) fn of(data: &AxisData) -> Self {
        Self {
            label: text::axis_label(&data.label, &data.unit, data.percent),
            percent: data.percent,
            ..Self::default()
        }
    }

    /// A vertical axis whose label stands in the subtitle.
    pub(super) fn bare(name: &str, percent: bool) -> Self {
        Self {
            percent,
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// An axis along which these things stand at equal distances.
    pub(super) fn of_places(data: &AxisData, places: &[String]) -> Self {
        Self {
            places: places.to_vec(),
            ..Self::of(data)
        }
    }

    /// The marks between two values that are `points` apart, with their texts.
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
            let marks = decades([low, high].map(math::log10), most);
            // Less than a decade has round values as any other axis has.
            if marks.len() >= 2 || low <= 0.0 {
                let text = |value| text::tick(value, value, self.percent);
                return marks.into_iter().map(|mark| (mark, text(mark))).collect();
            }
        }
        let step = round_step((high - low) / most as f64);
        multiples([low, high], step)
            .into_iter()
            .map(|value| (value, text::tick(value, step, self.percent)))
            .collect()
    }

    /// The marks between those with a text, where there is room for them.
    fn minor(&self, [low, high]: [f64; 2], points: f32) -> Vec<f64> {
        let [from, to] = [low, high].map(math::log10);
        if !self.log || !self.places.is_empty() || !(to - from).is_finite() {
            return Vec::new();
        }
        // The closest two, eight and nine of a decade, keep this far apart.
        let decade = f64::from(points) / (to - from);
        if decade * 0.05 < 3.0 || to - from > 8.0 {
            return Vec::new();
        }
        let powers = from.floor() as i32..=to.ceil() as i32;
        let all = powers.flat_map(|power| {
            let unit = math::power_integer(10.0, power);
            (1..10).map(move |digit| f64::from(digit) * unit)
        });
        all.filter(|mark| (low..=high).contains(mark)).collect()
    }

    /// A value as it is read off the axis: a digit finer than its marks.
    pub(super) fn reading(&self, value: f64, [low, high]: [f64; 2]) -> String {
        if !self.places.is_empty() {
            let place = value.round().max(0.0) as usize;
            return self.places.get(place).cloned().unwrap_or_default();
        }
        let step = match self.log {
            true => value / 100.0,
            false => (high - low) / 200.0,
        };
        text::tick(value, round_step(step), self.percent)
    }

    /// How far along the axis a value stands, as a share.
    fn share(&self, value: f64, range: [f64; 2]) -> f64 {
        let position = |value: f64| if self.log { math::log10(value) } else { value };
        let [low, high] = range.map(position);
        (position(value) - low) / (high - low)
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
        let apart = |marks: &[(f64, String)]| {
            marks.windows(2).all(|pair| {
                let share = self.share(pair[1].0, range) - self.share(pair[0].0, range);
                let distance = share as f32 * points;
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
    for minor in y.minor(y_range, area.height()) {
        let height = canvas.at(x_range[0], minor).y;
        painter.hline(area.left() - 3.0..=area.left(), height, axis);
    }
    painter.hline(area.x_range(), area.bottom(), axis);
    for minor in x.minor(x_range, area.width()) {
        let across = canvas.at(minor, y_range[0]).x;
        painter.vline(across, area.bottom()..=area.bottom() + 2.0, axis);
    }
    for (position, text) in x.fitting(painter, theme, x_range, area.width()) {
        let across = canvas.at(position, y_range[0]).x;
        painter.vline(across, area.bottom()..=area.bottom() + 4.0, axis);
        let place = pos2(across, area.bottom() + 6.0);
        painter.text(place, Align2::CENTER_TOP, text, theme.label(), theme.muted);
    }
    // The switches of the scales stand at the ends of the label's line.
    let room = canvas.below.span();
    let label = super::bars::wrapped(
        painter,
        &x.label,
        theme.label(),
        theme.text,
        room,
        1,
        Align::Center,
    );
    let half = label.size().x / 2.0;
    let middle = (area.center().x)
        .min(canvas.below.max - half)
        .max(canvas.below.min + half);
    let below = pos2(middle, area.bottom() + 22.0);
    painter.galley(below, label, theme.text);
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
        return dense;
    }
    let tens = marks(&[1.0]);
    let every = tens.len().div_ceil(most.max(1)).max(1);
    tens.into_iter().step_by(every).collect()
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
        let plain = Axis::default();
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
            texts(&log, [1.0, 100.0], 400.0, 40.0),
            ["1", "2", "5", "10", "20", "50", "100"]
        );
        assert_eq!(
            texts(&log, [0.01, 100.0], 200.0, 40.0),
            ["0.01", "0.1", "1", "10", "100"]
        );
        assert_eq!(texts(&plain, [5.0, 5.0], 200.0, 40.0), ["5"]);
        assert!(texts(&plain, [0.0, f64::INFINITY], 200.0, 40.0).is_empty());
        // Twelve orders of magnitude, and less than one.
        let far = texts(&log, [1e-6, 1e6], 300.0, 40.0);
        assert!((4..=10).contains(&far.len()), "{far:?}");
        assert_eq!(
            texts(&log, [3.2, 3.8], 200.0, 40.0),
            ["3.2", "3.4", "3.6", "3.8"]
        );
    }

    #[test]
    fn small_marks_stand_between_the_decades_where_there_is_room() {
        let log = Axis {
            log: true,
            ..Axis::default()
        };
        assert_eq!(log.minor([1.0, 30.0], 300.0).len(), 12);
        assert!(log.minor([1.0, 1e6], 300.0).is_empty());
        assert!(Axis::default().minor([1.0, 30.0], 300.0).is_empty());
    }

    #[test]
    fn a_value_is_read_finer_than_the_marks() {
        let plain = Axis::default();
        assert_eq!(plain.reading(6.674, [0.0, 10.0]), "6.67");
        let years = Axis {
            places: vec!["2027".to_owned(), "2028".to_owned()],
            ..Axis::default()
        };
        assert_eq!(years.reading(0.8, [0.0, 1.0]), "2028");
        assert_eq!(years.reading(7.0, [0.0, 1.0]), "");
    }
}

//! Small figures of one metric each: bars by case, or lines over time. Within a figure all values
//! stand on one scale, and every bar and line carries its label.

use egui::accesskit::Role;
use egui::{
    Align, Align2, Color32, Id, Painter, Rangef, Rect, RichText, Sense, Stroke, StrokeKind, Ui,
    Vec2, WidgetInfo, pos2, vec2,
};
use rackhour_engine::workbook::NumberFormat;

use super::bars::{Scale, marks_width, wrapped};
use super::labels::spread_column;
use super::strokes::stroke_line;
use crate::text;
use crate::theme::Theme;

/// What stands above a small figure.
#[derive(Clone, Debug, Default)]
pub struct SmallWords {
    /// What is measured.
    pub title: String,
    /// In which unit and period.
    pub subtitle: String,
}

/// A bar of a small figure.
#[derive(Clone, Debug)]
pub struct SmallBar {
    /// What stands at its left.
    pub label: String,
    /// What it is called, for those who do not see it.
    pub name: String,
    /// How long it is; none where there is no number.
    pub value: Option<f64>,
    /// What stands at its end.
    pub text: String,
    /// Its colour.
    pub color: Color32,
    /// Whether others are compared with it.
    pub is_base: bool,
    /// What is said on hover.
    pub card: Vec<String>,
}

/// A line of a small figure.
#[derive(Clone, Debug)]
pub struct SmallLine {
    /// What stands at its end.
    pub label: String,
    /// What it is called, for those who do not see it.
    pub name: String,
    /// A value for each period; NaN where there is none.
    pub values: Vec<f64>,
    /// Its colour.
    pub color: Color32,
    /// Which dashes it has; the first has none.
    pub dash: usize,
}

/// Dashes and gaps, in points.
const DASHES: [(&[f32], &[f32]); 5] = [
    (&[7.0], &[3.0]),
    (&[2.0], &[2.5]),
    (&[11.0], &[4.0]),
    (&[4.0], &[2.0]),
    (&[9.0, 2.0], &[3.0, 3.0]),
];
/// The height of a bar with its gap.
const BAR: f32 = 18.0;
/// The room for the words.
const WORDS: f32 = 34.0;
/// The share of the width that labels may take, and the room for the numbers at the ends of bars.
const LABELS: f32 = 0.36;
const NUMBERS: f32 = 76.0;

/// The height of a small figure of so many bars.
pub fn small_bars_height(bars: usize) -> f32 {
    WORDS + BAR * bars as f32 + 4.0
}

/// Draws the words above a small figure.
pub fn small_words_ui(ui: &mut Ui, words: &SmallWords) {
    let theme = Theme::of(ui);
    let title = RichText::new(&words.title).font(theme.strong());
    ui.add(egui::Label::new(title).truncate());
    let subtitle = RichText::new(&words.subtitle).font(theme.label());
    ui.add(egui::Label::new(subtitle.color(theme.muted)).truncate());
}

/// Draws bars from a common zero; gives the one that was clicked.
pub fn small_bars_ui(
    ui: &mut Ui,
    size: Vec2,
    words: &SmallWords,
    bars: &[SmallBar],
) -> Option<usize> {
    let theme = Theme::of(ui);
    ui.spacing_mut().item_spacing.y = 2.0;
    small_words_ui(ui, words);
    let room = vec2(size.x, BAR * bars.len() as f32);
    let (area, response) = ui.allocate_exact_size(room, Sense::hover());
    let spoken: Vec<_> = bars
        .iter()
        .map(|bar| format!("{} {}", bar.label, bar.text))
        .collect();
    let summary = format!("{}: {}", words.title, spoken.join(", "));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &summary));
    let length = Length::of(area, bars);
    let zero = Stroke::new(theme.sizes.hairline, theme.muted);
    ui.painter().vline(length.x(0.0), area.y_range(), zero);
    let mut clicked = None;
    for (place, bar) in bars.iter().enumerate() {
        let top = area.top() + BAR * place as f32;
        let line = Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), BAR));
        // What is scrolled away is not drawn: there may be a thousand bars.
        if ui.is_rect_visible(line) {
            bar_ui(ui, line, &length, bar);
            if answer_ui(ui, line, response.id.with(place), bar) {
                clicked = Some(place);
            }
        }
    }
    clicked
}

/// How long bars are.
struct Length {
    left: f32,
    right: f32,
    low: f64,
    high: f64,
}

impl Length {
    fn of(area: Rect, bars: &[SmallBar]) -> Self {
        let values = bars.iter().filter_map(|bar| bar.value);
        let values = values.filter(|value| value.is_finite());
        let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let left = area.left() + area.width() * LABELS;
        // What is negative has its number at the left of its bar.
        let before = if low < 0.0 { NUMBERS } else { 0.0 };
        let after = if high > 0.0 || low == 0.0 {
            NUMBERS
        } else {
            8.0
        };
        Self {
            left: left + before,
            right: (area.right() - after).max(left + before + 8.0),
            low,
            high: if low == high { 1.0 } else { high },
        }
    }

    fn x(&self, value: f64) -> f32 {
        let share = (value - self.low) / (self.high - self.low);
        self.left + share as f32 * (self.right - self.left)
    }
}

fn bar_ui(ui: &Ui, line: Rect, length: &Length, bar: &SmallBar) {
    let theme = Theme::of(ui);
    let painter = ui.painter();
    let font = match bar.is_base {
        true => theme.label_strong(),
        false => theme.label(),
    };
    let width = line.width() * LABELS - 8.0;
    let label = wrapped(
        painter,
        &bar.label,
        font.clone(),
        theme.text,
        width,
        1,
        Align::Min,
    );
    let top = line.center().y - label.size().y / 2.0;
    painter.galley(pos2(line.left(), top), label, theme.text);
    let zero = length.x(0.0);
    let Some(value) = bar.value else {
        let place = pos2(zero + 6.0, line.center().y);
        painter.text(place, Align2::LEFT_CENTER, &bar.text, font, theme.muted);
        return;
    };
    let end = length.x(value);
    let rect = Rect::from_x_y_ranges(zero.min(end)..=zero.max(end), line.y_range().shrink(4.0));
    painter.rect_filled(rect, 1.0, bar.color);
    if bar.is_base {
        let stroke = Stroke::new(1.0, theme.text);
        painter.rect_stroke(rect, 1.0, stroke, StrokeKind::Outside);
    }
    let (place, align) = match value < 0.0 {
        true => (pos2(end - 5.0, line.center().y), Align2::RIGHT_CENTER),
        false => (pos2(end + 5.0, line.center().y), Align2::LEFT_CENTER),
    };
    painter.text(place, align, &bar.text, font, theme.text);
}

/// A bar under the pointer or with the keyboard; whether it was clicked.
fn answer_ui(ui: &Ui, line: Rect, id: Id, bar: &SmallBar) -> bool {
    let theme = Theme::of(ui);
    let response = ui.interact(line, id, Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Button, true, &bar.name);
        info.current_text_value = Some(bar.text.clone());
        info
    });
    if response.has_focus() {
        let stroke = Stroke::new(1.5, theme.accent);
        ui.painter()
            .rect_stroke(line, 2.0, stroke, StrokeKind::Inside);
    }
    let clicked = response.clicked();
    response.on_hover_ui(|ui| {
        ui.set_max_width(340.0);
        ui.label(RichText::new(&bar.name).font(theme.strong()));
        for sentence in &bar.card {
            ui.label(sentence);
        }
    });
    clicked
}

/// Draws lines over periods, each with its label at its end. `say` words a value.
pub fn small_lines_ui(
    ui: &mut Ui,
    size: Vec2,
    words: &SmallWords,
    periods: &[String],
    lines: &[SmallLine],
    format: Option<NumberFormat>,
    say: &dyn Fn(f64) -> String,
) {
    let theme = Theme::of(ui);
    ui.spacing_mut().item_spacing.y = 2.0;
    small_words_ui(ui, words);
    let (rect, response) = ui.allocate_exact_size(vec2(size.x, size.y - WORDS), Sense::hover());
    if !ui.is_rect_visible(rect) {
        return;
    }
    let values = || lines.iter().flat_map(|line| line.values.iter().copied());
    let left = marks_width(ui, values(), format);
    let right = (size.x * LABELS).min(118.0);
    let area = Rect::from_min_max(
        pos2(rect.left() + left, rect.top() + 4.0),
        pos2(rect.right() - right, rect.bottom() - 16.0),
    );
    let scale = Scale::free(area, values());
    let painter = ui.painter();
    scale.paint(painter, theme, format);
    periods_ui(painter, theme, area, periods);
    let x = |place: usize| {
        let share = place as f32 / (periods.len().max(2) - 1) as f32;
        area.left() + share * area.width()
    };
    for line in lines {
        let stroke = Stroke::new(1.75, line.color);
        for run in runs(&line.values) {
            let points: Vec<_> = run
                .map(|place| pos2(x(place), scale.y(line.values[place])))
                .collect();
            let dashes = line
                .dash
                .checked_sub(1)
                .map(|dash| &DASHES[dash % DASHES.len()]);
            match points.as_slice() {
                [one] => drop(painter.circle_filled(*one, 2.0, line.color)),
                _ => stroke_line(painter, &points, stroke, dashes),
            }
        }
    }
    ends_ui(painter, theme, area, &scale, lines);
    let spoken: Vec<_> = lines
        .iter()
        .map(|line| summary(line, periods, say))
        .collect();
    let summary = format!("{}: {}", words.title, spoken.join("; "));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &summary));
    hover_ui(response, area, periods, lines, say);
}

/// The first and the last period below the lines.
fn periods_ui(painter: &Painter, theme: &Theme, area: Rect, periods: &[String]) {
    let ends = [
        (periods.first(), area.left(), Align2::LEFT_TOP),
        (
            periods.last().filter(|_| periods.len() > 1),
            area.right(),
            Align2::RIGHT_TOP,
        ),
    ];
    for (period, x, align) in ends {
        if let Some(period) = period {
            let place = pos2(x, area.bottom() + 3.0);
            painter.text(place, align, period, theme.label(), theme.muted);
        }
    }
}

/// The labels at the ends of lines, kept apart.
fn ends_ui(painter: &Painter, theme: &Theme, area: Rect, scale: &Scale, lines: &[SmallLine]) {
    let last = |line: &SmallLine| line.values.iter().rev().copied().find(|v| v.is_finite());
    let ends: Vec<_> = lines
        .iter()
        .filter_map(|line| Some((line, last(line)?)))
        .collect();
    let wanted: Vec<f32> = ends.iter().map(|(_, value)| scale.y(*value)).collect();
    let heights = vec![theme.sizes.label + 2.0; ends.len()];
    let column = Rangef::new(area.top() - 4.0, area.bottom() + 12.0);
    let centres = spread_column(&wanted, &heights, column);
    let width = (painter.clip_rect().right() - area.right()).min(112.0);
    for ((line, _), y) in ends.iter().zip(centres) {
        let font = theme.label();
        let label = wrapped(painter, &line.label, font, line.color, width, 1, Align::Min);
        let place = pos2(area.right() + 6.0, y - label.size().y / 2.0);
        painter.galley(place, label, line.color);
    }
}

/// What all lines have in the period under the pointer.
fn hover_ui(
    response: egui::Response,
    area: Rect,
    periods: &[String],
    lines: &[SmallLine],
    say: &dyn Fn(f64) -> String,
) {
    let Some(pointer) = response.hover_pos() else {
        return;
    };
    let share = ((pointer.x - area.left()) / area.width()).clamp(0.0, 1.0);
    let place = (share * (periods.len().max(1) - 1) as f32).round() as usize;
    response.on_hover_ui_at_pointer(|ui| {
        let theme = Theme::of(ui);
        if let Some(period) = periods.get(place) {
            ui.label(RichText::new(period).font(theme.strong()));
        }
        for line in lines {
            let value = line.values.get(place).copied().unwrap_or(f64::NAN);
            ui.label(format!("{}: {}", line.label, say(value)));
        }
    });
}

/// `Neocloud from 3.00 in 2027 to 2.10 in 2032`.
fn summary(line: &SmallLine, periods: &[String], say: &dyn Fn(f64) -> String) -> String {
    let end = |place: usize| {
        let value = line.values.get(place).copied().unwrap_or(f64::NAN);
        let period = periods.get(place).map_or("", String::as_str);
        match value.is_nan() {
            true => format!("{} in {period}", text::UNAVAILABLE),
            false => format!("{} in {period}", say(value)),
        }
    };
    let last = periods.len().saturating_sub(1);
    format!("{} from {} to {}", line.label, end(0), end(last))
}

/// The stretches in which there are values.
fn runs(values: &[f64]) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (place, value) in values.iter().enumerate() {
        match runs.last_mut() {
            _ if !value.is_finite() => {}
            Some(run) if run.end == place => run.end += 1,
            _ => runs.push(place..place + 1),
        }
    }
    runs
}

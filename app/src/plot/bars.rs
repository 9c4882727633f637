//! What figures of bars share: words, a scale from zero, wrapped labels, and bars that answer.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align, Align2, Color32, FontId, Galley, Id, Painter, Rect, Response, Sense, Shape, Stroke, Ui,
    WidgetInfo, pos2, vec2,
};
use rackhour_engine::workbook::NumberFormat;

use super::axes::{Axis, Y_ROOM};
use super::{Words, words_ui};
use crate::theme::Theme;

/// What a figure of bars reports after it was drawn.
#[derive(Debug, Default)]
pub struct BarsOutput {
    /// The row of the bar that was opened, by a click or by Enter.
    pub opened: Option<String>,
}

/// The room for bars below a figure's words.
pub(super) struct Board {
    pub(super) painter: Painter,
    /// Everything below the words.
    pub(super) room: Rect,
    pub(super) id: Id,
    case: String,
    /// Whether a slider moves, and scales stay as they are.
    held: bool,
}

/// Whether a slider moves.
#[derive(Clone, Copy, Debug, Default)]
struct Held(bool);

/// Where a scale began and ended when it was last free to move, and what stood on it.
#[derive(Clone, Debug, Default)]
struct Start {
    ends: (f64, f64),
    bars: Vec<Rect>,
}

/// Keeps the scales of all figures of bars as they are while a slider moves.
pub fn hold_scales(ui: &Ui, held: bool) {
    ui.data_mut(|data| data.insert_temp(Id::unique("scales of bars"), Held(held)));
}

impl Board {
    /// Draws the words and takes all the room there is.
    pub(super) fn new(ui: &mut Ui, words: &Words<'_>) -> Self {
        let outer = ui.available_size().max(vec2(280.0, 200.0));
        let (rect, response) = ui.allocate_exact_size(outer, Sense::hover());
        let top = words_ui(ui, rect, words);
        let summary = format!("{} {} {}", words.title, words.subtitle, words.summary);
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, summary.trim()));
        Self {
            painter: ui.painter().with_clip_rect(ui.clip_rect()),
            room: Rect::from_min_max(pos2(rect.left(), top), rect.max),
            id: response.id,
            case: words.case.to_owned(),
            held: ui.data(|data| {
                let held: Option<Held> = data.get_temp(Id::unique("scales of bars"));
                held.unwrap_or_default().0
            }),
        }
    }

    /// The ends of a scale: as they are given, or as they were before a slider moved.
    pub(super) fn hold(&self, ui: &Ui, ends: (f64, f64)) -> (f64, f64) {
        let id = self.id.with("start");
        let start: Option<Start> = ui.data(|data| data.get_temp(id));
        match start.filter(|_| self.held) {
            Some(start) => start.ends,
            None => {
                let bars = Vec::new();
                ui.data_mut(|data| data.insert_temp(id, Start { ends, bars }));
                ends
            }
        }
    }

    /// Remembers where bars stand, or outlines where they stood before a slider moved.
    pub(super) fn ghost(&self, ui: &Ui, bars: impl Iterator<Item = Rect>) {
        let id = self.id.with("start");
        let Some(mut start) = ui.data(|data| data.get_temp::<Start>(id)) else {
            return;
        };
        if !self.held {
            start.bars = bars.collect();
            ui.data_mut(|data| data.insert_temp(id, start));
            return;
        }
        let stroke = Stroke::new(1.0, Theme::of(ui).muted);
        for bar in start.bars {
            let bar = bar.expand(1.0);
            self.painter
                .rect_stroke(bar, 1.0, stroke, egui::StrokeKind::Outside);
        }
    }

    /// One part of a figure under the pointer or with the keyboard: what it says, with the case;
    /// whether its row was opened.
    pub(super) fn answer(&self, ui: &Ui, rect: Rect, id: Id, name: &str, card: &[String]) -> bool {
        answer(ui, rect, id, name, card, &self.case)
    }
}

/// A vertical scale that begins at zero, or below it where values are negative.
pub(super) struct Scale {
    area: Rect,
    low: f64,
    high: f64,
}

impl Scale {
    /// A scale on which all values have their place, with some room above the highest.
    pub(super) fn new(
        ui: &Ui,
        board: &Board,
        area: Rect,
        values: impl Iterator<Item = f64>,
    ) -> Self {
        let (low, high) = board.hold(ui, extent(values));
        Self { area, low, high }
    }

    /// The same for a picture on no board, whose scale follows its values at once.
    pub(super) fn free(area: Rect, values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = extent(values);
        Self { area, low, high }
    }

    pub(super) fn y(&self, value: f64) -> f32 {
        let share = (value - self.low) / (self.high - self.low);
        self.area.bottom() - share as f32 * self.area.height()
    }

    /// Draws the marks at the left, hairlines at them, and the line at zero.
    pub(super) fn paint(&self, painter: &Painter, theme: &Theme, format: Option<NumberFormat>) {
        let axis = axis(format);
        for (value, text) in axis.marks([self.low, self.high], self.area.height(), Y_ROOM) {
            let y = self.y(value);
            painter.hline(self.area.x_range(), y, theme.hairline());
            let place = pos2(self.area.left() - 8.0, y);
            painter.text(
                place,
                Align2::RIGHT_CENTER,
                text,
                theme.label(),
                theme.muted,
            );
        }
        let line = Stroke::new(theme.sizes.hairline, theme.muted);
        painter.hline(self.area.x_range(), self.y(0.0), line);
    }
}

/// The least and greatest value on a scale from zero, with room for labels beyond them.
fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let values = values.filter(|value| value.is_finite());
    let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    if low == high {
        return (0.0, 1.0);
    }
    let room = 0.08 * (high - low);
    let below = if low < 0.0 { low - room } else { 0.0 };
    let above = if high > 0.0 { high + room } else { 0.0 };
    (below, above)
}

fn axis(format: Option<NumberFormat>) -> Axis {
    Axis::bare("", matches!(format, Some(NumberFormat::Percent(_))))
}

/// The width of the marks beside a scale of these values.
pub(super) fn marks_width(
    ui: &Ui,
    values: impl Iterator<Item = f64>,
    format: Option<NumberFormat>,
) -> f32 {
    let (low, high) = extent(values);
    super::axes::label_width(ui, &axis(format), [low, high])
}

/// A text in at most so many lines of this width, with an ellipsis where it is longer.
pub(crate) fn wrapped(
    painter: &Painter,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
    rows: usize,
    align: Align,
) -> Arc<Galley> {
    let mut job = LayoutJob::simple(text.to_owned(), font, color, width.max(8.0));
    job.wrap = TextWrapping {
        max_width: width.max(8.0),
        max_rows: rows,
        break_anywhere: false,
        ..TextWrapping::default()
    };
    job.halign = align;
    painter.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Draws a galley that was laid out with its middle at `x`.
pub(super) fn centred(painter: &Painter, x: f32, top: f32, galley: Arc<Galley>) {
    painter.galley(pos2(x, top), galley, Color32::PLACEHOLDER);
}

fn answer(ui: &Ui, rect: Rect, id: Id, name: &str, card: &[String], case: &str) -> bool {
    let response: Response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let theme = Theme::of(ui);
    if response.has_focus() {
        let stroke = Stroke::new(1.5, theme.accent);
        let painter = ui.painter();
        painter.rect_stroke(rect.expand(1.0), 2.0, stroke, egui::StrokeKind::Outside);
    }
    let content = |ui: &mut Ui| {
        ui.set_max_width(320.0);
        for (position, line) in card.iter().enumerate() {
            let text = egui::RichText::new(line);
            ui.label(if position == 0 {
                text.font(theme.strong())
            } else {
                text
            });
        }
        if !case.is_empty() {
            let case = egui::RichText::new(case).font(theme.label());
            ui.label(case.color(theme.muted));
        }
        let hint = egui::RichText::new("Click or press Enter to see the row");
        ui.label(hint.font(theme.label()).color(theme.muted));
    };
    if response.has_focus() && !response.hovered() {
        response.show_tooltip_ui(content);
    } else {
        let response = response.on_hover_ui(content);
        return response.clicked();
    }
    response.clicked()
}

/// A hatched rectangle: what is not explained or not available.
pub(super) fn hatched(painter: &Painter, rect: Rect, color: Color32) {
    let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    let stroke = Stroke::new(1.0, color);
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        let line = [pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())];
        painter.add(Shape::line_segment(line, stroke));
        x += 6.0;
    }
    painter.rect_stroke(rect, 0.0, stroke, egui::StrokeKind::Inside);
}

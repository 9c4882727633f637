//! How much of a quantity is left at each stage: bars that grow shorter from top to bottom.

use egui::{Align, Color32, Rect, Shape, Stroke, Ui, pos2, vec2};
use rackhour_engine::figure::{FunnelData, FunnelStage};
use rackhour_engine::workbook::NumberFormat;

use super::bars::{BarsOutput, Board, hatched, wrapped};
use super::{Words, scope, subtitle};
use crate::text;
use crate::theme::Theme;

/// The highest line of a stage; a funnel of few stages does not fill a high pane.
const HIGHEST: f32 = 96.0;

/// Draws the funnel over the room there is. `say` words the reason why a stage is missing.
pub fn funnel_ui(
    ui: &mut Ui,
    data: &FunnelData,
    case: &str,
    color: Color32,
    say: &dyn Fn(&str) -> String,
) -> BarsOutput {
    let theme = Theme::of(ui);
    let scope = scope(case, data.period.as_deref());
    let words = Words {
        title: &data.title,
        subtitle: subtitle("", &data.unit, &scope),
        summary: summary(data),
        case,
    };
    let board = Board::new(ui, &words);
    let room = board.room;
    let labels = (room.width() * 0.24).clamp(96.0, 200.0);
    let texts = (room.width() * 0.30).clamp(120.0, 220.0);
    let drawing = Drawing {
        board: &board,
        theme,
        data,
        color,
        high: (room.height() / data.stages.len().max(1) as f32).min(HIGHEST),
        bars: room.left() + labels + 12.0
            ..=(room.right() - texts - 12.0).max(room.left() + labels + 52.0),
        most: board.hold(ui, (0.0, most(data))).1,
    };
    let mut output = BarsOutput::default();
    for (position, stage) in data.stages.iter().enumerate() {
        let line = drawing.line(position);
        drawing.label(stage, line, labels);
        drawing.bar(position, stage, say);
        drawing.text(stage, line);
        let id = board.id.with(position);
        if board.answer(
            ui,
            line.shrink(2.0),
            id,
            &name(data, stage),
            &card(data, stage, say),
        ) {
            output.opened = Some(stage.row.clone());
        }
    }
    let bars = data.stages.iter().enumerate();
    let bars = bars.filter_map(|(position, stage)| {
        let value = stage.value.as_ref().ok()?;
        Some(drawing.rect(position, *value))
    });
    board.ghost(ui, bars);
    output
}

fn most(data: &FunnelData) -> f64 {
    let values = data
        .stages
        .iter()
        .filter_map(|stage| stage.value.as_ref().ok());
    values.copied().fold(0.0, f64::max)
}

struct Drawing<'a> {
    board: &'a Board,
    theme: &'a Theme,
    data: &'a FunnelData,
    color: Color32,
    high: f32,
    bars: std::ops::RangeInclusive<f32>,
    most: f64,
}

impl Drawing<'_> {
    fn line(&self, position: usize) -> Rect {
        let room = self.board.room;
        let top = room.top() + self.high * position as f32;
        Rect::from_min_size(pos2(room.left(), top), vec2(room.width(), self.high))
    }

    fn label(&self, stage: &FunnelStage, line: Rect, width: f32) {
        let painter = &self.board.painter;
        let rows = if self.high > 44.0 { 3 } else { 2 };
        let (font, color) = (self.theme.body(), self.theme.text);
        let galley = wrapped(painter, &stage.label, font, color, width, rows, Align::Max);
        let top = line.center().y - galley.size().y / 2.0;
        painter.galley(pos2(line.left() + width, top), galley, color);
    }

    /// Where the bar of a stage stands.
    fn rect(&self, position: usize, value: f64) -> Rect {
        let line = self.line(position);
        let width = self.bars.end() - self.bars.start();
        let share = if self.most > 0.0 {
            (value / self.most).max(0.0)
        } else {
            0.0
        };
        let length = (share as f32 * width).max(1.0);
        let half = self.high * 0.31;
        let (left, middle) = (*self.bars.start(), line.center().y);
        Rect::from_x_y_ranges(left..=left + length, middle - half..=middle + half)
    }

    fn bar(&self, position: usize, stage: &FunnelStage, say: &dyn Fn(&str) -> String) {
        let painter = &self.board.painter;
        match &stage.value {
            Ok(value) => {
                let rect = self.rect(position, *value);
                self.join(position, rect);
                painter.rect_filled(rect, 1.0, self.color);
            }
            Err(reason) => {
                let rect = self.rect(position, self.most);
                hatched(painter, rect, self.theme.line);
                let font = self.theme.label();
                let width = rect.width() - 12.0;
                let galley = wrapped(
                    painter,
                    &say(reason),
                    font,
                    self.theme.text,
                    width,
                    2,
                    Align::Min,
                );
                let place = pos2(rect.left() + 6.0, rect.center().y - galley.size().y / 2.0);
                let place = Rect::from_min_size(place, galley.size());
                super::text_on_patch(painter, place, galley, self.theme.surface);
            }
        }
    }

    /// A tint from the bar of the stage before down to this one.
    fn join(&self, position: usize, rect: Rect) {
        let before = position.checked_sub(1);
        let value = before.map(|before| &self.data.stages[before].value);
        if let (Some(before), Some(Ok(value))) = (before, value) {
            let above = self.rect(before, *value);
            let corners = [
                above.left_bottom(),
                above.right_bottom(),
                rect.right_top(),
                rect.left_top(),
            ];
            let tint = self.theme.tint(self.color);
            let shape = Shape::convex_polygon(corners.to_vec(), tint, Stroke::NONE);
            self.board.painter.add(shape);
        }
    }

    /// The value and its shares, at the right.
    fn text(&self, stage: &FunnelStage, line: Rect) {
        let painter = &self.board.painter;
        let Ok(value) = stage.value else {
            return;
        };
        let left = self.bars.end() + 12.0;
        let value = text::with_unit(value, &self.data.unit, stage.format);
        let value = painter.layout_no_wrap(value, self.theme.strong(), self.theme.text);
        let width = line.right() - left;
        let shares = shares(stage).join("\n");
        let (font, color) = (self.theme.label(), self.theme.muted);
        let shares = wrapped(painter, &shares, font, color, width, 2, Align::Min);
        let height = value.size().y + shares.size().y;
        let top = line.center().y - height / 2.0;
        let below = top + value.size().y;
        painter.galley(pos2(left, top), value, self.theme.text);
        painter.galley(pos2(left, below), shares, color);
    }
}

/// `62.0 % of the first stage`, and of the one before where that is another.
fn shares(stage: &FunnelStage) -> Vec<String> {
    let percent = |share: f64| text::number_or_zero(share, "", Some(NumberFormat::Percent(1)));
    let mut lines = Vec::new();
    if let Some(share) = stage.of_previous {
        if let Some(first) = stage.of_first.filter(|first| *first != share) {
            lines.push(format!("{} of the first", percent(first)));
        }
        lines.push(format!("{} of the one before", percent(share)));
    }
    lines
}

fn name(data: &FunnelData, stage: &FunnelStage) -> String {
    let value = stage.value.as_ref().map_or_else(
        |_| text::UNAVAILABLE.to_owned(),
        |value| text::with_unit(*value, &data.unit, stage.format),
    );
    format!("{}: {value}", stage.label)
}

fn card(data: &FunnelData, stage: &FunnelStage, say: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut lines = vec![stage.label.clone()];
    lines.push(match &stage.value {
        Ok(value) => text::with_unit(*value, &data.unit, stage.format),
        Err(reason) => say(reason),
    });
    lines.extend(shares(stage));
    lines
}

/// What the figure says, without the picture.
fn summary(data: &FunnelData) -> String {
    let parts: Vec<_> = data.stages.iter().map(|stage| name(data, stage)).collect();
    parts.join(", ")
}

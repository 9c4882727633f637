//! What one value is made of: a bar of parts per profile, scenario or period, named at the right.

use std::sync::Arc;

use egui::{Align, Align2, Color32, Galley, Rangef, Rect, Stroke, Ui, pos2, vec2};
use rackhour_engine::figure::{StackBar, StackContent, StackData};

use super::bars::{BarsOutput, Board, Scale, centred, hatched, marks_width, wrapped};
use super::labels::spread_column;
use super::{Words, scope, subtitle};
use crate::text;
use crate::theme::Theme;

/// The widest place of a bar.
const WIDEST: f32 = 232.0;
/// The lowest part that has its number in it.
const LOWEST: f32 = 15.0;
/// What the parts leave unexplained is called.
const RESIDUAL: &str = "Not explained by the parts";

/// Draws the bars over the room there is. `say` words the reason why a bar is missing.
pub fn stack_ui(
    ui: &mut Ui,
    data: &StackData,
    case: &str,
    say: &dyn Fn(&str) -> String,
) -> BarsOutput {
    let theme = Theme::of(ui);
    let scope = scope(case, data.period.as_deref());
    let words = Words {
        title: &data.title,
        subtitle: subtitle(&data.total_label, &data.unit, &scope),
        summary: summary(data),
        case,
    };
    let board = Board::new(ui, &words);
    let names = (board.room.width() * 0.22).clamp(88.0, 180.0);
    let left = marks_width(ui, ends(data), data.format);
    let count = data.bars.len().max(1) as f32;
    let width = ((board.room.width() - left - names - 24.0) / count).clamp(8.0, WIDEST);
    let labels = labels(&board, theme, data, width);
    let below = labels
        .iter()
        .flatten()
        .map(|label| label.size().y)
        .fold(0.0, f32::max)
        + 8.0;
    let area = Rect::from_min_max(
        pos2(board.room.left() + left, board.room.top() + 4.0),
        pos2(
            board.room.left() + left + width * count,
            (board.room.bottom() - below).max(board.room.top() + 60.0),
        ),
    );
    let drawing = Drawing {
        board: &board,
        theme,
        data,
        scale: Scale::new(ui, &board, area, ends(data)),
        area,
        width,
    };
    drawing.scale.paint(&board.painter, theme, data.format);
    let mut output = BarsOutput::default();
    for (position, bar) in data.bars.iter().enumerate() {
        if let Some(Some(label)) = labels.get(position) {
            let middle = drawing.slot(position).center().x;
            centred(
                &board.painter,
                middle,
                area.bottom() + 6.0,
                Arc::clone(label),
            );
        }
        if drawing.bar(ui, position, bar, say) {
            output.opened = Some(data.total_row.clone());
        }
    }
    drawing.names(names);
    let bars = data.bars.iter().enumerate();
    let bars = bars.filter_map(|(position, bar)| {
        let content = bar.content.as_ref().ok()?;
        Some(drawing.rect(position, (0.0, content.total)))
    });
    board.ghost(ui, bars);
    output
}

/// The labels below the bars; of many narrow bars only every so many have one.
fn labels(board: &Board, theme: &Theme, data: &StackData, width: f32) -> Vec<Option<Arc<Galley>>> {
    let every = (44.0 / width).ceil().max(1.0) as usize;
    let room = width * every as f32 - 6.0;
    let label = |(position, bar): (usize, &StackBar)| {
        position.is_multiple_of(every).then(|| {
            let (painter, font) = (&board.painter, theme.label());
            wrapped(
                painter,
                &bar.label,
                font,
                theme.text,
                room,
                3,
                Align::Center,
            )
        })
    };
    data.bars.iter().enumerate().map(label).collect()
}

/// Where the parts of every bar begin and end, above and below zero.
fn ends(data: &StackData) -> impl Iterator<Item = f64> {
    let contents = data.bars.iter().filter_map(|bar| bar.content.as_ref().ok());
    contents.flat_map(|content| {
        let spans = spans(content);
        let ends = spans.into_iter().flat_map(|(from, to)| [from, to]);
        ends.chain([content.total]).collect::<Vec<_>>()
    })
}

/// Where each part and then the residual begins and ends: positive ones upwards from zero,
/// negative ones downwards.
fn spans(content: &StackContent) -> Vec<(f64, f64)> {
    let (mut above, mut below) = (0.0, 0.0);
    let parts = content.parts.iter().chain([&content.residual]);
    let place = |part: &f64| {
        let end = if *part < 0.0 { &mut below } else { &mut above };
        let from = *end;
        *end += part;
        (from, *end)
    };
    parts.map(place).collect()
}

struct Drawing<'a> {
    board: &'a Board,
    theme: &'a Theme,
    data: &'a StackData,
    scale: Scale,
    area: Rect,
    width: f32,
}

impl Drawing<'_> {
    fn slot(&self, position: usize) -> Rect {
        let left = self.area.left() + self.width * position as f32;
        Rect::from_min_size(
            pos2(left, self.area.top()),
            vec2(self.width, self.area.height()),
        )
    }

    fn across(&self, position: usize) -> Rangef {
        let middle = self.slot(position).center().x;
        let half = (self.width * 0.36).min(72.0);
        Rangef::new(middle - half, middle + half)
    }

    fn rect(&self, position: usize, (from, to): (f64, f64)) -> Rect {
        let (a, b) = (self.scale.y(from), self.scale.y(to));
        Rect::from_x_y_ranges(self.across(position), a.min(b)..=a.max(b))
    }

    /// Draws a bar; whether it was opened.
    fn bar(&self, ui: &Ui, position: usize, bar: &StackBar, say: &dyn Fn(&str) -> String) -> bool {
        let content = match &bar.content {
            Ok(content) => content,
            Err(reason) => return self.missing(ui, position, bar, &say(reason)),
        };
        let mut opened = false;
        for (part, span) in spans(content).into_iter().enumerate() {
            let rect = self.rect(position, span);
            let value = span.1 - span.0;
            if value == 0.0 {
                continue;
            }
            self.part(rect, part, value);
            let name = format!(
                "{}, {}: {}",
                bar.label,
                self.part_name(part),
                self.text(value)
            );
            let id = self.board.id.with((position, part));
            let card = self.card(bar, content, part, value);
            opened |= self.board.answer(ui, rect, id, &name, &card);
        }
        self.total(position, content);
        opened
    }

    fn part(&self, rect: Rect, part: usize, value: f64) {
        let painter = &self.board.painter;
        if part == self.data.parts.len() {
            hatched(painter, rect, self.theme.muted);
        } else {
            // A gap of the ground's colour parts neighbours whatever their colours.
            let gap = if rect.height() > 4.0 { 0.5 } else { 0.0 };
            painter.rect_filled(rect.shrink2(vec2(0.0, gap)), 0.0, self.theme.part(part));
        }
        let text = text::number(value, &self.data.unit, self.data.format);
        let ground = match part == self.data.parts.len() {
            true => self.theme.surface,
            false => self.theme.part(part),
        };
        let color = self.theme.readable_on(ground);
        let galley = painter.layout_no_wrap(text, self.theme.label(), color);
        if rect.height() >= LOWEST && galley.size().x + 6.0 <= rect.width() {
            let place = rect.center() - galley.size() / 2.0;
            let place = Rect::from_min_size(place, galley.size());
            if part == self.data.parts.len() {
                super::text_on_patch(painter, place, galley, ground);
            } else {
                painter.galley(place.min, galley, color);
            }
        }
    }

    /// The sum above its bar, where it fits between its neighbours.
    fn total(&self, position: usize, content: &StackContent) {
        let painter = &self.board.painter;
        let highest = spans(content).into_iter().map(|(from, to)| from.max(to));
        let top = highest.fold(0.0, f64::max);
        let text = text::number_or_zero(content.total, &self.data.unit, self.data.format);
        let galley = painter.layout_no_wrap(text, self.theme.strong(), self.theme.text);
        if galley.size().x + 4.0 > self.width && self.data.bars.len() > 1 {
            return;
        }
        let middle = self.across(position).center();
        let place = pos2(middle, self.scale.y(top) - 2.0);
        let place = Align2::CENTER_BOTTOM.anchor_size(place, galley.size());
        super::text_on_patch(painter, place, galley, self.theme.surface);
    }

    fn missing(&self, ui: &Ui, position: usize, bar: &StackBar, reason: &str) -> bool {
        let painter = &self.board.painter;
        let base = self.scale.y(0.0);
        let rect = Rect::from_x_y_ranges(self.across(position), base - 40.0..=base);
        hatched(painter, rect, self.theme.line);
        let (font, width) = (self.theme.label(), self.width - 8.0);
        if width > 60.0 {
            let color = self.theme.muted;
            let galley = wrapped(painter, reason, font, color, width, 6, Align::Center);
            let top = rect.top() - galley.size().y - 4.0;
            centred(painter, rect.center().x, top, galley);
        }
        let name = format!("{}: {reason}", bar.label);
        let card = [bar.label.clone(), reason.to_owned()];
        let id = self.board.id.with(position);
        self.board.answer(ui, rect, id, &name, &card)
    }

    /// The names of the parts at the right of the last bar that has them, with their colours.
    fn names(&self, width: f32) {
        let painter = &self.board.painter;
        let seen: Vec<_> = (0..=self.data.parts.len())
            .filter(|part| self.is_seen(*part))
            .collect();
        let last = self.data.bars.iter().rposition(|bar| bar.content.is_ok());
        let Some((position, content)) =
            last.and_then(|at| Some((at, self.data.bars[at].content.as_ref().ok()?)))
        else {
            return;
        };
        let spans = spans(content);
        let place = |part: usize| self.rect(position, spans[part]);
        let galleys: Vec<_> = seen
            .iter()
            .map(|part| {
                let (name, color) = (self.part_name(*part), self.theme.text);
                let font = self.theme.label();
                wrapped(painter, name, font, color, width - 16.0, 2, Align::Min)
            })
            .collect();
        let wanted: Vec<_> = seen.iter().map(|part| place(*part).center().y).collect();
        let heights: Vec<_> = galleys.iter().map(|galley| galley.size().y + 4.0).collect();
        let column = Rangef::new(self.area.top(), self.board.room.bottom());
        let centres = ordered_column(&wanted, &heights, column);
        let left = self.area.right() + 16.0;
        for ((part, galley), centre) in seen.into_iter().zip(galleys).zip(centres) {
            let from = place(part);
            if spans[part].0 != spans[part].1 {
                let ends = [
                    pos2(from.right() + 3.0, from.center().y),
                    pos2(left - 4.0, centre),
                ];
                painter.line_segment(ends, self.theme.hairline());
            }
            self.swatch(part, pos2(left + 5.0, centre));
            let at = pos2(left + 16.0, centre - galley.size().y / 2.0);
            painter.galley(at, galley, Color32::PLACEHOLDER);
        }
    }

    fn swatch(&self, part: usize, centre: egui::Pos2) {
        let rect = Rect::from_center_size(centre, vec2(9.0, 9.0));
        if part == self.data.parts.len() {
            let stroke = Stroke::new(1.0, self.theme.muted);
            let painter = &self.board.painter;
            painter.rect_stroke(rect, 0.0, stroke, egui::StrokeKind::Inside);
        } else {
            self.board
                .painter
                .rect_filled(rect, 1.0, self.theme.part(part));
        }
    }

    /// Whether any bar has this part.
    fn is_seen(&self, part: usize) -> bool {
        let mut contents = self
            .data
            .bars
            .iter()
            .filter_map(|bar| bar.content.as_ref().ok());
        contents.any(|content| {
            let value = content.parts.get(part).copied();
            value.unwrap_or(content.residual) != 0.0
        })
    }

    fn part_name(&self, part: usize) -> &str {
        self.data.parts.get(part).map_or(RESIDUAL, String::as_str)
    }

    fn text(&self, value: f64) -> String {
        text::with_unit(value, &self.data.unit, self.data.format)
    }

    fn card(&self, bar: &StackBar, content: &StackContent, part: usize, value: f64) -> Vec<String> {
        let share = match content.total {
            0.0 => String::new(),
            total => {
                let format = Some(rackhour_engine::workbook::NumberFormat::Percent(1));
                let share = text::number(value / total, "", format);
                format!(", {share} of {}", self.text(total))
            }
        };
        let name = self.part_name(part).to_owned();
        vec![
            name,
            bar.label.clone(),
            format!("{}{share}", self.text(value)),
        ]
    }
}

/// Places for the names in the order of the parts from the bottom: the column is spread from its
/// end upwards, so that a part that the last bar lacks keeps its place between its neighbours.
fn ordered_column(wanted: &[f32], heights: &[f32], column: Rangef) -> Vec<f32> {
    // Equal wishes are told apart in the order of the parts.
    let nudged: Vec<_> = wanted
        .iter()
        .enumerate()
        .map(|(position, y)| y - 0.01 * position as f32)
        .collect();
    spread_column(&nudged, heights, column)
}

/// What the figure says, without the picture.
fn summary(data: &StackData) -> String {
    let bars = data.bars.iter().map(|bar| match &bar.content {
        Ok(content) => {
            let total = text::with_unit(content.total, &data.unit, data.format);
            format!("{}: {total}", bar.label)
        }
        Err(_) => format!("{}: {}", bar.label, text::UNAVAILABLE),
    });
    bars.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_on_each_other_and_credits_hang_below() {
        let content = StackContent {
            parts: vec![3.0, -1.0, 2.0],
            total: 5.0,
            residual: 1.0,
        };
        assert_eq!(
            spans(&content),
            [(0.0, 3.0), (0.0, -1.0), (3.0, 5.0), (5.0, 6.0)]
        );
    }
}

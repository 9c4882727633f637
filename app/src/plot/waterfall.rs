//! How one value becomes another: bars for totals, floating bars for the steps between them.

use egui::{Align, Color32, Rect, Stroke, Ui, pos2, vec2};
use rackhour_engine::figure::{BarKind, WaterfallBar, WaterfallData};

use super::bars::{BarsOutput, Board, Scale, centred, hatched, marks_width, wrapped};
use super::{Words, scope, subtitle};
use crate::text;
use crate::theme::Theme;

/// The widest place of a bar; a figure of few bars does not fill a wide pane.
const WIDEST: f32 = 168.0;
/// The narrowest label below a bar.
const NARROWEST_LABEL: f32 = 44.0;

/// Draws the bridge over the room there is. `say` words the reason why a bar is missing.
pub fn waterfall_ui(
    ui: &mut Ui,
    data: &WaterfallData,
    case: &str,
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
    let ends = || {
        let spans = data.bars.iter().filter_map(|bar| bar.span.as_ref().ok());
        spans.flat_map(|(from, to)| [*from, *to])
    };
    let left = marks_width(ui, ends(), data.format);
    let width = ((board.room.width() - left) / data.bars.len().max(1) as f32).min(WIDEST);
    // Of many narrow bars only every so many have a label.
    let every = (NARROWEST_LABEL / width).ceil().max(1.0) as usize;
    let labels: Vec<_> = data
        .bars
        .iter()
        .enumerate()
        .map(|(position, bar)| {
            let left = data.bars.len() - 1 - position;
            let shown = position.is_multiple_of(every) && left >= every || left == 0;
            let label = if shown { bar.label.as_str() } else { "" };
            let room = width * every as f32 - 8.0;
            let font = match bar.kind {
                BarKind::Total => theme.label_strong(),
                _ => theme.label(),
            };
            let (painter, align) = (&board.painter, Align::Center);
            wrapped(painter, label, font, theme.text, room, 3, align)
        })
        .collect();
    let below = labels
        .iter()
        .map(|label| label.size().y)
        .fold(0.0, f32::max)
        + 8.0;
    let area = Rect::from_min_max(
        pos2(board.room.left() + left, board.room.top() + 4.0),
        pos2(
            board.room.left() + left + width * data.bars.len() as f32,
            (board.room.bottom() - below).max(board.room.top() + 60.0),
        ),
    );
    let scale = Scale::new(ui, &board, area, ends());
    scale.paint(&board.painter, theme, data.format);
    let mut output = BarsOutput::default();
    let mut rects = Vec::new();
    for (position, (bar, label)) in data.bars.iter().zip(labels).enumerate() {
        let slot = Rect::from_min_size(
            pos2(area.left() + width * position as f32, area.top()),
            vec2(width, area.height()),
        );
        let drawing = Drawing {
            board: &board,
            theme,
            data,
            scale: &scale,
            slot,
        };
        drawing.bar(bar, say);
        drawing.connector(bar, data.bars.get(position + 1));
        centred(&board.painter, slot.center().x, area.bottom() + 6.0, label);
        let whole = Rect::from_min_max(slot.min, pos2(slot.right(), board.room.bottom()));
        let id = board.id.with(position);
        if board.answer(
            ui,
            whole.shrink(2.0),
            id,
            &name(data, bar),
            &card(data, bar, say),
        ) {
            output.opened = Some(bar.row.clone());
        }
        rects.extend(bar.span.as_ref().map(|(from, to)| drawing.rect(*from, *to)));
    }
    board.ghost(ui, rects.into_iter());
    output
}

/// One bar and where it stands.
struct Drawing<'a> {
    board: &'a Board,
    theme: &'a Theme,
    data: &'a WaterfallData,
    scale: &'a Scale,
    slot: Rect,
}

impl Drawing<'_> {
    fn color(&self, kind: BarKind) -> Color32 {
        match kind {
            BarKind::Total => self.theme.total,
            BarKind::Up => self.theme.earns,
            BarKind::Down => self.theme.loses,
            BarKind::Unknown => self.theme.muted,
        }
    }

    fn rect(&self, from: f64, to: f64) -> Rect {
        let (a, b) = (self.scale.y(from), self.scale.y(to));
        let half = (self.slot.width() * 0.32).min(44.0);
        let middle = self.slot.center().x;
        let bar = Rect::from_x_y_ranges(middle - half..=middle + half, a.min(b)..=a.max(b));
        // A step of nothing is still seen.
        if bar.height() < 1.0 {
            bar.expand2(vec2(0.0, 0.5))
        } else {
            bar
        }
    }

    fn bar(&self, bar: &WaterfallBar, say: &dyn Fn(&str) -> String) {
        let painter = &self.board.painter;
        let Ok((from, to)) = bar.span else {
            self.missing(bar, say);
            return;
        };
        let rect = self.rect(from, to);
        painter.rect_filled(rect, 1.0, self.color(bar.kind));
        let font = match bar.kind {
            BarKind::Total => self.theme.strong(),
            _ => self.theme.body(),
        };
        let galley = painter.layout_no_wrap(value_text(self.data, bar), font, self.theme.text);
        // Numbers that would run into each other are read under the pointer.
        if galley.size().x > self.slot.width() + 6.0 {
            return;
        }
        let below = bar.kind == BarKind::Down || bar.kind == BarKind::Total && to < 0.0;
        let under = rect.bottom() + 3.0;
        // Under a bar that reaches the floor stand the names.
        let top = match below && under + galley.size().y <= self.slot.bottom() {
            true => under,
            false => rect.top() - galley.size().y - 3.0,
        };
        let left = rect.center().x - galley.size().x / 2.0;
        let place = Rect::from_min_size(pos2(left, top), galley.size());
        super::text_on_patch(painter, place, galley, self.theme.surface);
    }

    fn missing(&self, bar: &WaterfallBar, say: &dyn Fn(&str) -> String) {
        let painter = &self.board.painter;
        let base = self.scale.y(0.0);
        let half = (self.slot.width() * 0.32).min(44.0);
        let middle = self.slot.center().x;
        let rect = Rect::from_x_y_ranges(middle - half..=middle + half, base - 40.0..=base);
        hatched(painter, rect, self.theme.line);
        let reason = bar
            .span
            .as_ref()
            .err()
            .map_or_else(String::new, |reason| say(reason));
        let (font, width) = (self.theme.label(), self.slot.width() - 8.0);
        let galley = wrapped(
            painter,
            &reason,
            font,
            self.theme.muted,
            width,
            4,
            Align::Center,
        );
        let top = rect.top() - galley.size().y - 4.0;
        centred(painter, middle, top, galley);
    }

    /// A line from the end of a bar to the next one.
    fn connector(&self, bar: &WaterfallBar, next: Option<&WaterfallBar>) {
        let (Ok((_, to)), Some(Ok(_))) = (&bar.span, next.map(|next| next.span.as_ref())) else {
            return;
        };
        let half = (self.slot.width() * 0.32).min(44.0);
        let y = self.scale.y(*to);
        let from = self.slot.center().x + half;
        let until = self.slot.right() + self.slot.width() / 2.0 - half;
        let stroke = Stroke::new(self.theme.sizes.hairline, self.theme.muted);
        self.board.painter.hline(from..=until, y, stroke);
    }
}

fn value_text(data: &WaterfallData, bar: &WaterfallBar) -> String {
    match (bar.kind, bar.change()) {
        (_, None) => text::UNAVAILABLE.to_owned(),
        (BarKind::Total, Some(value)) => text::number_or_zero(value, &data.unit, data.format),
        (_, Some(change)) => text::change(change, &data.unit, data.format),
    }
}

fn name(data: &WaterfallData, bar: &WaterfallBar) -> String {
    let unit = text::unit_label(&data.unit);
    let value = format!("{} {unit}", value_text(data, bar));
    format!("{}: {}", bar.label, value.trim_end())
}

fn card(data: &WaterfallData, bar: &WaterfallBar, say: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut lines = vec![bar.label.clone()];
    let value = |value| text::with_unit(value, &data.unit, data.format);
    match &bar.span {
        Err(reason) => lines.push(say(reason)),
        Ok((_, to)) if bar.kind == BarKind::Total => lines.push(value(*to)),
        Ok((from, to)) => {
            lines.push(name(data, bar));
            lines.push(format!("from {} to {}", value(*from), value(*to)));
        }
    }
    lines
}

/// What the figure says, without the picture.
fn summary(data: &WaterfallData) -> String {
    let parts: Vec<_> = data.bars.iter().map(|bar| name(data, bar)).collect();
    parts.join(", ")
}

//! A tornado: how far an output follows each input, the widest bar on top.

use egui::accesskit::Role;
use egui::{Align2, Color32, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use rackhour_engine::study::Measure;
use rackhour_engine::study::tornado::{Bar, Bars};
use rackhour_engine::workbook::NumberFormat;

use super::bars::{Board, wrapped};
use super::{Words, subtitle};
use crate::studies::Names;
use crate::text;
use crate::theme::Theme;

/// The most bars where nobody has said how many; the others are counted.
pub const USUAL: usize = 20;
/// The height of a bar with its room, where there is enough for all.
const HIGHEST: f32 = 30.0;
const LOWEST: f32 = 19.0;

/// One bar as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct TornadoRow {
    /// The input.
    pub input: Measure,
    /// What it is called, with `*` where the output both rises and falls.
    pub label: String,
    /// The low end of the input, and the output there.
    pub low: (f64, f64),
    /// The high end.
    pub high: (f64, f64),
    /// The least and greatest output along the whole bar.
    pub span: (f64, f64),
    /// What the bar is marked for: that a threshold is crossed or a winner changes.
    pub marks: Vec<String>,
    /// What a reader should know about the range.
    pub note: String,
}

/// The bars to be drawn, and how many were left out for being narrower than a share of the widest
/// or more than `most`.
pub fn rows(bars: &Bars, least: f64, most: usize, names: Names<'_>) -> (Vec<TornadoRow>, usize) {
    let widest = bars.bars.iter().map(|bar| bar.swing).fold(0.0, f64::max);
    let wide = bars
        .bars
        .iter()
        .filter(|bar| bar.swing >= least * widest && bar.swing > 0.0);
    let rows: Vec<_> = wide.take(most).map(|bar| row(bar, names)).collect();
    let others = bars.bars.len() - rows.len();
    (rows, others)
}

fn row(bar: &Bar, names: Names<'_>) -> TornadoRow {
    let missing = (f64::NAN, f64::NAN);
    let outputs = || bar.points.iter().map(|(_, y)| *y).filter(|y| y.is_finite());
    let star = if bar.monotonic { "" } else { " *" };
    let mut marks = Vec::new();
    if bar.flips_sign {
        marks.push("crosses the threshold".to_owned());
    }
    marks.extend(
        bar.flips_winner
            .iter()
            .map(|winner| format!("{} wins", winner_name(names, winner))),
    );
    TornadoRow {
        input: bar.input.clone(),
        note: bar.note.clone(),
        label: format!("{}{star}", names.label(&bar.input.key)),
        low: bar.points.first().copied().unwrap_or(missing),
        high: bar.points.last().copied().unwrap_or(missing),
        span: (
            outputs().fold(f64::INFINITY, f64::min),
            outputs().fold(f64::NEG_INFINITY, f64::max),
        ),
        marks,
    }
}

/// What a winner of a contest is called, be it a profile or a scenario.
fn winner_name(names: Names<'_>, id: &str) -> String {
    let profile = names.element("profile", id);
    match profile == id {
        true => names.element("scenario", id),
        false => profile,
    }
}

/// How a tornado is shown.
#[derive(Clone, Copy)]
pub struct TornadoView<'a> {
    /// What the subtitle says of the case.
    pub case: &'a str,
    /// What keys are called.
    pub names: Names<'a>,
    /// Whether the ends carry values of the output, and not of the input.
    pub outputs_at_ends: bool,
    /// Bars narrower than this share of the widest are left out.
    pub least: f64,
    /// How many bars there are at most.
    pub most: usize,
    /// The scale as it was when a drag began.
    pub frozen: Option<[f64; 2]>,
}

/// What a tornado reports after it was drawn.
#[derive(Debug)]
pub struct TornadoOutput {
    /// The input that was opened.
    pub opened: Option<String>,
    /// From where to where the scale goes.
    pub scale: [f64; 2],
}

/// The height that a tornado of so many bars wants.
pub fn tornado_height(count: usize) -> f32 {
    count as f32 * 26.0 + 96.0
}

/// Draws the bars over the room there is.
pub fn tornado_ui(ui: &mut Ui, bars: &Bars, view: TornadoView<'_>) -> TornadoOutput {
    let theme = Theme::of(ui);
    let names = view.names;
    let (rows, others) = rows(bars, view.least, view.most, names);
    let output = &bars.output;
    let words = Words {
        title: "",
        subtitle: subtitle(
            &names.label(&output.key),
            names.unit(&output.key),
            view.case,
        ),
        summary: rows
            .iter()
            .map(|row| describe(row, output.base, &output.key, names))
            .collect::<Vec<_>>()
            .join("; "),
        case: view.case,
    };
    let board = Board::new(ui, &words);
    let room = board.room;
    let labels = (room.width() * 0.3).clamp(110.0, 240.0);
    let high = ((room.height() - 62.0) / rows.len().max(1) as f32).clamp(LOWEST, HIGHEST);
    let area = Rect::from_min_max(
        pos2(room.left() + labels, room.top() + 22.0),
        pos2(
            room.right() - 8.0,
            room.top() + 22.0 + high * rows.len() as f32,
        ),
    );
    let scale = view.frozen.unwrap_or_else(|| scale(&rows, output.base));
    let drawing = Drawing {
        board: &board,
        theme,
        view,
        area,
        scale,
        base: output.base,
        key: &output.key,
    };
    drawing.axis();
    let mut opened = None;
    for (place, row) in rows.iter().enumerate() {
        let top = area.top() + high * place as f32;
        let line = Rect::from_min_max(pos2(room.left(), top), pos2(room.right(), top + high));
        if drawing.row(ui, line, labels, row) {
            opened = Some(row.input.key.clone());
        }
    }
    drawing.threshold(bars.threshold, rows.iter().any(|row| !row.marks.is_empty()));
    drawing.base_line();
    drawing.legend(others);
    if rows.is_empty() {
        let words = "No input moves this output".to_owned();
        let place = pos2(room.center().x, room.top() + 40.0);
        let (font, align) = (theme.body(), Align2::CENTER_CENTER);
        board.painter.text(place, align, words, font, theme.muted);
    }
    TornadoOutput { opened, scale }
}

/// From the least to the greatest output, with room for the numbers at the ends.
fn scale(rows: &[TornadoRow], base: f64) -> [f64; 2] {
    let ends = rows.iter().flat_map(|row| [row.span.0, row.span.1]);
    let [low, high] = super::extent(ends.chain([base])).unwrap_or([0.0, 1.0]);
    let [low, high] = super::spread([low, high]);
    let room = 0.16 * (high - low);
    [low - room, high + room]
}

/// A bar in words.
fn describe(row: &TornadoRow, base: f64, output: &str, names: Names<'_>) -> String {
    let end = |(input, value): (f64, f64)| {
        format!(
            "{} at {}",
            names.value(output, value),
            names.measured(&row.input, input)
        )
    };
    let marks = row.marks.iter().map(|mark| format!(", {mark}"));
    format!(
        "{}: {}, {}, base {}{}",
        row.label,
        end(row.low),
        end(row.high),
        names.value(output, base),
        marks.collect::<String>()
    )
}

struct Drawing<'a> {
    board: &'a Board,
    theme: &'a Theme,
    view: TornadoView<'a>,
    area: Rect,
    scale: [f64; 2],
    base: f64,
    key: &'a str,
}

impl Drawing<'_> {
    fn x(&self, value: f64) -> f32 {
        let [low, high] = self.scale;
        let share = ((value - low) / (high - low)) as f32;
        self.area.left() + share * self.area.width()
    }

    /// Marks below, hairlines at them, and what is measured.
    fn axis(&self) {
        let format = self.view.names.format(self.key);
        let percent = matches!(format, Some(NumberFormat::Percent(_)));
        let axis = super::axes::Axis::bare("", percent);
        let painter = &self.board.painter;
        for (value, text) in axis.marks(self.scale, self.area.width(), 76.0) {
            let x = self.x(value);
            painter.vline(x, self.area.y_range(), self.theme.hairline());
            let (place, font) = (pos2(x, self.area.bottom() + 4.0), self.theme.label());
            painter.text(place, Align2::CENTER_TOP, text, font, self.theme.muted);
        }
    }

    /// Draws a bar; whether its input was opened.
    fn row(&self, ui: &Ui, line: Rect, labels: f32, row: &TornadoRow) -> bool {
        let (theme, painter) = (self.theme, &self.board.painter);
        let label = wrapped(
            painter,
            &row.label,
            theme.body(),
            theme.text,
            labels - 18.0,
            1,
            egui::Align::LEFT,
        );
        let corner = pos2(line.left(), line.center().y - label.size().y / 2.0);
        painter.galley(corner, label, theme.text);
        let half = (line.height() * 0.34).min(9.0);
        for (end, color) in [(row.low, theme.hyperscaler), (row.high, theme.frontier_lab)] {
            self.end(line, half, end, color);
        }
        self.swing_beyond(line, half, row);
        self.numbers(line, row);
        self.mark(line, row);
        self.answer(ui, line, row)
    }

    /// The part of the bar towards one end of the input.
    fn end(&self, line: Rect, half: f32, (_, output): (f64, f64), color: Color32) {
        if !output.is_finite() || !self.base.is_finite() {
            return;
        }
        let (a, b) = (self.x(self.base), self.x(output));
        let middle = line.center().y;
        let bar = Rect::from_x_y_ranges(a.min(b)..=a.max(b), middle - half..=middle + half);
        self.board.painter.rect_filled(bar, 1.0, color);
    }

    /// What the output reaches between the ends and not at them.
    fn swing_beyond(&self, line: Rect, half: f32, row: &TornadoRow) {
        let ends = [row.low.1, row.high.1, self.base];
        let [low, high] = super::extent(ends).unwrap_or(self.scale);
        let middle = line.center().y;
        for (from, to) in [(row.span.0, low), (high, row.span.1)] {
            if to > from && from.is_finite() && to.is_finite() {
                let rect =
                    Rect::from_x_y_ranges(self.x(from)..=self.x(to), middle - half..=middle + half);
                super::bars::hatched(&self.board.painter, rect, self.theme.muted);
            }
        }
    }

    /// The values at the ends of a bar, the one further left at the left.
    fn numbers(&self, line: Rect, row: &TornadoRow) {
        let names = self.view.names;
        let word = |(input, output): (f64, f64)| match self.view.outputs_at_ends {
            true => names.number(self.key, output),
            false => names.measured_number(&row.input, input),
        };
        let mut ends = [row.low, row.high];
        if ends[0].1 > ends[1].1 {
            ends.swap(0, 1);
        }
        let known = |value: f64, other: f64| if value.is_finite() { value } else { other };
        let left = known(row.span.0, self.base).min(self.base);
        let right = known(row.span.1, self.base).max(self.base);
        let (painter, font) = (&self.board.painter, self.theme.label());
        let middle = line.center().y;
        let places = [
            (self.x(left) - 5.0, Align2::RIGHT_CENTER, ends[0]),
            (self.x(right) + 5.0, Align2::LEFT_CENTER, ends[1]),
        ];
        for (x, align, end) in places {
            let place = pos2(x, middle);
            painter.text(place, align, word(end), font.clone(), self.theme.text);
        }
    }

    /// A sign for what changes along the bar.
    fn mark(&self, line: Rect, row: &TornadoRow) {
        if row.marks.is_empty() {
            return;
        }
        let place = pos2(self.area.left() - 2.0, line.center().y);
        let (painter, font) = (&self.board.painter, self.theme.label());
        painter.text(place, Align2::RIGHT_CENTER, "▲", font, self.theme.warns);
    }

    fn answer(&self, ui: &Ui, line: Rect, row: &TornadoRow) -> bool {
        let id = self.board.id.with(&row.input.key);
        let response = ui.interact(line, id, Sense::click());
        let name = describe(row, self.base, self.key, self.view.names);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        if response.has_focus() || response.hovered() {
            let stroke = Stroke::new(1.0, self.theme.accent);
            let painter = ui.painter();
            painter.rect_stroke(line, 2.0, stroke, egui::StrokeKind::Inside);
        }
        let clicked = response.clicked();
        let note = match row.note.as_str() {
            "" => String::new(),
            note => format!("\n{}", text::capital(note)),
        };
        let case = self.view.case;
        let hint = "Click or press Enter to see the row";
        response.on_hover_text(format!("{name}{note}\n{case}\n{hint}"));
        clicked
    }

    /// The value that bars are marked for crossing, where any does.
    fn threshold(&self, threshold: f64, crossed: bool) {
        let [low, high] = self.scale;
        if !crossed || !(low..=high).contains(&threshold) {
            return;
        }
        let x = self.x(threshold);
        let line = [pos2(x, self.area.top()), pos2(x, self.area.bottom())];
        let stroke = Stroke::new(1.0, self.theme.warns);
        let painter = &self.board.painter;
        painter.extend(egui::Shape::dashed_line(&line, stroke, 4.0, 3.0));
    }

    /// The line that all bars share, with the base value above it.
    fn base_line(&self) {
        if !self.base.is_finite() {
            return;
        }
        let painter = &self.board.painter;
        let x = self.x(self.base);
        let stroke = Stroke::new(1.5, self.theme.text);
        painter.vline(x, self.area.top() - 4.0..=self.area.bottom(), stroke);
        let words = format!("base {}", self.view.names.value(self.key, self.base));
        let place = pos2(x, self.area.top() - 6.0);
        let font = self.theme.label_strong();
        painter.text(place, Align2::CENTER_BOTTOM, words, font, self.theme.text);
    }

    /// What the colours and signs mean, and how many bars are not drawn.
    fn legend(&self, others: usize) {
        let painter = &self.board.painter;
        let mut at = pos2(self.board.room.left(), self.area.bottom() + 24.0);
        let theme = self.theme;
        for (color, words) in [
            (theme.hyperscaler, "input at its low end"),
            (theme.frontier_lab, "input at its high end"),
        ] {
            let square = Rect::from_min_size(at + vec2(0.0, 3.0), vec2(9.0, 9.0));
            painter.rect_filled(square, 1.0, color);
            let place = at + vec2(14.0, 0.0);
            let (font, text) = (theme.label(), theme.muted);
            let rect = painter.text(place, Align2::LEFT_TOP, words, font, text);
            at.x = rect.right() + 16.0;
        }
        let mut parts = vec![
            "* rises and falls".to_owned(),
            "▲ crosses the threshold (dashed), or another wins".to_owned(),
        ];
        if others > 0 {
            parts.push(text::count(others, "other", "others"));
        }
        let (font, text) = (theme.label(), theme.muted);
        painter.text(at, Align2::LEFT_TOP, parts.join("   "), font, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::study::Measure;
    use rackhour_engine::workbook::Workbook;

    fn bar(key: &str, swing: f64) -> Bar {
        Bar {
            input: Measure {
                key: key.to_owned(),
                unit: String::new(),
                base: 1.0,
            },
            points: vec![(0.5, -swing / 2.0), (1.0, 0.0), (1.5, swing / 2.0)],
            swing,
            monotonic: key != "bent",
            flips_sign: key == "bent",
            flips_winner: Vec::new(),
            elasticity: None,
            share: 0.0,
            explained: 0.0,
            unavailable: std::collections::BTreeMap::new(),
            note: String::new(),
        }
    }

    #[test]
    fn narrow_bars_and_those_beyond_twenty_are_counted() {
        let workbook = Workbook::new("Empty");
        let names = Names {
            workbook: &workbook,
        };
        let all = (0..25).map(|place| bar(&format!("input_{place}"), 100.0 - f64::from(place)));
        let bars = Bars {
            output: bar("output", 0.0).input,
            bars: all.chain([bar("bent", 2.0), bar("none", 0.0)]).collect(),
            left_out: Vec::new(),
            threshold: 0.0,
            winner: None,
        };
        let (drawn, others) = rows(&bars, 0.0, USUAL, names);
        assert_eq!((drawn.len(), others), (20, 7));
        assert_eq!(drawn[0].low, (0.5, -50.0));
        let (drawn, others) = rows(&bars, 0.95, USUAL, names);
        assert_eq!((drawn.len(), others), (6, 21));
    }

    #[test]
    fn a_bar_that_rises_and_falls_has_a_star() {
        let workbook = Workbook::new("Empty");
        let names = Names {
            workbook: &workbook,
        };
        let bent = row(&bar("bent", 2.0), names);
        assert_eq!(bent.label, "bent *");
        assert_eq!(bent.marks, ["crosses the threshold"]);
    }
}

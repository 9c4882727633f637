//! How many samples lie where, with percentiles, mean and base, and two ends to count between.

use egui::accesskit::Role;
use egui::{
    Color32, EventFilter, Id, Key, Rangef, Rect, RichText, Sense, Shape, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};
use rackhour_engine::study::monte_carlo::{PERCENTILES, Summary};
use rackhour_engine::workbook::NumberFormat;

use super::axes::{Axis, Grid, label_width, paint};
use super::labels::spread_column;
use super::{Bounds, Canvas, FigureOutput, Margins, Words, extent, spread, subtitle};
use crate::studies::Names;
use crate::text;
use crate::theme::Theme;

/// The percentiles that are marked.
const MARKED: [u8; 3] = [5, 50, 95];

/// How a histogram is shown.
#[derive(Clone, Copy)]
pub struct HistogramView<'a> {
    /// What the subtitle says of the case.
    pub case: &'a str,
    /// What keys are called.
    pub names: Names<'a>,
    /// How many samples were drawn.
    pub samples: usize,
    /// Between which values samples are counted.
    pub between: (f64, f64),
    /// The axes as they were when a drag began.
    pub frozen: Option<Bounds>,
}

/// The value of a percentile that is always told.
pub fn percentile(values: &[f64], wanted: u8) -> f64 {
    let place = PERCENTILES.iter().position(|percent| *percent == wanted);
    let value = place.and_then(|place| values.get(place));
    value.copied().unwrap_or(f64::NAN)
}

/// The share of all samples that lie between two values, both included.
pub fn share_between(values: &[f64], (low, high): (f64, f64)) -> f64 {
    let inside = values.iter().filter(|value| (low..=high).contains(*value));
    inside.count() as f64 / values.len().max(1) as f64
}

/// A line across the histogram.
struct Mark {
    at: f64,
    words: String,
    color: Color32,
    dashed: bool,
}

/// Draws the histogram over the room there is; gives the ends where they were moved.
pub fn histogram_ui(
    ui: &mut Ui,
    summary: &Summary,
    view: HistogramView<'_>,
) -> (FigureOutput, Option<(f64, f64)>) {
    let theme = Theme::of(ui);
    let (names, key) = (view.names, &summary.output.key);
    let x = Axis::of(&names.axis(key, Vec::new()));
    let y = Axis::bare(key, true);
    let bounds = view.frozen.unwrap_or_else(|| bounds(summary, view));
    let words = Words {
        title: "",
        subtitle: subtitle(
            "Share of samples",
            "",
            &format!("{} · {}", names.head(key), view.case),
        ),
        summary: summary_words(summary, names),
        case: view.case,
    };
    let margins = Margins {
        left: label_width(ui, &y, bounds[1]),
        right: 16.0,
        top: 46.0,
        bottom: 40.0,
    };
    let canvas = Canvas::new(ui, &words, margins, bounds, [&x, &y]);
    paint(&canvas, theme, &x, &y, Grid::Lines);
    let drawing = Drawing {
        canvas: &canvas,
        theme,
        summary,
        view,
    };
    drawing.bars();
    drawing.error_band();
    drawing.marks();
    let moved = drawing.grabbers(ui);
    drawing.pointer(ui);
    let output = FigureOutput {
        bounds: canvas.bounds(),
        picked: None,
        response: canvas.response,
    };
    (output, moved)
}

/// All of the bars, the base case, and the ends.
fn bounds(summary: &Summary, view: HistogramView<'_>) -> Bounds {
    let bars = &summary.histogram;
    let until = bars.from + bars.width * bars.counts.len() as f64;
    let (low, high) = view.between;
    let xs = [bars.from, until, summary.output.base, low, high];
    let [low, high] = spread(extent(xs).unwrap_or([0.0, 1.0]));
    let room = 0.02 * (high - low);
    let most = bars.counts.iter().max().copied().unwrap_or(1).max(1);
    let top = most as f64 / view.samples.max(1) as f64;
    [[low - room, high + room], [0.0, 1.08 * top]]
}

fn summary_words(summary: &Summary, names: Names<'_>) -> String {
    let key = &summary.output.key;
    let value = |value| names.value(key, value);
    let marked = MARKED.map(|percent| {
        let at = percentile(&summary.percentiles, percent);
        format!("P{percent} {}", value(at))
    });
    format!(
        "{}: {}, mean {}, base {}",
        names.label(key),
        marked.join(", "),
        value(summary.mean),
        value(summary.output.base)
    )
}

struct Drawing<'a> {
    canvas: &'a Canvas,
    theme: &'a Theme,
    summary: &'a Summary,
    view: HistogramView<'a>,
}

impl Drawing<'_> {
    fn x(&self, value: f64) -> f32 {
        self.canvas.at(value, 0.0).x
    }

    fn value(&self, value: f64) -> String {
        self.view.names.value(&self.summary.output.key, value)
    }

    /// Bars between the ends stand out from those beyond.
    fn bars(&self) {
        let bars = &self.summary.histogram;
        let painter = self.canvas.inside();
        let (low, high) = self.view.between;
        for (place, count) in bars.counts.iter().enumerate() {
            let left = bars.from + bars.width * place as f64;
            let middle = left + bars.width / 2.0;
            let share = *count as f64 / self.view.samples.max(1) as f64;
            let rect = Rect::from_two_pos(
                self.canvas.at(left, 0.0),
                self.canvas.at(left + bars.width, share),
            );
            let inside = (low..=high).contains(&middle);
            let color = match inside {
                true => self.theme.hyperscaler,
                false => crate::theme::mix(self.theme.surface, self.theme.hyperscaler, 0.35),
            };
            let gap = if rect.width() > 4.0 { 0.5 } else { 0.0 };
            painter.rect_filled(rect.shrink2(vec2(gap, 0.0)), 0.0, color);
        }
    }

    /// One standard error on either side of the mean.
    fn error_band(&self) {
        let (mean, error) = (self.summary.mean, self.summary.standard_error);
        if !(mean.is_finite() && error.is_finite()) {
            return;
        }
        let area = self.canvas.area;
        let across = Rangef::new(self.x(mean - error), self.x(mean + error));
        let rect = Rect::from_x_y_ranges(across, area.y_range());
        let tint = self.theme.warns.gamma_multiply(0.35);
        self.canvas.inside().rect_filled(rect, 0.0, tint);
    }

    fn all_marks(&self) -> Vec<Mark> {
        let theme = self.theme;
        let at = |percent| percentile(&self.summary.percentiles, percent);
        let percent = |percent: u8| Mark {
            at: at(percent),
            words: match percent {
                50 => format!("median {}", self.value(at(50))),
                other => format!("P{other} {}", self.value(at(other))),
            },
            color: theme.text,
            dashed: percent != 50,
        };
        let error = self
            .view
            .names
            .number(&self.summary.output.key, self.summary.standard_error);
        let mean = Mark {
            at: self.summary.mean,
            words: format!("mean {} ± {error}", self.value(self.summary.mean)),
            color: theme.warns,
            dashed: false,
        };
        let base = Mark {
            at: self.summary.output.base,
            words: format!("base {}", self.value(self.summary.output.base)),
            color: theme.accent,
            dashed: false,
        };
        let marked = MARKED.into_iter().map(percent);
        marked
            .chain([mean, base])
            .filter(|mark| mark.at.is_finite())
            .collect()
    }

    /// Percentiles, mean and base, each with its name above the bars, in two rows where they are
    /// close to each other.
    fn marks(&self) {
        let area = self.canvas.area;
        let painter = &self.canvas.painter;
        let mut marks = self.all_marks();
        marks.sort_by(|a, b| a.at.total_cmp(&b.at));
        let galleys: Vec<_> = marks
            .iter()
            .map(|mark| painter.layout_no_wrap(mark.words.clone(), self.theme.label(), mark.color))
            .collect();
        // Every second name stands in the upper row, whose lines run behind the lower one.
        for row in [1_usize, 0] {
            let own: Vec<usize> = (0..marks.len()).filter(|place| place % 2 == row).collect();
            let wanted: Vec<f32> = own.iter().map(|place| self.x(marks[*place].at)).collect();
            let widths: Vec<f32> = own
                .iter()
                .map(|place| galleys[*place].size().x + 12.0)
                .collect();
            let room = Rangef::new(area.left() - 30.0, area.right() + 14.0);
            let centres = spread_column(&wanted, &widths, room);
            let top = area.top() - 18.0 - 17.0 * row as f32;
            for ((place, centre), x) in own.iter().zip(centres).zip(wanted) {
                let (mark, galley) = (&marks[*place], &galleys[*place]);
                let corner = pos2(centre - galley.size().x / 2.0, top);
                let stroke = Stroke::new(1.5, mark.color);
                let line = [pos2(x, area.top()), pos2(x, area.bottom())];
                let foot = pos2(centre, top + galley.size().y);
                let hairline = Stroke::new(1.0, mark.color.gamma_multiply(0.5));
                painter.line_segment([foot, line[0]], hairline);
                let patch = Rect::from_min_size(corner, galley.size());
                super::text_on_patch(painter, patch, galley.clone(), self.theme.surface);
                match mark.dashed {
                    true => painter.extend(Shape::dashed_line(&line, stroke, 4.0, 3.0)),
                    false => drop(painter.line_segment(line, stroke)),
                }
            }
        }
    }

    /// The two ends between which samples are counted: dragged, or moved by arrows.
    fn grabbers(&self, ui: &Ui) -> Option<(f64, f64)> {
        let (low, high) = self.view.between;
        let lower = self.grabber(ui, "Lower end", low);
        let upper = self.grabber(ui, "Upper end", high);
        match (lower, upper) {
            (Some(lower), _) => Some((lower.min(high), high)),
            (None, Some(upper)) => Some((low, upper.max(low))),
            (None, None) => None,
        }
    }

    fn grabber(&self, ui: &Ui, name: &str, at: f64) -> Option<f64> {
        let area = self.canvas.area;
        let x = self.x(at);
        if !x.is_finite() {
            return None;
        }
        let rect = Rect::from_center_size(pos2(x, area.center().y), vec2(12.0, area.height()));
        let id = Id::unique((name, &self.summary.output.key));
        let response = ui.interact(rect, id, Sense::drag() | Sense::focusable_noninteractive());
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::Slider, true, name);
            info.value = Some(at);
            info.current_text_value = Some(self.value(at));
            info
        });
        let active = response.has_focus() || response.hovered() || response.dragged();
        self.grip(x, active);
        let response = response.on_hover_cursor(egui::CursorIcon::ResizeHorizontal);
        if response.drag_started() {
            response.request_focus();
        }
        if response.dragged()
            && let Some(pointer) = response.interact_pointer_pos()
        {
            return Some(self.canvas.values(pointer).x);
        }
        self.keys(ui, id, at)
    }

    fn grip(&self, x: f32, active: bool) {
        let area = self.canvas.area;
        let painter = &self.canvas.painter;
        let color = match active {
            true => self.theme.accent,
            false => self.theme.muted,
        };
        let width = if active { 2.0 } else { 1.0 };
        painter.vline(x, area.y_range(), Stroke::new(width, color));
        let grip = Rect::from_center_size(pos2(x, area.bottom() - 12.0), vec2(8.0, 20.0));
        painter.rect_filled(grip, 3.0, color);
    }

    fn keys(&self, ui: &Ui, id: Id, at: f64) -> Option<f64> {
        if !ui.memory(|memory| memory.has_focus(id)) {
            return None;
        }
        let arrows = EventFilter {
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
        let step = match self.summary.histogram.width {
            width if width > 0.0 => width / 2.0,
            _ => return None,
        };
        let pressed = |key| ui.input(|input| input.key_pressed(key));
        match () {
            () if pressed(Key::ArrowRight) => Some(at + step),
            () if pressed(Key::ArrowLeft) => Some(at - step),
            () => None,
        }
    }

    /// Reads the bar under the pointer.
    fn pointer(&self, ui: &Ui) {
        let Some(at) = self.canvas.pointed() else {
            return;
        };
        let bars = &self.summary.histogram;
        if bars.width <= 0.0 {
            return;
        }
        let place = ((at.x - bars.from) / bars.width).floor();
        let Some(count) = bars.counts.get(place as usize).filter(|_| place >= 0.0) else {
            return;
        };
        let left = bars.from + bars.width * place;
        let share = *count as f64 / self.view.samples.max(1) as f64;
        let format = Some(NumberFormat::Percent(1));
        self.canvas.card(ui, |ui| {
            let ends = [left, left + bars.width].map(|value| self.value(value));
            ui.label(format!("{} to {}", ends[0], ends[1]));
            let share = text::number_or_zero(share, "", format);
            let words = format!("{share}, {}", text::count(*count, "sample", "samples"));
            ui.label(RichText::new(words).font(self.theme.strong()));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_without_a_value_lie_nowhere() {
        let values = [1.0, 2.0, 3.0, f64::NAN];
        assert_eq!(share_between(&values, (2.0, 9.0)), 0.5);
        assert_eq!(share_between(&values, (-9.0, 9.0)), 0.75);
        assert_eq!(share_between(&[], (0.0, 1.0)), 0.0);
    }

    #[test]
    fn percentiles_are_found_by_their_number() {
        let values: Vec<f64> = PERCENTILES
            .iter()
            .map(|percent| f64::from(*percent))
            .collect();
        assert_eq!(percentile(&values, 50), 50.0);
        assert!(percentile(&values, 33).is_nan());
    }
}

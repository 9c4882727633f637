//! Figures on screen, to be explored: zoomed, panned, read under the pointer.
//!
//! The frame of every figure is the same: a sentence as the title, what is measured below it, axes
//! with units, labels where the lines are instead of a legend. Everything is painted here.

mod axes;
mod bars;
mod canvas;
mod cells;
mod contest;
mod contour;
mod cost_curves;
mod events;
mod fan;
mod frontier;
mod funnel;
mod heatmap;
mod histogram;
mod labels;
mod lines;
mod multiples;
mod pareto;
mod scales;
mod stack;
mod strokes;
mod timeline;
mod tornado;
mod waterfall;

use std::sync::Arc;

use egui::{Color32, Galley, Painter, Pos2, Rect, Response, Ui, pos2, vec2};
use rackhour_engine::math;

pub(crate) use bars::wrapped;
pub use bars::{BarsOutput, hold_scales};
use canvas::Canvas;
pub use canvas::reset_zoom;
pub use contest::{ContestView, contest_map_ui};
pub use cost_curves::{CurvesView, cost_curves_ui};
pub use fan::{FanView, fan_ui};
pub use frontier::{FrontierView, frontier_ui};
pub use funnel::funnel_ui;
pub use heatmap::{HeatmapView, heatmap_ui};
pub use histogram::{HistogramView, histogram_ui, percentile, share_between};
pub use lines::{Line, LinesData, LinesView, lines_ui};
pub use multiples::{
    SmallBar, SmallLine, SmallWords, small_bars_height, small_bars_ui, small_lines_ui,
    small_words_ui,
};
pub use pareto::{ParetoView, pareto_ui};
use scales::set_scales;
pub use stack::stack_ui;
pub use timeline::{TimelineView, timeline_ui};
pub use tornado::{
    TornadoOutput, TornadoRow, TornadoView, USUAL as USUAL_BARS, rows as tornado_rows,
    tornado_height, tornado_ui,
};
pub use waterfall::waterfall_ui;

use crate::theme::Theme;

/// The least and greatest value on each axis: `[[left, right], [bottom, top]]`.
pub type Bounds = [[f64; 2]; 2];

/// What a figure reports after it was drawn.
#[derive(Debug)]
pub struct FigureOutput {
    /// What the axes spanned. Kept from the start of a drag and given back as `frozen`, it stops
    /// the axes from moving while a slider does.
    pub bounds: Bounds,
    /// The point of the grid that was clicked, in the units of the axes.
    pub picked: Option<(f64, f64)>,
    /// For context menus, and for scrolling to the figure.
    pub response: Response,
}

/// The words around a figure.
struct Words<'a> {
    title: &'a str,
    /// Measure, unit and case.
    subtitle: String,
    /// What a reader without the picture should know.
    summary: String,
    /// The case, for what is read under the pointer.
    case: &'a str,
}

/// The room around the area of a figure.
#[derive(Clone, Copy)]
struct Margins {
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
}

/// Paints title and subtitle, and gives the height at which the plot may begin.
fn words_ui(ui: &Ui, rect: Rect, words: &Words<'_>) -> f32 {
    let theme = Theme::of(ui);
    let mut top = rect.top();
    for (text, font, color, gap) in [
        (words.title, theme.heading(), theme.text, 2.0),
        (words.subtitle.as_str(), theme.label(), theme.muted, 8.0),
    ] {
        if text.is_empty() {
            continue;
        }
        let galley = ui
            .painter()
            .layout(text.to_owned(), font, color, rect.width());
        ui.painter()
            .galley(pos2(rect.left(), top), galley.clone(), color);
        top += galley.size().y + gap;
    }
    top
}

/// `Frontier lab · 2028`, of what there is.
fn scope(case: &str, period: Option<&str>) -> String {
    let parts = [case, period.unwrap_or_default()].into_iter();
    let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

/// `measure, unit · case`, of what there is.
fn subtitle(measure: &str, unit: &str, case: &str) -> String {
    let unit = crate::text::unit_label(unit);
    let measured = if unit.is_empty() {
        measure.to_owned()
    } else if measure.is_empty() {
        unit
    } else {
        format!("{measure}, {unit}")
    };
    let parts = [measured, case.to_owned()];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Text on a patch of the surface, so that lines under it do not disturb.
fn text_on_patch(painter: &Painter, rect: Rect, galley: Arc<Galley>, ground: Color32) {
    painter.rect_filled(rect.expand2(vec2(2.0, 0.0)), 2.0, ground);
    painter.galley(rect.min, galley, Color32::PLACEHOLDER);
}

/// Fills what lies between two lines of as many points, evenly and without seams.
fn band(painter: &Painter, lower: &[Pos2], upper: &[Pos2], color: Color32) {
    let mut mesh = egui::epaint::Mesh::default();
    for (place, (low, high)) in lower.iter().zip(upper).enumerate() {
        mesh.colored_vertex(*low, color);
        mesh.colored_vertex(*high, color);
        if place > 0 {
            let corner = 2 * place as u32;
            mesh.add_triangle(corner - 2, corner - 1, corner);
            mesh.add_triangle(corner - 1, corner, corner + 1);
        }
    }
    painter.add(egui::Shape::mesh(mesh));
}

/// The least and greatest of the finite values.
fn extent(values: impl IntoIterator<Item = f64>) -> Option<[f64; 2]> {
    values
        .into_iter()
        .filter(|value| value.is_finite())
        .fold(None, |found, value| {
            let [low, high] = found.unwrap_or([value, value]);
            Some([low.min(value), high.max(value)])
        })
}

/// The least and greatest of the positive values, with some room around them on a logarithm.
fn log_extent(values: impl IntoIterator<Item = f64>) -> Option<[f64; 2]> {
    let positive = values.into_iter().filter(|value| *value > 0.0);
    let [low, high] = extent(positive)?.map(math::log10);
    let room = if high > low { 0.05 * (high - low) } else { 0.5 };
    Some([low - room, high + room].map(|end| math::pow(10.0, end)))
}

/// What a subtitle says where a logarithm has no place for some values.
fn lost_to_log(axis: &axes::Axis, values: impl IntoIterator<Item = f64>) -> &'static str {
    match axis.log && values.into_iter().any(|value| value <= 0.0) {
        true => " · zero and less have no place on a logarithm",
        false => "",
    }
}

/// Whether a logarithm has a place for all of these values, and there are some.
fn all_positive(values: impl IntoIterator<Item = f64>) -> bool {
    extent(values).is_some_and(|[low, _]| low > 0.0)
}

/// Bounds that enclose something: a single value gets room on both sides.
fn spread([low, high]: [f64; 2]) -> [f64; 2] {
    if high > low {
        return [low, high];
    }
    let room = if low == 0.0 { 1.0 } else { low.abs() / 2.0 };
    [low - room, high + room]
}

/// The position of the value nearest to `target`.
fn nearest(values: &[f64], target: f64) -> Option<usize> {
    (0..values.len())
        .filter(|&i| values[i].is_finite())
        .min_by(|&a, &b| {
            (values[a] - target)
                .abs()
                .total_cmp(&(values[b] - target).abs())
        })
}

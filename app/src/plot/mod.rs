//! Figures on screen, to be explored: zoomed, panned, read under the pointer.
//!
//! The frame of every figure is the same: a sentence as the title, what is measured below it, axes
//! with units, labels where the lines are instead of a legend. `egui_plot` moves the view (drag,
//! Ctrl and scroll, double click to reset); everything visible is painted here.

mod axes;
mod bars;
mod contest;
mod cost_curves;
mod fan;
mod frontier;
mod funnel;
mod heatmap;
mod histogram;
mod labels;
mod lines;
mod multiples;
mod stack;
mod strokes;
mod tornado;
mod waterfall;

use std::sync::Arc;

use egui::{
    Color32, Galley, Painter, Pos2, Rect, Response, Role, TextWrapMode, Tooltip, Ui, UiBuilder,
    Vec2, WidgetInfo, pos2, vec2,
};
use egui_plot::{Plot, PlotPoint, PlotTransform};

pub use bars::BarsOutput;
pub(crate) use bars::wrapped;
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
pub use stack::stack_ui;
pub use tornado::{
    TornadoOutput, TornadoRow, TornadoView, rows as tornado_rows, tornado_height, tornado_ui,
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
}

/// The place for a figure's lines, after the words and the margins have theirs.
struct Canvas {
    painter: Painter,
    /// Where lines may be drawn.
    area: Rect,
    /// From values to points on screen.
    transform: PlotTransform,
    response: Response,
}

/// The room around the area of a figure.
#[derive(Clone, Copy)]
struct Margins {
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
}

impl Canvas {
    /// Draws the words, and makes room for a plot that shows `bounds` until it is moved.
    fn new(ui: &mut Ui, words: &Words<'_>, margins: Margins, bounds: Bounds) -> Self {
        let outer = ui.available_size().max(vec2(280.0, 200.0));
        let (id, rect) = ui.allocate_space(outer);
        let top = words_ui(ui, rect, words);
        let area = Rect::from_min_max(
            pos2(rect.left() + margins.left, top + margins.top),
            pos2(rect.right() - margins.right, rect.bottom() - margins.bottom),
        );
        // A pane can be dragged smaller than its words.
        let area = Rect::from_min_size(area.min, area.size().max(Vec2::splat(32.0)));
        let [[left, right], [low, high]] = bounds;
        let shown = ui
            .scope_builder(UiBuilder::new().id_salt(id).max_rect(area), |ui| {
                Plot::new("area")
                    .id(id.with("area"))
                    .width(area.width())
                    .height(area.height())
                    .show_axes(false)
                    .show_grid(false)
                    .show_background(false)
                    .show_x(false)
                    .show_y(false)
                    .allow_scroll(false)
                    .allow_boxed_zoom(false)
                    // There are no items, so the bounds follow these alone until the view is moved.
                    .set_margin_fraction(Vec2::ZERO)
                    .include_x(left)
                    .include_x(right)
                    .include_y(low)
                    .include_y(high)
                    .show(ui, |_| {})
            })
            .inner;
        let summary = format!("{} {} {}", words.title, words.subtitle, words.summary);
        let response = shown.response;
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, summary.trim()));
        let painter = ui.painter().with_clip_rect(ui.clip_rect());
        Self {
            painter,
            area,
            transform: shown.transform,
            response,
        }
    }

    /// A painter that stays within the area.
    fn inside(&self) -> Painter {
        self.painter
            .with_clip_rect(self.area.intersect(self.painter.clip_rect()))
    }

    fn at(&self, x: f64, y: f64) -> Pos2 {
        self.transform.position_from_point(&PlotPoint::new(x, y))
    }

    /// The values under the pointer, while it is over the area.
    fn pointed(&self) -> Option<PlotPoint> {
        let pointer = self
            .response
            .hover_pos()
            .filter(|&pointer| self.area.contains(pointer))?;
        Some(self.transform.value_from_position(pointer))
    }

    fn bounds(&self) -> Bounds {
        let bounds = self.transform.bounds();
        let ([left, low], [right, high]) = (bounds.min(), bounds.max());
        [[left, right], [low, high]]
    }

    /// A card beside the pointer.
    fn card(&self, ui: &Ui, content: impl FnOnce(&mut Ui)) {
        if self.response.dragged() {
            return;
        }
        let id = self.response.id.with("card");
        Tooltip::always_open(
            ui.ctx().clone(),
            ui.layer_id(),
            id,
            egui::PopupAnchor::Pointer,
        )
        .gap(12.0)
        .show(|ui| {
            ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
            content(ui);
        });
    }
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

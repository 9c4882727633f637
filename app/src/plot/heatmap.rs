//! An output against two inputs, in colour, with the line on which it breaks even.

use egui::{Pos2, Rect, RichText, Stroke, StrokeKind, Ui, pos2, vec2};
use rackhour_engine::figure::HeatmapData;
use rackhour_engine::workbook::NumberFormat;

use super::axes::{Axis, Grid, label_width, paint};
use super::canvas::Reading;
use super::contour::contours;
use super::{
    Bounds, Canvas, FigureOutput, Margins, Words, all_positive, nearest, set_scales, subtitle,
};
use crate::text;
use crate::theme::Theme;
use crate::widgets::heatmap::{Cells, Scale, Shade, color_bar, paint_cells};

/// How a heatmap is shown.
#[derive(Clone, Copy)]
pub struct HeatmapView<'a> {
    /// The case on screen, for the subtitle: `Frontier lab · Base`.
    pub case: &'a str,
    /// Changes whenever the values do.
    pub revision: u64,
    /// The axes as they were when a drag began.
    pub frozen: Option<Bounds>,
    /// Which colours it has.
    pub shade: Shade,
    /// What stands along the horizontal and the vertical axis at the positions 0, 1, 2 …; empty
    /// where positions are values.
    pub places: [&'a [String]; 2],
    /// What the sides above and below the contour are called; nothing where there is none.
    pub sides: Option<[&'a str; 2]>,
    /// The selected column and row.
    pub selected: Option<(usize, usize)>,
    /// Says why a column and row have no value.
    pub reason: Option<&'a dyn Fn(usize, usize) -> Option<String>>,
    /// The map as it was when a drag began: where its contour ran is drawn behind.
    pub ghost: Option<&'a HeatmapData>,
}

impl<'a> HeatmapView<'a> {
    /// A heatmap of what earns and what loses.
    pub fn new(case: &'a str, revision: u64, frozen: Option<Bounds>) -> Self {
        Self {
            case,
            revision,
            frozen,
            shade: Shade::Diverging,
            places: [&[], &[]],
            sides: Some(["earns", "loses"]),
            selected: None,
            reason: None,
            ghost: None,
        }
    }
}

/// Draws the heatmap over the room there is.
pub fn heatmap_ui(ui: &mut Ui, data: &HeatmapData, view: HeatmapView<'_>) -> FigureOutput {
    let theme = Theme::of(ui);
    let (columns, rows) = (cell_edges(&data.x.values), cell_edges(&data.y.values));
    let bounds = view.frozen.unwrap_or([ends(&columns), ends(&rows)]);
    let mut x = Axis::of_places(&data.x, view.places[0]);
    let mut y = Axis::of_places(&data.y, view.places[1]);
    let edges = [&columns, &rows];
    let can = [0, 1].map(|axis: usize| {
        view.places[axis].is_empty() && all_positive(edges[axis].iter().copied())
    });
    set_scales(ui, [&mut x, &mut y], [data.x.scale, data.y.scale], can);
    let words = Words {
        title: &data.title,
        subtitle: subtitle(&data.output_label, &data.unit, view.case),
        summary: summary(data, view),
        case: view.case,
    };
    let margins = Margins {
        left: label_width(ui, &y, bounds[1]),
        right: 84.0,
        top: 20.0,
        bottom: 40.0,
    };
    let axes = [&x, &y];
    let canvas = Canvas::new(ui, &words, margins, bounds, axes);
    let scale = scale(ui, &canvas, data, view);
    let drawing = Drawing {
        canvas: &canvas,
        theme,
        data,
        view,
        axes,
        scale,
        columns,
        rows,
    };
    drawing.cells(ui, view.revision);
    paint(&canvas, theme, &x, &y, Grid::None);
    let above = pos2(
        canvas.area.left() - margins.left + 2.0,
        canvas.area.top() - 18.0,
    );
    canvas.painter.text(
        above,
        egui::Align2::LEFT_TOP,
        &y.label,
        theme.label(),
        theme.text,
    );
    contours(&canvas, theme, data, view.ghost);
    drawing.numbers();
    drawing.regions();
    drawing.here();
    drawing.selected();
    drawing.bar();
    let picked = drawing.pointer(ui);
    FigureOutput {
        bounds: canvas.bounds(),
        picked,
        response: canvas.response,
    }
}

/// The scale of these values, found once per revision.
fn scale(ui: &Ui, canvas: &Canvas, data: &HeatmapData, view: HeatmapView<'_>) -> Scale {
    let id = canvas.response.id.with("scale");
    let key = (view.revision, data.values.len());
    let known: Option<((u64, usize), Scale)> = ui.data(|memory| memory.get_temp(id));
    if let Some((_, scale)) = known.filter(|(at, _)| *at == key) {
        return scale;
    }
    let scale = match view.shade {
        Shade::Diverging => Scale::of(&data.values, data.contour_level),
        Shade::Sequential => Scale::sequential(&data.values),
    };
    ui.data_mut(|memory| memory.insert_temp(id, (key, scale)));
    scale
}

/// What a reader without the picture should know: how much of the plane is on which side.
fn summary(data: &HeatmapData, view: HeatmapView<'_>) -> String {
    let Some([above, below]) = view.sides else {
        return String::new();
    };
    let level = data.contour_level;
    let count = |side: &dyn Fn(f64) -> bool| data.values.iter().filter(|v| side(**v)).count();
    let share = |count: usize| {
        let share = count as f64 / data.values.len().max(1) as f64;
        text::number_or_zero(share, "", Some(NumberFormat::Percent(0)))
    };
    let (over, under) = (count(&|v| v > level), count(&|v| v < level));
    let missing = match count(&f64::is_nan) {
        0 => String::new(),
        some => format!(", {} has no value", share(some)),
    };
    format!(
        "{} of the plane {above}, {} {below}{missing}",
        share(over),
        share(under)
    )
}

/// The edges of the cells around these values: halfway between neighbours, as far again outside.
pub(super) fn cell_edges(values: &[f64]) -> Vec<f64> {
    let (Some(&first), Some(&last)) = (values.first(), values.last()) else {
        return Vec::new();
    };
    let half = |a: usize, b: usize| {
        values
            .get(a)
            .zip(values.get(b))
            .map_or(0.5, |(a, b)| (b - a) / 2.0)
    };
    let between = values.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0);
    let count = values.len();
    std::iter::once(first - half(0, 1))
        .chain(between)
        .chain([last
            + if count > 1 {
                half(count - 2, count - 1)
            } else {
                0.5
            }])
        .collect()
}

pub(super) fn ends(edges: &[f64]) -> [f64; 2] {
    match edges {
        [first, .., last] if last > first => [*first, *last],
        _ => [0.0, 1.0],
    }
}

/// Places along each side that are tried for the name of a region.
const RASTER: usize = 24;

struct Drawing<'a> {
    canvas: &'a Canvas,
    theme: &'a Theme,
    data: &'a HeatmapData,
    view: HeatmapView<'a>,
    axes: [&'a Axis; 2],
    scale: Scale,
    columns: Vec<f64>,
    rows: Vec<f64>,
}

impl Drawing<'_> {
    fn cells(&self, ui: &Ui, revision: u64) {
        let columns = self.data.x.values.len();
        if columns == 0 || self.data.values.len() != columns * self.data.y.values.len() {
            return;
        }
        let cells = Cells {
            columns,
            values: &self.data.values,
            scale: self.scale,
            revision,
        };
        let texture = cells.texture(ui, self.canvas.response.id.with("cells"));
        let lefts: Vec<f32> = self
            .columns
            .iter()
            .map(|&x| self.canvas.at(x, 0.0).x)
            .collect();
        let lows: Vec<f32> = self
            .rows
            .iter()
            .map(|&y| self.canvas.at(0.0, y).y)
            .collect();
        paint_cells(&self.canvas.inside(), self.theme, texture, &lefts, &lows);
    }

    /// Where a cell is on screen.
    fn cell(&self, column: usize, row: usize) -> Option<Rect> {
        let low = self
            .canvas
            .at(*self.columns.get(column)?, *self.rows.get(row)?);
        let high = self
            .canvas
            .at(*self.columns.get(column + 1)?, *self.rows.get(row + 1)?);
        Some(Rect::from_two_pos(low, high))
    }

    fn value(&self, column: usize, row: usize) -> Option<f64> {
        self.data
            .values
            .get(row * self.data.x.values.len() + column)
            .copied()
    }

    /// Writes the values into the cells where there are few of them and room.
    fn numbers(&self) {
        let (columns, rows) = (self.data.x.values.len(), self.data.y.values.len());
        if columns > 15 || rows > 15 {
            return;
        }
        let painter = self.canvas.inside();
        for (column, row) in (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)))
        {
            let (Some(rect), Some(value)) = (self.cell(column, row), self.value(column, row))
            else {
                continue;
            };
            if rect.width() < 40.0 || rect.height() < 14.0 {
                continue;
            }
            let ground = self.scale.color(self.theme, value);
            let color = self.theme.readable_on(ground);
            painter.text(
                rect.center(),
                egui::Align2::CENTER_CENTER,
                self.number(value),
                self.theme.label(),
                color,
            );
        }
    }

    /// Says on which side of the contour the case earns and on which it loses.
    fn regions(&self) {
        let level = self.data.contour_level;
        if self.data.x.values.len() <= 15 && self.data.y.values.len() <= 15 {
            return;
        }
        let Some([above, below]) = self.view.sides else {
            return;
        };
        let raster = self.raster();
        for (text, earning) in [(above, true), (below, false)] {
            let belongs = |value: f64| value != level && (value > level) == earning;
            let Some((centre, value)) = self.roomiest(&raster, belongs) else {
                continue;
            };
            let ground = self.theme.diverging(self.scale.position(value));
            let color = self.theme.readable_on(ground);
            let painter = self.canvas.inside();
            painter.text(
                centre,
                egui::Align2::CENTER_CENTER,
                text,
                self.theme.heading(),
                color,
            );
        }
    }

    /// The places where the name of a region may stand, row by row, and the values there.
    ///
    /// The raster is coarse: exactness would not be seen, and it is looked at in every frame.
    fn raster(&self) -> Vec<(Pos2, Option<f64>)> {
        let area = self.room();
        let share = |n: usize| (n as f32 + 0.5) / RASTER as f32;
        let places = (0..RASTER).flat_map(|row| (0..RASTER).map(move |column| (column, row)));
        let points = places.map(|(column, row)| {
            let x = area.left() + area.width() * share(column);
            pos2(x, area.top() + area.height() * share(row))
        });
        let value = |point| {
            let (column, row) = self.under(point)?;
            self.value(column, row)
        };
        points.map(|point| (point, value(point))).collect()
    }

    /// The part of the plot in which a name has room.
    fn room(&self) -> Rect {
        self.canvas.area.shrink2(vec2(26.0, 12.0))
    }

    /// The place furthest from the border of the cells that `belongs` accepts.
    fn roomiest(
        &self,
        raster: &[(Pos2, Option<f64>)],
        belongs: impl Fn(f64) -> bool,
    ) -> Option<(Pos2, f64)> {
        let area = self.room();
        let inside: Vec<bool> = raster
            .iter()
            .map(|(_, value)| value.is_some_and(&belongs))
            .collect();
        // What lies outside and is nearest to a place inside has a neighbour inside.
        let is_border = |place: &usize| {
            let (column, row) = (place % RASTER, place / RASTER);
            let beside = [
                (column > 0).then(|| place - 1),
                (column + 1 < RASTER).then_some(place + 1),
                (row > 0).then(|| place - RASTER),
                (row + 1 < RASTER).then_some(place + RASTER),
            ];
            !inside[*place] && beside.into_iter().flatten().any(|near| inside[near])
        };
        let border = (0..raster.len()).filter(is_border);
        let mut border: Vec<Pos2> = border.map(|place| raster[place].0).collect();
        border.extend(self.data.here.map(|(x, y)| self.canvas.at(x, y)));
        let room = |point: Pos2| {
            let to_edge = (point.x - area.left())
                .min(area.right() - point.x)
                .min(point.y - area.top())
                .min(area.bottom() - point.y);
            let distances = border.iter().map(|other| other.distance_sq(point));
            let nearest = distances.fold(f32::INFINITY, f32::min).sqrt();
            nearest.min(to_edge + 20.0)
        };
        let best = raster
            .iter()
            .zip(&inside)
            .filter(|(_, inside)| **inside)
            .map(|(&(point, value), _)| (room(point), point, value))
            .max_by(|(a, ..), (b, ..)| a.total_cmp(b))?;
        (best.0 > 24.0).then_some((best.1, best.2?))
    }

    /// The column and row of the cell under a point on screen.
    fn under(&self, point: Pos2) -> Option<(usize, usize)> {
        let value = self.canvas.values(point);
        let find = |edges: &[f64], at: f64| {
            let after = edges.partition_point(|edge| *edge <= at);
            (after > 0 && after < edges.len()).then(|| after - 1)
        };
        Some((find(&self.columns, value.x)?, find(&self.rows, value.y)?))
    }

    /// Outlines the case on screen.
    fn here(&self) {
        let Some((x, y)) = self.data.here else { return };
        let at = nearest(&self.data.x.values, x).zip(nearest(&self.data.y.values, y));
        let Some(cell) = at.and_then(|(column, row)| self.cell(column, row)) else {
            return;
        };
        let outline = Rect::from_center_size(cell.center(), cell.size().max(vec2(9.0, 9.0)));
        let painter = self.canvas.inside();
        let (outer, inner) = (
            Stroke::new(1.5, self.theme.surface),
            Stroke::new(2.0, self.theme.text),
        );
        painter.rect_stroke(outline.expand(1.0), 1.0, outer, StrokeKind::Outside);
        painter.rect_stroke(outline, 1.0, inner, StrokeKind::Outside);
    }

    /// Outlines the selected cell.
    fn selected(&self) {
        let cell = self
            .view
            .selected
            .and_then(|(column, row)| self.cell(column, row));
        let Some(cell) = cell else { return };
        let outline = Rect::from_center_size(cell.center(), cell.size().max(vec2(9.0, 9.0)));
        let painter = self.canvas.inside();
        let stroke = Stroke::new(2.0, self.theme.accent);
        painter.rect_stroke(outline.expand(2.0), 1.0, stroke, StrokeKind::Outside);
    }

    fn bar(&self) {
        let area = self.canvas.area;
        let rect = Rect::from_min_max(
            pos2(area.right() + 14.0, area.top() - 20.0),
            pos2(area.right() + 84.0, area.bottom()),
        );
        let unit = text::unit_label(&self.data.unit);
        let step = self.scale.reach / 2.0;
        let tick = |value| text::tick(value, step, self.data.percent);
        color_bar(
            &self.canvas.painter,
            self.theme,
            rect,
            self.scale,
            &unit,
            tick,
        );
    }

    /// The same decimals in every cell, as many as the scale needs.
    fn format(&self) -> Option<NumberFormat> {
        let decimals = match self.scale.reach {
            _ if self.data.percent => return Some(NumberFormat::Percent(1)),
            reach if reach >= 1000.0 => 0,
            reach if reach >= 100.0 => 1,
            reach if reach >= 1.0 => 2,
            reach if reach >= 0.1 => 3,
            _ => return None,
        };
        Some(NumberFormat::Decimals(decimals))
    }

    fn number(&self, value: f64) -> String {
        text::number(value, &self.data.unit, self.format())
    }

    /// Reads the cell under the pointer.
    fn pointer(&self, ui: &Ui) -> Option<(f64, f64)> {
        self.canvas.pointed()?;
        let (column, row) = self.under(self.canvas.response.hover_pos()?)?;
        let (x, y) = (
            *self.data.x.values.get(column)?,
            *self.data.y.values.get(row)?,
        );
        let value = self.value(column, row)?;
        let crossing = Reading { x, y };
        self.canvas.crosshair(self.theme, self.axes, crossing);
        let stroke = Stroke::new(1.0, self.theme.text);
        let painter = self.canvas.inside();
        painter.rect_stroke(
            self.cell(column, row)?.expand(1.0),
            0.0,
            stroke,
            StrokeKind::Outside,
        );
        let reason = || self.view.reason.and_then(|reason| reason(column, row));
        let reason = value.is_nan().then(reason).flatten();
        self.canvas
            .card(ui, |ui| self.card_ui(ui, (x, y), value, reason));
        self.canvas.response.clicked().then_some((x, y))
    }

    fn card_ui(&self, ui: &mut Ui, (x, y): (f64, f64), value: f64, reason: Option<String>) {
        let data = self.data;
        let at = |axis: &rackhour_engine::figure::AxisData, places: &[String], value: f64| {
            let place = places.get(value as usize);
            let place = place.map(|place| format!("{place} {}", text::unit_label(&axis.unit)));
            let value = place.unwrap_or_else(|| text::axis_value(value, &axis.unit, axis.percent));
            format!("{} {}", axis.label, value.trim_end())
        };
        let [across, up] = self.view.places;
        ui.label(format!(
            "{}, {}",
            at(&data.x, across, x),
            at(&data.y, up, y)
        ));
        let value = text::with_unit(value, &data.unit, self.format());
        ui.label(RichText::new(format!("{} {value}", data.output_label)).font(self.theme.strong()));
        if let Some(reason) = reason {
            ui.set_max_width(320.0);
            ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Wrap);
            ui.label(RichText::new(reason).color(self.theme.muted));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::cell_edges;

    #[test]
    fn edges_of_cells() {
        assert_eq!(cell_edges(&[1.0, 2.0, 4.0]), [0.5, 1.5, 3.0, 5.0]);
        assert_eq!(cell_edges(&[7.0]), [6.5, 7.5]);
        assert!(cell_edges(&[]).is_empty());
    }
}

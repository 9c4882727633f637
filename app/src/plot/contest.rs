//! Who is best where: the plane of two inputs in the colours of those that compete.

use egui::epaint::Mesh;
use egui::{Align2, Color32, Rect, RichText, Shape, Stroke, StrokeKind, Ui, pos2, vec2};
use rackhour_engine::figure::HeatmapData;

use super::axes::{Axis, Grid, label_width, paint};
use super::heatmap::{cell_edges, ends};
use super::{Canvas, FigureOutput, Margins, Words, subtitle};
use crate::text;
use crate::theme::Theme;

/// How a contest is shown.
#[derive(Clone, Copy)]
pub struct ContestView<'a> {
    /// What the subtitle says of the case.
    pub case: &'a str,
    /// What stands along the axes at 0, 1, 2 …; empty where positions are values.
    pub places: [&'a [String]; 2],
    /// Those that compete, each with its colour; values are places among them.
    pub contestants: &'a [(String, Color32)],
    /// The selected column and row.
    pub selected: Option<(usize, usize)>,
}

/// A run of neighbouring cells of one winner: its columns, its row and the winner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    from: usize,
    until: usize,
    row: usize,
    winner: usize,
}

/// Draws the map over the room there is.
pub fn contest_map_ui(ui: &mut Ui, data: &HeatmapData, view: ContestView<'_>) -> FigureOutput {
    let theme = Theme::of(ui);
    let (columns, rows) = (cell_edges(&data.x.values), cell_edges(&data.y.values));
    let bounds = [ends(&columns), ends(&rows)];
    let x = Axis::of_places(&data.x, view.places[0]);
    let y = Axis::of_places(&data.y, view.places[1]);
    let called: Vec<_> = view
        .contestants
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let words = Words {
        title: "",
        subtitle: subtitle(
            &format!("Best {}", data.output_label),
            &data.unit,
            view.case,
        ),
        summary: format!("Best of {}", called.join(", ")),
        case: view.case,
    };
    let legend = called.iter().map(|name| {
        let galley = ui
            .painter()
            .layout_no_wrap((*name).to_owned(), theme.label(), theme.text);
        galley.size().x
    });
    let margins = Margins {
        left: label_width(ui, &y, bounds[1]),
        right: legend.fold(60.0, f32::max).min(180.0) + 40.0,
        top: 20.0,
        bottom: 40.0,
    };
    let canvas = Canvas::new(ui, &words, margins, bounds, [&x, &y]);
    cells(&canvas, data, view, [&columns, &rows]);
    paint(&canvas, theme, &x, &y, Grid::None);
    let above = pos2(
        canvas.area.left() - margins.left + 2.0,
        canvas.area.top() - 18.0,
    );
    let font = theme.label();
    canvas
        .painter
        .text(above, Align2::LEFT_TOP, &y.label, font, theme.text);
    legend_ui(&canvas, theme, view, &data.values);
    marks(&canvas, theme, data, view, [&columns, &rows]);
    let picked = pointer(ui, &canvas, theme, data, view, [&columns, &rows]);
    FigureOutput {
        bounds: canvas.bounds(),
        picked,
        response: canvas.response,
    }
}

/// Fills the cells with the colours of their winners.
fn cells(canvas: &Canvas, data: &HeatmapData, view: ContestView<'_>, [columns, rows]: [&[f64]; 2]) {
    let found = runs(&data.values, data.x.values.len());
    let mut mesh = Mesh::default();
    for run in &found {
        let Some((_, color)) = view.contestants.get(run.winner) else {
            continue;
        };
        let low = canvas.at(columns[run.from], rows[run.row]);
        let high = canvas.at(columns[run.until], rows[run.row + 1]);
        mesh.add_colored_rect(Rect::from_two_pos(low, high), *color);
    }
    canvas.inside().add(Shape::mesh(mesh));
}

/// Cells of one winner that lie next to each other in a row.
fn runs(values: &[f64], columns: usize) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    for (at, value) in values
        .iter()
        .enumerate()
        .filter(|(_, value)| !value.is_nan())
    {
        let (row, column, winner) = (at / columns, at % columns, *value as usize);
        match found.last_mut() {
            Some(run) if (run.row, run.winner, run.until) == (row, winner, column) => {
                run.until += 1;
            }
            _ => found.push(Run {
                from: column,
                until: column + 1,
                row,
                winner,
            }),
        }
    }
    found
}

/// Names every contestant, with how much of the plane it wins.
fn legend_ui(canvas: &Canvas, theme: &Theme, view: ContestView<'_>, values: &[f64]) {
    let all = values.len().max(1) as f64;
    let mut corner = pos2(canvas.area.right() + 14.0, canvas.area.top());
    for (place, (name, color)) in view.contestants.iter().enumerate() {
        let won = values
            .iter()
            .filter(|value| **value == place as f64)
            .count();
        let square = Rect::from_min_size(corner + vec2(0.0, 2.0), vec2(10.0, 10.0));
        canvas.painter.rect_filled(square, 1.0, *color);
        let left = corner + vec2(16.0, 0.0);
        let painter = &canvas.painter;
        painter.text(left, Align2::LEFT_TOP, name, theme.label(), theme.text);
        let share = text::number_or_zero(
            won as f64 / all,
            "",
            Some(rackhour_engine::workbook::NumberFormat::Percent(0)),
        );
        let below = left + vec2(0.0, 14.0);
        let words = format!("{share} of cells");
        painter.text(below, Align2::LEFT_TOP, words, theme.label(), theme.muted);
        corner.y += 36.0;
    }
}

/// The cell between four edges.
fn cell(
    canvas: &Canvas,
    [columns, rows]: [&[f64]; 2],
    (column, row): (usize, usize),
) -> Option<Rect> {
    let low = canvas.at(*columns.get(column)?, *rows.get(row)?);
    let high = canvas.at(*columns.get(column + 1)?, *rows.get(row + 1)?);
    Some(Rect::from_two_pos(low, high))
}

/// Outlines the base case and the selected cell.
fn marks(
    canvas: &Canvas,
    theme: &Theme,
    data: &HeatmapData,
    view: ContestView<'_>,
    edges: [&[f64]; 2],
) {
    let near = |values: &[f64], at: f64| super::nearest(values, at);
    let base = data
        .here
        .and_then(|(x, y)| near(&data.x.values, x).zip(near(&data.y.values, y)));
    for (place, color) in [(base, theme.text), (view.selected, theme.accent)] {
        let Some(rect) = place.and_then(|place| cell(canvas, edges, place)) else {
            continue;
        };
        let outline = Rect::from_center_size(rect.center(), rect.size().max(vec2(9.0, 9.0)));
        let painter = canvas.inside();
        let (ground, stroke) = (Stroke::new(1.5, theme.surface), Stroke::new(2.0, color));
        painter.rect_stroke(outline.expand(1.0), 1.0, ground, StrokeKind::Outside);
        painter.rect_stroke(outline, 1.0, stroke, StrokeKind::Outside);
    }
}

/// Reads the cell under the pointer.
fn pointer(
    ui: &Ui,
    canvas: &Canvas,
    theme: &Theme,
    data: &HeatmapData,
    view: ContestView<'_>,
    [columns, rows]: [&[f64]; 2],
) -> Option<(f64, f64)> {
    let at = canvas.pointed()?;
    let find = |edges: &[f64], at: f64| {
        let after = edges.partition_point(|edge| *edge <= at);
        (after > 0 && after < edges.len()).then(|| after - 1)
    };
    let (column, row) = (find(columns, at.x)?, find(rows, at.y)?);
    let value = data.values.get(row * data.x.values.len() + column)?;
    let best = view
        .contestants
        .get(*value as usize)
        .filter(|_| !value.is_nan());
    let place = |axis: &rackhour_engine::figure::AxisData, places: &[String], at: usize| {
        let value = axis.values.get(at).copied().unwrap_or(f64::NAN);
        let word = places.get(at).cloned();
        let word = word.unwrap_or_else(|| text::axis_value(value, &axis.unit, axis.percent));
        format!("{} {word}", axis.label)
    };
    canvas.card(ui, |ui| {
        let (x, y) = (
            place(&data.x, view.places[0], column),
            place(&data.y, view.places[1], row),
        );
        ui.label(format!("{x}, {y}"));
        let best = best.map_or("Nobody has a value", |(name, _)| name.as_str());
        ui.label(RichText::new(best).font(theme.strong()));
    });
    let picked = data.x.values.get(column).zip(data.y.values.get(row));
    picked
        .filter(|_| canvas.response.clicked())
        .map(|(x, y)| (*x, *y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_winner_are_one_run() {
        let run = |from, until, row, winner| Run {
            from,
            until,
            row,
            winner,
        };
        let values = [0.0, 0.0, 1.0, 1.0, f64::NAN, 1.0];
        assert_eq!(
            runs(&values, 3),
            [
                run(0, 2, 0, 0),
                run(2, 3, 0, 1),
                run(0, 1, 1, 1),
                run(2, 3, 1, 1)
            ]
        );
    }
}

//! A grid: a map of colours, lines, or a table of the same output; a cell can become a scenario.

use egui::accesskit::Role;
use egui::{Button, EventFilter, Id, Key, RichText, Sense, Ui, WidgetInfo};
use rackhour_engine::study::grid::GridResult;
use rackhour_engine::workbook::Grid;

use super::super::profile_color;
use super::{Shown, copy_ui, figure_room, output_ui, reasons_ui, send, small_ui, switch_ui};
use crate::command::StudyAct;
use crate::plot::{ContestView, HeatmapView, LinesView, contest_map_ui, heatmap_ui, lines_ui};
use crate::studies::Reasons;
use crate::studies::grid::{GridFigure, contestants};
use crate::text;
use crate::theme::Theme;
use crate::view::Drawing;
use crate::widgets::table::{Cell, Column, Kind, Table};

/// The room below the figure for the selected cell and what is missing.
const BELOW: f32 = 72.0;

/// Draws the grid.
pub(super) fn grid_ui(
    shown: &Shown<'_>,
    spec: &Grid,
    result: &GridResult,
    reasons: &[Reasons],
    ui: &mut Ui,
) {
    let names = shown.ctx.session.names();
    let ids = result.outputs.iter().map(|output| names.label(&output.id));
    let contest = result
        .winner
        .as_ref()
        .map(|winner| format!("Who is best: {}", names.label(&winner.output)));
    let ids: Vec<String> = ids.chain(contest).collect();
    let mut output = 0;
    let mut drawing = shown.look.drawing;
    if result.axes.len() < 2 && drawing == Drawing::Map {
        drawing = Drawing::Lines;
    }
    ui.horizontal_wrapped(|ui| {
        output = output_ui(shown, &ids, ui);
        if output < result.outputs.len() {
            drawing_ui(shown, drawing, result.axes.len(), ui);
        }
        let figure = GridFigure::of(names, spec, result, output);
        if let Some(figure) = figure {
            copy_ui(shown, "Copy table", "the grid", || figure.copy(names), ui);
        }
    });
    ui.add_space(4.0);
    let contest =
        || GridFigure::of_winner(names, spec, result).filter(|_| output >= result.outputs.len());
    let figure = GridFigure::of(names, spec, result, output).or_else(contest);
    let Some(figure) = figure else {
        small_ui(
            "A grid of more than two inputs has no picture; the command line writes it as a table",
            ui,
        );
        return;
    };
    let room = figure_room(ui, BELOW);
    ui.allocate_ui(room, |ui| {
        ui.set_min_size(room);
        match drawing {
            _ if output >= result.outputs.len() => contest_ui(shown, result, &figure, ui),
            Drawing::Map => map_ui(shown, &figure, output, ui),
            Drawing::Lines => draw_lines_ui(shown, &figure, ui),
            Drawing::Table => table_ui(shown, &figure, ui),
        }
    });
    let all = match output < result.outputs.len() {
        true => Vec::new(),
        false => contestants(names, result),
    };
    selected_ui(shown, &figure, &all, ui);
    missing_ui(shown, &figure, reasons.get(output), ui);
}

fn drawing_ui(shown: &Shown<'_>, on: Drawing, axes: usize, ui: &mut Ui) {
    let all = [
        (Drawing::Map, "Map", "Colours over both inputs"),
        (Drawing::Lines, "Lines", "Lines over one input"),
        (Drawing::Table, "Table", "Numbers"),
    ];
    let fitting = &all[usize::from(axes < 2)..];
    if let Some(drawing) = switch_ui(fitting, on, ui) {
        shown.look(|look| look.drawing = drawing);
    }
}

fn map_ui(shown: &Shown<'_>, figure: &GridFigure, output: usize, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    let Some(data) = figure.heatmap(names) else {
        return;
    };
    let id = &figure.output;
    let reason = |column, row| {
        let cell = figure.cell(column, row)?;
        shown.ctx.session.cell_reason(shown.known, id, cell)
    };
    let scope = shown.scope();
    let sides = figure.sides(names);
    let view = HeatmapView {
        shade: figure.shade(),
        places: [&figure.axes[0].places, &figure.axes[1].places],
        sides: sides
            .as_ref()
            .map(|[above, below]| [above.as_str(), below.as_str()]),
        selected: shown.look.cell.and_then(|cell| figure.place(cell)),
        reason: Some(&reason),
        ..HeatmapView::new(
            &scope,
            shown.known.serial * 64 + output as u64,
            shown.frozen(ui, "map"),
        )
    };
    let drawn = heatmap_ui(ui, &data, view);
    shown.remember(ui, "map", drawn.bounds);
    keyboard_ui(shown, figure, &drawn.response, ui);
    pick(
        shown,
        figure,
        drawn.picked,
        [&data.x.values, &data.y.values],
    );
}

/// Who is best in every cell.
fn contest_ui(shown: &Shown<'_>, result: &GridResult, figure: &GridFigure, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    let Some(data) = figure.heatmap(names) else {
        small_ui("Who is best is drawn for two inputs", ui);
        return;
    };
    let theme = Theme::of(ui);
    let called = contestants(names, result).into_iter();
    let ids = result.winner.iter().flat_map(|winner| &winner.ids);
    let contestants: Vec<_> = called
        .zip(ids.enumerate())
        .map(|(name, (place, id))| {
            let profiles = &shown.ctx.session.workbook().profiles;
            let color = match profiles.iter().any(|profile| profile.id == *id) {
                true => profile_color(shown.ctx, Some(id), theme),
                false => theme.series(place),
            };
            (name, color)
        })
        .collect();
    let view = ContestView {
        case: &shown.scope(),
        places: [&figure.axes[0].places, &figure.axes[1].places],
        contestants: &contestants,
        selected: shown.look.cell.and_then(|cell| figure.place(cell)),
    };
    let drawn = contest_map_ui(ui, &data, view);
    keyboard_ui(shown, figure, &drawn.response, ui);
    pick(
        shown,
        figure,
        drawn.picked,
        [&data.x.values, &data.y.values],
    );
}

/// Selects the cell that was clicked.
fn pick(shown: &Shown<'_>, figure: &GridFigure, picked: Option<(f64, f64)>, [xs, ys]: [&[f64]; 2]) {
    let Some((x, y)) = picked else { return };
    let column = xs.iter().position(|value| *value == x);
    let row = ys.iter().position(|value| *value == y);
    if let Some((column, row)) = column.zip(row) {
        let cell = figure.cell(column, row);
        shown.look(|look| look.cell = cell);
    }
}

fn draw_lines_ui(shown: &Shown<'_>, figure: &GridFigure, ui: &mut Ui) {
    let data = figure.lines(shown.ctx.session.names());
    let profile = shown.known.version().case.profile.as_ref();
    let view = LinesView {
        case: &shown.scope(),
        color: profile_color(shown.ctx, profile, Theme::of(ui)),
        frozen: shown.frozen(ui, "lines"),
    };
    let drawn = lines_ui(ui, &data, view);
    shown.remember(ui, "lines", drawn.bounds);
    keyboard_ui(shown, figure, &drawn.response, ui);
}

fn table_ui(shown: &Shown<'_>, figure: &GridFigure, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    let (across, up) = (&figure.axes[0], figure.axes.get(1));
    let corner = match up {
        Some(up) => names.head(&up.key),
        None => names.head(&across.key),
    };
    let heads = (0..figure.columns()).map(|column| match up {
        Some(_) => across.number(names, column),
        None => String::new(),
    });
    let kind = Kind::Numbers;
    let first = Column { head: corner, kind };
    let columns: Vec<Column> = match up {
        Some(_) => std::iter::once(first)
            .chain(heads.map(|head| Column { head, kind }))
            .collect(),
        // One axis stands downwards, and its output beside it.
        None => {
            let head = names.head(&figure.output);
            vec![first, Column { head, kind }]
        }
    };
    let words = match up {
        Some(_) => format!(
            "{}, across: {} · {}",
            names.head(&figure.output),
            names.head(&across.key),
            shown.scope()
        ),
        None => shown.scope(),
    };
    small_ui(&words, ui);
    let number = |column, row| {
        let value = figure.value(column, row);
        Cell::new(names.number(&figure.output, value))
    };
    let cell = |row: usize, column: usize| match (up, column) {
        (Some(up), 0) => Cell::new(up.number(names, row)).strong(),
        (Some(_), column) => number(column - 1, row),
        (None, 0) => Cell::new(across.number(names, row)).strong(),
        (None, _) => number(row, 0),
    };
    let selected = shown.look.cell.and_then(|cell| figure.place(cell));
    let selected = selected.map(|(column, row)| match up {
        Some(_) => (row, column + 1),
        None => (column, 1),
    });
    let table = Table {
        name: "Values of the grid",
        columns: &columns,
        rows: if up.is_some() {
            figure.rows()
        } else {
            figure.columns()
        },
        cell: &cell,
        selected,
        height: (ui.available_height() - 4.0).max(120.0),
    };
    if let Some((row, column)) = table.show(ui).filter(|(_, column)| *column > 0) {
        let cell = match up {
            Some(_) => figure.cell(column - 1, row),
            None => figure.cell(row, 0),
        };
        shown.look(|look| look.cell = cell);
    }
}

/// Arrows move the selected cell once the figure has the keyboard; Enter makes it a scenario.
fn keyboard_ui(shown: &Shown<'_>, figure: &GridFigure, over: &egui::Response, ui: &Ui) {
    let id = Id::unique(("cells of the grid", &shown.study.id));
    let response = ui.interact(over.rect, id, Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::Grid, true, "Cells of the grid"));
    if !ui.memory(|memory| memory.has_focus(id)) {
        return;
    }
    let theme = Theme::of(ui);
    let stroke = egui::Stroke::new(1.5, theme.accent);
    ui.painter().rect_stroke(
        over.rect.expand(2.0),
        2.0,
        stroke,
        egui::StrokeKind::Outside,
    );
    let arrows = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
    let here = shown.look.cell.and_then(|cell| figure.place(cell));
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    let moved = |key, other, at: usize, count: usize| match () {
        () if pressed(key) => (at + 1).min(count - 1),
        () if pressed(other) => at.saturating_sub(1),
        () => at,
    };
    let (column, row) = here.unwrap_or_else(|| base_place(figure));
    let there = (
        moved(Key::ArrowRight, Key::ArrowLeft, column, figure.columns()),
        moved(Key::ArrowUp, Key::ArrowDown, row, figure.rows()),
    );
    let any = [
        Key::ArrowRight,
        Key::ArrowLeft,
        Key::ArrowUp,
        Key::ArrowDown,
    ];
    if any.into_iter().any(pressed) {
        let cell = figure.cell(there.0, there.1);
        shown.look(|look| look.cell = cell);
    }
    if let Some((column, row)) = here.filter(|_| pressed(Key::Enter)) {
        make_scenario(shown, figure, column, row);
    }
}

/// The column and row of the base case, or of the first cell.
fn base_place(figure: &GridFigure) -> (usize, usize) {
    let near = |axis: Option<&crate::studies::grid::PlacedAxis>| {
        let axis = axis?;
        let (base, positions) = (axis.base?, axis.positions());
        let away = |place: &usize| (positions[*place] - base).abs();
        (0..positions.len()).min_by(|a, b| away(a).total_cmp(&away(b)))
    };
    (
        near(figure.axes.first()).unwrap_or(0),
        near(figure.axes.get(1)).unwrap_or(0),
    )
}

/// The selected cell in words, and the button that makes it a scenario.
fn selected_ui(shown: &Shown<'_>, figure: &GridFigure, contestants: &[String], ui: &mut Ui) {
    let theme = Theme::of(ui);
    let names = shown.ctx.session.names();
    ui.horizontal_wrapped(|ui| {
        ui.set_min_height(26.0);
        let place = shown.look.cell.and_then(|cell| figure.place(cell));
        let Some((column, row)) = place else {
            small_ui("Click a cell to read it, and to make it a scenario", ui);
            return;
        };
        let value = figure.value(column, row);
        let inputs = figure.inputs(column, row);
        let words = figure.place_words(column, row);
        ui.label(RichText::new(words).color(theme.muted));
        let output = names.label(&figure.output);
        let result = match contestants {
            [] => format!("{output} {}", names.value(&figure.output, value)),
            all => match all.get(value as usize).filter(|_| !value.is_nan()) {
                Some(best) => format!("{best} is best"),
                None => "Nobody has a value".to_owned(),
            },
        };
        ui.label(RichText::new(result).font(theme.strong()));
        let can =
            figure.is_of_numbers() && inputs.iter().all(|(key, _)| shown.ctx.session.can_set(key));
        let button = ui
            .add_enabled(can, Button::new("Make a scenario"))
            .on_hover_text("Add a scenario with these two values; the base case stays as it is");
        if button.clicked() {
            make_scenario(shown, figure, column, row);
        }
        if value.is_nan()
            && let Some(cell) = figure.cell(column, row)
            && let Some(reason) = shown
                .ctx
                .session
                .cell_reason(shown.known, &figure.output, cell)
        {
            small_ui(&reason, ui);
        }
    });
}

fn make_scenario(shown: &Shown<'_>, figure: &GridFigure, column: usize, row: usize) {
    let names = shown.ctx.session.names();
    let inputs = figure.inputs(column, row);
    let word = |(key, value): &(String, f64)| {
        let label = names.label(key);
        let short = label.split(" · ").next().unwrap_or(&label);
        format!("{short} {}", names.value(key, *value))
    };
    let name: Vec<_> = inputs.iter().map(word).collect();
    send(
        shown.ctx,
        StudyAct::MakeScenario(name.join(", "), inputs.clone()),
    );
}

/// How many cells have no value, and why.
fn missing_ui(shown: &Shown<'_>, figure: &GridFigure, reasons: Option<&Reasons>, ui: &mut Ui) {
    let (all, missing) = figure.missing();
    if missing == 0 {
        return;
    }
    let (verb, cells) = match missing {
        1 => ("has", "1 cell".to_owned()),
        _ => ("have", text::count(missing, "cell", "cells")),
    };
    let all = text::count(all, "", "");
    small_ui(
        &format!("{cells} of {} {verb} no value", all.trim_end()),
        ui,
    );
    if let Some(reasons) = reasons {
        reasons_ui(shown.ctx, reasons, ("cell", "cells"), ui);
    }
}

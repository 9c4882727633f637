//! A grid: a map of colours, lines, or a table of the same output; a cell can become a scenario.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Button, EventFilter, Id, Key, RichText, Sense, Ui, WidgetInfo};
use rackhour_engine::figure::HeatmapData;
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

/// One output of a grid as it is drawn, made once for every answer.
struct Prepared {
    figure: GridFigure,
    /// Its map, where it has two inputs.
    map: Option<HeatmapData>,
    /// Those that compete, where it is about who is best.
    contestants: Vec<String>,
}

/// Prepares an output, or takes it as it was prepared before.
fn prepared(
    shown: &Shown<'_>,
    spec: &Grid,
    result: &GridResult,
    output: usize,
    ui: &Ui,
) -> Option<Arc<Prepared>> {
    let id = Id::unique(("grid as it is drawn", &shown.study.id));
    let key = (shown.known.serial, output);
    let kept: Option<((u64, usize), Arc<Prepared>)> = ui.data(|data| data.get_temp(id));
    if let Some((_, kept)) = kept.filter(|(of, _)| *of == key) {
        return Some(kept);
    }
    let names = shown.ctx.session.names();
    let is_contest = output >= result.outputs.len();
    let figure = match is_contest {
        true => GridFigure::of_winner(names, spec, result),
        false => GridFigure::of(names, spec, result, output),
    }?;
    let prepared = Arc::new(Prepared {
        map: figure.heatmap(names),
        contestants: match is_contest {
            true => contestants(names, result),
            false => Vec::new(),
        },
        figure,
    });
    ui.data_mut(|data| data.insert_temp(id, (key, Arc::clone(&prepared))));
    Some(prepared)
}

/// Draws the grid.
pub(super) fn grid_ui(
    shown: &Shown<'_>,
    spec: &Grid,
    result: &GridResult,
    reasons: &[Reasons],
    ui: &mut Ui,
) {
    let titles = titles(shown, result);
    let output = shown.look.output.min(titles.len().saturating_sub(1));
    let is_contest = output >= result.outputs.len();
    let drawing = match shown.look.drawing {
        Drawing::Map if result.axes.len() < 2 => Drawing::Lines,
        other => other,
    };
    let prepared = prepared(shown, spec, result, output, ui);
    ui.horizontal_wrapped(|ui| {
        output_ui(shown, &titles, ui);
        if !is_contest {
            drawing_ui(shown, drawing, result.axes.len(), ui);
        }
        if let Some(prepared) = &prepared {
            let table = || prepared.figure.copy(shown.ctx.session.names());
            copy_ui(shown, "Copy table", "the grid", table, ui);
        }
    });
    ui.add_space(4.0);
    let Some(prepared) = prepared else {
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
            _ if is_contest => contest_ui(shown, result, &prepared, ui),
            Drawing::Map => map_ui(shown, &prepared, output, ui),
            Drawing::Lines => draw_lines_ui(shown, &prepared.figure, ui),
            Drawing::Table => table_ui(shown, &prepared.figure, ui),
        }
    });
    selected_ui(shown, &prepared.figure, &prepared.contestants, ui);
    missing_ui(shown, &prepared.figure, reasons.get(output), ui);
}

/// The outputs, and who is best where that was asked for.
fn titles(shown: &Shown<'_>, result: &GridResult) -> Vec<String> {
    let names = shown.ctx.session.names();
    let outputs = result.outputs.iter().map(|output| names.label(&output.id));
    let contest = result.winner.as_ref();
    let contest = contest.map(|winner| format!("Who is best: {}", names.label(&winner.output)));
    outputs.chain(contest).collect()
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

fn map_ui(shown: &Shown<'_>, prepared: &Prepared, output: usize, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    let figure = &prepared.figure;
    let Some(data) = &prepared.map else {
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
    let drawn = heatmap_ui(ui, data, view);
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
fn contest_ui(shown: &Shown<'_>, result: &GridResult, prepared: &Prepared, ui: &mut Ui) {
    let figure = &prepared.figure;
    let Some(data) = &prepared.map else {
        small_ui("Who is best is drawn for two inputs", ui);
        return;
    };
    let theme = Theme::of(ui);
    let called = prepared.contestants.iter().cloned();
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
    let drawn = contest_map_ui(ui, data, view);
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

/// The columns of the table: the axis up and one for each value across, or the only axis and the output.
fn columns(shown: &Shown<'_>, figure: &GridFigure) -> Vec<Column> {
    let names = shown.ctx.session.names();
    let across = &figure.axes[0];
    let column = |head| Column {
        head,
        kind: Kind::Numbers,
    };
    match figure.axes.get(1) {
        Some(up) => std::iter::once(names.head(&up.key))
            .chain((0..figure.columns()).map(|place| across.number(names, place)))
            .map(column)
            .collect(),
        None => vec![
            column(names.head(&across.key)),
            column(names.head(&figure.output)),
        ],
    }
}

/// The column and row of the figure that a row and column of the table show.
fn shown_at(figure: &GridFigure, row: usize, column: usize) -> (usize, usize) {
    match figure.axes.len() {
        1 => (row, 0),
        _ => (column.saturating_sub(1), row),
    }
}

fn table_ui(shown: &Shown<'_>, figure: &GridFigure, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    let one = figure.axes.len() == 1;
    let words = match one {
        true => shown.scope(),
        false => format!(
            "{}, across: {} · {}",
            names.head(&figure.output),
            names.head(&figure.axes[0].key),
            shown.scope()
        ),
    };
    small_ui(&words, ui);
    let columns = columns(shown, figure);
    let heads = if one {
        &figure.axes[0]
    } else {
        &figure.axes[1]
    };
    let cell = |row: usize, column: usize| {
        if column == 0 {
            return Cell::new(heads.number(names, row)).strong();
        }
        let (column, row) = shown_at(figure, row, column);
        Cell::new(names.number(&figure.output, figure.value(column, row)))
    };
    let selected = shown.look.cell.and_then(|cell| figure.place(cell));
    let selected = selected.map(|(column, row)| match one {
        true => (column, 1),
        false => (row, column + 1),
    });
    let table = Table {
        name: "Values of the grid",
        columns: &columns,
        rows: if one { figure.columns() } else { figure.rows() },
        cell: &cell,
        selected,
        height: (ui.available_height() - 4.0).max(120.0),
    };
    if let Some((row, column)) = table.show(ui).filter(|(_, column)| *column > 0) {
        let (column, row) = shown_at(figure, row, column);
        let cell = figure.cell(column, row);
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

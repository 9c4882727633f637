//! The outputs that moved between two versions, and what each change contributes to one of them.

use egui::{RichText, Ui, vec2};
use rackhour_engine::study::diff::{OutputChange, Written};

use super::super::studies::bridge;
use super::super::{Ctx, empty_ui, full_height_ui, row_picker};
use super::{go_to, part_ui, send};
use crate::difference::left_over;
use crate::plot::waterfall_ui;
use crate::registers::{Compared, VersionAct};
use crate::studies::Names;
use crate::text;
use crate::theme::Theme;
use crate::widgets::table::{Cell, Column, Kind, Table};

/// How high a list is before it scrolls.
const LIST: f32 = 264.0;
/// The same with a bar for sideways scrolling.
const ROOM: f32 = LIST + 16.0;
/// The height of the figure, and the narrowest place of a bar in it.
const FIGURE: f32 = 260.0;
const NARROWEST: f32 = 82.0;

/// Draws the outputs, and takes one of them apart.
pub(super) fn outputs_ui(ctx: &Ctx<'_>, compared: &Compared, ui: &mut Ui) {
    part_ui("Outputs that moved", ui);
    if compared.moves.outputs.is_empty() {
        empty_ui("No result that is shown first moved in this case", ui);
    } else {
        list_ui(ctx, compared, ui);
    }
    for missing in &compared.moves.missing {
        let words = format!("{} is in one of the versions only", compared.label(missing));
        empty_ui(&words, ui);
    }
    if let Some(row) = row_picker::picker_ui(ctx, "Look at another row", &|_| true, ui) {
        send(ctx, VersionAct::AddOutput(row));
    }
    if let Some(output) = ctx.view.registers.versions.shown() {
        apart_ui(ctx, compared, output, ui);
    }
}

fn list_ui(ctx: &Ctx<'_>, compared: &Compared, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let outputs = &compared.moves.outputs;
    let column = |head: &str, kind| Column {
        head: head.to_owned(),
        kind,
    };
    let columns = [
        column("Output", Kind::Words),
        column("Unit", Kind::Words),
        column(&compared.names[0], Kind::Numbers),
        column(&compared.names[1], Kind::Numbers),
        column("Δ", Kind::Numbers),
        column("Δ %", Kind::Numbers),
        column("Note", Kind::Words),
    ];
    let shown = ctx.view.registers.versions.shown();
    let here = shown.and_then(|shown| outputs.iter().position(|one| one.key == shown.key));
    let cell = |row: usize, column: usize| {
        let (told, [delta, share]) = &compared.told.outputs[row];
        let cell = match column {
            0 => Cell::new(&told.label).hover("Click to take its move apart"),
            1 => Cell::new(&told.unit).color(theme.muted),
            2 => Cell::new(&told.from).hover(&told.exact[0]),
            3 => Cell::new(&told.to).hover(&told.exact[1]),
            4 => Cell::new(delta),
            5 => Cell::new(share),
            _ => {
                let words = ctx.session.sentence(&told.also);
                Cell::new(&words).color(theme.muted).hover(&words)
            }
        };
        match here == Some(row) {
            true => cell.ground(theme.selection()),
            false => cell,
        }
    };
    let table = Table {
        name: "Outputs that moved",
        columns: &columns,
        rows: outputs.len(),
        cell: &cell,
        selected: here.map(|row| (row, 0)),
        height: LIST,
    };
    if let Some((row, _)) = full_height_ui(ROOM, ui, |ui| table.show(ui)) {
        send(ctx, VersionAct::Output(outputs[row].key.clone()));
    }
}

/// What each change contributes to the move of an output.
fn apart_ui(ctx: &Ctx<'_>, compared: &Compared, output: &OutputChange, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let outputs = compared.moves.outputs.iter();
    let mut told = outputs.zip(&compared.told.outputs);
    let Some((_, (told, _))) = told.find(|(one, _)| one.key == output.key) else {
        return;
    };
    part_ui(&format!("What moved {}", told.label), ui);
    let Some(steps) = compared.steps(output).filter(|_| output.reason.is_empty()) else {
        let words = match told.also.as_str() {
            "" => "Its values are no numbers, so its move cannot be shared out".to_owned(),
            also => ctx.session.sentence(also),
        };
        return empty_ui(&words, ui);
    };
    ui.horizontal_wrapped(|ui| {
        let words =
            "Changes are taken over one after the other, in the order of the second version";
        ui.label(RichText::new(words).font(theme.label()).color(theme.muted));
        if ui.button("Go to the row").clicked() {
            go_to(ctx, &told.row);
        }
    });
    let names = Names {
        workbook: &compared.workbooks[1],
    };
    let slots = ((ui.available_width() - 48.0) / NARROWEST) as usize;
    let most = slots.saturating_sub(3).clamp(3, 10);
    let mut data = bridge::waterfall(names, &steps, &compared.names, most);
    for (bar, step) in data.bars.iter_mut().skip(1).zip(&steps.steps) {
        if bar.row == step.row {
            bar.label = compared.step_label(&step.row, &step.with);
        }
    }
    let room = vec2(ui.available_width(), FIGURE);
    ui.allocate_ui(room, |ui| {
        ui.set_min_size(room);
        let scope = format!("{} to {}", compared.names[0], compared.names[1]);
        let say = |reason: &str| ctx.session.not_available(reason);
        if let Some(row) = waterfall_ui(ui, &data, &scope, &say).opened
            && let Some(row) = names.row(&row)
        {
            go_to(ctx, &row.id);
        }
    });
    ui.add_space(8.0);
    steps_ui(ctx, compared, output, ui);
}

/// What the changes leave over, but for the rounding of their sum.
fn residual(output: &OutputChange) -> f64 {
    let end = |written: &Option<Written>| match written {
        Some(Written::Number(number)) => *number,
        _ => 0.0,
    };
    let ends = [&output.from, &output.to].map(end);
    let deltas = output.steps.iter().map(|step| step.delta);
    left_over(output.residual, deltas.chain(ends))
}

fn steps_ui(ctx: &Ctx<'_>, compared: &Compared, output: &OutputChange, ui: &mut Ui) {
    let count = output.steps.len();
    let columns = [
        ("Change", Kind::Words),
        ("Adds", Kind::Numbers),
        ("Share", Kind::Numbers),
    ];
    let columns = columns.map(|(head, kind)| Column {
        head: head.to_owned(),
        kind,
    });
    let share = |delta: f64| match output.delta {
        whole if whole != 0.0 => text::relative_change(delta / whole.abs()),
        _ => text::DASH.to_owned(),
    };
    let cell = |row: usize, column: usize| {
        let (label, delta) = match output.steps.get(row) {
            Some(step) => (compared.step_label(&step.name, &step.with), step.delta),
            None if row == count => ("Residual".to_owned(), residual(output)),
            None => ("All".to_owned(), output.delta),
        };
        let cell = match column {
            0 => Cell::new(label),
            1 => Cell::new(compared.contribution(output, delta)),
            _ => Cell::new(share(delta)),
        };
        if row > count { cell.strong() } else { cell }
    };
    let table = Table {
        name: "What each change adds",
        columns: &columns,
        rows: count + 2,
        cell: &cell,
        selected: None,
        height: LIST,
    };
    if let Some((row, 0)) = full_height_ui(ROOM, ui, |ui| table.show(ui))
        && let Some(step) = output.steps.get(row)
    {
        go_to(ctx, &step.name);
    }
}

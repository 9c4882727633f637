//! What was changed between two versions: inputs, formulas, rows, and everything else.

use egui::text::{LayoutJob, TextFormat};
use egui::{Stroke, Ui};
use rackhour_engine::study::diff::{FormulaChange, TokenChange};

use super::super::{Ctx, full_height_ui, row_link_ui};
use super::{go_to, part_ui};
use crate::registers::{Compared, mark};
use crate::text;
use crate::theme::Theme;
use crate::widgets::table::{Cell, Column, Kind, Table};

/// How high a list is before it scrolls.
const LIST: f32 = 264.0;
/// The same with a bar for sideways scrolling.
const ROOM: f32 = LIST + 16.0;

/// Draws all changes, kind by kind; kinds without changes are left out.
pub(super) fn changes_ui(ctx: &Ctx<'_>, compared: &Compared, ui: &mut Ui) {
    inputs_ui(ctx, compared, ui);
    if !compared.differences.formulas.is_empty() {
        part_ui("Formulas that changed", ui);
        for change in &compared.differences.formulas {
            formula_ui(ctx, compared, change, ui);
        }
    }
    rows_ui(ctx, compared, ui);
    others_ui(compared, ui);
}

fn columns<const N: usize>(heads: [(&str, Kind); N]) -> [Column; N] {
    heads.map(|(head, kind)| Column {
        head: head.to_owned(),
        kind,
    })
}

fn inputs_ui(ctx: &Ctx<'_>, compared: &Compared, ui: &mut Ui) {
    let inputs = &compared.told.inputs;
    if inputs.is_empty() {
        return;
    }
    part_ui("Inputs that changed", ui);
    let theme = Theme::of(ui);
    let [first, second] = &compared.names;
    let columns = columns([
        ("Input", Kind::Words),
        ("Unit", Kind::Words),
        (first, Kind::Numbers),
        (second, Kind::Numbers),
        ("Source", Kind::Words),
    ]);
    let cell = |row: usize, column: usize| {
        let input = &inputs[row];
        match column {
            0 => Cell::new(&input.label).hover("Click to see the row"),
            1 => Cell::new(&input.unit).color(theme.muted),
            2 => Cell::new(&input.from).hover(&input.exact[0]),
            3 => Cell::new(&input.to).hover(&input.exact[1]),
            _ => Cell::new(text::capital(&input.also))
                .color(theme.muted)
                .hover(&input.also),
        }
    };
    let table = Table {
        name: "Inputs that changed",
        columns: &columns,
        rows: inputs.len(),
        cell: &cell,
        selected: None,
        height: LIST,
    };
    if let Some((row, 0)) = full_height_ui(ROOM, ui, |ui| table.show(ui)) {
        go_to(ctx, &inputs[row].row);
    }
}

/// A formula token by token: what went is struck out, what came is underlined, and each carries
/// its sign.
fn formula_ui(ctx: &Ctx<'_>, compared: &Compared, change: &FormulaChange, ui: &mut Ui) {
    let theme = Theme::of(ui);
    match ctx.session.variable(&change.row) {
        Some(_) => row_link_ui(ctx, &change.row, ui),
        None => {
            ui.label(compared.label(&change.row));
        }
    }
    let mut job = LayoutJob::default();
    job.wrap.max_width = ui.available_width();
    let plain = TextFormat::simple(theme.body(), theme.text);
    let mut spoken = Vec::new();
    for run in change
        .tokens
        .chunk_by(|one, next| one.change == next.change)
    {
        let words: Vec<_> = run.iter().map(|token| token.text.as_str()).collect();
        let kind = run[0].change;
        let words = format!("{}{}", mark(kind), words.join(" "));
        job.append(&words, 0.0, format(kind, theme));
        job.append(" ", 0.0, plain.clone());
        spoken.push(match kind {
            TokenChange::Kept => words,
            _ => format!("[{words}]"),
        });
    }
    let label = ui.add(egui::Label::new(job).wrap());
    let name = format!("{}: {}", compared.label(&change.row), spoken.join(" "));
    label.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &name));
    label.on_hover_text(format!("{}\n→\n{}", change.from, change.to));
    ui.add_space(6.0);
}

fn format(change: TokenChange, theme: &Theme) -> TextFormat {
    let color = match change {
        TokenChange::Kept => return TextFormat::simple(theme.body(), theme.text),
        TokenChange::Removed => theme.loses,
        TokenChange::Added => theme.earns,
    };
    let line = Stroke::new(1.0, color);
    let (strikethrough, underline) = match change {
        TokenChange::Removed => (line, Stroke::NONE),
        _ => (Stroke::NONE, line),
    };
    TextFormat {
        background: theme.tint(color),
        strikethrough,
        underline,
        ..TextFormat::simple(theme.body(), color)
    }
}

fn rows_ui(ctx: &Ctx<'_>, compared: &Compared, ui: &mut Ui) {
    let rows = &compared.told.rows;
    if rows.is_empty() {
        return;
    }
    part_ui("Rows that came, went or moved", ui);
    let columns = columns([
        ("Row", Kind::Words),
        ("What", Kind::Words),
        ("How", Kind::Words),
    ]);
    let cell = |row: usize, column: usize| {
        let row = &rows[row];
        match column {
            0 => Cell::new(&row.label).hover("Click to see the row"),
            1 => Cell::new(match row.what {
                "added" => "+ added",
                "removed" => "− removed",
                other => other,
            }),
            _ => Cell::new(&row.detail).hover(&row.detail),
        }
    };
    let table = Table {
        name: "Rows that came, went or moved",
        columns: &columns,
        rows: rows.len(),
        cell: &cell,
        selected: None,
        height: LIST,
    };
    if let Some((row, 0)) = full_height_ui(ROOM, ui, |ui| table.show(ui)) {
        go_to(ctx, &rows[row].row);
    }
}

fn others_ui(compared: &Compared, ui: &mut Ui) {
    let others = &compared.told.others;
    if others.is_empty() {
        return;
    }
    part_ui("Other changes", ui);
    let [first, second] = &compared.names;
    let columns = columns([
        ("Item", Kind::Words),
        ("Part", Kind::Words),
        (first, Kind::Words),
        (second, Kind::Words),
    ]);
    let cell = |row: usize, column: usize| {
        let words = &others[row][column];
        Cell::new(words).hover(words)
    };
    let table = Table {
        name: "Other changes",
        columns: &columns,
        rows: others.len(),
        cell: &cell,
        selected: None,
        height: LIST,
    };
    full_height_ui(ROOM, ui, |ui| table.show(ui));
}

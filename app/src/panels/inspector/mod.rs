//! What is known about the selected row: its formula or value, source, layers, what it rests on and
//! what rests on it.

mod formula;
mod imported;
mod origin;
mod trail;
mod tree;

use egui::{Frame, Margin, RichText, ScrollArea, Ui};
use rackhour_engine::workbook::{Definition, Variable};

use super::{Ctx, command_button, empty_ui, panel_head_ui, studies};
use crate::command::Command;
use crate::session::Shown;
use crate::sheet::Cell;
use crate::text;
use crate::theme::Theme;
use crate::trail::Direction;

/// Draws the inspector.
pub(super) fn inspector_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    // The bar that scrolls takes its room from the right margin.
    let margin = Margin {
        right: 4,
        ..Margin::same(12)
    };
    Frame::NONE.inner_margin(margin).show(ui, |ui| {
        // An empty panel keeps its width.
        ui.set_min_width(ui.available_width());
        let selected = ctx.view.selected.as_ref();
        let Some((cell, row)) =
            selected.and_then(|cell| Some((cell, ctx.session.variable(&cell.row)?)))
        else {
            panel_head_ui("Inspector", ui);
            empty_ui(
                "Select a row to see its formula, its source and where its value comes from",
                ui,
            );
            return;
        };
        ui.spacing_mut().item_spacing.y = 4.0;
        trail::trail_ui(ctx, ui);
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_max_width(ui.available_width() - 8.0);
                row_ui(ctx, cell, row, ui);
            });
    });
}

fn row_ui(ctx: &Ctx<'_>, cell: &Cell, row: &Variable, ui: &mut Ui) {
    let theme = Theme::of(ui);
    formula::pinned_ui(ctx, ui);
    ui.label(RichText::new(&row.label).font(theme.heading()));
    value_ui(ctx, cell, row, ui);
    if !row.note.is_empty() {
        gap(ui);
        ui.label(&row.note);
    }
    formula::formula_ui(ctx, cell, ui);
    tree::tree_ui(ctx, cell, Direction::Reads, ui);
    origin::origin_ui(ctx, row, ui);
    imported::imported_ui(ctx, cell, ui);
    match &row.definition {
        Definition::Assumption(_) => origin::range_ui(ctx, row, ui),
        Definition::Formula(_) | Definition::Irregular(_) => origin::evidence_ui(ctx, ui),
    }
    tree::tree_ui(ctx, cell, Direction::ReadBy, ui);
    problems_ui(ctx, row, ui);
}

fn gap(ui: &mut Ui) {
    ui.add_space(Theme::of(ui).sizes.grid);
}

fn part_ui(title: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.add_space(12.0);
    ui.label(RichText::new(title).font(theme.label()).color(theme.muted));
}

/// The value of the selected cell, its unit, and the layers that set it.
fn value_ui(ctx: &Ctx<'_>, cell: &Cell, row: &Variable, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let shown = ctx.session.shown(cell);
    let place = ctx.session.place_label(cell);
    if !place.is_empty() {
        ui.label(RichText::new(place).color(theme.muted));
    }
    ui.horizontal(|ui| {
        let given = ctx.session.is_assumption(&row.id);
        let color = if given {
            theme.assumption
        } else {
            theme.formula
        };
        ui.label(
            RichText::new(match &shown {
                Shown::Number(value, _) => ctx.session.plain_number(row, *value),
                other => other.text(),
            })
            .font(theme.headline())
            .color(color),
        );
        ui.label(RichText::new(text::unit_label(&row.unit)).color(theme.muted));
    });
    if let Shown::Unavailable(reason) = &shown {
        ui.label(RichText::new(ctx.session.not_available(reason)).color(theme.loses));
    }
    let layer = match (
        ctx.session.layer_of(cell),
        ctx.session.is_assumption(&row.id),
    ) {
        (Some(layer), true) => format!("Set by {layer}"),
        (Some(layer), false) => format!("Its formula is overridden by {layer}"),
        (None, true) => "Set in the workbook".to_owned(),
        (None, false) => "Computed".to_owned(),
    };
    ui.label(RichText::new(layer).color(theme.muted));
    origin::layers_ui(ctx, cell, ui);
    if ctx.session.seekable(cell).is_ok() {
        command_button(ctx, Command::SetTo, ui);
    }
    if let Ok(key) = ctx.session.study_key(cell) {
        ui.menu_button("Quick study", |ui| studies::menu_of_ui(ctx, &key, None, ui));
    }
}

fn problems_ui(ctx: &Ctx<'_>, row: &Variable, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let mut problems = ctx
        .session
        .problems()
        .iter()
        .filter(|p| p.place.name == row.id)
        .peekable();
    if problems.peek().is_some() {
        part_ui("Problems", ui);
    }
    for problem in problems {
        let color = if problem.is_error() {
            theme.loses
        } else {
            theme.warns
        };
        let message = ctx.session.sentence(&problem.message);
        ui.label(RichText::new(format!("▲ {message}")).color(color));
        if !problem.hint.is_empty() {
            ui.label(RichText::new(ctx.session.sentence(&problem.hint)).color(theme.muted));
        }
    }
}

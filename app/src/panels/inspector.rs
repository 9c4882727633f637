//! What is known about the selected row: its formula or value, source, layer, and inputs.

use egui::{Align, Frame, Grid, Layout, Margin, RichText, ScrollArea, Ui};
use rackhour_engine::workbook::{Definition, Entry, Provenance, Source, Variable};

use super::{Ctx, empty_ui, panel_head_ui, row_link_ui};
use crate::session::{CellOrigin, Shown, evidence_label};
use crate::text;
use crate::theme::Theme;

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
        let Some(row) = selected.and_then(|cell| ctx.session.variable(&cell.row)) else {
            panel_head_ui("Inspector", ui);
            empty_ui(
                "Select a row to see its formula, its source and where its value comes from",
                ui,
            );
            return;
        };
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_max_width(ui.available_width() - 8.0);
                row_ui(ctx, row, ui);
            });
    });
}

fn row_ui(ctx: &Ctx<'_>, row: &Variable, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.label(RichText::new(&row.label).font(theme.heading()));
    value_ui(ctx, row, ui);
    if !row.note.is_empty() {
        gap(ui);
        ui.label(&row.note);
    }
    match &row.definition {
        Definition::Assumption(_) => {
            origin_ui(ctx, row, ui);
            range_ui(ctx, row, ui);
        }
        Definition::Formula(formula) => {
            part_ui("Formula", ui);
            formula_ui(formula, ui);
            for words in ctx.session.formula_in_words(formula) {
                gap(ui);
                ui.label(words);
            }
            origin_ui(ctx, row, ui);
            evidence_ui(ctx, ui);
        }
        Definition::Irregular(entries) => {
            part_ui("Formula by period", ui);
            for entry in entries {
                match entry {
                    Entry::Formula(formula) => formula_ui(formula, ui),
                    Entry::Value(number) => {
                        ui.label(text::number(number.0, &row.unit, row.format));
                    }
                }
            }
            origin_ui(ctx, row, ui);
            evidence_ui(ctx, ui);
        }
    }
    links_ui(ctx, "Reads", &ctx.session.inputs(&row.id), ui);
    links_ui(ctx, "Read by", &ctx.session.dependents(&row.id), ui);
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

/// The value of the selected cell, its unit, and the layer that set it.
fn value_ui(ctx: &Ctx<'_>, row: &Variable, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let Some(cell) = &ctx.view.selected else {
        return;
    };
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
}

fn formula_ui(formula: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    Frame::NONE
        .fill(theme.surface)
        .stroke(theme.hairline())
        .corner_radius(theme.sizes.radius)
        .inner_margin(Margin::symmetric(8, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.add(egui::Label::new(formula).wrap().selectable(true));
        });
}

/// The source of the value in force, and the layer that it belongs to.
fn origin_ui(ctx: &Ctx<'_>, row: &Variable, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let selected = ctx.view.selected.as_ref();
    let origin = selected.and_then(|cell| ctx.session.origin(cell));
    let source = match (&origin, &row.definition) {
        (Some(origin), _) => origin.source,
        // A cell without a value, beside one that has a source.
        (None, Definition::Assumption(assumption)) => Some(&assumption.source),
        (None, _) => None,
    };
    let Some(source) = source else { return };
    part_ui("Source", ui);
    if let Some(CellOrigin {
        layer: Some(layer),
        is_cited,
        ..
    }) = origin
    {
        let words = match is_cited {
            true => format!("Given by {layer}"),
            false => format!("Of the value that {layer} changes, without a source of its own"),
        };
        ui.label(RichText::new(words).color(theme.muted));
    }
    provenance_ui(ctx, source, ui);
}

/// What a computed value rests on: vendor claims, assumed inputs, and what was measured on what.
fn evidence_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let selected = ctx.view.selected.as_ref();
    let Some(evidence) = selected.and_then(|cell| ctx.session.cell_evidence(cell)) else {
        return;
    };
    let claims = evidence.vendor_claims.len();
    if claims > 0 {
        let title = text::count(claims, "vendor claim", "vendor claims");
        part_ui("Rests on", ui);
        ui.label(RichText::new(title).font(theme.strong()).color(theme.warns));
        for id in &evidence.vendor_claims {
            claim_ui(ctx, id, ui);
        }
    }
    if !evidence.assumed.is_empty() {
        let names = evidence.assumed.iter().map(|id| ctx.session.name_label(id));
        let names = names.collect::<Vec<_>>().join("\n");
        let count = text::count(evidence.assumed.len(), "assumed input", "assumed inputs");
        if claims == 0 {
            part_ui("Rests on", ui);
        }
        ui.label(count).on_hover_text(names);
    }
    if !evidence.bases.is_empty() {
        part_ui("Measured on", ui);
    }
    for basis in &evidence.bases {
        ui.label(ctx.session.basis_line(basis));
    }
}

/// A row that rests on a vendor's claim, as a link; a curve by its name.
fn claim_ui(ctx: &Ctx<'_>, id: &str, ui: &mut Ui) {
    match ctx.session.variable(id) {
        Some(_) => row_link_ui(ctx, id, ui),
        None => {
            ui.label(ctx.session.name_label(id));
        }
    }
}

fn provenance_ui(ctx: &Ctx<'_>, provenance: &Provenance, ui: &mut Ui) {
    let theme = Theme::of(ui);
    match provenance {
        Provenance::Assumed(reason) => {
            ui.label(
                RichText::new("Unsourced")
                    .font(theme.strong())
                    .color(theme.warns),
            );
            ui.label(reason);
        }
        Provenance::From(id) => match ctx.session.source(id) {
            Some(source) => source_ui(source, ui),
            None => {
                ui.label(RichText::new("The source is missing").color(theme.loses));
            }
        },
    }
}

fn source_ui(source: &Source, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new(&source.title).font(theme.strong()));
    let known = |part: &str| {
        if part.is_empty() {
            "not recorded".to_owned()
        } else {
            part.to_owned()
        }
    };
    Grid::new("source")
        .num_columns(2)
        .spacing([12.0, 4.0])
        .show(ui, |ui| {
            let mut line = |name: &str, value: String| {
                ui.label(RichText::new(name).color(theme.muted));
                // The address of a source can be copied; nothing is opened from here.
                ui.add(egui::Label::new(value).wrap().selectable(true));
                ui.end_row();
            };
            line("Publisher", known(&source.publisher));
            line("Date", known(&source.date));
            line("Evidence", evidence_label(source.evidence).to_owned());
            line("Link", known(&source.link));
            if let Some(basis) = &source.basis {
                line("Model", known(&basis.model));
                line("Precision", known(&basis.precision));
                line("Workload", known(&basis.workload));
                line("Speed", known(&basis.interactivity));
                line("Hardware", known(&basis.hardware));
            }
        });
    if !source.note.is_empty() {
        ui.label(RichText::new(&source.note).color(theme.muted));
    }
}

/// The range in which an assumption is plausible, and how likely the values in it are.
fn range_ui(ctx: &Ctx<'_>, row: &Variable, ui: &mut Ui) {
    if let Definition::Assumption(assumption) = &row.definition
        && let Some(distribution) = &assumption.distribution
    {
        part_ui("Distribution", ui);
        let text = format!("{distribution} {}", text::unit_label(&row.unit));
        ui.label(text.trim_end())
            .on_hover_text(text::drawn(distribution));
    }
    let Some((low, high)) = ctx
        .view
        .selected
        .as_ref()
        .and_then(|c| ctx.session.range(c))
    else {
        return;
    };
    part_ui("Plausible range", ui);
    let [low, high] = [low, high].map(|value| ctx.session.plain_number(row, value));
    ui.label(format!("{low} to {high} {}", text::unit_label(&row.unit)));
}

/// Rows with their values; a click goes there.
fn links_ui(ctx: &Ctx<'_>, title: &str, rows: &[String], ui: &mut Ui) {
    if rows.is_empty() {
        return;
    }
    part_ui(title, ui);
    for id in rows {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(ctx.session.short_value(id));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    row_link_ui(ctx, id, ui);
                });
            });
        });
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

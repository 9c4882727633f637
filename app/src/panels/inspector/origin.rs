//! Where a value comes from: its source, the layers that set it, and what it rests on.

use egui::{Grid, RichText, Ui};
use rackhour_engine::workbook::{Definition, Provenance, Source, Variable};

use super::super::{Ctx, row_link_ui};
use super::part_ui;
use crate::session::{CellOrigin, evidence_label};
use crate::sheet::Cell;
use crate::text;
use crate::theme::Theme;

/// What each layer gives the value, the one in force last; nothing where the workbook alone does.
pub(super) fn layers_ui(ctx: &Ctx<'_>, cell: &Cell, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let layers = ctx.session.layer_values(cell);
    if layers.is_empty() {
        return;
    }
    Grid::new("layers")
        .num_columns(2)
        .spacing([12.0, 2.0])
        .show(ui, |ui| {
            for layer in &layers {
                let color = if layer.is_last {
                    theme.text
                } else {
                    theme.muted
                };
                ui.label(RichText::new(&layer.layer).color(theme.muted));
                ui.label(RichText::new(&layer.value).color(color));
                ui.end_row();
            }
        });
}

/// The source of the value in force, and the layer that it belongs to.
pub(super) fn origin_ui(ctx: &Ctx<'_>, row: &Variable, ui: &mut Ui) {
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
pub(super) fn evidence_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
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
pub(super) fn range_ui(ctx: &Ctx<'_>, row: &Variable, ui: &mut Ui) {
    if let Definition::Assumption(assumption) = &row.definition
        && let Some(distribution) = &assumption.distribution
    {
        part_ui("Distribution", ui);
        let marked = text::distribution(&distribution.to_string());
        let text = format!("{marked} {}", text::unit_label(&row.unit));
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

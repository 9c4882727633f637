//! From a result to the vendors' claims behind it, row by row.

use egui::accesskit::Role;
use egui::{ComboBox, RichText, ScrollArea, Ui, WidgetInfo};
use rackhour_engine::workbook::{Definition, Evidence, Provenance};

use super::super::{Ctx, empty_ui, row_link_ui};
use super::look;
use crate::session::Headline;
use crate::text;
use crate::theme::Theme;

/// Draws the result that was chosen and the way to each claim behind it.
pub(super) fn trace_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let headlines = &ctx.session.facts().headlines;
    let chosen = ctx.view.registers.sources.output.as_ref();
    let chosen = headlines.iter().find(|one| Some(&one.row) == chosen);
    let selected = ctx.view.selected.as_ref().map(|cell| &cell.row);
    let selected = || headlines.iter().find(|one| Some(&one.row) == selected);
    let first = || headlines.iter().find(|one| !one.claims.is_empty());
    let Some(headline) = chosen
        .or_else(selected)
        .or_else(first)
        .or_else(|| headlines.first())
    else {
        return empty_ui("This workbook has no results to trace", ui);
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Result").color(theme.muted));
        chooser_ui(ctx, headlines, headline, ui);
        let count = headline.claims.len();
        let words = match count {
            0 => "rests on no vendor's claim in this case".to_owned(),
            count => {
                let claims = text::count(count, "vendor's claim", "vendors' claims");
                format!("rests on {claims} in {}", ctx.session.case_label())
            }
        };
        ui.label(words);
    });
    ui.add_space(4.0);
    ScrollArea::vertical()
        .id_salt("traced claims")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            for claim in &headline.claims {
                way_ui(ctx, &headline.row, claim, ui);
            }
        });
}

fn chooser_ui(ctx: &Ctx<'_>, headlines: &[Headline], shown: &Headline, ui: &mut Ui) {
    let title = ctx.session.label(&shown.row);
    let list = ComboBox::from_id_salt("traced result")
        .selected_text(&title)
        .width(280.0)
        .truncate()
        .height(320.0)
        .show_ui(ui, |ui| {
            for headline in headlines {
                let label = ctx.session.label(&headline.row);
                let line = match headline.claims.len() {
                    0 => label,
                    count => format!("{label} · ▲ {count}"),
                };
                if ui
                    .selectable_label(headline.row == shown.row, line)
                    .clicked()
                {
                    look(ctx, |view| view.output = Some(headline.row.clone()));
                }
            }
        });
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Traced result");
        info.current_text_value = Some(title.clone());
        info
    });
}

/// The way to a claim, and whose it is.
fn way_ui(ctx: &Ctx<'_>, row: &str, claim: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.horizontal_wrapped(|ui| {
        let words = format!("▲ {}", ctx.session.name_label(claim));
        ui.label(RichText::new(words).font(theme.strong()).color(theme.warns));
        if let Some(line) = said_by(ctx, claim) {
            ui.label(RichText::new(line).color(theme.muted));
        }
    });
    let way = ctx.session.way_to_claim(row, claim);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        for (place, id) in way.iter().enumerate() {
            if place > 0 {
                ui.label(RichText::new("←").color(theme.muted));
            }
            match ctx.session.variable(id) {
                Some(_) => row_link_ui(ctx, id, ui),
                None => {
                    ui.label(ctx.session.name_label(id));
                }
            }
        }
    });
    ui.add_space(10.0);
}

/// The vendor's document, where the row or curve itself names it.
fn said_by(ctx: &Ctx<'_>, claim: &str) -> Option<String> {
    let mut curves = ctx.session.workbook().curves.iter();
    let curve = curves.find(|curve| curve.id == claim);
    let given = match ctx.session.variable(claim).map(|row| &row.definition) {
        Some(Definition::Assumption(given)) => Some(&given.source),
        _ => curve.map(|curve| &curve.source),
    };
    match given? {
        Provenance::From(id) => {
            let source = ctx.session.source(id)?;
            let is_vendor = source.evidence == Evidence::Vendor;
            let line = ctx.session.source_line(id);
            Some(match is_vendor {
                true => format!("{line}: “{}”", source.title),
                false => "set by the profile or the scenario".to_owned(),
            })
        }
        Provenance::Assumed(_) => Some("set by the profile or the scenario".to_owned()),
    }
}

//! The source in hand: all that is recorded of it, what cites it, and which results rest on it.

use egui::accesskit::Role;
use egui::{Button, Label, RichText, ScrollArea, Ui, WidgetInfo};
use rackhour_engine::workbook::{Basis, Source};

use super::super::{Ctx, row_link_ui};
use super::send;
use crate::command::Action;
use crate::registers::{Ask, RegisterAct};
use crate::session::{SourceFacts, evidence_label};
use crate::text;
use crate::theme::Theme;

/// Draws what is known of a source.
pub(super) fn details_ui(ctx: &Ctx<'_>, place: usize, source: &Source, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(&source.title).font(theme.heading()));
        let id = &source.id;
        for (title, ask, hint) in [
            ("Edit…", Ask::EditSource(id.clone()), "Enter in the list"),
            (
                "Delete…",
                Ask::DeleteSource(id.clone()),
                "Delete in the list",
            ),
        ] {
            let name = format!("{title} {}", source.title);
            let button = ui.add(Button::new(title));
            button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            if button.on_hover_text(hint).clicked() {
                send(ctx, RegisterAct::Ask(ask));
            }
        }
    });
    ScrollArea::vertical()
        .id_salt("source in hand")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            let facts = ctx.session.facts().sources.get(place);
            ui.columns_const(|[left, right]| {
                // A column would spread the words of a note over its width.
                left.vertical(|left| recorded_ui(ctx, source, left));
                if let Some(facts) = facts {
                    used_ui(ctx, facts, right);
                }
            });
        });
}

fn recorded_ui(ctx: &Ctx<'_>, source: &Source, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let known = |part: &str| match part.is_empty() {
        true => "not recorded".to_owned(),
        false => part.to_owned(),
    };
    let mut line = |name: &str, value: String| {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(name).color(theme.muted));
            ui.add(Label::new(value).wrap().selectable(true));
        });
    };
    line("Evidence", evidence_label(source.evidence).to_owned());
    line("Publisher", known(&source.publisher));
    line(
        "Date",
        match source.date.is_empty() {
            true => "not recorded, so nothing tells how old it is".to_owned(),
            false => source.date.clone(),
        },
    );
    if let Some(basis) = &source.basis {
        for (name, value) in fields(basis) {
            line(name, value.to_owned());
        }
    }
    link_ui(ctx, &source.link, ui);
    if !source.note.is_empty() {
        ui.add_space(4.0);
        ui.add(Label::new(&source.note).wrap());
    }
}

/// What figures were measured on, as far as it is recorded.
fn fields(basis: &Basis) -> Vec<(&'static str, &str)> {
    let all = [
        ("Model", &basis.model),
        ("Precision", &basis.precision),
        ("Workload", &basis.workload),
        ("Speed", &basis.interactivity),
        ("Hardware", &basis.hardware),
    ];
    let known = all.into_iter().filter(|(_, value)| !value.is_empty());
    known.map(|(name, value)| (name, value.as_str())).collect()
}

/// The address, which is shown in full before anything is opened.
fn link_ui(ctx: &Ctx<'_>, link: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Link").color(theme.muted));
        if link.is_empty() {
            ui.label("not recorded");
            return;
        }
        ui.add(Label::new(link).wrap().selectable(true));
        let button = ui.add(Button::new("Open…").small());
        button.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Open the link"));
        if button.on_hover_text("Asks first").clicked() {
            send(ctx, RegisterAct::Ask(Ask::Link(link.to_owned())));
        }
    });
}

fn used_ui(ctx: &Ctx<'_>, facts: &SourceFacts, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let count = text::count(facts.citations.len(), "value", "values");
    ui.label(RichText::new(format!("Feeds {count}")).font(theme.strong()));
    if facts.citations.is_empty() {
        ui.label(RichText::new("Nothing cites it").color(theme.muted));
    }
    for citation in &facts.citations {
        let label = ctx.session.citation_label(citation);
        match ctx.session.cited_row(citation) {
            Some(row) => link_row_ui(ctx, &row, &label, ui),
            None => {
                ui.add(Label::new(label).truncate());
            }
        }
    }
    ui.add_space(8.0);
    let title = match facts.headlines.len() {
        0 => "No headline result rests on it in this case".to_owned(),
        1 => "1 headline result rests on it in this case".to_owned(),
        count => format!("{count} headline results rest on it in this case"),
    };
    ui.label(RichText::new(title).font(theme.strong()));
    for row in &facts.headlines {
        row_link_ui(ctx, row, ui);
    }
}

/// A text that leads to a row.
fn link_row_ui(ctx: &Ctx<'_>, row: &str, label: &str, ui: &mut Ui) {
    let text = RichText::new(label).color(Theme::of(ui).accent);
    let link = Label::new(text).truncate().sense(egui::Sense::click());
    let response = ui.add(link).on_hover_cursor(egui::CursorIcon::PointingHand);
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, label));
    if response.on_hover_text("Go to this row").clicked() {
        ctx.commands.send(Action::GoTo(row.to_owned()));
    }
}

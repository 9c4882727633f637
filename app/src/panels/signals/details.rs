//! The signal in hand: what it is about, what breaks it, and all that was seen.

use egui::accesskit::Role;
use egui::{Button, Grid, Label, RichText, ScrollArea, Ui, WidgetInfo};
use rackhour_engine::check::Case;
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{Direction, Observation, Provenance, Signal};

use super::super::{Ctx, row_link_ui};
use super::{Scale, send, signed};
use crate::registers::{Ask, RegisterAct};
use crate::text;
use crate::theme::Theme;

/// Draws what is known of a signal.
pub(super) fn details_ui(ctx: &Ctx<'_>, signal: &Signal, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(&signal.label).font(theme.heading()));
        let asks = [
            ("Edit…", Ask::EditSignal(signal.id.clone())),
            ("Delete…", Ask::DeleteSignal(signal.id.clone())),
        ];
        for (title, ask) in asks {
            let name = format!("{title} {}", signal.label);
            let button = ui.add(Button::new(title));
            button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            if button.clicked() {
                send(ctx, RegisterAct::Ask(ask));
            }
        }
    });
    ScrollArea::vertical()
        .id_salt("signal in hand")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            if !signal.note.is_empty() {
                ui.add(Label::new(&signal.note).wrap());
            }
            about_ui(ctx, signal, ui);
            seen_ui(ctx, signal, ui);
        });
}

fn about_ui(ctx: &Ctx<'_>, signal: &Signal, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let muted = |words: &str| RichText::new(words).color(theme.muted);
    ui.horizontal_wrapped(|ui| {
        ui.label(muted("Watches"));
        match Key::parse(&signal.row)
            .ok()
            .filter(|key| ctx.session.variable(&key.name).is_some())
        {
            Some(key) => row_link_ui(ctx, &key.name, ui),
            None => {
                let words = format!("{}, which is missing", signal.row);
                ui.label(RichText::new(words).color(theme.loses));
            }
        }
        if let Some(part) = part(ctx, &signal.row) {
            ui.label(muted(&format!("· {part}")));
        }
        if let Some(drawn) = &signal.drawn {
            let mut studies = ctx.session.workbook().studies.iter();
            let study = studies.find(|study| study.id == drawn.study);
            let study = study.map_or(drawn.study.as_str(), |study| study.label.as_str());
            ui.label(muted(&format!("· P{} of {study}", drawn.percentile.0)));
        }
    });
    let way = match signal.breaks {
        Direction::Lower => "The thesis breaks as it falls",
        Direction::Higher => "The thesis breaks as it rises",
    };
    ui.label(muted(way));
    ui.label(muted(&format!(
        "Watched from: {}",
        words_of(ctx, &signal.watch)
    )));
    ui.label(muted(&format!(
        "Broken from: {}",
        words_of(ctx, &signal.broken)
    )));
    falsifier_ui(ctx, signal, ui);
}

/// Which part of its row a key means: `2028`, `External inference`; none where it means the row.
fn part(ctx: &Ctx<'_>, key: &str) -> Option<String> {
    let row = &ctx.session.names().row(key)?.label;
    let label = ctx.session.key_label(key);
    let part = label.strip_suffix(row.as_str())?.trim_end_matches(" · ");
    (!part.is_empty()).then(|| part.to_owned())
}

/// A level with labels in place of names.
fn words_of(ctx: &Ctx<'_>, formula: &str) -> String {
    text::replace_names(formula, |name| {
        let row = ctx.session.variable(name)?;
        Some(row.label.clone())
    })
}

/// The scenario that shows the thesis broken, which can be looked at.
fn falsifier_ui(ctx: &Ctx<'_>, signal: &Signal, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let Some(id) = &signal.falsifier else {
        let words = "No scenario shows the thesis broken in this way";
        ui.label(RichText::new(words).color(theme.muted));
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Shown broken by").color(theme.muted));
        let Some(scenario) = ctx.session.scenario(Some(id)) else {
            let words = format!("the scenario {id}, which is missing");
            ui.label(RichText::new(words).color(theme.loses));
            return;
        };
        ui.label(&scenario.label).on_hover_text(&scenario.note);
        let case = Case {
            scenario: Some(id.clone()),
            ..ctx.session.case().clone()
        };
        let name = format!("Show the scenario {}", scenario.label);
        let is_shown = case == *ctx.session.case();
        let button = ui.add_enabled(!is_shown, Button::new("Show it").small());
        button.widget_info(|| WidgetInfo::labeled(Role::Button, !is_shown, &name));
        if button.clicked() {
            send(ctx, RegisterAct::ShowCase(case));
        }
    });
}

/// All that was seen, the latest first.
fn seen_ui(ctx: &Ctx<'_>, signal: &Signal, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.add_space(8.0);
    ui.label(RichText::new("What was seen").font(theme.strong()));
    if signal.observations.is_empty() {
        ui.label(RichText::new("Nothing yet").color(theme.muted));
    }
    let scale = Scale::of(ctx, signal);
    Grid::new("what was seen")
        .num_columns(5)
        .spacing([16.0, 3.0])
        .show(ui, |ui| {
            for (place, seen) in signal.observations.iter().enumerate().rev() {
                observation_ui(ctx, signal, &scale, place, seen, ui);
                ui.end_row();
            }
        });
}

fn observation_ui(
    ctx: &Ctx<'_>,
    signal: &Signal,
    scale: &Scale<'_>,
    place: usize,
    seen: &Observation,
    ui: &mut Ui,
) {
    let theme = Theme::of(ui);
    ui.label(&seen.date);
    let unit = text::unit_label(scale.unit);
    ui.label(format!("{} {unit}", scale.number(seen.value.0)).trim_end());
    let result = ctx.session.signal_result(&signal.id);
    let status = result.and_then(|result| result.status_of(seen.value.0).ok());
    match status {
        Some(status) => {
            let (words, color) = signed(status, theme);
            ui.label(RichText::new(words).color(color));
        }
        None => {
            ui.label(RichText::new(text::DASH).color(theme.muted));
        }
    }
    let source = match &seen.source {
        Provenance::From(id) => ctx.session.source_line(id),
        Provenance::Assumed(reason) => format!("Unsourced: {reason}"),
    };
    let words = [source.as_str(), &seen.note];
    let words: Vec<_> = words.into_iter().filter(|text| !text.is_empty()).collect();
    ui.horizontal(|ui| {
        let name = format!("Forget what was seen in {}", seen.date);
        let button = ui.add(Button::new("✕").small().frame(false));
        button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        if button.on_hover_text(&name).clicked() {
            send(ctx, RegisterAct::ForgetSeen(signal.id.clone(), place));
        }
        ui.set_max_width(ui.available_width().max(120.0));
        ui.add(Label::new(words.join(". ")).truncate())
            .on_hover_text(words.join("\n"));
    });
}

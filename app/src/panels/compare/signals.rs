//! The signals: where each metric stands against its levels, what was last seen, what is overdue.

use egui::{Align, Color32, Grid, Layout, Response, RichText, ScrollArea, Ui};
use rackhour_engine::run::{SignalResult, Status};
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{Direction, NumberFormat, Provenance, Signal};

use super::super::{Ctx, empty_ui};
use super::fold_ui;
use crate::command::{Action, Compare};
use crate::text;
use crate::theme::Theme;

/// The width below which groups and the words of what was seen are left to hovering.
const NARROW: f32 = 820.0;

/// Draws the list; nothing where the workbook watches nothing.
pub(super) fn signals_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let signals = &ctx.session.workbook().signals;
    if signals.is_empty() {
        return;
    }
    let has_comparison = ctx.session.comparison_spec(&ctx.view.compare).is_some();
    let open = ctx.view.compare.signals.unwrap_or(!has_comparison);
    ui.horizontal(|ui| {
        fold_ui(ctx, "Signals", open, Compare::Signals(!open), ui);
        let theme = Theme::of(ui);
        let text = format!("{} · {}", summary(ctx), ctx.session.case_label());
        ui.label(RichText::new(text).color(theme.muted));
    });
    if !open {
        ui.add_space(8.0);
        return;
    }
    let columns = 7;
    let narrow = ui.available_width() < NARROW;
    ScrollArea::horizontal().id_salt("signals").show(ui, |ui| {
        Grid::new("signals")
            .num_columns(columns)
            .spacing([if narrow { 7.0 } else { 18.0 }, 4.0])
            .show(ui, |ui| {
                heads_ui(ui);
                for signal in signals {
                    let mut results = ctx.session.results().signals.iter();
                    let result = results.find(|result| result.id == signal.id);
                    signal_ui(ctx, signal, result, narrow, ui);
                    ui.end_row();
                }
            });
    });
    ui.add_space(12.0);
}

/// How the signals stand, in a line: `4 hold, 1 to watch, 1 broken, 2 overdue`.
fn summary(ctx: &Ctx<'_>) -> String {
    let signals = &ctx.session.workbook().signals;
    let results = &ctx.session.results().signals;
    let count = |status: Status| {
        let same = results
            .iter()
            .filter(|result| result.status() == Ok(status));
        same.count()
    };
    let overdue = signals.iter().filter(|signal| {
        let result = results.iter().find(|result| result.id == signal.id);
        result.is_some_and(|result| result.is_overdue(signal, &ctx.view.today))
    });
    let known = [Status::Holds, Status::Watch, Status::Broken].map(count);
    let unavailable = signals.len() - known.iter().sum::<usize>();
    let parts = [
        (known[0], "hold"),
        (known[1], "to watch"),
        (known[2], "broken"),
        (unavailable, "unavailable"),
        (overdue.count(), "overdue"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    parts.join(", ")
}

fn heads_ui(ui: &mut Ui) {
    let theme = Theme::of(ui);
    let head = |title: &str| RichText::new(title).font(theme.label()).color(theme.muted);
    ui.label(head("Signal"));
    for title in ["Value", "Watch from", "Broken from"] {
        right_ui(ui, |ui| ui.label(head(title)));
    }
    for title in ["Status", "Last seen", "Expected by"] {
        ui.label(head(title));
    }
    ui.end_row();
}

fn right_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> Response) -> Response {
    ui.with_layout(Layout::right_to_left(Align::Center), content)
        .inner
}

/// How the numbers of a signal read: the unit and format of its row.
struct Scale {
    /// Whether there is only room for the most important.
    narrow: bool,
    unit: String,
    format: Option<NumberFormat>,
}

impl Scale {
    fn of(ctx: &Ctx<'_>, signal: &Signal) -> Self {
        let row = Key::parse(&signal.row).ok();
        let row = row.and_then(|key| ctx.session.variable(&key.name));
        Self {
            narrow: false,
            unit: row.map_or_else(String::new, |row| row.unit.clone()),
            format: row.and_then(|row| row.format),
        }
    }

    fn number(&self, value: f64) -> String {
        text::number_or_zero(value, &self.unit, self.format)
    }
}

fn signal_ui(
    ctx: &Ctx<'_>,
    signal: &Signal,
    result: Option<&SignalResult>,
    narrow: bool,
    ui: &mut Ui,
) {
    let scale = Scale {
        narrow,
        ..Scale::of(ctx, signal)
    };
    label_ui(ctx, signal, &scale, ui);
    let Some(result) = result else {
        empty_ui("Its row or a level cannot be read; see the problems", ui);
        return;
    };
    for value in [&result.value, &result.watch, &result.broken] {
        value_ui(ctx, &scale, value, ui);
    }
    status_ui(ctx, signal, result.status(), ui);
    seen_ui(ctx, signal, result, &scale, ui);
    due_ui(ctx, signal, result, ui);
}

fn label_ui(ctx: &Ctx<'_>, signal: &Signal, scale: &Scale, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let text = RichText::new(&signal.label).color(theme.accent);
        let link = egui::Label::new(text).sense(egui::Sense::click());
        let link = ui.add(link).on_hover_cursor(egui::CursorIcon::PointingHand);
        link.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::Link, true, &signal.label)
        });
        let unit = text::unit_label(&scale.unit);
        let group = Some(&signal.group).filter(|group| !scale.narrow && **group != signal.label);
        let beside = [Some(&unit), group].into_iter().flatten();
        let beside: Vec<_> = beside
            .filter(|text| !text.is_empty())
            .map(String::as_str)
            .collect();
        ui.label(
            RichText::new(beside.join(" · "))
                .font(theme.label())
                .color(theme.muted),
        );
        if link.on_hover_ui(|ui| card_ui(ctx, signal, ui)).clicked()
            && let Ok(key) = Key::parse(&signal.row)
        {
            ctx.commands.send(Action::GoTo(key.name));
        }
    });
}

/// What a signal is about: its place, its direction, its falsifier and its note.
fn card_ui(ctx: &Ctx<'_>, signal: &Signal, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.set_max_width(360.0);
    ui.label(RichText::new(ctx.session.key_label(&signal.row)).font(theme.strong()));
    if signal.group != signal.label {
        ui.label(RichText::new(&signal.group).color(theme.muted));
    }
    let way = match signal.breaks {
        Direction::Lower => "The thesis breaks as it falls",
        Direction::Higher => "The thesis breaks as it rises",
    };
    ui.label(RichText::new(way).color(theme.muted));
    if signal.falsifier.is_some() {
        let scenario = ctx.session.scenario_label(signal.falsifier.as_ref());
        ui.label(RichText::new(format!("Shown broken by: {scenario}")).color(theme.muted));
    }
    if !signal.note.is_empty() {
        ui.label(&signal.note);
    }
}

fn value_ui(ctx: &Ctx<'_>, scale: &Scale, value: &Result<f64, String>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    right_ui(ui, |ui| match value {
        Ok(value) => ui.label(scale.number(*value)),
        Err(reason) => ui
            .label(RichText::new(text::DASH).color(theme.muted))
            .on_hover_text(ctx.session.not_available(reason)),
    });
}

/// The sign of a status and its colour.
fn sign(status: Status, theme: &Theme) -> (&'static str, Color32) {
    match status {
        Status::Holds => ("●", theme.earns),
        Status::Watch => ("▲", theme.warns),
        Status::Broken => ("✕", theme.loses),
    }
}

/// The sign and the word of a status, in its colour.
fn status_text(status: Status, theme: &Theme) -> RichText {
    let (sign, color) = sign(status, theme);
    RichText::new(format!("{sign} {}", status.as_str())).color(color)
}

fn status_ui(ctx: &Ctx<'_>, signal: &Signal, status: Result<Status, &str>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let (label, word, hover) = match status {
        Ok(status) => (status_text(status, theme), status.as_str(), String::new()),
        Err(reason) => {
            let text = RichText::new("— unavailable").color(theme.muted);
            (text, "unavailable", ctx.session.not_available(reason))
        }
    };
    let response = ui.label(label);
    response.widget_info(|| {
        let name = format!("{}: {word}", signal.label);
        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, name)
    });
    if !hover.is_empty() {
        response.on_hover_text(hover);
    }
}

/// The latest observation: its value, its date, and how the thesis would stand at it.
fn seen_ui(ctx: &Ctx<'_>, signal: &Signal, result: &SignalResult, scale: &Scale, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let Some(seen) = signal.observations.last() else {
        ui.label(RichText::new("nothing yet").color(theme.muted));
        return;
    };
    let value = format!("{} in {}", scale.number(seen.value.0), seen.date);
    let shown = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let value = ui.label(value);
        match result.status_of(seen.value.0) {
            Ok(status) => {
                let (sign, color) = sign(status, theme);
                let text = match scale.narrow {
                    true => RichText::new(sign).color(color),
                    false => status_text(status, theme),
                };
                let label = ui.label(text).on_hover_text(status.as_str());
                value.union(label)
            }
            Err(_) => value,
        }
    });
    let source = match &seen.source {
        Provenance::From(id) => ctx.session.source_line(id),
        Provenance::Assumed(reason) => format!("Unsourced: {reason}"),
    };
    let hover = [source.as_str(), &seen.note];
    let hover: Vec<_> = hover.into_iter().filter(|text| !text.is_empty()).collect();
    shown.inner.on_hover_text(hover.join("\n"));
}

fn due_ui(ctx: &Ctx<'_>, signal: &Signal, result: &SignalResult, ui: &mut Ui) {
    let theme = Theme::of(ui);
    if result.is_overdue(signal, &ctx.view.today) {
        let text = format!("▲ overdue since {}", signal.expected_by);
        let hover = "No observation by this date confirms the thesis";
        ui.label(RichText::new(text).color(theme.warns))
            .on_hover_text(hover);
    } else {
        ui.label(RichText::new(&signal.expected_by).color(theme.muted));
    }
}

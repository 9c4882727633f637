//! The pane of comparisons: profiles in words, metrics by profile and scenario, as numbers or small
//! figures, and why two of them differ.

mod cards;
mod columns;
mod heads;
mod multiples;
mod rows;
mod table;
mod why;

use egui::accesskit::Role;
use egui::{Button, ComboBox, Frame, Margin, Panel, RichText, ScrollArea, Ui, WidgetInfo};
use rackhour_engine::figure::ComparisonData;

use super::{Ctx, empty_ui};
use crate::command::{Action, Compare};
use crate::session;
use crate::theme::Theme;
use crate::view::{Charting, Mode};

/// Draws the pane.
pub(super) fn compare_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let has_focus = table::keyboard_ui(ctx, ui);
    // It stays while cases are being computed, so that nothing jumps and an open menu stays open.
    if ctx.session.comparison_spec(&ctx.view.compare).is_some() {
        let margin = Margin::symmetric(12, 4);
        Panel::bottom("compared cell")
            .exact_size(40.0)
            .resizable(false)
            .frame(Frame::NONE.fill(theme.panel).inner_margin(margin))
            .show(ui, |ui| {
                if let Some(data) = ctx.session.comparison() {
                    table::detail_ui(ctx, data, ui);
                }
            });
    }
    ScrollArea::vertical()
        .id_salt("compare")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            Frame::NONE.inner_margin(Margin::same(12)).show(ui, |ui| {
                cards::cards_ui(ctx, ui);
                comparison_ui(ctx, has_focus, ui);
            });
        });
}

/// Sends a change of the pane.
fn send(ctx: &Ctx<'_>, change: Compare) {
    ctx.commands.send(Action::Compare(change));
}

/// The head of a part of the pane that can be folded away; whether its content is shown.
fn fold_ui(ctx: &Ctx<'_>, title: &str, open: bool, change: Compare, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let sign = if open { "⏷" } else { "⏵" };
    let text = RichText::new(format!("{sign} {title}")).font(theme.heading());
    let button = ui.add(Button::new(text).frame(false));
    button.widget_info(|| WidgetInfo::selected(Role::Button, true, open, title));
    let hint = if open { "Hide" } else { "Show" };
    if button.on_hover_text(hint).clicked() {
        send(ctx, change);
    }
}

fn comparison_ui(ctx: &Ctx<'_>, has_focus: bool, ui: &mut Ui) {
    let Some(shown) = ctx.session.comparison_spec(&ctx.view.compare) else {
        nothing_ui(ctx, ui);
        return;
    };
    let theme = Theme::of(ui);
    ui.label(RichText::new(&shown.title).font(theme.heading()));
    controls_ui(ctx, &shown.id, ui);
    ui.add_space(4.0);
    match ctx.session.comparison() {
        Some(data) => {
            for warning in ctx.session.comparison_warnings() {
                let text = RichText::new(format!("⚠ {warning}")).font(theme.label());
                ui.label(text.color(theme.warns));
            }
            match ctx.view.compare.drawn {
                Charting::Table => {
                    table::table_ui(ctx, data, has_focus, ui);
                    ui.add_space(4.0);
                    legend_ui(data, ui);
                }
                drawn => multiples::multiples_ui(ctx, data, drawn, ui),
            }
            why::why_ui(ctx, ui);
        }
        None => empty_ui("The cases are being computed…", ui),
    }
}

fn nothing_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new("This workbook has no comparison").font(theme.heading()));
    empty_ui(
        "Choose rows to set them side by side for every profile and scenario. Add a figure of the \
         kind “comparison” to the file of the workbook to find them here the next time",
        ui,
    );
    ui.add_space(4.0);
    rows::rows_ui(ctx, ui);
}

/// What is compared, how, and the table for a spreadsheet.
fn controls_ui(ctx: &Ctx<'_>, figure: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.horizontal_wrapped(|ui| {
        chooser_ui(ctx, figure, ui);
        columns::columns_ui(ctx, ui);
        rows::rows_ui(ctx, ui);
        charting_ui(ctx, ui);
        let modes = [
            (Mode::Values, "Values", "Show the values"),
            (
                Mode::Difference,
                "Δ",
                "Show differences from the reference: D changes between them and the values",
            ),
            (
                Mode::Percent,
                "Δ %",
                "Show differences as shares of the reference: P changes between them and the values",
            ),
        ];
        for (mode, title, hint) in modes {
            let on = ctx.view.compare.mode == mode;
            let button = ui.add(Button::selectable(on, title)).on_hover_text(hint);
            button.widget_info(|| WidgetInfo::selected(Role::Button, true, on, mode_name(mode)));
            if button.clicked() {
                send(ctx, Compare::Mode(mode));
            }
        }
        copy_ui(ctx, ui);
        why::button_ui(ctx, ui);
        if ctx.session.is_comparing() {
            ui.label(RichText::new("Computing…").color(theme.muted));
        }
    });
}

/// Whether numbers are shown, bars, or lines.
fn charting_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let ways = [
        (Charting::Table, "Table", "Show a table of numbers"),
        (
            Charting::Bars,
            "Bars",
            "Show a small figure of bars for each metric",
        ),
        (
            Charting::Lines,
            "Over time",
            "Show a small figure of lines over time for each metric that runs over time",
        ),
    ];
    for (way, title, hint) in ways {
        let on = ctx.view.compare.drawn == way;
        let button = ui.add(Button::selectable(on, title)).on_hover_text(hint);
        button.widget_info(|| WidgetInfo::selected(Role::Button, true, on, title));
        if button.clicked() {
            send(ctx, Compare::Draw(way));
        }
    }
    ui.separator();
}

const fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Values => "Values",
        Mode::Difference => "Difference from the reference",
        Mode::Percent => "Difference in percent",
    }
}

/// Which of several comparisons is shown.
fn chooser_ui(ctx: &Ctx<'_>, shown: &str, ui: &mut Ui) {
    let all: Vec<_> = session::comparisons(ctx.session.workbook()).collect();
    if all.len() < 2 {
        return;
    }
    let title = all.iter().find(|(figure, _)| figure.id == shown);
    let title = title.map_or_else(String::new, |(figure, _)| ctx.session.figure_title(figure));
    let list = ComboBox::from_id_salt("comparison")
        .selected_text(title.as_str())
        .width(220.0)
        .truncate()
        .show_ui(ui, |ui| {
            for (figure, _) in all {
                let title = ctx.session.figure_title(figure);
                let line = ui.selectable_label(figure.id == shown, title);
                if line.clicked() {
                    ctx.commands.send(Action::ShowFigure(figure.id.clone()));
                }
            }
        });
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Comparison");
        info.current_text_value = Some(title.to_owned());
        info
    });
}

fn copy_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let data = ctx.session.comparison();
    let button = ui
        .add_enabled(data.is_some(), Button::new("Copy table"))
        .on_hover_text("Copy the table with every digit, for a spreadsheet (Ctrl+C in the table)");
    if let Some(data) = data.filter(|_| button.clicked()) {
        copy(ctx, data, ui);
    }
}

/// Copies the table as it is shown.
fn copy(ctx: &Ctx<'_>, data: &ComparisonData, ui: &Ui) {
    let table = ctx.session.comparison_table(data, ctx.view.compare.mode);
    ui.copy_text(table);
    send(ctx, Compare::Copied);
}

/// What the signs in the table mean.
fn legend_ui(data: &ComparisonData, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let cells = || data.metrics.iter().flat_map(|metric| &metric.cells);
    let mut parts = Vec::new();
    if cells().any(|cell| cell.rank.is_some()) {
        parts.push("★ best and ▼ worst of the row");
    }
    if cells().any(|cell| cell.layer != rackhour_engine::check::Layer::Workbook) {
        parts.push("● set by the profile or the scenario");
    }
    if cells().any(|cell| cell.value.is_err()) {
        parts.push("— not available, with its reason on hover");
    }
    parts.push("click a head to compare with it");
    let text = parts.join("  ·  ");
    ui.label(RichText::new(text).font(theme.label()).color(theme.muted));
}

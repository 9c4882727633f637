//! Scenarios: what each of them sets, side by side, and the mark while one is recorded.

use egui::accesskit::Role;
use egui::{Button, RichText, Ui, WidgetInfo};

use super::structure::{answers_ui, send, title_ui};
use super::{Ctx, command_button, empty_ui};
use crate::command::Command;
use crate::reshape::{Reshape, ScenarioAct, Summary};
use crate::session::{SetLine, SideBySide};
use crate::theme::Theme;
use crate::widgets::table::{Cell, Column, Kind, Table};

/// The columns before those of the scenarios.
const BEFORE: usize = 3;

/// Draws the mark of a recording with what ends it, or the button that begins one.
pub(super) fn record_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    if !ctx.session.is_recording() {
        command_button(ctx, Command::Record, ui);
        return;
    }
    mark_ui(ui);
    for (command, title) in [
        (Command::StopRecording, "Stop"),
        (Command::DiscardRecording, "Discard"),
    ] {
        let entry = command.entry();
        let button = ui.add_enabled(ctx.is_enabled(command), Button::new(title));
        button.widget_info(|| WidgetInfo::labeled(Role::Button, true, entry.title));
        if button.on_hover_text(entry.tooltip).clicked() {
            ctx.commands.run(command);
        }
    }
}

fn mark_ui(ui: &mut Ui) {
    let theme = Theme::of(ui);
    let mark = RichText::new("● Recording")
        .font(theme.strong())
        .color(theme.loses);
    ui.label(mark).on_hover_text(
        "Values that are changed now become a scenario; the base case stays as it is",
    );
}

/// Draws the name of the case on screen, over what shows its values.
pub(super) fn case_line_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let frame = egui::Frame::NONE.inner_margin(egui::Margin::symmetric(8, 3));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal(|ui| {
            if ctx.session.is_recording() {
                ui.label(RichText::new("●").font(theme.label()).color(theme.loses));
            }
            let case = ctx.session.case_label();
            let line = RichText::new(&case).font(theme.label()).color(theme.muted);
            let response = ui.add(egui::Label::new(line).truncate());
            let name = format!("Case: {case}");
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
        });
    });
}

/// Draws what all scenarios set, side by side.
pub(super) fn summary_ui(ctx: &Ctx<'_>, summary: &Summary, ui: &mut Ui) {
    let theme = Theme::of(ui);
    title_ui("Scenarios", ui);
    let all = ctx.session.side_by_side();
    let profile = ctx.session.profile(ctx.session.case().profile.as_ref());
    let whose = profile.map_or_else(String::new, |profile| format!(" for {}", profile.label));
    empty_ui(
        &format!("What each scenario sets{whose}; none of them is applied here"),
        ui,
    );
    ui.add_space(theme.sizes.grid);
    let known = |id: &String| all.scenarios.iter().position(|(other, _)| other == id);
    let chosen = summary.scenario.as_ref().and_then(known);
    if all.lines.is_empty() {
        empty_ui("What scenarios set stands here; none sets anything yet", ui);
    } else {
        table_ui(ctx, &all, chosen, ui);
    }
    ui.add_space(theme.sizes.group_gap);
    if let Some((id, label)) = chosen.and_then(|place| all.scenarios.get(place)) {
        acts_ui(ctx, id, label, &all, ui);
    }
    if let Some(refusal) = &summary.refusal {
        ui.label(RichText::new(refusal).color(theme.loses));
    }
    answers_ui(ctx, &[("Close", None)], false, ui);
}

fn table_ui(ctx: &Ctx<'_>, all: &SideBySide, chosen: Option<usize>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let column = |head: &str, kind| Column {
        head: head.to_owned(),
        kind,
    };
    let mut columns = vec![
        column("Row", Kind::Words),
        column("Unit", Kind::Words),
        column("Base case", Kind::Numbers),
    ];
    let scenarios = all.scenarios.iter();
    columns.extend(scenarios.map(|(_, label)| column(label, Kind::Numbers)));
    let cell = |row: usize, column: usize| {
        let line = &all.lines[row];
        let cell = match column {
            0 => Cell::new(&line.label),
            1 => Cell::new(&line.unit).color(theme.muted),
            2 => Cell::new(&line.base).color(theme.muted),
            column => set_cell(line, column - BEFORE, theme),
        };
        match chosen.is_some_and(|place| place + BEFORE == column) {
            true => Cell {
                ground: Some(theme.selection()),
                ..cell
            },
            false => cell,
        }
    };
    let height = (ui.ctx().content_rect().height() - 280.0).clamp(160.0, 560.0);
    let table = Table {
        name: "What scenarios set",
        columns: &columns,
        rows: all.lines.len(),
        cell: &cell,
        selected: None,
        height,
    };
    let clicked = match chosen {
        Some(place) => table.show_with(place + BEFORE, ui),
        None => table.show(ui),
    };
    if let Some((_, column)) = clicked
        && let Some((id, _)) = column
            .checked_sub(BEFORE)
            .and_then(|at| all.scenarios.get(at))
    {
        send(ctx, Reshape::Look(id.clone()));
    }
}

/// What a scenario sets in a line, and whether that holds.
fn set_cell(line: &SetLine, place: usize, theme: &Theme) -> Cell {
    let Some(set) = line.cells.get(place).and_then(Option::as_ref) else {
        return Cell::default();
    };
    let badge = if set.overrides {
        "overrides a formula: "
    } else {
        ""
    };
    let text = format!("{badge}{}", set.text);
    match &set.conflict {
        Some(conflict) => Cell::new(format!("▲ {text}"))
            .color(theme.loses)
            .hover(conflict),
        None if set.overrides => Cell::new(text)
            .color(theme.warns)
            .hover("The scenario puts this in place of what the formula gives"),
        None => {
            let hover = match set.detail.is_empty() {
                true => text.clone(),
                false => set.detail.clone(),
            };
            Cell::new(text).color(theme.assumption).hover(hover)
        }
    }
}

/// What can be done with the scenario in hand, and what is wrong with it.
fn acts_ui(ctx: &Ctx<'_>, id: &str, label: &str, all: &SideBySide, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.horizontal_wrapped(|ui| {
        chooser_ui(ctx, label, all, ui);
        let acts = [
            ("Show", ScenarioAct::Show),
            ("Duplicate…", ScenarioAct::Duplicate),
            ("Rename…", ScenarioAct::Rename),
            ("Promote to base case", ScenarioAct::Promote),
            ("Delete", ScenarioAct::Delete),
        ];
        // What is being recorded is named or given up first.
        ui.add_enabled_ui(!ctx.session.is_recording(), |ui| {
            for (title, act) in acts {
                if ui.button(title).clicked() {
                    send(ctx, Reshape::Scenario(act, id.to_owned()));
                }
            }
        });
    });
    let place = all.scenarios.iter().position(|(other, _)| other == id);
    for line in &all.lines {
        let set = place.and_then(|place| line.cells.get(place)?.as_ref());
        if let Some(conflict) = set.and_then(|set| set.conflict.as_ref()) {
            let text = format!("▲ {}: {conflict}", line.label);
            ui.label(RichText::new(text).color(theme.loses));
        }
    }
}

fn chooser_ui(ctx: &Ctx<'_>, label: &str, all: &SideBySide, ui: &mut Ui) {
    let list = egui::ComboBox::from_id_salt("scenario in hand")
        .selected_text(label)
        .width(200.0)
        .truncate()
        .show_ui(ui, |ui| {
            for (id, other) in &all.scenarios {
                if ui.selectable_label(other == label, other).clicked() {
                    send(ctx, Reshape::Look(id.clone()));
                }
            }
        });
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Scenario in hand");
        info.current_text_value = Some(label.to_owned());
        info
    });
}

//! The pane of versions: what differs between two versions of a workbook, and what that moves.

mod changes;
mod outputs;

use egui::accesskit::Role;
use egui::{Button, ComboBox, Frame, Margin, ProgressBar, RichText, ScrollArea, Ui, WidgetInfo};

use super::list_keys::{ListKey, list_keys, stepped};
use super::{Ctx, empty_ui};
use crate::command::{Action, Command};
use crate::registers::{Compared, End, RegisterAct, Side, VersionAct};
use crate::text;
use crate::theme::Theme;

/// Work that runs is looked at this often.
const EVERY: std::time::Duration = std::time::Duration::from_millis(50);
/// Work that has lasted this long is shown, and can be ended.
const SHOWN_AFTER: std::time::Duration = std::time::Duration::from_millis(150);

/// Draws the pane.
pub(super) fn versions_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    keys_ui(ctx, ui);
    ScrollArea::vertical()
        .id_salt("versions")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            let frame = Frame::NONE.inner_margin(Margin::same(12));
            frame.show(ui, |ui| {
                head_ui(ctx, ui);
                ui.add_space(8.0);
                found_ui(ctx, ui);
            });
        });
}

/// Arrows go from one output to the next, Enter leads to its row.
fn keys_ui(ctx: &Ctx<'_>, ui: &Ui) {
    let keys = list_keys(ctx, "Versions", ui);
    let versions = &ctx.view.registers.versions;
    let Some(compared) = versions.compared() else {
        return;
    };
    let outputs = &compared.moves.outputs;
    let shown = versions.shown();
    let here = shown.and_then(|shown| outputs.iter().position(|one| one.key == shown.key));
    for key in keys {
        match (key, here) {
            (ListKey::Step(by), _) => {
                if let Some(place) = stepped(here, by, outputs.len()) {
                    send(ctx, VersionAct::Output(outputs[place].key.clone()));
                }
            }
            (ListKey::Open, Some(here)) => go_to(ctx, &compared.told.outputs[here].0.row),
            (ListKey::Copy, _) => copy(ctx, compared, ui),
            _ => {}
        }
    }
}

fn copy(ctx: &Ctx<'_>, compared: &Compared, ui: &Ui) {
    ui.copy_text(compared.table(|words| ctx.session.sentence(words)));
    let act = RegisterAct::Copied("what differs".to_owned());
    ctx.commands.send(Action::Register(act));
}

fn send(ctx: &Ctx<'_>, act: VersionAct) {
    ctx.commands
        .send(Action::Register(RegisterAct::Version(act)));
}

/// What is compared, and how the work stands.
fn head_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let versions = &ctx.view.registers.versions;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Versions").font(theme.heading()));
        let case = format!("in {}", ctx.session.case_label());
        ui.label(RichText::new(case).color(theme.muted));
    });
    ui.horizontal_wrapped(|ui| {
        end_ui(ctx, Side::First, ui);
        ui.label(RichText::new("→").color(theme.muted));
        end_ui(ctx, Side::Second, ui);
        let compared = versions.compared();
        let button = ui.add_enabled(compared.is_some(), Button::new("Copy report"));
        if let Some(compared) = compared.filter(|_| button.clicked()) {
            copy(ctx, compared, ui);
        }
        working_ui(ctx, ui);
    });
}

fn working_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let versions = &ctx.view.registers.versions;
    let Some(progress) = &versions.running else {
        if ui.button("Compare again").clicked() {
            send(ctx, VersionAct::Again);
        }
        return;
    };
    ui.ctx().request_repaint_after(EVERY);
    if versions.since.elapsed() < SHOWN_AFTER {
        return;
    }
    if ui.button("Cancel").clicked() {
        send(ctx, VersionAct::Cancel);
    }
    let done = match progress.done() {
        0 => "Reading".to_owned(),
        done => text::count(done, "change followed", "changes followed"),
    };
    ui.add(ProgressBar::new(0.0).desired_width(180.0).text(done));
}

/// Which version stands at a side.
fn end_ui(ctx: &Ctx<'_>, side: Side, ui: &mut Ui) {
    let chosen = &ctx.view.registers.versions.ends[side as usize];
    let title = ctx.session.name_of_end(chosen);
    let name = match side {
        Side::First => "First version",
        Side::Second => "Second version",
    };
    let list = ComboBox::from_id_salt(name)
        .selected_text(&title)
        .width(200.0)
        .truncate()
        .show_ui(ui, |ui| {
            for end in [End::LastSave, End::Backup, End::Open] {
                let is_there = end != End::Backup || ctx.session.file().is_some();
                let label = ctx.session.name_of_end(&end);
                let line = Button::selectable(end == *chosen, label);
                let line = ui
                    .add_enabled(is_there, line)
                    .on_disabled_hover_text("This workbook has no file yet, so it has no backup");
                if line.clicked() {
                    send(ctx, VersionAct::Choose(side, end));
                }
            }
            if ui.selectable_label(false, "A file…").clicked() {
                send(ctx, VersionAct::AskFile(side));
            }
        });
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(title.clone());
        info
    });
    if let End::File(path) = chosen {
        list.response.on_hover_text(path.display().to_string());
    }
}

fn found_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    match &ctx.view.registers.versions.found {
        None => empty_ui("What differs stands here as soon as it is known", ui),
        Some(Err(refusal)) => {
            ui.label(RichText::new("▲ These cannot be compared").color(theme.loses));
            ui.label(ctx.session.sentence(refusal));
            super::command_button(ctx, Command::CompareWithFile, ui);
        }
        Some(Ok(compared)) => compared_ui(ctx, compared, ui),
    }
}

fn compared_ui(ctx: &Ctx<'_>, compared: &Compared, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let found = &compared.differences;
    if found.is_empty() && compared.moves.outputs.is_empty() {
        ui.label(RichText::new("● Nothing differs").color(theme.earns));
        return;
    }
    ui.label(summary(compared));
    if compared.cases[0] != compared.cases[1] {
        let cases = compared
            .cases
            .each_ref()
            .map(|case| ctx.session.label_of_case(case));
        let words = format!(
            "▲ The versions are looked at in different cases, since one lacks the case on screen: {} and {}",
            cases[0], cases[1]
        );
        ui.label(RichText::new(words).color(theme.warns));
    }
    outputs::outputs_ui(ctx, compared, ui);
    changes::changes_ui(ctx, compared, ui);
}

/// `2 inputs and 1 formula differ, 1 row was added; 14 outputs moved`.
fn summary(compared: &Compared) -> String {
    let found = &compared.differences;
    let rows = &compared.told.rows;
    let counted = |what: &str| rows.iter().filter(|row| row.what == what).count();
    let parts = [
        (found.inputs.len(), "input changed", "inputs changed"),
        (found.formulas.len(), "formula changed", "formulas changed"),
        (counted("added"), "row added", "rows added"),
        (counted("removed"), "row removed", "rows removed"),
        (counted("renamed"), "row renamed", "rows renamed"),
        (counted("moved"), "row moved", "rows moved"),
        (found.other.len(), "other change", "other changes"),
        (
            compared.moves.outputs.len(),
            "output moved",
            "outputs moved",
        ),
    ];
    let parts = parts.iter().filter(|(count, ..)| *count > 0);
    let parts: Vec<_> = parts
        .map(|(count, one, many)| text::count(*count, one, many))
        .collect();
    parts.join(" · ")
}

/// The head of a part of the report.
fn part_ui(title: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.add_space(16.0);
    ui.label(RichText::new(title).font(theme.heading()));
    ui.add_space(4.0);
}

/// Goes to a row, where the workbook in hand has it.
fn go_to(ctx: &Ctx<'_>, row: &str) {
    if ctx.session.variable(row).is_some() {
        ctx.commands.send(Action::GoTo(row.to_owned()));
    }
}

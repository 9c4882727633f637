//! The line at the bottom: checks, problems, what the last action did, and the time of a computation.

use egui::accesskit::Role;
use egui::{Align, Button, Layout, RichText, Ui, WidgetInfo};
use rackhour_engine::workbook::{Check, Claim};

use super::Ctx;
use crate::command::Command;
use crate::text;
use crate::theme::Theme;

/// What stands at the right of a notice.
const BESIDE: f32 = 260.0;

/// Draws the line.
pub(super) fn status_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.horizontal_centered(|ui| {
        if !ctx.view.placeholder {
            checks_ui(ctx, ui);
            problems_ui(ctx, ui);
        }
        if let Some(notice) = &ctx.view.notice {
            let color = if notice.refused {
                theme.loses
            } else {
                theme.text
            };
            let text = RichText::new(&notice.text).font(theme.label()).color(color);
            // The time at the right stays readable beside a long notice.
            let room = (ui.available_width() - BESIDE).max(80.0);
            ui.scope(|ui| {
                ui.set_max_width(room);
                ui.add(egui::Label::new(text).truncate())
                    .on_hover_text(&notice.text);
            });
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            messages_ui(ctx, ui);
            if ctx.view.placeholder {
                return;
            }
            ui.separator();
            let time = format!("computed in {}", text::duration(ctx.session.computed_in()));
            ui.label(RichText::new(time).font(theme.label()).color(theme.muted));
            let totals = &ctx.view.sheet.totals;
            if ctx.view.tab.has_model() && !totals.is_empty() {
                ui.separator();
                ui.label(RichText::new(totals).font(theme.label()));
            }
        });
    });
}

fn checks_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let checks = ctx.session.checks();
    let passed = checks.iter().filter(|check| check.passed).count();
    // A check that cannot be computed is missing from the results, and has not passed.
    let claimed = ctx.session.workbook().checks.iter();
    let is_open = |check: &Check| {
        let is_known = checks.iter().any(|known| known.id == check.id);
        matches!(check.claim, Claim::Drawn(_)) && !is_known
    };
    let claimed = claimed.filter(|check| !is_open(check)).count();
    let all = claimed.max(checks.len());
    let (mark, color) = match passed == all {
        true if all == 0 => ("○", theme.muted),
        true => ("●", theme.earns),
        false => ("▲", theme.loses),
    };
    let text = if all == 0 {
        "no checks".to_owned()
    } else {
        format!("{mark} {passed} of {all} checks passed")
    };
    toggle_ui(ctx, &text, color, ui);
}

fn problems_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let problems = ctx.session.problems();
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    let warnings = problems.len() - errors;
    let plural = |count: usize, one: &str| {
        if count == 1 {
            format!("1 {one}")
        } else {
            format!("{count} {one}s")
        }
    };
    let (text, color) = match (errors, warnings) {
        (0, 0) => ("no problems".to_owned(), theme.muted),
        (0, _) => (format!("▲ {}", plural(warnings, "warning")), theme.warns),
        (_, 0) => (format!("▲ {}", plural(errors, "error")), theme.loses),
        _ => {
            let both = (plural(errors, "error"), plural(warnings, "warning"));
            (format!("▲ {}, {}", both.0, both.1), theme.loses)
        }
    };
    toggle_ui(ctx, &text, color, ui);
}

/// A text that opens the list of problems and checks.
fn toggle_ui(ctx: &Ctx<'_>, text: &str, color: egui::Color32, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let text = RichText::new(text).font(theme.label()).color(color);
    let button = ui.add(Button::new(text).frame(false));
    if button
        .on_hover_text(Command::ToggleProblems.entry().tooltip)
        .clicked()
    {
        ctx.commands.run(Command::ToggleProblems);
    }
}

/// The way to what was said, with how many refusals nobody has read.
fn messages_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let messages = &ctx.view.window.messages;
    let (text, color) = match messages.unread {
        0 => ("Messages".to_owned(), theme.muted),
        unread => (
            format!("▲ {}", text::count(unread, "message", "messages")),
            theme.loses,
        ),
    };
    let entry = Command::ToggleMessages.entry();
    let text = RichText::new(text).font(theme.label()).color(color);
    let button = ui.add(Button::new(text).frame(false));
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, entry.title));
    if button.on_hover_text(entry.tooltip).clicked() {
        ctx.commands.run(Command::ToggleMessages);
    }
}

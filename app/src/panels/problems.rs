//! The list of problems and checks: what is wrong, where, and what to do.

use egui::{Frame, Margin, RichText, ScrollArea, Ui};
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::run::CheckResult;
use rackhour_engine::workbook::{Check, Claim};

use super::{Ctx, empty_ui, panel_head_ui, row_link_ui};
use crate::theme::Theme;

/// Draws the list.
pub(super) fn problems_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    Frame::NONE.inner_margin(Margin::same(12)).show(ui, |ui| {
        ui.columns_const(|[left, right]| {
            list_ui("Problems", left, |ui| {
                for problem in ctx.session.problems() {
                    problem_ui(ctx, problem, ui);
                }
                if ctx.session.problems().is_empty() {
                    empty_ui(
                        "Errors and warnings about rows stand here; there are none",
                        ui,
                    );
                }
            });
            list_ui("Checks", right, |ui| {
                for check in &ctx.session.workbook().checks {
                    let mut results = ctx.session.checks().iter();
                    let result = results.find(|result| result.id == check.id);
                    check_ui(ctx, check, result, ui);
                }
                if ctx.session.workbook().checks.is_empty() {
                    empty_ui(
                        "What must hold in every case stands here; nothing is claimed",
                        ui,
                    );
                }
            });
        });
    });
}

/// A list under a head, which scrolls by itself.
fn list_ui(title: &str, ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    panel_head_ui(title, ui);
    ScrollArea::vertical()
        .id_salt(title)
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().interact_size.y = 18.0;
            content(ui);
        });
}

fn problem_ui(ctx: &Ctx<'_>, problem: &Diagnostic, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let color = if problem.is_error() {
        theme.loses
    } else {
        theme.warns
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("▲").color(color));
        if ctx.session.variable(&problem.place.name).is_some() {
            row_link_ui(ctx, &problem.place.name, ui);
        } else if let Some(check) = check_called(ctx, &problem.place.name) {
            ui.label(RichText::new(check).font(theme.strong()));
        }
        ui.label(ctx.session.sentence(&problem.message));
        if !problem.hint.is_empty() {
            ui.label(RichText::new(ctx.session.sentence(&problem.hint)).color(theme.muted));
        }
    });
}

fn check_called<'a>(ctx: &Ctx<'a>, id: &str) -> Option<&'a str> {
    let mut checks = ctx.session.workbook().checks.iter();
    let check = checks.find(|check| check.id == id)?;
    Some(&check.label)
}

/// A check and what became of it; none where its claim cannot be read, or where a study has to run
/// first.
fn check_ui(ctx: &Ctx<'_>, check: &Check, result: Option<&CheckResult>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.horizontal_wrapped(|ui| {
        let (mark, color, word) = match result {
            Some(check) if check.passed => ("●", theme.earns, "passed"),
            Some(_) => ("▲", theme.loses, "failed"),
            None if matches!(check.claim, Claim::Drawn(_)) => {
                ("○", theme.muted, "open until its study is run")
            }
            None => ("▲", theme.loses, "not computed"),
        };
        ui.label(RichText::new(format!("{mark} {word}")).color(color));
        ui.label(&check.label);
        let detail = result.map_or("", |check| check.detail.as_str());
        if !detail.is_empty() {
            ui.label(RichText::new(ctx.session.sentence(detail)).color(theme.muted));
        }
    });
}

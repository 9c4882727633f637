//! The list of problems and checks: what is wrong, where, and what to do.

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextFormat};
use egui::{
    Button, Frame, Label, Margin, RichText, ScrollArea, Sense, Stroke, TextEdit, Ui, WidgetInfo,
};
use rackhour_engine::check::Case;
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::run::CheckResult;
use rackhour_engine::workbook::{Check, Claim};

use super::{Ctx, empty_ui, panel_head_ui, row_link_ui};
use crate::command::{Action, Command};
use crate::registers::{ProblemFilter, ProblemsView, RegisterAct};
use crate::text;
use crate::theme::Theme;
use crate::widgets::table::{Cell, Column, Kind, Table};

/// Draws the list.
pub(super) fn problems_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    Frame::NONE.inner_margin(Margin::same(12)).show(ui, |ui| {
        head_ui(ctx, ui);
        ui.add_space(4.0);
        if ctx.view.registers.problems.everywhere {
            return everywhere_ui(ctx, ui);
        }
        let only = ctx.view.registers.problems.only;
        let with_problems = !matches!(only, ProblemFilter::Failed | ProblemFilter::Checks);
        let with_checks = !matches!(only, ProblemFilter::Errors | ProblemFilter::Warnings);
        match (with_problems, with_checks) {
            (true, true) => ui.columns_const(|[left, right]| {
                all_problems_ui(ctx, left);
                all_checks_ui(ctx, right);
            }),
            (true, false) => all_problems_ui(ctx, ui),
            _ => all_checks_ui(ctx, ui),
        }
    });
}

fn look(ctx: &Ctx<'_>, change: impl FnOnce(&mut ProblemsView)) {
    let mut view = ctx.view.registers.problems.clone();
    change(&mut view);
    send(ctx, RegisterAct::Problems(view));
}

fn send(ctx: &Ctx<'_>, act: RegisterAct) {
    ctx.commands.send(Action::Register(act));
}

/// How many of each there are, which are shown, and what is looked for in them.
fn head_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let view = &ctx.view.registers.problems;
    ui.horizontal_wrapped(|ui| {
        let problems = ctx.session.problems();
        let errors = problems.iter().filter(|problem| problem.is_error()).count();
        let checks = &ctx.session.workbook().checks;
        let failed = checks.iter().filter(|check| has_failed(ctx, check)).count();
        let filters = [
            (ProblemFilter::All, "All", problems.len() + checks.len()),
            (ProblemFilter::Errors, "Errors", errors),
            (ProblemFilter::Warnings, "Warnings", problems.len() - errors),
            (ProblemFilter::Failed, "Failed checks", failed),
            (ProblemFilter::Checks, "Checks", checks.len()),
        ];
        for (only, title, count) in filters {
            let on = view.only == only && !view.everywhere;
            let title = format!("{title} {count}");
            let button = ui.add(Button::selectable(on, &title));
            button.widget_info(|| WidgetInfo::selected(Role::Button, true, on, &title));
            if button.clicked() {
                look(ctx, |view| {
                    view.only = only;
                    view.everywhere = false;
                });
            }
        }
        if !checks.is_empty() && ctx.session.all_cases().len() > 1 {
            let (on, entry) = (view.everywhere, Command::CheckEverywhere.entry());
            let button = ui.add(Button::selectable(on, entry.title));
            button.widget_info(|| WidgetInfo::selected(Role::Button, true, on, entry.title));
            if button.on_hover_text(entry.tooltip).clicked() {
                look(ctx, |view| view.everywhere = !on);
            }
        }
        let mut find = view.find.clone();
        let edit = TextEdit::singleline(&mut find)
            .hint_text("Find a problem or check")
            .desired_width(180.0);
        ui.add(edit).accessible_name("Find a problem or check");
        if find != view.find {
            look(ctx, |view| view.find = find);
        }
    });
}

/// Whether a check does not hold in the case on screen, as far as that is known.
fn has_failed(ctx: &Ctx<'_>, check: &Check) -> bool {
    match result(ctx, check) {
        Some(result) => !result.passed,
        None => !matches!(check.claim, Claim::Drawn(_)),
    }
}

fn result<'a>(ctx: &Ctx<'a>, check: &Check) -> Option<&'a CheckResult> {
    let mut results = ctx.session.checks().iter();
    results.find(|result| result.id == check.id)
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

fn all_problems_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let view = &ctx.view.registers.problems;
    let wanted = view.find.to_lowercase();
    let fits = |problem: &&Diagnostic| {
        let kind = match view.only {
            ProblemFilter::Errors => problem.is_error(),
            ProblemFilter::Warnings => !problem.is_error(),
            _ => true,
        };
        let words = [
            &problem.message,
            &problem.hint,
            &ctx.session.label(&problem.place.name),
        ]
        .iter()
        .any(|words| words.to_lowercase().contains(&wanted));
        kind && words
    };
    let shown: Vec<_> = ctx.session.problems().iter().filter(fits).collect();
    list_ui("Problems", ui, |ui| {
        for (place, problem) in shown.iter().enumerate() {
            problem_ui(ctx, place, problem, ui);
        }
        match (ctx.session.problems().is_empty(), shown.is_empty()) {
            (true, _) => empty_ui(
                "Errors and warnings about rows stand here; there are none",
                ui,
            ),
            (false, true) => empty_ui("No problem fits; choose All to see the others", ui),
            _ => {}
        }
    });
}

fn problem_ui(ctx: &Ctx<'_>, place: usize, problem: &Diagnostic, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let (word, color) = match problem.is_error() {
        true => ("▲ error", theme.loses),
        false => ("▲ warning", theme.warns),
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(word).color(color));
        if ctx.session.variable(&problem.place.name).is_some() {
            row_link_ui(ctx, &problem.place.name, ui);
        } else if let Some(item) = item_called(ctx, &problem.place.name) {
            ui.label(RichText::new(item).font(theme.strong()));
        }
        ui.label(ctx.session.sentence(&problem.message));
        if !problem.hint.is_empty() {
            ui.label(RichText::new(ctx.session.sentence(&problem.hint)).color(theme.muted));
        }
    });
    formula_ui(ctx, place, problem, color, ui);
}

/// What else than a row a problem is about.
fn item_called(ctx: &Ctx<'_>, id: &str) -> Option<String> {
    let workbook = ctx.session.workbook();
    let mut checks = workbook.checks.iter();
    let check = checks
        .find(|check| check.id == id)
        .map(|check| &check.label);
    let signal = || ctx.session.signal(id).map(|signal| &signal.label);
    let mut studies = workbook.studies.iter();
    let mut study = || {
        studies
            .find(|study| study.id == id)
            .map(|study| &study.label)
    };
    check.or_else(signal).or_else(&mut study).cloned()
}

/// The formula that a problem is about, with the place marked; a click goes there.
fn formula_ui(
    ctx: &Ctx<'_>,
    place: usize,
    problem: &Diagnostic,
    color: egui::Color32,
    ui: &mut Ui,
) {
    let theme = Theme::of(ui);
    let text = &problem.place.text;
    let row = &problem.place.name;
    let Some((span, _)) = problem.labels.first() else {
        return;
    };
    let parts = (
        text.get(..span.start),
        text.get(span.start..span.end),
        text.get(span.end..),
    );
    let (Some(before), Some(here), Some(after)) = parts else {
        return;
    };
    // Only the formula of a row can be gone to.
    let is_row = ctx.session.formula(row) == Some(text.as_str());
    let plain = TextFormat::simple(theme.label(), theme.muted);
    let marked = TextFormat {
        underline: Stroke::new(1.5, color),
        ..TextFormat::simple(theme.label(), color)
    };
    let mut job = LayoutJob::default();
    job.wrap.max_width = ui.available_width();
    for (part, format) in [(before, &plain), (here, &marked), (after, &plain)] {
        job.append(part, 0.0, format.clone());
    }
    let sense = if is_row {
        Sense::click()
    } else {
        Sense::hover()
    };
    ui.push_id(("formula of a problem", place), |ui| {
        let response = ui.add(Label::new(job).wrap().sense(sense));
        let name = match is_row {
            true => format!(
                "Go to “{here}” in the formula of {}",
                ctx.session.label(row)
            ),
            false => text.clone(),
        };
        let role = if is_row { Role::Link } else { Role::Label };
        response.widget_info(|| WidgetInfo::labeled(role, true, &name));
        if is_row && response.on_hover_text(&name).clicked() {
            send(
                ctx,
                RegisterAct::GoToSpan(row.clone(), span.start, span.end),
            );
        }
    });
}

fn all_checks_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let view = &ctx.view.registers.problems;
    let wanted = view.find.to_lowercase();
    let checks = &ctx.session.workbook().checks;
    let fits = |check: &&std::sync::Arc<Check>| {
        let kind = view.only != ProblemFilter::Failed || has_failed(ctx, check);
        kind && check.label.to_lowercase().contains(&wanted)
    };
    let mut shown: Vec<_> = checks.iter().filter(fits).collect();
    // What fails stands where it is seen.
    shown.sort_by_key(|check| !has_failed(ctx, check));
    list_ui("Checks", ui, |ui| {
        for check in &shown {
            check_ui(ctx, check, result(ctx, check), ui);
        }
        match (checks.is_empty(), shown.is_empty(), view.only) {
            (true, ..) => empty_ui(
                "What must hold in every case stands here; nothing is claimed",
                ui,
            ),
            (false, true, ProblemFilter::Failed) => {
                let words = format!("Every check holds in {}", ctx.session.case_label());
                empty_ui(&words, ui);
            }
            (false, true, _) => empty_ui("No check fits; choose All to see the others", ui),
            _ => {}
        }
    });
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
            let detail = ctx.session.sentence(&text::with_thousands(detail));
            ui.label(RichText::new(detail).color(theme.muted));
        }
        if has_failed(ctx, check) {
            for row in ctx.session.rows_of_check(check) {
                row_link_ui(ctx, &row, ui);
            }
        }
    });
}

/// Which checks fail in which profile and scenario: one line for each scenario.
fn everywhere_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let workbook = ctx.session.workbook();
    let cases = ctx.session.all_cases();
    let profiles: Vec<_> = match workbook.profiles.is_empty() {
        true => vec![None],
        false => workbook
            .profiles
            .iter()
            .map(|one| Some(one.id.clone()))
            .collect(),
    };
    let scenarios = cases.len() / profiles.len().max(1);
    let case = |row: usize, column: usize| -> &Case { &cases[column * scenarios + row] };
    let heads = profiles.iter().map(|id| {
        let profile = ctx.session.profile(id.as_ref());
        profile.map_or_else(|| "Every case".to_owned(), |profile| profile.label.clone())
    });
    let column = |head: String| Column {
        head,
        kind: Kind::Words,
    };
    let columns: Vec<_> = std::iter::once("Scenario".to_owned())
        .chain(heads)
        .map(column)
        .collect();
    let label = |id: &str| {
        let mut checks = workbook.checks.iter();
        let check = checks.find(|check| check.id == id);
        check.map_or_else(|| id.to_owned(), |check| check.label.clone())
    };
    let cell = |row: usize, column: usize| {
        let Some(place) = column.checked_sub(1) else {
            let scenario = case(row, 0).scenario.as_ref();
            return Cell::new(ctx.session.scenario_label(scenario));
        };
        match ctx.session.failing(case(row, place)) {
            None => Cell::new("…").color(theme.muted).hover("Being computed"),
            Some(failing) if failing.is_empty() => Cell::new("● all hold").color(theme.earns),
            Some(failing) => {
                let labels: Vec<_> = failing.iter().map(|id| label(id)).collect();
                let count = text::count(failing.len(), "fails", "fail");
                Cell::new(format!("▲ {count}"))
                    .color(theme.loses)
                    .hover(labels.join("\n"))
            }
        }
    };
    let table = Table {
        name: "Checks of every case",
        columns: &columns,
        rows: scenarios,
        cell: &cell,
        selected: None,
        height: ui.available_height(),
    };
    if let Some((row, column)) = table.show(ui)
        && let Some(place) = column.checked_sub(1)
    {
        send(ctx, RegisterAct::ShowCase(case(row, place).clone()));
        look(ctx, |view| {
            view.everywhere = false;
            view.only = ProblemFilter::Failed;
        });
    }
}

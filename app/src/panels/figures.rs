//! The pane of figures: one of the workbook's at a time, chosen from a list.

mod list;

use egui::{Frame, Id, Margin, ScrollArea, Ui, vec2};
use rackhour_engine::check::Case;
use rackhour_engine::figure;
use rackhour_engine::run::Results;
use rackhour_engine::workbook::{
    Across, Along, Figure, FigureSpec, ParetoFigure, ParetoPoints, Stack, StudyFigure,
    TimelineFigure,
};

use super::{Ctx, cost_per_token, empty_ui, profile_color, studies};
use crate::command::Action;
use crate::figures;
use crate::plot::{
    BarsOutput, Bounds, ParetoView, TimelineView, funnel_ui, pareto_ui, stack_ui, timeline_ui,
    waterfall_ui,
};
use crate::theme::Theme;
use crate::view::Tab;

pub(super) use list::list_ui;

/// The least height of a figure; below it the pane scrolls.
const LOWEST_FIGURE: f32 = 280.0;

/// Draws the pane; with a chooser where the list of figures is not shown.
pub(super) fn figures_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let chosen = ctx.view.figure.as_deref();
    let Some(figure) = figures::shown(ctx.session.workbook(), chosen) else {
        Frame::NONE.inner_margin(Margin::same(12)).show(ui, |ui| {
            empty_ui(
                "The figures of the workbook stand here; this one describes none",
                ui,
            );
        });
        return;
    };
    let listed = studies::rail_is_shown(ui, Tab::Figures);
    ScrollArea::vertical()
        .id_salt(("figure", &figure.id))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            Frame::NONE.inner_margin(Margin::same(12)).show(ui, |ui| {
                if !listed && ctx.session.workbook().figures.len() > 1 {
                    list::chooser_ui(ctx, figure, ui);
                    ui.add_space(8.0);
                }
                ui.push_id(&figure.id, |ui| figure_ui(ctx, figure, ui));
            });
        });
}

fn figure_ui(ctx: &Ctx<'_>, figure: &Figure, ui: &mut Ui) {
    if let FigureSpec::CostCurves(_) = figure.spec {
        cost_per_token::cost_per_token_ui(ctx, ui);
        return;
    }
    let sliders = ctx.session.figure_sliders(figure);
    cost_per_token::sliders_ui(ctx, &sliders, ui);
    if !sliders.is_empty() {
        ui.add_space(12.0);
    }
    if let FigureSpec::Heatmap(_) = figure.spec {
        cost_per_token::cost_per_token_ui(ctx, ui);
        return;
    }
    let room = ui.available_size();
    let size = vec2(room.x, room.y.max(LOWEST_FIGURE));
    ui.allocate_ui(size, |ui| {
        ui.set_min_size(size);
        draw_ui(ctx, figure, ui);
    });
}

fn draw_ui(ctx: &Ctx<'_>, figure: &Figure, ui: &mut Ui) {
    let (workbook, results) = (ctx.session.workbook(), ctx.session.results());
    let case = ctx.session.case_label();
    let say = |reason: &str| ctx.session.not_available(reason);
    let title = ctx.session.figure_title(figure);
    let output = match &figure.spec {
        FigureSpec::Waterfall(spec) => {
            let data = figure::waterfall(workbook, results, &title, spec);
            Some(waterfall_ui(ui, &data, &case, &say))
        }
        FigureSpec::Funnel(spec) => {
            let data = figure::funnel(workbook, results, &title, spec);
            let color = profile_color(ctx, ctx.session.case().profile.as_ref(), Theme::of(ui));
            Some(funnel_ui(ui, &data, &case, color, &say))
        }
        FigureSpec::Stack(spec) => stacked_ui(ctx, &title, spec, ui),
        FigureSpec::Timeline(spec) => {
            over_time_ui(ctx, &title, spec, ui);
            None
        }
        FigureSpec::Pareto(spec) => {
            points_ui(ctx, &title, spec, ui);
            None
        }
        FigureSpec::Study(spec) => {
            study_ui(ctx, figure, spec, &title, ui);
            None
        }
        FigureSpec::CostCurves(_) | FigureSpec::Heatmap(_) | FigureSpec::Comparison(_) => None,
    };
    if let Some(row) = output.and_then(|output| output.opened) {
        ctx.commands.send(Action::GoTo(row));
    }
}

/// The results of the cases that a figure shows, once all of them are there.
fn known<'a>(ctx: &Ctx<'a>, cases: &[Case], ui: &mut Ui) -> Option<Vec<(Case, &'a Results)>> {
    let known: Vec<_> = cases
        .iter()
        .filter_map(|case| Some((case.clone(), ctx.session.case_results(case)?)))
        .collect();
    if known.len() < cases.len() {
        empty_ui("The cases of this figure are being computed…", ui);
        return None;
    }
    Some(known)
}

/// What the subtitle says of a figure that shows several cases: what they have in common.
fn common(ctx: &Ctx<'_>, across: Across) -> String {
    let here = ctx.session.case();
    match (across, ctx.session.profile(here.profile.as_ref())) {
        (Across::Profiles, _) => ctx.session.scenario_label(here.scenario.as_ref()),
        (Across::Scenarios, Some(profile)) => profile.label.clone(),
        (Across::Scenarios, None) => String::new(),
        (Across::Periods, _) => ctx.session.case_label(),
    }
}

fn stacked_ui(ctx: &Ctx<'_>, title: &str, spec: &Stack, ui: &mut Ui) -> Option<BarsOutput> {
    let workbook = ctx.session.workbook();
    let cases = figure::stack_cases(workbook, ctx.session.case(), spec.across);
    let known = known(ctx, &cases, ui)?;
    let case = common(ctx, spec.across);
    let data = figure::stack(workbook, &known, title, spec);
    let say = |reason: &str| ctx.session.not_available(reason);
    Some(stack_ui(ui, &data, &case, &say))
}

fn over_time_ui(ctx: &Ctx<'_>, title: &str, spec: &TimelineFigure, ui: &mut Ui) {
    let workbook = ctx.session.workbook();
    let data = figure::timeline(workbook, ctx.session.results(), title, spec);
    let ghost = ctx.session.ghost_results();
    let ghost = ghost.map(|results| figure::timeline(workbook, results, title, spec));
    let view = TimelineView {
        case: &ctx.session.case_label(),
        ghost: ghost.as_ref(),
        frozen: frozen(ctx, ui),
        say: &|reason| ctx.session.not_available(reason),
    };
    let drawn = timeline_ui(ui, &data, view);
    remember(ctx, ui, drawn.bounds);
    if let (Some((period, _)), [row, ..]) = (drawn.picked, spec.rows.as_slice()) {
        open(ctx, &row.row, period);
    }
}

/// Shows a row of a timeline in the table, at a period.
fn open(ctx: &Ctx<'_>, key: &str, period: f64) {
    if let Some(mut cell) = ctx.session.cell_of_key(key) {
        cell.period = Some(period as usize);
        ctx.commands.send(Action::Touch(cell));
    }
}

fn points_ui(ctx: &Ctx<'_>, title: &str, spec: &ParetoFigure, ui: &mut Ui) {
    let session = ctx.session;
    let workbook = session.workbook();
    let cases = figure::pareto_cases(workbook, session.case(), spec);
    let Some(known) = known(ctx, &cases, ui) else {
        return;
    };
    let data = figure::pareto(workbook, &known, session.results(), title, spec);
    let ghost = session.ghost_results().map(|results| {
        // Of the other cases nothing is kept; the one on screen is shown where it was.
        let start = [(session.case().clone(), results)];
        figure::pareto(workbook, &start, results, title, spec)
    });
    let case = match &spec.points {
        ParetoPoints::Rows(rows) => common(
            ctx,
            match rows.along {
                Along::Profiles => Across::Profiles,
                Along::Scenarios => Across::Scenarios,
                Along::Periods | Along::Elements(_) => Across::Periods,
            },
        ),
        ParetoPoints::Curve(id) => {
            let mut curves = workbook.curves.iter();
            let curve = curves.find(|curve| curve.id == *id);
            let label = curve.map_or("", |curve| curve.label.as_str());
            format!("{label} · {}", session.case_label())
        }
    };
    let theme = Theme::of(ui);
    let view = ParetoView {
        case: &case,
        color: profile_color(ctx, session.case().profile.as_ref(), theme),
        profile: &|id| profile_color(ctx, Some(&id.to_owned()), theme),
        ghost: ghost.as_ref(),
        frozen: frozen(ctx, ui),
        say: &|reason| session.not_available(reason),
    };
    let drawn = pareto_ui(ui, &data, view);
    remember(ctx, ui, drawn.bounds);
}

fn study_ui(ctx: &Ctx<'_>, figure: &Figure, spec: &StudyFigure, title: &str, ui: &mut Ui) {
    match ctx.session.study_of(figure) {
        Some(study) => studies::picture_ui(ctx, study, spec, title, ui),
        None => empty_ui("The study of this figure is not in the workbook", ui),
    }
}

/// The axes as they were when the drag began; none while nothing is dragged.
fn frozen(ctx: &Ctx<'_>, ui: &Ui) -> Option<Bounds> {
    ctx.session.ghost()?;
    ui.data(|data| data.get_temp(axes(ui)))
}

fn remember(ctx: &Ctx<'_>, ui: &Ui, bounds: Bounds) {
    if ctx.session.ghost().is_none() {
        ui.data_mut(|data| data.insert_temp(axes(ui), bounds));
    }
}

fn axes(ui: &Ui) -> Id {
    ui.scope_id().with("axes at the start of a drag")
}

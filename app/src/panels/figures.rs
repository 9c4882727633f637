//! The pane of figures: one of the workbook's at a time, chosen by its title.

use egui::accesskit::Role;
use egui::{Button, ComboBox, Frame, Margin, RichText, ScrollArea, Ui, WidgetInfo, vec2};
use rackhour_engine::check::Case;
use rackhour_engine::figure;
use rackhour_engine::run::Results;
use rackhour_engine::workbook::{Figure, FigureSpec, Stack};

use super::{Ctx, cost_per_token, empty_ui, profile_color};
use crate::command::Action;
use crate::figures;
use crate::plot::{BarsOutput, funnel_ui, stack_ui, waterfall_ui};
use crate::theme::Theme;

/// The least height of a figure; below it the pane scrolls.
const LOWEST_FIGURE: f32 = 280.0;
/// The widest chooser.
const CHOOSER: f32 = 460.0;

/// Draws the pane.
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
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            Frame::NONE.inner_margin(Margin::same(12)).show(ui, |ui| {
                if ctx.session.workbook().figures.len() > 1 {
                    chooser_ui(ctx, figure, ui);
                    ui.add_space(8.0);
                }
                match &figure.spec {
                    FigureSpec::CostCurves(_) | FigureSpec::Heatmap(_) => {
                        cost_per_token::cost_per_token_ui(ctx, ui);
                    }
                    _ => bars_ui(ctx, figure, ui),
                }
            });
        });
}

/// The list of all figures by their titles, and the ones before and after.
fn chooser_ui(ctx: &Ctx<'_>, shown: &Figure, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let all = &ctx.session.workbook().figures;
    let show = |figure: &Figure| ctx.commands.send(Action::ShowFigure(figure.id.clone()));
    ui.horizontal(|ui| {
        ui.label(RichText::new("Figure").color(theme.muted));
        let drawn: Vec<_> = all
            .iter()
            .filter(|figure| figures::is_drawn(figure))
            .collect();
        let here = drawn
            .iter()
            .position(|figure| figure.id == shown.id)
            .unwrap_or(0);
        let steps = [
            ("⏴", "Previous figure", here.checked_sub(1)),
            ("⏵", "Next figure", Some(here + 1)),
        ];
        for (sign, name, place) in steps {
            let figure = place.and_then(|place| drawn.get(place));
            let button = ui.add_enabled(figure.is_some(), Button::new(sign));
            button.widget_info(|| WidgetInfo::labeled(Role::Button, figure.is_some(), name));
            if let Some(figure) = figure
                && button
                    .on_hover_text(format!("{name}: {}", figure.title))
                    .clicked()
            {
                show(figure);
            }
        }
        let width = (ui.available_width() - 80.0).clamp(120.0, CHOOSER);
        // A long title takes all the room that it is given.
        let room = vec2(width, ui.available_height());
        let list = ui
            .allocate_ui(room, |ui| {
                let list = ComboBox::from_id_salt("figure")
                    .selected_text(shown.title.as_str())
                    .width(width)
                    .truncate()
                    .height(480.0);
                list.show_ui(ui, |ui| {
                    for figure in all {
                        let kind = RichText::new(figures::kind(&figure.spec)).color(theme.muted);
                        let on = figure.id == shown.id;
                        let line = Button::selectable(on, figure.title.as_str()).right_text(kind);
                        let line = ui.add(line.min_size(vec2(width, 0.0)));
                        line.widget_info(|| {
                            WidgetInfo::selected(Role::ListBoxOption, true, on, &figure.title)
                        });
                        if line.clicked() {
                            show(figure);
                        }
                    }
                })
            })
            .inner;
        list.response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Figure");
            info.current_text_value = Some(shown.title.clone());
            info
        });
        let count = format!("{} of {}", here + 1, drawn.len());
        ui.label(RichText::new(count).font(theme.label()).color(theme.muted));
    });
}

/// A figure of bars, over the room there is.
fn bars_ui(ctx: &Ctx<'_>, figure: &Figure, ui: &mut Ui) {
    let room = ui.available_size();
    let size = vec2(room.x, room.y.max(LOWEST_FIGURE));
    ui.allocate_ui(size, |ui| {
        ui.set_min_size(size);
        let output = draw_ui(ctx, figure, ui);
        if let Some(row) = output.and_then(|output| output.opened) {
            ctx.commands.send(Action::GoTo(row));
        }
    });
}

fn draw_ui(ctx: &Ctx<'_>, figure: &Figure, ui: &mut Ui) -> Option<BarsOutput> {
    let (workbook, results) = (ctx.session.workbook(), ctx.session.results());
    let case = ctx.session.case_label();
    let say = |reason: &str| ctx.session.not_available(reason);
    match &figure.spec {
        FigureSpec::Waterfall(spec) => {
            let data = figure::waterfall(workbook, results, &figure.title, spec);
            Some(waterfall_ui(ui, &data, &case, &say))
        }
        FigureSpec::Funnel(spec) => {
            let data = figure::funnel(workbook, results, &figure.title, spec);
            let color = profile_color(ctx, ctx.session.case().profile.as_ref(), Theme::of(ui));
            Some(funnel_ui(ui, &data, &case, color, &say))
        }
        FigureSpec::Stack(spec) => stacked_ui(ctx, figure, spec, ui),
        _ => None,
    }
}

fn stacked_ui(ctx: &Ctx<'_>, figure: &Figure, spec: &Stack, ui: &mut Ui) -> Option<BarsOutput> {
    use rackhour_engine::workbook::Across;
    let workbook = ctx.session.workbook();
    let here = ctx.session.case();
    let cases = figure::stack_cases(workbook, here, spec.across);
    let known: Vec<(Case, &Results)> = cases
        .iter()
        .filter_map(|case| Some((case.clone(), ctx.session.case_results(case)?)))
        .collect();
    if known.len() < cases.len() {
        empty_ui("The cases of this figure are being computed…", ui);
        return None;
    }
    let case = match (spec.across, ctx.session.profile(here.profile.as_ref())) {
        (Across::Profiles, _) => ctx.session.scenario_label(here.scenario.as_ref()),
        (Across::Scenarios, Some(profile)) => profile.label.clone(),
        (Across::Scenarios, None) => String::new(),
        (Across::Periods, _) => ctx.session.case_label(),
    };
    let data = figure::stack(workbook, &known, &figure.title, spec);
    let say = |reason: &str| ctx.session.not_available(reason);
    Some(stack_ui(ui, &data, &case, &say))
}

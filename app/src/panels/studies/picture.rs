//! What a study found as a figure of the workbook: the picture alone, without switches and tables.

use egui::{Id, Label, RichText, Ui};
use rackhour_engine::study::Answer;
use rackhour_engine::study::bridge::Steps;
use rackhour_engine::study::monte_carlo::Sampled;
use rackhour_engine::study::tornado::Bars;
use rackhour_engine::workbook::{Study, StudyFigure, StudyView};

use super::super::{Ctx, empty_ui};
use super::falsifiers::open;
use super::{Shown, answer_waits, bridge, monte_carlo, refused_ui, run_ui, tornado};
use crate::plot::{
    FanView, FrontierView, HistogramView, LinesView, TornadoView, fan_ui, frontier_ui,
    histogram_ui, lines_ui, tornado_ui, waterfall_ui,
};
use crate::studies::Found;
use crate::theme::Theme;

/// The most steps of a bridge that are drawn.
const MOST_STEPS: usize = 8;

/// Draws a figure of a study over the room there is, under its title.
pub(in super::super) fn picture_ui(
    ctx: &Ctx<'_>,
    study: &Study,
    spec: &StudyFigure,
    title: &str,
    ui: &mut Ui,
) {
    let theme = Theme::of(ui);
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.horizontal(|ui| {
        let room = (ui.available_width() - 190.0).max(120.0);
        ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(Label::new(RichText::new(title).font(theme.heading())).wrap());
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            run_ui(ctx, study, ui);
        });
    });
    let Some((known, current)) = ctx.session.known(study) else {
        let words = match ctx.session.desk().running(&study.id) {
            Some(_) => "The study of this figure is running…",
            None => "Press F9 to run the study of this figure",
        };
        empty_ui(words, ui);
        return;
    };
    if !current && answer_waits(ctx, study) {
        ui.set_opacity(0.6);
    }
    let shown = Shown {
        ctx,
        study,
        look: ctx.view.studies.look(&study.id),
        known,
    };
    match &known.found {
        Found::Answer(answer, _) => drawn_ui(&shown, spec, answer, ui),
        Found::Refused { message, hint } => refused_ui(ctx, message, hint, ui),
    }
}

fn drawn_ui(shown: &Shown<'_>, spec: &StudyFigure, answer: &Answer, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    let scope = shown.scope();
    match (spec.view, answer) {
        (StudyView::Tornado, Answer::Tornado(bars)) => bars_ui(shown, bars, &scope, ui),
        (StudyView::Spider, Answer::Spider(bars)) => {
            let view = LinesView {
                case: &scope,
                color: Theme::of(ui).accent,
                frozen: shown.frozen(ui, "spider figure"),
            };
            let drawn = lines_ui(ui, &tornado::spider(bars, names), view);
            shown.remember(ui, "spider figure", drawn.bounds);
        }
        (StudyView::Frontier, Answer::Frontier(locus)) => {
            let view = FrontierView {
                case: &scope,
                names,
                frozen: shown.frozen(ui, "frontier figure"),
            };
            let drawn = frontier_ui(ui, locus, view);
            shown.remember(ui, "frontier figure", drawn.bounds);
        }
        (StudyView::Bridge, Answer::Bridge(steps)) => steps_ui(shown, steps, ui),
        (StudyView::Histogram, Answer::MonteCarlo(sampled)) => {
            samples_ui(shown, spec, sampled, &scope, ui);
        }
        (StudyView::Fan, Answer::MonteCarlo(sampled)) => {
            let wanted = spec.output.as_deref();
            let mut fans = sampled.fans.iter();
            let fan = fans.find(|fan| wanted.is_none_or(|wanted| fan.row == wanted));
            let Some(fan) = fan else {
                empty_ui("The study keeps no percentiles of this row by period", ui);
                return;
            };
            let view = FanView {
                case: &scope,
                names,
                frozen: shown.frozen(ui, "fan figure"),
            };
            let drawn = fan_ui(ui, fan, view);
            shown.remember(ui, "fan figure", drawn.bounds);
        }
        // What is known was found before the study became another one.
        _ => empty_ui("The study finds something else than this figure draws", ui),
    }
}

fn bars_ui(shown: &Shown<'_>, bars: &Bars, scope: &str, ui: &mut Ui) {
    let id = Id::unique(("tornado figure scale", &shown.study.id));
    let dragging = shown.ctx.session.ghost().is_some();
    let view = TornadoView {
        case: scope,
        names: shown.ctx.session.names(),
        outputs_at_ends: shown.look.outputs_at_ends,
        least: shown.look.least_swing,
        most: tornado::most_bars(&shown.look),
        frozen: ui.data(|data| data.get_temp(id)).filter(|_| dragging),
    };
    let drawn = tornado_ui(ui, bars, view);
    if !dragging {
        ui.data_mut(|data| data.insert_temp(id, drawn.scale));
    }
    if let Some(key) = drawn.opened {
        open(shown, &key);
    }
}

fn steps_ui(shown: &Shown<'_>, steps: &Steps, ui: &mut Ui) {
    let session = shown.ctx.session;
    let names = session.names();
    let cases = [&steps.from, &steps.to].map(|case| session.label_of_case(case));
    let mut data = bridge::waterfall(names, steps, &cases, MOST_STEPS);
    // The title stands above.
    let measure = std::mem::take(&mut data.title);
    let mut scope = format!("{measure} · {} to {}", cases[0], cases[1]);
    if let Some(period) = session.study_period(shown.study) {
        scope.extend([" · ", &period]);
    }
    let say = |reason: &str| session.not_available(reason);
    if let Some(row) = waterfall_ui(ui, &data, &scope, &say).opened {
        open(shown, &row);
    }
}

fn samples_ui(shown: &Shown<'_>, spec: &StudyFigure, sampled: &Sampled, scope: &str, ui: &mut Ui) {
    let wanted = spec.output.as_deref();
    let mut outputs = sampled.outputs.iter();
    let summary = outputs.find(|summary| wanted.is_none_or(|key| summary.output.key == key));
    let Some(summary) = summary else {
        empty_ui("The study does not draw this output", ui);
        return;
    };
    let view = HistogramView {
        case: scope,
        names: shown.ctx.session.names(),
        samples: sampled.samples,
        between: monte_carlo::between(shown, summary),
        frozen: shown.frozen(ui, "histogram figure"),
    };
    let (drawn, moved) = histogram_ui(ui, summary, view);
    shown.remember(ui, "histogram figure", drawn.bounds);
    if let Some(moved) = moved {
        shown.look(|look| look.between = Some(moved));
    }
}

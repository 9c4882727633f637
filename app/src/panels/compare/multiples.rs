//! Small figures, one for each metric of the comparison: bars by case, or lines over time.

use egui::{Ui, vec2};
use rackhour_engine::check::Case;
use rackhour_engine::figure::{ComparisonData, MetricData, Rank};

use super::super::{Ctx, empty_ui, profile_color};
use super::send;
use crate::command::Compare;
use crate::plot::{
    SmallBar, SmallLine, SmallWords, small_bars_height, small_bars_ui, small_lines_ui,
};
use crate::session::Session;
use crate::text;
use crate::theme::Theme;
use crate::view::{Charting, Mode};

/// The narrowest small figure.
const NARROWEST: f32 = 300.0;
const GAP: f32 = 24.0;
/// The height of a small figure of lines.
const LINES: f32 = 180.0;

/// Draws a small figure for every metric, as many side by side as there is room for.
pub(super) fn multiples_ui(ctx: &Ctx<'_>, data: &ComparisonData, drawn: Charting, ui: &mut Ui) {
    let room = ui.available_width();
    let columns = ((room + GAP) / (NARROWEST + GAP)).floor().max(1.0);
    let width = ((room + GAP) / columns - GAP).floor();
    let metrics: Vec<_> = data.metrics.iter().enumerate().collect();
    for row in metrics.chunks(columns as usize) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            for (place, metric) in row {
                ui.vertical(|ui| {
                    ui.set_width(width);
                    match drawn {
                        Charting::Lines => lines_ui(ctx, data, metric, width, ui),
                        _ => bars_ui(ctx, data, *place, metric, width, ui),
                    }
                });
            }
        });
        ui.add_space(16.0);
    }
}

fn words(data: &ComparisonData, metric: &MetricData, with_period: bool) -> SmallWords {
    let unit = text::unit_label(&metric.unit);
    let period = data.period.clone().filter(|_| with_period);
    let parts = [Some(unit).filter(|unit| !unit.is_empty()), period];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    SmallWords {
        title: metric.label.clone(),
        subtitle: parts.join(" · "),
    }
}

/// What tells the columns apart: profiles, scenarios, or both.
fn short(ctx: &Ctx<'_>, data: &ComparisonData, case: &Case) -> String {
    let several = |of: &dyn Fn(&Case) -> Option<&String>| {
        let first = data.cases.first().map(of);
        data.cases.iter().any(|case| Some(of(case)) != first)
    };
    let profiles = several(&|case| case.profile.as_ref());
    let scenarios = several(&|case| case.scenario.as_ref());
    let profile = ctx.session.profile(case.profile.as_ref());
    match (profile, scenarios) {
        (Some(profile), false) => profile.label.clone(),
        (Some(profile), true) if profiles => {
            let scenario = ctx.session.scenario_label(case.scenario.as_ref());
            format!("{} · {scenario}", profile.label)
        }
        _ => ctx.session.scenario_label(case.scenario.as_ref()),
    }
}

fn bars_ui(
    ctx: &Ctx<'_>,
    data: &ComparisonData,
    place: usize,
    metric: &MetricData,
    width: f32,
    ui: &mut Ui,
) {
    let theme = Theme::of(ui);
    let mode = ctx.view.compare.mode;
    let bars = metric.cells.iter().zip(&data.cases).enumerate();
    let bars: Vec<_> = bars
        .map(|(column, (cell, case))| {
            let is_base = column == data.base;
            let value = match (mode, is_base) {
                (Mode::Values, _) => cell.value.clone().ok(),
                // The reference is what differences are taken from.
                (_, true) => cell.value.is_ok().then_some(0.0),
                (Mode::Difference, false) => cell.delta,
                (Mode::Percent, false) => cell.relative,
            };
            let value = value.filter(|_| cell.word.is_none());
            let shown = Session::cell_text(metric, cell, mode, is_base).short;
            let mark = match cell.rank {
                Some(Rank::Best) => "★ ",
                Some(Rank::Worst) => "▼ ",
                None => "",
            };
            SmallBar {
                label: short(ctx, data, case),
                name: format!("{}, {}", metric.label, ctx.session.label_of_case(case)),
                value,
                text: format!("{mark}{shown}"),
                color: profile_color(ctx, case.profile.as_ref(), theme),
                is_base,
                card: ctx.session.cell_sentences(data, place, column),
            }
        })
        .collect();
    let size = vec2(width, small_bars_height(bars.len()));
    let clicked = small_bars_ui(ui, size, &words(data, metric, true), &bars);
    if let Some(column) = clicked {
        send(ctx, Compare::Select(place, column));
    }
}

fn lines_ui(ctx: &Ctx<'_>, data: &ComparisonData, metric: &MetricData, width: f32, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let series: Vec<_> = data
        .cases
        .iter()
        .filter_map(|case| Some((case, ctx.session.compared_series(metric, case)?)))
        .collect();
    let words = words(data, metric, false);
    let Some((_, first)) = series.first() else {
        crate::plot::small_words_ui(ui, &words);
        empty_ui("It does not run over time; see its bars", ui);
        return;
    };
    let periods = first.periods.clone();
    let lines: Vec<_> = series
        .into_iter()
        .map(|(case, series)| SmallLine {
            label: short(ctx, data, case),
            name: format!("{}, {}", metric.label, ctx.session.label_of_case(case)),
            values: series.values,
            color: profile_color(ctx, case.profile.as_ref(), theme),
            dash: dash(data, case),
        })
        .collect();
    let say = |value: f64| text::with_unit(value, &metric.unit, metric.format);
    small_lines_ui(
        ui,
        vec2(width, LINES),
        &words,
        &periods,
        &lines,
        metric.format,
        &say,
    );
}

/// The dashes of a case: by scenario where there are several, else by profile.
fn dash(data: &ComparisonData, case: &Case) -> usize {
    let mut scenarios: Vec<&Option<String>> = Vec::new();
    let mut profiles: Vec<&Option<String>> = Vec::new();
    for case in &data.cases {
        if !scenarios.contains(&&case.scenario) {
            scenarios.push(&case.scenario);
        }
        if !profiles.contains(&&case.profile) {
            profiles.push(&case.profile);
        }
    }
    let scenario = scenarios.iter().position(|other| **other == case.scenario);
    let profile = profiles.iter().position(|other| **other == case.profile);
    match scenarios.len() {
        0 | 1 => profile.unwrap_or(0),
        _ => scenario.unwrap_or(0),
    }
}

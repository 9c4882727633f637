//! A Monte Carlo run: where an output lies when its inputs are uncertain.

use egui::{Id, Key, RichText, TextEdit, Ui};
use rackhour_engine::figure::AxisData;
use rackhour_engine::study::monte_carlo::{PERCENTILES, Sampled, Summary};
use rackhour_engine::workbook::{NumberFormat, Sampling};

use super::{
    Shown, command_button_named, copy_ui, figure_room, output_ui, reasons_ui, small_ui, switch_ui,
};
use crate::command::{Action, Command};
use crate::plot::{
    FanView, HistogramView, Line, LinesData, LinesView, fan_ui, histogram_ui, lines_ui, percentile,
    share_between,
};
use crate::studies::studio::StudioAct;
use crate::studies::{Names, samples};
use crate::text;
use crate::theme::Theme;
use crate::view::Sample;
use crate::widgets::table::{Cell, Column, Kind, Table};

/// The room below the figure.
const BELOW: f32 = 150.0;

/// Draws the answer.
pub(super) fn samples_ui(shown: &Shown<'_>, sampled: &Sampled, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    let titles: Vec<_> = sampled
        .outputs
        .iter()
        .map(|summary| names.label(&summary.output.key))
        .collect();
    let mut place = 0;
    ui.horizontal_wrapped(|ui| {
        place = output_ui(shown, &titles, ui);
        samples_switch_ui(shown, sampled, ui);
        copy_ui(
            shown,
            "Copy samples",
            "the samples",
            || samples::copy(names, sampled),
            ui,
        );
        command_button_named(shown.ctx, Command::SaveSamples, "Save samples…", ui);
    });
    let Some(summary) = sampled.outputs.get(place) else {
        return;
    };
    ui.add_space(4.0);
    let room = figure_room(ui, BELOW);
    ui.allocate_ui(room, |ui| {
        ui.set_min_size(room);
        figure_ui(shown, sampled, summary, ui);
    });
    let values = sampled.values.get(place).map_or(&[][..], Vec::as_slice);
    between_ui(shown, summary, values, ui);
    targets_ui(names, summary, ui);
    missing_ui(shown, sampled, summary, ui);
    ui.add_space(8.0);
    percentiles_ui(names, sampled, ui);
    ui.add_space(12.0);
    inputs_ui(names, sampled, place, ui);
    if !sampled.correlations.is_empty() {
        ui.add_space(12.0);
        correlations_ui(names, sampled, ui);
    }
    small_ui(sampling(sampled.sampling), ui);
}

const fn sampling(sampling: Sampling) -> &'static str {
    match sampling {
        Sampling::Sobol => "Samples by Sobol's sequence; the same seed gives the same digits",
        Sampling::LatinHypercube => {
            "Samples by Latin hypercube; the same seed gives the same digits"
        }
        Sampling::Plain => "Independent samples; the same seed gives the same digits",
    }
}

fn samples_switch_ui(shown: &Shown<'_>, sampled: &Sampled, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    let mut all = vec![(Sample::Histogram, "Histogram", "How many samples lie where")];
    if !sampled.fans.is_empty() {
        all.push((Sample::Fan, "Fan", "Percentiles, period by period"));
    }
    all.push((
        Sample::Convergence,
        "Convergence",
        "How the mean settles as samples are added",
    ));
    if let Some(sample) = switch_ui(&all, shown.look.sample, ui) {
        shown.look(|look| look.sample = sample);
    }
    if shown.look.sample == Sample::Fan && sampled.fans.len() > 1 {
        let titles: Vec<_> = sampled
            .fans
            .iter()
            .map(|fan| names.label(&fan.row))
            .collect();
        let titles = titles.iter().enumerate();
        let titles: Vec<_> = titles
            .map(|(at, title)| (at, title.as_str(), "Show this series"))
            .collect();
        if let Some(fan) = switch_ui(&titles, shown.look.fan, ui) {
            shown.look(|look| look.fan = fan);
        }
    }
}

fn figure_ui(shown: &Shown<'_>, sampled: &Sampled, summary: &Summary, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    let scope = shown.scope();
    let fan = sampled.fans.get(shown.look.fan).or(sampled.fans.first());
    match (shown.look.sample, fan) {
        (Sample::Fan, Some(fan)) => {
            let view = FanView {
                case: &scope,
                names,
                frozen: shown.frozen(ui, "fan"),
            };
            let drawn = fan_ui(ui, fan, view);
            shown.remember(ui, "fan", drawn.bounds);
        }
        (Sample::Convergence, _) => {
            let view = LinesView {
                case: &scope,
                color: Theme::of(ui).hyperscaler,
                frozen: None,
            };
            lines_ui(ui, &convergence(names, summary), view);
        }
        _ => {
            let view = HistogramView {
                case: &scope,
                names,
                samples: sampled.samples,
                between: between(shown, summary),
                frozen: shown.frozen(ui, "histogram"),
            };
            let (drawn, moved) = histogram_ui(ui, summary, view);
            shown.remember(ui, "histogram", drawn.bounds);
            if let Some(moved) = moved {
                shown.look(|look| look.between = Some(moved));
            }
        }
    }
}

/// Between which values samples are counted: P5 and P95 where none were chosen.
pub(super) fn between(shown: &Shown<'_>, summary: &Summary) -> (f64, f64) {
    let at = |percent| percentile(&summary.percentiles, percent);
    shown.look.between.unwrap_or((at(5), at(95)))
}

/// `X % of samples lie between … and …`, with both ends to be typed.
fn between_ui(shown: &Shown<'_>, summary: &Summary, values: &[f64], ui: &mut Ui) {
    let theme = Theme::of(ui);
    let names = shown.ctx.session.names();
    let key = &summary.output.key;
    let (low, high) = between(shown, summary);
    let share = share_between(values, (low, high));
    let percent = |share| text::number_or_zero(share, "", Some(NumberFormat::Percent(1)));
    ui.horizontal_wrapped(|ui| {
        ui.set_min_height(26.0);
        let words = format!("{} of samples lie between", percent(share));
        ui.label(RichText::new(words).font(theme.strong()));
        let lower = end_ui(shown, key, "From", low, ui);
        ui.label("and");
        let upper = end_ui(shown, key, "To", high, ui);
        ui.label(text::unit_label(names.unit(key)));
        if lower.is_some() || upper.is_some() {
            let ends = (lower.unwrap_or(low), upper.unwrap_or(high));
            let ends = (ends.0.min(ends.1), ends.0.max(ends.1));
            shown.look(|look| look.between = Some(ends));
        }
        let outside = |beyond: &dyn Fn(&f64) -> bool| {
            let count = values.iter().filter(|value| beyond(value)).count();
            percent(count as f64 / values.len().max(1) as f64)
        };
        let below = outside(&|value| *value < low);
        let above = outside(&|value| *value > high);
        small_ui(&format!("{below} below, {above} above"), ui);
    });
}

/// A value that can be typed over; gives another one that was typed.
fn end_ui(shown: &Shown<'_>, key: &str, name: &str, value: f64, ui: &mut Ui) -> Option<f64> {
    let session = shown.ctx.session;
    let names = session.names();
    let document = shown.ctx.view.window.here;
    let id = Id::unique(("end of the count", document, &shown.study.id, name));
    let draft: Option<String> = ui.data(|data| data.get_temp(id));
    let is_typed = draft.is_some();
    let mut text = draft.unwrap_or_else(|| names.number(key, value).replace(['(', ')'], ""));
    if !is_typed && value < 0.0 {
        text.insert(0, '-');
    }
    let field = TextEdit::singleline(&mut text).desired_width(72.0);
    let response = ui.add(field);
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::accesskit::Role::TextInput, true, name);
        info.current_text_value = Some(text.clone());
        info
    });
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(id, text.clone()));
    }
    if !response.lost_focus() {
        return None;
    }
    ui.data_mut(|data| data.remove::<String>(id));
    if !is_typed || ui.input(|input| input.key_pressed(Key::Escape)) {
        return None;
    }
    let row = names.row(key)?;
    match session.entered(&row.id, &text) {
        Ok(value) => Some(value),
        Err(refusal) => {
            let act = StudioAct::Refuse(format!("{name}: {refusal}"));
            shown.ctx.commands.send(Action::Studio(act));
            None
        }
    }
}

/// How likely the output reaches its targets.
fn targets_ui(names: Names<'_>, summary: &Summary, ui: &mut Ui) {
    let key = &summary.output.key;
    for (target, share) in &summary.targets {
        let share = text::number_or_zero(*share, "", Some(NumberFormat::Percent(1)));
        let words = format!(
            "{} is at least {} in {share} of samples",
            names.label(key),
            names.value(key, *target)
        );
        ui.label(words);
    }
}

/// How many samples have no value, and why.
fn missing_ui(shown: &Shown<'_>, sampled: &Sampled, summary: &Summary, ui: &mut Ui) {
    let missing: usize = summary.unavailable.values().sum();
    if missing > 0 {
        let samples = text::count(sampled.samples, "samples", "samples");
        let missing = text::count(missing, "", "");
        small_ui(
            &format!("{} of {samples} have no value", missing.trim_end()),
            ui,
        );
        reasons_ui(shown.ctx, &summary.unavailable, ("sample", "samples"), ui);
    }
}

fn head(head: impl Into<String>, kind: Kind) -> Column {
    Column {
        head: head.into(),
        kind,
    }
}

/// The outputs: base, mean, percentiles.
fn percentiles_ui(names: Names<'_>, sampled: &Sampled, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let numbers = ["Base", "Mean", "± standard error", "Deviation"];
    let percents = PERCENTILES.map(|percent| format!("P{percent}"));
    let heads = numbers.map(str::to_owned).into_iter().chain(percents);
    let heads = heads.map(|title| head(title, Kind::Numbers));
    let first = [head("Output", Kind::Words), head("Unit", Kind::Words)];
    let columns: Vec<_> = first.into_iter().chain(heads).collect();
    let cell = |row: usize, column: usize| {
        let summary = &sampled.outputs[row];
        let key = &summary.output.key;
        let number = |value| Cell::new(names.number(key, value));
        match column {
            0 => Cell::new(names.label(key)),
            1 => Cell::new(text::unit_label(names.unit(key))).color(theme.muted),
            2 => number(summary.output.base),
            3 => number(summary.mean).strong(),
            4 => number(summary.standard_error).color(theme.muted),
            5 => number(summary.deviation),
            _ => number(
                summary
                    .percentiles
                    .get(column - 6)
                    .copied()
                    .unwrap_or(f64::NAN),
            ),
        }
    };
    let table = Table {
        name: "Percentiles",
        columns: &columns,
        rows: sampled.outputs.len(),
        cell: &cell,
        selected: None,
        height: f32::INFINITY,
    };
    table.show(ui);
}

/// The inputs: their distributions, and what was drawn of them.
fn inputs_ui(names: Names<'_>, sampled: &Sampled, output: usize, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let effects = sampled
        .inputs
        .iter()
        .any(|input| !input.total_effects.is_empty());
    let mut columns = vec![
        head("Uncertain input", Kind::Words),
        head("Unit", Kind::Words),
        head("Distribution", Kind::Words),
    ];
    let numbers = ["Base", "Mean drawn", "P5", "P50", "P95"];
    columns.extend(numbers.map(|title| head(title, Kind::Numbers)));
    if effects {
        columns.push(head(
            "Share of variance, interactions included",
            Kind::Bars(180),
        ));
    }
    let cell = |row: usize, column: usize| {
        let drawn = &sampled.inputs[row];
        let key = &drawn.input.key;
        let number = |value| Cell::new(names.number(key, value));
        match column {
            0 => Cell::new(names.label(key)),
            1 => Cell::new(text::unit_label(names.unit(key))).color(theme.muted),
            2 => Cell::new(&drawn.distribution).hover(&drawn.distribution),
            3 => number(drawn.input.base),
            4 => number(drawn.mean),
            5 => number(percentile(&drawn.percentiles, 5)),
            6 => number(percentile(&drawn.percentiles, 50)),
            7 => number(percentile(&drawn.percentiles, 95)),
            _ => {
                let share = drawn.total_effects.get(output).copied();
                let format = Some(NumberFormat::Percent(0));
                let words =
                    share.map_or_else(String::new, |share| text::number_or_zero(share, "", format));
                Cell {
                    bar: share,
                    color: Some(theme.hyperscaler),
                    ..Cell::new(words)
                }
            }
        }
    };
    let table = Table {
        name: "Uncertain inputs",
        columns: &columns,
        rows: sampled.inputs.len(),
        cell: &cell,
        selected: None,
        height: f32::INFINITY,
    };
    table.show(ui);
}

/// The correlations that were asked for, and those of the draws.
fn correlations_ui(names: Names<'_>, sampled: &Sampled, ui: &mut Ui) {
    let columns = [
        head("Moves together", Kind::Words),
        head("with", Kind::Words),
        head("Rank correlation asked for", Kind::Numbers),
        head("achieved", Kind::Numbers),
    ];
    let cell = |row: usize, column: usize| {
        let pair = &sampled.correlations[row];
        let number = |value| text::change(value, "", Some(NumberFormat::Decimals(3)));
        Cell::new(match column {
            0 => names.label(&pair.first),
            1 => names.label(&pair.second),
            2 => number(pair.imposed),
            _ => number(pair.achieved),
        })
    };
    let table = Table {
        name: "Correlations",
        columns: &columns,
        rows: sampled.correlations.len(),
        cell: &cell,
        selected: None,
        height: f32::INFINITY,
    };
    table.show(ui);
}

/// The mean and its standard error as samples are added.
fn convergence(names: Names<'_>, summary: &Summary) -> LinesData {
    let key = &summary.output.key;
    let steps = &summary.convergence;
    let points = steps.iter().enumerate();
    LinesData {
        summary: format!("The mean of {} as samples are added", names.label(key)),
        x: AxisData {
            label: "Samples".to_owned(),
            ..AxisData::default()
        },
        places: steps
            .iter()
            .map(|(count, ..)| text::count(*count, "", "").trim_end().to_owned())
            .collect(),
        y_label: format!("Mean of {}", names.label(key)),
        y_unit: names.unit(key).to_owned(),
        format: names.format(key),
        percent: names.is_percent(key),
        lines: vec![Line {
            label: "mean ± standard error".to_owned(),
            points: points
                .map(|(place, (_, mean, _))| (place as f64, *mean))
                .collect(),
            strong: true,
            series: None,
        }],
        around: steps
            .iter()
            .map(|(_, mean, error)| (mean - error, mean + error))
            .collect(),
        tight: true,
        ..LinesData::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::study::Measure;
    use rackhour_engine::study::monte_carlo::Histogram;
    use rackhour_engine::workbook::Workbook;
    use std::collections::BTreeMap;

    #[test]
    fn the_mean_settles_from_left_to_right() {
        let workbook = Workbook::new("Empty");
        let names = Names {
            workbook: &workbook,
        };
        let summary = Summary {
            output: Measure {
                key: "margin".to_owned(),
                unit: "$".to_owned(),
                base: 1.0,
            },
            mean: 2.0,
            standard_error: 0.25,
            deviation: 1.0,
            percentiles: vec![0.0; 9],
            targets: Vec::new(),
            histogram: Histogram::default(),
            convergence: vec![(512, 2.5, 1.0), (8192, 2.0, 0.25)],
            unavailable: BTreeMap::new(),
        };
        let data = convergence(names, &summary);
        assert_eq!(data.places, ["512", "8,192"]);
        assert_eq!(data.lines[0].points, [(0.0, 2.5), (1.0, 2.0)]);
        assert_eq!(data.around, [(1.5, 3.5), (1.75, 2.25)]);
    }
}

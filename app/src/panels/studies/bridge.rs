//! A bridge: how an output goes from one case to another, input by input.

use egui::Ui;
use rackhour_engine::figure::{BarKind, WaterfallBar, WaterfallData};
use rackhour_engine::study::bridge::{Step, Steps};
use rackhour_engine::workbook::{Bridge, Order};

use super::super::Ctx;
use super::falsifiers::open;
use super::{Shown, copy_ui, figure_room, small_ui};
use crate::command::Action;
use crate::difference::left_over;
use crate::plot::waterfall_ui;
use crate::studies::Names;
use crate::text;
use crate::theme::Theme;
use crate::widgets::table::{Cell, Column, Kind, Table};

/// The room below the figure, for the head of the table.
const BELOW: f32 = 96.0;
/// The narrowest place of a bar with its label and number.
const NARROWEST: f32 = 78.0;
/// The most steps that are drawn; the smallest others are drawn together.
const MOST: usize = 10;
/// What the steps leave over is called.
const RESIDUAL: &str = "Residual";

/// Draws the bridge.
pub(super) fn bridge_ui(shown: &Shown<'_>, spec: &Bridge, steps: &Steps, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    ui.horizontal_wrapped(|ui| {
        small_ui(order(spec), ui);
        copy_ui(shown, "Copy table", "the bridge", || copy(names, steps), ui);
    });
    ui.add_space(4.0);
    let cases = [&steps.from, &steps.to].map(|case| shown.ctx.session.label_of_case(case));
    // Beside the steps stand two totals, the residual, and the marks of the scale.
    let slots = (ui.available_width() - 48.0) / NARROWEST;
    let data = waterfall(
        names,
        steps,
        &cases,
        (slots as usize).clamp(6, MOST + 3) - 3,
    );
    let room = figure_room(ui, BELOW);
    ui.allocate_ui(room, |ui| {
        ui.set_min_size(room);
        let period = shown.ctx.session.study_period(shown.study);
        let scope = format!("{} to {}", cases[0], cases[1]);
        let scope = match period {
            Some(period) => format!("{scope} · {period}"),
            None => scope,
        };
        let say = |reason: &str| shown.ctx.session.not_available(reason);
        let drawn = waterfall_ui(ui, &data, &scope, &say);
        if let Some(row) = drawn.opened {
            open(shown, &row);
        }
    });
    ui.add_space(8.0);
    table_ui(shown.ctx, steps, &cases, ui);
    if steps.neutral > 0 {
        let rows = text::count(steps.neutral, "row differs and adds", "rows differ and add");
        small_ui(&format!("{rows} nothing"), ui);
    }
}

/// How the difference was shared out, in words.
const fn order(spec: &Bridge) -> &'static str {
    match spec.order {
        Order::Sequential => {
            "Inputs take their new values one after the other, in the order of the workbook"
        }
        Order::These(_) => "Inputs take their new values one after the other, in the order given",
        Order::OrderFree => "Each input's average over all orders, so that no order is favoured",
    }
}

/// The bars: the first value, the steps, what they leave over, and the last value.
pub(in super::super) fn waterfall(
    names: Names<'_>,
    steps: &Steps,
    cases: &[String; 2],
    most: usize,
) -> WaterfallData {
    let key = &steps.output.key;
    let mut at = steps.output.base;
    let mut bar = |label: String, row: &str, delta: f64| {
        let span = (at, at + delta);
        at += delta;
        WaterfallBar {
            label,
            row: row.to_owned(),
            kind: match delta {
                _ if delta < 0.0 => BarKind::Down,
                _ => BarKind::Up,
            },
            span: Ok(span),
        }
    };
    let total = |label: &str, value: f64| WaterfallBar {
        label: label.to_owned(),
        row: key.clone(),
        kind: BarKind::Total,
        span: match value.is_nan() {
            true => Err("it has no value in this case".to_owned()),
            false => Ok((0.0, value)),
        },
    };
    let (drawn, others) = drawn(steps, most);
    let mut bars = vec![total(&cases[0], steps.output.base)];
    bars.extend(drawn.iter().map(|place| {
        let step = &steps.steps[*place];
        bar(label(names, step), &step.row, step.delta)
    }));
    if let Some((count, delta)) = others {
        bars.push(bar(
            text::count(count, "other input", "other inputs"),
            key,
            delta,
        ));
    }
    bars.push(bar(RESIDUAL.to_owned(), key, residual(steps)));
    bars.push(total(&cases[1], steps.end));
    WaterfallData {
        title: names.label(key),
        unit: names.unit(key).to_owned(),
        format: names.format(key),
        period: None,
        bars,
    }
}

/// What the steps leave over, but for the rounding of their sum.
fn residual(steps: &Steps) -> f64 {
    let deltas = steps.steps.iter().map(|step| step.delta);
    left_over(steps.residual, deltas.chain([steps.output.base, steps.end]))
}

/// What a step is called: its row, and those that went over with it.
fn label(names: Names<'_>, step: &Step) -> String {
    let with = step
        .with
        .iter()
        .map(|row| format!(" + {}", names.label(row)));
    names.label(&step.row) + &with.collect::<String>()
}

/// The steps that are drawn, in their order, and how many others there are and what they add.
fn drawn(steps: &Steps, most: usize) -> (Vec<usize>, Option<(usize, f64)>) {
    let all = &steps.steps;
    let mut places: Vec<usize> = (0..all.len()).collect();
    if places.len() <= most {
        return (places, None);
    }
    places.sort_by(|a, b| all[*b].delta.abs().total_cmp(&all[*a].delta.abs()));
    let others = places.split_off(most - 1);
    places.sort_unstable();
    let delta = others.iter().map(|place| all[*place].delta).sum();
    (places, Some((others.len(), delta)))
}

/// What each input is in both cases, and what it adds.
pub(in super::super) fn table_ui(ctx: &Ctx<'_>, steps: &Steps, cases: &[String; 2], ui: &mut Ui) {
    let theme = Theme::of(ui);
    let names = ctx.session.names();
    let key = &steps.output.key;
    let column = |head: String, kind| Column { head, kind };
    let columns = [
        column("Input".to_owned(), Kind::Words),
        column("Unit".to_owned(), Kind::Words),
        column(cases[0].clone(), Kind::Numbers),
        column(cases[1].clone(), Kind::Numbers),
        column(format!("Adds to {}", names.head(key)), Kind::Numbers),
    ];
    let value = |step: &Step, value: f64| match value.is_nan() {
        true => Cell::new("several").color(theme.muted).hover(&step.words),
        false => Cell::new(names.number(&step.row, value)),
    };
    let count = steps.steps.len();
    let cell = |row: usize, column: usize| {
        if let Some(step) = steps.steps.get(row) {
            return match column {
                0 => Cell::new(label(names, step)).hover("Click to see the row"),
                1 => Cell::new(text::unit_label(names.unit(&step.row))).color(theme.muted),
                2 => value(step, step.from),
                3 => value(step, step.to),
                _ => Cell::new(names.change(key, step.delta)).hover(error_words(names, key, step)),
            };
        }
        let difference = steps.end - steps.output.base;
        let (label, value) = match row - count {
            0 => (RESIDUAL.to_owned(), names.change(key, residual(steps))),
            _ => ("Difference".to_owned(), names.change(key, difference)),
        };
        let last = row > count;
        let unit = text::unit_label(names.unit(key));
        let cell = match (column, last) {
            (0, _) => Cell::new(label),
            (1, _) => Cell::new(unit).color(theme.muted),
            (2, true) => Cell::new(names.number(key, steps.output.base)),
            (3, true) => Cell::new(names.number(key, steps.end)),
            (4, _) => Cell::new(value),
            _ => Cell::default(),
        };
        if last { cell.strong() } else { cell }
    };
    let table = Table {
        name: "Bridge",
        columns: &columns,
        rows: count + 2,
        cell: &cell,
        selected: None,
        height: f32::INFINITY,
    };
    if let Some((row, 0)) = table.show(ui)
        && let Some(step) = steps.steps.get(row)
    {
        ctx.commands.send(Action::GoTo(step.row.clone()));
    }
}

/// How exact a step is, where orders were drawn.
fn error_words(names: Names<'_>, key: &str, step: &Step) -> String {
    match step.error {
        error if error > 0.0 => format!("± {} standard error", names.value(key, error)),
        _ => String::new(),
    }
}

/// The table for a spreadsheet, with every digit.
pub(in super::super) fn copy(names: Names<'_>, steps: &Steps) -> String {
    let mut lines = vec![format!(
        "Input\tUnit\tFrom\tTo\tAdds to {}",
        names.head(&steps.output.key)
    )];
    for step in &steps.steps {
        let exact = |value: f64| match value.is_nan() {
            true => String::new(),
            false => text::exact(value),
        };
        let unit = text::unit_label(names.unit(&step.row));
        let numbers = [step.from, step.to, step.delta].map(exact).join("\t");
        lines.push(format!("{}\t{unit}\t{numbers}", names.label(&step.row)));
    }
    lines.push(format!("{RESIDUAL}\t\t\t\t{}", text::exact(steps.residual)));
    let (from, to) = (text::exact(steps.output.base), text::exact(steps.end));
    let difference = text::exact(steps.end - steps.output.base);
    lines.push(format!("Difference\t\t{from}\t{to}\t{difference}"));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::check::Case;
    use rackhour_engine::study::Measure;
    use rackhour_engine::study::bridge::Step;
    use rackhour_engine::workbook::Workbook;

    fn steps(deltas: &[f64], residual: f64) -> Steps {
        let base = 100.0;
        Steps {
            from: Case::default(),
            to: Case::default(),
            output: Measure {
                key: "margin".to_owned(),
                unit: "$".to_owned(),
                base,
            },
            end: base + deltas.iter().sum::<f64>() + residual,
            steps: deltas
                .iter()
                .enumerate()
                .map(|(place, delta)| Step {
                    row: format!("row_{place}"),
                    from: 1.0,
                    to: 2.0,
                    with: Vec::new(),
                    words: String::new(),
                    error: 0.0,
                    delta: *delta,
                })
                .collect(),
            residual,
            neutral: 0,
            orders: None,
        }
    }

    #[test]
    fn the_residual_has_a_bar_even_where_it_is_zero() {
        let workbook = Workbook::new("Empty");
        let names = Names {
            workbook: &workbook,
        };
        let cases = ["Base".to_owned(), "Bear".to_owned()];
        let data = waterfall(names, &steps(&[-30.0, 10.0], 0.0), &cases, MOST);
        let labels: Vec<_> = data.bars.iter().map(|bar| bar.label.as_str()).collect();
        assert_eq!(labels, ["Base", "row_0", "row_1", RESIDUAL, "Bear"]);
        assert_eq!(data.bars[2].span, Ok((70.0, 80.0)));
        assert_eq!(data.bars[4].span, Ok((0.0, 80.0)));
    }

    #[test]
    fn small_steps_are_drawn_together_and_the_bars_still_meet() {
        let workbook = Workbook::new("Empty");
        let names = Names {
            workbook: &workbook,
        };
        let deltas: Vec<f64> = (1..=15).map(f64::from).collect();
        let cases = ["Base".to_owned(), "Bear".to_owned()];
        let steps = steps(&deltas, 0.5);
        let data = waterfall(names, &steps, &cases, MOST);
        assert_eq!(data.bars.len(), 1 + MOST + 1 + 1);
        assert_eq!(data.bars[MOST].label, "6 other inputs");
        let (_, end) = data.bars[data.bars.len() - 2].span.clone().unwrap();
        assert_eq!(end, steps.end);
    }
}

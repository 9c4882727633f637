//! Tornado and spider: what moves an output most, as bars, as lines, and as a table.

use egui::{Button, Id, Ui};
use rackhour_engine::figure::AxisData;
use rackhour_engine::study::tornado::{Bar, Bars};

use super::falsifiers::open;
use super::shelf::choice_ui;
use super::{Shown, copy_ui, figure_room, left_out_ui, small_ui, switch_ui};
use crate::command::Action;
use crate::plot::{
    Line, LinesData, LinesView, TornadoView, USUAL_BARS, lines_ui, tornado_height, tornado_rows,
    tornado_ui,
};
use crate::studies::Names;
use crate::studies::studio::StudioAct;
use crate::text;
use crate::theme::Theme;
use crate::view::Look;
use crate::widgets::table::{Cell, Column, Kind, Table};

/// The room below the figure, for the head of the table.
const BELOW: f32 = 96.0;
/// How many bars become lines.
const IN_SPIDER: usize = 5;
/// The most lines of a spider.
const MOST_LINES: usize = 10;

/// Draws the bars.
pub(super) fn bars_ui(shown: &Shown<'_>, bars: &Bars, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    controls_ui(shown, bars, ui);
    ui.add_space(4.0);
    let scope = shown.scope();
    let most = most_bars(&shown.look);
    let count = tornado_rows(bars, shown.look.least_swing, most, names);
    let count = count.0.len();
    let mut room = figure_room(ui, BELOW);
    room.y = room
        .y
        .min(tornado_height(count) + 60.0)
        .max(tornado_height(count) * 0.8);
    let id = Id::unique(("tornado scale", &shown.study.id));
    let dragging = shown.ctx.session.ghost().is_some();
    ui.allocate_ui(room, |ui| {
        ui.set_min_size(room);
        let view = TornadoView {
            case: &scope,
            names,
            outputs_at_ends: shown.look.outputs_at_ends,
            least: shown.look.least_swing,
            most,
            frozen: ui.data(|data| data.get_temp(id)).filter(|_| dragging),
        };
        let drawn = tornado_ui(ui, bars, view);
        if !dragging {
            ui.data_mut(|data| data.insert_temp(id, drawn.scale));
        }
        if let Some(key) = drawn.opened {
            open(shown, &key);
        }
    });
    if let Some(winner) = &bars.winner {
        let winner = shown.ctx.session.contestant(winner);
        small_ui(&format!("{winner} wins in the base case"), ui);
    }
    ui.add_space(8.0);
    table_ui(shown, bars, ui);
    left_out_ui(shown, &bars.left_out, ui);
}

/// What stands at the ends of the bars, and which bars are drawn.
fn controls_ui(shown: &Shown<'_>, bars: &Bars, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    ui.horizontal_wrapped(|ui| {
        let ends = [
            (
                false,
                "Input values",
                "Write the input's values at the ends of the bars",
            ),
            (
                true,
                "Output values",
                "Write the output's values at the ends of the bars",
            ),
        ];
        if let Some(outputs) = switch_ui(&ends, shown.look.outputs_at_ends, ui) {
            shown.look(|look| look.outputs_at_ends = outputs);
        }
        ui.add_space(8.0);
        let least = [
            (0.0, "All", "Every bar, however narrow"),
            (
                0.05,
                "≥ 5 %",
                "Bars that are at least 5 % as wide as the widest",
            ),
            (
                0.2,
                "≥ 20 %",
                "Bars that are at least 20 % as wide as the widest",
            ),
        ];
        if let Some(least) = switch_ui(&least, shown.look.least_swing, ui) {
            shown.look(|look| look.least_swing = least);
        }
        let most = most_bars(&shown.look);
        if let Some(most) = choice_ui("Greatest number of bars", &most, &counts(), ui) {
            shown.look(|look| look.most_bars = Some(most));
        }
        copy_ui(shown, "Copy table", "the tornado", || copy(names, bars), ui);
        spider_of_ui(shown, bars, ui);
    });
}

/// How many bars are drawn at most.
pub(super) fn most_bars(look: &Look) -> usize {
    look.most_bars.unwrap_or(USUAL_BARS)
}

/// The greatest numbers of bars that are offered.
fn counts() -> Vec<(usize, String)> {
    let counts = [5, 10, 12, USUAL_BARS, 40, 100];
    let counts = counts.map(|most| (most, format!("{most} bars")));
    counts.into()
}

/// A button that draws the widest bars as lines.
fn spider_of_ui(shown: &Shown<'_>, bars: &Bars, ui: &mut Ui) {
    let widest = bars.bars.iter().take(IN_SPIDER);
    let inputs: Vec<_> = widest.map(|bar| bar.input.key.clone()).collect();
    let button = ui
        .add_enabled(!inputs.is_empty(), Button::new("Spider of the widest five"))
        .on_hover_text("Draw the five widest bars as lines, as a study of its own");
    if button.clicked() {
        let act = StudioAct::Spider(shown.study.id.clone(), inputs);
        shown.ctx.commands.send(Action::Studio(act));
    }
}

/// Draws the same as lines through the base case.
pub(super) fn spider_ui(shown: &Shown<'_>, bars: &Bars, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    ui.horizontal(|ui| {
        copy_ui(shown, "Copy table", "the spider", || copy(names, bars), ui);
    });
    ui.add_space(4.0);
    let room = figure_room(ui, BELOW);
    ui.allocate_ui(room, |ui| {
        ui.set_min_size(room);
        let data = spider(bars, names);
        let view = LinesView {
            case: &shown.scope(),
            color: Theme::of(ui).accent,
            frozen: shown.frozen(ui, "spider"),
        };
        let drawn = lines_ui(ui, &data, view);
        shown.remember(ui, "spider", drawn.bounds);
    });
    if bars.bars.len() > MOST_LINES {
        let others = text::count(bars.bars.len() - MOST_LINES, "input", "inputs");
        small_ui(
            &format!("{others} that move it less are in the table alone"),
            ui,
        );
    }
    ui.add_space(8.0);
    table_ui(shown, bars, ui);
    left_out_ui(shown, &bars.left_out, ui);
}

/// The lines of a spider: each input in percent of its base.
pub(super) fn spider(bars: &Bars, names: Names<'_>) -> LinesData {
    let key = &bars.output.key;
    let drawn = bars.bars.iter().filter(|bar| bar.input.base != 0.0);
    let lines = drawn.take(MOST_LINES).enumerate();
    let line = |(place, bar): (usize, &Bar)| Line {
        label: names.label(&bar.input.key),
        points: bar
            .points
            .iter()
            .map(|(input, output)| (input / bar.input.base, *output))
            .collect(),
        strong: place == 0,
        series: Some(place),
    };
    LinesData {
        summary: format!("{} against its inputs", names.label(key)),
        x: AxisData {
            label: "Input, in percent of its base value".to_owned(),
            percent: true,
            ..AxisData::default()
        },
        y_label: names.label(key),
        y_unit: names.unit(key).to_owned(),
        format: names.format(key),
        percent: names.is_percent(key),
        lines: lines.map(line).collect(),
        base_x: Some(1.0),
        ..LinesData::default()
    }
}

fn columns(names: Names<'_>, bars: &Bars) -> Vec<Column> {
    let output = names.head(&bars.output.key);
    let numbers = [
        "Low".to_owned(),
        "Base".to_owned(),
        "High".to_owned(),
        format!("{output} at low"),
        "at high".to_owned(),
        "Swing".to_owned(),
        "Explains".to_owned(),
        "Elasticity".to_owned(),
    ];
    let numbers = numbers.into_iter().map(|head| Column {
        head,
        kind: Kind::Numbers,
    });
    let words = |head: &str| Column {
        head: head.to_owned(),
        kind: Kind::Words,
    };
    [words("Input"), words("Unit")]
        .into_iter()
        .chain(numbers)
        .collect()
}

/// A bar as numbers, in the order of the columns: low, base and high of the input, the output at
/// both ends, how far apart they are, their share of all variation, and percent of output per percent of input.
fn numbers(bar: &Bar) -> [f64; 8] {
    let missing = (f64::NAN, f64::NAN);
    let low = bar.points.first().copied().unwrap_or(missing);
    let high = bar.points.last().copied().unwrap_or(missing);
    let elasticity = bar.elasticity.unwrap_or(f64::NAN);
    [
        low.0,
        bar.input.base,
        high.0,
        low.1,
        high.1,
        bar.swing,
        bar.share,
        elasticity,
    ]
}

fn table_ui(shown: &Shown<'_>, bars: &Bars, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let names = shown.ctx.session.names();
    let columns = columns(names, bars);
    let output = &bars.output.key;
    let cell = |row: usize, column: usize| {
        let bar = &bars.bars[row];
        let key = &bar.input.key;
        let number = |place: usize| numbers(bar)[place];
        match column {
            0 => {
                let star = if bar.monotonic { "" } else { " *" };
                let hover = match bar.note.as_str() {
                    "" => "Click to see the row".to_owned(),
                    note => format!("{}\nClick to see the row", text::capital(note)),
                };
                Cell::new(format!("{}{star}", names.label(key))).hover(hover)
            }
            1 => Cell::new(names.measured_unit(&bar.input)).color(theme.muted),
            2..=4 => Cell::new(names.measured_number(&bar.input, number(column - 2))),
            5..=7 => Cell::new(names.number(output, number(column - 2))),
            8 => Cell::new(super::falsifiers::percent(bar.share)).hover(
                "The square of its swing as a share of all squares: what it would explain of the \
                 output's variation",
            ),
            _ => Cell::new(match bar.elasticity {
                Some(value) => text::number_or_zero(
                    value,
                    "",
                    Some(rackhour_engine::workbook::NumberFormat::Decimals(2)),
                ),
                None => text::DASH.to_owned(),
            })
            .hover("Percent of output per percent of input"),
        }
    };
    let table = Table {
        name: "Sensitivities",
        columns: &columns,
        rows: bars.bars.len(),
        cell: &cell,
        selected: None,
        height: f32::INFINITY,
    };
    if let Some((row, 0)) = table.show(ui) {
        open(shown, &bars.bars[row].input.key);
    }
}

fn copy(names: Names<'_>, bars: &Bars) -> String {
    let heads = columns(names, bars).into_iter().map(|column| column.head);
    let mut lines = vec![heads.collect::<Vec<_>>().join("\t")];
    for bar in &bars.bars {
        let key = &bar.input.key;
        let words = [names.label(key), names.measured_unit(&bar.input)];
        let exact = numbers(bar).into_iter().map(|value| match value.is_nan() {
            true => String::new(),
            false => text::exact(value),
        });
        lines.push(
            words
                .into_iter()
                .chain(exact)
                .collect::<Vec<_>>()
                .join("\t"),
        );
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::study::Measure;
    use rackhour_engine::workbook::Workbook;

    #[test]
    fn a_spider_is_in_percent_of_the_base() {
        let workbook = Workbook::new("Empty");
        let names = Names {
            workbook: &workbook,
        };
        let measure = |key: &str, base| Measure {
            key: key.to_owned(),
            unit: "$".to_owned(),
            base,
        };
        let bars = Bars {
            output: measure("margin", 10.0),
            bars: vec![Bar {
                input: measure("price", 4.0),
                points: vec![(2.0, 0.0), (4.0, 10.0), (8.0, 30.0)],
                swing: 30.0,
                monotonic: true,
                flips_sign: false,
                flips_winner: Vec::new(),
                elasticity: Some(2.0),
                share: 1.0,
                explained: 1.0,
                unavailable: std::collections::BTreeMap::new(),
                note: String::new(),
            }],
            left_out: Vec::new(),
            threshold: 0.0,
            winner: None,
        };
        let data = spider(&bars, names);
        assert_eq!(data.lines[0].points, [(0.5, 0.0), (1.0, 10.0), (2.0, 30.0)]);
        assert_eq!(data.base_x, Some(1.0));
        assert_eq!(
            numbers(&bars.bars[0]),
            [2.0, 4.0, 8.0, 0.0, 30.0, 30.0, 1.0, 2.0]
        );
        let copied = copy(names, &bars);
        assert_eq!(
            copied.lines().nth(1),
            Some("price\t\t2\t4\t8\t0\t30\t30\t1\t2")
        );
    }
}

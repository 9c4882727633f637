//! Falsifiers: how far each assumption may move before the thesis breaks, the closest first.

use egui::{RichText, Ui};
use rackhour_engine::study::falsifiers::{Falsifier, Ranking};
use rackhour_engine::workbook::NumberFormat;

use super::{Shown, copy_ui, small_ui};
use crate::command::Action;
use crate::studies::Names;
use crate::text;
use crate::theme::Theme;
use crate::widgets::table::{Cell, Column, Kind, Table};

/// Beyond this share of the base, bars have the same length.
const MOST: f64 = 1.5;

/// Draws the ranking.
pub(super) fn falsifiers_ui(shown: &Shown<'_>, ranking: &Ranking, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let names = shown.ctx.session.names();
    ui.label(RichText::new(thesis(names, ranking)).font(theme.strong()));
    small_ui(
        "Each assumption alone, in percent of its base value; the others stay where they are",
        ui,
    );
    ui.add_space(4.0);
    let widest = widest(ranking);
    let columns = columns();
    let cell = |row: usize, column: usize| {
        let falsifier = &ranking.falsifiers[row];
        let said = shown.ctx.session.sentence(&falsifier.infeasible);
        cell(names, theme, falsifier, widest, &said, column)
    };
    let table = Table {
        name: "Falsifiers",
        columns: &columns,
        rows: ranking.falsifiers.len(),
        cell: &cell,
        selected: None,
        height: f32::INFINITY,
    };
    if let Some((row, 0)) = table.show(ui) {
        open(shown, &ranking.falsifiers[row].input.key);
    }
    super::left_out_ui(shown, &ranking.left_out, ui);
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        copy_ui(
            shown,
            "Copy table",
            "the falsifiers",
            || copy(shown, ranking),
            ui,
        );
    });
}

/// Shows the row of an input in the table of rows.
pub(super) fn open(shown: &Shown<'_>, key: &str) {
    if let Some(row) = shown.ctx.session.names().row(key) {
        shown.ctx.commands.send(Action::GoTo(row.id.clone()));
    }
}

/// `Margin is 10.00 $/Mtok; the thesis breaks at 0 $/Mtok`.
fn thesis(names: Names<'_>, ranking: &Ranking) -> String {
    let key = &ranking.output.key;
    let (base, target) = (
        names.value(key, ranking.output.base),
        names.value(key, ranking.target),
    );
    format!(
        "{} is {base}; the thesis breaks at {target}",
        names.label(key)
    )
}

fn widest(ranking: &Ranking) -> f64 {
    let all = ranking.falsifiers.iter().filter_map(|one| one.headroom);
    // One that may move far does not hide how near the others are.
    all.map(f64::abs).fold(0.0, f64::max).min(MOST)
}

fn columns() -> Vec<Column> {
    let column = |head: &str, kind| Column {
        head: head.to_owned(),
        kind,
    };
    vec![
        column("Assumption", Kind::Words),
        column("May move by", Kind::Bars(200)),
        column("Base", Kind::Numbers),
        column("Breaks at", Kind::Numbers),
        column("Unit", Kind::Words),
        column("Looked at", Kind::Words),
    ]
}

fn cell(
    names: Names<'_>,
    theme: &Theme,
    falsifier: &Falsifier,
    widest: f64,
    said: &str,
    column: usize,
) -> Cell {
    let key = &falsifier.input.key;
    let breaks = falsifier.break_point.is_some();
    let cell = match column {
        0 => Cell::new(names.label(key)).hover("Click to see the row"),
        1 => headroom(theme, falsifier, widest, said),
        2 => Cell::new(names.measured_number(&falsifier.input, falsifier.input.base)),
        3 => Cell::new(falsifier.break_point.map_or_else(
            || text::DASH.to_owned(),
            |at| names.measured_number(&falsifier.input, at),
        )),
        4 => Cell::new(names.measured_unit(&falsifier.input)).color(theme.muted),
        _ => {
            let (low, high) = falsifier.range;
            let words = [low, high]
                .map(|end| names.measured_number(&falsifier.input, end))
                .join(" to ");
            Cell::new(words).color(theme.muted)
        }
    };
    match breaks || column == 1 {
        true => cell,
        false => cell.color(theme.muted),
    }
}

fn headroom(theme: &Theme, falsifier: &Falsifier, widest: f64, said: &str) -> Cell {
    match (falsifier.headroom, falsifier.break_point) {
        (Some(headroom), _) => Cell {
            text: text::relative_change(headroom),
            bar: Some(match widest > 0.0 {
                true => headroom.abs() / widest,
                false => 0.0,
            }),
            ..Cell::default()
        }
        .hover("How far it may move, in percent of its base value"),
        (None, Some(_)) => Cell::new("Base is zero").color(theme.muted),
        (None, None) => Cell::new(said).color(theme.muted).hover(said),
    }
}

/// The ranking as a table for a spreadsheet.
fn copy(shown: &Shown<'_>, ranking: &Ranking) -> String {
    let names = shown.ctx.session.names();
    let mut lines =
        vec!["Assumption\tUnit\tBase\tBreaks at\tHeadroom\tFrom\tTo\tReason".to_owned()];
    for one in &ranking.falsifiers {
        let key = &one.input.key;
        let exact = |value: Option<f64>| value.map_or_else(String::new, text::exact);
        let cells = [
            names.label(key),
            names.measured_unit(&one.input),
            text::exact(one.input.base),
            exact(one.break_point),
            exact(one.headroom),
            text::exact(one.range.0),
            text::exact(one.range.1),
            shown.ctx.session.sentence(&one.infeasible),
        ];
        lines.push(cells.join("\t"));
    }
    lines.join("\n") + "\n"
}

/// A share as percent of the base, for other panes.
pub(super) fn percent(share: f64) -> String {
    text::number_or_zero(share, "", Some(NumberFormat::Percent(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::study::Measure;

    fn falsifier(headroom: Option<f64>, infeasible: &str) -> Falsifier {
        Falsifier {
            input: Measure {
                key: "price".to_owned(),
                unit: "$".to_owned(),
                base: 6.0,
            },
            range: (1.0, 12.0),
            break_point: headroom.map(|share| 6.0 * (1.0 + share)),
            headroom,
            contact: None,
            infeasible: infeasible.to_owned(),
        }
    }

    #[test]
    fn bars_are_shares_of_the_widest_and_what_cannot_break_says_why() {
        let theme = Theme::load(false);
        let near = headroom(theme, &falsifier(Some(-0.2), ""), 0.4, "");
        assert_eq!((near.text.as_str(), near.bar), ("−20.0 %", Some(0.5)));
        let never = falsifier(None, "it never reaches 0");
        let said = headroom(theme, &never, 0.4, "It never reaches 0");
        assert_eq!((said.text.as_str(), said.bar), ("It never reaches 0", None));
    }
}

//! A frontier: the line on which an output meets its target, drawn and as a table.

use egui::{RichText, Ui};
use rackhour_engine::study::frontier::Locus;

use super::{Shown, copy_ui, figure_room, small_ui};
use crate::plot::{FrontierView, frontier_ui};
use crate::studies::Names;
use crate::text;
use crate::theme::Theme;
use crate::widgets::table::{Cell, Column, Kind, Table};

/// The room below the figure.
const BELOW: f32 = 132.0;

/// Draws the answer.
pub(super) fn locus_ui(shown: &Shown<'_>, locus: &Locus, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let names = shown.ctx.session.names();
    ui.horizontal(|ui| {
        let color = match locus.headroom {
            Some(share) if share < 0.0 => theme.loses,
            Some(_) => theme.earns,
            None => theme.muted,
        };
        let words = RichText::new(headroom(names, locus)).font(theme.strong());
        ui.label(words.color(color));
        copy_ui(
            shown,
            "Copy table",
            "the frontier",
            || copy(names, locus),
            ui,
        );
    });
    ui.add_space(4.0);
    let room = figure_room(ui, BELOW);
    ui.allocate_ui(room, |ui| {
        ui.set_min_size(room);
        let scope = shown.scope();
        let view = FrontierView {
            case: &scope,
            names,
            frozen: shown.frozen(ui, "frontier"),
        };
        let drawn = frontier_ui(ui, locus, view);
        shown.remember(ui, "frontier", drawn.bounds);
    });
    ui.add_space(8.0);
    table_ui(names, locus, ui);
    if !locus.gaps.is_empty() {
        let (count, all) = (locus.gaps.len(), locus.x.len());
        let words = format!(
            "At {count} of {all} values of {} no value in the range meets the target",
            names.label(&locus.axes[0].key)
        );
        small_ui(&words, ui);
    }
}

/// How far the base case is from the locus, in words.
fn headroom(names: Names<'_>, locus: &Locus) -> String {
    let label = names.label(&locus.axes[1].key);
    match locus.headroom {
        Some(share) => {
            let side = if share < 0.0 { "loses" } else { "earns" };
            let percent = super::falsifiers::percent(share.abs());
            format!("The base case {side}: {label} is {percent} of its base from break-even")
        }
        None => format!("{label} does not break even at the base case"),
    }
}

/// The points of the locus, side by side under the figure.
fn table_ui(names: Names<'_>, locus: &Locus, ui: &mut Ui) {
    let [x, y] = [&locus.axes[0], &locus.axes[1]];
    let kind = Kind::Numbers;
    let first = Column {
        head: names.head(&x.key),
        kind,
    };
    let several = locus.lines.len() > 1;
    let line = |place: usize| Column {
        head: match several {
            true => format!("{} {}", names.head(&y.key), place + 1),
            false => names.head(&y.key),
        },
        kind,
    };
    let columns: Vec<_> = std::iter::once(first)
        .chain((0..locus.lines.len().max(1)).map(line))
        .collect();
    let cell = |row: usize, column: usize| {
        let at = locus.x[row];
        if column == 0 {
            return Cell::new(names.number(&x.key, at)).strong();
        }
        let line = locus.lines.get(column - 1);
        let point = line.and_then(|line| line.iter().find(|(x, _)| *x == at));
        Cell::new(match point {
            Some((_, y_at)) => names.number(&y.key, *y_at),
            None => text::DASH.to_owned(),
        })
    };
    let table = Table {
        name: "Break-even frontier",
        columns: &columns,
        rows: locus.x.len(),
        cell: &cell,
        selected: None,
        height: f32::INFINITY,
    };
    table.show(ui);
}

fn copy(names: Names<'_>, locus: &Locus) -> String {
    let [x, y] = [&locus.axes[0], &locus.axes[1]];
    let mut lines = vec![format!(
        "Line\t{}\t{}",
        names.head(&x.key),
        names.head(&y.key)
    )];
    for (place, line) in locus.lines.iter().enumerate() {
        let points = line.iter();
        lines.extend(
            points.map(|(x, y)| format!("{}\t{}\t{}", place + 1, text::exact(*x), text::exact(*y))),
        );
    }
    lines.join("\n") + "\n"
}

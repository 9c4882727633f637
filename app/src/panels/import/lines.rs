//! The lines of a spreadsheet, and the rows that they go into.

use egui::{CentralPanel, Frame, Id, Margin, Panel, Ui};
use rackhour_engine::excel::interpret::Outcome;
use rackhour_engine::excel::suggest::Match;
use rackhour_engine::workbook::Variable;

use super::super::list_keys::{ListKey, list_keys, stepped};
use super::super::{Ctx, empty_ui};
use super::rows::{Cell, Rows};
use super::{details, questions, send};
use crate::import::{Bound, Considered, ImportAct, Opened};
use crate::text;
use crate::theme::Theme;

const NAME: &str = "Lines of the spreadsheet";
/// The least width in which the line in hand has a column of its own.
const WIDE: f32 = 860.0;

const COLUMNS: [(&str, f32); 6] = [
    ("", 0.3),
    ("Line", 3.0),
    ("Goes into", 3.0),
    ("Fit", 0.7),
    ("First value", 1.3),
    ("In the row's unit", 1.8),
];

/// Draws the list, and beside it the line in hand.
pub(super) fn lines_ui(ctx: &Ctx<'_>, opened: &Opened, ui: &mut Ui) {
    let Some(considered) = &opened.matching.considered else {
        let frame = Frame::NONE.inner_margin(Margin::same(12));
        frame.show(ui, |ui| empty_ui("Looking for the rows that fit…", ui));
        return;
    };
    if considered.lines.is_empty() {
        let words = "No line with a label and numbers was found: say on the sheet which column \
                     holds labels, and which hold values";
        let frame = Frame::NONE.inner_margin(Margin::same(12));
        frame.show(ui, |ui| empty_ui(words, ui));
        return;
    }
    questions::questions_ui(ctx, opened, considered, ui);
    let frame = Frame::NONE.inner_margin(Margin::symmetric(12, 4));
    let id = Id::unique("line in hand");
    match ui.available_width() >= WIDE {
        true => Panel::right(id)
            .resizable(true)
            .default_size(340.0)
            .size_range(280.0..=480.0)
            .frame(frame)
            .show(ui, |ui| details::details_ui(ctx, opened, considered, ui)),
        false => Panel::bottom(id)
            .resizable(true)
            .default_size(250.0)
            .size_range(120.0..=420.0)
            .frame(frame)
            .show(ui, |ui| details::details_ui(ctx, opened, considered, ui)),
    };
    CentralPanel::no_frame().show(ui, |ui| list_ui(ctx, opened, considered, ui));
}

fn list_ui(ctx: &Ctx<'_>, opened: &Opened, considered: &Considered, ui: &mut Ui) {
    let here = opened.matching.line;
    for key in list_keys(ctx, NAME, ui) {
        match key {
            ListKey::Step(by) => {
                if let Some(there) = stepped(Some(here), by, considered.lines.len()) {
                    send(ctx, ImportAct::Line(there));
                }
            }
            ListKey::Tick => send(ctx, ImportAct::Tick(here)),
            ListKey::Open => details::focus(ui),
            ListKey::Copy => copy(ctx, considered, ui),
            ListKey::Delete => {}
        }
    }
    let theme = Theme::of(ui);
    let rows = Rows {
        name: NAME,
        columns: &COLUMNS,
        count: considered.lines.len(),
        here,
        cell: &|line, column| cell(ctx, considered, (line, column), theme),
        spoken: &|line| {
            let ticked = bound(considered, line).is_some_and(|bound| bound.is_ticked);
            (considered.lines[line].label.clone(), ticked)
        },
    };
    match rows.show(ui) {
        Some((line, 0)) => {
            send(ctx, ImportAct::Line(line));
            send(ctx, ImportAct::Tick(line));
        }
        Some((line, _)) => send(ctx, ImportAct::Line(line)),
        None => {}
    }
}

/// Copies the lines that go nowhere, to be worked on elsewhere.
fn copy(ctx: &Ctx<'_>, considered: &Considered, ui: &Ui) {
    let lines = considered.lines.iter().zip(&considered.bound);
    let left = lines.filter(|(_, bound)| bound.as_ref().is_none_or(|bound| !bound.is_ticked));
    let texts: Vec<_> = left
        .map(|(line, _)| {
            let at = line
                .cells
                .first()
                .map_or_else(String::new, |held| held.at.to_string());
            format!("{}\t{at}\t{}", line.sheet, line.label)
        })
        .collect();
    ui.copy_text(texts.join("\n"));
    let words = text::count(
        texts.len(),
        "line that is left out",
        "lines that are left out",
    );
    send(ctx, ImportAct::Copied(words));
}

pub(super) fn bound(considered: &Considered, line: usize) -> Option<&Bound> {
    considered.bound.get(line)?.as_ref()
}

/// The row of a bound line, of the workbook or still to be made.
pub(super) fn row_of<'a>(ctx: &Ctx<'a>, bound: &'a Bound) -> Option<&'a Variable> {
    let created = bound.bind.created.as_deref();
    created.or_else(|| ctx.session.variable(&bound.bind.row))
}

/// What the row of a bound line is called, with the element where there is one.
fn goal(ctx: &Ctx<'_>, bound: &Bound) -> String {
    let Some(row) = row_of(ctx, bound) else {
        return "A row that is gone".to_owned();
    };
    match (&bound.bind.created, &bound.bind.element) {
        (Some(_), _) => format!("New: {}", row.label),
        (None, Some(element)) => ctx.session.key_label(&format!("{}[{element}]", row.id)),
        (None, None) => row.label.clone(),
    }
}

fn cell(
    ctx: &Ctx<'_>,
    considered: &Considered,
    (line, column): (usize, usize),
    theme: &Theme,
) -> Cell {
    let found = &considered.lines[line];
    let Some(bound) = bound(considered, line) else {
        return match column {
            1 => Cell::of(&found.label).hover(place(considered, line)),
            2 => Cell::of("No row fits").color(theme.muted),
            _ => Cell::default(),
        };
    };
    let color = if bound.is_ticked {
        theme.text
    } else {
        theme.muted
    };
    match column {
        0 if bound.is_ticked => Cell::of("✓").color(theme.accent).hover("Taken over"),
        0 => Cell::of("□").color(theme.muted).hover("Left out"),
        1 => Cell::of(&found.label)
            .color(color)
            .hover(place(considered, line)),
        2 => Cell::of(goal(ctx, bound)).color(color),
        3 => fit(considered, line, bound, theme),
        4 => {
            let shown = bound.first().map_or("", |reading| reading.shown.as_str());
            Cell::number(shown).color(color)
        }
        _ => value(ctx, bound, theme),
    }
}

/// Where a line stands: `Inputs!C5:E5, Prices`.
pub(super) fn place(considered: &Considered, line: usize) -> String {
    let line = &considered.lines[line];
    let cells = match (line.cells.first(), line.cells.last()) {
        (Some(first), Some(last)) if first.at != last.at => format!("{}:{}", first.at, last.at),
        (Some(only), _) => only.at.to_string(),
        _ => String::new(),
    };
    let mut parts = vec![format!("{}!{cells}", line.sheet)];
    parts.extend(line.section.iter().cloned());
    if line.is_total {
        parts.push("a total".to_owned());
    }
    if line.is_hidden {
        parts.push("hidden in the file".to_owned());
    }
    parts.join(" · ")
}

/// How well the row of a line fits, and why.
fn fit(considered: &Considered, line: usize, bound: &Bound, theme: &Theme) -> Cell {
    let matches = considered.suggested.get(line).into_iter().flatten();
    let mut own = matches.filter(|one| one.row == bound.bind.row);
    match own.next() {
        Some(found) => Cell::number(percent(found.score))
            .color(theme.muted)
            .hover(why(found)),
        None => Cell::default(),
    }
}

pub(super) fn percent(share: f64) -> String {
    text::number(
        share,
        "",
        Some(rackhour_engine::workbook::NumberFormat::Percent(0)),
    )
}

/// What a score is made of.
pub(super) fn why(found: &Match) -> String {
    let parts = &found.parts;
    let words = [
        ("Words shared", parts.words),
        ("Letters shared", parts.trigrams),
        ("Units", parts.unit),
        ("Size of the values", parts.magnitude),
        ("Taken before", parts.learned),
    ];
    let words = words.map(|(name, share)| format!("{name}: {}", percent(share)));
    words.join("\n")
}

/// The first value of a line as one of its row, or why there is none.
fn value(ctx: &Ctx<'_>, bound: &Bound, theme: &Theme) -> Cell {
    let (Some(reading), Some(row)) = (bound.first(), row_of(ctx, bound)) else {
        let remark = bound.bind.remarks.first().cloned().unwrap_or_default();
        return Cell::of(remark).color(theme.warns);
    };
    if let (true, Some(remark)) = (bound.bind.cells.is_empty(), bound.bind.remarks.first()) {
        return Cell::of(text::capital(remark)).color(theme.warns);
    }
    outcome(&reading.outcome, row, theme)
}

/// What a cell comes to, in the unit of a row.
pub(super) fn outcome(outcome: &Outcome, row: &Variable, theme: &Theme) -> Cell {
    let say = |value: f64| text::with_unit(value, &row.unit, row.format);
    match outcome {
        Outcome::Value(value) => Cell::number(say(*value)).hover(text::exact(*value)),
        Outcome::Range { low, high } => Cell::number(format!("{} to {}", say(*low), say(*high))),
        Outcome::Asks(question) => Cell::of("▲ Asks").color(theme.warns).hover(&question.text),
        Outcome::None(why) => Cell::of(format!("No value: {why}")).color(theme.muted),
        Outcome::Refused(why) => Cell::of(format!("▲ {}", text::capital(why))).color(theme.loses),
    }
}

//! The pane of imports: the sheets of a spreadsheet, what stands in them and what it is taken for.

mod bar;
mod details;
mod drop;
mod grid;
mod lines;
mod marks;
mod questions;
mod recipes;
mod review;
mod rows;
mod sheets;

use std::time::Duration;

use egui::accesskit::Role;
use egui::{
    Align, Button, CentralPanel, Frame, Label, Layout, Margin, Panel, ProgressBar, RichText, Ui,
    WidgetInfo,
};
use rackhour_engine::excel::Kind;

use super::{Ctx, command_button, empty_ui};
use crate::command::{Action, Command};
use crate::import::{ImportAct, Opened, Reading, Step};
use crate::text;
use crate::theme::Theme;

pub(super) use drop::drop_ui;
pub(super) use sheets::list_ui;

/// A running job is looked at this often.
const EVERY: Duration = Duration::from_millis(50);
/// Work that has lasted this long is shown, and can be ended.
const SHOWN_AFTER: Duration = Duration::from_millis(150);

fn send(ctx: &Ctx<'_>, act: ImportAct) {
    ctx.commands.send(Action::Import(act));
}

/// Draws the pane.
pub(super) fn import_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let importing = &ctx.view.import;
    let Some(opened) = importing
        .opened
        .as_ref()
        .filter(|_| importing.reading.is_none())
    else {
        let frame = Frame::NONE.inner_margin(Margin::same(12));
        frame.show(ui, |ui| match &importing.reading {
            Some(reading) => reading_ui(ctx, reading, ui),
            None => nothing_ui(ctx, ui),
        });
        return;
    };
    Panel::top("import head")
        .resizable(false)
        .show_separator_line(false)
        .frame(Frame::NONE.inner_margin(Margin::symmetric(12, 8)))
        .show(ui, |ui| {
            head_ui(ctx, opened, ui);
            refusal_ui(ctx, ui);
        });
    CentralPanel::no_frame().show(ui, |ui| match opened.matching.step {
        Step::Sheet => sheets::sheet_ui(ctx, opened, ui),
        Step::Match => lines::lines_ui(ctx, opened, ui),
        Step::Review => review::review_ui(ctx, opened, ui),
    });
}

/// What the pane is for, and why the last file was not read.
fn nothing_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new("Import a spreadsheet").font(theme.heading()));
    empty_ui(
        "Choose an Excel, OpenDocument or CSV file, or drop it on the window. Its values are laid \
         beside the rows of this workbook; nothing is changed before you apply it",
        ui,
    );
    refusal_ui(ctx, ui);
    ui.add_space(8.0);
    command_button(ctx, Command::ImportSpreadsheet, ui);
    recipes::recipes_ui(ctx, ui);
}

fn refusal_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    if let Some(refusal) = &ctx.view.import.refusal {
        ui.add_space(4.0);
        let refusal = RichText::new(format!("▲ {refusal}"));
        ui.add(Label::new(refusal.color(Theme::of(ui).loses)).wrap());
    }
}

/// How far the reading is.
fn reading_ui(ctx: &Ctx<'_>, reading: &Reading, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.ctx().request_repaint_after(EVERY);
    let name = reading
        .path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    ui.label(RichText::new(format!("Reading {name}")).font(theme.heading()));
    if reading.since.elapsed() < SHOWN_AFTER {
        return;
    }
    let cells = usize::try_from(reading.watch.cells()).unwrap_or(usize::MAX);
    let mut words = text::count(cells, "cell", "cells");
    let (done, all) = reading.watch.sheets();
    let mut share = 0.0;
    if all > 0 {
        words = format!("{words} · {done} of {all} sheets");
        share = done as f32 / all as f32;
    }
    ui.horizontal(|ui| {
        ui.add(ProgressBar::new(share).desired_width(280.0).text(words));
        if ui.button("Cancel").clicked() {
            send(ctx, ImportAct::Cancel);
        }
    });
}

/// The file, and what can be done with it.
fn head_ui(ctx: &Ctx<'_>, opened: &Opened, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.horizontal(|ui| {
        let room = (ui.available_width() - 250.0).max(120.0);
        ui.scope(|ui| {
            ui.set_max_width(room);
            let name = RichText::new(&opened.book.name).font(theme.heading());
            let path = opened.path.display().to_string();
            ui.add(Label::new(name).truncate()).on_hover_text(path);
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui
                .button("Put away")
                .on_hover_text("Close the file; nothing is imported")
                .clicked()
            {
                send(ctx, ImportAct::PutAway);
            }
            command_button(ctx, Command::ImportSpreadsheet, ui);
        });
    });
    let words = RichText::new(said_of(opened))
        .font(theme.label())
        .color(theme.muted);
    ui.add(Label::new(words).truncate()).on_hover_ui(|ui| {
        for remark in remarks(opened) {
            ui.label(remark);
        }
    });
    steps_ui(ctx, opened, ui);
}

/// The steps of an import, and how far each is.
fn steps_ui(ctx: &Ctx<'_>, opened: &Opened, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let matching = &opened.matching;
    let considered = matching.considered.as_ref();
    ui.horizontal(|ui| {
        for (place, step) in Step::ALL.into_iter().enumerate() {
            let on = step == matching.step;
            let button = Button::selectable(on, format!("{} {}", place + 1, step.title()));
            let button = ui.add(button);
            button.widget_info(|| WidgetInfo::selected(Role::Button, true, on, step.title()));
            if button.clicked() && !on {
                send(ctx, ImportAct::Step(step));
            }
            let words = match (step, considered) {
                (Step::Sheet, _) => text::count(opened.line_count(), "line", "lines"),
                (_, None) => String::new(),
                (Step::Match, Some(known)) => format!("{} ticked", known.ticked()),
                (Step::Review, Some(known)) => text::count(known.changes(), "change", "changes"),
            };
            ui.label(RichText::new(words).font(theme.label()).color(theme.muted));
        }
        if matching.is_running() {
            ui.ctx().request_repaint_after(EVERY);
        }
        if let Some(recipe) = &matching.recipe {
            let words = format!("Again: {} of {}", recipe.label, recipe.imported);
            ui.label(RichText::new(words).font(theme.label()).color(theme.muted));
        }
    });
}

/// `Excel workbook · 24 kB · formulas are computed only when asked`.
fn said_of(opened: &Opened) -> String {
    let kind = match opened.book.kind {
        Kind::Xlsx => "Excel workbook",
        Kind::Xlsb => "Excel binary workbook",
        Kind::Xls => "Excel 97–2003 workbook",
        Kind::Ods => "OpenDocument spreadsheet",
        Kind::Text => "Text table",
    };
    let kilobytes = opened.book.size.div_ceil(1024) as f64;
    let mut parts = vec![kind.to_owned(), format!("{} kB", text::plain(kilobytes))];
    parts.extend(remarks(opened));
    parts.join(" · ")
}

/// What a reader should know about the file as a whole.
fn remarks(opened: &Opened) -> Vec<String> {
    let book = &opened.book;
    let mut remarks = book.remarks.clone();
    if book
        .calculation
        .is_some_and(|calculation| calculation.is_manual)
    {
        remarks.push(
            "Its formulas are computed only when asked, so that results may be old".to_owned(),
        );
    }
    if book
        .calculation
        .is_some_and(|calculation| calculation.is_iterative)
    {
        remarks.push("Its formulas may read themselves".to_owned());
    }
    let names: Vec<_> = book.names.iter().filter(|name| !name.is_hidden).collect();
    if let [first, ..] = names.as_slice() {
        let count = text::count(names.len(), "defined name", "defined names");
        remarks.push(format!(
            "{count}, such as {} for {}",
            first.name, first.meaning
        ));
    }
    remarks
}

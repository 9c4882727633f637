//! The bar above the table that finds rows by what they say, and replaces it.

use egui::{EventFilter, Frame, Id, Key, Margin, Modifiers, Panel, RichText, TextEdit, Ui};

use crate::command::Command;
use crate::panels::{Ctx, later};
use crate::sheet::find::Find;
use crate::sheet::{Act, FindAct};
use crate::text;
use crate::theme::Theme;

/// The width of the boxes.
const BOX: f32 = 220.0;

/// Draws the bar, if it is open.
pub(super) fn find_bar_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let Some(find) = &ctx.view.sheet.find else {
        return;
    };
    let theme = Theme::of(ui);
    let lines = if find.with.is_some() { 2.0 } else { 1.0 };
    Panel::top(Id::unique("find bar"))
        .exact_size(32.0 * lines)
        .resizable(false)
        .frame(
            Frame::NONE
                .fill(theme.panel)
                .inner_margin(Margin::symmetric(12, 3)),
        )
        .show(ui, |ui| {
            ui.horizontal(|ui| find_ui(ctx, find, ui));
            if let Some(with) = &find.with {
                ui.horizontal(|ui| replace_ui(ctx, find, with, ui));
            }
        });
}

fn find_ui(ctx: &Ctx<'_>, find: &Find, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let id = Id::unique("find text");
    keys(ctx, id, FindAct::Next, ui);
    let focus = ctx.view.sheet.focus_find;
    if let Some(text) = box_ui(id, &find.text, "Find", focus, ui) {
        send(ctx, FindAct::Text(text));
    }
    button(
        ctx,
        "Previous",
        "The row found before this one",
        FindAct::Previous,
        ui,
    );
    button(ctx, "Next", "The next row found", FindAct::Next, ui);
    let (said, color) = match (find.row(), find.text.is_empty()) {
        (_, true) => (String::new(), theme.muted),
        (None, _) => ("Not found".to_owned(), theme.loses),
        (Some((_, place)), _) => {
            let rows = text::count(find.rows.len(), "row", "rows");
            let said = format!("{} of {rows} · in the {}", find.at + 1, place.title());
            (said, theme.muted)
        }
    };
    ui.label(RichText::new(said).color(color));
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        button(ctx, "Close", "Close the bar", FindAct::Close, ui);
        if find.with.is_none() {
            let entry = Command::Replace.entry();
            let response = ui.button(entry.title).on_hover_text(entry.tooltip);
            if response.clicked() {
                ctx.commands.run(Command::Replace);
            }
        }
    });
}

fn replace_ui(ctx: &Ctx<'_>, find: &Find, with: &str, ui: &mut Ui) {
    let id = Id::unique("replace text");
    keys(ctx, id, FindAct::Replace, ui);
    if let Some(text) = box_ui(id, with, "Replace with", false, ui) {
        send(ctx, FindAct::With(text));
    }
    ui.add_enabled_ui(find.row().is_some(), |ui| {
        let one = "Replace in the label, note and formula of the row found";
        button(ctx, "Replace", one, FindAct::Replace, ui);
        let all = "Replace in the labels, notes and formulas of all rows found, as one step";
        button(ctx, "Replace all", all, FindAct::ReplaceAll, ui);
    });
}

/// A text box; its text where it has changed.
fn box_ui(id: Id, before: &str, name: &str, focus: bool, ui: &mut Ui) -> Option<String> {
    let mut text = before.to_owned();
    let edit = TextEdit::singleline(&mut text)
        .id(id)
        .event_filter(EventFilter {
            horizontal_arrows: true,
            escape: true,
            ..EventFilter::default()
        })
        .hint_text(name)
        .desired_width(BOX);
    let response = ui.add(edit).accessible_name(name);
    if focus {
        response.request_focus();
    }
    (text != before).then_some(text)
}

/// The keys of a box, taken before it sees them.
fn keys(ctx: &Ctx<'_>, id: Id, enter: FindAct, ui: &Ui) {
    if !ui.memory(|memory| memory.has_focus(id)) {
        return;
    }
    later::postpone(ui);
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::SHIFT, Key::Enter) {
            send(ctx, FindAct::Previous);
        } else if input.consume_key(Modifiers::NONE, Key::Enter) {
            send(ctx, enter);
        } else if input.consume_key(Modifiers::NONE, Key::Escape) {
            send(ctx, FindAct::Close);
        }
    });
}

fn button(ctx: &Ctx<'_>, title: &str, tooltip: &str, act: FindAct, ui: &mut Ui) {
    if ui.button(title).on_hover_text(tooltip).clicked() {
        send(ctx, act);
    }
}

fn send(ctx: &Ctx<'_>, act: FindAct) {
    ctx.commands.send(Act::Find(act).into());
}

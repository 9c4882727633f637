//! The box that leads to a row of which one knows a part of the name.

use egui::{Button, EventFilter, Id, Key, Modifiers, RichText, TextEdit, Ui};

use crate::panels::dialogs::modal;
use crate::panels::{Ctx, later};
use crate::sheet::{Act, GoTo, GoToAct};
use crate::theme::Theme;

/// Draws the box, if it is open.
pub(in crate::panels) fn go_to_ui(ctx: &Ctx<'_>, ui: &Ui) {
    let Some(go_to) = &ctx.view.sheet.go_to else {
        return;
    };
    let response = modal(Id::unique("go to row"), ui).show(ui.ctx(), |ui| {
        ui.set_width(440.0);
        ui.label(RichText::new("Go to row").font(Theme::of(ui).heading()));
        text_ui(ctx, go_to, ui);
        if go_to.found.is_empty() {
            let muted = Theme::of(ui).muted;
            ui.label(RichText::new("No row has a name like this").color(muted));
        }
        for (place, number) in go_to.found.iter().enumerate() {
            row_ui(ctx, go_to, place, *number, ui);
        }
    });
    if response.should_close() {
        send(ctx, GoToAct::Close);
    }
}

fn text_ui(ctx: &Ctx<'_>, go_to: &GoTo, ui: &mut Ui) {
    let id = Id::unique("go to text");
    if ui.memory(|memory| memory.has_focus(id)) {
        later::postpone(ui);
        const KEYS: [(Key, GoToAct); 4] = [
            (Key::ArrowDown, GoToAct::Move(1)),
            (Key::ArrowUp, GoToAct::Move(-1)),
            (Key::Enter, GoToAct::Take(None)),
            (Key::Escape, GoToAct::Close),
        ];
        for (key, act) in KEYS {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                send(ctx, act);
            }
        }
    } else {
        later::postpone_all(ui);
    }
    let mut text = go_to.text.clone();
    let edit = TextEdit::singleline(&mut text)
        .id(id)
        .event_filter(EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: true,
            ..EventFilter::default()
        })
        .hint_text("A part of the row's name")
        .desired_width(f32::INFINITY);
    let response = ui.add(edit).accessible_name("Row");
    if !response.has_focus() {
        response.request_focus();
    }
    if text != go_to.text {
        send(ctx, GoToAct::Text(text));
    }
}

fn row_ui(ctx: &Ctx<'_>, go_to: &GoTo, place: usize, number: usize, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let Some(row) = ctx.session.workbook().variables.get(number) else {
        return;
    };
    let sections = &ctx.session.workbook().sections;
    let section = sections.iter().find(|section| section.id == row.section);
    let size = egui::vec2(ui.available_width(), theme.sizes.row);
    let button = Button::selectable(place == go_to.at, row.label.as_str())
        .right_text(
            RichText::new(section.map_or("", |section| section.label.as_str()))
                .font(theme.label())
                .color(theme.muted),
        )
        .min_size(size)
        .truncate();
    if ui.add(button).accessible_name(row.label.as_str()).clicked() {
        send(ctx, GoToAct::Take(Some(place)));
    }
}

fn send(ctx: &Ctx<'_>, act: GoToAct) {
    ctx.commands.send(Act::GoTo(act).into());
}

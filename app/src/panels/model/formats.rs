//! The list of number formats below a cell.

use egui::{Button, Id, Key, Modifiers, Popup, PopupCloseBehavior, Response, RichText, Ui};
use rackhour_engine::workbook::NumberFormat;

use crate::panels::Ctx;
use crate::sheet::{Act, Cell};
use crate::theme::Theme;

/// Draws the list, if it is open for this cell.
pub(super) fn formats_ui(ctx: &Ctx<'_>, cell: &Cell, response: &Response) {
    let open = ctx.view.sheet.formats.as_ref();
    if open.is_none_or(|open| open.cell != *cell) {
        return;
    }
    let popup = Popup::from_response(response)
        .id(Id::unique("number formats"))
        .open(true)
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
        .accessible_name("Number format")
        .show(|ui| {
            ui.set_width(240.0);
            list_ui(ctx, cell, ui);
        });
    let outside = popup.is_some_and(|popup| popup.response.clicked_elsewhere());
    let escape = |input: &mut egui::InputState| input.consume_key(Modifiers::NONE, Key::Escape);
    if response.ctx.input_mut(escape) || outside {
        ctx.commands.send(Act::CloseFormats.into());
    }
}

fn list_ui(ctx: &Ctx<'_>, cell: &Cell, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let current = ctx.session.variable(&cell.row).and_then(|row| row.format);
    let formats = ctx.session.formats(cell);
    // The arrows move between the formats once one of them has the keyboard.
    let table = Id::unique("model table");
    let free = ui.memory(|memory| memory.focused().is_none_or(|focused| focused == table));
    for (format, sample) in formats {
        let on = format == current;
        let size = egui::vec2(ui.available_width(), theme.sizes.row);
        let sample = RichText::new(sample).color(theme.muted);
        let button = Button::selectable(on, title(format))
            .right_text(sample)
            .min_size(size);
        let response = ui.add(button).accessible_name(title(format));
        if on && free {
            response.request_focus();
        }
        if response.clicked() {
            ctx.commands.send(Act::Format(format).into());
        }
    }
}

fn title(format: Option<NumberFormat>) -> String {
    let decimals = |count: u8| match count {
        0 => "no decimals".to_owned(),
        1 => "1 decimal".to_owned(),
        count => format!("{count} decimals"),
    };
    match format {
        None => "Automatic".to_owned(),
        Some(NumberFormat::Decimals(count)) => format!("Number, {}", decimals(count)),
        Some(NumberFormat::Percent(count)) => format!("Percent, {}", decimals(count)),
        Some(NumberFormat::Multiple(count)) => format!("Multiple, {}", decimals(count)),
    }
}

//! The list of what was said, below the centre.

use egui::{Align, Frame, Grid, Label, Layout, Margin, RichText, ScrollArea, Ui};

use super::{Ctx, empty_ui, panel_head_ui};
use crate::command::Command;
use crate::messages::Message;
use crate::theme::Theme;

/// Draws the list, the last message first.
pub(super) fn messages_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let messages = &ctx.view.window.messages;
    Frame::NONE.inner_margin(Margin::same(12)).show(ui, |ui| {
        ui.horizontal(|ui| {
            panel_head_ui("Messages", ui);
            ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                if ui.button("Close").clicked() {
                    ctx.commands.run(Command::ToggleMessages);
                }
            });
        });
        if messages.said.is_empty() {
            empty_ui("What the window says stands here, to be read again", ui);
        }
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                Grid::new("messages").num_columns(3).show(ui, |ui| {
                    for message in &messages.said {
                        message_ui(message, ui);
                        ui.end_row();
                    }
                });
            });
    });
}

fn message_ui(message: &Message, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new(&message.at).color(theme.muted));
    let times = match message.times {
        1 => String::new(),
        times => format!("{times} times"),
    };
    ui.label(RichText::new(times).color(theme.muted));
    let (mark, color) = match message.refused {
        true => ("▲ ", theme.loses),
        false => ("", theme.text),
    };
    let text = RichText::new(format!("{mark}{}", message.text)).color(color);
    ui.set_max_width(ui.available_width());
    ui.add(Label::new(text).wrap());
}

//! The strip below the top bar: what was recovered, and what another program did to the file.

use egui::{Align, Button, Frame, Layout, Margin, Panel, RichText, Ui};

use super::Ctx;
use crate::command::Action;
use crate::palette;
use crate::shelf::ShelfAct;
use crate::theme::Theme;

/// Draws the strip while there is something to say.
pub(super) fn banner_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let Some((text, about, answers)) = said(ctx) else {
        return;
    };
    let theme = Theme::of(ui);
    Panel::top("banner")
        .exact_size(34.0)
        .resizable(false)
        .frame(
            Frame::NONE
                .fill(theme.tint(theme.warns))
                .inner_margin(Margin::symmetric(12, 0)),
        )
        .show(ui, |ui| {
            // The answers come first, so that a long text makes way for them.
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for (title, act) in answers.into_iter().rev() {
                    let button = Button::new(title).min_size(egui::vec2(72.0, 24.0));
                    if ui.add_enabled(ctx.view.dialog.is_none(), button).clicked() {
                        ctx.commands.send(Action::Shelf(act));
                    }
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(egui::Label::new(RichText::new(text)).truncate())
                        .on_hover_text(about);
                });
            });
        });
}

type Said = (String, String, [(&'static str, ShelfAct); 2]);

/// What is to be said, more about it, and the answers from left to right.
fn said(ctx: &Ctx<'_>) -> Option<Said> {
    let shelf = &ctx.view.shelf;
    if let (Some(file), Some(_)) = (ctx.session.file(), shelf.changed) {
        let text = format!("{} was changed by another program", palette::name(file));
        let answers = [
            ("Reload", ShelfAct::Reload),
            ("Keep mine", ShelfAct::KeepMine),
        ];
        return Some((text, file.display().to_string(), answers));
    }
    if ctx.view.window.start.is_some() {
        // The page offers all of them itself.
        return None;
    }
    let found = shelf.recovered.first()?;
    let title = &found.unsaved.workbook.title;
    let more = match shelf.recovered.len() - 1 {
        0 => String::new(),
        more => format!(" ({more} more)"),
    };
    let text = format!("Recovered: “{title}”, changed {}{more}", found.age);
    let about = match &found.unsaved.file {
        Some(file) => format!("Changes of {} that were not saved", file.display()),
        None => "It was in no file yet".to_owned(),
    };
    let answers = [("Open", ShelfAct::Recover), ("Discard", ShelfAct::Discard)];
    Some((text, about, answers))
}

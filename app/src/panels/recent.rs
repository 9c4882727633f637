//! The files that were opened before, in the menu.

use egui::{Button, Ui};

use super::Ctx;
use crate::command::Action;
use crate::palette;
use crate::shelf::ShelfAct;

/// Draws the list, as a menu of its own.
pub(super) fn recent_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let shelf = &ctx.view.shelf;
    let is_free = ctx.view.dialog.is_none();
    ui.add_enabled_ui(is_free && !shelf.settings.recent.is_empty(), |ui| {
        ui.menu_button("Open recent", |ui| {
            for (place, path) in shelf.settings.recent().enumerate() {
                let why = shelf.why_missing(path);
                let folder = palette::folder(path);
                let title = format!("{} {} — {folder}", place + 1, palette::name(path));
                let response = ui
                    .add_enabled(why.is_none(), Button::new(title))
                    .on_disabled_hover_text(why.unwrap_or_default());
                if response.clicked() {
                    let act = ShelfAct::Open(path.to_path_buf());
                    ctx.commands.send(Action::Shelf(act));
                    ui.close();
                }
            }
            ui.separator();
            if ui.button("Empty this list").clicked() {
                ctx.commands.send(Action::Shelf(ShelfAct::Forget));
                ui.close();
            }
        })
        .response
        .on_disabled_hover_text("No file was opened yet");
    });
}

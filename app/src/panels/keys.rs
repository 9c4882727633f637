//! The list of all keys, beside the centre.

use egui::{Align, Grid, Layout, RichText, ScrollArea, Ui};

use super::{Ctx, panel_head_ui};
use crate::command::{Command, Entry, Menu, TABLE};
use crate::theme::Theme;

/// Draws the list: every command that has keys, under its menu.
pub(super) fn keys_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let padding = theme.sizes.padding as i8;
    egui::Frame::NONE.inner_margin(padding).show(ui, |ui| {
        ui.horizontal(|ui| {
            panel_head_ui("Keys", ui);
            ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                if ui.button("Close").clicked() {
                    ctx.commands.run(Command::ToggleKeys);
                }
            });
        });
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                for menu in Menu::ALL {
                    menu_ui(menu, ui);
                }
            });
    });
}

fn menu_ui(menu: Menu, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let entries = TABLE.iter().filter(|entry| entry.menu == menu);
    let entries: Vec<_> = entries
        .filter(|entry| !entry.shortcuts.is_empty())
        .collect();
    if entries.is_empty() {
        return;
    }
    ui.label(RichText::new(menu.title()).font(theme.strong()));
    Grid::new(menu.title())
        .num_columns(2)
        .min_col_width(112.0)
        .show(ui, |ui| {
            for entry in entries {
                let keys = RichText::new(keys_of(entry, ui)).color(theme.muted);
                ui.label(keys);
                ui.label(entry.title).on_hover_text(entry.tooltip);
                ui.end_row();
            }
        });
    ui.add_space(theme.sizes.group_gap);
}

/// The keys of a command; any of them calls it.
fn keys_of(entry: &Entry, ui: &Ui) -> String {
    let keys = entry.shortcuts.iter();
    let keys: Vec<_> = keys.map(|keys| ui.ctx().format_shortcut(keys)).collect();
    keys.join(", ")
}

//! The page of the help that lists all keys.

use egui::{Grid, RichText, Ui};

use crate::command::{Entry, Menu, TABLE, keys_text};
use crate::help::Help;
use crate::theme::Theme;

/// Draws the list: every command that has keys and fits what is looked for, under its menu. Tells
/// how many.
pub(super) fn keys_ui(help: &Help, ui: &mut Ui) -> usize {
    Menu::ALL
        .into_iter()
        .map(|menu| menu_ui(help, menu, ui))
        .sum()
}

fn menu_ui(help: &Help, menu: Menu, ui: &mut Ui) -> usize {
    let theme = Theme::of(ui);
    let entries = TABLE.iter().filter(|entry| entry.menu == menu);
    let entries: Vec<_> = entries
        .filter(|entry| !entry.shortcuts.is_empty())
        .filter(|entry| help.finds(&[entry.title, entry.tooltip, &keys_of(entry, ui)]))
        .collect();
    if entries.is_empty() {
        return 0;
    }
    ui.label(RichText::new(menu.title()).font(theme.strong()));
    Grid::new(menu.title())
        .num_columns(2)
        .min_col_width(112.0)
        .show(ui, |ui| {
            for entry in &entries {
                let keys = RichText::new(keys_of(entry, ui)).color(theme.muted);
                ui.label(keys);
                ui.label(entry.title).on_hover_text(entry.tooltip);
                ui.end_row();
            }
        });
    ui.add_space(theme.sizes.group_gap);
    entries.len()
}

/// The keys of a command; any of them calls it.
fn keys_of(entry: &Entry, ui: &Ui) -> String {
    let keys = entry.shortcuts.iter();
    let keys: Vec<_> = keys.map(|keys| keys_text(ui.ctx(), keys)).collect();
    keys.join(", ")
}

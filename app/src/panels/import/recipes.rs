//! The earlier imports of the workbook, to be done again with the next version of the file.

use egui::accesskit::Role;
use egui::{Button, Grid, RichText, Ui, WidgetInfo};
use rackhour_engine::workbook::Import;

use super::super::Ctx;
use super::send;
use crate::import::{ImportAct, OnDisk};
use crate::text;
use crate::theme::Theme;

/// Draws the list, where there is any import.
pub(super) fn recipes_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let imports = &ctx.session.workbook().imports;
    if imports.is_empty() {
        return;
    }
    let theme = Theme::of(ui);
    ui.add_space(16.0);
    ui.label(RichText::new("Imported before").font(theme.heading()));
    Grid::new("imports")
        .num_columns(6)
        .striped(true)
        .show(ui, |ui| {
            for import in imports {
                import_ui(ctx, import, ui);
                ui.end_row();
            }
        });
}

fn import_ui(ctx: &Ctx<'_>, import: &Import, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new(&import.label).font(theme.strong()))
        .on_hover_text(&import.path);
    let values = import
        .bindings
        .iter()
        .map(|binding| binding.cells.len())
        .sum();
    ui.label(text::count(values, "value", "values"));
    ui.label(RichText::new(format!("on {}", import.imported)).color(theme.muted));
    let (words, color) = match ctx.view.import.on_disk.get(&import.id) {
        Some(OnDisk::Changed) => ("▲ The file has changed since", theme.warns),
        Some(OnDisk::Gone) => ("○ The file is not where it was", theme.muted),
        Some(OnDisk::Same) => ("● As it was", theme.muted),
        None => ("", theme.muted),
    };
    ui.label(RichText::new(words).color(color));
    let mut act = |title: &str, tooltip: &str, act: ImportAct| {
        let button = ui.add(Button::new(title)).on_hover_text(tooltip);
        let name = format!("{title} {}", import.label);
        button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        if button.clicked() {
            send(ctx, act);
        }
    };
    let refresh = "Read the file again and show what differs; nothing is set before you apply it";
    act("Refresh", refresh, ImportAct::Refresh(import.id.clone()));
    let forget = "Forget where these values came from; the values stay";
    act("Forget", forget, ImportAct::Forget(import.id.clone()));
}

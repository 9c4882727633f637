//! Which rows are compared: found by name, added, taken out.

use egui::accesskit::Role;
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, PopupCloseBehavior, ScrollArea, Ui, WidgetInfo};

use super::super::{Ctx, row_picker};
use super::send;
use crate::command::Compare;
use crate::text;

/// Draws the button that opens the list of rows.
pub(super) fn rows_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let rows = ctx.session.compared_rows(&ctx.view.compare);
    let title = match rows.len() {
        0 => "Choose rows".to_owned(),
        count => text::count(count, "row", "rows"),
    };
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (button, _) = MenuButton::from_button(Button::new(format!("{title} ⏷")))
        .config(config)
        .ui(ui, |ui| menu_ui(ctx, &rows, ui));
    button.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Button, true, "Rows that are compared");
        info.current_text_value = Some(title.clone());
        info
    });
    button.on_hover_text("Add rows to the comparison, or take them out (Delete in the table)");
}

fn menu_ui(ctx: &Ctx<'_>, rows: &[String], ui: &mut Ui) {
    let picked = row_picker::picker_ui(ctx, "Add a row to the comparison", &|_| true, ui);
    if let Some(row) = picked {
        // A row with elements comes with the first of them; the others are offered below.
        for key in ctx.session.metric_keys(&row).into_iter().take(1) {
            send(ctx, Compare::Row(key, true));
        }
    }
    ui.separator();
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for key in offered(ctx, rows) {
            let mut on = rows.contains(&key);
            let check = ui.checkbox(&mut on, ctx.session.key_label(&key));
            if check.changed() {
                send(ctx, Compare::Row(key, on));
            }
        }
    });
    if ctx.view.compare.rows.is_some() && ctx.session.compared_figure(&ctx.view.compare).is_some() {
        ui.separator();
        if ui.button("Rows of the workbook's comparison").clicked() {
            send(ctx, Compare::OwnRows);
        }
    }
}

/// The rows that are compared, and of those with elements the other elements.
fn offered(ctx: &Ctx<'_>, rows: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for key in rows {
        let row = ctx.session.names().row(key);
        let own = row.map_or_else(Vec::new, |row| ctx.session.metric_keys(&row.id));
        for key in std::iter::once(key.clone()).chain(own) {
            // A row of its own name stands for its first element.
            if !all.contains(&key) {
                all.push(key);
            }
        }
    }
    all
}

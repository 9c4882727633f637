//! The list of sections at the left, to jump by.

use egui::{Frame, Margin, RichText, ScrollArea, Ui};

use super::{Ctx, empty_ui, panel_head_ui, structure};
use crate::command::Action;
use crate::theme::Theme;

/// Draws the list.
pub(super) fn rail_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let workbook = ctx.session.workbook();
    Frame::NONE.inner_margin(Margin::same(12)).show(ui, |ui| {
        panel_head_ui("Sections", ui);
        if workbook.sections.is_empty() {
            empty_ui("The sections of the workbook stand here, to jump to", ui);
        }
        let here = ctx
            .view
            .selected
            .as_ref()
            .and_then(|cell| ctx.session.variable(&cell.row));
        ScrollArea::vertical()
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (number, section) in workbook.sections.iter().enumerate() {
                    let rows = ctx.session.sheet().rows_in(number);
                    let count = RichText::new(rows.to_string()).color(theme.muted);
                    let on = here.is_some_and(|row| row.section == section.id);
                    let button = egui::Button::selectable(on, section.label.as_str())
                        .right_text(count)
                        .truncate()
                        .min_size(egui::vec2(ui.available_width(), 26.0));
                    let response = ui.add(button);
                    response.widget_info(|| {
                        egui::WidgetInfo::labeled(
                            egui::accesskit::Role::Button,
                            true,
                            &section.label,
                        )
                    });
                    structure::section_menu_ui(ctx, &response, &section.id);
                    if response.on_hover_text("Go to this section").clicked() {
                        ctx.commands.send(Action::GoToSection(section.id.clone()));
                    }
                }
            });
    });
}

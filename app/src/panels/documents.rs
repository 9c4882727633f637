//! The tabs of the documents that are open, where there are several.

use egui::accesskit::Role;
use egui::{Align2, Frame, Id, Margin, Panel, Pos2, Rect, ScrollArea, Sense, Ui, Vec2, WidgetInfo};
use egui::{PointerButton, Stroke, pos2, vec2};

use super::Ctx;
use crate::command::Action;
use crate::documents::{DocumentAct, OpenTab};
use crate::theme::Theme;

const BAR: f32 = 28.0;
const CROSS: f32 = 14.0;
const MARGIN: f32 = 10.0;

/// Draws the tabs.
pub(super) fn documents_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let window = &ctx.view.window;
    if window.open.len() < 2 {
        return;
    }
    let theme = Theme::of(ui);
    Panel::top("documents")
        .exact_size(BAR)
        .resizable(false)
        .frame(
            Frame::NONE
                .fill(theme.surface)
                .inner_margin(Margin::symmetric(12, 0)),
        )
        .show(ui, |ui| {
            ScrollArea::horizontal()
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    ui.horizontal_centered(|ui| {
                        ui.spacing_mut().item_spacing.x = 2.0;
                        for tab in &window.open {
                            tab_ui(ctx, tab, tab.number == window.here, ui);
                        }
                    });
                });
        });
}

fn tab_ui(ctx: &Ctx<'_>, tab: &OpenTab, on: bool, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let name = match tab.saved {
        true => tab.title.clone(),
        false => format!("● {}", tab.title),
    };
    let font = if on { theme.strong() } else { theme.body() };
    let color = if on { theme.text } else { theme.muted };
    let galley = ui.painter().layout_no_wrap(name.clone(), font, color);
    let size = vec2(
        galley.size().x + 2.0 * MARGIN + CROSS,
        ui.available_height(),
    );
    let (_, rect) = ui.allocate_space(size);
    let id = Id::unique(("document", tab.number));
    let response = ui.interact(rect, id, Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, on, &name));
    if on || response.hovered() {
        let fill = if on { theme.panel } else { theme.hover() };
        ui.painter().rect_filled(rect, theme.sizes.radius, fill);
    }
    let at = pos2(rect.left() + MARGIN, rect.center().y);
    let place = Align2::LEFT_CENTER.anchor_size(at, galley.size());
    ui.painter().galley(place.min, galley, color);
    let at = pos2(rect.right() - 0.5 * (MARGIN + CROSS), rect.center().y);
    let close = cross_ui(&tab.title, id, at, ui) || response.clicked_by(PointerButton::Middle);
    let act = match (close, response.clicked()) {
        (true, _) => Some(DocumentAct::Close(tab.number)),
        (false, true) => Some(DocumentAct::Show(tab.number)),
        _ => None,
    };
    if let Some(act) = act {
        ctx.commands.send(Action::Document(act));
    }
    let about = match &tab.file {
        Some(file) => file.display().to_string(),
        None => "Not in a file yet".to_owned(),
    };
    response.on_hover_text(about);
}

/// The cross that closes a document; whether it was clicked.
fn cross_ui(title: &str, tab: Id, at: Pos2, ui: &Ui) -> bool {
    let theme = Theme::of(ui);
    let place = Rect::from_center_size(at, Vec2::splat(CROSS));
    let response = ui.interact(place, tab.with("close"), Sense::CLICK);
    let name = format!("Close {title}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let color = match response.hovered() || response.has_focus() {
        true => theme.text,
        false => theme.muted,
    };
    let (cross, stroke) = (place.shrink(4.0), Stroke::new(1.0, color));
    let painter = ui.painter();
    painter.line_segment([cross.left_top(), cross.right_bottom()], stroke);
    painter.line_segment([cross.right_top(), cross.left_bottom()], stroke);
    response.on_hover_text(name).clicked()
}

//! Files that are dragged over the window and dropped on it.

use egui::{Align2, Id, LayerId, Order, Stroke, StrokeKind, Ui};

use super::super::Ctx;
use super::send;
use crate::import::ImportAct;
use crate::theme::Theme;

/// Takes what was dropped, and says what a drop would do while files are held over the window.
pub(in super::super) fn drop_ui(ctx: &Ctx<'_>, ui: &Ui) {
    let (dropped, hovered) = ui.input(|input| {
        let dropped = input.raw.dropped_files.iter();
        let dropped: Vec<_> = dropped.map(|file| file.path().to_path_buf()).collect();
        (dropped, input.raw.hovered_files.len())
    });
    if !dropped.is_empty() {
        send(ctx, ImportAct::Drop(dropped));
    } else if hovered > 0 {
        hovering_ui(ui);
    }
}

fn hovering_ui(ui: &Ui) {
    let theme = Theme::of(ui);
    let layer = LayerId::new(Order::Foreground, Id::unique("files over the window"));
    let painter = ui.ctx().layer_painter(layer);
    let window = ui.ctx().content_rect();
    painter.rect_filled(window, 0.0, theme.surface.gamma_multiply(0.85));
    let stroke = Stroke::new(2.0, theme.accent);
    painter.rect_stroke(window.shrink(8.0), 4.0, stroke, StrokeKind::Inside);
    painter.text(
        window.center(),
        Align2::CENTER_CENTER,
        "Drop a spreadsheet to import its values, or a workbook to open it",
        theme.heading(),
        theme.text,
    );
}

//! What equal distances on an axis stand for, and the switches that change it.

use egui::accesskit::Role;
use egui::{Align2, Id, Rangef, Rect, Sense, Ui, WidgetInfo, pos2};
use rackhour_engine::workbook::Scale;

use super::axes::Axis;
use super::canvas::id;
use crate::theme::Theme;

/// Which axes somebody has switched to a logarithm or back.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Switched([Option<bool>; 2]);

/// Sets the scales of both axes: as described, or as somebody has switched them since. An axis
/// that cannot have a logarithm has none.
pub(super) fn set_scales(ui: &Ui, axes: [&mut Axis; 2], described: [Scale; 2], can: [bool; 2]) {
    let id = id(ui, [&*axes[0], &*axes[1]]).with("scales");
    let Switched(switched) = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    for (place, axis) in axes.into_iter().enumerate() {
        axis.can_log = can[place];
        axis.log = can[place] && switched[place].unwrap_or(described[place] == Scale::Log);
    }
}

/// Below the axes at both sides: what equal distances stand for, and a click that changes it.
/// Gives what they leave of that line.
pub(super) fn scales_ui(ui: &Ui, id: Id, outer: Rect, area: Rect, axes: [&Axis; 2]) -> Rangef {
    let below = area.bottom() + 22.0;
    let mut left = Rangef::new(outer.left(), outer.right());
    let places = [
        (pos2(outer.right(), below), Align2::RIGHT_TOP, "horizontal"),
        (pos2(outer.left(), below), Align2::LEFT_TOP, "vertical"),
    ];
    let theme = Theme::of(ui);
    let kept = id.with("scales");
    for (place, (corner, align, which)) in places.into_iter().enumerate() {
        let axis = axes[place];
        if !axis.can_log {
            continue;
        }
        let sign = if place == 0 { "↔" } else { "↕" };
        let words = format!("{sign} {}", if axis.log { "log" } else { "linear" });
        let galley = ui
            .painter()
            .layout_no_wrap(words, theme.label(), theme.muted);
        let rect = align.anchor_size(corner, galley.size());
        match place {
            0 => left.max = rect.left() - 8.0,
            _ => left.min = rect.right() + 8.0,
        }
        let response = ui.interact(rect.expand(3.0), kept.with(place), Sense::click());
        let name = format!("Logarithmic {which} axis");
        response.widget_info(|| WidgetInfo::selected(Role::Switch, true, axis.log, &name));
        let color = match response.hovered() || response.has_focus() {
            true => theme.accent,
            false => theme.muted,
        };
        ui.painter()
            .galley_with_override_text_color(rect.min, galley, color);
        let hint = match axis.log {
            true => "Equal distances are equal ratios; click for equal differences",
            false => "Equal distances are equal differences; click for equal ratios",
        };
        if response.on_hover_text(hint).clicked() {
            let mut now: Switched = ui.data(|data| data.get_temp(kept)).unwrap_or_default();
            now.0[place] = Some(!axis.log);
            ui.data_mut(|data| data.insert_temp(kept, now));
            ui.ctx().request_repaint();
        }
    }
    left
}

//! The place for a figure's lines: words above, an area with two axes, and how it is moved.
//!
//! A drag opens a box to be enlarged; with Shift it moves the view, as the middle button does.
//! Ctrl and the wheel enlarge at the pointer. A double click shows the whole figure again. With the
//! keyboard: plus, minus, arrows, Home.

use egui::accesskit::Role;
use egui::{
    Align2, Button, EventFilter, Id, Key, Painter, PointerButton, Pos2, Rangef, Rect, Response,
    RichText, Sense, Stroke, StrokeKind, TextWrapMode, Tooltip, Ui, Vec2, WidgetInfo, pos2, vec2,
};
use rackhour_engine::math;
use rackhour_engine::workbook::Scale;

use super::axes::Axis;
use super::{Bounds, Margins, Words, words_ui};
use crate::theme::Theme;

/// A box smaller than this, in points, was no box.
const LEAST_BOX: f32 = 8.0;
/// How far a figure may be enlarged and made small, as shares of the whole.
const NEAREST: f64 = 1e-5;
const FURTHEST: f64 = 8.0;
/// What one press of a key enlarges or moves.
const KEY_ZOOM: f64 = 1.25;
const KEY_PAN: f64 = 0.1;

/// What a figure shows in place of the whole, in positions along its axes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Zoom(Bounds);

/// Which axes somebody has switched to a logarithm or back.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Switched([Option<bool>; 2]);

/// Shows all figures whole again; whether one was enlarged.
pub fn reset_zoom(ctx: &egui::Context) -> bool {
    ctx.data_mut(|data| {
        let some = data.count::<Zoom>() > 0;
        data.remove_by_type::<Zoom>();
        some
    })
}

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

/// A figure is known by where it stands and what its axes measure.
fn id(ui: &Ui, [x, y]: [&Axis; 2]) -> Id {
    ui.scope_id().with(("figure", &x.label, &y.label, &y.name))
}

/// The place for a figure's lines, after the words and the margins have theirs.
pub(super) struct Canvas {
    pub(super) painter: Painter,
    /// Where lines may be drawn.
    pub(super) area: Rect,
    pub(super) response: Response,
    /// The positions at the ends of both axes.
    ends: Bounds,
    log: [bool; 2],
    case: String,
    /// From where to where the label of the horizontal axis may go.
    pub(super) below: Rangef,
}

impl Canvas {
    /// Draws the words, and makes room for a figure that shows `whole` until it is enlarged.
    pub(super) fn new(
        ui: &mut Ui,
        words: &Words<'_>,
        margins: Margins,
        whole: Bounds,
        axes: [&Axis; 2],
    ) -> Self {
        let id = id(ui, axes);
        let outer = ui.available_size().max(vec2(280.0, 200.0));
        let (_, rect) = ui.allocate_space(outer);
        let top = words_ui(ui, rect, words);
        let area = Rect::from_min_max(
            pos2(rect.left() + margins.left, top + margins.top),
            pos2(rect.right() - margins.right, rect.bottom() - margins.bottom),
        );
        // A pane can be dragged smaller than its words.
        let area = Rect::from_min_size(area.min, area.size().max(Vec2::splat(32.0)));
        let log = axes.map(|axis| axis.log);
        let response = ui.interact(area, id.with("area"), Sense::click_and_drag());
        let summary = format!("{} {} {}", words.title, words.subtitle, words.summary);
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, summary.trim()));
        let mut canvas = Self {
            painter: ui.painter().with_clip_rect(ui.clip_rect()),
            area,
            response,
            ends: [ends(whole[0], log[0]), ends(whole[1], log[1])],
            log,
            case: words.case.to_owned(),
            below: Rangef::new(rect.left(), rect.right()),
        };
        canvas.zoom(ui, id.with(("zoom", log)));
        canvas.below = scales_ui(ui, id, rect, area, axes);
        canvas
    }

    /// Takes the view that somebody has moved to, and moves it on.
    fn zoom(&mut self, ui: &mut Ui, id: Id) {
        let whole = self.ends;
        let kept: Option<Zoom> = ui.data(|data| data.get_temp(id));
        let mut ends = kept.map_or(whole, |Zoom(ends)| ends);
        self.ends = ends;
        self.boxed(ui, &mut ends);
        self.wheel_and_keys(ui, &mut ends, whole);
        if self.response.double_clicked() || (kept.is_some() && whole_ui(ui, self.area)) {
            ends = whole;
        }
        let sane = (0..2).all(|axis| {
            let share = (ends[axis][1] - ends[axis][0]) / (whole[axis][1] - whole[axis][0]);
            (NEAREST..=FURTHEST).contains(&share)
        });
        if !sane || ends == self.ends {
            return;
        }
        self.ends = ends;
        ui.data_mut(|data| match ends == whole {
            true => data.remove::<Zoom>(id),
            false => drop(data.insert_temp(id, Zoom(ends))),
        });
        ui.ctx().request_repaint();
    }

    /// A drag of the pointer: a box, or with Shift or the middle button the view itself.
    fn boxed(&self, ui: &Ui, ends: &mut Bounds) {
        let shift = ui.input(|input| input.modifiers.shift);
        let is_pan = self.response.dragged_by(PointerButton::Middle)
            || shift && self.response.dragged_by(PointerButton::Primary);
        if is_pan {
            let moved = self.response.drag_delta();
            let shares = [-moved.x / self.area.width(), moved.y / self.area.height()];
            for axis in 0..2 {
                let by = f64::from(shares[axis]) * (ends[axis][1] - ends[axis][0]);
                ends[axis] = ends[axis].map(|end| end + by);
            }
            return;
        }
        let by_primary = |response: &Response| {
            response.dragged_by(PointerButton::Primary)
                || response.drag_stopped_by(PointerButton::Primary)
        };
        let from = ui.input(|input| input.pointer.press_origin());
        let kept = self.response.id.with("box");
        if self.response.drag_started_by(PointerButton::Primary)
            && let Some(from) = from
        {
            ui.data_mut(|data| data.insert_temp(kept, from));
        }
        let from: Option<Pos2> = ui.data(|data| data.get_temp(kept));
        let to = self.response.interact_pointer_pos();
        let (Some(from), Some(to), true) = (from, to, by_primary(&self.response)) else {
            return;
        };
        let mut open = Rect::from_two_pos(from, self.area.clamp(to));
        // A flat box takes the whole of the other axis.
        if open.height() < LEAST_BOX {
            open = Rect::from_x_y_ranges(open.x_range(), self.area.y_range());
        } else if open.width() < LEAST_BOX {
            open = Rect::from_x_y_ranges(self.area.x_range(), open.y_range());
        }
        let theme = Theme::of(ui);
        let painter = self.inside();
        painter.rect_filled(open, 0.0, theme.selection());
        let stroke = Stroke::new(1.0, theme.accent);
        painter.rect_stroke(open, 0.0, stroke, StrokeKind::Inside);
        if self.response.drag_stopped_by(PointerButton::Primary) {
            ui.data_mut(|data| data.remove::<Pos2>(kept));
            if open != self.area {
                let (low, high) = (
                    self.position(open.left_bottom()),
                    self.position(open.right_top()),
                );
                *ends = [[low[0], high[0]], [low[1], high[1]]];
            }
        }
    }

    fn wheel_and_keys(&self, ui: &Ui, ends: &mut Bounds, whole: Bounds) {
        if let Some(pointer) = self.response.hover_pos() {
            let factor = ui.input(|input| input.zoom_delta_2d());
            if factor != Vec2::splat(1.0) {
                let at = self.position(pointer);
                for (axis, factor) in [factor.x, factor.y].into_iter().enumerate() {
                    let factor = f64::from(factor);
                    ends[axis] = ends[axis].map(|end| at[axis] + (end - at[axis]) / factor);
                }
            }
        }
        if !self.response.has_focus() {
            return;
        }
        let keys = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.response.id, keys));
        let stroke = Stroke::new(1.5, Theme::of(ui).accent);
        let frame = self.area.expand(2.0);
        self.painter
            .rect_stroke(frame, 2.0, stroke, StrokeKind::Outside);
        let pressed = |key| ui.input(|input| input.modifiers.is_none() && input.key_pressed(key));
        if pressed(Key::Home) {
            *ends = whole;
        }
        let steps = [
            (Key::ArrowLeft, 0, -KEY_PAN),
            (Key::ArrowRight, 0, KEY_PAN),
            (Key::ArrowDown, 1, -KEY_PAN),
            (Key::ArrowUp, 1, KEY_PAN),
        ];
        for (_, axis, by) in steps.into_iter().filter(|(key, ..)| pressed(*key)) {
            let by = by * (ends[axis][1] - ends[axis][0]);
            ends[axis] = ends[axis].map(|end| end + by);
        }
        let closer = pressed(Key::Plus) || pressed(Key::Equals);
        let factor = match (closer, pressed(Key::Minus)) {
            (true, _) => KEY_ZOOM,
            (_, true) => 1.0 / KEY_ZOOM,
            _ => return,
        };
        for axis in ends {
            let middle = (axis[0] + axis[1]) / 2.0;
            *axis = axis.map(|end| middle + (end - middle) / factor);
        }
    }

    /// A painter that stays within the area.
    pub(super) fn inside(&self) -> Painter {
        self.painter
            .with_clip_rect(self.area.intersect(self.painter.clip_rect()))
    }

    /// Where values stand on screen; not finite where a logarithm has no place for one.
    pub(super) fn at(&self, x: f64, y: f64) -> Pos2 {
        let share = |axis: usize, value: f64| {
            let [low, high] = self.ends[axis];
            (position(value, self.log[axis]) - low) / (high - low)
        };
        pos2(
            self.area.left() + share(0, x) as f32 * self.area.width(),
            self.area.bottom() - share(1, y) as f32 * self.area.height(),
        )
    }

    /// The positions along the axes of a point on screen.
    fn position(&self, point: Pos2) -> [f64; 2] {
        let share = [
            (point.x - self.area.left()) / self.area.width(),
            (self.area.bottom() - point.y) / self.area.height(),
        ];
        [0, 1].map(|axis| {
            let [low, high] = self.ends[axis];
            low + f64::from(share[axis]) * (high - low)
        })
    }

    /// The values at a point on screen.
    pub(super) fn values(&self, point: Pos2) -> Reading {
        let position = self.position(point);
        let value = |axis: usize| value(position[axis], self.log[axis]);
        Reading {
            x: value(0),
            y: value(1),
        }
    }

    /// The values under the pointer, while it is over the area.
    pub(super) fn pointed(&self) -> Option<Reading> {
        let pointer = self
            .response
            .hover_pos()
            .filter(|&pointer| self.area.contains(pointer))?;
        Some(self.values(pointer))
    }

    /// The values at the ends of both axes.
    pub(super) fn bounds(&self) -> Bounds {
        [0, 1].map(|axis| self.ends[axis].map(|end| value(end, self.log[axis])))
    }

    /// Two hairlines through a point, with its values on the axes.
    pub(super) fn crosshair(&self, theme: &Theme, [x, y]: [&Axis; 2], at: Reading) {
        let point = self.at(at.x, at.y);
        if !(point.x.is_finite() && point.y.is_finite()) {
            return;
        }
        let painter = self.inside();
        let hairline = Stroke::new(theme.sizes.hairline, theme.muted);
        painter.vline(point.x, self.area.y_range(), hairline);
        painter.hline(self.area.x_range(), point.y, hairline);
        let [across, up] = self.bounds();
        let chips = [
            (
                x.reading(at.x, across),
                pos2(point.x, self.area.bottom() + 5.0),
                Align2::CENTER_TOP,
            ),
            (
                y.reading(at.y, up),
                pos2(self.area.left() - 6.0, point.y),
                Align2::RIGHT_CENTER,
            ),
        ];
        for (words, place, align) in chips.into_iter().filter(|(words, ..)| !words.is_empty()) {
            let galley = self
                .painter
                .layout_no_wrap(words, theme.label(), theme.surface);
            let rect = align.anchor_size(place, galley.size());
            self.painter
                .rect_filled(rect.expand2(vec2(3.0, 1.0)), 2.0, theme.text);
            self.painter.galley(rect.min, galley, theme.surface);
        }
    }

    /// A card beside the pointer, which ends with the case.
    pub(super) fn card(&self, ui: &Ui, content: impl FnOnce(&mut Ui)) {
        if self.response.dragged() {
            return;
        }
        let id = self.response.id.with("card");
        Tooltip::always_open(
            ui.ctx().clone(),
            ui.layer_id(),
            id,
            egui::PopupAnchor::Pointer,
        )
        .gap(12.0)
        .show(|ui| {
            ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
            content(ui);
            if !self.case.is_empty() {
                let theme = Theme::of(ui);
                ui.label(
                    RichText::new(&self.case)
                        .font(theme.label())
                        .color(theme.muted),
                );
            }
        });
    }
}

/// The values at a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reading {
    pub(super) x: f64,
    pub(super) y: f64,
}

fn position(value: f64, log: bool) -> f64 {
    if log { math::log10(value) } else { value }
}

fn value(position: f64, log: bool) -> f64 {
    if log {
        math::pow(10.0, position)
    } else {
        position
    }
}

/// The positions at the ends of an axis, never at the same place and never infinitely far.
fn ends(values: [f64; 2], log: bool) -> [f64; 2] {
    match values.map(|value| position(value, log)) {
        [low, high] if low.is_finite() && high.is_finite() && high > low => [low, high],
        [low, high] if low == high && low.is_finite() => [low - 0.5, high + 0.5],
        _ => [0.0, 1.0],
    }
}

/// The button that shows the whole figure again.
fn whole_ui(ui: &mut Ui, area: Rect) -> bool {
    let theme = Theme::of(ui);
    let rect = Rect::from_min_size(area.right_top() + vec2(-92.0, 4.0), vec2(88.0, 20.0));
    let words = RichText::new("Whole figure").font(theme.label());
    let button = ui
        .put(rect, Button::new(words))
        .on_hover_text("Show the whole figure again, as a double click does");
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Whole figure"));
    button.clicked()
}

/// Below the axes at both sides: what equal distances stand for, and a click that changes it.
/// Gives what they leave of that line.
fn scales_ui(ui: &Ui, id: Id, outer: Rect, area: Rect, axes: [&Axis; 2]) -> Rangef {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_ends_whatever_the_values() {
        assert_eq!(ends([1.0, 100.0], true), [0.0, 2.0]);
        assert_eq!(ends([-1.0, 100.0], true), [0.0, 1.0]);
        assert_eq!(ends([5.0, 5.0], false), [4.5, 5.5]);
        assert_eq!(ends([f64::NAN, 5.0], false), [0.0, 1.0]);
        assert_eq!(ends([0.0, f64::INFINITY], false), [0.0, 1.0]);
        assert_eq!(ends([1e-6, 1e6], true), [-6.0, 6.0]);
    }
}

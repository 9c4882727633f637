//! A slider for an assumption: its name above, the rail with its base, and the value beside it.
//!
//! A drag is told in three parts, so that the caller can show every step at once and still keep
//! one step to undo: [`SliderOutput::started`], any number of changes, [`SliderOutput::ended`].

use rackhour_engine::math;
use std::ops::RangeInclusive;

use egui::accesskit::{Action, ActionData};
use egui::{
    Align2, EventFilter, Id, Key, Rect, Response, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use crate::theme::Theme;

/// What happened to a slider in this frame.
#[derive(Debug)]
pub struct SliderOutput {
    /// The new value.
    pub changed: Option<f64>,
    /// A change begins in this frame. What is on screen now is what undo comes back to.
    pub started: bool,
    /// The change that began is complete.
    pub ended: bool,
    /// A value is to be typed: nothing yet, or what was typed while the slider held the keyboard.
    pub typing: Option<Option<String>>,
    /// Where the value stands, for a text box in its place.
    pub value_rect: Rect,
    /// For hover text and context menus.
    pub response: Response,
}

/// A slider between the low and the high end of what is plausible.
///
/// The arrow keys move it by a hundredth of the range, with Shift by a thousandth; Home and End go
/// to the ends. A drag stops at round values, with Shift at finer ones; a double click returns to
/// the base. A click on the value, Enter or a digit asks to type it.
pub struct Slider<'a> {
    name: &'a str,
    value: f64,
    range: RangeInclusive<f64>,
    unit: &'a str,
    base: Option<f64>,
    format: &'a dyn Fn(f64) -> String,
}

impl<'a> Slider<'a> {
    /// A slider called `name`; `format` writes values without their unit.
    pub fn new(
        name: &'a str,
        value: f64,
        range: RangeInclusive<f64>,
        format: &'a dyn Fn(f64) -> String,
    ) -> Self {
        Self {
            name,
            value,
            range,
            unit: "",
            base: None,
            format,
        }
    }

    /// The unit, ready for reading, shown after the value.
    pub fn unit(self, unit: &'a str) -> Self {
        Self { unit, ..self }
    }

    /// Marks the value that the case has without any change.
    pub fn base(self, base: f64) -> Self {
        Self {
            base: Some(base),
            ..self
        }
    }

    /// Draws the slider over the width there is.
    pub fn show(self, ui: &mut Ui) -> SliderOutput {
        let width = ui.available_width().max(96.0);
        let (id, rect) = ui.allocate_space(vec2(width, HEIGHT));
        let value_rect = Rect::from_min_max(
            pos2(
                rect.right() - self.value_width(ui, width),
                rect.top() + 16.0,
            ),
            pos2(rect.right(), rect.top() + 36.0),
        );
        let rail = Rect::from_min_max(
            pos2(rect.left() + HANDLE, rect.top() + 18.0),
            pos2(value_rect.left() - GAP - HANDLE, rect.top() + 34.0),
        );
        let response = ui.interact(rail.expand2(vec2(HANDLE, 4.0)), id, Sense::click_and_drag());
        // Not a stop of the Tab key: the keyboard types into the slider itself.
        let field = ui.interact(value_rect, id.with("value"), Sense::CLICK);
        let mut output = self.moved(ui, response, rail);
        output.value_rect = value_rect;
        output.typing = typing(ui, &output.response, &field);
        let value = output.changed.unwrap_or(self.value);
        self.declare(ui, &output.response, value);
        if ui.is_rect_visible(rect) {
            self.text_ui(ui, rect, rail);
            self.value_ui(ui, value_rect, value, field.hovered());
            self.rail_ui(ui, rail, value, &output.response);
            focus_ring(ui, rail, &output.response);
        }
        field
            .on_hover_cursor(egui::CursorIcon::Text)
            .on_hover_text("Click to type a value");
        output
    }

    /// The width of the value: that of the longest at either end, so that a drag moves nothing.
    fn value_width(&self, ui: &Ui, width: f32) -> f32 {
        let theme = Theme::of(ui);
        let ends = [*self.range.start(), *self.range.end()];
        let widest = ends
            .map(|end| text_width(ui, (self.format)(end), theme.strong()))
            .into_iter()
            .chain([text_width(ui, self.unit.to_owned(), theme.label())])
            .fold(40.0, f32::max);
        (widest + 2.0 * PADDING).min(width * 0.6)
    }

    fn span(&self) -> f64 {
        self.range.end() - self.range.start()
    }

    /// The changes that pointer, keys and assistive technology ask for.
    fn moved(&self, ui: &Ui, response: Response, rail: Rect) -> SliderOutput {
        let by_pointer = self.dragged(ui, &response, rail);
        let at_once = if response.double_clicked() {
            self.base
        } else {
            self.keyed(ui, &response)
                .or_else(|| requested(ui, response.id))
        };
        let target = at_once.or(by_pointer).map(|value| self.within(value));
        let changed = target.filter(|&value| value != self.value);
        // A press on the rail moves the handle at once, before it is known to be a drag.
        let pressed = response.is_pointer_button_down_on();
        let was_pressed = ui.data_mut(|data| {
            std::mem::replace(data.get_temp_mut_or_default::<bool>(response.id), pressed)
        });
        // A key, or a click so quick that press and release fall into one frame.
        let single = changed.is_some() && !pressed && (at_once.is_some() || !was_pressed);
        SliderOutput {
            changed,
            started: single || (pressed && !was_pressed),
            ended: single || (!pressed && was_pressed),
            typing: None,
            value_rect: rail,
            response,
        }
    }

    fn dragged(&self, ui: &Ui, response: &Response, rail: Rect) -> Option<f64> {
        if response.is_pointer_button_down_on() || response.clicked() {
            response.request_focus();
        }
        let pointer = response.interact_pointer_pos()?;
        let share = f64::from((pointer.x - rail.left()) / rail.width()).clamp(0.0, 1.0);
        let fine = if ui.input(|input| input.modifiers.shift) {
            10.0
        } else {
            1.0
        };
        Some(round_to(
            self.range.start() + share * self.span(),
            self.span() / (200.0 * fine),
        ))
    }

    fn keyed(&self, ui: &Ui, response: &Response) -> Option<f64> {
        if !response.has_focus() {
            return None;
        }
        ui.memory_mut(|memory| {
            let filter = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..Default::default()
            };
            memory.set_focus_lock_filter(response.id, filter);
        });
        let (home, end, steps, fine) = ui.input(|input| {
            let presses = |key| input.num_presses(key) as f64;
            let up = presses(Key::ArrowRight) + presses(Key::ArrowUp);
            let down = presses(Key::ArrowLeft) + presses(Key::ArrowDown);
            (
                input.key_pressed(Key::Home),
                input.key_pressed(Key::End),
                up - down,
                input.modifiers.shift,
            )
        });
        let assisted = ui.input(|input| {
            input.num_accesskit_action_requests(response.id, Action::Increment) as f64
                - input.num_accesskit_action_requests(response.id, Action::Decrement) as f64
        });
        let step = self.span() / if fine { 1000.0 } else { 100.0 };
        match steps + assisted {
            _ if home => Some(*self.range.start()),
            _ if end => Some(*self.range.end()),
            0.0 => None,
            steps => Some(round_to(self.value + steps * step, self.span() / 1e6)),
        }
    }

    fn within(&self, value: f64) -> f64 {
        value.max(*self.range.start()).min(*self.range.end())
    }

    fn declare(&self, ui: &Ui, response: &Response, value: f64) {
        response.widget_info(|| WidgetInfo::slider(ui.is_enabled(), value, self.name));
        let text = format!("{} {}", (self.format)(value), self.unit);
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_min_numeric_value(*self.range.start());
            node.set_max_numeric_value(*self.range.end());
            node.set_numeric_value_step(self.span() / 100.0);
            node.set_value(text.trim());
            for action in [Action::SetValue, Action::Increment, Action::Decrement] {
                node.add_action(action);
            }
        });
    }

    /// The name above, the ends of the range below the rail, and the unit below the value.
    fn text_ui(&self, ui: &Ui, rect: Rect, rail: Rect) {
        let theme = Theme::of(ui);
        let painter = ui.painter();
        painter.galley(rect.min, elided(ui, self.name, rect.width()), theme.text);
        let (below, label) = (rect.bottom(), theme.label());
        painter.text(
            pos2(rect.right() - PADDING, below),
            Align2::RIGHT_BOTTOM,
            self.unit,
            label.clone(),
            theme.muted,
        );
        let ends = [*self.range.start(), *self.range.end()].map(|end| (self.format)(end));
        let taken: f32 = ends
            .iter()
            .map(|end| text_width(ui, end.clone(), label.clone()))
            .sum();
        let places = [
            (rail.left() - HANDLE, Align2::LEFT_BOTTOM),
            (rail.right() + HANDLE, Align2::RIGHT_BOTTOM),
        ];
        if taken + GAP <= rail.width() + 2.0 * HANDLE {
            for (text, (x, align)) in ends.into_iter().zip(places) {
                painter.text(pos2(x, below), align, text, label.clone(), theme.muted);
            }
        }
    }

    /// The value in a field that can be typed into.
    fn value_ui(&self, ui: &Ui, rect: Rect, value: f64, hovered: bool) {
        let theme = Theme::of(ui);
        let stroke = Stroke::new(
            theme.sizes.hairline,
            if hovered { theme.accent } else { theme.line },
        );
        let painter = ui.painter();
        painter.rect(
            rect,
            theme.sizes.radius,
            theme.surface,
            stroke,
            egui::StrokeKind::Inside,
        );
        painter
            .with_clip_rect(rect.intersect(painter.clip_rect()))
            .text(
                rect.right_center() - vec2(PADDING, 0.0),
                Align2::RIGHT_CENTER,
                (self.format)(value),
                theme.strong(),
                theme.assumption,
            );
    }

    fn rail_ui(&self, ui: &Ui, rail: Rect, value: f64, response: &Response) {
        let theme = Theme::of(ui);
        let painter = ui.painter();
        let x_of = |value: f64| {
            let share = if self.span() > 0.0 {
                (value - self.range.start()) / self.span()
            } else {
                0.5
            };
            rail.left() + rail.width() * share.clamp(0.0, 1.0) as f32
        };
        let middle = rail.center().y;
        let band = |from: f32, to: f32| {
            Rect::from_min_max(
                pos2(from.min(to), middle - 2.0),
                pos2(from.max(to), middle + 2.0),
            )
        };
        painter.rect_filled(band(rail.left(), rail.right()), 2.0, theme.line);
        let from = self.base.map_or(rail.left(), x_of);
        painter.rect_filled(band(from, x_of(value)), 2.0, theme.accent);
        for end in [rail.left(), rail.right()] {
            painter.vline(
                end,
                middle + 5.0..=middle + 9.0,
                Stroke::new(1.0, theme.muted),
            );
        }
        if let Some(base) = self.base {
            let x = x_of(base);
            painter.vline(
                x,
                middle - 6.0..=middle + 6.0,
                Stroke::new(1.5, theme.muted),
            );
        }
        let over = response.hovered() || response.dragged();
        let fill = if over { theme.accent } else { theme.surface };
        painter.circle(
            pos2(x_of(value), middle),
            HANDLE,
            fill,
            Stroke::new(1.5, theme.accent),
        );
    }
}

/// The height of the whole slider, and the radius of its handle.
const HEIGHT: f32 = 48.0;
const HANDLE: f32 = 6.0;
/// The room between the rail and the value, and within the value's field.
const GAP: f32 = 8.0;
const PADDING: f32 = 6.0;

/// Whether a value is to be typed, and the first letters of it.
fn typing(ui: &Ui, response: &Response, field: &Response) -> Option<Option<String>> {
    if field.clicked() {
        return Some(None);
    }
    if !response.has_focus() {
        return None;
    }
    ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            egui::Event::Text(text) if !text.trim().is_empty() => Some(Some(text.clone())),
            egui::Event::Key {
                key: Key::Enter,
                pressed: true,
                ..
            } => Some(None),
            _ => None,
        })
    })
}

fn focus_ring(ui: &Ui, rail: Rect, response: &Response) {
    if response.has_focus() {
        let theme = Theme::of(ui);
        let ring = Stroke::new(1.5, theme.accent);
        let around = rail.expand2(vec2(HANDLE, 1.0));
        let inside = egui::StrokeKind::Inside;
        ui.painter()
            .rect_stroke(around, theme.sizes.radius, ring, inside);
    }
}

fn text_width(ui: &Ui, text: String, font: egui::FontId) -> f32 {
    let galley = ui
        .painter()
        .layout_no_wrap(text, font, egui::Color32::PLACEHOLDER);
    galley.size().x
}

/// The name in one line, with an ellipsis where it does not fit.
fn elided(ui: &Ui, text: &str, width: f32) -> std::sync::Arc<egui::Galley> {
    let theme = Theme::of(ui);
    let mut job =
        egui::text::LayoutJob::simple_singleline(text.to_owned(), theme.body(), theme.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width);
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// What assistive technology asks the slider to be.
fn requested(ui: &Ui, id: Id) -> Option<f64> {
    ui.input(|input| {
        let requests = input.accesskit_action_requests(id, Action::SetValue);
        let values = requests.filter_map(|request| match request.data {
            Some(ActionData::NumericValue(value)) => Some(value),
            _ => None,
        });
        values.last()
    })
}

/// The multiple of a round step, no smaller than `least`, that is nearest to `value`.
///
/// Steps are 1, 2 or 5 times a power of ten, and the multiple is the shortest decimal, so that a
/// drag gives 0.65 and never 0.6500000000000001.
fn round_to(value: f64, least: f64) -> f64 {
    if !(least > 0.0 && least.is_finite()) {
        return value;
    }
    let exponent = math::log10(least).floor() as i32;
    let digit = least / math::power_integer(10.0, exponent);
    let digit = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|&step| step >= digit - 1e-9)
        .unwrap_or(10.0);
    let steps = (value / (digit * math::power_integer(10.0, exponent))).round() * digit;
    if exponent < 0 {
        steps / math::power_integer(10.0, -exponent)
    } else {
        steps * math::power_integer(10.0, exponent)
    }
}

#[cfg(test)]
mod tests {
    use egui::{Event, Modifiers};

    use super::super::testing::{Window, button, key};
    use super::*;

    /// Value, started, ended of one frame with a slider from 0 to 1 at `value`.
    fn frame(window: &mut Window, value: f64, events: Vec<Event>) -> (Option<f64>, bool, bool) {
        window.frame(events, |ui| {
            let slider = Slider::new("Allocation", value, 0.0..=1.0, &|value| format!("{value}"));
            let output = slider.base(0.25).show(ui);
            (output.changed, output.started, output.ended)
        })
    }

    #[test]
    fn a_drag_starts_changes_and_ends() {
        let mut window = Window::new();
        let rail = 200.0 - (40.0 + 2.0 * PADDING) - GAP - 2.0 * HANDLE;
        let at = |share: f32| pos2(HANDLE + share * rail, 26.0);
        frame(&mut window, 0.5, vec![]);
        frame(&mut window, 0.5, vec![Event::PointerMoved(at(0.5))]);
        assert_eq!(
            frame(&mut window, 0.5, vec![button(at(0.5), true)]),
            (None, true, false)
        );
        let moved = frame(&mut window, 0.5, vec![Event::PointerMoved(at(0.65))]);
        assert_eq!(moved, (Some(0.65), false, false));
        let moved = frame(
            &mut window,
            0.65,
            vec![Event::PointerMoved(pos2(900.0, 26.0))],
        );
        assert_eq!(moved, (Some(1.0), false, false));
        let end = frame(&mut window, 1.0, vec![button(pos2(900.0, 26.0), false)]);
        assert_eq!(end, (None, false, true));
        assert_eq!(frame(&mut window, 1.0, vec![]), (None, false, false));
    }

    #[test]
    fn a_quick_click_is_a_whole_change() {
        let mut window = Window::new();
        let rail = 200.0 - (40.0 + 2.0 * PADDING) - GAP - 2.0 * HANDLE;
        let at = pos2(HANDLE + 0.65 * rail, 26.0);
        frame(&mut window, 0.5, vec![]);
        frame(&mut window, 0.5, vec![Event::PointerMoved(at)]);
        let click = vec![button(at, true), button(at, false)];
        assert_eq!(frame(&mut window, 0.5, click), (Some(0.65), true, true));
        assert_eq!(frame(&mut window, 0.65, vec![]), (None, false, false));
    }

    #[test]
    fn keys_are_one_step_each() {
        let mut window = Window::new();
        let at = pos2(100.0, 26.0);
        for events in [
            vec![],
            vec![Event::PointerMoved(at)],
            vec![button(at, true)],
            vec![button(at, false)],
        ] {
            frame(&mut window, 0.5, events);
        }
        let shift = Event::ModifiersChanged(Modifiers::SHIFT);
        let mut press = |event| frame(&mut window, 0.5, vec![event]);
        assert_eq!(press(key(Key::ArrowRight)), (Some(0.51), true, true));
        assert_eq!(press(key(Key::ArrowDown)), (Some(0.49), true, true));
        assert_eq!(press(key(Key::Home)), (Some(0.0), true, true));
        assert_eq!(press(key(Key::End)), (Some(1.0), true, true));
        assert_eq!(press(key(Key::A)), (None, false, false));
        press(shift);
        assert_eq!(press(key(Key::ArrowLeft)), (Some(0.499), true, true));
    }

    #[test]
    fn round_steps() {
        for (value, least, expected) in [
            (0.647_676, 0.002, 0.648),
            (0.647_676, 0.004, 0.65),
            (0.300_000_04, 0.001, 0.3),
            (6.673, 0.07, 6.7),
            (51_234_567.0, 250_000.0, 51_000_000.0),
            (-1.97, 0.1, -2.0),
            (5.0, 0.0, 5.0),
        ] {
            assert_eq!(round_to(value, least), expected, "{value} {least}");
        }
    }
}

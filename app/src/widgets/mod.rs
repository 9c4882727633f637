//! Controls that egui does not have, drawn in the style of the theme.
//!
//! Every one of them has an accessible name, given by the caller: "Power price, 2027".

pub mod heatmap;
pub mod slider;
pub mod sparkline;
pub mod table;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Color32, FontId, Painter, Rect, Ui};

pub use slider::{Slider, SliderOutput};

/// Paints a number at the right of `rect`, leaving room for a closing parenthesis after numbers
/// that have none, so that the decimals of a column stand under each other.
pub fn paint_number(painter: &Painter, rect: Rect, text: &str, font: FontId, color: Color32) {
    let room = if text.ends_with(')') {
        0.0
    } else {
        painter
            .layout_no_wrap(")".to_owned(), font.clone(), color)
            .size()
            .x
    };
    let galley = painter.layout_no_wrap(text.to_owned(), font, color);
    let place = Align2::RIGHT_CENTER.anchor_size(rect.right_center(), galley.size());
    // A number that does not fit keeps its left end, which is what tells its size.
    let left = (place.left() - room).max(rect.left());
    let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    painter.galley(egui::pos2(left, place.top()), galley, color);
}

/// Paints a word at the right of `rect`, with an ellipsis where it does not fit; whether it has
/// one.
pub fn paint_word(ui: &Ui, rect: Rect, text: &str, font: FontId, color: Color32) -> bool {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = TextWrapping::truncate_at_width(rect.width());
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let place = Align2::RIGHT_CENTER.anchor_size(rect.right_center(), galley.size());
    let is_cut = galley.elided;
    ui.painter().galley(place.min, galley, color);
    is_cut
}

#[cfg(test)]
mod testing {
    //! A window of one widget, without a screen.

    use egui::epaint::ClippedShape;
    use egui::{Context, Event, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, Ui, vec2};

    /// Draws frames with given events.
    pub(super) struct Window {
        ctx: Context,
        time: f64,
    }

    impl Window {
        pub(super) fn new() -> Self {
            let ctx = Context::default();
            crate::theme::apply(&ctx);
            Self { ctx, time: 0.0 }
        }

        /// One frame, a hundredth of a second after the last.
        pub(super) fn frame<T>(&mut self, events: Vec<Event>, draw: impl FnMut(&mut Ui) -> T) -> T {
            let mut draw = draw;
            self.time += 0.01;
            let input = RawInput {
                screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(200.0, 100.0))),
                time: Some(self.time),
                events,
                ..RawInput::default()
            };
            let mut drawn = None;
            let mut output = self.ctx.run_ui(input, |ui| drawn = Some(draw(ui)));
            output.textures_delta.clear();
            drawn.unwrap()
        }

        /// What is painted once everything has its size.
        pub(super) fn shapes(&mut self, mut draw: impl FnMut(&mut Ui)) -> Vec<ClippedShape> {
            self.frame(Vec::new(), &mut draw);
            let input = RawInput {
                screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(200.0, 100.0))),
                ..RawInput::default()
            };
            let mut output = self.ctx.run_ui(input, draw);
            output.textures_delta.clear();
            output.shapes
        }
    }

    pub(super) fn key(key: Key) -> Event {
        Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        }
    }

    pub(super) fn button(pos: Pos2, pressed: bool) -> Event {
        let modifiers = Modifiers::NONE;
        Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers,
        }
    }
}

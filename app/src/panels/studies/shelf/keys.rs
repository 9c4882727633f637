//! Several results or assumptions of a study, each of which can be left out.

use egui::accesskit::Role;
use egui::{TextStyle, Ui, WidgetInfo};

use super::pick::Choice;
use super::{Strip, head_ui};

/// How wide a cross is, with the room around it.
const CROSS: f32 = 36.0;

/// What a shelf of several keys is called.
pub(super) struct Shelf<'a> {
    /// Before the keys.
    pub(super) head: &'a str,
    /// The list that adds one.
    pub(super) add: &'a str,
    /// What no key at all stands for; empty where one is needed.
    pub(super) none: &'a str,
}

impl Shelf<'_> {
    /// Draws the keys and the list that adds one; gives them as they should be.
    pub(super) fn show(
        &self,
        strip: &Strip<'_>,
        keys: &[String],
        choices: &dyn Fn() -> Vec<Choice>,
        ui: &mut Ui,
    ) -> Option<Vec<String>> {
        head_ui(self.head, ui);
        let mut changed = None;
        if keys.is_empty() {
            ui.label(self.none);
        }
        let may_leave = keys.len() > 1 || !self.none.is_empty();
        for (place, key) in keys.iter().enumerate() {
            let label = strip.ctx.session.names().label(key);
            if may_leave {
                together(&label, ui);
            }
            ui.label(&label);
            if may_leave && leave_out_ui(&label, ui) {
                let mut rest = keys.to_vec();
                rest.remove(place);
                changed = Some(rest);
            }
        }
        let others = || {
            let mut choices = choices();
            choices.retain(|(key, _)| !keys.contains(key));
            choices
        };
        let pick = super::Pick {
            id: strip.id(self.add),
            name: self.add,
            shown: self.add,
            width: 120.0,
        };
        if let Some(key) = pick.show(ui, &others) {
            let added = keys.iter().cloned().chain([key]);
            changed = Some(added.collect());
        }
        changed
    }
}

/// Begins a new line where a name and its cross do not fit into this one together.
fn together(label: &str, ui: &mut Ui) {
    let font = TextStyle::Body.resolve(ui.style());
    let ink = ui.visuals().text_color();
    let name = ui.painter().layout_no_wrap(label.to_owned(), font, ink);
    let width = name.size().x + CROSS;
    if ui.available_size_before_wrap().x < width {
        ui.end_row();
    }
}

/// A small cross; whether it was clicked.
pub(super) fn leave_out_ui(label: &str, ui: &mut Ui) -> bool {
    let name = format!("Leave out {label}");
    let button = ui.small_button("×").on_hover_text(&name);
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    button.clicked()
}

//! A list from which a result or an assumption is picked by typing a part of its name.

use egui::accesskit::Role;
use egui::{
    Button, ComboBox, Id, Key, Modifiers, PopupCloseBehavior, RichText, ScrollArea, TextEdit, Ui,
    WidgetInfo,
};
use rackhour_engine::workbook::Definition;

use crate::palette::fit;
use crate::session::Session;
use crate::theme::Theme;

/// The most lines of the list.
const MOST: usize = 40;

/// Something that can be picked: its key, its name, and what else it can be found by.
pub(in super::super) type Choice = (String, String);

/// A button that shows what is picked, and opens the list.
pub(in super::super) struct Pick<'a> {
    /// Tells the list from others.
    pub(in super::super) id: Id,
    /// Its accessible name.
    pub(in super::super) name: &'a str,
    /// What is picked now.
    pub(in super::super) shown: &'a str,
    /// How wide it is.
    pub(in super::super) width: f32,
}

/// What is typed in an open list, and the line that Enter takes.
#[derive(Clone, Default)]
struct Typed {
    text: String,
    line: usize,
}

impl Pick<'_> {
    /// Draws it; gives the key that was picked.
    pub(in super::super) fn show(
        &self,
        ui: &mut Ui,
        choices: &dyn Fn() -> Vec<Choice>,
    ) -> Option<String> {
        let mut picked = None;
        let list = ComboBox::from_id_salt(self.id)
            .selected_text(self.shown)
            .width(self.width)
            .truncate()
            .height(360.0)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show_ui(ui, |ui| {
                picked = self.list_ui(ui, choices);
            });
        if list.inner.is_none() {
            ui.data_mut(|data| data.remove::<Typed>(self.id));
        }
        list.response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::ComboBox, true, self.name);
            info.current_text_value = Some(self.shown.to_owned());
            info
        });
        if picked.is_some() {
            ui.data_mut(|data| data.remove::<Typed>(self.id));
        }
        picked
    }

    fn list_ui(&self, ui: &mut Ui, choices: &dyn Fn() -> Vec<Choice>) -> Option<String> {
        let theme = Theme::of(ui);
        ui.set_min_width(280.0);
        let mut typed: Typed = ui.data(|data| data.get_temp(self.id)).unwrap_or_default();
        let choices = choices();
        let by = keys(ui);
        let field = TextEdit::singleline(&mut typed.text)
            .id(self.id.with("text"))
            .hint_text("Type a part of its name")
            .desired_width(f32::INFINITY);
        let response = ui.add(field);
        let name = format!("Find {}", self.name.to_lowercase());
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::TextInput, true, &name);
            info.current_text_value = Some(typed.text.clone());
            info
        });
        if !response.has_focus() && !response.lost_focus() {
            response.request_focus();
        }
        if response.changed() {
            typed.line = 0;
        }
        let hits = hits(&choices, &typed.text);
        let last = hits.len().saturating_sub(1);
        typed.line = typed.line.saturating_add_signed(by.steps).min(last);
        let mut picked = None;
        ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
            for (line, place) in hits.iter().enumerate() {
                let (key, label) = &choices[*place];
                let on = line == typed.line;
                let option = ui.add(Button::selectable(on, label.as_str()));
                option.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, on, label));
                if on && by.steps != 0 {
                    option.scroll_to_me(None);
                }
                if option.clicked() || (on && by.takes) {
                    picked = Some(key.clone());
                }
            }
        });
        if hits.is_empty() {
            ui.label(RichText::new("Nothing has such a name").color(theme.muted));
        }
        ui.data_mut(|data| data.insert_temp(self.id, typed));
        if picked.is_some() {
            ui.close();
        }
        picked
    }
}

/// What the keys of an open list do.
struct Keys {
    steps: isize,
    takes: bool,
}

fn keys(ui: &Ui) -> Keys {
    ui.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        let down = isize::from(pressed(Key::ArrowDown));
        let up = isize::from(pressed(Key::ArrowUp));
        Keys {
            steps: down - up,
            takes: pressed(Key::Enter),
        }
    })
}

/// The choices that fit a text, the best first; all while nothing is typed.
fn hits(choices: &[Choice], text: &str) -> Vec<usize> {
    let names: Vec<_> = choices
        .iter()
        .map(|(key, label)| (label.as_str(), key.as_str()))
        .collect();
    let mut hits = fit::best(&names, text);
    hits.truncate(MOST);
    hits
}

/// Every single number of the workbook: results first, then assumptions.
pub(in super::super) fn numbers(session: &Session) -> Vec<Choice> {
    let mut all = results(session);
    all.extend(inputs(session));
    all
}

/// Every result that is a number, element by element.
pub(in super::super) fn results(session: &Session) -> Vec<Choice> {
    of(session, |definition| !is_given(definition))
}

/// Every assumption that is a number, element by element.
pub(in super::super) fn inputs(session: &Session) -> Vec<Choice> {
    of(session, is_given)
}

const fn is_given(definition: &Definition) -> bool {
    matches!(definition, Definition::Assumption(_))
}

fn of(session: &Session, is_wanted: impl Fn(&Definition) -> bool) -> Vec<Choice> {
    let rows = session.workbook().variables.iter();
    let rows = rows.filter(|row| is_wanted(&row.definition));
    let keys = rows.flat_map(|row| session.number_keys(&row.id));
    keys.map(|key| {
        let label = session.key_label(&key);
        (key, label)
    })
    .collect()
}

//! A box of text in a shelf: what is typed counts once Enter is pressed or the box is left.

use egui::accesskit::Role;
use egui::{Key, TextEdit, Ui, WidgetInfo};
use rackhour_engine::units::entry::Decimal;

use super::Strip;
use crate::text;

/// A box of text.
pub(super) struct Field<'a> {
    pub(super) strip: &'a Strip<'a>,
    /// Its accessible name, which tells it from the other boxes of the study.
    pub(super) name: &'a str,
    /// What stands in it while nothing is typed.
    pub(super) shown: String,
    pub(super) width: f32,
}

/// What is typed, and why it was refused.
#[derive(Clone, Default)]
struct Draft {
    text: String,
    refusal: Option<String>,
}

impl Field<'_> {
    /// Draws it; gives what was typed and can be read. What cannot be read stays, with the reason
    /// below the shelves.
    pub(super) fn show<T>(
        self,
        ui: &mut Ui,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        self.show_with("", ui, read)
    }

    /// The same with a hint that stands in the box while it is empty.
    pub(super) fn show_with<T>(
        self,
        hint: &str,
        ui: &mut Ui,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let id = self.strip.id(self.name);
        let kept: Option<Draft> = ui.data(|data| data.get_temp(id));
        let is_typed = kept.is_some();
        let mut draft = kept.unwrap_or_else(|| Draft {
            text: self.shown.clone(),
            refusal: None,
        });
        let field = TextEdit::singleline(&mut draft.text)
            .id(id.with("box"))
            .hint_text(hint)
            .desired_width(self.width);
        let response = ui.add(field);
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::TextInput, true, self.name);
            info.current_text_value = Some(draft.text.clone());
            info
        });
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
        if response.changed() {
            draft.refusal = None;
            ui.data_mut(|data| data.insert_temp(id, draft.clone()));
        }
        if let Some(refusal) = &draft.refusal {
            let refusal = format!("{}: {refusal}", self.name);
            self.strip.refusals.borrow_mut().push(refusal);
        }
        if !response.lost_focus() || !(is_typed || response.changed()) {
            return None;
        }
        let forget = |ui: &Ui| ui.data_mut(|data| data.remove::<Draft>(id));
        if ui.input(|input| input.key_pressed(Key::Escape)) || draft.text == self.shown {
            forget(ui);
            return None;
        }
        match read(&draft.text) {
            Ok(value) => {
                forget(ui);
                Some(value)
            }
            Err(refusal) => {
                draft.refusal = Some(refusal);
                ui.data_mut(|data| data.insert_temp(id, draft));
                None
            }
        }
    }
}

/// A whole number within two ends.
pub(super) fn whole(text: &str, least: u64, most: u64) -> Result<u64, String> {
    let digits = digits(text.trim()).unwrap_or_default();
    match digits.parse::<u64>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!("Write a whole number from {least} to {most}")),
    }
}

/// The digits of a whole number, whose thousands may stand apart in groups of three.
fn digits(typed: &str) -> Option<String> {
    let thousands = match text::decimal() {
        Decimal::Point => ',',
        Decimal::Comma => '.',
    };
    let mut groups = typed.split([thousands, ' ', '_']);
    let first = groups.next()?.to_owned();
    let rest: Vec<&str> = groups.collect();
    let is_whole = rest.is_empty() || (1..=3).contains(&first.len());
    let apart = is_whole && rest.iter().all(|group| group.len() == 3);
    let digits = first + &rest.concat();
    (apart && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart_by_the_mark_that_is_set_and_decimals_are_refused() {
        assert_eq!(whole("10,000", 1, 100_000), Ok(10_000));
        assert_eq!(whole("10 000", 1, 100_000), Ok(10_000));
        assert_eq!(whole("10000", 1, 100_000), Ok(10_000));
        for wrong in ["1,5", "1.5", "10.000", "1,0000", "", "-3"] {
            assert!(whole(wrong, 0, 100_000).is_err(), "{wrong}");
        }
        text::set_decimal_comma(true);
        assert_eq!(whole("10.000", 1, 100_000), Ok(10_000));
        for wrong in ["1,5", "1.5", "10,000"] {
            assert!(whole(wrong, 0, 100_000).is_err(), "{wrong}");
        }
        text::set_decimal_comma(false);
    }
}

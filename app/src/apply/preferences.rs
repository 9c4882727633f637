//! What a user prefers: taken at the start, and whenever it is changed.

use egui::{Context, ThemePreference};

use super::Hands;
use crate::settings::{Appearance, Change, Preference, Settings};
use crate::view::{Dialog, View};
use crate::{cores, text};

impl Hands<'_> {
    /// Opens the dialog of preferences.
    pub(super) fn show_preferences(&mut self) {
        self.free_keyboard();
        self.view.dialog = Some(Dialog::Preferences);
    }

    /// Takes a preference, and keeps it.
    pub(super) fn prefer(&mut self, preference: Preference) {
        if let Preference::Zoom(steps) = preference {
            return self.zoom(steps);
        }
        self.remember(Change::Prefer(preference));
        take(self.ctx, self.view);
        if matches!(preference, Preference::DecimalComma(_)) {
            self.session.forget_texts();
            // What differs between versions is told with the marks of numbers as well.
            self.view.registers.versions.of = None;
            for other in &mut self.documents.others {
                other.session.forget_texts();
                other.view.registers.versions.of = None;
            }
        }
    }
}

/// Makes the window as the settings say.
pub fn take(ctx: &Context, view: &mut View) {
    let settings: &Settings = &view.shelf.settings;
    ctx.set_theme(match settings.appearance {
        Appearance::System => ThemePreference::System,
        Appearance::Light => ThemePreference::Light,
        Appearance::Dark => ThemePreference::Dark,
    });
    text::set_decimal_comma(settings.decimal_comma);
    cores::choose(settings.cores);
    view.sheet.convention = settings.convention;
}

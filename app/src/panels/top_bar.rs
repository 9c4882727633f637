//! The bar at the top: menus, the workbook and its state, the active case, and the usual buttons.

use egui::{Align, ComboBox, Layout, MenuBar, RichText, Ui};

use rackhour_engine::workbook::Profile;

use super::{Ctx, command_button, profile_words, recent, scenarios, tooltip};
use crate::command::{Action, Command, Menu, TABLE, keys_text};
use crate::theme::Theme;

/// The commands that have a button, from right to left.
const BUTTONS: [Command; 4] = [Command::Open, Command::Save, Command::Redo, Command::Undo];

/// The width of the menus, which would otherwise take the whole bar.
const MENUS: f32 = 264.0;

/// The room that the state, the pickers and the buttons take beside the title.
const BESIDE_TITLE: f32 = 880.0;

/// With less room than this beside the menus, the case alone is left: the head of the window has the
/// title.
const NARROW: f32 = 660.0;

/// How wide a picker is, and in a narrow window.
const PICKER: [f32; 2] = [128.0, 88.0];

/// The widest button.
const BUTTON: f32 = 72.0;

/// Draws the bar.
pub(super) fn top_bar_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    ui.horizontal_centered(|ui| {
        let menus = egui::vec2(MENUS, ui.available_height());
        ui.allocate_ui(menus, |ui| {
            ui.set_max_width(MENUS);
            MenuBar::new().ui(ui, |ui| menus_ui(ctx, ui));
        });
        if !ctx.view.placeholder {
            let narrow = ui.available_width() < NARROW;
            ui.separator();
            title_ui(ctx, narrow, ui);
            case_ui(ctx, narrow, ui);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.available_width() >= BUTTON {
                theme_button_ui(ctx, ui);
            }
            for command in BUTTONS {
                // In a narrow window the menus still have them all; undo and redo go together.
                let room = match command {
                    Command::Redo => 2.0 * BUTTON,
                    _ => BUTTON,
                };
                if ui.available_width() < room {
                    break;
                }
                command_button(ctx, command, ui);
            }
        });
    });
}

fn menus_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    for menu in Menu::ALL {
        ui.menu_button(menu.title(), |ui| {
            for entry in TABLE.iter().filter(|entry| entry.menu == menu) {
                let keys = entry
                    .shortcuts
                    .first()
                    .map(|keys| keys_text(ui.ctx(), keys));
                let button = egui::Button::new(entry.title).shortcut_text(keys.unwrap_or_default());
                let response = ui
                    .add_enabled(ctx.is_enabled(entry.command), button)
                    .on_hover_text(tooltip(ctx, entry.command));
                response.widget_info(|| {
                    let can = ctx.is_enabled(entry.command);
                    egui::WidgetInfo::labeled(egui::accesskit::Role::Button, can, entry.title)
                });
                if response.clicked() {
                    ctx.commands.run(entry.command);
                    ui.close();
                }
                if entry.command == Command::Open {
                    recent::recent_ui(ctx, ui);
                }
            }
        });
    }
}

/// The workbook's title and whether it is saved; in a narrow window only that it is not.
fn title_ui(ctx: &Ctx<'_>, narrow: bool, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let file = ctx.session.file().map(|file| file.display().to_string());
    let (mark, color) = match (ctx.session.is_saved(), &file) {
        (true, _) if narrow => return,
        (true, Some(_)) => ("saved", theme.muted),
        (true, None) => ("unsaved copy", theme.muted),
        (false, _) => ("● unsaved", theme.warns),
    };
    if !narrow {
        name_ui(ctx, ui);
    }
    ui.label(RichText::new(mark).color(color))
        .on_hover_text(file.unwrap_or_else(|| "Not in a file yet".to_owned()));
    ui.separator();
}

/// The workbook's title.
fn name_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let workbook = ctx.session.workbook();
    let title = RichText::new(&workbook.title).font(Theme::of(ui).strong());
    // A long title makes way for the case and the buttons.
    let room = (ui.available_width() - BESIDE_TITLE).max(80.0);
    let title = ui
        .scope(|ui| {
            ui.set_max_width(room);
            ui.add(egui::Label::new(title).truncate())
        })
        .inner;
    if !workbook.question.is_empty() {
        title.on_hover_text(&workbook.question);
    }
}

/// The pickers of profile and scenario.
fn case_ui(ctx: &Ctx<'_>, narrow: bool, ui: &mut Ui) {
    let workbook = ctx.session.workbook();
    let case = ctx.session.case();
    if !workbook.profiles.is_empty() {
        let options = workbook
            .profiles
            .iter()
            .map(|p| (Some(&p.id), p.label.as_str(), profile_note(p)));
        if let Some(id) = picker_ui("Profile", case.profile.as_ref(), options, narrow, ui) {
            ctx.commands.send(Action::Profile(id));
        }
    }
    if !ctx.session.is_recording() {
        scenario_ui(ctx, narrow, ui);
    }
    scenarios::record_ui(ctx, ui);
}

fn scenario_ui(ctx: &Ctx<'_>, narrow: bool, ui: &mut Ui) {
    let (workbook, case) = (ctx.session.workbook(), ctx.session.case());
    let base = (None, "Base case", "The workbook as it stands".to_owned());
    let scenarios = workbook.scenarios.iter();
    let options = scenarios.map(|s| (Some(&s.id), s.label.as_str(), s.note.clone()));
    let options = std::iter::once(base).chain(options);
    if let Some(id) = picker_ui("Scenario", case.scenario.as_ref(), options, narrow, ui) {
        ctx.commands.send(Action::Scenario(id));
    }
}

/// A list of named things, one of which is picked; gives another one that was clicked.
fn picker_ui<'a>(
    name: &str,
    picked: Option<&String>,
    options: impl Iterator<Item = (Option<&'a String>, &'a str, String)> + Clone,
    narrow: bool,
    ui: &mut Ui,
) -> Option<Option<String>> {
    let theme = Theme::of(ui);
    let (label, about) = options
        .clone()
        .find(|(id, ..)| *id == picked)
        .map_or(("–", String::new()), |(_, label, note)| (label, note));
    let mut list = ComboBox::from_id_salt(name)
        .selected_text(RichText::new(label).font(theme.strong()))
        .width(PICKER[usize::from(narrow)])
        .height(480.0);
    if narrow {
        list = list.truncate();
    } else {
        ui.label(RichText::new(name).color(theme.muted));
    }
    let mut clicked = None;
    let shown = list.show_ui(ui, |ui| {
        for (id, label, note) in options {
            let option = ui.selectable_label(id == picked, label);
            let option = if note.is_empty() {
                option
            } else {
                option.on_hover_text(note)
            };
            if option.clicked() && id != picked {
                clicked = Some(id.cloned());
            }
        }
    });
    shown.response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::accesskit::Role::ComboBox, true, name);
        info.current_text_value = Some(label.to_owned());
        info
    });
    if !about.is_empty() {
        shown.response.on_hover_text(about);
    }
    clicked
}

/// A profile's card, for hovering over its name.
fn profile_note(profile: &Profile) -> String {
    let line = |(head, words): (&str, &str)| match head {
        "" => words.to_owned(),
        head => format!("{head}: {words}"),
    };
    let lines: Vec<_> = profile_words(profile).into_iter().map(line).collect();
    lines.join("\n")
}

fn theme_button_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let entry = Command::ToggleTheme.entry();
    let sign = if Theme::of(ui).dark { "Light" } else { "Dark" };
    let button = ui.add(egui::Button::new(sign)).on_hover_text(entry.tooltip);
    button.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, entry.title)
    });
    if button.clicked() {
        ctx.commands.run(Command::ToggleTheme);
    }
}

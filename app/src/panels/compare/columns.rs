//! Which columns a comparison has: profiles, and within each scenarios.

use egui::accesskit::Role;
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, PopupCloseBehavior, ScrollArea, Ui, WidgetInfo};
use rackhour_engine::workbook::Id;

use super::super::Ctx;
use super::send;
use crate::command::Compare;
use crate::text;

/// Draws the lists from which they are chosen, where there is a choice.
pub(super) fn columns_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    if ctx.session.workbook().profiles.len() > 1 {
        profiles_ui(ctx, ui);
    }
    if !ctx.session.workbook().scenarios.is_empty() {
        scenarios_ui(ctx, ui);
    }
}

/// A button with a list that stays open while things are chosen.
fn menu_ui(name: &str, title: &str, hint: &str, ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (button, _) = MenuButton::from_button(Button::new(format!("{title} ⏷")))
        .config(config)
        .ui(ui, content);
    button.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Button, true, name);
        info.current_text_value = Some(title.to_owned());
        info
    });
    button.on_hover_text(hint);
}

/// Which profiles have columns.
fn profiles_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let shown = ctx.session.compared_profiles(&ctx.view.compare);
    let title = match shown.as_slice() {
        [one] => ctx.session.names().element("profile", one),
        several => text::count(several.len(), "profile", "profiles"),
    };
    let hint = "Choose which profiles have columns";
    menu_ui("Profiles that are compared", &title, hint, ui, |ui| {
        profile_menu_ui(ctx, &shown, ui);
    });
}

fn profile_menu_ui(ctx: &Ctx<'_>, shown: &[Id], ui: &mut Ui) {
    if ui.button("All").clicked() {
        send(ctx, Compare::AllProfiles);
    }
    ui.separator();
    ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
        for profile in &ctx.session.workbook().profiles {
            let mut on = shown.contains(&profile.id);
            let check = ui.checkbox(&mut on, &profile.label);
            let changed = check.changed();
            if !profile.note.is_empty() {
                check.on_hover_text(&profile.note);
            }
            if changed {
                send(ctx, Compare::Profile(profile.id.clone()));
            }
        }
    });
}

/// Which scenarios have columns.
fn scenarios_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let shown = ctx.session.compared_scenarios(&ctx.view.compare);
    let title = match shown.as_slice() {
        [one] => ctx.session.scenario_label(one.as_ref()),
        several => text::count(several.len(), "scenario", "scenarios"),
    };
    let hint = "Choose which scenarios have columns";
    menu_ui("Scenarios", &title, hint, ui, |ui| {
        scenario_menu_ui(ctx, &shown, ui);
    });
}

fn scenario_menu_ui(ctx: &Ctx<'_>, shown: &[Option<String>], ui: &mut Ui) {
    ui.horizontal(|ui| {
        for (title, all) in [("All", true), ("Base case alone", false)] {
            if ui.button(title).clicked() {
                send(ctx, Compare::All(all));
            }
        }
    });
    ui.separator();
    let scenarios = ctx.session.workbook().scenarios.iter();
    let scenarios = scenarios.map(|scenario| (Some(scenario.id.clone()), scenario.note.as_str()));
    let base = std::iter::once((None, "The workbook as it stands"));
    ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
        for (scenario, note) in base.chain(scenarios) {
            let mut on = shown.contains(&scenario);
            let label = ctx.session.scenario_label(scenario.as_ref());
            let check = ui.checkbox(&mut on, label);
            let changed = check.changed();
            if !note.is_empty() {
                check.on_hover_text(note);
            }
            if changed {
                send(ctx, Compare::Toggle(scenario));
            }
        }
    });
}

//! The way back: where the selection was, and the buttons that lead along it.

use egui::accesskit::Role;
use egui::{Button, RichText, Ui, WidgetInfo};

use super::super::Ctx;
use crate::command::{Action, Command, TraceAct, keys_text};
use crate::theme::Theme;

/// How many rows before this one are named.
const NAMED: usize = 3;
/// How many characters of each; the whole name is said on hover.
const CHARACTERS: usize = 18;

/// Draws the way back; nothing where there is none.
pub(super) fn trail_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let trail = &ctx.view.trail;
    if !trail.can_go_back() && !trail.can_go_forward() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        step_ui(ctx, "←", Command::Back, ui);
        step_ui(ctx, "→", Command::Forward, ui);
        let before = trail.before(NAMED);
        for (place, stop) in before.iter().enumerate() {
            let label = ctx.session.label(&stop.cell.row);
            if stop_ui(&label, ui) {
                let act = TraceAct::Return(before.len() - place);
                ctx.commands.send(Action::Trace(act));
            }
            let theme = Theme::of(ui);
            ui.label(RichText::new("›").color(theme.muted));
        }
    });
}

/// A button of one sign for a command.
pub(super) fn step_ui(ctx: &Ctx<'_>, sign: &str, command: Command, ui: &mut Ui) {
    let (entry, enabled) = (command.entry(), ctx.is_enabled(command));
    let button = Button::new(sign).frame(false);
    let response = ui.add_enabled(enabled, button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, entry.title));
    let response = response.on_hover_ui(|ui| {
        ui.label(entry.tooltip);
        if let Some(shortcut) = entry.shortcuts.first() {
            ui.weak(keys_text(ui.ctx(), shortcut));
        }
    });
    if response.clicked() {
        ctx.commands.run(command);
    }
}

fn stop_ui(label: &str, ui: &mut Ui) -> bool {
    let theme = Theme::of(ui);
    let short: String = match label.chars().count() > CHARACTERS {
        true => label.chars().take(CHARACTERS - 1).chain(['…']).collect(),
        false => label.to_owned(),
    };
    let text = RichText::new(short).font(theme.label()).color(theme.accent);
    let response = ui.add(Button::new(text).frame(false));
    let name = format!("Back to {label}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    response.on_hover_text(name).clicked()
}

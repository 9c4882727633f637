//! The workbook's studies by their labels, each with its kind; arrows go from one to the next.

use egui::accesskit::Role;
use egui::{
    Align, Button, ComboBox, Frame, Layout, Margin, RichText, ScrollArea, Sense, Ui, WidgetInfo,
    vec2,
};
use rackhour_engine::workbook::Study;

use super::super::list_keys::{ListKey, has_keyboard, list_keys, stepped};
use super::super::{Ctx, command_button, empty_ui, panel_head_ui};
use super::{command_button_named, send};
use crate::command::{Command, StudyAct};
use crate::plot::wrapped;
use crate::studies;
use crate::theme::Theme;

const NAME: &str = "Studies";
const PADDING: f32 = 8.0;

/// Draws the list at the left of the window.
pub(in super::super) fn list_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    Frame::NONE.inner_margin(Margin::same(12)).show(ui, |ui| {
        panel_head_ui("Studies", ui);
        command_button(ctx, Command::NewStudy, ui);
        ui.add_space(4.0);
        if ctx.session.studies().next().is_none() {
            empty_ui("The studies of the workbook stand here", ui);
        }
        if let Some((asked, _)) = &ctx.view.studio.filling {
            let label = ctx.session.key_label(&asked.key);
            empty_ui(&format!("Filling in studies of {label}…"), ui);
        }
        keys_ui(ctx, ui);
        let focused = has_keyboard(NAME, ui);
        let shown = ctx.session.study(ctx.view.studies.study.as_deref());
        ScrollArea::vertical()
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                let workbooks = ctx.session.workbook().studies.iter();
                let is_on = |study: &Study| shown.is_some_and(|shown| shown.id == study.id);
                for study in workbooks {
                    let on = is_on(study);
                    entry_ui(ctx, study, on, on && focused, ui);
                }
                if !ctx.session.beside().is_empty() {
                    beside_head_ui(ctx, ui);
                }
                for study in ctx.session.beside() {
                    let on = is_on(study);
                    entry_ui(ctx, study, on, on && focused, ui);
                }
            });
    });
}

/// The head of the studies that are not in the workbook.
fn beside_head_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        ui.label(RichText::new("Quick").font(theme.heading()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            command_button_named(ctx, Command::KeepStudies, "Keep all", ui);
        });
    });
    empty_ui("Not in the workbook until you keep them", ui);
    ui.add_space(2.0);
}

fn keys_ui(ctx: &Ctx<'_>, ui: &Ui) {
    let all: Vec<_> = ctx.session.studies().collect();
    let shown = ctx.session.study(ctx.view.studies.study.as_deref());
    let here = shown.and_then(|shown| all.iter().position(|study| study.id == shown.id));
    for key in list_keys(ctx, NAME, ui) {
        match key {
            ListKey::Step(by) => {
                let there = stepped(here, by, all.len()).filter(|there| Some(*there) != here);
                if let Some(there) = there {
                    send(ctx, StudyAct::Show(all[there].id.clone()));
                }
            }
            ListKey::Delete => ctx.commands.run(Command::DeleteStudy),
            ListKey::Open | ListKey::Copy | ListKey::Tick => {}
        }
    }
}

fn entry_ui(ctx: &Ctx<'_>, study: &Study, on: bool, focused: bool, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let width = ui.available_width();
    let painter = ui.painter().clone();
    let font = if on { theme.strong() } else { theme.body() };
    let room = width - 2.0 * PADDING;
    let label = wrapped(
        &painter,
        &study.label,
        font,
        theme.text,
        room,
        3,
        Align::LEFT,
    );
    let kind = studies::kind(&study.spec);
    let size = vec2(width, label.size().y + 26.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let ground = match (on, response.hovered()) {
        (true, _) => Some(theme.selection()),
        (false, true) => Some(theme.hover()),
        (false, false) => None,
    };
    if let Some(ground) = ground {
        painter.rect_filled(rect, f32::from(theme.sizes.radius), ground);
    }
    if focused || response.has_focus() {
        let stroke = egui::Stroke::new(1.5, theme.accent);
        let radius = f32::from(theme.sizes.radius);
        painter.rect_stroke(rect.shrink(1.0), radius, stroke, egui::StrokeKind::Inside);
    }
    let corner = rect.min + vec2(PADDING, 4.0);
    let below = corner + vec2(0.0, label.size().y + 1.0);
    painter.galley(corner, label, theme.text);
    painter.text(
        below,
        egui::Align2::LEFT_TOP,
        kind,
        theme.label(),
        theme.muted,
    );
    response.widget_info(|| {
        let mut info = WidgetInfo::selected(Role::ListItem, true, on, &study.label);
        info.current_text_value = Some(kind.to_owned());
        info
    });
    if on && ctx.view.focus_table {
        response.scroll_to_me(None);
    }
    let response = match study.note.is_empty() {
        true => response,
        false => response.on_hover_text(&study.note),
    };
    if response.clicked() {
        send(ctx, StudyAct::Show(study.id.clone()));
    }
}

/// The same in one line, where the list has no room.
pub(super) fn chooser_ui(ctx: &Ctx<'_>, shown: &Study, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let list = ComboBox::from_id_salt("study")
        .selected_text(shown.label.as_str())
        .width((ui.available_width() - 16.0).clamp(120.0, 420.0))
        .truncate()
        .height(480.0)
        .show_ui(ui, |ui| {
            for study in ctx.session.studies() {
                let kind = RichText::new(studies::kind(&study.spec)).color(theme.muted);
                let on = study.id == shown.id;
                let line = ui.add(Button::selectable(on, study.label.as_str()).right_text(kind));
                line.widget_info(|| {
                    WidgetInfo::selected(Role::ListBoxOption, true, on, &study.label)
                });
                if line.clicked() {
                    send(ctx, StudyAct::Show(study.id.clone()));
                }
            }
        });
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Study");
        info.current_text_value = Some(shown.label.clone());
        info
    });
}

//! The cell that is being typed into: a text box, what the text means, and why it is refused.

use egui::accesskit::Role;
use egui::text::{CCursor, CCursorRange};
use egui::{
    Button, EventFilter, Frame, Id, Key, Margin, Modifiers, Popup, PopupCloseBehavior, Response,
    RichText, Stroke, TextEdit, Ui, WidgetInfo,
};
use rackhour_engine::workbook::Element;

use super::{Ctx, later};
use crate::command::Action;
use crate::sheet::Step;
use crate::theme::Theme;
use crate::view::Editing;

/// The keys that the cell keeps for itself; the arrows move the cursor within the text.
const OWN_KEYS: EventFilter = EventFilter {
    tab: true,
    escape: true,
    horizontal_arrows: true,
    vertical_arrows: true,
};

/// The room between the text and the sides of the cell.
const PADDING: f32 = 6.0;

/// Draws the editor over the whole cell.
pub(super) fn cell_editor_ui(ctx: &Ctx<'_>, editing: &Editing, name: &str, ui: &mut Ui) {
    if editing.formula.is_some() {
        return elsewhere_ui(editing, name, ui);
    }
    match ctx.session.options(&editing.cell.row) {
        [] => text_ui(ctx, editing, name, ui),
        options => choice_ui(ctx, editing, options, name, ui),
    }
}

/// The cell whose formula is typed in the bar above the table.
fn elsewhere_ui(editing: &Editing, name: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let rect = ui.max_rect();
    let id = Id::unique("cell of the formula");
    let response = ui.interact(rect, id, egui::Sense::HOVER);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Cell, true, name);
        info.current_text_value = Some(format!("={}", editing.text));
        info
    });
    let stroke = Stroke::new(2.0, theme.accent);
    ui.painter().rect(
        rect,
        0.0,
        theme.selection(),
        stroke,
        egui::StrokeKind::Inside,
    );
    let mut job = egui::text::LayoutJob::simple_singleline(
        format!("={}", editing.text.replace('\n', " ")),
        theme.label(),
        theme.muted,
    );
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 2.0 * PADDING);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let corner = rect.left_center() + egui::vec2(PADDING, -galley.size().y / 2.0);
    ui.painter().galley(corner, galley, theme.muted);
}

fn text_ui(ctx: &Ctx<'_>, editing: &Editing, name: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let id = Id::unique("cell editor");
    if ui.memory(|memory| memory.has_focus(id)) {
        later::postpone(ui);
        keys(ctx, ui);
    } else if ctx.view.dialog.is_none() {
        later::postpone_all(ui);
    }
    let mut text = editing.text.clone();
    let rect = ui.max_rect();
    let refused = editing.refusal.is_some();
    let stroke = Stroke::new(2.0, if refused { theme.loses } else { theme.accent });
    ui.painter()
        .rect(rect, 0.0, theme.surface, stroke, egui::StrokeKind::Inside);
    let edit = TextEdit::singleline(&mut text)
        .id(id)
        .frame(Frame::NONE)
        .margin(Margin::ZERO)
        .desired_width(rect.width() - 2.0 * PADDING)
        .font(theme.body())
        .event_filter(OWN_KEYS)
        .align(egui::Align2::RIGHT_CENTER);
    let inside = rect.shrink2(egui::vec2(PADDING, 2.0));
    let response = ui.put(inside, edit).accessible_name(name);
    take_focus(ui, &response, editing);
    if text != editing.text {
        ctx.commands.send(Action::Text(text));
    } else if response.lost_focus() && ctx.view.dialog.is_none() {
        ctx.commands.send(Action::Commit(None));
    }
    meaning_ui(ctx, editing, &response);
}

/// Takes the keyboard when the editor appears, and again when its text was refused.
fn take_focus(ui: &Ui, response: &Response, editing: &Editing) {
    if response.has_focus() || response.lost_focus() {
        return;
    }
    response.request_focus();
    let end = CCursor::new(editing.text.chars().count());
    let start = if editing.select_all {
        CCursor::new(0)
    } else {
        end
    };
    let mut state = TextEdit::load_state(ui.ctx(), response.id).unwrap_or_default();
    state
        .cursor
        .set_char_range(Some(CCursorRange::two(start, end)));
    TextEdit::store_state(ui.ctx(), response.id, state);
}

/// The keys that leave the cell, which are taken before the text box sees them.
fn keys(ctx: &Ctx<'_>, ui: &Ui) {
    const LEAVING: [(Modifiers, Key, Option<Step>); 6] = [
        (Modifiers::SHIFT, Key::Enter, Some(Step::Enter(-1))),
        (Modifiers::NONE, Key::Enter, Some(Step::Enter(1))),
        (Modifiers::SHIFT, Key::Tab, Some(Step::Tab(-1))),
        (Modifiers::NONE, Key::Tab, Some(Step::Tab(1))),
        (Modifiers::NONE, Key::ArrowUp, Some(Step::Lines(-1))),
        (Modifiers::NONE, Key::ArrowDown, Some(Step::Lines(1))),
    ];
    ui.input_mut(|input| {
        for (modifiers, key, step) in LEAVING {
            if input.consume_key(modifiers, key) {
                ctx.commands.send(Action::Commit(step));
                return;
            }
        }
        if input.consume_key(Modifiers::NONE, Key::Escape) {
            ctx.commands.send(Action::Cancel);
        }
    });
}

/// Below the cell: why the text was refused, or what it will mean.
fn meaning_ui(ctx: &Ctx<'_>, editing: &Editing, response: &Response) {
    let theme = Theme::of_context(&response.ctx);
    let (text, color) = match &editing.refusal {
        Some(refusal) => (refusal.clone(), theme.loses),
        None if editing.text == ctx.session.edit_text(&editing.cell) => return,
        None => match ctx.session.meaning(&editing.cell.row, &editing.text) {
            Some(meaning) => (meaning, theme.muted),
            None => return,
        },
    };
    Popup::from_response(response)
        .id(response.id.with("meaning"))
        .open(true)
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
        .interactable(false)
        .accessible_name("Meaning of the text")
        .show(|ui| {
            ui.set_max_width(320.0);
            ui.label(RichText::new(text).color(color));
        });
}

/// The options of a choice, in a list below the cell.
fn choice_ui(ctx: &Ctx<'_>, editing: &Editing, options: &[Element], name: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let response = ui.interact(ui.max_rect(), Id::unique("cell editor"), egui::Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, name));
    let stroke = Stroke::new(2.0, theme.accent);
    ui.painter().rect(
        ui.max_rect(),
        0.0,
        theme.surface,
        stroke,
        egui::StrokeKind::Inside,
    );
    let text = ctx.session.shown(&editing.cell).text();
    let place = ui.max_rect().shrink(8.0).right_center();
    let align = egui::Align2::RIGHT_CENTER;
    ui.painter()
        .text(place, align, text, theme.body(), theme.assumption);
    let popup = Popup::from_response(&response)
        .id(response.id.with("options"))
        .open(true)
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
        .accessible_name(name)
        .show(|ui| {
            ui.set_min_width(160.0);
            options_ui(ctx, editing, options, ui);
        });
    let outside = popup.is_some_and(|popup| popup.response.clicked_elsewhere());
    let escaped = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if escaped || outside && !response.clicked() {
        ctx.commands.send(Action::Cancel);
    }
}

fn options_ui(ctx: &Ctx<'_>, editing: &Editing, options: &[Element], ui: &mut Ui) {
    let current = ctx.session.shown(&editing.cell).text();
    // Arrow keys move between the options once one of them has the keyboard.
    let table = Id::unique("model table");
    let free = ui.memory(|memory| memory.focused().is_none_or(|focused| focused == table));
    for option in options {
        let on = option.label == current;
        let size = egui::vec2(ui.available_width(), Theme::of(ui).sizes.row);
        let response = ui.add(Button::selectable(on, option.label.as_str()).min_size(size));
        if on && free {
            response.request_focus();
        }
        if response.clicked() {
            let cell = editing.cell.clone();
            ctx.commands.send(Action::Choose {
                cell,
                option: option.id.clone(),
            });
        }
    }
}

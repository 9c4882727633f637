//! The list of what could be typed at the caret.

use egui::accesskit::Role;
use egui::{
    Align2, Area, Frame, Id, InputState, Key, Modifiers, Order, Pos2, Rect, Response, Sense, Ui,
    WidgetInfo, pos2, vec2,
};
use rackhour_engine::assist::{Offer, OfferKind};

use super::{PADDING, one_line};
use crate::command::Action;
use crate::formula::{FormulaAct, FormulaEdit};
use crate::panels::Ctx;
use crate::text;
use crate::theme::Theme;
use crate::view::Editing;

const WIDTH: f32 = 520.0;
/// How much of the width the name has, where nothing longer is offered.
const NAME: f32 = 0.40;
const VALUE: f32 = 120.0;

/// The keys of the list; whether one was pressed.
pub(super) fn keys(
    ctx: &Ctx<'_>,
    editing: &Editing,
    edit: &FormulaEdit,
    offers: &[Offer],
    input: &mut InputState,
) -> bool {
    let count = offers.len();
    let chosen = edit.chosen.min(count - 1);
    let offer = &offers[chosen];
    let span = offer.replaces;
    let is_there = editing.text.get(span.start..span.end) == Some(offer.text.as_str());
    let plain = input.modifiers.is_none();
    let mut pressed = |key| plain && input.consume_key(Modifiers::NONE, key);
    let act = if pressed(Key::ArrowDown) {
        FormulaAct::Choose((chosen + 1) % count)
    } else if pressed(Key::ArrowUp) {
        FormulaAct::Choose((chosen + count - 1) % count)
    } else if pressed(Key::Escape) {
        FormulaAct::CloseList
    } else if !is_there && (pressed(Key::Tab) || pressed(Key::Enter)) {
        FormulaAct::Accept(offer.clone())
    } else {
        return false;
    };
    ctx.commands.send(Action::Formula(act));
    true
}

/// Draws the list below the bar, under the caret.
pub(super) fn list_ui(ctx: &Ctx<'_>, edit: &FormulaEdit, offers: &[Offer], below: Pos2, ui: &Ui) {
    if offers.is_empty() {
        return;
    }
    let chosen = edit.chosen.min(offers.len() - 1);
    Area::new(Id::unique("formula list"))
        .order(Order::Foreground)
        .fixed_pos(below)
        .constrain(true)
        .accessible_name("What fits here")
        .role(Role::ListBox)
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (number, offer) in offers.iter().enumerate() {
                    if offer_ui(ctx, offer, number == chosen, ui).clicked() {
                        let act = FormulaAct::Accept(offer.clone());
                        ctx.commands.send(Action::Formula(act));
                    }
                }
            });
        });
}

fn offer_ui(ctx: &Ctx<'_>, offer: &Offer, on: bool, ui: &mut Ui) -> Response {
    let theme = Theme::of(ui);
    let size = vec2(WIDTH, theme.sizes.row);
    let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
    let name = format!("{}: {}", offer.name, offer.label);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, on, &name));
    let ground = match (on, response.hovered()) {
        (true, _) => Some(theme.selection()),
        (false, true) => Some(theme.hover()),
        _ => None,
    };
    if let Some(ground) = ground {
        ui.painter().rect_filled(rect, 2.0, ground);
    }
    let middle = rect.left() + rect.width() * NAME;
    let value = value(ctx, offer);
    let end = rect.right() - if value.is_empty() { PADDING } else { VALUE };
    let part =
        |from: f32, to: f32| Rect::from_min_max(pos2(from, rect.top()), pos2(to, rect.bottom()));
    let font = if on { theme.strong() } else { theme.body() };
    let left = part(rect.left() + PADDING, middle - PADDING);
    one_line(ui, left, &offer.name, font, theme.text);
    let label = offer.label.replace('`', "");
    one_line(ui, part(middle, end), &label, theme.label(), theme.muted);
    let at = rect.right_center() - vec2(PADDING, 0.0);
    ui.painter()
        .text(at, Align2::RIGHT_CENTER, value, theme.label(), theme.text);
    response
}

/// What stands at the right of an entry: a row's value in the case on screen, or a unit.
fn value(ctx: &Ctx<'_>, offer: &Offer) -> String {
    match offer.kind {
        OfferKind::Row => ctx.session.short_value(&offer.name),
        _ => text::unit_label(&offer.unit),
    }
}

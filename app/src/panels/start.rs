//! The start page: what can be opened, by mouse and by keyboard.

use egui::accesskit::Role;
use egui::{
    Align, EventFilter, Id, Key, Label, Layout, Response, RichText, ScrollArea, Sense, Ui,
    UiBuilder, WidgetInfo, vec2,
};

use super::{Ctx, panel_head_ui};
use crate::command::Action;
use crate::palette;
use crate::start::{Offer, StartAct, offers};
use crate::templates::{self, Card};
use crate::theme::Theme;

/// The widest the page is laid out.
const WIDEST: f32 = 860.0;
const TEMPLATE: f32 = 62.0;
const LINE: f32 = 28.0;

/// Draws the page.
pub(super) fn start_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let Some(page) = &ctx.view.window.start else {
        return;
    };
    let offers = offers(ctx.view);
    keys_ui(ctx, page.selected, offers.len(), ui);
    let theme = Theme::of(ui);
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            let side = ((ui.available_width() - WIDEST) * 0.5).max(24.0);
            let place = ui.available_rect_before_wrap().shrink2(vec2(side, 24.0));
            ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
                ui.label(RichText::new("Rackhour").font(theme.headline()));
                let about = "Underwrite AI factories: unit-checked formulas, every number with its \
                             source";
                ui.label(RichText::new(about).color(theme.muted));
                let mut head = "";
                for (place, offer) in offers.iter().enumerate() {
                    let of = head_of(offer);
                    if of != head {
                        ui.add_space(theme.sizes.group_gap);
                        panel_head_ui(of, ui);
                        head = of;
                    }
                    offer_ui(ctx, offer, place, place == page.selected, ui);
                }
                ui.add_space(theme.sizes.group_gap);
                let keys = match ctx.view.placeholder {
                    true => "Arrow keys choose, Enter opens",
                    false => "Arrow keys choose, Enter opens, Esc goes back to the workbook",
                };
                ui.label(RichText::new(keys).color(theme.muted));
            });
        });
}

const fn head_of(offer: &Offer) -> &'static str {
    match offer {
        Offer::Recovered(_) => "Recovered",
        Offer::Template(_) => "Templates",
        Offer::Recent(_) => "Opened before",
        Offer::New | Offer::Open => "Begin",
    }
}

/// The one thing on the page that holds the keyboard, and what its keys do.
fn keys_ui(ctx: &Ctx<'_>, selected: usize, count: usize, ui: &Ui) {
    let id = Id::unique("start page");
    let area = ui.available_rect_before_wrap();
    let response = ui.interact(area, id, Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, "Start page"));
    let is_free = ctx.view.dialog.is_none() && ctx.view.palette.is_none();
    if is_free && ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    if !response.has_focus() || !is_free {
        return;
    }
    let filter = EventFilter {
        vertical_arrows: true,
        escape: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    let last = count.saturating_sub(1);
    let acts = [
        (Key::ArrowDown, StartAct::Select((selected + 1).min(last))),
        (Key::ArrowUp, StartAct::Select(selected.saturating_sub(1))),
        (Key::Home, StartAct::Select(0)),
        (Key::End, StartAct::Select(last)),
        (Key::Enter, StartAct::Take(selected)),
        (Key::Escape, StartAct::Leave),
    ];
    for (key, act) in acts {
        if pressed(key) {
            ctx.commands.send(Action::Start(act));
        }
    }
}

fn offer_ui(ctx: &Ctx<'_>, offer: &Offer, place: usize, on: bool, ui: &mut Ui) {
    let card = match offer {
        Offer::Template(template) => templates::cards().get(*template),
        _ => None,
    };
    let (title, about) = words(ctx, offer);
    let height = if card.is_some() { TEMPLATE } else { LINE };
    let (id, rect) = ui.allocate_space(vec2(ui.available_width(), height));
    let response = ui.interact(rect, id.with(place), Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, on, &title));
    paint_ground(on, &response, ui);
    let inside = UiBuilder::new()
        .max_rect(rect.shrink2(vec2(10.0, 4.0)))
        .layout(Layout::right_to_left(Align::Center));
    // What stands in the line does not move the next one.
    let mut inside = ui.new_child(inside);
    match card {
        Some(card) => card_ui(card, &mut inside),
        None => line_ui(&title, &about, &mut inside),
    }
    let act = match (response.clicked(), response.hovered() && moved(ui)) {
        (true, _) => Some(StartAct::Take(place)),
        (false, true) if !on => Some(StartAct::Select(place)),
        _ => None,
    };
    if let Some(act) = act {
        ctx.commands.send(Action::Start(act));
    }
    if on
        && ctx
            .view
            .window
            .start
            .as_ref()
            .is_some_and(|page| page.follow)
    {
        response.scroll_to_me(None);
    }
}

/// A template: its headline at the right, what it answers at the left.
fn card_ui(card: &Card, ui: &mut Ui) {
    let theme = Theme::of(ui);
    if let Some((label, value)) = &card.headline {
        headline_ui(label, value, ui);
    }
    ui.with_layout(Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.add(Label::new(RichText::new(&card.title).font(theme.strong())).truncate());
        ui.add(Label::new(RichText::new(&card.question).color(theme.muted)).wrap());
    });
}

fn line_ui(title: &str, about: &str, ui: &mut Ui) {
    let about = RichText::new(about).color(Theme::of(ui).muted);
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.add(Label::new(title));
        ui.add(Label::new(about).truncate());
    });
}

fn moved(ui: &Ui) -> bool {
    ui.input(|input| input.pointer.delta() != egui::Vec2::ZERO)
}

fn paint_ground(on: bool, response: &Response, ui: &Ui) {
    let theme = Theme::of(ui);
    if on || response.hovered() {
        let fill = if on { theme.selection() } else { theme.hover() };
        ui.painter()
            .rect_filled(response.rect, theme.sizes.radius, fill);
    }
}

/// The number that a template is about.
fn headline_ui(label: &str, value: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let size = vec2(200.0, ui.available_height());
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Max), |ui| {
        ui.set_width(200.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.add_space(6.0);
        ui.add(Label::new(RichText::new(value).font(theme.heading())).truncate());
        let label = RichText::new(label).font(theme.label()).color(theme.muted);
        ui.add(Label::new(label).truncate());
    });
}

/// What an offer is called, and more about it.
fn words(ctx: &Ctx<'_>, offer: &Offer) -> (String, String) {
    let shelf = &ctx.view.shelf;
    match offer {
        Offer::Recovered(place) => match shelf.recovered.get(*place) {
            Some(found) => (
                found.unsaved.workbook.title.clone(),
                format!("changed {}, not saved when the program ended", found.age),
            ),
            None => Default::default(),
        },
        Offer::Template(place) => match templates::cards().get(*place) {
            Some(card) => (card.title.clone(), card.question.clone()),
            None => Default::default(),
        },
        Offer::Recent(path) => {
            let about = match shelf.why_missing(path) {
                Some(why) => why.to_owned(),
                None => palette::folder(path),
            };
            (palette::name(path), about)
        }
        Offer::New => ("New workbook".to_owned(), "Begin with one row".to_owned()),
        Offer::Open => ("Open a file…".to_owned(), String::new()),
    }
}

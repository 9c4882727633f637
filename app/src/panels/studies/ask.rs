//! Which study of what: the menu of a row, and the question that the keyboard opens.

use egui::accesskit::Role;
use egui::{Align, Button, Id, Layout, Response, RichText, ScrollArea, Ui, WidgetInfo};
use rackhour_engine::check::Case;
use rackhour_engine::study::prefill::Wish;

use super::super::Ctx;
use super::super::dialogs::modal;
use super::shelf::pick::{self, Pick};
use crate::command::{Action, Command};
use crate::studies::quick::{self, Asked, Goes};
use crate::studies::studio::{Form, StudioAct};
use crate::theme::Theme;

const WIDTH: f32 = 560.0;
/// The most that a menu of scenarios is high.
const MENU: f32 = 400.0;
/// The four kinds of [`Wish::QUICK`] at once.
const ALL_FOUR: &str = "Tornado, grid, falsifiers and Monte Carlo";

fn send(ctx: &Ctx<'_>, act: StudioAct) {
    ctx.commands.send(Action::Studio(act));
}

/// The menu of a value, which a right click opens: every study of it.
pub(in super::super) fn value_menu_ui(ctx: &Ctx<'_>, response: &Response) {
    response.context_menu(|ui| kinds_ui(ctx, ui));
}

/// The same below the menu of a row.
pub(in super::super) fn row_menu_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    ui.separator();
    ui.menu_button("Quick study", |ui| kinds_ui(ctx, ui));
}

/// The studies of the selected cell, or why there are none.
fn kinds_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let Some(cell) = &ctx.view.selected else {
        return;
    };
    match ctx.session.study_key(cell) {
        Ok(key) => {
            let label = format!("Quick study of {}", ctx.session.key_label(&key));
            ui.label(RichText::new(label).font(theme.label()).color(theme.muted));
            menu_of_ui(ctx, &key, None, ui);
        }
        Err(reason) => {
            ui.set_max_width(280.0);
            ui.label(RichText::new(reason).color(theme.muted));
        }
    }
}

/// The studies of a key as buttons of a menu.
pub(in super::super) fn menu_of_ui(ctx: &Ctx<'_>, key: &str, case: Option<&Case>, ui: &mut Ui) {
    let fill = |wishes: Vec<Wish>| {
        let asked = Asked {
            key: key.to_owned(),
            case: case.cloned(),
            wishes,
            goes: Goes::Beside,
        };
        send(ctx, StudioAct::Fill(asked));
    };
    let all = Command::QuickStudy.entry();
    let button = ui.button(ALL_FOUR).on_hover_text(all.tooltip);
    if button.clicked() {
        fill(Wish::QUICK.to_vec());
        ui.close();
    }
    ui.separator();
    let item = |wish: Wish, title: &str, ui: &mut Ui| {
        let button = ui.button(title).on_hover_text(quick::tooltip(&wish));
        if button.clicked() {
            fill(vec![wish]);
            ui.close();
        }
    };
    let all = ctx.session.wishes().into_iter();
    let is_to = |(wish, _): &(Wish, String)| matches!(wish, Wish::Bridge(Some(_)));
    let (bridges, others): (Vec<_>, Vec<_>) = all.partition(is_to);
    for (wish, title) in others {
        item(wish, &title, ui);
    }
    if bridges.is_empty() {
        return;
    }
    ui.menu_button("Bridge to a scenario", |ui| {
        ScrollArea::vertical().max_height(MENU).show(ui, |ui| {
            for (wish, title) in bridges {
                item(wish, &title, ui);
            }
        });
    });
}

/// Draws the question.
pub(in super::super) fn form_ui(ctx: &Ctx<'_>, ui: &Ui) {
    let Some(form) = &ctx.view.studio.form else {
        return;
    };
    let response = modal(Id::unique("which study"), ui).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 48.0));
        question_ui(ctx, form, ui);
    });
    if response.should_close() {
        send(ctx, StudioAct::Cancel);
    }
}

fn question_ui(ctx: &Ctx<'_>, form: &Form, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let title = match form.goes {
        Goes::IntoWorkbook => "New study",
        Goes::Beside => "Quick study",
    };
    ui.label(RichText::new(title).font(theme.heading()));
    ui.add_space(theme.sizes.grid);
    ui.horizontal(|ui| {
        ui.label(RichText::new("Of").color(theme.muted));
        let label = form.key.as_ref();
        let label = label.map_or_else(|| "Choose…".to_owned(), |key| ctx.session.key_label(key));
        let pick = Pick {
            id: Id::unique("subject of a study"),
            name: "Result or assumption",
            shown: &label,
            width: WIDTH - 96.0,
        };
        if let Some(key) = pick.show(ui, &|| pick::numbers(ctx.session)) {
            let form = Form {
                key: Some(key),
                ..form.clone()
            };
            send(ctx, StudioAct::Form(form));
        }
    });
    let words = match form.goes {
        Goes::IntoWorkbook => "It is added to the workbook; undo takes it out again.",
        Goes::Beside => "It is shown beside the workbook until you keep it.",
    };
    ui.label(RichText::new(words).color(theme.muted));
    ui.add_space(theme.sizes.grid);
    wishes_ui(ctx, form, ui);
    ui.add_space(theme.sizes.grid);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if ui.button("Cancel").clicked() {
            send(ctx, StudioAct::Cancel);
        }
    });
}

fn wish_ui(form: &Form, title: &str, tooltip: &str, ui: &mut Ui) -> Response {
    let words = RichText::new(tooltip).color(Theme::of(ui).muted);
    // A long name of a scenario leaves no room for what a bridge asks.
    let words = match title.len() + tooltip.len() > 72 {
        true => RichText::new(""),
        false => words,
    };
    let button = Button::new(title)
        .right_text(words)
        .truncate()
        .min_size(egui::vec2(ui.available_width(), 24.0));
    let response = ui
        .add_enabled(form.key.is_some(), button)
        .on_hover_text(tooltip);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, title));
    response
}

/// The kinds, a button each; arrows go from one to the next.
fn wishes_ui(ctx: &Ctx<'_>, form: &Form, ui: &mut Ui) {
    let tooltip = "What moves it, what it is over two assumptions, what breaks it, where it lies";
    let all = (Wish::QUICK.to_vec(), ALL_FOUR.to_owned(), tooltip);
    let each = ctx.session.wishes().into_iter();
    let each = each.map(|(wish, title)| {
        let tooltip = quick::tooltip(&wish);
        (vec![wish], title, tooltip)
    });
    let mut first = None;
    let high = (ui.ctx().content_rect().height() - 220.0).max(120.0);
    ScrollArea::vertical().max_height(high).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for (wishes, title, tooltip) in std::iter::once(all).chain(each) {
            let response = wish_ui(form, &title, tooltip, ui);
            if response.gained_focus() {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                send(ctx, StudioAct::Take(wishes));
            }
            first.get_or_insert(response);
        }
    });
    let free = ui.memory(|memory| memory.focused().is_none());
    if let Some(first) = first.filter(|_| free && form.key.is_some()) {
        first.request_focus();
    }
}

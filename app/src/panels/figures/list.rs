//! The workbook's figures by their titles, each with its kind; arrows go from one to the next.

use egui::accesskit::Role;
use egui::{
    Align, Align2, Button, ComboBox, Frame, Id, Margin, RichText, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, WidgetInfo, vec2,
};
use rackhour_engine::workbook::Figure;

use super::super::list_keys::{ListKey, has_keyboard, list_keys, stepped, take_keyboard};
use super::super::{Ctx, empty_ui, panel_head_ui};
use crate::command::Action;
use crate::figures;
use crate::plot::wrapped;
use crate::theme::Theme;

const NAME: &str = "Figures";
const PADDING: f32 = 8.0;
/// The widest chooser.
const CHOOSER: f32 = 460.0;

fn show(ctx: &Ctx<'_>, figure: &Figure) {
    ctx.commands.send(Action::ShowFigure(figure.id.clone()));
}

/// Draws the list at the left of the window.
pub(in super::super) fn list_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    Frame::NONE.inner_margin(Margin::same(12)).show(ui, |ui| {
        panel_head_ui("Figures", ui);
        let all = &ctx.session.workbook().figures;
        if all.is_empty() {
            empty_ui("The figures of the workbook stand here", ui);
        }
        keys_ui(ctx, ui);
        let focused = has_keyboard(NAME, ui);
        let shown = figures::shown(ctx.session.workbook(), ctx.view.figure.as_deref());
        ScrollArea::vertical()
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                for figure in all {
                    let on = shown.is_some_and(|shown| shown.id == figure.id);
                    entry_ui(ctx, figure, on, on && focused, ui);
                }
            });
    });
}

/// Arrows go through the pictures; a comparison is opened by a click, as it has a pane of its own.
fn keys_ui(ctx: &Ctx<'_>, ui: &Ui) {
    let workbook = ctx.session.workbook();
    let drawn: Vec<_> = (workbook.figures.iter())
        .filter(|figure| figures::is_drawn(figure))
        .collect();
    let shown = figures::shown(workbook, ctx.view.figure.as_deref());
    let here = shown.and_then(|shown| drawn.iter().position(|figure| figure.id == shown.id));
    for key in list_keys(ctx, NAME, ui) {
        if let ListKey::Step(by) = key
            && let Some(there) = stepped(here, by, drawn.len())
            && Some(there) != here
        {
            show(ctx, drawn[there]);
        }
    }
}

fn entry_ui(ctx: &Ctx<'_>, figure: &Figure, on: bool, focused: bool, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let width = ui.available_width();
    let painter = ui.painter().clone();
    let font = if on { theme.strong() } else { theme.body() };
    let room = width - 2.0 * PADDING;
    let title = ctx.session.figure_title(figure);
    let label = wrapped(&painter, &title, font, theme.text, room, 2, Align::LEFT);
    let kind = figures::kind(&figure.spec);
    let size = vec2(width, label.size().y + 24.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let radius = f32::from(theme.sizes.radius);
    let ground = match (on, response.hovered()) {
        (true, _) => Some(theme.selection()),
        (false, true) => Some(theme.hover()),
        (false, false) => None,
    };
    if let Some(ground) = ground {
        painter.rect_filled(rect, radius, ground);
    }
    if focused || response.has_focus() {
        let stroke = Stroke::new(1.5, theme.accent);
        painter.rect_stroke(rect.shrink(1.0), radius, stroke, StrokeKind::Inside);
    }
    let corner = rect.min + vec2(PADDING, 4.0);
    let below = corner + vec2(0.0, label.size().y + 1.0);
    let is_cut = label.elided;
    painter.galley(corner, label, theme.text);
    painter.text(below, Align2::LEFT_TOP, kind, theme.label(), theme.muted);
    response.widget_info(|| {
        let mut info = WidgetInfo::selected(Role::ListItem, true, on, &title);
        info.current_text_value = Some(kind.to_owned());
        info
    });
    if on && is_new(ui, figure) {
        response.scroll_to_me(None);
    }
    let response = match is_cut {
        true => response.on_hover_text(&title),
        false => response,
    };
    if response.clicked() {
        show(ctx, figure);
        // Arrows go on from here.
        take_keyboard(NAME, ui);
    }
}

/// Whether this figure has just come to the front.
fn is_new(ui: &Ui, figure: &Figure) -> bool {
    let id = Id::unique("figure that the list shows");
    let before: Option<String> = ui.data(|data| data.get_temp(id));
    let is_new = before.as_ref() != Some(&figure.id);
    if is_new {
        ui.data_mut(|data| data.insert_temp(id, figure.id.clone()));
    }
    is_new
}

/// The same in one line, where the list has no room.
pub(super) fn chooser_ui(ctx: &Ctx<'_>, shown: &Figure, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let all = &ctx.session.workbook().figures;
    ui.horizontal(|ui| {
        ui.label(RichText::new("Figure").color(theme.muted));
        let drawn: Vec<_> = all
            .iter()
            .filter(|figure| figures::is_drawn(figure))
            .collect();
        let here = drawn.iter().position(|figure| figure.id == shown.id);
        let here = here.unwrap_or(0);
        let steps = [
            ("⏴", "Previous figure", here.checked_sub(1)),
            ("⏵", "Next figure", Some(here + 1)),
        ];
        for (sign, name, place) in steps {
            let figure = place.and_then(|place| drawn.get(place));
            let button = ui.add_enabled(figure.is_some(), Button::new(sign));
            button.widget_info(|| WidgetInfo::labeled(Role::Button, figure.is_some(), name));
            if let Some(figure) = figure {
                let hint = format!("{name}: {}", ctx.session.figure_title(figure));
                if button.on_hover_text(hint).clicked() {
                    show(ctx, figure);
                }
            }
        }
        titles_ui(ctx, shown, ui);
        let count = format!("{} of {}", here + 1, drawn.len());
        ui.label(RichText::new(count).font(theme.label()).color(theme.muted));
    });
}

fn titles_ui(ctx: &Ctx<'_>, shown: &Figure, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let width = (ui.available_width() - 80.0).clamp(120.0, CHOOSER);
    let title = ctx.session.figure_title(shown);
    // A long title takes all the room that it is given.
    let room = vec2(width, ui.available_height());
    let list = ui.allocate_ui(room, |ui| {
        let list = ComboBox::from_id_salt("figure")
            .selected_text(title.as_str())
            .width(width)
            .truncate()
            .height(480.0);
        list.show_ui(ui, |ui| {
            for figure in &ctx.session.workbook().figures {
                let kind = RichText::new(figures::kind(&figure.spec)).color(theme.muted);
                let on = figure.id == shown.id;
                let title = ctx.session.figure_title(figure);
                let line = Button::selectable(on, title.as_str()).right_text(kind);
                let line = ui.add(line.min_size(vec2(width, 0.0)));
                line.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, on, &title));
                if line.clicked() {
                    show(ctx, figure);
                }
            }
        })
    });
    list.inner.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Figure");
        info.current_text_value = Some(title.clone());
        info
    });
}

//! The box that finds everything: a text above a list of what fits it.

use egui::accesskit::Role;
use egui::style::ScrollAnimation;
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align2, Color32, EventFilter, FontId, Id, Key, Modal, Modifiers, Rect, Response, ScrollArea,
    Sense, TextEdit, Ui, WidgetInfo, vec2,
};

use super::Ctx;
use crate::command::{Action, keys_text, why_not};
use crate::palette::{Item, Palette, PaletteAct, Target};
use crate::theme::Theme;

const WIDTH: f32 = 680.0;
const LINE: f32 = 26.0;

/// How many lines are in sight.
const LINES: usize = 14;

/// The room of the words at the right that say what kind of thing a line is.
const KIND: f32 = 72.0;

/// The keys that the box keeps for itself.
const OWN_KEYS: EventFilter = EventFilter {
    tab: true,
    escape: true,
    horizontal_arrows: true,
    vertical_arrows: true,
};

/// Draws the box while it is open.
pub(super) fn palette_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let Some(palette) = ctx
        .view
        .palette
        .as_ref()
        .filter(|_| ctx.view.dialog.is_none())
    else {
        return;
    };
    let id = Id::unique("palette");
    let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, 64.0));
    let response = Modal::new(id).area(area).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 48.0));
        text_ui(ctx, palette, ui);
        ui.add_space(Theme::of(ui).sizes.grid);
        if palette.hits.is_empty() {
            super::empty_ui("Nothing has such a name", ui);
        } else {
            list_ui(ctx, palette, ui);
        }
    });
    if response.should_close() {
        send(ctx, PaletteAct::Close);
    }
}

fn send(ctx: &Ctx<'_>, act: PaletteAct) {
    ctx.commands.send(Action::Palette(act));
}

fn text_ui(ctx: &Ctx<'_>, palette: &Palette, ui: &mut Ui) {
    let id = Id::unique("palette text");
    if ui.memory(|memory| memory.has_focus(id)) {
        keys(ctx, palette, ui);
    }
    let mut typed = palette.text.clone();
    let edit = TextEdit::singleline(&mut typed)
        .id(id)
        .hint_text("Find a command, row, scenario, figure, study or source")
        .desired_width(f32::INFINITY)
        .event_filter(OWN_KEYS);
    let response = ui.add(edit).accessible_name("Find everything");
    if !response.has_focus() {
        response.request_focus();
    }
    if typed != palette.text {
        send(ctx, PaletteAct::Text(typed));
    }
}

/// The keys that move through the list, which are taken before the text sees them.
fn keys(ctx: &Ctx<'_>, palette: &Palette, ui: &Ui) {
    let page = LINES as isize - 1;
    let moves = [
        (Key::ArrowUp, -1),
        (Key::ArrowDown, 1),
        (Key::PageUp, -page),
        (Key::PageDown, page),
    ];
    ui.input_mut(|input| {
        for (key, by) in moves {
            if input.consume_key(Modifiers::NONE, key) {
                send(ctx, PaletteAct::Move(by));
            }
        }
        // The keyboard stays in the box.
        input.consume_key(Modifiers::NONE, Key::Tab);
        if input.consume_key(Modifiers::NONE, Key::Enter) {
            send(ctx, PaletteAct::Take(palette.selected));
        }
        if input.consume_key(Modifiers::NONE, Key::Escape) {
            send(ctx, PaletteAct::Close);
        }
    });
}

fn list_ui(ctx: &Ctx<'_>, palette: &Palette, ui: &mut Ui) {
    let in_sight = palette.hits.len().min(LINES) as f32 * LINE;
    ScrollArea::vertical()
        .max_height(in_sight)
        // The box remembers how high it was, and few lines would hold it small.
        .min_scrolled_height(in_sight)
        .auto_shrink([false, true])
        .show_viewport(ui, |ui, view| {
            ui.set_height(palette.hits.len() as f32 * LINE);
            let top = ui.max_rect().left_top();
            let width = ui.available_width();
            let line = |place: usize| {
                let at = top + vec2(0.0, place as f32 * LINE);
                Rect::from_min_size(at, vec2(width, LINE))
            };
            let first = (view.min.y / LINE).floor().max(0.0) as usize;
            let last = (view.max.y / LINE).ceil() as usize;
            for place in first..last.min(palette.hits.len()) {
                line_ui(ctx, palette, place, line(place), ui);
            }
            if palette.follow {
                let at_once = ScrollAnimation::none();
                ui.scroll_to_rect_animation(line(palette.selected), None, at_once);
            }
        });
}

fn line_ui(ctx: &Ctx<'_>, palette: &Palette, place: usize, rect: Rect, ui: &Ui) {
    let Some(item) = palette.hit(place) else {
        return;
    };
    let id = Id::unique("palette line").with(place);
    let response = ui.interact(rect, id, Sense::CLICK);
    let on = place == palette.selected;
    let can = can_be_taken(ctx, item);
    let beside = beside(ctx, item, ui);
    response.widget_info(|| {
        let mut info = WidgetInfo::selected(Role::ListBoxOption, can, on, &item.title);
        info.current_text_value = Some(beside.clone());
        info
    });
    paint(item, &beside, can, on, &response, ui);
    if response.clicked() {
        send(ctx, PaletteAct::Take(place));
    }
}

fn can_be_taken(ctx: &Ctx<'_>, item: &Item) -> bool {
    match &item.target {
        Target::Command(command) => ctx.is_enabled(*command),
        Target::File(path) => ctx.view.shelf.why_missing(path).is_none(),
        _ => true,
    }
}

/// What stands at the right of a name: the keys of a command or why it cannot be done, the value of
/// a row, the publisher of a source.
fn beside(ctx: &Ctx<'_>, item: &Item, ui: &Ui) -> String {
    match &item.target {
        Target::Command(command) if !ctx.is_enabled(*command) => {
            why_not(*command, ctx.view).to_owned()
        }
        Target::Command(command) => {
            let keys = command.entry().shortcuts.first();
            keys.map_or_else(String::new, |keys| keys_text(ui.ctx(), keys))
        }
        Target::Row(id) => ctx.session.short_value(id),
        Target::Scenario(id) if *id == ctx.session.case().scenario => "on screen".to_owned(),
        Target::Profile(id) if Some(id) == ctx.session.case().profile.as_ref() => {
            "on screen".to_owned()
        }
        Target::Source(_) => item.also.clone(),
        Target::File(path) => match ctx.view.shelf.why_missing(path) {
            Some(why) => why.to_owned(),
            None => item.also.clone(),
        },
        _ => String::new(),
    }
}

fn paint(item: &Item, beside: &str, can: bool, on: bool, response: &Response, ui: &Ui) {
    let theme = Theme::of(ui);
    let rect = response.rect;
    if on || response.hovered() {
        let fill = if on { theme.selection() } else { theme.hover() };
        ui.painter().rect_filled(rect, theme.sizes.radius, fill);
    }
    let ink = if can { theme.text } else { theme.muted };
    let mut inside = rect.shrink2(vec2(8.0, 0.0));
    let kind = Words(item.target.kind(), theme.label(), theme.muted);
    kind.put(inside, Align2::RIGHT_CENTER, ui);
    inside.max.x -= KIND;
    let value = Words(beside, theme.body(), theme.muted);
    let half = inside.with_min_x(inside.left() + 0.6 * inside.width());
    inside.max.x = value.put(half, Align2::RIGHT_CENTER, ui).left() - 12.0;
    let title = Words(&item.title, theme.body(), ink).put(inside, Align2::LEFT_CENTER, ui);
    inside.min.x = title.right() + 10.0;
    if let Target::Row(id) = &item.target
        && inside.width() > 40.0
    {
        Words(id, theme.label(), theme.muted).put(inside, Align2::LEFT_CENTER, ui);
    }
}

/// A text in a font and a colour.
struct Words<'a>(&'a str, FontId, Color32);

impl Words<'_> {
    /// Paints it into a place, cut off where it is too long; tells where it stands.
    fn put(self, place: Rect, align: Align2, ui: &Ui) -> Rect {
        let Self(text, font, color) = self;
        let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
        job.wrap = TextWrapping::truncate_at_width(place.width().max(0.0));
        let galley = ui.painter().layout_job(job);
        let rect = align.align_size_within_rect(galley.size(), place);
        ui.painter().galley(rect.min, galley, color);
        rect
    }
}

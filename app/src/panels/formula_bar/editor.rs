//! The box in which a formula is typed, its keys and its colours.

use std::sync::Arc;

use egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat};
use egui::text_edit::TextEditOutput;
use egui::{
    Color32, EventFilter, Frame, Galley, Id, Key, Margin, Modifiers, Pos2, Rect, Response,
    ScrollArea, Stroke, TextBuffer, TextEdit, TextStyle, Ui, pos2, vec2,
};
use rackhour_engine::assist::Offer;
use rackhour_engine::diagnostic::Span;

use super::{HEIGHT, INDENT, PADDING, list, margin, name_ui, notes, one_line};
use crate::command::Action;
use crate::formula::{FormulaAct, FormulaEdit, Mode, Selection};
use crate::panels::{Ctx, later};
use crate::sheet::Step;
use crate::theme::Theme;
use crate::view::Editing;

/// How many lines are in sight at once.
const MOST_LINES: f32 = 8.0;

/// The id of the box.
const EDITOR: &str = "formula editor";

/// The keys that the box keeps for itself.
const OWN_KEYS: EventFilter = EventFilter {
    tab: true,
    escape: true,
    horizontal_arrows: true,
    vertical_arrows: true,
};

/// Draws the box, what is to be said of the formula below it, and the list of what fits.
pub(super) fn editor_ui(
    ctx: &Ctx<'_>,
    editing: &Editing,
    edit: &FormulaEdit,
    names: f32,
    ui: &mut Ui,
) {
    let offers = match edit.lists {
        true => ctx.session.offers(&editing.text, edit.selection.caret),
        false => Vec::new(),
    };
    let top = ui.max_rect().min;
    let mut room = PADDING;
    if let Some(row) = ctx
        .session
        .variable(&editing.cell.row)
        .filter(|_| names > 0.0)
    {
        let bar = Rect::from_min_size(top, vec2(ui.available_width(), HEIGHT));
        name_ui(row, bar, names, ui);
        room += MODE;
        let mode = match edit.mode {
            Mode::Enter => "Enter",
            Mode::Edit => "Edit",
        };
        let left = bar.right() - MODE;
        let place = Rect::from_min_max(pos2(left, bar.top()), bar.max);
        one_line(ui, place, mode, Theme::of(ui).label(), Theme::of(ui).muted);
    }
    let mut caret = top;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        ui.add_space(names);
        ui.vertical(|ui| {
            ui.set_width((ui.available_width() - room).max(80.0));
            caret = box_ui(ctx, editing, edit, &offers, ui);
            notes::notes_ui(ctx, editing, edit, !offers.is_empty(), ui);
        });
    });
    let below = pos2(caret.x, ui.min_rect().bottom());
    list::list_ui(ctx, edit, &offers, below, ui);
}

/// The room in which the meaning of the arrow keys stands.
const MODE: f32 = 44.0;

/// The box itself; where its caret stands.
fn box_ui(
    ctx: &Ctx<'_>,
    editing: &Editing,
    edit: &FormulaEdit,
    offers: &[Offer],
    ui: &mut Ui,
) -> Pos2 {
    let id = Id::unique(EDITOR);
    if ui.memory(|memory| memory.has_focus(id)) {
        later::postpone(ui);
        keys(ctx, editing, edit, offers, ui);
    } else if is_free(ui) && ctx.view.dialog.is_none() {
        later::postpone_all(ui);
    }
    put_caret(ui, id, &editing.text, edit.selection);
    // While there is something to choose from, what is typed is not finished.
    let refused = edit.trial.refused.is_some() && offers.is_empty();
    let mut text = editing.text.clone();
    let output = text_ui(ctx, editing, edit, &mut text, refused, ui);
    hold_focus(ctx, &output.response.response, ui);
    let range = output.cursor_range;
    let selection = range.map_or(edit.selection, |range| selection(&text, range));
    if text != editing.text {
        send(ctx, FormulaAct::Text(text, selection));
    } else if selection != edit.selection && output.response.response.has_focus() {
        send(ctx, FormulaAct::Select(selection));
    }
    let cursor = CCursor::new(chars(&editing.text, edit.selection.caret));
    output.galley_pos + output.galley.pos_from_cursor(cursor).min.to_vec2()
}

/// The frame with the sign of equality and the text.
fn text_ui(
    ctx: &Ctx<'_>,
    editing: &Editing,
    edit: &FormulaEdit,
    text: &mut String,
    refused: bool,
    ui: &mut Ui,
) -> TextEditOutput {
    let theme = Theme::of(ui);
    let stroke = Stroke::new(1.5, if refused { theme.loses } else { theme.accent });
    let colors = super::colors(ctx, theme);
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| {
        colored(ctx, edit, &colors, text.as_str(), width, ui)
    };
    let frame = Frame::NONE.fill(theme.surface).stroke(stroke);
    let shown = frame.inner_margin(margin()).show(ui, |ui| {
        // As high as its lines, so that one line fits into the bar.
        ui.spacing_mut().interact_size.y = 0.0;
        let line = ui.text_style_height(&TextStyle::Body);
        let sign = Rect::from_min_size(ui.max_rect().min, vec2(INDENT, line));
        one_line(ui, sign, "=", theme.body(), theme.muted);
        let row = ui.horizontal_top(|ui| {
            ui.add_space(INDENT);
            let edit = TextEdit::multiline(text)
                .id(Id::unique(EDITOR))
                .frame(Frame::NONE)
                .margin(Margin::ZERO)
                .desired_rows(1)
                .desired_width(ui.available_width())
                .font(theme.body())
                .event_filter(OWN_KEYS)
                .layouter(&mut layouter);
            let highest = MOST_LINES * line;
            let scroll = ScrollArea::vertical().max_height(highest);
            scroll.show(ui, |ui| edit.show(ui)).inner
        });
        row.inner
    });
    let name = format!("Formula of {}", ctx.session.formula_owner(&editing.cell));
    let output = shown.inner;
    let _ = output.response.response.clone().accessible_name(name);
    output
}

fn send(ctx: &Ctx<'_>, act: FormulaAct) {
    ctx.commands.send(Action::Formula(act));
}

/// Whether nothing but the table has the keyboard.
fn is_free(ui: &Ui) -> bool {
    let table = Id::unique("model table");
    ui.memory(|memory| memory.focused().is_none_or(|focused| focused == table))
}

/// Keeps the keyboard while the pointer is used in the table; whatever else takes it ends the typing.
fn hold_focus(ctx: &Ctx<'_>, response: &Response, ui: &Ui) {
    if response.has_focus() || ctx.view.dialog.is_some() {
        return;
    }
    if is_free(ui) {
        response.request_focus();
    } else if response.lost_focus() {
        ctx.commands.send(Action::Commit(None));
    }
}

/// Puts the caret where the view has it; the box tells of every move, so that both agree.
fn put_caret(ui: &Ui, id: Id, text: &str, selection: Selection) {
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let cursor = |byte| CCursor::new(chars(text, byte));
    let (anchor, caret) = (cursor(selection.anchor), cursor(selection.caret));
    let same = |range: CCursorRange| {
        (range.secondary.index, range.primary.index) == (anchor.index, caret.index)
    };
    if !state.cursor.char_range().is_some_and(same) {
        let range = CCursorRange::two(anchor, caret);
        state.cursor.set_char_range(Some(range));
        TextEdit::store_state(ui.ctx(), id, state);
    }
}

/// How many characters stand before a byte.
fn chars(text: &str, byte: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < byte).count()
}

fn selection(text: &str, range: CCursorRange) -> Selection {
    let byte = |cursor: CCursor| {
        let mut places = text.char_indices().map(|(at, _)| at);
        places.nth(cursor.index.0).unwrap_or(text.len())
    };
    Selection {
        anchor: byte(range.secondary),
        caret: byte(range.primary),
    }
}

/// The keys that the box does not see.
fn keys(ctx: &Ctx<'_>, editing: &Editing, edit: &FormulaEdit, offers: &[Offer], ui: &Ui) {
    const LEAVING: [(Modifiers, Key, Step); 4] = [
        (Modifiers::SHIFT, Key::Enter, Step::Enter(-1)),
        (Modifiers::NONE, Key::Enter, Step::Enter(1)),
        (Modifiers::SHIFT, Key::Tab, Step::Tab(-1)),
        (Modifiers::NONE, Key::Tab, Step::Tab(1)),
    ];
    const ARROWS: [(Key, Step); 4] = [
        (Key::ArrowUp, Step::Lines(-1)),
        (Key::ArrowDown, Step::Lines(1)),
        (Key::ArrowLeft, Step::Columns(-1)),
        (Key::ArrowRight, Step::Columns(1)),
    ];
    ui.input_mut(|input| {
        if !offers.is_empty() && list::keys(ctx, editing, edit, offers, input) {
            return;
        }
        for (modifiers, key, step) in LEAVING {
            if input.consume_key(modifiers, key) {
                ctx.commands.send(Action::Commit(Some(step)));
                return;
            }
        }
        let plain = input.modifiers.is_none() && edit.mode == Mode::Enter;
        for (key, step) in ARROWS.into_iter().filter(|_| plain) {
            if input.consume_key(Modifiers::NONE, key) {
                ctx.commands.send(Action::Commit(Some(step)));
                return;
            }
        }
        if input.consume_key(Modifiers::NONE, Key::Escape) {
            ctx.commands.send(Action::Cancel);
        }
        if input.consume_key(Modifiers::NONE, Key::F9) {
            send(ctx, FormulaAct::Evaluate);
        }
    });
}

/// The text with the rows in their colours and what is wrong underlined.
fn colored(
    ctx: &Ctx<'_>,
    edit: &FormulaEdit,
    colors: &[(String, Color32)],
    text: &str,
    width: f32,
    ui: &Ui,
) -> Arc<Galley> {
    let theme = Theme::of(ui);
    let mentions = ctx.session.mentions(text);
    let wrong = edit.trial.refused.as_ref().and_then(|found| found.span);
    let mut ends: Vec<usize> = vec![0, text.len()];
    ends.extend(mentions.iter().flat_map(|m| [m.span.start, m.span.end]));
    ends.extend(wrong.iter().flat_map(|span| [span.start, span.end]));
    ends.retain(|end| text.is_char_boundary(*end));
    ends.sort_unstable();
    ends.dedup();
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    for pair in ends.windows(2) {
        let covers = |span: &Span| span.start <= pair[0] && pair[1] <= span.end;
        let named = mentions.iter().find(|mention| covers(&mention.span));
        let color = named.and_then(|named| colors.iter().find(|(row, _)| *row == named.row));
        let color = color.map_or(theme.text, |(_, color)| *color);
        let mut format = TextFormat::simple(theme.body(), color);
        if wrong.as_ref().is_some_and(covers) {
            format.underline = Stroke::new(2.0, theme.loses);
        }
        job.append(&text[pair[0]..pair[1]], 0.0, format);
    }
    if text.is_empty() {
        job.append("", 0.0, TextFormat::simple(theme.body(), theme.text));
    }
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

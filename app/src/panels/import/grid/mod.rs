//! A sheet as it stands in the file, and over it what its parts are taken for.
//!
//! Only what is in sight is looked up and painted, so that a sheet may have a million rows.

mod cells;
mod heads;

use egui::accesskit::Role;
use egui::{EventFilter, Id, Key, Modifiers, Pos2, Rect, ScrollArea, Sense, Ui, UiBuilder};
use egui::{WidgetInfo, pos2, vec2};
use rackhour_engine::excel::understand::{LineKind, Orientation};
use rackhour_engine::excel::{At, Sheet};

use super::super::Ctx;
use super::send;
use crate::import::{ImportAct, LineOf, Opened, SheetInHand, line_kind, line_of, place_of};
use crate::theme::Theme;

/// What the grid is called, for the keyboard.
pub(super) const NAME: &str = "Sheet of the spreadsheet";

/// How wide a character of a column is.
const CHARACTER: f32 = 7.0;
const PADDING: f32 = 6.0;
/// How wide the numbers of rows are, and the words beside them.
const NUMBERS: f32 = 48.0;
const LINE_WORDS: f32 = 60.0;
const PLACE_WORDS: f32 = 84.0;

/// The letters of a column: `C`.
pub(super) fn letters(column: u32) -> String {
    let text = At::new(0, column).to_string();
    text.trim_end_matches('1').to_owned()
}

/// A sheet while it is drawn.
struct Grid<'a> {
    ctx: &'a Ctx<'a>,
    opened: &'a Opened,
    sheet: &'a Sheet,
    hand: &'a SheetInHand,
    theme: &'static Theme,
    /// Where the columns begin, from the left of the first.
    lefts: Vec<f32>,
    /// The block of the selected cell.
    here: Option<LineOf<'a>>,
    has_focus: bool,
}

/// The part of a sheet that is in sight.
#[derive(Clone, Copy, Debug)]
struct Sight {
    /// Where it is on screen.
    body: Rect,
    /// How far the sheet is scrolled.
    offset: Pos2,
    rows: (u32, u32),
    columns: (u32, u32),
}

/// Draws the sheet on screen in all the room that is left.
pub(super) fn grid_ui(ctx: &Ctx<'_>, opened: &Opened, ui: &mut Ui) {
    let (Some(sheet), Some(hand)) = (opened.cells(), opened.sheet()) else {
        return;
    };
    let has_focus = keyboard_ui(ctx, hand, ui);
    let line = line_of(hand.layout.orientation, hand.at);
    let grid = Grid {
        ctx,
        opened,
        sheet,
        hand,
        theme: Theme::of(ui),
        lefts: lefts(&hand.summary.widths),
        here: LineOf::of(&hand.layout, line),
        has_focus,
    };
    let outer = ui.available_rect_before_wrap();
    let body = Rect::from_min_max(
        outer.min + vec2(grid.head_width(), 2.0 * grid.theme.sizes.row),
        outer.max,
    );
    if body.width() < 40.0 || body.height() < 20.0 {
        return;
    }
    let builder = UiBuilder::new().max_rect(body);
    let sight = ui.scope_builder(builder, |ui| grid.body_ui(body, ui)).inner;
    grid.heads_ui(outer, &sight, ui);
    ui.allocate_rect(outer, Sense::hover());
}

fn lefts(widths: &[u8]) -> Vec<f32> {
    let mut lefts = Vec::with_capacity(widths.len() + 1);
    lefts.push(0.0);
    let mut left = 0.0;
    for width in widths {
        left += f32::from(*width) * CHARACTER + 2.0 * PADDING;
        lefts.push(left);
    }
    lefts
}

/// The one thing that holds the keyboard for the sheet, and what its keys do.
fn keyboard_ui(ctx: &Ctx<'_>, hand: &SheetInHand, ui: &mut Ui) -> bool {
    let id = Id::unique(("list", NAME));
    let area = ui.available_rect_before_wrap();
    let response = ui.interact(area, id, Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::Table, true, NAME));
    if ctx.view.focus_table {
        response.request_focus();
    }
    if !response.has_focus() || ctx.view.dialog.is_some() {
        return response.has_focus();
    }
    let arrows = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
    let page = (area.height() / Theme::of(ui).sizes.row) as i64 - 3;
    for (key, modifiers) in pressed(ui) {
        let far = i64::from(u32::MAX);
        let (rows, columns) = match (key, modifiers.command) {
            (Key::ArrowUp, false) => (-1, 0),
            (Key::ArrowDown, false) => (1, 0),
            (Key::ArrowLeft, false) => (0, -1),
            (Key::ArrowRight, false) => (0, 1),
            (Key::PageUp, false) => (-page.max(1), 0),
            (Key::PageDown, false) => (page.max(1), 0),
            (Key::Home, false) | (Key::ArrowLeft, true) => (0, -far),
            (Key::End, false) | (Key::ArrowRight, true) => (0, far),
            (Key::ArrowUp, true) => (-far, 0),
            (Key::ArrowDown, true) => (far, 0),
            (Key::Home, true) => (-far, -far),
            (Key::End, true) => (far, far),
            (Key::Enter, false) => {
                super::marks::focus_place(hand, ui);
                continue;
            }
            _ => continue,
        };
        send(ctx, ImportAct::Move(rows, columns));
    }
    true
}

fn pressed(ui: &Ui) -> Vec<(Key, Modifiers)> {
    let events = ui.input(|input| input.events.clone());
    let key = |event| match event {
        egui::Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } if !modifiers.alt && !modifiers.shift => Some((key, modifiers)),
        _ => None,
    };
    events.into_iter().filter_map(key).collect()
}

impl Grid<'_> {
    /// How wide the heads of rows are.
    fn head_width(&self) -> f32 {
        NUMBERS
            + match self.hand.layout.orientation {
                Orientation::Across => LINE_WORDS,
                Orientation::Down => PLACE_WORDS,
            }
    }

    fn row(&self) -> f32 {
        self.theme.sizes.row
    }

    /// Draws the cells; tells what is in sight.
    fn body_ui(&self, body: Rect, ui: &mut Ui) -> Sight {
        let summary = &self.hand.summary;
        let whole = self.lefts.last().copied().unwrap_or(0.0);
        let content = vec2(whole, self.row() * summary.rows as f32);
        let key = ("import sheet", &self.opened.book.hash, self.opened.shown);
        ScrollArea::both()
            .id_salt(key)
            .auto_shrink([false, false])
            .show_viewport(ui, |ui, seen| {
                ui.allocate_exact_size(content, Sense::hover());
                let sight = self.sight(body, seen);
                self.cells_ui(&sight, ui);
                self.bring(&sight, ui);
                sight
            })
            .inner
    }

    fn sight(&self, body: Rect, seen: Rect) -> Sight {
        let summary = &self.hand.summary;
        let row = |y: f32| (y / self.row()).max(0.0) as u32;
        let first = self.lefts.partition_point(|left| *left <= seen.left());
        let last = self.lefts.partition_point(|left| *left < seen.right());
        let column = |at: usize| u32::try_from(at.saturating_sub(1)).unwrap_or(0);
        Sight {
            body,
            offset: seen.min,
            rows: (
                row(seen.top()).min(summary.rows),
                (row(seen.bottom()) + 1).min(summary.rows),
            ),
            columns: (
                column(first).min(summary.columns),
                (column(last) + 1).min(summary.columns),
            ),
        }
    }

    /// Scrolls to the selected cell, once for each time that this is asked for.
    fn bring(&self, sight: &Sight, ui: &Ui) {
        let id = Id::unique(("brought", &self.opened.book.hash, self.opened.shown));
        let done = ui.data(|data| data.get_temp::<u64>(id)).unwrap_or(0);
        if done != self.hand.brought {
            ui.data_mut(|data| data.insert_temp(id, self.hand.brought));
            ui.scroll_to_rect(self.place(sight, self.hand.at), None);
        }
    }

    /// Where a cell is on screen. Far down a sheet a difference is exact where a sum would not be.
    fn place(&self, sight: &Sight, at: At) -> Rect {
        let left = |column: u32| {
            let left = self.lefts.get(column as usize).or(self.lefts.last());
            left.copied().unwrap_or(0.0)
        };
        let row = f64::from(self.row());
        let top = (f64::from(at.row) * row - f64::from(sight.offset.y)) as f32;
        let corner = sight.body.min + vec2(left(at.column) - sight.offset.x, top);
        let width = left(at.column + 1) - left(at.column);
        Rect::from_min_size(pos2(corner.x, corner.y), vec2(width, self.row()))
    }

    fn line(&self, at: At) -> u32 {
        line_of(self.hand.layout.orientation, at)
    }

    fn place_along(&self, at: At) -> u32 {
        place_of(self.hand.layout.orientation, at)
    }

    fn kind(&self, at: At) -> Option<LineKind> {
        line_kind(&self.hand.layout, self.line(at))
    }
}

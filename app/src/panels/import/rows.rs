//! A list in columns whose entry in hand is moved by the keyboard: lines, and values that change.

use egui::accesskit::Role;
use egui::{Align2, Color32, Id, Rect, ScrollArea, Sense, Ui, WidgetInfo};
use egui::{pos2, vec2};

use super::super::list_keys::{has_keyboard, take_keyboard};
use crate::theme::Theme;
use crate::widgets::paint_number;
use crate::widgets::table::left_word;

const PADDING: f32 = 6.0;

/// What stands in a cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    /// The text.
    pub(super) text: String,
    /// Its colour, where it means something.
    pub(super) color: Option<Color32>,
    /// Whether it is a number.
    pub(super) is_number: bool,
    /// What is said on hover.
    pub(super) hover: String,
}

impl Cell {
    pub(super) fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    pub(super) fn number(text: impl Into<String>) -> Self {
        Self {
            is_number: true,
            ..Self::of(text)
        }
    }

    pub(super) fn color(self, color: Color32) -> Self {
        Self {
            color: Some(color),
            ..self
        }
    }

    pub(super) fn hover(self, hover: impl Into<String>) -> Self {
        Self {
            hover: hover.into(),
            ..self
        }
    }
}

/// A list in columns.
pub(super) struct Rows<'a> {
    /// What it is called.
    pub(super) name: &'a str,
    /// The heads of the columns, and each one's share of the width.
    pub(super) columns: &'a [(&'a str, f32)],
    /// How many entries there are.
    pub(super) count: usize,
    /// The entry in hand.
    pub(super) here: usize,
    /// What stands where.
    pub(super) cell: &'a dyn Fn(usize, usize) -> Cell,
    /// What an entry is called, for those who do not see it, and whether it is ticked.
    pub(super) spoken: &'a dyn Fn(usize) -> (String, bool),
}

impl Rows<'_> {
    /// Draws the list in all the room that is left; gives the entry and column that were clicked.
    pub(super) fn show(&self, ui: &mut Ui) -> Option<(usize, usize)> {
        let theme = Theme::of(ui);
        ui.spacing_mut().item_spacing.y = 0.0;
        let (head, _) =
            ui.allocate_exact_size(vec2(ui.available_width(), theme.sizes.row), Sense::hover());
        for (column, place) in self.places(head).into_iter().enumerate() {
            let (title, _) = self.columns[column];
            let inner = place.shrink2(vec2(PADDING, 0.0));
            let painter = ui.painter().with_clip_rect(inner);
            let at = inner.left_center();
            painter.text(at, Align2::LEFT_CENTER, title, theme.label(), theme.muted);
        }
        ui.painter()
            .hline(head.x_range(), head.bottom(), theme.hairline());
        let mut clicked = None;
        let bring = self.is_to_be_brought(ui);
        ScrollArea::vertical()
            .id_salt(self.name)
            .auto_shrink([false, false])
            .show_viewport(ui, |ui, seen| {
                let row = theme.sizes.row;
                let size = vec2(ui.available_width(), row * self.count as f32);
                let (area, _) = ui.allocate_exact_size(size, Sense::hover());
                let first = (seen.top() / row).max(0.0) as usize;
                let last = ((seen.bottom() / row).max(0.0) as usize + 1).min(self.count);
                for entry in first..last {
                    let column = self.entry_ui(entry, area, ui);
                    clicked = clicked.or(column.map(|column| (entry, column)));
                }
                if bring && self.here < self.count {
                    ui.scroll_to_rect(self.place(self.here, area, row), None);
                }
            });
        if clicked.is_some() {
            take_keyboard(self.name, ui);
        }
        clicked
    }

    /// Whether another entry is in hand than when the list was drawn last.
    fn is_to_be_brought(&self, ui: &Ui) -> bool {
        let id = Id::unique(("entry brought", self.name));
        let before = ui.data(|data| data.get_temp::<usize>(id));
        ui.data_mut(|data| data.insert_temp(id, self.here));
        before != Some(self.here)
    }

    fn place(&self, entry: usize, area: Rect, row: f32) -> Rect {
        let corner = pos2(area.left(), area.top() + entry as f32 * row);
        Rect::from_min_size(corner, vec2(area.width(), row))
    }

    /// The columns of a line, side by side.
    fn places(&self, line: Rect) -> Vec<Rect> {
        let all: f32 = self.columns.iter().map(|(_, share)| share).sum();
        let mut left = line.left();
        let mut places = Vec::new();
        for (_, share) in self.columns {
            let width = line.width() * share / all.max(f32::EPSILON);
            let corner = pos2(left, line.top());
            places.push(Rect::from_min_size(corner, vec2(width, line.height())));
            left += width;
        }
        places
    }

    /// Draws an entry; gives the column that was clicked.
    fn entry_ui(&self, entry: usize, area: Rect, ui: &Ui) -> Option<usize> {
        let theme = Theme::of(ui);
        let line = self.place(entry, area, theme.sizes.row);
        let on = entry == self.here;
        let response = ui.interact(
            line.intersect(ui.clip_rect()),
            Id::unique((self.name, entry)),
            Sense::CLICK,
        );
        let painter = ui.painter();
        match (on, response.hovered()) {
            (true, _) => drop(painter.rect_filled(line, 0.0, theme.selection())),
            (false, true) => drop(painter.rect_filled(line, 0.0, theme.hover())),
            (false, false) => {}
        }
        if on && has_keyboard(self.name, ui) {
            let stroke = egui::Stroke::new(1.5, theme.accent);
            let inside = egui::StrokeKind::Inside;
            painter.rect_stroke(line.shrink(1.0), 1.0, stroke, inside);
        }
        painter.hline(line.x_range(), line.bottom(), theme.hairline());
        let pointer = response.interact_pointer_pos();
        let hovered = response.hover_pos();
        let mut clicked = None;
        let (mut hover, mut texts) = (String::new(), Vec::new());
        for (column, place) in self.places(line).into_iter().enumerate() {
            let cell = (self.cell)(entry, column);
            if hovered.is_some_and(|at| place.contains(at)) {
                hover.clone_from(if cell.hover.is_empty() {
                    &cell.text
                } else {
                    &cell.hover
                });
            }
            if response.clicked() && pointer.is_some_and(|at| place.x_range().contains(at.x)) {
                clicked = Some(column);
            }
            paint(&cell, place, theme, ui);
            texts.push(cell.text);
        }
        // Whoever clicks by name, and not by place, means the entry.
        let clicked = clicked.or(response.clicked().then_some(1));
        let (spoken, ticked) = (self.spoken)(entry);
        response.widget_info(|| {
            let mut info = WidgetInfo::selected(Role::ListItem, true, ticked, &spoken);
            info.current_text_value = Some(texts.join(" · "));
            info
        });
        if !hover.is_empty() {
            response.on_hover_ui(|ui| {
                ui.set_max_width(420.0);
                ui.label(&hover);
            });
        }
        clicked
    }
}

fn paint(cell: &Cell, place: Rect, theme: &Theme, ui: &Ui) {
    let inner = place.shrink2(vec2(PADDING, 0.0));
    let color = cell.color.unwrap_or(theme.text);
    if cell.is_number {
        return paint_number(ui.painter(), inner, &cell.text, theme.body(), color);
    }
    // What is cut off stands on hover.
    let _is_cut = left_word(ui, inner, &cell.text, theme.body(), color);
}

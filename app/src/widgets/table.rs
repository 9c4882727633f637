//! A table to be read: numbers on their decimals, bars in cells, heads that stay in sight.
//!
//! Only what is seen is laid out, so that a table may have a million cells.

mod layout;

use egui::accesskit::Role;
use egui::{
    Align2, Color32, FontId, Id, Rect, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use self::layout::Layout;
use super::{paint_number, paint_word};
use crate::theme::Theme;

const PADDING: f32 = 8.0;

/// What stands in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Words, from the left.
    #[default]
    Words,
    /// Numbers, on their decimals.
    Numbers,
    /// Bars, in a column of this many points.
    Bars(u16),
}

/// A column and its head.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// What stands above, with its unit.
    pub head: String,
    /// What stands in it.
    pub kind: Kind,
}

/// What stands in a cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// The text; beside a bar as well.
    pub text: String,
    /// How long its bar is, from 0 to 1.
    pub bar: Option<f64>,
    /// The colour of text and bar, where it means something.
    pub color: Option<Color32>,
    /// Behind the text, where it means something.
    pub ground: Option<Color32>,
    /// Whether the text stands out.
    pub strong: bool,
    /// What is said on hover.
    pub hover: String,
}

impl Cell {
    /// A text.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// The same in a colour.
    #[must_use]
    pub fn color(self, color: Color32) -> Self {
        Self {
            color: Some(color),
            ..self
        }
    }

    /// The same on a ground.
    #[must_use]
    pub fn ground(self, ground: Color32) -> Self {
        Self {
            ground: Some(ground),
            ..self
        }
    }

    /// The same, standing out.
    #[must_use]
    pub fn strong(self) -> Self {
        Self {
            strong: true,
            ..self
        }
    }

    /// The same with words on hover.
    #[must_use]
    pub fn hover(self, hover: impl Into<String>) -> Self {
        Self {
            hover: hover.into(),
            ..self
        }
    }
}

/// A table.
pub struct Table<'a> {
    /// What it is called, for those who do not see it.
    pub name: &'a str,
    /// The columns; the first holds the heads of the rows.
    pub columns: &'a [Column],
    /// How many rows there are.
    pub rows: usize,
    /// What stands in a row and column.
    pub cell: &'a dyn Fn(usize, usize) -> Cell,
    /// The selected row and column.
    pub selected: Option<(usize, usize)>,
    /// How high it may be; higher ones scroll.
    pub height: f32,
}

impl Table<'_> {
    /// Draws the table; gives the row and column that were clicked.
    pub fn show(&self, ui: &mut Ui) -> Option<(usize, usize)> {
        self.draw(None, ui)
    }

    /// Draws the table with a column in sight, whenever that is another one.
    pub fn show_with(&self, column: usize, ui: &mut Ui) -> Option<(usize, usize)> {
        self.draw(Some(column), ui)
    }

    fn draw(&self, in_sight: Option<usize>, ui: &mut Ui) -> Option<(usize, usize)> {
        let layout = self.layout(ui);
        let content = vec2(layout.whole(), layout.row * (self.rows as f32 + 1.0));
        // A bar for sideways scrolling takes its own room.
        let bar = if layout.whole() > ui.available_width() {
            ui.spacing().scroll.bar_width + 2.0
        } else {
            0.0
        };
        let high = (content.y + bar).min(self.height);
        let mut clicked = None;
        ScrollArea::both()
            .id_salt(self.name)
            .auto_shrink([true, true])
            .max_height(high)
            // In a pane that scrolls, what is left of the pane says nothing.
            .min_scrolled_height(high)
            .show_viewport(ui, |ui, seen| {
                let (rect, response) = ui.allocate_exact_size(content, Sense::hover());
                response.widget_info(|| WidgetInfo::labeled(Role::Table, true, self.name));
                clicked = self.body_ui(ui, rect, seen, &layout);
                if let Some(column) = in_sight.filter(|column| *column < self.columns.len()) {
                    self.bring(column, rect, &layout, ui);
                }
            });
        clicked
    }

    /// Scrolls sideways to a column, once for each time that it is another one.
    fn bring(&self, column: usize, rect: Rect, layout: &Layout, ui: &Ui) {
        let id = Id::unique((self.name, "column in sight"));
        let brought = ui.data(|data| data.get_temp::<usize>(id));
        if brought != Some(column) {
            ui.data_mut(|data| data.insert_temp(id, column));
            let place = self.place(rect, layout, 0, column);
            let place = place.with_max_y(place.top());
            ui.scroll_to_rect(place, None);
        }
    }

    /// Draws what is seen of the table: cells, then over them the heads of the rows and columns.
    fn body_ui(&self, ui: &Ui, rect: Rect, seen: Rect, layout: &Layout) -> Option<(usize, usize)> {
        let first = (seen.top() / layout.row).floor().max(0.0) as usize;
        let last = ((seen.bottom() / layout.row).ceil().max(0.0) as usize).min(self.rows);
        let lefts = &layout.lefts;
        let columns = (1..self.columns.len())
            .filter(|column| lefts[column + 1] > seen.left() && lefts[*column] < seen.right());
        let columns: Vec<_> = columns.collect();
        let mut clicked = None;
        for row in first..last {
            for column in &columns {
                if self.cell_ui(ui, self.place(rect, layout, row, *column), row, *column) {
                    clicked = Some((row, *column));
                }
            }
        }
        let left = rect.left() + seen.left().max(0.0);
        for row in first..last {
            let place = self.place(rect, layout, row, 0);
            let place = place.translate(vec2(left - rect.left(), 0.0));
            self.ground(ui, place);
            if self.cell_ui(ui, place, row, 0) {
                clicked = Some((row, 0));
            }
        }
        let top = rect.top() + seen.top().max(0.0);
        for column in columns.into_iter().chain([0]) {
            let place = Rect::from_min_size(
                pos2(rect.left() + layout.lefts[column], top),
                vec2(layout.width(column), layout.row),
            );
            let shift = if column == 0 { left - rect.left() } else { 0.0 };
            self.head_ui(ui, place.translate(vec2(shift, 0.0)), column);
        }
        clicked
    }

    fn place(&self, rect: Rect, layout: &Layout, row: usize, column: usize) -> Rect {
        let top = rect.top() + layout.row * (row as f32 + 1.0);
        Rect::from_min_size(
            pos2(rect.left() + layout.lefts[column], top),
            vec2(layout.width(column), layout.row),
        )
    }

    fn ground(&self, ui: &Ui, place: Rect) {
        let theme = Theme::of(ui);
        ui.painter().rect_filled(place, 0.0, theme.surface);
    }

    fn head_ui(&self, ui: &Ui, place: Rect, column: usize) {
        let theme = Theme::of(ui);
        let column = &self.columns[column];
        let painter = ui.painter();
        painter.rect_filled(place, 0.0, theme.panel);
        painter.hline(place.x_range(), place.bottom() - 0.5, theme.hairline());
        let inner = place.shrink2(vec2(PADDING, 0.0));
        let cut = seen(ui, inner);
        let is_cut = match column.kind {
            Kind::Numbers if cut == inner => {
                paint_word(ui, inner, &column.head, theme.label(), theme.muted)
            }
            _ => left_word(ui, cut, &column.head, theme.label(), theme.muted),
        };
        let id = Id::unique((self.name, "head", &column.head, place.left() as i64));
        let response = ui.interact(place, id, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &column.head));
        if is_cut {
            response.on_hover_text(&column.head);
        }
    }

    /// Draws a cell; whether it was clicked.
    fn cell_ui(&self, ui: &Ui, place: Rect, row: usize, column: usize) -> bool {
        let theme = Theme::of(ui);
        let cell = (self.cell)(row, column);
        let painter = ui.painter();
        if let Some(ground) = cell.ground {
            painter.rect_filled(place, 0.0, ground);
        }
        painter.hline(place.x_range(), place.bottom() - 0.5, theme.hairline());
        if self.selected == Some((row, column)) {
            let stroke = Stroke::new(2.0, theme.accent);
            painter.rect_stroke(place.shrink(1.0), 1.0, stroke, egui::StrokeKind::Inside);
        }
        let inner = place.shrink2(vec2(PADDING, 0.0));
        let font = if cell.strong {
            theme.strong()
        } else {
            theme.body()
        };
        let color = cell.color.unwrap_or(theme.text);
        let cut = seen(ui, inner);
        let is_cut = match self.columns[column].kind {
            Kind::Words => left_word(ui, cut, &cell.text, font, color),
            // Half a number reads as another number.
            Kind::Numbers if cut != inner => left_word(ui, cut, "…", font, theme.muted),
            Kind::Numbers => {
                paint_number(painter, inner, &cell.text, font, color);
                false
            }
            Kind::Bars(_) => {
                bar(ui, inner, &cell, theme);
                false
            }
        };
        let cell = match is_cut && cell.hover.is_empty() {
            true => Cell {
                hover: cell.text.clone(),
                ..cell
            },
            false => cell,
        };
        self.respond(ui, place, row, column, &cell)
    }

    fn respond(&self, ui: &Ui, place: Rect, row: usize, column: usize, cell: &Cell) -> bool {
        let id = Id::unique((self.name, row, column));
        let visible = place.intersect(ui.clip_rect());
        let response = ui.interact(visible, id, Sense::CLICK);
        response.widget_info(|| {
            let (role, name) = match column {
                0 => (Role::RowHeader, cell.text.clone()),
                _ => {
                    let head = (self.cell)(row, 0).text;
                    (Role::Cell, format!("{head}, {}", self.columns[column].head))
                }
            };
            let mut info = WidgetInfo::labeled(role, true, name);
            info.current_text_value = Some(cell.text.clone()).filter(|_| column > 0);
            info
        });
        let clicked = response.clicked();
        if !cell.hover.is_empty() {
            response.on_hover_text(&cell.hover);
        }
        clicked
    }
}

/// What is seen of a cell from the left on: less than all of it in the last column in sight.
fn seen(ui: &Ui, rect: Rect) -> Rect {
    let right = rect.right().min(ui.clip_rect().right());
    rect.with_max_x(right.max(rect.left()))
}

/// A word at the left, with an ellipsis where it does not fit; whether it has one.
pub fn left_word(ui: &Ui, rect: Rect, text: &str, font: FontId, color: Color32) -> bool {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width());
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let place = Align2::LEFT_CENTER.anchor_size(rect.left_center(), galley.size());
    let is_cut = galley.elided;
    ui.painter().galley(place.min, galley, color);
    is_cut
}

/// A bar from the left, and its text beside it; a text alone where there is no bar.
fn bar(ui: &Ui, rect: Rect, cell: &Cell, theme: &Theme) {
    let color = cell.color.unwrap_or(theme.total);
    let Some(share) = cell.bar.filter(|share| share.is_finite()) else {
        left_word(
            ui,
            rect,
            &cell.text,
            theme.body(),
            cell.color.unwrap_or(theme.text),
        );
        return;
    };
    let painter = ui.painter();
    let galley = painter.layout_no_wrap(cell.text.clone(), theme.body(), theme.text);
    // Beside the bar its number always has room.
    let room = (rect.width() - galley.size().x - 6.0).max(0.0);
    let length = (share.abs().min(1.0) as f32 * room).max(1.0);
    let corner = pos2(rect.left(), rect.center().y - 5.0);
    let bar = Rect::from_min_size(corner, vec2(length, 10.0));
    painter.rect_filled(bar, 1.0, color);
    let place = pos2(bar.right() + 6.0, rect.center().y - galley.size().y / 2.0);
    painter.galley(place, galley, theme.text);
}

#[cfg(test)]
mod tests;

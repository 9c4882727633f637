//! The heads of a sheet: letters and numbers, and beside them what places hold and lines are.

use egui::accesskit::Role;
use egui::{
    Align2, Color32, Id, Popup, Rect, Response, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use rackhour_engine::excel::At;
use rackhour_engine::excel::understand::Orientation;

use super::super::{marks, send};
use super::{Grid, NUMBERS, PADDING, Sight, letters};
use crate::import::{ImportAct, holds, holds_word, line_kind, line_word};

/// The head of a row or a column.
#[derive(Clone, Copy, Debug)]
enum Head {
    /// Of a row, by its number.
    Row(u32),
    /// Of a column, by its number.
    Column(u32),
}

impl Grid<'_> {
    pub(super) fn heads_ui(&self, outer: Rect, sight: &Sight, ui: &mut Ui) {
        let theme = self.theme;
        let body = sight.body;
        let top = Rect::from_min_max(
            pos2(body.left(), outer.top()),
            pos2(body.right(), body.top()),
        );
        let left = Rect::from_min_max(pos2(outer.left(), body.top()), body.left_bottom());
        let corner = Rect::from_min_max(outer.min, body.min);
        for part in [top, left, corner] {
            ui.painter().rect_filled(part, 0.0, theme.panel);
        }
        ui.scope_builder(UiBuilder::new().max_rect(top), |ui| {
            ui.set_clip_rect(top.intersect(ui.clip_rect()));
            for column in sight.columns.0..sight.columns.1 {
                let place = self.place(sight, At::new(0, column));
                let upper = Rect::from_min_size(
                    pos2(place.left(), top.top()),
                    vec2(place.width(), self.row()),
                );
                let lower = upper.translate(vec2(0.0, self.row()));
                self.head_ui(Head::Column(column), upper, lower, ui);
            }
        });
        ui.scope_builder(UiBuilder::new().max_rect(left), |ui| {
            ui.set_clip_rect(left.intersect(ui.clip_rect()));
            for row in sight.rows.0..sight.rows.1 {
                let place = self.place(sight, At::new(row, 0));
                let number =
                    Rect::from_min_size(pos2(left.left(), place.top()), vec2(NUMBERS, self.row()));
                let word =
                    Rect::from_min_max(number.right_top(), pos2(left.right(), place.bottom()));
                self.head_ui(Head::Row(row), number, word, ui);
            }
        });
        let painter = ui.painter();
        painter.hline(outer.x_range(), body.top(), theme.hairline());
        painter.vline(body.left(), outer.y_range(), theme.hairline());
    }

    /// Draws the name of a row or column, and what it is taken for, which a click changes.
    fn head_ui(&self, head: Head, name: Rect, mark: Rect, ui: &Ui) {
        let theme = self.theme;
        let is_here = match head {
            Head::Row(row) => row == self.hand.at.row,
            Head::Column(column) => column == self.hand.at.column,
        };
        let painter = ui.painter();
        if is_here {
            painter.rect_filled(name, 0.0, theme.selection());
        }
        let title = match head {
            Head::Row(row) => (row + 1).to_string(),
            Head::Column(column) => letters(column),
        };
        let color = if is_here { theme.text } else { theme.muted };
        painter.text(
            name.center(),
            Align2::CENTER_CENTER,
            title,
            theme.label(),
            color,
        );
        let (word, color) = self.mark(head);
        let clipped = painter.with_clip_rect(mark.intersect(painter.clip_rect()));
        let from = mark.left_center() + vec2(PADDING, 0.0);
        clipped.text(from, Align2::LEFT_CENTER, &word, theme.label(), color);
        let response = self.respond_head(head, name.union(mark), &word, ui);
        Popup::context_menu(&response).show(|ui| self.menu_ui(head, ui));
    }

    /// What a row or column is taken for.
    fn mark(&self, head: Head) -> (String, Color32) {
        let theme = self.theme;
        match self.along(head) {
            Along::Place(place) => {
                let column = holds(self.here.as_ref(), place);
                (holds_word(column), theme.accent)
            }
            Along::Line(line) => {
                let kind = line_kind(&self.hand.layout, line);
                (kind.map_or("", line_word).to_owned(), theme.muted)
            }
        }
    }

    fn along(&self, head: Head) -> Along {
        match (self.hand.layout.orientation, head) {
            (Orientation::Across, Head::Column(place)) | (Orientation::Down, Head::Row(place)) => {
                Along::Place(place)
            }
            (Orientation::Across, Head::Row(line)) | (Orientation::Down, Head::Column(line)) => {
                Along::Line(line)
            }
        }
    }

    fn respond_head(&self, head: Head, area: Rect, word: &str, ui: &Ui) -> Response {
        let (id, name, at) = match head {
            Head::Row(row) => (
                Id::unique(("import row", row)),
                format!("Row {}", row + 1),
                At::new(row, self.hand.at.column),
            ),
            Head::Column(column) => (
                Id::unique(("import column", column)),
                format!("Column {}", letters(column)),
                At::new(self.hand.at.row, column),
            ),
        };
        let role = match head {
            Head::Row(_) => Role::RowHeader,
            Head::Column(_) => Role::ColumnHeader,
        };
        let response = ui.interact(area.intersect(ui.clip_rect()), id, Sense::CLICK);
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(role, true, &name);
            info.current_text_value = Some(word.to_owned());
            info
        });
        if response.clicked() || response.secondary_clicked() {
            send(self.ctx, ImportAct::Select(at, false));
            super::super::super::list_keys::take_keyboard(super::NAME, ui);
        }
        response
    }

    /// What a row or column can be taken for.
    fn menu_ui(&self, head: Head, ui: &mut Ui) {
        match (self.along(head), &self.here) {
            (Along::Place(place), Some(of)) => {
                marks::place_menu_ui(self.ctx, self.opened, of, place, ui);
            }
            (Along::Line(line), _) => marks::line_menu_ui(self.ctx, self.hand, line, ui),
            (Along::Place(_), None) => {
                ui.label("No table with numbers was found on this sheet");
            }
        }
    }
}

/// What the head of a row or column is about.
enum Along {
    /// A place along lines.
    Place(u32),
    /// A line.
    Line(u32),
}

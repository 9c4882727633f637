//! The cells of a sheet.

use egui::accesskit::Role;
use egui::{
    Align2, Color32, FontId, Id, Painter, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};
use rackhour_engine::excel::understand::{Column, LineKind};
use rackhour_engine::excel::{Area, At, Cell};

use super::super::send;
use super::{Grid, PADDING, Sight};
use crate::import::{ImportAct, LineOf, Look, holds, look, shown};

/// The most characters of a text that are laid out.
const LONGEST: usize = 160;
/// How far the strokes over hidden cells are apart.
const HATCH: f32 = 6.0;

impl Grid<'_> {
    pub(super) fn cells_ui(&self, sight: &Sight, ui: &Ui) {
        let painter = ui.painter().with_clip_rect(ui.clip_rect());
        let merged = self.merged_in(sight);
        for row in sight.rows.0..sight.rows.1 {
            self.grounds(row, sight, &painter);
        }
        for area in &merged {
            let place = self.area(sight, area);
            painter.rect_filled(place.shrink(0.5), 0.0, self.theme.panel);
            painter.rect_stroke(place, 0.0, self.theme.hairline(), StrokeKind::Inside);
        }
        for row in sight.rows.0..sight.rows.1 {
            self.row_ui(row, sight, &merged, ui, &painter);
        }
        self.selection(sight, &painter);
    }

    /// Merged cells in sight.
    fn merged_in(&self, sight: &Sight) -> Vec<Area> {
        let is_seen = |area: &&Area| {
            area.first.row < sight.rows.1
                && area.last.row >= sight.rows.0
                && area.first.column < sight.columns.1
                && area.last.column >= sight.columns.0
        };
        self.sheet.merged.iter().filter(is_seen).copied().collect()
    }

    fn area(&self, sight: &Sight, area: &Area) -> Rect {
        self.place(sight, area.first)
            .union(self.place(sight, area.last))
    }

    /// What lies behind the cells of a row: what is read, what is hidden, and the lines between.
    fn grounds(&self, row: u32, sight: &Sight, painter: &Painter) {
        for column in sight.columns.0..sight.columns.1 {
            let at = At::new(row, column);
            let place = self.place(sight, at);
            if let Some(ground) = self.ground(at) {
                painter.rect_filled(place, 0.0, ground);
            }
            if self.is_hidden(at) {
                hatch(painter, place, self.theme.line);
            }
            painter.hline(place.x_range(), place.bottom(), self.theme.hairline());
            painter.vline(place.right(), place.y_range(), self.theme.hairline());
        }
    }

    fn is_hidden(&self, at: At) -> bool {
        let extras = self.sheet.extras.as_ref();
        extras.is_some_and(|extras| extras.hides(at))
    }

    /// What a cell is taken for, as a colour: headings, and values that are read.
    fn ground(&self, at: At) -> Option<Color32> {
        match self.kind(at)? {
            LineKind::Heading => Some(self.theme.hover()),
            LineKind::Section => Some(self.theme.panel),
            LineKind::Data => {
                let is_value =
                    !matches!(self.held(at)?, Column::Label | Column::Unit | Column::Note);
                is_value.then(|| self.theme.tint(self.theme.accent))
            }
        }
    }

    /// What the place of a cell holds in the block of the cell.
    fn held(&self, at: At) -> Option<&Column> {
        let line = self.line(at);
        // What stands above the headings is a title.
        let of = LineOf::of(&self.hand.layout, line)
            .filter(|of| of.block.headers.last().is_none_or(|last| line > *last));
        holds(of.as_ref(), self.place_along(at))
    }

    fn row_ui(&self, row: u32, sight: &Sight, merged: &[Area], ui: &Ui, painter: &Painter) {
        // A text that begins before what is in sight may reach into it.
        let from = At::new(row, sight.columns.0.saturating_sub(4));
        let to = At::new(row, sight.columns.1);
        let mut cells = self.sheet.cells.range(from..=to).peekable();
        while let Some((at, cell)) = cells.next() {
            let next = cells.peek().map_or(u32::MAX, |(next, _)| next.column);
            self.cell(*at, cell, next, sight, merged, painter);
        }
        for column in sight.columns.0..sight.columns.1 {
            self.respond(At::new(row, column), sight, ui);
        }
    }

    /// Paints a cell. A text runs on over empty cells, as it does in the spreadsheet.
    fn cell(
        &self,
        at: At,
        cell: &Cell,
        next: u32,
        sight: &Sight,
        merged: &[Area],
        painter: &Painter,
    ) {
        let mut place = self.place(sight, at);
        let kind = look(cell);
        let is_words = matches!(kind, Look::Text | Look::TextNumber);
        if let Some(area) = merged.iter().find(|area| area.first == at) {
            place = self.area(sight, area);
        } else if is_words && next > at.column + 1 {
            let last = next.min(sight.columns.1).max(at.column + 1) - 1;
            place = place.union(self.place(sight, At::new(at.row, last)));
        }
        let text: String = shown(&self.opened.book, cell)
            .chars()
            .take(LONGEST)
            .collect();
        let clip = painter.clip_rect().intersect(place);
        let painter = painter.with_clip_rect(clip);
        let inner = place.shrink2(vec2(PADDING, 0.0));
        let (anchor, from) = match is_words {
            true => (Align2::LEFT_CENTER, inner.left_center()),
            false => (Align2::RIGHT_CENTER, inner.right_center()),
        };
        painter.text(from, anchor, text, self.font(at), self.color(at, kind));
        if kind == Look::TextNumber {
            corner(&painter, place.left_top(), 1.0, self.theme.warns);
        }
        if self.note(at).is_some() {
            corner(&painter, place.right_top(), -1.0, self.theme.accent);
        }
    }

    fn font(&self, at: At) -> FontId {
        match self.kind(at) {
            Some(LineKind::Heading | LineKind::Section) => self.theme.strong(),
            _ => self.theme.body(),
        }
    }

    fn color(&self, at: At, kind: Look) -> Color32 {
        let theme = self.theme;
        match kind {
            _ if self.is_hidden(at) => theme.muted,
            Look::Number => theme.assumption,
            Look::TextNumber => theme.warns,
            Look::Error => theme.loses,
            Look::Formula | Look::Text => theme.text,
        }
    }

    fn note(&self, at: At) -> Option<&String> {
        let extras = self.sheet.extras.as_ref()?;
        extras.notes.get(&at)
    }

    fn selection(&self, sight: &Sight, painter: &Painter) {
        let place = self.place(sight, self.hand.at);
        let color = match self.has_focus {
            true => self.theme.accent,
            false => self.theme.muted,
        };
        let stroke = Stroke::new(2.0, color);
        painter.rect_stroke(place.shrink(1.0), 1.0, stroke, StrokeKind::Inside);
    }

    /// Selects a cell that is clicked, and tells about it on hover.
    fn respond(&self, at: At, sight: &Sight, ui: &Ui) {
        let visible = self.place(sight, at).intersect(ui.clip_rect());
        if !visible.is_positive() {
            return;
        }
        let cell = self.sheet.cells.get(&at);
        let id = Id::unique(("import cell", at.row, at.column));
        let response = ui.interact(visible, id, Sense::CLICK);
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::Cell, true, at.to_string());
            info.current_text_value = cell.map(|cell| shown(&self.opened.book, cell));
            info
        });
        if response.clicked() {
            send(self.ctx, ImportAct::Select(at, false));
            super::super::super::list_keys::take_keyboard(super::NAME, ui);
        }
        let is_hidden = self.is_hidden(at);
        if cell.is_none() && !is_hidden {
            return;
        }
        response.on_hover_ui(|ui| {
            if let Some(cell) = cell {
                let kind = look(cell).title();
                ui.label(format!("{at}: {kind}"));
                if let Some(formula) = &cell.formula {
                    ui.label(format!("={formula}"));
                }
            }
            if is_hidden {
                ui.label("Hidden in the file");
            }
            if let Some(note) = self.note(at) {
                ui.label(format!("Note: {note}"));
            }
        });
    }
}

/// A mark in the upper corner of a cell, pointing into it.
fn corner(painter: &Painter, at: egui::Pos2, inwards: f32, color: Color32) {
    let points = vec![at, pos2(at.x + inwards * 6.0, at.y), pos2(at.x, at.y + 6.0)];
    painter.add(egui::Shape::convex_polygon(points, color, Stroke::NONE));
}

/// Strokes over a cell that the author of the sheet hides.
fn hatch(painter: &Painter, place: Rect, color: Color32) {
    let painter = painter.with_clip_rect(place.intersect(painter.clip_rect()));
    let high = place.height();
    let mut left = place.left() - high;
    while left < place.right() {
        let from = pos2(left, place.bottom());
        let to = pos2(left + high, place.top());
        painter.line_segment([from, to], Stroke::new(1.0, color));
        left += HATCH;
    }
}

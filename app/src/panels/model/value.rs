//! The cell of one value: what it shows, whether it is selected, what a click does.

use std::time::Duration;

use egui::accesskit::Role;
use egui::{Id, Rect, Response, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::cells::{PADDING, Rows};
use super::{cell_editor, formats, formula_bar};
use crate::command::{Action, Command};
use crate::panels::{Ctx, studies};
use crate::session::Shown;
use crate::sheet::{Act, Cell, Convention, Step};
use crate::text;
use crate::widgets;

/// Room that a range's bar needs beside its number, and its greatest length.
const BAR: std::ops::RangeInclusive<f32> = 20.0..=40.0;

/// How often a sweep beyond the edge goes on.
const EVERY: Duration = Duration::from_millis(40);

/// Where it is kept that the pointer went down on a cell and sweeps over others.
fn sweep() -> Id {
    Id::unique("sweep over cells")
}

/// Forgets a sweep whose button was let go, or pressed somewhere else.
pub(super) fn end_sweep(ui: &Ui) {
    let over = ui.input(|input| !input.pointer.primary_down() || input.pointer.primary_pressed());
    if over {
        ui.data_mut(|data| data.remove::<bool>(sweep()));
    }
}

/// Goes on while the pointer sweeps beyond the table's edge.
pub(super) fn sweep_beyond(ctx: &Ctx<'_>, ui: &Ui, area: Rect) {
    let swept = ui.data(|data| data.get_temp::<bool>(sweep())) == Some(true);
    let Some(at) = ui.input(|input| input.pointer.latest_pos()) else {
        return;
    };
    let step = match at {
        _ if !swept => return,
        at if at.y > area.bottom() => Step::Lines(1),
        at if at.y < area.top() => Step::Lines(-1),
        at if at.x > area.right() => Step::Columns(1),
        at if at.x < area.left() => Step::Columns(-1),
        _ => return,
    };
    let time = ui.input(|input| input.time);
    let last = ui.data(|data| data.get_temp::<f64>(sweep()));
    ui.ctx().request_repaint_after(EVERY);
    if last.is_none_or(|last| time - last >= EVERY.as_secs_f64()) {
        ui.data_mut(|data| data.insert_temp(sweep(), time));
        ctx.commands.send(Act::Extend(step).into());
    }
}

/// One value and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) label: &'a str,
    pub(super) cell: &'a Cell,
    pub(super) line: usize,
}

impl Rows<'_, '_> {
    pub(super) fn value_ui(&self, ui: &mut Ui, value: Value<'_>) {
        let Value { label, cell, .. } = value;
        let editing = self
            .ctx
            .view
            .editing
            .as_ref()
            .filter(|editing| editing.cell == *cell && !editing.beside_slider);
        if let Some(editing) = editing {
            cell_editor::cell_editor_ui(self.ctx, editing, &self.name(label, cell), ui);
            return;
        }
        let shown = self.ctx.session.shown(cell);
        let formulas = self.ctx.view.sheet.formulas;
        let formula = self.ctx.session.formula_at(cell).filter(|_| formulas);
        let text = formula.map_or_else(|| shown.text(), str::to_owned);
        let id = Id::unique(("value", &cell.row, cell.element, cell.period));
        let response = ui.interact(ui.max_rect(), id, Sense::CLICK);
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::Cell, true, self.name(label, cell));
            info.current_text_value = Some(text.clone());
            info.selected = Some(self.is_selected(value));
            info
        });
        self.paint_ground(ui, value, &shown);
        match formula {
            Some(formula) => {
                self.text_ui(ui, formula, self.theme.body(), self.theme.formula, 0.0);
            }
            None => self.paint_value(ui, cell, &shown, &text),
        }
        self.paint_selection(ui, value);
        self.answer_pointer(ui, &response, cell);
        formats::formats_ui(self.ctx, cell, &response);
        if response.secondary_clicked() {
            self.ctx.commands.send(Action::Select(cell.clone()));
        }
        studies::value_menu_ui(self.ctx, &response);
        self.hover_ui(response, cell, &shown);
    }

    /// The accessible name of a cell: its label and its period.
    fn name(&self, label: &str, cell: &Cell) -> String {
        let row = self.ctx.session.label(&cell.row);
        let place = if label == row {
            row
        } else {
            format!("{row}, {label}")
        };
        match cell
            .period
            .and_then(|period| self.ctx.session.sheet().periods.get(period))
        {
            Some(period) => format!("{place}, {period}"),
            None => place,
        }
    }

    fn is_selected(&self, value: Value<'_>) -> bool {
        let column = value.cell.period.map_or(0, |period| period + 1);
        self.ctx.view.sheet.covers(value.line, column)
    }

    /// What lies behind the value: whether it is selected, and whether it was given.
    fn paint_ground(&self, ui: &Ui, value: Value<'_>, shown: &Shown) {
        let theme = self.theme;
        let fast = self.ctx.view.sheet.convention == Convention::Fast;
        let given = self.ctx.session.is_given(value.cell);
        let rect = ui.max_rect().with_max_y(ui.max_rect().bottom() - 1.0);
        if fast && given && !matches!(shown, Shown::Empty) {
            ui.painter().rect_filled(rect, 0.0, theme.input);
        }
        let active = self.ctx.view.selected.as_ref() == Some(value.cell);
        let single = self.ctx.view.sheet.area.as_ref();
        let single = single.is_none_or(|area| area.is_single());
        // As in a spreadsheet, the cell into which one types keeps its ground within a range.
        if self.is_selected(value) && (single || !active) {
            ui.painter().rect_filled(rect, 0.0, theme.selection());
        }
        let now = ui.input(|input| input.time);
        let changed = &self.ctx.view.sheet.changed;
        let left = changed.left(self.ctx.session, value.cell, now);
        if left > 0.0 {
            ui.painter().rect_filled(rect, 0.0, theme.changed(left));
            ui.ctx().request_repaint();
        }
    }

    /// The line around the selected range, of which each cell draws its part.
    fn paint_selection(&self, ui: &Ui, value: Value<'_>) {
        let sheet = &self.ctx.view.sheet;
        let Some((area, (first, last))) = sheet.area.as_ref().zip(sheet.ends()) else {
            return;
        };
        if !self.is_selected(value) {
            return;
        }
        let width = if self.has_focus { 2.0 } else { 1.0 };
        let stroke = Stroke::new(width, self.theme.accent);
        // Lines between columns are drawn over the outermost point of a cell.
        let rect = ui.max_rect().shrink(1.0);
        let column = value.cell.period.map_or(0, |period| period + 1);
        let painter = ui.painter();
        if value.line == first {
            painter.hline(ui.max_rect().x_range(), rect.top(), stroke);
        }
        if value.line == last {
            painter.hline(ui.max_rect().x_range(), rect.bottom(), stroke);
        }
        if column == *area.columns.start() {
            painter.vline(rect.left(), ui.max_rect().y_range(), stroke);
        }
        if column == *area.columns.end() {
            painter.vline(rect.right(), ui.max_rect().y_range(), stroke);
        }
    }

    fn paint_value(&self, ui: &mut Ui, cell: &Cell, shown: &Shown, value: &str) {
        let theme = self.theme;
        let color = self.color(cell, shown);
        let painter = ui.painter();
        let galley = painter.layout_no_wrap(value.to_owned(), theme.body(), color);
        let width = galley.size().x;
        if ui.is_sizing_pass() {
            ui.allocate_space(vec2(width + 2.0 * PADDING + 6.0, 0.0));
        }
        let rect = ui.max_rect().shrink2(vec2(PADDING, 0.0));
        match shown {
            Shown::Word(word) => {
                widgets::paint_word(ui, rect, word, theme.body(), color);
            }
            _ => widgets::paint_number(ui.painter(), rect, value, theme.body(), color),
        }
        if let Shown::Number(value, _) = shown {
            let room = rect.width() - width - 3.0 * PADDING;
            self.paint_range(ui, cell, *value, rect, room);
        }
        if !matches!(shown, Shown::Empty) && self.ctx.session.layer_of(cell).is_some() {
            let at = pos2(ui.max_rect().left() + 6.0, rect.center().y);
            ui.painter().circle_filled(at, 2.5, theme.accent);
        }
    }

    fn color(&self, cell: &Cell, shown: &Shown) -> egui::Color32 {
        let theme = self.theme;
        let bank = self.ctx.view.sheet.convention == Convention::Bank;
        match shown {
            Shown::Unavailable(_) => theme.muted,
            _ if !bank => theme.text,
            _ if self.ctx.session.is_given(cell) => theme.assumption,
            _ if self.ctx.session.is_reference(&cell.row) => theme.cross_reference,
            _ => theme.formula,
        }
    }

    /// A small bar from the low to the high end of what is plausible, with a tick at the value.
    fn paint_range(&self, ui: &Ui, cell: &Cell, value: f64, rect: Rect, room: f32) {
        let range = self.ctx.session.range(cell);
        let Some((low, high)) = range.filter(|(low, high)| low < high && room >= *BAR.start())
        else {
            return;
        };
        let left = rect.left() + PADDING;
        let width = room.min(*BAR.end());
        let share = ((value - low) / (high - low)).clamp(0.0, 1.0) as f32;
        let middle = rect.center().y;
        let painter = ui.painter();
        let bar = Rect::from_min_size(pos2(left, middle - 1.0), vec2(width, 2.0));
        painter.rect_filled(bar, 1.0, self.theme.line);
        let within = low <= value && value <= high;
        let color = if within {
            self.theme.muted
        } else {
            self.theme.warns
        };
        let tick = pos2(left + share * width - 1.0, middle - 4.0);
        painter.rect_filled(Rect::from_min_size(tick, vec2(2.0, 8.0)), 0.0, color);
    }

    fn answer_pointer(&self, ui: &Ui, response: &Response, cell: &Cell) {
        if formula_bar::is_typing(self.ctx) {
            if response.clicked() {
                formula_bar::point_at_cell(self.ctx, cell);
            }
            return;
        }
        let (pressed, down, shift) = ui.input(|input| {
            let pointer = &input.pointer;
            let shift = input.modifiers.shift;
            (pointer.primary_pressed(), pointer.primary_down(), shift)
        });
        let on_it = response.is_pointer_button_down_on() && pressed;
        if response.double_clicked() {
            self.ctx.commands.send(Action::Select(cell.clone()));
            self.ctx.commands.run(Command::EditCell);
        } else if on_it || response.clicked() {
            ui.data_mut(|data| data.insert_temp(sweep(), true));
            // The click that ends a press on the range's corner leaves the range as it is.
            self.ctx
                .commands
                .send(match shift || self.is_end_of_range(cell) && !on_it {
                    true => Act::ExtendTo(cell.clone()).into(),
                    false => Action::Select(cell.clone()),
                });
        } else if down
            && response.contains_pointer()
            && ui.data(|data| data.get_temp::<bool>(sweep())) == Some(true)
            && !self.is_corner(cell)
        {
            self.ctx.commands.send(Act::ExtendTo(cell.clone()).into());
        }
    }

    /// Whether the free corner of the range is on a cell.
    fn is_corner(&self, cell: &Cell) -> bool {
        let selected = self.ctx.view.selected.as_ref();
        selected.is_some_and(|active| self.ctx.view.sheet.selection.corners(active).1 == cell)
    }

    fn is_end_of_range(&self, cell: &Cell) -> bool {
        let single = self.ctx.view.sheet.area.as_ref();
        self.is_corner(cell) && single.is_some_and(|area| !area.is_single())
    }

    fn hover_ui(&self, response: Response, cell: &Cell, shown: &Shown) {
        if matches!(shown, Shown::Empty) || !response.hovered() {
            return;
        }
        let session = self.ctx.session;
        let layer = session.layer_of(cell);
        let mut lines = Vec::new();
        match shown {
            Shown::Unavailable(reason) => lines.push(session.not_available(reason)),
            Shown::Word(word) => lines.push(word.clone()),
            Shown::Number(..) | Shown::Empty => {}
        }
        lines.extend(layer.map(|layer| format!("Set by {layer}")));
        let row = session.variable(&cell.row);
        if let Some((row, (low, high))) = row.zip(session.range(cell)) {
            let [low, high] = [low, high].map(|end| session.plain_number(row, end));
            let unit = text::unit_label(&row.unit);
            let range = format!("Plausible from {low} to {high} {unit}");
            lines.push(range.trim_end().to_owned());
        }
        if !lines.is_empty() {
            response.on_hover_text(lines.join("\n"));
        }
    }
}

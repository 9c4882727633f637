//! The table of rows: labels, units, values by element and period, sources.
//!
//! An assumption is typed over in place. The table as a whole holds the keyboard, with the keys of a
//! spreadsheet; only the cell that is being edited is a text box.

use egui::accesskit::Role;
use egui::{
    Align2, Event, EventFilter, Frame, Id, Key, Margin, Modifiers, Rect, Response, Sense, Stroke,
    Ui, WidgetInfo, pos2, vec2,
};
use egui_table::{CellInfo, Column, HeaderCellInfo, HeaderRow, Table, TableDelegate, TableState};
use rackhour_engine::workbook::{Definition, Provenance, Variable};

use super::{Ctx, cell_editor, empty_ui, scenarios};
use crate::command::{Action, Command};
use crate::session::Shown;
use crate::sheet::{self, Cell, Line, Step};
use crate::text;
use crate::theme::Theme;
use crate::widgets;

const LABEL: usize = 0;
const UNIT: usize = 1;
const FIRST_VALUE: usize = 2;
const STICKY: usize = 2;
const PADDING: f32 = 8.0;
/// The width below which the columns are laid out for a narrow pane.
const NARROW: f32 = 560.0;

/// Draws the table.
pub(super) fn model_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    if ctx.session.sheet().lines.is_empty() {
        Frame::NONE.inner_margin(Margin::same(12)).show(ui, |ui| {
            empty_ui(
                "The rows of the workbook stand here; this one has none yet",
                ui,
            );
        });
        return;
    }
    scenarios::case_line_ui(ctx, ui);
    let focus = keyboard_ui(ctx, ui);
    let theme = Theme::of(ui);
    let mut rows = Rows {
        ctx,
        theme,
        has_focus: ui.memory(|memory| memory.has_focus(focus)),
    };
    let mut table = Table::new()
        .id_salt("model")
        .num_rows(ctx.session.sheet().lines.len() as u64)
        .columns(rows.columns(ui.available_width()))
        .num_sticky_cols(STICKY)
        .headers([HeaderRow::new(theme.sizes.row + 2.0)]);
    if let Some(line) = ctx.view.scroll_to {
        let align = matches!(ctx.session.sheet().lines.get(line), Some(Line::Section(_)))
            .then_some(egui::Align::TOP);
        table = table.scroll_to_row(line as u64, align);
        if let Some(cell) = &ctx.view.selected {
            let column = FIRST_VALUE + cell.period.map_or(0, |period| period + 1);
            table = table.scroll_to_column(column, None);
        }
    }
    // Without a state the table would first measure its cells, which paint and do not allocate.
    let id = table.get_id(ui);
    if TableState::load(ui.ctx(), id).is_none() {
        TableState::default().store(ui.ctx(), id);
    }
    table.show(ui, &mut rows);
}

/// The one thing in the table that holds the keyboard, and what its keys do.
fn keyboard_ui(ctx: &Ctx<'_>, ui: &mut Ui) -> Id {
    let id = Id::unique("model table");
    let area = ui.available_rect_before_wrap();
    let response = ui.interact(area, id, Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::Table, true, "Model"));
    if ctx.view.focus_table && ctx.view.editing.is_none() {
        response.request_focus();
    }
    if response.has_focus() {
        let all = EventFilter {
            tab: true,
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: false,
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, all));
        if ctx.view.editing.is_none() && ctx.view.dialog.is_none() {
            keys(ctx, ui);
        }
    }
    id
}

/// Turns the keys of a spreadsheet into actions.
fn keys(ctx: &Ctx<'_>, ui: &Ui) {
    let page = (ui.available_height() / Theme::of(ui).sizes.row).max(2.0) as isize - 2;
    for event in ui.input(|input| input.events.clone()) {
        let action = match event {
            Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } => step(key, modifiers, page),
            Event::Text(text) if !text.trim().is_empty() => Some(Action::Type(text)),
            Event::Paste(text) => {
                let first = text.split(['\t', '\n']).next().unwrap_or_default();
                ctx.commands.send(Action::Type(first.trim().to_owned()));
                Some(Action::Commit(None))
            }
            Event::Copy => {
                let shown = ctx
                    .view
                    .selected
                    .as_ref()
                    .map(|cell| ctx.session.shown(cell));
                ui.copy_text(shown.map_or_else(String::new, |shown| shown.exact()));
                None
            }
            _ => None,
        };
        if let Some(action) = action {
            ctx.commands.send(action);
        }
    }
}

fn step(key: Key, modifiers: Modifiers, page: isize) -> Option<Action> {
    let back = modifiers.shift;
    let step = match key {
        Key::ArrowUp => Step::Lines(-1),
        Key::ArrowDown => Step::Lines(1),
        Key::ArrowLeft => Step::Columns(-1),
        Key::ArrowRight => Step::Columns(1),
        Key::PageUp if modifiers.is_none() => Step::Lines(-page),
        Key::PageDown if modifiers.is_none() => Step::Lines(page),
        Key::Tab => Step::Columns(if back { -1 } else { 1 }),
        Key::Enter if back => Step::Lines(-1),
        Key::Home if modifiers.command => Step::First,
        Key::End if modifiers.command => Step::Last,
        Key::Home => Step::LineStart,
        Key::End => Step::LineEnd,
        Key::Enter => return Some(Action::Run(Command::EditCell)),
        Key::Backspace | Key::Delete => return Some(Action::Type(String::new())),
        _ => return None,
    };
    Some(Action::Move(step))
}

/// What the table asks for: its cells.
struct Rows<'a, 'b> {
    ctx: &'a Ctx<'b>,
    theme: &'static Theme,
    has_focus: bool,
}

impl Rows<'_, '_> {
    fn columns(&self, width: f32) -> Vec<Column> {
        let periods = self.ctx.session.sheet().periods.len();
        let (mut label, unit, mut value, period) =
            (if width > 720.0 { 288.0 } else { 248.0 }, 88.0, 152.0, 88.0);
        // Beside the figures the values are seen before the sources, and labels make way.
        let narrow = width < NARROW;
        if narrow {
            value = 112.0;
            label = (width - unit - value - 4.0).clamp(140.0, label);
        }
        let used = label + unit + value + period * periods as f32;
        let source = (width - used).max(160.0);
        let mut columns = vec![Column::new(label).range(120.0..=480.0), Column::new(unit)];
        columns.push(Column::new(value));
        columns.extend((0..periods).map(|_| Column::new(period)));
        columns.push(Column::new(source));
        for (number, column) in columns.iter_mut().enumerate() {
            *column = column.id(Id::unique(("model column", number, narrow)));
        }
        // The last column takes the room that is left, whatever the window's width.
        if let Some(last) = columns.last_mut() {
            *last = last.resizable(false);
        }
        columns
    }

    fn line(&self, number: u64) -> Option<&Line> {
        self.ctx.session.sheet().lines.get(number as usize)
    }

    fn variable(&self, number: usize) -> &Variable {
        &self.ctx.session.workbook().variables[number]
    }

    fn source_column(&self) -> usize {
        FIRST_VALUE + 1 + self.ctx.session.sheet().periods.len()
    }

    /// Writes a text in one line; whether it was too long for the cell.
    fn text_ui(
        &self,
        ui: &mut Ui,
        text: &str,
        font: egui::FontId,
        color: egui::Color32,
        indent: f32,
    ) -> bool {
        if ui.is_sizing_pass() {
            let galley = ui
                .painter()
                .layout_no_wrap(text.to_owned(), font.clone(), color);
            ui.allocate_space(galley.size() + vec2(2.0 * PADDING + indent, 0.0));
        }
        let rect = ui.max_rect().shrink2(vec2(PADDING, 0.0));
        let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
        job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - indent);
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let corner = pos2(
            rect.left() + indent,
            rect.center().y - galley.size().y / 2.0,
        );
        let elided = galley.elided;
        ui.painter().galley(corner, galley, color);
        elided
    }

    fn section_ui(&self, ui: &mut Ui, number: usize) {
        let label = &self.ctx.session.workbook().sections[number].label;
        self.text_ui(ui, label, self.theme.heading(), self.theme.text, 0.0);
    }

    /// A row's label; a click selects the row.
    fn label_ui(&self, ui: &mut Ui, label: &str, row: &Variable, cell: &Cell, indent: f32) {
        let id = Id::unique(("label", &cell.row, cell.element, indent as u32));
        let response = ui.interact(ui.max_rect(), id, Sense::CLICK);
        response.widget_info(|| WidgetInfo::labeled(Role::RowHeader, true, label));
        let selected = self.ctx.view.selected.as_ref();
        let on = selected.is_some_and(|s| s.row == cell.row && s.element == cell.element)
            && (indent > 0.0 || !ctx_has_elements(self.ctx, cell));
        let font = if on {
            self.theme.strong()
        } else {
            self.theme.body()
        };
        let elided = self.text_ui(ui, label, font, self.theme.text, indent);
        if response.clicked() {
            self.ctx.commands.send(Action::Select(cell.clone()));
        }
        let whole = if elided { label } else { "" };
        let hover = [whole, &row.note];
        let hover = hover.into_iter().filter(|text| !text.is_empty());
        let hover = hover.collect::<Vec<_>>().join("\n");
        if !hover.is_empty() {
            response.on_hover_text(hover);
        }
    }

    fn value_ui(&self, ui: &mut Ui, label: &str, cell: &Cell) {
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
        let id = Id::unique(("value", &cell.row, cell.element, cell.period));
        let response = ui.interact(ui.max_rect(), id, Sense::CLICK);
        let value = shown.text();
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::Cell, true, self.name(label, cell));
            info.current_text_value = Some(value.clone());
            info
        });
        self.paint_value(ui, cell, &shown, &value);
        self.answer_click(ui, &response, cell);
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

    fn paint_value(&self, ui: &Ui, cell: &Cell, shown: &Shown, value: &str) {
        let theme = self.theme;
        let selected = self.ctx.view.selected.as_ref() == Some(cell);
        if selected {
            let stroke = Stroke::new(if self.has_focus { 2.0 } else { 1.0 }, theme.accent);
            let rect = ui.max_rect().shrink(1.0);
            ui.painter().rect(
                rect,
                0.0,
                theme.selection(),
                stroke,
                egui::StrokeKind::Inside,
            );
        }
        let given = self.ctx.session.is_assumption(&cell.row);
        let color = match shown {
            Shown::Unavailable(_) => theme.muted,
            _ if given => theme.assumption,
            _ => theme.formula,
        };
        let rect = ui.max_rect().shrink2(vec2(PADDING, 0.0));
        match shown {
            Shown::Word(word) => widgets::paint_word(ui, rect, word, theme.body(), color),
            _ => widgets::paint_number(ui.painter(), rect, value, theme.body(), color),
        }
        if !matches!(shown, Shown::Empty) && self.ctx.session.layer_of(cell).is_some() {
            let at = pos2(ui.max_rect().left() + 6.0, rect.center().y);
            ui.painter().circle_filled(at, 2.5, theme.accent);
        }
    }

    fn answer_click(&self, ui: &Ui, response: &Response, cell: &Cell) {
        if response.double_clicked() {
            self.ctx.commands.send(Action::Select(cell.clone()));
            self.ctx.commands.run(Command::EditCell);
        } else if response.clicked() || response.is_pointer_button_down_on() && pressed(ui) {
            self.ctx.commands.send(Action::Select(cell.clone()));
        }
    }

    fn hover_ui(&self, response: Response, cell: &Cell, shown: &Shown) {
        let layer = self.ctx.session.layer_of(cell);
        if let Shown::Unavailable(reason) = shown {
            response.on_hover_text(self.ctx.session.not_available(reason));
        } else if let Some(layer) = layer.filter(|_| !matches!(shown, Shown::Empty)) {
            response.on_hover_text(format!("Set by {layer}"));
        } else if let Shown::Word(word) = shown {
            response.on_hover_text(word);
        }
    }

    fn source_ui(&self, ui: &mut Ui, row: &Variable) {
        let Definition::Assumption(assumption) = &row.definition else {
            return;
        };
        let theme = self.theme;
        match &assumption.source {
            Provenance::From(id) if self.ctx.session.source(id).is_none() => {
                self.text_ui(ui, "▲", theme.label(), theme.loses, 0.0);
                self.text_ui(ui, "Missing source", theme.label(), theme.loses, 12.0);
            }
            Provenance::From(id) => {
                let text = self.ctx.session.source_line(id);
                self.text_ui(ui, &text, theme.label(), theme.muted, 12.0);
            }
            Provenance::Assumed(reason) => {
                self.text_ui(ui, "○", theme.label(), theme.warns, 0.0);
                let text = format!("Unsourced: {reason}");
                self.text_ui(ui, &text, theme.label(), theme.muted, 12.0);
            }
        }
    }
}

fn ctx_has_elements(ctx: &Ctx<'_>, cell: &Cell) -> bool {
    ctx.session
        .results()
        .row(&cell.row)
        .is_some_and(|row| !sheet::elements(row)[0].is_empty())
}

fn pressed(ui: &Ui) -> bool {
    ui.input(|input| input.pointer.primary_pressed())
}

impl TableDelegate for Rows<'_, '_> {
    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let theme = self.theme;
        let column = cell.col_range.start;
        let periods = &self.ctx.session.sheet().periods;
        let (title, right) = match column {
            LABEL => ("Row", false),
            UNIT => ("Unit", false),
            FIRST_VALUE => ("Value", true),
            other => match periods.get(other - FIRST_VALUE - 1) {
                Some(period) => (period.as_str(), true),
                None => ("Source", false),
            },
        };
        ui.painter().rect_filled(ui.max_rect(), 0.0, theme.panel);
        let line = ui.max_rect().bottom() - 0.5;
        ui.painter()
            .hline(ui.max_rect().x_range(), line, theme.hairline());
        let rect = ui.max_rect().shrink2(vec2(PADDING, 0.0));
        let (at, align) = if right {
            (rect.right_center(), Align2::RIGHT_CENTER)
        } else {
            (rect.left_center(), Align2::LEFT_CENTER)
        };
        ui.painter()
            .text(at, align, title, theme.label(), theme.muted);
    }

    fn row_ui(&mut self, ui: &mut Ui, row_nr: u64) {
        let rect: Rect = ui.max_rect();
        if matches!(self.line(row_nr), Some(Line::Section(_))) {
            ui.painter().rect_filled(rect, 0.0, self.theme.panel);
        }
        ui.painter()
            .hline(rect.x_range(), rect.bottom() - 0.5, self.theme.hairline());
    }

    fn cell_ui(&mut self, ui: &mut Ui, info: &CellInfo) {
        let Some(line) = self.line(info.row_nr).cloned() else {
            return;
        };
        let (variable, element, label, indent) = match line {
            Line::Section(number) => {
                if info.col_nr == LABEL {
                    self.section_ui(ui, number);
                }
                return;
            }
            Line::Group(variable) => (variable, None, self.variable(variable).label.clone(), 0.0),
            Line::Values {
                variable,
                element,
                label,
                indented,
            } => (
                variable,
                Some(element),
                label,
                if indented { 16.0 } else { 0.0 },
            ),
        };
        let row = self.variable(variable);
        let cell = |period| Cell {
            row: row.id.clone(),
            element: element.unwrap_or(0),
            period,
        };
        match info.col_nr {
            LABEL => self.label_ui(ui, &label, row, &cell(self.first_period(row)), indent),
            UNIT => {
                let unit = text::unit_label(&row.unit);
                self.text_ui(ui, &unit, self.theme.label(), self.theme.muted, 0.0);
            }
            column if column == self.source_column() && indent == 0.0 => self.source_ui(ui, row),
            column if column == self.source_column() => {}
            column if element.is_some() => {
                self.value_ui(ui, &label, &cell((column - FIRST_VALUE).checked_sub(1)));
            }
            _ => {}
        }
    }

    fn default_row_height(&self) -> f32 {
        self.theme.sizes.row
    }
}

impl Rows<'_, '_> {
    /// The period at which a row is selected by its label.
    fn first_period(&self, row: &Variable) -> Option<usize> {
        let result = self.ctx.session.results().row(&row.id)?;
        sheet::periods(result).map(|_| 0)
    }
}

//! The lines and columns of the table: headings, labels, units, sources.

use egui::accesskit::Role;
use egui::{Align2, Color32, Id, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};
use egui_table::{CellInfo, Column, HeaderCellInfo, TableDelegate};
use rackhour_engine::workbook::{Definition, Provenance, Variable};

use super::value::Value;
use super::{FIRST_VALUE, NARROW};
use crate::command::Action;
use crate::panels::{Ctx, formula_bar, structure};
use crate::sheet::{self, Act, Cell, Fold, Line};
use crate::text;
use crate::theme::Theme;

pub(super) const LABEL: usize = 0;
const UNIT: usize = 1;
pub(super) const PADDING: f32 = 8.0;
/// How far labels stand in, which leaves room for the triangle in front of a heading, and how much
/// further the elements of a row.
const INDENT: f32 = 8.0;
const DEEPER: f32 = 16.0;
/// The width of the column of values while formulas stand in it.
const FORMULA: f32 = 360.0;

/// What the table asks for: its cells.
pub(super) struct Rows<'a, 'b> {
    pub(super) ctx: &'a Ctx<'b>,
    pub(super) theme: &'static Theme,
    /// The rows that the formula in hand names, each in its colour.
    pub(super) colors: Vec<(String, Color32)>,
    pub(super) has_focus: bool,
    /// The lines that are shown, by their numbers in the sheet.
    pub(super) lines: &'a [usize],
}

impl Rows<'_, '_> {
    pub(super) fn columns(&self, width: f32) -> Vec<Column> {
        let periods = self.ctx.session.sheet().periods.len();
        let (mut label, unit, mut value, period) =
            (if width > 720.0 { 288.0 } else { 248.0 }, 88.0, 152.0, 88.0);
        // Beside the figures the values are seen before the sources, and labels make way.
        let narrow = width < NARROW;
        if narrow {
            value = 112.0;
            label = (width - unit - value - 4.0).clamp(140.0, label);
        }
        let formulas = self.ctx.view.sheet.formulas;
        if formulas {
            value = FORMULA;
        }
        let used = label + unit + value + period * periods as f32;
        let source = (width - used).max(160.0);
        let mut columns = vec![Column::new(label).range(120.0..=480.0), Column::new(unit)];
        columns.push(Column::new(value));
        columns.extend((0..periods).map(|_| Column::new(period)));
        columns.push(Column::new(source));
        for (number, column) in columns.iter_mut().enumerate() {
            *column = column.id(Id::unique((
                "model column",
                number,
                periods,
                narrow,
                formulas,
            )));
        }
        // The last column takes the room that is left, whatever the window's width.
        if let Some(last) = columns.last_mut() {
            *last = last.resizable(false);
        }
        columns
    }

    fn line(&self, number: u64) -> Option<&Line> {
        let line = self.lines.get(number as usize)?;
        self.ctx.session.sheet().lines.get(*line)
    }

    fn variable(&self, number: usize) -> &Variable {
        &self.ctx.session.workbook().variables[number]
    }

    fn source_column(&self) -> usize {
        FIRST_VALUE + 1 + self.ctx.session.sheet().periods.len()
    }

    /// Writes a text in one line; whether it was too long for the cell.
    pub(super) fn text_ui(
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
        let section = &self.ctx.session.workbook().sections[number];
        let fold = Fold::Section(section.id.clone());
        self.fold_ui(ui, &section.label, ui.max_rect(), fold);
        self.text_ui(
            ui,
            &section.label,
            self.theme.heading(),
            self.theme.text,
            INDENT,
        );
    }

    /// A triangle in front of a heading; a click within `rect` folds what stands under it.
    fn fold_ui(&self, ui: &Ui, label: &str, rect: Rect, fold: Fold) {
        let folded = self.ctx.view.sheet.folded.contains(&fold);
        let what = if folded { "Unfold" } else { "Fold" };
        let response = ui.interact(rect, Id::unique(("fold", &fold_name(&fold))), Sense::CLICK);
        response.widget_info(|| {
            WidgetInfo::selected(Role::Button, true, folded, format!("{what} {label}"))
        });
        let centre = pos2(ui.max_rect().left() + 9.0, ui.max_rect().center().y);
        let at = |x: f32, y: f32| match folded {
            true => centre + vec2(y, x),
            false => centre + vec2(x, y),
        };
        let corners = vec![at(-4.0, -2.0), at(4.0, -2.0), at(0.0, 3.0)];
        let color = match response.hovered() {
            true => self.theme.text,
            false => self.theme.muted,
        };
        let shape = Shape::convex_polygon(corners, color, Stroke::NONE);
        ui.painter().add(shape);
        if response.clicked() {
            self.ctx.commands.send(Act::Fold(fold).into());
        }
    }

    /// A row's label; a click selects the row.
    fn label_ui(&self, ui: &mut Ui, label: &str, row: &Variable, cell: &Cell, indent: f32) {
        let id = Id::unique(("label", &cell.row, cell.element, indent as u32));
        let response = ui.interact(ui.max_rect(), id, Sense::CLICK);
        response.widget_info(|| WidgetInfo::labeled(Role::RowHeader, true, label));
        formula_bar::mark(&self.colors, &cell.row, ui);
        let selected = self.ctx.view.selected.as_ref();
        let on = selected.is_some_and(|s| s.row == cell.row && s.element == cell.element)
            && (indent > INDENT || !self.has_elements(cell));
        let font = if on {
            self.theme.strong()
        } else {
            self.theme.body()
        };
        let elided = self.text_ui(ui, label, font, self.theme.text, indent);
        if response.clicked() && !formula_bar::point_at_row(self.ctx, &cell.row) {
            self.ctx.commands.send(Action::Select(cell.clone()));
        }
        if response.secondary_clicked() {
            self.ctx.commands.send(Action::Select(cell.clone()));
        }
        structure::row_menu_ui(self.ctx, &response);
        let touched = self.ctx.session.touched(&row.id);
        let touched = touched.filter(|_| indent <= INDENT);
        if touched.is_some() {
            let at = pos2(ui.max_rect().right() - 6.0, ui.max_rect().center().y);
            ui.painter().circle_filled(at, 2.0, self.theme.accent);
        }
        let whole = if elided { label } else { "" };
        let touched = touched.map_or_else(String::new, |layers| format!("Changed by {layers}"));
        let hover = [whole, &row.note, &touched];
        let hover = hover.into_iter().filter(|text| !text.is_empty());
        let hover = hover.collect::<Vec<_>>().join("\n");
        if !hover.is_empty() {
            response.on_hover_text(hover);
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
        if ui.is_sizing_pass() {
            let painter = ui.painter();
            let galley = painter.layout_no_wrap(title.to_owned(), theme.label(), theme.muted);
            ui.allocate_space(galley.size() + vec2(2.0 * PADDING, 0.0));
        }
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
        let is_value = (FIRST_VALUE..=FIRST_VALUE + periods.len()).contains(&column);
        let response = ui.interact(ui.max_rect(), Id::unique(("head", column)), Sense::CLICK);
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, title));
        if is_value && response.clicked() {
            let column = column - FIRST_VALUE;
            self.ctx.commands.send(Act::SelectColumn(column).into());
        }
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
        let number = self.lines.get(info.row_nr as usize).copied();
        let Some((number, line)) = number.zip(self.line(info.row_nr).cloned()) else {
            return;
        };
        let (variable, element, label, indent) = match line {
            Line::Section(number) => {
                if info.col_nr == LABEL {
                    self.section_ui(ui, number);
                }
                return;
            }
            Line::Group(variable) => {
                let label = self.variable(variable).label.clone();
                (variable, None, label, INDENT)
            }
            Line::Values {
                variable,
                element,
                label,
                indented,
            } => (
                variable,
                Some(element),
                label,
                INDENT + if indented { DEEPER } else { 0.0 },
            ),
        };
        let about = RowLine {
            number,
            variable,
            element,
            label: &label,
            indent,
        };
        self.row_cell_ui(ui, about, info.col_nr);
    }

    fn default_row_height(&self) -> f32 {
        self.theme.sizes.row
    }
}

/// A line of a row: its heading, or the values of one element.
#[derive(Clone, Copy)]
struct RowLine<'a> {
    /// Its number in the sheet.
    number: usize,
    variable: usize,
    /// None for the heading above elements.
    element: Option<usize>,
    label: &'a str,
    indent: f32,
}

impl Rows<'_, '_> {
    fn row_cell_ui(&self, ui: &mut Ui, line: RowLine<'_>, column: usize) {
        let row = self.variable(line.variable);
        let cell = |period| Cell {
            row: row.id.clone(),
            element: line.element.unwrap_or(0),
            period,
        };
        match column {
            LABEL => {
                self.label_ui(
                    ui,
                    line.label,
                    row,
                    &cell(self.first_period(row)),
                    line.indent,
                );
                if line.element.is_none() {
                    let corner = vec2(INDENT + PADDING, ui.max_rect().height());
                    let rect = Rect::from_min_size(ui.max_rect().min, corner);
                    self.fold_ui(ui, line.label, rect, Fold::Row(row.id.clone()));
                }
            }
            UNIT => {
                let unit = text::unit_label(&row.unit);
                self.text_ui(ui, &unit, self.theme.label(), self.theme.muted, 0.0);
            }
            column if column == self.source_column() && line.indent <= INDENT => {
                self.source_ui(ui, row)
            }
            column if column == self.source_column() => {}
            column if line.element.is_some() => {
                let value = Value {
                    label: line.label,
                    cell: &cell((column - FIRST_VALUE).checked_sub(1)),
                    line: line.number,
                };
                self.value_ui(ui, value);
            }
            FIRST_VALUE => {
                let formula = self.ctx.session.formula_at(&cell(None));
                if let Some(formula) = formula.filter(|_| self.ctx.view.sheet.formulas) {
                    self.text_ui(ui, formula, self.theme.body(), self.theme.formula, 0.0);
                }
            }
            _ => {}
        }
    }

    /// The period at which a row is selected by its label.
    fn first_period(&self, row: &Variable) -> Option<usize> {
        sheet::periods(self.ctx.session.row_result(&row.id)?).map(|_| 0)
    }

    fn has_elements(&self, cell: &Cell) -> bool {
        let row = self.ctx.session.row_result(&cell.row);
        row.is_some_and(sheet::has_elements)
    }
}

fn fold_name(fold: &Fold) -> (bool, &str) {
    match fold {
        Fold::Section(id) => (true, id),
        Fold::Row(id) => (false, id),
    }
}

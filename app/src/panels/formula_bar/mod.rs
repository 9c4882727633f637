//! The bar above the table: the active row's formula or value, and the box in which formulas are typed.

mod editor;
mod list;
mod notes;

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Color32, FontId, Frame, Margin, Rect, Sense, Ui, WidgetInfo, pos2, vec2};
use rackhour_engine::workbook::{Definition, Entry, Variable};

use super::Ctx;
use crate::command::{Action, Command};
use crate::formula::{FormulaAct, FormulaEdit};
use crate::sheet::Cell;
use crate::text;
use crate::theme::Theme;
use crate::view::Editing;

/// The height of the bar while nothing is typed in it.
const HEIGHT: f32 = 28.0;
const PADDING: f32 = 8.0;
/// The width below which a formula is typed along the whole bar.
const NARROW: f32 = 560.0;
/// Between the sign `=` and the formula.
const INDENT: f32 = 16.0;

/// Draws the bar.
pub(super) fn formula_bar_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let width = ui.available_width();
    let names = (width * 0.3).clamp(96.0, 280.0);
    let drawn = Frame::NONE.fill(theme.surface).show(ui, |ui| {
        ui.set_width(width);
        match typing(ctx) {
            // Where there is little room, a formula needs all of it; the table shows whose it is.
            Some((editing, edit)) => {
                let names = if width < NARROW { 0.0 } else { names };
                editor::editor_ui(ctx, editing, edit, names, ui);
            }
            None => idle_ui(ctx, names, ui),
        }
    });
    let line = drawn.response.rect.bottom() - 0.5;
    ui.painter()
        .hline(drawn.response.rect.x_range(), line, theme.hairline());
}

/// The active row with its formula or value; a click begins to edit it.
fn idle_ui(ctx: &Ctx<'_>, names: f32, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let size = vec2(ui.available_width(), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
    let selected = ctx.view.selected.as_ref();
    let row = selected.and_then(|cell| Some((cell, ctx.session.variable(&cell.row)?)));
    let Some((cell, row)) = row else {
        response.widget_info(|| WidgetInfo::labeled(Role::Button, false, "Formula bar"));
        return;
    };
    let (sign, content, color) = match &row.definition {
        Definition::Formula(formula) => ("=", formula.clone(), theme.text),
        Definition::Assumption(_) => ("", ctx.session.shown(cell).text(), theme.assumption),
        Definition::Irregular(entries) => {
            let entry = cell.period.and_then(|period| entries.get(period));
            match entry {
                Some(Entry::Formula(formula)) => ("=", formula.clone(), theme.text),
                _ => ("", ctx.session.shown(cell).text(), theme.text),
            }
        }
    };
    response.widget_info(|| {
        let name = format!("Formula bar, {}", row.label);
        let mut info = WidgetInfo::labeled(Role::Button, true, name);
        info.current_text_value = Some(content.clone());
        info
    });
    name_ui(row, rect, names, ui);
    let place =
        |left: f32| Rect::from_min_max(pos2(left, rect.top()), rect.max - vec2(PADDING, 0.0));
    let left = rect.left() + names + f32::from(margin().left);
    one_line(ui, place(left), sign, theme.body(), theme.muted);
    let indent = if sign.is_empty() { 0.0 } else { INDENT };
    one_line(ui, place(left + indent), &content, theme.body(), color);
    if response.on_hover_text("Edit: F2, or a click").clicked() {
        ctx.commands.run(Command::EditCell);
    }
}

/// The row's label and unit, at the left of the bar.
fn name_ui(row: &Variable, bar: Rect, names: f32, ui: &Ui) {
    let theme = Theme::of(ui);
    let unit = text::unit_label(&row.unit);
    let right = bar.left() + names - PADDING;
    let unit = ui
        .painter()
        .layout_no_wrap(unit, theme.label(), theme.muted);
    let corner = pos2(right - unit.size().x, bar.center().y - unit.size().y / 2.0);
    let end = corner.x - PADDING;
    ui.painter().galley(corner, unit, theme.muted);
    let rect = Rect::from_x_y_ranges(bar.left() + PADDING..=end, bar.y_range());
    one_line(ui, rect, &row.label, theme.strong(), theme.text);
    let x = bar.left() + names - PADDING / 2.0;
    ui.painter()
        .vline(x, bar.shrink2(vec2(0.0, 6.0)).y_range(), theme.hairline());
}

/// Writes a text in one line at the left of a place, with an ellipsis where it does not fit.
fn one_line(ui: &Ui, rect: Rect, text: &str, font: FontId, color: Color32) {
    let mut job = LayoutJob::simple_singleline(text.replace('\n', " "), font, color);
    job.wrap = TextWrapping::truncate_at_width(rect.width().max(0.0));
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let place = Align2::LEFT_CENTER.anchor_size(rect.left_center(), galley.size());
    ui.painter().galley(place.min, galley, color);
}

/// The formula that is being typed.
fn typing<'a>(ctx: &Ctx<'a>) -> Option<(&'a Editing, &'a FormulaEdit)> {
    let editing = ctx.view.editing.as_ref()?;
    Some((editing, editing.formula.as_ref()?))
}

/// Whether a formula is typed, so that a click in the table names what it hits.
pub(super) fn is_typing(ctx: &Ctx<'_>) -> bool {
    typing(ctx).is_some()
}

/// Names a row in the formula that is being typed; whether there is one.
pub(super) fn point_at_row(ctx: &Ctx<'_>, row: &str) -> bool {
    if is_typing(ctx) {
        let act = FormulaAct::Point(row.to_owned());
        ctx.commands.send(Action::Formula(act));
    }
    is_typing(ctx)
}

/// Names a cell in the formula that is being typed.
pub(super) fn point_at_cell(ctx: &Ctx<'_>, cell: &Cell) {
    if let Some((editing, _)) = typing(ctx) {
        point_at_row(ctx, &ctx.session.named_in(&editing.cell.row, cell));
    }
}

/// The colours of the rows that the formula in hand names; none while no formula is typed.
pub(super) fn colors(ctx: &Ctx<'_>, theme: &Theme) -> Vec<(String, Color32)> {
    let Some((editing, _)) = typing(ctx) else {
        return Vec::new();
    };
    let mut colors: Vec<(String, Color32)> = Vec::new();
    for mention in ctx.session.mentions(&editing.text) {
        if !colors.iter().any(|(row, _)| *row == mention.row) {
            let color = theme.series(colors.len());
            colors.push((mention.row, color));
        }
    }
    colors
}

/// Marks a row's label in the table with the colour that its name has in the formula.
pub(super) fn mark(colors: &[(String, Color32)], row: &str, ui: &Ui) {
    if let Some((_, color)) = colors.iter().find(|(named, _)| named == row) {
        let theme = Theme::of(ui);
        let rect = ui.max_rect();
        ui.painter().rect_filled(rect, 0.0, theme.tint(*color));
        let edge = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        ui.painter().rect_filled(edge, 0.0, *color);
    }
}

/// The margin around the box in which a formula is typed.
const fn margin() -> Margin {
    Margin::symmetric(6, 4)
}

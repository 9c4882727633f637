//! The table of rows: labels, units, values by element and period, sources.
//!
//! An assumption is typed over in place. The table as a whole holds the keyboard, with the keys of a
//! spreadsheet; only the cell that is being edited is a text box.

mod cells;
mod find_bar;
mod formats;
mod go_to;
mod keys;
mod value;

use egui::accesskit::Role;
use egui::{EventFilter, Frame, Id, Margin, Sense, Ui, WidgetInfo};
use egui_table::{HeaderRow, Table, TableState};

use super::{Ctx, cell_editor, empty_ui, formula_bar, scenarios};
use crate::sheet::Line;
use crate::theme::Theme;
use cells::Rows;

pub(super) use go_to::go_to_ui;

const FIRST_VALUE: usize = 2;
const STICKY: usize = 2;
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
    ui.spacing_mut().item_spacing.y = 0.0;
    formula_bar::formula_bar_ui(ctx, ui);
    find_bar::find_bar_ui(ctx, ui);
    scenarios::case_line_ui(ctx, ui);
    let focus = keyboard_ui(ctx, ui);
    value::end_sweep(ui);
    value::sweep_beyond(ctx, ui, ui.available_rect_before_wrap());
    let theme = Theme::of(ui);
    let mut rows = Rows {
        ctx,
        theme,
        colors: formula_bar::colors(ctx, theme),
        has_focus: ui.memory(|memory| memory.has_focus(focus)),
        lines: ctx.view.sheet.lines(),
    };
    let mut table = Table::new()
        .id_salt("model")
        .num_rows(rows.lines.len() as u64)
        .columns(rows.columns(ui.available_width()))
        .num_sticky_cols(STICKY)
        .headers([HeaderRow::new(theme.sizes.row + 2.0)]);
    if let Some(line) = ctx.view.scroll_to {
        let align = matches!(ctx.session.sheet().lines.get(line), Some(Line::Section(_)))
            .then_some(egui::Align::TOP);
        table = table.scroll_to_row(ctx.view.sheet.row_of(line) as u64, align);
        let in_sight = ctx.view.sheet.in_sight.as_ref();
        if let Some(cell) = in_sight.or(ctx.view.selected.as_ref()) {
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
            keys::keys(ctx, ui);
        }
    }
    id
}

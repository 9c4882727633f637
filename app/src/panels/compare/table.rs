//! The table of a comparison: metrics down, profiles and within them scenarios across.
//!
//! Labels and units stay where they are while the columns are scrolled. The table as a whole holds
//! the keyboard: arrows move the cell, Enter opens its row, B compares with its column, W asks why
//! it differs from the reference, Delete takes its row out.

use egui::accesskit::Role;
use egui::{
    Align, Align2, Color32, Event, EventFilter, FontId, Id, Key, Modifiers, Painter, Rect,
    RichText, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};
use rackhour_engine::check::Layer;
use rackhour_engine::figure::{CellData, ComparisonData, MetricData, Rank};

use super::super::{Ctx, studies};
use super::heads::{Head, group_name, groups};
use super::{copy, send};
use crate::command::Compare;
use crate::plot::wrapped;
use crate::session::Session;
use crate::text;
use crate::theme::Theme;
use crate::view::Mode;
use crate::widgets;

pub(super) const PADDING: f32 = 8.0;
/// The narrowest and the widest column of units.
const UNIT: [f32; 2] = [56.0, 128.0];
/// The narrowest and the widest column of values.
const COLUMN: [f32; 2] = [92.0, 168.0];

/// Draws the table.
pub(super) fn table_ui(ctx: &Ctx<'_>, data: &ComparisonData, has_focus: bool, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let room = ui.available_width();
    let unit = unit_width(data, ui);
    let label = (room * 0.30).clamp(150.0, 280.0);
    let count = data.cases.len().max(1) as f32;
    let column = ((room - label - unit) / count)
        .floor()
        .clamp(COLUMN[0], COLUMN[1]);
    let heads: Vec<_> = data
        .cases
        .iter()
        .map(|case| Head::of(ctx, case, column, ui))
        .collect();
    let groups = groups(&data.cases);
    let names: Vec<_> = groups
        .iter()
        .map(|(case, size)| group_name(ctx, case, *size, column, ui))
        .collect();
    let height = |galleys: &mut dyn Iterator<Item = f32>| galleys.fold(0.0, f32::max).ceil() + 8.0;
    let group_high = match data.cases.iter().any(|case| case.profile.is_some()) {
        true => height(&mut names.iter().map(|name| name.size().y)),
        false => 0.0,
    };
    let head_high = height(&mut heads.iter().map(|head| head.high()));
    let row = theme.sizes.row + 2.0;
    let whole = group_high + head_high + row * data.metrics.len() as f32;
    let table = Table {
        ctx,
        theme,
        data,
        label,
        unit,
        column,
        group_high,
        head_high,
        row,
    };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        let (rect, _) = ui.allocate_exact_size(vec2(label + unit, whole), Sense::hover());
        table.labels_ui(rect, ui);
        ScrollArea::horizontal()
            .id_salt("compared columns")
            .auto_shrink([true, true])
            .show(ui, |ui| {
                let size = vec2(column * count, whole);
                let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
                for position in 0..heads.len() {
                    table.column_ui(rect, position, has_focus, ui);
                }
                let head = table.head_area(rect, ui);
                table.groups_ui(head, &groups, &names, rect.bottom(), ui);
                for (position, text) in heads.iter().enumerate() {
                    table.head_ui(head, position, text, ui);
                }
            });
    });
}

/// The one thing in the pane that holds the keyboard, and what its keys do; whether it has it.
pub(super) fn keyboard_ui(ctx: &Ctx<'_>, ui: &mut Ui) -> bool {
    let id = Id::unique("comparison table");
    let area = ui.available_rect_before_wrap();
    let response = ui.interact(area, id, Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::Table, true, "Comparison"));
    if ctx.view.focus_table {
        response.request_focus();
    }
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    if has_focus {
        let arrows = EventFilter {
            tab: false,
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: false,
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
        if let Some(data) = ctx.session.comparison()
            && ctx.view.dialog.is_none()
        {
            keys(ctx, data, ui);
        }
    }
    has_focus
}

/// The room that the units take.
fn unit_width(data: &ComparisonData, ui: &Ui) -> f32 {
    let theme = Theme::of(ui);
    let width = |metric: &MetricData| {
        let unit = text::unit_label(&metric.unit);
        let galley = ui
            .painter()
            .layout_no_wrap(unit, theme.label(), theme.muted);
        galley.size().x + 2.0 * PADDING
    };
    let widest = data.metrics.iter().map(width).fold(UNIT[0], f32::max);
    widest.ceil().min(UNIT[1])
}

fn keys(ctx: &Ctx<'_>, data: &ComparisonData, ui: &Ui) {
    for event in ui.input(|input| input.events.clone()) {
        match event {
            Event::Copy => copy(ctx, data, ui),
            Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } => {
                if let Some(change) = change(ctx, data, key, modifiers) {
                    send(ctx, change);
                }
            }
            _ => {}
        }
    }
}

/// What a key does.
fn change(ctx: &Ctx<'_>, data: &ComparisonData, key: Key, modifiers: Modifiers) -> Option<Compare> {
    let last = (
        data.metrics.len().checked_sub(1)?,
        data.cases.len().checked_sub(1)?,
    );
    let (row, column) = ctx.view.compare.cell;
    let (row, column) = (row.min(last.0), column.min(last.1));
    let toggle = |mode| match ctx.view.compare.mode == mode {
        true => Compare::Mode(Mode::Values),
        false => Compare::Mode(mode),
    };
    let (row, column) = match key {
        Key::ArrowUp => (row.saturating_sub(1), column),
        Key::ArrowDown => ((row + 1).min(last.0), column),
        Key::ArrowLeft => (row, column.saturating_sub(1)),
        Key::ArrowRight => (row, (column + 1).min(last.1)),
        Key::Home if modifiers.command => (0, 0),
        Key::End if modifiers.command => last,
        Key::Home => (row, 0),
        Key::End => (row, last.1),
        Key::Enter => {
            let metric = data.metrics.get(row)?;
            return Some(Compare::Open(
                metric.key.clone(),
                data.cases.get(column)?.clone(),
            ));
        }
        Key::B if modifiers.is_none() => {
            return Some(Compare::Reference(data.cases.get(column)?.clone()));
        }
        Key::W if modifiers.is_none() => return Some(Compare::Why(row, column)),
        Key::Delete if modifiers.is_none() => {
            return Some(Compare::Row(data.metrics.get(row)?.key.clone(), false));
        }
        Key::D if modifiers.is_none() => return Some(toggle(Mode::Difference)),
        Key::P if modifiers.is_none() => return Some(toggle(Mode::Percent)),
        _ => return None,
    };
    Some(Compare::Select(row, column))
}

/// A comparison and how its table is laid out.
pub(super) struct Table<'a, 'b> {
    pub(super) ctx: &'a Ctx<'b>,
    pub(super) theme: &'static Theme,
    pub(super) data: &'a ComparisonData,
    label: f32,
    unit: f32,
    pub(super) column: f32,
    pub(super) group_high: f32,
    pub(super) head_high: f32,
    row: f32,
}

impl Table<'_, '_> {
    pub(super) fn top(&self) -> f32 {
        self.group_high + self.head_high
    }

    /// Where the heads stand: at the top of what is seen of the table.
    fn head_area(&self, area: Rect, ui: &Ui) -> Rect {
        let hidden = ui.clip_rect().top() - area.top();
        let most = (area.height() - self.top() - self.row).max(0.0);
        area.translate(vec2(0.0, hidden.clamp(0.0, most).round()))
    }

    fn line(&self, area: Rect, row: usize) -> Rect {
        let top = area.top() + self.top() + self.row * row as f32;
        Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), self.row))
    }

    /// The labels and units at the left.
    fn labels_ui(&self, area: Rect, ui: &mut Ui) {
        let theme = self.theme;
        for (position, metric) in self.data.metrics.iter().enumerate() {
            self.label_ui(self.line(area, position), position, metric, ui);
        }
        let painter = ui.painter().clone();
        let corner = self.head_area(area, ui).min;
        let head = Rect::from_min_size(corner, vec2(area.width(), self.top()));
        painter.rect_filled(head, 0.0, theme.panel);
        painter.hline(area.x_range(), head.bottom() - 0.5, theme.hairline());
        let bottom = head.bottom() - 6.0;
        let period = self.data.period.as_deref();
        let title = period.map_or_else(
            || "Metric".to_owned(),
            |period| format!("Metric in {period}"),
        );
        let titles = [
            (area.left(), title.as_str()),
            (area.left() + self.label, "Unit"),
        ];
        for (x, title) in titles {
            let (place, font) = (pos2(x + PADDING, bottom), theme.label());
            painter.text(place, Align2::LEFT_BOTTOM, title, font, theme.muted);
        }
    }

    fn label_ui(&self, line: Rect, position: usize, metric: &MetricData, ui: &mut Ui) {
        let theme = self.theme;
        let painter = ui.painter().clone();
        let on = self.ctx.view.compare.cell.0 == position;
        painter.hline(line.x_range(), line.bottom() - 0.5, theme.hairline());
        if on && self.ctx.view.focus_table {
            // The heads would cover a line that stands at the top of what is seen.
            let above = pos2(line.left(), line.top() - self.top());
            ui.scroll_to_rect(Rect::from_min_max(above, line.max).expand(4.0), None);
        }
        let font = if on { theme.strong() } else { theme.body() };
        let width = self.label - PADDING;
        let elided = text_ui(&painter, line, &metric.label, font, theme.text, width);
        let unit = text::unit_label(&metric.unit);
        let place = Rect::from_min_max(pos2(line.left() + self.label, line.top()), line.max);
        text_ui(
            &painter,
            place,
            &unit,
            theme.label(),
            theme.muted,
            self.unit - PADDING,
        );
        let id = Id::unique(("compared label", &metric.key, position));
        let response = ui.interact(line, id, Sense::CLICK);
        let name = format!("{} {unit}", metric.label);
        response.widget_info(|| WidgetInfo::labeled(Role::RowHeader, true, name.trim()));
        if response.clicked() {
            let column = self.ctx.view.compare.cell.1;
            send(self.ctx, Compare::Select(position, column));
        }
        let note = self
            .ctx
            .session
            .variable(&metric.row)
            .map_or("", |row| &row.note);
        let whole = if elided { metric.label.as_str() } else { "" };
        let better = metric.better.map_or("", |better| match better {
            rackhour_engine::workbook::Direction::Higher => "Higher is better",
            rackhour_engine::workbook::Direction::Lower => "Lower is better",
        });
        let hover: Vec<_> = [whole, note, better]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        if !hover.is_empty() {
            response.on_hover_text(hover.join("\n"));
        }
    }

    /// The cells of a column.
    fn column_ui(&self, area: Rect, position: usize, has_focus: bool, ui: &mut Ui) {
        let left = area.left() + self.column * position as f32;
        if position == self.data.base {
            let ground = Rect::from_min_max(
                pos2(left, area.top() + self.top()),
                pos2(left + self.column, area.bottom()),
            );
            ui.painter().rect_filled(ground, 0.0, self.theme.panel);
        }
        for (row, metric) in self.data.metrics.iter().enumerate() {
            let line = self.line(area, row);
            let rect = Rect::from_min_size(pos2(left, line.top()), vec2(self.column, self.row));
            ui.painter()
                .hline(rect.x_range(), rect.bottom() - 0.5, self.theme.hairline());
            if let Some(cell) = metric.cells.get(position) {
                self.cell_ui(rect, (row, position), metric, cell, has_focus, ui);
            }
        }
    }

    fn cell_ui(
        &self,
        rect: Rect,
        at: (usize, usize),
        metric: &MetricData,
        cell: &CellData,
        has_focus: bool,
        ui: &mut Ui,
    ) {
        let is_base = at.1 == self.data.base;
        let shown = Session::cell_text(metric, cell, self.ctx.view.compare.mode, is_base);
        let id = Id::unique(("compared", at.0, at.1));
        let response = ui.interact(rect, id, Sense::CLICK);
        let case = self.ctx.session.label_of_case(&self.data.cases[at.1]);
        let spoken = match (&cell.value, cell.rank) {
            (Err(reason), _) => self.ctx.session.not_available(reason),
            (_, Some(Rank::Best)) => format!("{}, best", shown.short),
            (_, Some(Rank::Worst)) => format!("{}, worst", shown.short),
            _ => shown.short.clone(),
        };
        response.widget_info(|| {
            let name = format!("{}, {case}", metric.label);
            let mut info = WidgetInfo::labeled(Role::Cell, true, name);
            info.current_text_value = Some(spoken.clone());
            info
        });
        if self.ctx.view.compare.cell == at {
            self.mark_selected(rect, has_focus, ui);
        }
        self.paint_cell(rect, metric, cell, &shown.short, ui);
        if response.double_clicked() {
            let case = self.data.cases[at.1].clone();
            send(self.ctx, Compare::Open(metric.key.clone(), case));
        } else if response.clicked() {
            send(self.ctx, Compare::Select(at.0, at.1));
        }
        if let Some((key, case)) = self.ctx.session.compared_at(at) {
            let menu = |ui: &mut Ui| studies::menu_of_ui(self.ctx, &key, Some(&case), ui);
            response.context_menu(menu);
        }
        response.on_hover_ui(|ui| self.card_ui(at, metric, &case, ui));
    }

    fn mark_selected(&self, rect: Rect, has_focus: bool, ui: &Ui) {
        let theme = self.theme;
        let stroke = Stroke::new(if has_focus { 2.0 } else { 1.0 }, theme.accent);
        let kind = egui::StrokeKind::Inside;
        ui.painter()
            .rect(rect.shrink(1.0), 0.0, theme.selection(), stroke, kind);
        if self.ctx.view.focus_table {
            ui.scroll_to_rect(rect.expand(4.0), None);
        }
    }

    /// The signs at the left of a cell and its value at the right.
    fn paint_cell(&self, rect: Rect, metric: &MetricData, cell: &CellData, shown: &str, ui: &Ui) {
        let theme = self.theme;
        let painter = ui.painter();
        let mut left = rect.left() + 6.0;
        let rank = match cell.rank {
            Some(Rank::Best) => Some(("★", theme.earns)),
            Some(Rank::Worst) => Some(("▼", theme.loses)),
            None => None,
        };
        // Beside the dash of a difference that there is not, the sign would have no number.
        let rank = rank.filter(|_| shown != text::DASH);
        if let Some((sign, color)) = rank {
            let place = pos2(left, rect.center().y);
            painter.text(place, Align2::LEFT_CENTER, sign, theme.label(), color);
            left += 13.0;
        }
        if cell.layer != Layer::Workbook {
            painter.circle_filled(pos2(left + 3.0, rect.center().y), 2.5, theme.accent);
        }
        let color = match &cell.value {
            Err(_) => theme.muted,
            Ok(_) if self.ctx.session.is_assumption(&metric.row) => theme.assumption,
            Ok(_) => theme.formula,
        };
        let inner = rect.shrink2(vec2(PADDING, 0.0));
        if cell.word.is_some() {
            let inner = Rect::from_min_max(pos2(left + 8.0, inner.top()), inner.max);
            widgets::paint_word(ui, inner, shown, theme.body(), color);
        } else {
            widgets::paint_number(painter, inner, shown, theme.body(), color);
        }
    }

    fn card_ui(&self, at: (usize, usize), metric: &MetricData, case: &str, ui: &mut Ui) {
        ui.set_max_width(360.0);
        ui.label(RichText::new(format!("{}, {case}", metric.label)).font(self.theme.strong()));
        for line in self.ctx.session.cell_sentences(self.data, at.0, at.1) {
            ui.label(line);
        }
        let hint = "Double-click or press Enter to open the row in this case; W says why it \
                    differs from the reference";
        ui.label(
            RichText::new(hint)
                .font(self.theme.label())
                .color(self.theme.muted),
        );
    }
}

/// The selected cell in words, for those who move by keyboard.
pub(super) fn detail_ui(ctx: &Ctx<'_>, data: &ComparisonData, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let (row, column) = ctx.view.compare.cell;
    let Some((metric, case)) = data.metrics.get(row).zip(data.cases.get(column)) else {
        return;
    };
    let name = format!("{}, {}: ", metric.label, ctx.session.label_of_case(case));
    let words = name + &ctx.session.cell_sentences(data, row, column).join(" · ");
    // A long reason may need more than the two lines there are.
    let (font, width) = (theme.label(), ui.available_width());
    let lines = wrapped(ui.painter(), &words, font, theme.text, width, 2, Align::Min);
    let elided = lines.elided;
    let shown = ui.add(egui::Label::new(lines));
    if elided {
        shown.on_hover_text(&words);
    }
}

/// Writes a text in one line at the left of a rectangle; whether it was too long.
fn text_ui(
    painter: &Painter,
    rect: Rect,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
) -> bool {
    let galley = wrapped(painter, text, font, color, width - PADDING, 1, Align::Min);
    let place = pos2(
        rect.left() + PADDING,
        rect.center().y - galley.size().y / 2.0,
    );
    let elided = galley.elided;
    painter.galley(place, galley, color);
    elided
}

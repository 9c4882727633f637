//! The table of a comparison: metrics down, profiles and within them scenarios across.
//!
//! Labels and units stay where they are while the columns are scrolled. The table as a whole holds
//! the keyboard: arrows move the cell, Enter opens its row, B compares with its column.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{
    Align, Align2, Color32, Event, EventFilter, FontId, Galley, Id, Key, Modifiers, Painter, Rect,
    RichText, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};
use rackhour_engine::check::{Case, Layer};
use rackhour_engine::figure::{CellData, ComparisonData, MetricData, Rank};

use super::super::{Ctx, profile_color};
use super::{copy, send};
use crate::command::Compare;
use crate::plot::wrapped;
use crate::session::Session;
use crate::text;
use crate::theme::Theme;
use crate::view::Mode;
use crate::widgets;

const PADDING: f32 = 8.0;
const UNIT: f32 = 72.0;
/// The narrowest and the widest column of values.
const COLUMN: [f32; 2] = [92.0, 168.0];

/// Draws the table.
pub(super) fn table_ui(ctx: &Ctx<'_>, data: &ComparisonData, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let room = ui.available_width();
    let label = (room * 0.30).clamp(150.0, 280.0);
    let count = data.cases.len().max(1) as f32;
    let column = ((room - label - UNIT) / count)
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
        column,
        group_high,
        head_high,
        row,
    };
    let area = Rect::from_min_size(ui.cursor().min, vec2(room, whole));
    let focus = keyboard_ui(ctx, data, area, ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        let (rect, _) = ui.allocate_exact_size(vec2(label + UNIT, whole), Sense::hover());
        table.labels_ui(rect, ui);
        ScrollArea::horizontal()
            .id_salt("compared columns")
            .auto_shrink([true, true])
            .show(ui, |ui| {
                let size = vec2(column * count, whole);
                let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
                table.groups_ui(rect, &groups, &names, ui);
                for (position, head) in heads.iter().enumerate() {
                    table.head_ui(rect, position, head, ui);
                    table.column_ui(
                        rect,
                        position,
                        ui.memory(|memory| memory.has_focus(focus)),
                        ui,
                    );
                }
            });
    });
    detail_ui(ctx, data, ui);
}

/// The one thing in the table that holds the keyboard, and what its keys do.
fn keyboard_ui(ctx: &Ctx<'_>, data: &ComparisonData, area: Rect, ui: &mut Ui) -> Id {
    let id = Id::unique("comparison table");
    let response = ui.interact(area, id, Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::Table, true, "Comparison"));
    if ctx.view.focus_table {
        response.request_focus();
    }
    if response.has_focus() {
        let arrows = EventFilter {
            tab: false,
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: false,
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
        if ctx.view.dialog.is_none() {
            keys(ctx, data, ui);
        }
    }
    id
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
        Key::D if modifiers.is_none() => return Some(toggle(Mode::Difference)),
        Key::P if modifiers.is_none() => return Some(toggle(Mode::Percent)),
        _ => return None,
    };
    Some(Compare::Select(row, column))
}

/// Neighbouring columns of one profile, and how many they are.
fn groups(cases: &[Case]) -> Vec<(&Case, usize)> {
    let mut groups: Vec<(&Case, usize)> = Vec::new();
    for case in cases {
        match groups.last_mut() {
            Some((first, count)) if first.profile == case.profile => *count += 1,
            _ => groups.push((case, 1)),
        }
    }
    groups
}

fn group_name(ctx: &Ctx<'_>, case: &Case, columns: usize, width: f32, ui: &Ui) -> Arc<Galley> {
    let theme = Theme::of(ui);
    let label = ctx
        .session
        .profile(case.profile.as_ref())
        .map_or("", |profile| &profile.label);
    let width = width * columns as f32 - 2.0 * PADDING;
    wrapped(
        ui.painter(),
        label,
        theme.strong(),
        theme.text,
        width,
        3,
        Align::Min,
    )
}

/// The head of a column: its scenario, and whether the others are compared with it.
struct Head {
    scenario: Arc<Galley>,
    elided: bool,
}

impl Head {
    fn of(ctx: &Ctx<'_>, case: &Case, width: f32, ui: &Ui) -> Self {
        let theme = Theme::of(ui);
        let label = ctx.session.scenario_label(case.scenario.as_ref());
        let width = width - 2.0 * PADDING;
        let (font, color) = (theme.label(), theme.muted);
        let scenario = wrapped(ui.painter(), &label, font, color, width, 3, Align::Max);
        let elided = scenario.elided;
        Self { scenario, elided }
    }

    /// With a line for the word that marks the reference.
    fn high(&self) -> f32 {
        self.scenario.size().y + 15.0
    }
}

struct Table<'a, 'b> {
    ctx: &'a Ctx<'b>,
    theme: &'static Theme,
    data: &'a ComparisonData,
    label: f32,
    column: f32,
    group_high: f32,
    head_high: f32,
    row: f32,
}

impl Table<'_, '_> {
    fn top(&self) -> f32 {
        self.group_high + self.head_high
    }

    fn line(&self, area: Rect, row: usize) -> Rect {
        let top = area.top() + self.top() + self.row * row as f32;
        Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), self.row))
    }

    /// The labels and units at the left.
    fn labels_ui(&self, area: Rect, ui: &mut Ui) {
        let theme = self.theme;
        let painter = ui.painter().clone();
        let head = Rect::from_min_size(area.min, vec2(area.width(), self.top()));
        painter.rect_filled(head, 0.0, theme.panel);
        painter.hline(area.x_range(), head.bottom() - 0.5, theme.hairline());
        let bottom = head.bottom() - 6.0;
        let period = self.data.period.as_deref();
        let title = period.map_or_else(
            || "Metric".to_owned(),
            |period| format!("Metric in {period}"),
        );
        for (x, title) in [
            (area.left(), title.as_str()),
            (area.left() + self.label, "Unit"),
        ] {
            let place = pos2(x + PADDING, bottom);
            painter.text(
                place,
                Align2::LEFT_BOTTOM,
                title,
                theme.label(),
                theme.muted,
            );
        }
        for (position, metric) in self.data.metrics.iter().enumerate() {
            self.label_ui(self.line(area, position), position, metric, ui);
        }
    }

    fn label_ui(&self, line: Rect, position: usize, metric: &MetricData, ui: &mut Ui) {
        let theme = self.theme;
        let painter = ui.painter().clone();
        let on = self.ctx.view.compare.cell.0 == position;
        painter.hline(line.x_range(), line.bottom() - 0.5, theme.hairline());
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
            UNIT - PADDING,
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

    /// The names of the profiles over their columns.
    fn groups_ui(&self, area: Rect, groups: &[(&Case, usize)], names: &[Arc<Galley>], ui: &mut Ui) {
        let theme = self.theme;
        let head = Rect::from_min_size(area.min, vec2(area.width(), self.top()));
        ui.painter().rect_filled(head, 0.0, theme.panel);
        ui.painter()
            .hline(area.x_range(), head.bottom() - 0.5, theme.hairline());
        let mut left = area.left();
        for ((case, count), name) in groups.iter().zip(names) {
            let width = self.column * *count as f32;
            let rect = Rect::from_min_size(pos2(left, area.top()), vec2(width, self.group_high));
            ui.painter()
                .vline(left, area.top()..=area.bottom(), theme.hairline());
            left += width;
            let Some(profile) = self.ctx.session.profile(case.profile.as_ref()) else {
                continue;
            };
            let color = profile_color(self.ctx, case.profile.as_ref(), theme);
            let edge = Rect::from_min_size(rect.min, vec2(width, 2.0)).shrink2(vec2(1.0, 0.0));
            ui.painter().rect_filled(edge, 0.0, color);
            // The name stays in sight while its columns are scrolled.
            let seen = rect.intersect(ui.clip_rect());
            let start = if *count > 1 {
                seen.left().max(rect.left())
            } else {
                rect.left()
            };
            let start = start
                .min(rect.right() - name.size().x - 2.0 * PADDING)
                .max(rect.left());
            let place = pos2(start + PADDING, rect.top() + 5.0);
            ui.painter().galley(place, Arc::clone(name), theme.text);
            let id = Id::unique(("compared profile", &profile.id));
            let response = ui.interact(rect, id, Sense::hover());
            response.on_hover_ui(|ui| super::super::profile_card_ui(profile, ui));
        }
    }

    /// The head of a column; a click makes it the one that others are compared with.
    fn head_ui(&self, area: Rect, position: usize, head: &Head, ui: &mut Ui) {
        let theme = self.theme;
        let case = &self.data.cases[position];
        let left = area.left() + self.column * position as f32;
        let corner = pos2(left, area.top() + self.group_high);
        let rect = Rect::from_min_size(corner, vec2(self.column, self.head_high));
        let id = Id::unique(("compared head", position));
        let response = ui.interact(rect, id, Sense::CLICK);
        let is_base = position == self.data.base;
        let name = self.ctx.session.label_of_case(case);
        response.widget_info(|| WidgetInfo::selected(Role::ColumnHeader, true, is_base, &name));
        if response.hovered() {
            ui.painter()
                .rect_filled(rect.shrink(1.0), 0.0, theme.hover());
        }
        if response.has_focus() {
            let stroke = Stroke::new(2.0, theme.accent);
            ui.painter()
                .rect_stroke(rect.shrink(1.0), 0.0, stroke, egui::StrokeKind::Inside);
        }
        let right = rect.right() - PADDING;
        let galley = Arc::clone(&head.scenario);
        ui.painter()
            .galley(pos2(right, rect.top() + 2.0), galley, theme.muted);
        if is_base {
            let place = pos2(right, rect.bottom() - 3.0);
            let font = theme.label_strong();
            ui.painter()
                .text(place, Align2::RIGHT_BOTTOM, "reference", font, theme.accent);
        }
        if response.clicked() {
            send(self.ctx, Compare::Reference(case.clone()));
        }
        response.on_hover_ui(|ui| self.head_card_ui(case, head, &name, ui));
    }

    fn head_card_ui(&self, case: &Case, head: &Head, name: &str, ui: &mut Ui) {
        ui.set_max_width(320.0);
        ui.label(RichText::new(name).font(self.theme.strong()));
        let scenario = self.ctx.session.scenario(case.scenario.as_ref());
        if let Some(note) = scenario
            .map(|scenario| &scenario.note)
            .filter(|note| !note.is_empty())
        {
            ui.label(note);
        }
        let hint = match head.elided {
            true => "Click to compare the other columns with this one",
            false => "Click, or press B in the column, to compare the others with it",
        };
        ui.label(RichText::new(hint).color(self.theme.muted));
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
        response.on_hover_ui(|ui| self.card_ui(at, metric, &case, ui));
    }

    fn mark_selected(&self, rect: Rect, has_focus: bool, ui: &Ui) {
        let theme = self.theme;
        let stroke = Stroke::new(if has_focus { 2.0 } else { 1.0 }, theme.accent);
        let kind = egui::StrokeKind::Inside;
        ui.painter()
            .rect(rect.shrink(1.0), 0.0, theme.selection(), stroke, kind);
        if self.ctx.view.focus_table {
            ui.scroll_to_rect(rect.expand2(vec2(4.0, self.row)), None);
        }
    }

    /// The signs at the left of a cell and its value at the right.
    fn paint_cell(&self, rect: Rect, metric: &MetricData, cell: &CellData, text: &str, ui: &Ui) {
        let theme = self.theme;
        let painter = ui.painter();
        let mut left = rect.left() + 6.0;
        let rank = match cell.rank {
            Some(Rank::Best) => Some(("★", theme.earns)),
            Some(Rank::Worst) => Some(("▼", theme.loses)),
            None => None,
        };
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
            widgets::paint_word(ui, inner, text, theme.body(), color);
        } else {
            widgets::paint_number(painter, inner, text, theme.body(), color);
        }
    }

    fn card_ui(&self, at: (usize, usize), metric: &MetricData, case: &str, ui: &mut Ui) {
        ui.set_max_width(360.0);
        ui.label(RichText::new(format!("{}, {case}", metric.label)).font(self.theme.strong()));
        for line in self.ctx.session.cell_sentences(self.data, at.0, at.1) {
            ui.label(line);
        }
        let hint = "Enter opens the row in this case";
        ui.label(
            RichText::new(hint)
                .font(self.theme.label())
                .color(self.theme.muted),
        );
    }
}

/// The selected cell in words, for those who move by keyboard.
fn detail_ui(ctx: &Ctx<'_>, data: &ComparisonData, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let (row, column) = ctx.view.compare.cell;
    let Some((metric, case)) = data.metrics.get(row).zip(data.cases.get(column)) else {
        return;
    };
    let name = format!("{}, {}: ", metric.label, ctx.session.label_of_case(case));
    let words = name + &ctx.session.cell_sentences(data, row, column).join(" · ");
    ui.add_space(4.0);
    ui.add(egui::Label::new(RichText::new(words).font(theme.label())).wrap());
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

//! The sheets of a spreadsheet, and the one on screen.

use egui::accesskit::Role;
use egui::{
    Align2, Button, ComboBox, Frame, Label, Margin, RichText, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, WidgetInfo, vec2,
};
use rackhour_engine::excel::{Kind, Sheet, Visibility};

use super::super::list_keys::{ListKey, has_keyboard, list_keys, stepped, take_keyboard};
use super::super::studies::rail_is_shown;
use super::super::{Ctx, command_button, empty_ui, panel_head_ui};
use super::{bar, grid, marks, send};
use crate::command::Command;
use crate::import::{ImportAct, Opened, Summary};
use crate::text;
use crate::theme::Theme;
use crate::view::Tab;

const NAME: &str = "Sheets";
const PADDING: f32 = 8.0;

/// Draws the list at the left of the window.
pub(in super::super) fn list_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    Frame::NONE.inner_margin(Margin::same(12)).show(ui, |ui| {
        panel_head_ui(NAME, ui);
        let Some(opened) = &ctx.view.import.opened else {
            empty_ui("The sheets of the spreadsheet stand here", ui);
            ui.add_space(4.0);
            command_button(ctx, Command::ImportSpreadsheet, ui);
            return;
        };
        keys_ui(ctx, opened, ui);
        let focused = has_keyboard(NAME, ui);
        ScrollArea::vertical()
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                for place in 0..opened.sheets.len() {
                    entry_ui(ctx, opened, place, focused, ui);
                }
            });
    });
}

fn keys_ui(ctx: &Ctx<'_>, opened: &Opened, ui: &Ui) {
    for key in list_keys(ctx, NAME, ui) {
        match key {
            ListKey::Step(by) => {
                if let Some(there) = stepped(Some(opened.shown), by, opened.sheets.len()) {
                    send(ctx, ImportAct::Sheet(there));
                }
            }
            ListKey::Open => take_keyboard(grid::NAME, ui),
            ListKey::Delete | ListKey::Copy | ListKey::Tick => {}
        }
    }
}

/// What is said of a sheet below its name.
pub(super) fn words(sheet: &Sheet, summary: &Summary) -> String {
    if let Some(reason) = &sheet.skipped {
        return format!("Not read: {reason}");
    }
    if sheet.cells.is_empty() {
        return "Empty".to_owned();
    }
    let mut parts = vec![format!("{} × {}", summary.rows, summary.columns)];
    let counts = [
        (summary.numbers, "number", "numbers"),
        (summary.formulas, "formula", "formulas"),
        (summary.errors, "error", "errors"),
    ];
    for (count, one, many) in counts {
        if count > 0 {
            parts.push(text::count(count, one, many));
        }
    }
    parts.join(" · ")
}

/// Whether the author of a sheet hides it, as it is said beside its name.
const fn hidden(sheet: &Sheet) -> &'static str {
    match sheet.visibility {
        Visibility::Visible => "",
        Visibility::Hidden => "hidden",
        Visibility::VeryHidden => "hidden by a macro",
    }
}

fn entry_ui(ctx: &Ctx<'_>, opened: &Opened, place: usize, focused: bool, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let (Some(sheet), Some(hand)) = (opened.book.sheets.get(place), opened.sheets.get(place))
    else {
        return;
    };
    let on = place == opened.shown;
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, 40.0), Sense::click());
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let radius = f32::from(theme.sizes.radius);
    match (on, response.hovered()) {
        (true, _) => drop(painter.rect_filled(rect, radius, theme.selection())),
        (false, true) => drop(painter.rect_filled(rect, radius, theme.hover())),
        (false, false) => {}
    }
    if on && focused || response.has_focus() {
        let stroke = Stroke::new(1.5, theme.accent);
        painter.rect_stroke(rect.shrink(1.0), radius, stroke, StrokeKind::Inside);
    }
    let dim = sheet.visibility != Visibility::Visible || sheet.skipped.is_some();
    let color = if dim { theme.muted } else { theme.text };
    let font = if on { theme.strong() } else { theme.body() };
    let corner = rect.min + vec2(PADDING, 4.0);
    let name = painter.text(corner, Align2::LEFT_TOP, &sheet.name, font, color);
    let beside = name.right_top() + vec2(6.0, 1.0);
    painter.text(
        beside,
        Align2::LEFT_TOP,
        hidden(sheet),
        theme.label(),
        theme.muted,
    );
    let words = words(sheet, &hand.summary);
    let below = corner + vec2(0.0, 17.0);
    let color = match hand.summary.errors > 0 || sheet.skipped.is_some() {
        true => theme.warns,
        false => theme.muted,
    };
    painter.text(below, Align2::LEFT_TOP, &words, theme.label(), color);
    response.widget_info(|| {
        let mut info = WidgetInfo::selected(Role::ListItem, true, on, &sheet.name);
        let said = [hidden(sheet), &words].join(" ");
        info.current_text_value = Some(said.trim().to_owned());
        info
    });
    if on && ctx.view.focus_table {
        response.scroll_to_me(None);
    }
    let response = response.on_hover_ui(|ui| {
        for remark in remarks(opened, sheet, &words) {
            ui.label(remark);
        }
    });
    if response.clicked() {
        send(ctx, ImportAct::Sheet(place));
    }
}

/// What a reader should know about a sheet: what it holds, and what was not read of it.
fn remarks(opened: &Opened, sheet: &Sheet, words: &str) -> Vec<String> {
    let mut remarks = vec![words.to_owned()];
    remarks.extend(sheet.remarks.iter().cloned());
    remarks.extend(found_besides(sheet));
    remarks.extend(not_read(opened.book.kind, sheet));
    remarks
}

/// What a sheet has besides its cells.
fn found_besides(sheet: &Sheet) -> Vec<String> {
    let Some(extras) = &sheet.extras else {
        return Vec::new();
    };
    let tables = extras.data_tables.iter();
    let mut found: Vec<_> = tables
        .map(|table| format!("{} is a what-if table: its values are results", table.area))
        .collect();
    let scenarios: Vec<_> = extras
        .scenarios
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    if !scenarios.is_empty() {
        found.push(format!("Scenarios saved with it: {}", scenarios.join(", ")));
    }
    found
}

/// What files of a kind do not tell.
fn not_read(kind: Kind, sheet: &Sheet) -> Option<String> {
    let of = match kind {
        Kind::Text => return None,
        Kind::Xlsx => ".xlsx where the sheet is damaged",
        Kind::Xlsb => ".xlsb",
        Kind::Xls => ".xls",
        Kind::Ods => ".ods",
    };
    let is_unknown = sheet.extras.is_none() && sheet.skipped.is_none();
    is_unknown.then(|| format!("Notes and hidden rows are not read from {of}"))
}

/// The same in one line, where the list has no room.
fn chooser_ui(ctx: &Ctx<'_>, opened: &Opened, ui: &mut Ui) {
    let shown = opened.cells().map_or("", |sheet| sheet.name.as_str());
    let list = ComboBox::from_id_salt("sheet of the spreadsheet")
        .selected_text(shown)
        .width(240.0)
        .truncate()
        .height(480.0)
        .show_ui(ui, |ui| {
            for (place, (sheet, hand)) in opened.book.sheets.iter().zip(&opened.sheets).enumerate()
            {
                let on = place == opened.shown;
                let words = RichText::new(words(sheet, &hand.summary)).weak();
                let line = ui.add(Button::selectable(on, sheet.name.as_str()).right_text(words));
                line.widget_info(|| {
                    WidgetInfo::selected(Role::ListBoxOption, true, on, &sheet.name)
                });
                if line.clicked() {
                    send(ctx, ImportAct::Sheet(place));
                }
            }
        });
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Sheet");
        info.current_text_value = Some(shown.to_owned());
        info
    });
}

/// Draws the sheet on screen, with what it is taken for above it.
pub(super) fn sheet_ui(ctx: &Ctx<'_>, opened: &Opened, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let (Some(sheet), Some(hand)) = (opened.cells(), opened.sheet()) else {
        empty_ui("This file has no sheets", ui);
        return;
    };
    let margin = Margin {
        left: 12,
        right: 12,
        top: 0,
        bottom: 4,
    };
    Frame::NONE.inner_margin(margin).show(ui, |ui| {
        if !rail_is_shown(ui, Tab::Import) {
            chooser_ui(ctx, opened, ui);
        }
        let besides = found_besides(sheet).into_iter();
        let remarks = sheet.remarks.iter().cloned().chain(besides);
        for remark in remarks.chain(not_read(opened.book.kind, sheet)) {
            let remark = RichText::new(remark).font(theme.label()).color(theme.muted);
            ui.add(Label::new(remark).truncate());
        }
        match &sheet.skipped {
            Some(reason) => {
                let words = format!("▲ This sheet was not read: {reason}");
                ui.label(RichText::new(words).color(theme.loses));
            }
            None if sheet.cells.is_empty() => empty_ui("This sheet is empty", ui),
            None => marks::marks_ui(ctx, opened, hand, ui),
        }
        if !sheet.cells.is_empty() {
            bar::bar_ui(opened, sheet, hand, ui);
        }
    });
    if !sheet.cells.is_empty() {
        grid::grid_ui(ctx, opened, ui);
    }
}

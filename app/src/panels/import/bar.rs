//! The line above a sheet: where the selected cell is, what it holds and how it is shown.

use egui::accesskit::Role;
use egui::{Label, RichText, Ui, WidgetInfo};
use rackhour_engine::excel::{Cell, Sheet, Value};

use crate::import::{Opened, SheetInHand, look, shown};
use crate::text;
use crate::theme::Theme;

/// Draws the line.
pub(super) fn bar_ui(opened: &Opened, sheet: &Sheet, hand: &SheetInHand, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let at = hand.at;
    ui.horizontal(|ui| {
        ui.label(RichText::new(at.to_string()).font(theme.strong()));
        let Some(cell) = sheet.cells.get(&at) else {
            ui.label(RichText::new("Empty").color(theme.muted));
            return;
        };
        let kind = RichText::new(look(cell).title()).font(theme.label());
        ui.label(kind.color(theme.muted));
        let shown = shown(&opened.book, cell);
        let held = held(cell);
        let held_label = ui.add(Label::new(RichText::new(&held)).truncate());
        held_label.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::Status, true, format!("Content of {at}"));
            info.current_text_value = Some(held.clone());
            info
        });
        held_label.on_hover_text(&held);
        let mut beside = Vec::new();
        if shown != held {
            beside.push(format!("shown as {shown}"));
        }
        let format = opened.book.format(cell);
        if format != "General" {
            beside.push(format!("format {format}"));
        }
        let beside = RichText::new(beside.join(" · ")).font(theme.label());
        ui.add(Label::new(beside.color(theme.muted)).truncate());
    });
}

/// What a cell holds, before any format: its formula, or its value.
fn held(cell: &Cell) -> String {
    if let Some(formula) = &cell.formula {
        return format!("={formula}");
    }
    match &cell.value {
        Value::Number(number) | Value::Date(number) | Value::Span(number) => text::exact(*number),
        Value::Text(text) => text.to_string(),
        Value::Truth(true) => "TRUE".to_owned(),
        Value::Truth(false) => "FALSE".to_owned(),
        Value::Error(error) => error.to_string(),
        Value::NotComputed => "a formula without a stored result".to_owned(),
    }
}

//! A box in which a row is found by a part of its label or name.

use egui::accesskit::Role;
use egui::{Button, Id, Key, TextEdit, Ui, WidgetInfo};
use rackhour_engine::workbook::Variable;

use super::{Ctx, empty_ui};

/// How many rows are offered.
const MOST: usize = 8;

/// Draws the box and below it the rows that fit; gives the row that was chosen, by a click or by
/// Enter for the first. `fits` says which rows are offered at all.
pub(super) fn picker_ui(
    ctx: &Ctx<'_>,
    name: &str,
    fits: &dyn Fn(&Variable) -> bool,
    ui: &mut Ui,
) -> Option<String> {
    let memory = Id::unique(("row picker", name));
    let mut typed = ui
        .data(|data| data.get_temp::<String>(memory))
        .unwrap_or_default();
    let before = typed.clone();
    let edit = TextEdit::singleline(&mut typed)
        .id(memory.with("text"))
        .hint_text("Find a row")
        .desired_width(240.0);
    let response = ui.add(edit).accessible_name(name);
    let found = found(ctx, &typed, fits);
    let mut chosen = None;
    if !typed.trim().is_empty() {
        if found.is_empty() {
            empty_ui("No row fits; try another part of its name", ui);
        }
        for row in &found {
            let button = ui.add(Button::selectable(false, &row.label));
            button.widget_info(|| {
                WidgetInfo::labeled(Role::Button, true, format!("{name}: {}", row.label))
            });
            if button.clicked() {
                chosen = Some(row.id.clone());
            }
        }
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        chosen = found.first().map(|row| row.id.clone());
        response.request_focus();
    }
    if chosen.is_some() {
        typed.clear();
    }
    if typed != before {
        ui.data_mut(|data| data.insert_temp(memory, typed));
    }
    chosen
}

/// The first rows whose label or name has every word that was typed.
fn found<'a>(ctx: &Ctx<'a>, typed: &str, fits: &dyn Fn(&Variable) -> bool) -> Vec<&'a Variable> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let has = |row: &Variable| {
        let (label, id) = (row.label.to_lowercase(), row.id.as_str());
        words
            .iter()
            .all(|word| label.contains(word) || id.contains(word.as_str()))
    };
    let rows = ctx.session.workbook().variables.iter().map(|row| &**row);
    rows.filter(|row| fits(row) && has(row))
        .take(MOST)
        .collect()
}

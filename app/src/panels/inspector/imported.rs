//! The cells of spreadsheets that the selected value came from.

use egui::{RichText, Ui};
use rackhour_engine::workbook::edit::Overlay;
use rackhour_engine::workbook::{Imported, Role};

use super::super::Ctx;
use super::part_ui;
use crate::sheet::Cell;
use crate::theme::Theme;

/// Where the selected value, and the ends of its range, were imported from.
pub(super) fn imported_ui(ctx: &Ctx<'_>, cell: &Cell, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let found = ctx.session.imported(cell);
    if found.is_empty() {
        return;
    }
    part_ui("Imported", ui);
    for one in &found {
        let color = match one.is_changed {
            true => theme.warns,
            false => theme.text,
        };
        let line = format!("{}{one}", what(ctx, one));
        ui.label(RichText::new(line).color(color))
            .on_hover_text(told(one));
    }
}

/// Which of the values it is, where that is not the value itself.
fn what(ctx: &Ctx<'_>, one: &Imported<'_>) -> String {
    let end = match one.cell.role {
        Role::Value => "",
        Role::Low => "Low end",
        Role::High => "High end",
    };
    let workbook = ctx.session.workbook();
    let layer = match &one.cell.layer {
        None => None,
        Some(Overlay::Profile(id)) => {
            let mut profiles = workbook.profiles.iter();
            let profile = profiles.find(|profile| profile.id == *id);
            profile.map(|profile| profile.label.as_str())
        }
        Some(Overlay::Scenario(id)) => {
            let mut scenarios = workbook.scenarios.iter();
            let scenario = scenarios.find(|scenario| scenario.id == *id);
            scenario.map(|scenario| scenario.label.as_str())
        }
    };
    match (end, layer.unwrap_or_default()) {
        ("", "") => String::new(),
        ("", layer) => format!("{layer}: "),
        (end, _) => format!("{end}: "),
    }
}

/// The line of the sheet, as its author wrote it, and the file's identity.
fn told(one: &Imported<'_>) -> String {
    let mut line: Vec<&str> = one.binding.section.iter().map(String::as_str).collect();
    line.extend([one.binding.label.as_str(), one.cell.heading.as_str()]);
    line.retain(|part| !part.is_empty());
    let unit = one.binding.unit.as_deref();
    let unit = unit.map_or_else(String::new, |unit| format!("\nUnit read {unit}"));
    let earlier = one.cell.earlier.as_ref();
    let hash = earlier.map_or(&one.import.sha256, |earlier| &earlier.sha256);
    format!("{}{unit}\nSHA-256 {hash}", line.join(" › "))
}

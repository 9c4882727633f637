//! The inspector: formulas taken apart, trees of what a value rests on, and walking along them.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rackhour::app::App;

use crate::four::{open, open_text, show_tab};
use crate::{click, open_model, press};

/// What stands beside a line of a tree.
fn line(harness: &Harness<'static, App>, name: &str) -> String {
    let line = harness.get_by_role_and_label(Role::TreeItem, name);
    line.value().unwrap_or_default()
}

fn has_line(harness: &Harness<'static, App>, name: &str) -> bool {
    harness
        .query_all_by_role_and_label(Role::TreeItem, name)
        .next()
        .is_some()
}

fn unfold(harness: &mut Harness<'static, App>, name: &str) {
    harness
        .get_by_role_and_label(Role::DisclosureTriangle, &format!("Unfold {name}"))
        .click();
    harness.run();
}

fn go(harness: &mut Harness<'static, App>, name: &str) {
    harness.get_by_role_and_label(Role::TreeItem, name).click();
    harness.run();
}

/// Shows a section of the example.
fn show_section(harness: &mut Harness<'static, App>, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click();
    harness.run();
}

/// The example, with its cost per token selected.
pub(crate) fn open_cost() -> Harness<'static, App> {
    let mut harness = open_model();
    show_section(&mut harness, "Result");
    click(&mut harness, "Fixed cost per token");
    harness
}

fn selected(harness: &Harness<'static, App>) -> String {
    let selected = harness.state().view().selected.as_ref();
    selected.map_or_else(String::new, |cell| cell.row.clone())
}

const ALT: Modifiers = Modifiers::ALT;
const NONE: Modifiers = Modifiers::NONE;

#[test]
fn a_cost_is_traced_to_its_leaves() {
    let mut harness = open_cost();
    assert_eq!(line(&harness, "Annual commitment"), "2.628 bn $/yr");
    assert_eq!(line(&harness, "Tokens paid"), "876,000,000 Mtok/yr");
    harness.get_by_label_contains("2.628 bn $/yr ÷ 876,000,000 Mtok/yr");
    harness.get_by_label_contains("= 3.000 $/Mtok");
    assert!(!has_line(&harness, "Tokens served"), "it is folded");
    unfold(&mut harness, "Annual commitment");
    let rent = line(&harness, "Rent of a GPU-hour");
    assert_eq!(
        rent, "3.00 $/GPU/h; Derived · Contract and rental comparables for a GB200 hour",
        "a leaf says what it is and where it comes from"
    );
    // Folded again, its branches are gone.
    harness.get_by_label("Fold Annual commitment").click();
    harness.run();
    assert!(!has_line(&harness, "Rent of a GPU-hour"));
    let label = |id: &str| harness.state().session().label(id);
    let down = [
        "paid_tokens",
        "served_tokens",
        "capacity_tokens",
        "inference_rack_hours",
        "available_rack_hours",
        "theoretical_rack_hours",
    ]
    .map(label);
    let racks = label("racks");
    for row in down {
        unfold(&mut harness, &row);
    }
    assert_eq!(line(&harness, &racks), "1,388.89 rack");
}

#[test]
fn the_whole_tree_is_walked_by_keyboard() {
    let mut harness = open_cost();
    let tree = Modifiers::COMMAND | Modifiers::SHIFT;
    press(&mut harness, tree, Key::E);
    press(&mut harness, NONE, Key::Home);
    press(&mut harness, NONE, Key::ArrowDown);
    press(&mut harness, NONE, Key::ArrowRight);
    assert!(has_line(&harness, "Rent of a GPU-hour"));
    press(&mut harness, NONE, Key::ArrowLeft);
    assert!(!has_line(&harness, "Rent of a GPU-hour"));
    press(&mut harness, NONE, Key::ArrowRight);
    press(&mut harness, NONE, Key::ArrowRight);
    press(&mut harness, NONE, Key::ArrowLeft);
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(selected(&harness), "annual_commitment");
    // The tree keeps the keyboard, and Backspace leads back to what was open.
    press(&mut harness, NONE, Key::Backspace);
    assert_eq!(selected(&harness), "fixed_cost_per_mtok");
    assert!(has_line(&harness, "Rent of a GPU-hour"));
    assert!(!harness.state().session().can_undo(), "nothing was cleared");
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(selected(&harness), "annual_commitment");
}

#[test]
fn back_and_forward_lead_over_the_rows_selected() {
    let mut harness = open_cost();
    go(&mut harness, "Annual commitment");
    go(&mut harness, "Rent of a GPU-hour");
    assert_eq!(selected(&harness), "gpu_hour_price");
    press(&mut harness, ALT, Key::ArrowLeft);
    assert_eq!(selected(&harness), "annual_commitment");
    press(&mut harness, ALT, Key::ArrowRight);
    assert_eq!(selected(&harness), "gpu_hour_price");
    harness.get_by_label("Back to Fixed cost per token").click();
    harness.run();
    assert_eq!(selected(&harness), "fixed_cost_per_mtok");
}

#[test]
fn the_formula_where_a_walk_began_stays_in_sight() {
    let mut harness = open_cost();
    go(&mut harness, "Annual commitment");
    harness.get_by_label("Back to the formula of Fixed cost per token");
    harness.get_by_label("2 of 2: Annual commitment is 2.628 bn $/yr");
    // Deeper, it is still the formula of the beginning.
    go(&mut harness, "Rent of a GPU-hour");
    harness.get_by_label("2 of 2: Annual commitment is 2.628 bn $/yr");
    harness.get_by_label("Next reference").click();
    harness.run();
    harness.get_by_label("1 of 2: Tokens paid is 876,000,000 Mtok/yr");
    assert_eq!(selected(&harness), "paid_tokens");
    harness.get_by_label("Leave this formula").click();
    harness.run();
    assert!(harness.query_by_label("Next reference").is_none());
    assert_eq!(selected(&harness), "paid_tokens");
}

#[test]
fn the_keys_of_a_spreadsheet_go_along_references() {
    let mut harness = open_cost();
    press(&mut harness, Modifiers::COMMAND, Key::OpenBracket);
    assert_eq!(selected(&harness), "paid_tokens");
    press(&mut harness, Modifiers::COMMAND, Key::OpenBracket);
    assert_eq!(selected(&harness), "served_tokens");
    press(&mut harness, Modifiers::COMMAND, Key::CloseBracket);
    assert_eq!(selected(&harness), "paid_tokens");
    show_section(&mut harness, "Rent");
    click(&mut harness, "Rent of a GPU-hour");
    press(&mut harness, Modifiers::COMMAND, Key::OpenBracket);
    assert_eq!(
        crate::notice(&harness),
        "Rent of a GPU-hour reads no other row"
    );
}

#[test]
fn what_rests_on_a_value_is_a_tree_as_well() {
    let (mut harness, _folder) = open();
    show_tab(&mut harness, "Model");
    click(&mut harness, "List price");
    assert_eq!(line(&harness, "Realised price"), "4.00 $/Mtok");
    unfold(&mut harness, "Realised price");
    assert_eq!(line(&harness, "Payback"), "2.75 yr");
    go(&mut harness, "Payback");
    assert_eq!(selected(&harness), "payback");
}

#[test]
fn layers_are_told_with_what_each_gives() {
    let (mut harness, _folder) = open();
    show_tab(&mut harness, "Model");
    crate::choose_scenario(&mut harness, "Bear");
    click(&mut harness, "List price");
    harness.get_by_label("Workbook");
    harness.get_by_label("6.67 $/Mtok");
    harness.get_by_label("Scenario Bear");
    harness.get_by_label("4.00 $/Mtok");
    click(&mut harness, "Cost per token");
    harness.get_by_label("Computed by the formula");
    harness.get_by_label("5.000 $/Mtok in place of the formula");
    assert!(
        !has_line(&harness, "Cost by part"),
        "what is overridden rests on nothing"
    );
}

/// Many rows, each of which reads the two before it: as a tree there would be millions of branches.
fn many_rows(count: usize) -> String {
    let row = |place: usize| {
        let definition = match place {
            0 | 1 => "assumption((value: constant(1), source: assumed(\"A start.\")))".to_owned(),
            _ => format!("formula(\"(row_{} + row_{}) / 2\")", place - 1, place - 2),
        };
        format!(
            "(id: \"row_{place}\", label: \"Row {place}\", unit: \"\", section: \"s\", \
             definition: {definition}),"
        )
    };
    let rows: String = (0..count).map(row).collect();
    format!(
        "(format: 1, title: \"Many\", sections: [(id: \"s\", label: \"Section\")], \
         variables: [{rows}])"
    )
}

#[test]
fn a_tree_of_thousands_is_opened_branch_by_branch() {
    let (mut harness, _folder) = open_text(&many_rows(2000));
    click(&mut harness, "Row 0");
    press(&mut harness, Modifiers::COMMAND, Key::End);
    assert_eq!(selected(&harness), "row_1999");
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
    let start = std::time::Instant::now();
    for _ in 0..20 {
        press(&mut harness, NONE, Key::ArrowRight);
        press(&mut harness, NONE, Key::ArrowRight);
    }
    assert!(has_line(&harness, "Row 1998") && has_line(&harness, "Row 1980"));
    assert!(start.elapsed() < std::time::Duration::from_secs(20));
}

//! Formulas: typed, completed, checked, pointed at and taken, as a person would.

use egui::accesskit::{Role, Toggled};
use egui::{Event, Key, Modifiers, PointerButton};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use rackhour::app::{App, Start};
use rackhour::formula::Mode;
use rackhour::jobs::FileDialogs;

use crate::{cell, click, four, notice, number, press, type_text, value_of};

type Window = Harness<'static, App>;

/// The four operators with their rows in front.
fn open() -> (Window, tempfile::TempDir) {
    let (mut harness, folder) = four::open();
    four::show_tab(&mut harness, "Model");
    (harness, folder)
}

fn key(harness: &mut Window, key: Key) {
    press(harness, Modifiers::NONE, key);
}

/// The formula that is being typed.
fn typed(harness: &Window) -> String {
    let editing = harness.state().view().editing.as_ref().unwrap();
    assert!(
        editing.formula.is_some(),
        "a value is typed, and no formula"
    );
    editing.text.clone()
}

/// What is shown of the value that the formula gives.
fn gives(harness: &Window) -> String {
    let editing = harness.state().view().editing.clone().unwrap();
    let gives = editing.formula.unwrap().trial.gives;
    harness.get_by_label(&gives);
    gives
}

fn is_typing(harness: &Window) -> bool {
    harness.state().view().editing.is_some()
}

fn formula(harness: &Window, row: &str) -> String {
    let found = harness.state().session().formula(row);
    found.unwrap_or_default().to_owned()
}

/// Begins to type over a row's formula or value.
fn begin(harness: &mut Window, label: &str, text: &str) {
    click(harness, label);
    type_text(harness, "=");
    type_text(harness, text);
}

/// The names in the list of what fits, and which of them is chosen.
fn list(harness: &Window) -> (Vec<String>, Option<usize>) {
    let entries = harness.get_all_by_role(Role::ListBoxOption);
    let entries: Vec<_> = entries
        .map(|entry| {
            let node = entry.accesskit_node();
            let label = node.label().unwrap_or_default();
            let name = label.split(": ").next().unwrap_or_default().to_owned();
            (name, node.toggled() == Some(Toggled::True))
        })
        .collect();
    let chosen = entries.iter().position(|(_, on)| *on);
    (entries.into_iter().map(|(name, _)| name).collect(), chosen)
}

fn is_listing(harness: &Window) -> bool {
    harness
        .query_all_by_role(Role::ListBoxOption)
        .next()
        .is_some()
}

#[test]
fn a_formula_is_edited_in_the_bar_and_undone() {
    let (mut harness, _folder) = open();
    click(&mut harness, "Realised price");
    let bar = harness.get_by_role_and_label(Role::Button, "Formula bar, Realised price");
    assert_eq!(bar.value().as_deref(), Some("list_price * 0.6"));
    key(&mut harness, Key::F2);
    harness.get_by_role_and_label(Role::MultilineTextInput, "Formula of Realised price");
    assert_eq!(typed(&harness), "list_price * 0.6");
    key(&mut harness, Key::Backspace);
    type_text(&mut harness, "5");
    assert_eq!(gives(&harness), "= 3.33 $/Mtok");
    assert_eq!(value_of(&harness, "Realised price"), "=list_price * 0.5");
    key(&mut harness, Key::Enter);
    assert_eq!(formula(&harness, "realized"), "list_price * 0.5");
    assert_eq!(number(&harness, "realized"), 6.67 * 0.5);
    let selected = harness.state().view().selected.clone().unwrap();
    assert_eq!(selected.row, "parts", "Enter moves down");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(
        notice(&harness),
        "Undone: Change the formula of Realised price"
    );
    assert_eq!(formula(&harness, "realized"), "list_price * 0.6");
    assert!(!harness.state().session().can_undo());
}

#[test]
fn f2_and_the_bar_begin_with_the_formula() {
    let (mut harness, _folder) = open();
    click(&mut harness, "Realised price");
    key(&mut harness, Key::F2);
    assert_eq!(typed(&harness), "list_price * 0.6");
    key(&mut harness, Key::Escape);
    assert!(!is_typing(&harness) && !harness.state().session().can_undo());
    let bar = "Formula bar, Realised price";
    harness.get_by_role_and_label(Role::Button, bar).click();
    harness.run();
    assert_eq!(typed(&harness), "list_price * 0.6");
    key(&mut harness, Key::Enter);
    assert!(!is_typing(&harness));
    assert!(!harness.state().session().can_undo(), "nothing has changed");
    click(&mut harness, "List price");
    key(&mut harness, Key::F2);
    let editing = harness.state().view().editing.clone().unwrap();
    assert!(
        editing.formula.is_none() && editing.text == "6.67",
        "an assumption keeps its value"
    );
}

#[test]
fn a_double_click_begins_with_the_formula() {
    let start = Start {
        dialogs: FileDialogs::Own,
        ..Start::default()
    };
    // Frames as quick as a hand.
    let mut harness = Harness::builder()
        .with_size([1440.0, 2400.0])
        .with_step_dt(0.02)
        .build_eframe(|creation| App::new(&creation.egui_ctx, start));
    harness.run();
    four::show_tab(&mut harness, "Model");
    // The click on the tab is over.
    harness.run_steps(20);
    let pos = cell(&harness, "Racks").rect().center();
    harness.hover_at(pos);
    for pressed in [true, false, true, false] {
        harness.event(Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.step();
    }
    harness.run();
    assert!(typed(&harness).contains("rounded_racks"));
}

#[test]
fn the_sign_of_equality_gives_an_assumption_a_formula() {
    let (mut harness, _folder) = open();
    begin(&mut harness, "List price", "cost * 2");
    assert_eq!(gives(&harness), "= 5.50 $/Mtok");
    key(&mut harness, Key::Enter);
    assert_eq!(number(&harness, "list_price"), 5.5);
    assert_eq!(
        notice(&harness),
        "List price is computed by a formula now, in place of what was given"
    );
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(number(&harness, "list_price"), 6.67);
    assert!(harness.state().session().is_assumption("list_price"));
    assert!(!harness.state().session().can_undo(), "it was one step");
    // Also where the sign comes after something was typed as a value.
    click(&mut harness, "List price");
    type_text(&mut harness, "7");
    key(&mut harness, Key::Backspace);
    type_text(&mut harness, "=cost");
    assert_eq!(typed(&harness), "cost");
}

/// Types a formula, tries to take it, and returns why it is not taken. Nothing is lost.
fn refused(harness: &mut Window, label: &str, text: &str) -> String {
    let before = harness.state().session().workbook().clone();
    begin(harness, label, text);
    if is_listing(harness) {
        key(harness, Key::Escape);
    }
    key(harness, Key::Enter);
    assert_eq!(typed(harness), text);
    let editing = harness.state().view().editing.clone().unwrap();
    let found = editing.formula.unwrap().trial.refused.unwrap();
    harness.get_by_label_contains(&found.message);
    key(harness, Key::Escape);
    assert!(!is_typing(harness));
    assert_eq!(*harness.state().session().workbook(), before);
    format!("{}. {}", found.message, found.hint)
}

#[test]
fn what_is_wrong_is_said_in_place_and_nothing_is_lost() {
    let (mut harness, _folder) = open();
    let said = refused(&mut harness, "Realised price", "list_pric * 2");
    assert!(
        said.contains("list_pric") && said.contains("Did you mean “list_price”"),
        "{said}"
    );
    let said = refused(&mut harness, "Realised price", "(list_price * 2");
    assert!(said.contains('('), "{said}");
    let said = refused(&mut harness, "Realised price", "list_price * 2 [h]");
    assert!(said.contains("$/Mtok"), "{said}");
    let said = refused(&mut harness, "List price", "realized * 2");
    assert!(
        said.contains("List price") && said.contains("Realised price"),
        "{said}"
    );
    let said = refused(&mut harness, "Realised price", "");
    assert!(said.contains("empty"), "{said}");
    assert!(!harness.state().session().can_undo());
}

#[test]
fn a_formula_that_cannot_be_taken_holds_whoever_wants_to_leave() {
    let (mut harness, _folder) = open();
    begin(&mut harness, "Realised price", "list_price +");
    four::show_tab(&mut harness, "Compare");
    assert_eq!(typed(&harness), "list_price +");
    harness.get_by_label_contains("Expected a value after");
    type_text(&mut harness, " 1 [$/Mtok]");
    four::show_tab(&mut harness, "Compare");
    assert!(!is_typing(&harness));
    assert_eq!(formula(&harness, "realized"), "list_price + 1 [$/Mtok]");
}

#[test]
fn rows_are_completed_by_name_and_by_label() {
    let (mut harness, _folder) = open();
    begin(&mut harness, "Payback", "4 [yr] * lis");
    assert_eq!(
        list(&harness),
        (
            vec!["list_price".to_owned(), "realized".to_owned()],
            Some(0)
        )
    );
    harness.get_by_label("list_price: List price");
    key(&mut harness, Key::Tab);
    assert_eq!(typed(&harness), "4 [yr] * list_price");
    assert!(!is_listing(&harness));
    // "Tokens" is no name, but stands in two labels.
    type_text(&mut harness, " / tokens");
    let (names, _) = list(&harness);
    assert!(
        names.contains(&"demand".to_owned()) && names.contains(&"paid".to_owned()),
        "{names:?}"
    );
    let cost = names.iter().position(|name| name == "paid").unwrap();
    for _ in 0..cost {
        key(&mut harness, Key::ArrowDown);
    }
    assert_eq!(list(&harness).1, Some(cost));
    key(&mut harness, Key::ArrowUp);
    key(&mut harness, Key::ArrowDown);
    key(&mut harness, Key::Enter);
    assert_eq!(typed(&harness), "4 [yr] * list_price / paid");
    assert!(
        is_typing(&harness),
        "Enter took the entry and not the formula"
    );
}

#[test]
fn escape_closes_the_list_first_and_a_click_takes_an_entry() {
    let (mut harness, _folder) = open();
    begin(&mut harness, "Payback", "rea");
    assert!(is_listing(&harness));
    key(&mut harness, Key::Escape);
    assert!(!is_listing(&harness) && is_typing(&harness));
    type_text(&mut harness, "l");
    harness.get_by_label("realized: Realised price").click();
    harness.run();
    assert_eq!(typed(&harness), "realized");
    type_text(&mut harness, " + 1");
    assert_eq!(
        typed(&harness),
        "realized + 1",
        "the box has the keyboard again"
    );
    key(&mut harness, Key::Escape);
    assert!(!is_typing(&harness));
}

#[test]
fn functions_units_elements_and_indexes_are_completed() {
    let (mut harness, _folder) = open();
    begin(&mut harness, "Cost per token", "2 * su");
    assert_eq!(list(&harness).0[0], "SUM(x, …)");
    key(&mut harness, Key::Tab);
    assert_eq!(typed(&harness), "2 * SUM(");
    harness.get_by_label_contains("The sum of several values");
    type_text(&mut harness, "parts over ");
    assert_eq!(list(&harness).0, ["part"]);
    key(&mut harness, Key::Tab);
    type_text(&mut harness, ") + parts[");
    assert_eq!(list(&harness).0, ["silicon", "power", "staff"]);
    type_text(&mut harness, "po");
    key(&mut harness, Key::Enter);
    type_text(&mut harness, " + 1 [$/M");
    assert_eq!(list(&harness).0[0], "$/Mtok");
    key(&mut harness, Key::Tab);
    let text = "2 * SUM(parts over part) + parts[power] + 1 [$/Mtok]";
    assert_eq!(typed(&harness), text);
    key(&mut harness, Key::Enter);
    assert_eq!(formula(&harness, "cost"), text);
}

#[test]
fn the_signature_follows_the_caret() {
    let (mut harness, _folder) = open();
    begin(&mut harness, "Payback", "IF(owns > 0, ");
    harness.get_by_label_contains("IF(condition, then, otherwise)");
    harness.get_by_label_contains("One of two values");
    type_text(&mut harness, "ROUND(");
    harness.get_by_label_contains("ROUND(");
    assert!(
        harness
            .query_by_label_contains("One of two values")
            .is_none()
    );
}

#[test]
fn a_click_in_the_table_names_a_row() {
    let (mut harness, _folder) = open();
    begin(&mut harness, "Payback", "4 [yr] * ");
    harness
        .get_by_role_and_label(Role::RowHeader, "Cost per token")
        .click();
    harness.run();
    assert_eq!(typed(&harness), "4 [yr] * cost");
    click(&mut harness, "List price");
    assert_eq!(
        typed(&harness),
        "4 [yr] * list_price",
        "the second click takes the place of the first"
    );
    type_text(&mut harness, " / ");
    click(&mut harness, "Cost by part, Power");
    assert_eq!(typed(&harness), "4 [yr] * list_price / parts[power]");
    let selected = harness.state().view().selected.clone().unwrap();
    assert_eq!(selected.row, "payback", "it does not move the selection");
    key(&mut harness, Key::Enter);
    assert_eq!(number(&harness, "payback"), 4.0 * 6.67 / 0.5);
}

#[test]
fn a_part_of_a_formula_is_computed_and_changes_nothing() {
    let (mut harness, _folder) = open();
    click(&mut harness, "Realised price");
    key(&mut harness, Key::F2);
    key(&mut harness, Key::Home);
    for _ in 0.."list_price".len() {
        press(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
    }
    key(&mut harness, Key::F9);
    harness.get_by_label("list_price = 6.67 $/Mtok");
    press(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
    press(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
    key(&mut harness, Key::F9);
    harness.get_by_label_contains("list_price * has no value by itself");
    assert_eq!(typed(&harness), "list_price * 0.6");
    key(&mut harness, Key::Escape);
    assert!(!harness.state().session().can_undo());
}

#[test]
fn the_arrows_leave_or_move_the_caret_as_f2_says() {
    let (mut harness, _folder) = open();
    let mode = |harness: &Window| {
        let editing = harness.state().view().editing.clone().unwrap();
        editing.formula.unwrap().mode
    };
    click(&mut harness, "Realised price");
    key(&mut harness, Key::F2);
    assert_eq!(mode(&harness), Mode::Edit);
    key(&mut harness, Key::ArrowLeft);
    type_text(&mut harness, "1");
    assert_eq!(typed(&harness), "list_price * 0.16");
    key(&mut harness, Key::F2);
    assert_eq!(mode(&harness), Mode::Enter);
    key(&mut harness, Key::ArrowUp);
    assert_eq!(formula(&harness, "realized"), "list_price * 0.16");
    assert_eq!(
        harness.state().view().selected.clone().unwrap().row,
        "list_price"
    );
}

#[test]
fn a_broken_row_is_mended_where_it_stands() {
    let text = four::TEXT.replace("list_price * 0.6", "list_price *");
    let (mut harness, _folder) = four::open_text(&text);
    four::show_tab(&mut harness, "Model");
    assert_eq!(value_of(&harness, "Realised price"), "n/a");
    click(&mut harness, "Realised price");
    key(&mut harness, Key::F2);
    let found = harness.get_all_by_label_contains("Expected a value after");
    assert_eq!(found.count(), 2, "in the bar and in the inspector");
    type_text(&mut harness, " 0.5");
    key(&mut harness, Key::Enter);
    assert_eq!(number(&harness, "realized"), 6.67 * 0.5);
}

#[test]
fn the_value_shown_is_that_of_the_case_the_cell_and_the_formula() {
    let (mut harness, _folder) = four::open();
    four::show_tab(&mut harness, "Model");
    crate::choose_scenario(&mut harness, "Bear");
    // The scenario sets the row itself; what is shown is what the formula gives.
    click(&mut harness, "Cost per token");
    key(&mut harness, Key::F2);
    assert_eq!(typed(&harness), "SUM(parts over part)");
    assert_eq!(gives(&harness), "= 2.750 $/Mtok");
    key(&mut harness, Key::Escape);
    click(&mut harness, "Tokens paid, 2028");
    key(&mut harness, Key::F2);
    assert_eq!(gives(&harness), "= 50 Mtok/yr (2028)");
    key(&mut harness, Key::Escape);
    // A number typed over it goes to the scenario, as before.
    click(&mut harness, "Cost per token");
    type_text(&mut harness, "6");
    key(&mut harness, Key::Enter);
    assert!(notice(&harness).contains("Bear"), "{}", notice(&harness));
    assert_eq!(formula(&harness, "cost"), "SUM(parts over part)");
}

#[test]
fn errors_in_other_rows_are_announced_and_do_not_hold_the_formula() {
    let text = four::TEXT.replace(
        "(id: \"demand\"",
        "(id: \"one\", label: \"One price\", unit: \"$/Mtok\", section: \"s\", over: [],
            definition: formula(\"realized\")), (id: \"demand\"",
    );
    let (mut harness, _folder) = four::open_text(&text);
    four::show_tab(&mut harness, "Model");
    begin(&mut harness, "Realised price", "list_price * (year - 2026)");
    harness.get_by_label_contains("The rest of the workbook would have");
    key(&mut harness, Key::Enter);
    assert!(!is_typing(&harness));
    assert!(
        notice(&harness).contains("more error"),
        "{}",
        notice(&harness)
    );
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(number(&harness, "one"), 6.67 * 0.6);
}

#[test]
fn a_formula_is_begun_beside_a_slider_too() {
    let mut harness = crate::open(None);
    harness
        .get_by_role_and_label(Role::Slider, &crate::SLIDER)
        .focus();
    harness.run();
    type_text(&mut harness, "=");
    type_text(&mut harness, "1 - upt");
    assert_eq!(typed(&harness), "1 - upt");
    key(&mut harness, Key::Tab);
    assert_eq!(typed(&harness), "1 - uptime");
    key(&mut harness, Key::Escape);
    assert!(!is_typing(&harness) && !harness.state().session().can_undo());
}

#[test]
fn a_key_waits_for_the_text_that_was_typed_before_it() {
    let (mut harness, _folder) = open();
    begin(&mut harness, "Payback", "4 [yr] * cost / list_pri");
    let key = |key| Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    // All in one frame, as on a machine that is busy.
    let typed = [Event::Text("c".to_owned()), key(Key::Tab)];
    harness.input_mut().events.extend(typed);
    harness.run();
    let typed = [Event::Text(" * 2".to_owned()), key(Key::Enter)];
    harness.input_mut().events.extend(typed);
    harness.run();
    assert!(!is_typing(&harness));
    assert_eq!(
        formula(&harness, "payback"),
        "4 [yr] * cost / list_price * 2"
    );
}

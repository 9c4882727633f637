//! Rows and sections, reshaped as an analyst would: added, named, moved, deleted.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rackhour::app::App;
use rackhour_engine::workbook::{Definition, Provenance};

use crate::four::{TEXT, open_text, show_tab};
use crate::{click, notice, press, type_text, value_of};

/// The window with the table of rows, and a second section in the workbook.
fn open() -> (Harness<'static, App>, tempfile::TempDir) {
    let text = TEXT.replace(
        r#"sections: [(id: "s", label: "Section")]"#,
        r#"sections: [(id: "s", label: "Section"), (id: "later", label: "Later")],
    sources: [(id: "report", title: "A report", evidence: press)]"#,
    );
    let (mut harness, folder) = open_text(&text);
    show_tab(&mut harness, "Model");
    (harness, folder)
}

fn rows(harness: &Harness<'static, App>) -> String {
    let rows = harness.state().session().workbook().variables.iter();
    rows.map(|row| row.id.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

fn sections(harness: &Harness<'static, App>) -> String {
    let sections = harness.state().session().workbook().sections.iter();
    let labels: Vec<_> = sections.map(|section| section.label.as_str()).collect();
    labels.join(", ")
}

fn undo(harness: &mut Harness<'static, App>) {
    press(harness, Modifiers::COMMAND, Key::Z);
}

/// Chooses an entry of a menu.
pub(crate) fn menu(harness: &mut Harness<'static, App>, menu: &str, title: &str) {
    harness.get_by_role_and_label(Role::Button, menu).click();
    harness.run();
    harness.get_by_role_and_label(Role::Button, title).click();
    harness.run();
}

/// Replaces what stands in a field of a form.
pub(crate) fn fill(harness: &mut Harness<'static, App>, field: &str, text: &str) {
    harness
        .get_by_role_and_label(Role::TextInput, field)
        .focus();
    harness.run();
    press(harness, Modifiers::COMMAND, Key::A);
    type_text(harness, text);
}

pub(crate) fn button(harness: &mut Harness<'static, App>, title: &str) {
    harness.get_by_role_and_label(Role::Button, title).click();
    harness.run();
}

#[test]
fn a_row_is_inserted_named_and_typed_into() {
    let (mut harness, _folder) = open();
    let before = rows(&harness);
    click(&mut harness, "Realised price");
    press(
        &mut harness,
        Modifiers::COMMAND | Modifiers::SHIFT,
        Key::Plus,
    );
    // The label has the keyboard, and the name in formulas follows it.
    type_text(&mut harness, "Rebate per token");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(rows(&harness).starts_with("list_price realized rebate_per_token parts"));
    assert_eq!(notice(&harness), "Inserted Rebate per token");
    assert_eq!(value_of(&harness, "Rebate per token"), "–");
    type_text(&mut harness, "0.25");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(value_of(&harness, "Rebate per token"), "0.250");
    undo(&mut harness);
    undo(&mut harness);
    assert_eq!(rows(&harness), before, "naming is a part of inserting");
    assert!(!harness.state().session().can_undo());
}

#[test]
fn a_row_that_nothing_reads_goes_at_once_and_comes_back() {
    let (mut harness, _folder) = open();
    let before = rows(&harness);
    click(&mut harness, "List price");
    press(
        &mut harness,
        Modifiers::COMMAND | Modifiers::SHIFT,
        Key::Plus,
    );
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(rows(&harness).contains("new_row"));
    press(&mut harness, Modifiers::COMMAND, Key::Minus);
    assert_eq!(rows(&harness), before);
    assert_eq!(notice(&harness), "Deleted New row");
    undo(&mut harness);
    assert!(rows(&harness).contains("new_row"));
    let selected = harness.state().view().selected.clone().unwrap();
    assert_eq!(selected.row, "new_row", "what came back is selected");
}

#[test]
fn deleting_a_row_that_others_read_lists_them_first() {
    let (mut harness, _folder) = open();
    let before = rows(&harness);
    click(&mut harness, "List price");
    press(&mut harness, Modifiers::COMMAND, Key::Minus);
    harness.get_by_label("Delete “List price”?");
    for used in [
        "Realised price",
        "Private factory",
        "Bear",
        "From list to realised",
    ] {
        assert!(harness.query_all_by_label(used).count() > 0, "{used}");
    }
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(rows(&harness), before, "the usual answer is to cancel");
    press(&mut harness, Modifiers::COMMAND, Key::Minus);
    button(&mut harness, "Delete anyway");
    assert!(!rows(&harness).contains("list_price"));
    let problems = harness.state().session().problems();
    assert!(
        problems
            .iter()
            .any(|found| found.message.contains("list_price"))
    );
    undo(&mut harness);
    assert_eq!(rows(&harness), before);
    assert!(
        harness
            .state()
            .session()
            .problems()
            .iter()
            .all(|found| !found.is_error())
    );
}

#[test]
fn rows_move_within_their_section_and_into_the_next() {
    let (mut harness, _folder) = open();
    click(&mut harness, "Tokens paid, 2027");
    press(&mut harness, Modifiers::ALT, Key::ArrowUp);
    assert!(rows(&harness).ends_with("owns paid demand payback"));
    assert_eq!(notice(&harness), "Moved Tokens paid up");
    click(&mut harness, "Payback");
    press(&mut harness, Modifiers::ALT, Key::ArrowDown);
    assert_eq!(notice(&harness), "Moved Payback to the section Later");
    let section = |harness: &Harness<'static, App>| {
        let row = harness.state().session().variable("payback").unwrap();
        row.section.clone()
    };
    assert_eq!(section(&harness), "later");
    press(&mut harness, Modifiers::ALT, Key::ArrowDown);
    assert_eq!(notice(&harness), "Payback cannot move further");
    undo(&mut harness);
    assert_eq!(section(&harness), "s");
}

#[test]
fn a_new_name_is_refused_as_it_is_typed_and_followed_by_everything() {
    let (mut harness, _folder) = open();
    click(&mut harness, "List price");
    press(&mut harness, Modifiers::SHIFT, Key::F6);
    fill(&mut harness, "Name in formulas", "cost");
    harness.get_by_label("The name “Cost per token” is taken. Choose another name");
    fill(&mut harness, "Name in formulas", "xfd10");
    harness.get_by_label_contains("reads as a spreadsheet cell");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.state().view().dialog.is_some(), "it is not taken");
    fill(&mut harness, "Name in formulas", "posted_price");
    fill(&mut harness, "Label", "Posted price");
    button(&mut harness, "Rename");
    let session = harness.state().session();
    let realized = &session.variable("realized").unwrap().definition;
    assert_eq!(
        *realized,
        Definition::Formula("posted_price * 0.6".to_owned())
    );
    assert_eq!(session.label("posted_price"), "Posted price");
    assert!(session.uses("list_price").is_empty());
    let selected = harness.state().view().selected.clone().unwrap();
    assert_eq!(selected.row, "posted_price");
    undo(&mut harness);
    assert!(harness.state().session().variable("list_price").is_some());
    assert!(!harness.state().session().can_undo(), "one step");
}

#[test]
fn the_properties_of_a_row_are_one_form() {
    let (mut harness, _folder) = open();
    click(&mut harness, "List price");
    press(&mut harness, Modifiers::ALT, Key::Enter);
    fill(&mut harness, "Unit", "$/nonsense");
    harness.get_by_label_contains("nonsense");
    fill(&mut harness, "Unit", "$/Mtok");
    fill(&mut harness, "Note", "As posted");
    fill(&mut harness, "Low", "9");
    fill(&mut harness, "High", "3");
    button(&mut harness, "OK");
    harness.get_by_label_contains("The low end 9 is above the high end 3");
    fill(&mut harness, "High", "12");
    harness
        .get_by_role_and_label(Role::ComboBox, "Source")
        .click();
    harness.run();
    harness.get_by_label("A report").click();
    harness.run();
    button(&mut harness, "OK");
    let row = harness
        .state()
        .session()
        .variable("list_price")
        .unwrap()
        .clone();
    assert_eq!(row.note, "As posted");
    let Definition::Assumption(given) = &row.definition else {
        panic!()
    };
    assert_eq!(given.source, Provenance::From("report".to_owned()));
    let cell = harness.state().view().selected.clone().unwrap();
    assert_eq!(harness.state().session().range(&cell), Some((9.0, 12.0)));
    undo(&mut harness);
    assert!(!harness.state().session().can_undo(), "one step");
}

#[test]
fn sections_are_inserted_renamed_moved_and_deleted() {
    let (mut harness, _folder) = open();
    click(&mut harness, "List price");
    menu(&mut harness, "Rows", "Insert section…");
    fill(&mut harness, "Name", "Costs");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(sections(&harness), "Section, Costs, Later");
    menu(&mut harness, "Rows", "Move section down");
    assert_eq!(sections(&harness), "Section, Later, Costs");
    menu(&mut harness, "Rows", "Rename section…");
    fill(&mut harness, "Name", "All costs");
    button(&mut harness, "OK");
    assert_eq!(sections(&harness), "Section, Later, All costs");
    // A row is inserted where the section was gone to.
    press(
        &mut harness,
        Modifiers::COMMAND | Modifiers::SHIFT,
        Key::Plus,
    );
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let row = harness.state().session().variable("new_row").unwrap();
    assert_eq!(
        harness.state().session().section_label(&row.section),
        "All costs"
    );
    menu(&mut harness, "Rows", "Delete section");
    assert_eq!(
        notice(&harness),
        "All costs still has 1 row. Move or delete them first"
    );
    harness.get_by_role_and_label(Role::Button, "Later").click();
    harness.run();
    menu(&mut harness, "Rows", "Delete section");
    assert_eq!(sections(&harness), "Section, All costs");
    undo(&mut harness);
    assert_eq!(sections(&harness), "Section, Later, All costs");
}

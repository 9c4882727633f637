//! Comparing operators: what an analyst does with the pane, by mouse and by keyboard.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, OutputCommand};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rackhour::app::App;

use crate::four::{TEXT, open_compare, open_text, show_tab};
use crate::{notice, press, value_of, wait_until};

/// What a cell of the comparison shows.
pub(crate) fn compared(harness: &Harness<'static, App>, metric: &str, case: &str) -> String {
    value_of(harness, &format!("{metric}, {case}"))
}

pub(crate) fn click_button(harness: &mut Harness<'static, App>, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click();
    harness.run();
}

/// Asks for a copy in the way given, and returns what the clipboard gets.
pub(crate) fn copied(
    harness: &mut Harness<'static, App>,
    ask: impl FnOnce(&mut Harness<'static, App>),
) -> String {
    ask(harness);
    let found = |harness: &Harness<'static, App>| {
        let commands = harness.output().platform_output.commands.iter();
        let mut texts = commands.filter_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        texts.next()
    };
    for _ in 0..4 {
        harness.step();
        if let Some(text) = found(harness) {
            harness.run();
            return text;
        }
    }
    panic!("nothing was copied");
}

/// The numbers of a copied table, by its cells.
pub(crate) fn cells(table: &str) -> Vec<Vec<String>> {
    let lines = table.lines();
    lines
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}

#[test]
fn four_operators_are_compared() {
    let (harness, _folder) = open_compare();
    harness.get_by_label("Four operators side by side");
    for operator in ["Hyperscaler", "Frontier lab", "Neocloud", "Private factory"] {
        harness.get_by_role_and_label(Role::ColumnHeader, &format!("{operator} · Base case"));
    }
    assert_eq!(
        compared(&harness, "Cost per token", "Hyperscaler · Base case"),
        "2.750, best"
    );
    assert_eq!(
        compared(&harness, "Cost per token", "Frontier lab · Base case"),
        "4.000, worst"
    );
    assert_eq!(
        compared(&harness, "Tokens demanded", "Neocloud · Base case"),
        "200"
    );
    assert_eq!(
        compared(&harness, "Payback", "Frontier lab · Base case"),
        "Not available: It owns no plant"
    );
    harness.get_by_role_and_label(Role::RowHeader, "Cost per token $/Mtok");
}

#[test]
fn differences_are_taken_from_the_head_that_was_clicked() {
    let (mut harness, _folder) = open_compare();
    click_button(&mut harness, "Difference from the reference");
    let neocloud = "Neocloud · Base case";
    assert_eq!(compared(&harness, "Cost per token", neocloud), "+0.250");
    assert_eq!(
        compared(&harness, "Cost per token", "Hyperscaler · Base case"),
        "2.750, best"
    );
    click_button(&mut harness, "Difference in percent");
    assert_eq!(compared(&harness, "Cost per token", neocloud), "+9.1 %");
    harness
        .get_by_role_and_label(Role::ColumnHeader, neocloud)
        .click();
    harness.run();
    assert_eq!(compared(&harness, "Cost per token", neocloud), "3.000");
    assert_eq!(
        compared(&harness, "Cost per token", "Hyperscaler · Base case"),
        "−8.3 %, best"
    );
    click_button(&mut harness, "Values");
    assert_eq!(
        compared(&harness, "Cost per token", "Hyperscaler · Base case"),
        "2.750, best"
    );
}

#[test]
fn the_table_is_copied_with_every_digit() {
    let (mut harness, _folder) = open_compare();
    let table = copied(&mut harness, |harness| {
        harness
            .get_by_role_and_label(Role::Button, "Copy table")
            .click();
    });
    let rows = cells(&table);
    assert_eq!(rows[0][..3], ["Metric", "Unit", "Hyperscaler · Base case"]);
    assert_eq!(rows[2][..2], ["Cost per token", "$/Mtok"]);
    assert_eq!(rows[2][3], "4.0000000001");
    assert_eq!(rows[3][3], "n/a");
    assert!(rows.iter().all(|row| row.len() == 6), "{table}");
    assert!(
        notice(&harness).contains("Copied 5 rows"),
        "{}",
        notice(&harness)
    );
    // Pasted back, every number is the one that was computed.
    let data = harness.state().session().comparison().unwrap().clone();
    for (row, metric) in rows[1..].iter().zip(&data.metrics) {
        for (text, cell) in row[2..].iter().zip(&metric.cells) {
            assert_eq!(text.parse().ok(), cell.value.clone().ok(), "{row:?}");
        }
    }
}

#[test]
fn the_keyboard_alone_is_enough() {
    let (mut harness, _folder) = open_compare();
    let cell = |harness: &Harness<'static, App>| harness.state().view().compare.cell;
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(cell(&harness), (1, 1));
    harness.get_by_label_contains("Cost per token, Frontier lab · Base case: 4 $/Mtok");
    press(&mut harness, Modifiers::NONE, Key::End);
    assert_eq!(cell(&harness), (1, 3));
    press(&mut harness, Modifiers::NONE, Key::B);
    press(&mut harness, Modifiers::NONE, Key::D);
    assert_eq!(
        compared(&harness, "Cost per token", "Neocloud · Base case"),
        "+0.250"
    );
    let table = copied(&mut harness, |harness| harness.event(Event::Copy));
    assert!(
        table.starts_with("Metric, difference from Private factory · Base case"),
        "{table}"
    );
    press(&mut harness, Modifiers::NONE, Key::Home);
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    // The row stands in the table of rows, in the case of its column.
    let state = harness.state();
    assert_eq!(state.view().selected.as_ref().unwrap().row, "cost");
    assert_eq!(
        state.session().case().profile.as_deref(),
        Some("frontier_lab")
    );
    assert_eq!(value_of(&harness, "Cost per token"), "4.000");
}

#[test]
fn scenarios_get_columns_and_say_what_they_set() {
    let (mut harness, _folder) = open_compare();
    click_button(&mut harness, "Scenarios");
    harness
        .get_by_role_and_label(Role::CheckBox, "Bear")
        .click();
    harness.run();
    wait_until(&mut harness, |app| {
        app.session()
            .comparison()
            .is_some_and(|data| data.cases.len() == 8)
    });
    assert_eq!(
        compared(&harness, "Cost per token", "Neocloud · Bear"),
        "5.000, worst"
    );
    harness
        .get_by_role_and_label(Role::CheckBox, "Base case")
        .click();
    harness.run();
    let cases = harness.state().session().comparison().unwrap().cases.len();
    assert_eq!(cases, 4);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    harness
        .get_by_role_and_label(Role::Cell, "Cost per token, Hyperscaler · Bear")
        .click();
    harness.run();
    harness.get_by_label_contains("Formula overridden by the scenario Bear");
    harness
        .get_by_role_and_label(Role::Cell, "List price, Hyperscaler · Bear")
        .click();
    harness.run();
    harness.get_by_label_contains("Set by the scenario Bear");
}

#[test]
fn a_change_of_the_workbook_changes_the_comparison() {
    let (mut harness, _folder) = open_compare();
    show_tab(&mut harness, "Model");
    harness
        .get_by_role_and_label(Role::Cell, "Cost by part, Silicon")
        .click();
    harness.run();
    crate::type_text(&mut harness, "1");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    show_tab(&mut harness, "Compare");
    wait_until(&mut harness, |app| !app.session().is_comparing());
    assert_eq!(
        compared(&harness, "Cost per token", "Hyperscaler · Base case"),
        "1.750, best"
    );
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    wait_until(&mut harness, |app| !app.session().is_comparing());
    assert_eq!(
        compared(&harness, "Cost per token", "Hyperscaler · Base case"),
        "2.750, best"
    );
}

#[test]
fn profiles_have_cards_that_fold_away() {
    let (mut harness, _folder) = open_compare();
    harness.get_by_label("Owns and serves.");
    harness.get_by_label("Lens: Both, consolidated.");
    harness.get_by_label("Leaves out: The value of its own use.");
    click_button(&mut harness, "Profiles");
    assert!(harness.query_by_label("Owns and serves.").is_none());
}

#[test]
fn a_workbook_without_a_comparison_says_what_to_do() {
    let text = r#"(
        format: 1, title: "One row",
        sections: [(id: "s", label: "Section")],
        variables: [
            (id: "one", label: "One", unit: "", section: "s", definition: formula("1")),
        ],
    )"#;
    let (mut harness, _folder) = open_text(text);
    show_tab(&mut harness, "Compare");
    harness.get_by_label("This workbook has no comparison");
    harness.get_by_label_contains("Add a figure of the kind");
    // Rows are compared all the same.
    click_button(&mut harness, "Rows that are compared");
    crate::registers::pick(&mut harness, "Add a row to the comparison", "one");
    wait_until(&mut harness, |app| app.session().comparison().is_some());
    assert_eq!(compared(&harness, "One", "Base case"), "1");
}

#[test]
fn columns_that_were_not_measured_alike_come_with_a_warning() {
    let sources = r#"sources: [
        (id: "brochure", title: "Brochure", evidence: vendor, basis: (precision: "FP4")),
        (id: "benchmark", title: "Benchmark", evidence: measured, basis: (precision: "FP8")),
    ], sections: ["#;
    let text = TEXT
        .replacen("sections: [", sources, 1)
        .replacen(
            r#"source: assumed("A price.")"#,
            r#"source: from("brochure")"#,
            1,
        )
        .replacen(
            "action: set(constant(9))",
            r#"action: set(constant(9)), source: from("benchmark")"#,
            1,
        );
    let (mut harness, _folder) = open_text(&text);
    show_tab(&mut harness, "Compare");
    wait_until(&mut harness, |app| app.session().comparison().is_some());
    let warning = "3 rows rest on “Brochure” in one column and on “Benchmark” in another. \
                   precision: FP4 against FP8";
    harness.get_by_label_contains(warning);
    harness.get_by_label_contains("Rests on vendor claims: List price");
}

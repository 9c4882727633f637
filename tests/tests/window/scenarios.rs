//! Scenarios: recorded, copied, seen side by side, and made the base case.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rackhour::app::App;
use rackhour_engine::workbook::{Definition, Number, Quantity};

use crate::four::{TEXT, open_text, show_tab};
use crate::structure::{button, fill, menu};
use crate::{choose_scenario, click, notice, press, type_text, value_of};

fn open() -> (Harness<'static, App>, tempfile::TempDir) {
    let (mut harness, folder) = open_text(&TEXT.replace("label: \"Bear\"", "label: \"Old bear\""));
    show_tab(&mut harness, "Model");
    (harness, folder)
}

fn set(harness: &mut Harness<'static, App>, cell: &str, value: &str) {
    click(harness, cell);
    type_text(harness, value);
    press(harness, Modifiers::NONE, Key::Enter);
}

fn scenarios(harness: &Harness<'static, App>) -> String {
    let scenarios = harness.state().session().workbook().scenarios.iter();
    let labels: Vec<_> = scenarios.map(|scenario| scenario.label.as_str()).collect();
    labels.join(", ")
}

/// The value that the workbook itself gives a row of one number.
fn base(harness: &Harness<'static, App>, row: &str) -> f64 {
    let workbook = harness.state().session().workbook();
    match &workbook.variable(row).unwrap().definition {
        Definition::Assumption(given) => match given.value {
            Quantity::Constant(number) => number.0,
            ref other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn case(harness: &Harness<'static, App>) -> String {
    harness.state().session().case_label()
}

/// S5: bear, base and bull.
#[test]
fn bear_and_bull_are_recorded_copied_and_compared() {
    let (mut harness, _folder) = open();
    let untouched = harness.state().session().workbook().variables.clone();
    // 1. Press Record, change three values, stop and name it.
    button(&mut harness, "Record");
    harness.get_by_label("● Recording");
    set(&mut harness, "List price", "5");
    set(&mut harness, "Cost by part, Power", "0.75");
    set(&mut harness, "Owns the plant", "0");
    assert_eq!(value_of(&harness, "Realised price"), "3.00");
    button(&mut harness, "Stop recording…");
    harness.get_by_label_contains("The scenario sets 3 values");
    fill(&mut harness, "Name", "Bear");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(scenarios(&harness), "Old bear, Bear");
    assert_eq!(case(&harness), "Hyperscaler · Bear");
    assert_eq!(value_of(&harness, "Realised price"), "3.00");
    assert_eq!(harness.state().session().workbook().variables, untouched);
    assert!(harness.query_by_label("● Recording").is_none());
    // 2. Duplicate it as the bull, and change that.
    menu(&mut harness, "Scenario", "Duplicate scenario…");
    fill(&mut harness, "Name", "Bull");
    button(&mut harness, "OK");
    set(&mut harness, "List price", "8");
    assert_eq!(case(&harness), "Hyperscaler · Bull");
    // 3. All of them at once, none applied.
    menu(&mut harness, "Scenario", "Scenarios…");
    assert_eq!(value_of(&harness, "List price, Base case"), "6.67");
    assert_eq!(value_of(&harness, "List price, Old bear"), "4.00");
    assert_eq!(value_of(&harness, "List price, Bear"), "5.00");
    assert_eq!(value_of(&harness, "List price, Bull"), "8.00");
    let overridden = value_of(&harness, "Cost per token, Old bear");
    assert_eq!(overridden, "overrides a formula: 5.000");
    assert_eq!(value_of(&harness, "Cost per token, Base case"), "computed");
    button(&mut harness, "Close");
    // The case is named above the table and on the chart.
    harness.get_by_label("Case: Hyperscaler · Bull");
    show_tab(&mut harness, "Figures");
    harness.get_by_role_and_label(
        Role::Image,
        "From list to realised $/Mtok · Hyperscaler · Bull List price: 8.00 $/Mtok, \
         Discounts: −3.20 $/Mtok, Realised price: 4.80 $/Mtok",
    );
    assert_eq!(harness.state().session().workbook().variables, untouched);
    // A row that is deleted is a conflict, and not silence.
    show_tab(&mut harness, "Model");
    click(&mut harness, "Owns the plant");
    press(&mut harness, Modifiers::COMMAND, Key::Minus);
    button(&mut harness, "Delete anyway");
    menu(&mut harness, "Scenario", "Scenarios…");
    assert!(value_of(&harness, "owns, Bear").starts_with("▲"));
    harness.get_by_label_contains("There is no row “owns”");
}

#[test]
fn recording_is_undone_step_by_step_and_to_its_beginning() {
    let (mut harness, _folder) = open();
    button(&mut harness, "Record");
    set(&mut harness, "List price", "5");
    set(&mut harness, "List price", "4");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(value_of(&harness, "List price"), "5.00");
    assert_eq!(base(&harness, "list_price"), 6.67);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(value_of(&harness, "List price"), "6.67");
    assert!(harness.state().session().is_recording());
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(!harness.state().session().is_recording());
    assert_eq!(case(&harness), "Hyperscaler · Base case");
    assert!(harness.state().session().is_saved());
    press(&mut harness, Modifiers::COMMAND, Key::Y);
    press(&mut harness, Modifiers::COMMAND, Key::Y);
    assert!(harness.state().session().is_recording());
    assert_eq!(value_of(&harness, "List price"), "5.00");
}

#[test]
fn a_recording_is_discarded_and_taken_back() {
    let (mut harness, _folder) = open();
    choose_scenario(&mut harness, "Old bear");
    button(&mut harness, "Record");
    // It begins with what was on screen.
    assert_eq!(value_of(&harness, "List price"), "4.00");
    set(&mut harness, "List price", "3");
    button(&mut harness, "Discard recording");
    assert_eq!(case(&harness), "Hyperscaler · Old bear");
    assert_eq!(value_of(&harness, "List price"), "4.00");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(harness.state().session().is_recording());
    assert_eq!(value_of(&harness, "List price"), "3.00");
}

#[test]
fn a_name_that_is_taken_is_refused() {
    let (mut harness, _folder) = open();
    button(&mut harness, "Record");
    set(&mut harness, "List price", "5");
    button(&mut harness, "Stop recording…");
    fill(&mut harness, "Name", "Old bear");
    button(&mut harness, "OK");
    harness.get_by_label("There is a scenario “Old bear” already. Choose another name");
    assert!(harness.state().session().is_recording());
}

#[test]
fn a_scenario_is_promoted_to_the_base_case() {
    let (mut harness, _folder) = open();
    choose_scenario(&mut harness, "Old bear");
    let realized = value_of(&harness, "Realised price");
    menu(&mut harness, "Scenario", "Promote to base case");
    assert_eq!(
        notice(&harness),
        "Promoted 1 value of Old bear to the base case; what it changes of formulas or for single \
         profiles stays in the scenario (1 change)"
    );
    assert_eq!(base(&harness, "list_price"), 4.0);
    assert_eq!(case(&harness), "Hyperscaler · Base case");
    assert_eq!(value_of(&harness, "Realised price"), realized);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(base(&harness, "list_price"), 6.67);
    assert!(!harness.state().session().can_undo(), "one step");
}

/// What scales, adds, or sets some of several elements gives the same as part of the base case.
#[test]
fn promoting_keeps_every_number_of_the_case() {
    let text = TEXT.replace(
        "(key: \"cost\", action: set(constant(5))),",
        "(key: \"parts\", action: scale(1.5)), (key: \"parts[power]\", action: add(1)),",
    );
    let (mut harness, _folder) = open_text(&text);
    show_tab(&mut harness, "Model");
    choose_scenario(&mut harness, "Bear");
    let values = |harness: &Harness<'static, App>| {
        let rows = &harness.state().session().results().rows;
        rows.iter()
            .map(|row| row.values.clone())
            .collect::<Vec<_>>()
    };
    let before = values(&harness);
    menu(&mut harness, "Scenario", "Promote to base case");
    assert_eq!(
        values(&harness),
        before,
        "the base case gives what the scenario gave"
    );
    choose_scenario(&mut harness, "Bear");
    assert_eq!(values(&harness), before, "and so does the scenario");
    let workbook = harness.state().session().workbook();
    let parts = &workbook.variable("parts").unwrap().definition;
    let Definition::Assumption(parts) = parts else {
        panic!()
    };
    let expected = [("silicon", 3.0), ("power", 1.75), ("staff", 0.375)];
    let expected = expected.map(|(id, value)| (id.to_owned(), Number(value)));
    assert_eq!(parts.value, Quantity::Elements(expected.into()));
}

#[test]
fn scenarios_are_renamed_and_deleted_from_the_summary() {
    let text = TEXT.replace(
        "signals: [",
        "studies: [(id: \"t\", label: \"What drives it\", scenario: \"bear\", spec: tornado((output: \"cost\")))],\n    signals: [",
    );
    let (mut harness, _folder) = open_text(&text);
    show_tab(&mut harness, "Model");
    menu(&mut harness, "Scenario", "Scenarios…");
    button(&mut harness, "Delete");
    harness.get_by_label("Bear is used by the study What drives it. Change or remove those first");
    button(&mut harness, "Rename…");
    fill(&mut harness, "Name", "Grizzly");
    button(&mut harness, "OK");
    assert_eq!(scenarios(&harness), "Grizzly");
    button(&mut harness, "Duplicate…");
    button(&mut harness, "OK");
    assert_eq!(scenarios(&harness), "Grizzly, Grizzly copy");
    button(&mut harness, "Delete");
    assert_eq!(scenarios(&harness), "Grizzly");
    button(&mut harness, "Close");
    assert!(harness.state().view().dialog.is_none());
}

/// Two changes of one value are shown, and the later one counts.
#[test]
fn changes_that_meet_are_a_conflict() {
    let text = TEXT.replace(
        "(key: \"cost\", action: set(constant(5))),",
        "(key: \"parts\", action: scale(2)), (key: \"parts[power]\", action: set(constant(1))),",
    );
    let (mut harness, _folder) = open_text(&text);
    menu(&mut harness, "Scenario", "Scenarios…");
    assert_eq!(value_of(&harness, "List price, Bear"), "4.00");
    assert!(value_of(&harness, "Cost by part, Bear").starts_with("▲ 3 values (× 2)"));
    assert_eq!(harness.query_all_by_label_contains("meets").count(), 2);
}

/// Whatever way a value comes in, it is recorded.
#[test]
fn what_is_pasted_is_recorded_as_well() {
    let (mut harness, _folder) = open();
    button(&mut harness, "Record");
    click(&mut harness, "Cost by part, Silicon");
    harness.event(egui::Event::Paste("2.5\n0.75".to_owned()));
    harness.run();
    assert!(value_of(&harness, "Cost by part, Power").starts_with("0.75"));
    let recorded = harness.state().session().recorded().unwrap();
    let keys: Vec<_> = recorded
        .changes
        .iter()
        .map(|change| change.key.as_str())
        .collect();
    assert_eq!(keys, ["parts[silicon]", "parts[power]"]);
    button(&mut harness, "Discard recording");
    assert!(value_of(&harness, "Cost by part, Power").starts_with("0.5"));
}

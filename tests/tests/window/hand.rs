//! The table of rows under the hands of whoever knows a spreadsheet: cutting, going on with Enter
//! and Tab, sums, entries of irregular rows, and what is done while values are recorded.

use egui::OutputCommand;
use rackhour_engine::workbook::{Entry, Number};
use rackhour_tests::program::root;

use super::sheet::{copied, open_text, selected, values};
use super::structure::{button, fill};
use super::*;

const TEXT: &str = r#"(
    format: 1, title: "By hand", timeline: (first: "2027", count: 3, step: year),
    indexes: [(id: "part", label: "Part", elements: [
        (id: "silicon", label: "Silicon"), (id: "power", label: "Power"), (id: "staff", label: "Staff"),
    ])],
    sections: [(id: "top", label: "Given"), (id: "end", label: "Computed")],
    variables: [
        (id: "load", label: "Load", unit: "MW", section: "top", over: Some(["year"]),
         definition: assumption((value: series([100, 200, 300]), source: assumed("A guess")))),
        (id: "reserve", label: "Reserve", unit: "kW", section: "top", over: Some(["year"]),
         definition: assumption((value: constant(500), source: assumed("A guess")))),
        (id: "price", label: "Price", unit: "$/MWh", section: "top", definition: assumption((
            value: constant(70), source: assumed("A guess")))),
        (id: "cost", label: "Cost by part", unit: "$", section: "top", over: Some(["part"]),
         definition: assumption((value: elements({"silicon": 5, "power": 3, "staff": 2}),
            source: assumed("A guess")))),
        (id: "kind", label: "Kind", unit: "", section: "top", definition: assumption((
            value: choice("own"), options: [(id: "own", label: "Owned"), (id: "let", label: "Leased")],
            source: assumed("A guess")))),
        (id: "planned", label: "Planned", unit: "MW", section: "end", definition: irregular([
            value(10), formula("load / 2"), value(30)])),
        (id: "double", label: "Double price", unit: "$/MWh", section: "end",
         definition: formula("price * 2")),
    ],
    scenarios: [(id: "bear", label: "Bear", changes: [
        (key: "load[2028]", action: set(constant(150))), (key: "price", action: scale(2)),
    ])],
)"#;

const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL: Modifiers = Modifiers::COMMAND;

fn open_hand() -> Harness<'static, App> {
    open_text(TEXT, [1440.0, 900.0])
}

/// What the clipboard gets when the range is cut; nothing where that was refused.
fn cut(harness: &mut Harness<'static, App>) -> Option<String> {
    harness.event(Event::Cut);
    let mut taken = None;
    for _ in 0..3 {
        harness.step();
        let commands = &harness.output().platform_output.commands;
        taken = taken.or_else(|| {
            commands.iter().find_map(|command| match command {
                OutputCommand::CopyText(text) => Some(text.clone()),
                _ => None,
            })
        });
    }
    taken
}

fn formula(harness: &Harness<'static, App>, row: &str) -> String {
    let workbook = harness.state().session().workbook();
    match &workbook.variable(row).unwrap().definition {
        Definition::Formula(text) => text.clone(),
        other => panic!("{other:?}"),
    }
}

fn entry(harness: &Harness<'static, App>, period: usize) -> Entry {
    let workbook = harness.state().session().workbook();
    match &workbook.variable("planned").unwrap().definition {
        Definition::Irregular(entries) => entries[period].clone(),
        other => panic!("{other:?}"),
    }
}

fn base(harness: &Harness<'static, App>) -> Vec<Definition> {
    let rows = harness.state().session().workbook().variables.iter();
    rows.map(|row| row.definition.clone()).collect()
}

#[test]
fn what_is_cut_is_copied_and_cleared_in_one_step() {
    let mut harness = open_hand();
    choose_scenario(&mut harness, "Bear");
    click(&mut harness, "Load, 2027");
    press(&mut harness, CTRL | SHIFT, Key::ArrowRight);
    assert_eq!(cut(&mut harness).as_deref(), Some("100\t150\t300"));
    assert_eq!(
        notice(&harness),
        "Cut 3 cells: 1 change taken out of the scenario Bear"
    );
    assert_eq!(values(&harness, "load"), [100.0, 200.0, 300.0]);
    press(&mut harness, CTRL, Key::Z);
    assert_eq!(values(&harness, "load"), [100.0, 150.0, 300.0]);
    assert!(!harness.state().session().can_undo());
}

#[test]
fn what_cannot_be_cleared_is_not_cut_and_not_copied() {
    let mut harness = open_hand();
    for (name, why) in [("Price", "own value"), ("Double price", "a formula")] {
        click(&mut harness, name);
        assert_eq!(cut(&mut harness), None);
        let said = notice(&harness);
        assert!(said.starts_with(name) && said.contains(why), "{said}");
        assert!(said.ends_with("nothing was cut or copied"), "{said}");
        assert!(harness.state().view().notice.as_ref().unwrap().refused);
    }
    assert!(!harness.state().session().can_undo());
    // The menu has the three of them, and copies what the key copies.
    click(&mut harness, "Price");
    assert_eq!(copied(&mut harness), "70");
    harness.get_by_role_and_label(Role::Button, "Edit").click();
    harness.run();
    for title in ["Cut", "Copy", "Paste"] {
        harness.get_by_role_and_label(Role::Button, title);
    }
}

#[test]
fn enter_and_tab_go_round_a_range() {
    let mut harness = open_hand();
    click(&mut harness, "Load, 2027");
    press(&mut harness, SHIFT, Key::ArrowRight);
    press(&mut harness, SHIFT, Key::ArrowDown);
    let place = |harness: &Harness<'static, App>| {
        let (row, period) = selected(harness);
        format!("{row} {}", period.unwrap())
    };
    let mut way = |modifiers, key| {
        press(&mut harness, modifiers, key);
        place(&harness)
    };
    assert_eq!(way(NONE, Key::Tab), "load 1");
    assert_eq!(way(NONE, Key::Tab), "reserve 0");
    assert_eq!(way(SHIFT, Key::Tab), "load 1");
    assert_eq!(way(NONE, Key::Enter), "reserve 1");
    assert_eq!(way(NONE, Key::Enter), "load 0");
    assert_eq!(way(SHIFT, Key::Enter), "reserve 1");
    assert_eq!(way(NONE, Key::Enter), "load 0");
    // The range stays, and a value that is typed leads on within it.
    assert_eq!(copied(&mut harness), "100\t200\n500\t500");
    type_text(&mut harness, "110");
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(place(&harness), "reserve 0");
    type_text(&mut harness, "600");
    press(&mut harness, NONE, Key::Tab);
    assert_eq!(place(&harness), "reserve 1");
    assert_eq!(copied(&mut harness), "110\t200\n600\t500");
    press(&mut harness, NONE, Key::ArrowRight);
    assert_eq!(copied(&mut harness), "500", "an arrow leaves the range");
}

#[test]
fn a_range_without_values_in_some_places_is_gone_round() {
    let mut harness = open_hand();
    click(&mut harness, "Reserve, 2029");
    press(&mut harness, SHIFT, Key::ArrowDown);
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(selected(&harness), ("reserve".to_owned(), Some(2)));
}

#[test]
fn enter_returns_to_where_a_run_of_tabs_began() {
    let mut harness = open_hand();
    click(&mut harness, "Load, 2027");
    type_text(&mut harness, "1");
    press(&mut harness, NONE, Key::Tab);
    type_text(&mut harness, "2");
    press(&mut harness, NONE, Key::Tab);
    type_text(&mut harness, "3");
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(selected(&harness), ("reserve".to_owned(), Some(0)));
    assert_eq!(values(&harness, "load"), [1.0, 2.0, 3.0]);
    // An arrow ends the run.
    press(&mut harness, SHIFT, Key::Enter);
    press(&mut harness, NONE, Key::Tab);
    press(&mut harness, NONE, Key::ArrowRight);
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(selected(&harness), ("reserve".to_owned(), Some(2)));
}

#[test]
fn the_selected_rows_are_summed_in_a_new_one() {
    let mut harness = open_hand();
    let before = base(&harness).len();
    click(&mut harness, "Load, 2027");
    press(&mut harness, SHIFT, Key::ArrowDown);
    press(&mut harness, Modifiers::ALT, Key::Equals);
    fill(&mut harness, "Label", "Total load");
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(formula(&harness, "total_load"), "SUM(load, reserve)");
    assert_eq!(values(&harness, "total_load"), [100.5, 200.5, 300.5]);
    assert_eq!(selected(&harness), ("total_load".to_owned(), Some(0)));
    let row = harness.state().session().variable("total_load").unwrap();
    assert_eq!((row.unit.as_str(), row.section.as_str()), ("MW", "top"));
    assert_eq!(
        harness.state().session().workbook().variables[2].id,
        "total_load"
    );
    press(&mut harness, CTRL, Key::Z);
    assert_eq!(base(&harness).len(), before, "naming is a part of it");
    assert!(!harness.state().session().can_undo());
}

#[test]
fn rows_that_do_not_fit_are_not_summed() {
    let mut harness = open_hand();
    click(&mut harness, "Reserve, 2027");
    press(&mut harness, SHIFT, Key::ArrowDown);
    press(&mut harness, Modifiers::ALT, Key::Equals);
    assert_eq!(
        notice(&harness),
        "Reserve is in kW and Price is in $/MWh; only rows of one kind of unit can be added"
    );
    click(&mut harness, "Kind");
    press(&mut harness, SHIFT, Key::ArrowUp);
    press(&mut harness, Modifiers::ALT, Key::Equals);
    assert!(notice(&harness).contains("Kind"), "{}", notice(&harness));
    click(&mut harness, "Price");
    press(&mut harness, Modifiers::ALT, Key::Equals);
    assert!(
        notice(&harness).contains("nothing to add"),
        "{}",
        notice(&harness)
    );
    assert!(!harness.state().session().can_undo());
    assert!(harness.state().view().dialog.is_none());
}

#[test]
fn elements_are_summed_all_or_some() {
    let mut harness = open_hand();
    click(&mut harness, "Cost by part, Silicon");
    press(&mut harness, SHIFT, Key::ArrowDown);
    press(&mut harness, SHIFT, Key::ArrowDown);
    press(&mut harness, Modifiers::ALT, Key::Equals);
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(formula(&harness, "total"), "SUM(cost over part)");
    assert_eq!(values(&harness, "total"), [10.0]);
    click(&mut harness, "Cost by part, Power");
    press(&mut harness, SHIFT, Key::ArrowDown);
    press(&mut harness, Modifiers::ALT, Key::Equals);
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(
        formula(&harness, "total_2"),
        "SUM(cost[power], cost[staff])"
    );
    assert_eq!(values(&harness, "total_2"), [5.0]);
}

#[test]
fn an_empty_new_row_takes_the_sum_of_those_above() {
    let mut harness = open_hand();
    click(&mut harness, "Reserve, 2027");
    press(&mut harness, CTRL | SHIFT, Key::Plus);
    type_text(&mut harness, "All load");
    press(&mut harness, NONE, Key::Enter);
    press(&mut harness, Modifiers::ALT, Key::Equals);
    assert_eq!(formula(&harness, "all_load"), "SUM(load, reserve)");
    assert_eq!(values(&harness, "all_load"), [100.5, 200.5, 300.5]);
    assert_eq!(notice(&harness), "All load adds Load and Reserve");
    press(&mut harness, CTRL, Key::Z);
    assert_eq!(number(&harness, "all_load"), 0.0);
}

#[test]
fn an_entry_of_an_irregular_row_is_a_formula_or_a_number() {
    let mut harness = open_hand();
    assert_eq!(values(&harness, "planned"), [10.0, 100.0, 30.0]);
    // A number becomes a formula.
    click(&mut harness, "Planned, 2029");
    type_text(&mut harness, "=load * 2");
    harness.get_by_role_and_label(Role::MultilineTextInput, "Formula of Planned, 2029");
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(entry(&harness, 2), Entry::Formula("load * 2".to_owned()));
    assert_eq!(values(&harness, "planned"), [10.0, 100.0, 600.0]);
    assert!(notice(&harness).starts_with("Planned, 2029 is computed by a formula now"));
    // A formula is edited, and what is wrong with it is said in place.
    click(&mut harness, "Planned, 2028");
    press(&mut harness, NONE, Key::F2);
    press(&mut harness, CTRL, Key::A);
    type_text(&mut harness, "price");
    // The list closes first, then the cell is left as it was.
    press(&mut harness, NONE, Key::Escape);
    press(&mut harness, NONE, Key::Escape);
    press(&mut harness, NONE, Key::F2);
    assert_eq!(
        harness.state().view().editing.as_ref().unwrap().text,
        "load / 2"
    );
    type_text(&mut harness, " + load / 4");
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(values(&harness, "planned"), [10.0, 150.0, 600.0]);
    // In the formula bar a number is a number again.
    click(&mut harness, "Planned, 2028");
    press(&mut harness, NONE, Key::F2);
    press(&mut harness, CTRL, Key::A);
    type_text(&mut harness, "25");
    let edit = harness
        .state()
        .view()
        .editing
        .clone()
        .unwrap()
        .formula
        .unwrap();
    assert_eq!(edit.trial.gives, "= 25 MW, as a number");
    harness.get_by_label("= 25 MW, as a number");
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(entry(&harness, 1), Entry::Value(Number(25.0)));
    // Typed over, it is one as well.
    click(&mut harness, "Planned, 2029");
    type_text(&mut harness, "0.04 GW");
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(entry(&harness, 2), Entry::Value(Number(40.0)));
    assert_eq!(
        notice(&harness),
        "Planned, 2029 is a number now, in place of its formula"
    );
    for _ in 0..4 {
        press(&mut harness, CTRL, Key::Z);
    }
    assert!(!harness.state().session().can_undo());
    assert_eq!(values(&harness, "planned"), [10.0, 100.0, 30.0]);
}

#[test]
fn an_entry_whose_formula_does_not_fit_is_refused_in_place() {
    let mut harness = open_hand();
    click(&mut harness, "Planned, 2027");
    type_text(&mut harness, "=price");
    press(&mut harness, NONE, Key::Enter);
    // The list of names closes first; then the formula is looked at.
    press(&mut harness, NONE, Key::Enter);
    let editing = harness.state().view().editing.clone().unwrap();
    let refused = editing.formula.unwrap().trial.refused.unwrap();
    assert!(refused.message.contains("$/MWh"), "{}", refused.message);
    assert!(!harness.state().session().can_undo());
}

#[test]
fn a_recording_takes_values_and_no_formula() {
    let mut harness = open_hand();
    let untouched = base(&harness);
    button(&mut harness, "Record");
    // A value goes over a formula, in the scenario.
    click(&mut harness, "Double price");
    type_text(&mut harness, "100");
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(values(&harness, "double"), [100.0]);
    assert!(
        notice(&harness).contains("recorded in place of what the formula gives"),
        "{}",
        notice(&harness)
    );
    // The same for the entries of an irregular row, numbers or formulas.
    for cell in ["Planned, 2027", "Planned, 2028"] {
        click(&mut harness, cell);
        type_text(&mut harness, "7");
        press(&mut harness, NONE, Key::Enter);
    }
    assert_eq!(values(&harness, "planned"), [7.0, 7.0, 30.0]);
    // A formula is refused as it is typed, and a distribution as it is taken.
    for cell in ["Price", "Double price", "Planned, 2029"] {
        click(&mut harness, cell);
        type_text(&mut harness, "=load");
        assert!(refusal(&harness).contains("Stop or discard the recording"));
        press(&mut harness, NONE, Key::Enter);
        assert!(refusal(&harness).contains("type a value"));
        harness.get_by_label(refusal(&harness).as_str());
        press(&mut harness, NONE, Key::Escape);
    }
    click(&mut harness, "Price");
    type_text(&mut harness, "triangular(60, 70, 80)");
    press(&mut harness, NONE, Key::Enter);
    assert!(refusal(&harness).contains("Stop or discard the recording"));
    press(&mut harness, NONE, Key::Escape);
    // F2 edits the value that is recorded, and not the formula.
    click(&mut harness, "Double price");
    press(&mut harness, NONE, Key::F2);
    let editing = harness.state().view().editing.clone().unwrap();
    assert!(
        editing.formula.is_none() && editing.text == "100",
        "{editing:?}"
    );
    press(&mut harness, NONE, Key::Escape);
    assert_eq!(base(&harness), untouched);
}

#[test]
fn what_changes_the_workbook_says_so_while_values_are_recorded() {
    let mut harness = open_hand();
    button(&mut harness, "Record");
    let said = |harness: &Harness<'static, App>| notice(harness).contains("not recorded");
    click(&mut harness, "Price");
    press(&mut harness, CTRL | SHIFT, Key::Exclamationmark);
    assert!(said(&harness), "{}", notice(&harness));
    press(&mut harness, Modifiers::ALT, Key::Enter);
    fill(&mut harness, "Note", "As posted");
    press(&mut harness, NONE, Key::Enter);
    assert!(said(&harness), "{}", notice(&harness));
    press(&mut harness, Modifiers::ALT | SHIFT, Key::ArrowDown);
    assert!(said(&harness), "{}", notice(&harness));
    click(&mut harness, "Kind");
    press(&mut harness, CTRL, Key::Minus);
    assert!(said(&harness), "{}", notice(&harness));
    // A text that stands in formulas is not replaced.
    let before = base(&harness);
    press(&mut harness, CTRL, Key::H);
    type_text(&mut harness, "price");
    harness
        .get_by_role_and_label(Role::TextInput, "Replace with")
        .focus();
    harness.run();
    type_text(&mut harness, "load");
    button(&mut harness, "Replace all");
    assert!(
        notice(&harness).contains("nothing was replaced"),
        "{}",
        notice(&harness)
    );
    assert_eq!(base(&harness), before);
}

#[test]
fn a_tint_fades_behind_what_changed_and_then_nothing_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hand.ron");
    std::fs::write(&path, TEXT).unwrap();
    let start = Start {
        path: Some(path),
        dialogs: FileDialogs::Own,
        motion: true,
        ..Start::default()
    };
    let mut harness = Harness::builder()
        .with_size([1440.0, 900.0])
        .with_max_steps(20)
        .with_step_dt(0.05)
        .build_eframe(|creation| App::new(&creation.egui_ctx, start));
    harness.run();
    click(&mut harness, "Price");
    let left = |harness: &Harness<'static, App>, row: &str| {
        let state = harness.state();
        let cell = state.session().first_cell_of(row).unwrap();
        let now = harness.ctx.input(|input| input.time);
        state.view().sheet.changed.left(state.session(), &cell, now)
    };
    assert_eq!(left(&harness, "double"), 0.0, "nothing has changed yet");
    type_text(&mut harness, "80");
    harness.key_press(Key::Enter);
    harness.step();
    for row in ["price", "double"] {
        assert!(left(&harness, row) > 0.5, "{row}");
    }
    assert_eq!(left(&harness, "load"), 0.0);
    let drawn = harness.run();
    assert!((4..=10).contains(&drawn), "{drawn} frames");
    assert_eq!(left(&harness, "double"), 0.0);
    assert!(harness.run() <= 1, "an idle window draws nothing");
}

#[test]
fn the_range_of_each_element_stands_in_the_form() {
    let text = TEXT.replace(
        "(id: \"staff\", label: \"Staff\"),",
        "(id: \"staff\", label: \"Staff\"), (id: \"site\", label: \"Site\"),
         (id: \"water\", label: \"Water\"), (id: \"spares\", label: \"Spares\"),
         (id: \"fees\", label: \"Fees\"), (id: \"taxes\", label: \"Taxes\"),",
    );
    let text = text.replace(
        "value: elements({\"silicon\": 5, \"power\": 3, \"staff\": 2})",
        "value: constant(4), low: Some(constant(1)), high: Some(elements({\"silicon\": 6}))",
    );
    let mut harness = open_text(&text, [1280.0, 720.0]);
    click(&mut harness, "Cost by part, Power");
    press(&mut harness, Modifiers::ALT, Key::Enter);
    let value = |harness: &Harness<'static, App>, name: &str| {
        let field = harness.get_by_role_and_label(Role::TextInput, name);
        field.value().unwrap_or_default()
    };
    assert_eq!(value(&harness, "Low, Taxes"), "1");
    assert_eq!(value(&harness, "High, Silicon"), "6");
    assert_eq!(value(&harness, "High, Taxes"), "");
    // The last field and the answers can be reached in a low window.
    fill(&mut harness, "High, Taxes", "0.5");
    let window = harness.ctx.content_rect();
    let field = harness.get_by_role_and_label(Role::TextInput, "High, Taxes");
    assert!(window.contains_rect(field.rect()), "{:?}", field.rect());
    let answer = harness.get_by_role_and_label(Role::Button, "OK");
    assert!(window.contains_rect(answer.rect()), "{:?}", answer.rect());
    button(&mut harness, "OK");
    harness.get_by_label_contains("Taxes: the low end");
    fill(&mut harness, "High, Taxes", "9");
    fill(&mut harness, "Low, Power", "2");
    button(&mut harness, "OK");
    assert!(harness.state().view().dialog.is_none());
    let session = harness.state().session();
    let range = |element: usize| {
        session.range(&Cell {
            row: "cost".to_owned(),
            element,
            period: None,
        })
    };
    assert_eq!(range(0), Some((1.0, 6.0)));
    assert_eq!(range(7), Some((1.0, 9.0)));
    assert_eq!(range(1), None, "it has a low end alone");
    let Definition::Assumption(given) = &session.variable("cost").unwrap().definition else {
        panic!()
    };
    let low = format!("{:?}", given.low);
    assert!(low.contains("(\"power\", Number(2.0))"), "{low}");
    press(&mut harness, CTRL, Key::Z);
    assert!(!harness.state().session().can_undo(), "one step");
}

#[test]
fn what_the_engine_says_is_said_by_labels() {
    let harness = open_hand();
    let session = harness.state().session();
    assert_eq!(
        session.sentence("`bear` sets `load[2028]` and `price` of `top` over `part`, not `gone`"),
        "“Bear” sets “2028 · Load” and “Price” of “Given” over “Part”, not “gone”"
    );
}

#[test]
fn the_figures_beside_the_table_stay_within_their_pane() {
    for size in [[1280.0, 720.0], [1920.0, 1080.0]] {
        let start = Start {
            path: Some(root().join("workbooks/ai-factory.ron")),
            dialogs: FileDialogs::Own,
            ..Start::default()
        };
        let mut harness = Harness::builder()
            .with_size(size)
            .with_max_steps(8)
            .build_eframe(|creation| App::new(&creation.egui_ctx, start));
        harness.run();
        harness
            .get_by_role_and_label(Role::Tab, "Side by side")
            .click();
        harness.run();
        let right = harness.ctx.content_rect().right() - 312.0;
        let count = harness.get_by_label("1 of 7").rect();
        assert!(count.right() <= right, "{count:?}");
        let sliders: Vec<_> = harness.get_all_by_role(Role::Slider).collect();
        assert!(sliders.len() > 3);
        for slider in sliders {
            assert!(slider.rect().right() <= right, "{:?}", slider.rect());
        }
        // The inspector, which also names the row, stands to the right of the strip.
        let strip = |label: &str| {
            let all = harness.get_all_by_role_and_label(Role::Label, label);
            let rect = { all }
                .map(|found| found.rect())
                .find(|rect| rect.right() < right);
            rect.unwrap_or_else(|| panic!("`{label}` is not in the strip"))
        };
        let (cost, price) = ("Fixed cost per token in 2028", "Realised price in 2028");
        assert!(strip(cost).right() + 12.0 <= strip(price).left());
        let (profit, even) = (
            "Gross profit per IT MW in 2028",
            "Break-even: External inference",
        );
        assert!(strip(profit).right() + 12.0 <= strip(even).left());
    }
}

/// What a keyboard sends for a text, one sign after another; `\n` is the Enter key.
fn strokes(text: &str) -> Vec<Vec<Event>> {
    let stroke = |sign: char| {
        let key = match sign {
            '\n' => Key::Enter,
            sign => Key::from_name(&sign.to_string()).unwrap_or(Key::Period),
        };
        let event = |pressed| Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: NONE,
        };
        let text = (sign != '\n').then(|| Event::Text(sign.to_string()));
        let press = [event(true)].into_iter().chain(text);
        press.chain([event(false)]).collect()
    };
    text.chars().map(stroke).collect()
}

/// Types a text in frames that end after the strokes whose bits are set.
fn type_in_frames(harness: &mut Harness<'static, App>, text: &str, ends: u32) {
    for (place, events) in strokes(text).into_iter().enumerate() {
        harness.input_mut().events.extend(events);
        if ends & (1 << place) != 0 {
            harness.step();
        }
    }
    harness.run();
}

#[test]
fn whoever_types_faster_than_the_window_draws_loses_nothing() {
    let mut harness = open_hand();
    for ends in 0..1 << 5 {
        click(&mut harness, "Load, 2027");
        type_in_frames(&mut harness, "25\n3\n", ends);
        assert_eq!(values(&harness, "load")[0], 25.0, "{ends:b}");
        assert_eq!(values(&harness, "reserve")[0], 3.0, "{ends:b}");
        assert_eq!(selected(&harness).0, "price", "{ends:b}");
        press(&mut harness, CTRL, Key::Z);
        press(&mut harness, CTRL, Key::Z);
        assert!(!harness.state().session().can_undo(), "{ends:b}");
    }
    // In the boxes that lead to a row and that find one.
    for ends in 0..1 << 6 {
        click(&mut harness, "Price");
        press(&mut harness, CTRL, Key::G);
        type_in_frames(&mut harness, "double\n", ends);
        assert_eq!(selected(&harness).0, "double", "{ends:b}");
    }
}

//! Setting a result: the dialog says which assumption would have to be what.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use rackhour::app::App;

use crate::four::{open_text, show_tab};
use crate::studies::TEXT;
use crate::{click, notice, number, open, press, type_text, value_of, wait_until};

const SET_TO: Modifiers = Modifiers {
    shift: true,
    ..Modifiers::COMMAND
};

/// Opens the dialog for the selected result and types the value wanted.
fn set_to(harness: &mut Harness<'static, App>, target: &str) {
    press(harness, SET_TO, Key::G);
    assert!(harness.state().view().seek.is_some(), "{}", notice(harness));
    wait_for(harness, |seek| seek.candidates.is_some());
    type_text(harness, target);
    wait_for(harness, |seek| seek.answers.len() == seek.inputs().len());
}

fn wait_for(harness: &mut Harness<'static, App>, done: impl Fn(&rackhour::seek::Seek) -> bool) {
    for _ in 0..20 {
        if harness.state().view().seek.as_ref().is_some_and(&done) {
            return;
        }
        wait_until(harness, |app| {
            let seek = app.view().seek.as_ref();
            seek.is_none_or(|seek| seek.running.is_none() || done(seek))
        });
    }
    panic!("the assumptions were not all looked at");
}

fn choose(harness: &mut Harness<'static, App>, assumption: &str) {
    // The table of rows behind the dialog has the same head.
    let heads = harness.get_all_by_role_and_label(Role::RowHeader, assumption);
    heads.last().unwrap().click();
    harness.run();
}

/// What an assumption would have to be.
fn needed(harness: &Harness<'static, App>, assumption: &str) -> String {
    let name = format!("{assumption}, Needed");
    let cell = harness.get_by_role_and_label(Role::Cell, &name);
    cell.value().unwrap_or_default()
}

fn press_button(harness: &mut Harness<'static, App>, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click();
    harness.run();
}

/// The window with the workbook of studies, its margin selected.
fn open_margin() -> (Harness<'static, App>, tempfile::TempDir) {
    let (mut harness, folder) = open_text(TEXT);
    show_tab(&mut harness, "Model");
    click(&mut harness, "Margin");
    (harness, folder)
}

#[test]
fn the_cost_per_token_is_set_by_the_share_that_is_sold() {
    let mut harness = crate::trace::open_cost();
    crate::choose_scenario(&mut harness, "50 Mtok per rack-hour at 6.67 $/Mtok");
    set_to(&mut harness, "6.67");
    let share = "External inference · Allocation";
    assert_eq!(needed(&harness, share), "64.7676 %");
    choose(&mut harness, share);
    harness.get_by_label_contains("64.7676 % gives 6.67 $/Mtok");
    press_button(&mut harness, "Apply");
    assert!(harness.state().view().dialog.is_none());
    let share = number(&harness, "allocation");
    assert!((share - 0.647_676).abs() < 1e-6, "{share}");
    let cost = number(&harness, "fixed_cost_per_mtok");
    assert!((cost - 6.67).abs() < 1e-9, "{cost}");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(number(&harness, "allocation"), 0.4);
    assert!(!harness.state().session().can_undo(), "it was one step");
}

#[test]
fn a_target_out_of_reach_says_what_can_be_attained() {
    let (mut harness, _folder) = open_margin();
    set_to(&mut harness, "1000");
    assert_eq!(
        needed(&harness, "Share sold"),
        "Cannot reach: attains (20.00) to 76.00"
    );
    choose(&mut harness, "Share sold");
    harness.get_by_label("No value in the range gives it");
    harness.get_by_label_contains("Margin lies between −20 and 76 $/Mtok for Share sold from");
    let apply = harness.get_by_role_and_label(Role::Button, "Apply");
    assert!(apply.accesskit_node().is_disabled());
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().view().seek.is_none());
    assert!(!harness.state().session().can_undo());
}

#[test]
fn the_keyboard_chooses_and_applies() {
    let (mut harness, _folder) = open_margin();
    set_to(&mut harness, "0");
    let chosen = |harness: &Harness<'static, App>| {
        let seek = harness.state().view().seek.as_ref().unwrap();
        seek.chosen.clone().unwrap()
    };
    assert_eq!(chosen(&harness), "price", "30 $ of 10 come from it");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(chosen(&harness), "share");
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.state().view().dialog.is_none());
    assert_eq!(number(&harness, "price"), 4.0);
    assert_eq!(number(&harness, "margin"), 0.0);
    assert_eq!(notice(&harness), "Set Price to 4.00 $/Mtok");
}

#[test]
fn a_scenario_keeps_what_the_one_on_screen_does() {
    let (mut harness, _folder) = open_margin();
    crate::choose_scenario(&mut harness, "Bear");
    set_to(&mut harness, "10");
    choose(&mut harness, "Share sold");
    press_button(&mut harness, "Save as scenario");
    assert!(notice(&harness).starts_with("Added the scenario Margin 10.00 $/Mtok"));
    crate::choose_scenario(&mut harness, "Margin 10.00 $/Mtok");
    assert_eq!(number(&harness, "price"), 4.0);
    assert!((number(&harness, "margin") - 10.0).abs() < 1e-12);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(harness.state().session().workbook().scenarios.len(), 1);
}

#[test]
fn every_solution_is_listed_and_one_is_taken() {
    let text = r#"(
        format: 1, title: "Parabola", sections: [(id: "s", label: "Section")],
        variables: [
            (id: "x", label: "Input", unit: "", section: "s", definition: assumption((
                value: constant(1), valid: Some((-5, 5)), source: assumed("A guess.")))),
            (id: "y", label: "Output", unit: "", section: "s", definition: formula("x * x")),
        ],
    )"#;
    let (mut harness, _folder) = open_text(text);
    click(&mut harness, "Output");
    set_to(&mut harness, "9");
    assert_eq!(needed(&harness, "Input"), "3, 1 more");
    harness.get_by_label("2 solutions:");
    harness
        .get_by_role_and_label(Role::RadioButton, "Input -3 gives 9")
        .click();
    harness.run();
    press_button(&mut harness, "Apply");
    assert_eq!(number(&harness, "x"), -3.0);
}

#[test]
fn a_wrong_target_is_refused_and_an_assumption_has_no_dialog() {
    let (mut harness, _folder) = open_margin();
    press(&mut harness, SET_TO, Key::G);
    type_text(&mut harness, "5 MW");
    let refusal = harness
        .state()
        .view()
        .seek
        .as_ref()
        .unwrap()
        .refusal
        .clone();
    assert!(refusal.is_some_and(|refusal| refusal.contains("power")));
    press_button(&mut harness, "Cancel");
    click(&mut harness, "Price");
    press(&mut harness, SET_TO, Key::G);
    assert!(harness.state().view().dialog.is_none());
    assert_eq!(
        notice(&harness),
        "Price is an assumption; type its value, or select a result that it leads to"
    );
}

#[test]
fn the_volume_that_repays_a_run_is_undefined_without_a_margin() {
    let path = rackhour_tests::program::root().join("workbooks/token-pnl.ron");
    let mut harness = open(Some(&path));
    show_tab(&mut harness, "Model");
    let tokens = "Tokens that repay the training run";
    assert_eq!(value_of(&harness, tokens), "123.9 tn");
    for batch in ["8", "1"] {
        click(&mut harness, "Batch");
        type_text(&mut harness, batch);
        press(&mut harness, Modifiers::NONE, Key::Enter);
        click(&mut harness, tokens);
        assert_eq!(value_of(&harness, tokens), "n/a");
        harness.get_by_label("Not available: Margin is not positive");
    }
}

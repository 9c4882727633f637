//! The figures of bars, and the list by which figures are chosen.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rackhour::app::App;
use rackhour::view::Tab;

use crate::four::open;
use crate::{press, wait_until};

fn choose(harness: &mut Harness<'static, App>, title: &str) {
    harness.get_by_role_and_label(Role::ListItem, title).click();
    harness.run();
}

#[test]
fn every_figure_is_in_the_list_by_its_title() {
    let (mut harness, _folder) = open();
    harness.get_by_role_and_label(Role::Button, "Discounts: −2.67 $/Mtok");
    choose(&mut harness, "What a token costs");
    wait_until(&mut harness, |app| !app.session().is_comparing());
    harness.get_by_role_and_label(Role::Button, "Neocloud, Power: 0.750 $/Mtok");
    choose(&mut harness, "What is paid");
    harness.get_by_role_and_label(Role::Button, "Tokens paid: 50 Mtok/yr");
    choose(&mut harness, "Four operators side by side");
    assert_eq!(harness.state().view().tab, Tab::Compare);
}

#[test]
fn figures_follow_each_other_and_lead_to_their_rows() {
    let (mut harness, _folder) = open();
    let next = |harness: &mut Harness<'static, App>| {
        press(harness, Modifiers::COMMAND | Modifiers::ALT, Key::PageDown);
    };
    next(&mut harness);
    next(&mut harness);
    let paid = harness.get_by_role_and_label(Role::Button, "Tokens paid: 50 Mtok/yr");
    paid.focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let view = harness.state().view();
    assert_eq!(view.tab, Tab::Model);
    assert_eq!(view.selected.as_ref().unwrap().row, "paid");
}

#[test]
fn a_figure_follows_the_case_on_screen() {
    let (mut harness, _folder) = open();
    harness.get_by_role_and_label(Role::Button, "List price: 6.67 $/Mtok");
    crate::choose_scenario(&mut harness, "Bear");
    harness.get_by_role_and_label(Role::Button, "List price: 4.00 $/Mtok");
}

//! What two panes, two documents and a step back do to studies and figures.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rackhour::app::App;
use rackhour::command::Command;
use rackhour::view::Tab;

use crate::four::{open_text, show_tab};
use crate::studies::TEXT;
use crate::{press, wait_until};

fn click(harness: &mut Harness<'static, App>, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click();
    harness.run();
}

fn can_run(harness: &Harness<'static, App>, command: Command) -> bool {
    let app = harness.state();
    command.can_run(app.session(), app.view())
}

/// Drags a tab to a place, and lets it go there.
pub(crate) fn drag_tab(harness: &mut Harness<'static, App>, name: &str, to: egui::Pos2) {
    let from = harness.get_by_role_and_label(Role::Tab, name).rect();
    harness.drag_at(from.center());
    harness.step();
    for share in [0.3, 0.6, 1.0] {
        harness.hover_at(from.center() + share * (to - from.center()));
        harness.step();
    }
    harness.drop_at(to);
    harness.run();
}

#[test]
fn a_quick_study_stands_beside_the_workbook_again_once_keeping_it_is_undone() {
    let (mut harness, _folder) = open_text(TEXT);
    show_tab(&mut harness, "Model");
    harness
        .get_by_role_and_label(Role::Cell, "Margin")
        .click_secondary();
    harness.run();
    click(&mut harness, "Break-even frontier");
    wait_until(&mut harness, |app| app.view().studio.filling.is_none());
    harness.run();
    let quick = harness.state().session().beside().to_vec();
    assert_eq!(quick.len(), 1);
    click(&mut harness, "Keep the study");
    assert!(harness.state().session().beside().is_empty());
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(harness.state().session().beside(), quick);
    press(&mut harness, Modifiers::COMMAND, Key::Y);
    assert!(harness.state().session().beside().is_empty());
}

#[test]
fn f9_runs_the_study_in_front_though_a_figure_beside_it_draws_another() {
    let figures = r#"figures: [
        (id: "even", title: "Where it is even", spec: study((study: "frontier", view: frontier))),
    ], studies: ["#;
    let (mut harness, _folder) = open_text(&TEXT.replacen("studies: [", figures, 1));
    show_tab(&mut harness, "Studies");
    drag_tab(&mut harness, "Figures", egui::pos2(1100.0, 500.0));
    show_tab(&mut harness, "Studies");
    let view = harness.state().view();
    assert!(view.dock.shows(Tab::Figures) && view.dock.shows(Tab::Studies));
    harness
        .get_by_role_and_label(Role::ListItem, "A grid that takes long")
        .click();
    for _ in 0..5 {
        if harness.state().session().desk().running("big").is_none() {
            harness.step();
        }
    }
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!harness.state().session().desk().is_busy());
    press(&mut harness, Modifiers::NONE, Key::F9);
    assert!(harness.state().session().desk().running("big").is_some());
    press(&mut harness, Modifiers::NONE, Key::Escape);
}

#[test]
fn the_next_figure_is_offered_only_where_there_is_one() {
    let figures = r#"figures: [
        (id: "even", title: "Where it is even", spec: study((study: "frontier", view: frontier))),
        (id: "more", title: "Again", spec: study((study: "frontier", view: frontier))),
    ], studies: ["#;
    let (mut harness, _folder) = open_text(&TEXT.replacen("studies: [", figures, 1));
    show_tab(&mut harness, "Figures");
    assert!(can_run(&harness, Command::NextFigure));
    assert!(!can_run(&harness, Command::PreviousFigure));
    press(
        &mut harness,
        Modifiers::COMMAND | Modifiers::ALT,
        Key::PageDown,
    );
    assert!(!can_run(&harness, Command::NextFigure));
    assert!(can_run(&harness, Command::PreviousFigure));
}

//! The box that finds everything by name.

use std::path::PathBuf;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use rackhour::app::{App, Start};
use rackhour::jobs::FileDialogs;
use rackhour::view::Tab;

use crate::{INFERENCE, click, notice, open, open_model, press, type_text, value_of};

/// Opens the box and types into it.
fn find(harness: &mut Harness<'static, App>, text: &str) {
    press(harness, Modifiers::COMMAND, Key::K);
    assert!(harness.state().view().palette.is_some());
    if !text.is_empty() {
        type_text(harness, text);
    }
}

fn enter(harness: &mut Harness<'static, App>) {
    press(harness, Modifiers::NONE, Key::Enter);
}

fn is_open(harness: &Harness<'static, App>) -> bool {
    harness.state().view().palette.is_some()
}

fn row(harness: &Harness<'static, App>) -> String {
    harness
        .state()
        .view()
        .selected
        .as_ref()
        .unwrap()
        .row
        .clone()
}

/// The titles in the list from the top.
fn titles(harness: &Harness<'static, App>) -> Vec<String> {
    let lines = harness.get_all_by_role(Role::ListBoxOption);
    lines
        .map(|line| line.accesskit_node().label().unwrap())
        .collect()
}

/// What stands at the right of a line.
fn beside(harness: &Harness<'static, App>, title: &str) -> String {
    let line = harness.get_by_role_and_label(Role::ListBoxOption, title);
    line.value().unwrap_or_default()
}

#[test]
fn a_row_is_found_by_its_label_or_its_name() {
    let mut harness = open(None);
    find(&mut harness, "uptime");
    assert_eq!(titles(&harness)[0], "Uptime");
    assert_eq!(beside(&harness, "Uptime"), "100.0 %");
    enter(&mut harness);
    assert!(!is_open(&harness));
    assert_eq!(row(&harness), "uptime");
    assert_eq!(harness.state().view().tab, Tab::Model);
    find(&mut harness, "gpu_hour_price");
    enter(&mut harness);
    assert_eq!(row(&harness), "gpu_hour_price");
    // The table has the keyboard again.
    type_text(&mut harness, "3.5");
    enter(&mut harness);
    assert_eq!(value_of(&harness, "Rent of a GPU-hour"), "3.50");
}

#[test]
fn a_command_runs_and_one_that_cannot_says_why() {
    let mut harness = open_model();
    find(&mut harness, "undo");
    assert_eq!(beside(&harness, "Undo"), "nothing was changed");
    let line = harness.get_by_role_and_label(Role::ListBoxOption, "Undo");
    assert!(line.accesskit_node().is_disabled());
    enter(&mut harness);
    assert!(is_open(&harness), "nothing happens");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!is_open(&harness));

    click(&mut harness, &INFERENCE);
    type_text(&mut harness, "65%");
    enter(&mut harness);
    find(&mut harness, "undo");
    assert_eq!(beside(&harness, "Undo"), "Ctrl+Z");
    enter(&mut harness);
    assert_eq!(value_of(&harness, &INFERENCE), "40.0 %");
}

#[test]
fn scenarios_profiles_figures_studies_and_sections_are_shown() {
    let path = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../workbooks/ai-factory.ron"
    ));
    let mut harness = open(Some(&path));
    let workbook = harness.state().session().shared();
    let scenario = workbook.scenarios.last().unwrap();
    find(&mut harness, &scenario.label);
    enter(&mut harness);
    assert_eq!(
        harness.state().session().case().scenario,
        Some(scenario.id.clone())
    );
    find(&mut harness, "base case");
    enter(&mut harness);
    assert_eq!(harness.state().session().case().scenario, None);
    let profile = workbook.profiles.last().unwrap();
    find(&mut harness, &profile.label);
    choose(&mut harness, "Profile");
    assert_eq!(
        harness.state().session().case().profile,
        Some(profile.id.clone())
    );
    let study = workbook.studies.last().unwrap();
    find(&mut harness, &study.label);
    choose(&mut harness, "Study");
    assert_eq!(harness.state().view().tab, Tab::Studies);
    assert_eq!(harness.state().view().studies.study, Some(study.id.clone()));
    let section = workbook.sections.last().unwrap();
    find(&mut harness, &section.label);
    choose(&mut harness, "Section");
    let first = workbook
        .variables
        .iter()
        .find(|row| row.section == section.id);
    assert_eq!(row(&harness), first.unwrap().id);
    let figure = workbook.figures.last().unwrap();
    let title = harness.state().session().figure_title(figure);
    find(&mut harness, &title);
    choose(&mut harness, "Figure");
    let view = harness.state().view();
    let shown = [&view.figure, &view.compare.figure];
    assert!(shown.contains(&&Some(figure.id.clone())), "{shown:?}");
}

/// Takes the first hit of a kind with the keys.
fn choose(harness: &mut Harness<'static, App>, kind: &str) {
    let palette = harness.state().view().palette.clone().unwrap();
    let mut hits = palette.hits.iter();
    let is_it = |place: &usize| palette.items[*place].target.kind() == kind;
    for _ in 0..hits.position(is_it).unwrap() {
        press(harness, Modifiers::NONE, Key::ArrowDown);
    }
    enter(harness);
}

#[test]
fn a_source_leads_to_the_first_row_that_it_feeds() {
    let mut harness = open(None);
    let session = harness.state().session();
    let (source, fed) = session
        .workbook()
        .variables
        .iter()
        .find_map(|row| {
            Some((
                session.source(source_of(row)?)?.title.clone(),
                row.id.clone(),
            ))
        })
        .unwrap();
    find(&mut harness, &source);
    choose(&mut harness, "Source");
    assert_eq!(row(&harness), fed);
}

fn source_of(row: &rackhour_engine::workbook::Variable) -> Option<&str> {
    use rackhour_engine::workbook::{Definition, Provenance};
    match &row.definition {
        Definition::Assumption(assumption) => match &assumption.source {
            Provenance::From(source) => Some(source),
            Provenance::Assumed(_) => None,
        },
        _ => None,
    }
}

#[test]
fn the_keys_move_through_the_list_and_a_click_takes() {
    let mut harness = open(None);
    find(&mut harness, "");
    let selected =
        |harness: &Harness<'static, App>| harness.state().view().palette.as_ref().unwrap().selected;
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::PageDown);
    let below = selected(&harness);
    assert!(below > 10, "{below}");
    // The list follows the selection.
    let palette = harness.state().view().palette.clone().unwrap();
    assert!(titles(&harness).contains(&palette.hit(below).unwrap().title));
    press(&mut harness, Modifiers::NONE, Key::PageUp);
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    assert_eq!(selected(&harness), 0);
    type_text(&mut harness, "uptime");
    harness
        .get_by_role_and_label(Role::ListBoxOption, "Uptime")
        .click();
    harness.run();
    assert_eq!(row(&harness), "uptime");
    find(&mut harness, "no such thing whatever");
    harness.get_by_label("Nothing has such a name");
    enter(&mut harness);
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    assert!(!is_open(&harness), "the keys that open it close it too");
}

#[test]
fn what_was_used_stands_on_top_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let start = Start {
            dialogs: FileDialogs::Own,
            folder: Some(folder.path().to_path_buf()),
            ..Start::default()
        };
        let mut harness = Harness::builder()
            .with_size([1280.0, 720.0])
            .with_max_steps(24)
            .build_eframe(|creation| App::new(&creation.egui_ctx, start));
        harness.run();
        harness
    };
    let mut harness = open();
    find(&mut harness, "uptime");
    enter(&mut harness);
    find(&mut harness, "");
    assert_eq!(titles(&harness)[..2], ["Uptime", "New"]);
    drop(harness);
    let mut harness = open();
    find(&mut harness, "");
    assert_eq!(titles(&harness)[0], "Uptime");
}

#[test]
fn all_keys_are_listed_beside_the_centre() {
    let mut harness = open_model();
    press(&mut harness, Modifiers::NONE, Key::F1);
    harness.get_by_label("Keys");
    harness.get_by_label("Ctrl+K, Ctrl+Shift+P");
    harness.get_by_label("Find everything…");
    press(&mut harness, Modifiers::NONE, Key::F1);
    assert!(harness.query_by_label("Keys").is_none());
}

#[test]
fn the_window_is_drawn_larger_and_the_keys_of_rows_do_not_zoom() {
    let mut harness = open(None);
    press(&mut harness, Modifiers::COMMAND, Key::Minus);
    // What reads the row is told first.
    press(&mut harness, Modifiers::NONE, Key::Escape);
    press(&mut harness, Modifiers::COMMAND, Key::Plus);
    press(&mut harness, Modifiers::COMMAND, Key::Num0);
    assert_eq!(harness.ctx.zoom_factor(), 1.0);
    assert_eq!(harness.state().view().dialog, None);
    press(&mut harness, Modifiers::COMMAND | Modifiers::ALT, Key::Plus);
    assert_eq!(harness.ctx.zoom_factor(), 1.1);
    assert_eq!(notice(&harness), "Drawn at 110 %");
    press(
        &mut harness,
        Modifiers::COMMAND | Modifiers::ALT,
        Key::Minus,
    );
    press(
        &mut harness,
        Modifiers::COMMAND | Modifiers::ALT,
        Key::Minus,
    );
    assert_eq!(harness.ctx.zoom_factor(), 0.9);
    find(&mut harness, "usual size");
    enter(&mut harness);
    assert_eq!(harness.ctx.zoom_factor(), 1.0);
}

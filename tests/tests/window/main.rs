//! The window, driven through accessible names as a screen reader or a person would.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod compare;
mod documents;
mod figures;
mod figures_more;
mod formula;
mod four;
mod hand;
mod import;
mod look;
mod mended;
mod palette;
mod registers;
mod scenarios;
mod seek;
mod sheet;
mod structure;
mod studies;
mod studio;
mod trace;
mod walked;
mod workspace;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Theme};
use egui_kittest::kittest::Queryable as _;
use egui_kittest::{Harness, Node};
use rackhour::app::{App, Start};
use rackhour::jobs::FileDialogs;
use rackhour::session::Session;
use rackhour::sheet::Cell;
use rackhour::view::Dialog;
use rackhour_engine::workbook::{Definition, file};

/// The cell of the share that serves outside users, and the slider that moves it.
static INFERENCE: LazyLock<String> = LazyLock::new(|| format!("{}, External inference", row()));
static SLIDER: LazyLock<String> = LazyLock::new(|| format!("External inference · {}", row()));

fn row() -> String {
    Session::bundled().label("allocation")
}

fn open(path: Option<&Path>) -> Harness<'static, App> {
    let start = Start {
        path: path.map(PathBuf::from),
        dialogs: FileDialogs::Own,
        ..Start::default()
    };
    // High enough for every row that a test is about.
    let mut harness = Harness::builder()
        .with_size([1440.0, 2400.0])
        .with_max_steps(24)
        .build_eframe(|creation| App::new(&creation.egui_ctx, start));
    // It settles: an idle window draws nothing.
    harness.run();
    harness
}

/// The example, with its table of rows in front.
fn open_model() -> Harness<'static, App> {
    let mut harness = open(None);
    harness.get_by_role_and_label(Role::Tab, "Model").click();
    harness.run();
    harness
}

fn cell<'a>(harness: &'a Harness<'static, App>, name: &'a str) -> Node<'a> {
    harness.get_by_role_and_label(Role::Cell, name)
}

fn value_of(harness: &Harness<'static, App>, name: &str) -> String {
    cell(harness, name).value().unwrap_or_default()
}

/// The number of a row in the case on screen.
fn number(harness: &Harness<'static, App>, row: &str) -> f64 {
    harness.state().session().results().row(row).unwrap().values[0]
}

fn type_text(harness: &mut Harness<'static, App>, text: &str) {
    harness.event(Event::Text(text.to_owned()));
    harness.run();
}

fn press(harness: &mut Harness<'static, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

fn click(harness: &mut Harness<'static, App>, name: &str) {
    cell(harness, name).click();
    harness.run();
}

fn notice(harness: &Harness<'static, App>) -> String {
    harness
        .state()
        .view()
        .notice
        .as_ref()
        .map_or_else(String::new, |notice| notice.text.clone())
}

/// Waits for a job, which reports from another thread.
fn wait_until(harness: &mut Harness<'static, App>, done: impl Fn(&App) -> bool) {
    for _ in 0..2_000 {
        harness.run();
        if done(harness.state()) {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the job did not report within twenty seconds");
}

/// How often a text stands in the window: once in the strip of headlines, once in the inspector.
fn headlines(harness: &Harness<'static, App>, text: &str) -> usize {
    harness.get_all_by_role_and_label(Role::Label, text).count()
}

fn choose_scenario(harness: &mut Harness<'static, App>, label: &str) {
    harness
        .get_by_role_and_label(Role::ComboBox, "Scenario")
        .click();
    harness.run();
    harness.get_by_label(label).click();
    harness.run();
}

#[test]
fn the_example_opens_and_shows_its_fixed_cost() {
    let harness = open(None);
    assert_eq!(headlines(&harness, "Fixed cost per token"), 2);
    assert_eq!(headlines(&harness, "3.000"), 2);
    harness.get_by_label_contains("checks passed");
    assert!(harness.state().view().dialog.is_none());
    // The inspector is not empty: it shows the row that the figure is about.
    let selected = harness.state().view().selected.clone().unwrap();
    assert_eq!(selected.row, "fixed_cost_per_mtok");
    harness.get_by_label_contains("Annual commitment / Tokens paid");
    harness.get_by_label_contains("2.628 bn $/yr ÷ 876,000,000 Mtok/yr");
}

#[test]
fn another_scenario_changes_the_results() {
    let mut harness = open(None);
    choose_scenario(&mut harness, "Rent 4 $/GPU-h");
    assert_eq!(number(&harness, "fixed_cost_per_mtok"), 4.0);
    assert_eq!(headlines(&harness, "4.000"), 2);
}

#[test]
fn a_value_is_typed_over_and_undone_and_redone() {
    let mut harness = open_model();
    click(&mut harness, &INFERENCE);
    type_text(&mut harness, "65%");
    assert!(harness.state().view().editing.is_some());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(value_of(&harness, &INFERENCE), "65.0 %");
    assert_eq!(harness.state().view().selected.as_ref().unwrap().element, 1);
    assert!(!harness.state().session().is_saved());

    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(value_of(&harness, &INFERENCE), "40.0 %");
    assert!(harness.state().session().is_saved());
    press(&mut harness, Modifiers::COMMAND, Key::Y);
    assert_eq!(value_of(&harness, &INFERENCE), "65.0 %");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(value_of(&harness, &INFERENCE), "65.0 %");
}

#[test]
fn a_bare_number_is_read_as_percent_and_escape_gives_up() {
    let mut harness = open_model();
    click(&mut harness, &INFERENCE);
    type_text(&mut harness, "45");
    harness.get_by_label_contains("= 45.0 %");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().view().editing.is_none());
    assert_eq!(value_of(&harness, &INFERENCE), "40.0 %");
}

/// Why what was typed is not taken.
fn refusal(harness: &Harness<'static, App>) -> String {
    let editing = harness.state().view().editing.as_ref();
    editing.and_then(|editor| editor.refusal.clone()).unwrap()
}

#[test]
fn a_wrong_unit_is_refused_naming_both() {
    let mut harness = open_model();
    click(&mut harness, &INFERENCE);
    type_text(&mut harness, "65 MW");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let refusal = refusal(&harness);
    assert!(
        refusal.contains("power") && refusal.contains("ratio"),
        "{refusal}"
    );
    assert!(!refusal.contains('`'), "{refusal}");
    harness.get_by_label(refusal.as_str());
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(value_of(&harness, &INFERENCE), "40.0 %");
    assert!(!harness.state().session().can_undo());
}

#[test]
fn a_value_that_makes_no_sense_is_refused() {
    let mut harness = open_model();
    click(&mut harness, "Uptime");
    type_text(&mut harness, "120%");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let refusal = refusal(&harness);
    assert!(
        refusal.contains("120") && refusal.contains("100"),
        "{refusal}"
    );
}

/// How likely the values of a row are, as the document writes it.
fn drawn(harness: &Harness<'static, App>, row: &str) -> String {
    let workbook = harness.state().session().workbook();
    match &workbook.variable(row).unwrap().definition {
        Definition::Assumption(assumption) => assumption
            .distribution
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        _ => panic!("`{row}` is no assumption"),
    }
}

#[test]
fn a_distribution_is_typed_where_a_value_is() {
    let mut harness = open_model();
    click(&mut harness, "Uptime");
    let before = drawn(&harness, "uptime");
    type_text(&mut harness, "0.4 to 0.9");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(refusal(&harness).contains("40% to 90%"));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    click(&mut harness, "Uptime");
    type_text(&mut harness, "triangular(90%, 95%, 99%)");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(drawn(&harness, "uptime"), "triangular(0.9, 0.95, 0.99)");
    assert_eq!(number(&harness, "uptime"), 1.0, "the value stays");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(drawn(&harness, "uptime"), before);
}

#[test]
fn a_formula_is_not_typed_over() {
    let mut harness = open_model();
    click(&mut harness, "Racks");
    type_text(&mut harness, "5");
    assert!(harness.state().view().editing.is_none());
    assert!(notice(&harness).contains("formula"));
}

#[test]
fn the_keys_of_a_spreadsheet_move_the_selection() {
    let mut harness = open_model();
    click(&mut harness, "GPUs committed");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    let row = |harness: &Harness<'static, App>| {
        harness
            .state()
            .view()
            .selected
            .as_ref()
            .map(|cell| cell.row.clone())
            .unwrap()
    };
    assert_eq!(row(&harness), "counted_as");
    press(&mut harness, Modifiers::COMMAND, Key::End);
    assert_eq!(
        row(&harness),
        harness
            .state()
            .session()
            .workbook()
            .variables
            .last()
            .unwrap()
            .id
    );
    let last = Session::bundled().label(&row(&harness));
    harness.get_by_role_and_label(Role::Cell, &last);
    press(&mut harness, Modifiers::COMMAND, Key::Home);
    assert_eq!(row(&harness), "gpus");
    press(&mut harness, Modifiers::NONE, Key::F2);
    assert_eq!(
        harness.state().view().editing.as_ref().unwrap().text,
        "100000"
    );
    press(&mut harness, Modifiers::NONE, Key::Escape);
    press(&mut harness, Modifiers::COMMAND, Key::PageDown);
    harness.get_by_role_and_label(Role::Slider, &SLIDER);
}

#[test]
fn a_choice_is_made_from_a_list() {
    let mut harness = open_model();
    click(&mut harness, "Count of racks");
    press(&mut harness, Modifiers::NONE, Key::F2);
    harness.get_by_label("Rounded up").click();
    harness.run();
    assert_eq!(value_of(&harness, "Count of racks"), "Rounded up");
    assert_eq!(value_of(&harness, "Racks"), "1,389.00");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(value_of(&harness, "Count of racks"), "Fractional");
}

#[test]
fn a_value_goes_to_the_scenario_that_sets_it() {
    let mut harness = open_model();
    choose_scenario(&mut harness, "Rent 4 $/GPU-h");
    click(&mut harness, "Rent of a GPU-hour");
    type_text(&mut harness, "5");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(value_of(&harness, "Rent of a GPU-hour"), "5.00");
    assert!(
        notice(&harness).contains("the scenario Rent 4 $/GPU-h"),
        "{}",
        notice(&harness)
    );
    choose_scenario(&mut harness, "Base case");
    assert_eq!(value_of(&harness, "Rent of a GPU-hour"), "3.00");
}

#[test]
fn a_slider_moves_by_keyboard_and_each_press_is_one_step() {
    let mut harness = open(None);
    harness.get_by_role_and_label(Role::Slider, &SLIDER).focus();
    harness.run();
    let before = number(&harness, "allocation");
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    let after = number(&harness, "allocation");
    assert!(after > before, "{before} {after}");
    assert!(harness.state().session().ghost().is_none());
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(number(&harness, "allocation"), before);
    assert!(!harness.state().session().can_undo());
}

#[test]
fn a_drag_moves_the_figures_in_its_frame_and_is_one_step() {
    let mut harness = open(None);
    let rect = harness.get_by_role_and_label(Role::Slider, &SLIDER).rect();
    let at = |share: f32| egui::pos2(rect.left() + share * rect.width(), rect.center().y);
    let before = number(&harness, "allocation");
    harness.drag_at(at(0.5));
    harness.step();
    for share in [0.6, 0.7, 0.8] {
        let last = number(&harness, "allocation");
        harness.hover_at(at(share));
        harness.step();
        let now = number(&harness, "allocation");
        assert!(now > last, "{share}: {last} {now}");
        let session = harness.state().session();
        let curves = session.figures().curves.as_ref().unwrap().as_ref().unwrap();
        assert_eq!(curves.here.unwrap().0, now);
        let ghost = session
            .ghost()
            .unwrap()
            .curves
            .as_ref()
            .unwrap()
            .as_ref()
            .unwrap();
        assert_eq!(ghost.here.unwrap().0, before);
    }
    harness.drop_at(at(0.8));
    harness.run();
    assert!(harness.state().session().ghost().is_none());
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(number(&harness, "allocation"), before);
    assert!(!harness.state().session().can_undo());
}

#[test]
fn light_and_dark() {
    let mut harness = open(None);
    let before = harness.ctx.theme();
    harness.get_by_label("Light or dark").click();
    harness.run();
    assert_ne!(harness.ctx.theme(), before);
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::T);
    assert_eq!(harness.ctx.theme(), before);
    assert!(matches!(before, Theme::Dark | Theme::Light));
}

#[test]
fn the_workbook_is_saved_and_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("abilene.ron");
    let mut harness = open_model();
    click(&mut harness, &INFERENCE);
    type_text(&mut harness, "65%");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    wait_until(&mut harness, |app| {
        matches!(app.view().dialog, Some(Dialog::Path(_)))
    });
    press(&mut harness, Modifiers::COMMAND, Key::A);
    type_text(&mut harness, &path.display().to_string());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    wait_until(&mut harness, |app| app.view().dialog.is_none());
    assert!(
        notice(&harness).starts_with("Saved to"),
        "{}",
        notice(&harness)
    );
    assert!(harness.state().session().is_saved());
    assert_eq!(
        &file::read(&path).unwrap(),
        harness.state().session().workbook()
    );

    let mut harness = open(Some(&path));
    harness.get_by_role_and_label(Role::Tab, "Model").click();
    harness.run();
    assert_eq!(value_of(&harness, &INFERENCE), "65.0 %");
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    wait_until(&mut harness, |app| {
        matches!(app.view().dialog, Some(Dialog::Path(_)))
    });
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.get_by_label("Replace the file?");
}

#[test]
fn unsaved_changes_are_asked_about() {
    let mut harness = open_model();
    click(&mut harness, &INFERENCE);
    type_text(&mut harness, "65%");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, Modifiers::COMMAND, Key::W);
    harness.get_by_label("Save the changes?");
    harness.get_by_label("Cancel").click();
    harness.run();
    assert!(harness.state().view().dialog.is_none());
    assert_eq!(value_of(&harness, &INFERENCE), "65.0 %");
}

#[test]
fn a_missing_file_is_named_and_the_window_stays_usable() {
    let mut harness = open(Some(Path::new("/nowhere/at/all.ron")));
    harness.get_by_label("The workbook cannot be opened");
    harness.get_by_label_contains("/nowhere/at/all.ron");
    harness.get_by_label_contains("There is no such file");
    // Enter takes the usual answer.
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.state().view().dialog.is_none());
    assert_eq!(headlines(&harness, "Fixed cost per token"), 2);
}

#[test]
fn a_workbook_with_errors_opens_and_leads_to_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.ron");
    let text = r#"(
        format: 1, title: "Broken",
        sections: [(id: "s", label: "Section")],
        variables: [
            (id: "fine", label: "A fine row", unit: "", section: "s", definition: formula("1 + 1")),
            (id: "wrong", label: "A wrong row", unit: "$", section: "s", definition: formula("fine +")),
        ],
    )"#;
    std::fs::write(&path, text).unwrap();
    let mut harness = open(Some(&path));
    harness.get_by_label_contains("1 error").click();
    harness.run();
    harness
        .get_all_by_role_and_label(Role::Link, "A wrong row")
        .last()
        .unwrap()
        .click();
    harness.run();
    let wrong = Cell {
        row: "wrong".to_owned(),
        element: 0,
        period: None,
    };
    assert_eq!(harness.state().view().selected, Some(wrong));
    assert_eq!(value_of(&harness, "A wrong row"), "n/a");
    assert_eq!(value_of(&harness, "A fine row"), "2");
}

#[test]
fn the_inspector_leads_to_what_a_row_reads() {
    let mut harness = open_model();
    click(&mut harness, "Annual commitment");
    harness.get_by_label("committed_gpu_hours * gpu_hour_price");
    harness
        .get_by_role_and_label(Role::TreeItem, "Rent of a GPU-hour")
        .click();
    harness.run();
    assert_eq!(
        harness.state().view().selected.as_ref().unwrap().row,
        "gpu_hour_price"
    );
    harness.get_by_label_contains("Contract and rental comparables");
}

#[test]
fn the_inspector_says_what_a_value_rests_on() {
    let mut harness = open_model();
    harness.get_by_label("1 vendor claim");
    harness
        .get_by_role_and_label(Role::Link, "GPUs per rack")
        .click();
    harness.run();
    harness.get_by_label("Vendor's claim");
    choose_scenario(&mut harness, "Rent 4 $/GPU-h");
    click(&mut harness, "Rent of a GPU-hour");
    harness.get_by_label_contains("Of the value that the scenario Rent 4 $/GPU-h changes");
}

#[test]
fn a_narrow_window_keeps_its_centre() {
    let start = Start {
        path: None,
        dialogs: FileDialogs::Own,
        ..Start::default()
    };
    let mut harness = Harness::builder()
        .with_size([800.0, 500.0])
        .with_max_steps(24)
        .build_eframe(|creation| App::new(&creation.egui_ctx, start));
    harness.run();
    let slider = harness.get_by_role_and_label(Role::Slider, &SLIDER);
    assert!(slider.rect().width() > 100.0);
}

#[test]
fn a_value_is_typed_beside_its_slider() {
    let mut harness = open(None);
    harness.get_by_role_and_label(Role::Slider, &SLIDER).focus();
    harness.run();
    assert_eq!(
        harness.state().view().selected.as_ref().unwrap().row,
        "allocation"
    );
    let others = |harness: &Harness<'static, App>| -> Vec<egui::Rect> {
        let sliders = harness.get_all_by_role(Role::Slider);
        sliders.map(|slider| slider.rect()).collect()
    };
    let places = others(&harness);
    type_text(&mut harness, "65 MW");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(others(&harness), places, "typing moves nothing");
    let refusal = harness.state().view().editing.clone().unwrap().refusal;
    assert!(refusal.is_some_and(|refusal| refusal.contains("power")));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!harness.state().session().can_undo());

    // The slider has the keyboard again; F2 edits the value that stands there.
    press(&mut harness, Modifiers::NONE, Key::F2);
    let editing = harness.state().view().editing.clone().unwrap();
    assert!(
        editing.beside_slider && editing.text == "40%",
        "{editing:?}"
    );
    press(&mut harness, Modifiers::COMMAND, Key::A);
    type_text(&mut harness, "65");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(number(&harness, "allocation"), 0.65);
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert!(number(&harness, "allocation") > 0.65);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(number(&harness, "allocation"), 0.4);
    assert_eq!(notice(&harness), "Undone: Change Allocation");
}

#[test]
fn a_workbook_without_figures_shows_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("years.ron");
    let text = r#"(
        format: 1, title: "Years", timeline: (first: "2027", count: 10, step: year),
        sections: [(id: "s", label: "Section")],
        variables: [
            (id: "growing", label: "Growing", unit: "MW", section: "s", definition: assumption((
                value: growth(first: 100, rate: 0.07), source: assumed("A guess"),
            ))),
        ],
        checks: [
            (id: "kept", label: "It grows", claim: holds("growing > 0")),
            (id: "failed", label: "It shrinks", claim: holds("growing < 0")),
            (id: "unread", label: "It is unfinished", claim: holds("growing <")),
        ],
    )"#;
    std::fs::write(&path, text).unwrap();
    let mut harness = open(Some(&path));
    assert_eq!(value_of(&harness, "Growing, 2027"), "100");
    assert_eq!(
        harness.state().view().selected.as_ref().unwrap().row,
        "growing"
    );
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    harness.get_by_label("▲ 1 of 3 checks passed");
    harness.get_by_label("▲ failed");
    harness.get_by_label("▲ not computed");
    harness.get_by_label("Growing, 2027").click();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::End);
    assert_eq!(
        harness.state().view().selected.as_ref().unwrap().period,
        Some(9)
    );
}

#[test]
fn a_file_that_is_no_workbook_is_refused_with_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("binary.ron");
    std::fs::write(&path, [0xFF, 0x00, 0xFE, 0x01]).unwrap();
    let harness = open(Some(&path));
    harness.get_by_label("The workbook cannot be opened");
    harness.get_by_label_contains("is not a text");
}

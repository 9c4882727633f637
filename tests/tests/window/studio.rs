//! Studies that are made, changed and kept in the window.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rackhour::app::App;
use rackhour::studies::Found;
use rackhour_engine::study::Answer;
use rackhour_engine::workbook::{Study, StudySpec};

use crate::four::{open_text, show_tab};
use crate::studies::TEXT;
use crate::{notice, press, wait_until};

/// The window with the table of rows in front.
fn open() -> (Harness<'static, App>, tempfile::TempDir) {
    let (mut harness, folder) = open_text(TEXT);
    show_tab(&mut harness, "Model");
    (harness, folder)
}

/// The study on screen.
pub(crate) fn shown(harness: &Harness<'static, App>) -> Study {
    let chosen = harness.state().view().studies.study.clone();
    let study = harness.state().session().study(chosen.as_deref());
    Study::clone(study.unwrap())
}

/// Waits for what the study on screen finds.
pub(crate) fn wait_for_answer(harness: &mut Harness<'static, App>) {
    wait_until(harness, |app| {
        let session = app.session();
        let chosen = app.view().studies.study.as_deref();
        let known = session.study(chosen).and_then(|study| session.known(study));
        app.view().studio.filling.is_none() && known.is_some_and(|(_, current)| current)
    });
    harness.run();
}

pub(crate) fn answer<'a>(harness: &'a Harness<'static, App>, study: &str) -> &'a Answer {
    match &harness.state().session().desk().known(study).unwrap().found {
        Found::Answer(answer, _) => answer,
        Found::Refused { message, .. } => panic!("refused: {message}"),
    }
}

fn click(harness: &mut Harness<'static, App>, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click();
    harness.run();
}

fn right_click(harness: &mut Harness<'static, App>, cell: &str) {
    harness
        .get_by_role_and_label(Role::Cell, cell)
        .click_secondary();
    harness.run();
}

#[test]
fn two_clicks_lead_from_a_result_to_its_quick_study() {
    let (mut harness, _folder) = open();
    right_click(&mut harness, "Margin");
    click(&mut harness, "Tornado, grid, falsifiers and Monte Carlo");
    wait_for_answer(&mut harness);
    let beside = harness.state().session().beside().to_vec();
    let kinds: Vec<_> = beside.iter().map(|study| study.spec.kind()).collect();
    assert_eq!(kinds, ["tornado", "grid", "falsifiers", "monte_carlo"]);
    assert!(!harness.state().session().can_undo(), "nothing was changed");
    let StudySpec::Grid(grid) = &beside[1].spec else {
        panic!("the second is a grid");
    };
    // The strongest input goes across.
    assert_eq!(grid.axes[1].key, "price");
    assert_eq!(grid.axes[0].key, "share");
    // The widest bar is on top, with the ends that are stated.
    let Answer::Tornado(bars) = answer(&harness, &beside[0].id) else {
        panic!("a tornado has bars");
    };
    assert_eq!(bars.bars[0].input.key, "price");
    assert_eq!(
        (bars.bars[0].points[0].0, bars.bars[0].points[4].0),
        (3.0, 12.0)
    );
    // The others are run ahead, so that they are there when they are looked at.
    wait_until(&mut harness, |app| {
        let beside = app.session().beside().iter();
        beside
            .into_iter()
            .all(|study| app.session().desk().known(&study.id).is_some())
    });
    assert!(matches!(
        answer(&harness, &beside[3].id),
        Answer::MonteCarlo(_)
    ));
    let grid = beside[1].label.clone();
    harness.get_by_role_and_label(Role::ListItem, &grid).click();
    harness.run();
    harness.get_by_label_contains("Price, Share sold: from the low to the high end");
    // What was filled in is no longer told once something else was typed.
    type_into(&mut harness, "Column input: from", "4");
    assert_eq!(shown(&harness).note, "");
}

#[test]
fn a_quick_study_is_kept_in_one_step() {
    let (mut harness, _folder) = open();
    right_click(&mut harness, "Margin");
    click(&mut harness, "Break-even frontier");
    wait_for_answer(&mut harness);
    let before = harness.state().session().workbook().studies.len();
    click(&mut harness, "Keep the study");
    assert!(
        notice(&harness).contains("Kept 1 study"),
        "{}",
        notice(&harness)
    );
    let studies = &harness.state().session().workbook().studies;
    assert_eq!(studies.len(), before + 1);
    assert_eq!(shown(&harness).id, studies.last().unwrap().id);
    assert!(harness.state().session().beside().is_empty());
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(harness.state().session().workbook().studies.len(), before);
    assert!(!harness.state().session().can_undo());
}

#[test]
fn a_study_of_an_assumption_is_of_what_follows_it() {
    let (mut harness, _folder) = open();
    right_click(&mut harness, "Cost");
    click(&mut harness, "Line over one input");
    wait_for_answer(&mut harness);
    let StudySpec::Grid(grid) = shown(&harness).spec else {
        panic!("a line is a grid");
    };
    assert_eq!((grid.axes.len(), grid.axes[0].key.as_str()), (1, "cost"));
    assert_eq!(grid.outputs, ["margin"]);
}

#[test]
fn the_keyboard_asks_for_a_study_and_adds_one_to_the_workbook() {
    let (mut harness, _folder) = open();
    harness.get_by_role_and_label(Role::Cell, "Margin").click();
    harness.run();
    press(&mut harness, Modifiers::SHIFT, Key::F10);
    harness.get_by_role_and_label(Role::ComboBox, "Result or assumption");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    wait_for_answer(&mut harness);
    assert_eq!(shown(&harness).spec.kind(), "tornado");
    press(&mut harness, Modifiers::COMMAND | Modifiers::ALT, Key::K);
    let session = harness.state().session();
    assert_eq!(
        session.workbook().studies.last().unwrap().id,
        "what_moves_margin"
    );
    let before = session.workbook().studies.len();
    press(&mut harness, Modifiers::COMMAND | Modifiers::ALT, Key::N);
    click(&mut harness, "Goal seek");
    wait_for_answer(&mut harness);
    assert_eq!(
        harness.state().session().workbook().studies.len(),
        before + 1
    );
    assert_eq!(shown(&harness).label, "Margin set by Price");
    // Deleted with its key in the list.
    press(&mut harness, Modifiers::NONE, Key::Delete);
    assert_eq!(harness.state().session().workbook().studies.len(), before);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(
        harness.state().session().workbook().studies.len(),
        before + 1
    );
}

#[test]
fn what_has_no_value_says_so_where_it_is_asked() {
    let (mut harness, _folder) = open_text(crate::four::TEXT);
    show_tab(&mut harness, "Model");
    let lab = rackhour_engine::check::Case {
        profile: Some("frontier_lab".into()),
        scenario: None,
    };
    harness
        .get_by_role_and_label(Role::ComboBox, "Profile")
        .click();
    harness.run();
    harness.get_by_label("Frontier lab").click();
    harness.run();
    assert_eq!(*harness.state().session().case(), lab);
    right_click(&mut harness, "Payback");
    click(&mut harness, "Tornado");
    wait_until(&mut harness, |app| app.view().studio.filling.is_none());
    let said = notice(&harness);
    assert!(
        said.contains("“Payback” has no value in this case: it owns no plant"),
        "{said}"
    );
    assert!(harness.state().session().beside().is_empty());
}

/// Types over what stands in a box of the shelves.
pub(crate) fn type_into(harness: &mut Harness<'static, App>, name: &str, text: &str) {
    harness.get_by_role_and_label(Role::TextInput, name).focus();
    harness.run();
    press(harness, Modifiers::COMMAND, Key::A);
    crate::type_text(harness, text);
    press(harness, Modifiers::NONE, Key::Enter);
}

/// Picks from a list by typing a part of a name.
fn pick(harness: &mut Harness<'static, App>, list: &str, text: &str) {
    harness.get_by_role_and_label(Role::ComboBox, list).click();
    harness.run();
    crate::type_text(harness, text);
    press(harness, Modifiers::NONE, Key::Enter);
}

/// Takes an option of a short list.
pub(crate) fn choose(harness: &mut Harness<'static, App>, list: &str, option: &str) {
    harness.get_by_role_and_label(Role::ComboBox, list).click();
    harness.run();
    harness.get_all_by_label(option).last().unwrap().click();
    harness.run();
}

pub(crate) fn look_at(harness: &mut Harness<'static, App>, study: &str) {
    harness.get_by_role_and_label(Role::ListItem, study).click();
    harness.run();
    wait_for_answer(harness);
}

pub(crate) fn open_study(study: &str) -> (Harness<'static, App>, tempfile::TempDir) {
    let (mut harness, folder) = open_text(TEXT);
    show_tab(&mut harness, "Studies");
    look_at(&mut harness, study);
    (harness, folder)
}

fn value(harness: &Harness<'static, App>, name: &str) -> String {
    let field = harness.get_by_role_and_label(Role::TextInput, name);
    field.value().unwrap_or_default()
}

fn grid_of(harness: &Harness<'static, App>) -> rackhour_engine::workbook::Grid {
    match shown(harness).spec {
        StudySpec::Grid(grid) => grid,
        other => panic!("no grid: {other:?}"),
    }
}

/// S6: the shelves of a grid, 201 by 201, its three views and the line through it.
#[test]
fn a_grid_is_set_up_on_its_shelves_and_each_change_is_one_step() {
    let (mut harness, _folder) = open_study("Margin over price and share");
    for (field, text) in [
        ("Row input: from", "10%"),
        ("Row input: to", "95%"),
        ("Row input: values", "201"),
        ("Column input: from", "1"),
        ("Column input: to", "15"),
        ("Column input: values", "201"),
    ] {
        type_into(&mut harness, field, text);
    }
    wait_for_answer(&mut harness);
    let Answer::Grid(grid) = answer(&harness, "grid") else {
        panic!("a grid has a grid's answer");
    };
    assert_eq!(grid.outputs[0].values.len(), 201 * 201);
    let ends = (grid.axes[1].values[0], grid.axes[1].values[200]);
    assert_eq!(ends, (1.0, 15.0));
    type_into(&mut harness, "Line at", "5");
    assert_eq!(grid_of(&harness).contours[0].value.0, 5.0);
    for view in ["Lines", "Table", "Map"] {
        click(&mut harness, view);
    }
    for _ in 0..7 {
        press(&mut harness, Modifiers::COMMAND, Key::Z);
    }
    assert!(!harness.state().session().can_undo(), "seven steps");
}

#[test]
fn another_input_comes_with_its_own_range_and_bad_input_says_why() {
    let (mut harness, _folder) = open_study("Margin over price and share");
    pick(&mut harness, "Row input", "cost");
    wait_for_answer(&mut harness);
    assert_eq!(grid_of(&harness).axes[0].key, "cost");
    type_into(&mut harness, "Column input: to", "five");
    harness.get_by_label_contains("Column input: to: ");
    assert_eq!(value(&harness, "Column input: to"), "five", "it stays");
    type_into(&mut harness, "Column input: to", "2");
    wait_for_answer(&mut harness);
    // From 2 to 2: explained where the answer would stand.
    harness.get_by_label("This study cannot be run as it is described");
    click(&mut harness, "Leave out Cost");
    wait_for_answer(&mut harness);
    pick(&mut harness, "Add a row input", "scen");
    wait_for_answer(&mut harness);
    assert_eq!(grid_of(&harness).axes[0].key, "scenario");
}

/// S7 by keyboard alone, from the result to its tornado, spider and bridge.
#[test]
fn what_drives_it_is_found_without_a_mouse() {
    let (mut harness, _folder) = open();
    press(&mut harness, Modifiers::COMMAND, Key::Home);
    for _ in 0..3 {
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    }
    let selected = harness.state().view().selected.clone().unwrap();
    assert_eq!(selected.row, "margin");
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::Q);
    wait_for_answer(&mut harness);
    let tornado = shown(&harness);
    assert_eq!(tornado.spec.kind(), "tornado");
    // The range, by its list: below what is stated stands percent of the base.
    harness
        .get_by_role_and_label(Role::ComboBox, "Range")
        .focus();
    harness.run();
    for key in [Key::Space, Key::ArrowDown, Key::ArrowDown, Key::Enter] {
        press(&mut harness, Modifiers::NONE, key);
    }
    wait_for_answer(&mut harness);
    let Answer::Tornado(bars) = answer(&harness, &tornado.id) else {
        panic!("a tornado has bars");
    };
    let mut of = bars.bars.iter();
    let price = of.find(|bar| bar.input.key == "price").unwrap();
    let ends = (price.points[0].0, price.points[4].0);
    assert_eq!(ends, (6.0 * 0.9, 6.0 * 1.1));
    harness
        .get_by_role_and_label(Role::Button, "Spider of the widest five")
        .focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    wait_for_answer(&mut harness);
    let StudySpec::Spider(spider) = shown(&harness).spec else {
        panic!("a spider is a spider");
    };
    assert_eq!(spider.inputs.len(), 3);
    // The bridge to the scenario, from the question that a key opens.
    press(&mut harness, Modifiers::SHIFT, Key::F10);
    harness
        .get_by_role_and_label(Role::Button, "Bridge to Bear")
        .focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    wait_for_answer(&mut harness);
    let bridge = shown(&harness);
    let Answer::Bridge(steps) = answer(&harness, &bridge.id) else {
        panic!("a bridge has steps");
    };
    let sum: f64 = steps.steps.iter().map(|step| step.delta).sum();
    assert_eq!(sum + steps.residual, steps.end - steps.output.base);
    assert_eq!((steps.output.base, steps.end), (10.0, 0.0));
}

/// S8: distributions, correlations, samples and seed; what cannot be had is mended.
#[test]
fn uncertainty_is_described_on_the_shelves() {
    let (mut harness, _folder) = open_study("The margin when inputs are uncertain");
    type_into(&mut harness, "Samples", "8192");
    type_into(&mut harness, "Seed", "7");
    choose(&mut harness, "Method", "Latin hypercube");
    harness
        .get_by_label_contains("Drawn: every assumption that states")
        .click();
    harness.run();
    for input in ["price", "share", "cost"] {
        pick(&mut harness, "Draw another input", input);
    }
    type_into(&mut harness, "Distribution of Price", "3 to 12");
    let triangle = "triangular(40%, 60%, 90%)";
    type_into(&mut harness, "Distribution of Share sold", triangle);
    wait_for_answer(&mut harness);
    assert_eq!(value(&harness, "Distribution of Share sold"), triangle);
    let Answer::MonteCarlo(sampled) = answer(&harness, "samples") else {
        panic!("samples are samples");
    };
    assert_eq!((sampled.samples, sampled.seed), (8192, 7));
    let pair = &sampled.correlations[0];
    assert!((pair.achieved - pair.imposed).abs() < 0.02, "{pair:?}");
    // All three against each other cannot be had; the nearest can.
    for pair in [
        "Price and Share sold",
        "Price and Cost",
        "Share sold and Cost",
    ] {
        type_into(&mut harness, &format!("Correlation of {pair}"), "-0.9");
    }
    wait_for_answer(&mut harness);
    harness.get_by_label("This study cannot be run as it is described");
    click(&mut harness, "Take the nearest that can be had");
    wait_for_answer(&mut harness);
    let Answer::MonteCarlo(sampled) = answer(&harness, "samples") else {
        panic!("samples are samples");
    };
    for pair in &sampled.correlations {
        assert!((pair.achieved - pair.imposed).abs() < 0.02, "{pair:?}");
        assert!(pair.imposed > -0.6, "{pair:?}");
    }
}

#[test]
fn the_other_shelves_change_what_is_asked() {
    let (mut harness, _folder) = open_study("What breaks it");
    type_into(&mut harness, "Result: target", "5");
    pick(&mut harness, "Add an input", "price");
    wait_for_answer(&mut harness);
    let StudySpec::Falsifiers(spec) = shown(&harness).spec else {
        panic!("falsifiers are falsifiers");
    };
    assert_eq!(
        (spec.target.value.0, spec.inputs[0].as_str()),
        (5.0, "price")
    );
    look_at(&mut harness, "Share at which it breaks even");
    pick(&mut harness, "Changed input", "price");
    type_into(&mut harness, "Changed input: from", "3.5");
    type_into(&mut harness, "Changed input: to", "9");
    wait_for_answer(&mut harness);
    let Answer::GoalSeek(found) = answer(&harness, "seek") else {
        panic!("a goal seek has roots");
    };
    assert_eq!(
        (found.inputs[0].key.as_str(), found.ranges[0]),
        ("price", (3.5, 9.0))
    );
    look_at(&mut harness, "From base to bear");
    click(&mut harness, "Turn round");
    wait_for_answer(&mut harness);
    let Answer::Bridge(steps) = answer(&harness, "bridge") else {
        panic!("a bridge has steps");
    };
    assert_eq!((steps.output.base, steps.end), (0.0, 10.0));
    type_into(&mut harness, "Name of the study", "From bear to base");
    assert_eq!(shown(&harness).label, "From bear to base");
}

#[test]
fn every_sample_is_written_to_a_file() {
    let (mut harness, folder) = open_study("The margin when inputs are uncertain");
    wait_for_answer(&mut harness);
    click(&mut harness, "Save the samples…");
    let path = folder.path().join("samples.csv");
    wait_until(&mut harness, |app| {
        matches!(app.view().dialog, Some(rackhour::view::Dialog::Path(_)))
    });
    press(&mut harness, Modifiers::COMMAND, Key::A);
    crate::type_text(&mut harness, &path.display().to_string());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let written = path.clone();
    wait_until(&mut harness, move |_| written.exists());
    let text = std::fs::read_to_string(&path).unwrap();
    let mut lines = text.lines();
    let head = "Sample,Price ($/Mtok),Share sold,Margin ($/Mtok)";
    assert_eq!(lines.next(), Some(head));
    assert_eq!(lines.count(), 1024);
    // What is there already is not written over, whether the ending is typed or not.
    click(&mut harness, "Save the samples…");
    wait_until(&mut harness, |app| {
        matches!(app.view().dialog, Some(rackhour::view::Dialog::Path(_)))
    });
    press(&mut harness, Modifiers::COMMAND, Key::A);
    let bare = path.with_extension("");
    crate::type_text(&mut harness, &bare.display().to_string());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(crate::notice(&harness).ends_with("already; choose another name"));
    click(&mut harness, "Save the samples…");
    wait_until(&mut harness, |app| {
        matches!(app.view().dialog, Some(rackhour::view::Dialog::Path(_)))
    });
    press(&mut harness, Modifiers::COMMAND, Key::A);
    crate::type_text(&mut harness, &path.display().to_string());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let dialog = harness.state().view().dialog.clone();
    let Some(rackhour::view::Dialog::Path(path_box)) = dialog else {
        panic!("the path is asked for once more");
    };
    let refusal = path_box.refusal.unwrap();
    assert!(
        refusal.ends_with("already; choose another name"),
        "{refusal}"
    );
}

#[test]
fn a_cell_of_the_comparison_is_studied_in_its_own_case() {
    let (mut harness, _folder) = crate::four::open_compare();
    right_click(&mut harness, "Cost per token, Neocloud · Base case");
    click(&mut harness, "Tornado");
    wait_for_answer(&mut harness);
    let study = shown(&harness);
    assert_eq!(study.profile.as_deref(), Some("neocloud"));
    assert_eq!(study.label, "What moves Cost per token");
}

#[test]
fn a_result_that_is_closed_in_this_case_says_so_above_the_answer() {
    let (mut harness, _folder) = crate::four::open();
    show_tab(&mut harness, "Model");
    right_click(&mut harness, "Payback");
    click(&mut harness, "Tornado");
    wait_for_answer(&mut harness);
    choose(&mut harness, "Study profile", "Frontier lab");
    wait_for_answer(&mut harness);
    harness.get_by_label_contains(
        "Payback has no value in Frontier lab · Base case. It owns no plant",
    );
}

#[test]
fn a_quick_study_that_is_there_already_is_shown_again() {
    let (mut harness, _folder) = open();
    for _ in 0..2 {
        show_tab(&mut harness, "Model");
        right_click(&mut harness, "Margin");
        click(&mut harness, "Spider");
        wait_for_answer(&mut harness);
    }
    assert_eq!(harness.state().session().beside().len(), 1);
    let spider = shown(&harness);
    assert_eq!(spider.spec.kind(), "spider");
    // What is put away is gone, and a study of the workbook is shown in its place.
    click(&mut harness, "Delete the study");
    assert!(harness.state().session().beside().is_empty());
    assert_eq!(shown(&harness).id, "bridge");
}

#[test]
fn a_long_run_ends_at_once_when_it_is_cancelled() {
    let (mut harness, _folder) = open_study("The margin when inputs are uncertain");
    type_into(&mut harness, "Samples", "4000000");
    wait_until(&mut harness, |app| {
        let running = app.session().desk().running("samples");
        running.is_some_and(|run| run.is_long())
    });
    // Within two frames: one may have been drawn already when the key arrives.
    harness.key_press(Key::Escape);
    harness.step();
    harness.step();
    assert!(!harness.state().session().desk().is_busy());
    harness.run();
    harness.get_by_label_contains("Cancelled: F9 runs it");
    // What asks for less runs by itself again.
    type_into(&mut harness, "Samples", "512");
    wait_for_answer(&mut harness);
    let Answer::MonteCarlo(sampled) = answer(&harness, "samples") else {
        panic!("samples are samples");
    };
    assert_eq!(sampled.samples, 512);
}

#[test]
fn who_is_best_and_several_targets_are_asked_on_the_shelves() {
    let (mut harness, _folder) = open_study("Margin over price and share");
    choose(&mut harness, "Best of", "profiles");
    wait_for_answer(&mut harness);
    let Answer::Grid(grid) = answer(&harness, "grid") else {
        panic!("a grid has a grid's answer");
    };
    assert_eq!(grid.winner.as_ref().map(|winner| winner.ids.len()), Some(2));
    look_at(&mut harness, "Share at which it breaks even");
    pick(&mut harness, "Add a result", "revenue");
    type_into(&mut harness, "Result 2: target", "24");
    pick(&mut harness, "Add an input", "price");
    wait_for_answer(&mut harness);
    let Answer::GoalSeek(found) = answer(&harness, "seek") else {
        panic!("a goal seek has roots");
    };
    assert_eq!(
        (found.targets.as_slice(), found.inputs.len()),
        (&[0.0, 24.0][..], 2)
    );
}

#[test]
fn the_inspector_offers_the_studies_of_its_row() {
    let (mut harness, _folder) = open();
    harness.get_by_role_and_label(Role::Cell, "Margin").click();
    harness.run();
    click(&mut harness, "Quick study");
    click(&mut harness, "Goal seek");
    wait_for_answer(&mut harness);
    assert_eq!(shown(&harness).label, "Margin set by Price");
    assert_eq!(shown(&harness).note, "Filled in: Held against zero.");
}

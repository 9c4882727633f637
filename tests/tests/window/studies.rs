//! The pane of studies: what an analyst asks of many cases, by mouse and by keyboard.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use rackhour::app::App;
use rackhour::studies::Found;
use rackhour_engine::study::Answer;

use crate::four::{open_text, show_tab};
use crate::{choose_scenario, notice, press, value_of, wait_until};

/// A workbook whose margin is `price * share * 10 - cost`, with a study of every kind.
pub(crate) const TEXT: &str = r#"(
    format: 1, title: "Studies",
    sections: [(id: "s", label: "Section")],
    variables: [
        (id: "price", label: "Price", unit: "$/Mtok", section: "s", definition: assumption((
            value: constant(6), low: Some(constant(3)), high: Some(constant(12)),
            distribution: Some("3 to 12"), source: assumed("A price.")))),
        (id: "share", label: "Share sold", unit: "", section: "s", format: percent(1),
            definition: assumption((value: constant(0.5), low: Some(constant(0.2)),
                high: Some(constant(0.9)), distribution: Some("triangular(0.2, 0.5, 0.9)"),
                source: assumed("A share.")))),
        (id: "cost", label: "Cost", unit: "$/Mtok", section: "s", definition: assumption((
            value: constant(20), low: Some(constant(10)), high: Some(constant(40)),
            source: assumed("A cost.")))),
        (id: "margin", label: "Margin", unit: "$/Mtok", section: "s", definition:
            formula("price * share * 10 - cost")),
        (id: "revenue", label: "Revenue", unit: "$/Mtok", section: "s", definition:
            formula("IF(share < 0.35, NA(\"too little is sold\"), price * share * 10)")),
    ],
    profiles: [(id: "lab", label: "Lab"), (id: "cloud", label: "Cloud", changes: [
        (key: "cost", action: set(constant(30))),
    ])],
    scenarios: [(id: "bear", label: "Bear", changes: [(key: "price", action: set(constant(4)))])],
    studies: [
        (id: "grid", label: "Margin over price and share", note: "Both from their ranges.",
            spec: grid((axes: [
                (key: "share", values: linear(from: 0.2, to: 0.8, count: 7)),
                (key: "price", values: linear(from: 2, to: 10, count: 5)),
            ], outputs: ["margin", "revenue"]))),
        (id: "line", label: "Margin over price", profile: Some("cloud"), spec: grid((axes: [
                (key: "price", values: linear(from: 2, to: 10, count: 5)),
            ], outputs: ["margin"]))),
        (id: "big", label: "A grid that takes long", spec: grid((axes: [
                (key: "share", values: linear(from: 0.2, to: 0.8, count: 3000)),
                (key: "price", values: linear(from: 2, to: 10, count: 4000)),
            ], outputs: ["margin"]))),
        (id: "bad", label: "A study of nothing", spec: grid((axes: [], outputs: ["margin"]))),
        (id: "seek", label: "Share at which it breaks even", spec: goal_seek((
            targets: [(output: "margin", value: 0)], inputs: [(key: "share")]))),
        (id: "frontier", label: "Where it breaks even", spec: frontier((
            x: (key: "price", values: linear(from: 3, to: 12, count: 19)), y: (key: "share"),
            target: (output: "margin", value: 0), earns: higher))),
        (id: "falsifiers", label: "What breaks it", spec: falsifiers((
            target: (output: "margin", value: 0)))),
        (id: "tornado", label: "What moves the margin", spec: tornado((output: "margin"))),
        (id: "spider", label: "How the margin follows", spec: spider((output: "margin"))),
        (id: "samples", label: "The margin when inputs are uncertain", spec: monte_carlo((
            outputs: ["margin"], samples: 1024, targets: [(output: "margin", value: 0)],
            correlations: [(first: "price", second: "share", rank: -0.4)]))),
        (id: "bridge", label: "From base to bear", spec: bridge((
            output: "margin", from: (), to: (scenario: Some("bear"))))),
    ],
)"#;

/// The window with a study in front.
fn open(study: &str) -> (Harness<'static, App>, tempfile::TempDir) {
    let (mut harness, folder) = open_text(TEXT);
    show_tab(&mut harness, "Studies");
    choose(&mut harness, study);
    (harness, folder)
}

/// Shows a study and waits for what it finds.
fn choose(harness: &mut Harness<'static, App>, study: &str) {
    let label = harness
        .state()
        .session()
        .study(Some(study))
        .unwrap()
        .label
        .clone();
    harness
        .get_by_role_and_label(Role::ListItem, &label)
        .click();
    harness.run();
    let id = study.to_owned();
    wait_until(harness, move |app| found(app, &id));
}

/// Whether a study has found something that fits the document, or was ended.
fn found(app: &App, study: &str) -> bool {
    let session = app.session();
    let study = session.study(Some(study)).unwrap();
    let cancelled = session
        .desk()
        .is_cancelled(&study.id, &session.study_version(study));
    cancelled || session.known(study).is_some_and(|(_, current)| current)
}

fn answer<'a>(harness: &'a Harness<'static, App>, study: &str) -> &'a Answer {
    match &harness.state().session().desk().known(study).unwrap().found {
        Found::Answer(answer, _) => answer,
        Found::Refused { message, .. } => panic!("refused: {message}"),
    }
}

fn click(harness: &mut Harness<'static, App>, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click();
    harness.run();
}

#[test]
fn studies_are_listed_with_their_kinds() {
    let (harness, _folder) = open("grid");
    for (label, kind) in [
        ("Margin over price and share", "Grid"),
        ("Share at which it breaks even", "Goal seek"),
        ("Where it breaks even", "Break-even frontier"),
        ("What breaks it", "Falsifiers"),
        ("What moves the margin", "Tornado"),
        ("How the margin follows", "Spider"),
        ("The margin when inputs are uncertain", "Monte Carlo"),
        ("From base to bear", "Bridge"),
    ] {
        let entry = harness.get_by_role_and_label(Role::ListItem, label);
        assert_eq!(entry.value().as_deref(), Some(kind));
    }
    harness.get_by_label_contains("Grid · Lab · Base case · 35 cells in");
    harness.get_by_label("Both from their ranges.");
}

#[test]
fn a_grid_is_read_as_a_table_and_its_gaps_are_counted() {
    let (mut harness, _folder) = open("grid");
    click(&mut harness, "Table");
    assert_eq!(value_of(&harness, "50.0 %, 6.00"), "10.00");
    assert_eq!(value_of(&harness, "20.0 %, 2.00"), "(16.00)");
    let Answer::Grid(grid) = answer(&harness, "grid") else {
        panic!("a grid has a grid's answer");
    };
    assert_eq!(grid.outputs[0].values[3 * 5 + 2], 10.0);
    harness
        .get_by_role_and_label(Role::ComboBox, "Output")
        .click();
    harness.run();
    let revenue = harness.get_all_by_label("Revenue").last();
    revenue.unwrap().click();
    harness.run();
    assert_eq!(value_of(&harness, "20.0 %, 2.00"), "n/a");
    harness.get_by_label("10 cells of 35 have no value");
    harness.get_by_label("○ 10 cells: Too little is sold");
}

#[test]
fn a_cell_becomes_a_scenario_in_one_step() {
    let (mut harness, _folder) = open("grid");
    click(&mut harness, "Table");
    harness
        .get_by_role_and_label(Role::Cell, "80.0 %, 10.00")
        .click();
    harness.run();
    click(&mut harness, "Make a scenario");
    let session = harness.state().session();
    let made = session.workbook().scenarios.last().unwrap();
    assert_eq!(made.label, "Price 10.00 $/Mtok, Share sold 80.0 %");
    assert_eq!(made.changes.len(), 2);
    assert!(
        notice(&harness).contains(&made.label),
        "{}",
        notice(&harness)
    );
    let case = rackhour_engine::check::Case {
        profile: Some("lab".into()),
        scenario: Some(made.id.clone()),
    };
    let (typed, _) = rackhour_engine::check::check(session.workbook());
    let layers = rackhour_engine::check::Layers::of(case);
    let results = rackhour_engine::run::evaluate(session.workbook(), &typed, &layers);
    assert_eq!(results.at("margin"), Some(60.0));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(harness.state().session().workbook().scenarios.len(), 1);
    assert!(!harness.state().session().can_undo());
}

#[test]
fn the_arrows_go_from_study_to_study() {
    let (mut harness, _folder) = open("grid");
    let shown = |harness: &Harness<'static, App>| harness.state().view().studies.study.clone();
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(shown(&harness).as_deref(), Some("line"));
    let case = "Cloud · Base case";
    assert_eq!(
        harness.query_all_by_label_contains(case).count(),
        2,
        "in the head and the figure"
    );
    press(&mut harness, Modifiers::NONE, Key::Home);
    assert_eq!(shown(&harness).as_deref(), Some("grid"));
    press(&mut harness, Modifiers::COMMAND, Key::PageDown);
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    assert_eq!(shown(&harness).as_deref(), Some("grid"), "it is remembered");
}

#[test]
fn a_refused_study_says_why_and_what_to_do() {
    let (harness, _folder) = open("bad");
    harness.get_by_label("This study cannot be run as it is described");
    harness.get_by_label("A grid needs an axis");
    harness.get_by_label("Give it an input and its values");
}

#[test]
fn an_edit_runs_the_study_again() {
    let (mut harness, _folder) = open("grid");
    click(&mut harness, "Table");
    harness.get_by_role_and_label(Role::Slider, "Price").focus();
    harness.run();
    let before = harness
        .state()
        .session()
        .desk()
        .known("grid")
        .unwrap()
        .serial;
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    wait_until(&mut harness, |app| found(app, "grid"));
    let known = harness.state().session().desk().known("grid").unwrap();
    assert!(known.serial > before);
    let Answer::Grid(grid) = answer(&harness, "grid") else {
        panic!("a grid has a grid's answer");
    };
    assert!(grid.axes[1].base > 6.0, "{}", grid.axes[1].base);
}

#[test]
fn the_case_on_screen_is_the_case_of_the_study() {
    let (mut harness, _folder) = open("grid");
    crate::choose_scenario(&mut harness, "Bear");
    wait_until(&mut harness, |app| found(app, "grid"));
    harness.get_by_label_contains("Grid · Lab · Bear · 35 cells in");
    let Answer::Grid(grid) = answer(&harness, "grid") else {
        panic!("a grid has a grid's answer");
    };
    assert_eq!(grid.axes[1].base, 4.0);
}

#[test]
fn a_workbook_without_studies_says_what_goes_there() {
    let (mut harness, _folder) = open_text(crate::four::TEXT);
    show_tab(&mut harness, "Studies");
    harness.get_by_label("This workbook has no studies");
}

/// The text in a cell of a table, by the heads of its row and column.
fn text_of(harness: &Harness<'static, App>, row: &str, column: &str) -> String {
    value_of(harness, &format!("{row}, {column}"))
}

#[test]
fn a_goal_seek_is_applied_in_one_step() {
    let (mut harness, _folder) = open("seek");
    let Answer::GoalSeek(sought) = answer(&harness, "seek") else {
        panic!("a goal seek has its own answer");
    };
    let root = sought.roots[0].values[0];
    assert!((root - 1.0 / 3.0).abs() < 1e-9, "{root}");
    assert_eq!(text_of(&harness, "1", "Share sold"), "33.3333 %");
    harness.get_by_label_contains("There, Margin lies between");
    click(&mut harness, "Apply solution");
    assert_eq!(harness.state().session().results().at("share"), Some(root));
    assert!(
        notice(&harness).contains("Share sold"),
        "{}",
        notice(&harness)
    );
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(harness.state().session().results().at("share"), Some(0.5));
    wait_until(&mut harness, |app| found(app, "seek"));
    click(&mut harness, "Save as scenario");
    let scenarios = &harness.state().session().workbook().scenarios;
    assert_eq!(scenarios[1].label, "Share sold 33.3 %");
}

#[test]
fn a_scenario_of_a_root_keeps_what_the_one_on_screen_sets() {
    let (mut harness, _folder) = open("seek");
    choose_scenario(&mut harness, "Bear");
    wait_until(&mut harness, |app| {
        let study = app.session().study(Some("seek")).unwrap();
        app.session().known(study).is_some_and(|(_, fits)| fits)
    });
    click(&mut harness, "Save as scenario");
    let session = harness.state().session();
    let made = session.workbook().scenarios.last().unwrap();
    let case = rackhour_engine::check::Case {
        profile: Some("lab".into()),
        scenario: Some(made.id.clone()),
    };
    let (typed, _) = rackhour_engine::check::check(session.workbook());
    let layers = rackhour_engine::check::Layers::of(case);
    let results = rackhour_engine::run::evaluate(session.workbook(), &typed, &layers);
    assert_eq!(results.at("price"), Some(4.0));
    assert!(results.at("margin").unwrap().abs() < 1e-9);
}

#[test]
fn a_frontier_is_drawn_with_its_distance_and_its_table() {
    let (harness, _folder) = open("frontier");
    let Answer::Frontier(locus) = answer(&harness, "frontier") else {
        panic!("a frontier has its own answer");
    };
    let at = |x: f64| locus.lines[0].iter().find(|(at, _)| *at == x).unwrap().1;
    assert!((at(4.0) - 0.5).abs() < 1e-9);
    assert_eq!(text_of(&harness, "4.00", "Share sold"), "50.0 %");
    harness.get_by_label_contains("The base case earns: Share sold is");
}

#[test]
fn falsifiers_are_ranked_with_the_closest_first() {
    let (harness, _folder) = open("falsifiers");
    let Answer::Falsifiers(ranking) = answer(&harness, "falsifiers") else {
        panic!("falsifiers have their own answer");
    };
    assert!(!ranking.falsifiers.is_empty());
    harness.get_by_label_contains("Margin is 10.00 $/Mtok; the thesis breaks at 0 $/Mtok");
    assert_eq!(text_of(&harness, "Cost", "Breaks at"), "30.00");
    assert_eq!(text_of(&harness, "Cost", "May move by"), "+50.0 %");
    assert_eq!(text_of(&harness, "Price", "Breaks at"), "4.00");
}

#[test]
fn a_tornado_names_its_bars_and_their_ends() {
    let (mut harness, _folder) = open("tornado");
    let Answer::Tornado(bars) = answer(&harness, "tornado") else {
        panic!("a tornado has its own answer");
    };
    assert_eq!(bars.bars[0].input.key, "price");
    assert_eq!(text_of(&harness, "Price", "Swing"), "45.00");
    assert_eq!(text_of(&harness, "Cost", "High"), "40.00");
    let bars = harness.get_all_by_role(Role::Button);
    let ends = "Price: (5.00) $/Mtok at 3.00 $/Mtok, 40.00 $/Mtok at 12.00 $/Mtok";
    let is_it = |name: Option<String>| name.is_some_and(|name| name.starts_with(ends));
    assert_eq!(
        bars.filter(|bar| is_it(bar.accesskit_node().label()))
            .count(),
        1
    );
    click(&mut harness, "≥ 20 %");
    let look = harness.state().view().studies.look("tornado");
    assert_eq!(look.least_swing, 0.2);
    choose(&mut harness, "spider");
    assert_eq!(text_of(&harness, "Price", "Swing"), "45.00");
}

#[test]
fn samples_are_counted_between_two_ends() {
    let (mut harness, _folder) = open("samples");
    let Answer::MonteCarlo(sampled) = answer(&harness, "samples") else {
        panic!("a Monte Carlo run has its own answer");
    };
    let median = sampled.outputs[0].percentiles[4];
    let names = harness.state().session().names();
    assert_eq!(
        text_of(&harness, "Margin", "P50"),
        names.number("margin", median)
    );
    harness.get_by_label_contains("1,024 samples in");
    let counted = |harness: &Harness<'static, App>| {
        let label = harness.get_by_label_contains("of samples lie between");
        label.value().unwrap()
    };
    let before = counted(&harness);
    assert!(
        before.starts_with("90.") || before.starts_with("89."),
        "{before}"
    );
    harness
        .get_by_role_and_label(Role::Slider, "Lower end")
        .focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    let look = harness.state().view().studies.look("samples");
    assert!(look.between.is_some());
    assert_ne!(counted(&harness), before);
    click(&mut harness, "Convergence");
    harness.get_by_label_contains("The mean of Margin as samples are added");
}

#[test]
fn a_bridge_shows_its_residual() {
    let (harness, _folder) = open("bridge");
    let Answer::Bridge(steps) = answer(&harness, "bridge") else {
        panic!("a bridge has its own answer");
    };
    assert_eq!(steps.steps[0].delta, -10.0);
    assert_eq!(
        text_of(&harness, "Price", "Adds to Margin ($/Mtok)"),
        "−10.00"
    );
    assert_eq!(
        text_of(&harness, "Residual", "Adds to Margin ($/Mtok)"),
        "0"
    );
    assert_eq!(
        text_of(&harness, "Difference", "Adds to Margin ($/Mtok)"),
        "−10.00"
    );
}

#[test]
fn escape_ends_a_run_and_what_was_found_before_stays() {
    let (mut harness, _folder) = open("grid");
    harness
        .get_by_role_and_label(Role::ListItem, "A grid that takes long")
        .click();
    let is_busy = |harness: &Harness<'static, App>| harness.state().session().desk().is_busy();
    for _ in 0..5 {
        if !is_busy(&harness) {
            harness.step();
        }
    }
    let known = harness.state().session().desk().known("big");
    let known = known.map(|known| &known.found);
    assert!(is_busy(&harness), "{known:?}");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!harness.state().session().desk().is_busy());
    assert!(found(harness.state(), "big"), "it does not begin again");
    harness.get_by_label("Cancelled: F9 runs it");
    press(&mut harness, Modifiers::NONE, Key::F9);
    assert!(harness.state().session().desk().is_busy());
    press(&mut harness, Modifiers::NONE, Key::Escape);
}

/// A workbook in which a check asks for a percentile.
const DRAWN: &str = r#"(format: 1, title: "Drawn", sections: [(id: "s", label: "S")], variables: [
    (id: "price", label: "Price", unit: "$", section: "s", definition: assumption((
        value: constant(5), distribution: Some("uniform(0, 10)"), source: assumed("A test.")))),
    (id: "margin", label: "Margin", unit: "$", section: "s", definition: formula("price - 2 [$]")),
], checks: [
    (id: "safe", label: "Nearly all of it earns", claim: drawn((
        study: "risk", output: "margin", percentile: 5, at_least: Some(0)))),
], studies: [
    (id: "risk", label: "Risk", spec: monte_carlo((outputs: ["margin"], samples: 1024))),
])"#;

#[test]
fn a_check_that_asks_for_a_percentile_is_open_until_its_study_has_run() {
    let (mut harness, _folder) = open_text(DRAWN);
    assert!(harness.state().session().checks().is_empty());
    show_tab(&mut harness, "Studies");
    choose(&mut harness, "risk");
    harness.run();
    let checks = harness.state().session().checks();
    assert_eq!(checks.len(), 1);
    assert!(!checks[0].passed && checks[0].detail.starts_with("P5 of `margin` is -1.4"));
}

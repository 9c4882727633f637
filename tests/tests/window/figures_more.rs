//! Figures of studies, of points that nothing beats and of rows over time; titles with live
//! values, scales, enlarging, and what stands in place of a value that is missing.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use rackhour::app::App;
use rackhour::view::Tab;

use crate::four::{open_text, show_tab};
use crate::{choose_scenario, press, wait_until};

const TEXT: &str = r#"(
    format: 1, title: "A small factory",
    timeline: (first: "2027", count: 4, step: year),
    units: [(symbol: "user", label: "User")],
    curves: [(id: "measured", label: "Measured throughput", input_unit: "tok/s/user",
        output_unit: "tok/s/gpu", source: assumed("Points."),
        points: [(20, 5000), (40, 2000), (30, 1500), (70, 40)])],
    sections: [(id: "s", label: "Section")],
    variables: [
        (id: "price", label: "Price", unit: "$/Mtok", section: "s", definition: assumption((
            value: constant(6.67), low: constant(4), high: constant(9), valid: (0.1, 100),
            distribution: "triangular(4, 6.67, 9)", source: assumed("A price.")))),
        (id: "share", label: "Share sold", unit: "", section: "s", format: percent(1),
            definition: assumption((value: constant(0.5), low: constant(0.2), high: constant(0.9),
            valid: (0.01, 1), source: assumed("A share.")))),
        (id: "margin", label: "Margin", unit: "$/Mtok", section: "s", definition:
            formula("price - 3 [$/Mtok] / share")),
        (id: "debt", label: "Debt", unit: "$", section: "s", over: ["year"], definition:
            formula("100 [$] * (2030 - year) * share")),
        (id: "outlay", label: "Outlay for a new fleet", unit: "$", section: "s", over: ["year"],
            definition: formula("IF(year = 2029, 80 [$], 0 [$])")),
        (id: "lease", label: "Lease payment", unit: "$", section: "s", over: ["year"],
            definition: formula("IF(rents > 0, 20 [$], NA(\"it rents nothing\"))")),
        (id: "rents", label: "Rents", unit: "", section: "s", definition: assumption((
            value: constant(0), source: assumed("A choice.")))),
        (id: "refresh_due", label: "Refresh", unit: "", section: "s", over: ["year"],
            definition: formula("IF(year = 2029, 1, 0)")),
        (id: "rent_step", label: "Rent", unit: "$", section: "s", over: ["year"],
            definition: formula("IF(year < 2028, 2 [$], 3 [$])")),
        (id: "speed", label: "Speed", unit: "tok/s/user", section: "s", definition: assumption((
            value: constant(40), low: constant(20), high: constant(70), valid: (0, 1000),
            source: assumed("A point.")))),
        (id: "served", label: "Served", unit: "tok/s/gpu", section: "s", definition:
            formula("measured(speed)")),
        (id: "yearly", label: "Margin by year", unit: "$/Mtok", section: "s", over: ["year"],
            definition: formula("margin * 1.1 ^ (year - 2027)")),
        (id: "tiny", label: "From next to nothing", unit: "$", section: "s", over: ["year"],
            definition: formula("0.000001 [$] * 10000 ^ (year - 2027)")),
        (id: "losses", label: "Losses", unit: "$", section: "s", over: ["year"],
            definition: formula("0 [$] - debt")),
    ],
    profiles: [
        (id: "hyperscaler", label: "Hyperscaler"),
        (id: "neocloud", label: "Neocloud, which has a name that is far too long for any label beside a point",
            changes: [(key: "share", action: set(constant(0.8)))]),
        (id: "broken", label: "Broken", changes: [(key: "speed", action: set(constant(500)))]),
    ],
    scenarios: [(id: "bear", label: "Bear", changes: [
        (key: "price", action: set(constant(4))),
        (key: "rents", action: set(constant(1))),
    ])],
    studies: [
        (id: "bars", label: "Bars", spec: tornado((output: "margin", range: stated, threshold: 0))),
        (id: "lines", label: "Lines", spec: spider((output: "margin", inputs: ["price", "share"],
            range: percent(0.25)))),
        (id: "even", label: "Even", spec: frontier((
            x: (key: "share", values: linear(from: 0.2, to: 0.9, count: 29)),
            y: (key: "price", from: 0.5, to: 40),
            target: (output: "margin", value: 0), earns: higher))),
        (id: "worse", label: "Worse", spec: bridge((output: "margin", from: (), to: (scenario: "bear"),
            order: order_free))),
        (id: "drawn", label: "Drawn", spec: monte_carlo((outputs: ["margin", "share"],
            inputs: [(key: "price")], samples: 256, seed: 1, fans: ["yearly"]))),
    ],
    figures: [
        (id: "over_time", title: "Debt is {debt[2027]} in {year}, {scenario} of {profile}",
            spec: timeline((rows: [(row: "debt"), (row: "outlay", mark: columns), (row: "lease")],
            events: ["refresh_due", "rent_step"], sliders: ["share"]))),
        (id: "points", title: "Serving {served} {{measured}}", spec: pareto((points: curve("measured"),
            here: (x: "speed", y: "served"), scale: log))),
        (id: "operators", title: "Who beats whom", spec: pareto((points: rows((x: "speed", y: "served",
            along: profiles))))),
        (id: "tornado", title: "What moves the margin of {margin}", spec: study((study: "bars", view: tornado))),
        (id: "spider", title: "How it bends", spec: study((study: "lines", view: spider))),
        (id: "frontier", title: "Where it breaks even", spec: study((study: "even", view: frontier))),
        (id: "bridge", title: "Why the bear is worse", spec: study((study: "worse", view: bridge))),
        (id: "histogram", title: "How likely it is", spec: study((study: "drawn", view: histogram))),
        (id: "fan", title: "How it widens", spec: study((study: "drawn", view: fan, output: "yearly"))),
        (id: "orders", title: "Twelve orders of magnitude", spec: timeline((rows: [(row: "tiny")], scale: log))),
        (id: "negative", title: "Below zero", spec: timeline((rows: [(row: "losses", mark: columns)]))),
        (id: "empty", title: "Nothing to see", spec: timeline((rows: [(row: "lease")]))),
    ],
)"#;

pub(crate) fn open() -> (Harness<'static, App>, tempfile::TempDir) {
    let (mut harness, folder) = open_text(TEXT);
    show_tab(&mut harness, "Figures");
    (harness, folder)
}

pub(crate) fn show(harness: &mut Harness<'static, App>, title: &str) {
    let entry = harness.get_by_role_and_label(Role::ListItem, title);
    entry.scroll_to_me();
    entry.click();
    harness.run();
    wait_until(harness, |app| {
        !app.session().is_comparing() && !app.session().desk().is_busy()
    });
}

/// What the picture on screen says to who cannot see it.
fn said(harness: &Harness<'static, App>) -> String {
    let pictures = harness.get_all_by_role(Role::Image);
    let all: Vec<_> = pictures
        .filter_map(|node| node.accesskit_node().label())
        .collect();
    all.join(" | ")
}

fn says(harness: &Harness<'static, App>, words: &str) {
    let said = said(harness);
    assert!(said.contains(words), "{words:?} is not in: {said}");
}

#[test]
fn a_timeline_tells_its_rows_and_events_and_why_one_is_missing() {
    let (mut harness, _folder) = open();
    show(
        &mut harness,
        "Debt is 150.00 $ in 2027, Base case of Hyperscaler",
    );
    says(&harness, "Debt: 150.00 $ in 2027, 0 $ in 2030.");
    says(
        &harness,
        "Outlay for a new fleet: 0 $ in 2027, 0 $ in 2030.",
    );
    says(&harness, "Refresh in 2029.");
    says(&harness, "Rent 3.00 $ in 2028.");
    says(&harness, "Lease payment: Not available: It rents nothing");
    choose_scenario(&mut harness, "Bear");
    says(&harness, "Debt is 150.00 $ in 2027, Bear of Hyperscaler");
    says(&harness, "Lease payment: 20.00 $ in 2027, 20.00 $ in 2030.");
}

#[test]
fn titles_follow_the_values_while_a_slider_moves() {
    let (mut harness, _folder) = open();
    show(
        &mut harness,
        "Debt is 150.00 $ in 2027, Base case of Hyperscaler",
    );
    harness
        .get_by_role_and_label(Role::Slider, "Share sold")
        .focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::End);
    says(&harness, "Debt is 270.00 $ in 2027");
    harness.get_by_role_and_label(
        Role::ListItem,
        "Debt is 270.00 $ in 2027, Base case of Hyperscaler",
    );
}

#[test]
fn a_drag_leaves_the_axes_and_a_ghost_of_its_start() {
    let (mut harness, _folder) = open();
    show(
        &mut harness,
        "Debt is 150.00 $ in 2027, Base case of Hyperscaler",
    );
    let rect = harness
        .get_by_role_and_label(Role::Slider, "Share sold")
        .rect();
    let at = |share: f32| egui::pos2(rect.left() + share * rect.width(), rect.center().y);
    harness.drag_at(at(0.4));
    harness.step();
    harness.hover_at(at(0.9));
    harness.step();
    let session = harness.state().session();
    let start = session.ghost_results().unwrap().at("debt").unwrap();
    let now = session.results().at("debt").unwrap();
    assert!(now > 1.5 * start, "{start} {now}");
    harness.drop_at(at(0.9));
    harness.run();
    assert!(harness.state().session().ghost_results().is_none());
}

#[test]
fn points_that_nothing_beats_are_told_apart_and_the_case_is_among_them() {
    let (mut harness, _folder) = open();
    show(&mut harness, "Serving 2,000 tok/s/GPU {measured}");
    says(&harness, "3 points are beaten by none, 1 by others.");
    says(&harness, "This case: 40 tok/s/user, 2,000 tok/s/GPU.");
    let switch = harness.get_by_role_and_label(Role::Switch, "Logarithmic vertical axis");
    assert_eq!(
        switch.accesskit_node().toggled(),
        Some(egui::accesskit::Toggled::True)
    );
    switch.click();
    harness.run();
    let switch = harness.get_by_role_and_label(Role::Switch, "Logarithmic vertical axis");
    assert_eq!(
        switch.accesskit_node().toggled(),
        Some(egui::accesskit::Toggled::False)
    );
    // It is remembered for this figure.
    show(&mut harness, "Twelve orders of magnitude");
    show(&mut harness, "Serving 2,000 tok/s/GPU {measured}");
    let switch = harness.get_by_role_and_label(Role::Switch, "Logarithmic vertical axis");
    assert_eq!(
        switch.accesskit_node().toggled(),
        Some(egui::accesskit::Toggled::False)
    );
}

#[test]
fn a_profile_without_a_point_says_why() {
    let (mut harness, _folder) = open();
    show(&mut harness, "Who beats whom");
    says(&harness, "Hyperscaler 40 tok/s/user, 2,000 tok/s/GPU");
    says(&harness, "Broken: Not available:");
}

#[test]
fn a_figure_of_each_view_of_a_study() {
    let (mut harness, _folder) = open();
    let margin = harness.state().session().results().at("margin").unwrap();
    assert!((margin - 0.67).abs() < 1e-9);
    for (title, words) in [
        ("What moves the margin of 0.67 $/Mtok", "Share sold"),
        ("How it bends", "Margin against its inputs"),
        ("Where it breaks even", "the base case earns"),
        ("Why the bear is worse", "Bear"),
        ("How likely it is", "mean"),
        (
            "How it widens",
            "Margin by year by period, with percentiles; median",
        ),
    ] {
        show(&mut harness, title);
        // In the list, and above the picture.
        assert_eq!(harness.get_all_by_label(title).count(), 2, "{title}");
        says(&harness, words);
    }
    // Nothing has left the pane of figures.
    assert_eq!(harness.state().view().tab, Tab::Figures);
}

#[test]
fn a_figure_is_enlarged_by_a_drag_and_shown_whole_by_a_key() {
    let (mut harness, _folder) = open();
    show(&mut harness, "Twelve orders of magnitude");
    assert!(harness.query_by_label("Whole figure").is_none());
    let rect = harness.get_all_by_role(Role::Image).next().unwrap().rect();
    let at = |x: f32, y: f32| rect.lerp_inside(egui::vec2(x, y));
    let enlarge = |harness: &mut Harness<'static, App>| {
        harness.drag_at(at(0.2, 0.2));
        harness.step();
        harness.hover_at(at(0.5, 0.5));
        harness.step();
        harness.drop_at(at(0.6, 0.7));
        harness.run();
    };
    enlarge(&mut harness);
    harness
        .get_by_role_and_label(Role::Button, "Whole figure")
        .click();
    harness.run();
    assert!(harness.query_by_label("Whole figure").is_none());
    enlarge(&mut harness);
    harness.get_by_role_and_label(Role::Button, "Whole figure");
    press(&mut harness, Modifiers::COMMAND | Modifiers::ALT, Key::Home);
    assert!(harness.query_by_label("Whole figure").is_none());
}

#[test]
fn figures_are_gone_through_by_keyboard() {
    let (mut harness, _folder) = open();
    let figure = |harness: &Harness<'static, App>| harness.state().view().figure.clone();
    show(&mut harness, "Who beats whom");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(figure(&harness).as_deref(), Some("tornado"));
    press(&mut harness, Modifiers::NONE, Key::End);
    assert_eq!(figure(&harness).as_deref(), Some("empty"));
    press(&mut harness, Modifiers::NONE, Key::Home);
    assert_eq!(figure(&harness).as_deref(), Some("over_time"));
    press(
        &mut harness,
        Modifiers::COMMAND | Modifiers::ALT,
        Key::PageDown,
    );
    assert_eq!(figure(&harness).as_deref(), Some("points"));
    press(
        &mut harness,
        Modifiers::COMMAND | Modifiers::ALT,
        Key::PageUp,
    );
    press(
        &mut harness,
        Modifiers::COMMAND | Modifiers::ALT,
        Key::PageUp,
    );
    assert_eq!(figure(&harness).as_deref(), Some("over_time"));
    // What was shown is shown again.
    press(
        &mut harness,
        Modifiers::COMMAND | Modifiers::ALT,
        Key::PageDown,
    );
    show_tab(&mut harness, "Model");
    show_tab(&mut harness, "Figures");
    assert_eq!(figure(&harness).as_deref(), Some("points"));
}

#[test]
fn the_worst_cases_say_what_they_show() {
    let (mut harness, _folder) = open();
    show(&mut harness, "Twelve orders of magnitude");
    says(
        &harness,
        "From next to nothing: 1e-6 $ in 2027, 1,000,000 $ in 2030.",
    );
    show(&mut harness, "Below zero");
    says(&harness, "Losses: −150.00 $ in 2027");
    show(&mut harness, "Nothing to see");
    says(&harness, "Lease payment: Not available: It rents nothing");
}

/// A workbook with a bridge of forty steps, a curve without values, a single point and a map of
/// nothing.
fn extremes() -> String {
    let mut rows = String::new();
    let mut steps = String::new();
    for step in 1..=40 {
        let before = step - 1;
        let change = if step % 3 == 0 { "- 7 [$]" } else { "+ 3 [$]" };
        rows += &format!(
            "(id: \"after_{step}\", label: \"After step {step}\", unit: \"$\", section: \"s\", \
             definition: formula(\"after_{before} {change}\")),\n"
        );
        let label = format!("A step with a label that goes on and on, number {step}");
        steps += &format!("(label: \"{label}\", to: \"after_{step}\"),");
    }
    format!(
        r#"(
        format: 1, title: "Extremes",
        curves: [(id: "one", label: "One point", input_unit: "$", output_unit: "$",
            points: [(5, 7), (6, 8)], source: assumed("Points."))],
        sections: [(id: "s", label: "S")],
        variables: [
            (id: "after_0", label: "Start", unit: "$", section: "s", definition: assumption((
                value: constant(-20), low: constant(-30), high: constant(30), source: assumed("A.")))),
            {rows}
            (id: "share", label: "Share", unit: "", section: "s", definition: assumption((
                value: constant(0.5), low: constant(0.1), high: constant(1), source: assumed("A.")))),
            (id: "mixed", label: "Mixed", unit: "$", section: "s", definition: formula("after_40 * share")),
            (id: "nothing", label: "Cost of nothing", unit: "$", section: "s",
                definition: formula("IF(share > 2, after_0, NA(\"nobody sells it\"))")),
        ],
        profiles: [(id: "only", label: "Only one")],
        studies: [(id: "still", label: "Still", spec: frontier((
            x: (key: "share", values: linear(from: 0.1, to: 1, count: 10)),
            y: (key: "after_0", from: -30, to: 30),
            target: (output: "mixed", value: 1000), earns: higher))),
            (id: "senseless", label: "Senseless", spec: frontier((
            x: (key: "share", values: linear(from: 0.1, to: 1, count: 10)),
            y: (key: "after_0", from: -30, to: 30),
            target: (output: "after_40", value: 1000), earns: higher)))],
        figures: [
            (id: "bridge", title: "Forty steps", spec: waterfall((from: "after_0", steps: [{steps}]))),
            (id: "alone", title: "A single point", spec: pareto((points: rows((x: "share",
                y: "after_0", along: profiles))))),
            (id: "costs", title: "Costs of nothing", spec: cost_curves((
                x: (key: "share", values: log(from: 0.1, to: 1, count: 5)),
                curves: (key: "after_0", values: list([-10, 10])), output: "nothing", line: "after_40"))),
            (id: "map", title: "A map of nothing", spec: heatmap((
                x: (key: "share", values: linear(from: 0.1, to: 1, count: 5)),
                y: (key: "after_0", values: linear(from: -10, to: 10, count: 5)),
                output: "nothing", contour: 0))),
            (id: "never", title: "Never even", spec: study((study: "still", view: frontier))),
            (id: "refused", title: "Makes no sense", spec: study((study: "senseless", view: frontier))),
        ],
    )"#
    )
}

#[test]
fn forty_bars_a_single_point_and_nothing_at_all() {
    let (mut harness, _folder) = open_text(&extremes());
    show_tab(&mut harness, "Figures");
    show(&mut harness, "Forty steps");
    says(&harness, "Forty steps");
    let label = "A step with a label that goes on and on, number 40: +3.00 $";
    harness.get_by_role_and_label(Role::Button, label);
    show(&mut harness, "A single point");
    says(&harness, "1 point is beaten by none, 0 by others.");
    says(&harness, "This case: 0.500, −20.00 $.");
    for title in ["Costs of nothing", "A map of nothing"] {
        show(&mut harness, title);
        says(&harness, title);
        says(&harness, "Not available: Nobody sells it");
    }
    show(&mut harness, "Never even");
    says(&harness, "the locus does not cross the base case");
    show(&mut harness, "Makes no sense");
    harness.get_by_label("This study cannot be run as it is described");
}

#[test]
fn values_even_in_the_logarithm_stand_on_a_logarithm() {
    let (mut harness, _folder) = open_text(&extremes());
    show_tab(&mut harness, "Figures");
    show(&mut harness, "Costs of nothing");
    let switch = harness.get_all_by_role_and_label(Role::Switch, "Logarithmic horizontal axis");
    let first = switch.into_iter().next().unwrap();
    let on = Some(egui::accesskit::Toggled::True);
    assert_eq!(first.accesskit_node().toggled(), on);
}

//! What walking the stories by hand brought to light.

use std::collections::BTreeSet;

use egui::accesskit::Role;
use egui::epaint::ClippedShape;
use egui::{Key, Modifiers, Shape};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rackhour::app::App;
use rackhour::view::Tab;
use rackhour_engine::study::Answer;
use rackhour_engine::workbook::{Number, StudySpec};

use crate::compare::click_button;
use crate::documents::{Desk, answer, change};
use crate::four::{open_compare, open_text, show_tab};
use crate::mended::drag_tab;
use crate::studio::{answer as found, choose, look_at, open_study, shown, type_into};
use crate::{click, figures_more, notice, press, studies, type_text, wait_until};

/// A text that is painted in the picture on screen, and where.
type Mark = (String, i64, i64);

fn marks_of(shape: &Shape, marks: &mut BTreeSet<Mark>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| marks_of(shape, marks)),
        Shape::Text(words) => {
            let (text, at) = (words.galley.text(), words.pos.round());
            marks.insert((text.to_owned(), at.x as i64, at.y as i64));
        }
        _ => {}
    }
}

/// The numbers along the axes of the picture on screen.
fn axes(harness: &Harness<'static, App>) -> BTreeSet<Mark> {
    let pictures = harness.get_all_by_role(Role::Image);
    let rects = pictures.map(|picture| picture.rect());
    let rect = rects.max_by(|a, b| a.area().total_cmp(&b.area())).unwrap();
    // They stand beside what is drawn and below it.
    let rect = rect.expand(36.0);
    let mut marks = BTreeSet::new();
    for ClippedShape { shape, .. } in &harness.output().shapes {
        marks_of(shape, &mut marks);
    }
    let is_number = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_digit() || ".,()".contains(c))
    };
    let within = |x, y| rect.contains(egui::pos2(x as f32, y as f32));
    marks.retain(|(text, x, y)| is_number(text) && within(*x, *y));
    marks
}

#[test]
fn the_axes_stand_still_while_a_slider_is_dragged_and_move_once_it_is_let_go() {
    let (mut harness, _folder) = figures_more::open();
    figures_more::show(
        &mut harness,
        "Debt is 150.00 $ in 2027, Base case of Hyperscaler",
    );
    let rect = harness
        .get_by_role_and_label(Role::Slider, "Share sold")
        .rect();
    let at = |share: f32| egui::pos2(rect.left() + share * rect.width(), rect.center().y);
    let start = axes(&harness);
    assert!(start.len() > 4, "{start:?}");
    harness.drag_at(at(0.4));
    for share in [0.4, 0.7, 0.95] {
        harness.hover_at(at(share));
        harness.step();
        assert_eq!(axes(&harness), start, "{share}");
    }
    assert!(harness.state().session().ghost_results().is_some());
    harness.drop_at(at(0.95));
    harness.run();
    assert!(harness.state().session().ghost_results().is_none());
    assert_ne!(axes(&harness), start);
}

#[test]
fn f6_goes_to_the_slider_of_the_figure_on_screen() {
    let (mut harness, _folder) = figures_more::open();
    figures_more::show(&mut harness, "Serving 2,000 tok/s/GPU {measured}");
    let speed = |harness: &Harness<'static, App>| {
        let slider = harness.query_by_role_and_label(Role::Slider, "Speed");
        slider.is_some_and(|slider| slider.is_focused())
    };
    for _ in 0..3 {
        if !speed(&harness) {
            press(&mut harness, Modifiers::NONE, Key::F6);
        }
    }
    assert!(speed(&harness));
}

#[test]
fn what_is_recovered_beside_its_open_file_does_not_write_to_it() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    drop(harness);
    let before = std::fs::read_to_string(desk.file()).unwrap();
    let mut harness = desk.open(Some(&desk.file()));
    answer(&mut harness, "Open");
    let open = &harness.state().view().window.open;
    let files: Vec<_> = open.iter().map(|tab| tab.file.clone()).collect();
    assert_eq!(files, [Some(desk.file()), None]);
    let said = notice(&harness);
    assert!(said.contains("which is open in another tab"), "{said}");
    press(&mut harness, Modifiers::COMMAND, Key::S);
    wait_until(&mut harness, |app| app.view().dialog.is_some());
    assert_eq!(std::fs::read_to_string(desk.file()).unwrap(), before);
}

#[test]
fn two_panes_keep_the_studies_of_both_current() {
    let figures = r#"figures: [
        (id: "even", title: "Where it is even", spec: study((study: "frontier", view: frontier))),
    ], studies: ["#;
    let text = studies::TEXT.replacen("studies: [", figures, 1);
    let (mut harness, _folder) = open_text(&text);
    show_tab(&mut harness, "Studies");
    drag_tab(&mut harness, "Figures", egui::pos2(1100.0, 500.0));
    show_tab(&mut harness, "Studies");
    assert!(harness.state().view().dock.shows(Tab::Figures));
    let current = |app: &App, id: &str| {
        let study = app.session().study(Some(id));
        study.is_some_and(|study| {
            let known = app.session().known(study);
            study.id == id && known.is_some_and(|(_, current)| current)
        })
    };
    let both = |app: &App| current(app, "grid") && current(app, "frontier");
    wait_until(&mut harness, both);
    show_tab(&mut harness, "Model");
    click(&mut harness, "Cost");
    type_text(&mut harness, "25");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    show_tab(&mut harness, "Studies");
    wait_until(&mut harness, both);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    wait_until(&mut harness, both);
}

#[test]
fn a_tornado_says_who_wins_and_shows_as_many_bars_as_are_asked_for() {
    let (mut harness, _folder) = open_study("What moves the margin");
    choose(&mut harness, "Best of", "profiles");
    choose(&mut harness, "Best is", "lowest");
    wait_until(&mut harness, |app| !app.session().desk().is_busy());
    let Answer::Tornado(bars) = found(&harness, "tornado") else {
        panic!("a tornado has bars");
    };
    assert_eq!(bars.winner.as_deref(), Some("cloud"));
    harness.get_by_label("Cloud wins in the base case");
    choose(&mut harness, "Greatest number of bars", "5 bars");
    assert_eq!(
        harness.state().view().studies.look("tornado").most_bars,
        Some(5)
    );
}

#[test]
fn profiles_have_columns_or_none_and_one_always_has() {
    let (mut harness, _folder) = open_compare();
    let heads = |harness: &Harness<'static, App>| {
        let cases = harness.state().session();
        let cases = cases.compared_cases(&harness.state().view().compare);
        let profiles = cases.into_iter().filter_map(|case| case.profile);
        profiles.collect::<Vec<_>>()
    };
    let all = heads(&harness);
    assert_eq!(all.len(), 4);
    click_button(&mut harness, "Profiles that are compared");
    let toggle = |harness: &mut Harness<'static, App>, profile: &str| {
        harness
            .get_by_role_and_label(Role::CheckBox, profile)
            .click();
        harness.run();
    };
    toggle(&mut harness, "Hyperscaler");
    toggle(&mut harness, "Neocloud");
    toggle(&mut harness, "Private factory");
    assert_eq!(heads(&harness), ["frontier_lab"]);
    toggle(&mut harness, "Frontier lab");
    let said = notice(&harness);
    assert!(said.contains("At least one profile stays"), "{said}");
    // They come back in the order of the workbook.
    toggle(&mut harness, "Hyperscaler");
    assert_eq!(heads(&harness), ["hyperscaler", "frontier_lab"]);
    harness.get_by_role_and_label(Role::Button, "All").click();
    harness.run();
    assert_eq!(heads(&harness), all);
}

#[test]
fn correlations_of_many_inputs_are_typed_in_a_matrix_that_scrolls() {
    let rows: String = (1..=16)
        .map(|n| {
            format!(
                "(id: \"part_{n}\", label: \"Part {n}\", unit: \"$\", section: \"s\", definition: \
                 assumption((value: constant(5), distribution: Some(\"3 to 7\"), \
                 source: assumed(\"A part.\")))),\n"
            )
        })
        .collect();
    let keys: String = (1..=16).map(|n| format!("(key: \"part_{n}\"),")).collect();
    let sum: Vec<_> = (1..=16).map(|n| format!("part_{n}")).collect();
    let text = format!(
        "(format: 1, title: \"Parts\", sections: [(id: \"s\", label: \"S\")], variables: [{rows}
        (id: \"whole\", label: \"Whole\", unit: \"$\", section: \"s\", definition: formula(\"{}\"))],
        studies: [(id: \"samples\", label: \"Drawn\", spec: monte_carlo((outputs: [\"whole\"],
            inputs: [{keys}], samples: 256)))])",
        sum.join(" + ")
    );
    let (mut harness, _folder) = open_text(&text);
    show_tab(&mut harness, "Studies");
    look_at(&mut harness, "Drawn");
    harness.get_by_label_contains("Drawn: 16 inputs").click();
    harness.run();
    let last = "Correlation of Part 15 and Part 16";
    assert!(harness.query_by_label(last).is_none(), "it is further down");
    // The keyboard goes there row by row, and the matrix follows it.
    for row in 2..=16 {
        let name = format!("Correlation of Part {} and Part {row}", row - 1);
        harness
            .get_by_role_and_label(Role::TextInput, &name)
            .focus();
        harness.run();
    }
    type_into(&mut harness, last, "0.5");
    let StudySpec::MonteCarlo(spec) = shown(&harness).spec else {
        panic!("samples are drawn");
    };
    let [pair] = spec.correlations.as_slice() else {
        panic!("one pair: {:?}", spec.correlations);
    };
    assert_eq!(
        (&*pair.first, &*pair.second, pair.rank),
        ("part_15", "part_16", Number(0.5))
    );
}

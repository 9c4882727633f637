//! What studies are filled in with, on a small workbook.

use super::*;
use crate::check::{Layers, check};
use crate::workbook::{AxisValues, file};

const TEXT: &str = r#"(
    format: 1, title: "t", timeline: (first: "2027", count: 2, step: year),
    sections: [(id: "s", label: "S")],
    variables: [
        (id: "price", label: "Price", unit: "$", section: "s", definition: assumption((
            value: constant(6), low: Some(constant(3)), high: Some(constant(12)),
            source: assumed("a test")))),
        (id: "share", label: "Share", unit: "", section: "s", definition: assumption((
            value: constant(0.5), valid: Some((0.1, 1)), source: assumed("a test")))),
        (id: "cost", label: "Cost", unit: "$", section: "s", definition: assumption((
            value: constant(2), distribution: Some("1 to 4"), source: assumed("a test")))),
        (id: "kind", label: "Kind", unit: "", section: "s", definition: assumption((
            value: choice("a"), options: [(id: "a", label: "A"), (id: "b", label: "B")],
            source: assumed("a test")))),
        (id: "alone", label: "Alone", unit: "", section: "s", definition: assumption((
            value: constant(1), source: assumed("a test")))),
        (id: "margin", label: "Margin", unit: "$", section: "s",
            definition: formula("price * share - cost")),
        (id: "later", label: "Later", unit: "$", section: "s", over: ["year"],
            definition: formula("IF(year > 2027, price, NA(\"it is not built\"))")),
        (id: "closed", label: "Closed", unit: "$", section: "s",
            definition: formula("IF(share > 2, price, NA(\"it owns no plant\"))")),
    ],
    scenarios: [(id: "bear", label: "Bear", changes: [(key: "price", action: set(constant(4)))])],
)"#;

fn filled(key: &str, wishes: &[Wish]) -> Vec<Result<Filled, Box<Diagnostic>>> {
    let workbook = file::parse(TEXT).unwrap();
    let typed = check(&workbook).0;
    let subject = subject(&workbook, &typed, key).unwrap();
    let question = Question {
        workbook: &workbook,
        typed: &typed,
        layers: Layers::default(),
        threads: 1,
    };
    fill(&question, &subject, wishes, &Progress::default()).unwrap()
}

fn one(key: &str, wish: Wish) -> Filled {
    filled(key, &[wish]).remove(0).unwrap()
}

fn refusal(key: &str) -> String {
    let workbook = file::parse(TEXT).unwrap();
    let typed = check(&workbook).0;
    let question = Question {
        workbook: &workbook,
        typed: &typed,
        layers: Layers::default(),
        threads: 1,
    };
    let found = subject(&workbook, &typed, key).map_err(Stop::Refused);
    let found =
        found.and_then(|subject| fill(&question, &subject, &[Wish::Tornado], &Progress::default()));
    match found {
        Err(Stop::Refused(found)) => format!("{}; {}", found.message, found.hint),
        other => panic!("{key} was not refused: {other:?}"),
    }
}

#[test]
fn a_grid_runs_over_the_two_strongest_inputs_within_what_is_stated() {
    let filled = one("margin", Wish::Grid);
    let StudySpec::Grid(grid) = &filled.spec else {
        panic!("a grid is a grid");
    };
    let ends = |place: usize| match &grid.axes[place].values {
        AxisValues::Linear { from, to, count } => (from.0, to.0, *count),
        other => panic!("{other:?}"),
    };
    // The strongest goes across and stands last.
    assert_eq!(grid.axes[1].key, "price");
    assert_eq!(ends(1), (3.0, 12.0, 11));
    assert_eq!(grid.axes[0].key, "share");
    assert_eq!(ends(0), (0.1, 1.0, 11));
    let spans = [("price", Span::Stated), ("share", Span::Valid)];
    assert_eq!(
        filled.spans,
        spans.map(|(key, span)| (key.to_owned(), span))
    );
    assert_eq!(grid.contours[0].value.0, 0.0);
}

#[test]
fn an_assumption_is_looked_at_by_the_result_that_follows_it() {
    let filled = one("cost", Wish::Line);
    let StudySpec::Grid(grid) = &filled.spec else {
        panic!("a line is a grid");
    };
    assert_eq!(grid.outputs, ["margin"]);
    assert_eq!((grid.axes.len(), grid.axes[0].key.as_str()), (1, "cost"));
    assert_eq!(filled.spans, [("cost".to_owned(), Span::Around)]);
}

#[test]
fn what_is_drawn_says_from_what() {
    let filled = one("margin", Wish::MonteCarlo);
    let StudySpec::MonteCarlo(run) = &filled.spec else {
        panic!("samples are samples");
    };
    let drawn: Vec<_> = run
        .inputs
        .iter()
        .map(|input| {
            let text = input.distribution.as_ref().map(ToString::to_string);
            (input.key.as_str(), text)
        })
        .collect();
    let triangle = Some("triangular(3, 6, 12)".to_owned());
    assert_eq!(drawn, [("price", triangle), ("cost", None)]);
    assert_eq!(filled.spans[0].1, Span::Triangular);
    assert_eq!(filled.spans[1].1, Span::Drawn);
}

#[test]
fn every_kind_can_be_run_as_it_is_filled_in() {
    let workbook = file::parse(TEXT).unwrap();
    let typed = check(&workbook).0;
    let question = Question {
        workbook: &workbook,
        typed: &typed,
        layers: Layers::default(),
        threads: 1,
    };
    for key in ["margin", "cost"] {
        for (wish, made) in Wish::ALL.iter().zip(filled(key, &Wish::ALL)) {
            let spec = made.unwrap().spec;
            let answer = crate::study::run(&question, &spec, &Progress::default());
            assert!(answer.is_ok(), "{key} {wish:?}: {answer:?}");
        }
    }
}

#[test]
fn what_cannot_be_studied_says_why() {
    assert!(refusal("kind").contains("`kind` is a choice or a text"));
    assert!(refusal("alone").contains("no single result follows `alone`"));
    assert!(refusal("closed").contains("`closed` has no value in this case: it owns no plant"));
    let later = refusal("later[2027]");
    assert!(
        later.contains("`later` has no value in 2027: it is not built"),
        "{later}"
    );
    assert!(
        later.contains("choose another period, profile or scenario"),
        "{later}"
    );
    assert!(refusal("nowhere").contains("nowhere"));
}

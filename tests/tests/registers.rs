//! Sources and signals as they are edited: what is refused, and that undo brings back every byte.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use proptest::prelude::*;
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::history::History;
use rackhour_engine::workbook::{
    CitedBy, Direction, Evidence, Number, Observation, Provenance, Signal, Source, Workbook, file,
};

fn sample() -> Workbook {
    file::parse(
        r#"(format: 1, title: "Registers", sections: [(id: "s", label: "S")],
        sources: [(id: "quote", title: "A quote", evidence: press)],
        curves: [(id: "speed", label: "Speed", input_unit: "", output_unit: "",
            points: [(0, 1), (1, 2)], source: from("quote"))],
        variables: [(id: "price", label: "Price", unit: "$", section: "s", definition:
            assumption((value: constant(3), source: from("quote"))))],
        profiles: [(id: "lab", label: "Lab", changes: [
            (key: "price", action: set(constant(4)), source: Some(from("quote")))])],
        signals: [(id: "fall", label: "Fall", group: "Price", row: "price", breaks: lower,
            watch: "2 [$]", broken: "1 [$]",
            observations: [(date: "2026-05", value: 3, source: from("quote"))])])"#,
    )
    .unwrap()
}

fn source(id: &str, title: &str) -> Arc<Source> {
    Arc::new(Source {
        id: id.into(),
        title: title.into(),
        publisher: String::new(),
        date: String::new(),
        link: String::new(),
        evidence: Evidence::Filing,
        basis: None,
        note: String::new(),
    })
}

fn signal(id: &str, label: &str, seen: f64) -> Arc<Signal> {
    Arc::new(Signal {
        id: id.into(),
        label: label.into(),
        group: "Price".into(),
        row: "price".into(),
        drawn: None,
        breaks: Direction::Higher,
        watch: "4 [$]".into(),
        broken: "5 [$]".into(),
        expected_by: String::new(),
        observations: vec![Observation {
            date: "2026".into(),
            value: Number(seen),
            source: Provenance::Assumed("a test".into()),
            note: String::new(),
        }],
        falsifier: None,
        note: String::new(),
    })
}

#[test]
fn a_source_is_cited_by_rows_curves_layers_and_signals() {
    let cited: Vec<_> = sample()
        .citations("quote")
        .into_iter()
        .map(|cited| (cited.by, cited.id, cited.part))
        .collect();
    let expected = [
        (CitedBy::Row, "price", ""),
        (CitedBy::Curve, "speed", ""),
        (CitedBy::Profile, "lab", "price"),
        (CitedBy::Signal, "fall", "2026-05"),
    ];
    let expected = expected.map(|(by, id, part)| (by, id.to_owned(), part.to_owned()));
    assert_eq!(cited, expected);
    assert!(sample().citations("nowhere").is_empty());
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let (source_of, signal_of) = (
        |title| source("quote", title),
        |label| signal("fall", label, 1.0),
    );
    for (edit, refusal) in [
        (
            Edit::InsertSource {
                source: source_of("Another"),
            },
            "there is a source `quote` already",
        ),
        (
            Edit::PutSource {
                source: source_of(" "),
            },
            "a source needs a title",
        ),
        (
            Edit::PutSource {
                source: source("qoute", "A"),
            },
            "there is no source `qoute`",
        ),
        (
            Edit::InsertSource {
                source: source("Not a name", "A"),
            },
            "`Not a name` is not a name",
        ),
        (
            Edit::RemoveSource {
                id: "nowhere".into(),
            },
            "there is no source `nowhere`",
        ),
        (
            Edit::InsertSignal {
                signal: signal_of("Rise"),
            },
            "there is a signal `fall` already",
        ),
        (
            Edit::PutSignal {
                signal: signal_of(""),
            },
            "a signal needs a label",
        ),
        (
            Edit::PutSignal {
                signal: signal("fall", "Fall", f64::NAN),
            },
            "Fall holds something that is not a number",
        ),
        (
            Edit::RemoveSignal { id: "rise".into() },
            "there is no signal `rise`",
        ),
    ] {
        let mut workbook = sample();
        let refused = edit.apply(&mut workbook).unwrap_err();
        assert_eq!(refused.message, refusal);
        assert_eq!(workbook, sample());
    }
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let id = || prop::sample::select(vec!["quote", "fall", "another", "Bad"]);
    let words = "[a-z\"\\\\é ]{0,12}";
    prop_oneof![
        (id(), words).prop_map(|(id, title)| Edit::InsertSource {
            source: source(id, &title)
        }),
        (id(), words).prop_map(|(id, title)| Edit::PutSource {
            source: source(id, &title)
        }),
        id().prop_map(|id| Edit::RemoveSource { id: id.into() }),
        (id(), words, any::<f64>()).prop_map(|(id, label, seen)| Edit::InsertSignal {
            signal: signal(id, &label, seen)
        }),
        (id(), words, any::<f64>()).prop_map(|(id, label, seen)| Edit::PutSignal {
            signal: signal(id, &label, seen)
        }),
        id().prop_map(|id| Edit::RemoveSignal { id: id.into() }),
    ]
}

proptest! {
    /// Whatever is done can be undone to the byte, saved and read back.
    #[test]
    fn undo_restores_the_bytes(edits in prop::collection::vec(any_edit(), 1..10)) {
        let mut history = History::new(sample());
        let mut texts = vec![file::print(history.current())];
        for edit in &edits {
            let before = history.current().clone();
            match history.apply("Edit", edit) {
                Err(_) => prop_assert_eq!(&before, history.current()),
                Ok(()) if before == *history.current() => {}
                Ok(()) => texts.push(file::print(history.current())),
            }
        }
        let last = file::parse(&file::print(history.current())).unwrap();
        prop_assert_eq!(&last, &**history.current());
        for text in texts.iter().rev().skip(1) {
            prop_assert!(history.undo().is_some());
            prop_assert_eq!(&file::print(history.current()), text);
        }
        prop_assert!(!history.is_changed());
    }
}

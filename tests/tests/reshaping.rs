//! Edits that reshape a workbook: renaming, moving, sections, scenarios, and what uses a row.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use proptest::prelude::*;
use rackhour_engine::check::{Case, Layers, cases, check};
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::run::{Results, evaluate};
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::{
    Definition, Number, NumberFormat, Provenance, Quantity, Section, UseKind, Workbook, file,
};
use rackhour_tests::shipped::shipped;

const SMALL: &str = r#"(
    format: 1,
    title: "Rent",
    indexes: [(id: "use", label: "Use", elements: [(id: "price", label: "Price"), (id: "idle", label: "Idle")])],
    sources: [(id: "report", title: "Report", evidence: press)],
    sections: [(id: "rent", label: "Rent"), (id: "sales", label: "Sales"), (id: "empty", label: "Empty")],
    variables: [
        (id: "price", label: "List price", unit: "", section: "rent",
         definition: assumption((value: constant(3), source: assumed("a guess")))),
        (id: "prices", label: "Prices", unit: "", section: "rent", over: ["use"],
         definition: assumption((value: constant(3), source: assumed("a guess")))),
        (id: "margin", label: "Margin", unit: "", section: "rent",
         definition: formula("=  IF(price>1, prices[price]*price, NA(\"only {price} {prices}\"))")),
        (id: "broken", label: "Broken", unit: "", section: "sales", definition: formula("price ! price + (")),
        (id: "dangling", label: "Dangling", unit: "", section: "sales", definition: formula("nowhere + 1")),
    ],
    checks: [(id: "held", label: "The price is positive", claim: holds("price > 0"))],
    profiles: [(id: "lab", label: "Lab", changes: [(key: " price ", action: scale(1.5))])],
    scenarios: [
        (id: "bear", label: "Bear", changes: [(key: "prices[ price ]", action: scale(1.5)), (key: "price", action: add(1))]),
        (id: "bull", label: "Bull"),
        (id: "spare", label: "Spare"),
    ],
    studies: [
        (id: "tornado", label: "What drives it", scenario: "bear", spec: tornado((output: "margin", inputs: ["price"]))),
        (id: "bridge", label: "To the bull", spec: bridge((output: "margin", from: (), to: (scenario: "bull"), order: these(["price"])))),
        (id: "draws", label: "Draws", spec: monte_carlo((outputs: ["margin"], inputs: [(key: "prices[idle]")],
            correlations: [(first: "price", second: "prices[idle]", rank: 0.5)]))),
    ],
    figures: [(id: "walk", title: "A walk", spec: waterfall((from: "price", steps: [(label: "Up", to: "margin")])))],
    signals: [(id: "watch", label: "Price", group: "G", row: "price", breaks: lower, watch: "1.2 * margin",
        broken: "margin", falsifier: "bull")],
)"#;

fn small() -> Workbook {
    file::parse(SMALL).unwrap()
}

fn rename(name: &str, to: &str) -> Edit {
    Edit::RenameVariable {
        name: name.into(),
        to: to.into(),
    }
}

fn after(edit: &Edit) -> Workbook {
    let mut workbook = small();
    edit.apply(&mut workbook).unwrap();
    workbook
}

/// What an edit says when it is refused, which leaves the workbook untouched.
fn refusal(edit: &Edit) -> String {
    let mut workbook = small();
    let refused = edit.apply(&mut workbook).unwrap_err();
    assert_eq!(workbook, small());
    refused.to_string()
}

/// The ids of rows, in order, with their sections.
fn order(workbook: &Workbook) -> Vec<(&str, &str)> {
    let rows = workbook.variables.iter();
    rows.map(|row| (row.id.as_str(), row.section.as_str()))
        .collect()
}

#[test]
fn references_follow_a_new_name_and_nothing_else_changes() {
    let renamed = after(&rename("price", "list_price"));
    let expected = file::parse(
        &SMALL
            .replace("id: \"price\", label: \"List price\"", "id: \"list_price\", label: \"List price\"")
            .replace(
                "=  IF(price>1, prices[price]*price, NA(\\\"only {price} {prices}\\\"))",
                "=  IF(list_price>1, prices[price]*list_price, NA(\\\"only {list_price} {prices}\\\"))",
            )
            .replace("price ! price + (", "list_price ! list_price + (")
            .replace("holds(\"price > 0\")", "holds(\"list_price > 0\")")
            .replace("\" price \"", "\" list_price \"")
            .replace("key: \"price\"", "key: \"list_price\"")
            .replace("inputs: [\"price\"]", "inputs: [\"list_price\"]")
            .replace("these([\"price\"])", "these([\"list_price\"])")
            .replace("first: \"price\"", "first: \"list_price\"")
            .replace("from: \"price\"", "from: \"list_price\"")
            .replace("row: \"price\"", "row: \"list_price\""),
    );
    assert_eq!(file::print(&renamed), file::print(&expected.unwrap()));
}

#[test]
fn what_does_not_change_stays_shared() {
    let before = small();
    let mut workbook = before.clone();
    rename("price", "list_price").apply(&mut workbook).unwrap();
    assert!(Arc::ptr_eq(&before.variables[1], &workbook.variables[1]));
    assert!(!Arc::ptr_eq(&before.variables[2], &workbook.variables[2]));
}

#[test]
fn a_row_knows_what_uses_it() {
    let found = small().uses("price");
    let found: Vec<_> = found
        .iter()
        .map(|used| (used.kind, used.label.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (UseKind::Row, "Margin"),
            (UseKind::Row, "Broken"),
            (UseKind::Check, "The price is positive"),
            (UseKind::Profile, "Lab"),
            (UseKind::Scenario, "Bear"),
            (UseKind::Study, "What drives it"),
            (UseKind::Study, "To the bull"),
            (UseKind::Study, "Draws"),
            (UseKind::Figure, "A walk"),
            (UseKind::Signal, "Price"),
        ]
    );
    assert!(small().uses("broken").is_empty());
}

#[test]
fn rows_move_within_and_between_sections() {
    let moved = |section: &str, after_row: Option<&str>| {
        after(&Edit::MoveVariable {
            name: "margin".into(),
            section: section.into(),
            after: after_row.map(str::to_owned),
        })
    };
    let ids = |workbook: &Workbook| {
        workbook
            .variables
            .iter()
            .map(|row| row.id.clone())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        ids(&moved("rent", None)),
        "margin price prices broken dangling"
    );
    assert_eq!(
        ids(&moved("rent", Some("price"))),
        "price margin prices broken dangling"
    );
    let below = moved("sales", Some("broken"));
    assert_eq!(ids(&below), "price prices broken margin dangling");
    assert_eq!(order(&below)[3], ("margin", "sales"));
    assert_eq!(order(&moved("empty", None))[2], ("margin", "empty"));
}

#[test]
fn sections_come_move_and_go() {
    let mut workbook = small();
    let section = Section {
        id: "costs".into(),
        label: "Costs".into(),
    };
    let labels = |workbook: &Workbook| {
        workbook
            .sections
            .iter()
            .map(|section| section.label.clone())
            .collect::<Vec<_>>()
            .join(" ")
    };
    for (edit, expected) in [
        (
            Edit::InsertSection {
                after: Some("rent".into()),
                section: section.into(),
            },
            "Rent Costs Sales Empty",
        ),
        (
            Edit::MoveSection {
                id: "rent".into(),
                after: Some("sales".into()),
            },
            "Costs Sales Rent Empty",
        ),
        (
            Edit::MoveSection {
                id: "empty".into(),
                after: None,
            },
            "Empty Costs Sales Rent",
        ),
        (
            Edit::SetSectionLabel {
                id: "rent".into(),
                text: "Leases".into(),
            },
            "Empty Costs Sales Leases",
        ),
        (
            Edit::RemoveSection { id: "empty".into() },
            "Costs Sales Leases",
        ),
    ] {
        edit.apply(&mut workbook).unwrap();
        assert_eq!(labels(&workbook), expected);
    }
}

#[test]
fn what_a_row_and_a_scenario_say_can_be_set() {
    let mut workbook = small();
    let range = |value: f64| Some(Quantity::Constant(Number(value)));
    for edit in [
        Edit::SetFormat {
            name: "margin".into(),
            format: Some(NumberFormat::Percent(1)),
        },
        Edit::SetSource {
            name: "price".into(),
            source: Provenance::From("report".into()),
        },
        Edit::SetRange {
            name: "price".into(),
            low: range(1.0),
            high: range(5.0),
        },
        Edit::SetScenario {
            id: "spare".into(),
            label: "Reserve".into(),
            note: "For later".into(),
        },
        Edit::SetTitle {
            text: "Leases".into(),
        },
    ] {
        edit.apply(&mut workbook).unwrap();
    }
    assert_eq!(
        workbook.variable("margin").unwrap().format,
        Some(NumberFormat::Percent(1))
    );
    let Definition::Assumption(price) = &workbook.variable("price").unwrap().definition else {
        panic!()
    };
    assert_eq!(price.source, Provenance::From("report".into()));
    assert_eq!((&price.low, &price.high), (&range(1.0), &range(5.0)));
    assert_eq!(workbook.scenarios[2].label, "Reserve");
    assert_eq!(workbook.title, "Leases");
    Edit::RemoveScenario { id: "spare".into() }
        .apply(&mut workbook)
        .unwrap();
    assert_eq!(workbook.scenarios.len(), 2);
}

#[test]
fn edits_that_cannot_be_made_say_why() {
    let to = |section: &str, after_row: Option<&str>| Edit::MoveVariable {
        name: "price".into(),
        section: section.into(),
        after: after_row.map(str::to_owned),
    };
    let source = |name: &str, source: Provenance| Edit::SetSource {
        name: name.into(),
        source,
    };
    let range = |name: &str, low: f64, high: f64| Edit::SetRange {
        name: name.into(),
        low: Some(Quantity::Constant(Number(low))),
        high: Some(Quantity::Constant(Number(high))),
    };
    for (edit, expected) in [
        (
            rename("prise", "x_value"),
            "there is no row `prise`; did you mean `price`?",
        ),
        (
            rename("price", "prices"),
            "the name `prices` is taken; choose another name",
        ),
        (
            rename("price", "use"),
            "the name `use` is taken; choose another name",
        ),
        (
            rename("price", "A1"),
            "`A1` is not a name; use lower-case letters, digits and `_`, starting with a letter: `a1`",
        ),
        (
            rename("price", "xfd10"),
            "`xfd10` reads as a spreadsheet cell; add a word, such as `xfd10_value`",
        ),
        (
            rename("price", "year"),
            "`year` is a word of the formula language; add a word, such as `year_value`",
        ),
        (
            rename("price", "sum"),
            "`sum` is a function; add a word, such as `sum_value`",
        ),
        (
            rename("price", "nowhere"),
            "`nowhere` is already read by the row Dangling, although no row has that name; choose \
             another name, or mend that first",
        ),
        (
            to("salse", None),
            "there is no section `salse`; did you mean `sales`?",
        ),
        (
            to("sales", Some("margin")),
            "Margin is not among the others of that section; choose another row of the section",
        ),
        (
            to("rent", Some("price")),
            "List price is not among the others of that section; choose another row of the section",
        ),
        (
            Edit::SetFormat {
                name: "price".into(),
                format: Some(NumberFormat::Decimals(10)),
            },
            "List price cannot show 10 decimals; choose at most 9",
        ),
        (
            source("price", Provenance::From("reprot".into())),
            "there is no source `reprot`; did you mean `report`?",
        ),
        (
            source("price", Provenance::Assumed(" ".into())),
            "an assumption needs a reason; write at least one word",
        ),
        (
            source("margin", Provenance::From("report".into())),
            "Margin is computed, so it has no source of its own; give one to an assumption that it reads",
        ),
        (
            range("price", 5.0, 1.0),
            "the low end 5 is above the high end 1; swap them, or change one",
        ),
        (
            range("price", f64::NAN, 1.0),
            "expected a finite number; write a number, such as `0.5` or `1e6`",
        ),
        (
            range("margin", 1.0, 2.0),
            "Margin is computed, so it has no range of its own; give one to an assumption that it reads",
        ),
        (
            Edit::InsertSection {
                after: None,
                section: Section {
                    id: "rent".into(),
                    label: "R".into(),
                }
                .into(),
            },
            "there is a section `rent` already; choose another name",
        ),
        (
            Edit::SetSectionLabel {
                id: "rent".into(),
                text: " ".into(),
            },
            "a section needs a label; write at least one word",
        ),
        (
            Edit::MoveSection {
                id: "rent".into(),
                after: Some("rent".into()),
            },
            "Rent cannot follow itself; choose another section",
        ),
        (
            Edit::RemoveSection { id: "sales".into() },
            "Sales still has 2 rows; move or delete them first",
        ),
        (
            Edit::SetScenario {
                id: "bear".into(),
                label: String::new(),
                note: String::new(),
            },
            "a scenario needs a name; write at least one word",
        ),
        (
            Edit::RemoveScenario { id: "bear".into() },
            "Bear is used by the study What drives it; change or remove those first",
        ),
        (
            Edit::RemoveScenario { id: "bull".into() },
            "Bull is used by the study To the bull, the signal Price; change or remove those first",
        ),
        (
            Edit::SetTitle {
                text: String::new(),
            },
            "a workbook needs a title; write at least one word",
        ),
    ] {
        assert_eq!(refusal(&edit), expected);
        let written = serde_json::to_string(&edit).unwrap();
        // JSON has no NaN.
        if !written.contains("null,\"high\"") && !expected.starts_with("expected a finite") {
            assert_eq!(serde_json::from_str::<Edit>(&written).unwrap(), edit);
        }
    }
}

/// What a workbook gives in every case: values to the bit, and what was found.
fn outcome(workbook: &Workbook) -> (Vec<Results>, Vec<Diagnostic>) {
    let (typed, found) = check(workbook);
    let all = cases(workbook).into_iter().map(|case: Case| {
        let layers = Layers {
            case,
            ..Layers::default()
        };
        evaluate(workbook, &typed, &layers)
    });
    (all.collect(), found)
}

/// Values and reasons of all rows, without their names.
fn bits(results: &[Results]) -> Vec<Result<u64, bool>> {
    let rows = results.iter().flat_map(|results| &results.rows);
    rows.flat_map(|row| {
        let slots = 0..row.values.len();
        slots.map(|slot| {
            row.value(slot)
                .map(f64::to_bits)
                .map_err(|reason| reason.is_empty())
        })
    })
    .collect()
}

#[test]
fn renaming_moves_no_number_of_a_shipped_workbook_and_is_undone_to_the_byte() {
    for (path, _, workbook) in shipped() {
        let (before, found) = outcome(&workbook);
        let count = workbook.variables.len();
        for row in (0..count).step_by((count / 4).max(1)) {
            let name = workbook.variables[row].id.clone();
            let mut renamed = workbook.clone();
            rename(&name, "renamed_row").apply(&mut renamed).unwrap();
            assert!(renamed.uses(&name).is_empty(), "{name}");
            assert_eq!(
                workbook.uses(&name).len(),
                renamed.uses("renamed_row").len()
            );
            let (results, findings) = outcome(&renamed);
            assert!(bits(&before) == bits(&results), "{} {name}", path.display());
            let codes =
                |found: &[Diagnostic]| found.iter().map(|found| found.code).collect::<Vec<_>>();
            assert_eq!(codes(&found), codes(&findings), "{} {name}", path.display());
            rename("renamed_row", &name).apply(&mut renamed).unwrap();
            assert_eq!(renamed, workbook);
            assert_eq!(file::print(&renamed), file::print(&workbook));
        }
    }
}

fn any_reshaping() -> impl Strategy<Value = Edit> {
    let row = || {
        prop::sample::select(vec![
            "price",
            "prices",
            "margin",
            "broken",
            "dangling",
            "other_row",
        ])
    };
    let section = || prop::sample::select(vec!["rent", "sales", "empty", "costs"]);
    let scenario = || prop::sample::select(vec!["bear", "bull", "spare"]);
    prop_oneof![
        (row(), row()).prop_map(|(name, to)| rename(name, to)),
        (row(), section(), prop::option::of(row())).prop_map(|(name, section, after)| {
            Edit::MoveVariable {
                name: name.into(),
                section: section.into(),
                after: after.map(str::to_owned),
            }
        }),
        (section(), prop::option::of(section())).prop_map(|(id, after)| {
            let section = Section {
                id: id.into(),
                label: "New".into(),
            };
            Edit::InsertSection {
                after: after.map(str::to_owned),
                section: section.into(),
            }
        }),
        (section(), prop::option::of(section())).prop_map(|(id, after)| {
            Edit::MoveSection {
                id: id.into(),
                after: after.map(str::to_owned),
            }
        }),
        section().prop_map(|id| Edit::RemoveSection { id: id.into() }),
        scenario().prop_map(|id| Edit::RemoveScenario { id: id.into() }),
        (scenario(), ".{0,3}", ".{0,3}").prop_map(|(id, label, note)| Edit::SetScenario {
            id: id.into(),
            label,
            note
        }),
        row().prop_map(|name| Edit::RemoveVariable { name: name.into() }),
    ]
}

proptest! {
    /// Whatever is reshaped can be saved and read back; what is refused changes nothing, and an
    /// edit survives the journal.
    #[test]
    fn reshaped_workbooks_are_whole(edits in prop::collection::vec(any_reshaping(), 1..12)) {
        let mut workbook = small();
        for edit in &edits {
            let before = workbook.clone();
            if edit.apply(&mut workbook).is_err() {
                prop_assert_eq!(&before, &workbook);
            }
            prop_assert_eq!(&file::parse(&file::print(&workbook)).unwrap(), &workbook);
            let written = serde_json::to_string(edit).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Edit>(&written).unwrap(), edit);
        }
    }
}

/// A study of the small workbook, under another name and with another label.
fn study(id: &str, label: &str) -> std::sync::Arc<rackhour_engine::workbook::Study> {
    let mut study = rackhour_engine::workbook::Study::clone(&small().studies[0]);
    (study.id, study.label) = (id.into(), label.into());
    study.into()
}

#[test]
fn studies_are_added_changed_and_removed() {
    let added = after(&Edit::InsertStudy {
        study: study("other", "Another"),
    });
    let ids: Vec<_> = added
        .studies
        .iter()
        .map(|study| study.id.as_str())
        .collect();
    assert_eq!(ids, ["tornado", "bridge", "draws", "other"]);
    let set = after(&Edit::SetStudy {
        study: study("bridge", "Now a tornado"),
    });
    assert_eq!(set.studies[1].spec.kind(), "tornado");
    let called = after(&Edit::SetStudyLabel {
        id: "bridge".into(),
        text: "A walk".into(),
    });
    assert_eq!(called.studies[1].label, "A walk");
    let removed = after(&Edit::RemoveStudy {
        id: "bridge".into(),
    });
    assert_eq!(removed.studies.len(), 2);
}

#[test]
fn an_edit_of_a_study_that_makes_no_sense_is_refused() {
    let insert = |study| refusal(&Edit::InsertStudy { study });
    assert!(insert(study("bridge", "A")).contains("there is a study `bridge` already"));
    assert!(insert(study("other", " ")).contains("a study needs a name"));
    assert!(insert(study("Other one", "A")).contains("Other one"));
    let mut endless = rackhour_engine::workbook::Study::clone(&study("other", "A"));
    if let rackhour_engine::workbook::StudySpec::Tornado(tornado) = &mut endless.spec {
        tornado.threshold = Some(Number(f64::INFINITY));
    }
    assert!(insert(endless.into()).contains("expected a finite number"));
    let nowhere = Edit::RemoveStudy { id: "bridg".into() };
    assert!(refusal(&nowhere).contains("did you mean `bridge`"));
    let mut workbook = small();
    let claim = r#"(format: 1, title: "t", checks: [(id: "p", label: "The median is positive",
        claim: drawn((study: "draws", output: "margin", percentile: 50, at_least: 0)))], variables: [])"#;
    workbook.checks = file::parse(claim).unwrap().checks;
    let edit = Edit::RemoveStudy { id: "draws".into() };
    let refused = edit.apply(&mut workbook).unwrap_err().to_string();
    assert!(
        refused.contains("used by the check The median is positive"),
        "{refused}"
    );
}

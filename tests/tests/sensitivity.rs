//! What bridges and diffs promise, on random models and on edited copies of shipped workbooks.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use rackhour_engine::check::{Case, Layers, RowKind, RowRule, Typed, check};
use rackhour_engine::run::Progress;
use rackhour_engine::study::bridge::{self, Steps};
use rackhour_engine::study::diff::{OutputChange, STRUCTURE, Side, Written, diff, outputs};
use rackhour_engine::study::{Question, Stop};
use rackhour_engine::workbook::edit::{Edit, Overlay};
use rackhour_engine::workbook::{
    Action, Bridge, CaseOf, Change, Definition, Number, Order, Quantity, Variable, Workbook, file,
};
use rackhour_tests::program::root;
use rackhour_tests::random::{Random, model};
use rackhour_tests::suite::short;

fn set(key: &str, value: f64) -> Change {
    Change {
        key: key.to_owned(),
        profile: None,
        action: Action::Set(Quantity::Constant(Number(value))),
        source: None,
    }
}

/// The start, each step and the residual, added up from the left.
fn sum(start: f64, steps: impl Iterator<Item = f64>, residual: f64) -> f64 {
    steps.fold(start, |sum, delta| sum + delta) + residual
}

/// Up to twelve numbers that a model is given, or overridden formulas, with other values.
fn moves(typed: &Typed, random: &mut Random) -> Vec<Change> {
    let number = |row: &usize| typed.rows[*row].kind == RowKind::Number;
    let rows: Vec<_> = (0..typed.rows.len()).filter(number).collect();
    let mut values = Vec::new();
    for _ in 0..12 {
        let row = rows[random.below(rows.len())];
        values.push((row, random.below(64) as f64 / 7.0 - 2.0));
    }
    let change = |(row, value): &(usize, f64)| {
        let row = &typed.rows[*row];
        match row.rule {
            RowRule::Input => set(&row.id, *value),
            _ => Change {
                action: Action::Scale(Number(*value)),
                ..set(&row.id, 0.0)
            },
        }
    };
    values.iter().map(change).collect()
}

fn run(question: &Question<'_>, spec: &Bridge) -> Option<Steps> {
    match bridge::run(question, spec, &Progress::default()) {
        Ok(steps) => Some(steps),
        Err(Stop::Refused(_)) => None,
        Err(Stop::Cancelled) => panic!("nobody asked it to stop"),
    }
}

#[test]
fn bridges_of_random_models_come_out_to_the_bit() {
    let (mut sequential, mut free, mut several) = (0, 0, 0);
    for seed in 0..300 {
        let text = model(seed, 20).text;
        let workbook = short::read(&text).unwrap().workbook;
        let typed = check(&workbook).0;
        let question = Question {
            workbook: &workbook,
            typed: &typed,
            layers: Layers::default(),
            threads: 1,
        };
        let changes = moves(&typed, &mut Random::new(seed));
        let single = |row: &usize| typed.slots(*row) == 1 && !typed.rows[*row].reads.is_empty();
        for row in (0..typed.rows.len()).filter(single) {
            for order in [Order::Sequential, Order::OrderFree] {
                let there = CaseOf {
                    set: changes.clone(),
                    ..CaseOf::default()
                };
                let spec = Bridge {
                    output: typed.rows[row].id.clone(),
                    from: CaseOf::default(),
                    to: there.clone(),
                    order: order.clone(),
                    period: None,
                };
                let Some(found) = run(&question, &spec) else {
                    continue;
                };
                let deltas = || found.steps.iter().map(|step| step.delta);
                let end = sum(found.output.base, deltas(), found.residual);
                assert_eq!(
                    end.to_bits(),
                    found.end.to_bits(),
                    "{seed} {spec:?}\n{text}"
                );
                if order == Order::Sequential {
                    sequential += 1;
                    several += usize::from(found.steps.len() > 1);
                    continue;
                }
                free += 1;
                let back = Bridge {
                    from: there,
                    to: CaseOf::default(),
                    ..spec
                };
                let back = run(&question, &back).unwrap();
                let size = deltas().fold(found.end.abs(), |size, delta| size.max(delta.abs()));
                let size = size.max(found.output.base.abs());
                for step in &found.steps {
                    let other = back.steps.iter().find(|other| other.row == step.row);
                    let other = other.map_or(0.0, |other| other.delta);
                    assert!(
                        (step.delta + other).abs() <= 1e-9 * size,
                        "{seed} {step:?} against {other}\n{text}"
                    );
                }
            }
        }
    }
    assert!(
        sequential > 200 && free > 150 && several > 50,
        "{sequential} {free} {several}"
    );
}

fn shipped(name: &str) -> Workbook {
    file::read(&root().join("workbooks").join(name)).unwrap()
}

fn side<'a>(workbook: &'a Workbook, typed: &'a Typed, case: &Case) -> Side<'a> {
    Side {
        workbook,
        typed,
        case: case.clone(),
    }
}

/// Compares two workbooks in a case, and holds every output to its sum.
fn moved(from: &Workbook, to: &Workbook, case: &Case) -> Vec<OutputChange> {
    let (before, after) = (check(from).0, check(to).0);
    let (a, b) = (side(from, &before, case), side(to, &after, case));
    let found = outputs(&a, &b, &[], &Progress::default()).unwrap();
    for change in found.iter().filter(|change| change.reason.is_empty()) {
        let (Some(Written::Number(start)), Some(Written::Number(end))) = (&change.from, &change.to)
        else {
            panic!("{change:?}");
        };
        let steps = change.steps.iter().map(|step| step.delta);
        let sum = sum(*start, steps, change.residual);
        assert_eq!(sum.to_bits(), end.to_bits(), "{change:?}");
        assert!(!change.steps.is_empty(), "{change:?}");
    }
    found
}

fn names(change: &OutputChange) -> Vec<&str> {
    change.steps.iter().map(|step| step.name.as_str()).collect()
}

/// The first assumption that is one number, and the first scalar formula that another row reads.
fn first_rows(workbook: &Workbook) -> (String, f64, String, String) {
    let number = |row: &Arc<Variable>| match &row.definition {
        Definition::Assumption(assumption) => match assumption.value {
            Quantity::Constant(Number(value)) => {
                let most = assumption.valid.map_or(f64::INFINITY, |(_, most)| most.0);
                (value > 0.0 && value * 1.25 <= most).then(|| (row.id.clone(), value))
            }
            _ => None,
        },
        _ => None,
    };
    let formula = |row: &Arc<Variable>| match &row.definition {
        Definition::Formula(text) if text.contains('*') => Some((row.id.clone(), text.clone())),
        _ => None,
    };
    let (input, value) = workbook.variables.iter().find_map(number).unwrap();
    let (row, text) = workbook.variables.iter().find_map(formula).unwrap();
    (input, value, row, text)
}

#[test]
fn an_edited_copy_of_a_shipped_workbook_is_told_apart_edit_by_edit() {
    for name in ["stargate-abilene.ron", "token-pnl.ron", "ai-factory.ron"] {
        let from = shipped(name);
        let (input, value, row, text) = first_rows(&from);
        let mut to = from.clone();
        let extra = Variable {
            id: "a_new_row".into(),
            ..(*from.variables[0]).clone()
        };
        let edits = [
            Edit::SetValue {
                key: input.clone(),
                quantity: Quantity::Constant(Number(value * 1.25)),
            },
            Edit::SetFormula {
                name: row.clone(),
                text: format!("({text}) * 1.5"),
            },
            Edit::InsertVariable {
                after: Some(row.clone()),
                variable: Arc::new(extra),
            },
            Edit::SetLabel {
                name: row.clone(),
                text: "Another label".into(),
            },
        ];
        for edit in edits {
            edit.apply(&mut to).unwrap();
        }
        let found = diff(&from, &to);
        let inputs: Vec<_> = found
            .inputs
            .iter()
            .map(|change| change.key.as_str())
            .collect();
        assert_eq!(inputs, [input.as_str()], "{name}");
        assert_eq!(found.inputs[0].from, Some(Written::Number(value)));
        assert_eq!(found.inputs[0].to, Some(Written::Number(value * 1.25)));
        let formulas: Vec<_> = found
            .formulas
            .iter()
            .map(|change| change.row.as_str())
            .collect();
        assert_eq!(formulas, [row.as_str()], "{name}");
        assert_eq!((found.added.len(), found.removed.len()), (1, 0), "{name}");
        let other: Vec<_> = found
            .other
            .iter()
            .map(|other| other.part.as_str())
            .collect();
        assert_eq!(other, ["label"], "{name}");
        let back = diff(&to, &from);
        assert_eq!((back.added, back.removed), (found.removed, found.added));

        let case = Case {
            profile: from.profiles.first().map(|profile| profile.id.clone()),
            scenario: None,
        };
        let moved = moved(&from, &to, &case);
        assert!(!moved.is_empty(), "{name}");
        for change in &moved {
            let known = [STRUCTURE, input.as_str(), row.as_str()];
            assert!(
                names(change).iter().all(|name| known.contains(name)),
                "{change:?}"
            );
        }
        assert!(self::moved(&to, &to, &case).is_empty(), "{name}");
    }
}

/// A bill with everything that two workbooks can differ in.
const BILL: &str = "timeline 2026 2 years
index use: inference, idle
racks := 10
rent over year := [3, 2]
allocation over use := {inference: 50%, idle: 50%}; shares
method := \"owned\"; options owned, leased
fee := 4
bill over year = racks * rent + IF(method = \"leased\", 0, fee)
used over year = bill * allocation[inference]
total = SUM(used over year)
profile lab
  racks = 12
scenario boom
  rent *= 2";

fn edited(edits: &[(&str, &str)]) -> Workbook {
    let text = edits.iter().fold(BILL.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    short::read(&text).unwrap().workbook
}

fn boom() -> Case {
    Case {
        profile: Some("lab".into()),
        scenario: Some("boom".into()),
    }
}

#[test]
fn every_kind_of_change_has_its_step() {
    let from = edited(&[]);
    for (edits, expected) in [
        (&[("racks = 12", "racks = 14")][..], &["racks"][..]),
        (&[("rent *= 2", "rent *= 3")], &["rent"]),
        (&[("racks := 10", "racks := 11")], &[]),
        (
            &[("[3, 2]", "[3, 5]"), ("fee := 4", "fee := 5")],
            &["rent", "fee"],
        ),
        (
            &[("inference: 50%, idle: 50%", "inference: 75%, idle: 25%")],
            &["allocation"],
        ),
        (&[("\"owned\"", "\"leased\"")], &["method"]),
        (
            &[("+ IF", "- IF"), ("fee := 4", "fee = 2 * 3")],
            &["fee", "bill"],
        ),
        (
            &[("2026 2 years", "2026 1 years"), ("[3, 2]", "[3]")],
            &["rent"],
        ),
        (&[("fee := 4\n", "base := 4\nfee = base + 1\n")], &["fee"]),
        (
            &[
                ("fee := 4\n", ""),
                ("method = \"leased\", 0, fee", "method = \"leased\", 0, 5"),
            ],
            &["bill"],
        ),
    ] {
        let to = edited(edits);
        let moved = moved(&from, &to, &boom());
        let total = moved.iter().find(|change| change.key == "total");
        let found = total.map(names).unwrap_or_default();
        assert_eq!(found, expected, "{edits:?}");
    }
}

#[test]
fn two_cases_of_one_workbook_compare_like_two_workbooks() {
    let workbook = edited(&[]);
    let typed = check(&workbook).0;
    let (a, b) = (
        side(&workbook, &typed, &Case::default()),
        side(&workbook, &typed, &boom()),
    );
    let wanted = ["total".to_owned(), "bill[2027]".to_owned()];
    let found = outputs(&a, &b, &wanted, &Progress::default()).unwrap();
    let keys: Vec<_> = found.iter().map(|change| change.key.as_str()).collect();
    assert_eq!(keys, ["total", "bill[2027]"]);
    let question = Question {
        workbook: &workbook,
        typed: &typed,
        layers: Layers::default(),
        threads: 1,
    };
    let spec = Bridge {
        output: "total".into(),
        from: CaseOf::default(),
        to: CaseOf {
            profile: Some("lab".into()),
            scenario: Some("boom".into()),
            set: Vec::new(),
        },
        order: Order::Sequential,
        period: None,
    };
    let bridge = run(&question, &spec).unwrap();
    let steps: Vec<_> = bridge
        .steps
        .iter()
        .map(|step| (step.row.as_str(), step.delta))
        .collect();
    let told = found[0]
        .steps
        .iter()
        .map(|step| (step.name.as_str(), step.delta));
    assert_eq!(told.collect::<Vec<_>>(), steps);
    let error = outputs(&a, &b, &["totl".to_owned()], &Progress::default()).unwrap_err();
    assert!(matches!(error, Stop::Refused(found) if found.hint == "did you mean `total`?"));
}

#[test]
fn overlays_and_items_are_told_part_by_part() {
    let from = edited(&[]);
    let mut to = from.clone();
    let layer = Overlay::Scenario("boom".into());
    let change = set("fee", 9.0);
    Edit::SetOverlay { layer, change }.apply(&mut to).unwrap();
    let layer = Overlay::Profile("lab".into());
    let change = set("racks", 13.0);
    Edit::SetOverlay { layer, change }.apply(&mut to).unwrap();
    to.title = "Another".into();
    let found = diff(&from, &to).other;
    let told: Vec<_> = found
        .iter()
        .map(|other| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let (from, to) = (text(&other.from), text(&other.to));
            format!(
                "{} {} {}: {from} → {to}",
                other.kind, other.name, other.part
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "workbook  title: A case → Another",
            "profile lab racks: 12 → 13",
            "scenario boom fee:  → 9",
        ]
    );
}

//! Goal seek, frontier and falsifiers: closed forms, and answers on the shipped workbooks.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use proptest::prelude::*;
use rackhour_engine::check::{Case, Layers, check};
use rackhour_engine::run::Progress;
use rackhour_engine::study::falsifiers::{Falsifier, Ranking};
use rackhour_engine::study::{self, Answer, Contact, Probe, Question, Stop};
use rackhour_engine::workbook::{
    Axis, AxisValues, Direction, Falsifiers, Frontier, GoalSeek, Number, Sought, StudySpec, Target,
    Workbook,
};
use rackhour_tests::shipped::shipped;
use rackhour_tests::suite::short;

fn workbook(name: &str) -> Workbook {
    let mut all = shipped();
    let found = all.find(|(path, ..)| path.file_stem().unwrap() == name);
    found.unwrap().2
}

fn ask(workbook: &Workbook, case: Case, threads: usize, spec: &StudySpec) -> Answer {
    let typed = check(workbook).0;
    let question = Question {
        workbook,
        typed: &typed,
        layers: Layers::of(case),
        threads,
    };
    study::run(&question, spec, &Progress::default()).unwrap()
}

fn target(output: &str, value: f64) -> Target {
    Target {
        output: output.into(),
        value: Number(value),
    }
}

fn sought(key: &str, range: Option<(f64, f64)>) -> Sought {
    Sought {
        key: key.into(),
        from: range.map(|range| Number(range.0)),
        to: range.map(|range| Number(range.1)),
    }
}

fn seek(workbook: &Workbook, targets: Vec<Target>, inputs: Vec<Sought>) -> study::seek::Sought {
    let spec = StudySpec::GoalSeek(GoalSeek {
        targets,
        inputs,
        period: None,
    });
    match ask(workbook, Case::default(), 1, &spec) {
        Answer::GoalSeek(sought) => sought,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_cost_of_a_token_is_set_by_the_allocation() {
    let workbook = workbook("stargate-abilene");
    let case = Case {
        profile: None,
        scenario: Some("story".into()),
    };
    let spec = StudySpec::GoalSeek(GoalSeek {
        targets: vec![target("fixed_cost_per_mtok", 6.67)],
        inputs: vec![sought("allocation[inference]", None)],
        period: None,
    });
    let Answer::GoalSeek(found) = ask(&workbook, case, 1, &spec) else {
        panic!("no goal seek");
    };
    assert_eq!(found.roots.len(), 1, "{found:?}");
    let root = &found.roots[0];
    // 216 $ per rack-hour over 50 Mtok at 6.67 $/Mtok.
    assert!(
        (root.values[0] - 216.0 / 50.0 / 6.67).abs() < 1e-12,
        "{found:?}"
    );
    assert!((root.achieved[0] - 6.67).abs() < 1e-9);
    assert_eq!(found.ranges, [(0.0, 1.0)]);
}

/// A workbook in the notation of the suite.
fn short(text: &str) -> Workbook {
    short::read(text).unwrap().workbook
}

fn cases() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(64)
    }
}

#[test]
fn every_root_of_a_polynomial_is_found() {
    let runner = |roots: Vec<i32>| {
        let factors: Vec<_> = roots
            .iter()
            .map(|root| format!("(x - {root} / 16)"))
            .collect();
        let text = format!("x := 0.1\ny = {}", factors.join(" * ").replace("- -", "+ "));
        let workbook = short(&text);
        let found = seek(
            &workbook,
            vec![target("y", 0.0)],
            vec![sought("x", Some((-9.0, 9.0)))],
        );
        let found: Vec<_> = found.roots.iter().map(|root| root.values[0]).collect();
        let known: Vec<_> = roots.iter().map(|root| f64::from(*root) / 16.0).collect();
        prop_assert_eq!(found.len(), known.len(), "{:?} {:?}", found, known);
        for (found, known) in found.iter().zip(&known) {
            prop_assert!(
                (found - known).abs() <= 1e-12 * known.abs(),
                "{} {}",
                found,
                known
            );
        }
        Ok(())
    };
    let roots = prop::collection::btree_set(-140..140_i32, 1..6);
    proptest!(cases(), |(roots in roots)| {
        runner(roots.into_iter().collect())?;
    });
}

#[test]
fn two_targets_are_met_together() {
    proptest!(cases(), |(price in 1.0..50.0_f64, volume in 1.0..50.0_f64)| {
        let workbook = short(
            "price := 20\nvolume := 20\nrevenue = price * volume\nratio = price / (volume + 1)",
        );
        let found = seek(
            &workbook,
            vec![target("revenue", price * volume), target("ratio", price / (volume + 1.0))],
            vec![sought("price", Some((0.5, 60.0))), sought("volume", Some((0.5, 60.0)))],
        );
        prop_assert_eq!(found.roots.len(), 1, "{}", found.infeasible);
        let root = &found.roots[0];
        prop_assert!((root.values[0] - price).abs() <= 1e-11 * price, "{:?}", root);
        prop_assert!((root.values[1] - volume).abs() <= 1e-11 * volume, "{:?}", root);
    });
}

#[test]
fn a_frontier_is_the_closed_form() {
    let workbook = short("volume := 4\nprice := 10\nmargin = price * volume - 24");
    let spec = StudySpec::Frontier(Frontier {
        x: Axis {
            key: "volume".into(),
            values: AxisValues::Linear {
                from: Number(1.0),
                to: Number(9.0),
                count: 181,
            },
        },
        y: sought("price", Some((0.0, 30.0))),
        target: target("margin", 0.0),
        earns: Direction::Higher,
        period: None,
    });
    let Answer::Frontier(locus) = ask(&workbook, Case::default(), 1, &spec) else {
        panic!("no frontier");
    };
    assert_eq!(locus.lines.len(), 1);
    assert_eq!(locus.lines[0].len(), 181);
    for (x, y) in &locus.lines[0] {
        assert!((y - 24.0 / x).abs() <= 1e-12 * y, "{x} {y}");
    }
    assert_eq!(locus.earning_side, Some(Direction::Higher));
    assert_eq!(locus.headroom, Some(0.4));
}

#[test]
fn studies_give_the_same_on_any_number_of_threads() {
    let workbook = workbook("stargate-abilene");
    let falsifiers = StudySpec::Falsifiers(Falsifiers {
        target: target("margin_per_mtok", 0.0),
        inputs: Vec::new(),
        period: None,
    });
    let one = ask(&workbook, Case::default(), 1, &falsifiers);
    for threads in [2, 5] {
        // Compared as text: a missing base is NaN, which is not the same as itself.
        let other = ask(&workbook, Case::default(), threads, &falsifiers);
        assert_eq!(format!("{one:?}"), format!("{other:?}"));
    }
}

#[test]
fn break_points_are_the_nearest_places_at_which_the_factory_turns() {
    let workbook = workbook("ai-factory");
    let typed = check(&workbook).0;
    for profile in ["frontier_lab", "neocloud"] {
        let question = Question {
            workbook: &workbook,
            typed: &typed,
            layers: Layers::of(Case {
                profile: Some(profile.into()),
                scenario: None,
            }),
            threads: 2,
        };
        let spec = Falsifiers {
            target: target("project_npv", 0.0),
            inputs: Vec::new(),
            period: None,
        };
        let progress = Progress::default();
        let ranking = study::falsifiers::run(&question, &spec, &progress).unwrap();
        let rooms: Vec<_> = ranking
            .falsifiers
            .iter()
            .filter_map(|one| one.headroom)
            .collect();
        assert!(rooms.windows(2).all(|pair| pair[0].abs() <= pair[1].abs()));
        let mut count = 0;
        for found in &ranking.falsifiers {
            let Some(at) = found.break_point else {
                assert!(!found.infeasible.is_empty());
                continue;
            };
            if found.input.unit != "x" && found.contact == Some(Contact::Crosses) {
                turns(&question, &ranking, found, at);
                count += 1;
            }
        }
        assert!(count > 20, "{count} of {profile}");
    }
}

/// Checks that an output keeps its side from the base to a break point, and not beyond.
fn turns(question: &Question<'_>, ranking: &Ranking, found: &Falsifier, at: f64) {
    let (input, output) = (&found.input, &ranking.output);
    let keys = ([input.key.clone()], [output.key.clone()]);
    let probe = Probe::new(question, &keys.0, &keys.1, None).unwrap();
    let part = |part: f64| vec![(0, input.base + part * (at - input.base))];
    let parts = [0.2, 0.4, 0.6, 0.8, 1.0 - 1e-7, 1.0, 1.0 + 1e-7];
    let points: Vec<_> = parts.into_iter().map(part).collect();
    let values = probe.at(&points, &Progress::default()).unwrap().remove(0);
    let (before, rest) = values.split_at(5);
    let known = before.iter().filter(|value| !value.is_nan());
    for value in known {
        assert_eq!(value.signum(), output.base.signum(), "{found:?} {values:?}");
    }
    assert!(
        rest[0].abs() <= 1e-9 * output.base.abs(),
        "{found:?} {values:?}"
    );
    assert!(
        rest[1].is_nan() || rest[1].signum() != output.base.signum(),
        "{found:?} {values:?}"
    );
}

#[test]
fn a_study_can_be_stopped() {
    let workbook = short("x := 1\ny = x * 2");
    let typed = check(&workbook).0;
    let question = Question {
        workbook: &workbook,
        typed: &typed,
        layers: Layers::default(),
        threads: 1,
    };
    let progress = Progress::default();
    progress.cancel();
    let spec = StudySpec::Falsifiers(Falsifiers {
        target: target("y", 0.0),
        inputs: Vec::new(),
        period: None,
    });
    let found = study::run(&question, &spec, &progress);
    assert_eq!(found, Err(Stop::Cancelled));
}

//! What is kept from one version of a document to the next gives what is made anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use rackhour_engine::check::{Case, Checked, Layers, cases, check, resolve_base};
use rackhour_engine::compile::compile;
use rackhour_engine::run::{Cases, Progress, Results, Tapes, evaluate};
use rackhour_engine::study::grid::{Kept, Plan};
use rackhour_engine::workbook::edit::{Edit, Overlay};
use rackhour_engine::workbook::{
    Action, Axis, AxisValues, Change, Definition, Grid, Number, Quantity, Workbook,
};
use rackhour_tests::shipped::shipped;

/// Edits of every kind that a sheet makes, each on top of the one before; some of them wrong.
fn edits(workbook: &Workbook) -> Vec<Edit> {
    let constant = |number| Quantity::Constant(Number(number));
    let mut edits = Vec::new();
    for row in &workbook.variables {
        let key = row.id.clone();
        match &row.definition {
            Definition::Assumption(assumption) => {
                if let Quantity::Constant(Number(value)) = assumption.value {
                    for number in [value * 1.5, -value] {
                        let quantity = constant(number);
                        let key = key.clone();
                        edits.push(Edit::SetValue { key, quantity });
                    }
                    edits.extend(overlaid(workbook, &key, -value));
                }
            }
            Definition::Formula(text) => {
                let change = Change {
                    key: key.clone(),
                    action: Action::Set(constant(1.0)),
                    profile: None,
                    source: None,
                };
                let profile = workbook.profiles.first();
                edits.extend(profile.map(|profile| Edit::SetOverlay {
                    layer: Overlay::Profile(profile.id.clone()),
                    change,
                }));
                for text in [format!("{text} * 2"), format!("{text} +"), text.clone()] {
                    let name = key.clone();
                    edits.push(Edit::SetFormula { name, text });
                }
            }
            Definition::Irregular(_) => {}
        }
    }
    // Every row would take minutes; these are of all kinds.
    edits.into_iter().step_by(37).take(24).collect()
}

/// A value set in a profile, the same in a scenario, and taken away again.
fn overlaid(workbook: &Workbook, key: &str, value: f64) -> Vec<Edit> {
    let profile = workbook.profiles.first();
    let scenario = workbook.scenarios.last();
    let profile = profile.map(|profile| Overlay::Profile(profile.id.clone()));
    let scenario = scenario.map(|scenario| Overlay::Scenario(scenario.id.clone()));
    let change = Change {
        key: key.to_owned(),
        action: Action::Set(Quantity::Constant(Number(value))),
        profile: None,
        source: None,
    };
    let layers = profile.into_iter().chain(scenario);
    let edits = layers.flat_map(|layer| {
        let set = Edit::SetOverlay {
            layer: layer.clone(),
            change: change.clone(),
        };
        let key = key.to_owned();
        let remove = Edit::ClearOverlay {
            layer,
            key,
            profile: None,
        };
        [set, remove]
    });
    edits.collect()
}

#[test]
fn a_check_of_the_next_version_finds_what_a_new_one_finds() {
    for (path, _, workbook) in shipped() {
        let mut version = Arc::new(workbook);
        let mut checked = Checked::new(&version);
        let mut kept = 0;
        let case = cases(&version).pop().map(Layers::of);
        let mut side = Cases::new(&version, checked.typed(), case.into_iter().collect());
        for edit in edits(&version) {
            let mut next = Workbook::clone(&version);
            if edit.apply(&mut next).is_err() {
                continue;
            }
            let next = Arc::new(next);
            let again = checked.again(&next);
            kept += usize::from(Arc::ptr_eq(checked.typed(), again.typed()));
            let (typed, findings) = check(&next);
            assert_eq!(
                again.base().as_ref(),
                resolve_base(&next, again.typed()).as_slice()
            );
            assert_eq!(again.findings(), findings, "{path:?} {edit:?}");
            let layers = Layers::default();
            let values = |typed| {
                let rows = evaluate(&next, typed, &layers).rows.into_iter();
                rows.flat_map(|row| row.values.to_vec())
                    .map(f64::to_bits)
                    .collect::<Vec<_>>()
            };
            assert_eq!(values(again.typed()), values(&typed), "{path:?} {edit:?}");
            match Arc::ptr_eq(checked.typed(), again.typed()) {
                true => side.again(again.base(), &next, again.typed()),
                false => side = Cases::new(&next, again.typed(), side.layers().to_vec()),
            }
            let [kept, new] = [
                side.results(&next, again.typed(), 0),
                evaluate(&next, &typed, &side.layers()[0]),
            ];
            assert_eq!(told(&kept), told(&new), "{path:?} {edit:?}");
            (version, checked) = (next, again);
        }
        assert!(kept > 0, "{path:?} kept {kept}");
    }
}

/// All that results say, to the bit.
fn told(results: &Results) -> String {
    let rows = results.rows.iter().map(|row| {
        let bits: Vec<_> = row.values.iter().map(|value| value.to_bits()).collect();
        format!("{} {bits:?} {:?} {:?}", row.id, row.reasons, row.layers)
    });
    let rows: Vec<_> = rows.collect();
    let Results {
        checks,
        signals,
        findings,
        ..
    } = results;
    format!("{rows:#?} {checks:#?} {signals:#?} {findings:#?}")
}

#[test]
fn a_tape_is_kept_while_only_values_change() {
    let (_, _, workbook) = shipped()
        .find(|(path, ..)| path.ends_with("ai-factory.ron"))
        .unwrap();
    let checked = Checked::new(&Arc::new(workbook.clone()));
    let typed = checked.typed();
    let tapes = Tapes::new(typed);
    let outputs = [(typed.position("full_year_fixed_cost").unwrap(), 0)];
    let base = resolve_base(&workbook, typed);
    let first = tapes.tape(typed, &base, &outputs);
    assert!(Arc::ptr_eq(&first, &tapes.tape(typed, &base, &outputs)));
    let anew = compile(typed, &base, &outputs);
    assert_eq!(format!("{:?}", first.tape()), format!("{anew:?}"));
    let other = [(typed.position("full_year_realized_price").unwrap(), 0)];
    assert!(!Arc::ptr_eq(&first, &tapes.tape(typed, &base, &other)));
    // Another meaning, though it reads the same, is never mistaken for this one.
    let (twin, _) = check(&workbook);
    assert!(!Arc::ptr_eq(&first, &tapes.tape(&twin, &base, &outputs)));
}

#[test]
fn grids_of_kept_tapes_have_the_bits_of_new_ones() {
    let (_, _, workbook) = shipped()
        .find(|(path, ..)| path.ends_with("ai-factory.ron"))
        .unwrap();
    let (typed, _) = check(&workbook);
    let typed = Arc::new(typed);
    let tapes = Tapes::new(&typed);
    let base = resolve_base(&workbook, &typed);
    let grid = Grid {
        axes: vec![Axis {
            key: "allocation[inference]".to_owned(),
            values: AxisValues::Linear {
                from: Number(0.1),
                to: Number(0.9),
                count: 17,
            },
        }],
        outputs: vec!["full_year_fixed_cost".to_owned()],
        ..Grid::default()
    };
    let scenarios = workbook.scenarios.iter();
    let scenarios: Vec<_> = scenarios
        .map(|scenario| Some(scenario.id.clone()))
        .collect();
    for profile in &workbook.profiles {
        for scenario in scenarios.iter().cloned().chain([None]) {
            let layers = Layers::of(Case {
                profile: Some(profile.id.clone()),
                scenario,
            });
            let bits = |kept| {
                let plan = Plan::kept(&workbook, &typed, &layers, &grid, kept).ok()?;
                let values = plan.run(1, &Progress::default()).unwrap().outputs;
                let values = values[0].values.iter().map(|value| value.to_bits());
                Some(values.collect::<Vec<_>>())
            };
            let known = Some(Kept {
                base: &base,
                tapes: &tapes,
            });
            let kept = [bits(known), bits(known)];
            assert_eq!(kept, [bits(None), bits(None)], "{layers:?}");
        }
    }
}

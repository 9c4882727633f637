//! The reference evaluator and the tape give the same bits, on random workbooks and in studies.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rackhour_engine::check::{Layers, Typed, cases, check};
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::evidence::of_case;
use rackhour_engine::run::{Level, Progress, Results, evaluate};
use rackhour_engine::study::grid::{GridResult, Plan};
use rackhour_engine::study::layers_of;
use rackhour_engine::workbook::{
    Action, Axis, AxisValues, Change, Grid, Number, Quantity, StudySpec, Workbook,
};
use rackhour_tests::random::{Model, Random, damaged, model};
use rackhour_tests::shipped::shipped;
use rackhour_tests::suite::report::agree;
use rackhour_tests::suite::short::{self, Input};

/// A model, read and checked.
struct Checked {
    input: Input,
    typed: Typed,
    is_clean: bool,
}

fn checked(text: &str) -> Checked {
    let input = short::read(text).unwrap();
    let (typed, findings) = check(&input.workbook);
    Checked {
        input,
        typed,
        is_clean: !findings.iter().any(|finding| finding.is_error()),
    }
}

impl Checked {
    fn workbook(&self) -> &Workbook {
        &self.input.workbook
    }

    fn run(&self, layers: &Layers) -> Results {
        evaluate(self.workbook(), &self.typed, layers)
    }

    /// The layers to look at: none, and everything that the model lays over itself.
    fn cases(&self) -> [Layers; 2] {
        [Layers::default(), self.input.layers.clone()]
    }
}

/// A seed, which means nothing smaller, and a number of rows, which does.
fn seed_and_rows() -> impl Strategy<Value = (u64, usize)> {
    (any::<u64>().no_shrink(), 10..40_usize)
}

/// Runs a law on random models; a failure shows the model.
fn for_models(cases: u32, law: impl Fn(&Model, u64) -> Result<(), String>) {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 100,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&seed_and_rows(), |(seed, rows)| {
        let model = model(seed, rows);
        law(&model, seed).map_err(|error| TestCaseError::fail(format!("{error}\n{}", model.text)))
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn the_tape_gives_the_bits_of_the_reference() {
    for_models(2000, |model, _| {
        let checked = checked(&model.text);
        for layers in checked.cases() {
            let results = checked.run(&layers);
            agree(checked.workbook(), &checked.typed, &layers, &results)?;
        }
        Ok(())
    });
}

#[test]
fn a_damaged_model_still_computes() {
    for_models(200, |model, seed| {
        let text = damaged(model, seed);
        let checked = checked(&text);
        let layers = checked.input.layers.clone();
        let results = checked.run(&layers);
        agree(checked.workbook(), &checked.typed, &layers, &results)
            .map_err(|error| format!("{error}\n{text}\n"))
    });
}

#[test]
fn random_models_are_worth_running() {
    let (mut clean, mut values, mut missing) = (0, 0, 0);
    let count = 300;
    for seed in 0..count {
        let checked = checked(&model(seed, 25).text);
        clean += u64::from(checked.is_clean);
        for row in checked.run(&Layers::default()).rows {
            missing += row.reasons.len();
            values += row.values.len();
        }
    }
    assert!(clean * 10 >= count * 9, "{clean} of {count} check clean");
    let share = missing as f64 / values as f64;
    assert!(
        (0.05..0.6).contains(&share),
        "{share} of values are unavailable"
    );
}

fn set(key: &str, value: f64) -> Change {
    Change {
        key: key.to_owned(),
        profile: None,
        action: Action::Set(Quantity::Constant(Number(value))),
        source: None,
    }
}

/// A grid over one or two inputs of a model.
fn grid(model: &Model, random: &mut Random, count: usize) -> Grid {
    let axis = |random: &mut Random| Axis {
        key: model.inputs[random.below(model.inputs.len())].clone(),
        values: AxisValues::Linear {
            from: Number(random.pick(&[-1.0, 0.0, 0.1])),
            to: Number(random.pick(&[0.9, 1.0, 3.0, 1e6])),
            count,
        },
    };
    let mut axes: Vec<_> = (0..1 + random.below(2)).map(|_| axis(random)).collect();
    axes.dedup_by(|one, other| one.key == other.key);
    let outputs = (0..4).map(|_| model.outputs[random.below(model.outputs.len())].clone());
    Grid {
        axes,
        outputs: outputs.collect(),
        ..Grid::default()
    }
}

/// Whether there is nothing to compare: what no output depends on is no axis, and neither is what
/// is set by hand.
fn is_no_axis(found: &Diagnostic) -> bool {
    let message = &found.message;
    message.starts_with("no output depends on") || message.contains("is set by hand")
}

/// Whether there are as many reasons as cells without a value.
fn reasons_agree(plan: &Plan<'_>, result: &GridResult, threads: usize) -> Result<(), String> {
    let values: Vec<_> = result.outputs.iter().map(|o| o.values.as_slice()).collect();
    let reasons = plan.unavailable(0, &values, threads, &Progress::default());
    let reasons = reasons.map_err(|_| "cancelled")?;
    for (output, reasons) in result.outputs.iter().zip(&reasons) {
        let missing = output.values.iter().filter(|value| value.is_nan()).count();
        if missing != reasons.values().sum::<usize>() {
            return Err(format!("{}: {missing} cells, {reasons:?}", output.id));
        }
    }
    Ok(())
}

/// Whether cells of a grid are what the cases they stand for give.
fn cells_agree(
    checked: &Checked,
    grid: &Grid,
    threads: usize,
    every: usize,
) -> Result<Vec<Vec<u64>>, String> {
    let workbook = checked.workbook();
    let plan = match Plan::new(workbook, &checked.typed, &checked.input.layers, grid) {
        Ok(plan) => plan,
        Err(found) if is_no_axis(&found) => return Ok(Vec::new()),
        Err(found) => return Err(found.to_string()),
    };
    let progress = Progress::default();
    let result = plan.run(threads, &progress).map_err(|_| "cancelled")?;
    if every == 1 {
        reasons_agree(&plan, &result, threads)?;
    }
    for cell in (0..plan.cells()).step_by(every) {
        let case = checked.run(&plan.cell(cell));
        for output in &result.outputs {
            let key: rackhour_engine::workbook::key::Key = output.id.parse().unwrap();
            let row = checked.typed.position(&key.name).unwrap();
            let slot = checked.typed.slot_of(row, &key.at).unwrap();
            let (one, many) = (case.rows[row].values[slot], output.values[cell]);
            if one.to_bits() != many.to_bits() {
                return Err(format!(
                    "{} in cell {cell}: {one}, in the grid {many}",
                    output.id
                ));
            }
        }
    }
    let bits = |values: &Vec<f64>| values.iter().map(|value| value.to_bits()).collect();
    Ok(result
        .outputs
        .iter()
        .map(|output| bits(&output.values))
        .collect())
}

#[test]
fn cells_of_a_grid_are_the_cases_they_stand_for() {
    for_models(200, |model, seed| {
        let checked = checked(&model.text);
        if !checked.is_clean {
            return Ok(());
        }
        let grid = grid(model, &mut Random::new(!seed), 4);
        cells_agree(&checked, &grid, 1, 1).map(|_| ())
    });
}

#[test]
fn threads_change_nothing() {
    for_models(12, |model, seed| {
        let checked = checked(&model.text);
        if !checked.is_clean {
            return Ok(());
        }
        let mut grid = grid(model, &mut Random::new(!seed), 2500);
        grid.axes.truncate(1);
        let one = cells_agree(&checked, &grid, 1, 250)?;
        for threads in [2, 3] {
            if cells_agree(&checked, &grid, threads, 2500)? != one {
                return Err(format!("{threads} threads give other bits"));
            }
        }
        Ok(())
    });
}

/// Whether a grid has the same bits on every instruction set, in blocks and tiles of any size and on
/// any number of threads.
fn runs_agree(plan: &Plan<'_>) -> Result<(), String> {
    let result = plan.run(1, &Progress::default());
    let result = result.map_err(|_| "cancelled")?;
    for level in Level::all() {
        for (block, tile, threads) in [(16, 50, 2), (64, 700, 3), (512, 1 << 16, 1)] {
            let mut planes = vec![Vec::new(); result.outputs.len()];
            let done = plan.sheet(|sheet| {
                let sheet = sheet.at_level(level).with_block(block).with_tile(tile);
                sheet.run(threads, &Progress::default(), &mut planes)
            });
            // Axes of profiles and scenarios run several sheets, each of which another grid has.
            let Some(done) = done else { return Ok(()) };
            done.map_err(|_| "cancelled")?;
            for (output, plane) in result.outputs.iter().zip(&planes) {
                let pairs = output.values.iter().zip(plane);
                if let Some(cell) = pairs.clone().position(|(a, b)| a.to_bits() != b.to_bits()) {
                    let (name, level) = (&output.id, level.name());
                    return Err(format!("{name}, cell {cell}, {level}, {block}, {tile}"));
                }
            }
        }
    }
    Ok(())
}

#[test]
fn instruction_sets_blocks_tiles_and_threads_change_nothing() {
    for_models(100, |model, seed| {
        let checked = checked(&model.text);
        if !checked.is_clean {
            return Ok(());
        }
        let mut random = Random::new(!seed);
        let count = 2 + random.below(40);
        let grid = grid(model, &mut random, count);
        let workbook = checked.workbook();
        // An axis on which no output depends is refused; its part of a grid is not.
        let plan = Plan::of_part(workbook, &checked.typed, &checked.input.layers, &grid);
        match plan {
            Err(found) if is_no_axis(&found) => Ok(()),
            plan => runs_agree(&plan.map_err(|finding| finding.to_string())?),
        }
    });
}

/// The row and slot of an output, at the period of its grid where it leaves that open.
fn slot_of(typed: &Typed, output: &str, period: Option<&str>) -> (usize, usize) {
    let key: rackhour_engine::workbook::key::Key = output.parse().unwrap();
    let row = typed.position(&key.name).unwrap();
    let mut at = key.at;
    let labels = &typed.extents.timeline.labels;
    if !at.iter().any(|label| labels.contains(label)) {
        at.extend(period.map(str::to_owned));
    }
    (row, typed.slot_of(row, &at).unwrap())
}

/// The same grid with no more values along an axis than a slow build runs quickly.
fn coarse(grid: &Grid) -> Grid {
    let mut grid = grid.clone();
    for axis in &mut grid.axes {
        if let AxisValues::Linear { count, .. } | AxisValues::Log { count, .. } = &mut axis.values {
            *count = (*count).min(19);
        }
    }
    grid
}

#[test]
fn shipped_studies_have_the_same_bits_however_they_run() {
    let mut grids = 0;
    for (path, _, workbook) in shipped() {
        let name = path.display();
        let (typed, _) = check(&workbook);
        for study in &workbook.studies {
            let StudySpec::Grid(grid) = &study.spec else {
                continue;
            };
            let grid = &coarse(grid);
            let profiles = cases(&workbook).into_iter();
            for case in profiles.filter(|case| case.scenario.is_none()) {
                let layers = layers_of(study, &case);
                let Ok(plan) = Plan::of_part(&workbook, &typed, &layers, grid) else {
                    continue;
                };
                if let Err(error) = runs_agree(&plan) {
                    panic!("{name}: {}: {error}", study.id);
                }
                let result = plan.run(1, &Progress::default()).unwrap();
                if result.axes.iter().any(|axis| !axis.elements.is_empty()) {
                    continue;
                }
                for cell in [0, plan.cells() / 2, plan.cells() - 1] {
                    let case = evaluate(&workbook, &typed, &plan.cell(cell));
                    for output in &result.outputs {
                        let slot = slot_of(&typed, &output.id, grid.period.as_deref());
                        let (one, many) = (case.rows[slot.0].values[slot.1], output.values[cell]);
                        assert_eq!(one.to_bits(), many.to_bits(), "{name} {} {cell}", output.id);
                    }
                }
                grids += 1;
            }
        }
    }
    assert!(grids > 5, "only {grids} grids");
}

#[test]
fn an_axis_does_what_a_value_set_by_hand_does() {
    for_models(150, |model, seed| {
        let checked = checked(&model.text);
        let mut random = Random::new(!seed);
        for key in &model.inputs {
            let change = set(key, random.pick(&[0.0, 0.25, 0.65, 1.0, 7.0, -3.0]));
            let layers = |axis: &[Change], set: &[Change]| Layers {
                axis: axis.to_vec(),
                set: set.to_vec(),
                ..Layers::of(checked.input.layers.case.clone())
            };
            let axis = checked.run(&layers(std::slice::from_ref(&change), &[]));
            let by_hand = checked.run(&layers(&[], std::slice::from_ref(&change)));
            for (a, b) in axis.rows.iter().zip(&by_hand.rows) {
                let same = a
                    .values
                    .iter()
                    .zip(&b.values)
                    .all(|(a, b)| a.to_bits() == b.to_bits());
                if !same || a.reasons != b.reasons {
                    return Err(format!("{} when {key} moves", a.id));
                }
            }
        }
        Ok(())
    });
}

#[test]
fn what_a_value_does_not_rest_on_does_not_move_it() {
    let moved = Cell::new(0);
    for_models(150, |model, _| {
        let checked = checked(&model.text);
        let (workbook, typed) = (checked.workbook(), &checked.typed);
        let case = Layers::of(checked.input.layers.case.clone());
        let base = checked.run(&case);
        let evidence = of_case(workbook, typed, &case, &base);
        for given in model.inputs.iter().filter(|key| key.starts_with("given_")) {
            let name = given.split('[').next().unwrap_or_default();
            let layers = Layers {
                set: vec![set(given, 0.375)],
                ..case.clone()
            };
            let other = checked.run(&layers);
            for (row, (one, other)) in base.rows.iter().zip(&other.rows).enumerate() {
                for slot in 0..one.values.len() {
                    let same = one.values[slot].to_bits() == other.values[slot].to_bits()
                        && one.reason(slot) == other.reason(slot);
                    let rests = evidence.slot(row, slot).assumed.iter().any(|id| id == name);
                    if !same && !rests {
                        return Err(format!("{} slot {slot} moves with {given}", one.id));
                    }
                    moved.set(moved.get() + usize::from(!same));
                }
            }
        }
        Ok(())
    });
    assert!(moved.get() > 10_000, "only {} values moved", moved.get());
}

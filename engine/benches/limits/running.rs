//! Rows P1, L1, L2 and D1: threads, an edit, a run that is stopped, and bits.

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use rackhour_engine::run::{Level, Progress};

use crate::harness::{Bar, Ratio, Row, candidate, clock, interleave_threads};
use crate::rows::{Model, TEN, factory_grid, grid, run};

/// Multiplications that stay in registers.
fn spin(rounds: u64) -> f64 {
    let mut values = [1.0_f64, 1.1, 1.2, 1.3];
    for _ in 0..rounds {
        values = values.map(|value| value * 1.000_000_1 + 1e-9);
    }
    values.iter().sum()
}

pub(crate) fn threads(rounds: usize) -> Vec<Row> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let model = Model::ten_years();
    let grid = grid(1000, 1000, &["npv"]);
    let plan = model.plan(&grid);
    let (mut a, mut b) = (Vec::new(), Vec::new());
    let work = 20_000_000;
    let times = interleave_threads(
        rounds,
        &mut [
            candidate("engine alone", || run(&plan, 1, &mut a)),
            candidate("engine", || run(&plan, cores, &mut b)),
            candidate("spin alone", || {
                black_box(spin(black_box(work)));
            }),
            candidate("spin", || {
                std::thread::scope(|scope| {
                    for _ in 0..cores {
                        scope.spawn(|| black_box(spin(black_box(work / cores as u64))));
                    }
                });
            }),
        ],
    );
    let (engine, loops) = (
        times.ratio((0, 1.0), (1, 1.0)),
        times.ratio((2, 1.0), (3, 1.0)),
    );
    vec![Row {
        id: "P1",
        what: format!("speed-up on {cores} threads / that of a loop in registers"),
        ratio: Ratio {
            median: engine.median / loops.median,
            least: engine.least / loops.median,
            most: engine.most / loops.median,
        },
        bar: Bar::None,
        aim: "0.95",
        detail: format!("engine {:.2}, registers {:.2}", engine.median, loops.median),
    }]
}

pub(crate) fn four_profiles(rounds: usize) -> Vec<Row> {
    let model = Model::ten_years();
    let grid = grid(200, 208, &TEN);
    let mut planes = vec![Vec::new(); 4];
    let mut walks = Vec::new();
    let mut times = Vec::new();
    for round in 0..=rounds {
        let start = clock();
        for planes in &mut planes {
            run(&model.plan(&grid), 1, planes);
        }
        let all = clock() - start;
        // What else a cell needs is a small part of what these need.
        let walk: f64 = TEN[6..]
            .iter()
            .map(|output| model.walk(output))
            .fold(0.0, f64::max);
        if round > 0 {
            times.push(all);
            walks.push(all / (4.0 * walk));
        }
    }
    let milliseconds = times.iter().map(|time| time * 1e3).collect();
    vec![
        Row {
            id: "L1",
            what: "ms from an edit to four profiles of 208 x 200 cells and ten outputs".into(),
            ratio: Ratio::of(milliseconds),
            bar: Bar::AtMost(16.0),
            aim: "8",
            detail: "compiled anew each time".into(),
        },
        Row {
            id: "L1",
            what: "the same / four scalar recalculations".into(),
            ratio: Ratio::of(walks),
            bar: Bar::AtMost(1500.0),
            aim: "-",
            detail: String::new(),
        },
    ]
}

pub(crate) fn cancelled(rounds: usize) -> Vec<Row> {
    let factory = Model::factory();
    let ten_years = Model::ten_years();
    let cases = [
        (
            &ten_years,
            grid(4000, 4000, &["npv", "rate"]),
            "ten years, 4000 x 4000",
        ),
        (
            &factory,
            factory_grid(1000, 1000, &["project_npv"]),
            "factory, 1000 x 1000",
        ),
    ];
    let rows = cases.iter().map(|(model, grid, what)| {
        let plan = model.plan(grid);
        let mut planes = vec![vec![0.0; plan.cells()]; grid.outputs.len()];
        let waits = (0..rounds).map(|round| {
            let (progress, asked) = (Progress::default(), OnceLock::new());
            let over = std::thread::scope(|scope| {
                scope.spawn(|| {
                    std::thread::sleep(Duration::from_millis(5 + 3 * round as u64));
                    asked.get_or_init(Instant::now);
                    progress.cancel();
                });
                let _ = plan.run_into(1, &progress, &mut planes);
                Instant::now()
            });
            let asked = asked.into_inner().unwrap_or(over);
            over.saturating_duration_since(asked).as_secs_f64() * 1e3
        });
        Row {
            id: "L2",
            what: format!("ms from being asked to stop to standing still, {what}"),
            ratio: Ratio::of(waits.collect()),
            bar: Bar::AtMost(20.0),
            aim: "1",
            detail: String::new(),
        }
    });
    rows.collect()
}

pub(crate) fn bits(_rounds: usize) -> Vec<Row> {
    let (ten_years, factory) = (Model::ten_years(), Model::factory());
    let cases = [
        (&ten_years, grid(61, 203, &TEN), "ten years"),
        (
            &factory,
            factory_grid(40, 37, &["project_npv", "project_irr"]),
            "factory",
        ),
    ];
    let rows = cases.iter().map(|(model, grid, what)| {
        let plan = model.plan(grid);
        let mut first = Vec::new();
        run(&plan, 1, &mut first);
        let (mut differ, mut ways) = (0, 0);
        for level in Level::all() {
            for (block, tile, threads) in [(16, 300, 1), (48, 5000, 2), (512, 1 << 16, 3)] {
                let mut planes = vec![Vec::new(); grid.outputs.len()];
                let done = plan.sheet(|sheet| {
                    let sheet = sheet.at_level(level).with_block(block).with_tile(tile);
                    sheet.run(threads, &Progress::default(), &mut planes)
                });
                assert_eq!(done, Some(Ok(())));
                ways += 1;
                let pairs = planes.iter().flatten().zip(first.iter().flatten());
                differ += pairs.filter(|(a, b)| a.to_bits() != b.to_bits()).count();
            }
        }
        Row {
            id: "D1",
            what: format!("values with other bits, {what}"),
            ratio: Ratio::of(vec![differ as f64]),
            bar: Bar::AtMost(0.0),
            aim: "0",
            detail: format!("{ways} ways to run"),
        }
    });
    rows.collect()
}

//! The rows of the table, each a ratio of candidates that take turns.

use std::hint::black_box;
use std::io::BufRead;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rackhour_engine::check::{
    Case, Layers, PreparedCurve, Typed, check, resolve_base, resolve_over,
};
use rackhour_engine::compile::{InputKey, Op, Operand, Operation, Tape};
use rackhour_engine::run::{Class, Level, Program, Progress, Reference, Source};
use rackhour_engine::study::grid::Plan;
use rackhour_engine::workbook::{Axis, AxisValues, Grid, Number, Workbook, file};

use crate::hand::{self, Hand};
use crate::harness::{Bar, Ratio, Row, candidate, clock, interleave, interleave_threads, median};
use crate::model;

const SIX: [&str; 6] = [
    "margin_per_mtok",
    "revenue",
    "gross_profit",
    "gross_margin",
    "gross_profit_per_mw",
    "payback",
];

const TEN: [&str; 10] = [
    "margin_per_mtok",
    "revenue",
    "gross_profit",
    "gross_margin",
    "gross_profit_per_mw",
    "payback",
    "npv",
    "least_cover",
    "multiple",
    "rate",
];

/// A workbook, what it means, and the case that is moved.
struct Model {
    workbook: Workbook,
    typed: Typed,
    layers: Layers,
}

impl Model {
    fn of(workbook: Workbook) -> Self {
        let (typed, findings) = check(&workbook);
        let errors: Vec<_> = findings
            .iter()
            .filter(|finding| finding.is_error())
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
        Self {
            workbook,
            typed,
            layers: Layers::default(),
        }
    }

    fn ten_years() -> Self {
        Self::of(model::workbook(10))
    }

    /// The shipped model of four operators, as its hyperscaler has it.
    fn factory() -> Self {
        let text = include_str!("../../../workbooks/ai-factory.ron");
        let mut model = Self::of(file::parse(text).expect("a workbook"));
        let profiles = model.workbook.profiles.iter();
        let profile = profiles
            .map(|profile| profile.id.clone())
            .find(|id| id.contains("hyper"));
        assert!(profile.is_some());
        model.layers = Layers::of(Case {
            profile,
            scenario: None,
        });
        model
    }

    fn plan(&self, grid: &Grid) -> Plan<'_> {
        match Plan::new(&self.workbook, &self.typed, &self.layers, grid) {
            Ok(plan) => plan,
            Err(finding) => panic!("{finding}"),
        }
    }

    /// One case through the obvious evaluator: all that an output needs.
    fn walk(&self, output: &str) -> f64 {
        let base = resolve_base(&self.workbook, &self.typed);
        let (resolved, _) = resolve_over(&base, &self.workbook, &self.typed, &self.layers);
        let row = self.typed.position(output).expect("a row");
        let mut reference = Reference::new(&self.typed, &resolved);
        let start = clock();
        for _ in 0..20 {
            reference = Reference::new(&self.typed, &resolved);
            reference.prepare([row]);
            let _ = black_box(reference.slot(row, 0));
        }
        drop(reference);
        (clock() - start) / 20.0
    }
}

fn axis(key: &str, (from, to): (f64, f64), count: usize) -> Axis {
    Axis {
        key: key.to_owned(),
        values: AxisValues::Linear {
            from: Number(from),
            to: Number(to),
            count,
        },
    }
}

/// Prices down, allocations across.
fn grid(rows: usize, columns: usize, outputs: &[&str]) -> Grid {
    Grid {
        axes: vec![
            axis("price_multiple", (0.5, 2.0), rows),
            axis("allocation", (0.1, 0.95), columns),
        ],
        outputs: outputs.iter().map(|id| (*id).to_owned()).collect(),
        period: None,
    }
}

fn factory_grid(rows: usize, columns: usize, outputs: &[&str]) -> Grid {
    Grid {
        axes: vec![
            axis("price_decline", (1.0, 1.8), rows),
            axis("utilization_ceiling", (0.3, 0.8), columns),
        ],
        outputs: outputs.iter().map(|id| (*id).to_owned()).collect(),
        period: None,
    }
}

fn values(axis: &Axis) -> Vec<f64> {
    rackhour_engine::study::grid::axis_values(&axis.values)
}

fn run(plan: &Plan<'_>, threads: usize, planes: &mut Vec<Vec<f64>>) {
    let done = plan.run_into(threads, &Progress::default(), planes);
    assert!(done.is_ok());
    black_box(planes);
}

/// Whether two planes agree within 1e-9, away from zero.
fn agree(name: &str, ours: &[Vec<f64>], theirs: &[Vec<f64>]) {
    for (a, b) in ours.iter().zip(theirs) {
        let size = a
            .iter()
            .filter(|a| a.is_finite())
            .fold(0.0_f64, |size, a| size.max(a.abs()));
        for (cell, (a, b)) in a.iter().zip(b).enumerate() {
            let near = (a - b).abs() <= 1e-9 * a.abs().max(size * 1e-3);
            assert!(
                near || a.is_nan() && b.is_nan(),
                "{name}, cell {cell}: {a} and {b}"
            );
        }
    }
}

/// The rows that are wanted.
pub(crate) fn rows(rounds: usize, wanted: &dyn Fn(&str) -> bool) -> Vec<Row> {
    type Make = fn(usize) -> Vec<Row>;
    let all: [(&str, Make); 11] = [
        ("G1", one_output),
        ("G2", six_outputs),
        ("G3", net_present_value),
        ("G6", scalar_walk),
        ("G8", forty_years),
        ("G9", sixteen_million),
        ("P1", threads),
        ("I1", rates_of_return),
        ("L1", four_profiles),
        ("L2", cancelled),
        ("D1", bits),
    ];
    let chosen = all.iter().filter(|(id, _)| wanted(id));
    chosen.flat_map(|(_, make)| make(rounds)).collect()
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.3} ms", seconds * 1e3)
}

fn one_output(rounds: usize) -> Vec<Row> {
    let model = Model::ten_years();
    let grid = grid(1000, 1000, &SIX[..1]);
    let plan = model.plan(&grid);
    let hand = Hand::new(10, &values(&grid.axes[1]));
    let multiples = values(&grid.axes[0]);
    let (mut planes, mut filled) = (Vec::new(), vec![0.0; 1_000_000]);
    let mut theirs = vec![vec![0.0; 1_000_000]];
    run(&plan, 1, &mut planes);
    hand::one_grid(&hand, &multiples, &mut theirs);
    agree("G1", &planes, &theirs);
    let times = interleave(
        rounds.max(31),
        &mut [
            candidate("engine", || run(&plan, 1, &mut planes)),
            candidate("fill", || black_box(&mut filled).fill(black_box(1.5))),
            candidate("hand", || {
                hand::one_grid(&hand, &multiples, black_box(&mut theirs))
            }),
        ],
    );
    vec![Row {
        id: "G1",
        what: "one-operation grid of 1M cells / warm fill".into(),
        ratio: times.ratio((0, 1.0), (1, 1.0)),
        bar: Bar::AtMost(1.5),
        aim: "1.2",
        detail: format!(
            "engine {}, fill {}, by hand {}",
            milliseconds(times.median(0)),
            milliseconds(times.median(1)),
            milliseconds(times.median(2))
        ),
    }]
}

fn six_outputs(rounds: usize) -> Vec<Row> {
    let model = Model::ten_years();
    let grid = grid(1000, 1000, &SIX);
    let plan = model.plan(&grid);
    let hand = Hand::new(10, &values(&grid.axes[1]));
    let multiples = values(&grid.axes[0]);
    let mut planes = Vec::new();
    let mut theirs = vec![vec![0.0; 1_000_000]; 6];
    run(&plan, 1, &mut planes);
    hand::six_grid(&hand, &multiples, &mut theirs);
    agree("G2", &planes, &theirs);
    let times = interleave(
        rounds.max(21),
        &mut [
            candidate("engine", || run(&plan, 1, &mut planes)),
            candidate("hand", || {
                hand::six_grid(&hand, &multiples, black_box(&mut theirs))
            }),
        ],
    );
    vec![against_hand(
        "G2",
        "six one-year outputs of 1M cells",
        1.6,
        "1.2",
        &times,
    )]
}

fn against_hand(
    id: &'static str,
    what: &str,
    bar: f64,
    aim: &'static str,
    times: &crate::harness::Times,
) -> Row {
    Row {
        id,
        what: format!("{what} / loop by hand"),
        ratio: times.ratio((0, 1.0), (1, 1.0)),
        bar: Bar::AtMost(bar),
        aim,
        detail: format!(
            "engine {}, by hand {}",
            milliseconds(times.median(0)),
            milliseconds(times.median(1))
        ),
    }
}

fn net_present_value(rounds: usize) -> Vec<Row> {
    let model = Model::ten_years();
    let grid = grid(1000, 1000, &["npv"]);
    let plan = model.plan(&grid);
    let hand = Hand::new(10, &values(&grid.axes[1]));
    let multiples = values(&grid.axes[0]);
    let mut planes = Vec::new();
    let mut theirs = vec![vec![0.0; 1_000_000]];
    run(&plan, 1, &mut planes);
    hand::npv_grid(&hand, &multiples, &mut theirs);
    agree("G3", &planes, &theirs);
    let times = interleave(
        rounds.max(15),
        &mut [
            candidate("engine", || run(&plan, 1, &mut planes)),
            candidate("hand", || {
                hand::npv_grid(&hand, &multiples, black_box(&mut theirs))
            }),
        ],
    );
    let mut row = against_hand("G3", "ten-year NPV of 1M cells", 3.0, "2.0", &times);
    let steps = plan.sheet(|sheet| sheet.steps());
    row.detail += &format!(", {steps} loops");
    vec![row]
}

fn scalar_walk(rounds: usize) -> Vec<Row> {
    let ten_years = Model::ten_years();
    let factory = Model::factory();
    let (small, large) = (
        grid(500, 500, &["npv"]),
        factory_grid(120, 120, &["project_npv"]),
    );
    let walks = [
        (&ten_years, &small, "npv"),
        (&factory, &large, "project_npv"),
    ];
    let rows = walks.map(|(model, grid, output)| {
        let plan = model.plan(grid);
        let mut planes = Vec::new();
        run(&plan, 1, &mut planes);
        let ratios = (0..rounds).map(|_| {
            let start = clock();
            run(&plan, 1, &mut planes);
            let per_cell = (clock() - start) / plan.cells() as f64;
            (model.walk(output), per_cell)
        });
        let times: Vec<(f64, f64)> = ratios.collect();
        let ratios = times.iter().map(|(walk, cell)| walk / cell).collect();
        let walk = median(times.iter().map(|(walk, _)| *walk).collect());
        let cell = median(times.iter().map(|(_, cell)| *cell).collect());
        Row {
            id: "G6",
            what: format!("obvious evaluator x cells / grid, {output}"),
            ratio: Ratio::of(ratios),
            bar: Bar::AtLeast(200.0),
            aim: "400",
            detail: format!("{:.1} us and {:.2} ns a cell", walk * 1e6, cell * 1e9),
        }
    });
    rows.into()
}

fn forty_years(rounds: usize) -> Vec<Row> {
    let (ten, forty) = (Model::ten_years(), Model::of(model::workbook(40)));
    let grid = grid(1000, 1000, &["npv"]);
    let plans = (ten.plan(&grid), forty.plan(&grid));
    let (mut a, mut b) = (Vec::new(), Vec::new());
    let times = interleave(
        rounds,
        &mut [
            candidate("ten years", || run(&plans.0, 1, &mut a)),
            candidate("forty years", || run(&plans.1, 1, &mut b)),
        ],
    );
    vec![Row {
        id: "G8",
        what: "a cell at 40 periods / at 10".into(),
        ratio: times.ratio((1, 1.0), (0, 1.0)),
        bar: Bar::AtMost(4.4),
        aim: "4.1",
        detail: format!(
            "{:.2} and {:.2} ns",
            times.median(1) * 1e3,
            times.median(0) * 1e3
        ),
    }]
}

fn sixteen_million(rounds: usize) -> Vec<Row> {
    let model = Model::ten_years();
    let factory = Model::factory();
    let pairs = [
        (
            &model,
            grid(1000, 1000, &["npv"]),
            grid(4000, 4000, &["npv"]),
            "npv",
        ),
        (
            &factory,
            factory_grid(100, 100, &["project_npv"]),
            factory_grid(300, 300, &["project_npv"]),
            "project_npv, 300 and 100 a side",
        ),
    ];
    let rows = pairs.iter().map(|(model, small, large, what)| {
        let (small, large) = (model.plan(small), model.plan(large));
        let (mut a, mut b) = (Vec::new(), Vec::new());
        let times = interleave(
            rounds,
            &mut [
                candidate("small", || run(&small, 1, &mut a)),
                candidate("large", || run(&large, 1, &mut b)),
            ],
        );
        let cells = |plan: &Plan<'_>| plan.cells() as f64;
        Row {
            id: "G9",
            what: format!("a cell of 16M / of 1M, {what}"),
            ratio: times.ratio((1, cells(&large)), (0, cells(&small))),
            bar: Bar::AtMost(1.15),
            aim: "-",
            detail: format!("{:.2} ns a cell", times.median(1) / cells(&large) * 1e9),
        }
    });
    rows.collect()
}

/// Multiplications that stay in registers.
fn spin(rounds: u64) -> f64 {
    let mut values = [1.0_f64, 1.1, 1.2, 1.3];
    for _ in 0..rounds {
        values = values.map(|value| value * 1.000_000_1 + 1e-9);
    }
    values.iter().sum()
}

fn threads(rounds: usize) -> Vec<Row> {
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

/// The rate at which flows are worth nothing, by the method of Brent (1973).
fn brent(flows: &[f64]) -> f64 {
    let worth = |factor: f64| {
        flows
            .iter()
            .rev()
            .fold(0.0, |sum, flow| sum * factor + flow)
    };
    let (mut a, mut b) = (1.0 / 11.0, 20.0);
    let (mut at_a, mut at_b) = (worth(a), worth(b));
    if at_a * at_b > 0.0 {
        return f64::NAN;
    }
    let (mut c, mut at_c) = (a, at_a);
    let (mut step, mut before) = (b - a, b - a);
    for _ in 0..100 {
        if at_b * at_c > 0.0 {
            (c, at_c) = (a, at_a);
            step = b - a;
            before = step;
        }
        if at_c.abs() < at_b.abs() {
            (a, b, c) = (b, c, b);
            (at_a, at_b, at_c) = (at_b, at_c, at_b);
        }
        let tolerance = 2e-15 * b.abs();
        let half = (c - b) / 2.0;
        if half.abs() <= tolerance || at_b == 0.0 {
            break;
        }
        if before.abs() >= tolerance && at_a.abs() > at_b.abs() {
            let s = at_b / at_a;
            let (mut p, mut q) = if a == c {
                (2.0 * half * s, 1.0 - s)
            } else {
                let (q, r) = (at_a / at_c, at_b / at_c);
                let p = s * (2.0 * half * q * (q - r) - (b - a) * (r - 1.0));
                (p, (q - 1.0) * (r - 1.0) * (s - 1.0))
            };
            q = if p > 0.0 { -q } else { q };
            p = p.abs();
            let least = (3.0 * half * q - (tolerance * q).abs()).min((before * q).abs());
            if 2.0 * p < least {
                before = step;
                step = p / q;
            } else {
                step = half;
                before = half;
            }
        } else {
            step = half;
            before = half;
        }
        (a, at_a) = (b, at_b);
        b += if step.abs() > tolerance {
            step
        } else {
            tolerance.copysign(half)
        };
        at_b = worth(b);
    }
    1.0 / b - 1.0
}

fn rates_of_return(rounds: usize) -> Vec<Row> {
    const LANES: usize = 4096;
    const FLOWS: usize = 11;
    let flows: Vec<Vec<f64>> = (0..FLOWS)
        .map(|time| {
            let flow = |lane: usize| match time {
                0 => -100.0,
                _ => 8.0 + (lane * 7 % 97) as f64 * 0.2 + time as f64 * (lane % 13) as f64 * 0.1,
            };
            (0..LANES).map(flow).collect()
        })
        .collect();
    let key = |slot| InputKey {
        row: 0,
        slot,
        action: None,
    };
    let tape = Tape {
        operations: vec![Operation {
            op: Op::Irr,
            operands: (0..FLOWS).map(Operand::Input).collect(),
        }],
        constants: Vec::new(),
        inputs: (0..FLOWS).map(key).collect(),
        outputs: vec![Operand::Operation(0)],
        curves: Vec::<PreparedCurve>::new(),
    };
    let program = Program::new(&tape, &[Class::Lane; FLOWS]);
    let mut machine = program.machine(Level::best());
    let sources: Vec<_> = flows.iter().map(|flow| Source::Lanes(flow)).collect();
    let (mut ours, mut theirs) = (vec![0.0; LANES], vec![0.0; LANES]);
    let times = interleave(
        rounds.max(31),
        &mut [
            candidate("lanes", || {
                machine.run(black_box(&sources), LANES, &mut [&mut ours]);
            }),
            candidate("Brent", || {
                let mut one = [0.0; FLOWS];
                for (lane, rate) in theirs.iter_mut().enumerate() {
                    for (to, flow) in one.iter_mut().zip(&flows) {
                        *to = flow[lane];
                    }
                    *rate = brent(black_box(&one));
                }
            }),
        ],
    );
    let per_rate = |candidate| times.median(candidate) / LANES as f64 * 1e9;
    let row = Row {
        id: "I1",
        what: "a rate of return in lanes / by Brent".into(),
        ratio: times.ratio((0, 1.0), (1, 1.0)),
        bar: Bar::AtMost(0.1),
        aim: "0.04",
        detail: format!("{:.1} and {:.1} ns", per_rate(0), per_rate(1)),
    };
    agree("I1", &[ours], &[theirs]);
    vec![row]
}

fn four_profiles(rounds: usize) -> Vec<Row> {
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

fn cancelled(rounds: usize) -> Vec<Row> {
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
            let (progress, is_over) = (Progress::default(), AtomicBool::new(false));
            std::thread::scope(|scope| {
                let asked = scope.spawn(|| {
                    std::thread::sleep(Duration::from_millis(5 + 3 * round as u64));
                    progress.cancel();
                    let asked = Instant::now();
                    while !is_over.load(Ordering::Acquire) {
                        std::hint::spin_loop();
                    }
                    asked.elapsed().as_secs_f64() * 1e3
                });
                let _ = plan.run_into(1, &progress, &mut planes);
                is_over.store(true, Ordering::Release);
                asked.join().unwrap_or(f64::NAN)
            })
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

fn bits(_rounds: usize) -> Vec<Row> {
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
                assert!(done.is_ok());
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

/// Runs the NPV grid once for each line of standard input and answers with the seconds it took; a
/// number is a block size.
pub(crate) fn serve_npv() -> ExitCode {
    let model = Model::ten_years();
    let grid = grid(1000, 1000, &["npv"]);
    let plan = model.plan(&grid);
    let mut planes = Vec::new();
    run(&plan, 1, &mut planes);
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        let start = clock();
        if let Ok(block) = line.trim().parse() {
            let done = plan.sheet(|sheet| {
                let sheet = sheet.with_block(block);
                sheet.run(1, &Progress::default(), &mut planes)
            });
            assert!(done.is_ok());
        } else {
            run(&plan, 1, &mut planes);
        }
        let seconds = clock() - start;
        let mean = planes[0].iter().sum::<f64>() / planes[0].len() as f64;
        println!("{{\"seconds\":{seconds},\"mean\":{mean}}}");
    }
    ExitCode::SUCCESS
}

//! The rows of the table, each a ratio of candidates that take turns.

use std::hint::black_box;
use std::io::BufRead;
use std::process::ExitCode;

use rackhour_engine::check::{Case, Layers, Typed, check, resolve_base, resolve_over};
use rackhour_engine::run::{Progress, Reference};
use rackhour_engine::study::Question;
use rackhour_engine::study::grid::Plan;
use rackhour_engine::workbook::{Axis, AxisValues, Grid, Number, Workbook, file};

use crate::hand::{self, Hand};
use crate::harness::{Bar, Ratio, Row, candidate, clock, interleave, median};
use crate::model;
use crate::monte_carlo;
use crate::rates::rates_of_return;
use crate::running::{bits, cancelled, four_profiles, threads};

const SIX: [&str; 6] = [
    "margin_per_mtok",
    "revenue",
    "gross_profit",
    "gross_margin",
    "gross_profit_per_mw",
    "payback",
];

pub(crate) const TEN: [&str; 10] = [
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
pub(crate) struct Model {
    pub(crate) workbook: Workbook,
    typed: Typed,
    layers: Layers,
}

impl Model {
    pub(crate) fn of(workbook: Workbook) -> Self {
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

    pub(crate) fn ten_years() -> Self {
        Self::of(model::workbook(10))
    }

    /// A question about it that one thread answers.
    pub(crate) fn question(&self) -> Question<'_> {
        Question {
            workbook: &self.workbook,
            typed: &self.typed,
            layers: self.layers.clone(),
            threads: 1,
        }
    }

    /// The shipped model of four operators, as its hyperscaler has it.
    pub(crate) fn factory() -> Self {
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

    pub(crate) fn plan(&self, grid: &Grid) -> Plan<'_> {
        match Plan::new(&self.workbook, &self.typed, &self.layers, grid) {
            Ok(plan) => plan,
            Err(finding) => panic!("{finding}"),
        }
    }

    /// One case through the obvious evaluator: all that an output needs.
    pub(crate) fn walk(&self, output: &str) -> f64 {
        self.walk_all(&[output])
    }

    /// The same for several outputs.
    pub(crate) fn walk_all(&self, outputs: &[&str]) -> f64 {
        let base = resolve_base(&self.workbook, &self.typed);
        let (resolved, _) = resolve_over(&base, &self.workbook, &self.typed, &self.layers);
        let row = |output: &&str| self.typed.position(output).expect("a row");
        let rows: Vec<_> = outputs.iter().map(row).collect();
        let mut reference = Reference::new(&self.typed, &resolved);
        let start = clock();
        for _ in 0..20 {
            reference = Reference::new(&self.typed, &resolved);
            reference.prepare(rows.iter().copied());
            for row in &rows {
                let _ = black_box(reference.slot(*row, 0));
            }
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
pub(crate) fn grid(rows: usize, columns: usize, outputs: &[&str]) -> Grid {
    Grid {
        axes: vec![
            axis("price_multiple", (0.5, 2.0), rows),
            axis("allocation", (0.1, 0.95), columns),
        ],
        outputs: outputs.iter().map(|id| (*id).to_owned()).collect(),
        ..Grid::default()
    }
}

pub(crate) fn factory_grid(rows: usize, columns: usize, outputs: &[&str]) -> Grid {
    Grid {
        axes: vec![
            axis("price_decline", (1.0, 1.8), rows),
            axis("utilization_ceiling", (0.3, 0.8), columns),
        ],
        outputs: outputs.iter().map(|id| (*id).to_owned()).collect(),
        ..Grid::default()
    }
}

fn values(axis: &Axis) -> Vec<f64> {
    rackhour_engine::study::grid::axis_values(&axis.values)
}

pub(crate) fn run(plan: &Plan<'_>, threads: usize, planes: &mut Vec<Vec<f64>>) {
    let done = plan.run_into(threads, &Progress::default(), planes);
    assert_eq!(done, Ok(()));
    black_box(planes);
}

/// Whether two planes agree within 1e-9, away from zero.
pub(crate) fn agree(name: &str, ours: &[Vec<f64>], theirs: &[Vec<f64>]) {
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
    let all: [(&str, Make); 14] = [
        ("G1", one_output),
        ("G2", six_outputs),
        ("G3", net_present_value),
        ("G6", scalar_walk),
        ("G8", forty_years),
        ("G9", sixteen_million),
        ("P1", threads),
        ("M1", monte_carlo::draws),
        ("M2", monte_carlo::samples),
        ("M3", monte_carlo::quantiles),
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
    let steps = plan.sheet(|sheet| sheet.steps()).unwrap_or(0);
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
            assert_eq!(done, Some(Ok(())));
        } else {
            run(&plan, 1, &mut planes);
        }
        let seconds = clock() - start;
        let mean = planes[0].iter().sum::<f64>() / planes[0].len() as f64;
        println!("{{\"seconds\":{seconds},\"mean\":{mean}}}");
    }
    ExitCode::SUCCESS
}

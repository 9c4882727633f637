//! Rows M1 to M3: samples with and without draws, against the scalar walk, and quantiles.

use std::hint::black_box;
use std::ops::Range;

use rackhour_engine::run::Progress;
use rackhour_engine::study::monte_carlo::{PERCENTILES, Plan, percentiles};
use rackhour_engine::workbook::{MonteCarlo, Sampling, StudySpec, Uncertain};

use crate::harness::{Bar, Ratio, Row, candidate, clock, interleave, median};
use crate::rows::Model;

/// Six normal and six triangular inputs. No power follows from them: those of ten years cost more
/// than all else in a sample, and would leave the draws no weight.
const INPUTS: [(&str, &str); 12] = [
    ("racks", "normal(1200, 40)"),
    ("pue", "normal(1.22, 0.02)"),
    ("tokens_per_second", "normal(95000, 6000)"),
    ("power_price", "normal(68, 7)"),
    ("capex_per_rack", "normal(3600000, 150000)"),
    ("discount_rate", "normal(0.105, 0.006)"),
    ("allocation", "triangular(0.4, 0.6, 0.8)"),
    ("utilization", "triangular(0.4, 0.55, 0.7)"),
    ("throughput_gain", "triangular(0.05, 0.11, 0.16)"),
    ("cost_inflation", "triangular(0.01, 0.028, 0.04)"),
    ("demand_cover", "triangular(0.8, 0.97, 1.1)"),
    ("salary", "triangular(150000, 185000, 230000)"),
];

/// What takes the place of the last inputs where prices are drawn, and a power with them.
const PRICES: [(&str, &str); 3] = [
    ("price_multiple", "triangular(0.7, 1, 1.3)"),
    ("price_deflation", "triangular(0.02, 0.08, 0.15)"),
    ("elasticity", "triangular(0.8, 1.15, 1.4)"),
];

/// Six of the first year, five of all years, and the rate of return.
const OUTPUTS: [&str; 12] = [
    "margin_per_mtok",
    "revenue",
    "gross_profit",
    "gross_margin",
    "gross_profit_per_mw",
    "payback",
    "break_even_price",
    "mtok_per_mwh",
    "npv",
    "least_cover",
    "multiple",
    "rate",
];

const SAMPLES: usize = 1_000_000;

/// Neighbouring samples that are drawn once, for what is measured without draws.
const DRAWN: usize = 4096;

fn ten_years() -> MonteCarlo {
    drawing(&INPUTS)
}

fn with_prices() -> MonteCarlo {
    let kept = &INPUTS[..INPUTS.len() - PRICES.len()];
    drawing(&[kept, &PRICES].concat())
}

fn drawing(inputs: &[(&str, &str)]) -> MonteCarlo {
    let uncertain = |(key, text): &(&str, &str)| Uncertain {
        key: (*key).to_owned(),
        distribution: Some(text.parse().expect("a distribution")),
    };
    MonteCarlo {
        inputs: inputs.iter().map(uncertain).collect(),
        ..study(SAMPLES, Sampling::Plain, OUTPUTS.map(str::to_owned).into())
    }
}

fn study(samples: usize, sampling: Sampling, outputs: Vec<String>) -> MonteCarlo {
    MonteCarlo {
        outputs,
        inputs: Vec::new(),
        correlations: Vec::new(),
        samples,
        seed: 1,
        sampling,
        targets: Vec::new(),
        fans: Vec::new(),
        period: None,
    }
}

/// The study that the shipped model has, with more samples and without its fans.
fn factory(model: &Model) -> MonteCarlo {
    let mut studies = model.workbook.studies.iter();
    let found = studies.find_map(|study| match &study.spec {
        StudySpec::MonteCarlo(spec) => Some(spec.clone()),
        _ => None,
    });
    MonteCarlo {
        samples: 1 << 16,
        fans: Vec::new(),
        ..found.expect("a Monte Carlo study")
    }
}

fn plan<'a>(model: &'a Model, spec: &MonteCarlo) -> Plan<'a> {
    match Plan::new(&model.question(), spec) {
        Ok(plan) => plan,
        Err(finding) => panic!("{finding}"),
    }
}

fn run(
    plan: &Plan<'_>,
    samples: usize,
    fill: impl Fn(Range<usize>, &mut [Vec<f64>]) + Sync + Send,
    planes: &mut Vec<Vec<f64>>,
) {
    let progress = Progress::default();
    let done = plan.probe().over_into(samples, fill, &progress, planes);
    assert_eq!(done, Ok(()));
    black_box(planes);
}

fn run_drawn(plan: &Plan<'_>, samples: usize, planes: &mut Vec<Vec<f64>>) {
    let fill = |samples: Range<usize>, columns: &mut [Vec<f64>]| plan.draw(samples, columns);
    run(plan, samples, fill, planes);
}

pub(crate) fn draws(rounds: usize) -> Vec<Row> {
    let (small, large) = (Model::ten_years(), Model::factory());
    let of_large = factory(&large);
    vec![
        drawn(rounds, &small, &ten_years(), "1M x 12 inputs x 12 outputs"),
        drawn(rounds, &small, &with_prices(), "the same with prices drawn"),
        drawn(rounds, &large, &of_large, "the factory's own study"),
    ]
}

fn drawn(rounds: usize, model: &Model, spec: &MonteCarlo, what: &str) -> Row {
    let (plan, samples) = (plan(model, spec), spec.samples);
    let mut given = vec![vec![0.0; DRAWN]; plan.probe().inputs().len()];
    plan.draw(0..DRAWN, &mut given);
    let again = |samples: Range<usize>, columns: &mut [Vec<f64>]| {
        for (column, given) in columns.iter_mut().zip(&given) {
            column.copy_from_slice(&given[..samples.len()]);
        }
    };
    let (mut a, mut b) = (Vec::new(), Vec::new());
    let mut columns = given.clone();
    let times = interleave(
        rounds,
        &mut [
            candidate("draws", || run_drawn(&plan, samples, &mut a)),
            candidate("no draws", || run(&plan, samples, again, &mut b)),
            candidate("draws alone", || {
                for first in (0..samples - DRAWN).step_by(DRAWN) {
                    plan.draw(first..first + DRAWN, black_box(&mut columns));
                }
            }),
        ],
    );
    assert_eq!(
        a[0][..DRAWN],
        b[0][..DRAWN],
        "the first samples are the same"
    );
    let per_sample = |candidate| times.median(candidate) / samples as f64 * 1e9;
    Row {
        id: "M1",
        what: format!("Monte Carlo / the same without draws, {what}"),
        ratio: times.ratio((0, 1.0), (1, 1.0)),
        bar: Bar::AtMost(1.8),
        aim: "1.4",
        detail: format!(
            "{:.1} and {:.1} ns a sample, draws alone {:.1}",
            per_sample(0),
            per_sample(1),
            per_sample(2)
        ),
    }
}

pub(crate) fn samples(rounds: usize) -> Vec<Row> {
    let (small, large) = (Model::ten_years(), Model::factory());
    let of_large = factory(&large);
    vec![
        walked(rounds, &small, &ten_years(), "ten years"),
        walked(rounds, &small, &with_prices(), "with prices drawn"),
        walked(rounds, &large, &of_large, "the factory's own study"),
    ]
}

fn walked(rounds: usize, model: &Model, spec: &MonteCarlo, what: &str) -> Row {
    let plan = plan(model, spec);
    let mut planes = Vec::new();
    run_drawn(&plan, spec.samples, &mut planes);
    let outputs: Vec<_> = spec.outputs.iter().map(String::as_str).collect();
    let times = (0..rounds).map(|_| {
        let start = clock();
        run_drawn(&plan, spec.samples, &mut planes);
        let sample = (clock() - start) / spec.samples as f64;
        (model.walk_all(&outputs), sample)
    });
    let (walks, samples): (Vec<f64>, Vec<f64>) = times.unzip();
    let ratios = walks
        .iter()
        .zip(&samples)
        .map(|(walk, sample)| walk / sample);
    Row {
        id: "M2",
        what: format!("obvious evaluator / Monte Carlo with draws, a sample, {what}"),
        ratio: Ratio::of(ratios.collect()),
        bar: Bar::AtLeast(40.0),
        aim: "75",
        detail: format!(
            "{:.1} us and {:.1} ns a sample",
            median(walks) * 1e6,
            median(samples) * 1e9
        ),
    }
}

pub(crate) fn quantiles(rounds: usize) -> Vec<Row> {
    let (model, spec) = (Model::ten_years(), ten_years());
    let plan = plan(&model, &spec);
    let mut planes = Vec::new();
    run_drawn(&plan, SAMPLES, &mut planes);
    let npv = OUTPUTS.iter().position(|output| *output == "npv");
    let values = npv
        .map(|place| planes.swap_remove(place))
        .expect("an output");
    let size = values
        .iter()
        .fold(0.0_f64, |size, value| size.max(value.abs()));
    let few = |count: f64| -> Vec<f64> {
        let values = values.iter();
        values.map(|value| (value / size * count).round()).collect()
    };
    vec![
        sorted(rounds, &values, "of a net present value", Bar::AtMost(0.25)),
        sorted(rounds, &few(3.0), "of a few distinct values", Bar::None),
        sorted(rounds, &few(300.0), "of some hundred values", Bar::None),
    ]
}

fn sorted(rounds: usize, values: &[f64], what: &str, bar: Bar) -> Row {
    let (mut found, mut sorted) = (Vec::new(), Vec::new());
    let times = interleave(
        rounds,
        &mut [
            candidate("percentiles", || found = percentiles(black_box(values))),
            candidate("sort", || {
                sorted.clear();
                sorted.extend_from_slice(black_box(values));
                sorted.sort_unstable_by(f64::total_cmp);
            }),
        ],
    );
    let place = |percent: u8| (sorted.len() - 1) * usize::from(percent) / 100;
    for (percent, found) in PERCENTILES.into_iter().zip(&found) {
        let at = place(percent);
        let next = sorted[(at + 1).min(sorted.len() - 1)];
        assert!(
            (sorted[at]..=next).contains(found),
            "M3, {percent} %: {found}"
        );
    }
    Row {
        id: "M3",
        what: format!("nine exact percentiles of 1M values / sorting them, {what}"),
        ratio: times.ratio((0, 1.0), (1, 1.0)),
        bar,
        aim: "0.1",
        detail: format!(
            "{:.2} and {:.2} ms",
            times.median(0) * 1e3,
            times.median(1) * 1e3
        ),
    }
}

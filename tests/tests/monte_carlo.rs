//! Laws of Monte Carlo runs.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use rackhour_engine::check::{Typed, check};
use rackhour_engine::run::{Progress, evaluate};
use rackhour_engine::study::monte_carlo::{Plan, Sampled, run};
use rackhour_engine::study::{Question, Stop};
use rackhour_engine::workbook::{MonteCarlo, Number, Sampling, StudySpec, Target};
use rackhour_tests::suite::short::{self, Input};

/// A price that may triple and a utilisation that moves against it.
const MARGIN: &str = "
price [$/gpu/h] := 6; dist 3 to 12
utilisation := 60%; dist triangular(40%, 60%, 90%)
cost [$/gpu/h] := 4; dist pert(3, 4, 6)
margin [$/gpu/h] = price * utilisation - cost
return = IF(cost < 5 [$/gpu/h], margin / cost, NA(\"too dear\"))
study monte_carlo((outputs: [\"margin\", \"return\"], correlations: [
    (first: \"price\", second: \"utilisation\", rank: -0.4)]))
";

/// A workbook with one study that draws.
struct Drawn {
    input: Input,
    typed: Typed,
    spec: MonteCarlo,
}

fn drawn(text: &str) -> Drawn {
    let joined = text.replace(",\n", ", ").replace("[\n", "[");
    let input = short::read(&joined).unwrap();
    let (typed, _) = check(&input.workbook);
    let Some(StudySpec::MonteCarlo(spec)) = input.studies.first().cloned() else {
        panic!("the text has no Monte Carlo study")
    };
    Drawn { input, typed, spec }
}

impl Drawn {
    fn question(&self, threads: usize) -> Question<'_> {
        Question {
            workbook: &self.input.workbook,
            typed: &self.typed,
            layers: self.input.layers.clone(),
            threads,
        }
    }

    fn run(&self, spec: &MonteCarlo) -> Sampled {
        run(&self.question(1), spec, &Progress::default()).unwrap()
    }
}

const ALL: [Sampling; 3] = [Sampling::Sobol, Sampling::LatinHypercube, Sampling::Plain];

fn bits(columns: &[Vec<f64>]) -> Vec<Vec<u64>> {
    let bits = |column: &Vec<f64>| column.iter().map(|value| value.to_bits()).collect();
    columns.iter().map(bits).collect()
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let drawn = drawn(MARGIN);
    for sampling in ALL {
        let spec = MonteCarlo {
            samples: 10_007,
            sampling,
            ..drawn.spec.clone()
        };
        let on = |threads| run(&drawn.question(threads), &spec, &Progress::default()).unwrap();
        let one = on(1);
        for threads in [2, 3] {
            let other = on(threads);
            assert_eq!(bits(&one.draws), bits(&other.draws));
            assert_eq!(bits(&one.values), bits(&other.values));
            assert_eq!(format!("{one:?}"), format!("{other:?}"));
        }
    }
}

#[test]
fn a_seed_decides_the_digits() {
    let drawn = drawn(MARGIN);
    for sampling in ALL {
        let with = |seed| {
            drawn.run(&MonteCarlo {
                samples: 100,
                seed,
                sampling,
                ..drawn.spec.clone()
            })
        };
        assert_eq!(format!("{:?}", with(1)), format!("{:?}", with(1)));
        assert_ne!(with(1).draws, with(2).draws);
    }
}

/// A further input at the end, and further samples, leave the draws of the others as they are.
#[test]
fn what_is_added_leaves_draws_alone() {
    let few = drawn(MARGIN);
    let text = MARGIN.replace("margin [", "tax := 0; dist uniform(0, 1)\nmargin [");
    let more = drawn(&text.replace("utilisation - cost", "utilisation * (1 - tax) - cost"));
    for sampling in ALL {
        let with = |drawn: &Drawn, samples| {
            drawn.run(&MonteCarlo {
                samples,
                sampling,
                ..drawn.spec.clone()
            })
        };
        let (before, after) = (with(&few, 600), with(&more, 600));
        assert_eq!(bits(&before.draws), bits(&after.draws[..3]));
        if sampling != Sampling::LatinHypercube {
            let longer = with(&few, 1000);
            assert_eq!(before.draws[2], longer.draws[2][..600]);
        }
    }
}

#[test]
fn any_sample_is_a_case_that_can_be_looked_at() {
    let drawn = drawn(MARGIN);
    for sampling in ALL {
        let spec = MonteCarlo {
            samples: 700,
            sampling,
            ..drawn.spec.clone()
        };
        let sampled = drawn.run(&spec);
        let plan = Plan::new(&drawn.question(1), &spec).unwrap();
        for sample in [0, 1, 31, 32, 511, 512, 699] {
            let layers = plan.case(sample);
            let results = evaluate(&drawn.input.workbook, &drawn.typed, &layers);
            for (id, values) in ["margin", "return"].into_iter().zip(&sampled.values) {
                let found = results.at(id).unwrap_or(f64::NAN);
                assert_eq!(found.to_bits(), values[sample].to_bits(), "{id} {sample}");
            }
        }
    }
}

/// Rank correlations are met within ±0.02, whatever the distributions.
#[test]
fn correlations_are_reached() {
    let rows = "
a := 1; dist lognormal(10, 20)
b := 1; dist uniform(0, 1)
c := 1; dist normal(5, 1)
d := 1; dist pert(1, 2, 9)
total = a + b + c + d
";
    for (ab, bc, ad) in [(0.8, 0.5, -0.2), (-0.7, -0.6, 0.0), (0.05, 0.98, 0.3)] {
        let study = format!(
            "study monte_carlo((outputs: [\"total\"], correlations: [\
             (first: \"a\", second: \"b\", rank: {ab}), (first: \"c\", second: \"b\", rank: {bc}), \
             (first: \"d\", second: \"a\", rank: {ad})]))"
        );
        let drawn = drawn(&format!("{rows}{study}\n"));
        for sampling in [Sampling::Sobol, Sampling::LatinHypercube] {
            let spec = MonteCarlo {
                sampling,
                ..drawn.spec.clone()
            };
            for pair in drawn.run(&spec).correlations {
                assert!(
                    (pair.achieved - pair.imposed).abs() <= 0.02,
                    "{sampling:?} {pair:?}"
                );
            }
        }
    }
}

/// Over many seeds the mean is right, and as far off as its standard error says: as far for
/// independent draws, and not as far for even ones.
#[test]
fn standard_errors_are_honest() {
    // The mean of a product of independent inputs is the product of their means.
    let drawn = drawn(
        "x := 1; dist uniform(0, 2)\ny := 1; dist triangular(0, 1, 5)\nz = x * y\n\
         study monte_carlo((outputs: [\"z\"]))\n",
    );
    let expected = 2.0;
    for (sampling, samples, range) in [
        (Sampling::Plain, 512, 0.8..1.2),
        (Sampling::LatinHypercube, 512, 0.5..1.1),
        (Sampling::Sobol, 512, 0.05..1.0),
        (Sampling::Sobol, 500, 0.05..1.1),
    ] {
        let (mut away, mut told) = (0.0, 0.0);
        for seed in 0..200 {
            let found = &drawn.run(&MonteCarlo {
                samples,
                seed,
                sampling,
                ..drawn.spec.clone()
            });
            let summary = &found.outputs[0];
            away += (summary.mean - expected) * (summary.mean - expected);
            told += summary.standard_error * summary.standard_error;
        }
        let ratio = (away / told).sqrt();
        assert!(range.contains(&ratio), "{sampling:?} {samples}: {ratio}");
    }
}

/// Sobol's sequence is nearer to the true mean than a Latin hypercube, and that than chance.
#[test]
fn even_sampling_pays() {
    let drawn = drawn(
        "x := 1; dist uniform(0, 2)\ny := 1; dist triangular(0, 1, 5)\nz = x * y + x\n\
         study monte_carlo((outputs: [\"z\"], samples: 1024))\n",
    );
    let [sobol, latin, plain] = ALL.map(|sampling| {
        let squares = (0..50).map(|seed| {
            let spec = MonteCarlo {
                seed,
                sampling,
                ..drawn.spec.clone()
            };
            let mean = drawn.run(&spec).outputs[0].mean;
            (mean - 3.0) * (mean - 3.0)
        });
        squares.sum::<f64>().sqrt()
    });
    assert!(
        sobol * 3.0 < latin && latin * 1.5 < plain,
        "{sobol} {latin} {plain}"
    );
}

/// The total effects of Sobol's g-function are known: each factor (|4x − 2| + a) / (1 + a) has the
/// variance v = 1 / (3 (1 + a)²), and the total effect v Π(1 + v of the others) / (Π(1 + v) − 1).
#[test]
fn total_effects_are_those_of_the_textbook() {
    let weights = [0.0, 1.0, 4.5, 9.0];
    let mut text = String::new();
    for (place, a) in weights.iter().enumerate() {
        text.push_str(&format!("x{place}_ := 0; dist uniform(0, 1)\n"));
        text.push_str(&format!(
            "f{place}_ = (MAX(4 * x{place}_ - 2, 2 - 4 * x{place}_) + {a}) / (1 + {a})\n"
        ));
    }
    text.push_str("g = f0_ * f1_ * f2_ * f3_\nstudy monte_carlo((outputs: [\"g\"]))\n");
    let variances = weights.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let all: f64 = variances.iter().map(|v| 1.0 + v).product();
    let drawn = drawn(&text);
    for sampling in ALL {
        let found = drawn.run(&MonteCarlo {
            sampling,
            ..drawn.spec.clone()
        });
        for (input, v) in found.inputs.iter().zip(variances) {
            let expected = v * (all / (1.0 + v)) / (all - 1.0);
            let effect = input.total_effects[0];
            let allowed = if sampling == Sampling::Sobol {
                0.02
            } else {
                0.08
            };
            assert!(
                (effect - expected).abs() <= allowed,
                "{sampling:?} {effect} {expected}"
            );
        }
    }
}

#[test]
fn summaries_follow_from_the_values_kept() {
    let drawn = drawn(MARGIN);
    let target = Target {
        output: "return".to_owned(),
        value: Number(0.0),
    };
    let found = drawn.run(&MonteCarlo {
        samples: 5000,
        targets: vec![target],
        ..drawn.spec.clone()
    });
    let (summary, values) = (&found.outputs[1], &found.values[1]);
    let known: Vec<_> = values
        .iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect();
    let missing = values.len() - known.len();
    assert!(missing > 0);
    assert_eq!(summary.unavailable.values().sum::<usize>(), missing);
    assert_eq!(summary.histogram.counts.iter().sum::<usize>(), known.len());
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    assert!((summary.mean - mean).abs() < 1e-12);
    let reached = known.iter().filter(|value| **value >= 0.0).count();
    assert_eq!(summary.targets, [(0.0, reached as f64 / 5000.0)]);
    assert_eq!(
        summary.convergence.last().map(|last| (last.0, last.1)),
        Some((5000, summary.mean))
    );
    assert!(summary.percentiles.is_sorted());
}

#[test]
fn a_run_that_was_asked_to_stop_gives_nothing() {
    let drawn = drawn(MARGIN);
    let progress = Progress::default();
    progress.cancel();
    let found = run(&drawn.question(1), &drawn.spec, &progress);
    assert_eq!(found.err(), Some(Stop::Cancelled));
}

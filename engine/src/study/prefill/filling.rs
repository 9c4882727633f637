//! What each kind of study is filled in with.

use crate::check::{Axes, Case};
use crate::diagnostic::Diagnostic;
use crate::study::Question;
use crate::study::keys::parse;
use crate::study::tornado::Bar;
use crate::study::words::refuse;
use crate::workbook::{
    Axis, AxisValues, Bridge, CaseOf, Direction, Distribution, Falsifiers, FigureSpec, Frontier,
    GoalSeek, Grid, Id, MonteCarlo, Number, Order, Sampling, Sought, Spider, StudySpec, Target,
    TestRange, Tornado, Uncertain,
};

use super::span::{assumption, round, span};
use super::{AROUND, Aim, Filled, Span, Subject, Wish};

/// How many values an axis gets: few enough for a number in every cell.
const STEPS: usize = 11;
/// How many samples are drawn.
const SAMPLES: usize = 8192;
/// The most inputs that are drawn; the others move the output less.
const MOST_DRAWN: usize = 24;
/// How many inputs a spider shows.
const MOST_LINES: usize = 5;

/// What is known while studies of one subject are filled in.
pub(super) struct Filling<'a> {
    pub(super) question: &'a Question<'a>,
    pub(super) subject: &'a Subject,
    /// The output's value in the case.
    pub(super) base: f64,
    /// What moves it, the strongest first.
    pub(super) bars: &'a [Bar],
}

/// An input that can run along an axis, and between which ends.
struct Reach {
    key: String,
    ends: [f64; 2],
    span: Span,
}

type Made = Result<Filled, Box<Diagnostic>>;

impl Filling<'_> {
    /// Fills in one kind.
    pub(super) fn fill(&self, wish: &Wish) -> Made {
        match wish {
            Wish::Tornado => Ok(plain(StudySpec::Tornado(Tornado {
                output: self.output(),
                inputs: Vec::new(),
                range: TestRange::Stated,
                threshold: None,
                winner: None,
                period: None,
            }))),
            Wish::Spider => self.spider(),
            Wish::Line => self.grid(1),
            Wish::Grid => self.grid(2),
            Wish::Falsifiers => self.falsifiers(),
            Wish::Frontier => self.frontier(),
            Wish::GoalSeek => self.goal_seek(),
            Wish::MonteCarlo => self.monte_carlo(),
            Wish::Bridge(scenario) => self.bridge(scenario.as_ref()),
        }
    }

    fn output(&self) -> String {
        self.subject.output.clone()
    }

    fn spider(&self) -> Made {
        let pointed = self.subject.input.iter().cloned();
        let strongest = self.bars.iter().map(|bar| bar.input.key.clone());
        let mut inputs: Vec<String> = Vec::new();
        for key in pointed.chain(strongest) {
            if inputs.len() < MOST_LINES && !inputs.contains(&key) {
                inputs.push(key);
            }
        }
        Ok(plain(StudySpec::Spider(Spider {
            output: self.output(),
            inputs,
            range: TestRange::Percent(Number(AROUND)),
            period: None,
        })))
    }

    /// The inputs that can run along axes: the one that was pointed at, then the strongest ones,
    /// with their ranges.
    fn axes(&self, count: usize) -> Result<Vec<Reach>, Box<Diagnostic>> {
        let pointed = self.subject.input.iter().map(String::as_str);
        // A row whose values differ moves as a whole, which no axis can say.
        let single = self.bars.iter().filter(|bar| bar.input.unit != "x");
        let mut found: Vec<Reach> = Vec::new();
        for key in pointed.chain(single.map(|bar| bar.input.key.as_str())) {
            if found.len() == count {
                break;
            }
            if !found.iter().any(|other| other.key == key)
                && let Some((ends, span)) = span(self.question, key)
            {
                let key = key.to_owned();
                found.push(Reach { key, ends, span });
            }
        }
        match found.len() < count {
            true => Err(self.too_few(count)),
            false => Ok(found),
        }
    }

    fn too_few(&self, count: usize) -> Box<Diagnostic> {
        let output = parse(&self.subject.output).name;
        let inputs = if count == 1 { "an input" } else { "two inputs" };
        refuse(
            format!("`{output}` does not follow {inputs} with a range"),
            "give assumptions that it depends on a low and a high end",
        )
    }

    fn grid(&self, count: usize) -> Made {
        let axes = self.axes(count)?;
        let (target, aim) = self.aim();
        let is_zero = aim == Aim::Zero;
        Ok(Filled {
            spec: StudySpec::Grid(Grid {
                // The first goes across, and stands last.
                axes: axes.iter().rev().map(axis).collect(),
                outputs: vec![self.output()],
                contours: match is_zero {
                    true => vec![target],
                    false => Vec::new(),
                },
                ..Grid::default()
            }),
            spans: spans(axes),
            aim: is_zero.then_some(aim),
        })
    }

    fn falsifiers(&self) -> Made {
        let (target, aim) = self.aim();
        let inputs = self.subject.input.clone();
        Ok(Filled {
            spec: StudySpec::Falsifiers(Falsifiers {
                target,
                inputs: inputs.into_iter().collect(),
                period: None,
            }),
            spans: Vec::new(),
            aim: Some(aim),
        })
    }

    fn frontier(&self) -> Made {
        let axes = self.axes(2)?;
        let (target, aim) = self.aim();
        let (x, y) = (&axes[0], &axes[1].key);
        let spec = StudySpec::Frontier(Frontier {
            x: Axis {
                values: linear(x.ends, 4 * STEPS),
                ..axis(x)
            },
            y: Sought {
                key: y.clone(),
                from: None,
                to: None,
            },
            target,
            earns: self.better(),
            period: None,
        });
        Ok(Filled {
            spec,
            spans: spans(axes.into_iter().take(1).collect()),
            aim: Some(aim),
        })
    }

    fn goal_seek(&self) -> Made {
        let pointed = self.subject.input.clone();
        let single = self.bars.iter().find(|bar| bar.input.unit != "x");
        let input = pointed.or_else(|| Some(single?.input.key.clone()));
        let (target, aim) = self.aim();
        let sought = Sought {
            key: input.ok_or_else(|| self.too_few(1))?,
            from: None,
            to: None,
        };
        Ok(Filled {
            spec: StudySpec::GoalSeek(GoalSeek {
                targets: vec![target],
                inputs: vec![sought],
                period: None,
            }),
            spans: Vec::new(),
            aim: Some(aim),
        })
    }

    fn monte_carlo(&self) -> Made {
        let mut inputs: Vec<Uncertain> = Vec::new();
        let mut found = Vec::new();
        for bar in self.bars {
            let key = &bar.input.key;
            // Shares of one whole move each other: the widest stands for them.
            let is_taken = |one: &Uncertain| parse(&one.key).name == parse(key).name;
            if inputs.len() == MOST_DRAWN || inputs.iter().any(is_taken) {
                continue;
            }
            if let Some((distribution, span)) = self.drawn(bar) {
                found.push((key.clone(), span));
                inputs.push(Uncertain {
                    key: key.clone(),
                    distribution,
                });
            }
        }
        if inputs.is_empty() {
            let output = parse(&self.subject.output).name;
            let message =
                format!("nothing that `{output}` depends on has a distribution or a range");
            let hint = "give an assumption a low and a high end, or type `3 to 12` as its value";
            return Err(refuse(message, hint));
        }
        let (target, aim) = self.aim();
        Ok(Filled {
            spec: StudySpec::MonteCarlo(MonteCarlo {
                outputs: vec![self.output()],
                inputs,
                correlations: Vec::new(),
                samples: SAMPLES,
                seed: 1,
                sampling: Sampling::Sobol,
                targets: vec![target],
                fans: self.fan().into_iter().collect(),
                period: None,
            }),
            spans: found,
            aim: Some(aim),
        })
    }

    /// What an input is drawn from: what it states, else a triangle over its stated range. None
    /// where its values differ, or only ±10 % would be known of it.
    fn drawn(&self, bar: &Bar) -> Option<(Option<Distribution>, Span)> {
        let assumption = assumption(self.question.workbook, &bar.input.key)?;
        if bar.input.unit == "x" {
            return None;
        }
        if assumption.distribution.is_some() {
            return Some((None, Span::Drawn));
        }
        let ([low, high], Span::Stated) = span(self.question, &bar.input.key)? else {
            return None;
        };
        let text = format!("triangular({low}, {}, {high})", bar.input.base);
        Some((Some(text.parse().ok()?), Span::Triangular))
    }

    /// The series that the output is a period of.
    fn fan(&self) -> Option<Id> {
        let name = parse(&self.subject.output).name;
        let row = self.question.typed.row(&name)?;
        (row.axes == Axes::TIME).then_some(name)
    }

    fn bridge(&self, scenario: Option<&Id>) -> Made {
        let Case {
            profile,
            scenario: shown,
        } = &self.question.layers.case;
        let workbook = self.question.workbook;
        let first = workbook.scenarios.first().map(|scenario| &scenario.id);
        let scenario = scenario.or(shown.as_ref()).or(first);
        let mut others = workbook.profiles.iter().map(|profile| &profile.id);
        let other = others.find(|other| Some(*other) != profile.as_ref());
        let to = match (scenario, other) {
            (Some(scenario), _) => CaseOf {
                scenario: Some(scenario.clone()),
                ..CaseOf::default()
            },
            (None, Some(profile)) => CaseOf {
                profile: Some(profile.clone()),
                ..CaseOf::default()
            },
            (None, None) => {
                let message = "there is no other case to which a bridge could lead";
                return Err(refuse(message, "add a scenario first"));
            }
        };
        Ok(plain(StudySpec::Bridge(Bridge {
            output: self.output(),
            from: CaseOf::default(),
            to,
            order: Order::OrderFree,
            period: None,
        })))
    }

    /// What the output is held against: zero where it can pass it, else a tenth worse than it is.
    fn aim(&self) -> (Target, Aim) {
        let crosses = self.bars.iter().any(|bar| bar.flips_sign);
        let tenth = AROUND * self.base.abs();
        let (value, aim) = match (crosses || self.base == 0.0, self.better()) {
            (true, _) => (0.0, Aim::Zero),
            (false, Direction::Higher) => (self.base - tenth, Aim::Below),
            (false, Direction::Lower) => (self.base + tenth, Aim::Above),
        };
        let target = Target {
            output: self.output(),
            value: Number(round(value)),
        };
        (target, aim)
    }

    /// Which values of the output are better, as a comparison of the workbook says; of what its
    /// main figure shows as a cost smaller ones, and greater ones otherwise.
    fn better(&self) -> Direction {
        let name = parse(&self.subject.output).name;
        let figures = self.question.workbook.figures.iter();
        let metrics = figures.filter_map(|figure| match &figure.spec {
            FigureSpec::Comparison(comparison) => Some(&comparison.metrics),
            _ => None,
        });
        let mut metrics = metrics.flatten();
        let metric = metrics.find(|metric| parse(&metric.row).name == name);
        let mut figures = self.question.workbook.figures.iter();
        let is_cost = figures.any(|figure| match &figure.spec {
            FigureSpec::CostCurves(curves) => curves.output == name,
            _ => false,
        });
        let usual = match is_cost {
            true => Direction::Lower,
            false => Direction::Higher,
        };
        metric.and_then(|metric| metric.better).unwrap_or(usual)
    }
}

const fn plain(spec: StudySpec) -> Filled {
    Filled {
        spec,
        spans: Vec::new(),
        aim: None,
    }
}

fn spans(axes: Vec<Reach>) -> Vec<(String, Span)> {
    let axes = axes.into_iter();
    axes.map(|axis| (axis.key, axis.span)).collect()
}

fn axis(reach: &Reach) -> Axis {
    Axis {
        key: reach.key.clone(),
        values: linear(reach.ends, STEPS),
    }
}

const fn linear([from, to]: [f64; 2], count: usize) -> AxisValues {
    AxisValues::Linear {
        from: Number(from),
        to: Number(to),
        count,
    }
}

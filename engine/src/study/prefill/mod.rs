//! Studies filled in from what the workbook states, so that an output or an assumption is enough.

mod filling;
mod span;
#[cfg(test)]
mod tests;

use crate::check::{RowKind, RowRule, Typed, bad_key};
use crate::diagnostic::{Code, Diagnostic};
use crate::run::{Progress, Reference, resolve_all};
use crate::workbook::{
    CostCurves, FigureSpec, Id, Number, StudySpec, TestRange, Tornado, Workbook,
};

use super::keys::{output, parse};
use super::tornado::{self, Bar, Bars};
use super::words::{drivers, refuse};
use super::{Question, Stop};
use crate::workbook::key::Key;
use filling::Filling;

pub use span::span;

/// Where nothing tells how far an input may move, it moves by this share of its base.
const AROUND: f64 = 0.1;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// What moves the output most.
    Tornado,
    /// How the output follows what moves it most.
    Spider,
    /// The output over one input.
    Line,
    /// The output over two inputs.
    Grid,
    /// What would break it.
    Falsifiers,
    /// Where in the plane of two inputs it breaks even.
    Frontier,
    /// What an input would have to be.
    GoalSeek,
    /// What it is when inputs are uncertain.
    MonteCarlo,
    /// Why it differs in a scenario, or in a profile where there is no scenario.
    Bridge(Option<Id>),
}

impl Wish {
    /// Every wish, in the order in which they are offered; the bridge to the first scenario.
    pub const ALL: [Self; 9] = [
        Self::Tornado,
        Self::Spider,
        Self::Grid,
        Self::Line,
        Self::Falsifiers,
        Self::Frontier,
        Self::GoalSeek,
        Self::MonteCarlo,
        Self::Bridge(None),
    ];

    /// What a quick study of an output is made of.
    pub const QUICK: [Self; 4] = [
        Self::Tornado,
        Self::Grid,
        Self::Falsifiers,
        Self::MonteCarlo,
    ];
}

/// What a study is about: an output, and an input where one was pointed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The output, as a key.
    pub output: String,
    /// The input, as a key.
    pub input: Option<String>,
}

/// A study as it was filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    /// The study.
    pub spec: StudySpec,
    /// The ranges in it, and where each is from.
    pub spans: Vec<(String, Span)>,
    /// What the output is held against, where it is held against something.
    pub aim: Option<Aim>,
}

/// Where the range of an input is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The low and the high end that the assumption states.
    Stated,
    /// What the assumption holds for valid.
    Valid,
    /// A tenth of the base down and up.
    Around,
    /// The distribution that the assumption states.
    Drawn,
    /// Triangular over the low end, the base and the high end.
    Triangular,
}

/// Where the value is from that an output is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Zero, as the output can be on both sides of it.
    Zero,
    /// A tenth below the base, where greater values are better.
    Below,
    /// A tenth above the base, where smaller values are better.
    Above,
}

/// What a key is the subject of: an output of itself, an assumption of the result that the workbook
/// is about and that follows it.
///
/// # Errors
///
/// The key names no number, or an assumption that nothing follows.
pub fn subject(workbook: &Workbook, typed: &Typed, key: &str) -> Result<Subject, Box<Diagnostic>> {
    if let Some(found) = bad_key(typed, key) {
        return Err(Box::new(found));
    }
    let name = parse(key).name;
    let row = typed.position(&name).unwrap_or_default();
    if typed.rows[row].kind != RowKind::Number {
        let message = format!("`{name}` is a choice or a text, and studies move and read numbers");
        let found = Diagnostic::error(Code::KindMismatch, message);
        return Err(Box::new(found.hint("choose a number")));
    }
    if !matches!(typed.rows[row].rule, RowRule::Input) {
        return Ok(Subject {
            output: key.to_owned(),
            input: None,
        });
    }
    let follows = |output: &String| drivers(typed, output).contains(&row);
    match results(workbook, typed).into_iter().find(follows) {
        Some(output) => Ok(Subject {
            output,
            input: Some(key.to_owned()),
        }),
        None => Err(refuse(
            format!("no single result follows `{name}`"),
            "choose a result, or an assumption that one depends on",
        )),
    }
}

/// The single results of a workbook, those that its figures and studies are about first.
fn results(workbook: &Workbook, typed: &Typed) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for figure in &workbook.figures {
        match &figure.spec {
            FigureSpec::CostCurves(CostCurves { output, .. }) => keys.push(output.clone()),
            FigureSpec::Heatmap(heatmap) => keys.push(heatmap.output.clone()),
            FigureSpec::Comparison(comparison) => {
                keys.extend(comparison.metrics.iter().map(|metric| metric.row.clone()));
            }
            _ => {}
        }
    }
    // What stands last is what a model leads to.
    keys.extend(workbook.variables.iter().rev().map(|row| row.id.clone()));
    keys.retain(|key| {
        let row = typed.row(&parse(key).name);
        let is_result = row
            .is_some_and(|row| row.kind == RowKind::Number && !matches!(row.rule, RowRule::Input));
        is_result && output(typed, key, None).is_ok()
    });
    keys
}

/// Fills in some studies of one subject. Those that cannot be made are told with the reason.
///
/// # Errors
///
/// The subject is no single number, it has no value in the case, or `progress` was asked to stop.
pub fn fill(
    question: &Question<'_>,
    subject: &Subject,
    wishes: &[Wish],
    progress: &Progress,
) -> Result<Vec<Result<Filled, Box<Diagnostic>>>, Stop> {
    let base = base(question, &subject.output)?;
    let needs_bars = |wish: &Wish| !matches!(wish, Wish::Bridge(_) | Wish::Tornado);
    let bars = match wishes.iter().any(needs_bars) {
        true => Some(ranked(question, &subject.output, progress)?),
        false => None,
    };
    let filling = Filling {
        question,
        subject,
        base,
        bars: bars.as_ref().map_or(&[], |bars| &bars.bars),
    };
    Ok(wishes.iter().map(|wish| filling.fill(wish)).collect())
}

/// The value of an output in the case.
fn base(question: &Question<'_>, key: &str) -> Result<f64, Stop> {
    let typed = question.typed;
    let (row, slot) = output(typed, key, None)?.slot;
    let resolved = resolve_all(question.workbook, typed, &question.layers).0;
    let mut reference = Reference::new(typed, &resolved);
    reference.prepare([row]);
    let value = reference.slot(row, slot);
    value.map_err(|reason| {
        let Key { name, at } = parse(key);
        let periods = &typed.extents.timeline.labels;
        let period = at.iter().find(|label| periods.contains(label));
        let (case, others) = match period {
            Some(period) => (format!("in {period}"), "period, profile or scenario"),
            None => ("in this case".to_owned(), "profile or scenario"),
        };
        let message = format!("`{name}` has no value {case}: {reason}");
        let hint = format!("choose another {others}, or a result that has a value here");
        Stop::from(refuse(message, hint))
    })
}

/// What moves an output, by what is stated; by a tenth of the base where hardly anything is.
fn ranked(question: &Question<'_>, output: &str, progress: &Progress) -> Result<Bars, Stop> {
    let by = |range| {
        let spec = Tornado {
            output: output.to_owned(),
            inputs: Vec::new(),
            range,
            threshold: None,
            winner: None,
            period: None,
        };
        tornado::run(question, &spec, progress)
    };
    let mut stated = by(TestRange::Stated)?;
    let around = by(TestRange::Percent(Number(AROUND)))?;
    let is_new = |bar: &Bar| !stated.bars.iter().any(|one| one.input.key == bar.input.key);
    let others: Vec<_> = around.bars.into_iter().filter(is_new).collect();
    stated.bars.extend(others);
    Ok(stated)
}

//! Edits of studies.

use std::sync::Arc;

use super::{check_said, find};
use crate::workbook::assign::check_finite;
use crate::workbook::names::{Refusal, check_shape};
use crate::workbook::{
    Action, Axis, AxisValues, Claim, Number, Quantity, Sought, Study, StudySpec, Target, TestRange,
    Workbook,
};

/// Adds a study whose name is good and free.
pub(super) fn insert(workbook: &mut Workbook, study: &Arc<Study>) -> Result<(), Refusal> {
    check_shape(&study.id)?;
    if workbook.studies.iter().any(|other| other.id == study.id) {
        let message = format!("there is a study `{}` already", study.id);
        return Err(Refusal::new(message, "choose another name"));
    }
    check(study)?;
    workbook.studies.push(Arc::clone(study));
    Ok(())
}

/// Puts a study in the place of the one with its name.
pub(super) fn set(workbook: &mut Workbook, study: &Arc<Study>) -> Result<(), Refusal> {
    let position = position(workbook, &study.id)?;
    check(study)?;
    workbook.studies[position] = Arc::clone(study);
    Ok(())
}

/// Sets what a study is called on screen.
pub(super) fn set_label(workbook: &mut Workbook, id: &str, text: &str) -> Result<(), Refusal> {
    let position = position(workbook, id)?;
    check_said(text, UNNAMED)?;
    text.clone_into(&mut Arc::make_mut(&mut workbook.studies[position]).label);
    Ok(())
}

/// Removes a study of which no check or signal asks for a percentile.
pub(super) fn remove(workbook: &mut Workbook, id: &str) -> Result<(), Refusal> {
    let position = position(workbook, id)?;
    let users = users(workbook, id);
    if !users.is_empty() {
        let label = &workbook.studies[position].label;
        let message = format!("{label} is used by {}", users.join(", "));
        return Err(Refusal::new(message, "change or remove those first"));
    }
    workbook.studies.remove(position);
    Ok(())
}

const UNNAMED: &str = "a study needs a name";

fn position(workbook: &Workbook, id: &str) -> Result<usize, Refusal> {
    find(&workbook.studies, id, "study", |study| &study.id)
}

/// The checks and signals that ask for a percentile of a study.
fn users(workbook: &Workbook, id: &str) -> Vec<String> {
    let claims = |claim: &Claim| matches!(claim, Claim::Drawn(drawn) if drawn.study == id);
    let checks = (workbook.checks.iter())
        .filter(|check| claims(&check.claim))
        .map(|check| format!("the check {}", check.label));
    let signals = (workbook.signals.iter())
        .filter(|signal| signal.drawn.as_ref().is_some_and(|drawn| drawn.study == id))
        .map(|signal| format!("the signal {}", signal.label));
    checks.chain(signals).collect()
}

/// Refuses a study without a label, or with a number that no file can hold.
fn check(study: &Study) -> Result<(), Refusal> {
    check_said(&study.label, UNNAMED)?;
    numbers(&study.spec)
        .into_iter()
        .try_for_each(|number| check_finite(&Quantity::Constant(number)))
}

/// Every number that a study states; distributions refuse theirs where they are read.
fn numbers(spec: &StudySpec) -> Vec<Number> {
    match spec {
        StudySpec::Grid(grid) => {
            let axes = grid.axes.iter().flat_map(of_axis);
            axes.chain(grid.contours.iter().map(of_target)).collect()
        }
        StudySpec::GoalSeek(seek) => {
            let inputs = seek.inputs.iter().flat_map(of_sought);
            inputs.chain(seek.targets.iter().map(of_target)).collect()
        }
        StudySpec::Frontier(frontier) => {
            let ends = of_axis(&frontier.x).into_iter();
            let ends = ends.chain(of_sought(&frontier.y));
            ends.chain([frontier.target.value]).collect()
        }
        StudySpec::Falsifiers(falsifiers) => vec![falsifiers.target.value],
        StudySpec::Tornado(tornado) => {
            let range = of_range(tornado.range);
            range.into_iter().chain(tornado.threshold).collect()
        }
        StudySpec::Spider(spider) => of_range(spider.range).into_iter().collect(),
        StudySpec::MonteCarlo(run) => {
            let ranks = run.correlations.iter().map(|pair| pair.rank);
            ranks.chain(run.targets.iter().map(of_target)).collect()
        }
        StudySpec::Bridge(bridge) => {
            let set = bridge.from.set.iter().chain(&bridge.to.set);
            let numbers = set.flat_map(|change| match &change.action {
                Action::Scale(number) | Action::Add(number) => vec![*number],
                Action::Set(quantity) => of_quantity(quantity),
            });
            numbers.collect()
        }
    }
}

fn of_axis(axis: &Axis) -> Vec<Number> {
    match &axis.values {
        AxisValues::Linear { from, to, .. } | AxisValues::Log { from, to, .. } => vec![*from, *to],
        AxisValues::List(values) => values.clone(),
        AxisValues::Elements(_) => Vec::new(),
    }
}

fn of_sought(sought: &Sought) -> impl Iterator<Item = Number> {
    sought.from.into_iter().chain(sought.to)
}

const fn of_target(target: &Target) -> Number {
    target.value
}

const fn of_range(range: TestRange) -> Option<Number> {
    match range {
        TestRange::Stated => None,
        TestRange::Percent(number) | TestRange::Percentile(number) => Some(number),
    }
}

/// A quantity as a number that is finite where all of it is.
fn of_quantity(quantity: &Quantity) -> Vec<Number> {
    match check_finite(quantity) {
        Ok(()) => Vec::new(),
        Err(_) => vec![Number(f64::NAN)],
    }
}

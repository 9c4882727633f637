//! What checks and signals ask of the samples of a Monte Carlo study.
//!
//! Percentiles never enter a formula: they belong to a whole study, not to a case. So these checks
//! and signals are open after a case was evaluated, and are settled by the study's samples.

use crate::run::{CheckResult, Progress, Results};
use crate::workbook::{Check, Claim, DrawnClaim, Study, StudySpec, Workbook};

use super::monte_carlo::{self, Sampled};
use super::{Question, Stop};

/// Runs every study that checks and signals ask, where it is about the question's case, and
/// settles them in its results.
///
/// # Errors
///
/// A study makes no sense as described, or `progress` was asked to stop.
pub fn settle(
    question: &Question<'_>,
    results: &mut Results,
    progress: &Progress,
) -> Result<(), Stop> {
    let workbook = question.workbook;
    for study in workbook
        .studies
        .iter()
        .filter(|study| is_asked(workbook, study))
    {
        let about = |own: &Option<String>, at: &Option<String>| own.is_none() || own == at;
        let case = &question.layers.case;
        let is_about = about(&study.profile, &case.profile) && study.scenario == case.scenario;
        if let (true, StudySpec::MonteCarlo(spec)) = (is_about, &study.spec) {
            let sampled = monte_carlo::run(question, spec, progress)?;
            take(workbook, study, &sampled, results);
        }
    }
    Ok(())
}

/// Whether a check or a signal asks for percentiles of a study.
pub fn is_asked(workbook: &Workbook, study: &Study) -> bool {
    let mut signals = workbook.signals.iter();
    let by_signal = |drawn: &crate::workbook::Drawn| drawn.study == study.id;
    claims(workbook).any(|(_, claim)| claim.study == study.id)
        || signals.any(|signal| signal.drawn.as_ref().is_some_and(by_signal))
}

/// Settles what a study's samples can settle.
pub fn take(workbook: &Workbook, study: &Study, sampled: &Sampled, results: &mut Results) {
    let asked = claims(workbook).filter(|(_, claim)| claim.study == study.id);
    for (check, claim) in asked {
        let detail = fault(claim, sampled);
        results.checks.retain(|known| known.id != check.id);
        results.checks.push(CheckResult {
            id: check.id.clone(),
            label: check.label.as_str().into(),
            passed: detail.is_empty(),
            detail,
        });
    }
    for signal in &workbook.signals {
        let drawn = signal
            .drawn
            .as_ref()
            .filter(|drawn| drawn.study == study.id);
        let known = results
            .signals
            .iter_mut()
            .find(|known| known.id == signal.id);
        if let (Some(drawn), Some(known)) = (drawn, known) {
            let found = percentile(sampled, &signal.row, drawn.percentile.0);
            known.value = found.ok_or_else(|| "no sample has a value".to_owned());
        }
    }
    let place = |id: &str| workbook.checks.iter().position(|check| check.id == id);
    results.checks.sort_by_key(|check| place(&check.id));
    fail_masters(workbook, results);
}

fn claims(workbook: &Workbook) -> impl Iterator<Item = (&Check, &DrawnClaim)> {
    workbook
        .checks
        .iter()
        .filter_map(|check| match &check.claim {
            Claim::Drawn(claim) => Some((&**check, claim)),
            _ => None,
        })
}

/// A percentile of an output, interpolated between samples as a spreadsheet's `PERCENTILE.INC`;
/// none where no sample has a value.
pub fn percentile(sampled: &Sampled, output: &str, percent: f64) -> Option<f64> {
    let mut outputs = sampled.outputs.iter();
    let place = outputs.position(|summary| summary.output.key == output)?;
    monte_carlo::percentile(sampled.values.get(place)?, percent)
}

/// Why a claim does not hold; empty where it does.
fn fault(claim: &DrawnClaim, sampled: &Sampled) -> String {
    let (output, percent) = (&claim.output, claim.percentile.0);
    let Some(value) = percentile(sampled, output, percent) else {
        return format!("no sample has a value of `{output}`");
    };
    let name = format!("P{percent} of `{output}`");
    match (claim.at_least, claim.at_most) {
        (Some(least), _) if value < least.0 => {
            format!("{name} is {value}, below {}", least.0)
        }
        (_, Some(most)) if value > most.0 => format!("{name} is {value}, above {}", most.0),
        _ => String::new(),
    }
}

/// A check that all others hold does not, where one that a study settles fails.
fn fail_masters(workbook: &Workbook, results: &mut Results) {
    let is_drawn = |id: &str| claims(workbook).any(|(check, _)| check.id == id);
    let failed = results.checks.iter();
    let failed: Vec<_> = failed
        .filter(|check| is_drawn(&check.id) && !check.passed)
        .map(|check| check.id.clone())
        .collect();
    if failed.is_empty() {
        return;
    }
    let masters = workbook.checks.iter();
    let masters = masters.filter(|check| matches!(check.claim, Claim::AllOthers));
    for master in masters {
        let known = results
            .checks
            .iter_mut()
            .find(|known| known.id == master.id);
        if let Some(known) = known.filter(|known| known.passed) {
            known.passed = false;
            known.detail = format!("of a study: {}", failed.join(", "));
        }
    }
}

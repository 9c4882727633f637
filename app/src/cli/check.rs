//! `rackhour check`: errors, warnings, and the workbook's own checks in every case.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use rackhour_engine::check::{Case, Layers};
use rackhour_engine::run::{Progress, Results, SignalResult, Status, evaluate_all};
use rackhour_engine::study::{Question, Stop, drawn};
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{Signal, Variable};
use serde_json::{Value, json};

use crate::text;
use crate::today::today;

use super::case::name;
use super::open::Opened;
use super::{Ending, Failure, Format, Outcome, json, print};

/// Look for errors and run the workbook's own checks.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The workbook's file.
    workbook: PathBuf,
    /// How the findings are printed: a table to a terminal, JSON to anything else.
    #[arg(long, value_enum)]
    format: Option<Format>,
}

impl Check {
    pub(super) fn execute(self) -> Outcome {
        let mut opened = Opened::read(&self.workbook)?;
        let mut cases = cases(&opened);
        settle(&opened, &mut cases)?;
        let mixed = opened.mixed(&cases);
        opened.diagnostics.extend(mixed);
        let checks = cases.iter().flat_map(|(_, results)| &results.checks);
        let failed = checks.filter(|check| !check.passed).count();
        let plain = self
            .format
            .map_or(std::io::stdout().is_terminal(), |f| f != Format::Json);
        print(&if plain {
            text(&opened, &cases)
        } else {
            document(&opened, &cases)
        })?;
        Ok(Ending::wrong_if(failed > 0 || opened.has_errors()))
    }
}

/// Each profile in each scenario, profiles slowest.
fn cases(opened: &Opened) -> Vec<(Layers, Results)> {
    let cases = rackhour_engine::check::cases(&opened.workbook).into_iter();
    let layers: Vec<_> = cases.map(Layers::of).collect();
    let results = evaluate_all(&opened.workbook, &opened.typed, layers.clone(), 0);
    layers.into_iter().zip(results).collect()
}

/// Runs the studies whose percentiles checks and signals ask for, in the cases they are about.
fn settle(opened: &Opened, cases: &mut [(Layers, Results)]) -> Result<(), Failure> {
    for (layers, results) in cases {
        let question = Question {
            workbook: &opened.workbook,
            typed: &opened.typed,
            layers: layers.clone(),
            threads: 0,
        };
        match drawn::settle(&question, results, &Progress::default()) {
            Err(Stop::Refused(found)) => {
                let (message, hint) = (&found.message, &found.hint);
                return Err(Failure::Usage(format!("{message}; {hint}")));
            }
            Ok(()) | Err(Stop::Cancelled) => {}
        }
    }
    Ok(())
}

/// Each signal of the workbook with what each case gives for it.
fn signals<'a>(
    opened: &'a Opened,
    cases: &'a [(Layers, Results)],
) -> impl Iterator<Item = (&'a Case, &'a Signal, &'a SignalResult)> {
    let signal = |id: &str| opened.workbook.signals.iter().find(|s| s.id == id);
    cases.iter().flat_map(move |(layers, results)| {
        let results = results.signals.iter();
        results.filter_map(move |result| Some((&layers.case, &**signal(&result.id)?, result)))
    })
}

fn document(opened: &Opened, cases: &[(Layers, Results)]) -> String {
    let diagnostics: Vec<Value> = opened
        .located(&opened.diagnostics)
        .map(|(diagnostic, line)| {
            json!({
                "code": diagnostic.code.as_str(),
                "severity": diagnostic.severity.to_string(),
                "message": diagnostic.message,
                "file": opened.path.display().to_string(),
                "line": line,
                "name": diagnostic.place.name,
                "span": diagnostic.span().map(|span| [span.start, span.end]),
            })
        })
        .collect();
    let checks = cases.iter().flat_map(|(Layers { case, .. }, results)| {
        results.checks.iter().map(move |check| {
            json!({
                "name": check.id, "profile": case.profile, "scenario": case.scenario,
                "passed": check.passed, "detail": check.detail,
            })
        })
    });
    let checks: Vec<Value> = checks.collect();
    let mut document = json!({ "diagnostics": diagnostics, "checks": checks });
    let signals: Vec<_> = signals(opened, cases)
        .map(|(case, signal, result)| signal_document(opened, case, signal, result))
        .collect();
    if !signals.is_empty()
        && let Some(document) = document.as_object_mut()
    {
        document.insert("signals".to_owned(), Value::Array(signals));
    }
    json::text(&document)
}

/// One signal in one case: what the case gives for the metric, and what was seen last.
fn signal_document(opened: &Opened, case: &Case, signal: &Signal, result: &SignalResult) -> Value {
    let seen = signal.observations.last().map(|seen| {
        json!({
            "date": seen.date, "value": json::number(seen.value.0),
            "status": result.status_of(seen.value.0).ok().map(Status::as_str),
        })
    });
    let level = |level: &Result<f64, String>| level.as_ref().ok().map(|value| json::number(*value));
    let unit = watched(opened, signal).map(|row| &row.unit);
    json!({
        "name": signal.id, "profile": case.profile, "scenario": case.scenario,
        "status": result.status().ok().map(Status::as_str), "unit": unit,
        "value": level(&result.value), "watch": level(&result.watch),
        "broken": level(&result.broken), "unavailable": result.status().err(),
        "observed": seen, "expected_by": signal.expected_by,
        "overdue": result.is_overdue(signal, &today()),
    })
}

/// The row that a signal watches.
fn watched<'a>(opened: &'a Opened, signal: &Signal) -> Option<&'a Variable> {
    let key = Key::parse(&signal.row).ok()?;
    opened.workbook.variable(&key.name)
}

fn text(opened: &Opened, cases: &[(Layers, Results)]) -> String {
    let mut text = String::new();
    for finding in opened.rendered(&opened.diagnostics) {
        text.push_str(&format!("{finding}\n\n"));
    }
    for (Layers { case, .. }, results) in cases {
        for check in results.checks.iter().filter(|check| !check.passed) {
            let (label, detail) = (&check.label, &check.detail);
            text.push_str(&format!("failed: {label} ({}): {detail}\n", name(case)));
        }
    }
    for (case, signal, result) in signals(opened, cases) {
        text.extend(signal_line(opened, case, signal, result));
    }
    let errors = opened.diagnostics.iter().filter(|found| found.is_error());
    let errors = errors.count();
    let warnings = opened.diagnostics.len() - errors;
    let checks = || cases.iter().flat_map(|(_, results)| &results.checks);
    let passed = checks().filter(|check| check.passed).count();
    text.push_str(&format!(
        "{errors} error(s), {warnings} warning(s), {passed} of {} checks passed\n",
        checks().count()
    ));
    text
}

/// The line of a signal that does not hold in the base case of a profile, or is overdue there.
fn signal_line(
    opened: &Opened,
    case: &Case,
    signal: &Signal,
    result: &SignalResult,
) -> Option<String> {
    let status = result.status().ok()?;
    let overdue = result.is_overdue(signal, &today());
    if case.scenario.is_some() || (status == Status::Holds && !overdue) {
        return None;
    }
    let label = &signal.label;
    let row = watched(opened, signal)?;
    let shown = |value: &Result<f64, String>| match value {
        Ok(value) => text::with_unit(*value, &row.unit, row.format),
        Err(reason) => format!("n/a ({reason})"),
    };
    let late = match overdue {
        true => format!("; overdue since {}", signal.expected_by),
        false => String::new(),
    };
    Some(format!(
        "signal: {label} ({}): {} at {}, watched from {}, broken from {}{late}\n",
        name(case),
        status.as_str(),
        shown(&result.value),
        shown(&result.watch),
        shown(&result.broken),
    ))
}

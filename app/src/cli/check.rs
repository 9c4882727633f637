//! `rackhour check`: errors, warnings, and the workbook's own checks in every case.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use rackhour_engine::check::{Case, Layers};
use rackhour_engine::run::{CheckResult, evaluate};
use serde_json::{Value, json};

use super::open::Opened;
use super::{Ending, Format, Outcome, json, print};

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
        let opened = Opened::read(&self.workbook)?;
        let checks = checks(&opened);
        let failed = checks.iter().filter(|(_, check)| !check.passed).count();
        let plain = self
            .format
            .map_or(std::io::stdout().is_terminal(), |f| f != Format::Json);
        print(&if plain {
            text(&opened, &checks)
        } else {
            document(&opened, &checks)
        })?;
        Ok(Ending::wrong_if(failed > 0 || opened.has_errors()))
    }
}

/// The workbook's checks for each profile and scenario, profiles slowest.
fn checks(opened: &Opened) -> Vec<(Case, CheckResult)> {
    let mut all = Vec::new();
    for case in rackhour_engine::check::cases(&opened.workbook) {
        let layers = Layers::of(case.clone());
        let results = evaluate(&opened.workbook, &opened.typed, &layers);
        all.extend(
            results
                .checks
                .into_iter()
                .map(|check| (case.clone(), check)),
        );
    }
    all
}

fn document(opened: &Opened, checks: &[(Case, CheckResult)]) -> String {
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
    let checks: Vec<Value> = checks
        .iter()
        .map(|(case, check)| {
            json!({
                "name": check.id, "profile": case.profile, "scenario": case.scenario,
                "passed": check.passed, "detail": check.detail,
            })
        })
        .collect();
    json::text(&json!({ "diagnostics": diagnostics, "checks": checks }))
}

fn text(opened: &Opened, checks: &[(Case, CheckResult)]) -> String {
    let mut text = String::new();
    for finding in opened.rendered(&opened.diagnostics) {
        text.push_str(&format!("{finding}\n\n"));
    }
    for (case, check) in checks.iter().filter(|(_, check)| !check.passed) {
        let profile = case.profile.as_deref().unwrap_or("no profile");
        let scenario = case.scenario.as_deref().unwrap_or("base");
        text.push_str(&format!(
            "failed: {} ({profile} · {scenario}): {}\n",
            check.label, check.detail
        ));
    }
    let errors = opened
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .count();
    let warnings = opened.diagnostics.len() - errors;
    let passed = checks.iter().filter(|(_, check)| check.passed).count();
    text.push_str(&format!(
        "{errors} error(s), {warnings} warning(s), {passed} of {} checks passed\n",
        checks.len()
    ));
    text
}

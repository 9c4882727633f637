//! `rackhour eval`: the values of one or more cases.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use rackhour_engine::check::Layers;
use rackhour_engine::run::{Results, RowResult, evaluate};
use serde_json::{Map, Value, json};

use super::open::Opened;
use super::table::{self, Cell};
use super::{CaseArguments, Ending, Failure, Format, Outcome, did_you_mean, json, print};

/// Evaluate cases of a workbook.
#[derive(Debug, Args)]
pub(super) struct Eval {
    /// The workbook's file.
    workbook: PathBuf,
    #[command(flatten)]
    case: CaseArguments,
    /// Only these rows, separated by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    only: Vec<String>,
    /// How the values are printed.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl Eval {
    pub(super) fn execute(self) -> Outcome {
        let opened = Opened::read(&self.workbook)?;
        for name in &self.only {
            if opened.typed.row(name).is_none() {
                let known = opened.typed.rows.iter().map(|row| row.id.as_str());
                let near = did_you_mean(name, known);
                return Err(Failure::Usage(format!("there is no row `{name}`{near}")));
            }
        }
        let layers = self.case.layers(&opened)?;
        opened.report(&opened.diagnostics);
        let started = Instant::now();
        let cases: Vec<_> = layers
            .into_iter()
            .map(|layers| {
                let results = evaluate(&opened.workbook, &opened.typed, &layers);
                (layers, results)
            })
            .collect();
        let took = started.elapsed();
        let mut findings: Vec<_> = Vec::new();
        for finding in cases.iter().flat_map(|(_, results)| &results.findings) {
            if !opened.diagnostics.contains(finding) && !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        opened.report(findings);
        print(&match self.format {
            Format::Json => self.json(&cases),
            Format::Csv => self.csv(&cases)?,
            Format::Table => self.table(&opened, &cases),
        })?;
        eprintln!(
            "evaluated {} case(s) in {:.1} ms",
            cases.len(),
            took.as_secs_f64() * 1e3
        );
        Ok(Ending::wrong_if(opened.has_errors()))
    }

    fn rows<'a>(&'a self, results: &'a Results) -> impl Iterator<Item = &'a RowResult> {
        results
            .rows
            .iter()
            .filter(|row| self.only.is_empty() || self.only.contains(&row.id))
    }

    fn json(&self, cases: &[(Layers, Results)]) -> String {
        let cases: Vec<Value> = cases
            .iter()
            .map(|(layers, results)| {
                let values: Map<String, Value> = self
                    .rows(results)
                    .map(|row| (row.id.clone(), json::row(row)))
                    .collect();
                json!({
                    "profile": layers.case.profile,
                    "scenario": layers.case.scenario,
                    "values": values,
                })
            })
            .collect();
        json::text(&json!({ "format": 1, "cases": cases }))
    }

    fn csv(&self, cases: &[(Layers, Results)]) -> Result<String, Failure> {
        let mut lines = vec![
            [
                "profile",
                "scenario",
                "name",
                "at",
                "value",
                "unit",
                "unavailable",
            ]
            .map(str::to_owned)
            .to_vec(),
        ];
        for (layers, results) in cases {
            for row in self.rows(results) {
                for slot in 0..row.values.len() {
                    lines.push(vec![
                        layers.case.profile.clone().unwrap_or_default(),
                        layers.case.scenario.clone().unwrap_or_default(),
                        row.id.clone(),
                        row.labels(slot).join(" "),
                        table::exact(row, slot),
                        row.unit.to_string(),
                        row.reason(slot).unwrap_or_default().to_owned(),
                    ]);
                }
            }
        }
        table::csv(&lines)
    }

    fn table(&self, opened: &Opened, cases: &[(Layers, Results)]) -> String {
        let mut text = String::new();
        for (layers, results) in cases {
            let scenario = layers.case.scenario.as_deref().unwrap_or("base");
            let profile = layers.case.profile.as_deref().unwrap_or("no profile");
            text.push_str(&format!(
                "{} · {profile} · {scenario}\n",
                opened.workbook.title
            ));
            let mut lines = Vec::new();
            for row in self.rows(results) {
                for slot in 0..row.values.len() {
                    let at = row.labels(slot);
                    let name = match at.is_empty() {
                        true => row.id.clone(),
                        false => format!("{}[{}]", row.id, at.join(",")),
                    };
                    let value = table::shown(row, slot);
                    let note = row.reason(slot).unwrap_or_default().to_owned();
                    lines.push(vec![
                        Cell::Left(name),
                        Cell::Right(value),
                        Cell::Left(row.unit.to_string()),
                        Cell::Left(note),
                    ]);
                }
            }
            text.push_str(&table::aligned(&lines));
            text.push('\n');
        }
        text
    }
}

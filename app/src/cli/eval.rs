//! `rackhour eval`: the values of one or more cases.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use rackhour_engine::check::Layers;
use rackhour_engine::evidence::{between_cases, has_clashes};
use rackhour_engine::run::{Results, RowResult, evaluate_all};
use serde_json::{Map, Value, json};

use super::case;
use super::columns::{Line, VENDOR, columns};
use super::open::Opened;
use super::table;
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
        let results = evaluate_all(&opened.workbook, &opened.typed, layers.clone(), 0);
        let cases: Vec<_> = layers.into_iter().zip(results).collect();
        let took = started.elapsed();
        let mixed = opened.mixed(&cases);
        let mut findings: Vec<_> = Vec::new();
        let found = cases.iter().flat_map(|(_, results)| &results.findings);
        for finding in found.chain(&mixed) {
            if !opened.diagnostics.contains(finding) && !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        opened.report(findings);
        self.warn_of_bases(&opened, &cases);
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

    /// The cases one below another; rows that rest on a vendor's claim are marked.
    fn table(&self, opened: &Opened, cases: &[(Layers, Results)]) -> String {
        let mut text = String::new();
        let mut claims: Vec<String> = Vec::new();
        for (layers, results) in cases {
            let title = &opened.workbook.title;
            text.push_str(&format!("{title} · {}\n", case::name(&layers.case)));
            let evidence = opened.evidence(layers, results);
            let mut lines = Vec::new();
            for row in self.rows(results) {
                let Some(position) = opened.typed.position(&row.id) else {
                    continue;
                };
                let vendor = evidence.rests_on_a_vendor(position);
                if vendor {
                    claims.extend(evidence.row(position).vendor_claims);
                }
                let format = opened.typed.rows[position].format;
                lines.push(Line {
                    row,
                    format,
                    vendor,
                });
            }
            text.push_str(&columns(&lines, &opened.typed.extents.timeline.id));
            text.push('\n');
        }
        if !claims.is_empty() {
            let claims = opened.in_order(&claims).join(", ");
            text.push_str(&format!("{VENDOR}: rests on vendor claims ({claims})\n"));
        }
        text
    }

    /// Says where printed rows do not compare between the cases, as their figures were measured on
    /// different bases; once for each two sources.
    fn warn_of_bases(&self, opened: &Opened, cases: &[(Layers, Results)]) {
        if cases.len() < 2 || !has_clashes(&opened.workbook) {
            return;
        }
        let evidence = cases
            .iter()
            .map(|(layers, results)| opened.evidence(layers, results));
        let evidence: Vec<_> = evidence.collect();
        let evidence: Vec<_> = evidence.iter().collect();
        let shown = cases
            .iter()
            .take(1)
            .flat_map(|(_, results)| self.rows(results));
        let rows: Vec<_> = shown
            .filter_map(|row| opened.typed.position(&row.id))
            .collect();
        for (clash, rows) in between_cases(&evidence, &rows) {
            let rows: Vec<_> = rows
                .iter()
                .map(|row| opened.typed.rows[*row].id.as_str())
                .collect();
            let (first, second) = &clash.sources;
            eprintln!(
                "warning: cases rest on figures measured on different bases: {} (`{first}` against \
                 `{second}`): {}",
                clash.differences.join("; "),
                brief(&rows)
            );
        }
    }
}

/// How many rows a warning names.
const MOST_NAMED: usize = 4;

/// The first of some rows by name, and how many more there are.
fn brief(rows: &[&str]) -> String {
    match rows.split_at_checked(MOST_NAMED) {
        Some((first, rest)) if rest.len() > 1 => {
            format!("{} and {} more rows", first.join(", "), rest.len())
        }
        _ => rows.join(", "),
    }
}

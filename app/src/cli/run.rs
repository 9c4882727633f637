//! `rackhour run`: one of the workbook's studies.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use rackhour_engine::check::Layers;
use rackhour_engine::run::Progress;
use rackhour_engine::study::grid::{GridResult, Plan};
use rackhour_engine::workbook::{Grid, StudySpec};
use serde_json::{Map, Value, json};

use super::case;
use super::open::Opened;
use super::table::{self, Cell};
use super::{CaseArguments, Ending, Failure, Format, Outcome, did_you_mean, json, print};

/// Run one of the workbook's studies.
#[derive(Debug, Args)]
pub(super) struct Run {
    /// The workbook's file.
    workbook: PathBuf,
    /// The study.
    study: String,
    #[command(flatten)]
    case: CaseArguments,
    /// How many threads work on it; all cores without it. The result is the same.
    #[arg(long, value_name = "N")]
    threads: Option<std::num::NonZeroUsize>,
    /// How the values are printed.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A grid on one profile and scenario.
struct Slice {
    layers: Layers,
    result: GridResult,
    unavailable: Vec<BTreeMap<String, usize>>,
}

impl Run {
    pub(super) fn execute(self) -> Outcome {
        let opened = Opened::read(&self.workbook)?;
        let study = opened
            .workbook
            .studies
            .iter()
            .find(|study| study.id == self.study);
        let Some(study) = study else {
            let known = opened
                .workbook
                .studies
                .iter()
                .map(|study| study.id.as_str());
            let near = did_you_mean(&self.study, known);
            return Err(Failure::Usage(format!(
                "there is no study `{}`{near}",
                self.study
            )));
        };
        let StudySpec::Grid(grid) = &study.spec else {
            return Err(Failure::Usage("only grids run here so far".to_owned()));
        };
        let layers = self.case.layers(&opened)?;
        opened.report(&opened.diagnostics);
        let started = Instant::now();
        let mut slices = Vec::new();
        for layers in layers {
            match self.slice(&opened, grid, layers) {
                Ok(slice) => slices.push(slice),
                Err(message) if opened.has_errors() => {
                    eprintln!("error: {message}");
                    return Ok(Ending::Wrong);
                }
                Err(message) => return Err(Failure::Usage(message)),
            }
        }
        let took = started.elapsed();
        let text = match self.format {
            Format::Json => self.json(slices.as_slice()),
            Format::Csv => table::csv(&csv_lines(&slices))?,
            Format::Table => text(&opened, &slices),
        };
        match &self.out {
            None => print(&text)?,
            Some(path) => std::fs::write(path, text).map_err(|error| {
                Failure::File(format!(
                    "cannot write {}: {error}; choose a folder that exists and can be written to",
                    path.display()
                ))
            })?,
        }
        let cells: usize = slices.iter().map(|slice| slice.result.cells()).sum();
        eprintln!("ran {cells} cells in {:.1} ms", took.as_secs_f64() * 1e3);
        Ok(Ending::wrong_if(opened.has_errors()))
    }

    fn slice(&self, opened: &Opened, grid: &Grid, layers: Layers) -> Result<Slice, String> {
        let threads = self
            .threads
            .map(std::num::NonZeroUsize::get)
            .unwrap_or_else(|| {
                std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
            });
        let progress = Progress::default();
        let plan = Plan::new(&opened.workbook, &opened.typed, &layers, grid)
            .map_err(|found| format!("{}; {}", found.message, found.hint))?;
        let cancelled = |_| "the study was cancelled".to_owned();
        let result = plan.run(threads, &progress).map_err(cancelled)?;
        let unavailable = plan
            .unavailable(&result, threads, &progress)
            .map_err(cancelled)?;
        Ok(Slice {
            layers,
            result,
            unavailable,
        })
    }

    fn json(&self, slices: &[Slice]) -> String {
        let documents: Vec<_> = slices.iter().map(|slice| self.document(slice)).collect();
        json::text(&match <[Value; 1]>::try_from(documents) {
            Ok([only]) => only,
            Err(many) => json!({ "results": many }),
        })
    }

    fn document(&self, slice: &Slice) -> Value {
        let axes = &slice.result.axes;
        let at: Map<String, Value> = axes
            .iter()
            .map(|axis| (axis.key.clone(), json::number(axis.base)))
            .collect();
        let axes: Vec<_> = axes
            .iter()
            .map(|axis| json!({ "name": axis.key, "unit": axis.unit, "values": axis.values }))
            .collect();
        let outputs: Vec<_> = slice
            .result
            .outputs
            .iter()
            .zip(&slice.unavailable)
            .map(|(output, unavailable)| {
                let values: Vec<_> = output.values.iter().map(|v| json::number(*v)).collect();
                json!({
                    "name": output.id, "unit": output.unit, "values": values,
                    "unavailable": unavailable,
                })
            })
            .collect();
        let case = &slice.layers.case;
        json!({
            "study": self.study,
            "kind": "grid",
            "base": {
                "profile": case.profile, "scenario": case.scenario,
                "year": slice.result.period, "axes": at,
            },
            "axes": axes,
            "outputs": outputs,
        })
    }
}

/// One line per cell: the case, the axes, the outputs.
fn csv_lines(slices: &[Slice]) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for slice in slices {
        let GridResult { axes, outputs, .. } = &slice.result;
        if lines.is_empty() {
            let names = axes.iter().map(|axis| (&axis.key, &axis.unit));
            let names = names.chain(outputs.iter().map(|output| (&output.id, &output.unit)));
            let names = names.map(|(name, unit)| match unit.is_empty() {
                true => name.clone(),
                false => format!("{name} ({unit})"),
            });
            lines.push(
                ["profile".into(), "scenario".into()]
                    .into_iter()
                    .chain(names)
                    .collect(),
            );
        }
        for cell in 0..slice.result.cells() {
            let case = &slice.layers.case;
            let mut line = vec![
                case.profile.clone().unwrap_or_default(),
                case.scenario.clone().unwrap_or_default(),
            ];
            line.extend(slice.result.coordinates(cell).iter().map(f64::to_string));
            line.extend(outputs.iter().map(|output| match output.values[cell] {
                value if value.is_nan() => String::new(),
                value => value.to_string(),
            }));
            lines.push(line);
        }
    }
    lines
}

/// What was run, the range of each output and why cells are empty.
fn text(opened: &Opened, slices: &[Slice]) -> String {
    let mut text = String::new();
    for slice in slices {
        let case = &slice.layers.case;
        text.push_str(&format!(
            "{} · {}\n",
            opened.workbook.title,
            case::name(case)
        ));
        let mut lines = vec![
            ["", "from", "to", "unit", ""]
                .map(|t| Cell::Left(t.into()))
                .into(),
        ];
        for axis in &slice.result.axes {
            lines.push(range(
                &axis.key,
                &axis.values,
                &axis.unit,
                format!("{} values", axis.values.len()),
            ));
        }
        for (output, reasons) in slice.result.outputs.iter().zip(&slice.unavailable) {
            let reasons: Vec<_> = reasons
                .iter()
                .map(|(reason, count)| format!("{count} n/a: {reason}"))
                .collect();
            lines.push(range(
                &output.id,
                &output.values,
                &output.unit,
                reasons.join("; "),
            ));
        }
        text.push_str(&table::aligned(&lines));
    }
    text
}

fn range(name: &str, values: &[f64], unit: &str, note: String) -> Vec<Cell> {
    let known = || values.iter().copied().filter(|value| !value.is_nan());
    let shown = |value: Option<f64>| value.map_or("n/a".to_owned(), crate::text::plain);
    vec![
        Cell::Left(name.to_owned()),
        Cell::Right(shown(known().reduce(f64::min))),
        Cell::Right(shown(known().reduce(f64::max))),
        Cell::Left(unit.to_owned()),
        Cell::Left(note),
    ]
}

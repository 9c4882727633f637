//! `rackhour run`: one of the workbook's studies.

mod answers;
mod grid;
mod output;
mod shard;
mod tables;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use rackhour_engine::check::Layers;
use rackhour_engine::run::Progress;
use rackhour_engine::study::{self, Answer, Question, Stop};
use rackhour_engine::workbook::{Study, StudySpec};
use serde_json::{Value, json};

use super::case;
use super::open::Opened;
use super::{CaseArguments, Ending, Failure, Format, Outcome, did_you_mean, json, table};

use self::output::Sink;
use self::shard::Shard;

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
    threads: Option<NonZeroUsize>,
    /// What the draws of a Monte Carlo study start from; the study's own seed without it.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Only one part of a grid's cells or of the samples: `2/8` is the second of eight. All parts,
    /// one after the other, are the whole.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// How the values are printed.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write to this file instead of standard output. A grid of any size is written as it is
    /// computed.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Run {
    pub(super) fn execute(self) -> Outcome {
        let opened = Opened::read(&self.workbook)?;
        let study = self.study(&opened)?;
        let layers = self.case.layers_of(&opened, study)?;
        opened.report(&opened.diagnostics);
        let started = Instant::now();
        let mut sink = Sink::open(self.out.as_deref())?;
        let done = match &study.spec {
            StudySpec::Grid(spec) => grid::Job {
                run: &self,
                opened: &opened,
                spec,
            }
            .write(&layers, &mut sink),
            spec => self.answer(&opened, spec, &layers, &mut sink),
        };
        let done = match done {
            Ok(done) => done,
            Err(Failure::Usage(message)) if opened.has_errors() => {
                eprintln!("error: {message}");
                return Ok(Ending::Wrong);
            }
            Err(failure) => return Err(failure),
        };
        sink.finish()?;
        let took = started.elapsed().as_secs_f64() * 1e3;
        eprintln!("ran {done} in {took:.1} ms");
        Ok(Ending::wrong_if(opened.has_errors()))
    }

    fn study<'a>(&self, opened: &'a Opened) -> Result<&'a Study, Failure> {
        let studies = || opened.workbook.studies.iter();
        if let Some(study) = studies().find(|study| study.id == self.study) {
            return Ok(study);
        }
        let near = did_you_mean(&self.study, studies().map(|study| study.id.as_str()));
        let message = format!("there is no study `{}`{near}", self.study);
        Err(Failure::Usage(message))
    }

    fn threads(&self) -> usize {
        self.threads.map_or(0, NonZeroUsize::get)
    }

    /// Runs a study that is not a grid in every case, and writes what it found.
    fn answer(
        &self,
        opened: &Opened,
        spec: &StudySpec,
        layers: &[Layers],
        sink: &mut Sink,
    ) -> Result<String, Failure> {
        let spec = self.drawn(spec)?;
        let mut answers = Vec::new();
        for layers in layers {
            let question = Question {
                workbook: &opened.workbook,
                typed: &opened.typed,
                layers: layers.clone(),
                threads: self.threads(),
            };
            let answer = study::run(&question, &spec, &Progress::default()).map_err(refused)?;
            answers.push((layers, answer));
        }
        let text = match self.format {
            Format::Json => {
                let documents = answers.iter();
                let documents =
                    documents.map(|(layers, answer)| self.document(opened, &spec, layers, answer));
                json::text(&one_or_many(documents.collect()))
            }
            Format::Csv => self.csv(&answers)?,
            Format::Table => {
                let each = answers.iter().map(|(layers, answer)| {
                    let head =
                        format!("{} · {}\n", opened.workbook.title, case::name(&layers.case));
                    head + &tables::text(answer)
                });
                each.collect::<Vec<_>>().join("\n")
            }
        };
        sink.write(&text)?;
        Ok(tables::done(&answers))
    }

    /// The study with the seed asked for.
    fn drawn(&self, spec: &StudySpec) -> Result<StudySpec, Failure> {
        let mut spec = spec.clone();
        match (&mut spec, self.seed) {
            (StudySpec::MonteCarlo(run), Some(seed)) => run.seed = seed,
            (_, None) => {}
            (other, Some(_)) => {
                let message = format!(
                    "--seed is for Monte Carlo studies; this is a {}",
                    other.kind()
                );
                return Err(Failure::Usage(message));
            }
        }
        let samples = matches!(spec, StudySpec::MonteCarlo(_)) && self.format == Format::Csv;
        match &self.shard {
            Some(_) if !samples => Err(Failure::Usage(
                "--shard is for the cells of grids and, with --format csv, for samples".to_owned(),
            )),
            _ => Ok(spec),
        }
    }

    fn document(
        &self,
        opened: &Opened,
        spec: &StudySpec,
        layers: &Layers,
        answer: &Answer,
    ) -> Value {
        let first = opened.typed.extents.timeline.labels.first();
        let year = spec.period().or(first.map(String::as_str));
        let mut document = json!({
            "study": self.study,
            "kind": spec.kind(),
            "base": {
                "profile": layers.case.profile, "scenario": layers.case.scenario,
                "year": year, "axes": answers::inputs(answer),
            },
        });
        if let (Some(document), Value::Object(found)) =
            (document.as_object_mut(), answers::document(answer))
        {
            document.extend(found);
        }
        document
    }

    fn csv(&self, answers: &[(&Layers, Answer)]) -> Result<String, Failure> {
        let mut head = Vec::new();
        let mut all = Vec::new();
        for (layers, answer) in answers {
            let mut lines = tables::lines(answer);
            head = lines.remove(0);
            let case = [&layers.case.profile, &layers.case.scenario];
            let case = case.map(|id| id.clone().unwrap_or_default());
            all.extend(lines.into_iter().map(|line| [case.to_vec(), line].concat()));
        }
        // A shard is a part of all lines, one case after the other.
        let part = self
            .shard
            .map_or(0..all.len(), |shard| shard.part(all.len()));
        let mut lines = all[part].to_vec();
        if self.shard.is_none_or(|shard| shard.is_first()) {
            lines.insert(
                0,
                [vec!["profile".into(), "scenario".into()], head].concat(),
            );
        }
        table::csv(&lines)
    }
}

/// Why there is no answer, as an analyst on the command line reads it.
fn refused(stop: Stop) -> Failure {
    Failure::Usage(match stop {
        Stop::Refused(found) => format!("{}; {}", found.message, found.hint),
        Stop::Cancelled => "the study was cancelled".to_owned(),
    })
}

fn one_or_many(documents: Vec<Value>) -> Value {
    match <[Value; 1]>::try_from(documents) {
        Ok([only]) => only,
        Err(many) => json!({ "results": many }),
    }
}

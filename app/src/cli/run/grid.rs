//! A grid, written as it is computed: never more than a band of its cells is in memory.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::IsTerminal;
use std::ops::Range;

use rackhour_engine::check::Layers;
use rackhour_engine::run::Progress;
use rackhour_engine::study::grid::{self, GridAxis, Plan};
use rackhour_engine::study::{Question, Stop};
use rackhour_engine::workbook::Grid;
use serde_json::{Map, Value, json};

use crate::cli::open::Opened;
use crate::cli::table::{self, Cell};
use crate::cli::{Failure, Format, case, json};

use super::output::Sink;
use super::{Run, refused};

/// The most values of a grid that is printed; a file takes any number.
const MOST_PRINTED: f64 = 1e8;

/// The most values of a band.
const BAND: usize = 1 << 20;

/// A grid that is run and written.
pub(super) struct Job<'a> {
    pub(super) run: &'a Run,
    pub(super) opened: &'a Opened,
    pub(super) spec: &'a Grid,
}

/// The cells of a planned grid that are run.
struct Part<'p> {
    plan: &'p Plan<'p>,
    cells: Range<usize>,
}

/// What is known of an output once all its cells were seen.
#[derive(Clone, Debug)]
struct Seen {
    least: f64,
    most: f64,
    unavailable: BTreeMap<String, usize>,
}

impl Job<'_> {
    /// Runs and writes the grid in every case; what was done, in words.
    pub(super) fn write(&self, layers: &[Layers], sink: &mut Sink) -> Result<String, Failure> {
        let many = layers.len() > 1 && self.run.format == Format::Json;
        let plans = layers.iter().map(|layers| self.plan(layers, self.spec));
        let plans = plans.collect::<Result<Vec<_>, _>>()?;
        plans.iter().try_for_each(|plan| self.refuse(plan))?;
        // A shard is a part of all cells of all cases, one case after the other.
        let parts = self.parts(&plans);
        let cells: usize = parts.iter().map(Range::len).sum();
        let cases = layers.iter().zip(&plans).zip(parts).enumerate();
        for (position, ((layers, plan), part)) in cases {
            let plan = &Part { plan, cells: part };
            match (self.run.format, many, position) {
                (Format::Json, true, 0) => sink.write("{\n  \"results\": [\n")?,
                (Format::Json, true, _) => sink.write(",\n")?,
                _ => {}
            }
            match self.run.format {
                Format::Json => self.json(plan, layers, sink)?,
                Format::Csv => self.csv(plan, layers, position == 0, sink)?,
                Format::Table => self.table(plan, layers, sink)?,
            }
        }
        if self.run.format == Format::Json {
            sink.write(if many { "\n  ]\n}\n" } else { "\n" })?;
        }
        Ok(format!("{cells} cells"))
    }

    fn plan(&self, layers: &Layers, spec: &Grid) -> Result<Plan<'_>, Failure> {
        let question = self.question(layers);
        let plan = Plan::new(&self.opened.workbook, &self.opened.typed, layers, spec);
        plan.and_then(|plan| grid::refuse(&question, spec).map(|()| plan))
            .map_err(|found| refused(Stop::Refused(found)))
    }

    fn question(&self, layers: &Layers) -> Question<'_> {
        Question {
            workbook: &self.opened.workbook,
            typed: &self.opened.typed,
            layers: layers.clone(),
            threads: self.run.threads(),
        }
    }

    /// What is printed stays small enough to be read; a file may take days.
    fn refuse(&self, plan: &Plan<'_>) -> Result<(), Failure> {
        let outputs = plan.outputs().count() as f64;
        let parts = self.run.shard.map_or(1, |shard| shard.count) as f64;
        let Some(cells) = plan.size() else {
            let message = "the grid has more cells than can be counted; give the axes fewer values";
            return Err(Failure::Usage(message.to_owned()));
        };
        let is_whole = self.run.shard.is_none() && self.run.format == Format::Json;
        let has_more = !self.spec.contours.is_empty() || self.spec.winner.is_some();
        let message = if is_whole && has_more && cells > MOST_PRINTED {
            "lines and winners need all cells at once, and the grid has more than 100 million; \
             give the axes fewer values, or take the lines and winners out"
        } else if cells / parts * outputs > MOST_PRINTED && self.run.out.is_none() {
            "the grid has more than 100 million values; write them with --out FILE, run a part \
             with --shard, or give the axes fewer values"
        } else {
            return Ok(());
        };
        Err(Failure::Usage(message.to_owned()))
    }

    /// The cells of each case that are run.
    fn parts(&self, plans: &[Plan<'_>]) -> Vec<Range<usize>> {
        let counts = || plans.iter().map(Plan::cells);
        let all = counts().fold(0, usize::saturating_add);
        let part = self.run.shard.map_or(0..all, |shard| shard.part(all));
        let mut first = 0;
        let within = counts().map(|cells| {
            let at = |cell: usize| cell.clamp(first, first.saturating_add(cells)) - first;
            let range = at(part.start)..at(part.end);
            first = first.saturating_add(cells);
            range
        });
        within.collect()
    }

    /// Runs the cells band by band and shows each band; what is known of the outputs in the end.
    fn bands(
        &self,
        Part { plan, cells: part }: &Part<'_>,
        sink: &mut Sink,
        mut show: impl FnMut(&mut Sink, usize, &[Vec<f64>]) -> Result<(), Failure>,
    ) -> Result<Vec<Seen>, Failure> {
        let (threads, progress) = (self.run.threads(), Progress::default());
        let outputs = plan.outputs().count();
        let mut seen = vec![Seen::new(); outputs];
        let band = (BAND / outputs.max(1)).max(1);
        for first in part.clone().step_by(band) {
            let cells = first..part.end.min(first.saturating_add(band));
            let columns = plan.run_part(cells.clone(), threads, &progress);
            let columns = columns.map_err(|stop| refused(stop.into()))?;
            let values: Vec<_> = columns.iter().map(Vec::as_slice).collect();
            let reasons = plan.unavailable(first, &values, threads, &progress);
            let reasons = reasons.map_err(|stop| refused(stop.into()))?;
            for ((seen, column), reasons) in seen.iter_mut().zip(&columns).zip(reasons) {
                seen.add(column, reasons);
            }
            show(sink, first, &columns)?;
            if sink.is_closed() {
                break;
            }
            tell(cells.end - part.start, part.len());
        }
        Ok(seen)
    }

    /// The document of one case: each output's values in one row, however many.
    fn json(&self, part: &Part<'_>, layers: &Layers, sink: &mut Sink) -> Result<(), Failure> {
        let plan = part.plan;
        let mut head = format!("{:#}", self.head(part, layers));
        head.truncate(head.len() - 2);
        head.push_str(",\n  \"outputs\": [");
        sink.write(&head)?;
        let outputs = self.spec.outputs.iter().zip(plan.outputs());
        for (position, (key, (name, unit))) in outputs.enumerate() {
            // One output at a time, so that none has to wait in memory for its turn.
            let spec = Grid {
                outputs: vec![key.clone()],
                ..self.spec.clone()
            };
            let own = self.alone(layers, &spec, plan)?;
            let own = &Part {
                plan: own.as_ref().unwrap_or(plan),
                cells: part.cells.clone(),
            };
            let comma = if position > 0 { "," } else { "" };
            let (name, unit) = (json!(name), json!(unit));
            sink.write(&format!(
                "{comma}\n    {{ \"name\": {name}, \"unit\": {unit}, \"values\": ["
            ))?;
            let mut comma = "";
            let seen = self.bands(own, sink, |sink, _, columns| {
                let text = numbers(&columns[0], &mut comma);
                sink.write(&text)
            })?;
            let reasons = json!(seen[0].unavailable);
            sink.write(&format!("], \"unavailable\": {reasons} }}"))?;
        }
        sink.write("\n  ]")?;
        self.lines_and_winner(layers, sink)?;
        sink.write("\n}")
    }

    /// The plan of one output, where the whole has several. An axis on which this output does not
    /// depend is no fault: another one does.
    fn alone<'p>(
        &'p self,
        layers: &Layers,
        spec: &Grid,
        plan: &Plan<'_>,
    ) -> Result<Option<Plan<'p>>, Failure> {
        match plan.outputs().count() {
            1 => Ok(None),
            _ => Plan::of_part(&self.opened.workbook, &self.opened.typed, layers, spec)
                .map(Some)
                .map_err(|found| refused(Stop::Refused(found))),
        }
    }

    fn head(&self, Part { plan, cells }: &Part<'_>, layers: &Layers) -> Value {
        let at = |axis: &GridAxis| (axis.key.clone(), place(axis, axis.base));
        let at: Map<String, Value> = plan.axes().iter().map(at).collect();
        let axes = plan.axes().iter().map(|axis| {
            let values = axis.values.iter().map(|value| place(axis, *value));
            let values: Vec<_> = values.collect();
            json!({ "name": axis.key, "unit": axis.unit, "values": values })
        });
        let axes: Vec<_> = axes.collect();
        let mut head = json!({
            "study": self.run.study,
            "kind": "grid",
            "base": {
                "profile": layers.case.profile, "scenario": layers.case.scenario,
                "year": plan.period(), "axes": at,
            },
            "axes": axes,
        });
        if let (Some(shard), Some(head)) = (&self.run.shard, head.as_object_mut()) {
            let shard = json!({
                "index": shard.index, "count": shard.count,
                "first": cells.start, "cells": cells.len(),
            });
            head.insert("shard".to_owned(), shard);
        }
        head
    }

    /// Contours and winners need all cells at once, so they come with a grid that is run whole.
    fn lines_and_winner(&self, layers: &Layers, sink: &mut Sink) -> Result<(), Failure> {
        let asked = !self.spec.contours.is_empty() || self.spec.winner.is_some();
        if !asked || self.run.shard.is_some() {
            return Ok(());
        }
        let question = self.question(layers);
        let found = grid::lines_and_winner(&question, self.spec, &Progress::default());
        let (contours, winner) = found.map_err(refused)?;
        if !self.spec.contours.is_empty() {
            let lines = contours.iter();
            let lines = lines.map(|contour| {
                // Points have the order of the axes; a contour has the last one to the right.
                let axes = self.spec.axes.len();
                let point = |(right, up): &(f64, f64)| match axes {
                    1 => json!([right]),
                    _ => json!([up, right]),
                };
                let line = |line: &Vec<(f64, f64)>| line.iter().map(point).collect::<Value>();
                let lines: Vec<_> = contour.lines.iter().map(line).collect();
                json!({ "output": contour.output, "value": contour.value, "lines": lines })
            });
            let lines: Vec<_> = lines.collect();
            sink.write(&format!(",\n  \"contours\": {}", json!(lines)))?;
        }
        if let Some(map) = &winner {
            let winners = map.winners.iter();
            let ids = winners.map(|place| place.and_then(|place| map.ids.get(place)));
            let ids: Vec<_> = ids.collect();
            let winner = json!({
                "output": map.output, "among": map.among, "best": map.best, "ids": map.ids,
                "winners": ids,
            });
            sink.write(&format!(",\n  \"winner\": {winner}"))?;
        }
        Ok(())
    }

    /// One line per cell: the case, the axes, the outputs.
    fn csv(
        &self,
        part: &Part<'_>,
        layers: &Layers,
        is_first: bool,
        sink: &mut Sink,
    ) -> Result<(), Failure> {
        let plan = part.plan;
        if is_first && self.run.shard.is_none_or(|shard| shard.is_first()) {
            let axes = plan.axes().iter();
            let names = axes.map(|axis| (axis.key.as_str(), axis.unit.as_str()));
            let names = names.chain(plan.outputs()).map(table::heading);
            let head = ["profile".into(), "scenario".into()]
                .into_iter()
                .chain(names);
            sink.write(&table::csv(&[head.collect()])?)?;
        }
        let case = [&layers.case.profile, &layers.case.scenario];
        let case = case.map(|id| id.clone().unwrap_or_default());
        let seen = self.bands(part, sink, |sink, first, columns| {
            let lines = (0..columns[0].len()).map(|lane| {
                let at = grid::coordinates(plan.axes(), first + lane);
                let at = plan
                    .axes()
                    .iter()
                    .zip(at)
                    .map(|(axis, value)| named(axis, value));
                let values = columns.iter().map(|column| table::number(column[lane]));
                case.iter().cloned().chain(at).chain(values).collect()
            });
            sink.write(&table::csv(&lines.collect::<Vec<_>>())?)
        })?;
        for ((name, _), seen) in plan.outputs().zip(seen) {
            for (reason, count) in seen.unavailable {
                eprintln!("note: {name}: {count} n/a: {reason}");
            }
        }
        Ok(())
    }

    /// What was run, the range of each output and why cells are empty.
    fn table(&self, part: &Part<'_>, layers: &Layers, sink: &mut Sink) -> Result<(), Failure> {
        let plan = part.plan;
        let seen = self.bands(part, sink, |_, _, _| Ok(()))?;
        let head = ["", "from", "to", "unit", ""];
        let mut lines = vec![head.map(|text| Cell::Left(text.into())).into()];
        for axis in plan.axes() {
            let count = axis.values.len();
            let end = |value: Option<&f64>| value.map_or(String::new(), |v| shown(axis, *v));
            lines.push(vec![
                Cell::Left(axis.key.clone()),
                Cell::Right(end(axis.values.first())),
                Cell::Right(end(axis.values.last())),
                Cell::Left(axis.unit.clone()),
                Cell::Left(format!("{count} values")),
            ]);
        }
        for ((name, unit), seen) in plan.outputs().zip(seen) {
            let reasons = seen.unavailable.iter();
            let reasons = reasons.map(|(reason, count)| format!("{count} n/a: {reason}"));
            let reasons: Vec<_> = reasons.collect();
            lines.push(vec![
                Cell::Left(name.to_owned()),
                Cell::Right(table::read(seen.least)),
                Cell::Right(table::read(seen.most)),
                Cell::Left(unit.to_owned()),
                Cell::Left(reasons.join("; ")),
            ]);
        }
        let title = &self.opened.workbook.title;
        let mut text = format!("{title} · {}\n", case::name(&layers.case));
        text.push_str(&table::aligned(&lines));
        for line in self.remarks(plan, layers)? {
            text.push_str(&format!("  {line}\n"));
        }
        sink.write(&text)
    }

    /// Who wins how many cells, and where an output crosses a value along one axis.
    fn remarks(&self, plan: &Plan<'_>, layers: &Layers) -> Result<Vec<String>, Failure> {
        let asked = !self.spec.contours.is_empty() || self.spec.winner.is_some();
        let is_kept = plan.size().is_some_and(|cells| cells <= MOST_PRINTED);
        if !asked || self.run.shard.is_some() || !is_kept {
            return Ok(Vec::new());
        }
        let question = self.question(layers);
        let found = grid::lines_and_winner(&question, self.spec, &Progress::default());
        let (contours, winner) = found.map_err(refused)?;
        let mut remarks = Vec::new();
        for contour in contours.iter().filter(|_| plan.axes().len() == 1) {
            let places = contour.lines.iter().flatten().map(|(x, _)| table::read(*x));
            let (output, value) = (&contour.output, table::read(contour.value));
            let places: Vec<_> = places.collect();
            remarks.push(format!("{output} crosses {value} at {}", places.join(", ")));
        }
        remarks.extend(winner.as_ref().map(|map| {
            let won = |place: Option<usize>| map.winners.iter().filter(|w| **w == place).count();
            let ids = map.ids.iter().enumerate();
            let each = ids.map(|(place, id)| format!("{id} in {} cells", won(Some(place))));
            let each: Vec<_> = each.chain([format!("nobody in {}", won(None))]).collect();
            format!("best by {}: {}", map.output, each.join(", "))
        }));
        Ok(remarks)
    }
}

impl Seen {
    fn new() -> Self {
        Self {
            least: f64::NAN,
            most: f64::NAN,
            unavailable: BTreeMap::new(),
        }
    }

    fn add(&mut self, values: &[f64], reasons: BTreeMap<String, usize>) {
        for value in values {
            // A missing value is neither; the first one is both.
            self.least = self.least.min(*value);
            self.most = self.most.max(*value);
        }
        for (reason, count) in reasons {
            *self.unavailable.entry(reason).or_insert(0) += count;
        }
    }
}

/// Numbers as they stand in a JSON list that has begun.
fn numbers(values: &[f64], comma: &mut &str) -> String {
    let mut text = String::with_capacity(values.len() * 20);
    for value in values {
        // Writing to a string cannot fail.
        let _ = write!(text, "{comma}{}", json::number(*value));
        *comma = ", ";
    }
    text
}

/// A value along an axis: a number, or the id of an element.
fn place(axis: &GridAxis, value: f64) -> Value {
    match axis.elements.is_empty() {
        true => json::number(value),
        false => json!(
            axis.elements
                .get(value as usize)
                .filter(|_| !value.is_nan())
        ),
    }
}

fn named(axis: &GridAxis, value: f64) -> String {
    match axis.elements.get(value as usize) {
        Some(id) => id.clone(),
        None => value.to_string(),
    }
}

fn shown(axis: &GridAxis, value: f64) -> String {
    match axis.elements.is_empty() {
        true => table::read(value),
        false => named(axis, value),
    }
}

/// How far a long run is, for whoever waits at a terminal.
fn tell(done: usize, all: usize) {
    let error = std::io::stderr();
    if all > 16 * BAND && error.is_terminal() {
        let end = if done == all { "\n" } else { "" };
        eprint!("\r{} %{end}", done as u128 * 100 / all as u128);
    }
}

//! `rackhour diff`: what differs between two workbooks, or between two cases of one, and which
//! change moves which output.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rackhour_engine::check::Case;
use rackhour_engine::run::Progress;
use rackhour_engine::study::Stop;
use rackhour_engine::study::diff::{
    Differences, InputChange, Other, OutputChange, Side, Token, TokenChange, Written, diff, outputs,
};
use serde_json::{Value, json};

use crate::text::{plain, relative_change, unit_label};

use super::case::name;
use super::open::Opened;
use super::table::{Cell, aligned};
use super::{Ending, Failure, Outcome, did_you_mean, json, print};

/// Show what differs between two workbooks, or two cases of one, and what that moves.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The workbook as it was.
    #[arg(value_name = "A")]
    first: PathBuf,
    /// The workbook as it is; the same file to compare two cases of it.
    #[arg(value_name = "B")]
    second: PathBuf,
    /// An output to look at, as a key; may be given several times. Without it, the rows that
    /// nothing else reads, and those that figures and studies name.
    #[arg(long, value_name = "KEY")]
    output: Vec<String>,
    /// The profile in which both are looked at; the first one without it.
    #[arg(long, value_name = "ID")]
    profile: Option<String>,
    /// The scenario in which both are looked at; the base case without it.
    #[arg(long, value_name = "ID")]
    scenario: Option<String>,
    /// The case in which A is looked at: a profile, a scenario, or both with a comma between.
    #[arg(long, value_name = "CASE", conflicts_with_all = ["profile", "scenario"])]
    from: Option<String>,
    /// The case in which B is looked at.
    #[arg(long, value_name = "CASE", conflicts_with_all = ["profile", "scenario"])]
    to: Option<String>,
    /// How it is printed.
    #[arg(long, value_enum, default_value = "table")]
    format: Form,
}

/// How differences are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// To read.
    Table,
    /// For other programs, at full precision.
    Json,
}

impl Diff {
    pub(super) fn execute(self) -> Outcome {
        let (first, second) = (Opened::read(&self.first)?, Opened::read(&self.second)?);
        let both = [&first, &second];
        let [from, to] = self.cases(both)?;
        let side = |at: usize, case: &Case| Side {
            workbook: &both[at].workbook,
            typed: &both[at].typed,
            case: case.clone(),
        };
        for opened in both {
            opened.report(opened.diagnostics.iter().filter(|found| found.is_error()));
        }
        let found = diff(&first.workbook, &second.workbook);
        let progress = Progress::default();
        let moved = outputs(&side(0, &from), &side(1, &to), &self.output, &progress);
        let moved = moved.map_err(usage)?;
        print(&match self.format {
            Form::Json => json::text(&document(both, [&from, &to], &found, &moved)),
            Form::Table => text(both, [&from, &to], &found, &moved),
        })?;
        Ok(Ending::wrong_if(first.has_errors() || second.has_errors()))
    }

    /// The case of each workbook.
    fn cases(&self, both: [&Opened; 2]) -> Result<[Case; 2], Failure> {
        let [first, second] = both.map(|opened| ids(opened).0);
        // The same profile on both sides where there is one, so that like is compared with like.
        let shared = second.iter().find(|id| first.contains(id)).copied();
        let profile = |ids: &[&str]| shared.or(ids.first().copied()).map(str::to_owned);
        let ends = [(both[0], &self.from, first), (both[1], &self.to, second)];
        let cases = ends.map(|(opened, asked, profiles)| {
            let mut case = Case {
                profile: profile(&profiles),
                scenario: None,
            };
            if let Some(id) = &self.profile {
                choose(opened, id, Kind::Profile, &mut case)?;
            }
            if let Some(id) = &self.scenario {
                choose(opened, id, Kind::Scenario, &mut case)?;
            }
            let words = asked.as_deref().unwrap_or_default().split(',');
            let words: Vec<_> = words
                .map(str::trim)
                .filter(|word| !word.is_empty())
                .collect();
            match words.as_slice() {
                [] => {}
                [one] => choose(opened, one, Kind::Either, &mut case)?,
                [profile, scenario] => {
                    choose(opened, profile, Kind::Profile, &mut case)?;
                    choose(opened, scenario, Kind::Scenario, &mut case)?;
                }
                _ => {
                    let message = "a case is a profile and a scenario: `neocloud,bust`";
                    return Err(Failure::Usage(message.to_owned()));
                }
            }
            Ok(case)
        });
        let [from, to] = cases;
        Ok([from?, to?])
    }
}

/// What a word of the command line names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Profile,
    Scenario,
    Either,
}

/// The profiles and the scenarios of a workbook.
fn ids(opened: &Opened) -> (Vec<&str>, Vec<&str>) {
    let profiles = opened.workbook.profiles.iter();
    let scenarios = opened.workbook.scenarios.iter();
    (
        profiles.map(|profile| profile.id.as_str()).collect(),
        scenarios.map(|scenario| scenario.id.as_str()).collect(),
    )
}

/// Takes a profile or scenario into a case.
fn choose(opened: &Opened, id: &str, kind: Kind, case: &mut Case) -> Result<(), Failure> {
    let (profiles, scenarios) = ids(opened);
    if kind != Kind::Scenario && profiles.contains(&id) {
        case.profile = Some(id.to_owned());
        return Ok(());
    }
    if kind != Kind::Profile && (id == "base" || scenarios.contains(&id)) {
        case.scenario = Some(id.to_owned()).filter(|id| scenarios.contains(&id.as_str()));
        return Ok(());
    }
    let (noun, known) = match kind {
        Kind::Profile => ("profile", profiles),
        Kind::Scenario => ("scenario", scenarios),
        Kind::Either => ("profile or scenario", [profiles, scenarios].concat()),
    };
    let (near, file) = (did_you_mean(id, known), opened.path.display());
    Err(Failure::Usage(format!("{file} has no {noun} `{id}`{near}")))
}

/// An output that was asked for in vain.
fn usage(stop: Stop) -> Failure {
    Failure::Usage(match stop {
        Stop::Refused(found) => format!("{}; {}", found.message, found.hint),
        Stop::Cancelled => "the comparison was cancelled".to_owned(),
    })
}

fn document(
    both: [&Opened; 2],
    cases: [&Case; 2],
    found: &Differences,
    moved: &[OutputChange],
) -> Value {
    let side = |at: usize| {
        json!({
            "file": both[at].path.display().to_string(),
            "profile": cases[at].profile, "scenario": cases[at].scenario,
        })
    };
    let inputs: Vec<_> = found.inputs.iter().map(input_document).collect();
    let formulas: Vec<_> = found
        .formulas
        .iter()
        .map(|change| {
            let tokens: Vec<_> = change.tokens.iter().map(token_document).collect();
            json!({ "name": change.row, "from": change.from, "to": change.to, "tokens": tokens })
        })
        .collect();
    let rows: Vec<_> = found
        .moved
        .iter()
        .map(|(row, from, to)| json!({ "name": row, "from": from, "to": to }))
        .collect();
    let other: Vec<_> = found.other.iter().map(other_document).collect();
    let outputs: Vec<_> = moved.iter().map(output_document).collect();
    json!({
        "from": side(0),
        "to": side(1),
        "inputs": inputs,
        "formulas": formulas,
        "rows": { "added": found.added, "removed": found.removed, "moved": rows },
        "other": other,
        "outputs": outputs,
    })
}

fn written(value: Option<&Written>) -> Value {
    match value {
        None => Value::Null,
        Some(Written::Number(number)) => json::number(*number),
        Some(Written::Text(text)) => json!(text),
    }
}

fn input_document(change: &InputChange) -> Value {
    let source = change.source.as_ref();
    json!({
        "name": change.key, "unit": change.unit,
        "from": written(change.from.as_ref()), "to": written(change.to.as_ref()),
        "source": source.map(|(from, to)| json!({ "from": from, "to": to })),
    })
}

fn token_document(token: &Token) -> Value {
    let change = match token.change {
        TokenChange::Kept => "kept",
        TokenChange::Removed => "removed",
        TokenChange::Added => "added",
    };
    json!({ "text": token.text, "change": change })
}

fn other_document(other: &Other) -> Value {
    let Other {
        kind,
        name,
        part,
        from,
        to,
    } = other;
    json!({ "kind": kind, "name": name, "part": part, "from": from, "to": to })
}

fn output_document(change: &OutputChange) -> Value {
    let steps = change.steps.iter().map(|step| {
        let mut told = json!({ "name": step.name, "delta": json::number(step.delta) });
        if let (false, Some(told)) = (step.with.is_empty(), told.as_object_mut()) {
            told.insert("with".to_owned(), json!(step.with));
        }
        told
    });
    let steps: Vec<_> = steps.collect();
    let mut told = json!({
        "name": change.key, "unit": change.unit,
        "from": written(change.from.as_ref()), "to": written(change.to.as_ref()),
        "delta": json::number(change.delta), "steps": steps,
        "residual": json::number(change.residual),
    });
    if let (false, Some(told)) = (change.reason.is_empty(), told.as_object_mut()) {
        told.insert("reason".to_owned(), json!(change.reason));
    }
    told
}

/// The most outputs that the table shows; JSON has all of them.
const MOST_OUTPUTS: usize = 40;

/// How many of the outputs the table takes apart.
const MOST_EXPLAINED: usize = 5;

/// The differences by kind, then the outputs that moved and what moved the first few.
fn text(
    both: [&Opened; 2],
    cases: [&Case; 2],
    found: &Differences,
    moved: &[OutputChange],
) -> String {
    let place = |at: usize| format!("{} ({})", both[at].path.display(), name(cases[at]));
    let mut text = format!("from {}\nto   {}\n", place(0), place(1));
    let mut part = |title: &str, lines: Vec<Vec<Cell>>| {
        if !lines.is_empty() {
            text.push_str(&format!("\n{title}\n{}", aligned(&lines)));
        }
    };
    part("Inputs", found.inputs.iter().map(input_line).collect());
    let formulas = found.formulas.iter();
    let formulas = formulas.map(|change| vec![left(&change.row), left(&tokens(&change.tokens))]);
    part("Formulas", formulas.collect());
    part("Rows", row_lines(found));
    part("Other", found.other.iter().map(other_line).collect());
    // What moved by a number comes first: only that can be taken apart.
    let (numbers, others): (Vec<_>, Vec<_>) = moved.iter().partition(|one| one.reason.is_empty());
    let shown = numbers.into_iter().chain(others).take(MOST_OUTPUTS);
    let shown = shown.enumerate();
    let lines = shown.flat_map(|(at, change)| output_lines(change, at < MOST_EXPLAINED));
    part("Outputs", lines.collect());
    if moved.len() > MOST_OUTPUTS {
        let more = moved.len() - MOST_OUTPUTS;
        text.push_str(&format!(
            "  and {more} more: choose with --output, or see all with --format json\n"
        ));
    }
    if found.is_empty() && moved.is_empty() {
        text.push_str("\nnothing differs\n");
    } else if moved.is_empty() {
        text.push_str("\nno output moves\n");
    }
    text
}

fn left(text: &str) -> Cell {
    Cell::Left(text.to_owned())
}

fn shown(value: Option<&Written>) -> String {
    match value {
        None => "n/a".to_owned(),
        Some(Written::Number(number)) => plain(*number),
        Some(Written::Text(text)) => text.clone(),
    }
}

/// `racks  10 → 12 rack  quote → assumed: a guess`
fn input_line(change: &InputChange) -> Vec<Cell> {
    let value =
        |value: Option<&Written>| value.map_or("–".to_owned(), |value| shown(Some(value)));
    let (from, to) = (value(change.from.as_ref()), value(change.to.as_ref()));
    let source = change.source.as_ref();
    let source = source.map_or(String::new(), |(from, to)| format!("{from} → {to}"));
    vec![
        left(&change.key),
        Cell::Right(from),
        left("→"),
        Cell::Right(to),
        Cell::Left(unit_label(&change.unit)),
        Cell::Left(source),
    ]
}

/// `racks * [−rent] [+price / 2] * period`
fn tokens(tokens: &[Token]) -> String {
    let runs = tokens.chunk_by(|one, next| one.change == next.change);
    let words = runs.map(|run| {
        let texts: Vec<_> = run.iter().map(|token| token.text.as_str()).collect();
        let text = texts.join(" ");
        match run[0].change {
            TokenChange::Kept => text,
            TokenChange::Removed => format!("[−{text}]"),
            TokenChange::Added => format!("[+{text}]"),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn row_lines(found: &Differences) -> Vec<Vec<Cell>> {
    let added = found.added.iter().map(|id| vec![left("added"), left(id)]);
    let removed = found
        .removed
        .iter()
        .map(|id| vec![left("removed"), left(id)]);
    let moved = found.moved.iter().map(|(id, from, to)| {
        let sections = format!("{from} → {to}");
        vec![left("moved"), left(id), Cell::Left(sections)]
    });
    added.chain(removed).chain(moved).collect()
}

/// `scenario boom  racks  × 2 → × 3`
fn other_line(other: &Other) -> Vec<Cell> {
    let change = match (&other.from, &other.to) {
        (Some(from), Some(to)) => format!("{from} → {to}"),
        (None, Some(to)) => format!("added: {to}"),
        (Some(from), None) => format!("removed: {from}"),
        (None, None) => "changed".to_owned(),
    };
    let item = format!("{} {}", other.kind, other.name);
    vec![left(item.trim_end()), left(&other.part), Cell::Left(change)]
}

/// An output, and below it what moved it.
fn output_lines(change: &OutputChange, is_explained: bool) -> Vec<Vec<Cell>> {
    let share = match (&change.from, change.delta) {
        (Some(Written::Number(from)), delta) if *from != 0.0 && !delta.is_nan() => {
            relative_change(delta / from.abs())
        }
        _ => String::new(),
    };
    let delta = match change.delta.is_nan() {
        true => String::new(),
        false => signed(change.delta),
    };
    let note = match change.reason.as_str() {
        "" => unit_label(&change.unit),
        reason => format!("{} ({reason})", unit_label(&change.unit)),
    };
    let mut lines = vec![vec![
        left(&change.key),
        Cell::Right(shown(change.from.as_ref())),
        left("→"),
        Cell::Right(shown(change.to.as_ref())),
        Cell::Right(delta),
        Cell::Right(share),
        Cell::Left(note.trim_start().to_owned()),
    ]];
    if is_explained {
        let step = |name: String, delta: f64| {
            let empty = || left("");
            let name = Cell::Left(format!("  {name}"));
            vec![name, empty(), empty(), empty(), Cell::Right(signed(delta))]
        };
        let steps = change.steps.iter().map(|step| {
            let with = step.with.iter().map(|name| format!("{name} + "));
            (with.collect::<String>() + &step.name, step.delta)
        });
        lines.extend(steps.map(|(name, delta)| step(name, delta)));
        if change.residual != 0.0 {
            lines.push(step("residual".to_owned(), change.residual));
        }
    }
    lines
}

/// A difference with its sign: `+2`, `−0.5`.
fn signed(value: f64) -> String {
    let size = plain(value.abs());
    match value {
        _ if value > 0.0 => format!("+{size}"),
        _ if value < 0.0 => format!("−{size}"),
        _ => size,
    }
}

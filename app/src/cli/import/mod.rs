//! `rackhour import`: what a spreadsheet holds, which rows of a workbook its lines may belong to, and
//! with `--apply` their values.

mod bindings;
mod show;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use rackhour_engine::check::{Checked, Layers, cases};
use rackhour_engine::excel::interpret::Answers;
use rackhour_engine::excel::propose::{ByHand, Found, Model, Proposal, When, propose};
use rackhour_engine::excel::read::{self, Stop, Watch};
use rackhour_engine::excel::refresh::{Recipe, follow};
use rackhour_engine::excel::{Book, Line};
use rackhour_engine::workbook;

use crate::today::today;

use super::open::Opened;
use super::{Ending, Failure, Format, Outcome, did_you_mean, json, print};

/// What decides about values that were changed by hand, in place of a key.
const BY_HAND: &str = "edited_by_hand";

/// Take values from a spreadsheet, or show which could be taken.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The spreadsheet: .xlsx, .xlsm, .xlsb, .xls, .ods, .csv or .tsv.
    spreadsheet: PathBuf,
    /// The workbook that the values go into.
    #[arg(long, value_name = "WORKBOOK")]
    into: PathBuf,
    /// An earlier import of the workbook, to be done again with this version of the file.
    #[arg(long, value_name = "NAME")]
    recipe: Option<String>,
    /// Set the values and save the workbook, in place of only showing them.
    #[arg(long)]
    apply: bool,
    /// How something is read that could be read in several ways: `'Inputs!2/percent=points'`; or
    /// `edited_by_hand=file` to replace values that were changed by hand since the last import.
    #[arg(long, value_name = "KEY=CHOICE")]
    answer: Vec<String>,
    /// A cell and where its value goes: `'Inputs!B7=gpu_hour_price'`.
    #[arg(long, value_name = "CELL=KEY")]
    bind: Vec<String>,
    /// How the result is printed.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl Import {
    pub(super) fn execute(self) -> Outcome {
        if self.format == Format::Csv {
            let message = "an import is printed as a table or as JSON";
            return Err(Failure::Usage(message.into()));
        }
        let opened = Opened::read(&self.into)?;
        let (given, by_hand) = answers(&self.answer)?;
        let earlier = self.earlier(&opened)?;
        let book = book(&self.spreadsheet)?;
        let document = Arc::new(opened.workbook.clone());
        let checked = Checked::new(&document);
        let model = Model {
            workbook: &document,
            checked: &checked,
        };
        let when = self.when(&opened, by_hand);
        let mut recipe = match earlier {
            Some(import) => follow(import, &book),
            None => Recipe {
                lines: bindings::lines(&book),
                ..Recipe::default()
            },
        };
        for (key, choice) in given.iter() {
            (recipe.answers.set(key, choice)).map_err(Failure::Usage)?;
        }
        let suggested = bindings::suggested(&model, &book, &recipe.lines);
        if earlier.is_none() {
            recipe.binds = bindings::preticked(&model, &recipe.lines, &suggested);
        }
        bindings::add(&model, &book, &mut recipe, &self.bind)?;
        let mut proposal = match earlier {
            Some(import) => recipe.propose(&model, import, &book, &when),
            None => {
                let found = found(&book, &recipe.lines, &recipe.answers);
                propose(&model, &found, &recipe.binds, &when)
            }
        };
        let is_applied = self.apply && self.carry_out(&opened, &mut proposal)?;
        let found = found(&book, &recipe.lines, &recipe.answers);
        let shown = show::Shown {
            model: &model,
            found: &found,
            suggested: &suggested,
            proposal: &proposal,
            is_applied,
        };
        print(&match self.format {
            Format::Json => json::text(&shown.document()),
            _ => shown.table(),
        })?;
        for remark in &proposal.remarks {
            eprintln!("note: {remark}");
        }
        let is_open = !proposal.problems.is_empty() || !proposal.questions.is_empty();
        Ok(Ending::wrong_if(is_open))
    }

    /// The earlier import that is named.
    fn earlier<'a>(&self, opened: &'a Opened) -> Result<Option<&'a workbook::Import>, Failure> {
        let Some(name) = &self.recipe else {
            return Ok(None);
        };
        let imports = &opened.workbook.imports;
        let mut found = imports.iter();
        match found.find(|import| import.id == *name || import.label == *name) {
            Some(import) => Ok(Some(import)),
            None => {
                let near = did_you_mean(name, imports.iter().map(|import| import.id.as_str()));
                let message = format!("there is no import `{name}`{near}");
                Err(Failure::Usage(message))
            }
        }
    }

    fn when(&self, opened: &Opened, by_hand: ByHand) -> When {
        let case = cases(&opened.workbook).into_iter().next();
        When {
            imported: today(),
            modified: modified(&self.spreadsheet),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            path: seen_from(&self.into, &self.spreadsheet),
            layers: Layers::of(case.unwrap_or_default()),
            by_hand,
            ..When::default()
        }
    }

    /// Carries the edits out and saves the workbook; whether there was anything to do.
    fn carry_out(&self, opened: &Opened, proposal: &mut Proposal) -> Result<bool, Failure> {
        if proposal.edits.is_empty() {
            if proposal.questions.is_empty() && proposal.problems.is_empty() {
                let problem = "no line is clear enough to be taken unasked: say where values go \
                               with --bind 'Sheet!B7=name'";
                proposal.problems.push(problem.to_owned());
            }
            return Ok(false);
        }
        let mut changed = opened.workbook.clone();
        for edit in &proposal.edits {
            if let Err(refusal) = edit.apply(&mut changed) {
                proposal.problems.push(refusal.to_string());
                return Ok(false);
            }
        }
        opened.save(&changed)?;
        Ok(true)
    }
}

fn found<'a>(book: &'a Book, lines: &'a [Line], answers: &'a Answers) -> Found<'a> {
    Found {
        book,
        lines,
        answers,
    }
}

/// What was answered on the command line.
fn answers(given: &[String]) -> Result<(Answers, ByHand), Failure> {
    let (mut answers, mut by_hand) = (Answers::default(), ByHand::Keep);
    for text in given {
        match text.split_once('=') {
            Some((BY_HAND, "keep")) => by_hand = ByHand::Keep,
            Some((BY_HAND, "file")) => by_hand = ByHand::Replace,
            Some((BY_HAND, other)) => {
                return Err(Failure::Usage(format!(
                    "`{BY_HAND}` is answered by `keep` or `file`, not by `{other}`"
                )));
            }
            _ => answers.add(text).map_err(Failure::Usage)?,
        }
    }
    Ok((answers, by_hand))
}

/// Reads a spreadsheet.
fn book(path: &Path) -> Result<Book, Failure> {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let name = name.to_string_lossy();
    let bytes = std::fs::read(path).map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
            std::io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
            _ => error.to_string(),
        };
        Failure::File(format!("cannot read {}: {why}", path.display()))
    })?;
    match read::read(&name, &bytes, &Watch::default()) {
        Ok(book) => Ok(book),
        Err(Stop::Refused(refusal)) => Err(Failure::File(refusal.to_string())),
        Err(Stop::Cancelled) => Err(Failure::File(format!("reading {name} was stopped"))),
    }
}

/// When a file was changed last, to the second; empty where the system does not tell.
fn modified(path: &Path) -> String {
    let time = std::fs::metadata(path).and_then(|about| about.modified());
    let time = time
        .ok()
        .and_then(|time| jiff::Timestamp::try_from(time).ok());
    let time = time.and_then(|time| jiff::Timestamp::from_second(time.as_second()).ok());
    time.map_or_else(String::new, |time| time.to_string())
}

/// The path of a file, seen from the folder of another one.
fn seen_from(from: &Path, file: &Path) -> String {
    let whole = |path: &Path| std::fs::canonicalize(path).ok();
    let (Some(from), Some(to)) = (whole(from), whole(file)) else {
        return file.display().to_string();
    };
    let folder: Vec<_> = from
        .parent()
        .into_iter()
        .flat_map(Path::components)
        .collect();
    let parts: Vec<_> = to.components().collect();
    let common = folder
        .iter()
        .zip(&parts)
        .take_while(|(a, b)| a == b)
        .count();
    let up = (common..folder.len()).map(|_| "..".to_owned());
    let down = parts[common..].iter();
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

//! Two versions of a workbook, and the work of comparing them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use rackhour_engine::check::{self, Case, Typed};
use rackhour_engine::run::Progress;
use rackhour_engine::study::Stop;
use rackhour_engine::study::diff::{self, Differences, OutputChange, headlines};
use rackhour_engine::workbook::Workbook;

use super::report::Told;
use crate::jobs;

/// Which of two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The one as it was.
    First,
    /// The one as it is.
    Second,
}

/// Which version stands at a side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The workbook in hand, with what is unsaved.
    Open,
    /// The workbook as it was opened or last saved.
    LastSave,
    /// What the file held before the last save.
    Backup,
    /// Another file.
    File(PathBuf),
}

/// What the pane of versions shows.
#[derive(Debug)]
pub struct VersionsView {
    /// What is compared.
    pub ends: [End; 2],
    /// Rows that are looked at besides the headlines.
    pub added: Vec<String>,
    /// The output that is taken apart, as a key; the first that moved where none was chosen.
    pub output: Option<String>,
    /// The work that runs.
    pub running: Option<Arc<Progress>>,
    /// Since when.
    pub since: Instant,
    /// What was found, or why nothing was; none before anything was compared.
    pub found: Option<Result<Arc<Compared>, String>>,
    /// What was in hand and last saved when versions were compared, and the case.
    pub of: Option<([Arc<Workbook>; 2], Case)>,
}

impl Default for VersionsView {
    fn default() -> Self {
        Self {
            ends: [End::LastSave, End::Open],
            added: Vec::new(),
            output: None,
            running: None,
            since: Instant::now(),
            found: None,
            of: None,
        }
    }
}

impl Drop for VersionsView {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl VersionsView {
    /// Ends the work that runs.
    pub fn cancel(&mut self) {
        if let Some(running) = self.running.take() {
            running.cancel();
        }
    }

    /// Takes what a job has found, unless it was ended meanwhile.
    pub fn take(&mut self, outcome: Outcome) {
        let running = self.running.as_ref();
        if !running.is_some_and(|running| Arc::ptr_eq(running, &outcome.progress)) {
            return;
        }
        self.running = None;
        if let Some(found) = outcome.found {
            self.found = Some(found.map(Arc::new));
        }
    }

    /// The output that is taken apart.
    pub fn shown(&self) -> Option<&OutputChange> {
        let moves = &self.compared()?.moves;
        let chosen = self.output.as_deref();
        let chosen = moves
            .outputs
            .iter()
            .find(|one| Some(one.key.as_str()) == chosen);
        let apart = |one: &&OutputChange| !one.steps.is_empty();
        chosen.or_else(|| moves.outputs.iter().find(apart))
    }

    /// What was found.
    pub fn compared(&self) -> Option<&Compared> {
        self.found.as_ref()?.as_ref().ok().map(|found| &**found)
    }
}

/// One version as a job gets it.
#[derive(Clone, Debug)]
pub enum Reading {
    /// It is in hand.
    Known(Arc<Workbook>),
    /// It is to be read.
    File(PathBuf),
}

/// Versions to be compared.
#[derive(Clone, Debug)]
pub struct Request {
    /// The versions, and what each is called.
    pub ends: [(Reading, String); 2],
    /// The case in which both are looked at, as far as they have it.
    pub case: Case,
    /// Rows that are looked at besides the headlines.
    pub added: Vec<String>,
    /// Ends the work early, and tells how far it is.
    pub progress: Arc<Progress>,
}

/// What a job has found.
pub struct Outcome {
    /// The progress of the request, which tells whether anybody still waits for this.
    pub progress: Arc<Progress>,
    /// What was found, or why nothing was; none where the work was ended.
    pub found: Option<Result<Compared, String>>,
}

/// Two versions with what differs between them.
#[derive(Debug)]
pub struct Compared {
    /// The versions.
    pub workbooks: [Arc<Workbook>; 2],
    /// What each is called.
    pub names: [String; 2],
    /// The case in which each was looked at.
    pub cases: [Case; 2],
    /// What differs in the documents.
    pub differences: Differences,
    /// What that moves.
    pub moves: Moves,
    /// All of it in words.
    pub told: Told,
}

/// The outputs that moved.
#[derive(Debug, Default)]
pub struct Moves {
    /// Each with what every change contributes.
    pub outputs: Vec<OutputChange>,
    /// Rows that were asked for and are in one version only.
    pub missing: Vec<String>,
}

impl Request {
    /// Does the work.
    pub fn run(self) -> Outcome {
        let progress = Arc::clone(&self.progress);
        let found = match self.compare() {
            Ok(found) => Some(Ok(found)),
            Err(Some(reason)) => Some(Err(reason)),
            Err(None) => None,
        };
        Outcome { progress, found }
    }

    /// What differs; an error says why that is not known, or nothing where the work was ended.
    fn compare(self) -> Result<Compared, Option<String>> {
        let [(first, one), (second, other)] = self.ends;
        let workbooks = [first.read()?, second.read()?];
        let typed = [&workbooks[0], &workbooks[1]].map(|workbook| check::check(workbook).0);
        let cases = [&workbooks[0], &workbooks[1]].map(|workbook| fitting(workbook, &self.case));
        let side = |at: usize| diff::Side {
            workbook: &workbooks[at],
            typed: &typed[at],
            case: cases[at].clone(),
        };
        let differences = diff::diff(&workbooks[0], &workbooks[1]);
        let moves = moves([&side(0), &side(1)], &self.added, &typed, &self.progress)?;
        let mut compared = Compared {
            names: [one, other],
            cases: cases.clone(),
            workbooks,
            differences,
            moves,
            told: Told::default(),
        };
        compared.told = Told::of(&compared);
        Ok(compared)
    }
}

fn moves(
    [from, to]: [&diff::Side<'_>; 2],
    added: &[String],
    typed: &[Typed; 2],
    progress: &Progress,
) -> Result<Moves, Option<String>> {
    let is_common = |key: &&String| {
        typed
            .iter()
            .all(|typed| check::bad_key(typed, key).is_none())
    };
    let (known, missing): (Vec<_>, Vec<_>) = added.iter().partition(is_common);
    let known: Vec<String> = known.into_iter().cloned().collect();
    let mut wanted = Vec::new();
    if !known.is_empty() {
        let both = headlines(to.workbook, to.typed);
        wanted = both.into_iter().filter(|key| is_common(&key)).collect();
        wanted.extend(known);
    }
    match diff::outputs(from, to, &wanted, progress) {
        Ok(outputs) => Ok(Moves {
            outputs,
            missing: missing.into_iter().cloned().collect(),
        }),
        Err(Stop::Refused(found)) => Err(Some(format!("{}. {}", found.message, found.hint))),
        Err(Stop::Cancelled) => Err(None),
    }
}

impl Reading {
    fn read(self) -> Result<Arc<Workbook>, Option<String>> {
        match self {
            Self::Known(workbook) => Ok(workbook),
            Self::File(path) => match jobs::read(&path) {
                Ok(loaded) => Ok(Arc::new(loaded.workbook)),
                Err(error) => Err(Some(format!("{}: {error}", path.display()))),
            },
        }
    }
}

/// A case as far as a workbook has it: its first profile where it lacks the one wanted, and its
/// base case where it lacks the scenario.
fn fitting(workbook: &Workbook, case: &Case) -> Case {
    let mut profiles = workbook.profiles.iter().map(|profile| &profile.id);
    let mut scenarios = workbook.scenarios.iter().map(|scenario| &scenario.id);
    let first = profiles.clone().next();
    let profile = profiles.find(|id| Some(*id) == case.profile.as_ref());
    let scenario = scenarios.find(|id| Some(*id) == case.scenario.as_ref());
    Case {
        profile: case.profile.as_ref().and(profile.or(first)).cloned(),
        scenario: scenario.cloned(),
    }
}

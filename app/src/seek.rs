//! Setting a result: which value of which assumption would give it.
//!
//! The assumptions are ranked first, then the one chosen is solved, then the others, in portions,
//! so that the dialog opens at once and shows what is known so far.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rackhour_engine::check::{Layers, Typed};
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::run::Progress;
use rackhour_engine::study::candidates::{self, Candidates};
use rackhour_engine::study::{Question, Stop, seek};
use rackhour_engine::workbook::{Number, Target};

use crate::cores;
use crate::sheet::Cell;
use crate::studies::Version;

/// How many assumptions a job solves together before it reports what it has found.
const A_PORTION: usize = 16;

/// Work that has lasted this long is shown, and can be stopped.
const SHOWN_AFTER: Duration = Duration::from_millis(150);

/// What is to be found out.
#[derive(Clone, Debug)]
pub enum Task {
    /// Which assumptions the result depends on.
    Rank,
    /// At which values of these, each alone, the result has a value.
    Solve(f64, Vec<String>),
}

/// Work for a job.
#[derive(Clone)]
pub struct Request {
    /// The document, in the case on screen.
    pub version: Version,
    /// The document, checked.
    pub typed: Arc<Typed>,
    /// The result, as a key.
    pub output: String,
    /// What is to be found out.
    pub task: Task,
    /// Ends the work early.
    pub progress: Arc<Progress>,
}

/// What a job has found.
pub struct Outcome {
    /// The progress of the request, which tells whether anybody still waits for this.
    pub progress: Arc<Progress>,
    /// What was found; none where the work was ended.
    pub found: Option<Found>,
}

/// What was found out.
pub enum Found {
    /// The assumptions, or why there are none.
    Ranked(Result<Candidates, Refusal>),
    /// The answers of some assumptions.
    Solved(Vec<(String, Answer)>),
}

/// Why the engine refuses: message and hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// What would work.
    pub hint: String,
}

/// What a goal seek gave for one assumption.
pub type Answer = Result<seek::Sought, Refusal>;

impl Request {
    /// Does the work.
    pub fn run(self) -> Outcome {
        let question = Question {
            workbook: &self.version.workbook,
            typed: &self.typed,
            layers: Layers::of(self.version.case.clone()),
            threads: cores::chosen(),
        };
        let found = match &self.task {
            Task::Rank => {
                let found = candidates::run(&question, &self.output, &self.progress);
                refused(found).map(Found::Ranked)
            }
            Task::Solve(target, keys) => self.solve(&question, *target, keys).map(Found::Solved),
        };
        Outcome {
            progress: self.progress,
            found,
        }
    }

    fn solve(
        &self,
        question: &Question<'_>,
        target: f64,
        keys: &[String],
    ) -> Option<Vec<(String, Answer)>> {
        let target = Target {
            output: self.output.clone(),
            value: Number(target),
        };
        let found = candidates::solve(question, &target, keys, &self.progress);
        let answers = match refused(found)? {
            Ok(answers) => answers
                .into_iter()
                .map(|one| one.map_err(|refusal| Refusal::of(*refusal)))
                .collect(),
            Err(refusal) => vec![Err(refusal); keys.len()],
        };
        Some(keys.iter().cloned().zip(answers).collect())
    }
}

impl Refusal {
    fn of(refusal: Diagnostic) -> Self {
        Self {
            message: refusal.message,
            hint: refusal.hint,
        }
    }
}

/// An answer or why there is none; none where the work was ended.
fn refused<T>(found: Result<T, Stop>) -> Option<Result<T, Refusal>> {
    match found {
        Ok(found) => Some(Ok(found)),
        Err(Stop::Refused(refusal)) => Some(Err(Refusal::of(*refusal))),
        Err(Stop::Cancelled) => None,
    }
}

/// What an assumption would have to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Needed {
    /// It is not known yet.
    Pending,
    /// The value nearest to the one it has, and how many there are.
    Value(f64, usize),
    /// No value gives the target; what the result can be, where it can be anything.
    Never(Option<(f64, f64)>),
}

/// The dialog in which a result is set.
#[derive(Debug)]
pub struct Seek {
    /// The cell of the result.
    pub cell: Cell,
    /// The result, as a key.
    pub output: String,
    /// What is typed as the value wanted.
    pub text: String,
    /// The value wanted, once it can be read.
    pub target: Option<f64>,
    /// Why the text cannot be read.
    pub refusal: Option<String>,
    /// What could be changed; none while it is looked for.
    pub candidates: Option<Result<Candidates, Refusal>>,
    /// The assumption chosen, as a key.
    pub chosen: Option<String>,
    /// Which of the chosen assumption's solutions is taken.
    pub root: usize,
    /// What was found for the target.
    pub answers: BTreeMap<String, Answer>,
    /// The job that runs, and since when anything has been running.
    pub running: Option<Arc<Progress>>,
    /// When the work in hand began.
    pub since: Instant,
    /// Whether the user has ended the work.
    pub stopped: bool,
}

impl Seek {
    /// A dialog for a result of which nothing is known yet.
    pub fn new(cell: Cell, output: String, text: String) -> Self {
        Self {
            cell,
            output,
            text,
            target: None,
            refusal: None,
            candidates: None,
            chosen: None,
            root: 0,
            answers: BTreeMap::new(),
            running: None,
            since: Instant::now(),
            stopped: false,
        }
    }

    /// Takes another value wanted; what was found for the one before is forgotten.
    pub fn aim(&mut self, target: Option<f64>) {
        if target != self.target {
            self.cancel();
            self.target = target;
            self.answers.clear();
            self.root = 0;
            self.since = Instant::now();
            self.stopped = false;
        }
    }

    /// The assumptions that can be changed, strongest first.
    pub fn inputs(&self) -> &[candidates::Candidate] {
        match &self.candidates {
            Some(Ok(found)) => &found.inputs,
            _ => &[],
        }
    }

    /// What is still to be found out, most urgent first.
    pub fn next(&self) -> Option<Task> {
        if self.stopped || self.running.is_some() {
            return None;
        }
        if self.candidates.is_none() {
            return Some(Task::Rank);
        }
        let target = self.target?;
        let open = |key: &&String| !self.answers.contains_key(*key);
        // The one chosen alone, so that its answer is there at once.
        if let Some(chosen) = self.chosen.as_ref().filter(open) {
            return Some(Task::Solve(target, vec![chosen.clone()]));
        }
        let rest = self.inputs().iter().map(|one| &one.input.key).filter(open);
        let keys: Vec<_> = rest.take(A_PORTION).cloned().collect();
        (!keys.is_empty()).then_some(Task::Solve(target, keys))
    }

    /// Takes what a job has found, unless it was ended meanwhile. Only what `can` be set is offered.
    pub fn take(&mut self, outcome: Outcome, can: impl Fn(&str) -> bool) {
        let running = self.running.as_ref();
        if !running.is_some_and(|running| Arc::ptr_eq(running, &outcome.progress)) {
            return;
        }
        self.running = None;
        match outcome.found {
            Some(Found::Ranked(ranked)) => {
                let ranked = ranked.map(|mut found| {
                    found.inputs.retain(|one| can(&one.input.key));
                    found
                });
                self.candidates = Some(ranked);
                self.chosen = self.inputs().first().map(|one| one.input.key.clone());
            }
            Some(Found::Solved(answers)) => self.answers.extend(answers),
            None => {}
        }
    }

    /// What an assumption would have to be.
    pub fn needed(&self, key: &str, now: f64) -> Needed {
        match self.answers.get(key) {
            None => Needed::Pending,
            Some(Err(_)) => Needed::Never(None),
            Some(Ok(sought)) => {
                let roots = sought.roots.iter().filter_map(|root| root.values.first());
                let far = |root: &&f64| (**root - now).abs();
                match roots.min_by(|one, other| far(one).total_cmp(&far(other))) {
                    Some(nearest) => Needed::Value(*nearest, sought.roots.len()),
                    None => Needed::Never(sought.attainable),
                }
            }
        }
    }

    /// The answer of the assumption chosen.
    pub fn answer(&self) -> Option<&Answer> {
        self.answers.get(self.chosen.as_ref()?)
    }

    /// The solution that would be taken.
    pub fn solution(&self) -> Option<&seek::Root> {
        self.answer()?.as_ref().ok()?.roots.get(self.root)
    }

    /// What would be set: the assumption chosen and its value.
    pub fn change(&self) -> Option<(String, f64)> {
        let value = self.solution()?.values.first()?;
        Some((self.chosen.clone()?, *value))
    }

    /// How many assumptions are solved, of how many, while that takes long.
    pub fn progress(&self) -> Option<(usize, usize)> {
        let lasts = self.running.is_some() && self.since.elapsed() >= SHOWN_AFTER;
        lasts.then(|| (self.answers.len(), self.inputs().len()))
    }

    /// Ends the work.
    pub fn cancel(&mut self) {
        if let Some(running) = self.running.take() {
            running.cancel();
        }
    }
}

impl Drop for Seek {
    fn drop(&mut self) {
        self.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::study::Measure;
    use rackhour_engine::study::candidates::Candidate;

    fn measure(key: &str) -> Measure {
        Measure {
            key: key.to_owned(),
            unit: String::new(),
            base: 1.0,
        }
    }

    /// A dialog whose assumptions are known.
    fn ranked() -> Seek {
        let cell = Cell {
            row: "out".to_owned(),
            element: 0,
            period: None,
        };
        let mut seek = Seek::new(cell, "out".to_owned(), String::new());
        let running = Arc::<Progress>::default();
        seek.running = Some(Arc::clone(&running));
        let candidate = |key: &str| Candidate {
            input: measure(key),
            push: Some(1.0),
        };
        let found = Candidates {
            output: measure("out"),
            inputs: ["a", "fixed", "b"].map(candidate).to_vec(),
            left_out: Vec::new(),
        };
        let outcome = Outcome {
            progress: running,
            found: Some(Found::Ranked(Ok(found))),
        };
        seek.take(outcome, |key| key != "fixed");
        seek
    }

    fn keys(task: Option<Task>) -> Vec<String> {
        match task {
            Some(Task::Solve(_, keys)) => keys,
            _ => Vec::new(),
        }
    }

    #[test]
    fn the_assumption_chosen_is_solved_first() {
        let mut seek = ranked();
        assert!(seek.next().is_none(), "there is no value wanted yet");
        seek.aim(Some(2.0));
        assert_eq!(keys(seek.next()), ["a"]);
        seek.chosen = Some("b".to_owned());
        assert_eq!(keys(seek.next()), ["b"]);
        seek.chosen = None;
        assert_eq!(
            keys(seek.next()),
            ["a", "b"],
            "what cannot be set is no choice"
        );
    }

    #[test]
    fn another_value_wanted_ends_the_work_for_the_one_before() {
        let mut seek = ranked();
        seek.aim(Some(2.0));
        let old = Arc::<Progress>::default();
        seek.running = Some(Arc::clone(&old));
        assert!(seek.next().is_none(), "one job at a time");
        seek.aim(Some(3.0));
        assert!(old.is_cancelled());
        let refusal = Refusal {
            message: String::new(),
            hint: String::new(),
        };
        let late = Outcome {
            progress: old,
            found: Some(Found::Solved(vec![("a".to_owned(), Err(refusal))])),
        };
        seek.take(late, |_| true);
        assert!(seek.answers.is_empty(), "what comes late is for nobody");
        assert_eq!(keys(seek.next()), ["a"]);
    }
}

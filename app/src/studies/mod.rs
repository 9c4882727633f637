//! The studies of the document: which one runs when, and what each found.
//!
//! A study runs for one version of the document in one case. What it found stays until there is
//! something newer, marked as old once the document has moved on. How long a run took decides how
//! closely the next ones follow the assumptions ([`Pace`]).

pub mod grid;
pub mod names;
mod pace;
pub mod quick;
pub mod samples;
mod spec;
pub mod studio;
pub mod typed;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rackhour_engine::check::{Case, Typed};
use rackhour_engine::run::Progress;
use rackhour_engine::study::grid::{GridResult, Plan};
use rackhour_engine::study::{self, Answer, Question, Stop};
use rackhour_engine::workbook::{Grid, Study, StudySpec, Workbook};

pub use names::Names;
pub use pace::Pace;
pub use spec::{cases, inputs, kind, outputs};

use crate::cores;
use crate::jobs::Jobs;

/// A run that has lasted this long shows how far it is, and can be cancelled.
const SHOWN_AFTER: Duration = Duration::from_millis(200);
/// The most cells without a value whose reasons are counted.
const MOST_REASONS: usize = 1000;

/// Why an output has no value: each reason, and in how many cells.
pub type Reasons = BTreeMap<String, usize>;

/// What a study is run for: a version of the document, in a case.
#[derive(Clone, Debug)]
pub struct Version {
    /// The document.
    pub workbook: Arc<Workbook>,
    /// The profile and the scenario.
    pub case: Case,
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.workbook, &other.workbook) && self.case == other.case
    }
}

/// A study to be run.
#[derive(Clone)]
pub struct Request {
    /// What it is run for.
    pub version: Version,
    /// The document, checked.
    pub typed: Arc<Typed>,
    /// The study.
    pub study: Arc<Study>,
    /// How far the run is, and whether it is to end.
    pub progress: Arc<Progress>,
}

impl Request {
    /// Runs the study.
    pub fn run(self) -> Outcome {
        let start = Instant::now();
        let question = Question {
            workbook: &self.version.workbook,
            typed: &self.typed,
            layers: study::layers_of(&self.study, &self.version.case),
            threads: cores::chosen(),
        };
        let spec = &self.study.spec;
        let found = match study::run(&question, spec, &self.progress) {
            Ok(answer) => reasons(&question, spec, &answer, &self.progress)
                .map(|reasons| Found::Answer(Box::new(answer), reasons)),
            Err(Stop::Refused(refusal)) => Some(Found::Refused {
                message: refusal.message,
                hint: refusal.hint,
            }),
            Err(Stop::Cancelled) => None,
        };
        Outcome {
            took: start.elapsed(),
            request: self,
            found,
        }
    }
}

/// Why cells of a grid have no value, output by output; empty where there are too many to count.
fn reasons(
    question: &Question<'_>,
    spec: &StudySpec,
    answer: &Answer,
    progress: &Progress,
) -> Option<Vec<Reasons>> {
    let (StudySpec::Grid(spec), Answer::Grid(grid)) = (spec, answer) else {
        return Some(Vec::new());
    };
    let missing = |values: &[f64]| values.iter().filter(|value| value.is_nan()).count();
    let missing: usize = grid
        .outputs
        .iter()
        .map(|output| missing(&output.values))
        .sum();
    match missing {
        0 => Some(Vec::new()),
        few if few <= MOST_REASONS => grid_reasons(question, spec, grid, progress),
        _ => Some(Vec::new()),
    }
}

fn grid_reasons(
    question: &Question<'_>,
    spec: &Grid,
    grid: &GridResult,
    progress: &Progress,
) -> Option<Vec<Reasons>> {
    let Question {
        workbook, typed, ..
    } = *question;
    match Plan::new(workbook, typed, &question.layers, spec) {
        Ok(plan) => {
            let values: Vec<_> = grid
                .outputs
                .iter()
                .map(|output| output.values.as_slice())
                .collect();
            plan.unavailable(0, &values, question.threads, progress)
                .ok()
        }
        Err(_) => Some(Vec::new()),
    }
}

/// What a study found, or why it found nothing.
#[derive(Clone, Debug)]
pub enum Found {
    /// An answer; of a grid also why cells have no value, output by output.
    Answer(Box<Answer>, Vec<Reasons>),
    /// It makes no sense as described.
    Refused {
        /// What is wrong.
        message: String,
        /// What would work.
        hint: String,
    },
}

/// A run that has ended.
pub struct Outcome {
    request: Request,
    /// None where it was told to stop.
    found: Option<Found>,
    took: Duration,
}

/// What is known of a study.
#[derive(Debug)]
pub struct Known {
    study: Arc<Study>,
    version: Version,
    /// What the last run that came to an end found.
    pub found: Found,
    /// How long that took.
    pub took: Duration,
    /// Rises with every result of any study.
    pub serial: u64,
}

/// A run that has not ended yet.
#[derive(Clone, Debug)]
struct Running {
    study: Arc<Study>,
    version: Version,
    progress: Arc<Progress>,
    since: Instant,
}

/// What the pane shows about a run: how many cases are done, and for how long it has been running.
#[derive(Clone, Copy, Debug)]
pub struct RunState {
    /// Cases done so far.
    pub done: usize,
    /// Since the run began.
    pub elapsed: Duration,
}

impl RunState {
    /// Whether it has lasted long enough to be shown.
    pub fn is_long(&self) -> bool {
        self.elapsed >= SHOWN_AFTER
    }
}

/// What the studies of a document have found, and the one that is running.
#[derive(Default)]
pub struct Desk {
    known: Vec<Known>,
    /// What the last run of each study took; one that was cancelled took at least as long as it ran.
    costs: BTreeMap<String, (Arc<Study>, Duration)>,
    running: Option<Running>,
    /// What a user cancelled, which does not begin again by itself.
    cancelled: Option<(Arc<Study>, Version)>,
}

/// Numbers every answer of every document, as what is drawn of one is kept by its number.
static SERIAL: AtomicU64 = AtomicU64::new(1);

impl Drop for Desk {
    /// A document that is closed leaves nothing running.
    fn drop(&mut self) {
        self.stop();
    }
}

impl Desk {
    /// What a study found last, of this version or an earlier one.
    pub fn known(&self, study: &str) -> Option<&Known> {
        self.known.iter().find(|known| known.study.id == study)
    }

    /// Whether what is known of a study belongs to this version.
    pub fn is_current(&self, study: &str, version: &Version) -> bool {
        self.known(study)
            .is_some_and(|known| known.version == *version)
    }

    /// Whether what is known belongs to this version of the study as well.
    fn is_settled(&self, study: &Study, version: &Version) -> bool {
        let known = self.known(&study.id);
        known.is_some_and(|known| known.version == *version && *known.study == *study)
    }

    /// How closely a study follows the assumptions.
    pub fn pace(&self, study: &str) -> Pace {
        Pace::of(self.cost(study))
    }

    /// What the last run of a study took.
    pub fn cost(&self, study: &str) -> Option<Duration> {
        self.costs.get(study).map(|(_, took)| *took)
    }

    /// How far a study is, while it runs.
    pub fn running(&self, study: &str) -> Option<RunState> {
        let running = self.running.as_ref().filter(|run| run.study.id == study)?;
        Some(RunState {
            done: running.progress.done(),
            elapsed: running.since.elapsed(),
        })
    }

    /// Whether any study runs.
    pub fn is_busy(&self) -> bool {
        self.running.is_some()
    }

    /// Whether a user ended the run for this version.
    pub fn is_cancelled(&self, study: &str, version: &Version) -> bool {
        let cancelled = self.cancelled.as_ref();
        cancelled.is_some_and(|(one, of)| one.id == study && of == version)
    }

    /// Whether a user has ended the last run.
    pub fn was_cancelled(&self) -> bool {
        self.cancelled.is_some()
    }

    /// Forgets what is known of a study that asked something else before.
    fn forget(&mut self, study: &Arc<Study>) {
        let is_other = |one: &Arc<Study>| one.id == study.id && one.spec != study.spec;
        self.costs.retain(|_, (one, _)| !is_other(one));
        self.cancelled.take_if(|(one, _)| is_other(one));
    }

    /// Sees to it that a study is known for this version, as closely as its pace allows.
    /// `asked` where a user wants it run now.
    pub fn want(&mut self, request: Request, dragging: bool, asked: bool, jobs: &Jobs) {
        let (study, version) = (Arc::clone(&request.study), request.version.clone());
        self.forget(&study);
        if asked {
            self.cancelled = None;
        } else if self.is_settled(&study, &version) || self.is_cancelled(&study.id, &version) {
            return;
        }
        let pace = self.pace(&study.id);
        if let Some(running) = &self.running {
            let same = running.study == study;
            let is_it = same && running.version == version && !asked;
            // A drag would end every run before it is done: the one that runs is let finish, and
            // the next one takes the values of then.
            if is_it || same && dragging && pace == Pace::Live {
                return;
            }
            // What may not run itself ends no other.
            if !same && !pace.may_run(dragging, asked) {
                return;
            }
            self.stop();
        }
        if !pace.may_run(dragging, asked) {
            return;
        }
        if pace == Pace::InFrame {
            let outcome = request.run();
            self.keep(outcome);
            return;
        }
        self.running = Some(Running {
            study,
            version,
            progress: Arc::clone(&request.progress),
            since: Instant::now(),
        });
        jobs.study(request);
    }

    /// Takes what a job has found, unless it was ended meanwhile.
    pub fn take(&mut self, outcome: Outcome) {
        let progress = &outcome.request.progress;
        let running = self.running.as_ref();
        if running.is_some_and(|running| Arc::ptr_eq(&running.progress, progress)) {
            self.running = None;
            self.keep(outcome);
        }
    }

    fn keep(&mut self, outcome: Outcome) {
        let Outcome {
            request,
            found,
            took,
        } = outcome;
        let (study, version) = (request.study, request.version);
        let Some(found) = found else {
            self.cancelled = Some((study, version));
            return;
        };
        let cost = (Arc::clone(&study), took);
        self.costs.insert(study.id.clone(), cost);
        self.known.retain(|known| known.study.id != study.id);
        self.known.push(Known {
            study,
            version,
            found,
            took,
            serial: SERIAL.fetch_add(1, Ordering::Relaxed),
        });
    }

    /// Ends the run because a user wants it to; it does not begin again by itself.
    pub fn cancel(&mut self) {
        let Some(running) = self.running.take() else {
            return;
        };
        running.progress.cancel();
        let lasted = running.since.elapsed();
        // What did not last long says nothing about what it would have taken.
        match lasted >= SHOWN_AFTER {
            true => {
                let cost = (Arc::clone(&running.study), lasted);
                self.costs.insert(running.study.id.clone(), cost);
            }
            false => drop(self.costs.remove(&running.study.id)),
        }
        self.cancelled = Some((running.study, running.version));
    }

    /// Ends the run because nobody needs it any more.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.progress.cancel();
        }
    }
}

impl Known {
    /// The study as it was when it ran.
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// The case that it looked at.
    pub fn version(&self) -> &Version {
        &self.version
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::FileDialogs;
    use rackhour_engine::check;

    fn request(version: &Version) -> Request {
        let (typed, _) = check::check(&version.workbook);
        Request {
            version: version.clone(),
            typed: Arc::new(typed),
            study: Arc::new(Study {
                id: "grid".into(),
                label: "Grid".into(),
                note: String::new(),
                profile: None,
                scenario: None,
                spec: StudySpec::Grid(Grid::default()),
            }),
            progress: Arc::default(),
        }
    }

    fn version() -> Version {
        Version {
            workbook: Arc::new(Workbook::new("Empty")),
            case: Case::default(),
        }
    }

    fn jobs() -> Jobs {
        Jobs::new(egui::Context::default(), FileDialogs::Own)
    }

    #[test]
    fn a_change_ends_the_run_and_what_it_found_is_not_taken() {
        let (mut desk, jobs, old, new) = (Desk::default(), jobs(), version(), version());
        let late = request(&old);
        desk.want(late.clone(), false, false, &jobs);
        assert!(desk.running("grid").is_some());
        desk.want(request(&new), false, false, &jobs);
        assert!(late.progress.is_cancelled() && desk.is_busy());
        desk.take(late.run());
        assert!(desk.known("grid").is_none() && desk.is_busy());
    }

    #[test]
    fn what_was_cancelled_begins_again_only_when_asked() {
        let (mut desk, jobs, version) = (Desk::default(), jobs(), version());
        desk.want(request(&version), false, false, &jobs);
        desk.cancel();
        assert!(desk.is_cancelled("grid", &version) && !desk.is_busy());
        assert_eq!(
            desk.pace("grid"),
            Pace::Unknown,
            "how long it takes is not known"
        );
        desk.want(request(&version), false, false, &jobs);
        assert!(!desk.is_busy());
        desk.want(request(&version), false, true, &jobs);
        assert!(desk.is_busy());
    }

    #[test]
    fn a_drag_lets_a_live_run_finish_and_leaves_a_long_one_for_later() {
        let (mut desk, jobs) = (Desk::default(), jobs());
        desk.costs.insert(
            "grid".into(),
            (
                Arc::clone(&request(&version()).study),
                Duration::from_millis(100),
            ),
        );
        let first = request(&version());
        desk.want(first.clone(), true, false, &jobs);
        desk.want(request(&version()), true, false, &jobs);
        assert!(!first.progress.is_cancelled());
        desk.stop();
        desk.costs.insert(
            "grid".into(),
            (
                Arc::clone(&request(&version()).study),
                Duration::from_millis(600),
            ),
        );
        desk.want(request(&version()), true, false, &jobs);
        assert!(!desk.is_busy());
        desk.want(request(&version()), false, false, &jobs);
        assert!(desk.is_busy());
    }

    #[test]
    fn a_refusal_is_kept_with_its_hint() {
        let (mut desk, jobs, version) = (Desk::default(), jobs(), version());
        desk.costs.insert(
            "grid".into(),
            (Arc::clone(&request(&version).study), Duration::ZERO),
        );
        desk.want(request(&version), false, false, &jobs);
        let Found::Refused { hint, .. } = &desk.known("grid").unwrap().found else {
            panic!("a grid without axes is refused");
        };
        assert!(!hint.is_empty() && desk.is_current("grid", &version));
    }
}

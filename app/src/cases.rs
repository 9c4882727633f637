//! Other cases of the document than the one on screen, evaluated when something shows them.
//!
//! What a frame has time for is evaluated in it; more is a job, which a change of the document
//! ends. Results are kept as long as the document stays as it is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rackhour_engine::check::{Case, Layers, Typed};
use rackhour_engine::evidence::{CaseEvidence, of_case};
use rackhour_engine::figure;
use rackhour_engine::run::{Progress, Results};
use rackhour_engine::workbook::Workbook;

use crate::jobs::Jobs;

/// What takes longer than this is evaluated beside the window.
const A_MOMENT: Duration = Duration::from_millis(8);

/// Cases of one version of the document, to be evaluated.
pub struct Request {
    /// The document.
    pub workbook: Arc<Workbook>,
    /// The document, checked.
    pub typed: Arc<Typed>,
    /// The cases.
    pub cases: Vec<Case>,
    /// Ends the run early.
    pub progress: Arc<Progress>,
}

impl Request {
    /// Evaluates the cases; none where the run was ended.
    pub fn run(self) -> Option<Evaluated> {
        let start = Instant::now();
        let (workbook, typed) = (&self.workbook, &self.typed);
        let results = figure::evaluate_cases(workbook, typed, &self.cases, &self.progress).ok()?;
        let mut known = Vec::with_capacity(results.len());
        for (case, results) in self.cases.into_iter().zip(results) {
            if self.progress.is_cancelled() {
                return None;
            }
            let evidence = of_case(workbook, typed, &Layers::of(case.clone()), &results);
            known.push(Known {
                case,
                results: Arc::new(results),
                evidence: Arc::new(evidence),
                fresh: true,
            });
        }
        Some(Evaluated {
            known,
            workbook: self.workbook,
            took: start.elapsed(),
        })
    }
}

/// Cases of one version of the document with their results.
pub struct Evaluated {
    workbook: Arc<Workbook>,
    known: Vec<Known>,
    took: Duration,
}

/// The cases evaluated so far.
#[derive(Default)]
pub struct CaseBook {
    workbook: Option<Arc<Workbook>>,
    known: Vec<Known>,
    running: Option<(Vec<Case>, Arc<Progress>)>,
    per_case: Duration,
    serial: u64,
}

struct Known {
    case: Case,
    results: Arc<Results>,
    evidence: Arc<CaseEvidence>,
    fresh: bool,
}

impl Drop for CaseBook {
    /// A document that is closed leaves nothing running.
    fn drop(&mut self) {
        if let Some((_, progress)) = &self.running {
            progress.cancel();
        }
    }
}

impl CaseBook {
    /// Rises whenever a result changes.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// Whether cases are on their way.
    pub fn is_busy(&self) -> bool {
        self.running.is_some()
    }

    /// The results of a case; of an earlier version of the document while newer ones are on
    /// their way, and none where it was never evaluated.
    pub fn results(&self, case: &Case) -> Option<&Results> {
        let known = self.known.iter().find(|known| known.case == *case)?;
        Some(&known.results)
    }

    /// The results of a case for this version of the document; none while they are on their way.
    pub fn fresh(&self, workbook: &Arc<Workbook>, case: &Case) -> Option<&Results> {
        let same = self.workbook.as_ref();
        same.filter(|same| Arc::ptr_eq(same, workbook))?;
        let mut known = self.known.iter();
        let known = known.find(|known| known.fresh && known.case == *case)?;
        Some(&known.results)
    }

    /// What the values of a case rest on, of the same version as its results.
    pub fn evidence(&self, case: &Case) -> Option<&CaseEvidence> {
        let known = self.known.iter().find(|known| known.case == *case)?;
        Some(&known.evidence)
    }

    /// Sees to it that these cases are known, now or as soon as a job is done.
    pub fn want(
        &mut self,
        workbook: &Arc<Workbook>,
        typed: &Arc<Typed>,
        wanted: &[Case],
        jobs: &Jobs,
    ) {
        self.begin(workbook);
        let is_fresh = |case: &&Case| {
            self.known
                .iter()
                .any(|known| known.fresh && known.case == **case)
        };
        let missing: Vec<_> = wanted
            .iter()
            .filter(|case| !is_fresh(case))
            .cloned()
            .collect();
        let coming = |case: &Case| {
            let running = self.running.as_ref();
            running.is_some_and(|(cases, _)| cases.contains(case))
        };
        if missing.is_empty() || missing.iter().all(coming) {
            return;
        }
        self.stop();
        let request = Request {
            workbook: Arc::clone(workbook),
            typed: Arc::clone(typed),
            cases: missing,
            progress: Arc::default(),
        };
        if self.per_case * request.cases.len() as u32 <= A_MOMENT {
            if let Some(evaluated) = request.run() {
                self.take(evaluated);
            }
        } else {
            self.running = Some((request.cases.clone(), Arc::clone(&request.progress)));
            jobs.evaluate(request);
        }
    }

    /// Takes what was evaluated, unless the document has changed since.
    pub fn take(&mut self, evaluated: Evaluated) {
        let current = self.workbook.as_ref();
        if !current.is_some_and(|current| Arc::ptr_eq(current, &evaluated.workbook)) {
            return;
        }
        self.running = None;
        self.serial += 1;
        self.per_case = evaluated.took / evaluated.known.len().max(1) as u32;
        for new in evaluated.known {
            self.known.retain(|known| known.case != new.case);
            self.known.push(new);
        }
    }

    /// How long one case takes, as far as is known before any was evaluated here.
    pub fn expect(&mut self, per_case: Duration) {
        if self.known.is_empty() {
            self.per_case = per_case;
        }
    }

    /// Forgets what belongs to another version of the document.
    fn begin(&mut self, workbook: &Arc<Workbook>) {
        let same = self
            .workbook
            .as_ref()
            .is_some_and(|old| Arc::ptr_eq(old, workbook));
        if !same {
            self.stop();
            self.workbook = Some(Arc::clone(workbook));
            for known in &mut self.known {
                known.fresh = false;
            }
            self.serial += 1;
        }
    }

    fn stop(&mut self) {
        if let Some((_, progress)) = self.running.take() {
            progress.cancel();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::FileDialogs;
    use rackhour_engine::check;

    fn document() -> (Arc<Workbook>, Arc<Typed>) {
        let workbook = Workbook::new("Empty");
        let (typed, _) = check::check(&workbook);
        (Arc::new(workbook), Arc::new(typed))
    }

    fn jobs() -> Jobs {
        Jobs::new(egui::Context::default(), FileDialogs::Own)
    }

    #[test]
    fn short_work_is_done_at_once_and_kept() {
        let (workbook, typed) = document();
        let mut book = CaseBook::default();
        book.want(&workbook, &typed, &[Case::default()], &jobs());
        assert!(book.results(&Case::default()).is_some() && !book.is_busy());
        let serial = book.serial();
        book.want(&workbook, &typed, &[Case::default()], &jobs());
        assert_eq!(book.serial(), serial, "nothing is evaluated twice");
    }

    #[test]
    fn a_change_ends_the_job_and_its_results_are_not_taken() {
        let (workbook, typed) = document();
        let mut book = CaseBook::default();
        book.expect(Duration::from_secs(1));
        book.want(&workbook, &typed, &[Case::default()], &jobs());
        let (cases, progress) = book.running.clone().unwrap();
        let late = Request {
            workbook,
            typed: Arc::clone(&typed),
            cases,
            progress: Arc::default(),
        };
        let (changed, typed) = document();
        book.want(&changed, &typed, &[], &jobs());
        assert!(progress.is_cancelled() && !book.is_busy());
        book.take(late.run().unwrap());
        assert!(book.results(&Case::default()).is_none());
    }
}

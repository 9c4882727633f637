//! What is computed from one revision of the document, and what the next one takes over.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rackhour_engine::check::{Case, Checked, Layers, Typed};
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::evidence::{CaseEvidence, has_clashes};
use rackhour_engine::run::{self, Cases, Results, Tapes};
use rackhour_engine::workbook::Workbook;

use crate::sheet::Sheet;

/// What is computed from one revision of the document.
pub(super) struct Computed {
    pub(super) revision: u64,
    pub(super) workbook: Arc<Workbook>,
    pub(super) typed: Arc<Typed>,
    /// Tapes of that meaning, which outlast changes of values.
    pub(super) tapes: Arc<Tapes>,
    /// The case on screen on a tape of its own, once only values have changed.
    again: Option<Cases>,
    pub(super) results: Arc<Results>,
    pub(super) case: Case,
    /// What the rows rest on, once somebody has asked.
    pub(super) evidence: OnceLock<CaseEvidence>,
    /// What was found in the document, whatever the case.
    pub(super) checked: Checked,
    /// Which rows read each row, once somebody has asked.
    pub(super) readers: OnceLock<Vec<Vec<usize>>>,
    /// What was found in the document and in the case on screen.
    pub(super) problems: Vec<Diagnostic>,
    pub(super) sheet: Sheet,
    pub(super) took: Duration,
}

impl Computed {
    /// Computes what fits a version of the document. Of what is known is kept what still holds:
    /// while only values change, the meaning of the rows and the tapes made from it.
    pub(super) fn of(
        workbook: &Arc<Workbook>,
        case: &Case,
        revision: u64,
        old: Option<&mut Self>,
    ) -> Self {
        let start = Instant::now();
        let workbook = Arc::clone(workbook);
        let checked = match &old {
            Some(old) => old.checked.again(&workbook),
            None => Checked::new(&workbook),
        };
        let typed = Arc::clone(checked.typed());
        let same = old.filter(|old| Arc::ptr_eq(&old.typed, &typed));
        let layers = Layers::of(case.clone());
        let (tapes, again, results) = match same {
            Some(old) => {
                let is_it = |cases: &Cases| *cases.layers() == [layers.clone()];
                let base = checked.base();
                let cases = match old.again.take().filter(is_it) {
                    Some(mut cases) => {
                        cases.again(base, &workbook, &typed);
                        cases
                    }
                    None => Cases::over(base, &workbook, &typed, vec![layers]),
                };
                let results = cases.results(&workbook, &typed, 0);
                (Arc::clone(&old.tapes), Some(cases), results)
            }
            None => {
                let results = run::evaluate_over(checked.base(), &workbook, &typed, &layers);
                (Arc::new(Tapes::new(&typed)), None, results)
            }
        };
        let mut problems = checked.findings().to_vec();
        for finding in &results.findings {
            if !problems.contains(finding) {
                problems.push(finding.clone());
            }
        }
        let sheet = Sheet::of(&workbook, &results);
        let mut computed = Self {
            revision,
            workbook,
            typed,
            tapes,
            again,
            results: Arc::new(results),
            case: case.clone(),
            evidence: OnceLock::new(),
            checked,
            readers: OnceLock::new(),
            problems,
            sheet,
            took: Duration::ZERO,
        };
        if has_clashes(&computed.workbook) {
            let mixed = computed.evidence().mixed();
            computed.problems.extend(mixed);
        }
        computed.took = start.elapsed();
        computed
    }
}

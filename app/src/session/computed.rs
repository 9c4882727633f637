//! What is computed from one revision of the document, and what the next one takes over.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rackhour_engine::check::{Case, Checked, Layers, Typed};
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::evidence::{CaseEvidence, has_clashes};
use rackhour_engine::run::{self, Cases, Results, Tapes};
use rackhour_engine::workbook::Workbook;

use super::registers::Facts;
use crate::sheet::Sheet;

/// What is computed from one revision of the document.
pub(super) struct Computed {
    pub(super) revision: u64,
    pub(super) workbook: Arc<Workbook>,
    pub(super) typed: Arc<Typed>,
    /// Tapes of that meaning, which outlast changes of values.
    pub(super) tapes: Arc<Tapes>,
    /// The case on screen on a tape of its own, laid out before the first value changes.
    tape: CaseTape,
    pub(super) results: Arc<Results>,
    pub(super) case: Case,
    /// What the rows rest on, once somebody has asked.
    pub(super) evidence: OnceLock<CaseEvidence>,
    /// What follows from the sources, once somebody has asked.
    pub(super) facts: OnceLock<Facts>,
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
        let known = same.map(|old| (Arc::clone(&old.tapes), std::mem::take(&mut old.tape)));
        let by_reference = || run::evaluate_over(checked.base(), &workbook, &typed, &layers);
        let (tapes, tape, results) = match known {
            None => (
                Arc::new(Tapes::new(&typed)),
                CaseTape::Wanted,
                by_reference(),
            ),
            Some((tapes, mut tape)) => {
                let results = match tape.of(&layers) {
                    None => by_reference(),
                    Some(cases) => {
                        cases.again(checked.base(), &workbook, &typed);
                        cases.results(&workbook, &typed, 0)
                    }
                };
                (tapes, tape, results)
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
            tape,
            results: Arc::new(results),
            case: case.clone(),
            evidence: OnceLock::new(),
            facts: OnceLock::new(),
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

    /// What is to be laid out beside the window, where it was not asked for yet.
    pub(super) fn wanted_tape(&mut self) -> Option<LayOut> {
        if !matches!(self.tape, CaseTape::Wanted) {
            return None;
        }
        self.tape = CaseTape::Asked;
        Some(LayOut {
            workbook: Arc::clone(&self.workbook),
            checked: self.checked.clone(),
            case: self.case.clone(),
        })
    }

    /// Takes over what was laid out, if it still means the same.
    pub(super) fn take(&mut self, laid_out: LaidOut) {
        if Arc::ptr_eq(&self.typed, &laid_out.typed) {
            self.tape = CaseTape::There(Box::new(laid_out.cases));
        }
    }
}

/// How far the tape of the case on screen is.
#[derive(Default)]
enum CaseTape {
    /// Values may change next: a tape would be quicker.
    #[default]
    Wanted,
    Asked,
    There(Box<Cases>),
}

impl CaseTape {
    /// The tape, if it is that of these layers; otherwise it is wanted.
    fn of(&mut self, layers: &Layers) -> Option<&mut Cases> {
        let is_there = match self {
            Self::There(cases) => *cases.layers() == *std::slice::from_ref(layers),
            Self::Asked => return None,
            Self::Wanted => false,
        };
        if !is_there {
            *self = Self::Wanted;
        }
        match self {
            Self::There(cases) => Some(cases),
            _ => None,
        }
    }
}

/// A case whose tape takes longer to lay out than a frame may.
pub struct LayOut {
    workbook: Arc<Workbook>,
    checked: Checked,
    case: Case,
}

/// A case on a tape of its own, and the meaning for which it holds.
pub struct LaidOut {
    typed: Arc<Typed>,
    cases: Cases,
}

impl LayOut {
    /// Compiles the tape.
    pub fn run(self) -> LaidOut {
        let typed = Arc::clone(self.checked.typed());
        let layers = vec![Layers::of(self.case)];
        let cases = Cases::over(self.checked.base(), &self.workbook, &typed, layers);
        LaidOut { typed, cases }
    }
}

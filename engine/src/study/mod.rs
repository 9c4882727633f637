//! Studies: questions that take many cases of one workbook.
//!
//! A study plans its cases, compiles one tape for them and summarises the results. The document
//! describes studies in [`crate::workbook::StudySpec`]; each kind has a module here, and
//! [`run`] finds the right one. Nearly all of them look at the workbook through a [`Probe`]:
//! outputs as a function of a few inputs.

pub mod bridge;
pub mod candidates;
pub mod diff;
pub mod drawn;
pub mod falsifiers;
pub mod frontier;
pub mod grid;
mod keys;
pub mod monte_carlo;
pub mod prefill;
mod probe;
mod range;
mod root;
pub mod seek;
pub mod tornado;
mod words;

use crate::check::{Case, Layers, Typed};
use crate::diagnostic::Diagnostic;
use crate::run::{Cancelled, Progress};
use crate::workbook::{Study, StudySpec, Workbook};

pub use keys::{Measure, Move};
pub use probe::{Point, Probe};
pub use root::Contact;

/// What a study is run on.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The document.
    pub workbook: &'a Workbook,
    /// The document, checked.
    pub typed: &'a Typed,
    /// The case that the study moves around.
    pub layers: Layers,
    /// How many threads may work on it; 0 stands for one per core. The answer is the same on any
    /// number.
    pub threads: usize,
}

/// Why a study gave no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Stop {
    /// It makes no sense as described; said before the work begins.
    Refused(Box<Diagnostic>),
    /// It was asked to stop.
    Cancelled,
}

impl From<Box<Diagnostic>> for Stop {
    fn from(found: Box<Diagnostic>) -> Self {
        Self::Refused(found)
    }
}

impl From<Cancelled> for Stop {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// What a study found.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Of [`StudySpec::Grid`].
    Grid(grid::GridResult),
    /// Of [`StudySpec::GoalSeek`].
    GoalSeek(seek::Sought),
    /// Of [`StudySpec::Frontier`].
    Frontier(frontier::Locus),
    /// Of [`StudySpec::Falsifiers`].
    Falsifiers(falsifiers::Ranking),
    /// Of [`StudySpec::Tornado`].
    Tornado(tornado::Bars),
    /// Of [`StudySpec::Spider`].
    Spider(tornado::Bars),
    /// Of [`StudySpec::MonteCarlo`].
    MonteCarlo(Box<monte_carlo::Sampled>),
    /// Of [`StudySpec::Bridge`].
    Bridge(bridge::Steps),
}

/// The layers of the case that a study looks at: its own profile and scenario where it names them,
/// those of `case` otherwise.
pub fn layers_of(study: &Study, case: &Case) -> Layers {
    Layers::of(Case {
        profile: study.profile.clone().or_else(|| case.profile.clone()),
        scenario: study.scenario.clone().or_else(|| case.scenario.clone()),
    })
}

/// Runs a study of any kind.
///
/// # Errors
///
/// The study makes no sense as described, or `progress` was asked to stop.
pub fn run(question: &Question<'_>, spec: &StudySpec, progress: &Progress) -> Result<Answer, Stop> {
    Ok(match spec {
        StudySpec::Grid(spec) => Answer::Grid(grid::run(question, spec, progress)?),
        StudySpec::GoalSeek(spec) => Answer::GoalSeek(seek::run(question, spec, progress)?),
        StudySpec::Frontier(spec) => Answer::Frontier(frontier::run(question, spec, progress)?),
        StudySpec::Falsifiers(spec) => {
            Answer::Falsifiers(falsifiers::run(question, spec, progress)?)
        }
        StudySpec::Tornado(spec) => Answer::Tornado(tornado::run(question, spec, progress)?),
        StudySpec::Spider(spec) => Answer::Spider(tornado::spider(question, spec, progress)?),
        StudySpec::MonteCarlo(spec) => {
            Answer::MonteCarlo(Box::new(monte_carlo::run(question, spec, progress)?))
        }
        StudySpec::Bridge(spec) => Answer::Bridge(bridge::run(question, spec, progress)?),
    })
}

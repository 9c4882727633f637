//! Why two cases of the comparison differ in a metric: the inputs that differ, and what each adds.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rackhour_engine::check::{Case, Layers, Typed};
use rackhour_engine::run::Progress;
use rackhour_engine::study::bridge::{self, Steps};
use rackhour_engine::study::{Question, Stop};
use rackhour_engine::workbook::{Bridge, CaseOf, Order, Workbook};

/// Work that has lasted this long is shown, and can be ended.
const SHOWN_AFTER: Duration = Duration::from_millis(150);

/// Beside the largest number of a sum, this much of it is rounding.
const ROUNDING: f64 = 1e-12;

/// What is asked: from which case to which, and of what.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The metric, as a key.
    pub output: String,
    /// The period at which a series is read.
    pub period: Option<String>,
    /// The case where the way begins.
    pub from: Case,
    /// The case where it ends.
    pub to: Case,
}

/// The answer on screen, or the work for it.
#[derive(Debug)]
pub struct Difference {
    /// What was asked.
    pub asked: Asked,
    /// The version of the workbook that it was asked of.
    pub workbook: Arc<Workbook>,
    /// The work that runs.
    pub running: Option<Arc<Progress>>,
    /// Since when.
    pub since: Instant,
    /// What was found, or why nothing was: message and hint.
    pub found: Option<Result<Steps, (String, String)>>,
}

/// Work for a job.
pub struct Request {
    /// The document.
    pub workbook: Arc<Workbook>,
    /// The document, checked.
    pub typed: Arc<Typed>,
    /// What is asked.
    pub asked: Asked,
    /// Ends the work early.
    pub progress: Arc<Progress>,
}

/// What a job has found.
pub struct Outcome {
    /// The progress of the request, which tells whether anybody still waits for this.
    pub progress: Arc<Progress>,
    /// What was found; none where the work was ended.
    pub found: Option<Result<Steps, (String, String)>>,
}

impl Request {
    /// Walks from one case to the other, in all orders alike; in sequence where no order has a
    /// value throughout.
    pub fn run(self) -> Outcome {
        let found = match self.walk(Order::OrderFree) {
            Err(Stop::Refused(_)) => self.walk(Order::Sequential),
            found => found,
        };
        let found = match found {
            Ok(steps) => Some(Ok(steps)),
            Err(Stop::Refused(found)) => Some(Err((found.message, found.hint))),
            Err(Stop::Cancelled) => None,
        };
        Outcome {
            progress: self.progress,
            found,
        }
    }

    fn walk(&self, order: Order) -> Result<Steps, Stop> {
        let question = Question {
            workbook: &self.workbook,
            typed: &self.typed,
            layers: Layers::default(),
            threads: 0,
        };
        let of = |case: &Case| CaseOf {
            profile: case.profile.clone(),
            scenario: case.scenario.clone(),
            ..CaseOf::default()
        };
        let spec = Bridge {
            output: self.asked.output.clone(),
            from: of(&self.asked.from),
            to: of(&self.asked.to),
            order,
            period: self.asked.period.clone(),
        };
        bridge::run(&question, &spec, &self.progress)
    }
}

/// What the steps from one number to another leave over; nothing where that is only the rounding of
/// their sum.
pub fn left_over(residual: f64, numbers: impl IntoIterator<Item = f64>) -> f64 {
    let sizes = numbers.into_iter().map(f64::abs);
    let largest = sizes.filter(|size| size.is_finite()).fold(0.0, f64::max);
    match residual.abs() <= ROUNDING * largest {
        true => 0.0,
        false => residual,
    }
}

impl Difference {
    /// Takes what a job has found, unless it was ended meanwhile.
    pub fn take(&mut self, outcome: Outcome) {
        let running = self.running.as_ref();
        if !running.is_some_and(|running| Arc::ptr_eq(running, &outcome.progress)) {
            return;
        }
        self.running = None;
        if let Some(found) = outcome.found {
            self.found = Some(found);
        }
    }

    /// Whether the work takes so long that it is shown.
    pub fn is_long(&self) -> bool {
        self.running.is_some() && self.since.elapsed() >= SHOWN_AFTER
    }
}

impl Drop for Difference {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.cancel();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_not_left_over() {
        assert_eq!(left_over(-1e-7, [-1.3e8, 1.4e8, f64::NAN]), 0.0);
        assert_eq!(left_over(-1e-3, [-1.3e8, 1.4e8]), -1e-3);
        assert_eq!(left_over(0.5, []), 0.5);
    }
}

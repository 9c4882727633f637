//! What a case gives: a value or a reason for every slot of every row.

use std::sync::Arc;

use crate::check::{Layer, RowKind};
use crate::diagnostic::Diagnostic;
use crate::workbook::key::Key;
use crate::workbook::{Direction, Id, Observation, Signal};

/// One case of a workbook.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// Every row, in the workbook's order.
    pub rows: Vec<RowResult>,
    /// The workbook's own checks, in order.
    pub checks: Vec<CheckResult>,
    /// The workbook's signals, in order.
    pub signals: Vec<SignalResult>,
    /// What is wrong with the layers, and what a reader should know about the values.
    pub findings: Vec<Diagnostic>,
}

impl Results {
    /// A row by its id.
    pub fn row(&self, id: &str) -> Option<&RowResult> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// The value of a key, at the first element and period of what it leaves open.
    pub fn at(&self, key: &str) -> Option<f64> {
        let key = Key::parse(key).ok()?;
        let row = self.row(&key.name)?;
        let slot = row.axes.iter().fold(0, |slot, axis| {
            let place = axis.labels.iter().position(|label| key.at.contains(label));
            slot * axis.labels.len() + place.unwrap_or(0)
        });
        row.value(slot).ok()
    }
}

/// One row in one case.
#[derive(Clone, Debug)]
pub struct RowResult {
    /// Its id.
    pub id: Id,
    /// The unit of its values.
    pub unit: Arc<str>,
    /// What its values are.
    pub kind: RowKind,
    /// The axes it runs over, the last one fastest.
    pub axes: Arc<[ResultAxis]>,
    /// One value per slot: NaN where unavailable, 1 or 0 for a condition, the position of the
    /// option for a choice.
    pub values: Vec<f64>,
    /// Why slots are unavailable.
    pub reasons: Vec<(usize, Arc<str>)>,
    /// The topmost layer that touched each slot.
    pub layers: Arc<[Layer]>,
    /// Whether an overlay changes the result of a formula.
    pub overridden: bool,
}

impl RowResult {
    /// The value of a slot, or the reason why there is none.
    pub fn value(&self, slot: usize) -> Result<f64, &str> {
        match self.values.get(slot) {
            Some(value) if !value.is_nan() => Ok(*value),
            _ => Err(self.reason(slot).unwrap_or("there is no such value")),
        }
    }

    /// The element and period of a slot, in the order of the axes.
    pub fn labels(&self, slot: usize) -> Vec<&str> {
        let mut rest = slot;
        let mut labels: Vec<_> = self
            .axes
            .iter()
            .rev()
            .map(|axis| {
                let label = axis.labels[rest % axis.labels.len()].as_str();
                rest /= axis.labels.len();
                label
            })
            .collect();
        labels.reverse();
        labels
    }

    /// Why a slot is unavailable.
    pub fn reason(&self, slot: usize) -> Option<&str> {
        self.reasons
            .iter()
            .find(|(at, _)| *at == slot)
            .map(|(_, reason)| &**reason)
    }
}

/// One axis of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultAxis {
    /// The id of the index, or `year`, `quarter`, `month`.
    pub id: Id,
    /// The element ids or period labels.
    pub labels: Arc<[String]>,
}

/// One of the workbook's own checks in one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckResult {
    /// Its id.
    pub id: Id,
    /// What it claims.
    pub label: String,
    /// Whether it holds everywhere.
    pub passed: bool,
    /// Where and by how much it fails; empty if it holds.
    pub detail: String,
}

/// One of the workbook's signals in one case.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalResult {
    /// Its id.
    pub id: Id,
    /// What the case gives for the metric, or why it gives nothing; in the unit of its row.
    pub value: Result<f64, String>,
    /// The level from which it is watched.
    pub watch: Result<f64, String>,
    /// The level from which the thesis is broken.
    pub broken: Result<f64, String>,
    /// The direction in which the thesis breaks.
    pub breaks: Direction,
}

/// How a thesis stands by one metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Neither level is reached.
    Holds,
    /// The level to watch is reached.
    Watch,
    /// The thesis is broken.
    Broken,
}

impl Status {
    /// The word for it, in the window and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Watch => "watch",
            Self::Broken => "broken",
        }
    }
}

impl SignalResult {
    /// How the thesis stands in the case.
    ///
    /// # Errors
    ///
    /// Why it does not stand anywhere: the metric or a level is unavailable.
    pub fn status(&self) -> Result<Status, &str> {
        self.status_of(*self.value.as_ref().map_err(String::as_str)?)
    }

    /// How the thesis would stand at another value of the metric, such as an observed one.
    ///
    /// # Errors
    ///
    /// Why a level is unavailable.
    pub fn status_of(&self, value: f64) -> Result<Status, &str> {
        let watch = *self.watch.as_ref().map_err(String::as_str)?;
        let broken = *self.broken.as_ref().map_err(String::as_str)?;
        let reached = |level: f64| match self.breaks {
            Direction::Higher => value >= level,
            Direction::Lower => value <= level,
        };
        Ok(match (reached(broken), reached(watch)) {
            (true, _) => Status::Broken,
            (false, true) => Status::Watch,
            (false, false) => Status::Holds,
        })
    }

    /// Whether nothing seen by the date at which an observation should have confirmed the thesis
    /// does so. Dates are written as ISO 8601, today in full: `2027-03-31`.
    pub fn is_overdue(&self, signal: &Signal, today: &str) -> bool {
        let due = signal.expected_by.as_str();
        let passed = |date: &str| today.get(..date.len()).unwrap_or(today) > date;
        let confirms = |seen: &Observation| self.status_of(seen.value.0) == Ok(Status::Holds);
        !due.is_empty() && passed(due) && !signal.observations.last().is_some_and(confirms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(breaks: Direction) -> SignalResult {
        SignalResult {
            id: "price".into(),
            value: Ok(2.0),
            watch: Ok(1.5),
            broken: Ok(1.0),
            breaks,
        }
    }

    #[test]
    fn levels_are_reached_from_the_side_that_holds() {
        let falling = signal(Direction::Lower);
        for (value, status) in [
            (2.0, Status::Holds),
            (1.5, Status::Watch),
            (1.2, Status::Watch),
            (1.0, Status::Broken),
            (0.0, Status::Broken),
        ] {
            assert_eq!(falling.status_of(value), Ok(status), "{value}");
        }
        let rising = SignalResult {
            watch: Ok(0.8),
            broken: Ok(0.9),
            ..signal(Direction::Higher)
        };
        assert_eq!(rising.status_of(0.7), Ok(Status::Holds));
        assert_eq!(rising.status_of(0.85), Ok(Status::Watch));
        assert_eq!(rising.status(), Ok(Status::Broken));
    }

    #[test]
    fn a_missing_value_has_no_status() {
        let missing = SignalResult {
            broken: Err("no debt".into()),
            ..signal(Direction::Lower)
        };
        assert_eq!(missing.status(), Err("no debt"));
    }

    #[test]
    fn only_a_confirming_observation_keeps_a_signal_from_being_overdue() {
        use crate::workbook::{Number, Provenance};
        let seen = |value| Observation {
            date: "2026-11".into(),
            value: Number(value),
            source: Provenance::Assumed("a test".into()),
            note: String::new(),
        };
        let watched = |observations| Signal {
            id: "price".into(),
            label: "Price".into(),
            group: "Price".into(),
            row: "price".into(),
            drawn: None,
            breaks: Direction::Lower,
            watch: "1.5".into(),
            broken: "1".into(),
            expected_by: "2027-03".into(),
            observations,
            falsifier: None,
            note: String::new(),
        };
        let result = signal(Direction::Lower);
        for (observations, today, overdue) in [
            (vec![], "2027-03-31", false),
            (vec![], "2027-04-01", true),
            (vec![seen(1.2)], "2027-04-01", true),
            (vec![seen(1.2), seen(2.0)], "2027-04-01", false),
        ] {
            let signal = watched(observations);
            assert_eq!(
                result.is_overdue(&signal, today),
                overdue,
                "{today} {signal:?}"
            );
        }
    }
}

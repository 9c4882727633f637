//! Signals: what to watch in the world, and when a thesis is in doubt.

use serde::{Deserialize, Serialize};

use super::{Direction, Id, Number, Provenance};

/// A metric to watch, the levels at which a thesis is in doubt or broken, and what was seen.
///
/// Each case gives the metric's row a value of its own, so that each case has a status; what was
/// observed has a status against the same levels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// Its name.
    pub id: Id,
    /// What is watched.
    pub label: String,
    /// The heading under which it stands: `Realised price`, `Utilisation`.
    pub group: String,
    /// The row that holds the metric, or one value of it: `realized_price[2028]`.
    pub row: String,
    /// The study of which a percentile is watched, instead of the row's value in the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn: Option<Drawn>,
    /// In which direction the thesis breaks.
    pub breaks: Direction,
    /// The level from which it is watched, as a formula in the row's unit: `1.2 * break_even_price[2028]`.
    pub watch: String,
    /// The level from which the thesis is broken, as a formula.
    pub broken: String,
    /// The date by which an observation should confirm the thesis: `2027-12`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub expected_by: String,
    /// What was seen, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub observations: Vec<Observation>,
    /// The scenario that shows the thesis broken in this way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub falsifier: Option<Id>,
    /// Why it matters, and where to look.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A value of a [`Signal`]'s metric that somebody saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// When, as precisely as known: `2026-05-22`, `2026-05`, `2026`.
    pub date: String,
    /// The value, in the unit of the signal's row.
    pub value: Number,
    /// Where it was seen.
    pub source: Provenance,
    /// Anything a reader should know.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A percentile of the row that a [`Signal`] watches, in a Monte Carlo study that has it as an output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    /// The study.
    pub study: Id,
    /// Which percentile, from 0 to 100.
    pub percentile: Number,
}

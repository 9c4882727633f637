//! Studies as the document describes them; [`crate::study`] runs them.

use serde::{Deserialize, Serialize};

use super::{Id, Number};

/// A run over many cases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// Its name.
    pub id: Id,
    /// What it is called on screen.
    pub label: String,
    /// What it runs.
    pub spec: StudySpec,
}

/// The kinds of study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StudySpec {
    /// Every combination of the values on the axes.
    Grid(Grid),
}

/// Every combination of the values on one or two axes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// The axes, the slowest first.
    pub axes: Vec<Axis>,
    /// The rows whose values are kept.
    pub outputs: Vec<Id>,
    /// The period at which a series is read: `2028`; the first where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

/// One input and the values it takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// The input, as a key of an overlay: `allocation[inference]`.
    pub key: String,
    /// The values, in the row's unit.
    pub values: AxisValues,
}

/// The values on an [`Axis`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AxisValues {
    /// Evenly spaced, both ends included.
    Linear {
        /// The first value.
        from: Number,
        /// The last value.
        to: Number,
        /// How many values, two at least.
        count: usize,
    },
    /// These.
    List(Vec<Number>),
}

//! Studies that move inputs and look at how far an output follows.

use serde::{Deserialize, Serialize};

use crate::workbook::{Change, Id, Number, Winner};

/// How far inputs are moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestRange {
    /// From the low to the high end that each assumption states.
    #[default]
    Stated,
    /// This share of the base value down and up: `0.1` for ±10 %.
    Percent(Number),
    /// From this percentile of each assumption's distribution to its mirror image: `10` for P10–P90.
    Percentile(Number),
}

/// How much an output moves with each input, one at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tornado {
    /// The output, as a key.
    pub output: String,
    /// The inputs; every assumption that the output depends on where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    /// How far they move.
    #[serde(default)]
    pub range: TestRange,
    /// The value of the output that a bar is marked for crossing; zero where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Number>,
    /// The contest whose winner a bar is marked for changing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winner: Option<Winner>,
    /// The period at which a series is read; the first where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

/// An output against each input, as lines through the base case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spider {
    /// The output, as a key.
    pub output: String,
    /// The inputs; every assumption that the output depends on where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    /// How far they move.
    #[serde(default)]
    pub range: TestRange,
    /// The period at which a series is read; the first where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

/// Why an output differs between two cases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bridge {
    /// The output, as a key.
    pub output: String,
    /// Where the bridge begins.
    pub from: CaseOf,
    /// Where it ends.
    pub to: CaseOf,
    /// How the difference is shared out among the inputs that differ.
    #[serde(default)]
    pub order: Order,
    /// The period at which a series is read; the first where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

/// A case, and what is set on top of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseOf {
    /// The profile; that of the study where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Id>,
    /// The scenario; the base case where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Id>,
    /// What is set on top.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<Change>,
}

/// How a difference is shared out among the inputs that cause it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// One input after the other takes its new value, in the order of the workbook.
    #[default]
    Sequential,
    /// The same, in this order of rows; those that are not named follow.
    These(Vec<Id>),
    /// Each input's average over all orders (Shapley 1953), so that no order is favoured.
    OrderFree,
}

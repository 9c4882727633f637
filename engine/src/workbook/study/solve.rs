//! Studies that look for the inputs at which an output has a given value.

use serde::{Deserialize, Serialize};

use crate::workbook::{Axis, Direction, Number};

/// An output and the value it should have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The output, as a key: `margin_per_mtok`, `revenue[2028]`.
    pub output: String,
    /// The value, in the output's unit.
    pub value: Number,
}

/// The values of inputs at which outputs meet their targets.
///
/// One input and one target give every root in the range; several give one solution, found from
/// the base case, with as many inputs as targets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoalSeek {
    /// What should hold.
    pub targets: Vec<Target>,
    /// What may move.
    pub inputs: Vec<Sought>,
    /// The period at which series are read; the first where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

/// An input that is sought, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sought {
    /// The input, as a key of an overlay.
    pub key: String,
    /// The lower end of the search; where none is given, that of the row's valid range, or
    /// a range around its base value that the answer states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Number>,
    /// The upper end of the search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Number>,
}

/// Where in the plane of two inputs an output meets a target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frontier {
    /// The input to the right, with the values at which the locus is solved.
    pub x: Axis,
    /// The input upwards, and where it is sought.
    pub y: Sought,
    /// The output and the value it has on the locus.
    pub target: Target,
    /// On which side of the value the output earns; `lower` for a cost.
    pub earns: Direction,
    /// The period at which series are read; the first where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

/// How far each input may move before an output misses its target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Falsifiers {
    /// The output and the value at which the thesis breaks.
    pub target: Target,
    /// The inputs; every assumption that the output depends on where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    /// The period at which series are read; the first where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

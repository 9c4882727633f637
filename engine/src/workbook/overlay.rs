//! Profiles and scenarios: values laid over the workbook, never copies of it.

use serde::{Deserialize, Serialize};

use super::{Id, Number, Provenance, Quantity};

/// Who operates the factory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name.
    pub id: Id,
    /// What it is called on screen.
    pub label: String,
    /// What it is, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Whose books are kept, and what that makes a cost and a revenue.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lens: String,
    /// What its numbers leave out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub leaves_out: String,
    /// What it changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// What may happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Its name.
    pub id: Id,
    /// What it is called on screen.
    pub label: String,
    /// Why it is worth a look.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What it changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// One change that a layer makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What is changed: `name`, `name[element]`, `name[2028]` or `name[element,2028]`.
    pub key: String,
    /// The only profile it applies to; all where none is named. Used by scenarios.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Id>,
    /// The change.
    pub action: Action,
    /// Where the number comes from, where that is not where the row's own comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Provenance>,
}

/// How a layer changes a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Replaces it, in the row's unit.
    Set(Quantity),
    /// Multiplies what the lower layers give.
    Scale(Number),
    /// Adds to what the lower layers give, in the row's unit.
    Add(Number),
}

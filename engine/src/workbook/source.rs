//! Where a number comes from, and how far it can be trusted.

use serde::{Deserialize, Serialize};

use super::Id;

/// A document, dataset or statement that numbers were taken from.
///
/// Nothing here is made up: a part left empty is shown as "not recorded".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its name, referred to by assumptions and curves.
    pub id: Id,
    /// The document's title.
    pub title: String,
    /// Who published it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub publisher: String,
    /// When, as precisely as known: `2026-05-22`, `2026-05`, `2026`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub link: String,
    /// What kind of evidence it is.
    pub evidence: Evidence,
    /// What a throughput or cost figure was measured on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Conflicts, caveats, what could not be verified.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The kinds of evidence, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A filing with a regulator.
    Filing,
    /// An independent measurement.
    Measured,
    /// An analyst's estimate.
    Analyst,
    /// A vendor's claim; flagged wherever it feeds a result.
    Vendor,
    /// A published list price.
    ListPrice,
    /// A press report.
    Press,
    /// Derived by us from other sources.
    Derived,
}

/// What a throughput or cost figure was measured on. Figures on different bases do not compare.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Basis {
    /// The model served.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// The arithmetic's precision.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub precision: String,
    /// Input and output lengths.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub workload: String,
    /// The speed that one user sees.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub interactivity: String,
    /// The machine.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hardware: String,
}

/// Why an assumption has its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// Taken from this source.
    From(Id),
    /// Assumed, for this reason. Shown as unsourced; never counts as evidence.
    Assumed(String),
}

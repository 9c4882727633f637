//! The document: everything an analyst can change, and nothing that can be computed.
//!
//! These are the only types that are written to a file. A [`Workbook`] is plain data with public
//! fields; [`edit::Edit`] is the only way that the window and the command line change one, and
//! [`mod@file`] reads and writes it. Lists hold their items behind [`Arc`], so that a snapshot for
//! the undo history costs a copy of pointers.

mod assign;
mod cited;
pub mod edit;
mod figure;
pub mod file;
pub mod history;
pub mod import;
pub mod key;
pub mod lines;
pub mod names;
mod overlay;
mod print;
mod quantity;
mod refer;
pub mod shares;
mod signal;
mod source;
mod study;
pub mod timeline;
pub mod title;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use cited::{Citation, CitedBy};
pub use figure::{
    Across, Along, Comparison, CostCurves, Direction, Figure, FigureSpec, Funnel, Heatmap, Mark,
    Metric, ParetoFigure, ParetoPoints, Place, PointsOfRows, Scale, Stack, StudyFigure, StudyView,
    TimelineFigure, TimelineRow, Waterfall, WaterfallStep,
};
pub use import::{Binding, BoundCell, ChosenBy, Earlier, Gaps, Import, Imported, Raw, Role};
pub use overlay::{Action, Change, Profile, Scenario};
pub use quantity::{Number, Quantity, Step};
pub use refer::{Use, UseKind};
pub use signal::{Drawn, Observation, Signal};
pub use source::{Basis, Evidence, Provenance, Source};
pub use study::{
    Axis, AxisValues, Bridge, CaseOf, Contest, Correlation, Distribution, DrawnClaim, Falsifiers,
    Frontier, GoalSeek, Grid, MonteCarlo, Order, Sampling, Shape, Sought, Spider, Study, StudySpec,
    Target, TestRange, Tornado, Uncertain, Winner,
};
pub use timeline::{Period, PeriodLength, Timeline};

/// The name by which formulas and other items refer to an item: `[a-z][a-z0-9_]*`, see [`names`].
pub type Id = String;

/// A list whose items are shared between snapshots.
pub type List<T> = Vec<Arc<T>>;

/// The number of the file format that this build writes.
pub const FORMAT: u32 = 1;

/// A model workbook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workbook {
    /// The file format's number, [`FORMAT`] in every workbook in memory.
    pub format: u32,
    /// What it is called on screen.
    pub title: String,
    /// What it answers, in one sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub question: String,
    /// Anything a reader should know before using it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The periods over which series run; none in a model of one moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<Timeline>,
    /// Base units beyond the built-in ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: List<BaseUnit>,
    /// Named lists over which rows may run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: List<Index>,
    /// Where numbers come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: List<Source>,
    /// Measured points that formulas call like functions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub curves: List<Curve>,
    /// The headings under which rows stand, in reading order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: List<Section>,
    /// The rows, in reading order.
    pub variables: List<Variable>,
    /// What must hold in every case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: List<Check>,
    /// Who operates the factory: overlays that apply first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: List<Profile>,
    /// What may happen: overlays that apply on top of a profile.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: List<Scenario>,
    /// Runs over many cases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub studies: List<Study>,
    /// Charts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: List<Figure>,
    /// What to watch in the world.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signals: List<Signal>,
    /// Spreadsheets whose values went into the rows, and how they are read again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imports: List<Import>,
}

impl Workbook {
    /// A workbook with a title and nothing else.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            format: FORMAT,
            title: title.into(),
            question: String::new(),
            note: String::new(),
            timeline: None,
            units: Vec::new(),
            indexes: Vec::new(),
            sources: Vec::new(),
            curves: Vec::new(),
            sections: Vec::new(),
            variables: Vec::new(),
            checks: Vec::new(),
            profiles: Vec::new(),
            scenarios: Vec::new(),
            studies: Vec::new(),
            figures: Vec::new(),
            signals: Vec::new(),
            imports: Vec::new(),
        }
    }

    /// A row by its id.
    pub fn variable(&self, id: &str) -> Option<&Variable> {
        self.variables
            .iter()
            .find(|variable| variable.id == id)
            .map(|variable| &**variable)
    }
}

/// A further base unit: a thing that is counted and converts into nothing else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseUnit {
    /// How formulas and units write it: `site`.
    pub symbol: String,
    /// What it counts.
    pub label: String,
}

/// A named list: demand classes, uses of the factory, price tiers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Its name in formulas.
    pub id: Id,
    /// What it is called on screen.
    pub label: String,
    /// Its elements, in the order of columns and of reductions.
    pub elements: Vec<Element>,
}

/// One element of an [`Index`]. Element ids live in their index's namespace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Element {
    /// Its name in formulas.
    pub id: Id,
    /// What it is called on screen.
    pub label: String,
}

/// Measured points with a rule for what lies between them; outside them there is no value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curve {
    /// Its name, called like a function.
    pub id: Id,
    /// What it is called on screen.
    pub label: String,
    /// The unit of the argument.
    pub input_unit: String,
    /// The unit of the result.
    pub output_unit: String,
    /// What lies between the points.
    #[serde(default)]
    pub interpolation: Interpolation,
    /// Whether points that another point beats in both directions are dropped first.
    #[serde(default, skip_serializing_if = "is_false")]
    pub pareto: bool,
    /// Argument and result, in any order.
    pub points: Vec<(Number, Number)>,
    /// Where the points come from.
    pub source: Provenance,
    /// Anything a reader should know.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What lies between the points of a [`Curve`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interpolation {
    /// Straight lines.
    #[default]
    Linear,
    /// Straight lines between logarithms; all numbers must be positive.
    LogLog,
    /// A smooth curve that never overshoots (Fritsch and Carlson 1980).
    MonotoneCubic,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its name, referred to by rows.
    pub id: Id,
    /// What it is called on screen.
    pub label: String,
}

/// One row: an assumption, a formula or an irregular series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// Its name in formulas.
    pub id: Id,
    /// What it is called on screen.
    pub label: String,
    /// The unit of its values; empty for a ratio.
    pub unit: String,
    /// The heading under which it stands.
    pub section: Id,
    /// Anything a reader should know.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// How its values are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<NumberFormat>,
    /// The indexes it runs over, the timeline (`year`, `quarter`, `month`) last.
    ///
    /// A formula may leave this out and gets those of what it reads; an assumption that is left
    /// without it is one number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<Vec<Id>>,
    /// Where its values come from.
    pub definition: Definition,
}

/// Where a row's values come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Definition {
    /// Given, with a source.
    Assumption(Assumption),
    /// Computed by one formula for all elements and periods.
    Formula(String),
    /// One number or formula per period, as spreadsheets often have it.
    Irregular(Vec<Entry>),
}

/// One period of an irregular series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// A number in the row's unit.
    Value(Number),
    /// An expression, as in a formula.
    Formula(String),
}

/// A given value, the range in which it may lie, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// The value, in the row's unit.
    pub value: Quantity,
    /// The low end of what is plausible; sliders and studies start here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Quantity>,
    /// The high end of what is plausible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Quantity>,
    /// How likely the values around it are, for studies that draw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution: Option<Distribution>,
    /// The least and greatest values that make sense; anything else is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid: Option<(Number, Number)>,
    /// Whether the elements are shares of one whole, which always sum to one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub shares: bool,
    /// The options of a choice; empty for a number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Element>,
    /// Where the value comes from.
    pub source: Provenance,
}

/// How values are shown; never how they are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberFormat {
    /// With this many decimals.
    Decimals(u8),
    /// In percent, with this many decimals.
    Percent(u8),
    /// As a multiple, `1.3x`, with this many decimals.
    Multiple(u8),
}

/// Something that must hold in every case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its name.
    pub id: Id,
    /// What it claims, as a sentence.
    pub label: String,
    /// The claim.
    pub claim: Claim,
}

/// What a [`Check`] claims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Claim {
    /// A condition, true for every element and period.
    Holds(String),
    /// Two formulas whose values differ by no more than a tolerance, absolute, in the unit of the left.
    Equal {
        /// One side.
        left: String,
        /// The other side.
        right: String,
        /// The greatest difference allowed.
        tolerance: Number,
    },
    /// What a Monte Carlo study must find, in the case that the study is about.
    Drawn(DrawnClaim),
    /// That all other checks hold: the master check, to which one glance is enough.
    AllOthers,
}

pub(crate) fn is_false(value: &bool) -> bool {
    !value
}

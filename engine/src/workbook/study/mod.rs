//! Studies as the document describes them; [`crate::study`] runs them.

mod distribution;
mod sensitivity;
mod solve;
mod uncertainty;

use serde::{Deserialize, Serialize};

use super::{Direction, Id, Number};

pub use distribution::{Distribution, Shape};
pub use sensitivity::{Bridge, CaseOf, Order, Spider, TestRange, Tornado};
pub use solve::{Falsifiers, Frontier, GoalSeek, Sought, Target};
pub use uncertainty::{Correlation, DrawnClaim, MonteCarlo, Sampling, Uncertain};

/// A run over many cases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// Its name.
    pub id: Id,
    /// What it is called on screen.
    pub label: String,
    /// What a reader should know: what ranges and correlations rest on.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The profile that it looks at; the one on screen, or the first, where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Id>,
    /// The scenario that it looks at; the one on screen, or the base case, where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Id>,
    /// What it runs.
    pub spec: StudySpec,
}

/// The kinds of study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StudySpec {
    /// Every combination of the values on the axes.
    Grid(Grid),
    /// The values of inputs at which outputs meet their targets.
    GoalSeek(GoalSeek),
    /// Where in the plane of two inputs an output meets a target.
    Frontier(Frontier),
    /// How far each input may move before an output misses its target.
    Falsifiers(Falsifiers),
    /// How much an output moves with each input.
    Tornado(Tornado),
    /// An output against each input, as lines.
    Spider(Spider),
    /// What outputs are when inputs are drawn from distributions.
    MonteCarlo(MonteCarlo),
    /// Why an output differs between two cases.
    Bridge(Bridge),
}

impl StudySpec {
    /// What the kind is called on the command line: `monte_carlo`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Grid(_) => "grid",
            Self::GoalSeek(_) => "goal_seek",
            Self::Frontier(_) => "frontier",
            Self::Falsifiers(_) => "falsifiers",
            Self::Tornado(_) => "tornado",
            Self::Spider(_) => "spider",
            Self::MonteCarlo(_) => "monte_carlo",
            Self::Bridge(_) => "bridge",
        }
    }

    /// The period at which it reads series; the first where it names none.
    pub fn period(&self) -> Option<&str> {
        let period = match self {
            Self::Grid(grid) => &grid.period,
            Self::GoalSeek(seek) => &seek.period,
            Self::Frontier(frontier) => &frontier.period,
            Self::Falsifiers(falsifiers) => &falsifiers.period,
            Self::Tornado(tornado) => &tornado.period,
            Self::Spider(spider) => &spider.period,
            Self::MonteCarlo(run) => &run.period,
            Self::Bridge(bridge) => &bridge.period,
        };
        period.as_deref()
    }
}

/// Every combination of the values on one or two axes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// The axes, the slowest first.
    pub axes: Vec<Axis>,
    /// The rows whose values are kept.
    pub outputs: Vec<Id>,
    /// The period at which a series is read: `2028`; the first where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Lines along which an output crosses a value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contours: Vec<Target>,
    /// Who is best, cell by cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winner: Option<Winner>,
}

/// A contest in every cell: the profile or scenario with the best value of an output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Winner {
    /// What is compared, as a key: `project_npv`.
    pub output: String,
    /// What competes: `profile` or `scenario`.
    pub among: Contest,
    /// Those that compete; all where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<Id>,
    /// Which values are better: `lower` for a cost.
    pub best: Direction,
}

/// What competes in a [`Winner`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contest {
    /// Profiles.
    Profile,
    /// Scenarios; `base` stands for none.
    Scenario,
}

/// One input and the values it takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// The input, as a key of an overlay: `allocation[inference]`. Where the values are elements,
    /// what they are elements of: an index, the timeline's `year`, `profile` or `scenario`.
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
    /// Evenly spaced in the logarithm, both ends included and positive.
    Log {
        /// The first value.
        from: Number,
        /// The last value.
        to: Number,
        /// How many values, two at least.
        count: usize,
    },
    /// These.
    List(Vec<Number>),
    /// Elements of an index, periods, profiles or scenarios, by id; all where none is named.
    Elements(Vec<Id>),
}

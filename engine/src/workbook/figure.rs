//! Figures as the document describes them; [`crate::figure`] gives them their numbers.

use serde::{Deserialize, Serialize};

use super::{Axis, Id, Number};

/// A chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Its name.
    pub id: Id,
    /// What it shows, as a sentence.
    pub title: String,
    /// What is drawn.
    pub spec: FigureSpec,
}

/// The kinds of figure. A figure is described once here and drawn anywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureSpec {
    /// One output against one input, a curve per value of another input.
    CostCurves(CostCurves),
    /// One output against two inputs, in colour.
    Heatmap(Heatmap),
    /// How one value becomes another, step by step.
    Waterfall(Waterfall),
    /// What one value is made of, a bar per profile, scenario or period.
    Stack(Stack),
    /// How much of a quantity is left at each stage.
    Funnel(Funnel),
    /// Headline rows, side by side for profiles and scenarios.
    Comparison(Comparison),
}

/// An output against one input, one curve per value of a second input, and the line it must stay under.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostCurves {
    /// The input along the horizontal axis.
    pub x: Axis,
    /// The input that tells the curves apart; or `profile` and the profiles, one curve each.
    pub curves: Axis,
    /// The row on the vertical axis: a cost.
    pub output: Id,
    /// The row drawn as a line across: the price that the cost must stay under. Break-evens are
    /// marked where a curve meets it.
    pub line: Id,
    /// The inputs that get a slider, as keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sliders: Vec<String>,
}

/// An output against two inputs, in colour, with the contour on which it has a given value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heatmap {
    /// The input along the horizontal axis.
    pub x: Axis,
    /// The input along the vertical axis.
    pub y: Axis,
    /// The row shown in colour.
    pub output: Id,
    /// Where the colour turns from losing to earning, and the contour runs.
    pub contour: Number,
}

/// How one value becomes another: a bar for the first, one for each difference, one for the last.
///
/// ```text
/// list 6.67 → batch discount −0.67 → negotiated −0.90 → realised 5.10 → not billed −2.04 → 3.06
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waterfall {
    /// The row that the first bar shows.
    pub from: Id,
    /// What changes it, in the order of computation.
    pub steps: Vec<WaterfallStep>,
    /// The period at which series are read: `2028`; the first where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

/// One step of a [`Waterfall`]: what it is called, and the row that holds the value after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaterfallStep {
    /// What the step is called: `Batch discount`.
    pub label: String,
    /// The row that holds the value after the step, in the unit of the first.
    pub to: Id,
    /// Whether a bar for that value follows, as it does after the last step anyway.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub total: bool,
}

/// What one value is made of: a bar of parts that sum to it, per profile, scenario or period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// The row whose elements are the parts.
    pub output: Id,
    /// The index along which it is stacked.
    pub over: Id,
    /// What a bar stands for.
    pub across: Across,
    /// The row that the parts sum to.
    pub total: Id,
    /// The period at which series are read; the first where none is given. Not used across periods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

/// What the bars of a [`Stack`] stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Across {
    /// A bar per profile, in the scenario on screen.
    Profiles,
    /// A bar per scenario of the profile on screen, the base first.
    Scenarios,
    /// A bar per period of the case on screen.
    Periods,
}

/// How much of a quantity is left at each stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Funnel {
    /// The rows, the widest first, in one unit.
    pub stages: Vec<Id>,
    /// The period at which series are read; the first where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

/// Headline rows, side by side for profiles and scenarios.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// The rows, in reading order.
    pub metrics: Vec<Metric>,
    /// The period at which series are read; the first where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

/// One row of a [`Comparison`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// The row, or one element of it: `signal_share[api]`.
    pub row: String,
    /// Which values are better; none where neither is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub better: Option<Direction>,
}

/// A direction along a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Greater values.
    Higher,
    /// Smaller values.
    Lower,
}

//! Studies and figures as the document describes them; [`crate::study`] and [`crate::figure`] run them.

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
}

/// An output against one input, one curve per value of a second input, and the line it must stay under.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostCurves {
    /// The input along the horizontal axis.
    pub x: Axis,
    /// The input that tells the curves apart.
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

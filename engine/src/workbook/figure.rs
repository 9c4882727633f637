//! Figures as the document describes them; [`crate::figure`] gives them their numbers.

use serde::{Deserialize, Serialize};

use super::{Axis, Id, Number};

/// A chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Its name.
    pub id: Id,
    /// What it shows, as a sentence. Names in braces stand for their values in the case on screen:
    /// `Price of {realized_price} in {year}, {scenario}`; see [`super::title`].
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
    /// What a study of the workbook found.
    Study(StudyFigure),
    /// What is not beaten on two scales at once.
    Pareto(ParetoFigure),
    /// Rows period by period, with what happens when.
    Timeline(TimelineFigure),
}

impl FigureSpec {
    /// The period at which it reads series, where it names one.
    pub fn period(&self) -> Option<&str> {
        let period = match self {
            Self::Waterfall(spec) => &spec.period,
            Self::Stack(spec) => &spec.period,
            Self::Funnel(spec) => &spec.period,
            Self::Comparison(spec) => &spec.period,
            Self::Pareto(spec) => &spec.period,
            Self::CostCurves(_) | Self::Heatmap(_) | Self::Study(_) | Self::Timeline(_) => &None,
        };
        period.as_deref()
    }
}

/// What equal distances on an axis stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Equal differences.
    #[default]
    Linear,
    /// Equal ratios; values of zero or less have no place.
    Log,
}

impl Scale {
    fn is_linear(&self) -> bool {
        *self == Self::Linear
    }
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
    /// The scale of the vertical axis. That of the horizontal one follows from its values.
    #[serde(default, skip_serializing_if = "Scale::is_linear")]
    pub scale: Scale,
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Greater values.
    #[default]
    Higher,
    /// Smaller values.
    Lower,
}

/// What a study found, as a picture. The study is run beside the figure, not by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyFigure {
    /// The study.
    pub study: Id,
    /// What is drawn of it; it must be something that the study finds.
    pub view: StudyView,
    /// The output of a histogram, or the row of a fan, as a key; the first where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
}

/// What can be drawn of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StudyView {
    /// A bar per input, the widest on top; of a tornado.
    Tornado,
    /// A line per input; of a spider.
    Spider,
    /// The line on which an output meets its target; of a frontier.
    Frontier,
    /// The steps from one case to another; of a bridge.
    Bridge,
    /// How many samples lie where; of a Monte Carlo run.
    Histogram,
    /// Percentiles period by period; of a Monte Carlo run that keeps fans.
    Fan,
}

/// Points on two scales: those that no other point beats on both are joined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParetoFigure {
    /// What is compared.
    pub points: ParetoPoints,
    /// Where the case on screen stands among the points of a curve; for rows it is one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub here: Option<Place>,
    /// Which values are better, across and upwards.
    #[serde(default = "both_higher", skip_serializing_if = "is_both_higher")]
    pub better: (Direction, Direction),
    /// The scale of the horizontal axis.
    #[serde(default, skip_serializing_if = "Scale::is_linear")]
    pub x_scale: Scale,
    /// The scale of the vertical axis.
    #[serde(default, skip_serializing_if = "Scale::is_linear")]
    pub scale: Scale,
    /// The period at which series are read; the first where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

fn both_higher() -> (Direction, Direction) {
    (Direction::Higher, Direction::Higher)
}

fn is_both_higher(better: &(Direction, Direction)) -> bool {
    *better == both_higher()
}

/// What a [`ParetoFigure`] compares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParetoPoints {
    /// The measured points of a curve.
    Curve(Id),
    /// Two rows, a point per profile, scenario, period or element.
    Rows(PointsOfRows),
}

/// Two rows, and what there is a point for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointsOfRows {
    /// The row measured across, as a key.
    pub x: String,
    /// The row measured upwards, as a key.
    pub y: String,
    /// What there is a point for.
    pub along: Along,
}

/// What the points of a [`PointsOfRows`] stand for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Along {
    /// Profiles, in the scenario on screen.
    Profiles,
    /// Scenarios of the profile on screen, the base first.
    Scenarios,
    /// Periods of the case on screen.
    Periods,
    /// Elements of an index, in the case on screen.
    Elements(Id),
}

/// Two rows that say where a case stands on two scales.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The row measured across, as a key.
    pub x: String,
    /// The row measured upwards, as a key.
    pub y: String,
}

/// Rows of one unit over the periods, and what happens in them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimelineFigure {
    /// The rows, in reading order.
    pub rows: Vec<TimelineRow>,
    /// Rows that mark a period: where a condition begins to hold, or a number becomes another one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
    /// The scale of the vertical axis.
    #[serde(default, skip_serializing_if = "Scale::is_linear")]
    pub scale: Scale,
    /// The inputs that get a slider, as keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sliders: Vec<String>,
}

/// One row of a [`TimelineFigure`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimelineRow {
    /// The row, or one element of it, as a key.
    pub row: String,
    /// How its values are drawn.
    #[serde(default, skip_serializing_if = "Mark::is_line")]
    pub mark: Mark,
}

/// How the values of a [`TimelineRow`] are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// A line: what lasts.
    #[default]
    Line,
    /// A column per period: what happens in it.
    Columns,
}

impl Mark {
    fn is_line(&self) -> bool {
        *self == Self::Line
    }
}

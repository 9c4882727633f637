//! What figures name: rows, inputs, indexes and periods, and units that must agree.

use crate::diagnostic::{Code, Diagnostic};
use crate::workbook::key::Key;
use crate::workbook::{Axis, Figure, FigureSpec, Id, Stack, Workbook};

use super::document::{bad_key, missing, place};
use super::typed::{Row, Typed};

/// Everything in the figures that names nothing or does not fit.
pub(super) fn figures(workbook: &Workbook, typed: &Typed) -> Vec<Diagnostic> {
    let each = workbook.figures.iter();
    each.flat_map(|figure| Named::of(figure).findings(typed, figure))
        .collect()
}

/// What one figure names.
#[derive(Default)]
struct Named<'a> {
    /// Rows that are shown, all of one unit where `one_unit` says so.
    rows: Vec<&'a Id>,
    one_unit: bool,
    /// Inputs and outputs, as keys.
    keys: Vec<&'a str>,
    period: Option<&'a str>,
    stack: Option<&'a Stack>,
}

impl<'a> Named<'a> {
    fn of(figure: &'a Figure) -> Self {
        let axes = |axes: [&'a Axis; 2]| axes.map(|axis| axis.key.as_str()).to_vec();
        match &figure.spec {
            FigureSpec::CostCurves(spec) => {
                let mut keys = axes([&spec.x, &spec.curves]);
                keys.extend(spec.sliders.iter().map(String::as_str));
                Self {
                    rows: vec![&spec.output, &spec.line],
                    keys,
                    ..Self::default()
                }
            }
            FigureSpec::Heatmap(spec) => Self {
                rows: vec![&spec.output],
                keys: axes([&spec.x, &spec.y]),
                ..Self::default()
            },
            FigureSpec::Waterfall(spec) => Self {
                rows: std::iter::once(&spec.from)
                    .chain(spec.steps.iter().map(|step| &step.to))
                    .collect(),
                one_unit: true,
                period: spec.period.as_deref(),
                ..Self::default()
            },
            FigureSpec::Stack(spec) => Self {
                rows: vec![&spec.output, &spec.total],
                one_unit: true,
                period: spec.period.as_deref(),
                stack: Some(spec),
                ..Self::default()
            },
            FigureSpec::Funnel(spec) => Self {
                rows: spec.stages.iter().collect(),
                one_unit: true,
                period: spec.period.as_deref(),
                ..Self::default()
            },
            FigureSpec::Comparison(spec) => Self {
                keys: spec.metrics.iter().map(|m| m.row.as_str()).collect(),
                period: spec.period.as_deref(),
                ..Self::default()
            },
        }
    }

    fn findings(&self, typed: &Typed, figure: &Figure) -> Vec<Diagnostic> {
        let at = place(format!("figures/{}/spec", figure.id), &figure.id);
        let known: Vec<_> = typed.rows.iter().map(|row| row.id.as_str()).collect();
        let rows = self.rows.iter();
        let mut found: Vec<_> = rows
            .filter_map(|id| missing("row", id, &known, at.clone()))
            .collect();
        let mut more = Vec::new();
        more.extend(self.keys.iter().filter_map(|key| bad_key(typed, key)));
        let rows: Vec<_> = self.rows.iter().filter_map(|id| typed.row(id)).collect();
        if self.one_unit {
            more.extend(
                rows.windows(2)
                    .filter_map(|pair| same_unit(pair[0], pair[1])),
            );
        }
        let shown = rows.iter().copied();
        let keyed = self
            .keys
            .iter()
            .filter_map(|key| typed.row(&Key::parse(key).ok()?.name));
        if let Some(stack) = self.stack {
            more.extend(parts(typed, stack));
        } else {
            more.extend(
                shown
                    .chain(keyed)
                    .filter_map(|row| open_index(typed, row, &self.keys)),
            );
        }
        let labels: Vec<_> = typed
            .extents
            .timeline
            .labels
            .iter()
            .map(String::as_str)
            .collect();
        if let Some(period) = self.period {
            found.extend(missing("period", period, &labels, at.clone()));
        }
        found.extend(more.into_iter().map(|finding| finding.at(at.clone())));
        found
    }
}

/// Two rows on one scale must have one unit.
fn same_unit(first: &Row, second: &Row) -> Option<Diagnostic> {
    (first.unit != second.unit).then(|| {
        let message = format!(
            "`{}` is in `{}` and `{}` in `{}`",
            first.id, first.unit, second.id, second.unit
        );
        Diagnostic::error(Code::UnitMismatch, message).hint("show rows of one unit in one figure")
    })
}

/// A row that is shown as one value must not run over an index, but where a key names the element.
fn open_index(typed: &Typed, row: &Row, keys: &[&str]) -> Option<Diagnostic> {
    let named = |axis| {
        keys.iter()
            .filter_map(|key| Key::parse(key).ok())
            .any(|key| {
                let labels = typed.extents.labels(axis);
                key.name == row.id && key.at.iter().any(|label| labels.contains(label))
            })
    };
    let mut indexes = row.axes.without(super::Axes::TIME).iter();
    let open = indexes.find(|axis| !named(*axis))?;
    let index = typed.extents.id(open);
    let message = format!("`{}` has a value for each element of `{index}`", row.id);
    let hint = format!("name an element, or show a row that sums over `{index}`");
    Some(Diagnostic::error(Code::SurplusIndex, message).hint(hint))
}

/// The parts of a stack must run over its index and nothing else but the timeline.
fn parts(typed: &Typed, stack: &Stack) -> Vec<Diagnostic> {
    let Some(axis) = typed.extents.axis(&stack.over) else {
        let known: Vec<_> = typed.extents.ids.iter().map(String::as_str).collect();
        return missing("index", &stack.over, &known, place(String::new(), ""))
            .into_iter()
            .collect();
    };
    let mut found = Vec::new();
    if let Some(output) = typed.row(&stack.output) {
        if !output.axes.contains(axis) {
            let message = format!("`{}` does not run over `{}`", output.id, stack.over);
            let hint = "stack a row along an index that it has";
            found.push(Diagnostic::error(Code::NotIndexed, message).hint(hint));
        }
        let rest = output.axes.without(axis).without(super::Axes::TIME);
        if let Some(other) = rest.iter().next() {
            let other = typed.extents.id(other);
            let message = format!("`{}` also runs over `{other}`", output.id);
            let hint = format!("stack a row that sums over `{other}`");
            found.push(Diagnostic::error(Code::SurplusIndex, message).hint(hint));
        }
    }
    found
}

//! What figures name: rows, inputs, indexes and periods, and units that must agree.

mod kinds;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::workbook::key::Key;
use crate::workbook::{Axis, AxisValues, Figure, FigureSpec, Id, Stack, Workbook, title};

use super::document::{bad_key, missing, place};
use super::typed::{Axes, Row, Typed};

/// Everything in the figures that names nothing or does not fit.
pub(super) fn figures(workbook: &Workbook, typed: &Typed) -> Vec<Diagnostic> {
    let each = workbook.figures.iter();
    let profiles = workbook.profiles.iter();
    let profiles: Vec<_> = profiles.map(|profile| profile.id.as_str()).collect();
    each.flat_map(|figure| {
        let at = place(format!("figures/{}/spec", figure.id), &figure.id);
        let mut found = Named::of(figure).findings(typed, &profiles, &at);
        found.extend(kinds::findings(workbook, typed, figure));
        let found = found.into_iter().map(move |finding| finding.at(at.clone()));
        found.chain(titles(typed, figure))
    })
    .collect()
}

/// What the title names, and braces that do not close.
fn titles(typed: &Typed, figure: &Figure) -> Vec<Diagnostic> {
    let at = place(format!("figures/{}/title", figure.id), &figure.id);
    let has_time = !typed.extents.timeline.id.is_empty();
    let pieces = title::pieces(&figure.title);
    let found = pieces.filter_map(|piece| match piece {
        title::Piece::Words(_) | title::Piece::Name("profile" | "scenario") => None,
        title::Piece::Name("year") if has_time => None,
        title::Piece::Name(name) => bad_key(typed, name)
            .map(|found| found.hint("name a row, `profile`, `scenario` or `year`"))
            .or_else(|| open_index(typed, &Key::parse(name).ok()?)),
        title::Piece::Unclosed(_) => Some(
            Diagnostic::error(
                Code::UnclosedBracket,
                "the title has `{` and no `}` after it",
            )
            .hint("close the brace, or write `{{` for a brace"),
        ),
    });
    found.map(|finding| finding.at(at.clone())).collect()
}

/// What one figure names.
#[derive(Default)]
struct Named<'a> {
    /// Rows that are shown, all of one unit where `one_unit` says so.
    rows: Vec<&'a Id>,
    one_unit: bool,
    /// Inputs, as keys.
    inputs: Vec<&'a str>,
    /// Values that are shown, as keys.
    values: Vec<&'a str>,
    period: Option<&'a str>,
    stack: Option<&'a Stack>,
    /// Profiles, by their ids.
    profiles: &'a [Id],
}

impl<'a> Named<'a> {
    fn of(figure: &'a Figure) -> Self {
        let axes = |axes: [&'a Axis; 2]| axes.map(|axis| axis.key.as_str()).to_vec();
        match &figure.spec {
            FigureSpec::CostCurves(spec) => {
                let profiles = across_profiles(&spec.curves);
                let mut inputs = vec![spec.x.key.as_str()];
                inputs.extend(profiles.is_none().then_some(spec.curves.key.as_str()));
                inputs.extend(spec.sliders.iter().map(String::as_str));
                Self {
                    rows: vec![&spec.output, &spec.line],
                    inputs,
                    profiles: profiles.unwrap_or_default(),
                    ..Self::default()
                }
            }
            FigureSpec::Heatmap(spec) => Self {
                rows: vec![&spec.output],
                inputs: axes([&spec.x, &spec.y]),
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
                values: spec.metrics.iter().map(|m| m.row.as_str()).collect(),
                period: spec.period.as_deref(),
                ..Self::default()
            },
            FigureSpec::Study(_) | FigureSpec::Pareto(_) | FigureSpec::Timeline(_) => Self {
                period: figure.spec.period(),
                ..Self::default()
            },
        }
    }

    fn findings(&self, typed: &Typed, profiles: &[&str], at: &Place) -> Vec<Diagnostic> {
        let known: Vec<_> = typed.rows.iter().map(|row| row.id.as_str()).collect();
        let missing_row = |id: &&Id| missing("row", id, &known, || at.clone());
        let mut found: Vec<_> = self.rows.iter().filter_map(missing_row).collect();
        let named = self.profiles.iter();
        found.extend(named.filter_map(|id| missing("profile", id, profiles, || at.clone())));
        let keys = self.inputs.iter().chain(&self.values);
        found.extend(keys.filter_map(|key| bad_key(typed, key)));
        let rows: Vec<_> = self.rows.iter().filter_map(|id| typed.row(id)).collect();
        if self.one_unit {
            let pairs = rows.windows(2);
            found.extend(pairs.filter_map(|pair| same_unit(pair[0], pair[1])));
        }
        match self.stack {
            Some(stack) => found.extend(parts(typed, stack)),
            None => {
                let plain = rows.iter().map(|row| Key {
                    name: row.id.clone(),
                    at: Vec::new(),
                });
                let values = self.values.iter().filter_map(|key| Key::parse(key).ok());
                found.extend(
                    plain
                        .chain(values)
                        .filter_map(|key| open_index(typed, &key)),
                );
            }
        }
        let labels = typed.extents.timeline.labels.iter();
        let labels: Vec<_> = labels.map(String::as_str).collect();
        let period = self
            .period
            .and_then(|p| missing("period", p, &labels, || at.clone()));
        found.extend(period);
        found
    }
}

/// The profiles that an axis runs over, if it runs over profiles.
fn across_profiles(axis: &Axis) -> Option<&[Id]> {
    match &axis.values {
        AxisValues::Elements(ids) if axis.key == "profile" => Some(ids),
        _ => None,
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

/// What is shown as one value must not leave an index open.
fn open_index(typed: &Typed, key: &Key) -> Option<Diagnostic> {
    let row = typed.row(&key.name)?;
    let named = typed.extents.places(row.axes, &key.at).ok()?;
    let named = named
        .iter()
        .fold(Axes::TIME, |axes, (axis, _)| axes.union(*axis));
    let open = row.axes.without(named).iter().next()?;
    let index = typed.extents.id(open);
    let message = format!("`{}` has a value for each element of `{index}`", row.id);
    let hint = format!("name an element, or show a row that sums over `{index}`");
    Some(Diagnostic::error(Code::SurplusIndex, message).hint(hint))
}

/// The parts of a stack must run over its index and nothing else but the timeline.
fn parts(typed: &Typed, stack: &Stack) -> Vec<Diagnostic> {
    let Some(axis) = typed.extents.axis(&stack.over) else {
        let known: Vec<_> = typed.extents.ids.iter().map(String::as_str).collect();
        return missing("index", &stack.over, &known, || place(String::new(), ""))
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
        let rest = output.axes.without(axis).without(Axes::TIME);
        if let Some(other) = rest.iter().next() {
            let other = typed.extents.id(other);
            let message = format!("`{}` also runs over `{other}`", output.id);
            let hint = format!("stack a row that sums over `{other}`");
            found.push(Diagnostic::error(Code::SurplusIndex, message).hint(hint));
        }
    }
    found
}

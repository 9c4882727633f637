//! From a figure's description to its data: the cases it needs, run and arranged.

use crate::check::{Layers, Typed};
use crate::diagnostic::{Code, Diagnostic};
use crate::run::{Progress, Results};
use crate::study::grid::{GridResult, Kept, Plan, axis_values, contour};
use crate::workbook::key::Key;
use crate::workbook::{
    Axis, AxisValues, CostCurves, Grid, Heatmap, Number, NumberFormat, Scale, Variable, Workbook,
};

use super::{
    AxisData, BreakEven, CurveData, CurveKey, CurvesData, HeatmapData, LineData, crossings,
};

/// What figures are drawn from: a checked workbook and one evaluated case of it.
#[derive(Clone, Copy, Debug)]
pub struct Stage<'a> {
    /// The document.
    pub workbook: &'a Workbook,
    /// The document, checked.
    pub typed: &'a Typed,
    /// The layers of the case on screen.
    pub layers: &'a Layers,
    /// The results of the case on screen.
    pub results: &'a Results,
    /// What is kept from figure to figure.
    pub kept: Kept<'a>,
    /// How many threads may work on it; the data are the same on any number.
    pub threads: usize,
}

impl Stage<'_> {
    /// The data of a figure of cost curves: the described ones, and that of the case on screen.
    ///
    /// # Errors
    ///
    /// A finding that names the input or output that cannot be used.
    pub fn cost_curves(
        &self,
        title: &str,
        spec: &CostCurves,
    ) -> Result<CurvesData, Box<Diagnostic>> {
        let keys = self.curve_keys(spec);
        let values = match &spec.curves.values {
            AxisValues::Elements(ids) => AxisValues::Elements(ids.clone()),
            _ => AxisValues::List(keys.iter().map(|(key, _)| Number(value_of(key))).collect()),
        };
        let curve_axis = Axis {
            key: spec.curves.key.clone(),
            values,
        };
        let outputs = vec![spec.output.clone(), spec.line.clone()];
        let result = self.grid(vec![curve_axis, spec.x.clone()], outputs)?;
        let x = self.along(&spec.x);
        let columns = x.values.len();
        let part = |output: usize, curve: usize| -> Vec<f64> {
            let values = &result.outputs[output].values;
            values[curve * columns..(curve + 1) * columns].to_vec()
        };
        let base = keys.iter().position(|(_, is_base)| *is_base).unwrap_or(0);
        let line = LineData {
            label: self.label(&spec.line),
            values: part(1, base),
        };
        let curve_axis = keys.iter().map(|(key, _)| value_of(key)).collect();
        let curves: Vec<_> = keys
            .into_iter()
            .enumerate()
            .map(|(position, (key, is_base))| CurveData {
                own_line: match key {
                    CurveKey::Value(_) => None,
                    CurveKey::Profile { .. } => other_line(part(1, position), &line.values),
                },
                key,
                values: part(0, position),
                is_base,
            })
            .collect();
        let break_evens = curves.iter().enumerate().flat_map(|(curve, data)| {
            let line = data.own_line.as_ref().unwrap_or(&line.values);
            let found = crossings(&x.values, &data.values, line);
            found
                .into_iter()
                .map(move |(x, y)| BreakEven { curve, x, y })
        });
        Ok(CurvesData {
            title: title.to_owned(),
            y_label: self.label(&spec.output),
            y_unit: self.unit(&spec.output),
            y_scale: spec.scale,
            break_evens: break_evens.collect(),
            here: self
                .results
                .at(&spec.x.key)
                .zip(self.results.at(&spec.output)),
            curve_axis: self.axis(&spec.curves.key, curve_axis),
            x,
            curves,
            line,
        })
    }

    /// What tells the curves apart, and which of them is that of the case on screen: the profiles
    /// as they are listed, or rising values, with the present one among them.
    fn curve_keys(&self, spec: &CostCurves) -> Vec<(CurveKey, bool)> {
        if let AxisValues::Elements(ids) = &spec.curves.values {
            let label = |id: &String| {
                let mut profiles = self.workbook.profiles.iter();
                let profile = profiles.find(|profile| profile.id == *id);
                profile.map_or_else(|| id.clone(), |profile| profile.label.clone())
            };
            let key = |id: &String| CurveKey::Profile {
                id: id.clone(),
                label: label(id),
            };
            let shown = self.layers.case.profile.as_ref();
            return ids.iter().map(|id| (key(id), Some(id) == shown)).collect();
        }
        let now = self.results.at(&spec.curves.key);
        let mut values = axis_values(&spec.curves.values);
        values.extend(now);
        values.sort_by(f64::total_cmp);
        values.dedup();
        let values = values.into_iter();
        values
            .map(|value| (CurveKey::Value(value), Some(value) == now))
            .collect()
    }

    /// The data of a heatmap.
    ///
    /// # Errors
    ///
    /// A finding that names the input or output that cannot be used.
    pub fn heatmap(&self, title: &str, spec: &Heatmap) -> Result<HeatmapData, Box<Diagnostic>> {
        let axes = vec![spec.y.clone(), spec.x.clone()];
        let mut result = self.grid(axes, vec![spec.output.clone()])?;
        let (x, y) = (self.along(&spec.x), self.along(&spec.y));
        let values = std::mem::take(&mut result.outputs[0].values);
        let level = spec.contour.0;
        Ok(HeatmapData {
            title: title.to_owned(),
            output_label: self.label(&spec.output),
            unit: self.unit(&spec.output),
            percent: self.row(&spec.output).is_some_and(is_percent),
            contours: contour::lines(&values, x.values.len(), &x.values, &y.values, level),
            contour_level: level,
            here: self
                .results
                .at(&spec.x.key)
                .zip(self.results.at(&spec.y.key)),
            values,
            x,
            y,
        })
    }

    fn grid(&self, axes: Vec<Axis>, outputs: Vec<String>) -> Result<GridResult, Box<Diagnostic>> {
        let grid = Grid {
            axes,
            outputs,
            ..Grid::default()
        };
        let kept = Some(self.kept);
        let plan = Plan::kept(self.workbook, self.typed, self.layers, &grid, kept)?;
        plan.run(self.threads, &Progress::default()).map_err(|_| {
            let message = "the figure was interrupted";
            Box::new(Diagnostic::error(Code::BadValue, message).hint("draw it again"))
        })
    }

    /// An axis as it is described; values that are even in the logarithm stand on such a scale.
    fn along(&self, axis: &Axis) -> AxisData {
        let scale = match axis.values {
            AxisValues::Log { .. } => Scale::Log,
            _ => Scale::Linear,
        };
        AxisData {
            scale,
            ..self.axis(&axis.key, axis_values(&axis.values))
        }
    }

    fn axis(&self, key: &str, values: Vec<f64>) -> AxisData {
        AxisData {
            scale: Scale::Linear,
            label: key_label(self.workbook, key),
            unit: self.unit(key),
            percent: self.row(key).is_some_and(is_percent),
            values,
        }
    }

    fn row(&self, key: &str) -> Option<&Variable> {
        let name = Key::parse(key).ok()?.name;
        self.workbook.variable(&name)
    }

    fn unit(&self, key: &str) -> String {
        self.row(key)
            .map_or_else(String::new, |row| row.unit.clone())
    }

    fn label(&self, id: &str) -> String {
        self.row(id)
            .map_or_else(|| id.to_owned(), |row| row.label.clone())
    }
}

fn value_of(key: &CurveKey) -> f64 {
    match key {
        CurveKey::Value(value) => *value,
        CurveKey::Profile { .. } => f64::NAN,
    }
}

/// A line, if it is another one.
fn other_line(line: Vec<f64>, than: &[f64]) -> Option<Vec<f64>> {
    let is_same = |(a, b): (&f64, &f64)| a == b || a.is_nan() && b.is_nan();
    let has_values = line.iter().any(|value| !value.is_nan());
    (has_values && !line.iter().zip(than).all(is_same)).then_some(line)
}

/// Whether a row is shown in percent.
pub fn is_percent(row: &Variable) -> bool {
    matches!(row.format, Some(NumberFormat::Percent(_)))
}

/// What a key is called on screen: its element first, which tells keys of one row apart.
pub fn key_label(workbook: &Workbook, key: &str) -> String {
    let Ok(Key { name, at }) = Key::parse(key) else {
        return key.to_owned();
    };
    let row = workbook.variable(&name);
    let row = row.map_or(name.as_str(), |row| row.label.as_str());
    let elements = || workbook.indexes.iter().flat_map(|index| &index.elements);
    let labels: Vec<_> = at
        .iter()
        .map(|part| {
            elements()
                .find(|element| element.id == *part)
                .map_or(part.as_str(), |element| &element.label)
        })
        .collect();
    if labels.is_empty() {
        row.to_owned()
    } else {
        format!("{} · {row}", labels.join(" · "))
    }
}

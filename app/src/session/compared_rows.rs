//! The rows of a comparison: which are there, under which keys, and what they are over time.

use rackhour_engine::check::Case;
use rackhour_engine::figure::MetricData;
use rackhour_engine::workbook::key::Key;

use super::Session;
use crate::sheet;
use crate::view::CompareView;

/// A metric over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The labels of the periods.
    pub periods: Vec<String>,
    /// A value for each; NaN where there is none.
    pub values: Vec<f64>,
}

impl Session {
    /// The keys of the rows that are compared.
    pub fn compared_rows(&self, view: &CompareView) -> Vec<String> {
        let spec = self.comparison_spec(view);
        let metrics = spec.map_or_else(Vec::new, |shown| shown.spec.metrics);
        metrics.into_iter().map(|metric| metric.row).collect()
    }

    /// The keys under which a row can be compared: itself, or each of its elements.
    pub fn metric_keys(&self, row: &str) -> Vec<String> {
        let Some(result) = self.result(row) else {
            return Vec::new();
        };
        let axes = result.axes.iter().filter(|axis| !sheet::is_time(axis));
        let paths = axes.fold(vec![Vec::new()], |paths: Vec<Vec<String>>, axis| {
            let longer = |path: Vec<String>| {
                let labels = axis.labels.iter();
                labels.map(move |label| [path.clone(), vec![label.clone()]].concat())
            };
            paths.into_iter().flat_map(longer).collect()
        });
        let key = |at: Vec<String>| Key {
            name: row.to_owned(),
            at,
        };
        paths.into_iter().map(|at| key(at).to_string()).collect()
    }

    /// The values of a metric over time in a case, with the labels of the periods; none where the
    /// case is not known or the metric does not run over time.
    pub fn compared_series(&self, metric: &MetricData, case: &Case) -> Option<Series> {
        let key = Key::parse(&metric.key).ok()?;
        let row = self.case_results(case)?.row(&key.name)?;
        let time = row.axes.last().filter(|axis| sheet::is_time(axis))?;
        if time.labels.iter().any(|label| key.at.contains(label)) {
            return None;
        }
        let is_meant = |slot: &usize| {
            let labels = row.labels(*slot);
            key.at.iter().all(|label| labels.contains(&label.as_str()))
        };
        let slots = (0..row.values.len())
            .filter(is_meant)
            .take(time.labels.len());
        Some(Series {
            periods: time.labels.to_vec(),
            values: slots.map(|slot| row.values[slot]).collect(),
        })
    }
}

//! Rows period by period, and what happens in them.

use crate::check::RowKind;
use crate::run::{ResultAxis, Results, RowResult};
use crate::workbook::key::Key;
use crate::workbook::{Id, Mark, NumberFormat, Scale, TimelineFigure, Workbook};

use super::{is_percent, key_label};

/// Rows over the periods of the workbook.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimelineData {
    /// What the figure shows, as a sentence.
    pub title: String,
    /// The unit of every row; empty for a ratio.
    pub unit: String,
    /// How its numbers are shown.
    pub format: Option<NumberFormat>,
    /// Whether they are shown in percent.
    pub percent: bool,
    /// What the periods are called.
    pub periods: Vec<String>,
    /// The rows, in reading order.
    pub rows: Vec<TimelineSeries>,
    /// What happens, period by period.
    pub events: Vec<TimelineEvent>,
    /// The scale of the vertical axis.
    pub scale: Scale,
}

/// One row of a timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineSeries {
    /// What it is called.
    pub label: String,
    /// The row.
    pub row: Id,
    /// How it is drawn.
    pub mark: Mark,
    /// One value per period, or why there is none.
    pub values: Vec<Result<f64, String>>,
}

/// Something that happens in a period.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineEvent {
    /// The position of the period.
    pub period: usize,
    /// What happens.
    pub label: String,
    /// The row that says so.
    pub row: Id,
    /// What the row becomes, where it is more than a mark.
    pub value: Option<f64>,
    /// The unit of that value.
    pub unit: String,
    /// How it is shown.
    pub format: Option<NumberFormat>,
}

/// The data of a timeline in one case.
pub fn timeline(
    workbook: &Workbook,
    results: &Results,
    title: &str,
    spec: &TimelineFigure,
) -> TimelineData {
    let keys = || spec.rows.iter().map(|shown| shown.row.as_str());
    let series = |key: &str| Series::of(results, key);
    let first = keys().find_map(|key| workbook.variable(&series(key)?.row.id));
    let periods = keys().chain(spec.events.iter().map(String::as_str));
    let periods = periods.filter_map(|key| Some(series(key)?.labels().to_vec()));
    let rows = spec.rows.iter().map(|shown| TimelineSeries {
        label: key_label(workbook, &shown.row),
        row: Key::parse(&shown.row).map_or_else(|_| shown.row.clone(), |key| key.name),
        mark: shown.mark,
        values: series(&shown.row).map_or_else(Vec::new, |series| series.values()),
    });
    let mut events: Vec<_> = (spec.events.iter())
        .flat_map(|key| events(workbook, results, key))
        .collect();
    events.sort_by_key(|event| event.period);
    TimelineData {
        title: title.to_owned(),
        unit: first.map_or_else(String::new, |row| row.unit.clone()),
        format: first.and_then(|row| row.format),
        percent: first.is_some_and(is_percent),
        periods: periods.into_iter().next().unwrap_or_default(),
        rows: rows.collect(),
        events,
        scale: spec.scale,
    }
}

/// A row at one element, along time.
struct Series<'a> {
    row: &'a RowResult,
    axis: &'a ResultAxis,
    /// The slot of the first period, and how far the next one is.
    start: usize,
    step: usize,
}

impl<'a> Series<'a> {
    fn of(results: &'a Results, key: &str) -> Option<Self> {
        let key = Key::parse(key).ok()?;
        let row = results.row(&key.name)?;
        let (mut start, mut step, mut time) = (0, 0, None);
        for axis in row.axes.iter() {
            let count = axis.labels.len();
            (start, step) = (start * count, step * count);
            if is_time(axis) {
                (step, time) = (1, Some(axis));
            } else {
                let named = axis.labels.iter().position(|label| key.at.contains(label));
                start += named.unwrap_or(0);
            }
        }
        let axis = time?;
        Some(Self {
            row,
            axis,
            start,
            step,
        })
    }

    fn labels(&self) -> &'a [String] {
        &self.axis.labels
    }

    fn values(&self) -> Vec<Result<f64, String>> {
        let periods = 0..self.axis.labels.len();
        let slots = periods.map(|period| self.start + period * self.step);
        slots
            .map(|slot| self.row.value(slot).map_err(str::to_owned))
            .collect()
    }
}

/// The periods of a row.
pub(super) fn periods<'a>(results: &'a Results, key: &str) -> &'a [String] {
    Series::of(results, key).map_or(&[], |series| series.labels())
}

/// Whether an axis is the timeline.
pub(super) fn is_time(axis: &ResultAxis) -> bool {
    matches!(axis.id.as_str(), "year" | "quarter" | "month")
}

/// Where a condition or mark begins to hold, and where a number becomes another one.
///
/// A row of zeros and ones is a mark: it is told by its name alone. A number that begins as it
/// stays says nothing at the first period.
fn events(workbook: &Workbook, results: &Results, key: &str) -> Vec<TimelineEvent> {
    let Some(series) = Series::of(results, key) else {
        return Vec::new();
    };
    let values = series.values();
    let known = || values.iter().flatten().copied();
    let is_mark = series.row.kind == RowKind::Condition || known().all(|v| v == 0.0 || v == 1.0);
    let variable = workbook.variable(&series.row.id);
    let mut last = is_mark.then_some(0.0);
    let mut found = Vec::new();
    for (period, value) in values.iter().enumerate() {
        let Ok(value) = *value else {
            last = None;
            continue;
        };
        if last.is_some_and(|last| last != value) && value != 0.0 {
            found.push(TimelineEvent {
                period,
                label: key_label(workbook, key),
                row: series.row.id.clone(),
                value: (!is_mark).then_some(value),
                unit: variable.map_or_else(String::new, |row| row.unit.clone()),
                format: variable.and_then(|row| row.format),
            });
        }
        last = Some(value);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::cases::testing::{case, results};
    use super::*;
    use crate::workbook::TimelineRow;

    fn data(rows: &[&str], marks: &[&str]) -> TimelineData {
        let (workbook, results) = results(&[case("owner", None)]);
        let row = |key: &&str| TimelineRow {
            row: (*key).to_owned(),
            mark: Mark::Line,
        };
        let spec = TimelineFigure {
            rows: rows.iter().map(row).collect(),
            events: marks.iter().map(|key| (*key).to_owned()).collect(),
            scale: Scale::Log,
            sliders: Vec::new(),
        };
        timeline(&workbook, &results[0], "Demand", &spec)
    }

    #[test]
    fn rows_over_time_and_what_happens_in_them() {
        let data = data(&["demand", "served"], &["served"]);
        assert_eq!(data.periods, ["2027", "2028"]);
        assert_eq!((data.unit.as_str(), data.scale), ("Mtok/yr", Scale::Log));
        let values: Vec<_> = data.rows.iter().map(|row| row.values.clone()).collect();
        assert_eq!(
            values,
            [vec![Ok(100.0), Ok(200.0)], vec![Ok(50.0), Ok(100.0)]]
        );
        let [event] = &data.events[..] else {
            panic!("{:?}", data.events)
        };
        assert_eq!((event.period, event.value), (1, Some(100.0)));
    }

    #[test]
    fn what_has_no_periods_has_no_values() {
        let data = data(&["list_price"], &["owns"]);
        assert!(data.periods.is_empty() && data.events.is_empty());
        assert!(data.rows[0].values.is_empty());
    }
}

//! Headline rows, side by side for profiles and scenarios.

use crate::check::{Case, Layer};
use crate::run::Results;
use crate::workbook::key::Key;
use crate::workbook::{Comparison, Direction, Id, Metric, NumberFormat, Workbook};

use super::cases::Place;
use super::key_label;

/// Values closer than this share of the larger are equal: they differ by rounding alone.
const CLOSE: f64 = 1e-12;

/// A table of metrics by case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComparisonData {
    /// What the figure shows, as a sentence.
    pub title: String,
    /// The period at which series are read.
    pub period: Option<String>,
    /// The columns.
    pub cases: Vec<Case>,
    /// The position of the column that the others are compared with.
    pub base: usize,
    /// The rows.
    pub metrics: Vec<MetricData>,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricData {
    /// The row, or one element of it, as the figure names it.
    pub key: String,
    /// The row.
    pub row: Id,
    /// What it is called.
    pub label: String,
    /// Its unit; empty for a ratio.
    pub unit: String,
    /// How its numbers are shown.
    pub format: Option<NumberFormat>,
    /// Which values are better.
    pub better: Option<Direction>,
    /// One value per case.
    pub cells: Vec<CellData>,
}

/// One metric in one case.
#[derive(Clone, Debug, PartialEq)]
pub struct CellData {
    /// The value, or why there is none.
    pub value: Result<f64, String>,
    /// The word for it, where it is a condition or a choice.
    pub word: Option<String>,
    /// The topmost layer that touched it.
    pub layer: Layer,
    /// Whether that layer changes the result of a formula.
    pub overridden: bool,
    /// The difference from the base; none for the base itself and where either is unavailable.
    pub delta: Option<f64>,
    /// The difference as a share of the base's size; none where that is zero, as well.
    pub relative: Option<f64>,
    /// Whether it is the best or the worst of its row.
    pub rank: Option<Rank>,
}

/// How a value stands among the others of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// None is better.
    Best,
    /// None is worse.
    Worst,
}

/// The data of a comparison: every metric in every case given, against the one at `base`.
pub fn comparison(
    workbook: &Workbook,
    cases: &[(Case, &Results)],
    base: usize,
    title: &str,
    spec: &Comparison,
) -> ComparisonData {
    let metrics = spec.metrics.iter();
    let metrics = metrics.map(|metric| {
        let name = Key::parse(&metric.row).map_or_else(|_| metric.row.clone(), |key| key.name);
        let row = workbook.variable(&name);
        MetricData {
            label: key_label(workbook, &metric.row),
            unit: row.map_or_else(String::new, |row| row.unit.clone()),
            format: row.and_then(|row| row.format),
            better: metric.better,
            cells: cells(workbook, cases, base, spec, metric),
            key: metric.row.clone(),
            row: name,
        }
    });
    ComparisonData {
        title: title.to_owned(),
        period: spec.period.clone(),
        metrics: metrics.collect(),
        cases: cases.iter().map(|(case, _)| case.clone()).collect(),
        base,
    }
}

fn cells(
    workbook: &Workbook,
    cases: &[(Case, &Results)],
    base: usize,
    spec: &Comparison,
    metric: &Metric,
) -> Vec<CellData> {
    let cell = |results: &Results| {
        let place = Place::of(results, &metric.row, spec.period.as_deref());
        CellData {
            value: place.map_or_else(|| Err("there is no such row".to_owned()), |at| at.value()),
            word: place.and_then(|at| at.word(workbook)),
            layer: place.map_or(Layer::Workbook, |at| at.layer()),
            overridden: place.is_some_and(|at| at.is_overridden()),
            delta: None,
            relative: None,
            rank: None,
        }
    };
    let mut cells: Vec<_> = cases.iter().map(|(_, results)| cell(results)).collect();
    let against = cells.get(base).and_then(number);
    for (position, cell) in cells.iter_mut().enumerate() {
        let Some((base_value, value)) = against.zip(number(cell)) else {
            continue;
        };
        if position != base {
            let delta = match is_near(value, base_value) {
                true => 0.0,
                false => value - base_value,
            };
            cell.delta = Some(delta);
            cell.relative = (base_value != 0.0).then(|| delta / base_value.abs());
        }
    }
    if let Some(better) = metric.better {
        rank(&mut cells, better);
    }
    cells
}

/// The value of a cell that is a number.
fn number(cell: &CellData) -> Option<f64> {
    cell.value
        .as_ref()
        .ok()
        .filter(|_| cell.word.is_none())
        .copied()
}

fn is_near(a: f64, b: f64) -> bool {
    (a - b).abs() <= CLOSE * a.abs().max(b.abs())
}

/// Marks the best and the worst, where they differ.
fn rank(cells: &mut [CellData], better: Direction) {
    let numbers = || cells.iter().filter_map(number);
    let (low, high) = (
        numbers().fold(f64::INFINITY, f64::min),
        numbers().fold(f64::NEG_INFINITY, f64::max),
    );
    if low >= high || is_near(low, high) {
        return;
    }
    let (best, worst) = match better {
        Direction::Higher => (high, low),
        Direction::Lower => (low, high),
    };
    for cell in cells {
        cell.rank = match number(cell) {
            Some(value) if is_near(value, best) => Some(Rank::Best),
            Some(value) if is_near(value, worst) => Some(Rank::Worst),
            _ => None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::testing::{case, results};
    use super::*;

    fn metric(row: &str, better: Option<Direction>) -> Metric {
        Metric {
            row: row.to_owned(),
            better,
        }
    }

    fn compared(metrics: Vec<Metric>, base: usize) -> ComparisonData {
        let cases = vec![
            case("owner", None),
            case("owner", Some("bear")),
            case("renter", None),
        ];
        let (workbook, results) = results(&cases);
        let cases: Vec<_> = cases.into_iter().zip(&results).collect();
        let spec = Comparison {
            metrics,
            period: Some("2028".to_owned()),
        };
        comparison(&workbook, &cases, base, "Three cases", &spec)
    }

    #[test]
    fn differences_are_from_the_base() {
        let data = compared(vec![metric("cost", Some(Direction::Lower))], 0);
        let cells = &data.metrics[0].cells;
        assert_eq!((cells[0].delta, cells[0].relative), (None, None));
        assert_eq!((cells[1].delta, cells[1].relative), (Some(2.0), Some(0.5)));
        assert_eq!(cells[2].delta, Some(-0.5));
        let other = compared(vec![metric("cost", None)], 1);
        assert_eq!(other.metrics[0].cells[0].delta, Some(-2.0));
    }

    #[test]
    fn best_and_worst_follow_the_direction() {
        let metrics = vec![
            metric("cost", Some(Direction::Lower)),
            metric("price", Some(Direction::Higher)),
            metric("demand", Some(Direction::Higher)),
            metric("cost", None),
        ];
        let data = compared(metrics, 0);
        let ranks = |at: usize| -> Vec<_> {
            data.metrics[at]
                .cells
                .iter()
                .map(|cell| cell.rank)
                .collect()
        };
        assert_eq!(ranks(0), [None, Some(Rank::Worst), Some(Rank::Best)]);
        assert_eq!(
            ranks(1),
            [Some(Rank::Best), Some(Rank::Worst), Some(Rank::Best)]
        );
        assert_eq!(ranks(2), [None; 3], "all are equal");
        assert_eq!(ranks(3), [None; 3], "neither is better");
        assert_eq!(data.metrics[2].cells[0].value, Ok(200.0), "in 2028");
    }

    #[test]
    fn a_cell_says_who_set_it_and_why_it_is_missing() {
        let metrics = vec![
            metric("cost", None),
            metric("returns", Some(Direction::Higher)),
            metric("parts[power]", None),
        ];
        let data = compared(metrics, 0);
        let cost = &data.metrics[0].cells;
        assert_eq!(
            (cost[0].layer, cost[0].overridden),
            (Layer::Workbook, false)
        );
        assert_eq!((cost[1].layer, cost[1].overridden), (Layer::Scenario, true));
        let returns = &data.metrics[1].cells;
        assert_eq!(returns[2].value, Err("it owns no plant".to_owned()));
        assert_eq!((returns[2].delta, returns[2].rank), (None, None));
        assert_eq!(data.metrics[2].label, "Power · Cost by part");
        assert_eq!(data.metrics[2].cells[2].layer, Layer::Profile);
        assert!(!data.metrics[2].cells[2].overridden);
    }
}

//! Points on two scales, and those among them that no other point beats on both.

use crate::check::Case;
use crate::run::Results;
use crate::workbook::key::Key;
use crate::workbook::{
    Across, Along, Curve, Direction, Id, ParetoFigure, ParetoPoints, PointsOfRows, Scale, Workbook,
};

use super::cases::read;
use super::{AxisData, is_percent, key_label, stack_cases, timeline};

/// Points on two scales.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParetoData {
    /// What the figure shows, as a sentence.
    pub title: String,
    /// What is measured across.
    pub x: AxisData,
    /// What is measured upwards.
    pub y: AxisData,
    /// The scales, across and upwards.
    pub scales: [Scale; 2],
    /// Which values are better, across and upwards.
    pub better: (Direction, Direction),
    /// The points that have both values.
    pub points: Vec<ParetoPoint>,
    /// The positions of the points that nothing beats, from left to right.
    pub frontier: Vec<usize>,
    /// What has no point, and why.
    pub missing: Vec<(String, String)>,
    /// Where the case on screen stands, or why it stands nowhere; none where the figure names no
    /// rows for it.
    pub here: Option<Result<(f64, f64), String>>,
    /// The period at which series are read.
    pub period: Option<String>,
}

/// One point.
#[derive(Clone, Debug, PartialEq)]
pub struct ParetoPoint {
    /// What it stands for; empty for a measured point.
    pub label: String,
    /// The profile that it stands for, where points are profiles.
    pub profile: Option<Id>,
    /// Across.
    pub x: f64,
    /// Upwards.
    pub y: f64,
}

/// The cases that such a figure shows.
pub fn pareto_cases(workbook: &Workbook, here: &Case, spec: &ParetoFigure) -> Vec<Case> {
    let across = match &spec.points {
        ParetoPoints::Rows(rows) => match rows.along {
            Along::Profiles => Across::Profiles,
            Along::Scenarios => Across::Scenarios,
            Along::Periods | Along::Elements(_) => Across::Periods,
        },
        ParetoPoints::Curve(_) => Across::Periods,
    };
    stack_cases(workbook, here, across)
}

/// The data of points on two scales. `cases` are those of [`pareto_cases`], evaluated; `here` are
/// the results of the case on screen.
pub fn pareto(
    workbook: &Workbook,
    cases: &[(Case, &Results)],
    here: &Results,
    title: &str,
    spec: &ParetoFigure,
) -> ParetoData {
    let period = spec.period.as_deref();
    let mut data = ParetoData {
        title: title.to_owned(),
        scales: [spec.x_scale, spec.scale],
        better: spec.better,
        period: spec.period.clone(),
        ..ParetoData::default()
    };
    match &spec.points {
        ParetoPoints::Curve(id) => {
            if let Some(curve) = workbook.curves.iter().find(|curve| curve.id == *id) {
                of_curve(workbook, curve, spec, &mut data);
            }
        }
        ParetoPoints::Rows(rows) => {
            [data.x, data.y] = [&rows.x, &rows.y].map(|key| axis(workbook, key));
            for (label, profile, found) in points(workbook, cases, rows, period) {
                match found {
                    Ok((x, y)) => data.points.push(ParetoPoint {
                        label,
                        profile,
                        x,
                        y,
                    }),
                    Err(reason) => data.missing.push((label, reason)),
                }
            }
        }
    }
    let stands = |x: &str, y: &str| Ok((read(here, x, period)?, read(here, y, period)?));
    data.here = match (&spec.here, &spec.points) {
        (Some(place), _) => Some(stands(&place.x, &place.y)),
        (None, ParetoPoints::Rows(rows)) if is_of_cases(rows) => Some(stands(&rows.x, &rows.y)),
        _ => None,
    };
    data.frontier = frontier(&data.points, spec.better);
    data
}

fn is_of_cases(rows: &PointsOfRows) -> bool {
    matches!(rows.along, Along::Profiles | Along::Scenarios)
}

/// The measured points of a curve; its axes are called as the rows of the case are.
fn of_curve(workbook: &Workbook, curve: &Curve, spec: &ParetoFigure, data: &mut ParetoData) {
    let named = |key: Option<&String>, unit: &String| AxisData {
        label: key.map_or_else(String::new, |key| key_label(workbook, key)),
        unit: unit.clone(),
        ..AxisData::default()
    };
    let here = spec.here.as_ref();
    data.x = named(here.map(|here| &here.x), &curve.input_unit);
    data.y = named(here.map(|here| &here.y), &curve.output_unit);
    let points = curve.points.iter();
    let points = points.map(|(x, y)| ParetoPoint {
        label: String::new(),
        profile: None,
        x: x.0,
        y: y.0,
    });
    data.points.extend(points);
}

fn axis(workbook: &Workbook, key: &str) -> AxisData {
    let row = Key::parse(key).ok();
    let row = row.and_then(|key| workbook.variable(&key.name));
    AxisData {
        label: key_label(workbook, key),
        unit: row.map_or_else(String::new, |row| row.unit.clone()),
        percent: row.is_some_and(is_percent),
        ..AxisData::default()
    }
}

type Found = (String, Option<Id>, Result<(f64, f64), String>);

fn points(
    workbook: &Workbook,
    cases: &[(Case, &Results)],
    rows: &PointsOfRows,
    period: Option<&str>,
) -> Vec<Found> {
    let at = |results: &Results, element: Option<&str>, period: Option<&str>| {
        let key = |row: &str| match element {
            Some(element) => with_element(row, element),
            None => row.to_owned(),
        };
        let value = |row: &str| read(results, &key(row), period);
        Ok((value(&rows.x)?, value(&rows.y)?))
    };
    let first = cases.first().map(|(_, results)| *results);
    match &rows.along {
        Along::Profiles | Along::Scenarios => {
            let cases = cases.iter();
            let found = cases.map(|(case, results)| {
                let (label, profile) = called(workbook, case, &rows.along);
                (label, profile, at(results, None, period))
            });
            found.collect()
        }
        Along::Periods => {
            let Some(results) = first else {
                return Vec::new();
            };
            let periods = timeline::periods(results, &rows.x);
            let found = periods.iter().map(|period| {
                let found = at(results, None, Some(period));
                (period.clone(), None, found)
            });
            found.collect()
        }
        Along::Elements(id) => {
            let (Some(results), Some(index)) =
                (first, workbook.indexes.iter().find(|index| index.id == *id))
            else {
                return Vec::new();
            };
            let elements = index.elements.iter();
            let found = elements.map(|element| {
                let found = at(results, Some(&element.id), period);
                (element.label.clone(), None, found)
            });
            found.collect()
        }
    }
}

/// A key at one more element: `rate[free]`, `rate[free, fast]`.
fn with_element(key: &str, element: &str) -> String {
    match key.strip_suffix(']') {
        Some(open) => format!("{open}, {element}]"),
        None => format!("{key}[{element}]"),
    }
}

fn called(workbook: &Workbook, case: &Case, along: &Along) -> (String, Option<Id>) {
    let profile = || {
        let mut profiles = workbook.profiles.iter();
        profiles.find(|profile| Some(&profile.id) == case.profile.as_ref())
    };
    let scenario = || {
        let mut scenarios = workbook.scenarios.iter();
        scenarios.find(|scenario| Some(&scenario.id) == case.scenario.as_ref())
    };
    let base = || "Base case".to_owned();
    match along {
        Along::Profiles => profile().map_or_else(
            || (base(), None),
            |profile| (profile.label.clone(), Some(profile.id.clone())),
        ),
        _ => (
            scenario().map_or_else(base, |found| found.label.clone()),
            None,
        ),
    }
}

/// The positions of the points that no other point beats, from left to right.
///
/// A point is beaten by one that is as good on both scales and better on one.
fn frontier(points: &[ParetoPoint], better: (Direction, Direction)) -> Vec<usize> {
    let good = |direction: Direction, value: f64| match direction {
        Direction::Higher => value,
        Direction::Lower => -value,
    };
    let good = |point: &ParetoPoint| (good(better.0, point.x), good(better.1, point.y));
    let mut order: Vec<usize> = (0..points.len()).collect();
    // The best across first, and among equals the best upwards.
    order.sort_by(|&a, &b| {
        let (a, b) = (good(&points[a]), good(&points[b]));
        b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1))
    });
    let mut best: Option<(f64, f64)> = None;
    let mut found = Vec::new();
    for place in order {
        let point = good(&points[place]);
        let stays = best.is_none_or(|best| point.1 > best.1 || point == best);
        if stays {
            best = Some(point);
            found.push(place);
        }
    }
    found.sort_by(|&a, &b| points[a].x.total_cmp(&points[b].x));
    found
}

#[cfg(test)]
mod tests {
    use super::super::cases::testing::{case, results, workbook};
    use super::*;

    fn point(x: f64, y: f64) -> ParetoPoint {
        ParetoPoint {
            label: String::new(),
            profile: None,
            x,
            y,
        }
    }

    #[test]
    fn points_that_nothing_beats() {
        use Direction::{Higher, Lower};
        let points: Vec<_> = [
            (1.0, 9.0),
            (2.0, 5.0),
            (2.0, 7.0),
            (3.0, 7.0),
            (3.0, 7.0),
            (4.0, 1.0),
        ]
        .map(|(x, y)| point(x, y))
        .into();
        assert_eq!(frontier(&points, (Higher, Higher)), [0, 3, 4, 5]);
        assert_eq!(frontier(&points, (Lower, Lower)), [0, 1, 5]);
        assert_eq!(frontier(&points, (Lower, Higher)), [0]);
        assert_eq!(frontier(&points[..1], (Higher, Higher)), [0]);
        assert!(frontier(&[], (Higher, Higher)).is_empty());
    }

    fn data(x: &str, y: &str, along: Along) -> ParetoData {
        let spec = ParetoFigure {
            points: ParetoPoints::Rows(PointsOfRows {
                x: x.to_owned(),
                y: y.to_owned(),
                along,
            }),
            here: None,
            better: (Direction::Lower, Direction::Higher),
            x_scale: Scale::Linear,
            scale: Scale::Linear,
            period: None,
        };
        let here = case("renter", None);
        let cases = pareto_cases(&workbook().0, &here, &spec);
        let (workbook, results) = results(&cases);
        let cases: Vec<_> = cases.into_iter().zip(&results).collect();
        let own = cases.iter().find(|(case, _)| *case == here).unwrap().1;
        pareto(&workbook, &cases, own, "Cost and price", &spec)
    }

    #[test]
    fn a_point_per_profile_and_a_reason_for_one_without() {
        let found = data("cost", "returns", Along::Profiles);
        assert_eq!(found.points.len(), 1);
        assert_eq!(found.points[0].label, "Owner");
        let reason = "it owns no plant".to_owned();
        assert_eq!(found.missing, [("Renter".to_owned(), reason.clone())]);
        assert_eq!(found.here, Some(Err(reason)));
    }

    #[test]
    fn a_point_per_period_and_per_element() {
        let periods = data("demand", "served", Along::Periods);
        let labels: Vec<_> = periods.points.iter().map(|p| p.label.as_str()).collect();
        assert_eq!(labels, ["2027", "2028"]);
        let elements = data("parts", "parts", Along::Elements("part".to_owned()));
        assert_eq!(
            elements.points[1],
            ParetoPoint {
                label: "Power".to_owned(),
                ..point(1.0, 1.0)
            }
        );
        assert_eq!(elements.x.unit, "$/Mtok");
    }
}

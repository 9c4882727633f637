//! Figures of studies, of points that nothing beats, and of rows over time.

use crate::diagnostic::{Code, Diagnostic};
use crate::workbook::key::Key;
use crate::workbook::{
    Along, Figure, FigureSpec, ParetoFigure, ParetoPoints, PointsOfRows, StudyFigure, StudySpec,
    StudyView, TimelineFigure, Workbook,
};

use super::super::document::{bad_key, missing, place};
use super::super::typed::{Axes, Row, RowKind, Typed};
use super::{open_index, same_unit};

/// What is wrong with such a figure; nothing of the other kinds.
pub(super) fn findings(workbook: &Workbook, typed: &Typed, figure: &Figure) -> Vec<Diagnostic> {
    match &figure.spec {
        FigureSpec::Study(spec) => of_study(workbook, spec).into_iter().collect(),
        FigureSpec::Pareto(spec) => of_points(workbook, typed, spec),
        FigureSpec::Timeline(spec) => over_time(typed, spec),
        _ => Vec::new(),
    }
}

/// The study must be there, and find what is drawn.
fn of_study(workbook: &Workbook, spec: &StudyFigure) -> Option<Diagnostic> {
    let mut studies = workbook.studies.iter();
    let Some(study) = studies.find(|study| study.id == spec.study) else {
        let known: Vec<_> = workbook.studies.iter().map(|s| s.id.as_str()).collect();
        return unknown("study", &spec.study, &known);
    };
    let (kind, wanted) = (study.spec.kind(), kind_of(spec.view));
    if kind != wanted {
        let message = format!(
            "`{}` draws what a `{wanted}` finds, and the study is a `{kind}`",
            name_of(spec.view)
        );
        let hint = match name_for(&study.spec) {
            Some(view) => format!("write `view: {view}`, or name another study"),
            None => "name another study: this one is a table".to_owned(),
        };
        return Some(Diagnostic::error(Code::KindMismatch, message).hint(hint));
    }
    let StudySpec::MonteCarlo(run) = &study.spec else {
        return None;
    };
    let (of, known) = match spec.view {
        StudyView::Fan => ("fan", &run.fans),
        _ => ("output", &run.outputs),
    };
    let known: Vec<_> = known.iter().map(String::as_str).collect();
    if spec.view == StudyView::Fan && known.is_empty() {
        let message = format!("the study `{}` keeps no fans", spec.study);
        let hint = "list the rows under `fans` in the study, or draw a histogram";
        return Some(Diagnostic::error(Code::KindMismatch, message).hint(hint));
    }
    unknown(of, spec.output.as_deref()?, &known)
}

/// The kind of study that finds what is drawn.
const fn kind_of(view: StudyView) -> &'static str {
    match view {
        StudyView::Tornado => "tornado",
        StudyView::Spider => "spider",
        StudyView::Frontier => "frontier",
        StudyView::Bridge => "bridge",
        StudyView::Histogram | StudyView::Fan => "monte_carlo",
    }
}

const fn name_of(view: StudyView) -> &'static str {
    match view {
        StudyView::Histogram => "histogram",
        StudyView::Fan => "fan",
        other => kind_of(other),
    }
}

/// How a figure of such a study is written.
const fn name_for(spec: &StudySpec) -> Option<&'static str> {
    match spec {
        StudySpec::Tornado(_) => Some("tornado"),
        StudySpec::Spider(_) => Some("spider"),
        StudySpec::Frontier(_) => Some("frontier"),
        StudySpec::Bridge(_) => Some("bridge"),
        StudySpec::MonteCarlo(_) => Some("histogram"),
        StudySpec::Grid(_) | StudySpec::GoalSeek(_) | StudySpec::Falsifiers(_) => None,
    }
}

fn of_points(workbook: &Workbook, typed: &Typed, spec: &ParetoFigure) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    match &spec.points {
        ParetoPoints::Curve(id) => found.extend(of_curve(workbook, typed, spec, id)),
        ParetoPoints::Rows(rows) => found.extend(of_rows(typed, rows)),
    }
    if let Some(here) = &spec.here {
        for key in [&here.x, &here.y] {
            found.extend(unreadable(typed, key).or_else(|| open_index(typed, &parsed(key)?)));
        }
    }
    found
}

/// The curve must be there, and the rows of the case in its units.
fn of_curve(workbook: &Workbook, typed: &Typed, spec: &ParetoFigure, id: &str) -> Vec<Diagnostic> {
    let mut curves = workbook.curves.iter();
    let Some(curve) = curves.find(|curve| curve.id == id) else {
        let known: Vec<_> = workbook.curves.iter().map(|c| c.id.as_str()).collect();
        let found = unknown("curve", id, &known);
        return found.into_iter().collect();
    };
    let Some(here) = &spec.here else {
        return Vec::new();
    };
    let ends = [(&here.x, &curve.input_unit), (&here.y, &curve.output_unit)];
    let found = ends.into_iter().filter_map(|(key, unit)| {
        let row = row(typed, key).filter(|row| row.kind == RowKind::Number)?;
        let mut rows = workbook.variables.iter();
        let written = &rows.find(|other| other.id == row.id)?.unit;
        (written != unit).then(|| {
            let message = format!(
                "`{}` is in `{written}` and the curve `{id}` in `{unit}`",
                row.id
            );
            let hint = format!("name a row in `{unit}`");
            Diagnostic::error(Code::UnitMismatch, message).hint(hint)
        })
    });
    found.collect()
}

/// Two rows must be numbers that there is one of per point.
fn of_rows(typed: &Typed, spec: &PointsOfRows) -> Vec<Diagnostic> {
    let along = match &spec.along {
        Along::Elements(id) => match typed.extents.axis(id) {
            Some(axis) => Some(axis),
            None => {
                let known: Vec<_> = typed.extents.ids.iter().map(String::as_str).collect();
                let found = unknown("index", id, &known);
                return found.into_iter().collect();
            }
        },
        Along::Periods => Some(Axes::TIME),
        Along::Profiles | Along::Scenarios => None,
    };
    let found = [&spec.x, &spec.y].into_iter().filter_map(|key| {
        if let Some(found) = unreadable(typed, key) {
            return Some(found);
        }
        let (row, key) = (row(typed, key)?, parsed(key)?);
        match along {
            Some(axis) if !row.axes.contains(axis) => Some(not_along(typed, row, axis)),
            Some(axis) => open_besides(typed, &key, axis),
            None => open_index(typed, &key),
        }
    });
    found.collect()
}

/// Rows of one unit that run over time; what marks a period runs over time too.
fn over_time(typed: &Typed, spec: &TimelineFigure) -> Vec<Diagnostic> {
    let mut found: Vec<_> = (spec.sliders.iter())
        .filter_map(|key| bad_key(typed, key))
        .collect();
    if spec.rows.is_empty() {
        let finding = Diagnostic::error(Code::BadValue, "the timeline shows no rows");
        found.push(finding.hint("name one row at least under `rows`"));
    }
    let keys = || spec.rows.iter().map(|shown| &shown.row);
    let numbers = keys().filter_map(|key| unreadable(typed, key));
    found.extend(numbers);
    let events = spec.events.iter();
    found.extend(events.clone().filter_map(|key| bad_key(typed, key)));
    found.extend(keys().chain(events).filter_map(|key| {
        let row = row(typed, key)?;
        match row.axes.contains(Axes::TIME) {
            true => open_besides(typed, &parsed(key)?, Axes::TIME),
            false => Some(not_along(typed, row, Axes::TIME)),
        }
    }));
    let rows: Vec<_> = keys().filter_map(|key| row(typed, key)).collect();
    found.extend(
        rows.windows(2)
            .filter_map(|pair| same_unit(pair[0], pair[1])),
    );
    found
}

/// A name that is not known. Where it stands is added by the caller.
fn unknown(kind: &str, id: &str, known: &[&str]) -> Option<Diagnostic> {
    missing(kind, id, known, || place(String::new(), ""))
}

fn parsed(key: &str) -> Option<Key> {
    Key::parse(key).ok()
}

fn row<'a>(typed: &'a Typed, key: &str) -> Option<&'a Row> {
    typed.row(&parsed(key)?.name)
}

/// What is measured must be there, and be a number.
fn unreadable(typed: &Typed, key: &str) -> Option<Diagnostic> {
    if let Some(found) = bad_key(typed, key) {
        return Some(found);
    }
    let row = row(typed, key)?;
    let what = match &row.kind {
        RowKind::Number => return None,
        RowKind::Condition => "a condition",
        RowKind::Choice(_) => "a choice",
    };
    let message = format!("`{}` is {what} and has no place on a scale", row.id);
    Some(Diagnostic::error(Code::KindMismatch, message).hint("show a row of numbers"))
}

fn not_along(typed: &Typed, row: &Row, axis: Axes) -> Diagnostic {
    let along = match typed.extents.id(axis) {
        "" => "time",
        id => id,
    };
    let message = format!("`{}` does not run over `{along}`", row.id);
    let hint = format!("show a row with a value for each `{along}`");
    Diagnostic::error(Code::NotIndexed, message).hint(hint)
}

/// What has a value per element of one index must not leave another one open.
fn open_besides(typed: &Typed, key: &Key, axis: Axes) -> Option<Diagnostic> {
    let row = typed.row(&key.name)?;
    let named = typed.extents.places(row.axes, &key.at).ok()?;
    let start = axis.union(Axes::TIME);
    let named = named
        .iter()
        .fold(start, |axes, (axis, _)| axes.union(*axis));
    let open = row.axes.without(named).iter().next()?;
    let index = typed.extents.id(open);
    let message = format!("`{}` also runs over `{index}`", row.id);
    let hint = format!("name an element of `{index}`, or show a row that sums over it");
    Some(Diagnostic::error(Code::SurplusIndex, message).hint(hint))
}

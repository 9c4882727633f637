//! What the document says beyond its formulas: axes, references, given values, overlays.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::units::Catalog;
use crate::workbook::key::Key;
use crate::workbook::{Change, Definition, Provenance, Quantity, Variable, Workbook, names};

use super::layers::{self, Case};
use super::spread::spread;
use super::typed::{Axes, Extents, Periods, RowKind, RowRule, Typed};
use super::{figures, imports, stack, studies};

/// The axes of a workbook.
pub(super) fn extents(workbook: &Workbook, diagnostics: &mut Vec<Diagnostic>) -> Extents {
    let mut extents = Extents::default();
    for index in &workbook.indexes {
        let place = || place(format!("indexes/{}", index.id), &index.id);
        if index.elements.is_empty() {
            diagnostics.push(
                Diagnostic::error(
                    Code::BadValue,
                    format!("index `{}` has no elements", index.id),
                )
                .hint("give it one element at least")
                .at(place()),
            );
        }
        if extents.ids.len() == Axes::MOST {
            diagnostics.push(
                Diagnostic::error(Code::BadValue, format!("more than {} indexes", Axes::MOST))
                    .hint("merge indexes that describe the same thing")
                    .at(place()),
            );
            break;
        }
        extents.ids.push(index.id.clone());
        extents.elements.push(
            index
                .elements
                .iter()
                .map(|element| element.id.clone())
                .collect(),
        );
    }
    let Some(timeline) = &workbook.timeline else {
        return extents;
    };
    match timeline.periods() {
        Ok(periods) => {
            extents.timeline = Periods {
                id: timeline.id().to_owned(),
                labels: periods
                    .iter()
                    .map(|period| timeline.label(*period))
                    .collect(),
                years: periods
                    .iter()
                    .map(|period| f64::from(period.year))
                    .collect(),
                hours: timeline.hours(),
            };
        }
        Err(error) => diagnostics.push(
            Diagnostic::error(Code::BadTimeline, error.message)
                .hint(error.hint)
                .at(place("timeline".into(), "timeline")),
        ),
    }
    extents
}

pub(super) fn place(path: String, name: &str) -> Place {
    Place {
        path,
        name: name.to_owned(),
        text: String::new(),
    }
}

/// A workbook's own base units must not be taken already.
pub(super) fn units(workbook: &Workbook, diagnostics: &mut Vec<Diagnostic>) {
    let mut known = HashSet::new();
    for (position, unit) in workbook.units.iter().enumerate() {
        let symbol = unit.symbol.as_str();
        let message = if Catalog::is_built_in(symbol) {
            format!("the unit `{symbol}` is built in")
        } else if !known.insert(symbol) {
            format!("the unit `{symbol}` is declared twice")
        } else {
            continue;
        };
        diagnostics.push(
            Diagnostic::error(Code::BadValue, message)
                .hint("give the unit another symbol, or take it out")
                .at(place(format!("units/{position}"), symbol)),
        );
    }
}

/// Sections, sources, profiles and rows that the document refers to must exist.
pub(super) fn references(workbook: &Workbook, typed: &Typed, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(headings_and_sources(workbook));
    diagnostics.extend(profiles(workbook));
    diagnostics.extend(studies::studies(workbook, typed));
    diagnostics.extend(figures::figures(workbook, typed));
    diagnostics.extend(imports::imports(workbook, typed));
}

/// A finding about an id that names nothing of its kind; `None` where it names something.
pub(super) fn missing(
    kind: &str,
    id: &str,
    known: &[&str],
    at: impl FnOnce() -> Place,
) -> Option<Diagnostic> {
    if known.contains(&id) {
        return None;
    }
    let hint = match names::suggest(id, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("add the {kind}, or name one that exists"),
    };
    let message = format!("there is no {kind} `{id}`");
    let finding = Diagnostic::error(Code::UnknownReference, message);
    Some(finding.hint(hint).at(at()))
}

/// The sections of rows, and the sources of rows and curves.
fn headings_and_sources(workbook: &Workbook) -> Vec<Diagnostic> {
    let sections: Vec<_> = workbook.sections.iter().map(|s| s.id.as_str()).collect();
    let sources: Vec<_> = workbook.sources.iter().map(|s| s.id.as_str()).collect();
    let source = |provenance: &Provenance, path: &dyn Fn() -> String, name: &str| match provenance {
        Provenance::From(id) => missing("source", id, &sources, || place(path(), name)),
        Provenance::Assumed(_) => None,
    };
    let mut found = Vec::new();
    for variable in &workbook.variables {
        let id = &variable.id;
        let at = || place(format!("variables/{id}/section"), id);
        found.extend(missing("section", &variable.section, &sections, at));
        if let Definition::Assumption(assumption) = &variable.definition {
            let path = || format!("variables/{id}/definition");
            found.extend(source(&assumption.source, &path, id));
        }
    }
    for curve in &workbook.curves {
        let path = || format!("curves/{}/source", curve.id);
        found.extend(source(&curve.source, &path, &curve.id));
    }
    let scenarios: Vec<_> = workbook.scenarios.iter().map(|s| s.id.as_str()).collect();
    for signal in &workbook.signals {
        let id = &signal.id;
        for (position, seen) in signal.observations.iter().enumerate() {
            let path = || format!("signals/{id}/observations/{position}");
            found.extend(source(&seen.source, &path, id));
        }
        let at = || place(format!("signals/{id}/falsifier"), id);
        let falsifier = signal.falsifier.as_deref();
        found
            .extend(falsifier.and_then(|falsifier| missing("scenario", falsifier, &scenarios, at)));
    }
    for (path, id, changes) in changes_by_layer(workbook) {
        for (position, change) in changes.iter().enumerate() {
            if let Some(provenance) = &change.source {
                let path = || format!("{path}/changes/{position}");
                found.extend(source(provenance, &path, id));
            }
        }
    }
    found
}

/// The profiles to which changes of scenarios are limited.
fn profiles(workbook: &Workbook) -> Vec<Diagnostic> {
    let profiles: Vec<_> = workbook.profiles.iter().map(|p| p.id.as_str()).collect();
    let mut found = Vec::new();
    for scenario in &workbook.scenarios {
        for (position, change) in scenario.changes.iter().enumerate() {
            let path = || format!("scenarios/{}/changes/{position}", scenario.id);
            let id = change.profile.as_deref();
            let at = || place(path(), &scenario.id);
            found.extend(id.and_then(|id| missing("profile", id, &profiles, at)));
        }
    }
    found
}

/// Why a key names nothing that can be set; `None` if it does.
pub fn bad_key(typed: &Typed, text: &str) -> Option<Diagnostic> {
    let key = match Key::parse(text) {
        Ok(key) => key,
        Err(error) => {
            return Some(Diagnostic::error(Code::BadOverlay, error.message).hint(error.hint));
        }
    };
    let Some(row) = typed.row(&key.name) else {
        let known = typed.rows.iter().map(|row| row.id.as_str());
        let hint = match names::suggest(&key.name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a row of the workbook".to_owned(),
        };
        let message = format!("there is no row `{}`", key.name);
        return Some(Diagnostic::error(Code::BadOverlay, message).hint(hint));
    };
    let places = typed.extents.places(row.axes, &key.at);
    Some(layers::unplaced(&typed.extents, row, places.err()?).diagnostic(Place::default()))
}

/// Given values must fit their rows; shares must sum to one. Findings come with the row's position.
///
/// Rows that are not `wanted` are left out.
pub(super) fn assumptions(
    workbook: &Workbook,
    typed: &Typed,
    wanted: impl Fn(usize) -> bool,
) -> Vec<(usize, Diagnostic)> {
    let mut found = Vec::new();
    for row in (0..typed.rows.len()).filter(|row| wanted(*row)) {
        let mut of_row = Vec::new();
        assumption(workbook, typed, row, &mut of_row);
        found.extend(of_row.into_iter().map(|finding| (row, finding)));
    }
    found
}

fn assumption(
    workbook: &Workbook,
    typed: &Typed,
    position: usize,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let (variable, row) = (&workbook.variables[position], &typed.rows[position]);
    let Definition::Assumption(assumption) = &variable.definition else {
        return;
    };
    if !matches!(row.rule, RowRule::Input) {
        return;
    }
    let at = || {
        let path = format!("variables/{}/definition", variable.id);
        place(path, &variable.id)
    };
    match stack::base(workbook, &typed.extents, row, assumption) {
        Err(fault) => diagnostics.push(fault.diagnostic(at())),
        Ok(values) => {
            let valid = assumption.valid.filter(|_| row.kind == RowKind::Number);
            let odd = valid.and_then(|(least, most)| {
                let is_odd = |value: &&f64| !(least.0..=most.0).contains(*value);
                Some((*values.iter().find(is_odd)?, (least.0, most.0)))
            });
            diagnostics.extend(odd.map(|(odd, valid)| {
                let message = stack::outside(&variable.label, odd, valid, &variable.unit);
                Diagnostic::error(Code::BadValue, message)
                    .hint("change the value or the valid range")
                    .at(at())
            }));
        }
    }
    ends(workbook, typed, variable, diagnostics);
}

/// The low and high ends must fit the row as the value does, and lie in order.
fn ends(
    workbook: &Workbook,
    typed: &Typed,
    variable: &Variable,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Definition::Assumption(assumption) = &variable.definition else {
        return;
    };
    let Some(row) = typed.row(&variable.id) else {
        return;
    };
    let at = || {
        let path = format!("variables/{}/definition", variable.id);
        place(path, &variable.id)
    };
    let mut end = |end: &Option<Quantity>| match end {
        None => Vec::new(),
        Some(end) => spread(workbook, &typed.extents, row, row.axes, end)
            .map_err(|fault| diagnostics.push(fault.diagnostic(at())))
            .unwrap_or_default(),
    };
    let (low, high) = (end(&assumption.low), end(&assumption.high));
    let ends = low.into_iter().zip(high);
    let mut crossed = ends.filter_map(|(low, high)| Some((low?, high?)));
    if let Some((low, high)) = crossed.find(|(low, high)| low > high) {
        let message = format!("the low end {low} is above the high end {high}");
        diagnostics.push(
            Diagnostic::error(Code::BadValue, message)
                .hint("exchange the two ends")
                .at(at()),
        );
    }
}

/// The changes of every profile and scenario, with the path and id of the layer.
pub(super) fn changes_by_layer(
    workbook: &Workbook,
) -> impl Iterator<Item = (String, &str, &[Change])> {
    let profiles = workbook.profiles.iter().map(|profile| {
        let path = format!("profiles/{}", profile.id);
        (path, profile.id.as_str(), profile.changes.as_slice())
    });
    let scenarios = workbook.scenarios.iter().map(|scenario| {
        let path = format!("scenarios/{}", scenario.id);
        (path, scenario.id.as_str(), scenario.changes.as_slice())
    });
    profiles.chain(scenarios)
}

/// Every profile in the base case and in every scenario, profiles slowest.
pub fn cases(workbook: &Workbook) -> Vec<Case> {
    let profiles = workbook
        .profiles
        .iter()
        .map(|profile| Some(profile.id.clone()));
    let profiles: Vec<_> = if workbook.profiles.is_empty() {
        vec![None]
    } else {
        profiles.collect()
    };
    let scenarios = workbook
        .scenarios
        .iter()
        .map(|scenario| Some(scenario.id.clone()));
    let scenarios: Vec<_> = std::iter::once(None).chain(scenarios).collect();
    profiles
        .into_iter()
        .flat_map(|profile| {
            scenarios.iter().map(move |scenario| Case {
                profile: profile.clone(),
                scenario: scenario.clone(),
            })
        })
        .collect()
}

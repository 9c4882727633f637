//! Every row of a workbook: its unit, kind, axes and rule, and the order in which rows compute.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::units::{Catalog, Unit};
use crate::workbook::{Definition, Variable, Workbook};

use super::again::runs_along_time;
use super::curve::PreparedCurve;
use super::fit::{Parsed, parse, place};
use super::graph::{self, Arrow};
use super::scope::Surroundings;
use super::settle::Settling;
use super::size::{self, Budget};
use super::typed::{Axes, Extents, Row, RowKind, RowRule, Term};

/// Checks every row. The order is that of [`Typed::order`](super::Typed::order).
pub(super) fn rows(
    workbook: &Workbook,
    catalog: &Catalog,
    extents: &Extents,
    curves: &[PreparedCurve],
    positions: &HashMap<String, usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Row>, Vec<Vec<usize>>) {
    let mut settling = Settling {
        workbook,
        surroundings: Surroundings::new(catalog, extents, curves, positions),
        arrows: Vec::new(),
        formulas: Vec::new(),
        rows: Vec::new(),
        found: Vec::new(),
    };
    for variable in &workbook.variables {
        let mut findings = Vec::new();
        settling
            .rows
            .push(header(variable, catalog, extents, &mut findings));
        let parsed = parse(variable, &mut findings);
        settling.arrows.push(arrows(&parsed, extents, positions));
        settling.formulas.push(parsed);
        settling.found.push(findings);
    }
    let mut order = Vec::new();
    let mut budget = Budget::new();
    for group in graph::groups(&settling.arrows) {
        let group = settling.group(group);
        for &row in &group {
            let variable = &workbook.variables[row];
            let findings = &mut settling.found[row];
            limit(
                variable,
                extents,
                &mut budget,
                &mut settling.rows[row],
                findings,
            );
        }
        order.push(group);
    }
    settling.block();
    diagnostics.extend(settling.found.into_iter().flatten());
    (settling.rows, order)
}

/// The rows that a row's formulas read.
fn arrows(
    parsed: &Parsed<'_>,
    extents: &Extents,
    positions: &HashMap<String, usize>,
) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    for ast in &parsed.asts {
        graph::arrows(ast, positions, &extents.timeline.id, &mut arrows);
    }
    arrows
}

/// Leaves a row that is too large one value, which it does not get.
fn limit(
    variable: &Variable,
    extents: &Extents,
    budget: &mut Budget,
    row: &mut Row,
    findings: &mut Vec<Diagnostic>,
) {
    let steps = size::of_rule(&row.rule, extents);
    if let Err(finding) = budget.take(extents, row.axes, steps) {
        findings.push(finding.at(place(variable, "definition", "")));
        row.axes = Axes::NONE;
    }
}

/// A row before its formula is understood.
fn header(
    variable: &Variable,
    catalog: &Catalog,
    extents: &Extents,
    findings: &mut Vec<Diagnostic>,
) -> Row {
    let unit = catalog.parse(&variable.unit).unwrap_or_else(|error| {
        let diagnostic = Diagnostic::error(Code::UnknownUnit, error.message).hint(error.hint);
        findings.push(diagnostic.at(place(variable, "unit", "")));
        Unit::ratio()
    });
    let mut axes = Axes::NONE;
    for id in variable.over.iter().flatten() {
        match extents.axis(id) {
            Some(axis) => axes = axes.union(axis),
            None => findings.push(
                Diagnostic::error(Code::UnknownReference, format!("there is no index `{id}`"))
                    .hint("add the index, or take it out of `over`")
                    .at(place(variable, "over", "")),
            ),
        }
    }
    let (mut kind, mut rule) = (RowKind::Number, RowRule::Input);
    match &variable.definition {
        Definition::Assumption(assumption) => {
            if !assumption.options.is_empty() {
                let ids = assumption.options.iter().map(|option| option.id.clone());
                kind = RowKind::Choice(ids.collect());
            }
            let series = runs_along_time(&assumption.value);
            if series && variable.over.is_none() && !extents.timeline.id.is_empty() {
                axes = Axes::TIME;
            }
        }
        Definition::Formula(_) | Definition::Irregular(_) => {
            rule = RowRule::Formula(Term::Unavailable(Vec::new()));
        }
    }
    let (id, format) = (variable.id.clone(), variable.format);
    Row {
        id,
        unit,
        format,
        kind,
        axes,
        rule,
        reads: Vec::new(),
    }
}

//! A part of a formula by itself: what it is, before it is fitted into any row.

use crate::diagnostic::Diagnostic;
use crate::formula;
use crate::functions::Function;
use crate::units::Unit;
use crate::workbook::Workbook;

use super::infer::{Infer, Kind};
use super::scope::Surroundings;
use super::typed::{Axes, RowKind, Term, Typed};

/// A part of a formula, understood.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it gives.
    pub kind: RowKind,
    /// In which unit, where it gives numbers.
    pub unit: Unit,
    /// Along which axes.
    pub axes: Axes,
    /// How it is computed.
    pub term: Term,
}

/// Understands a part of a formula; `None` where it is no value by itself, such as a text.
///
/// # Errors
/// What is wrong with it first.
pub fn part(
    workbook: &Workbook,
    typed: &Typed,
    text: &str,
) -> Result<Option<Part>, Box<Diagnostic>> {
    let catalog = super::catalog(workbook);
    let surroundings = Surroundings::new(&catalog, &typed.extents, &typed.curves, &typed.positions);
    let scope = surroundings.scope(&typed.rows, true);
    let (ast, found) = formula::parse(text);
    let ast = formula::canonical(ast, &|name| Function::named(name).is_some());
    let mut infer = Infer::new(&scope, text);
    let expression = infer.expression(&ast);
    let options = infer.options(&expression.kind).to_vec();
    let mut findings = found.into_iter().chain(infer.diagnostics);
    if let Some(finding) = findings.find(Diagnostic::is_error) {
        return Err(Box::new(finding));
    }
    let (kind, unit) = match expression.kind {
        Kind::Number(unit) => (RowKind::Number, unit),
        Kind::Any => (RowKind::Number, Unit::ratio()),
        Kind::Condition => (RowKind::Condition, Unit::ratio()),
        Kind::Choice(_) => (RowKind::Choice(options), Unit::ratio()),
        Kind::Element(_) | Kind::Text(_) | Kind::Unknown => return Ok(None),
    };
    Ok(Some(Part {
        kind,
        unit,
        axes: expression.axes,
        term: expression.term,
    }))
}

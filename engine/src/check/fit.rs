//! The formulas of one row: read, understood, and fitted into what the row declares.

use crate::diagnostic::{Code, Diagnostic, Place, Span};
use crate::formula::{self, ast::Ast};
use crate::functions::Function;
use crate::units::Unit;
use crate::workbook::{Definition, Entry, Variable};

use super::agree::scaled;
use super::infer::{Expression, Infer, Kind};
use super::scope::Scope;
use super::typed::{Axes, Row, RowKind, RowRule, Term};

/// The formulas of one row: one for all periods, or one for each.
pub(super) struct Parsed<'a> {
    pub(super) texts: Vec<&'a str>,
    pub(super) asts: Vec<Ast>,
}

pub(super) fn place(variable: &Variable, field: &str, text: &str) -> Place {
    Place {
        path: format!("variables/{}/{field}", variable.id),
        name: variable.id.clone(),
        text: text.to_owned(),
    }
}

/// Where the formula of a row stands in the document.
pub(super) fn formula_place(variable: &Variable, period: usize, text: &str) -> Place {
    match variable.definition {
        Definition::Irregular(_) => place(variable, &format!("definition/{period}"), text),
        _ => place(variable, "definition", text),
    }
}

pub(super) fn parse<'a>(variable: &'a Variable, findings: &mut Vec<Diagnostic>) -> Parsed<'a> {
    let texts: Vec<&str> = match &variable.definition {
        Definition::Assumption(_) => Vec::new(),
        Definition::Formula(text) => vec![text],
        Definition::Irregular(entries) => entries
            .iter()
            .map(|entry| match entry {
                Entry::Formula(text) => text.as_str(),
                Entry::Value(_) => "0",
            })
            .collect(),
    };
    let mut asts = Vec::new();
    for (period, text) in texts.iter().enumerate() {
        let (ast, diagnostics) = formula::parse(text);
        let at = formula_place(variable, period, text);
        findings.extend(
            diagnostics
                .into_iter()
                .map(|finding| finding.at(at.clone())),
        );
        asts.push(formula::canonical(ast, &|name| {
            Function::named(name).is_some()
        }));
    }
    Parsed { texts, asts }
}

/// One row's formulas, understood.
pub(super) fn understand(
    variable: &Variable,
    parsed: &Parsed<'_>,
    scope: &Scope<'_>,
    row: usize,
) -> (Row, Vec<Diagnostic>) {
    let mut understood = scope.rows[row].clone();
    let mut findings = Vec::new();
    let mut terms = Vec::new();
    if let Definition::Irregular(entries) = &variable.definition {
        irregular_header(
            variable,
            entries.len(),
            scope,
            &mut understood,
            &mut findings,
        );
    }
    for (period, (text, ast)) in parsed.texts.iter().zip(&parsed.asts).enumerate() {
        if let Definition::Irregular(entries) = &variable.definition
            && let Some(Entry::Value(number)) = entries.get(period)
        {
            terms.push(Term::Constant(number.0));
            continue;
        }
        let mut infer = Infer::new(scope, text);
        let expression = infer.expression(ast);
        let term = fit(variable, &mut infer, expression, &mut understood);
        terms.push(term);
        for read in infer.reads {
            if !understood.reads.contains(&read) {
                understood.reads.push(read);
            }
        }
        let at = formula_place(variable, period, text);
        findings.extend(
            infer
                .diagnostics
                .into_iter()
                .map(|finding| finding.at(at.clone())),
        );
    }
    understood.rule = match variable.definition {
        Definition::Irregular(_) => RowRule::Irregular(terms),
        _ => RowRule::Formula(terms.pop().unwrap_or(Term::Unavailable(Vec::new()))),
    };
    (understood, findings)
}

fn irregular_header(
    variable: &Variable,
    entries: usize,
    scope: &Scope<'_>,
    row: &mut Row,
    findings: &mut Vec<Diagnostic>,
) {
    row.axes = row.axes.union(Axes::TIME);
    let periods = scope.extents.timeline.labels.len();
    if periods == 0 {
        findings.push(
            Diagnostic::error(Code::NeedsTimeline, "an irregular series needs a timeline")
                .hint("give the workbook a timeline, or the row one formula")
                .at(place(variable, "definition", "")),
        );
    } else if periods != entries {
        findings.push(
            Diagnostic::error(
                Code::BadValue,
                format!("an irregular series of {entries} in a timeline of {periods} periods"),
            )
            .hint("give one entry per period")
            .at(place(variable, "definition", "")),
        );
    }
}

/// Fits a formula's result into its row: kind, unit and axes.
fn fit(variable: &Variable, infer: &mut Infer<'_>, expression: Expression, row: &mut Row) -> Term {
    let span = expression.span;
    if expression.kind == Kind::Unknown {
        row.axes = row.axes.union(expression.axes);
        return expression.term;
    }
    fit_axes(variable, infer, &expression, row);
    match &expression.kind {
        Kind::Number(unit) => match unit.factor_to(&row.unit) {
            Some(factor) => scaled(expression, factor).term,
            None => {
                let finding = row_unit(infer, unit, &row.unit, span);
                infer.diagnostics.push(finding);
                expression.term
            }
        },
        Kind::Any => expression.term,
        Kind::Condition => {
            row.kind = RowKind::Condition;
            no_unit(infer, &row.unit, "a condition", span);
            expression.term
        }
        Kind::Choice(_) if !is_irregular(variable) => {
            row.kind = RowKind::Choice(infer.options(&expression.kind).to_vec());
            no_unit(infer, &row.unit, "a choice", span);
            expression.term
        }
        _ => {
            let found = infer.describe(&expression);
            // Entries of an irregular series may be plain numbers, which no choice goes with.
            let wanted = match is_irregular(variable) {
                true => "an entry must give a number or a condition",
                false => "a formula must give a number, a condition or a choice",
            };
            let diagnostic =
                Diagnostic::error(Code::KindMismatch, format!("{wanted}, found {found}"))
                    .label(span, found)
                    .hint(infer.number_hint(&expression));
            infer.diagnostics.push(diagnostic);
            expression.term
        }
    }
}

fn is_irregular(variable: &Variable) -> bool {
    matches!(variable.definition, Definition::Irregular(_))
}

/// A row of conditions or choices has no unit.
fn no_unit(infer: &mut Infer<'_>, unit: &Unit, found: &str, span: Span) {
    if unit.is_ratio() {
        return;
    }
    let message = format!("the row is in `{unit}`, and its formula is {found}");
    let diagnostic = Diagnostic::error(Code::RowUnit, message)
        .label(span, found)
        .hint("leave the row's unit empty, or choose a number with IF");
    infer.diagnostics.push(diagnostic);
}

fn row_unit(infer: &Infer<'_>, found: &Unit, declared: &Unit, span: Span) -> Diagnostic {
    let shown = |unit: &Unit| match unit.is_ratio() {
        true => "a ratio".to_owned(),
        false => format!("`{unit}`"),
    };
    let source = infer.source(span);
    let (code, hint) = if found.is_ratio() && source.parse::<f64>().is_ok() {
        (
            Code::BareNumber,
            format!("write the unit: `{source} [{declared}]`"),
        )
    } else {
        let need = infer.needed(declared, found);
        let hint = format!(
            "multiply the formula by a quantity in `{need}`, or declare {}",
            shown(found)
        );
        (Code::RowUnit, hint)
    };
    let message = match declared.is_ratio() {
        true => format!("the row is a ratio, and its formula gives {}", shown(found)),
        false => format!(
            "the row is in {}, and its formula gives {}",
            shown(declared),
            shown(found)
        ),
    };
    let label = if found.is_ratio() {
        "ratio".into()
    } else {
        found.to_string()
    };
    Diagnostic::error(code, message)
        .label(span, label)
        .hint(hint)
}

fn fit_axes(variable: &Variable, infer: &mut Infer<'_>, expression: &Expression, row: &mut Row) {
    let irregular = is_irregular(variable);
    if variable.over.is_none() {
        row.axes = row.axes.union(expression.axes);
        return;
    }
    let surplus = expression.axes.without(row.axes);
    if surplus.is_empty() || irregular && surplus == Axes::TIME {
        return;
    }
    let extents = infer.scope.extents;
    let ids: Vec<_> = surplus.iter().map(|axis| extents.id(axis)).collect();
    let source = infer.source(expression.span);
    let diagnostic = Diagnostic::error(
        Code::SurplusIndex,
        format!(
            "the formula runs over `{}`, and the row does not",
            ids.join("`, `")
        ),
    )
    .label(expression.span, format!("runs over {}", ids.join(", ")))
    .hint(format!(
        "reduce it: `{}({source} over {})`, or let the row run over it",
        match expression.kind {
            Kind::Condition => "AND",
            _ => "SUM",
        },
        ids.join(", ")
    ));
    infer.diagnostics.push(diagnostic);
}

//! One case, every row.

use crate::check::{
    Layers, Position, Resolved, RowRule, Typed, TypedCheck, TypedClaim, TypedSignal, bad_key,
    resolve,
};
use crate::compile::compile;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::workbook::key::Key;
use crate::workbook::{Direction, Workbook};

use super::block::{Column, Scratch, run_block};
use super::reference::{Reference, Value};
use super::results::{CheckResult, ResultAxis, Results, RowResult, SignalResult};

/// Evaluates one case: every row with its reasons, and the workbook's own checks.
///
/// A single case is run by the reference evaluator, which knows why a value is missing; studies
/// run the tape, and both give the same bits.
///
/// ```
/// use rackhour_engine::{check::{Layers, check}, run::evaluate, workbook::file};
/// let text = r#"(format: 1, title: "t", sections: [(id: "s", label: "S")], variables: [
///     (id: "racks", label: "Racks", unit: "rack", section: "s", definition: formula("1 [rack] / 0")),
/// ])"#;
/// let workbook = file::parse(text).unwrap();
/// let results = evaluate(&workbook, &check(&workbook).0, &Layers::default());
/// assert_eq!(results.rows[0].value(0), Err("division by zero"));
/// ```
pub fn evaluate(workbook: &Workbook, typed: &Typed, layers: &Layers) -> Results {
    let (resolved, mut findings) = resolve_all(workbook, typed, layers);
    let mut reference = Reference::new(typed, &resolved);
    reference.prepare(0..typed.rows.len());
    let mut rows = Vec::with_capacity(typed.rows.len());
    for row in 0..typed.rows.len() {
        let mut result = empty(typed, &resolved, row);
        for slot in 0..typed.slots(row) {
            match reference.slot(row, slot) {
                Ok(value) => result.values.push(value),
                Err(reason) => {
                    result.values.push(f64::NAN);
                    result.reasons.push((slot, reason.to_string()));
                }
            }
        }
        rows.push(result);
    }
    let mut several: Vec<_> = std::mem::take(&mut reference.several_rates)
        .into_iter()
        .map(|(row, _)| row)
        .collect();
    several.sort_unstable();
    several.dedup();
    findings.extend(several.into_iter().map(|row| {
        let id = &typed.rows[row].id;
        several_rates(format!("variables/{id}/definition"), id)
    }));
    let mut checks = Vec::new();
    for check in &typed.checks {
        checks.push(claim(workbook, typed, &mut reference, check));
        if !std::mem::take(&mut reference.several_rates).is_empty() {
            let path = format!("checks/{}/claim", check.id);
            findings.push(several_rates(path, &check.id));
        }
    }
    master(&typed.checks, &mut checks);
    let signals = typed.signals.iter();
    let signals = signals
        .map(|typed| signal(workbook, typed, &mut reference))
        .collect();
    Results {
        rows,
        checks,
        signals,
        findings,
    }
}

/// Settles the checks that claim that all others hold, which is known last.
fn master(checks: &[TypedCheck], results: &mut [CheckResult]) {
    let is_master = |position: usize| matches!(checks[position].claim, TypedClaim::AllOthers);
    let failed: Vec<_> = (0..results.len())
        .filter(|position| !is_master(*position) && !results[*position].passed)
        .map(|position| results[position].id.clone())
        .collect();
    if failed.is_empty() {
        return;
    }
    let others = (0..results.len())
        .filter(|position| !is_master(*position))
        .count();
    let detail = format!("{} of {others} fail: {}", failed.len(), failed.join(", "));
    for position in (0..results.len()).filter(|position| is_master(*position)) {
        results[position].passed = false;
        results[position].detail.clone_from(&detail);
    }
}

/// What a signal's metric and levels are in this case.
fn signal(workbook: &Workbook, typed: &TypedSignal, reference: &mut Reference<'_>) -> SignalResult {
    let at = Position::default();
    let words = |value: Value| value.map_err(|reason| reason.to_string());
    let breaks = workbook.signals.iter().find(|other| other.id == typed.id);
    SignalResult {
        id: typed.id.clone(),
        value: words(reference.slot(typed.row, typed.slot)),
        watch: words(reference.term(&typed.watch, &at)),
        broken: words(reference.term(&typed.broken, &at)),
        breaks: breaks.map_or(Direction::Lower, |signal| signal.breaks),
    }
}

/// Evaluates one case through the tape: the values of every row, without reasons.
pub fn evaluate_compiled(workbook: &Workbook, typed: &Typed, layers: &Layers) -> Vec<Vec<f64>> {
    let (resolved, _) = resolve_all(workbook, typed, layers);
    let slots: Vec<_> = (0..typed.rows.len())
        .flat_map(|row| (0..typed.slots(row)).map(move |slot| (row, slot)))
        .collect();
    let tape = compile(typed, &resolved, &slots);
    let inputs: Vec<_> = tape
        .inputs
        .iter()
        .map(|key| Column::Uniform(key.value(&resolved[key.row])))
        .collect();
    let mut outputs = vec![Vec::new(); slots.len()];
    run_block(&tape, &inputs, 1, &mut Scratch::default(), &mut outputs);
    let mut rows = vec![Vec::new(); typed.rows.len()];
    for ((row, _), values) in slots.into_iter().zip(outputs) {
        rows[row].extend(values);
    }
    rows
}

/// What the layers give every row, and what is wrong with them.
pub(crate) fn resolve_all(
    workbook: &Workbook,
    typed: &Typed,
    layers: &Layers,
) -> (Vec<Resolved>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let resolved = (0..typed.rows.len())
        .map(|row| {
            let (resolved, found) = resolve(workbook, typed, layers, row);
            findings.extend(found);
            resolved
        })
        .collect();
    // What names no row at all is met by no row above.
    for change in layers.axis.iter().chain(&layers.set) {
        let is_row = |key: &Key| typed.position(&key.name).is_some();
        if !Key::parse(&change.key).is_ok_and(|key| is_row(&key))
            && let Some(found) = bad_key(typed, &change.key)
        {
            findings.push(found.at(Place {
                name: change.key.clone(),
                ..Place::default()
            }));
        }
    }
    (resolved, findings)
}

fn empty(typed: &Typed, resolved: &[Resolved], row: usize) -> RowResult {
    let source = &typed.rows[row];
    let extents = &typed.extents;
    let axes = source.axes.iter().map(|axis| ResultAxis {
        id: extents.id(axis).to_owned(),
        labels: extents.labels(axis).to_vec(),
    });
    let is_formula = matches!(source.rule, RowRule::Formula(_) | RowRule::Irregular(_));
    RowResult {
        id: source.id.clone(),
        unit: source.unit.to_string(),
        kind: source.kind.clone(),
        axes: axes.collect(),
        values: Vec::new(),
        reasons: Vec::new(),
        layers: resolved[row].layers.clone(),
        overridden: is_formula
            && resolved[row]
                .actions
                .iter()
                .any(|actions| !actions.is_empty()),
    }
}

fn several_rates(path: String, id: &str) -> Diagnostic {
    let place = Place {
        path,
        name: id.to_owned(),
        text: String::new(),
    };
    Diagnostic::warning(
        Code::SeveralRates,
        format!(
            "the cash flows of `{id}` change sign more than once; one rate of return was found"
        ),
    )
    .hint("look at the net present value as well")
    .at(place)
}

/// Twelve significant digits, without trailing zeros.
fn digits(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// Whether a check holds at every position; an unavailable side fails it.
fn claim(
    workbook: &Workbook,
    typed: &Typed,
    reference: &mut Reference<'_>,
    check: &TypedCheck,
) -> CheckResult {
    let label = workbook.checks.iter().find(|other| other.id == check.id);
    let label = label.map(|check| check.label.clone()).unwrap_or_default();
    let mut detail = String::new();
    for slot in 0..typed.extents.slots(check.axes) {
        let at = typed.extents.position(check.axes, slot);
        let fault = match &check.claim {
            TypedClaim::Holds(term) => match reference.term(term, &at) {
                Ok(value) if value != 0.0 => None,
                Ok(_) => Some("does not hold".to_owned()),
                Err(reason) => Some(format!("unavailable: {reason}")),
            },
            TypedClaim::Equal(left, right, tolerance, unit) => {
                match (reference.term(left, &at), reference.term(right, &at)) {
                    (Ok(a), Ok(b)) if (a - b).abs() <= *tolerance => None,
                    (Ok(a), Ok(b)) => {
                        let [a, b, by] = [a, b, (a - b).abs()].map(digits);
                        Some(format!("{a} and {b} {unit} differ by {by}").replace("  ", " "))
                    }
                    (Err(reason), _) | (_, Err(reason)) => Some(format!("unavailable: {reason}")),
                }
            }
            TypedClaim::AllOthers => None,
        };
        if let Some(fault) = fault {
            let labels = check.axes.iter().filter_map(|axis| {
                typed
                    .extents
                    .labels(axis)
                    .get(at.along(axis))
                    .map(String::as_str)
            });
            let labels: Vec<_> = labels.collect();
            let place = if labels.is_empty() {
                String::new()
            } else {
                format!(" at {}", labels.join(", "))
            };
            detail = format!("{fault}{place}");
            break;
        }
    }
    CheckResult {
        id: check.id.clone(),
        label,
        passed: detail.is_empty(),
        detail,
    }
}

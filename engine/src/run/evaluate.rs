//! One case, every row.

use std::collections::HashMap;
use std::sync::Arc;

use crate::check::{
    Axes, Layers, Position, Resolved, Row, Typed, TypedCheck, TypedClaim, TypedSignal, bad_key,
    resolve_base, resolve_over,
};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::workbook::key::Key;
use crate::workbook::{Direction, Workbook};

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
    evaluate_over(&resolve_base(workbook, typed), workbook, typed, layers)
}

/// The same, where it is known what the workbook alone gives every row: what [`resolve_base`] has.
pub fn evaluate_over(
    base: &[Resolved],
    workbook: &Workbook,
    typed: &Typed,
    layers: &Layers,
) -> Results {
    let (resolved, findings) = resolve_all_over(base, workbook, typed, layers);
    let mut reference = Reference::new(typed, &resolved);
    reference.prepare(0..typed.rows.len());
    finish(
        workbook,
        typed,
        &Skeleton::of(workbook, typed),
        reference,
        &resolved,
        findings,
        |_| false,
    )
}

/// Reads every row, check and signal of a case from the reference evaluator.
pub(super) fn finish(
    workbook: &Workbook,
    typed: &Typed,
    skeleton: &Skeleton,
    mut reference: Reference<'_>,
    resolved: &[Resolved],
    mut findings: Vec<Diagnostic>,
    is_known_to_hold: impl Fn(usize) -> bool,
) -> Results {
    let rows = skeleton.rows.iter().zip(resolved).enumerate();
    let rows = rows
        .map(|(row, (empty, resolved))| fill(empty, resolved, |slot| reference.slot(row, slot)))
        .collect();
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
    for (position, check) in typed.checks.iter().enumerate() {
        let detail = match is_known_to_hold(position) {
            true => String::new(),
            false => fault(typed, &mut reference, check),
        };
        checks.push(CheckResult {
            id: check.id.clone(),
            label: skeleton.labels[position].clone(),
            passed: detail.is_empty(),
            detail,
        });
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
    let drawn = breaks.and_then(|signal| signal.drawn.as_ref());
    let value = match drawn {
        None => words(reference.slot(typed.row, typed.slot)),
        Some(of) => Err(format!("the study `{}` was not run", of.study)),
    };
    SignalResult {
        id: typed.id.clone(),
        value,
        watch: words(reference.term(&typed.watch, &at)),
        broken: words(reference.term(&typed.broken, &at)),
        breaks: breaks.map_or(Direction::Lower, |signal| signal.breaks),
    }
}

/// What the layers give every row, and what is wrong with them.
pub(crate) fn resolve_all(
    workbook: &Workbook,
    typed: &Typed,
    layers: &Layers,
) -> (Vec<Resolved>, Vec<Diagnostic>) {
    resolve_all_over(&resolve_base(workbook, typed), workbook, typed, layers)
}

/// The same, over what the workbook alone gives.
pub(super) fn resolve_all_over(
    base: &[Resolved],
    workbook: &Workbook,
    typed: &Typed,
    layers: &Layers,
) -> (Vec<Resolved>, Vec<Diagnostic>) {
    let (resolved, mut findings) = resolve_over(base, workbook, typed, layers);
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

/// The rows of a workbook without their values: what all cases have in common.
pub(super) struct Skeleton {
    rows: Vec<RowResult>,
    /// What each check claims, in words.
    labels: Vec<String>,
}

impl Skeleton {
    pub(super) fn of(workbook: &Workbook, typed: &Typed) -> Self {
        let extents = &typed.extents;
        let labels = |axis| (axis, Arc::from(extents.labels(axis)));
        let rows = typed.rows.iter();
        let axes = rows.fold(Axes::NONE, |axes, row| axes.union(row.axes));
        let labels: HashMap<Axes, Arc<[String]>> = axes.iter().map(labels).collect();
        let row = |row: &Row| RowResult {
            id: row.id.clone(),
            unit: row.unit.to_string().into(),
            kind: row.kind.clone(),
            axes: row
                .axes
                .iter()
                .map(|axis| ResultAxis {
                    id: extents.id(axis).to_owned(),
                    labels: Arc::clone(&labels[&axis]),
                })
                .collect(),
            values: Vec::new(),
            reasons: Vec::new(),
            layers: Arc::default(),
            overridden: false,
        };
        let label = |check: &TypedCheck| {
            let mut checks = workbook.checks.iter();
            let found = checks.find(|other| other.id == check.id);
            found.map_or_else(String::new, |check| check.label.clone())
        };
        Self {
            rows: typed.rows.iter().map(row).collect(),
            labels: typed.checks.iter().map(label).collect(),
        }
    }
}

/// A row with its values and reasons.
fn fill(
    empty: &RowResult,
    resolved: &Resolved,
    mut value: impl FnMut(usize) -> Value,
) -> RowResult {
    let slots = resolved.layers.len();
    let mut row = RowResult {
        values: Vec::with_capacity(slots),
        layers: Arc::clone(&resolved.layers),
        overridden: resolved.actions.iter().any(|actions| !actions.is_empty()),
        ..empty.clone()
    };
    for slot in 0..slots {
        row.values.push(value(slot).unwrap_or_else(|reason| {
            row.reasons.push((slot, reason));
            f64::NAN
        }));
    }
    row
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

/// Where and by how much a check fails first; empty where it holds at every position. An
/// unavailable side fails it.
fn fault(typed: &Typed, reference: &mut Reference<'_>, check: &TypedCheck) -> String {
    for slot in 0..typed.extents.slots(check.axes) {
        let at = typed.extents.position(check.axes, slot);
        if let Some(fault) = fault_at(reference, &check.claim, &at) {
            let along = |axis| typed.extents.labels(axis).get(at.along(axis));
            let labels = check.axes.iter().filter_map(along).map(String::as_str);
            let labels: Vec<_> = labels.collect();
            return match labels.as_slice() {
                [] => fault,
                labels => format!("{fault} at {}", labels.join(", ")),
            };
        }
    }
    String::new()
}

/// Why a claim does not hold at a position; `None` if it does.
fn fault_at(reference: &mut Reference<'_>, claim: &TypedClaim, at: &Position) -> Option<String> {
    match claim {
        TypedClaim::Holds(term) => match reference.term(term, at) {
            Ok(value) if value != 0.0 => None,
            Ok(_) => Some("does not hold".to_owned()),
            Err(reason) => Some(format!("unavailable: {reason}")),
        },
        TypedClaim::Equal(left, right, tolerance, unit) => {
            match (reference.term(left, at), reference.term(right, at)) {
                (Ok(a), Ok(b)) if (a - b).abs() <= *tolerance => None,
                (Ok(a), Ok(b)) => {
                    let [a, b, by] = [a, b, (a - b).abs()].map(digits);
                    Some(format!("{a} and {b} {unit} differ by {by}").replace("  ", " "))
                }
                (Err(reason), _) | (_, Err(reason)) => Some(format!("unavailable: {reason}")),
            }
        }
        TypedClaim::AllOthers => None,
    }
}

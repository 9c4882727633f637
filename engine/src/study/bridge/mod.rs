//! Bridge: why an output differs between two cases.
//!
//! The rows in which the cases differ go over from the first to the second one by one; what the
//! output does at each is the step. A hybrid case needs nothing but what the layers give each row,
//! some taken from one case and some from the other (`mixture`).

mod described;
mod mixture;
mod orders;
mod walk;

use std::collections::BTreeSet;

use crate::check::{Case, Layers, Resolved, Typed};
use crate::compile::needed;
use crate::diagnostic::{Code, Diagnostic};
use crate::run::{Progress, resolve_all};
use crate::workbook::{Bridge, CaseOf, Id, Order};

use super::keys::{output, unknown};
use super::{Measure, Question, Stop};
use described::described;
use mixture::Mixture;

pub use orders::Orders;
pub(crate) use walk::{Walk, settle, walk};

/// What a bridge found.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    /// The case where it begins.
    pub from: Case,
    /// The case where it ends.
    pub to: Case,
    /// The output, with its value in the first case.
    pub output: Measure,
    /// The value in the second case.
    pub end: f64,
    /// What each input contributes, in the order of the bridge. Those that contribute nothing are
    /// left out.
    pub steps: Vec<Step>,
    /// What the steps leave over, which is rounding. The value in the first case, the steps in
    /// order and then this, added up from the left, give [`Self::end`] to the bit.
    pub residual: f64,
    /// How many rows differ and contribute nothing.
    pub neutral: usize,
    /// The orders over which an order-free bridge takes the average; none for one in sequence.
    pub orders: Option<Orders>,
}

/// What one input contributes to a difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The row that differs; of several in one step, the last.
    pub row: String,
    /// The rows that went over before it, after which the output had no value: the step is theirs
    /// as well.
    pub with: Vec<Id>,
    /// Its value in the first case; NaN where that is not one number.
    pub from: f64,
    /// Its value in the second case; NaN where that is not one number.
    pub to: f64,
    /// How it differs, where that is not from one number to another: `owned → leased`.
    pub words: String,
    /// What it contributes, in the output's unit.
    pub delta: f64,
    /// The standard error of that, where orders were drawn; otherwise zero.
    pub error: f64,
}

/// Walks from one case to the other.
///
/// ```
/// use rackhour_engine::check::{Layers, check};
/// use rackhour_engine::run::Progress;
/// use rackhour_engine::study::{Question, bridge};
/// use rackhour_engine::workbook::{Bridge, CaseOf, Order, file};
/// let workbook = file::parse(
///     r#"(format: 1, title: "t", sections: [(id: "s", label: "S")], variables: [
///         (id: "racks", label: "Racks", unit: "rack", section: "s",
///             definition: assumption((value: constant(2), source: assumed("a test")))),
///         (id: "rent", label: "Rent", unit: "$/rack", section: "s",
///             definition: assumption((value: constant(3), source: assumed("a test")))),
///         (id: "bill", label: "Bill", unit: "$", section: "s", definition: formula("racks * rent")),
///     ], scenarios: [(id: "boom", label: "Boom", changes: [
///         (key: "racks", action: set(constant(4))), (key: "rent", action: set(constant(5))),
///     ])])"#,
/// ).unwrap();
/// let typed = check(&workbook).0;
/// let question = Question {
///     workbook: &workbook, typed: &typed, layers: Layers::default(), threads: 1,
/// };
/// let spec = Bridge {
///     output: "bill".into(), from: CaseOf::default(),
///     to: CaseOf { scenario: Some("boom".into()), ..CaseOf::default() },
///     order: Order::Sequential, period: None,
/// };
/// let found = bridge::run(&question, &spec, &Progress::default()).unwrap();
/// let steps: Vec<_> = found.steps.iter().map(|step| (step.row.as_str(), step.delta)).collect();
/// assert_eq!(steps, [("racks", 6.0), ("rent", 8.0)]);
/// assert_eq!((found.output.base, found.end, found.residual), (6.0, 20.0, 0.0));
/// ```
///
/// # Errors
///
/// The study makes no sense as described, or `progress` was asked to stop.
pub fn run(question: &Question<'_>, spec: &Bridge, progress: &Progress) -> Result<Steps, Stop> {
    let Question { typed, threads, .. } = *question;
    let planned = output(typed, &spec.output, spec.period.as_deref())?;
    let [(from, first), (to, second)] = [case(question, &spec.from)?, case(question, &spec.to)?];
    let cases = [first, second];
    let (rows, unread) = differing(typed, &cases, planned.slot.0);
    let rows = in_order(typed, rows, &spec.order)?;
    let mixture = Mixture {
        typed,
        cases,
        rows,
        output: planned.slot,
        threads,
    };
    let (start, end) = ends(&mixture, &spec.output, progress)?;
    let mut found = Steps {
        from,
        to,
        output: Measure {
            base: start,
            ..planned.measure
        },
        end,
        steps: Vec::new(),
        residual: 0.0,
        neutral: unread,
        orders: None,
    };
    match spec.order {
        Order::OrderFree => average(&mixture, &mut found, progress)?,
        Order::Sequential | Order::These(_) => sequence(&mixture, &mut found, progress)?,
    }
    let mut sum = found.steps.iter().map(|step| step.delta);
    if sum.any(|delta| !delta.is_finite()) || !found.residual.is_finite() {
        let message = format!("the difference of `{}` is too large", spec.output);
        return Err(refused(message, "choose an output in a greater unit"));
    }
    Ok(found)
}

fn refused(message: String, hint: &str) -> Stop {
    Stop::Refused(Box::new(
        Diagnostic::error(Code::BadValue, message).hint(hint),
    ))
}

/// One end of the bridge, and what its layers give every row.
fn case(question: &Question<'_>, of: &CaseOf) -> Result<(Case, Vec<Resolved>), Stop> {
    let Question {
        workbook, typed, ..
    } = *question;
    let profiles: Vec<_> = workbook.profiles.iter().map(|p| p.id.clone()).collect();
    let scenarios: Vec<_> = workbook.scenarios.iter().map(|s| s.id.clone()).collect();
    let named = [
        ("profile", &of.profile, profiles),
        ("scenario", &of.scenario, scenarios),
    ];
    for (noun, id, known) in named {
        if let Some(id) = id.as_ref().filter(|id| !known.contains(id)) {
            return Err(unknown(noun, id, &known).into());
        }
    }
    let case = Case {
        profile: of.profile.clone().or(question.layers.case.profile.clone()),
        scenario: of.scenario.clone(),
    };
    let mut layers = Layers {
        case: case.clone(),
        ..question.layers.clone()
    };
    layers.axis.extend(of.set.iter().cloned());
    let (resolved, findings) = resolve_all(workbook, typed, &layers);
    // What stands in the document is not the fault of the bridge.
    let mut own = findings
        .into_iter()
        .filter(|found| found.place.path.is_empty());
    match own.next() {
        Some(found) => Err(Stop::Refused(Box::new(found))),
        None => Ok((case, resolved)),
    }
}

/// The rows in which two cases differ and which an output reads, and how many others differ.
fn differing(typed: &Typed, cases: &[Vec<Resolved>; 2], output: usize) -> (Vec<usize>, usize) {
    let read: BTreeSet<_> = needed(typed, [output]).into_iter().flatten().collect();
    let [from, to] = cases;
    let differs = |row: &usize| !is_same(&from[*row], &to[*row]);
    let all = (0..typed.rows.len()).filter(differs);
    let (rows, unread): (Vec<_>, Vec<_>) = all.partition(|row| read.contains(row));
    (rows, unread.len())
}

/// Whether two cases give a row the same, to the bit.
fn is_same(one: &Resolved, other: &Resolved) -> bool {
    let bits = |resolved: &Resolved| -> Vec<_> {
        let values = resolved.values.iter();
        values
            .map(|value| value.clone().map(f64::to_bits))
            .collect()
    };
    one.actions == other.actions && bits(one) == bits(other)
}

/// Rows in the order of the workbook, or those that are named first.
fn in_order(typed: &Typed, rows: Vec<usize>, order: &Order) -> Result<Vec<usize>, Stop> {
    let Order::These(ids) = order else {
        return Ok(rows);
    };
    let mut ordered = Vec::new();
    for id in ids {
        let row = typed.position(id).ok_or_else(|| {
            let known: Vec<_> = typed.rows.iter().map(|row| row.id.clone()).collect();
            let mut found = unknown("row", id, &known);
            if found.hint.starts_with("choose among") {
                found.hint = "name rows of the workbook".to_owned();
            }
            Stop::Refused(found)
        })?;
        if rows.contains(&row) && !ordered.contains(&row) {
            ordered.push(row);
        }
    }
    let others: Vec<_> = rows
        .into_iter()
        .filter(|row| !ordered.contains(row))
        .collect();
    ordered.extend(others);
    Ok(ordered)
}

/// The values at both ends, without which there is no bridge.
fn ends(mixture: &Mixture<'_>, key: &str, progress: &Progress) -> Result<(f64, f64), Stop> {
    let values = mixture.values(2, |end, _| end == 1, progress)?;
    for (end, which) in ["first", "second"].into_iter().enumerate() {
        if values[end].is_nan() {
            let reason = mixture.reason(|_| end == 1).unwrap_or_default();
            let message = format!("`{key}` has no value in the {which} case: {reason}");
            return Err(refused(
                message,
                "choose cases in which the output has a value",
            ));
        }
    }
    Ok((values[0], values[1]))
}

/// Lets one row after the other go over.
fn sequence(mixture: &Mixture<'_>, found: &mut Steps, progress: &Progress) -> Result<(), Stop> {
    let count = mixture.rows.len() + 1;
    let stages = mixture.values(count, |changed, place| place < changed, progress)?;
    let Walk {
        strides,
        neutral,
        residual,
    } = walk(&stages);
    found.neutral += neutral;
    found.residual = residual;
    let steps = strides.into_iter().filter_map(|mut stride| {
        let last = stride.changes.pop()?;
        let ids = stride.changes.iter();
        let ids = ids.map(|place| mixture.typed.rows[mixture.rows[*place]].id.clone());
        Some(Step {
            with: ids.collect(),
            ..step(mixture, last, stride.delta)
        })
    });
    found.steps = steps.collect();
    Ok(())
}

/// Takes what each row contributes as an average over orders.
fn average(mixture: &Mixture<'_>, found: &mut Steps, progress: &Progress) -> Result<(), Stop> {
    let averages = orders::averages(mixture, progress)?;
    if averages.orders.used == 0 {
        let message = format!(
            "`{}` lacks a value on the way, whatever the order of the rows",
            found.output.key
        );
        return Err(refused(
            message,
            "bridge in sequence, which joins such steps",
        ));
    }
    let each = averages.deltas.into_iter().zip(averages.errors).enumerate();
    let steps = each.map(|(place, (delta, error))| Step {
        error,
        ..step(mixture, place, delta)
    });
    let (steps, neutral): (Vec<_>, Vec<_>) =
        steps.partition(|step| step.delta != 0.0 || step.error != 0.0);
    let mut deltas: Vec<_> = steps.iter().map(|step| step.delta).collect();
    found.residual = settle(found.output.base, found.end, &mut deltas);
    found.steps = steps;
    for (step, delta) in found.steps.iter_mut().zip(deltas) {
        step.delta = delta;
    }
    found.neutral += neutral.len();
    found.orders = Some(averages.orders);
    Ok(())
}

/// What the row at a place contributes.
fn step(mixture: &Mixture<'_>, place: usize, delta: f64) -> Step {
    let row = mixture.rows[place];
    let [from, to] = &mixture.cases;
    let (from, to, words) = described(&mixture.typed.rows[row], &from[row], &to[row]);
    Step {
        row: mixture.typed.rows[row].id.clone(),
        with: Vec::new(),
        from,
        to,
        words,
        delta,
        error: 0.0,
    }
}

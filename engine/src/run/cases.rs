//! Many cases of one workbook: their values all at once, their reasons where they are asked for.

use std::collections::HashMap;

use crate::check::{Axes, Layers, Resolved, RowRule, Term, Typed, TypedClaim, resolve_base};
use crate::compile::{Tape, compile_with};
use crate::diagnostic::Diagnostic;
use crate::workbook::Workbook;

use super::evaluate::{Skeleton, finish, resolve_all_over};
use super::kept::{Overrides, overrides};
use super::level::Level;
use super::machine::Source;
use super::pool;
use super::program::{Class, Program};
use super::reference::Reference;
use super::results::Results;

/// Cases of one workbook, side by side.
///
/// A tape gives the values of every row in every case. The reference evaluator is asked only why
/// a value is missing, and starts from what the tape has found.
///
/// ```
/// use rackhour_engine::{check::{Case, Layers, cases, check}, run::Cases, workbook::file};
/// let workbook = file::parse(
///     r#"(format: 1, title: "t", sections: [(id: "s", label: "S")], variables: [
///         (id: "racks", label: "Racks", unit: "rack", section: "s",
///             definition: assumption((value: constant(2), source: assumed("a test")))),
///         (id: "gpus", label: "GPUs", unit: "gpu", section: "s",
///             definition: formula("racks * 72 [gpu/rack]")),
///     ], scenarios: [
///         (id: "twice", label: "Twice", changes: [(key: "racks", action: scale(2))]),
///     ])"#,
/// ).unwrap();
/// let typed = check(&workbook).0;
/// let all = cases(&workbook).into_iter().map(Layers::of).collect();
/// let cases = Cases::new(&workbook, &typed, all);
/// assert_eq!([cases.value(0, 1, 0), cases.value(1, 1, 0)], [144.0, 288.0]);
/// ```
pub struct Cases {
    layers: Vec<Layers>,
    skeleton: Skeleton,
    resolved: Vec<Vec<Resolved>>,
    findings: Vec<Vec<Diagnostic>>,
    groups: Vec<Group>,
    /// Where each row's slots begin among the columns of a group, and after them each check's.
    starts: Vec<usize>,
    /// Rows whose values may come with a warning, which no column carries.
    warn: Vec<bool>,
    /// The group of each case, and its lane in the group.
    lanes: Vec<(usize, usize)>,
}

/// Cases in which layers override the same formulas in the same way, and so share a tape.
struct Group {
    overrides: Overrides,
    tape: Tape,
    /// The tape, arranged by which inputs differ; none before the first run.
    program: Option<Program>,
    differs: Vec<bool>,
    members: Vec<usize>,
    /// One column per input of the tape.
    inputs: Vec<Vec<f64>>,
    /// What the tape gives: a column per slot of the workbook, and per position of each side of
    /// each check.
    outputs: Vec<Vec<f64>>,
    /// The same, case by case, as it is read.
    values: Vec<f64>,
}

impl Cases {
    /// Resolves the layers of every case and computes every row and check of it.
    pub fn new(workbook: &Workbook, typed: &Typed, layers: Vec<Layers>) -> Self {
        Self::over(&resolve_base(workbook, typed), workbook, typed, layers)
    }

    /// The same, where it is known what the workbook alone gives every row: what [`resolve_base`]
    /// has.
    pub fn over(
        base: &[Resolved],
        workbook: &Workbook,
        typed: &Typed,
        layers: Vec<Layers>,
    ) -> Self {
        let (resolved, findings): (Vec<_>, Vec<_>) = layers
            .iter()
            .map(|layers| resolve_all_over(base, workbook, typed, layers))
            .unzip();
        let mut lanes = vec![(0, 0); layers.len()];
        let mut groups: Vec<Group> = Vec::new();
        let mut known: HashMap<Overrides, usize> = HashMap::new();
        for (case, resolved) in resolved.iter().enumerate() {
            let overrides = overrides(resolved);
            let group = *known.entry(overrides).or_insert_with_key(|overrides| {
                groups.push(Group::of(typed, resolved, overrides.clone()));
                groups.len() - 1
            });
            lanes[case] = (group, groups[group].members.len());
            groups[group].members.push(case);
        }
        let mut cases = Self {
            layers,
            skeleton: Skeleton::of(workbook, typed),
            resolved,
            findings,
            groups,
            starts: starts(typed),
            warn: typed.rows.iter().map(|row| may_warn(&row.rule)).collect(),
            lanes,
        };
        cases.run();
        cases
    }

    /// Computes all cases again for a version of the workbook that means the same: one for which
    /// [`Checked::again`](crate::check::Checked::again) keeps its [`Typed`].
    ///
    /// Nothing is compiled while layers override the same formulas: the values of assumptions are
    /// inputs of the tape. `base` is what the workbook alone gives every row.
    pub fn again(&mut self, base: &[Resolved], workbook: &Workbook, typed: &Typed) {
        let layers = self.layers.iter();
        let resolved = layers.map(|layers| resolve_all_over(base, workbook, typed, layers));
        let (resolved, findings): (Vec<_>, Vec<_>) = resolved.unzip();
        let mut cases = resolved.iter().zip(&self.lanes);
        if !cases.all(|(case, (group, _))| overrides(case) == self.groups[*group].overrides) {
            let layers = std::mem::take(&mut self.layers);
            *self = Self::over(base, workbook, typed, layers);
            return;
        }
        (self.resolved, self.findings) = (resolved, findings);
        self.run();
    }

    fn run(&mut self) {
        for group in &mut self.groups {
            group.read(&self.resolved);
            group.run();
        }
    }

    /// The layers of each case, in order.
    pub fn layers(&self) -> &[Layers] {
        &self.layers
    }

    /// One value, in the unit of its row; NaN where it is unavailable.
    pub fn value(&self, case: usize, row: usize, slot: usize) -> f64 {
        let (group, lane) = self.lanes[case];
        self.groups[group].values(lane)[self.starts[row] + slot]
    }

    /// Everything about one case: values, reasons, checks and signals.
    pub fn results(&self, workbook: &Workbook, typed: &Typed, case: usize) -> Results {
        let value = |row: usize, slot: usize| {
            Some(self.value(case, row, slot)).filter(|value| !self.warn[row] && !value.is_nan())
        };
        let mut reference = Reference::knowing(typed, &self.resolved[case], value);
        reference.prepare_open(|row| (0..typed.slots(row)).any(|slot| value(row, slot).is_none()));
        let findings = self.findings[case].clone();
        let holds = |check| self.is_known_to_hold(typed, case, check);
        finish(
            workbook,
            typed,
            &self.skeleton,
            reference,
            &self.resolved[case],
            findings,
            holds,
        )
    }

    /// Whether the columns show that a check holds. One that does not is left to the reference
    /// evaluator, which finds the words, and so is one whose sides may come with a warning.
    fn is_known_to_hold(&self, typed: &Typed, case: usize, check: usize) -> bool {
        let start = self.starts[typed.rows.len() + check];
        let check = &typed.checks[check];
        let (group, lane) = self.lanes[case];
        let slots = typed.extents.slots(check.axes);
        let value = |position: usize| self.groups[group].values(lane)[start + position];
        match &check.claim {
            TypedClaim::AllOthers => false,
            claim if sides(claim).into_iter().any(may_warn_within) => false,
            TypedClaim::Holds(_) => (0..slots).all(|slot| {
                let value = value(slot);
                !value.is_nan() && value != 0.0
            }),
            TypedClaim::Equal(_, _, tolerance, _) => {
                (0..slots).all(|slot| (value(slot) - value(slots + slot)).abs() <= *tolerance)
            }
        }
    }
}

impl Group {
    /// A group without members, with a tape for layers that override as these do.
    fn of(typed: &Typed, resolved: &[Resolved], overrides: Overrides) -> Self {
        let slots: Vec<_> = (0..typed.rows.len())
            .flat_map(|row| (0..typed.slots(row)).map(move |slot| (row, slot)))
            .collect();
        let checks = typed.checks.iter();
        let terms: Vec<(&Term, Axes)> = checks
            .flat_map(|check| {
                sides(&check.claim)
                    .into_iter()
                    .map(|side| (side, check.axes))
            })
            .collect();
        let tape = compile_with(typed, resolved, &slots, &terms);
        Self {
            overrides,
            inputs: vec![Vec::new(); tape.inputs.len()],
            program: None,
            differs: Vec::new(),
            tape,
            members: Vec::new(),
            outputs: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Takes over the inputs from what the layers give.
    fn read(&mut self, resolved: &[Vec<Resolved>]) {
        for (key, column) in self.tape.inputs.iter().zip(&mut self.inputs) {
            let members = self.members.iter();
            column.clear();
            column.extend(members.map(|case| key.value(&resolved[*case][key.row])));
        }
    }

    fn run(&mut self) {
        self.arrange();
        let columns = self.inputs.iter().zip(&self.differs);
        let inputs: Vec<_> = columns
            .map(|(column, differs)| match column.first() {
                Some(value) if !differs => Source::Value(*value),
                _ => Source::Lanes(column),
            })
            .collect();
        let lanes = self.members.len();
        self.outputs.resize_with(self.tape.outputs.len(), Vec::new);
        self.outputs
            .iter_mut()
            .for_each(|output| output.resize(lanes, f64::NAN));
        let mut outputs: Vec<_> = self.outputs.iter_mut().map(Vec::as_mut_slice).collect();
        if let Some(program) = &self.program {
            let mut machine = program.machine(Level::best());
            machine.run(&inputs, lanes, &mut outputs);
        }
        turn(&self.outputs, lanes, &mut self.values);
    }

    /// Arranges the tape anew where an input differs between the cases that did not before.
    fn arrange(&mut self) {
        let differs = self.inputs.iter().map(|column| differs(column));
        let differs: Vec<_> = differs.collect();
        let fits = |(now, then): (&bool, &bool)| *then || !*now;
        if self.program.is_some() && differs.iter().zip(&self.differs).all(fits) {
            return;
        }
        let class = |differs: &bool| match differs {
            true => Class::Lane,
            false => Class::Fixed,
        };
        let classes: Vec<_> = differs.iter().map(class).collect();
        self.program = Some(Program::new(&self.tape, &classes));
        self.differs = differs;
    }

    /// What the tape gives for one of the cases.
    fn values(&self, lane: usize) -> &[f64] {
        let count = self.outputs.len();
        &self.values[lane * count..(lane + 1) * count]
    }
}

/// Evaluates many cases on several threads: the same results as [`super::evaluate`] gives for each.
///
/// Zero threads stands for one per core.
pub fn evaluate_all(
    workbook: &Workbook,
    typed: &Typed,
    layers: Vec<Layers>,
    threads: usize,
) -> Vec<Results> {
    let cases = Cases::new(workbook, typed, layers);
    pool::each(cases.layers.len(), threads, |case| {
        cases.results(workbook, typed, case)
    })
}

/// Whether a column has more than one value.
fn differs(column: &[f64]) -> bool {
    let first = column.first().map(|value| value.to_bits());
    column.iter().any(|value| Some(value.to_bits()) != first)
}

/// Turns columns over cases into a row per case, a few columns at a time so that both stay near.
fn turn(columns: &[Vec<f64>], lanes: usize, rows: &mut Vec<f64>) {
    const NEAR: usize = 16;
    rows.clear();
    rows.resize(columns.len() * lanes, 0.0);
    for first in (0..columns.len()).step_by(NEAR) {
        let near = &columns[first..columns.len().min(first + NEAR)];
        for lane in 0..lanes {
            let start = lane * columns.len() + first;
            for (to, column) in rows[start..start + near.len()].iter_mut().zip(near) {
                *to = column[lane];
            }
        }
    }
}

/// Where the slots of each row begin, and after them the sides of each check.
fn starts(typed: &Typed) -> Vec<usize> {
    let rows = (0..typed.rows.len()).map(|row| typed.slots(row));
    let checks = typed.checks.iter();
    let checks = checks.map(|check| sides(&check.claim).len() * typed.extents.slots(check.axes));
    let begin = |next: &mut usize, count: usize| {
        *next += count;
        Some(*next - count)
    };
    rows.chain(checks).scan(0, begin).collect()
}

/// The formulas of a claim.
fn sides(claim: &TypedClaim) -> Vec<&Term> {
    match claim {
        TypedClaim::Holds(term) => vec![term],
        TypedClaim::Equal(left, right, ..) => vec![left, right],
        TypedClaim::AllOthers => Vec::new(),
    }
}

/// Whether a row asks for a rate of return, which may come with a warning.
fn may_warn(rule: &RowRule) -> bool {
    match rule {
        RowRule::Formula(term) => may_warn_within(term),
        RowRule::Irregular(terms) => terms.iter().any(may_warn_within),
        RowRule::Input | RowRule::Blocked(_) => false,
    }
}

fn may_warn_within(term: &Term) -> bool {
    matches!(term, Term::Irr(_)) || term.parts().into_iter().any(may_warn_within)
}

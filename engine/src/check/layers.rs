//! What the layers of a case give each row: workbook, profile, scenario, study axis, `--set`.
//!
//! Layers never change the document. For an assumption they give every slot its value; for a
//! formula they give every slot the changes that are made to its result.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::workbook::key::Key;
use crate::workbook::names;
use crate::workbook::{Action, Change, Id, Number, Quantity, Workbook};

use super::stack::Stack;
use super::typed::{Extents, Row, Typed, Unplaced};

/// A profile and a scenario, or the workbook alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Case {
    /// The profile, where one applies.
    pub profile: Option<Id>,
    /// The scenario, where one applies; the base case has none.
    pub scenario: Option<Id>,
}

/// Everything that is laid over a workbook, lowest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers {
    /// The profile and the scenario.
    pub case: Case,
    /// What a study sets.
    pub axis: Vec<Change>,
    /// What is set by hand on top.
    pub set: Vec<Change>,
}

impl Layers {
    /// A profile and a scenario with nothing on top.
    pub fn of(case: Case) -> Self {
        Self {
            case,
            ..Self::default()
        }
    }
}

/// Which layer gave a row its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Layer {
    Workbook,
    Profile,
    Scenario,
    Axis,
    Set,
}

/// A value that a layer gives, or why there is none.
pub type Given = Result<f64, Arc<str>>;

/// A change to one slot's value or result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SlotAction {
    /// Replaces it.
    Set(f64),
    /// Multiplies it.
    Scale(f64),
    /// Adds to it.
    Add(f64),
}

impl SlotAction {
    /// The number in it.
    pub fn number(self) -> f64 {
        match self {
            Self::Set(number) | Self::Scale(number) | Self::Add(number) => number,
        }
    }
}

/// What the layers of a case give one row. Cases share what no layer of theirs touches.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// The value of each slot of an assumption; empty for a formula.
    pub values: Arc<[Given]>,
    /// The changes to each slot of a formula, in order; empty where nothing touches it.
    pub actions: Arc<[Vec<SlotAction>]>,
    /// The topmost layer that touched each slot.
    pub layers: Arc<[Layer]>,
}

/// Why a value does not fit, and what to do.
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) hint: String,
}

impl Fault {
    pub(super) fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: hint.into(),
        }
    }

    pub(super) fn diagnostic(self, place: Place) -> Diagnostic {
        Diagnostic::error(self.code, self.message)
            .hint(self.hint)
            .at(place)
    }
}

/// What the layers give one row, and what is wrong with them.
pub fn resolve(
    workbook: &Workbook,
    typed: &Typed,
    layers: &Layers,
    row: usize,
) -> (Resolved, Vec<Diagnostic>) {
    let id = &workbook.variables[row].id;
    // Most changes are about other rows; only these are worth parsing.
    let layers = layers.changes(workbook, |change| change.key.trim_start().starts_with(id));
    resolve_row(workbook, typed, &layers, row)
}

/// What the workbook alone gives every row.
pub fn resolve_base(workbook: &Workbook, typed: &Typed) -> Vec<Resolved> {
    (0..typed.rows.len())
        .map(|row| resolve_row(workbook, typed, &[], row).0)
        .collect()
}

/// The same for a version that differs from another in the values of some rows: the others keep
/// what they have there.
pub(super) fn resolve_base_again(
    (before, known): (&Workbook, &[Resolved]),
    workbook: &Workbook,
    typed: &Typed,
) -> Vec<Resolved> {
    let rows = before.variables.iter().zip(&workbook.variables);
    let rows = rows.zip(known).enumerate();
    rows.map(|(row, ((old, new), known))| match Arc::ptr_eq(old, new) {
        true => known.clone(),
        false => resolve_row(workbook, typed, &[], row).0,
    })
    .collect()
}

/// What the layers give every row, and what is wrong with them, in the order of the rows.
///
/// `base` is what [`resolve_base`] gives; rows that no layer touches keep it.
pub fn resolve_over(
    base: &[Resolved],
    workbook: &Workbook,
    typed: &Typed,
    layers: &Layers,
) -> (Vec<Resolved>, Vec<Diagnostic>) {
    let (mut rows, mut findings) = (base.to_vec(), Vec::new());
    for (row, resolved, found) in resolve_touched(workbook, typed, layers, |_| true, |_| true) {
        rows[row] = resolved;
        findings.extend(found);
    }
    (rows, findings)
}

/// The same for the rows alone that one of the layers wanted touches. Changes that are not `about`
/// anything of interest are left out.
pub(super) fn resolve_touched(
    workbook: &Workbook,
    typed: &Typed,
    layers: &Layers,
    about: impl Fn(&Change) -> bool,
    wanted: impl Fn(Layer) -> bool,
) -> Vec<(usize, Resolved, Vec<Diagnostic>)> {
    let layers = layers.changes(workbook, about);
    let touching = layers.iter().filter(|changes| wanted(changes.layer));
    let numbered = touching.flat_map(|layer| &layer.changes);
    let mut touched: Vec<_> = numbered
        .filter_map(|one| typed.position(&one.key.name))
        .collect();
    touched.sort_unstable();
    touched.dedup();
    let resolved = touched.into_iter().map(|row| {
        let (resolved, found) = resolve_row(workbook, typed, &layers, row);
        (row, resolved, found)
    });
    resolved.collect()
}

/// The same for one row where one change of a study, by its place among them, sets one value after
/// the other; `each` gets what the row is given for each of them.
///
/// What stands below the study is put on the row once.
pub fn resolve_along(
    workbook: &Workbook,
    typed: &Typed,
    layers: &Layers,
    (row, place): (usize, usize),
    values: &[f64],
    mut each: impl FnMut(&Resolved),
) {
    let id = &workbook.variables[row].id;
    let wanted = |change: &Change| change.key.trim_start().starts_with(id);
    let all = layers.changes(workbook, wanted);
    let is_below = |changes: &LayerChanges<'_>| changes.layer < Layer::Axis;
    let (below, above) = all.split_at(all.iter().take_while(|one| is_below(one)).count());
    let mut findings = Vec::new();
    let mut rest = Stack::new(workbook, typed, row);
    for layer in below {
        rest.lay(layer, None, &mut findings);
    }
    for value in values {
        let action = Action::Set(Quantity::Constant(Number(*value)));
        let mut stack = rest.clone();
        for layer in above {
            let moved = (layer.layer == Layer::Axis).then_some((place, &action));
            stack.lay(layer, moved, &mut findings);
        }
        stack.guard();
        each(&stack.finish());
        findings.clear();
    }
}

/// Puts layers on one row, of which they hold the changes and perhaps others.
fn resolve_row(
    workbook: &Workbook,
    typed: &Typed,
    layers: &[LayerChanges<'_>],
    row: usize,
) -> (Resolved, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let row = row_over(Stack::new(workbook, typed, row), layers, &mut findings);
    (row, findings)
}

fn row_over(
    mut stack: Stack<'_>,
    layers: &[LayerChanges<'_>],
    findings: &mut Vec<Diagnostic>,
) -> Resolved {
    for layer in layers {
        stack.lay(layer, None, findings);
    }
    if let Some((layer, fault)) = stack.guard() {
        let source = layers.iter().find(|other| other.layer == layer);
        let path = source.map_or_else(String::new, |found| format!("{}/changes", found.source));
        findings.push(fault.diagnostic(layer_place(path, stack.id())));
    }
    stack.finish()
}

impl Stack<'_> {
    /// Puts one layer on the row: its changes in order, and then the shares closed. One of them, by
    /// its position, may do something else than it says.
    fn lay(
        &mut self,
        layer: &LayerChanges<'_>,
        instead: Option<(usize, &Action)>,
        findings: &mut Vec<Diagnostic>,
    ) {
        let own = layer.changes.iter().filter(|one| one.key.name == self.id());
        let own: Vec<_> = own.collect();
        if own.is_empty() {
            return;
        }
        let path = || format!("{}/changes", layer.source);
        let mut touched = self.untouched();
        for Numbered {
            position,
            change,
            key,
        } in own
        {
            let instead = instead.filter(|(other, _)| other == position);
            let action = instead.map_or(&change.action, |(_, action)| action);
            if let Err(fault) = self.apply(key, action, &mut touched) {
                let path = format!("{}/{position}", path());
                findings.push(fault.diagnostic(layer_place(path, &change.key)));
            }
        }
        if let Err(fault) = self.close(layer.layer, &touched) {
            findings.push(fault.diagnostic(layer_place(path(), self.id())));
        }
    }
}

/// Where a change stands: in a profile or scenario, or on top of the document under its own key.
fn layer_place(path: String, key: &str) -> Place {
    let mut parts = path.split('/');
    let (list, id) = (parts.next().unwrap_or_default(), parts.next());
    let (path, name) = match id {
        Some(id) if !list.is_empty() => (path.clone(), id.to_owned()),
        _ => (String::new(), key.to_owned()),
    };
    Place {
        path,
        name,
        text: String::new(),
    }
}

/// Why brackets name no place of a row, and what to do.
pub(super) fn unplaced(extents: &Extents, row: &Row, unplaced: Unplaced) -> Fault {
    let id = &row.id;
    let (message, hint) = match unplaced {
        Unplaced::Nowhere(label, Some(axis)) => {
            let axis = extents.id(axis);
            let message = format!("`{label}` is a second element of `{axis}`");
            (
                message,
                format!("make one change for each element of `{axis}`"),
            )
        }
        Unplaced::Nowhere(label, None) => {
            let labels = row.axes.iter().flat_map(|axis| extents.labels(axis));
            let labels: Vec<_> = labels.map(String::as_str).collect();
            let near = names::suggest(&label, labels.iter().copied());
            let hint = match (near, labels.as_slice()) {
                (Some(near), _) => format!("did you mean `{id}[{near}]`?"),
                (None, []) => format!("`{id}` has one value: leave the brackets out"),
                (None, labels) => format!("use one of {}", listed(labels)),
            };
            (format!("`{id}` has no element or period `{label}`"), hint)
        }
        Unplaced::Twice(label, first, second) => {
            let (first, second) = (extents.id(first), extents.id(second));
            let message = format!("`{label}` is an element of both `{first}` and `{second}`");
            (message, "rename one of the elements".to_owned())
        }
    };
    Fault::new(Code::BadOverlay, message, hint)
}

/// One layer: which, where it stands in the document, and its numbered changes.
struct LayerChanges<'a> {
    layer: Layer,
    source: String,
    changes: Vec<Numbered<'a>>,
}

/// A change with its position in the layer and what it names. One with a bad key is left out.
struct Numbered<'a> {
    position: usize,
    change: &'a Change,
    key: Key,
}

/// The first dozen of some names.
fn listed(names: &[&str]) -> String {
    names[..names.len().min(12)].join(", ")
}

impl Layers {
    /// The layers above the workbook, with those of their changes that are wanted.
    fn changes<'a>(
        &'a self,
        workbook: &'a Workbook,
        wanted: impl Fn(&Change) -> bool,
    ) -> Vec<LayerChanges<'a>> {
        let mut layers = Vec::new();
        let mut add = |layer, source: String, changes: &'a [Change]| {
            let applies =
                |change: &Change| change.profile.is_none() || change.profile == self.case.profile;
            let numbered = changes.iter().enumerate();
            let numbered = numbered.filter(|(_, change)| applies(change) && wanted(change));
            layers.push(LayerChanges {
                layer,
                source,
                changes: numbered
                    .filter_map(|(position, change)| {
                        let key = Key::parse(&change.key).ok()?;
                        Some(Numbered {
                            position,
                            change,
                            key,
                        })
                    })
                    .collect(),
            });
        };
        let mut profiles = workbook.profiles.iter();
        if let Some(profile) = profiles.find(|p| Some(&p.id) == self.case.profile.as_ref()) {
            let source = format!("profiles/{}", profile.id);
            add(Layer::Profile, source, &profile.changes);
        }
        let mut scenarios = workbook.scenarios.iter();
        if let Some(scenario) = scenarios.find(|s| Some(&s.id) == self.case.scenario.as_ref()) {
            let source = format!("scenarios/{}", scenario.id);
            add(Layer::Scenario, source, &scenario.changes);
        }
        add(Layer::Axis, String::new(), &self.axis);
        add(Layer::Set, String::new(), &self.set);
        layers
    }
}

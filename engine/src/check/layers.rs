//! What the layers of a case give each row: workbook, profile, scenario, study axis, `--set`.
//!
//! Layers never change the document. For an assumption they give every slot its value; for a
//! formula they give every slot the changes that are made to its result.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::workbook::key::Key;
use crate::workbook::names::{self, Refusal};
use crate::workbook::shares;
use crate::workbook::{Action, Assumption, Change, Definition, Id, Variable, Workbook};

use super::spread::spread;
use super::typed::{Axes, Extents, Row, RowKind, RowRule, Typed, Unplaced};

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
    for (row, resolved, found) in resolve_touched(workbook, typed, layers, |_| true) {
        rows[row] = resolved;
        findings.extend(found);
    }
    (rows, findings)
}

/// The same for the rows alone that one of the layers wanted touches.
pub(super) fn resolve_touched(
    workbook: &Workbook,
    typed: &Typed,
    layers: &Layers,
    wanted: impl Fn(Layer) -> bool,
) -> Vec<(usize, Resolved, Vec<Diagnostic>)> {
    let layers = layers.changes(workbook, |_| true);
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

/// Puts layers on one row, of which they hold the changes and perhaps others.
fn resolve_row(
    workbook: &Workbook,
    typed: &Typed,
    layers: &[LayerChanges<'_>],
    row: usize,
) -> (Resolved, Vec<Diagnostic>) {
    let variable = &workbook.variables[row];
    let mut stack = Stack::new(workbook, typed, row);
    let mut findings = Vec::new();
    for LayerChanges {
        layer,
        source,
        changes,
        ..
    } in layers
    {
        let layer = *layer;
        let mut touched = vec![false; stack.layers.len()];
        let own = changes.iter().filter(|one| one.key.name == variable.id);
        for Numbered {
            position,
            change,
            key,
        } in own
        {
            if let Err(fault) = stack.apply(key, &change.action, &mut touched) {
                let path = format!("{source}/changes/{position}");
                findings.push(fault.diagnostic(layer_place(path, &change.key)));
            }
        }
        if touched.contains(&true) {
            for (slot, layer_of) in stack.layers.iter_mut().enumerate() {
                if touched[slot] || stack.shares {
                    *layer_of = layer;
                }
            }
            if let Err(fault) = stack.close(&touched) {
                let path = format!("{source}/changes");
                findings.push(fault.diagnostic(layer_place(path, &variable.id)));
            }
        }
    }
    if let Some((layer, fault)) = stack.guard(variable) {
        let source = layers.iter().find(|other| other.layer == layer);
        let path = source.map_or_else(String::new, |found| format!("{}/changes", found.source));
        findings.push(fault.diagnostic(layer_place(path, &variable.id)));
    }
    (stack.finish(), findings)
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

/// The slots of one row while layers are put on it.
struct Stack<'a> {
    workbook: &'a Workbook,
    extents: &'a Extents,
    row: &'a Row,
    shares: bool,
    values: Vec<Given>,
    actions: Vec<Vec<SlotAction>>,
    layers: Vec<Layer>,
}

impl<'a> Stack<'a> {
    fn new(workbook: &'a Workbook, typed: &'a Typed, row: usize) -> Self {
        let count = typed.slots(row);
        let mut stack = Self {
            workbook,
            extents: &typed.extents,
            row: &typed.rows[row],
            shares: false,
            values: Vec::new(),
            actions: Vec::new(),
            layers: vec![Layer::Workbook; count],
        };
        match (&workbook.variables[row].definition, &stack.row.rule) {
            (Definition::Assumption(assumption), RowRule::Input) => {
                stack.shares = assumption.shares;
                stack.values = match base(workbook, &typed.extents, stack.row, assumption) {
                    Ok(values) => values.into_iter().map(Ok).collect(),
                    Err(fault) => vec![Err(Arc::from(fault.message)); count],
                };
            }
            (_, RowRule::Blocked(reason)) => {
                stack.values = vec![Err(Arc::from(reason.as_str())); count];
            }
            _ => stack.actions = vec![Vec::new(); count],
        }
        stack
    }

    fn apply(&mut self, key: &Key, action: &Action, touched: &mut [bool]) -> Result<(), Fault> {
        let fixed = self
            .extents
            .places(self.row.axes, &key.at)
            .map_err(|fault| unplaced(self.extents, self.row, fault))?;
        let free = fixed
            .iter()
            .fold(self.row.axes, |axes, (axis, _)| axes.without(*axis));
        let numbers = match action {
            Action::Set(quantity) => {
                let numbers = spread(self.workbook, self.extents, self.row, free, quantity)?;
                numbers
                    .into_iter()
                    .map(|number| number.map(SlotAction::Set))
                    .collect()
            }
            Action::Scale(_) | Action::Add(_) if self.row.kind != RowKind::Number => {
                let hint = match &self.row.kind {
                    RowKind::Choice(options) => format!("set it to one of {}", options.join(", ")),
                    _ => "set it to 1 for true, or to 0 for false".to_owned(),
                };
                let message = format!("`{}` is not a number, so it can only be set", self.row.id);
                return Err(Fault::new(Code::BadOverlay, message, hint));
            }
            Action::Scale(number) => {
                vec![Some(SlotAction::Scale(number.0)); self.extents.slots(free)]
            }
            Action::Add(number) => vec![Some(SlotAction::Add(number.0)); self.extents.slots(free)],
        };
        for (slot, number) in numbers.into_iter().enumerate() {
            let Some(action) = number else { continue };
            let mut at = self.extents.position(free, slot);
            for (axis, place) in &fixed {
                at.set(*axis, *place);
            }
            let target = self.extents.slot(self.row.axes, &at);
            touched[target] = true;
            self.act(target, action);
        }
        Ok(())
    }

    fn act(&mut self, slot: usize, action: SlotAction) {
        if let Some(actions) = self.actions.get_mut(slot) {
            if matches!(action, SlotAction::Set(_)) {
                actions.clear();
            }
            actions.push(action);
        } else if let Some(value) = self.values.get_mut(slot) {
            *value = match (action, value.clone()) {
                (SlotAction::Set(number), _) => Ok(number),
                (SlotAction::Scale(number), Ok(value)) => Ok(value * number),
                (SlotAction::Add(number), Ok(value)) => Ok(value + number),
                (_, unavailable) => unavailable,
            };
        }
    }

    /// Closes shares to one after a layer has set some of them.
    fn close(&mut self, touched: &[bool]) -> Result<(), Fault> {
        if !self.shares {
            return Ok(());
        }
        let Some(axis) = self.row.axes.iter().next() else {
            return Ok(());
        };
        let rest = self.row.axes.without(axis);
        let count = self.extents.count(axis);
        for group in 0..self.extents.slots(rest) {
            let at = self.extents.position(rest, group);
            let slots: Vec<_> = (0..count)
                .map(|place| self.extents.slot(self.row.axes, &at.with(axis, place)))
                .collect();
            let set: Vec<_> = slots.iter().map(|slot| touched[*slot]).collect();
            if !set.contains(&true) {
                continue;
            }
            let given: Result<Vec<_>, _> = slots
                .iter()
                .map(|slot| self.values[*slot].clone())
                .collect();
            let mut values = match given {
                Ok(values) => values,
                // Where one share is missing there is nothing that the others could sum to.
                Err(reason) => {
                    self.fill(&slots, &Err(reason));
                    continue;
                }
            };
            if let Err(error) = shares::close(&mut values, &set) {
                let fault = bad_shares(self.row, error);
                self.fill(&slots, &Err(Arc::from(fault.message.as_str())));
                return Err(fault);
            }
            for (slot, value) in slots.into_iter().zip(values) {
                self.values[slot] = Ok(value);
            }
        }
        Ok(())
    }

    fn fill(&mut self, slots: &[usize], given: &Given) {
        for slot in slots {
            self.values[*slot] = given.clone();
        }
    }

    /// Values outside the valid range are not used; one that a layer above the workbook gives is
    /// a finding.
    fn guard(&mut self, variable: &Variable) -> Option<(Layer, Fault)> {
        let Definition::Assumption(Assumption {
            valid: Some((least, most)),
            ..
        }) = &variable.definition
        else {
            return None;
        };
        let mut found = None;
        for (value, layer) in self.values.iter_mut().zip(&self.layers) {
            let Ok(number) = *value else { continue };
            if (least.0..=most.0).contains(&number) || self.row.kind != RowKind::Number {
                continue;
            }
            let message = outside(&variable.label, number, (least.0, most.0), &variable.unit);
            *value = Err(Arc::from(message.as_str()));
            if *layer != Layer::Workbook {
                let hint = "change the value, or the row's valid range";
                found = Some((*layer, Fault::new(Code::BadOverlay, message, hint)));
            }
        }
        found
    }

    fn finish(self) -> Resolved {
        Resolved {
            values: self.values.into(),
            actions: self.actions.into(),
            layers: self.layers.into(),
        }
    }
}

/// ``"GPUs per rack" is 0 gpu/rack, outside 1 to 1000 gpu/rack``
pub(super) fn outside(label: &str, value: f64, valid: (f64, f64), unit: &str) -> String {
    let unit = if unit.is_empty() {
        String::new()
    } else {
        format!(" {unit}")
    };
    format!(
        "\"{label}\" is {value}{unit}, outside {} to {}{unit}",
        valid.0, valid.1
    )
}

/// The slots of an assumption as the workbook gives them.
pub(super) fn base(
    workbook: &Workbook,
    extents: &Extents,
    row: &Row,
    assumption: &Assumption,
) -> Result<Vec<f64>, Fault> {
    let slots = spread(workbook, extents, row, row.axes, &assumption.value)?;
    let missing = slots.iter().position(Option::is_none);
    if let Some(slot) = missing {
        let at = extents.position(row.axes, slot);
        let labels = row
            .axes
            .iter()
            .filter_map(|axis| extents.labels(axis).get(at.along(axis)));
        let labels: Vec<_> = labels.map(String::as_str).collect();
        return Err(Fault::new(
            Code::BadValue,
            format!("`{}` has no value for {}", row.id, labels.join(", ")),
            "give every element a value",
        ));
    }
    let mut values: Vec<_> = slots.into_iter().flatten().collect();
    if assumption.shares {
        check_shares(extents, row, &mut values)?;
    }
    Ok(values)
}

fn bad_shares(row: &Row, error: Refusal) -> Fault {
    let message = format!("`{}`: {}", row.id, error.message);
    Fault::new(Code::BadShares, message, error.hint)
}

fn check_shares(extents: &Extents, row: &Row, values: &mut [f64]) -> Result<(), Fault> {
    let Some(axis) = row.axes.iter().next().filter(|axis| *axis != Axes::TIME) else {
        return Err(Fault::new(
            Code::BadShares,
            format!("`{}` is declared as shares but runs over no index", row.id),
            "say over which index the shares run",
        ));
    };
    let rest = row.axes.without(axis);
    for group in 0..extents.slots(rest) {
        let at = extents.position(rest, group);
        let slot = |place| extents.slot(row.axes, &at.with(axis, place));
        let mut shares: Vec<_> = (0..extents.count(axis))
            .map(|place| values[slot(place)])
            .collect();
        let all = vec![true; shares.len()];
        shares::close(&mut shares, &all).map_err(|error| bad_shares(row, error))?;
    }
    Ok(())
}

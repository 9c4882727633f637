//! The slots of one row while layers are put on it.

use std::sync::Arc;

use crate::diagnostic::Code;
use crate::workbook::key::Key;
use crate::workbook::names::Refusal;
use crate::workbook::shares;
use crate::workbook::{Action, Assumption, Definition, Variable, Workbook};

use super::layers::{Fault, Given, Layer, Resolved, SlotAction, unplaced};
use super::spread::spread;
use super::typed::{Axes, Extents, Row, RowKind, RowRule, Typed};

/// The slots of one row while layers are put on it.
#[derive(Clone)]
pub(super) struct Stack<'a> {
    workbook: &'a Workbook,
    variable: &'a Variable,
    extents: &'a Extents,
    row: &'a Row,
    shares: bool,
    values: Vec<Given>,
    actions: Vec<Vec<SlotAction>>,
    layers: Vec<Layer>,
}

impl<'a> Stack<'a> {
    pub(super) fn new(workbook: &'a Workbook, typed: &'a Typed, row: usize) -> Self {
        let count = typed.slots(row);
        let mut stack = Self {
            workbook,
            variable: &workbook.variables[row],
            extents: &typed.extents,
            row: &typed.rows[row],
            shares: false,
            values: Vec::new(),
            actions: Vec::new(),
            layers: vec![Layer::Workbook; count],
        };
        match (&stack.variable.definition, &stack.row.rule) {
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

    /// The row's name.
    pub(super) fn id(&self) -> &'a str {
        &self.variable.id
    }

    /// That a layer has set no slot yet.
    pub(super) fn untouched(&self) -> Vec<bool> {
        vec![false; self.layers.len()]
    }

    /// Carries one change out, and notes the slots that it touches.
    pub(super) fn apply(
        &mut self,
        key: &Key,
        action: &Action,
        touched: &mut [bool],
    ) -> Result<(), Fault> {
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

    /// Ends a layer that has touched some slots: it is noted as theirs, and shares are closed to one.
    pub(super) fn close(&mut self, layer: Layer, touched: &[bool]) -> Result<(), Fault> {
        if !touched.contains(&true) {
            return Ok(());
        }
        for (slot, layer_of) in self.layers.iter_mut().enumerate() {
            if touched[slot] || self.shares {
                *layer_of = layer;
            }
        }
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
    pub(super) fn guard(&mut self) -> Option<(Layer, Fault)> {
        let variable = self.variable;
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

    /// What the row is given.
    pub(super) fn finish(self) -> Resolved {
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

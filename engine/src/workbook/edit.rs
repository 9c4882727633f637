//! Edits: the only way in which the window and the command line change a workbook.
//!
//! An [`Edit`] is plain data that can be written to a journal and applied again. It either changes
//! the workbook as asked or leaves it untouched and says why.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::assign::{assign, check_finite};
use super::key::Key;
use super::names::{Refusal, check_id, check_shape, did_you_mean};
use super::{
    Action, Assumption, Change, Definition, Distribution, Entry, Id, List, Number, Quantity,
    Scenario, Variable, Workbook,
};

/// One change to a workbook.
///
/// ```
/// use rackhour_engine::workbook::edit::Edit;
/// use rackhour_engine::workbook::file;
/// let mut workbook = file::parse(
///     r#"(format: 1, title: "Rent", variables: [(id: "price", label: "Price", unit: "$/gpu/h",
///         section: "rent", definition: formula("3 [$/gpu/h]"))])"#,
/// )?;
/// let edit = Edit::SetLabel { name: "price".into(), text: "Rent of a GPU-hour".into() };
/// edit.apply(&mut workbook)?;
/// assert_eq!(workbook.variables[0].label, "Rent of a GPU-hour");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// Sets an assumption, or one element or period of it or of an irregular series.
    ///
    /// Where the assumption declares shares, setting one element scales the others in proportion.
    SetValue {
        /// What is set: `name`, `name[element]`, `name[2028]`, `name[element,2028]`.
        key: String,
        /// The value, in the row's unit.
        quantity: Quantity,
    },
    /// Says how likely the values around an assumption are; without a distribution they are not
    /// drawn.
    SetDistribution {
        /// The row.
        name: Id,
        /// The distribution, in the row's unit.
        distribution: Option<Distribution>,
    },
    /// Gives a row a formula, whatever defined it before.
    SetFormula {
        /// The row.
        name: Id,
        /// The formula.
        text: String,
    },
    /// Sets what a row is called on screen.
    SetLabel {
        /// The row.
        name: Id,
        /// The label.
        text: String,
    },
    /// Sets the unit of a row; its numbers stay as they are.
    SetUnit {
        /// The row.
        name: Id,
        /// The unit; empty for a ratio.
        text: String,
    },
    /// Sets a row's note.
    SetNote {
        /// The row.
        name: Id,
        /// The note; empty for none.
        text: String,
    },
    /// Adds a row.
    InsertVariable {
        /// The row that it follows; none to put it first.
        after: Option<Id>,
        /// The new row.
        variable: Arc<Variable>,
    },
    /// Removes a row. What refers to it is left as it is and reported.
    RemoveVariable {
        /// The row.
        name: Id,
    },
    /// Adds a change to a profile or scenario, in place of one with the same key and profile.
    SetOverlay {
        /// Where.
        layer: Overlay,
        /// The change.
        change: Change,
    },
    /// Takes a change out of a profile or scenario.
    ClearOverlay {
        /// Where.
        layer: Overlay,
        /// The change's key.
        key: String,
        /// The profile to which the change is limited, if it is.
        profile: Option<Id>,
    },
    /// Adds a scenario after the others.
    InsertScenario {
        /// The new scenario.
        scenario: Arc<Scenario>,
    },
}

/// A layer that the document holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlay {
    /// The profile of that id.
    Profile(Id),
    /// The scenario of that id.
    Scenario(Id),
}

impl Edit {
    /// Changes the workbook, or leaves it untouched and says why.
    ///
    /// Only the items that change are copied; snapshots go on sharing the others.
    pub fn apply(&self, workbook: &mut Workbook) -> Result<(), Refusal> {
        match self {
            Self::SetValue { key, quantity } => set_value(workbook, key, quantity),
            Self::SetDistribution { name, distribution } => {
                set_distribution(workbook, name, distribution.as_ref())
            }
            Self::SetFormula { name, text } => {
                variable_mut(workbook, name)?.definition = Definition::Formula(text.clone());
                Ok(())
            }
            Self::SetLabel { name, text } => set_text(workbook, name, text, |row| &mut row.label),
            Self::SetUnit { name, text } => set_text(workbook, name, text, |row| &mut row.unit),
            Self::SetNote { name, text } => set_text(workbook, name, text, |row| &mut row.note),
            Self::InsertVariable { after, variable } => {
                insert(workbook, after.as_deref(), variable)
            }
            Self::RemoveVariable { name } => {
                let position = position(workbook, name)?;
                workbook.variables.remove(position);
                Ok(())
            }
            Self::SetOverlay { layer, change } => set_overlay(workbook, layer, change),
            Self::ClearOverlay {
                layer,
                key,
                profile,
            } => clear_overlay(workbook, layer, key, profile.as_ref()),
            Self::InsertScenario { scenario } => insert_scenario(workbook, scenario),
        }
    }
}

/// Where a row stands.
fn position(workbook: &Workbook, name: &str) -> Result<usize, Refusal> {
    workbook
        .variables
        .iter()
        .position(|row| row.id == name)
        .ok_or_else(|| {
            let names = workbook.variables.iter().map(|row| row.id.as_str());
            Refusal::new(
                format!("there is no row `{name}`"),
                did_you_mean(name, names, "choose a row of this workbook"),
            )
        })
}

fn variable_mut<'a>(workbook: &'a mut Workbook, name: &str) -> Result<&'a mut Variable, Refusal> {
    let position = position(workbook, name)?;
    Ok(Arc::make_mut(&mut workbook.variables[position]))
}

fn set_text(
    workbook: &mut Workbook,
    name: &str,
    text: &str,
    part: impl Fn(&mut Variable) -> &mut String,
) -> Result<(), Refusal> {
    text.clone_into(part(variable_mut(workbook, name)?));
    Ok(())
}

/// Sets a value of an assumption, or one period of an irregular series.
fn set_distribution(
    workbook: &mut Workbook,
    name: &str,
    distribution: Option<&Distribution>,
) -> Result<(), Refusal> {
    let row = variable_mut(workbook, name)?;
    match &mut row.definition {
        Definition::Assumption(assumption) if assumption.options.is_empty() => {
            assumption.distribution = distribution.cloned();
            Ok(())
        }
        _ => Err(Refusal::new(
            format!("`{name}` is no number that is given, so it has no distribution"),
            "give one to an assumption that it reads",
        )),
    }
}

fn set_value(workbook: &mut Workbook, key: &str, quantity: &Quantity) -> Result<(), Refusal> {
    let key = Key::parse(key)?;
    check_finite(quantity)?;
    let position = position(workbook, &key.name)?;
    let definition = match &workbook.variables[position].definition {
        Definition::Assumption(assumption) => {
            let value = assign(
                workbook,
                &workbook.variables[position],
                assumption,
                &key,
                quantity,
            )?;
            // Opening up growth or closing shares may overflow.
            check_finite(&value)?;
            Definition::Assumption(Assumption {
                value,
                ..assumption.clone()
            })
        }
        Definition::Irregular(entries) => {
            Definition::Irregular(set_entry(workbook, entries, &key, quantity)?)
        }
        Definition::Formula(_) => {
            return Err(Refusal::new(
                format!("`{}` is a formula, so it has no value to set", key.name),
                "change the formula, or override its result in a profile or scenario",
            ));
        }
    };
    Arc::make_mut(&mut workbook.variables[position]).definition = definition;
    Ok(())
}

/// An irregular series with one of its periods set to a number.
fn set_entry(
    workbook: &Workbook,
    entries: &[Entry],
    key: &Key,
    quantity: &Quantity,
) -> Result<Vec<Entry>, Refusal> {
    let ([label], Quantity::Constant(number)) = (key.at.as_slice(), quantity) else {
        return Err(Refusal::new(
            format!("`{}` has an entry of its own for each period", key.name),
            format!("set one period at a time: `{}[2028]`", key.name),
        ));
    };
    let position = match &workbook.timeline {
        Some(timeline) => timeline.position(label)?,
        None => return Err(no_timeline(label)),
    };
    let mut entries = entries.to_vec();
    let count = entries.len();
    let entry = entries.get_mut(position).ok_or_else(|| {
        let message = format!("`{}` has only {count} entries", key.name);
        Refusal::new(message, "give it one entry per period first")
    })?;
    *entry = Entry::Value(*number);
    Ok(entries)
}

/// The refusal of a period where there are none.
pub(super) fn no_timeline(label: &str) -> Refusal {
    let message = format!("`{label}` is a period, and the workbook has no timeline");
    Refusal::new(message, "leave the period out")
}

/// Adds a row whose name is good and free.
fn insert(
    workbook: &mut Workbook,
    after: Option<&str>,
    row: &Arc<Variable>,
) -> Result<(), Refusal> {
    check_id(&row.id)?;
    let mut taken = (workbook.variables.iter().map(|other| &other.id))
        .chain(workbook.indexes.iter().map(|index| &index.id))
        .chain(workbook.curves.iter().map(|curve| &curve.id));
    if taken.any(|id| *id == row.id) {
        let message = format!("the name `{}` is taken", row.id);
        return Err(Refusal::new(message, "choose another name"));
    }
    check_definition(&row.definition)?;
    let at = match after {
        Some(name) => position(workbook, name)? + 1,
        None => 0,
    };
    workbook.variables.insert(at, Arc::clone(row));
    Ok(())
}

/// Refuses numbers that no file can hold, wherever they stand in a definition.
fn check_definition(definition: &Definition) -> Result<(), Refusal> {
    match definition {
        Definition::Formula(_) => Ok(()),
        Definition::Irregular(entries) => entries.iter().try_for_each(|entry| match entry {
            Entry::Value(number) => check_finite(&Quantity::Constant(*number)),
            Entry::Formula(_) => Ok(()),
        }),
        Definition::Assumption(assumption) => {
            let Assumption {
                value,
                low,
                high,
                valid,
                ..
            } = assumption;
            let ends = valid.map(|(least, greatest)| Quantity::Series(vec![least, greatest]));
            [Some(value), low.as_ref(), high.as_ref(), ends.as_ref()]
                .into_iter()
                .flatten()
                .try_for_each(check_finite)
        }
    }
}

/// Adds or replaces a change in a profile or scenario.
fn set_overlay(workbook: &mut Workbook, layer: &Overlay, change: &Change) -> Result<(), Refusal> {
    let key = Key::parse(&change.key)?;
    position(workbook, &key.name)?;
    match &change.action {
        Action::Set(quantity) => check_finite(quantity)?,
        Action::Scale(number) | Action::Add(number) => check_number(*number)?,
    }
    if let Some(profile) = &change.profile {
        find(&workbook.profiles, profile, "profile", |profile| {
            &profile.id
        })?;
    }
    let change = Change {
        key: key.to_string(),
        ..change.clone()
    };
    let changes = changes_mut(workbook, layer)?;
    match changes
        .iter_mut()
        .find(|other| is_same(other, &key, change.profile.as_ref()))
    {
        Some(other) => *other = change,
        None => changes.push(change),
    }
    Ok(())
}

/// Adds a scenario whose name is good and free, and whose changes make sense one by one.
fn insert_scenario(workbook: &mut Workbook, scenario: &Arc<Scenario>) -> Result<(), Refusal> {
    check_shape(&scenario.id)?;
    if workbook
        .scenarios
        .iter()
        .any(|other| other.id == scenario.id)
    {
        let message = format!("there is a scenario `{}` already", scenario.id);
        return Err(Refusal::new(message, "choose another name"));
    }
    let changes = scenario.changes.clone();
    let empty = Scenario {
        changes: Vec::new(),
        ..Scenario::clone(scenario)
    };
    workbook.scenarios.push(Arc::new(empty));
    let layer = Overlay::Scenario(scenario.id.clone());
    let done = changes
        .iter()
        .try_for_each(|change| set_overlay(workbook, &layer, change));
    if done.is_err() {
        workbook.scenarios.pop();
    }
    done
}

fn check_number(number: Number) -> Result<(), Refusal> {
    check_finite(&Quantity::Constant(number))
}

/// Takes a change out of a profile or scenario.
fn clear_overlay(
    workbook: &mut Workbook,
    layer: &Overlay,
    key: &str,
    profile: Option<&Id>,
) -> Result<(), Refusal> {
    let key = Key::parse(key)?;
    let changes = changes_mut(workbook, layer)?;
    let Some(position) = changes
        .iter()
        .position(|change| is_same(change, &key, profile))
    else {
        let message = format!("`{key}` is not changed there");
        return Err(Refusal::new(
            message,
            "choose a change of this profile or scenario",
        ));
    };
    changes.remove(position);
    Ok(())
}

/// Whether a change has this key, however it is spaced, and this limit to a profile.
fn is_same(change: &Change, key: &Key, profile: Option<&Id>) -> bool {
    Key::parse(&change.key).as_ref() == Ok(key) && change.profile.as_ref() == profile
}

fn changes_mut<'a>(
    workbook: &'a mut Workbook,
    layer: &Overlay,
) -> Result<&'a mut Vec<Change>, Refusal> {
    match layer {
        Overlay::Profile(id) => {
            let position = find(&workbook.profiles, id, "profile", |profile| &profile.id)?;
            Ok(&mut Arc::make_mut(&mut workbook.profiles[position]).changes)
        }
        Overlay::Scenario(id) => {
            let position = find(&workbook.scenarios, id, "scenario", |scenario| &scenario.id)?;
            Ok(&mut Arc::make_mut(&mut workbook.scenarios[position]).changes)
        }
    }
}

/// Where the item with an id stands.
fn find<T>(items: &List<T>, id: &str, noun: &str, id_of: fn(&T) -> &Id) -> Result<usize, Refusal> {
    items
        .iter()
        .position(|item| id_of(item) == id)
        .ok_or_else(|| {
            let ids = items.iter().map(|item| id_of(item).as_str());
            let otherwise = format!("choose a {noun} of this workbook");
            Refusal::new(
                format!("there is no {noun} `{id}`"),
                did_you_mean(id, ids, &otherwise),
            )
        })
}

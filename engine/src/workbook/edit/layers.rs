//! Edits of profiles and scenarios.

use std::sync::Arc;

use super::imports::forget_scenario;
use super::{Overlay, check_said, find, position};
use crate::workbook::assign::check_finite;
use crate::workbook::key::Key;
use crate::workbook::names::{Refusal, check_shape};
use crate::workbook::{
    Action, Change, Contest, Id, Number, Quantity, Scenario, Study, StudySpec, Winner, Workbook,
};

/// Adds or replaces a change in a profile or scenario.
pub(super) fn set_overlay(
    workbook: &mut Workbook,
    layer: &Overlay,
    change: &Change,
) -> Result<(), Refusal> {
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
pub(super) fn insert_scenario(
    workbook: &mut Workbook,
    scenario: &Arc<Scenario>,
) -> Result<(), Refusal> {
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
pub(super) fn clear_overlay(
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

/// Sets what a scenario is called on screen, and its note.
pub(super) fn set_scenario(
    workbook: &mut Workbook,
    id: &str,
    label: &str,
    note: &str,
) -> Result<(), Refusal> {
    let position = scenario(workbook, id)?;
    check_said(label, "a scenario needs a name")?;
    let scenario = Arc::make_mut(&mut workbook.scenarios[position]);
    label.clone_into(&mut scenario.label);
    note.clone_into(&mut scenario.note);
    Ok(())
}

/// Removes a scenario that nothing else names.
pub(super) fn remove_scenario(workbook: &mut Workbook, id: &str) -> Result<(), Refusal> {
    let position = scenario(workbook, id)?;
    let users = users(workbook, id);
    if !users.is_empty() {
        let label = &workbook.scenarios[position].label;
        let message = format!("{label} is used by {}", users.join(", "));
        return Err(Refusal::new(message, "change or remove those first"));
    }
    workbook.scenarios.remove(position);
    forget_scenario(workbook, id);
    Ok(())
}

fn scenario(workbook: &Workbook, id: &str) -> Result<usize, Refusal> {
    find(&workbook.scenarios, id, "scenario", |scenario| &scenario.id)
}

/// The studies and signals that name a scenario. Figures name none: they show all of them.
fn users(workbook: &Workbook, id: &str) -> Vec<String> {
    let studies = (workbook.studies.iter())
        .filter(|study| is_about(study, id))
        .map(|study| format!("the study {}", study.label));
    let signals = (workbook.signals.iter())
        .filter(|signal| signal.falsifier.as_deref() == Some(id))
        .map(|signal| format!("the signal {}", signal.label));
    studies.chain(signals).collect()
}

/// Whether a study names a scenario.
fn is_about(study: &Study, id: &str) -> bool {
    let competes = |winner: &Option<Winner>| {
        winner.as_ref().is_some_and(|winner| {
            winner.among == Contest::Scenario && winner.ids.iter().any(|other| other == id)
        })
    };
    let named = match &study.spec {
        StudySpec::Bridge(bridge) => [&bridge.from, &bridge.to]
            .iter()
            .any(|case| case.scenario.as_deref() == Some(id)),
        StudySpec::Grid(grid) => competes(&grid.winner),
        StudySpec::Tornado(tornado) => competes(&tornado.winner),
        StudySpec::GoalSeek(_)
        | StudySpec::Frontier(_)
        | StudySpec::Falsifiers(_)
        | StudySpec::Spider(_)
        | StudySpec::MonteCarlo(_) => false,
    };
    named || study.scenario.as_deref() == Some(id)
}

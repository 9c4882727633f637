//! Where each value of a case comes from: the source of the row, or of the change that set it.

use crate::workbook::key::Key;
use crate::workbook::{Action, Change, Definition, Provenance, Workbook};

use super::layers::{Case, Layer};
use super::spread::spread;
use super::typed::Typed;

/// Where one value comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Origin<'a> {
    /// The topmost of workbook, profile and scenario that touched the value.
    pub layer: Layer,
    /// Its source; none for a computed value, and for one that a layer puts on a formula without
    /// a source.
    pub source: Option<&'a Provenance>,
    /// Whether that layer names the source. Where it does not, the source is the one of the value
    /// below, which the layer changed.
    pub is_cited: bool,
}

/// Where the values of a row come from, slot by slot, in the profile and scenario of a case.
///
/// What studies and `--set` put on top has no source; [`Resolved::layers`](super::Resolved) tells
/// which slots they touch.
pub fn origins<'a>(
    workbook: &'a Workbook,
    typed: &Typed,
    case: &Case,
    row: usize,
) -> Vec<Origin<'a>> {
    let source = match &workbook.variables[row].definition {
        Definition::Assumption(assumption) => Some(&assumption.source),
        Definition::Formula(_) | Definition::Irregular(_) => None,
    };
    let own = Origin {
        layer: Layer::Workbook,
        source,
        is_cited: true,
    };
    let mut origins = vec![own; typed.slots(row)];
    for (layer, change) in changes(workbook, case) {
        for slot in touched(workbook, typed, row, change) {
            let Some(origin) = origins.get_mut(slot) else {
                continue;
            };
            *origin = Origin {
                layer,
                source: change.source.as_ref().or(origin.source),
                is_cited: change.source.is_some(),
            };
        }
    }
    origins
}

/// The changes of the profile and then of the scenario that apply to a case.
fn changes<'a>(
    workbook: &'a Workbook,
    case: &Case,
) -> impl Iterator<Item = (Layer, &'a Change)> + use<'a> {
    let mut profiles = workbook.profiles.iter();
    let profile = profiles.find(|profile| Some(&profile.id) == case.profile.as_ref());
    let mut scenarios = workbook.scenarios.iter();
    let scenario = scenarios.find(|scenario| Some(&scenario.id) == case.scenario.as_ref());
    let only = case.profile.clone();
    let applies = move |change: &&Change| change.profile.is_none() || change.profile == only;
    let of_profile = profile.into_iter().flat_map(|profile| &profile.changes);
    let of_scenario = scenario.into_iter().flat_map(|scenario| &scenario.changes);
    let of_profile = of_profile.map(|change| (Layer::Profile, change));
    let of_scenario = of_scenario.filter(applies);
    of_profile.chain(of_scenario.map(|change| (Layer::Scenario, change)))
}

/// The slots of a row that a change touches; none where it is about another row or does not fit.
fn touched(workbook: &Workbook, typed: &Typed, row: usize, change: &Change) -> Vec<usize> {
    let (extents, target) = (&typed.extents, &typed.rows[row]);
    // Most changes are about other rows; only these are worth parsing.
    if !change.key.trim_start().starts_with(&target.id) {
        return Vec::new();
    }
    let key = Key::parse(&change.key).ok();
    let Some(key) = key.filter(|key| key.name == target.id) else {
        return Vec::new();
    };
    let Ok(fixed) = extents.places(target.axes, &key.at) else {
        return Vec::new();
    };
    let free = fixed
        .iter()
        .fold(target.axes, |axes, (axis, _)| axes.without(*axis));
    let at = |slot| {
        let mut at = extents.position(free, slot);
        for (axis, place) in &fixed {
            at.set(*axis, *place);
        }
        extents.slot(target.axes, &at)
    };
    let given = match &change.action {
        Action::Set(quantity) => spread(workbook, extents, target, free, quantity)
            .map(|numbers| numbers.iter().map(Option::is_some).collect())
            .unwrap_or_default(),
        Action::Scale(_) | Action::Add(_) => vec![true; extents.slots(free)],
    };
    let slots = (0..given.len()).filter(|slot| given[*slot]);
    slots.map(at).collect()
}

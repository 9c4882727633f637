//! Workbooks between two others: some rows as one has them, the rest as the other does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::check::{Case, Layers, Typed, check};
use crate::workbook::key::Key;
use crate::workbook::{Action, Change, Definition, Id, Profile, Scenario, Variable, Workbook};

use super::Side;

/// The way from one workbook to another: first its structure, then row by row.
pub(super) struct Way<'a> {
    sides: [&'a Side<'a>; 2],
    /// The changes that the case of each side lays over its workbook, profile before scenario.
    overlays: [[Vec<Change>; 2]; 2],
    /// Whether there is more to change than rows that both have.
    pub(super) is_structural: bool,
    /// The rows that both have and that differ, in the order of the second workbook.
    pub(super) rows: Vec<Id>,
}

/// A workbook on the way.
pub(super) struct Hybrid {
    pub(super) workbook: Workbook,
    pub(super) typed: Typed,
    pub(super) layers: Layers,
}

impl<'a> Way<'a> {
    pub(super) fn new(from: &'a Side<'a>, to: &'a Side<'a>) -> Self {
        let sides = [from, to];
        let overlays = sides.map(overlays);
        let (before, after) = (from.workbook, to.workbook);
        let ids = |workbook: &Workbook| -> BTreeSet<Id> {
            workbook
                .variables
                .iter()
                .map(|row| row.id.clone())
                .collect()
        };
        let is_structural = before.timeline != after.timeline
            || before.units != after.units
            || before.indexes != after.indexes
            || before.curves != after.curves
            || ids(before) != ids(after);
        let rows = super::rows::common(before, after);
        let [one, other] = &overlays;
        let rows = rows.filter(|(old, new)| {
            let part =
                |row: &Variable| (row.unit.clone(), row.over.clone(), row.definition.clone());
            let laid =
                |layers: &[Vec<Change>; 2]| layers.clone().map(|layer| about(&layer, &new.id));
            part(old) != part(new) || laid(one) != laid(other)
        });
        let rows = rows.map(|(_, new)| new.id.clone()).collect();
        Self {
            sides,
            overlays,
            is_structural,
            rows,
        }
    }

    /// The second workbook with the rows of the first where both have them. Rows that the second
    /// has lost are still there, as others may read them until it is their turn.
    pub(super) fn begin(&self) -> Hybrid {
        let [from, to] = self.sides.map(|side| side.workbook);
        let mut variables = to.variables.clone();
        let places: BTreeMap<_, _> = to
            .variables
            .iter()
            .map(|row| &row.id)
            .zip(0_usize..)
            .collect();
        for row in &from.variables {
            match places.get(&row.id) {
                Some(place) => variables[*place] = Arc::clone(row),
                None => variables.push(Arc::clone(row)),
            }
        }
        let workbook = Workbook {
            timeline: to.timeline.clone(),
            units: to.units.clone(),
            indexes: to.indexes.clone(),
            curves: to.curves.clone(),
            variables,
            ..Workbook::new("")
        };
        let typed = check(&workbook).0;
        let mut hybrid = Hybrid {
            workbook,
            typed,
            layers: Layers::of(Case {
                profile: Some(LAID.to_owned()),
                scenario: Some(LAID.to_owned()),
            }),
        };
        self.lay(&mut hybrid, &BTreeSet::new());
        hybrid
    }

    /// Takes one more row from the second workbook; `taken` are those taken so far, this one
    /// included.
    pub(super) fn take(&self, hybrid: &mut Hybrid, id: &Id, taken: &BTreeSet<&Id>) {
        let rows = self.sides[1].workbook.variables.iter();
        let mut rows = rows.filter(|row| row.id == *id);
        let own = hybrid.workbook.variables.iter_mut();
        let mut own = own.filter(|row| row.id == *id);
        if let (Some(new), Some(old)) = (rows.next(), own.next()) {
            let means_the_same = is_value_only(old, new);
            *old = Arc::clone(new);
            if !means_the_same {
                hybrid.typed = check(&hybrid.workbook).0;
            }
        }
        self.lay(hybrid, taken);
    }

    /// Lays over a hybrid what the cases lay over their rows: the second over the rows that were
    /// taken from it and those that it alone has, the first over all others.
    fn lay(&self, hybrid: &mut Hybrid, taken: &BTreeSet<&Id>) {
        let first: BTreeSet<_> = self.sides[0]
            .workbook
            .variables
            .iter()
            .map(|r| &r.id)
            .collect();
        let of_second = |change: &&Change| {
            let name = name(change);
            taken.contains(&name) || !first.contains(&name)
        };
        let [before, after] = &self.overlays;
        let layer = |layer: usize| -> Vec<Change> {
            let old = before[layer].iter().filter(|change| !of_second(change));
            old.chain(after[layer].iter().filter(of_second))
                .cloned()
                .collect()
        };
        hybrid.workbook.profiles = vec![Arc::new(Profile {
            id: LAID.to_owned(),
            label: String::new(),
            note: String::new(),
            lens: String::new(),
            leaves_out: String::new(),
            changes: layer(0),
        })];
        hybrid.workbook.scenarios = vec![Arc::new(Scenario {
            id: LAID.to_owned(),
            label: String::new(),
            note: String::new(),
            changes: layer(1),
        })];
    }
}

/// The id of the profile and of the scenario of a hybrid.
const LAID: &str = "laid";

/// What the profile and the scenario of a side's case change.
fn overlays(side: &Side<'_>) -> [Vec<Change>; 2] {
    let Side { workbook, case, .. } = side;
    let mut profiles = workbook.profiles.iter();
    let profile = profiles.find(|profile| Some(&profile.id) == case.profile.as_ref());
    let mut scenarios = workbook.scenarios.iter();
    let scenario = scenarios.find(|scenario| Some(&scenario.id) == case.scenario.as_ref());
    let applies = |change: &&Change| change.profile.is_none() || change.profile == case.profile;
    let plain = |changes: &[Change]| -> Vec<Change> {
        let changes = changes.iter().filter(applies);
        changes
            .map(|change| Change {
                profile: None,
                ..change.clone()
            })
            .collect()
    };
    [
        profile.map_or(Vec::new(), |profile| plain(&profile.changes)),
        scenario.map_or(Vec::new(), |scenario| plain(&scenario.changes)),
    ]
}

/// What a layer does to a row, whatever its source.
fn about(layer: &[Change], id: &str) -> Vec<(Option<Key>, Action)> {
    let own = layer.iter().filter(|change| name(change) == id);
    own.map(|change| (Key::parse(&change.key).ok(), change.action.clone()))
        .collect()
}

/// The row that a change is about; empty where its key cannot be read.
fn name(change: &Change) -> Id {
    Key::parse(&change.key).map_or_else(|_| Id::new(), |key| key.name)
}

/// Whether two rows of one id differ in numbers only, so that formulas mean the same with either.
fn is_value_only(old: &Variable, new: &Variable) -> bool {
    let (Definition::Assumption(a), Definition::Assumption(b)) = (&old.definition, &new.definition)
    else {
        return false;
    };
    old.unit == new.unit && old.over == new.over && a.options == b.options && a.shares == b.shares
}

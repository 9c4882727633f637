//! What typing over a cell changes: which layer, and how.
//!
//! A value goes to the layer that sets it now: the scenario, else the profile, else the workbook.
//! Typed anywhere else it would change nothing that can be seen.

use rackhour_engine::check::{Case, Layer};
use rackhour_engine::workbook::edit::{Edit, Overlay};
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{
    Action, Assumption, Change, Definition, Entry, Quantity, Variable, Workbook,
};

/// The edit that sets a key of a row to a quantity, in the layer that sets it now.
///
/// # Errors
/// The value of a formula cannot be typed over, unless a layer overrides it already.
pub fn overtype(
    workbook: &Workbook,
    case: &Case,
    row: &Variable,
    layer: Layer,
    key: &Key,
    quantity: Quantity,
) -> Result<Edit, String> {
    let overlay = match layer {
        Layer::Scenario => case.scenario.clone().map(Overlay::Scenario),
        Layer::Profile => case.profile.clone().map(Overlay::Profile),
        Layer::Workbook | Layer::Axis | Layer::Set => None,
    };
    if let Some(layer) = overlay {
        let profile = limit(workbook, case, &layer, row, key);
        let change = Change {
            key: key.to_string(),
            profile,
            action: Action::Set(quantity),
            source: None,
        };
        return Ok(Edit::SetOverlay { layer, change });
    }
    match &row.definition {
        Definition::Assumption(_) => Ok(Edit::SetValue {
            key: key.to_string(),
            quantity,
        }),
        Definition::Irregular(entries) if is_number(workbook, entries, key) => Ok(Edit::SetValue {
            key: key.to_string(),
            quantity,
        }),
        Definition::Irregular(_) => Err(
            "This period is computed by a formula; type a number into its cell to put that in \
                 its place"
                .to_owned(),
        ),
        Definition::Formula(_) => Err(
            "This row is computed by a formula; change one of the rows it reads, \
                 or press Ctrl+Shift+G to say what it should be"
                .to_owned(),
        ),
    }
}

/// Whether a number stands in the period that a key names.
fn is_number(workbook: &Workbook, entries: &[Entry], key: &Key) -> bool {
    let timeline = workbook.timeline.as_ref().zip(key.at.last());
    let place = timeline.and_then(|(timeline, label)| timeline.position(label).ok());
    let entry = place.and_then(|place| entries.get(place));
    matches!(entry, Some(Entry::Value(_)))
}

/// The edit that takes the change that decides a key out of the layer that sets it; none where the
/// workbook itself does.
pub fn clear(
    workbook: &Workbook,
    case: &Case,
    row: &Variable,
    layer: Layer,
    key: &Key,
) -> Option<Edit> {
    let (overlay, changes) = match layer {
        Layer::Scenario => {
            let id = case.scenario.as_ref()?;
            let scenario = workbook.scenarios.iter().find(|s| s.id == *id)?;
            (Overlay::Scenario(id.clone()), &scenario.changes)
        }
        Layer::Profile => {
            let id = case.profile.as_ref()?;
            let profile = workbook.profiles.iter().find(|p| p.id == *id)?;
            (Overlay::Profile(id.clone()), &profile.changes)
        }
        Layer::Workbook | Layer::Axis | Layer::Set => return None,
    };
    let applies = |change: &&Change| change.profile.is_none() || change.profile == case.profile;
    let mut changes = changes.iter().filter(applies).rev();
    let change = changes.find(|change| covers(change, row, key))?;
    Some(Edit::ClearOverlay {
        layer: overlay,
        key: change.key.clone(),
        profile: change.profile.clone(),
    })
}

/// The profile to which the change that sets a key now is limited, if it is.
fn limit(
    workbook: &Workbook,
    case: &Case,
    layer: &Overlay,
    row: &Variable,
    key: &Key,
) -> Option<String> {
    let Overlay::Scenario(id) = layer else {
        return None;
    };
    let scenario = workbook
        .scenarios
        .iter()
        .find(|scenario| scenario.id == *id)?;
    let applies = |change: &&Change| change.profile.is_none() || change.profile == case.profile;
    let mut changes = scenario.changes.iter().filter(applies).rev();
    changes
        .find(|change| covers(change, row, key))?
        .profile
        .clone()
}

/// Whether a change decides the value of a key. One share of a whole decides all the others.
fn covers(change: &Change, row: &Variable, key: &Key) -> bool {
    let is_shares = matches!(
        &row.definition,
        Definition::Assumption(Assumption { shares: true, .. })
    );
    Key::parse(&change.key).is_ok_and(|other| {
        other.name == key.name && (is_shares || other.at.iter().all(|part| key.at.contains(part)))
    })
}

/// What a quantity gives for a key, where it says so itself.
pub fn number_at(quantity: &Quantity, key: &Key) -> Option<f64> {
    let is_named = |id: &String| key.at.contains(id);
    match quantity {
        Quantity::Constant(number) => Some(number.0),
        Quantity::Elements(pairs) => pairs
            .iter()
            .find(|(id, _)| is_named(id))
            .map(|(_, number)| number.0),
        Quantity::Table(pairs) => {
            let (_, inner) = pairs.iter().find(|(id, _)| is_named(id))?;
            number_at(inner, key)
        }
        Quantity::Choice(_)
        | Quantity::Series(_)
        | Quantity::Growth { .. }
        | Quantity::Steps(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::workbook::{Number, file};

    const TEXT: &str = r#"(
        format: 1, title: "T",
        sections: [(id: "s", label: "S")],
        variables: [
            (id: "price", label: "Price", unit: "", section: "s",
             definition: assumption((value: constant(1), source: assumed("a guess")))),
            (id: "cost", label: "Cost", unit: "", section: "s", definition: formula("price")),
        ],
        profiles: [(id: "lab", label: "Lab")],
        scenarios: [(id: "bear", label: "Bear", changes: [
            (key: "price", profile: Some("lab"), action: scale(0.5)),
        ])],
    )"#;

    fn edit(row: usize, layer: Layer) -> Result<Edit, String> {
        let workbook = file::parse(TEXT).unwrap();
        let case = Case {
            profile: Some("lab".into()),
            scenario: Some("bear".into()),
        };
        let variable = &workbook.variables[row];
        let key = Key {
            name: variable.id.clone(),
            at: Vec::new(),
        };
        overtype(
            &workbook,
            &case,
            variable,
            layer,
            &key,
            Quantity::Constant(Number(2.0)),
        )
    }

    #[test]
    fn a_value_goes_to_the_layer_that_sets_it() {
        assert!(matches!(
            edit(0, Layer::Workbook),
            Ok(Edit::SetValue { .. })
        ));
        let Ok(Edit::SetOverlay { change, .. }) = edit(0, Layer::Scenario) else {
            panic!("the scenario sets the price")
        };
        assert_eq!(change.profile.as_deref(), Some("lab"));
        assert!(matches!(
            edit(0, Layer::Profile),
            Ok(Edit::SetOverlay { .. })
        ));
    }

    #[test]
    fn a_formula_is_refused_unless_it_is_overridden() {
        assert!(edit(1, Layer::Workbook).is_err());
        assert!(edit(1, Layer::Scenario).is_ok());
    }
}

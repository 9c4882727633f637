//! Shares of one whole, which are set together: one after the other, each would scale the others.

use std::collections::BTreeMap;

use crate::workbook::key::Key;
use crate::workbook::{Definition, Id, Number, Quantity, Workbook};

/// How far from one the sum of shares may be.
const CLOSE: f64 = 1e-9;

/// Values of a row's elements that are set as one: the key of the whole, and the value of each.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Whole {
    pub(super) key: String,
    pub(super) quantity: Quantity,
    /// The positions of what it consists of.
    pub(super) parts: Vec<usize>,
}

/// The position of a value, its element and the value.
type Share = (usize, String, f64);

/// Puts together the shares among some keys with values; or says why they cannot be.
pub(super) fn wholes(
    workbook: &Workbook,
    values: &[(usize, &str, f64)],
) -> (Vec<Whole>, Vec<(Vec<usize>, String)>) {
    let mut groups: BTreeMap<(Id, Vec<String>), Vec<Share>> = BTreeMap::new();
    for (position, key, value) in values {
        let Some((name, element, rest)) = share(workbook, key) else {
            continue;
        };
        let group = groups.entry((name, rest)).or_default();
        group.push((*position, element, *value));
    }
    let (mut wholes, mut refused) = (Vec::new(), Vec::new());
    for ((name, rest), group) in groups {
        let parts: Vec<_> = group.iter().map(|(position, ..)| *position).collect();
        match whole(workbook, &name, &rest, &group) {
            // One share alone scales the others, as it does when it is typed.
            Ok(None) => {}
            Ok(Some((key, quantity))) => wholes.push(Whole {
                key,
                quantity,
                parts,
            }),
            Err(problem) => refused.push((parts, problem)),
        }
    }
    (wholes, refused)
}

/// The row, the element and what else a key names, where the row declares shares.
fn share(workbook: &Workbook, key: &str) -> Option<(Id, String, Vec<String>)> {
    let key = Key::parse(key).ok()?;
    let row = workbook.variable(&key.name)?;
    let Definition::Assumption(given) = &row.definition else {
        return None;
    };
    let (element, rest) = key.at.split_first().filter(|_| given.shares)?;
    Some((key.name.clone(), element.clone(), rest.to_vec()))
}

/// What a group of shares sets; nothing special where it is one alone.
fn whole(
    workbook: &Workbook,
    name: &str,
    rest: &[String],
    group: &[Share],
) -> Result<Option<(String, Quantity)>, String> {
    let row = workbook.variable(name);
    let index = row.and_then(|row| {
        let over = row.over.as_deref()?.first()?;
        workbook.indexes.iter().find(|index| index.id == *over)
    });
    let (Some(row), Some(index)) = (row, index) else {
        return Ok(None);
    };
    if group.len() == 1 && index.elements.len() > 1 {
        return Ok(None);
    }
    if group.len() != index.elements.len() {
        return Err(format!(
            "{} are shares of one whole, and the file gives {} of {}: bind all of them, or one",
            row.label,
            group.len(),
            index.elements.len()
        ));
    }
    let sum: f64 = group.iter().map(|(.., value)| value).sum();
    if (sum - 1.0).abs() > CLOSE {
        return Err(format!(
            "{} are shares of one whole, and those of the file sum to {}: mend them in the file",
            row.label,
            (sum * 1e6).round() / 1e6
        ));
    }
    let pairs = index.elements.iter().filter_map(|element| {
        let mut found = group.iter();
        let (.., value) = found.find(|(_, id, _)| *id == element.id)?;
        Some((element.id.clone(), Number(*value)))
    });
    let key = match rest {
        [] => name.to_owned(),
        rest => format!("{name}[{}]", rest.join(",")),
    };
    Ok(Some((key, Quantity::Elements(pairs.collect()))))
}

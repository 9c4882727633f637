//! Rows that differ: what was given, what is computed, and what is said about them.

use std::collections::{BTreeMap, BTreeSet};

use crate::workbook::{Assumption, Definition, Id, List, Variable, Workbook};

use super::document::{Field, changed, hidden, shown};
use super::tokens::compare;
use super::written;
use super::{Differences, FormulaChange, InputChange, Written};

/// Compares the rows of two workbooks by their ids.
pub(super) fn rows(from: &Workbook, to: &Workbook, found: &mut Differences) {
    let ids = |rows: &List<Variable>| rows.iter().map(|row| row.id.clone()).collect::<Vec<Id>>();
    let (before, after) = (ids(&from.variables), ids(&to.variables));
    let without = |ids: &[Id], others: &[Id]| -> Vec<Id> {
        let others: BTreeSet<_> = others.iter().collect();
        ids.iter()
            .filter(|id| !others.contains(id))
            .cloned()
            .collect()
    };
    found.added = without(&after, &before);
    found.removed = without(&before, &after);
    for (old, new) in common(from, to) {
        if old == new {
            continue;
        }
        if old.section != new.section {
            let sections = (old.section.clone(), new.section.clone());
            found.moved.push((new.id.clone(), sections.0, sections.1));
        }
        let told = found.inputs.len() + found.formulas.len();
        match (&old.definition, &new.definition) {
            (Definition::Assumption(a), Definition::Assumption(b)) => {
                inputs((from, a), (to, b), new, &mut found.inputs);
            }
            (a, b) => found.formulas.extend(formula(new, a, b)),
        }
        // A new value comes with its source, a new formula with its spelling.
        let is_told = found.inputs.len() + found.formulas.len() > told;
        let fields = |row| {
            fields(row)
                .into_iter()
                .filter(|field| !is_told || !field.is_definition())
        };
        let (before, after) = (fields(old).collect(), fields(new).collect());
        changed("row", &new.id, before, after, &mut found.other);
    }
}

/// The rows that both workbooks have, in the order of the second.
pub(super) fn common<'a>(
    from: &'a Workbook,
    to: &'a Workbook,
) -> impl Iterator<Item = (&'a Variable, &'a Variable)> {
    let rows = from.variables.iter();
    let before: BTreeMap<_, _> = rows.map(|row| (row.id.as_str(), &**row)).collect();
    let after = to.variables.iter();
    after.filter_map(move |row| Some((*before.get(row.id.as_str())?, &**row)))
}

/// The single values in which two assumptions differ, or both as a whole where they are given in
/// different shapes.
fn inputs(
    (from, old): (&Workbook, &Assumption),
    (to, new): (&Workbook, &Assumption),
    row: &Variable,
    inputs: &mut Vec<InputChange>,
) {
    if old.value == new.value {
        return;
    }
    let (mut before, mut after) = (
        written::parts(from, &old.value),
        written::parts(to, &new.value),
    );
    let places: BTreeSet<_> = before.iter().map(|(at, _)| at).collect();
    if !after.iter().any(|(at, _)| places.contains(at)) {
        before = vec![(Vec::new(), Written::Text(written::quantity(&old.value)))];
        after = vec![(Vec::new(), Written::Text(written::quantity(&new.value)))];
    }
    let sources = [&old.source, &new.source].map(written::provenance);
    let [was, is] = sources;
    let source = (was != is).then_some((was, is));
    let by_place = |parts: &[(Vec<String>, Written)]| -> BTreeMap<Vec<String>, Written> {
        parts.iter().cloned().collect()
    };
    let (old_at, new_at) = (by_place(&before), by_place(&after));
    let gone = before.iter().filter(|(at, _)| !new_at.contains_key(at));
    for (at, _) in after.iter().chain(gone) {
        let (from, to) = (old_at.get(at).cloned(), new_at.get(at).cloned());
        if from != to {
            inputs.push(InputChange {
                key: key(&row.id, at),
                unit: row.unit.clone(),
                from,
                to,
                source: source.clone(),
            });
        }
    }
}

/// `allocation[training]`
pub(super) fn key(id: &str, at: &[String]) -> String {
    match at {
        [] => id.to_owned(),
        at => format!("{id}[{}]", at.join(",")),
    }
}

/// How a row is computed otherwise; none where only spaces differ.
fn formula(row: &Variable, old: &Definition, new: &Definition) -> Option<FormulaChange> {
    let (before, after) = (written::tokens(old), written::tokens(new));
    let same_kind = std::mem::discriminant(old) == std::mem::discriminant(new);
    if before == after && same_kind {
        return None;
    }
    let before: Vec<_> = before.iter().map(String::as_str).collect();
    let after: Vec<_> = after.iter().map(String::as_str).collect();
    Some(FormulaChange {
        row: row.id.clone(),
        from: written::definition(old),
        to: written::definition(new),
        tokens: compare(&before, &after),
    })
}

const SPELLING: &str = "spelling";
const SOURCE: &str = "source";

impl Field {
    /// Whether a changed value or formula says it already.
    fn is_definition(&self) -> bool {
        [SPELLING, SOURCE].contains(&self.part.as_str())
    }
}

/// What is said about a row besides its value or formula and its section.
fn fields(row: &Variable) -> Vec<Field> {
    let Variable {
        id: _,
        label,
        unit,
        section: _,
        note,
        format,
        over,
        definition,
    } = row;
    let mut fields = vec![
        shown("label", label),
        shown("unit", unit),
        shown("note", note),
        hidden("format", format),
        shown("indexes", over.as_deref().unwrap_or_default().join(", ")),
    ];
    match definition {
        Definition::Assumption(assumption) => fields.extend(stated(assumption)),
        Definition::Formula(text) => fields.push(hidden(SPELLING, text)),
        Definition::Irregular(_) => {}
    }
    fields
}

/// What is stated about a given value.
fn stated(assumption: &Assumption) -> Vec<Field> {
    let Assumption {
        value: _,
        low,
        high,
        distribution,
        valid,
        shares,
        options,
        source,
    } = assumption;
    let end = |end: &Option<_>| end.as_ref().map_or(String::new(), written::quantity);
    let text = distribution
        .as_ref()
        .map_or(String::new(), ToString::to_string);
    let valid = valid.map_or(String::new(), |(least, most)| {
        format!("{} to {}", least.0, most.0)
    });
    let ids: Vec<_> = options.iter().map(|option| option.id.as_str()).collect();
    vec![
        shown("low", end(low)),
        shown("high", end(high)),
        shown("distribution", text),
        shown("valid range", valid),
        shown("shares", if *shares { "yes" } else { "" }),
        shown("options", ids.join(", ")),
        hidden("labels of options", options),
        shown(SOURCE, written::provenance(source)),
    ]
}

//! What is wrong with profiles and scenarios: changes that find no row, or do not fit it.

use std::collections::HashSet;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::workbook::key::Key;
use crate::workbook::{Change, Workbook};

use super::document::{bad_key, cases, changes_by_layer, place};
use super::layers::{Layer, Layers, resolve_touched};
use super::typed::{RowRule, Typed};

/// What was found in the profiles and scenarios of a workbook, and where, so that its next version
/// is asked about what differs alone.
#[derive(Clone, Default)]
pub(super) struct Overlays {
    /// Of each profile and then each scenario: changes that name nothing, or override a formula.
    keys: Vec<Arc<[Diagnostic]>>,
    /// What does not fit, by the positions of the case and of the row.
    misfits: Vec<(usize, usize, Vec<Diagnostic>)>,
}

impl Overlays {
    /// Looks at every profile and scenario.
    pub(super) fn of(workbook: &Workbook, typed: &Typed) -> Self {
        let layers = changes_by_layer(workbook);
        Self {
            keys: layers.map(|layer| keys(typed, layer)).collect(),
            misfits: misfits(workbook, typed, None),
        }
    }

    /// Looks at what differs from the version before, which means the same.
    pub(super) fn again(&self, before: &Workbook, workbook: &Workbook, typed: &Typed) -> Self {
        let lists = |workbook: &Workbook| (workbook.profiles.len(), workbook.scenarios.len());
        let pairs = || changes_by_layer(before).zip(changes_by_layer(workbook));
        let mut ids = pairs().map(|((_, before, _), (_, now, _))| before == now);
        if lists(before) != lists(workbook) || !ids.all(|same| same) {
            return Self::of(workbook, typed);
        }
        let mut moved = vec![false; typed.rows.len()];
        let rows = before.variables.iter().zip(&workbook.variables);
        for (moved, (old, new)) in moved.iter_mut().zip(rows) {
            *moved = !Arc::ptr_eq(old, new);
        }
        let mut found = self.clone();
        for (keys_found, ((.., old), new)) in found.keys.iter_mut().zip(pairs()) {
            if old == new.2 {
                continue;
            }
            *keys_found = keys(typed, new.clone());
            // What is counted from one to the next stands elsewhere once one is gone.
            let shifted = old.len() != new.2.len();
            let pairs = old.iter().zip(new.2).filter(|(a, b)| shifted || a != b);
            let both = pairs.flat_map(|(a, b)| [a, b]);
            let rest = [old, new.2].into_iter().flat_map(|list| {
                let common = old.len().min(new.2.len());
                &list[common..]
            });
            for row in both.chain(rest).filter_map(|change| row_of(typed, change)) {
                moved[row] = true;
            }
        }
        found.misfits.retain(|(_, row, _)| !moved[*row]);
        found.misfits.extend(misfits(workbook, typed, Some(&moved)));
        found.misfits.sort_by_key(|(case, row, _)| (*case, *row));
        found
    }

    /// Adds the findings to others; what was reported already is not reported twice.
    pub(super) fn add_to(&self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.extend(self.keys.iter().flat_map(|keys| keys.iter().cloned()));
        if self.misfits.is_empty() {
            return;
        }
        let mut seen: HashSet<_> = diagnostics
            .iter()
            .map(|finding| (finding.place.path.clone(), finding.message.clone()))
            .collect();
        for finding in self.misfits.iter().flat_map(|(.., findings)| findings) {
            if seen.insert((finding.place.path.clone(), finding.message.clone())) {
                diagnostics.push(finding.clone());
            }
        }
    }
}

/// The changes of one layer that name nothing, and those that override a formula.
fn keys(typed: &Typed, (path, id, changes): (String, &str, &[Change])) -> Arc<[Diagnostic]> {
    let changes = changes.iter().enumerate();
    let found = changes.filter_map(|(position, change)| {
        let found = match bad_key(typed, &change.key) {
            Some(found) => found,
            None => overridden(typed, row_of(typed, change)?, id)?,
        };
        Some(found.at(place(format!("{path}/changes/{position}"), id)))
    });
    found.collect()
}

fn row_of(typed: &Typed, change: &Change) -> Option<usize> {
    let key = Key::parse(&change.key).ok()?;
    typed.position(&key.name)
}

/// A warning where the row is a formula.
fn overridden(typed: &Typed, row: usize, id: &str) -> Option<Diagnostic> {
    let is_formula = matches!(
        typed.rows[row].rule,
        RowRule::Formula(_) | RowRule::Irregular(_)
    );
    let name = &typed.rows[row].id;
    let message = format!("`{id}` overrides the formula of `{name}`");
    let hint = format!("change what `{name}` reads instead, if the formula should stand");
    let warning = Diagnostic::warning(Code::FormulaOverridden, message);
    is_formula.then(|| warning.hint(hint))
}

/// Where a change does not fit its row, case by case and row by row: all rows, or those marked.
fn misfits(
    workbook: &Workbook,
    typed: &Typed,
    marked: Option<&[bool]>,
) -> Vec<(usize, usize, Vec<Diagnostic>)> {
    let is_marked = |row: usize| marked.is_none_or(|marked| marked[row]);
    let marked_rows = (0..typed.rows.len()).filter(|row| is_marked(*row));
    let ids: Vec<_> = marked_rows.map(|row| typed.rows[row].id.as_str()).collect();
    let about = |change: &Change| {
        let key = change.key.trim_start();
        marked.is_none() || ids.iter().any(|id| key.starts_with(id))
    };
    let mut found = Vec::new();
    for (position, case) in cases(workbook).into_iter().enumerate() {
        // What a profile gives where the scenario is silent was looked at in its base case.
        let top = match case.scenario {
            Some(_) => Layer::Scenario,
            None => Layer::Profile,
        };
        let layers = Layers::of(case);
        let touched = resolve_touched(workbook, typed, &layers, about, |layer| layer == top);
        let misfits = touched.into_iter().filter(|(row, _, findings)| {
            let is_misfit = !findings.is_empty();
            is_misfit && is_marked(*row)
        });
        found.extend(misfits.map(|(row, _, findings)| (position, row, findings)));
    }
    found
}

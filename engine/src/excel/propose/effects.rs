//! What an import does to the outputs that a reader looks at first.

use std::collections::BTreeSet;

use crate::check::{Checked, Layers, RowKind, RowRule};
use crate::run::{Results, evaluate_over};
use crate::workbook::key::Key;
use crate::workbook::{FigureSpec, Workbook};

use super::{Effect, Model};

/// The most outputs that are shown.
const MOST: usize = 12;

/// The headline outputs before and after.
pub(super) fn effects(
    before: &Model<'_>,
    after: (&Workbook, &Checked),
    layers: &Layers,
) -> Vec<Effect> {
    let results = |workbook: &Workbook, checked: &Checked| -> Results {
        evaluate_over(checked.base(), workbook, checked.typed(), layers)
    };
    let old = results(before.workbook, before.checked);
    let new = results(after.0, after.1);
    let keys = headlines(before);
    let effect = |key: String| {
        let row = before.workbook.variable(&Key::parse(&key).ok()?.name)?;
        Some(Effect {
            label: row.label.clone(),
            unit: row.unit.clone(),
            before: old.at(&key),
            after: new.at(&key),
            key,
        })
    };
    keys.into_iter().filter_map(effect).take(MOST).collect()
}

/// The rows that the workbook compares cases by; where it compares none, the computed numbers that
/// nothing else reads.
fn headlines(model: &Model<'_>) -> Vec<String> {
    let figures = model.workbook.figures.iter();
    let compared: Vec<_> = figures
        .filter_map(|figure| match &figure.spec {
            FigureSpec::Comparison(comparison) => Some(comparison),
            _ => None,
        })
        .flat_map(|comparison| comparison.metrics.iter().map(|metric| metric.row.clone()))
        .collect();
    if !compared.is_empty() {
        return compared;
    }
    let typed = model.typed();
    let read: BTreeSet<_> = typed.rows.iter().flat_map(|row| &row.reads).collect();
    let rows = typed.rows.iter().enumerate();
    let last = rows.filter(|(position, row)| {
        let is_computed = !matches!(row.rule, RowRule::Input);
        is_computed && row.kind == RowKind::Number && !read.contains(position)
    });
    last.map(|(_, row)| row.id.clone()).collect()
}

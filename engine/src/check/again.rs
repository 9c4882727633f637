//! A check that keeps what an edit of values cannot change.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::workbook::{Definition, Quantity, Variable, Workbook};

use super::layers::{Resolved, resolve_base, resolve_base_again};
use super::overlays::Overlays;
use super::typed::Typed;
use super::{meaning, values};

/// A version of a workbook with what was found in it.
///
/// What rows mean follows from formulas, units and indexes; while a slider moves only values
/// change, so the next version may take the meaning over.
///
/// ```
/// use std::sync::Arc;
/// use rackhour_engine::{check::Checked, workbook::file};
/// let text = r#"(format: 1, title: "t", sections: [(id: "s", label: "S")], variables: [
///     (id: "racks", label: "Racks", unit: "rack", section: "s",
///         definition: assumption((value: constant(2), source: assumed("a test")))),
/// ])"#;
/// let before = Arc::new(file::parse(text).unwrap());
/// let after = Arc::new(file::parse(&text.replace("(2)", "(3)")).unwrap());
/// let checked = Checked::new(&before);
/// let again = checked.again(&after);
/// assert!(Arc::ptr_eq(checked.typed(), again.typed()));
/// ```
#[derive(Clone)]
pub struct Checked {
    workbook: Arc<Workbook>,
    typed: Arc<Typed>,
    /// What was found about the meaning of the rows.
    about_meaning: Arc<[Diagnostic]>,
    /// What was found about profiles and scenarios.
    overlays: Overlays,
    findings: Arc<[Diagnostic]>,
    base: Arc<[Resolved]>,
}

impl Checked {
    /// Checks a workbook.
    pub fn new(workbook: &Arc<Workbook>) -> Self {
        let (typed, about_meaning) = meaning(workbook);
        let overlays = Overlays::of(workbook, &typed);
        let found = (about_meaning.into(), overlays);
        let base = resolve_base(workbook, &typed);
        Self::with(workbook, Arc::new(typed), found, base)
    }

    /// Checks the next version of the workbook, with the findings that [`check`](super::check) has.
    #[must_use]
    pub fn again(&self, workbook: &Arc<Workbook>) -> Self {
        if Arc::ptr_eq(&self.workbook, workbook) {
            return self.clone();
        }
        match means_the_same(&self.workbook, workbook) {
            true => {
                let about_meaning = Arc::clone(&self.about_meaning);
                let overlays = self.overlays.again(&self.workbook, workbook, &self.typed);
                let found = (about_meaning, overlays);
                let before = (&*self.workbook, &*self.base);
                let base = resolve_base_again(before, workbook, &self.typed);
                Self::with(workbook, Arc::clone(&self.typed), found, base)
            }
            false => Self::new(workbook),
        }
    }

    fn with(
        workbook: &Arc<Workbook>,
        typed: Arc<Typed>,
        (about_meaning, overlays): (Arc<[Diagnostic]>, Overlays),
        base: Vec<Resolved>,
    ) -> Self {
        let mut findings = about_meaning.to_vec();
        values(workbook, &typed, &mut findings);
        overlays.add_to(&mut findings);
        Self {
            workbook: Arc::clone(workbook),
            typed,
            about_meaning,
            overlays,
            findings: findings.into(),
            base: base.into(),
        }
    }

    /// What the rows mean; shared by versions that mean the same.
    pub fn typed(&self) -> &Arc<Typed> {
        &self.typed
    }

    /// What the workbook alone gives every row, as [`resolve_base`] has it.
    pub fn base(&self) -> &Arc<[Resolved]> {
        &self.base
    }

    /// Everything that is wrong with the workbook.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }
}

/// Whether two versions can differ only in what assumptions and overlays say.
fn means_the_same(a: &Workbook, b: &Workbook) -> bool {
    a.timeline == b.timeline
        && a.units == b.units
        && same(&a.indexes, &b.indexes, PartialEq::eq)
        && same(&a.curves, &b.curves, PartialEq::eq)
        && same(&a.checks, &b.checks, PartialEq::eq)
        && same(&a.signals, &b.signals, PartialEq::eq)
        && same(&a.variables, &b.variables, is_same_row)
}

/// Whether two lists are the same item by item; those that versions share are not looked into.
fn same<T>(a: &[Arc<T>], b: &[Arc<T>], is_same: impl Fn(&T, &T) -> bool) -> bool {
    let mut pairs = a.iter().zip(b);
    a.len() == b.len() && pairs.all(|(a, b)| Arc::ptr_eq(a, b) || is_same(a, b))
}

/// Whether a row means the same: an assumption may have another value of the same shape.
fn is_same_row(a: &Variable, b: &Variable) -> bool {
    let definition = match (&a.definition, &b.definition) {
        (Definition::Assumption(a), Definition::Assumption(b)) => {
            a.options == b.options
                && a.shares == b.shares
                && runs_along_time(&a.value) == runs_along_time(&b.value)
        }
        (a, b) => a == b,
    };
    definition && a.id == b.id && a.unit == b.unit && a.over == b.over && a.format == b.format
}

/// Whether a value gives a row the timeline, although the row does not say so.
pub(super) const fn runs_along_time(value: &Quantity) -> bool {
    matches!(
        value,
        Quantity::Series(_) | Quantity::Growth { .. } | Quantity::Steps(_)
    )
}

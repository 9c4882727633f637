//! A check that keeps what an edit of values cannot change.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::workbook::{Definition, Quantity, Variable, Workbook};

use super::layers::{Resolved, resolve_base, resolve_base_again};
use super::overlays::Overlays;
use super::typed::Typed;
use super::{document, meaning};

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
    /// What was found about the values of assumptions, by the positions of their rows.
    about_values: Arc<[(usize, Diagnostic)]>,
    /// What was found about profiles and scenarios.
    overlays: Overlays,
    findings: Arc<[Diagnostic]>,
    base: Arc<[Resolved]>,
}

impl Checked {
    /// Checks a workbook.
    pub fn new(workbook: &Arc<Workbook>) -> Self {
        let (typed, about_meaning) = meaning(workbook);
        let about_values = document::assumptions(workbook, &typed, |_| true);
        let known = Self {
            workbook: Arc::clone(workbook),
            about_meaning: about_meaning.into(),
            about_values: about_values.into(),
            overlays: Overlays::of(workbook, &typed),
            findings: Arc::default(),
            base: resolve_base(workbook, &typed).into(),
            typed: Arc::new(typed),
        };
        known.summed_up()
    }

    /// Checks the next version of the workbook, with the findings that [`check`](super::check) has.
    #[must_use]
    pub fn again(&self, workbook: &Arc<Workbook>) -> Self {
        if Arc::ptr_eq(&self.workbook, workbook) {
            return self.clone();
        }
        if !means_the_same(&self.workbook, workbook) {
            return Self::new(workbook);
        }
        let before = (&*self.workbook, &*self.base);
        let known = Self {
            workbook: Arc::clone(workbook),
            typed: Arc::clone(&self.typed),
            about_meaning: Arc::clone(&self.about_meaning),
            about_values: self.values_of(workbook).into(),
            overlays: self.overlays.again(&self.workbook, workbook, &self.typed),
            findings: Arc::default(),
            base: resolve_base_again(before, workbook, &self.typed).into(),
        };
        known.summed_up()
    }

    /// What is found about the values of the next version, which means the same: rows that both
    /// versions share are not looked at again.
    fn values_of(&self, workbook: &Workbook) -> Vec<(usize, Diagnostic)> {
        let is_new = |row: usize| {
            let [old, new] = [&*self.workbook, workbook].map(|version| &version.variables[row]);
            !Arc::ptr_eq(old, new)
        };
        let mut found = document::assumptions(workbook, &self.typed, is_new);
        let kept = self.about_values.iter().filter(|(row, _)| !is_new(*row));
        found.extend(kept.cloned());
        found.sort_by_key(|(row, _)| *row);
        found
    }

    /// The same with all findings, in the order in which [`check`](super::check) has them.
    fn summed_up(mut self) -> Self {
        let mut findings = self.about_meaning.to_vec();
        document::references(&self.workbook, &self.typed, &mut findings);
        findings.extend(self.about_values.iter().map(|(_, finding)| finding.clone()));
        self.overlays.add_to(&mut findings);
        self.findings = findings.into();
        self
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

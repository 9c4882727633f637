//! A formula tried out: what would be wrong with it, and what it would give.

use crate::check::{Axes, Layers, Position, RowKind, RowRule, Typed, check, part};
use crate::diagnostic::{Code, Diagnostic};
use crate::run::{Reference, resolve_all};
use crate::units::Unit;
use crate::workbook::Workbook;
use crate::workbook::edit::Edit;

/// A workbook in which one row has another formula.
pub struct Attempt {
    /// The workbook with the formula.
    pub workbook: Workbook,
    /// The same, checked.
    pub typed: Typed,
    /// The first error of the row; none where the formula can be taken.
    pub refused: Option<Diagnostic>,
    /// The first warning about the row.
    pub warned: Option<Diagnostic>,
    /// How many more errors other parts of the workbook would have.
    pub elsewhere: usize,
    row: usize,
}

/// Checks a formula as if it were that of a row. `before` is what is wrong without it.
///
/// `None` where there is no such row.
pub fn attempt(
    workbook: &Workbook,
    before: &[Diagnostic],
    name: &str,
    text: &str,
) -> Option<Attempt> {
    let edit = Edit::SetFormula {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let path = format!("variables/{name}/definition");
    try_edit(workbook, before, name, &edit, &path)
}

/// Checks a formula as if it were that of one period of an irregular series.
///
/// `None` where there is no such row or period, or the row is no such series.
pub fn attempt_entry(
    workbook: &Workbook,
    before: &[Diagnostic],
    name: &str,
    period: &str,
    text: &str,
) -> Option<Attempt> {
    let place = workbook.timeline.as_ref()?.position(period).ok()?;
    let edit = Edit::SetEntry {
        name: name.to_owned(),
        period: period.to_owned(),
        text: text.to_owned(),
    };
    let path = format!("variables/{name}/definition/{place}");
    try_edit(workbook, before, name, &edit, &path)
}

/// Checks an edit of a row whose findings stand at a path.
fn try_edit(
    workbook: &Workbook,
    before: &[Diagnostic],
    name: &str,
    edit: &Edit,
    path: &str,
) -> Option<Attempt> {
    let mut workbook = workbook.clone();
    edit.apply(&mut workbook).ok()?;
    let (typed, found) = check(&workbook);
    let row = typed.position(name)?;
    let is_own = |finding: &&Diagnostic| finding.place.path == path;
    let first = |is_error: bool| {
        let own = found.iter().filter(is_own);
        { own }
            .find(|finding| finding.is_error() == is_error)
            .cloned()
    };
    let (refused, warned) = (first(true), first(false));
    let is_new = |finding: &&Diagnostic| {
        finding.is_error() && finding.place.path != path && !before.contains(finding)
    };
    let others: Vec<_> = found.iter().filter(is_new).collect();
    let cycle = others.iter().find(|finding| finding.code == Code::Cycle);
    Some(Attempt {
        refused: refused.or_else(|| cycle.map(|finding| Diagnostic::clone(finding))),
        warned,
        elsewhere: others.len(),
        typed,
        workbook,
        row,
    })
}

/// What a formula or a part of one gives in a case.
#[derive(Clone, Debug)]
pub struct Valued {
    /// What the value is.
    pub kind: RowKind,
    /// In which unit.
    pub unit: Unit,
    /// The value, 1 or 0 for a condition, the option's place for a choice; or why there is none.
    pub value: Result<f64, String>,
    /// The elements and the period at which it has this value, each with its index; empty where it
    /// has but one.
    pub at: Vec<(String, String)>,
}

impl Attempt {
    /// The place of a slot of the row as it was before.
    pub fn position(&self, before: &Typed, slot: usize) -> Position {
        let axes = before.rows.get(self.row).map_or(Axes::NONE, |row| row.axes);
        before.extents.position(axes, slot)
    }

    /// What the formula gives at a place, whatever layers set the row to.
    pub fn value(&self, layers: &Layers, at: &Position) -> Valued {
        let row = &self.typed.rows[self.row];
        let (resolved, _) = resolve_all(&self.workbook, &self.typed, layers);
        let mut reference = Reference::new(&self.typed, &resolved);
        reference.prepare([self.row]);
        let value = match &row.rule {
            RowRule::Formula(term) => reference.term(term, at),
            RowRule::Blocked(reason) => Err(reason.as_str().into()),
            RowRule::Irregular(terms) if at.period < terms.len() => {
                reference.term(&terms[at.period], at)
            }
            RowRule::Input | RowRule::Irregular(_) => {
                reference.slot(self.row, self.typed.extents.slot(row.axes, at))
            }
        };
        Valued {
            kind: row.kind.clone(),
            unit: row.unit.clone(),
            value: value.map_err(|reason| reason.to_string()),
            at: labels(&self.typed, row.axes, at),
        }
    }
}

/// What a part of a formula gives at a place; `None` where it is no value by itself.
///
/// # Errors
/// What is wrong with it first.
pub fn value_of(
    attempt: &Attempt,
    layers: &Layers,
    text: &str,
    at: &Position,
) -> Result<Option<Valued>, Box<Diagnostic>> {
    let (workbook, typed) = (&attempt.workbook, &attempt.typed);
    let Some(part) = part(workbook, typed, text)? else {
        return Ok(None);
    };
    let (resolved, _) = resolve_all(workbook, typed, layers);
    let mut reference = Reference::new(typed, &resolved);
    let value = reference.term(&part.term, at);
    Ok(Some(Valued {
        kind: part.kind,
        unit: part.unit,
        value: value.map_err(|reason| reason.to_string()),
        at: labels(typed, part.axes, at),
    }))
}

fn labels(typed: &Typed, axes: Axes, at: &Position) -> Vec<(String, String)> {
    let extents = &typed.extents;
    let label = |axis: Axes| {
        let label = extents.labels(axis).get(at.along(axis))?;
        Some((extents.id(axis).to_owned(), label.clone()))
    };
    axes.iter().filter_map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::file;

    const TEXT: &str = r#"(
        format: 1, title: "T", timeline: (first: "2027", count: 2, step: year),
        sections: [(id: "s", label: "S")],
        variables: [
            (id: "racks", label: "Racks", unit: "rack", section: "s", definition:
             assumption((value: constant(4), source: assumed("a guess")))),
            (id: "gpus", label: "GPUs", unit: "gpu", section: "s", definition: formula("racks * 72 [gpu/rack]")),
            (id: "grown", label: "Grown", unit: "gpu", section: "s", definition: formula("gpus * (year - 2026)")),
            (id: "one", label: "One", unit: "rack", section: "s", over: [], definition: formula("racks")),
        ],
        scenarios: [(id: "more", label: "More", changes: [(key: "racks", action: set(constant(10)))])],
    )"#;

    fn tried(row: &str, text: &str) -> (Attempt, Typed) {
        let workbook = file::parse(TEXT).unwrap();
        let (typed, found) = check(&workbook);
        (attempt(&workbook, &found, row, text).unwrap(), typed)
    }

    fn refused(row: &str, text: &str) -> String {
        let (attempt, _) = tried(row, text);
        attempt
            .refused
            .map_or_else(String::new, |finding| finding.message)
    }

    #[test]
    fn a_formula_is_refused_for_what_is_wrong_with_its_own_row() {
        assert_eq!(refused("gpus", "racks * 36 [gpu/rack]"), "");
        assert!(refused("gpus", "rakcs * 36").contains("rakcs"));
        assert!(refused("gpus", "racks").contains("rack"));
        assert!(refused("gpus", "grown * (1").contains('('));
        let cycle = refused("gpus", "grown");
        assert!(cycle.contains("gpus") && cycle.contains("grown"), "{cycle}");
        assert!(refused("racks", "gpus / 72 [gpu/rack]").contains("gpus"));
    }

    #[test]
    fn the_value_is_that_of_the_case_and_of_the_place() {
        let (attempt, before) = tried("grown", "gpus * (year - 2025)");
        let more = crate::check::Case {
            scenario: Some("more".into()),
            profile: None,
        };
        let layers = Layers::of(more);
        let at = attempt.position(&before, 1);
        let found = attempt.value(&layers, &at);
        assert_eq!(found.value, Ok(2160.0));
        assert_eq!(found.at, [("year".to_owned(), "2028".to_owned())]);
        let part = value_of(&attempt, &layers, "year - 2025", &at)
            .unwrap()
            .unwrap();
        assert_eq!((part.value, part.unit.is_ratio()), (Ok(3.0), true));
        let part = value_of(&attempt, &layers, "gpus * 2", &at)
            .unwrap()
            .unwrap();
        assert_eq!(
            (part.value, part.unit.to_string()),
            (Ok(1440.0), "gpu".to_owned())
        );
        assert!(value_of(&attempt, &layers, "gpus +", &at).is_err());
        assert!(
            value_of(&attempt, &layers, "\"text\"", &at)
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn one_period_of_an_irregular_series_is_tried_alone() {
        let text = TEXT.replace(
            "definition: formula(\"gpus * (year - 2026)\")",
            "definition: irregular([value(5), formula(\"gpus * 2\")])",
        );
        let workbook = file::parse(&text).unwrap();
        let (before, found) = check(&workbook);
        let tried =
            |period: &str, text: &str| attempt_entry(&workbook, &found, "grown", period, text);
        let attempt = tried("2027", "gpus * 3").unwrap();
        let at = attempt.position(&before, 0);
        assert_eq!(attempt.value(&Layers::default(), &at).value, Ok(864.0));
        assert!(tried("2028", "racks").unwrap().refused.is_some());
        assert!(tried("2031", "gpus").is_none());
        assert!(attempt_entry(&workbook, &found, "gpus", "2027", "gpus").is_none());
    }

    #[test]
    fn what_breaks_elsewhere_is_counted_and_not_refused() {
        let (attempt, _) = tried("racks", "year * 1 [rack]");
        assert!(attempt.refused.is_none());
        assert_eq!(
            attempt.elsewhere, 1,
            "`one` does not run along the timeline"
        );
        let (attempt, _) = tried("racks", "5 [rack]");
        assert_eq!(attempt.elsewhere, 0);
    }
}

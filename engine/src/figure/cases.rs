//! Several cases of one document, and single values read from them.

use crate::check::{Case, Layer, Layers, RowKind, Typed};
use crate::run::{Cancelled, Progress, Results, RowResult, evaluate_all};
use crate::workbook::key::Key;
use crate::workbook::{Definition, Variable, Workbook};

/// So many cases are evaluated before a run looks whether it should stop.
const CHUNK: usize = 64;
/// How a run is told to use every thread there is.
const ALL_THREADS: usize = 0;

/// Evaluates profiles and scenarios, in the order given.
///
/// # Errors
///
/// The run was asked to stop; it does before its next dozens of cases.
///
/// ```
/// use rackhour_engine::{check::{Case, check}, figure::evaluate_cases, run::Progress, workbook::file};
/// let text = r#"(format: 1, title: "t", sections: [(id: "s", label: "S")], variables: [
///     (id: "one", label: "One", unit: "", section: "s", definition: formula("1")),
/// ])"#;
/// let workbook = file::parse(text).unwrap();
/// let cases = [Case::default()];
/// let results = evaluate_cases(&workbook, &check(&workbook).0, &cases, &Progress::default());
/// assert_eq!(results.unwrap()[0].at("one"), Some(1.0));
/// ```
pub fn evaluate_cases(
    workbook: &Workbook,
    typed: &Typed,
    cases: &[Case],
    progress: &Progress,
) -> Result<Vec<Results>, Cancelled> {
    let mut results = Vec::with_capacity(cases.len());
    for some in cases.chunks(CHUNK) {
        if progress.is_cancelled() {
            return Err(Cancelled);
        }
        let layers = some.iter().cloned().map(Layers::of).collect();
        results.extend(evaluate_all(workbook, typed, layers, ALL_THREADS));
    }
    Ok(results)
}

/// One value of a row in one case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    row: &'a RowResult,
    slot: usize,
}

impl<'a> Place<'a> {
    /// The value that a key names, at a period where the key leaves it open, and at the first of
    /// whatever else is left open.
    pub(super) fn of(results: &'a Results, key: &str, period: Option<&str>) -> Option<Self> {
        let key = Key::parse(key).ok()?;
        let row = results.row(&key.name)?;
        let slot = row.axes.iter().fold(0, |slot, axis| {
            let place = |wanted: &dyn Fn(&str) -> bool| {
                let mut labels = axis.labels.iter();
                labels.position(|label| wanted(label))
            };
            let named = place(&|label| key.at.iter().any(|at| at == label));
            let place = named.or_else(|| place(&|label| period == Some(label)));
            slot * axis.labels.len() + place.unwrap_or(0)
        });
        Some(Self { row, slot })
    }

    /// The row.
    pub(super) fn row(&self) -> &'a RowResult {
        self.row
    }

    /// The value or the reason why there is none.
    pub(super) fn value(&self) -> Result<f64, String> {
        self.row.value(self.slot).map_err(str::to_owned)
    }

    /// The topmost layer that touched it.
    pub(super) fn layer(&self) -> Layer {
        let layer = self.row.layers.get(self.slot).copied();
        layer.unwrap_or(Layer::Workbook)
    }

    /// Whether a layer changes the result of the formula.
    pub(super) fn is_overridden(&self) -> bool {
        self.row.overridden && self.layer() != Layer::Workbook
    }

    /// The word for it, where it is a condition or a choice and not a number.
    pub(super) fn word(&self, workbook: &Workbook) -> Option<String> {
        let value = self.row.value(self.slot).ok()?;
        match &self.row.kind {
            RowKind::Number => None,
            RowKind::Condition => Some(if value == 1.0 { "yes" } else { "no" }.to_owned()),
            RowKind::Choice(ids) => {
                let id = ids.get(value as usize)?;
                Some(option_label(workbook, &self.row.id, id))
            }
        }
    }
}

/// The value that a key names, or why there is none.
pub(super) fn read(results: &Results, key: &str, period: Option<&str>) -> Result<f64, String> {
    match Place::of(results, key, period) {
        Some(place) => place.value(),
        None => Err("there is no such row".to_owned()),
    }
}

/// What an option is called: by the choice itself, or as an element of an index.
fn option_label(workbook: &Workbook, row: &str, id: &str) -> String {
    let options = workbook.variable(row).into_iter().flat_map(options);
    let elements = workbook.indexes.iter().flat_map(|index| &index.elements);
    let mut known = options.chain(elements);
    let found = known.find(|element| element.id == id);
    found.map_or_else(|| id.to_owned(), |element| element.label.clone())
}

fn options(row: &Variable) -> &[crate::workbook::Element] {
    match &row.definition {
        Definition::Assumption(assumption) => &assumption.options,
        _ => &[],
    }
}

#[cfg(test)]
pub(super) mod testing {
    //! A small workbook with two profiles and a scenario.

    use super::*;
    use crate::check::check;
    use crate::workbook::file;

    const TEXT: &str = r#"(
        format: 1, title: "Two sellers of tokens",
        timeline: (first: "2027", count: 2, step: year),
        indexes: [(id: "part", label: "Part", elements: [
            (id: "silicon", label: "Silicon"), (id: "power", label: "Power"),
        ])],
        sections: [(id: "s", label: "Section")],
        variables: [
            (id: "list_price", label: "List price", unit: "$/Mtok", section: "s", definition:
                assumption((value: constant(6.67), source: assumed("A price.")))),
            (id: "batch_price", label: "After batch", unit: "$/Mtok", section: "s", definition:
                formula("list_price * 0.9")),
            (id: "price", label: "Realised price", unit: "$/Mtok", section: "s", definition:
                formula("batch_price * 0.8")),
            (id: "parts", label: "Cost by part", unit: "$/Mtok", section: "s", over: ["part"],
                definition: assumption((value: elements({"silicon": 3, "power": 1}),
                    source: assumed("A split.")))),
            (id: "cost", label: "Cost", unit: "$/Mtok", section: "s", definition:
                formula("SUM(parts over part) + extra")),
            (id: "extra", label: "Left out of the parts", unit: "$/Mtok", section: "s", definition:
                assumption((value: constant(0), source: assumed("None.")))),
            (id: "owns", label: "Owns the plant", unit: "", section: "s", definition:
                assumption((value: constant(1), source: assumed("A choice.")))),
            (id: "demand", label: "Demand", unit: "Mtok/yr", section: "s", over: ["year"],
                definition: formula("100 [Mtok/yr] * (year - 2026)")),
            (id: "served", label: "Served", unit: "Mtok/yr", section: "s", over: ["year"],
                definition: formula("demand * 0.5")),
            (id: "returns", label: "Return", unit: "", section: "s", format: percent(1), definition:
                formula("IF(owns > 0, price / cost - 1, NA(\"it owns no plant\"))")),
        ],
        profiles: [
            (id: "owner", label: "Owner"),
            (id: "renter", label: "Renter", changes: [
                (key: "owns", action: set(constant(0))),
                (key: "parts", action: set(elements({"silicon": 2, "power": 1}))),
                (key: "extra", action: set(constant(0.5))),
            ]),
        ],
        scenarios: [(id: "bear", label: "Bear", changes: [
            (key: "list_price", action: set(constant(5))),
            (key: "cost", action: set(constant(6))),
        ])],
    )"#;

    pub(crate) fn workbook() -> (Workbook, Typed) {
        let workbook = file::parse(TEXT).unwrap();
        let (typed, findings) = check(&workbook);
        assert!(
            !findings.iter().any(|found| found.is_error()),
            "{findings:?}"
        );
        (workbook, typed)
    }

    pub(crate) fn case(profile: &str, scenario: Option<&str>) -> Case {
        Case {
            profile: Some(profile.to_owned()),
            scenario: scenario.map(str::to_owned),
        }
    }

    pub(crate) fn results(cases: &[Case]) -> (Workbook, Vec<Results>) {
        let (workbook, typed) = workbook();
        let results = evaluate_cases(&workbook, &typed, cases, &Progress::default());
        (workbook, results.unwrap())
    }

    #[test]
    fn a_stopped_run_gives_nothing() {
        let (workbook, typed) = workbook();
        let progress = Progress::default();
        progress.cancel();
        let cases = [case("owner", None)];
        let stopped = evaluate_cases(&workbook, &typed, &cases, &progress);
        assert!(stopped.is_err());
    }

    #[test]
    fn values_are_read_at_a_period_and_an_element() {
        let (_, results) = results(&[case("owner", None)]);
        let read = |key, period| read(&results[0], key, period);
        assert_eq!(read("demand", None), Ok(100.0));
        assert_eq!(read("demand", Some("2028")), Ok(200.0));
        assert_eq!(read("demand[2028]", Some("2027")), Ok(200.0));
        assert_eq!(read("parts[power]", None), Ok(1.0));
        assert!(read("nothing", None).is_err());
    }
}

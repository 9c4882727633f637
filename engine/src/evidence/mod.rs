//! What the values of a case rest on: sources, vendor claims, assumed values, measured bases.
//!
//! Nothing here is typed in by anybody: it follows from the sources of assumptions, curves and
//! changes, along what each formula reads in the case. [`of_case`] is the one entry.

mod basis;
mod path;
mod sets;
mod walk;

use crate::check::{Layers, Typed};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::run::{Reference, Results, resolve_all};
use crate::workbook::{Basis, Id, Source, Workbook};

pub use basis::{Clash, differences, incomparable};

use sets::{SetId, Sets};
use walk::{Grounds, Meeting, Walk};

/// What one row of a case rests on, directly and through what it reads. Ids stand in the order of
/// the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowEvidence {
    /// The sources.
    pub sources: Vec<Id>,
    /// The rows and curves that rest directly on a vendor's claim.
    pub vendor_claims: Vec<Id>,
    /// The rows and curves that are assumed.
    pub assumed: Vec<Id>,
    /// What figures were measured on, with their sources: of those that flow into the value, not of
    /// those that only decide which branch is taken.
    pub bases: Vec<(Id, Basis)>,
}

/// What every row of a case rests on.
#[derive(Clone, Debug)]
pub struct CaseEvidence {
    layout: Layout,
    sources: Vec<(Id, Basis)>,
    /// The ids of the rows, and of the curves after them.
    names: Vec<Id>,
    sets: Sets,
    rows: Vec<Grounds>,
    /// What any slot of each row rests on.
    whole: Vec<SetId>,
    meetings: Vec<Meeting>,
}

/// Where things stand among the members of a set.
#[derive(Clone, Copy, Debug)]
struct Layout {
    sources: usize,
    names: usize,
}

impl Layout {
    fn of(workbook: &Workbook) -> Self {
        Self {
            sources: workbook.sources.len(),
            names: workbook.variables.len() + workbook.curves.len(),
        }
    }

    fn count(self) -> usize {
        2 * (self.sources + self.names)
    }

    const fn source(self, source: usize) -> usize {
        source
    }

    /// A source with a basis, of a figure that flows into the value.
    const fn basis(self, source: usize) -> usize {
        self.sources + source
    }

    const fn vendor(self, name: usize) -> usize {
        2 * self.sources + name
    }

    const fn assumed(self, name: usize) -> usize {
        2 * self.sources + self.names + name
    }
}

/// What the rows of a case rest on, all in one pass.
///
/// Only what is really read counts, slot by slot: the condition and the branch taken of `IF`,
/// `IFS` and `CHOOSE`, and of `IFNA` the second value only where the first is missing. A row rests
/// on what any of its slots rests on. A value that a profile or scenario sets has the source that
/// the change names, else the one it had; a value set by hand or by a study has none.
///
/// ```
/// use rackhour_engine::{check::{Layers, check}, evidence, run::evaluate, workbook::file};
/// let text = r#"(format: 1, title: "t", sections: [(id: "s", label: "S")],
///     sources: [(id: "brochure", title: "Brochure", evidence: vendor)], variables: [
///     (id: "rate", label: "Rate", unit: "tok/s", section: "s", definition:
///         assumption((value: constant(900), source: from("brochure")))),
///     (id: "half", label: "Half", unit: "tok/s", section: "s", definition: formula("rate / 2")),
/// ])"#;
/// let workbook = file::parse(text).unwrap();
/// let (typed, layers) = (check(&workbook).0, Layers::default());
/// let results = evaluate(&workbook, &typed, &layers);
/// let case = evidence::of_case(&workbook, &typed, &layers, &results);
/// assert_eq!(case.row(1).vendor_claims, ["rate"]);
/// ```
pub fn of_case(
    workbook: &Workbook,
    typed: &Typed,
    layers: &Layers,
    results: &Results,
) -> CaseEvidence {
    let (resolved, _) = resolve_all(workbook, typed, layers);
    let known = |row: usize, slot: usize| results.rows[row].value(slot).ok();
    let mut reference = Reference::knowing(typed, &resolved, known);
    // Row by row, so that no chain of missing values is followed to its end in one go.
    reference.prepare(0..typed.rows.len());
    let layout = Layout::of(workbook);
    let mut walk = Walk::new(workbook, typed, layers, &resolved, reference, layout);
    for group in &typed.order {
        walk.group(group);
    }
    let (mut sets, rows, meetings) = walk.finish();
    let whole = rows
        .iter()
        .map(|row| sets.union(row.sets().iter().copied()));
    let whole = whole.collect();
    let names = workbook.variables.iter().map(|row| row.id.clone());
    let curves = workbook.curves.iter().map(|curve| curve.id.clone());
    CaseEvidence {
        layout,
        sources: workbook
            .sources
            .iter()
            .map(|s| (s.id.clone(), basis_of(s)))
            .collect(),
        names: names.chain(curves).collect(),
        sets,
        rows,
        whole,
        meetings,
    }
}

/// What [`CaseEvidence::mixed`] finds in any of some cases, each finding once.
///
/// Nothing is looked at where no two bases differ.
pub fn mixed_in<'a>(
    workbook: &Workbook,
    typed: &Typed,
    cases: impl IntoIterator<Item = (&'a Layers, &'a Results)>,
) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> = Vec::new();
    if !has_clashes(workbook) {
        return findings;
    }
    for (layers, results) in cases {
        for finding in of_case(workbook, typed, layers, results).mixed() {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    findings
}

/// Where rows do not compare between cases: each clash of two bases, with the rows it concerns.
pub fn between_cases(cases: &[&CaseEvidence], rows: &[usize]) -> Vec<(Clash, Vec<usize>)> {
    let mut found: Vec<(Clash, Vec<usize>)> = Vec::new();
    for &row in rows {
        let cases: Vec<_> = cases.iter().map(|case| case.row(row)).collect();
        for clash in incomparable(&cases) {
            let mut known = found.iter_mut();
            match known.find(|(known, _)| known.is_between(&clash.sources)) {
                Some((_, rows)) => rows.push(row),
                None => found.push((clash, vec![row])),
            }
        }
    }
    found
}

/// Whether any two sources of a workbook were measured on bases that differ.
pub fn has_clashes(workbook: &Workbook) -> bool {
    !walk::clashes(workbook).is_empty()
}

fn basis_of(source: &Source) -> Basis {
    source.basis.clone().unwrap_or_default()
}

impl CaseEvidence {
    /// What a row rests on: any of its slots.
    pub fn row(&self, row: usize) -> RowEvidence {
        self.listed(self.whole[row])
    }

    /// What one slot of a row rests on.
    pub fn slot(&self, row: usize, slot: usize) -> RowEvidence {
        self.listed(self.rows[row].at(slot))
    }

    /// Whether a row rests on a vendor's claim.
    pub fn rests_on_a_vendor(&self, row: usize) -> bool {
        let mut names = 0..self.names.len();
        names.any(|name| self.sets.has(self.whole[row], self.layout.vendor(name)))
    }

    /// Rows at which figures on different bases meet, none of what they read resting on both.
    ///
    /// Only where both flow into the value in this case; rows further down are not named again.
    pub fn mixed(&self) -> Vec<Diagnostic> {
        let mut findings: Vec<Diagnostic> = Vec::new();
        for meeting in &self.meetings {
            let (first, second) = meeting.sources;
            let [(a, one), (b, other)] = [&self.sources[first], &self.sources[second]];
            let found = differences(&[one.clone(), other.clone()]).join("; ");
            let id = &self.names[meeting.row];
            let message = format!("`{id}` mixes figures on different bases: {found}");
            let place = Place {
                path: format!("variables/{id}/definition"),
                name: id.clone(),
                text: String::new(),
            };
            let finding = Diagnostic::warning(Code::MixedBases, message)
                .hint(format!(
                    "take both from figures on one basis; these are from `{a}` and `{b}`"
                ))
                .at(place);
            findings.push(finding);
        }
        findings
    }

    fn listed(&self, set: SetId) -> RowEvidence {
        let layout = self.layout;
        let has = |member| self.sets.has(set, member);
        let names = |member: &dyn Fn(usize) -> usize| -> Vec<Id> {
            let all = self.names.iter().enumerate();
            let there = all.filter(|(name, _)| has(member(*name)));
            there.map(|(_, id)| id.clone()).collect()
        };
        let sources = |member: &dyn Fn(usize) -> usize| -> Vec<&(Id, Basis)> {
            let all = self.sources.iter().enumerate();
            let there = all.filter(|(source, _)| has(member(*source)));
            there.map(|(_, source)| source).collect()
        };
        let cited = sources(&|source| layout.source(source));
        let based = sources(&|source| layout.basis(source));
        RowEvidence {
            sources: cited.into_iter().map(|(id, _)| id.clone()).collect(),
            vendor_claims: names(&|name| layout.vendor(name)),
            assumed: names(&|name| layout.assumed(name)),
            bases: based.into_iter().cloned().collect(),
        }
    }
}

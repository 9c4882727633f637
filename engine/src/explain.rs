//! Where a number comes from: its formula, its source, and the same for everything it reads.

use std::sync::Arc;

use crate::check::{Layer, Layers, Typed, origins};
use crate::evidence::{CaseEvidence, RowEvidence, of_case};
use crate::run::{Results, RowResult};
use crate::workbook::{Definition, Evidence, Provenance, Source, Workbook};

/// The most nodes of one explanation; rows read by many others would fill any screen.
const MOST_NODES: usize = 10_000;

/// How deep an explanation goes.
const MOST_LEVELS: usize = 200;

/// One row of an explanation.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The row's position in the workbook.
    pub row: usize,
    /// Its formula as written; none for an assumption.
    pub formula: Option<String>,
    /// Its values in the case.
    pub result: RowResult,
    /// Where its value comes from; none for a formula that no layer overrides.
    pub source: Option<String>,
    /// What it rests on, itself and through all that it reads.
    pub evidence: Arc<RowEvidence>,
    /// What its formula reads, in order of first mention. Empty where the row is explained above.
    pub inputs: Vec<Trace>,
    /// How many of the rows that it reads are not among them, since an explanation ends somewhere.
    pub left_out: usize,
}

/// Explains a row of a case down to its assumptions.
///
/// A row that reads itself in an earlier period is not explained inside itself. Where the
/// explanation would fill any screen it ends, and says how much is left out.
pub fn explain(
    workbook: &Workbook,
    typed: &Typed,
    layers: &Layers,
    results: &Results,
    row: usize,
) -> Trace {
    let mut walk = Walk {
        workbook,
        typed,
        layers,
        results,
        evidence: of_case(workbook, typed, layers, results),
        known: vec![None; typed.rows.len()],
        path: Vec::new(),
        nodes: 0,
    };
    walk.trace(row)
}

struct Walk<'a> {
    workbook: &'a Workbook,
    typed: &'a Typed,
    layers: &'a Layers,
    results: &'a Results,
    evidence: CaseEvidence,
    /// What the rows met so far rest on.
    known: Vec<Option<Arc<RowEvidence>>>,
    path: Vec<usize>,
    nodes: usize,
}

impl Walk<'_> {
    fn trace(&mut self, row: usize) -> Trace {
        self.nodes += 1;
        let reads = match self.path.contains(&row) {
            true => &[],
            false => self.typed.rows[row].reads.as_slice(),
        };
        let mut inputs = Vec::new();
        self.path.push(row);
        for input in reads {
            if self.nodes >= MOST_NODES || self.path.len() > MOST_LEVELS {
                break;
            }
            inputs.push(self.trace(*input));
        }
        self.path.pop();
        Trace {
            row,
            formula: formula(&self.workbook.variables[row].definition),
            result: self.results.rows[row].clone(),
            source: self.source(row),
            evidence: self.rests_on(row),
            left_out: reads.len() - inputs.len(),
            inputs,
        }
    }
}

impl Walk<'_> {
    fn rests_on(&mut self, row: usize) -> Arc<RowEvidence> {
        let evidence = &self.evidence;
        let known = self.known[row].get_or_insert_with(|| Arc::new(evidence.row(row)));
        Arc::clone(known)
    }

    /// Where a value comes from. One that a layer set has that layer for a source, and what the
    /// layer says of it; what the workbook says of its own value stands behind.
    fn source(&self, row: usize) -> Option<String> {
        let own = match &self.workbook.variables[row].definition {
            Definition::Assumption(given) => Some(cited(self.workbook, &given.source)),
            Definition::Formula(_) | Definition::Irregular(_) => None,
        };
        let top = self.results.rows[row].layers.iter().max();
        let top = top.filter(|top| **top != Layer::Workbook);
        let Some(top) = top else { return own };
        let mut words = format!("set by {}", layer(*top));
        if let Some(source) = self.source_of_layer(row, *top) {
            words.push_str(&format!(": {source}"));
        }
        let behind = own.map(|own| format!("; in the workbook: {own}"));
        Some(words + &behind.unwrap_or_default())
    }

    /// What a profile or scenario says of the value that it sets.
    fn source_of_layer(&self, row: usize, layer: Layer) -> Option<String> {
        let origins = origins(self.workbook, self.typed, &self.layers.case, row);
        let own = origins
            .iter()
            .find(|origin| origin.layer == layer && origin.is_cited)?;
        Some(cited(self.workbook, own.source?))
    }
}

/// The formula of a definition, as written.
fn formula(definition: &Definition) -> Option<String> {
    match definition {
        Definition::Assumption(_) => None,
        Definition::Formula(text) => Some(text.clone()),
        Definition::Irregular(_) => Some("one entry per period".to_owned()),
    }
}

/// A source in words: what is assumed, or the document cited.
fn cited(workbook: &Workbook, provenance: &Provenance) -> String {
    match provenance {
        Provenance::Assumed(reason) => format!("assumed: {reason}"),
        Provenance::From(id) => workbook
            .sources
            .iter()
            .find(|source| source.id == *id)
            .map_or_else(|| format!("missing source `{id}`"), |source| cite(source)),
    }
}

/// A source in one line: title, publisher, date and what kind of evidence it is.
fn cite(source: &Source) -> String {
    let or = |text: &str| {
        if text.is_empty() {
            "not recorded".to_owned()
        } else {
            text.to_owned()
        }
    };
    let evidence = evidence(source.evidence);
    format!(
        "{}; {}; {}; {evidence}",
        source.title,
        or(&source.publisher),
        or(&source.date)
    )
}

/// What a code of evidence means, as a reader sees it.
fn evidence(code: Evidence) -> &'static str {
    match code {
        Evidence::Filing => "filing",
        Evidence::Measured => "measured",
        Evidence::Analyst => "analyst estimate",
        Evidence::Vendor => "vendor claim",
        Evidence::ListPrice => "list price",
        Evidence::Press => "press report",
        Evidence::Derived => "derived",
    }
}

/// What a layer is called on screen.
fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Workbook => "the workbook",
        Layer::Profile => "the profile",
        Layer::Scenario => "the scenario",
        Layer::Axis => "the study",
        Layer::Set => "hand",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check;
    use crate::run::evaluate;
    use crate::workbook::file;

    /// An explanation of the last of these rows, each a formula.
    fn explained(formulas: &[String]) -> Trace {
        let row = |(place, formula): (usize, &String)| {
            format!(
                "(id: \"row_{place}\", label: \"R\", unit: \"\", section: \"s\", \
                 definition: formula(\"{formula}\")),"
            )
        };
        let rows: String = formulas.iter().enumerate().map(row).collect();
        let text = format!(
            "(format: 1, title: \"t\", sections: [(id: \"s\", label: \"S\")], variables: [{rows}])"
        );
        let workbook = file::parse(&text).unwrap();
        let (typed, _) = check(&workbook);
        let layers = Layers::default();
        let results = evaluate(&workbook, &typed, &layers);
        explain(&workbook, &typed, &layers, &results, formulas.len() - 1)
    }

    fn nodes(trace: &Trace) -> usize {
        1 + trace.inputs.iter().map(nodes).sum::<usize>()
    }

    fn left_out(trace: &Trace) -> usize {
        trace.left_out + trace.inputs.iter().map(left_out).sum::<usize>()
    }

    #[test]
    fn a_short_explanation_leaves_nothing_out() {
        let trace = explained(&["1".into(), "row_0 + 1".into(), "row_1 + row_0".into()]);
        assert_eq!((nodes(&trace), left_out(&trace)), (4, 0));
    }

    #[test]
    fn one_that_grows_at_every_level_ends_and_says_so() {
        let next = |place: usize| format!("row_{} + row_{}", place - 1, place - 2);
        let mut formulas = vec!["1".to_owned(), "1".to_owned()];
        formulas.extend((2..40).map(next));
        let trace = explained(&formulas);
        assert_eq!(nodes(&trace), MOST_NODES);
        assert!(left_out(&trace) > 0);
    }

    #[test]
    fn a_deep_one_ends_and_says_so() {
        let next = |place: usize| format!("row_{} + 1", place - 1);
        let mut formulas = vec!["1".to_owned()];
        formulas.extend((1..300).map(next));
        let trace = explained(&formulas);
        assert_eq!((nodes(&trace), left_out(&trace)), (MOST_LEVELS + 1, 1));
    }
}

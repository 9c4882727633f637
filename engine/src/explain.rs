//! Where a number comes from: its formula, its source, and the same for everything it reads.

use std::sync::Arc;

use crate::check::{Layer, Layers, Typed, origins};
use crate::evidence::{CaseEvidence, RowEvidence, of_case};
use crate::run::{Results, RowResult};
use crate::workbook::{Definition, Evidence, Provenance, Source, Workbook};

/// The most nodes of one explanation; rows read by many others would fill any screen.
const MOST_NODES: usize = 10_000;

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
}

/// Explains a row of a case down to its assumptions.
///
/// A row that reads itself in an earlier period is not explained inside itself.
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
        let known = self.path.contains(&row) || self.nodes > MOST_NODES || self.path.len() > 200;
        let mut inputs = Vec::new();
        if !known {
            self.path.push(row);
            for input in self.typed.rows[row].reads.clone() {
                inputs.push(self.trace(input));
            }
            self.path.pop();
        }
        Trace {
            row,
            formula: formula(&self.workbook.variables[row].definition),
            result: self.results.rows[row].clone(),
            source: self.source(row),
            evidence: self.rests_on(row),
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

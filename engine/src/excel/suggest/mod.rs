//! Which rows of a workbook a line of a sheet may belong to.
//!
//! A score is made of five parts, see [`Parts`]. What measures something else than the row is never
//! suggested; what is no clear winner is never ticked before somebody looks.

mod likeness;
mod rows;
mod synonyms;
mod words;

use std::collections::BTreeMap;

use crate::check::{self, Typed};
use crate::excel::book::Book;
use crate::excel::line::Line;
use crate::units::Catalog;
use crate::workbook::{Id, Workbook};

use likeness::{Likeness, likeness};
use rows::{Candidate, Labels};

/// How many rows are suggested for a line.
pub const MOST: usize = 3;

/// From which score on a match may be ticked before somebody looks.
const CLEAR: f64 = 0.80;
/// How far it must be ahead of the next.
const MARGIN: f64 = 0.15;
/// Below this score a match is none.
const LEAST: f64 = 0.35;
/// How many rows, by their words, are looked at more closely.
const CLOSER: usize = 12;
/// What the score of a line that sums up others is multiplied by.
const TOTAL: f64 = 0.6;
/// Scores are compared in steps that floats can hold.
const STEP: f64 = 1e-9;

/// A row that a line may belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The row.
    pub row: Id,
    /// The element of the row's first index that the label names.
    pub element: Option<Id>,
    /// How well it fits, from 0 to 1.
    pub score: f64,
    /// What the score is made of.
    pub parts: Parts,
    /// Whether it is clear enough to be ticked before anybody looks.
    pub is_preticked: bool,
}

/// What a score is made of, each from 0 to 1, before it is weighed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parts {
    /// How many words are shared.
    pub words: f64,
    /// How many groups of three letters are shared.
    pub trigrams: f64,
    /// Whether the units measure the same; 0.5 where none is written.
    pub unit: f64,
    /// Whether the value lies where those of the row do; 0.5 where there is none.
    pub magnitude: f64,
    /// Whether the label was bound to the row before.
    pub learned: f64,
}

impl Parts {
    /// The parts in their weights.
    pub fn score(&self) -> f64 {
        0.45 * self.words
            + 0.15 * self.trigrams
            + 0.20 * self.unit
            + 0.10 * self.magnitude
            + 0.10 * self.learned
    }
}

/// A label that was bound to a row before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// The label, as it is written or as [`normalised`] gives it.
    pub label: String,
    /// The row.
    pub row: Id,
}

/// A label in the words by which it is compared: small letters, without units and marks, one word
/// for what means the same.
///
/// ```
/// use rackhour_engine::excel::suggest::normalised;
/// assert_eq!(normalised("Capital cost per rack ($m)"), "capex rack");
/// assert_eq!(normalised("Discount rate, %"), "wacc");
/// ```
pub fn normalised(label: &str) -> String {
    words::words(label, &Catalog::default()).join(" ")
}

/// The rows that each line of a book may belong to, the best first, [`MOST`] at most.
///
/// Rows that can be given numbers are looked at: assumptions that are not choices.
pub fn suggest(
    typed: &Typed,
    workbook: &Workbook,
    book: &Book,
    lines: &[Line],
    learned: &[Learned],
) -> Vec<Vec<Match>> {
    let catalog = check::catalog(workbook);
    let labels = Labels::new(typed, workbook, &catalog, learned);
    let one = |line: &Line| matches(&labels, workbook, book, &catalog, line);
    let mut found: Vec<Vec<Match>> = lines.iter().map(one).collect();
    untick_repeated(&mut found);
    found
}

/// The best rows for one line.
fn matches(
    labels: &Labels<'_>,
    workbook: &Workbook,
    book: &Book,
    catalog: &Catalog,
    line: &Line,
) -> Vec<Match> {
    let mut found: Vec<Match> = Vec::new();
    for candidate in labels.closest(line, catalog, CLOSER) {
        let Some(row) = workbook.variable(candidate.row) else {
            continue;
        };
        let unit = labels.unit(candidate.row);
        if let Some(likeness) =
            unit.and_then(|unit| likeness(book, line, row, unit, catalog, candidate.element))
        {
            found.push(scored(&candidate, likeness, line));
        }
    }
    found.retain(|found| found.score >= LEAST);
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let second = found.get(1).map_or(0.0, |second| second.score);
    if let Some(first) = found.first_mut() {
        let is_clear = first.score + STEP >= CLEAR && first.score - second + STEP >= MARGIN;
        let is_whole = first.element.is_some() || !labels.has_elements(&first.row);
        first.is_preticked = is_clear && is_whole && !line.is_total && first.parts.magnitude > 0.0;
    }
    found.truncate(MOST);
    found
}

fn scored(candidate: &Candidate<'_>, likeness: Likeness, line: &Line) -> Match {
    let parts = Parts {
        words: candidate.words,
        trigrams: candidate.trigrams,
        unit: likeness.unit,
        magnitude: likeness.magnitude,
        learned: if candidate.is_learned { 1.0 } else { 0.0 },
    };
    let weight = if line.is_total { TOTAL } else { 1.0 };
    Match {
        row: candidate.row.to_owned(),
        element: candidate.element.map(str::to_owned),
        score: parts.score() * weight,
        parts,
        is_preticked: false,
    }
}

/// Two lines for one row are for somebody to choose between.
fn untick_repeated(found: &mut [Vec<Match>]) {
    let mut counts: BTreeMap<(Id, Option<Id>), usize> = BTreeMap::new();
    for first in found.iter().filter_map(|matches| matches.first()) {
        if first.is_preticked {
            *counts
                .entry((first.row.clone(), first.element.clone()))
                .or_default() += 1;
        }
    }
    for first in found.iter_mut().filter_map(|matches| matches.first_mut()) {
        let key = (first.row.clone(), first.element.clone());
        first.is_preticked &= counts.get(&key).copied().unwrap_or(0) < 2;
    }
}

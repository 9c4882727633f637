//! The rows that can be given numbers, by the words of their labels.

use std::collections::BTreeMap;

use crate::check::Typed;
use crate::excel::line::Line;
use crate::units::{Catalog, Unit};
use crate::workbook::{Definition, Variable, Workbook};

use super::Learned;
use super::words::{split, trigrams, words};

/// What a name that is not the whole label counts for.
const ALIAS: f64 = 0.97;
/// What a word counts for that only a heading says.
const ABOVE: f64 = 0.7;
/// What a word counts for that no row has.
const UNKNOWN: f64 = 0.8;

/// A row, and an element of it, that a label comes near to.
pub(super) struct Candidate<'a> {
    pub(super) row: &'a str,
    pub(super) element: Option<&'a str>,
    pub(super) words: f64,
    pub(super) trigrams: f64,
    pub(super) is_learned: bool,
}

/// One way to name a row or one element of it.
struct Name<'a> {
    row: &'a str,
    element: Option<&'a str>,
    words: Vec<String>,
    weight: f64,
    is_learned: bool,
}

/// All names of all rows.
pub(super) struct Labels<'a> {
    names: Vec<Name<'a>>,
    /// How much a word tells: the fewer rows have it, the more.
    tells: BTreeMap<String, f64>,
    sections: BTreeMap<&'a str, Vec<String>>,
    units: BTreeMap<&'a str, &'a Unit>,
    with_elements: Vec<&'a str>,
}

impl<'a> Labels<'a> {
    pub(super) fn new(
        typed: &'a Typed,
        workbook: &'a Workbook,
        catalog: &Catalog,
        learned: &'a [Learned],
    ) -> Self {
        let mut own = Self {
            names: Vec::new(),
            tells: BTreeMap::new(),
            sections: BTreeMap::new(),
            units: BTreeMap::new(),
            with_elements: Vec::new(),
        };
        for row in &workbook.variables {
            let is_number = match &row.definition {
                Definition::Assumption(assumption) => assumption.options.is_empty(),
                _ => false,
            };
            let Some(checked) = typed.row(&row.id).filter(|_| is_number) else {
                continue;
            };
            own.units.insert(&row.id, &checked.unit);
            let section = workbook
                .sections
                .iter()
                .find(|section| section.id == row.section);
            let section = section.map_or_else(Vec::new, |section| split(&section.label));
            own.sections.insert(&row.id, section);
            own.add(workbook, row, catalog, learned);
        }
        own.weigh();
        own
    }

    /// Adds the names of a row: its label, the label up to a comma, its id, and what it was bound to.
    fn add(
        &mut self,
        workbook: &'a Workbook,
        row: &'a Variable,
        catalog: &Catalog,
        learned: &'a [Learned],
    ) {
        let head = row.label.split(',').next().unwrap_or_default();
        let mut names = vec![
            (split(&row.label), 1.0, false),
            (split(&row.id), ALIAS, false),
        ];
        if head.len() < row.label.len() {
            names.push((split(head), ALIAS, false));
        }
        let bound = learned.iter().filter(|learned| learned.row == row.id);
        names.extend(bound.map(|learned| (words(&learned.label, catalog), 1.0, true)));
        let index = row
            .over
            .iter()
            .flatten()
            .find_map(|over| workbook.indexes.iter().find(|index| index.id == *over));
        for (words, weight, is_learned) in names {
            for element in index.iter().flat_map(|index| &index.elements) {
                let labels = [&element.label, &element.id];
                let further = labels.map(|label| split(label));
                for further in further {
                    let mut all = words.clone();
                    all.extend(further);
                    self.push(&row.id, Some(&element.id), all, weight * ALIAS, is_learned);
                }
            }
            self.push(&row.id, None, words, weight, is_learned);
        }
        if index.is_some() {
            self.with_elements.push(&row.id);
        }
    }

    fn push(
        &mut self,
        row: &'a str,
        element: Option<&'a str>,
        words: Vec<String>,
        weight: f64,
        is_learned: bool,
    ) {
        let mut once: Vec<String> = Vec::new();
        for word in words {
            if !once.contains(&word) {
                once.push(word);
            }
        }
        if !once.is_empty() {
            self.names.push(Name {
                row,
                element,
                words: once,
                weight,
                is_learned,
            });
        }
    }

    /// Counts in how many rows a word occurs.
    fn weigh(&mut self) {
        let mut rows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for name in self.names.iter().filter(|name| name.element.is_none()) {
            for word in &name.words {
                let known = rows.entry(word).or_default();
                if !known.contains(&name.row) {
                    known.push(name.row);
                }
            }
        }
        let tells = |count: usize| 1.0 / (count.max(1) as f64).sqrt().sqrt();
        self.tells = rows
            .into_iter()
            .map(|(word, rows)| (word.to_owned(), tells(rows.len())))
            .collect();
    }

    pub(super) fn unit(&self, row: &str) -> Option<&'a Unit> {
        self.units.get(row).copied()
    }

    pub(super) fn has_elements(&self, row: &str) -> bool {
        self.with_elements.contains(&row)
    }

    /// The rows, and elements, that a line's label comes nearest to, each once.
    pub(super) fn closest(
        &self,
        line: &Line,
        catalog: &Catalog,
        most: usize,
    ) -> Vec<Candidate<'a>> {
        let label = words(&line.label, catalog);
        let above: Vec<String> = line
            .section
            .iter()
            .flat_map(|text| words(text, catalog))
            .collect();
        let mut best: BTreeMap<(&str, Option<&str>), Candidate<'a>> = BTreeMap::new();
        for name in &self.names {
            let shared = self.shared(&label, &above, name) * name.weight;
            if shared < 0.2 {
                continue;
            }
            let candidate = Candidate {
                row: name.row,
                element: name.element,
                words: shared,
                trigrams: trigrams(&label, &name.words) * name.weight,
                is_learned: name.is_learned && name.words == label,
            };
            let known = best.get(&(name.row, name.element));
            let rank = |one: &Candidate<'_>| {
                0.45 * one.words + 0.15 * one.trigrams + if one.is_learned { 1.0 } else { 0.0 }
            };
            if known.is_none_or(|known| rank(known) < rank(&candidate)) {
                best.insert((name.row, name.element), candidate);
            }
        }
        let mut found: Vec<Candidate<'a>> = best.into_values().collect();
        found.sort_by(|a, b| b.words.total_cmp(&a.words));
        found.truncate(most);
        one_per_row(found)
    }

    fn weight(&self, word: &str) -> f64 {
        self.tells.get(word).copied().unwrap_or(UNKNOWN)
    }

    /// How many words a label shares with a name, weighed by what they tell: 1 where all are. Words
    /// that only the headings above say help; words of the row's own section do not hinder.
    fn shared(&self, label: &[String], above: &[String], name: &Name<'_>) -> f64 {
        let (mut common, mut all) = (0.0, 0.0);
        for word in &name.words {
            let weight = self.weight(word);
            all += weight;
            if label.contains(word) {
                common += 2.0 * weight;
            } else if above.contains(word) {
                common += 2.0 * ABOVE * weight;
                all += ABOVE * weight;
            }
        }
        let section = self.sections.get(name.row);
        for word in label {
            let is_of_section =
                !name.words.contains(word) && section.is_some_and(|section| section.contains(word));
            all += self.weight(word) * if is_of_section { 0.3 } else { 1.0 };
        }
        if all > 0.0 { common / all } else { 0.0 }
    }
}

/// Of several elements of a row, and the row as a whole, the one that comes nearest; the row as a
/// whole where two elements come as near.
fn one_per_row(found: Vec<Candidate<'_>>) -> Vec<Candidate<'_>> {
    let mut once: Vec<Candidate<'_>> = Vec::new();
    for candidate in found {
        match once.iter_mut().find(|known| known.row == candidate.row) {
            None => once.push(candidate),
            Some(known) if known.words == candidate.words => known.element = None,
            Some(_) => {}
        }
    }
    once
}

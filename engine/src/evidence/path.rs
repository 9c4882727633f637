//! The way from a result to what it rests on, row by row.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use crate::check::Typed;
use crate::workbook::Id;

use super::CaseEvidence;

impl CaseEvidence {
    /// Whether a row rests on a source, directly or through what it reads.
    pub fn rests_on(&self, row: usize, source: &str) -> bool {
        let place = self.sources.iter().position(|(id, _)| id == source);
        place.is_some_and(|place| self.sets.has(self.whole[row], self.layout.source(place)))
    }

    /// The shortest way from a row to the vendor's claim of a row or curve that it rests on: their
    /// ids, along what each reads in the case, the claim last. Empty where it does not rest on it.
    ///
    /// ```
    /// use rackhour_engine::{check::{Layers, check}, evidence, run::evaluate, workbook::file};
    /// let text = r#"(format: 1, title: "t", sections: [(id: "s", label: "S")],
    ///     sources: [(id: "brochure", title: "Brochure", evidence: vendor)], variables: [
    ///     (id: "rate", label: "Rate", unit: "tok/s", section: "s", definition:
    ///         assumption((value: constant(900), source: from("brochure")))),
    ///     (id: "half", label: "Half", unit: "tok/s", section: "s", definition: formula("rate / 2")),
    ///     (id: "both", label: "Both", unit: "tok/s", section: "s", definition: formula("half * 2")),
    /// ])"#;
    /// let workbook = file::parse(text).unwrap();
    /// let (typed, layers) = (check(&workbook).0, Layers::default());
    /// let results = evaluate(&workbook, &typed, &layers);
    /// let case = evidence::of_case(&workbook, &typed, &layers, &results);
    /// assert_eq!(case.way_to_claim(&typed, 2, "rate"), ["both", "half", "rate"]);
    /// assert!(case.rests_on(2, "brochure"));
    /// ```
    pub fn way_to_claim(&self, typed: &Typed, row: usize, claim: &str) -> Vec<Id> {
        let Some(name) = self.names.iter().position(|id| id == claim) else {
            return Vec::new();
        };
        let rests = |row: usize| self.sets.has(self.whole[row], self.layout.vendor(name));
        if !rests(row) {
            return Vec::new();
        }
        let below = |row: usize| {
            let reads = typed.rows[row].reads.iter().copied();
            reads.filter(move |read| *read != row && rests(*read))
        };
        // A curve is no row: the way ends at the row that calls it.
        let is_curve = name >= typed.rows.len();
        let is_end = |row: usize| row == name || is_curve && below(row).next().is_none();
        let mut from = BTreeMap::from([(row, row)]);
        let mut next = VecDeque::from([row]);
        while let Some(here) = next.pop_front() {
            if is_end(here) {
                let mut way = back(&from, here);
                way.extend(is_curve.then_some(name));
                return way
                    .into_iter()
                    .map(|place| self.names[place].clone())
                    .collect();
            }
            for read in below(here) {
                if let Entry::Vacant(free) = from.entry(read) {
                    free.insert(here);
                    next.push_back(read);
                }
            }
        }
        Vec::new()
    }
}

/// The way that led to a place, from its beginning.
fn back(from: &BTreeMap<usize, usize>, end: usize) -> Vec<usize> {
    let mut way = vec![end];
    let mut here = end;
    while let Some(before) = from.get(&here).filter(|before| **before != here) {
        way.push(*before);
        here = *before;
    }
    way.reverse();
    way
}

#[cfg(test)]
mod tests {
    use crate::check::{Layers, check};
    use crate::evidence::of_case;
    use crate::run::evaluate;
    use crate::workbook::file;

    #[test]
    fn the_way_to_a_curve_ends_at_the_row_that_calls_it_and_dead_branches_lead_nowhere() {
        let text = r#"(format: 1, title: "t", sections: [(id: "s", label: "S")],
            sources: [(id: "brochure", title: "Brochure", evidence: vendor)],
            curves: [(id: "speed", label: "Speed", input_unit: "", output_unit: "",
                points: [(0, 1), (1, 2)], source: from("brochure"))],
            variables: [
                (id: "load", label: "Load", unit: "", section: "s", definition:
                    assumption((value: constant(0.5), source: assumed("a test")))),
                (id: "claimed", label: "Claimed", unit: "", section: "s", definition:
                    assumption((value: constant(9), source: from("brochure")))),
                (id: "rate", label: "Rate", unit: "", section: "s", definition: formula("speed(load)")),
                (id: "yield", label: "Yield", unit: "", section: "s", definition:
                    formula("IF(load > 1, claimed, rate)")),
            ])"#;
        let workbook = file::parse(text).unwrap();
        let (typed, layers) = (check(&workbook).0, Layers::default());
        let results = evaluate(&workbook, &typed, &layers);
        let case = of_case(&workbook, &typed, &layers, &results);
        assert_eq!(
            case.way_to_claim(&typed, 3, "speed"),
            ["yield", "rate", "speed"]
        );
        assert!(
            case.way_to_claim(&typed, 3, "claimed").is_empty(),
            "it is not read in this case"
        );
        assert!(case.rests_on(3, "brochure") && !case.rests_on(0, "brochure"));
    }
}

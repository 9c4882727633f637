//! Where a document cites its sources: what each of them feeds directly.

use super::{Definition, Id, Provenance, Workbook};

/// A place where a source is cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// What cites it.
    pub by: CitedBy,
    /// The item's name: of a row, curve, profile, scenario or signal.
    pub id: Id,
    /// What it is called on screen.
    pub label: String,
    /// The key of the change in a profile or scenario, the date of an observation; else empty.
    pub part: String,
}

/// What cites a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CitedBy {
    /// An assumption.
    Row,
    /// A curve.
    Curve,
    /// A value that a profile changes.
    Profile,
    /// A value that a scenario changes.
    Scenario,
    /// Something that was seen of a signal.
    Signal,
}

impl CitedBy {
    /// What such an item is called in a sentence.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Curve => "curve",
            Self::Profile => "profile",
            Self::Scenario => "scenario",
            Self::Signal => "signal",
        }
    }
}

impl Workbook {
    /// Where a source is cited, in the order of the document.
    ///
    /// ```
    /// use rackhour_engine::workbook::file;
    /// let workbook = file::parse(
    ///     r#"(format: 1, title: "Rent", sources: [(id: "quote", title: "A quote", evidence: press)],
    ///         variables: [(id: "price", label: "Price", unit: "$", section: "rent", definition:
    ///             assumption((value: constant(3), source: from("quote"))))])"#,
    /// )?;
    /// assert_eq!(workbook.citations("quote")[0].label, "Price");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn citations(&self, source: &str) -> Vec<Citation> {
        let is_it = |given: &Provenance| matches!(given, Provenance::From(id) if id == source);
        let citation = |by, id: &Id, label: &String, part: &String| Citation {
            by,
            id: id.clone(),
            label: label.clone(),
            part: part.clone(),
        };
        let whole = String::new();
        let mut found = Vec::new();
        for row in &self.variables {
            if let Definition::Assumption(assumption) = &row.definition
                && is_it(&assumption.source)
            {
                found.push(citation(CitedBy::Row, &row.id, &row.label, &whole));
            }
        }
        let curves = self.curves.iter().filter(|curve| is_it(&curve.source));
        found.extend(curves.map(|curve| citation(CitedBy::Curve, &curve.id, &curve.label, &whole)));
        let profiles = self.profiles.iter().flat_map(|layer| {
            let changes = layer.changes.iter();
            changes.map(|change| (CitedBy::Profile, &layer.id, &layer.label, change))
        });
        let scenarios = self.scenarios.iter().flat_map(|layer| {
            let changes = layer.changes.iter();
            changes.map(|change| (CitedBy::Scenario, &layer.id, &layer.label, change))
        });
        let cited = profiles
            .chain(scenarios)
            .filter(|(.., change)| change.source.as_ref().is_some_and(is_it));
        found.extend(cited.map(|(by, id, label, change)| citation(by, id, label, &change.key)));
        for signal in &self.signals {
            let seen = signal.observations.iter();
            let seen = seen.filter(|seen| is_it(&seen.source));
            found.extend(
                seen.map(|seen| citation(CitedBy::Signal, &signal.id, &signal.label, &seen.date)),
            );
        }
        found
    }
}

//! The registers of the document: signals and how they stand, sources and what rests on them.

use rackhour_engine::check::Case;
use rackhour_engine::run::{SignalResult, Status};
use rackhour_engine::study::diff::headlines;
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{
    Check, Citation, Claim, Definition, Evidence, Id, Provenance, Signal, Source, Workbook,
};

use super::{Computed, Session};
use crate::registers::dates::is_stale;
use crate::registers::{Order, SignalsView, SourceFilter, SourcesView, Standing};

/// What follows from the sources of a version of the document, in the case on screen.
#[derive(Debug, Default)]
pub struct Facts {
    /// Of each source, in the order of the document.
    pub sources: Vec<SourceFacts>,
    /// The results that a reader looks at first, with the vendors' claims behind them.
    pub headlines: Vec<Headline>,
    /// The assumptions that no source supports.
    pub unsourced: Vec<Id>,
}

/// What a source feeds.
#[derive(Debug, Default)]
pub struct SourceFacts {
    /// Where it is cited.
    pub citations: Vec<Citation>,
    /// The headlines that rest on it in the case on screen.
    pub headlines: Vec<Id>,
}

/// A result that a reader looks at first.
#[derive(Debug)]
pub struct Headline {
    /// The row.
    pub row: Id,
    /// The rows and curves with vendors' claims on which it rests.
    pub claims: Vec<Id>,
}

impl Session {
    /// What follows from the sources; worked out when it is first asked for.
    pub fn facts(&self) -> &Facts {
        self.computed
            .facts
            .get_or_init(|| self.computed.find_facts())
    }

    /// The rows from a result to a vendor's claim behind it, the result first.
    pub fn way_to_claim(&self, row: &str, claim: &str) -> Vec<Id> {
        let typed = &self.computed.typed;
        let place = typed.position(row);
        place.map_or_else(Vec::new, |place| {
            self.evidence().way_to_claim(typed, place, claim)
        })
    }

    /// A signal of the document.
    pub fn signal(&self, id: &str) -> Option<&Signal> {
        let mut signals = self.workbook().signals.iter();
        signals
            .find(|signal| signal.id == id)
            .map(|signal| &**signal)
    }

    /// How a signal stands in the case on screen; none where it cannot be read.
    pub fn signal_result(&self, id: &str) -> Option<&SignalResult> {
        let mut results = self.results().signals.iter();
        results.find(|result| result.id == id)
    }

    /// The status of a signal in another case; none while that is not known.
    pub fn status_in(&self, case: &Case, id: &str) -> Option<Result<Status, String>> {
        let mut results = self.case_results(case)?.signals.iter();
        let Some(result) = results.find(|result| result.id == id) else {
            return Some(Err("its row or a level cannot be read".to_owned()));
        };
        Some(result.status().map_err(str::to_owned))
    }

    /// The case of every profile in the scenario on screen.
    pub fn cases_across(&self) -> Vec<Case> {
        let profiles = self.workbook().profiles.iter();
        let cases = profiles.map(|profile| Case {
            profile: Some(profile.id.clone()),
            ..self.case().clone()
        });
        cases.collect()
    }

    /// Whether nothing that was seen confirms a signal in time.
    pub fn is_overdue(&self, signal: &Signal, today: &str) -> bool {
        let result = self.signal_result(&signal.id);
        result.is_some_and(|result| result.is_overdue(signal, today))
    }

    /// Whether a signal stands so.
    pub fn stands(&self, signal: &Signal, standing: Standing, today: &str) -> bool {
        let status = self.signal_result(&signal.id);
        let status = status.and_then(|result| result.status().ok());
        match standing {
            Standing::Any => true,
            Standing::Is(wanted) => status == Some(wanted),
            Standing::Unavailable => status.is_none(),
            Standing::Overdue => self.is_overdue(signal, today),
        }
    }

    /// The signals that the view asks for, in its order.
    pub fn shown_signals(&self, view: &SignalsView, today: &str) -> Vec<&Signal> {
        let signals = self.workbook().signals.iter().map(|signal| &**signal);
        let mut shown: Vec<_> = signals
            .filter(|signal| self.stands(signal, view.only, today))
            .collect();
        let badness = |signal: &&Signal| {
            let status = self.signal_result(&signal.id);
            let status = status.and_then(|result| result.status().ok());
            std::cmp::Reverse((status, self.is_overdue(signal, today)))
        };
        match view.order {
            Order::Workbook => {}
            Order::Status => shown.sort_by_key(badness),
            // What has no date comes last.
            Order::Expected => {
                shown.sort_by_key(|signal| (signal.expected_by.is_empty(), &signal.expected_by));
            }
        }
        shown
    }

    /// The sources that the view asks for, each with its place among all.
    pub fn shown_sources(&self, view: &SourcesView, today: &str) -> Vec<(usize, &Source)> {
        let sources = self.workbook().sources.iter().map(|source| &**source);
        let wanted = view.find.to_lowercase();
        let fits = |source: &Source| {
            let texts = [&source.title, &source.publisher, &source.note, &source.link];
            texts
                .iter()
                .any(|text| text.to_lowercase().contains(&wanted))
        };
        let facts = self.facts();
        let is_unused = |place: usize| {
            let facts = facts.sources.get(place);
            facts.is_some_and(|facts| facts.citations.is_empty())
        };
        let is_wanted = |(place, source): &(usize, &Source)| match view.only {
            SourceFilter::Kind(kind) => source.evidence == kind,
            SourceFilter::NoDate => source.date.is_empty(),
            SourceFilter::Stale => is_stale(&source.date, today) == Some(true),
            SourceFilter::Unused => is_unused(*place),
            _ => true,
        };
        let all = sources.enumerate();
        all.filter(|one| is_wanted(one) && fits(one.1)).collect()
    }

    /// What a place where a source is cited is called: `Price`, `Power · Cost by part in Neocloud`.
    pub fn citation_label(&self, citation: &Citation) -> String {
        use rackhour_engine::workbook::CitedBy::{Curve, Profile, Row, Scenario, Signal};
        let Citation {
            by, label, part, ..
        } = citation;
        match by {
            Row | Curve => label.clone(),
            Profile => format!("{} in the profile {label}", self.key_label(part)),
            Scenario => format!("{} in the scenario {label}", self.key_label(part)),
            Signal => format!("{label}, seen in {part}"),
        }
    }

    /// The row that a citation leads to; none for a curve.
    pub fn cited_row(&self, citation: &Citation) -> Option<Id> {
        use rackhour_engine::workbook::CitedBy::{Curve, Profile, Row, Scenario, Signal};
        let key = match citation.by {
            Row => return Some(citation.id.clone()),
            Curve => return None,
            Profile | Scenario => citation.part.clone(),
            Signal => self.signal(&citation.id)?.row.clone(),
        };
        let name = Key::parse(&key).ok()?.name;
        self.variable(&name).map(|row| row.id.clone())
    }

    /// How many of the checks of a case fail, and which; none while its results are not known.
    pub fn failing(&self, case: &Case) -> Option<Vec<&str>> {
        let results = self.case_results(case)?;
        let failed = results.checks.iter().filter(|check| !check.passed);
        Some(failed.map(|check| check.id.as_str()).collect())
    }

    /// The rows that a check is about, in the order of the document.
    pub fn rows_of_check(&self, check: &Check) -> Vec<Id> {
        let texts: Vec<&str> = match &check.claim {
            Claim::Holds(claim) => vec![claim],
            Claim::Equal { left, right, .. } => vec![left, right],
            Claim::Drawn(drawn) => vec![&drawn.output],
            Claim::AllOthers => Vec::new(),
        };
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let words = texts.iter().flat_map(|text| text.split(|c| !is_part(c)));
        let words: Vec<&str> = words.collect();
        let rows = self.workbook().variables.iter();
        let named = rows.filter(|row| words.contains(&row.id.as_str()));
        named.map(|row| row.id.clone()).collect()
    }

    /// The case of every profile and scenario.
    pub fn all_cases(&self) -> Vec<Case> {
        let Workbook {
            profiles,
            scenarios,
            ..
        } = self.workbook();
        let ids = profiles.iter().map(|profile| Some(profile.id.clone()));
        let mut ids: Vec<_> = ids.collect();
        if ids.is_empty() {
            ids.push(None);
        }
        let others = scenarios.iter().map(|scenario| Some(scenario.id.clone()));
        let others: Vec<_> = std::iter::once(None).chain(others).collect();
        let cases = ids.iter().flat_map(|profile| {
            others.iter().map(|scenario| Case {
                profile: profile.clone(),
                scenario: scenario.clone(),
            })
        });
        cases.collect()
    }
}

impl Computed {
    fn find_facts(&self) -> Facts {
        let (workbook, typed) = (&self.workbook, &self.typed);
        let evidence = self.evidence();
        let mut rows: Vec<usize> = Vec::new();
        for key in headlines(workbook, typed) {
            let name = Key::parse(&key).map(|key| key.name);
            let place = name.ok().and_then(|name| typed.position(&name));
            rows.extend(place.filter(|place| !rows.contains(place)));
        }
        let id = |row: &usize| typed.rows[*row].id.clone();
        let sources = workbook.sources.iter().map(|source| SourceFacts {
            citations: workbook.citations(&source.id),
            headlines: (rows.iter())
                .filter(|row| evidence.rests_on(**row, &source.id))
                .map(id)
                .collect(),
        });
        let headline = |row: &usize| Headline {
            row: id(row),
            claims: evidence.row(*row).vendor_claims,
        };
        let is_unsourced = |definition: &Definition| match definition {
            Definition::Assumption(given) => matches!(given.source, Provenance::Assumed(_)),
            _ => false,
        };
        let unsourced = workbook.variables.iter();
        let unsourced = unsourced.filter(|row| is_unsourced(&row.definition));
        Facts {
            sources: sources.collect(),
            headlines: rows.iter().map(headline).collect(),
            unsourced: unsourced.map(|row| row.id.clone()).collect(),
        }
    }
}

/// Every kind of evidence, strongest first.
pub const KINDS: [Evidence; 7] = [
    Evidence::Filing,
    Evidence::Measured,
    Evidence::Analyst,
    Evidence::Vendor,
    Evidence::ListPrice,
    Evidence::Press,
    Evidence::Derived,
];

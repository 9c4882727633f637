//! Documents that come from no file, such as a new one, and documents that take the place of
//! others.

use std::path::PathBuf;

use rackhour_engine::check::Case;
use rackhour_engine::workbook::{Section, Variable, Workbook};

use super::Session;
use super::structure::new_row;

impl Session {
    /// A new workbook: one section, and one row to type into.
    pub fn blank() -> Self {
        Self::new(blank(), None)
    }

    /// What keeps the place of a document while there is none.
    pub fn nothing() -> Self {
        Self::new(Workbook::new("Rackhour"), None)
    }

    /// A document that a dead window left behind, as unsaved as it was there.
    pub fn recovered(workbook: Workbook, file: Option<PathBuf>) -> Self {
        let mut session = Self::new(workbook, file);
        session.history.mark_unsaved();
        session
    }

    /// Takes the place of another document; its revisions go on from there.
    pub fn in_place_of(self, other: &Self) -> Self {
        self.beginning_at(other.revision + 1)
    }

    /// The same with revisions from a number on, which are those of no other document.
    pub fn beginning_at(mut self, revision: u64) -> Self {
        self.first_revision = revision;
        self.revision = revision;
        self.computed.revision = revision;
        self.figures_revision = revision;
        self.figures.revision = revision;
        self
    }

    /// Forgets the texts that were made of values: they are written in another way now.
    pub fn forget_texts(&mut self) {
        self.compared = None;
        self.revision += 1;
    }

    /// Notes that the file of this document does not hold it any more.
    pub fn mark_unsaved(&mut self) {
        self.history.mark_unsaved();
    }

    /// Whether the document has the profile and the scenario of a case.
    pub fn has_case(&self, case: &Case) -> bool {
        let workbook = self.workbook();
        let mut profiles = workbook.profiles.iter().map(|profile| &profile.id);
        let mut scenarios = workbook.scenarios.iter().map(|scenario| &scenario.id);
        let profile = case.profile.as_ref();
        let scenario = case.scenario.as_ref();
        profile.is_none_or(|id| profiles.any(|other| other == id))
            && scenario.is_none_or(|id| scenarios.any(|other| other == id))
    }
}

fn blank() -> Workbook {
    let section = "assumptions";
    let mut workbook = Workbook::new("New workbook");
    workbook.sections.push(
        Section {
            id: section.to_owned(),
            label: "Assumptions".to_owned(),
        }
        .into(),
    );
    let row = Variable {
        label: "First row".to_owned(),
        ..new_row("first_row", section.to_owned())
    };
    workbook.variables.push(row.into());
    workbook
}

/// A title as a file name.
pub(super) fn slug(title: &str) -> String {
    let words = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-").to_lowercase();
    if name.is_empty() {
        "workbook".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::workbook::file;

    #[test]
    fn a_new_workbook_has_a_row_and_no_problems() {
        let session = Session::blank();
        assert_eq!(session.problems(), []);
        assert!(session.is_saved() && session.file().is_none());
        assert!(session.first_selected().is_some());
        let text = file::print(&blank());
        assert_eq!(file::parse(&text), Ok(blank()));
    }
}

//! Which lines go into which rows, what was answered about them, and what that would change.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rackhour_engine::check::Case;
use rackhour_engine::excel::interpret::Answers;
use rackhour_engine::excel::propose::{ByHand, Target};
use rackhour_engine::excel::{At, Book, Line};
use rackhour_engine::workbook::{Gaps, Id, Import, Workbook};

use super::consider::Considered;

/// What is on screen of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// A sheet, and what it is taken for.
    #[default]
    Sheet,
    /// Which lines go into which rows.
    Match,
    /// What would change.
    Review,
}

impl Step {
    /// All steps, in their order.
    pub const ALL: [Self; 3] = [Self::Sheet, Self::Match, Self::Review];

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Sheet => "Sheet",
            Self::Match => "Match",
            Self::Review => "Review",
        }
    }
}

/// A line, by its sheet and its place on it, whatever else is found on the sheet.
pub type LineKey = (String, u32);

/// The key of a line.
pub fn key_of(line: &Line) -> LineKey {
    (line.sheet.clone(), line.line)
}

/// Where a line goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Into a row, or an element of it.
    Row(Id, Option<Id>),
    /// Into a row that is made for it.
    New {
        /// What it is called.
        label: String,
        /// Its unit.
        unit: String,
        /// The section under which it stands.
        section: Id,
        /// The row, once it was made.
        made: Option<Id>,
    },
}

/// What was chosen for a line; what is left open is as it is proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Whether it is taken over.
    pub ticked: Option<bool>,
    /// Where it goes.
    pub goal: Option<Goal>,
    /// What the periods get that it says nothing about.
    pub gaps: Option<Gaps>,
    /// The cell whose value the row has, where the row is one number and the line has several.
    pub cell: Option<At>,
}

/// What is chosen so far. What would change follows from it and is computed beside the window.
#[derive(Clone, Debug, Default)]
pub struct Matching {
    /// What is on screen.
    pub step: Step,
    /// What was chosen, line by line.
    pub choices: BTreeMap<LineKey, Choice>,
    /// How it is read where that could be done in several ways.
    pub answers: Answers,
    /// Whether values that were changed by hand take those of the file.
    pub by_hand: ByHand,
    /// Values that are left as they are.
    pub left: BTreeSet<Target>,
    /// The earlier import that is done again.
    pub recipe: Option<Arc<Import>>,
    /// The line in hand, by its place among all of them.
    pub line: usize,
    /// The value in hand, by its place among those that would change.
    pub change: usize,
    /// What all this would change.
    pub considered: Option<Arc<Considered>>,
    /// What was applied last, in words, and the document that came of it.
    pub applied: Option<(String, Arc<Workbook>)>,
    /// How often something was chosen.
    version: u64,
    /// What is being considered.
    asked: Option<Of>,
}

/// What a proposal is about.
#[derive(Clone, Debug)]
pub struct Of {
    version: u64,
    book: Arc<Book>,
    workbook: Arc<Workbook>,
    case: Case,
}

impl Of {
    /// Whether it is about the same document.
    pub(super) fn has_document(&self, workbook: &Arc<Workbook>) -> bool {
        Arc::ptr_eq(&self.workbook, workbook)
    }

    /// The case in which results are looked at.
    pub fn case(&self) -> &Case {
        &self.case
    }

    fn is(&self, other: &Self) -> bool {
        self.version == other.version
            && Arc::ptr_eq(&self.book, &other.book)
            && Arc::ptr_eq(&self.workbook, &other.workbook)
            && self.case == other.case
    }
}

impl Matching {
    /// What was chosen for a line, to be changed.
    pub fn choice(&mut self, key: LineKey) -> &mut Choice {
        self.touch();
        self.choices.entry(key).or_default()
    }

    /// Notes that something has changed on which a proposal depends.
    pub fn touch(&mut self) {
        self.version += 1;
        self.applied = None;
    }

    /// What is to be considered now; none where that is done or under way. While something else is
    /// considered, it waits.
    pub fn wanted(&mut self, of: (&Arc<Book>, &Arc<Workbook>, &Case)) -> Option<Of> {
        let of = self.of(of);
        if self.asked.is_some() || self.is_current(&of) {
            return None;
        }
        self.asked = Some(of.clone());
        Some(of)
    }

    /// Whether a proposal is being computed.
    pub fn is_running(&self) -> bool {
        self.asked.is_some()
    }

    fn of(&self, (book, workbook, case): (&Arc<Book>, &Arc<Workbook>, &Case)) -> Of {
        Of {
            version: self.version,
            book: Arc::clone(book),
            workbook: Arc::clone(workbook),
            case: case.clone(),
        }
    }

    fn is_current(&self, of: &Of) -> bool {
        let considered = self.considered.as_ref();
        considered.is_some_and(|considered| considered.of.is(of))
    }

    /// The proposal, where it is about the document and the choices as they are now.
    pub fn current(&self, of: (&Arc<Book>, &Arc<Workbook>, &Case)) -> Option<&Arc<Considered>> {
        let of = self.of(of);
        self.considered.as_ref().filter(|_| self.is_current(&of))
    }

    /// Takes what was considered.
    pub fn take(&mut self, considered: Considered) {
        let is_asked = self.asked.as_ref().is_some_and(|of| of.is(&considered.of));
        if is_asked {
            self.asked = None;
            let last = considered.lines.len().saturating_sub(1);
            self.line = self.line.min(last);
            self.change = self
                .change
                .min(considered.proposal.changes.len().saturating_sub(1));
            self.considered = Some(Arc::new(considered));
        }
    }

    /// Remembers which rows were made for lines, so that none is made twice.
    pub fn remember_made(&mut self) {
        let Some(considered) = self.considered.clone() else {
            return;
        };
        for (line, bound) in considered.lines.iter().zip(&considered.bound) {
            let choice = self.choices.get_mut(&key_of(line));
            let goal = choice.and_then(|choice| choice.goal.as_mut());
            if let (Some(Goal::New { made, .. }), Some(bound)) = (goal, bound) {
                *made = Some(bound.bind.row.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rackhour_engine::excel::read::{Watch, read};

    use super::*;

    #[test]
    fn what_is_considered_is_asked_for_once_and_again_after_a_change() {
        let mut matching = Matching::default();
        let book = read("t.csv", b"Price,3\n", &Watch::default()).unwrap();
        let (book, workbook) = (Arc::new(book), Arc::new(Workbook::new("Empty")));
        let case = Case::default();
        let of = (&book, &workbook, &case);
        let asked = matching.wanted(of);
        assert!(asked.is_some());
        assert!(matching.wanted(of).is_none());
        matching.take(Considered::nothing(asked.unwrap()));
        assert!(matching.current(of).is_some());
        matching.choice(("Inputs".to_owned(), 3)).ticked = Some(true);
        assert!(matching.current(of).is_none());
        // What was found out about another file says nothing about this one.
        let other = Arc::new(Book::clone(&book));
        let late = Matching::default()
            .wanted((&other, &workbook, &case))
            .unwrap();
        assert!(matching.wanted(of).is_some());
        matching.take(Considered::nothing(late));
        assert!(matching.is_running());
    }
}

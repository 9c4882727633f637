//! A spreadsheet on its way into the workbook: what was read of it, how its sheets are laid out,
//! and what the analyst has corrected and chosen.
//!
//! Nothing of it is part of the document before it is applied.

mod consider;
mod file;
mod marks;
mod matching;
mod shown;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use rackhour_engine::excel::At;
use rackhour_engine::excel::propose::Target;
use rackhour_engine::excel::read::Watch;
use rackhour_engine::excel::understand::Correction;
use rackhour_engine::workbook::{Gaps, Id, Import};

pub use consider::{Bound, Consider, Considered};
pub use file::{FileRead, Opened, Outcome, Request, SheetInHand, Summary, counts};
pub use marks::{Holds, LineOf, holds, holds_word, line_kind, line_of, line_word, place_of, typed};
pub use matching::{Choice, Goal, LineKey, Matching, Of, Step, key_of};
pub use shown::{Look, look, shown};

/// The endings of spreadsheets, in the order of the file dialog.
pub const ENDINGS: [&str; 7] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv"];

/// What the pane of imports shows.
#[derive(Debug, Default)]
pub struct Importing {
    /// The file that is being read.
    pub reading: Option<Reading>,
    /// Why the file asked for last was not read.
    pub refusal: Option<String>,
    /// The file in hand.
    pub opened: Option<Opened>,
    /// The earlier import for which a file is asked for.
    pub again: Option<Arc<Import>>,
    /// What is known of the files of earlier imports.
    pub on_disk: BTreeMap<Id, OnDisk>,
    /// Which files were looked at.
    pub looked: Vec<Arc<Import>>,
    /// How often a file was asked for: an answer to an earlier request comes too late.
    asked: u64,
}

/// What the file of an earlier import is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDisk {
    /// As it was.
    Same,
    /// Another program has changed it.
    Changed,
    /// Not where it was.
    Gone,
}

/// A file while it is read.
#[derive(Debug)]
pub struct Reading {
    /// The file.
    pub path: PathBuf,
    /// How far it is.
    pub watch: Arc<Watch>,
    /// When it began.
    pub since: Instant,
    /// The earlier import that is done again with it.
    recipe: Option<Arc<Import>>,
}

/// What is asked for in the pane of imports.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportAct {
    /// Files were dropped on the window.
    Drop(Vec<PathBuf>),
    /// Ends the reading.
    Cancel,
    /// Puts the file away.
    PutAway,
    /// Shows a sheet, by its place.
    Sheet(usize),
    /// Selects a cell, and brings it in sight or leaves the view as it is.
    Select(At, bool),
    /// Moves the selection by rows and columns.
    Move(i64, i64),
    /// Corrects what was guessed about the sheet on screen.
    Correct(Correction),
    /// Goes back to what was guessed about the sheet on screen.
    Guess,
    /// Shows a cell of a sheet, by its name.
    Show(String, At),
    /// Shows another step.
    Step(Step),
    /// Takes a line in hand, by its place.
    Line(usize),
    /// Takes a line over, or leaves it out.
    Tick(usize),
    /// Says where a line goes.
    Goal(usize, Goal),
    /// Says what the periods get that a line says nothing about.
    Gaps(usize, Gaps),
    /// Gives a row that is one number the value of one cell of a line, or as it was proposed.
    One(usize, Option<At>),
    /// Answers a question, or takes the answer back.
    Answer(String, Option<String>),
    /// Takes a value in hand that would change, by its place.
    Change(usize),
    /// Leaves a value as it is, or sets it after all.
    Leave(Target),
    /// Whether values that were changed by hand take those of the file.
    ByHand(bool),
    /// Applies what is proposed, as one step to undo.
    Apply,
    /// Reads the file of an earlier import again.
    Refresh(Id),
    /// Forgets where the values of an earlier import came from.
    Forget(Id),
    /// Says what was copied.
    Copied(String),
}

impl Importing {
    /// Begins to read a file; what is read of another one is not wanted any more.
    pub fn begin(&mut self, path: PathBuf, recipe: Option<Arc<Import>>) -> Request {
        self.cancel();
        self.asked += 1;
        self.refusal = None;
        let watch = Arc::new(Watch::default());
        self.reading = Some(Reading {
            path: path.clone(),
            watch: Arc::clone(&watch),
            since: Instant::now(),
            recipe,
        });
        Request {
            path,
            watch,
            asked: self.asked,
        }
    }

    /// Puts the file away, with all that was chosen about it.
    pub fn put_away(&mut self) {
        self.cancel();
        let asked = self.asked;
        *self = Self {
            asked,
            ..Self::default()
        };
    }

    /// Ends the reading; whether there was any.
    pub fn cancel(&mut self) -> bool {
        let reading = self.reading.take();
        if let Some(reading) = &reading {
            reading.watch.cancel();
        }
        reading.is_some()
    }

    /// Takes what a job has read; gives a refusal that is to be said.
    pub fn take(&mut self, outcome: Outcome) -> Option<String> {
        if outcome.asked != self.asked {
            return None;
        }
        let recipe = self.reading.take()?.recipe;
        match outcome.read {
            FileRead::Opened(mut opened) => {
                if let Some(recipe) = recipe {
                    opened.begin_again(recipe);
                }
                self.opened = Some(*opened);
            }
            FileRead::Refused(refusal) => self.refusal = Some(refusal),
            FileRead::Cancelled => {}
        }
        self.refusal.clone()
    }

    /// The sheet on screen.
    pub fn sheet(&self) -> Option<&SheetInHand> {
        self.opened.as_ref().and_then(Opened::sheet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(asked: u64, read: FileRead) -> Outcome {
        Outcome { asked, read }
    }

    #[test]
    fn of_two_files_asked_for_the_later_one_is_taken() {
        let mut importing = Importing::default();
        let first = importing.begin(PathBuf::from("one.csv"), None);
        let second = importing.begin(PathBuf::from("two.csv"), None);
        let refused = |text: &str| FileRead::Refused(text.to_owned());
        assert_eq!(importing.take(outcome(first.asked, refused("one"))), None);
        assert!(importing.reading.is_some());
        let said = importing.take(outcome(second.asked, refused("two")));
        assert_eq!(said.as_deref(), Some("two"));
        assert_eq!(importing.take(outcome(second.asked, refused("two"))), None);
    }

    #[test]
    fn what_was_cancelled_is_not_taken() {
        let mut importing = Importing::default();
        let request = importing.begin(PathBuf::from("one.csv"), None);
        assert!(importing.cancel());
        assert!(!importing.cancel());
        let late = FileRead::Refused("late".to_owned());
        assert_eq!(importing.take(outcome(request.asked, late)), None);
    }
}

//! The documents that are open, and what of the window belongs to none of them.
//!
//! One document is in hand: its session, its view and its jobs are what panels read and what is
//! changed. The others wait here, and cost nothing until they are in hand again.

use std::path::{Path, PathBuf};

use crate::dock::Layout;
use crate::help::Help;
use crate::jobs::{Jobs, Report, are_same};
use crate::messages::Messages;
use crate::session::Session;
use crate::start::StartPage;
use crate::view::View;

/// The room between the revisions of two documents, so that no revision is of both.
const REVISIONS: u64 = 1 << 40;

/// A document, with what the window shows of it.
pub struct Document {
    /// Its number, which no other document of this window has had.
    pub number: u64,
    /// The document and its results.
    pub session: Session,
    /// What the window shows of it.
    pub view: View,
    /// Its jobs, and what keeps its unsaved changes.
    pub jobs: Jobs,
}

/// The documents besides the one in hand.
pub struct Documents {
    /// The number of the one in hand.
    pub here: u64,
    /// All of them by number, in the order of their tabs.
    pub order: Vec<u64>,
    /// Those that are not in hand.
    pub others: Vec<Document>,
    next: u64,
}

/// A tab of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTab {
    /// The document's number.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// Its file.
    pub file: Option<PathBuf>,
    /// Whether it has no changes that would be lost.
    pub saved: bool,
}

/// What of the window belongs to no document.
#[derive(Debug, Default)]
pub struct Window {
    /// The documents that are open, in the order of their tabs.
    pub open: Vec<OpenTab>,
    /// The number of the one in hand.
    pub here: u64,
    /// The start page, while it is on screen.
    pub start: Option<StartPage>,
    /// The help, as it is shown or was left.
    pub help: Help,
    /// What was said since the window was opened.
    pub messages: Messages,
    /// Where settings are kept.
    pub folder: Option<PathBuf>,
    /// Why the settings of before could not be read.
    pub unread_settings: Option<String>,
}

/// What is done with documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentAct {
    /// Takes a document in hand, by its number.
    Show(u64),
    /// Closes a document, by its number.
    Close(u64),
}

impl Default for Documents {
    fn default() -> Self {
        Self {
            here: 0,
            order: vec![0],
            others: Vec::new(),
            next: 1,
        }
    }
}

impl Documents {
    /// A number for a new document, and the session made so that its revisions are its own.
    pub fn welcome(&mut self, session: Session) -> (u64, Session) {
        let number = self.next;
        self.next += 1;
        (number, session.beginning_at(number * REVISIONS))
    }

    /// The document that has a file in hand, among those that wait.
    pub fn with_file(&self, path: &Path) -> Option<u64> {
        let mut others = self.others.iter();
        let found = others.find(|other| {
            let file = other.session.file();
            file.is_some_and(|file| are_same(file, path))
        });
        found.map(|other| other.number)
    }

    /// Takes a waiting document out.
    pub fn take(&mut self, number: u64) -> Option<Document> {
        let at = self
            .others
            .iter()
            .position(|other| other.number == number)?;
        Some(self.others.remove(at))
    }

    /// The number of the document so many tabs after the one in hand, round the end.
    pub fn beside(&self, places: isize) -> u64 {
        let here = self.order.iter().position(|number| *number == self.here);
        let count = self.order.len().max(1) as isize;
        let there = (here.unwrap_or(0) as isize + places).rem_euclid(count);
        self.order.get(there as usize).copied().unwrap_or(self.here)
    }

    /// What the jobs of documents that wait have found, with the numbers of the documents.
    pub fn reports(&mut self) -> Vec<(u64, Vec<Report>)> {
        let others = self.others.iter_mut();
        let reports = others.map(|other| (other.number, other.jobs.reports()));
        reports.filter(|(_, reports)| !reports.is_empty()).collect()
    }

    /// The tabs of all documents, with the one in hand among them.
    pub fn tabs(&self, session: &Session) -> Vec<OpenTab> {
        let tab = |number: u64| {
            let session = match number == self.here {
                true => Some(session),
                false => {
                    let mut others = self.others.iter();
                    others
                        .find(|other| other.number == number)
                        .map(|other| &other.session)
                }
            };
            session.map(|session| OpenTab {
                number,
                title: session.workbook().title.clone(),
                file: session.file().map(Path::to_path_buf),
                saved: session.is_saved(),
            })
        };
        self.order
            .iter()
            .filter_map(|number| tab(*number))
            .collect()
    }
}

impl View {
    /// Takes over what of the window belongs to no document.
    pub fn take_window(&mut self, from: &mut Self) {
        std::mem::swap(&mut self.window, &mut from.window);
        (self.sections, self.inspector, self.problems) =
            (from.sections, from.inspector, from.problems);
        self.sheet.convention = from.sheet.convention;
        self.sheet.changed.wish_as(&from.sheet.changed);
        self.today.clone_from(&from.today);
        self.quitting = from.quitting;
        self.shelf.focused = from.shelf.focused;
        std::mem::swap(&mut self.shelf.settings, &mut from.shelf.settings);
        std::mem::swap(&mut self.shelf.missing, &mut from.shelf.missing);
        std::mem::swap(&mut self.shelf.recovered, &mut from.shelf.recovered);
    }

    /// Takes up an arrangement in which a document was left.
    pub fn arrange_as(&mut self, layout: Layout) {
        let front = layout.shown().first().copied().unwrap_or_default();
        self.dock.arrange(layout, front);
        self.tab = self.dock.tab();
    }

    /// The arrangement in which a file was left.
    pub fn arrangement(&self, file: Option<&Path>) -> Option<Layout> {
        self.shelf.settings.arrangement(file?)
    }
}

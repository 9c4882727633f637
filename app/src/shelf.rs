//! What the window knows about files: those opened before, what was recovered, and what happened
//! on disk to the one in hand.

use std::path::{Path, PathBuf};

use crate::jobs::{Recovered, Stamp};
use crate::settings::Settings;

/// What is known about files.
#[derive(Debug)]
pub struct Shelf {
    /// What is remembered from earlier windows.
    pub settings: Settings,
    /// The files among those opened last that cannot be opened now, each with the reason.
    pub missing: Vec<(PathBuf, String)>,
    /// What dead windows left behind, the last change first.
    pub recovered: Vec<Recovered>,
    /// What the file in hand held when it was read or saved; none for a document without a file.
    pub stamp: Option<Stamp>,
    /// What another program has written to it since, until somebody has said what to do.
    pub changed: Option<Stamp>,
    /// Whether the window had the keyboard in the last frame.
    pub focused: bool,
}

impl Default for Shelf {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            missing: Vec::new(),
            recovered: Vec::new(),
            stamp: None,
            changed: None,
            focused: true,
        }
    }
}

impl Shelf {
    /// Why a file that was opened before cannot be opened now.
    pub fn why_missing(&self, path: &Path) -> Option<&str> {
        let mut missing = self.missing.iter();
        missing
            .find(|(other, _)| other == path)
            .map(|(_, why)| why.as_str())
    }
}

/// What is done with files outside a dialog.
#[derive(Clone, Debug, PartialEq)]
pub enum ShelfAct {
    /// Opens a file that was opened before.
    Open(PathBuf),
    /// Empties the list of files that were opened before.
    Forget,
    /// Opens the newest of what dead windows left behind.
    Recover,
    /// Gives the newest of what dead windows left behind up, after asking.
    Discard,
    /// Reads the file in hand again, after asking about unsaved changes.
    Reload,
    /// Keeps the document although its file was changed by another program.
    KeepMine,
}

//! Workbooks read and written, and whether another program has written them meanwhile.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rackhour_engine::excel::Book;
use rackhour_engine::excel::read::{Stop, Watch};
use rackhour_engine::workbook::file::{self, SaveError};
use rackhour_engine::workbook::{Import, Workbook};
use serde::{Deserialize, Serialize};

use crate::import;
use crate::text;
use crate::view::Purpose;
use crate::worker;

/// What a job about files has found.
pub enum FileReport {
    /// The system's file dialog was answered; no path where it was cancelled.
    Picked(Purpose, Option<PathBuf>),
    /// There is no file dialog on this system.
    NoDialog(Purpose),
    /// A file was read.
    Loaded(PathBuf, Result<Box<Loaded>, String>),
    /// A file was written, with the workbook as it was then.
    Saved(PathBuf, Arc<Workbook>, Result<Stamp, NotSaved>),
    /// What a file holds now that was read or saved before.
    OnDisk(PathBuf, OnDisk),
    /// The files that were opened last, each with why it cannot be opened now.
    Looked(Vec<(PathBuf, Option<String>)>),
    /// An address was handed to the browser, or why it was not.
    Browsed(Result<(), String>),
    /// Unsaved changes or settings cannot be kept, and why.
    NotKept(String),
}

/// A workbook that was read, and what its file held.
pub struct Loaded {
    /// The workbook.
    pub workbook: Workbook,
    /// The content of the file.
    pub stamp: Stamp,
}

/// Why a workbook was not saved. The file is as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSaved {
    /// Another program has changed the file since it was read or saved.
    Changed,
    /// It cannot be written: why, and what to do.
    Failed(String),
}

/// What a file holds now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDisk {
    /// What was read or saved last.
    Same,
    /// Something else.
    Changed(Stamp),
    /// There is no such file any more.
    Gone,
}

/// What a file holds, in short: two files with the same stamp hold the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    length: u64,
    hash: u64,
}

impl Stamp {
    /// The stamp of a content: its length, and its hash after Fowler, Noll and Vo.
    pub fn of(content: &[u8]) -> Self {
        // Some editors begin a text with this mark, which is no part of it.
        let content = content
            .strip_prefix("\u{feff}".as_bytes())
            .unwrap_or(content);
        let hash = content
            .iter()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
                (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
            });
        Self {
            length: content.len() as u64,
            hash,
        }
    }

    /// What a file holds now. Nothing of more than a workbook's size is read.
    fn of_file(path: &Path) -> io::Result<Self> {
        let length = fs::metadata(path)?.len();
        if length > file::LARGEST {
            return Ok(Self { length, hash: 0 });
        }
        fs::read(path).map(|content| Self::of(&content))
    }
}

/// Reads a workbook; an error says what is wrong and what to do.
///
/// # Errors
/// The file is missing, not readable or not a workbook.
pub fn read(path: &Path) -> Result<Loaded, String> {
    let (workbook, text) = file::read_with_text(path).map_err(|error| {
        let place = match (error.line, error.column) {
            (Some(line), Some(column)) => format!("Line {line}, column {column}: "),
            (Some(line), None) => format!("Line {line}: "),
            _ => String::new(),
        };
        sentences(&[&(place + &error.message), &error.hint], "\n")
    })?;
    let stamp = Stamp::of(text.as_bytes());
    Ok(Loaded { workbook, stamp })
}

/// Reads a spreadsheet, and tells when it was changed last; a refusal says what is wrong and what to
/// do.
pub(super) fn spreadsheet(path: &Path, watch: &Arc<Watch>) -> Result<(Book, String), Stop> {
    Ok((worker::read_file(path, watch)?, modified(path)))
}

/// When a file was changed last, to the second; empty where the system does not tell.
fn modified(path: &Path) -> String {
    let time = fs::metadata(path).and_then(|about| about.modified());
    let time = time
        .ok()
        .and_then(|time| jiff::Timestamp::try_from(time).ok());
    let time = time.and_then(|time| jiff::Timestamp::from_second(time.as_second()).ok());
    time.map_or_else(String::new, |time| time.to_string())
}

/// What the file of an earlier import is now. What cannot be told from the outside counts as the
/// same: reading it again shows what differs.
pub(super) fn import_on_disk(import: &Import, path: &Path) -> import::OnDisk {
    let Ok(about) = fs::metadata(path) else {
        return import::OnDisk::Gone;
    };
    let is_touched = !import.modified.is_empty() && modified(path) != import.modified;
    match about.len() != import.size || is_touched {
        true => import::OnDisk::Changed,
        false => import::OnDisk::Same,
    }
}

/// Writes a workbook, whole or not at all. Where a stamp is given, the file must still hold that.
pub(super) fn save(
    path: &Path,
    workbook: &Workbook,
    expected: Option<Stamp>,
) -> Result<Stamp, NotSaved> {
    if let Some(expected) = expected
        && matches!(on_disk(path, expected), OnDisk::Changed(_))
    {
        return Err(NotSaved::Changed);
    }
    file::save(path, workbook).map_err(|error| NotSaved::Failed(why_not_saved(&error)))?;
    Ok(Stamp::of(file::print(workbook).as_bytes()))
}

fn why_not_saved(error: &SaveError) -> String {
    sentences(&[&error.message, &error.hint], " ")
}

/// What a file holds now, against what it held. One that cannot be read counts as the same: nothing
/// is known of it, and saving it says what is wrong.
pub(super) fn on_disk(path: &Path, stamp: Stamp) -> OnDisk {
    match Stamp::of_file(path) {
        Ok(found) if found == stamp => OnDisk::Same,
        Ok(found) => OnDisk::Changed(found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => OnDisk::Gone,
        Err(_) => OnDisk::Same,
    }
}

/// Why a file that was opened before cannot be opened now.
pub(super) fn why_not_there(path: &Path) -> Option<String> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Some("It is a folder now".to_owned()),
        Ok(_) => None,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Some("It was moved, renamed or deleted".to_owned())
        }
        Err(_) => Some("It cannot be reached now".to_owned()),
    }
}

/// Writes a small file of our own so that a crash leaves the old one or the new one, whole.
pub(super) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = fs::File::create(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)
}

/// Parts of a message as sentences; empty ones are left out.
fn sentences(parts: &[&str], between: &str) -> String {
    let parts = parts.iter().filter(|part| !part.is_empty());
    parts
        .map(|part| format!("{}.", text::capital(part).replace('`', "")))
        .collect::<Vec<_>>()
        .join(between)
}

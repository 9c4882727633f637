//! Unsaved changes on disk: one file per window, which is left behind where the window ends without
//! asking about them.
//!
//! A window holds a lock beside its file for as long as it lives. The system lets go of the lock
//! however the window ends, so a file that can be locked is one that a dead window left behind.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rackhour_engine::workbook::{Workbook, file};
use serde::{Deserialize, Serialize};

use super::files::{Stamp, write_whole};
use crate::text;

/// What has no use any more is swept away once it is so old; a window that starts may still use it.
const SWEPT: Duration = Duration::from_secs(60);

/// A document with changes that are in no file of its own.
#[derive(Clone, Debug)]
pub struct Unsaved {
    /// The document.
    pub workbook: Arc<Workbook>,
    /// The file that it was read from or last saved to.
    pub file: Option<PathBuf>,
    /// What that file held.
    pub stamp: Option<Stamp>,
    /// When it was changed.
    pub changed: SystemTime,
}

/// A document that a dead window left behind.
#[derive(Debug)]
pub struct Recovered {
    /// The document.
    pub unsaved: Unsaved,
    /// How long ago it was changed: `12 minutes ago`.
    pub age: String,
    /// The file it was found in, which is ours now.
    pub slot: Slot,
}

/// A place for unsaved changes, held for one window.
#[derive(Debug)]
pub struct Slot {
    path: PathBuf,
    /// Held until it is dropped.
    lock: Option<File>,
}

/// What stands in the file.
#[derive(Serialize, Deserialize)]
struct Written {
    /// The workbook's file, where its path is a text.
    file: Option<String>,
    stamp: Option<Stamp>,
    /// In seconds since 1970.
    changed: u64,
    /// The workbook's text, as in a file of its own.
    workbook: String,
}

impl Slot {
    /// A new place in a folder.
    ///
    /// # Errors
    /// The folder cannot be made or written to.
    pub fn new(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let name = format!(
            "{}-{}",
            std::process::id(),
            since.unwrap_or_default().as_nanos()
        );
        let path = folder.join(name).with_extension("ron");
        let lock = File::create(path.with_extension("lock"))?;
        // A disk without locks keeps changes all the same.
        let lock = lock.try_lock().is_ok().then_some(lock);
        Ok(Self { path, lock })
    }

    /// Takes over what a dead window left behind; none where the window lives.
    fn of_dead(path: PathBuf) -> Option<Self> {
        let lock = File::create(path.with_extension("lock")).ok()?;
        match lock.try_lock() {
            Ok(()) => Some(Self {
                path,
                lock: Some(lock),
            }),
            Err(TryLockError::WouldBlock) => None,
            Err(TryLockError::Error(_)) => Some(Self { path, lock: None }),
        }
    }

    /// Writes changes down, whole or not at all.
    ///
    /// # Errors
    /// The file cannot be written; the one before is still there.
    pub fn write(&self, unsaved: &Unsaved) -> io::Result<()> {
        let since = unsaved.changed.duration_since(SystemTime::UNIX_EPOCH);
        let written = Written {
            file: unsaved
                .file
                .as_ref()
                .and_then(|file| file.to_str())
                .map(str::to_owned),
            stamp: unsaved.stamp,
            changed: since.unwrap_or_default().as_secs(),
            workbook: file::print(&unsaved.workbook),
        };
        let text = ron::to_string(&written).map_err(io::Error::other)?;
        write_whole(&self.path, &text)
    }

    /// Forgets the changes: they are saved, or given up.
    ///
    /// # Errors
    /// The file cannot be removed, and its changes will be offered again.
    pub fn clear(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes the place, changes and all.
    ///
    /// # Errors
    /// The files cannot be removed.
    pub fn remove(mut self) -> io::Result<()> {
        self.clear()?;
        self.lock = None;
        fs::remove_file(self.path.with_extension("lock"))
    }

    fn read(&self) -> Result<Unsaved, String> {
        let text = fs::read_to_string(&self.path).map_err(|error| error.to_string())?;
        let written: Written = ron::from_str(&text).map_err(|error| error.to_string())?;
        let workbook = file::parse(&written.workbook).map_err(|error| error.to_string())?;
        Ok(Unsaved {
            workbook: Arc::new(workbook),
            file: written.file.map(PathBuf::from),
            stamp: written.stamp,
            changed: SystemTime::UNIX_EPOCH + Duration::from_secs(written.changed),
        })
    }
}

/// What dead windows left behind in a folder, the last change first, and what is to be said of
/// files that cannot be read; those are kept under another name.
pub(super) fn left_behind(folder: &Path) -> (Vec<Recovered>, Option<String>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return (Vec::new(), None);
    };
    let mut paths: Vec<_> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    let (mut found, mut said) = (Vec::new(), None);
    for path in paths {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending {
            Some("ron") => {
                if let Some(slot) = Slot::of_dead(path) {
                    take_over(slot, &mut found, &mut said);
                }
            }
            Some("lock") if !path.with_extension("ron").exists() => sweep(&path),
            // Half a file, of a window that died while it wrote.
            Some("new") => sweep(&path),
            _ => {}
        }
    }
    found.sort_by_key(|recovered| std::cmp::Reverse(recovered.unsaved.changed));
    (found, said)
}

fn take_over(slot: Slot, found: &mut Vec<Recovered>, said: &mut Option<String>) {
    match slot.read() {
        Ok(unsaved) => found.push(Recovered {
            age: age(unsaved.changed),
            unsaved,
            slot,
        }),
        Err(error) => {
            let aside = slot.path.with_extension("ron.bak");
            let kept = match fs::rename(&slot.path, &aside) {
                Ok(()) => aside.display().to_string(),
                Err(_) => slot.path.display().to_string(),
            };
            *said = Some(format!(
                "Unsaved changes of an earlier window cannot be read ({error}); they are kept in {kept}"
            ));
        }
    }
}

/// Removes what a dead window left without changes; nobody holds it.
fn sweep(path: &Path) {
    let age = fs::metadata(path).and_then(|metadata| metadata.modified());
    let is_old = age.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > SWEPT));
    if is_old
        && let Ok(lock) = File::open(path)
        && lock.try_lock().is_ok()
    {
        // One that stays is swept the next time.
        let _ = fs::remove_file(path);
    }
}

/// How long ago something was.
fn age(time: SystemTime) -> String {
    let minutes = time.elapsed().unwrap_or_default().as_secs() / 60;
    let (count, one, many) = match minutes {
        0 => return "less than a minute ago".to_owned(),
        1..60 => (minutes, "minute", "minutes"),
        60..1440 => (minutes / 60, "hour", "hours"),
        _ => (minutes / 1440, "day", "days"),
    };
    format!("{} ago", text::count(count as usize, one, many))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_words() {
        let before = |minutes: u64| age(SystemTime::now() - Duration::from_secs(60 * minutes + 1));
        assert_eq!(before(0), "less than a minute ago");
        assert_eq!(before(1), "1 minute ago");
        assert_eq!(before(59), "59 minutes ago");
        assert_eq!(before(125), "2 hours ago");
        assert_eq!(before(3 * 1440), "3 days ago");
    }
}

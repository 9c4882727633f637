//! The thread that keeps what a window must not lose: unsaved changes, and settings.
//!
//! It writes a little after the last change and at the latest a few seconds after the first, so
//! that a window that is killed loses five seconds of work at most. No frame ever waits for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use rackhour_engine::workbook::Workbook;

use super::files::Stamp;
use super::journal::{self, Recovered, Slot, Unsaved};
use super::settings;
use super::{Mailbox, Report};
use crate::jobs::FileReport;
use crate::settings::{Change, Settings};

/// Changes are written after so long without another one.
const IDLE: Duration = Duration::from_secs(1);

/// Changes are written after so long, however many follow.
const LONGEST: Duration = Duration::from_secs(3);

/// What was kept from earlier, as a window finds it when it starts.
#[derive(Default)]
pub struct Kept {
    /// The settings.
    pub settings: Settings,
    /// What dead windows left behind, the last change first.
    pub recovered: Vec<Recovered>,
    /// What went wrong, if anything.
    pub said: Option<String>,
}

/// Keeps changes and settings of one window; without a folder it keeps nothing.
#[derive(Default)]
pub struct Keeper {
    sender: Option<Sender<Note>>,
    thread: Option<JoinHandle<()>>,
    /// What was noted last.
    noted: Option<Arc<Workbook>>,
}

/// What is to be kept.
enum Note {
    Changed(Box<Unsaved>),
    /// Everything is saved, or given up.
    Clear,
    /// The window was told to end.
    End,
    /// Changes found in this place are in the window now.
    Adopt(Slot),
    /// A dead window's changes are given up.
    Discard(Slot),
    Setting(Change),
}

impl Keeper {
    /// Begins to keep in a folder, and finds what was kept there before.
    pub(super) fn start(folder: PathBuf, mailbox: Mailbox) -> (Self, Kept) {
        let kept = found(&folder);
        (Self::begin(folder, mailbox), kept)
    }

    /// Begins to keep in a folder that another document keeps in already.
    pub(super) fn begin(folder: PathBuf, mailbox: Mailbox) -> Self {
        let (sender, receiver) = channel();
        let thread = std::thread::spawn(move || Desk::new(folder, mailbox).run(&receiver));
        Self {
            sender: Some(sender),
            thread: Some(thread),
            noted: None,
        }
    }

    /// Takes note of the document in hand; none where nothing would be lost with it.
    pub fn follow(&mut self, document: Option<(&Arc<Workbook>, Option<&Path>, Option<Stamp>)>) {
        let Some((workbook, file, stamp)) = document else {
            if self.noted.take().is_some() {
                self.send(Note::Clear);
            }
            return;
        };
        if self
            .noted
            .as_ref()
            .is_some_and(|noted| Arc::ptr_eq(noted, workbook))
        {
            return;
        }
        self.noted = Some(Arc::clone(workbook));
        self.send(Note::Changed(Box::new(Unsaved {
            workbook: Arc::clone(workbook),
            file: file.map(Path::to_path_buf),
            stamp,
            changed: SystemTime::now(),
        })));
    }

    /// Notes a change of the settings.
    pub fn change(&self, change: Change) {
        self.send(Note::Setting(change));
    }

    /// The changes of a dead window are in this one now: its file goes once they are written.
    pub fn adopt(&self, slot: Slot) {
        self.send(Note::Adopt(slot));
    }

    /// The changes of a dead window are given up.
    pub fn discard(&self, slot: Slot) {
        self.send(Note::Discard(slot));
    }

    /// The window ends as it should, and leaves nothing behind.
    pub fn end(&self) {
        self.send(Note::End);
    }

    fn send(&self, note: Note) {
        if let Some(sender) = &self.sender {
            // The thread lives as long as the sender does.
            let _ = sender.send(note);
        }
    }
}

impl Drop for Keeper {
    /// Waits until everything noted is written.
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What was kept in a folder before.
fn found(folder: &Path) -> Kept {
    let (settings, said) = match settings::read(folder) {
        Ok(read) => read,
        Err(error) => (Settings::default(), Some(error)),
    };
    let (recovered, unread) = journal::left_behind(&recovery(folder));
    Kept {
        settings,
        recovered,
        // Lost work matters more than a lost list of files.
        said: unread.or(said),
    }
}

fn recovery(folder: &Path) -> PathBuf {
    folder.join("recovery")
}

/// What the thread has before it.
struct Desk {
    folder: PathBuf,
    mailbox: Mailbox,
    slot: Option<Slot>,
    /// Changes that are not written yet, with when the first and the last of them came.
    pending: Option<(Box<Unsaved>, Instant, Instant)>,
    adopted: Vec<Slot>,
    /// What went wrong last with changes and with settings, which is said once.
    said: [Option<String>; 2],
}

/// What went wrong with.
#[derive(Clone, Copy)]
enum About {
    Changes,
    Settings,
}

impl Desk {
    fn new(folder: PathBuf, mailbox: Mailbox) -> Self {
        Self {
            folder,
            mailbox,
            slot: None,
            pending: None,
            adopted: Vec::new(),
            said: [None, None],
        }
    }

    fn run(mut self, receiver: &Receiver<Note>) {
        loop {
            let note = match self.wait() {
                None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(wait) => receiver.recv_timeout(wait),
            };
            match note {
                Ok(note) => self.take(note),
                Err(RecvTimeoutError::Timeout) => self.write(),
                // The window ended, perhaps in a panic.
                Err(RecvTimeoutError::Disconnected) => return self.write(),
            }
        }
    }

    /// How long the pending changes may still wait.
    fn wait(&self) -> Option<Duration> {
        let (_, first, last) = self.pending.as_ref()?;
        let due = (*last + IDLE).min(*first + LONGEST);
        Some(due.saturating_duration_since(Instant::now()))
    }

    fn take(&mut self, note: Note) {
        let result = match note {
            Note::Changed(unsaved) => {
                let now = Instant::now();
                let first = self.pending.take().map_or(now, |(_, first, _)| first);
                self.pending = Some((unsaved, first, now));
                return;
            }
            Note::Adopt(slot) => return self.adopted.push(slot),
            Note::Clear => self.clear(),
            Note::End => self.end(),
            Note::Discard(slot) => slot.remove().map_err(|error| self.not_cleared(&error)),
            Note::Setting(change) => {
                let result = settings::change(&self.folder, &change);
                let result = result.and_then(|said| said.map_or(Ok(()), Err));
                return self.say(About::Settings, result);
            }
        };
        self.say(About::Changes, result);
    }

    fn write(&mut self) {
        let Some((unsaved, ..)) = self.pending.take() else {
            return;
        };
        let result = self.written(&unsaved).map_err(|error| {
            let folder = recovery(&self.folder);
            format!(
                "Unsaved changes cannot be kept in {}, should the program end: {error}; save often",
                folder.display()
            )
        });
        self.say(About::Changes, result);
    }

    fn written(&mut self, unsaved: &Unsaved) -> std::io::Result<()> {
        let slot = match self.slot.take() {
            Some(slot) => slot,
            None => Slot::new(&recovery(&self.folder))?,
        };
        let written = slot.write(unsaved);
        self.slot = Some(slot);
        written?;
        self.adopted.drain(..).try_for_each(Slot::remove)
    }

    fn clear(&mut self) -> Result<(), String> {
        self.pending = None;
        let cleared = self.slot.as_ref().map_or(Ok(()), Slot::clear);
        let adopted = self.adopted.drain(..).try_for_each(Slot::remove);
        cleared
            .and(adopted)
            .map_err(|error| self.not_cleared(&error))
    }

    fn end(&mut self) -> Result<(), String> {
        self.clear()?;
        let removed = self.slot.take().map_or(Ok(()), Slot::remove);
        removed.map_err(|error| self.not_cleared(&error))
    }

    fn not_cleared(&self, error: &std::io::Error) -> String {
        let folder = recovery(&self.folder);
        let folder = folder.display();
        format!("Changes that are saved or given up cannot be removed from {folder}: {error}")
    }

    /// Says what went wrong; the same trouble is not repeated at every change.
    fn say(&mut self, about: About, result: Result<(), String>) {
        let said = &mut self.said[about as usize];
        let error = result.err();
        if let Some(error) = &error
            && error != said.as_deref().unwrap_or_default()
        {
            let report = FileReport::NotKept(error.clone());
            self.mailbox.send(Report::File(report));
        }
        *said = error;
    }
}

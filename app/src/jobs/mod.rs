//! Work that must not hold up a frame: dialogs of the system, files, and long computations.
//!
//! The only place of the window that starts threads or touches files. Every job ends in one
//! [`Report`], which [`crate::app`] collects at the start of a frame.

mod browser;
mod files;
mod journal;
mod keeper;
mod paths;
mod settings;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use egui::Context;
use rackhour_engine::workbook::{Id, Import, Workbook};

pub use files::{FileReport, Loaded, NotSaved, OnDisk, Stamp, read};
pub use journal::{Recovered, Slot, Unsaved};
pub use keeper::{Keeper, Kept};
pub use paths::{
    ENDING, are_same, beside, exists, first_folder, has_ending, is_folder, own_folder, whole,
};

use crate::cases::{Evaluated, Request};
use crate::difference;
use crate::figures::{Figures, Plan};
use crate::import;
use crate::registers;
use crate::seek;
use crate::session::{LaidOut, LayOut};
use crate::studies::{self, Outcome, quick};
use crate::view::Purpose;

/// An answer that comes faster than this was given by nobody: there is no file dialog to ask. A
/// busy machine takes most of a second to find that out; a person takes longer to read and answer.
const NOBODY: Duration = Duration::from_secs(1);

/// What a job has found.
pub enum Report {
    /// Something about files.
    File(FileReport),
    /// The figures of a revision were computed.
    Computed(u64, Box<Figures>),
    /// The case on screen has a tape.
    LaidOut(Box<LaidOut>),
    /// Cases were evaluated; none where the run was ended.
    Evaluated(Option<Evaluated>),
    /// A study has ended.
    Studied(Box<Outcome>),
    /// What would set a result was looked for.
    Sought(Box<seek::Outcome>),
    /// Two versions of the workbook were compared.
    Versions(Box<registers::Outcome>),
    /// Why two cases differ was looked for.
    Differed(Box<difference::Outcome>),
    /// A table was written to a file, or why not.
    Written(PathBuf, Result<(), String>),
    /// Studies were filled in.
    Filled(Box<quick::Outcome>),
    /// A spreadsheet was read, or why not.
    Spreadsheet(Box<import::Outcome>),
    /// What an import would change.
    Considered(Box<import::Considered>),
    /// What the files of earlier imports are now.
    ImportsOnDisk(Vec<(Id, import::OnDisk)>),
}

/// Whether paths are asked for in the system's file dialog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileDialogs {
    /// The system's, and our own where it has none.
    #[default]
    System,
    /// Our own, which needs nothing outside the window.
    Own,
}

/// Where reports go; each wakes the window.
#[derive(Clone)]
struct Mailbox {
    ctx: Context,
    sender: Sender<Report>,
}

impl Mailbox {
    fn send(&self, report: Report) {
        // The window may have closed meanwhile; then nobody waits for the report.
        if self.sender.send(report).is_ok() {
            self.ctx.request_repaint();
        }
    }
}

/// The running jobs.
pub struct Jobs {
    mailbox: Mailbox,
    receiver: Receiver<Report>,
    dialogs: FileDialogs,
    /// Whether a computation is on its way, and the newest one to be made after it.
    computing: bool,
    waiting: Option<Plan>,
    keeper: Keeper,
    /// Where unsaved changes and settings are kept.
    folder: Option<PathBuf>,
}

impl Jobs {
    /// No jobs yet. Each wakes the window when it is done.
    pub fn new(ctx: Context, dialogs: FileDialogs) -> Self {
        let (sender, receiver) = channel();
        Self {
            mailbox: Mailbox { ctx, sender },
            receiver,
            dialogs,
            computing: false,
            waiting: None,
            keeper: Keeper::default(),
            folder: None,
        }
    }

    /// The jobs of another document of the same window.
    pub fn beside(&self) -> Self {
        let mut jobs = Self::new(self.mailbox.ctx.clone(), self.dialogs);
        if let Some(folder) = &self.folder {
            jobs.keeper = Keeper::begin(folder.clone(), jobs.mailbox.clone());
            jobs.folder = Some(folder.clone());
        }
        jobs
    }

    /// What was found since the last call.
    pub fn reports(&mut self) -> Vec<Report> {
        let reports: Vec<_> = self.receiver.try_iter().collect();
        if reports
            .iter()
            .any(|report| matches!(report, Report::Computed(..)))
        {
            self.computing = false;
            if let Some(plan) = self.waiting.take() {
                self.compute(plan);
            }
        }
        reports
    }

    /// Begins to keep unsaved changes and settings in a folder, and finds what was kept before.
    pub fn keep(&mut self, folder: PathBuf) -> Kept {
        let (keeper, kept) = Keeper::start(folder.clone(), self.mailbox.clone());
        self.keeper = keeper;
        self.folder = Some(folder);
        kept
    }

    /// What keeps unsaved changes and settings.
    pub fn keeper(&mut self) -> &mut Keeper {
        &mut self.keeper
    }

    /// Asks for a path in the system's file dialog, suggesting a folder and, for a save, a name.
    pub fn ask(&self, purpose: Purpose, folder: PathBuf, name: String) {
        if self.dialogs == FileDialogs::Own {
            self.mailbox
                .send(Report::File(FileReport::NoDialog(purpose)));
            return;
        }
        self.spawn(move || {
            let asked = Instant::now();
            let answer = pollster::block_on(paths::system_dialog(purpose, &folder, &name));
            Report::File(match answer {
                None if asked.elapsed() < NOBODY => FileReport::NoDialog(purpose),
                answer => FileReport::Picked(purpose, answer),
            })
        });
    }

    /// Reads a workbook.
    pub fn load(&self, path: PathBuf) {
        self.spawn(move || {
            let result = read(&path).map(Box::new);
            Report::File(FileReport::Loaded(path, result))
        });
    }

    /// Writes a workbook, whole or not at all. Where a stamp is given, the file must still hold
    /// that.
    pub fn save(&self, path: PathBuf, workbook: Arc<Workbook>, expected: Option<Stamp>) {
        self.spawn(move || {
            let result = files::save(&path, &workbook, expected);
            Report::File(FileReport::Saved(path, workbook, result))
        });
    }

    /// Looks whether a file still holds what it held.
    pub fn check(&self, path: PathBuf, stamp: Stamp) {
        self.spawn(move || {
            let found = files::on_disk(&path, stamp);
            Report::File(FileReport::OnDisk(path, found))
        });
    }

    /// Looks which of these files can still be opened.
    pub fn look(&self, paths: Vec<PathBuf>) {
        self.spawn(move || {
            let look = |path: PathBuf| {
                let why = files::why_not_there(&path);
                (path, why)
            };
            Report::File(FileReport::Looked(paths.into_iter().map(look).collect()))
        });
    }

    /// Computes figures that took too long for a frame; of several requests the newest one wins.
    pub fn compute(&mut self, plan: Plan) {
        if self.computing {
            self.waiting = Some(plan);
            return;
        }
        self.computing = true;
        self.spawn(move || {
            let revision = plan.revision;
            Report::Computed(revision, Box::new(plan.run()))
        });
    }

    /// Lays out the tape of a case.
    pub fn lay_out(&self, wanted: LayOut) {
        self.spawn(move || Report::LaidOut(Box::new(wanted.run())));
    }

    /// Evaluates cases that take too long for a frame.
    pub fn evaluate(&self, request: Request) {
        self.spawn(move || Report::Evaluated(request.run()));
    }

    /// Runs a study that takes too long for a frame.
    pub fn study(&self, request: studies::Request) {
        self.spawn(move || Report::Studied(Box::new(request.run())));
    }

    /// Looks for what would set a result.
    pub fn seek(&self, request: seek::Request) {
        self.spawn(move || Report::Sought(Box::new(request.run())));
    }

    /// Compares two versions of the workbook.
    pub fn compare(&self, request: registers::Request) {
        self.spawn(move || Report::Versions(Box::new(request.run())));
    }

    /// Looks for why two cases differ.
    pub fn differ(&self, request: difference::Request) {
        self.spawn(move || Report::Differed(Box::new(request.run())));
    }

    /// Opens an address of the web in the system's browser; a window that needs nothing outside
    /// itself says what to do instead.
    pub fn browse(&self, link: String) {
        let is_own = self.dialogs == FileDialogs::Own;
        self.spawn(move || Report::File(FileReport::Browsed(browser::open(&link, is_own))));
    }

    /// Fills in studies.
    pub fn fill(&self, request: quick::Request) {
        self.spawn(move || Report::Filled(Box::new(request.run())));
    }

    /// Reads a spreadsheet.
    pub fn read_spreadsheet(&self, request: import::Request) {
        self.spawn(move || Report::Spreadsheet(Box::new(request.run(files::spreadsheet))));
    }

    /// Finds out what an import would change.
    pub fn consider(&self, consider: import::Consider) {
        self.spawn(move || {
            let path = paths::seen_from(consider.beside.as_deref(), &consider.path);
            Report::Considered(Box::new(consider.run(path)))
        });
    }

    /// Looks whether the files of earlier imports are as they were.
    pub fn look_at_imports(&self, imports: Vec<(Arc<Import>, PathBuf)>) {
        self.spawn(move || {
            let look = |(import, path): &(Arc<Import>, PathBuf)| {
                (import.id.clone(), files::import_on_disk(import, path))
            };
            Report::ImportsOnDisk(imports.iter().map(look).collect())
        });
    }

    /// Writes a table to a file, whole or not at all.
    pub fn write(
        &self,
        path: PathBuf,
        table: impl FnOnce() -> Result<String, String> + Send + 'static,
    ) {
        self.spawn(move || {
            let written = table().and_then(|text| {
                let written = files::write_whole(&path, &text);
                written.map_err(|error| error.to_string())
            });
            Report::Written(path, written)
        });
    }

    fn spawn(&self, job: impl FnOnce() -> Report + Send + 'static) {
        let mailbox = self.mailbox.clone();
        std::thread::spawn(move || mailbox.send(job()));
    }
}

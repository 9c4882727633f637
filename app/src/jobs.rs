//! Work that must not hold up a frame: dialogs of the system, files, and long computations.
//!
//! The only place of the window that starts threads or touches files. Every job ends in one
//! [`Report`], which [`crate::app`] collects at the start of a frame.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use egui::Context;
use rackhour_engine::workbook::{Workbook, file};

use crate::cases::{Evaluated, Request};
use crate::figures::{Figures, Plan};
use crate::seek;
use crate::studies::{self, Outcome};
use crate::text;
use crate::view::{Entry, PathBox, Purpose};

/// An answer that comes faster than this was given by nobody: there is no file dialog to ask.
const NOBODY: Duration = Duration::from_millis(100);

/// The ending of a workbook's file name.
pub const ENDING: &str = "ron";

/// What a job has found.
pub enum Report {
    /// The system's file dialog was answered; no path where it was cancelled.
    Picked(Purpose, Option<PathBuf>),
    /// There is no file dialog on this system.
    NoDialog(Purpose),
    /// A file was read.
    Loaded(PathBuf, Result<Box<Workbook>, String>),
    /// A file was written, with the workbook as it was then.
    Saved(PathBuf, Arc<Workbook>, Result<(), String>),
    /// The figures of a revision were computed.
    Computed(u64, Box<Figures>),
    /// Cases were evaluated; none where the run was ended.
    Evaluated(Option<Evaluated>),
    /// A study has ended.
    Studied(Box<Outcome>),
    /// What would set a result was looked for.
    Sought(Box<seek::Outcome>),
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

/// The running jobs.
pub struct Jobs {
    ctx: Context,
    sender: Sender<Report>,
    receiver: Receiver<Report>,
    dialogs: FileDialogs,
    /// Whether a computation is on its way, and the newest one to be made after it.
    computing: bool,
    waiting: Option<Plan>,
}

impl Jobs {
    /// No jobs yet. Each wakes the window when it is done.
    pub fn new(ctx: Context, dialogs: FileDialogs) -> Self {
        let (sender, receiver) = channel();
        Self {
            ctx,
            sender,
            receiver,
            dialogs,
            computing: false,
            waiting: None,
        }
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

    /// Asks for a path in the system's file dialog, suggesting a folder and, for a save, a name.
    pub fn ask(&self, purpose: Purpose, folder: PathBuf, name: String) {
        if self.dialogs == FileDialogs::Own {
            self.send(Report::NoDialog(purpose));
            return;
        }
        self.spawn(move || {
            let asked = Instant::now();
            match pollster::block_on(system_dialog(purpose, &folder, &name)) {
                None if asked.elapsed() < NOBODY => Report::NoDialog(purpose),
                answer => Report::Picked(purpose, answer),
            }
        });
    }

    /// Reads a workbook.
    pub fn load(&self, path: PathBuf) {
        self.spawn(move || {
            let result = read(&path).map(Box::new);
            Report::Loaded(path, result)
        });
    }

    /// Writes a workbook, whole or not at all.
    pub fn save(&self, path: PathBuf, workbook: Arc<Workbook>) {
        self.spawn(move || {
            let result = file::save(&path, &workbook).map_err(|error| error.to_string());
            Report::Saved(path, workbook, result)
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

    fn spawn(&self, job: impl FnOnce() -> Report + Send + 'static) {
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        std::thread::spawn(move || {
            // The window may have closed meanwhile; then nobody waits for the report.
            if sender.send(job()).is_ok() {
                ctx.request_repaint();
            }
        });
    }

    fn send(&self, report: Report) {
        if self.sender.send(report).is_ok() {
            self.ctx.request_repaint();
        }
    }
}

/// Reads a workbook; an error says what is wrong and what to do.
///
/// # Errors
/// The file is missing, not readable or not a workbook.
pub fn read(path: &Path) -> Result<Workbook, String> {
    file::read(path).map_err(|error| {
        let place = match (error.line, error.column) {
            (Some(line), Some(column)) => format!("Line {line}, column {column}: "),
            (Some(line), None) => format!("Line {line}: "),
            _ => String::new(),
        };
        [place + &error.message, error.hint]
            .iter()
            .filter(|part| !part.is_empty())
            .map(|part| format!("{}.", text::capital(part).replace('`', "")))
            .collect::<Vec<_>>()
            .join("\n")
    })
}

/// Whether a file of that name exists.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Whether a path is a folder.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// The folder that a first dialog shows: the home of the user, or where the program was started.
pub fn first_folder() -> PathBuf {
    std::env::home_dir()
        .filter(|home| home.is_dir())
        .or_else(|| std::env::current_dir().ok())
        .unwrap_or_else(|| PathBuf::from("/"))
}

impl PathBox {
    /// Our own file dialog, showing a folder.
    pub fn new(purpose: Purpose, folder: PathBuf, name: &str) -> Self {
        let mut path_box = Self {
            purpose,
            text: String::new(),
            folder: PathBuf::new(),
            entries: Vec::new(),
            refusal: None,
        };
        path_box.show(folder);
        path_box.text = path_box.folder.join(name).display().to_string();
        path_box
    }

    /// Why a typed path cannot be taken, and what to do.
    pub fn refusal_of(&self, path: &Path) -> Option<String> {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        if path.as_os_str().is_empty() || path.file_name().is_none() && !path.is_dir() {
            Some("Type the path of a file, or choose one below".to_owned())
        } else if self.purpose == Purpose::Open && !path.exists() {
            Some(format!(
                "There is no file {}; check the path",
                path.display()
            ))
        } else if self.purpose == Purpose::Save && folder.is_some_and(|folder| !folder.is_dir()) {
            Some("There is no such folder; choose one below".to_owned())
        } else {
            None
        }
    }

    /// Shows another folder; says so where it cannot be read.
    pub fn show(&mut self, folder: PathBuf) {
        match list(&folder) {
            Ok(entries) => {
                let name = Path::new(&self.text).file_name().map(PathBuf::from);
                self.text = folder.join(name.unwrap_or_default()).display().to_string();
                self.entries = entries;
                self.folder = folder;
                self.refusal = None;
            }
            Err(error) => {
                let folder = folder.display();
                self.refusal = Some(format!("The folder {folder} cannot be read: {error}"));
            }
        }
    }
}

/// The folders and workbooks in a folder, by name, folders first; hidden ones are left out.
fn list(folder: &Path) -> std::io::Result<Vec<Entry>> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)?
        .filter_map(Result::ok)
        .map(|entry| {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            Entry {
                name,
                is_folder: path.is_dir(),
                path,
            }
        })
        .filter(|entry| !entry.name.starts_with('.'))
        .filter(|entry| entry.is_folder || entry.path.extension().is_some_and(|e| e == ENDING))
        .collect();
    entries.sort_by_key(|entry| (!entry.is_folder, entry.name.to_lowercase()));
    Ok(entries)
}

async fn system_dialog(purpose: Purpose, folder: &Path, name: &str) -> Option<PathBuf> {
    let dialog = rfd::AsyncFileDialog::new()
        .set_directory(folder)
        .add_filter("Workbook", &[ENDING]);
    let picked = match purpose {
        Purpose::Open => dialog.set_title("Open a workbook").pick_file().await,
        Purpose::Save => {
            dialog
                .set_title("Save the workbook")
                .set_file_name(name)
                .save_file()
                .await
        }
    };
    picked.map(|file| file.path().to_path_buf())
}

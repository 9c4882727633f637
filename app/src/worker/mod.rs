//! Reading a spreadsheet of others, so that no file can bring the program down.
//!
//! Workbooks of Excel since 2007 and tables of text are read where [`read_file`] is called. For the
//! other kinds nothing limits what a file takes while it is read; they are read in a process of this
//! same program, which is ended when it takes too long, takes too much memory or is not wanted any
//! more. What it answers is not trusted either: it has read a hostile file.

mod child;
mod file;
mod frame;
mod parent;
mod quiet;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rackhour_engine::excel::Book;
use rackhour_engine::excel::read::{self, Stop, Watch};

pub(crate) use child::serve;

/// How processes that read spreadsheets are started and what they may take.
#[derive(Clone, Debug)]
pub struct Worker {
    /// The program to start; this one where none is named.
    pub program: Option<PathBuf>,
    /// How long reading may take.
    pub time: Duration,
}

impl Default for Worker {
    fn default() -> Self {
        Self {
            program: None,
            time: Duration::from_secs(20),
        }
    }
}

impl Worker {
    /// Reads a spreadsheet; the watch shows how far reading is and can stop it.
    ///
    /// # Errors
    ///
    /// One sentence that names the file, what is wrong and what to do; or that nobody wants it any
    /// more.
    pub fn read(&self, path: &Path, watch: &Arc<Watch>) -> Result<Book, Stop> {
        let name = file::name(path);
        let bytes = file::bytes(path)?;
        let kind = read::kind(&name, &bytes)?;
        if !read::needs_own_process(kind, &bytes) {
            return quiet::quietly(|| read::read(&name, &bytes, watch));
        }
        drop(bytes);
        parent::read(self, path, &name, watch)
    }
}

/// Reads a spreadsheet as [`Worker::read`] does, with this program and the usual limits.
///
/// ```
/// use std::sync::Arc;
/// use rackhour::worker::read_file;
/// use rackhour_engine::excel::read::{Stop, Watch};
///
/// let none = read_file("no/DCF.xlsx".as_ref(), &Arc::new(Watch::default()));
/// let Err(Stop::Refused(refusal)) = none else { panic!("{none:?}") };
/// assert_eq!(
///     refusal.to_string(),
///     "`DCF.xlsx` is not there: look whether it was moved or renamed, and choose it again."
/// );
/// ```
///
/// # Errors
///
/// As [`Worker::read`].
pub fn read_file(path: &Path, watch: &Arc<Watch>) -> Result<Book, Stop> {
    Worker::default().read(path, watch)
}

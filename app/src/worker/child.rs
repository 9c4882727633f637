//! The process that reads one spreadsheet and says what it found on standard output.

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::mem;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use rackhour_engine::excel::Book;
use rackhour_engine::excel::read::{self, Stop, Watch};

use super::frame::Frame;
use super::{file, quiet};

/// The argument that makes the program such a process.
pub(super) const ARGUMENT: &str = "--import-worker";
/// How many bytes of memory reading may take.
pub(super) const MEMORY: u64 = 2 << 30;
/// How often it says how far it is, and looks at what it takes.
const TICK: Duration = Duration::from_millis(50);
/// The stack of the thread that reads; some readers descend with what they read.
const STACK: usize = 32 << 20;

/// Does the work of such a process, where the arguments ask for it.
pub(crate) fn serve(arguments: &[OsString]) -> Option<ExitCode> {
    let [_, argument, path] = arguments else {
        return None;
    };
    (argument == ARGUMENT).then(|| {
        limit_memory();
        match answer(Path::new(path), &mut BufWriter::new(io::stdout().lock())) {
            Ok(()) => ExitCode::SUCCESS,
            // Nobody listens any more.
            Err(_) => ExitCode::FAILURE,
        }
    })
}

/// Has the system refuse memory beyond the limit, which ends the process.
#[cfg(target_os = "linux")]
fn limit_memory() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = Rlimit {
        current: Some(MEMORY),
        maximum: Some(MEMORY),
    };
    // Where the system does not let it, the process looks at what it takes all the same.
    let _limited = setrlimit(Resource::As, limit);
}

/// Elsewhere the process only looks at what it takes, and ends itself.
#[cfg(not(target_os = "linux"))]
fn limit_memory() {}

/// Reads a file beside this thread, and says meanwhile how far that is.
fn answer(path: &Path, to: &mut impl Write) -> io::Result<()> {
    Frame::Ready(env!("CARGO_PKG_VERSION").to_owned()).write(to)?;
    let watch = Arc::new(Watch::default());
    let (done, waiting) = mpsc::channel();
    let reading = {
        let (path, watch) = (path.to_owned(), Arc::clone(&watch));
        move || drop(done.send(quiet::quietly(|| read(&path, &watch))))
    };
    thread::Builder::new().stack_size(STACK).spawn(reading)?;
    loop {
        match waiting.recv_timeout(TICK) {
            Ok(done) => return finish(done, to),
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Err(RecvTimeoutError::Timeout) if takes_too_much() => {
                return Frame::NeedsMemory.write(to);
            }
            Err(RecvTimeoutError::Timeout) => {
                let (sheets, of_sheets) = watch.sheets();
                Frame::Progress(watch.cells(), sheets, of_sheets).write(to)?;
            }
        }
    }
}

fn read(path: &Path, watch: &Watch) -> Result<Book, Stop> {
    read::read(&file::name(path), &file::bytes(path)?, watch)
}

fn takes_too_much() -> bool {
    memory_stats::memory_stats().is_some_and(|taken| taken.physical_mem as u64 > MEMORY)
}

/// Says what was found, sheet by sheet, so that none is held twice.
fn finish(done: Result<Book, Stop>, to: &mut impl Write) -> io::Result<()> {
    let mut book = match done {
        Ok(book) => book,
        Err(Stop::Refused(refusal)) => return Frame::Refused(refusal).write(to),
        Err(Stop::Cancelled) => return Ok(()),
    };
    for sheet in mem::take(&mut book.sheets) {
        Frame::Sheet(Box::new(sheet)).write(to)?;
    }
    Frame::Book(Box::new(book)).write(to)
}

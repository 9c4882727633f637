//! Starting the process that reads, listening to it, and ending it.

use std::env;
use std::io::{self, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use rackhour_engine::excel::read::{Refusal, Stop, Watch, is_within_limits};
use rackhour_engine::excel::{Book, Sheet};

use super::Worker;
use super::child::ARGUMENT;
use super::frame::Frame;

/// How often is looked whether the book is still wanted.
const LOOK: Duration = Duration::from_millis(20);
/// How many frames may wait; a process that says more waits itself.
const WAITING: usize = 4;
const SAVE_AS_XLSX: &str = "open it in Excel or LibreOffice and save it as .xlsx";

/// A process that does not outlive the wish for its answer.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.0.kill();
        let _waited = self.0.wait();
    }
}

/// Reads a file in a process of its own.
pub(super) fn read(worker: &Worker, path: &Path, name: &str, watch: &Watch) -> Result<Book, Stop> {
    let until = Instant::now() + worker.time;
    let (running, output) = start(worker, path).map_err(|_| not_started(name))?;
    let (send, frames) = mpsc::sync_channel(WAITING);
    // It ends with the process, whose output then closes.
    let listening = thread::Builder::new().spawn(move || listen(output, &send));
    listening.map_err(|_| not_started(name))?;
    let answer = gather(&frames, name, watch, until);
    drop(running);
    match answer? {
        book if book.name == name && is_within_limits(&book) => Ok(book),
        _ => Err(broken(name).into()),
    }
}

fn start(worker: &Worker, path: &Path) -> io::Result<(Running, ChildStdout)> {
    let program = match &worker.program {
        Some(program) => program.clone(),
        None => env::current_exe()?,
    };
    let mut command = Command::new(program);
    command.arg(ARGUMENT).arg(path);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    without_console(&mut command);
    let mut child = command.spawn()?;
    let output = child.stdout.take();
    let running = Running(child);
    output
        .map(|output| (running, output))
        .ok_or_else(|| io::Error::other("no output"))
}

/// Keeps a black window from flashing up.
#[cfg(windows)]
fn without_console(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(windows))]
fn without_console(_: &mut Command) {}

/// Takes the frames apart as they come, until the last one.
fn listen(output: ChildStdout, send: &SyncSender<Frame>) {
    let mut output = BufReader::new(output);
    while let Ok(Some(frame)) = Frame::read(&mut output) {
        if send.send(frame).is_err() {
            return;
        }
    }
}

/// Puts the book together.
fn gather(
    frames: &Receiver<Frame>,
    name: &str,
    watch: &Watch,
    until: Instant,
) -> Result<Book, Stop> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut is_ready = false;
    loop {
        if watch.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(too_slow(name).into());
        }
        match frames.recv_timeout(left.min(LOOK)) {
            Ok(Frame::Ready(version)) if version == env!("CARGO_PKG_VERSION") => is_ready = true,
            Ok(_) if !is_ready => return Err(not_started(name).into()),
            Ok(Frame::Ready(_)) => return Err(broken(name).into()),
            Ok(Frame::Progress(cells, sheets, of_sheets)) => watch.show(cells, sheets, of_sheets),
            Ok(Frame::Sheet(sheet)) => sheets.push(*sheet),
            Ok(Frame::Book(book)) => return Ok(Book { sheets, ..*book }),
            Ok(Frame::Refused(refusal)) if is_plain(&refusal, name) => return Err(refusal.into()),
            Ok(Frame::Refused(_)) => return Err(broken(name).into()),
            Ok(Frame::NeedsMemory) => return Err(needs_memory(name).into()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) if is_ready => {
                return Err(needs_memory(name).into());
            }
            Err(RecvTimeoutError::Disconnected) => return Err(not_started(name).into()),
        }
    }
}

/// Whether a refusal is one that could be shown.
fn is_plain(refusal: &Refusal, name: &str) -> bool {
    let is_short = |text: &str| text.len() < 500 && !text.contains(char::is_control);
    refusal.file == name && is_short(&refusal.problem) && is_short(&refusal.hint)
}

/// The process ended without an answer, as it does where the system gives it no more memory.
fn needs_memory(name: &str) -> Refusal {
    let problem = "needs more memory to open than a spreadsheet should (2 GB)";
    Refusal::new(name, problem, SAVE_AS_XLSX)
}

fn too_slow(name: &str) -> Refusal {
    Refusal::new(name, "takes too long to read", SAVE_AS_XLSX)
}

fn broken(name: &str) -> Refusal {
    Refusal::new(name, "could not be read to its end", SAVE_AS_XLSX)
}

fn not_started(name: &str) -> Refusal {
    let problem = "could not be read, since the part of the program that reads it did not start";
    let hint = "close the program, open it again and try once more";
    Refusal::new(name, problem, hint)
}

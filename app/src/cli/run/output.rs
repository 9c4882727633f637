//! Where a study's values go: standard output, or a file that is whole or not there.

use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::Failure;

/// An open output.
pub(super) struct Sink {
    writer: Box<dyn Write>,
    /// The file as it will be called, and what it is called until it is whole.
    file: Option<(PathBuf, PathBuf)>,
    /// Whether whoever reads has seen enough, as `head` does.
    closed: bool,
}

impl Sink {
    /// Opens the file, or standard output.
    pub(super) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            return Ok(Self {
                writer: Box::new(BufWriter::new(std::io::stdout())),
                file: None,
                closed: false,
            });
        };
        // Something that is no file, as a pipe, cannot be written beside.
        let direct = fs::metadata(path).is_ok_and(|found| !found.is_file());
        let mut beside = path.as_os_str().to_owned();
        beside.push(format!(".{}.part", std::process::id()));
        let (beside, file) = match direct {
            true => (path.to_owned(), File::create(path)),
            // Nobody else's file is written over.
            false => (PathBuf::from(&beside), File::create_new(&beside)),
        };
        let file = file.map_err(|error| failure(path, &error))?;
        Ok(Self {
            writer: Box::new(BufWriter::with_capacity(1 << 20, file)),
            file: Some((path.to_owned(), beside)),
            closed: false,
        })
    }

    /// Writes some text.
    pub(super) fn write(&mut self, text: &str) -> Result<(), Failure> {
        let written = self.writer.write_all(text.as_bytes());
        self.look(written)
    }

    /// Whether nobody reads any more.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Ends the output; the file gets its name.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let flushed = self.writer.flush();
        self.look(flushed)?;
        let Some((path, beside)) = self.file.take() else {
            return Ok(());
        };
        if path == beside {
            return Ok(());
        }
        fs::rename(&beside, &path).map_err(|error| failure(&path, &error))
    }

    fn look(&mut self, done: std::io::Result<()>) -> Result<(), Failure> {
        match (done, &self.file) {
            (Ok(()), _) => Ok(()),
            (Err(error), None) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            (Err(error), None) => Err(Failure::File(format!("cannot print: {error}"))),
            (Err(error), Some((path, _))) => Err(failure(path, &error)),
        }
    }
}

impl Drop for Sink {
    /// A file that did not become whole is taken away.
    fn drop(&mut self) {
        if let Some((path, beside)) = &self.file
            && path != beside
        {
            // Nothing can be done about a file that cannot be removed.
            let _ = fs::remove_file(beside);
        }
    }
}

fn failure(path: &Path, error: &std::io::Error) -> Failure {
    let path = path.display();
    let hint = "choose a folder that exists and can be written to";
    Failure::File(format!("cannot write {path}: {error}; {hint}"))
}

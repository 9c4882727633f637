//! The bytes of a file, or a sentence that says why there are none.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use rackhour_engine::excel::read::{Refusal, too_large};

/// What Windows answers where another program keeps a file to itself, or a part of it.
const SHARING_VIOLATIONS: [i32; 2] = [32, 33];

/// What a file is called, without its folder.
pub(super) fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// The bytes of a file that is not too large.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Refusal> {
    let name = name(path);
    let failed = |error: io::Error| refusal(&name, &error);
    // Before it is opened: opening a pipe would wait for someone to write into it.
    let found = fs::metadata(path).map_err(failed)?;
    if found.is_dir() {
        return Err(Refusal::new(name, "is a folder", "choose a file in it"));
    }
    if !found.is_file() {
        let hint = "choose a file on a disk";
        return Err(Refusal::new(name, "is a device and not a file", hint));
    }
    refuse_large(&name, found.len())?;
    let mut bytes = Vec::with_capacity(usize::try_from(found.len()).unwrap_or_default());
    let file = File::open(path).map_err(failed)?;
    // It may have grown since it was looked at, by a byte or without end.
    let mut limited = file.take(found.len() + 1);
    limited.read_to_end(&mut bytes).map_err(failed)?;
    refuse_large(&name, bytes.len() as u64)?;
    if bytes.len() as u64 != found.len() {
        let problem = "is being written by another program";
        let hint = "wait until it is saved there and try again";
        return Err(Refusal::new(name, problem, hint));
    }
    Ok(bytes)
}

fn refuse_large(name: &str, size: u64) -> Result<(), Refusal> {
    too_large(name, size).map_or(Ok(()), Err)
}

/// Says why a file could not be opened or read.
fn refusal(name: &str, error: &io::Error) -> Refusal {
    let is_locked = cfg!(windows)
        && error
            .raw_os_error()
            .is_some_and(|code| SHARING_VIOLATIONS.contains(&code));
    let (problem, hint) = match error.kind() {
        _ if is_locked => (
            "is kept locked by another program",
            "close it there and try again",
        ),
        ErrorKind::NotFound | ErrorKind::NotADirectory => (
            "is not there",
            "look whether it was moved or renamed, and choose it again",
        ),
        ErrorKind::PermissionDenied => (
            "may not be read by you",
            "ask its owner for permission or for a copy",
        ),
        _ => {
            let problem = format!("could not be read from its disk ({})", plain(error));
            let hint = "copy it to a disk of this computer and try again";
            return Refusal::new(name, problem, hint);
        }
    };
    Refusal::new(name, problem, hint)
}

/// What the system says, without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    text[..end].to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_becomes_a_sentence() {
        for (error, sentence) in [
            (
                io::Error::from(ErrorKind::NotFound),
                "`a.xls` is not there: look whether it was moved or renamed, and choose it again.",
            ),
            (
                io::Error::from(ErrorKind::PermissionDenied),
                "`a.xls` may not be read by you: ask its owner for permission or for a copy.",
            ),
            (
                io::Error::other("Input/output error (os error 5)"),
                "`a.xls` could not be read from its disk (input/output error): copy it to a disk of this computer and try again.",
            ),
        ] {
            assert_eq!(refusal("a.xls", &error).to_string(), sentence);
        }
    }
}

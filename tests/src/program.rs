//! Starts the real program and keeps what it says.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a run of the program gave.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Its exit code; −1 if a signal ended it.
    pub code: i32,
    /// What it printed to standard output.
    pub out: String,
    /// What it had to say on standard error.
    pub err: String,
}

/// The folder of the project, in which [`run`] starts the program.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_path_buf()
}

/// Runs a program in the project's folder and waits for its end.
///
/// # Errors
///
/// If the program cannot be started.
pub fn run(program: &str, arguments: &[&str]) -> io::Result<Ran> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(root())
        .output()?;
    Ok(Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// Splits a command line as a shell does, as far as single quotes go.
///
/// ```
/// use rackhour_tests::program::words;
/// assert_eq!(words("eval a --set 'x=3 $/h'"), ["eval", "a", "--set", "x=3 $/h"]);
/// ```
pub fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in line.trim().chars() {
        match character {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words
                .last_mut()
                .into_iter()
                .for_each(|word| word.push(other)),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

//! The program: the command line, and the window when no command is given.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    rackhour::cli::main()
}

//! The system's browser, which is handed the address of a source when somebody asks for it.

use std::process::{Command, Stdio};

use crate::session::is_web;

/// Hands an address of the web to the system's browser; nothing else is ever started.
pub(super) fn open(link: &str, is_own: bool) -> Result<(), String> {
    if !is_web(link) {
        return Err(format!(
            "{link} is no address of the web, so it is not opened"
        ));
    }
    if is_own {
        return Err("No browser is opened from here; copy the address instead".to_owned());
    }
    let mut command = starter(link);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err("The browser cannot be opened; copy the address instead".to_owned()),
    }
}

/// What opens an address on this system. The address is one argument, which no shell reads.
fn starter(link: &str) -> Command {
    if cfg!(windows) {
        let mut command = Command::new("rundll32");
        command.args(["url.dll,FileProtocolHandler", link]);
        return command;
    }
    let name = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let mut command = Command::new(name);
    command.arg(link);
    command
}

//! Why a command cannot be done now, in a few words.

use super::Command;

/// Why a command that is not enabled cannot be done now.
pub const fn why_not(command: Command) -> &'static str {
    match command {
        Command::Undo => "nothing was changed",
        Command::Redo => "nothing was undone",
        Command::Save => "everything is saved",
        Command::EditCell => "no cell is selected",
        Command::RunStudy => "there is no study",
        Command::CancelStudy => "no study is running",
        _ => "not possible now",
    }
}

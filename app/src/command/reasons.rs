//! Why a command cannot be done now, in a few words.

use super::Command;
use crate::view::View;

/// Why a command that is not enabled cannot be done now.
pub fn why_not(command: Command, view: &View) -> &'static str {
    match command {
        _ if view.placeholder && command.needs_document() => "no workbook is open",
        Command::Undo => "nothing was changed",
        Command::Redo => "nothing was undone",
        Command::Save => "everything is saved",
        Command::RunStudy => "there is no study",
        Command::CancelStudy => "no study is running",
        Command::Back => "there is no row before this one",
        Command::Forward => "there is no row after this one",
        _ if view.selected.is_none() => "no cell is selected",
        _ if !view.tab.has_model() => "the table of rows is not shown",
        _ => "not possible now",
    }
}

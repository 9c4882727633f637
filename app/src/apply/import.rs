//! A spreadsheet on its way into the workbook: it is asked for, read, looked at and corrected.

use std::path::PathBuf;

use rackhour_engine::excel::At;

use super::Hands;
use crate::import::{self, ImportAct, Outcome};
use crate::jobs::{ENDING, has_ending};
use crate::view::Tab;

impl Hands<'_> {
    /// Does something in the pane of imports.
    pub(super) fn import(&mut self, act: ImportAct) {
        let importing = &mut self.view.import;
        match act {
            ImportAct::Drop(files) => return self.drop_files(files),
            ImportAct::Cancel => {
                if importing.cancel() {
                    self.view.say("Ended the reading of the spreadsheet");
                }
                return;
            }
            ImportAct::PutAway => {
                importing.cancel();
                (importing.opened, importing.refusal) = (None, None);
                return;
            }
            _ => {}
        }
        let Some(opened) = &mut importing.opened else {
            return;
        };
        match act {
            ImportAct::Sheet(place) if place < opened.sheets.len() => opened.shown = place,
            ImportAct::Select(at, bring) => opened.select(at, bring),
            ImportAct::Step(rows, columns) => {
                if let Some(sheet) = opened.sheet() {
                    let at = At::new(moved(sheet.at.row, rows), moved(sheet.at.column, columns));
                    opened.select(at, true);
                }
            }
            ImportAct::Correct(correction) => opened.correct(Some(correction)),
            ImportAct::Guess => opened.correct(None),
            _ => {}
        }
    }

    /// Begins to read a spreadsheet.
    pub(super) fn import_file(&mut self, path: PathBuf) {
        self.view.dialog = None;
        self.leave_start();
        self.show_tab(Tab::Import);
        let request = self.view.import.begin(path);
        self.jobs.read_spreadsheet(request);
    }

    /// Opens the workbooks among dropped files, and imports a spreadsheet.
    fn drop_files(&mut self, files: Vec<PathBuf>) {
        if self.view.dialog.is_some() || !self.settle() {
            let refusal = "Answer the question on screen, then drop the file once more";
            return self.view.refuse(refusal);
        }
        let is_workbook = |path: &PathBuf| has_ending(path, &[ENDING]);
        let (workbooks, others): (Vec<_>, Vec<_>) = files.into_iter().partition(is_workbook);
        match (workbooks.into_iter().next(), others.as_slice()) {
            (Some(workbook), []) => self.open_file(workbook),
            (None, [one]) if self.view.placeholder => {
                let name = name(one);
                self.view.refuse(format!(
                    "The values of {name} need a workbook to go into: open one or begin a new \
                     one, then drop the file once more"
                ));
            }
            (None, [one]) => self.import_file(one.clone()),
            (Some(_), _) => {
                let refusal = "Drop a workbook to open it, or a spreadsheet to import it, but not \
                               both at once";
                self.view.refuse(refusal);
            }
            (None, []) => {}
            (None, several) => {
                let names: Vec<_> = several.iter().map(name).collect();
                self.view.refuse(format!(
                    "One spreadsheet is imported at a time; drop one of {}",
                    names.join(", ")
                ));
            }
        }
    }

    /// Takes what was read of a spreadsheet.
    pub(super) fn take_spreadsheet(&mut self, outcome: Outcome) {
        if let Some(refusal) = self.view.import.take(outcome) {
            self.view.refuse(refusal);
        } else if let Some(opened) = &self.view.import.opened {
            let said = format!("Read {}", import::counts(opened));
            self.view.say(said);
            self.view.focus_table |= self.view.tab == Tab::Import;
        }
    }
}

fn moved(from: u32, by: i64) -> u32 {
    let to = i64::from(from).saturating_add(by).max(0);
    u32::try_from(to).unwrap_or(u32::MAX)
}

#[allow(clippy::ptr_arg, reason = "it is handed to a map over paths")]
fn name(path: &PathBuf) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

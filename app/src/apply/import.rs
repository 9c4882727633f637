//! A spreadsheet on its way into the workbook: it is asked for, read, looked at and corrected.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rackhour_engine::excel::At;

use super::Hands;
use crate::import::{self, ImportAct, Outcome, Step};
use crate::jobs::{self, ENDING, has_ending};
use crate::view::{Purpose, Tab};

impl Hands<'_> {
    /// Does something in the pane of imports.
    pub(super) fn import(&mut self, act: ImportAct) {
        let importing = &mut self.view.import;
        match act {
            ImportAct::Drop(files) => return self.drop_files(files),
            ImportAct::Refresh(id) => return self.import_again(&id),
            ImportAct::Forget(id) => return self.forget_import(&id),
            ImportAct::Copied(what) => {
                return self
                    .view
                    .say(format!("Copied {what}, to be pasted into a spreadsheet"));
            }
            ImportAct::Cancel => {
                if importing.cancel() {
                    self.view.say("Ended the reading of the spreadsheet");
                }
                return;
            }
            ImportAct::PutAway => return importing.put_away(),
            _ => {}
        }
        let Some(opened) = &mut importing.opened else {
            return;
        };
        match act {
            ImportAct::Sheet(place) if place < opened.sheets.len() => {
                (opened.shown, opened.matching.step) = (place, Step::Sheet);
            }
            ImportAct::Show(sheet, at) => opened.show(&sheet, at),
            ImportAct::Select(at, bring) => opened.select(at, bring),
            ImportAct::Move(rows, columns) => {
                if let Some(sheet) = opened.sheet() {
                    let at = At::new(moved(sheet.at.row, rows), moved(sheet.at.column, columns));
                    opened.select(at, true);
                }
            }
            ImportAct::Correct(correction) => opened.correct(Some(correction)),
            ImportAct::Guess => opened.correct(None),
            act => self.match_lines(act),
        }
    }

    /// Begins to read a spreadsheet.
    pub(super) fn import_file(&mut self, path: PathBuf) {
        self.view.dialog = None;
        self.leave_start();
        self.show_tab(Tab::Import);
        let recipe = self.view.import.again.take();
        let request = self.view.import.begin(path, recipe);
        self.jobs.read_spreadsheet(request);
    }

    /// Asks for a spreadsheet.
    pub(super) fn ask_spreadsheet(&mut self) {
        self.view.import.again = None;
        self.ask(Purpose::Spreadsheet);
    }

    /// Does an earlier import again; where its file is gone, it is asked for.
    fn import_again(&mut self, id: &str) {
        let mut imports = self.session.workbook().imports.iter();
        let Some(import) = imports.find(|import| import.id == id).cloned() else {
            return;
        };
        let path = jobs::beside(self.session.file(), Path::new(&import.path));
        self.view.import.again = Some(import);
        match jobs::exists(&path) && !jobs::is_folder(&path) {
            true => self.import_file(path),
            false => self.ask(Purpose::Spreadsheet),
        }
    }

    fn forget_import(&mut self, id: &str) {
        match self.session.forget_import(id) {
            Ok(label) => self.view.say(format!(
                "Forgot where the values of {label} came from; the values stay"
            )),
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    /// Looks once whether the files of earlier imports are as they were.
    pub(super) fn look_at_imports(&mut self) {
        let imports = self.session.workbook().imports.to_vec();
        let looked = &self.view.import.looked;
        let is_known = imports.len() == looked.len()
            && imports
                .iter()
                .zip(looked)
                .all(|(one, other)| Arc::ptr_eq(one, other));
        if is_known {
            return;
        }
        self.view.import.looked.clone_from(&imports);
        let file = self.session.file();
        let placed = imports.into_iter().map(|import| {
            let path = jobs::beside(file, Path::new(&import.path));
            (import, path)
        });
        self.jobs.look_at_imports(placed.collect());
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
            (None, [one]) => {
                self.view.import.again = None;
                self.import_file(one.clone());
            }
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

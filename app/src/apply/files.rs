//! Opening and saving: what is asked first, and what follows.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rackhour_engine::workbook::Workbook;

use super::Hands;
use crate::command::Answer;
use crate::jobs::{self, FileReport, Loaded, NotSaved, OnDisk, Stamp};
use crate::registers::VersionAct;
use crate::session::{self, Session};
use crate::settings::Change;
use crate::view::{Dialog, Next, PathBox, Purpose, Tab};

impl Hands<'_> {
    /// Goes on to something that gives the document up, after asking about unsaved changes.
    pub(super) fn leave(&mut self, next: Next) {
        if self.session.is_saved() || next == Next::Quit {
            self.go_on(next);
        } else {
            self.view.dialog = Some(Dialog::Unsaved(next));
        }
    }

    pub(super) fn go_on(&mut self, next: Next) {
        match next {
            Next::Close => self.close_document(),
            Next::Quit => self.quit(),
        }
    }

    /// Puts another document in the place of this one.
    pub(super) fn take_document(&mut self, session: Session, stamp: Option<Stamp>) {
        self.view.studio.stop();
        *self.session = session.in_place_of(self.session);
        self.view.shelf.stamp = stamp;
        self.view.shelf.changed = None;
        self.view.dialog = None;
        // What was said about the document before holds for that one alone.
        self.view.given_up = false;
        self.view.after_save = None;
        self.begin_to_look();
    }

    pub(super) fn save(&mut self) {
        match self.session.file() {
            Some(path) => self.write(path.to_path_buf()),
            None => self.ask(Purpose::Save),
        }
    }

    /// Writes the document to a file; the one it came from must still hold what was read.
    fn write(&mut self, path: PathBuf) {
        let is_own = self.session.file() == Some(&path);
        let expected = self.view.shelf.stamp.filter(|_| is_own);
        self.write_over(path, expected);
    }

    fn write_over(&mut self, path: PathBuf, expected: Option<Stamp>) {
        self.view.dialog = Some(Dialog::Busy(format!("Saving to {}", path.display())));
        self.jobs.save(path, self.session.shared(), expected);
    }

    /// Asks for a path, in the system's dialog first.
    pub(super) fn ask(&mut self, purpose: Purpose) {
        self.view.dialog = Some(Dialog::System(purpose));
        self.jobs
            .ask(purpose, self.folder(), self.proposal(purpose));
    }

    /// The folder that a dialog shows: that of the file in hand, while there is one.
    fn folder(&self) -> PathBuf {
        let file = self.session.file().and_then(|file| file.parent());
        file.filter(|folder| jobs::is_folder(folder))
            .map_or_else(jobs::first_folder, PathBuf::from)
    }

    fn proposal(&self, purpose: Purpose) -> String {
        match purpose {
            Purpose::Open | Purpose::Version(_) | Purpose::Spreadsheet => String::new(),
            Purpose::Save => self.session.file_name(),
            Purpose::Samples => "samples.csv".to_owned(),
        }
    }

    fn own_dialog(&mut self, purpose: Purpose) {
        if matches!(self.view.dialog, Some(Dialog::System(_))) {
            // The path box takes the keyboard when nothing else has it.
            self.free_keyboard();
            let path_box = PathBox::new(purpose, self.folder(), &self.proposal(purpose));
            self.view.dialog = Some(Dialog::Path(path_box));
        }
    }

    pub(super) fn free_keyboard(&self) {
        self.ctx.memory_mut(|memory| {
            if let Some(focused) = memory.focused() {
                memory.surrender_focus(focused);
            }
        });
    }

    /// Takes a path that was picked; a file of that name may have been agreed to already.
    pub(super) fn take_path(&mut self, purpose: Purpose, path: PathBuf, agreed: bool) {
        match purpose {
            Purpose::Open => {
                self.view.dialog = Some(Dialog::Busy(format!("Opening {}", path.display())));
                self.jobs.load(path);
            }
            Purpose::Version(side) => self.version(VersionAct::File(side, path)),
            Purpose::Spreadsheet => self.import_file(path),
            Purpose::Save if self.documents.with_file(&path).is_some() => {
                self.is_open_elsewhere(&path)
            }
            Purpose::Save if path.extension().is_none() => {
                self.take_path(purpose, path.with_extension(jobs::ENDING), false);
            }
            Purpose::Save if !agreed && jobs::exists(&path) => {
                self.view.dialog = Some(Dialog::Replace(path));
            }
            Purpose::Samples if path.extension().is_none() => {
                self.take_path(purpose, path.with_extension("csv"), false);
            }
            Purpose::Samples if !agreed && jobs::exists(&path) => {
                let path = path.display();
                self.view.refuse(format!(
                    "There is a file {path} already; choose another name"
                ));
            }
            Purpose::Samples => self.write_samples(path),
            // Whoever agreed to replace a file has seen that there is one.
            Purpose::Save => self.write_over(path, None),
        }
    }

    /// Says that a file cannot be saved to, because it is that of another document.
    fn is_open_elsewhere(&mut self, path: &Path) {
        self.view.after_save = None;
        self.stay();
        self.view.dialog = Some(Dialog::Message {
            title: "The file is open in another tab".to_owned(),
            text: format!(
                "{} is another workbook that is open here. Close that one first, or save under \
                 another name.",
                path.display()
            ),
        });
    }

    /// Takes what a job about files has found.
    pub(super) fn receive_file(&mut self, report: FileReport) {
        match report {
            FileReport::Picked(purpose, path) => self.picked(purpose, path),
            FileReport::NoDialog(purpose) => self.own_dialog(purpose),
            FileReport::Loaded(path, Ok(loaded)) => self.loaded(path, *loaded),
            FileReport::Loaded(path, Err(error)) => {
                self.view.dialog = Some(session::not_opened(&path, &error));
                self.look();
            }
            FileReport::Saved(path, version, Ok(stamp)) => self.saved(path, &version, stamp),
            FileReport::Saved(path, _, Err(NotSaved::Changed)) => {
                self.view.dialog = Some(Dialog::Conflict(path));
            }
            FileReport::Saved(path, _, Err(NotSaved::Failed(text))) => {
                self.view.dialog = Some(Dialog::NotSaved { path, text });
            }
            FileReport::OnDisk(path, found) => self.seen_on_disk(&path, found),
            FileReport::Looked(files) => {
                let missing = files
                    .into_iter()
                    .filter_map(|(path, why)| Some((path, why?)));
                self.view.shelf.missing = missing.collect();
            }
            FileReport::NotKept(error) | FileReport::Browsed(Err(error)) => self.view.refuse(error),
            FileReport::Browsed(Ok(())) => {}
        }
    }

    fn picked(&mut self, purpose: Purpose, path: Option<PathBuf>) {
        if !matches!(self.view.dialog, Some(Dialog::System(_))) {
            return;
        }
        self.view.dialog = None;
        match path {
            Some(path) if purpose == Purpose::Open => self.open_file(path),
            Some(path) => self.take_path(purpose, path, true),
            None => {
                self.view.after_save = None;
                self.stay();
            }
        }
    }

    fn loaded(&mut self, path: PathBuf, loaded: Loaded) {
        let session = Session::new(loaded.workbook, Some(path.clone()));
        let stamp = Some(loaded.stamp);
        self.view.dialog = None;
        match self.session.file() == Some(&path) {
            true => self.take_again(session, stamp),
            false => self.add_document(session, stamp),
        }
        self.remember(Change::Opened(path));
    }

    /// Takes a file that was read again, and looks at it where it was left.
    fn take_again(&mut self, session: Session, stamp: Option<Stamp>) {
        let (case, cell, tab) = (
            self.session.case().clone(),
            self.view.selected.clone(),
            self.view.tab,
        );
        self.take_document(session, stamp);
        if self.session.has_case(&case) {
            self.session.set_case(case);
        }
        let cell = cell.filter(|cell| self.session.variable(&cell.row).is_some());
        self.view.selected = cell.or_else(|| self.view.selected.take());
        self.view.tab = tab;
    }

    fn saved(&mut self, path: PathBuf, version: &Arc<Workbook>, stamp: Stamp) {
        self.view.say(format!("Saved to {}", path.display()));
        self.session.saved_as(path.clone(), version);
        self.view.shelf.stamp = Some(stamp);
        self.view.shelf.changed = None;
        self.view.dialog = None;
        self.remember(Change::Opened(path));
        if let Some(next) = self.view.after_save.take() {
            self.go_on(next);
        }
    }

    /// Says that another program has changed or removed the file in hand.
    fn seen_on_disk(&mut self, path: &Path, found: OnDisk) {
        if self.session.file() != Some(path) {
            return;
        }
        match found {
            OnDisk::Same => self.view.shelf.changed = None,
            // What was saved while the look was on its way is known.
            OnDisk::Changed(stamp) if self.view.shelf.stamp == Some(stamp) => {}
            OnDisk::Changed(stamp) => self.view.shelf.changed = Some(stamp),
            OnDisk::Gone if self.session.is_saved() => {
                self.session.mark_unsaved();
                let path = path.display();
                self.view.refuse(format!(
                    "{path} was moved or deleted; save to write it again"
                ));
            }
            OnDisk::Gone => {}
        }
    }

    pub(super) fn answer(&mut self, answer: Answer) {
        let Some(dialog) = self.view.dialog.take() else {
            return;
        };
        match (dialog, answer) {
            (Dialog::Unsaved(next), Answer::SaveFirst) => {
                self.view.after_save = Some(next);
                self.save();
            }
            (Dialog::Unsaved(next), Answer::Discard) => {
                self.view.given_up = matches!(next, Next::Quit);
                self.go_on(next);
            }
            (Dialog::Replace(path) | Dialog::Conflict(path), Answer::Replace) => {
                self.write_over(path, None);
            }
            (Dialog::Conflict(_) | Dialog::NotSaved { .. }, Answer::SaveAs) => {
                self.ask(Purpose::Save);
            }
            (Dialog::NotSaved { path, .. }, Answer::TryAgain) => self.write(path),
            (Dialog::Reload, Answer::Discard) => self.reload(),
            (Dialog::DiscardRecovered, Answer::Discard) => self.discard_recovered(),
            (Dialog::System(purpose), Answer::TypePath) => {
                self.view.dialog = Some(Dialog::System(purpose));
                self.own_dialog(purpose);
            }
            (Dialog::Path(path_box), answer) => self.answer_path(path_box, answer),
            (Dialog::Message { title, text }, _) => {
                let said = format!("{title}. {text}");
                self.view.window.messages.note(&said, true);
                self.cancelled();
            }
            _ => self.cancelled(),
        }
    }

    fn cancelled(&mut self) {
        self.view.after_save = None;
        self.stay();
        self.view.focus_table = self.view.tab != Tab::Figures;
    }

    fn answer_path(&mut self, mut path_box: PathBox, answer: Answer) {
        match answer {
            Answer::PathText(text) => {
                path_box.text = text;
                path_box.refusal = None;
            }
            Answer::Folder(folder) => path_box.show(folder),
            Answer::TakePath => return self.take_typed_path(path_box),
            _ => return self.cancelled(),
        }
        self.view.dialog = Some(Dialog::Path(path_box));
    }

    fn take_typed_path(&mut self, mut path_box: PathBox) {
        let path = jobs::whole(Path::new(path_box.text.trim()));
        match path_box.refusal_of(&path) {
            Some(refusal) => {
                path_box.refusal = Some(refusal);
                self.view.dialog = Some(Dialog::Path(path_box));
            }
            None if jobs::is_folder(&path) => {
                path_box.show(path);
                self.view.dialog = Some(Dialog::Path(path_box));
            }
            None if path_box.purpose == Purpose::Open => self.open_file(path),
            None => self.take_path(path_box.purpose, path, false),
        }
    }
}

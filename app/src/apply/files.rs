//! Opening and saving: what is asked first, and what follows.

use std::path::PathBuf;

use egui::ViewportCommand;

use super::Hands;
use crate::command::Answer;
use crate::jobs;
use crate::session::Session;
use crate::view::{Dialog, Next, PathBox, Purpose, Tab};

impl Hands<'_> {
    /// Goes on to something that gives the document up, after asking about unsaved changes.
    pub(super) fn leave(&mut self, next: Next) {
        if self.session.is_saved() {
            self.go_on(next);
        } else {
            self.view.dialog = Some(Dialog::Unsaved(next));
        }
    }

    pub(super) fn go_on(&mut self, next: Next) {
        match next {
            Next::Open => self.ask(Purpose::Open),
            Next::OpenBundled => {
                *self.session = Session::bundled().in_place_of(self.session);
                self.forget_view();
            }
            Next::Quit => {
                self.view.quitting = true;
                self.ctx.send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }

    pub(super) fn save(&mut self) {
        match self.session.file() {
            Some(path) => self.write(path.to_path_buf()),
            None => self.ask(Purpose::Save),
        }
    }

    fn write(&mut self, path: PathBuf) {
        self.view.dialog = Some(Dialog::Busy(format!("Saving to {}", path.display())));
        self.jobs.save(path, self.session.shared());
    }

    /// Asks for a path, in the system's dialog first.
    pub(super) fn ask(&mut self, purpose: Purpose) {
        self.view.dialog = Some(Dialog::System(purpose));
        self.jobs
            .ask(purpose, self.folder(), self.proposal(purpose));
    }

    fn folder(&self) -> PathBuf {
        let file = self.session.file().and_then(|file| file.parent());
        file.filter(|folder| !folder.as_os_str().is_empty())
            .map_or_else(jobs::first_folder, PathBuf::from)
    }

    fn proposal(&self, purpose: Purpose) -> String {
        match purpose {
            Purpose::Open => String::new(),
            Purpose::Save => self.session.file_name(),
        }
    }

    pub(super) fn own_dialog(&mut self, purpose: Purpose) {
        if matches!(self.view.dialog, Some(Dialog::System(_))) {
            // The path box takes the keyboard when nothing else has it.
            self.ctx.memory_mut(|memory| {
                if let Some(focused) = memory.focused() {
                    memory.surrender_focus(focused);
                }
            });
            let path_box = PathBox::new(purpose, self.folder(), &self.proposal(purpose));
            self.view.dialog = Some(Dialog::Path(path_box));
        }
    }

    /// Takes a path that was picked; a file of that name may have been agreed to already.
    pub(super) fn take_path(&mut self, purpose: Purpose, path: PathBuf, agreed: bool) {
        match purpose {
            Purpose::Open => {
                self.view.dialog = Some(Dialog::Busy(format!("Opening {}", path.display())));
                self.jobs.load(path);
            }
            Purpose::Save if path.extension().is_none() => {
                self.take_path(purpose, path.with_extension(jobs::ENDING), false);
            }
            Purpose::Save if !agreed && jobs::exists(&path) => {
                self.view.dialog = Some(Dialog::Replace(path));
            }
            Purpose::Save => self.write(path),
        }
    }

    pub(super) fn forget_view(&mut self) {
        self.view.dialog = None;
        self.view.begin_with(self.session);
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
            (Dialog::Unsaved(next), Answer::Discard) => self.go_on(next),
            (Dialog::Replace(path), Answer::Replace) => self.write(path),
            (Dialog::System(purpose), Answer::TypePath) => {
                self.view.dialog = Some(Dialog::System(purpose));
                self.own_dialog(purpose);
            }
            (Dialog::Path(path_box), Answer::PathText(text)) => {
                self.view.dialog = Some(Dialog::Path(PathBox {
                    text,
                    refusal: None,
                    ..path_box
                }));
            }
            (Dialog::Path(mut path_box), Answer::Folder(folder)) => {
                path_box.show(folder);
                self.view.dialog = Some(Dialog::Path(path_box));
            }
            (Dialog::Path(path_box), Answer::TakePath) => self.take_typed_path(path_box),
            _ => {
                self.view.after_save = None;
                self.view.focus_table = self.view.tab != Tab::Figures;
            }
        }
    }

    fn take_typed_path(&mut self, mut path_box: PathBox) {
        let path = PathBuf::from(path_box.text.trim());
        match path_box.refusal_of(&path) {
            Some(refusal) => {
                path_box.refusal = Some(refusal);
                self.view.dialog = Some(Dialog::Path(path_box));
            }
            None if jobs::is_folder(&path) => {
                path_box.show(path);
                self.view.dialog = Some(Dialog::Path(path_box));
            }
            None => self.take_path(path_box.purpose, path, false),
        }
    }
}

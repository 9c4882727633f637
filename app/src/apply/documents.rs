//! Documents that are opened beside each other, taken in hand and closed.

use std::path::{Path, PathBuf};

use egui::ViewportCommand;

use super::Hands;
use crate::dock::Layout;
use crate::documents::{Document, DocumentAct};
use crate::jobs::{Stamp, are_same};
use crate::session::Session;
use crate::settings::Change;
use crate::view::{Dialog, Next, Purpose, Tab, View};

impl Hands<'_> {
    /// Does something with the tabs of documents.
    pub(super) fn document(&mut self, act: DocumentAct) {
        if self.view.dialog.is_some() || !self.settle() {
            return;
        }
        match act {
            DocumentAct::Show(number) => self.take_in_hand(number),
            DocumentAct::Close(number) => {
                self.take_in_hand(number);
                self.leave(Next::Close);
            }
        }
    }

    /// Opens a document: in the place of one that nobody has touched, or in a tab of its own.
    pub(super) fn add_document(&mut self, session: Session, stamp: Option<Stamp>) {
        if self.is_untouched() {
            self.take_document(session, stamp);
            self.view.chosen = true;
            return;
        }
        self.keep_arrangement();
        let (number, session) = self.documents.welcome(session);
        let mut document = Document {
            number,
            session,
            view: View::default(),
            jobs: self.jobs.beside(),
        };
        document.view.shelf.stamp = stamp;
        let mut order = self.documents.order.iter();
        let here = order.position(|other| *other == self.documents.here);
        let after = here.map_or(0, |here| here + 1);
        self.documents.order.insert(after, number);
        self.documents.others.push(document);
        self.swap_with(number);
        self.begin_to_look();
        self.view.chosen = true;
    }

    /// Begins to look at the document in hand.
    pub(super) fn begin_to_look(&mut self) {
        self.view.placeholder = false;
        self.view.chosen = false;
        self.view.window.start = None;
        self.view.begin_with(self.session);
        if let Some(layout) = self.view.arrangement(self.session.file()) {
            self.view.arrange_as(layout);
        }
    }

    /// Whether the document in hand is one that came by itself and was left as it is.
    fn is_untouched(&self) -> bool {
        let session = &self.session;
        !self.view.chosen
            && session.file().is_none()
            && session.is_saved()
            && !session.can_undo()
            && !session.can_redo()
            && !session.is_recording()
    }

    /// Takes a document in hand that waits.
    pub(super) fn take_in_hand(&mut self, number: u64) {
        self.leave_start();
        if number != self.documents.here {
            self.keep_arrangement();
            self.swap_with(number);
            self.view.focus_table = self.view.tab != Tab::Figures;
            self.check_file();
        }
    }

    fn swap_with(&mut self, number: u64) {
        let Some(mut document) = self.documents.take(number) else {
            return;
        };
        self.free_keyboard();
        self.session.end_drag();
        // The frame ends with another document in hand; what this one got in it is kept now.
        self.keep_changes();
        document.view.take_window(self.view);
        std::mem::swap(self.session, &mut document.session);
        std::mem::swap(self.view, &mut document.view);
        std::mem::swap(self.jobs, &mut document.jobs);
        document.number = self.documents.here;
        self.documents.here = number;
        self.documents.others.push(document);
    }

    /// Gives the document in hand up. The one beside it is in hand then; after the last one there
    /// is none.
    pub(super) fn close_document(&mut self) {
        self.keep_arrangement();
        let here = self.documents.here;
        if self.documents.order.len() < 2 {
            return self.put_last_away();
        }
        let is_last = self.documents.order.last() == Some(&here);
        let next = self.documents.beside(if is_last { -1 } else { 1 });
        self.swap_with(next);
        self.documents.order.retain(|number| *number != here);
        if let Some(mut closed) = self.documents.take(here) {
            closed.view.studio.stop();
            closed.jobs.keeper().end();
        }
        self.view.focus_table = self.view.tab != Tab::Figures;
    }

    /// Opens a new document.
    pub(super) fn new_document(&mut self) {
        self.add_document(Session::blank(), None);
        // An empty sheet that stays empty makes way.
        self.view.chosen = false;
        self.show_tab(Tab::Model);
    }

    /// Opens a file, or takes the document in hand that has it open.
    pub(super) fn open_file(&mut self, path: PathBuf) {
        match self.number_of(&path) {
            Some(number) => self.take_in_hand(number),
            None => self.take_path(Purpose::Open, path, true),
        }
    }

    /// The document that has a file open.
    pub(super) fn number_of(&self, path: &Path) -> Option<u64> {
        match self.session.file().is_some_and(|file| are_same(file, path)) {
            true => Some(self.documents.here),
            false => self.documents.with_file(path),
        }
    }

    /// Closes the window once every document is saved or given up.
    pub(super) fn quit(&mut self) {
        if !self.session.is_saved() && !self.view.given_up {
            self.view.dialog = Some(Dialog::Unsaved(Next::Quit));
            return;
        }
        let mut others = self.documents.others.iter();
        let asked = others.find(|other| !other.session.is_saved() && !other.view.given_up);
        if let Some(number) = asked.map(|other| other.number) {
            self.take_in_hand(number);
            return self.quit();
        }
        self.keep_arrangement();
        self.view.quitting = true;
        for other in &mut self.documents.others {
            other.jobs.keeper().follow(None);
        }
        self.ctx.send_viewport_cmd(ViewportCommand::Close);
    }

    /// Whoever gives one document up to quit, and stays after all, has given none up.
    pub(super) fn stay(&mut self) {
        self.view.given_up = false;
        for other in &mut self.documents.others {
            other.view.given_up = false;
        }
    }

    /// Remembers how the panes of the document in hand stand.
    pub(super) fn keep_arrangement(&mut self) {
        let Some(file) = self.session.file() else {
            return;
        };
        let (layout, kept) = (
            self.view.dock.layout(),
            self.view.shelf.settings.layout(file),
        );
        if kept.map_or(*layout != Layout::default(), |kept| kept != layout) {
            let change = Change::Layout(file.to_path_buf(), layout.clone());
            self.view.shelf.settings.make(&change);
            self.jobs.keeper().change(change);
        }
    }

    /// Keeps what the tabs of documents show, and where the panes stand once they are let go of.
    pub fn list_documents(&mut self) {
        if !self.ctx.input(|input| input.pointer.any_down()) {
            self.keep_arrangement();
        }
        self.view.window.open = self.documents.tabs(self.session);
        self.view.window.here = self.documents.here;
    }
}

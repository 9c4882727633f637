//! Files that were opened before, documents that were recovered, and files changed on disk.

use std::path::PathBuf;

use super::Hands;
use crate::jobs::{Jobs, Kept};
use crate::session::Session;
use crate::settings::{Change, Settings};
use crate::shelf::{Shelf, ShelfAct};
use crate::view::{Dialog, Purpose};

/// The ends of the size in which everything is drawn, in tenths of the usual one.
const ZOOM: (f32, f32) = (5.0, 30.0);

impl Hands<'_> {
    /// Does something with files outside a dialog.
    pub(super) fn shelf(&mut self, act: ShelfAct) {
        if self.view.dialog.is_some() || !self.settle() {
            return;
        }
        match act {
            ShelfAct::Open(path) => self.open_file(path),
            ShelfAct::Forget => self.remember(Change::Forget),
            ShelfAct::Recover => self.open_recovered(0),
            ShelfAct::Discard => self.view.dialog = Some(Dialog::DiscardRecovered),
            ShelfAct::Reload if self.session.is_saved() => self.reload(),
            ShelfAct::Reload => self.view.dialog = Some(Dialog::Reload),
            ShelfAct::KeepMine => self.keep_mine(),
        }
    }

    /// Changes the settings, here and in their file.
    pub(super) fn remember(&mut self, change: Change) {
        self.view.shelf.settings.make(&change);
        self.jobs.keeper().change(change);
        self.look();
    }

    /// Looks which of the files that were opened before are still there.
    pub(super) fn look(&self) {
        look(&self.view.shelf, self.jobs);
    }

    /// Opens what a dead window left behind, by its place.
    pub(super) fn open_recovered(&mut self, place: usize) {
        if place >= self.view.shelf.recovered.len() {
            return;
        }
        let found = self.view.shelf.recovered.remove(place);
        let unsaved = found.unsaved;
        // Two tabs never write to one file: whoever has it open keeps it.
        let open = unsaved.file.clone();
        let open = open.filter(|file| self.number_of(file).is_some());
        let (file, stamp) = match &open {
            Some(_) => (None, None),
            None => (unsaved.file, unsaved.stamp),
        };
        let session = Session::recovered((*unsaved.workbook).clone(), file);
        self.add_document(session, stamp);
        self.jobs.keeper().adopt(found.slot);
        let was = format!("Recovered as it was {}", found.age);
        self.view.say(match open {
            Some(file) => format!(
                "{was}, beside {}, which is open in another tab; save it under a name of its own \
                 to keep it",
                file.display()
            ),
            None => format!("{was}; save it to keep it"),
        });
        self.check_file();
    }

    pub(super) fn discard_recovered(&mut self) {
        if !self.view.shelf.recovered.is_empty() {
            let found = self.view.shelf.recovered.remove(0);
            self.jobs.keeper().discard(found.slot);
        }
    }

    pub(super) fn reload(&mut self) {
        if let Some(path) = self.session.file().map(PathBuf::from) {
            self.view.shelf.changed = None;
            self.take_path(Purpose::Open, path, true);
        }
    }

    /// Keeps the document: what another program wrote is known now, and saving writes over it.
    fn keep_mine(&mut self) {
        if let Some(stamp) = self.view.shelf.changed.take() {
            self.view.shelf.stamp = Some(stamp);
            self.session.mark_unsaved();
            self.view
                .say("Kept as it is here; save to write it over the file");
        }
    }

    /// Looks at the files again when the window gets the keyboard back.
    pub fn watch_files(&mut self) {
        let focused = self.ctx.input(|input| input.focused);
        if focused && !self.view.shelf.focused {
            self.check_file();
            self.look();
            self.view.import.looked.clear();
        }
        self.view.shelf.focused = focused;
    }

    pub(super) fn check_file(&self) {
        if let (Some(path), Some(stamp)) = (self.session.file(), self.view.shelf.stamp) {
            self.jobs.check(path.to_path_buf(), stamp);
        }
    }

    /// Keeps unsaved changes on disk, in case the program ends without asking about them.
    pub fn keep_changes(&mut self) {
        let given_up = self.session.is_saved() || self.view.quitting;
        let workbook = self.session.shared();
        let document =
            (!given_up).then_some((&workbook, self.session.file(), self.view.shelf.stamp));
        self.jobs.keeper().follow(document);
    }

    /// Draws everything larger or smaller by so many steps, or in its usual size.
    pub(super) fn zoom(&mut self, steps: Option<f32>) {
        let tenths = steps.map_or(10.0, |steps| {
            (self.ctx.zoom_factor() * 10.0).round() + steps
        });
        let zoom = tenths.clamp(ZOOM.0, ZOOM.1) / 10.0;
        self.ctx.set_zoom_factor(zoom);
        self.view.say(format!("Drawn at {:.0} %", zoom * 100.0));
        self.remember(Change::Zoom(zoom));
    }
}

/// What is known about files when a window starts.
pub fn first_shelf(ctx: &egui::Context, kept: Kept, jobs: &Jobs) -> Shelf {
    let shelf = Shelf {
        settings: kept.settings,
        recovered: kept.recovered,
        ..Shelf::default()
    };
    begin_zoom(ctx, &shelf.settings);
    look(&shelf, jobs);
    shelf
}

/// The keys of the window zoom, and those of egui do not: they belong to rows.
fn begin_zoom(ctx: &egui::Context, settings: &Settings) {
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    let fits = |zoom: &f32| (ZOOM.0..=ZOOM.1).contains(&(zoom * 10.0));
    if let Some(zoom) = settings.zoom.filter(fits) {
        ctx.set_zoom_factor(zoom);
    }
}

fn look(shelf: &Shelf, jobs: &Jobs) {
    if !shelf.settings.recent.is_empty() {
        jobs.look(shelf.settings.recent().map(PathBuf::from).collect());
    }
}

//! The dialog in which a result is set to a value by changing one assumption.

use super::Hands;
use crate::command::SeekAct;
use crate::jobs::Jobs;
use crate::seek::{Outcome, Seek};
use crate::session::Session;
use crate::view::{Dialog, View};

impl Hands<'_> {
    /// Opens the dialog for the selected result.
    pub(super) fn set_to(&mut self) {
        let Some(cell) = self.view.selected.clone() else {
            return;
        };
        match self.session.seekable(&cell) {
            Ok(output) => {
                let text = self.session.edit_text(&cell);
                self.view.seek = Some(Seek::new(cell, output, text));
                self.view.dialog = Some(Dialog::Seek);
            }
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    /// Does what was asked for in the dialog.
    pub(super) fn seek(&mut self, act: SeekAct) {
        let Some(seek) = &mut self.view.seek else {
            return;
        };
        match act {
            SeekAct::Text(text) => {
                let read = self.session.entered(&seek.cell.row, &text);
                seek.refusal = read.as_ref().err().filter(|_| !text.is_empty()).cloned();
                seek.aim(read.ok());
                seek.text = text;
            }
            SeekAct::Choose(key) => {
                seek.chosen = Some(key);
                seek.root = 0;
            }
            SeekAct::Root(root) => seek.root = root,
            SeekAct::Stop => {
                seek.cancel();
                seek.stopped = true;
            }
            SeekAct::Apply => self.apply_sought(),
            SeekAct::MakeScenario => self.scenario_of_sought(),
            SeekAct::Cancel => self.close_seek(),
        }
    }

    fn close_seek(&mut self) {
        self.view.seek = None;
        self.view.dialog = None;
        self.view.focus_table = self.view.tab.has_model();
    }

    fn apply_sought(&mut self) {
        let change = self.view.seek.as_ref().and_then(Seek::change);
        if let Some(change) = change {
            self.close_seek();
            match self.session.apply_values(&[change]) {
                Ok(said) => self.view.say(said),
                Err(refusal) => self.view.refuse(refusal),
            }
        }
    }

    fn scenario_of_sought(&mut self) {
        let Some(seek) = &self.view.seek else { return };
        let (Some(change), Some(target)) = (seek.change(), seek.target) else {
            return;
        };
        let names = self.session.names();
        let output = &seek.output;
        let name = format!("{} {}", names.label(output), names.value(output, target));
        self.close_seek();
        let shown = self.session.case().scenario.clone();
        match self.session.make_scenario(&name, shown.as_ref(), &[change]) {
            Ok(name) => self.view.say(format!(
                "Added the scenario {name}; it is in the list at the top"
            )),
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    /// Takes what a job has found for the dialog.
    pub(super) fn take_sought(&mut self, outcome: Outcome) {
        if let Some(seek) = &mut self.view.seek {
            seek.take(outcome, |key| self.session.can_set(key));
        }
    }
}

/// Starts what the dialog still waits for.
pub(super) fn go_on(session: &Session, view: &mut View, jobs: &Jobs) {
    if view.dialog != Some(Dialog::Seek) {
        view.seek = None;
    }
    if let Some(seek) = &mut view.seek
        && let Some(task) = seek.next()
    {
        let request = session.seek_request(&seek.output, task);
        seek.running = Some(std::sync::Arc::clone(&request.progress));
        jobs.seek(request);
    }
}

//! Writes the samples of a Monte Carlo run to a file.

use std::path::PathBuf;

use super::Hands;
use crate::studies::samples;
use crate::view::Purpose;

impl Hands<'_> {
    /// Asks where the samples of the study on screen go.
    pub(super) fn save_samples(&mut self) {
        match self.session.samples(self.view.studies.study.as_deref()) {
            Ok(_) => self.ask(Purpose::Samples),
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    /// Writes the samples of the study on screen.
    pub(super) fn write_samples(&mut self, path: PathBuf) {
        self.view.dialog = None;
        match self.session.samples(self.view.studies.study.as_deref()) {
            Ok(sampled) => {
                let heads = samples::heads(self.session.names(), sampled);
                let sampled = sampled.clone();
                self.view
                    .say(format!("Writing the samples to {}…", path.display()));
                self.jobs
                    .write(path, move || samples::csv(&heads, &sampled));
            }
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    /// Says what became of a table that was to be written.
    pub(super) fn written(&mut self, path: &std::path::Path, result: Result<(), String>) {
        let path = path.display();
        match result {
            Ok(()) => self.view.say(format!("Wrote the samples to {path}")),
            Err(error) => self.view.refuse(format!(
                "The samples cannot be written to {path}: {error}. Choose another place"
            )),
        }
    }
}

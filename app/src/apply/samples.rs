//! Writes the samples of a Monte Carlo run to a file.

use std::path::PathBuf;

use rackhour_engine::study::Answer;

use super::Hands;
use crate::studies::{Found, samples};
use crate::view::Purpose;

impl Hands<'_> {
    /// Asks where the samples of the study on screen go.
    pub(super) fn save_samples(&mut self) {
        self.ask(Purpose::Samples);
    }

    /// Writes the samples of the study on screen.
    pub(super) fn write_samples(&mut self, path: PathBuf) {
        self.view.dialog = None;
        let study = self.session.study(self.view.studies.study.as_deref());
        let known = study.and_then(|study| self.session.desk().known(&study.id));
        if let Some(Found::Answer(answer, _)) = known.map(|known| &known.found)
            && let Answer::MonteCarlo(sampled) = answer.as_ref()
        {
            let heads = samples::heads(self.session.names(), sampled);
            let sampled = sampled.clone();
            self.view
                .say(format!("Writing the samples to {}…", path.display()));
            self.jobs
                .write(path, move || samples::csv(&heads, &sampled));
        } else {
            let why = "There are no samples yet: run the study, and save them when it is done";
            self.view.refuse(why.to_owned());
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

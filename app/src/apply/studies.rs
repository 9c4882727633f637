//! What changes in the pane of studies, and what a study's answer changes in the document.

use super::Hands;
use crate::command::StudyAct;
use crate::view::Tab;

impl Hands<'_> {
    /// Does what was asked for in the pane of studies.
    pub(super) fn study(&mut self, act: StudyAct) {
        match act {
            StudyAct::Show(id) => {
                self.view.studies.study = Some(id);
                self.view.focus_table = true;
            }
            StudyAct::Look(study, look) => drop(self.view.studies.looks.insert(study, look)),
            StudyAct::Apply(values) => self.apply_values(&values),
            StudyAct::MakeScenario(name, values) => self.make_scenario(&name, &values),
            StudyAct::Copied(what) => self
                .view
                .say(format!("Copied {what}, to be pasted into a spreadsheet")),
        }
    }

    /// Runs the selected study now, whatever it takes.
    pub(super) fn run_study(&mut self) {
        let drawn = match self.view.tab {
            Tab::Studies => None,
            _ => self.drawn_study(),
        };
        if let Some(study) = drawn {
            self.session.run_study(Some(&study), self.jobs);
            return;
        }
        self.show_tab(Tab::Studies);
        let study = self.view.studies.study.as_deref();
        self.session.run_study(study, self.jobs);
    }

    pub(super) fn cancel_study(&mut self) {
        self.session.cancel_study();
        self.view.say("The study was cancelled; press F9 to run it");
    }

    fn apply_values(&mut self, values: &[(String, f64)]) {
        match self.session.apply_values(values) {
            Ok(said) => self.view.say(said),
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    fn make_scenario(&mut self, name: &str, values: &[(String, f64)]) {
        // What was found holds in the case that the study looks at.
        let study = self.session.study(self.view.studies.study.as_deref());
        let case = study.map(|study| self.session.study_version(study).case);
        let other = case.and_then(|case| case.scenario);
        match self.session.make_scenario(name, other.as_ref(), values) {
            Ok(name) => self.view.say(format!(
                "Added the scenario {name}; it is in the list at the top"
            )),
            Err(refusal) => self.view.refuse(refusal),
        }
    }
}

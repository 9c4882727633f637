//! Recording, and what is done with scenarios.

use rackhour_engine::workbook::Id;

use super::Hands;
use crate::command::Command;
use crate::reshape::{Ask, NameForm, Named, ScenarioAct, Summary};
use crate::text;

impl Hands<'_> {
    /// Carries out a command about scenarios.
    pub(super) fn run_scenarios(&mut self, command: Command) {
        let scenario = self.session.case().scenario.clone();
        match (command, scenario) {
            (Command::Record, _) => self.record(),
            (Command::StopRecording, _) => {
                let label = self.session.free_scenario_label("New scenario");
                self.ask_name(Named::Recording, label, String::new(), false);
            }
            (Command::DiscardRecording, _) => self.discard(),
            (Command::Scenarios, shown) => self.show_summary(shown),
            (Command::DuplicateScenario, Some(id)) => {
                self.scenario_act(ScenarioAct::Duplicate, id, false);
            }
            (Command::RenameScenario, Some(id)) => {
                self.scenario_act(ScenarioAct::Rename, id, false);
            }
            (Command::PromoteScenario, Some(id)) => {
                self.scenario_act(ScenarioAct::Promote, id, false);
            }
            (Command::DeleteScenario, Some(id)) => {
                self.scenario_act(ScenarioAct::Delete, id, false);
            }
            _ => {}
        }
    }

    fn record(&mut self) {
        match self.session.record() {
            Ok(()) => self
                .view
                .say("Recording: values that are changed now become a scenario"),
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    fn discard(&mut self) {
        match self.session.discard_recording() {
            Ok(()) => self.view.say("Discarded the recording"),
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    /// Shows all scenarios side by side, with this one in hand.
    pub(super) fn show_summary(&mut self, scenario: Option<Id>) {
        let first = || self.session.workbook().scenarios.first();
        let shown = scenario.or_else(|| self.session.case().scenario.clone());
        let scenario = shown.or_else(|| first().map(|first| first.id.clone()));
        let refusal = None;
        self.ask_about(Ask::Scenarios(Summary { scenario, refusal }));
    }

    /// Does something with a scenario; `back` is whether all are shown again after it.
    pub(super) fn scenario_act(&mut self, act: ScenarioAct, id: Id, back: bool) {
        let (label, note) = match self.session.scenario(Some(&id)) {
            Some(scenario) => (scenario.label.clone(), scenario.note.clone()),
            None => return,
        };
        let done = match act {
            ScenarioAct::Show => {
                self.show_scenario_of(id);
                return;
            }
            ScenarioAct::Duplicate => {
                let copy = self.session.free_scenario_label(&format!("{label} copy"));
                self.ask_name(Named::CopyOf(id), copy, note, back);
                return;
            }
            ScenarioAct::Rename => {
                self.ask_name(Named::Scenario(id), label, note, back);
                return;
            }
            ScenarioAct::Promote => self.promote(&id, &label),
            ScenarioAct::Delete => {
                let deleted = self.session.delete_scenario(&id);
                deleted.map(|()| format!("Deleted the scenario {label}"))
            }
        };
        self.recompute();
        match done {
            Ok(said) => {
                self.view.say(said);
                if back {
                    let known = self.session.scenario(Some(&id)).is_some();
                    self.show_summary(Some(id).filter(|_| known));
                }
            }
            Err(refusal) if back => {
                let (scenario, refusal) = (Some(id), Some(refusal));
                self.ask_about(Ask::Scenarios(Summary { scenario, refusal }));
            }
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    fn show_scenario_of(&mut self, id: Id) {
        let case = rackhour_engine::check::Case {
            scenario: Some(id),
            ..self.session.case().clone()
        };
        self.show_case(case);
    }

    fn promote(&mut self, id: &Id, label: &str) -> Result<String, String> {
        let promoted = self.session.promote_scenario(id)?;
        if promoted.values == 0 {
            return Err(format!(
                "{label} sets nothing that the workbook could take over: only results of \
                 formulas, or values of one profile"
            ));
        }
        let values = text::count(promoted.values, "value", "values");
        let kept = match promoted.kept {
            0 => String::new(),
            kept => format!(
                "; what it changes of formulas or for single profiles stays in the scenario ({})",
                text::count(kept, "change", "changes")
            ),
        };
        Ok(format!(
            "Promoted {values} of {label} to the base case{kept}"
        ))
    }

    /// Gives a scenario the name that was typed; says what was done.
    pub(super) fn take_scenario_name(
        &mut self,
        of: &Named,
        form: &NameForm,
    ) -> Result<String, String> {
        let (label, note) = (form.label.trim(), form.note.as_str());
        match of {
            Named::Recording => {
                self.session.stop_recording(label, note)?;
                Ok(format!(
                    "Recorded the scenario {label}; the base case is as it was"
                ))
            }
            Named::CopyOf(id) => {
                self.session.copy_scenario(id, label, note)?;
                Ok(format!("Added the scenario {label}"))
            }
            Named::Scenario(id) => {
                self.session.rename_scenario(id, label, note)?;
                Ok(format!("Renamed the scenario to {label}"))
            }
            Named::NewSection(_) | Named::Section(_) => Ok(String::new()),
        }
    }
}

//! Scenarios as they are recorded, copied and given up, and what each of them sets.
//!
//! What is being recorded is a scenario of the document from the start: it takes part in undo, is
//! compared like any other, and is not lost with the window.

use std::sync::Arc;

use rackhour_engine::check::{self, Case, Layer, Layers, RowKind};
use rackhour_engine::run::{self, RowResult};
use rackhour_engine::workbook::edit::{Edit, Overlay};
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{
    Action, Change, Definition, Id, Number, Quantity, Scenario, Variable,
};

use super::Session;
use crate::sheet::{Cell, is_time};

/// The id of the scenario that is being recorded.
pub const RECORDING: &str = "recording";

/// Why a formula is not taken while values are recorded, and what to do.
pub(super) const UNRECORDED: &str = "A formula belongs to the workbook, and only values are \
    recorded. Stop or discard the recording to change it, or type a value, which is recorded in \
    its place";

/// What a scenario that is made a part of the base case did to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Promoted {
    /// How many values the workbook took over.
    pub values: usize,
    /// How many changes stay in the scenario: those of formulas, and those for one profile.
    pub kept: usize,
}

impl Session {
    /// Whether changes are being recorded.
    pub fn is_recording(&self) -> bool {
        self.recorded().is_some()
    }

    /// What has been recorded so far, while something is.
    pub fn recorded(&self) -> Option<&Scenario> {
        let mut scenarios = self.history.current().scenarios.iter();
        scenarios
            .find(|other| other.id == RECORDING)
            .map(|found| &**found)
    }

    /// The layer into which a value of a row goes while changes are recorded.
    pub(super) fn recorded_layer(&self, row: &Variable) -> Option<Layer> {
        let given = matches!(row.definition, Definition::Assumption(_));
        let is_number = || {
            let result = self.result(&row.id);
            result.is_some_and(|row| row.kind == RowKind::Number)
        };
        (self.is_recording() && (given || is_number())).then_some(Layer::Scenario)
    }

    /// Refuses what no recording can hold.
    pub(super) fn refuse_while_recording(&self) -> Result<(), String> {
        match self.is_recording() {
            true => Err(
                "Only values are recorded, and how likely they are belongs to the workbook. Stop \
                 or discard the recording first, or type one value"
                    .to_owned(),
            ),
            false => Ok(()),
        }
    }

    /// Why a typed text cannot be recorded: it is a formula.
    pub fn unrecordable(&self, typed: &str) -> Option<String> {
        let is_formula = typed.trim_start().starts_with('=');
        (is_formula && self.is_recording()).then(|| UNRECORDED.to_owned())
    }

    /// Whether a value that is typed into a cell is recorded in place of what a formula gives.
    pub fn is_recorded_over(&self, cell: &Cell) -> bool {
        let is_formula = !self.is_given(cell) && self.layer_of(cell).is_none();
        self.is_recording() && is_formula
    }

    /// Keeps the case on screen to scenarios that there are: the recorded one while there is one.
    pub(super) fn mend_case(&mut self) {
        let known = |id: &Id| {
            let mut scenarios = self.history.current().scenarios.iter();
            scenarios.any(|scenario| scenario.id == *id)
        };
        let scenario = match self.is_recording() {
            true => Some(RECORDING.to_owned()),
            false => match self.case.scenario.as_deref() {
                Some(RECORDING) => self.recorded_over.clone().filter(known),
                _ => self.case.scenario.clone().filter(known),
            },
        };
        if scenario != self.case.scenario {
            let profile = self.case.profile.clone();
            self.set_case(Case { profile, scenario });
        }
    }

    /// Begins to record changes on top of the scenario on screen.
    ///
    /// # Errors
    /// Something is being recorded already.
    pub fn record(&mut self) -> Result<(), String> {
        let on_top_of = self.scenario(self.case.scenario.as_ref());
        let scenario = Scenario {
            id: RECORDING.to_owned(),
            label: "Recording".to_owned(),
            note: String::new(),
            changes: on_top_of.map_or_else(Vec::new, |scenario| scenario.changes.clone()),
        };
        let scenario = Arc::new(scenario);
        self.reshape("Begin recording", &[Edit::InsertScenario { scenario }])?;
        self.recorded_over = self.case.scenario.clone();
        self.mend_case();
        Ok(())
    }

    /// Gives up what was recorded.
    ///
    /// # Errors
    /// Something names it by now.
    pub fn discard_recording(&mut self) -> Result<(), String> {
        let id = RECORDING.to_owned();
        self.reshape("Discard the recording", &[Edit::RemoveScenario { id }])?;
        self.mend_case();
        Ok(())
    }

    /// Makes a scenario of what was recorded, shows it, and gives its name.
    ///
    /// # Errors
    /// The name is taken or empty.
    pub fn stop_recording(&mut self, label: &str, note: &str) -> Result<(), String> {
        let Some(recorded) = self.recorded().cloned() else {
            return Err("Nothing is being recorded".to_owned());
        };
        let scenario = self.named_scenario(label, note, recorded.changes)?;
        let id = scenario.id.clone();
        let edits = [
            Edit::RemoveScenario {
                id: RECORDING.to_owned(),
            },
            Edit::InsertScenario {
                scenario: Arc::new(scenario),
            },
        ];
        self.reshape(format!("Record the scenario {}", label.trim()), &edits)?;
        self.show_scenario(Some(id));
        Ok(())
    }

    /// Adds a scenario that sets what another one sets, and shows it.
    ///
    /// # Errors
    /// The name is taken or empty.
    pub fn copy_scenario(&mut self, of: &Id, label: &str, note: &str) -> Result<(), String> {
        let changes = self.scenario(Some(of)).map(|of| of.changes.clone());
        let scenario = self.named_scenario(label, note, changes.unwrap_or_default())?;
        let id = scenario.id.clone();
        let scenario = Arc::new(scenario);
        let label = format!("Add the scenario {}", label.trim());
        self.reshape(label, &[Edit::InsertScenario { scenario }])?;
        self.show_scenario(Some(id));
        Ok(())
    }

    /// Calls a scenario something else.
    ///
    /// # Errors
    /// The name is taken or empty.
    pub fn rename_scenario(&mut self, id: &Id, label: &str, note: &str) -> Result<(), String> {
        self.check_scenario_label(label, Some(id))?;
        let old = self.scenario_label(Some(id));
        let edit = Edit::SetScenario {
            id: id.clone(),
            label: label.trim().to_owned(),
            note: note.trim().to_owned(),
        };
        self.reshape(format!("Rename the scenario {old}"), &[edit])
    }

    /// Removes a scenario.
    ///
    /// # Errors
    /// Studies or signals name it.
    pub fn delete_scenario(&mut self, id: &Id) -> Result<(), String> {
        let label = format!("Delete the scenario {}", self.scenario_label(Some(id)));
        self.reshape(label, &[Edit::RemoveScenario { id: id.clone() }])?;
        self.mend_case();
        Ok(())
    }

    fn show_scenario(&mut self, scenario: Option<Id>) {
        let profile = self.case.profile.clone();
        self.set_case(Case { profile, scenario });
    }

    /// A scenario of this name, whose id nothing has yet.
    fn named_scenario(
        &self,
        label: &str,
        note: &str,
        changes: Vec<Change>,
    ) -> Result<Scenario, String> {
        self.check_scenario_label(label, None)?;
        let (id, _) = self.free_name(label.trim());
        Ok(Scenario {
            id,
            label: label.trim().to_owned(),
            note: note.trim().to_owned(),
            changes,
        })
    }

    fn check_scenario_label(&self, label: &str, own: Option<&Id>) -> Result<(), String> {
        let label = label.trim();
        if label.is_empty() {
            return Err("A scenario needs a name. Write at least one word".to_owned());
        }
        let mut scenarios = self.history.current().scenarios.iter();
        let taken = |other: &Arc<Scenario>| other.label == label && Some(&other.id) != own;
        match scenarios.any(taken) || label == self.scenario_label(None) {
            true => Err(format!(
                "There is a scenario “{label}” already. Choose another name"
            )),
            false => Ok(()),
        }
    }

    /// A label that no scenario has yet.
    pub fn free_scenario_label(&self, wanted: &str) -> String {
        self.free_name(wanted).1
    }

    /// Makes the values of a scenario those of the workbook, as one step to undo.
    ///
    /// What scales or adds leaves the scenario, so that it gives what it gave before. Changes for
    /// one profile and results of formulas are not the workbook's to have; they stay.
    ///
    /// # Errors
    /// A value cannot be set.
    pub fn promote_scenario(&mut self, id: &Id) -> Result<Promoted, String> {
        let Some(scenario) = self.scenario(Some(id)).cloned() else {
            return Err("There is no such scenario".to_owned());
        };
        let mut promoted = Promoted::default();
        let mut edits = Vec::new();
        for variable in &self.workbook().variables {
            let own: Vec<_> = (scenario.changes.iter())
                .filter(|change| names_row(change, &variable.id))
                .collect();
            let given = matches!(variable.definition, Definition::Assumption(_));
            if own.is_empty() {
                continue;
            }
            if !given || own.iter().any(|change| change.profile.is_some()) {
                promoted.kept += own.len();
                continue;
            }
            let set = self.promoting(id, variable, &own)?;
            promoted.values += own.len();
            edits.extend(set);
            let moves = own
                .iter()
                .filter(|own| !matches!(own.action, Action::Set(_)));
            edits.extend(moves.map(|change| Edit::ClearOverlay {
                layer: Overlay::Scenario(id.clone()),
                key: change.key.clone(),
                profile: None,
            }));
        }
        let label = format!("Promote {} to the base case", scenario.label);
        self.reshape(label, &edits)?;
        if promoted.values > 0 && !self.is_recording() {
            self.show_scenario(None);
        }
        Ok(promoted)
    }

    /// The edits that give a row of the workbook what a scenario gives it.
    fn promoting(
        &self,
        id: &Id,
        variable: &Variable,
        own: &[&Change],
    ) -> Result<Vec<Edit>, String> {
        let set = |key: String, quantity: Quantity| Edit::SetValue { key, quantity };
        let is_choice = !self.options(&variable.id).is_empty();
        if let [change] = own
            && let Action::Set(quantity) = &change.action
            && (is_choice || !change.key.contains('['))
        {
            return Ok(vec![set(change.key.clone(), quantity.clone())]);
        }
        let case = Case {
            profile: None,
            scenario: Some(id.clone()),
        };
        let row = self.resolved(&case, &variable.id);
        let row = row.ok_or_else(|| format!("{} has no value there", variable.label))?;
        if let Some(reason) = row.reasons.first() {
            return Err(self.not_available(&reason.1));
        }
        let is_touched = |slot: &usize| row.layers.get(*slot) == Some(&Layer::Scenario);
        let all = (0..row.values.len()).all(|slot| is_touched(&slot));
        let is_shares =
            matches!(&variable.definition, Definition::Assumption(given) if given.shares);
        if all || is_shares {
            return Ok(vec![set(variable.id.clone(), whole(&row))]);
        }
        let touched = (0..row.values.len()).filter(is_touched);
        let edits = touched.map(|slot| {
            let at = row.labels(slot).into_iter().map(str::to_owned).collect();
            let name = variable.id.clone();
            set(Key { name, at }.to_string(), number(row.values[slot]))
        });
        Ok(edits.collect())
    }

    /// What a case gives an assumption, as a row of results.
    pub(super) fn resolved(&self, case: &Case, id: &str) -> Option<RowResult> {
        let typed = &self.computed.typed;
        let position = typed.position(id)?;
        let layers = Layers::of(case.clone());
        let (resolved, _) = check::resolve(self.workbook(), typed, &layers, position);
        let known = self.result(id)?;
        let values = resolved.values.iter();
        let reasons = values.enumerate().filter_map(|(slot, value)| {
            let reason = value.as_ref().err()?;
            Some((slot, Arc::clone(reason)))
        });
        Some(RowResult {
            reasons: reasons.collect(),
            values: (resolved.values.iter())
                .map(|value| value.clone().unwrap_or(f64::NAN))
                .collect(),
            layers: Arc::clone(&resolved.layers),
            ..known.clone()
        })
    }
}

fn names_row(change: &Change, id: &str) -> bool {
    Key::parse(&change.key).is_ok_and(|key| key.name == id)
}

fn number(value: f64) -> Quantity {
    Quantity::Constant(Number(value))
}

/// All values of a row as one quantity.
fn whole(row: &RowResult) -> Quantity {
    let axes: Vec<_> = row.axes.iter().collect();
    part(&axes, &row.values)
}

fn part(axes: &[&run::ResultAxis], values: &[f64]) -> Quantity {
    let Some((axis, rest)) = axes.split_first() else {
        return number(values.first().copied().unwrap_or(f64::NAN));
    };
    let size = (values.len() / axis.labels.len().max(1)).max(1);
    let numbers = || values.iter().map(|value| Number(*value));
    let labels = axis.labels.iter().cloned();
    match rest {
        [] if is_time(axis) => Quantity::Series(numbers().collect()),
        [] => Quantity::Elements(labels.zip(numbers()).collect()),
        rest => {
            let parts = values.chunks(size).map(|values| part(rest, values));
            Quantity::Table(labels.zip(parts).collect())
        }
    }
}

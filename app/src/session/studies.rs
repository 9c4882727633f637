//! The studies of the document: the one on screen, the case it looks at, and what becomes of its answer.

use std::sync::Arc;

use rackhour_engine::check::{Case, Layer, Layers};
use rackhour_engine::run;
use rackhour_engine::study::grid::Plan;
use rackhour_engine::study::{self, Answer, drawn};
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::{
    Action, Change, CostCurves, Definition, FigureSpec, Id, Number, Quantity, Scenario, Study,
    StudySpec,
};

use super::{Session, slug};
use crate::jobs::Jobs;
use crate::overtype;
use crate::sheet::{self, Cell};
use crate::studies::{self, Desk, Found, Known, Names, Outcome, Pace, Request, Version};

/// The most sliders beside a study.
const SLIDERS: usize = 4;

impl Session {
    /// What the studies found, and the one that runs.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The study on screen: the one chosen, else the first.
    pub fn study(&self, chosen: Option<&str>) -> Option<&Arc<Study>> {
        let found = self
            .studies()
            .find(|study| Some(study.id.as_str()) == chosen);
        found.or_else(|| self.studies().next())
    }

    /// What keys are called, and how their values read.
    pub fn names(&self) -> Names<'_> {
        Names {
            workbook: self.workbook(),
        }
    }

    /// The version of the document that a study looks at now.
    pub fn study_version(&self, study: &Study) -> Version {
        Version {
            workbook: Arc::clone(&self.computed.workbook),
            case: study::layers_of(study, &self.case).case,
        }
    }

    /// What is known of a study, and whether it fits the document as it is.
    pub fn known(&self, study: &Study) -> Option<(&Known, bool)> {
        let known = self.desk.known(&study.id)?;
        let current = known.version() == &self.study_version(study) && known.study() == study;
        Some((known, current))
    }

    /// What a study looks at: `Frontier lab · Base case · 2027`.
    pub fn study_scope(&self, study: &Study) -> String {
        let case = study::layers_of(study, &self.case).case;
        let label = self.label_of_case(&case);
        match self.study_period(study) {
            Some(period) => format!("{label} · {period}"),
            None => label,
        }
    }

    /// The period at which a study reads series; none where it reads none.
    pub fn study_period(&self, study: &Study) -> Option<String> {
        let named = study.spec.period().map(str::to_owned);
        let runs_over_time = |key: &&str| {
            let row = self.names().row(key).and_then(|row| self.result(&row.id));
            row.is_some_and(|row| row.axes.iter().any(sheet::is_time))
        };
        let first = || {
            let outputs = studies::outputs(&study.spec);
            let timeline = &self.computed.typed.extents.timeline;
            let reads = outputs.iter().any(runs_over_time);
            timeline.labels.first().filter(|_| reads).cloned()
        };
        named.or_else(first)
    }

    /// The inputs that are moved beside a study: its own, and those of the main figure.
    pub fn study_sliders(&self, study: &Study) -> Vec<String> {
        let curves = self.workbook().figures.iter().find_map(|figure| {
            let FigureSpec::CostCurves(CostCurves { sliders, .. }) = &figure.spec else {
                return None;
            };
            Some(sliders.iter().map(String::as_str))
        });
        let mut keys: Vec<String> = Vec::new();
        let own = studies::inputs(&study.spec).into_iter();
        for key in own.chain(curves.into_iter().flatten()) {
            let cell = self.cell_of_key(key);
            let slides = cell.is_some_and(|cell| {
                self.slider_range(&cell).is_some() && self.can_type_over(&cell).is_ok()
            });
            if slides && keys.len() < SLIDERS && !keys.iter().any(|other| other == key) {
                keys.push(key.to_owned());
            }
        }
        keys
    }

    /// Whether a cell has a slider beside the study on screen.
    pub fn has_study_slider(&self, chosen: Option<&str>, cell: &Cell) -> bool {
        let study = self.study(chosen);
        let keys = study.map_or_else(Vec::new, |study| self.study_sliders(study));
        keys.iter()
            .any(|key| self.cell_of_key(key).as_ref() == Some(cell))
    }

    /// Whether a value is being moved.
    pub fn is_dragging(&self) -> bool {
        self.drag.is_some()
    }

    /// Lets the studies on screen follow the document, the one in front first; what is not on
    /// screen ends.
    pub fn follow(&mut self, shown: &[String], jobs: &Jobs) {
        if shown.is_empty() {
            self.desk.stop();
        }
        for (place, id) in shown.iter().enumerate() {
            // One runs at a time: whoever is behind waits, and does not end the one in front.
            let waits = place > 0 && self.desk.is_busy() && self.desk.running(id).is_none();
            if let Some(request) = self.study_request(Some(id)).filter(|_| !waits) {
                self.desk.want(request, self.drag.is_some(), false, jobs);
            }
        }
        self.run_beside(shown, jobs);
        self.settle();
    }

    /// Runs the studies beside the workbook ahead, so that they are there when they are looked at.
    fn run_beside(&mut self, shown: &[String], jobs: &Jobs) {
        let is_new = |study: &&Arc<Study>| {
            !shown.contains(&study.id) && self.desk.known(&study.id).is_none()
        };
        let waiting = self.beside().iter().find(is_new);
        let waiting = waiting.map(|study| study.id.clone());
        let idle = !self.desk.is_busy() && !self.desk.was_cancelled() && self.drag.is_none();
        if let Some(id) = waiting.filter(|_| idle && !shown.is_empty())
            && let Some(request) = self.study_request(Some(&id))
        {
            self.desk.want(request, false, false, jobs);
        }
    }

    /// Runs the study on screen now.
    pub fn run_study(&mut self, chosen: Option<&str>, jobs: &Jobs) {
        if let Some(request) = self.study_request(chosen) {
            self.desk.want(request, self.drag.is_some(), true, jobs);
            self.settle();
        }
    }

    /// Checks and signals that ask for percentiles are open until the study has run for the
    /// document and the case as they are.
    fn settle(&mut self) {
        let workbook = Arc::clone(&self.computed.workbook);
        let revision = self.computed.revision;
        self.settled.retain(|(_, settled)| *settled == revision);
        let asked = workbook.studies.iter();
        for study in asked.filter(|study| drawn::is_asked(&workbook, study)) {
            let version = self.study_version(study);
            let is_settled = self.settled.iter().any(|(id, _)| *id == study.id);
            if is_settled || version.case != self.case {
                continue;
            }
            let known = self.desk.known(&study.id);
            let known = known.filter(|known| *known.version() == version);
            if let Some(Found::Answer(answer, _)) = known.map(|known| &known.found)
                && let Answer::MonteCarlo(sampled) = answer.as_ref()
            {
                let results = Arc::make_mut(&mut self.computed.results);
                drawn::take(&workbook, study, sampled, results);
                self.settled.push((study.id.clone(), revision));
            }
        }
    }

    fn study_request(&self, chosen: Option<&str>) -> Option<Request> {
        let study = self.study(chosen)?;
        Some(Request {
            version: self.study_version(study),
            typed: Arc::clone(&self.computed.typed),
            study: Arc::clone(study),
            progress: Arc::default(),
        })
    }

    /// Takes what a job has found.
    pub fn take_study(&mut self, outcome: Outcome) {
        self.desk.take(outcome);
        self.settle();
    }

    /// Ends the running study.
    pub fn cancel_study(&mut self) {
        self.desk.cancel();
    }

    /// How closely a study follows, in words; nothing where it follows at once.
    pub fn pace_words(&self, study: &Study) -> Option<String> {
        let took = crate::text::duration(self.desk.cost(&study.id)?);
        match self.desk.pace(&study.id) {
            Pace::OnRelease => Some(format!("Takes {took}: runs when you let go")),
            Pace::OnAsk => Some(format!("Takes {took}: runs when you press F9")),
            Pace::Unknown | Pace::InFrame | Pace::Live => None,
        }
    }

    /// Why a cell of a grid has no value, in words.
    pub fn cell_reason(&self, known: &Known, output: &str, cell: usize) -> Option<String> {
        let StudySpec::Grid(spec) = &known.study().spec else {
            return None;
        };
        let workbook = &known.version().workbook;
        let typed = &self.computed.typed;
        if !Arc::ptr_eq(workbook, &self.computed.workbook) {
            return None;
        }
        let layers = Layers::of(known.version().case.clone());
        let plan = Plan::new(workbook, typed, &layers, spec).ok()?;
        let results = run::evaluate(workbook, typed, &plan.cell(cell));
        let place = spec.period.as_deref();
        let row = results.row(&self.names().row(output)?.id)?;
        let slot = slot_of(row, output, place)?;
        row.value(slot).err().map(|reason| self.sentence(reason))
    }

    /// The outputs of a study that have no value in its case, each with the reason, in words.
    pub fn closed_outputs(&self, study: &Study) -> Vec<String> {
        let case = study::layers_of(study, &self.case).case;
        let Some(results) = self.case_results(&case) else {
            return Vec::new();
        };
        let place = self.study_period(study);
        let outputs = studies::outputs(&study.spec).into_iter();
        let closed = outputs.filter_map(|output| {
            let row = results.row(&self.names().row(output)?.id)?;
            let reason = row.value(slot_of(row, output, place.as_deref())?).err()?;
            let (label, case) = (self.names().label(output), self.label_of_case(&case));
            let reason = self.sentence(reason);
            Some(format!("{label} has no value in {case}. {reason}"))
        });
        closed.collect()
    }

    /// Sets inputs to values in the layers that set them now, as one step to undo; says what was done.
    ///
    /// # Errors
    /// One of them cannot be set; the reason says what to do instead.
    pub fn apply_values(&mut self, values: &[(String, f64)]) -> Result<String, String> {
        self.end_drag();
        let mut edits = Vec::new();
        for (key, value) in values {
            let cell = self.cell_of_key(key).ok_or("There is no such input")?;
            edits.push(self.overtyping(&cell, Quantity::Constant(Number(*value)))?);
        }
        let said = self.in_words(values);
        let label = match values {
            [(key, _)] => format!("Change {}", self.key_label(key)),
            _ => "Change the sought inputs".to_owned(),
        };
        let applied = self.history.apply_all(label, &edits);
        applied.map_err(|refusal| self.refusal(&refusal.message, &refusal.hint))?;
        self.revision += 1;
        Ok(format!("Set {said}"))
    }

    /// Adds a scenario that does what another one does, or the base case, and sets inputs, as one
    /// step to undo; gives the name that it got.
    ///
    /// # Errors
    /// A value cannot be set; the reason says what to do instead.
    pub fn make_scenario(
        &mut self,
        name: &str,
        other: Option<&Id>,
        values: &[(String, f64)],
    ) -> Result<String, String> {
        self.end_drag();
        let (id, name) = self.free_name(name);
        let said = self.in_words(values);
        let mut scenarios = self.workbook().scenarios.iter();
        let other = scenarios.find(|scenario| Some(&scenario.id) == other);
        let is_kept = |change: &&Change| values.iter().all(|(key, _)| *key != change.key);
        let kept = other.into_iter().flat_map(|scenario| &scenario.changes);
        let set = values.iter().map(|(key, value)| Change {
            key: key.clone(),
            profile: None,
            action: Action::Set(Quantity::Constant(Number(*value))),
            source: None,
        });
        let changes = kept.filter(is_kept).cloned().chain(set);
        let edit = Edit::InsertScenario {
            scenario: Arc::new(Scenario {
                id,
                label: name.clone(),
                note: format!("{said}."),
                changes: changes.collect(),
            }),
        };
        let label = format!("Add the scenario {name}");
        let applied = self.history.apply(label, &edit);
        applied.map_err(|refusal| self.refusal(&refusal.message, &refusal.hint))?;
        self.revision += 1;
        Ok(name)
    }

    /// `Price 9.00 $/Mtok, Allocation 50.0 %`.
    pub(super) fn in_words(&self, values: &[(String, f64)]) -> String {
        let names = self.names();
        let word = |(key, value): &(String, f64)| {
            format!("{} to {}", names.label(key), names.value(key, *value))
        };
        values.iter().map(word).collect::<Vec<_>>().join(", ")
    }

    /// An id and a name that no scenario has yet.
    pub(super) fn free_name(&self, wanted: &str) -> (String, String) {
        let scenarios = &self.workbook().scenarios;
        let name_of = |count: usize| match count {
            1 => wanted.to_owned(),
            count => format!("{wanted} {count}"),
        };
        let id_of = |name: &str| {
            let id = slug(name).replace('-', "_");
            let ascii: String = id.chars().filter(char::is_ascii).collect();
            match ascii.starts_with(|first: char| first.is_ascii_lowercase()) {
                true => ascii,
                false => format!("case_{ascii}"),
            }
        };
        let free = |name: &String| {
            let id = id_of(name);
            let mut taken = scenarios.iter();
            !taken.any(|scenario| scenario.id == id || scenario.label == *name) && id != "base"
        };
        let names = (1..).map(name_of);
        let name = names.into_iter().find(free).unwrap_or_default();
        (id_of(&name), name)
    }

    /// Whether a key names an assumption, which can be set.
    pub fn can_set(&self, key: &str) -> bool {
        let Some(cell) = self.cell_of_key(key) else {
            return false;
        };
        let Some((row, slot)) = self.slot(&cell) else {
            return false;
        };
        let (Some(variable), Some(key)) = (self.variable(&cell.row), self.key(&cell)) else {
            return false;
        };
        let layer = row.layers.get(slot).copied().unwrap_or(Layer::Workbook);
        let number = Quantity::Constant(Number(0.0));
        let edit = overtype::overtype(self.workbook(), &self.case, variable, layer, &key, number);
        edit.is_ok() && !matches!(variable.definition, Definition::Formula(_))
    }

    /// The label of a profile or scenario that competes in a study.
    pub fn contestant(&self, id: &str) -> String {
        let profile = self.workbook().profiles.iter().find(|other| other.id == id);
        match profile {
            Some(profile) => profile.label.clone(),
            None if id == "base" => self.scenario_label(None),
            None => self.scenario_label(Some(&id.to_owned())),
        }
    }

    /// What a case of a bridge is called.
    pub fn bridge_case(&self, case: &Case) -> String {
        self.label_of_case(case)
    }
}

/// The slot of a row that a key names, a series at a period.
fn slot_of(row: &run::RowResult, key: &str, period: Option<&str>) -> Option<usize> {
    let key = rackhour_engine::workbook::key::Key::parse(key).ok()?;
    let mut slot = 0;
    for axis in row.axes.iter() {
        let named = axis.labels.iter().position(|label| key.at.contains(label));
        let place = match sheet::is_time(axis) {
            true => named.or_else(|| axis.labels.iter().position(|l| Some(l.as_str()) == period)),
            false => named,
        };
        slot = slot * axis.labels.len() + place.unwrap_or(0);
    }
    Some(slot)
}

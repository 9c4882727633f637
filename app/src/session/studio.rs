//! Studies that are made, changed, kept and removed.

use std::sync::Arc;

use rackhour_engine::check::{Case, Layers, RowKind};
use rackhour_engine::study::monte_carlo::Sampled;
use rackhour_engine::study::prefill::{self, Wish};
use rackhour_engine::study::{Answer, Question};
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::{
    Definition, Distribution, Id, Number, Spider, Study, StudySpec, TestRange, Uncertain,
};

use super::{Session, Shown, slug};
use crate::sheet::{self, Cell};
use crate::studies::quick::{self, Asked, Goes, Made, Refusal, Request};
use crate::studies::{Found, Known, Version};
use crate::text;

/// The most studies beside the workbook; the oldest make way.
const MOST_BESIDE: usize = 24;
/// By which share a spider of a tornado moves its inputs.
const SPIDER: f64 = 0.1;

/// A study in a case of its own, where one was told. A bridge begins at the base case.
fn in_case(study: Study, case: Option<&Case>) -> Study {
    let Some(case) = case else {
        return study;
    };
    let scenario = match study.spec {
        StudySpec::Bridge(_) => None,
        _ => case.scenario.clone(),
    };
    Study {
        profile: case.profile.clone(),
        scenario,
        ..study
    }
}

/// Whether two studies ask the same of the same case.
fn asks_the_same(one: &Study, other: &Study) -> bool {
    let case = |study: &Study| (study.profile.clone(), study.scenario.clone());
    one.spec == other.spec && one.label == other.label && case(one) == case(other)
}

fn samples_of(known: &Known) -> Option<&Sampled> {
    match &known.found {
        Found::Answer(answer, _) => match answer.as_ref() {
            Answer::MonteCarlo(sampled) => Some(sampled),
            _ => None,
        },
        Found::Refused { .. } => None,
    }
}

impl Session {
    /// The studies beside the workbook, which are lost when it is put away.
    pub fn beside(&self) -> &[Arc<Study>] {
        &self.beside
    }

    /// Whether a study stands beside the workbook and not in it.
    pub fn is_beside(&self, id: &str) -> bool {
        self.beside.iter().any(|study| study.id == id)
    }

    /// The studies in the order of their list: those of the workbook, then those beside it.
    pub fn studies(&self) -> impl Iterator<Item = &Arc<Study>> {
        self.workbook().studies.iter().chain(&self.beside)
    }

    /// What a study of a cell would be about, as a key.
    ///
    /// # Errors
    /// The cell is no number; the reason says what to do instead.
    pub fn study_key(&self, cell: &Cell) -> Result<String, String> {
        let label = self.label(&cell.row);
        match self.slot(cell) {
            None => Err(format!(
                "{label} has no value in this column; select one of its values"
            )),
            Some((row, _)) if row.kind != RowKind::Number => Err(format!(
                "{label} is a choice or a text, and studies move and read numbers; select a number"
            )),
            Some(_) => {
                let key = self.key(cell).map(|key| key.to_string());
                key.ok_or_else(|| format!("{label} has no value here"))
            }
        }
    }

    /// What a study of a cell of the comparison would be about: its key at the period of the
    /// comparison, and its case.
    pub fn compared_at(&self, (row, column): (usize, usize)) -> Option<(String, Case)> {
        let data = self.comparison()?;
        let last = (
            data.metrics.len().checked_sub(1)?,
            data.cases.len().checked_sub(1)?,
        );
        let metric = data.metrics.get(row.min(last.0))?;
        let case = data.cases.get(column.min(last.1))?.clone();
        let key = match (&data.period, self.is_series(&metric.key)) {
            (Some(period), true) => format!("{}[{period}]", metric.key),
            _ => metric.key.clone(),
        };
        Some((key, case))
    }

    /// Work that fills in studies.
    pub fn fill_request(&self, asked: Asked) -> Request {
        Request {
            version: Version {
                workbook: Arc::clone(&self.computed.workbook),
                case: asked.case.clone().unwrap_or_else(|| self.case.clone()),
            },
            typed: Arc::clone(&self.computed.typed),
            asked,
            progress: Arc::default(),
        }
    }

    /// Takes studies that were filled in; gives the first, and why others could not be made.
    ///
    /// # Errors
    /// None could be made; the reason says what to do instead.
    pub fn take_filled(&mut self, asked: &Asked, made: Made) -> Result<(Id, Vec<String>), String> {
        let told =
            |session: &Self, refusal: &Refusal| session.refusal(&refusal.message, &refusal.hint);
        let made = made.map_err(|refusal| told(self, &refusal))?;
        let (mut studies, mut refused) = (Vec::new(), Vec::new());
        for (wish, one) in made {
            match one {
                Ok(filled) => {
                    let note = quick::note(self.names(), &filled);
                    let study = self.new_study(filled.spec, note);
                    studies.push(in_case(study, asked.case.as_ref()));
                }
                Err(refusal) => {
                    let reason = told(self, &refusal);
                    refused.push(format!("{}: {reason}", quick::title(&wish)));
                }
            }
        }
        let first = match asked.goes {
            Goes::Beside => self.put_beside(studies),
            Goes::IntoWorkbook => self.insert_studies(studies)?,
        };
        match first {
            Some(first) => Ok((first, refused)),
            None => Err(refused.join("; ")),
        }
    }

    /// A study in the case on screen, whatever that is.
    fn new_study(&self, spec: StudySpec, note: String) -> Study {
        Study {
            id: Id::new(),
            label: quick::label(self.names(), &spec),
            note,
            profile: None,
            scenario: None,
            spec,
        }
    }

    /// Puts studies beside the workbook; gives the first.
    fn put_beside(&mut self, studies: Vec<Study>) -> Option<Id> {
        let mut first = None;
        for mut study in studies {
            let same = self.beside.iter().find(|one| asks_the_same(one, &study));
            if let Some(same) = same {
                first.get_or_insert_with(|| same.id.clone());
                continue;
            }
            self.last_beside += 1;
            // No study of a workbook can have a name with a colon.
            study.id = format!("beside:{}", self.last_beside);
            first.get_or_insert_with(|| study.id.clone());
            self.beside.push(Arc::new(study));
        }
        let over = self.beside.len().saturating_sub(MOST_BESIDE);
        self.beside.drain(..over);
        first
    }

    /// Adds studies to the workbook, as one step to undo; gives the first.
    pub(super) fn insert_studies(&mut self, studies: Vec<Study>) -> Result<Option<Id>, String> {
        let mut taken: Vec<Id> = Vec::new();
        let mut edits = Vec::new();
        for study in studies {
            let id = self.free_study_id(&study.label, &taken);
            taken.push(id.clone());
            let study = Arc::new(Study { id, ..study });
            edits.push(Edit::InsertStudy { study });
        }
        if taken.is_empty() {
            return Ok(None);
        }
        let label = match taken.len() {
            1 => "Add a study".to_owned(),
            count => format!("Add {count} studies"),
        };
        self.apply_edits(label, &edits)?;
        Ok(taken.into_iter().next())
    }

    /// A name that no study has yet.
    fn free_study_id(&self, label: &str, taken: &[Id]) -> Id {
        let slug = slug(label).replace('-', "_");
        let ascii: String = slug.chars().filter(char::is_ascii).take(40).collect();
        let ascii = ascii.trim_end_matches('_');
        let stem = match ascii.starts_with(|first: char| first.is_ascii_lowercase()) {
            true => ascii.to_owned(),
            false => format!("study_{ascii}").trim_end_matches('_').to_owned(),
        };
        let studies = &self.workbook().studies;
        let is_free = |id: &Id| !taken.contains(id) && !studies.iter().any(|one| one.id == *id);
        let ids = std::iter::once(stem.clone()).chain((2..).map(|n| format!("{stem}_{n}")));
        let mut ids = ids.into_iter();
        ids.find(is_free).unwrap_or(stem)
    }

    /// Puts a study in the place of the one with its name: in the workbook as one step to undo.
    ///
    /// # Errors
    /// It is refused; the reason says what to do instead.
    pub fn set_study(&mut self, study: Study, what: &str) -> Result<(), String> {
        let study = Arc::new(study);
        let mut beside = self.beside.iter_mut();
        if let Some(known) = beside.find(|known| known.id == study.id) {
            *known = study;
            return Ok(());
        }
        let label = format!("Change {what} of {}", study.label);
        self.apply_edits(label, &[Edit::SetStudy { study }])
    }

    /// Removes a study; says what it was called.
    ///
    /// # Errors
    /// A check or a signal asks for it.
    pub fn remove_study(&mut self, id: &str) -> Result<String, String> {
        let label = self
            .study_named(id)
            .map_or_else(String::new, |study| study.label.clone());
        if self.is_beside(id) {
            self.beside.retain(|study| study.id != id);
            return Ok(label);
        }
        let edit = Edit::RemoveStudy { id: id.to_owned() };
        self.apply_edits(format!("Delete the study {label}"), &[edit])?;
        Ok(label)
    }

    /// Adds a study that asks the same; gives its name.
    ///
    /// # Errors
    /// There is no such study.
    pub fn copy_study(&mut self, id: &str) -> Result<Option<Id>, String> {
        let study = self.study_named(id).ok_or("There is no such study")?;
        let copy = Study {
            label: format!("{} (copy)", study.label),
            ..Study::clone(study)
        };
        match self.is_beside(id) {
            true => Ok(self.put_beside(vec![copy])),
            false => self.insert_studies(vec![copy]),
        }
    }

    /// Adds a spider of some inputs of a tornado, beside the workbook; gives its name.
    pub fn spider_of(&mut self, tornado: &str, inputs: Vec<String>) -> Option<Id> {
        let study = Arc::clone(self.study_named(tornado)?);
        let StudySpec::Tornado(of) = &study.spec else {
            return None;
        };
        let spec = StudySpec::Spider(Spider {
            output: of.output.clone(),
            inputs,
            range: match of.range {
                TestRange::Stated => TestRange::Percent(Number(SPIDER)),
                other => other,
            },
            period: of.period.clone(),
        });
        let note = format!("The widest bars of “{}”.", study.label);
        let spider = Study {
            profile: study.profile.clone(),
            scenario: study.scenario.clone(),
            ..self.new_study(spec, note)
        };
        self.put_beside(vec![spider])
    }

    /// The study of a name.
    pub fn study_named(&self, id: &str) -> Option<&Arc<Study>> {
        self.studies().find(|study| study.id == id)
    }

    /// The single numbers of a row as keys, a series as a whole; none where it is no number.
    pub fn number_keys(&self, row: &str) -> Vec<String> {
        let Some(found) = self.result(row).filter(|one| one.kind == RowKind::Number) else {
            return Vec::new();
        };
        let mut keys = vec![row.to_owned()];
        for axis in found.axes.iter().filter(|axis| !sheet::is_time(axis)) {
            let heads = std::mem::take(&mut keys);
            let key = |head: &String, label: &String| match head.strip_suffix(']') {
                Some(open) => format!("{open},{label}]"),
                None => format!("{head}[{label}]"),
            };
            let labels = || axis.labels.iter();
            let each = heads.iter();
            keys = each
                .flat_map(|head| labels().map(move |l| key(head, l)))
                .collect();
        }
        keys
    }

    /// The range over which an input is looked at where nobody says so.
    ///
    /// # Errors
    /// No range is known; the reason says what to do.
    pub fn span(&self, key: &str) -> Result<(f64, f64), String> {
        let question = Question {
            workbook: self.workbook(),
            typed: &self.computed.typed,
            layers: Layers::of(self.case.clone()),
            threads: 0,
        };
        match prefill::span(&question, key) {
            Some(([from, to], _)) => Ok((from, to)),
            None => Err(format!(
                "No range is known for {}; give it a low and a high end first",
                self.key_label(key)
            )),
        }
    }

    /// An input as it can be drawn: from what it states, else a triangle over its range.
    ///
    /// # Errors
    /// No range is known; the reason says what to do.
    pub fn uncertain(&self, key: &str) -> Result<Uncertain, String> {
        let name = self.names().row(key).map(|row| row.id.clone());
        let stated = name.map(|id| self.stated_distribution(&id));
        let drawn = |distribution| Uncertain {
            key: key.to_owned(),
            distribution,
        };
        if stated.is_some_and(|stated| stated.is_ok()) {
            return Ok(drawn(None));
        }
        let (low, high) = self.span(key)?;
        let cell = self.cell_of_key(key);
        let base = cell.and_then(|cell| match self.shown(&cell) {
            Shown::Number(value, _) => Some(value),
            _ => None,
        });
        let mode = base.unwrap_or(low.midpoint(high)).clamp(low, high);
        let text = format!("triangular({low}, {mode}, {high})");
        let distribution = text
            .parse()
            .map_err(|error: String| text::capital(&error))?;
        Ok(drawn(Some(distribution)))
    }

    /// The distribution that an assumption states.
    ///
    /// # Errors
    /// It states none; the reason says what to do.
    pub fn stated_distribution(&self, row: &str) -> Result<Distribution, String> {
        let definition = self.variable(row).map(|row| &row.definition);
        let stated = match definition {
            Some(Definition::Assumption(assumption)) => assumption.distribution.clone(),
            _ => None,
        };
        stated.ok_or_else(|| {
            let label = self.label(row);
            format!("{label} states no distribution of its own; write one, such as 3 to 12")
        })
    }

    /// Whether the study on screen has samples, if only of an earlier version.
    pub fn has_samples(&self, chosen: Option<&str>) -> bool {
        let known = self.study(chosen).and_then(|study| self.known(study));
        known.is_some_and(|(known, _)| samples_of(known).is_some())
    }

    /// The samples of the study on screen.
    ///
    /// # Errors
    /// There are none for the document as it is; the reason says what to do instead.
    pub fn samples(&self, chosen: Option<&str>) -> Result<&Sampled, String> {
        let known = self.study(chosen).and_then(|study| self.known(study));
        match known.map(|(known, current)| (samples_of(known), current)) {
            Some((Some(sampled), true)) => Ok(sampled),
            Some((Some(_), false)) => Err("The samples are out of date: run the study again with \
                                           F9, and save them when it is done"
                .to_owned()),
            _ => Err(
                "There are no samples yet: run the study, and save them when it is done".to_owned(),
            ),
        }
    }

    /// Whether a key names one value per period and no more.
    pub fn is_series(&self, key: &str) -> bool {
        let row = self.result(key);
        row.is_some_and(|row| row.axes.len() == 1 && row.axes.iter().all(sheet::is_time))
    }

    /// The kinds of study that can be asked for, a bridge for each scenario.
    pub fn wishes(&self) -> Vec<(Wish, String)> {
        let mut wishes = Vec::new();
        for wish in Wish::ALL {
            let scenarios = &self.workbook().scenarios;
            if !matches!(wish, Wish::Bridge(None)) || scenarios.is_empty() {
                let title = quick::title(&wish).to_owned();
                wishes.push((wish, title));
                continue;
            }
            for scenario in scenarios {
                let wish = Wish::Bridge(Some(scenario.id.clone()));
                wishes.push((wish, format!("Bridge to {}", scenario.label)));
            }
        }
        wishes
    }
}

//! The forms of sources and signals: what they begin with, and what they change.

use std::sync::Arc;

use rackhour_engine::check;
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{
    Basis, Id, Number, Observation, Provenance, Signal, Source, Workbook,
};

use super::{Session, slug};
use crate::registers::{ObservationForm, SignalForm, SourceForm, dates};

impl Session {
    /// The form of a source as it is; none where there is no such source.
    pub fn source_form(&self, id: &str) -> Option<SourceForm> {
        let source = self.source(id)?.clone();
        Some(SourceForm {
            source: Some(source.id),
            title: source.title,
            publisher: source.publisher,
            date: source.date,
            link: source.link,
            evidence: Some(source.evidence),
            basis: source.basis.unwrap_or_default(),
            note: source.note,
            refusal: None,
        })
    }

    /// Adds or changes a source as one step to undo; gives its id.
    ///
    /// # Errors
    /// Something in the form cannot be taken.
    pub fn take_source(&mut self, form: &SourceForm) -> Result<Id, String> {
        let source = self.source_of(form)?;
        let id = source.id.clone();
        let title = source.title.clone();
        let source = Arc::new(source);
        let (label, edit) = match form.source {
            Some(_) => (
                format!("Change the source {title}"),
                Edit::PutSource { source },
            ),
            None => (
                format!("Add the source {title}"),
                Edit::InsertSource { source },
            ),
        };
        self.reshape(label, &[edit])?;
        Ok(id)
    }

    fn source_of(&self, form: &SourceForm) -> Result<Source, String> {
        let trim = |text: &String| text.trim().to_owned();
        if form.title.trim().is_empty() {
            return Err("A source needs a title; write at least one word".to_owned());
        }
        let date = trim(&form.date);
        if let Some(refusal) = dates::refusal(&date).filter(|_| !date.is_empty()) {
            return Err(refusal);
        }
        let link = trim(&form.link);
        if !link.is_empty() && !is_web(&link) {
            return Err(
                "A link begins with https:// or http://; leave it empty if there is none"
                    .to_owned(),
            );
        }
        let evidence = form
            .evidence
            .ok_or("Say what kind of evidence it is; nothing is assumed for it")?;
        let Basis {
            model,
            precision,
            workload,
            interactivity,
            hardware,
        } = &form.basis;
        let basis = Basis {
            model: trim(model),
            precision: trim(precision),
            workload: trim(workload),
            interactivity: trim(interactivity),
            hardware: trim(hardware),
        };
        Ok(Source {
            id: match &form.source {
                Some(id) => id.clone(),
                None => self.free_id("source", &form.title, |workbook, id| {
                    workbook.sources.iter().any(|other| other.id == id)
                }),
            },
            title: trim(&form.title),
            publisher: trim(&form.publisher),
            date,
            link,
            evidence,
            basis: Some(basis).filter(|basis| *basis != Basis::default()),
            note: trim(&form.note),
        })
    }

    /// Removes a source; what cites it is reported from then on.
    ///
    /// # Errors
    /// There is no such source.
    pub fn delete_source(&mut self, id: &str) -> Result<String, String> {
        let title = self
            .source(id)
            .map_or(id, |source| &source.title)
            .to_owned();
        let edit = Edit::RemoveSource { id: id.to_owned() };
        self.reshape(format!("Delete the source {title}"), &[edit])?;
        Ok(title)
    }

    /// The form of a signal as it is; none where there is no such signal.
    pub fn signal_form(&self, id: &str) -> Option<SignalForm> {
        let signal = self.signal(id)?.clone();
        Some(SignalForm {
            signal: Some(signal.id),
            label: signal.label,
            group: signal.group,
            row: signal.row,
            breaks: signal.breaks,
            watch: signal.watch,
            broken: signal.broken,
            expected_by: signal.expected_by,
            falsifier: signal.falsifier,
            note: signal.note,
            refusal: None,
        })
    }

    /// The form of a signal that watches a row.
    pub fn new_signal_form(&self, row: Option<&str>) -> SignalForm {
        let Some(variable) = row.and_then(|row| self.variable(row)) else {
            return SignalForm::default();
        };
        SignalForm {
            label: variable.label.clone(),
            row: self.first_key(&variable.id),
            ..SignalForm::default()
        }
    }

    /// The key of the first value of a row: at its first element and period.
    pub fn first_key(&self, row: &str) -> String {
        let result = self.result(row);
        let cell = result.map(|result| self.sheet().first_cell(result));
        let key = cell.and_then(|cell| self.key(&cell));
        key.map_or_else(|| row.to_owned(), |key| key.to_string())
    }

    /// Adds or changes a signal as one step to undo; gives its id.
    ///
    /// # Errors
    /// Something in the form cannot be taken.
    pub fn take_signal(&mut self, form: &SignalForm) -> Result<Id, String> {
        let signal = self.signal_of(form)?;
        let (id, label) = (signal.id.clone(), signal.label.clone());
        let signal = Arc::new(signal);
        let (said, edit) = match form.signal {
            Some(_) => (
                format!("Change the signal {label}"),
                Edit::PutSignal { signal },
            ),
            None => (
                format!("Add the signal {label}"),
                Edit::InsertSignal { signal },
            ),
        };
        self.try_signal(&id, &edit)?;
        self.reshape(said, &[edit])?;
        Ok(id)
    }

    /// Refuses a signal whose row or levels mean nothing.
    fn try_signal(&self, id: &str, edit: &Edit) -> Result<(), String> {
        let mut trial = Workbook::clone(self.history.current());
        edit.apply(&mut trial)
            .map_err(|refusal| self.refusal(&refusal.message, &refusal.hint))?;
        let (_, findings) = check::check(&trial);
        let path = format!("signals/{id}");
        let mut wrong = findings
            .iter()
            .filter(|found| found.is_error() && found.place.path == path);
        match wrong.next() {
            Some(found) => Err(self.refusal(&found.message, &found.hint)),
            None => Ok(()),
        }
    }

    fn signal_of(&self, form: &SignalForm) -> Result<Signal, String> {
        let trim = |text: &String| text.trim().to_owned();
        for (text, refusal) in [
            (
                &form.label,
                "A signal needs a name; write at least one word",
            ),
            (&form.row, "Choose the row that is watched"),
            (
                &form.watch,
                "Say from which level on it is watched: a number with its unit, or a formula",
            ),
            (
                &form.broken,
                "Say from which level on the thesis is broken: a number with its unit, or a formula",
            ),
        ] {
            if text.trim().is_empty() {
                return Err(refusal.to_owned());
            }
        }
        let expected_by = trim(&form.expected_by);
        if let Some(refusal) = dates::refusal(&expected_by).filter(|_| !expected_by.is_empty()) {
            return Err(refusal);
        }
        let old = form.signal.as_ref().and_then(|id| self.signal(id));
        let group = match trim(&form.group) {
            group if group.is_empty() => trim(&form.label),
            group => group,
        };
        Ok(Signal {
            id: match &form.signal {
                Some(id) => id.clone(),
                None => self.free_id("signal", &form.label, |workbook, id| {
                    workbook.signals.iter().any(|other| other.id == id)
                }),
            },
            label: trim(&form.label),
            group,
            row: self.watched_key(&form.row),
            drawn: old.and_then(|old| old.drawn.clone()),
            breaks: form.breaks,
            watch: trim(&form.watch),
            broken: trim(&form.broken),
            expected_by,
            observations: old.map_or_else(Vec::new, |old| old.observations.clone()),
            falsifier: form.falsifier.clone(),
            note: trim(&form.note),
        })
    }

    /// What was typed as the row of a signal, as a key; a label is taken as its row's name.
    fn watched_key(&self, typed: &str) -> String {
        let typed = typed.trim();
        let mut rows = self.workbook().variables.iter();
        let named = rows.find(|row| row.label.eq_ignore_ascii_case(typed) && row.id != typed);
        named.map_or_else(|| typed.to_owned(), |row| self.first_key(&row.id))
    }

    /// What the row of a signal's form is called and has now; a refusal where it names nothing.
    ///
    /// # Errors
    /// There is no such row, element or period.
    pub fn watched(&self, typed: &str) -> Result<String, String> {
        let key = self.watched_key(typed);
        if let Some(found) = check::bad_key(&self.computed.typed, &key) {
            return Err(self.refusal(&found.message, &found.hint));
        }
        let value = self.results().at(&key).unwrap_or(f64::NAN);
        let names = self.names();
        Ok(format!(
            "{}: {} now",
            names.label(&key),
            names.value(&key, value)
        ))
    }

    /// Removes a signal.
    ///
    /// # Errors
    /// There is no such signal.
    pub fn delete_signal(&mut self, id: &str) -> Result<String, String> {
        let label = self
            .signal(id)
            .map_or(id, |signal| &signal.label)
            .to_owned();
        let edit = Edit::RemoveSignal { id: id.to_owned() };
        self.reshape(format!("Delete the signal {label}"), &[edit])?;
        Ok(label)
    }

    /// Adds something that was seen, in the order of dates, as one step to undo.
    ///
    /// # Errors
    /// The date, the value or its source cannot be taken.
    pub fn take_observation(&mut self, form: &ObservationForm) -> Result<String, String> {
        let Some(signal) = self.signal(&form.signal).cloned() else {
            return Err(
                "There is no such signal any more; close this and choose another".to_owned(),
            );
        };
        let seen = self.observation_of(&signal, form)?;
        let label = signal.label.clone();
        let mut signal = signal;
        let later = |other: &Observation| other.date > seen.date;
        let at = signal.observations.iter().position(later);
        let at = at.unwrap_or(signal.observations.len());
        signal.observations.insert(at, seen);
        let edit = Edit::PutSignal {
            signal: Arc::new(signal),
        };
        self.reshape(format!("Add what was seen of {label}"), &[edit])?;
        Ok(label)
    }

    fn observation_of(
        &self,
        signal: &Signal,
        form: &ObservationForm,
    ) -> Result<Observation, String> {
        let date = form.date.trim().to_owned();
        if date.is_empty() {
            return Err("Say when it was seen: 2026, 2026-05 or 2026-05-22".to_owned());
        }
        if let Some(refusal) = dates::refusal(&date) {
            return Err(refusal);
        }
        let row = Key::parse(&signal.row).map_or_else(|_| signal.row.clone(), |key| key.name);
        if form.value.trim().is_empty() {
            return Err("Say which value was seen".to_owned());
        }
        let value = self.entered(&row, &form.value)?;
        let source = match &form.source {
            Provenance::Assumed(reason) if reason.trim().is_empty() => {
                return Err("Say where it was seen: choose a source, or give a reason".to_owned());
            }
            Provenance::Assumed(reason) => Provenance::Assumed(reason.trim().to_owned()),
            from => from.clone(),
        };
        Ok(Observation {
            date,
            value: Number(value),
            source,
            note: form.note.trim().to_owned(),
        })
    }

    /// Forgets something that was seen, as one step to undo.
    ///
    /// # Errors
    /// There is no such observation.
    pub fn forget_seen(&mut self, id: &str, place: usize) -> Result<String, String> {
        let mut signal = self.signal(id).cloned().ok_or("There is no such signal")?;
        if place >= signal.observations.len() {
            return Err("It was forgotten already".to_owned());
        }
        signal.observations.remove(place);
        let label = signal.label.clone();
        let edit = Edit::PutSignal {
            signal: Arc::new(signal),
        };
        self.reshape(format!("Forget what was seen of {label}"), &[edit])?;
        Ok(label)
    }

    /// An id made of a text that no item has yet.
    fn free_id(&self, noun: &str, text: &str, is_taken: impl Fn(&Workbook, &str) -> bool) -> Id {
        let ascii = slug(text).replace('-', "_");
        let ascii: String = ascii.chars().filter(char::is_ascii).take(48).collect();
        let base = match ascii.trim_matches('_') {
            name if name.starts_with(|c: char| c.is_ascii_lowercase()) => name.to_owned(),
            name => format!("{noun}_{name}").trim_matches('_').to_owned(),
        };
        let mut names = std::iter::once(base.clone()).chain((2..).map(|n| format!("{base}_{n}")));
        let current = self.history.current();
        names.find(|name| !is_taken(current, name)).unwrap_or(base)
    }
}

/// Whether an address is one of the web.
pub fn is_web(link: &str) -> bool {
    let plain = !link.contains(|c: char| c.is_whitespace() || c.is_control());
    let lower = link.to_lowercase();
    let rest = (lower.strip_prefix("https://")).or_else(|| lower.strip_prefix("http://"));
    plain && rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['))
}

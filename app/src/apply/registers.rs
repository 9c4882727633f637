//! What is done in the registers: forms of sources and signals, links, and what is copied.

use rackhour_engine::workbook::Provenance;

use super::Hands;
use crate::command::Command;
use crate::formula::Selection;
use crate::registers::{Ask, Form, ObservationForm, RegisterAct, SourceForm};
use crate::session::is_web;
use crate::sheet::Cell;
use crate::view::Dialog;

impl Hands<'_> {
    /// Carries out what the panes of the registers ask for.
    pub(super) fn register(&mut self, act: RegisterAct) {
        match act {
            RegisterAct::Signals(view) => self.view.registers.signals = view,
            RegisterAct::Sources(view) => self.view.registers.sources = view,
            RegisterAct::Problems(view) => self.view.registers.problems = view,
            RegisterAct::Ask(ask) => self.ask_register(ask),
            RegisterAct::Form(form) => {
                if let Some(Dialog::Register(_)) = self.view.dialog {
                    self.view.dialog = Some(Dialog::Register(form));
                }
            }
            RegisterAct::Take => self.take_register(),
            RegisterAct::ForgetSeen(signal, place) => {
                let done = self.session.forget_seen(&signal, place);
                self.say_or_refuse(done.map(|label| format!("Forgot what was seen of {label}")));
            }
            RegisterAct::GoToSpan(row, from, to) => self.go_to_span(&row, from, to),
            RegisterAct::ShowCase(case) => self.show_case(case),
            RegisterAct::Version(act) => self.version(act),
            RegisterAct::CloseDifference => self.view.registers.difference = None,
            RegisterAct::Copied(what) => self
                .view
                .say(format!("Copied {what}, to be pasted into a spreadsheet")),
        }
    }

    /// Carries out a command about the registers.
    pub(super) fn run_register(&mut self, command: Command) {
        let selected = self.view.registers.signals.selected.clone();
        match (command, selected) {
            (Command::NewSource, _) => self.ask_register(Ask::NewSource),
            (Command::NewSignal, _) => self.ask_register(Ask::NewSignal),
            (Command::NewObservation, Some(signal)) => {
                self.ask_register(Ask::NewObservation(signal));
            }
            _ => self.run_versions(command),
        }
    }

    fn say_or_refuse(&mut self, done: Result<String, String>) {
        match done {
            Ok(said) => self.view.say(said),
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    fn ask_register(&mut self, ask: Ask) {
        let form = match ask {
            Ask::NewSource => Some(Form::Source(SourceForm::default())),
            Ask::EditSource(id) => self.session.source_form(&id).map(Form::Source),
            Ask::DeleteSource(id) => Some(Form::DeleteSource(id)),
            Ask::NewSignal => {
                let row = self.view.selected.as_ref().map(|cell| cell.row.as_str());
                Some(Form::Signal(self.session.new_signal_form(row)))
            }
            Ask::EditSignal(id) => self.session.signal_form(&id).map(Form::Signal),
            Ask::DeleteSignal(id) => Some(Form::DeleteSignal(id)),
            Ask::NewObservation(signal) => Some(Form::Observation(ObservationForm {
                signal,
                date: self.view.today.clone(),
                value: String::new(),
                source: Provenance::Assumed(String::new()),
                note: String::new(),
                refusal: None,
            })),
            Ask::Link(link) => match is_web(&link) {
                true => Some(Form::Link(link)),
                false => {
                    self.view.refuse(format!(
                        "{link} is no address of the web, so it is not opened; it can be copied"
                    ));
                    None
                }
            },
        };
        if let Some(form) = form
            && self.view.dialog.is_none()
            && self.settle()
        {
            self.free_keyboard();
            self.view.focus_table = false;
            self.view.dialog = Some(Dialog::Register(Box::new(form)));
        }
    }

    /// Takes the form that is open, or does what was asked about.
    fn take_register(&mut self) {
        let form = match self.view.dialog.take() {
            Some(Dialog::Register(form)) => *form,
            other => {
                self.view.dialog = other;
                return;
            }
        };
        let done = match &form {
            Form::Source(source) => self.session.take_source(source).map(|id| {
                self.view.registers.sources.selected = Some(id);
                match source.source {
                    Some(_) => format!("Changed the source {}", source.title.trim()),
                    None => format!("Added the source {}", source.title.trim()),
                }
            }),
            Form::DeleteSource(id) => self
                .session
                .delete_source(id)
                .map(|title| format!("Deleted the source {title}")),
            Form::Signal(signal) => self.session.take_signal(signal).map(|id| {
                self.view.registers.signals.selected = Some(id);
                match signal.signal {
                    Some(_) => format!("Changed the signal {}", signal.label.trim()),
                    None => format!("Added the signal {}", signal.label.trim()),
                }
            }),
            Form::DeleteSignal(id) => self
                .session
                .delete_signal(id)
                .map(|label| format!("Deleted the signal {label}")),
            Form::Observation(seen) => self
                .session
                .take_observation(seen)
                .map(|label| format!("Added what was seen of {label}")),
            Form::Link(link) => {
                self.jobs.browse(link.clone());
                Ok(format!("Opening {link} in the browser"))
            }
        };
        match done {
            Ok(said) => {
                self.view.say(said);
                self.view.focus_table = true;
            }
            Err(refusal) => self.refuse_form(form, refusal),
        }
    }

    /// Leaves a form open and says why it was not taken.
    fn refuse_form(&mut self, mut form: Form, refusal: String) {
        let place = match &mut form {
            Form::Source(form) => &mut form.refusal,
            Form::Signal(form) => &mut form.refusal,
            Form::Observation(form) => &mut form.refusal,
            Form::DeleteSource(_) | Form::DeleteSignal(_) | Form::Link(_) => {
                return self.view.refuse(refusal);
            }
        };
        *place = Some(refusal);
        self.view.dialog = Some(Dialog::Register(Box::new(form)));
    }

    /// Goes to a row and opens its formula with a part of it selected.
    fn go_to_span(&mut self, row: &str, from: usize, to: usize) {
        if !self.settle() {
            return;
        }
        self.go_to(row);
        let is_there = |cell: &Cell| cell.row == row;
        if !self.view.selected.as_ref().is_some_and(is_there) || self.session.formula(row).is_none()
        {
            return;
        }
        self.edit(None);
        let editing = self.view.editing.as_mut();
        if let Some(edit) = editing.and_then(|editing| editing.formula.as_mut()) {
            edit.select(Selection {
                anchor: from,
                caret: to,
            });
        }
    }
}

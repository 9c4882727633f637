//! Makes studies of what was pointed at, and changes, keeps and removes them.

use std::sync::Arc;

use rackhour_engine::check::Case;
use rackhour_engine::study::prefill::Wish;

use super::Hands;
use crate::command::Command;
use crate::studies;
use crate::studies::quick::{Asked, Goes, Outcome};
use crate::studies::studio::{Form, StudioAct};
use crate::text;
use crate::view::{Dialog, Tab};

impl Hands<'_> {
    /// Carries out a command about studies.
    pub(super) fn run_studio(&mut self, command: Command) {
        match command {
            Command::QuickStudy => self.quick_study(),
            Command::NewStudy => self.ask_study(Goes::IntoWorkbook),
            Command::StudyOf => self.ask_study(Goes::Beside),
            Command::KeepStudy => self.keep_shown(),
            Command::KeepStudies => {
                let all = self.session.beside().iter();
                let all: Vec<_> = all.map(|study| study.id.clone()).collect();
                self.keep(&all);
            }
            Command::CopyStudy => self.copy_shown(),
            Command::DeleteStudy => self.delete_shown(),
            _ => {}
        }
    }

    /// Does what was asked for while studies are made and changed.
    pub(super) fn studio(&mut self, act: StudioAct) {
        match act {
            StudioAct::Fill(asked) => self.fill_in(asked),
            StudioAct::Form(form) => self.view.studio.form = Some(form),
            StudioAct::Take(wishes) => self.take_form(wishes),
            StudioAct::Cancel => self.close_form(),
            StudioAct::Set(study, what) => {
                let id = study.id.clone();
                if let Err(refusal) = self.session.set_study(*study, &what) {
                    self.view.refuse(refusal);
                }
                self.view.studies.study = Some(id);
            }
            StudioAct::Refuse(refusal) => self.view.refuse(refusal),
            StudioAct::Shelves(shown) => self.view.studio.shelves = shown,
            StudioAct::Spider(tornado, inputs) => {
                if let Some(spider) = self.session.spider_of(&tornado, inputs) {
                    self.show_study(spider);
                }
            }
        }
    }

    /// What the keyboard points at: what the study on screen is about, the cell of the comparison,
    /// or the selected cell; and the case, where it is not the one on screen.
    fn pointed(&self) -> Result<(String, Option<Case>), String> {
        match self.view.tab {
            Tab::Studies => {
                let shown = self.session.study(self.view.studies.study.as_deref());
                let outputs = shown.map_or_else(Vec::new, |shown| studies::outputs(&shown.spec));
                let output = outputs.first().map(|output| (*output).to_owned());
                output.map_or_else(|| self.selected_key(), |output| Ok((output, None)))
            }
            Tab::Compare => match self.session.compared_at(self.view.compare.cell) {
                Some((key, case)) => Ok((key, Some(case))),
                None => self.selected_key(),
            },
            _ => self.selected_key(),
        }
    }

    fn selected_key(&self) -> Result<(String, Option<Case>), String> {
        match &self.view.selected {
            Some(cell) => Ok((self.session.study_key(cell)?, None)),
            None => Err("Select a result or an assumption first".to_owned()),
        }
    }

    fn quick_study(&mut self) {
        match self.pointed() {
            Ok((key, case)) => self.fill_in(Asked {
                key,
                case,
                wishes: Wish::QUICK.to_vec(),
                goes: Goes::Beside,
            }),
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    fn ask_study(&mut self, goes: Goes) {
        match (self.pointed(), goes) {
            (Ok((key, case)), _) => {
                let key = Some(key);
                self.open_form(Form { key, case, goes });
            }
            // In the pane something else can be chosen; in the table another row is selected.
            (Err(_), Goes::IntoWorkbook) => self.open_form(Form {
                key: None,
                case: None,
                goes,
            }),
            (Err(refusal), Goes::Beside) => self.view.refuse(refusal),
        }
    }

    fn open_form(&mut self, form: Form) {
        self.free_keyboard();
        self.view.studio.form = Some(form);
        self.view.dialog = Some(Dialog::NewStudy);
    }

    fn close_form(&mut self) {
        self.view.studio.form = None;
        self.view.dialog = None;
        self.view.focus_table = self.view.tab != Tab::Figures;
    }

    fn take_form(&mut self, wishes: Vec<Wish>) {
        let form = self.view.studio.form.take();
        self.close_form();
        if let Some(Form {
            key: Some(key),
            case,
            goes,
        }) = form
        {
            self.fill_in(Asked {
                key,
                case,
                wishes,
                goes,
            });
        }
    }

    /// Has studies filled in by a job; the last one asked for is taken.
    fn fill_in(&mut self, asked: Asked) {
        self.view.studio.stop();
        let request = self.session.fill_request(asked);
        let progress = Arc::clone(&request.progress);
        self.view.studio.filling = Some((request.asked.clone(), progress));
        self.jobs.fill(request);
    }

    /// Takes what a job has filled in, unless something else was asked for meanwhile.
    pub(super) fn take_filled(&mut self, outcome: Outcome) {
        let filling = self.view.studio.filling.as_ref();
        let is_it = filling.is_some_and(|(_, one)| Arc::ptr_eq(one, &outcome.progress));
        let Some(made) = outcome.made.filter(|_| is_it) else {
            return;
        };
        self.view.studio.filling = None;
        match self.session.take_filled(&outcome.asked, made) {
            Ok((first, refused)) => {
                self.show_study(first);
                match refused.as_slice() {
                    [] => self.say_made(outcome.asked.goes),
                    refused => self.view.refuse(refused.join("; ")),
                }
            }
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    fn say_made(&mut self, goes: Goes) {
        self.view.say(match goes {
            Goes::Beside => "Not in the workbook yet; keep it to save it",
            Goes::IntoWorkbook => "Added to the studies of the workbook",
        });
    }

    fn show_study(&mut self, id: String) {
        self.view.studies.study = Some(id);
        self.show_tab(Tab::Studies);
    }

    fn shown_study(&self) -> Option<String> {
        let study = self.session.study(self.view.studies.study.as_deref())?;
        Some(study.id.clone())
    }

    fn keep_shown(&mut self) {
        if let Some(id) = self.shown_study() {
            self.keep(&[id]);
        }
    }

    fn keep(&mut self, ids: &[String]) {
        let looks: Vec<_> = ids.iter().map(|id| self.view.studies.look(id)).collect();
        match self.session.keep_studies(ids) {
            Ok(Some(first)) => {
                if let Some(look) = looks.into_iter().next() {
                    self.view.studies.looks.insert(first.clone(), look);
                }
                self.view.studies.study = Some(first);
                let count = text::count(ids.len(), "study", "studies");
                self.view.say(format!("Kept {count} in the workbook"));
            }
            Ok(None) => {}
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    fn copy_shown(&mut self) {
        let Some(id) = self.shown_study() else { return };
        match self.session.copy_study(&id) {
            Ok(Some(copy)) => self.show_study(copy),
            Ok(None) => {}
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    fn delete_shown(&mut self) {
        let Some(id) = self.shown_study() else { return };
        let beside = self.session.is_beside(&id);
        let ids: Vec<_> = self
            .session
            .studies()
            .map(|study| study.id.clone())
            .collect();
        let here = ids.iter().position(|other| *other == id).unwrap_or(0);
        let next = ids.get(here + 1).or_else(|| ids.get(here.checked_sub(1)?));
        match self.session.remove_study(&id) {
            Ok(label) => {
                self.view.studies.study = next.cloned();
                self.view.focus_table = true;
                self.view.say(match beside {
                    true => format!("Put {label} away"),
                    false => format!("Deleted the study {label}"),
                });
            }
            Err(refusal) => self.view.refuse(refusal),
        }
    }
}

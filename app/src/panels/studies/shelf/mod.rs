//! The shelves of a study: what it asks, to be changed above what it found.
//!
//! Each change is one step to undo where the study is in the workbook, and the study runs again.

mod axis;
mod bridge;
mod contest;
mod draws;
mod field;
mod grid;
mod keys;
mod matrix;
mod moves;
pub(super) mod pick;
mod solve;

use std::cell::RefCell;

use egui::accesskit::Role;
use egui::{ComboBox, Frame, Id, Margin, RichText, Ui, WidgetInfo};
use rackhour_engine::workbook::{Study, StudySpec};

use super::super::Ctx;
use crate::command::Action;
use crate::studies::quick::FILLED_IN;
use crate::studies::studio::StudioAct;
use crate::theme::Theme;
use field::Field;
use pick::{Choice, Pick};

/// How wide a list of results or assumptions is.
const NAMES: f32 = 196.0;
/// How wide a box for a number is.
const NUMBER: f32 = 56.0;
/// Strips this wide have room for the note.
const WIDE: f32 = 960.0;
/// How wide a word and the list that it names are together.
const PAIR: f32 = 176.0;
/// How wide the name of a study is.
const TITLE: f32 = 260.0;

/// The shelves on screen, and why what was typed into them was refused.
struct Strip<'a> {
    ctx: &'a Ctx<'a>,
    study: &'a Study,
    refusals: RefCell<Vec<String>>,
}

/// Draws the shelves.
pub(super) fn shelf_ui(ctx: &Ctx<'_>, study: &Study, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let strip = Strip {
        ctx,
        study,
        refusals: RefCell::default(),
    };
    Frame::NONE
        .fill(theme.panel)
        .inner_margin(Margin::symmetric(8, 6))
        .corner_radius(theme.sizes.radius)
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing = egui::vec2(6.0, 4.0);
            strip.common_ui(ui);
            match &study.spec {
                StudySpec::Grid(spec) => grid::grid_ui(&strip, spec, ui),
                StudySpec::GoalSeek(spec) => solve::seek_ui(&strip, spec, ui),
                StudySpec::Frontier(spec) => solve::frontier_ui(&strip, spec, ui),
                StudySpec::Falsifiers(spec) => solve::falsifiers_ui(&strip, spec, ui),
                StudySpec::Tornado(spec) => moves::tornado_ui(&strip, spec, ui),
                StudySpec::Spider(spec) => moves::spider_ui(&strip, spec, ui),
                StudySpec::MonteCarlo(spec) => draws::draws_ui(&strip, spec, ui),
                StudySpec::Bridge(spec) => bridge::bridge_ui(&strip, spec, ui),
            }
            for refusal in strip.refusals.borrow().iter() {
                ui.label(RichText::new(refusal).color(theme.loses));
            }
        });
    ui.add_space(8.0);
}

impl Strip<'_> {
    /// Puts a changed study in the place of this one; `what` is what has changed.
    fn set(&self, what: &str, change: impl FnOnce(&mut Study)) {
        let mut study = self.study.clone();
        change(&mut study);
        if study != *self.study {
            let act = StudioAct::Set(Box::new(study), what.to_owned());
            self.ctx.commands.send(Action::Studio(act));
        }
    }

    /// The same where only what the study runs has changed.
    fn set_spec(&self, what: &str, spec: StudySpec) {
        self.set(what, |study| {
            study.spec = spec;
            if study.note.starts_with(FILLED_IN) {
                study.note.clear();
            }
        });
    }

    /// Says why what was picked cannot be taken.
    fn refuse(&self, refusal: String) {
        let act = StudioAct::Refuse(refusal);
        self.ctx.commands.send(Action::Studio(act));
    }

    fn id(&self, name: &str) -> Id {
        // Two documents can have studies of one name.
        let document = self.ctx.view.window.here;
        Id::unique(("shelf", document, &self.study.id, name))
    }

    /// What the study is called, the case that it looks at, and the period.
    fn common_ui(&self, ui: &mut Ui) {
        ui.horizontal_wrapped(|ui| {
            head_ui("Name", ui);
            let field = Field {
                strip: self,
                name: "Name of the study",
                shown: self.study.label.clone(),
                width: TITLE,
            };
            let read = |text: &str| match text.trim() {
                "" => Err("A study needs a name; write at least one word".to_owned()),
                text => Ok(text.to_owned()),
            };
            if let Some(label) = field.show(ui, read) {
                self.set("the name", |study| study.label = label);
            }
            self.case_ui(ui);
            self.period_ui(ui);
            if ui.max_rect().width() >= WIDE {
                self.note_ui(ui);
            }
        });
    }

    fn note_ui(&self, ui: &mut Ui) {
        head_ui("Note", ui);
        let field = Field {
            strip: self,
            name: "Note of the study",
            shown: self.study.note.clone(),
            width: TITLE,
        };
        if let Some(note) = field.show(ui, |text| Ok(text.trim().to_owned())) {
            self.set("the note", |study| study.note = note);
        }
    }

    /// The profile and the scenario; those on screen where none is chosen.
    fn case_ui(&self, ui: &mut Ui) {
        let workbook = self.ctx.session.workbook();
        if !workbook.profiles.is_empty() {
            pair_room(ui);
            head_ui("Profile", ui);
            let profiles = workbook.profiles.iter();
            let profiles = profiles.map(|one| (Some(one.id.clone()), one.label.clone()));
            let profile = self.study.profile.clone();
            if let Some(profile) = as_on_screen_ui("Study profile", profile, profiles, ui) {
                self.set("the profile", |study| study.profile = profile);
            }
        }
        if !workbook.scenarios.is_empty() && !matches!(self.study.spec, StudySpec::Bridge(_)) {
            pair_room(ui);
            head_ui("Scenario", ui);
            let scenarios = workbook.scenarios.iter();
            let scenarios = scenarios.map(|one| (Some(one.id.clone()), one.label.clone()));
            let scenario = self.study.scenario.clone();
            if let Some(scenario) = as_on_screen_ui("Study scenario", scenario, scenarios, ui) {
                self.set("the scenario", |study| study.scenario = scenario);
            }
        }
    }

    /// The period at which series are read.
    fn period_ui(&self, ui: &mut Ui) {
        let periods = &self.ctx.session.sheet().periods;
        let [first, ..] = periods.as_slice() else {
            return;
        };
        pair_room(ui);
        head_ui("Period", ui);
        let each = periods.iter().map(|one| (Some(one.clone()), one.clone()));
        let options = std::iter::once((None, format!("First ({first})"))).chain(each);
        let options: Vec<_> = options.collect();
        let period = self.study.spec.period().map(str::to_owned);
        if let Some(period) = choice_ui("Study period", &period, &options, ui) {
            self.set("the period", |study| *period_of(&mut study.spec) = period);
        }
    }

    /// A list from which a result or an assumption is picked.
    fn pick_ui(
        &self,
        name: &str,
        key: &str,
        choices: &dyn Fn() -> Vec<Choice>,
        ui: &mut Ui,
    ) -> Option<String> {
        let shown = match key {
            "" => "Choose…".to_owned(),
            key => self.ctx.session.names().label(key),
        };
        let pick = Pick {
            id: self.id(name),
            name,
            shown: &shown,
            width: NAMES,
        };
        pick.show(ui, choices).filter(|picked| picked != key)
    }

    /// The output of a study with one.
    fn result_ui(&self, key: &str, ui: &mut Ui) -> Option<String> {
        head_ui("Result", ui);
        self.pick_ui("Result", key, &|| pick::results(self.ctx.session), ui)
    }

    /// A number in the unit of a row; gives another one that was typed.
    fn number_ui(&self, name: &str, key: &str, value: f64, ui: &mut Ui) -> Option<f64> {
        let typed = self.number_or_none_ui(name, key, Some(value), false, ui)?;
        typed.filter(|typed| *typed != value)
    }

    /// The same where nothing may stand in the box.
    fn optional_ui(
        &self,
        name: &str,
        key: &str,
        value: Option<f64>,
        ui: &mut Ui,
    ) -> Option<Option<f64>> {
        self.number_or_none_ui(name, key, value, true, ui)
            .filter(|typed| *typed != value)
    }

    fn number_or_none_ui(
        &self,
        name: &str,
        key: &str,
        value: Option<f64>,
        may_lack: bool,
        ui: &mut Ui,
    ) -> Option<Option<f64>> {
        let session = self.ctx.session;
        let names = session.names();
        let shown = value.map_or_else(String::new, |value| names.typed(key, value));
        let field = Field {
            strip: self,
            name,
            shown,
            width: NUMBER,
        };
        let row = names.row(key).map(|row| row.id.clone()).unwrap_or_default();
        field.show(ui, |text| match text.trim() {
            "" if may_lack => Ok(None),
            text => session.entered(&row, text).map(Some),
        })
    }
}

/// A small word before a box.
fn head_ui(words: &str, ui: &mut Ui) {
    if words.is_empty() {
        return;
    }
    let theme = Theme::of(ui);
    ui.label(RichText::new(words).font(theme.label()).color(theme.muted));
}

/// A small word before a box, on a new line where both do not fit into this one together.
fn lead_ui(words: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let galley = ui
        .painter()
        .layout_no_wrap(words.to_owned(), theme.label(), theme.muted);
    let room = galley.size().x + NUMBER + 24.0;
    if ui.available_size_before_wrap().x < room {
        ui.end_row();
    }
    head_ui(words, ui);
}

/// Begins a new line where a word and the list that it names do not fit into this one together.
fn pair_room(ui: &mut Ui) {
    if ui.available_size_before_wrap().x < PAIR {
        ui.end_row();
    }
}

/// A list of a few things; gives another one that was picked.
pub(super) fn choice_ui<T: Clone + PartialEq>(
    name: &str,
    on: &T,
    options: &[(T, String)],
    ui: &mut Ui,
) -> Option<T> {
    let shown = options.iter().find(|(option, _)| option == on);
    let shown = shown.map_or("–", |(_, label)| label.as_str());
    let mut picked = None;
    let list = ComboBox::from_id_salt(name)
        .selected_text(shown)
        .truncate()
        .width(104.0)
        .height(360.0)
        .show_ui(ui, |ui| {
            for (option, label) in options {
                let is_on = option == on;
                let line = ui.selectable_label(is_on, label.as_str());
                if line.clicked() && !is_on {
                    picked = Some(option.clone());
                }
            }
        });
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(shown.to_owned());
        info
    });
    picked
}

/// A list of profiles or scenarios, of which none stands for the one on screen.
fn as_on_screen_ui(
    name: &str,
    on: Option<String>,
    options: impl Iterator<Item = (Option<String>, String)>,
    ui: &mut Ui,
) -> Option<Option<String>> {
    let first = (None, "As on screen".to_owned());
    let options: Vec<_> = std::iter::once(first).chain(options).collect();
    choice_ui(name, &on, &options, ui)
}

/// The period of a study.
fn period_of(spec: &mut StudySpec) -> &mut Option<String> {
    match spec {
        StudySpec::Grid(spec) => &mut spec.period,
        StudySpec::GoalSeek(spec) => &mut spec.period,
        StudySpec::Frontier(spec) => &mut spec.period,
        StudySpec::Falsifiers(spec) => &mut spec.period,
        StudySpec::Tornado(spec) => &mut spec.period,
        StudySpec::Spider(spec) => &mut spec.period,
        StudySpec::MonteCarlo(spec) => &mut spec.period,
        StudySpec::Bridge(spec) => &mut spec.period,
    }
}

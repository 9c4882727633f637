//! What is found in the box that finds everything, and what follows.

use rackhour_engine::check::Case;
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{Definition, Entry, Provenance, Variable, Workbook};

use super::Hands;
use crate::command::StudyAct;
use crate::palette::{Palette, PaletteAct, Target};
use crate::settings::Change;
use crate::view::Tab;

impl Hands<'_> {
    /// Opens the box, or closes it.
    pub(super) fn toggle_palette(&mut self) {
        if self.view.palette.is_some() {
            return self.close_palette();
        }
        self.free_keyboard();
        self.look();
        let palette = Palette::new(self.session, &self.view.shelf.settings);
        self.view.palette = Some(palette);
    }

    fn close_palette(&mut self) {
        self.view.palette = None;
        self.view.focus_table = self.view.tab != Tab::Figures;
    }

    /// Does what was asked for in the box.
    pub(super) fn palette(&mut self, act: PaletteAct) {
        let Some(palette) = &mut self.view.palette else {
            return;
        };
        match act {
            PaletteAct::Text(text) => palette.find(text, &self.view.shelf.settings.used),
            PaletteAct::Move(by) => palette.step(by),
            PaletteAct::Take(place) => {
                if let Some(item) = palette.hit(place) {
                    let target = item.target.clone();
                    self.take_found(target);
                }
            }
            PaletteAct::Close => self.close_palette(),
        }
    }

    fn take_found(&mut self, target: Target) {
        if let Target::Command(command) = target
            && !command.can_run(self.session, self.view)
        {
            return;
        }
        self.close_palette();
        if !self.settle() {
            return;
        }
        if !matches!(target, Target::Command(_) | Target::File(_)) {
            self.leave_start();
        }
        self.remember(Change::Used(target.key()));
        let case = self.session.case().clone();
        match target {
            Target::Command(command) => self.run(command),
            Target::Row(id) => self.find_row(&id),
            Target::Section(id) => self.go_to_section(&id),
            Target::Scenario(scenario) => self.show_case(Case { scenario, ..case }),
            Target::Profile(id) => self.show_case(Case {
                profile: Some(id),
                ..case
            }),
            Target::Figure(id) => self.show_figure(id),
            Target::Study(id) => {
                self.show_tab(Tab::Studies);
                self.study(StudyAct::Show(id));
            }
            Target::Source(id) => self.find_source(&id),
            Target::File(path) => self.open_file(path),
        }
    }

    /// Goes to a row; one without results is said to have none.
    fn find_row(&mut self, id: &str) {
        if self.session.results().row(id).is_none() {
            let label = self.session.label(id);
            self.view
                .refuse(format!("{label} has no values; see the problems below"));
            self.view.problems = true;
        }
        self.go_to(id);
    }

    /// Goes to the first row that a source feeds.
    fn find_source(&mut self, id: &str) {
        match first_fed(self.session.workbook(), id) {
            Some(row) => self.find_row(&row),
            None => {
                let title = self.session.source(id).map_or(id, |source| &source.title);
                let said = format!("No row takes a value from “{title}”");
                self.view.say(said);
            }
        }
    }
}

/// The first row in reading order that takes a value from a source: itself, by a curve that it
/// reads, or where a profile or a scenario sets it.
fn first_fed(workbook: &Workbook, source: &str) -> Option<String> {
    let is_it = |given: &Provenance| matches!(given, Provenance::From(id) if id == source);
    let curves = workbook.curves.iter().filter(|curve| is_it(&curve.source));
    let curves: Vec<_> = curves.map(|curve| curve.id.as_str()).collect();
    let reads = |row: &Variable| match &row.definition {
        Definition::Assumption(assumption) => is_it(&assumption.source),
        Definition::Formula(formula) => names_one(formula, &curves),
        Definition::Irregular(entries) => entries
            .iter()
            .any(|entry| matches!(entry, Entry::Formula(formula) if names_one(formula, &curves))),
    };
    let profiles = workbook.profiles.iter().map(|profile| &profile.changes);
    let scenarios = workbook.scenarios.iter().map(|scenario| &scenario.changes);
    let set: Vec<_> = profiles
        .chain(scenarios)
        .flatten()
        .filter(|change| change.source.as_ref().is_some_and(is_it))
        .filter_map(|change| Key::parse(&change.key).ok())
        .map(|key| key.name)
        .collect();
    let mut rows = workbook.variables.iter();
    let row = rows.find(|row| reads(row) || set.contains(&row.id));
    row.map(|row| row.id.clone())
}

/// Whether a formula names one of these.
fn names_one(formula: &str, names: &[&str]) -> bool {
    let words = formula.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.into_iter().any(|word| names.contains(&word))
}

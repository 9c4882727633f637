//! What changes in the panes of figures and of comparisons.

use rackhour_engine::check::Case;
use rackhour_engine::figure;
use rackhour_engine::workbook::{Across, FigureSpec, Id};

use super::Hands;
use crate::command::Compare;
use crate::figures;
use crate::view::{CompareView, Mode, Tab};

impl Hands<'_> {
    /// Shows a figure; a comparison in its own pane.
    pub(super) fn show_figure(&mut self, id: String) {
        let mut figures = self.session.workbook().figures.iter();
        match figures.find(|figure| figure.id == id) {
            Some(figure) if figures::is_drawn(figure) => {
                self.view.figure = Some(id);
                if !self.view.dock.shows(Tab::Figures) {
                    self.view.tab = Tab::Figures;
                }
            }
            Some(_) => {
                self.view.compare.figure = Some(id);
                self.view.compare.cell = (0, 0);
                self.show_tab(Tab::Compare);
            }
            None => {}
        }
    }

    /// The cases besides that on screen that the window shows.
    pub(super) fn wanted(&self) -> Vec<Case> {
        let registers = &self.view.registers;
        if self.view.problems && registers.problems.everywhere {
            return self.session.all_cases();
        }
        let (view, session) = (&self.view, &self.session);
        let mut cases = Vec::new();
        if view.dock.shows(Tab::Signals) && registers.signals.across {
            cases.extend(session.cases_across());
        }
        if view.dock.shows(Tab::Compare) && session.comparison_spec(&view.compare).is_some() {
            cases.extend(session.compared_cases(&view.compare));
        }
        if view.dock.shows(Tab::Figures) {
            cases.extend(self.stacked());
        }
        if view.dock.shows(Tab::Studies) {
            let shown = session.study(view.studies.study.as_deref());
            let case = shown.map(|study| session.study_version(study).case);
            cases.extend(case.filter(|case| case != session.case()));
        }
        let mut once: Vec<Case> = Vec::with_capacity(cases.len());
        for case in cases {
            if !once.contains(&case) {
                once.push(case);
            }
        }
        once
    }

    /// The cases that the figure on screen sets beside each other.
    fn stacked(&self) -> Vec<Case> {
        let workbook = self.session.workbook();
        let figure = figures::shown(workbook, self.view.figure.as_deref());
        match figure.map(|figure| &figure.spec) {
            Some(FigureSpec::Stack(spec)) if spec.across != Across::Periods => {
                let mut cases = figure::stack_cases(workbook, self.session.case(), spec.across);
                cases.retain(|case| case != self.session.case());
                cases
            }
            Some(FigureSpec::Study(_)) => {
                // The title tells of the case that the study looks at.
                let case = figure.map(|figure| self.session.figure_case(figure));
                case.filter(|case| case != self.session.case())
                    .into_iter()
                    .collect()
            }
            Some(FigureSpec::Pareto(spec)) => {
                let mut cases = figure::pareto_cases(workbook, self.session.case(), spec);
                cases.retain(|case| case != self.session.case());
                cases
            }
            _ => Vec::new(),
        }
    }

    /// Changes what the pane of comparisons shows.
    pub(super) fn compare(&mut self, change: Compare) {
        match change {
            Compare::Toggle(scenario) => self.toggle(scenario),
            Compare::All(all) => self.all_scenarios(all),
            Compare::Profile(profile) => self.toggle_profile(profile),
            Compare::AllProfiles => self.show_columns(|view| view.profiles = None),
            Compare::Reference(case) => {
                let label = self.session.label_of_case(&case);
                self.view.say(format!("Compared with {label}"));
                self.view.compare.reference = Some(case);
            }
            Compare::Mode(mode) => self.view.compare.mode = mode,
            Compare::Select(row, column) => self.select_compared(row, column),
            Compare::Open(row, case) => self.open_compared(&row, case),
            Compare::Cards(shown) => self.view.compare.cards = Some(shown),
            Compare::Draw(drawn) => self.view.compare.drawn = drawn,
            Compare::Row(key, true) => self.add_compared(key),
            Compare::Row(key, false) => self.remove_compared(&key),
            Compare::OwnRows => {
                self.view.compare.rows = None;
                self.view.compare.cell = (0, 0);
            }
            Compare::Why(row, column) => self.why_differ(row, column),
            Compare::Copied => self.say_copied(),
        }
    }

    fn toggle(&mut self, scenario: Option<String>) {
        let mut shown = self.session.compared_scenarios(&self.view.compare);
        match shown.iter().position(|other| *other == scenario) {
            Some(_) if shown.len() == 1 => {
                let refusal = "At least one scenario stays; add another one first";
                return self.view.refuse(refusal);
            }
            Some(place) => drop(shown.remove(place)),
            None => shown.push(scenario),
        }
        self.show_columns(|view| view.scenarios = Some(shown));
    }

    fn toggle_profile(&mut self, profile: Id) {
        let mut shown = self.session.compared_profiles(&self.view.compare);
        match shown.iter().position(|other| *other == profile) {
            Some(_) if shown.len() == 1 => {
                let refusal = "At least one profile stays; add another one first";
                return self.view.refuse(refusal);
            }
            Some(place) => drop(shown.remove(place)),
            None => shown.push(profile),
        }
        self.show_columns(|view| view.profiles = Some(shown));
    }

    fn all_scenarios(&mut self, all: bool) {
        let scenarios = self.session.workbook().scenarios.iter();
        let more = scenarios
            .filter(|_| all)
            .map(|scenario| Some(scenario.id.clone()));
        let shown = std::iter::once(None).chain(more).collect();
        self.show_columns(|view| view.scenarios = Some(shown));
    }

    /// Changes which columns there are; the selection stays among them.
    fn show_columns(&mut self, change: impl FnOnce(&mut CompareView)) {
        change(&mut self.view.compare);
        let columns = self.session.compared_cases(&self.view.compare).len();
        let (row, column) = self.view.compare.cell;
        self.view.compare.cell = (row, column.min(columns.saturating_sub(1)));
    }

    /// Selects a cell; the inspector follows to its row.
    fn select_compared(&mut self, row: usize, column: usize) {
        let metric = self
            .session
            .comparison()
            .and_then(|data| data.metrics.get(row));
        let Some(key) = metric.map(|metric| metric.key.clone()) else {
            return;
        };
        self.view.compare.cell = (row, column);
        self.view.focus_table = true;
        if let Some(cell) = self.session.compared_cell(&key) {
            self.view.selected = Some(cell);
        }
    }

    /// Opens a row where its formula stands, in the case of the column.
    fn open_compared(&mut self, key: &str, case: Case) {
        let Some(cell) = self.session.compared_cell(key) else {
            return;
        };
        self.show_case(case);
        self.view.tab = Tab::Model;
        self.select(cell);
        self.scroll_to_selected();
    }

    fn add_compared(&mut self, key: String) {
        let mut rows = self.session.compared_rows(&self.view.compare);
        if !rows.contains(&key) {
            self.view
                .say(format!("Added {}", self.session.key_label(&key)));
            rows.push(key);
        }
        self.view.compare.rows = Some(rows);
    }

    fn remove_compared(&mut self, key: &str) {
        let mut rows = self.session.compared_rows(&self.view.compare);
        if rows.len() == 1 {
            return self
                .view
                .refuse("At least one row stays; add another one first");
        }
        rows.retain(|row| row != key);
        let (row, column) = self.view.compare.cell;
        self.view.compare.cell = (row.min(rows.len().saturating_sub(1)), column);
        self.view.compare.rows = Some(rows);
        self.view
            .say(format!("Took out {}", self.session.key_label(key)));
    }

    fn say_copied(&mut self) {
        let rows = self
            .session
            .comparison()
            .map_or(0, |data| data.metrics.len());
        let rows = crate::text::count(rows, "row", "rows");
        let what = match self.view.compare.mode {
            Mode::Values => "",
            Mode::Difference => " of differences",
            Mode::Percent => " of differences in percent",
        };
        self.view.say(format!(
            "Copied {rows}{what}, to be pasted into a spreadsheet"
        ));
    }
}

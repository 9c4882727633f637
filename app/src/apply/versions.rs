//! Comparing versions of the workbook, and two cases of the comparison.

use std::sync::Arc;
use std::time::Instant;

use rackhour_engine::check::Case;
use rackhour_engine::workbook::{Workbook, file};

use super::Hands;
use crate::command::Command;
use crate::difference::{Asked, Difference, Request as WhyRequest};
use crate::registers::{End, Reading, Request, Side, VersionAct};
use crate::text;
use crate::view::{Purpose, Tab};

impl Hands<'_> {
    /// Carries out a command about versions.
    pub(super) fn run_versions(&mut self, command: Command) {
        let first = match command {
            Command::CompareWithSave => End::LastSave,
            Command::CompareWithBackup => End::Backup,
            Command::CompareWithFile => {
                self.show_tab(Tab::Versions);
                return self.ask(Purpose::Version(Side::First));
            }
            _ => return,
        };
        self.show_tab(Tab::Versions);
        self.view.registers.versions.ends = [first, End::Open];
        self.compare_versions();
    }

    /// Carries out what the pane of versions asks for.
    pub(super) fn version(&mut self, act: VersionAct) {
        let versions = &mut self.view.registers.versions;
        match act {
            VersionAct::Choose(side, end) => {
                versions.ends[side as usize] = end;
                self.compare_versions();
            }
            VersionAct::AskFile(side) => self.ask(Purpose::Version(side)),
            VersionAct::File(side, path) => {
                versions.ends[side as usize] = End::File(path);
                self.view.dialog = None;
                self.compare_versions();
            }
            VersionAct::Output(key) => versions.output = Some(key),
            VersionAct::AddOutput(row) => {
                if !versions.added.contains(&row) {
                    versions.added.push(row.clone());
                }
                versions.output = Some(row);
                self.compare_versions();
            }
            VersionAct::Again => self.compare_versions(),
            VersionAct::Cancel => {
                versions.cancel();
                self.view.say("Ended the comparison of versions");
            }
        }
    }

    /// Compares what the pane names, beside the window.
    pub(super) fn compare_versions(&mut self) {
        let [first, second] = self.view.registers.versions.ends.clone();
        let ends = [self.reading(&first), self.reading(&second)];
        let curves = self.session.page().curves(self.session.workbook());
        let headline = curves.map(|(_, spec)| spec.output.clone());
        let versions = &mut self.view.registers.versions;
        versions.headline = headline;
        versions.cancel();
        versions.of = Some((
            [self.session.shared(), self.session.last_saved()],
            self.session.case().clone(),
        ));
        let ends = match ends {
            [Ok(one), Ok(other)] => [one, other],
            [Err(refusal), _] | [_, Err(refusal)] => {
                versions.found = Some(Err(refusal));
                return;
            }
        };
        let progress = Arc::default();
        versions.running = Some(Arc::clone(&progress));
        versions.since = Instant::now();
        self.jobs.compare(Request {
            ends,
            case: self.session.case().clone(),
            added: versions.added.clone(),
            decimal: text::decimal(),
            progress,
        });
    }

    /// A version for a job, and what it is called.
    fn reading(&self, end: &End) -> Result<(Reading, String), String> {
        let name = self.session.name_of_end(end);
        let reading = match end {
            End::Open => Reading::Known(self.session.shared()),
            End::LastSave => Reading::Known(self.session.last_saved()),
            End::File(path) => Reading::File(path.clone()),
            End::Backup => match self.session.file() {
                Some(path) => Reading::File(file::backup_path(path)),
                None => {
                    let refusal = "There is no backup: this workbook has no file yet; save it \
                                   twice, or choose a file";
                    return Err(refusal.to_owned());
                }
            },
        };
        Ok((reading, name))
    }

    fn is_shown(&self, tab: Tab) -> bool {
        self.view.dock.shows(tab)
    }

    /// Compares again where the workbook in hand has moved on since, while the pane is shown.
    pub(super) fn follow_versions(&mut self) {
        if !self.is_shown(Tab::Versions) || self.view.dialog.is_some() {
            return;
        }
        let (now, saved) = (self.session.shared(), self.session.last_saved());
        let versions = &self.view.registers.versions;
        let is_same = |([one, other], case): &([Arc<Workbook>; 2], Case)| {
            Arc::ptr_eq(one, &now) && Arc::ptr_eq(other, &saved) && case == self.session.case()
        };
        if !versions.of.as_ref().is_some_and(is_same) {
            self.compare_versions();
        }
    }

    /// Asks why a cell of the comparison differs from its reference.
    pub(super) fn why_differ(&mut self, row: usize, column: usize) {
        let Some(data) = self.session.comparison() else {
            return;
        };
        let place = data.metrics.get(row).zip(data.cases.get(column));
        let Some(((metric, case), from)) = place.zip(data.cases.get(data.base)) else {
            return;
        };
        if case == from {
            let said = "This is the reference itself; choose a cell of another column, or click \
                        another head to compare with it";
            return self.view.refuse(said);
        }
        let asked = Asked {
            output: metric.key.clone(),
            period: data
                .period
                .clone()
                .filter(|_| self.session.runs_over_time(&metric.row)),
            from: from.clone(),
            to: case.clone(),
        };
        self.ask_difference(asked);
    }

    fn ask_difference(&mut self, asked: Asked) {
        let progress = Arc::default();
        let (workbook, typed) = self.session.checked();
        self.view.registers.difference = Some(Difference {
            asked: asked.clone(),
            workbook: Arc::clone(&workbook),
            running: Some(Arc::clone(&progress)),
            since: Instant::now(),
            found: None,
        });
        self.jobs.differ(WhyRequest {
            workbook,
            typed,
            asked,
            progress,
        });
    }

    /// Asks again once the workbook has moved on, while the pane is shown.
    pub(super) fn follow_difference(&mut self) {
        let shown = self.is_shown(Tab::Compare);
        let Some(difference) = self.view.registers.difference.as_ref().filter(|_| shown) else {
            return;
        };
        let (workbook, _) = self.session.checked();
        if Arc::ptr_eq(&workbook, &difference.workbook) {
            return;
        }
        let asked = difference.asked.clone();
        let known = [&asked.from, &asked.to]
            .iter()
            .all(|case| self.session.has_case(case));
        if known {
            self.ask_difference(asked);
        } else {
            self.view.registers.difference = None;
        }
    }
}

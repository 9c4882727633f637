//! Two versions of a workbook, and the work of comparing them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use rackhour_engine::check::{self, Case, Typed};
use rackhour_engine::run::Progress;
use rackhour_engine::study::Stop;
use rackhour_engine::study::diff::{self, Differences, OutputChange, headlines};
use rackhour_engine::units::entry::Decimal;
use rackhour_engine::workbook::Workbook;

use super::report::Told;
use crate::{jobs, text};

/// Which of two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The one as it was.
    First,
    /// The one as it is.
    Second,
}

/// Which version stands at a side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The workbook in hand, with what is unsaved.
    Open,
    /// The workbook as it was opened or last saved.
    LastSave,
    /// What the file held before the last save.
    Backup,
    /// Another file.
    File(PathBuf),
}

/// What the pane of versions shows.
#[derive(Debug)]
pub struct VersionsView {
    /// What is compared.
    pub ends: [End; 2],
    /// Rows that are looked at besides the headlines.
    pub added: Vec<String>,
    /// The output that is taken apart, as a key; the workbook's first figure's where none was
    /// chosen, or the first that moved.
    pub output: Option<String>,
    /// What the workbook's first figure is about.
    pub headline: Option<String>,
    /// The work that runs.
    pub running: Option<Arc<Progress>>,
    /// Since when.
    pub since: Instant,
    /// What was found, or why nothing was; none before anything was compared.
    pub found: Option<Result<Arc<Compared>, String>>,
    /// What was in hand and last saved when versions were compared, and the case.
    pub of: Option<([Arc<Workbook>; 2], Case)>,
}

impl Default for VersionsView {
    fn default() -> Self {
        Self {
            ends: [End::LastSave, End::Open],
            added: Vec::new(),
            output: None,
            headline: None,
            running: None,
            since: Instant::now(),
            found: None,
            of: None,
        }
    }
}

impl Drop for VersionsView {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl VersionsView {
    /// Ends the work that runs.
    pub fn cancel(&mut self) {
        if let Some(running) = self.running.take() {
            running.cancel();
        }
    }

    /// Takes what a job has found, unless it was ended meanwhile.
    pub fn take(&mut self, outcome: Outcome) {
        let running = self.running.as_ref();
        if !running.is_some_and(|running| Arc::ptr_eq(running, &outcome.progress)) {
            return;
        }
        self.running = None;
        if let Some(found) = outcome.found {
            self.found = Some(found.map(Arc::new));
        }
    }

    /// The output that is taken apart.
    pub fn shown(&self) -> Option<&OutputChange> {
        let moves = &self.compared()?.moves;
        let named = |wanted: &Option<String>| {
            let wanted = wanted.as_deref()?;
            let mut outputs = moves.outputs.iter();
            outputs.find(|output| output.key == wanted)
        };
        let apart = |output: &&OutputChange| !output.steps.is_empty();
        named(&self.output)
            .or_else(|| named(&self.headline))
            .or_else(|| moves.outputs.iter().find(apart))
    }

    /// What was found.
    pub fn compared(&self) -> Option<&Compared> {
        self.found.as_ref()?.as_ref().ok().map(|found| &**found)
    }
}

/// One version as a job gets it.
#[derive(Clone, Debug)]
pub enum Reading {
    /// It is in hand.
    Known(Arc<Workbook>),
    /// It is to be read.
    File(PathBuf),
}

/// Versions to be compared.
#[derive(Clone, Debug)]
pub struct Request {
    /// The versions, and what each is called.
    pub ends: [(Reading, String); 2],
    /// The case in which both are looked at, as far as they have it.
    pub case: Case,
    /// Rows that are looked at besides the headlines.
    pub added: Vec<String>,
    /// The mark of decimals in what is told.
    pub decimal: Decimal,
    /// Ends the work early, and tells how far it is.
    pub progress: Arc<Progress>,
}

/// What a job has found.
pub struct Outcome {
    /// The progress of the request, which tells whether anybody still waits for this.
    pub progress: Arc<Progress>,
    /// What was found, or why nothing was; none where the work was ended.
    pub found: Option<Result<Compared, String>>,
}

/// Two versions with what differs between them.
#[derive(Debug)]
pub struct Compared {
    /// The versions.
    pub workbooks: [Arc<Workbook>; 2],
    /// What each is called.
    pub names: [String; 2],
    /// The case in which each was looked at.
    pub cases: [Case; 2],
    /// What differs in the documents.
    pub differences: Differences,
    /// What that moves.
    pub moves: Moves,
    /// All of it in words.
    pub told: Told,
}

/// The outputs that moved.
#[derive(Debug, Default)]
pub struct Moves {
    /// Each with what every change contributes.
    pub outputs: Vec<OutputChange>,
    /// Rows that were asked for and are in one version only.
    pub missing: Vec<String>,
}

impl Request {
    /// Does the work.
    pub fn run(self) -> Outcome {
        let progress = Arc::clone(&self.progress);
        let before = text::decimal();
        text::set_decimal_comma(self.decimal == Decimal::Comma);
        let found = self.compare();
        text::set_decimal_comma(before == Decimal::Comma);
        let found = match found {
            Ok(found) => Some(Ok(found)),
            Err(Some(reason)) => Some(Err(reason)),
            Err(None) => None,
        };
        Outcome { progress, found }
    }

    /// What differs; an error says why that is not known, or nothing where the work was ended.
    fn compare(self) -> Result<Compared, Option<String>> {
        let [(first, one), (second, other)] = self.ends;
        let workbooks = [first.read()?, second.read()?];
        let typed = [&workbooks[0], &workbooks[1]].map(|workbook| check::check(workbook).0);
        let cases = [&workbooks[0], &workbooks[1]].map(|workbook| fitting(workbook, &self.case));
        let side = |at: usize| diff::Side {
            workbook: &workbooks[at],
            typed: &typed[at],
            case: cases[at].clone(),
        };
        let differences = diff::diff(&workbooks[0], &workbooks[1]);
        let moves = moves([&side(0), &side(1)], &self.added, &typed, &self.progress)?;
        let mut compared = Compared {
            names: [one, other],
            cases: cases.clone(),
            workbooks,
            differences,
            moves,
            told: Told::default(),
        };
        compared.told = Told::of(&compared);
        Ok(compared)
    }
}

fn moves(
    [from, to]: [&diff::Side<'_>; 2],
    added: &[String],
    typed: &[Typed; 2],
    progress: &Progress,
) -> Result<Moves, Option<String>> {
    let is_common = |key: &&String| {
        typed
            .iter()
            .all(|typed| check::bad_key(typed, key).is_none())
    };
    let (known, missing): (Vec<_>, Vec<_>) = added.iter().partition(is_common);
    let known: Vec<String> = known.into_iter().cloned().collect();
    let mut wanted = Vec::new();
    if !known.is_empty() {
        let both = headlines(to.workbook, to.typed);
        wanted = both.into_iter().filter(|key| is_common(&key)).collect();
        wanted.extend(known);
    }
    match diff::outputs(from, to, &wanted, progress) {
        Ok(outputs) => Ok(Moves {
            outputs,
            missing: missing.into_iter().cloned().collect(),
        }),
        Err(Stop::Refused(found)) => Err(Some(format!("{}. {}", found.message, found.hint))),
        Err(Stop::Cancelled) => Err(None),
    }
}

impl Reading {
    fn read(self) -> Result<Arc<Workbook>, Option<String>> {
        match self {
            Self::Known(workbook) => Ok(workbook),
            Self::File(path) => match jobs::read(&path) {
                Ok(loaded) => Ok(Arc::new(loaded.workbook)),
                Err(error) => Err(Some(format!("{}: {error}", path.display()))),
            },
        }
    }
}

/// A case as far as a workbook has it: its first profile where it lacks the one wanted, and its
/// base case where it lacks the scenario.
fn fitting(workbook: &Workbook, case: &Case) -> Case {
    let mut profiles = workbook.profiles.iter().map(|profile| &profile.id);
    let mut scenarios = workbook.scenarios.iter().map(|scenario| &scenario.id);
    let first = profiles.clone().next();
    let profile = profiles.find(|id| Some(*id) == case.profile.as_ref());
    let scenario = scenarios.find(|id| Some(*id) == case.scenario.as_ref());
    Case {
        profile: case.profile.as_ref().and(profile.or(first)).cloned(),
        scenario: scenario.cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::workbook::edit::Edit;
    use rackhour_engine::workbook::file;

    fn before() -> Workbook {
        file::parse(
            r#"(format: 1, title: "t", sections: [(id: "s", label: "S")], variables: [
                (id: "racks", label: "Racks", unit: "rack", section: "s",
                    definition: assumption((value: constant(2), source: assumed("a test")))),
                (id: "rent", label: "Rent", unit: "$/rack", section: "s",
                    definition: assumption((value: constant(3), source: assumed("a test")))),
                (id: "bill", label: "Bill", unit: "$", section: "s", definition: formula("racks * rent")),
            ], profiles: [(id: "lab", label: "Lab")])"#,
        )
        .unwrap()
    }

    fn changed(edits: &[Edit]) -> Workbook {
        let mut workbook = before();
        edits
            .iter()
            .for_each(|edit| edit.apply(&mut workbook).unwrap());
        workbook
    }

    fn request(first: Workbook, second: Workbook) -> Request {
        let known = |workbook| Reading::Known(Arc::new(workbook));
        Request {
            ends: [
                (known(first), "Before".to_owned()),
                (known(second), "After".to_owned()),
            ],
            case: Case::default(),
            added: Vec::new(),
            decimal: Decimal::Point,
            progress: Arc::default(),
        }
    }

    fn compared(edits: &[Edit]) -> Compared {
        let found = request(before(), changed(edits)).run().found;
        found.unwrap().unwrap()
    }

    fn typed(key: &str, value: &str) -> Edit {
        let quantity = rackhour_engine::workbook::Quantity::Constant(
            rackhour_engine::workbook::Number(value.parse().unwrap()),
        );
        Edit::SetValue {
            key: key.to_owned(),
            quantity,
        }
    }

    #[test]
    fn what_moved_is_told_with_what_each_change_adds() {
        let found = compared(&[typed("racks", "4"), typed("rent", "5")]);
        let [racks, rent] = found.told.inputs.as_slice() else {
            panic!("{:?}", found.told.inputs);
        };
        assert_eq!((racks.from.as_str(), racks.to.as_str()), ("2", "4"));
        assert_eq!(rent.also, "same source");
        let (bill, [delta, share]) = &found.told.outputs[0];
        assert_eq!((bill.from.as_str(), bill.to.as_str()), ("6.00", "20.00"));
        assert_eq!([delta.as_str(), share.as_str()], ["+14.00", "+233.3 %"]);
        let table = found.table(str::to_owned);
        assert!(
            table.contains("Bill\t$\t6\t20\t14\t\n  Racks\t\t\t\t6\n  Rent\t\t\t\t8\n"),
            "{table}"
        );
    }

    #[test]
    fn a_row_of_another_name_is_renamed_and_neither_new_nor_gone() {
        let renaming = Edit::RenameVariable {
            name: "rent".to_owned(),
            to: "price".to_owned(),
        };
        let found = compared(&[renaming]);
        let rows: Vec<_> = found
            .told
            .rows
            .iter()
            .map(|row| (row.what, row.detail.as_str()))
            .collect();
        assert_eq!(rows, [("renamed", "in formulas from rent to price")]);
    }

    #[test]
    fn a_case_that_one_version_lacks_is_replaced_by_its_first() {
        let case = Case {
            profile: Some("nobody".to_owned()),
            scenario: Some("never".to_owned()),
        };
        let asked = Request {
            case,
            ..request(before(), before())
        };
        let found = asked.run().found.unwrap().unwrap();
        let lab = Case {
            profile: Some("lab".to_owned()),
            scenario: None,
        };
        assert_eq!(found.cases, [lab.clone(), lab]);
        assert!(found.differences.is_empty() && found.moves.outputs.is_empty());
    }

    #[test]
    fn what_was_ended_or_overtaken_is_not_shown() {
        let asked = request(before(), changed(&[typed("racks", "4")]));
        let ended = Arc::clone(&asked.progress);
        ended.cancel();
        let mut view = VersionsView::default();
        view.running = Some(Arc::clone(&asked.progress));
        let late = request(before(), before()).run();
        view.take(late);
        assert!(
            view.running.is_some() && view.found.is_none(),
            "it is of another request"
        );
        view.cancel();
        view.take(asked.run());
        assert!(view.running.is_none() && view.found.is_none());
    }
}

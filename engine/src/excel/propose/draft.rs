//! A proposal in the making: what is taken, whether it is applied, and the edits for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::catalog;
use crate::excel::book::At;
use crate::excel::interpret::Reading;
use crate::excel::line::{Held, Line};
use crate::units::Catalog;
use crate::workbook::edit::{Edit, Overlay};
use crate::workbook::{
    Action, BoundCell, ChosenBy, Evidence, Gaps, Import, Role, Scenario, Source, Variable, Workbook,
};

use super::edits::last_of;
use super::flags::{Standing, between, standing};
use super::{Bind, ByHand, Flag, Found, Model, Proposal, Proposed, Target, When, words};

/// One value that is taken from a cell.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) line: usize,
    pub(super) row: String,
    pub(super) gaps: Gaps,
    pub(super) chosen_by: ChosenBy,
    pub(super) target: Target,
    pub(super) at: At,
    pub(super) heading: String,
    pub(super) sheet: String,
    pub(super) value: f64,
    pub(super) reading: Option<Reading>,
    /// Whether it fills a period that the file does not have.
    pub(super) is_filled: bool,
    /// Whether it stands in the workbook in the end.
    pub(super) is_applied: bool,
    /// Whether it is remembered as coming from this cell.
    pub(super) is_kept: bool,
}

impl Taken {
    pub(super) fn of(
        bind: &Bind,
        (line, held): (&Line, &Held),
        target: Target,
        value: f64,
        reading: Option<Reading>,
    ) -> Self {
        Self {
            line: bind.line,
            row: bind.row.clone(),
            gaps: bind.gaps,
            chosen_by: bind.chosen_by,
            target,
            at: held.at,
            heading: held.heading.clone(),
            sheet: line.sheet.clone(),
            value,
            reading,
            is_filled: false,
            is_applied: true,
            is_kept: true,
        }
    }

    /// Where it stands in the file.
    pub(super) fn place(&self) -> String {
        format!("{}!{}", self.sheet, self.at)
    }
}

/// A proposal in the making.
pub(super) struct Draft<'a> {
    pub(super) model: &'a Model<'a>,
    pub(super) found: &'a Found<'a>,
    pub(super) when: &'a When,
    pub(super) catalog: Catalog,
    /// What was taken from this file before.
    pub(super) previous: Option<&'a Import>,
    /// The source that stands for the file.
    pub(super) source: Arc<Source>,
    /// The workbook with the edits so far.
    pub(super) workbook: Workbook,
    /// Edits that come before those of values.
    pub(super) first: Vec<Edit>,
    pub(super) values: Vec<Edit>,
    pub(super) taken: Vec<Taken>,
    pub(super) out: Proposal,
}

impl<'a> Draft<'a> {
    pub(super) fn new(model: &'a Model<'a>, found: &'a Found<'a>, when: &'a When) -> Self {
        let imports = || model.workbook.imports.iter().map(|import| &**import);
        let previous = match &when.recipe {
            Some(id) => imports().find(|import| import.id == *id),
            None => imports().find(|import| import.file == found.book.name),
        };
        Self {
            model,
            found,
            when,
            catalog: catalog(model.workbook),
            previous,
            source: Arc::new(source(model.workbook, found, when, previous)),
            workbook: model.workbook.clone(),
            first: Vec::new(),
            values: Vec::new(),
            taken: Vec::new(),
            out: Proposal::default(),
        }
    }

    /// Makes the source, the scenarios and the rows that values go into.
    pub(super) fn begin(&mut self, binds: &[Bind]) {
        let mut sources = self.model.workbook.sources.iter();
        let source = Arc::clone(&self.source);
        match sources.find(|other| other.id == self.source.id) {
            None => self.prepare(Edit::InsertSource { source }),
            Some(old) if *old != self.source => self.prepare(Edit::PutSource { source }),
            Some(_) => {}
        }
        for bind in binds {
            self.scenarios(bind);
            if let Some(row) = &bind.created {
                let after = last_of(&self.workbook, &row.section);
                let variable = Arc::clone(row);
                let edit = Edit::InsertVariable { after, variable };
                if let Err(refusal) = edit.apply(&mut self.workbook) {
                    self.out.problems.push(format!("{}: {refusal}", row.label));
                }
            }
        }
    }

    /// Makes the scenarios that a line has columns for and the workbook does not have.
    fn scenarios(&mut self, bind: &Bind) {
        let line = self.found.lines.get(bind.line);
        for (at, target) in &bind.cells {
            let Some(Overlay::Scenario(id)) = &target.layer else {
                continue;
            };
            if self
                .workbook
                .scenarios
                .iter()
                .any(|scenario| scenario.id == *id)
            {
                continue;
            }
            let held = line.and_then(|line| line.cells.iter().find(|held| held.at == *at));
            let heading = held.map_or("", |held| held.heading.trim());
            let label = match heading {
                "" => id,
                heading => heading,
            };
            self.prepare(Edit::InsertScenario {
                scenario: Arc::new(Scenario {
                    id: id.clone(),
                    label: label.to_owned(),
                    note: format!("from {}", self.found.book.name),
                    changes: Vec::new(),
                }),
            });
        }
    }

    /// Carries out an edit that others need.
    fn prepare(&mut self, edit: Edit) {
        match edit.apply(&mut self.workbook) {
            Ok(()) => self.first.push(edit),
            Err(refusal) => self.out.problems.push(refusal.to_string()),
        }
    }

    /// Whether a value was taken from this file before.
    pub(super) fn was_bound(&self, target: &Target) -> bool {
        let bound = self
            .previous
            .into_iter()
            .flat_map(|import| &import.bindings);
        bound
            .flat_map(|binding| &binding.cells)
            .any(|cell| is_for(cell, target))
    }

    /// Lays every value beside what the workbook has, and decides which are applied.
    pub(super) fn decide(&mut self) {
        self.refuse_doubles();
        for position in 0..self.taken.len() {
            let proposed = self.proposed(position);
            self.out.changes.push(proposed);
        }
        self.set_values();
        for (proposed, taken) in self.out.changes.iter_mut().zip(&self.taken) {
            proposed.is_applied = taken.is_applied;
        }
    }

    /// Values that go where another one goes already are left out.
    fn refuse_doubles(&mut self) {
        let mut places: BTreeMap<Target, String> = BTreeMap::new();
        for taken in &mut self.taken {
            let place = taken.place();
            match places.get(&taken.target) {
                None => drop(places.insert(taken.target.clone(), place)),
                Some(first) => {
                    let label = self.model.label(&taken.row);
                    let problem = format!(
                        "{first} and {place} both go into {label} ({}): leave one of them out",
                        taken.target.key
                    );
                    self.out.problems.push(problem);
                    (taken.is_applied, taken.is_kept) = (false, false);
                }
            }
        }
    }

    /// What one value would change.
    fn proposed(&mut self, position: usize) -> Proposed {
        let (model, when) = (self.model, self.when);
        let taken = &mut self.taken[position];
        let Target { key, layer, role } = &taken.target;
        let old = model.workbook.held(key, layer.as_ref(), *role);
        let old = old.map(|number| number.0);
        let row = self.workbook.variable(&taken.row);
        let mut flags = between(old, taken.value);
        if taken.is_filled {
            flags.push(Flag::Filled);
        }
        let place = taken.place();
        let stands = row.map_or(Standing::Inside, |row| standing(row, taken.value));
        if stands != Standing::Inside && *role == Role::Value {
            flags.push(Flag::OutOfRange);
        }
        if let (Standing::Impossible, Some(row)) = (stands, row) {
            self.out.problems.push(impossible(&place, taken.value, row));
            (taken.is_applied, taken.is_kept) = (false, false);
        }
        if old != Some(taken.value) && is_by_hand(model.workbook, &taken.target) {
            flags.push(Flag::EditedByHand);
            if when.by_hand == ByHand::Keep {
                taken.is_applied = false;
                let key = &taken.target.key;
                self.out.remarks.push(format!(
                    "{place}: `{key}` was changed by hand since it was imported, and stays"
                ));
            }
        }
        if let Some(label) = replaced(&self.workbook, &taken.target) {
            let key = &taken.target.key;
            self.out.remarks.push(format!(
                "{place}: {label} scaled or moved `{key}`, and sets it to this value instead"
            ));
        }
        if when.left.contains(&taken.target) {
            (taken.is_applied, taken.is_kept) = (false, false);
        }
        Proposed {
            line: taken.line,
            target: taken.target.clone(),
            label: row.map_or_else(|| taken.row.clone(), |row| row.label.clone()),
            unit: row.map_or_else(String::new, |row| row.unit.clone()),
            old,
            new: taken.value,
            sheet: taken.sheet.clone(),
            cell: taken.at,
            flags,
            is_applied: taken.is_applied,
        }
    }
}

/// Why a value is left out that its row cannot have.
fn impossible(place: &str, value: f64, row: &Variable) -> String {
    let (label, unit) = (&row.label, &row.unit);
    let value = format!("{value} {unit}");
    let value = value.trim_end();
    format!("{place} gives {value}, outside what {label} can be: it is left out")
}

/// What a scenario or profile is called that changes a value in another way than by setting it.
fn replaced(workbook: &Workbook, target: &Target) -> Option<String> {
    let (label, changes) = match target.layer.as_ref()? {
        Overlay::Profile(id) => {
            let profile = workbook.profiles.iter().find(|profile| profile.id == *id)?;
            (&profile.label, &profile.changes)
        }
        Overlay::Scenario(id) => {
            let mut scenarios = workbook.scenarios.iter();
            let scenario = scenarios.find(|scenario| scenario.id == *id)?;
            (&scenario.label, &scenario.changes)
        }
    };
    let mut changes = changes.iter();
    let change = changes.find(|change| change.key == target.key && change.profile.is_none())?;
    let is_set = matches!(change.action, Action::Set(_));
    (!is_set).then(|| label.clone())
}

/// Whether a value that was imported before was changed since.
fn is_by_hand(workbook: &Workbook, target: &Target) -> bool {
    let bindings = workbook.imports.iter().flat_map(|import| &import.bindings);
    let mut cells = bindings.flat_map(|binding| &binding.cells).rev();
    let bound = cells.find(|cell| is_for(cell, target));
    bound.is_some_and(|cell| workbook.holds(cell) != Some(cell.value))
}

/// Whether a cell was taken for the same.
pub(super) fn is_for(cell: &BoundCell, target: &Target) -> bool {
    cell.key == target.key && cell.layer == target.layer && cell.role == target.role
}

/// The source that stands for the file: the one that it has already, with the date of this version.
fn source(
    workbook: &Workbook,
    found: &Found<'_>,
    when: &When,
    previous: Option<&Import>,
) -> Source {
    let date = when.modified.get(..10).unwrap_or_default().to_owned();
    let known = previous.and_then(|import| import.source.as_ref());
    let mut sources = workbook.sources.iter();
    let known = known.and_then(|id| sources.find(|source| source.id == *id));
    if let Some(known) = known {
        let mut source = Source::clone(known);
        if !date.is_empty() {
            source.date = date;
        }
        return source;
    }
    let name = &found.book.name;
    let stem = name
        .rsplit_once('.')
        .map_or(name.as_str(), |(stem, _)| stem);
    let is_taken = |id: &str| workbook.sources.iter().any(|source| source.id == id);
    Source {
        id: words::free(&words::id(stem, "spreadsheet"), is_taken),
        title: name.clone(),
        publisher: String::new(),
        date,
        link: String::new(),
        evidence: Evidence::Analyst,
        basis: None,
        note: String::new(),
    }
}

//! What is on screen of the table of rows, and no part of the document.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::find::Find;
use super::selection::Walk;
use super::{Act, Area, Cell, Changed, Family, Line, Run, Selection};
use crate::session::Session;

/// What can be folded away.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fold {
    /// The rows under a section's heading, by its id.
    Section(String),
    /// The elements of a row, by its name.
    Row(String),
}

/// By what a reader tells given values from computed ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Convention {
    /// Blue for what is given, black for formulas, green for what only refers to another row.
    #[default]
    Bank,
    /// A light yellow ground behind what is given.
    Fast,
}

/// What the keyboard is handed to in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// The table of rows.
    Table,
    /// The sliders beside a figure or a study.
    Sliders,
    /// The tree of what the selected row reads.
    Tree,
    /// The list of sheets of a spreadsheet.
    Sheets,
}

/// The list of number formats, while it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatPicker {
    /// The cell whose row the samples show.
    pub cell: Cell,
}

/// The box that leads to a row, while it is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoTo {
    /// What was typed.
    pub text: String,
    /// The rows that fit, by their numbers, the best first.
    pub found: Vec<usize>,
    /// The place of the row in hand among them.
    pub at: usize,
}

/// What is on screen of the table of rows.
#[derive(Debug, Default)]
pub struct SheetView {
    /// The selected range.
    pub selection: Selection,
    /// The headings whose lines are not shown.
    pub folded: BTreeSet<Fold>,
    /// Whether formulas stand in place of values.
    pub formulas: bool,
    /// How given and computed values are told apart.
    pub convention: Convention,
    /// The bar that finds and replaces.
    pub find: Option<Find>,
    /// Whether the bar is to take the keyboard in this frame.
    pub focus_find: bool,
    /// The box that leads to a row.
    pub go_to: Option<GoTo>,
    /// The list of formats.
    pub formats: Option<FormatPicker>,
    /// The last format that was set by key: its family, how many times, and the revision it made.
    pub cycle: Option<(Family, usize, u64)>,
    /// The run of Tabs that led to the selected cell.
    pub run: Run,
    /// The cell that is scrolled to, together with its line.
    pub in_sight: Option<Cell>,
    /// The pane to which the keyboard was sent last.
    pub pane: Option<Pane>,
    /// Which values have just changed.
    pub changed: Changed,
    /// What the selected range comes to.
    pub totals: String,
    /// The selected range.
    pub area: Option<Area>,
    lines: Vec<usize>,
    stops: Vec<usize>,
    /// Of what the lines were laid out, and of what the range was summed up.
    laid_out: Option<(u64, BTreeSet<Fold>)>,
    summed_up: Option<(u64, Option<Area>)>,
}

impl SheetView {
    /// The lines that are shown, by their numbers in the sheet.
    pub fn lines(&self) -> &[usize] {
        &self.lines
    }

    /// The numbers of the lines that are shown and hold values.
    pub fn stops(&self) -> &[usize] {
        &self.stops
    }

    /// The lines that are shown and hold values.
    pub fn walk<'a>(&'a self, session: &'a Session) -> Walk<'a> {
        Walk {
            session,
            stops: &self.stops,
        }
    }

    /// The place among the lines shown of a line, or of the heading under which it is folded away.
    pub fn row_of(&self, line: usize) -> usize {
        let after = self.lines.partition_point(|shown| *shown <= line);
        after.saturating_sub(1)
    }

    /// Whether a line of values is in the selected range.
    pub fn covers(&self, line: usize, column: usize) -> bool {
        self.area.as_ref().is_some_and(|area| {
            let shown = |stop: usize| self.stops.get(stop).copied();
            let within = shown(*area.stops.start()).is_some_and(|first| first <= line)
                && shown(*area.stops.end()).is_some_and(|last| line <= last);
            within && area.columns.contains(&column)
        })
    }

    /// The first and last line of the selected range.
    pub fn ends(&self) -> Option<(usize, usize)> {
        let area = self.area.as_ref()?;
        let first = self.stops.get(*area.stops.start())?;
        let last = self.stops.get(*area.stops.end())?;
        Some((*first, *last))
    }

    /// Makes what is kept here fit the document and the selected cell.
    pub fn follow(&mut self, session: &Session, selected: Option<&Cell>) {
        let revision = session.revision();
        let wanted = (revision, self.folded.clone());
        if self.laid_out.as_ref() != Some(&wanted) {
            (self.lines, self.stops) = self.lay_out(session);
            self.laid_out = Some(wanted);
            self.summed_up = None;
        }
        self.area = selected.and_then(|cell| self.area_of(session, cell));
        let wanted = (revision, self.area.clone());
        if self.summed_up.as_ref() != Some(&wanted) {
            let area = self.area.clone().filter(|area| !area.is_single());
            self.totals = area.map_or_else(String::new, |area| {
                session.totals(self.walk(session), &area)
            });
            self.summed_up = Some(wanted);
        }
        if let Some(find) = &mut self.find {
            find.follow(session);
        }
    }

    /// The range around the selected cell; none where that is folded away.
    pub fn area_of(&self, session: &Session, active: &Cell) -> Option<Area> {
        let walk = self.walk(session);
        let (from, to) = self.selection.corners(active);
        walk.shows(active).then(|| walk.area(from, to))?
    }

    /// The lines that are shown, and those of them that hold values.
    fn lay_out(&self, session: &Session) -> (Vec<usize>, Vec<usize>) {
        let (workbook, sheet) = (session.workbook(), session.sheet());
        let (mut lines, mut stops) = (Vec::with_capacity(sheet.lines.len()), Vec::new());
        let (mut section, mut row) = (false, false);
        for (number, line) in sheet.lines.iter().enumerate() {
            match line {
                Line::Section(at) => {
                    let id = workbook.sections[*at].id.clone();
                    section = !self.folded.is_empty() && self.folded.contains(&Fold::Section(id));
                    row = false;
                    lines.push(number);
                }
                _ if section => {}
                Line::Group(at) => {
                    let id = workbook.variables[*at].id.clone();
                    row = !self.folded.is_empty() && self.folded.contains(&Fold::Row(id));
                    lines.push(number);
                }
                Line::Values { indented: true, .. } if row => {}
                Line::Values { .. } => {
                    lines.push(number);
                    stops.push(number);
                }
            }
        }
        (lines, stops)
    }

    /// What has to be unfolded for a cell to be seen.
    pub fn reveal(&mut self, session: &Session, cell: &Cell) {
        if self.folded.is_empty() {
            return;
        }
        self.folded.remove(&Fold::Row(cell.row.clone()));
        if let Some(row) = session.variable(&cell.row) {
            self.folded.remove(&Fold::Section(row.section.clone()));
        }
        // What is asked next in this frame already walks over the lines that are shown now.
        self.follow(session, Some(cell));
    }

    /// The heading of the section in which a row stands.
    pub fn section_of(session: &Session, cell: &Cell) -> Option<Fold> {
        let row = session.variable(&cell.row)?;
        Some(Fold::Section(row.section.clone()))
    }

    /// Begins anew with another document.
    pub fn begin(&mut self) {
        let (formulas, convention) = (self.formulas, self.convention);
        *self = Self {
            formulas,
            convention,
            changed: self.changed.anew(),
            ..Self::default()
        };
    }
}

impl From<Act> for crate::command::Action {
    fn from(act: Act) -> Self {
        Self::Sheet(act)
    }
}

//! The places at which a formula reads other rows, for one of its cells.

use std::ops::Range;

use rackhour_engine::formula::{Ast, Node, parse};
use rackhour_engine::run::{ResultAxis, RowResult};
use rackhour_engine::workbook::{Definition, Entry};

use crate::session::Session;
use crate::sheet::{self, Cell};

/// What a formula reads of a row, or what of a row reads a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The cell; of several values the first.
    pub cell: Cell,
    /// How many values are meant.
    pub count: usize,
    /// Whether its period is another one than that of the cell it was reached from.
    pub is_elsewhen: bool,
}

/// A formula, for one of the cells that it computes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The formula as written.
    pub formula: String,
    /// What it reads, each once, in order of first mention.
    pub places: Vec<Place>,
    /// Where in the formula which of the places is named, from left to right.
    pub marks: Vec<(Range<usize>, usize)>,
}

/// Which period a part of a formula looks at.
#[derive(Clone, Copy)]
enum Time {
    /// So many periods before that of the cell.
    Before(usize),
    /// All of them.
    Whole,
}

/// In which surroundings a name stands.
#[derive(Clone)]
struct Within<'a> {
    /// The indexes that a reduction runs over.
    over: Vec<&'a str>,
    time: Time,
}

impl Session {
    /// The formula that computes a cell; none for what is given.
    pub fn formula_of(&self, cell: &Cell) -> Option<&str> {
        match &self.variable(&cell.row)?.definition {
            Definition::Assumption(_) => None,
            Definition::Formula(formula) => Some(formula),
            Definition::Irregular(entries) => match entries.get(cell.period.unwrap_or(0))? {
                Entry::Formula(formula) => Some(formula),
                Entry::Value(_) => None,
            },
        }
    }

    /// What the formula of a cell reads, and where it says so; none for what is given.
    pub fn reading(&self, cell: &Cell) -> Option<Reading> {
        let formula = self.formula_of(cell)?;
        let mut reading = Reading {
            formula: formula.to_owned(),
            places: Vec::new(),
            marks: Vec::new(),
        };
        let ast = parse(formula).0;
        let within = Within {
            over: Vec::new(),
            time: Time::Before(0),
        };
        self.collect(cell, &ast, &within, &mut reading);
        reading.marks.sort_by_key(|(span, _)| span.start);
        Some(reading)
    }

    fn collect<'a>(&self, from: &Cell, ast: &'a Ast, within: &Within<'a>, into: &mut Reading) {
        match &ast.node {
            Node::Name { name, at } => {
                let at: Vec<_> = at.iter().map(|word| word.text.as_str()).collect();
                if let Some(place) = self.place(from, name, &at, within) {
                    into.mark(ast.span.start..ast.span.end, place);
                }
            }
            Node::Negate(operand) | Node::Percent(operand) => {
                self.collect(from, operand, within, into);
            }
            Node::Binary { left, right, .. } => {
                self.collect(from, left, within, into);
                self.collect(from, right, within, into);
            }
            Node::Call {
                name,
                arguments,
                over,
            } => {
                let over = over.iter().map(|word| word.text.as_str());
                let inside = Within {
                    over: within.over.iter().copied().chain(over).collect(),
                    time: within.time.through(&name.text, arguments),
                };
                for (place, argument) in arguments.iter().enumerate() {
                    // Only the first argument of a function of time is shifted.
                    let within = if place == 0 { &inside } else { within };
                    self.collect(from, argument, within, into);
                }
            }
            Node::Number { .. } | Node::Text(_) | Node::Boolean(_) | Node::Missing => {}
        }
    }

    /// Where a name leads from a cell; none where it names no row.
    fn place(&self, from: &Cell, name: &str, at: &[&str], within: &Within<'_>) -> Option<Place> {
        let row = self.result(name)?;
        let labels = self.axis_labels(from);
        let here = |axis: &ResultAxis| {
            let (_, place) = labels.iter().find(|(id, _)| *id == axis.id)?;
            match within.time {
                _ if !sheet::is_time(axis) => Some(*place),
                Time::Before(periods) => place.checked_sub(periods),
                Time::Whole => None,
            }
        };
        let along = |axis: &ResultAxis| {
            let named = axis.labels.iter().position(|id| at.contains(&id.as_str()));
            let is_open = within.over.contains(&axis.id.as_str());
            named.or_else(|| here(axis).filter(|_| !is_open))
        };
        Some(placed(row, from, along))
    }

    /// The axes of a cell, each with where the cell stands on it.
    fn axis_labels(&self, cell: &Cell) -> Vec<(String, usize)> {
        let Some((row, mut slot)) = self.slot(cell) else {
            return Vec::new();
        };
        let mut labels = Vec::new();
        for axis in row.axes.iter().rev() {
            let count = axis.labels.len().max(1);
            labels.push((axis.id.clone(), slot % count));
            slot /= count;
        }
        labels
    }

    /// What reads a cell, in the order of the workbook.
    pub fn readers(&self, cell: &Cell) -> Vec<Place> {
        let Some(position) = self.position(&cell.row) else {
            return Vec::new();
        };
        let labels = self.axis_labels(cell);
        let along = |axis: &ResultAxis| {
            let found = labels.iter().find(|(id, _)| *id == axis.id);
            found.map(|(_, place)| *place)
        };
        let rows = self.rows_that_read(position).iter();
        let rows = rows.filter_map(|row| self.computed.results.rows.get(*row));
        let places = rows.map(|row| placed(row, cell, along));
        places
            .filter(|place| self.reads(&place.cell, cell))
            .collect()
    }

    /// Whether a cell reads another, be it in an earlier period.
    fn reads(&self, reader: &Cell, cell: &Cell) -> bool {
        // An entry for another period may read it where that of this one does not.
        let is_irregular = self
            .variable(&reader.row)
            .is_some_and(|row| matches!(row.definition, Definition::Irregular(_)));
        let Some(reading) = self.reading(reader).filter(|_| !is_irregular) else {
            return is_irregular;
        };
        reading.places.iter().any(|place| {
            let is_there = place.cell.element == cell.element;
            let is_then = place.cell.period == cell.period || reader.period.is_some();
            place.cell.row == cell.row && (place.count > 1 || is_there && is_then)
        })
    }

    /// The rows whose formulas read a row.
    pub(super) fn rows_that_read(&self, position: usize) -> &[usize] {
        let typed = &self.computed.typed;
        let readers = self.computed.readers.get_or_init(|| {
            let mut readers = vec![Vec::new(); typed.rows.len()];
            for (reader, row) in typed.rows.iter().enumerate() {
                for read in &row.reads {
                    readers[*read].push(reader);
                }
            }
            readers
        });
        readers.get(position).map_or(&[], Vec::as_slice)
    }
}

impl Reading {
    fn mark(&mut self, span: Range<usize>, place: Place) {
        let known = self.places.iter().position(|other| *other == place);
        let number = known.unwrap_or(self.places.len());
        if known.is_none() {
            self.places.push(place);
        }
        self.marks.push((span, number));
    }
}

impl Time {
    /// The periods at which a function looks at its first argument.
    fn through(self, function: &str, arguments: &[Ast]) -> Self {
        let Self::Before(before) = self else {
            return self;
        };
        match function.to_ascii_uppercase().as_str() {
            "PREV" => Self::Before(before + 1),
            "LAG" => match arguments.get(1).map(|periods| &periods.node) {
                Some(Node::Number { value, .. }) => Self::Before(before + *value as usize),
                _ => Self::Whole,
            },
            "FIRST" | "LAST" | "CUMULATE" | "NPV" | "IRR" => Self::Whole,
            _ => self,
        }
    }
}

/// What is meant of a row: one place along every axis where `along` tells which, all of them where
/// it does not.
fn placed(row: &RowResult, from: &Cell, along: impl Fn(&ResultAxis) -> Option<usize>) -> Place {
    let (mut element, mut period, mut count) = (0, None, 1);
    for axis in row.axes.iter() {
        let place = along(axis);
        if place.is_none() {
            count *= axis.labels.len();
        }
        let place = place.unwrap_or(0);
        if sheet::is_time(axis) {
            period = Some(place);
        } else {
            element = element * axis.labels.len() + place;
        }
    }
    let cell = Cell {
        row: row.id.clone(),
        element,
        period,
    };
    let is_elsewhen = count == 1 && period.is_some() && period != from.period;
    Place {
        cell,
        count,
        is_elsewhen,
    }
}

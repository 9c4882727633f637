//! A sheet as lines of places, whichever way its periods run.

use std::collections::BTreeMap;

use crate::excel::book::{At, Book, Cell, Sheet, Value};
use crate::units::Catalog;

use super::{Column, words};

/// How many years make a line one of headings.
const YEARS: usize = 3;
/// Which share of a column's texts must be units, in percent.
const UNITS: usize = 60;
/// How long texts are, on average, in a column of notes.
const NOTE: usize = 20;
/// How many lines and places are looked at; what lies beyond is not a sheet of assumptions.
const LINES: u32 = 20_000;
const PLACES: u32 = 500;
/// Over how many places a merged heading is spread.
const SPREAD: u32 = 100;

/// The cells of a sheet by line and place.
pub(super) struct Grid<'a> {
    book: &'a Book,
    lines: BTreeMap<u32, BTreeMap<u32, &'a Cell>>,
}

impl<'a> Grid<'a> {
    /// Lines are rows.
    pub(super) fn across(book: &'a Book, sheet: &'a Sheet) -> Self {
        Self::of(book, sheet, |at| (at.row, at.column))
    }

    /// Lines are columns.
    pub(super) fn down(book: &'a Book, sheet: &'a Sheet) -> Self {
        Self::of(book, sheet, |at| (at.column, at.row))
    }

    fn of(book: &'a Book, sheet: &'a Sheet, placed: impl Fn(At) -> (u32, u32)) -> Self {
        let mut lines: BTreeMap<u32, BTreeMap<u32, &Cell>> = BTreeMap::new();
        let mut put = |at: At, cell: &'a Cell| {
            let (line, place) = placed(at);
            if line < LINES && place < PLACES {
                lines.entry(line).or_default().entry(place).or_insert(cell);
            }
        };
        for (at, cell) in &sheet.cells {
            put(*at, cell);
        }
        // A heading over several columns is the heading of each; titles over a whole table are not.
        for area in &sheet.merged {
            let Some(cell) = sheet.cells.get(&area.first) else {
                continue;
            };
            let is_row = area.first.row == area.last.row && area.first.column > 0;
            if is_row && matches!(cell.value, Value::Text(_) | Value::Number(_)) {
                let last = area
                    .last
                    .column
                    .min(area.first.column.saturating_add(SPREAD));
                for column in area.first.column + 1..=last {
                    put(At::new(area.first.row, column), cell);
                }
            }
        }
        Self { book, lines }
    }

    fn cells(&self, line: u32) -> impl Iterator<Item = (u32, &'a Cell)> {
        let cells = self.lines.get(&line).into_iter().flatten();
        cells.map(|(place, cell)| (*place, *cell))
    }

    /// The texts of a line.
    pub(super) fn texts(&self, line: u32) -> impl Iterator<Item = (u32, &'a str)> {
        self.cells(line)
            .filter_map(|(place, cell)| match &cell.value {
                Value::Text(text) => Some((place, &**text)),
                _ => None,
            })
    }

    /// How many cells of a line are filled.
    pub(super) fn filled(&self, line: u32) -> usize {
        self.lines.get(&line).map_or(0, BTreeMap::len)
    }

    /// Whether a line has any.
    pub(super) fn is_filled(&self, line: u32) -> bool {
        self.filled(line) > 0
    }

    /// The lines without a blank one between them: first and last of each run.
    pub(super) fn runs(&self) -> Vec<(u32, u32)> {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for line in self.lines.keys() {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == *line => *last = *line,
                _ => runs.push((*line, *line)),
            }
        }
        runs
    }

    /// The periods that a line names.
    fn periods(&self, line: u32) -> Vec<(u32, Column)> {
        let period = |(place, cell): (u32, &Cell)| {
            let format = self.book.format(cell);
            let column = words::period(&cell.value, format, self.book.is_1904)?;
            Some((place, column))
        };
        self.cells(line).filter_map(period).collect()
    }

    /// Whether every number of a line is part of a period.
    fn has_other_numbers(&self, line: u32) -> bool {
        self.cells(line).any(|(_, cell)| {
            let format = self.book.format(cell);
            is_number(&cell.value)
                && words::period(&cell.value, format, self.book.is_1904).is_none()
        })
    }

    fn is_period_line(&self, line: u32) -> bool {
        let mut periods = self.periods(line);
        periods.dedup_by(|a, b| a.1 == b.1);
        periods.len() >= YEARS && !self.has_other_numbers(line)
    }

    /// Whether any line is one of periods.
    pub(super) fn names_periods(&self) -> bool {
        self.lines.keys().any(|line| self.is_period_line(*line))
    }

    /// Whether a line is one of headings: of periods, or of words for columns and no numbers.
    pub(super) fn is_header(&self, line: u32) -> bool {
        if self.is_period_line(line) {
            return true;
        }
        let words = self
            .texts(line)
            .filter(|(_, text)| words::heading(text).is_some());
        words.count() >= 2 && !self.has_other_numbers(line)
    }

    /// Whether a line holds values.
    pub(super) fn is_data(&self, line: u32) -> bool {
        !self.is_header(line) && self.cells(line).any(|(_, cell)| is_number(&cell.value))
    }

    /// What the headings in a line say about their places.
    pub(super) fn headings(&self, line: u32) -> Vec<(u32, Column)> {
        let mut found = self.periods(line);
        let named = |(place, text): (u32, &str)| match words::heading(text)? {
            Column::Scenario(_) => Some((place, Column::Scenario(text.trim().to_owned()))),
            column => Some((place, column)),
        };
        found.extend(self.texts(line).filter_map(named));
        found
    }

    /// Adds to the columns what the lines below the headings show: which one has the labels, units
    /// and notes, and which further ones hold values.
    pub(super) fn complete(
        &self,
        body: &[u32],
        columns: &mut BTreeMap<u32, Column>,
        catalog: &Catalog,
    ) {
        let mut texts: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
        let mut values: BTreeMap<u32, usize> = BTreeMap::new();
        for line in body {
            for (place, text) in self.texts(*line) {
                texts.entry(place).or_default().push(text);
            }
            for (place, _) in self.cells(*line).filter(|(_, cell)| is_number(&cell.value)) {
                *values.entry(place).or_default() += 1;
            }
        }
        let is_open = |columns: &BTreeMap<u32, Column>, place: &u32| !columns.contains_key(place);
        if !columns.values().any(|column| *column == Column::Label) {
            let open = || texts.iter().filter(|(place, _)| is_open(columns, place));
            let unlike_units = open().filter(|(_, texts)| units(texts, catalog) < UNITS);
            let length = |(place, texts): &(&u32, &Vec<&str>)| (texts.len(), u32::MAX - **place);
            // Labels that are all units, `Year` and `Racks`, are labels nevertheless.
            let most = unlike_units
                .max_by_key(length)
                .or_else(|| open().max_by_key(length));
            let label = most.map(|(place, _)| (*place, Column::Label));
            columns.extend(label);
        }
        for (place, texts) in &texts {
            let numbers = values.get(place).copied().unwrap_or(0);
            if !is_open(columns, place) || numbers > texts.len() {
                continue;
            }
            let has_units = columns.values().any(|column| *column == Column::Unit);
            let length: usize = texts.iter().map(|text| text.chars().count()).sum();
            if !has_units && units(texts, catalog) >= UNITS {
                columns.insert(*place, Column::Unit);
            } else if length >= NOTE * texts.len() || texts.iter().any(|text| text.contains("://"))
            {
                columns.insert(*place, Column::Note);
            }
        }
        for place in values.keys() {
            columns.entry(*place).or_insert(Column::Value);
        }
    }
}

/// Which share of texts are units, in percent.
fn units(texts: &[&str], catalog: &Catalog) -> usize {
    let units = texts
        .iter()
        .filter(|text| words::is_unit(text, catalog))
        .count();
    units * 100 / texts.len().max(1)
}

/// Whether a cell holds a number, be it one that was not computed or that failed.
fn is_number(value: &Value) -> bool {
    !matches!(value, Value::Text(_) | Value::Truth(_))
}

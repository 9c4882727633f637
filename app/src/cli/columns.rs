//! The rows of a case as a table to read: a line per row and element, a column per period.

use rackhour_engine::run::RowResult;
use rackhour_engine::workbook::NumberFormat;

use super::table::{self, Cell};
use crate::text;

/// What stands beside a row that rests on a vendor's claim.
pub(super) const VENDOR: &str = "v";

/// A row and what its line needs to know beside its values.
pub(super) struct Line<'a> {
    pub(super) row: &'a RowResult,
    pub(super) format: Option<NumberFormat>,
    /// Whether it rests on a vendor's claim.
    pub(super) vendor: bool,
}

/// Rows in columns: name, mark, unit, value or periods, reasons. `timeline` is the id of the axis
/// that periods run along.
pub(super) fn columns(lines: &[Line<'_>], timeline: &str) -> String {
    let is_series = |row: &RowResult| row.axes.last().is_some_and(|axis| axis.id == timeline);
    let series = lines.iter().find(|line| is_series(line.row));
    let labels = series.and_then(|line| line.row.axes.last());
    let periods: Vec<String> = labels.map_or_else(Vec::new, |axis| axis.labels.to_vec());
    let mut cells = Vec::new();
    if !periods.is_empty() {
        let blank = [const { Cell::Left(String::new()) }; 4];
        let header = periods.iter().cloned().map(Cell::Right);
        cells.push(blank.into_iter().chain(header).collect());
    }
    for line in lines {
        let step = match is_series(line.row) {
            true => periods.len(),
            false => 1,
        };
        let firsts = (0..line.row.values.len()).step_by(step.max(1));
        cells.extend(firsts.map(|first| line.cells(first, step, periods.len())));
    }
    table::aligned(&cells)
}

impl Line<'_> {
    /// One line: the slots from `first` on, one of them or one per period.
    fn cells(&self, first: usize, count: usize, periods: usize) -> Vec<Cell> {
        let row = self.row;
        let is_series = count == periods;
        let mut at = row.labels(first);
        if is_series {
            at.pop();
        }
        let name = match at.is_empty() {
            true => row.id.clone(),
            false => format!("{}[{}]", row.id, at.join(",")),
        };
        let mark = if self.vendor { VENDOR } else { "" };
        let mut cells = vec![
            Cell::Left(name),
            Cell::Left(mark.to_owned()),
            Cell::Left(row.unit.to_string()),
        ];
        let blanks = |count: usize| (0..count).map(|_| Cell::Right(String::new()));
        let slots = first..first + count;
        if is_series {
            cells.extend(blanks(1));
            cells.extend(slots.clone().map(|slot| Cell::Right(self.brief(slot))));
        } else {
            cells.push(Cell::Right(self.full(first)));
            cells.extend(blanks(periods));
        }
        cells.push(Cell::Left(self.reasons(slots)));
        cells
    }

    /// A value that stands alone: ten significant digits, or percent where the row is shown so.
    fn full(&self, slot: usize) -> String {
        match (self.format, self.number(slot)) {
            (Some(NumberFormat::Percent(_)), Some(value)) => {
                text::number(value, &self.row.unit, self.format)
            }
            _ => table::shown(self.row, slot),
        }
    }

    /// A value among others, rounded as in the window.
    fn brief(&self, slot: usize) -> String {
        match self.number(slot) {
            Some(value) => text::number(value, &self.row.unit, self.format),
            None => table::shown(self.row, slot),
        }
    }

    fn number(&self, slot: usize) -> Option<f64> {
        let value = self.row.value(slot).ok();
        value.filter(|_| self.row.kind == rackhour_engine::check::RowKind::Number)
    }

    /// Why slots are unavailable; with the periods where that is not so for all of them.
    fn reasons(&self, slots: std::ops::Range<usize>) -> String {
        let mut found: Vec<(&str, Vec<usize>)> = Vec::new();
        for slot in slots.clone() {
            let Some(reason) = self.row.reason(slot) else {
                continue;
            };
            match found.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, known)) => known.push(slot),
                None => found.push((reason, vec![slot])),
            }
        }
        let words = found
            .iter()
            .map(|(reason, at)| match at.len() == slots.len() {
                true => (*reason).to_owned(),
                false => format!("{}: {reason}", self.periods(at)),
            });
        words.collect::<Vec<_>>().join("; ")
    }

    /// The periods of some slots: `2026, 2028 to 2030`.
    fn periods(&self, slots: &[usize]) -> String {
        let label = |slot: usize| self.row.labels(slot).last().copied().unwrap_or_default();
        let runs = slots.chunk_by(|a, b| a + 1 == *b);
        let words = runs.map(|run| match run {
            [first, .., last] => format!("{} to {}", label(*first), label(*last)),
            one => one.iter().map(|slot| label(*slot)).collect(),
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

//! The range of cells that is selected, and how it moves: the rectangle of a spreadsheet.

use std::ops::RangeInclusive;

use super::{Cell, Sheet, Step};
use crate::session::Session;

/// Two opposite corners of a range. It counts while its cell is the selected one, so that whatever
/// selects another cell selects that cell alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection(Option<Corners>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Corners {
    /// The cell into which one types.
    active: Cell,
    /// Where the range begins, and the corner that moves.
    from: Cell,
    to: Cell,
}

impl Selection {
    /// Selects the range between two cells; `active` is the selected cell.
    pub fn set(&mut self, active: &Cell, from: Cell, to: Cell) {
        self.0 = Some(Corners {
            active: active.clone(),
            from,
            to,
        });
    }

    /// The two corners of the range around the selected cell.
    pub fn corners<'a>(&'a self, active: &'a Cell) -> (&'a Cell, &'a Cell) {
        match &self.0 {
            Some(corners) if corners.active == *active => (&corners.from, &corners.to),
            _ => (active, active),
        }
    }
}

/// A rectangle of the table. Its lines are counted among those that are shown and hold values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The lines, by their place among the stops of a [`Walk`].
    pub stops: RangeInclusive<usize>,
    /// The columns, the first one holding the single values.
    pub columns: RangeInclusive<usize>,
}

impl Area {
    /// The area between two places, each a stop and a column.
    pub fn between(a: (usize, usize), b: (usize, usize)) -> Self {
        Self {
            stops: a.0.min(b.0)..=a.0.max(b.0),
            columns: a.1.min(b.1)..=a.1.max(b.1),
        }
    }

    /// How many lines and columns it has.
    pub fn size(&self) -> (usize, usize) {
        let length = |range: &RangeInclusive<usize>| range.end() - range.start() + 1;
        (length(&self.stops), length(&self.columns))
    }

    /// Whether it is one cell.
    pub fn is_single(&self) -> bool {
        self.size() == (1, 1)
    }
}

/// The lines at which a selection stops: those that are shown and hold values.
#[derive(Clone, Copy)]
pub struct Walk<'a> {
    /// The document.
    pub session: &'a Session,
    /// The numbers of the lines, from the top.
    pub stops: &'a [usize],
}

impl Walk<'_> {
    fn sheet(&self) -> &Sheet {
        self.session.sheet()
    }

    /// The stop and the column of a cell; the nearest stop above where its line is folded away.
    pub fn place(&self, cell: &Cell) -> Option<(usize, usize)> {
        let line = self.sheet().line_of(self.session.workbook(), cell)?;
        let stop = self.stops.partition_point(|other| *other <= line);
        let column = cell.period.map_or(0, |period| period + 1);
        Some((stop.saturating_sub(1), column))
    }

    /// Whether the line of a cell is shown.
    pub fn shows(&self, cell: &Cell) -> bool {
        let line = self.sheet().line_of(self.session.workbook(), cell);
        line.is_some_and(|line| self.stops.binary_search(&line).is_ok())
    }

    /// The cell at a stop and in a column.
    pub fn cell(&self, (stop, column): (usize, usize)) -> Option<Cell> {
        let line = *self.stops.get(stop)?;
        self.sheet().cell(self.session.workbook(), line, column)
    }

    /// The area between two cells.
    pub fn area(&self, from: &Cell, to: &Cell) -> Option<Area> {
        Some(Area::between(self.place(from)?, self.place(to)?))
    }

    /// Where a step leads from a cell; the cell itself at the table's edge.
    pub fn step(&self, from: &Cell, step: Step) -> Cell {
        let Some((stop, column)) = self.place(from) else {
            return from.clone();
        };
        let (last_stop, last_column) = self.last();
        let place = match step {
            Step::Lines(by) | Step::Enter(by) => {
                (stop.saturating_add_signed(by).min(last_stop), column)
            }
            Step::Columns(by) | Step::Tab(by) => {
                (stop, column.saturating_add_signed(by).min(last_column))
            }
            Step::LineStart => (stop, 0),
            Step::LineEnd => (stop, last_column),
            Step::First => (0, 0),
            Step::Last => (last_stop, last_column),
            Step::EdgeOfLines(by) => self.edge((stop, column), (by, 0)),
            Step::EdgeOfColumns(by) => self.edge((stop, column), (0, by)),
        };
        self.cell(place).unwrap_or_else(|| from.clone())
    }

    /// The last stop and the last column.
    pub fn last(&self) -> (usize, usize) {
        let last_stop = self.stops.len().saturating_sub(1);
        (last_stop, self.sheet().periods.len())
    }

    /// As a spreadsheet jumps: to the last value of those that stand together, else to the next
    /// value, else to the table's edge. A heading parts what stands above from what stands below.
    fn edge(&self, from: (usize, usize), by: (isize, isize)) -> (usize, usize) {
        let mut here = from;
        let mut together = true;
        let begun = self.next(here, by);
        let along = begun.is_some_and(|next| self.holds(here) && self.joined(here, next));
        while let Some(next) = self.next(here, by) {
            together &= self.joined(here, next);
            if along && !together {
                return here;
            }
            here = next;
            if !along && self.holds(here) {
                return here;
            }
        }
        here
    }

    fn next(&self, here: (usize, usize), by: (isize, isize)) -> Option<(usize, usize)> {
        let stop = here.0.checked_add_signed(by.0)?;
        let column = here.1.checked_add_signed(by.1)?;
        let (last_stop, last_column) = self.last();
        (stop <= last_stop && column <= last_column).then_some((stop, column))
    }

    /// Whether both places hold values and no heading stands between.
    fn joined(&self, here: (usize, usize), next: (usize, usize)) -> bool {
        let gap = match (self.stops.get(here.0), self.stops.get(next.0)) {
            (Some(a), Some(b)) => a.abs_diff(*b),
            _ => return false,
        };
        gap <= 1 && self.holds(next)
    }

    fn holds(&self, place: (usize, usize)) -> bool {
        self.cell(place)
            .is_some_and(|cell| self.session.has_value(&cell))
    }
}

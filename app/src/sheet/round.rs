//! Where Enter and Tab lead: round within a range, or back to where a run of Tabs began.

use super::{Area, Cell, SheetView, Step, Walk};
use crate::session::Session;

/// The run of Tabs that led to a cell; it counts while that cell is the selected one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run(Option<(Cell, usize)>);

impl Run {
    /// The column to which Enter returns from a cell.
    fn column(&self, at: &Cell) -> Option<usize> {
        let (reached, column) = self.0.as_ref()?;
        (reached == at).then_some(*column)
    }

    /// Forgets the run.
    pub fn end(&mut self) {
        self.0 = None;
    }
}

impl SheetView {
    /// Where Enter or Tab leads from the selected cell. A range of several cells stays selected.
    pub fn onward(&mut self, session: &Session, active: &Cell, step: Step) -> Cell {
        let area = self.area_of(session, active);
        if let Some(area) = area.filter(|area| !area.is_single()) {
            let next = round(self.walk(session), &area, active, step);
            let next = next.unwrap_or_else(|| active.clone());
            let (from, to) = self.selection.corners(active);
            let (from, to) = (from.clone(), to.clone());
            self.selection.set(&next, from, to);
            return next;
        }
        let walk = self.walk(session);
        let next = walk.step(active, step);
        let Some((_, here)) = walk.place(active) else {
            return next;
        };
        let begun = self.run.column(active).unwrap_or(here);
        let returned = walk.place(&next).map(|(stop, _)| (stop, begun));
        let returned = returned.and_then(|place| walk.cell(place));
        match step {
            Step::Tab(_) => {
                self.run = Run(Some((next.clone(), begun)));
                next
            }
            _ => {
                self.run.end();
                returned.unwrap_or(next)
            }
        }
    }
}

/// The next cell of a range that holds a value: down its columns, or along its lines.
fn round(walk: Walk<'_>, area: &Area, active: &Cell, step: Step) -> Option<Cell> {
    let (lines, columns) = area.size();
    let (top, left) = (*area.stops.start(), *area.columns.start());
    let (stop, column) = walk.place(active)?;
    let (line, column) = (stop.checked_sub(top)?, column.checked_sub(left)?);
    let count = lines * columns;
    let (from, by) = match step {
        Step::Enter(by) => (column * lines + line, by),
        Step::Tab(by) => (line * columns + column, by),
        _ => return None,
    };
    let ahead = |times: usize| match by < 0 {
        true => (from + count - times % count) % count,
        false => (from + times) % count,
    };
    let cell = |at: usize| match step {
        Step::Enter(_) => walk.cell((top + at % lines, left + at / lines)),
        _ => walk.cell((top + at / columns, left + at % columns)),
    };
    let cells = (1..=count).filter_map(|times| cell(ahead(times)));
    { cells }.find(|cell| walk.session.has_value(cell))
}

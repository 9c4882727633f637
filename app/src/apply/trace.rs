//! Walking along references, back and forth over the selections, and the trees of the inspector.

use super::Hands;
use crate::command::TraceAct;
use crate::sheet::{Cell, Selection};
use crate::trail::Direction;

impl Hands<'_> {
    /// Does what was asked for in the inspector.
    pub(super) fn trace(&mut self, act: TraceAct) {
        match act {
            TraceAct::Walk(cell, direction) => self.walk(cell, direction),
            TraceAct::Beside(steps) => self.walk_beside(steps),
            TraceAct::Return(stops) => self.walk_back(stops),
            TraceAct::Unpin => self.view.trail.unpin(),
            TraceAct::Tree(direction, row, tree) => {
                self.view.trail.set_tree(direction, &row, tree);
                self.view.trail.focus = Some(direction);
            }
            TraceAct::BackInTree(direction) => {
                self.walk_back(1);
                self.keep_in_tree(Some(direction));
            }
        }
    }

    /// Selects a cell along a reference; the tree from which it was reached keeps the keyboard.
    fn walk(&mut self, cell: Cell, from: Option<Direction>) {
        if self.settle() {
            self.view.trail.go(cell.clone(), true);
            self.show_cell(cell);
            self.keep_in_tree(from);
        }
    }

    fn keep_in_tree(&mut self, direction: Option<Direction>) {
        if direction.is_some() {
            self.view.focus_table = false;
            self.view.trail.focus = direction;
        }
    }

    fn show_cell(&mut self, cell: Cell) {
        self.view.selected = Some(cell);
        self.view.sheet.selection = Selection::default();
        self.view.focus_table = self.view.tab.has_model();
        self.view.notice = None;
        self.scroll_to_selected();
    }

    /// The first row that the selected one reads, or that reads it.
    pub(super) fn walk_to_first(&mut self, direction: Direction) {
        let Some(cell) = self.view.selected.clone() else {
            return;
        };
        match self.session.below(&cell, direction).into_iter().next() {
            Some(place) => self.walk(place.cell, None),
            None => {
                let label = self.session.label(&cell.row);
                self.view.say(match direction {
                    Direction::Reads => format!("{label} reads no other row"),
                    Direction::ReadBy => format!("No other row reads {label}"),
                });
            }
        }
    }

    /// The reference beside the current one in the formula where the walk began.
    fn walk_beside(&mut self, steps: isize) {
        let Some((pinned, way)) = self.view.trail.pinned() else {
            return;
        };
        let places = self.session.below(pinned, Direction::Reads);
        let is_on_the_way = |cell: &Cell| way.contains(&cell);
        let current = places.iter().position(|place| is_on_the_way(&place.cell));
        let count = places.len().max(1) as isize;
        let next = match current {
            Some(current) => (current as isize + steps).rem_euclid(count),
            None => 0,
        };
        let next = places.into_iter().nth(next as usize);
        let Some(place) = next else { return };
        // The formula stays; what was walked to from it before is left.
        let stops = way.len();
        self.view.trail.back(stops);
        self.walk(place.cell, None);
    }

    /// Back to where the selection was, by some stops.
    pub(super) fn walk_back(&mut self, stops: usize) {
        if !self.settle() {
            return;
        }
        self.keep_what_is_there();
        if self.view.trail.can_go_back()
            && let Some(cell) = self.view.trail.back(stops)
        {
            self.show_cell(cell);
        }
    }

    fn keep_what_is_there(&mut self) {
        let session = &*self.session;
        let is_there = |row: &str| session.variable(row).is_some();
        self.view.trail.keep(is_there);
    }

    pub(super) fn walk_forward(&mut self) {
        self.keep_what_is_there();
        if let Some(cell) = self.view.trail.forward() {
            self.show_cell(cell);
        }
    }

    /// Hands the keyboard to the tree of what the selected row rests on.
    pub(super) fn focus_tree(&mut self) {
        self.view.inspector = true;
        self.view.focus_table = false;
        let reads = self.view.selected.as_ref();
        let reads = reads.is_some_and(|cell| {
            let below = self.session.below(cell, Direction::Reads);
            !below.is_empty()
        });
        self.view.trail.focus = Some(match reads {
            true => Direction::Reads,
            false => Direction::ReadBy,
        });
    }
}

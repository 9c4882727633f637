//! The way of an analyst through the rows: where the selection was, and what is open of each tree.

use std::collections::{BTreeMap, BTreeSet};

use crate::session::BranchPath;
use crate::sheet::Cell;

/// How many selections are remembered.
const MOST_STOPS: usize = 100;

/// Which way a tree grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// To what a cell reads.
    Reads,
    /// To what reads it.
    ReadBy,
}

/// A selection that is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The selected cell.
    pub cell: Cell,
    /// Whether it was reached along a reference from the one before it.
    pub walked: bool,
    /// Whether it was reached from the one before it by steps from row to row.
    pub stepped: bool,
}

/// What is open of a tree, and where the keyboard is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The open branches.
    pub open: BTreeSet<BranchPath>,
    /// The branch at which the keyboard is; the first where it was not moved.
    pub cursor: BranchPath,
}

/// The selections so far, and the trees at them.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    back: Vec<Stop>,
    here: Option<Stop>,
    forward: Vec<Stop>,
    trees: BTreeMap<(Direction, String), Tree>,
    /// Whether the selection is being moved step by step, which makes one stop of many.
    pub stepping: bool,
    /// The tree that is to take the keyboard in this frame.
    pub focus: Option<Direction>,
}

impl Trail {
    /// Takes note of what is selected now. Of several steps from row to row the last one counts.
    pub fn note(&mut self, selected: Option<&Cell>) {
        let Some(cell) = selected else { return };
        match &mut self.here {
            Some(here) if here.cell == *cell => {}
            // Another period or element of the row in hand is no new stop.
            Some(here) if here.cell.row == cell.row || self.stepping && here.stepped => {
                here.cell = cell.clone();
            }
            _ => self.go(cell.clone(), false),
        }
    }

    /// Goes on to a cell.
    pub fn go(&mut self, cell: Cell, walked: bool) {
        let next = Stop {
            cell,
            walked,
            stepped: self.stepping && !walked,
        };
        self.back.extend(self.here.replace(next));
        self.forward.clear();
        if self.back.len() > MOST_STOPS {
            self.back.remove(0);
        }
    }

    /// Goes back by some stops; gives the cell to be selected.
    pub fn back(&mut self, stops: usize) -> Option<Cell> {
        for _ in 0..stops.min(self.back.len()) {
            let before = self.back.pop();
            self.forward.extend(self.here.take());
            self.here = before;
        }
        self.here.as_ref().map(|stop| stop.cell.clone())
    }

    /// Goes forward by one stop; gives the cell to be selected.
    pub fn forward(&mut self) -> Option<Cell> {
        let next = self.forward.pop()?;
        self.back.extend(self.here.replace(next));
        self.here.as_ref().map(|stop| stop.cell.clone())
    }

    /// Forgets rows that are no longer there.
    pub fn keep(&mut self, is_there: impl Fn(&str) -> bool) {
        self.back.retain(|stop| is_there(&stop.cell.row));
        self.forward.retain(|stop| is_there(&stop.cell.row));
    }

    /// Whether there is anything to go back to.
    pub fn can_go_back(&self) -> bool {
        !self.back.is_empty()
    }

    /// Whether there is anything to go forward to.
    pub fn can_go_forward(&self) -> bool {
        !self.forward.is_empty()
    }

    /// The last stops before this one, the latest last.
    pub fn before(&self, most: usize) -> &[Stop] {
        &self.back[self.back.len().saturating_sub(most)..]
    }

    /// The cell from which the references were walked along to this one, and the cells on the way,
    /// the latest first; none where the selection was made otherwise.
    pub fn pinned(&self) -> Option<(&Cell, Vec<&Cell>)> {
        let here = self.here.as_ref().filter(|stop| stop.walked)?;
        let mut way = vec![&here.cell];
        for stop in self.back.iter().rev() {
            if !stop.walked {
                return Some((&stop.cell, way));
            }
            way.push(&stop.cell);
        }
        None
    }

    /// Leaves the formula from which the walk began.
    pub fn unpin(&mut self) {
        if let Some(here) = &mut self.here {
            here.walked = false;
        }
    }

    /// What is open of the tree at a row.
    pub fn tree(&self, direction: Direction, row: &str) -> Tree {
        let tree = self.trees.get(&(direction, row.to_owned()));
        tree.cloned().unwrap_or_default()
    }

    /// Changes what is open of the tree at a row.
    pub fn set_tree(&mut self, direction: Direction, row: &str, tree: Tree) {
        self.trees.insert((direction, row.to_owned()), tree);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(row: &str) -> Cell {
        Cell {
            row: row.to_owned(),
            element: 0,
            period: None,
        }
    }

    fn select(trail: &mut Trail, row: &str) {
        trail.note(Some(&cell(row)));
    }

    #[test]
    fn back_and_forward_lead_along_the_selections() {
        let mut trail = Trail::default();
        for row in ["a", "b", "c"] {
            select(&mut trail, row);
        }
        assert_eq!(trail.back(1), Some(cell("b")));
        assert_eq!(trail.back(1), Some(cell("a")));
        assert!(!trail.can_go_back());
        assert_eq!(trail.forward(), Some(cell("b")));
        select(&mut trail, "d");
        assert!(!trail.can_go_forward(), "a new way ends the old one");
        assert_eq!(trail.back(9), Some(cell("a")));
    }

    #[test]
    fn a_row_that_is_gone_is_passed_over() {
        let mut trail = Trail::default();
        for row in ["a", "b", "c"] {
            select(&mut trail, row);
        }
        trail.keep(|row| row != "b");
        assert_eq!(trail.back(1), Some(cell("a")));
        assert_eq!(trail.forward(), Some(cell("c")));
    }

    #[test]
    fn steps_with_the_arrows_are_one_stop() {
        let mut trail = Trail::default();
        select(&mut trail, "a");
        trail.go(cell("b"), false);
        for row in ["c", "d", "e"] {
            trail.stepping = true;
            select(&mut trail, row);
        }
        assert_eq!(trail.back(1), Some(cell("b")));
        assert_eq!(trail.back(1), Some(cell("a")));
    }

    #[test]
    fn the_formula_where_a_walk_began_stays_pinned() {
        let mut trail = Trail::default();
        select(&mut trail, "a");
        assert_eq!(trail.pinned(), None);
        trail.go(cell("b"), true);
        trail.go(cell("c"), true);
        let (pinned, way) = trail.pinned().unwrap();
        assert_eq!((pinned, way), (&cell("a"), vec![&cell("c"), &cell("b")]));
        trail.back(1);
        assert_eq!(trail.pinned().unwrap().0, &cell("a"));
        trail.back(1);
        assert_eq!(trail.pinned(), None);
        trail.forward();
        select(&mut trail, "z");
        assert_eq!(trail.pinned(), None, "another selection ends the walk");
    }
}

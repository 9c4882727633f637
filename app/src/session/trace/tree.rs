//! The tree of what a cell rests on, and of what rests on it, as far as it is open.

use std::collections::BTreeSet;

use rackhour_engine::check::{Layers, SlotAction, resolve};

use super::Place;
use crate::session::Session;
use crate::sheet::Cell;
use crate::trail::Direction;

/// The most lines of a tree; one with more says how many are missing.
const MOST_LINES: usize = 5000;

/// Which branch of a tree: the place among its siblings at every level, from the root down.
pub type BranchPath = Vec<usize>;

/// Whether a branch goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// There is nothing below it.
    Leaf,
    /// What is below it is not shown.
    Folded,
    /// What is below it follows.
    Open,
    /// It stands above already: a value that follows from its own in another period.
    Above,
}

/// A line of a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// Which branch it is.
    pub path: BranchPath,
    /// What stands there.
    pub place: Place,
    /// Whether it goes on.
    pub fold: Fold,
}

/// The lines of a tree, from the top, and how many more there would be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Twigs {
    /// The lines.
    pub branches: Vec<Branch>,
    /// How many branches of what is open are left out.
    pub left_out: usize,
}

impl Session {
    /// The lines of the tree at a cell, of which the branches in `open` are open.
    pub fn twigs(&self, root: &Cell, direction: Direction, open: &BTreeSet<BranchPath>) -> Twigs {
        let mut twigs = Twigs::default();
        let mut above = vec![root.row.clone()];
        self.grow(
            root,
            direction,
            open,
            &mut Vec::new(),
            &mut above,
            &mut twigs,
        );
        twigs
    }

    fn grow(
        &self,
        cell: &Cell,
        direction: Direction,
        open: &BTreeSet<BranchPath>,
        path: &mut BranchPath,
        above: &mut Vec<String>,
        twigs: &mut Twigs,
    ) {
        for (number, place) in self.below(cell, direction).into_iter().enumerate() {
            if twigs.branches.len() >= MOST_LINES {
                twigs.left_out += 1;
                continue;
            }
            path.push(number);
            let is_above = above.contains(&place.cell.row);
            let fold = match is_above {
                true => Fold::Above,
                false if !self.goes_on(&place.cell, direction) => Fold::Leaf,
                false if open.contains(path) => Fold::Open,
                false => Fold::Folded,
            };
            let next = place.cell.clone();
            twigs.branches.push(Branch {
                path: path.clone(),
                place,
                fold,
            });
            if fold == Fold::Open {
                above.push(next.row.clone());
                self.grow(&next, direction, open, path, above, twigs);
                above.pop();
            }
            path.pop();
        }
    }

    /// What a cell reads, or what reads it.
    pub fn below(&self, cell: &Cell, direction: Direction) -> Vec<Place> {
        match direction {
            Direction::Reads if self.is_replaced(cell) => Vec::new(),
            Direction::Reads => self
                .reading(cell)
                .map_or_else(Vec::new, |found| found.places),
            Direction::ReadBy => self.readers(cell),
        }
    }

    /// Whether anything is below a cell, as far as its row tells.
    fn goes_on(&self, cell: &Cell, direction: Direction) -> bool {
        let Some(position) = self.position(&cell.row) else {
            return false;
        };
        match direction {
            Direction::Reads => {
                let reads = &self.computed.typed.rows[position].reads;
                !reads.is_empty() && !self.is_replaced(cell)
            }
            Direction::ReadBy => !self.rows_that_read(position).is_empty(),
        }
    }

    /// Whether a profile or scenario puts a value in the place of a cell's formula.
    pub fn is_replaced(&self, cell: &Cell) -> bool {
        let Some((row, slot)) = self.slot(cell).filter(|_| self.layer_of(cell).is_some()) else {
            return false;
        };
        let Some(position) = self.position(&row.id) else {
            return false;
        };
        let layers = Layers::of(self.case.clone());
        let (given, _) = resolve(self.workbook(), &self.computed.typed, &layers, position);
        let actions = given.actions.get(slot).map_or(&[][..], Vec::as_slice);
        actions
            .iter()
            .any(|action| matches!(action, SlotAction::Set(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::workbook::file;

    #[test]
    fn a_tree_that_is_too_long_says_how_much_is_missing() {
        let row = |place: usize| {
            format!(
                "(id: \"row_{place}\", label: \"R\", unit: \"\", section: \"s\", \
                 definition: formula(\"root\")),"
            )
        };
        let rows: String = (0..MOST_LINES + 3).map(row).collect();
        let text = format!(
            "(format: 1, title: \"T\", sections: [(id: \"s\", label: \"S\")], variables: [\
             (id: \"root\", label: \"Root\", unit: \"\", section: \"s\", definition: \
             assumption((value: constant(1), source: assumed(\"A guess.\")))), {rows}])"
        );
        let session = Session::new(file::parse(&text).unwrap(), None);
        let root = Cell {
            row: "root".to_owned(),
            element: 0,
            period: None,
        };
        let twigs = session.twigs(&root, Direction::ReadBy, &BTreeSet::new());
        assert_eq!((twigs.branches.len(), twigs.left_out), (MOST_LINES, 3));
        let reads = session.twigs(&root, Direction::Reads, &BTreeSet::new());
        assert_eq!(reads, Twigs::default());
    }
}

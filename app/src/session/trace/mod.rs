//! What a cell reads and what reads it, cell by cell: formulas taken apart, and trees of them.
//!
//! Nothing here is kept: a tree is as large as what is open of it, and only its open branches are
//! looked at.

mod place;
mod tree;
mod words;

pub use place::{Place, Reading};
pub use tree::{Branch, BranchPath, Fold, Twigs};
pub use words::LayerValue;

//! From meaning to a straight line of operations: years and indexes unrolled, shared parts once.
//!
//! [`compile`] is the one entry. A [`Tape`] has no branches and no names; its inputs are the slots
//! of assumptions, so an edit of a value runs the same tape again.

mod live;
mod lower;
mod need;
pub mod op;
mod tape;

pub(crate) use lower::along;
pub use lower::{compile, compile_with};
pub use need::{dependents, needed};
pub use op::{FunctionRef, Op};
pub use tape::{InputKey, Operand, Operation, Tape};

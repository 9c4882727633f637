//! Numbers: one case with its reasons, or many cases in blocks on all cores.
//!
//! This is the only room that starts threads.

#[cfg(test)]
mod bits;
mod cases;
mod evaluate;
mod fuse;
mod kept;
mod kernels;
mod lanes;
mod level;
mod machine;
mod memory;
mod pool;
mod program;
mod reference;
mod results;
mod segment;
mod series;
mod shapes;
mod sheet;

pub use cases::{Cases, evaluate_all};
pub(crate) use evaluate::resolve_all;
pub use evaluate::{evaluate, evaluate_over};
pub use kept::{Ready, Tapes};
pub use lanes::Input;
pub use level::Level;
pub use machine::{Machine, Source};
pub use pool::{Cancelled, Progress, in_blocks};
pub use program::{Class, Program};
pub use reference::{Reason, Reference, Value};
pub use results::{CheckResult, ResultAxis, Results, RowResult, SignalResult, Status};
pub use sheet::Sheet;

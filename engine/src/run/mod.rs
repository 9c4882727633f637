//! Numbers: one case with its reasons, or many cases in blocks on all cores.
//!
//! This is the only room that starts threads.

mod block;
mod cases;
mod evaluate;
mod pool;
mod reference;
mod results;

pub use block::{Column, Scratch, run_block};
pub use cases::{Cases, evaluate_all};
pub use evaluate::evaluate;
pub(crate) use evaluate::resolve_all;
pub use pool::{Cancelled, Progress, in_blocks};
pub use reference::{Reason, Reference, Value};
pub use results::{CheckResult, ResultAxis, Results, RowResult, SignalResult, Status};

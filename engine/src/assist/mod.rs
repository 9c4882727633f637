//! Help for whoever types a formula: what can stand at a place, what stands there, and what it gives.
//!
//! Everything here works on half-typed text. [`complete`] offers what fits at the caret,
//! [`signature`] shows the call around it, [`mentions`] finds the rows that are named, [`attempt`]
//! checks a formula as if it were the row's, [`attempt_entry`] as if it were that of one period,
//! and [`value_of`] computes a part of one.

mod attempt;
mod complete;
mod pieces;
mod place;
mod rank;
mod signature;

pub use attempt::{Attempt, Valued, attempt, attempt_entry, value_of};
pub use complete::{Offer, OfferKind, complete};
pub use pieces::{Mention, mentions};
pub use signature::{Signature, signature};

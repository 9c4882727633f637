//! Shared by the tests.

pub mod program;
pub mod random;
pub mod suite;

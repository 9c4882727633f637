//! Shared by the tests.

pub mod program;
pub mod random;
pub mod shipped;
pub mod sources;
pub mod suite;

//! Formulas as text: read into an [`Ast`] and written back.
//!
//! Reading never fails as a whole. What cannot be used becomes [`Node::Missing`] and a diagnostic
//! says why, so a half-typed formula still colours, completes and names what it reads.
//!
//! This room knows neither which functions exist nor what a unit means: it keeps names as written
//! and the text between brackets as text.

pub mod ast;
mod findings;
mod lexer;
mod parser;
mod print;
mod rename;

pub use ast::{Ast, Node, Operator, Word};
pub use lexer::tokens;
pub use parser::parse;
pub use print::{canonical, number, print};
pub use rename::{reads, rename};

//! The window and the command line of Rackhour.
//!
//! The engine knows what a workbook means; this crate shows it. In the window, panels read the
//! [`session`] and send [`command`]s, and [`apply`] is the only place that changes anything.

#![forbid(unsafe_code)]

pub mod cli;
pub mod text;
pub mod theme;
pub mod today;

pub mod plot;
pub mod widgets;

pub mod app;
pub mod apply;
pub mod cases;
pub mod command;
pub mod cores;
pub mod difference;
pub mod dock;
pub mod documents;
pub mod figures;
pub mod formula;
pub mod help;
pub mod import;
pub mod jobs;
pub mod messages;
pub mod overtype;
pub mod palette;
pub mod panels;
pub mod panes;
pub mod registers;
pub mod reshape;
pub mod seek;
pub mod session;
pub mod settings;
pub mod sheet;
pub mod shelf;
pub mod start;
pub mod studies;
pub mod templates;
pub mod trail;
pub mod view;
pub mod window;
pub mod worker;

/// A frame is made of many short texts and lists, and this hands out memory for them faster.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

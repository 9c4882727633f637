//! The shipped workbooks, and the files that say what must hold for them.

use std::fs;
use std::path::PathBuf;

use rackhour_engine::workbook::{Workbook, file};

use crate::program::root;

/// The files of a folder with an ending, sorted.
///
/// # Panics
///
/// If there is none.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder));
    let entries = entries.unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == ending));
    files.sort();
    assert!(!files.is_empty(), "no .{ending} in {folder}");
    files
}

/// Each shipped workbook: its file, its text, what it holds.
///
/// # Panics
///
/// If one cannot be read.
pub fn shipped() -> impl Iterator<Item = (PathBuf, String, Workbook)> {
    files("workbooks", "ron").into_iter().map(|path| {
        let read = file::read_with_text(&path);
        let (workbook, text) = read.unwrap_or_else(|error| panic!("{error}"));
        (path, text, workbook)
    })
}

/// The files of a folder that are about a workbook: `ai-factory.txt` and `ai-factory-debt.txt`.
pub fn about(folder: &str, workbook: &str) -> Vec<PathBuf> {
    let own = |file: &PathBuf| {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let rest = stem.strip_prefix(workbook);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    files(folder, "txt").into_iter().filter(own).collect()
}

//! Aligned columns for people, and comma-separated ones for spreadsheets.

use rackhour_engine::check::RowKind;
use rackhour_engine::run::RowResult;

use super::Failure;

/// A cell of a table.
pub(super) enum Cell {
    /// Text.
    Left(String),
    /// A number.
    Right(String),
}

impl Cell {
    fn text(&self) -> &str {
        match self {
            Self::Left(text) | Self::Right(text) => text,
        }
    }
}

/// Lines of cells in columns, two blanks apart and indented by two. A column in which nothing
/// stands is left out.
pub(super) fn aligned(lines: &[Vec<Cell>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells
            .map(|cell| cell.text().chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<_> = (0..columns).map(width).collect();
    let mut text = String::new();
    for line in lines {
        let filled = line.iter().zip(&widths).filter(|(_, width)| **width > 0);
        let cells = filled.map(|(cell, width)| match cell {
            Cell::Left(text) => format!("{text:<width$}"),
            Cell::Right(text) => format!("{text:>width$}"),
        });
        let cells: Vec<_> = cells.collect();
        text.push_str(format!("  {}", cells.join("  ")).trim_end());
        text.push('\n');
    }
    text
}

/// Lines as comma-separated values.
pub(super) fn csv(lines: &[Vec<String>]) -> Result<String, Failure> {
    let failure = |error: String| Failure::File(format!("cannot write the table: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer
            .write_record(line)
            .map_err(|error| failure(error.to_string()))?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| failure(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| failure(error.to_string()))
}

/// A name with its unit, as a column is headed.
pub(super) fn heading((name, unit): (&str, &str)) -> String {
    match unit {
        "" => name.to_owned(),
        unit => format!("{name} ({unit})"),
    }
}

/// A number at full precision; empty where there is none. Zero has no sign.
pub(super) fn number(value: f64) -> String {
    match value.is_nan() {
        true => String::new(),
        false => (value + 0.0).to_string(),
    }
}

/// A number to read; `n/a` where there is none.
pub(super) fn read(value: f64) -> String {
    match value.is_nan() {
        true => "n/a".to_owned(),
        false => crate::text::plain(value),
    }
}

/// A value at full precision; empty where there is none.
pub(super) fn exact(row: &RowResult, slot: usize) -> String {
    match row.value(slot) {
        Ok(value) => named(row, value).unwrap_or_else(|| (value + 0.0).to_string()),
        Err(_) => String::new(),
    }
}

/// A value to read: ten significant digits, thousands apart, `n/a` where there is none.
pub(super) fn shown(row: &RowResult, slot: usize) -> String {
    match row.value(slot) {
        Ok(value) => named(row, value).unwrap_or_else(|| crate::text::plain(value)),
        Err(_) => "n/a".to_owned(),
    }
}

/// A condition or a choice in words.
fn named(row: &RowResult, value: f64) -> Option<String> {
    match &row.kind {
        RowKind::Number => None,
        RowKind::Condition => Some((value != 0.0).to_string()),
        RowKind::Choice(options) => options.get(value as usize).cloned(),
    }
}

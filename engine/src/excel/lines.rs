//! The lines of a sheet, by its layout.

use super::book::{At, Book, Sheet, Visibility};
use super::line::{Held, Line};
use super::understand::{Column, Layout, Orientation};

/// The sheets whose lines are suggested unasked: not those that only a macro can show, and not
/// those of which nothing was read.
pub fn suggested_sheets(book: &Book) -> impl Iterator<Item = &Sheet> {
    let sheets = book.sheets.iter();
    sheets.filter(|sheet| sheet.visibility != Visibility::VeryHidden && sheet.skipped.is_none())
}

/// The lines of a sheet that hold values, in its order.
pub fn lines(_book: &Book, sheet: &Sheet, layout: &Layout) -> Vec<Line> {
    let mut lines = Vec::new();
    for (block, number) in layout.blocks.iter().zip(0..) {
        for line in block.lines.0..=block.lines.1 {
            let cell = |place| match layout.orientation {
                Orientation::Across => At::new(line, place),
                Orientation::Down => At::new(place, line),
            };
            let cells: Vec<Held> = block
                .columns
                .iter()
                .filter(|(_, column)| {
                    !matches!(column, Column::Label | Column::Unit | Column::Note)
                })
                .map(|(place, column)| Held {
                    at: cell(*place),
                    column: column.clone(),
                    heading: String::new(),
                    is_hidden: false,
                })
                .filter(|held| sheet.cells.contains_key(&held.at))
                .collect();
            if cells.is_empty() || block.headers.contains(&line) {
                continue;
            }
            lines.push(Line {
                sheet: sheet.name.clone(),
                orientation: layout.orientation,
                line,
                block: number,
                label: String::new(),
                section: Vec::new(),
                unit: None,
                note: String::new(),
                scale: block.scale.clone(),
                decimal: None,
                cells,
                is_total: false,
                is_hidden: false,
            });
        }
    }
    lines
}

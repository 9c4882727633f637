//! Understanding a sheet: which rows are headings, what each column holds, where sections start.
//!
//! What comes out is a guess and plain data: it is laid over the sheet for the analyst to correct,
//! and nothing else looks at the sheet to find its structure again.

mod correct;
mod grid;
mod words;

use std::collections::BTreeMap;

use crate::excel::book::{Book, Sheet};
use crate::units::Catalog;

use grid::Grid;

pub use correct::{Correction, LineKind};
pub(in crate::excel) use words::{day, heading};

/// How a sheet is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Along which direction periods and cases run.
    pub orientation: Orientation,
    /// The tables on the sheet, in reading order.
    pub blocks: Vec<Block>,
}

/// Along which direction periods and cases run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orientation {
    /// A row is a variable; years stand side by side.
    Across,
    /// A column is a variable; years stand below each other.
    Down,
}

/// One table. Its *lines* are variables and headings: rows of the sheet, or columns where years run
/// down; its *places* are positions along a line. Both count from 0 as in the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its first and last line.
    pub lines: (u32, u32),
    /// The lines that are headings.
    pub headers: Vec<u32>,
    /// What each place holds.
    pub columns: BTreeMap<u32, Column>,
    /// The lines that name a section, and the name.
    pub sections: BTreeMap<u32, String>,
    /// The scale that its headings name, which holds for all its money.
    pub scale: Option<Scale>,
}

/// What a place of a block holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// The names of variables.
    Label,
    /// Their units.
    Unit,
    /// Notes and sources.
    Note,
    /// The values of a year.
    Year(i16),
    /// The values of a part of a year, as it is written: `1H`, `Q3`.
    Part(i16, String),
    /// The values of a scenario, by its heading.
    Scenario(String),
    /// The low ends of ranges.
    Low,
    /// The high ends of ranges.
    High,
    /// Values that no heading tells more about.
    Value,
}

/// A power of ten that a heading names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The word.
    pub word: String,
    /// The power of ten.
    pub power: i32,
}

/// Finds out how a sheet is laid out.
///
/// ```
/// use rackhour_engine::excel::read::{Watch, read};
/// use rackhour_engine::excel::understand::{Column, understand};
/// let text = b"Label,Unit,2026,2027,2028\nPrice,$/h,3.5,3.2,3.0\n";
/// let book = read("rates.csv", text, &Watch::default()).unwrap();
/// let layout = understand(&book, &book.sheets[0]);
/// assert_eq!(layout.blocks[0].columns[&1], Column::Unit);
/// assert_eq!(layout.blocks[0].columns[&3], Column::Year(2027));
/// ```
pub fn understand(book: &Book, sheet: &Sheet) -> Layout {
    corrected(book, sheet, &[])
}

/// [`understand`], with what the analyst corrected, in the order given. A correction of a block or a
/// line that there is not is passed over: the sheet has changed since.
pub fn corrected(book: &Book, sheet: &Sheet, corrections: &[Correction]) -> Layout {
    let across = Grid::across(book, sheet);
    let down = Grid::down(book, sheet);
    let set = |correction: &Correction| match correction {
        Correction::Orientation(orientation) => Some(*orientation),
        _ => None,
    };
    let guessed = match !across.names_periods() && down.names_periods() {
        true => Orientation::Down,
        false => Orientation::Across,
    };
    let orientation = corrections.iter().rev().find_map(set).unwrap_or(guessed);
    let grid = match orientation {
        Orientation::Across => across,
        Orientation::Down => down,
    };
    let blocks = blocks(&grid);
    let mut layout = Layout {
        orientation,
        blocks,
    };
    for correction in corrections {
        layout.correct(&grid, correction);
    }
    layout
}

/// Cuts a sheet into tables: at blank lines, where something with numbers follows. A table without
/// headings of its own has those of the one before.
fn blocks(grid: &Grid<'_>) -> Vec<Block> {
    let catalog = Catalog::default();
    let mut blocks: Vec<Block> = Vec::new();
    let mut start = None;
    for (first, last) in grid.runs() {
        let first = *start.get_or_insert(first);
        if !(first..=last).any(|line| grid.is_data(line)) {
            // Titles and headings belong to what follows them.
            continue;
        }
        start = None;
        blocks.push(block(grid, (first, last), blocks.last(), &catalog));
    }
    blocks
}

fn block(grid: &Grid<'_>, lines: (u32, u32), before: Option<&Block>, catalog: &Catalog) -> Block {
    let data = (lines.0..=lines.1).find(|line| grid.is_data(*line));
    let top = lines.0..data.unwrap_or(lines.1);
    let headers: Vec<u32> = top.clone().filter(|line| grid.is_header(*line)).collect();
    below_headings(grid, lines, headers, before, catalog)
}

/// A table with these headings.
fn below_headings(
    grid: &Grid<'_>,
    lines: (u32, u32),
    headers: Vec<u32>,
    before: Option<&Block>,
    catalog: &Catalog,
) -> Block {
    let data = (lines.0..=lines.1).find(|line| grid.is_data(*line));
    let top = lines.0..data.unwrap_or(lines.1);
    let mut columns = BTreeMap::new();
    for line in &headers {
        for (place, column) in grid.headings(*line) {
            merge(&mut columns, place, column);
        }
    }
    // Further right it is the scale of one column.
    let mut titles = top.filter_map(|line| grid.texts(line).next());
    let mut scale = titles.find_map(|(_, text)| words::scale(text));
    if let Some(before) = before.filter(|_| headers.is_empty()) {
        columns.clone_from(&before.columns);
        scale = scale.or_else(|| before.scale.clone());
    }
    let body: Vec<u32> = (lines.0..=lines.1)
        .filter(|line| grid.is_filled(*line) && !headers.contains(line))
        .collect();
    grid.complete(&body, &mut columns, catalog);
    // What stands above the headings is a title.
    let last = headers.last().copied();
    let below: Vec<u32> = body.into_iter().filter(|line| Some(*line) > last).collect();
    let sections = sections(grid, &below, &columns);
    Block {
        lines,
        headers,
        columns,
        sections,
        scale,
    }
}

/// Adds what one line of headings says: `Lower` below a year is the low end, whatever the year.
fn merge(columns: &mut BTreeMap<u32, Column>, place: u32, column: Column) {
    let is_end = |column: &Column| matches!(column, Column::Low | Column::High);
    match columns.get(&place) {
        Some(known) if is_end(known) || !is_end(&column) => {}
        _ => drop(columns.insert(place, column)),
    }
}

/// The lines with a label and nothing else.
fn sections(
    grid: &Grid<'_>,
    body: &[u32],
    columns: &BTreeMap<u32, Column>,
) -> BTreeMap<u32, String> {
    let label = columns.iter().find(|(_, column)| **column == Column::Label);
    let Some((label, _)) = label else {
        return BTreeMap::new();
    };
    let named = |line: &u32| {
        let mut texts = grid.texts(*line);
        let (place, text) = texts.next()?;
        let is_alone = grid.filled(*line) == 1 && place <= *label;
        is_alone.then(|| (*line, text.trim().to_owned()))
    };
    body.iter().filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::excel::read::{Watch, read};

    /// A layout in a line per block, its columns by their places.
    fn shown(table: &str) -> String {
        let book = read("t.csv", table.as_bytes(), &Watch::default()).unwrap();
        let layout = understand(&book, &book.sheets[0]);
        let mut text = format!("{:?}\n", layout.orientation);
        for block in layout.blocks {
            let columns: Vec<_> = block
                .columns
                .iter()
                .map(|(place, column)| format!("{place} {column:?}"))
                .collect();
            let sections: Vec<_> = block.sections.values().cloned().collect();
            let scale = block.scale.map_or(0, |scale| scale.power);
            text += &format!(
                "{:?} {:?} | {} | {} | {scale}\n",
                block.lines,
                block.headers,
                columns.join(", "),
                sections.join(", ")
            );
        }
        text
    }

    #[test]
    fn a_forecast_with_units_notes_and_sections() {
        let table = "My model;;;;;\nall in $ millions;;;;;\n;Unit;2026;2027;2028;Source\nPrices;;;;;\nGPU hour;$/h;3,5;3,2;3,0;a price list of the vendor\nEnergy;$/kWh;0,06;0,06;0,07;the contract\n;;;;;\nCosts;;;;;\nStaff;$m;5;6;7;\n";
        let columns = "0 Label, 1 Unit, 2 Year(2026), 3 Year(2027), 4 Year(2028), 5 Note";
        assert_eq!(
            shown(table),
            format!(
                "Across\n(0, 5) [2] | {columns} | Prices | 6\n(7, 8) [] | {columns} | Costs | 6\n"
            )
        );
    }

    #[test]
    fn two_columns_without_a_heading() {
        let table = "Risk-free rate;0,04\nTax rate;0,3\nEquity;600\n";
        let found = shown(table);
        assert_eq!(found, "Across\n(0, 2) [] | 0 Label, 1 Value |  | 0\n");
    }

    #[test]
    fn a_scale_in_the_heading_of_one_column_is_not_that_of_all() {
        let found = shown("Site;Power;Cost ($ billions)\nOne;100;3\nTwo;200;5\n");
        assert!(found.ends_with("| 0\n"), "{found}");
        let found = shown("$ in billions;2026;2027;2028\nCost;3;4;5\nPrice;6;7;8\n");
        assert!(found.ends_with("| 9\n"), "{found}");
    }

    #[test]
    fn years_that_run_down() {
        let table = "Year,Price,Power\n2026,3.5,100\n2027,3.2,150\n2028,3.0,200\n";
        let columns = "0 Label, 1 Year(2026), 2 Year(2027), 3 Year(2028)";
        assert_eq!(
            shown(table),
            format!("Down\n(0, 2) [0] | {columns} |  | 0\n")
        );
    }

    #[test]
    fn scenarios_and_ranges() {
        let table = "Parameter,Unit,Bear,Base,Bull case,Low,High\nUtilisation,%,0.5,0.65,0.8,0.4,0.9\nPUE,x,1.4,1.25,1.15,1.1,1.5\n";
        let columns = "0 Label, 1 Unit, 2 Scenario(\"Bear\"), 3 Scenario(\"Base\"), 4 Scenario(\"Bull case\"), 5 Low, 6 High";
        assert_eq!(
            shown(table),
            format!("Across\n(0, 2) [0] | {columns} |  | 0\n")
        );
    }

    #[test]
    fn a_catalogue_with_bounds_below_its_years() {
        let table = ";2020;2030;2050;2020;2020\n;;;;Lower;Upper\nCapacity (MW);35;40;45;30;50\nOutage (%);0,5;0,4;0,3;0,2;0,9\n";
        let columns = "0 Label, 1 Year(2020), 2 Year(2030), 3 Year(2050), 4 Low, 5 High";
        assert_eq!(
            shown(table),
            format!("Across\n(0, 3) [0, 1] | {columns} |  | 0\n")
        );
    }

    #[test]
    fn an_empty_sheet_has_no_blocks() {
        assert_eq!(shown("\n"), "Across\n");
        assert_eq!(shown("only words\nand more\n"), "Across\n");
    }
}

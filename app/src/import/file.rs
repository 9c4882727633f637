//! A spreadsheet is read beside the window, and counted and understood there as well.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rackhour_engine::excel::read::{Stop, Watch};
use rackhour_engine::excel::understand::{Correction, Layout, Orientation, corrected};
use rackhour_engine::excel::{At, Book, Line, Sheet, Value, Visibility, lines, suggested_sheets};
use rackhour_engine::workbook::Import;

use super::marks::LineOf;
use super::matching::{Matching, Step};
use super::shown::shown;
use crate::text;

/// A file that is to be read.
pub struct Request {
    /// The file.
    pub path: PathBuf,
    /// How far it is, and whether it is still wanted.
    pub watch: Arc<Watch>,
    /// Which request it is.
    pub asked: u64,
}

/// What came of a request.
pub struct Outcome {
    /// Which request it was.
    pub asked: u64,
    /// What came of it.
    pub read: FileRead,
}

/// What came of reading a file.
pub enum FileRead {
    /// It was read.
    Opened(Box<Opened>),
    /// Why it was not read, as a sentence.
    Refused(String),
    /// Nobody wants it any more.
    Cancelled,
}

/// A spreadsheet in hand.
#[derive(Debug)]
pub struct Opened {
    /// The file.
    pub path: PathBuf,
    /// What it holds.
    pub book: Arc<Book>,
    /// Its sheets, in their order.
    pub sheets: Vec<SheetInHand>,
    /// The place of the sheet on screen.
    pub shown: usize,
    /// When it was changed last, as far as known.
    pub modified: String,
    /// What is chosen so far.
    pub matching: Matching,
}

/// A sheet in hand: its layout as it is corrected, and the selected cell.
#[derive(Debug)]
pub struct SheetInHand {
    /// What is to be seen in the list.
    pub summary: Summary,
    /// How it is laid out.
    pub layout: Layout,
    /// What was corrected.
    pub corrections: Vec<Correction>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// The selected cell.
    pub at: At,
    /// How often the selected cell was brought in sight.
    pub brought: u64,
}

/// What is to be seen of a sheet in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many rows there are up to the last that is filled.
    pub rows: u32,
    /// How many columns.
    pub columns: u32,
    /// How many cells hold a number that nobody computes.
    pub numbers: usize,
    /// How many hold a formula.
    pub formulas: usize,
    /// How many hold an error.
    pub errors: usize,
    /// How many characters wide each column is, from the left.
    pub widths: Vec<u8>,
}

/// How many rows are looked at for the width of a column.
const MEASURED: u32 = 200;
/// The narrowest and the widest column, in characters.
const WIDTHS: (usize, usize) = (8, 30);

impl Request {
    /// Reads the file with the given reader, which also tells when it was changed last, then counts and understands what it holds.
    pub fn run(
        self,
        read: impl FnOnce(&Path, &Arc<Watch>) -> Result<(Book, String), Stop>,
    ) -> Outcome {
        let read = match read(&self.path, &self.watch) {
            Ok((book, modified)) => {
                FileRead::Opened(Box::new(Opened::new(self.path, book, modified)))
            }
            Err(Stop::Refused(refusal)) => FileRead::Refused(refusal.to_string()),
            Err(Stop::Cancelled) => FileRead::Cancelled,
        };
        Outcome {
            asked: self.asked,
            read,
        }
    }
}

impl Opened {
    /// A file that was read, with the sheet in front that has most to offer.
    pub fn new(path: PathBuf, book: Book, modified: String) -> Self {
        let sheets: Vec<_> = book
            .sheets
            .iter()
            .map(|sheet| SheetInHand::new(&book, sheet))
            .collect();
        let shown = first_shown(&book, &sheets);
        Self {
            path,
            book: Arc::new(book),
            sheets,
            shown,
            modified,
            matching: Matching::default(),
        }
    }

    /// Does an earlier import again: with the layout as it was corrected then.
    pub fn begin_again(&mut self, recipe: Arc<Import>) {
        let book = Arc::clone(&self.book);
        for (sheet, hand) in book.sheets.iter().zip(&mut self.sheets) {
            let texts = recipe.corrections.get(&sheet.name).into_iter().flatten();
            hand.corrections = texts.filter_map(|text| Correction::read(text)).collect();
            hand.lay_out(&book, sheet);
        }
        self.matching.recipe = Some(recipe);
        self.matching.step = Step::Review;
    }

    /// The lines of the sheets that are offered, as they are laid out.
    pub fn lines(&self) -> Vec<Line> {
        let offered: Vec<_> = suggested_sheets(&self.book).collect();
        let sheets = self.book.sheets.iter().zip(&self.sheets);
        let sheets =
            sheets.filter(|(sheet, _)| offered.iter().any(|one| std::ptr::eq(*one, *sheet)));
        sheets
            .flat_map(|(_, hand)| hand.lines.iter().cloned())
            .collect()
    }

    /// How many lines those are.
    pub fn line_count(&self) -> usize {
        let sheets = self.book.sheets.iter().zip(&self.sheets);
        let is_offered = |sheet: &Sheet| {
            suggested_sheets(&self.book).any(|offered| std::ptr::eq(offered, sheet))
        };
        let offered = sheets.filter(|(sheet, _)| is_offered(sheet));
        offered.map(|(_, hand)| hand.lines.len()).sum()
    }

    /// Brings a cell of a sheet in sight.
    pub fn show(&mut self, sheet: &str, at: At) {
        let place = self.book.sheets.iter().position(|one| one.name == sheet);
        if let Some(place) = place {
            (self.shown, self.matching.step) = (place, Step::Sheet);
            self.select(at, true);
        }
    }

    /// What was corrected, sheet by sheet.
    pub fn corrections(&self) -> BTreeMap<String, Vec<String>> {
        let sheets = self.book.sheets.iter().zip(&self.sheets);
        let corrected = sheets.filter(|(_, hand)| !hand.corrections.is_empty());
        corrected
            .map(|(sheet, hand)| {
                let texts = hand.corrections.iter().map(ToString::to_string);
                (sheet.name.clone(), texts.collect())
            })
            .collect()
    }

    /// The sheet on screen, as it is laid out.
    pub fn sheet(&self) -> Option<&SheetInHand> {
        self.sheets.get(self.shown)
    }

    /// The sheet on screen, as it was read.
    pub fn cells(&self) -> Option<&Sheet> {
        self.book.sheets.get(self.shown)
    }

    /// The words of the headings over a place of a block on screen.
    pub fn heading(&self, of: &LineOf<'_>, place: u32) -> String {
        let (Some(sheet), Some(hand)) = (self.cells(), self.sheet()) else {
            return String::new();
        };
        let word = |line: &u32| {
            let at = match hand.layout.orientation {
                Orientation::Across => At::new(*line, place),
                Orientation::Down => At::new(place, *line),
            };
            sheet.cells.get(&at).map(|cell| shown(&self.book, cell))
        };
        let words: Vec<_> = of.block.headers.iter().filter_map(word).collect();
        words.join(" ")
    }

    /// Corrects the sheet on screen, or goes back to what was guessed.
    pub fn correct(&mut self, correction: Option<Correction>) {
        let book = Arc::clone(&self.book);
        let sheet = book.sheets.get(self.shown);
        let hand = self.sheets.get_mut(self.shown);
        let (Some(sheet), Some(hand)) = (sheet, hand) else {
            return;
        };
        match correction {
            None => hand.corrections.clear(),
            // What was said about another direction says nothing about this one.
            Some(turn @ Correction::Orientation(_)) => hand.corrections = vec![turn],
            Some(correction) => hand.corrections.push(correction),
        }
        hand.lay_out(&book, sheet);
        self.matching.touch();
    }

    /// Selects a cell of the sheet on screen; none beyond what is filled.
    pub fn select(&mut self, at: At, bring: bool) {
        if let Some(sheet) = self.sheets.get_mut(self.shown) {
            let last = At::new(
                sheet.summary.rows.saturating_sub(1),
                sheet.summary.columns.saturating_sub(1),
            );
            sheet.at = At::new(at.row.min(last.row), at.column.min(last.column));
            sheet.brought += u64::from(bring);
        }
    }
}

/// A file in a few words: `DCF.xlsx: 3 sheets, 214 numbers, 87 formulas, 1 error`.
pub fn counts(opened: &Opened) -> String {
    let sum = |count: fn(&Summary) -> usize| {
        opened
            .sheets
            .iter()
            .map(|sheet| count(&sheet.summary))
            .sum()
    };
    let sheets = text::count(opened.sheets.len(), "sheet", "sheets");
    let errors: usize = sum(|summary| summary.errors);
    let mut parts = vec![
        sheets,
        text::count(sum(|summary| summary.numbers), "number", "numbers"),
        text::count(sum(|summary| summary.formulas), "formula", "formulas"),
    ];
    if errors > 0 {
        parts.push(text::count(errors, "error", "errors"));
    }
    format!("{}: {}", opened.book.name, parts.join(", "))
}

/// The visible sheet with the most lines, of equal ones the first.
fn first_shown(book: &Book, sheets: &[SheetInHand]) -> usize {
    let is_offered = |sheet: &Sheet| {
        sheet.visibility == Visibility::Visible
            && suggested_sheets(book).any(|other| std::ptr::eq(other, sheet))
    };
    let offered = book.sheets.iter().zip(sheets).enumerate();
    let offered = offered.filter(|(_, (sheet, _))| is_offered(sheet));
    let best = offered.max_by_key(|(place, (_, hand))| (hand.lines.len(), usize::MAX - place));
    best.map_or(0, |(place, _)| place)
}

impl SheetInHand {
    fn new(book: &Book, sheet: &Sheet) -> Self {
        let layout = corrected(book, sheet, &[]);
        let lines = lines(book, sheet, &layout);
        // The first value is where corrections begin, if any are needed.
        let at = lines.first().and_then(|line| line.cells.first());
        Self {
            summary: summary(sheet),
            at: at.map_or(At::new(0, 0), |held| held.at),
            layout,
            corrections: Vec::new(),
            lines,
            brought: 0,
        }
    }

    fn lay_out(&mut self, book: &Book, sheet: &Sheet) {
        self.layout = corrected(book, sheet, &self.corrections);
        self.lines = lines(book, sheet, &self.layout);
    }
}

/// Counts a sheet.
fn summary(sheet: &Sheet) -> Summary {
    let (rows, columns) = sheet.extent();
    let mut widths: BTreeMap<u32, usize> = BTreeMap::new();
    for (at, cell) in sheet.cells.range(..At::new(MEASURED, 0)) {
        let length = match &cell.value {
            Value::Text(text) => text.chars().count(),
            _ => 10,
        };
        let widest = widths.entry(at.column).or_default();
        *widest = length.max(*widest);
    }
    let width = |column: u32| {
        let wanted = widths.get(&column).map_or(0, |length| length + 1);
        u8::try_from(wanted.clamp(WIDTHS.0, WIDTHS.1)).unwrap_or(u8::MAX)
    };
    let is_given =
        |value: &Value| matches!(value, Value::Number(_) | Value::Date(_) | Value::Span(_));
    Summary {
        rows,
        columns,
        numbers: sheet.count(|cell| cell.formula.is_none() && is_given(&cell.value)),
        formulas: sheet.count(|cell| cell.formula.is_some()),
        errors: sheet.count(|cell| matches!(cell.value, Value::Error(_))),
        widths: (0..columns).map(width).collect(),
    }
}

#[cfg(test)]
mod tests {
    use rackhour_engine::excel::read::read;
    use rackhour_engine::excel::understand::Column;

    use super::*;

    fn opened(table: &str) -> Opened {
        let book = read("t.csv", table.as_bytes(), &Watch::default()).unwrap();
        Opened::new(PathBuf::from("t.csv"), book, String::new())
    }

    #[test]
    fn a_sheet_is_counted() {
        let opened = opened("Label,Unit,2026,2027\nPrice,$/h,3.5,\nA rather long label,x,1,2\n");
        let summary = &opened.sheets[0].summary;
        let counts = (
            summary.rows,
            summary.columns,
            summary.numbers,
            summary.formulas,
        );
        // The years are numbers as well.
        assert_eq!(counts, (3, 4, 5, 0));
        assert_eq!(summary.widths, [20, 8, 11, 11]);
        assert_eq!(opened.sheets[0].at, At::new(1, 2));
    }

    #[test]
    fn corrections_last_until_the_guess_is_taken_back() {
        let mut opened = opened("Label,Unit,2026,2027\nPrice,$/h,3.5,3\nRent,$/h,1,2\n");
        let column = |opened: &Opened, place: u32| {
            opened.sheets[0].layout.blocks[0]
                .columns
                .get(&place)
                .cloned()
        };
        opened.correct(Some(Correction::Place(0, 3, None)));
        assert_eq!(column(&opened, 3), None);
        assert_eq!(opened.sheets[0].lines[0].cells.len(), 1);
        opened.correct(None);
        assert_eq!(column(&opened, 3), Some(Column::Year(2027)));
        opened.correct(Some(Correction::Orientation(Orientation::Down)));
        assert_eq!(opened.sheets[0].layout.orientation, Orientation::Down);
    }

    #[test]
    fn the_selection_stays_within_what_is_filled() {
        let mut opened = opened("a,b\n1,2\n");
        opened.select(At::new(70, 70), true);
        assert_eq!(opened.sheets[0].at, At::new(1, 1));
    }
}

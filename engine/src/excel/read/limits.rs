//! How much of a spreadsheet is kept, whoever made it.

use crate::excel::book::{Book, Cell, Sheet, Value};

/// The largest file that is read.
pub(super) const LARGEST: usize = 100 << 20;
/// How many cells are kept of a sheet and of a file.
pub(super) const PER_SHEET: usize = 2_000_000;
pub(super) const PER_FILE: usize = 5_000_000;
/// The longest text that a cell can hold.
pub(super) const LONGEST: usize = 32_767;
/// How many bytes of texts and formulas are kept of a file: a text that is stored once may stand in
/// a million cells.
const TEXT: usize = 128 << 20;
/// How many sheets a book can have, since it has no more parts.
const SHEETS: usize = 5_000;
/// How many notes, names, merged areas, tables, scenarios and runs of hidden rows are kept of each.
pub(super) const MOST: usize = 100_000;

/// What may still be kept of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    cells: usize,
    /// How many cells may still be kept of the sheet at hand.
    in_sheet: usize,
    text: usize,
}

/// Why a cell is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    Cells,
    Text,
}

impl Room {
    pub(super) fn new() -> Self {
        Self {
            cells: PER_FILE,
            in_sheet: PER_SHEET,
            text: TEXT,
        }
    }

    /// Begins the next sheet.
    pub(super) fn next_sheet(&mut self) {
        self.in_sheet = PER_SHEET.min(self.cells);
    }

    /// Takes the place of one more cell.
    pub(super) fn cell(&mut self, value: &Value) -> Result<(), Full> {
        if self.in_sheet == 0 {
            return Err(Full::Cells);
        }
        self.text(text_of(value))?;
        self.in_sheet -= 1;
        self.cells -= 1;
        Ok(())
    }

    /// Takes the place of so many more bytes of text.
    pub(super) fn text(&mut self, bytes: usize) -> Result<(), Full> {
        self.text = self.text.checked_sub(bytes).ok_or(Full::Text)?;
        Ok(())
    }
}

impl Full {
    /// What a reader should know about the sheet.
    pub(super) fn remark(self, kept: usize) -> String {
        match self {
            Self::Cells => format!("It has more cells than are read: the first {kept} are here."),
            Self::Text => {
                format!(
                    "Its texts are longer than is read of one file: the first {kept} cells are here."
                )
            }
        }
    }
}

fn text_of(value: &Value) -> usize {
    match value {
        Value::Text(text) | Value::Error(text) => text.len(),
        _ => 0,
    }
}

/// Whether a book is one that [`read`](super::read) could have given. Where it comes from another
/// process, that process has read a hostile file.
pub fn is_within_limits(book: &Book) -> bool {
    let cells: usize = book.sheets.iter().map(|sheet| sheet.cells.len()).sum();
    let text =
        |cell: &Cell| text_of(&cell.value) + cell.formula.as_ref().map_or(0, |text| text.len());
    let texts: usize = book
        .sheets
        .iter()
        .flat_map(|sheet| sheet.cells.values())
        .map(text)
        .sum();
    cells <= PER_FILE
        && texts <= TEXT
        && book.sheets.len() <= SHEETS
        && book.names.len() <= MOST
        && book.sheets.iter().all(|sheet| fits(sheet, book))
}

fn fits(sheet: &Sheet, book: &Book) -> bool {
    let whole = |cell: &Cell| {
        let is_format = cell
            .format
            .is_none_or(|at| (at as usize) < book.formats.len());
        let is_value = match &cell.value {
            Value::Number(number) | Value::Date(number) | Value::Span(number) => number.is_finite(),
            Value::Text(text) | Value::Error(text) => {
                text.len() <= LONGEST || text.chars().nth(LONGEST).is_none()
            }
            Value::Truth(_) | Value::NotComputed => true,
        };
        is_format && is_value
    };
    sheet.cells.len() <= PER_SHEET
        && sheet.merged.len() <= MOST
        && sheet
            .merged
            .iter()
            .all(|area| area.first.is_inside() && area.last.is_inside())
        && sheet.cells.keys().all(|at| at.is_inside())
        && sheet.cells.values().all(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::excel::book::{Area, At, DefinedName, Visibility};
    use crate::excel::read::{Watch, read};

    fn book() -> Book {
        let read = read("m.csv", b"Label,2027\nPrice,3.5\n", &Watch::default());
        read.unwrap_or_else(|stop| panic!("{stop:?}"))
    }

    #[test]
    fn room_is_taken_by_cells_and_by_their_texts() {
        let mut room = Room::new();
        let text = Value::Text("x".repeat(TEXT / 2).into());
        assert_eq!([room.cell(&text), room.cell(&text)], [Ok(()), Ok(())]);
        assert_eq!(room.cell(&text), Err(Full::Text));
        assert_eq!(room.cell(&Value::Number(1.0)), Ok(()));
        let mut room = Room::new();
        let mut fill = || {
            room.next_sheet();
            (0..PER_SHEET + 1)
                .take_while(|_| room.cell(&Value::Truth(true)).is_ok())
                .count()
        };
        let kept = [fill(), fill(), fill(), fill()];
        assert_eq!(kept, [PER_SHEET, PER_SHEET, PER_FILE - 2 * PER_SHEET, 0]);
    }

    #[test]
    fn books_that_no_reader_gives_are_told() {
        assert!(is_within_limits(&book()));
        let cell = |value| Cell::of(value);
        let changes: [fn(&mut Book); 7] = [
            |book| {
                drop(
                    book.sheets[0]
                        .cells
                        .insert(At::new(1_048_576, 0), Cell::of(Value::Truth(true))),
                )
            },
            |book| {
                drop(
                    book.sheets[0]
                        .cells
                        .insert(At::new(9, 9), Cell::of(Value::Number(f64::NAN))),
                )
            },
            |book| {
                drop(book.sheets[0].cells.insert(
                    At::new(9, 9),
                    Cell::of(Value::Text("x".repeat(LONGEST + 1).into())),
                ))
            },
            |book| {
                book.sheets[0]
                    .cells
                    .values_mut()
                    .for_each(|cell| cell.format = Some(0))
            },
            |book| {
                book.sheets[0].merged.push(Area {
                    first: At::new(0, 0),
                    last: At::new(0, 16_384),
                })
            },
            |book| book.sheets = vec![Sheet::empty("S", Visibility::Visible); SHEETS + 1],
            |book| {
                book.names = vec![
                    DefinedName {
                        name: String::new(),
                        sheet: None,
                        meaning: String::new(),
                        is_hidden: false
                    };
                    MOST + 1
                ]
            },
        ];
        for (at, change) in changes.iter().enumerate() {
            let mut book = book();
            change(&mut book);
            assert!(!is_within_limits(&book), "change {at}");
        }
        let mut book = book();
        book.sheets[0]
            .cells
            .insert(At::new(9, 9), cell(Value::Text("x".repeat(LONGEST).into())));
        assert!(is_within_limits(&book));
    }
}

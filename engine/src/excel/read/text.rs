//! Text with a mark between its columns. Nothing in it says how it is written: the encoding, the
//! mark and the decimal mark are told from the text.

use std::iter::Peekable;
use std::str::Chars;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::excel::book::{At, Book, COLUMNS, Cell, Kind, ROWS, Sheet, Value, Visibility};

use super::limits::{Full, Room};
use super::{File, Stop, Watch, convert};

/// How many rows tell the mark between columns.
const SAMPLE: usize = 100;
/// Marks between columns; where two fit alike, the first.
const MARKS: [char; 4] = ['\t', ';', ',', '|'];

/// The order of bytes in a text of two bytes per character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wide {
    Little,
    Big,
}

impl Wide {
    /// Tells it from where the zeros stand, since most characters of a table have one.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let start = &bytes[..bytes.len().min(1_024)];
        let zeros = |from: usize| {
            start
                .iter()
                .skip(from)
                .step_by(2)
                .filter(|byte| **byte == 0)
                .count()
        };
        let (even, odd, pairs) = (zeros(0), zeros(1), start.len() / 2);
        if bytes.starts_with(b"\xFF\xFE") || (even == 0 && odd * 2 > pairs) {
            Some(Self::Little)
        } else if bytes.starts_with(b"\xFE\xFF") || (odd == 0 && even * 2 > pairs) {
            Some(Self::Big)
        } else {
            None
        }
    }
}

/// Reads a table of text as a book of one sheet.
pub(super) fn read(file: &File<'_>, watch: &Watch) -> Result<Book, Stop> {
    let mut book = file.book(Kind::Text);
    let (text, is_sure) = decoded(file.bytes);
    if !is_sure {
        let remark =
            "It does not say how its letters are written: check accents and currency signs.";
        book.remarks.push(remark.to_owned());
    }
    watch.begin(1);
    let (mark, text) = declared_mark(&text).unwrap_or_else(|| (likely_mark(&text), &text));
    let name = file
        .name
        .rsplit_once('.')
        .map_or(file.name, |(name, _)| name);
    let mut sheet = Sheet::empty(name, Visibility::Visible);
    fill(&mut sheet, text, mark, watch)?;
    numbers(&mut sheet);
    watch.finish_sheet();
    book.sheets.push(sheet);
    Ok(book)
}

/// The text, and whether its encoding is sure.
fn decoded(bytes: &[u8]) -> (String, bool) {
    match Wide::of(bytes) {
        Some(Wide::Little) => return (UTF_16LE.decode(bytes).0.into_owned(), true),
        Some(Wide::Big) => return (UTF_16BE.decode(bytes).0.into_owned(), true),
        None => {}
    }
    let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(plain) {
        Ok(text) => (text.to_owned(), true),
        Err(_) => (WINDOWS_1252.decode(plain).0.into_owned(), false),
    }
}

/// The mark that a first line `sep=;` names, and what follows that line.
fn declared_mark(text: &str) -> Option<(char, &str)> {
    let (first, rest) = text.split_once('\n')?;
    let mark = first.trim_end_matches('\r').strip_prefix("sep=")?;
    let mut marks = mark.chars();
    let mark = marks.next()?;
    marks.next().is_none().then_some((mark, rest))
}

/// The mark that cuts most rows into the same number of columns, more than one.
fn likely_mark(text: &str) -> char {
    let score = |mark: char| {
        let mut counts: Vec<usize> = records(text, mark)
            .take(SAMPLE)
            .map(|fields| fields.len())
            .collect();
        counts.sort_unstable();
        // The commonest number of columns above one, and how many rows have it.
        let runs = counts.chunk_by(|a, b| a == b).filter(|run| run[0] > 1);
        runs.map(|run| (run.len(), run[0])).max().unwrap_or((0, 0))
    };
    let mut best = (',', (0, 0));
    for mark in MARKS {
        let score = score(mark);
        if score > best.1 {
            best = (mark, score);
        }
    }
    best.0
}

fn records(text: &str, mark: char) -> Records<'_> {
    Records {
        rest: text.chars().peekable(),
        mark,
    }
}

/// The rows of a table, blank ones included, so that they keep their numbers. In quotation marks,
/// marks and line feeds are text, and two quotation marks are one.
struct Records<'a> {
    rest: Peekable<Chars<'a>>,
    mark: char,
}

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        self.rest.peek()?;
        let (mut fields, mut field) = (Vec::new(), String::new());
        while let Some(next) = self.rest.next() {
            match next {
                '"' if field.trim().is_empty() => field = self.quoted(),
                '\n' => break,
                '\r' => {
                    self.rest.next_if_eq(&'\n');
                    break;
                }
                // No sheet has more columns, however many marks stand in a line.
                next if next == self.mark && fields.len() >= COLUMNS as usize => field.clear(),
                next if next == self.mark => fields.push(std::mem::take(&mut field)),
                next => field.push(next),
            }
        }
        fields.push(field);
        Some(fields)
    }
}

impl Records<'_> {
    /// What stands up to the closing quotation mark.
    fn quoted(&mut self) -> String {
        let mut field = String::new();
        while let Some(next) = self.rest.next() {
            if next == '"' && self.rest.next_if_eq(&'"').is_none() {
                break;
            }
            field.push(next);
        }
        field
    }
}

/// Puts every field into its cell, as a text.
fn fill(sheet: &mut Sheet, text: &str, mark: char, watch: &Watch) -> Result<(), Stop> {
    let mut room = Room::new();
    room.next_sheet();
    for (row, fields) in (0..).zip(records(text, mark)) {
        for (column, field) in (0..COLUMNS).zip(&fields) {
            watch.count_cell()?;
            let Some(value) = convert::text(field.trim()) else {
                continue;
            };
            let full = if row < ROWS {
                room.cell(&value).err()
            } else {
                Some(Full::Cells)
            };
            if let Some(full) = full {
                sheet.remarks.push(full.remark(sheet.cells.len()));
                return Ok(());
            }
            sheet.cells.insert(At::new(row, column), Cell::of(value));
        }
    }
    Ok(())
}

/// How a text may be a plain number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// Digits alone.
    Whole,
    /// With a `.` that can only be a decimal mark.
    Point,
    /// With a `,` that can only be a decimal mark.
    Comma,
    /// With a `.` before three digits, which may also part thousands.
    EitherPoint,
    /// With a `,` before three digits, likewise.
    EitherComma,
}

/// Turns plain numbers into numbers. What has grouping, a unit or a leading zero stays a text, and
/// so does what has two readings, where nothing in the table tells them apart.
fn numbers(sheet: &mut Sheet) {
    let (mut points, mut commas) = (0_usize, 0_usize);
    for cell in sheet.cells.values() {
        match text_of(cell).and_then(reading) {
            Some(Reading::Point) => points += 1,
            Some(Reading::Comma) => commas += 1,
            _ => {}
        }
    }
    let decided = match points.cmp(&commas) {
        std::cmp::Ordering::Greater => Some('.'),
        std::cmp::Ordering::Less => Some(','),
        std::cmp::Ordering::Equal => None,
    };
    for cell in sheet.cells.values_mut() {
        let Some(text) = text_of(cell) else { continue };
        let decimal = match reading(text) {
            Some(Reading::Whole) => Some('.'),
            Some(Reading::Point | Reading::EitherPoint) if decided == Some('.') => Some('.'),
            Some(Reading::Comma | Reading::EitherComma) if decided == Some(',') => Some(','),
            _ => None,
        };
        let number = decimal.and_then(|mark| text.replace(mark, ".").parse::<f64>().ok());
        if let Some(number) = number.filter(|number| number.is_finite()) {
            cell.value = Value::Number(number);
        }
    }
}

fn text_of(cell: &Cell) -> Option<&str> {
    match &cell.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// How a text reads as a plain number: `-12`, `0.5`, `1,25`, `3.5e-6`; `None` where it does not.
fn reading(text: &str) -> Option<Reading> {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (text, has_power) = match text.split_once(['e', 'E']) {
        Some((text, power)) => {
            let digits = power.strip_prefix(['-', '+']).unwrap_or(power);
            if !is_digits(digits) {
                return None;
            }
            (text, true)
        }
        None => (text, false),
    };
    let Some(at) = text.find(['.', ',']) else {
        let has_leading_zero = text.len() > 1 && text.starts_with('0');
        return (is_digits(text) && !has_leading_zero).then_some(Reading::Whole);
    };
    let (whole, after) = (&text[..at], &text[at + 1..]);
    if !is_digits(after) || !(whole.is_empty() || is_digits(whole)) {
        return None;
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return None;
    }
    let may_group =
        after.len() == 3 && (1..=3).contains(&whole.len()) && whole != "0" && !has_power;
    Some(match (&text[at..=at], may_group) {
        (".", false) => Reading::Point,
        (".", true) => Reading::EitherPoint,
        (_, false) => Reading::Comma,
        (_, true) => Reading::EitherComma,
    })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(bytes: &[u8]) -> Sheet {
        let file = File {
            name: "a.csv",
            bytes,
        };
        let mut book = read(&file, &Watch::default()).unwrap();
        book.sheets.remove(0)
    }

    fn cell(sheet: &Sheet, at: &str) -> Value {
        sheet.cells[&At::read(at).unwrap()].value.clone()
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn marks_between_columns_are_found() {
        for table in [
            "Label;Unit;2027\nPrice;$/h;3,5\n",
            "Label\tUnit\t2027\nPrice\t$/h\t3.5\n",
            "Label,Unit,2027\nPrice,$/h,3.5\n",
            "Label|Unit|2027\r\nPrice|$/h|3.5\r\n",
            "sep=|\nLabel|Unit|2027\nPrice|$/h;1,2|3.5\n",
        ] {
            let sheet = sheet(table.as_bytes());
            assert_eq!(cell(&sheet, "C2"), Value::Number(3.5), "{table}");
            assert_eq!(sheet.extent(), (2, 3), "{table}");
        }
    }

    #[test]
    fn encodings_are_told_apart() {
        let table = "Größe,€\nPreis,2.5\n";
        let wide = |big: bool, mark: bool| {
            let units = mark
                .then_some(0xFEFF)
                .into_iter()
                .chain(table.encode_utf16());
            let bytes = |unit: u16| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            };
            units.flat_map(bytes).collect::<Vec<u8>>()
        };
        let marked = [b"\xEF\xBB\xBF", table.as_bytes()].concat();
        let western = WINDOWS_1252.encode(table).0.into_owned();
        for bytes in [
            table.as_bytes().to_vec(),
            marked,
            western,
            wide(false, true),
            wide(true, true),
            wide(false, false),
            wide(true, false),
        ] {
            let sheet = sheet(&bytes);
            assert_eq!(cell(&sheet, "A1"), text("Größe"), "{bytes:?}");
            assert_eq!(cell(&sheet, "B1"), text("€"));
            assert_eq!(cell(&sheet, "B2"), Value::Number(2.5));
        }
    }

    #[test]
    fn quoted_fields_hold_marks_and_lines_and_keep_rows() {
        let sheet = sheet(b"\"a, b\",\"two\nlines\"\n\n\"say \"\"x\"\"\",7\n");
        assert_eq!(cell(&sheet, "A1"), text("a, b"));
        assert_eq!(cell(&sheet, "B1"), text("two\nlines"));
        assert_eq!(cell(&sheet, "A3"), text("say \"x\""));
        assert_eq!(cell(&sheet, "B3"), Value::Number(7.0));
    }

    #[test]
    fn decimal_marks_are_decided_by_the_whole_table() {
        let point = sheet(b"a;1.389\nb;1.5\n");
        assert_eq!(cell(&point, "B1"), Value::Number(1.389));
        let comma = sheet(b"a;1.389\nb;1,5\n");
        assert_eq!(cell(&comma, "B1"), text("1.389"));
        assert_eq!(cell(&comma, "B2"), Value::Number(1.5));
        let open = sheet(b"a;1.389\nb;2\n");
        assert_eq!(cell(&open, "B1"), text("1.389"));
        assert_eq!(cell(&open, "B2"), Value::Number(2.0));
    }

    #[test]
    fn what_only_looks_like_a_number_stays_a_text() {
        let sheet = sheet(b"007;1e5;NaN;inf;5-;1,389.5;=1+1;-3\n0.5;0,25;.5;1.;-;x;0;1e999\n");
        for at in ["A1", "C1", "D1", "E1", "F1", "G1", "E2", "H2"] {
            assert!(matches!(cell(&sheet, at), Value::Text(_)), "{at}");
        }
        assert_eq!(cell(&sheet, "B1"), Value::Number(1e5));
        assert_eq!(cell(&sheet, "H1"), Value::Number(-3.0));
        assert_eq!(cell(&sheet, "G2"), Value::Number(0.0));
    }
}

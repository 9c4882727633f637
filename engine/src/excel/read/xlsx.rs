//! Excel since 2007, cell by cell, so that a far cell or a false dimension takes no memory.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};

use crate::excel::book::{At, Book, Cell, Kind, Sheet, Value};

use super::convert::{self, Refused};
use super::extras::{self, Outline};
use super::kind::{damaged, password};
use super::limits::{Full, Room};
use super::package::Package;
use super::{File, Refusal, Stop, Watch};

/// What is said of sheets with faults.
pub(super) const DAMAGED: &str = "This sheet is damaged and could not be read.";
pub(super) const PARTLY: &str = "The sheet is damaged: only the cells before the damage were read.";
pub(super) const NO_FORMULAS: &str = "Its formulas could not be read; the values are there.";
pub(super) const SOME_FORMULAS: &str = "Some formulas could not be read; their values are there.";
/// What is said of a sheet whose formulas are longer than is read.
pub(super) const LONG_FORMULAS: &str =
    "Its formulas are longer than is read of one file: some cells show their value alone.";
/// After how many sheets that fail badly the rest is left alone.
const FAILURES: usize = 3;
/// How many faulty cells of a sheet are passed over.
const FAULTS: usize = 1_000;

type Open<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads a workbook.
pub(super) fn read(file: &File<'_>, watch: &Watch) -> Result<Book, Stop> {
    let mut package = Package::open(file.bytes).ok_or_else(|| damaged(file.name))?;
    let outline = extras::outline(&mut package);
    let workbook = opened(file)?;
    let mut book = file.book(Kind::Xlsx);
    book.is_1904 = workbook.has_1904_epoch();
    let listed = workbook.sheets_metadata().to_vec();
    watch.begin(listed.len());
    let mut hand = Hand {
        file,
        watch,
        open: Some(workbook),
        formats: Formats::default(),
        room: Room::new(),
        failures: 0,
    };
    for listed in &listed {
        watch.look()?;
        let mut sheet = hand.sheet(listed)?;
        if sheet.skipped.is_none() {
            around(&mut sheet, &mut package, outline.as_ref());
        }
        watch.finish_sheet();
        book.sheets.push(sheet);
    }
    book.formats = hand.formats.texts;
    describe(&mut book, outline);
    Ok(book)
}

/// A workbook while its sheets are read one after the other.
struct Hand<'a> {
    file: &'a File<'a>,
    watch: &'a Watch,
    /// Nothing after a panic, since what panicked is in an unknown state.
    open: Option<Open<'a>>,
    formats: Formats,
    room: Room,
    /// How many sheets have panicked.
    failures: usize,
}

impl Hand<'_> {
    /// Reads a sheet, or says why it is skipped.
    fn sheet(&mut self, listed: &calamine::Sheet) -> Result<Sheet, Stop> {
        let mut sheet = Sheet::empty(&listed.name, convert::visibility(listed.visible));
        if !convert::is_worksheet(listed.typ) {
            let reason = "This sheet holds no cells, only a chart, a dialog or macros.";
            sheet.skipped = Some(reason.to_owned());
            return Ok(sheet);
        }
        if self.failures >= FAILURES {
            let reason = "Not read, since several sheets before it are damaged.";
            sheet.skipped = Some(reason.to_owned());
            return Ok(sheet);
        }
        let workbook = match &mut self.open {
            Some(workbook) => workbook,
            None => self.open.insert(opened(self.file)?),
        };
        self.room.next_sheet();
        let mut reading = Reading {
            sheet: &mut sheet,
            formats: &mut self.formats,
            room: &mut self.room,
            watch: self.watch,
        };
        if let Ok(done) = catch_unwind(AssertUnwindSafe(|| reading.cells(workbook))) {
            done?;
            return Ok(sheet);
        }
        self.open = None;
        self.failures += 1;
        let mut sheet = Sheet::empty(&listed.name, sheet.visibility);
        sheet.skipped = Some(DAMAGED.to_owned());
        Ok(sheet)
    }
}

/// Opens a workbook, which reads its texts and styles.
fn opened<'a>(file: &File<'a>) -> Result<Open<'a>, Refusal> {
    let opened = catch_unwind(AssertUnwindSafe(|| Xlsx::new(Cursor::new(file.bytes))));
    match opened {
        Ok(Ok(workbook)) => Ok(workbook),
        Ok(Err(XlsxError::Password)) => Err(password(file.name)),
        Ok(Err(XlsxError::Unrecognized {
            typ: "sheet:type", ..
        })) => {
            let problem = "has a macro sheet of Excel 4, which cannot be read";
            let hint = "delete that sheet in Excel, or copy the others into a new workbook";
            Err(Refusal::new(file.name, problem, hint))
        }
        Ok(Err(_)) | Err(_) => Err(damaged(file.name)),
    }
}

/// The number formats met so far.
#[derive(Default)]
struct Formats {
    texts: Vec<String>,
    positions: BTreeMap<String, u32>,
}

impl Formats {
    fn position(&mut self, text: &str) -> u32 {
        if let Some(at) = self.positions.get(text) {
            return *at;
        }
        let at = self.texts.len() as u32;
        self.texts.push(text.to_owned());
        self.positions.insert(text.to_owned(), at);
        at
    }
}

/// One sheet while it is read.
struct Reading<'a> {
    sheet: &'a mut Sheet,
    formats: &'a mut Formats,
    room: &'a mut Room,
    watch: &'a Watch,
}

impl Reading<'_> {
    /// Reads values and formats, then formulas. Faults are remarks of the sheet.
    fn cells(&mut self, workbook: &mut Open<'_>) -> Result<(), Stop> {
        match self.values(workbook) {
            Ok(()) => {}
            Err(Refused::Stopped(stop)) => return Err(stop),
            Err(Refused::Failed) if self.sheet.cells.is_empty() => {
                self.sheet.skipped = Some(DAMAGED.to_owned());
                return Ok(());
            }
            Err(Refused::Failed) => self.remark(PARTLY),
        }
        match self.formulas(workbook) {
            Ok(()) => Ok(()),
            Err(Refused::Stopped(stop)) => Err(stop),
            Err(Refused::Failed) => {
                self.remark(NO_FORMULAS);
                Ok(())
            }
        }
    }

    fn remark(&mut self, text: &str) {
        self.sheet.remarks.push(text.to_owned());
    }

    fn values(&mut self, workbook: &mut Open<'_>) -> Result<(), Refused> {
        let name = self.sheet.name.clone();
        let mut reader = workbook
            .worksheet_cells_reader(&name)
            .map_err(|_| Refused::Failed)?;
        // The styles of the workbook are many, the formats few.
        let formats: Vec<Option<u32>> = {
            let format = |style: &calamine::Style| {
                let format = style.number_format.as_ref()?;
                Some(self.formats.position(&format.format_code))
            };
            reader.styles().iter().map(format).collect()
        };
        let mut faults = 0;
        loop {
            self.watch.count_cell().map_err(Refused::Stopped)?;
            let (cell, style) = match reader.next_cell_with_style_id() {
                Ok(Some(found)) => found,
                Ok(None) => return Ok(()),
                Err(XlsxError::CellError(_)) if faults < FAULTS => {
                    faults += 1;
                    if faults == 1 {
                        self.remark("Some cells show errors of a kind that is not known; they count as empty.");
                    }
                    continue;
                }
                Err(_) => return Err(Refused::Failed),
            };
            let (row, column) = cell.get_position();
            let at = At::new(row, column);
            let Some(value) = convert::value(cell.get_value().clone()) else {
                continue;
            };
            if !at.is_inside() {
                continue;
            }
            if let Err(full) = self.room.cell(&value) {
                self.remark(&full.remark(self.sheet.cells.len()));
                return Ok(());
            }
            let format = formats.get(style).copied().flatten();
            self.sheet.cells.insert(
                at,
                Cell {
                    value,
                    format,
                    formula: None,
                },
            );
        }
    }

    fn formulas(&mut self, workbook: &mut Open<'_>) -> Result<(), Refused> {
        let name = self.sheet.name.clone();
        let mut reader = workbook
            .worksheet_cells_reader(&name)
            .map_err(|_| Refused::Failed)?;
        let mut faults = 0;
        loop {
            self.watch.count_cell().map_err(Refused::Stopped)?;
            let found = match reader.next_cell_with_formula() {
                Ok(Some(found)) => found,
                Ok(None) => return Ok(()),
                Err(XlsxError::CellError(_)) if faults < FAULTS => {
                    faults += 1;
                    continue;
                }
                Err(_) => return Err(Refused::Failed),
            };
            let at = At::new(found.pos.0, found.pos.1);
            let Some(formula) = found
                .formula
                .filter(|formula| !formula.is_empty() && at.is_inside())
            else {
                continue;
            };
            let missing = (found.value == DataRef::Empty).then_some(Value::NotComputed);
            if formula_of(self.sheet, self.room, at, &formula, missing) == Err(Full::Text) {
                self.remark(LONG_FORMULAS);
                return Ok(());
            }
        }
    }
}

/// Puts a formula to its cell; where there is none, to one that holds what is missing there.
pub(super) fn formula_of(
    sheet: &mut Sheet,
    room: &mut Room,
    at: At,
    formula: &str,
    missing: Option<Value>,
) -> Result<(), Full> {
    let cell = match sheet.cells.entry(at) {
        Entry::Occupied(cell) => cell.into_mut(),
        Entry::Vacant(place) => {
            let Some(missing) = missing.filter(|missing| room.cell(missing).is_ok()) else {
                return Ok(());
            };
            place.insert(Cell::of(missing))
        }
    };
    room.text(formula.len())?;
    cell.formula = Some(formula.into());
    Ok(())
}

/// Adds what stands around the cells of a sheet.
fn around(sheet: &mut Sheet, package: &mut Package<'_>, outline: Option<&Outline>) {
    let part = outline.and_then(|outline| outline.parts.get(&sheet.name));
    match part.and_then(|part| extras::sheet(package, part)) {
        Some(found) => {
            sheet.merged = found.merged;
            sheet.extras = Some(found.extras);
        }
        None => sheet
            .remarks
            .push("Its notes and what is hidden in it could not be read.".to_owned()),
    }
}

/// Adds what the workbook says of itself.
fn describe(book: &mut Book, outline: Option<Outline>) {
    let Some(outline) = outline else {
        return;
    };
    book.names = outline.names;
    book.calculation = Some(outline.calculation);
    if outline.calculation.is_manual {
        book.remarks.push(
            "It is computed by hand only, so that results may be older than their inputs: press F9 in Excel and save it to be sure."
                .to_owned(),
        );
    }
}

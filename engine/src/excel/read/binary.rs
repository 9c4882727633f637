//! The kinds that are read as whole sheets: `.xlsb`, `.xls` and `.ods`.
//!
//! Nothing here limits what a sheet takes while it is read, which is why these belong into a process
//! of their own.

use std::io::{Cursor, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Ods, OdsError, Range, Reader, Xls, XlsError, Xlsb, XlsbError};
use quick_xml::events::Event;

use crate::excel::book::{Area, At, Book, Cell, DefinedName, Kind, Sheet, Value};

use super::kind::{damaged, password};
use super::limits::{Full, MOST, Room};
use super::package::{self, Package};
use super::xlsx::{DAMAGED, LONG_FORMULAS, NO_FORMULAS, SOME_FORMULAS, formula_of};
use super::{File, Refusal, Stop, Watch, convert, xlsb};

/// What stands in place of a formula that the reader does not know.
const UNKNOWN: &str = "Unrecognised formula";

type Bytes<'a> = Cursor<&'a [u8]>;

/// Reads a file of one of these kinds.
pub(super) fn read(file: &File<'_>, kind: Kind, watch: &Watch) -> Result<Book, Stop> {
    let mut book = file.book(kind);
    book.remarks.push(not_read(kind).to_owned());
    match kind {
        Kind::Xlsb => {
            let open = opened::<Xlsb<Bytes<'_>>>(file, |error| match error {
                XlsbError::Password => password(file.name),
                _ => damaged(file.name),
            })?;
            book.is_1904 = open.has_1904_epoch();
            whole(open, book, watch, xlsb::fill)
        }
        Kind::Ods => {
            if !is_closed(file.bytes) {
                return Err(damaged(file.name).into());
            }
            let open = opened::<Ods<Bytes<'_>>>(file, |error| match error {
                OdsError::Password => password(file.name),
                OdsError::CellLimitExceeded { .. } => overfull(file.name),
                _ => damaged(file.name),
            })?;
            whole(open, book, watch, fill)
        }
        Kind::Xls | Kind::Xlsx | Kind::Text => {
            let open = opened::<Xls<Bytes<'_>>>(file, |error| match error {
                XlsError::Password => password(file.name),
                _ => damaged(file.name),
            })?;
            book.is_1904 = open.has_1904_epoch();
            whole(open, book, watch, |open, sheet, room, watch| {
                sheet.merged = merged(open, &sheet.name);
                fill(open, sheet, room, watch)
            })
        }
    }
}

/// Whether every element of an OpenDocument spreadsheet is closed. In one that is cut off, its
/// reader would look for the end of a table for ever. One that is encrypted is for its reader to tell.
fn is_closed(bytes: &[u8]) -> bool {
    let Some(mut package) = Package::open(bytes) else {
        return false;
    };
    let (mut depth, mut is_encrypted) = (0_i64, false);
    // Without a manifest nothing is encrypted.
    let _listed = package.scan("META-INF/manifest.xml", |event| {
        is_encrypted |= package::opened(event, "encryption-data").is_some();
    });
    let whole = package.scan("content.xml", |event| match event {
        Event::Start(_) => depth += 1,
        Event::End(_) => depth -= 1,
        _ => {}
    });
    is_encrypted || (depth == 0 && whole.is_some())
}

/// The refusal of a file that says to fill more cells than are worth laying out.
fn overfull(name: &str) -> Refusal {
    let problem = "fills more cells of a sheet than are read";
    let hint = "delete the rows and columns around its tables and save it again";
    Refusal::new(name, problem, hint)
}

/// What is not read of a kind of file.
fn not_read(kind: Kind) -> &'static str {
    match kind {
        Kind::Xls => {
            "Number formats, notes and what is hidden are not read of a file of this kind: save it as .xlsx to have them read."
        }
        _ => {
            "Number formats, notes, merged cells and what is hidden are not read of a file of this kind: save it as .xlsx to have them read."
        }
    }
}

/// The merged cells of a sheet.
fn merged(open: &Xls<Bytes<'_>>, sheet: &str) -> Vec<Area> {
    let area = |area: &calamine::Dimensions| Area {
        first: At::new(area.start.0, area.start.1),
        last: At::new(area.end.0, area.end.1),
    };
    let found = open.merge_cells_by_sheet_name(sheet).unwrap_or_default();
    let areas = found.iter().map(area);
    let inside = areas.filter(|area| area.first.is_inside() && area.last.is_inside());
    inside.take(MOST).collect()
}

fn opened<'a, R: Reader<Bytes<'a>>>(
    file: &File<'a>,
    refusal: impl Fn(&R::Error) -> Refusal,
) -> Result<R, Refusal> {
    match catch_unwind(AssertUnwindSafe(|| R::new(Cursor::new(file.bytes)))) {
        Ok(Ok(open)) => Ok(open),
        Ok(Err(error)) => Err(refusal(&error)),
        Err(_) => Err(damaged(file.name)),
    }
}

/// Reads every sheet; one that fails is named with its reason. After a panic the rest is left alone.
fn whole<RS: Read + Seek, R: Reader<RS>>(
    mut open: R,
    mut book: Book,
    watch: &Watch,
    fill: impl Fn(&mut R, &mut Sheet, &mut Room, &Watch) -> Result<(), Stop>,
) -> Result<Book, Stop> {
    let name = |(name, meaning): &(String, String)| DefinedName {
        name: name.clone(),
        sheet: None,
        meaning: meaning.clone(),
        is_hidden: false,
    };
    book.names = open.defined_names().iter().map(name).take(MOST).collect();
    let listed = open.sheets_metadata().to_vec();
    watch.begin(listed.len());
    let (mut is_sound, mut room) = (true, Room::new());
    for listed in &listed {
        watch.look()?;
        let mut sheet = Sheet::empty(&listed.name, convert::visibility(listed.visible));
        if !convert::is_worksheet(listed.typ) {
            sheet.skipped =
                Some("This sheet holds no cells, only a chart, a dialog or macros.".to_owned());
        } else if is_sound {
            let done = catch_unwind(AssertUnwindSafe(|| {
                room.next_sheet();
                fill(&mut open, &mut sheet, &mut room, watch)
            }));
            match done {
                Ok(done) => done?,
                Err(_) => {
                    is_sound = false;
                    sheet.skipped = Some(DAMAGED.to_owned());
                }
            }
        } else {
            sheet.skipped = Some("Not read, since a sheet before it is damaged.".to_owned());
        }
        watch.finish_sheet();
        book.sheets.push(sheet);
    }
    Ok(book)
}

/// Reads the values and formulas of a sheet.
fn fill<RS: Read + Seek, R: Reader<RS>>(
    open: &mut R,
    sheet: &mut Sheet,
    room: &mut Room,
    watch: &Watch,
) -> Result<(), Stop> {
    let Ok(found) = open.worksheet_range(&sheet.name) else {
        sheet.skipped = Some(DAMAGED.to_owned());
        return Ok(());
    };
    values(&found, sheet, room, watch)?;
    watch.look()?;
    match open.worksheet_formula(&sheet.name) {
        Ok(range) => formulas(&range, &found, sheet, room),
        Err(_) => sheet.remarks.push(NO_FORMULAS.to_owned()),
    }
    Ok(())
}

fn values(
    range: &Range<Data>,
    sheet: &mut Sheet,
    room: &mut Room,
    watch: &Watch,
) -> Result<(), Stop> {
    let Some(start) = range.start() else {
        return Ok(());
    };
    for (row, column, data) in range.used_cells() {
        watch.count_cell()?;
        let (Some(at), Some(value)) = (placed(start, row, column), convert::owned(data.clone()))
        else {
            continue;
        };
        if let Err(full) = room.cell(&value) {
            sheet.remarks.push(full.remark(sheet.cells.len()));
            return Ok(());
        }
        sheet.cells.insert(at, Cell::of(value));
    }
    Ok(())
}

/// Puts the formulas to their cells. A result without letters is one all the same.
fn formulas(range: &Range<String>, values: &Range<Data>, sheet: &mut Sheet, room: &mut Room) {
    let Some(start) = range.start() else {
        return;
    };
    let mut is_whole = true;
    for (row, column, formula) in range.used_cells() {
        let Some(at) = placed(start, row, column) else {
            continue;
        };
        if formula.starts_with(UNKNOWN) {
            is_whole = false;
            continue;
        }
        let formula = formula.strip_prefix("of:").unwrap_or(formula);
        let formula = formula.trim_start_matches('=');
        let is_open = matches!(
            values.get_value((at.row, at.column)),
            None | Some(Data::Empty)
        );
        let missing = is_open.then_some(Value::NotComputed);
        if formula_of(sheet, room, at, formula, missing) == Err(Full::Text) {
            sheet.remarks.push(LONG_FORMULAS.to_owned());
            return;
        }
    }
    if !is_whole {
        sheet.remarks.push(SOME_FORMULAS.to_owned());
    }
}

/// Where a cell of a range stands in its sheet.
fn placed(start: (u32, u32), row: usize, column: usize) -> Option<At> {
    let (row, column) = (u32::try_from(row).ok()?, u32::try_from(column).ok()?);
    let at = At::new(start.0.checked_add(row)?, start.1.checked_add(column)?);
    at.is_inside().then_some(at)
}

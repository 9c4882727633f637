//! The kinds that are read as whole sheets: `.xlsb`, `.xls` and `.ods`.
//!
//! Nothing here limits what a sheet takes while it is read, which is why these belong into a process
//! of their own.

use std::io::{Cursor, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Ods, OdsError, Range, Reader, Xls, XlsError, Xlsb, XlsbError};

use crate::excel::book::{Area, At, Book, Cell, DefinedName, Kind, Sheet, Value};

use super::convert;
use super::kind::{damaged, password};
use super::{File, Refusal, Stop, Watch};

const PER_SHEET: usize = 2_000_000;

type Bytes<'a> = Cursor<&'a [u8]>;

/// Reads a file of one of these kinds.
pub(super) fn read(file: &File<'_>, kind: Kind, watch: &Watch) -> Result<Book, Stop> {
    let book = file.book(kind);
    match kind {
        Kind::Xlsb => {
            let is_locked = |error: &XlsbError| matches!(error, XlsbError::Password);
            let open = opened::<Xlsb<Bytes<'_>>>(file, is_locked)?;
            whole(open, book, watch, |_, _| Vec::new())
        }
        Kind::Ods => {
            let is_locked = |error: &OdsError| matches!(error, OdsError::Password);
            let open = opened::<Ods<Bytes<'_>>>(file, is_locked)?;
            whole(open, book, watch, |_, _| Vec::new())
        }
        Kind::Xls | Kind::Xlsx | Kind::Text => {
            let is_locked = |error: &XlsError| matches!(error, XlsError::Password);
            let open = opened::<Xls<Bytes<'_>>>(file, is_locked)?;
            whole(open, book, watch, |open, name| {
                let merged = open.merge_cells_by_sheet_name(name).unwrap_or_default();
                let area = |area: &calamine::Dimensions| Area {
                    first: At::new(area.start.0, area.start.1),
                    last: At::new(area.end.0, area.end.1),
                };
                merged.iter().map(area).collect()
            })
        }
    }
}

fn opened<'a, R: Reader<Bytes<'a>>>(
    file: &File<'a>,
    is_locked: impl Fn(&R::Error) -> bool,
) -> Result<R, Refusal> {
    match catch_unwind(AssertUnwindSafe(|| R::new(Cursor::new(file.bytes)))) {
        Ok(Ok(open)) => Ok(open),
        Ok(Err(error)) if is_locked(&error) => Err(password(file.name)),
        Ok(Err(_)) | Err(_) => Err(damaged(file.name)),
    }
}

/// Reads every sheet; one that fails is named with its reason. After a panic the rest is left alone.
fn whole<RS: Read + Seek, R: Reader<RS>>(
    mut open: R,
    mut book: Book,
    watch: &Watch,
    merged: impl Fn(&mut R, &str) -> Vec<Area>,
) -> Result<Book, Stop> {
    let name = |(name, meaning): &(String, String)| DefinedName {
        name: name.clone(),
        sheet: None,
        meaning: meaning.clone(),
        is_hidden: false,
    };
    book.names = open.defined_names().iter().map(name).collect();
    let listed = open.sheets_metadata().to_vec();
    watch.begin(listed.len());
    let mut is_sound = true;
    for listed in &listed {
        watch.look()?;
        let mut sheet = Sheet::empty(&listed.name, convert::visibility(listed.visible));
        if !convert::is_worksheet(listed.typ) {
            sheet.skipped =
                Some("This sheet holds no cells, only a chart, a dialog or macros.".to_owned());
        } else if is_sound {
            let done = catch_unwind(AssertUnwindSafe(|| {
                fill(&mut open, &mut sheet, watch)?;
                sheet.merged = merged(&mut open, &listed.name);
                Ok::<(), Stop>(())
            }));
            match done {
                Ok(done) => done?,
                Err(_) => {
                    is_sound = false;
                    sheet.skipped = Some("This sheet is damaged and could not be read.".to_owned());
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
    watch: &Watch,
) -> Result<(), Stop> {
    match open.worksheet_range(&sheet.name) {
        Ok(range) => values(&range, sheet, watch)?,
        Err(_) => {
            sheet.skipped = Some("This sheet is damaged and could not be read.".to_owned());
            return Ok(());
        }
    }
    watch.look()?;
    match open.worksheet_formula(&sheet.name) {
        Ok(range) => formulas(&range, sheet),
        Err(_) => sheet
            .remarks
            .push("Its formulas could not be read; the values are there.".to_owned()),
    }
    Ok(())
}

fn values(range: &Range<Data>, sheet: &mut Sheet, watch: &Watch) -> Result<(), Stop> {
    let Some(start) = range.start() else {
        return Ok(());
    };
    for (row, column, data) in range.used_cells() {
        watch.count_cell()?;
        let (Some(at), Some(value)) = (placed(start, row, column), convert::owned(data.clone()))
        else {
            continue;
        };
        if sheet.cells.len() >= PER_SHEET {
            let text = format!("It has more cells than are read: the first {PER_SHEET} are here.");
            sheet.remarks.push(text);
            return Ok(());
        }
        sheet.cells.insert(at, Cell::of(value));
    }
    Ok(())
}

fn formulas(range: &Range<String>, sheet: &mut Sheet) {
    let Some(start) = range.start() else {
        return;
    };
    for (row, column, formula) in range.used_cells() {
        let Some(at) = placed(start, row, column) else {
            continue;
        };
        if !sheet.cells.contains_key(&at) && sheet.cells.len() >= PER_SHEET {
            continue;
        }
        let cell = sheet
            .cells
            .entry(at)
            .or_insert_with(|| Cell::of(Value::NotComputed));
        let formula = formula.strip_prefix("of:").unwrap_or(formula);
        cell.formula = Some(formula.trim_start_matches('=').into());
    }
}

/// Where a cell of a range stands in its sheet.
fn placed(start: (u32, u32), row: usize, column: usize) -> Option<At> {
    let (row, column) = (u32::try_from(row).ok()?, u32::try_from(column).ok()?);
    let at = At::new(start.0.checked_add(row)?, start.1.checked_add(column)?);
    at.is_inside().then_some(at)
}

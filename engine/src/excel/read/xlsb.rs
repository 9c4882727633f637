//! The sheets of Excel's binary workbooks, cell by cell, so that a far cell takes no memory.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Xlsb, XlsbError};

use crate::excel::book::{At, Cell, Sheet, Value};

use super::limits::{Full, Room};
use super::xlsx::{DAMAGED, LONG_FORMULAS, NO_FORMULAS, PARTLY, SOME_FORMULAS, formula_of};
use super::{Stop, Watch, convert};

/// How many faulty formulas of a sheet are passed over.
const FAULTS: usize = 1_000;

/// What a formula gave that has a result of no other kind: an error, of which is not read which.
const ERROR: &str = "#ERROR!";

type Open<'a> = Xlsb<Cursor<&'a [u8]>>;

/// Reads the values of a sheet, then its formulas. Faults are remarks of the sheet.
pub(super) fn fill(
    open: &mut Open<'_>,
    sheet: &mut Sheet,
    room: &mut Room,
    watch: &Watch,
) -> Result<(), Stop> {
    let name = sheet.name.clone();
    let Ok(mut reader) = open.worksheet_cells_reader(&name) else {
        sheet.skipped = Some(DAMAGED.to_owned());
        return Ok(());
    };
    // Formulas that gave a text without letters.
    let mut blank = BTreeSet::new();
    loop {
        watch.count_cell()?;
        let cell = match reader.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(_) if sheet.cells.is_empty() => {
                sheet.skipped = Some(DAMAGED.to_owned());
                return Ok(());
            }
            Err(_) => {
                sheet.remarks.push(PARTLY.to_owned());
                break;
            }
        };
        let at = At::new(cell.get_position().0, cell.get_position().1);
        let value = convert::value(cell.get_value().clone());
        let Some(value) = value.filter(|_| at.is_inside()) else {
            blank.insert(at);
            continue;
        };
        if let Err(full) = room.cell(&value) {
            sheet.remarks.push(full.remark(sheet.cells.len()));
            break;
        }
        sheet.cells.insert(at, Cell::of(value));
    }
    drop(reader);
    formulas(open, sheet, &blank, room, watch)
}

fn formulas(
    open: &mut Open<'_>,
    sheet: &mut Sheet,
    blank: &BTreeSet<At>,
    room: &mut Room,
    watch: &Watch,
) -> Result<(), Stop> {
    let name = sheet.name.clone();
    let Ok(mut reader) = open.worksheet_cells_reader(&name) else {
        sheet.remarks.push(NO_FORMULAS.to_owned());
        return Ok(());
    };
    let mut faults = 0;
    loop {
        watch.count_cell()?;
        let cell = match reader.next_formula() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            // A formula of a kind that is not known; the next one stands where it should.
            Err(
                XlsbError::Ptg(_) | XlsbError::StackLen | XlsbError::IfTab(_) | XlsbError::Etpg(_),
            ) if faults < FAULTS => {
                faults += 1;
                continue;
            }
            Err(_) => {
                faults += 1;
                break;
            }
        };
        let at = At::new(cell.get_position().0, cell.get_position().1);
        let formula = cell.get_value();
        if formula.is_empty() || !at.is_inside() {
            continue;
        }
        let error = || Value::Error(ERROR.into());
        let missing = (!blank.contains(&at)).then(error);
        if formula_of(sheet, room, at, formula, missing) == Err(Full::Text) {
            sheet.remarks.push(LONG_FORMULAS.to_owned());
            break;
        }
    }
    if faults > 0 {
        sheet.remarks.push(SOME_FORMULAS.to_owned());
    }
    Ok(())
}

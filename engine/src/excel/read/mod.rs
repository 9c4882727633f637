//! Reading a spreadsheet from its bytes.

mod binary;
mod compound;
mod convert;
mod extras;
mod kind;
mod limits;
mod package;
mod refusal;
mod text;
mod xlsb;
mod xlsx;

use std::panic::{AssertUnwindSafe, catch_unwind};

use sha2::{Digest, Sha256};

use crate::excel::book::{Book, Cell, Kind, Value};

pub use kind::{kind, needs_own_process, too_large};
pub use limits::is_within_limits;
pub use refusal::{Refusal, Stop, Watch};

/// A file that is read.
struct File<'a> {
    name: &'a str,
    bytes: &'a [u8],
}

impl File<'_> {
    /// A book of this file, with nothing in it yet.
    fn book(&self, kind: Kind) -> Book {
        let digest = Sha256::digest(self.bytes);
        Book {
            name: self.name.to_owned(),
            kind,
            hash: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            size: self.bytes.len() as u64,
            sheets: Vec::new(),
            names: Vec::new(),
            formats: Vec::new(),
            is_1904: false,
            calculation: None,
            remarks: Vec::new(),
        }
    }
}

/// Reads a spreadsheet, whose name serves to speak of it.
///
/// A sheet that cannot be read is in the book with its reason, and the others are whole. Files that
/// [need a process of their own](needs_own_process()) may end the process that reads them, and belong
/// into one where that does no harm.
///
/// ```
/// use rackhour_engine::excel::{At, Value, read::{Watch, read}};
/// let book = read("rates.csv", b"Label,2027\nPrice,3.5\n", &Watch::default()).unwrap();
/// assert_eq!(book.sheets[0].cells[&At::new(1, 1)].value, Value::Number(3.5));
/// ```
pub fn read(name: &str, bytes: &[u8], watch: &Watch) -> Result<Book, Stop> {
    let file = File { name, bytes };
    // Whatever in a hostile file brings a reader down, it does not bring down who asked.
    let book = catch_unwind(AssertUnwindSafe(|| by_kind(&file, watch)));
    let mut book = book.unwrap_or_else(|_| Err(kind::damaged(name).into()))?;
    let is_open = |cell: &Cell| cell.value == Value::NotComputed;
    if book.sheets.iter().any(|sheet| sheet.count(is_open) > 0) {
        let remark =
            "Some formulas have no stored result: open it in Excel or LibreOffice and save it.";
        book.remarks.push(remark.to_owned());
    }
    Ok(book)
}

fn by_kind(file: &File<'_>, watch: &Watch) -> Result<Book, Stop> {
    match kind(file.name, file.bytes)? {
        Kind::Xlsx => xlsx::read(file, watch),
        Kind::Text => text::read(file, watch),
        kind @ (Kind::Xlsb | Kind::Xls | Kind::Ods) => binary::read(file, kind, watch),
    }
}

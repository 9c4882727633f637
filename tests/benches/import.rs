//! How long it takes until the sheets of a spreadsheet are there:
//! `cargo bench -p rackhour-tests --bench import`.

use std::hint::black_box;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use rackhour_engine::excel::Book;
use rackhour_engine::excel::read::{Watch, read};
use rackhour_engine::excel::understand::understand;
use rust_xlsxwriter::{Formula, Workbook, XlsxError};

fn main() {
    divan::main();
}

/// About 3 MB: ten sheets of numbers over thirty years, of which a third are formulas.
static MODEL: LazyLock<Vec<u8>> =
    LazyLock::new(|| model().unwrap_or_else(|error| panic!("the model cannot be made: {error}")));

fn model() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for _ in 0..10 {
        let sheet = book.add_worksheet();
        for row in 0..1_200_u32 {
            sheet.write(row, 0, format!("Capital cost of unit {row}"))?;
            for column in 1..31_u16 {
                let number = f64::from(row * 31 + u32::from(column)).sqrt();
                if row % 3 == 2 {
                    let sum = Formula::new(format!("B{row}*2")).set_result(number.to_string());
                    sheet.write_formula(row, column, sum)?;
                } else {
                    sheet.write(row, column, number)?;
                }
            }
        }
    }
    book.save_to_buffer()
}

fn book() -> Book {
    let read = read("model.xlsx", &MODEL, &Watch::default());
    read.unwrap_or_else(|stop| panic!("the model cannot be read: {stop:?}"))
}

#[divan::bench(sample_count = 5)]
fn sheets_are_read(bencher: Bencher<'_, '_>) {
    bencher
        .counter(BytesCount::new(MODEL.len()))
        .bench(|| black_box(book()));
}

#[divan::bench(sample_count = 5)]
fn sheets_are_understood(bencher: Bencher<'_, '_>) {
    let book = book();
    bencher.bench(|| {
        for sheet in &book.sheets {
            black_box(understand(&book, sheet));
        }
    });
}

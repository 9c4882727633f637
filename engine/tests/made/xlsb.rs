//! Excel's binary workbooks: records, each after its type and length.

use super::{TOP, TYPES, zipped};

/// What a cell holds.
pub enum Held<'a> {
    Number(f64),
    Text(&'a str),
    Truth(bool),
    /// `1+2`, and what it gave.
    Sum(f64),
    /// `1+2`, which gave a text without letters.
    Blank,
    /// `1+2`, which gave an error.
    Error,
    /// A formula that no reader knows, and what it gave.
    Strange(f64),
}

/// The tokens of `1+2`.
const SUM: &[u8] = &[0x1E, 1, 0, 0x1E, 2, 0, 0x03];

/// A cell with its row and column.
pub type Placed<'a> = (u32, u32, Held<'a>);

/// A workbook of these sheets.
pub fn xlsb(sheets: &[(&str, &[Placed<'_>])]) -> Vec<u8> {
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), TYPES.as_bytes().to_vec()),
        (
            "_rels/.rels".to_owned(),
            TOP.replace("workbook.xml", "workbook.bin").into_bytes(),
        ),
    ];
    let (mut listed, mut relations) = (Vec::new(), String::new());
    for (n, (name, cells)) in (1..).zip(sheets) {
        let mut sheet = 0_u32.to_le_bytes().to_vec();
        sheet.extend(u32::to_le_bytes(n));
        sheet.extend(wide(&format!("rId{n}")));
        sheet.extend(wide(name));
        record(&mut listed, 0x9C, &sheet);
        relations += &format!(
            r#"<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{n}.bin"/>"#
        );
        parts.push((format!("xl/worksheets/sheet{n}.bin"), sheet_part(cells)));
    }
    let mut book = Vec::new();
    record(&mut book, 0x83, &[]);
    record(&mut book, 0x8F, &[]);
    book.extend(listed);
    record(&mut book, 0x90, &[]);
    record(&mut book, 0x9D, &[0; 26]);
    record(&mut book, 0x84, &[]);
    let relations = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>"#
    );
    parts.push(("xl/workbook.bin".to_owned(), book));
    parts.push((
        "xl/_rels/workbook.bin.rels".to_owned(),
        relations.into_bytes(),
    ));
    let parts: Vec<_> = parts
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    zipped(&parts)
}

fn sheet_part(cells: &[(u32, u32, Held<'_>)]) -> Vec<u8> {
    let mut part = Vec::new();
    record(&mut part, 0x81, &[]);
    record(&mut part, 0x94, &[0; 16]);
    record(&mut part, 0x91, &[]);
    for (row, column, held) in cells {
        let mut header = row.to_le_bytes().to_vec();
        header.extend([0; 13]);
        record(&mut part, 0x00, &header);
        let mut cell = column.to_le_bytes().to_vec();
        cell.extend([0; 4]);
        let kind = match held {
            Held::Number(number) => {
                cell.extend(number.to_le_bytes());
                0x05
            }
            Held::Text(text) => {
                cell.extend(wide(text));
                0x06
            }
            Held::Truth(truth) => {
                cell.push(u8::from(*truth));
                0x04
            }
            Held::Sum(number) => {
                cell.extend(formula(&number.to_le_bytes(), SUM));
                0x09
            }
            Held::Blank => {
                cell.extend(formula(&wide(""), SUM));
                0x08
            }
            Held::Error => {
                cell.extend(formula(&[0x07], SUM));
                0x0B
            }
            Held::Strange(number) => {
                cell.extend(formula(&number.to_le_bytes(), &[0x7F, 0x7F]));
                0x09
            }
        };
        record(&mut part, kind, &cell);
    }
    record(&mut part, 0x92, &[]);
    record(&mut part, 0x82, &[]);
    part
}

fn formula(result: &[u8], tokens: &[u8]) -> Vec<u8> {
    let mut bytes = result.to_vec();
    bytes.extend([0; 2]);
    bytes.extend((tokens.len() as u32).to_le_bytes());
    bytes.extend(tokens);
    bytes.extend([0; 4]);
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = (units.len() as u32).to_le_bytes().to_vec();
    bytes.extend(units.into_iter().flat_map(u16::to_le_bytes));
    bytes
}

/// Adds a record; seven bits of its type and length to a byte.
fn record(to: &mut Vec<u8>, kind: u16, data: &[u8]) {
    if kind < 0x80 {
        to.push(kind as u8);
    } else {
        to.extend([kind as u8 | 0x80, (kind >> 7) as u8]);
    }
    let mut length = data.len();
    while length >= 0x80 {
        to.push(length as u8 | 0x80);
        length >>= 7;
    }
    to.push(length as u8);
    to.extend(data);
}

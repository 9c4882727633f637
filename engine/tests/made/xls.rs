//! Workbooks of Excel 97 to 2003: a stream of records in a container of sectors.

const SECTOR: usize = 512;
const END: u32 = 0xFFFF_FFFE;
/// The shortest stream that has sectors of its own.
const SHORTEST: usize = 4_096;

/// What a cell holds.
pub enum Held<'a> {
    Number(f64),
    Text(&'a str),
    /// `1+2`, and what it gave.
    Sum(f64),
    /// `1+2`, which gave a text without letters.
    Blank,
    /// A formula that no reader knows, and what it gave.
    Strange(f64),
}

/// The tokens of `1+2`.
const SUM: &[u8] = &[0x1E, 1, 0, 0x1E, 2, 0, 0x03];

/// A workbook of one sheet; each cell with its row and column.
pub fn xls(sheet: &str, cells: &[(u16, u16, Held<'_>)], is_1904: bool) -> Vec<u8> {
    let mut stream = Vec::new();
    record(&mut stream, 0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    record(&mut stream, 0x0022, &[u8::from(is_1904), 0]);
    let start = stream.len() as u32 + 4 + 8 + sheet.len() as u32 + 4;
    let mut listed = start.to_le_bytes().to_vec();
    listed.extend([0, 0, sheet.len() as u8, 0]);
    listed.extend(sheet.as_bytes());
    record(&mut stream, 0x0085, &listed);
    record(&mut stream, 0x000A, &[]);
    record(&mut stream, 0x0809, &[0, 6, 0x10, 0, 0, 0, 0, 0]);
    for (row, column, held) in cells {
        let mut cell = [row.to_le_bytes(), column.to_le_bytes(), [0; 2]].concat();
        let kind = match held {
            Held::Number(number) => {
                cell.extend(number.to_le_bytes());
                0x0203
            }
            Held::Text(text) => {
                cell.extend((text.len() as u16).to_le_bytes());
                cell.push(0);
                cell.extend(text.as_bytes());
                0x0204
            }
            Held::Sum(number) => {
                cell.extend(formula(number.to_le_bytes(), SUM));
                0x0006
            }
            Held::Blank => {
                cell.extend(formula([3, 0, 0, 0, 0, 0, 0xFF, 0xFF], SUM));
                0x0006
            }
            Held::Strange(number) => {
                cell.extend(formula(number.to_le_bytes(), &[0x7F, 0x7F]));
                0x0006
            }
        };
        record(&mut stream, kind, &cell);
    }
    record(&mut stream, 0x000A, &[]);
    compound(&[("Workbook", &stream)])
}

fn formula(result: [u8; 8], tokens: &[u8]) -> Vec<u8> {
    let mut bytes = result.to_vec();
    bytes.extend([0; 6]);
    bytes.extend((tokens.len() as u16).to_le_bytes());
    bytes.extend(tokens);
    bytes
}

fn record(to: &mut Vec<u8>, kind: u16, data: &[u8]) {
    to.extend(kind.to_le_bytes());
    to.extend((data.len() as u16).to_le_bytes());
    to.extend(data);
}

/// A container of up to three streams of up to 60 kB in all: the table of chains in sector 0, the
/// folder in sector 1, the streams after it.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut next = vec![0xFFFF_FFFD, END];
    let mut folder = entry("Root Entry", 5, END, 0);
    let mut sectors = Vec::new();
    for (name, stream) in streams {
        let length = stream.len().max(SHORTEST).next_multiple_of(SECTOR);
        let first = next.len() as u32;
        folder.extend(entry(name, 2, first, length as u32));
        let count = (length / SECTOR) as u32;
        next.extend((1..count).map(|at| first + at));
        next.push(END);
        sectors.extend_from_slice(stream);
        sectors.resize(sectors.len() + length - stream.len(), 0);
    }
    assert!(next.len() <= SECTOR / 4 && folder.len() <= SECTOR);
    next.resize(SECTOR / 4, u32::MAX);
    folder.resize(SECTOR, 0);
    let mut bytes = header();
    bytes.extend(next.into_iter().flat_map(u32::to_le_bytes));
    bytes.extend(folder);
    bytes.extend(sectors);
    bytes
}

/// A header whose table is sector 0 and whose folder is sector 1.
pub fn header() -> Vec<u8> {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(SECTOR, 0);
    for (at, half) in [(24, 0x3E), (26, 3), (28, 0xFFFE), (30, 9), (32, 6)] {
        bytes[at..at + 2].copy_from_slice(&u16::to_le_bytes(half));
    }
    let mut words = vec![(44, 1), (48, 1), (56, 0x1000), (60, END), (68, END)];
    words.extend((76..SECTOR).step_by(4).map(|at| (at, u32::MAX)));
    words.push((76, 0));
    for (at, word) in words {
        bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
    }
    bytes
}

fn entry(name: &str, kind: u8, start: u32, length: u32) -> Vec<u8> {
    let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let named = bytes.len() as u8 + 2;
    bytes.resize(128, 0);
    bytes[64] = named;
    bytes[66] = kind;
    bytes[68..80].fill(0xFF);
    bytes[116..120].copy_from_slice(&start.to_le_bytes());
    bytes[120..124].copy_from_slice(&length.to_le_bytes());
    bytes
}

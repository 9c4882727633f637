//! Files that were made to bring a reader down, and files that are not what they seem.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::xls::{self, compound, header, xls};
use super::xlsb::{self, xlsb};
use super::{MAIN, TOP, TYPES, by_hand, ods, zipped};

/// A file with its name.
pub type Made = (String, Vec<u8>);

/// A workbook of one number.
const ONE: &str = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#;
const REPEATED: &str = r#"<table:table table:name="S"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row></table:table>"#;
const LOCKED: &str = r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#;
const PLAIN: &str = r#"<table:table table:name="S"><table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>"#;

/// All of them, small enough to be made anew for every test.
pub fn all() -> Vec<Made> {
    let groups = [
        grids(),
        texts(),
        parts(),
        binaries(),
        disguises(),
        truncated(),
    ];
    groups.into_iter().flatten().collect()
}

/// Sheets whose cells lie far apart, or that lie about it.
fn grids() -> Vec<Made> {
    let sparse = |cells: &[&str]| {
        let cell = |cell: &&str| {
            let row: String = cell.chars().filter(char::is_ascii_digit).collect();
            format!(r#"<row r="{row}"><c r="{cell}"><v>1</v></c></row>"#)
        };
        let rows: String = cells.iter().map(cell).collect();
        by_hand(&[&format!("<sheetData>{rows}</sheetData>")], "")
    };
    let lie = format!(r#"<dimension ref="A1:XFD1048576"/>{ONE}"#);
    let far: &[(u32, u32, xlsb::Held<'_>)] = &[
        (0, 0, xlsb::Held::Number(1.0)),
        (1_048_575, 16_383, xlsb::Held::Number(2.0)),
    ];
    let corners: &[(u16, u16, xls::Held<'_>)] = &[
        (0, 0, xls::Held::Number(1.0)),
        (65_535, 255, xls::Held::Number(2.0)),
    ];
    vec![
        named("far.xlsx", sparse(&["A1", "XFD1048576"])),
        named("tall.xlsx", sparse(&["A1", "AD1", "A1048576"])),
        named("beyond.xlsx", sparse(&["A1", "XFE1", "A1048577"])),
        named("lie.xlsx", by_hand(&[&lie], "")),
        named("far.xlsb", xlsb(&[("S", far)])),
        named("far.xls", xls("S", corners, false)),
        named("repeated.ods", ods(REPEATED)),
    ]
}

/// Texts that are long, or that stand in many cells.
fn texts() -> Vec<Made> {
    let spaces = vec![b' '; 60 << 20];
    let long = format!(
        r#"<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row></sheetData>"#,
        "x".repeat(50 << 20)
    );
    let entities = (1..10).map(|n| {
        let before = format!("&l{};", n - 1).repeat(10);
        format!(r#"<!ENTITY l{n} "{before}">"#)
    });
    let laughs = format!(
        r#"<!DOCTYPE x [<!ENTITY l0 "lol">{}]><worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str"><v>&l9;</v></c></row></sheetData></worksheet>"#,
        entities.collect::<String>()
    );
    let nested = format!("<sheetData>{}", "<a>".repeat(500_000));
    vec![
        named(
            "spaces.xlsx",
            zipped(&[
                ("xl/workbook.xml", b"x"),
                ("xl/worksheets/sheet1.xml", &spaces),
            ]),
        ),
        named("string.xlsx", by_hand(&[&long], "")),
        named("laughs.xlsx", with_sheet(laughs.as_bytes())),
        named("nested.xlsx", by_hand(&[&nested], "")),
        named("echo.xlsx", echo()),
        named("shared.xlsx", shared()),
    ]
}

/// One text of full length in so many cells that each holding its own would fill the memory.
fn echo() -> Vec<u8> {
    let cells: String = (1..=6_000)
        .map(|row| format!(r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#))
        .collect();
    let text = format!(
        r#"<sst xmlns="{MAIN}" count="1" uniqueCount="1"><si><t>{}</t></si></sst>"#,
        noise(32_000)
    );
    let sheet = format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>"#);
    let relation = r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>"#;
    book(
        &sheet_list(r#"r:id="rId1""#),
        relation,
        &[
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
            ("xl/sharedStrings.xml", text.as_bytes()),
        ],
    )
}

/// One long formula that many cells share.
fn shared() -> Vec<u8> {
    let first = format!(
        r#"<row r="1"><c r="A1"><f t="shared" ref="A1:A20000" si="0">B1+{}</f><v>1</v></c></row>"#,
        "C1+".repeat(2_600) + "1"
    );
    let rest = (2..=20_000).map(|row| {
        format!(r#"<row r="{row}"><c r="A{row}"><f t="shared" si="0"/><v>1</v></c></row>"#)
    });
    by_hand(
        &[&format!(
            "<sheetData>{first}{}</sheetData>",
            rest.collect::<String>()
        )],
        "",
    )
}

/// Workbooks with parts that are missing, of a strange kind or written strangely.
fn parts() -> Vec<Made> {
    let wide: Vec<u8> = sheet_list(r#"r:id="rId1""#)
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let wide = [&b"\xFF\xFE"[..], &wide].concat();
    let sheet = format!(r#"<worksheet xmlns="{MAIN}">{ONE}</worksheet>"#);
    let sheet = ("xl/worksheets/sheet1.xml", sheet.as_bytes());
    let macros = r#"<Relationship Id="rId2" Type="http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet" Target="macrosheets/sheet1.xml"/>"#;
    let two = sheet_list(r#"r:id="rId1"/><sheet name="M" sheetId="2" r:id="rId2""#);
    let entries: Vec<String> = (0..5_001).map(|n| format!("xl/{n}")).collect();
    let entries: Vec<_> = entries
        .iter()
        .map(|name| (name.as_str(), &b""[..]))
        .collect();
    vec![
        named(
            "macro.xlsm",
            book(
                &two,
                macros,
                &[sheet, ("xl/macrosheets/sheet1.xml", b"<x/>")],
            ),
        ),
        named("unrelated.xlsx", book(&sheet_list(""), "", &[sheet])),
        named("missing.xlsx", book(&sheet_list(r#"r:id="rId1""#), "", &[])),
        named("wide.xlsx", whole_book(&wide, "", &[sheet])),
        named("parts.xlsx", zipped(&entries)),
        named(
            "names.xlsx",
            by_hand(
                &[ONE],
                r#"<definedNames><definedName name="X">S1!$A$1</definedName>"#,
            ),
        ),
    ]
}

/// Files of the older kinds with faults inside.
fn binaries() -> Vec<Made> {
    let mut circle = header();
    circle.extend([[0; 512], [0; 512]].concat());
    circle[48..52].fill(0);
    circle.truncate(1_024);
    let mut list = circle.clone();
    list[68..72].fill(0);
    list[72] = 1;
    let strange: &[(u32, u32, xlsb::Held<'_>)] = &[
        (0, 0, xlsb::Held::Text("Price")),
        (0, 1, xlsb::Held::Strange(3.5)),
        (0, 2, xlsb::Held::Sum(3.0)),
    ];
    let unknown: &[(u16, u16, xls::Held<'_>)] = &[
        (0, 0, xls::Held::Text("Price")),
        (0, 1, xls::Held::Strange(3.5)),
        (0, 2, xls::Held::Sum(3.0)),
    ];
    let unrelated = xlsb(&[("S", strange)]);
    vec![
        named("circle.xls", circle),
        named("list.xls", list),
        named("strange.xlsb", unrelated),
        named("strange.xls", xls("S", unknown, true)),
        named(
            "records.xls",
            compound(&[("Workbook", &[0x85, 0, 0xFF, 0xFF, 1, 2, 3])]),
        ),
        named(
            "locked.xlsx",
            compound(&[("EncryptionInfo", b"x"), ("EncryptedPackage", b"x")]),
        ),
        named(
            "locked.ods",
            zipped(&[
                ("META-INF/manifest.xml", LOCKED.as_bytes()),
                (
                    "mimetype",
                    b"application/vnd.oasis.opendocument.spreadsheet",
                ),
                ("content.xml", b"\x01\x02\x03"),
            ]),
        ),
        named("letter.xls", compound(&[("WordDocument", b"x")])),
        named("spaces.ods", ods(&format!("\n  <!-- a -->\n {PLAIN}\n"))),
    ]
}

/// Files that are something else than their name says.
fn disguises() -> Vec<Made> {
    let excel = |version: u8, kind: u8| [9, version, kind, 0, 0, 0, 0x10, 0, 0, 0].to_vec();
    let whole = by_hand(&[ONE], "");
    vec![
        named("~$DCF.xlsx", b"\x05Analyst".to_vec()),
        named("pointer.xlsx", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n".to_vec()),
        named("page.xls", b"<html><table><tr><td>1</td></tr></table></html>".to_vec()),
        named("archive.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related\n".to_vec()),
        named("of2003.xls", b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>".to_vec()),
        named("text.xls", b"Label,2027\nPrice,3.5\n".to_vec()),
        named("empty.xlsx", Vec::new()),
        named("zeros.xlsx", vec![0; 4_096]),
        named("renamed.xls", whole.clone()),
        named("renamed.csv", whole),
        named("biff2.xls", excel(0, 4)),
        named("biff3.xls", excel(2, 6)),
        named("biff4.xls", excel(4, 6)),
        named("model.numbers", zipped(&[("Index/Document.iwa", b"x")])),
        named("report.pdf", b"%PDF-1.7".to_vec()),
        named("memo.xlsx", zipped(&[("word/document.xml", b"x")])),
        named("bundle.xlsx", zipped(&[("a/DCF.xlsx", b"x")])),
        named("program.csv", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0\xB8".to_vec()),
    ]
}

/// One file of each kind, cut off at every eighth.
fn truncated() -> Vec<Made> {
    let number: &[(u32, u32, xlsb::Held<'_>)] = &[(0, 0, xlsb::Held::Number(1.0))];
    let old: &[(u16, u16, xls::Held<'_>)] = &[(0, 0, xls::Held::Number(1.0))];
    let whole = [
        ("xlsx", by_hand(&[ONE], "")),
        ("xlsb", xlsb(&[("S", number)])),
        ("xls", xls("S", old, false)),
        ("ods", ods(PLAIN)),
    ];
    let cut = |(ending, bytes): &(&str, Vec<u8>)| {
        let cut = |eighth| {
            (
                format!("cut{eighth}.{ending}"),
                bytes[..bytes.len() * eighth / 8].to_vec(),
            )
        };
        (1..9).map(cut).collect::<Vec<_>>()
    };
    whole.iter().flat_map(cut).collect()
}

/// A sheet of four million numbers, as about 8 MB.
pub fn crowded() -> Vec<u8> {
    let mut made = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in frame(&sheet_list(r#"r:id="rId1""#), "") {
        made.start_file(name, SimpleFileOptions::default()).unwrap();
        made.write_all(&text).unwrap();
    }
    made.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default())
        .unwrap();
    write!(made, r#"<worksheet xmlns="{MAIN}"><sheetData>"#).unwrap();
    for row in 0..40_000_u32 {
        let cells: String = (0..100)
            .map(|column| format!("<c><v>{}</v></c>", (row * 31 + column * 17) % 9_973))
            .collect();
        write!(made, "<row>{cells}</row>").unwrap();
    }
    write!(made, "</sheetData></worksheet>").unwrap();
    made.finish().unwrap().into_inner()
}

/// Text that packs badly.
fn noise(length: usize) -> String {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + (state >> 24) as u8 % 26)
    };
    (0..length).map(|_| next()).collect()
}

fn named(name: &str, bytes: Vec<u8>) -> Made {
    (name.to_owned(), bytes)
}

/// The workbook part of one sheet, with these attributes more.
fn sheet_list(attributes: &str) -> String {
    format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" {attributes}/></sheets></workbook>"#
    )
}

fn with_sheet(sheet: &[u8]) -> Vec<u8> {
    book(
        &sheet_list(r#"r:id="rId1""#),
        "",
        &[("xl/worksheets/sheet1.xml", sheet)],
    )
}

fn book(workbook: &str, relations: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    whole_book(workbook.as_bytes(), relations, parts)
}

fn whole_book(workbook: &[u8], relations: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut frame = frame("", relations);
    frame[2].1 = workbook.to_vec();
    let frame = frame.iter().map(|(name, bytes)| (*name, bytes.as_slice()));
    zipped(&frame.chain(parts.iter().copied()).collect::<Vec<_>>())
}

/// The parts around the sheets.
fn frame(workbook: &str, relations: &str) -> [(&'static str, Vec<u8>); 4] {
    let relations = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>{relations}</Relationships>"#
    );
    [
        ("[Content_Types].xml", TYPES.as_bytes().to_vec()),
        ("_rels/.rels", TOP.as_bytes().to_vec()),
        ("xl/workbook.xml", workbook.as_bytes().to_vec()),
        ("xl/_rels/workbook.xml.rels", relations.into_bytes()),
    ]
}

//! Spreadsheets of every sort, made here and read back; and files that must be refused in a
//! sentence.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod made;

use made::{MAIN, by_hand, ods, unzipped, xls, xlsb, zipped};
use rackhour_engine::excel::book::{COLUMNS, ROWS};
use rackhour_engine::excel::read::{Stop, Watch, kind, read};
use rackhour_engine::excel::understand::{Column, understand};
use rackhour_engine::excel::{Area, At, Book, Kind, Sheet, Value, Visibility};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Note, Workbook};

fn open(name: &str, bytes: &[u8]) -> Book {
    read(name, bytes, &Watch::default()).unwrap()
}

#[track_caller]
fn refused(name: &str, bytes: &[u8]) -> String {
    match read(name, bytes, &Watch::default()) {
        Err(Stop::Refused(refusal)) => refusal.to_string(),
        other => panic!("{name}: {other:?}"),
    }
}

fn at(cell: &str) -> At {
    At::read(cell).unwrap()
}

fn value<'a>(sheet: &'a Sheet, cell: &str) -> &'a Value {
    &sheet.cells[&at(cell)].value
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// A model as an analyst keeps it.
fn model() -> Vec<u8> {
    let mut book = Workbook::new();
    let percent = Format::new().set_num_format("0.0%");
    let million = Format::new().set_num_format("#,##0.0,,\"M\"");
    let date = Format::new().set_num_format("dd-mmm-yy");
    let sheet = book.add_worksheet().set_name("Inputs").unwrap();
    sheet
        .merge_range(0, 2, 0, 4, "Forecast", &Format::new())
        .unwrap();
    sheet.write(1, 0, "Label").unwrap();
    sheet.write(2, 0, "Utilisation").unwrap();
    sheet.write_with_format(2, 2, 0.65, &percent).unwrap();
    sheet.write(3, 0, "Capital cost").unwrap();
    sheet.write_with_format(3, 2, 1.389e9, &million).unwrap();
    sheet
        .write_formula(4, 2, Formula::new("C4*1.2").set_result("1666800000"))
        .unwrap();
    sheet
        .write_formula(5, 2, Formula::new("C4/0").set_result("#DIV/0!"))
        .unwrap();
    sheet.write(6, 2, 0.1 + 0.2).unwrap();
    sheet.write(7, 2, true).unwrap();
    let end = ExcelDateTime::from_ymd(2026, 12, 31).unwrap();
    sheet.write_with_format(8, 2, &end, &date).unwrap();
    sheet.write(9, 2, "1,389").unwrap();
    sheet
        .insert_note(3, 2, &Note::new("From the <vendor> & others"))
        .unwrap();
    sheet.set_row_hidden(6).unwrap();
    sheet.set_row_hidden(7).unwrap();
    sheet.set_column_hidden(7).unwrap();
    book.add_worksheet()
        .set_name("Hidden")
        .unwrap()
        .set_hidden(true);
    book.add_worksheet()
        .set_name("Secret")
        .unwrap()
        .set_very_hidden(true);
    book.define_name("Capex", "=Inputs!$C$4").unwrap();
    book.define_name("Inputs!Local", "=Inputs!$C$3").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_model_is_read_as_it_stands() {
    let bytes = model();
    let watch = Watch::default();
    let book = read("model.xlsx", &bytes, &watch).unwrap();
    assert_eq!((book.kind, book.size), (Kind::Xlsx, bytes.len() as u64));
    assert_eq!(book.hash.len(), 64);
    let sheet = book.sheet("Inputs").unwrap();
    assert_eq!(value(sheet, "C1"), &text("Forecast"));
    assert_eq!(value(sheet, "C3"), &Value::Number(0.65));
    assert_eq!(book.format(&sheet.cells[&at("C3")]), "0.0%");
    assert_eq!(book.format(&sheet.cells[&at("C4")]), "#,##0.0,,\"M\"");
    assert_eq!(book.format(&sheet.cells[&at("A3")]), "General");
    assert_eq!(value(sheet, "C5"), &Value::Number(1_666_800_000.0));
    assert_eq!(sheet.cells[&at("C5")].formula.as_deref(), Some("C4*1.2"));
    assert_eq!(value(sheet, "C6"), &Value::Error("#DIV/0!".into()));
    assert_eq!(value(sheet, "C7"), &Value::Number(0.1 + 0.2));
    assert_eq!(value(sheet, "C8"), &Value::Truth(true));
    assert_eq!(value(sheet, "C9"), &Value::Date(46_387.0));
    assert_eq!(value(sheet, "C10"), &text("1,389"));
    assert_eq!(sheet.merged, [Area::read("C1:E1").unwrap()]);
    assert_eq!(sheet.extent(), (10, 3));
    assert_eq!(watch.sheets(), (3, 3));
    assert!(watch.cells() > 10);
}

#[test]
fn notes_names_and_what_is_hidden_are_read() {
    let book = open("model.xlsx", &model());
    let shown: Vec<_> = book.sheets.iter().map(|sheet| sheet.visibility).collect();
    let [visible, hidden, secret] = [
        Visibility::Visible,
        Visibility::Hidden,
        Visibility::VeryHidden,
    ];
    assert_eq!(shown, [visible, hidden, secret]);
    let extras = book.sheets[0].extras.as_ref().unwrap();
    let note = &extras.notes[&at("C4")];
    assert!(note.contains("From the <vendor> & others"), "{note}");
    assert_eq!(extras.hidden_rows, [(6, 7)]);
    assert!(extras.hides(at("A7")) && extras.hides(at("H1")));
    assert!(!extras.hides(at("A6")) && !extras.hides(at("G1")));
    let names: Vec<_> = book
        .names
        .iter()
        .map(|name| {
            (
                name.name.as_str(),
                name.sheet.as_deref(),
                name.meaning.as_str(),
            )
        })
        .collect();
    assert_eq!(
        names,
        [
            ("Capex", None, "Inputs!$C$4"),
            ("Local", Some("Inputs"), "Inputs!$C$3")
        ]
    );
    assert_eq!(book.calculation, Some(Default::default()));
}

#[test]
fn conversations_are_read_instead_of_the_note_that_stands_for_them() {
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"/><Relationship Id="rId2" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threadedComments/threadedComment1.xml"/></Relationships>"#;
    let notes = format!(
        r#"<comments xmlns="{MAIN}"><commentList><comment ref="A1"><text><t>[Threaded comment] Your version</t></text></comment><comment ref="A2"><text><r><t>A </t></r><r><t>note</t></r></text></comment></commentList></comments>"#
    );
    let conversation = r#"<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="A1" id="{1}"><text>Is this nominal?</text></threadedComment><threadedComment ref="A1" id="{2}" parentId="{1}"><text>Yes &amp; no</text></threadedComment></ThreadedComments>"#;
    let sheet = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#;
    let mut parts = unzipped(&by_hand(&[sheet], ""));
    for (name, text) in [
        ("xl/worksheets/_rels/sheet1.xml.rels", relations),
        ("xl/comments1.xml", &notes),
        ("xl/threadedComments/threadedComment1.xml", conversation),
    ] {
        parts.push((name.to_owned(), text.as_bytes().to_vec()));
    }
    let parts: Vec<_> = parts
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let book = open("m.xlsx", &zipped(&parts));
    let notes = &book.sheets[0].extras.as_ref().unwrap().notes;
    assert_eq!(notes[&at("A1")], "Is this nominal?\nYes & no");
    assert_eq!(notes[&at("A2")], "A note");
}

#[test]
fn hidden_runs_are_put_in_order() {
    let sheet = r#"<cols><col min="5" max="9" hidden="1"/><col min="2" max="6" hidden="1"/><col min="4" max="99999" hidden="1"/></cols><sheetData><row r="7" hidden="1"/><row r="3" hidden="1"/><row r="4" hidden="1"/></sheetData>"#;
    let book = open("m.xlsx", &by_hand(&[sheet], ""));
    let extras = book.sheets[0].extras.as_ref().unwrap();
    assert_eq!(extras.hidden_columns, [(1, 8)]);
    assert_eq!(extras.hidden_rows, [(2, 3), (6, 6)]);
    for (cell, is_hidden) in [
        ("A3", true),
        ("A4", true),
        ("A5", false),
        ("A7", true),
        ("J1", false),
    ] {
        assert_eq!(extras.hides(at(cell)), is_hidden, "{cell}");
    }
}

#[test]
fn tables_scenarios_and_calculation_by_hand_are_read() {
    let sheet = r#"<cols><col min="2" max="3" hidden="1"/></cols>
        <sheetData><row r="1"><c r="A1"><v>1</v></c></row>
        <row r="5"><c r="B5"><f t="dataTable" ref="B5:C6" dt2D="1" dtr="1" r1="A1" r2="A2"/><v>3</v></c></row>
        <row r="8"><c r="B8"><f t="dataTable" ref="B8:B9" dt2D="0" dtr="0" r1="A1"/><v>4</v></c></row></sheetData>
        <scenarios><scenario name="Bear &amp; co" count="1"><inputCells r="A1" val="0.5"/></scenario></scenarios>
        <mergeCells><mergeCell ref="A3:B3"/><mergeCell ref="4:4"/></mergeCells>"#;
    let book = open(
        "m.xlsx",
        &by_hand(&[sheet], r#"<calcPr calcMode="manual" iterate="1"/>"#),
    );
    let calculation = book.calculation.unwrap();
    assert!(calculation.is_manual && calculation.is_iterative);
    assert!(book.remarks[0].contains("F9"), "{:?}", book.remarks);
    let sheet = &book.sheets[0];
    assert_eq!(sheet.merged[1].to_string(), "A4:XFD4");
    let extras = sheet.extras.as_ref().unwrap();
    assert_eq!(extras.hidden_columns, [(1, 2)]);
    let [both, one] = &extras.data_tables[..] else {
        panic!("{:?}", extras.data_tables);
    };
    assert_eq!(both.area.to_string(), "B5:C6");
    assert_eq!(
        (both.row_input, both.column_input),
        (Some(at("A1")), Some(at("A2")))
    );
    assert_eq!((one.row_input, one.column_input), (None, Some(at("A1"))));
    assert_eq!(value(sheet, "B5"), &Value::Number(3.0));
    let scenario = &extras.scenarios[0];
    assert_eq!(scenario.name, "Bear & co");
    assert_eq!(scenario.inputs, [(at("A1"), "0.5".to_owned())]);
}

#[test]
fn formulas_without_results_are_not_zero() {
    let sheet = r#"<sheetData><row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>2+2</f><v></v></c></row></sheetData>"#;
    let book = open("m.xlsx", &by_hand(&[sheet], ""));
    for cell in ["A1", "B1"] {
        assert_eq!(value(&book.sheets[0], cell), &Value::NotComputed);
    }
    assert!(
        book.remarks
            .iter()
            .any(|remark| remark.contains("no stored result"))
    );
}

#[test]
fn shared_formulas_and_dates_from_1904() {
    let sheet = r#"<sheetData>
        <row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>2</v></c></row>
        <row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row></sheetData>"#;
    let book = open("m.xlsx", &by_hand(&[sheet], ""));
    assert_eq!(
        book.sheets[0].cells[&at("A2")].formula.as_deref(),
        Some("B2*2")
    );
    assert!(!book.is_1904);
    let old = by_hand(&[sheet], r#"<workbookPr date1904="1"/>"#);
    assert!(open("m.xlsx", &old).is_1904);
}

#[test]
fn far_cells_and_false_dimensions_take_no_memory() {
    let far = format!("XFD{ROWS}");
    let sheet = format!(
        r#"<dimension ref="A1:{far}"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="{ROWS}"><c r="{far}"><v>2</v></c></row></sheetData>"#
    );
    let book = open("far.xlsx", &by_hand(&[&sheet], ""));
    assert_eq!(book.sheets[0].cells.len(), 2);
    assert_eq!(value(&book.sheets[0], &far), &Value::Number(2.0));
    assert_eq!(book.sheets[0].extent(), (ROWS, COLUMNS));
}

#[test]
fn a_damaged_sheet_leaves_the_others_whole() {
    let whole = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#;
    let cut = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="A2"><oops"#;
    let nothing = "<oops";
    let odd = r#"<sheetData><row r="1"><c r="A1" t="e"><v>#SPILL!</v></c><c r="B1"><v>5</v></c></row></sheetData>"#;
    let book = open("m.xlsx", &by_hand(&[whole, cut, nothing, odd], ""));
    let [first, second, third, fourth] = &book.sheets[..] else {
        panic!("four sheets");
    };
    assert_eq!((first.skipped.is_none(), first.cells.len()), (true, 1));
    assert_eq!((second.skipped.is_none(), second.cells.len()), (true, 1));
    assert!(
        second.remarks[0].contains("damaged"),
        "{:?}",
        second.remarks
    );
    assert!(third.skipped.as_ref().unwrap().contains("damaged"));
    assert_eq!(value(fourth, "B1"), &Value::Number(5.0));
    assert!(
        fourth.remarks[0].contains("errors of a kind"),
        "{:?}",
        fourth.remarks
    );
}

#[test]
fn reading_can_be_cancelled() {
    let watch = Watch::default();
    watch.cancel();
    assert_eq!(read("model.xlsx", &model(), &watch), Err(Stop::Cancelled));
    assert_eq!(read("a.csv", b"a,b\n1,2\n", &watch), Err(Stop::Cancelled));
}

#[test]
fn what_is_no_spreadsheet_is_refused_in_a_sentence() {
    let excel4 = [0x09, 0x04, 0x06, 0x00, 0, 0, 0, 0];
    let mut encrypted = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let word = zipped(&[("word/document.xml", b"x")]);
    let numbers = zipped(&[("Index/Document.iwa", b"x")]);
    let plain = zipped(&[("report.xlsx", b"x")]);
    let mut model = model();
    model.truncate(model.len() / 2);
    for (name, bytes, problem, hint) in [
        (
            "~$m.xlsx",
            &b"x"[..],
            "marks another file as open",
            "name follows",
        ),
        ("m.xlsx", b"", "is empty", "cloud folder"),
        ("m.xlsx", &[0; 600], "is empty", "cloud folder"),
        (
            "m.xlsx",
            b"version https://git-lfs.github.com/spec/v1\n",
            "only a pointer",
            "git lfs pull",
        ),
        (
            "m.xls",
            b"\xEF\xBB\xBF <!DOCTYPE html><html>",
            "is a web page",
            "save it as .xlsx",
        ),
        ("m.xls", b"Label,2027\n1,2\n", "is plain text", ".csv"),
        ("m.xls", &excel4, "before 1993", "save it as .xlsx"),
        ("m.xlsx", &encrypted, "by a password", "without a password"),
        ("m.xlsx", &word, "Word or PowerPoint", "choose a file"),
        ("m.numbers", &numbers, "Numbers", "Export To"),
        ("m.xlsx", &plain, "archive without", "unpack it"),
        (
            "m.xlsx",
            b"PK\x03\x04 and nothing more",
            "damaged or incomplete",
            "ask for it again",
        ),
        (
            "m.xlsx",
            &model,
            "damaged or incomplete",
            "ask for it again",
        ),
        ("m.pdf", b"%PDF-1.7", "is a PDF", "ask for the spreadsheet"),
        (
            "m.csv",
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0\xB8",
            "is not a spreadsheet",
            "choose a file",
        ),
    ] {
        let refusal = refused(name, bytes);
        assert!(refusal.starts_with(&format!("`{name}` ")), "{refusal}");
        assert!(
            refusal.contains(problem) && refusal.contains(hint),
            "{refusal}"
        );
        assert!(
            refusal.ends_with('.') && !refusal.contains('\n'),
            "{refusal}"
        );
    }
}

#[test]
fn what_unpacks_to_too_much_is_refused_before_it_is_unpacked() {
    let spaces = vec![b' '; 20 << 20];
    let bomb = zipped(&[
        ("xl/workbook.xml", b"x"),
        ("xl/worksheets/sheet1.xml", &spaces),
    ]);
    assert!(bomb.len() < 100_000);
    assert!(refused("bomb.xlsx", &bomb).contains("200 times its size"));
    let names: Vec<String> = (0..5_001).map(|n| format!("xl/{n}")).collect();
    let parts: Vec<_> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert!(refused("many.xlsx", &zipped(&parts)).contains("5,000 parts"));
    let large = vec![b'a'; (100 << 20) + 1];
    assert!(refused("large.csv", &large).contains("larger than 100 MB"));
}

#[test]
fn entities_are_not_expanded() {
    let bomb = r#"<sheetData><row r="1"><c r="A1" t="str"><v>&lol;</v></c></row></sheetData>"#;
    let book = open("m.xlsx", &by_hand(&[bomb], ""));
    assert!(book.sheets[0].skipped.is_some() || book.sheets[0].cells.is_empty());
}

#[test]
fn a_file_is_told_by_what_it_is() {
    assert_eq!(kind("renamed.xls", &model()), Ok(Kind::Xlsx));
    let binary = zipped(&[("xl/workbook.bin", b"x")]);
    assert_eq!(kind("m.xlsx", &binary), Ok(Kind::Xlsb));
    let open = zipped(&[("mimetype", b"x"), ("content.xml", b"x")]);
    assert_eq!(kind("m.ods", &open), Ok(Kind::Ods));
    let old = xls::compound(&[("Workbook", b"no records")]);
    assert_eq!(kind("m.xls", &old), Ok(Kind::Xls));
    for (kind, apart) in [
        (Kind::Xlsx, false),
        (Kind::Text, false),
        (Kind::Xls, true),
        (Kind::Ods, true),
    ] {
        assert_eq!(kind.needs_own_process(), apart);
    }
    assert!(refused("m.xls", &old).contains("damaged"));
    assert!(refused("m.xlsb", &binary).contains("damaged"));
    assert!(refused("m.ods", &open).contains("damaged"));
}

#[test]
fn an_open_document_is_read() {
    let bytes = ods(
        r#"<table:table table:name="Inputs"><table:table-row><table:table-cell office:value-type="string"><text:p>Price</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="3.5" table:formula="of:=1+2.5"><text:p>3.5</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-12-31"><text:p>x</text:p></table:table-cell></table:table-row></table:table>"#,
    );
    let book = open("m.ods", &bytes);
    let sheet = book.sheet("Inputs").unwrap();
    assert_eq!(value(sheet, "A1"), &text("Price"));
    assert_eq!(value(sheet, "B1"), &Value::Number(3.5));
    assert_eq!(sheet.cells[&at("B1")].formula.as_deref(), Some("1+2.5"));
    assert_eq!(value(sheet, "C1"), &Value::Date(46_387.0));
    assert_eq!(sheet.extras, None);
}

#[test]
fn formulas_of_older_kinds_show_what_they_gave() {
    let new: &[xlsb::Placed<'_>] = &[
        (0, 0, xlsb::Held::Sum(3.0)),
        (0, 1, xlsb::Held::Blank),
        (0, 2, xlsb::Held::Error),
    ];
    let old: &[(u16, u16, xls::Held<'_>)] =
        &[(0, 0, xls::Held::Sum(3.0)), (0, 1, xls::Held::Blank)];
    for (name, bytes) in [
        ("m.xlsb", xlsb::xlsb(&[("S", new)])),
        ("m.xls", xls::xls("S", old, true)),
    ] {
        let book = open(name, &bytes);
        let sheet = &book.sheets[0];
        assert_eq!(value(sheet, "A1"), &Value::Number(3.0), "{name}");
        assert_eq!(sheet.cells[&at("A1")].formula.as_deref(), Some("1+2"));
        assert!(!sheet.cells.contains_key(&at("B1")), "{name}: {sheet:?}");
        assert_eq!(book.remarks.len(), 1, "{:?}", book.remarks);
        assert!(book.remarks[0].contains("are not read"));
        assert_eq!(book.is_1904, book.kind == Kind::Xls);
        if book.kind == Kind::Xlsb {
            assert_eq!(value(sheet, "C1"), &Value::Error("#ERROR!".into()));
        }
    }
}

#[test]
fn headings_over_several_columns_count_for_each() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet
        .merge_range(0, 1, 0, 4, "Nominal investment of the plant", &plain)
        .unwrap();
    for (column, year) in [(1, 2020), (2, 2030), (3, 2050)] {
        sheet.write(1, column, year).unwrap();
    }
    sheet.merge_range(1, 4, 1, 5, "", &plain).unwrap();
    sheet.write(1, 4, 2020).unwrap();
    sheet.write(2, 4, "Lower").unwrap();
    sheet.write(2, 5, "Upper").unwrap();
    sheet.write(3, 0, "Capacity (MW)").unwrap();
    for column in 1..6 {
        sheet.write(3, column, 30 + i32::from(column)).unwrap();
    }
    let book = open("catalogue.xlsx", &book.save_to_buffer().unwrap());
    let layout = understand(&book, &book.sheets[0]);
    let [block] = &layout.blocks[..] else {
        panic!("{layout:?}");
    };
    assert_eq!(block.headers, [1, 2]);
    let columns: Vec<_> = block.columns.values().cloned().collect();
    let years = [2020, 2030, 2050].map(Column::Year);
    let [first, second, third] = years;
    let expected = [
        Column::Label,
        first,
        second,
        third,
        Column::Low,
        Column::High,
    ];
    assert_eq!(columns, expected);
    assert!(block.sections.is_empty());
}

#[test]
fn numbers_with_separators_are_no_years() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let money = Format::new().set_num_format("#,##0");
    sheet.write(0, 0, "Staff").unwrap();
    for column in 1..5 {
        let cost = 2_020 + i32::from(column);
        sheet.write_with_format(0, column, cost, &money).unwrap();
    }
    let book = open("costs.xlsx", &book.save_to_buffer().unwrap());
    let layout = understand(&book, &book.sheets[0]);
    assert!(layout.blocks[0].headers.is_empty(), "{layout:?}");
    assert_eq!(layout.blocks[0].columns[&1], Column::Value);
}

/// Changes a few bytes, the same ones for the same seed.
fn disturbed(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let mut bytes = bytes.to_vec();
    for _ in 0..1 + next() % 8 {
        let at = next() % bytes.len();
        match next() % 3 {
            0 => bytes[at] = next() as u8,
            1 => drop(bytes.remove(at)),
            _ => bytes.insert(at, b"<>&;\"0/"[next() % 7]),
        }
    }
    bytes
}

#[test]
fn disturbed_files_are_read_or_refused() {
    let sheet = r#"<cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="1" hidden="1"><c r="A1" t="str"><f>B1*2</f><v>x</v></c></row><row r="5"><c r="B5"><f t="dataTable" ref="B5:C6" dt2D="1" r1="A1" r2="A2"/><v>3</v></c></row></sheetData><scenarios><scenario name="Bear"><inputCells r="A1" val="0.5"/></scenario></scenarios><mergeCells><mergeCell ref="A3:B3"/></mergeCells>"#;
    let table = "Label;Unit;2026;2027;2028\n\"a;\n\"\"b\";$/h;3,5;1.000,2;x\n".as_bytes();
    let whole = model();
    let (mut read_whole, mut refusals) = (0, 0);
    let mut tried = |name: &str, bytes: &[u8]| match read(name, bytes, &Watch::default()) {
        Ok(book) => {
            read_whole += 1;
            for sheet in &book.sheets {
                let layout = understand(&book, sheet);
                assert!(layout.blocks.len() <= sheet.cells.len());
            }
        }
        Err(Stop::Refused(refusal)) => {
            refusals += 1;
            assert!(refusal.to_string().contains(name));
        }
        Err(Stop::Cancelled) => panic!("nobody cancelled"),
    };
    for seed in 1..400 {
        tried("whole.xlsx", &disturbed(&whole, seed));
        tried("table.csv", &disturbed(table, seed));
        let inside = disturbed(sheet.as_bytes(), seed);
        tried(
            "inside.xlsx",
            &by_hand(&[&String::from_utf8_lossy(&inside)], ""),
        );
    }
    assert!(
        read_whole > 100 && refusals > 100,
        "{read_whole} {refusals}"
    );
}

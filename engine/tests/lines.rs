//! What may be bound on a sheet: `lines.txt`, and what only a spreadsheet with formats can show.
//!
//! `UPDATE_EXPECT=1 cargo test -p rackhour-engine --test lines` rewrites what the cases expect.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;

use rackhour_engine::excel::read::{Watch, read};
use rackhour_engine::excel::understand::{Correction, corrected, understand};
use rackhour_engine::excel::{Book, Line, lines, suggested_sheets};
use rust_xlsxwriter::{Format, Formula, Note, Workbook};

fn path() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lines.txt")
}

/// The lines of a sheet, one per line.
fn described(lines: &[Line]) -> String {
    let one = |line: &Line| {
        let mut named = line.section.clone();
        named.push(line.label.clone());
        let mut text = named.join(" > ");
        if let Some(unit) = &line.unit {
            text += &format!(" | {} from {:?}", unit.text, unit.from);
        }
        let cells: Vec<String> = line
            .cells
            .iter()
            .map(|held| {
                let hidden = if held.is_hidden { " hidden" } else { "" };
                format!("{} {} `{}`{hidden}", held.at, held.column, held.heading)
            })
            .collect();
        text += &format!(" | {}", cells.join(", "));
        for (is_so, word) in [(line.is_total, "total"), (line.is_hidden, "hidden")] {
            if is_so {
                text += &format!(" | {word}");
            }
        }
        if let Some(scale) = &line.scale {
            text += &format!(" | {} e{}", scale.word, scale.power);
        }
        if let Some(decimal) = line.decimal {
            text += &format!(" | {decimal:?}");
        }
        if !line.note.is_empty() {
            text += &format!(" | note: {}", line.note);
        }
        text
    };
    lines.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn found(input: &str) -> String {
    let mut corrections = Vec::new();
    let mut table = String::new();
    for line in input.lines() {
        match Correction::read(line) {
            Some(correction) if table.is_empty() => corrections.push(correction),
            _ => table += &format!("{line}\n"),
        }
    }
    let book = read("case.csv", table.as_bytes(), &Watch::default()).unwrap();
    let sheet = &book.sheets[0];
    let layout = corrected(&book, sheet, &corrections);
    described(&lines(&book, sheet, &layout))
}

#[test]
fn every_sheet_has_the_lines_that_it_expects() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let text = fs::read_to_string(path()).unwrap();
    let (head, rest) = text.split_once("--- ").unwrap();
    let mut written = head.to_owned();
    let mut failures = Vec::new();
    for case in rest.split("\n--- ") {
        let (name, rest) = case.split_once('\n').unwrap();
        let (input, expected) = rest.split_once("===").unwrap();
        let found = found(input);
        if found != expected.trim() {
            failures.push(format!(
                "{name}\nexpected\n{}\nfound\n{found}",
                expected.trim()
            ));
        }
        written += &format!("--- {name}\n{input}===\n{found}\n\n");
    }
    if update {
        fs::write(path(), written.trim_end().to_owned() + "\n").unwrap();
        return;
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

/// A sheet with formats, formulas, notes, merged headings and what is hidden.
fn model() -> Book {
    let mut book = Workbook::new();
    let percent = Format::new().set_num_format("0.0%");
    let energy = Format::new().set_num_format("#,##0 \"MWh\"");
    let sheet = book.add_worksheet().set_name("Inputs").unwrap();
    sheet.write(0, 0, "Item").unwrap();
    sheet
        .merge_range(0, 1, 0, 2, "Uncertainty (2020)", &Format::new())
        .unwrap();
    sheet.write(0, 3, "Value").unwrap();
    for (column, word) in [(1, "Lower"), (2, "Upper")] {
        sheet.write(1, column, word).unwrap();
    }
    let rows = [
        ("Utilisation", &percent),
        ("Output", &energy),
        ("More output", &energy),
    ];
    for ((label, format), row) in rows.into_iter().zip(2..) {
        sheet.write(row, 0, label).unwrap();
        for column in 1..=3 {
            sheet.write_with_format(row, column, 0.5, format).unwrap();
        }
    }
    sheet.write(5, 0, "Both").unwrap();
    sheet
        .write_formula(5, 3, Formula::new("SUM(D4:D5)").set_result("1"))
        .unwrap();
    sheet
        .insert_note(3, 3, &Note::new("Measured in May").add_author_prefix(false))
        .unwrap();
    sheet.set_row_hidden(4).unwrap();
    sheet.set_column_hidden(1).unwrap();
    let other = book.add_worksheet().set_name("Secret").unwrap();
    other.write(0, 0, "Rent").unwrap();
    other.write(0, 1, 5.0).unwrap();
    other.set_very_hidden(true);
    let other = book.add_worksheet().set_name("Old").unwrap();
    other.write(0, 0, "Rent").unwrap();
    other.write(0, 1, 5.0).unwrap();
    other.set_hidden(true);
    read(
        "model.xlsx",
        &book.save_to_buffer().unwrap(),
        &Watch::default(),
    )
    .unwrap()
}

fn lines_of(book: &Book, sheet: &str) -> Vec<Line> {
    let sheet = book.sheet(sheet).unwrap();
    lines(book, sheet, &understand(book, sheet))
}

#[test]
fn formats_notes_and_what_is_hidden_are_seen() {
    let book = model();
    let found = described(&lines_of(&book, "Inputs"));
    let expected = "\
Utilisation | % from Format | B3 low `Uncertainty (2020) / Lower` hidden, C3 high `Uncertainty (2020) / Upper`, D3 value `Value`
Output | MWh from Format | B4 low `Uncertainty (2020) / Lower` hidden, C4 high `Uncertainty (2020) / Upper`, D4 value `Value` | note: Measured in May
More output | MWh from Format | B5 low `Uncertainty (2020) / Lower` hidden, C5 high `Uncertainty (2020) / Upper` hidden, D5 value `Value` hidden | hidden
Both | D6 value `Value` | total";
    assert_eq!(found, expected);
}

#[test]
fn very_hidden_sheets_are_not_suggested_and_hidden_ones_are_marked() {
    let book = model();
    let names: Vec<&str> = suggested_sheets(&book)
        .map(|sheet| sheet.name.as_str())
        .collect();
    assert_eq!(names, ["Inputs", "Old"]);
    for sheet in ["Secret", "Old"] {
        let lines = lines_of(&book, sheet);
        assert!(
            lines.len() == 1 && lines[0].is_hidden,
            "{}",
            described(&lines)
        );
    }
}

#[test]
fn corrections_are_text_and_back() {
    for text in [
        "across",
        "down",
        "line 3 is heading",
        "line 3 is section",
        "line 12 is data",
        "block 1 place 4 is nothing",
        "block 2 place 1 is label",
        "block 2 place 1 is unit",
        "block 2 place 1 is note",
        "block 2 place 1 is low",
        "block 2 place 1 is high",
        "block 2 place 1 is value",
        "block 1 place 4 is year 2027",
        "block 1 place 4 is part 2026 1H",
        "block 1 place 4 is scenario Bull case",
        "block 1 scale 6",
        "block 1 scale 0",
    ] {
        assert_eq!(Correction::read(text).unwrap().to_string(), text);
    }
    for text in [
        "",
        "up",
        "line 0 is data",
        "line x is data",
        "line 3 is nice",
        "block 1",
        "block 1 place 4 is year soon",
        "block 0 scale 3",
    ] {
        assert_eq!(Correction::read(text), None, "{text}");
    }
}

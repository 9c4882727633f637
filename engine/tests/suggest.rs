//! Which rows labels of analysts belong to: `suggest.txt` against the shipped AI factory.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::Path;

use rackhour_engine::check::{Typed, check};
use rackhour_engine::excel::suggest::{Learned, MOST, Match, normalised, suggest};
use rackhour_engine::excel::understand::{Block, Column, Layout, Orientation};
use rackhour_engine::excel::{At, Book, Cell, Kind, Line, Sheet, Value, Visibility, lines};
use rackhour_engine::workbook::{Workbook, file};

/// One label and the row that it belongs to.
struct Case {
    text: String,
    section: Option<String>,
    label: String,
    unit: String,
    value: f64,
    answer: Option<String>,
}

fn cases() -> Vec<Case> {
    let text = include_str!("suggest.txt");
    let pairs = text.lines().filter_map(|line| line.split_once(" => "));
    let case = |(line, answer): (&str, &str)| {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let [named, unit, value] = parts[..] else {
            return None;
        };
        let (section, label) = match named.split_once(" > ") {
            Some((section, label)) => (Some(section.to_owned()), label),
            None => (None, named),
        };
        Some(Case {
            text: line.to_owned(),
            section,
            label: label.to_owned(),
            unit: unit.to_owned(),
            value: value.parse().ok()?,
            answer: Some(answer.trim().to_owned()).filter(|answer| answer != "-"),
        })
    };
    pairs.filter_map(case).collect()
}

fn factory() -> (Workbook, Typed) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../workbooks/ai-factory.ron");
    let workbook = file::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (typed, _) = check(&workbook);
    (workbook, typed)
}

fn text(text: &str) -> Cell {
    Cell::of(Value::Text(text.into()))
}

/// A sheet of these cases, each with its section above it.
fn sheet(cases: &[&Case]) -> (Book, Vec<Line>) {
    let mut sheet = Sheet::empty("Inputs", Visibility::Visible);
    let mut sections = BTreeMap::new();
    for (case, number) in cases.iter().zip(0..) {
        let row = number * 3 + 1;
        if let Some(section) = &case.section {
            sheet.cells.insert(At::new(row, 0), text(section));
            sections.insert(row, section.clone());
        }
        sheet.cells.insert(At::new(row + 1, 0), text(&case.label));
        if !case.unit.is_empty() {
            sheet.cells.insert(At::new(row + 1, 1), text(&case.unit));
        }
        let value = Cell::of(Value::Number(case.value));
        sheet.cells.insert(At::new(row + 1, 2), value);
    }
    let columns = [Column::Label, Column::Unit, Column::Value];
    let block = Block {
        lines: (0, u32::try_from(cases.len()).unwrap() * 3 + 3),
        headers: vec![0],
        columns: (0..).zip(columns).collect(),
        sections,
        scale: None,
    };
    let layout = Layout {
        orientation: Orientation::Across,
        blocks: vec![block],
    };
    let book = Book {
        name: "case.xlsx".to_owned(),
        kind: Kind::Xlsx,
        hash: String::new(),
        size: 0,
        sheets: vec![sheet],
        names: Vec::new(),
        formats: Vec::new(),
        is_1904: false,
        calculation: None,
        remarks: Vec::new(),
    };
    let lines = lines(&book, &book.sheets[0], &layout);
    (book, lines)
}

fn named(found: &Match) -> String {
    match &found.element {
        Some(element) => format!("{}[{element}]", found.row),
        None => found.row.clone(),
    }
}

fn described(matches: &[Match]) -> String {
    let one = |found: &Match| {
        let parts = &found.parts;
        format!(
            "{}{} {:.2} (w {:.2} t {:.2} u {:.1} m {:.1})",
            if found.is_preticked { "*" } else { "" },
            named(found),
            found.score,
            parts.words,
            parts.trigrams,
            parts.unit,
            parts.magnitude
        )
    };
    matches.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Nothing wrong is ticked before somebody looks; what is right comes first nearly always, and most
/// of it is ticked.
#[test]
fn what_is_ticked_is_right_and_what_is_right_comes_first() {
    let (workbook, typed) = factory();
    let cases = cases();
    let (mut ticked, mut first, mut among, mut known) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    for case in &cases {
        let (book, lines) = sheet(&[case]);
        let found = suggest(&typed, &workbook, &book, &lines, &[]).remove(0);
        assert!(found.len() <= MOST);
        let best = found.first();
        let is_right = best.is_some() && best.map(named) == case.answer;
        println!("{} => {:?}: {}", case.text, case.answer, described(&found));
        if best.is_some_and(|best| best.is_preticked) {
            ticked += 1;
            if !is_right {
                wrong.push(format!("{}: {}", case.text, described(&found)));
            }
        }
        known += usize::from(case.answer.is_some());
        first += usize::from(is_right);
        among += usize::from(found.iter().any(|found| Some(named(found)) == case.answer));
    }
    println!("{known} rows: {first} first, {among} among {MOST}, {ticked} ticked");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(known >= 40 && cases.len() - known >= 15);
    assert!(first * 100 >= known * 90, "{first} of {known} first");
    assert!(
        among * 100 >= known * 95,
        "{among} of {known} among the best"
    );
    assert!(ticked * 100 >= known * 60, "{ticked} of {known} ticked");
}

#[test]
fn a_label_that_was_bound_before_is_known() {
    let (workbook, typed) = factory();
    let case = cases()
        .into_iter()
        .find(|case| case.label == "Power (MW)")
        .unwrap();
    let case = Case {
        label: "Blended hosting fee".to_owned(),
        unit: "$/kW/month".to_owned(),
        value: 150.0,
        ..case
    };
    let (book, lines) = sheet(&[&case]);
    let learned = Learned {
        label: normalised(&case.label),
        row: "wholesale_colocation_price".to_owned(),
    };
    let before = suggest(&typed, &workbook, &book, &lines, &[]).remove(0);
    assert!(
        !before.first().is_some_and(|first| first.is_preticked),
        "{}",
        described(&before)
    );
    let after = suggest(&typed, &workbook, &book, &lines, &[learned]).remove(0);
    assert_eq!(
        after[0].row,
        "wholesale_colocation_price",
        "{}",
        described(&after)
    );
    assert_eq!(after[0].parts.learned, 1.0);
    assert!(after[0].is_preticked, "{}", described(&after));
}

#[test]
fn two_lines_for_one_row_are_not_ticked() {
    let (workbook, typed) = factory();
    let cases = cases();
    let taxes: Vec<&Case> = cases
        .iter()
        .filter(|case| case.answer.as_deref() == Some("tax_rate"))
        .collect();
    assert!(taxes.len() >= 2);
    let (book, lines) = sheet(&taxes);
    for found in suggest(&typed, &workbook, &book, &lines, &[]) {
        assert_eq!(found[0].row, "tax_rate");
        assert!(!found[0].is_preticked, "{}", described(&found));
    }
}

#[test]
fn what_measures_something_else_is_never_suggested() {
    let (workbook, typed) = factory();
    let cases = cases();
    let pue = cases.iter().find(|case| case.label == "PUE").unwrap();
    for (unit, is_suggested) in [
        ("x", true),
        ("", true),
        ("MWh", false),
        ("$", false),
        ("years", false),
    ] {
        let case = Case {
            unit: unit.to_owned(),
            label: pue.label.clone(),
            text: String::new(),
            section: None,
            value: 1.3,
            answer: None,
        };
        let (book, lines) = sheet(&[&case]);
        let found = suggest(&typed, &workbook, &book, &lines, &[]).remove(0);
        assert_eq!(
            found.iter().any(|found| found.row == "pue"),
            is_suggested,
            "{unit}"
        );
    }
}

#[test]
fn totals_stand_behind() {
    let (workbook, typed) = factory();
    let cases = cases();
    let racks = cases.iter().find(|case| case.label == "Racks").unwrap();
    let (book, mut lines) = sheet(&[racks]);
    let plain = suggest(&typed, &workbook, &book, &lines, &[]).remove(0);
    assert!(plain[0].is_preticked, "{}", described(&plain));
    lines[0].is_total = true;
    let total = suggest(&typed, &workbook, &book, &lines, &[]).remove(0);
    assert!(!total[0].is_preticked && total[0].score < plain[0].score);
}

//! What cells of other people's sheets mean: every case of `interpret.txt`.
//!
//! `UPDATE_EXPECT=1 cargo test -p rackhour-engine --test interpret` rewrites what the cases expect.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rackhour_engine::excel::interpret::{Answers, Outcome, Reading, Wanted, interpret};
use rackhour_engine::excel::understand::{Block, Column, Layout, Orientation, Scale};
use rackhour_engine::excel::{
    Area, At, Book, Calculation, Cell, DataTable, Extras, Kind, Line, Sheet, Value, Visibility,
    lines,
};
use rackhour_engine::units::Catalog;
use rackhour_engine::workbook::{
    Assumption, Definition, Number, NumberFormat, Provenance, Quantity, Variable,
};

/// One case: what stands on a sheet and what is wanted, and what comes of it.
struct Case {
    name: String,
    input: String,
    expected: String,
}

impl Case {
    fn get(&self, key: &str) -> Option<&str> {
        let mut pairs = self.input.lines().filter_map(|line| line.split_once(" = "));
        pairs.find(|(own, _)| *own == key).map(|(_, value)| value)
    }
}

fn path() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interpret.txt")
}

fn cases() -> (String, Vec<Case>) {
    let text = fs::read_to_string(path()).unwrap();
    let mut parts = text.split("--- ");
    let head = parts.next().unwrap().to_owned();
    let case = |part: &str| {
        let (name, rest) = part.split_once('\n').unwrap();
        let (input, expected) = rest.split_once("===").unwrap_or((rest, ""));
        Case {
            name: name.trim().to_owned(),
            input: input.trim().to_owned(),
            expected: expected.trim().to_owned(),
        }
    };
    (head, parts.map(case).collect())
}

/// A cell as a case writes it: a number, a text in quotes, an error, or a word for what it is.
fn value(text: &str) -> Value {
    if let Some(inside) = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        return Value::Text(
            inside
                .replace("<nbsp>", "\u{a0}")
                .replace("<thin>", "\u{2009}")
                .into(),
        );
    }
    match text.split_once(' ') {
        Some(("date", days)) => return Value::Date(days.parse().unwrap()),
        Some(("span", days)) => return Value::Span(days.parse().unwrap()),
        _ => {}
    }
    match text {
        "not computed" => Value::NotComputed,
        "TRUE" => Value::Truth(true),
        error if error.starts_with('#') => Value::Error(error.into()),
        number => Value::Number(number.parse().unwrap()),
    }
}

fn text(text: &str) -> Cell {
    Cell::of(Value::Text(text.into()))
}

/// The sheet of a case: label, unit and value side by side in its second row.
fn sheet(case: &Case) -> (Book, Layout) {
    let mut sheet = Sheet::empty("Inputs", Visibility::Visible);
    let mut cell = Cell::of(value(case.get("cell").unwrap()));
    cell.format = case.get("format").map(|_| 0);
    cell.formula = case.get("formula").map(Into::into);
    sheet.cells.insert(At::new(2, 2), cell);
    let label = case.get("label").unwrap_or("Value");
    sheet.cells.insert(At::new(2, 0), text(label));
    if let Some(section) = case.get("section") {
        sheet.cells.insert(At::new(1, 0), text(section));
    }
    for (key, at) in [("unit", At::new(2, 1)), ("heading", At::new(0, 2))] {
        if let Some(written) = case.get(key) {
            sheet.cells.insert(at, text(written));
        }
    }
    for (further, row) in case.get("beside").unwrap_or("").split_whitespace().zip(3..) {
        let further = further.replace('_', " ");
        sheet
            .cells
            .insert(At::new(row, 2), Cell::of(value(&further)));
    }
    let mut extras = Extras::default();
    if case.get("table").is_some() {
        let area = Area::read("C1:C9").unwrap();
        extras.data_tables.push(DataTable {
            area,
            row_input: None,
            column_input: None,
        });
    }
    if case.get("hidden").is_some() {
        extras.hidden_rows.push((2, 2));
    }
    sheet.extras = Some(extras);
    let column = match case.get("year") {
        Some(year) => Column::Year(year.parse().unwrap()),
        None => Column::Value,
    };
    let scale = case.get("scale").map(|scale| {
        let (word, power) = scale.split_once(' ').unwrap();
        Scale {
            word: word.to_owned(),
            power: power.parse().unwrap(),
        }
    });
    let section = case.get("section").map(str::to_owned);
    let block = Block {
        lines: (0, 9),
        headers: vec![0],
        columns: BTreeMap::from([(0, Column::Label), (1, Column::Unit), (2, column)]),
        sections: section.map(|name| (1, name)).into_iter().collect(),
        scale,
    };
    let book = Book {
        name: "case.xlsx".to_owned(),
        kind: Kind::Xlsx,
        hash: String::new(),
        size: 0,
        sheets: vec![sheet],
        names: Vec::new(),
        formats: case.get("format").map(str::to_owned).into_iter().collect(),
        is_1904: false,
        calculation: case.get("manual").map(|_| Calculation {
            is_manual: true,
            is_iterative: false,
        }),
        remarks: Vec::new(),
    };
    let layout = Layout {
        orientation: Orientation::Across,
        blocks: vec![block],
    };
    (book, layout)
}

/// The row of a case: its unit and how it is shown.
fn row(case: &Case) -> Variable {
    let format = match case.get("shown") {
        Some("percent") => Some(NumberFormat::Percent(1)),
        Some("multiple") => Some(NumberFormat::Multiple(2)),
        _ => None,
    };
    let valid = case.get("valid").map(|valid| {
        let (least, greatest) = valid.split_once(' ').unwrap();
        (
            Number(least.parse().unwrap()),
            Number(greatest.parse().unwrap()),
        )
    });
    Variable {
        id: "row".to_owned(),
        label: "The row".to_owned(),
        unit: case.get("row").unwrap_or("").to_owned(),
        section: "s".to_owned(),
        note: String::new(),
        format,
        over: None,
        definition: Definition::Assumption(Assumption {
            value: Quantity::Constant(Number(1.0)),
            low: None,
            high: None,
            distribution: None,
            valid,
            shares: false,
            options: Vec::new(),
            source: Provenance::Assumed(String::new()),
        }),
    }
}

fn found(case: &Case) -> String {
    let (book, layout) = sheet(case);
    let sheet = &book.sheets[0];
    let lines = lines(&book, sheet, &layout);
    let own = |line: &&Line| line.line == 2;
    let Some(line) = lines.iter().find(own) else {
        return "no line".to_owned();
    };
    let row = row(case);
    let catalog = Catalog::new(["user", "parameter"]);
    let wanted = Wanted {
        row: &row,
        unit: &catalog.parse(&row.unit).unwrap(),
        catalog: &catalog,
    };
    let mut answers = Answers::default();
    for answer in case.get("answers").unwrap_or("").split_whitespace() {
        let key = if answer.contains('!') {
            answer.to_owned()
        } else {
            format!("Inputs!1/{answer}")
        };
        answers.add(&key).unwrap();
    }
    described(&interpret(
        &book,
        sheet,
        line,
        &line.cells[0],
        &wanted,
        &answers,
    ))
}

fn described(reading: &Reading) -> String {
    let mut text = match &reading.outcome {
        Outcome::Value(value) => format!("{value}"),
        Outcome::Range { low, high } => format!("{low} to {high}"),
        Outcome::None(why) => format!("no value: {why}"),
        Outcome::Refused(why) => format!("refused: {why}"),
        Outcome::Asks(question) => {
            let mut text = format!("asks {}: {}", question.key, question.text);
            for choice in &question.choices {
                let value = choice
                    .value
                    .map_or(String::new(), |value| format!(" = {value}"));
                text += &format!("\n- {}: {}{value}", choice.id, choice.label);
            }
            text
        }
    };
    if let Some(unit) = &reading.unit {
        text += &format!("\nunit {unit}");
    }
    if reading.scale != 0 {
        text += &format!("\nscale {}", reading.scale);
    }
    for remark in &reading.remarks {
        text += &format!("\n{remark}");
    }
    text
}

#[test]
fn every_case_means_what_it_expects() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let (head, mut cases) = cases();
    let mut failures = Vec::new();
    for case in &mut cases {
        let found = found(case);
        if update {
            case.expected = found;
        } else if found != case.expected {
            failures.push(format!(
                "{}\nexpected\n{}\nfound\n{found}",
                case.name, case.expected
            ));
        }
    }
    if update {
        let texts = cases.iter().map(|case| {
            format!(
                "--- {}\n{}\n===\n{}\n\n",
                case.name, case.input, case.expected
            )
        });
        let text = format!("{head}{}", texts.collect::<String>());
        fs::write(path(), text.trim_end().to_owned() + "\n").unwrap();
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

#[test]
fn there_are_enough_cases_and_no_name_twice() {
    let (_, cases) = cases();
    let mut names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), cases.len());
    assert!(cases.len() >= 100, "{}", cases.len());
}

/// What is asked offers what can be answered, and every answer settles it.
#[test]
fn every_answer_settles_its_question() {
    let (_, cases) = cases();
    let mut settled = 0;
    for case in cases {
        let (Some(key), true) = (asked(&case), case.get("answers").is_none()) else {
            continue;
        };
        let kind = key.rsplit_once('/').unwrap().1.to_owned();
        let choices = case
            .expected
            .lines()
            .filter_map(|line| line.strip_prefix("- "));
        let ids: Vec<&str> = choices
            .map(|line| line.split_once(':').unwrap().0)
            .collect();
        for id in &ids {
            let answered = Case {
                name: case.name.clone(),
                input: format!("{}\nanswers = {key}={id}", case.input),
                expected: String::new(),
            };
            let found = found(&answered);
            let again = format!("/{kind}:");
            let first = found.lines().next().unwrap();
            assert!(!first.contains(&again), "{} {id}: {found}", case.name);
            settled += 1;
        }
    }
    assert!(settled > 20, "{settled}");
}

/// The key of the question that a case expects.
fn asked(case: &Case) -> Option<String> {
    let first = case.expected.lines().next()?;
    let (key, _) = first.strip_prefix("asks ")?.split_once(": ")?;
    Some(key.to_owned())
}

/// Whatever is written in a cell, a label, a unit and a format, it is read or refused.
#[test]
fn no_text_is_too_strange() {
    const BITS: &[&str] = &[
        "1", "0", "389", ",", ".", "-", "−", "(", ")", "$", "€", "%", "k", "m", "bn", " ",
        "\u{a0}", "~", "<", "to", "/", "MW", "GPU-hr", "per", "tokens", "million", "e", "'", "ü",
        "🙂", "[", "]", "\"", "#", "x", "bps", "E+", "\\", ";", "_", "*", "of", "a year", "IT",
        "^", "·",
    ];
    let mut state: u64 = 7;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..20_000 {
        let mut strange = || {
            let count = next(8);
            (0..count)
                .map(|_| BITS[next(BITS.len())])
                .collect::<String>()
        };
        let (cell, label, unit, format) = (strange(), strange(), strange(), strange());
        let input = format!(
            "cell = \"{cell}\"\nlabel = {label}\nunit = {unit}\nformat = {format}\nrow = $/Mtok\nscale = millions 6"
        );
        let of_text = Case {
            name: String::new(),
            input,
            expected: String::new(),
        };
        assert!(
            !found(&of_text).contains("NaN"),
            "{cell} {label} {unit} {format}"
        );
        let input = of_text.input.replace(&format!("\"{cell}\""), "12.5");
        let of_number = Case { input, ..of_text };
        assert!(
            !found(&of_number).contains("NaN"),
            "{label} {unit} {format}"
        );
    }
}

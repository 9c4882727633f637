//! `rackhour import` as a transcript: spreadsheets, commands on them, and what they print.
//!
//! `UPDATE_EXPECT=1 cargo test -p rackhour-tests --test import` rewrites what is expected; read what
//! it wrote.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use rackhour::session::Session;
use rackhour::sheet::Cell;
use rackhour_engine::workbook::file;
use rackhour_tests::program::{root, run, words};
use tempfile::TempDir;

/// The workbook that values go into: the one of the engine's cases.
const MODEL: &str = include_str!("../../engine/tests/proposals/model.ron");

/// Runs a command on the files of a desk.
fn ran(desk: &Path, line: &str) -> String {
    let place = |word: String| match desk.join(&word) {
        path if path.exists() => path.to_str().unwrap().to_owned(),
        _ => word,
    };
    let words: Vec<_> = words(line).into_iter().map(place).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let ran = run(env!("CARGO_BIN_EXE_rackhour-under-test"), &words).unwrap();
    let folder = format!("{}/", desk.to_str().unwrap());
    let mut text = format!("exit {}\n", ran.code);
    let lines = ran.err.lines().map(|line| format!("! {line}\n"));
    text.extend(lines);
    text += &ran.out;
    text.replace(&folder, "")
        .replace(&today(), "TODAY")
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

/// The date in UTC, as the program has it.
fn today() -> String {
    let now = std::time::SystemTime::now();
    let days = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() / 86_400;
    // Days since the first of March of the year 0, in eras of 400 years.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    format!("{:04}-{month:02}-{date:02}", era * 400 + year + next)
}

/// A case with what its commands print in place of what it expects.
fn played(case: &str) -> String {
    let desk = TempDir::new().unwrap();
    fs::write(desk.path().join("rent.ron"), MODEL).unwrap();
    let mut text = String::new();
    let mut lines = case.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("file ") {
            let mut content = String::new();
            while let Some(next) = lines.next_if(|line| !is_step(line)) {
                content += &format!("{next}\n");
            }
            fs::write(desk.path().join(name), &content).unwrap();
            text += &format!("{line}\n{content}");
        } else if let Some(command) = line.strip_prefix("$ ") {
            while lines.next_if(|line| !is_step(line)).is_some() {}
            text += &format!("{line}\n{}", ran(desk.path(), command));
        }
    }
    text
}

fn is_step(line: &str) -> bool {
    line.starts_with("file ") || line.starts_with("$ ")
}

fn transcript() -> PathBuf {
    root().join("tests/ref/cli/import.txt")
}

#[test]
fn every_command_prints_what_the_transcript_says() {
    let text = fs::read_to_string(transcript()).unwrap();
    let mut wrong = String::new();
    let mut written = Vec::new();
    for case in text.split("--- ").filter(|case| !case.trim().is_empty()) {
        let (title, rest) = case.split_once('\n').unwrap();
        let rest = format!("{}\n", rest.trim_end());
        let found = format!("{}\n", played(&rest).trim_end());
        if found != rest {
            wrong += &format!("--- {title}\n{found}\n");
        }
        written.push(format!("--- {title}\n{found}"));
    }
    assert!(written.len() > 8, "{}", written.len());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(transcript(), written.join("\n")).unwrap();
    } else {
        assert!(wrong.is_empty(), "{wrong}");
    }
}

#[test]
fn the_inspector_tells_which_cell_a_value_came_from() {
    let imports = r#"imports: [(id: "dcf", label: "DCF", file: "DCF.xlsx", sha256: "00", size: 9,
        imported: "2026-11-21", program: "0.1.0", bindings: [
            (sheet: "Inputs", label: "Price", row: "price", cells: [
                (cell: "C2", heading: "2026", key: "price[2026]", raw: number(10), formula: "B3*1.2",
                    shown: "10.0", value: 10),
                (cell: "D2", heading: "2027", key: "price[2027]", raw: number(5), value: 5)]),
            (sheet: "Inputs", label: "GPUs", row: "gpus", cells: [
                (cell: "B9", key: "gpus", raw: number(72), value: 72),
                (cell: "C9", key: "gpus", layer: profile("hyperscaler"), raw: number(1000),
                    value: 1000),
                (cell: "D9", key: "gpus", layer: scenario("bear"), raw: number(7), value: 7)])])],
    variables: ["#;
    let workbook = file::parse(&MODEL.replacen("variables: [", imports, 1)).unwrap();
    let session = Session::new(workbook, None);
    let told = |row: &str, period: Option<usize>| -> Vec<String> {
        let cell = Cell {
            row: row.to_owned(),
            element: 0,
            period,
        };
        let found = session.imported(&cell);
        found.iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        told("price", Some(0)),
        ["DCF.xlsx, Inputs!C2, imported 2026-11-21, formula =B3*1.2, shown 10.0"]
    );
    assert_eq!(
        told("price", Some(1)),
        ["DCF.xlsx, Inputs!D2, imported 2026-11-21; changed by hand since"]
    );
    assert!(told("price", Some(2)).is_empty());
    // The profile on screen is told as well, and the scenario that is not on screen is not.
    assert_eq!(
        told("gpus", None),
        [
            "DCF.xlsx, Inputs!B9, imported 2026-11-21",
            "DCF.xlsx, Inputs!C9, imported 2026-11-21"
        ]
    );
    assert!(told("bill", None).is_empty());
}

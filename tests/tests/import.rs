//! `rackhour import` as a transcript: spreadsheets, commands on them, and what they print.
//!
//! `UPDATE_EXPECT=1 cargo test -p rackhour-tests --test import` rewrites what is expected; read what
//! it wrote.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

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

//! Every case of `tests/suite`, and what must be covered there.
//!
//! `UPDATE_EXPECT=1 cargo test -p rackhour-tests --test suite` rewrites what the cases expect.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use rackhour_engine::diagnostic::Code;
use rackhour_engine::functions::TABLE;
use rackhour_tests::suite::report::report;
use rackhour_tests::suite::{Case, join, split};

/// The files of the suite, in order.
fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite");
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let mut paths: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        paths
    };
    let folders = entries(&root).into_iter().filter(|path| path.is_dir());
    folders.flat_map(|folder| entries(&folder)).collect()
}

fn cases() -> Vec<Case> {
    let texts = files()
        .into_iter()
        .map(|path| fs::read_to_string(path).unwrap());
    texts.flat_map(|text| split(&text).1).collect()
}

#[test]
fn every_case_gives_what_it_expects() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut failures = Vec::new();
    for path in files() {
        let text = fs::read_to_string(&path).unwrap();
        let (head, mut cases) = split(&text);
        for case in &mut cases {
            let place = format!("{}:{} {}", path.display(), case.line, case.name);
            match report(&case.input) {
                Err(error) => failures.push(format!("{place}\n{error}")),
                Ok(found) if update => case.expected = found,
                Ok(found) if found == case.expected => {}
                Ok(found) => {
                    failures.push(format!("{place}\n{}", difference(&case.expected, &found)));
                }
            }
        }
        if update {
            fs::write(&path, join(&head, &cases)).unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

/// The lines that are missing and those that are new.
fn difference(expected: &str, found: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    let mut text = String::new();
    let gone = old.iter().filter(|line| !new.contains(line));
    let came = new.iter().filter(|line| !old.contains(line));
    text.extend(gone.map(|line| format!("- {line}\n")));
    text.extend(came.map(|line| format!("+ {line}\n")));
    if text.is_empty() {
        text = format!("the same lines in another order:\n{found}\n");
    }
    text
}

#[test]
fn every_kind_of_finding_has_a_case() {
    let expected: String = cases().into_iter().map(|case| case.expected).collect();
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !expected.contains(&format!("[{code}]")))
        .collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

#[test]
fn names_of_cases_are_unique() {
    let mut names: Vec<_> = cases().into_iter().map(|case| case.name).collect();
    names.sort();
    let twice = names.windows(2).find(|pair| pair[0] == pair[1]);
    assert_eq!(twice, None);
}

#[test]
fn functions_give_their_examples() {
    for function in TABLE {
        let (formula, value) = function.example;
        let report = report(&format!("timeline 2026 5 years\nx = {formula}")).unwrap();
        let expected = match value {
            "n/a" => "x = n/a: not disclosed".to_owned(),
            value => format!("x = {value}"),
        };
        // An example without a series is the same in every period.
        assert_eq!(report, expected, "{}", function.name);
    }
}

#[test]
fn deep_formulas_are_refused_and_not_followed() {
    for (open, close) in [("(", ")"), ("-", ""), ("ABS(", ")")] {
        for count in [90, 200, 10_000] {
            let formula = format!("{}1{}", open.repeat(count), close.repeat(count));
            let report = report(&format!("x = {formula}")).unwrap();
            let is_refused = report.starts_with("error[too-deep]");
            assert_eq!(is_refused, count > 100, "{count} {open}: {report:.200}");
        }
    }
    for operator in ["+", "^", "%"] {
        let report = report(&format!("x = 1{}", format!("{operator}1").repeat(3000))).unwrap();
        assert!(report.starts_with("error["), "{operator}");
    }
}

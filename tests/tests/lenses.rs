//! What the shipped workbooks guard against: each check fails when what it guards is broken, and a
//! switch moves the rows it should and no other by one bit.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;

use rackhour_engine::check::{Case, Layers, check};
use rackhour_engine::run::{Results, evaluate};
use rackhour_engine::workbook::Workbook;
use rackhour_engine::workbook::edit::Edit;
use rackhour_tests::shipped::{about, shipped};
use rackhour_tests::suite::short;

/// Ways to break what the checks guard: for each, the check that must fail.
///
/// ```text
/// check allocation_sums in hyperscaler, bear
///   year_allocation = allocation * 1.01
///   set racks=-3
/// ```
struct Break {
    check: String,
    case: Case,
    formulas: Vec<(String, String)>,
    values: Vec<String>,
}

/// `hyperscaler, bear`
fn case_of(text: &str) -> Case {
    let (profile, scenario) = text.split_once(',').unwrap_or((text, ""));
    let id = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    Case {
        profile: id(profile),
        scenario: id(scenario),
    }
}

/// The breaks of a file, each with its line.
fn breaks(text: &str) -> Vec<(usize, Break)> {
    let mut found: Vec<(usize, Break)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split(" # ").next().unwrap_or_default();
        if let Some(rest) = line.strip_prefix("check ") {
            let (check, case) = rest.split_once(" in ").unwrap_or((rest, ""));
            found.push((
                number + 1,
                Break {
                    check: check.trim().to_owned(),
                    case: case_of(case),
                    formulas: Vec::new(),
                    values: Vec::new(),
                },
            ));
        } else if let Some(value) = line.trim().strip_prefix("set ") {
            found.last_mut().unwrap().1.values.push(value.to_owned());
        } else if let Some((row, formula)) = line.split_once(" = ")
            && !line.starts_with('#')
        {
            let edit = (row.trim().to_owned(), formula.trim().to_owned());
            found.last_mut().unwrap().1.formulas.push(edit);
        }
    }
    found
}

/// Why a break does not show that its check guards something; `None` if it does.
fn unbroken(workbook: &Workbook, wanted: &Break) -> Option<String> {
    let mut broken = workbook.clone();
    for (name, text) in &wanted.formulas {
        let (name, text) = (name.clone(), text.clone());
        let edit = Edit::SetFormula { name, text };
        if let Err(refusal) = edit.apply(&mut broken) {
            return Some(refusal.message);
        }
    }
    let (_, found) = check(&broken);
    if let Some(error) = found.iter().find(|finding| finding.is_error()) {
        return Some(format!("it does not check clean: {error}"));
    }
    let mut layers = Layers::of(wanted.case.clone());
    for value in &wanted.values {
        match short::change(value) {
            Ok(change) => layers.set.push(change),
            Err(error) => return Some(error),
        }
    }
    let holds = |workbook: &Workbook, layers: &Layers| {
        let results = evaluate(workbook, &check(workbook).0, layers);
        let mut checks = results.checks.into_iter();
        checks.find(|check| check.id == wanted.check)
    };
    let before = holds(workbook, &Layers::of(wanted.case.clone()));
    match (before, holds(&broken, &layers)) {
        (None, _) | (_, None) => Some("there is no such check".to_owned()),
        (Some(before), _) if !before.passed => Some(format!("fails anyway: {}", before.detail)),
        (_, Some(after)) if after.passed => Some("still holds".to_owned()),
        _ => None,
    }
}

#[test]
fn each_check_of_a_shipped_workbook_fails_when_what_it_guards_is_broken() {
    let mut misses = Vec::new();
    for (path, _, workbook) in shipped() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut shown = Vec::new();
        for file in about("tests/ref/checks", &name) {
            for (line, wanted) in breaks(&fs::read_to_string(&file).unwrap()) {
                let at = file.file_name().unwrap().to_string_lossy();
                let missed = unbroken(&workbook, &wanted);
                misses.extend(missed.map(|why| format!("{at}:{line}: {}: {why}", wanted.check)));
                shown.push(wanted.check);
            }
        }
        let all = workbook.checks.iter().map(|check| check.id.clone());
        misses.extend(
            all.filter(|id| !shown.contains(id))
                .map(|id| format!("{name}: {id}: no break")),
        );
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

/// What a change may move: the rows listed, and each of them.
///
/// ```text
/// move transfer_price = 5 in hyperscaler
///   internal_rent
///   owner_entity_revenue
/// ```
struct Move {
    line: usize,
    change: String,
    case: Case,
    rows: Vec<String>,
}

fn moves(text: &str) -> Vec<Move> {
    let mut found: Vec<Move> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(rest) = line.strip_prefix("move ") {
            let (change, case) = rest.split_once(" in ").unwrap_or((rest, ""));
            found.push(Move {
                line: number + 1,
                change: change.to_owned(),
                case: case_of(case),
                rows: Vec::new(),
            });
        } else if !line.starts_with('#') && !line.trim().is_empty() {
            let rows = line.split(',').map(|row| row.trim().to_owned());
            found
                .last_mut()
                .unwrap()
                .rows
                .extend(rows.filter(|row| !row.is_empty()));
        }
    }
    found
}

/// The rows of which a bit differs, without the one that was set.
fn moved(before: &Results, after: &Results, change: &str) -> Vec<String> {
    let bits = |values: &[f64]| {
        values
            .iter()
            .map(|value| value.to_bits())
            .collect::<Vec<_>>()
    };
    let set = change.split(['=', '[', ' ']).next().unwrap_or_default();
    let rows = before.rows.iter().zip(&after.rows);
    rows.filter(|(row, other)| row.id != set && bits(&row.values) != bits(&other.values))
        .map(|(row, _)| row.id.clone())
        .collect()
}

#[test]
fn a_switch_moves_the_rows_it_should_and_no_other_by_one_bit() {
    let mut count = 0;
    for (path, _, workbook) in shipped() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let typed = check(&workbook).0;
        for file in about("tests/ref/moves", &name) {
            for Move {
                line,
                change,
                case,
                mut rows,
            } in moves(&fs::read_to_string(&file).unwrap())
            {
                count += 1;
                let before = evaluate(&workbook, &typed, &Layers::of(case.clone()));
                let layers = Layers {
                    set: vec![short::change(&change).unwrap()],
                    ..Layers::of(case)
                };
                let after = evaluate(&workbook, &typed, &layers);
                assert_eq!(after.findings, before.findings, "{}:{line}", file.display());
                let mut found = moved(&before, &after, &change);
                found.sort();
                rows.sort();
                assert_eq!(found, rows, "{}:{line}: {change}", file.display());
            }
        }
    }
    assert!(count > 0, "nothing was moved");
}

//! The shipped workbooks: what they must give, and that each is whole.
//!
//! The numbers stand in `tests/ref/workbooks/*.txt`; the head of each file explains its form. They
//! are read through the program, so that they hold for what an analyst sees.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;

use rackhour_engine::check::{Layers, cases, check};
use rackhour_engine::run::evaluate;
use rackhour_engine::workbook::{Definition, Provenance, Workbook, file};
use rackhour_tests::program::{Ran, root, run, words};
use rackhour_tests::shipped::{files, shipped};
use rackhour_tests::sources;
use rackhour_tests::suite::report::agree;
use serde_json::Value;

fn rackhour(arguments: &[&str]) -> Ran {
    run(env!("CARGO_BIN_EXE_rackhour-under-test"), arguments).unwrap()
}

/// Runs the command of a golden, as `eval stargate-abilene --scenario story`.
fn evaluated(line: &str) -> Value {
    let mut words = words(line);
    words[1] = format!("workbooks/{}.ron", words[1]);
    let mut arguments: Vec<_> = words.iter().map(String::as_str).collect();
    arguments.extend(["--format", "json"]);
    let ran = rackhour(&arguments);
    assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// What a case gives for `racks` or `allocation[inference]`: its unit, and a value or a reason.
fn found(case: &Value, key: &str) -> Option<(String, Result<Value, String>)> {
    let (name, at) = match key.split_once('[') {
        Some((name, rest)) => (name, rest.trim_end_matches(']')),
        None => (key, ""),
    };
    let row = case["values"].get(name)?;
    let unit = row["unit"].as_str()?.to_owned();
    let at: Vec<_> = at.split(',').filter(|label| !label.is_empty()).collect();
    let axes = row["labels"].as_array()?;
    if at.len() != axes.len() {
        return None;
    }
    if axes.is_empty() {
        let reason = row.get("unavailable").and_then(Value::as_str);
        let value = reason.map_or(Ok(row["value"].clone()), |reason| Err(reason.to_owned()));
        return Some((unit, value));
    }
    let mut position = 0;
    for (labels, label) in axes.iter().zip(at) {
        let labels = labels.as_array()?;
        position = position * labels.len() + labels.iter().position(|known| known == label)?;
    }
    let reasons = row.get("unavailable").and_then(Value::as_object);
    let reason = reasons.into_iter().flatten().find(|(_, positions)| {
        let positions = positions.as_array().into_iter().flatten();
        positions.into_iter().any(|at| *at == position)
    });
    let value = row["value"].get(position)?.clone();
    Some((
        unit,
        reason.map_or(Ok(value), |(reason, _)| Err(reason.clone())),
    ))
}

/// Why a value is not the expected one; `None` if it is.
fn miss(expected: &str, unit: &str, value: &Result<Value, String>) -> Option<String> {
    if let Some(reason) = expected.strip_prefix("n/a: ") {
        let fits = |found: &String| match reason.strip_suffix('…') {
            Some(beginning) => found.starts_with(beginning),
            None => found == reason,
        };
        return match value {
            Err(found) if fits(found) => None,
            other => Some(format!("{other:?}")),
        };
    }
    let value = match value {
        Ok(value) => value,
        Err(reason) => return Some(format!("n/a: {reason}")),
    };
    let mut words = expected.split_whitespace();
    let first = words.next().unwrap_or_default();
    let Ok(number) = first.parse::<f64>() else {
        let shown = value.as_str().map_or(value.to_string(), str::to_owned);
        return (shown != first).then_some(shown);
    };
    let unit_expected = words.next().unwrap_or_default().replace("ratio", "");
    let tolerance = words.next().map_or(1e-9, |word| word[1..].parse().unwrap());
    let found = value.as_f64().unwrap_or(f64::NAN);
    let scale = if number == 0.0 { 1.0 } else { number.abs() };
    let fits = (found - number).abs() <= tolerance * scale && unit == unit_expected;
    (!fits).then(|| format!("{found} {unit}"))
}

#[test]
fn shipped_workbooks_give_their_numbers() {
    let (mut misses, mut count) = (Vec::new(), 0);
    for path in files("tests/ref/workbooks", "txt") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut document = Value::Null;
        for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            let at = format!("{name}:{}", number + 1);
            if line.starts_with("eval ") {
                document = evaluated(line);
            } else if let Some((key, expected)) = line.trim().split_once(" = ")
                && !line.starts_with('#')
            {
                count += 1;
                let missed = match found(&document["cases"][0], key) {
                    None => Some("nothing".to_owned()),
                    Some((unit, value)) => miss(expected, &unit, &value),
                };
                misses.extend(missed.map(|found| {
                    format!("{at}: {key}\n    expected {expected}\n    found    {found}")
                }));
            }
        }
    }
    assert!(count > 300, "only {count} values were compared");
    let report = misses.join("\n");
    assert!(
        misses.is_empty(),
        "{} of {count} values\n{report}",
        misses.len()
    );
}

/// What the program prints about the shipped workbooks, to the last digit: the same on any machine.
const PRINTED: &[(&str, &str)] = &[
    ("stargate-abilene.csv", "eval stargate-abilene --format csv"),
    (
        "token-pnl.csv",
        "eval token-pnl --scenario all --format csv",
    ),
    (
        "break-even.txt",
        "explain stargate-abilene break_even_allocation --format table",
    ),
    (
        "repaid.txt",
        "explain token-pnl break_even_tokens --scenario batch_8 --format table",
    ),
    (
        "allocation-realized-price.txt",
        "run stargate-abilene allocation_realized_price --scenario all",
    ),
    (
        "ai-factory.csv",
        "eval ai-factory --profile all --scenario all --format csv --only project_irr,equity_irr,\
         project_npv,minimum_dscr,payback_years,payback_before_refresh,full_year_fixed_cost,\
         full_year_realized_price,full_year_gross_profit_per_it_mw",
    ),
    (
        "capital-charge.txt",
        "explain ai-factory capital_charge --profile hyperscaler --format table",
    ),
];

#[test]
fn what_is_printed_about_shipped_workbooks_is_current() {
    for (name, line) in PRINTED {
        let mut words = words(line);
        words[1] = format!("workbooks/{}.ron", words[1]);
        let arguments: Vec<_> = words.iter().map(String::as_str).collect();
        let ran = rackhour(&arguments);
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        let path = root().join("tests/ref/printed").join(name);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &ran.out).unwrap();
        }
        let written = fs::read_to_string(&path).unwrap();
        assert!(
            written == ran.out,
            "{name} is not what `{line}` prints; run the tests with UPDATE_EXPECT=1 and look at \
             the changes"
        );
    }
}

#[test]
fn shipped_workbooks_pass_their_own_checks() {
    for (path, _, workbook) in shipped() {
        let ran = rackhour(&["check", path.to_str().unwrap(), "--format", "json"]);
        assert_eq!(ran.code, 0, "{}: {}", path.display(), ran.out);
        let found: Value = serde_json::from_str(&ran.out).unwrap();
        let errors = found["diagnostics"].as_array().unwrap().iter();
        let errors: Vec<_> = errors.filter(|item| item["severity"] == "error").collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let checks = found["checks"].as_array().unwrap();
        let cases = workbook.profiles.len().max(1) * (workbook.scenarios.len() + 1);
        assert_eq!(checks.len(), cases * workbook.checks.len());
        assert!(
            checks.iter().all(|item| item["passed"] == true),
            "{checks:#?}"
        );
    }
}

#[test]
fn shipped_workbooks_are_printed_as_they_are_written() {
    for (path, text, workbook) in shipped() {
        assert!(file::print(&workbook) == text, "{}", path.display());
    }
}

/// A row's blank parts: what a reader would miss.
fn blanks(workbook: &Workbook) -> Vec<String> {
    let mut blanks = Vec::new();
    for variable in &workbook.variables {
        let mut blank = |what: &str| blanks.push(format!("{}: {what}", variable.id));
        if variable.label.trim().is_empty() {
            blank("no label");
        }
        if !workbook
            .sections
            .iter()
            .any(|section| section.id == variable.section)
        {
            blank("no section");
        }
        if let Definition::Assumption(assumption) = &variable.definition {
            match &assumption.source {
                Provenance::Assumed(reason) if reason.trim().is_empty() => blank("no reason"),
                Provenance::From(id) if !workbook.sources.iter().any(|source| source.id == *id) => {
                    blank("no source");
                }
                Provenance::Assumed(_) | Provenance::From(_) => {}
            }
        }
    }
    blanks
}

#[test]
fn every_row_has_a_label_and_every_assumption_a_source() {
    for (path, _, workbook) in shipped() {
        assert_eq!(
            blanks(&workbook),
            <[String; 0]>::default(),
            "{}",
            path.display()
        );
    }
}

#[test]
fn the_tape_gives_the_bits_of_the_reference_in_every_case() {
    for (path, _, workbook) in shipped() {
        let (typed, _) = check(&workbook);
        for case in cases(&workbook) {
            let layers = Layers::of(case.clone());
            let results = evaluate(&workbook, &typed, &layers);
            agree(&workbook, &typed, &layers, &results)
                .unwrap_or_else(|error| panic!("{} {case:?}: {error}", path.display()));
        }
    }
}

#[test]
fn the_page_of_sources_is_current() {
    let named = shipped().map(|(path, _, workbook)| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, workbook)
    });
    let page = sources::page(&named.collect::<Vec<_>>());
    let path = root().join("workbooks/SOURCES.md");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "workbooks/SOURCES.md is stale; run the tests with UPDATE_EXPECT=1 and look at the changes"
    );
}

#[test]
fn the_readme_lists_every_shipped_workbook() {
    let readme = fs::read_to_string(root().join("workbooks/README.md")).unwrap();
    for path in files("workbooks", "ron") {
        let name = Path::new(path.file_name().unwrap());
        assert!(
            readme.contains(&format!("({})", name.display())),
            "{name:?}"
        );
    }
}

//! The command line as other programs see it: its JSON, its exit codes and its messages.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::PathBuf;

use rackhour_tests::program::{Ran, root, run, words};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A small factory with every shape of row.
const FACTORY: &str = include_str!("../ref/cli/factory.ron");
const ABILENE: &str = "workbooks/stargate-abilene.ron";

fn rackhour(arguments: &[&str]) -> Ran {
    run(env!("CARGO_BIN_EXE_rackhour-under-test"), arguments).unwrap()
}

/// A folder of workbooks that goes away after the test.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file and gives its path.
    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// A workbook of one row with this formula, a ratio.
    fn formula(&self, formula: &str) -> String {
        let text = format!(
            "(format: 1, title: \"t\", sections: [(id: \"s\", label: \"S\")], variables: [\
             (id: \"x\", label: \"X\", unit: \"\", section: \"s\", definition: formula({formula:?})),\
             (id: \"y\", label: \"Y\", unit: \"\", section: \"s\", definition: formula(\"2 + 3\")),\
             ])"
        );
        self.write("formula.ron", text)
    }
}

/// Runs a command that must end with 0, and reads its JSON.
fn document(arguments: &[&str]) -> Value {
    let ran = rackhour(arguments);
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// A command must fail with this code, print nothing, and say all of this on standard error.
#[track_caller]
fn refused(code: i32, arguments: &[&str], parts: &[&str]) {
    let ran = rackhour(arguments);
    assert_eq!(ran.code, code, "{arguments:?}: {}{}", ran.out, ran.err);
    assert_eq!(ran.out, "", "{arguments:?}");
    for part in parts {
        assert!(
            ran.err.contains(part),
            "{arguments:?}: no “{part}” in {}",
            ran.err
        );
    }
    assert_eq!(ran.err.matches("error: ").count(), 1, "{}", ran.err);
}

#[test]
fn eval_gives_values_in_the_units_of_their_rows() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let found = document(&["eval", &factory, "--format", "json"]);
    assert_eq!(keys(&found), ["format", "cases"]);
    assert_eq!(found["format"], 1);
    assert_eq!(found["cases"].as_array().unwrap().len(), 1);
    let case = &found["cases"][0];
    assert_eq!(keys(case), ["profile", "scenario", "values"]);
    assert_eq!(
        (&case["profile"], &case["scenario"]),
        (&json!("lessor"), &Value::Null)
    );
    let years = json!(["2027", "2028", "2029"]);
    let uses = json!(["inference", "training", "idle"]);
    let expected = json!({
        "racks": { "unit": "rack", "index": [], "labels": [], "value": 10.0 },
        "whole": { "unit": "", "index": [], "labels": [], "value": "yes" },
        "rent": { "unit": "$/rack/yr", "index": ["year"], "labels": [years], "value": [1.0, 2.0, 3.0] },
        "allocation": { "unit": "", "index": ["use"], "labels": [uses], "value": [0.5, 0.3, 0.2] },
        "cost": { "unit": "$", "index": ["year"], "labels": [years], "value": [10.0, 20.0, 30.0] },
        "cost_by_use": {
            "unit": "$", "index": ["use", "year"], "labels": [uses, years],
            "value": [5.0, 10.0, 15.0, 3.0, 6.0, 9.0, 2.0, 4.0, 6.0],
        },
        "busy_share": { "unit": "", "index": [], "labels": [], "value": 0.8 },
        "dear": { "unit": "", "index": ["year"], "labels": [years], "value": [false, false, true] },
        "any_dear": { "unit": "", "index": [], "labels": [], "value": true },
        "open_cost": {
            "unit": "$", "index": ["year"], "labels": [years], "value": [null, 20.0, null],
            "unavailable": { "not yet open": [0], "closed": [2] },
        },
        "spare": {
            "unit": "", "index": [], "labels": [], "value": null,
            "unavailable": "division by zero",
        },
    });
    assert_eq!(case["values"], expected);
    let order: Vec<_> = keys(&case["values"]);
    assert_eq!(
        order[..3],
        ["racks", "whole", "rent"],
        "rows come in the workbook's order"
    );
}

#[test]
fn cases_come_with_profiles_slowest() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let cases = |arguments: &[&str]| -> Vec<(String, String, Value)> {
        let all = [&["eval", &factory, "--format", "json"], arguments].concat();
        let found = document(&all);
        let cases = found["cases"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        cases
            .map(|case| {
                let racks = case["values"]["racks"]["value"].clone();
                (text(&case["profile"]), text(&case["scenario"]), racks)
            })
            .collect()
    };
    let case = |profile: &str, scenario: &str, racks: f64| {
        (profile.to_owned(), scenario.to_owned(), json!(racks))
    };
    assert_eq!(
        cases(&["--profile", "all", "--scenario", "all"]),
        [
            case("lessor", "-", 10.0),
            case("lessor", "boom", 20.0),
            case("lessor", "bust", 5.0),
            case("owner", "-", 40.0),
            case("owner", "boom", 80.0),
            case("owner", "bust", 20.0),
        ]
    );
    assert_eq!(
        cases(&[
            "--profile",
            "owner",
            "--scenario",
            "bust",
            "--scenario",
            "base"
        ]),
        [case("owner", "bust", 20.0), case("owner", "-", 40.0)]
    );
    assert_eq!(cases(&["--set", "racks=7"]), [case("lessor", "-", 7.0)]);
}

#[test]
fn only_keeps_the_rows_asked_for() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let found = document(&["eval", &factory, "--only", "cost,racks", "--format", "json"]);
    assert_eq!(keys(&found["cases"][0]["values"]), ["racks", "cost"]);
}

#[test]
fn set_lays_a_value_over_everything() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let value = |set: &str, row: &str| {
        let found = document(&["eval", &factory, "--set", set, "--format", "json"]);
        found["cases"][0]["values"][row]["value"].clone()
    };
    assert_eq!(value("racks=12", "racks"), 12.0);
    assert_eq!(value("racks=12 rack", "cost"), json!([12.0, 24.0, 36.0]));
    assert_eq!(
        value("rent[2028]=4 $/rack/yr", "rent"),
        json!([1.0, 4.0, 3.0])
    );
    assert_eq!(
        value("rent=1 $/rack/h", "rent"),
        json!([8760.0, 8760.0, 8760.0])
    );
    assert_eq!(value("whole=no", "whole"), "no");
    assert_eq!(value("any_dear=false", "any_dear"), false);
}

#[test]
fn shares_that_are_not_set_scale_in_proportion() {
    let set = ["--set", "allocation[training]=20%"];
    let all = [
        &["eval", ABILENE, "--only", "allocation", "--format", "json"],
        &set[..],
    ]
    .concat();
    let found = document(&all);
    let shares = found["cases"][0]["values"]["allocation"]["value"]
        .as_array()
        .unwrap()
        .clone();
    let shares: Vec<_> = shares.iter().map(|share| share.as_f64().unwrap()).collect();
    assert_eq!(shares[2], 0.2);
    assert!(
        (shares.iter().sum::<f64>() - 1.0).abs() < 1e-12,
        "{shares:?}"
    );
    assert!((shares[0] / shares[3] - 2.0).abs() < 1e-12, "{shares:?}");
}

#[test]
fn an_override_of_a_formula_is_announced() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let ran = rackhour(&["eval", &factory, "--set", "cost=5 $", "--only", "cost"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.err
            .contains("note: --set overrides the formula of `cost`"),
        "{}",
        ran.err
    );
    let ran = rackhour(&["eval", &factory, "--set", "racks=5"]);
    assert!(!ran.err.contains("note:"), "{}", ran.err);
}

#[test]
fn check_lists_findings_and_the_workbooks_own_checks() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let found = document(&["check", &factory]);
    assert_eq!(keys(&found), ["diagnostics", "checks"]);
    assert_eq!(found["diagnostics"], json!([]));
    let checks = found["checks"].as_array().unwrap();
    assert_eq!(checks.len(), 6, "two profiles, the base and two scenarios");
    let first = json!({
        "name": "all_used", "profile": "lessor", "scenario": null, "passed": true, "detail": "",
    });
    assert_eq!(checks[0], first);
    assert_eq!(
        (&checks[5]["profile"], &checks[5]["scenario"]),
        (&json!("owner"), &json!("bust"))
    );
}

#[test]
fn check_ends_with_1_and_says_where_a_check_fails() {
    let desk = Desk::new();
    let wrong = FACTORY
        .replace("tolerance: 0.001", "tolerance: 0.001 // three more\n")
        .replace("right: \"1\"", "right: \"2\"");
    let ran = rackhour(&["check", &desk.write("wrong.ron", wrong)]);
    assert_eq!(ran.code, 1);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found["checks"][0]["passed"], false);
    assert_eq!(found["checks"][0]["detail"], "1 and 2 differ by 1");
}

#[test]
fn check_says_how_each_signal_stands_in_each_case() {
    let desk = Desk::new();
    let signals = r#", signals: [(
        id: "fleet", label: "Fleet", group: "Capacity", row: "racks", breaks: lower,
        watch: "10 * racks", broken: "2 * racks", expected_by: "1999-12",
        observations: [(date: "1999", value: 1e9, source: assumed("A test."))],
    ), (
        id: "late", label: "Late", group: "Capacity", row: "racks", breaks: higher,
        watch: "10 * racks", broken: "20 * racks", expected_by: "1999-12",
    )])"#;
    let body = FACTORY.trim_end().trim_end_matches(')').trim_end();
    let text = format!("{}{signals}", body.trim_end_matches(','));
    let path = desk.write("signals.ron", text);
    let found = document(&["check", &path]);
    let signals = found["signals"].as_array().unwrap();
    assert_eq!(
        signals.len(),
        12,
        "two signals in two profiles and three scenarios"
    );
    let fleet = &signals[0];
    assert_eq!(fleet["status"], "broken");
    assert_eq!(fleet["unit"], "rack");
    assert_eq!(fleet["observed"]["status"], "holds");
    assert_eq!(fleet["overdue"], false, "what was seen confirms it");
    assert_eq!(
        (&signals[1]["status"], &signals[1]["overdue"]),
        (&json!("holds"), &json!(true))
    );
    let ran = rackhour(&["check", &path, "--format", "table"]);
    assert!(
        ran.out
            .contains("signal: Fleet (lessor · base): broken at "),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("; overdue since 1999-12"), "{}", ran.out);
}

#[test]
fn check_places_a_finding_in_the_file() {
    let desk = Desk::new();
    let wrong = FACTORY.replace("racks * rent * period", "racks * rnt * period");
    let path = desk.write("wrong.ron", &wrong);
    let ran = rackhour(&["check", &path, "--format", "json"]);
    assert_eq!(ran.code, 1);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let finding = &found["diagnostics"][0];
    assert_eq!(
        keys(finding),
        [
            "code", "severity", "message", "file", "line", "name", "span"
        ]
    );
    assert_eq!(finding["code"], "unknown-name");
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["file"], path);
    assert_eq!(finding["name"], "cost");
    assert_eq!(finding["span"], json!([8, 11]));
    let line = wrong.lines().position(|line| line.contains("rnt")).unwrap() + 1;
    assert_eq!(finding["line"], line);
}

#[test]
fn explain_goes_down_to_the_sources() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let found = document(&["explain", &factory, "cost", "--format", "json"]);
    let expected = json!({
        "name": "cost", "formula": "racks * rent * period", "unit": "$",
        "value": [10.0, 20.0, 30.0], "source": null,
        "vendor_claims": ["racks"], "assumed": ["rent"],
        "inputs": [
            {
                "name": "racks", "formula": null, "unit": "rack", "value": 10.0,
                "source": "A quote; A lessor; 2026-08; vendor claim",
                "vendor_claims": ["racks"], "assumed": [], "inputs": [],
            },
            {
                "name": "rent", "formula": null, "unit": "$/rack/yr", "value": [1.0, 2.0, 3.0],
                "source": "assumed: An illustration.",
                "vendor_claims": [], "assumed": ["rent"], "inputs": [],
            },
        ],
    });
    assert_eq!(found, expected);
    let found = document(&["explain", &factory, "spare"]);
    assert_eq!(found["unavailable"], "division by zero");
    refused(
        2,
        &["explain", &factory, "cost", "--profile", "all"],
        &["one profile"],
    );
}

#[test]
fn run_gives_the_grid_with_its_axes() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let found = document(&["run", &factory, "racks_idle", "--format", "json"]);
    let expected = json!({
        "study": "racks_idle",
        "kind": "grid",
        "base": {
            "profile": "lessor", "scenario": null, "year": "2028",
            "axes": { "racks": 10.0, "allocation[idle]": 0.2 },
        },
        "axes": [
            { "name": "racks", "unit": "rack", "values": [10.0, 20.0] },
            { "name": "allocation[idle]", "unit": "", "values": [0.0, 0.25, 0.5] },
        ],
        "outputs": [
            {
                "name": "cost", "unit": "$",
                "values": [20.0, 20.0, 20.0, 40.0, 40.0, 40.0], "unavailable": {},
            },
            {
                "name": "busy_share", "unit": "",
                "values": [1.0, 0.75, null, 1.0, 0.75, null],
                "unavailable": { "half of it is idle": 2 },
            },
        ],
    });
    assert_eq!(found, expected);
}

#[test]
fn run_gives_one_result_per_case() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let study = ["run", &factory, "racks_idle", "--format", "json"];
    let found = document(&[&study[..], &["--profile", "all", "--set", "rent=1"]].concat());
    assert_eq!(keys(&found), ["results"]);
    let results = found["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    assert_eq!(results[0]["base"]["profile"], "lessor");
    assert_eq!(results[1]["base"]["profile"], "owner");
    assert_eq!(results[1]["base"]["axes"]["racks"], 40.0);
    assert_eq!(results[1]["outputs"][0]["values"][3], 20.0);
}

#[test]
fn a_grid_gives_the_bits_of_single_cases_on_any_number_of_threads() {
    let study = [
        "run",
        ABILENE,
        "allocation_realized_price",
        "--format",
        "json",
        "--threads",
    ];
    let one = rackhour(&[&study[..], &["1"]].concat());
    let two = rackhour(&[&study[..], &["2"]].concat());
    assert_eq!(one.code, 0, "{}", one.err);
    assert!(one.out == two.out, "one thread and two differ");
    let found: Value = serde_json::from_str(&one.out).unwrap();
    let axis = |place: usize| found["axes"][place]["values"].as_array().unwrap().clone();
    let (shares, prices) = (axis(0), axis(1));
    for (i, j) in [
        (0, 0),
        (1, 77),
        (46, 200),
        (100, 3),
        (133, 133),
        (200, 0),
        (200, 200),
    ] {
        let share = format!("allocation[inference]={}", shares[i]);
        let price = format!("realized_price={}", prices[j]);
        let only = "margin_per_mtok,margin_share,fixed_cost_per_mtok";
        let case = [
            "eval", ABILENE, "--only", only, "--format", "json", "--set", &share,
        ];
        let case = document(&[&case[..], &["--set", &price]].concat());
        for output in found["outputs"].as_array().unwrap() {
            let cell = &output["values"][i * prices.len() + j];
            let name = output["name"].as_str().unwrap();
            let single = &case["cases"][0]["values"][name]["value"];
            let bits = |value: &Value| value.as_f64().unwrap().to_bits();
            assert_eq!(bits(cell), bits(single), "{name} at {share}, {price}");
        }
    }
}

#[test]
fn comma_separated_values_can_be_read_back() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let records = |text: &str| -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        let records = reader.records();
        records
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect()
    };
    let ran = rackhour(&["eval", &factory, "--format", "csv"]);
    let lines = records(&ran.out);
    assert_eq!(
        lines[0],
        [
            "profile",
            "scenario",
            "name",
            "at",
            "value",
            "unit",
            "unavailable"
        ]
    );
    assert_eq!(lines[1], ["lessor", "", "racks", "", "10", "rack", ""]);
    let late = lines.iter().find(|line| line[2] == "open_cost").unwrap();
    assert_eq!(late[3..], ["2027", "", "$", "not yet open"]);
    let ran = rackhour(&["run", &factory, "racks_idle", "--format", "csv"]);
    let lines = records(&ran.out);
    assert_eq!(lines.len(), 7);
    assert_eq!(
        lines[0],
        [
            "profile",
            "scenario",
            "racks (rack)",
            "allocation[idle]",
            "cost ($)",
            "busy_share"
        ]
    );
    assert_eq!(lines[3], ["lessor", "", "10", "0.5", "20", ""]);
}

#[test]
fn out_writes_the_file_instead() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let study = ["run", &factory, "racks_idle", "--format", "json"];
    let printed = rackhour(&study);
    let file = desk.path("grid.json");
    let ran = rackhour(&[&study[..], &["--out", file.to_str().unwrap()]].concat());
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(file).unwrap(), printed.out);
    let missing = desk.path("missing/grid.json");
    let all = [&study[..], &["--out", missing.to_str().unwrap()]].concat();
    refused(
        3,
        &all,
        &["cannot write", "missing/grid.json", "choose a folder"],
    );
}

#[test]
fn a_wrong_word_names_the_near_one() {
    let eval = |arguments: &[&'static str]| [&["eval", ABILENE], arguments].concat();
    for (arguments, parts) in [
        (
            vec!["evl", ABILENE],
            ["`evl`", "did you mean `rackhour eval`?"],
        ),
        (eval(&["--profil", "x"]), ["--profil", "'--profile'"]),
        (
            eval(&["--profile", "frontier"]),
            ["no profile `frontier`", "`frontier_lab`"],
        ),
        (
            eval(&["--scenario", "rent_hi"]),
            ["no scenario `rent_hi`", "`rent_high`"],
        ),
        (
            eval(&["--only", "rack"]),
            ["no row `rack`", "did you mean `racks`?"],
        ),
        (
            eval(&["--set", "gpuss=1"]),
            ["no row `gpuss`", "did you mean `gpus`?"],
        ),
        (
            eval(&["--set", "rack_count=fractionl"]),
            ["`fractionl`", "did you mean `fractional`?"],
        ),
        (
            eval(&["--set", "gpus=3 gpuu"]),
            ["unknown unit `gpuu`", "did you mean `gpu`?"],
        ),
        (
            eval(&["--set", "allocation[trainin]=1"]),
            ["`trainin`", "did you mean `allocation[training]`?"],
        ),
        (
            vec!["run", ABILENE, "alocation_price"],
            ["no study", "did you mean `allocation_price`?"],
        ),
        (
            vec!["explain", ABILENE, "margin_per_tok"],
            ["no row", "did you mean `margin_per_mtok`?"],
        ),
        (eval(&["--format", "jsn"]), ["jsn", "'json'"]),
    ] {
        refused(2, &arguments, &parts);
    }
}

#[test]
fn a_value_that_does_not_fit_is_refused() {
    let eval = |set: &'static str| ["eval", ABILENE, "--set", set];
    refused(2, &eval("gpu_hour_price=3 tok/s"), &["tok/s", "$/gpu/h"]);
    refused(2, &eval("gpu_hour_price"), &["name=value"]);
    refused(2, &eval("gpu_hour_price=cheap"), &["gpu_hour_price=cheap"]);
    refused(2, &eval("allocation[inference]=180%"), &["allocation"]);
    let (half, more) = ("allocation[training]=50%", "allocation[research]=70%");
    refused(
        2,
        &["eval", ABILENE, "--set", half, "--set", more],
        &["sum to 120 %"],
    );
    refused(2, &["eval"], &["<WORKBOOK>"]);
    refused(
        2,
        &["run", ABILENE, "allocation_price", "--threads", "0"],
        &["--threads"],
    );
}

#[test]
fn a_file_that_is_no_workbook_is_refused_with_one_message() {
    let desk = Desk::new();
    let large = desk.write("large.ron", "");
    let file = fs::OpenOptions::new().write(true).open(&large).unwrap();
    file.set_len(100_000_000).unwrap();
    let folder = desk.0.path().to_str().unwrap();
    for (path, parts) in [
        (
            desk.path("missing.ron").to_str().unwrap().to_owned(),
            vec!["there is no such file"],
        ),
        (
            desk.write("cut.ron", &FACTORY[..FACTORY.len() / 2]),
            vec!["cut.ron, line ", "hint: "],
        ),
        (
            desk.write("binary.ron", [0, 159, 146, 150, 255]),
            vec!["binary.ron", "hint: "],
        ),
        (
            desk.write("zip.ron", b"PK\x03\x04 no text"),
            vec!["zip.ron", "hint: "],
        ),
        (desk.write("empty.ron", ""), vec!["empty.ron", "hint: "]),
        (
            desk.write("newer.ron", FACTORY.replacen("format: 1", "format: 2", 1)),
            vec!["newer.ron, line 2", "update Rackhour"],
        ),
        (
            desk.write("typo.ron", FACTORY.replacen("title:", "titel:", 1)),
            vec![
                "typo.ron, line 3",
                "unknown field `titel`",
                "did you mean `title`?",
            ],
        ),
        (
            desk.write(
                "nan.ron",
                FACTORY.replacen("constant(10)", "constant(NaN)", 1),
            ),
            vec!["nan.ron, line ", "finite"],
        ),
        (folder.to_owned(), vec!["this is a folder"]),
        (large, vec!["large.ron", "16 MB"]),
    ] {
        for command in [
            &["eval", path.as_str()][..],
            &["check", &path],
            &["run", &path, "x"],
            &["explain", &path, "x"],
        ] {
            let parts: Vec<_> = parts.iter().map(|part| &**part).collect();
            refused(3, command, &parts);
        }
    }
}

#[test]
fn a_broken_row_leaves_the_others_their_values() {
    let desk = Desk::new();
    let broken = desk.formula("1 + z");
    let ran = rackhour(&["eval", &broken, "--format", "json"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("error[unknown-name]"), "{}", ran.err);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let values = &found["cases"][0]["values"];
    assert_eq!(values["y"]["value"], 5.0);
    assert_eq!(values["x"]["value"], Value::Null);
    assert!(values["x"]["unavailable"].is_string(), "{values}");
}

#[test]
fn a_value_that_cannot_be_computed_has_a_reason() {
    let desk = Desk::new();
    for (formula, reason) in [
        ("1 / 0", "division by zero"),
        ("10 ^ 400", "the number is too large"),
        ("LN(0)", "the logarithm needs a positive number"),
        ("NA(\"not disclosed\")", "not disclosed"),
    ] {
        let found = document(&["eval", &desk.formula(formula), "--format", "json"]);
        let row = &found["cases"][0]["values"]["x"];
        assert_eq!(
            (&row["value"], &row["unavailable"]),
            (&Value::Null, &json!(reason))
        );
    }
    let ran = rackhour(&["eval", &desk.formula("1 / 0")]);
    assert!(
        ran.out.contains("n/a") && ran.out.contains("division by zero"),
        "{}",
        ran.out
    );
}

#[test]
fn deep_nesting_is_a_finding_and_not_a_crash() {
    let desk = Desk::new();
    let deep = format!("{}1{}", "(".repeat(10_000), ")".repeat(10_000));
    for formula in [deep, "-".repeat(10_000) + "1", "1+".repeat(10_000) + "1"] {
        let ran = rackhour(&["check", &desk.formula(&formula)]);
        assert!([0, 1].contains(&ran.code), "{} {}", ran.code, ran.err);
        let found: Value = serde_json::from_str(&ran.out).unwrap();
        let codes = found["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| &item["code"]);
        let codes: Vec<_> = codes.collect();
        assert!(ran.code == 0 || codes == ["too-deep"], "{codes:?}");
    }
}

#[test]
fn several_rates_of_return_are_a_warning_on_standard_error() {
    let desk = Desk::new();
    // The second rate, 1,900 %, lies beyond the range that is searched.
    let flows = "IRR(IFS(year = 2027, -4.5, year = 2028, 95, true, -100))";
    let text = FACTORY.replace("1 / (racks - racks) * 1 [rack]", flows);
    let ran = rackhour(&["eval", &desk.write("flows.ron", text), "--only", "spare"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("warning[several-rates]"), "{}", ran.err);
}

#[test]
fn help_is_at_hand() {
    for arguments in [
        &["--help"][..],
        &["help"],
        &["eval", "--help"],
        &["help", "run"],
    ] {
        let ran = rackhour(arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("Usage: rackhour"), "{}", ran.out);
    }
}

/// The commands of a Markdown text that start the program, each with what it prints, where shown.
fn commands(markdown: &str) -> Vec<(Vec<String>, Option<String>)> {
    let mut commands = Vec::new();
    for block in markdown.split("\n```").skip(1).step_by(2) {
        let (kind, body) = block.split_once('\n').unwrap_or_default();
        let body = body.replace("\\\n", "");
        let shown = kind == "console";
        for line in body.lines() {
            let line = line.trim_start_matches("$ ");
            if let Some(arguments) = line.strip_prefix("cargo run --release -- ") {
                let output = body.split_once('\n').map(|(_, output)| output.to_owned());
                commands.push((words(arguments), output.filter(|_| shown)));
            }
        }
    }
    commands
}

#[test]
fn the_readme_works_as_written() {
    let desk = Desk::new();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let commands = commands(&readme);
    assert!(commands.len() >= 9, "{commands:?}");
    let grid = desk.path("grid.csv").to_str().unwrap().to_owned();
    // The spreadsheet is what the line before the command writes.
    let line = readme.lines().find(|line| line.starts_with("printf "));
    let (_, table) = line.unwrap().split_once('\'').unwrap();
    let (table, _) = table.split_once('\'').unwrap();
    let table = table.replace("\\n", "\n").replace("%%", "%");
    let company = desk.write("company.csv", &table);
    for (arguments, shown) in commands {
        let words = arguments.iter().map(|word| match word.as_str() {
            "grid.csv" => grid.as_str(),
            "company.csv" => company.as_str(),
            word => word,
        });
        let arguments: Vec<_> = words.collect();
        let ran = rackhour(&arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        if let Some(shown) = shown {
            assert_eq!(ran.out.trim(), shown.trim(), "{arguments:?}");
        }
    }
}

#[test]
fn parts_of_a_grid_put_together_are_the_whole_to_the_byte() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let study = ["run", &factory, "racks_idle", "--format", "csv"];
    let whole = rackhour(&study).out;
    for count in [1, 2, 5] {
        let parts = (1..=count).map(|part| {
            let shard = format!("{part}/{count}");
            rackhour(&[&study[..], &["--shard", &shard]].concat()).out
        });
        assert_eq!(parts.collect::<String>(), whole, "{count} parts");
    }
    let json = ["run", &factory, "racks_idle", "--format", "json"];
    let whole = document(&json);
    let part = |shard| document(&[&json[..], &["--shard", shard]].concat());
    let (first, second) = (part("1/2"), part("2/2"));
    assert_eq!(
        second["shard"],
        json!({ "index": 2, "count": 2, "first": 3, "cells": 3 })
    );
    for output in 0..2 {
        let values = |found: &Value| {
            found["outputs"][output]["values"]
                .as_array()
                .unwrap()
                .clone()
        };
        assert_eq!([values(&first), values(&second)].concat(), values(&whole));
    }
    refused(
        2,
        &[&json[..], &["--shard", "3/2"]].concat(),
        &["3/2", "2/8"],
    );
}

#[test]
fn a_grid_too_large_to_print_is_refused_and_names_what_would_work() {
    let desk = Desk::new();
    let large = FACTORY.replace(
        "values: list([10, 20])",
        "values: linear(from: 1, to: 100, count: 1000000)",
    );
    let large = large.replace(
        "values: list([0, 0.25, 0.5])",
        "values: linear(from: 0, to: 0.5, count: 1000000)",
    );
    let factory = desk.write("large.ron", &large);
    refused(
        2,
        &["run", &factory, "racks_idle"],
        &["more than 100 million values", "--out FILE", "--shard"],
    );
}

/// A copy of the small factory in which a value, a formula, an overlay and a label changed.
fn factory_after() -> String {
    let edits = [
        (
            "value: constant(10), source: from(\"quote\")",
            "value: constant(12), source: assumed(\"A guess.\")",
        ),
        (
            "\"racks * rent * period\"",
            "\"racks * rent * period * 1.5\"",
        ),
        (
            "(key: \"racks\", action: scale(2))",
            "(key: \"racks\", action: scale(3))",
        ),
        ("label: \"Busy share\"", "label: \"Share of busy hours\""),
    ];
    edits.iter().fold(FACTORY.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

#[test]
fn diff_tells_what_changed_and_what_that_moves() {
    let desk = Desk::new();
    let before = desk.write("before.ron", FACTORY);
    let after = desk.write("after.ron", factory_after());
    let compare = ["diff", &before, &after, "--format", "json"];
    let found = document(&[&compare[..], &["--output", "cost[2028]"]].concat());
    assert_eq!(
        keys(&found),
        [
            "from", "to", "inputs", "formulas", "rows", "other", "outputs"
        ]
    );
    assert_eq!(found["to"]["profile"], "lessor");
    let input = json!({
        "name": "racks", "unit": "rack", "from": 10.0, "to": 12.0,
        "source": { "from": "quote", "to": "assumed: A guess." },
    });
    assert_eq!(found["inputs"], json!([input]));
    assert_eq!(found["formulas"][0]["name"], "cost");
    let tokens = found["formulas"][0]["tokens"].as_array().unwrap();
    let added: Vec<_> = tokens
        .iter()
        .filter(|token| token["change"] != "kept")
        .map(|token| {
            (
                token["change"].as_str().unwrap(),
                token["text"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(added, [("added", "*"), ("added", "1.5")]);
    assert_eq!(
        found["rows"],
        json!({ "added": [], "removed": [], "moved": [] })
    );
    let other = json!([
        { "kind": "row", "name": "busy_share", "part": "label",
          "from": "Busy share", "to": "Share of busy hours" },
        { "kind": "scenario", "name": "boom", "part": "racks", "from": "× 2", "to": "× 3" },
    ]);
    assert_eq!(found["other"], other);
    let output = json!({
        "name": "cost[2028]", "unit": "$", "from": 20.0, "to": 36.0, "delta": 16.0,
        "steps": [{ "name": "racks", "delta": 4.0 }, { "name": "cost", "delta": 12.0 }],
        "residual": 0.0,
    });
    assert_eq!(found["outputs"], json!([output]));
    let boom = document(
        &[
            &compare[..],
            &["--scenario", "boom", "--output", "cost[2028]"],
        ]
        .concat(),
    );
    assert_eq!(
        boom["outputs"][0]["steps"][0],
        json!({ "name": "racks", "delta": 32.0 })
    );
}

#[test]
fn diff_compares_two_cases_of_a_workbook() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let compare = [
        "diff",
        &factory,
        &factory,
        "--format",
        "json",
        "--output",
        "cost[2027]",
    ];
    let moved = |cases: &[&str]| {
        let found = document(&[&compare[..], cases].concat());
        (found["from"].clone(), found["outputs"].clone())
    };
    let (from, outputs) = moved(&["--from", "lessor", "--to", "owner,bust"]);
    assert_eq!(
        (&from["profile"], &from["scenario"]),
        (&json!("lessor"), &Value::Null)
    );
    assert_eq!(
        outputs[0]["steps"],
        json!([{ "name": "racks", "delta": 10.0 }])
    );
    let (from, outputs) = moved(&["--from", "boom", "--to", "base"]);
    assert_eq!(
        (&from["profile"], &from["scenario"]),
        (&json!("lessor"), &json!("boom"))
    );
    assert_eq!(
        (&outputs[0]["from"], &outputs[0]["to"]),
        (&json!(20.0), &json!(10.0))
    );
    assert_eq!(moved(&[]).1, json!([]));
}

#[test]
fn diff_reads_well() {
    let desk = Desk::new();
    let before = desk.write("before.ron", FACTORY);
    let after = desk.write("after.ron", factory_after());
    let ran = rackhour(&["diff", &before, &after]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let folder = before.trim_end_matches("before.ron");
    let text = ran.out.replace(folder, "");
    let golden = root().join("tests/ref/cli/diff.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&golden, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(golden).unwrap());
    let ran = rackhour(&["diff", &before, &before]);
    assert!(ran.out.ends_with("\nnothing differs\n"), "{}", ran.out);
}

#[test]
fn diff_refuses_what_is_not_there() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let compare = ["diff", &factory, &factory];
    let with = |more: &[&'static str]| -> Vec<String> {
        let all = [&compare[..], more].concat();
        all.into_iter().map(str::to_owned).collect()
    };
    for (more, message) in [
        (
            &["--profile", "ownr"][..],
            "has no profile `ownr`; did you mean `owner`?",
        ),
        (
            &["--from", "owner,bost"],
            "has no scenario `bost`; did you mean `bust`?",
        ),
        (&["--to", "x,y,z"], "a case is a profile and a scenario"),
        (
            &["--output", "cots"],
            "there is no row `cots`; did you mean `cost`?",
        ),
    ] {
        let arguments = with(more);
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        refused(2, &arguments, &[message]);
    }
    refused(3, &["diff", &factory, "nowhere.ron"], &["nowhere.ron"]);
    let wrong = desk.write("wrong.ron", FACTORY.replace("racks * rent", "racks * rnt"));
    let ran = rackhour(&["diff", &factory, &wrong, "--format", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found["formulas"][0]["name"], "cost");
    assert!(ran.err.contains("rnt"), "{}", ran.err);
}

/// A workbook that asks for percentiles: a check that holds, one that does not, and a signal.
const DRAWN: &str = r#"(format: 1, title: "Drawn", sections: [(id: "s", label: "S")], variables: [
    (id: "price", label: "Price", unit: "$", section: "s", definition: assumption((
        value: constant(5), distribution: "uniform(0, 10)", source: assumed("A test.")))),
    (id: "margin", label: "Margin", unit: "$", section: "s", definition: formula("price - 2 [$]")),
], checks: [
    (id: "likely", label: "Half of it earns", claim: drawn((
        study: "risk", output: "margin", percentile: 50, at_least: 2.5, at_most: 3.5))),
    (id: "safe", label: "Nearly all of it earns", claim: drawn((
        study: "risk", output: "margin", percentile: 5, at_least: 0))),
    (id: "all", label: "All hold", claim: all_others),
], signals: [
    (id: "tail", label: "The tail", group: "Margin", row: "margin", breaks: lower,
        drawn: (study: "risk", percentile: 10), watch: "0 [$]", broken: "-2 [$]"),
], studies: [
    (id: "risk", label: "Risk", spec: monte_carlo((outputs: ["margin"], samples: 1024))),
])"#;

#[test]
fn checks_and_signals_may_ask_for_percentiles_of_a_study() {
    let desk = Desk::new();
    let path = desk.write("drawn.ron", DRAWN);
    let ran = rackhour(&["check", &path, "--format", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let passed: Vec<_> = found["checks"].as_array().unwrap().iter().collect();
    let passed: Vec<_> = passed.iter().map(|c| (&c["name"], &c["passed"])).collect();
    assert_eq!(
        json!(passed),
        json!([["likely", true], ["safe", false], ["all", false]])
    );
    let detail = found["checks"][1]["detail"].as_str().unwrap();
    assert!(detail.starts_with("P5 of `margin` is -1.49"), "{detail}");
    let value = found["signals"][0]["value"].as_f64().unwrap();
    assert!((value + 1.0).abs() < 0.05, "{value}");
    assert_eq!(found["signals"][0]["status"], "watch");
    let wrong = DRAWN.replace("study: \"risk\", output", "study: \"risky\", output");
    let path = desk.write("wrong.ron", wrong);
    let ran = rackhour(&["check", &path, "--format", "table"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("did you mean `risk`?"), "{}", ran.out);
}

#[test]
fn parts_of_several_cases_are_the_whole_as_well() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let study = [
        "run",
        &factory,
        "racks_idle",
        "--format",
        "csv",
        "--profile",
        "all",
    ];
    let whole = rackhour(&study).out;
    let parts = (1..=5).map(|part| {
        let shard = format!("{part}/5");
        rackhour(&[&study[..], &["--shard", &shard]].concat()).out
    });
    assert_eq!(parts.collect::<String>(), whole);
}

#[test]
fn what_is_set_by_hand_is_no_axis() {
    let desk = Desk::new();
    let factory = desk.write("factory.ron", FACTORY);
    let study = ["run", &factory, "racks_idle", "--set", "racks=3"];
    refused(2, &study, &["`racks` is set by hand", "take it out"]);
}

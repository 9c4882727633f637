//! What the command line says about where numbers come from, and where they do not compare.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use rackhour_tests::program::{Ran, run};
use serde_json::{Value, json};

/// One rate from a brochure and from a benchmark, at different precisions.
const BASES: &str = "tests/ref/cli/bases.ron";

fn rackhour(arguments: &[&str]) -> Ran {
    let ran = run(env!("CARGO_BIN_EXE_rackhour-under-test"), arguments).unwrap();
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
    ran
}

#[test]
fn a_table_has_a_column_per_period_and_marks_what_rests_on_a_vendor() {
    let found = rackhour(&["eval", BASES]).out;
    let expected = "\
A factory on two bases · claimed · base
                                              2027  2028   2029
  rate                    v  tok/s    1,000
  rent                       $/h              3.00  2.50   2.00
  share[inference]                   60.0 %
  share[training]                    40.0 %
  cost                    v  $/Mtok          0.833   n/a  0.556  2028: closed
  cost_by_use[inference]  v  $/Mtok           0.50  0.42   0.33
  cost_by_use[training]   v  $/Mtok           0.33  0.28   0.22

v: rests on vendor claims (rate)
";
    assert!(found == expected, "{found}");
    let tested = rackhour(&["eval", BASES, "--profile", "tested"]).out;
    assert!(!tested.contains(" v "), "{tested}");
}

#[test]
fn cases_on_different_bases_are_a_warning_once() {
    let ran = rackhour(&["eval", BASES, "--profile", "all"]);
    let warning = "warning: cases rest on figures measured on different bases: precision: FP4 \
                   against FP8 (`brochure` against `benchmark`): rate, cost, cost_by_use\n";
    assert!(ran.err.contains(warning), "{}", ran.err);
    assert_eq!(ran.err.matches("warning").count(), 1, "{}", ran.err);
    for arguments in [
        &["eval", BASES, "--profile", "tested"][..],
        &["eval", BASES, "--profile", "all", "--only", "rent,share"],
        &["eval", BASES, "--profile", "all", "--set", "rate=900 tok/s"],
    ] {
        let ran = rackhour(arguments);
        assert!(!ran.err.contains("warning"), "{arguments:?}: {}", ran.err);
    }
}

fn explained(arguments: &[&str]) -> Value {
    let all = [&["explain", BASES], arguments, &["--format", "json"]].concat();
    serde_json::from_str(&rackhour(&all).out).unwrap()
}

#[test]
fn an_explanation_names_vendors_and_what_is_assumed() {
    let found = explained(&["cost"]);
    assert_eq!(found["vendor_claims"], json!(["rate"]));
    assert_eq!(found["assumed"], json!(["rent"]));
    let tree = rackhour(&["explain", BASES, "cost", "--format", "table"]).out;
    assert!(tree.ends_with("\nrests on vendor claims: rate\n"), "{tree}");
}

#[test]
fn the_source_of_a_layer_is_the_one_of_its_change() {
    let tested = explained(&["rate", "--profile", "tested"]);
    let benchmark = "A benchmark; not recorded; not recorded; measured";
    let brochure = "A brochure; not recorded; not recorded; vendor claim";
    assert_eq!(
        tested["source"],
        json!(format!(
            "set by the profile: {benchmark}; in the workbook: {brochure}"
        ))
    );
    assert_eq!(tested["vendor_claims"], json!([]));
    let scaled = explained(&["rent", "--profile", "tested"]);
    let expected = "set by the profile; in the workbook: assumed: An illustration.";
    assert_eq!(scaled["source"], expected);
    assert_eq!(scaled["assumed"], json!(["rent"]));
    let by_hand = explained(&["rate", "--set", "rate=900 tok/s"]);
    let expected = format!("set by hand; in the workbook: {brochure}");
    assert_eq!(by_hand["source"], json!(expected));
    assert_eq!(by_hand["vendor_claims"], json!([]));
}

//! The built-in functions: what is derived from their table.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;

use rackhour_engine::functions::{Function, TABLE, complete, reference};
use rackhour_tests::program::root;

/// The reference that a reader is given; `UPDATE_EXPECT=1` writes it anew.
#[test]
fn the_reference_is_current() {
    let path = root().join("tests/ref/functions.md");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, reference()).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    assert!(
        written == reference(),
        "run the tests with UPDATE_EXPECT=1 and look at the changes"
    );
}

#[test]
fn spellings_take_the_arguments_in_their_places() {
    let spelling = |name: &str, arguments: &[&str]| {
        let arguments: Vec<_> = arguments.iter().map(|text| (*text).to_owned()).collect();
        Function::named(name).unwrap().spelling(&arguments)
    };
    assert_eq!(
        spelling("sum", &["A1", "B1", "C1"]).unwrap(),
        "SUM(A1,B1,C1)"
    );
    assert_eq!(spelling("CRF", &["{1}", "5"]).unwrap(), "-PMT({1},5,1)");
    assert_eq!(spelling("NA", &["\"none\""]).unwrap(), "NA()");
    assert_eq!(spelling("PREV", &["x", "0"]), None);
}

#[test]
fn completion_goes_by_the_beginning() {
    let names = |prefix: &str| complete(prefix).map(|f| f.name).collect::<Vec<_>>();
    assert_eq!(names("iF"), ["IF", "IFS", "IFNA"]);
    assert_eq!(names("x"), <[&str; 0]>::default());
    assert_eq!(names("").len(), TABLE.len());
}

//! What numbers look like, case by case.

use super::*;
use NumberFormat::{Decimals, Multiple, Percent};

#[test]
fn numbers_for_reading() {
    for (value, unit, format, expected) in [
        // Zero and what is unavailable.
        (0.0, "$", None, "–"),
        (-0.0, "", Some(Percent(1)), "–"),
        (f64::NAN, "$/Mtok", None, "n/a"),
        (f64::INFINITY, "", None, "inf"),
        // Prices and other money.
        (6.67, "$/Mtok", None, "6.67"),
        (-1.97, "$/Mtok", None, "(1.97)"),
        (0.81, "$/Mtok", None, "0.81"),
        (0.8, "$/Mtok", None, "0.80"),
        (0.125, "$/Mtok", None, "0.125"),
        (0.05, "$/kWh", None, "0.05"),
        (87.72, "$/Mtok", None, "87.72"),
        (0.0542, "$/kWh", None, "0.0542"),
        (6.67e-6, "$/tok", None, "6.67e-6"),
        (3.0, "$/gpu/h", None, "3.00"),
        (1_892_160.0, "$/rack/yr", None, "1,892,160"),
        (2.628e9, "$/yr", None, "2.628 bn"),
        (-45e9, "$", None, "(45 bn)"),
        (12.5, "$M", None, "12.50"),
        (12.5, "USD/h", None, "12.50"),
        // Counts and measures.
        (72.0, "gpu/rack", None, "72"),
        (1_388.888_9, "rack", None, "1,389"),
        (100_000.0, "gpu", None, "100,000"),
        (50e6, "tok/rack/h", None, "50,000,000"),
        (1.24e14, "tok", None, "124 tn"),
        (1.2391e14, "tok", None, "123.9 tn"),
        (9.9999e11, "tok", None, "1 tn"),
        (4.2e15, "tok", None, "4,200 tn"),
        (1.5e18, "tok", None, "1.5e18"),
        (132.46, "kW", None, "132.5"),
        (1.25, "", None, "1.25"),
        (0.612_34, "", None, "0.612"),
        (0.001_234, "", None, "0.00123"),
        // Formats of a row.
        (0.647_676, "", Some(Percent(1)), "64.8 %"),
        (-0.295, "", Some(Percent(1)), "(29.5 %)"),
        (0.65, "", Some(Percent(0)), "65 %"),
        (1.3, "", Some(Multiple(1)), "1.3x"),
        (1234.5678, "kW", Some(Decimals(2)), "1,234.57"),
        (-0.04, "kW", Some(Decimals(1)), "(0.0)"),
        (999_999.96, "kW", Some(Decimals(1)), "1,000,000.0"),
        (5.0, "gpu", Some(Decimals(0)), "5"),
    ] {
        let text = number(value, unit, format);
        assert_eq!(text, expected, "{value} {unit} {format:?}");
        assert!(text.chars().count() <= 12, "{text}");
    }
}

#[test]
fn decimals_stand_behind_a_comma_where_that_is_preferred() {
    set_decimal_comma(true);
    assert_eq!(number(1234.5678, "kW", Some(Decimals(2))), "1.234,57");
    assert_eq!(number(-6.67, "$/Mtok", None), "(6,67)");
    assert_eq!(with_unit(0.5, "", Some(Percent(1))), "50,0 %");
    assert_eq!(number(2.628e9, "$/yr", None), "2,628 bn");
    assert_eq!(edit_text(0.647_676, Some(Percent(1))), "64,7676%");
    assert_eq!(exact(6.67e-6), "6,67e-6");
    assert_eq!(tick(25_000.0, 5000.0, false), "25.000");
    assert_eq!(count(1389, "row", "rows"), "1.389 rows");
    assert_eq!(long_with_unit(1.5, "$/Mtok", None), "1,5 $/Mtok");
    assert_eq!(typed("0,4"), Some(0.4));
    assert_eq!(typed("0.4"), None);
    let file = typed_distribution("triangular(0,9; 0,95; 0,99)").unwrap();
    assert_eq!(file, "triangular(0.9, 0.95, 0.99)");
    assert_eq!(distribution(&file), "triangular(0,9; 0,95; 0,99)");
    assert!(typed_distribution("1.000 to 2.000").is_err());
    set_decimal_comma(false);
    assert_eq!(number(1234.5678, "kW", Some(Decimals(2))), "1,234.57");
}

#[test]
fn differences_are_signed() {
    for (value, unit, format, expected) in [
        (0.81, "$/Mtok", Some(Decimals(2)), "+0.81"),
        (-7.96, "$/Mtok", None, "−7.96"),
        (0.023, "", Some(Percent(1)), "+2.3 pp"),
        (0.0, "", Some(Percent(1)), "0 pp"),
        (0.0, "$", None, "0"),
        (-0.5, "", Some(Multiple(1)), "−0.5x"),
    ] {
        assert_eq!(change(value, unit, format), expected, "{value} {unit}");
    }
    assert_eq!(relative_change(-0.125), "−12.5 %");
    assert_eq!(relative_change(0.0), "0 %");
    assert_eq!(long_with_unit(0.07, "", Some(Percent(1))), "7 %");
    assert_eq!(long_with_unit(1389.0, "rack", None), "1,389 rack");
}

#[test]
fn numbers_in_running_text() {
    assert_eq!(with_unit(6.67, "$/Mtok", None), "6.67 $/Mtok");
    assert_eq!(with_unit(0.5, "", Some(Percent(1))), "50.0 %");
    assert_eq!(with_unit(1.24e14, "tok", None), "124 tn tok");
    assert_eq!(with_unit(f64::NAN, "tok", None), "n/a");
    assert_eq!(difference(0.81, "$/Mtok", Some(Decimals(2))), "+0.81");
    assert_eq!(difference(-7.96, "$/Mtok", None), "(7.96)");
    assert_eq!(difference(0.0, "$/Mtok", None), "–");
    assert_eq!(count(1, "row", "rows"), "1 row");
    assert_eq!(count(1389, "row", "rows"), "1,389 rows");
}

#[test]
fn units() {
    for (unit, expected) in [
        ("", ""),
        ("$/gpu/h", "$/GPU/h"),
        ("$/Mtok", "$/Mtok"),
        ("tok/s/rack", "tok/s/rack"),
        ("MW_it", "MW (IT)"),
        ("tok/Wh_it", "tok/Wh (IT)"),
        ("kW*h", "kW·h"),
        ("m^2", "m^2"),
        ("gpu", "GPU"),
    ] {
        assert_eq!(unit_label(unit), expected);
    }
    assert_eq!(axis_label("Price", "$/Mtok", false), "Price ($/Mtok)");
    assert_eq!(axis_label("Allocation", "", true), "Allocation");
}

#[test]
fn editing_never_rounds() {
    for (value, expected) in [
        (0.0, "0"),
        (0.07, "0.07"),
        (-1.97, "-1.97"),
        (6.67e-6, "6.67e-6"),
        (123_910_000_000_000.0, "123910000000000"),
        (1e300, "1e300"),
        (1.0 / 3.0, "0.3333333333333333"),
    ] {
        assert_eq!(exact(value), expected);
        assert_eq!(exact(value).parse(), Ok(value));
    }
    for (value, expected) in [
        (0.07, "7%"),
        (0.647_676, "64.7676%"),
        (1.0, "100%"),
        (0.0, "0%"),
    ] {
        assert_eq!(edit_text(value, Some(Percent(1))), expected);
    }
    assert_eq!(edit_text(f64::NAN, None), "");
}

#[test]
fn ticks() {
    for (value, step, percent, expected) in [
        (0.2, 0.1, true, "20 %"),
        (0.025, 0.025, true, "2.5 %"),
        (5.0, 5.0, false, "5"),
        (0.30000000000000004, 0.1, false, "0.3"),
        (-20.0, 10.0, false, "−20"),
        (1e-17, 0.1, false, "0.0"),
        (25_000.0, 5000.0, false, "25,000"),
        (2.5e9, 5e8, false, "2.5 bn"),
        (-150_000_000.0, 75_000_000.0, false, "−150m"),
        (500_000.0, 500_000.0, false, "0.5m"),
        (0.25, 0.25, false, "0.25"),
    ] {
        assert_eq!(tick(value, step, percent), expected);
    }
}

#[test]
fn thousands_stand_apart_in_what_the_engine_says() {
    for (said, shown) in [
        ("1 and 0.9 differ by 0.1", "1 and 0.9 differ by 0.1"),
        (
            "2628000000 and -52560.25 $/yr differ by 1e15 at 2028",
            "2,628,000,000 and −52,560.25 $/yr differ by 1e15 at 2028",
        ),
        (
            "unavailable: it needs 108 % (> 100 %)",
            "unavailable: it needs 108 % (> 100 %)",
        ),
        ("", ""),
    ] {
        assert_eq!(with_thousands(said), shown);
    }
}

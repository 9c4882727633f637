//! A workbook of thousands of rows: the table draws only what is seen.

use super::sheet::open_text;
use super::*;

/// A workbook of many rows over many periods: assumptions, and formulas that read them.
fn many(rows: usize, periods: usize) -> String {
    let row = |number: usize| {
        let head = format!(
            "(id: \"r{number}_x\", label: \"Row {number}\", unit: \"MW\", section: \"s{}\", over: \
             Some([\"month\"]), ",
            number / 100
        );
        match number % 2 {
            0 => format!(
                "{head} definition: assumption((value: constant({number}), source: \
                 assumed(\"A guess\")))),\n"
            ),
            _ => format!("{head} definition: formula(\"r{}_x * 2\")),\n", number - 1),
        }
    };
    let section = |number: usize| format!("(id: \"s{number}\", label: \"Section {number}\"),");
    format!(
        "(format: 1, title: \"Many\", timeline: (first: \"2027-01\", count: {periods}, step: month),\n\
         sections: [{}], variables: [\n{}],\n)",
        (0..rows.div_ceil(100)).map(section).collect::<String>(),
        (0..rows).map(row).collect::<String>()
    )
}

/// How long frames of scrolling take in a table of so many rows, in milliseconds.
fn scrolling(rows: usize) -> f64 {
    let mut harness = open_text(&many(rows, 60), [1440.0, 900.0]);
    click(&mut harness, "Row 0, 2027-01");
    let begun = std::time::Instant::now();
    for _ in 0..20 {
        harness.key_press_modifiers(Modifiers::NONE, Key::PageDown);
        harness.step();
    }
    begun.elapsed().as_secs_f64() * 1000.0 / 20.0
}

#[test]
#[ignore = "it measures time"]
fn a_large_table_scrolls_as_fast_as_a_small_one() {
    let (small, large) = (scrolling(500), scrolling(5_000));
    println!("a frame of 500 rows took {small:.1} ms, of 5,000 rows {large:.1} ms");
    assert!(large < 2.0 * small, "{small} {large}");
}

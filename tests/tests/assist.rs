//! Help while typing, held to every formula that ships, at every place in it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use rackhour_engine::assist::{attempt, complete, mentions, signature};
use rackhour_engine::check::check;
use rackhour_engine::workbook::{Definition, Workbook};
use rackhour_tests::shipped::shipped;

/// The rows of a workbook that have one formula, with it.
fn formulas(workbook: &Workbook) -> Vec<(&str, &str)> {
    let rows = workbook.variables.iter();
    rows.filter_map(|row| match &row.definition {
        Definition::Formula(text) => Some((row.id.as_str(), text.as_str())),
        _ => None,
    })
    .collect()
}

#[test]
fn places_in_every_formula_can_be_helped_at() {
    for (path, _, workbook) in shipped() {
        let name = path.display();
        let (typed, _) = check(&workbook);
        for (row, text) in formulas(&workbook) {
            // Every place would take a minute; with each formula another part of it is seen.
            for (caret, _) in text.char_indices().skip(row.len() % 7).step_by(7) {
                for text in [text, &text[..caret]] {
                    for offer in complete(&workbook, &typed, text, caret) {
                        let span = offer.replaces;
                        assert!(
                            span.start <= caret && caret <= span.end,
                            "{name} {row} {caret}"
                        );
                        assert!(
                            text.get(span.start..span.end).is_some(),
                            "{name} {row} {caret}"
                        );
                    }
                    signature(&workbook, text, caret);
                    mentions(&typed, text);
                }
            }
        }
    }
}

#[test]
fn what_is_typed_half_is_offered_whole() {
    for (path, _, workbook) in shipped() {
        let name = path.display();
        let (typed, _) = check(&workbook);
        for (row, text) in formulas(&workbook) {
            for mention in mentions(&typed, text) {
                // One letter less than the name, and nothing behind it.
                let half = &text[..mention.span.end - 1];
                if half.ends_with(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
                    continue;
                }
                let offers = complete(&workbook, &typed, half, half.len());
                let is_offered = offers.iter().any(|offer| offer.name == mention.row);
                assert!(
                    is_offered,
                    "{name} {row}: `{half}` does not offer `{}`",
                    mention.row
                );
            }
        }
    }
}

#[test]
fn a_formula_tried_on_its_own_row_changes_nothing() {
    for (path, _, workbook) in shipped() {
        let name = path.display();
        let (_, found) = check(&workbook);
        for (row, text) in formulas(&workbook).into_iter().step_by(16) {
            let tried = attempt(&workbook, &found, row, text).unwrap();
            assert!(
                tried.refused.is_none() && tried.elsewhere == 0,
                "{name} {row}"
            );
            assert_eq!(tried.workbook, workbook);
            let broken = attempt(&workbook, &found, row, &format!("({text}")).unwrap();
            assert!(broken.refused.is_some(), "{name} {row}");
        }
    }
}

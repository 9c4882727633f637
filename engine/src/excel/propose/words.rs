//! Names as sheets write them, and names as workbooks need them.

use crate::workbook::names::{LONGEST, check_id};

/// A name in small letters without anything but letters and digits between single spaces.
pub(crate) fn plain(text: &str) -> String {
    let apart = text.to_lowercase();
    let words = apart.split(|c: char| !c.is_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The name of a case without the word that says that it is one: `Bull case` is `bull`.
pub(crate) fn case(name: &str) -> String {
    let name = plain(name);
    let short = name
        .strip_suffix(" case")
        .or_else(|| name.strip_suffix(" scenario"));
    short.unwrap_or(&name).to_owned()
}

/// Whether a column holds the case that the workbook itself is about.
pub(super) fn is_base(name: &str) -> bool {
    matches!(case(name).as_str(), "base" | "central" | "reference")
}

/// A name for formulas made of words, or of what stands instead where no word can be used.
pub(crate) fn id(text: &str, otherwise: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || *c == ' ';
    let words: String = plain(text).chars().filter(is_plain).collect();
    let words = words.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    let mut name = words.split_whitespace().collect::<Vec<_>>().join("_");
    name.truncate(LONGEST - 8);
    match name.trim_end_matches('_') {
        "" => otherwise.to_owned(),
        name if check_id(name).is_ok() => name.to_owned(),
        name => format!("{name}_value"),
    }
}

/// The same with a number behind it where it is taken.
pub(crate) fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let mut all = std::iter::once(name.to_owned()).chain(numbered);
    all.find(|name| !is_taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ids_that_formulas_can_hold() {
        for (text, name) in [
            ("GPU-hour price ($/h)", "gpu_hour_price_h"),
            ("2026 capex", "capex"),
            ("H100", "h100_value"),
            ("Prix à l'énergie", "prix_l_nergie"),
            ("%", "row"),
            ("Sum", "sum_value"),
        ] {
            let found = id(text, "row");
            assert_eq!(found, name);
            assert!(check_id(&found).is_ok(), "{found}");
        }
        let long = id(&"very long ".repeat(20), "row");
        assert!(check_id(&free(&long, |name| name == long)).is_ok());
        assert_eq!(free("a", |name| ["a", "a_2"].contains(&name)), "a_3");
    }

    #[test]
    fn cases_are_known_by_their_first_word() {
        assert_eq!(case("Bull Case"), "bull");
        assert_eq!(case("Bear scenario"), "bear");
        assert!(is_base("Base case") && is_base("Central") && !is_base("Bull"));
    }
}

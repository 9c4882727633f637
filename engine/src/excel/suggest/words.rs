//! Labels as words that can be compared: units and marks away, one word for what means the same.

use crate::excel::interpret::label::in_label;
use crate::units::Catalog;

use super::synonyms::{PHRASES, STOPS};

/// The words of a label, in order, each once.
pub(super) fn words(label: &str, catalog: &Catalog) -> Vec<String> {
    let without_unit = in_label(label, catalog).map(|(_, rest)| rest);
    // A label that is nothing but a unit keeps it.
    let bare = without_unit.filter(|rest| rest.chars().any(char::is_alphabetic));
    split(&bare.unwrap_or_else(|| label.to_owned()))
}

/// The words of a text without a unit.
pub(super) fn split(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace(['’', '\''], "");
    let is_mark = |c: char| !c.is_alphanumeric() && c != '&';
    let raw: Vec<&str> = lower
        .split(is_mark)
        .filter(|word| !word.is_empty())
        .collect();
    let mut words: Vec<String> = Vec::new();
    let mut at = 0;
    while at < raw.len() {
        let phrase = PHRASES.iter().find(|(phrase, _)| {
            let mut own = phrase.split(' ');
            let length = phrase.split(' ').count();
            raw[at..].len() >= length
                && own.all({
                    let mut rest = raw[at..].iter();
                    move |word| {
                        rest.next()
                            .is_some_and(|other| singular(other) == singular(word))
                    }
                })
        });
        match phrase {
            Some((phrase, meant)) => {
                words.extend(meant.split(' ').map(str::to_owned));
                at += phrase.split(' ').count();
            }
            None => {
                words.push(singular(raw[at]).to_owned());
                at += 1;
            }
        }
    }
    words.retain(|word| !word.is_empty() && !STOPS.contains(&word.as_str()));
    let mut once: Vec<String> = Vec::new();
    for word in words {
        if !once.contains(&word) {
            once.push(word);
        }
    }
    once
}

/// A word without the mark of its plural.
fn singular(word: &str) -> &str {
    let is_plural =
        word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us");
    if is_plural {
        &word[..word.len() - 1]
    } else {
        word
    }
}

/// How many groups of three letters two texts share: 1 where they are the same.
pub(super) fn trigrams(a: &[String], b: &[String]) -> f64 {
    let groups = |words: &[String]| {
        let mut sorted = words.to_vec();
        sorted.sort_unstable();
        let text = format!("  {} ", sorted.join(" "));
        let letters: Vec<char> = text.chars().collect();
        let mut groups: Vec<[char; 3]> = letters.windows(3).map(|w| [w[0], w[1], w[2]]).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    };
    let (a, b) = (groups(a), groups(b));
    let shared = a
        .iter()
        .filter(|group| b.binary_search(group).is_ok())
        .count();
    match a.len() + b.len() {
        0 => 0.0,
        all => 2.0 * shared as f64 / all as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_words() {
        let catalog = Catalog::default();
        for (label, expected) in [
            ("Power usage effectiveness (x)", "pue"),
            ("PUE", "pue"),
            ("Discount rate (%)", "wacc"),
            ("Weighted average cost of capital", "wacc"),
            ("Capital cost per rack, $/rack", "capex rack"),
            ("GPU-hr price", "gpu hour price"),
            ("GPU hours", "gpu hour"),
            ("GPU utilisation", "gpu utilization"),
            ("Corporate tax rate", "tax rate"),
            ("  - of which Racks", "rack"),
        ] {
            assert_eq!(words(label, &catalog).join(" "), expected, "{label}");
        }
    }

    #[test]
    fn trigrams_forgive_spelling() {
        let of = |text: &str| split(text);
        assert_eq!(trigrams(&of("tax rate"), &of("Rate of tax")), 1.0);
        assert!(trigrams(&of("interactivity"), &of("interactivty")) > 0.7);
        assert!(trigrams(&of("tax rate"), &of("rack power")) < 0.3);
    }
}

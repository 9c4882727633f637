//! Titles that hold live values: `Price of {realized_price} in {year}`.
//!
//! A name in braces is a key of a row, or one of [`WORDS`], which tell what is on screen. Two
//! braces of a kind stand for one: `{{` for `{`.

use super::Workbook;
use super::key::Key;

/// The names in a title that are no rows: the profile, the scenario and the period on screen.
pub const WORDS: [&str; 3] = ["profile", "scenario", "year"];

/// A part of a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words, to be shown as they are.
    Words(&'a str),
    /// A name, to be shown as what it stands for.
    Name(&'a str),
    /// A brace that opens and never closes, with what follows it.
    Unclosed(&'a str),
}

/// The parts of a title, in order.
///
/// ```
/// use rackhour_engine::workbook::title::{Piece, pieces};
///
/// let found: Vec<_> = pieces("Price {price} {{net}}").collect();
/// assert_eq!(found[..2], [Piece::Words("Price "), Piece::Name("price")]);
/// assert_eq!(found[2..], [" ", "{", "net", "}"].map(Piece::Words));
/// ```
pub fn pieces(title: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = title;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, taken) = first(rest);
        rest = &rest[taken..];
        Some(piece)
    })
}

/// The first part of a title, and how long it is as it is written.
fn first(rest: &str) -> (Piece<'_>, usize) {
    if rest.starts_with("{{") || rest.starts_with("}}") {
        return (Piece::Words(&rest[..1]), 2);
    }
    if let Some(inner) = rest.strip_prefix('{') {
        return match inner.find('}') {
            Some(end) => (Piece::Name(inner[..end].trim()), end + 2),
            None => (Piece::Unclosed(rest), rest.len()),
        };
    }
    // A single brace that closes nothing is a word like any other.
    let mut after = rest.char_indices().skip(1);
    let brace = after.find(|(_, c)| matches!(c, '{' | '}'));
    let end = brace.map_or(rest.len(), |(at, _)| at);
    (Piece::Words(&rest[..end]), end)
}

/// The keys of rows that a title names.
pub fn names(title: &str) -> impl Iterator<Item = &str> {
    pieces(title).filter_map(|piece| match piece {
        Piece::Name(name) if !WORDS.contains(&name) => Some(name),
        _ => None,
    })
}

/// A title with what its names are called in place of their values: where there is no case to
/// tell of.
pub fn in_words(workbook: &Workbook, title: &str) -> String {
    let called = |name: &str| {
        let key = Key::parse(name).ok();
        let row = key.and_then(|key| workbook.variable(&key.name));
        row.map_or_else(|| name.to_owned(), |row| row.label.clone())
    };
    let words = pieces(title).map(|piece| match piece {
        Piece::Words(words) | Piece::Unclosed(words) => words.to_owned(),
        Piece::Name(name) => called(name),
    });
    words.collect()
}

/// Lets each key of a row in a title be changed; everything else stays as it is written.
pub(super) fn each_name(title: &mut String, change: &mut dyn FnMut(&mut String)) {
    if !title.contains('{') {
        return;
    }
    let mut new = String::with_capacity(title.len());
    let mut rest = title.as_str();
    while !rest.is_empty() {
        let (piece, taken) = first(rest);
        match piece {
            Piece::Name(name) if !WORDS.contains(&name) => {
                let mut key = name.to_owned();
                change(&mut key);
                match key == name {
                    true => new.push_str(&rest[..taken]),
                    false => new.extend(["{", &key, "}"]),
                }
            }
            _ => new.push_str(&rest[..taken]),
        }
        rest = &rest[taken..];
    }
    *title = new;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_hold_names_and_two_of_them_are_one() {
        use Piece::{Name, Unclosed, Words};
        for (title, expected) in [
            ("", vec![]),
            ("No names", vec![Words("No names")]),
            ("{price}", vec![Name("price")]),
            (
                "At { a[x] } × 2",
                vec![Words("At "), Name("a[x]"), Words(" × 2")],
            ),
            ("{{a}}", vec![Words("{"), Words("a"), Words("}")]),
            ("a } b", vec![Words("a "), Words("} b")]),
            ("50 % {of", vec![Words("50 % "), Unclosed("{of")]),
        ] {
            assert_eq!(pieces(title).collect::<Vec<_>>(), expected, "{title}");
        }
    }

    #[test]
    fn a_renamed_row_keeps_the_rest_of_a_title_to_the_letter() {
        let mut title = "{{x}} costs {price} of { old } in {year} } {".to_owned();
        each_name(&mut title, &mut |name| {
            if name == "price" {
                *name = "cost".to_owned();
            }
        });
        assert_eq!(title, "{{x}} costs {cost} of { old } in {year} } {");
        assert_eq!(names(&title).collect::<Vec<_>>(), ["cost", "old"]);
    }
}

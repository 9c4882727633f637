//! What kind of thing belongs at the caret: a value, a unit, an element, an index, an option.

use crate::diagnostic::Span;

use super::pieces::{Piece, Shape, is_word, pieces};

/// The place of a caret in a formula.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// What belongs there.
    pub(super) wanted: Wanted<'a>,
    /// The word around the caret, which is replaced; empty where there is none.
    pub(super) word: Span,
    /// What of the word stands before the caret.
    pub(super) typed: &'a str,
    /// The calls and parentheses that are open at the caret, the innermost last.
    pub(super) calls: Vec<Call<'a>>,
}

/// What belongs at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted<'a> {
    /// A number, a name, a call.
    Value,
    /// An operator, `over` or the end, as a value stands before it.
    Sign,
    /// A unit: what stands between the bracket and the caret.
    Unit(&'a str),
    /// An element or period of a row, and what stands in the bracket before it.
    Element(&'a str, &'a str),
    /// An index, after `over` in a call whose arguments read thus.
    Index(&'a str),
    /// An option of what is compared.
    Option(&'a str),
    /// Nothing that could be named.
    Nothing,
}

/// An open parenthesis.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Call<'a> {
    /// What is called; empty for a mere parenthesis.
    pub(super) name: &'a str,
    /// In which argument the caret stands, counted from 0.
    pub(super) argument: usize,
    /// Whether it stands behind `over`.
    over: bool,
    /// Where the arguments begin.
    start: usize,
}

/// Looks at what stands around a caret, which stands at a byte of the text.
pub(super) fn place(text: &str, caret: usize) -> Place<'_> {
    let caret = (0..=caret.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let before = &text[..caret];
    let all = pieces(before);
    let last = all.last().copied();
    let calls = calls(before, &all);
    let fits = match last {
        Some(piece) if is_open(before, piece, Shape::Bracket) => is_unit_word,
        _ => is_word,
    };
    let start = before.trim_end_matches(fits).len();
    let end = text[caret..]
        .find(|c| !fits(c))
        .unwrap_or(text.len() - caret)
        + caret;
    Place {
        wanted: wanted(before, &all, &calls),
        word: Span::new(start, end),
        typed: &before[start..],
        calls,
    }
}

fn is_unit_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '€' | '£' | '¥')
}

/// Whether the last piece is a bracket or text that is not closed yet.
fn is_open(before: &str, piece: Piece, kind: Shape) -> bool {
    let text = &before[piece.span.start..];
    let end = if kind == Shape::Text { '"' } else { ']' };
    piece.kind == kind && (text.len() == 1 || !text.ends_with(end))
}

fn wanted<'a>(before: &'a str, all: &[Piece], calls: &[Call<'a>]) -> Wanted<'a> {
    let slice = |piece: &Piece| &before[piece.span.start..piece.span.end];
    let Some((last, rest)) = all.split_last() else {
        return Wanted::Value;
    };
    let inside = &before[(last.span.start + 1).min(before.len())..];
    if is_open(before, *last, Shape::Bracket) {
        return match rest.last() {
            Some(piece) if piece.kind == Shape::Number => Wanted::Unit(inside),
            Some(piece) if piece.kind == Shape::Word => Wanted::Element(slice(piece), inside),
            _ => Wanted::Nothing,
        };
    }
    if is_open(before, *last, Shape::Text) {
        return match rest {
            [.., name, sign] if (name.kind, sign.kind) == (Shape::Word, Shape::Equality) => {
                Wanted::Option(slice(name))
            }
            _ => Wanted::Nothing,
        };
    }
    let touches = last.span.end == before.len();
    let (typing, behind) = match last.kind {
        Shape::Number if touches => return Wanted::Nothing,
        Shape::Word if touches => (true, rest.last()),
        _ => (false, Some(last)),
    };
    if let Some(call) = calls.last().filter(|call| call.over) {
        return Wanted::Index(&before[call.start..]);
    }
    let is_value = |piece: &Piece| {
        let closes = matches!(
            piece.kind,
            Shape::Word | Shape::Number | Shape::Text | Shape::Bracket | Shape::Close
        );
        closes || slice(piece) == "%"
    };
    match behind {
        Some(piece) if is_value(piece) => Wanted::Sign,
        _ if typing || behind.is_none_or(|piece| !is_value(piece)) => Wanted::Value,
        _ => Wanted::Nothing,
    }
}

/// The parentheses that are open at the end of a text.
fn calls<'a>(before: &'a str, all: &[Piece]) -> Vec<Call<'a>> {
    let mut open: Vec<Call<'a>> = Vec::new();
    for (number, piece) in all.iter().enumerate() {
        let called = number.checked_sub(1).map(|before| all[before]);
        let called = called.filter(|word| word.kind == Shape::Word);
        match piece.kind {
            Shape::Open => open.push(Call {
                name: called.map_or("", |word| &before[word.span.start..word.span.end]),
                argument: 0,
                over: false,
                start: piece.span.end,
            }),
            Shape::Close => drop(open.pop()),
            Shape::Comma => {
                if let Some(call) = open.last_mut().filter(|call| !call.over) {
                    call.argument += 1;
                }
            }
            // A word that is still being typed may become another one.
            Shape::Word if piece.span.end < before.len() => {
                let word = &before[piece.span.start..piece.span.end];
                if let Some(call) = open.last_mut() {
                    call.over |= word.eq_ignore_ascii_case("over");
                }
            }
            _ => {}
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wanted at `|`.
    #[track_caller]
    fn check(marked: &str, wanted: &Wanted<'_>, typed: &str) {
        let caret = marked.find('|').unwrap();
        let text = marked.replace('|', "");
        let place = place(&text, caret);
        assert_eq!((&place.wanted, place.typed), (wanted, typed), "{marked}");
    }

    #[test]
    fn the_place_of_the_caret_says_what_belongs_there() {
        check("|", &Wanted::Value, "");
        check("ra|cks", &Wanted::Value, "ra");
        check("racks * |", &Wanted::Value, "");
        check("racks |", &Wanted::Sign, "");
        check("racks ov|", &Wanted::Sign, "ov");
        check("8760 [h|", &Wanted::Unit("h"), "h");
        check("8760 [$/gpu/|", &Wanted::Unit("$/gpu/"), "");
        check("8760 [$/gpu/h] * |", &Wanted::Value, "");
        check("price[pre|", &Wanted::Element("price", "pre"), "pre");
        check(
            "price[premium, 20|28]",
            &Wanted::Element("price", "premium, 20"),
            "20",
        );
        check("SUM(x over |", &Wanted::Index("x over "), "");
        check("SUM(x over a, b|", &Wanted::Index("x over a, b"), "b");
        check("SUM(x over a) * b|", &Wanted::Value, "b");
        check("IF(way = \"ro|", &Wanted::Option("way"), "ro");
        check("NA(\"none|", &Wanted::Nothing, "none");
        check("12|", &Wanted::Nothing, "12");
        check("[|", &Wanted::Nothing, "");
    }

    #[test]
    fn the_calls_around_the_caret_and_their_arguments_are_known() {
        let text = "MAX(1, IF(a, (b), ";
        let found = place(text, text.len());
        let calls: Vec<_> = found
            .calls
            .iter()
            .map(|call| (call.name, call.argument))
            .collect();
        assert_eq!(calls, [("MAX", 1), ("IF", 2)]);
        assert_eq!(
            place("é", 1).word,
            Span::new(0, 0),
            "never inside a character"
        );
    }
}

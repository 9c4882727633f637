//! A formula's text in pieces, however unfinished it is.
//!
//! The parser stops where a text makes no sense; names behind such a place still have colours, and
//! brackets that are open still say what belongs into them.

use crate::check::Typed;
use crate::diagnostic::Span;
use crate::workbook::Id;

/// A piece of a formula and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: Shape,
    pub(super) span: Span,
}

/// What a piece looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A name of anything.
    Word,
    /// Digits and what sticks to them.
    Number,
    /// A text with its quotation marks; the last one may be missing.
    Text,
    /// Everything from `[` to `]`, which may be missing.
    Bracket,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
    /// `=` or `<>`, which compare choices.
    Equality,
    /// Anything else but spaces.
    Sign,
}

/// The pieces of a text, from left to right.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let (kind, length) = piece(&text[at..], first);
        let span = Span::new(at, at + length);
        pieces.extend(kind.map(|kind| Piece { kind, span }));
        at += length;
    }
    pieces
}

/// What a text begins with, nothing for a space, and how long it is.
fn piece(rest: &str, first: char) -> (Option<Shape>, usize) {
    let while_ = |fits: fn(char) -> bool| rest.find(|c| !fits(c)).unwrap_or(rest.len());
    let until = |end: char| rest[1..].find(end).map_or(rest.len(), |at| at + 2);
    match first {
        c if c.is_whitespace() => (None, c.len_utf8()),
        c if c.is_ascii_digit() => (Some(Shape::Number), while_(|c| is_word(c) || c == '.')),
        c if is_word(c) => (Some(Shape::Word), while_(is_word)),
        '"' => (Some(Shape::Text), until('"')),
        '[' => (Some(Shape::Bracket), until(']')),
        '(' => (Some(Shape::Open), 1),
        ')' => (Some(Shape::Close), 1),
        ',' | ';' => (Some(Shape::Comma), 1),
        '<' if rest.starts_with("<>") => (Some(Shape::Equality), 2),
        '=' => (Some(Shape::Equality), 1),
        c => (Some(Shape::Sign), c.len_utf8()),
    }
}

/// Whether a character may stand in a name.
pub(super) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// A row that a formula names, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The row.
    pub row: Id,
    /// Where its name stands, without brackets.
    pub span: Span,
}

/// The rows that a formula names, from left to right; a row as often as it is named.
pub fn mentions(typed: &Typed, text: &str) -> Vec<Mention> {
    let words = pieces(text)
        .into_iter()
        .filter(|piece| piece.kind == Shape::Word);
    words
        .filter_map(|piece| {
            let name = &text[piece.span.start..piece.span.end];
            typed.position(name)?;
            Some(Mention {
                row: name.to_owned(),
                span: piece.span,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_typed_formula_falls_into_pieces() {
        let text = "SUM(x[a, 2.5e3 [$/h] <> \"q";
        let found: Vec<_> = pieces(text)
            .into_iter()
            .map(|piece| (piece.kind, &text[piece.span.start..piece.span.end]))
            .collect();
        assert_eq!(
            found,
            [
                (Shape::Word, "SUM"),
                (Shape::Open, "("),
                (Shape::Word, "x"),
                (Shape::Bracket, "[a, 2.5e3 [$/h]"),
                (Shape::Equality, "<>"),
                (Shape::Text, "\"q"),
            ]
        );
    }

    #[test]
    fn rows_are_found_in_a_formula_that_makes_no_sense() {
        let text = r#"(format: 1, title: "t", sections: [(id: "s", label: "S")], variables: [
            (id: "racks", label: "Racks", unit: "", section: "s", definition: formula("1")),
        ])"#;
        let workbook = crate::workbook::file::parse(text).unwrap();
        let (typed, _) = crate::check::check(&workbook);
        let found = mentions(&typed, "2 racks {\"racks\"} [racks] + MAX(racks");
        let spans: Vec<_> = found.iter().map(|mention| mention.span).collect();
        assert_eq!(spans, [Span::new(2, 7), Span::new(32, 37)]);
    }

    #[test]
    fn every_byte_is_passed_over_once() {
        for text in ["é × 3", "\"", "[", "a\u{a0}b", "€", "1.2.3x"] {
            let pieces = pieces(text);
            assert!(pieces.iter().all(|piece| piece.span.start < piece.span.end));
            assert!(
                pieces
                    .iter()
                    .all(|piece| text.get(piece.span.start..piece.span.end).is_some())
            );
        }
    }
}

//! A name in a formula and another in its place; the rest stays to the byte.

use crate::diagnostic::Span;

use super::lexer::{Kind, lex};

/// Whether a formula reads a name, also where a part of the formula cannot be read.
pub fn reads(text: &str, name: &str) -> bool {
    !places(text, name).is_empty()
}

/// The formula with another name wherever it reads one, or `None` where it does not.
///
/// Units, elements in brackets and words in text are no names; names that a reason quotes in
/// braces are.
///
/// ```
/// use rackhour_engine::formula::rename;
/// let formula = "IF( racks > 0, racks[racks] * 72 [gpu/rack], NA(\"{racks} racks\"))";
/// let renamed = "IF( units > 0, units[racks] * 72 [gpu/rack], NA(\"{units} racks\"))";
/// assert_eq!(rename(formula, "racks", "units").as_deref(), Some(renamed));
/// assert_eq!(rename(formula, "rack", "units"), None);
/// ```
pub fn rename(text: &str, name: &str, to: &str) -> Option<String> {
    let places = places(text, name);
    if places.is_empty() {
        return None;
    }
    let mut renamed = text.to_owned();
    for span in places.into_iter().rev() {
        renamed.replace_range(span.start..span.end, to);
    }
    Some(renamed)
}

/// Where a name stands, from left to right.
fn places(text: &str, name: &str) -> Vec<Span> {
    let (mut places, mut from) = (Vec::new(), 0);
    // Where something stands that no formula contains, reading goes on behind it.
    while from < text.len() {
        let (tokens, _) = lex(&text[from..]);
        let mut end = text.len();
        for token in tokens {
            let span = Span::new(from + token.span.start, from + token.span.end);
            let written = &text[span.start..span.end];
            match token.kind {
                Kind::Name if written == name => places.push(span),
                Kind::Text | Kind::UnclosedText => places.extend(quoted(written, name, span.start)),
                Kind::Stop => end = span.end,
                _ => {}
            }
        }
        from = end;
    }
    places
}

/// Where a text quotes a name in braces.
fn quoted(text: &str, name: &str, from: usize) -> impl Iterator<Item = Span> {
    let quote = format!("{{{name}}}");
    let found: Vec<_> = text.match_indices(&quote).map(|(at, _)| at).collect();
    let length = name.len();
    found.into_iter().map(move |at| {
        let start = from + at + 1;
        Span::new(start, start + length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_are_renamed() {
        for (before, after) in [
            ("a+a", Some("bb+bb")),
            ("= a ^ 2 * aa", Some("= bb ^ 2 * aa")),
            ("SUM(a over a)", Some("SUM(bb over bb)")),
            ("3 [a] * x[a]", None),
            ("use = \"a\"", None),
            (
                "NA(\"needs {a}, { a } and {aa}\")",
                Some("NA(\"needs {bb}, { a } and {aa}\")"),
            ),
            ("é a", Some("é bb")),
            ("a & a $ a \"{a}", Some("bb & bb $ bb \"{bb}")),
            ("1 + ", None),
            ("", None),
        ] {
            assert_eq!(rename(before, "a", "bb").as_deref(), after, "{before}");
            assert_eq!(reads(before, "a"), after.is_some());
        }
    }
}

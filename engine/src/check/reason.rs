//! Reasons that quote values: `NA("needs {required_allocation}, more than there is")`.

/// The names in braces, in order.
pub(super) fn quoted_names(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).filter_map(|(words, is_name)| is_name.then_some(words))
}

/// The words and names of a reason, in order; a name is marked with `true`.
///
/// Braces that hold anything but a name are words like any other.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(name) = leading_name(rest) {
            rest = &rest[name.len() + 2..];
            return Some((name, true));
        }
        let mut end = rest.len();
        for (at, _) in rest.match_indices('{') {
            if leading_name(&rest[at..]).is_some() {
                end = at;
                break;
            }
        }
        let (words, after) = rest.split_at(end);
        rest = after;
        Some((words, false))
    })
}

/// The name at the start of a text such as `{name}, and so on`.
fn leading_name(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('{')?;
    let name = &inner[..inner.find('}')?];
    let first = name.starts_with(|c: char| c.is_ascii_lowercase());
    let rest = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    (first && rest).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_are_told_from_words() {
        let found: Vec<_> = pieces("needs {x} (> {y_2}), {not a name}").collect();
        assert_eq!(
            found,
            [
                ("needs ", false),
                ("x", true),
                (" (> ", false),
                ("y_2", true),
                ("), {not a name}", false)
            ]
        );
    }
}

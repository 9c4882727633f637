//! How well a name and a label answer to what was typed.

/// The distance of what holds the typed text somewhere; beyond it only the letters are there.
pub(super) const INSIDE: u8 = 5;

/// How far an item is from what was typed, 0 being it; `None` where it does not answer to it.
///
/// The beginning of the name counts most, then beginnings of its words and of the label's, then
/// anything inside, and last the letters in their order.
pub(super) fn distance(typed: &str, name: &str, label: &str) -> Option<u8> {
    let typed = typed.to_lowercase();
    let (name, label) = (name.to_lowercase(), label.to_lowercase());
    if typed == name {
        return Some(0);
    }
    let steps = [
        name.starts_with(&typed),
        begins_a_word(&name, &typed),
        begins_a_word(&label, &typed),
        name.contains(&typed),
        label.contains(&typed),
        in_order(&name, &typed),
        in_order(&label, &typed),
    ];
    let step = steps.iter().position(|fits| *fits)?;
    u8::try_from(step + 1).ok()
}

fn begins_a_word(text: &str, start: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| word.starts_with(start))
        || text.match_indices(start).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            before.is_none_or(|c| !c.is_alphanumeric())
        })
}

/// Whether the letters stand in a text in this order, the first at the beginning of a word. One or
/// two letters are found everywhere, and so in nothing.
fn in_order(text: &str, letters: &str) -> bool {
    let Some(first) = letters.chars().next() else {
        return true;
    };
    if letters.chars().count() < 3 {
        return false;
    }
    let starts = text.char_indices().filter(|(at, c)| {
        let before = text[..*at].chars().next_back();
        *c == first && before.is_none_or(|c| !c.is_alphanumeric())
    });
    { starts }.any(|(at, _)| {
        let mut rest = text[at..].chars();
        letters.chars().all(|letter| rest.any(|c| c == letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearer_names_come_first() {
        let near = |typed| distance(typed, "gpu_hour_price", "Rent of a GPU-hour");
        let found = [
            "gpu_hour_price",
            "gpu",
            "hour",
            "rent",
            "our_p",
            "ent",
            "ghp",
            "roagh",
            "xyz",
        ]
        .map(near);
        assert_eq!(
            found,
            [
                Some(0),
                Some(1),
                Some(2),
                Some(3),
                Some(4),
                Some(5),
                Some(6),
                Some(7),
                None
            ]
        );
        assert_eq!(near(""), Some(1));
        assert_eq!(near("gp_p"), Some(6));
    }
}

//! How well a typed text fits a name: every typed word must be found, in any order.

/// A letter that stands alone in the name, away from the beginning of a word, costs this much.
const STRAY: i32 = 6;

/// A name to be searched, in lower case.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Name {
    text: String,
    /// A bit for each letter that is in it; letters may share one.
    letters: u64,
}

impl Name {
    pub(super) fn new(text: &str) -> Self {
        let text = text.to_lowercase();
        let letters = letters(&text);
        Self { text, letters }
    }
}

fn letters(text: &str) -> u64 {
    let bits = text.chars().map(|c| 1 << (u32::from(c) % 64));
    bits.fold(0, |all: u64, bit: u64| all | bit)
}

/// The names that fit a text, each with what else it is known by, the best first; all of them, in
/// their order, while nothing is typed.
pub(crate) fn best(names: &[(&str, &str)], text: &str) -> Vec<usize> {
    let typed = Typed::new(text);
    let fit = |(place, (title, also)): (usize, &(&str, &str))| {
        let fit = typed.fit(&Name::new(title), &Name::new(also))?;
        Some((-fit, title.len(), place))
    };
    if text.trim().is_empty() {
        return (0..names.len()).collect();
    }
    let mut fits: Vec<_> = names.iter().enumerate().filter_map(fit).collect();
    fits.sort_unstable();
    fits.into_iter().map(|(.., place)| place).collect()
}

/// What is typed, in lower case, word by word.
pub(super) struct Typed {
    text: String,
    words: Vec<Name>,
}

impl Typed {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.to_lowercase(),
            words: text.split_whitespace().map(Name::new).collect(),
        }
    }

    /// How well the text fits one of two names, the second of which counts a little less; none
    /// where a word of it fits neither.
    pub(super) fn fit(&self, title: &Name, also: &Name) -> Option<i32> {
        // Most names lack a letter of some word, which is seen at once.
        let lacks = |word: &Name, name: &Name| word.letters & !name.letters != 0;
        let mut words = self.words.iter();
        if words.any(|word| lacks(word, title) && lacks(word, also)) {
            return None;
        }
        let mut sum = 0;
        for word in &self.words {
            let in_title = word_fit(&word.text, &title.text);
            let in_also = word_fit(&word.text, &also.text).map(|fit| fit - 10);
            sum += in_title.max(in_also)?;
        }
        if title.text.starts_with(&self.text) {
            sum += 50;
        }
        Some(sum)
    }
}

/// How well a word fits a name: at its beginning, at the beginning of a word, within, or by
/// letters in order.
fn word_fit(word: &str, name: &str) -> Option<i32> {
    let mut within = None;
    for (at, _) in name.match_indices(word) {
        let fit = match at {
            0 => 100,
            _ if begins_word(name, at) => 80,
            _ => 60,
        };
        within = within.max(Some(fit));
        if fit > 60 {
            break;
        }
    }
    within.or_else(|| letters_fit(word, name))
}

fn begins_word(name: &str, at: usize) -> bool {
    let before = name[..at].chars().next_back();
    before.is_none_or(|c| !c.is_alphanumeric())
}

/// How well the letters of a word fit a name, in order, beginning where a word of it begins.
fn letters_fit(word: &str, name: &str) -> Option<i32> {
    let mut letters = word.chars();
    let first = letters.next()?;
    let starts = name.match_indices(first).map(|(at, _)| at);
    starts
        .filter(|at| begins_word(name, *at))
        .filter_map(|at| rest_fit(letters.clone(), name, at + first.len_utf8()))
        .max()
        .filter(|fit| *fit > 0)
}

fn rest_fit(letters: impl Iterator<Item = char>, name: &str, start: usize) -> Option<i32> {
    let (mut fit, mut at) = (40, start);
    for letter in letters {
        let next = at + name[at..].find(letter)?;
        if next > at {
            fit -= if begins_word(name, next) { 1 } else { STRAY };
        }
        at = next + letter.len_utf8();
    }
    Some(fit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearer_a_name_is_the_better_it_fits() {
        let name = "rent of a gpu-hour";
        let fits = ["rent", "hour", "ent", "rgh", "rnt"].map(|word| word_fit(word, name));
        assert_eq!(fits, [Some(100), Some(80), Some(60), Some(38), Some(34)]);
        assert_eq!(word_fit("ruoh", name), None);
        assert_eq!(word_fit("tnt", name), None);
    }

    #[test]
    fn every_word_is_found_in_either_name() {
        let fit = |typed, title, also| Typed::new(typed).fit(&Name::new(title), &Name::new(also));
        assert!(fit("Hour price", "Rent of a GPU-hour", "gpu_hour_price").is_some());
        assert_eq!(
            fit("hour prize", "rent of a gpu-hour", "gpu_hour_price"),
            None
        );
        assert!(fit("größe", "größe des werks", "").is_some());
    }
}

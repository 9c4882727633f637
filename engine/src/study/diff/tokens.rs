//! Two formulas, token by token.

/// A token of one formula or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// As it is written.
    pub text: String,
    /// Which formula has it.
    pub change: Change,
}

/// Which of two formulas has a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Both.
    Kept,
    /// The first.
    Removed,
    /// The second.
    Added,
}

/// The most pairs of tokens that are compared; beyond, what differs is replaced as a whole.
const MOST_PAIRS: usize = 1_000_000;

/// The fewest tokens that lead from one formula to the other: a longest common subsequence is kept.
pub(super) fn compare(from: &[&str], to: &[&str]) -> Vec<Token> {
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = from.iter().zip(to).take_while(same).count();
    let (from_rest, to_rest) = (&from[head..], &to[head..]);
    let back = from_rest.iter().rev().zip(to_rest.iter().rev());
    let tail = back.take_while(same).count();
    let middle = between(
        &from_rest[..from_rest.len() - tail],
        &to_rest[..to_rest.len() - tail],
    );
    let kept = |texts: &[&str]| all(texts, Change::Kept);
    [
        kept(&from[..head]),
        middle,
        kept(&from[from.len() - tail..]),
    ]
    .concat()
}

fn all(texts: &[&str], change: Change) -> Vec<Token> {
    let token = |text: &&str| Token {
        text: (*text).to_owned(),
        change,
    };
    texts.iter().map(token).collect()
}

/// The part in which two formulas differ.
fn between(from: &[&str], to: &[&str]) -> Vec<Token> {
    let width = to.len() + 1;
    if from.len() * to.len() > MOST_PAIRS {
        return [all(from, Change::Removed), all(to, Change::Added)].concat();
    }
    // How many tokens are common from each pair of places on.
    let mut common = vec![0_u32; (from.len() + 1) * width];
    for a in (0..from.len()).rev() {
        for b in (0..to.len()).rev() {
            common[a * width + b] = match from[a] == to[b] {
                true => common[(a + 1) * width + b + 1] + 1,
                false => common[(a + 1) * width + b].max(common[a * width + b + 1]),
            };
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut tokens = Vec::new();
    while a < from.len() && b < to.len() {
        if from[a] == to[b] {
            tokens.extend(all(&from[a..=a], Change::Kept));
            (a, b) = (a + 1, b + 1);
        } else if common[(a + 1) * width + b] >= common[a * width + b + 1] {
            tokens.extend(all(&from[a..=a], Change::Removed));
            a += 1;
        } else {
            tokens.extend(all(&to[b..=b], Change::Added));
            b += 1;
        }
    }
    tokens.extend(all(&from[a..], Change::Removed));
    tokens.extend(all(&to[b..], Change::Added));
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a [-b] [+c]`
    fn shown(from: &str, to: &str) -> String {
        let split = |text: &'static str| text.split(' ').collect::<Vec<_>>();
        let leak = |text: &str| -> &'static str { text.to_owned().leak() };
        let tokens = compare(&split(leak(from)), &split(leak(to)));
        let words = tokens.iter().map(|token| match token.change {
            Change::Kept => token.text.clone(),
            Change::Removed => format!("[-{}]", token.text),
            Change::Added => format!("[+{}]", token.text),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_common_is_kept() {
        for (from, to, expected) in [
            ("a * b", "a * b", "a * b"),
            ("a * b", "a * c", "a * [-b] [+c]"),
            ("a * b", "a * b + c", "a * b [+ +] [+c]"),
            ("a + b * c", "b * c", "[-a] [-+] b * c"),
            ("x a b y", "x b a y", "x [-a] b [+a] y"),
        ] {
            assert_eq!(shown(from, to), expected.replace("[+ +]", "[++]"));
        }
    }
}

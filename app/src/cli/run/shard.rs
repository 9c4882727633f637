//! `--shard 2/8`: the second of eight parts.

use std::ops::Range;
use std::str::FromStr;

/// One of several parts of equal size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shard {
    /// Which part, from 1.
    pub(super) index: usize,
    /// How many parts there are.
    pub(super) count: usize,
}

impl Shard {
    /// The items of this part, of so many.
    pub(super) fn part(&self, items: usize) -> Range<usize> {
        let at = |part: usize| (items as u128 * part as u128 / self.count as u128) as usize;
        at(self.index - 1)..at(self.index)
    }

    /// Whether it is the one that begins.
    pub(super) fn is_first(&self) -> bool {
        self.index == 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/');
        let parts = parts.and_then(|(i, n)| Some((i.trim().parse().ok()?, n.trim().parse().ok()?)));
        match parts {
            Some((index, count)) if 1 <= index && index <= count => Ok(Self { index, count }),
            _ => Err("write it as 2/8 for the second of eight parts".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_the_whole() {
        for items in [0, 1, 7, 8, 1000, usize::MAX] {
            for count in [1, 3, 8] {
                let parts = (1..=count).map(|index| Shard { index, count }.part(items));
                let end = parts.fold(0, |end, part| {
                    assert_eq!(part.start, end);
                    part.end
                });
                assert_eq!(end, items);
            }
        }
    }

    #[test]
    fn only_parts_that_exist_are_taken() {
        assert_eq!("2/8".parse(), Ok(Shard { index: 2, count: 8 }));
        for text in ["0/8", "9/8", "1/0", "1", "a/b", "1/2/3"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}

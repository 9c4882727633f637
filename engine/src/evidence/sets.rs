//! Sets of what values rest on. Each set is kept once: most rows of a case share a few of them.

use std::collections::HashMap;

/// One of the [`Sets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SetId(usize);

/// The set that holds nothing.
pub(super) const NOTHING: SetId = SetId(0);

/// Sets of small numbers.
#[derive(Clone, Debug)]
pub(super) struct Sets {
    words: usize,
    list: Vec<Box<[u64]>>,
    known: HashMap<Box<[u64]>, SetId>,
}

impl Sets {
    /// Sets of numbers below a bound; so far there is only [`NOTHING`].
    pub(super) fn below(bound: usize) -> Self {
        let mut sets = Self {
            words: bound.div_ceil(64),
            list: Vec::new(),
            known: HashMap::new(),
        };
        sets.of([]);
        sets
    }

    /// The set of some numbers.
    pub(super) fn of(&mut self, members: impl IntoIterator<Item = usize>) -> SetId {
        let mut bits = vec![0; self.words];
        for member in members {
            bits[member / 64] |= 1 << (member % 64);
        }
        self.keep(bits)
    }

    /// What is in any of some sets.
    pub(super) fn union(&mut self, sets: impl IntoIterator<Item = SetId>) -> SetId {
        let mut bits = vec![0; self.words];
        for SetId(set) in sets {
            for (word, more) in bits.iter_mut().zip(&self.list[set]) {
                *word |= more;
            }
        }
        self.keep(bits)
    }

    /// What is in the first set but not in the second.
    pub(super) fn without(&mut self, SetId(set): SetId, SetId(other): SetId) -> SetId {
        let both = self.list[set].iter().zip(&self.list[other]);
        let bits = both.map(|(word, less)| word & !less).collect();
        self.keep(bits)
    }

    fn keep(&mut self, bits: Vec<u64>) -> SetId {
        let bits = bits.into_boxed_slice();
        if let Some(known) = self.known.get(&bits) {
            return *known;
        }
        let id = SetId(self.list.len());
        self.list.push(bits.clone());
        self.known.insert(bits, id);
        id
    }

    /// Whether a set has a member.
    pub(super) fn has(&self, SetId(set): SetId, member: usize) -> bool {
        self.list[set][member / 64] >> (member % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_sets_are_one() {
        let mut sets = Sets::below(130);
        let (low, high) = (sets.of([1, 64]), sets.of([64, 129]));
        let both = sets.union([low, high]);
        assert_eq!(both, sets.of([129, 1, 64]));
        assert_eq!(sets.without(both, high), sets.of([1]));
        assert_eq!(sets.union([]), NOTHING);
        let members: Vec<_> = (0..130).filter(|member| sets.has(both, *member)).collect();
        assert_eq!(members, [1, 64, 129]);
    }
}

//! Memory that begins where a line of the cache does, so that no vector lies across two of them.

/// Bytes of a line, and of the widest vector.
const LINE: usize = 64;

/// Values that are kept from block to block.
#[derive(Debug, Default)]
pub(super) struct Memory(Vec<f64>);

impl Memory {
    /// At least so many values; those that were there before stay where they are, unless more are
    /// asked for than ever before.
    pub(super) fn at_least(&mut self, count: usize) -> &mut [f64] {
        let needed = count + LINE / size_of::<f64>();
        if self.0.len() < needed {
            self.0 = vec![0.0; needed];
        }
        let first = self.first();
        &mut self.0[first..]
    }

    /// All values there are.
    pub(super) fn values(&self) -> &[f64] {
        &self.0[self.first()..]
    }

    /// The place of the first value on a line; the start where the machine cannot tell.
    fn first(&self) -> usize {
        let first = self.0.as_ptr().align_offset(LINE);
        if first < self.0.len() { first } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_begin_on_a_line_and_stay() {
        let mut memory = Memory::default();
        assert_eq!(memory.values(), [0.0; 0]);
        for count in [1, 16, 1000] {
            let values = memory.at_least(count);
            assert!(values.len() >= count);
            assert_eq!(values.as_ptr().align_offset(LINE), 0);
        }
        memory.at_least(1000)[999] = 7.0;
        assert_eq!(memory.at_least(10)[999], 7.0);
        assert_eq!(memory.values()[999], 7.0);
    }
}

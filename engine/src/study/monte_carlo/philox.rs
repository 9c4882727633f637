//! Random numbers that are a function of what they are for: Philox 4×32 with ten rounds.
//!
//! Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011). There is no
//! state to advance, so any thread, block or part of a run gives the same draw.

/// What a round multiplies by, and what the key grows by from round to round.
const FACTORS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const STEPS: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// How many blocks are ciphered together, so that the compiler can use wide registers.
const LANES: usize = 16;

/// One word of some counters; only the lower halves are in use, so that products fit.
type Words = [u64; LANES];

/// The words of [`LANES`] consecutive counters that start at `first`, with the same upper words.
#[inline(always)]
fn cipher(first: u32, upper: [u32; 3], mut key: [u32; 2]) -> [Words; 4] {
    let mut counters = [0; LANES];
    for (lane, counter) in counters.iter_mut().enumerate() {
        *counter = u64::from(first.wrapping_add(lane as u32));
    }
    let [b, c, d] = upper;
    let wide = |word: u32| [u64::from(word); LANES];
    let mut words = [counters, wide(b), wide(c), wide(d)];
    for _ in 0..10 {
        words = round(&words, key);
        key = [key[0].wrapping_add(STEPS[0]), key[1].wrapping_add(STEPS[1])];
    }
    words
}

#[inline(always)]
fn round(words: &[Words; 4], key: [u32; 2]) -> [Words; 4] {
    let mut next = [[0; LANES]; 4];
    for lane in 0..LANES {
        let first = words[0][lane] * u64::from(FACTORS[0]);
        let second = words[2][lane] * u64::from(FACTORS[1]);
        next[0][lane] = (second >> 32) ^ words[1][lane] ^ u64::from(key[0]);
        next[1][lane] = second & 0xFFFF_FFFF;
        next[2][lane] = (first >> 32) ^ words[3][lane] ^ u64::from(key[1]);
        next[3][lane] = first & 0xFFFF_FFFF;
    }
    next
}

/// What random numbers of one input are for; each purpose has numbers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Independent draws, and the place of a draw within its slice.
    Draw,
    /// The digital shift of Sobol's sequence.
    Shift,
    /// The order of the slices of a Latin hypercube.
    Order,
    /// Draws of a second, independent sample.
    Second,
}

/// Random numbers for one purpose of one input, addressed by position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stream {
    key: [u32; 2],
    upper: [u32; 3],
}

/// How many numbers share the counters that are ciphered together.
pub(super) const TOGETHER: usize = 2 * LANES;

impl Stream {
    /// Keyed by the seed of the run and the fixed number of an input.
    pub(super) fn new(seed: u64, input: u64, purpose: Purpose) -> Self {
        Self {
            key: halves(seed),
            upper: [purpose as u32, halves(input)[0], halves(input)[1]],
        }
    }

    /// The number at a position below 2^32.
    pub(super) fn at(self, position: usize) -> u64 {
        self.together(position / TOGETHER)[position % TOGETHER]
    }

    /// The numbers of a group as fractions, each strictly between 0 and 1.
    #[inline(always)]
    pub(super) fn units(self, group: usize) -> [f64; TOGETHER] {
        let numbers = self.together(group);
        let mut fractions = [0.0; TOGETHER];
        for (fraction, number) in fractions.iter_mut().zip(numbers) {
            *fraction = unit(number);
        }
        fractions
    }

    /// The numbers at `TOGETHER` positions from `TOGETHER · group` on.
    ///
    /// Each counter gives two of them, half a group apart.
    #[inline(always)]
    pub(super) fn together(self, group: usize) -> [u64; TOGETHER] {
        let first = (group * LANES) as u32;
        let [a, b, c, d] = cipher(first, self.upper, self.key);
        let mut numbers = [0; TOGETHER];
        for lane in 0..LANES {
            numbers[lane] = a[lane] << 32 | b[lane];
            numbers[LANES + lane] = c[lane] << 32 | d[lane];
        }
        numbers
    }
}

fn halves(number: u64) -> [u32; 2] {
    [number as u32, (number >> 32) as u32]
}

/// A number strictly between 0 and 1, from the upper 52 of 64 bits: the middle of one of 2^52
/// equal parts.
#[inline(always)]
pub(super) fn unit(bits: u64) -> f64 {
    const ONE: u64 = 0x3FF0_0000_0000_0000;
    f64::from_bits(ONE | bits >> 12) - (1.0 - f64::EPSILON / 2.0)
}

/// A fixed number for a text: FNV-1a of 64 bits.
pub(super) fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers that the authors of Philox publish with Random123.
    #[test]
    fn known_answers_come_out() {
        let ones = 0xFFFF_FFFF;
        for (counter, key, expected) in [
            (
                [0; 4],
                [0; 2],
                [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8],
            ),
            (
                [ones; 4],
                [ones; 2],
                [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD],
            ),
            (
                [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344],
                [0xA409_3822, 0x299F_31D0],
                [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1],
            ),
        ] {
            let [first, upper @ ..] = counter;
            let found = cipher(first, upper, key).map(|words| words[0]);
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_position_has_one_number_however_it_is_asked_for() {
        let stream = Stream::new(7, fingerprint("price"), Purpose::Draw);
        let group = stream.together(3);
        for (place, number) in group.into_iter().enumerate() {
            assert_eq!(stream.at(3 * TOGETHER + place), number);
        }
        let other = Stream::new(7, fingerprint("price"), Purpose::Second);
        let next = Stream::new(8, fingerprint("price"), Purpose::Draw);
        assert!(other.at(5) != stream.at(5) && next.at(5) != stream.at(5));
    }

    #[test]
    fn units_lie_strictly_inside() {
        assert_eq!(unit(0), f64::EPSILON / 2.0);
        assert_eq!(unit(u64::MAX), 1.0 - f64::EPSILON / 2.0);
        assert_eq!(unit(1 << 63), 0.5 + f64::EPSILON / 2.0);
    }

    #[test]
    fn fingerprints_are_fnv_1a() {
        assert_eq!(fingerprint(""), 0xCBF2_9CE4_8422_2325);
        assert_eq!(fingerprint("a"), 0xAF63_DC4C_8601_EC8C);
        assert_eq!(fingerprint("foobar"), 0x8594_4171_F739_67E8);
    }
}

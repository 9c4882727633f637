//! Latin hypercubes: of equally probable slices of an input, each holds one sample.
//!
//! They are sliced (Qian 2012): the samples fall into [`PARTS`] parts, and each part is a Latin
//! hypercube on its own with a sixteenth of the slices. The spread of the parts' means then tells
//! how far the mean of all can be off.

use super::philox::{Purpose, Stream, TOGETHER};

/// Into how many parts samples fall.
pub(super) const PARTS: usize = 16;

/// Which part a sample belongs to, and its place there: consecutive samples, the first parts one
/// longer where the count asks for it.
pub(super) fn part(samples: usize, sample: usize) -> (usize, usize) {
    let (length, longer) = (samples / PARTS, samples % PARTS);
    let long = longer * (length + 1);
    if sample < long {
        (sample / (length + 1), sample % (length + 1))
    } else {
        let rest = sample - long;
        (longer + rest / length, rest % length)
    }
}

/// The draws of one input.
#[derive(Clone, Debug)]
pub(super) struct Slices {
    samples: usize,
    /// The order in which each part takes the groups of slices.
    orders: [Order; PARTS],
    /// What the orders within groups are made from.
    key: u64,
    /// Where in its slice each sample lies.
    within: Stream,
}

impl Slices {
    pub(super) fn new(seed: u64, input: u64, samples: usize, draw: Purpose) -> Self {
        // A second sample needs orders of its own as well.
        let start = if draw == Purpose::Second {
            PARTS + 1
        } else {
            0
        };
        let keys = Stream::new(seed, input, Purpose::Order);
        let (length, longer) = (samples / PARTS, samples % PARTS);
        let order = |part: usize| {
            let groups = length + usize::from(part < longer);
            Order::new(groups, keys.at(start + part))
        };
        Self {
            samples,
            orders: std::array::from_fn(order),
            key: keys.at(start + PARTS),
            within: Stream::new(seed, input, draw),
        }
    }

    /// The draws of `TOGETHER` samples from `TOGETHER · group` on, between 0 and 1.
    pub(super) fn together(&self, group: usize) -> [f64; TOGETHER] {
        let mut draws = self.within.units(group);
        let last = self.samples.saturating_sub(group * TOGETHER);
        for (place, draw) in draws.iter_mut().enumerate().take(last) {
            let slice = self.slice(group * TOGETHER + place);
            let value = (slice as f64 + *draw) / self.samples as f64;
            *draw = value.clamp(f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0);
        }
        draws
    }

    /// The slice that a sample falls into.
    ///
    /// Slices come in groups of sixteen neighbours. A part takes the groups in an order of its own,
    /// and within a group an order of that group says which part gets which slice.
    fn slice(&self, sample: usize) -> usize {
        let (length, longer) = (self.samples / PARTS, self.samples % PARTS);
        let (part, place) = part(self.samples, sample);
        let group = self.orders[part].at(place);
        let size = if group == length { longer } else { PARTS };
        let key = mix(self.key ^ (group as u64).wrapping_mul(GOLDEN));
        PARTS * group + Order::new(size, key).at(part)
    }
}

/// An odd number without a pattern: 2^64 over the golden ratio.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// A random order of `0..size` that gives the place of any one without the others.
///
/// A Feistel network orders the next power of four; what falls outside is ordered again until it
/// falls inside (Black and Rogaway 2002).
#[derive(Clone, Copy, Debug)]
struct Order {
    size: usize,
    /// How many bits either half has.
    half: u32,
    key: u64,
}

impl Order {
    fn new(size: usize, key: u64) -> Self {
        let bits = size.max(2).next_power_of_two().trailing_zeros();
        Self {
            size,
            half: bits.div_ceil(2),
            key,
        }
    }

    fn at(self, place: usize) -> usize {
        let mut value = place as u64;
        loop {
            value = self.network(value);
            if value < self.size as u64 {
                return value as usize;
            }
        }
    }

    fn network(self, value: u64) -> u64 {
        let mask = (1 << self.half) - 1;
        let (mut left, mut right) = (value >> self.half, value & mask);
        for round in 0..6 {
            let mixed = mix(self.key ^ (round << 32 | right).wrapping_mul(GOLDEN));
            (left, right) = (right, left ^ (mixed & mask));
        }
        left << self.half | right
    }
}

/// Spreads every bit over all: the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ bits >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(samples: usize) -> Vec<f64> {
        let slices = Slices::new(1, 42, samples, Purpose::Draw);
        let groups = (0..samples.div_ceil(TOGETHER)).flat_map(|group| slices.together(group));
        groups.take(samples).collect()
    }

    fn in_order(mut slices: Vec<usize>) -> bool {
        slices.sort_unstable();
        let count = slices.len();
        slices.into_iter().eq(0..count)
    }

    #[test]
    fn every_slice_holds_one_sample() {
        for samples in [1, 2, 7, 15, 16, 17, 100, 500, 1000, 4096] {
            let draws = draws(samples);
            let slices = draws.iter().map(|u| (u * samples as f64) as usize);
            assert!(in_order(slices.collect()), "{samples}");
        }
    }

    #[test]
    fn every_part_is_a_latin_hypercube_too() {
        for part in draws(1600).chunks(100) {
            assert!(in_order(
                part.iter().map(|u| (u * 100.0) as usize).collect()
            ));
        }
    }

    #[test]
    fn parts_are_consecutive_and_alike_in_length() {
        for samples in [1, 15, 16, 1003] {
            let all: Vec<_> = (0..samples).map(|sample| part(samples, sample)).collect();
            assert!(all.is_sorted() && all.windows(2).all(|pair| pair[0] != pair[1]));
            assert_eq!(all.last().map(|last| last.0), Some(samples.min(PARTS) - 1));
        }
    }

    /// Over many keys each place goes everywhere about equally often.
    #[test]
    fn orders_are_random() {
        for size in [3, 16, 21] {
            let mut counts = vec![0; size * size];
            for key in 0..4000 {
                let order = Order::new(size, mix(key));
                for place in 0..size {
                    counts[place * size + order.at(place)] += 1;
                }
            }
            let expected = 4000.0 / size as f64;
            let chi: f64 = counts
                .iter()
                .map(|count| (f64::from(*count) - expected) * (f64::from(*count) - expected))
                .sum::<f64>()
                / expected;
            let freedom = ((size - 1) * (size - 1)) as f64;
            assert!(
                chi < freedom + 5.0 * (2.0 * freedom).sqrt(),
                "{size}: {chi} of {freedom}"
            );
        }
    }
}

//! Exact percentiles of many values without sorting them all.

use crate::run::Level;

use super::PERCENTILES;

/// Into how many buckets values are counted; what is no number may go to any.
const BUCKETS: usize = 8192;

/// So few values are sorted.
const FEW: usize = 2048;

/// How many values are looked at together, so that the compiler can use wide registers.
const LANES: usize = 16;

/// The [`PERCENTILES`] of values; NaN are left out, and without any other all are NaN.
///
/// Between two values the percentile lies in proportion: with n values in rising order, the p-th
/// percentile stands at place (n − 1) p / 100, counted from 0 (Hyndman and Fan's type 7, a
/// spreadsheet's `PERCENTILE.INC`).
///
/// ```
/// use rackhour_engine::study::monte_carlo::{PERCENTILES, percentiles};
/// let found = percentiles(&[40.0, 10.0, f64::NAN, 20.0]);
/// assert_eq!((PERCENTILES[4], found[4]), (50, 20.0));
/// ```
pub fn percentiles(values: &[f64]) -> Vec<f64> {
    let count = Spread::of(values).count;
    let Some(last) = count.checked_sub(1) else {
        return vec![f64::NAN; PERCENTILES.len()];
    };
    let place = |percent: &u8| last * usize::from(*percent);
    let mut ranks: Vec<_> = PERCENTILES
        .iter()
        .flat_map(|percent| [place(percent) / 100, place(percent).div_ceil(100)])
        .collect();
    ranks.dedup();
    let mut found = Vec::with_capacity(ranks.len());
    select(values, &ranks, 0, &mut found);
    let ranked = |rank| ranks.binary_search(&rank).map_or(f64::NAN, |at| found[at]);
    let between = |percent: &u8| {
        let (low, share) = (place(percent) / 100, place(percent) % 100);
        let (from, to) = (ranked(low), ranked(place(percent).div_ceil(100)));
        from + (to - from) * (share as f64 / 100.0)
    };
    PERCENTILES.iter().map(between).collect()
}

/// Any percentile of values, from 0 to 100, as [`percentiles`] has it; none without values.
pub(crate) fn percentile(values: &[f64], percent: f64) -> Option<f64> {
    let last = Spread::of(values).count.checked_sub(1)?;
    let at = last as f64 * percent / 100.0;
    let mut ranks = vec![at.floor() as usize, at.ceil() as usize];
    ranks.dedup();
    let mut found = Vec::with_capacity(ranks.len());
    select(values, &ranks, 0, &mut found);
    let (low, high) = (*found.first()?, *found.last()?);
    Some(low + (high - low) * (at - at.floor()))
}

/// The least and greatest of some values, and how many are no NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub(super) least: f64,
    pub(super) greatest: f64,
    pub(super) count: usize,
}

impl Spread {
    pub(super) fn of(values: &[f64]) -> Self {
        Level::best().run(
            #[inline(always)]
            || Self::inlined(values),
        )
    }

    #[inline(always)]
    fn inlined(values: &[f64]) -> Self {
        let (mut least, mut greatest) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        let mut missing = [0_u64; LANES];
        let mut look = |lane: usize, value: f64| {
            // A NaN is neither less nor greater.
            least[lane] = if value < least[lane] {
                value
            } else {
                least[lane]
            };
            greatest[lane] = if value > greatest[lane] {
                value
            } else {
                greatest[lane]
            };
            missing[lane] += u64::from(value.is_nan());
        };
        let (chunks, rest) = values.as_chunks::<LANES>();
        for chunk in chunks {
            for (lane, value) in chunk.iter().enumerate() {
                look(lane, *value);
            }
        }
        rest.iter().for_each(|value| look(0, *value));
        Self {
            least: least.into_iter().fold(f64::INFINITY, f64::min),
            greatest: greatest.into_iter().fold(f64::NEG_INFINITY, f64::max),
            count: values.len() - missing.into_iter().sum::<u64>() as usize,
        }
    }
}

/// Appends the values at some ranks, which rise; the first value has the rank `first`.
///
/// Values are counted into buckets that keep their order, so only the buckets that hold a rank need
/// to be looked at, and what is found is exact.
fn select(values: &[f64], ranks: &[usize], first: usize, found: &mut Vec<f64>) {
    let spread = Spread::of(values);
    let range = spread.greatest - spread.least;
    if ranks.is_empty() {
        // Nothing is asked for.
    } else if range == 0.0 {
        found.extend(ranks.iter().map(|_| spread.least));
    } else if spread.count <= FEW || !range.is_normal() {
        let known = values.iter().copied().filter(|value| !value.is_nan());
        let mut sorted: Vec<_> = known.collect();
        sorted.sort_unstable_by(f64::total_cmp);
        found.extend(ranks.iter().map(|rank| sorted[rank - first]));
    } else if let Some(tally) = tally(values) {
        let at = |rank: &usize| tally.partition_point(|(_, end)| *end <= rank - first);
        found.extend(ranks.iter().map(|rank| tally[at(rank)].0));
    } else {
        let (even, octaves) = (by_width(&spread), by_octave(&spread));
        let gathered = match crowd(values, &even) <= crowd(values, &octaves) {
            true => gather(values, ranks, first, even),
            false => gather(values, ranks, first, octaves),
        };
        for bucket in gathered {
            bucket.select(found);
        }
    }
}

/// So few distinct values are counted one by one.
const KINDS: usize = 8;

/// Where nearly all values are some few, the distinct ones in rising order, each with how many
/// values are at most it.
fn tally(values: &[f64]) -> Option<Vec<(f64, usize)>> {
    let mut seen: Vec<_> = some(values).filter(|value| !value.is_nan()).collect();
    seen.sort_unstable_by(f64::total_cmp);
    seen.dedup();
    let mut kinds = [f64::NAN; KINDS];
    kinds.get_mut(..seen.len())?.copy_from_slice(&seen);
    let (counts, rare) = Level::best().run(
        #[inline(always)]
        || counted(values, kinds),
    )?;
    let mut tally: Vec<_> = seen.into_iter().zip(counts).collect();
    tally.extend(rare.into_iter().map(|value| (value, 1)));
    tally.sort_unstable_by(|(one, _), (other, _)| one.total_cmp(other));
    let mut end = 0;
    for (_, count) in &mut tally {
        end += *count;
        *count = end;
    }
    Some(tally)
}

/// How often each of some kinds of values occurs, and the values that are of none; nothing where
/// those are many.
#[inline(always)]
fn counted(values: &[f64], kinds: [f64; KINDS]) -> Option<([usize; KINDS], Vec<f64>)> {
    const LANES: usize = 8;
    let (mut counts, mut rare) = ([[0_u64; LANES]; KINDS], Vec::new());
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        let mut is_known = chunk.map(|value| u64::from(value.is_nan()));
        for (counts, kind) in counts.iter_mut().zip(kinds) {
            for lane in 0..LANES {
                let is_kind = u64::from(chunk[lane] == kind);
                counts[lane] += is_kind;
                is_known[lane] |= is_kind;
            }
        }
        if is_known.iter().sum::<u64>() < LANES as u64 {
            let unknown = chunk.iter().zip(is_known).filter(|(_, known)| *known == 0);
            rare.extend(unknown.map(|(value, _)| *value));
            if rare.len() > FEW {
                return None;
            }
        }
    }
    for value in rest.iter().filter(|value| !value.is_nan()) {
        match kinds.iter().position(|kind| kind == value) {
            Some(kind) => counts[kind][0] += 1,
            None => rare.push(*value),
        }
    }
    let counts = counts.map(|lanes| lanes.iter().sum::<u64>() as usize);
    Some((counts, rare))
}

/// Some of many values, a few hundred, evenly spread.
fn some(values: &[f64]) -> impl Iterator<Item = f64> {
    values.iter().copied().step_by(values.len() / 512)
}

/// The values of a bucket that holds ranks.
///
/// One value is only counted, the first that was seen: outputs that jump have few distinct values,
/// each of them many times.
struct Gathered<'a> {
    /// The ranks that it holds, and the rank of its first value.
    ranks: &'a [usize],
    first: usize,
    size: usize,
    common: f64,
    others: Vec<f64>,
}

impl Gathered<'_> {
    #[inline(always)]
    fn add(&mut self, value: f64) {
        if value.to_bits() == self.common.to_bits() || value.is_nan() {
            return;
        }
        match self.common.is_nan() {
            true => self.common = value,
            false => self.others.push(value),
        }
    }

    /// Appends the values at the ranks.
    fn select(&self, found: &mut Vec<f64>) {
        let (others, times) = (self.others.iter(), self.size - self.others.len());
        let less = others.filter(|other| other.total_cmp(&self.common).is_lt());
        let start = self.first + less.count();
        let (before, rest) = split(self.ranks, start);
        let (within, after) = split(rest, start + times);
        let mut among: Vec<_> = before.to_vec();
        among.extend(after.iter().map(|rank| rank - times));
        let mut values = Vec::with_capacity(among.len());
        select(&self.others, &among, self.first, &mut values);
        let (low, high) = values.split_at(before.len());
        found.extend(low);
        found.extend(within.iter().map(|_| self.common));
        found.extend(high);
    }
}

/// Rising ranks, parted before the first that is not below an end.
fn split(ranks: &[usize], end: usize) -> (&[usize], &[usize]) {
    ranks.split_at(ranks.partition_point(|rank| *rank < end))
}

/// Buckets of equal width. Rounding keeps the order of values.
fn by_width(spread: &Spread) -> impl Fn(f64) -> usize + use<> {
    /// Added to a small number, it leaves the nearest whole number in the lowest bits.
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    let least = spread.least;
    let scale = (BUCKETS - 1) as f64 / (spread.greatest - least);
    move |value| ((value - least) * scale + WHOLE).to_bits() as usize % BUCKETS
}

/// Buckets that share octaves evenly, for values over many orders of magnitude: by the leading bits
/// of their floating-point form, which rise with the value.
fn by_octave(spread: &Spread) -> impl Fn(f64) -> usize + use<> {
    let rising = |value: f64| {
        let bits = value.to_bits();
        bits ^ ((bits as i64 >> 63) as u64 | 1 << 63)
    };
    let least = rising(spread.least);
    let range = rising(spread.greatest) - least;
    let shift = (u64::BITS - range.leading_zeros()).saturating_sub(BUCKETS.ilog2());
    move |value| (rising(value).wrapping_sub(least) >> shift) as usize % BUCKETS
}

/// How crowded buckets are: how many pairs of some values, a few hundred, share one.
fn crowd(values: &[f64], bucket: &impl Fn(f64) -> usize) -> usize {
    let mut buckets: Vec<_> = some(values).map(bucket).collect();
    buckets.sort_unstable();
    let shared = buckets.chunk_by(|a, b| a == b);
    shared.map(|same| same.len() * same.len()).sum()
}

/// The values of every bucket that holds a rank.
fn gather<'a>(
    values: &[f64],
    ranks: &'a [usize],
    first: usize,
    bucket: impl Fn(f64) -> usize,
) -> Vec<Gathered<'a>> {
    // Neighbours are counted apart: often the second would wait for the first.
    let mut counts = vec![[0_u32; 2]; BUCKETS];
    Level::best().run(
        #[inline(always)]
        || {
            in_buckets(
                values,
                &bucket,
                #[inline(always)]
                |bucket, lane, value| counts[bucket][lane % 2] += u32::from(!value.is_nan()),
            );
        },
    );
    let (places, mut gathered) = wanted(&counts, ranks, first);
    Level::best().run(
        #[inline(always)]
        || {
            in_buckets(
                values,
                &bucket,
                #[inline(always)]
                |bucket, _, value| {
                    if let Some(of) = gathered.get_mut(usize::from(places[bucket])) {
                        of.add(value);
                    }
                },
            );
        },
    );
    gathered
}

/// Hands on every value with its bucket and its lane.
#[inline(always)]
fn in_buckets(
    values: &[f64],
    bucket: impl Fn(f64) -> usize,
    mut each: impl FnMut(usize, usize, f64),
) {
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        let mut buckets = [0; LANES];
        for (to, value) in buckets.iter_mut().zip(chunk) {
            *to = bucket(*value);
        }
        for (lane, (bucket, value)) in buckets.into_iter().zip(chunk).enumerate() {
            each(bucket % BUCKETS, lane, *value);
        }
    }
    for (lane, value) in rest.iter().enumerate() {
        each(bucket(*value), lane, *value);
    }
}

/// For each bucket its place among those that hold ranks, beyond their number for the others; and
/// those, still empty.
fn wanted<'a>(
    counts: &[[u32; 2]],
    mut ranks: &'a [usize],
    first: usize,
) -> (Vec<u8>, Vec<Gathered<'a>>) {
    let mut places = vec![u8::MAX; counts.len()];
    let mut wanted = Vec::new();
    let mut start = first;
    for (place, [even, odd]) in places.iter_mut().zip(counts) {
        let size = *even as usize + *odd as usize;
        let (inside, later) = split(ranks, start + size);
        if !inside.is_empty() {
            // There are fewer than twenty ranks, and no more buckets.
            *place = wanted.len() as u8;
            wanted.push(Gathered {
                ranks: inside,
                first: start,
                size,
                common: f64::NAN,
                others: Vec::new(),
            });
        }
        (start, ranks) = (start + size, later);
    }
    (places, wanted)
}

#[cfg(test)]
mod tests {
    use super::super::philox::{Purpose, Stream, unit};
    use super::*;

    /// The definition, on sorted values.
    fn by_sorting(values: &[f64]) -> Vec<f64> {
        let mut sorted: Vec<_> = values
            .iter()
            .copied()
            .filter(|value| !value.is_nan())
            .collect();
        sorted.sort_by(f64::total_cmp);
        let percentile = |percent: &u8| {
            let place = (sorted.len() - 1) * usize::from(*percent);
            let (low, share) = (place / 100, place % 100);
            let high = sorted[place.div_ceil(100)];
            sorted[low] + (high - sorted[low]) * (share as f64 / 100.0)
        };
        PERCENTILES.iter().map(percentile).collect()
    }

    fn draws(count: usize, of: impl Fn(f64) -> f64) -> Vec<f64> {
        let stream = Stream::new(3, 5, Purpose::Draw);
        (0..count).map(|place| of(unit(stream.at(place)))).collect()
    }

    #[test]
    fn they_are_those_of_the_sorted_values() {
        let shapes: [fn(f64) -> f64; 10] = [
            |u| u - 0.5,
            // Tails over many orders of magnitude.
            |u| 1.0 / (u * u * u * u) - 3.0,
            // Nearly everything in one place.
            |u| if u < 0.999 { 7.0 } else { 1e12 * u },
            |u| (u * 4.0).floor(),
            // A few values, and some amid them that are rare.
            |u| {
                if u < 0.01 {
                    u * 300.0
                } else {
                    (u * 4.0).floor()
                }
            },
            |u| if u < 0.3 { f64::NAN } else { (u * 4.0).floor() },
            |u| (u * 4e4).floor(),
            // Often the same amid others that are near.
            |u| if u < 0.9 { 0.45 } else { u * 0.5 },
            |u| if u < 0.3 { f64::NAN } else { u },
            |u| if u < 0.5 { -f64::MAX * u } else { f64::MAX * u },
        ];
        for of in shapes {
            for count in [3, 100, 2049, 50_000] {
                let values = draws(count, of);
                assert_eq!(percentiles(&values), by_sorting(&values));
            }
        }
    }

    #[test]
    fn a_spreadsheet_gives_the_same() {
        // PERCENTILE.INC({10, 20, 40}, 0.25) = 15, and at 0.95 it is 38.
        let found = percentiles(&[40.0, 10.0, 20.0]);
        assert_eq!((found[3], found[4]), (15.0, 20.0));
        assert!((found[7] - 38.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_has_no_percentiles() {
        assert!(percentiles(&[f64::NAN]).iter().all(|value| value.is_nan()));
        assert_eq!(percentiles(&[f64::NAN, 3.0]), [3.0; 9]);
    }
}

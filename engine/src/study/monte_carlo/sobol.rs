//! Sobol's sequence with a random digital shift.
//!
//! Sobol (1967) for the construction, Bratley and Fox (1988) for the recurrence. The numbers that
//! the recurrence starts from are this project's own, not those of Joe and Kuo: they were sought so
//! that every pair of dimensions is filled evenly; see [`super::directions`].

use super::directions::INITIAL;
use super::philox::{Purpose, Stream, unit};

/// How many inputs can be drawn from the sequence.
pub(super) const DIMENSIONS: usize = INITIAL.len() + 1;

/// How many digits of a point differ from point to point: enough for 2^32 points.
pub(super) const DIGITS: usize = 32;

/// How many consecutive points are made together.
pub(super) const TOGETHER: usize = 32;

/// One coordinate of the sequence.
#[derive(Clone, Debug)]
pub(super) struct Coordinate {
    /// What each binary digit of a point's position contributes.
    directions: [u64; DIGITS],
    /// What the lowest digits contribute together.
    lowest: [u64; TOGETHER],
}

impl Coordinate {
    /// The coordinate of a dimension below [`DIMENSIONS`], with the shift of an input.
    pub(super) fn new(dimension: usize, seed: u64, input: u64, draw: Purpose) -> Self {
        let second = usize::from(draw == Purpose::Second);
        Self::shifted(
            dimension,
            Stream::new(seed, input, Purpose::Shift).at(second),
        )
    }

    fn shifted(dimension: usize, shift: u64) -> Self {
        let directions = directions(dimension);
        let lowest = std::array::from_fn(|place| shift ^ combined(&directions, place));
        Self { directions, lowest }
    }

    /// The coordinate of the points at `TOGETHER` positions from `TOGETHER · group` on.
    #[inline(always)]
    pub(super) fn together(&self, group: usize) -> [f64; TOGETHER] {
        let upper = combined(&self.directions, group * TOGETHER);
        let mut points = [0.0; TOGETHER];
        for (point, lower) in points.iter_mut().zip(&self.lowest) {
            *point = unit(upper ^ lower);
        }
        points
    }
}

fn combined(directions: &[u64; DIGITS], position: usize) -> u64 {
    let digits = directions.iter().enumerate();
    let set = digits.filter(|(digit, _)| position >> digit & 1 == 1);
    set.fold(0, |all, (_, direction)| all ^ direction)
}

/// The direction numbers of a dimension, as fractions of 2^64.
pub(super) fn directions(dimension: usize) -> [u64; DIGITS] {
    match dimension
        .checked_sub(1)
        .and_then(|place| INITIAL.get(place))
    {
        Some((polynomial, initial)) => grown(*polynomial, initial),
        // Van der Corput's sequence.
        None => std::array::from_fn(|digit| 1 << (63 - digit)),
    }
}

/// All direction numbers that follow from the first ones by the recurrence of a polynomial over
/// the integers modulo 2, whose coefficients are the bits of a number.
pub(super) fn grown(polynomial: u32, initial: &[u32]) -> [u64; DIGITS] {
    let degree = initial.len();
    let mut all = [0; DIGITS];
    for digit in 0..DIGITS {
        all[digit] = match initial.get(digit) {
            Some(first) => u64::from(*first) << (63 - digit),
            None => {
                let back = (1..=degree).filter(|back| polynomial >> (degree - back) & 1 == 1);
                let start = all[digit - degree] >> degree;
                back.fold(start, |sum, back| sum ^ all[digit - back])
            }
        };
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::search;
    use super::*;

    /// The first points, each in the middle of its part where a power of two is asked for.
    fn points(dimension: usize, count: usize) -> Vec<f64> {
        let coordinate = Coordinate::shifted(dimension, (1 << 63) / count as u64);
        let groups = (0..count.div_ceil(TOGETHER)).flat_map(|group| coordinate.together(group));
        groups.take(count).collect()
    }

    /// The polynomials come in the order of their degree, and are primitive.
    #[test]
    fn polynomials_are_primitive_and_in_order() {
        let found: Vec<_> = INITIAL.iter().map(|(polynomial, _)| *polynomial).collect();
        let expected: Vec<_> = search::primitive().take(found.len()).collect();
        assert_eq!(found, expected);
        for (polynomial, initial) in INITIAL {
            assert_eq!(polynomial.ilog2() as usize, initial.len());
            let fits = |(place, first): (usize, &u32)| first % 2 == 1 && *first < 2 << place;
            assert!(initial.iter().enumerate().all(fits), "{polynomial}");
        }
    }

    /// Every dimension is a (0, 1)-sequence: any 2^k consecutive points that start at a multiple of
    /// 2^k fall one into each of 2^k equal parts.
    #[test]
    fn each_dimension_fills_every_part_once() {
        for dimension in 0..DIMENSIONS {
            let points = points(dimension, 4096);
            for length in [2, 16, 128, 1024, 4096] {
                for points in points.chunks(length) {
                    let mut parts: Vec<_> = points
                        .iter()
                        .map(|u| (u * length as f64) as usize)
                        .collect();
                    parts.sort_unstable();
                    assert_eq!(parts, (0..length).collect::<Vec<_>>(), "{dimension}");
                }
            }
        }
    }

    /// Sobol's property A: in the first d dimensions, every 2^d consecutive points fall one into
    /// each of the 2^d boxes that halving all sides makes.
    #[test]
    fn the_first_dimensions_have_property_a() {
        for dimensions in 1..=12 {
            let count = 1 << dimensions;
            let columns: Vec<_> = (0..dimensions)
                .map(|dimension| points(dimension, count))
                .collect();
            let corner = |point: usize| {
                let halves = columns
                    .iter()
                    .map(|column| usize::from(column[point] >= 0.5));
                halves.fold(0, |all, half| all << 1 | half)
            };
            let mut corners: Vec<_> = (0..count).map(corner).collect();
            corners.sort_unstable();
            assert_eq!(corners, (0..count).collect::<Vec<_>>());
        }
        assert_eq!(search::reach_of_property_a(), DIGITS);
    }

    /// The squared distance of some points in the square from an even spread: Warnock's formula for
    /// the star discrepancy in the mean square.
    fn discrepancy(x: &[f64], y: &[f64]) -> f64 {
        let n = x.len() as f64;
        let single = x.iter().zip(y).map(|(x, y)| (1.0 - x * x) * (1.0 - y * y));
        let mut pairs = 0.0;
        for (x1, y1) in x.iter().zip(y) {
            let row = x
                .iter()
                .zip(y)
                .map(|(x2, y2)| (1.0 - x1.max(*x2)) * (1.0 - y1.max(*y2)));
            pairs += row.sum::<f64>();
        }
        1.0 / 9.0 - single.sum::<f64>() / (2.0 * n) + pairs / (n * n)
    }

    /// How unevenly pairs of dimensions are filled by the first 256 points, as a share of what
    /// independent draws are expected to reach, (1/4 − 1/9) / n; rising.
    fn unevenness(dimensions: usize) -> Vec<f64> {
        const COUNT: usize = 256;
        let columns: Vec<_> = (0..dimensions)
            .map(|dimension| points(dimension, COUNT))
            .collect();
        let random = (1.0 / 4.0 - 1.0 / 9.0) / COUNT as f64;
        let mut shares = Vec::new();
        for (second, y) in columns.iter().enumerate() {
            let pairs = columns[..second].iter();
            shares.extend(pairs.map(|x| discrepancy(x, y) / random));
        }
        shares.sort_by(f64::total_cmp);
        shares
    }

    /// All pairs of the first dimensions are far more even than independent draws. Of the first
    /// forty the usual pair is, and only a few are less even, as with any table of such numbers.
    #[test]
    fn pairs_of_dimensions_are_even() {
        let first = unevenness(12);
        assert!(first.last().is_some_and(|worst| *worst < 0.4), "{first:?}");
        let all = unevenness(40);
        let (usual, worse) = (
            all[all.len() / 2],
            all.partition_point(|share| *share < 1.0),
        );
        assert!(
            usual < 0.1 && (all.len() - worse) * 100 < all.len() * 2,
            "{usual} {worse}"
        );
    }

    /// The table is what the search finds.
    #[test]
    fn the_table_can_be_made_again() {
        let found = search::initial_numbers(INITIAL.len());
        let found: Vec<_> = found
            .iter()
            .map(|(polynomial, first)| (*polynomial, first.as_slice()))
            .collect();
        assert_eq!(found, INITIAL);
    }

    #[test]
    fn a_shift_keeps_points_apart_and_inside() {
        let shifted = Coordinate::new(3, 1, 42, Purpose::Draw);
        let mut points: Vec<_> = (0..32).flat_map(|group| shifted.together(group)).collect();
        assert!(points.iter().all(|u| 0.0 < *u && *u < 1.0));
        points.sort_by(f64::total_cmp);
        for (part, point) in points.iter().enumerate() {
            assert_eq!((point * 1024.0) as usize, part);
        }
    }
}

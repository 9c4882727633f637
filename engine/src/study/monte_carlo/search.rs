//! How the table of [`super::directions`] was made, so that a test can make it again.
//!
//! Dimension by dimension, numbers to start from are tried, all of them or a fixed random choice
//! where there are many. Those that would break Sobol's property A are passed over. Of the rest,
//! those win whose pairs with the dimensions before are most even: the quality parameter t of each
//! two-dimensional net of 2^m points (Niederreiter 1987) counts as 16^t, summed over the sizes m.

use super::philox::{Purpose, Stream};
use super::sobol::{DIGITS, directions, grown};

/// The sizes of the nets whose pairs are judged, as powers of two.
const SIZES: [usize; 4] = [6, 8, 10, 13];

/// How many choices of numbers are tried where there are more.
const TRIED: usize = 96;

/// Primitive polynomials over the integers modulo 2, by degree and then by size.
pub(super) fn primitive() -> impl Iterator<Item = u32> {
    (3..)
        .step_by(2)
        .filter(|polynomial| is_primitive(*polynomial))
}

/// Whether the powers of x run through all remainders before they come back to 1.
fn is_primitive(polynomial: u32) -> bool {
    let degree = polynomial.ilog2();
    let mut power = 1;
    for step in 1..1_u32 << degree {
        power <<= 1;
        if power >> degree & 1 == 1 {
            power ^= polynomial;
        }
        if power == 1 {
            return step == (1 << degree) - 1;
        }
    }
    false
}

/// The polynomials and first numbers of the dimensions after the first.
pub(super) fn initial_numbers(count: usize) -> Vec<(u32, Vec<u32>)> {
    let polynomials: Vec<_> = primitive().take(count).collect();
    let mut found = Found {
        rows: vec![digits(&directions(0))],
        corners: Corners::default(),
    };
    found.corners.add(&directions(0));
    let all = found.complete(&polynomials, 1).unwrap();
    polynomials.into_iter().zip(all).collect()
}

/// The dimensions so far.
#[derive(Clone)]
struct Found {
    rows: Vec<Digits>,
    corners: Corners,
}

impl Found {
    /// The first numbers of the dimensions still to come; the best that leave the later ones any.
    fn complete(&self, polynomials: &[u32], dimension: usize) -> Option<Vec<Vec<u32>>> {
        let Some((polynomial, rest)) = polynomials.split_first() else {
            return Some(Vec::new());
        };
        for initial in self.ranked(*polynomial, dimension) {
            let mut next = self.clone();
            let all = grown(*polynomial, &initial);
            next.corners.add(&all);
            next.rows.push(digits(&all));
            if let Some(mut later) = next.complete(rest, dimension + 1) {
                later.insert(0, initial);
                return Some(later);
            }
        }
        None
    }

    /// The choices that keep property A, the most even first.
    fn ranked(&self, polynomial: u32, dimension: usize) -> Vec<Vec<u32>> {
        let choices = choices(dimension, polynomial.ilog2() as usize);
        let mut ranked: Vec<_> = choices
            .into_iter()
            .filter_map(|initial| {
                let all = grown(polynomial, &initial);
                let keeps = self.corners.clone().add(&all);
                keeps.then(|| (cost(&self.rows, &digits(&all)), initial))
            })
            .collect();
        ranked.sort();
        ranked.into_iter().map(|(_, initial)| initial).collect()
    }
}

/// The first numbers to try: odd, the i-th below 2^i.
fn choices(dimension: usize, degree: usize) -> Vec<Vec<u32>> {
    let bits = degree * (degree - 1) / 2;
    let stream = Stream::new(0, dimension as u64, Purpose::Draw);
    let numbered = |number: u64| {
        let mut rest = number;
        let number = |place: usize| {
            let upper = rest as u32 & ((1 << place) - 1);
            rest >>= place;
            upper << 1 | 1
        };
        (0..degree).map(number).collect()
    };
    match 1_usize << bits.min(20) {
        few if few <= TRIED => (0..few as u64).map(numbered).collect(),
        _ => (0..TRIED).map(|place| numbered(stream.at(place))).collect(),
    }
}

/// The matrix of a dimension: for each digit of a point, which digits of its position enter.
type Digits = [u32; 16];

fn digits(directions: &[u64]) -> Digits {
    std::array::from_fn(|digit| {
        let set = (0..16).filter(|column| directions[*column] >> (63 - digit) & 1 == 1);
        set.fold(0, |row, column| row | 1 << column)
    })
}

/// How uneven a dimension's pairs with others are.
fn cost(others: &[Digits], one: &Digits) -> u64 {
    let of = |other| SIZES.map(|size| 1 << (4 * quality(other, one, size)));
    others.iter().flat_map(of).sum()
}

/// The quality parameter t of the net of 2^size points in two dimensions: every box of 2^t points'
/// volume has 2^t of them.
fn quality(first: &Digits, second: &Digits, size: usize) -> usize {
    let mask = (1 << size) - 1;
    let independent = |leading: usize| {
        // The leading rows of a dimension are independent, and each begins at its own column.
        let mut basis = [0; 16];
        for (place, row) in first.iter().enumerate().take(leading) {
            basis[place] = row & mask;
        }
        let mut rows = second.iter().take(size - leading).map(|row| row & mask);
        leading
            + rows
                .position(|row| !extend(&mut basis, row))
                .unwrap_or(size - leading)
    };
    size - (0..=size).map(independent).min().unwrap()
}

/// Adds a row to a basis, unless it depends on those there.
fn extend(basis: &mut [u32; 16], mut row: u32) -> bool {
    while row != 0 {
        let place = row.trailing_zeros() as usize;
        if basis[place] == 0 {
            basis[place] = row;
            return true;
        }
        row ^= basis[place];
    }
    false
}

/// The first digits of all dimensions so far, reduced.
#[derive(Clone, Default)]
struct Corners {
    rows: Vec<u32>,
}

impl Corners {
    /// Adds a dimension; false where its first digits do not set it apart from the others.
    ///
    /// Beyond as many dimensions as a point has digits there is nothing to hold.
    fn add(&mut self, directions: &[u64]) -> bool {
        if self.rows.len() == directions.len() {
            return true;
        }
        let columns = directions.iter().enumerate();
        let set = columns.filter(|(_, direction)| *direction >> 63 == 1);
        let mut row = set.fold(0_u32, |row, (column, _)| row | 1 << column);
        for (place, other) in self.rows.iter().enumerate() {
            if row >> place & 1 == 1 {
                row ^= other;
            }
        }
        let place = self.rows.len();
        self.rows.push(row);
        row >> place & 1 == 1
    }
}

/// How many dimensions from the first on have property A; no more can than points have digits.
pub(super) fn reach_of_property_a() -> usize {
    let mut corners = Corners::default();
    (0..DIGITS)
        .take_while(|dimension| corners.add(&directions(*dimension)))
        .count()
}

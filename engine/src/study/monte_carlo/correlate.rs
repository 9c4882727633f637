//! Rank correlations between draws.
//!
//! Draws become standard normal values, those are mixed, and what comes out becomes probabilities
//! again: a Gaussian copula. Two of its variables with the ordinary correlation 2 sin(π r / 6) have
//! Spearman's rank correlation r (Pearson 1907), whatever their distributions. Every sample is mixed
//! by itself, so a draw stays a function of its number.

use std::f64::consts::PI;

use super::matrix::{Square, lower_factor, nearest_correlation};
use super::normal;

/// How normal values are mixed: for some inputs, in order, the weights of those up to them.
#[derive(Clone, Debug, Default)]
pub(super) struct Mixing {
    inputs: Vec<usize>,
    factor: Square,
}

impl Mixing {
    /// Mixes probabilities in place, one column per input.
    #[inline(always)]
    pub(super) fn mix(&self, columns: &mut [Vec<f64>]) {
        for input in &self.inputs {
            normal::quantiles(&mut columns[*input]);
        }
        // From the last on, so that those before are still as drawn.
        for (row, input) in self.inputs.iter().enumerate().rev() {
            let mut mixed = std::mem::take(&mut columns[*input]);
            let own = self.factor.at(row, row);
            mixed.iter_mut().for_each(|value| *value *= own);
            for (column, other) in self.inputs[..row].iter().enumerate() {
                let weight = self.factor.at(row, column);
                for (value, other) in mixed.iter_mut().zip(&columns[*other]) {
                    *value += weight * other;
                }
            }
            columns[*input] = mixed;
        }
        for input in &self.inputs {
            for value in &mut columns[*input] {
                let p = normal::cumulative(*value);
                *value = p.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0);
            }
        }
    }

    /// Mixing that gives pairs of inputs these rank correlations, and others none.
    ///
    /// # Errors
    ///
    /// The pairs with the rank correlations that can be had together, nearest to those asked for,
    /// where those cannot. They have four decimals, and others than those asked for may be among
    /// them.
    pub(super) fn new(pairs: &[(usize, usize, f64)]) -> Result<Self, Vec<(usize, usize, f64)>> {
        let mut inputs: Vec<_> = pairs.iter().flat_map(|(a, b, _)| [*a, *b]).collect();
        inputs.sort_unstable();
        inputs.dedup();
        let place = |input| inputs.binary_search(&input).unwrap_or_default();
        let mut matrix = Square::identity(inputs.len());
        for (first, second, rank) in pairs {
            matrix.set_both(place(*first), place(*second), ordinary(*rank));
        }
        match lower_factor(&matrix) {
            Some(factor) => Ok(Self { inputs, factor }),
            None => Err(nearest(&inputs, &matrix)),
        }
    }
}

/// The ordinary correlation of normal variables with a rank correlation.
fn ordinary(rank: f64) -> f64 {
    2.0 * libm::sin(PI * rank / 6.0)
}

/// The rank correlation of normal variables with an ordinary correlation.
fn rank(ordinary: f64) -> f64 {
    6.0 / PI * libm::asin(ordinary / 2.0)
}

/// What can be had in place of an impossible matrix, pair by pair, without those that are zero.
///
/// The nearest matrix lies on the border of what is possible; rounding to four decimals may leave
/// it again, and then all pairs are drawn a little towards zero.
fn nearest(inputs: &[usize], wanted: &Square) -> Vec<(usize, usize, f64)> {
    let nearest = nearest_correlation(wanted);
    let mut share = 1.0;
    loop {
        let mut pairs = Vec::new();
        let mut matrix = Square::identity(inputs.len());
        for first in 0..inputs.len() {
            for second in first + 1..inputs.len() {
                let rank = (rank(share * nearest.at(first, second)) * 1e4).trunc() / 1e4;
                matrix.set_both(first, second, ordinary(rank));
                if rank != 0.0 {
                    pairs.push((inputs[first], inputs[second], rank));
                }
            }
        }
        if lower_factor(&matrix).is_some() {
            return pairs;
        }
        share -= 1e-4;
    }
}

/// Spearman's rank correlation of two columns; equal values share their mean rank.
pub(super) fn spearman(x: &[f64], y: &[f64]) -> f64 {
    pearson(&ranks(x), &ranks(y))
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<_> = (0..values.len()).collect();
    order.sort_unstable_by(|a, b| values[*a].total_cmp(&values[*b]).then(a.cmp(b)));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for equal in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let mean = first as f64 + (equal.len() - 1) as f64 / 2.0;
        equal.iter().for_each(|place| ranks[*place] = mean);
        first += equal.len();
    }
    ranks
}

fn pearson(x: &[f64], y: &[f64]) -> f64 {
    let mean = (x.len() as f64 - 1.0) / 2.0;
    let product = |x: &[f64], y: &[f64]| {
        let terms = x.iter().zip(y);
        terms.map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>()
    };
    product(x, y) / (product(x, x) * product(y, y)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_of_equal_values_are_shared() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [2.5, 0.0, 2.5, 1.0]);
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[1.0, 8.0, 27.0]), 1.0);
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]), -1.0);
        let found = spearman(&[1.0, 2.0, 3.0, 4.0, 5.0], &[2.0, 1.0, 4.0, 3.0, 5.0]);
        assert!((found - 0.8).abs() < 1e-15);
    }

    /// A pair may move wholly together: the border of what is possible is possible.
    #[test]
    fn full_correlation_repeats_the_first() {
        let mixing = Mixing::new(&[(0, 1, 1.0)]).unwrap();
        let mut columns = vec![vec![0.1, 0.5, 0.9], vec![0.7, 0.2, 0.4]];
        mixing.mix(&mut columns);
        for (first, second) in columns[0].iter().zip(&columns[1]) {
            assert!((first - second).abs() < 1e-15);
        }
    }

    #[test]
    fn what_cannot_be_is_refused_with_the_nearest_that_can() {
        let pairs = [(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.9)];
        let nearest = Mixing::new(&pairs).unwrap_err();
        assert!(Mixing::new(&nearest).is_ok());
        let [(0, 1, first), (0, 2, third), (1, 2, second)] = nearest[..] else {
            panic!("{nearest:?}")
        };
        assert_eq!((first, -third), (second, second));
        assert!((0.45..0.5).contains(&first), "{first}");
    }
}

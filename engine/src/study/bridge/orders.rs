//! What each row contributes on average over all orders in which rows can change (Shapley 1953).

use crate::math;
use crate::run::Progress;
use crate::study::Stop;

use super::mixture::Mixture;

/// Up to this many rows every order counts: 2¹⁰ mixtures say it all.
const MOST_EXACT: usize = 10;

/// How many pairs of opposite orders are drawn for more rows.
const PAIRS: usize = 256;

/// The same where each order may need tapes of its own.
const FEW_PAIRS: usize = 16;

/// From how many rows on that override formulas differently few pairs are drawn.
const MANY_STRUCTURAL: usize = 8;

/// Over which orders an average was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orders {
    /// The orders in which the output has a value at every stage.
    pub used: usize,
    /// The orders looked at.
    pub tried: usize,
    /// Whether those are all that there are; otherwise they were drawn, always the same ones.
    pub are_all: bool,
}

/// What each row contributes.
pub(super) struct Averages {
    /// One average per row.
    pub(super) deltas: Vec<f64>,
    /// The standard error of each, zero where all orders were looked at.
    pub(super) errors: Vec<f64>,
    pub(super) orders: Orders,
}

/// The averages over all orders, or over many; `orders.used` is zero where the output has a value
/// throughout in none of them.
pub(super) fn averages(mixture: &Mixture<'_>, progress: &Progress) -> Result<Averages, Stop> {
    let rows = mixture.rows.len();
    if rows > MOST_EXACT {
        return drawn(mixture, progress);
    }
    let all = 1 << rows;
    let takes = |set: usize, place: usize| set >> place & 1 == 1;
    let values = mixture.values(all, takes, progress)?;
    Ok(exact(rows, &values))
}

/// The averages from the values of all sets of rows that have changed, by their bits.
///
/// Orders that lead through a set without a value do not count: a step into or out of it is
/// weighed by the number of ways in which the output has values from the first set to the last.
fn exact(rows: usize, values: &[f64]) -> Averages {
    let last = values.len() - 1;
    let has = |set: usize, place: usize| set >> place & 1 == 1;
    let (mut to, mut onward) = (vec![0.0; last + 1], vec![0.0; last + 1]);
    (to[0], onward[last]) = (1.0, 1.0);
    for set in 1..=last {
        if !values[set].is_nan() {
            let places = (0..rows).filter(|place| has(set, *place));
            to[set] = places.map(|place| to[set ^ 1 << place]).sum();
        }
    }
    for set in (0..last).rev() {
        if !values[set].is_nan() {
            let places = (0..rows).filter(|place| !has(set, *place));
            onward[set] = places.map(|place| onward[set | 1 << place]).sum();
        }
    }
    let delta = |place: usize| {
        let sets = (0..=last).filter(|set| !has(*set, place));
        let steps = sets.map(|set| (set, set | 1 << place));
        let counted = steps.filter(|(a, b)| to[*a] * onward[*b] > 0.0);
        let weighed = counted.map(|(a, b)| to[a] * onward[b] * (values[b] - values[a]));
        weighed.sum::<f64>() / to[last]
    };
    Averages {
        deltas: (0..rows).map(delta).collect(),
        errors: vec![0.0; rows],
        orders: Orders {
            used: to[last] as usize,
            tried: (1..=rows).product(),
            are_all: true,
        },
    }
}

/// The averages over pairs of opposite orders: what one favours the other one puts last.
fn drawn(mixture: &Mixture<'_>, progress: &Progress) -> Result<Averages, Stop> {
    let rows = mixture.rows.len();
    let pairs = match mixture.structural().count() {
        many if many > MANY_STRUCTURAL => FEW_PAIRS,
        _ => PAIRS,
    };
    let ranks: Vec<_> = (0..pairs).map(|pair| ranks(rows, pair as u64)).collect();
    // The mixtures of each order, from none of the rows to all of them.
    let stages = rows + 1;
    let takes = |at: usize, place: usize| {
        let (order, changed) = (at / stages, at % stages);
        let rank = ranks[order / 2][place];
        match order % 2 {
            0 => rank < changed,
            _ => rows - 1 - rank < changed,
        }
    };
    let values = mixture.values(2 * pairs * stages, takes, progress)?;
    let order = |order: usize| &values[order * stages..(order + 1) * stages];
    let full = |pair: &usize| {
        let values = order(2 * pair).iter().chain(order(2 * pair + 1));
        { values }.all(|value| !value.is_nan())
    };
    let used: Vec<_> = (0..pairs).filter(full).collect();
    let (deltas, errors) = (0..rows)
        .map(|place| {
            let both = used.iter().map(|pair| {
                let (rank, back) = (ranks[*pair][place], rows - 1 - ranks[*pair][place]);
                let (one, other) = (order(2 * pair), order(2 * pair + 1));
                ((one[rank + 1] - one[rank]) + (other[back + 1] - other[back])) / 2.0
            });
            mean(&both.collect::<Vec<_>>())
        })
        .unzip();
    Ok(Averages {
        deltas,
        errors,
        orders: Orders {
            used: 2 * used.len(),
            tried: 2 * pairs,
            are_all: false,
        },
    })
}

/// The mean of some values and its standard error.
fn mean(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    let error = math::sqrt(squares / (count * (count - 1.0)));
    (mean, if values.len() < 2 { f64::NAN } else { error })
}

/// The place of each row in an order drawn by its number: the same on every machine.
fn ranks(rows: usize, order: u64) -> Vec<usize> {
    let mut ranks: Vec<_> = (0..rows).collect();
    for place in (1..rows).rev() {
        // Below 2³² rows the bias of this product is beyond measuring.
        let random = scrambled(order << 32 | place as u64) >> 32;
        ranks.swap(place, ((random * (place as u64 + 1)) >> 32) as usize);
    }
    ranks
}

/// A number scrambled so that neighbours have nothing in common (Steele, Lea and Flood 2014).
fn scrambled(counter: u64) -> u64 {
    let mut z = counter.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_share_out_what_rows_do_together() {
        // Alone 1 and 2, both 6: the 3 of working together go half and half.
        let found = exact(2, &[0.0, 1.0, 2.0, 6.0]);
        assert_eq!(found.deltas, [2.5, 3.5]);
        assert_eq!((found.orders.used, found.orders.tried), (2, 2));
    }

    #[test]
    fn orders_through_a_set_without_a_value_do_not_count() {
        let found = exact(2, &[0.0, f64::NAN, 2.0, 6.0]);
        assert_eq!(found.deltas, [4.0, 2.0]);
        assert_eq!((found.orders.used, found.orders.tried), (1, 2));
        assert_eq!(exact(2, &[0.0, f64::NAN, f64::NAN, 6.0]).orders.used, 0);
    }

    #[test]
    fn drawn_orders_are_orders_and_differ() {
        let mut first = [0; 20];
        for order in 0..2000 {
            let ranks = ranks(20, order);
            first[ranks[0]] += 1;
            let mut sorted = ranks.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..20).collect::<Vec<_>>());
        }
        // Each of 20 ranks about 100 times: five standard deviations are 49.
        assert!(
            first.iter().all(|count| (51..=149).contains(count)),
            "{first:?}"
        );
    }
}

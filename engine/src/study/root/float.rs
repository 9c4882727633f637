//! Floating-point numbers as places in a row.

/// The place of a float among all floats; zero for zero, and negative below.
fn ordinal(x: f64) -> i64 {
    let bits = x.to_bits().cast_signed();
    match bits < 0 {
        true => i64::MIN.wrapping_sub(bits),
        false => bits,
    }
}

fn from_ordinal(place: i64) -> f64 {
    let bits = match place < 0 {
        true => i64::MIN.wrapping_sub(place),
        false => place,
    };
    f64::from_bits(bits.cast_unsigned())
}

/// The float halfway between two by count, so that 64 halvings reach neighbours from anywhere;
/// none where no float lies between.
pub(super) fn middle(one: f64, other: f64) -> Option<f64> {
    let (one, other) = (ordinal(one), ordinal(other));
    // The mean without overflow; it is the lower one where there is nothing between.
    let mean = (one & other) + ((one ^ other) >> 1);
    (mean != one && mean != other).then(|| from_ordinal(mean))
}

/// The float so many places above, or below where `count` is negative.
pub(super) fn away(x: f64, count: i64) -> f64 {
    from_ordinal(ordinal(x).saturating_add(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halving_ends_at_neighbours() {
        for (mut low, high) in [(1.0, 2.0), (-1.0, 1e300), (0.0, 5e-324), (-0.0, 1e-10)] {
            let mut steps = 0;
            while let Some(between) = middle(low, high) {
                assert!(low < between && between < high);
                low = between;
                steps += 1;
            }
            assert!(steps <= 64);
            assert_eq!(away(low, 1), high);
        }
    }
}

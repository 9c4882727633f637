//! Shares of one whole, and how they stay at 100 % when some of them are set.

use super::names::Refusal;
use crate::math::round;

/// How far shares that are all set may be from one.
pub const TOLERANCE: f64 = 1e-9;

/// Closes shares to one: those that are set stay, the rest keep their proportions.
///
/// `values` holds what the lower layers give with the set ones already replaced; `set` says which
/// those are. Each of the rest becomes `rest · ((1 − sum of set) / sum of rest)`, sums taken from
/// the left. Where all are set, they must sum to one; where none is, nothing changes.
///
/// ```
/// use rackhour_engine::workbook::shares::close;
/// let mut values = [0.5, 0.3, 0.1];
/// close(&mut values, &[true, false, false])?;
/// assert_eq!(values.map(|v| (v * 1000.0).round()), [500.0, 375.0, 125.0]);
/// # Ok::<(), rackhour_engine::workbook::names::Refusal>(())
/// ```
pub fn close(values: &mut [f64], set: &[bool]) -> Result<(), Refusal> {
    let sum_where = |is_set: bool| -> f64 {
        values
            .iter()
            .zip(set)
            .filter(|(_, set)| **set == is_set)
            .map(|(value, _)| value)
            .sum()
    };
    let (set_sum, rest_sum) = (sum_where(true), sum_where(false));
    let count = set.iter().filter(|set| **set).count();
    if count == 0 {
        return Ok(());
    }
    if values
        .iter()
        .zip(set)
        .any(|(value, set)| *set && *value < 0.0)
    {
        let message = "a share that is set is below 0";
        return Err(Refusal::new(
            message,
            "give each share a value from 0 to 100 %",
        ));
    }
    // Spelt out only for a refusal: a grid closes shares in every cell.
    let percent = || format!("{} %", round(set_sum * 100.0, 7.0));
    if !set_sum.is_finite() || set_sum > 1.0 + TOLERANCE {
        let message = format!("the shares that are set sum to {}", percent());
        return Err(Refusal::new(
            message,
            "lower one of them: shares sum to 100 %",
        ));
    }
    if count == values.len() {
        return if (set_sum - 1.0).abs() <= TOLERANCE {
            Ok(())
        } else {
            let message = format!("the shares sum to {}", percent());
            Err(Refusal::new(
                message,
                "set them to sum to 100 %, or leave one out to take the rest",
            ))
        };
    }
    // Within the tolerance of one, nothing is left over, and nothing may turn negative.
    let left = (1.0 - set_sum).max(0.0);
    if rest_sum == 0.0 && left <= TOLERANCE {
        return Ok(());
    }
    let scale = left / rest_sum;
    if rest_sum <= 0.0 || !scale.is_finite() {
        let message = format!(
            "the shares that are set sum to {}, and the others are all 0",
            percent()
        );
        let hint = "set another share as well, so that they sum to 100 %";
        return Err(Refusal::new(message, hint));
    }
    for (value, _) in values.iter_mut().zip(set).filter(|(_, set)| !**set) {
        *value *= scale;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_keeps_its_proportions() {
        let mut values = [0.65, 0.25, 0.20, 0.10, 0.05];
        close(&mut values, &[true, false, false, false, false]).unwrap();
        for (found, expected) in values
            .iter()
            .zip([65.0, 14.583333, 11.666667, 5.833333, 2.916667])
        {
            assert!((found * 100.0 - expected).abs() < 5e-7, "{found}");
        }
    }

    #[test]
    fn what_cannot_be_closed_is_refused_with_the_sum() {
        let refused = |values: &[f64], set: &[bool]| {
            let mut values = values.to_vec();
            close(&mut values, set).unwrap_err().message
        };
        assert_eq!(
            refused(&[0.7, 0.5, 0.1], &[true, true, false]),
            "the shares that are set sum to 120 %"
        );
        assert_eq!(
            refused(&[0.7, 0.2], &[true, true]),
            "the shares sum to 90 %"
        );
        assert_eq!(
            refused(&[0.7, 0.0], &[true, false]),
            "the shares that are set sum to 70 %, and the others are all 0"
        );
        assert_eq!(
            refused(&[-0.5, 0.5], &[true, false]),
            "a share that is set is below 0"
        );
        assert!(refused(&[0.5, 5e-324], &[true, false]).ends_with("the others are all 0"));
        assert_eq!(close(&mut [1.0, 0.0], &[true, false]), Ok(()));
        assert_eq!(close(&mut [0.4, 0.6 + 1e-10], &[true, true]), Ok(()));
        assert_eq!(close(&mut [0.4, 0.4], &[false, false]), Ok(()));
    }
}

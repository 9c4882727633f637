//! Values for the periods between those that a file has.

use crate::workbook::Gaps;

/// Fills what lies between given values, one per period: what is new, with the position of the given
/// value that it follows from.
///
/// Nothing is made up before the first value; after the last one it is only held.
pub(super) fn fill(given: &[Option<f64>], gaps: Gaps) -> Vec<(usize, f64, usize)> {
    let mut filled = Vec::new();
    let mut before = None;
    for (position, value) in given.iter().enumerate() {
        if let Some(value) = value {
            before = Some((position, *value));
            continue;
        }
        let Some((from, value)) = before else {
            continue;
        };
        let new = match gaps {
            Gaps::Leave => None,
            Gaps::Hold => Some(value),
            Gaps::Interpolate => next(given, position).map(|(to, other)| {
                let share = (position - from) as f64 / (to - from) as f64;
                value + (other - value) * share
            }),
        };
        filled.extend(new.map(|new| (position, new, from)));
    }
    filled
}

/// The next value that is given.
fn next(given: &[Option<f64>], position: usize) -> Option<(usize, f64)> {
    let mut rest = given.iter().enumerate().skip(position);
    rest.find_map(|(at, value)| Some((at, (*value)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_left_held_or_lie_on_a_line() {
        let given = [None, Some(1.0), None, None, Some(4.0), None];
        assert_eq!(fill(&given, Gaps::Leave), []);
        assert_eq!(
            fill(&given, Gaps::Hold),
            [(2, 1.0, 1), (3, 1.0, 1), (5, 4.0, 4)]
        );
        assert_eq!(fill(&given, Gaps::Interpolate), [(2, 2.0, 1), (3, 3.0, 1)]);
        assert_eq!(fill(&[None, None], Gaps::Hold), []);
    }
}

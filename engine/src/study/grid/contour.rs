//! The lines on which a grid of values has a given value, by marching squares.
//!
//! Every square between four neighbouring values is crossed by no, one or two straight pieces,
//! found by linear interpolation along its sides. Pieces that share a side are joined into lines.
//! Squares are visited row by row and lines start at the first piece that is not yet part of one,
//! so the result depends on the values alone.

use std::collections::BTreeMap;

/// A side of a square: the value at which it starts, and whether it runs up instead of right.
///
/// Neighbouring squares name their common side alike, which is how pieces find each other without
/// comparing coordinates.
type Side = (usize, bool);

/// A piece of a line within one square, between two of its sides.
type Piece = (Side, Side);

/// The lines on which the values equal `level`, as points `(x, y)`.
///
/// `values` holds one row of `columns` values per value of `ys`; a value belongs to the point
/// where its `xs` and `ys` meet. A closed line ends at the point at which it starts. Squares with
/// a missing value (NaN) are left empty. Where a square can be cut in two ways, the mean of its
/// corners decides which corners belong together.
///
/// A value equal to the level counts as above it. Nothing is returned for a grid whose sizes do
/// not agree or that has fewer than two rows or columns.
///
/// ```
/// use rackhour_engine::study::grid::contour::lines;
///
/// let values = [0.0, 2.0, 0.0, 2.0];
/// let found = lines(&values, 2, &[0.0, 1.0], &[0.0, 1.0], 1.0);
/// assert_eq!(found, [[(0.5, 0.0), (0.5, 1.0)]]);
/// ```
pub fn lines(
    values: &[f64],
    columns: usize,
    xs: &[f64],
    ys: &[f64],
    level: f64,
) -> Vec<Vec<(f64, f64)>> {
    if xs.len() != columns || values.len() != columns * ys.len() || columns < 2 || ys.len() < 2 {
        return Vec::new();
    }
    let pieces: Vec<Piece> = (0..ys.len() - 1)
        .flat_map(|row| (0..columns - 1).map(move |column| row * columns + column))
        .flat_map(|corner| cut(values, columns, corner, level))
        .collect();
    let point = |side: Side| {
        let (from, up) = side;
        let to = if up { from + columns } else { from + 1 };
        let share = (level - values[from]) / (values[to] - values[from]);
        let between = |at: &[f64], a: usize, b: usize| at[a] + share * (at[b] - at[a]);
        (
            between(xs, from % columns, to % columns),
            between(ys, from / columns, to / columns),
        )
    };
    join(&pieces)
        .into_iter()
        .map(|sides| {
            let mut line: Vec<_> = sides.into_iter().map(point).collect();
            line.dedup();
            line
        })
        .filter(|line| line.len() > 1)
        .collect()
}

/// The pieces within the square whose lowest corner is at `corner`.
fn cut(values: &[f64], columns: usize, corner: usize, level: f64) -> Vec<Piece> {
    let corners = [corner, corner + 1, corner + columns + 1, corner + columns].map(|at| values[at]);
    if corners.iter().any(|value| value.is_nan()) {
        return Vec::new();
    }
    let [bottom, right, top, left] = [
        (corner, false),
        (corner + 1, true),
        (corner + columns, false),
        (corner, true),
    ];
    // Counter-clockwise from the lowest corner, which is the lowest bit.
    let above = corners
        .iter()
        .rev()
        .fold(0, |bits, &value| 2 * bits + usize::from(value >= level));
    let centre_above = corners.iter().sum::<f64>() / 4.0 >= level;
    match above {
        0b0001 | 0b1110 => vec![(left, bottom)],
        0b0010 | 0b1101 => vec![(bottom, right)],
        0b0011 | 0b1100 => vec![(left, right)],
        0b0100 | 0b1011 => vec![(right, top)],
        0b0110 | 0b1001 => vec![(bottom, top)],
        0b0111 | 0b1000 => vec![(left, top)],
        // Two opposite corners are above. If the centre is too, they are connected through it, and
        // the pieces cut off the other two.
        0b0101 if centre_above => vec![(left, top), (bottom, right)],
        0b0101 => vec![(left, bottom), (right, top)],
        0b1010 if centre_above => vec![(left, bottom), (right, top)],
        0b1010 => vec![(left, top), (bottom, right)],
        _ => Vec::new(),
    }
}

/// Pieces that share sides, joined into lines of sides.
fn join(pieces: &[Piece]) -> Vec<Vec<Side>> {
    let mut at: BTreeMap<Side, Vec<usize>> = BTreeMap::new();
    for (index, &(a, b)) in pieces.iter().enumerate() {
        at.entry(a).or_default().push(index);
        at.entry(b).or_default().push(index);
    }
    let mut used = vec![false; pieces.len()];
    let mut follow = |line: &mut Vec<Side>| {
        while let Some(&end) = line.last()
            && let Some(&next) = at[&end].iter().find(|&&piece| !used[piece])
        {
            used[next] = true;
            let (a, b) = pieces[next];
            line.push(if a == end { b } else { a });
        }
    };
    let mut lines = Vec::new();
    for &(start, _) in pieces {
        let mut line = vec![start];
        follow(&mut line);
        // The first piece may lie in the middle of an open line: go on from its other end.
        line.reverse();
        follow(&mut line);
        if line.len() > 1 {
            line.reverse();
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `count` values from `from` to `to`.
    fn steps(from: f64, to: f64, count: usize) -> Vec<f64> {
        (0..count)
            .map(|i| from + (to - from) * i as f64 / (count - 1) as f64)
            .collect()
    }

    fn grid(xs: &[f64], ys: &[f64], value: impl Fn(f64, f64) -> f64) -> Vec<f64> {
        ys.iter()
            .flat_map(|&y| xs.iter().map(move |&x| (x, y)))
            .map(|(x, y)| value(x, y))
            .collect()
    }

    #[test]
    fn a_plane_gives_an_exact_straight_line() {
        let (xs, ys) = (steps(0.0, 4.0, 5), steps(0.0, 3.0, 4));
        let found = lines(&grid(&xs, &ys, |x, y| x + y), 5, &xs, &ys, 2.5);
        assert_eq!(found.len(), 1);
        assert!(found[0].iter().all(|(x, y)| x + y == 2.5), "{found:?}");
        assert_eq!(found[0].first(), Some(&(2.5, 0.0)));
        assert_eq!(found[0].last(), Some(&(0.0, 2.5)));
    }

    #[test]
    fn a_circle_is_one_closed_line() {
        let at = steps(-1.0, 1.0, 41);
        let found = lines(&grid(&at, &at, |x, y| x * x + y * y), 41, &at, &at, 0.5);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].first(), found[0].last());
        for (x, y) in &found[0] {
            assert!((x * x + y * y - 0.5).abs() < 2e-3, "({x}, {y})");
        }
    }

    #[test]
    fn a_missing_value_leaves_a_gap() {
        let at = steps(0.0, 4.0, 5);
        let mut values = grid(&at, &at, |x, _| x);
        values[2 * 5 + 2] = f64::NAN;
        let found = lines(&values, 5, &at, &at, 1.5);
        assert_eq!(
            found,
            [vec![(1.5, 0.0), (1.5, 1.0)], vec![(1.5, 3.0), (1.5, 4.0)]]
        );
    }

    #[test]
    fn the_centre_decides_a_saddle() {
        let at = [0.0, 1.0];
        let low = lines(&[1.0, 0.0, 0.0, 1.0], 2, &at, &at, 0.75);
        assert_eq!(
            low,
            [[(0.0, 0.25), (0.25, 0.0)], [(1.0, 0.75), (0.75, 1.0)]]
        );
        let high = lines(&[1.0, 0.0, 0.0, 1.0], 2, &at, &at, 0.25);
        assert_eq!(
            high,
            [[(0.0, 0.75), (0.25, 1.0)], [(0.75, 0.0), (1.0, 0.25)]]
        );
    }

    #[test]
    fn a_line_along_the_grid_and_sizes_that_disagree() {
        let at = [0.0, 1.0, 2.0];
        let values = grid(&at, &at, |x, _| x);
        assert_eq!(
            lines(&values, 3, &at, &at, 1.0),
            [[(1.0, 0.0), (1.0, 1.0), (1.0, 2.0)]]
        );
        assert!(lines(&values, 3, &at, &at, 9.0).is_empty());
        assert!(lines(&values, 2, &at, &at, 1.0).is_empty());
        assert!(lines(&[], 0, &[], &[], 1.0).is_empty());
    }

    #[test]
    fn the_break_even_frontier() {
        // Margin of a rack at 3 $/gpu/h and 50 Mtok/h; it breaks even where price · share is 4.32.
        let (shares, prices) = (steps(0.10, 0.95, 201), steps(1.0, 15.0, 201));
        let values = grid(&shares, &prices, |share, price| {
            price - 3.0 * 72.0 / (50.0 * share)
        });
        let found = lines(&values, 201, &shares, &prices, 0.0);
        assert_eq!(found.len(), 1);
        for (share, price) in &found[0] {
            assert!((share * price - 4.32).abs() < 2e-3, "({share}, {price})");
        }
    }
}

//! Where the cells of a plane begin and end.

/// The edges of the cells around these values: halfway between neighbours, as far again outside.
pub(super) fn cell_edges(values: &[f64]) -> Vec<f64> {
    let (Some(&first), Some(&last)) = (values.first(), values.last()) else {
        return Vec::new();
    };
    let half = |a: usize, b: usize| {
        values
            .get(a)
            .zip(values.get(b))
            .map_or(0.5, |(a, b)| (b - a) / 2.0)
    };
    let between = values.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0);
    let count = values.len();
    std::iter::once(first - half(0, 1))
        .chain(between)
        .chain([last
            + if count > 1 {
                half(count - 2, count - 1)
            } else {
                0.5
            }])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::cell_edges;

    #[test]
    fn edges_of_cells() {
        assert_eq!(cell_edges(&[1.0, 2.0, 4.0]), [0.5, 1.5, 3.0, 5.0]);
        assert_eq!(cell_edges(&[7.0]), [6.5, 7.5]);
        assert!(cell_edges(&[]).is_empty());
    }
}

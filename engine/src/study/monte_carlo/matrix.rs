//! Correlation matrices: their Cholesky factor, and the nearest one to a matrix that is none.

/// A square matrix by rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Square {
    size: usize,
    cells: Vec<f64>,
}

impl Square {
    pub(super) fn zero(size: usize) -> Self {
        let cells = vec![0.0; size * size];
        Self { size, cells }
    }

    pub(super) fn identity(size: usize) -> Self {
        let mut matrix = Self::zero(size);
        matrix.set_diagonal();
        matrix
    }

    pub(super) fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    pub(super) fn set(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] = value;
    }

    /// Sets a cell and its mirror image.
    pub(super) fn set_both(&mut self, row: usize, column: usize, value: f64) {
        self.set(row, column, value);
        self.set(column, row, value);
    }

    fn set_diagonal(&mut self) {
        (0..self.size).for_each(|place| self.set(place, place, 1.0));
    }

    fn minus(&self, other: &Self) -> Self {
        let cells = self.cells.iter().zip(&other.cells);
        Self {
            size: self.size,
            cells: cells.map(|(x, y)| x - y).collect(),
        }
    }

    /// The greatest distance of a cell from zero.
    fn greatest(&self) -> f64 {
        let sizes = self.cells.iter().map(|cell| cell.abs());
        sizes.fold(0.0, f64::max)
    }
}

/// How far below zero rounding alone can bring a pivot.
const ROUNDING: f64 = 1e-12;

/// The lower Cholesky factor of a symmetric matrix; none where the matrix has a negative
/// eigenvalue. A pivot of zero is passed over: what depends wholly on others adds nothing.
pub(super) fn lower_factor(matrix: &Square) -> Option<Square> {
    let size = matrix.size;
    let mut factor = Square::zero(size);
    for column in 0..size {
        let rest = |row: usize, factor: &Square| {
            let known = (0..column).map(|k| factor.at(row, k) * factor.at(column, k));
            matrix.at(row, column) - known.sum::<f64>()
        };
        let pivot = rest(column, &factor);
        if pivot < -ROUNDING {
            return None;
        }
        let root = if pivot > ROUNDING { pivot.sqrt() } else { 0.0 };
        factor.set(column, column, root);
        for row in column + 1..size {
            let value = rest(row, &factor);
            if root > 0.0 {
                factor.set(row, column, value / root);
            } else if value.abs() > ROUNDING.sqrt() {
                return None;
            }
        }
    }
    Some(factor)
}

/// The correlation matrix nearest to a symmetric one in the Frobenius norm: Higham (2002),
/// "Computing the nearest correlation matrix — a problem from finance", by alternating projections
/// with Dykstra's correction.
pub(super) fn nearest_correlation(matrix: &Square) -> Square {
    let mut nearest = matrix.clone();
    let mut correction = Square::zero(matrix.size);
    for _ in 0..1000 {
        let shifted = nearest.minus(&correction);
        let positive = without_negative(&shifted);
        correction = positive.minus(&shifted);
        let mut next = positive;
        next.set_diagonal();
        let change = next.minus(&nearest).greatest();
        nearest = next;
        if change <= 1e-10 {
            break;
        }
    }
    nearest
}

/// A symmetric matrix with its negative eigenvalues made zero.
fn without_negative(matrix: &Square) -> Square {
    let (values, vectors) = eigen(matrix);
    let size = matrix.size;
    let mut positive = Square::zero(size);
    for row in 0..size {
        for column in row..size {
            let terms = values.iter().enumerate().map(|(place, value)| {
                value.max(0.0) * vectors.at(row, place) * vectors.at(column, place)
            });
            positive.set_both(row, column, terms.sum());
        }
    }
    positive
}

/// The eigenvalues and eigenvectors, by columns, of a symmetric matrix: Jacobi's method.
fn eigen(matrix: &Square) -> (Vec<f64>, Square) {
    let size = matrix.size;
    let (mut turned, mut vectors) = (matrix.clone(), Square::identity(size));
    for _ in 0..50 {
        let mut largest = 0.0_f64;
        for first in 0..size {
            for second in first + 1..size {
                largest = largest.max(turned.at(first, second).abs());
                rotate(&mut turned, &mut vectors, first, second);
            }
        }
        if largest <= 1e-15 {
            break;
        }
    }
    let values = (0..size).map(|place| turned.at(place, place)).collect();
    (values, vectors)
}

/// Turns two axes so that their cell becomes zero.
fn rotate(matrix: &mut Square, vectors: &mut Square, first: usize, second: usize) {
    let cell = matrix.at(first, second);
    if cell == 0.0 {
        return;
    }
    let theta = (matrix.at(second, second) - matrix.at(first, first)) / (2.0 * cell);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    let turn = |x: f64, y: f64| (cosine * x - sine * y, sine * x + cosine * y);
    for place in 0..matrix.size {
        let (x, y) = turn(matrix.at(place, first), matrix.at(place, second));
        matrix.set(place, first, x);
        matrix.set(place, second, y);
        let (x, y) = turn(vectors.at(place, first), vectors.at(place, second));
        vectors.set(place, first, x);
        vectors.set(place, second, y);
    }
    for place in 0..matrix.size {
        let (x, y) = turn(matrix.at(first, place), matrix.at(second, place));
        matrix.set(first, place, x);
        matrix.set(second, place, y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(cells: &[f64]) -> Square {
        let size = cells.len().isqrt();
        let cells = cells.to_vec();
        Square { size, cells }
    }

    #[test]
    fn a_factor_times_its_mirror_image_is_the_matrix() {
        let matrix = square(&[1.0, 0.6, -0.3, 0.6, 1.0, 0.2, -0.3, 0.2, 1.0]);
        let factor = lower_factor(&matrix).unwrap();
        for row in 0..3 {
            for column in 0..3 {
                let terms = (0..3).map(|k| factor.at(row, k) * factor.at(column, k));
                assert!((terms.sum::<f64>() - matrix.at(row, column)).abs() < 1e-15);
            }
        }
        assert!(lower_factor(&square(&[1.0, 2.0, 2.0, 1.0])).is_none());
        // Singular, though no eigenvalue is negative; and the same with a contradiction.
        assert!(lower_factor(&square(&[1.0, 1.0, 1.0, 1.0])).is_some());
        let torn = [1.0, 1.0, 0.5, 1.0, 1.0, 0.4, 0.5, 0.4, 1.0];
        assert!(lower_factor(&square(&torn)).is_none());
    }

    /// The example of Higham's paper.
    #[test]
    fn the_nearest_matrix_is_the_published_one() {
        let matrix = square(&[1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
        let nearest = nearest_correlation(&matrix);
        for (row, column, expected) in [(0, 1, 0.7607), (0, 2, 0.1573), (1, 2, 0.7607)] {
            let found = nearest.at(row, column);
            assert!((found - expected).abs() < 5e-5, "{found}");
        }
        assert!((0..3).all(|place| nearest.at(place, place) == 1.0));
    }

    #[test]
    fn a_correlation_matrix_is_its_own_nearest() {
        let matrix = square(&[1.0, 0.5, 0.5, 1.0]);
        assert!(nearest_correlation(&matrix).minus(&matrix).greatest() < 1e-14);
    }
}

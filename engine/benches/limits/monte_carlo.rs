//! Rows M1 to M3: samples with and without draws, against the scalar walk, and quantiles.

use crate::harness::Row;

/// The rows of Monte Carlo studies; none until there are such studies.
pub(crate) fn rows(_rounds: usize) -> Vec<Row> {
    Vec::new()
}

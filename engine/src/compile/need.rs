//! Which rows are needed for some outputs, and which change with some inputs.

use crate::check::Typed;

/// The groups of [`Typed::order`] that some rows need, themselves included.
pub fn needed(typed: &Typed, outputs: impl IntoIterator<Item = usize>) -> Vec<&[usize]> {
    let mut wanted = vec![false; typed.rows.len()];
    let mut open: Vec<usize> = outputs.into_iter().collect();
    while let Some(row) = open.pop() {
        if !std::mem::replace(&mut wanted[row], true) {
            open.extend(&typed.rows[row].reads);
        }
    }
    let any = |group: &&Vec<usize>| group.iter().any(|row| wanted[*row]);
    typed.order.iter().filter(any).map(Vec::as_slice).collect()
}

/// Some rows and all that read them, directly or through others.
pub fn dependents(typed: &Typed, rows: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut moved = vec![false; typed.rows.len()];
    for row in rows {
        moved[row] = true;
    }
    for group in &typed.order {
        let reads = |row: &usize| typed.rows[*row].reads.iter().any(|read| moved[*read]);
        if group.iter().any(|row| moved[*row] || reads(row)) {
            for row in group {
                moved[*row] = true;
            }
        }
    }
    (0..moved.len()).filter(|row| moved[*row]).collect()
}

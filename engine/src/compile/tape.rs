//! The compiled form of a workbook.

use crate::check::{PreparedCurve, Resolved};

use super::op::Op;

/// A straight line of operations, each computed once from what stands before it.
///
/// Every operation that has no finite result yields the one quiet NaN that stands for
/// "unavailable"; why is found by running that case in the reference evaluator. Where values are
/// kept while they are needed is decided by what runs the tape.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    /// The operations, in order.
    pub operations: Vec<Operation>,
    /// The numbers written in formulas, and those that follow from them alone.
    pub constants: Vec<f64>,
    /// What each input is.
    pub inputs: Vec<InputKey>,
    /// Where each output asked for is found in the end.
    pub outputs: Vec<Operand>,
    /// The curves that operations read.
    pub curves: Vec<PreparedCurve>,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// What is done.
    pub op: Op,
    /// To what.
    pub operands: Box<[Operand]>,
}

/// A value of a tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// The result of an operation, by its position.
    Operation(usize),
    /// One of the constants.
    Constant(usize),
    /// One of the inputs.
    Input(usize),
}

/// An input of a tape: one slot of an assumption, or a number that an overlay puts on a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InputKey {
    /// The row.
    pub row: usize,
    /// The slot of the row.
    pub slot: usize,
    /// Which of the changes to a formula's slot; `None` for an assumption.
    pub action: Option<usize>,
}

impl InputKey {
    /// The value that resolved layers give this input; NaN where they give none.
    pub fn value(&self, row: &Resolved) -> f64 {
        let value = match self.action {
            None => row
                .values
                .get(self.slot)
                .and_then(|value| value.as_ref().ok().copied()),
            Some(action) => {
                let actions = row.actions.get(self.slot);
                actions
                    .and_then(|actions| actions.get(action))
                    .map(|action| action.number())
            }
        };
        value.filter(|value| value.is_finite()).unwrap_or(f64::NAN)
    }
}

//! Operations that read more than arithmetic does, or are not arithmetic: sixteen lanes at a time.

use crate::check::PreparedCurve;
use crate::compile::Op;
use crate::math;

use super::kernels::{LANES, Lanes, Series};

/// A rate, then flows.
pub(super) struct Npv;

impl Series for Npv {
    #[inline(always)]
    fn of(&self, operands: &[Lanes], _room: &mut Vec<f64>) -> Lanes {
        let Some((rates, flows)) = operands.split_first() else {
            return [f64::NAN; LANES];
        };
        let mut values = math::npv_of_each(*rates, flows);
        for (value, rate) in values.iter_mut().zip(rates) {
            // An infinite rate stands for none, and would make flows vanish.
            *value = finite(if rate.is_finite() { *value } else { f64::NAN });
        }
        values
    }
}

/// Flows.
pub(super) struct Irr;

impl Series for Irr {
    #[inline(always)]
    fn of(&self, operands: &[Lanes], room: &mut Vec<f64>) -> Lanes {
        math::irr_of_each(operands, room).map(finite)
    }
}

/// Any other operation, lane by lane.
pub(super) struct Other<'a> {
    pub(super) op: Op,
    pub(super) curves: &'a [PreparedCurve],
}

impl Series for Other<'_> {
    #[inline(always)]
    fn of(&self, operands: &[Lanes], room: &mut Vec<f64>) -> Lanes {
        let mut values = [0.0; LANES];
        for (lane, value) in values.iter_mut().enumerate() {
            room.clear();
            room.extend(operands.iter().map(|operand| finite(operand[lane])));
            *value = self.op.apply(room, self.curves);
        }
        values
    }
}

#[inline(always)]
fn finite(value: f64) -> f64 {
    if value.abs() < f64::INFINITY {
        value
    } else {
        f64::NAN
    }
}

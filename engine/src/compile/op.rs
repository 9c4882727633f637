//! What each operation of a tape does to numbers, with "unavailable" as one quiet NaN.

use std::hash::{Hash, Hasher};

use crate::check::PreparedCurve;
use crate::functions::{Evaluate, Extreme, Function};
use crate::math::{self, Rate};

/// What an operation does. All are strict but `Select` and `IfNa`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Op {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Min,
    Max,
    And,
    Or,
    Negate,
    Not,
    /// The second operand where the first is 1, the third where it is 0.
    Select,
    /// The second operand where the first is unavailable.
    IfNa,
    /// A whole power.
    WholePower(i32),
    /// A function of numbers alone.
    Apply(FunctionRef),
    /// A curve, by its position.
    Curve(usize),
    /// The place of the least or greatest operand.
    Element(Extreme),
    /// A rate, then flows.
    Npv,
    /// Flows.
    Irr,
}

/// A built-in function, equal to another of the same name.
#[derive(Clone, Copy, Debug)]
pub struct FunctionRef(pub &'static Function);

impl PartialEq for FunctionRef {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for FunctionRef {}

impl Hash for FunctionRef {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}

impl Op {
    /// The result on one case. The block runner gives the same bits, lane by lane.
    pub fn apply(self, operands: &[f64], curves: &[PreparedCurve]) -> f64 {
        match (self, operands) {
            (Op::Add, [a, b]) => add(*a, *b),
            (Op::Subtract, [a, b]) => subtract(*a, *b),
            (Op::Multiply, [a, b]) => multiply(*a, *b),
            (Op::Divide, [a, b]) => divide(*a, *b),
            (Op::Power, [a, b]) => strict(math::pow(*a, *b), &[*a, *b]),
            (Op::Equal, [a, b]) => compare(*a, *b, a == b),
            (Op::NotEqual, [a, b]) => compare(*a, *b, a != b),
            (Op::Less, [a, b]) => compare(*a, *b, a < b),
            (Op::LessOrEqual, [a, b]) => compare(*a, *b, a <= b),
            (Op::Greater, [a, b]) => compare(*a, *b, a > b),
            (Op::GreaterOrEqual, [a, b]) => compare(*a, *b, a >= b),
            (Op::Min, [a, b]) => min(*a, *b),
            (Op::Max, [a, b]) => max(*a, *b),
            (Op::And, [a, b]) => compare(*a, *b, *a != 0.0 && *b != 0.0),
            (Op::Or, [a, b]) => compare(*a, *b, *a != 0.0 || *b != 0.0),
            (Op::Negate, [a]) => strict(-a, &[*a]),
            (Op::Not, [a]) => compare(*a, *a, *a == 0.0),
            (Op::Select, [condition, then, otherwise]) => select(*condition, *then, *otherwise),
            (Op::IfNa, [a, b]) => if_na(*a, *b),
            (Op::WholePower(n), [a]) => strict(math::power_integer(*a, n), &[*a]),
            (Op::Curve(curve), [a]) => curves
                .get(curve)
                .map_or(f64::NAN, |curve| strict(curve.at(*a), &[*a])),
            (Op::Apply(FunctionRef(function)), values) => strict(call(function, values), values),
            (Op::Element(extreme), values) => strict(place(extreme, values), values),
            (Op::Npv, [rate, flows @ ..]) => strict(math::npv(*rate, flows), operands),
            (Op::Irr, flows) => irr(flows),
            _ => f64::NAN,
        }
    }
}

/// A function of numbers alone, before its result is looked at.
pub fn call(function: &Function, values: &[f64]) -> f64 {
    match (function.evaluate, values) {
        (Evaluate::One(of, _), [a]) => of(*a),
        (Evaluate::Two(of, _), [a, b]) => of(*a, *b),
        (Evaluate::Three(of, _), [a, b, c]) => of(*a, *b, *c),
        _ => f64::NAN,
    }
}

/// A result, or unavailable where it left the range of numbers or an operand was unavailable.
///
/// Some functions have a value at NaN (`pow(NaN, 0)` is 1); a strict operation has not.
#[inline]
fn strict(result: f64, operands: &[f64]) -> f64 {
    if operands.iter().any(|operand| operand.is_nan()) {
        f64::NAN
    } else {
        finite(result)
    }
}

/// A result, or unavailable where it left the range of numbers.
#[inline]
pub fn finite(result: f64) -> f64 {
    if result.is_finite() { result } else { f64::NAN }
}

/// A sum.
#[inline]
pub fn add(a: f64, b: f64) -> f64 {
    finite(a + b)
}

/// A difference.
#[inline]
pub fn subtract(a: f64, b: f64) -> f64 {
    finite(a - b)
}

/// A product.
#[inline]
pub fn multiply(a: f64, b: f64) -> f64 {
    finite(a * b)
}

/// A quotient; by zero it is unavailable, since infinity and 0/0 both are.
#[inline]
pub fn divide(a: f64, b: f64) -> f64 {
    finite(a / b)
}

/// A condition as 1 or 0, unavailable where a side is.
#[inline]
pub fn compare(a: f64, b: f64, holds: bool) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        f64::from(u8::from(holds))
    }
}

/// The lesser; unavailable where a side is.
#[inline]
pub fn min(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        math::min(a, b)
    }
}

/// The greater; unavailable where a side is.
#[inline]
pub fn max(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        math::max(a, b)
    }
}

/// The branch that the condition takes; unavailable where the condition is.
#[inline]
pub fn select(condition: f64, then: f64, otherwise: f64) -> f64 {
    if condition.is_nan() {
        f64::NAN
    } else if condition != 0.0 {
        then
    } else {
        otherwise
    }
}

/// The first value, or the second where the first is unavailable.
#[inline]
pub fn if_na(value: f64, otherwise: f64) -> f64 {
    if value.is_nan() { otherwise } else { value }
}

/// The place of the least or greatest of some values; unavailable among none.
fn place(extreme: Extreme, values: &[f64]) -> f64 {
    let place = extreme.place(values);
    place.map_or(f64::NAN, |place| place as f64)
}

fn irr(flows: &[f64]) -> f64 {
    if flows.iter().any(|flow| flow.is_nan()) {
        return f64::NAN;
    }
    match math::irr(flows) {
        Rate::One(rate) | Rate::OneOfSeveral(rate) => finite(rate),
        Rate::None | Rate::Several(_) => f64::NAN,
    }
}

//! Which formulas have loops: every operation alone, and those that often stand inside another.
//!
//! Inside a loop an infinity may stand for "unavailable": sums, products and numerators hand it on
//! as they hand on NaN. An operation that would make a number of it looks at its operands first.

use std::marker::PhantomData;

use crate::compile::Op;

use super::kernels::{Binary, Both, Choice, Expression, Kernel, Leaf, Unary, Vector, With};

/// Defines operations on some lanes.
macro_rules! binary {
    ($($name:ident($a:ident, $b:ident) = $result:expr;)*) => {
        $(struct $name;

        impl Binary for $name {
            #[inline(always)]
            fn of<V: Vector>($a: V, $b: V) -> V {
                $result
            }
        })*
    };
}

binary! {
    Sum(a, b) = a.plus(b);
    Difference(a, b) = a.minus(b);
    Product(a, b) = a.times(b);
    Quotient(a, b) = a.over(b).where_number(b);
    Lesser(a, b) = a.or_lesser(b).where_numbers(a, b);
    Greater(a, b) = a.or_greater(b).where_numbers(a, b);
    Equal(a, b) = a.if_equal(b, a.all(1.0), a.all(0.0)).where_numbers(a, b);
    NotEqual(a, b) = a.if_equal(b, a.all(0.0), a.all(1.0)).where_numbers(a, b);
    Less(a, b) = a.if_less(b, a.all(1.0), a.all(0.0)).where_numbers(a, b);
    LessOrEqual(a, b) = a.if_no_more(b, a.all(1.0), a.all(0.0)).where_numbers(a, b);
    And(a, b) = either_is_zero(a, b, a.all(0.0), a.all(1.0)).where_numbers(a, b);
    Or(a, b) = both_are_zero(a, b, a.all(0.0), a.all(1.0)).where_numbers(a, b);
    IfNa(a, b) = a.if_number(a, b);
}

#[inline(always)]
fn either_is_zero<V: Vector>(a: V, b: V, then: V, otherwise: V) -> V {
    let zero = a.all(0.0);
    a.if_equal(zero, then, b.if_equal(zero, then, otherwise))
}

#[inline(always)]
fn both_are_zero<V: Vector>(a: V, b: V, then: V, otherwise: V) -> V {
    let zero = a.all(0.0);
    a.if_equal(zero, b.if_equal(zero, then, otherwise), otherwise)
}

/// Makes what is not a number the one NaN that stands for "unavailable".
struct Finite;

struct Negative;

struct Not;

impl Unary for Finite {
    #[inline(always)]
    fn of<V: Vector>(a: V) -> V {
        a.if_number(a, a.all(f64::NAN))
    }
}

impl Unary for Negative {
    #[inline(always)]
    fn of<V: Vector>(a: V) -> V {
        a.negative()
    }
}

impl Unary for Not {
    #[inline(always)]
    fn of<V: Vector>(a: V) -> V {
        let holds = a.if_equal(a.all(0.0), a.all(1.0), a.all(0.0));
        holds.where_number(a)
    }
}

/// What stands around a formula.
trait Around {
    type Of<E: Expression>: Expression;
}

/// Nothing.
struct Plain;

/// The last look at a result that leaves the tape.
struct Finished;

/// An operation with the formula on its left, in more that stands around.
struct OnLeft<O, R, W>(PhantomData<(O, R, W)>);

/// An operation with the formula on its right, in more that stands around.
struct OnRight<O, L, W>(PhantomData<(O, L, W)>);

impl Around for Plain {
    type Of<E: Expression> = E;
}

impl Around for Finished {
    type Of<E: Expression> = With<Finite, E>;
}

impl<O: Binary, R: Expression, W: Around> Around for OnLeft<O, R, W> {
    type Of<E: Expression> = W::Of<Both<O, E, R>>;
}

impl<O: Binary, L: Expression, W: Around> Around for OnRight<O, L, W> {
    type Of<E: Expression> = W::Of<Both<O, L, E>>;
}

/// The side of an operation on which another stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// An operation of which one side is another operation, and that side.
pub(super) type Outer = (Op, Side);

/// Whether an operation may stand in a pair.
pub(super) fn pairs(op: Op) -> bool {
    matches!(op, Op::Divide | Op::Min | Op::Max) || chains(op)
}

/// Whether an operation may stand in a chain or tree of three.
pub(super) fn chains(op: Op) -> bool {
    matches!(op, Op::Add | Op::Subtract | Op::Multiply)
}

/// Whether the sides of an operation may be exchanged without changing a bit.
pub(super) fn commutes(op: Op) -> bool {
    matches!(op, Op::Add | Op::Multiply)
}

/// A result that leaves the tape is finished.
macro_rules! finished {
    ($leaves:expr, $with:ident($($argument:expr),*)) => {
        if $leaves {
            $with::<Finished>($($argument),*)
        } else {
            $with::<Plain>($($argument),*)
        }
    };
}

/// One operation on as many operands.
pub(super) fn single(op: Op, count: usize, leaves: bool) -> Option<Kernel> {
    match count {
        1 => finished!(leaves, on_one(op)),
        2 if pairs(op) => finished!(leaves, arithmetic(op)),
        2 => finished!(leaves, on_two(op)),
        3 if op == Op::Select => finished!(leaves, select()),
        _ => None,
    }
}

fn on_one<W: Around>(op: Op) -> Option<Kernel> {
    match op {
        Op::Negate => Some(Kernel::of::<W::Of<With<Negative, Leaf<0>>>>()),
        Op::Not => Some(Kernel::of::<W::Of<With<Not, Leaf<0>>>>()),
        _ => None,
    }
}

/// An operation on the first two operands, in what stands around it.
fn pair<W: Around, O: Binary>() -> Option<Kernel> {
    Some(Kernel::of::<W::Of<Both<O, Leaf<0>, Leaf<1>>>>())
}

fn on_two<W: Around>(op: Op) -> Option<Kernel> {
    match op {
        Op::Equal => pair::<W, Equal>(),
        Op::NotEqual => pair::<W, NotEqual>(),
        Op::Less => pair::<W, Less>(),
        Op::LessOrEqual => pair::<W, LessOrEqual>(),
        Op::And => pair::<W, And>(),
        Op::Or => pair::<W, Or>(),
        Op::IfNa => pair::<W, IfNa>(),
        _ => None,
    }
}

fn arithmetic<W: Around>(op: Op) -> Option<Kernel> {
    match op {
        Op::Divide => pair::<W, Quotient>(),
        Op::Min => pair::<W, Lesser>(),
        Op::Max => pair::<W, Greater>(),
        op => chained::<W>(op),
    }
}

fn chained<W: Around>(op: Op) -> Option<Kernel> {
    match op {
        Op::Add => pair::<W, Sum>(),
        Op::Subtract => pair::<W, Difference>(),
        Op::Multiply => pair::<W, Product>(),
        _ => None,
    }
}

/// An operation inside another, whose other operand is the third.
pub(super) fn two(outer: Outer, inner: Op, leaves: bool) -> Option<Kernel> {
    finished!(leaves, within(outer, inner))
}

fn within<W: Around>((op, side): Outer, inner: Op) -> Option<Kernel> {
    match (op, side) {
        (Op::Divide, Side::Left) => arithmetic::<OnLeft<Quotient, Leaf<2>, W>>(inner),
        (Op::Divide, Side::Right) => arithmetic::<OnRight<Quotient, Leaf<2>, W>>(inner),
        (Op::Min, Side::Left) => arithmetic::<OnLeft<Lesser, Leaf<2>, W>>(inner),
        (Op::Min, Side::Right) => arithmetic::<OnRight<Lesser, Leaf<2>, W>>(inner),
        (Op::Max, Side::Left) => arithmetic::<OnLeft<Greater, Leaf<2>, W>>(inner),
        (Op::Max, Side::Right) => arithmetic::<OnRight<Greater, Leaf<2>, W>>(inner),
        (Op::Add, _) => arithmetic::<OnLeft<Sum, Leaf<2>, W>>(inner),
        (Op::Multiply, _) => arithmetic::<OnLeft<Product, Leaf<2>, W>>(inner),
        (Op::Subtract, Side::Left) => arithmetic::<OnLeft<Difference, Leaf<2>, W>>(inner),
        (Op::Subtract, Side::Right) => arithmetic::<OnRight<Difference, Leaf<2>, W>>(inner),
        _ => None,
    }
}

/// An operation inside another inside a third, of sums, differences and products.
pub(super) fn three((op, side): Outer, middle: Outer, inner: Op) -> Option<Kernel> {
    match (op, side) {
        (Op::Add, _) => middle_of::<OnLeft<Sum, Leaf<3>, Plain>>(middle, inner),
        (Op::Multiply, _) => middle_of::<OnLeft<Product, Leaf<3>, Plain>>(middle, inner),
        (Op::Subtract, Side::Left) => {
            middle_of::<OnLeft<Difference, Leaf<3>, Plain>>(middle, inner)
        }
        (Op::Subtract, Side::Right) => {
            middle_of::<OnRight<Difference, Leaf<3>, Plain>>(middle, inner)
        }
        _ => None,
    }
}

fn middle_of<W: Around>((op, side): Outer, inner: Op) -> Option<Kernel> {
    match (op, side) {
        (Op::Add, _) => chained::<OnLeft<Sum, Leaf<2>, W>>(inner),
        (Op::Multiply, _) => chained::<OnLeft<Product, Leaf<2>, W>>(inner),
        (Op::Subtract, Side::Left) => chained::<OnLeft<Difference, Leaf<2>, W>>(inner),
        (Op::Subtract, Side::Right) => chained::<OnRight<Difference, Leaf<2>, W>>(inner),
        _ => None,
    }
}

/// An operation with another on each side, of sums, differences and products; the first two
/// operands are those of the right one.
pub(super) fn tree(op: Op, left: Op, right: Op) -> Option<Kernel> {
    match op {
        Op::Add => tree_of::<Sum>(left, right),
        Op::Subtract => tree_of::<Difference>(left, right),
        Op::Multiply => tree_of::<Product>(left, right),
        _ => None,
    }
}

fn tree_of<O: Binary>(left: Op, right: Op) -> Option<Kernel> {
    match left {
        Op::Add => chained::<OnRight<O, Both<Sum, Leaf<2>, Leaf<3>>, Plain>>(right),
        Op::Subtract => chained::<OnRight<O, Both<Difference, Leaf<2>, Leaf<3>>, Plain>>(right),
        Op::Multiply => chained::<OnRight<O, Both<Product, Leaf<2>, Leaf<3>>, Plain>>(right),
        _ => None,
    }
}

fn select<W: Around>() -> Option<Kernel> {
    Some(Kernel::of::<W::Of<Choice<Leaf<0>, Leaf<1>, Leaf<2>>>>())
}

/// A selection by a condition that is not computed apart, which has the first two operands.
pub(super) fn choice(condition: Op) -> Option<Kernel> {
    match condition {
        Op::Equal => choice_by::<Equal>(),
        Op::NotEqual => choice_by::<NotEqual>(),
        Op::Less => choice_by::<Less>(),
        Op::LessOrEqual => choice_by::<LessOrEqual>(),
        _ => None,
    }
}

fn choice_by<O: Binary>() -> Option<Kernel> {
    type By<O> = Both<O, Leaf<0>, Leaf<1>>;
    Some(Kernel::of::<With<Finite, Choice<By<O>, Leaf<2>, Leaf<3>>>>())
}

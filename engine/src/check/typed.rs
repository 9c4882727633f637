//! What a workbook means once every name, unit and index is known.
//!
//! A [`Typed`] workbook has no text left to interpret: rows refer to rows by position, units have
//! become factors, and each row knows the axes it runs over.

use std::collections::HashMap;

use crate::functions::{Extreme, Fold, Function};
use crate::units::Unit;
use crate::workbook::{Id, NumberFormat};

use super::curve::PreparedCurve;

/// A set of axes: indexes by their position in the workbook, and the timeline after them.
///
/// ```
/// use rackhour_engine::check::Axes;
/// let both = Axes::index(0).union(Axes::TIME);
/// assert!(both.contains(Axes::TIME) && !Axes::TIME.contains(both));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Axes(u64);

impl Axes {
    /// No axis: a single value.
    pub const NONE: Self = Self(0);
    /// The timeline.
    pub const TIME: Self = Self(1 << 63);
    /// How many indexes a workbook may have.
    pub const MOST: usize = 63;

    /// The axis of the index at this position.
    pub const fn index(position: usize) -> Self {
        Self(1 << position)
    }

    /// Axes in either.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Axes in the first but not the second.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all axes of the other are in this.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether there is no axis.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The axes one by one, in the order of a row's slots: indexes first, the timeline last.
    pub fn iter(self) -> impl Iterator<Item = Axes> {
        (0..64)
            .map(|bit| Self(1 << bit))
            .filter(move |axis| self.contains(*axis))
    }

    /// The position of the only axis among all axes; [`Self::MOST`] for the timeline.
    pub fn position(self) -> usize {
        self.0.trailing_zeros() as usize
    }
}

/// The extent of every axis of a workbook.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extents {
    /// The id of each index.
    pub ids: Vec<Id>,
    /// The element ids of each index.
    pub elements: Vec<Vec<Id>>,
    /// The timeline; without periods where the workbook has none.
    pub timeline: Periods,
}

/// The periods of a timeline, ready for use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Periods {
    /// `year`, `quarter` or `month`; empty without a timeline.
    pub id: Id,
    /// The labels of the periods.
    pub labels: Vec<String>,
    /// The calendar year of each period.
    pub years: Vec<f64>,
    /// The length of a period in hours.
    pub hours: f64,
}

impl Extents {
    /// How many positions an axis has.
    pub fn count(&self, axis: Axes) -> usize {
        if axis == Axes::TIME {
            self.timeline.labels.len()
        } else {
            self.elements.get(axis.position()).map_or(0, Vec::len)
        }
    }

    /// How many slots a row with these axes has.
    pub fn slots(&self, axes: Axes) -> usize {
        let counts = axes.iter().map(|axis| self.count(axis));
        // A product beyond all bounds is refused later; here it must only not wrap around.
        counts.fold(1, usize::saturating_mul)
    }

    /// The slots, of a row with these axes, that a walk through the periods computes in one of them:
    /// those of that period, and in the first one all of a row that does not run along the timeline.
    pub fn slots_in(&self, axes: Axes, period: usize) -> impl Iterator<Item = usize> + use<> {
        let (from, to, step) = match axes.contains(Axes::TIME) {
            true => (period, self.slots(axes), self.count(Axes::TIME)),
            false if period == 0 => (0, self.slots(axes), 1),
            false => (0, 0, 1),
        };
        (from..to).step_by(step.max(1))
    }

    /// The id of an axis, as `over` writes it.
    pub fn id(&self, axis: Axes) -> &str {
        if axis == Axes::TIME {
            &self.timeline.id
        } else {
            self.ids.get(axis.position()).map_or("", String::as_str)
        }
    }

    /// The element ids or period labels along an axis.
    pub fn labels(&self, axis: Axes) -> &[String] {
        if axis == Axes::TIME {
            &self.timeline.labels
        } else {
            self.elements
                .get(axis.position())
                .map_or(&[], Vec::as_slice)
        }
    }

    /// The axis that `over` calls by this id.
    pub fn axis(&self, id: &str) -> Option<Axes> {
        if !self.timeline.id.is_empty() && self.timeline.id == id {
            return Some(Axes::TIME);
        }
        self.ids
            .iter()
            .position(|other| other == id)
            .map(Axes::index)
    }

    /// The places that labels name on some axes, each on an axis that no label before it named.
    ///
    /// # Errors
    ///
    /// The first label that names nothing, or two things.
    pub fn places(&self, axes: Axes, labels: &[Id]) -> Result<Vec<(Axes, usize)>, Unplaced> {
        let mut free = axes;
        let place = |axis: Axes, label: &Id| {
            let position = self.labels(axis).iter().position(|other| other == label);
            position.map(|place| (axis, place))
        };
        labels
            .iter()
            .map(|label| {
                let mut found = free.iter().filter_map(|axis| place(axis, label));
                match (found.next(), found.next()) {
                    (Some((axis, place)), None) => {
                        free = free.without(axis);
                        Ok((axis, place))
                    }
                    (Some(first), Some(second)) => {
                        Err(Unplaced::Twice(label.clone(), first.0, second.0))
                    }
                    (None, _) => {
                        let taken = axes.without(free);
                        let again = taken.iter().find(|axis| place(*axis, label).is_some());
                        Err(Unplaced::Nowhere(label.clone(), again))
                    }
                }
            })
            .collect()
    }

    /// The slot of a row with these axes at a position.
    pub fn slot(&self, axes: Axes, at: &Position) -> usize {
        axes.iter()
            .fold(0, |slot, axis| slot * self.count(axis) + at.along(axis))
    }

    /// The position of a slot of a row with these axes; axes that the row lacks stand at 0.
    pub fn position(&self, axes: Axes, slot: usize) -> Position {
        let mut at = Position::default();
        let mut rest = slot;
        let list: Vec<_> = axes.iter().collect();
        for axis in list.into_iter().rev() {
            let count = self.count(axis).max(1);
            at.set(axis, rest % count);
            rest /= count;
        }
        at
    }
}

/// Why a label in brackets names no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unplaced {
    /// No axis has it; or only this one, of which an element is named already.
    Nowhere(Id, Option<Axes>),
    /// Two axes have it.
    Twice(Id, Axes, Axes),
}

/// One element of each index and one period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Position {
    /// The element of each index; missing ones stand at 0.
    elements: Vec<usize>,
    /// The period.
    pub period: usize,
}

impl Position {
    /// The position along one axis.
    pub fn along(&self, axis: Axes) -> usize {
        if axis == Axes::TIME {
            self.period
        } else {
            self.elements.get(axis.position()).copied().unwrap_or(0)
        }
    }

    /// Moves along one axis.
    pub fn set(&mut self, axis: Axes, to: usize) {
        if axis == Axes::TIME {
            self.period = to;
            return;
        }
        if self.elements.len() <= axis.position() {
            self.elements.resize(axis.position() + 1, 0);
        }
        self.elements[axis.position()] = to;
    }

    /// The same position, moved along one axis.
    pub fn with(&self, axis: Axes, to: usize) -> Self {
        let mut moved = self.clone();
        moved.set(axis, to);
        moved
    }
}

/// A checked workbook.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The rows, in the workbook's order.
    pub rows: Vec<Row>,
    /// The axes.
    pub extents: Extents,
    /// The curves, ready to be read.
    pub curves: Vec<PreparedCurve>,
    /// The workbook's own checks, in order; the broken ones are missing.
    pub checks: Vec<TypedCheck>,
    /// The workbook's signals, in order; the broken ones are missing.
    pub signals: Vec<TypedSignal>,
    /// Groups of rows such that each group only reads itself and earlier ones. A group of several
    /// rows, or one that reads itself, runs period by period, in the order given.
    pub order: Vec<Vec<usize>>,
    /// The position of each row.
    pub(super) positions: HashMap<Id, usize>,
}

impl Typed {
    /// The position of a row.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.positions.get(id).copied()
    }

    /// A row by its id.
    pub fn row(&self, id: &str) -> Option<&Row> {
        self.position(id).map(|position| &self.rows[position])
    }

    /// How many slots a row has.
    pub fn slots(&self, row: usize) -> usize {
        self.extents.slots(self.rows[row].axes)
    }

    /// The slot of a row that some labels name; a label of an axis that the row lacks is passed
    /// over, and a timeline that none names stands at its first period.
    ///
    /// `None` where an index of the row is left open.
    pub fn slot_of(&self, row: usize, labels: &[String]) -> Option<usize> {
        let axes = self.rows[row].axes;
        let known = |label: &&Id| {
            axes.iter()
                .any(|axis| self.extents.labels(axis).contains(label))
        };
        let labels: Vec<Id> = labels.iter().filter(known).cloned().collect();
        let mut at = Position::default();
        let mut open = axes.without(Axes::TIME);
        for (axis, place) in self.extents.places(axes, &labels).ok()? {
            at.set(axis, place);
            open = open.without(axis);
        }
        open.is_empty().then(|| self.extents.slot(axes, &at))
    }
}

/// One row of a checked workbook.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id.
    pub id: Id,
    /// The unit in which its slots hold values.
    pub unit: Unit,
    /// How its values are shown, where reasons quote them.
    pub format: Option<NumberFormat>,
    /// What its values are.
    pub kind: RowKind,
    /// The axes it runs over.
    pub axes: Axes,
    /// How its slots get their values.
    pub rule: RowRule,
    /// The rows its formula reads, in order of first mention.
    pub reads: Vec<usize>,
}

/// What the values of a row are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// Quantities.
    Number,
    /// Conditions: 1 for true, 0 for false.
    Condition,
    /// One of these options, by position.
    Choice(Vec<Id>),
}

/// How the slots of a row get their values.
#[derive(Clone, Debug)]
pub enum RowRule {
    /// From the document's layers.
    Input,
    /// By one term for all slots.
    Formula(Term),
    /// By one term per period.
    Irregular(Vec<Term>),
    /// Not at all, for this reason.
    Blocked(String),
}

/// A claim of the workbook about itself.
#[derive(Clone, Debug)]
pub struct TypedCheck {
    /// Its id.
    pub id: Id,
    /// The axes over which it must hold.
    pub axes: Axes,
    /// What must hold.
    pub claim: TypedClaim,
}

/// What a check claims.
#[derive(Clone, Debug)]
pub enum TypedClaim {
    /// A condition.
    Holds(Term),
    /// Two quantities that differ by at most the tolerance, in the unit named.
    Equal(Term, Term, f64, Unit),
    /// All other checks.
    AllOthers,
}

/// A signal of the workbook.
#[derive(Clone, Debug)]
pub struct TypedSignal {
    /// Its id.
    pub id: Id,
    /// The row that it watches.
    pub row: usize,
    /// The slot of that row.
    pub slot: usize,
    /// The level from which it is watched, in the unit of the row.
    pub watch: Term,
    /// The level from which the thesis is broken, in the unit of the row.
    pub broken: Term,
}

/// A formula without names and units: what the evaluators walk.
#[derive(Clone, Debug)]
pub enum Term {
    /// A number, or a condition as 1 or 0.
    Constant(f64),
    /// No value, for a reason.
    Unavailable(Vec<Piece>),
    /// A row at the current position, but for the axes fixed here.
    Read {
        /// The row.
        row: usize,
        /// Axes that stand still, and where.
        fixed: Vec<(Axes, usize)>,
    },
    /// The calendar year of the current period.
    Year,
    /// Whether the current element of an index is this one.
    ElementIs(Axes, usize),
    /// A conversion between units of one dimension: the value times a factor.
    Scale(Box<Term>, f64),
    /// `-x`.
    Negate(Box<Term>),
    /// `NOT(x)`.
    Not(Box<Term>),
    /// An operator between two values.
    Binary(Binary, Box<Term>, Box<Term>),
    /// A whole power, by repeated multiplication.
    WholePower(Box<Term>, i32),
    /// A function of numbers alone.
    Apply(&'static Function, Vec<Term>),
    /// A fold of several values, from the left.
    Fold(Fold, Vec<Term>),
    /// A fold of one value over axes, from the left, the last axis fastest.
    Reduce(Fold, Axes, Box<Term>),
    /// The place along one axis at which a value is least or greatest.
    Element(Extreme, Axes, Box<Term>),
    /// `IF(condition, then, otherwise)`.
    If(Box<Term>, Box<Term>, Box<Term>),
    /// `CHOOSE(position, …)`.
    Choose(Box<Term>, Vec<Term>),
    /// `IFNA(value, otherwise)`.
    IfNa(Box<Term>, Box<Term>),
    /// A value some periods ago, and what stands there before the first one.
    Lag(Box<Term>, usize, Box<Term>),
    /// A value in the first period.
    First(Box<Term>),
    /// A value in the last period.
    Last(Box<Term>),
    /// The running sum of a value from the first period on.
    Cumulate(Box<Term>),
    /// Net present value of a series at a rate, the first value one period away.
    Npv(Box<Term>, Box<Term>),
    /// Internal rate of return of a series.
    Irr(Box<Term>),
    /// A curve at a value.
    Curve(usize, Box<Term>),
}

impl Term {
    /// The terms that it is made of, in the order of writing.
    pub fn parts(&self) -> Vec<&Term> {
        match self {
            Self::Constant(_)
            | Self::Unavailable(_)
            | Self::Read { .. }
            | Self::Year
            | Self::ElementIs(..) => Vec::new(),
            Self::Scale(one, _)
            | Self::Negate(one)
            | Self::Not(one)
            | Self::WholePower(one, _)
            | Self::Reduce(_, _, one)
            | Self::Element(_, _, one)
            | Self::First(one)
            | Self::Last(one)
            | Self::Cumulate(one)
            | Self::Irr(one)
            | Self::Curve(_, one) => vec![one],
            Self::Binary(_, one, other)
            | Self::IfNa(one, other)
            | Self::Lag(one, _, other)
            | Self::Npv(one, other) => vec![one, other],
            Self::If(condition, then, otherwise) => vec![condition, then, otherwise],
            Self::Apply(_, many) | Self::Fold(_, many) => many.iter().collect(),
            Self::Choose(first, many) => std::iter::once(&**first).chain(many).collect(),
        }
    }
}

/// A part of a reason: words, or the value of a row at the place where it was asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// The value of this row.
    Value(usize),
}

/// Operators between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Binary {
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
}

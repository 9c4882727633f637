//! Terms to nodes: each slot of each row once, equal operations shared, constants folded.

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::live;
use super::need::needed;
use super::op::{FunctionRef, Op};
use super::tape::{InputKey, Tape};
use crate::check::{Axes, Binary, Position, Resolved, RowRule, SlotAction, Term, Typed};
use crate::functions::Fold;

/// Compiles the slots asked for, each a row and a slot of it.
///
/// `resolved` says, row by row, which formulas the layers override and in which way; the numbers
/// themselves are inputs of the tape.
pub fn compile(typed: &Typed, resolved: &[Resolved], outputs: &[(usize, usize)]) -> Tape {
    compile_with(typed, resolved, outputs, &[])
}

/// The same, followed by terms that belong to no row, each at every position along its axes.
pub fn compile_with(
    typed: &Typed,
    resolved: &[Resolved],
    outputs: &[(usize, usize)],
    terms: &[(&Term, Axes)],
) -> Tape {
    let mut lower = Lower {
        typed,
        resolved,
        nodes: IndexSet::default(),
        slots: typed
            .rows
            .iter()
            .map(|row| vec![None; typed.extents.slots(row.axes)])
            .collect(),
        inputs: Vec::new(),
    };
    for group in needed(typed, outputs.iter().map(|output| output.0)) {
        lower.group(group);
    }
    let mut nodes = Vec::with_capacity(outputs.len());
    nodes.extend(outputs.iter().map(|&(row, slot)| lower.slot(row, slot)));
    for (term, axes) in terms {
        let positions = 0..typed.extents.slots(*axes);
        nodes.extend(positions.map(|slot| lower.term(term, &typed.extents.position(*axes, slot))));
    }
    live::tape(
        lower.nodes.into_iter().collect(),
        &lower.inputs,
        &nodes,
        typed.curves.clone(),
    )
}

/// A value in the making.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// A number, by its bits.
    Constant(u64),
    /// An input of the tape.
    Input(usize),
    /// An operation on earlier nodes.
    Op(Op, Vec<usize>),
}

struct Lower<'a> {
    typed: &'a Typed,
    resolved: &'a [Resolved],
    /// Each node once, in the order of their making, which is the order of the tape.
    nodes: IndexSet<Node, FxBuildHasher>,
    slots: Vec<Vec<Option<usize>>>,
    inputs: Vec<InputKey>,
}

impl Lower<'_> {
    /// Compiles a group period by period, so that `PREV` always finds what it reads.
    fn group(&mut self, group: &[usize]) {
        let periods = self.typed.extents.timeline.labels.len().max(1);
        for period in 0..periods {
            for &row in group {
                let axes = self.typed.rows[row].axes;
                for slot in self.typed.extents.slots_in(axes, period) {
                    self.slot(row, slot);
                }
            }
        }
    }

    fn slot(&mut self, row: usize, slot: usize) -> usize {
        if let Some(node) = self.slots[row][slot] {
            return node;
        }
        let typed = self.typed;
        let at = typed.extents.position(typed.rows[row].axes, slot);
        let resolved = &self.resolved[row];
        let node = if resolved.values.is_empty() {
            self.formula_slot(row, slot, &at)
        } else {
            self.input(InputKey {
                row,
                slot,
                action: None,
            })
        };
        self.slots[row][slot] = Some(node);
        node
    }

    fn formula_slot(&mut self, row: usize, slot: usize, at: &Position) -> usize {
        let (typed, resolved) = (self.typed, self.resolved);
        let actions = resolved[row]
            .actions
            .get(slot)
            .map_or(&[][..], Vec::as_slice);
        let replaced = matches!(actions.first(), Some(SlotAction::Set(_)));
        let mut node = match &typed.rows[row].rule {
            _ if replaced => self.unavailable(),
            RowRule::Formula(term) => self.term(term, at),
            RowRule::Irregular(terms) => match terms.get(at.period) {
                Some(term) => self.term(term, at),
                None => self.unavailable(),
            },
            RowRule::Input | RowRule::Blocked(_) => self.unavailable(),
        };
        for (position, action) in actions.iter().enumerate() {
            let number = self.input(InputKey {
                row,
                slot,
                action: Some(position),
            });
            node = match action {
                SlotAction::Set(_) => number,
                SlotAction::Scale(_) => self.op(Op::Multiply, &[node, number]),
                SlotAction::Add(_) => self.op(Op::Add, &[node, number]),
            };
        }
        node
    }

    fn input(&mut self, key: InputKey) -> usize {
        let position = self.inputs.len();
        self.inputs.push(key);
        self.node(Node::Input(position))
    }

    fn constant(&mut self, value: f64) -> usize {
        let value = if value.is_finite() { value } else { f64::NAN };
        self.node(Node::Constant(value.to_bits()))
    }

    fn unavailable(&mut self) -> usize {
        self.constant(f64::NAN)
    }

    fn node(&mut self, node: Node) -> usize {
        self.nodes.insert_full(node).0
    }

    /// An operation; one on constants alone is done here and now.
    fn op(&mut self, op: Op, operands: &[usize]) -> usize {
        let constants: Option<Vec<f64>> = operands
            .iter()
            .map(|operand| match self.nodes[*operand] {
                Node::Constant(bits) => Some(f64::from_bits(bits)),
                _ => None,
            })
            .collect();
        match constants {
            Some(values) => {
                let value = op.apply(&values, &self.typed.curves);
                self.constant(value)
            }
            None => self.node(Node::Op(op, operands.to_vec())),
        }
    }

    fn term(&mut self, term: &Term, at: &Position) -> usize {
        match term {
            Term::Constant(value) => self.constant(*value),
            Term::Unavailable(_) => self.unavailable(),
            Term::Read { row, fixed } => {
                let mut at = at.clone();
                for (axis, place) in fixed {
                    at.set(*axis, *place);
                }
                let slot = self.typed.extents.slot(self.typed.rows[*row].axes, &at);
                self.slot(*row, slot)
            }
            Term::Year => {
                let year = self.typed.extents.timeline.years.get(at.period).copied();
                self.constant(year.unwrap_or(f64::NAN))
            }
            Term::ElementIs(axis, place) => {
                self.constant(f64::from(u8::from(at.along(*axis) == *place)))
            }
            Term::Scale(inner, factor) => {
                let factor = self.constant(*factor);
                let inner = self.term(inner, at);
                self.op(Op::Multiply, &[inner, factor])
            }
            Term::Negate(inner) => self.unary(Op::Negate, inner, at),
            Term::Not(inner) => self.unary(Op::Not, inner, at),
            Term::WholePower(inner, n) => self.whole_power(inner, *n, at),
            Term::Curve(curve, inner) => self.unary(Op::Curve(*curve), inner, at),
            Term::Binary(operator, left, right) => {
                let (left, right) = (self.term(left, at), self.term(right, at));
                self.op(operation(*operator), &[left, right])
            }
            Term::Apply(function, arguments) => {
                let arguments = self.terms(arguments, at);
                self.op(Op::Apply(FunctionRef(function)), &arguments)
            }
            Term::If(condition, then, otherwise) => {
                let nodes = [condition, then, otherwise].map(|term| self.term(term, at));
                self.op(Op::Select, &nodes)
            }
            Term::IfNa(value, otherwise) => {
                let nodes = [value, otherwise].map(|term| self.term(term, at));
                self.op(Op::IfNa, &nodes)
            }
            Term::Choose(position, options) => self.choose(position, options, at),
            Term::Fold(fold, terms) => {
                let terms = self.terms(terms, at);
                self.fold(*fold, &terms)
            }
            Term::Reduce(fold, axes, inner) => {
                let terms: Vec<_> = along(self.typed, *axes, at)
                    .iter()
                    .map(|at| self.term(inner, at))
                    .collect();
                self.fold(*fold, &terms)
            }
            Term::Element(extreme, axis, inner) => {
                let terms: Vec<_> = along(self.typed, *axis, at)
                    .iter()
                    .map(|at| self.term(inner, at))
                    .collect();
                self.op(Op::Element(*extreme), &terms)
            }
            _ => self.timed(term, at),
        }
    }

    fn unary(&mut self, op: Op, inner: &Term, at: &Position) -> usize {
        let inner = self.term(inner, at);
        self.op(op, &[inner])
    }

    /// A positive power is the products that squaring and multiplying makes of it, bit for bit.
    fn whole_power(&mut self, inner: &Term, n: i32, at: &Position) -> usize {
        let base = self.term(inner, at);
        if n < 1 {
            return self.op(Op::WholePower(n), &[base]);
        }
        let (mut rest, mut square, mut power) = (n, base, None);
        loop {
            if rest & 1 == 1 {
                power = Some(match power {
                    Some(power) => self.op(Op::Multiply, &[power, square]),
                    None => square,
                });
            }
            rest >>= 1;
            if rest == 0 {
                return power.unwrap_or(square);
            }
            square = self.op(Op::Multiply, &[square, square]);
        }
    }

    fn terms(&mut self, terms: &[Term], at: &Position) -> Vec<usize> {
        terms.iter().map(|term| self.term(term, at)).collect()
    }

    /// The functions that run along the timeline.
    fn timed(&mut self, term: &Term, at: &Position) -> usize {
        let last = self.typed.extents.timeline.labels.len().saturating_sub(1);
        match term {
            Term::Lag(inner, count, before) => match at.period.checked_sub(*count) {
                Some(earlier) => self.term(inner, &at.with(Axes::TIME, earlier)),
                None => self.term(before, at),
            },
            Term::First(inner) => self.term(inner, &at.with(Axes::TIME, 0)),
            Term::Last(inner) => self.term(inner, &at.with(Axes::TIME, last)),
            Term::Cumulate(inner) => {
                let terms: Vec<_> = (0..=at.period)
                    .map(|period| self.term(inner, &at.with(Axes::TIME, period)))
                    .collect();
                self.fold(Fold::Sum, &terms)
            }
            Term::Npv(rate, flows) => {
                let mut operands = vec![self.term(rate, at)];
                operands.extend(self.series(flows, at));
                self.op(Op::Npv, &operands)
            }
            Term::Irr(flows) => {
                let operands = self.series(flows, at);
                self.op(Op::Irr, &operands)
            }
            _ => self.unavailable(),
        }
    }

    fn series(&mut self, term: &Term, at: &Position) -> Vec<usize> {
        along(self.typed, Axes::TIME, at)
            .iter()
            .map(|at| self.term(term, at))
            .collect()
    }

    /// Nested selections: position 1 is the first option.
    fn choose(&mut self, position: &Term, options: &[Term], at: &Position) -> usize {
        let position = self.term(position, at);
        let options = self.terms(options, at);
        let mut chosen = self.unavailable();
        for (place, option) in options.into_iter().enumerate().rev() {
            // Excel drops the fraction of a position: 1 ≤ position < 2 is the first.
            let (from, to) = (
                self.constant(place as f64 + 1.0),
                self.constant(place as f64 + 2.0),
            );
            let reached = self.op(Op::GreaterOrEqual, &[position, from]);
            let before = self.op(Op::Less, &[position, to]);
            let here = self.op(Op::And, &[reached, before]);
            chosen = self.op(Op::Select, &[here, option, chosen]);
        }
        chosen
    }

    /// A fold from the left.
    fn fold(&mut self, fold: Fold, terms: &[usize]) -> usize {
        let op = match fold {
            Fold::Sum | Fold::Average => Op::Add,
            Fold::Min => Op::Min,
            Fold::Max => Op::Max,
            Fold::And => Op::And,
            Fold::Or => Op::Or,
        };
        let Some((first, rest)) = terms.split_first() else {
            return self.unavailable();
        };
        let total = rest
            .iter()
            .fold(*first, |total, term| self.op(op, &[total, *term]));
        if fold == Fold::Average {
            let count = self.constant(terms.len() as f64);
            return self.op(Op::Divide, &[total, count]);
        }
        total
    }
}

/// The positions along some axes, the last axis fastest, other axes as given.
pub(crate) fn along(typed: &Typed, axes: Axes, at: &Position) -> Vec<Position> {
    (0..typed.extents.slots(axes))
        .map(|slot| {
            let inner = typed.extents.position(axes, slot);
            axes.iter()
                .fold(at.clone(), |at, axis| at.with(axis, inner.along(axis)))
        })
        .collect()
}

fn operation(operator: Binary) -> Op {
    match operator {
        Binary::Add => Op::Add,
        Binary::Subtract => Op::Subtract,
        Binary::Multiply => Op::Multiply,
        Binary::Divide => Op::Divide,
        Binary::Power => Op::Power,
        Binary::Equal => Op::Equal,
        Binary::NotEqual => Op::NotEqual,
        Binary::Less => Op::Less,
        Binary::LessOrEqual => Op::LessOrEqual,
        Binary::Greater => Op::Greater,
        Binary::GreaterOrEqual => Op::GreaterOrEqual,
    }
}

//! Which operations share a loop: the fewest loops that cover all of them.
//!
//! An operation that one other reads, and nothing else, may be carried out inside that one's loop,
//! which saves a store and a load per lane. Nothing is reassociated.

use crate::compile::Op;

use super::kernels::Kernel;
use super::shapes::{self, Outer, Side, chains, commutes, pairs};

/// A value as a segment sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// One value, by its position among the scalars.
    Scalar(u32),
    /// A stream that stands before the segment.
    Stream(u32),
    /// The result of a node of the segment, by its position.
    Node(u32),
}

/// An operation of a segment.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) op: Op,
    pub(super) operands: Vec<Value>,
    /// The stream that gets the result, if it outlives the segment.
    pub(super) kept: Option<u32>,
}

/// Operations that share a loop.
pub(super) struct Tile {
    /// The node whose result it is.
    pub(super) root: usize,
    /// What the loop reads, the operands of the innermost operation first.
    pub(super) leaves: Vec<Value>,
    /// The loop; none where the operation has a whole series to read.
    pub(super) kernel: Option<Kernel>,
}

/// Covers the nodes with loops, in an order in which each can run.
pub(super) fn tiles(nodes: &[Node]) -> Vec<Tile> {
    let cover = Cover {
        nodes,
        is_inner: is_inner(nodes),
    };
    let mut costs: Vec<u32> = Vec::with_capacity(nodes.len());
    let mut chosen: Vec<Vec<u32>> = Vec::with_capacity(nodes.len());
    for node in 0..nodes.len() {
        let (cost, absorbed) = cover.cheapest(node, &costs);
        costs.push(cost);
        chosen.push(absorbed);
    }
    let mut is_absorbed = vec![false; nodes.len()];
    for node in (0..nodes.len())
        .rev()
        .filter(|node| !chosen[*node].is_empty())
    {
        if !is_absorbed[node] {
            for inner in &chosen[node] {
                is_absorbed[*inner as usize] = true;
            }
        }
    }
    let roots = (0..nodes.len()).filter(|node| !is_absorbed[*node]);
    roots.map(|root| cover.tile(root, &chosen[root])).collect()
}

/// Which nodes one other node reads, once, and nothing else.
fn is_inner(nodes: &[Node]) -> Vec<bool> {
    let mut uses = vec![0_u32; nodes.len()];
    for node in nodes {
        for operand in &node.operands {
            if let Value::Node(inner) = operand {
                uses[*inner as usize] += 1;
            }
        }
    }
    let once = nodes.iter().zip(uses);
    once.map(|(node, uses)| uses == 1 && node.kept.is_none())
        .collect()
}

struct Cover<'a> {
    nodes: &'a [Node],
    is_inner: Vec<bool>,
}

impl Cover<'_> {
    /// The inner node that an operand is, if it may share a loop.
    fn inner(&self, operand: Value) -> Option<u32> {
        match operand {
            Value::Node(node) if self.is_inner[node as usize] => Some(node),
            _ => None,
        }
    }

    fn operands_that(&self, node: u32, may: impl Fn(Op) -> bool) -> impl Iterator<Item = u32> {
        let operands = self.nodes[node as usize].operands.iter();
        operands
            .filter_map(|operand| self.inner(*operand))
            .filter(move |inner| may(self.nodes[*inner as usize].op))
    }

    /// The ways in which a node can share its loop: the nodes it takes in, the outermost first.
    fn ways(&self, node: usize) -> Vec<Vec<u32>> {
        let Node { op, kept, .. } = &self.nodes[node];
        let mut ways = vec![Vec::new()];
        let node = node as u32;
        if *op == Op::Select {
            let condition = self.inner(self.nodes[node as usize].operands[0]);
            let compares = |inner: &u32| compares(self.nodes[*inner as usize].op);
            ways.extend(condition.filter(compares).map(|inner| vec![inner]));
        } else if pairs(*op) {
            ways.extend(self.operands_that(node, pairs).map(|inner| vec![inner]));
        }
        if chains(*op) && kept.is_none() {
            let inner: Vec<_> = self.operands_that(node, chains).collect();
            for middle in &inner {
                let innermost = self.operands_that(*middle, chains);
                ways.extend(innermost.map(|innermost| vec![*middle, innermost]));
            }
            if let [left, right] = inner.as_slice() {
                ways.push(vec![*left, *right]);
            }
        }
        ways
    }

    /// The fewest loops that give a node and what only it reads, and the nodes its own takes in.
    fn cheapest(&self, node: usize, costs: &[u32]) -> (u32, Vec<u32>) {
        let mut best = (u32::MAX, Vec::new());
        for absorbed in self.ways(node) {
            let leaves = self.leaves(node, &absorbed);
            let inner = leaves.iter().filter_map(|leaf| self.inner(*leaf));
            let cost = 1 + inner.map(|inner| costs[inner as usize]).sum::<u32>();
            if cost < best.0 {
                best = (cost, absorbed);
            }
        }
        best
    }

    /// What a node and those it takes in read.
    fn leaves(&self, node: usize, absorbed: &[u32]) -> Vec<Value> {
        let inner = absorbed.iter().map(|inner| *inner as usize);
        let operands = inner
            .chain([node])
            .flat_map(|node| &self.nodes[node].operands);
        let is_leaf = |value: &&Value| !matches!(value, Value::Node(n) if absorbed.contains(n));
        operands.filter(is_leaf).copied().collect()
    }

    fn tile(&self, root: usize, absorbed: &[u32]) -> Tile {
        let node = &self.nodes[root];
        let leaves_tape = node.kept.is_some();
        let op = |inner: &u32| self.nodes[*inner as usize].op;
        let mut leaves = Vec::new();
        let kernel = match absorbed {
            [] => {
                let op = self.innermost(root, &mut leaves);
                shapes::single(op, leaves.len(), leaves_tape)
            }
            [inner] if node.op == Op::Select => {
                let condition = self.innermost(*inner as usize, &mut leaves);
                leaves.extend(&node.operands[1..]);
                shapes::choice(condition)
            }
            [inner] => {
                let inner_op = self.innermost(*inner as usize, &mut leaves);
                let outer = outer(node, *inner, &mut leaves);
                shapes::two(outer, inner_op, leaves_tape)
            }
            [left, right] if node.operands == [Value::Node(*left), Value::Node(*right)] => {
                self.innermost(*right as usize, &mut leaves);
                self.innermost(*left as usize, &mut leaves);
                shapes::tree(node.op, op(left), op(right))
            }
            [middle, innermost, ..] => {
                let inner = self.innermost(*innermost as usize, &mut leaves);
                let inside = outer(&self.nodes[*middle as usize], *innermost, &mut leaves);
                let outer = outer(node, *middle, &mut leaves);
                shapes::three(outer, inside, inner)
            }
        };
        if kernel.is_none() {
            leaves.clone_from(&node.operands);
        }
        Tile {
            root,
            leaves,
            kernel,
        }
    }

    /// The innermost operation of a loop; its operands become leaves. What is greater is less the
    /// other way round.
    fn innermost(&self, node: usize, leaves: &mut Vec<Value>) -> Op {
        let node = &self.nodes[node];
        let op = match node.op {
            Op::Greater => Op::Less,
            Op::GreaterOrEqual => Op::LessOrEqual,
            op => {
                leaves.extend(&node.operands);
                return op;
            }
        };
        leaves.extend(node.operands.iter().rev());
        op
    }
}

/// The operation around an inner one, and its side; the other operand becomes a leaf.
fn outer(node: &Node, inner: u32, leaves: &mut Vec<Value>) -> Outer {
    let is_left = node.operands[0] == Value::Node(inner);
    leaves.push(node.operands[usize::from(is_left)]);
    let side = match is_left || commutes(node.op) {
        true => Side::Left,
        false => Side::Right,
    };
    (node.op, side)
}

fn compares(op: Op) -> bool {
    let rising = matches!(op, Op::Less | Op::LessOrEqual | Op::Equal | Op::NotEqual);
    rising || matches!(op, Op::Greater | Op::GreaterOrEqual)
}

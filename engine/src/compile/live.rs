//! Nodes to a tape: what no output needs is left out, and the rest put in order of need.

use crate::check::PreparedCurve;

use super::lower::Node;
use super::tape::{InputKey, Operand, Operation, Tape};

/// The tape of those nodes that some outputs need, each as late as it may be.
///
/// Nodes come row by row, all years of one before the first of the next. An output asks for what
/// its first operand needs before it looks at the second, so that a year is done with before the
/// next one starts: few values wait, and those that are read are still near.
pub(super) fn tape(
    nodes: Vec<Node>,
    inputs: &[InputKey],
    outputs: &[usize],
    curves: Vec<PreparedCurve>,
) -> Tape {
    let mut tape = Tape {
        operations: Vec::new(),
        constants: Vec::new(),
        inputs: Vec::new(),
        outputs: Vec::new(),
        curves,
    };
    let mut places: Vec<Option<Operand>> = vec![None; nodes.len()];
    let mut wanted: Vec<usize> = outputs.iter().rev().copied().collect();
    while let Some(&node) = wanted.last() {
        let missing = match &nodes[node] {
            Node::Op(_, operands) if places[node].is_none() => {
                let mut operands = operands.iter().copied();
                operands.find(|operand| places[*operand].is_none())
            }
            _ => None,
        };
        if let Some(operand) = missing {
            wanted.push(operand);
            continue;
        }
        wanted.pop();
        if places[node].is_none() {
            places[node] = Some(push(&mut tape, inputs, &places, &nodes[node]));
        }
    }
    let outputs = outputs.iter().filter_map(|output| places[*output]);
    tape.outputs = outputs.collect();
    tape
}

/// Takes one node over; what it reads has been taken over before.
fn push(tape: &mut Tape, inputs: &[InputKey], places: &[Option<Operand>], node: &Node) -> Operand {
    match node {
        Node::Constant(bits) => {
            tape.constants.push(f64::from_bits(*bits));
            Operand::Constant(tape.constants.len() - 1)
        }
        Node::Input(input) => {
            tape.inputs.push(inputs[*input]);
            Operand::Input(tape.inputs.len() - 1)
        }
        Node::Op(op, operands) => {
            let operands = operands.iter().filter_map(|node| places[*node]).collect();
            tape.operations.push(Operation { op: *op, operands });
            Operand::Operation(tape.operations.len() - 1)
        }
    }
}

//! Nodes to a tape: what no output needs is left out.

use crate::check::PreparedCurve;

use super::lower::Node;
use super::tape::{InputKey, Operand, Operation, Tape};

/// The tape of those nodes that some outputs need, in the order in which they were made.
pub(super) fn tape(
    nodes: Vec<Node>,
    inputs: &[InputKey],
    outputs: &[usize],
    curves: Vec<PreparedCurve>,
) -> Tape {
    let needed = needed(&nodes, outputs);
    let mut tape = Tape {
        operations: Vec::new(),
        constants: Vec::new(),
        inputs: Vec::new(),
        outputs: Vec::new(),
        curves,
    };
    let mut places: Vec<Option<Operand>> = vec![None; nodes.len()];
    for (position, node) in nodes.into_iter().enumerate() {
        if needed[position] {
            places[position] = Some(push(&mut tape, inputs, &places, node));
        }
    }
    let outputs = outputs.iter().filter_map(|output| places[*output]);
    tape.outputs = outputs.collect();
    tape
}

/// Takes one node over; what it reads has been taken over before.
fn push(tape: &mut Tape, inputs: &[InputKey], places: &[Option<Operand>], node: Node) -> Operand {
    match node {
        Node::Constant(bits) => {
            tape.constants.push(f64::from_bits(bits));
            Operand::Constant(tape.constants.len() - 1)
        }
        Node::Input(input) => {
            tape.inputs.push(inputs[input]);
            Operand::Input(tape.inputs.len() - 1)
        }
        Node::Op(op, operands) => {
            let operands = operands.iter().filter_map(|node| places[*node]).collect();
            tape.operations.push(Operation { op, operands });
            Operand::Operation(tape.operations.len() - 1)
        }
    }
}

/// Which nodes the outputs need, directly or through others.
fn needed(nodes: &[Node], outputs: &[usize]) -> Vec<bool> {
    let mut needed = vec![false; nodes.len()];
    for output in outputs {
        needed[*output] = true;
    }
    for (position, node) in nodes.iter().enumerate().rev() {
        if let Node::Op(_, operands) = node
            && needed[position]
        {
            for operand in operands {
                needed[*operand] = true;
            }
        }
    }
    needed
}

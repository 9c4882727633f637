//! Nodes to instructions: what no output needs is dropped, and registers are used again.

use crate::check::PreparedCurve;

use super::lower::Node;
use super::tape::{InputKey, Instruction, Operand, Tape};

/// Assigns registers by a linear scan over the nodes' lifetimes.
///
/// An operand's register is freed only after the result has its own, so an instruction never
/// writes where it reads.
pub(super) fn assign(
    nodes: Vec<Node>,
    inputs: Vec<InputKey>,
    outputs: &[usize],
    curves: Vec<PreparedCurve>,
) -> Tape {
    let last_use = lifetimes(&nodes, outputs);
    let mut tape = Tape {
        instructions: Vec::new(),
        constants: Vec::new(),
        inputs: Vec::new(),
        outputs: Vec::new(),
        registers: 0,
        curves,
    };
    let mut places: Vec<Option<Operand>> = vec![None; nodes.len()];
    let mut free: Vec<usize> = Vec::new();
    for (position, node) in nodes.into_iter().enumerate() {
        if last_use[position].is_none() {
            continue;
        }
        let place = match node {
            Node::Constant(bits) => {
                tape.constants.push(f64::from_bits(bits));
                Operand::Constant(tape.constants.len() - 1)
            }
            Node::Input(input) => {
                tape.inputs.push(inputs[input]);
                Operand::Input(tape.inputs.len() - 1)
            }
            Node::Op(op, operands) => {
                let to = free.pop().unwrap_or_else(|| {
                    tape.registers += 1;
                    tape.registers - 1
                });
                let operands: Vec<(usize, Operand)> = operands
                    .into_iter()
                    .filter_map(|operand| places[operand].map(|place| (operand, place)))
                    .collect();
                let mut done: Vec<usize> = operands
                    .iter()
                    .filter(|(node, _)| last_use[*node] == Some(position))
                    .filter_map(|(_, place)| match place {
                        Operand::Register(register) => Some(*register),
                        _ => None,
                    })
                    .collect();
                done.sort_unstable();
                done.dedup();
                free.extend(done);
                let operands = operands.into_iter().map(|(_, place)| place).collect();
                tape.instructions.push(Instruction { op, operands, to });
                Operand::Register(to)
            }
        };
        places[position] = Some(place);
    }
    tape.outputs = outputs
        .iter()
        .filter_map(|output| places[*output])
        .collect();
    tape
}

/// The last node that reads each node; outputs live to the end, unused nodes not at all.
fn lifetimes(nodes: &[Node], outputs: &[usize]) -> Vec<Option<usize>> {
    let mut last_use = vec![None; nodes.len()];
    for output in outputs {
        last_use[*output] = Some(usize::MAX);
    }
    for (position, node) in nodes.iter().enumerate().rev() {
        if last_use[position].is_none() {
            continue;
        }
        if let Node::Op(_, operands) = node {
            for operand in operands {
                last_use[*operand] = last_use[*operand].or(Some(position));
            }
        }
    }
    last_use
}

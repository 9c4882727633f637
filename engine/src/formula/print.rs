//! An [`Ast`] to text, with the least parentheses that keep its shape.

use super::ast::{Ast, Node};

/// How tightly `%`, a sign and everything without an operator bind, above every infix operator.
const PERCENT: u8 = 5;
const NEGATE: u8 = 6;
const PRIMARY: u8 = 7;

/// Writes a formula such that reading it gives the same tree.
///
/// A missing part is written `()`, which reads as missing again.
///
/// ```
/// use rackhour_engine::formula::{parse, print};
/// assert_eq!(print(&parse("a-(b-c)*( 8760[h/yr] )").0), "a - (b - c) * 8760 [h/yr]");
/// ```
pub fn print(ast: &Ast) -> String {
    let mut text = String::new();
    write(ast, 0, &mut text);
    text
}

/// Writes a finite number in the fewest digits that read back as the same number.
///
/// ```
/// use rackhour_engine::formula::number;
/// assert_eq!(number(0.07), "0.07");
/// assert_eq!(number(6.67e-6), "6.67e-6");
/// ```
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-5..1e16).contains(&size) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

/// The same formula with the names of functions in upper case, as they print.
///
/// Which names are functions is for the caller to say; `is_function` gets them as written.
pub fn canonical(mut ast: Ast, is_function: &dyn Fn(&str) -> bool) -> Ast {
    ast.node = match ast.node {
        Node::Negate(operand) => Node::Negate(Box::new(canonical(*operand, is_function))),
        Node::Percent(operand) => Node::Percent(Box::new(canonical(*operand, is_function))),
        Node::Binary {
            operator,
            left,
            right,
        } => Node::Binary {
            operator,
            left: Box::new(canonical(*left, is_function)),
            right: Box::new(canonical(*right, is_function)),
        },
        Node::Call {
            mut name,
            arguments,
            over,
        } => {
            if is_function(&name.text) {
                name.text.make_ascii_uppercase();
            }
            let each = arguments
                .into_iter()
                .map(|argument| canonical(argument, is_function));
            Node::Call {
                name,
                arguments: each.collect(),
                over,
            }
        }
        other => other,
    };
    ast
}

/// Writes a tree into a place that needs at least this binding strength.
fn write(ast: &Ast, least: u8, text: &mut String) {
    if strength(ast) < least {
        text.push('(');
        write(ast, 0, text);
        text.push(')');
        return;
    }
    match &ast.node {
        Node::Number { value, unit } => {
            text.push_str(&number(*value));
            if let Some(unit) = unit {
                text.push_str(&format!(" [{}]", unit.text));
            }
        }
        Node::Text(content) => text.push_str(&format!("\"{}\"", content.replace('"', "\"\""))),
        Node::Boolean(truth) => text.push_str(if *truth { "true" } else { "false" }),
        Node::Name { name, at } => {
            text.push_str(name);
            if !at.is_empty() {
                let at: Vec<_> = at.iter().map(|word| word.text.as_str()).collect();
                text.push_str(&format!("[{}]", at.join(", ")));
            }
        }
        Node::Negate(operand) => {
            text.push('-');
            write(operand, NEGATE, text);
        }
        Node::Percent(operand) => {
            write(operand, PERCENT, text);
            text.push('%');
        }
        Node::Binary {
            operator,
            left,
            right,
        } => {
            let own = operator.strength();
            write(left, own, text);
            match operator.symbol() {
                "^" => text.push('^'),
                symbol => text.push_str(&format!(" {symbol} ")),
            }
            write(right, own + 1, text);
        }
        Node::Call {
            name,
            arguments,
            over,
        } => {
            text.push_str(&name.text);
            text.push('(');
            for (position, argument) in arguments.iter().enumerate() {
                text.push_str(if position == 0 { "" } else { ", " });
                write(argument, 0, text);
            }
            if !over.is_empty() {
                let over: Vec<_> = over.iter().map(|word| word.text.as_str()).collect();
                text.push_str(&format!(" over {}", over.join(", ")));
            }
            text.push(')');
        }
        Node::Missing => text.push_str("()"),
    }
}

fn strength(ast: &Ast) -> u8 {
    match &ast.node {
        Node::Binary { operator, .. } => operator.strength(),
        Node::Percent(_) => PERCENT,
        Node::Negate(_) => NEGATE,
        _ => PRIMARY,
    }
}

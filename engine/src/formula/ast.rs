//! The shape of a formula as it was written, before any name or unit is known.

use crate::diagnostic::Span;

/// A node and where it stands in the formula's text.
///
/// Two nodes are equal when their contents are; the span does not count.
#[derive(Clone, Debug)]
pub struct Ast {
    /// What stands there.
    pub node: Node,
    /// Where it stands.
    pub span: Span,
}

impl PartialEq for Ast {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl Ast {
    /// Visits this node and all below it, each before what is in it, from left to right.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Ast)) {
        visit(self);
        match &self.node {
            Node::Negate(operand) | Node::Percent(operand) => operand.walk(visit),
            Node::Binary { left, right, .. } => {
                left.walk(visit);
                right.walk(visit);
            }
            Node::Call { arguments, .. } => {
                arguments.iter().for_each(|argument| argument.walk(visit));
            }
            Node::Number { .. }
            | Node::Text(_)
            | Node::Boolean(_)
            | Node::Name { .. }
            | Node::Missing => {}
        }
    }

    /// The names it reads, each once, in the order in which they first stand.
    ///
    /// Names of functions and what stands in brackets or after `over` are not among them.
    ///
    /// ```
    /// use rackhour_engine::formula::parse;
    /// assert_eq!(parse("a * MAX(b[2028], a)").0.names(), ["a", "b"]);
    /// ```
    pub fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.walk(&mut |ast| match &ast.node {
            Node::Name { name, .. } if !names.contains(&name.as_str()) => names.push(name.as_str()),
            _ => {}
        });
        names
    }
}

/// A word in a formula and where it stands. Equality ignores the span, as for [`Ast`].
#[derive(Clone, Debug)]
pub struct Word {
    /// The word as written.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// What a formula is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// `8760 [h/yr]`: a number that is not negative, and its unit where one is given.
    Number {
        /// The number as written, before any unit.
        value: f64,
        /// The text in the brackets, trimmed: `h/yr`.
        unit: Option<Word>,
    },
    /// `"roofline"`: an option, element or reason in double quotes; `""` inside stands for one quote.
    Text(String),
    /// `true`, `false`.
    Boolean(bool),
    /// `racks`, `list_price[output]`, `price[premium, 2028]`; also `year`, `period` and index names.
    Name {
        /// The name without its brackets.
        name: String,
        /// Elements and period labels in the brackets, in the order written.
        at: Vec<Word>,
    },
    /// `-x`.
    Negate(Box<Ast>),
    /// `x%`.
    Percent(Box<Ast>),
    /// `a + b` and the like.
    Binary {
        /// The operator.
        operator: Operator,
        /// The left side.
        left: Box<Ast>,
        /// The right side.
        right: Box<Ast>,
    },
    /// `SUM(x over tier)`, `gb200_frontier(interactivity)`.
    Call {
        /// The function's name or a curve's id, as written; [`super::canonical`] gives upper case.
        name: Word,
        /// The arguments.
        arguments: Vec<Ast>,
        /// The indexes after `over`.
        over: Vec<Word>,
    },
    /// Stands where parsing found nothing usable; a diagnostic says what.
    Missing,
}

/// The infix operators, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`
    Power,
}

impl Operator {
    /// Every operator with its spelling and binding strength; all associate to the left.
    pub const TABLE: &'static [(Operator, &'static str, u8)] = &[
        (Operator::LessOrEqual, "<=", 1),
        (Operator::GreaterOrEqual, ">=", 1),
        (Operator::NotEqual, "<>", 1),
        (Operator::Equal, "=", 1),
        (Operator::Less, "<", 1),
        (Operator::Greater, ">", 1),
        (Operator::Add, "+", 2),
        (Operator::Subtract, "-", 2),
        (Operator::Multiply, "*", 3),
        (Operator::Divide, "/", 3),
        (Operator::Power, "^", 4),
    ];

    /// The spelling: `<=`.
    pub fn symbol(self) -> &'static str {
        Self::TABLE
            .iter()
            .find(|(operator, ..)| *operator == self)
            .map_or("", |row| row.1)
    }

    /// How tightly it binds; `+` less than `*`.
    pub fn strength(self) -> u8 {
        Self::TABLE
            .iter()
            .find(|(operator, ..)| *operator == self)
            .map_or(0, |row| row.2)
    }

    /// Whether the result is a condition.
    pub fn is_comparison(self) -> bool {
        self.strength() == 1
    }
}

//! Tokens to an [`Ast`].
//!
//! From loosest to tightest: comparisons, `+ -`, `* /`, `^`, `%` after its operand, `-` before it.
//! Infix operators associate to the left.

use crate::diagnostic::{Code, Diagnostic, Span};

use super::ast::{Ast, Node, Operator, Word};
use super::lexer::{Kind, Token, is_name_character, lex};

/// How deep parentheses, calls and signs may nest: spreadsheets allow 64.
const NESTING: usize = 100;

/// How deep the tree may become, which also limits chains such as `a + a + …`.
///
/// Everything that walks a formula recurses, and must not exhaust the stack of any thread.
const DEPTH: usize = 500;

/// How long a formula may be, in bytes: spreadsheets allow 8,192 characters.
const LENGTH: usize = 10_000;

/// Reads a formula. What cannot be used is [`Node::Missing`] and has a diagnostic, without a place.
///
/// ```
/// use rackhour_engine::formula::{parse, print};
/// let (ast, diagnostics) = parse("=racks*gpus_per_rack");
/// assert_eq!(print(&ast), "racks * gpus_per_rack");
/// assert!(diagnostics.is_empty());
///
/// let (_, diagnostics) = parse("racks *");
/// assert_eq!(diagnostics[0].message, "expected a value after `*`");
/// ```
pub fn parse(text: &str) -> (Ast, Vec<Diagnostic>) {
    let whole = Span::new(0, text.len());
    if text.len() > LENGTH {
        let message = format!("a formula of {} bytes is longer than {LENGTH}", text.len());
        let hint = "split the formula into several rows";
        let diagnostic = Diagnostic::error(Code::TooDeep, message)
            .label(whole, "")
            .hint(hint);
        return (
            Ast {
                node: Node::Missing,
                span: whole,
            },
            vec![diagnostic],
        );
    }
    let (tokens, diagnostics) = lex(text);
    let mut parser = Parser {
        text,
        tokens,
        at: 0,
        nesting: 0,
        diagnostics,
    };
    let Tree { ast, .. } = parser.expression(1);
    parser.finish();
    let mut diagnostics = parser.diagnostics;
    diagnostics.sort_by_key(Diagnostic::span);
    (ast, diagnostics)
}

/// A tree and how deep it is.
pub(super) struct Tree {
    ast: Ast,
    depth: usize,
}

impl Tree {
    pub(super) fn leaf(node: Node, span: Span) -> Self {
        Self {
            ast: Ast { node, span },
            depth: 1,
        }
    }
}

/// Reads tokens from the left. What it says of those it cannot use is in [`super::findings`].
pub(super) struct Parser<'a> {
    text: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) at: usize,
    pub(super) nesting: usize,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Parser<'a> {
    /// An operand and the operators after it that bind at least this tightly.
    fn expression(&mut self, strength: u8) -> Tree {
        let mut left = self.postfix();
        while let Kind::Operator(operator) = self.kind() {
            if operator.strength() < strength {
                break;
            }
            self.advance();
            let right = self.expression(operator.strength() + 1);
            let span = left.ast.span.join(right.ast.span);
            let depth = left.depth.max(right.depth);
            let (left_side, right_side) = (Box::new(left.ast), Box::new(right.ast));
            let node = Node::Binary {
                operator,
                left: left_side,
                right: right_side,
            };
            left = self.deeper(node, span, depth);
        }
        left
    }

    /// An operand with the `%` signs after it.
    fn postfix(&mut self) -> Tree {
        let mut operand = self.prefix();
        while self.kind() == Kind::Percent {
            let span = operand.ast.span.join(self.advance().span);
            operand = self.deeper(Node::Percent(Box::new(operand.ast)), span, operand.depth);
        }
        operand
    }

    /// An operand with the signs before it; `+` changes nothing and is dropped.
    fn prefix(&mut self) -> Tree {
        let sign = self.token();
        match sign.kind {
            Kind::Operator(Operator::Subtract) => self.nested(|parser| {
                parser.advance();
                let operand = parser.prefix();
                let span = sign.span.join(operand.ast.span);
                parser.deeper(Node::Negate(Box::new(operand.ast)), span, operand.depth)
            }),
            Kind::Operator(Operator::Add) => self.nested(|parser| {
                parser.advance();
                parser.prefix()
            }),
            _ => self.primary(),
        }
    }

    /// A literal, a name, a call or an expression in parentheses.
    fn primary(&mut self) -> Tree {
        let token = self.token();
        match token.kind {
            Kind::Number(value) => self.literal(value),
            Kind::Name => self.name(),
            Kind::Text | Kind::UnclosedText => {
                self.advance();
                Tree::leaf(Node::Text(self.unquoted(token)), token.span)
            }
            Kind::Open => self.nested(Self::parentheses),
            Kind::Broken => {
                self.advance();
                if self.kind() == Kind::Bracket {
                    self.advance();
                }
                Tree::leaf(Node::Missing, token.span)
            }
            Kind::Bracket => {
                self.advance();
                let found = self.slice(token.span);
                let message = format!("`{found}` has no number or name before it");
                let hint = format!("write a number before a unit, as in `1 {found}`");
                self.report(Code::ExpectedExpression, token.span, message, hint);
                Tree::leaf(Node::Missing, token.span)
            }
            _ => self.missing(),
        }
    }

    /// A number and the unit in the brackets after it.
    fn literal(&mut self, value: f64) -> Tree {
        let mut span = self.advance().span;
        let mut unit = None;
        if self.kind() == Kind::Bracket {
            let bracket = self.advance().span;
            span = span.join(bracket);
            unit = Some(self.trimmed(self.inside(bracket)));
        }
        Tree::leaf(Node::Number { value, unit }, span)
    }

    /// A truth value, a call, or a name and the elements in the brackets after it.
    fn name(&mut self) -> Tree {
        let span = self.token().span;
        let word = Word {
            text: self.slice(span).to_owned(),
            span,
        };
        if word.text.eq_ignore_ascii_case("over") {
            return self.missing();
        }
        self.advance();
        for truth in [true, false] {
            if word
                .text
                .eq_ignore_ascii_case(if truth { "true" } else { "false" })
            {
                return Tree::leaf(Node::Boolean(truth), span);
            }
        }
        match self.kind() {
            Kind::Open => self.nested(|parser| parser.call(word)),
            Kind::Bracket => {
                let bracket = self.advance().span;
                let at = self.elements(bracket);
                Tree::leaf(
                    Node::Name {
                        name: word.text,
                        at,
                    },
                    span.join(bracket),
                )
            }
            _ => Tree::leaf(
                Node::Name {
                    name: word.text,
                    at: Vec::new(),
                },
                span,
            ),
        }
    }

    /// The comma-separated elements and period labels in the brackets after a name.
    fn elements(&mut self, bracket: Span) -> Vec<Word> {
        let inside = self.inside(bracket);
        let mut elements = Vec::new();
        let mut start = inside.start;
        for piece in self.slice(inside).split(',') {
            let word = self.trimmed(Span::new(start, start + piece.len()));
            start += piece.len() + 1;
            if is_name(&word.text) || is_period(&word.text) {
                elements.push(word);
                continue;
            }
            let message = match word.text.as_str() {
                "" => "brackets without an element or period".to_owned(),
                found => format!("`{found}` is neither an element nor a period"),
            };
            let hint = "write elements or periods after a name, as in `price[premium, 2028]`; \
                        a unit follows a number";
            let span = if word.text.is_empty() {
                bracket
            } else {
                word.span
            };
            self.report(Code::BadIndex, span, message, hint);
        }
        elements
    }

    fn parentheses(&mut self) -> Tree {
        let open = self.advance().span;
        let mut inside = self.expression(1);
        let close = self.close(open);
        inside.ast.span = open.join(inside.ast.span).join(close);
        inside
    }

    /// The arguments of a call and the indexes after `over`.
    fn call(&mut self, name: Word) -> Tree {
        let open = self.advance().span;
        let (mut arguments, mut over, mut depth) = (Vec::new(), Vec::new(), 1);
        if self.kind() != Kind::Close {
            loop {
                let argument = self.expression(1);
                depth = depth.max(argument.depth);
                arguments.push(argument.ast);
                if self.kind() != Kind::Comma {
                    break;
                }
                self.advance();
            }
            if self.is_over() {
                over = self.over();
            }
        }
        let span = name.span.join(self.close(open));
        self.deeper(
            Node::Call {
                name,
                arguments,
                over,
            },
            span,
            depth,
        )
    }

    /// `over i, j`.
    fn over(&mut self) -> Vec<Word> {
        let mut indexes = Vec::new();
        loop {
            // Past `over` the first time, past a comma afterwards.
            let previous = self.advance();
            let token = self.token();
            if token.kind != Kind::Name {
                let message = format!("expected an index after `{}`", self.slice(previous.span));
                let hint = "name an index of the workbook, as in `SUM(x over tier)`";
                self.report(
                    Code::ExpectedExpression,
                    self.visible(token.span),
                    message,
                    hint,
                );
                return indexes;
            }
            self.advance();
            indexes.push(Word {
                text: self.slice(token.span).to_owned(),
                span: token.span,
            });
            if self.kind() != Kind::Comma {
                return indexes;
            }
        }
    }

    /// Moves past the `)` that closes what was opened, and says where it stands.
    fn close(&mut self, open: Span) -> Span {
        match self.kind() {
            Kind::Close => self.advance().span,
            Kind::End => {
                self.report(Code::UnclosedBracket, open, "`(` is not closed", "add `)`");
                open
            }
            _ => {
                self.trailing();
                open
            }
        }
    }

    /// Reports whatever follows the formula.
    fn finish(&mut self) {
        if self.kind() != Kind::End {
            self.trailing();
        }
    }

    /// Parses one level further in, unless that is too deep.
    fn nested(&mut self, parse: impl FnOnce(&mut Self) -> Tree) -> Tree {
        if self.nesting == NESTING {
            let span = self.token().span;
            let message = format!("more than {NESTING} levels of parentheses and signs");
            self.too_deep(span, message);
            return Tree::leaf(Node::Missing, span);
        }
        self.nesting += 1;
        let tree = parse(self);
        self.nesting -= 1;
        tree
    }

    /// A node above trees of this depth. Where it is too deep, parsing ends with it.
    fn deeper(&mut self, node: Node, span: Span, depth: usize) -> Tree {
        if depth + 1 == DEPTH {
            self.too_deep(span, format!("more than {DEPTH} operators in a row"));
        }
        Tree {
            ast: Ast { node, span },
            depth: depth + 1,
        }
    }

    fn too_deep(&mut self, span: Span, message: String) {
        self.report(
            Code::TooDeep,
            span,
            message,
            "split the formula into several rows",
        );
        self.stop();
    }

    /// Reports an error, unless what stands here already has one or parsing has ended early.
    pub(super) fn report(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        if self.kind() != Kind::Stop {
            let hint = hint.into();
            self.diagnostics
                .push(Diagnostic::error(code, message).label(span, "").hint(hint));
        }
    }

    /// Ends the parsing: every later token reads as [`Kind::Stop`], about which nothing is reported.
    pub(super) fn stop(&mut self) {
        self.tokens.truncate(self.at);
        let end = Span::new(self.text.len(), self.text.len());
        self.tokens.push(Token {
            kind: Kind::Stop,
            span: end,
        });
    }

    fn is_over(&self) -> bool {
        self.kind() == Kind::Name && self.slice(self.token().span).eq_ignore_ascii_case("over")
    }

    fn kind(&self) -> Kind {
        self.token().kind
    }

    pub(super) fn token(&self) -> Token {
        let end = Span::new(self.text.len(), self.text.len());
        self.tokens.get(self.at).copied().unwrap_or(Token {
            kind: Kind::End,
            span: end,
        })
    }

    /// Moves past the current token and returns it. Nothing moves past an end or a stop.
    fn advance(&mut self) -> Token {
        let token = self.token();
        if !matches!(token.kind, Kind::End | Kind::Stop) {
            self.at += 1;
        }
        token
    }

    pub(super) fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// A span to underline: the position after the last token is as wide as that token.
    pub(super) fn visible(&self, span: Span) -> Span {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        match before {
            Some(before) if span.start == span.end => before.span,
            _ => span,
        }
    }

    /// What stands between brackets; the closing one may be missing.
    fn inside(&self, bracket: Span) -> Span {
        let closed = self.slice(bracket).ends_with(']');
        Span::new(bracket.start + 1, bracket.end - usize::from(closed))
    }

    fn trimmed(&self, span: Span) -> Word {
        let text = self.slice(span);
        let start = span.start + (text.len() - text.trim_start().len());
        let text = text.trim();
        Word {
            text: text.to_owned(),
            span: Span::new(start, start + text.len()),
        }
    }

    /// The text between quotation marks, each doubled one made single.
    fn unquoted(&self, token: Token) -> String {
        let end = token.span.end - usize::from(token.kind == Kind::Text);
        self.slice(Span::new(token.span.start + 1, end))
            .replace("\"\"", "\"")
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(is_name_character)
}

/// `2028`, `2028Q1` or `2028-01`, without asking whether the period exists.
fn is_period(text: &str) -> bool {
    let digits =
        |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    let Some((year, rest)) = text.split_at_checked(4) else {
        return false;
    };
    digits(year, 4)
        && match rest.split_at_checked(1) {
            None => true,
            Some(("Q", quarter)) => matches!(quarter, "1" | "2" | "3" | "4"),
            Some(("-", month)) => digits(month, 2),
            Some(_) => false,
        }
}

#[cfg(test)]
mod tests {
    use super::super::print::print;
    use super::*;

    /// The formula with every operator in parentheses, so that precedence shows.
    fn grouped(ast: &Ast) -> String {
        match &ast.node {
            Node::Binary {
                operator,
                left,
                right,
            } => {
                format!("({}{}{})", grouped(left), operator.symbol(), grouped(right))
            }
            Node::Negate(operand) => format!("(-{})", grouped(operand)),
            Node::Percent(operand) => format!("({}%)", grouped(operand)),
            _ => print(ast),
        }
    }

    #[test]
    fn precedence() {
        for (text, expected) in [
            ("a + b * c", "(a+(b*c))"),
            ("a - b - c", "((a-b)-c)"),
            ("2^3^2", "((2^3)^2)"),
            ("-2^2", "((-2)^2)"),
            ("2^-3", "(2^(-3))"),
            ("-5%", "((-5)%)"),
            ("1 + 5%^2", "(1+((5%)^2))"),
            ("a < b = c + d", "((a<b)=(c+d))"),
            ("--+x", "(-(-x))"),
            ("a × b − c ÷ d ≤ e", "(((a*b)-(c/d))<=e)"),
            ("=(a+b)*c", "((a+b)*c)"),
        ] {
            let (ast, diagnostics) = parse(text);
            assert!(diagnostics.is_empty(), "{text}: {diagnostics:?}");
            assert_eq!(grouped(&ast), expected, "{text}");
        }
    }

    #[test]
    fn prints_as_written_with_the_least_parentheses() {
        for (text, expected) in [
            ("8760[ h/yr ]*x", "8760 [h/yr] * x"),
            ("x[ premium ,2028 ]", "x[premium, 2028]"),
            ("p[2028Q1]+p[2028-01]", "p[2028Q1] + p[2028-01]"),
            ("SUM( x*y over tier,use )", "SUM(x * y over tier, use)"),
            ("((a*b))+(c)", "a * b + c"),
            ("a-(b-c)", "a - (b - c)"),
            ("a/(b*c)", "a / (b * c)"),
            ("(a^b)^c", "a^b^c"),
            ("a^(b^c)", "a^(b^c)"),
            ("-(a^b)", "-(a^b)"),
            ("(-a)^b", "-a^b"),
            ("(5%)%", "5%%"),
            ("-(5%)", "-(5%)"),
            ("na( \"say \"\"no\"\"\" )", "na(\"say \"\"no\"\"\")"),
            ("TRUE", "true"),
            ("0.000001 * 1e300", "1e-6 * 1e300"),
            (".5 + 5.", "0.5 + 5"),
        ] {
            let (ast, diagnostics) = parse(text);
            assert!(diagnostics.is_empty(), "{text}: {diagnostics:?}");
            assert_eq!(print(&ast), expected);
            assert_eq!(parse(expected).0, ast);
        }
    }

    #[test]
    fn says_what_is_wrong_once() {
        for (text, code, message) in [
            ("", Code::ExpectedExpression, "the formula is empty"),
            (
                "a +",
                Code::ExpectedExpression,
                "expected a value after `+`",
            ),
            (
                "a + * b",
                Code::ExpectedExpression,
                "expected a value, found `*`",
            ),
            (
                "a b",
                Code::TrailingInput,
                "expected an operator, found `b`",
            ),
            ("a & b", Code::UnexpectedCharacter, "unexpected `&`"),
            ("$A$1", Code::UnexpectedCharacter, "unexpected `$`"),
            ("SUM(a:b)", Code::UnexpectedCharacter, "unexpected `:`"),
            ("MAX(a; b)", Code::UnexpectedCharacter, "unexpected `;`"),
            ("a == b", Code::UnexpectedCharacter, "unexpected `==`"),
            (
                "1,000 * a",
                Code::BadNumber,
                "`1,000` is not a number in a formula",
            ),
            (
                "1,234",
                Code::BadNumber,
                "`1,234` is not a number in a formula",
            ),
            (
                "MAX(1,000, 2)",
                Code::BadNumber,
                "`1,000` is not a number in a formula",
            ),
            ("a 1.2.3", Code::BadNumber, "`1.2.3` is not a number"),
            ("1.2.3", Code::BadNumber, "`1.2.3` is not a number"),
            ("1e + a", Code::BadNumber, "`1e` is not a number"),
            ("2x", Code::BadNumber, "`2x` is not a number"),
            ("1e999", Code::BadNumber, "`1e999` is too large"),
            ("(a + b", Code::UnclosedBracket, "`(` is not closed"),
            (
                "a + b)",
                Code::UnclosedBracket,
                "`)` without an opening `(`",
            ),
            ("8760 [h/yr", Code::UnclosedBracket, "`[` is not closed"),
            ("\"a", Code::UnclosedText, "text without a closing `\"`"),
            (
                "x[h/yr]",
                Code::BadIndex,
                "`h/yr` is neither an element nor a period",
            ),
            (
                "x[]",
                Code::BadIndex,
                "brackets without an element or period",
            ),
            (
                "x[a][b]",
                Code::BadIndex,
                "`[b]` does not follow a number or a name",
            ),
            ("5 % 3", Code::TrailingInput, "`%` is followed by `3`"),
            ("x over tier", Code::TrailingInput, "`over` outside a call"),
            (
                "SUM(x over)",
                Code::ExpectedExpression,
                "expected an index after `over`",
            ),
        ] {
            let (_, diagnostics) = parse(text);
            let found: Vec<_> = diagnostics
                .iter()
                .map(|d| (d.code, d.message.as_str()))
                .collect();
            assert_eq!(found, [(code, message)], "{text}");
            assert!(!diagnostics[0].hint.is_empty());
        }
    }

    #[test]
    fn depth_is_limited() {
        let deep = [
            "(".repeat(9_000),
            "-".repeat(9_000),
            format!("1{}", "^1".repeat(4_000)),
            format!("a{}", "+a".repeat(4_900)),
            format!("1{}", "%".repeat(9_000)),
            "1=1+1*1^(".repeat(1_000),
            "f(1,".repeat(2_000),
            "x".repeat(10_001),
        ];
        for text in deep {
            let (ast, diagnostics) = parse(&text);
            let codes: Vec<_> = diagnostics
                .iter()
                .map(|diagnostic| diagnostic.code)
                .collect();
            assert_eq!(codes, [Code::TooDeep], "{}", &text[..20]);
            assert_eq!(parse(&print(&ast)).0, ast);
        }
    }
}

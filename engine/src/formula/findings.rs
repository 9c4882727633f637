//! What the parser says of a token that it cannot use.

use crate::diagnostic::{Code, Span};

use super::ast::Node;
use super::lexer::{Kind, Token};
use super::parser::{Parser, Tree};

impl Parser<'_> {
    /// Reports a token that cannot follow a complete expression, and ends the parsing there.
    pub(super) fn trailing(&mut self) {
        let token = self.token();
        let broken = |at: usize| self.tokens.get(at).is_some_and(|t| t.kind == Kind::Broken);
        if broken(self.at) || (token.kind == Kind::Comma && broken(self.at + 1)) {
            return self.stop();
        }
        let (code, message, hint) = self.surplus(token);
        let span = match (code, self.separated_thousands()) {
            (Code::BadNumber, Some((span, _))) => span,
            _ => token.span,
        };
        self.report(code, span, message, hint);
        self.stop();
    }

    /// What to say of a token that follows a complete expression.
    fn surplus(&self, token: Token) -> (Code, String, String) {
        let found = self.slice(token.span);
        let previous = self
            .at
            .checked_sub(1)
            .and_then(|at| self.tokens.get(at))
            .copied();
        let previous = previous.map(|token| (token.kind, self.slice(token.span)));
        let (code, message, hint) = match (token.kind, previous) {
            (Kind::Comma, _) if self.nesting == 0 => return self.surplus_comma(),
            (Kind::Close, _) => (
                Code::UnclosedBracket,
                "`)` without an opening `(`".to_owned(),
                "remove it, or add `(`",
            ),
            (Kind::Bracket, _) => (
                Code::BadIndex,
                format!("`{found}` does not follow a number or a name"),
                "put all elements into one pair of brackets, as in `price[premium, 2028]`",
            ),
            (Kind::Name, _) if found.eq_ignore_ascii_case("over") => (
                Code::TrailingInput,
                "`over` outside a call".to_owned(),
                "write `over` inside a call, as in `SUM(x over tier)`",
            ),
            (_, Some((Kind::Percent, _))) => (
                Code::TrailingInput,
                format!("`%` is followed by `{found}`"),
                "`%` means percent; write `MOD(a, b)` for a remainder",
            ),
            (kind, _) => {
                let message = format!("expected an operator, found `{found}`");
                let hint = match (kind, previous) {
                    (Kind::Name, Some((Kind::Number(_), number))) => {
                        format!(
                            "write a unit as `{number} [{found}]`, a product as `{number} * {found}`"
                        )
                    }
                    _ => format!("put an operator such as `*` before `{found}`"),
                };
                return (Code::TrailingInput, message, hint);
            }
        };
        (code, message, hint.to_owned())
    }

    /// What to say of a comma outside a call: mostly it separates thousands.
    fn surplus_comma(&self) -> (Code, String, String) {
        match self.separated_thousands() {
            Some((span, joined)) => (
                Code::BadNumber,
                format!("`{}` is not a number in a formula", self.slice(span)),
                format!("write `{joined}`, without separators"),
            ),
            None => (
                Code::TrailingInput,
                "`,` outside a call".to_owned(),
                "a comma separates arguments, as in `MAX(a, b)`".to_owned(),
            ),
        }
    }

    /// Where `1,000` stands around the comma at this position, and how it reads without it.
    fn separated_thousands(&self) -> Option<(Span, String)> {
        let number = |at: usize| {
            let token = self.tokens.get(at)?;
            matches!(token.kind, Kind::Number(_)).then_some(token.span)
        };
        let (left, right) = (number(self.at.checked_sub(1)?)?, number(self.at + 1)?);
        let (first, group) = (self.slice(left), self.slice(right));
        (group.len() >= 3).then(|| (left.join(right), format!("{first}{group}")))
    }

    /// Reports that a value is missing here; what stands here is left for the caller.
    pub(super) fn missing(&mut self) -> Tree {
        let token = self.token();
        let found = self.slice(token.span);
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let (message, hint) = match (token.kind, before) {
            (Kind::End, None) => (
                "the formula is empty".to_owned(),
                "write an expression such as `racks * gpus_per_rack`".to_owned(),
            ),
            (Kind::End, Some(before)) => {
                let before = self.slice(before.span);
                let hint = format!("finish the formula, or remove `{before}`");
                (format!("expected a value after `{before}`"), hint)
            }
            _ => (
                format!("expected a value, found `{found}`"),
                format!("put a number, a name or a call before `{found}`"),
            ),
        };
        let span = self.visible(token.span);
        self.report(Code::ExpectedExpression, span, message, hint);
        Tree::leaf(Node::Missing, span)
    }
}

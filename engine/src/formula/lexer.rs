//! Text to tokens.
//!
//! An operand that cannot be read becomes a token that stands for it, and what no formula contains
//! ends the tokens; both have their diagnostics already.

use crate::diagnostic::{Code, Diagnostic, Span};

use super::ast::Operator;

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// The kinds of token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Number(f64),
    Name,
    /// Text with both quotation marks.
    Text,
    /// Text that runs to the end of the formula.
    UnclosedText,
    /// Everything from `[` to `]`.
    Bracket,
    Operator(Operator),
    Percent,
    Open,
    Close,
    Comma,
    /// Stands where an operand stood that could not be read.
    Broken,
    /// Something that no formula contains; parsing ends here.
    Stop,
    End,
}

/// The tokens of a formula, the last one [`Kind::End`] or [`Kind::Stop`]. A leading `=`, as in spreadsheets, is dropped.
pub(super) fn lex(text: &str) -> (Vec<Token>, Vec<Diagnostic>) {
    let mut lexer = Lexer {
        text,
        at: 0,
        tokens: Vec::new(),
        diagnostics: Vec::new(),
    };
    lexer.spaces();
    if lexer.rest().starts_with('=') && !lexer.rest().starts_with("==") {
        lexer.at += 1;
    }
    loop {
        lexer.spaces();
        let start = lexer.at;
        let kind = lexer.token();
        lexer.tokens.push(Token {
            kind,
            span: Span::new(start, lexer.at),
        });
        if matches!(kind, Kind::End | Kind::Stop) {
            return (lexer.tokens, lexer.diagnostics);
        }
    }
}

/// The tokens of a formula as written, without the spaces between them; what no formula contains
/// is one token to the end.
///
/// ```
/// use rackhour_engine::formula::tokens;
/// assert_eq!(tokens("= racks*72 [gpu/rack]"), ["racks", "*", "72", "[gpu/rack]"]);
/// ```
pub fn tokens(text: &str) -> Vec<&str> {
    let tokens = lex(text).0.into_iter().map(|token| match token.kind {
        Kind::Stop => text[token.span.start..].trim_end(),
        _ => &text[token.span.start..token.span.end],
    });
    tokens.filter(|token| !token.is_empty()).collect()
}

/// Spellings that people paste or bring from other languages, and what they mean here.
const OTHER_SPELLINGS: &[(&str, Operator)] = &[
    ("×", Operator::Multiply),
    ("·", Operator::Multiply),
    ("÷", Operator::Divide),
    ("−", Operator::Subtract),
    ("≤", Operator::LessOrEqual),
    ("≥", Operator::GreaterOrEqual),
    ("≠", Operator::NotEqual),
];

/// What no formula contains, and what to do instead. Longer spellings first.
const REFUSED: &[(&str, &str)] = &[
    ("==", "write `=` to compare"),
    ("!=", "write `<>` for not equal"),
    ("**", "write `^` for a power"),
    ("&&", "write `AND(a, b)`"),
    ("||", "write `OR(a, b)`"),
    (
        "&",
        "formulas do not join text; write `AND(a, b)` for conditions",
    ),
    ("|", "write `OR(a, b)` for conditions"),
    (
        "!",
        "formulas use names of rows, not cells of sheets; write `NOT(a)` for a condition",
    ),
    (":", "write `SUM(x over tier)` to add up along an index"),
    (
        "$",
        "formulas use names of rows, not cells; write money as `3 [$]`",
    ),
    ("€", "write the unit in brackets, as in `3 [€]`"),
    ("£", "write the unit in brackets, as in `3 [£]`"),
    ("]", "remove it, or open the bracket with `[`"),
    ("{", "formulas have no lists; use an index"),
    ("}", "formulas have no lists; use an index"),
    ("'", "write text in double quotes, as in `\"roofline\"`"),
    ("‘", "write text in double quotes, as in `\"roofline\"`"),
    ("’", "write text in double quotes, as in `\"roofline\"`"),
    ("“", "write text in straight quotes, as in `\"roofline\"`"),
    ("”", "write text in straight quotes, as in `\"roofline\"`"),
    (".", "names contain no `.`; use `_`"),
];

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Lexer<'a> {
    /// Reads one token and moves past it.
    fn token(&mut self) -> Kind {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return Kind::End;
        };
        let digit_follows = || rest[1..].starts_with(|c: char| c.is_ascii_digit());
        match first {
            '"' => self.text(),
            '[' => self.bracket(),
            '0'..='9' => self.number(),
            '.' if digit_follows() => self.number(),
            'a'..='z' | 'A'..='Z' | '_' => {
                self.take(is_name_character);
                Kind::Name
            }
            ';' => {
                self.at += 1;
                let message = "unexpected `;`";
                self.report(
                    Code::UnexpectedCharacter,
                    self.at - 1,
                    message,
                    "separate arguments with `,`",
                );
                Kind::Comma
            }
            _ => self.symbol(first),
        }
    }

    /// Operators and the characters that are tokens by themselves.
    fn symbol(&mut self, first: char) -> Kind {
        let rest = self.rest();
        if let Some((spelling, hint)) = REFUSED.iter().find(|(s, _)| rest.starts_with(s)) {
            return self.refuse(spelling.len(), hint);
        }
        let ours = Operator::TABLE
            .iter()
            .map(|(operator, spelling, _)| (*spelling, *operator));
        let all = ours.chain(OTHER_SPELLINGS.iter().copied());
        if let Some((spelling, operator)) = { all }.find(|(spelling, _)| rest.starts_with(spelling))
        {
            self.at += spelling.len();
            return Kind::Operator(operator);
        }
        let kind = match first {
            '%' => Kind::Percent,
            '(' => Kind::Open,
            ')' => Kind::Close,
            ',' => Kind::Comma,
            _ if first.is_alphabetic() => {
                return self.refuse(
                    first.len_utf8(),
                    "names use the letters a to z, digits and `_`",
                );
            }
            _ => return self.refuse(first.len_utf8(), "remove it"),
        };
        self.at += 1;
        kind
    }

    fn refuse(&mut self, length: usize, hint: &str) -> Kind {
        let start = self.at;
        self.at += length;
        let found = &self.text[start..self.at];
        self.report(
            Code::UnexpectedCharacter,
            start,
            format!("unexpected `{found}`"),
            hint,
        );
        Kind::Stop
    }

    /// `"…"`, where `""` stands for one quotation mark.
    fn text(&mut self) -> Kind {
        let start = self.at;
        loop {
            self.at += 1;
            match self.rest().find('"') {
                None => {
                    self.at = self.text.len();
                    let hint = "add `\"` where the text ends";
                    self.report(
                        Code::UnclosedText,
                        start,
                        "text without a closing `\"`",
                        hint,
                    );
                    return Kind::UnclosedText;
                }
                Some(length) => self.at += length + 1,
            }
            if !self.rest().starts_with('"') {
                return Kind::Text;
            }
        }
    }

    fn bracket(&mut self) -> Kind {
        let start = self.at;
        match self.rest().find(']') {
            Some(length) => self.at += length + 1,
            None => {
                self.at = self.text.len();
                self.report(Code::UnclosedBracket, start, "`[` is not closed", "add `]`");
            }
        }
        Kind::Bracket
    }

    /// Digits with one `.` and an exponent; whatever else sticks to them is reported with them.
    fn number(&mut self) -> Kind {
        let start = self.at;
        self.take(|c| c.is_ascii_digit() || c == '.');
        let exponent = self.rest().strip_prefix(['e', 'E']);
        if exponent.is_some_and(|digits| {
            digits
                .strip_prefix(['+', '-'])
                .unwrap_or(digits)
                .starts_with(|c: char| c.is_ascii_digit())
        }) {
            self.at += 2;
            self.take(|c| c.is_ascii_digit());
        }
        self.take(|c| is_name_character(c) || c == '.');
        let digits = &self.text[start..self.at];
        if has_leading_zeros(digits) {
            return self.separated(start);
        }
        match read_number(digits) {
            Ok(value) => Kind::Number(value),
            Err((message, hint)) => {
                self.report(Code::BadNumber, start, message, hint);
                Kind::Broken
            }
        }
    }

    /// Reports digits that start with a zero: mostly the last group of `1,000`.
    fn separated(&mut self, start: usize) -> Kind {
        let group = |c: char| c.is_ascii_digit() || c == ',';
        let from = self.text[..start].trim_end_matches(group).len();
        let found = &self.text[from..self.at];
        let message = format!("`{found}` is not a number in a formula");
        let plain = found.replace(',', "");
        let plain = Some(plain.trim_start_matches('0'))
            .filter(|rest| !rest.is_empty())
            .unwrap_or("0");
        let hint = format!("write `{plain}`, without separators or leading zeros");
        self.report(Code::BadNumber, from, message, hint);
        Kind::Broken
    }

    /// Reports what stands from a position to here.
    fn report(
        &mut self,
        code: Code,
        from: usize,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::error(code, message)
            .label(Span::new(from, self.at), "")
            .hint(hint);
        self.diagnostics.push(diagnostic);
    }

    fn spaces(&mut self) {
        self.take(char::is_whitespace);
    }

    fn take(&mut self, fits: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !fits(c)).unwrap_or(rest.len());
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }
}

/// The value of a number literal, or why it is none and what to do.
fn read_number(digits: &str) -> Result<f64, (String, String)> {
    let not_a_number = format!("`{digits}` is not a number");
    match digits.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err((
            format!("`{digits}` is too large"),
            "use a number below 1e308".to_owned(),
        )),
        Err(_) if digits.bytes().filter(|byte| *byte == b'.').count() > 1 => Err((
            not_a_number,
            "formulas write `1000.5`, without separators".to_owned(),
        )),
        Err(_) => {
            let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.');
            let (number, word) = digits.split_at(end.unwrap_or(digits.len()));
            let hint = match word {
                "e" | "E" => format!("write an exponent such as `{number}e6`"),
                _ => format!(
                    "write `{number} * {word}`, or a unit in brackets as in `{number} [MW]`"
                ),
            };
            Err((not_a_number, hint))
        }
    }
}

fn has_leading_zeros(digits: &str) -> bool {
    digits.starts_with('0') && digits[1..].starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a character may stand in a name after its first.
pub(super) fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

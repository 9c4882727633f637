//! What a cell of a spreadsheet looks like.

use rackhour_engine::excel::{Book, Cell, Value};

use crate::text;

/// What kind of content a cell has, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A number that somebody typed.
    Number,
    /// A text that looks like a number.
    TextNumber,
    /// The result of a formula.
    Formula,
    /// An error.
    Error,
    /// A text, or a truth.
    Text,
}

impl Look {
    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Number => "Number",
            Self::TextNumber => "Number written as text",
            Self::Formula => "Formula",
            Self::Error => "Error",
            Self::Text => "Text",
        }
    }
}

/// What kind of content a cell has.
pub fn look(cell: &Cell) -> Look {
    match &cell.value {
        Value::Error(_) => Look::Error,
        _ if cell.formula.is_some() => Look::Formula,
        Value::Number(_) | Value::Date(_) | Value::Span(_) => Look::Number,
        Value::Text(text) if is_like_number(text) => Look::TextNumber,
        Value::Text(_) | Value::Truth(_) | Value::NotComputed => Look::Text,
    }
}

/// Whether a text reads as a number with signs, marks and at most a short unit around it.
fn is_like_number(text: &str) -> bool {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let begins = text.starts_with(|c: char| c.is_ascii_digit() || "$€£¥(+-−~<>≈.".contains(c));
    let is_identity = digits > 1 && text.starts_with('0') && !text.starts_with("0.");
    digits > 0 && letters <= 2 && begins && !is_identity && text.len() <= 24
}

/// What the spreadsheet shows in a cell.
pub fn shown(book: &Book, cell: &Cell) -> String {
    match &cell.value {
        Value::NotComputed => "not stored".to_owned(),
        Value::Text(text) => text.to_string(),
        Value::Truth(true) => "TRUE".to_owned(),
        Value::Truth(false) => "FALSE".to_owned(),
        Value::Error(error) => error.to_string(),
        Value::Number(number) => text::spreadsheet_number(*number, book.format(cell)),
        Value::Date(days) => text::spreadsheet_date(*days, book.is_1904),
        Value::Span(days) => format!("{} h", text::plain(days * 24.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_read_as_numbers_stand_out() {
        for text in [
            "1,389", "$6.67", "(1,234)", "6.67x", "40%", "1.2bn", "~100K", "5-", "0.4",
        ] {
            assert!(is_like_number(text), "{text}");
        }
        for text in ["Price", "n/a", "---", "", "007", "2 racks of GPUs", "H100"] {
            assert!(!is_like_number(text), "{text}");
        }
    }
}

//! Values as other programs copy them: lines of cells, parted by tabs.

/// A rectangle of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clip {
    /// The lines, each with its cells.
    pub lines: Vec<Vec<String>>,
}

/// What a pasted text is, by its look, where that is no number and no word of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// Nothing.
    Empty,
    /// What a spreadsheet shows where it has no value: `#REF!`.
    Error,
    /// A day.
    Date,
    /// A formula of a spreadsheet.
    Formula,
    /// `n/a`: a value that was not available where it was copied.
    Unavailable,
    /// Anything else: a number or a word.
    Text,
}

impl Clip {
    /// Reads what was copied. A cell in quotes may hold tabs, line ends and doubled quotes.
    pub fn read(text: &str) -> Self {
        let mut lines = vec![Vec::new()];
        let mut cell = String::new();
        let (mut quoted, mut opened) = (false, false);
        let mut rest = text.chars().filter(|c| *c != '\r').peekable();
        while let Some(c) = rest.next() {
            match c {
                '"' if quoted && rest.peek() == Some(&'"') => {
                    rest.next();
                    cell.push('"');
                }
                '"' if quoted => quoted = false,
                '"' if cell.is_empty() && !opened => (quoted, opened) = (true, true),
                '\t' | '\n' if !quoted => {
                    if let Some(line) = lines.last_mut() {
                        line.push(std::mem::take(&mut cell).trim().to_owned());
                    }
                    opened = false;
                    if c == '\n' {
                        lines.push(Vec::new());
                    }
                }
                other => cell.push(other),
            }
        }
        match lines.last_mut() {
            // The end of the last line is no further line.
            Some(line) if line.is_empty() && cell.is_empty() && !opened => drop(lines.pop()),
            Some(line) => line.push(cell.trim().to_owned()),
            None => {}
        }
        Self { lines }
    }

    /// How many lines and columns it has.
    pub fn size(&self) -> (usize, usize) {
        let widest = self.lines.iter().map(Vec::len).max();
        (self.lines.len(), widest.unwrap_or(0))
    }

    /// The only cell, where there is but one.
    pub fn single(&self) -> Option<&str> {
        match self.lines.as_slice() {
            [line] if line.len() == 1 => Some(&line[0]),
            _ => None,
        }
    }

    /// What stands in a line and column; nothing beyond the end of a short line.
    pub fn at(&self, line: usize, column: usize) -> &str {
        let cell = self.lines.get(line).and_then(|line| line.get(column));
        cell.map_or("", String::as_str)
    }
}

/// A text as a cell of what is copied: without tabs and line ends, which would part it.
pub fn field(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

impl Pasted {
    /// What a pasted text is, by its look.
    pub fn of(text: &str) -> Self {
        match text {
            "" => Self::Empty,
            _ if text.starts_with('#') => Self::Error,
            _ if text.starts_with('=') => Self::Formula,
            _ if matches!(text.to_lowercase().as_str(), "n/a" | "na" | "nan") => Self::Unavailable,
            _ if is_date(text) => Self::Date,
            _ => Self::Text,
        }
    }
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Whether a text reads as a day: `2026-11-21`, `21/11/2026`, `21.11.26`, `21-Nov-26`.
fn is_date(text: &str) -> bool {
    ['-', '/', '.', ' '].into_iter().any(|mark| {
        let parts: Vec<_> = text.split(mark).filter(|part| !part.is_empty()).collect();
        let number = |part: &&str| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        let month = |part: &&str| {
            let start: String = part.to_lowercase().chars().take(3).collect();
            MONTHS.contains(&start.as_str()) && part.chars().all(char::is_alphabetic)
        };
        let days = |part: &&str| number(part) && (part.len() <= 2 || part.len() == 4);
        match parts.as_slice() {
            // Thousands may be parted by spaces or points, and then stand in groups of three.
            [a, b, c] if mark == ' ' => number(a) && month(b) && number(c),
            [a, b, c] => days(a) && days(c) && (month(b) || number(b) && b.len() <= 2),
            [a, b] => month(a) && number(b) || number(a) && month(b),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Vec<String>> {
        Clip::read(text).lines
    }

    #[test]
    fn lines_and_cells_are_parted() {
        assert_eq!(lines("1\t2\r\n3\t\r\n"), [["1", "2"], ["3", ""]]);
        assert_eq!(lines("a"), [["a"]]);
        assert_eq!(lines("\"a\tb\"\"c\"\t 2 "), [["a\tb\"c", "2"]]);
        assert_eq!(lines("\"two\nlines\"\tx"), [["two\nlines", "x"]]);
        assert_eq!(lines("1\n\n2"), [vec!["1"], vec![""], vec!["2"]]);
        assert!(lines("").is_empty());
        assert_eq!(Clip::read("1\t2\n3").size(), (2, 2));
        assert_eq!(Clip::read("1\n").single(), Some("1"));
    }

    #[test]
    fn what_is_no_number_is_told_by_its_look() {
        for (text, expected) in [
            ("", Pasted::Empty),
            ("#REF!", Pasted::Error),
            ("#N/A", Pasted::Error),
            ("=A1*2", Pasted::Formula),
            ("N/A", Pasted::Unavailable),
            ("2026-11-21", Pasted::Date),
            ("21/11/2026", Pasted::Date),
            ("21.11.26", Pasted::Date),
            ("21-Nov-26", Pasted::Date),
            ("Nov 2026", Pasted::Date),
            ("21 November 2026", Pasted::Date),
            ("1.234.567", Pasted::Text),
            ("1 234 567", Pasted::Text),
            ("-5", Pasted::Text),
            ("(1,234)", Pasted::Text),
            ("3.5 $/Mtok", Pasted::Text),
            ("10 MW", Pasted::Text),
            ("May", Pasted::Text),
        ] {
            assert_eq!(Pasted::of(text), expected, "{text}");
        }
    }
}

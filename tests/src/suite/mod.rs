//! The suite: workbooks in a few lines each, and what they are expected to give.
//!
//! `tests/suite/README.md` describes the notation. [`split`] takes a file apart into cases,
//! [`short::read`] makes a workbook of a case, and [`report::report`] runs it.

mod answers;
pub mod report;
pub mod short;
mod values;

/// One case of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The line of the file at which it starts, from 1.
    pub line: usize,
    /// The workbook, in the short notation.
    pub input: String,
    /// What it gives: findings, then values.
    pub expected: String,
}

/// Takes a file apart: what stands above the first case, and the cases.
///
/// ```
/// use rackhour_tests::suite::split;
/// let (_, cases) = split("--- half\nx = 1 / 2\n===\nx = 0.5\n");
/// assert_eq!((cases[0].name.as_str(), cases[0].expected.as_str()), ("half", "x = 0.5"));
/// ```
pub fn split(text: &str) -> (String, Vec<Case>) {
    let mut head = String::new();
    let mut cases: Vec<Case> = Vec::new();
    let mut is_expected = false;
    for (number, line) in text.lines().enumerate() {
        if let Some(name) = line.strip_prefix("--- ") {
            is_expected = false;
            cases.push(Case {
                name: name.trim().to_owned(),
                line: number + 1,
                input: String::new(),
                expected: String::new(),
            });
            continue;
        }
        let part = match cases.last_mut() {
            None => &mut head,
            Some(_) if line == "===" => {
                is_expected = true;
                continue;
            }
            Some(case) if is_expected => &mut case.expected,
            Some(case) => &mut case.input,
        };
        part.push_str(line);
        part.push('\n');
    }
    for case in &mut cases {
        case.input.truncate(case.input.trim_end().len());
        case.expected.truncate(case.expected.trim_end().len());
    }
    (head.trim_end().to_owned(), cases)
}

/// Puts a file together again; the inverse of [`split`] up to blank lines.
pub fn join(head: &str, cases: &[Case]) -> String {
    let mut text = String::new();
    if !head.is_empty() {
        text.push_str(head);
        text.push_str("\n\n");
    }
    let cases: Vec<_> = cases
        .iter()
        .map(|case| {
            format!(
                "--- {}\n{}\n===\n{}\n",
                case.name, case.input, case.expected
            )
        })
        .collect();
    text + &cases.join("\n")
}

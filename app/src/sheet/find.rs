//! Finding rows by what they say, and replacing it; and rows whose names fit what was typed.

use std::ops::Range;

use rackhour_engine::workbook::{Definition, Entry, Provenance, Variable};

use super::Line;
use crate::session::Session;

/// Where in a row a text was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// What the row is called.
    Label,
    /// Its name in formulas.
    Name,
    /// Its formula.
    Formula,
    /// Its note.
    Note,
    /// Where its value comes from.
    Source,
}

impl Place {
    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Name => "name in formulas",
            Self::Formula => "formula",
            Self::Note => "note",
            Self::Source => "source",
        }
    }
}

/// The bar that finds and replaces, while it is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Find {
    /// What is sought.
    pub text: String,
    /// What replaces it, where the bar replaces.
    pub with: Option<String>,
    /// The rows found, by their names in the order of the table, and where the text stands first.
    pub rows: Vec<(String, Place)>,
    /// The place of the row in hand among them.
    pub at: usize,
    /// Of what the rows were sought.
    sought: Option<(String, u64)>,
}

impl Find {
    /// An empty bar; with a text to put in place of what is found, where it replaces.
    pub fn new(with: Option<String>) -> Self {
        Self {
            with,
            ..Self::default()
        }
    }

    /// The row in hand.
    pub fn row(&self) -> Option<&(String, Place)> {
        self.rows.get(self.at)
    }

    /// Seeks again where the text or the document has changed; the row in hand stays if it can.
    pub fn follow(&mut self, session: &Session) {
        let wanted = (self.text.clone(), session.revision());
        if self.sought.as_ref() == Some(&wanted) {
            return;
        }
        let before = self.row().map(|(row, _)| row.clone());
        self.rows = found(session, &self.text);
        let same = |row: &(String, Place)| Some(&row.0) == before.as_ref();
        self.at = match self.rows.iter().position(same) {
            Some(place) => place,
            None => self.at.min(self.rows.len().saturating_sub(1)),
        };
        self.sought = Some(wanted);
    }

    /// Goes so many places on, round the end.
    pub fn step(&mut self, by: isize) {
        let count = self.rows.len() as isize;
        if count > 0 {
            self.at = (self.at as isize + by).rem_euclid(count) as usize;
        }
    }
}

/// The rows in which a text stands, in the order of the table.
fn found(session: &Session, text: &str) -> Vec<(String, Place)> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut last = None;
    let rows = session.sheet().lines.iter().filter_map(|line| match line {
        Line::Group(at) | Line::Values { variable: at, .. } if last != Some(*at) => {
            last = Some(*at);
            session.workbook().variables.get(*at)
        }
        _ => None,
    });
    let needle = folded(text);
    rows.filter_map(|row| Some((row.id.clone(), place(session, row, &needle)?)))
        .collect()
}

fn place(session: &Session, row: &Variable, needle: &[char]) -> Option<Place> {
    let has = |text: &str| first(text, needle, 0).is_some();
    if has(&row.label) {
        return Some(Place::Label);
    }
    if has(&row.id) {
        return Some(Place::Name);
    }
    let (formula, source) = match &row.definition {
        Definition::Formula(text) => (has(text), false),
        Definition::Irregular(entries) => {
            let in_entry = |entry: &Entry| matches!(entry, Entry::Formula(text) if has(text));
            (entries.iter().any(in_entry), false)
        }
        Definition::Assumption(assumption) => {
            let source = match &assumption.source {
                Provenance::Assumed(reason) => has(reason),
                Provenance::From(id) => session.source(id).is_some_and(|source| {
                    has(&source.title) || has(&source.publisher) || has(&session.source_line(id))
                }),
            };
            (false, source)
        }
    };
    match (formula, has(&row.note), source) {
        (true, _, _) => Some(Place::Formula),
        (_, true, _) => Some(Place::Note),
        (_, _, true) => Some(Place::Source),
        _ => None,
    }
}

/// A text in small letters, one by one.
fn folded(text: &str) -> Vec<char> {
    text.chars().map(fold).collect()
}

/// A letter as it is compared. One that has no single small letter stays as it is.
fn fold(letter: char) -> char {
    let mut small = letter.to_lowercase();
    match (small.next(), small.next()) {
        (Some(only), None) => only,
        _ => letter,
    }
}

/// Where a text stands first at or after a byte, whatever the case of its letters.
fn first(text: &str, needle: &[char], from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    rest.char_indices().find_map(|(start, _)| {
        let mut end = start;
        let mut letters = rest[start..].chars();
        for wanted in needle {
            let letter = letters.next()?;
            if fold(letter) != *wanted {
                return None;
            }
            end += letter.len_utf8();
        }
        Some(from + start..from + end)
    })
}

/// A text with every place of another replaced; none where it does not stand in it.
///
/// ```
/// use rackhour::sheet::find::replaced;
/// assert_eq!(replaced("Rent of a rack, rent", "rent", "Price").as_deref(), Some("Price of a rack, Price"));
/// assert_eq!(replaced("Rent", "rack", ""), None);
/// ```
pub fn replaced(text: &str, what: &str, with: &str) -> Option<String> {
    if what.is_empty() {
        return None;
    }
    let needle = folded(what);
    let (mut done, mut from) = (String::new(), 0);
    while let Some(found) = first(text, &needle, from) {
        done.push_str(&text[from..found.start]);
        done.push_str(with);
        from = found.end;
    }
    done.push_str(&text[from..]);
    (from > 0).then_some(done)
}

/// The rows whose label or name fits what was typed, the best first. Letters may be left out.
pub fn fitting(session: &Session, typed: &str, most: usize) -> Vec<usize> {
    let needle: Vec<_> = folded(typed.trim());
    let rows = session.workbook().variables.iter().enumerate();
    let mut fits: Vec<_> = rows
        .filter_map(|(number, row)| {
            let by_name = misfit(&row.id, &needle).map(|misfit| misfit + 1);
            let best = [misfit(&row.label, &needle), by_name].into_iter().flatten();
            Some((best.min()?, number))
        })
        .collect();
    fits.sort_unstable();
    fits.truncate(most);
    fits.into_iter().map(|(_, number)| number).collect()
}

/// How badly a text fits what was typed: by where it begins, and by the letters between; none where
/// a letter is missing. A text in one piece always fits better than one in several.
fn misfit(text: &str, needle: &[char]) -> Option<usize> {
    const IN_PIECES: usize = 10_000;
    if needle.is_empty() {
        return Some(0);
    }
    let letters = folded(text);
    if let Some(start) = letters.windows(needle.len()).position(|w| w == needle) {
        let at_word = start == 0 || !letters[start - 1].is_alphanumeric();
        return Some(start * 4 + letters.len() + if at_word { 0 } else { 1_000 });
    }
    let (mut gaps, mut last) = (0, None);
    let mut rest = letters.iter().enumerate();
    for wanted in needle.iter().filter(|c| !c.is_whitespace()) {
        let (place, _) = rest.find(|(_, letter)| *letter == wanted)?;
        gaps += last.map_or(place, |last: usize| place - last - 1);
        last = Some(place);
    }
    Some(IN_PIECES + gaps * 8 + letters.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter_and_every_place_is_replaced() {
        assert_eq!(
            replaced("ÄRA ära", "ära", "x").as_deref(),
            Some("x x"),
            "letters beyond ASCII"
        );
        assert_eq!(replaced("aaa", "aa", "b").as_deref(), Some("ba"));
        assert_eq!(replaced("İstanbul", "ist", "x"), None);
        assert_eq!(replaced("anything", "", "x"), None);
    }

    #[test]
    fn the_best_fit_comes_first() {
        let session = Session::bundled();
        let label = |number: usize| session.workbook().variables[number].label.clone();
        assert_eq!(label(fitting(&session, "gpus per", 12)[0]), "GPUs per rack");
        assert_eq!(label(fitting(&session, "gpsprrk", 12)[0]), "GPUs per rack");
        assert!(fitting(&session, "zzzz", 12).is_empty());
        assert_eq!(fitting(&session, "", 12).len(), 12);
    }
}

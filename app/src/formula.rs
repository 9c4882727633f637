//! A formula that is being typed: its text's selection, the list of what fits, and what it would do.

use rackhour_engine::assist::Offer;
use rackhour_engine::diagnostic::Span;

/// What the arrow keys do while a formula is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// They leave the cell, as while a value is typed.
    Enter,
    /// They move the caret.
    Edit,
}

/// What stands selected in the text, in bytes; an empty selection is the caret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Where it began.
    pub anchor: usize,
    /// Where it was drawn to: the caret.
    pub caret: usize,
}

impl Selection {
    /// The caret alone.
    pub const fn at(caret: usize) -> Self {
        Self {
            anchor: caret,
            caret,
        }
    }

    /// What is selected.
    pub fn span(self) -> Span {
        Span::new(self.anchor.min(self.caret), self.anchor.max(self.caret))
    }
}

/// Something that is wrong with a formula, or that a reader should know.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it is, as a sentence.
    pub message: String,
    /// What to do; empty where the message says it.
    pub hint: String,
    /// Where in the text.
    pub span: Option<Span>,
}

/// What a formula would do if it were taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trial {
    /// Why it cannot be taken.
    pub refused: Option<Finding>,
    /// What to look at although it can.
    pub warned: Option<Finding>,
    /// What it gives in the case and cell on screen: `= 2.19 $/Mtok`.
    pub gives: String,
    /// How many more errors the rest of the workbook would have.
    pub elsewhere: usize,
}

/// A formula that is being typed into a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct FormulaEdit {
    /// The formula with which it began; none where the row had a value.
    pub before: Option<String>,
    /// What is selected in the text.
    pub selection: Selection,
    /// What the arrow keys do.
    pub mode: Mode,
    /// Whether the list of what fits may be shown.
    pub lists: bool,
    /// The chosen entry of that list.
    pub chosen: usize,
    /// What the formula would do.
    pub trial: Trial,
    /// What the selected part gives, once that was asked for.
    pub part: Option<String>,
    /// The name that was put in last by a click in the table, while nothing was typed since.
    pub pointed: Option<Span>,
}

impl FormulaEdit {
    /// Begins with a formula, or with what is typed over a value.
    pub fn new(before: Option<String>, text: &str, mode: Mode) -> Self {
        Self {
            before,
            selection: Selection::at(text.len()),
            mode,
            lists: mode == Mode::Enter,
            chosen: 0,
            trial: Trial::default(),
            part: None,
            pointed: None,
        }
    }

    /// Moves the caret without typing: the list closes.
    pub fn select(&mut self, selection: Selection) {
        if selection != self.selection {
            self.selection = selection;
            self.lists = false;
            self.chosen = 0;
            self.pointed = None;
        }
    }

    /// Takes a text that was typed.
    pub fn type_over(&mut self, selection: Selection) {
        self.selection = selection;
        self.lists = true;
        self.chosen = 0;
        self.part = None;
        self.pointed = None;
    }

    /// Puts what the list offers into the text.
    pub fn accept(&mut self, text: &mut String, offer: &Offer) {
        replace(text, offer.replaces, &offer.text);
        self.type_over(Selection::at(offer.replaces.start + offer.text.len()));
        // A call or bracket goes on; a name is done.
        self.lists = offer.text.ends_with([' ', '[']);
    }

    /// Puts the name of a row into the text: in place of the one put in last, of the selection, or
    /// of the word before the caret.
    pub fn point(&mut self, text: &mut String, name: &str) {
        let span = match self.pointed {
            Some(pointed) => pointed,
            None => word_before(text, self.selection.span()),
        };
        let before = text.get(..span.start).unwrap_or_default();
        let glued = before.ends_with(|c: char| is_part(c) || matches!(c, ')' | ']' | '"' | '%'));
        if glued {
            text.insert(span.start, ' ');
        }
        let shift = usize::from(glued);
        let span = Span::new(span.start + shift, span.end + shift);
        replace(text, span, name);
        let end = span.start + name.len();
        self.type_over(Selection::at(end));
        self.lists = false;
        self.pointed = Some(Span::new(span.start, end));
    }
}

/// Puts a text in place of a part of another; a part that is not there any more is left alone.
fn replace(text: &mut String, span: Span, with: &str) {
    if text.get(span.start..span.end).is_some() {
        text.replace_range(span.start..span.end, with);
    }
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The word that ends at a caret, which is no number; a selection is left as it is.
fn word_before(text: &str, selected: Span) -> Span {
    let before = text.get(..selected.start).unwrap_or_default();
    let start = before.trim_end_matches(is_part).len();
    let is_number = before[start..].starts_with(|c: char| c.is_ascii_digit());
    match selected.start < selected.end || is_number {
        true => selected,
        false => Span::new(start, selected.end),
    }
}

/// What is done while a formula is typed.
#[derive(Clone, Debug, PartialEq)]
pub enum FormulaAct {
    /// The text has changed.
    Text(String, Selection),
    /// The caret has moved.
    Select(Selection),
    /// Chooses an entry of the list.
    Choose(usize),
    /// Closes the list.
    CloseList,
    /// Puts an entry of the list into the text.
    Accept(Offer),
    /// Puts the name of a row, or of one of its elements, into the text.
    Point(String),
    /// Says what the selected part gives.
    Evaluate,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointing_again_replaces_what_was_pointed_at() {
        let mut text = "2 * ra".to_owned();
        let mut edit = FormulaEdit::new(None, &text, Mode::Enter);
        edit.point(&mut text, "gpus");
        assert_eq!(text, "2 * gpus");
        edit.point(&mut text, "racks");
        assert_eq!(
            (text.as_str(), edit.selection),
            ("2 * racks", Selection::at(9))
        );
        text.push_str(" + ");
        edit.type_over(Selection::at(text.len()));
        edit.point(&mut text, "gpus");
        assert_eq!(text, "2 * racks + gpus");
        edit.type_over(Selection {
            anchor: 4,
            caret: 9,
        });
        edit.point(&mut text, "gpus");
        assert_eq!(text, "2 * gpus + gpus");
        edit.type_over(Selection::at(8));
        edit.point(&mut text, "racks");
        assert_eq!(
            text, "2 * racks + gpus",
            "the name before the caret gives way"
        );
        edit.type_over(Selection::at(1));
        edit.point(&mut text, "gpus");
        assert_eq!(text, "2 gpus * racks + gpus", "a number does not");
    }

    #[test]
    fn a_stale_place_changes_nothing() {
        let mut text = "é".to_owned();
        replace(&mut text, Span::new(1, 7), "x");
        assert_eq!(text, "é");
    }
}

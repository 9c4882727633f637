//! What is done in the table of rows, besides what a command or a typed text does.

use super::{Cell, Fold, Step};
use rackhour_engine::workbook::NumberFormat;

/// What the table of rows asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Moves the free corner of the selected range.
    Extend(Step),
    /// Puts the free corner of the selected range on a cell.
    ExtendTo(Cell),
    /// Selects the lines of the range over their whole width.
    SelectLines,
    /// Selects the columns of the range over their whole height.
    SelectColumns,
    /// Selects one column over its whole height, the first one holding the single values.
    SelectColumn(usize),
    /// Selects everything.
    SelectAll,
    /// Writes values from another program, lines of cells that tabs part.
    Paste(String),
    /// Gives up what profiles and scenarios change in the range.
    Clear,
    /// Folds or unfolds what stands under a heading.
    Fold(Fold),
    /// Shows the rows of the range in another format; as the program sees fit with none.
    Format(Option<NumberFormat>),
    /// Closes the list of formats.
    CloseFormats,
    /// Something in the bar that finds and replaces.
    Find(FindAct),
    /// Something in the box that leads to a row.
    GoTo(GoToAct),
}

/// A family of formats, through which one key leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// With no decimal, one, two, three.
    Number,
    /// Money, with two decimals first.
    Currency,
    /// Percent.
    Percent,
    /// Multiples.
    Multiple,
}

impl Family {
    /// Its formats, the usual one first.
    pub const fn formats(self) -> [NumberFormat; 4] {
        use NumberFormat::{Decimals, Multiple, Percent};
        match self {
            Self::Number => [Decimals(0), Decimals(1), Decimals(2), Decimals(3)],
            Self::Currency => [Decimals(2), Decimals(0), Decimals(1), Decimals(3)],
            Self::Percent => [Percent(0), Percent(1), Percent(2), Percent(3)],
            Self::Multiple => [Multiple(0), Multiple(1), Multiple(2), Multiple(3)],
        }
    }

    /// What a step through it is called.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Number => "Format as number",
            Self::Currency => "Format as money",
            Self::Percent => "Format as percent",
            Self::Multiple => "Format as multiple",
        }
    }
}

/// What is done in the bar that finds and replaces.
#[derive(Clone, Debug, PartialEq)]
pub enum FindAct {
    /// The text that is sought has changed.
    Text(String),
    /// The text that replaces it has changed.
    With(String),
    /// To the next row found.
    Next,
    /// To the one before.
    Previous,
    /// Replaces in the row in hand, and goes on.
    Replace,
    /// Replaces everywhere.
    ReplaceAll,
    /// Closes the bar.
    Close,
}

/// What is done in the box that leads to a row.
#[derive(Clone, Debug, PartialEq)]
pub enum GoToAct {
    /// The text has changed.
    Text(String),
    /// So many places down the list.
    Move(isize),
    /// To the row in hand, or to this one of the list.
    Take(Option<usize>),
    /// Closes the box.
    Close,
}

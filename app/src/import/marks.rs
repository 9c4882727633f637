//! What the parts of a sheet are taken for, in the analyst's words.

use rackhour_engine::excel::At;
use rackhour_engine::excel::understand::{Block, Column, Layout, LineKind, Orientation};

/// What can be said about a place: each kind of content, without the year or name that goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// The names of variables.
    Labels,
    /// Their units.
    Units,
    /// Notes and sources.
    Notes,
    /// The values of a year.
    Year,
    /// The values of a part of a year.
    Part,
    /// The values of a scenario.
    Scenario,
    /// The low ends of ranges.
    Low,
    /// The high ends of ranges.
    High,
    /// Values of which no heading tells more.
    Values,
    /// Nothing that is read.
    Nothing,
}

impl Holds {
    /// Everything that can be chosen, in the order of the list. Parts of years are only found.
    pub const ALL: [Self; 9] = [
        Self::Labels,
        Self::Units,
        Self::Notes,
        Self::Year,
        Self::Scenario,
        Self::Low,
        Self::High,
        Self::Values,
        Self::Nothing,
    ];

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Labels => "Labels",
            Self::Units => "Units",
            Self::Notes => "Notes",
            Self::Year => "A year",
            Self::Part => "A part of a year",
            Self::Scenario => "A scenario",
            Self::Low => "Low ends",
            Self::High => "High ends",
            Self::Values => "Values",
            Self::Nothing => "Nothing",
        }
    }

    /// The kind of what a place holds.
    pub fn of(column: Option<&Column>) -> Self {
        match column {
            None => Self::Nothing,
            Some(Column::Label) => Self::Labels,
            Some(Column::Unit) => Self::Units,
            Some(Column::Note) => Self::Notes,
            Some(Column::Year(_)) => Self::Year,
            Some(Column::Part(..)) => Self::Part,
            Some(Column::Scenario(_)) => Self::Scenario,
            Some(Column::Low) => Self::Low,
            Some(Column::High) => Self::High,
            Some(Column::Value) => Self::Values,
        }
    }

    /// A place of this kind, with the year or name that its heading tells.
    pub fn column(self, heading: &str, before: Option<&Column>) -> Option<Column> {
        let year = || year_in(heading).or_else(|| next_year(before));
        Some(match self {
            Self::Labels => Column::Label,
            Self::Units => Column::Unit,
            Self::Notes => Column::Note,
            Self::Year | Self::Part => Column::Year(year().unwrap_or(FIRST_YEAR)),
            Self::Scenario if heading.trim().is_empty() => Column::Scenario("Base".to_owned()),
            Self::Scenario => Column::Scenario(heading.trim().to_owned()),
            Self::Low => Column::Low,
            Self::High => Column::High,
            Self::Values => Column::Value,
            Self::Nothing => return None,
        })
    }
}

/// The year of a place whose heading has none and that stands beside none.
const FIRST_YEAR: i16 = 2026;

/// The first number of four digits in a text that can be a year.
fn year_in(text: &str) -> Option<i16> {
    let mut parts = text.split(|c: char| !c.is_ascii_digit());
    let year = parts.find(|part| part.len() == 4)?.parse().ok()?;
    (1990..=2100).contains(&year).then_some(year)
}

fn next_year(before: Option<&Column>) -> Option<i16> {
    match before {
        Some(Column::Year(year) | Column::Part(year, _)) => year.checked_add(1),
        _ => None,
    }
}

/// What goes with a place, as it was typed: a year, or the name of a scenario.
pub fn typed(column: &Column, text: &str) -> Result<Column, String> {
    let text = text.trim();
    match column {
        Column::Year(_) | Column::Part(..) => match year_in(text).filter(|_| text.len() == 4) {
            Some(year) => Ok(Column::Year(year)),
            None => Err(format!("`{text}` is no year: type one such as 2027")),
        },
        Column::Scenario(_) if text.is_empty() => {
            Err("Type the name of the scenario, such as Bear".to_owned())
        }
        Column::Scenario(_) => Ok(Column::Scenario(text.to_owned())),
        other => Ok(other.clone()),
    }
}

/// What a place holds, in a word or two: `2027`, `Bear`, `Labels`.
pub fn holds_word(column: Option<&Column>) -> String {
    match column {
        None => String::new(),
        Some(Column::Year(year)) => year.to_string(),
        Some(Column::Part(year, part)) => format!("{part} {year}"),
        Some(Column::Scenario(name)) => name.clone(),
        found => Holds::of(found).title().to_owned(),
    }
}

/// What a line is called; nothing where it is one of values.
pub const fn line_word(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Heading => "Heading",
        LineKind::Section => "Section",
        LineKind::Data => "",
    }
}

/// The place of a cell along its line.
pub fn place_of(orientation: Orientation, at: At) -> u32 {
    match orientation {
        Orientation::Across => at.column,
        Orientation::Down => at.row,
    }
}

/// The line of a cell.
pub fn line_of(orientation: Orientation, at: At) -> u32 {
    match orientation {
        Orientation::Across => at.row,
        Orientation::Down => at.column,
    }
}

/// The block that a line belongs to.
#[derive(Clone, Copy, Debug)]
pub struct LineOf<'a> {
    /// Its place among the blocks.
    pub number: usize,
    /// The block.
    pub block: &'a Block,
    /// Whether the line lies in it, and not only beside it.
    pub is_inside: bool,
}

impl<'a> LineOf<'a> {
    /// The block of a line, or the one before it; the first one above all of them.
    pub fn of(layout: &'a Layout, line: u32) -> Option<Self> {
        let after = layout.blocks.partition_point(|block| block.lines.0 <= line);
        let number = after.saturating_sub(1);
        let block = layout.blocks.get(number)?;
        Some(Self {
            number,
            block,
            is_inside: (block.lines.0..=block.lines.1).contains(&line),
        })
    }
}

/// What a place of a block holds, where a line of it is concerned.
pub fn holds<'a>(of: Option<&LineOf<'a>>, place: u32) -> Option<&'a Column> {
    of.and_then(|of| of.block.columns.get(&place))
}

/// What a line is; none outside all blocks.
pub fn line_kind(layout: &Layout, line: u32) -> Option<LineKind> {
    let of = LineOf::of(layout, line).filter(|of| of.is_inside)?;
    Some(if of.block.headers.contains(&line) {
        LineKind::Heading
    } else if of.block.sections.contains_key(&line) {
        LineKind::Section
    } else {
        LineKind::Data
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_place_holds_takes_its_year_and_name_from_the_heading() {
        let before = Column::Year(2027);
        let cases = [
            (Holds::Year, "FY2031E", None, Some(Column::Year(2031))),
            (Holds::Year, "", Some(&before), Some(Column::Year(2028))),
            (Holds::Year, "12345", None, Some(Column::Year(2026))),
            (
                Holds::Scenario,
                " Bear ",
                None,
                Some(Column::Scenario("Bear".to_owned())),
            ),
            (
                Holds::Scenario,
                "",
                None,
                Some(Column::Scenario("Base".to_owned())),
            ),
            (Holds::Nothing, "Bear", None, None),
        ];
        for (kind, heading, before, expected) in cases {
            assert_eq!(kind.column(heading, before), expected, "{kind:?} {heading}");
        }
    }

    #[test]
    fn every_kind_is_found_again() {
        for kind in Holds::ALL {
            assert_eq!(Holds::of(kind.column("2027", None).as_ref()), kind);
        }
    }

    #[test]
    fn a_year_is_four_digits() {
        let year = Column::Year(2026);
        assert_eq!(typed(&year, " 2031 "), Ok(Column::Year(2031)));
        for wrong in ["31", "FY2031", "3000", ""] {
            assert!(typed(&year, wrong).is_err(), "{wrong}");
        }
        let scenario = Column::Scenario("Bear".to_owned());
        assert_eq!(
            typed(&scenario, "Bull"),
            Ok(Column::Scenario("Bull".to_owned()))
        );
        assert!(typed(&scenario, " ").is_err());
    }
}

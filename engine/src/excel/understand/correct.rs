//! What an analyst corrects about a layout, as text that a file can keep.

use std::fmt;

use crate::units::Catalog;

use super::grid::Grid;
use super::{Block, Column, Layout, Orientation, Scale, below_headings};

/// One correction of a guessed layout. Blocks count from 0 here and from 1 as text; lines and places
/// count from 0 here and from 1 as text.
///
/// ```
/// use rackhour_engine::excel::understand::{Column, Correction};
/// let text = "block 1 place 4 is year 2027";
/// let correction = Correction::read(text).unwrap();
/// assert_eq!(correction, Correction::Place(0, 3, Some(Column::Year(2027))));
/// assert_eq!(correction.to_string(), text);
/// assert_eq!(Correction::read("block 1 is nice"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Correction {
    /// Which way periods and cases run: `across`, `down`.
    Orientation(Orientation),
    /// What a line is: `line 3 is heading`.
    Line(u32, LineKind),
    /// What a place of a block holds, or nothing: `block 1 place 4 is unit`.
    Place(u32, u32, Option<Column>),
    /// The power of ten of a block's money, or none: `block 1 scale 6`.
    Scale(u32, i32),
}

/// What a line of a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Headings of places.
    Heading,
    /// The name of a section.
    Section,
    /// A variable.
    Data,
}

impl Correction {
    /// Reads what [`fmt::Display`] writes; `None` where it is something else.
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "across" => return Some(Self::Orientation(Orientation::Across)),
            "down" => return Some(Self::Orientation(Orientation::Down)),
            _ => {}
        }
        if let Some(rest) = text.strip_prefix("line ") {
            let (line, kind) = rest.split_once(" is ")?;
            return Some(Self::Line(position(line)?, line_kind(kind)?));
        }
        let (block, rest) = text.strip_prefix("block ")?.split_once(' ')?;
        let block = position(block)?;
        if let Some(power) = rest.strip_prefix("scale ") {
            return Some(Self::Scale(block, power.parse().ok()?));
        }
        let (place, holds) = rest.strip_prefix("place ")?.split_once(" is ")?;
        let column = match holds {
            "nothing" => None,
            holds => Some(column(holds)?),
        };
        Some(Self::Place(block, position(place)?, column))
    }
}

impl Layout {
    /// Carries out one correction; which way it runs has been settled before.
    pub(super) fn correct(&mut self, grid: &Grid<'_>, correction: &Correction) {
        match correction {
            Correction::Orientation(_) => {}
            Correction::Line(line, kind) => {
                let holds = |block: &&mut Block| (block.lines.0..=block.lines.1).contains(line);
                if let Some(block) = self.blocks.iter_mut().find(holds) {
                    block.set_line(grid, *line, *kind);
                }
            }
            Correction::Place(block, place, column) => {
                if let Some(block) = self.blocks.get_mut(*block as usize) {
                    block.set_place(*place, column.as_ref());
                }
            }
            Correction::Scale(block, power) => {
                if let Some(block) = self.blocks.get_mut(*block as usize) {
                    block.scale = scale(*power);
                }
            }
        }
    }
}

impl Block {
    /// Makes a line a heading, a section or neither, and looks at the places anew where that
    /// changes the headings.
    fn set_line(&mut self, grid: &Grid<'_>, line: u32, kind: LineKind) {
        let was_header = self.headers.contains(&line);
        let is_header = kind == LineKind::Heading;
        let mut sections = self.sections.clone();
        sections.remove(&line);
        if kind == LineKind::Section {
            let name = grid.texts(line).next().map_or("", |(_, text)| text);
            sections.insert(line, name.trim().to_owned());
        }
        if was_header != is_header {
            let mut headers = self.headers.clone();
            headers.retain(|own| *own != line);
            headers.extend(is_header.then_some(line));
            headers.sort_unstable();
            let scale = self.scale.take();
            *self = below_headings(grid, self.lines, headers, None, &Catalog::default());
            self.scale = scale;
        }
        self.sections = sections;
    }

    /// Says what a place holds. There is one place of labels, and one of units.
    fn set_place(&mut self, place: u32, column: Option<&Column>) {
        let Some(column) = column else {
            self.columns.remove(&place);
            return;
        };
        if matches!(column, Column::Label | Column::Unit) {
            self.columns.retain(|_, own| own != column);
        }
        self.columns.insert(place, column.clone());
    }
}

/// A scale by its power alone, in the word for it.
fn scale(power: i32) -> Option<Scale> {
    let word = match power {
        0 => return None,
        3 => "thousands".to_owned(),
        6 => "millions".to_owned(),
        9 => "billions".to_owned(),
        12 => "trillions".to_owned(),
        _ => format!("1e{power}"),
    };
    Some(Scale { word, power })
}

impl fmt::Display for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Orientation(Orientation::Across) => f.write_str("across"),
            Self::Orientation(Orientation::Down) => f.write_str("down"),
            Self::Line(line, kind) => {
                let kind = match kind {
                    LineKind::Heading => "heading",
                    LineKind::Section => "section",
                    LineKind::Data => "data",
                };
                write!(f, "line {} is {kind}", line + 1)
            }
            Self::Place(block, place, column) => {
                write!(f, "block {} place {} is ", block + 1, place + 1)?;
                match column {
                    Some(column) => write!(f, "{column}"),
                    None => f.write_str("nothing"),
                }
            }
            Self::Scale(block, power) => write!(f, "block {} scale {power}", block + 1),
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label => f.write_str("label"),
            Self::Unit => f.write_str("unit"),
            Self::Note => f.write_str("note"),
            Self::Year(year) => write!(f, "year {year}"),
            Self::Part(year, part) => write!(f, "part {year} {part}"),
            Self::Scenario(name) => write!(f, "scenario {name}"),
            Self::Low => f.write_str("low"),
            Self::High => f.write_str("high"),
            Self::Value => f.write_str("value"),
        }
    }
}

/// A number from 1 as a position from 0.
fn position(text: &str) -> Option<u32> {
    text.parse::<u32>().ok()?.checked_sub(1)
}

fn line_kind(text: &str) -> Option<LineKind> {
    Some(match text {
        "heading" => LineKind::Heading,
        "section" => LineKind::Section,
        "data" => LineKind::Data,
        _ => return None,
    })
}

fn column(text: &str) -> Option<Column> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    Some(match (word, rest) {
        ("label", "") => Column::Label,
        ("unit", "") => Column::Unit,
        ("note", "") => Column::Note,
        ("low", "") => Column::Low,
        ("high", "") => Column::High,
        ("value", "") => Column::Value,
        ("scenario", name) => Column::Scenario(name.to_owned()),
        ("year", year) => Column::Year(year.parse().ok()?),
        ("part", rest) => {
            let (year, part) = rest.split_once(' ')?;
            Column::Part(year.parse().ok()?, part.to_owned())
        }
        _ => return None,
    })
}

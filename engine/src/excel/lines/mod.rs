//! The lines of a sheet, by its layout: each with its label, headings, unit and values.

mod around;

use std::collections::BTreeMap;

use crate::units::Catalog;
use crate::units::entry::Decimal;

use crate::excel::book::{At, Book, Cell, Sheet, Value, Visibility};
use crate::excel::interpret::{date, plain, text};
use crate::excel::line::{Held, Line};
use crate::excel::understand::{Block, Column, Layout, Orientation, heading};

use around::is_total;

/// How many texts of a sheet tell its decimal mark.
const TEXTS: usize = 20_000;
/// How a corner starts that names the periods beside it.
const PERIODS: &[&str] = &[
    "year", "fiscal", "calendar", "period", "date", "fy", "quarter", "month",
];
/// Things that workbooks declare and that units on sheets name, so that `$/user/yr` in a label is
/// seen to be a unit before it is known for which workbook.
const THINGS: &[&str] = &[
    "user",
    "subscriber",
    "customer",
    "employee",
    "parameter",
    "task",
    "site",
    "query",
    "request",
    "server",
    "node",
    "chip",
    "sqft",
    "tonne",
    "kg",
    "km",
];

/// The sheets whose lines are suggested unasked: not those that only a macro can show, and not
/// those of which nothing was read.
pub fn suggested_sheets(book: &Book) -> impl Iterator<Item = &Sheet> {
    let sheets = book.sheets.iter();
    sheets.filter(|sheet| sheet.visibility != Visibility::VeryHidden && sheet.skipped.is_none())
}

/// The lines of a sheet that hold values, in its order.
///
/// ```
/// use rackhour_engine::excel::lines;
/// use rackhour_engine::excel::read::{Watch, read};
/// use rackhour_engine::excel::understand::understand;
/// let text = b"Label,2026,2027,2028\nPrices\nRent ($/GPU-hr),3.5,3.2,3.0\n";
/// let book = read("rates.csv", text, &Watch::default()).unwrap();
/// let sheet = &book.sheets[0];
/// let found = lines(&book, sheet, &understand(&book, sheet));
/// assert_eq!(found[0].label, "Rent ($/GPU-hr)");
/// assert_eq!(found[0].section, ["Prices"]);
/// assert_eq!(found[0].unit.as_ref().unwrap().text, "$/GPU-hr");
/// assert_eq!(found[0].cells[1].heading, "2027");
/// ```
pub fn lines(book: &Book, sheet: &Sheet, layout: &Layout) -> Vec<Line> {
    let texts = sheet.cells.values().filter_map(|cell| match &cell.value {
        Value::Text(text) => Some(&**text),
        _ => None,
    });
    let sought = Sought {
        book,
        sheet,
        orientation: layout.orientation,
        catalog: Catalog::new(THINGS.iter().copied()),
        decimal: text::majority(texts.take(TEXTS)),
        headings: spread(sheet),
    };
    let mut lines = Vec::new();
    for (block, number) in layout.blocks.iter().zip(0..) {
        sought.block(block, number, &mut lines);
    }
    lines
}

/// The cells that merged headings are spread over, and the cell that holds them.
fn spread(sheet: &Sheet) -> BTreeMap<At, At> {
    let mut spread = BTreeMap::new();
    for area in &sheet.merged {
        let rows = area.first.row..=area.last.row.min(area.first.row + 10);
        for row in rows {
            for column in area.first.column..=area.last.column.min(area.first.column + 100) {
                spread.insert(At::new(row, column), area.first);
            }
        }
    }
    spread
}

/// A sheet in which lines are looked for.
struct Sought<'a> {
    book: &'a Book,
    sheet: &'a Sheet,
    orientation: Orientation,
    catalog: Catalog,
    decimal: Option<Decimal>,
    headings: BTreeMap<At, At>,
}

/// A heading above lines, and how far it is indented.
struct Above {
    indent: usize,
    text: String,
}

impl Sought<'_> {
    fn at(&self, line: u32, place: u32) -> At {
        match self.orientation {
            Orientation::Across => At::new(line, place),
            Orientation::Down => At::new(place, line),
        }
    }

    fn cell(&self, line: u32, place: u32) -> Option<&Cell> {
        self.sheet.cells.get(&self.at(line, place))
    }

    fn text(&self, line: u32, place: u32) -> Option<&str> {
        match &self.cell(line, place)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn block(&self, block: &Block, number: u32, lines: &mut Vec<Line>) {
        let label = block.place_of(&Column::Label);
        let first = block.values().next();
        let title = self.title(block, label);
        let (mut sections, mut parents): (Vec<Above>, Vec<Above>) = (Vec::new(), Vec::new());
        let mut was_section = false;
        for line in self.filled(block) {
            if block.headers.contains(&line) {
                continue;
            }
            if let Some(name) = block.sections.get(&line) {
                let indent = indent(self.text(line, label.unwrap_or(0)).unwrap_or(name));
                if !was_section {
                    sections.retain(|above| above.indent < indent);
                }
                sections.push(Above {
                    indent,
                    text: name.clone(),
                });
                parents.clear();
                was_section = true;
                continue;
            }
            was_section = false;
            let cells = self.cells(block, line);
            if !cells.iter().any(|held| self.is_value(held)) {
                continue;
            }
            let written = self.label(line, label, first).unwrap_or_default();
            let indent = indent(written);
            parents.retain(|above| above.indent < indent);
            let above = title.iter().cloned();
            let above = above.chain(
                sections
                    .iter()
                    .chain(&parents)
                    .map(|above| above.text.clone()),
            );
            let section: Vec<String> = above.collect();
            let label = written.trim().to_owned();
            lines.push(self.line(block, number, line, label.clone(), section, cells));
            parents.push(Above {
                indent,
                text: label,
            });
        }
    }

    /// The lines of a block that hold anything.
    fn filled(&self, block: &Block) -> Vec<u32> {
        let (first, last) = block.lines;
        match self.orientation {
            Orientation::Across => {
                let cells = self
                    .sheet
                    .cells
                    .range(At::new(first, 0)..=At::new(last, u32::MAX));
                let mut rows: Vec<u32> = cells.map(|(at, _)| at.row).collect();
                rows.dedup();
                rows
            }
            Orientation::Down => (first..=last).collect(),
        }
    }

    /// What the corner of the headings says, where it is no word for the column.
    fn title(&self, block: &Block, label: Option<u32>) -> Option<String> {
        let corner = |line: &u32| self.text(*line, label?);
        let mut corners = block.headers.iter().filter_map(corner);
        let title = corners.find(|text| {
            let lower = text.trim().to_lowercase();
            let is_of_periods = PERIODS.iter().any(|word| lower.starts_with(word));
            !lower.is_empty() && !is_of_periods && heading(text).is_none()
        });
        title.map(|text| text.trim().to_owned())
    }

    /// The label of a line: in its place, or in a place before the values where that is empty, as
    /// where the parts of something are indented by a column.
    fn label(&self, line: u32, label: Option<u32>, first: Option<u32>) -> Option<&str> {
        let own = label.and_then(|place| self.text(line, place));
        let other = || (0..first?.min(20)).find_map(|place| self.text(line, place));
        own.filter(|text| !text.trim().is_empty()).or_else(other)
    }

    fn cells(&self, block: &Block, line: u32) -> Vec<Held> {
        let held = |place: u32| {
            let at = self.at(line, place);
            self.sheet.cells.get(&at)?;
            Some(Held {
                at,
                column: block.columns.get(&place)?.clone(),
                heading: self.heading(block, place),
                is_hidden: self
                    .sheet
                    .extras
                    .as_ref()
                    .is_some_and(|extras| extras.hides(at)),
            })
        };
        block.values().filter_map(held).collect()
    }

    /// What stands above a place, without repeating itself.
    fn heading(&self, block: &Block, place: u32) -> String {
        let mut parts: Vec<String> = Vec::new();
        for line in &block.headers {
            let at = self.at(*line, place);
            let at = self.headings.get(&at).copied().unwrap_or(at);
            let Some(cell) = self.sheet.cells.get(&at) else {
                continue;
            };
            let part = match &cell.value {
                Value::Text(text) => text.trim().to_owned(),
                Value::Number(number) => plain(*number),
                Value::Date(days) => date(*days, self.book.is_1904),
                _ => continue,
            };
            if !part.is_empty() && parts.last() != Some(&part) {
                parts.push(part);
            }
        }
        parts.join(" / ")
    }

    /// Whether a cell says something about a value.
    fn is_value(&self, held: &Held) -> bool {
        match self.sheet.cells.get(&held.at).map(|cell| &cell.value) {
            Some(Value::Text(text)) => text::is_value(text),
            Some(Value::Truth(_)) | None => false,
            Some(_) => true,
        }
    }

    fn line(
        &self,
        block: &Block,
        number: u32,
        line: u32,
        label: String,
        section: Vec<String>,
        cells: Vec<Held>,
    ) -> Line {
        Line {
            sheet: self.sheet.name.clone(),
            orientation: self.orientation,
            line,
            block: number,
            unit: self.unit(block, line, &label, &section, &cells),
            note: self.note(block, line, &cells),
            scale: block.scale.clone(),
            decimal: self.decimal,
            is_total: is_total(&label) || cells.iter().any(|held| self.is_sum(held)),
            is_hidden: self.is_hidden(&cells),
            label,
            section,
            cells,
        }
    }

    fn is_hidden(&self, cells: &[Held]) -> bool {
        self.sheet.visibility != Visibility::Visible || cells.iter().all(|held| held.is_hidden)
    }
}

impl Block {
    /// The first place that holds this.
    fn place_of(&self, column: &Column) -> Option<u32> {
        let mut places = self.columns.iter().filter(|(_, own)| *own == column);
        places.next().map(|(place, _)| *place)
    }

    /// The places that hold values.
    fn values(&self) -> impl Iterator<Item = u32> {
        let is_value =
            |column: &Column| !matches!(column, Column::Label | Column::Unit | Column::Note);
        let places = self
            .columns
            .iter()
            .filter(move |(_, column)| is_value(column));
        places.map(|(place, _)| *place)
    }
}

/// How far a label is indented: by spaces, or by the dash of a list.
fn indent(label: &str) -> usize {
    let text = label.trim_start();
    let spaces = label.chars().count() - text.chars().count();
    let is_item = text.starts_with(['-', '–', '•', '·', '*']) || {
        let lower = text.to_lowercase();
        lower.starts_with("of which") || lower.starts_with("thereof")
    };
    spaces + usize::from(is_item)
}

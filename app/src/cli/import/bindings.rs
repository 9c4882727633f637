//! Which lines go where: those that are clear, and those that the command line names.

use rackhour_engine::check::Axes;
use rackhour_engine::excel::propose::{Bind, Model, Target, bind};
use rackhour_engine::excel::refresh::{Recipe, learned};
use rackhour_engine::excel::suggest::{Match, suggest};
use rackhour_engine::excel::understand::{Column, Orientation, understand};
use rackhour_engine::excel::{At, Book, Held, Line, lines as lines_of, suggested_sheets};
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{ChosenBy, Gaps};

use super::super::{Failure, did_you_mean};

/// The lines of all sheets whose lines are suggested unasked.
pub(super) fn lines(book: &Book) -> Vec<Line> {
    let sheets = suggested_sheets(book);
    let lines = sheets.map(|sheet| lines_of(book, sheet, &understand(book, sheet)));
    lines.flatten().collect()
}

/// The rows that each line may belong to.
pub(super) fn suggested(model: &Model<'_>, book: &Book, lines: &[Line]) -> Vec<Vec<Match>> {
    let learned = learned(model.workbook);
    suggest(model.typed(), model.workbook, book, lines, &learned)
}

/// The lines that are clear, bound to their rows.
pub(super) fn preticked(model: &Model<'_>, lines: &[Line], suggested: &[Vec<Match>]) -> Vec<Bind> {
    let lines = lines.iter().enumerate().zip(suggested);
    let clear = lines.filter_map(|(line, matches)| {
        let best = matches.first().filter(|best| best.is_preticked)?;
        Some(Bind {
            chosen_by: ChosenBy::Auto,
            ..bind(model, line, &best.row, best.element.as_deref())
        })
    });
    clear.collect()
}

/// Adds what the command line binds, in place of what was bound there before.
pub(super) fn add(
    model: &Model<'_>,
    book: &Book,
    recipe: &mut Recipe,
    asked: &[String],
) -> Result<(), Failure> {
    for text in asked {
        let asked = Asked::read(model, book, text)?;
        let line = line_with(recipe, &asked);
        let new = asked.bind(model, (line, &recipe.lines[line]));
        for old in &mut recipe.binds {
            if old.line == line {
                old.cells.retain(|at, _| !new.cells.contains_key(at));
            }
            old.cells
                .retain(|_, target| !new.cells.values().any(|taken| taken == target));
        }
        recipe.binds.push(new);
    }
    recipe.binds.retain(|bind| !bind.cells.is_empty());
    Ok(())
}

/// A cell and where its value goes, as the command line says it.
struct Asked {
    sheet: String,
    at: At,
    key: Key,
}

impl Asked {
    /// Reads `Sheet!B7=key`.
    fn read(model: &Model<'_>, book: &Book, text: &str) -> Result<Self, Failure> {
        let refuse = |message: String| Err(Failure::Usage(message));
        let parts = text.rsplit_once('=');
        let place = parts.and_then(|(place, key)| Some((place.rsplit_once('!')?, key)));
        let Some(((sheet, cell), key)) = place else {
            return refuse(format!("cannot bind `{text}`: write 'Sheet!B7=name'"));
        };
        let sheet = sheet.trim().trim_matches('\'');
        if book.sheet(sheet).is_none() {
            let near = did_you_mean(sheet, book.sheets.iter().map(|sheet| sheet.name.as_str()));
            return refuse(format!("there is no sheet `{sheet}`{near}"));
        }
        let Some(at) = At::read(cell.trim()) else {
            return refuse(format!("`{cell}` is no cell: write 'Sheet!B7=name'"));
        };
        let key = match Key::parse(key) {
            Ok(key) => key,
            Err(refusal) => return refuse(format!("cannot bind `{text}`: {refusal}")),
        };
        let Some(row) = model.typed().row(&key.name) else {
            let known = model.typed().rows.iter().map(|row| row.id.as_str());
            let near = did_you_mean(&key.name, known);
            return refuse(format!("there is no row `{}`{near}", key.name));
        };
        if model.typed().extents.places(row.axes, &key.at).is_err() {
            return refuse(format!("`{key}` names no element or period of its row"));
        }
        let sheet = sheet.to_owned();
        Ok(Self { sheet, at, key })
    }

    /// The binding of the line: all its periods where the cell is one of several and the key leaves
    /// the period open, else the cell alone.
    fn bind(&self, model: &Model<'_>, (at, line): (usize, &Line)) -> Bind {
        let labels = &model.typed().extents.timeline.labels;
        let runs =
            (model.typed().row(&self.key.name)).is_some_and(|row| row.axes.contains(Axes::TIME));
        let names_period = self.key.at.iter().any(|part| labels.contains(part));
        let held = line.cells.iter().find(|held| held.at == self.at);
        let is_period =
            held.is_some_and(|held| matches!(held.column, Column::Year(_) | Column::Part(..)));
        if runs && is_period && !names_period {
            let element = self.key.at.first().map(String::as_str);
            return bind(model, (at, line), &self.key.name, element);
        }
        Bind {
            line: at,
            row: self.key.name.clone(),
            element: None,
            created: None,
            gaps: Gaps::Leave,
            chosen_by: ChosenBy::User,
            cells: [(self.at, Target::base(self.key.to_string()))].into(),
            remarks: Vec::new(),
        }
    }
}

/// The line that a cell stands in; one of its own where it was not found to be in any.
fn line_with(recipe: &mut Recipe, asked: &Asked) -> usize {
    let mut lines = recipe.lines.iter();
    let holds = |line: &Line| {
        line.sheet == asked.sheet && line.cells.iter().any(|held| held.at == asked.at)
    };
    if let Some(found) = lines.position(holds) {
        return found;
    }
    recipe.lines.push(Line {
        sheet: asked.sheet.clone(),
        orientation: Orientation::Across,
        line: asked.at.row,
        block: 0,
        label: asked.at.to_string(),
        section: Vec::new(),
        unit: None,
        note: String::new(),
        scale: None,
        decimal: None,
        cells: vec![Held {
            at: asked.at,
            column: Column::Value,
            heading: String::new(),
            is_hidden: false,
        }],
        is_total: false,
        is_hidden: false,
    });
    recipe.lines.len() - 1
}

//! What an import prints: sheets, suggestions, what is applied and what is not.

use rackhour_engine::excel::interpret::{Outcome, Question, Reading};
use rackhour_engine::excel::propose::{
    Effect, Flag, Found, Model, Proposal, Proposed, bind, reading,
};
use rackhour_engine::excel::suggest::Match;
use rackhour_engine::excel::{Cell as SheetCell, Line, Sheet, Value as Held, Visibility};
use rackhour_engine::workbook::edit::Overlay;
use serde_json::{Value, json};

use crate::text::{count, plain, relative_change, unit_label};

use super::super::json;
use super::super::table::{Cell, aligned};

/// Everything that is printed.
pub(super) struct Shown<'a> {
    pub(super) model: &'a Model<'a>,
    pub(super) found: &'a Found<'a>,
    pub(super) suggested: &'a [Vec<Match>],
    pub(super) proposal: &'a Proposal,
    pub(super) is_applied: bool,
}

/// A row that a line may belong to, with its first value as it would be read.
struct Suggestion<'a> {
    line: &'a Line,
    best: &'a Match,
    cell: String,
    key: String,
    reading: Option<Reading>,
}

impl Shown<'_> {
    pub(super) fn document(&self) -> Value {
        let sheets: Vec<_> = self.found.book.sheets.iter().map(sheet).collect();
        let suggestions: Vec<_> = self.suggestions().iter().map(suggestion).collect();
        let applied: Vec<_> = match self.is_applied {
            true => self.applied().map(change).collect(),
            false => Vec::new(),
        };
        json!({
            "sheets": sheets,
            "suggestions": suggestions,
            "applied": applied,
            "problems": self.problems(),
        })
    }

    /// The values that move.
    fn applied(&self) -> impl Iterator<Item = &Proposed> {
        let changes = self.proposal.changes.iter();
        changes.filter(|change| change.is_applied && !change.flags.contains(&Flag::Unchanged))
    }

    fn problems(&self) -> Vec<String> {
        let asked = self.proposal.questions.iter();
        let asked = asked.map(|asked| {
            let choices = asked.question.choices.iter();
            let choices: Vec<_> = choices
                .map(|choice| format!("--answer '{}={}'", asked.key, choice.id))
                .collect();
            let cells = asked.cells.len();
            let cells = match cells {
                1 => String::new(),
                cells => format!(" ({cells} cells)"),
            };
            let choices = choices.join(" or ");
            format!("{}{cells} Answer with {choices}", asked.question)
        });
        let problems = self.proposal.problems.iter().cloned();
        asked.chain(problems).collect()
    }

    /// The rows that each line may belong to, the best first.
    fn suggestions(&self) -> Vec<Suggestion<'_>> {
        let lines = self.found.lines.iter().enumerate().zip(self.suggested);
        let all = lines.flat_map(|(line, matches)| matches.iter().map(move |best| (line, best)));
        all.filter_map(|((at, line), best)| self.suggestion((at, line), best))
            .collect()
    }

    fn suggestion<'b>(&self, line: (usize, &'b Line), best: &'b Match) -> Option<Suggestion<'b>> {
        let bound = bind(self.model, line, &best.row, best.element.as_deref());
        let line = line.1;
        let first = bound.cells.iter().next();
        let held = match first {
            Some((at, _)) => line.cells.iter().find(|held| held.at == *at)?,
            None => line.cells.first()?,
        };
        let row = self.model.workbook.variable(&best.row)?;
        Some(Suggestion {
            line,
            best,
            cell: held.at.to_string(),
            key: first.map_or_else(|| best.row.clone(), |(_, target)| target.key.clone()),
            reading: reading(self.model, self.found, (line, held), row),
        })
    }
}

impl Suggestion<'_> {
    fn question(&self) -> Option<&Question> {
        match &self.reading.as_ref()?.outcome {
            Outcome::Asks(question) => Some(question),
            _ => None,
        }
    }

    fn value(&self) -> Option<f64> {
        match self.reading.as_ref()?.outcome {
            Outcome::Value(value) => Some(value),
            _ => None,
        }
    }
}

fn sheet(sheet: &Sheet) -> Value {
    let (rows, columns) = sheet.extent();
    let is_number = |cell: &SheetCell| matches!(cell.value, Held::Number(_));
    let is_error = |cell: &SheetCell| matches!(cell.value, Held::Error(_));
    json!({
        "name": sheet.name,
        "visible": sheet.visibility == Visibility::Visible,
        "rows": rows,
        "columns": columns,
        "numbers": sheet.count(is_number),
        "formulas": sheet.count(|cell| cell.formula.is_some()),
        "errors": sheet.count(is_error),
        "skipped": sheet.skipped,
    })
}

fn suggestion(found: &Suggestion<'_>) -> Value {
    let reading = found.reading.as_ref();
    let raw = match reading.map(|reading| &reading.raw) {
        None | Some(Held::NotComputed) => Value::Null,
        Some(Held::Number(raw) | Held::Date(raw) | Held::Span(raw)) => json::number(*raw),
        Some(Held::Text(text) | Held::Error(text)) => json!(text),
        Some(Held::Truth(truth)) => json!(truth),
    };
    let ambiguous = found.question().map(|question| {
        let choices: Vec<_> = question.choices.iter().map(|choice| choice.id).collect();
        json!({ "key": question.key, "question": question.text, "choices": choices })
    });
    json!({
        "sheet": found.line.sheet,
        "cell": found.cell,
        "label": found.line.label,
        "variable": found.best.row,
        "key": found.key,
        "score": json::number((found.best.score * 1000.0).round() / 1000.0),
        "preticked": found.best.is_preticked,
        "raw": raw,
        "unit": reading.and_then(|reading| reading.unit.clone()),
        "value": found.value().map(json::number),
        "ambiguous": ambiguous,
    })
}

fn change(change: &Proposed) -> Value {
    let (kind, layer) = match &change.target.layer {
        None => (None, None),
        Some(Overlay::Profile(id)) => (Some("profile"), Some(id)),
        Some(Overlay::Scenario(id)) => (Some("scenario"), Some(id)),
    };
    let mut told = json!({
        "sheet": change.sheet,
        "cell": change.cell.to_string(),
        "key": change.target.key,
        "role": change.target.role,
        "unit": change.unit,
        "old": change.old.map(json::number),
        "new": json::number(change.new),
        "flags": change.flags.iter().map(|flag| word(*flag)).collect::<Vec<_>>(),
    });
    if let (Some(kind), Some(told)) = (kind, told.as_object_mut()) {
        told.insert(kind.to_owned(), json!(layer));
    }
    told
}

/// What a flag is called.
fn word(flag: Flag) -> String {
    match flag {
        Flag::Unchanged => "unchanged".to_owned(),
        Flag::Changed => "changed".to_owned(),
        Flag::New => "new".to_owned(),
        Flag::Filled => "filled".to_owned(),
        Flag::OutOfRange => "out_of_range".to_owned(),
        Flag::SignFlipped => "sign_flipped".to_owned(),
        Flag::ScaleSuspect(factor) => format!("scale_suspect_{factor}"),
        Flag::EditedByHand => "edited_by_hand".to_owned(),
    }
}

impl Shown<'_> {
    /// The sheets, the best row for each line, what changes and what it does.
    pub(super) fn table(&self) -> String {
        let mut text = String::new();
        let mut part = |title: &str, lines: Vec<Vec<Cell>>| {
            if !lines.is_empty() {
                let gap = if text.is_empty() { "" } else { "\n" };
                text.push_str(&format!("{gap}{title}\n{}", aligned(&lines)));
            }
        };
        let sheets = self.found.book.sheets.iter();
        part("Sheets", sheets.map(sheet_line).collect());
        let suggestions = self.suggestions();
        let mut before: Option<&Line> = None;
        let best = suggestions.iter().filter(|one| {
            let is_best = !before.is_some_and(|line| std::ptr::eq(line, one.line));
            before = Some(one.line);
            is_best
        });
        part("Suggestions", best.map(suggestion_line).collect());
        let title = if self.is_applied {
            "Applied"
        } else {
            "Proposed"
        };
        part(title, self.applied().map(change_line).collect());
        let effects = self.proposal.effects.iter();
        let moved = effects.filter(|effect| effect.before != effect.after);
        part("Effects", moved.map(effect_line).collect());
        let problems = self.problems().into_iter();
        part(
            "Problems",
            problems.map(|problem| vec![Cell::Left(problem)]).collect(),
        );
        text
    }
}

fn left(text: impl Into<String>) -> Cell {
    Cell::Left(text.into())
}

fn shown(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), plain)
}

fn sheet_line(sheet: &Sheet) -> Vec<Cell> {
    let (rows, columns) = sheet.extent();
    let numbers = sheet.count(|cell| matches!(cell.value, Held::Number(_)));
    let about = match (&sheet.skipped, sheet.visibility) {
        (Some(why), _) => format!("not read: {why}"),
        (None, Visibility::Visible) => String::new(),
        (None, _) => "hidden".to_owned(),
    };
    vec![
        left(&sheet.name),
        Cell::Right(format!("{rows} × {columns}")),
        Cell::Right(count(numbers, "number", "numbers")),
        left(about),
    ]
}

/// `✓ Inputs!B7  GPU-hour price  → gpu_hour_price  3.2 $/gpu/h  0.93`
fn suggestion_line(found: &Suggestion<'_>) -> Vec<Cell> {
    let tick = if found.best.is_preticked { "✓" } else { "?" };
    let value = match (found.question(), found.value()) {
        (Some(question), _) => format!("asks {}", question.key),
        (None, value) => shown(value),
    };
    vec![
        left(tick),
        left(format!("{}!{}", found.line.sheet, found.cell)),
        left(&found.line.label),
        left("→"),
        left(&found.key),
        left(value),
        Cell::Right(format!("{:.2}", found.best.score)),
    ]
}

/// `gpu_hour_price  3 → 3.2 $/gpu/h  Inputs!B7  changed`
fn change_line(change: &Proposed) -> Vec<Cell> {
    let layer = match &change.target.layer {
        None => String::new(),
        Some(Overlay::Profile(id) | Overlay::Scenario(id)) => format!("in {id}"),
    };
    let flags = change
        .flags
        .iter()
        .map(|flag| word(*flag).replace('_', " "));
    vec![
        left(&change.target.key),
        left(layer),
        Cell::Right(shown(change.old)),
        left("→"),
        Cell::Right(plain(change.new)),
        left(unit_label(&change.unit)),
        left(format!("{}!{}", change.sheet, change.cell)),
        left(flags.collect::<Vec<_>>().join(", ")),
    ]
}

fn effect_line(effect: &Effect) -> Vec<Cell> {
    let share = match (effect.before, effect.after) {
        (Some(before), Some(after)) if before != 0.0 => {
            relative_change((after - before) / before.abs())
        }
        _ => String::new(),
    };
    vec![
        left(&effect.label),
        Cell::Right(shown(effect.before)),
        left("→"),
        Cell::Right(shown(effect.after)),
        left(unit_label(&effect.unit)),
        Cell::Right(share),
    ]
}

//! What the XML of a workbook says besides its cells: names, notes, what is hidden, what-if tables,
//! saved scenarios, merged cells, and when formulas are computed.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use crate::excel::book::{
    Area, At, COLUMNS, Calculation, DataTable, DefinedName, Extras, ROWS, SavedScenario,
};

use super::limits::MOST;
use super::package::{Package, attribute, is_set, opened, text_of};

/// How long a note may be.
const LONGEST_NOTE: usize = 32_767;

/// What the workbook part says.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) calculation: Calculation,
    pub(super) names: Vec<DefinedName>,
    /// The parts of the sheets, by the sheet's name.
    pub(super) parts: BTreeMap<String, String>,
}

/// What a sheet's part says.
#[derive(Debug, Default)]
pub(super) struct SheetOutline {
    pub(super) extras: Extras,
    pub(super) merged: Vec<Area>,
    /// The row that the scan is in, from 1.
    row: u32,
}

/// Reads the workbook part; `None` where it cannot be found or read.
pub(super) fn outline(package: &mut Package<'_>) -> Option<Outline> {
    let top = package.relations("");
    let book = top
        .into_iter()
        .find(|relation| relation.kind == "officeDocument")?
        .target;
    let relations = package.relations(&book);
    let mut outline = Outline::default();
    let (mut sheets, mut scopes) = (Vec::new(), Vec::new());
    let mut open: Option<DefinedName> = None;
    package.scan(&book, |event| {
        if let Some(element) = opened(event, "sheet") {
            sheets.extend(attribute(element, "name").zip(attribute(element, "id")));
        } else if let Some(element) = opened(event, "calcPr") {
            outline.calculation = Calculation {
                is_manual: attribute(element, "calcMode").as_deref() == Some("manual"),
                is_iterative: is_set(element, "iterate"),
            };
        } else if let Some(element) = opened(event, "definedName") {
            open = Some(named(element));
            scopes.push(attribute(element, "localSheetId").and_then(|at| at.parse::<usize>().ok()));
        } else if let Some(name) = &mut open {
            match event {
                Event::End(end) if end.local_name().as_ref() == "definedName" => {
                    outline
                        .names
                        .extend(open.take().filter(|_| outline.names.len() < MOST));
                }
                event => name.meaning.extend(text_of(event)),
            }
        }
    })?;
    for (name, scope) in outline.names.iter_mut().zip(scopes) {
        name.sheet = scope
            .and_then(|at| sheets.get(at))
            .map(|(sheet, _)| sheet.clone());
    }
    for (name, id) in sheets {
        let part = relations.iter().find(|relation| relation.id == id);
        outline
            .parts
            .extend(part.map(|part| (name, part.target.clone())));
    }
    Some(outline)
}

fn named(element: &BytesStart<'_>) -> DefinedName {
    DefinedName {
        name: attribute(element, "name").unwrap_or_default(),
        sheet: None,
        meaning: String::new(),
        is_hidden: is_set(element, "hidden"),
    }
}

/// Reads a sheet's part and its notes; `None` where the part cannot be read to its end.
pub(super) fn sheet(package: &mut Package<'_>, part: &str) -> Option<SheetOutline> {
    let mut sheet = SheetOutline::default();
    package.scan(part, |event| {
        if let Event::Start(element) | Event::Empty(element) = event {
            sheet.element(element);
        }
    })?;
    joined(&mut sheet.extras.hidden_rows);
    joined(&mut sheet.extras.hidden_columns);
    let relations = package.relations(part);
    let of = |kind: &'static str| {
        relations
            .iter()
            .filter(move |relation| relation.kind == kind)
    };
    for relation in of("comments") {
        notes(package, &relation.target, NOTE, &mut sheet.extras.notes);
    }
    // A conversation also stands as a note, for programs that know no conversations.
    let mut conversations = BTreeMap::new();
    for relation in of("threadedComment") {
        notes(package, &relation.target, CONVERSATION, &mut conversations);
    }
    sheet.extras.notes.append(&mut conversations);
    Some(sheet)
}

/// Puts runs into order, and those that touch or overlap into one.
fn joined(runs: &mut Vec<(u32, u32)>) {
    runs.sort_unstable();
    let mut done: Vec<(u32, u32)> = Vec::new();
    for (first, last) in runs.drain(..) {
        match done.last_mut() {
            Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
            _ => done.push((first, last)),
        }
    }
    *runs = done;
}

impl SheetOutline {
    fn element(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "row" => self.row(element),
            "col" if is_set(element, "hidden") => self.columns(element),
            "f" if attribute(element, "t").as_deref() == Some("dataTable") => self.table(element),
            "mergeCell" if self.merged.len() < MOST => {
                let area = attribute(element, "ref").and_then(|area| Area::read(&area));
                self.merged.extend(area);
            }
            "scenario" if self.extras.scenarios.len() < MOST => {
                let name = attribute(element, "name").unwrap_or_default();
                let inputs = Vec::new();
                self.extras.scenarios.push(SavedScenario { name, inputs });
            }
            "inputCells" => self.input(element),
            _ => {}
        }
    }

    fn row(&mut self, element: &BytesStart<'_>) {
        let given = attribute(element, "r").and_then(|row| row.parse().ok());
        self.row = given.unwrap_or(self.row.saturating_add(1));
        if !is_set(element, "hidden") || self.row == 0 || self.row > ROWS {
            return;
        }
        let row = self.row - 1;
        let runs = &mut self.extras.hidden_rows;
        let has_room = runs.len() < MOST;
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ if has_room => runs.push((row, row)),
            _ => {}
        }
    }

    fn columns(&mut self, element: &BytesStart<'_>) {
        let end = |name| {
            attribute(element, name)?
                .parse::<u32>()
                .ok()?
                .checked_sub(1)
        };
        let run = end("min").zip(end("max"));
        let run = run.filter(|(first, last)| first <= last && *last < COLUMNS);
        if self.extras.hidden_columns.len() < MOST {
            self.extras.hidden_columns.extend(run);
        }
    }

    fn table(&mut self, element: &BytesStart<'_>) {
        let cell = |name| attribute(element, name).and_then(|cell| At::read(&cell));
        let Some(area) = attribute(element, "ref").and_then(|area| Area::read(&area)) else {
            return;
        };
        let (first, second) = (cell("r1"), cell("r2"));
        // In one direction `dtr` tells which; in two, the first is the row's.
        let (row_input, column_input) = if is_set(element, "dt2D") {
            (first, second)
        } else if is_set(element, "dtr") {
            (first, None)
        } else {
            (None, first)
        };
        if self.extras.data_tables.len() < MOST {
            self.extras.data_tables.push(DataTable {
                area,
                row_input,
                column_input,
            });
        }
    }

    fn input(&mut self, element: &BytesStart<'_>) {
        let cell = attribute(element, "r").and_then(|cell| At::read(&cell));
        let input = cell.zip(attribute(element, "val"));
        if let Some(scenario) = self.extras.scenarios.last_mut()
            && scenario.inputs.len() < MOST
        {
            scenario.inputs.extend(input);
        }
    }
}

/// The elements that hold a note, and its text: several make one note, with this between them.
type Words = (&'static str, &'static str, &'static str);
const NOTE: Words = ("comment", "t", "");
const CONVERSATION: Words = ("threadedComment", "text", "\n");

/// Reads the notes of a sheet, as far as they can be read.
fn notes(
    package: &mut Package<'_>,
    part: &str,
    (whole, text, between): Words,
    notes: &mut BTreeMap<At, String>,
) {
    let (mut at, mut is_text) = (None, false);
    // Notes before a fault are worth having.
    let _whole = package.scan(part, |event| {
        if let Some(element) = opened(event, whole) {
            at = attribute(element, "ref").and_then(|cell| At::read(&cell));
            if let Some(before) = at.and_then(|at| notes.get_mut(&at)) {
                before.push_str(between);
            }
        } else if opened(event, text).is_some() {
            is_text = matches!(event, Event::Start(_));
        } else if matches!(event, Event::End(end) if end.local_name().as_ref() == text) {
            is_text = false;
        } else if is_text
            && let Some(at) = at
            && (notes.len() < MOST || notes.contains_key(&at))
        {
            let note = notes.entry(at).or_default();
            note.extend(text_of(event).filter(|more| note.len() + more.len() <= LONGEST_NOTE));
        }
    });
}

//! What cells and rows are on screen: their values, names, layers and sources, and typed texts.

use rackhour_engine::check::{self, Layer, RowKind};
use rackhour_engine::figure;
use rackhour_engine::run::RowResult;
use rackhour_engine::units::Unit;
use rackhour_engine::units::entry::{self, Bare, Style};
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{
    Definition, Distribution, Element, Evidence, Id, Number, Quantity, Source, Variable,
};

use super::Session;
use crate::sheet::{self, Cell};
use crate::{overtype, text};

/// What a cell shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// Nothing: the row has no value in this column.
    Empty,
    /// A number, with its text for reading.
    Number(f64, String),
    /// A condition or an option.
    Word(String),
    /// No value, and the reason.
    Unavailable(String),
}

impl Shown {
    /// The text for reading.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Number(_, text) | Self::Word(text) => text.clone(),
            Self::Unavailable(_) => text::UNAVAILABLE.to_owned(),
        }
    }

    /// The text with every digit, for the clipboard.
    pub fn exact(&self) -> String {
        match self {
            Self::Number(value, _) => text::exact(*value),
            other => other.text(),
        }
    }
}
impl Session {
    /// A row of the document.
    pub fn variable(&self, id: &str) -> Option<&Variable> {
        self.position(id)
            .and_then(|position| self.workbook().variables.get(position))
            .map(|v| &**v)
    }

    /// What a row is called.
    pub fn label(&self, id: &str) -> String {
        self.variable(id)
            .map_or_else(|| id.to_owned(), |row| row.label.clone())
    }

    /// Whether a row is given and not computed.
    pub fn is_assumption(&self, id: &str) -> bool {
        self.variable(id)
            .is_some_and(|row| matches!(row.definition, Definition::Assumption(_)))
    }

    /// The options of a choice; none for a number.
    pub fn options(&self, id: &str) -> &[Element] {
        match self.variable(id).map(|row| &row.definition) {
            Some(Definition::Assumption(assumption)) => &assumption.options,
            _ => &[],
        }
    }

    /// What an option of a row is called. A computed choice has the options of an index, whose
    /// elements they are, or of a row that it reads; a period is called by its id.
    fn option_label(&self, row: &str, ids: &[Id], place: usize) -> String {
        let is_it = |known: &&[Element]| known.iter().map(|option| &option.id).eq(ids);
        let indexes = self.workbook().indexes.iter();
        let rows = self.workbook().variables.iter();
        let lists = std::iter::once(self.options(row))
            .chain(indexes.map(|index| index.elements.as_slice()))
            .chain(rows.map(|row| self.options(&row.id)));
        let label = |known: &[Element]| known.get(place).map(|option| option.label.clone());
        let labelled = lists.into_iter().find(is_it).and_then(label);
        labelled.unwrap_or_else(|| ids.get(place).cloned().unwrap_or_default())
    }

    /// A source of the document.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.workbook()
            .sources
            .iter()
            .find(|source| source.id == id)
            .map(|source| &**source)
    }

    /// What a cell shows.
    pub fn shown(&self, cell: &Cell) -> Shown {
        let Some((row, slot)) = self.slot(cell) else {
            return Shown::Empty;
        };
        let value = match row.value(slot) {
            Ok(value) => value,
            Err(reason) => return Shown::Unavailable(reason.to_owned()),
        };
        match &row.kind {
            RowKind::Number => {
                let format = self.variable(&row.id).and_then(|row| row.format);
                Shown::Number(value, text::number(value, &row.unit, format))
            }
            RowKind::Condition => Shown::Word(if value == 1.0 { "yes" } else { "no" }.to_owned()),
            RowKind::Choice(ids) => Shown::Word(self.option_label(&row.id, ids, value as usize)),
        }
    }

    /// The layer above the workbook that set a cell, as it is called on screen.
    pub fn layer_of(&self, cell: &Cell) -> Option<String> {
        let (row, slot) = self.slot(cell)?;
        self.layer_label(*row.layers.get(slot)?)
    }

    /// What a layer above the workbook is called on screen.
    pub(super) fn layer_label(&self, layer: Layer) -> Option<String> {
        match layer {
            Layer::Workbook => None,
            Layer::Profile => {
                let id = self.case.profile.as_ref()?;
                let profile = self.workbook().profiles.iter().find(|p| p.id == *id)?;
                Some(format!("the profile {}", profile.label))
            }
            Layer::Scenario => {
                let id = self.case.scenario.as_ref()?;
                let scenario = self.workbook().scenarios.iter().find(|s| s.id == *id)?;
                Some(format!("the scenario {}", scenario.label))
            }
            Layer::Axis | Layer::Set => Some("the study".to_owned()),
        }
    }

    /// The element and period of a cell, as they are called on screen.
    pub fn place_label(&self, cell: &Cell) -> String {
        let Some((row, _)) = self.slot(cell) else {
            return String::new();
        };
        let elements = sheet::path(row, cell.element)
            .into_iter()
            .map(|(index, id)| sheet::element_label(self.workbook(), index, id));
        elements
            .chain(period_label(row, cell))
            .collect::<Vec<_>>()
            .join(" · ")
    }

    /// The plausible range of a cell, from the low to the high end.
    pub fn range(&self, cell: &Cell) -> Option<(f64, f64)> {
        let row = self.variable(&cell.row)?;
        let Definition::Assumption(assumption) = &row.definition else {
            return None;
        };
        let key = self.key(cell)?;
        let number = |quantity| overtype::number_at(quantity, &key);
        Some((
            number(assumption.low.as_ref()?)?,
            number(assumption.high.as_ref()?)?,
        ))
    }

    /// The range of a slider: what is plausible, else what makes sense.
    pub fn slider_range(&self, cell: &Cell) -> Option<(f64, f64)> {
        let valid = || match &self.variable(&cell.row)?.definition {
            Definition::Assumption(assumption) => assumption.valid,
            _ => None,
        };
        self.range(cell)
            .or_else(|| valid().map(|(low, high)| (low.0, high.0)))
    }

    /// The value of a key in the case on screen as the document was opened or last saved.
    pub fn opened_value(&self, key: &str) -> Option<f64> {
        self.opened.1.at(key)
    }

    /// A value of a row where a dash would not read as zero: beside a slider, in a range.
    pub fn plain_number(&self, row: &Variable, value: f64) -> String {
        match value == 0.0 {
            true if figure::is_percent(row) => "0 %".to_owned(),
            true => "0".to_owned(),
            false => text::number(value, &row.unit, row.format),
        }
    }

    /// A message of the engine as it reads on screen: a capital letter first, and labels instead
    /// of ids.
    pub fn sentence(&self, text: &str) -> String {
        let mut sentence = String::new();
        for (place, part) in text.split('`').enumerate() {
            match self.label_of_id(part) {
                _ if place % 2 == 0 => sentence.push_str(part),
                Some(label) => sentence.extend(["“", &label, "”"]),
                None => sentence.extend(["“", part, "”"]),
            }
        }
        text::capital(&sentence)
    }

    /// What the engine means by an id or a key, as it is called on screen.
    pub(super) fn label_of_id(&self, id: &str) -> Option<String> {
        if let Some(row) = self.variable(id) {
            return Some(row.label.clone());
        }
        if id.contains('[') {
            let key = Key::parse(id).ok()?;
            self.variable(&key.name)?;
            return Some(self.key_label(id));
        }
        let workbook = self.workbook();
        let sections = workbook.sections.iter().map(|s| (&s.id, &s.label));
        let profiles = workbook.profiles.iter().map(|p| (&p.id, &p.label));
        let scenarios = workbook.scenarios.iter().map(|s| (&s.id, &s.label));
        let indexes = workbook.indexes.iter().map(|i| (&i.id, &i.label));
        let sources = workbook.sources.iter().map(|s| (&s.id, &s.title));
        let layers = profiles.chain(scenarios);
        let mut known = sections.chain(layers).chain(indexes).chain(sources);
        let found = known.find(|(other, _)| *other == id);
        found.map(|(_, label)| label.clone())
    }

    /// Why there is no value, as it reads on screen.
    pub fn not_available(&self, reason: &str) -> String {
        format!("Not available: {}", self.sentence(reason))
    }

    pub(super) fn refusal(&self, message: &str, hint: &str) -> String {
        format!("{}. {}", self.sentence(message), self.sentence(hint))
    }

    /// The evidence and publisher of a source, in a line.
    pub fn source_line(&self, id: &str) -> String {
        let Some(source) = self.source(id) else {
            return "Missing source".to_owned();
        };
        let who = if source.publisher.is_empty() {
            &source.title
        } else {
            &source.publisher
        };
        let evidence = evidence_label(source.evidence);
        if source.date.is_empty() {
            format!("{evidence} · {who}")
        } else {
            format!("{evidence} · {who}, {}", source.date)
        }
    }

    /// The text with which editing a cell begins.
    pub fn edit_text(&self, cell: &Cell) -> String {
        match self.shown(cell) {
            Shown::Number(value, _) => {
                text::edit_text(value, self.variable(&cell.row).and_then(|row| row.format))
            }
            other => other.exact(),
        }
    }

    /// How a typed text will be read: `= 45.0 %`; nothing where it is refused or empty.
    pub fn meaning(&self, row: &str, typed: &str) -> Option<String> {
        if Distribution::is_meant_by(typed) {
            let distribution = self.distribution(row, typed).ok()?;
            return Some(text::drawn(&distribution));
        }
        let value = self.entered(row, typed).ok()?;
        let variable = self.variable(row)?;
        Some(format!(
            "= {}",
            text::with_unit(value, &variable.unit, variable.format)
        ))
    }

    /// A typed text as a value in the row's unit.
    ///
    /// # Errors
    /// The text is no number, has another unit, or the value makes no sense for the row.
    pub fn entered(&self, id: &str, typed: &str) -> Result<f64, String> {
        let row = self.variable(id).ok_or("There is no such row")?;
        let catalog = check::catalog(self.workbook());
        let unit = self
            .computed
            .typed
            .row(id)
            .map_or_else(Unit::default, |row| row.unit.clone());
        let bare = if figure::is_percent(row) {
            Bare::Percent
        } else {
            Bare::InUnit
        };
        let style = Style {
            bare,
            decimal: text::decimal(),
        };
        let value = entry::parse(typed, &unit, &catalog, style)
            .map_err(|error| self.refusal(&error.message, &error.hint))?;
        match &row.definition {
            Definition::Assumption(assumption) => within(row, value, assumption.valid),
            _ => Ok(value),
        }
    }

    /// A typed text as a distribution in the row's unit.
    ///
    /// # Errors
    /// The text is no distribution, or its numbers could be meant in two ways.
    pub fn distribution(&self, id: &str, typed: &str) -> Result<Distribution, String> {
        let row = self.variable(id).ok_or("There is no such row")?;
        if figure::is_percent(row) && !typed.contains('%') {
            return Err("Write shares in percent, as in 40% to 90%".to_owned());
        }
        let read = text::typed_distribution(typed)?.parse::<Distribution>();
        read.map_err(|error| text::capital(&error.replace('`', "")))
    }

    /// Whether a value can be typed into a cell.
    ///
    /// # Errors
    /// It cannot; the reason says what to do instead.
    pub fn can_type_over(&self, cell: &Cell) -> Result<(), String> {
        self.overtyping(cell, Quantity::Constant(Number(0.0)))
            .map(|_| ())
    }

    /// The cell that is selected when the document is opened: what its main figure is about, or the
    /// first one.
    pub fn first_selected(&self) -> Option<Cell> {
        let figure = self.page.curves(self.workbook());
        let row = figure.and_then(|(_, spec)| self.results().row(&spec.output));
        row.map(|row| self.sheet().first_cell(row))
            .or_else(|| self.sheet().first_cell_after(self.workbook(), 0))
    }

    /// The cell that a key names, where it names one.
    pub fn cell_of_key(&self, key: &str) -> Option<Cell> {
        let key = Key::parse(key).ok()?;
        let row = self.result(&key.name)?;
        let (mut element, mut period) = (0, None);
        for axis in row.axes.iter() {
            let place = axis.labels.iter().position(|label| key.at.contains(label));
            if sheet::is_time(axis) {
                period = Some(place.unwrap_or(0));
            } else {
                element = element * axis.labels.len() + place?;
            }
        }
        Some(Cell {
            row: key.name,
            element,
            period,
        })
    }

    /// What a key is called on screen.
    pub fn key_label(&self, key: &str) -> String {
        figure::key_label(self.workbook(), key)
    }

    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.computed.typed.position(id)
    }

    pub(super) fn result(&self, id: &str) -> Option<&RowResult> {
        self.position(id)
            .and_then(|position| self.computed.results.rows.get(position))
    }

    /// The results of a cell's row, and its slot in them; none where the cell is empty.
    pub(super) fn slot(&self, cell: &Cell) -> Option<(&RowResult, usize)> {
        let row = self.result(&cell.row)?;
        let slot = match (sheet::periods(row), cell.period) {
            (Some(count), Some(period)) if period < count => cell.element * count + period,
            (None, None) => cell.element,
            _ => return None,
        };
        (slot < row.values.len()).then_some((row, slot))
    }

    /// The key of a cell, as overlays and sliders write it: `allocation[inference]`.
    pub(super) fn key(&self, cell: &Cell) -> Option<Key> {
        let (row, _) = self.slot(cell)?;
        let path = sheet::path(row, cell.element);
        let elements = path.into_iter().map(|(_, element)| element.to_owned());
        let at = elements.chain(period_label(row, cell)).collect();
        Some(Key {
            name: cell.row.clone(),
            at,
        })
    }
}

fn period_label(row: &RowResult, cell: &Cell) -> Option<String> {
    row.axes.last()?.labels.get(cell.period?).cloned()
}
/// What a kind of evidence is called on screen.
pub const fn evidence_label(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Filing => "Filing",
        Evidence::Measured => "Measured",
        Evidence::Analyst => "Analyst",
        Evidence::Vendor => "Vendor's claim",
        Evidence::ListPrice => "List price",
        Evidence::Press => "Press",
        Evidence::Derived => "Derived",
    }
}
fn within(row: &Variable, value: f64, valid: Option<(Number, Number)>) -> Result<f64, String> {
    match valid {
        Some((low, high)) if value < low.0 || value > high.0 => {
            let [low, high, typed] =
                [low.0, high.0, value].map(|value| text::with_unit(value, &row.unit, row.format));
            let label = &row.label;
            Err(format!(
                "{label} lies between {low} and {high}; {typed} does not fit"
            ))
        }
        _ => Ok(value),
    }
}

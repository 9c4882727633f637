//! What the keys of a study are called, and how their values read.

use rackhour_engine::figure::{self, AxisData};
use rackhour_engine::study::Measure;
use rackhour_engine::study::seek::Sought;
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{NumberFormat, Variable, Workbook};

use crate::text;

/// The names and formats of a document's rows.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The document.
    pub workbook: &'a Workbook,
}

impl<'a> Names<'a> {
    /// What a key is called: `External inference · Allocation`; also what elements are elements of.
    pub fn label(&self, key: &str) -> String {
        let index = self.workbook.indexes.iter().find(|index| index.id == key);
        match (index, key) {
            (Some(index), _) => index.label.clone(),
            (None, "profile") => "Profile".to_owned(),
            (None, "scenario") => "Scenario".to_owned(),
            (None, "year") if self.row(key).is_none() => "Year".to_owned(),
            _ => figure::key_label(self.workbook, key),
        }
    }

    /// Why nothing gives a result its value, with labels in place of keys.
    pub fn infeasible(&self, sought: &Sought) -> String {
        let words = sought.infeasible.as_str();
        let (Some(input), Some(output)) = (sought.inputs.first(), sought.outputs.first()) else {
            return words.to_owned();
        };
        let (input, key) = (&input.key, &output.key);
        let words = match words.strip_prefix(key.as_str()) {
            Some(rest) => format!("{}{rest}", self.label(key)),
            None => words.to_owned(),
        };
        let label = self.label(input);
        let (range, place) = (format!(" for {input} from "), format!(" at {input} "));
        words
            .replacen(&range, &format!(" for {label} from "), 1)
            .replacen(&place, &format!(" at {label} "), 1)
    }

    /// What a profile, a scenario, an element or a period is called.
    pub fn element(&self, of: &str, id: &str) -> String {
        let (profiles, scenarios) = (&self.workbook.profiles, &self.workbook.scenarios);
        let profile = || {
            Some(
                profiles
                    .iter()
                    .find(|profile| profile.id == id)?
                    .label
                    .clone(),
            )
        };
        let scenario = || Some(scenarios.iter().find(|other| other.id == id)?.label.clone());
        let index = self.workbook.indexes.iter().find(|index| index.id == of);
        let element = || {
            Some(
                index?
                    .elements
                    .iter()
                    .find(|one| one.id == id)?
                    .label
                    .clone(),
            )
        };
        let label = match of {
            "profile" => profile(),
            "scenario" if id == "base" => Some("Base case".to_owned()),
            "scenario" => scenario(),
            _ => element(),
        };
        label.unwrap_or_else(|| id.to_owned())
    }

    /// The row of a key.
    pub fn row(&self, key: &str) -> Option<&'a Variable> {
        let name = Key::parse(key).ok()?.name;
        self.workbook.variable(&name)
    }

    /// How the values of a key are shown.
    pub fn format(&self, key: &str) -> Option<NumberFormat> {
        self.row(key).and_then(|row| row.format)
    }

    /// Whether the values of a key are shown in percent.
    pub fn is_percent(&self, key: &str) -> bool {
        self.row(key).is_some_and(figure::is_percent)
    }

    /// The unit of a key.
    pub fn unit(&self, key: &str) -> &'a str {
        self.row(key).map_or("", |row| row.unit.as_str())
    }

    /// The head of a column of values: `Price ($/Mtok)`.
    pub fn head(&self, key: &str) -> String {
        text::axis_label(&self.label(key), self.unit(key), self.is_percent(key))
    }

    /// A value of a key, without its unit; a zero is a zero.
    pub fn number(&self, key: &str, value: f64) -> String {
        text::number_or_zero(value, self.unit(key), self.format(key))
    }

    /// A value of a key as it would be typed.
    pub fn typed(&self, key: &str, value: f64) -> String {
        text::edit_text(value, self.format(key))
    }

    /// A value of a key with its unit.
    pub fn value(&self, key: &str, value: f64) -> String {
        let unit = text::unit_label(self.unit(key));
        let number = self.number(key, value);
        match value.is_nan() || self.is_percent(key) {
            true => number,
            false => format!("{number} {unit}").trim_end().to_owned(),
        }
    }

    /// A value of an input or output of a study, with its unit. A row that moves as a whole is told
    /// in multiples of its base.
    pub fn measured(&self, measure: &Measure, value: f64) -> String {
        match is_multiple(measure) {
            true => self.measured_number(measure, value),
            false => self.value(&measure.key, value),
        }
    }

    /// The same without its unit.
    pub fn measured_number(&self, measure: &Measure, value: f64) -> String {
        match is_multiple(measure) {
            true => text::number_or_zero(value, "", Some(NumberFormat::Multiple(2))),
            false => self.number(&measure.key, value),
        }
    }

    /// The unit of such a value; empty where the value carries it.
    pub fn measured_unit(&self, measure: &Measure) -> String {
        match is_multiple(measure) {
            true => "of its base".to_owned(),
            false => text::unit_label(self.unit(&measure.key)),
        }
    }

    /// A value of a key with six digits, without its unit: what was sought and not typed.
    pub fn fine(&self, key: &str, value: f64) -> String {
        match self.is_percent(key) {
            true => format!("{} %", text::exact_to(value * 100.0, 6)),
            false => text::exact_to(value, 6),
        }
    }

    /// A difference between two values of a key, signed, without its unit.
    pub fn change(&self, key: &str, value: f64) -> String {
        text::change(value, self.unit(key), self.format(key))
    }

    /// An axis along which a key takes these values.
    pub fn axis(&self, key: &str, values: Vec<f64>) -> AxisData {
        AxisData {
            label: self.label(key),
            unit: self.unit(key).to_owned(),
            percent: self.is_percent(key),
            values,
            ..AxisData::default()
        }
    }
}

/// Whether a row of several values moves as a whole.
fn is_multiple(measure: &Measure) -> bool {
    measure.unit == "x"
}

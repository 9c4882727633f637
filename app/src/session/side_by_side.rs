//! What all scenarios set, side by side, without any of them being applied.

use rackhour_engine::check::{self, Case, Typed};
use rackhour_engine::run::{ResultAxis, RowResult};
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{Action, Change, Definition, Id, Quantity, Scenario};

use super::Session;
use crate::sheet::{element_label, is_time};
use crate::text;

/// What all scenarios set, side by side.
pub struct SideBySide {
    /// The scenarios: their ids and labels.
    pub scenarios: Vec<(Id, String)>,
    /// What at least one of them sets, in the order of the document.
    pub lines: Vec<SetLine>,
}

/// A key that scenarios set.
pub struct SetLine {
    /// The key.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// What the base case has.
    pub base: String,
    /// What each scenario sets; none where it is silent.
    pub cells: Vec<Option<SetCell>>,
}

/// What a scenario sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetCell {
    /// The value, or how it is changed.
    pub text: String,
    /// Each value by its element, where there are several.
    pub detail: String,
    /// Whether it overrides a formula.
    pub overrides: bool,
    /// Why it does not do what it says.
    pub conflict: Option<String>,
}

impl Session {
    /// What all scenarios set, none of them applied.
    pub fn side_by_side(&self) -> SideBySide {
        let workbook = self.workbook();
        let scenarios = workbook.scenarios.iter();
        let mut keys: Vec<String> = Vec::new();
        for change in workbook.scenarios.iter().flat_map(|other| &other.changes) {
            let key = canonical(&change.key);
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let place = |key: &String| {
            let name = Key::parse(key).map(|key| key.name);
            let at = name
                .ok()
                .and_then(|name| self.computed.typed.position(&name));
            at.unwrap_or(usize::MAX)
        };
        keys.sort_by_key(place);
        SideBySide {
            scenarios: scenarios
                .map(|other| (other.id.clone(), other.label.clone()))
                .collect(),
            lines: keys.into_iter().map(|key| self.set_line(key)).collect(),
        }
    }

    fn set_line(&self, key: String) -> SetLine {
        let names = self.names();
        let base = Case {
            scenario: None,
            ..self.case.clone()
        };
        let cells = self.workbook().scenarios.iter();
        SetLine {
            label: names.label(&key),
            unit: match names.is_percent(&key) {
                true => String::new(),
                false => text::unit_label(names.unit(&key)),
            },
            base: match (self.given_at(&base, &key), names.row(&key)) {
                (Some((text, _)), _) => text,
                (None, Some(_)) => "computed".to_owned(),
                (None, None) => "missing".to_owned(),
            },
            cells: cells
                .map(|scenario| self.set_cell(scenario, &key))
                .collect(),
            key,
        }
    }

    /// What a case gives a key of an assumption, in words, and each value where there are several.
    fn given_at(&self, case: &Case, key: &str) -> Option<(String, String)> {
        let parsed = Key::parse(key).ok()?;
        let given = matches!(
            self.variable(&parsed.name)?.definition,
            Definition::Assumption(_)
        );
        let row = self.resolved(case, &parsed.name).filter(|_| given)?;
        let is_named = |slot: &usize| {
            let labels = row.labels(*slot);
            parsed.at.iter().all(|part| labels.contains(&part.as_str()))
        };
        let slots: Vec<_> = (0..row.values.len()).filter(is_named).collect();
        let word = |slot: &usize| self.value_word(&row, key, *slot);
        let (first, last) = (word(slots.first()?), word(slots.last()?));
        let is_first = |slot: &usize| row.values[*slot] == row.values[slots[0]];
        if slots.iter().all(is_first) {
            return Some((first, String::new()));
        }
        let named = |slot: &usize| {
            let place = self.slot_label(&row, &parsed, *slot);
            format!("{place}: {}", word(slot))
        };
        let detail: Vec<_> = slots.iter().map(named).collect();
        // Along time the ends tell the story; elements have no first and last.
        let mut apart = row.axes.iter().filter(|axis| !is_time(axis));
        let is_fixed = |axis: &ResultAxis| axis.labels.iter().any(|id| parsed.at.contains(id));
        let text = match apart.all(is_fixed) {
            true => format!("{first} … {last}"),
            false => text::count(slots.len(), "value", "values"),
        };
        Some((text, detail.join("\n")))
    }

    /// What a slot of a row is called, but for what the key says already.
    fn slot_label(&self, row: &RowResult, key: &Key, slot: usize) -> String {
        let labels = row.labels(slot).into_iter().zip(row.axes.iter());
        let labels = labels.filter(|(label, _)| !key.at.iter().any(|at| at == label));
        let labels = labels.map(|(id, axis)| element_label(self.workbook(), &axis.id, id));
        labels.collect::<Vec<_>>().join(" · ")
    }

    fn value_word(&self, row: &RowResult, key: &str, slot: usize) -> String {
        match (&row.kind, row.value(slot)) {
            (_, Err(_)) => text::UNAVAILABLE.to_owned(),
            (check::RowKind::Choice(_), Ok(value)) => {
                let options = self.options(&row.id);
                let option = options.get(value as usize);
                option.map_or_else(String::new, |option| option.label.clone())
            }
            (_, Ok(value)) => self.names().number(key, value),
        }
    }

    /// What a scenario sets of a key, all profiles together.
    fn set_cell(&self, scenario: &Scenario, key: &str) -> Option<SetCell> {
        let changes = scenario.changes.iter().enumerate();
        let own: Vec<_> = changes
            .filter(|(_, change)| canonical(&change.key) == key)
            .collect();
        let (mut texts, mut details) = (Vec::new(), Vec::new());
        for (_, change) in &own {
            let (text, detail) = self.set_words(scenario, change, key);
            texts.push(text);
            details.extend(Some(detail).filter(|detail| !detail.is_empty()));
        }
        let typed = &self.computed.typed;
        let mut conflicts = own
            .iter()
            .map(|(at, _)| self.conflict(scenario, *at, typed));
        let row = self.names().row(key);
        let cell = SetCell {
            text: texts.join("; "),
            detail: details.join("\n"),
            overrides: row.is_some_and(|row| !matches!(row.definition, Definition::Assumption(_))),
            conflict: conflicts.find_map(|conflict| conflict),
        };
        (!own.is_empty()).then_some(cell)
    }

    /// A change in words, and each of its values where there are several.
    fn set_words(&self, scenario: &Scenario, change: &Change, key: &str) -> (String, String) {
        let names = self.names();
        let case = Case {
            profile: change.profile.clone().or_else(|| self.case.profile.clone()),
            scenario: Some(scenario.id.clone()),
        };
        let (gives, detail) = self.given_at(&case, key).unzip();
        let how = match &change.action {
            Action::Set(Quantity::Constant(value)) if gives.is_none() => names.number(key, value.0),
            Action::Set(_) => String::new(),
            Action::Scale(factor) => format!("× {}", text::exact(factor.0)),
            Action::Add(number) => names.change(key, number.0),
        };
        let mut text = match (gives, how.as_str()) {
            (Some(gives), "") => gives,
            (Some(gives), how) => format!("{gives} ({how})"),
            (None, how) => how.to_owned(),
        };
        if let Some(profile) = self.profile(change.profile.as_ref()) {
            text = format!("{text} · {} only", profile.label);
        }
        (text, detail.unwrap_or_default())
    }

    /// Why a change of a scenario does not do what it says.
    fn conflict(&self, scenario: &Scenario, at: usize, typed: &Typed) -> Option<String> {
        let change = &scenario.changes[at];
        if let Some(found) = check::bad_key(typed, &change.key) {
            return Some(self.refusal(&found.message, &found.hint));
        }
        let others = scenario.changes.iter().enumerate();
        let mut others = others.filter(|(place, _)| *place != at);
        let (place, other) = others.find(|(_, other)| meets(typed, change, other))?;
        let label = self.names().label(&canonical(&other.key));
        Some(match place < at {
            true => format!("It comes after the change of {label}, which it meets"),
            false => format!("The change of {label} comes after it and meets it"),
        })
    }
}

/// Whether two changes of one scenario touch the same value in the same profile.
fn meets(typed: &Typed, one: &Change, other: &Change) -> bool {
    let (Ok(first), Ok(second)) = (Key::parse(&one.key), Key::parse(&other.key)) else {
        return false;
    };
    let profiles = (one.profile.as_ref(), other.profile.as_ref());
    let apart = matches!(profiles, (Some(one), Some(other)) if one != other);
    if first.name != second.name || apart {
        return false;
    }
    let Some(row) = typed.row(&first.name) else {
        return true;
    };
    let places = |key: &Key| typed.extents.places(row.axes, &key.at).unwrap_or_default();
    let (first, second) = (places(&first), places(&second));
    let same_axis =
        |axis, place| move |other: &&(check::Axes, usize)| other.0 == axis && other.1 != place;
    !first
        .iter()
        .any(|(axis, place)| second.iter().any(|other| same_axis(*axis, *place)(&other)))
}

/// A key as it is written without spaces, or as it stands where it cannot be read.
fn canonical(key: &str) -> String {
    Key::parse(key).map_or_else(|_| key.to_owned(), |key| key.to_string())
}

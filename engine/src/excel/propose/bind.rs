//! The natural binding of a line: which of its values goes where.

use std::collections::BTreeMap;

use crate::check::{Axes, Row, RowRule};
use crate::excel::line::{Held, Line};
use crate::excel::understand::Column;
use crate::workbook::edit::Overlay;
use crate::workbook::{Id, Role};

use super::words::{self, plain};
use super::{Bind, Model, Target};

/// Binds a line to a row: one value to the row, years to its periods, columns that are called like
/// a profile, a scenario or an element of its index to those, low and high ends to its range.
///
/// What finds no place is left out, and the binding says why.
pub fn bind(
    model: &Model<'_>,
    (at, line): (usize, &Line),
    row: &str,
    element: Option<&str>,
) -> Bind {
    let mut bound = Bind::of(at, row);
    let Some(typed) = model.typed().row(row) else {
        let remark = format!("there is no row `{row}`");
        bound.remarks.push(remark);
        return bound;
    };
    if matches!(typed.rule, RowRule::Formula(_)) {
        let remark = format!("{} is computed: bind what it reads", model.label(row));
        bound.remarks.push(remark);
        return bound;
    }
    bound.element = element.map(str::to_owned);
    let places = Places {
        model,
        row: typed,
        element,
        years: count(line, |column| matches!(column, Column::Year(_))),
    };
    let mut taken: BTreeMap<Target, String> = BTreeMap::new();
    for held in &line.cells {
        match places.target(held) {
            Ok(None) => {}
            Err(remark) if bound.remarks.contains(&remark) => {}
            Err(remark) => bound.remarks.push(remark),
            Ok(Some(target)) => match taken.get(&target) {
                Some(first) => {
                    let remark = format!("{} is left out: {first} stands for the same", held.at);
                    bound.remarks.push(remark);
                }
                None => {
                    taken.insert(target.clone(), held.at.to_string());
                    bound.cells.insert(held.at, target);
                }
            },
        }
    }
    bound
}

fn count(line: &Line, is_one: impl Fn(&Column) -> bool) -> usize {
    let columns = line.cells.iter().map(|held| &held.column);
    columns.filter(|column| is_one(column)).count()
}

/// Where the values of a row may go.
struct Places<'a> {
    model: &'a Model<'a>,
    row: &'a Row,
    element: Option<&'a str>,
    /// How many years the line has.
    years: usize,
}

impl Places<'_> {
    /// Where a value goes; none for what is no value; or why it goes nowhere.
    fn target(&self, held: &Held) -> Result<Option<Target>, String> {
        match &held.column {
            Column::Label | Column::Unit | Column::Note => Ok(None),
            Column::Value => self.value(&held.heading).map(Some),
            Column::Year(year) => self.period(&year.to_string(), held).map(Some),
            Column::Part(year, part) => self.period(&format!("{year}{part}"), held).map(Some),
            Column::Scenario(name) => self.case(name).map(Some),
            Column::Low => self.end(Role::Low).map(Some),
            Column::High => self.end(Role::High).map(Some),
        }
    }

    /// The index of the row of which no element is chosen.
    fn open_index(&self) -> Option<Axes> {
        let mut axes = self.row.axes.iter().filter(|axis| *axis != Axes::TIME);
        match self.element {
            Some(_) => axes.nth(1),
            None => axes.next(),
        }
    }

    /// The key of the row with its element and some further part.
    fn key(&self, further: Option<&str>) -> String {
        let parts: Vec<&str> = self.element.into_iter().chain(further).collect();
        match parts.as_slice() {
            [] => self.row.id.clone(),
            parts => format!("{}[{}]", self.row.id, parts.join(",")),
        }
    }

    /// The key of the row, or of the element that is chosen, as a whole.
    fn whole(&self) -> Result<String, String> {
        match self.open_index() {
            None => Ok(self.key(None)),
            Some(axis) => {
                let extents = &self.model.typed().extents;
                let (label, index) = (self.model.label(&self.row.id), extents.id(axis));
                let elements = extents.labels(axis).join(", ");
                Err(format!(
                    "{label} has a value for each {}: choose among {elements}",
                    self.model.index_label(index)
                ))
            }
        }
    }

    /// A value under a heading that is no year: the heading may be the name of something.
    fn value(&self, heading: &str) -> Result<Target, String> {
        if let Some(target) = self.named(heading) {
            return target;
        }
        Ok(Target::base(self.whole()?))
    }

    /// What a heading names: an element of the row's index, a profile, a scenario.
    fn named(&self, heading: &str) -> Option<Result<Target, String>> {
        let workbook = self.model.workbook;
        let asked = plain(heading);
        if asked.is_empty() {
            return None;
        }
        if let Some(element) = self
            .open_index()
            .and_then(|axis| self.element(axis, &asked))
        {
            return Some(Ok(Target::base(self.key(Some(&element)))));
        }
        let profiles = workbook.profiles.iter();
        let mut profiles = profiles.map(|profile| (&profile.id, &profile.label));
        let mut scenarios = workbook
            .scenarios
            .iter()
            .map(|scenario| (&scenario.id, &scenario.label));
        let is_asked = |(id, label): &(&Id, &String)| {
            plain(id) == asked || words::case(label) == words::case(heading)
        };
        let layer = match (profiles.find(is_asked), scenarios.find(is_asked)) {
            (Some((id, _)), _) => Overlay::Profile(id.clone()),
            (None, Some((id, _))) => Overlay::Scenario(id.clone()),
            (None, None) => return None,
        };
        Some(self.whole().map(|key| Target {
            key,
            layer: Some(layer),
            role: Role::Value,
        }))
    }

    fn element(&self, axis: Axes, asked: &str) -> Option<Id> {
        let id = self.model.typed().extents.id(axis);
        let mut indexes = self.model.workbook.indexes.iter();
        let index = indexes.find(|index| index.id == id)?;
        let mut elements = index.elements.iter();
        let found = elements.find(|one| plain(&one.id) == asked || plain(&one.label) == asked)?;
        Some(found.id.clone())
    }

    /// A column of a scenario: the workbook itself for the base case, else the scenario of that
    /// name, which is made where there is none.
    fn case(&self, name: &str) -> Result<Target, String> {
        if let Some(target) = self.named(name) {
            return target;
        }
        let key = self.whole()?;
        if words::is_base(name) {
            return Ok(Target::base(key));
        }
        let layer = Some(Overlay::Scenario(words::id(&words::case(name), "scenario")));
        let role = Role::Value;
        Ok(Target { key, layer, role })
    }

    fn end(&self, role: Role) -> Result<Target, String> {
        let key = self.whole()?;
        let layer = None;
        Ok(Target { key, layer, role })
    }

    /// A value of a year or a part of one.
    fn period(&self, label: &str, held: &Held) -> Result<Target, String> {
        let name = self.model.label(&self.row.id);
        self.whole()?;
        if !self.row.axes.contains(Axes::TIME) {
            return match self.years {
                1 => Ok(Target::base(self.key(None))),
                _ => Err(format!(
                    "{name} is one number for all years: choose the year whose value it has"
                )),
            };
        }
        let periods = &self.model.typed().extents.timeline.labels;
        match periods.iter().any(|period| period == label) {
            true => Ok(Target::base(self.key(Some(label)))),
            false => Err(self.outside(name, &held.heading, periods)),
        }
    }

    /// Why a period finds no place.
    fn outside(&self, name: &str, heading: &str, periods: &[String]) -> String {
        let [first, .., last] = periods else {
            return format!("{heading} is not a period of {name}");
        };
        match first.len() == 4 {
            true => format!("years outside {first} to {last} are left out"),
            false => format!("{name} runs from {first} to {last}, and the file has other periods"),
        }
    }
}

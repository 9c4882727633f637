//! What places of a trace are called, how their values read, and arithmetic written out.

use rackhour_engine::check::{Case, Layer, Layers, SlotAction, resolve};
use rackhour_engine::workbook::{Definition, Provenance};

use super::{Place, Reading};
use crate::session::{Session, Shown};
use crate::sheet::{self, Cell};
use crate::text;

/// What one layer gives a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerValue {
    /// The layer: `Workbook`, `Profile Neocloud`.
    pub layer: String,
    /// What it gives: a value, or what it does to that of a formula.
    pub value: String,
    /// Whether it is the one in force.
    pub is_last: bool,
}

impl Session {
    /// What a place is called: `Allocation · External inference`, with its period where that is
    /// another one.
    pub fn called(&self, place: &Place) -> String {
        let label = self.label(&place.cell.row);
        if place.count > 1 {
            return label;
        }
        let cell = match place.is_elsewhen {
            true => place.cell.clone(),
            false => Cell {
                period: None,
                ..place.cell.clone()
            },
        };
        let element = self.element_label(&cell);
        [Some(label), element, self.period_called(&cell)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
    }

    fn element_label(&self, cell: &Cell) -> Option<String> {
        let row = self.result(&cell.row)?;
        let path = sheet::elements(row).into_iter().nth(cell.element)?;
        let labels = path
            .iter()
            .map(|(index, id)| sheet::element_label(self.workbook(), index, id));
        let label = labels.collect::<Vec<_>>().join(" · ");
        Some(label).filter(|label| !label.is_empty())
    }

    fn period_called(&self, cell: &Cell) -> Option<String> {
        let period = cell.period?;
        self.sheet().periods.get(period).cloned()
    }

    /// The value of a place with its unit, or how many values it stands for.
    pub fn value_at(&self, place: &Place) -> String {
        match place.count {
            1 => self.value_with_unit(&place.cell),
            count => text::count(count, "value", "values"),
        }
    }

    /// The value of a cell with its unit.
    pub fn value_with_unit(&self, cell: &Cell) -> String {
        match (self.shown(cell), self.variable(&cell.row)) {
            (Shown::Number(value, _), Some(row)) => {
                let value = self.plain_number(row, value);
                let unit = text::unit_label(&row.unit);
                format!("{value} {unit}").trim_end().to_owned()
            }
            (shown, _) => shown.text(),
        }
    }

    /// The values of a cell's row and element over the periods; none where it does not run over
    /// them.
    pub fn over_time(&self, cell: &Cell) -> Option<&[f64]> {
        let row = self.result(&cell.row)?;
        let count = sheet::periods(row).filter(|count| *count > 1)?;
        row.values
            .get(cell.element * count..(cell.element + 1) * count)
    }

    /// Where a given value comes from, in a line; none for a computed one.
    pub fn origin_line(&self, cell: &Cell) -> Option<String> {
        let source = match (self.origin(cell), &self.variable(&cell.row)?.definition) {
            (Some(origin), _) => origin.source?,
            (None, Definition::Assumption(assumption)) => &assumption.source,
            (None, _) => return None,
        };
        Some(match source {
            Provenance::From(id) => self.source_line(id),
            Provenance::Assumed(reason) => format!("Unsourced · {reason}"),
        })
    }

    /// A formula with the rows by their labels; none where that changes nothing.
    pub fn formula_in_words(&self, formula: &str) -> Option<String> {
        let label = |name: &str| match self.variable(name) {
            Some(row) => Some(row.label.clone()),
            None => self.element_called(name),
        };
        let words = text::replace_names(formula, label);
        Some(words).filter(|words| words != formula)
    }

    fn element_called(&self, name: &str) -> Option<String> {
        let mut elements = self
            .workbook()
            .indexes
            .iter()
            .flat_map(|index| &index.elements);
        let found = elements.find(|element| element.id == name);
        found.map(|element| element.label.clone())
    }

    /// The formula of a cell with numbers in place of names, and what comes out.
    pub fn worked(&self, cell: &Cell, reading: &Reading) -> String {
        let mut worked = String::new();
        let mut from = 0;
        for (span, place) in &reading.marks {
            worked.push_str(&typeset(&reading.formula[from..span.start]));
            let place = &reading.places[*place];
            match place.count {
                1 => worked.push_str(&self.value_at(place)),
                _ => worked.push_str(&format!(
                    "{} ({})",
                    self.called(place),
                    self.value_at(place)
                )),
            }
            from = span.end;
        }
        worked.push_str(&typeset(&reading.formula[from..]));
        match self.shown(cell) {
            Shown::Empty => worked,
            Shown::Unavailable(_) => format!("{worked} is not available"),
            _ => format!("{worked} = {}", self.value_with_unit(cell)),
        }
    }

    /// What each layer gives a cell, from the workbook up; empty where no layer touches it.
    pub fn layer_values(&self, cell: &Cell) -> Vec<LayerValue> {
        let Case { profile, scenario } = &self.case;
        let case = |profile: &Option<String>, scenario: &Option<String>| Case {
            profile: profile.clone(),
            scenario: scenario.clone(),
        };
        let profiles = &self.workbook().profiles;
        let profile_label = profiles
            .iter()
            .find(|other| Some(&other.id) == profile.as_ref());
        let profile_label = profile_label.map_or("", |profile| &profile.label);
        let steps = [
            (Layer::Workbook, "Workbook".to_owned(), case(&None, &None)),
            (
                Layer::Profile,
                format!("Profile {profile_label}"),
                case(profile, &None),
            ),
            (
                Layer::Scenario,
                format!("Scenario {}", self.scenario_label(scenario.as_ref())),
                case(profile, scenario),
            ),
        ];
        let each = steps.into_iter();
        let mut values: Vec<_> = each
            .filter_map(|(layer, name, case)| {
                let value = self.value_in(cell, layer, case)?;
                Some(LayerValue {
                    layer: name,
                    value,
                    is_last: false,
                })
            })
            .collect();
        if let Some(last) = values.last_mut() {
            last.is_last = true;
        }
        if values.len() < 2 {
            values.clear();
        }
        values
    }

    /// What a layer gives a cell; none where it does not touch it.
    fn value_in(&self, cell: &Cell, layer: Layer, case: Case) -> Option<String> {
        let (row, slot) = self.slot(cell)?;
        let position = self.position(&row.id)?;
        let layers = Layers::of(case);
        let (given, _) = resolve(self.workbook(), &self.computed.typed, &layers, position);
        if *given.layers.get(slot)? != layer {
            return None;
        }
        if let Some(value) = given.values.get(slot) {
            return Some(match value {
                Ok(value) => self.number_of(cell, *value),
                Err(reason) => self.not_available(reason),
            });
        }
        let action = given.actions.get(slot).and_then(|actions| actions.last());
        Some(match action.filter(|_| layer != Layer::Workbook) {
            None => "Computed by the formula".to_owned(),
            Some(SlotAction::Set(value)) => {
                format!("{} in place of the formula", self.number_of(cell, *value))
            }
            Some(SlotAction::Scale(by)) => format!("× {}", text::exact_to(*by, 6)),
            Some(SlotAction::Add(by)) => format!("+ {}", self.number_of(cell, *by)),
        })
    }

    /// A number as a value of a cell; of a choice its option.
    fn number_of(&self, cell: &Cell, value: f64) -> String {
        if let Some(option) = self.options(&cell.row).get(value as usize) {
            return option.label.clone();
        }
        let Some(row) = self.variable(&cell.row) else {
            return String::new();
        };
        let unit = text::unit_label(&row.unit);
        format!("{} {unit}", self.plain_number(row, value))
            .trim_end()
            .to_owned()
    }
}

/// A part of a formula with the signs of arithmetic as they are printed; units and what is quoted
/// stay.
fn typeset(part: &str) -> String {
    let (mut quoted, mut unit) = (false, false);
    let sign = |sign: char| {
        quoted ^= sign == '"';
        unit = !quoted && (sign == '[' || unit && sign != ']');
        match sign {
            '*' if !quoted && !unit => '×',
            '/' if !quoted && !unit => '÷',
            '-' if !quoted && !unit => '−',
            other => other,
        }
    };
    part.chars().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::workbook::file;

    const TEXT: &str = r#"(
        format: 1, title: "T", timeline: (first: "2027", count: 3, step: year),
        indexes: [(id: "use", label: "Use", elements: [
            (id: "sold", label: "Sold"), (id: "own", label: "Own"),
        ])],
        sections: [(id: "s", label: "S")],
        variables: [
            (id: "price", label: "Price", unit: "$/Mtok", section: "s", definition:
                assumption((value: constant(6), source: assumed("A price.")))),
            (id: "share", label: "Share", unit: "", section: "s", over: ["use"], format: percent(1),
                definition: assumption((value: elements({"sold": 0.4, "own": 0.6}),
                    shares: true, source: assumed("A split.")))),
            (id: "cost", label: "Cost", unit: "$/Mtok", section: "s", over: ["year"], definition:
                formula("PREV(cost, 9 [$/Mtok]) - 1 [$/Mtok]")),
            (id: "margin", label: "Margin", unit: "$/Mtok", section: "s", over: ["year"],
                definition: formula("price * share[sold] - cost / SUM(share over use)")),
            (id: "final_margin", label: "Last", unit: "$/Mtok", section: "s", definition:
                formula("LAST(margin)")),
        ],
        profiles: [(id: "lab", label: "Lab", changes: [
            (key: "price", action: set(constant(7))),
        ])],
        scenarios: [(id: "bear", label: "Bear", changes: [
            (key: "price", action: scale(0.5)), (key: "cost[2028]", action: set(constant(4))),
        ])],
    )"#;

    fn session() -> Session {
        Session::new(file::parse(TEXT).unwrap(), None)
    }

    fn cell(row: &str, period: Option<usize>) -> Cell {
        Cell {
            row: row.to_owned(),
            element: 0,
            period,
        }
    }

    #[test]
    fn a_formula_is_worked_out_with_the_numbers_of_its_cell() {
        let session = session();
        let at = cell("margin", Some(1));
        let reading = session.reading(&at).unwrap();
        assert_eq!(
            session.worked(&at, &reading),
            "7.00 $/Mtok × 40.0 % − 7.00 $/Mtok ÷ SUM(Share (2 values) over use) = (4.20) $/Mtok"
        );
        let called: Vec<_> = reading
            .places
            .iter()
            .map(|one| session.called(one))
            .collect();
        assert_eq!(called, ["Price", "Share · Sold", "Cost", "Share"]);
        assert_eq!(reading.marks.len(), 4);
    }

    #[test]
    fn what_is_read_of_another_period_says_which() {
        let session = session();
        let reading = session.reading(&cell("cost", Some(2))).unwrap();
        assert_eq!(session.called(&reading.places[0]), "Cost · 2028");
        assert_eq!(session.value_at(&reading.places[0]), "7.00 $/Mtok");
        let whole = session.reading(&cell("final_margin", None)).unwrap();
        assert_eq!(session.value_at(&whole.places[0]), "3 values");
    }

    #[test]
    fn readers_are_those_of_the_cell_and_not_of_its_row() {
        let session = session();
        let rows = |cell: &Cell| -> Vec<String> {
            let readers = session.readers(cell);
            readers.into_iter().map(|place| place.cell.row).collect()
        };
        assert_eq!(rows(&cell("margin", Some(2))), ["final_margin"]);
        assert_eq!(rows(&cell("cost", Some(0))), ["cost", "margin"]);
        assert!(rows(&cell("final_margin", None)).is_empty());
    }

    #[test]
    fn layers_tell_what_each_gives() {
        let mut session = session();
        let told = |session: &Session, cell: &Cell| -> Vec<String> {
            let values = session.layer_values(cell);
            let line = |one: LayerValue| format!("{}: {}", one.layer, one.value);
            values.into_iter().map(line).collect()
        };
        session.case.scenario = Some("bear".into());
        session.revision += 1;
        let revision = session.revision;
        let old = Some(&mut session.computed);
        let current = session.history.current();
        session.computed = crate::session::Computed::of(current, &session.case, revision, old);
        assert_eq!(
            told(&session, &cell("price", None)),
            [
                "Workbook: 6.00 $/Mtok",
                "Profile Lab: 7.00 $/Mtok",
                "Scenario Bear: 3.50 $/Mtok"
            ]
        );
        assert_eq!(
            told(&session, &cell("cost", Some(1))),
            [
                "Workbook: Computed by the formula",
                "Scenario Bear: 4.00 $/Mtok in place of the formula"
            ]
        );
        assert!(session.is_replaced(&cell("cost", Some(1))));
        assert!(!session.is_replaced(&cell("cost", Some(0))));
        assert!(told(&session, &cell("margin", Some(1))).is_empty());
    }

    #[test]
    fn signs_are_printed_and_units_stay() {
        assert_eq!(
            typeset("a / b - IF(c = \"x/y\", 8760 [h/yr] * 2, -1)"),
            "a ÷ b − IF(c = \"x/y\", 8760 [h/yr] × 2, −1)"
        );
    }
}

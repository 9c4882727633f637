//! What could be typed at the caret, the likeliest first.

use crate::check::{Axes, RowKind, Typed, catalog};
use crate::diagnostic::Span;
use crate::functions::{Evaluate, Function, TABLE};
use crate::workbook::names::suggest;
use crate::workbook::{Definition, Id, Workbook};

use super::pieces::mentions;
use super::place::{Place, Wanted, place};
use super::rank::distance;

/// How many things are offered at most.
const MOST: usize = 8;

/// Something that could be typed at the caret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it is.
    pub kind: OfferKind,
    /// How formulas write it; of a function the whole signature.
    pub name: String,
    /// What it is called or does.
    pub label: String,
    /// In which unit it is; empty for a ratio and for what has none.
    pub unit: String,
    /// What it takes the place of.
    pub replaces: Span,
    /// What is typed in that place; the caret stands behind it.
    pub text: String,
}

/// The kinds of [`Offer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferKind {
    /// A row of the workbook.
    Row,
    /// A built-in function.
    Function,
    /// A curve, which is called like a function.
    Curve,
    /// An index: its current element, or what a reduction runs over.
    Index,
    /// An element of an index, or a period.
    Element,
    /// An option of a choice.
    Option,
    /// A unit.
    Unit,
    /// A word of the language.
    Word,
}

/// What could be typed at a byte of a formula's text, the likeliest first, at most eight things.
///
/// Nothing is offered where a number is typed, or where a value could begin but nothing of it is
/// typed yet.
///
/// ```
/// use rackhour_engine::{assist::complete, check::check, workbook::Workbook};
/// let workbook = Workbook::new("Empty");
/// let (typed, _) = check(&workbook);
/// let offers = complete(&workbook, &typed, "2 * roundu", 10);
/// assert_eq!(offers[0].text, "ROUNDUP(");
/// ```
pub fn complete(workbook: &Workbook, typed: &Typed, text: &str, caret: usize) -> Vec<Offer> {
    let place = place(text, caret);
    let mut search = Search {
        workbook,
        typed,
        rest: &text[place.word.end..],
        place: &place,
        found: Vec::new(),
    };
    match place.wanted {
        Wanted::Value if !place.typed.is_empty() => search.values(),
        Wanted::Sign if !place.typed.is_empty() => search.over(),
        Wanted::Unit(inside) => search.units(inside),
        Wanted::Element(row, inside) => search.elements(row, inside),
        Wanted::Index(arguments) => search.indexes(arguments),
        Wanted::Option(name) => search.options(name),
        Wanted::Value | Wanted::Sign | Wanted::Nothing => {}
    }
    let mut found = search.found;
    found.sort_by_key(|(distance, _)| *distance);
    found.truncate(MOST);
    let offers: Vec<_> = found.into_iter().map(|(_, offer)| offer).collect();
    match offers.as_slice() {
        // What stands there already needs no list.
        [only] if only.text == text[only.replaces.start..only.replaces.end] => Vec::new(),
        _ => offers,
    }
}

struct Search<'a> {
    workbook: &'a Workbook,
    typed: &'a Typed,
    place: &'a Place<'a>,
    /// What stands behind the word at the caret.
    rest: &'a str,
    /// How far each is from what was typed, and among equals how long it is.
    found: Vec<((u8, usize), Offer)>,
}

impl Search<'_> {
    /// Adds an item if it answers to what was typed.
    fn add(&mut self, kind: OfferKind, name: &str, label: &str, unit: &str, text: String) {
        // A summary of a function holds every word there is.
        let called = if kind == OfferKind::Function {
            ""
        } else {
            label
        };
        let known = match kind {
            OfferKind::Function => name.split('(').next().unwrap_or(name),
            _ => name,
        };
        let Some(distance) = distance(self.place.typed, known, called) else {
            return;
        };
        let offer = Offer {
            kind,
            name: name.to_owned(),
            label: label.to_owned(),
            unit: unit.to_owned(),
            replaces: self.place.word,
            text,
        };
        // What begins alike is the likelier, the less is missing; what is merely listed keeps its order.
        let begins = distance <= 1 && !self.place.typed.is_empty();
        let missing = if begins { known.len() } else { 0 };
        self.found.push(((distance, missing), offer));
    }

    fn values(&mut self) {
        let workbook = self.workbook;
        let shouted = !self.place.typed.chars().any(|c| c.is_ascii_lowercase());
        if shouted {
            self.functions();
        }
        for row in &workbook.variables {
            self.add(
                OfferKind::Row,
                &row.id,
                &row.label,
                &row.unit,
                row.id.clone(),
            );
        }
        if !shouted {
            self.functions();
        }
        let open = self.open();
        for curve in &workbook.curves {
            let text = format!("{}{open}", curve.id);
            self.add(
                OfferKind::Curve,
                &curve.id,
                &curve.label,
                &curve.output_unit,
                text,
            );
        }
        for index in &workbook.indexes {
            let label = format!("{}: the current element", index.label);
            self.add(OfferKind::Index, &index.id, &label, "", index.id.clone());
        }
        if workbook.timeline.is_some() {
            self.word("year", "The calendar year");
            self.word("period", "The length of the period");
        }
        self.word("true", "A condition that holds");
        self.word("false", "A condition that does not hold");
        if self.found.is_empty() {
            self.misspelt();
        }
    }

    /// The row that was probably meant, where nothing answers to what was typed.
    fn misspelt(&mut self) {
        let rows = &self.workbook.variables;
        let near = suggest(self.place.typed, rows.iter().map(|row| row.id.as_str()));
        if let Some(row) = near.and_then(|near| self.workbook.variable(near)) {
            let offer = Offer {
                kind: OfferKind::Row,
                name: row.id.clone(),
                label: row.label.clone(),
                unit: row.unit.clone(),
                replaces: self.place.word,
                text: row.id.clone(),
            };
            self.found.push(((0, 0), offer));
        }
    }

    fn word(&mut self, word: &str, label: &str) {
        self.add(OfferKind::Word, word, label, "", word.to_owned());
    }

    fn functions(&mut self) {
        let open = self.open();
        for function in TABLE {
            let text = format!("{}{open}", function.name);
            self.add(
                OfferKind::Function,
                &function.signature(),
                function.summary,
                "",
                text,
            );
        }
    }

    /// The parenthesis that a call still needs.
    fn open(&self) -> &'static str {
        if self.rest.starts_with('(') { "" } else { "(" }
    }

    /// The bracket that is still to be closed.
    fn close(&self) -> &'static str {
        if self.rest.trim_start().starts_with([']', ',']) {
            ""
        } else {
            "]"
        }
    }

    fn over(&mut self) {
        let reduces = |name: &str| {
            Function::named(name).is_some_and(|function| {
                matches!(function.evaluate, Evaluate::Fold(_) | Evaluate::Element(_))
            })
        };
        if self
            .place
            .calls
            .last()
            .is_some_and(|call| reduces(call.name))
        {
            let label = "Runs along an index instead of several arguments";
            self.add(OfferKind::Word, "over", label, "", "over ".to_owned());
        }
    }

    /// Units that rows have, as a whole; and the symbols of which units are made.
    fn units(&mut self, inside: &str) {
        let workbook = self.workbook;
        let start = inside.trim_start();
        let close = self.close();
        let span = Span::new(
            self.place.word.start + self.place.typed.len() - start.len(),
            self.place.word.end,
        );
        let mut known: Vec<(&str, usize)> = Vec::new();
        for row in workbook.variables.iter().filter(|row| !row.unit.is_empty()) {
            match known.iter_mut().find(|(unit, _)| *unit == row.unit) {
                Some((_, count)) => *count += 1,
                None => known.push((&row.unit, 1)),
            }
        }
        known.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        for (unit, count) in known
            .into_iter()
            .filter(|(unit, _)| unit.starts_with(start))
        {
            let rows = if count == 1 { "row" } else { "rows" };
            let offer = Offer {
                kind: OfferKind::Unit,
                name: unit.to_owned(),
                label: format!("The unit of {count} {rows}"),
                unit: String::new(),
                replaces: span,
                text: format!("{unit}{close}"),
            };
            self.found.push(((0, 0), offer));
        }
        for (symbol, meaning) in catalog(workbook).symbols() {
            if !self.found.iter().any(|(_, offer)| offer.name == symbol) {
                self.add(OfferKind::Unit, &symbol, &meaning, "", symbol.clone());
            }
        }
    }

    /// The elements and periods of a row along the axes of which none is named yet.
    fn elements(&mut self, row: &str, inside: &str) {
        let Some(row) = self.typed.row(row) else {
            return;
        };
        let named: Vec<_> = inside.split(',').map(str::trim).collect();
        let named = &named[..named.len() - 1];
        let labels = |axis| self.typed.extents.labels(axis).iter();
        let is_free = |axis: &Axes| !labels(*axis).any(|label| named.contains(&label.as_str()));
        let free: Vec<_> = row.axes.iter().filter(is_free).collect();
        let close = if free.len() == 1 { self.close() } else { "" };
        for axis in free {
            let index = self.typed.extents.id(axis).to_owned();
            for id in self.typed.extents.labels(axis) {
                let label = self.element_label(&index, id);
                self.add(OfferKind::Element, id, &label, "", format!("{id}{close}"));
            }
        }
    }

    fn element_label(&self, index: &str, id: &Id) -> String {
        let index = self.workbook.indexes.iter().find(|known| known.id == index);
        let element = index.and_then(|index| index.elements.iter().find(|known| known.id == *id));
        element.map_or_else(String::new, |element| element.label.clone())
    }

    /// The axes of the rows that the arguments read; all axes where they read none.
    fn indexes(&mut self, arguments: &str) {
        let extents = &self.typed.extents;
        let read = mentions(self.typed, arguments).into_iter();
        let rows = read.filter_map(|mention| self.typed.row(&mention.row));
        let read = rows.fold(Axes::NONE, |axes, row| axes.union(row.axes));
        let mut ids: Vec<Id> = read
            .iter()
            .map(|axis| extents.id(axis).to_owned())
            .collect();
        if ids.is_empty() {
            ids.clone_from(&extents.ids);
            ids.extend(Some(extents.timeline.id.clone()).filter(|id| !id.is_empty()));
        }
        for id in ids {
            let index = self.workbook.indexes.iter().find(|index| index.id == id);
            let label = index
                .map_or("The timeline", |index| index.label.as_str())
                .to_owned();
            self.add(OfferKind::Index, &id, &label, "", id.clone());
        }
    }

    /// The options of a choice, or the elements of an index.
    fn options(&mut self, name: &str) {
        let workbook = self.workbook;
        let given = workbook.variable(name).map(|row| &row.definition);
        let index = workbook.indexes.iter().find(|index| index.id == name);
        let known = match (given, index) {
            (Some(Definition::Assumption(given)), _) => given.options.as_slice(),
            (None, Some(index)) => index.elements.as_slice(),
            _ => &[],
        };
        let quote = if self.rest.starts_with('"') { "" } else { "\"" };
        for option in known {
            let text = format!("{}{quote}", option.id);
            self.add(OfferKind::Option, &option.id, &option.label, "", text);
        }
        let computed = self.typed.row(name).map(|row| &row.kind);
        if let (true, Some(RowKind::Choice(ids))) = (known.is_empty(), computed) {
            for id in ids {
                self.add(OfferKind::Option, id, "", "", format!("{id}{quote}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check;
    use crate::workbook::file;

    const TEXT: &str = r#"(
        format: 1, title: "T", timeline: (first: "2027", count: 2, step: year),
        indexes: [(id: "tier", label: "Tier", elements: [
            (id: "free", label: "Free"), (id: "premium", label: "Premium"),
        ])],
        sections: [(id: "s", label: "S")],
        variables: [
            (id: "list_price", label: "Price on the list", unit: "$/Mtok", section: "s",
             over: ["tier", "year"], definition: assumption((value: constant(1), source: assumed("a guess")))),
            (id: "racks", label: "Racks", unit: "rack", section: "s", definition: formula("2 [rack]")),
            (id: "way", label: "Way", unit: "", section: "s", definition: assumption((
                value: choice("slow"), options: [(id: "slow", label: "Slow"), (id: "fast", label: "Fast")],
                source: assumed("a guess")))),
        ],
        curves: [(id: "frontier", label: "The frontier", input_unit: "tok/s", output_unit: "$/h",
            points: [(1, 2), (3, 4)], source: assumed("a guess"))],
    )"#;

    /// What the text becomes with each of the offers at `|`.
    #[track_caller]
    fn offers(marked: &str) -> Vec<String> {
        let workbook = file::parse(TEXT).unwrap();
        let (typed, _) = check(&workbook);
        let caret = marked.find('|').unwrap();
        let text = marked.replace('|', "");
        let offers = complete(&workbook, &typed, &text, caret).into_iter();
        offers
            .map(|offer| {
                let Span { start, end } = offer.replaces;
                format!("{}{}{}", &text[..start], offer.text, &text[end..])
            })
            .collect()
    }

    #[test]
    fn rows_are_found_by_name_and_by_label() {
        assert_eq!(offers("2 * rac|")[0], "2 * racks");
        assert_eq!(offers("2 * list|"), ["2 * list_price"]);
        assert_eq!(offers("pri| * 2")[0], "list_price * 2");
        assert_eq!(offers("fro|nt(2)"), ["frontier(2)"]);
        assert_eq!(offers("2 * rakcs|"), ["2 * racks"]);
        assert!(offers("racks|").is_empty(), "it stands there already");
        assert!(offers("2 * |").is_empty() && offers("12|").is_empty());
    }

    #[test]
    fn functions_come_first_in_capitals() {
        assert_eq!(offers("SU|")[0], "SUM(");
        assert_eq!(offers("ROUND|(2)")[0], "ROUND(2)");
        assert_eq!(offers("ROUND|")[..2], ["ROUND(", "ROUNDUP("]);
        assert!(offers("r|").contains(&"ROUND(".to_owned()));
        assert!(offers("r|").len() <= MOST);
    }

    #[test]
    fn brackets_are_filled_with_units_and_elements() {
        assert_eq!(offers("8760 [ho|")[0], "8760 [h");
        assert_eq!(offers("3 [$/|")[0], "3 [$/Mtok]");
        assert_eq!(
            offers("list_price[|"),
            ["free", "premium", "2027", "2028"].map(|at| format!("list_price[{at}"))
        );
        assert_eq!(
            offers("list_price[premium, |"),
            ["2027]", "2028]"].map(|at| format!("list_price[premium, {at}"))
        );
        assert_eq!(
            offers("list_price[prem|, 2027]"),
            ["list_price[premium, 2027]"]
        );
        assert_eq!(
            offers("IF(way = \"|"),
            ["IF(way = \"slow\"", "IF(way = \"fast\""]
        );
    }

    #[test]
    fn reductions_run_over_the_indexes_of_what_they_read() {
        assert_eq!(offers("SUM(list_price ov|"), ["SUM(list_price over "]);
        assert!(offers("IF(list_price ov|").is_empty());
        assert_eq!(
            offers("SUM(list_price over |"),
            ["SUM(list_price over tier", "SUM(list_price over year"]
        );
        assert_eq!(offers("SUM(1 over tie|")[0], "SUM(1 over tier");
    }
}

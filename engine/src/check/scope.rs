//! What names mean in a workbook.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Word;
use crate::functions::{Function, TABLE};
use crate::units::{Catalog, Unit};
use crate::workbook::names;

use super::curve::PreparedCurve;
use super::typed::{Axes, Extents, Row};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Named {
    /// The row at this position.
    Row(usize),
    /// The index that is this axis.
    Index(Axes),
    /// The curve at this position.
    Curve(usize),
    /// `year`.
    Year,
    /// `period`.
    Period,
}

/// What formulas may refer to besides rows.
pub(super) struct Surroundings<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) extents: &'a Extents,
    pub(super) curves: &'a [PreparedCurve],
    pub(super) positions: &'a HashMap<String, usize>,
    /// The unit of `period`.
    pub(super) hour: Unit,
}

impl<'a> Surroundings<'a> {
    pub(super) fn new(
        catalog: &'a Catalog,
        extents: &'a Extents,
        curves: &'a [PreparedCurve],
        positions: &'a HashMap<String, usize>,
    ) -> Self {
        let hour = catalog.parse("h").unwrap_or_else(|_| Unit::ratio());
        Self {
            catalog,
            extents,
            curves,
            positions,
            hour,
        }
    }

    /// A scope with the rows as far as they are known.
    pub(super) fn scope<'r>(&'r self, rows: &'r [Row], settled: bool) -> Scope<'r> {
        self.open_scope(rows, settled, &[])
    }

    /// The same while it is open whether some rows are numbers or conditions.
    pub(super) fn open_scope<'r>(
        &'r self,
        rows: &'r [Row],
        settled: bool,
        open: &'r [usize],
    ) -> Scope<'r> {
        Scope {
            catalog: self.catalog,
            extents: self.extents,
            curves: self.curves,
            positions: self.positions,
            rows,
            settled,
            open,
            hour: &self.hour,
        }
    }
}

/// Everything that formulas may refer to.
pub(super) struct Scope<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) extents: &'a Extents,
    pub(super) curves: &'a [PreparedCurve],
    pub(super) positions: &'a HashMap<String, usize>,
    /// The rows as far as they are known: unit and kind always, axes once `settled`.
    pub(super) rows: &'a [Row],
    /// Whether the axes of all rows that can be read are final.
    pub(super) settled: bool,
    /// Rows of a circle of which it is open whether they are numbers or conditions.
    pub(super) open: &'a [usize],
    /// The unit of `period`.
    pub(super) hour: &'a Unit,
}

impl Scope<'_> {
    pub(super) fn named(&self, name: &str) -> Option<Named> {
        if let Some(row) = self.positions.get(name) {
            return Some(Named::Row(*row));
        }
        if let Some(index) = self.extents.ids.iter().position(|id| id == name) {
            return Some(Named::Index(Axes::index(index)));
        }
        if let Some(curve) = self.curves.iter().position(|curve| curve.id == name) {
            return Some(Named::Curve(curve));
        }
        match name {
            "year" => Some(Named::Year),
            "period" => Some(Named::Period),
            _ => None,
        }
    }

    /// The place along one of a row's axes that a word in brackets names; `axes` are those that no
    /// word before it named.
    pub(super) fn element(
        &self,
        row: &Row,
        axes: Axes,
        word: &Word,
    ) -> Result<(Axes, usize), Box<Diagnostic>> {
        let place = |axis: Axes| {
            self.extents
                .labels(axis)
                .iter()
                .position(|label| *label == word.text)
        };
        let mut found = axes
            .iter()
            .filter_map(|axis| place(axis).map(|place| (axis, place)));
        if let Some(first) = found.next() {
            return match found.next() {
                None => Ok(first),
                Some(second) => Err(Box::new(
                    Diagnostic::error(
                        Code::UnknownElement,
                        format!(
                            "`{}` is an element of both `{}` and `{}`",
                            word.text,
                            self.extents.id(first.0),
                            self.extents.id(second.0)
                        ),
                    )
                    .label(word.span, "")
                    .hint("rename one of the elements"),
                )),
            };
        }
        Err(Box::new(
            self.no_element(row, axes, word).label(word.span, ""),
        ))
    }

    fn no_element(&self, row: &Row, axes: Axes, word: &Word) -> Diagnostic {
        let (id, text) = (&row.id, &word.text);
        if row.axes.is_empty() {
            return Diagnostic::error(
                Code::NotIndexed,
                format!("`{id}` has one value, so `[{text}]` finds nothing"),
            )
            .hint("leave the brackets out");
        }
        let named = row.axes.without(axes);
        if let Some(axis) = named
            .iter()
            .find(|axis| self.extents.labels(*axis).contains(text))
        {
            let axis = self.extents.id(axis);
            return Diagnostic::error(
                Code::NotIndexed,
                format!("`{text}` is a second element of `{axis}`"),
            )
            .hint(format!("name one element of `{axis}`: `{id}[{text}]`"));
        }
        let is_period = text.starts_with(|c: char| c.is_ascii_digit());
        if is_period && axes.contains(Axes::TIME) {
            let labels = &self.extents.timeline.labels;
            let (first, last) = (labels.first(), labels.last());
            let span = format!(
                "periods run from {} to {}",
                first.map_or("", String::as_str),
                last.map_or("", String::as_str)
            );
            let finer = text.len() == 4 && self.extents.timeline.id != "year";
            let message = match finer {
                true => format!("`{text}` is a whole year in a finer timeline"),
                false => format!("there is no period `{text}`"),
            };
            return Diagnostic::error(Code::UnknownElement, message).hint(span);
        }
        let ids: Vec<_> = axes.iter().map(|axis| self.extents.id(axis)).collect();
        let known: Vec<_> = axes
            .iter()
            .flat_map(|axis| self.extents.labels(axis))
            .map(String::as_str)
            .collect();
        let hint = match names::suggest(text, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known are {}", known[..known.len().min(12)].join(", ")),
        };
        let message = format!("`{}` has no element `{text}`", ids.join("` or `"));
        Diagnostic::error(Code::UnknownElement, message).hint(hint)
    }

    /// A finding about a name that stands for nothing, with the nearest one that does.
    pub(super) fn unknown_name(&self, name: &str) -> Diagnostic {
        let message = format!("there is no row called `{name}`");
        let known = self.rows.iter().map(|row| row.id.as_str());
        let known = known.chain(self.extents.ids.iter().map(String::as_str));
        let known = known.chain(self.curves.iter().map(|curve| curve.id.as_str()));
        let known = known.chain(["year", "period"]);
        let lower = name.to_ascii_lowercase();
        let hint = match (names::suggest(&lower, known), Function::named(name)) {
            (_, Some(function)) => {
                format!("it is a function: write `{}`", function.signature())
            }
            (Some(near), None) => format!("did you mean `{near}`?"),
            (None, None) => "check the spelling, or add a row of that name".to_owned(),
        };
        Diagnostic::error(Code::UnknownName, message).hint(hint)
    }

    /// A finding about a call to something that is neither a function nor a curve.
    pub(super) fn unknown_function(&self, name: &str) -> Diagnostic {
        let message = format!("there is no function or curve called `{name}`");
        let upper = name.to_ascii_uppercase();
        let known = TABLE.iter().map(|function| function.name);
        let curves = self.curves.iter().map(|curve| curve.id.as_str());
        let hint = if self.positions.contains_key(name) {
            format!("`{name}` is a row: pick an element with `{name}[…]`")
        } else if let Some(near) = names::suggest(name, curves) {
            format!("did you mean `{near}`?")
        } else if let Some(near) = names::suggest(&upper, known) {
            format!("did you mean `{near}`?")
        } else {
            "use a function of the reference, or add a curve of that name".to_owned()
        };
        Diagnostic::error(Code::UnknownFunction, message).hint(hint)
    }
}

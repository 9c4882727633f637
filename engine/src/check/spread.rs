//! Given values over the slots of a row: by element, by period, or the same everywhere.

use crate::diagnostic::Code;
use crate::workbook::{Id, Quantity, Workbook};

use super::layers::Fault;
use super::typed::{Axes, Extents, Row, RowKind, Typed};

/// One number per slot, missing where a quantity gives none.
pub type Slots = Vec<Option<f64>>;

/// What a quantity, such as the low end of an assumption, gives each slot of a row: a number, or
/// nothing where it names none. Nothing at all where it does not fit the row.
///
/// ```
/// use rackhour_engine::{check::{check, given}, workbook::{Number, Quantity, file}};
/// let workbook = file::parse(
///     r#"(format: 1, title: "t", sections: [(id: "s", label: "S")],
///         timeline: (first: "2027", count: 2, step: year), variables: [
///         (id: "rent", label: "Rent", unit: "$", section: "s", over: ["year"],
///             definition: assumption((value: series([1, 2]), source: assumed("a test")))),
///     ])"#,
/// ).unwrap();
/// let typed = check(&workbook).0;
/// let low = Quantity::Constant(Number(0.5));
/// assert_eq!(given(&workbook, &typed, 0, &low), [Some(0.5), Some(0.5)]);
/// ```
pub fn given(workbook: &Workbook, typed: &Typed, row: usize, quantity: &Quantity) -> Slots {
    let target = &typed.rows[row];
    spread(workbook, &typed.extents, target, target.axes, quantity).unwrap_or_default()
}

/// A quantity over some axes of a row: all of them, or those that a key leaves open.
pub(super) fn spread(
    workbook: &Workbook,
    extents: &Extents,
    row: &Row,
    axes: Axes,
    quantity: &Quantity,
) -> Result<Slots, Fault> {
    Spread {
        workbook,
        extents,
        row,
    }
    .over(axes, quantity)
}

struct Spread<'a> {
    workbook: &'a Workbook,
    extents: &'a Extents,
    row: &'a Row,
}

impl Spread<'_> {
    fn over(&self, axes: Axes, quantity: &Quantity) -> Result<Slots, Fault> {
        let count = self.extents.slots(axes);
        if let RowKind::Choice(options) = &self.row.kind {
            return Ok(vec![Some(self.option(options, quantity)?); count]);
        }
        match quantity {
            Quantity::Constant(number)
                if self.row.kind == RowKind::Condition && ![0.0, 1.0].contains(&number.0) =>
            {
                let hint = "set it to 1 for true, or to 0 for false";
                Err(self.misfit(&format!("{}: it is a condition", number.0), hint))
            }
            Quantity::Constant(number) => Ok(vec![Some(number.0); count]),
            Quantity::Choice(_) => Err(self.misfit("a choice: it is a number", "give it a number")),
            Quantity::Elements(pairs) => self.by_element(axes, pairs, |rest, number| {
                Ok(vec![Some(number.0); self.extents.slots(rest)])
            }),
            Quantity::Table(pairs) => {
                self.by_element(axes, pairs, |rest, inner| self.over(rest, inner))
            }
            Quantity::Series(_) | Quantity::Growth { .. } | Quantity::Steps(_) => {
                self.by_period(axes, quantity)
            }
        }
    }

    /// The position of the option that a choice is set to.
    fn option(&self, options: &[Id], quantity: &Quantity) -> Result<f64, Fault> {
        let Quantity::Choice(option) = quantity else {
            let hint = format!("use one of {}", options.join(", "));
            return Err(self.misfit("a number: it is a choice", &hint));
        };
        let position = options.iter().position(|other| other == option);
        position.map(|position| position as f64).ok_or_else(|| {
            Fault::new(
                Code::UnknownOption,
                format!("`{}` has no option `{option}`", self.row.id),
                format!("use one of {}", options.join(", ")),
            )
        })
    }

    /// One part per element of the first index, each over the axes that are left.
    fn by_element<T>(
        &self,
        axes: Axes,
        pairs: &[(Id, T)],
        part: impl Fn(Axes, &T) -> Result<Slots, Fault>,
    ) -> Result<Slots, Fault> {
        let Some(axis) = axes.iter().next().filter(|axis| *axis != Axes::TIME) else {
            let hint = "say over which index it runs, or give it one number";
            return Err(self.misfit("a value per element: it runs over no index", hint));
        };
        let rest = axes.without(axis);
        let mut slots = vec![None; self.extents.slots(axes)];
        for (id, value) in pairs {
            let place = self.element(axis, id)?;
            for (inner, value) in part(rest, value)?.into_iter().enumerate() {
                let at = self.extents.position(rest, inner).with(axis, place);
                slots[self.extents.slot(axes, &at)] = value;
            }
        }
        Ok(slots)
    }

    fn element(&self, axis: Axes, id: &str) -> Result<usize, Fault> {
        let labels = self.extents.labels(axis);
        labels.iter().position(|label| label == id).ok_or_else(|| {
            Fault::new(
                Code::BadValue,
                format!("`{}` has no element `{id}`", self.row.id),
                format!("use one of {}", labels.join(", ")),
            )
        })
    }

    /// A series, growth or dated steps, the same for every element.
    fn by_period(&self, axes: Axes, quantity: &Quantity) -> Result<Slots, Fault> {
        let timeline = self.workbook.timeline.as_ref();
        let Some(timeline) = timeline.filter(|_| axes.contains(Axes::TIME)) else {
            let hint = match self.extents.timeline.id.as_str() {
                "" => "give the workbook a timeline, or the row one number".to_owned(),
                id => format!("let it run over `{id}`, or give it one number"),
            };
            return Err(self.misfit("a series: it does not run over the timeline", &hint));
        };
        let line = timeline.spread(quantity).map_err(|refusal| {
            let code = match quantity {
                Quantity::Steps(_) => Code::BadTimeline,
                _ => Code::BadValue,
            };
            let message = format!("`{}`: {}", self.row.id, refusal.message);
            Fault::new(code, message, refusal.hint)
        })?;
        // The timeline is the last axis.
        let periods = self.extents.count(Axes::TIME).max(1);
        let slots = 0..self.extents.slots(axes);
        Ok(slots
            .map(|slot| line.get(slot % periods).copied())
            .collect())
    }

    fn misfit(&self, what: &str, hint: &str) -> Fault {
        let message = format!("`{}` cannot take {what}", self.row.id);
        Fault::new(Code::BadValue, message, hint)
    }
}

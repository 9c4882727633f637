//! The low and high ends of what is plausible, as the form of a row shows and takes them.

use rackhour_engine::run::RowResult;
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{Assumption, Id, Number, Quantity, Variable};

use super::Session;
use crate::reshape::{Ends, RowForm};
use crate::sheet;
use crate::{overtype, text};

impl Session {
    /// Puts the ends of an assumption into its form: by element where it runs over indexes.
    pub(super) fn show_ends(&self, form: &mut RowForm, row: &Variable, given: &Assumption) {
        if !given.options.is_empty() {
            return;
        }
        let [low, high] = [&given.low, &given.high].map(Option::as_ref);
        match self.ends_by_element(row, given) {
            Some(ends) => form.ends = ends,
            None => {
                form.low = end_text(row, low);
                form.high = end_text(row, high);
            }
        }
    }

    /// The ends of each element; none where the row has no elements, or an end moves with time.
    fn ends_by_element(&self, row: &Variable, given: &Assumption) -> Option<Vec<Ends>> {
        let result = self.result(&row.id)?;
        let [low, high] = [&given.low, &given.high].map(Option::as_ref);
        let along_time = |end: Option<&Quantity>| end.is_some_and(moves);
        if !sheet::has_elements(result) || along_time(low) || along_time(high) {
            return None;
        }
        let paths = sheet::elements(result);
        let ends = paths.iter().map(|path| Ends {
            label: self.path_label(path),
            low: text_at(row, low, path),
            high: text_at(row, high, path),
        });
        Some(ends.collect())
    }

    fn path_label(&self, path: &[(Id, Id)]) -> String {
        let labels = path
            .iter()
            .map(|(index, id)| sheet::element_label(self.workbook(), index, id));
        labels.collect::<Vec<_>>().join(" · ")
    }

    /// The edit of the ends that a form says otherwise than the row.
    pub(super) fn ends_edit(
        &self,
        form: &RowForm,
        row: &Variable,
        given: &Assumption,
    ) -> Result<Option<Edit>, String> {
        let (low, high) = match self.result(&row.id) {
            Some(result) if !form.ends.is_empty() => {
                self.check_order(form, row, given, result)?;
                (
                    self.end_of_all(form, row, result, &given.low, |ends| &ends.low)?,
                    self.end_of_all(form, row, result, &given.high, |ends| &ends.high)?,
                )
            }
            _ => (
                self.end_of_one(&form.low, row, &given.low)?,
                self.end_of_one(&form.high, row, &given.high)?,
            ),
        };
        let changed = (&low, &high) != (&given.low, &given.high);
        let name = row.id.clone();
        Ok(changed.then_some(Edit::SetRange { name, low, high }))
    }

    fn end_of_one(
        &self,
        typed: &Option<String>,
        row: &Variable,
        old: &Option<Quantity>,
    ) -> Result<Option<Quantity>, String> {
        let unchanged = *typed == end_text(row, old.as_ref());
        match typed.as_deref().map(str::trim) {
            None => Ok(old.clone()),
            Some(_) if unchanged => Ok(old.clone()),
            Some("") => Ok(None),
            Some(typed) => {
                let value = self.entered(&row.id, typed)?;
                Ok(Some(Quantity::Constant(Number(value))))
            }
        }
    }

    /// One end of all elements; as it was where nothing of it was typed.
    fn end_of_all(
        &self,
        form: &RowForm,
        row: &Variable,
        result: &RowResult,
        old: &Option<Quantity>,
        end: impl Fn(&Ends) -> &String,
    ) -> Result<Option<Quantity>, String> {
        let paths = sheet::elements(result);
        let was = |path: &[(Id, Id)]| text_at(row, old.as_ref(), path);
        let pairs = || paths.iter().zip(&form.ends);
        if pairs().all(|(path, ends)| *end(ends) == was(path)) {
            return Ok(old.clone());
        }
        let values: Vec<Option<f64>> = pairs()
            .map(|(path, ends)| self.end_at(row, old.as_ref(), path, ends, end(ends)))
            .collect::<Result<_, _>>()?;
        let ids: Vec<Vec<Id>> = paths
            .into_iter()
            .map(|path| path.into_iter().map(|(_, element)| element).collect())
            .collect();
        let leaves: Vec<_> = ids.iter().map(Vec::as_slice).zip(values).collect();
        Ok(gathered(&leaves))
    }

    /// One end of an element: what it was where its text is as it was.
    fn end_at(
        &self,
        row: &Variable,
        old: Option<&Quantity>,
        path: &[(Id, Id)],
        ends: &Ends,
        typed: &str,
    ) -> Result<Option<f64>, String> {
        if typed == text_at(row, old, path) {
            return Ok(old.and_then(|old| overtype::number_at(old, &key(row, path))));
        }
        match typed.trim() {
            "" => Ok(None),
            typed => {
                let value = self.entered(&row.id, typed);
                value
                    .map(Some)
                    .map_err(|reason| format!("{}: {reason}", ends.label))
            }
        }
    }

    /// Refuses a low end above its high end, by the element's label.
    fn check_order(
        &self,
        form: &RowForm,
        row: &Variable,
        given: &Assumption,
        result: &RowResult,
    ) -> Result<(), String> {
        let [old_low, old_high] = [&given.low, &given.high].map(Option::as_ref);
        for (path, ends) in sheet::elements(result).iter().zip(&form.ends) {
            let low = self.end_at(row, old_low, path, ends, &ends.low)?;
            let high = self.end_at(row, old_high, path, ends, &ends.high)?;
            if let Some((low, high)) = low.zip(high)
                && low > high
            {
                let [low, high] =
                    [low, high].map(|end| text::with_unit(end, &row.unit, row.format));
                return Err(format!(
                    "{}: the low end {low} is above the high end {high}. Swap them, or change one",
                    ends.label
                ));
            }
        }
        Ok(())
    }
}

/// An end of a range as it is typed: empty where there is none, nothing where it is no single
/// number.
fn end_text(row: &Variable, end: Option<&Quantity>) -> Option<String> {
    match end {
        None => Some(String::new()),
        Some(Quantity::Constant(number)) => Some(text::edit_text(number.0, row.format)),
        Some(_) => None,
    }
}

/// An end of one element as it is typed; empty where it has none.
fn text_at(row: &Variable, end: Option<&Quantity>, path: &[(Id, Id)]) -> String {
    let number = end.and_then(|end| overtype::number_at(end, &key(row, path)));
    number.map_or_else(String::new, |number| text::edit_text(number, row.format))
}

fn key(row: &Variable, path: &[(Id, Id)]) -> Key {
    Key {
        name: row.id.clone(),
        at: path.iter().map(|(_, element)| element.clone()).collect(),
    }
}

/// Whether a quantity says how it moves with time, in any of its parts.
fn moves(quantity: &Quantity) -> bool {
    match quantity {
        Quantity::Series(_) | Quantity::Growth { .. } | Quantity::Steps(_) => true,
        Quantity::Table(pairs) => pairs.iter().any(|(_, inner)| moves(inner)),
        Quantity::Constant(_) | Quantity::Choice(_) | Quantity::Elements(_) => false,
    }
}

/// A number, or none, at the elements of several indexes.
type Leaf<'a> = (&'a [Id], Option<f64>);

/// Numbers by the elements of one index or several as one quantity: as short as it can be said.
fn gathered(leaves: &[Leaf<'_>]) -> Option<Quantity> {
    let (_, first) = leaves.first()?;
    let same = |(_, value): &Leaf<'_>| value.map(f64::to_bits) == first.map(f64::to_bits);
    if leaves.iter().all(same) {
        return first.map(|value| Quantity::Constant(Number(value)));
    }
    let mut parts: Vec<(Id, Vec<Leaf<'_>>)> = Vec::new();
    for (path, value) in leaves {
        let (id, rest) = path.split_first()?;
        match parts.last_mut().filter(|(last, _)| last == id) {
            Some((_, part)) => part.push((rest, *value)),
            None => parts.push((id.clone(), vec![(rest, *value)])),
        }
    }
    let parts = parts.into_iter();
    let given: Vec<(Id, Quantity)> = parts
        .filter_map(|(id, part)| Some((id, gathered(&part)?)))
        .collect();
    let numbers = given.iter().map(|(id, part)| match part {
        Quantity::Constant(number) => Some((id.clone(), *number)),
        _ => None,
    });
    let numbers: Option<Vec<_>> = numbers.collect();
    Some(numbers.map_or(Quantity::Table(given), Quantity::Elements))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_said_as_shortly_as_they_can_be() {
        let ids = |path: &[&str]| path.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let paths = [
            ids(&["a", "x"]),
            ids(&["a", "y"]),
            ids(&["b", "x"]),
            ids(&["b", "y"]),
        ];
        let all = |values: [Option<f64>; 4]| {
            let leaves: Vec<_> = paths.iter().map(Vec::as_slice).zip(values).collect();
            gathered(&leaves)
        };
        let number = |value| Quantity::Constant(Number(value));
        assert_eq!(all([None; 4]), None);
        assert_eq!(all([Some(1.0); 4]), Some(number(1.0)));
        assert_eq!(
            all([Some(1.0), Some(1.0), None, None]),
            Some(Quantity::Elements(vec![("a".to_owned(), Number(1.0))]))
        );
        assert_eq!(
            all([Some(1.0), Some(2.0), Some(3.0), Some(3.0)]),
            Some(Quantity::Table(vec![
                (
                    "a".to_owned(),
                    Quantity::Elements(vec![
                        ("x".to_owned(), Number(1.0)),
                        ("y".to_owned(), Number(2.0)),
                    ])
                ),
                ("b".to_owned(), number(3.0)),
            ]))
        );
    }
}

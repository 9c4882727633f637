//! Edits: the only way in which the window and the command line change a workbook.
//!
//! An [`Edit`] is plain data that can be written to a journal and applied again. It either changes
//! the workbook as asked or leaves it untouched and says why.

mod imports;
mod layers;
mod registers;
mod rows;
mod sections;
mod studies;
mod values;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::names::{Refusal, did_you_mean};
use super::{
    Change, Definition, Distribution, Id, Import, List, NumberFormat, Provenance, Quantity,
    Scenario, Section, Signal, Source, Study, Variable, Workbook,
};

pub(super) use values::no_timeline;

/// One change to a workbook.
///
/// ```
/// use rackhour_engine::workbook::edit::Edit;
/// use rackhour_engine::workbook::file;
/// let mut workbook = file::parse(
///     r#"(format: 1, title: "Rent", variables: [(id: "price", label: "Price", unit: "$/gpu/h",
///         section: "rent", definition: formula("3 [$/gpu/h]"))])"#,
/// )?;
/// let edit = Edit::SetLabel { name: "price".into(), text: "Rent of a GPU-hour".into() };
/// edit.apply(&mut workbook)?;
/// assert_eq!(workbook.variables[0].label, "Rent of a GPU-hour");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// Sets an assumption, or one element or period of it or of an irregular series.
    ///
    /// Where the assumption declares shares, setting one element scales the others in proportion.
    SetValue {
        /// What is set: `name`, `name[element]`, `name[2028]`, `name[element,2028]`.
        key: String,
        /// The value, in the row's unit.
        quantity: Quantity,
    },
    /// Says how likely the values around an assumption are; without a distribution they are not
    /// drawn.
    SetDistribution {
        /// The row.
        name: Id,
        /// The distribution, in the row's unit.
        distribution: Option<Distribution>,
    },
    /// Gives a row a formula, whatever defined it before.
    SetFormula {
        /// The row.
        name: Id,
        /// The formula.
        text: String,
    },
    /// Gives one period of an irregular series a formula of its own.
    SetEntry {
        /// The row.
        name: Id,
        /// The period, by its label.
        period: String,
        /// The formula.
        text: String,
    },
    /// Sets what a row is called on screen.
    SetLabel {
        /// The row.
        name: Id,
        /// The label.
        text: String,
    },
    /// Sets the unit of a row; its numbers stay as they are.
    SetUnit {
        /// The row.
        name: Id,
        /// The unit; empty for a ratio.
        text: String,
    },
    /// Sets a row's note.
    SetNote {
        /// The row.
        name: Id,
        /// The note; empty for none.
        text: String,
    },
    /// Adds a row.
    InsertVariable {
        /// The row that it follows; none to put it first.
        after: Option<Id>,
        /// The new row.
        variable: Arc<Variable>,
    },
    /// Removes a row. What refers to it is left as it is and reported.
    RemoveVariable {
        /// The row.
        name: Id,
    },
    /// Adds a change to a profile or scenario, in place of one with the same key and profile.
    SetOverlay {
        /// Where.
        layer: Overlay,
        /// The change.
        change: Change,
    },
    /// Takes a change out of a profile or scenario.
    ClearOverlay {
        /// Where.
        layer: Overlay,
        /// The change's key.
        key: String,
        /// The profile to which the change is limited, if it is.
        profile: Option<Id>,
    },
    /// Adds a scenario after the others.
    InsertScenario {
        /// The new scenario.
        scenario: Arc<Scenario>,
    },
    /// Sets what a scenario is called on screen, and why it is worth a look.
    SetScenario {
        /// The scenario.
        id: Id,
        /// The label.
        label: String,
        /// The note; empty for none.
        note: String,
    },
    /// Removes a scenario that no study or signal names.
    RemoveScenario {
        /// The scenario.
        id: Id,
    },
    /// Gives a row another name in formulas. Everything that refers to it follows.
    RenameVariable {
        /// The row.
        name: Id,
        /// Its new name.
        to: Id,
    },
    /// Puts a row elsewhere in the reading order.
    MoveVariable {
        /// The row.
        name: Id,
        /// The section under which it stands then.
        section: Id,
        /// The row of that section that it follows; none to stand first in it.
        after: Option<Id>,
    },
    /// Sets how a row's values are shown.
    SetFormat {
        /// The row.
        name: Id,
        /// The format; none for the usual one.
        format: Option<NumberFormat>,
    },
    /// Sets where an assumption comes from.
    SetSource {
        /// The row.
        name: Id,
        /// A source of the workbook, or the reason for assuming it.
        source: Provenance,
    },
    /// Sets the range in which an assumption may plausibly lie.
    SetRange {
        /// The row.
        name: Id,
        /// The low end, in the row's unit.
        low: Option<Quantity>,
        /// The high end.
        high: Option<Quantity>,
    },
    /// Adds a section.
    InsertSection {
        /// The section that it follows; none to put it first.
        after: Option<Id>,
        /// The new section.
        section: Arc<Section>,
    },
    /// Sets what a section is called on screen.
    SetSectionLabel {
        /// The section.
        id: Id,
        /// The label.
        text: String,
    },
    /// Puts a section, and with it its rows, elsewhere in the reading order.
    MoveSection {
        /// The section.
        id: Id,
        /// The section that it follows; none to put it first.
        after: Option<Id>,
    },
    /// Removes a section that has no rows.
    RemoveSection {
        /// The section.
        id: Id,
    },
    /// Adds a study after the others.
    InsertStudy {
        /// The new study.
        study: Arc<Study>,
    },
    /// Puts a study in the place of the one with the same id.
    SetStudy {
        /// The study.
        study: Arc<Study>,
    },
    /// Sets what a study is called on screen.
    SetStudyLabel {
        /// The study.
        id: Id,
        /// The label.
        text: String,
    },
    /// Removes a study of which no check or signal asks for a percentile.
    RemoveStudy {
        /// The study.
        id: Id,
    },
    /// Sets what the workbook is called.
    SetTitle {
        /// The title.
        text: String,
    },
    /// Adds a source after the others.
    InsertSource {
        /// The new source.
        source: Arc<Source>,
    },
    /// Puts a source in the place of the one with its id.
    PutSource {
        /// The source as it is to be.
        source: Arc<Source>,
    },
    /// Removes a source. What cites it is left as it is and reported.
    RemoveSource {
        /// The source.
        id: Id,
    },
    /// Adds a signal after the others.
    InsertSignal {
        /// The new signal.
        signal: Arc<Signal>,
    },
    /// Puts a signal, with all that was seen, in the place of the one with its id.
    PutSignal {
        /// The signal as it is to be.
        signal: Arc<Signal>,
    },
    /// Removes a signal.
    RemoveSignal {
        /// The signal.
        id: Id,
    },
    /// Keeps what was taken from a spreadsheet, in the place of the import with its id.
    PutImport {
        /// The import as it is to be.
        import: Arc<Import>,
    },
    /// Forgets where values came from. The values stay.
    RemoveImport {
        /// The import.
        id: Id,
    },
}

/// A layer that the document holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlay {
    /// The profile of that id.
    Profile(Id),
    /// The scenario of that id.
    Scenario(Id),
}

impl Edit {
    /// Changes the workbook, or leaves it untouched and says why.
    ///
    /// Only the items that change are copied; snapshots go on sharing the others.
    pub fn apply(&self, workbook: &mut Workbook) -> Result<(), Refusal> {
        match self {
            Self::SetValue { key, quantity } => values::set_value(workbook, key, quantity),
            Self::SetDistribution { name, distribution } => {
                values::set_distribution(workbook, name, distribution.as_ref())
            }
            Self::SetFormula { name, text } => {
                row_mut(workbook, name)?.definition = Definition::Formula(text.clone());
                Ok(())
            }
            Self::SetEntry { name, period, text } => {
                values::set_entry_formula(workbook, name, period, text)
            }
            Self::SetLabel { name, text } => set_text(workbook, name, text, |row| &mut row.label),
            Self::SetUnit { name, text } => set_text(workbook, name, text, |row| &mut row.unit),
            Self::SetNote { name, text } => set_text(workbook, name, text, |row| &mut row.note),
            Self::SetOverlay { layer, change } => layers::set_overlay(workbook, layer, change),
            Self::ClearOverlay {
                layer,
                key,
                profile,
            } => layers::clear_overlay(workbook, layer, key, profile.as_ref()),
            Self::SetFormat { name, format } => rows::set_format(workbook, name, *format),
            Self::SetSource { name, source } => values::set_source(workbook, name, source),
            Self::SetRange { name, low, high } => {
                values::set_range(workbook, name, low.as_ref(), high.as_ref())
            }
            Self::SetTitle { text } => set_title(workbook, text),
            reshaping => reshaping.reshape(workbook),
        }
    }

    /// The edits that add, remove, rename and move.
    fn reshape(&self, workbook: &mut Workbook) -> Result<(), Refusal> {
        match self {
            Self::InsertVariable { after, variable } => {
                rows::insert(workbook, after.as_deref(), variable)
            }
            Self::RemoveVariable { name } => {
                let position = position(workbook, name)?;
                workbook.variables.remove(position);
                imports::forget_row(workbook, name);
                Ok(())
            }
            Self::RenameVariable { name, to } => rows::rename(workbook, name, to),
            Self::MoveVariable {
                name,
                section,
                after,
            } => rows::move_to(workbook, name, section, after.as_deref()),
            Self::InsertSection { after, section } => {
                sections::insert(workbook, after.as_deref(), section)
            }
            Self::SetSectionLabel { id, text } => sections::set_label(workbook, id, text),
            Self::MoveSection { id, after } => sections::move_to(workbook, id, after.as_deref()),
            Self::RemoveSection { id } => sections::remove(workbook, id),
            Self::InsertScenario { scenario } => layers::insert_scenario(workbook, scenario),
            Self::SetScenario { id, label, note } => {
                layers::set_scenario(workbook, id, label, note)
            }
            Self::RemoveScenario { id } => layers::remove_scenario(workbook, id),
            other => other.list(workbook),
        }
    }

    /// The edits of sources, signals and studies.
    fn list(&self, workbook: &mut Workbook) -> Result<(), Refusal> {
        match self {
            Self::InsertSource { source } => registers::insert_source(workbook, source),
            Self::PutSource { source } => registers::put_source(workbook, source),
            Self::RemoveSource { id } => registers::remove_source(workbook, id),
            Self::InsertSignal { signal } => registers::insert_signal(workbook, signal),
            Self::PutSignal { signal } => registers::put_signal(workbook, signal),
            Self::RemoveSignal { id } => registers::remove_signal(workbook, id),
            Self::PutImport { import } => imports::put(workbook, import),
            Self::RemoveImport { id } => imports::remove(workbook, id),
            Self::InsertStudy { study } => studies::insert(workbook, study),
            Self::SetStudy { study } => studies::set(workbook, study),
            Self::SetStudyLabel { id, text } => studies::set_label(workbook, id, text),
            Self::RemoveStudy { id } => studies::remove(workbook, id),
            // What `apply` has carried out already.
            _ => Ok(()),
        }
    }
}

fn set_title(workbook: &mut Workbook, text: &str) -> Result<(), Refusal> {
    check_said(text, "a workbook needs a title")?;
    text.clone_into(&mut workbook.title);
    Ok(())
}

/// Where a row stands.
fn position(workbook: &Workbook, name: &str) -> Result<usize, Refusal> {
    workbook
        .variables
        .iter()
        .position(|row| row.id == name)
        .ok_or_else(|| {
            let names = workbook.variables.iter().map(|row| row.id.as_str());
            Refusal::new(
                format!("there is no row `{name}`"),
                did_you_mean(name, names, "choose a row of this workbook"),
            )
        })
}

fn row_mut<'a>(workbook: &'a mut Workbook, name: &str) -> Result<&'a mut Variable, Refusal> {
    let position = position(workbook, name)?;
    Ok(Arc::make_mut(&mut workbook.variables[position]))
}

fn set_text(
    workbook: &mut Workbook,
    name: &str,
    text: &str,
    part: impl Fn(&mut Variable) -> &mut String,
) -> Result<(), Refusal> {
    text.clone_into(part(row_mut(workbook, name)?));
    Ok(())
}

/// Refuses a name on screen that says nothing.
fn check_said(text: &str, refusal: &str) -> Result<(), Refusal> {
    match text.trim().is_empty() {
        true => Err(Refusal::new(refusal, "write at least one word")),
        false => Ok(()),
    }
}

/// Where the item with an id stands.
fn find<T>(items: &List<T>, id: &str, noun: &str, id_of: fn(&T) -> &Id) -> Result<usize, Refusal> {
    items
        .iter()
        .position(|item| id_of(item) == id)
        .ok_or_else(|| {
            let ids = items.iter().map(|item| id_of(item).as_str());
            let otherwise = format!("choose a {noun} of this workbook");
            Refusal::new(
                format!("there is no {noun} `{id}`"),
                did_you_mean(id, ids, &otherwise),
            )
        })
}

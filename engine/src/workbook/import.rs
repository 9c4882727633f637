//! Spreadsheets whose values went into the workbook: from which cell each value came, and the recipe
//! by which the next version of the file is read.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::assign::part;
use super::edit::Overlay;
use super::key::Key;
use super::{Action, Definition, Entry, Id, Number, Quantity, Workbook};

/// A file that was imported, what was taken from it, and how it was read.
///
/// The values themselves stand in the rows, profiles and scenarios as if they had been typed; here
/// stands where they came from. Nothing is read again by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// Its name.
    pub id: Id,
    /// What it is called on screen.
    pub label: String,
    /// The name of the file, without its folder.
    pub file: String,
    /// Where the file was, seen from the workbook; only a hint, since files are moved.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The SHA-256 of its bytes, which is its identity.
    pub sha256: String,
    /// How many bytes it had.
    pub size: u64,
    /// When it was last changed, as far as known: `2026-11-20T17:05:00Z`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub modified: String,
    /// The day on which it was imported: `2026-11-21`.
    pub imported: String,
    /// The version of the program that read it.
    pub program: String,
    /// The source of the workbook that stands for the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Id>,
    /// What was corrected about how its sheets are laid out, sheet by sheet.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub corrections: BTreeMap<String, Vec<String>>,
    /// What was answered where the file could be read in several ways: question and answer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, String>,
    /// What was taken from it, line by line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bindings: Vec<Binding>,
}

/// A line of a sheet and the row of the workbook that its values went into.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// The name of the sheet.
    pub sheet: String,
    /// The label of the line, as it is written; it is found by this when the sheet has changed.
    pub label: String,
    /// The headings under which the line stands, the outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub section: Vec<String>,
    /// The row.
    pub row: Id,
    /// What the periods get that the file says nothing about.
    #[serde(default)]
    pub gaps: Gaps,
    /// The unit as it was read; none where none was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The power of ten that a heading named.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub scale: i32,
    /// Who put the line and the row together.
    #[serde(default)]
    pub chosen_by: ChosenBy,
    /// The values, in the order of the sheet.
    pub cells: Vec<BoundCell>,
}

/// What the periods of a row get that a file says nothing about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gaps {
    /// What they had before.
    #[default]
    Leave,
    /// The value of the nearest earlier period that the file has.
    Hold,
    /// What lies on the straight line between the nearest periods that the file has.
    Interpolate,
}

/// Who put a line and a row together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChosenBy {
    /// The analyst.
    #[default]
    User,
    /// It was proposed, and the analyst left it so.
    Auto,
}

/// One value that was taken from a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundCell {
    /// The cell: `B7`.
    pub cell: String,
    /// Its heading, as it is written; empty where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub heading: String,
    /// What it gives: `name`, `name[element]`, `name[2028]`, `name[element,2028]`.
    pub key: String,
    /// The profile or scenario in which it gives that; none for the workbook itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<Overlay>,
    /// Whether it is the value or an end of its range.
    #[serde(default, skip_serializing_if = "Role::is_value")]
    pub role: Role,
    /// Whether it only fills a period that the file does not have, from the cell of another one.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub is_filled: bool,
    /// What the cell held.
    pub raw: Raw,
    /// Its formula, without `=`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// Its number format, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// How the spreadsheet showed it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shown: String,
    /// The version of the file that it was read from, where later ones were read without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Earlier>,
    /// What it gave, in the unit of the row. A value that differs from it was changed since.
    pub value: Number,
}

/// An earlier version of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The day on which it was imported.
    pub imported: String,
}

/// What a value of a spreadsheet is for a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Its value.
    #[default]
    Value,
    /// The low end of what is plausible.
    Low,
    /// The high end.
    High,
}

impl Role {
    fn is_value(&self) -> bool {
        *self == Self::Value
    }
}

/// What a cell held, before it was read as a value in some unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Raw {
    /// A number.
    Number(Number),
    /// A text.
    Text(String),
}

/// A value that came from a spreadsheet, with the file, the line and the cell.
#[derive(Clone, Copy, Debug)]
pub struct Imported<'a> {
    /// The file.
    pub import: &'a Import,
    /// The line of the sheet.
    pub binding: &'a Binding,
    /// The cell.
    pub cell: &'a BoundCell,
    /// Whether the value was changed by hand since.
    pub is_changed: bool,
}

/// In one line: `DCF.xlsx, Inputs!B7, imported 2026-11-21, formula =B3*1.2, shown 12.0 %`.
impl fmt::Display for Imported<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cell, binding) = (self.cell, self.binding);
        let Import { file, imported, .. } = self.import;
        let earlier = cell.earlier.as_ref();
        let imported = earlier.map_or(imported, |earlier| &earlier.imported);
        let filled = if cell.is_filled { "filled from " } else { "" };
        write!(f, "{filled}{file}, {}!{}", binding.sheet, cell.cell)?;
        write!(f, ", imported {imported}")?;
        if let Some(formula) = &cell.formula {
            write!(f, ", formula ={formula}")?;
        }
        if !cell.shown.is_empty() {
            write!(f, ", shown {}", cell.shown)?;
        }
        if cell.earlier.is_some() {
            f.write_str(", from an earlier version of the file")?;
        }
        if self.is_changed {
            f.write_str("; changed by hand since")?;
        }
        Ok(())
    }
}

impl Workbook {
    /// Which values of a row came from spreadsheets, in the order of the imports.
    ///
    /// ```
    /// use rackhour_engine::workbook::file;
    /// let workbook = file::parse(r#"(format: 1, title: "Rent", variables: [
    ///     (id: "price", label: "Price", unit: "$", section: "rent", definition:
    ///         assumption((value: constant(3), source: assumed("a test"))))],
    ///     imports: [(id: "dcf", label: "DCF", file: "DCF.xlsx", sha256: "00", size: 1,
    ///         imported: "2026-11-21", program: "0.1.0", bindings: [(sheet: "Inputs",
    ///             label: "Rent", row: "price", cells: [
    ///             (cell: "B7", key: "price", raw: number(2.5), value: 2.5)])])])"#)?;
    /// let found = workbook.imported("price");
    /// assert_eq!(found[0].cell.cell, "B7");
    /// assert!(found[0].is_changed);
    /// let said = "DCF.xlsx, Inputs!B7, imported 2026-11-21; changed by hand since";
    /// assert_eq!(found[0].to_string(), said);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn imported(&self, row: &str) -> Vec<Imported<'_>> {
        let mut found = Vec::new();
        for import in &self.imports {
            for binding in import.bindings.iter().filter(|binding| binding.row == row) {
                found.extend(binding.cells.iter().map(|cell| Imported {
                    import,
                    binding,
                    cell,
                    is_changed: self.holds(cell) != Some(cell.value),
                }));
            }
        }
        found
    }

    /// What the document holds where a cell's value went; none where that is no number any more.
    pub fn holds(&self, cell: &BoundCell) -> Option<Number> {
        self.held(&cell.key, cell.layer.as_ref(), cell.role)
    }

    /// What the document gives for a key: itself or in a profile or scenario, the value or an end of
    /// its range. None where it gives no number of its own.
    pub fn held(&self, key: &str, layer: Option<&Overlay>, role: Role) -> Option<Number> {
        let key = Key::parse(key).ok()?;
        match layer {
            None => self.held_by_row(&key, role),
            Some(Overlay::Profile(id)) => {
                let profile = self.profiles.iter().find(|profile| profile.id == *id)?;
                set_in(&profile.changes, &key)
            }
            Some(Overlay::Scenario(id)) => {
                let scenario = self.scenarios.iter().find(|scenario| scenario.id == *id)?;
                set_in(&scenario.changes, &key)
            }
        }
    }

    fn held_by_row(&self, key: &Key, role: Role) -> Option<Number> {
        let row = self.variable(&key.name)?;
        let quantity = match (&row.definition, role) {
            (Definition::Assumption(given), Role::Value) => &given.value,
            (Definition::Assumption(given), Role::Low) => given.low.as_ref()?,
            (Definition::Assumption(given), Role::High) => given.high.as_ref()?,
            (Definition::Irregular(entries), Role::Value) => {
                let [label] = key.at.as_slice() else {
                    return None;
                };
                let position = self.timeline.as_ref()?.position(label).ok()?;
                return match entries.get(position)? {
                    Entry::Value(number) => Some(*number),
                    Entry::Formula(_) => None,
                };
            }
            _ => return None,
        };
        part(self, row, quantity, key)
    }
}

/// The number that changes set for a key in all profiles.
fn set_in(changes: &[super::Change], key: &Key) -> Option<Number> {
    let change = changes
        .iter()
        .find(|change| change.profile.is_none() && Key::parse(&change.key).as_ref() == Ok(key))?;
    match &change.action {
        Action::Set(Quantity::Constant(number)) => Some(*number),
        _ => None,
    }
}

/// Takes cells out of all imports; lines that are left without any go as well.
pub(super) fn forget(workbook: &mut Workbook, is_gone: impl Fn(&Binding, &BoundCell) -> bool) {
    for import in &mut workbook.imports {
        let is_touched = |binding: &Binding| {
            let mut cells = binding.cells.iter();
            cells.any(|cell| is_gone(binding, cell))
        };
        if !import.bindings.iter().any(is_touched) {
            continue;
        }
        let import = Arc::make_mut(import);
        import.bindings.retain_mut(|binding| {
            let mut cells = std::mem::take(&mut binding.cells);
            cells.retain(|cell| !is_gone(binding, cell));
            binding.cells = cells;
            !binding.cells.is_empty()
        });
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks with a reference"
)]
fn is_zero(value: &i32) -> bool {
    *value == 0
}

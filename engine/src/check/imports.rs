//! The recipes of imports must name what the workbook has.

use crate::diagnostic::{Code, Diagnostic};
use crate::workbook::edit::Overlay;
use crate::workbook::{Binding, BoundCell, Import, Workbook};

use super::document::{bad_key, place};
use super::typed::Typed;

/// What is wrong with recipes. Nothing is blocked by it: the values stand in the rows, and only
/// reading the file again finds no place for them.
pub(super) fn imports(workbook: &Workbook, typed: &Typed) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for import in &workbook.imports {
        for (position, binding) in import.bindings.iter().enumerate() {
            let path = format!("imports/{}/bindings/{position}", import.id);
            let warnings = of_binding(workbook, typed, import, binding);
            found.extend(warnings.map(|found| found.at(place(path.clone(), &import.id))));
        }
    }
    found
}

/// The first thing that is gone in each line of a sheet; the others mostly go with it.
fn of_binding<'a>(
    workbook: &'a Workbook,
    typed: &'a Typed,
    import: &'a Import,
    binding: &'a Binding,
) -> impl Iterator<Item = Diagnostic> + 'a {
    let row = bad_key(typed, &binding.row).map(|found| found.message);
    let first = binding.cells.first().map_or("", |cell| cell.cell.as_str());
    let of_row = row.map(|message| (first, message));
    let cells = binding.cells.iter();
    let of_cell = cells.filter_map(|cell| Some((cell.cell.as_str(), gone(workbook, typed, cell)?)));
    let all = of_row.into_iter().chain(of_cell).take(1);
    all.map(move |(cell, message)| {
        let (sheet, file) = (&binding.sheet, &import.file);
        let message = format!("{message}, into which {sheet}!{cell} of {file} goes");
        Diagnostic::warning(Code::BrokenImport, message)
            .hint("read the file again and choose where the value goes, or remove the import")
    })
}

/// What a cell's value goes into and the workbook does not have.
fn gone(workbook: &Workbook, typed: &Typed, cell: &BoundCell) -> Option<String> {
    if let Some(found) = bad_key(typed, &cell.key) {
        return Some(found.message);
    }
    let (kind, id, is_there) = match cell.layer.as_ref()? {
        Overlay::Profile(id) => {
            let mut known = workbook.profiles.iter();
            ("profile", id, known.any(|profile| profile.id == *id))
        }
        Overlay::Scenario(id) => {
            let mut known = workbook.scenarios.iter();
            ("scenario", id, known.any(|scenario| scenario.id == *id))
        }
    };
    (!is_there).then(|| format!("there is no {kind} `{id}`"))
}

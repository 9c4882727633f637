//! What is kept of an import in the workbook: the file, and each value with its cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::excel::book::{Cell, Value};
use crate::workbook::edit::Edit;
use crate::workbook::{Binding, BoundCell, Earlier, Import, Number, Raw};

use super::draft::{Draft, Taken, is_for};
use super::words;

impl Draft<'_> {
    /// The import as it is to be kept; none where nothing was taken.
    pub(super) fn record(&self) -> Option<Import> {
        if !self.taken.iter().any(|taken| taken.is_kept) {
            return None;
        }
        let (book, when) = (self.found.book, self.when);
        let mut import = Import {
            id: self.import_id(),
            label: self
                .previous
                .map_or_else(|| book.name.clone(), |import| import.label.clone()),
            file: book.name.clone(),
            path: when.path.clone(),
            sha256: book.hash.clone(),
            size: book.size,
            modified: when.modified.clone(),
            imported: when.imported.clone(),
            program: when.program.clone(),
            source: Some(self.source.id.clone()),
            corrections: self.corrections(),
            answers: self.answers(),
            bindings: Vec::new(),
        };
        for taken in self.taken.iter().filter(|taken| taken.is_kept) {
            self.keep(&mut import, taken);
        }
        self.keep_others(&mut import);
        Some(import)
    }

    /// What was corrected, now and before: a sheet that is not looked at now keeps its corrections.
    fn corrections(&self) -> BTreeMap<String, Vec<String>> {
        let mut all = self.when.corrections.clone();
        let before = self
            .previous
            .into_iter()
            .flat_map(|import| &import.corrections);
        for (sheet, corrections) in before {
            if !self.taken.iter().any(|taken| taken.sheet == *sheet) {
                all.entry(sheet.clone())
                    .or_insert_with(|| corrections.clone());
            }
        }
        all
    }

    /// What was answered before, and now.
    fn answers(&self) -> BTreeMap<String, String> {
        let before = self.previous.into_iter().flat_map(|import| &import.answers);
        let before = before.map(|(key, choice)| (key.as_str(), choice.as_str()));
        let all = before.chain(self.found.answers.iter());
        all.map(|(key, choice)| (key.to_owned(), choice.to_owned()))
            .collect()
    }

    fn import_id(&self) -> String {
        if let Some(previous) = self.previous {
            return previous.id.clone();
        }
        let name = &self.found.book.name;
        let stem = name
            .rsplit_once('.')
            .map_or(name.as_str(), |(stem, _)| stem);
        let imports = &self.model.workbook.imports;
        let is_taken = |id: &str| imports.iter().any(|import| import.id == id);
        words::free(&words::id(stem, "spreadsheet"), is_taken)
    }

    /// Adds a value to the binding of its line.
    fn keep(&self, import: &mut Import, taken: &Taken) {
        let Some(line) = self.found.lines.get(taken.line) else {
            return;
        };
        let is_its = |binding: &&mut Binding| {
            binding.sheet == line.sheet
                && binding.label == line.label
                && binding.section == line.section
                && binding.row == taken.row
        };
        let cell = self.bound(taken);
        if let Some(binding) = import.bindings.iter_mut().find(is_its) {
            return binding.cells.push(cell);
        }
        let reading = taken.reading.as_ref();
        import.bindings.push(Binding {
            sheet: line.sheet.clone(),
            label: line.label.clone(),
            section: line.section.clone(),
            row: taken.row.clone(),
            gaps: taken.gaps,
            unit: reading.and_then(|reading| reading.unit.clone()),
            scale: reading.map_or(0, |reading| reading.scale),
            chosen_by: taken.chosen_by,
            cells: vec![cell],
        });
    }

    fn bound(&self, taken: &Taken) -> BoundCell {
        let sheet = self.found.book.sheet(&taken.sheet);
        let cell = sheet.and_then(|sheet| sheet.cells.get(&taken.at));
        let formula = cell.and_then(|cell| cell.formula.as_deref());
        let reading = taken.reading.as_ref();
        let format = reading.map(|reading| reading.format.clone());
        BoundCell {
            cell: taken.at.to_string(),
            heading: taken.heading.clone(),
            key: taken.target.key.clone(),
            layer: taken.target.layer.clone(),
            role: taken.target.role,
            is_filled: taken.is_filled,
            raw: cell.map_or_else(|| Raw::Text(String::new()), raw),
            formula: formula.map(str::to_owned),
            format: format.filter(|format| format != "General"),
            earlier: None,
            shown: reading.map_or_else(String::new, |reading| reading.shown.clone()),
            value: Number(taken.value),
        }
    }

    /// Keeps what was taken before and is not taken again: its value stands in the workbook still.
    fn keep_others(&self, import: &mut Import) {
        let before = self
            .previous
            .into_iter()
            .flat_map(|import| &import.bindings);
        for binding in before {
            let is_again = |cell: &BoundCell| {
                let mut taken = self.taken.iter().filter(|taken| taken.is_kept);
                taken.any(|taken| is_for(cell, &taken.target))
            };
            let cells = binding.cells.iter().filter(|cell| !is_again(cell));
            let cells: Vec<_> = cells.map(|cell| self.kept(cell)).collect();
            let is_same = |other: &&mut Binding| {
                other.sheet == binding.sheet
                    && other.label == binding.label
                    && other.section == binding.section
                    && other.row == binding.row
            };
            match import.bindings.iter_mut().find(is_same) {
                _ if cells.is_empty() => {}
                Some(other) => other.cells.extend(cells),
                None => import.bindings.push(Binding {
                    cells,
                    ..binding.clone()
                }),
            }
        }
    }

    /// A cell that this version of the file did not give.
    fn kept(&self, cell: &BoundCell) -> BoundCell {
        let before = self.previous;
        let other = before.filter(|import| import.sha256 != self.found.book.hash);
        let earlier = cell.earlier.clone();
        BoundCell {
            earlier: earlier.or_else(|| {
                other.map(|import| Earlier {
                    sha256: import.sha256.clone(),
                    imported: import.imported.clone(),
                })
            }),
            ..cell.clone()
        }
    }

    /// The edits by which other imports forget what comes from this file now.
    pub(super) fn forget(&self, import: &Import) -> Vec<Edit> {
        let others = self.model.workbook.imports.iter();
        let others = others.filter(|other| other.id != import.id);
        others
            .filter_map(|other| {
                let mut reduced = Import::clone(other);
                reduced.bindings.retain_mut(|binding| {
                    binding.cells.retain(|cell| {
                        let mut taken = self.taken.iter().filter(|taken| taken.is_kept);
                        !taken.any(|taken| is_for(cell, &taken.target))
                    });
                    !binding.cells.is_empty()
                });
                let import = Arc::new(reduced);
                (import != *other).then_some(Edit::PutImport { import })
            })
            .collect()
    }
}

/// What a cell holds, as it is kept.
fn raw(cell: &Cell) -> Raw {
    match &cell.value {
        Value::Number(number) | Value::Date(number) | Value::Span(number) => {
            Raw::Number(Number(*number))
        }
        Value::Text(text) | Value::Error(text) => Raw::Text(text.to_string()),
        Value::Truth(truth) => Raw::Text(if *truth { "TRUE" } else { "FALSE" }.to_owned()),
        Value::NotComputed => Raw::Text(String::new()),
    }
}

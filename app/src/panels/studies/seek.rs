//! A goal seek: where the targets are met, what else the output can be, and what to do with it.

use egui::accesskit::Role;
use egui::{Button, RichText, Ui, WidgetInfo};
use rackhour_engine::study::seek::{Root, Sought};

use super::{Shown, copy_ui, send, small_ui};
use crate::command::StudyAct;
use crate::studies::Names;
use crate::text;
use crate::theme::Theme;
use crate::widgets::table::{Cell, Column, Kind, Table};

/// Draws the answer.
pub(super) fn seek_ui(shown: &Shown<'_>, sought: &Sought, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let names = shown.ctx.session.names();
    for line in targets(names, sought) {
        ui.label(line);
    }
    ui.add_space(8.0);
    if sought.roots.is_empty() {
        let reason = shown.ctx.session.sentence(&names.infeasible(sought));
        ui.label(RichText::new("No value in the range meets it").font(theme.heading()));
        ui.label(reason);
    } else {
        let found = text::count(sought.roots.len(), "solution", "solutions");
        ui.label(RichText::new(found).font(theme.heading()));
        roots_ui(shown, sought, ui);
    }
    ui.add_space(8.0);
    for line in ranges(names, sought) {
        small_ui(&line, ui);
    }
}

/// What is sought, and what is so far: `Margin should be 0 $/Mtok; it is 10.00 $/Mtok`.
fn targets(names: Names<'_>, sought: &Sought) -> Vec<String> {
    let targets = sought.outputs.iter().zip(&sought.targets);
    let line = |(output, target): (&rackhour_engine::study::Measure, &f64)| {
        let (key, label) = (&output.key, names.label(&output.key));
        let now = match output.base.is_nan() {
            true => "it has no value in the base case".to_owned(),
            false => format!("in the base case it is {}", names.value(key, output.base)),
        };
        format!("{label} should be {}; {now}", names.value(key, *target))
    };
    targets.map(line).collect()
}

/// Where the inputs were sought, what the output can be, and where it has no value.
fn ranges(names: Names<'_>, sought: &Sought) -> Vec<String> {
    let inputs = sought.inputs.iter().zip(&sought.ranges);
    let mut lines: Vec<_> = inputs
        .map(|(input, (low, high))| {
            let (low, high) = (
                names.value(&input.key, *low),
                names.value(&input.key, *high),
            );
            let base = names.value(&input.key, input.base);
            let label = names.label(&input.key);
            format!("{label} was sought from {low} to {high}; in the base case it is {base}")
        })
        .collect();
    if let (Some((low, high)), Some(output)) = (sought.attainable, sought.outputs.first()) {
        let end = |value: f64| match value.is_finite() {
            true => names.value(&output.key, value),
            false => "beyond all bounds".to_owned(),
        };
        let (low, high) = (end(low), end(high));
        let label = names.label(&output.key);
        lines.push(format!("There, {label} lies between {low} and {high}"));
    }
    let key = sought
        .outputs
        .first()
        .map_or("", |output| output.key.as_str());
    let input = sought.inputs.first();
    for (jump, input) in sought.jumps.iter().zip(input.into_iter().cycle()) {
        let at = names.measured(input, jump.at);
        let (from, to) = (names.value(key, jump.from), names.value(key, jump.to));
        let (output, input) = (names.label(key), names.label(&input.key));
        lines.push(format!(
            "At {input} {at}, {output} leaps over the target, from {from} to {to}"
        ));
    }
    let (missing, all) = sought.unavailable;
    if missing > 0 {
        let all = text::count(all, "value", "values");
        let missing = text::count(missing, "", "");
        lines.push(format!("No value at {} of {all} tried", missing.trim_end()));
    }
    lines
}

/// Inputs, outputs and what is left, each in a column.
fn columns(names: Names<'_>, sought: &Sought) -> Vec<Column> {
    let kind = Kind::Numbers;
    let inputs = sought.inputs.iter().map(|input| names.head(&input.key));
    let outputs = sought.outputs.iter().enumerate();
    let outputs = outputs.flat_map(|(place, output)| {
        let head = names.head(&output.key);
        let off = is_off(sought, place).then(|| "Off target by".to_owned());
        std::iter::once(head).chain(off)
    });
    let first = Column {
        head: "Solution".to_owned(),
        kind: Kind::Words,
    };
    let heads = inputs.chain(outputs);
    std::iter::once(first)
        .chain(heads.map(|head| Column { head, kind }))
        .collect()
}

/// Whether a solution misses the target of an output by more than rounding.
fn is_off(sought: &Sought, output: usize) -> bool {
    let mut roots = sought.roots.iter();
    roots.any(|root| sought.off(root, output).is_some())
}

/// The texts of a solution, in the order of the columns.
fn cells(names: Names<'_>, sought: &Sought, place: usize, root: &Root) -> Vec<Cell> {
    let inputs = sought.inputs.iter().zip(&root.values);
    let inputs = inputs.map(|(input, value)| {
        let long = text::long_with_unit(*value, &input.unit, names.format(&input.key));
        Cell::new(names.fine(&input.key, *value))
            .strong()
            .hover(long)
    });
    let outputs = sought.outputs.iter().zip(&root.achieved).enumerate();
    let outputs = outputs.flat_map(|(place, (output, achieved))| {
        let off = is_off(sought, place).then(|| {
            let off = sought.off(root, place);
            Cell::new(off.map_or_else(String::new, |off| text::exact_to(off, 2)))
        });
        std::iter::once(Cell::new(names.number(&output.key, *achieved))).chain(off)
    });
    std::iter::once(Cell::new((place + 1).to_string()))
        .chain(inputs)
        .chain(outputs)
        .collect()
}

fn roots_ui(shown: &Shown<'_>, sought: &Sought, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    let columns = columns(names, sought);
    let rows = sought.roots.iter().enumerate();
    let rows: Vec<_> = rows
        .map(|(place, root)| cells(names, sought, place, root))
        .collect();
    let cell = |row: usize, column: usize| rows[row][column].clone();
    Table {
        name: "Solutions",
        columns: &columns,
        rows: rows.len(),
        cell: &cell,
        selected: None,
        height: 320.0,
    }
    .show(ui);
    ui.add_space(4.0);
    for (place, root) in sought.roots.iter().enumerate() {
        ui.horizontal_wrapped(|ui| buttons_ui(shown, sought, place, root, ui));
    }
    ui.horizontal(|ui| {
        copy_ui(
            shown,
            "Copy table",
            "the solutions",
            || copy(names, sought),
            ui,
        );
    });
}

/// What can be done with a solution.
fn buttons_ui(shown: &Shown<'_>, sought: &Sought, place: usize, root: &Root, ui: &mut Ui) {
    let names = shown.ctx.session.names();
    let values = sought.inputs.iter().zip(&root.values);
    let values: Vec<_> = values
        .map(|(input, value)| (input.key.clone(), *value))
        .collect();
    let can = values.iter().all(|(key, _)| shown.ctx.session.can_set(key));
    let several = sought.roots.len() > 1;
    let title = |verb: &str| match several {
        true => format!("{verb} {}", place + 1),
        false => verb.to_owned(),
    };
    let apply = ui
        .add_enabled(can, Button::new(title("Apply")))
        .on_hover_text("Set the input to this value, as typing it would; Ctrl+Z takes it back");
    apply.widget_info(|| WidgetInfo::labeled(Role::Button, can, title("Apply solution")));
    if apply.clicked() {
        send(shown.ctx, StudyAct::Apply(values.clone()));
    }
    let save = ui
        .add_enabled(can, Button::new(title("Save as scenario")))
        .on_hover_text("Add a scenario with this value; the base case stays as it is");
    save.widget_info(|| WidgetInfo::labeled(Role::Button, can, title("Save as scenario")));
    if save.clicked() {
        let words = values.iter().map(|(key, value)| {
            let label = names.label(key);
            format!("{label} {}", names.value(key, *value))
        });
        let name: Vec<_> = words.collect();
        send(
            shown.ctx,
            StudyAct::MakeScenario(name.join(", "), values.clone()),
        );
    }
}

/// The solutions as a table for a spreadsheet.
fn copy(names: Names<'_>, sought: &Sought) -> String {
    let heads = columns(names, sought).into_iter().map(|column| column.head);
    let mut lines = vec![heads.collect::<Vec<_>>().join("\t")];
    for (place, root) in sought.roots.iter().enumerate() {
        let outputs = root.achieved.iter().zip(&sought.targets);
        let outputs = outputs.flat_map(|(achieved, target)| [*achieved, achieved - target]);
        let numbers = root.values.iter().copied().chain(outputs).map(text::exact);
        let line = std::iter::once((place + 1).to_string()).chain(numbers);
        lines.push(line.collect::<Vec<_>>().join("\t"));
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::study::{Contact, Measure};
    use rackhour_engine::workbook::Workbook;

    fn sought() -> Sought {
        let measure = |key: &str, base| Measure {
            key: key.to_owned(),
            unit: String::new(),
            base,
        };
        Sought {
            inputs: vec![measure("share", 0.5)],
            ranges: vec![(0.0, 1.0)],
            outputs: vec![measure("margin", 10.0)],
            targets: vec![0.0],
            roots: vec![Root {
                values: vec![0.25],
                achieved: vec![1e-12],
                contact: Contact::Crosses,
            }],
            jumps: Vec::new(),
            attainable: Some((-20.0, 40.0)),
            unavailable: (3, 256),
            infeasible: String::new(),
        }
    }

    #[test]
    fn a_solution_says_how_far_off_it_is() {
        let workbook = Workbook::new("Empty");
        let names = Names {
            workbook: &workbook,
        };
        let shown = |sought: &Sought| -> Vec<_> {
            let cells = cells(names, sought, 0, &sought.roots[0]).into_iter();
            cells.map(|cell| cell.text).collect()
        };
        let mut sought = sought();
        // What rounding leaves is nothing to be off by.
        let texts = shown(&sought);
        assert_eq!(texts, ["1", "0.25", "1e-12"]);
        assert_eq!(columns(names, &sought).len(), texts.len());
        let lines = ranges(names, &sought);
        assert_eq!(lines[1], "There, margin lies between (20) and 40");
        assert_eq!(lines[2], "No value at 3 of 256 values tried");
        assert_eq!(
            copy(names, &sought).lines().nth(1),
            Some("1\t0.25\t1e-12\t1e-12")
        );
        sought.roots[0].achieved = vec![0.5];
        let texts = shown(&sought);
        assert_eq!(texts, ["1", "0.25", "0.500", "0.5"]);
        assert_eq!(columns(names, &sought).len(), texts.len());
    }
}

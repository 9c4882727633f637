//! The shelves of a grid: results, the input across and the one up, and the line through it.

use egui::Ui;
use rackhour_engine::workbook::{Axis, Grid, Number, StudySpec, Target};

use super::axis::{axis_of, axis_ui, choices};
use super::contest::contest_ui;
use super::keys::{Shelf, leave_out_ui};
use super::pick;
use super::{Pick, Strip, head_ui, lead_ui};

/// Draws them.
pub(super) fn grid_ui(strip: &Strip<'_>, spec: &Grid, ui: &mut Ui) {
    let set = |what: &str, spec: Grid| strip.set_spec(what, StudySpec::Grid(spec));
    ui.horizontal_wrapped(|ui| {
        let shelf = Shelf {
            head: "Results",
            add: "Add a result",
            none: "",
        };
        let results = || pick::results(strip.ctx.session);
        if let Some(outputs) = shelf.show(strip, &spec.outputs, &results, ui) {
            let kept = |target: &Target| outputs.contains(&target.output);
            let mut contours = spec.contours.clone();
            contours.retain(kept);
            let spec = Grid {
                outputs,
                contours,
                ..spec.clone()
            };
            set("the results", spec);
        }
        line_ui(strip, spec, ui);
        others_ui(strip, spec, ui);
        winner_ui(strip, spec, ui);
    });
    let last = spec.axes.len().saturating_sub(1);
    for (place, axis) in spec.axes.iter().enumerate().rev() {
        ui.horizontal_wrapped(|ui| {
            let name = match (place == last, spec.axes.len()) {
                (true, _) => "Column input",
                (false, 2) => "Row input",
                _ => "Another input",
            };
            head_ui(name, ui);
            if let Some(axis) = axis_ui(strip, name, axis, &|| choices(strip), ui) {
                let mut spec = spec.clone();
                spec.axes[place] = axis;
                set("an input", spec);
            }
            let label = strip.ctx.session.names().label(&axis.key);
            if spec.axes.len() > 1 && leave_out_ui(&label, ui) {
                let mut spec = spec.clone();
                spec.axes.remove(place);
                set("the inputs", spec);
            }
        });
    }
}

/// Turns the grid, or gives it another input.
fn others_ui(strip: &Strip<'_>, spec: &Grid, ui: &mut Ui) {
    let set = |what: &str, axes: Vec<Axis>| {
        let spec = Grid {
            axes,
            ..spec.clone()
        };
        strip.set_spec(what, StudySpec::Grid(spec));
    };
    if spec.axes.len() == 2 {
        let turn = ui.button("Swap row and column");
        if turn.clicked() {
            set("the inputs", spec.axes.iter().rev().cloned().collect());
        }
    }
    if spec.axes.len() < 2 {
        let name = match spec.axes.len() {
            0 => "Add a column input",
            _ => "Add a row input",
        };
        let pick = Pick {
            id: strip.id(name),
            name,
            shown: name,
            width: 160.0,
        };
        let free = || {
            let mut choices = choices(strip);
            choices.retain(|(key, _)| !spec.axes.iter().any(|axis| axis.key == *key));
            choices
        };
        if let Some(key) = pick.show(ui, &free) {
            match axis_of(strip, key) {
                // The slowest stands first, the one across last.
                Ok(axis) => set("the inputs", [vec![axis], spec.axes.clone()].concat()),
                Err(refusal) => strip.refuse(refusal),
            }
        }
    }
}

/// Who has the best value of the first result, cell by cell, where that is asked.
fn winner_ui(strip: &Strip<'_>, spec: &Grid, ui: &mut Ui) {
    let Some(output) = spec.outputs.first() else {
        return;
    };
    if let Some(winner) = contest_ui(strip, spec.winner.as_ref(), output, ui) {
        let spec = spec.clone();
        strip.set_spec("who competes", StudySpec::Grid(Grid { winner, ..spec }));
    }
}

/// The value of the first result at which a line is drawn.
fn line_ui(strip: &Strip<'_>, spec: &Grid, ui: &mut Ui) {
    let Some(output) = spec.outputs.first() else {
        return;
    };
    let of = |target: &&Target| target.output == *output;
    let value = spec.contours.iter().find(of).map(|target| target.value.0);
    lead_ui("line at", ui);
    if let Some(value) = strip.optional_ui("Line at", output, value, ui) {
        let mut spec = spec.clone();
        spec.contours.retain(|target| target.output != *output);
        spec.contours.extend(value.map(|value| Target {
            output: output.clone(),
            value: Number(value),
        }));
        strip.set_spec("the line", StudySpec::Grid(spec));
    }
}

//! The shelves of studies that look for a value: goal seek, break-even frontier and falsifiers.

use egui::Ui;
use rackhour_engine::workbook::{
    Direction, Falsifiers, Frontier, GoalSeek, Number, Sought, StudySpec, Target,
};

use super::axis::axis_ui;
use super::keys::leave_out_ui;
use super::moves::inputs_ui;
use super::pick::{self, Choice};
use super::{Pick, Strip, choice_ui, head_ui};

/// Draws the shelves of a goal seek.
pub(super) fn seek_ui(strip: &Strip<'_>, spec: &GoalSeek, ui: &mut Ui) {
    let set = |what: &str, spec: GoalSeek| strip.set_spec(what, StudySpec::GoalSeek(spec));
    for (place, target) in spec.targets.iter().enumerate() {
        ui.horizontal_wrapped(|ui| {
            if let Some(target) = target_ui(strip, &numbered("Result", place), target, ui) {
                let mut spec = spec.clone();
                spec.targets[place] = target;
                set("the target", spec);
            }
            let label = strip.ctx.session.names().label(&target.output);
            if spec.targets.len() > 1 && leave_out_ui(&label, ui) {
                let mut spec = spec.clone();
                spec.targets.remove(place);
                set("the targets", spec);
            }
        });
    }
    for (place, sought) in spec.inputs.iter().enumerate() {
        ui.horizontal_wrapped(|ui| {
            if let Some(sought) = sought_ui(strip, &numbered("Changed input", place), sought, ui) {
                let mut spec = spec.clone();
                spec.inputs[place] = sought;
                set("the input", spec);
            }
            let label = strip.ctx.session.names().label(&sought.key);
            if spec.inputs.len() > 1 && leave_out_ui(&label, ui) {
                let mut spec = spec.clone();
                spec.inputs.remove(place);
                set("the inputs", spec);
            }
        });
    }
    ui.horizontal_wrapped(|ui| several_ui(strip, spec, ui));
}

/// Adds a target or an input: as many of one as of the other can be met together.
fn several_ui(strip: &Strip<'_>, spec: &GoalSeek, ui: &mut Ui) {
    let set = |what: &str, spec: GoalSeek| strip.set_spec(what, StudySpec::GoalSeek(spec));
    let pick = |name: &'static str| Pick {
        id: strip.id(name),
        name,
        shown: name,
        width: 120.0,
    };
    let results = || pick::results(strip.ctx.session);
    if let Some(output) = pick("Add a result").show(ui, &results) {
        let mut spec = spec.clone();
        spec.targets.push(Target {
            output,
            value: Number(0.0),
        });
        set("the targets", spec);
    }
    if let Some(key) = pick("Add an input").show(ui, &|| inputs(strip)) {
        let mut spec = spec.clone();
        spec.inputs.push(Sought {
            key,
            from: None,
            to: None,
        });
        set("the inputs", spec);
    }
}

/// A name that is told apart from the first by its number.
fn numbered(name: &str, place: usize) -> String {
    match place {
        0 => name.to_owned(),
        place => format!("{name} {}", place + 1),
    }
}

/// Draws the shelves of a frontier.
pub(super) fn frontier_ui(strip: &Strip<'_>, spec: &Frontier, ui: &mut Ui) {
    let set = |what: &str, spec: Frontier| strip.set_spec(what, StudySpec::Frontier(spec));
    ui.horizontal_wrapped(|ui| {
        if let Some(target) = target_ui(strip, "Result", &spec.target, ui) {
            let spec = spec.clone();
            set("the target", Frontier { target, ..spec });
        }
        head_ui("earns where it is", ui);
        let sides = [
            (Direction::Higher, "higher".to_owned()),
            (Direction::Lower, "lower".to_owned()),
        ];
        if let Some(earns) = choice_ui("Earns where it is", &spec.earns, &sides, ui) {
            let spec = spec.clone();
            set("the side that earns", Frontier { earns, ..spec });
        }
    });
    ui.horizontal_wrapped(|ui| {
        let name = "Input to the right";
        head_ui(name, ui);
        if let Some(x) = axis_ui(strip, name, &spec.x, &|| inputs(strip), ui) {
            let spec = spec.clone();
            set("an input", Frontier { x, ..spec });
        }
    });
    ui.horizontal_wrapped(|ui| {
        if let Some(y) = sought_ui(strip, "Input upwards", &spec.y, ui) {
            let spec = spec.clone();
            set("an input", Frontier { y, ..spec });
        }
    });
}

/// Draws the shelves of falsifiers.
pub(super) fn falsifiers_ui(strip: &Strip<'_>, spec: &Falsifiers, ui: &mut Ui) {
    let set = |what: &str, spec: Falsifiers| strip.set_spec(what, StudySpec::Falsifiers(spec));
    ui.horizontal_wrapped(|ui| {
        if let Some(target) = target_ui(strip, "Result", &spec.target, ui) {
            let spec = spec.clone();
            set("the target", Falsifiers { target, ..spec });
        }
    });
    if let Some(inputs) = inputs_ui(strip, &spec.inputs, ui) {
        let spec = spec.clone();
        set("the inputs", Falsifiers { inputs, ..spec });
    }
}

fn inputs(strip: &Strip<'_>) -> Vec<Choice> {
    let mut choices = pick::inputs(strip.ctx.session);
    choices.extend(pick::results(strip.ctx.session));
    choices
}

/// A result and the value that it should have.
fn target_ui(strip: &Strip<'_>, name: &str, target: &Target, ui: &mut Ui) -> Option<Target> {
    head_ui(name, ui);
    let results = || pick::results(strip.ctx.session);
    if let Some(output) = strip.pick_ui(name, &target.output, &results, ui) {
        // Another result is held against zero until a value is typed: it has another unit.
        let value = Number(0.0);
        return Some(Target { output, value });
    }
    head_ui("at", ui);
    let typed = strip.number_ui(
        &format!("{name}: target"),
        &target.output,
        target.value.0,
        ui,
    );
    unit_ui(strip, &target.output, ui);
    typed.map(|value| Target {
        value: Number(value),
        ..target.clone()
    })
}

fn unit_ui(strip: &Strip<'_>, key: &str, ui: &mut Ui) {
    let unit = strip.ctx.session.names().unit(key);
    head_ui(&crate::text::unit_label(unit), ui);
}

/// An input and where it is sought.
fn sought_ui(strip: &Strip<'_>, name: &str, sought: &Sought, ui: &mut Ui) -> Option<Sought> {
    head_ui(name, ui);
    if let Some(key) = strip.pick_ui(name, &sought.key, &|| inputs(strip), ui) {
        return Some(Sought {
            key,
            from: None,
            to: None,
        });
    }
    let key = &sought.key;
    let end = |number: Option<Number>| number.map(|number| number.0);
    head_ui("sought from", ui);
    let from = strip.optional_ui(&format!("{name}: from"), key, end(sought.from), ui);
    head_ui("to", ui);
    let to = strip.optional_ui(&format!("{name}: to"), key, end(sought.to), ui);
    unit_ui(strip, key, ui);
    if sought.from.is_none() && sought.to.is_none() {
        head_ui("(where it may lie)", ui);
    }
    match (from, to) {
        (None, None) => None,
        (from, to) => Some(Sought {
            from: from.map_or(sought.from, |from| from.map(Number)),
            to: to.map_or(sought.to, |to| to.map(Number)),
            ..sought.clone()
        }),
    }
}

//! The shelves of a tornado and a spider: the result, how far its inputs move, and which.

use egui::Ui;
use rackhour_engine::workbook::{Number, Spider, StudySpec, TestRange, Tornado};

use super::contest::contest_ui;
use super::field::Field;
use super::keys::Shelf;
use super::pick;
use super::{NUMBER, Strip, choice_ui, head_ui, lead_ui};
use crate::text;

/// How far inputs move where another way is chosen: ±10 %, P10 to P90.
const SHARE: f64 = 0.1;
const PERCENTILE: f64 = 10.0;

/// How inputs move.
#[derive(Clone, Copy, PartialEq)]
enum By {
    Stated,
    Percent,
    Percentile,
}

/// Draws the shelves of a tornado.
pub(super) fn tornado_ui(strip: &Strip<'_>, spec: &Tornado, ui: &mut Ui) {
    let set = |what: &str, spec: Tornado| strip.set_spec(what, StudySpec::Tornado(spec));
    ui.horizontal_wrapped(|ui| {
        if let Some(output) = strip.result_ui(&spec.output, ui) {
            let mut spec = spec.clone();
            spec.threshold = None;
            if let Some(winner) = &mut spec.winner {
                winner.output.clone_from(&output);
            }
            set("the result", Tornado { output, ..spec });
        }
        if let Some(range) = range_ui(strip, spec.range, ui) {
            let spec = spec.clone();
            set("the range", Tornado { range, ..spec });
        }
        lead_ui("marked where it crosses", ui);
        let threshold = spec.threshold.map_or(0.0, |number| number.0);
        if let Some(value) = strip.number_ui("Threshold", &spec.output, threshold, ui) {
            let threshold = Some(Number(value));
            let spec = spec.clone();
            set("the threshold", Tornado { threshold, ..spec });
        }
        if let Some(winner) = contest_ui(strip, spec.winner.as_ref(), &spec.output, ui) {
            let spec = spec.clone();
            set("who competes", Tornado { winner, ..spec });
        }
    });
    if let Some(inputs) = inputs_ui(strip, &spec.inputs, ui) {
        let spec = spec.clone();
        set("the inputs", Tornado { inputs, ..spec });
    }
}

/// Draws the shelves of a spider.
pub(super) fn spider_ui(strip: &Strip<'_>, spec: &Spider, ui: &mut Ui) {
    let set = |what: &str, spec: Spider| strip.set_spec(what, StudySpec::Spider(spec));
    ui.horizontal_wrapped(|ui| {
        if let Some(output) = strip.result_ui(&spec.output, ui) {
            let spec = spec.clone();
            set("the result", Spider { output, ..spec });
        }
        if let Some(range) = range_ui(strip, spec.range, ui) {
            let spec = spec.clone();
            set("the range", Spider { range, ..spec });
        }
    });
    if let Some(inputs) = inputs_ui(strip, &spec.inputs, ui) {
        let spec = spec.clone();
        set("the inputs", Spider { inputs, ..spec });
    }
}

/// The inputs; every assumption that the result depends on where none is named.
pub(super) fn inputs_ui(strip: &Strip<'_>, keys: &[String], ui: &mut Ui) -> Option<Vec<String>> {
    let shelf = Shelf {
        head: "Inputs",
        add: "Add an input",
        none: "every assumption that it depends on",
    };
    let choices = || {
        let mut choices = pick::inputs(strip.ctx.session);
        choices.extend(pick::results(strip.ctx.session));
        choices
    };
    let mut changed = None;
    ui.horizontal_wrapped(|ui| {
        changed = shelf.show(strip, keys, &choices, ui);
        if keys.len() > 1 && ui.button("All inputs").clicked() {
            changed = Some(Vec::new());
        }
    });
    changed
}

/// How far the inputs move.
fn range_ui(strip: &Strip<'_>, range: TestRange, ui: &mut Ui) -> Option<TestRange> {
    let options = [
        (By::Stated, "Low to high as stated".to_owned()),
        (By::Percent, "Percent of the base".to_owned()),
        (By::Percentile, "Percentiles".to_owned()),
    ];
    let by = match range {
        TestRange::Stated => By::Stated,
        TestRange::Percent(_) => By::Percent,
        TestRange::Percentile(_) => By::Percentile,
    };
    head_ui("Range", ui);
    let picked = choice_ui("Range", &by, &options, ui);
    let picked = picked.map(|by| match by {
        By::Stated => TestRange::Stated,
        By::Percent => TestRange::Percent(Number(SHARE)),
        By::Percentile => TestRange::Percentile(Number(PERCENTILE)),
    });
    picked.or_else(|| amount_ui(strip, range, ui))
}

fn amount_ui(strip: &Strip<'_>, range: TestRange, ui: &mut Ui) -> Option<TestRange> {
    let (head, name, shown) = match range {
        TestRange::Stated => return None,
        TestRange::Percent(share) => ("±", "Percent", share.0 * 100.0),
        TestRange::Percentile(percent) => ("P", "Percentile", percent.0),
    };
    head_ui(head, ui);
    let field = Field {
        strip,
        name,
        shown: text::exact_to(shown, 6),
        width: NUMBER,
    };
    let read = |typed: &str| match text::typed(typed.trim().trim_end_matches('%').trim_end()) {
        Some(number) if number.is_finite() && number > 0.0 => Ok(number),
        _ => Err("Write a positive number, such as 10".to_owned()),
    };
    let typed = field.show(ui, read)?;
    Some(match range {
        TestRange::Percentile(_) => TestRange::Percentile(Number(typed)),
        _ => TestRange::Percent(Number(typed / 100.0)),
    })
}

//! The shelves of a Monte Carlo run: what is drawn, how, and what is asked of the results.

use egui::{CollapsingHeader, RichText, Ui};
use rackhour_engine::workbook::{MonteCarlo, Number, Sampling, StudySpec, Target, Uncertain};

use super::field::{Field, whole};
use super::keys::{Shelf, leave_out_ui};
use super::pick;
use super::{Pick, Strip, choice_ui, head_ui, lead_ui, matrix, pair_room};
use crate::studies::typed;
use crate::text;
use crate::theme::Theme;

/// The most samples that a run may have.
const MOST: u64 = 100_000_000;
/// How wide a box for a distribution is.
const DISTRIBUTION: f32 = 240.0;

/// Draws them.
pub(super) fn draws_ui(strip: &Strip<'_>, spec: &MonteCarlo, ui: &mut Ui) {
    let set = |what: &str, spec: MonteCarlo| strip.set_spec(what, StudySpec::MonteCarlo(spec));
    ui.horizontal_wrapped(|ui| {
        let shelf = Shelf {
            head: "Results",
            add: "Add a result",
            none: "",
        };
        let results = || pick::results(strip.ctx.session);
        if let Some(outputs) = shelf.show(strip, &spec.outputs, &results, ui) {
            let mut spec = spec.clone();
            spec.targets
                .retain(|target| outputs.contains(&target.output));
            set("the results", MonteCarlo { outputs, ..spec });
        }
        targets_ui(strip, spec, ui);
    });
    ui.horizontal_wrapped(|ui| sampling_ui(strip, spec, ui));
    fans_ui(strip, spec, ui);
    let count = text::count(spec.inputs.len(), "input", "inputs");
    let head = match spec.inputs.is_empty() {
        true => "Drawn: every assumption that states a distribution".to_owned(),
        false => format!("Drawn: {count}"),
    };
    CollapsingHeader::new(RichText::new(head).font(Theme::of(ui).label()))
        .id_salt(strip.id("drawn"))
        .show(ui, |ui| {
            inputs_ui(strip, spec, ui);
            matrix::matrix_ui(strip, spec, ui);
        });
}

/// The values that the results should reach.
fn targets_ui(strip: &Strip<'_>, spec: &MonteCarlo, ui: &mut Ui) {
    for (place, output) in spec.outputs.iter().enumerate() {
        let label = strip.ctx.session.names().label(output);
        let (head, name) = match place {
            0 if spec.outputs.len() == 1 => ("at least".to_owned(), "Target".to_owned()),
            _ => (format!("{label} at least"), format!("Target: {label}")),
        };
        lead_ui(&head, ui);
        target_ui(strip, spec, output, &name, ui);
    }
}

fn target_ui(strip: &Strip<'_>, spec: &MonteCarlo, output: &String, name: &str, ui: &mut Ui) {
    let value = spec.targets.iter().find(|target| target.output == *output);
    let value = value.map(|target| target.value.0);
    if let Some(value) = strip.optional_ui(name, output, value, ui) {
        let mut spec = spec.clone();
        spec.targets.retain(|target| target.output != *output);
        spec.targets.extend(value.map(|value| Target {
            output: output.clone(),
            value: Number(value),
        }));
        strip.set_spec("the target", StudySpec::MonteCarlo(spec));
    }
}

/// How many samples, from which seed, by which method.
fn sampling_ui(strip: &Strip<'_>, spec: &MonteCarlo, ui: &mut Ui) {
    let set = |what: &str, spec: MonteCarlo| strip.set_spec(what, StudySpec::MonteCarlo(spec));
    lead_ui("Samples", ui);
    let field = |name, shown: String, width| Field {
        strip,
        name,
        shown,
        width,
    };
    let samples = field("Samples", spec.samples.to_string(), 72.0);
    if let Some(samples) = samples.show(ui, |text| whole(text, 1, MOST)) {
        let samples = samples as usize;
        let spec = spec.clone();
        set("the samples", MonteCarlo { samples, ..spec });
    }
    lead_ui("Seed", ui);
    let seed = field("Seed", spec.seed.to_string(), 56.0);
    if let Some(seed) = seed.show(ui, |text| whole(text, 0, u64::MAX)) {
        let spec = spec.clone();
        set("the seed", MonteCarlo { seed, ..spec });
    }
    pair_room(ui);
    head_ui("Method", ui);
    let methods = [
        (Sampling::Sobol, "Sobol".to_owned()),
        (Sampling::LatinHypercube, "Latin hypercube".to_owned()),
        (Sampling::Plain, "Independent".to_owned()),
    ];
    if let Some(sampling) = choice_ui("Method", &spec.sampling, &methods, ui) {
        let spec = spec.clone();
        set("the method", MonteCarlo { sampling, ..spec });
    }
}

/// The series whose percentiles are shown by period.
fn fans_ui(strip: &Strip<'_>, spec: &MonteCarlo, ui: &mut Ui) {
    let session = strip.ctx.session;
    if session.sheet().periods.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let shelf = Shelf {
            head: "Fans by period",
            add: "Add a series",
            none: "none",
        };
        let series = || {
            let mut series = pick::results(session);
            series.retain(|(key, _)| session.is_series(key));
            series
        };
        if let Some(fans) = shelf.show(strip, &spec.fans, &series, ui) {
            let spec = spec.clone();
            let spec = StudySpec::MonteCarlo(MonteCarlo { fans, ..spec });
            strip.set_spec("the fans", spec);
        }
    });
}

/// What is drawn, a line for each input with its distribution.
fn inputs_ui(strip: &Strip<'_>, spec: &MonteCarlo, ui: &mut Ui) {
    let set = |what: &str, spec: MonteCarlo| strip.set_spec(what, StudySpec::MonteCarlo(spec));
    let names = strip.ctx.session.names();
    for (place, input) in spec.inputs.iter().enumerate() {
        ui.horizontal(|ui| {
            let label = names.label(&input.key);
            if leave_out_ui(&label, ui) {
                let mut spec = spec.clone();
                spec.inputs.remove(place);
                let others = |key: &String| *key != input.key;
                spec.correlations
                    .retain(|pair| others(&pair.first) && others(&pair.second));
                set("what is drawn", spec);
            }
            if let Some(distribution) = distribution_ui(strip, input, &label, ui) {
                let mut spec = spec.clone();
                spec.inputs[place].distribution = distribution;
                set("a distribution", spec);
            }
            ui.label(format!("{}. {label}", place + 1));
        });
    }
    let pick = Pick {
        id: strip.id("drawn input"),
        name: "Draw another input",
        shown: "Draw another input",
        width: 160.0,
    };
    let free = || {
        let mut choices = pick::inputs(strip.ctx.session);
        choices.retain(|(key, _)| !spec.inputs.iter().any(|input| input.key == *key));
        choices
    };
    if let Some(key) = pick.show(ui, &free) {
        match strip.ctx.session.uncertain(&key) {
            Ok(input) => {
                let mut spec = spec.clone();
                spec.inputs.push(input);
                set("what is drawn", spec);
            }
            Err(refusal) => strip.refuse(refusal),
        }
    }
}

/// A box for a distribution; that of the assumption where nothing stands in it.
fn distribution_ui(
    strip: &Strip<'_>,
    input: &Uncertain,
    label: &str,
    ui: &mut Ui,
) -> Option<Option<rackhour_engine::workbook::Distribution>> {
    let session = strip.ctx.session;
    let row = session.names().row(&input.key)?;
    let shown = input.distribution.as_ref();
    let shown = shown.map_or_else(String::new, |one| typed::distribution(one, row.format));
    let field = Field {
        strip,
        name: &format!("Distribution of {label}"),
        shown,
        width: DISTRIBUTION,
    };
    let id = row.id.clone();
    let stated = session.stated_distribution(&id);
    let hint = stated.map_or_else(
        |_| String::new(),
        |one| format!("as stated: {}", typed::distribution(&one, row.format)),
    );
    field.show_with(&hint, ui, |text| match text.trim() {
        "" => session.stated_distribution(&id).map(|_| None),
        text => session.distribution(&id, text).map(Some),
    })
}

//! The forms of sources, signals and what was seen, and what is asked before they go.

use egui::accesskit::Role;
use egui::{Align, Button, ComboBox, Layout, Response, RichText, ScrollArea, Ui, WidgetInfo, vec2};
use rackhour_engine::workbook::{Direction, Evidence, Provenance};

use super::structure::{begun, entered, field_ui, refusal_ui, title_ui};
use super::{Ctx, row_picker};
use crate::command::{Action, Answer};
use crate::registers::{Form, ObservationForm, RegisterAct, SignalForm, SourceForm};
use crate::session::{KINDS, evidence_label};
use crate::text;
use crate::theme::Theme;

/// How high the fields of a form or a list within it may be.
const FIELDS: f32 = 440.0;
const LIST: f32 = 200.0;

/// Draws the form or question that is open.
pub(super) fn form_ui(ctx: &Ctx<'_>, form: &Form, ui: &mut Ui) {
    match form {
        Form::Source(form) => source_ui(ctx, form, ui),
        Form::DeleteSource(id) => delete_source_ui(ctx, id, ui),
        Form::Signal(form) => signal_ui(ctx, form, ui),
        Form::DeleteSignal(id) => delete_signal_ui(ctx, id, ui),
        Form::Observation(form) => observation_ui(ctx, form, ui),
        Form::Link(link) => link_ui(ctx, link, ui),
    }
}

fn send(ctx: &Ctx<'_>, act: RegisterAct) {
    ctx.commands.send(Action::Register(act));
}

/// The answers below a form, from right to left; none stands for giving up.
fn answers_ui(ctx: &Ctx<'_>, answers: &[(&str, Option<RegisterAct>)], usual: bool, ui: &mut Ui) {
    ui.add_space(Theme::of(ui).sizes.group_gap);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        for (place, (title, meaning)) in answers.iter().enumerate() {
            let text = match place {
                0 => RichText::new(*title).font(Theme::of(ui).strong()),
                _ => RichText::new(*title),
            };
            let response = ui.add(Button::new(text).min_size(vec2(72.0, 26.0)));
            if usual && place == 0 && ui.memory(|memory| memory.focused().is_none()) {
                response.request_focus();
            }
            if response.clicked() {
                match meaning {
                    Some(act) => send(ctx, act.clone()),
                    None => ctx.commands.send(Action::Answer(Answer::Cancel)),
                }
            }
        }
    });
}

/// What a form sends: its new text, and that it is taken.
fn answer_ui(ctx: &Ctx<'_>, changed: Option<Form>, taken: bool, ui: &mut Ui) {
    if let Some(form) = changed {
        send(ctx, RegisterAct::Form(Box::new(form)));
    }
    if taken {
        send(ctx, RegisterAct::Take);
    }
    let answers = [("OK", Some(RegisterAct::Take)), ("Cancel", None)];
    answers_ui(ctx, &answers, false, ui);
}

/// A list under its name.
fn list_ui(name: &str, chosen: &str, ui: &mut Ui, options: impl FnOnce(&mut Ui)) -> Response {
    let theme = Theme::of(ui);
    ui.label(RichText::new(name).font(theme.label()).color(theme.muted));
    let list = ComboBox::from_id_salt(("form list", name))
        .selected_text(chosen)
        .width(ui.available_width())
        .truncate()
        .show_ui(ui, options);
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(chosen.to_owned());
        info
    });
    list.response
}

fn source_ui(ctx: &Ctx<'_>, form: &SourceForm, ui: &mut Ui) {
    let title = match form.source {
        Some(_) => "Source",
        None => "New source",
    };
    title_ui(title, ui);
    let mut typed = form.clone();
    let mut taken = false;
    ScrollArea::vertical().max_height(FIELDS).show(ui, |ui| {
        let first = field_ui("Title", &mut typed.title, ui);
        taken |= begun(&first, form.title.chars().count(), ui);
        let chosen = form.evidence.map_or("Choose one", evidence_label);
        list_ui("Evidence", chosen, ui, |ui| {
            evidence_ui(&mut typed.evidence, ui)
        });
        for (name, text) in [
            ("Publisher", &mut typed.publisher),
            ("Date", &mut typed.date),
            ("Link", &mut typed.link),
            ("Note", &mut typed.note),
            ("Measured on model", &mut typed.basis.model),
            ("Precision", &mut typed.basis.precision),
            ("Workload", &mut typed.basis.workload),
            ("Speed", &mut typed.basis.interactivity),
            ("Hardware", &mut typed.basis.hardware),
        ] {
            taken |= entered(&field_ui(name, text, ui), ui);
        }
    });
    refusal_ui(form.refusal.as_deref(), ui);
    let changed = (typed != *form).then(|| {
        typed.refusal = None;
        Form::Source(typed)
    });
    answer_ui(ctx, changed, taken, ui);
}

fn evidence_ui(chosen: &mut Option<Evidence>, ui: &mut Ui) {
    for kind in KINDS {
        let on = *chosen == Some(kind);
        if ui.selectable_label(on, evidence_label(kind)).clicked() {
            *chosen = Some(kind);
        }
    }
}

fn delete_source_ui(ctx: &Ctx<'_>, id: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let title = ctx.session.source(id).map_or(id, |source| &source.title);
    title_ui(&format!("Delete “{title}”?"), ui);
    let uses = ctx.session.workbook().citations(id);
    if uses.is_empty() {
        ui.label("Nothing cites it.");
    } else {
        ui.label(match uses.len() {
            1 => "1 value cites it. It stays as it is, and is reported as a problem until it has \
                  another source."
                .to_owned(),
            count => format!(
                "{} cite it. They stay as they are, and are reported as problems until they have \
                 another source.",
                text::count(count, "value", "values")
            ),
        });
        ui.add_space(theme.sizes.grid);
        ScrollArea::vertical().max_height(LIST).show(ui, |ui| {
            for used in &uses {
                ui.horizontal(|ui| {
                    let noun = text::capital(used.by.noun());
                    ui.label(RichText::new(noun).color(theme.muted));
                    ui.add(egui::Label::new(ctx.session.citation_label(used)).truncate());
                });
            }
        });
    }
    let title = if uses.is_empty() {
        "Delete"
    } else {
        "Delete anyway"
    };
    let answers = [("Cancel", None), (title, Some(RegisterAct::Take))];
    answers_ui(ctx, &answers, true, ui);
}

fn signal_ui(ctx: &Ctx<'_>, form: &SignalForm, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let title = match form.signal {
        Some(_) => "Signal",
        None => "New signal",
    };
    title_ui(title, ui);
    let mut typed = form.clone();
    let mut taken = false;
    ScrollArea::vertical().max_height(FIELDS).show(ui, |ui| {
        let first = field_ui("Name", &mut typed.label, ui);
        taken |= begun(&first, form.label.chars().count(), ui);
        taken |= entered(&field_ui("Group", &mut typed.group, ui), ui);
        taken |= entered(&field_ui("Row", &mut typed.row, ui), ui);
        if !form.row.trim().is_empty() {
            let (words, color) = match ctx.session.watched(&form.row) {
                Ok(words) => (words, theme.muted),
                Err(refusal) => (refusal, theme.loses),
            };
            ui.label(RichText::new(words).font(theme.label()).color(color));
        }
        if let Some(row) = row_picker::picker_ui(ctx, "Find the row", &|_| true, ui) {
            typed.row = ctx.session.first_key(&row);
        }
        breaks_ui(&mut typed.breaks, ui);
        for (name, text) in [
            ("Watch from", &mut typed.watch),
            ("Broken from", &mut typed.broken),
            ("Expected by", &mut typed.expected_by),
        ] {
            taken |= entered(&field_ui(name, text, ui), ui);
        }
        let chosen = match &form.falsifier {
            Some(id) => ctx.session.scenario_label(Some(id)),
            None => "None".to_owned(),
        };
        list_ui("Scenario that shows it broken", &chosen, ui, |ui| {
            falsifiers_ui(ctx, &mut typed.falsifier, ui);
        });
        taken |= entered(&field_ui("Why it matters", &mut typed.note, ui), ui);
    });
    refusal_ui(form.refusal.as_deref(), ui);
    let changed = (typed != *form).then(|| {
        typed.refusal = None;
        Form::Signal(typed)
    });
    answer_ui(ctx, changed, taken, ui);
}

fn breaks_ui(breaks: &mut Direction, ui: &mut Ui) {
    ui.horizontal(|ui| {
        for (direction, title) in [
            (Direction::Lower, "The thesis breaks as it falls"),
            (Direction::Higher, "The thesis breaks as it rises"),
        ] {
            ui.radio_value(breaks, direction, title);
        }
    });
}

fn falsifiers_ui(ctx: &Ctx<'_>, chosen: &mut Option<String>, ui: &mut Ui) {
    if ui.selectable_label(chosen.is_none(), "None").clicked() {
        *chosen = None;
    }
    for scenario in &ctx.session.workbook().scenarios {
        let on = chosen.as_ref() == Some(&scenario.id);
        if ui.selectable_label(on, &scenario.label).clicked() {
            *chosen = Some(scenario.id.clone());
        }
    }
}

fn delete_signal_ui(ctx: &Ctx<'_>, id: &str, ui: &mut Ui) {
    let signal = ctx.session.signal(id);
    let label = signal.map_or(id, |signal| &signal.label);
    title_ui(&format!("Delete the signal “{label}”?"), ui);
    let seen = signal.map_or(0, |signal| signal.observations.len());
    ui.label(match seen {
        0 => "Nothing was seen of it yet.".to_owned(),
        seen => {
            let goes = text::count(seen, "observation goes", "observations go");
            format!("{goes} with it; undo brings them back.")
        }
    });
    let answers = [("Cancel", None), ("Delete", Some(RegisterAct::Take))];
    answers_ui(ctx, &answers, true, ui);
}

const ASSUMED: &str = "No source, because …";

fn observation_ui(ctx: &Ctx<'_>, form: &ObservationForm, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let signal = ctx.session.signal(&form.signal);
    let label = signal.map_or("", |signal| &signal.label);
    title_ui(&format!("What was seen of {label}"), ui);
    let mut typed = form.clone();
    let first = field_ui("Date", &mut typed.date, ui);
    let mut taken = begun(&first, form.date.chars().count(), ui);
    taken |= entered(&field_ui("Value", &mut typed.value, ui), ui);
    if let Some(signal) = signal {
        let row = ctx.session.names().row(&signal.row);
        let meaning = row.and_then(|row| ctx.session.meaning(&row.id, &form.value));
        if let Some(meaning) = meaning {
            ui.label(
                RichText::new(meaning)
                    .font(theme.label())
                    .color(theme.muted),
            );
        }
    }
    taken |= seen_source_ui(ctx, &mut typed.source, ui);
    taken |= entered(&field_ui("Note", &mut typed.note, ui), ui);
    refusal_ui(form.refusal.as_deref(), ui);
    let changed = (typed != *form).then(|| {
        typed.refusal = None;
        Form::Observation(typed)
    });
    answer_ui(ctx, changed, taken, ui);
}

/// Where something was seen; whether Enter was pressed in the reason.
fn seen_source_ui(ctx: &Ctx<'_>, source: &mut Provenance, ui: &mut Ui) -> bool {
    let chosen = match source {
        Provenance::From(id) => match ctx.session.source(id) {
            Some(source) => source.title.clone(),
            None => "Missing source".to_owned(),
        },
        Provenance::Assumed(_) => ASSUMED.to_owned(),
    };
    list_ui("Source", &chosen, ui, |ui| {
        let assumed = matches!(source, Provenance::Assumed(_));
        if ui.selectable_label(assumed, ASSUMED).clicked() && !assumed {
            *source = Provenance::Assumed(String::new());
        }
        for known in &ctx.session.workbook().sources {
            let on = *source == Provenance::From(known.id.clone());
            if ui.selectable_label(on, &known.title).clicked() {
                *source = Provenance::From(known.id.clone());
            }
        }
    });
    match source {
        Provenance::Assumed(reason) => entered(&field_ui("Where it was seen", reason, ui), ui),
        Provenance::From(_) => false,
    }
}

fn link_ui(ctx: &Ctx<'_>, link: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    title_ui("Open this address in the browser?", ui);
    ui.add(
        egui::Label::new(RichText::new(link).color(theme.accent))
            .wrap()
            .selectable(true),
    );
    ui.label("It leads out of this program, which itself reaches for no network.");
    ui.add_space(theme.sizes.grid);
    if ui.button("Copy the address").clicked() {
        ui.copy_text(link.to_owned());
    }
    let answers = [
        ("Cancel", None),
        ("Open in the browser", Some(RegisterAct::Take)),
    ];
    answers_ui(ctx, &answers, true, ui);
}

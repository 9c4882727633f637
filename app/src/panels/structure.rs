//! What is asked about rows and sections: forms, and what goes with a row that is deleted.

use egui::accesskit::Role;
use egui::{Align, Button, ComboBox, Id, Key, Layout, Response, RichText, ScrollArea};
use egui::{TextEdit, Ui, WidgetInfo, vec2};
use rackhour_engine::workbook::Provenance;

use super::{Ctx, scenarios, studies};
use crate::command::{Action, Answer, Command};
use crate::reshape::{Ask, Ends, Extent, NameForm, Named, Reshape, RowForm};
use crate::text;
use crate::theme::Theme;

/// How wide a form is.
const FORM: f32 = 440.0;
/// How high a list within a form may be.
const LIST: f32 = 240.0;
/// The room that a form leaves above and below what is scrolled, and beside it for the bar.
const AROUND: f32 = 200.0;
const BAR: f32 = 12.0;
/// How wide the field of an element's end is.
const END: f32 = 104.0;

/// How wide a question or form is.
pub(super) fn width(ask: &Ask, ui: &Ui) -> f32 {
    match ask {
        Ask::Scenarios(_) => (ui.ctx().content_rect().width() - 96.0).clamp(FORM, 1200.0),
        _ => FORM,
    }
}

/// Draws a question or form.
pub(super) fn ask_ui(ctx: &Ctx<'_>, ask: &Ask, ui: &mut Ui) {
    match ask {
        Ask::DeleteRow(row) => delete_ui(ctx, row, ui),
        Ask::Row(form) => row_ui(ctx, form, ui),
        Ask::Name(form) => name_ui(ctx, form, ui),
        Ask::Scenarios(summary) => scenarios::summary_ui(ctx, summary, ui),
    }
}

pub(super) fn send(ctx: &Ctx<'_>, answer: Reshape) {
    ctx.commands.send(Action::Reshape(answer));
}

pub(super) fn title_ui(title: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new(title).font(theme.heading()));
    ui.add_space(theme.sizes.grid);
}

/// The menu of a section, which a right click opens and goes to first.
pub(super) fn section_menu_ui(ctx: &Ctx<'_>, response: &Response, section: &str) {
    const MENU: [Command; 6] = [
        Command::InsertRow,
        Command::InsertSection,
        Command::RenameSection,
        Command::MoveSectionUp,
        Command::MoveSectionDown,
        Command::DeleteSection,
    ];
    if response.secondary_clicked() {
        ctx.commands.send(Action::GoToSection(section.to_owned()));
    }
    menu_ui(ctx, response, &MENU);
}

/// The menu of a row, which a right click on its label opens.
pub(super) fn row_menu_ui(ctx: &Ctx<'_>, response: &Response) {
    const MENU: [Command; 6] = [
        Command::InsertRow,
        Command::DeleteRow,
        Command::MoveRowUp,
        Command::MoveRowDown,
        Command::RenameRow,
        Command::RowProperties,
    ];
    response.context_menu(|ui| {
        commands_ui(ctx, &MENU, ui);
        studies::row_menu_ui(ctx, ui);
    });
}

/// A menu of commands, which a right click opens.
fn menu_ui(ctx: &Ctx<'_>, response: &Response, commands: &[Command]) {
    response.context_menu(|ui| commands_ui(ctx, commands, ui));
}

fn commands_ui(ctx: &Ctx<'_>, commands: &[Command], ui: &mut Ui) {
    for command in commands {
        let entry = command.entry();
        let can = ctx.is_enabled(*command);
        let button = ui.add_enabled(can, Button::new(entry.title));
        if button.on_hover_text(entry.tooltip).clicked() {
            ctx.commands.run(*command);
            ui.close();
        }
    }
}

fn delete_ui(ctx: &Ctx<'_>, row: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let label = ctx.session.label(row);
    title_ui(&format!("Delete “{label}”?"), ui);
    let uses = ctx.session.uses(row);
    let count = text::count(uses.len(), "item refers", "items refer");
    ui.label(format!(
        "{count} to it. They stay, and are reported as problems until they are mended."
    ));
    ui.add_space(theme.sizes.grid);
    ScrollArea::vertical().max_height(LIST).show(ui, |ui| {
        for used in &uses {
            ui.horizontal(|ui| {
                let noun = RichText::new(text::capital(used.kind.noun())).color(theme.muted);
                ui.label(noun);
                ui.add(egui::Label::new(&used.label).truncate());
            });
        }
    });
    let answers = [("Cancel", None), ("Delete anyway", Some(Reshape::Take))];
    answers_ui(ctx, &answers, true, ui);
}

/// The answers below a form, from right to left; none stands for giving up. `usual` is whether the
/// first one takes the keyboard.
pub(super) fn answers_ui(
    ctx: &Ctx<'_>,
    answers: &[(&str, Option<Reshape>)],
    usual: bool,
    ui: &mut Ui,
) {
    ui.add_space(Theme::of(ui).sizes.group_gap);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        for (place, (title, meaning)) in answers.iter().enumerate() {
            let text = RichText::new(*title);
            let text = if place == 0 {
                text.font(Theme::of(ui).strong())
            } else {
                text
            };
            let response = ui.add(Button::new(text).min_size(egui::vec2(72.0, 26.0)));
            if usual && place == 0 {
                focus_ui(&response, ui);
            }
            if response.clicked() {
                match meaning {
                    Some(meaning) => send(ctx, meaning.clone()),
                    None => ctx.commands.send(Action::Answer(Answer::Cancel)),
                }
            }
        }
    });
}

/// Gives the keyboard to the first control of a form when nothing else has it.
fn focus_ui(response: &Response, ui: &Ui) {
    if ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
}

/// A line of text under its name.
pub(super) fn field_ui(name: &str, typed: &mut String, ui: &mut Ui) -> Response {
    let theme = Theme::of(ui);
    ui.label(RichText::new(name).font(theme.label()).color(theme.muted));
    let edit = TextEdit::singleline(typed)
        .id(Id::unique(("form field", name)))
        .desired_width(f32::INFINITY);
    let response = ui.add(edit).accessible_name(name);
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    response
}

/// Whether Enter was pressed in a field, which takes the form.
pub(super) fn entered(response: &Response, ui: &Ui) -> bool {
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// Gives the first field the keyboard when nothing else has it, its whole text selected; whether
/// Enter was pressed in it.
pub(super) fn begun(response: &Response, length: usize, ui: &Ui) -> bool {
    if entered(response, ui) {
        return true;
    }
    if ui.memory(|memory| memory.focused().is_some()) {
        return false;
    }
    response.request_focus();
    let all = egui::text::CCursorRange::two(
        egui::text::CCursor::new(0),
        egui::text::CCursor::new(length),
    );
    let mut state = TextEdit::load_state(ui.ctx(), response.id).unwrap_or_default();
    state.cursor.set_char_range(Some(all));
    TextEdit::store_state(ui.ctx(), response.id, state);
    false
}

pub(super) fn refusal_ui(refusal: Option<&str>, ui: &mut Ui) {
    if let Some(refusal) = refusal {
        let theme = Theme::of(ui);
        ui.label(RichText::new(refusal).color(theme.loses));
    }
}

fn row_ui(ctx: &Ctx<'_>, form: &RowForm, ui: &mut Ui) {
    let (title, take) = match form.extent {
        Extent::Names => ("Rename row", "Rename"),
        Extent::New => ("New row", "OK"),
        Extent::All => ("Row properties", "OK"),
    };
    title_ui(title, ui);
    let mut typed = form.clone();
    // What does not fit into the window is scrolled to; the answers stay in sight.
    let room = ui.ctx().content_rect().height() - AROUND;
    let scroll = ScrollArea::vertical()
        .auto_shrink([false, true])
        .max_height(room.max(LIST));
    let taken = scroll
        .show(ui, |ui| {
            ui.set_max_width(FORM - BAR);
            row_fields_ui(ctx, form, &mut typed, ui)
        })
        .inner;
    refusal_ui(form.refusal.as_deref(), ui);
    if typed != *form {
        send(ctx, Reshape::Row(typed));
    }
    if taken {
        send(ctx, Reshape::Take);
    }
    answers_ui(
        ctx,
        &[(take, Some(Reshape::Take)), ("Cancel", None)],
        false,
        ui,
    );
}

/// The fields of a row; whether Enter was pressed in one of them.
fn row_fields_ui(ctx: &Ctx<'_>, form: &RowForm, typed: &mut RowForm, ui: &mut Ui) -> bool {
    let first = field_ui("Label", &mut typed.label, ui);
    let mut taken = begun(&first, form.label.chars().count(), ui);
    taken |= entered(&field_ui("Name in formulas", &mut typed.name, ui), ui);
    let wrong_name = ctx.session.name_refusal(form);
    refusal_ui(wrong_name.as_deref(), ui);
    if form.extent != Extent::Names {
        taken |= entered(&field_ui("Unit", &mut typed.unit, ui), ui);
        refusal_ui(ctx.session.unit_refusal(form).as_deref(), ui);
    }
    if form.extent == Extent::All {
        taken |= properties_ui(ctx, typed, ui);
    }
    taken
}

/// The note, range and source of a row; whether Enter was pressed in one of them.
fn properties_ui(ctx: &Ctx<'_>, typed: &mut RowForm, ui: &mut Ui) -> bool {
    let mut taken = entered(&field_ui("Note", &mut typed.note, ui), ui);
    for (name, end) in [("Low", &mut typed.low), ("High", &mut typed.high)] {
        if let Some(end) = end {
            taken |= entered(&field_ui(name, end, ui), ui);
        }
    }
    taken |= ends_ui(&mut typed.ends, ui);
    if let Some(source) = &mut typed.source {
        taken |= source_ui(ctx, source, ui);
    }
    taken
}

/// The plausible range of each element; whether Enter was pressed in one of the ends.
fn ends_ui(ends: &mut [Ends], ui: &mut Ui) -> bool {
    if ends.is_empty() {
        return false;
    }
    let mut taken = false;
    end_line_ui("Plausible range", ui, |ui| {
        for head in ["Low", "High"] {
            let theme = Theme::of(ui);
            let head = RichText::new(head).font(theme.label()).color(theme.muted);
            ui.add_sized(vec2(END, 16.0), egui::Label::new(head));
        }
    });
    for Ends { label, low, high } in ends {
        end_line_ui(label, ui, |ui| {
            for (name, end) in [("Low", low), ("High", high)] {
                let name = format!("{name}, {label}");
                let edit = TextEdit::singleline(end)
                    .id(Id::unique(("form field", &name)))
                    .align(egui::Align2::RIGHT_CENTER);
                let response = ui.add_sized(vec2(END, 22.0), edit).accessible_name(&name);
                if response.gained_focus() {
                    response.scroll_to_me(None);
                }
                taken |= entered(&response, ui);
            }
        });
    }
    taken
}

/// A line of the plausible range: what it is about, and two places at its end.
fn end_line_ui(label: &str, ui: &mut Ui, ends: impl FnOnce(&mut Ui)) {
    let theme = Theme::of(ui);
    let room = ui.available_width() - 2.0 * (END + theme.sizes.grid);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme.sizes.grid;
        let left = Layout::left_to_right(Align::Center);
        ui.allocate_ui_with_layout(vec2(room, 16.0), left, |ui| {
            ui.set_min_width(room);
            let text = RichText::new(label).font(theme.label()).color(theme.muted);
            ui.add(egui::Label::new(text).truncate());
        });
        ends(ui);
    });
}

const ASSUMED: &str = "Assumed, because …";

/// Where a value comes from: one of the workbook's sources, or a reason to assume it.
fn source_ui(ctx: &Ctx<'_>, source: &mut Provenance, ui: &mut Ui) -> bool {
    let theme = Theme::of(ui);
    ui.label(
        RichText::new("Source")
            .font(theme.label())
            .color(theme.muted),
    );
    let chosen = match source {
        Provenance::From(id) => match ctx.session.source(id) {
            Some(source) => source.title.clone(),
            None => "Missing source".to_owned(),
        },
        Provenance::Assumed(_) => ASSUMED.to_owned(),
    };
    let list = ComboBox::from_id_salt("source of a row")
        .selected_text(&chosen)
        .width(ui.available_width())
        .truncate()
        .show_ui(ui, |ui| {
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
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Source");
        info.current_text_value = Some(chosen.clone());
        info
    });
    match source {
        Provenance::Assumed(reason) => entered(&field_ui("Reason", reason, ui), ui),
        Provenance::From(_) => false,
    }
}

fn name_ui(ctx: &Ctx<'_>, form: &NameForm, ui: &mut Ui) {
    let title = match &form.of {
        Named::Recording => "Stop recording",
        Named::CopyOf(_) => "Duplicate scenario",
        Named::Scenario(_) => "Rename scenario",
        Named::NewSection(_) => "Insert section",
        Named::Section(_) => "Rename section",
    };
    title_ui(title, ui);
    if form.of == Named::Recording {
        let count = ctx
            .session
            .recorded()
            .map_or(0, |found| found.changes.len());
        let values = text::count(count, "value", "values");
        ui.label(format!(
            "The scenario sets {values}; the base case stays as it is."
        ));
        ui.add_space(Theme::of(ui).sizes.grid);
    }
    let mut typed = form.clone();
    let first = field_ui("Name", &mut typed.label, ui);
    let mut taken = begun(&first, form.label.chars().count(), ui);
    if form.of.has_note() {
        taken |= entered(&field_ui("Why it is worth a look", &mut typed.note, ui), ui);
    }
    refusal_ui(form.refusal.as_deref(), ui);
    if typed != *form {
        typed.refusal = None;
        send(ctx, Reshape::Name(typed));
    }
    if taken {
        send(ctx, Reshape::Take);
    }
    answers_ui(
        ctx,
        &[("OK", Some(Reshape::Take)), ("Cancel", None)],
        false,
        ui,
    );
}

//! The line in hand: where it goes, and how each of its cells is read.

use egui::accesskit::Role;
use egui::{
    Button, CollapsingHeader, ComboBox, Grid, Id, Label, RichText, ScrollArea, TextEdit, Ui,
    WidgetInfo,
};
use rackhour_engine::excel::Line;
use rackhour_engine::excel::interpret::Reading;
use rackhour_engine::excel::understand::Column;
use rackhour_engine::workbook::{Definition, Gaps, Index, Variable};

use super::super::Ctx;
use super::super::row_picker::picker_ui;
use super::lines::{bound, outcome, percent, place, row_of, why};
use super::marks::list_ui;
use super::send;
use crate::import::{Bound, Considered, Goal, ImportAct, Opened};
use crate::text;
use crate::theme::Theme;

/// What the periods get that a line says nothing about.
const GAPS: [(Gaps, &str); 3] = [
    (Gaps::Leave, "Stay as they are"),
    (Gaps::Hold, "Hold the last value"),
    (Gaps::Interpolate, "Lie between"),
];

/// The scales that a line may have, in powers of ten.
const TIMES: [(i32, &str); 5] = [
    (0, "As written"),
    (3, "Thousands"),
    (6, "Millions"),
    (9, "Billions"),
    (12, "Trillions"),
];

/// Hands the keyboard to the box in which a row is found.
pub(super) fn focus(ui: &Ui) {
    let id = Id::unique(("row picker", PICKER)).with("text");
    ui.memory_mut(|memory| memory.request_focus(id));
}

const PICKER: &str = "Another row";

/// Draws the line in hand.
pub(super) fn details_ui(ctx: &Ctx<'_>, opened: &Opened, considered: &Considered, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let at = opened.matching.line;
    let Some(line) = considered.lines.get(at) else {
        return;
    };
    ScrollArea::vertical()
        .id_salt("line in hand")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.add(Label::new(RichText::new(&line.label).font(theme.heading())).wrap());
            let mut words = place(considered, at);
            if let Some(unit) = &line.unit {
                words = format!("{words} · in {}", unit.text);
            }
            ui.add(Label::new(RichText::new(words).font(theme.label()).color(theme.muted)).wrap());
            if let Some(first) = line.cells.first()
                && ui.small_button("Show on the sheet").clicked()
            {
                send(ctx, ImportAct::Show(line.sheet.clone(), first.at));
            }
            goal_ui(ctx, considered, at, ui);
            if let Some(bound) = bound(considered, at) {
                for remark in &bound.bind.remarks {
                    let remark = RichText::new(format!("▲ {}", text::capital(remark)));
                    ui.add(Label::new(remark.color(theme.warns)).wrap());
                }
                element_ui(ctx, at, bound, ui);
                one_ui(ctx, at, line, bound, ui);
                gaps_ui(ctx, at, line, bound, ui);
                readings_ui(ctx, line, bound, ui);
                settings_ui(ctx, opened, line, bound, ui);
            }
        });
}

/// The rows that fit, and the ways to another one.
fn goal_ui(ctx: &Ctx<'_>, considered: &Considered, at: usize, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.add_space(4.0);
    let taken = bound(considered, at);
    let matches = considered.suggested.get(at).into_iter().flatten();
    for found in matches {
        let key = match &found.element {
            Some(element) => format!("{}[{element}]", found.row),
            None => found.row.clone(),
        };
        let label = ctx.session.key_label(&key);
        let on = taken.is_some_and(|bound| {
            bound.bind.row == found.row && bound.bind.element == found.element
        });
        let score = RichText::new(percent(found.score)).color(theme.muted);
        let button = ui.add(Button::selectable(on, label.as_str()).right_text(score));
        button.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, &label));
        if button.on_hover_text(why(found)).clicked() {
            let goal = Goal::Row(found.row.clone(), found.element.clone());
            send(ctx, ImportAct::Goal(at, goal));
        }
    }
    let is_given = |row: &Variable| {
        matches!(
            row.definition,
            Definition::Assumption(_) | Definition::Irregular(_)
        )
    };
    if let Some(row) = picker_ui(ctx, PICKER, &is_given, ui) {
        send(ctx, ImportAct::Goal(at, Goal::Row(row, None)));
    }
    let line = &considered.lines[at];
    CollapsingHeader::new("New assumption…")
        .id_salt(("new assumption", at))
        .show(ui, |ui| new_ui(ctx, at, line, ui));
}

/// A row that is made for the line.
fn new_ui(ctx: &Ctx<'_>, at: usize, line: &Line, ui: &mut Ui) {
    let sections = &ctx.session.workbook().sections;
    let Some(first) = sections.first() else {
        ui.label("The workbook has no section yet that a row could stand in; add one first");
        return;
    };
    let id = Id::unique(("new assumption", &line.sheet, line.line));
    let drafted = ui.data(|data| data.get_temp::<(String, String, String)>(id));
    let unit = line.unit.as_ref().map_or("", |unit| unit.text.as_str());
    let begin = || (line.label.clone(), unit.to_owned(), first.id.clone());
    let mut draft = drafted.clone().unwrap_or_else(begin);
    Grid::new("new assumption").num_columns(2).show(ui, |ui| {
        ui.label("Label");
        ui.add(TextEdit::singleline(&mut draft.0).desired_width(200.0))
            .accessible_name("Label of the new assumption");
        ui.end_row();
        ui.label("Unit");
        ui.add(TextEdit::singleline(&mut draft.1).desired_width(200.0))
            .accessible_name("Unit of the new assumption");
        ui.end_row();
        ui.label("Section");
        let shown = sections.iter().find(|section| section.id == draft.2);
        let shown = shown
            .map_or("", |section| section.label.as_str())
            .to_owned();
        let list = ComboBox::from_id_salt("section of the new assumption")
            .selected_text(&shown)
            .truncate()
            .width(200.0)
            .show_ui(ui, |ui| {
                for section in sections {
                    let on = section.id == draft.2;
                    if ui.selectable_label(on, &section.label).clicked() {
                        draft.2.clone_from(&section.id);
                    }
                }
            });
        list.response.widget_info(|| {
            let name = "Section of the new assumption";
            let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
            info.current_text_value = Some(shown.clone());
            info
        });
        ui.end_row();
    });
    let is_named = !draft.0.trim().is_empty();
    let button = ui.add_enabled(is_named, Button::new("Make this row"));
    let button = button
        .on_hover_text("The row is made when the import is applied, with the file as its source");
    if button.clicked() {
        let goal = Goal::New {
            label: draft.0.trim().to_owned(),
            unit: draft.1.trim().to_owned(),
            section: draft.2.clone(),
            made: None,
        };
        send(ctx, ImportAct::Goal(at, goal));
    }
    if drafted.as_ref() != Some(&draft) {
        ui.data_mut(|data| data.insert_temp(id, draft));
    }
}

/// Which element of the row's index the line is about.
fn element_ui(ctx: &Ctx<'_>, at: usize, bound: &Bound, ui: &mut Ui) {
    let row = ctx.session.variable(&bound.bind.row);
    let over = row.and_then(|row| row.over.as_ref()?.first());
    let mut indexes = ctx.session.workbook().indexes.iter();
    let Some(index) = over.and_then(|id| indexes.find(|index| index.id == *id)) else {
        return;
    };
    let index: &Index = index;
    let on = bound.bind.element.as_deref();
    let none = (None, "As the headings say");
    let elements = index.elements.iter();
    let elements = elements.map(|element| (Some(element.id.as_str()), element.label.as_str()));
    let options: Vec<_> = std::iter::once(none).chain(elements).collect();
    ui.horizontal(|ui| {
        ui.label(RichText::new(&index.label).color(Theme::of(ui).muted));
        let name = format!("{} of the line", index.label);
        if let Some(picked) = list_ui(&name, &on, &options, 180.0, ui) {
            let goal = Goal::Row(bound.bind.row.clone(), picked.map(str::to_owned));
            send(ctx, ImportAct::Goal(at, goal));
        }
    });
}

/// Which of several values is that of a row that is one number.
fn one_ui(ctx: &Ctx<'_>, at: usize, line: &Line, bound: &Bound, ui: &mut Ui) {
    let row = row_of(ctx, bound);
    let is_one = row.is_some_and(|row| row.over.as_ref().is_none_or(Vec::is_empty));
    if !is_one || line.cells.len() < 2 || bound.bind.cells.len() > 1 {
        return;
    }
    let on = bound.bind.cells.keys().next().copied();
    let titles: Vec<_> = line
        .cells
        .iter()
        .map(|held| (held.at, format!("{} {}", held.at, held.heading)))
        .collect();
    let mut options = vec![(None, "Choose")];
    options.extend(titles.iter().map(|(at, title)| (Some(*at), title.as_str())));
    ui.horizontal(|ui| {
        ui.label(RichText::new("Value of").color(Theme::of(ui).muted));
        if let Some(picked) = list_ui("Value of the row", &on, &options, 120.0, ui) {
            send(ctx, ImportAct::One(at, picked));
        }
    });
}

fn gaps_ui(ctx: &Ctx<'_>, at: usize, line: &Line, bound: &Bound, ui: &mut Ui) {
    let is_year = |column: &Column| matches!(column, Column::Year(_) | Column::Part(..));
    let years = line
        .cells
        .iter()
        .filter(|held| is_year(&held.column))
        .count();
    if years < 2 {
        return;
    }
    ui.horizontal(|ui| {
        ui.label(RichText::new("Other periods").color(Theme::of(ui).muted));
        if let Some(gaps) = list_ui("Other periods", &bound.bind.gaps, &GAPS, 150.0, ui) {
            send(ctx, ImportAct::Gaps(at, gaps));
        }
    });
}

/// How each cell is read.
fn readings_ui(ctx: &Ctx<'_>, line: &Line, bound: &Bound, ui: &mut Ui) {
    let Some(row) = row_of(ctx, bound) else {
        return;
    };
    ui.add_space(4.0);
    ScrollArea::horizontal()
        .id_salt("readings")
        .show(ui, |ui| grid_ui(ctx, line, bound, row, ui));
}

fn grid_ui(ctx: &Ctx<'_>, line: &Line, bound: &Bound, row: &Variable, ui: &mut Ui) {
    let theme = Theme::of(ui);
    Grid::new("readings")
        .num_columns(5)
        .striped(true)
        .show(ui, |ui| {
            for head in ["Cell", "Heading", "Shown", "Read as", "Goes to"] {
                ui.label(RichText::new(head).font(theme.label()).color(theme.muted));
            }
            ui.end_row();
            for (held, reading) in line.cells.iter().zip(&bound.readings) {
                ui.label(held.at.to_string());
                ui.label(&held.heading);
                ui.label(&reading.shown);
                let cell = outcome(&reading.outcome, row, theme);
                let value = RichText::new(&cell.text).color(cell.color.unwrap_or(theme.text));
                ui.label(value).on_hover_ui(|ui| {
                    for line in said(reading) {
                        ui.label(line);
                    }
                });
                let target = bound.bind.cells.get(&held.at);
                let goes = target.map_or_else(
                    || "nowhere".to_owned(),
                    |target| super::review::target_words(ctx, target),
                );
                ui.label(RichText::new(goes).color(theme.muted));
                ui.end_row();
            }
        });
}

/// How a value came about.
fn said(reading: &Reading) -> Vec<String> {
    let raw = match &reading.raw {
        rackhour_engine::excel::Value::Number(number) => text::exact(*number),
        _ => reading.shown.clone(),
    };
    let mut said = vec![
        format!("Stored: {raw}"),
        format!("Number format: {}", reading.format),
    ];
    said.extend(
        reading
            .unit
            .as_ref()
            .map(|unit| format!("Unit read: {unit}")),
    );
    if reading.factor != 1.0 {
        said.push(format!("Multiplied by {}", text::plain(reading.factor)));
    }
    said.extend(
        reading
            .remarks
            .iter()
            .map(|remark| text::capital(&remark.to_string())),
    );
    said
}

/// The unit, scale and sign of the line, in place of what was read.
fn settings_ui(ctx: &Ctx<'_>, opened: &Opened, line: &Line, bound: &Bound, ui: &mut Ui) {
    let Some(first) = line.cells.first() else {
        return;
    };
    let theme = Theme::of(ui);
    let answered = |about: &str| {
        let key = format!("{}!{}/{about}", line.sheet, first.at);
        let mut answers = opened.matching.answers.iter();
        answers
            .find(|(other, _)| *other == key)
            .map(|(_, answer)| answer.to_owned())
    };
    let set = |about: &str, answer: Option<String>| {
        for held in &line.cells {
            let key = format!("{}!{}/{about}", line.sheet, held.at);
            send(ctx, ImportAct::Answer(key, answer.clone()));
        }
    };
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Unit").color(theme.muted));
        let read = bound.first().and_then(|reading| reading.unit.clone());
        let now = answered("unit").or(read).unwrap_or_default();
        if let Some(typed) = unit_ui(line, &now, ui) {
            set("unit", Some(typed).filter(|typed| !typed.is_empty()));
        }
        ui.label(RichText::new("in").color(theme.muted));
        let read = bound.first().map_or(0, |reading| reading.scale);
        let power = answered("times")
            .and_then(|power| power.parse().ok())
            .unwrap_or(read);
        if let Some(power) = list_ui("Scale of the line", &power, &TIMES, 100.0, ui) {
            set("times", Some(power.to_string()));
        }
        let mut flip = answered("sign").as_deref() == Some("flip");
        if ui.checkbox(&mut flip, "Turn the sign").changed() {
            set("sign", Some(if flip { "flip" } else { "keep" }.to_owned()));
        }
    });
}

/// A box for the unit of a line; gives what was typed.
fn unit_ui(line: &Line, now: &str, ui: &mut Ui) -> Option<String> {
    let id = Id::unique(("unit of the line", &line.sheet, line.line));
    let draft = ui.data(|data| data.get_temp::<String>(id));
    let mut typed = draft.unwrap_or_else(|| now.to_owned());
    let edit = TextEdit::singleline(&mut typed).id(id).desired_width(88.0);
    let response = ui
        .add(edit.hint_text("as the row"))
        .accessible_name("Unit of the line");
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(id, typed.clone()));
    }
    if !response.lost_focus() {
        return None;
    }
    ui.data_mut(|data| data.remove::<String>(id));
    let typed = typed.trim().to_owned();
    let escaped = ui.input(|input| input.key_pressed(egui::Key::Escape));
    (typed != now && !escaped).then_some(typed)
}

//! What the sheet on screen is taken for, to be corrected: which way years run, what the column
//! and the row of the selected cell are, and the scale of its table.

use egui::accesskit::Role;
use egui::{ComboBox, Id, Key, RichText, TextEdit, Ui, WidgetInfo};
use rackhour_engine::excel::understand::{Column, Correction, LineKind, Orientation};

use super::super::Ctx;
use super::send;
use crate::import::{
    Holds, ImportAct, LineOf, Opened, SheetInHand, holds, line_kind, line_of, place_of, typed,
};
use crate::theme::Theme;

/// The scales that a table may have, in powers of ten.
const SCALES: [(i32, &str); 5] = [
    (0, "As written"),
    (3, "Thousands"),
    (6, "Millions"),
    (9, "Billions"),
    (12, "Trillions"),
];

/// What lines can be.
const LINES: [(LineKind, &str); 3] = [
    (LineKind::Data, "Values"),
    (LineKind::Heading, "Heading"),
    (LineKind::Section, "Section"),
];

/// Draws the line of lists.
pub(super) fn marks_ui(ctx: &Ctx<'_>, opened: &Opened, hand: &SheetInHand, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.horizontal_wrapped(|ui| {
        orientation_ui(ctx, hand, ui);
        let orientation = hand.layout.orientation;
        let line = line_of(orientation, hand.at);
        match LineOf::of(&hand.layout, line) {
            Some(of) => {
                place_ui(ctx, opened, hand, &of, ui);
                line_ui(ctx, hand, line, ui);
                scale_ui(ctx, &of, ui);
            }
            None => {
                let words = "No table with numbers was found here";
                ui.label(RichText::new(words).color(theme.warns));
            }
        }
        if !hand.corrections.is_empty() {
            let words = "Take back all corrections of this sheet";
            if ui.button("Guess again").on_hover_text(words).clicked() {
                send(ctx, ImportAct::Guess);
            }
        }
    });
}

fn orientation_ui(ctx: &Ctx<'_>, hand: &SheetInHand, ui: &mut Ui) {
    let options = [(Orientation::Across, "Across"), (Orientation::Down, "Down")];
    word_ui("Years run", ui);
    let name = "Years run";
    if let Some(picked) = list_ui(name, &hand.layout.orientation, &options, 84.0, ui) {
        send(ctx, ImportAct::Correct(Correction::Orientation(picked)));
    }
}

/// What the place of the selected cell holds, with the year or name that goes with it.
fn place_ui(ctx: &Ctx<'_>, opened: &Opened, hand: &SheetInHand, of: &LineOf<'_>, ui: &mut Ui) {
    let place = place_of(hand.layout.orientation, hand.at);
    let column = holds(Some(of), place);
    let what = place_name(hand);
    word_ui(&format!("{what} holds"), ui);
    let name = format!("{what} holds");
    let options = Holds::ALL.map(|kind| (kind, kind.title()));
    if let Some(kind) = list_ui(&name, &Holds::of(column), &options, 104.0, ui) {
        set_kind(ctx, opened, of, place, kind);
    }
    if let Some(column) = column {
        let typed = detail_ui(column, &what, ui);
        if let Some(other) = typed {
            set_place(ctx, of, place, Some(other));
        }
    }
}

/// Says what kind of content a place of a block has; its heading tells the rest.
fn set_kind(ctx: &Ctx<'_>, opened: &Opened, of: &LineOf<'_>, place: u32, kind: Holds) {
    let heading = opened.heading(of, place);
    let before = place.checked_sub(1);
    let before = before.and_then(|before| holds(Some(of), before));
    set_place(ctx, of, place, kind.column(&heading, before));
}

fn set_place(ctx: &Ctx<'_>, of: &LineOf<'_>, place: u32, column: Option<Column>) {
    if let Ok(block) = u32::try_from(of.number) {
        let correction = Correction::Place(block, place, column);
        send(ctx, ImportAct::Correct(correction));
    }
}

/// What a place can hold, in a menu.
pub(super) fn place_menu_ui(
    ctx: &Ctx<'_>,
    opened: &Opened,
    of: &LineOf<'_>,
    place: u32,
    ui: &mut Ui,
) {
    ui.label(RichText::new("It holds").color(Theme::of(ui).muted));
    let on = Holds::of(holds(Some(of), place));
    for kind in Holds::ALL {
        if ui.selectable_label(kind == on, kind.title()).clicked() {
            set_kind(ctx, opened, of, place, kind);
            ui.close();
        }
    }
}

/// What a line can be, in a menu.
pub(super) fn line_menu_ui(ctx: &Ctx<'_>, hand: &SheetInHand, line: u32, ui: &mut Ui) {
    let Some(on) = line_kind(&hand.layout, line) else {
        ui.label("It lies beside the tables, and nothing of it is read");
        return;
    };
    for (kind, title) in LINES {
        if ui.selectable_label(kind == on, title).clicked() {
            send(ctx, ImportAct::Correct(Correction::Line(line, kind)));
            ui.close();
        }
    }
}

/// Hands the keyboard to the list that says what the place of the selected cell holds.
pub(super) fn focus_place(hand: &SheetInHand, ui: &Ui) {
    let name = format!("{} holds", place_name(hand));
    ui.data_mut(|data| data.insert_temp(wanted(), name));
}

/// The list that is to take the keyboard.
fn wanted() -> Id {
    Id::unique("import list that takes the keyboard")
}

/// `Column C`, or `Row 7` where years run down.
pub(super) fn place_name(hand: &SheetInHand) -> String {
    match hand.layout.orientation {
        Orientation::Across => format!("Column {}", super::grid::letters(hand.at.column)),
        Orientation::Down => format!("Row {}", hand.at.row + 1),
    }
}

fn line_name(hand: &SheetInHand) -> String {
    match hand.layout.orientation {
        Orientation::Across => format!("Row {}", hand.at.row + 1),
        Orientation::Down => format!("Column {}", super::grid::letters(hand.at.column)),
    }
}

/// The year of a place, or the name of its scenario, to be typed over; gives what was typed.
fn detail_ui(column: &Column, what: &str, ui: &mut Ui) -> Option<Column> {
    let (name, now, width) = match column {
        Column::Year(year) => (format!("Year of {what}"), year.to_string(), 48.0),
        Column::Part(year, part) => (format!("Year of {what}"), format!("{part} {year}"), 72.0),
        Column::Scenario(name) => (format!("Scenario of {what}"), name.clone(), 104.0),
        _ => return None,
    };
    let id = Id::unique(("import detail", &name));
    let draft = ui.data(|data| data.get_temp::<String>(id));
    let mut text = draft.unwrap_or_else(|| now.clone());
    let edit = TextEdit::singleline(&mut text).id(id).desired_width(width);
    let response = ui.add(edit).accessible_name(&name);
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(id, text.clone()));
    }
    let read = typed(column, &text);
    if let (Err(refusal), true) = (&read, text != now) {
        ui.label(RichText::new(refusal).color(Theme::of(ui).loses));
    }
    if !response.lost_focus() {
        return None;
    }
    ui.data_mut(|data| data.remove::<String>(id));
    let escaped = ui.input(|input| input.key_pressed(Key::Escape));
    read.ok()
        .filter(|other| other != column && text != now && !escaped)
}

/// What the line of the selected cell is.
fn line_ui(ctx: &Ctx<'_>, hand: &SheetInHand, line: u32, ui: &mut Ui) {
    let Some(kind) = line_kind(&hand.layout, line) else {
        word_ui(&format!("{} is beside the tables", line_name(hand)), ui);
        return;
    };
    let name = format!("{} is", line_name(hand));
    word_ui(&name, ui);
    if let Some(picked) = list_ui(&name, &kind, &LINES, 84.0, ui) {
        send(ctx, ImportAct::Correct(Correction::Line(line, picked)));
    }
}

/// The scale of the money in the table of the selected cell.
fn scale_ui(ctx: &Ctx<'_>, of: &LineOf<'_>, ui: &mut Ui) {
    let power = of.block.scale.as_ref().map_or(0, |scale| scale.power);
    word_ui("Money in", ui);
    if let Some(picked) = list_ui("Money in", &power, &SCALES, 92.0, ui)
        && let Ok(block) = u32::try_from(of.number)
    {
        send(ctx, ImportAct::Correct(Correction::Scale(block, picked)));
    }
}

fn word_ui(word: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new(word).font(theme.label()).color(theme.muted));
}

/// A list of a few things; gives another one that was picked.
pub(super) fn list_ui<T: Copy + PartialEq>(
    name: &str,
    on: &T,
    options: &[(T, &str)],
    width: f32,
    ui: &mut Ui,
) -> Option<T> {
    let shown = options.iter().find(|(option, _)| option == on);
    let shown = shown.map_or("–", |(_, title)| title);
    let mut picked = None;
    let list = ComboBox::from_id_salt(("import", name))
        .selected_text(shown)
        .truncate()
        .width(width)
        .height(360.0)
        .show_ui(ui, |ui| {
            for (option, title) in options {
                let is_on = option == on;
                if ui.selectable_label(is_on, *title).clicked() && !is_on {
                    picked = Some(*option);
                }
            }
        });
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(shown.to_owned());
        info
    });
    if ui.data(|data| data.get_temp::<String>(wanted())).as_deref() == Some(name) {
        ui.data_mut(|data| data.remove::<String>(wanted()));
        list.response.request_focus();
    }
    picked
}

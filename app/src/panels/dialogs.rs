//! What takes the whole window until it is answered: questions, messages, and our own file dialog.

use egui::{Align, Button, Id, Key, Layout, Modal, RichText, ScrollArea, TextEdit, Ui};

use super::{Ctx, structure};
use crate::command::{Action, Answer};
use crate::theme::Theme;
use crate::view::{Dialog, Entry, Next, PathBox, Purpose};

/// Draws the dialog that is open, if any.
pub(super) fn dialog_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let Some(dialog) = &ctx.view.dialog else {
        return;
    };
    if *dialog == Dialog::Seek {
        return super::seek_dialog::seek_ui(ctx, ui);
    }
    let response = Modal::new(Id::unique("dialog")).show(ui.ctx(), |ui| {
        ui.set_width(match dialog {
            Dialog::Path(_) => 520.0,
            Dialog::Reshape(ask) => structure::width(ask, ui),
            _ => 400.0,
        });
        match dialog {
            Dialog::Message { title, text } => message_ui(ctx, title, text, ui),
            Dialog::Unsaved(next) => unsaved_ui(ctx, *next, ui),
            Dialog::Replace(path) => replace_ui(ctx, &path.display().to_string(), ui),
            Dialog::System(purpose) => system_ui(ctx, *purpose, ui),
            Dialog::Path(path_box) => path_ui(ctx, path_box, ui),
            Dialog::Reshape(ask) => structure::ask_ui(ctx, ask, ui),
            Dialog::Busy(text) => {
                ui.label(text);
            }
            Dialog::Seek => {}
        }
    });
    if response.should_close() && !matches!(dialog, Dialog::Busy(_)) {
        answer(ctx, Answer::Cancel);
    }
}

fn answer(ctx: &Ctx<'_>, answer: Answer) {
    ctx.commands.send(Action::Answer(answer));
}

fn title_ui(title: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new(title).font(theme.heading()));
    ui.add_space(theme.sizes.grid);
}

/// The answers below a dialog, from right to left, the first one the usual one.
fn answers_ui(ctx: &Ctx<'_>, answers: &[(&str, Answer)], ui: &mut Ui) {
    ui.add_space(Theme::of(ui).sizes.group_gap);
    let responses = ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let mut responses = Vec::new();
        for (place, (title, meaning)) in answers.iter().enumerate() {
            let text = RichText::new(*title);
            let text = if place == 0 {
                text.font(Theme::of(ui).strong())
            } else {
                text
            };
            let response = ui.add(Button::new(text).min_size(egui::vec2(72.0, 26.0)));
            if response.clicked() {
                answer(ctx, meaning.clone());
            }
            responses.push(response);
        }
        responses
    });
    // Enter takes the usual answer and Tab goes round the others, never what lies behind.
    let is_path = matches!(ctx.view.dialog, Some(Dialog::Path(_)));
    if !is_path
        && !responses.inner.iter().any(egui::Response::has_focus)
        && let Some(usual) = responses.inner.first()
    {
        usual.request_focus();
    }
}

fn message_ui(ctx: &Ctx<'_>, title: &str, text: &str, ui: &mut Ui) {
    title_ui(title, ui);
    ui.label(text);
    answers_ui(ctx, &[("OK", Answer::Cancel)], ui);
}

fn unsaved_ui(ctx: &Ctx<'_>, next: Next, ui: &mut Ui) {
    title_ui("Save the changes?", ui);
    let what = match next {
        Next::Open | Next::OpenBundled => "before another workbook is opened",
        Next::Quit => "before the window closes",
    };
    let title = &ctx.session.workbook().title;
    ui.label(format!(
        "“{title}” has changes that are in no file. Save them {what}, or lose them."
    ));
    let answers = [
        ("Save", Answer::SaveFirst),
        ("Cancel", Answer::Cancel),
        ("Discard changes", Answer::Discard),
    ];
    answers_ui(ctx, &answers, ui);
}

fn replace_ui(ctx: &Ctx<'_>, path: &str, ui: &mut Ui) {
    title_ui("Replace the file?", ui);
    ui.label(format!(
        "{path} exists already. Saving puts this workbook in its place."
    ));
    answers_ui(
        ctx,
        &[("Cancel", Answer::Cancel), ("Replace", Answer::Replace)],
        ui,
    );
}

fn system_ui(ctx: &Ctx<'_>, purpose: Purpose, ui: &mut Ui) {
    title_ui(purpose_title(purpose), ui);
    ui.label("Choose a file in the dialog of your system, or type its path here instead.");
    let answers = [
        ("Type a path instead", Answer::TypePath),
        ("Cancel", Answer::Cancel),
    ];
    answers_ui(ctx, &answers, ui);
}

const fn purpose_title(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Open => "Open a workbook",
        Purpose::Save => "Save the workbook",
    }
}

fn path_ui(ctx: &Ctx<'_>, path_box: &PathBox, ui: &mut Ui) {
    let theme = Theme::of(ui);
    title_ui(purpose_title(path_box.purpose), ui);
    let mut text = path_box.text.clone();
    let id = Id::unique("path box");
    let edit = TextEdit::singleline(&mut text)
        .id(id)
        .desired_width(f32::INFINITY);
    let response = ui.add(edit.hint_text("Path"));
    if text != path_box.text {
        answer(ctx, Answer::PathText(text));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        answer(ctx, Answer::TakePath);
    } else if ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    if let Some(refusal) = &path_box.refusal {
        ui.label(RichText::new(refusal).color(theme.loses));
    }
    ui.add_space(theme.sizes.grid);
    ui.label(RichText::new(path_box.folder.display().to_string()).color(theme.muted));
    folder_ui(ctx, path_box, ui);
    let take = match path_box.purpose {
        Purpose::Open => "Open",
        Purpose::Save => "Save",
    };
    answers_ui(
        ctx,
        &[(take, Answer::TakePath), ("Cancel", Answer::Cancel)],
        ui,
    );
}

fn folder_ui(ctx: &Ctx<'_>, path_box: &PathBox, ui: &mut Ui) {
    ScrollArea::vertical()
        .max_height(240.0)
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if let Some(above) = path_box.folder.parent()
                && line_ui("↑ Folder above", ui)
            {
                answer(ctx, Answer::Folder(above.to_path_buf()));
            }
            for Entry {
                name,
                path,
                is_folder,
            } in &path_box.entries
            {
                let title = if *is_folder {
                    format!("▸ {name}")
                } else {
                    name.clone()
                };
                if line_ui(&title, ui) {
                    answer(
                        ctx,
                        match is_folder {
                            true => Answer::Folder(path.clone()),
                            false => Answer::PathText(path.display().to_string()),
                        },
                    );
                }
            }
        });
}

fn line_ui(title: &str, ui: &mut Ui) -> bool {
    let size = egui::vec2(ui.available_width(), 24.0);
    ui.add(Button::selectable(false, title).min_size(size).truncate())
        .clicked()
}

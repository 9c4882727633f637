//! What takes the whole window until it is answered: questions, messages, and our own file dialog.

mod path;
mod preferences;

use std::path::Path;

use egui::{Align, Button, Frame, Id, Layout, Margin, Modal, RichText, Ui};

use super::{Ctx, structure};
use crate::command::{Action, Answer};
use crate::theme::Theme;
use crate::view::{Dialog, Next, Purpose};

/// What holds a dialog: its content stands as far from the edge as in a panel.
pub(super) fn modal(id: Id, ui: &Ui) -> Modal {
    let frame = Frame::popup(ui.style()).inner_margin(Margin::same(12));
    Modal::new(id).frame(frame)
}

/// Draws the dialog that is open, if any.
pub(super) fn dialog_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let Some(dialog) = &ctx.view.dialog else {
        return;
    };
    if *dialog == Dialog::Seek {
        return super::seek_dialog::seek_ui(ctx, ui);
    }
    if *dialog == Dialog::NewStudy {
        return super::studies::form_ui(ctx, ui);
    }
    // Each kind is placed by its own size, and not by that of the one before.
    let id = Id::unique("dialog").with(std::mem::discriminant(dialog));
    let response = modal(id, ui).show(ui.ctx(), |ui| {
        ui.set_width(match dialog {
            Dialog::Path(_) => 520.0,
            Dialog::Preferences => 460.0,
            Dialog::Reshape(ask) => structure::width(ask, ui),
            Dialog::Register(_) => 460.0,
            _ => 400.0,
        });
        match dialog {
            Dialog::Message { title, text } => message_ui(ctx, title, text, ui),
            Dialog::Unsaved(next) => unsaved_ui(ctx, *next, ui),
            Dialog::Replace(path) => replace_ui(ctx, &path.display().to_string(), ui),
            Dialog::System(purpose) => system_ui(ctx, *purpose, ui),
            Dialog::Conflict(path) => conflict_ui(ctx, path, ui),
            Dialog::NotSaved { path, text } => not_saved_ui(ctx, path, text, ui),
            Dialog::Reload => reload_ui(ctx, ui),
            Dialog::DiscardRecovered => discard_ui(ctx, ui),
            Dialog::Path(path_box) => path::path_ui(ctx, path_box, ui),
            Dialog::Reshape(ask) => structure::ask_ui(ctx, ask, ui),
            Dialog::Register(form) => super::register_forms::form_ui(ctx, form, ui),
            Dialog::Busy(text) => {
                ui.label(text);
            }
            Dialog::Preferences => preferences::preferences_ui(ctx, ui),
            Dialog::Seek | Dialog::NewStudy => {}
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
        Next::Close => "before the workbook is closed",
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

/// Another program has written the file that is to be saved.
fn conflict_ui(ctx: &Ctx<'_>, path: &Path, ui: &mut Ui) {
    title_ui("The file was changed by another program", ui);
    ui.label(format!(
        "{} is not as it was when it was opened or last saved here. Save this workbook under \
         another name to keep both, or overwrite the file; its content then stays beside it with \
         the ending .bak.",
        path.display()
    ));
    let answers = [
        ("Save as…", Answer::SaveAs),
        ("Cancel", Answer::Cancel),
        ("Overwrite", Answer::Replace),
    ];
    answers_ui(ctx, &answers, ui);
}

fn not_saved_ui(ctx: &Ctx<'_>, path: &Path, text: &str, ui: &mut Ui) {
    title_ui("The workbook cannot be saved", ui);
    ui.label(format!("{}\n\n{text}", path.display()));
    ui.add_space(Theme::of(ui).sizes.grid);
    ui.label("Your changes are still here, unsaved; what was on disk is as it was.");
    let answers = [
        ("Save as…", Answer::SaveAs),
        ("Try again", Answer::TryAgain),
        ("Cancel", Answer::Cancel),
    ];
    answers_ui(ctx, &answers, ui);
}

fn reload_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    title_ui("Reload the file?", ui);
    ui.label("What was changed here since the last save is lost when the file is read again.");
    let answers = [
        ("Cancel", Answer::Cancel),
        ("Reload and lose changes", Answer::Discard),
    ];
    answers_ui(ctx, &answers, ui);
}

fn discard_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    title_ui("Discard the recovered changes?", ui);
    if let Some(found) = ctx.view.shelf.recovered.first() {
        ui.label(format!(
            "“{}”, changed {}, was not saved when the program ended. There is no other copy of \
             these changes.",
            found.unsaved.workbook.title, found.age
        ));
    }
    let answers = [
        ("Cancel", Answer::Cancel),
        ("Discard changes", Answer::Discard),
    ];
    answers_ui(ctx, &answers, ui);
}

const fn purpose_title(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Open => "Open a workbook",
        Purpose::Version(_) => "Choose a workbook to compare with",
        Purpose::Save => "Save the workbook",
        Purpose::Samples => "Save the samples",
        Purpose::Spreadsheet => "Choose a spreadsheet to import",
    }
}

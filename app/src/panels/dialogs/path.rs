//! Our own file dialog: a box for the path above the content of a folder.

use egui::{Button, Id, Key, RichText, ScrollArea, TextEdit, Ui};

use super::{answer, answers_ui, purpose_title, title_ui};
use crate::command::Answer;
use crate::panels::Ctx;
use crate::theme::Theme;
use crate::view::{Entry, PathBox, Purpose};

/// A box for the path, and the content of a folder below it.
pub(super) fn path_ui(ctx: &Ctx<'_>, path_box: &PathBox, ui: &mut Ui) {
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
        Purpose::Version(_) => "Compare",
        Purpose::Spreadsheet => "Import",
        Purpose::Save | Purpose::Samples => "Save",
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

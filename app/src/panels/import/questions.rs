//! What must be answered before values are applied, once for each block of a sheet.

use egui::accesskit::Role;
use egui::{Button, Frame, Label, Margin, RichText, ScrollArea, Ui, WidgetInfo};
use rackhour_engine::excel::propose::Asked;

use super::super::Ctx;
use super::send;
use crate::import::{Considered, ImportAct, Opened};
use crate::text;
use crate::theme::Theme;

/// The most room for questions, which scroll beyond it.
const HIGHEST: f32 = 170.0;

/// Draws the open questions, and below them what was answered.
pub(super) fn questions_ui(ctx: &Ctx<'_>, opened: &Opened, considered: &Considered, ui: &mut Ui) {
    let questions = &considered.proposal.questions;
    let answers: Vec<_> = opened.matching.answers.iter().collect();
    if questions.is_empty() && answers.is_empty() {
        return;
    }
    let theme = Theme::of(ui);
    Frame::NONE
        .inner_margin(Margin::symmetric(12, 4))
        .show(ui, |ui| {
            ScrollArea::vertical()
                .id_salt("questions of the import")
                .max_height(HIGHEST)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    if !questions.is_empty() {
                        let words = match questions.len() {
                            1 => "▲ One question is open; nothing is applied before it is answered"
                                .to_owned(),
                            count => format!(
                                "▲ {count} questions are open; nothing is applied before they are \
                                 answered"
                            ),
                        };
                        ui.label(RichText::new(words).color(theme.warns));
                    }
                    for asked in questions {
                        question_ui(ctx, considered, asked, ui);
                    }
                    for (key, answer) in answers {
                        answer_ui(ctx, key, answer, ui);
                    }
                });
        });
}

fn question_ui(ctx: &Ctx<'_>, considered: &Considered, asked: &Asked, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let about = considered.lines.get(asked.line);
    ui.add(
        Label::new(RichText::new(asked.question.text.replace('`', "")).font(theme.strong())).wrap(),
    );
    let mut place = about.map_or_else(String::new, |line| {
        format!("{}: {}", line.sheet, line.label)
    });
    if asked.cells.len() > 1 {
        let others = text::count(asked.cells.len() - 1, "cell more", "cells more");
        place = format!("{place}, and {others}");
    }
    ui.horizontal_wrapped(|ui| {
        for choice in &asked.question.choices {
            let title = text::capital(&choice.label);
            let button = ui.add(Button::new(&title));
            button.widget_info(|| {
                let name = format!("{title}: {}", asked.question.text);
                WidgetInfo::labeled(Role::Button, true, name)
            });
            if button.clicked() {
                let answer = Some(choice.id.to_owned());
                send(ctx, ImportAct::Answer(asked.key.clone(), answer));
            }
        }
        let place = RichText::new(place).font(theme.label()).color(theme.muted);
        ui.add(Label::new(place).truncate());
    });
    ui.add_space(4.0);
}

/// What was answered, to be asked again.
fn answer_ui(ctx: &Ctx<'_>, key: &str, answer: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let (place, about) = key.rsplit_once('/').unwrap_or((key, ""));
    let place = match place.rsplit_once('!') {
        Some((sheet, block)) if block.chars().all(|c| c.is_ascii_digit()) => {
            format!("{sheet}, table {block}")
        }
        _ => place.to_owned(),
    };
    ui.horizontal(|ui| {
        let words = format!("● {place}: {about} is read as {answer}");
        ui.label(RichText::new(&words).font(theme.label()).color(theme.muted));
        let button = ui.small_button("Change");
        button.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Change: {words}")));
        if button.clicked() {
            send(ctx, ImportAct::Answer(key.to_owned(), None));
        }
    });
}

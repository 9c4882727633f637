//! The profiles in words: what each is, through which lens it is seen, and what it leaves out.

use egui::{Label, Margin, Rect, RichText, Ui, pos2};
use rackhour_engine::workbook::Profile;

use super::super::{Ctx, profile_color, profile_words};
use super::fold_ui;
use crate::command::Compare;
use crate::theme::Theme;

/// The narrowest card; where they do not fit in a row there are more rows.
const NARROWEST: f32 = 168.0;
const GAP: f32 = 16.0;
/// The height of a pane below which the cards are folded away until they are asked for.
const LOW_PANE: f32 = 720.0;

/// Draws a card for each profile that has something to say.
pub(super) fn cards_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let profiles: Vec<&Profile> = ctx
        .session
        .workbook()
        .profiles
        .iter()
        .map(|profile| &**profile)
        .filter(|profile| !profile_words(profile).is_empty())
        .collect();
    if profiles.is_empty() {
        return;
    }
    // In a low pane the table comes first.
    let open = ctx
        .view
        .compare
        .cards
        .unwrap_or(ui.clip_rect().height() > LOW_PANE);
    fold_ui(ctx, "Profiles", open, Compare::Cards(!open), ui);
    if open {
        let room = ui.available_width();
        let fitting = ((room + GAP) / (NARROWEST + GAP)).floor().max(1.0) as usize;
        let rows = profiles.len().div_ceil(fitting);
        let columns = profiles.len().div_ceil(rows);
        let width = ((room + GAP) / columns as f32 - GAP).floor().min(420.0);
        for row in profiles.chunks(columns) {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = GAP;
                for profile in row {
                    card_ui(ctx, profile, width, ui);
                }
            });
        }
    }
    ui.add_space(12.0);
}

fn card_ui(ctx: &Ctx<'_>, profile: &Profile, width: f32, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let margin = Margin {
        left: 9,
        ..Margin::ZERO
    };
    let shown = ui.vertical(|ui| {
        ui.set_width(width);
        let frame = egui::Frame::NONE.inner_margin(margin);
        frame.show(ui, |ui| words_ui(profile, ui)).response.rect
    });
    let card = shown.inner;
    let edge = Rect::from_min_max(card.left_top(), pos2(card.left() + 3.0, card.bottom()));
    let color = profile_color(ctx, Some(&profile.id), theme);
    ui.painter().rect_filled(edge, 0.0, color);
}

fn words_ui(profile: &Profile, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.spacing_mut().item_spacing.y = 3.0;
    ui.add(Label::new(RichText::new(&profile.label).font(theme.strong())).wrap());
    for (head, words) in profile_words(profile) {
        let text = match head {
            "" => RichText::new(words).color(theme.text),
            head => RichText::new(format!("{head}: {words}")).color(theme.muted),
        };
        ui.add(Label::new(text.font(theme.label())).wrap());
    }
}

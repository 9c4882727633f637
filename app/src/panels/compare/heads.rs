//! The heads of a comparison's columns: profiles, and within them scenarios.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align, Align2, Galley, Id, Rect, RichText, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use rackhour_engine::check::Case;

use super::super::{Ctx, profile_card_ui, profile_color};
use super::send;
use super::table::{PADDING, Table};
use crate::command::Compare;
use crate::plot::wrapped;
use crate::theme::Theme;

/// Neighbouring columns of one profile, and how many they are.
pub(super) fn groups(cases: &[Case]) -> Vec<(&Case, usize)> {
    let mut groups: Vec<(&Case, usize)> = Vec::new();
    for case in cases {
        match groups.last_mut() {
            Some((first, count)) if first.profile == case.profile => *count += 1,
            _ => groups.push((case, 1)),
        }
    }
    groups
}

pub(super) fn group_name(
    ctx: &Ctx<'_>,
    case: &Case,
    columns: usize,
    width: f32,
    ui: &Ui,
) -> Arc<Galley> {
    let theme = Theme::of(ui);
    let label = ctx
        .session
        .profile(case.profile.as_ref())
        .map_or("", |profile| &profile.label);
    let width = width * columns as f32 - 2.0 * PADDING;
    wrapped(
        ui.painter(),
        label,
        theme.strong(),
        theme.text,
        width,
        3,
        Align::Min,
    )
}

/// The head of a column: its scenario, and whether the others are compared with it.
pub(super) struct Head {
    scenario: Arc<Galley>,
    elided: bool,
}

impl Head {
    pub(super) fn of(ctx: &Ctx<'_>, case: &Case, width: f32, ui: &Ui) -> Self {
        let theme = Theme::of(ui);
        let label = ctx.session.scenario_label(case.scenario.as_ref());
        let width = width - 2.0 * PADDING;
        let (font, color) = (theme.label(), theme.muted);
        let scenario = wrapped(ui.painter(), &label, font, color, width, 3, Align::Max);
        let elided = scenario.elided;
        Self { scenario, elided }
    }

    /// With a line for the word that marks the reference.
    pub(super) fn high(&self) -> f32 {
        self.scenario.size().y + 15.0
    }
}

impl Table<'_, '_> {
    /// The names of the profiles over their columns, which end at `bottom`.
    pub(super) fn groups_ui(
        &self,
        area: Rect,
        groups: &[(&Case, usize)],
        names: &[Arc<Galley>],
        bottom: f32,
        ui: &mut Ui,
    ) {
        let theme = self.theme;
        let head = Rect::from_min_size(area.min, vec2(area.width(), self.top()));
        ui.painter().rect_filled(head, 0.0, theme.panel);
        ui.painter()
            .hline(area.x_range(), head.bottom() - 0.5, theme.hairline());
        let mut left = area.left();
        for ((case, count), name) in groups.iter().zip(names) {
            let width = self.column * *count as f32;
            let rect = Rect::from_min_size(pos2(left, area.top()), vec2(width, self.group_high));
            ui.painter()
                .vline(left, area.top()..=bottom, theme.hairline());
            left += width;
            let Some(profile) = self.ctx.session.profile(case.profile.as_ref()) else {
                continue;
            };
            let color = profile_color(self.ctx, case.profile.as_ref(), theme);
            let edge = Rect::from_min_size(rect.min, vec2(width, 2.0)).shrink2(vec2(1.0, 0.0));
            ui.painter().rect_filled(edge, 0.0, color);
            // The name stays in sight while its columns are scrolled.
            let seen = rect.intersect(ui.clip_rect());
            let start = if *count > 1 {
                seen.left().max(rect.left())
            } else {
                rect.left()
            };
            let start = start
                .min(rect.right() - name.size().x - 2.0 * PADDING)
                .max(rect.left());
            let place = pos2(start + PADDING, rect.top() + 5.0);
            ui.painter().galley(place, Arc::clone(name), theme.text);
            let id = Id::unique(("compared profile", &profile.id));
            let response = ui.interact(rect, id, Sense::hover());
            response.on_hover_ui(|ui| profile_card_ui(profile, ui));
        }
    }

    /// The head of a column; a click makes it the one that others are compared with.
    pub(super) fn head_ui(&self, area: Rect, position: usize, head: &Head, ui: &mut Ui) {
        let theme = self.theme;
        let case = &self.data.cases[position];
        let left = area.left() + self.column * position as f32;
        let corner = pos2(left, area.top() + self.group_high);
        let rect = Rect::from_min_size(corner, vec2(self.column, self.head_high));
        let id = Id::unique(("compared head", position));
        let response = ui.interact(rect, id, Sense::CLICK);
        let is_base = position == self.data.base;
        let name = self.ctx.session.label_of_case(case);
        response.widget_info(|| WidgetInfo::selected(Role::ColumnHeader, true, is_base, &name));
        if response.hovered() {
            ui.painter()
                .rect_filled(rect.shrink(1.0), 0.0, theme.hover());
        }
        if response.has_focus() {
            let stroke = Stroke::new(2.0, theme.accent);
            ui.painter()
                .rect_stroke(rect.shrink(1.0), 0.0, stroke, egui::StrokeKind::Inside);
        }
        let right = rect.right() - PADDING;
        let galley = Arc::clone(&head.scenario);
        ui.painter()
            .galley(pos2(right, rect.top() + 2.0), galley, theme.muted);
        if is_base {
            let place = pos2(right, rect.bottom() - 3.0);
            let font = theme.label_strong();
            ui.painter()
                .text(place, Align2::RIGHT_BOTTOM, "reference", font, theme.accent);
        }
        if response.clicked() {
            send(self.ctx, Compare::Reference(case.clone()));
        }
        response.on_hover_ui(|ui| self.head_card_ui(case, head, &name, ui));
    }

    fn head_card_ui(&self, case: &Case, head: &Head, name: &str, ui: &mut Ui) {
        ui.set_max_width(320.0);
        ui.label(RichText::new(name).font(self.theme.strong()));
        let scenario = self.ctx.session.scenario(case.scenario.as_ref());
        if let Some(note) = scenario
            .map(|scenario| &scenario.note)
            .filter(|note| !note.is_empty())
        {
            ui.label(note);
        }
        let hint = match head.elided {
            true => "Click to compare the other columns with this one",
            false => "Click, or press B in the column, to compare the others with it",
        };
        ui.label(RichText::new(hint).color(self.theme.muted));
    }
}

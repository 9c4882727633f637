//! Formulas with their references in colour, worked out, and the one at which a walk began.

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextFormat};
use egui::{Button, Frame, Label, Margin, RichText, Stroke, Ui, WidgetInfo};
use rackhour_engine::workbook::{Definition, Entry};

use super::super::Ctx;
use super::{gap, part_ui};
use crate::command::{Action, TraceAct};
use crate::session::Reading;
use crate::sheet::Cell;
use crate::text;
use crate::theme::Theme;
use crate::trail::Direction;

/// The formula at which the walk to this row began, with the reference in hand marked.
pub(super) fn pinned_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let Some((pinned, way)) = ctx.view.trail.pinned() else {
        return;
    };
    let Some(reading) = ctx.session.reading(pinned) else {
        return;
    };
    let places = &reading.places;
    let current = places.iter().position(|place| way.contains(&&place.cell));
    Frame::NONE
        .fill(Theme::of(ui).surface)
        .stroke(Theme::of(ui).hairline())
        .corner_radius(Theme::of(ui).sizes.radius)
        .inner_margin(Margin::symmetric(8, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            pinned_head_ui(ctx, pinned, way.len(), ui);
            let job = colored(&reading, current, Theme::of(ui));
            ui.add(Label::new(job).wrap().selectable(true));
            if let Some(place) = current.and_then(|at| places.get(at)) {
                let words = format!(
                    "{} of {}: {} is {}",
                    current.unwrap_or(0) + 1,
                    places.len(),
                    ctx.session.called(place),
                    ctx.session.value_at(place)
                );
                ui.label(RichText::new(words).color(Theme::of(ui).muted));
            }
        });
    ui.add_space(8.0);
}

fn pinned_head_ui(ctx: &Ctx<'_>, pinned: &Cell, stops: usize, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.horizontal(|ui| {
        let label = ctx.session.label(&pinned.row);
        let text = RichText::new(&label)
            .font(theme.strong())
            .color(theme.accent);
        let width = ui.available_width() - 66.0;
        let size = egui::vec2(width.max(60.0), 18.0);
        let title = ui
            .allocate_ui(size, |ui| ui.add(Button::new(text).frame(false).truncate()))
            .inner;
        let name = format!("Back to the formula of {label}");
        title.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        if title.on_hover_text(&name).clicked() {
            send(ctx, TraceAct::Return(stops));
        }
        for (sign, name, act) in [
            ("←", "Previous reference", TraceAct::Beside(-1)),
            ("→", "Next reference", TraceAct::Beside(1)),
            ("×", "Leave this formula", TraceAct::Unpin),
        ] {
            let button = ui.add(Button::new(sign).frame(false));
            button.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
            if button.on_hover_text(name).clicked() {
                send(ctx, act);
            }
        }
    });
}

fn send(ctx: &Ctx<'_>, act: TraceAct) {
    ctx.commands.send(Action::Trace(act));
}

/// The formula of a cell: as written, with the rows by their labels, and worked out.
pub(super) fn formula_ui(ctx: &Ctx<'_>, cell: &Cell, ui: &mut Ui) {
    let Some(row) = ctx.session.variable(&cell.row) else {
        return;
    };
    if let Some(reading) = ctx.session.reading(cell) {
        part_ui("Formula", ui);
        boxed_ui(colored(&reading, None, Theme::of(ui)), ui);
        if let Some(words) = ctx.session.formula_in_words(&reading.formula) {
            gap(ui);
            ui.label(words);
        }
        if !ctx.session.below(cell, Direction::Reads).is_empty() {
            gap(ui);
            ui.label(ctx.session.worked(cell, &reading));
        }
    }
    if let Definition::Irregular(entries) = &row.definition {
        part_ui("Formula by period", ui);
        let periods = &ctx.session.sheet().periods;
        for (period, entry) in periods.iter().zip(entries) {
            let label = RichText::new(period).font(Theme::of(ui).label());
            ui.label(label.color(Theme::of(ui).muted));
            match entry {
                Entry::Formula(formula) => boxed_ui(plain(formula, Theme::of(ui)), ui),
                Entry::Value(number) => {
                    ui.label(text::number(number.0, &row.unit, row.format));
                }
            }
        }
    }
}

fn boxed_ui(job: LayoutJob, ui: &mut Ui) {
    let theme = Theme::of(ui);
    Frame::NONE
        .fill(theme.surface)
        .stroke(theme.hairline())
        .corner_radius(theme.sizes.radius)
        .inner_margin(Margin::symmetric(8, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.add(Label::new(job).wrap().selectable(true));
        });
}

fn plain(formula: &str, theme: &Theme) -> LayoutJob {
    LayoutJob::single_section(formula.to_owned(), written(theme))
}

fn written(theme: &Theme) -> TextFormat {
    TextFormat::simple(theme.body(), theme.text)
}

/// A formula with every reference in the colour of its line in the tree, and one of them marked.
fn colored(reading: &Reading, current: Option<usize>, theme: &Theme) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut from = 0;
    for (span, place) in &reading.marks {
        let color = theme.series(*place);
        let ground = match current == Some(*place) {
            true => theme.selection(),
            false => egui::Color32::TRANSPARENT,
        };
        let format = TextFormat {
            underline: Stroke::new(1.0, color),
            background: ground,
            ..TextFormat::simple(theme.body(), color)
        };
        job.append(&reading.formula[from..span.start], 0.0, written(theme));
        job.append(&reading.formula[span.clone()], 0.0, format);
        from = span.end;
    }
    job.append(&reading.formula[from..], 0.0, written(theme));
    job
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_has_a_colour_and_the_text_stays() {
        let reading = Reading {
            formula: "a * b - a".to_owned(),
            places: Vec::new(),
            marks: vec![(0..1, 0), (4..5, 1), (8..9, 0)],
        };
        let theme = Theme::load(false);
        let job = colored(&reading, Some(1), theme);
        assert_eq!(job.text, reading.formula);
        let marked = job.sections.iter().filter(|part| {
            part.format.background == theme.selection() && part.format.color == theme.series(1)
        });
        assert_eq!(marked.count(), 1);
        let first = job
            .sections
            .iter()
            .filter(|part| part.format.color == theme.series(0));
        assert_eq!(first.count(), 2);
    }
}

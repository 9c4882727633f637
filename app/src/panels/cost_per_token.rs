//! The main figure: the fixed cost of a token against allocation and price, and what moves it.

use egui::{Color32, Grid, Id, RichText, Ui, vec2};
use rackhour_engine::figure::CurvesData;
use rackhour_engine::workbook::{CostCurves, NumberFormat};

use super::cell_editor::cell_editor_ui;
use super::{Ctx, empty_ui, profile_color, studies};
use crate::command::Action;
use crate::figures::Figures;
use crate::plot::{Bounds, CurvesView, HeatmapView, cost_curves_ui, heatmap_ui};
use crate::session::Shown;
use crate::sheet::Cell;
use crate::text;
use crate::theme::Theme;
use crate::widgets::Slider;

/// The narrowest pane in which the figures stand side by side.
const SIDE_BY_SIDE: f32 = 680.0;
/// The least height of a figure; below it the pane scrolls.
const LOWEST_FIGURE: f32 = 260.0;
/// The narrowest headline; where they do not fit in a row there are more rows.
const NARROWEST_HEADLINE: f32 = 160.0;
/// Between two headlines.
const GAP: f32 = 16.0;
/// The narrowest slider, in a low pane and in one with room for more rows of them.
const NARROWEST_SLIDER: [f32; 2] = [160.0, 208.0];
const LOW_PANE: f32 = 640.0;

/// Draws the figures that take a grid of cases, with the headlines and sliders of the curves.
pub(super) fn cost_per_token_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    if let Some((_, spec)) = ctx.session.page().curves(ctx.session.workbook()) {
        headlines_ui(ctx, spec, ui);
        ui.add_space(12.0);
        sliders_ui(ctx, &spec.sliders, ui);
        ui.add_space(12.0);
    }
    grids_ui(ctx, ui);
}

/// One number of the strip at the top.
struct Headline {
    label: String,
    value: String,
    unit: String,
    color: Color32,
    hover: Option<String>,
    /// What studies of it would be about, where it is a value.
    key: Option<String>,
}

fn headlines_ui(ctx: &Ctx<'_>, spec: &CostCurves, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let heatmap = ctx.session.page().heatmap(ctx.session.workbook());
    let heatmap = heatmap.map(|(_, spec)| spec);
    let mut headlines = vec![row_headline(ctx, &spec.output, theme.text)];
    headlines.push(row_headline(ctx, &spec.line, theme.text));
    if let Some(heatmap) = heatmap {
        let value = ctx.session.results().at(&heatmap.output);
        let color = match value {
            Some(value) if value < heatmap.contour.0 => theme.loses,
            Some(_) => theme.earns,
            None => theme.muted,
        };
        headlines.push(row_headline(ctx, &heatmap.output, color));
    }
    if let Some(Ok(curves)) = &ctx.session.figures().curves {
        headlines.push(break_even_headline(ctx, curves, theme));
    }
    let fitting = (ui.available_width() / NARROWEST_HEADLINE).floor().max(1.0) as usize;
    let rows = headlines.len().div_ceil(fitting).max(1);
    let columns = headlines.len().div_ceil(rows).max(1);
    let width = ((ui.available_width() + GAP) / columns as f32 - GAP).floor();
    for row in headlines.chunks(columns) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            for headline in row {
                ui.allocate_ui(vec2(width, 48.0), |ui| {
                    headline_ui(ctx, headline, width, ui)
                });
            }
        });
    }
}

fn row_headline(ctx: &Ctx<'_>, id: &str, color: Color32) -> Headline {
    let row = ctx.session.variable(id);
    let cell = ctx
        .session
        .results()
        .row(id)
        .map(|row| ctx.session.sheet().first_cell(row));
    let key = cell
        .as_ref()
        .and_then(|cell| ctx.session.study_key(cell).ok());
    let shown = cell.map_or(Shown::Empty, |cell| ctx.session.shown(&cell));
    let hover = match &shown {
        Shown::Unavailable(reason) => Some(ctx.session.not_available(reason)),
        _ => None,
    };
    Headline {
        label: ctx.session.label(id),
        value: shown.text(),
        unit: row.map_or_else(String::new, |row| text::unit_label(&row.unit)),
        color,
        hover,
        key,
    }
}

/// Where the case on screen breaks even along the horizontal axis.
fn break_even_headline(ctx: &Ctx<'_>, curves: &CurvesData, theme: &Theme) -> Headline {
    let base = curves.curves.iter().position(|curve| curve.is_base);
    let found = curves
        .break_evens
        .iter()
        .find(|point| Some(point.curve) == base);
    let format = curves.x.percent.then_some(NumberFormat::Percent(2));
    let number = |value| text::number(value, &curves.x.unit, format);
    let ends = curves.x.values.first().zip(curves.x.values.last());
    let hover = match (found, ends) {
        (None, Some((low, high))) => Some(format!(
            "No break-even between {} and {}",
            number(*low),
            number(*high)
        )),
        _ => Some(ctx.session.case_label()),
    };
    Headline {
        label: format!(
            "Break-even: {}",
            curves.x.label.split(" · ").next().unwrap_or_default()
        ),
        value: found.map_or_else(|| text::UNAVAILABLE.to_owned(), |point| number(point.x)),
        unit: if found.is_none() {
            "none".to_owned()
        } else {
            text::unit_label(&curves.x.unit)
        },
        color: if found.is_some() {
            theme.text
        } else {
            theme.muted
        },
        hover,
        key: None,
    }
}

fn headline_ui(ctx: &Ctx<'_>, headline: &Headline, width: f32, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let response = ui
        .vertical(|ui| {
            ui.set_min_width(width);
            ui.set_max_width(width);
            ui.spacing_mut().item_spacing.y = 0.0;
            let label = RichText::new(&headline.label)
                .font(theme.label())
                .color(theme.muted);
            ui.add(egui::Label::new(label).truncate());
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                let value = RichText::new(&headline.value).font(theme.headline());
                ui.label(value.color(headline.color));
                let unit = RichText::new(&headline.unit).color(theme.muted);
                ui.add(egui::Label::new(unit).truncate());
            });
        })
        .response;
    if let Some(key) = &headline.key {
        let id = Id::unique(("headline", &headline.label));
        let pressed = ui.interact(response.rect, id, egui::Sense::CLICK);
        pressed.context_menu(|ui| studies::menu_of_ui(ctx, key, None, ui));
    }
    if let Some(hover) = &headline.hover {
        response.on_hover_text(hover);
    }
}

/// A strip of sliders, each for the input of a key.
pub(super) fn sliders_ui(ctx: &Ctx<'_>, keys: &[String], ui: &mut Ui) {
    if keys.is_empty() {
        return;
    }
    let gap = 16.0;
    let room = ui.available_width();
    let narrowest = NARROWEST_SLIDER[usize::from(ui.clip_rect().height() > LOW_PANE)];
    let fitting = ((room + gap) / (narrowest + gap)).floor().max(1.0) as usize;
    let rows = keys.len().div_ceil(fitting);
    let columns = keys.len().div_ceil(rows);
    let width = ((room + gap) / columns as f32 - gap).floor();
    Grid::new("sliders")
        .spacing([gap, 8.0])
        .min_col_width(width)
        .max_col_width(width)
        .show(ui, |ui| {
            for row in keys.chunks(columns) {
                for key in row {
                    slider_ui(ctx, key, ui);
                }
                ui.end_row();
            }
        });
}

fn slider_ui(ctx: &Ctx<'_>, key: &str, ui: &mut Ui) {
    let name = ctx.session.key_label(key);
    let cell = ctx.session.cell_of_key(key);
    let row = cell
        .as_ref()
        .and_then(|cell| ctx.session.variable(&cell.row));
    let value = ctx.session.results().at(key);
    let (Some(cell), Some(row), Some(value)) = (cell, row, value) else {
        empty_ui(&format!("{name} has no value"), ui);
        return;
    };
    let (low, high) = ctx.session.slider_range(&cell).unwrap_or((value, value));
    let (low, high) = (low.min(value), high.max(value));
    let format = |value| ctx.session.plain_number(row, value);
    let unit = text::unit_label(&row.unit);
    let mut slider = Slider::new(&name, value, low..=high, &format).unit(&unit);
    if let Some(base) = ctx.session.opened_value(key) {
        slider = slider.base(base);
    }
    let output = slider.show(ui);
    if ctx.view.focus_slider.as_ref() == Some(&cell) {
        output.response.request_focus();
    }
    slider_editor_ui(ctx, &cell, &name, output.value_rect, ui);
    if let Some(value) = output.changed {
        ctx.commands.send(Action::Drag {
            key: key.to_owned(),
            value,
        });
    }
    if output.ended {
        ctx.commands.send(Action::EndDrag);
    }
    if output.response.gained_focus() && ctx.view.selected.as_ref() != Some(&cell) {
        ctx.commands.send(Action::Touch(cell.clone()));
    }
    if let Some(text) = output.typing {
        ctx.commands.send(Action::TypeBeside(cell, text));
    }
    if ctx.session.ghost().is_none() {
        let range = format!("{} to {} {unit}", format(low), format(high));
        output
            .response
            .on_hover_ui(|ui| slider_card_ui(&name, &range, &row.note, ui));
    }
}

/// The text box in place of the value, while it is typed.
fn slider_editor_ui(ctx: &Ctx<'_>, cell: &Cell, name: &str, rect: egui::Rect, ui: &mut Ui) {
    let editing = ctx.view.editing.as_ref();
    if let Some(editing) = editing.filter(|editing| editing.beside_slider && editing.cell == *cell)
    {
        // Takes no place in the grid of sliders: nothing moves when it appears.
        let mut field = ui.new_child(egui::UiBuilder::new().max_rect(rect));
        cell_editor_ui(ctx, editing, name, &mut field);
    }
}

fn slider_card_ui(name: &str, range: &str, note: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new(name).font(theme.strong()));
    ui.label(RichText::new(range.trim_end()).color(theme.muted));
    if !note.is_empty() {
        ui.label(note);
    }
}

fn grids_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let gap = 24.0;
    let room = ui.available_size();
    let has_heatmap = ctx.session.figures().heatmap.is_some();
    let has_curves = ctx.session.figures().curves.is_some();
    if !has_curves {
        let size = vec2(room.x, room.y.max(LOWEST_FIGURE));
        ui.allocate_ui(size, |ui| map_ui(ctx, ui));
    } else if has_heatmap && room.x >= SIDE_BY_SIDE {
        let size = vec2((room.x - gap) * 0.5, room.y.max(LOWEST_FIGURE));
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            ui.allocate_ui(size, |ui| curves_ui(ctx, ui));
            ui.allocate_ui(size, |ui| map_ui(ctx, ui));
        });
    } else {
        let count = if has_heatmap { 2.0 } else { 1.0 };
        let height = ((room.y - gap * (count - 1.0)) / count).max(LOWEST_FIGURE);
        ui.allocate_ui(vec2(room.x, height), |ui| curves_ui(ctx, ui));
        if has_heatmap {
            ui.add_space(gap);
            ui.allocate_ui(vec2(room.x, height), |ui| map_ui(ctx, ui));
        }
    }
}

fn curves_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    ui.set_min_size(ui.available_size());
    match &ctx.session.figures().curves {
        Some(Ok(data)) => {
            let frozen = frozen(ctx, ui, "curves");
            let theme = Theme::of(ui);
            let view = CurvesView {
                case: &ctx.session.case_label(),
                color: profile_color(ctx, ctx.session.case().profile.as_ref(), theme),
                profile: &|id| profile_color(ctx, Some(&id.to_owned()), theme),
                ghost: ctx.session.ghost().and_then(curves_of),
                frozen,
            };
            let output = cost_curves_ui(ui, data, view);
            remember(ctx, ui, "curves", output.bounds);
        }
        Some(Err(error)) => failed_ui(error, ui),
        None => {}
    }
}

fn curves_of(figures: &Figures) -> Option<&CurvesData> {
    figures
        .curves
        .as_ref()
        .and_then(|curves| curves.as_ref().ok())
}

fn map_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    ui.set_min_size(ui.available_size());
    match &ctx.session.figures().heatmap {
        Some(Ok(data)) => {
            let frozen = frozen(ctx, ui, "heatmap");
            let revision = ctx.session.figures().revision;
            let case = ctx.session.case_label();
            let ghost = ctx.session.ghost().and_then(|ghost| ghost.heatmap.as_ref());
            let view = HeatmapView {
                ghost: ghost.and_then(|ghost| ghost.as_ref().ok()),
                ..HeatmapView::new(&case, revision, frozen)
            };
            let output = heatmap_ui(ui, data, view);
            remember(ctx, ui, "heatmap", output.bounds);
        }
        Some(Err(error)) => failed_ui(error, ui),
        None => {}
    }
}

fn failed_ui(error: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new("The figure cannot be drawn").font(theme.heading()));
    ui.label(RichText::new(error).color(theme.loses));
}

/// The axes as they were when the drag began; none while nothing is dragged.
fn frozen(ctx: &Ctx<'_>, ui: &Ui, figure: &str) -> Option<Bounds> {
    ctx.session.ghost()?;
    ui.data(|data| data.get_temp(Id::unique(("axes", figure))))
}

fn remember(ctx: &Ctx<'_>, ui: &Ui, figure: &str, bounds: Bounds) {
    if ctx.session.ghost().is_none() {
        ui.data_mut(|data| data.insert_temp(Id::unique(("axes", figure)), bounds));
    }
}

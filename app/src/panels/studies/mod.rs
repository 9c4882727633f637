//! The pane of studies: what the selected one found, as a figure and as a table.
//!
//! Each kind has a file here that words its answer, and one in [`crate::plot`] that draws it.

mod ask;
pub(super) mod bridge;
mod falsifiers;
mod frontier;
mod grid;
mod list;
mod monte_carlo;
mod picture;
mod seek;
mod shelf;
mod tornado;

use egui::accesskit::Role;
use egui::{
    Button, CentralPanel, Frame, Id, Label, Margin, Panel, ProgressBar, RichText, ScrollArea, Ui,
    WidgetInfo, vec2,
};
use rackhour_engine::study::Answer;
use rackhour_engine::workbook::{Study, StudySpec};

use super::{Ctx, command_button, cost_per_token, empty_ui};
use crate::command::{Action, Command, StudyAct, keys_text};
use crate::plot::Bounds;
use crate::studies::studio::StudioAct;
use crate::studies::{self, Found, Known, Reasons};
use crate::text;
use crate::theme::Theme;
use crate::view::{Look, Tab};

pub(super) use ask::{form_ui, menu_of_ui, row_menu_ui, value_menu_ui};
pub(super) use list::list_ui;
pub(super) use picture::picture_ui;

/// The room for what can be done with a study.
const ACTS: f32 = 270.0;
/// The least height of a figure; below it the pane scrolls.
const LOWEST_FIGURE: f32 = 260.0;
/// While a run shows how far it is, it is looked at this often.
const PROGRESS_EVERY: std::time::Duration = std::time::Duration::from_millis(50);

/// A study on screen, and what is known of it.
struct Shown<'a> {
    ctx: &'a Ctx<'a>,
    study: &'a Study,
    look: Look,
    known: &'a Known,
}

impl Shown<'_> {
    /// Shows the study in another way.
    fn look(&self, change: impl FnOnce(&mut Look)) {
        let mut look = self.look.clone();
        change(&mut look);
        if look != self.look {
            send(self.ctx, StudyAct::Look(self.study.id.clone(), look));
        }
    }

    /// The case and period, for subtitles.
    fn scope(&self) -> String {
        self.ctx.session.study_scope(self.study)
    }

    /// The axes as they were when a drag began; none while nothing is dragged.
    fn frozen(&self, ui: &Ui, figure: &str) -> Option<Bounds> {
        self.ctx.session.ghost()?;
        ui.data(|data| data.get_temp(self.axes(figure)))
    }

    fn remember(&self, ui: &Ui, figure: &str, bounds: Bounds) {
        if self.ctx.session.ghost().is_none() {
            ui.data_mut(|data| data.insert_temp(self.axes(figure), bounds));
        }
    }

    fn axes(&self, figure: &str) -> Id {
        let document = self.ctx.view.window.here;
        let study = &self.study.id;
        Id::unique(("study axes", document, study, figure, self.look.output))
    }
}

fn send(ctx: &Ctx<'_>, act: StudyAct) {
    ctx.commands.send(Action::Study(act));
}

/// Draws the pane; with a chooser where the list of studies is not shown.
pub(super) fn studies_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let chosen = ctx.view.studies.study.as_deref();
    let Some(study) = ctx.session.study(chosen) else {
        Frame::NONE
            .inner_margin(Margin::same(12))
            .show(ui, |ui| nothing_ui(ctx, ui));
        return;
    };
    let margin = Margin::symmetric(12, 8);
    Panel::top("study head")
        .resizable(false)
        .show_separator_line(false)
        .frame(Frame::NONE.inner_margin(margin))
        .show(ui, |ui| head_ui(ctx, study, ui));
    CentralPanel::no_frame().show(ui, |ui| {
        ScrollArea::vertical()
            .id_salt(("study", &study.id))
            .auto_shrink([false, false])
            .show(ui, |ui| {
                let margin = Margin {
                    left: 12,
                    right: 12,
                    top: 4,
                    bottom: 12,
                };
                Frame::NONE
                    .inner_margin(margin)
                    .show(ui, |ui| body_ui(ctx, study, ui));
            });
    });
}

fn nothing_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new("This workbook has no studies").font(theme.heading()));
    empty_ui(
        "Studies ask what many cases give: grids over two inputs, break-evens, tornados, samples. \
         Point at a result in the table and choose a quick study, or add one here",
        ui,
    );
    ui.add_space(8.0);
    command_button(ctx, Command::NewStudy, ui);
}

/// What the study is about, and how its run stands. Always of the same height, so that nothing
/// moves while it runs.
fn head_ui(ctx: &Ctx<'_>, study: &Study, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.spacing_mut().item_spacing.y = 2.0;
    if !rail_is_shown(ui, Tab::Studies) {
        list::chooser_ui(ctx, study, ui);
    }
    ui.horizontal(|ui| {
        let room = (ui.available_width() - 250.0).max(120.0);
        ui.scope(|ui| {
            ui.set_max_width(room);
            let title = RichText::new(&study.label).font(theme.heading());
            ui.add(Label::new(title).truncate());
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            run_ui(ctx, study, ui);
        });
    });
    ui.horizontal(|ui| {
        let room = (ui.available_width() - ACTS).max(120.0);
        ui.scope(|ui| {
            ui.set_width(room);
            let stamp = RichText::new(stamp(ctx, study)).font(theme.label());
            ui.add(Label::new(stamp.color(theme.muted)).truncate());
        });
        acts_ui(ctx, study, ui);
    });
    if !study.note.is_empty() {
        let note = RichText::new(&study.note).font(theme.label());
        ui.add(Label::new(note.color(theme.muted)).truncate())
            .on_hover_text(&study.note);
    }
}

/// What can be done with the study as a whole.
fn acts_ui(ctx: &Ctx<'_>, study: &Study, ui: &mut Ui) {
    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
        let shown = ctx.view.studio.shelves;
        let button = ui
            .add(Button::selectable(shown, "Shelves"))
            .on_hover_text("Show what the study asks, to be changed");
        button.widget_info(|| WidgetInfo::selected(Role::Button, true, shown, "Shelves"));
        if button.clicked() {
            let act = StudioAct::Shelves(!shown);
            ctx.commands.send(Action::Studio(act));
        }
        if ctx.session.is_beside(&study.id) {
            command_button_named(ctx, Command::KeepStudy, "Keep", ui);
        }
        command_button_named(ctx, Command::CopyStudy, "Duplicate", ui);
        command_button_named(ctx, Command::DeleteStudy, "Delete", ui);
    });
}

/// `Grid · Frontier lab · Base case · 2027 · 40,401 cells in 12 ms`.
fn stamp(ctx: &Ctx<'_>, study: &Study) -> String {
    let kind = studies::kind(&study.spec).to_owned();
    let mut parts = vec![kind, ctx.session.study_scope(study)];
    if let Some((known, _)) = ctx.session.known(study) {
        parts.push(cost(known));
    }
    parts.join(" · ")
}

/// How much work the last run was.
fn cost(known: &Known) -> String {
    let took = text::duration(known.took);
    let Found::Answer(answer, _) = &known.found else {
        return format!("in {took}");
    };
    match &**answer {
        Answer::Grid(grid) => format!("{} in {took}", text::count(grid.cells(), "cell", "cells")),
        Answer::MonteCarlo(sampled) => format!(
            "{} in {took}, seed {}",
            text::count(sampled.samples, "sample", "samples"),
            sampled.seed
        ),
        _ => format!("in {took}"),
    }
}

/// The button that runs the study, and at its left how the run stands.
fn run_ui(ctx: &Ctx<'_>, study: &Study, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let running = ctx.session.desk().running(&study.id);
    match running {
        Some(state) if state.is_long() => {
            command_button_named(ctx, Command::CancelStudy, "Cancel", ui);
            progress_ui(study, state.done, ui);
            ui.ctx().request_repaint_after(PROGRESS_EVERY);
        }
        running => {
            command_button_named(ctx, Command::RunStudy, "Run", ui);
            if running.is_some() {
                ui.ctx().request_repaint_after(PROGRESS_EVERY);
            }
            if let Some((words, color)) = state_words(ctx, study, theme) {
                let words = RichText::new(words).font(theme.label()).color(color);
                ui.add(Label::new(words).truncate());
            }
        }
    }
}

/// A command's button under a shorter title.
fn command_button_named(ctx: &Ctx<'_>, command: Command, title: &str, ui: &mut Ui) {
    let entry = command.entry();
    let button = ui
        .add_enabled(ctx.is_enabled(command), Button::new(title))
        .on_hover_ui(|ui| {
            ui.label(entry.tooltip);
            if let Some(shortcut) = entry.shortcuts.first() {
                ui.weak(keys_text(ui.ctx(), shortcut));
            }
        });
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, entry.title));
    if button.clicked() {
        ctx.commands.run(command);
    }
}

fn progress_ui(study: &Study, done: usize, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let digits = |count: usize| text::count(count, "", "").trim_end().to_owned();
    let (share, words) = match studies::cases(&study.spec) {
        Some(all) if all > 0 && done <= all => (
            done as f32 / all as f32,
            format!("{} of {}", digits(done), digits(all)),
        ),
        _ => (0.0, text::count(done, "case", "cases")),
    };
    let bar = ProgressBar::new(share)
        .desired_width(72.0)
        .desired_height(6.0)
        .fill(theme.accent);
    let bar = ui.add(bar);
    bar.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, "Progress");
        info.current_text_value = Some(words.clone());
        info
    });
    let words = RichText::new(words).font(theme.label()).color(theme.muted);
    ui.add(Label::new(words).truncate());
}

/// What a user should know about the answer on screen; nothing where it is up to date.
fn state_words(ctx: &Ctx<'_>, study: &Study, theme: &Theme) -> Option<(String, egui::Color32)> {
    let session = ctx.session;
    let current = session.known(study).is_some_and(|(_, current)| current);
    let version = session.study_version(study);
    if session.desk().is_cancelled(&study.id, &version) {
        return Some(("Cancelled: F9 runs it".to_owned(), theme.warns));
    }
    match session.pace_words(study) {
        Some(words) if current => Some((words, theme.muted)),
        Some(words) => Some((format!("Out of date. {words}"), theme.warns)),
        None if !current && session.known(study).is_some() => {
            Some(("Out of date".to_owned(), theme.warns))
        }
        None => None,
    }
}

fn body_ui(ctx: &Ctx<'_>, study: &Study, ui: &mut Ui) {
    if ctx.view.studio.shelves {
        shelf::shelf_ui(ctx, study, ui);
    }
    let sliders = ctx.session.study_sliders(study);
    cost_per_token::sliders_ui(ctx, &sliders, ui);
    if !sliders.is_empty() {
        ui.add_space(8.0);
    }
    for closed in ctx.session.closed_outputs(study) {
        ui.label(RichText::new(format!("▲ {closed}")).color(Theme::of(ui).warns));
    }
    let Some((known, current)) = ctx.session.known(study) else {
        let words = match ctx.session.desk().running(&study.id) {
            Some(_) => "The study is running…",
            None => "Press F9 to run the study",
        };
        empty_ui(words, ui);
        return;
    };
    let shown = Shown {
        ctx,
        study,
        look: ctx.view.studies.look(&study.id),
        known,
    };
    // What will not be replaced in a moment steps back.
    let waits = answer_waits(ctx, study);
    if !current && waits {
        ui.set_opacity(0.6);
    }
    match &known.found {
        Found::Answer(answer, reasons) => answer_ui(&shown, answer, reasons, ui),
        Found::Refused { message, hint } => refused_ui(ctx, message, hint, ui),
    }
}

/// Whether an answer that is out of date stays until a drag ends or until somebody asks.
fn answer_waits(ctx: &Ctx<'_>, study: &Study) -> bool {
    let version = ctx.session.study_version(study);
    ctx.session.desk().is_cancelled(&study.id, &version) || ctx.session.pace_words(study).is_some()
}

/// Draws an answer as it fits the kind that the study was when it ran.
fn answer_ui(shown: &Shown<'_>, answer: &Answer, reasons: &[Reasons], ui: &mut Ui) {
    match (&shown.known.study().spec, answer) {
        (StudySpec::Grid(spec), Answer::Grid(result)) => {
            grid::grid_ui(shown, spec, result, reasons, ui);
        }
        (_, Answer::GoalSeek(sought)) => seek::seek_ui(shown, sought, ui),
        (_, Answer::Frontier(locus)) => frontier::locus_ui(shown, locus, ui),
        (_, Answer::Falsifiers(ranking)) => falsifiers::falsifiers_ui(shown, ranking, ui),
        (_, Answer::Tornado(bars)) => tornado::bars_ui(shown, bars, ui),
        (_, Answer::Spider(bars)) => tornado::spider_ui(shown, bars, ui),
        (StudySpec::Bridge(spec), Answer::Bridge(steps)) => {
            bridge::bridge_ui(shown, spec, steps, ui);
        }
        (_, Answer::MonteCarlo(sampled)) => monte_carlo::samples_ui(shown, sampled, ui),
        _ => {}
    }
}

fn refused_ui(ctx: &Ctx<'_>, message: &str, hint: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.add_space(8.0);
    ui.label(RichText::new("This study cannot be run as it is described").font(theme.heading()));
    ui.label(ctx.session.sentence(message));
    ui.label(RichText::new(ctx.session.sentence(hint)).color(theme.muted));
}

/// A figure over the room there is, and some room for what stands below it.
fn figure_room(ui: &Ui, below: f32) -> egui::Vec2 {
    let room = ui.available_size();
    vec2(room.x, (room.y - below).max(LOWEST_FIGURE))
}

/// Buttons of which one is on; gives another one that was clicked.
fn switch_ui<T: Copy + PartialEq>(options: &[(T, &str, &str)], on: T, ui: &mut Ui) -> Option<T> {
    let mut clicked = None;
    for (option, title, hint) in options {
        let is_on = *option == on;
        let button = ui
            .add(Button::selectable(is_on, *title))
            .on_hover_text(*hint);
        button.widget_info(|| WidgetInfo::selected(Role::Button, true, is_on, *title));
        if button.clicked() && !is_on {
            clicked = Some(*option);
        }
    }
    clicked
}

/// A list of outputs, where there are several; gives another one that was picked.
fn output_ui(shown: &Shown<'_>, titles: &[String], ui: &mut Ui) -> usize {
    let here = shown.look.output.min(titles.len().saturating_sub(1));
    if titles.len() < 2 {
        return here;
    }
    let title = titles[here].clone();
    let list = egui::ComboBox::from_id_salt("study output")
        .selected_text(title.as_str())
        .width(180.0)
        .truncate()
        .show_ui(ui, |ui| {
            for (place, title) in titles.iter().enumerate() {
                if ui.selectable_label(place == here, title.as_str()).clicked() {
                    shown.look(|look| {
                        look.output = place;
                        look.between = None;
                    });
                }
            }
        });
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Output");
        info.current_text_value = Some(title.clone());
        info
    });
    here
}

/// A button that copies a table, and says what was copied.
fn copy_ui(
    shown: &Shown<'_>,
    title: &str,
    what: &str,
    table: impl FnOnce() -> String,
    ui: &mut Ui,
) {
    let button = ui
        .button(title)
        .on_hover_text("Copy with every digit, to be pasted into a spreadsheet");
    if button.clicked() {
        ui.copy_text(table());
        send(shown.ctx, StudyAct::Copied(what.to_owned()));
    }
}

/// A line of small muted words.
fn small_ui(words: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new(words).font(theme.label()).color(theme.muted));
}

/// Why values are missing, in a line each.
fn reasons_ui(ctx: &Ctx<'_>, reasons: &Reasons, noun: (&str, &str), ui: &mut Ui) {
    for (reason, count) in reasons {
        let count = text::count(*count, noun.0, noun.1);
        small_ui(&format!("○ {count}: {}", ctx.session.sentence(reason)), ui);
    }
}

/// What was not moved, and why, to be unfolded.
fn left_out_ui(shown: &Shown<'_>, left_out: &[(String, String)], ui: &mut Ui) {
    if left_out.is_empty() {
        return;
    }
    let theme = Theme::of(ui);
    let count = text::count(left_out.len(), "input was", "inputs were");
    ui.add_space(4.0);
    let head = RichText::new(format!("{count} not moved")).font(theme.label());
    egui::CollapsingHeader::new(head.color(theme.muted))
        .id_salt(("left out", &shown.study.id))
        .show(ui, |ui| {
            for (key, reason) in left_out {
                let label = shown.ctx.session.key_label(key);
                let reason = shown.ctx.session.sentence(reason);
                small_ui(&format!("{label}: {reason}"), ui);
            }
        });
}

/// Remembers for this frame the pane whose list stands at the left of the window.
pub(super) fn set_rail(ui: &Ui, listed: Option<Tab>) {
    ui.data_mut(|data| data.insert_temp(Id::unique("list at the left"), listed));
}

/// Whether the list of a pane stands at the left, and not in the pane.
pub(super) fn rail_is_shown(ui: &Ui, pane: Tab) -> bool {
    let listed: Option<Option<Tab>> = ui.data(|data| data.get_temp(Id::unique("list at the left")));
    listed.flatten() == Some(pane)
}

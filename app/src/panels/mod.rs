//! The panels: functions that read the document and its results, draw, and ask for actions.

mod banner;
mod cell_editor;
mod compare;
mod cost_per_token;
mod dialogs;
mod dock;
mod documents;
mod figures;
mod formula_bar;
mod help;
mod import;
mod inspector;
mod keys;
mod later;
mod list_keys;
mod messages;
mod model;
mod palette;
mod problems;
mod rail;
mod recent;
mod register_forms;
mod row_picker;
mod scenarios;
mod seek_dialog;
mod signals;
mod sources;
mod start;
mod status;
mod structure;
mod studies;
mod top_bar;
mod versions;

use egui::accesskit::Role;
use egui::{CentralPanel, Frame, Margin, Panel, Response, RichText, Ui, WidgetInfo};

use rackhour_engine::workbook::Profile;

use crate::command::{Action, Command, Commands, keys_text};
use crate::session::Session;
use crate::theme::Theme;
use crate::view::{Tab, View};

/// What every panel gets: things to read, and a queue to ask with.
pub struct Ctx<'a> {
    /// The document and its results.
    pub session: &'a Session,
    /// What is on screen and selected.
    pub view: &'a View,
    /// What the panel asks for.
    pub commands: &'a Commands,
}

impl Ctx<'_> {
    /// Whether a command can be done now.
    pub fn is_enabled(&self, command: Command) -> bool {
        self.view.dialog.is_none() && command.can_run(self.session, self.view)
    }
}

/// The narrowest centre in which side panels are still shown.
const NARROWEST_CENTRE: f32 = 480.0;
const RAIL: f32 = 208.0;
const INSPECTOR: f32 = 312.0;

/// Draws the whole window.
pub fn window_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    crate::plot::hold_scales(ui, ctx.session.ghost().is_some());
    let bar = |margin| Frame::NONE.fill(theme.panel).inner_margin(margin);
    let side = || bar(Margin::ZERO);
    Panel::top("top bar")
        .exact_size(36.0)
        .resizable(false)
        .frame(bar(Margin::symmetric(12, 0)))
        .show(ui, |ui| top_bar::top_bar_ui(ctx, ui));
    documents::documents_ui(ctx, ui);
    banner::banner_ui(ctx, ui);
    Panel::bottom("status")
        .exact_size(22.0)
        .resizable(false)
        .frame(bar(Margin::symmetric(12, 0)))
        .show(ui, |ui| status::status_ui(ctx, ui));
    if ctx.view.window.messages.listed {
        Panel::bottom("messages")
            .resizable(true)
            .default_size(180.0)
            .size_range(96.0..=420.0)
            .frame(side())
            .show(ui, |ui| messages::messages_ui(ctx, ui));
    }
    let on_start = ctx.view.window.start.is_some();
    if ctx.view.problems && !on_start {
        Panel::bottom("problems")
            .resizable(true)
            .default_size(180.0)
            .size_range(96.0..=420.0)
            .frame(side())
            .show(ui, |ui| problems::problems_ui(ctx, ui));
    }
    if ctx.view.window.help.shown {
        Panel::right("help")
            .resizable(true)
            .default_size(INSPECTOR)
            .size_range(260.0..=420.0)
            .frame(side())
            .show(ui, |ui| help::help_ui(ctx, ui));
    }
    if ctx.view.inspector && !on_start && ui.available_width() >= NARROWEST_CENTRE + INSPECTOR {
        Panel::right("inspector")
            .resizable(true)
            .default_size(INSPECTOR)
            .size_range(260.0..=420.0)
            .frame(side())
            .show(ui, |ui| inspector::inspector_ui(ctx, ui));
    }
    let rail = ctx.view.sections && !on_start && ui.available_width() >= NARROWEST_CENTRE + RAIL;
    studies::set_rail(ui, rail.then_some(ctx.view.tab));
    if rail {
        Panel::left("sections")
            .resizable(true)
            .default_size(RAIL)
            .size_range(160.0..=260.0)
            .frame(side())
            .show(ui, |ui| match ctx.view.tab {
                Tab::Studies => studies::list_ui(ctx, ui),
                Tab::Figures => figures::list_ui(ctx, ui),
                Tab::Import => import::list_ui(ctx, ui),
                _ => rail::rail_ui(ctx, ui),
            });
    }
    CentralPanel::default()
        .frame(Frame::NONE.fill(theme.surface))
        .show(ui, |ui| match on_start {
            true => start::start_ui(ctx, ui),
            false => dock::dock_ui(ctx, ui),
        });
    palette::palette_ui(ctx, ui);
    model::go_to_ui(ctx, ui);
    dialogs::dialog_ui(ctx, ui);
    import::drop_ui(ctx, ui);
}

/// A button for a command, greyed where it cannot be done, with its tooltip and shortcut.
fn command_button(ctx: &Ctx<'_>, command: Command, ui: &mut Ui) -> Response {
    let entry = command.entry();
    let button = egui::Button::new(entry.title);
    let response = ui
        .add_enabled(ctx.is_enabled(command), button)
        .on_hover_ui(|ui| {
            ui.label(tooltip(ctx, command));
            if let Some(shortcut) = entry.shortcuts.first() {
                ui.weak(keys_text(ui.ctx(), shortcut));
            }
        })
        .on_disabled_hover_text(entry.tooltip);
    if response.clicked() {
        ctx.commands.run(command);
    }
    response
}

/// What a command does; of undo and redo, to what.
fn tooltip(ctx: &Ctx<'_>, command: Command) -> String {
    let label = match command {
        Command::Undo => ctx.session.undo_label(),
        Command::Redo => ctx.session.redo_label(),
        _ => None,
    };
    let entry = command.entry();
    label.map_or_else(
        || entry.tooltip.to_owned(),
        |label| format!("{}: {label}", entry.title),
    )
}

/// The head of a side panel.
fn panel_head_ui(title: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new(title).font(theme.heading()));
    ui.add_space(theme.sizes.grid);
}

/// A line of muted text that says what an empty pane is for.
fn empty_ui(text: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new(text).color(theme.muted));
}

/// The colour of a profile, the same everywhere.
fn profile_color(ctx: &Ctx<'_>, profile: Option<&String>, theme: &Theme) -> egui::Color32 {
    let Some(id) = profile else {
        return theme.accent;
    };
    match id.as_str() {
        "hyperscaler" => theme.hyperscaler,
        "frontier_lab" => theme.frontier_lab,
        "neocloud" => theme.neocloud,
        "private_factory" => theme.private_factory,
        _ => {
            let profiles = &ctx.session.workbook().profiles;
            theme.series(profiles.iter().position(|p| p.id == *id).unwrap_or(0))
        }
    }
}

/// A profile's card in words: what it is, its lens, what it leaves out; nothing of what is empty.
fn profile_words(profile: &Profile) -> Vec<(&'static str, &str)> {
    let words = [
        ("", profile.note.as_str()),
        ("Lens", profile.lens.as_str()),
        ("Leaves out", profile.leaves_out.as_str()),
    ];
    words
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

/// A profile in words, for hovering over its name.
fn profile_card_ui(profile: &Profile, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.set_max_width(360.0);
    ui.label(RichText::new(&profile.label).font(theme.strong()));
    for (head, words) in profile_words(profile) {
        match head {
            "" => ui.label(words),
            head => ui.label(RichText::new(format!("{head}: {words}")).color(theme.muted)),
        };
    }
}

/// Gives a table in a pane that scrolls as a whole its full height, whatever is in sight of it.
fn full_height_ui<T>(height: f32, ui: &mut Ui, content: impl FnOnce(&mut Ui) -> T) -> T {
    let shown = ui.scope(|ui| {
        ui.set_max_height(height);
        content(ui)
    });
    shown.inner
}

/// A row's label, which selects the row when it is clicked.
fn row_link_ui(ctx: &Ctx<'_>, id: &str, ui: &mut Ui) {
    let label = ctx.session.label(id);
    let text = RichText::new(&label).color(Theme::of(ui).accent);
    let link = egui::Label::new(text)
        .truncate()
        .sense(egui::Sense::click());
    let response = ui.add(link).on_hover_cursor(egui::CursorIcon::PointingHand);
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &label));
    if response.on_hover_text("Go to this row").clicked() {
        ctx.commands.send(Action::GoTo(id.to_owned()));
    }
}

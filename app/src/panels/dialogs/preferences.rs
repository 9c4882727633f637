//! The dialog of preferences; each takes effect at once.

use egui::accesskit::Role;
use egui::{ComboBox, Grid, RichText, Ui, WidgetInfo};

use super::{answers_ui, title_ui};
use crate::command::{Action, Answer};
use crate::panels::Ctx;
use crate::settings::{Appearance, Preference};
use crate::sheet::Convention;
use crate::theme::Theme;
use crate::{cores, text};

/// Draws the dialog.
pub(super) fn preferences_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    title_ui("Preferences", ui);
    if let Some(said) = &ctx.view.window.unread_settings {
        ui.label(RichText::new(format!("▲ {said}")).color(theme.warns));
        ui.add_space(theme.sizes.grid);
    }
    Grid::new("preferences")
        .num_columns(2)
        .spacing([16.0, 10.0])
        .show(ui, |ui| {
            appearance_ui(ctx, ui);
            scale_ui(ctx, ui);
            decimal_ui(ctx, ui);
            convention_ui(ctx, ui);
            cores_ui(ctx, ui);
        });
    let note = "Formulas and files always use the decimal point. What is copied and \
                pasted uses the mark chosen here, as a spreadsheet of the same country does.";
    ui.label(RichText::new(note).color(theme.muted));
    if let Some(folder) = &ctx.view.window.folder {
        let kept = format!("Kept in {}", folder.join("settings.ron").display());
        ui.label(RichText::new(kept).color(theme.muted));
    }
    answers_ui(ctx, &[("Close", Answer::Cancel)], ui);
}

fn prefer(ctx: &Ctx<'_>, preference: Preference) {
    ctx.commands.send(Action::Prefer(preference));
}

fn name_ui(name: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new(name).color(theme.muted));
}

/// A row of choices, one of which is taken.
fn choices_ui(ctx: &Ctx<'_>, name: &str, choices: &[(&str, bool, Preference)], ui: &mut Ui) {
    name_ui(name, ui);
    ui.horizontal(|ui| {
        for (title, on, preference) in choices {
            if ui.radio(*on, *title).clicked() && !on {
                prefer(ctx, *preference);
            }
        }
    });
    ui.end_row();
}

fn appearance_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let now = ctx.view.shelf.settings.appearance;
    let choice = |title, appearance| (title, now == appearance, Preference::Appearance(appearance));
    let choices = [
        choice("As the system", Appearance::System),
        choice("Light", Appearance::Light),
        choice("Dark", Appearance::Dark),
    ];
    choices_ui(ctx, "Theme", &choices, ui);
}

fn scale_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    name_ui("Size", ui);
    ui.horizontal(|ui| {
        for (title, steps) in [
            ("Smaller", Some(-1.0)),
            ("Larger", Some(1.0)),
            ("Usual", None),
        ] {
            if ui.button(title).clicked() {
                prefer(ctx, Preference::Zoom(steps));
            }
        }
        ui.label(format!("{:.0} %", ui.ctx().zoom_factor() * 100.0));
    });
    ui.end_row();
}

fn decimal_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let comma = ctx.view.shelf.settings.decimal_comma;
    let choices = [
        ("Point: 1,234.5", !comma, Preference::DecimalComma(false)),
        ("Comma: 1.234,5", comma, Preference::DecimalComma(true)),
    ];
    choices_ui(ctx, "Decimal mark", &choices, ui);
}

fn convention_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let now = ctx.view.shelf.settings.convention;
    let choice = |title, convention| (title, now == convention, Preference::Convention(convention));
    let choices = [
        choice("Blue digits (banks)", Convention::Bank),
        choice("Yellow ground (FAST)", Convention::Fast),
    ];
    choices_ui(ctx, "Given values", &choices, ui);
}

fn cores_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    name_ui("Cores for studies", ui);
    let now = ctx.view.shelf.settings.cores;
    let count = cores::there_are();
    let title = |cores: Option<usize>| match cores {
        None => format!("All {count}"),
        Some(cores) => text::count(cores, "core", "cores"),
    };
    let list = ComboBox::from_id_salt("cores")
        .selected_text(title(now))
        .show_ui(ui, |ui| {
            for cores in std::iter::once(None).chain((1..=count).map(Some)) {
                if ui.selectable_label(cores == now, title(cores)).clicked() {
                    prefer(ctx, Preference::Cores(cores));
                }
            }
        });
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Cores for studies");
        info.current_text_value = Some(title(now));
        info
    });
    ui.end_row();
}

//! What stands under a formula that is being typed: what it gives or what is wrong, and how the call
//! around the caret is written.

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextFormat};
use egui::{Frame, Label, Margin, RichText, Sense, Ui, WidgetInfo};
use rackhour_engine::assist::Signature;
use rackhour_engine::functions::Function;

use crate::command::Action;
use crate::formula::{Finding, FormulaEdit};
use crate::help::HelpAct;
use crate::panels::Ctx;
use crate::text;
use crate::theme::Theme;
use crate::view::Editing;

/// Draws the lines; quietly while there is something to choose from, as the text is not finished.
pub(super) fn notes_ui(
    ctx: &Ctx<'_>,
    editing: &Editing,
    edit: &FormulaEdit,
    quiet: bool,
    ui: &mut Ui,
) {
    let theme = Theme::of(ui);
    Frame::NONE
        .inner_margin(Margin::symmetric(6, 3))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 1.0;
            let trial = &edit.trial;
            match (&trial.refused, &trial.warned) {
                (Some(found), _) if quiet => finding_ui(found, theme.muted, ui),
                (Some(found), _) => finding_ui(found, theme.loses, ui),
                (None, Some(found)) => {
                    line_ui(&trial.gives, ui);
                    finding_ui(found, theme.warns, ui);
                }
                (None, None) => line_ui(&trial.gives, ui),
            }
            if trial.refused.is_none() && trial.elsewhere > 0 {
                let more = text::count(trial.elsewhere, "more error", "more errors");
                let said = format!("▲ The rest of the workbook would have {more}");
                ui.label(RichText::new(said).color(theme.warns));
            }
            let signature = ctx.session.signature(&editing.text, edit.selection.caret);
            match (&edit.part, signature) {
                (Some(part), _) => line_ui(part, ui),
                (None, Some(signature)) => signature_ui(ctx, &signature, ui),
                // The table below stays where it is.
                (None, None) => line_ui(HELP, ui),
            }
        });
}

/// What the line of the signature says outside of calls.
const HELP: &str =
    "Click a row to name it · F9 computes the selected part · F2 frees the arrow keys";

fn line_ui(text: &str, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let (font, color) = match text.starts_with('=') {
        true => (theme.body(), theme.text),
        false => (theme.label(), theme.muted),
    };
    let text = RichText::new(text).font(font).color(color);
    ui.add(Label::new(text).wrap());
}

fn finding_ui(found: &Finding, color: egui::Color32, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let said = match found.hint.is_empty() {
        true => format!("▲ {}", found.message),
        false => format!("▲ {}. {}", found.message, found.hint),
    };
    let said = RichText::new(said).font(theme.body()).color(color);
    ui.add(Label::new(said).wrap());
}

/// The call with the argument at the caret standing out, and what it does.
fn signature_ui(ctx: &Ctx<'_>, signature: &Signature, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let plain = TextFormat::simple(theme.label(), theme.muted);
    let strong = TextFormat::simple(theme.label_strong(), theme.text);
    let mut job = LayoutJob::default();
    job.append(&signature.before, 0.0, plain.clone());
    job.append(&signature.argument, 0.0, strong);
    job.append(&signature.after, 0.0, plain.clone());
    let summary = format!("  ·  {}", signature.summary.replace('`', ""));
    job.append(&summary, 0.0, plain);
    let name = signature.before.split('(').next().unwrap_or_default();
    if Function::named(name).is_none() {
        ui.add(Label::new(job).wrap());
        return;
    }
    ui.horizontal(|ui| {
        let help = RichText::new("Help")
            .font(theme.label())
            .color(theme.accent);
        let help = ui.add(Label::new(help).sense(Sense::CLICK));
        let said = format!("Help on {name}");
        help.widget_info(|| WidgetInfo::labeled(Role::Link, true, &said));
        if help.on_hover_text(said).clicked() {
            let act = HelpAct::Function(name.to_owned());
            ctx.commands.send(Action::Help(act));
        }
        ui.add(Label::new(job).wrap());
    });
}

//! Why a cell of the comparison differs from its reference: the inputs that differ, and what each
//! adds.

use egui::{Align, Button, Id, ProgressBar, Response, RichText, Ui, vec2};
use rackhour_engine::study::bridge::Steps;

use super::super::studies::bridge;
use super::super::{Ctx, command_button, full_height_ui};
use crate::command::{Action, Command};
use crate::difference::Difference;
use crate::plot::waterfall_ui;
use crate::registers::RegisterAct;
use crate::text;
use crate::theme::Theme;

/// The height of the figure.
const FIGURE: f32 = 280.0;
/// The narrowest place of a bar with its label and number.
const NARROWEST: f32 = 82.0;
/// The fewest and the most steps that are drawn.
const STEPS: [usize; 2] = [3, 10];
/// Work that runs is looked at this often.
const EVERY: std::time::Duration = std::time::Duration::from_millis(50);

fn send(ctx: &Ctx<'_>, act: RegisterAct) {
    ctx.commands.send(Action::Register(act));
}

/// The button that asks.
pub(super) fn button_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    command_button(ctx, Command::WhyDiffer, ui);
}

/// Draws the answer below the comparison; nothing before anybody has asked.
pub(super) fn why_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let Some(difference) = &ctx.view.registers.difference else {
        return;
    };
    let theme = Theme::of(ui);
    ui.add_space(16.0);
    let asked = &difference.asked;
    let names = ctx.session.names();
    let cases = [&asked.from, &asked.to].map(|case| ctx.session.label_of_case(case));
    let metric = match &asked.period {
        Some(period) => format!("{} in {period}", names.label(&asked.output)),
        None => names.label(&asked.output),
    };
    ui.horizontal_wrapped(|ui| {
        let title = format!("Why {metric} differs");
        let head = ui.label(RichText::new(title).font(theme.heading()));
        follow_ui(difference, &head, ui);
        if let Some(Ok(steps)) = &difference.found
            && ui.button("Copy the steps").clicked()
        {
            ui.copy_text(bridge::copy(names, steps));
            send(ctx, RegisterAct::Copied("the steps".to_owned()));
        }
        let title = match difference.running {
            Some(_) => "Cancel",
            None => "Close",
        };
        if ui.add(Button::new(title)).clicked() {
            send(ctx, RegisterAct::CloseDifference);
        }
    });
    let line = format!("From {} to {}", cases[0], cases[1]);
    ui.label(RichText::new(line).color(theme.muted));
    match &difference.found {
        Some(Ok(steps)) => steps_ui(ctx, steps, &cases, asked.period.as_deref(), ui),
        Some(Err((message, hint))) => {
            ui.label(RichText::new(ctx.session.sentence(message)).color(theme.loses));
            ui.label(ctx.session.sentence(hint));
        }
        None => working_ui(difference, ui),
    }
}

/// Brings the answer into sight when it was asked for, and once more when it is there.
fn follow_ui(difference: &Difference, head: &Response, ui: &Ui) {
    let seen = Id::unique("difference in sight");
    let now = (difference.since, difference.found.is_some());
    if ui.data(|data| data.get_temp(seen)) != Some(now) {
        ui.data_mut(|data| data.insert_temp(seen, now));
        head.scroll_to_me(Some(Align::TOP));
    }
}

fn working_ui(difference: &Difference, ui: &mut Ui) {
    ui.ctx().request_repaint_after(EVERY);
    if difference.is_long()
        && let Some(progress) = &difference.running
    {
        let done = text::count(progress.done(), "case", "cases");
        ui.add(ProgressBar::new(0.0).desired_width(200.0).text(done));
    }
}

fn steps_ui(ctx: &Ctx<'_>, steps: &Steps, cases: &[String; 2], period: Option<&str>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let small = |words: &str, ui: &mut Ui| {
        ui.label(RichText::new(words).font(theme.label()).color(theme.muted));
    };
    small(&order(steps), ui);
    if steps.steps.is_empty() {
        small("No input that it reads differs between the two", ui);
        return;
    }
    let slots = ((ui.available_width() - 48.0) / NARROWEST) as usize;
    let most = slots.saturating_sub(3).clamp(STEPS[0], STEPS[1]);
    let data = bridge::waterfall(ctx.session.names(), steps, cases, most);
    let room = vec2(ui.available_width(), FIGURE);
    ui.allocate_ui(room, |ui| {
        ui.set_min_size(room);
        let scope = match period {
            Some(period) => format!("{} to {} · {period}", cases[0], cases[1]),
            None => format!("{} to {}", cases[0], cases[1]),
        };
        let say = |reason: &str| ctx.session.not_available(reason);
        if let Some(row) = waterfall_ui(ui, &data, &scope, &say).opened
            && let Some(row) = ctx.session.names().row(&row)
        {
            ctx.commands.send(Action::GoTo(row.id.clone()));
        }
    });
    ui.add_space(8.0);
    // The head, the residual and the whole difference stand beside the steps.
    let height = theme.sizes.row * (steps.steps.len() as f32 + 4.0);
    full_height_ui(height, ui, |ui| bridge::table_ui(ctx, steps, cases, ui));
    if steps.neutral > 0 {
        let rows = text::count(steps.neutral, "row differs and adds", "rows differ and add");
        small(&format!("{rows} nothing"), ui);
    }
}

/// How the difference was shared out.
fn order(steps: &Steps) -> String {
    match &steps.orders {
        None => "Inputs take their new values one after the other, in the order of the workbook: \
                 averages over all orders cannot be taken here"
            .to_owned(),
        Some(orders) if orders.are_all => {
            "Each input's average over all orders, so that no order is favoured".to_owned()
        }
        Some(orders) => format!(
            "Each input's average over {}, so that no order is favoured",
            text::count(orders.used, "order", "orders")
        ),
    }
}

//! What an import would change: value by value, and the headline outputs.

use std::sync::Arc;

use egui::{Button, CentralPanel, Frame, Grid, Label, Margin, Panel, RichText, ScrollArea, Ui};
use rackhour_engine::excel::propose::{ByHand, Effect, Flag, Proposed, Target};
use rackhour_engine::workbook::edit::Overlay;
use rackhour_engine::workbook::{Role, Workbook};

use super::super::list_keys::{ListKey, list_keys, stepped};
use super::super::{Ctx, command_button, empty_ui};
use super::rows::{Cell, Rows};
use super::{questions, send};
use crate::command::Command;
use crate::import::{Considered, ImportAct, Opened};
use crate::text;
use crate::theme::Theme;

const NAME: &str = "Values that change";

const COLUMNS: [(&str, f32); 7] = [
    ("", 0.3),
    ("Value", 3.2),
    ("From", 1.4),
    ("Old", 1.2),
    ("New", 1.2),
    ("Change", 0.9),
    ("Worth a look", 2.2),
];

/// Draws what would change.
pub(super) fn review_ui(ctx: &Ctx<'_>, opened: &Opened, ui: &mut Ui) {
    let frame = Frame::NONE.inner_margin(Margin::symmetric(12, 4));
    let Some(considered) = &opened.matching.considered else {
        frame.show(ui, |ui| empty_ui("Looking for what would change…", ui));
        return;
    };
    questions::questions_ui(ctx, opened, considered, ui);
    frame.show(ui, |ui| {
        apply_ui(ctx, opened, considered, ui);
        said_ui(considered, ui);
    });
    if !considered.proposal.effects.is_empty() {
        Panel::bottom("effects of the import")
            .resizable(true)
            .default_size(150.0)
            .size_range(64.0..=320.0)
            .frame(frame)
            .show(ui, |ui| effects_ui(&considered.proposal.effects, ui));
    }
    CentralPanel::no_frame().show(ui, |ui| match considered.proposal.changes.is_empty() {
        true => {
            frame.show(ui, |ui| {
                empty_ui("No line is ticked yet: tick lines under Match, and what they change stands here", ui);
            });
        }
        false => list_ui(ctx, opened, considered, ui),
    });
}

/// The button that applies all of it, or what was applied.
fn apply_ui(ctx: &Ctx<'_>, opened: &Opened, considered: &Considered, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let matching = &opened.matching;
    ui.horizontal_wrapped(|ui| {
        let is_now = |now: &Arc<Workbook>| Arc::ptr_eq(now, &ctx.session.shared());
        if let Some((applied, _)) = matching.applied.as_ref().filter(|(_, now)| is_now(now)) {
            ui.label(RichText::new(format!("● {applied}")).color(theme.earns));
            command_button(ctx, Command::Undo, ui);
            return;
        }
        let proposal = &considered.proposal;
        let can =
            proposal.questions.is_empty() && !proposal.edits.is_empty() && !matching.is_running();
        let title = match considered.changes() {
            0 => "Keep where these values come from".to_owned(),
            changes => format!("Apply {}", text::count(changes, "value", "values")),
        };
        let why = match proposal.questions.is_empty() {
            true => "Nothing is ticked that could be applied",
            false => "Answer the open questions first",
        };
        let button = ui
            .add_enabled(can, Button::new(title))
            .on_hover_text("Sets the values as one step, which undo takes back as a whole")
            .on_disabled_hover_text(why);
        if button.clicked() {
            send(ctx, ImportAct::Apply);
        }
        let is_by_hand = |change: &Proposed| change.flags.contains(&Flag::EditedByHand);
        if proposal.changes.iter().any(is_by_hand) {
            let mut replace = matching.by_hand == ByHand::Replace;
            let words = "Replace values that were changed by hand";
            if ui.checkbox(&mut replace, words).changed() {
                send(ctx, ImportAct::ByHand(replace));
            }
        }
    });
}

/// What needs the analyst, and what else is worth knowing.
fn said_ui(considered: &Considered, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let proposal = &considered.proposal;
    if proposal.problems.is_empty() && proposal.remarks.is_empty() {
        return;
    }
    ScrollArea::vertical()
        .id_salt("problems of the import")
        .max_height(110.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            let problems = proposal
                .problems
                .iter()
                .map(|words| (words, "▲ ", theme.warns));
            let remarks = proposal
                .remarks
                .iter()
                .map(|words| (words, "", theme.muted));
            for (words, sign, color) in problems.chain(remarks) {
                let words = format!("{sign}{}", text::capital(&words.replace('`', "")));
                ui.add(Label::new(RichText::new(words).color(color)).wrap());
            }
        });
}

fn list_ui(ctx: &Ctx<'_>, opened: &Opened, considered: &Considered, ui: &mut Ui) {
    let changes = &considered.proposal.changes;
    let here = opened.matching.change.min(changes.len().saturating_sub(1));
    for key in list_keys(ctx, NAME, ui) {
        match key {
            ListKey::Step(by) => {
                if let Some(there) = stepped(Some(here), by, changes.len()) {
                    send(ctx, ImportAct::Change(there));
                }
            }
            ListKey::Tick => send(ctx, ImportAct::Leave(changes[here].target.clone())),
            ListKey::Open => send(ctx, ImportAct::Apply),
            ListKey::Copy => copy(ctx, changes, ui),
            ListKey::Delete => {}
        }
    }
    let theme = Theme::of(ui);
    let rows = Rows {
        name: NAME,
        columns: &COLUMNS,
        count: changes.len(),
        here,
        cell: &|change, column| cell(ctx, &changes[change], column, theme),
        spoken: &|change| (spoken(ctx, &changes[change]), changes[change].is_applied),
    };
    match rows.show(ui) {
        Some((change, 0)) => {
            send(ctx, ImportAct::Change(change));
            send(ctx, ImportAct::Leave(changes[change].target.clone()));
        }
        Some((change, _)) => send(ctx, ImportAct::Change(change)),
        None => {}
    }
}

fn copy(ctx: &Ctx<'_>, changes: &[Proposed], ui: &Ui) {
    let line = |change: &Proposed| {
        let texts: Vec<_> = (1..COLUMNS.len())
            .map(|column| cell(ctx, change, column, Theme::of(ui)).text)
            .collect();
        texts.join("\t")
    };
    let head: Vec<_> = COLUMNS[1..].iter().map(|(head, _)| *head).collect();
    let lines = changes.iter().map(line);
    let lines: Vec<_> = std::iter::once(head.join("\t")).chain(lines).collect();
    ui.copy_text(lines.join("\n"));
    send(ctx, ImportAct::Copied("what would change".to_owned()));
}

/// What a value is called, with its profile or scenario and whether it is an end of a range.
fn spoken(ctx: &Ctx<'_>, change: &Proposed) -> String {
    match ctx.session.variable(&row_id(&change.target)) {
        Some(_) => target_words(ctx, &change.target),
        None => format!("{}{}", change.label, beside(ctx, &change.target)),
    }
}

fn row_id(target: &Target) -> String {
    target.key.split('[').next().unwrap_or_default().to_owned()
}

/// Where a value goes, in words.
pub(super) fn target_words(ctx: &Ctx<'_>, target: &Target) -> String {
    format!(
        "{}{}",
        ctx.session.key_label(&target.key),
        beside(ctx, target)
    )
}

fn beside(ctx: &Ctx<'_>, target: &Target) -> String {
    let workbook = ctx.session.workbook();
    let layer = match &target.layer {
        None => None,
        Some(Overlay::Profile(id)) => {
            let mut profiles = workbook.profiles.iter();
            let found = profiles.find(|profile| profile.id == *id);
            Some(found.map_or_else(|| text::capital(id), |found| found.label.clone()))
        }
        Some(Overlay::Scenario(id)) => {
            let mut scenarios = workbook.scenarios.iter();
            let found = scenarios.find(|scenario| scenario.id == *id);
            Some(found.map_or_else(|| text::capital(id), |found| found.label.clone()))
        }
    };
    let role = match target.role {
        Role::Value => None,
        Role::Low => Some("low end".to_owned()),
        Role::High => Some("high end".to_owned()),
    };
    let parts = layer.into_iter().chain(role);
    parts.map(|part| format!(" · {part}")).collect()
}

fn cell(ctx: &Ctx<'_>, change: &Proposed, column: usize, theme: &Theme) -> Cell {
    let color = if change.is_applied {
        theme.text
    } else {
        theme.muted
    };
    let row = ctx.session.variable(&row_id(&change.target));
    let format = row.and_then(|row| row.format);
    let say = |value: f64| text::number(value, &change.unit, format);
    match column {
        0 if change.is_applied => Cell::of("✓").color(theme.accent).hover("Set"),
        0 => Cell::of("□").color(theme.muted).hover("Left as it is"),
        1 => {
            let unit = text::unit_label(&change.unit);
            let name = spoken(ctx, change);
            Cell::of(format!("{name} {unit}").trim_end()).color(color)
        }
        2 => Cell::of(format!("{}!{}", change.sheet, change.cell)).color(theme.muted),
        3 => change.old.map_or_else(
            || Cell::of("none").color(theme.muted),
            |old| Cell::number(say(old)).color(color).hover(text::exact(old)),
        ),
        4 => Cell::number(say(change.new))
            .color(color)
            .hover(text::exact(change.new)),
        5 => relative(change.old, Some(change.new), theme),
        _ => flags(change, theme),
    }
}

/// A change in percent.
fn relative(old: Option<f64>, new: Option<f64>, theme: &Theme) -> Cell {
    let share = old.zip(new).map(|(old, new)| (new - old) / old.abs());
    match share.filter(|share| share.is_finite() && *share != 0.0) {
        Some(share) => Cell::number(text::relative_change(share)).color(theme.muted),
        None => Cell::default(),
    }
}

/// What is worth a look about a value, in words.
fn flags(change: &Proposed, theme: &Theme) -> Cell {
    let words: Vec<_> = change.flags.iter().filter_map(|flag| word(*flag)).collect();
    let is_warning = change.flags.iter().any(|flag| {
        matches!(
            flag,
            Flag::OutOfRange | Flag::SignFlipped | Flag::ScaleSuspect(_) | Flag::EditedByHand
        )
    });
    match is_warning {
        true => Cell::of(format!("▲ {}", words.join(", "))).color(theme.warns),
        false => Cell::of(words.join(", ")).color(theme.muted),
    }
}

fn word(flag: Flag) -> Option<String> {
    Some(match flag {
        Flag::Changed => return None,
        Flag::Unchanged => "unchanged".to_owned(),
        Flag::New => "new".to_owned(),
        Flag::Filled => "filled between".to_owned(),
        Flag::OutOfRange => "out of range".to_owned(),
        Flag::SignFlipped => "sign turned".to_owned(),
        Flag::ScaleSuspect(factor) => {
            format!("about {} times", text::plain(f64::from(factor)))
        }
        Flag::EditedByHand => "changed by hand since".to_owned(),
    })
}

/// What happens to the headline outputs.
fn effects_ui(effects: &[Effect], ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.label(RichText::new("What it does to the outputs").font(theme.heading()));
    ScrollArea::vertical()
        .id_salt("effects")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            Grid::new("effects")
                .num_columns(4)
                .striped(true)
                .show(ui, |ui| {
                    for head in ["Output", "Before", "After", "Change"] {
                        ui.label(RichText::new(head).font(theme.label()).color(theme.muted));
                    }
                    ui.end_row();
                    for effect in effects {
                        effect_ui(effect, ui);
                        ui.end_row();
                    }
                });
        });
}

fn effect_ui(effect: &Effect, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let say = |value: Option<f64>| {
        value.map_or_else(
            || text::UNAVAILABLE.to_owned(),
            |value| text::with_unit(value, &effect.unit, None),
        )
    };
    ui.label(&effect.label);
    ui.label(RichText::new(say(effect.before)).color(theme.muted));
    ui.label(say(effect.after));
    let change = relative(effect.before, effect.after, theme);
    ui.label(RichText::new(change.text).color(theme.muted));
}

//! The keys of a spreadsheet, in the table of rows.

use egui::{Event, Key, Modifiers, Ui};

use crate::command::{Action, Command};
use crate::panels::{Ctx, later};
use crate::sheet::{Act, Step};
use crate::theme::Theme;

/// Turns keys, typed texts and the clipboard into actions.
pub(super) fn keys(ctx: &Ctx<'_>, ui: &Ui) {
    later::bring(ui);
    let page = (ui.available_height() / Theme::of(ui).sizes.row).max(2.0) as isize - 2;
    let (events, alt) = ui.input(|input| (input.events.clone(), input.modifiers.alt));
    // Whoever types fast types several texts in a frame; together they begin one value, which the
    // keys that leave a cell take over.
    let mut typed = String::new();
    for event in events {
        let action = match event {
            Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } if LEAVING.contains(&key) && begin(ctx, &mut typed) => {
                Some(Action::Commit(step(key, modifiers, page)))
            }
            Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } => key_action(key, modifiers, page),
            // The sign that comes with the key of a sum is no text.
            Event::Text(text) if alt && text == "=" => None,
            Event::Text(text) => {
                typed.push_str(&text);
                None
            }
            Event::Paste(text) => Some(Act::Paste(text).into()),
            Event::Copy => Some(Action::Run(Command::Copy)),
            Event::Cut => Some(Action::Run(Command::Cut)),
            _ => None,
        };
        if let Some(action) = action {
            ctx.commands.send(action);
        }
    }
    begin(ctx, &mut typed);
}

/// The keys that leave a cell while a value is typed into it.
const LEAVING: [Key; 4] = [Key::Enter, Key::Tab, Key::ArrowUp, Key::ArrowDown];

/// Begins a value with what was typed, if anything was.
fn begin(ctx: &Ctx<'_>, typed: &mut String) -> bool {
    let text = std::mem::take(typed);
    let is_typed = !text.trim().is_empty();
    if is_typed {
        ctx.commands.send(Action::Type(text));
    }
    is_typed
}

fn key_action(key: Key, modifiers: Modifiers, page: isize) -> Option<Action> {
    let action = match key {
        Key::ArrowDown if modifiers.alt => return Some(Action::Run(Command::EditCell)),
        Key::Backspace if modifiers.is_none() => return Some(Action::Type(String::new())),
        Key::Delete => Act::Clear,
        Key::Space if modifiers.command && modifiers.shift => Act::SelectAll,
        Key::Space if modifiers.command => Act::SelectColumns,
        Key::Space if modifiers.shift => Act::SelectLines,
        Key::A if modifiers.command => Act::SelectAll,
        _ => {
            let step = step(key, modifiers, page)?;
            let extends = modifiers.shift && !matches!(key, Key::Tab | Key::Enter);
            return Some(match extends {
                true => Act::Extend(step).into(),
                false => Action::Move(step),
            });
        }
    };
    Some(action.into())
}

fn step(key: Key, modifiers: Modifiers, page: isize) -> Option<Step> {
    let (back, far) = (modifiers.shift, modifiers.command);
    Some(match key {
        // With Alt the arrows belong to others.
        _ if modifiers.alt => return None,
        Key::ArrowUp if far => Step::EdgeOfLines(-1),
        Key::ArrowDown if far => Step::EdgeOfLines(1),
        Key::ArrowLeft if far => Step::EdgeOfColumns(-1),
        Key::ArrowRight if far => Step::EdgeOfColumns(1),
        Key::ArrowUp => Step::Lines(-1),
        Key::ArrowDown => Step::Lines(1),
        Key::ArrowLeft => Step::Columns(-1),
        Key::ArrowRight => Step::Columns(1),
        Key::PageUp if !far => Step::Lines(-page),
        Key::PageDown if !far => Step::Lines(page),
        Key::Tab if !far => Step::Tab(if back { -1 } else { 1 }),
        Key::Enter if !far => Step::Enter(if back { -1 } else { 1 }),
        Key::Home if far => Step::First,
        Key::End if far => Step::Last,
        Key::Home => Step::LineStart,
        Key::End => Step::LineEnd,
        _ => return None,
    })
}

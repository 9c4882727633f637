//! The table of commands: the one place where a title, a tooltip and a shortcut stand.
//!
//! It is written down menu by menu; each menu is a file of its own.

mod edit;
mod file;
mod help;
mod rows;
mod scenario;
mod study;
mod view;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::Entry;
use crate::session::Session;
use crate::view::View;

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_ALT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT);
const ALT: Modifiers = Modifiers::ALT;
const ALT_SHIFT: Modifiers = Modifiers::ALT.plus(Modifiers::SHIFT);
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

const fn keys(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

const fn always(_: &Session, _: &View) -> bool {
    true
}

fn has_rows(session: &Session, _: &View) -> bool {
    !session.workbook().variables.is_empty()
}

fn on_sheet(_: &Session, view: &View) -> bool {
    view.tab.has_model()
}

fn on_row(session: &Session, view: &View) -> bool {
    let selected = view.selected.as_ref();
    on_sheet(session, view) && selected.is_some_and(|cell| session.variable(&cell.row).is_some())
}

fn in_section(session: &Session, view: &View) -> bool {
    on_sheet(session, view) && !session.workbook().sections.is_empty() && view.selected.is_some()
}

fn in_scenario(session: &Session, _: &View) -> bool {
    session.case().scenario.is_some() && !session.is_recording()
}

fn in_table(_: &Session, view: &View) -> bool {
    view.tab.has_model() && view.selected.is_some()
}

fn has_signal(session: &Session, view: &View) -> bool {
    let selected = view.registers.signals.selected.as_deref();
    selected.is_some_and(|id| session.signal(id).is_some())
}

/// What the menus hold, in their order.
const MENUS: &[&[Entry]] = &[
    file::ENTRIES,
    edit::ENTRIES,
    rows::ENTRIES,
    view::ENTRIES,
    scenario::ENTRIES,
    study::ENTRIES,
    help::ENTRIES,
];

/// Every command, in the order of the menus.
pub const TABLE: &[Entry] = &joined::<{ how_many(MENUS) }>(MENUS);

const fn how_many(menus: &[&[Entry]]) -> usize {
    let (mut count, mut menu) = (0, 0);
    while menu < menus.len() {
        count += menus[menu].len();
        menu += 1;
    }
    count
}

/// The lists one after another, which a constant can only be told step by step.
const fn joined<const N: usize>(menus: &[&[Entry]]) -> [Entry; N] {
    let mut all = [menus[0][0]; N];
    let (mut at, mut menu) = (0, 0);
    while menu < menus.len() {
        let mut line = 0;
        while line < menus[menu].len() {
            all[at] = menus[menu][line];
            (at, line) = (at + 1, line + 1);
        }
        menu += 1;
    }
    all
}

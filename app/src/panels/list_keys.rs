//! The keyboard of a pane that is a list: one thing holds it, and arrows move the entry in hand.

use egui::accesskit::Role;
use egui::{Event, EventFilter, Id, Key, Sense, Ui, WidgetInfo};

use super::Ctx;

/// What a key asks of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListKey {
    /// So many entries on, or back.
    Step(isize),
    /// To what the entry in hand is about.
    Open,
    /// Away with the entry in hand.
    Delete,
    /// A copy of the list.
    Copy,
    /// The entry in hand ticked, or not any more.
    Tick,
}

/// What holds the keyboard for a list.
fn holder(name: &str) -> Id {
    Id::unique(("list", name))
}

/// Whether a list has the keyboard.
pub(super) fn has_keyboard(name: &str, ui: &Ui) -> bool {
    ui.memory(|memory| memory.has_focus(holder(name)))
}

/// Gives the keyboard to a list.
pub(super) fn take_keyboard(name: &str, ui: &Ui) {
    ui.memory_mut(|memory| memory.request_focus(holder(name)));
}

/// Gives the keyboard to the pane when it is shown, and reads its keys.
pub(super) fn list_keys(ctx: &Ctx<'_>, name: &str, ui: &Ui) -> Vec<ListKey> {
    let id = holder(name);
    let area = ui.available_rect_before_wrap();
    let response = ui.interact(area, id, Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::List, true, name));
    if ctx.view.focus_table {
        response.request_focus();
    }
    if !has_keyboard(name, ui) || ctx.view.dialog.is_some() {
        return Vec::new();
    }
    let arrows = EventFilter {
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
    let events = ui.input(|input| input.events.clone());
    together(events.iter().filter_map(asked))
}

/// Steps that follow each other within one frame are one step: the entry in hand moves after it.
fn together(keys: impl Iterator<Item = ListKey>) -> Vec<ListKey> {
    let mut all: Vec<ListKey> = Vec::new();
    for key in keys {
        match (all.last_mut(), key) {
            (Some(ListKey::Step(before)), ListKey::Step(by)) => *before = before.saturating_add(by),
            _ => all.push(key),
        }
    }
    all
}

fn asked(event: &Event) -> Option<ListKey> {
    match event {
        Event::Copy => Some(ListKey::Copy),
        Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } if modifiers.is_none() => match key {
            Key::ArrowUp => Some(ListKey::Step(-1)),
            Key::ArrowDown => Some(ListKey::Step(1)),
            Key::PageUp => Some(ListKey::Step(-10)),
            Key::PageDown => Some(ListKey::Step(10)),
            Key::Home => Some(ListKey::Step(isize::MIN)),
            Key::End => Some(ListKey::Step(isize::MAX)),
            Key::Enter => Some(ListKey::Open),
            Key::Space => Some(ListKey::Tick),
            Key::Delete => Some(ListKey::Delete),
            _ => None,
        },
        _ => None,
    }
}

/// The place so many entries from another one, in a list of this length; none where it is empty.
pub(super) fn stepped(here: Option<usize>, by: isize, length: usize) -> Option<usize> {
    let last = length.checked_sub(1)?;
    Some(match here {
        Some(here) => here.saturating_add_signed(by).min(last),
        None if by < 0 => last,
        None => 0,
    })
}

#[cfg(test)]
mod tests {
    use super::{ListKey, stepped, together};

    #[test]
    fn steps_of_one_frame_add_up() {
        let (down, page) = (ListKey::Step(1), ListKey::Step(10));
        let keys = [down, down, page, ListKey::Copy, down];
        assert_eq!(
            together(keys.into_iter()),
            [ListKey::Step(12), ListKey::Copy, down]
        );
    }

    #[test]
    fn a_list_ends_at_both_ends() {
        assert_eq!(stepped(None, 1, 3), Some(0));
        assert_eq!(stepped(Some(2), 1, 3), Some(2));
        assert_eq!(stepped(Some(1), isize::MIN, 3), Some(0));
        assert_eq!(stepped(Some(7), -1, 0), None);
    }
}

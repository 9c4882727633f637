//! Keys and texts for another frame, as when somebody types faster than the window draws.
//!
//! What a key does is known only once what was typed before it has been taken over. So a box takes
//! texts up to the next key of its own, or one key that leaves it; what follows waits for whoever
//! has the keyboard then.

use egui::{Event, Id, Key, Ui};

/// Where it is kept what waits, with the frame in which it was put off.
fn waiting() -> Id {
    Id::unique("events for later")
}

/// Brings back what was put off.
pub(super) fn bring(ui: &Ui) {
    let frame = ui.ctx().cumulative_frame_nr();
    let earlier = ui.data_mut(|data| data.remove_temp::<(u64, Vec<Event>)>(waiting()));
    // What nobody took is nobody's any more.
    if let Some((_, earlier)) = earlier.filter(|(put_off, _)| frame <= put_off + 1) {
        ui.input_mut(|input| input.events.splice(0..0, earlier).count());
    }
}

/// Brings back what was put off, and puts off what a box cannot take yet.
pub(super) fn postpone(ui: &Ui) {
    bring(ui);
    let later = ui.input_mut(|input| {
        let events = &input.events;
        let first = events
            .iter()
            .position(|event| is_text(event) || leaves(event))?;
        let at = match is_text(&events[first]) {
            true => first + events[first..].iter().position(is_own)?,
            false => first + 1,
        };
        let waits = events[at..]
            .iter()
            .any(|event| is_text(event) || is_own(event));
        waits.then(|| input.events.split_off(at))
    });
    keep(ui, later);
}

/// Puts off everything that is meant for a box that has only just appeared.
pub(super) fn postpone_all(ui: &Ui) {
    bring(ui);
    let later = ui.input_mut(|input| {
        let events = std::mem::take(&mut input.events);
        let meant = |event: &Event| is_text(event) || is_own(event);
        let (later, now): (Vec<_>, _) = events.into_iter().partition(meant);
        input.events = now;
        (!later.is_empty()).then_some(later)
    });
    keep(ui, later);
}

fn keep(ui: &Ui, later: Option<Vec<Event>>) {
    if let Some(later) = later {
        let frame = ui.ctx().cumulative_frame_nr();
        ui.data_mut(|data| data.insert_temp(waiting(), (frame, later)));
        ui.ctx().request_repaint();
    }
}

fn is_text(event: &Event) -> bool {
    matches!(event, Event::Text(_) | Event::Paste(_))
}

/// Whether it means something else than text to a box.
fn is_own(event: &Event) -> bool {
    let arrows = [Key::F9, Key::ArrowLeft, Key::ArrowRight];
    let is_arrow = matches!(event, Event::Key { key, pressed: true, .. } if arrows.contains(key));
    is_arrow || leaves(event)
}

/// Whether it may take the keyboard away from a box.
fn leaves(event: &Event) -> bool {
    const LEAVING: [Key; 5] = [
        Key::Enter,
        Key::Tab,
        Key::Escape,
        Key::ArrowUp,
        Key::ArrowDown,
    ];
    matches!(event, Event::Key { key, pressed: true, .. } if LEAVING.contains(key))
}

//! Keys that follow a text in one frame, as when somebody types faster than the window draws.

use egui::{Event, Id, Key, Ui};

/// Puts off the keys that follow a text in the same frame: they are meant for the text as it will be.
pub(super) fn postpone(ui: &Ui, id: Id) {
    let id = id.with("later");
    let frame = ui.ctx().cumulative_frame_nr();
    let earlier = ui.data_mut(|data| data.remove_temp::<(u64, Vec<Event>)>(id));
    // What is left of another formula's typing is nobody's any more.
    let earlier = earlier.filter(|(put_off, _)| frame <= put_off + 1);
    let later = ui.input_mut(|input| {
        input
            .events
            .splice(0..0, earlier.into_iter().flat_map(|(_, events)| events));
        let events = &input.events;
        let text = events
            .iter()
            .position(|event| matches!(event, Event::Text(_) | Event::Paste(_)))?;
        let is_key = |event: &Event| matches!(event, Event::Key { key, .. } if OWN.contains(key));
        let key = events[text..].iter().position(is_key)?;
        Some(input.events.split_off(text + key))
    });
    if let Some(later) = later {
        ui.data_mut(|data| data.insert_temp(id, (frame, later)));
        ui.ctx().request_repaint();
    }
}

/// The keys that mean something else than text.
const OWN: [Key; 8] = [
    Key::Enter,
    Key::Tab,
    Key::Escape,
    Key::F9,
    Key::ArrowUp,
    Key::ArrowDown,
    Key::ArrowLeft,
    Key::ArrowRight,
];

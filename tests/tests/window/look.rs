//! What is seen of the window: nothing cut off, nothing shrunk.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Vec2};
use egui_kittest::kittest::Queryable as _;

use crate::{open, press, type_text};

/// The lines of the box that finds everything, as far as they are in sight.
fn lines(harness: &egui_kittest::Harness<'static, rackhour::app::App>) -> usize {
    harness.get_all_by_role(Role::ListBoxOption).count()
}

#[test]
fn the_box_that_finds_everything_is_as_high_as_ever_after_a_short_list() {
    let mut harness = open(None);
    press(&mut harness, Modifiers::COMMAND, Key::K);
    let all = lines(&harness);
    assert!(all >= 14, "{all} lines");
    type_text(&mut harness, "reset layout");
    assert!(lines(&harness) < 4);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    press(&mut harness, Modifiers::COMMAND, Key::K);
    assert_eq!(lines(&harness), all);
}

#[test]
fn the_case_can_be_chosen_in_a_window_of_half_the_width() {
    let mut harness = open(None);
    harness.set_size(Vec2::new(640.0, 360.0));
    harness.run();
    for (role, name) in [
        (Role::ComboBox, "Profile"),
        (Role::ComboBox, "Scenario"),
        (Role::Button, "Record"),
    ] {
        let right = harness.get_by_role_and_label(role, name).rect().right();
        assert!(right <= 640.0, "{name} ends at {right}");
    }
}

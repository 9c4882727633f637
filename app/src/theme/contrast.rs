//! That everything can be read: each colour on each ground on which it stands, in both themes, as
//! WCAG 2.2 asks at level AA: 4.5 for text, 3 for marks and what can be operated.

use egui::Color32;

use super::{Theme, contrast};

const TEXT: f32 = 4.5;
const MARK: f32 = 3.0;

fn themes() -> [&'static Theme; 2] {
    [Theme::load(false), Theme::load(true)]
}

/// What text is written in.
fn inks(theme: &Theme) -> [(&'static str, Color32); 9] {
    [
        ("text", theme.text),
        ("muted", theme.muted),
        ("accent", theme.accent),
        ("assumption", theme.assumption),
        ("formula", theme.formula),
        ("cross-reference", theme.cross_reference),
        ("earns", theme.earns),
        ("loses", theme.loses),
        ("warns", theme.warns),
    ]
}

/// What text stands on.
fn grounds(theme: &Theme) -> [(&'static str, Color32); 9] {
    [
        ("surface", theme.surface),
        ("panel", theme.panel),
        ("hover", theme.hover()),
        ("selection", theme.selection()),
        ("input", theme.input),
        ("tint of loses", theme.tint(theme.loses)),
        ("tint of warns", theme.tint(theme.warns)),
        ("tint of earns", theme.tint(theme.earns)),
        ("tint of accent", theme.tint(theme.accent)),
    ]
}

/// Every pair that stands out too little, in words.
fn too_faint(
    theme: &Theme,
    fronts: &[(&str, Color32)],
    grounds: &[(&str, Color32)],
    least: f32,
) -> Vec<String> {
    let mode = if theme.dark { "dark" } else { "light" };
    let pairs = grounds
        .iter()
        .flat_map(|ground| fronts.iter().map(move |front| (front, ground)));
    let found = pairs.map(|(front, ground)| (front.0, ground.0, contrast(front.1, ground.1)));
    let faint = found.filter(|(.., found)| *found < least);
    faint
        .map(|(front, ground, found)| format!("{mode}: {front} on {ground}: {found:.2}"))
        .collect()
}

#[test]
fn text_stands_out_from_every_ground() {
    let faint: Vec<_> = themes()
        .into_iter()
        .flat_map(|theme| too_faint(theme, &inks(theme), &grounds(theme), TEXT))
        .collect();
    assert!(faint.is_empty(), "{}", faint.join("\n"));
}

#[test]
fn marks_stand_out_from_what_figures_are_drawn_on() {
    for theme in themes() {
        assert!(theme.parts.len() >= 8);
        let series = (0..6).map(|i| ("series", theme.series(i)));
        let parts = theme.parts.iter().map(|part| ("part of a stack", *part));
        let marks: Vec<_> = series
            .chain(parts)
            .chain([("total", theme.total)])
            .collect();
        let grounds = [("surface", theme.surface), ("panel", theme.panel)];
        let faint = too_faint(theme, &marks, &grounds, MARK);
        assert!(faint.is_empty(), "{}", faint.join("\n"));
        // Curves have their names at their ends, in their colours.
        let names: Vec<_> = (0..6)
            .map(|i| ("name of a series", theme.series(i)))
            .collect();
        let faint = too_faint(theme, &names, &grounds, TEXT);
        assert!(faint.is_empty(), "{}", faint.join("\n"));
        // What has the keyboard, and what is chosen, is outlined and underlined in this.
        let focus = [("accent", theme.accent)];
        let faint = too_faint(theme, &focus, &super::contrast::grounds(theme), MARK);
        assert!(faint.is_empty(), "{}", faint.join("\n"));
    }
}

#[test]
fn words_on_a_colour_are_written_in_what_reads_better() {
    for theme in themes() {
        let steps = (-10..=10).map(|step| f64::from(step) / 10.0);
        let heat = steps.clone().map(|step| theme.diverging(step));
        let scale = steps.map(|step| theme.sequential(step.abs()));
        for ground in heat.chain(scale).chain(theme.parts.iter().copied()) {
            let found = contrast(theme.readable_on(ground), ground);
            assert!(found >= MARK, "dark {}: {ground:?}: {found}", theme.dark);
        }
    }
}

#[test]
fn controls_are_readable_in_every_state() {
    for theme in themes() {
        let widgets = super::widgets(theme);
        let states = [
            ("still", &widgets.noninteractive),
            ("at rest", &widgets.inactive),
            ("hovered", &widgets.hovered),
            ("pressed", &widgets.active),
            ("open", &widgets.open),
        ];
        for (state, visuals) in states {
            let found = contrast(visuals.fg_stroke.color, visuals.bg_fill);
            assert!(found >= TEXT, "dark {}: {state}: {found}", theme.dark);
        }
    }
}

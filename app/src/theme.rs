//! Colours, sizes and fonts: the only place in the application that makes a colour.
//!
//! The values live in `assets/theme_light.ron`, `assets/theme_dark.ron` and
//! `assets/theme_sizes.ron` and are embedded in the program. A panel asks for a role
//! (`Theme::of(ui).earns`), never for a colour, so that one meaning looks the same everywhere.

use std::sync::{Arc, LazyLock};

use egui::epaint::text::FontTweak;
use egui::style::{Selection, WidgetVisuals, Widgets};
use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow,
    Stroke, Style, TextStyle, Ui, Visuals, vec2,
};
use serde::Deserialize;

static LIGHT: LazyLock<Theme> =
    LazyLock::new(|| Theme::read(include_str!("../../assets/theme_light.ron"), false));
static DARK: LazyLock<Theme> =
    LazyLock::new(|| Theme::read(include_str!("../../assets/theme_dark.ron"), true));

/// The name of the semibold face among the font families, and of the headline among text styles.
const SEMIBOLD: &str = "semibold";
const HEADLINE: &str = "headline";

/// Colours by role, and sizes, of one of the two themes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Whether the background is dark.
    #[serde(skip)]
    pub dark: bool,
    /// The sizes, the same in both themes.
    #[serde(skip)]
    pub sizes: Sizes,
    /// Behind tables and figures.
    #[serde(with = "hex")]
    pub surface: Color32,
    /// Behind bars and side panels.
    #[serde(with = "hex")]
    pub panel: Color32,
    /// Hairlines between things: decoration, never the only sign of anything.
    #[serde(with = "hex")]
    pub line: Color32,
    /// Text, and contours in figures.
    #[serde(with = "hex")]
    pub text: Color32,
    /// Units, labels of axes, text of second rank.
    #[serde(with = "hex")]
    pub muted: Color32,
    /// Selection, focus and links.
    #[serde(with = "hex")]
    pub accent: Color32,
    /// Values that were given.
    #[serde(with = "hex")]
    pub assumption: Color32,
    /// Behind values that were given, where these are told by their ground.
    #[serde(with = "hex")]
    pub input: Color32,
    /// Values that were computed.
    #[serde(with = "hex")]
    pub formula: Color32,
    /// References to other rows.
    #[serde(with = "hex")]
    pub cross_reference: Color32,
    /// A margin above zero, a check that passed.
    #[serde(with = "hex")]
    pub earns: Color32,
    /// A margin below zero, an error.
    #[serde(with = "hex")]
    pub loses: Color32,
    /// Something to look at.
    #[serde(with = "hex")]
    pub warns: Color32,
    /// The middle of a heatmap, where nothing is earned and nothing lost.
    #[serde(with = "hex")]
    pub neutral: Color32,
    /// The hyperscaler's colour, and the first series'.
    #[serde(with = "hex")]
    pub hyperscaler: Color32,
    /// The frontier lab's colour, and the second series'.
    #[serde(with = "hex")]
    pub frontier_lab: Color32,
    /// The neocloud's colour, and the third series'.
    #[serde(with = "hex")]
    pub neocloud: Color32,
    /// The private factory's colour, and the fourth series'.
    #[serde(with = "hex")]
    pub private_factory: Color32,
    /// The fifth series.
    #[serde(with = "hex")]
    pub fifth: Color32,
    /// The sixth series.
    #[serde(with = "hex")]
    pub sixth: Color32,
    /// A value as it stands, between steps that add and take away.
    #[serde(with = "hex")]
    pub total: Color32,
    /// The parts of a whole, dark and light in turn, so that neighbours differ in grey as well.
    #[serde(with = "hexes")]
    pub parts: Vec<Color32>,
}

/// Sizes in points.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// Text of body and cells.
    pub body: f32,
    /// Labels and axes.
    pub label: f32,
    /// Heads of sections, in semibold.
    pub heading: f32,
    /// The number that a panel is about.
    pub headline: f32,
    /// The height of a table's row.
    pub row: f32,
    /// The step of the spacing grid.
    pub grid: f32,
    /// Between a panel's edge and its content.
    pub padding: f32,
    /// Between groups.
    pub group_gap: f32,
    /// The radius of corners.
    pub radius: u8,
    /// The width of lines between things.
    pub hairline: f32,
    /// The width of the contour in a heatmap.
    pub contour: f32,
}

/// A colour as it is written in a theme: `"#RRGGBB"`.
mod hex {
    use egui::Color32;
    use serde::{Deserialize, Deserializer, de::Error};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(reader: D) -> Result<Color32, D::Error> {
        let text = String::deserialize(reader)?;
        Color32::from_hex(&text)
            .map_err(|_| D::Error::custom(format!("expected `#RRGGBB`, found `{text}`")))
    }
}

/// Colours written as `["#RRGGBB", …]`.
mod hexes {
    use egui::Color32;
    use serde::{Deserialize, Deserializer, de::Error};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        reader: D,
    ) -> Result<Vec<Color32>, D::Error> {
        let texts = Vec::<String>::deserialize(reader)?;
        let colors = texts.iter().map(|text| {
            Color32::from_hex(text)
                .map_err(|_| D::Error::custom(format!("expected `#RRGGBB`, found `{text}`")))
        });
        colors.collect()
    }
}

impl Theme {
    /// The theme for a dark or a light background.
    pub fn load(dark: bool) -> &'static Self {
        if dark { &DARK } else { &LIGHT }
    }

    /// The theme in which `ui` is drawn.
    pub fn of(ui: &Ui) -> &'static Self {
        Self::load(ui.visuals().dark_mode)
    }

    /// The theme that is on in `ctx`.
    pub fn of_context(ctx: &Context) -> &'static Self {
        Self::load(ctx.theme() == egui::Theme::Dark)
    }

    /// Reads an embedded theme. Tests read both, so that the empty theme is never seen.
    fn read(colors: &str, dark: bool) -> Self {
        let sizes = ron::from_str(include_str!("../../assets/theme_sizes.ron")).unwrap_or_default();
        let theme: Self = ron::from_str(colors).unwrap_or_default();
        Self {
            dark,
            sizes,
            ..theme
        }
    }

    /// The colour of the series at `position`; after the sixth they repeat, with other dashes.
    pub fn series(&self, position: usize) -> Color32 {
        let colors = [
            self.hyperscaler,
            self.frontier_lab,
            self.neocloud,
            self.private_factory,
            self.fifth,
            self.sixth,
        ];
        colors[position % colors.len()]
    }

    /// The colour of the part at `position` of a whole.
    pub fn part(&self, position: usize) -> Color32 {
        let count = self.parts.len().max(1);
        let color = self.parts.get(position % count);
        color.copied().unwrap_or(self.muted)
    }

    /// Text of body and cells.
    pub fn body(&self) -> FontId {
        FontId::proportional(self.sizes.body)
    }

    /// Labels and axes.
    pub fn label(&self) -> FontId {
        FontId::proportional(self.sizes.label)
    }

    /// Body text that stands out: totals, the row in hand.
    pub fn strong(&self) -> FontId {
        FontId::new(self.sizes.body, semibold())
    }

    /// A label that stands out.
    pub fn label_strong(&self) -> FontId {
        FontId::new(self.sizes.label, semibold())
    }

    /// Heads of sections and titles of figures.
    pub fn heading(&self) -> FontId {
        FontId::new(self.sizes.heading, semibold())
    }

    /// The number that a panel is about.
    pub fn headline(&self) -> FontId {
        FontId::new(self.sizes.headline, semibold())
    }

    /// A line between things.
    pub fn hairline(&self) -> Stroke {
        Stroke::new(self.sizes.hairline, self.line)
    }

    /// Behind what is selected.
    pub fn selection(&self) -> Color32 {
        mix(
            self.surface,
            self.accent,
            if self.dark { 0.30 } else { 0.16 },
        )
    }

    /// Behind what the pointer is over.
    pub fn hover(&self) -> Color32 {
        mix(self.panel, self.text, 0.06)
    }

    /// A tint of `color` that text is readable on, for the ground behind a cell or a message.
    pub fn tint(&self, color: Color32) -> Color32 {
        mix(self.surface, color, if self.dark { 0.18 } else { 0.10 })
    }

    /// What lies over the ground of a value that has just changed, as it fades from 1 to 0.
    pub fn changed(&self, left: f32) -> Color32 {
        let share = if self.dark { 0.45 } else { 0.30 };
        self.accent.gamma_multiply(share * left.clamp(0.0, 1.0))
    }

    /// The one of text and surface that reads better on `ground`.
    pub fn readable_on(&self, ground: Color32) -> Color32 {
        if contrast(ground, self.text) >= contrast(ground, self.surface) {
            self.text
        } else {
            self.surface
        }
    }

    /// The colour of a heatmap at `position`: −1 loses most, 0 breaks even, 1 earns most.
    ///
    /// Equal steps look equally large, because the mixing is done in OKLab. A position that is not
    /// a number has the colour of what is unavailable.
    pub fn diverging(&self, position: f64) -> Color32 {
        if position.is_nan() {
            return self.surface;
        }
        let end = if position < 0.0 {
            self.loses
        } else {
            self.earns
        };
        mix(self.neutral, end, position.abs().min(1.0) as f32)
    }
}

impl Theme {
    /// The colour of a heatmap whose values are neither good nor bad, from 0, the least, to 1.
    pub fn sequential(&self, position: f64) -> Color32 {
        if position.is_nan() {
            return self.surface;
        }
        mix(self.neutral, self.accent, position.clamp(0.0, 1.0) as f32)
    }
}

/// The colour `share` of the way from one to another, evenly to the eye (Ottosson 2020, OKLab).
pub fn mix(from: Color32, to: Color32, share: f32) -> Color32 {
    let (from, to) = (oklab(from), oklab(to));
    from_oklab(std::array::from_fn(|i| from[i] + (to[i] - from[i]) * share))
}

fn oklab(color: Color32) -> [f32; 3] {
    let [r, g, b, _] = egui::Rgba::from(color).to_array();
    let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

fn from_oklab([lightness, a, b]: [f32; 3]) -> Color32 {
    let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
    let m = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
    let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
    let linear = [
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ];
    let [r, g, b] = linear.map(|x| x.clamp(0.0, 1.0));
    egui::Rgba::from_rgb(r, g, b).into()
}

/// How much two colours stand out from each other, from 1 to 21 (WCAG 2.2).
fn contrast(a: Color32, b: Color32) -> f32 {
    let luminance = |color: Color32| {
        let [r, g, b, _] = egui::Rgba::from(color).to_array();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Sets fonts, sizes and colours of both themes. Call it before the first frame, since the
/// semibold face has to be known by then.
pub fn apply(ctx: &Context) {
    ctx.set_fonts(fonts());
    ctx.set_style_of(egui::Theme::Light, style(Theme::load(false)));
    ctx.set_style_of(egui::Theme::Dark, style(Theme::load(true)));
}

/// The bundled fonts: one sans in two weights, and the signs that it lacks.
pub fn fonts() -> FontDefinitions {
    let faces = [
        (
            "sans",
            &include_bytes!("../../assets/fonts/NotoSans-Regular.ttf")[..],
            1.0,
        ),
        (
            SEMIBOLD,
            &include_bytes!("../../assets/fonts/NotoSans-SemiBold.ttf")[..],
            1.0,
        ),
        (
            "signs",
            &include_bytes!("../../assets/fonts/NotoSansMath-Signs.ttf")[..],
            1.0,
        ),
        // Its circles and triangles fill the whole line; this makes them as high as a capital.
        (
            "shapes",
            &include_bytes!("../../assets/fonts/NotoSansSymbols2-Signs.ttf")[..],
            0.86,
        ),
    ];
    let mut fonts = FontDefinitions::empty();
    for (name, bytes, scale) in faces {
        let tweak = FontTweak {
            scale,
            ..FontTweak::default()
        };
        let face = FontData::from_static(bytes).tweak(tweak);
        fonts.font_data.insert(name.to_owned(), Arc::new(face));
    }
    let family = |first: &str| [first, "signs", "shapes"].map(str::to_owned).to_vec();
    fonts
        .families
        .insert(FontFamily::Proportional, family("sans"));
    fonts.families.insert(FontFamily::Monospace, family("sans"));
    fonts.families.insert(semibold(), family(SEMIBOLD));
    fonts
}

fn semibold() -> FontFamily {
    FontFamily::Name(SEMIBOLD.into())
}

fn style(theme: &Theme) -> Style {
    let mut style = Style {
        visuals: visuals(theme),
        ..Style::default()
    };
    style.text_styles = [
        (TextStyle::Small, theme.label()),
        (TextStyle::Body, theme.body()),
        (TextStyle::Button, theme.body()),
        (TextStyle::Monospace, theme.body()),
        (TextStyle::Heading, theme.heading()),
        (TextStyle::Name(HEADLINE.into()), theme.headline()),
    ]
    .into();
    style.animation_time = 0.0;
    style.scroll_animation = egui::style::ScrollAnimation::none();
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.35;

    let grid = theme.sizes.grid;
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(2.0 * grid, grid);
    spacing.button_padding = vec2(2.0 * grid, 0.5 * grid);
    spacing.interact_size = vec2(6.0 * grid, theme.sizes.row);
    spacing.window_margin = Margin::same(12);
    spacing.menu_margin = Margin::same(6);
    spacing.indent = 4.0 * grid;
    spacing.icon_width = 3.5 * grid;
    spacing.icon_width_inner = 2.0 * grid;
    spacing.slider_rail_height = grid;
    spacing.tooltip_width = 360.0;
    style
}

fn visuals(theme: &Theme) -> Visuals {
    let base = if theme.dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    let popup = Shadow {
        offset: [0, 4],
        blur: 12,
        spread: 0,
        ..base.popup_shadow
    };
    let mut visuals = Visuals {
        override_text_color: None,
        weak_text_color: Some(theme.muted),
        widgets: widgets(theme),
        selection: Selection {
            bg_fill: theme.selection(),
            stroke: Stroke::new(1.0, theme.accent),
        },
        hyperlink_color: theme.accent,
        faint_bg_color: mix(theme.surface, theme.panel, 0.6),
        extreme_bg_color: theme.surface,
        code_bg_color: theme.panel,
        warn_fg_color: theme.warns,
        error_fg_color: theme.loses,
        window_corner_radius: CornerRadius::same(theme.sizes.radius),
        window_shadow: popup,
        window_fill: theme.surface,
        window_stroke: theme.hairline(),
        menu_corner_radius: CornerRadius::same(theme.sizes.radius),
        panel_fill: theme.panel,
        popup_shadow: popup,
        indent_has_left_vline: false,
        slider_trailing_fill: true,
        ..base
    };
    visuals.text_cursor.stroke = Stroke::new(1.5, theme.accent);
    // Nothing moves by itself, and a window that waits costs nothing.
    visuals.text_cursor.blink = false;
    visuals
}

fn widgets(theme: &Theme) -> Widgets {
    let visuals = |fill, line: Color32, text| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(theme.sizes.hairline, line),
        corner_radius: CornerRadius::same(theme.sizes.radius),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: visuals(theme.panel, theme.line, theme.text),
        inactive: visuals(mix(theme.panel, theme.text, 0.04), theme.line, theme.text),
        hovered: visuals(theme.hover(), mix(theme.line, theme.muted, 0.5), theme.text),
        active: visuals(theme.selection(), theme.accent, theme.text),
        open: visuals(theme.hover(), theme.line, theme.text),
    }
}

#[cfg(test)]
mod contrast;

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that the application writes beyond plain Latin text.
    const SIGNS: &str = "−×·≤≥≈≠∞Δ±√°µ←→↑↓●◐○▲▼▶▸▾◆■□★✓✕⚠…–—“”‘’•€£¥⏎⏴⏵⏶⏷⌘⌥⇧";

    #[test]
    fn themes_are_complete() {
        for text in [
            include_str!("../../assets/theme_light.ron"),
            include_str!("../../assets/theme_dark.ron"),
        ] {
            ron::from_str::<Theme>(text).unwrap();
        }
        ron::from_str::<Sizes>(include_str!("../../assets/theme_sizes.ron")).unwrap();
    }

    #[test]
    fn fonts_hold_every_sign() {
        let ctx = Context::default();
        apply(&ctx);
        let theme = Theme::load(false);
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            for font in [theme.body(), theme.strong()] {
                for sign in SIGNS.chars().chain('!'..='~') {
                    assert!(
                        ui.ctx().fonts_mut(|fonts| fonts.has_glyph(&font, sign)),
                        "{sign}"
                    );
                }
                let widths = "0123456789"
                    .chars()
                    .map(|digit| ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&font, digit)));
                assert!(
                    widths
                        .clone()
                        .all(|width| width == widths.clone().next().unwrap())
                );
            }
        });
        output.textures_delta.clear();
    }

    #[test]
    fn heatmap_steps_are_even() {
        for theme in [Theme::load(false), Theme::load(true)] {
            assert_eq!(theme.diverging(0.0), theme.neutral);
            assert_eq!(theme.diverging(1.0), theme.earns);
            assert_eq!(theme.diverging(-7.0), theme.loses);
            assert_eq!(theme.diverging(f64::NAN), theme.surface);
            let lightness: Vec<f32> = (0..=10)
                .map(|i| oklab(theme.diverging(f64::from(i) / 10.0))[0])
                .collect();
            let step = (lightness[10] - lightness[0]) / 10.0;
            for pair in lightness.windows(2) {
                assert!((pair[1] - pair[0] - step).abs() < 0.01, "{lightness:?}");
            }
        }
    }
}

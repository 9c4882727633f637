//! The coloured cells of a heatmap, and the bar that says what the colours mean.
//!
//! Cells are one texture with a pixel each, uploaded only when the values or the theme change.
//! Cells without a value are transparent: the hatching below them shows.

use std::sync::OnceLock;

use egui::epaint::{Mesh, Vertex};
use egui::{
    Align2, Color32, ColorImage, Id, Painter, Rect, Shape, Stroke, TextureHandle, TextureId,
    TextureOptions, Ui, pos2, vec2,
};
use rackhour_engine::math;

use crate::theme::Theme;

/// How many colours a scale has; neighbours cannot be told apart.
const SHADES: usize = 1025;

/// Which colours a scale has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shade {
    /// From losing through a neutral to earning.
    #[default]
    Diverging,
    /// From little to much, which is neither good nor bad.
    Sequential,
}

/// What the ends of the colours stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The value with the neutral colour.
    pub level: f64,
    /// How far from it the colours end: on both sides, or above it alone.
    pub reach: f64,
    /// Which colours they are.
    pub shade: Shade,
    /// Whether values lie beyond the colours: below their low end, and above their high end.
    pub exceeded: [bool; 2],
}

impl Scale {
    /// A scale whose colours end where nine in ten values lie, rounded up, so that a few extreme
    /// cells do not wash out the rest. Both sides reach equally far: equal colours
    /// are equal distances from the level.
    pub fn of(values: &[f64], level: f64) -> Self {
        let mut distances: Vec<f64> = values
            .iter()
            .map(|value| (value - level).abs())
            .filter(|d| d.is_finite())
            .collect();
        let most = distances.iter().copied().max_by(f64::total_cmp);
        let most = most.unwrap_or(1.0);
        let ninth = distances.len() * 9 / 10;
        let usual = match distances.is_empty() {
            true => most,
            false => *distances.select_nth_unstable_by(ninth, f64::total_cmp).1,
        };
        let reach = round_up(if usual > 0.0 { usual } else { most });
        Self {
            level,
            reach,
            shade: Shade::Diverging,
            exceeded: exceeded(values, [level - reach, level + reach]),
        }
    }

    /// A scale from the least to the greatest value, without the one in twenty at either end;
    /// widened so that all five marks of the bar are round.
    pub fn sequential(values: &[f64]) -> Self {
        let mut known: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        known.sort_by(f64::total_cmp);
        let at = |share: usize| known.get((known.len().max(1) - 1) * share / 20).copied();
        let (low, high) = (at(1).unwrap_or(0.0), at(19).unwrap_or(1.0));
        let [low, high] = match high > low {
            true => [low, high],
            false => [low, low + low.abs().max(1.0)],
        };
        let [low, high] = round_ends(low, high);
        Self {
            level: low,
            reach: high - low,
            shade: Shade::Sequential,
            exceeded: exceeded(&known, [low, high]),
        }
    }

    /// Where a value lies between −1 and 1, or from 0 to 1.
    pub fn position(&self, value: f64) -> f64 {
        (value - self.level) / self.reach
    }

    /// The colour of a value.
    pub fn color(&self, theme: &Theme, value: f64) -> Color32 {
        self.at(theme, self.position(value))
    }

    /// All colours, from end to end, mixed once: one for each of thousands of cells takes a frame.
    fn palette(&self, theme: &Theme) -> &'static [Color32] {
        static PALETTES: [OnceLock<Vec<Color32>>; 4] = [const { OnceLock::new() }; 4];
        let place = usize::from(theme.dark) * 2 + usize::from(self.shade == Shade::Diverging);
        PALETTES[place].get_or_init(|| {
            let [low, high] = self.ends();
            let share = |shade| f64::from(shade) / (SHADES - 1) as f64;
            let shades = 0..SHADES as u32;
            shades
                .map(|shade| self.at(theme, low + share(shade) * (high - low)))
                .collect()
        })
    }

    /// The place of a value's colour among all.
    fn shade_of(&self, value: f64) -> usize {
        let [low, high] = self.ends();
        let share = ((self.position(value) - low) / (high - low)).clamp(0.0, 1.0);
        (share * (SHADES - 1) as f64).round() as usize
    }

    fn at(&self, theme: &Theme, position: f64) -> Color32 {
        match self.shade {
            Shade::Diverging => theme.diverging(position),
            Shade::Sequential => theme.sequential(position),
        }
    }

    /// Where the colours begin and end.
    fn ends(&self) -> [f64; 2] {
        match self.shade {
            Shade::Diverging => [-1.0, 1.0],
            Shade::Sequential => [0.0, 1.0],
        }
    }
}

/// The values of a heatmap: one row of `columns` values for each row of cells, the lowest first.
#[derive(Clone, Copy)]
pub struct Cells<'a> {
    /// How many values are in a row.
    pub columns: usize,
    /// The values, NaN where there is none.
    pub values: &'a [f64],
    /// What the colours mean.
    pub scale: Scale,
    /// Changes whenever the values do.
    pub revision: u64,
}

#[derive(Clone)]
struct Uploaded {
    key: (u64, bool, Scale, usize, usize),
    texture: TextureHandle,
}

impl Cells<'_> {
    /// The texture of the cells, the highest row on top.
    pub fn texture(&self, ui: &Ui, id: Id) -> TextureId {
        let theme = Theme::of(ui);
        let key = (
            self.revision,
            theme.dark,
            self.scale,
            self.columns,
            self.values.len(),
        );
        let cached: Option<Uploaded> = ui.data(|data| data.get_temp(id));
        if let Some(uploaded) = cached.as_ref().filter(|uploaded| uploaded.key == key) {
            return uploaded.texture.id();
        }
        let image = self.image(theme, ui.input(|input| input.max_texture_side));
        let texture = match cached {
            Some(Uploaded { mut texture, .. }) => {
                texture.set(image, TextureOptions::NEAREST);
                texture
            }
            None => ui
                .ctx()
                .load_texture("heatmap", image, TextureOptions::NEAREST),
        };
        let texture_id = texture.id();
        ui.data_mut(|data| data.insert_temp(id, Uploaded { key, texture }));
        texture_id
    }

    /// One pixel per cell; a grid larger than a texture may be keeps every second, third … cell.
    fn image(&self, theme: &Theme, largest: usize) -> ColorImage {
        let rows = self.values.len() / self.columns.max(1);
        let pick = |all: usize| -> Vec<usize> {
            let kept = all.clamp(1, largest.max(1));
            (0..kept).map(|i| i * all / kept).collect()
        };
        let (across, up) = (pick(self.columns), pick(rows));
        let palette = self.scale.palette(theme);
        let color = |value: f64| {
            if value.is_nan() {
                Color32::TRANSPARENT
            } else {
                palette[self.scale.shade_of(value)]
            }
        };
        let pixels = up.iter().rev().flat_map(|row| {
            let start = row * self.columns;
            across.iter().map(move |column| start + column)
        });
        let pixels = pixels
            .map(|i| color(self.values.get(i).copied().unwrap_or(f64::NAN)))
            .collect();
        ColorImage::new([across.len(), up.len()], pixels)
    }
}

/// Paints the hatching and, over it, the cells. `lefts` are the edges of the columns from left to
/// right, `lows` those of the rows from the lowest up, all on screen.
pub fn paint_cells(
    painter: &Painter,
    theme: &Theme,
    texture: TextureId,
    lefts: &[f32],
    lows: &[f32],
) {
    let (Some(&left), Some(&right)) = (lefts.first(), lefts.last()) else {
        return;
    };
    let (Some(&low), Some(&high)) = (lows.first(), lows.last()) else {
        return;
    };
    let rect = Rect::from_min_max(pos2(left, high), pos2(right, low));
    hatch(painter, theme, rect);
    if even(lefts) && even(lows) {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture, rect, whole, Color32::WHITE);
    } else {
        painter.add(Shape::mesh(uneven(texture, lefts, lows)));
    }
}

/// Cells of different sizes: a patch of the texture each.
fn uneven(texture: TextureId, lefts: &[f32], lows: &[f32]) -> Mesh {
    let (columns, rows) = (lefts.len() - 1, lows.len() - 1);
    let mut mesh = Mesh::with_texture(texture);
    for (row, &y) in lows.iter().enumerate() {
        for (column, &x) in lefts.iter().enumerate() {
            let uv = pos2(
                column as f32 / columns as f32,
                1.0 - row as f32 / rows as f32,
            );
            mesh.vertices.push(Vertex {
                pos: pos2(x, y),
                uv,
                color: Color32::WHITE,
            });
        }
    }
    let width = lefts.len() as u32;
    for row in 0..rows as u32 {
        for column in 0..columns as u32 {
            let corner = row * width + column;
            mesh.add_triangle(corner, corner + 1, corner + width);
            mesh.add_triangle(corner + 1, corner + width, corner + width + 1);
        }
    }
    mesh
}

fn even(edges: &[f32]) -> bool {
    let step = (edges[edges.len() - 1] - edges[0]) / (edges.len() - 1) as f32;
    edges
        .windows(2)
        .all(|pair| (pair[1] - pair[0] - step).abs() < 0.25)
}

/// Slanted lines for what has no value.
fn hatch(painter: &Painter, theme: &Theme, rect: Rect) {
    let visible = rect.intersect(painter.clip_rect());
    if !visible.is_positive() {
        return;
    }
    painter.rect_filled(visible, 0.0, theme.panel);
    let painter = painter.with_clip_rect(visible);
    let height = visible.height();
    let mut x = visible.left() - height;
    while x < visible.right() {
        let ends = [pos2(x, visible.bottom()), pos2(x + height, visible.top())];
        painter.line_segment(ends, Stroke::new(1.0, theme.line));
        x += 6.0;
    }
}

/// The bar beside a heatmap: colours from the lowest to the highest, the level marked.
///
/// `format` writes a value without its unit, as an axis does; `unit` stands above. The bar is 12
/// points wide at the left of `rect`; the texts take the rest.
pub fn color_bar(
    painter: &Painter,
    theme: &Theme,
    rect: Rect,
    scale: Scale,
    unit: &str,
    format: impl Fn(f64) -> String,
) {
    let bar = Rect::from_min_size(rect.min + vec2(0.0, 20.0), vec2(12.0, rect.height() - 20.0));
    let [first, last] = scale.ends();
    let height =
        |position: f64| bar.bottom() - ((position - first) / (last - first)) as f32 * bar.height();
    let steps = 64;
    let mut mesh = Mesh::default();
    for i in 0..=steps {
        let position = first + (last - first) * f64::from(i) / f64::from(steps);
        let color = scale.at(theme, position);
        mesh.colored_vertex(pos2(bar.left(), height(position)), color);
        mesh.colored_vertex(pos2(bar.right(), height(position)), color);
        if i > 0 {
            let corner = 2 * i as u32;
            mesh.add_triangle(corner - 2, corner - 1, corner);
            mesh.add_triangle(corner - 1, corner, corner + 1);
        }
    }
    painter.add(Shape::mesh(mesh));
    painter.text(rect.min, Align2::LEFT_TOP, unit, theme.label(), theme.muted);
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let position = first + (last - first) * share;
        let value = format(scale.level + position * scale.reach);
        let value = match share {
            0.0 if scale.exceeded[0] => format!("≤ {value}"),
            1.0 if scale.exceeded[1] => format!("≥ {value}"),
            _ => value,
        };
        let is_level = scale.shade == Shade::Diverging && position == 0.0;
        let (font, color) = if is_level {
            (theme.label_strong(), theme.text)
        } else {
            (theme.label(), theme.muted)
        };
        let y = height(position);
        let stroke = Stroke::new(if is_level { theme.sizes.contour } else { 1.0 }, color);
        let start = if is_level { bar.left() } else { bar.right() };
        painter.hline(start..=bar.right() + 4.0, y, stroke);
        // The texts of the ends stay within the height of the bar.
        let y = y.clamp(bar.top() + 5.0, bar.bottom() - 5.0);
        painter.text(
            pos2(bar.right() + 8.0, y),
            Align2::LEFT_CENTER,
            value,
            font,
            color,
        );
    }
}

/// Whether known values lie below the first or above the second of two ends.
fn exceeded(values: &[f64], [low, high]: [f64; 2]) -> [bool; 2] {
    let known = || values.iter().filter(|value| value.is_finite());
    [
        known().any(|value| *value < low),
        known().any(|value| *value > high),
    ]
}

/// The smallest of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten that is no less than `size`.
fn round_up(size: f64) -> f64 {
    round_up_to(size, &[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0])
}

/// The smallest of some digits times a power of ten that is no less than `size`.
fn round_up_to(size: f64, digits: &[f64]) -> f64 {
    if !(size > 0.0 && size.is_finite()) {
        return 1.0;
    }
    let power = math::pow(10.0, math::log10(size).floor());
    digits
        .iter()
        .map(|digit| digit * power)
        .find(|&end| end >= size * 0.999_999)
        .unwrap_or(size)
}

/// Ends around two values that are four round steps apart and multiples of such a step.
fn round_ends(low: f64, high: f64) -> [f64; 2] {
    let round = |step| round_up_to(step, &[1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]);
    let mut step = round((high - low) / 4.0);
    // Each step is a fifth greater than the one before or more, so that a few will do.
    for _ in 0..8 {
        let first = (low / step + 1e-9).floor() * step;
        if first + 4.0 * step >= high - 1e-9 * step {
            return [first, first + 4.0 * step];
        }
        step = round(step * 1.01);
    }
    [low, high]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_a_sequential_scale_are_round() {
        let ends = |low, high| {
            let [low, high] = round_ends(low, high);
            [low, (low + high) / 2.0, high]
        };
        assert_eq!(ends(28.195_49, 71.8), [15.0, 45.0, 75.0]);
        assert_eq!(ends(0.0, 1.0), [0.0, 0.5, 1.0]);
        assert_eq!(ends(-3.0, 5.0), [-5.0, 0.0, 5.0]);
        assert_eq!(ends(100.0, 108.0), [100.0, 104.0, 108.0]);
        assert_eq!(ends(1e9, 1e9 + 1.0)[0], 1e9);
        let values: Vec<f64> = (0..=100).map(f64::from).collect();
        let scale = Scale::sequential(&values);
        assert_eq!([scale.level, scale.reach], [0.0, 100.0]);
        assert_eq!(scale.exceeded, [false; 2]);
    }

    #[test]
    fn only_the_end_that_is_exceeded_says_so() {
        let most = (0..=100).map(f64::from);
        let cases: [(Vec<f64>, [bool; 2]); 4] = [
            (most.clone().chain([1e6]).collect(), [false, true]),
            (most.clone().chain([-1e6]).collect(), [true, false]),
            (most.clone().chain([-1e6, 1e6]).collect(), [true; 2]),
            (most.chain([f64::NAN]).collect(), [false; 2]),
        ];
        for (values, ends) in cases {
            assert_eq!(Scale::sequential(&values).exceeded, ends, "{values:?}");
            assert_eq!(Scale::of(&values, 50.0).exceeded, ends, "{values:?}");
        }
    }

    #[test]
    fn scales() {
        let values: Vec<f64> = (-20..=20).map(f64::from).chain([500.0, f64::NAN]).collect();
        let scale = Scale::of(&values, 0.0);
        assert_eq!(
            scale,
            Scale {
                level: 0.0,
                reach: 20.0,
                shade: Shade::Diverging,
                exceeded: [false, true]
            }
        );
        assert_eq!(scale.position(-10.0), -0.5);
        assert_eq!(
            Scale::of(&[], 3.0),
            Scale {
                level: 3.0,
                reach: 1.0,
                shade: Shade::Diverging,
                exceeded: [false; 2]
            }
        );
        assert_eq!(Scale::of(&[5.0, 5.0], 5.0).reach, 1.0);
    }

    #[test]
    fn pixels_follow_the_values() {
        let scale = Scale {
            level: 0.0,
            reach: 1.0,
            shade: Shade::Diverging,
            exceeded: [false; 2],
        };
        let values = [-1.0, 0.0, f64::NAN, 1.0, 0.5, 2.0];
        let cells = Cells {
            columns: 3,
            values: &values,
            scale,
            revision: 0,
        };
        let theme = Theme::load(false);
        let image = cells.image(theme, 2048);
        assert_eq!(image.size, [3, 2]);
        assert_eq!(image.pixels[0], theme.earns);
        assert_eq!(image.pixels[2], theme.earns);
        assert_eq!(
            image.pixels[3..],
            [theme.loses, theme.neutral, Color32::TRANSPARENT]
        );
        assert_eq!(cells.image(theme, 2).size, [2, 2]);
    }
}

//! How wide the columns of a table are.

use egui::{FontId, Ui};

use super::{Kind, PADDING, Table};
use crate::theme::Theme;

/// The narrowest and the widest column of numbers, and of words.
const NUMBERS: [f32; 2] = [64.0, 240.0];
const WORDS: [f32; 2] = [56.0, 280.0];
/// How narrow a column of words becomes where there is little room.
const NARROW_WORDS: f32 = 132.0;
/// How many rows are looked at for the width of a column.
const MEASURED: usize = 40;

/// How wide a column is where there is room, and where there is little.
#[derive(Clone, Copy)]
pub(super) struct Width {
    pub(super) whole: f32,
    pub(super) least: f32,
}

/// The widths of columns. Where a little room is missing, each gives up a part of what it can
/// spare; where much is missing the table is scrolled, and none gives up any.
pub(super) fn fitted(widths: &[Width], room: f32) -> Vec<f32> {
    let whole: f32 = widths.iter().map(|width| width.whole).sum();
    let spare: f32 = widths.iter().map(|width| width.whole - width.least).sum();
    let missing = whole - room;
    let share = match missing > 0.0 && missing <= spare {
        true => missing / spare,
        false => 0.0,
    };
    let given = |width: &Width| width.whole - share * (width.whole - width.least);
    widths.iter().map(|width| given(width).floor()).collect()
}

/// Where the columns stand.
pub(super) struct Layout {
    pub(super) lefts: Vec<f32>,
    pub(super) row: f32,
}

impl Layout {
    pub(super) fn width(&self, column: usize) -> f32 {
        self.lefts[column + 1] - self.lefts[column]
    }

    pub(super) fn whole(&self) -> f32 {
        self.lefts.last().copied().unwrap_or(0.0)
    }
}

impl Table<'_> {
    pub(super) fn layout(&self, ui: &Ui) -> Layout {
        let theme = Theme::of(ui);
        let columns = 0..self.columns.len();
        let widths: Vec<Width> = columns.map(|column| self.width(column, ui)).collect();
        let high = theme.sizes.row * (self.rows as f32 + 1.0) > self.height;
        let bar = f32::from(u8::from(high)) * (ui.spacing().scroll.bar_width + 2.0);
        let mut lefts = vec![0.0];
        for width in fitted(&widths, ui.available_width() - bar) {
            lefts.push(lefts[lefts.len() - 1] + width);
        }
        Layout {
            lefts,
            row: theme.sizes.row,
        }
    }

    /// How wide a column would be, and may become.
    fn width(&self, position: usize, ui: &Ui) -> Width {
        let theme = Theme::of(ui);
        let column = &self.columns[position];
        let measure = |text: String, font: FontId| {
            let galley = ui.painter().layout_no_wrap(text, font, theme.text);
            galley.size().x + 2.0 * PADDING + 6.0
        };
        let cells = (0..self.rows.min(MEASURED))
            .map(|row| measure((self.cell)(row, position).text, theme.strong()));
        let cells = cells.fold(0.0, f32::max);
        let whole = measure(column.head.clone(), theme.label()).max(cells);
        match column.kind {
            Kind::Words => {
                let whole = whole.clamp(WORDS[0], WORDS[1]).ceil();
                let least = whole.min(NARROW_WORDS);
                Width { whole, least }
            }
            Kind::Numbers => {
                let whole = whole.clamp(NUMBERS[0], NUMBERS[1]).ceil();
                // A number is never cut for the sake of others; its head may be.
                let least = match self.rows > MEASURED {
                    true => whole,
                    false => cells.clamp(NUMBERS[0], NUMBERS[1]).ceil(),
                };
                Width { whole, least }
            }
            Kind::Bars(bar) => {
                // Beside bars there is room; words in place of one may need more.
                let words = (0..self.rows.min(MEASURED))
                    .map(|row| (self.cell)(row, position))
                    .filter(|cell| cell.bar.is_none())
                    .map(|cell| measure(cell.text, theme.strong()));
                let least = f32::from(bar);
                let whole = words.fold(least, f32::max).min(WORDS[1].max(least)).ceil();
                Width { whole, least }
            }
        }
    }
}

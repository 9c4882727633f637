//! Values from other programs, pasted into a range: all of them, or none.

use rackhour_engine::check::Layer;
use rackhour_engine::figure;
use rackhour_engine::workbook::{Number, Quantity};

use super::Session;
use super::put::Put;
use super::sheet::{MOST, too_many};
use crate::sheet::{Area, Cell, Clip, Pasted, Walk};
use crate::text;

impl Session {
    /// Writes what was copied elsewhere from the range's first cell on, or a single value into the
    /// whole range, as one step to undo: all of it, or nothing. Says what was done.
    ///
    /// # Errors
    /// A text does not fit its cell; the reason names the cell.
    pub fn paste(&mut self, walk: &[usize], area: &Area, pasted: &str) -> Result<String, String> {
        let clip = Clip::read(pasted);
        let (lines, columns) = match clip.single() {
            Some(_) => area.size(),
            None => clip.size(),
        };
        if lines.saturating_mul(columns) > MOST {
            return Err(too_many());
        }
        let (puts, empty) = self.pasted(walk, area, &clip, (lines, columns))?;
        let count = puts.len();
        if count == 0 {
            return Err("There is nothing to paste".to_owned());
        }
        let label = match puts.as_slice() {
            [only] => format!("Change {}", self.label(&only.cell.row)),
            _ => format!("Paste {}", text::count(count, "value", "values")),
        };
        self.put_all(label, puts)?;
        let said = format!("Pasted {}", text::count(count, "value", "values"));
        Ok(match empty {
            0 => said,
            1 => format!("{said}; an empty one left its cell as it was"),
            _ => format!("{said}; {empty} empty ones left their cells as they were"),
        })
    }

    /// What each cell is to be given, and how many texts were empty.
    fn pasted(
        &self,
        stops: &[usize],
        area: &Area,
        clip: &Clip,
        (lines, columns): (usize, usize),
    ) -> Result<(Vec<Put>, usize), String> {
        let walk = Walk {
            session: self,
            stops,
        };
        let (top, left) = (*area.stops.start(), *area.columns.start());
        let (last_stop, last_column) = walk.last();
        let room = (last_stop + 1 - top, last_column + 1 - left);
        if lines > room.0 || columns > room.1 {
            let count = |size: (usize, usize)| {
                let lines = text::count(size.0, "line", "lines");
                format!("{lines} and {}", text::count(size.1, "column", "columns"))
            };
            return Err(format!(
                "What was copied has {}, and from the selected cell on there are {}; nothing was \
                 pasted",
                count((lines, columns)),
                count(room)
            ));
        }
        let (mut puts, mut empty) = (Vec::new(), 0);
        for line in 0..lines {
            for column in 0..columns {
                let typed = clip.single().unwrap_or_else(|| clip.at(line, column));
                let cell = walk.cell((top + line, left + column));
                let Some(cell) = cell.filter(|_| !typed.is_empty()) else {
                    empty += usize::from(line < clip.lines.len());
                    continue;
                };
                let quantity = self.fitting(&cell, typed).map_err(|reason| {
                    let place = self.cell_label(&cell);
                    format!("{place}: {reason}; nothing was pasted")
                })?;
                puts.push(Put {
                    cell,
                    quantity,
                    layer: Layer::Workbook,
                });
            }
        }
        Ok((puts, empty))
    }

    /// A pasted text as a value of a cell.
    fn fitting(&self, cell: &Cell, typed: &str) -> Result<Quantity, String> {
        self.can_type_over(cell)?;
        let options = self.options(&cell.row);
        if !options.is_empty() {
            let word = typed.to_lowercase();
            let same = |text: &str| text.to_lowercase() == word;
            let option = options.iter().find(|o| same(&o.label) || same(&o.id));
            return option
                .map(|option| Quantity::Choice(option.id.clone()))
                .ok_or_else(|| {
                    let labels: Vec<_> = options.iter().map(|o| o.label.as_str()).collect();
                    format!(
                        "“{typed}” is none of the options; choose {}",
                        labels.join(" or ")
                    )
                });
        }
        let quoted = |what: &str| Err(format!("“{typed}” is {what}"));
        match Pasted::of(typed) {
            Pasted::Error => return quoted("what a spreadsheet shows in place of a value"),
            Pasted::Date => return quoted("a date, and the row holds numbers"),
            Pasted::Formula => return quoted("a formula; paste its value"),
            Pasted::Unavailable => return quoted("no value"),
            Pasted::Text | Pasted::Empty => {}
        }
        let row = self.variable(&cell.row).ok_or("there is no such row")?;
        if figure::is_percent(row)
            && let Some(share) = text::typed(typed)
            && share != 0.0
            && share.abs() <= 1.0
        {
            let (percent, share) = (text::exact_to(share * 100.0, 12), text::exact(share));
            return quoted(&format!(
                "either {percent} % or {share} %; write it with a percent sign"
            ));
        }
        let value = self.entered(&cell.row, typed).map_err(|reason| {
            match typed.chars().any(|c| c.is_ascii_digit()) {
                true => reason,
                false => format!("“{typed}” is a text, and the row holds numbers"),
            }
        })?;
        Ok(Quantity::Constant(Number(value)))
    }
}

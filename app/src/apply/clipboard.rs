//! What is copied and cut out of the table of rows.

use egui::ViewportCommand;

use super::Hands;
use crate::sheet::Area;
use crate::text;

impl Hands<'_> {
    /// Copies the selected range.
    pub(super) fn copy(&mut self) {
        let Some(area) = self.area() else {
            return;
        };
        match self.copied(&area) {
            Ok(text) => {
                self.ctx.copy_text(text);
                self.view.say(format!("Copied {}", cells(&area)));
            }
            Err(refusal) => self.view.refuse(refusal),
        }
        self.view.focus_table = true;
    }

    /// Copies the selected range and takes out of it what a profile or scenario changes; neither
    /// where the other cannot be done.
    pub(super) fn cut(&mut self) {
        let Some(area) = self.area() else {
            return;
        };
        let text = self.copied(&area);
        let done = text.and_then(|text| {
            let stops = self.view.sheet.stops();
            let done = self.session.clear(stops, &area, "Cut what was changed");
            let done = done.map_err(|refusal| format!("{refusal}; nothing was cut or copied"))?;
            Ok((text, done))
        });
        match done {
            Ok((text, done)) => {
                self.ctx.copy_text(text);
                self.view.say(format!("Cut {}: {done}", cells(&area)));
            }
            Err(refusal) => self.view.refuse(refusal),
        }
        self.view.focus_table = true;
    }

    /// Asks the system for what was copied, which the table then takes as it takes what is pasted
    /// by key.
    pub(super) fn ask_for_paste(&mut self) {
        self.view.focus_table = true;
        self.ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
    }

    fn copied(&self, area: &Area) -> Result<String, String> {
        let walk = self.view.sheet.walk(self.session);
        self.session.copied(walk, area)
    }
}

fn cells(area: &Area) -> String {
    let (lines, columns) = area.size();
    text::count(lines * columns, "cell", "cells")
}

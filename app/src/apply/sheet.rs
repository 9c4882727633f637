//! What happens in the table of rows: ranges, what is pasted and filled, folds, finding.

use rackhour_engine::workbook::NumberFormat;

use super::Hands;
use crate::command::Command;
use crate::session::Fill;
use crate::settings::Preference;
use crate::sheet::find::{self, Find};
use crate::sheet::{
    Act, Area, Cell, Convention, Family, FindAct, Fold, FormatPicker, GoTo, GoToAct, SheetView,
    Step,
};
use crate::view::Tab;

/// How many rows the box that leads to a row lists.
const LISTED: usize = 12;

impl Hands<'_> {
    /// Carries out a command that concerns the table of rows.
    pub(super) fn run_in_table(&mut self, command: Command) {
        match command {
            Command::Cut => self.cut(),
            Command::Copy => self.copy(),
            Command::Paste => self.ask_for_paste(),
            Command::FillRight => self.fill(Fill::Right),
            Command::FillDown => self.fill(Fill::Down),
            Command::ClearOverride => self.clear(),
            Command::Find => self.open_find(None),
            Command::Replace => self.open_find(Some(String::new())),
            Command::GoToRow => self.open_go_to(),
            Command::PickFormat => self.pick_format(),
            Command::FormatNumber => self.cycle(Family::Number),
            Command::FormatCurrency => self.cycle(Family::Currency),
            Command::FormatPercent => self.cycle(Family::Percent),
            Command::FormatMultiple => self.cycle(Family::Multiple),
            Command::ShowFormulas => {
                self.show_model();
                self.view.sheet.formulas = !self.view.sheet.formulas;
            }
            Command::FoldSection => {
                let cell = self.view.selected.as_ref();
                let fold = cell.and_then(|cell| SheetView::section_of(self.session, cell));
                if let Some(fold) = fold {
                    self.fold(fold);
                }
            }
            Command::UnfoldAll => self.view.sheet.folded.clear(),
            Command::ToggleConvention => {
                self.prefer(Preference::Convention(match self.view.sheet.convention {
                    Convention::Bank => Convention::Fast,
                    Convention::Fast => Convention::Bank,
                }));
            }
            _ => {}
        }
    }

    /// Carries out what the table of rows asks for.
    pub(super) fn act_in_table(&mut self, act: Act) {
        match act {
            Act::Extend(step) => self.extend(step),
            Act::ExtendTo(cell) => self.extend_to(cell),
            Act::SelectLines => self.widen(|from, to, last| ((from.0, 0), (to.0, last.1))),
            Act::SelectColumns => self.widen(|from, to, last| ((0, from.1), (last.0, to.1))),
            Act::SelectColumn(column) => self.select_column(column),
            Act::SelectAll => self.widen(|_, _, last| ((0, 0), last)),
            Act::Paste(text) => self.paste(&text),
            Act::Clear => self.clear(),
            Act::Fold(fold) => self.fold(fold),
            Act::Format(format) => {
                self.view.sheet.formats = None;
                self.view.focus_table = true;
                self.format(format, None);
            }
            Act::CloseFormats => {
                self.view.sheet.formats = None;
                self.view.focus_table = true;
            }
            Act::Find(act) => self.find(act),
            Act::GoTo(act) => self.go_to_box(act),
        }
    }

    fn show_model(&mut self) {
        if !self.view.tab.has_model() {
            self.view.tab = Tab::Model;
        }
    }

    /// Moves the free corner of the range.
    fn extend(&mut self, step: Step) {
        let Some(active) = self.view.selected.clone() else {
            return;
        };
        let (_, to) = self.view.sheet.selection.corners(&active);
        let to = self.view.sheet.walk(self.session).step(to, step);
        self.extend_to(to);
    }

    fn extend_to(&mut self, to: Cell) {
        let Some(active) = self.view.selected.clone() else {
            return self.select(to);
        };
        if !self.settle() {
            return;
        }
        let (from, _) = self.view.sheet.selection.corners(&active);
        let from = from.clone();
        self.scroll_to(&to);
        self.view.sheet.selection.set(&active, from, to);
        self.view.focus_table = true;
    }

    /// Moves both corners of the range, each a line and a column, given those of the last cell.
    fn widen(&mut self, corners: impl Fn(Place, Place, Place) -> (Place, Place)) {
        let Some(active) = self.view.selected.clone() else {
            return;
        };
        let walk = self.view.sheet.walk(self.session);
        let (from, to) = self.view.sheet.selection.corners(&active);
        let Some((from, to)) = walk.place(from).zip(walk.place(to)) else {
            return;
        };
        let (from, to) = corners(from, to, walk.last());
        if let Some((from, to)) = walk.cell(from).zip(walk.cell(to)) {
            self.view.sheet.selection.set(&active, from, to);
        }
    }

    fn select_column(&mut self, column: usize) {
        let walk = self.view.sheet.walk(self.session);
        let (last, _) = walk.last();
        if let Some((first, last)) = walk.cell((0, column)).zip(walk.cell((last, column)))
            && self.settle()
        {
            self.view.selected = Some(first.clone());
            self.view.sheet.selection.set(&first, first.clone(), last);
            self.view.focus_table = true;
        }
    }

    /// The selected range; a single cell where there is no more.
    pub(super) fn area(&self) -> Option<Area> {
        let active = self.view.selected.as_ref()?;
        self.view.sheet.area_of(self.session, active)
    }

    /// Carries out what changes the document, and says what was done or why it was refused.
    fn change(
        &mut self,
        change: impl FnOnce(&mut crate::session::Session, &[usize], &Area) -> Result<String, String>,
    ) {
        let Some(area) = self.area() else {
            self.view
                .refuse("The selected cell is folded away; unfold its section first");
            return;
        };
        match change(self.session, self.view.sheet.stops(), &area) {
            Ok(done) => self.view.say(done),
            Err(refusal) => self.view.refuse(refusal),
        }
        self.view.focus_table = true;
    }

    fn paste(&mut self, text: &str) {
        if self.settle() {
            self.change(|session, stops, area| session.paste(stops, area, text));
        }
    }

    fn fill(&mut self, way: Fill) {
        self.change(|session, stops, area| session.fill(stops, area, way));
    }

    fn clear(&mut self) {
        let label = "Clear what was changed";
        self.change(|session, stops, area| session.clear(stops, area, label));
    }

    fn fold(&mut self, fold: Fold) {
        if !self.view.sheet.folded.remove(&fold) {
            self.view.sheet.folded.insert(fold);
        }
        // A cell that cannot be seen is not left selected: the one above takes its place.
        let Some(active) = self.view.selected.clone() else {
            return;
        };
        self.view.sheet.follow(self.session, Some(&active));
        let walk = self.view.sheet.walk(self.session);
        if !walk.shows(&active) {
            let above = walk.place(&active).and_then(|place| walk.cell(place));
            self.view.selected = above;
        }
    }

    fn pick_format(&mut self) {
        let Some(cell) = self.view.selected.clone() else {
            return;
        };
        match self.session.can_show(&cell.row, None, None) {
            Ok(()) => {
                self.scroll_to(&cell);
                self.view.sheet.formats = Some(FormatPicker { cell });
            }
            Err(refusal) => self.view.refuse(refusal),
        }
    }

    /// The next format of a family for the rows of the range. The keys begin at the first one, and
    /// go on while nothing else happens.
    fn cycle(&mut self, family: Family) {
        let formats = family.formats();
        let revision = self.session.revision();
        let times = match self.view.sheet.cycle {
            Some((last, times, made)) if last == family && made == revision => times + 1,
            _ => 0,
        };
        if self.format(Some(formats[times % formats.len()]), Some(family)) {
            self.view.sheet.cycle = Some((family, times, revision + 1));
        }
    }

    /// Shows the rows of the range in a format; whether they take it.
    fn format(&mut self, format: Option<NumberFormat>, family: Option<Family>) -> bool {
        let Some(area) = self.area() else {
            return false;
        };
        let rows = self.session.rows_of(self.view.sheet.stops(), &area);
        match self.session.set_format(&rows, format, family) {
            Ok(()) => {
                self.view.notice = None;
                if self.session.is_recording() {
                    self.say_of_workbook("Changed the number format");
                }
                true
            }
            Err(refusal) => {
                self.view.refuse(refusal);
                false
            }
        }
    }

    fn open_find(&mut self, with: Option<String>) {
        self.show_model();
        self.view.sheet.focus_find = true;
        match &mut self.view.sheet.find {
            Some(find) => find.with = with.map(|with| find.with.take().unwrap_or(with)),
            None => {
                self.view.sheet.find = Some(Find::new(with));
            }
        }
    }

    fn find(&mut self, act: FindAct) {
        let Some(find) = &mut self.view.sheet.find else {
            return;
        };
        match act {
            FindAct::Text(text) => {
                find.text = text;
                find.follow(self.session);
                self.show_found();
            }
            FindAct::With(with) => find.with = Some(with),
            FindAct::Next => {
                find.step(1);
                self.show_found();
            }
            FindAct::Previous => {
                find.step(-1);
                self.show_found();
            }
            FindAct::Replace => {
                let row = find.row().map(|(row, _)| row.clone());
                self.replace(&row.into_iter().collect::<Vec<_>>());
            }
            FindAct::ReplaceAll => {
                let rows: Vec<_> = find.rows.iter().map(|(row, _)| row.clone()).collect();
                self.replace(&rows);
            }
            FindAct::Close => {
                self.view.sheet.find = None;
                self.view.focus_table = true;
            }
        }
    }

    /// Selects the row found; the keyboard stays in the bar.
    fn show_found(&mut self) {
        let find = self.view.sheet.find.as_ref();
        let Some((row, _)) = find.and_then(Find::row).cloned() else {
            return;
        };
        let Some(cell) = self.session.first_cell_of(&row) else {
            return;
        };
        if self.settle() {
            self.scroll_to(&cell);
            self.view.selected = Some(cell);
        }
    }

    fn replace(&mut self, rows: &[String]) {
        let Some(find) = &self.view.sheet.find else {
            return;
        };
        let with = find.with.clone().unwrap_or_default();
        let done = self.session.replace(rows, &find.text, &with);
        match done {
            Ok(count) => {
                let count = crate::text::count(count, "text", "texts");
                self.say_of_workbook(format!("Replaced in {count}"));
            }
            Err(refusal) => self.view.refuse(refusal),
        }
        if let [_] = rows
            && let Some(find) = &mut self.view.sheet.find
        {
            find.step(1);
            self.show_found();
        }
    }

    fn open_go_to(&mut self) {
        self.view.sheet.go_to = Some(GoTo {
            found: find::fitting(self.session, "", LISTED),
            ..GoTo::default()
        });
    }

    fn go_to_box(&mut self, act: GoToAct) {
        let Some(go_to) = &mut self.view.sheet.go_to else {
            return;
        };
        match act {
            GoToAct::Text(text) => {
                *go_to = GoTo {
                    found: find::fitting(self.session, &text, LISTED),
                    text,
                    at: 0,
                };
            }
            GoToAct::Move(by) => {
                let last = go_to.found.len().saturating_sub(1);
                go_to.at = go_to.at.saturating_add_signed(by).min(last);
            }
            GoToAct::Take(place) => {
                let place = place.unwrap_or(go_to.at);
                let rows = &self.session.workbook().variables;
                let row = go_to.found.get(place).and_then(|number| rows.get(*number));
                if let Some(row) = row.map(|row| row.id.clone()) {
                    self.view.sheet.go_to = None;
                    self.go_to(&row);
                    self.view.focus_table = true;
                }
            }
            GoToAct::Close => {
                self.view.sheet.go_to = None;
                self.view.focus_table = true;
            }
        }
    }
}

type Place = (usize, usize);

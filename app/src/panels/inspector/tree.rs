//! A tree of cells: what the selected one rests on, or what rests on it.
//!
//! It is as large as what is open of it, and only what is seen of that is drawn. The tree as a
//! whole holds the keyboard.

use std::collections::BTreeSet;

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align2, Color32, Event, EventFilter, FontId, Id, Key, Rect, Response, Sense, Shape, Stroke, Ui,
    WidgetInfo, pos2, vec2,
};

use super::super::Ctx;
use super::part_ui;
use crate::command::{Action, TraceAct};
use crate::session::{Branch, Fold, Shown, Twigs};
use crate::sheet::Cell;
use crate::text;
use crate::theme::Theme;
use crate::trail::{Direction, Tree};
use crate::widgets::sparkline::sparkline;

const INDENT: f32 = 12.0;
/// Deeper branches stand no further to the right, so that their labels keep some room.
const DEEPEST: usize = 8;
const TRIANGLE: f32 = 14.0;
const SPARK: f32 = 36.0;
/// The height of a line, and what a source below it takes.
const LINE: f32 = 22.0;
const SOURCE: f32 = 15.0;

/// What is drawn of a tree.
struct Drawn<'a, 'b> {
    ctx: &'a Ctx<'b>,
    cell: &'a Cell,
    direction: Direction,
    tree: Tree,
    twigs: Twigs,
    theme: &'static Theme,
    has_focus: bool,
}

/// Draws the tree at a cell; nothing where it has no branches.
pub(super) fn tree_ui(ctx: &Ctx<'_>, cell: &Cell, direction: Direction, ui: &mut Ui) {
    let tree = ctx.view.trail.tree(direction, &cell.row);
    let twigs = ctx.session.twigs(cell, direction, &tree.open);
    if twigs.branches.is_empty() {
        return;
    }
    let title = match direction {
        Direction::Reads => "Reads",
        Direction::ReadBy => "Read by",
    };
    part_ui(title, ui);
    let mut drawn = Drawn {
        ctx,
        cell,
        direction,
        tree,
        twigs,
        theme: Theme::of(ui),
        has_focus: false,
    };
    drawn.show(title, ui);
}

impl Drawn<'_, '_> {
    fn show(&mut self, title: &str, ui: &mut Ui) {
        let tops = self.tops();
        let height = tops.last().copied().unwrap_or(0.0);
        let more = self.twigs.left_out;
        let rest = if more > 0 { LINE } else { 0.0 };
        let size = vec2(ui.available_width(), height + rest);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let id = Id::unique(("tree", self.direction));
        let response = ui.interact(rect, id, Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo::labeled(Role::Tree, true, title));
        self.keyboard_ui(&response, rect, &tops, ui);
        for (number, branch) in self.twigs.branches.iter().enumerate() {
            let corner = rect.min + vec2(0.0, tops[number]);
            let line = vec2(rect.width(), tops[number + 1] - tops[number]);
            let place = Rect::from_min_size(corner, line);
            if ui.is_rect_visible(place) {
                self.branch_ui(branch, place, ui);
            }
        }
        if more > 0 {
            let words = format!("… and {} more", text::count(more, "", "").trim_end());
            let corner = pos2(rect.left() + TRIANGLE, rect.bottom() - LINE);
            let place = Rect::from_min_max(corner, rect.max);
            word(ui, place, &words, self.theme.body(), self.theme.muted);
        }
    }

    /// Where each line begins below the top of the tree, and where the last one ends.
    fn tops(&self) -> Vec<f32> {
        let mut tops = vec![0.0];
        for branch in &self.twigs.branches {
            let source = if self.has_source(branch) { SOURCE } else { 0.0 };
            tops.push(tops[tops.len() - 1] + LINE + source);
        }
        tops
    }

    /// Whether a line of its own says where a value comes from.
    fn has_source(&self, branch: &Branch) -> bool {
        let is_leaf = branch.fold == Fold::Leaf && self.direction == Direction::Reads;
        is_leaf && self.ctx.session.is_assumption(&branch.place.cell.row)
    }

    /// The line at which the keyboard is.
    fn cursor(&self) -> usize {
        let branches = &self.twigs.branches;
        let found = branches.iter().position(|one| one.path == self.tree.cursor);
        found.unwrap_or(0)
    }

    fn keyboard_ui(&mut self, response: &Response, rect: Rect, tops: &[f32], ui: &Ui) {
        if self.ctx.view.trail.focus == Some(self.direction) {
            response.request_focus();
            let cursor = self.cursor();
            let corner = rect.min + vec2(0.0, tops[cursor]);
            ui.scroll_to_rect(
                Rect::from_min_size(corner, vec2(1.0, tops[cursor + 1] - tops[cursor])),
                None,
            );
        }
        self.has_focus = response.has_focus();
        if !self.has_focus {
            return;
        }
        let arrows = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        if self.ctx.view.dialog.is_none() {
            for event in ui.input(|input| input.events.clone()) {
                if let Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } = event
                    && modifiers.is_none()
                {
                    self.key(key);
                }
            }
        }
    }

    fn key(&self, key: Key) {
        let cursor = self.cursor();
        let last = self.twigs.branches.len() - 1;
        let branch = &self.twigs.branches[cursor];
        match key {
            Key::ArrowUp => self.move_to(cursor.saturating_sub(1)),
            Key::ArrowDown => self.move_to((cursor + 1).min(last)),
            Key::Home => self.move_to(0),
            Key::End => self.move_to(last),
            Key::ArrowRight if branch.fold == Fold::Folded => self.fold(branch, true),
            Key::ArrowRight if branch.fold == Fold::Open => self.move_to((cursor + 1).min(last)),
            Key::ArrowLeft if branch.fold == Fold::Open => self.fold(branch, false),
            Key::ArrowLeft => self.move_to_parent(branch),
            Key::Enter => self.walk(branch),
            Key::Backspace => self.send(TraceAct::BackInTree(self.direction)),
            _ => {}
        }
    }

    fn move_to_parent(&self, branch: &Branch) {
        let parent = &branch.path[..branch.path.len() - 1];
        let branches = &self.twigs.branches;
        if let Some(line) = branches.iter().position(|one| one.path == parent) {
            self.move_to(line);
        }
    }

    fn move_to(&self, line: usize) {
        self.change(Tree {
            cursor: self.twigs.branches[line].path.clone(),
            ..self.tree.clone()
        });
    }

    fn fold(&self, branch: &Branch, open: bool) {
        let mut branches: BTreeSet<_> = self.tree.open.clone();
        match open {
            true => drop(branches.insert(branch.path.clone())),
            false => drop(branches.remove(&branch.path)),
        }
        self.change(Tree {
            open: branches,
            cursor: branch.path.clone(),
        });
    }

    fn change(&self, tree: Tree) {
        self.send(TraceAct::Tree(self.direction, self.cell.row.clone(), tree));
    }

    fn walk(&self, branch: &Branch) {
        self.move_to(self.line_of(branch));
        let cell = branch.place.cell.clone();
        self.send(TraceAct::Walk(cell, Some(self.direction)));
    }

    fn line_of(&self, branch: &Branch) -> usize {
        let mut branches = self.twigs.branches.iter();
        branches.position(|one| one == branch).unwrap_or(0)
    }

    fn send(&self, act: TraceAct) {
        self.ctx.commands.send(Action::Trace(act));
    }

    fn branch_ui(&self, branch: &Branch, place: Rect, ui: &Ui) {
        let theme = self.theme;
        let session = self.ctx.session;
        let id = Id::unique(("branch", self.direction, &branch.path));
        let response = ui.interact(place.intersect(ui.clip_rect()), id, Sense::CLICK);
        let (called, value) = (
            session.called(&branch.place),
            session.value_at(&branch.place),
        );
        let source = session.origin_line(&branch.place.cell);
        let source = source.filter(|_| self.has_source(branch));
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::TreeItem, true, &called);
            let said = [Some(&value), source.as_ref()].into_iter().flatten();
            let said: Vec<_> = said.map(String::as_str).collect();
            info.current_text_value = Some(said.join("; "));
            info
        });
        let is_cursor = self.has_focus && self.twigs.branches[self.cursor()].path == branch.path;
        if is_cursor || response.hovered() {
            let ground = match is_cursor {
                true => theme.selection(),
                false => theme.hover(),
            };
            ui.painter().rect_filled(place, 2.0, ground);
        }
        let depth = (branch.path.len() - 1).min(DEEPEST) as f32;
        let line = Rect::from_min_size(place.min, vec2(place.width(), LINE));
        let line = line.with_min_x(line.left() + depth * INDENT);
        let clicked = self.triangle_ui(branch, &called, line, ui);
        self.line_ui(branch, &called, &value, line, ui);
        if let Some(source) = &source {
            let corner = pos2(line.left() + TRIANGLE, line.bottom() - 3.0);
            let below = Rect::from_min_max(corner, place.max);
            word(ui, below, source, theme.label(), theme.muted);
        }
        if !clicked && response.clicked() {
            self.walk(branch);
        }
        response.on_hover_ui(|ui| self.hover_ui(branch, &called, &value, ui));
    }

    /// The triangle that folds a branch, or the dot of a reference in its colour; whether it was
    /// clicked.
    fn triangle_ui(&self, branch: &Branch, called: &str, line: Rect, ui: &Ui) -> bool {
        let is_named = branch.path.len() == 1 && self.direction == Direction::Reads;
        let color = match is_named {
            true => self.theme.series(branch.path[0]),
            false => self.theme.muted,
        };
        let place = Rect::from_min_size(line.min, vec2(TRIANGLE, LINE));
        let centre = place.center();
        let points = match branch.fold {
            Fold::Folded => [vec2(-2.5, -4.0), vec2(3.0, 0.0), vec2(-2.5, 4.0)],
            Fold::Open => [vec2(-4.0, -2.5), vec2(4.0, -2.5), vec2(0.0, 3.0)],
            Fold::Leaf | Fold::Above => {
                ui.painter().circle_filled(centre, 2.0, color);
                return false;
            }
        };
        let points = points.map(|offset| centre + offset).to_vec();
        let triangle = Shape::convex_polygon(points, color, Stroke::NONE);
        ui.painter().add(triangle);
        let is_open = branch.fold == Fold::Open;
        let id = Id::unique(("fold", self.direction, &branch.path));
        let response = ui.interact(place, id, Sense::CLICK);
        let verb = if is_open { "Fold" } else { "Unfold" };
        let name = format!("{verb} {called}");
        response.widget_info(|| WidgetInfo::labeled(Role::DisclosureTriangle, true, &name));
        if response.clicked() {
            self.fold(branch, !is_open);
        }
        response.clicked()
    }

    /// Label, values over the periods, value.
    fn line_ui(&self, branch: &Branch, called: &str, value: &str, line: Rect, ui: &Ui) {
        let (theme, session) = (self.theme, self.ctx.session);
        let cell = &branch.place.cell;
        let color = match session.shown(cell) {
            Shown::Unavailable(_) => theme.muted,
            _ if session.is_assumption(&cell.row) => theme.assumption,
            _ => theme.formula,
        };
        let galley = ui
            .painter()
            .layout_no_wrap(value.to_owned(), theme.body(), color);
        let right = line.right() - 2.0;
        let mut left = right - galley.size().x;
        let at = pos2(left, line.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, color);
        // Of several elements no one line tells.
        let count = branch.place.count;
        let values = session.over_time(cell);
        if let Some(values) = values.filter(|values| count == 1 || count == values.len()) {
            let corner = pos2(left - SPARK - 4.0, line.top() + 3.0);
            let spark = Rect::from_min_size(corner, vec2(SPARK, LINE - 6.0));
            let here = cell.period.filter(|_| count == 1);
            sparkline(ui.painter(), spark, values, here, theme.muted, theme.line);
            left = spark.left();
        }
        let label = line
            .with_min_x(line.left() + TRIANGLE)
            .with_max_x(left - 6.0);
        let called = match branch.fold {
            Fold::Above => format!("{called} (above)"),
            _ => called.to_owned(),
        };
        word(ui, label, &called, theme.body(), theme.text);
    }

    fn hover_ui(&self, branch: &Branch, called: &str, value: &str, ui: &mut Ui) {
        let session = self.ctx.session;
        let cell = &branch.place.cell;
        ui.label(egui::RichText::new(called).font(self.theme.strong()));
        ui.label(value);
        if let Shown::Unavailable(reason) = session.shown(cell) {
            ui.label(session.not_available(&reason));
        } else if let Some(reading) = session.reading(cell).filter(|_| branch.place.count == 1) {
            ui.label(session.worked(cell, &reading));
        }
        if let Some(origin) = session.origin_line(cell) {
            ui.label(origin);
        }
        if branch.fold == Fold::Above {
            ui.label("Follows from its own value in another period, which stands above");
        }
    }
}

/// A word at the left, with an ellipsis where it does not fit.
fn word(ui: &Ui, rect: Rect, text: &str, font: FontId, color: Color32) {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = TextWrapping::truncate_at_width(rect.width().max(0.0));
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let place = Align2::LEFT_CENTER.anchor_size(rect.left_center(), galley.size());
    ui.painter().galley(place.min, galley, color);
}

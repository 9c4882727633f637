//! The centre of the window: panes as tabs that can be dragged beside and below each other.

use egui::accesskit::Role;
use egui::{
    Align2, CursorIcon, FontId, Frame, Id, PointerButton, Rect, Response, Sense, Stroke, Ui,
    UiBuilder, Vec2, WidgetInfo, WidgetText, pos2, vec2,
};
use egui_tiles::{
    Behavior, Container, Linear, LinearDir, ResizeState, SimplificationOptions, TabState, Tabs,
    Tile, TileId, Tiles, Tree, UiResponse,
};

use super::{Ctx, compare, figures, import, model, signals, sources, studies, versions};
use crate::command::{Action, Command};
use crate::dock::{DockAct, Layout};
use crate::theme::Theme;
use crate::view::Tab;

const BAR: f32 = 30.0;
/// The narrowest and lowest pane.
const LEAST: f32 = 240.0;
const CROSS: f32 = 14.0;
const BETWEEN: f32 = 10.0;

/// Draws the panes, and asks for what was dragged, clicked and closed.
pub(super) fn dock_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let dock = &ctx.view.dock;
    let mut tiles = Tiles::default();
    let root = build(dock.layout(), &mut tiles);
    let mut tree = Tree::new(Id::unique("dock"), root, tiles);
    let mut drawn = Drawn {
        ctx,
        theme: Theme::of(ui),
        front: dock.front(),
        asked: None,
        first_tabs: first_tabs(&tree, root),
    };
    let moved = tree.dragged_id(ui);
    tree.ui(&mut drawn, ui);
    let (front, asked) = (drawn.front, drawn.asked);
    let tiles = &tree.tiles;
    let reading = Reading { tiles, moved };
    if let Some(act) = asked {
        // Whoever is typing may have to be asked first, so that no tab changes by itself.
        ctx.commands.send(Action::Dock(act));
    } else if let Some(layout) = tree.root().and_then(|root| reading.layout(root))
        && (layout != *dock.layout() || front != dock.front())
    {
        let act = DockAct::Arrange(layout, front);
        ctx.commands.send(Action::Dock(act));
    }
}

/// The tiles of an arrangement. The same arrangement has the same tiles in every frame.
fn build(layout: &Layout, tiles: &mut Tiles<Tab>) -> TileId {
    let mut linear = |dir, parts: &[(f32, Layout)]| {
        let children: Vec<_> = parts.iter().map(|(_, part)| build(part, tiles)).collect();
        let mut linear = Linear::new(dir, children.clone());
        for ((share, _), child) in parts.iter().zip(children) {
            linear.shares.set_share(child, *share);
        }
        tiles.insert_container(linear)
    };
    match layout {
        Layout::Row(parts) => linear(LinearDir::Horizontal, parts),
        Layout::Column(parts) => linear(LinearDir::Vertical, parts),
        Layout::Tabs { panes, shown } => {
            let children: Vec<_> = panes.iter().map(|pane| tiles.insert_pane(*pane)).collect();
            let place = panes.iter().position(|pane| Some(*pane) == *shown);
            let mut tabs = Tabs::new(children);
            tabs.active = place.map(|place| tabs.children[place]);
            tiles.insert_container(tabs)
        }
    }
}

/// Reads an arrangement from tiles.
struct Reading<'a> {
    tiles: &'a Tiles<Tab>,
    /// The tile that was dragged.
    moved: Option<TileId>,
}

impl Reading<'_> {
    fn layout(&self, tile: TileId) -> Option<Layout> {
        Some(match self.tiles.get(tile)? {
            Tile::Pane(pane) => Layout::Tabs {
                panes: vec![*pane],
                shown: Some(*pane),
            },
            Tile::Container(Container::Tabs(tabs)) => self.tabs(tabs),
            Tile::Container(Container::Linear(linear)) => {
                line(linear.dir, self.parts(linear, &linear.children))
            }
            Tile::Container(Container::Grid(grid)) => {
                let children = grid.children();
                let parts = children.filter_map(|child| Some((1.0, self.layout(*child)?)));
                Layout::Row(parts.collect())
            }
        })
    }

    fn parts(&self, linear: &Linear, children: &[TileId]) -> Vec<(f32, Layout)> {
        let parts = children.iter();
        parts
            .filter_map(|child| Some((linear.shares[*child], self.layout(*child)?)))
            .collect()
    }

    /// Tabs are made of panes alone. What was dropped beside the pane on screen stands beside all
    /// of the tabs then.
    fn tabs(&self, tabs: &Tabs) -> Layout {
        let (mut panes, mut shown, mut split) = (Vec::new(), None, Vec::new());
        for child in &tabs.children {
            let mut kept = *child;
            if let Some(Tile::Container(Container::Linear(linear))) = self.tiles.get(*child) {
                let mut parts = linear.children.iter();
                let place = parts.position(|part| Some(*part) != self.moved);
                if let Some(place) = place {
                    kept = linear.children[place];
                    split.push((linear, place));
                }
            }
            let below = panes_in(self.tiles, kept);
            if tabs.active == Some(*child) {
                shown = below.first().copied();
            }
            panes.extend(below);
        }
        let layout = Layout::Tabs { panes, shown };
        split.into_iter().fold(layout, |layout, (linear, place)| {
            let share = linear.shares[linear.children[place]];
            let mut parts = self.parts(linear, &linear.children[..place]);
            parts.push((share, layout));
            parts.extend(self.parts(linear, &linear.children[place + 1..]));
            line(linear.dir, parts)
        })
    }
}

fn line(dir: LinearDir, parts: Vec<(f32, Layout)>) -> Layout {
    match dir {
        LinearDir::Horizontal => Layout::Row(parts),
        LinearDir::Vertical => Layout::Column(parts),
    }
}

/// The panes below a tile: what was dropped among tabs as a whole becomes tabs one by one.
fn panes_in(tiles: &Tiles<Tab>, tile: TileId) -> Vec<Tab> {
    match tiles.get(tile) {
        None => Vec::new(),
        Some(Tile::Pane(pane)) => vec![*pane],
        Some(Tile::Container(container)) => {
            let children = container.children();
            children.flat_map(|child| panes_in(tiles, *child)).collect()
        }
    }
}

/// The bar of tabs that has the offer of two panes side by side: that of the table, or the first.
fn first_tabs(tree: &Tree<Tab>, root: TileId) -> Option<TileId> {
    let model = tree.tiles.find_pane(&Tab::Model);
    let of_model = model.and_then(|pane| tree.tiles.parent_of(pane));
    of_model.or_else(|| {
        let mut tile = root;
        while let Some(Container::Linear(linear)) = tree.tiles.get_container(tile) {
            tile = *linear.children.first()?;
        }
        Some(tile)
    })
}

/// The panes while they are drawn.
struct Drawn<'a> {
    ctx: &'a Ctx<'a>,
    theme: &'static Theme,
    front: Tab,
    asked: Option<DockAct>,
    first_tabs: Option<TileId>,
}

impl Drawn<'_> {
    /// A title in the bar, with a line below it where it is on; gives its place and the click.
    fn title_ui(&self, title: &Title, ui: &mut Ui) -> Response {
        let theme = self.theme;
        let font = title.font(theme);
        let color = if title.on { theme.text } else { theme.muted };
        let galley = ui
            .painter()
            .layout_no_wrap(title.tab.title().to_owned(), font, color);
        let cross = if title.closable { CROSS } else { 0.0 };
        let width = galley.size().x + 2.0 * BETWEEN + cross;
        let (_, rect) = ui.allocate_space(vec2(width, ui.available_height()));
        let response = ui.interact(rect, title.id, title.sense);
        let entry = title.tab.command().entry();
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, title.on, entry.title));
        let middle = pos2(rect.left() + BETWEEN, rect.center().y);
        let place = Align2::LEFT_CENTER.anchor_size(middle, galley.size());
        let color = match response.hovered() || response.has_focus() {
            true => theme.text,
            false => color,
        };
        ui.painter()
            .galley_with_override_text_color(place.min, galley, color);
        if title.on {
            let line = place.x_range();
            let color = if title.front {
                theme.accent
            } else {
                theme.muted
            };
            ui.painter()
                .hline(line, rect.bottom() - 1.0, Stroke::new(2.0, color));
        }
        response
    }

    /// The cross that closes a tab; whether it was clicked.
    fn cross_ui(&self, tab: Tab, rect: Rect, ui: &Ui) -> bool {
        let theme = self.theme;
        let place = pos2(rect.right() - 0.5 * BETWEEN - 0.5 * CROSS, rect.center().y);
        let place = Rect::from_center_size(place, Vec2::splat(CROSS));
        let response = ui.interact(place, Id::unique(("close tab", tab.title())), Sense::CLICK);
        let name = format!("Close the tab {}", tab.title());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let color = match response.hovered() || response.has_focus() {
            true => theme.text,
            false => theme.muted,
        };
        let cross = place.shrink(4.0);
        let stroke = Stroke::new(1.0, color);
        let painter = ui.painter();
        painter.line_segment([cross.left_top(), cross.right_bottom()], stroke);
        painter.line_segment([cross.right_top(), cross.left_bottom()], stroke);
        response.on_hover_text(name).clicked()
    }
}

/// A title in the bar of tabs.
struct Title {
    tab: Tab,
    id: Id,
    sense: Sense,
    on: bool,
    front: bool,
    closable: bool,
}

impl Title {
    fn font(&self, theme: &Theme) -> FontId {
        match self.on {
            true => theme.strong(),
            false => theme.body(),
        }
    }
}

impl Behavior<Tab> for Drawn<'_> {
    fn pane_ui(&mut self, ui: &mut Ui, _: TileId, pane: &mut Tab) -> UiResponse {
        let place = ui.max_rect();
        let pressed = ui.input(|input| match input.pointer.any_pressed() {
            true => input.pointer.interact_pos(),
            false => None,
        });
        if let Some(at) = pressed
            && place.contains(at)
            && ui.ctx().layer_id_at(at) == Some(ui.layer_id())
        {
            self.front = *pane;
        }
        // What is in a pane is the same wherever the pane is.
        let builder = UiBuilder::new()
            .scope_id(Id::unique(("pane", pane.title())))
            .max_rect(place);
        ui.scope_builder(builder, |ui| {
            ui.set_clip_rect(place.intersect(ui.clip_rect()));
            pane_ui(self.ctx, *pane, ui);
        });
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &Tab) -> WidgetText {
        pane.title().into()
    }

    fn is_tab_closable(&self, tiles: &Tiles<Tab>, _: TileId) -> bool {
        let mut panes = tiles.tiles().filter(|tile| tile.is_pane());
        panes.nth(1).is_some()
    }

    fn tab_ui(
        &mut self,
        tiles: &mut Tiles<Tab>,
        ui: &mut Ui,
        id: Id,
        tile: TileId,
        state: &TabState,
    ) -> Response {
        let tab = panes_in(tiles, tile).first().copied().unwrap_or_default();
        let title = Title {
            tab,
            id,
            sense: Sense::click_and_drag(),
            on: state.active,
            front: self.front == tab,
            closable: state.closable,
        };
        let response = self.title_ui(&title, ui);
        let mut close = response.clicked_by(PointerButton::Middle);
        if state.closable && (state.active || response.hovered()) {
            close |= self.cross_ui(tab, response.rect, ui);
        }
        if response.clicked() {
            self.asked = Some(DockAct::Show(tab));
        }
        response.context_menu(|ui| {
            if ui.button("Close tab").clicked() {
                close = true;
                ui.close();
            }
            if ui.button(Command::ResetLayout.entry().title).clicked() {
                self.ctx.commands.run(Command::ResetLayout);
                ui.close();
            }
        });
        if close {
            self.asked = Some(DockAct::Close(tab));
        }
        let tooltip = tab.command().entry().tooltip;
        response
            .on_hover_cursor(CursorIcon::PointingHand)
            .on_hover_text(tooltip)
    }

    /// The offer stands at the right end of the bar, where it stays however many tabs there are.
    fn top_bar_right_ui(
        &mut self,
        _: &Tiles<Tab>,
        ui: &mut Ui,
        tile: TileId,
        _: &Tabs,
        _: &mut f32,
    ) {
        if Some(tile) != self.first_tabs {
            return;
        }
        let on = self.ctx.view.dock.shows(Tab::Both);
        let title = Title {
            tab: Tab::Both,
            id: Id::unique("side by side"),
            sense: Sense::CLICK,
            on,
            front: on && self.ctx.view.tab == Tab::Both,
            closable: false,
        };
        let response = self.title_ui(&title, ui);
        let entry = Command::ShowBoth.entry();
        if response.on_hover_text(entry.tooltip).clicked() {
            self.ctx.commands.run(Command::ShowBoth);
        }
    }

    fn drag_ui(&mut self, tiles: &Tiles<Tab>, ui: &mut Ui, tile: TileId) {
        let titles: Vec<_> = panes_in(tiles, tile)
            .iter()
            .map(|tab| tab.title())
            .collect();
        Frame::popup(ui.style()).show(ui, |ui| ui.label(titles.join(", ")));
    }

    fn tab_bar_height(&self, _: &egui::Style) -> f32 {
        BAR
    }

    fn min_size(&self) -> f32 {
        LEAST
    }

    fn tab_bar_color(&self, _: &egui::Visuals) -> egui::Color32 {
        self.theme.panel
    }

    fn resize_stroke(&self, _: &egui::Style, state: ResizeState) -> Stroke {
        match state {
            ResizeState::Idle => self.theme.hairline(),
            ResizeState::Hovering => Stroke::new(2.0, self.theme.muted),
            ResizeState::Dragging => Stroke::new(2.0, self.theme.accent),
        }
    }

    fn drag_preview_color(&self, _: &egui::Visuals) -> egui::Color32 {
        self.theme.accent.gamma_multiply(0.25)
    }

    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions {
            all_panes_must_have_tabs: true,
            ..SimplificationOptions::default()
        }
    }
}

/// What stands in a pane.
fn pane_ui(ctx: &Ctx<'_>, pane: Tab, ui: &mut Ui) {
    match pane {
        Tab::Model => model::model_ui(ctx, ui),
        Tab::Figures => figures::figures_ui(ctx, ui),
        Tab::Compare => compare::compare_ui(ctx, ui),
        Tab::Studies => studies::studies_ui(ctx, ui),
        Tab::Signals => signals::signals_ui(ctx, ui),
        Tab::Sources => sources::sources_ui(ctx, ui),
        Tab::Versions => versions::versions_ui(ctx, ui),
        Tab::Import => import::import_ui(ctx, ui),
        // It is an arrangement of two panes, and no pane.
        Tab::Both => {}
    }
}

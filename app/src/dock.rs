//! Where the panes of the window stand: beside each other, below each other, or as tabs.
//!
//! A [`Layout`] is plain data, so that an arrangement can be compared, kept and put back; the
//! panel that draws it builds its tiles from it in each frame, and sends back what was dragged.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::view::Tab;

/// How deep an arrangement may be nested; deeper ones are no work of a hand.
const DEEPEST: usize = 8;

/// An arrangement of panes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Layout {
    /// Panes of which one is shown.
    Tabs {
        /// The panes, from left to right.
        #[serde(with = "names")]
        panes: Vec<Tab>,
        /// The one that is shown.
        #[serde(with = "name")]
        shown: Option<Tab>,
    },
    /// Parts from left to right, each with its share of the width.
    Row(Vec<(f32, Layout)>),
    /// Parts from top to bottom, each with its share of the height.
    Column(Vec<(f32, Layout)>),
}

/// The arrangement on screen, and the pane in front: the one that keys are for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dock {
    layout: Layout,
    front: Tab,
}

/// What is done with panes.
#[derive(Clone, Debug, PartialEq)]
pub enum DockAct {
    /// Panes were dragged, or another one was clicked at.
    Arrange(Layout, Tab),
    /// The tab of a pane was clicked.
    Show(Tab),
    /// Closes a pane.
    Close(Tab),
}

impl Default for Layout {
    /// Every usual pane as a tab, the main one in front.
    fn default() -> Self {
        Self::Tabs {
            panes: Tab::usual().collect(),
            shown: Some(Tab::default()),
        }
    }
}

impl Dock {
    /// The arrangement.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The pane in front.
    pub fn front(&self) -> Tab {
        self.front
    }

    /// What the front is called: the table and the figures beside each other have a name together.
    pub fn tab(&self) -> Tab {
        let is_half = matches!(self.front, Tab::Model | Tab::Figures);
        match is_half && self.shows(Tab::Both) {
            true => Tab::Both,
            false => self.front,
        }
    }

    /// Whether a pane is on screen.
    pub fn shows(&self, tab: Tab) -> bool {
        match tab {
            Tab::Both => self.shows(Tab::Model) && self.shows(Tab::Figures),
            tab => self.layout.shown().contains(&tab),
        }
    }

    /// Whether a pane is open, on screen or behind another one.
    pub fn is_open(&self, tab: Tab) -> bool {
        self.layout.panes().contains(&tab)
    }

    /// Brings a pane to the front; one that was closed is opened again.
    pub fn show(&mut self, tab: Tab) {
        if tab == Tab::Both {
            return self.put_side_by_side();
        }
        if !self.is_open(tab) {
            self.layout.open(tab, self.front);
        }
        self.layout.bring_up(tab);
        self.front = tab;
    }

    /// Closes a pane; the last one stays.
    pub fn close(&mut self, tab: Tab) {
        if self.layout.panes().len() > 1 {
            self.layout.remove(tab);
            self.mend();
        }
    }

    /// Takes an arrangement as it is; what is wrong with it is put right.
    pub fn arrange(&mut self, layout: Layout, front: Tab) {
        (self.layout, self.front) = (layout, front);
        self.mend();
    }

    /// Puts everything back to where it was at first; the pane in front stays there.
    pub fn reset(&mut self) {
        self.layout = Layout::default();
        self.show(self.front);
    }

    /// The pane so many places after the one in front, in reading order and round the end.
    pub fn beside(&self, places: isize) -> Tab {
        let panes = self.layout.panes();
        let here = panes.iter().position(|pane| *pane == self.front);
        let count = panes.len().max(1) as isize;
        let there = (here.unwrap_or(0) as isize + places).rem_euclid(count);
        panes.get(there as usize).copied().unwrap_or(self.front)
    }

    /// Puts the figures at the right of the table.
    fn put_side_by_side(&mut self) {
        if !self.shows(Tab::Both) {
            self.layout.remove(Tab::Figures);
            self.mend();
            if !self.is_open(Tab::Model) {
                self.layout.open(Tab::Model, self.front);
            }
            self.layout.split(Tab::Model, Tab::Figures);
            self.layout.bring_up(Tab::Model);
        }
        self.front = Tab::Model;
    }

    /// Puts the figures back among the tabs of the table.
    pub fn join(&mut self) {
        self.layout.remove(Tab::Figures);
        self.layout.open(Tab::Figures, Tab::Model);
        self.front = Tab::Model;
        self.mend();
    }

    fn mend(&mut self) {
        let layout = std::mem::take(&mut self.layout);
        self.layout = layout.mended().unwrap_or_default();
        let shown = self.layout.shown();
        if !shown.contains(&self.front) {
            self.front = shown.first().copied().unwrap_or_default();
        }
    }
}

impl Layout {
    /// Every pane, in reading order.
    pub fn panes(&self) -> Vec<Tab> {
        match self {
            Self::Tabs { panes, .. } => panes.clone(),
            Self::Row(parts) | Self::Column(parts) => {
                parts.iter().flat_map(|(_, part)| part.panes()).collect()
            }
        }
    }

    /// The panes on screen, in reading order.
    pub fn shown(&self) -> Vec<Tab> {
        match self {
            Self::Tabs { panes, shown } => {
                let shown = shown.filter(|shown| panes.contains(shown));
                shown.or(panes.first().copied()).into_iter().collect()
            }
            Self::Row(parts) | Self::Column(parts) => {
                parts.iter().flat_map(|(_, part)| part.shown()).collect()
            }
        }
    }

    /// The same with more panes among the tabs of its first one.
    pub fn with(mut self, panes: &[Tab]) -> Self {
        for pane in panes {
            let all = self.panes();
            if let (false, Some(first)) = (all.contains(pane), all.first()) {
                self.open(*pane, *first);
            }
        }
        self
    }

    /// The same without what cannot be drawn: panes that stand twice, empty parts, and parts
    /// without a size. None where nothing is left.
    pub fn mended(self) -> Option<Self> {
        self.mended_within(&mut Vec::new(), DEEPEST)
    }

    fn mended_within(self, seen: &mut Vec<Tab>, deepest: usize) -> Option<Self> {
        let deeper = deepest.checked_sub(1)?;
        let mut mend = |parts: Vec<(f32, Self)>| -> Vec<(f32, Self)> {
            let size = |share: f32| match share.is_finite() && share > 0.0 {
                true => share,
                false => 1.0,
            };
            let parts = parts.into_iter();
            parts
                .filter_map(|(share, part)| Some((size(share), part.mended_within(seen, deeper)?)))
                .collect()
        };
        match self {
            Self::Row(parts) => only_or(mend(parts), Self::Row),
            Self::Column(parts) => only_or(mend(parts), Self::Column),
            Self::Tabs { mut panes, shown } => {
                panes.retain(|pane| {
                    let is_new = *pane != Tab::Both && !seen.contains(pane);
                    seen.push(*pane);
                    is_new
                });
                let first = panes.first().copied()?;
                let shown = shown.filter(|shown| panes.contains(shown)).or(Some(first));
                Some(Self::Tabs { panes, shown })
            }
        }
    }

    /// The tabs among which a pane is.
    fn tabs_of(&mut self, tab: Tab) -> Option<&mut Self> {
        match self {
            Self::Tabs { panes, .. } if panes.contains(&tab) => Some(self),
            Self::Tabs { .. } => None,
            Self::Row(parts) | Self::Column(parts) => {
                let mut parts = parts.iter_mut();
                parts.find_map(|(_, part)| part.tabs_of(tab))
            }
        }
    }

    fn bring_up(&mut self, tab: Tab) {
        if let Some(Self::Tabs { shown, .. }) = self.tabs_of(tab) {
            *shown = Some(tab);
        }
    }

    fn remove(&mut self, tab: Tab) {
        if let Some(Self::Tabs { panes, shown }) = self.tabs_of(tab) {
            let at = panes.iter().position(|pane| *pane == tab);
            panes.retain(|pane| *pane != tab);
            if *shown == Some(tab) {
                // The neighbour takes its place.
                let at = at.unwrap_or(0).min(panes.len().saturating_sub(1));
                *shown = panes.get(at).copied();
            }
        }
    }

    /// Opens a pane among the tabs of another, at its place in the usual order.
    fn open(&mut self, tab: Tab, beside: Tab) {
        if let Some(Self::Tabs { panes, .. }) = self.tabs_of(beside) {
            panes.push(tab);
            let order: Vec<_> = Tab::panes().collect();
            let is_sorted = panes[..panes.len() - 1].is_sorted_by_key(|pane| place(&order, *pane));
            // Tabs that somebody has put into another order keep it.
            if is_sorted {
                panes.sort_by_key(|pane| place(&order, *pane));
            }
        }
    }

    /// Puts a pane at the right of the tabs of another.
    fn split(&mut self, left: Tab, right: Tab) {
        if let Some(part) = self.tabs_of(left) {
            let half = std::mem::take(part);
            let other = Self::Tabs {
                panes: vec![right],
                shown: Some(right),
            };
            *part = Self::Row(vec![(1.0, half), (1.0, other)]);
        }
    }
}

fn place(order: &[Tab], pane: Tab) -> Option<usize> {
    order.iter().position(|other| *other == pane)
}

/// Several parts as they are, a single one without what is around it.
fn only_or(
    mut parts: Vec<(f32, Layout)>,
    several: fn(Vec<(f32, Layout)>) -> Layout,
) -> Option<Layout> {
    match parts.len() {
        0 => None,
        1 => parts.pop().map(|(_, part)| part),
        _ => Some(several(parts)),
    }
}

/// Panes by their titles; those of a newer program are left out.
mod names {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Tab};

    pub(super) fn serialize<S: Serializer>(panes: &[Tab], to: S) -> Result<S::Ok, S::Error> {
        let titles: Vec<_> = panes.iter().map(|pane| pane.title()).collect();
        titles.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Tab>, D::Error> {
        let titles = Vec::<String>::deserialize(from)?;
        Ok(titles
            .iter()
            .filter_map(|title| Tab::titled(title))
            .collect())
    }
}

/// A pane by its title.
mod name {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Tab};

    #[allow(clippy::ref_option, reason = "the signature that is asked for")]
    pub(super) fn serialize<S: Serializer>(pane: &Option<Tab>, to: S) -> Result<S::Ok, S::Error> {
        pane.map_or("", Tab::title).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Tab>, D::Error> {
        let title = String::deserialize(from)?;
        Ok(Tab::titled(&title))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tabs(panes: &[Tab], shown: Tab) -> Layout {
        Layout::Tabs {
            panes: panes.to_vec(),
            shown: Some(shown),
        }
    }

    #[test]
    fn the_table_and_the_figures_go_side_by_side_and_back() {
        let mut dock = Dock::default();
        assert_eq!(dock.tab(), Tab::Figures);
        dock.show(Tab::Both);
        assert_eq!((dock.tab(), dock.front()), (Tab::Both, Tab::Model));
        assert!(dock.shows(Tab::Model) && dock.shows(Tab::Figures));
        dock.show(Tab::Compare);
        assert_eq!(dock.tab(), Tab::Compare);
        assert!(!dock.shows(Tab::Both) && dock.shows(Tab::Figures));
        dock.show(Tab::Model);
        assert_eq!(dock.tab(), Tab::Both);
        dock.join();
        assert_eq!(dock.layout().panes(), Layout::default().panes());
        assert_eq!(dock.tab(), Tab::Model);
    }

    #[test]
    fn a_closed_pane_opens_again_at_its_place_and_the_last_one_stays() {
        let mut dock = Dock::default();
        dock.close(Tab::Figures);
        assert!(!dock.is_open(Tab::Figures));
        assert_eq!(dock.tab(), Tab::Compare, "the neighbour takes its place");
        dock.show(Tab::Figures);
        assert_eq!(dock.layout().panes(), Layout::default().panes());
        for pane in Tab::panes() {
            dock.close(pane);
        }
        assert_eq!(dock.layout().panes().len(), 1);
    }

    #[test]
    fn an_arrangement_is_read_back_and_one_of_a_newer_program_loses_its_panes() {
        let layout = Layout::Row(vec![
            (1.5, tabs(&[Tab::Model, Tab::Compare], Tab::Compare)),
            (1.0, tabs(&[Tab::Figures], Tab::Figures)),
        ]);
        let text = ron::to_string(&layout).unwrap();
        assert_eq!(ron::from_str::<Layout>(&text).unwrap(), layout);
        let newer = text.replace("Compare", "Holograms");
        let read = ron::from_str::<Layout>(&newer).unwrap().mended().unwrap();
        assert_eq!(read.panes(), [Tab::Model, Tab::Figures]);
        assert_eq!(read.shown(), [Tab::Model, Tab::Figures]);
    }

    #[test]
    fn what_cannot_be_drawn_is_left_out() {
        let twice = Layout::Column(vec![
            (f32::NAN, tabs(&[Tab::Model, Tab::Model], Tab::Studies)),
            (0.0, tabs(&[Tab::Model], Tab::Model)),
            (1.0, Layout::Row(Vec::new())),
        ]);
        assert_eq!(twice.mended(), Some(tabs(&[Tab::Model], Tab::Model)));
        assert_eq!(Layout::Row(Vec::new()).mended(), None);
        let deep = (0..20).fold(tabs(&[Tab::Model], Tab::Model), |part, _| {
            Layout::Row(vec![(1.0, part)])
        });
        assert_eq!(deep.mended(), None);
    }
}

//! Which values have just changed, so that a tint behind them can fade.

use std::sync::Arc;

use rackhour_engine::run::Results;

use super::Cell;
use crate::session::Session;

/// How long the tint takes to fade, in seconds.
const FADE: f64 = 0.3;

/// The values before the last change.
#[derive(Clone, Debug, Default)]
pub struct Changed {
    /// Whether changes are shown at all.
    wanted: bool,
    /// The revision on screen, and its values.
    seen: Option<(u64, Arc<Results>)>,
    /// The values before it, and when they gave way.
    before: Option<(Arc<Results>, f64)>,
}

impl Changed {
    /// Changes that are shown, or not.
    pub fn new(wanted: bool) -> Self {
        Self {
            wanted,
            ..Self::default()
        }
    }

    /// The same for another document, of which nothing has changed yet.
    pub fn anew(&self) -> Self {
        Self::new(self.wanted)
    }

    /// Shows changes where another document does.
    pub fn wish_as(&mut self, other: &Self) {
        self.wanted = other.wanted;
    }

    /// Takes note of a revision, at a time in seconds.
    pub fn follow(&mut self, session: &Session, now: f64) {
        let revision = session.revision();
        let is_seen = |(seen, _): &(u64, Arc<Results>)| *seen == revision;
        if !self.wanted || self.seen.as_ref().is_some_and(is_seen) {
            return;
        }
        let old = self.seen.replace((revision, session.shared_results()));
        self.before = old.map(|(_, results)| (results, now));
    }

    /// How much of the tint behind a cell is left, from 1 down to 0.
    pub fn left(&self, session: &Session, cell: &Cell, now: f64) -> f32 {
        let Some((before, since)) = &self.before else {
            return 0.0;
        };
        let left = 1.0 - (now - since) / FADE;
        match left > 0.0 && session.differs(before, cell) {
            true => left.min(1.0) as f32,
            false => 0.0,
        }
    }
}

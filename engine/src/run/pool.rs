//! Many cases on several threads: blocks in any order, results in the order of the cases.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// How many cases run together: registers of a block stay in the second-level cache.
pub(super) const BLOCK: usize = 512;

/// How far a run is, and whether it should stop. Shared with whoever shows or ends it.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    cancelled: AtomicBool,
}

impl Progress {
    /// Cases done so far.
    pub fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// Asks the run to stop; it does before its next block.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the run was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

/// A run that was asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// Runs work on every block of cases and returns the results in the order of the blocks.
///
/// `work` gets the first case of a block and how many there are; `state` is made once per thread
/// and handed on from block to block. With one thread nothing is started.
pub fn in_blocks<S, T: Send>(
    cases: usize,
    threads: usize,
    progress: &Progress,
    state: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, usize, usize) -> T + Sync + Send,
) -> Result<Vec<T>, Cancelled> {
    let blocks = cases.div_ceil(BLOCK);
    let one = |state: &mut S, block: usize| {
        if progress.is_cancelled() {
            return Err(Cancelled);
        }
        let first = block * BLOCK;
        let count = BLOCK.min(cases - first);
        let result = work(state, first, count);
        progress.done.fetch_add(count, Ordering::Relaxed);
        Ok(result)
    };
    let serial = || {
        let mut kept = state();
        (0..blocks).map(|block| one(&mut kept, block)).collect()
    };
    match (blocks >= 4).then(|| pool(threads)).flatten() {
        Some(pool) => pool.install(|| (0..blocks).into_par_iter().map_init(&state, one).collect()),
        None => serial(),
    }
}

/// Runs work on every item and returns the results in order.
pub(super) fn each<T: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(usize) -> T + Sync + Send,
) -> Vec<T> {
    match (count > 1).then(|| pool(threads)).flatten() {
        Some(pool) => pool.install(|| (0..count).into_par_iter().map(&work).collect()),
        None => (0..count).map(work).collect(),
    }
}

/// Threads to run on; none where one is enough, or where the machine cannot start any: it still
/// gives the answer.
fn pool(threads: usize) -> Option<ThreadPool> {
    let pool = || ThreadPoolBuilder::new().num_threads(threads).build();
    (threads != 1).then(pool)?.ok()
}

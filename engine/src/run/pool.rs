//! Many cases on several threads: parts in any order, results in the order of the cases.
//!
//! Threads live as long as one run. Starting one costs less than waking one that sleeps, and the
//! thread that asks begins at once, while the others join it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

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

    /// Asks the run to stop; it does before its next part.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the run was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, cases: usize) {
        self.done.fetch_add(cases, Ordering::Relaxed);
    }
}

/// A run that was asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// Runs work on every block of cases and returns the results in the order of the blocks.
///
/// `work` gets the first case of a block and how many there are; `state` is made once per thread
/// and handed on from block to block. With one thread nothing is started.
///
/// # Errors
///
/// [`Cancelled`] if `progress` was asked to stop.
pub fn in_blocks<S, T: Send>(
    cases: usize,
    threads: usize,
    progress: &Progress,
    state: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, usize, usize) -> T + Sync + Send,
) -> Result<Vec<T>, Cancelled> {
    let blocks = cases.div_ceil(BLOCK);
    let mut results: Vec<Option<T>> = (0..blocks).map(|_| None).collect();
    let threads = if blocks < 4 { 1 } else { threads };
    let parts = results.iter_mut().enumerate();
    on_threads(parts, threads, progress, state, |state, (block, result)| {
        let first = block * BLOCK;
        let count = BLOCK.min(cases - first);
        *result = Some(work(state, first, count));
        progress.add(count);
    })?;
    Ok(results.into_iter().flatten().collect())
}

/// Runs work on every item and returns the results in order.
pub(super) fn each<T: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(usize) -> T + Sync + Send,
) -> Vec<T> {
    let mut results: Vec<Option<T>> = (0..count).map(|_| None).collect();
    let threads = if count < 2 { 1 } else { threads };
    let parts = results.iter_mut().enumerate();
    let done = on_threads(
        parts,
        threads,
        &Progress::default(),
        || (),
        |(), (item, result)| {
            *result = Some(work(item));
        },
    );
    // Nobody can ask this run to stop.
    debug_assert_eq!(done, Ok(()));
    results.into_iter().flatten().collect()
}

/// Hands parts of a run to threads, each the next one when it is free, until all are done.
///
/// Zero threads stands for one per core. The threads are those of rayon's pool, which are started
/// once; with one thread nothing is started.
///
/// # Errors
///
/// [`Cancelled`] if `progress` was asked to stop before the last part was begun.
pub(super) fn on_threads<S, P: Send>(
    parts: impl Iterator<Item = P> + Send,
    threads: usize,
    progress: &Progress,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, P) + Sync,
) -> Result<(), Cancelled> {
    let parts = Mutex::new(parts);
    // A thread that panicked has not left a part half taken.
    let next = || {
        parts
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
            .next()
    };
    let was_cancelled = AtomicBool::new(false);
    let run = || {
        let mut state = state();
        while let Some(part) = next() {
            if progress.is_cancelled() {
                was_cancelled.store(true, Ordering::Relaxed);
                return;
            }
            work(&mut state, part);
        }
    };
    match count(threads) {
        1 => run(),
        threads => rayon::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(|_| run());
            }
            run();
        }),
    }
    match was_cancelled.into_inner() {
        true => Err(Cancelled),
        false => Ok(()),
    }
}

fn count(threads: usize) -> usize {
    match threads {
        0 => thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    }
}

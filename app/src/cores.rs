//! How many cores computations may use: a thing of the whole process, as its threads are. Results
//! are the same on any number.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The number that was chosen; zero for all of them.
static CHOSEN: AtomicUsize = AtomicUsize::new(0);

/// How many cores there are.
pub fn there_are() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Lets computations use so many cores; all of them where no number is given.
pub fn choose(cores: Option<usize>) {
    CHOSEN.store(cores.unwrap_or(0).min(there_are()), Ordering::Relaxed);
}

/// The number of threads that a computation starts; zero lets it take all cores.
pub fn chosen() -> usize {
    CHOSEN.load(Ordering::Relaxed)
}

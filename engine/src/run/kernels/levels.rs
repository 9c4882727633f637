//! Work that is compiled once for each instruction set.
//!
//! What is inlined into a function takes over its instruction set, so work that the compiler can
//! check, and that is inlined all the way, needs nothing else to use wide registers.

use super::super::level::Level;

/// How work of one type is done at an instruction set.
type Done<W, R> = unsafe fn(W) -> R;

fn baseline<W: FnOnce() -> R, R>(work: W) -> R {
    work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2<W: FnOnce() -> R, R>(work: W) -> R {
    work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl")]
fn avx512<W: FnOnce() -> R, R>(work: W) -> R {
    work()
}

/// Does work at an instruction set of the machine.
pub(in super::super) fn at_level<W: FnOnce() -> R, R>(level: Level, work: W) -> R {
    #[cfg(target_arch = "x86_64")]
    let done: [Done<W, R>; 3] = [baseline, avx2, avx512];
    #[cfg(not(target_arch = "x86_64"))]
    let done: [Done<W, R>; 3] = [baseline, baseline, baseline];
    // SAFETY: a level can only be one that the machine has.
    unsafe { done[level.place()](work) }
}

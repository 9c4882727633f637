//! A reader that trips over a hostile file says nothing of it on standard error: the file is refused
//! in a sentence, which is all that there is to say.

use std::cell::Cell;
use std::panic;
use std::sync::Once;

thread_local! {
    static IS_READING: Cell<bool> = const { Cell::new(false) };
}

/// Does something whose panics are caught and answered for.
pub(super) fn quietly<T>(reading: impl FnOnce() -> T) -> T {
    static HOOKED: Once = Once::new();
    HOOKED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !IS_READING.get() {
                before(panic);
            }
        }));
    });
    let outer = IS_READING.replace(true);
    let done = reading();
    IS_READING.set(outer);
    done
}

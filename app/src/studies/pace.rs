//! When a study runs again: in the frame, beside the window, once a drag ends, or when it is asked to.

use std::time::Duration;

/// What a frame has room for, next to drawing it.
const A_FRAME: Duration = Duration::from_millis(16);
/// What still follows a drag closely enough to be steered by.
const A_GLANCE: Duration = Duration::from_millis(150);
/// What nobody wants to start by every edit.
const A_WAIT: Duration = Duration::from_secs(3);

/// How a study follows the assumptions, by what its last run took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// It has not been measured: it runs beside the window, and not during a drag.
    Unknown,
    /// It is run in the frame of the change.
    InFrame,
    /// It runs beside the window, during a drag as well.
    Live,
    /// It runs beside the window once a drag has ended.
    OnRelease,
    /// It runs when it is asked to.
    OnAsk,
}

impl Pace {
    /// The pace of a study whose last run took so long; none where it never ran.
    pub fn of(took: Option<Duration>) -> Self {
        match took {
            None => Self::Unknown,
            Some(took) if took <= A_FRAME => Self::InFrame,
            Some(took) if took <= A_GLANCE => Self::Live,
            Some(took) if took <= A_WAIT => Self::OnRelease,
            Some(_) => Self::OnAsk,
        }
    }

    /// Whether it may run now: `dragging` while a value is moved, `asked` where a user said so.
    pub fn may_run(self, dragging: bool, asked: bool) -> bool {
        match self {
            Self::InFrame | Self::Live => true,
            Self::Unknown | Self::OnRelease => asked || !dragging,
            Self::OnAsk => asked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_longer_runs_less_often() {
        let of = |ms| Pace::of(Some(Duration::from_millis(ms)));
        assert_eq!(
            [of(1), of(16), of(17), of(150), of(151), of(3000), of(3001)],
            [
                Pace::InFrame,
                Pace::InFrame,
                Pace::Live,
                Pace::Live,
                Pace::OnRelease,
                Pace::OnRelease,
                Pace::OnAsk
            ]
        );
        assert!(of(100).may_run(true, false));
        assert!(!of(600).may_run(true, false) && of(600).may_run(false, false));
        assert!(!of(4000).may_run(false, false) && of(4000).may_run(false, true));
        assert!(!Pace::of(None).may_run(true, false) && Pace::of(None).may_run(false, false));
    }
}
